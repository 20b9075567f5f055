import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BEAT_MS, keepBeating, shownScreen } from '$/lib/kiosk/beat';
import { idleView } from './support';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function page(hidden = false) {
  const played = Object.assign(new EventTarget(), { hidden });
  return { played, page: played as unknown as Document };
}

describe('the page’s beat', () => {
  it('comes at once, every second, when it is asked for, and not after the end', () => {
    const tell = vi.fn(async () => undefined);
    const { beat, stop } = keepBeating(page().page, () => 'idle', tell);
    expect(tell).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(3 * BEAT_MS);
    expect(tell).toHaveBeenCalledTimes(4);
    expect(tell).toHaveBeenLastCalledWith({ hidden: false, screen: 'idle' });
    beat();
    expect(tell).toHaveBeenCalledTimes(5);
    stop();
    vi.advanceTimersByTime(10 * BEAT_MS);
    expect(tell).toHaveBeenCalledTimes(5);
  });

  it('says that nobody can see the page, and at once that somebody can again', () => {
    const tell = vi.fn(async () => undefined);
    const { played, page: document } = page(true);
    keepBeating(document, () => 'other', tell);
    expect(tell).toHaveBeenLastCalledWith({ hidden: true, screen: 'other' });
    played.hidden = false;
    played.dispatchEvent(new Event('visibilitychange'));
    expect(tell).toHaveBeenLastCalledWith({ hidden: false, screen: 'other' });
  });

  it('goes on when the desk does not take one', async () => {
    const tell = vi.fn(async () => Promise.reject(new Error('gone')));
    keepBeating(page().page, () => 'starting', tell);
    await vi.advanceTimersByTimeAsync(2 * BEAT_MS);
    expect(tell).toHaveBeenCalledTimes(3);
  });

  it('tells what says that the page is back from what does not', () => {
    expect(shownScreen({ screen: 'starting' })).toBe('starting');
    expect(shownScreen({ screen: 'idle', ...idleView })).toBe('idle');
    expect(shownScreen({ screen: 'outOfOrder', reason: 'crashes' })).toBe('outOfOrder');
    expect(shownScreen({ screen: 'busy', tap: 1 })).toBe('other');
  });
});
