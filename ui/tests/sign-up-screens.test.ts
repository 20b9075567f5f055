import { cleanup, fireEvent, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { offers } from '$/lib/backend/fake-sign-up-offers';
import type { CodeView, FieldProblem } from '$/lib/backend/bindings';
import { LOCALES, speak } from '$/lib/i18n/locale.svelte';
import { at, opened, text } from './sign-up-window';
import { part, signUpAt, signUpSteps } from './sign-ups';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(2026, 10, 29, 14, 3) });
  speak('de');
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe.each(LOCALES.filter((one) => !one.includes('-')))('every step in %s', (language) => {
  it.each(signUpSteps)('%s', async (_, view) => {
    const { says, shows } = await opened();
    says({ language });
    await shows(view);
    const main = screen.getByTestId('screen-sign-up');
    expect(main.dataset.step).toBe(view.step);
    expect(text('join-message')).not.toBe('');
    expect(text('announcement')).toContain(text('join-message'));
    expect(main.textContent).not.toMatch(/undefined|NaN|\bnull\b|\[object/);
    expect(document.activeElement).toBe(screen.getByTestId('join-message'));
    for (const one of main.querySelectorAll<HTMLElement>('button:not([aria-hidden])')) {
      expect(one.tabIndex, one.outerHTML).toBe(0);
      expect(one.getAttribute('aria-label') ?? one.textContent?.trim(), one.outerHTML).toBeTruthy();
    }
    // Whoever wants to stop, can; only what is being sent is waited for.
    expect(screen.queryByTestId('join-leave') !== null).toBe(view.step !== 'submitting');
  });
});

describe('the start', () => {
  const start = (code: CodeView = { code: 'unsaid' }) =>
    signUpAt({ step: 'start', choices: { contract: true, trial: false, lead: true }, code }, {}, 'open');

  it('shows only what there is, and says what somebody chose', async () => {
    const { shows, inputs } = await opened();
    await shows(start());
    expect(screen.queryByTestId('join-aim-trial')).toBeNull();
    await fireEvent.click(at('join-aim-contract'));
    expect(await inputs()).toEqual([{ input: 'aim', aim: 'contract' }]);
  });

  it('goes on with a code of six characters, in capitals or not', async () => {
    const { shows, inputs } = await opened();
    await shows(start());
    await fireEvent.click(at('join-start-code'));
    await fireEvent.input(at('join-code'), { target: { value: 'k7m2p' } });
    await fireEvent.click(at('join-code-go'));
    expect(await inputs()).toEqual([]);
    expect(document.body.textContent).toContain('Der Code hat sechs Zeichen.');
    await fireEvent.input(at('join-code'), { target: { value: 'k7m2px' } });
    await fireEvent.click(at('join-code-go'));
    expect(await inputs()).toEqual([{ input: 'resume', code: 'K7M2PX' }]);
    await shows({ ...start({ code: 'unknown' }), revision: 1 });
    expect(document.body.textContent).toContain('Diesen Code gibt es hier nicht.');
    // While it waits nobody looks at any code, and none is called wrong.
    const untilMs = Date.now() + 10_000;
    await shows({ ...start({ code: 'mustWait', untilMs }), revision: 1 });
    expect(document.body.textContent).not.toContain('Diesen Code gibt es hier nicht.');
    expect(document.body.textContent).toContain('In 10 Sekunden geht es hier weiter.');
    await fireEvent.click(at('join-code-go'));
    expect(await inputs()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(10_000);
    await fireEvent.click(at('join-code-go'));
    expect(await inputs()).toHaveLength(2);
  });
});

describe('offers and terms', () => {
  it('have no button where nothing can be paid here', async () => {
    const { shows, sends } = await opened();
    await shows(part('offers'));
    const [first, ...others] = offers();
    if (first) sends({ type: 'offers', offers: [{ ...first, payBy: [] }, ...others] });
    await tick();
    expect(screen.queryByTestId('join-offer-1')).toBeNull();
    expect(text('join-offer-desk-1')).toBe('Diesen Vertrag gibt es am Empfang.');
  });

  it('begin with the first term of an offer, and keep the one that was chosen', async () => {
    const { shows, inputs } = await opened();
    await shows(part('offers'));
    expect(text('join-offers')).toContain('Nur bis 31. Dezember 2026');
    await fireEvent.click(at('join-offer-1'));
    await fireEvent.click(at('join-offer-2'));
    // A press is on its way: the second is none.
    expect(await inputs()).toEqual([{ input: 'next' }]);
    await shows(part('offers', { revision: 1 }));
    await fireEvent.click(at('join-offer-2'));
    expect(await inputs()).toEqual([{ input: 'next' }, { input: 'term', term: '21' }, { input: 'next' }]);
  });

  it('show a choice at once, and its price as being worked out until the desk knows it', async () => {
    const { shows, inputs } = await opened();
    await shows(part('terms'));
    expect([at('join-price').dataset.preview, at('join-term-12').getAttribute('aria-pressed')]).toEqual([
      'shown',
      'true',
    ]);
    const price = text('join-price-main');
    await fireEvent.click(at('join-term-11'));
    expect(at('join-term-11').getAttribute('aria-pressed')).toBe('true');
    expect([at('join-price').dataset.preview, text('join-price-main')]).toEqual(['asking', price]);
    expect(text('join-price-note')).toBe('Wird gerade berechnet …');
    expect(await inputs()).toEqual([{ input: 'term', term: '11' }]);
  });

  it('let nobody choose more modules than there may be', async () => {
    const { shows, inputs } = await opened();
    await shows(part('terms'));
    await fireEvent.click(at('join-module-402'));
    await fireEvent.click(at('join-module-403'));
    expect(text('join-of-selectable')).toBe('3 von 3');
    expect(at('join-module-404').getAttribute('aria-disabled')).toBe('true');
    await fireEvent.click(at('join-module-404'));
    expect(at('join-module-404').checked).toBe(false);
    await fireEvent.click(at('join-module-401'));
    expect(text('join-of-selectable')).toBe('2 von 3');
    expect((await inputs()).at(-1)).toEqual({ input: 'modules', modules: ['500', '402', '403'] });
  });

  it('can be searched where they are more than can be looked through', async () => {
    const { shows } = await opened('big');
    await shows(
      part('terms', { chosen: { ...part('terms').chosen, offer: '9', term: '9000', modules: [] } }),
    );
    const seen = () =>
      document.querySelectorAll('[data-testid="join-modules-optional"] li:not([hidden])').length;
    expect([document.querySelectorAll('[data-term]').length, seen()]).toEqual([60, 160]);
    await fireEvent.input(at('join-search-optional'), { target: { value: 'PARKPLATZ' } });
    expect(seen()).toBe(32);
    await fireEvent.click(at('join-length-5-month'));
    expect(document.querySelectorAll('[data-term]').length).toBeGreaterThan(0);
    expect(document.querySelectorAll('[data-term]').length).toBeLessThan(10);
  });

  it('say honestly when the studio’s system does not answer', async () => {
    const { shows } = await opened();
    await shows(part('terms', { preview: { preview: 'failed', reason: 'noConnection' } }));
    expect(text('join-price-main')).toBe('49,90 € pro Monat');
    expect(text('join-price-note')).toContain('trotzdem');
    await shows(part('terms', { preview: { preview: 'refused' } }));
    expect(screen.queryByTestId('join-price-main')).toBeNull();
  });

  it('say before there is an age what the price of the offer leaves out', async () => {
    const { shows } = await opened();
    await shows(part('terms', { preview: { preview: 'none' } }));
    expect(text('join-price-main')).toBe('49,90 € pro Monat');
    expect(text('join-price-note')).toContain('ohne Alter');
  });

  it('add what is chosen to the price of the offer while nobody has worked it out', async () => {
    const { shows } = await opened();
    const chosen = signUpAt({ step: 'part', part: 'terms' }).chosen;
    await shows(part('terms', { preview: { preview: 'none' }, chosen: { ...chosen, modules: [] } }));
    expect([
      text('join-price').includes('Solarium'),
      screen.queryByTestId('join-price-total') !== null,
    ]).toEqual([false, true]);
    await fireEvent.click(at('join-module-500'));
    expect([
      text('join-price').includes('Solarium'),
      screen.queryByTestId('join-price-total') !== null,
    ]).toEqual([true, false]);
  });
});

describe('the form', () => {
  const problems: FieldProblem[] = [
    { field: 'email', problem: 'notAnEmail', doubt: false },
    { field: 'zipCode', problem: 'notAPostCode', doubt: true },
  ];
  const invalid = () =>
    [...document.querySelectorAll<HTMLElement>('[aria-invalid="true"]')].map((one) => one.dataset.testid);

  it('says what is wrong with a field once it was left', async () => {
    const { shows } = await opened();
    await shows(part('details', { problems }));
    expect(invalid()).toEqual([]);
    await fireEvent.focusOut(at('join-field-email'));
    expect(invalid()).toEqual(['join-field-email']);
    await fireEvent.input(at('join-field-email'), { target: { value: 'anna@' } });
    expect(invalid()).toEqual([]);
  });

  it('brings whoever could not go on to the first problem, and says all of them', async () => {
    const { shows, inputs } = await opened();
    await shows(part('details', { problems }));
    await fireEvent.click(at('join-next'));
    expect(await inputs()).toEqual([{ input: 'next' }]);
    await shows(part('details', { problems, revision: 1 }));
    expect(invalid()).toEqual(['join-field-zipCode', 'join-field-email']);
    expect(text('join-alert')).toBe('Eine Angabe stimmt noch nicht: E-Mail-Adresse.');
    expect(document.activeElement).toBe(at('join-field-email'));
  });

  it('says nothing any more once nothing is wrong any more', async () => {
    const { shows } = await opened();
    await shows(part('details', { problems }));
    await fireEvent.click(at('join-next'));
    await shows(part('details', { problems, revision: 1 }));
    expect(screen.queryByTestId('join-stuck')).not.toBeNull();
    await shows(part('details', { problems: [], revision: 2 }));
    expect(screen.queryByTestId('join-stuck')).toBeNull();
    expect(text('join-alert')).toBe('');
  });

  it('keeps what is typed whatever the desk says meanwhile', async () => {
    const { shows, sends } = await opened();
    sends({ type: 'entered', signUp: 1, fields: [{ field: 'firstName', text: 'Zoë' }], voucher: null });
    await shows(part('details'));
    expect(at('join-field-firstName').value).toBe('Zoë');
    await fireEvent.input(at('join-field-firstName'), { target: { value: 'Zoë M' } });
    await shows(part('details'));
    expect(at('join-field-firstName').value).toBe('Zoë M');
    expect(document.body.textContent).not.toContain('undefined');
  });
});

describe('payment', () => {
  it('shows of an account that is kept its end only, and takes another', async () => {
    const { shows } = await opened();
    const account = {
      account: 'kept',
      masked: 'DE89 •••• 3000',
      bank: 'Bank',
      bic: null,
      checked: true,
    } as const;
    await shows(part('payment', { account }));
    expect(text('join-account')).toContain('DE89 •••• 3000');
    expect(screen.queryByTestId('join-field-iban')).toBeNull();
    await fireEvent.click(at('join-account-change'));
    expect(at('join-field-iban').value).toBe('');
  });

  it('opens the payment window, and tells when it came to nothing', async () => {
    const { shows, inputs } = await opened();
    const chosen = { ...part('payment').chosen, payBy: 'card' } as const;
    await shows(part('payment', { chosen }));
    await fireEvent.click(at('join-pay-open'));
    expect(await inputs()).toEqual([{ input: 'openPayment' }]);
    await shows(signUpAt({ step: 'paying' }, { revision: 1 }));
    await shows(part('payment', { chosen, revision: 1 }));
    expect(text('join-card')).toContain('noch nicht eingetragen');
    await shows(part('payment', { chosen: { ...chosen, cardReady: true }, revision: 1 }));
    expect(text('join-card')).toContain('Deine Karte ist eingetragen.');
    await shows(part('payment', { chosen: { ...chosen, cardLapsed: true }, revision: 2 }));
    expect(text('join-card')).toContain('gelten nicht mehr');
  });

  it('says by card what a studio that does not answer means, and when it opens', async () => {
    const { shows } = await opened();
    const preview = { preview: 'failed', reason: 'noConnection' } as const;
    const chosen = { ...part('summary').chosen, payBy: 'cash', opening: '2027-02-01' } as const;
    await shows(part('summary', { chosen, preview }));
    expect(text('join-price-note')).toContain('trotzdem');
    expect(text('join-price-opening')).toContain('1. Februar 2027');
    await shows(part('summary', { chosen: { ...chosen, payBy: 'card' }, preview, revision: 1 }));
    expect(text('join-price-note')).toContain('Mit Karte');
  });
});

describe('texts', () => {
  it('ask for a tick or a signature, and say what is missing', async () => {
    const { shows, inputs } = await opened();
    await shows(part('texts'));
    expect(at('join-texts-left').dataset.missing).toBe('4');
    expect([screen.queryByTestId('join-confirm-1') !== null, screen.queryByTestId('join-confirm-2')]).toEqual(
      [true, null],
    );
    await fireEvent.click(at('join-confirm-1'));
    expect(at('join-texts-left').dataset.missing).toBe('3');
    expect(await inputs()).toEqual([{ input: 'confirm', block: '1', yes: true }]);
  });

  it('are signed with a drawing, of which only the document goes', async () => {
    const { shows, inputs } = await opened();
    await shows(part('texts'));
    await fireEvent.click(at('join-pad-mandate-other'));
    await fireEvent.input(at('join-pad-mandate-name'), { target: { value: 'Anna Beispiel' } });
    await fireEvent.click(at('join-pad-mandate-done'));
    const [signed] = await inputs();
    expect(signed).toMatchObject({ input: 'sign', of: 'mandate' });
    expect(signed?.input === 'sign' && signed.svg.startsWith('<svg')).toBe(true);
    expect(at('join-sign-mandate').dataset.signed).toBe('true');
    await fireEvent.click(document.querySelector('[data-testid="signature-redo"]') as HTMLElement);
    expect((await inputs()).at(-1)).toEqual({ input: 'unsign', of: 'mandate' });
  });

  it('say all preferences or none', async () => {
    const { shows, inputs } = await opened();
    await shows(part('texts'));
    await fireEvent.click(at('join-channel-1-email'));
    expect(await inputs()).toEqual([]);
    await fireEvent.click(at('join-channel-2-textMessage'));
    const [said] = await inputs();
    expect(said?.input === 'preferences' && said.categories.map(({ active }) => active)).toEqual([
      ['email'],
      ['textMessage'],
      [],
    ]);
    expect(at('join-preferences').dataset.said).toBe('true');
    await fireEvent.click(at('join-preferences-clear'));
    expect((await inputs()).at(-1)).toEqual({ input: 'preferences', categories: [] });
    // What was said before the draft was put aside is still said when it is opened again.
    await shows(part('texts', { revision: 9, preferencesSaid: true }));
    expect(at('join-preferences').dataset.said).toBe('true');
  });

  it('show an attachment here, and its code', async () => {
    const { shows, inputs } = await opened();
    await shows(part('texts'));
    await fireEvent.click(at('join-read-1'));
    await fireEvent.click(at('join-code-1'));
    expect(await inputs()).toEqual([{ input: 'read', block: '1' }]);
    expect(document.querySelector('[data-testid="join-text-1"] svg[role="img"]')).not.toBeNull();
  });
});

describe('what there is to read of the law', () => {
  it.each(['contract', 'rateVoucher', 'checkInVoucher', 'trial', 'lead'] as const)(
    'stands below what is entered and above the last button: %s',
    async (aim) => {
      const { shows } = await opened();
      const names = () => [...at('join-legal').querySelectorAll('button')].map((one) => one.textContent);
      for (const name of ['details', 'summary'] as const) {
        await shows(part(name, {}, aim));
        expect(names()).toEqual(['Datenschutz', 'AGB', 'Impressum', 'Widerruf']);
      }
    },
  );

  it('is read here or on a telephone of one’s own', async () => {
    const { shows, inputs } = await opened();
    await shows(part('details', {}, 'lead'));
    await fireEvent.click(at('join-legal-imprint'));
    await tick();
    expect(text('join-legal-text')).toContain('Lindenhof Sport GmbH');
    expect(screen.queryByTestId('join-legal-read')).toBeNull();
    await fireEvent.click(at('join-legal-close'));
    await fireEvent.click(at('join-legal-privacy'));
    await tick();
    expect(document.querySelector('[data-testid="join-legal-text"] svg[role="img"]')).not.toBeNull();
    await fireEvent.click(at('join-legal-read'));
    expect(await inputs()).toEqual([{ input: 'readLegal', kind: 'privacy' }]);
    expect(screen.queryByTestId('join-legal-text')).toBeNull();
  });

  it('takes no place where the studio has nothing', async () => {
    const { shows } = await opened();
    await shows(part('details', { legal: [] }, 'lead'));
    expect(screen.queryByTestId('join-legal')).toBeNull();
  });
});
