import { cleanup, render } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { speak } from '$/lib/i18n/locale.svelte';
import { Fingers, type Gesture } from '$/lib/speech/gesture';
import { wishOf } from '$/lib/speech/keys';
import { privacyOf } from '$/lib/speech/private';
import { Queue } from '$/lib/speech/queue';
import { position, stopOf, stops } from '$/lib/speech/walk';
import { sayStop } from '$/lib/speech/words';
import FrontWindow from '$/views/FrontWindow.svelte';
import { desk, idleView } from './support';

beforeEach(() => speak('en'));
afterEach(() => {
  cleanup();
  document.body.replaceChildren();
  vi.useRealTimers();
});

function page(html: string): HTMLElement {
  document.body.innerHTML = `<main data-testid="screen">${html}</main>`;
  return document.body;
}

/** Everything that is said on the way through a page. */
const said = (aloud = false) => {
  const all = stops(document);
  return all.map((stop) => sayStop(stop, { aloud, position: position(stop, all) }));
};

describe('the queue', () => {
  const played = () => {
    const log: string[] = [];
    let number = 0;
    const queue = new Queue(
      (of, text) => {
        number = of;
        log.push(text);
      },
      () => log.push('(hush)'),
    );
    return { queue, log, over: () => queue.ended(number) };
  };
  const hand = { by: 'hand' } as const;
  const news = (kind: string) => ({ by: 'news', kind }) as const;

  it('lets news wait, and takes it back when newer of its kind comes', () => {
    const { queue, log, over } = played();
    queue.say('busy', news('busy'));
    queue.say('welcome', news('verdict'));
    queue.say('idle, 9:02', news('idle'));
    queue.say('idle, 9:03', news('idle'));
    expect(log).toEqual(['busy']);
    over();
    over();
    over();
    expect(log).toEqual(['busy', 'welcome', 'idle, 9:03']);
    expect(queue.speaking).toBe(false);
  });

  it('is cut off by a hand, and forgets what was to follow', () => {
    const { queue, log, over } = played();
    queue.say('a long text', news('screen'));
    queue.say('more', news('other'));
    queue.say('Buy, button', hand);
    over();
    expect(log).toEqual(['a long text', '(hush)', 'Buy, button']);
  });

  it('takes no end of what was cut off for the end of what came after', () => {
    const { queue, log } = played();
    queue.say('one', hand);
    queue.say('two', hand);
    queue.say('news', news('screen'));
    queue.ended(1);
    expect(log).toEqual(['one', '(hush)', 'two']);
    queue.ended(2);
    expect(log.at(-1)).toBe('news');
  });

  it('repeats what was said, and not what was only adjusted', () => {
    const { queue } = played();
    queue.say('Welcome', news('verdict'));
    queue.say('Volume 6 of 10', hand, false);
    expect(queue.last).toBe('Welcome');
    queue.say('  ', hand);
    queue.stop();
    expect([queue.last, queue.speaking]).toEqual(['Welcome', false]);
  });
});

describe('fingers', () => {
  type Move = ['down' | 'move' | 'up', number, number, number];
  const play = (moves: Move[]) => {
    const fingers = new Fingers();
    const meant: (Gesture | null)[] = moves.map(([what, x, y, at]) => fingers[what]({ x, y, at }));
    return meant.filter((one) => one && one.is !== 'touch');
  };

  it.each<[string, Move[], unknown[]]>([
    [
      'a tap hears, and does nothing',
      [
        ['down', 9, 9, 0],
        ['up', 9, 9, 80],
      ],
      [{ is: 'tap', x: 9, y: 9 }],
    ],
    [
      'the second tap does it, on lift',
      [
        ['down', 9, 9, 0],
        ['up', 9, 9, 80],
        ['down', 9, 9, 300],
        ['up', 9, 9, 380],
      ],
      [{ is: 'tap', x: 9, y: 9 }, { is: 'activate' }],
    ],
    [
      'two slow taps are two taps',
      [
        ['down', 9, 9, 0],
        ['up', 9, 9, 80],
        ['down', 9, 9, 1000],
        ['up', 9, 9, 1080],
      ],
      [
        { is: 'tap', x: 9, y: 9 },
        { is: 'tap', x: 9, y: 9 },
      ],
    ],
    [
      'a finger that rested is no half of a double tap',
      [
        ['down', 9, 9, 0],
        ['up', 9, 9, 600],
        ['down', 9, 9, 700],
        ['up', 9, 9, 780],
      ],
      [
        { is: 'tap', x: 9, y: 9 },
        { is: 'tap', x: 9, y: 9 },
      ],
    ],
    [
      'a swipe',
      [
        ['down', 9, 9, 0],
        ['move', 99, 9, 60],
        ['up', 199, 9, 120],
      ],
      [{ is: 'swipe', to: 'right' }],
    ],
    [
      'a swipe up',
      [
        ['down', 9, 300, 0],
        ['up', 19, 100, 120],
      ],
      [{ is: 'swipe', to: 'up' }],
    ],
    [
      'a finger that wanders slowly explores, and lifting it does nothing',
      [
        ['down', 9, 9, 0],
        ['move', 50, 9, 400],
        ['move', 90, 9, 500],
        ['up', 90, 9, 600],
      ],
      [
        { is: 'explore', x: 50, y: 9 },
        { is: 'explore', x: 90, y: 9 },
      ],
    ],
  ])('%s', (_, moves, meant) => expect(play(moves)).toEqual(meant));
});

describe('keys', () => {
  const key = (key: string, more = {}) => ({
    key,
    shiftKey: false,
    altKey: false,
    ctrlKey: false,
    metaKey: false,
    ...more,
  });

  it.each([
    [key('ArrowRight'), false, 'next'],
    [key('ArrowRight'), true, null],
    [key('ArrowDown'), true, 'next'],
    [key(' '), true, null],
    [key('PageUp'), false, 'louder'],
    [key('PageUp', { shiftKey: true }), false, 'faster'],
    [key('s', { ctrlKey: true, altKey: true }), false, null],
    [key('4'), false, null],
    [key('Escape'), false, null],
  ])('%o, writing %s: %s', (event, writing, wish) => expect(wishOf(event, writing)).toBe(wish));
});

describe('what is said', () => {
  it.each<[string, string[]]>([
    ['<h1>Hold your card</h1><p>Or a code</p>', ['Hold your card, heading', 'Or a code']],
    [
      '<button>Buy</button><button disabled>Leave</button>',
      ['Buy, button', 'Leave, button, not possible now'],
    ],
    ['<button aria-label="Delete the last digit"><svg></svg></button>', ['Delete the last digit, button']],
    ['<button aria-pressed="true">More contrast</button>', ['More contrast, switch, on']],
    [
      '<div role="group"><button>a</button><button>b</button></div>',
      ['a, button, 1 of 2', 'b, button, 2 of 2'],
    ],
    ['<dl><div><dt>Paid</dt><dd>€2.50</dd></div></dl>', ['Paid: €2.50']],
    ['<label for="x">City</label><input id="x" required>', ['City, field, empty, required']],
    [
      '<input id="x" aria-label="IBAN" aria-invalid="true" aria-describedby="p" value="DE0"><p id="p" aria-live="polite">Too short</p>',
      ['IBAN, field, characters: 3, not right yet, Too short', 'Too short'],
    ],
    ['<label><input type="checkbox" checked>Terms read</label>', ['Terms read, tick box, chosen']],
    ['<p aria-hidden="true">9</p><p class="unseen" role="status">typed: 3</p>', []],
    ['<img alt="Shake" src="data:,"><img alt="" src="data:,">', ['Shake']],
  ])('of %s', (html, words) => {
    page(html);
    expect(said()).toEqual(words);
  });

  it('is the question before what is behind it', () => {
    page('<h1>Details</h1>');
    document.body.insertAdjacentHTML(
      'beforeend',
      '<dialog open><h2>Still there?</h2><button>Yes</button></dialog>',
    );
    expect(said()).toEqual(['Still there?, heading', 'Yes, button']);
  });

  it('belongs to the field whose label is touched', () => {
    page('<label id="l">Terms<input type="checkbox"></label>');
    expect(stopOf(document.getElementById('l'), stops(document))).toBe(document.querySelector('input'));
  });
});

describe('what is private', () => {
  it.each<[string, string[], string[]]>([
    ['<p data-private>Member 4711</p>', ['Something personal'], ['Member 4711']],
    ['<p data-private data-aloud="Credit">Credit €3</p>', ['Credit'], ['Credit €3']],
    ['<button data-digit="5">5</button>', ['digit, button'], ['5, button']],
    ['<input aria-label="Name" value="Anna">', ['Name, field, characters: 4'], ['Name, field, Anna']],
    [
      '<input type="password" aria-label="Key" value="hush">',
      ['Key, field, characters: 4'],
      ['Key, field, characters: 4'],
    ],
    [
      '<button>Shake <span data-private>€1 short</span></button>',
      ['Shake, button'],
      ['Shake €1 short, button'],
    ],
    ['<p>Dear <span data-private>Anna</span>, hello</p>', ['Dear, hello'], ['Dear Anna, hello']],
  ])('%s', (html, unasked, asked) => {
    page(html);
    expect(said()).toEqual(unasked);
    expect(said(true)).toEqual(asked);
  });

  it('is whatever is typed, by its kind', () => {
    page('<input value="x"><input type="radio"><p>x</p>');
    const kinds = [...document.querySelectorAll('input, p')].map((one) => privacyOf(one).is);
    expect(kinds).toEqual(['private', 'open', 'open']);
  });
});

describe('at the front', () => {
  async function listening() {
    const played = desk();
    render(FrontWindow, { backend: played.backend });
    played.says({ language: 'en' });
    played.shows({ screen: 'idle', ...idleView, pin: { state: 'ready' } });
    await tick();
    key('F8');
    await tick();
    const heard = () => played.backend.frontSpeak.mock.calls.map(([{ text }]) => text);
    const over = () => {
      const last = played.backend.frontSpeak.mock.calls.at(-1)?.[0].number ?? 0;
      played.speaks({ type: 'ended', number: last });
    };
    return { ...played, heard, over };
  }
  const key = (key: string) =>
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));

  it('a verdict is said without a name, and with it once that was asked for', async () => {
    const { heard, over, shows } = await listening();
    over();
    over();
    const welcome = {
      screen: 'verdict',
      tap: 1,
      shownForMs: 3000,
      verdict: 'welcome',
      firstName: 'Oskar',
      birthday: false,
    } as const;
    shows(welcome);
    await tick();
    await tick();
    expect(heard().at(-1)).not.toContain('Oskar');
    expect(heard().length).toBeGreaterThan(2);
    key('F6');
    over();
    shows({ ...welcome, tap: 2 });
    await vi.waitFor(() => expect(heard().at(-1)).toContain('Oskar'));
  });

  it('why somebody is turned away is nobody else’s business', async () => {
    const { heard, over, shows } = await listening();
    over();
    over();
    shows({
      screen: 'verdict',
      tap: 1,
      shownForMs: 3000,
      verdict: 'refused',
      message: 'There is an open payment.',
    });
    await vi.waitFor(() => expect(heard().length).toBeGreaterThan(2));
    expect(heard().join()).not.toContain('payment');
  });

  it('the idle screen is walked in order, in words of the language, and left by the same key', async () => {
    const { heard, over, backend } = await listening();
    over();
    key('ArrowRight');
    expect(heard().at(-1)).toBe('Studio Lindenhof');
    key('ArrowRight');
    expect(heard().at(-1)).toMatch(/, heading$/);
    key('F8');
    expect(heard().at(-1)).toBe('Speech is off.');
    const before = heard().length;
    key('ArrowRight');
    expect(heard().length).toBe(before);
    expect(
      backend.frontSpeak.mock.calls.every(([{ language, volume }]) => language === 'en' && volume === 5),
    ).toBe(true);
  });

  it('a missing voice is said on the screen', async () => {
    const { speaks } = await listening();
    speaks({ type: 'missing' });
    await tick();
    expect(document.querySelector('[data-testid="speech-missing"]')).not.toBeNull();
  });

  it('whoever listens is asked for 20 s before it ends, and any key is an answer', async () => {
    vi.useFakeTimers();
    const { heard, over } = await listening();
    over();
    over();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(heard().at(-1)).toContain('20 seconds');
    for (let times = 0; times < 10; times += 1) {
      key('ArrowRight');
      await vi.advanceTimersByTimeAsync(79_000);
      expect(document.querySelector('[data-testid="speech-bar"]')).not.toBeNull();
    }
    await vi.advanceTimersByTimeAsync(2_000);
    expect(document.querySelector('[data-testid="speech-bar"]')).toBeNull();
  });
});
