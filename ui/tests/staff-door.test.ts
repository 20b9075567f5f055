import { cleanup, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Screen } from '$/lib/backend/bindings';
import { speak } from '$/lib/i18n/locale.svelte';
import { HOLD_MS } from '$/lib/kiosk/staff-door';
import FrontWindow from '$/views/FrontWindow.svelte';
import { desk, idleView, setupView } from './support';

beforeEach(() => {
  vi.useFakeTimers();
  speak('de');
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

async function at(shown: Screen) {
  const played = desk();
  render(FrontWindow, { backend: played.backend });
  played.says({});
  played.shows(shown);
  await tick();
  const door = screen.queryByTestId('staff-door') as HTMLElement;
  return { ...played, door, opened: played.backend.frontStaff };
}

const idle: Screen = { screen: 'idle', ...idleView };

/** happy-dom leaves out what a pointer event is made of. */
function pointer(kind: string, target: EventTarget, where: Partial<PointerEvent> = {}) {
  const event = new Event(kind, { bubbles: true });
  Object.assign(event, { clientX: 40, clientY: 40, button: 0, isPrimary: true, ...where });
  target.dispatchEvent(event);
}

describe('a finger on the studio’s name', () => {
  it('opens the team’s window after two seconds, and once', async () => {
    const { door, opened } = await at(idle);
    pointer('pointerdown', door);
    vi.advanceTimersByTime(HOLD_MS - 1);
    expect(opened).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(opened).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(HOLD_MS * 3);
    expect(opened).toHaveBeenCalledTimes(1);
    expect(HOLD_MS).toBe(2_000);
  });

  it.each([
    ['is lifted', 'pointerup', {}],
    ['is taken for something else', 'pointercancel', {}],
    ['wanders off', 'pointermove', { clientX: 75 }],
  ])('opens nothing when it %s', async (_, kind, where) => {
    const { door, opened } = await at(idle);
    pointer('pointerdown', door);
    vi.advanceTimersByTime(HOLD_MS - 1);
    pointer(kind, document.body, where);
    vi.advanceTimersByTime(HOLD_MS);
    expect(opened).not.toHaveBeenCalled();
  });

  it('may tremble', async () => {
    const { door, opened } = await at(idle);
    pointer('pointerdown', door);
    pointer('pointermove', document.body, { clientX: 60, clientY: 55 });
    vi.advanceTimersByTime(HOLD_MS);
    expect(opened).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['the other mouse button', { button: 2 }],
    ['a second finger', { isPrimary: false }],
  ])('is not %s', async (_, where) => {
    const { door, opened } = await at(idle);
    pointer('pointerdown', door, where);
    vi.advanceTimersByTime(HOLD_MS);
    expect(opened).not.toHaveBeenCalled();
  });

  it('is held across a verdict that comes meanwhile', async () => {
    const { door, opened, shows } = await at(idle);
    pointer('pointerdown', door);
    vi.advanceTimersByTime(HOLD_MS / 2);
    shows({ screen: 'verdict', tap: 1, shownForMs: 3000, verdict: 'refused', message: null });
    await tick();
    vi.advanceTimersByTime(HOLD_MS / 2);
    expect(opened).toHaveBeenCalledTimes(1);
  });

  it('is not there before the desk is set up', async () => {
    expect((await at({ screen: 'setup', ...setupView })).door).toBeNull();
    cleanup();
    expect((await at({ screen: 'starting' })).door).toBeNull();
  });
});

describe('the keys', () => {
  function press(change: KeyboardEventInit) {
    const keys = { key: 's', code: 'KeyS', ctrlKey: true, altKey: true, bubbles: true, ...change };
    const event = new KeyboardEvent('keydown', keys);
    // happy-dom has the constructor's word for it, but not the question.
    event.getModifierState = (name) => name === 'AltGraph' && change.modifierAltGraph === true;
    document.body.dispatchEvent(event);
  }

  it('Ctrl+Alt+S open the team’s window, whatever letter Alt makes of the S', async () => {
    const { opened } = await at(idle);
    press({});
    press({ key: 'ß' });
    expect(opened).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['without Ctrl', { ctrlKey: false }],
    ['without Alt', { altKey: false }],
    ['when they are held down', { repeat: true }],
    ['with another letter', { key: 'd', code: 'KeyD' }],
    ['as AltGr, which writes letters', { modifierAltGraph: true }],
  ])('do nothing %s', async (_, change) => {
    const { opened } = await at(idle);
    press(change);
    expect(opened).not.toHaveBeenCalled();
  });

  it('do nothing in the set-up', async () => {
    const { opened } = await at({ screen: 'setup', ...setupView });
    press({});
    expect(opened).not.toHaveBeenCalled();
  });
});
