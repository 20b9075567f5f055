import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { locale, speak } from '$/lib/i18n/locale.svelte';
import { ASKED_SECONDS } from '$/lib/state/absence.svelte';
import { Front, IDLE_RESET_MS, MOMENT_MS } from '$/lib/state/front.svelte';
import { Setup } from '$/lib/state/setup.svelte';
import { desk, idleView, setupView } from './support';

beforeEach(() => {
  vi.useFakeTimers();
  speak('de');
});
afterEach(() => {
  vi.useRealTimers();
});

describe('front', () => {
  function opened() {
    const played = desk();
    const front = new Front(played.backend);
    front.attach();
    played.says({ language: 'de' });
    played.shows({ screen: 'idle', ...idleView });
    return { ...played, front };
  }

  it('starts in the studio’s language', () => {
    const { backend, says } = desk();
    new Front(backend).attach();
    says({ language: 'en-GB' });
    expect(locale.current).toBe('en-GB');
  });

  it('switches at once and tells the desk', () => {
    const { front, backend } = opened();
    front.choose('en');
    expect(locale.current).toBe('en');
    expect(backend.frontLanguage).toHaveBeenCalledWith('en');
  });

  it('asks for a member 30 s after the last touch, and forgets them 20 s later, not before', () => {
    const { front, backend } = opened();
    front.choose('en');
    front.contrast = true;
    front.lowered = true;
    // As often as they like.
    for (let times = 0; times < 12; times += 1) {
      vi.advanceTimersByTime(IDLE_RESET_MS - 1);
      expect(front.asked).toBeNull();
      vi.advanceTimersByTime(1);
      expect(front.asked).toBe(ASKED_SECONDS);
      vi.advanceTimersByTime(ASKED_SECONDS * 1000 - 1);
      expect(front.asked).toBe(1);
      front.touched();
      expect(front.asked).toBeNull();
    }
    vi.advanceTimersByTime(IDLE_RESET_MS + ASKED_SECONDS * 1000 - 1);
    expect([locale.current, front.contrast, front.lowered]).toEqual(['en', true, true]);
    vi.advanceTimersByTime(1);
    expect([locale.current, front.contrast, front.lowered]).toEqual(['de', false, false]);
    expect(backend.frontLanguage).toHaveBeenLastCalledWith('de');
  });

  it.each<[string, (front: Front) => void]>([
    ['a language', (front) => front.choose('en')],
    ['contrast', (front) => (front.contrast = true)],
    ['low controls', (front) => (front.lowered = true)],
    ['a size of text', (front) => (front.textSize = 'large')],
    ['the keys for a PIN', (front) => (front.pinning = true)],
  ])('asks for whoever has %s to lose, and nobody else', (_, change) => {
    const { front } = opened();
    front.touched();
    vi.advanceTimersByTime(IDLE_RESET_MS);
    expect(front.asked).toBeNull();
    change(front);
    front.touched();
    vi.advanceTimersByTime(IDLE_RESET_MS);
    expect(front.asked).toBe(ASKED_SECONDS);
  });

  it('does not change the language under a verdict', () => {
    const { front, shows } = opened();
    front.choose('en');
    front.touched();
    shows({ screen: 'busy', tap: 1 });
    vi.advanceTimersByTime(IDLE_RESET_MS * 2);
    expect(locale.current).toBe('en');
    shows({ screen: 'idle', ...idleView });
    vi.advanceTimersByTime(IDLE_RESET_MS + ASKED_SECONDS * 1000);
    expect(locale.current).toBe('de');
  });

  it('keeps what was picked when the studio’s name changes, and follows when its language does', () => {
    const { says } = opened();
    speak('en');
    says({ name: 'New name' });
    expect(locale.current).toBe('en');
    speak('de');
    says({ language: 'en-GB' });
    expect(locale.current).toBe('en-GB');
  });

  it('asks for a moment only where an answer takes one', () => {
    const { front, shows } = opened();
    const refused = { screen: 'verdict', shownForMs: 3000, verdict: 'refused', message: null } as const;
    shows({ screen: 'idle', ...idleView });
    shows({ screen: 'busy', tap: 1 });
    vi.advanceTimersByTime(MOMENT_MS - 1);
    expect(front.screen.screen).toBe('idle');
    shows({ ...refused, tap: 1 });
    vi.advanceTimersByTime(MOMENT_MS);
    expect(front.screen.screen).toBe('verdict');
    shows({ screen: 'busy', tap: 2 });
    vi.advanceTimersByTime(MOMENT_MS);
    expect(front.screen.screen).toBe('busy');
    // "Within 100 ms of the tap", and it has to be drawn, too.
    expect(MOMENT_MS).toBeLessThanOrEqual(50);
  });

  it('answers a member in their own language, and nobody else', () => {
    const { front, backend, shows } = opened();
    const verdict = {
      screen: 'verdict',
      tap: 1,
      shownForMs: 3000,
      verdict: 'welcome',
      firstName: 'Ann',
      birthday: false,
    } as const;
    shows({ ...verdict, language: 'en' });
    expect([locale.current, front.screen.screen]).toEqual(['en', 'verdict']);
    shows({ ...verdict, language: 'en', firstName: 'Anna' });
    expect(locale.current).toBe('en');
    shows({ screen: 'busy', tap: 2 });
    vi.advanceTimersByTime(MOMENT_MS);
    expect(locale.current).toBe('de');
    shows({ ...verdict, tap: 2, language: 'en' });
    shows({ ...verdict, tap: 3 });
    expect(locale.current).toBe('de');
    shows({ ...verdict, tap: 4, language: 'en' });
    shows({ screen: 'idle', ...idleView });
    expect(locale.current).toBe('de');
    // The desk has asked in that language by itself.
    expect(backend.frontLanguage).not.toHaveBeenCalled();
  });

  it('keeps what a member has chosen over what the list says', () => {
    const { front, shows } = opened();
    front.choose('en');
    shows({
      screen: 'verdict',
      tap: 1,
      shownForMs: 3000,
      verdict: 'welcome',
      firstName: null,
      birthday: false,
      language: 'de-CH',
    });
    shows({ screen: 'idle', ...idleView });
    expect(locale.current).toBe('en');
  });

  it('shows nothing in the wrong language while one is on its way', async () => {
    const { front, says, shows } = opened();
    says({ language: 'en-CA' });
    shows({ screen: 'busy', tap: 1 });
    expect([locale.current, front.screen.screen]).toEqual(['de', 'idle']);
    await vi.waitFor(() => expect(front.screen.screen).toBe('busy'));
    expect(locale.current).toBe('en-CA');
  });

  it('knocks again until the desk answers', async () => {
    const { backend } = desk();
    backend.frontAttach.mockRejectedValueOnce(new Error('not yet'));
    new Front(backend).attach();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(backend.frontAttach).toHaveBeenCalledTimes(2);
  });
});

describe('set-up', () => {
  it('keeps the reason of a refused answer until the next one', async () => {
    const setup = new Setup(() => setupView);
    await setup.answer(() => Promise.reject({ code: 'keyRefused' }));
    expect(setup.problem).toEqual({ code: 'keyRefused' });
    await setup.answer(async () => undefined);
    expect(setup.problem).toBeNull();
  });

  it('sends one answer at a time', async () => {
    const setup = new Setup(() => setupView);
    const send = vi.fn(() => new Promise<void>((resolve) => setTimeout(resolve, 10)));
    const first = setup.answer(send);
    expect(await setup.answer(send)).toBe(false);
    await vi.advanceTimersByTimeAsync(10);
    expect(await first).toBe(true);
    expect(send).toHaveBeenCalledTimes(1);
  });

  it('waits while the desk is checking', async () => {
    const send = vi.fn(async () => undefined);
    await new Setup(() => ({ ...setupView, working: true })).answer(send);
    expect(send).not.toHaveBeenCalled();
  });
});
