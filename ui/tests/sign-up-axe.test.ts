import { cleanup, render } from '@testing-library/svelte';
import axe from 'axe-core';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { speak } from '$/lib/i18n/locale.svelte';
import FrontWindow from '$/views/FrontWindow.svelte';
import { before, part, signUpSteps } from './sign-ups';
import { desk, idleView } from './support';

beforeEach(() => speak('de'));
afterEach(cleanup);

async function faults(): Promise<string[]> {
  const { violations } = await axe.run(document, {
    // These need a layout, which this page has none of; the real window is looked at with all of them.
    rules: {
      'color-contrast': { enabled: false },
      'scrollable-region-focusable': { enabled: false },
      'target-size': { enabled: false },
      'meta-viewport': { enabled: false },
    },
  });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

function opened() {
  const played = desk();
  render(FrontWindow, { backend: played.backend });
  return played;
}

describe.each(['de', 'en'] as const)('axe finds nothing in %s', (language) => {
  it.each(signUpSteps)('at %s', async (_, view) => {
    const { says, sends, shows } = opened();
    says({ language });
    for (const message of before()) sends(message);
    shows({ screen: 'signUp', ...view });
    await tick();
    await tick();
    expect(await faults()).toEqual([]);
  });
});

it('is found by axe when a button has no name', async () => {
  const { says, sends, shows } = opened();
  says({});
  for (const message of before()) sends(message);
  shows({ screen: 'signUp', ...part('offers') });
  await tick();
  const [button] = [...document.querySelectorAll<HTMLElement>('[data-testid="join-leave"]')];
  if (button) button.textContent = '';
  expect((await faults()).map((fault) => fault.split(':')[0])).toEqual(['button-name']);
});

describe('axe finds nothing', () => {
  it.each(['summary', 'details'] as const)('at the %s of what was refused', async (name) => {
    const { says, sends, shows } = opened();
    says({});
    for (const message of before()) sends(message);
    const mend = name === 'summary' ? 'details' : null;
    shows({
      screen: 'signUp',
      ...part(name, { trouble: { trouble: 'refused', reason: 'notAccepted', mend } }),
    });
    await tick();
    await tick();
    expect(await faults()).toEqual([]);
  });

  it('where something is wrong with a form', async () => {
    const { says, shows } = opened();
    says({});
    const problems = (['firstName', 'dateOfBirth', 'gender', 'email', 'country'] as const).map((field) => ({
      field,
      problem: 'missing' as const,
      doubt: false,
    }));
    shows({ screen: 'signUp', ...part('details', { problems }) });
    await tick();
    document.querySelector<HTMLElement>('[data-testid="join-next"]')?.click();
    await tick();
    shows({ screen: 'signUp', ...part('details', { problems, revision: 1 }) });
    await tick();
    expect(document.querySelectorAll('[aria-invalid="true"]').length).toBeGreaterThan(3);
    expect(await faults()).toEqual([]);
  });

  it.each(['privacy', 'imprint'])('at a legal text: %s', async (kind) => {
    const { says, shows } = opened();
    says({});
    shows({ screen: 'signUp', ...part('details', {}, 'lead') });
    await tick();
    document.querySelector<HTMLElement>(`[data-testid="join-legal-${kind}"]`)?.click();
    await tick();
    expect(document.querySelector('[data-testid="join-legal-text"]')).not.toBeNull();
    expect(await faults()).toEqual([]);
  });

  it('at the ways in, and at the page for cancelling', async () => {
    const { says, shows } = opened();
    says({});
    shows({
      screen: 'idle',
      ...idleView,
      signUp: { contract: true, trial: true, lead: true },
      cancelPage: 'https://example.org/#/contractTermination?tenant=a&studio=1',
    });
    await tick();
    expect(await faults()).toEqual([]);
    document.querySelector<HTMLElement>('[data-testid="cancel-open"]')?.click();
    await tick();
    expect(document.querySelector('[data-testid="cancel-code"]')).not.toBeNull();
    expect(await faults()).toEqual([]);
  });
});
