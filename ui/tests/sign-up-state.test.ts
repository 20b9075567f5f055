import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FieldProblem, SignUpInput } from '$/lib/backend/bindings';
import { speak } from '$/lib/i18n/locale.svelte';
import { Front } from '$/lib/state/front.svelte';
import { RETRY_MS } from '$/lib/state/outgoing';
import { SETTLE_MS, SignUp } from '$/lib/state/sign-up.svelte';
import { price } from '$/lib/backend/fake-sign-up-views';
import { part, signUpAt } from './sign-ups';
import { desk } from './support';

beforeEach(() => {
  vi.useFakeTimers();
  speak('de');
});
afterEach(() => {
  vi.useRealTimers();
});

const turn = () => vi.advanceTimersByTimeAsync(0);
type Sent = [number, number, SignUpInput][];
const sent = ({ backend }: ReturnType<typeof desk>) => backend.frontSignUp.mock.calls as unknown as Sent;

function begun(view = part('details', { signUp: 7 })) {
  const played = desk();
  const signUp = new SignUp(7, played.backend);
  signUp.receive(view);
  return { ...played, played, signUp };
}

describe('what changes', () => {
  it('is put into what was there, and what it leaves out stays', () => {
    const played = desk();
    const front = new Front(played.backend);
    front.attach();
    const first = part('details', { signUp: 7 });
    played.shows({ screen: 'signUp', ...first });
    const { path, fields, problems, chosen, preview, texts, legal, preferences, ...short } = first;
    Reflect.deleteProperty(short, 'part');
    const later = { ...chosen, modules: ['3'] };
    played.sends({
      type: 'change',
      ...short,
      revision: 4,
      step: 'minor',
      trial: true,
      lead: true,
      age: 18,
      chosen: later,
    });
    expect(front.signUp?.view).toMatchObject({
      revision: 4,
      step: 'minor',
      age: 18,
      chosen: { modules: ['3'] },
    });
    expect(front.signUp?.view).toMatchObject({ path, fields, problems, preview, texts, legal, preferences });
    // What the step before told of itself is over with it.
    expect(front.signUp?.view).not.toHaveProperty('part');
  });

  it('is nothing to a page that shows something else', () => {
    const played = desk();
    const front = new Front(played.backend);
    front.attach();
    played.shows({ screen: 'signUp', ...part('details', { signUp: 7 }) });
    played.sends({ type: 'change', ...part('terms', { signUp: 8, revision: 9 }) });
    expect(front.signUp?.view).toMatchObject({ signUp: 7, part: 'details' });
  });
});

describe('what is typed', () => {
  it('is here at once, and at the desk with a number that counts up', async () => {
    const { signUp, played } = begun();
    signUp.enter('firstName', 'A');
    expect(signUp.value('firstName')).toBe('A');
    await turn();
    signUp.enter('firstName', 'An');
    signUp.enter('lastName', 'B');
    await turn();
    expect(sent(played)).toEqual([
      [7, 1, { input: 'enter', field: 'firstName', text: 'A' }],
      [7, 2, { input: 'enter', field: 'firstName', text: 'An' }],
      [7, 3, { input: 'enter', field: 'lastName', text: 'B' }],
    ]);
  });

  it('goes one after the other, and what was overtaken does not go at all', async () => {
    const { signUp, backend, played } = begun();
    const open: (() => void)[] = [];
    backend.frontSignUp.mockImplementation(
      () => new Promise<undefined>((resolve) => open.push(() => resolve(undefined))),
    );
    for (const text of ['A', 'An', 'Ann', 'Anna']) signUp.enter('firstName', text);
    signUp.enter('lastName', 'B');
    await turn();
    expect(sent(played)).toHaveLength(1);
    open.shift()?.();
    await turn();
    open.shift()?.();
    await turn();
    expect(sent(played).map(([, revision, input]) => [revision, 'text' in input && input.text])).toEqual([
      [1, 'A'],
      [4, 'Anna'],
      [5, 'B'],
    ]);
  });

  it('is handed over again where the desk did not take it; a press is not', async () => {
    const { signUp, backend, played } = begun();
    backend.frontSignUp.mockRejectedValueOnce(undefined);
    signUp.enter('firstName', 'Anna');
    await turn();
    expect(signUp.silent).toBe(true);
    await vi.advanceTimersByTimeAsync(RETRY_MS);
    expect(sent(played).map(([, revision]) => revision)).toEqual([1, 1]);
    backend.frontSignUp.mockRejectedValueOnce(undefined);
    signUp.press({ input: 'submit' });
    await turn();
    expect([signUp.silent, signUp.pressed]).toEqual([true, false]);
    await vi.advanceTimersByTimeAsync(RETRY_MS * 3);
    expect(sent(played)).toHaveLength(3);
  });

  it('goes on counting from where the desk is', async () => {
    const { signUp, played } = begun(part('details', { signUp: 7, revision: 41 }));
    signUp.enter('firstName', 'A');
    await turn();
    expect(sent(played)[0]?.[1]).toBe(42);
  });
});

describe('a view', () => {
  const missing: FieldProblem = { field: 'email', problem: 'notAnEmail', doubt: false };

  it('finds no fault with what was typed after it', async () => {
    const { signUp } = begun();
    signUp.enter('email', 'anna@');
    signUp.receive(part('details', { signUp: 7, revision: 1, problems: [missing] }));
    expect(signUp.problem('email')).toEqual(missing);
    signUp.enter('email', 'anna@beispiel.example');
    expect(signUp.problem('email')).toBeNull();
    // The answer to something older that comes late.
    signUp.receive(part('details', { signUp: 7, revision: 1, problems: [missing] }));
    expect(signUp.problem('email')).toBeNull();
    signUp.receive(part('details', { signUp: 7, revision: 2 }));
    expect(signUp.problem('email')).toBeNull();
  });

  it('that is older than the one that is shown is left out of account', () => {
    const { signUp } = begun(part('details', { signUp: 7, revision: 5 }));
    signUp.receive(part('offers', { signUp: 7, revision: 4 }));
    expect(signUp.part).toBe('details');
  });

  it('never takes back what was chosen meanwhile', () => {
    const { signUp } = begun(part('terms', { signUp: 7 }));
    signUp.module('402', true);
    signUp.module('401', false);
    signUp.term('11');
    const chosen = (modules: string[], term: string) => ({
      ...part('terms').chosen,
      modules,
      term,
    });
    expect([...signUp.modules]).toEqual(['500', '402']);
    signUp.receive(part('terms', { signUp: 7, revision: 1, chosen: chosen(['401', '500', '402'], '12') }));
    expect([...signUp.modules]).toEqual(['500', '402']);
    expect(signUp.chosen?.term).toBe('11');
    signUp.receive(part('terms', { signUp: 7, revision: 3, chosen: chosen(['500'], '11') }));
    expect([...signUp.modules]).toEqual(['500']);
  });

  it('does the same for ticks and signatures', () => {
    const { signUp } = begun(part('texts', { signUp: 7 }));
    const before = signUp.missing;
    signUp.confirm('1', true);
    signUp.sign({ of: 'text', block: '2' }, '<svg/>', 'data:,');
    signUp.sign({ of: 'contract' }, '<svg/>', 'data:,');
    expect(signUp.missing).toBe(before - 3);
    signUp.receive(part('texts', { signUp: 7, revision: 1 }));
    expect([signUp.confirmed('1', false), signUp.signed({ of: 'contract' }, false)]).toEqual([false, true]);
    // A text that reads otherwise now is not signed any more, whatever is drawn here.
    signUp.receive(part('texts', { signUp: 7, revision: 3 }));
    expect(signUp.signed({ of: 'contract' }, false)).toBe(false);
  });

  it('of a price is being worked out until it knows what was chosen', () => {
    const { signUp } = begun(part('terms', { signUp: 7 }));
    expect(signUp.pricing).toBe(false);
    const shown = signUp.price;
    signUp.term('11');
    expect([signUp.pricing, signUp.price]).toEqual([true, shown]);
    signUp.receive(part('terms', { signUp: 7, revision: 1, preview: { preview: 'asking', before: null } }));
    expect([signUp.pricing, signUp.price]).toEqual([true, shown]);
    signUp.receive(
      part('terms', { signUp: 7, revision: 1, preview: { preview: 'shown', price: price(3990) } }),
    );
    expect([signUp.pricing, signUp.price?.base?.minor]).toEqual([false, 3990]);
  });

  it('keeps the price that was agreed to, for when it changes', () => {
    const { signUp } = begun(part('summary', { signUp: 7 }));
    signUp.press({ input: 'submit' });
    signUp.receive(
      Object.assign(signUpAt({ step: 'priceChanged' }), {
        signUp: 7,
        revision: 1,
        preview: { preview: 'shown', price: price(5990) },
      }),
    );
    expect([signUp.agreed?.base?.minor, signUp.price?.base?.minor]).toEqual([4990, 5990]);
  });
});

describe('going on', () => {
  it('is one press, until the screen says what came of it', async () => {
    const { signUp, played } = begun();
    signUp.press({ input: 'next' });
    signUp.press({ input: 'next' });
    await turn();
    expect(sent(played)).toHaveLength(1);
    signUp.receive(part('details', { signUp: 7, revision: 0 }));
    expect(signUp.pressed).toBe(true);
    signUp.receive(part('picture', { signUp: 7, revision: 1 }));
    expect(signUp.pressed).toBe(false);
  });

  it('can be pressed again when nothing came of it', async () => {
    const { signUp } = begun();
    signUp.press({ input: 'next' });
    await vi.advanceTimersByTimeAsync(SETTLE_MS);
    expect(signUp.pressed).toBe(false);
  });

  it('shows what is wrong where it did not lead anywhere, and no longer once it does', () => {
    const { signUp } = begun();
    signUp.press({ input: 'next' });
    signUp.receive(part('details', { signUp: 7, revision: 0 }));
    expect([signUp.showAll, signUp.stuck]).toEqual([false, 0]);
    signUp.receive(part('details', { signUp: 7, revision: 1 }));
    expect([signUp.showAll, signUp.stuck]).toEqual([true, 1]);
    signUp.receive(part('picture', { signUp: 7, revision: 2 }));
    expect(signUp.showAll).toBe(false);
  });

  it.each(['submit', 'takePrice'] as const)(
    'shows what is missing where %s led back to it, and nothing where it led on',
    (input) => {
      const asked = () =>
        begun(
          input === 'submit'
            ? part('summary', { signUp: 7 })
            : signUpAt({ step: 'priceChanged' }, { signUp: 7 }),
        ).signUp;
      const back = asked();
      back.press({ input });
      back.receive(part('texts', { signUp: 7, revision: 1 }));
      expect([back.showAll, back.stuck]).toEqual([true, 1]);
      const on = asked();
      on.press({ input });
      on.receive(
        input === 'submit'
          ? signUpAt({ step: 'submitting' }, { signUp: 7, revision: 1 })
          : part('summary', { signUp: 7, revision: 1 }),
      );
      expect([on.showAll, on.stuck]).toEqual([false, 0]);
      // Whoever goes back by themselves is told nothing.
      const changes = asked();
      changes.press({ input: 'go', part: 'texts' });
      changes.receive(part('texts', { signUp: 7, revision: 1 }));
      expect([changes.showAll, changes.stuck]).toEqual([false, 0]);
    },
  );

  it('needs a mandate signed by whoever signs the contract, also where neither has to be', () => {
    const { signUp } = begun(part('texts', { signUp: 7, signaturesRequired: false }));
    const before = signUp.missing;
    signUp.sign({ of: 'contract' }, '<svg/>', 'data:,');
    expect([signUp.missing, signUp.demands('mandate')]).toEqual([before + 1, true]);
    signUp.sign({ of: 'mandate' }, '<svg/>', 'data:,');
    expect(signUp.missing).toBe(before);
    signUp.unsign({ of: 'contract' });
    expect(signUp.demands('mandate')).toBe(false);
  });

  it('hides an account number that is kept', () => {
    const { signUp } = begun(part('payment', { signUp: 7 }));
    signUp.enter('iban', 'DE89370400440532013000');
    const account = {
      account: 'kept',
      masked: 'DE89 •••• 3000',
      bank: null,
      bic: null,
      checked: true,
    } as const;
    signUp.receive(part('payment', { signUp: 7, revision: 1, account }));
    expect(signUp.value('iban')).not.toBe('');
    signUp.receive(part('texts', { signUp: 7, revision: 2, account }));
    expect(signUp.value('iban')).toBe('');
  });
});
