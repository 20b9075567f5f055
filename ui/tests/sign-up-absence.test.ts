import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SignUpInput } from '$/lib/backend/bindings';
import { speak } from '$/lib/i18n/locale.svelte';
import { Absence, ASKED_SECONDS, QUIET_MS, READING_MS } from '$/lib/state/absence.svelte';
import { SignUp } from '$/lib/state/sign-up.svelte';
import { part, signUpAt } from './sign-ups';
import { desk } from './support';

beforeEach(() => {
  vi.useFakeTimers();
  speak('de');
});
afterEach(() => {
  vi.useRealTimers();
});

type Sent = [number, number, SignUpInput][];
const sent = ({ backend }: ReturnType<typeof desk>) => backend.frontSignUp.mock.calls as unknown as Sent;

function begun(view = part('details', { signUp: 7 })) {
  const played = desk();
  const signUp = new SignUp(7, played.backend);
  signUp.receive(view);
  return { ...played, played, signUp };
}

describe('absence', () => {
  it('asks after a minute, counts twenty seconds, and is over', () => {
    const gone = vi.fn();
    const absence = new Absence(gone);
    absence.watch(true);
    vi.advanceTimersByTime(QUIET_MS - 1);
    expect(absence.left).toBeNull();
    vi.advanceTimersByTime(1);
    expect(absence.left).toBe(ASKED_SECONDS);
    vi.advanceTimersByTime((ASKED_SECONDS - 1) * 1000);
    expect([absence.left, gone.mock.calls.length]).toEqual([1, 0]);
    vi.advanceTimersByTime(1_000);
    expect([absence.left, gone.mock.calls.length]).toEqual([null, 1]);
    vi.advanceTimersByTime(QUIET_MS * 3);
    expect(gone).toHaveBeenCalledTimes(1);
  });

  it('is put off by any touch, as often as somebody likes', () => {
    const gone = vi.fn();
    const absence = new Absence(gone);
    absence.watch(true);
    for (let round = 0; round < 20; round += 1) {
      vi.advanceTimersByTime(QUIET_MS + ASKED_SECONDS * 1000 - 500);
      expect(absence.left).toBe(1);
      absence.touched();
      expect(absence.left).toBeNull();
    }
    expect(gone).not.toHaveBeenCalled();
  });

  it('means nothing while somebody pays or it is being sent', async () => {
    const { signUp, played } = begun(signUpAt({ step: 'paying' }, { signUp: 7 }));
    await vi.advanceTimersByTimeAsync(QUIET_MS * 5);
    expect(signUp.absence.left).toBeNull();
    signUp.receive(signUpAt({ step: 'submitting' }, { signUp: 7 }));
    await vi.advanceTimersByTimeAsync(QUIET_MS * 5);
    signUp.receive(part('payment', { signUp: 7 }));
    await vi.advanceTimersByTimeAsync(QUIET_MS);
    expect(signUp.absence.left).toBe(ASKED_SECONDS);
    await vi.advanceTimersByTimeAsync(ASKED_SECONDS * 1000);
    expect(sent(played)).toEqual([[7, 1, { input: 'leave' }]]);
  });

  it('is longer while somebody reads in another window', async () => {
    const { signUp } = begun(part('texts', { signUp: 7 }));
    signUp.read('1');
    await vi.advanceTimersByTimeAsync(READING_MS - 1);
    expect(signUp.absence.left).toBeNull();
    await vi.advanceTimersByTimeAsync(1);
    expect(signUp.absence.left).toBe(ASKED_SECONDS);
  });
});
