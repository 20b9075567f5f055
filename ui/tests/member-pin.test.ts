import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { IdleView } from '$/lib/backend/bindings';
import { speak } from '$/lib/i18n/locale.svelte';
import { ASKED_SECONDS } from '$/lib/state/absence.svelte';
import { IDLE_RESET_MS, MOMENT_MS } from '$/lib/state/front.svelte';
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

const READY: Partial<IdleView> = { pin: { state: 'ready' } };

async function idle(view: Partial<IdleView> = READY) {
  const played = desk();
  render(FrontWindow, { backend: played.backend });
  played.says({});
  const rest = async (change: Partial<IdleView>) => {
    played.shows({ screen: 'idle', ...idleView, ...change });
    await tick();
  };
  await rest(view);
  return { ...played, rest };
}

const open = () => fireEvent.click(screen.getByTestId('pin-open'));
const pad = () => screen.queryByTestId('screen-pin');
const length = () => screen.getByTestId('pin-dots').dataset.length;
const text = (id: string) => screen.queryByTestId(id)?.textContent?.trim();

async function type(keys: string[], gap: number) {
  for (const key of keys) {
    await vi.advanceTimersByTimeAsync(gap);
    const event = new KeyboardEvent('keydown', { key, code: key, bubbles: true, cancelable: true });
    event.getModifierState = () => false;
    Object.defineProperty(event, 'timeStamp', { value: performance.now() });
    document.body.dispatchEvent(event);
    document.body.dispatchEvent(new KeyboardEvent('keyup', { key, code: key, bubbles: true }));
  }
  await vi.advanceTimersByTimeAsync(100);
}

describe('a member’s PIN', () => {
  it('is offered where a device takes it', async () => {
    const { rest } = await idle({});
    expect(screen.queryByTestId('pin-open')).toBeNull();
    await rest(READY);
    expect(text('pin-open')).toBe('PIN eingeben');
    speak('en');
    await tick();
    expect(text('pin-open')).toBe('Enter PIN');
    expect(pad()).toBeNull();
  });

  it('is entered by hand, and is nowhere in the page', async () => {
    const { backend } = await idle();
    await open();
    for (const digit of '408179') await fireEvent.click(screen.getByTestId(`pin-${digit}`));
    await fireEvent.click(screen.getByTestId('pin-back'));
    expect(length()).toBe('5');
    expect(document.documentElement.outerHTML).not.toMatch(/4\D{0,3}0\D{0,3}8\D{0,3}1\D{0,3}7/);
    await fireEvent.click(screen.getByTestId('pin-enter'));
    expect(backend.frontPin.mock.calls).toEqual([['40817']]);
    expect(length()).toBe('0');
  });

  it('is entered with the keys of a keyboard, at a person’s speed, next to a reader that types', async () => {
    const { backend } = await idle({ ...READY, typed: true });
    await open();
    await type(['4', '0', '8', '1', 'Backspace', '1', '7', 'Enter'], 70);
    expect(backend.frontPin.mock.calls).toEqual([['40817']]);
    await type(['6', '2', 'e', '3', '0', '8', '6', 'c', 'e', 'd', 'Enter'], 8);
    expect([length(), backend.frontPin.mock.calls.length]).toEqual(['0', 1]);
    expect(backend.frontTyped).toHaveBeenCalledTimes(1);
  });

  it('is left for a card, for the way back, and when nobody is there', async () => {
    const { shows, rest } = await idle();
    await open();
    shows({ screen: 'busy', tap: 1 });
    await vi.advanceTimersByTimeAsync(MOMENT_MS);
    await rest(READY);
    expect(pad()).toBeNull();
    await open();
    await fireEvent.click(screen.getByTestId('pin-close'));
    expect(pad()).toBeNull();
    await open();
    await fireEvent.pointerDown(screen.getByTestId('pin-4'));
    await fireEvent.click(screen.getByTestId('pin-4'));
    await vi.advanceTimersByTimeAsync(IDLE_RESET_MS);
    // Whoever looks for their PIN is asked, keeps what they have entered, and is asked again.
    expect(text('join-still-hint')).toContain('20');
    await fireEvent.click(screen.getByTestId('join-still-yes'));
    await fireEvent.pointerDown(document.body);
    expect([screen.queryByTestId('join-still'), length()]).toEqual([null, '1']);
    await vi.advanceTimersByTimeAsync(IDLE_RESET_MS + ASKED_SECONDS * 1000 - 1);
    expect(pad()).toBeTruthy();
    await vi.advanceTimersByTimeAsync(1);
    expect(pad()).toBeNull();
    await open();
    expect(length()).toBe('0');
    expect(IDLE_RESET_MS).toBe(30_000);
  });

  it('stays when something else changes at the edge of the screen, and goes with its device', async () => {
    const { rest } = await idle();
    await open();
    await fireEvent.click(screen.getByTestId('pin-4'));
    await rest({ ...READY, team: true });
    expect(length()).toBe('1');
    await rest({});
    expect(pad()).toBeNull();
  });

  it('waits after wrong ones, calmly, and goes on by itself', async () => {
    const { backend } = await idle({ pin: { state: 'waiting', seconds: 5 } });
    await open();
    expect(text('pin-wait')).toBe(
      'Gerade waren einige PINs nicht richtig. In 5 Sekunden geht es hier weiter.',
    );
    await type(['4', '0', '8', '1', '7', 'Enter'], 70);
    expect(backend.frontPin).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(text('pin-wait')).toContain('In 3 Sekunden');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(screen.queryByTestId('pin-wait')).toBeNull();
    expect(text('pin-status')).toBe('Du kannst deine PIN jetzt eingeben.');
    await type(['4', '0', '8', '1', '7', 'Enter'], 70);
    expect(backend.frontPin).toHaveBeenCalledTimes(1);
  });

  it('says so when the desk does not take it, until the next try', async () => {
    const { backend } = await idle();
    backend.frontPin.mockRejectedValueOnce(undefined);
    await open();
    await type(['4', 'Enter'], 70);
    expect(text('pin-silent')).toContain('nicht angekommen');
    await type(['4'], 70);
    expect(screen.queryByTestId('pin-silent')).toBeNull();
    expect(length()).toBe('1');
  });

  it('leaves the keys alone when the pad is closed', async () => {
    const { backend } = await idle({ ...READY, typed: true });
    await type(['4', '0', '8', '1', '7', 'Enter'], 110);
    expect([backend.frontPin.mock.calls.length, backend.frontTyped.mock.calls.length]).toEqual([0, 0]);
  });
});
