import { mount } from 'svelte';
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import { connect } from './lib/backend';
import { windowKind } from './lib/window-kind';

// Asked for before the first sentence needs them, so that no verdict is set in two faces.
for (const face of ['700 1em "Bricolage Grotesque"', '500 1em "Atkinson Hyperlegible Next"'])
  document.fonts.load(face, 'Aağż').catch(() => []);

const target = document.getElementById('app');

if (target) {
  const backend = await connect(location);
  const kind = windowKind(location);
  // Each window loads only its own part: the kiosk's memory is counted.
  if (kind === 'practice') {
    const { default: PracticeWindow } = await import('./views/practice/PracticeWindow.svelte');
    mount(PracticeWindow, { target, props: { backend } });
  } else if (kind === 'staff') {
    const { default: StaffWindow } = await import('./views/staff/StaffWindow.svelte');
    mount(StaffWindow, { target, props: { backend } });
  } else {
    const { default: FrontWindow } = await import('./views/FrontWindow.svelte');
    mount(FrontWindow, { target, props: { backend } });
  }
}
