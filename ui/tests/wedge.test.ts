import { describe, expect, it } from 'vitest';
import { Capture, HOLD_MS, LONGEST, PAUSE_MS, type Press } from '$/lib/wedge/capture';
import { pressOf } from '$/lib/wedge/press';
import { keyboard } from './typist';

const FIELD = 'field';

describe('where nothing can be typed', () => {
  it.each([
    ['ended by Enter', 10, 'Enter', ['62e3086ced']],
    ['ended by Tab', 100, 'Tab', ['62e3086ced']],
    ['ended by silence', 100, null, ['62e3086ced']],
    ['slower than a reader', 101, null, []],
  ])('%s', (_, gap, end, bursts) => {
    const keys = keyboard();
    keys.type('62e3086ced', gap);
    if (end) keys.press(end, gap);
    const { got, bursts: found } = keys.result();
    expect(found).toEqual(bursts);
    // The first two reach the page, where they mean nothing; an Enter that presses a button does not.
    expect(got).toBe(bursts.length > 0 ? '62' : '62e3086ced');
  });

  it('needs three keys and does not count their end', () => {
    const keys = keyboard();
    keys.type('12', 10);
    keys.press('Enter', 10);
    expect(keys.result()).toEqual({ got: '12Enter', bursts: [] });
    keys.type('123', 10);
    expect(keys.result().bursts).toEqual(['123']);
  });

  it('ends at exactly this much silence and not a moment earlier', () => {
    const keys = keyboard();
    keys.type('123', 10);
    keys.rest(PAUSE_MS - 1);
    expect(keys.capture.sure).toBe(true);
    keys.rest(1);
    expect(keys.capture.sure).toBe(false);
    expect(keys.capture.patience).toBeNull();
  });

  it('takes two readers for two', () => {
    const keys = keyboard();
    keys.type('1111', 5);
    keys.press('Enter', 5);
    keys.type('2222', 5);
    keys.rest(PAUSE_MS);
    keys.type('3333', 5);
    expect(keys.result().bursts).toEqual(['1111', '2222', '3333']);
  });

  it('takes a second end with the first, and a later one for a person’s', () => {
    const keys = keyboard();
    keys.type('1111', 5);
    keys.press('Enter', 5);
    keys.press('Tab', 5);
    keys.press('Enter', 5);
    keys.press('Enter', 500);
    expect(keys.result()).toEqual({ got: '11Enter', bursts: ['1111'] });
  });

  it('hands over what was typed before a key that no reader has', () => {
    const keys = keyboard();
    keys.type('1111', 5);
    keys.press('F5', 5);
    keys.type('22', 5);
    keys.press('Escape', 5);
    expect(keys.result()).toEqual({ got: '11F522Escape', bursts: ['1111'] });
  });

  it('goes by the time of the keys when a timer is late', () => {
    const capture = new Capture<string>();
    const at = (key: string, ms: number) =>
      capture.press(
        { code: key, key, shift: false, altGraph: false, at: ms, kind: 'text', composing: false },
        null,
      );
    for (const ms of [0, 10, 20]) at('1', ms);
    expect(at('2', 500).burst?.strokes).toHaveLength(3);
    // A clock that was set back tells nothing.
    expect(at('3', 10).fresh).toBe(true);
  });

  it('says how far apart the keys were', () => {
    const capture = new Capture<string>();
    for (const [index, at] of [7, 12.4, 30].entries())
      capture.press(
        {
          code: `Digit${index}`,
          key: 'x',
          shift: index === 1,
          altGraph: index === 2,
          at,
          kind: 'text',
          composing: false,
        },
        null,
      );
    expect(capture.silence().burst?.strokes).toEqual([
      { code: 'Digit0', key: 'x', shift: false, altGraph: false },
      { code: 'Digit1', key: 'x', shift: true, altGraph: false },
      { code: 'Digit2', key: 'x', shift: false, altGraph: true },
    ]);
  });

  it('drops what no code has so much of, and hears the next', () => {
    const keys = keyboard();
    keys.type('7'.repeat(LONGEST), 2);
    keys.press('Enter', 2);
    keys.type('8'.repeat(LONGEST * 2 + 5), 2);
    keys.press('Enter', 2);
    keys.type('999', 2);
    expect(keys.result().bursts).toEqual(['7'.repeat(LONGEST), '999']);
  });
});

describe('in a field', () => {
  it('nothing of a burst lands, and its end does nothing', () => {
    for (const end of ['Enter', 'Tab', null]) {
      const keys = keyboard(FIELD);
      keys.type('{"uuid":"1"}', 20);
      if (end) keys.press(end, 20);
      expect(keys.result()).toEqual({ got: '', bursts: ['{"uuid":"1"}'] });
    }
  });

  it('a person’s keys land in order, none lost, at any speed a person has', () => {
    for (const gap of [51, 60, 90, 130, 700]) {
      const keys = keyboard(FIELD);
      keys.type('Zürich 8001', gap);
      keys.press('Enter', gap);
      expect(keys.result(), String(gap)).toEqual({ got: 'Zürich 8001Enter', bursts: [] });
    }
  });

  it('five keys that roll off the fingers are a person’s, six are not', () => {
    const keys = keyboard(FIELD);
    keys.type('tions', 30);
    expect(keys.result()).toEqual({ got: 'tions', bursts: [] });
    keys.type('tionsa', 30);
    expect(keys.result()).toEqual({ got: 'tions', bursts: ['tionsa'] });
  });

  it('a key waits no longer than it takes to see what follows', () => {
    const keys = keyboard(FIELD);
    keys.press('a');
    expect(keys.capture.patience).toBe(HOLD_MS);
    keys.press('Backspace', 10);
    keys.press('b', 10);
    keys.press('ArrowLeft', 10);
    keys.press('c', 10);
    keys.press('Enter', 10);
    expect(keys.result()).toEqual({ got: 'aBackspacebArrowLeftcEnter', bursts: [] });
  });

  it('what was typed in one field does not land in the next', () => {
    const keys = keyboard(FIELD);
    keys.type('abc', 20);
    keys.move('other');
    keys.press('d', 20);
    expect(keys.result()).toEqual({ got: 'abcd', bursts: [] });
  });

  it('a reader slows down once it is known, without landing', () => {
    const keys = keyboard(FIELD);
    keys.type('123456', 5);
    keys.type('789', 100);
    keys.press('Enter', 100);
    expect(keys.result()).toEqual({ got: '', bursts: ['123456789'] });
  });

  it('accents reach an input method at once, after what was typed before them', () => {
    const keys = keyboard(FIELD);
    keys.type('ca', 40);
    keys.press('´', 40, { composing: true });
    keys.press('é', 60, { composing: true });
    keys.press('s', 60);
    expect(keys.result()).toEqual({ got: 'ca´és', bursts: [] });
  });

  it('what an input method made of a burst is taken back', () => {
    const keys = keyboard(FIELD);
    keys.press('¨', 0, { composing: true });
    keys.press('%', 5, { composing: true });
    keys.type('uuid', 5);
    expect(keys.capture.sure).toBe(true);
    keys.type('123', 5);
    keys.press('Enter', 5);
    expect(keys.result()).toEqual({ got: '¨%undoundo', bursts: ['¨%uuid123'] });
  });

  it('whoever types after a burst is a person again', () => {
    const keys = keyboard(FIELD);
    keys.type('123456', 5);
    keys.press('Enter', 5);
    keys.type('ab', 150);
    keys.press('Enter', 150);
    expect(keys.result()).toEqual({ got: 'abEnter', bursts: ['123456'] });
  });
});

describe('anything at all', () => {
  /** The same at every run. */
  function dice(seed: number) {
    return (sides: number) => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * sides);
    };
  }
  const KEYS = ['a', '1', '{', 'Enter', 'Tab', 'Backspace', 'ArrowLeft'];
  const GAPS = [0, 5, 20, 49, 50, 51, 79, 80, 99, 100, 101, 119, 120, 300];

  it('every key of a field lands once and in order, or is in a burst, or ended one', () => {
    for (let seed = 1; seed <= 500; seed += 1) {
      const roll = dice(seed);
      const keys = keyboard(FIELD);
      const pressed: string[] = [];
      for (let count = roll(60); count > 0; count -= 1) {
        const key = KEYS[roll(3) > 0 ? roll(3) : roll(KEYS.length)] ?? 'a';
        pressed.push(key);
        // Each key has a number for a code, so that one is told from another.
        keys.press(key, GAPS[roll(2) > 0 ? roll(4) : roll(GAPS.length)], { code: `${pressed.length - 1}` });
      }
      keys.result();
      const landed = keys.landed.map(Number);
      const typed = keys.codes.map((codes) => codes.map(Number));
      expect(landed, `${seed}`).toEqual([...new Set(landed)].sort((a, b) => a - b));
      for (const burst of typed) {
        expect(burst.length, `${seed}`).toBeGreaterThanOrEqual(6);
        expect(burst, `${seed}`).toEqual(burst.map((_, index) => (burst[0] ?? 0) + index));
      }
      const found = new Set([...landed, ...typed.flat()]);
      expect(found.size, `${seed}`).toBe(landed.length + typed.flat().length);
      for (const [index, key] of pressed.entries()) {
        if (found.has(index)) continue;
        expect(['Enter', 'Tab'], `${seed}`).toContain(key);
        const before = pressed[index - 1] ?? '';
        expect(typed.some((burst) => burst.at(-1) === index - 1) || /Enter|Tab/.test(before)).toBe(true);
      }
    }
  });

  it('nobody slower than 50 ms a key is ever a reader in a field', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const roll = dice(seed);
      const keys = keyboard(FIELD);
      let pressed = '';
      for (let count = 0; count < 40; count += 1) {
        const key = KEYS[roll(KEYS.length)] ?? 'a';
        pressed += key;
        keys.press(key, 51 + roll(200));
      }
      expect(keys.result()).toEqual({ got: pressed, bursts: [] });
    }
  });

  it('nothing is kept of a burst that was handed over', () => {
    const capture = new Capture<string>();
    for (let at = 0; at < 10; at += 1)
      capture.press(
        { code: 'Digit7', key: '7', shift: false, altGraph: false, at, kind: 'text', composing: false },
        null,
      );
    expect(capture.silence().burst?.strokes).toHaveLength(10);
    expect(capture.silence()).toEqual({
      release: [],
      undo: false,
      fresh: false,
      begins: false,
      takeBack: false,
      swallow: false,
      burst: null,
    });
    expect(JSON.stringify(capture)).toBe('{}');
  });
});

describe('a key', () => {
  const key = (change: Partial<KeyboardEvent>, altGraph = false) =>
    pressOf(
      {
        ...{ code: 'KeyQ', key: 'q', shiftKey: false, ctrlKey: false, altKey: false, metaKey: false },
        ...{ repeat: false, isComposing: false, keyCode: 81, timeStamp: 5 },
        getModifierState: (name: string) => name === 'AltGraph' && altGraph,
        ...change,
      },
      change.type === 'field',
    );
  const kind = (change: Partial<KeyboardEvent>, altGraph = false) => key(change, altGraph)?.kind;

  it.each([
    ['a letter', {}, 'text'],
    ['a letter beyond 16 bits', { key: '𝒒' }, 'text'],
    ['the space bar', { key: ' ', code: 'Space' }, 'text'],
    ['Enter', { key: 'Enter', code: 'NumpadEnter' }, 'end'],
    ['Tab', { key: 'Tab', code: 'Tab' }, 'end'],
    ['Tab backwards', { key: 'Tab', shiftKey: true }, 'person'],
    ['Enter that settles a composition', { key: 'Enter', isComposing: true }, 'person'],
    ['Backspace', { key: 'Backspace' }, 'person'],
    ['an arrow', { key: 'ArrowUp' }, 'person'],
    ['a key held down', { repeat: true }, 'person'],
    ['Ctrl+V', { key: 'v', ctrlKey: true }, 'person'],
    ['Ctrl+Alt+S', { key: 's', ctrlKey: true, altKey: true }, 'person'],
    ['Alt and a number on the keypad', { key: '6', code: 'Numpad6', altKey: true }, 'person'],
    ['a dead key', { key: 'Dead', code: 'Equal' }, 'text'],
    ['a key an input method took', { key: 'Process', keyCode: 229 }, 'text'],
    [
      'a key an input method took without saying which',
      { key: 'Unidentified', code: 'Unidentified', keyCode: 229 },
      'text',
    ],
    ['a key of nobody knows what', { key: 'Unidentified', code: '' }, 'person'],
    ['the keypad without Num Lock', { key: 'Home', code: 'Numpad7' }, 'text'],
    ['the same in a field', { key: 'Home', code: 'Numpad7', type: 'field' }, 'person'],
  ] as [string, Partial<KeyboardEvent>, Press['kind']][])('%s', (_, change, wanted) =>
    expect(kind(change)).toBe(wanted),
  );

  it('with AltGr writes, though Windows calls that Ctrl+Alt', () => {
    expect(kind({ key: '{', code: 'Digit7', ctrlKey: true, altKey: true }, true)).toBe('text');
    expect(key({ key: '{', code: 'Digit7' }, true)?.altGraph).toBe(true);
  });

  it('that only changes others is none', () => {
    for (const name of ['Shift', 'AltGraph', 'Control', 'CapsLock', 'NumLock', 'Meta'])
      expect(key({ key: name, code: '' })).toBeNull();
  });

  it('without a place has an empty one', () => {
    expect(key({ key: 'Unidentified', code: 'Unidentified', keyCode: 229 })?.code).toBe('');
  });

  it('is known to be at work in an input method', () => {
    const composing = (change: Partial<KeyboardEvent>) => key(change)?.composing;
    expect([{}, { isComposing: true }, { keyCode: 229 }, { key: 'Dead' }].map(composing)).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });
});
