import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TypedBurst } from '$/lib/backend/bindings';
import { HOLD_MS, PAUSE_MS } from '$/lib/wedge/capture';
import { listen } from '$/lib/wedge/listen';

const NAMED = new Set(['Enter', 'Tab', 'Backspace', 'ArrowLeft', 'Dead']);
let stop: () => void;
let bursts: string[];
let keypad: boolean;
let seen: string[];
const see = ({ key }: KeyboardEvent) => seen.push(key);

beforeEach(() => {
  vi.useFakeTimers();
  document.body.innerHTML = '<form><input id="one" /><input id="two" /><button id="go">Go</button></form>';
  [bursts, seen, keypad] = [[], [], false];
  document.addEventListener('keydown', see);
  const burst = ({ strokes }: TypedBurst) => bursts.push(strokes.map(({ key }) => key).join(''));
  stop = listen(window, { burst, keypad: () => keypad });
});
afterEach(() => {
  stop();
  document.removeEventListener('keydown', see);
  vi.useRealTimers();
});

const field = (id: string) => document.getElementById(id) as HTMLInputElement;

/** Presses and lifts a key like a web view: what nobody prevents is written into the field. */
function press(key: string, change: KeyboardEventInit & { composes?: string; held?: boolean } = {}) {
  const code = NAMED.has(key) ? key : `Key${key.toUpperCase()}`;
  const event = new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true, ...change });
  // happy-dom answers this as nobody else does.
  event.getModifierState = () => false;
  Object.defineProperty(event, 'timeStamp', { value: performance.now() });
  const target = document.activeElement as HTMLInputElement;
  const went = target.dispatchEvent(event);
  const writes = change.composes ?? (went && key.length === 1 && !change.ctrlKey ? key : '');
  if (writes && target instanceof HTMLInputElement) target.value += writes;
  if (went && key === 'Backspace') target.value = target.value.slice(0, -1);
  if (!change.held) target.dispatchEvent(new KeyboardEvent('keyup', { key, code, bubbles: true }));
  return went;
}

function type(text: string, gap: number) {
  for (const key of text) {
    vi.advanceTimersByTime(gap);
    press(key);
  }
}

describe('a reader', () => {
  it('is heard whatever has the focus, and presses no button', () => {
    field('go').focus();
    type('62e3 086', 10);
    expect(press('Enter')).toBe(false);
    expect(bursts).toEqual(['62e3 086']);
    expect(seen).toEqual(['6', '2']);
  });

  it('leaves a field as it was', () => {
    field('one').focus();
    field('one').value = 'An';
    const heard = vi.fn();
    field('one').addEventListener('input', heard);
    type('62e3086ced', 10);
    expect([press('Enter'), press('Tab')]).toEqual([false, false]);
    vi.advanceTimersByTime(1000);
    expect([field('one').value, bursts]).toEqual(['An', ['62e3086ced']]);
    expect([heard.mock.calls.length, seen]).toEqual([0, []]);
  });

  it('leaves a field as it was although an input method wrote into it', () => {
    field('one').focus();
    field('one').value = 'An';
    press('Dead', { code: 'BracketLeft', shiftKey: true, composes: '¨' });
    type('uuid123', 10);
    press('Dead', { code: 'Equal', composes: '´' });
    press('Enter');
    expect(bursts).toHaveLength(1);
    expect([field('one').value, document.activeElement?.id]).toEqual(['An', 'one']);
  });

  it('leaves a field as it was although it types as slowly as a person', () => {
    field('one').focus();
    field('one').value = 'An';
    type('62e3086ced', 60);
    vi.advanceTimersByTime(60);
    expect(field('one').value).not.toBe('An');
    expect(press('Enter')).toBe(false);
    vi.advanceTimersByTime(1000);
    expect([field('one').value, bursts, document.activeElement?.id]).toEqual(['An', ['62e3086ced'], 'one']);
  });

  it('ends with silence', () => {
    type('abcdef', 10);
    vi.advanceTimersByTime(PAUSE_MS - 1);
    expect(bursts).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(bursts).toEqual(['abcdef']);
  });

  it('is not heard any more', () => {
    stop();
    type('abcdef', 10);
    press('Enter');
    expect([bursts, seen.length]).toEqual([[], 7]);
  });
});

describe('a person', () => {
  it('types into a field as ever, and the page hears of every letter', () => {
    field('one').focus();
    const heard = vi.fn();
    field('one').addEventListener('input', heard);
    type('Anna', 90);
    vi.advanceTimersByTime(HOLD_MS);
    expect([field('one').value, heard.mock.calls.length, bursts]).toEqual(['Anna', 4, []]);
  });

  it('sees each key after a moment', () => {
    field('one').focus();
    press('a');
    vi.advanceTimersByTime(HOLD_MS - 1);
    expect(field('one').value).toBe('');
    vi.advanceTimersByTime(1);
    expect(field('one').value).toBe('a');
  });

  it('corrects, submits and leaves right after a letter', () => {
    field('one').focus();
    type('ab', 30);
    expect(press('Backspace')).toBe(true);
    expect(field('one').value).toBe('a');
    type('c', 30);
    expect(press('Enter')).toBe(true);
    expect(field('one').value).toBe('ac');
    type('d', 200);
    document.body.dispatchEvent(new Event('pointerdown', { bubbles: true }));
    expect(field('one').value).toBe('acd');
  });

  it('writes at the caret', () => {
    field('one').focus();
    field('one').value = 'Ana';
    field('one').setSelectionRange(2, 2);
    press('n');
    vi.advanceTimersByTime(HOLD_MS);
    expect(field('one').value).toBe('Anna');
  });

  it('writes no more than a field takes', () => {
    field('one').maxLength = 3;
    field('one').focus();
    type('abcd', 90);
    vi.advanceTimersByTime(HOLD_MS);
    expect(field('one').value).toBe('abc');
  });

  it('holds a key down, in web views that say so and in others', () => {
    field('one').focus();
    press('a', { held: true });
    for (let count = 0; count < 10; count += 1) {
      vi.advanceTimersByTime(count === 0 ? 500 : 30);
      expect(press('a', { held: true, repeat: count % 2 === 0 })).toBe(true);
    }
    vi.advanceTimersByTime(HOLD_MS);
    expect([field('one').value, bursts]).toEqual(['a'.repeat(11), []]);
  });

  it('keeps the shortcuts', () => {
    field('one').focus();
    for (const change of [{ ctrlKey: true }, { metaKey: true }, { ctrlKey: true, altKey: true }])
      expect(press('s', change)).toBe(true);
    expect(seen).toEqual(['s', 's', 's']);
  });

  it('uses a keypad on the screen, at a speed that would be a reader’s elsewhere', () => {
    keypad = true;
    type('2580', 60);
    vi.advanceTimersByTime(HOLD_MS);
    expect(press('Enter')).toBe(true);
    expect([seen, bursts]).toEqual([['2', '5', '8', '0', 'Enter'], []]);
    type('258025', 10);
    expect(press('Enter')).toBe(false);
    expect([seen.length, bursts]).toEqual([5, ['258025']]);
  });

  it('is not taken for a reader because the page was busy', () => {
    field('one').focus();
    press('a');
    // The timer comes late, and with it the keys of a reader that began meanwhile.
    const late = performance.now() + 300;
    vi.spyOn(performance, 'now').mockReturnValue(late);
    vi.advanceTimersByTime(HOLD_MS);
    expect(field('one').value).toBe('');
    vi.advanceTimersByTime(HOLD_MS);
    expect(field('one').value).toBe('a');
  });
});
