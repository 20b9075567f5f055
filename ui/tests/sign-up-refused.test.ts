import { cleanup, fireEvent, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RefusedReason, SignUpPart, SignUpView } from '$/lib/backend/bindings';
import { speak } from '$/lib/i18n/locale.svelte';
import { at, opened, text } from './sign-up-window';
import { part, signUpAt } from './sign-ups';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(2026, 10, 29, 14, 3) });
  speak('de');
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const trouble = (mend: SignUpPart | null, reason: RefusedReason = 'notAccepted') =>
  ({ trouble: { trouble: 'refused', reason, mend } }) as const;

/** It is sent, and comes back. */
async function comesBack(view: SignUpView) {
  const window = await opened();
  await window.shows(part('summary'));
  await window.shows(signUpAt({ step: 'submitting' }));
  await window.shows(view);
  await tick();
  return window;
}

describe('what was refused without a field', () => {
  it('is said at the summary, with the way to what most likely mends it', async () => {
    const { inputs } = await comesBack(part('summary', trouble('payment')));
    expect(text('join-trouble')).toContain('Eine Angabe wurde nicht angenommen');
    expect(text('join-trouble')).toContain('ist noch da');
    expect(at('join-trouble').getAttribute('role')).toBe('alert');
    const mend = at('join-mend');
    expect([document.activeElement, text('join-mend')]).toEqual([mend, 'Ändern: Bezahlen']);
    expect(document.getElementById(mend.getAttribute('aria-describedby') ?? '')?.textContent).toContain(
      'nicht angenommen',
    );
    await fireEvent.click(mend);
    expect(await inputs()).toEqual([{ input: 'go', part: 'payment' }]);
  });

  it('is said there, too, and is gone with it', async () => {
    const { shows } = await comesBack(part('details', trouble(null)));
    expect([text('join-trouble') !== '', screen.queryByTestId('join-mend')]).toEqual([true, null]);
    await shows(part('details'));
    expect(screen.queryByTestId('join-trouble')).toBeNull();
  });

  it('names an offer that is gone, and a slot that is taken, by what it is', async () => {
    const { shows } = await comesBack(part('summary', trouble('offers', 'offerGone')));
    expect(text('join-trouble')).toContain('Dieses Angebot gibt es so nicht mehr');
    await shows(part('slots', trouble(null, 'slotTaken'), 'trial'));
    expect(text('join-trouble')).toBe('Dieser Termin ist gerade vergeben worden');
  });
});

describe('what was refused at a field', () => {
  it('is said at it, and has the focus', async () => {
    const email = { field: 'email', problem: 'notAccepted', doubt: false } as const;
    await comesBack(part('details', { problems: [email] }));
    const field = at('join-field-email');
    expect([document.activeElement, field.getAttribute('aria-invalid')]).toEqual([field, 'true']);
    const said = (field.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id));
    expect(said.some((one) => one?.textContent?.includes('So wird das nicht angenommen.'))).toBe(true);
  });

  it('is a voucher until another code is typed', async () => {
    const { sends } = await comesBack(part('summary', { voucher: { voucher: 'bad', problem: 'outOfDate' } }));
    sends({ type: 'entered', signUp: 1, fields: [], voucher: 'ALT' });
    await tick();
    const field = at('join-voucher');
    expect([document.activeElement, field.getAttribute('aria-invalid')]).toEqual([field, 'true']);
    expect(document.body.textContent).toContain('gilt nicht mehr oder noch nicht');
    await fireEvent.input(field, { target: { value: 'ALTE' } });
    expect([
      at('join-voucher').getAttribute('aria-invalid'),
      document.body.textContent?.includes('gilt nicht mehr'),
    ]).toEqual(['false', false]);
  });

  it('is an account that is kept: it is typed anew', async () => {
    const iban = { field: 'iban', problem: 'accountRefused', doubt: false } as const;
    const account = {
      account: 'kept',
      masked: 'DE89 •••• 3000',
      bank: null,
      bic: null,
      checked: false,
    } as const;
    await comesBack(part('payment', { problems: [iban], account, ...trouble(null) }));
    expect(document.activeElement).toBe(at('join-field-iban'));
  });
});
