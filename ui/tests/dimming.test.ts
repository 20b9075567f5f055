import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Dimming, LIT_MS, clockPlace } from '$/lib/kiosk/dimming.svelte';
import { speak } from '$/lib/i18n/locale.svelte';
import { MOMENT_MS } from '$/lib/state/front.svelte';
import FrontWindow from '$/views/FrontWindow.svelte';
import { desk, idleView } from './support';

beforeEach(() => {
  vi.useFakeTimers();
  speak('de');
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const idle = { screen: 'idle', ...idleView } as const;

describe('the screen’s hours', () => {
  it('leave it lit until somebody says otherwise', () => {
    const dimming = new Dimming();
    dimming.shows(idle);
    expect(dimming.dark).toBe(false);
    dimming.hours(false);
    expect(dimming.dark).toBe(true);
    dimming.hours(true);
    expect(dimming.dark).toBe(false);
  });

  it('give way to a hand for a minute', () => {
    const dimming = new Dimming();
    dimming.shows(idle);
    dimming.hours(false);
    dimming.touched();
    vi.advanceTimersByTime(LIT_MS - 1);
    dimming.touched();
    vi.advanceTimersByTime(LIT_MS - 1);
    expect(dimming.dark).toBe(false);
    vi.advanceTimersByTime(1);
    expect(dimming.dark).toBe(true);
  });

  it('give way to a card, and to whoever was served for a minute more', () => {
    const dimming = new Dimming();
    dimming.shows(idle);
    dimming.hours(false);
    dimming.shows({ screen: 'busy', tap: 1 });
    expect(dimming.dark).toBe(false);
    vi.advanceTimersByTime(10 * LIT_MS);
    expect(dimming.dark).toBe(false);
    dimming.shows(idle);
    expect(dimming.dark).toBe(false);
    vi.advanceTimersByTime(LIT_MS);
    expect(dimming.dark).toBe(true);
    dimming.shows({ ...idle, team: true });
    expect(dimming.dark).toBe(true);
  });

  it('move the clock all over the room, never far past its edge', () => {
    const places = Array.from({ length: 600 }, (_, minute) => clockPlace(new Date(minute * 60_000)));
    for (const { x, y } of places) expect(x >= 0 && x < 1 && y >= 0 && y < 1).toBe(true);
    // Each tenth of the room, upright and across, has its turn.
    for (const of of ['x', 'y'] as const)
      expect(new Set(places.map((place) => Math.floor(place[of] * 10))).size).toBe(10);
    places.slice(1).forEach(({ x, y }, at) => {
      const before = places[at];
      expect(Math.abs(x - (before?.x ?? 0)) + Math.abs(y - (before?.y ?? 0))).toBeGreaterThan(0.3);
    });
  });
});

describe('a dark screen', () => {
  async function opened() {
    const played = desk();
    render(FrontWindow, { backend: played.backend });
    played.says({ language: 'de' });
    played.shows({ ...idle, typed: true });
    played.sends({ type: 'light', awake: false });
    await tick();
    return played;
  }

  it('is woken by a finger, which does nothing else', async () => {
    const { backend } = await opened();
    const dark = screen.getByTestId('dark');
    await fireEvent.pointerDown(dark);
    await fireEvent.pointerUp(dark);
    // What follows the finger still meets the darkness.
    expect(screen.queryByTestId('dark')).not.toBeNull();
    await fireEvent.click(dark);
    expect(screen.queryByTestId('dark')).toBeNull();
    expect(document.documentElement.lang).toBe('de');
    await fireEvent.click(screen.getByTestId('language-en'));
    expect(backend.frontLanguage).toHaveBeenCalledWith('en');
    vi.advanceTimersByTime(LIT_MS);
    await tick();
    expect(screen.queryByTestId('dark')).not.toBeNull();
  });

  it('is woken by a finger that becomes no click', async () => {
    await opened();
    await fireEvent.pointerUp(screen.getByTestId('dark'));
    vi.advanceTimersByTime(1_000);
    await tick();
    expect(screen.queryByTestId('dark')).toBeNull();
  });

  it('is woken by a key, which does nothing else', async () => {
    const { backend } = await opened();
    const button = screen.getByTestId('language-en');
    const sent = await fireEvent.keyDown(button, { key: 's', code: 'KeyS', ctrlKey: true, altKey: true });
    expect(sent).toBe(false);
    expect(backend.frontStaff).not.toHaveBeenCalled();
    await tick();
    expect(screen.queryByTestId('dark')).toBeNull();
    expect(await fireEvent.keyDown(button, { key: 'Tab', code: 'Tab' })).toBe(true);
  });

  it('is woken by a card, which is served', async () => {
    const { shows } = await opened();
    shows({ screen: 'busy', tap: 1 });
    await vi.advanceTimersByTimeAsync(MOMENT_MS);
    expect(screen.queryByTestId('dark')).toBeNull();
    expect(screen.getByTestId('screen-busy')).toBeTruthy();
  });

  it('is woken by a reader that types, whose card is served', async () => {
    const { backend } = await opened();
    for (const key of [...'0011223344', 'Enter']) {
      vi.advanceTimersByTime(10);
      const code = key === 'Enter' ? key : `Digit${key}`;
      const event = new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true });
      // happy-dom answers these as nobody else does.
      event.getModifierState = () => false;
      Object.defineProperty(event, 'timeStamp', { value: performance.now() });
      document.body.dispatchEvent(event);
      document.body.dispatchEvent(new KeyboardEvent('keyup', { key, code, bubbles: true }));
    }
    vi.advanceTimersByTime(500);
    await tick();
    expect(backend.frontTyped).toHaveBeenCalledTimes(1);
  });

  it('is no part of the assistant', async () => {
    const { shows } = await opened();
    shows({ screen: 'starting' });
    await tick();
    expect(screen.queryByTestId('dark')).toBeNull();
  });
});
