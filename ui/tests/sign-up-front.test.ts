import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { speak } from '$/lib/i18n/locale.svelte';
import { ASKED_SECONDS, QUIET_MS } from '$/lib/state/absence.svelte';
import { Front } from '$/lib/state/front.svelte';
import { part } from './sign-ups';
import { desk, idleView } from './support';

beforeEach(() => {
  vi.useFakeTimers();
  speak('de');
});
afterEach(() => {
  vi.useRealTimers();
});

const turn = () => vi.advanceTimersByTimeAsync(0);

describe('a sign-up at the front', () => {
  function opened() {
    const played = desk();
    const front = new Front(played.backend);
    front.attach();
    played.says({});
    return { ...played, front };
  }

  it('fills a draft that is opened again once, and not over what was typed since', () => {
    const { front, sends, shows } = opened();
    const entered = (text: string) =>
      sends({ type: 'entered', signUp: 3, fields: [{ field: 'firstName', text }], voucher: 'ZEHN' });
    entered('Anna');
    shows({ screen: 'signUp', ...part('details', { signUp: 3 }) });
    expect([front.signUp?.value('firstName'), front.signUp?.voucher]).toEqual(['Anna', 'ZEHN']);
    front.signUp?.enter('firstName', 'Annika');
    entered('Anna');
    expect(front.signUp?.value('firstName')).toBe('Annika');
  });

  it('forgets everything when the screen is the next person’s', async () => {
    const { front, backend, shows } = opened();
    shows({ screen: 'signUp', ...part('details', { signUp: 3 }) });
    const signUp = front.signUp;
    signUp?.enter('firstName', 'Anna');
    signUp?.sign({ of: 'contract' }, '<svg/>', 'data:,');
    shows({ screen: 'idle', ...idleView });
    expect(front.signUp).toBeNull();
    expect([signUp?.view, signUp?.value('firstName'), signUp?.drawing({ of: 'contract' })]).toEqual([
      null,
      '',
      null,
    ]);
    backend.frontSignUp.mockClear();
    signUp?.enter('lastName', 'B');
    await vi.advanceTimersByTimeAsync(QUIET_MS * 2);
    expect(backend.frontSignUp).not.toHaveBeenCalled();
  });

  it('knows nothing of the one before in a new sign-up', () => {
    const { front, shows } = opened();
    shows({ screen: 'signUp', ...part('details', { signUp: 3 }) });
    front.signUp?.enter('firstName', 'Anna');
    shows({ screen: 'signUp', ...part('details', { signUp: 4 }) });
    expect(front.signUp?.value('firstName')).toBe('');
  });

  it('keeps the form while a card is answered for', () => {
    const { front, shows } = opened();
    shows({ screen: 'signUp', ...part('details', { signUp: 3 }) });
    front.signUp?.enter('firstName', 'Anna');
    shows({ screen: 'busy', tap: 1 });
    shows({ screen: 'signUp', ...part('details', { signUp: 3 }) });
    expect(front.signUp?.value('firstName')).toBe('Anna');
  });

  it('hears of every touch', () => {
    const { front, shows } = opened();
    shows({ screen: 'signUp', ...part('details', { signUp: 3 }) });
    vi.advanceTimersByTime(QUIET_MS + 3_000);
    expect(front.signUp?.absence.left).toBe(ASKED_SECONDS - 3);
    front.touched();
    expect(front.signUp?.absence.left).toBeNull();
  });

  it('says what somebody came for', async () => {
    const { front, backend } = opened();
    void front.join('trial');
    void front.join('open');
    await turn();
    expect(backend.frontBeginSignUp.mock.calls).toEqual([['trial']]);
  });
});
