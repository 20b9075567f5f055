import { cleanup, render } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SignUpField, SignUpView } from '$/lib/backend/bindings';
import { speak } from '$/lib/i18n/locale.svelte';
import { position, stops } from '$/lib/speech/walk';
import { sayChange, sayStop } from '$/lib/speech/words';
import FrontWindow from '$/views/FrontWindow.svelte';
import { before, part, signUpAt, signUpSteps } from './sign-ups';
import { desk } from './support';

beforeEach(() => speak('en'));
afterEach(cleanup);

// What is nobody else's business, each in words that the studio has nowhere of its own.
const ENTERED: Partial<Record<SignUpField, string>> = {
  firstName: 'Xanthippe',
  lastName: 'Quastenflosser',
  dateOfBirth: '1987-03-05',
  street: 'Nebelkrähenstieg',
  houseNumber: '77c',
  zipCode: '98765',
  city: 'Hinterwalden',
  email: 'xq@quasten.example',
  mobile: '+4915100099887',
  accountHolder: 'Xanthippe Quastenflosser',
  note: 'Knee surgery in May',
};
const SECRET = [
  ...Object.values(ENTERED),
  '1987',
  'K7M2PX',
  'K 7 M 2 P X',
  'M-20417',
  '471108',
  '4 7 1 1 0 8',
  '3000',
  'COBADEFFXXX',
];

const kept = {
  account: 'kept',
  masked: 'DE89 •••• 3000',
  bank: 'Commerzbank',
  bic: 'COBADEFFXXX',
  checked: true,
} as const;

const views: [string, SignUpView][] = [
  ...signUpSteps,
  ['details of a trial', part('details', {}, 'trial')],
  ['payment with an account', part('payment', { account: kept })],
  ['summary with an account', part('summary', { account: kept })],
  ['parked for oneself', signUpAt({ step: 'parked', code: 'K7M2PX', days: 7, team: false })],
];

async function shown(view: SignUpView) {
  const { says, sends, shows } = opened();
  says({ language: 'en' });
  for (const message of before()) sends(message);
  shows({ screen: 'signUp', ...view });
  const fields = view.fields.flatMap(({ field }) => {
    const text = ENTERED[field];
    return text === undefined ? [] : [{ field, text }];
  });
  sends({ type: 'entered', signUp: view.signUp, fields, voucher: null });
  await tick();
  await tick();
}

function opened() {
  const played = desk();
  render(FrontWindow, { backend: played.backend });
  return played;
}

/** Every stop of the screen, the whole of it at once, and whatever it says by itself. */
function said(aloud: boolean): string[] {
  const all = stops(document);
  const walked = all.map((stop) => sayStop(stop, { aloud, position: position(stop, all) }));
  const live = document.querySelectorAll<HTMLElement>('[role="status"], [role="alert"], [aria-live]');
  return [...walked, ...[...live].map((element) => sayChange(element, aloud))];
}

const heard = (words: readonly string[]) =>
  SECRET.filter((secret) => words.some((one) => one.includes(secret)));

it.each(views)('nothing personal is said without being asked at %s', async (_, view) => {
  await shown(view);
  const words = said(false);
  expect(words.length).toBeGreaterThan(1);
  expect(heard(words)).toEqual([]);
});

it('says what stands there to whoever has asked for it', async () => {
  await shown(signUpAt({ step: 'parked', code: 'K7M2PX', days: 7, team: false }));
  expect(said(false)).toContain('Your code, six characters');
  expect(heard(said(true))).toEqual(['K 7 M 2 P X']);
  cleanup();
  await shown(part('details'));
  expect(heard(said(true))).toContain('Quastenflosser');
  cleanup();
  await shown(part('summary', { account: kept }));
  expect(heard(said(true))).toContain('3000');
});
