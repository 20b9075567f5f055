import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CardLink, SignUpChoices } from '$/lib/backend/bindings';
import { speak } from '$/lib/i18n/locale.svelte';
import { ASKED_SECONDS, QUIET_MS } from '$/lib/state/absence.svelte';
import FrontWindow from '$/views/FrontWindow.svelte';
import { at, opened, text } from './sign-up-window';
import { part, signUpAt } from './sign-ups';
import { desk, idleView } from './support';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(2026, 10, 29, 14, 3) });
  speak('de');
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe('the end', () => {
  const done = (card: CardLink) =>
    signUpAt({ step: 'done', number: 'M-1', registration: null, payment: null, accessCode: null, card });

  it.each<[CardLink, boolean]>([
    ['notPossible', false],
    ['holdCard', true],
    ['linking', false],
    ['linked', false],
    ['taken', true],
    ['failed', true],
    ['unknown', false],
  ])('with a card: %s', async (card, asks) => {
    const { shows } = await opened();
    await shows(done(card));
    expect(at('join-card-link').dataset.card).toBe(card);
    expect(screen.queryByTestId('join-no-card') !== null).toBe(asks);
  });

  it('shows a code in full, and how long it is good for', async () => {
    const { shows } = await opened();
    await shows(signUpAt({ step: 'parked', code: 'K7M2PX', days: 7, team: false }));
    expect([text('join-parked-code'), text('join-hint')?.includes('7 Tage')]).toEqual(['K7M2PX', true]);
  });

  it('lets a child come for a trial session', async () => {
    const { shows, inputs } = await opened();
    await shows(signUpAt({ step: 'minor', trial: true, lead: true, age: 18 }));
    await fireEvent.click(at('join-minor-trial'));
    expect(await inputs()).toEqual([{ input: 'aim', aim: 'trial' }]);
  });
});

describe('a picture that could not be used', () => {
  it('is said, and another one can be taken at once', async () => {
    const { shows, inputs } = await opened();
    await shows(signUpAt({ step: 'refused', reason: 'picture' }));
    expect(text('join-message')).toBe('Dein Bild ließ sich nicht verwenden');
    expect(text('join-hint')).toContain('ganz ohne');
    await fireEvent.click(at('join-refused-picture'));
    expect(await inputs()).toEqual([{ input: 'back' }]);
  });

  it('is said at the picture, too, where it goes on without one', async () => {
    const { shows, inputs } = await opened();
    await shows(part('picture', { picture: 'refused' }));
    expect(text('join-picture-told')).toContain('ließ sich nicht verwenden');
    expect(text('join-next')).toBe('Ohne Bild weiter');
    await fireEvent.click(at('join-next'));
    expect(await inputs()).toEqual([{ input: 'noPicture' }]);
  });
});

describe('a voucher', () => {
  it('that is no contract by itself is asked what for', async () => {
    const { shows, inputs } = await opened();
    const start = (visit: boolean) =>
      signUpAt(
        { step: 'start', choices: { contract: true, trial: true, lead: true }, code: { code: 'unsaid' } },
        { voucher: { voucher: 'whatFor', contract: true, visit } },
        'open',
      );
    await shows(start(false));
    await fireEvent.click(at('join-start-voucher'));
    expect([text('join-voucher-said'), screen.queryByTestId('join-voucher-visit')]).toEqual([
      'Wofür ist der Gutschein?',
      null,
    ]);
    await shows(start(true));
    await fireEvent.click(at('join-voucher-visit'));
    expect(await inputs()).toEqual([{ input: 'aim', aim: 'checkInVoucher' }]);
  });

  it('that is a contract has what it is above the last button, and nothing of an offer', async () => {
    const { shows } = await opened();
    await shows(part('summary', {}, 'rateVoucher'));
    const rows = [...at('join-essentials').querySelectorAll('dd')].map((one) => one.textContent);
    expect(rows.slice(0, 3)).toEqual(['Jahresgutschein', 'Bezahlt der Gutschein', '12 Monate']);
    expect(screen.queryByTestId('join-price')).toBeNull();
  });

  it('that may have been redeemed has no button to do it again', async () => {
    const { shows } = await opened();
    await shows(part('summary', { trouble: { trouble: 'redeemUnknown' } }, 'checkInVoucher'));
    expect(screen.queryByTestId('join-submit')).toBeNull();
    expect(text('join-trouble')).toContain('weiß gerade niemand');
  });

  it.each(['lead', 'checkInVoucher'] as const)(
    'and an offer that was chosen: nothing of it in a %s',
    async (aim) => {
      const { shows } = await opened();
      await shows(part('summary', { chosen: part('summary').chosen }, aim));
      expect(screen.queryByTestId('join-essentials')).toBeNull();
    },
  );
});

describe('leaving', () => {
  it('asks what becomes of it, and does it', async () => {
    const { shows, inputs } = await opened();
    await shows(part('details'));
    await fireEvent.click(at('join-leave'));
    expect(await inputs()).toEqual([]);
    await fireEvent.click(at('join-ask-discard'));
    expect(await inputs()).toEqual([{ input: 'discard' }]);
  });

  it('asks nothing while there is nothing to lose, and promises nothing to be kept', async () => {
    const { shows, inputs } = await opened();
    await shows(part('details', {}, 'lead'));
    await fireEvent.click(at('join-help'));
    expect(screen.queryByTestId('join-ask-help')).toBeNull();
    await fireEvent.click(at('join-ask-stay'));
    await fireEvent.click(at('join-leave'));
    expect(await inputs()).toEqual([{ input: 'leave' }]);
  });

  it('goes back to the slots where one was taken meanwhile', async () => {
    const { shows, inputs } = await opened();
    await shows(signUpAt({ step: 'refused', reason: 'slotTaken' }, {}, 'trial'));
    await fireEvent.click(at('join-refused-slots'));
    expect(await inputs()).toEqual([{ input: 'back' }]);
  });

  it('calls the team, and keeps everything for it', async () => {
    const { shows, inputs } = await opened();
    await shows(part('details'));
    await fireEvent.click(at('join-help'));
    await fireEvent.click(at('join-ask-help'));
    expect(await inputs()).toEqual([{ input: 'park', team: true }]);
  });

  it('is asked about when nobody touches anything, and any touch stops it', async () => {
    const { shows, inputs } = await opened();
    await shows(part('details'));
    await vi.advanceTimersByTimeAsync(QUIET_MS);
    expect(at('join-still').dataset.left).toBe(String(ASKED_SECONDS));
    await fireEvent.pointerDown(document.body);
    await tick();
    expect(screen.queryByTestId('join-still')).toBeNull();
    await vi.advanceTimersByTimeAsync(QUIET_MS + ASKED_SECONDS * 1000);
    expect(await inputs()).toEqual([{ input: 'leave' }]);
  });
});

describe('the ways in', () => {
  async function idle(signUp: SignUpChoices) {
    const played = desk();
    render(FrontWindow, { backend: played.backend });
    played.says({});
    played.shows({ screen: 'idle', ...idleView, signUp, cancelPage: null });
    await tick();
    return played;
  }

  it('stand on the idle screen, and are pressed once', async () => {
    const { backend } = await idle({ contract: true, trial: true, lead: true });
    await fireEvent.click(at('idle-join'));
    await fireEvent.click(at('idle-trial'));
    expect(backend.frontBeginSignUp.mock.calls).toEqual([['open']]);
  });

  it('are not there where nobody can become a member', async () => {
    await idle({ contract: false, trial: false, lead: false });
    expect([screen.queryByTestId('idle-join'), screen.queryByTestId('cancel-open')]).toEqual([null, null]);
  });
});
