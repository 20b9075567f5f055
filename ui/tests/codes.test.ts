import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import QrCode from '$/components/QrCode.svelte';
import type { AgreedView, LegalView } from '$/lib/backend/bindings';
import { speak } from '$/lib/i18n/locale.svelte';
import FrontWindow from '$/views/FrontWindow.svelte';
import { contrast, drawn, free, read } from './codes';
import { at, opened } from './sign-up-window';
import { part, signUpAt } from './sign-ups';
import { desk, idleView } from './support';

/** Around a code there is whatever the studio's look and the time of day make of the screen. */
const SCREENS = ['#000000', '#ffffff', '#14213d'];

/** Files are links that somebody signed: long, and not a character of them may change. */
const SIGNED =
  'https://cdn.magicline.example/rate-bundle/4711/Allgemeine%20Gesch%C3%A4ftsbedingungen%20(2026).pdf' +
  '?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261130T134500Z&X-Amz-SignedHeaders=host&X-Amz-Expires=18000' +
  '&X-Amz-Credential=AKIAEXAMPLE%2F20261130%2Feu-central-1%2Fs3%2Faws4_request' +
  `&X-Amz-Security-Token=${'IQoJb3JpZ2luX2VjEJr%2F%2F'.repeat(24)}&X-Amz-Signature=${'0f9e'.repeat(16)}`;
const CANCEL = 'https://public.magicline.com/#/contractTermination?tenant=nord-studio&studio=4711';
const REGISTER = 'https://mysports.example/register?token=Zm9v-YmFy_%2B%3D&lang=de';
const PAY = 'https://pay.example/p/4711?amount=39,90&name=%C5%81ukasz';
const PRIVACY = 'https://studio-lindenhof.example/datenschutz#mitglieder';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(2026, 10, 30, 14, 3) });
  speak('de');
  // A dialog is shown where it stands.
  HTMLDialogElement.prototype.showModal ??= () => undefined;
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

/** The code in a part of the screen says this to a telephone, and nothing less. */
function says(within: Element, address: string) {
  const codes = [...within.querySelectorAll('svg[role="img"]')];
  expect(codes).toHaveLength(1);
  const [svg] = codes;
  const code = drawn(svg as Element);
  expect(SCREENS.map((around) => read(code, around))).toEqual(SCREENS.map(() => address));
  // ISO/IEC 18004: four modules on each side. Dark on light, as every reader knows it.
  expect(free(code)).toBe(4);
  expect(contrast(code.ground, code.ink)).toBeGreaterThanOrEqual(7);
  expect(contrast(code.ground, '#000000')).toBeGreaterThan(contrast(code.ink, '#000000'));
}

describe('a code that is drawn is read again as what it stands for:', () => {
  it('the file of a text', async () => {
    const { shows } = await opened();
    const [first, ...others] = part('texts').texts as [AgreedView, ...AgreedView[]];
    const attachment = { title: 'AGB', link: SIGNED };
    await shows(part('texts', { texts: [{ ...first, attachment }, ...others] }));
    await fireEvent.click(at(`join-code-${first.block}`));
    says(at(`join-text-${first.block}`), SIGNED);
  });

  it('the page on which contracts are cancelled', async () => {
    const played = desk();
    render(FrontWindow, { backend: played.backend });
    played.says({});
    played.shows({ screen: 'idle', ...idleView, cancelPage: CANCEL });
    await tick();
    await fireEvent.click(at('cancel-open'));
    await tick();
    says(at('cancel-page'), CANCEL);
  });

  it('the registration for the app, and what has to be paid first', async () => {
    const { shows } = await opened();
    const card = 'notPossible';
    const step = { step: 'done', number: 'M-1', accessCode: null, card } as const;
    await shows(signUpAt({ ...step, registration: REGISTER, payment: PAY }));
    says(at('join-done-app'), REGISTER);
    says(at('join-done-pay'), PAY);
  });

  it('what the studio has on its own pages', async () => {
    const { shows } = await opened();
    const legal: LegalView[] = [{ kind: 'privacy', content: 'link', link: PRIVACY }];
    await shows(part('details', { legal }));
    await fireEvent.click(at('join-legal-privacy'));
    await tick();
    says(at('join-legal-text'), PRIVACY);
  });
});

describe('the eyes of these tests', () => {
  const shown = (text: string) => {
    render(QrCode, { text, what: 'x', testid: 'code' });
    return drawn(screen.getByTestId('code'));
  };

  it('do not read what somebody drew over, or light on dark', () => {
    const code = shown(CANCEL);
    expect(read(code, '#ffffff')).toBe(CANCEL);
    expect(read({ ...code, ground: code.ink, ink: code.ground }, '#000000')).toBeNull();
    const half = code.dark.map((row, y) => row.map((dark, x) => dark && x + y < code.size));
    expect(read({ ...code, dark: half }, '#ffffff')).toBeNull();
  });

  it('tell contrasts and edges', () => {
    expect(contrast('#ffffff', '#000000')).toBeCloseTo(21);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
    expect(() => contrast('currentColor', '#ffffff')).toThrow();
    const code = shown(PAY);
    const [, ...rest] = code.dark;
    expect(free({ ...code, size: code.size - 1, dark: rest })).toBe(3);
  });
});
