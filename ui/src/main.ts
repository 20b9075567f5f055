import { mount, type Component } from 'svelte';
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import { connect, type Backend } from './lib/backend';
import { languageOf, nearest, speak } from './lib/i18n/locale.svelte';
import { windowKind, type WindowKind } from './lib/window-kind';

// Asked for before the first sentence needs them, so that no verdict is set in two faces.
for (const face of ['700 1em "Bricolage Grotesque"', '500 1em "Atkinson Hyperlegible Next"'])
  document.fonts.load(face, 'Aağż').catch(() => []);

declare global {
  /** What the desk speaks, said before the page begins: it then loads no other language first. */
  var porticoLanguage: string | undefined;
}

const WINDOWS: Record<WindowKind, () => Promise<{ default: Component<{ backend: Backend }> }>> = {
  front: () => import('./views/FrontWindow.svelte'),
  practice: () => import('./views/practice/PracticeWindow.svelte'),
  staff: () => import('./views/staff/StaffWindow.svelte'),
};
const target = document.getElementById('app');

if (target) {
  const kind = windowKind(location);
  const told = new URLSearchParams(location.search).get('language') ?? globalThis.porticoLanguage;
  const language = nearest(told ?? navigator.language);
  // Each window loads only its own part, and all that it needs at once.
  const [{ default: Window }, backend] = await Promise.all([
    WINDOWS[kind](),
    connect(location),
    // A window without its words is still better than none.
    speak(kind === 'staff' ? language : languageOf(language)).catch(() => undefined),
  ]);
  mount(Window, { target, props: { backend } });
}
