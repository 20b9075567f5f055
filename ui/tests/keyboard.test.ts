import { fireEvent } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AGAIN_MS, HOLD_MS } from '$/components/keyboard/fingers';
import { keysOf, LANGUAGES } from '$/components/keyboard/layouts';
import { HOLD_MS as HELD_BACK_MS, PAUSE_MS } from '$/lib/wedge/capture';
import { listen } from '$/lib/wedge/listen';
import {
  at,
  begin,
  choices,
  command,
  end,
  field,
  key,
  keys,
  root,
  settle,
  shown,
  told,
  touch,
  write,
} from './keys';

beforeEach(begin);
afterEach(end);

describe('what is written', () => {
  it('is told like a keyboard’s, at the caret and in place of what is selected', async () => {
    await at('any');
    field('any').value = 'Bern';
    field('any').setSelectionRange(1, 3);
    await touch(key('o') as HTMLElement);
    expect([field('any').value, field('any').selectionStart]).toEqual(['Bon', 2]);
    expect(told.map(({ inputType, data, bubbles }) => [inputType, data, bubbles])).toEqual([
      ['insertText', 'o', true],
    ]);
  });

  it('never takes the focus from its field', async () => {
    await at('any');
    const prevented = !(await fireEvent.mouseDown(key('a') as HTMLElement));
    expect(prevented).toBe(true);
    await touch(key('a') as HTMLElement);
    expect(document.activeElement).toBe(field('any'));
  });

  it('is taken back letter by letter, with what stands above one', async () => {
    await at('any');
    field('any').value = 'Zoe\u0308👩‍👧';
    field('any').setSelectionRange(99, 99);
    await touch(command('back'));
    expect(field('any').value).toBe('Zoe\u0308');
    await touch(command('back'));
    expect(field('any').value).toBe('Zo');
    expect(told.at(-1)?.inputType).toBe('deleteContentBackward');
    const many = Math.ceil((HOLD_MS + AGAIN_MS * 3) / AGAIN_MS) * AGAIN_MS;
    await touch(command('back'), many);
    expect(field('any').value).toBe('');
    await vi.advanceTimersByTimeAsync(AGAIN_MS * 3);
    const before = told.length;
    await vi.advanceTimersByTimeAsync(AGAIN_MS * 3);
    expect(told.length).toBe(before);
  });

  it('is no longer than the field takes', async () => {
    await at('zip');
    for (const digit of '123456') await touch(key(digit) as HTMLElement);
    expect(field('zip').value).toBe('12345');
  });

  it('keeps up with two thumbs: the next key counts before the first is lifted', async () => {
    await at('any');
    const down = (text: string, pointerId: number) =>
      fireEvent(key(text) as HTMLElement, new PointerEvent('pointerdown', { pointerId, bubbles: true }));
    const up = (text: string, pointerId: number) =>
      fireEvent(key(text) as HTMLElement, new PointerEvent('pointerup', { pointerId, bubbles: true }));
    await down('h', 1);
    await down('i', 2);
    await up('h', 1);
    await up('i', 2);
    expect(field('any').value).toBe('hi');
  });

  it('is not said aloud when it is a secret', async () => {
    await at('pin');
    await touch(key('7') as HTMLElement);
    expect(field('pin').value).toBe('7');
    expect(
      [...document.querySelectorAll('[aria-live]')].map(({ textContent }) => textContent).join(''),
    ).not.toContain('7');
  });
});

describe('each kind of field has its keys', () => {
  const texts = () =>
    keys()
      .flatMap(({ dataset }) => (dataset.text ? [dataset.text] : []))
      .join('');
  it.each([
    ['zip', '1234567890'],
    ['phone', '123456789+0'],
    ['money', '123456789,0'],
    ['pin', '1234567890'],
  ])('%s', async (id, all) => {
    await at(id);
    expect(texts()).toBe(all);
  });

  it.each(LANGUAGES)('an IBAN has every letter and digit once, in %s', async (language) => {
    await at('iban', language);
    expect([...texts()].sort().join('')).toBe('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ');
  });

  it('an e-mail address has its signs, and Latin letters also in Russian', async () => {
    await at('mail', 'ru');
    await write('anna.b-c_d@ex.org');
    expect(field('mail').value).toBe('anna.b-c_d@ex.org');
    for (const sign of '@.-_') expect(key(sign), sign).toBeTruthy();
  });

  it('words may be written with another language’s keys', async () => {
    await at('any', 'de');
    await touch(command('language'));
    const polish = choices().find(({ textContent }) => textContent === 'Polski');
    await fireEvent.click(polish as HTMLElement);
    await touch(key('ł') as HTMLElement);
    expect(field('any').value).toBe('ł');
    expect([keysOf('no'), keysOf('pt-BR'), keysOf('de_CH')]).toEqual(['nb', 'en', 'de']);
  });
});

describe('the keyboard', () => {
  it('is there while something is written in what it belongs to, and no longer', async () => {
    const outside = document.body.appendChild(document.createElement('input'));
    await at('any');
    expect(shown()).toBe(true);
    for (const other of [field('tick'), field('go'), outside]) {
      other.focus();
      await settle();
      expect(shown(), other.id).toBe(false);
      field('any').focus();
      await settle();
      expect(shown()).toBe(true);
    }
    outside.remove();
  });

  it('keeps the system’s own away, and gives a field back as it was', async () => {
    await at('mail');
    expect(field('mail').getAttribute('inputmode')).toBe('none');
    field('any').focus();
    await settle();
    expect(field('mail').getAttribute('inputmode')).toBe('email');
    field('any').blur();
    await settle();
    expect(field('any').hasAttribute('inputmode')).toBe(false);
  });

  it('waits with going until the finger that goes elsewhere is lifted', async () => {
    await at('any');
    await fireEvent.pointerDown(field('go'));
    field('go').focus();
    await settle();
    expect(shown()).toBe(true);
    await fireEvent.pointerUp(field('go'));
    await settle();
    expect(shown()).toBe(false);
  });

  it('can be put away, and comes back at a touch', async () => {
    await at('any');
    await touch(command('away'));
    expect([shown(), document.activeElement]).toEqual([false, field('any')]);
    await fireEvent.pointerDown(field('any'));
    await settle();
    expect(shown()).toBe(true);
  });

  it('is not there where there is another', async () => {
    await at('any', 'de', { wanted: false });
    expect(shown()).toBe(false);
  });

  it('makes room for itself and brings the field above it', async () => {
    root.getBoundingClientRect = () => new DOMRect(0, 100, 800, 500);
    (field('name').parentElement as HTMLElement).getBoundingClientRect = () =>
      new DOMRect(0, 450 - root.scrollTop, 800, 120);
    vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockImplementation(function (this: HTMLElement) {
      return this.classList.contains('keyboard') ? new DOMRect(0, 350, 800, 250) : new DOMRect();
    });
    await at('name');
    expect(root.style.getPropertyValue('padding-block-end')).toBe('250px');
    // 450 + 120 and a margin of 12 come down to 350.
    expect(root.scrollTop).toBe(232);
    field('name').blur();
    await settle();
    expect(root.style.getPropertyValue('padding-block-end')).toBe('');
  });

  it('goes on to the next field, and away after the last', async () => {
    await at('any');
    await touch(command('enter'));
    expect(document.activeElement).toBe(field('mail'));
    field('long').focus();
    await settle();
    await touch(command('enter'));
    expect(field('long').value).toBe('\n');
  });

  it('lets a field take its Enter', async () => {
    await at('any');
    const stop = (event: Event) => event.preventDefault();
    field('any').addEventListener('screenenter', stop);
    await touch(command('enter'));
    expect(document.activeElement).toBe(field('any'));
  });
});

describe('with a keyboard alone', () => {
  const press = async (name: string, more: KeyboardEventInit = {}) => {
    await fireEvent.keyDown(document.activeElement as Element, { key: name, ...more });
    await tick();
  };
  const release = async (name: string) => {
    await fireEvent.keyUp(document.activeElement as Element, { key: name });
    await tick();
  };

  it('it is one stop, and the arrows go from key to key', async () => {
    await at('any');
    expect(
      keys()
        .filter(({ tabIndex }) => tabIndex === 0)
        .map(({ dataset }) => dataset.text),
    ).toEqual(['q']);
    (key('q') as HTMLElement).focus();
    await settle();
    expect(shown()).toBe(true);
    await press('ArrowRight');
    expect(document.activeElement).toBe(key('w'));
    await press('ArrowDown');
    expect(document.activeElement).toBe(key('s'));
    await fireEvent.click(key('x') as HTMLElement, { detail: 0 });
    expect(field('any').value).toBe('x');
    await press('Escape');
    expect([shown(), document.activeElement]).toEqual([false, field('any')]);
  });

  it('Enter writes, and held it offers what the key has', async () => {
    await at('any');
    (key('e') as HTMLElement).focus();
    await press('Enter');
    await release('Enter');
    expect(field('any').value).toBe('e');
    await press('Enter');
    await press('Enter', { repeat: true });
    await tick();
    expect(document.activeElement).toBe(choices()[0]);
    await release('Enter');
    expect(field('any').value).toBe('e');
    await press('ArrowRight');
    expect(document.activeElement).toBe(choices()[1]);
    await fireEvent.click(choices()[1] as HTMLElement, { detail: 0 });
    await settle();
    expect(field('any').value).toBe('eè');
    expect(document.activeElement).toBe(key('e'));
  });

  it('what it offers can be left again', async () => {
    await at('any');
    (key('e') as HTMLElement).focus();
    await press('ArrowUp', { altKey: true });
    await tick();
    expect(choices().length).toBeGreaterThan(3);
    await press('Escape');
    await settle();
    expect([choices().length, document.activeElement]).toEqual([0, key('e')]);
    expect(field('any').value).toBe('');
  });

  it('a field is left when somebody goes on from the keys', async () => {
    await at('any');
    const left = vi.fn();
    field('any').addEventListener('focusout', left);
    (key('q') as HTMLElement).focus();
    await settle();
    left.mockClear();
    field('go').focus();
    await settle();
    expect(left).toHaveBeenCalledTimes(1);
    expect(shown()).toBe(false);
  });
});

describe('beside a reader that types', () => {
  const CARD = '0004AB12CD';
  let bursts: number[];
  let stop: () => void;
  beforeEach(() => {
    bursts = [];
    stop = listen(window, { burst: ({ strokes }) => bursts.push(strokes.length), keypad: () => false });
  });
  afterEach(() => stop());

  /** A key of the reader, as a web view writes it when nobody prevents it. */
  async function read(text: string, between?: () => Promise<void>) {
    for (const [index, one] of [...text].entries()) {
      const focused = document.activeElement as HTMLInputElement;
      const kept = await fireEvent.keyDown(focused, { key: one, code: `Key${one}` });
      if (kept && focused.matches('input')) focused.value += one;
      await fireEvent.keyUp(focused, { key: one, code: `Key${one}` });
      await vi.advanceTimersByTimeAsync(8);
      if (index === 7) await between?.();
    }
    await vi.advanceTimersByTimeAsync(PAUSE_MS + HELD_BACK_MS);
  }

  it('what is read never lands in the field, what is touched always does', async () => {
    await at('any');
    await touch(key('a') as HTMLElement);
    await read(CARD);
    await touch(key('b') as HTMLElement);
    expect([field('any').value, bursts]).toEqual(['ab', [CARD.length]]);
  });

  it('also when a key is touched while the reader types', async () => {
    await at('any');
    await read(CARD, () => touch(key('a') as HTMLElement));
    expect([field('any').value, bursts]).toEqual(['a', [CARD.length]]);
  });

  it('also when the focus is on the keys', async () => {
    await at('any');
    (key('q') as HTMLElement).focus();
    await settle();
    await read(CARD);
    expect([field('any').value, bursts]).toEqual(['', [CARD.length]]);
  });
});
