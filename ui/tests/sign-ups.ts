import { FakeSignUp } from '$/lib/backend/fake-sign-up';
import { signUpView } from '$/lib/backend/fake-sign-up-views';
import type { FrontMessage, SignUpAim, SignUpStep, SignUpView } from '$/lib/backend/bindings';

/** A sign-up at a step, half filled in. */
export function signUpAt(
  step: SignUpStep,
  change: Partial<SignUpView> = {},
  aim: SignUpAim = 'contract',
): SignUpView {
  return Object.assign(signUpView(aim), change, step) as SignUpView;
}

export const part = (name: SignUpView['path'][number], change: Partial<SignUpView> = {}, aim?: SignUpAim) =>
  signUpAt({ step: 'part', part: name }, change, aim);

/** Every step there is, one that can be told apart only by its detail more than once. */
export const signUpSteps: [string, SignUpView][] = [
  [
    'start',
    signUpAt(
      { step: 'start', choices: { contract: true, trial: true, lead: true }, code: { code: 'unsaid' } },
      {},
      'open',
    ),
  ],
  ['offers', part('offers')],
  ['terms', part('terms')],
  ['slots', part('slots', {}, 'trial')],
  ['details', part('details')],
  ['picture', part('picture')],
  ['payment', part('payment')],
  ['texts', part('texts')],
  ['summary', part('summary')],
  ['summary of a trial', part('summary', {}, 'trial')],
  ['minor', signUpAt({ step: 'minor', trial: true, lead: true, age: 18 })],
  ['paying', signUpAt({ step: 'paying' })],
  ['submitting', signUpAt({ step: 'submitting' })],
  ['priceChanged', signUpAt({ step: 'priceChanged' })],
  [
    'done',
    signUpAt({
      step: 'done',
      number: 'M-20417',
      registration: 'https://app.example/r',
      payment: 'https://pay.example/p',
      accessCode: '471108',
      card: 'holdCard',
    }),
  ],
  ['waiting', signUpAt({ step: 'waiting' })],
  ['unknown', signUpAt({ step: 'unknown' })],
  ['refused', signUpAt({ step: 'refused', reason: 'slotTaken' })],
  ['refused for its picture', signUpAt({ step: 'refused', reason: 'picture' })],
  ['parked', signUpAt({ step: 'parked', code: 'K7M2PX', days: 7, team: true })],
];

/** What a played sign-up sends before its first screen. */
export function before(query = ''): FrontMessage[] {
  const sent: FrontMessage[] = [];
  new FakeSignUp(
    new URLSearchParams(query),
    (message) => sent.push(message),
    () => undefined,
  ).open('start');
  return sent.filter(({ type }) => type === 'offers' || type === 'slots');
}
