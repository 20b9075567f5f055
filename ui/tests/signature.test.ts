import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import SignaturePad from '$/components/signature/SignaturePad.svelte';
import {
  addressOf,
  HEIGHT,
  isSignature,
  isTypedName,
  MOST_BYTES,
  nameToSvg,
  simplified,
  toSvg,
  WIDTH,
  type Point,
  type Stroke,
} from '$/components/signature/strokes';
import { speak } from '$/lib/i18n/locale.svelte';

beforeEach(() => speak('de'));
afterEach(cleanup);

/** Numbers that look like chance and are the same in every run. */
function chance(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const anywhere = (count: number, seed = 1): Point[] => {
  const next = chance(seed);
  return Array.from({ length: count }, () => ({ x: next(WIDTH + 1), y: next(HEIGHT + 1) }));
};
const cut = (points: Point[], each: number): Stroke[] =>
  Array.from({ length: Math.ceil(points.length / each) }, (_, at) =>
    points.slice(at * each, (at + 1) * each),
  );
/** As somebody writes: waves that go on. */
const wave = (points: number): Stroke =>
  Array.from({ length: points }, (_, at) => ({
    x: Math.round(100 + (at / points) * 900),
    y: Math.round(200 + 90 * Math.sin(at / 14)),
  }));

const picture = (address: string) => {
  const [head, body = ''] = address.split(',');
  return { head, svg: new TextDecoder().decode(Uint8Array.from(atob(body), (byte) => byte.charCodeAt(0))) };
};
const parsed = (svg: string) => new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;

describe('the picture of a signature', () => {
  it.each([
    ['one stroke of 2,000 points anywhere', [anywhere(2000)]],
    ['20 strokes', cut(anywhere(2000, 2), 100)],
    ['1,000 strokes of two points', cut(anywhere(2000, 3), 2)],
    ['2,000 dots', cut(anywhere(2000, 4), 1)],
    ['somebody’s name', [wave(2000)]],
    ['20,000 points', cut(anywhere(20_000, 5), 500)],
  ])('of %s is never too large', (_, strokes) => {
    const address = addressOf(toSvg(strokes));
    expect(address.length).toBeLessThanOrEqual(MOST_BYTES);
    expect(address).toMatch(/^data:image\/svg\+xml;base64,[A-Za-z0-9+/]+=*$/);
    // Small because little is needed, not because it was thrown away.
    expect(toSvg(strokes).match(/<path/g)?.length).toBeGreaterThan(0);
  });

  it('has one path for each stroke, of whole numbers', () => {
    const svg = toSvg([
      wave(60),
      [
        { x: 10.4, y: 20.6 },
        { x: 500, y: 30 },
      ],
      [{ x: 7, y: 8 }],
    ]);
    const paths = [...svg.matchAll(/ d="([^"]*)"/g)].map(([, d]) => d);
    expect(paths).toHaveLength(3);
    for (const d of paths) expect(d).toMatch(/^M\d+ \d+L\d+ \d+( \d+ \d+)*$/);
    expect(paths.slice(1)).toEqual(['M10 21L500 30', 'M7 8L7 8']);
    expect(svg).toContain(`width="${WIDTH}" height="${HEIGHT}"`);
  });

  it('keeps the ends of every stroke, and goes past no point by more than it may', () => {
    for (const off of [1, 5, 20]) {
      const stroke = wave(400);
      const kept = simplified(stroke, off);
      expect([kept[0], kept.at(-1)]).toEqual([stroke[0], stroke.at(-1)]);
      expect(kept.length).toBeLessThan(stroke.length);
      const far = stroke.map((point) =>
        Math.min(...kept.slice(1).map((to, at) => gap(point, kept[at] ?? to, to))),
      );
      expect(Math.max(...far)).toBeLessThanOrEqual(off);
    }
  });

  it('of a usual signature loses nothing that could be seen', () => {
    const kept = [...toSvg([wave(300)]).matchAll(/\d+ \d+/g)];
    expect(kept.length).toBeGreaterThan(60);
  });

  it('says nothing of how it was drawn', () => {
    const drawn = wave(30).map((point, at) => ({ ...point, pressure: 0.5, time: at * 8 }));
    expect(toSvg([drawn])).toBe(toSvg([wave(30)]));
    expect(toSvg([drawn])).not.toMatch(/pressure|time|0\.5/);
  });
});

function gap(point: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy || 1;
  const at = Math.max(0, Math.min(1, ((point.x - from.x) * dx + (point.y - from.y) * dy) / length));
  return Math.hypot(point.x - from.x - at * dx, point.y - from.y - at * dy);
}

describe('a signature', () => {
  const line = (x: number, y: number): Stroke => [
    { x: 100, y: 100 },
    { x: 100 + x, y: 100 + y },
  ];
  const scribble: Stroke = Array.from({ length: 200 }, (_, at) => ({ x: 300 + (at % 2) * 20, y: 200 }));
  it.each([
    ['nothing', [], false],
    ['a dot', [[{ x: 5, y: 5 }]], false],
    ['a few dots', cut(anywhere(6, 9), 1), false],
    ['a dash', [line(90, 0)], false],
    ['ink on one spot', [scribble], false],
    ['a line', [line(300, 20)], true],
    ['three short strokes, as in 大', [line(80, 0), line(0, 80), line(40, 60)], true],
    ['a name', [wave(200)], true],
  ] as [string, Stroke[], boolean][])('%s: %#', (_, strokes, is) => {
    expect(isSignature(strokes)).toBe(is);
  });
});

describe('a name that was typed', () => {
  it.each(['María José Núñez-Ibáñez', 'Zoë d’Œuvre', 'İlkay Işık', 'A & B <Co> "x"', 'Müller-Ćwikła'])(
    '%s',
    (name) => {
      const root = parsed(nameToSvg(name));
      expect(root.textContent).toBe(name);
      expect(root.getAttribute('width')).toBe(String(WIDTH));
      expect(picture(addressOf(nameToSvg(name))).svg).toBe(nameToSvg(name));
    },
  );

  it('fits the picture however long it is', () => {
    const size = (name: string) => Number(/font-size="(\d+)"/.exec(nameToSvg(name))?.[1]);
    expect(size('Ng')).toBeGreaterThan(size('Maximiliane von der Müller-Ćwikła'));
    expect(size('x'.repeat(60))).toBeGreaterThanOrEqual(30);
    expect(addressOf(nameToSvg('語'.repeat(100))).length).toBeLessThan(MOST_BYTES);
  });

  it('is a name, however short', () => {
    const names = ['', '. .', '12345', '李', '- Ng', '李娜', 'Ali', 'María José'];
    expect(names.filter(isTypedName)).toEqual(['李', '- Ng', '李娜', 'Ali', 'María José']);
  });
});

describe('the pad', () => {
  const pad = () => screen.getByTestId<HTMLCanvasElement>('signature-pad');
  async function opened() {
    const onchange = vi.fn();
    const view = render(SignaturePad, { label: 'Vertrag', value: null, onchange });
    pad().getBoundingClientRect = () => new DOMRect(100, 50, 600, 200);
    return { onchange, view };
  }
  /** What a pointer does, in pixels of the screen. */
  async function draw(points: [number, number][], pointer = 1, ended = 'pointerup') {
    const [first, last] = [points[0] ?? [0, 0], points.at(-1) ?? [0, 0]] as [
      [number, number],
      [number, number],
    ];
    const event = (name: string, [clientX, clientY]: [number, number], more: [number, number][] = []) => {
      const made = new PointerEvent(name, {
        clientX,
        clientY,
        pointerId: pointer,
        bubbles: true,
        cancelable: true,
      });
      made.getCoalescedEvents = () =>
        more.map(([x, y]) => new PointerEvent(name, { clientX: x, clientY: y }));
      return fireEvent(pad(), made);
    };
    await event('pointerdown', first);
    await event('pointermove', last, points.slice(1));
    if (ended) await event(ended, last);
  }
  const name: [number, number][] = [
    [120, 150],
    [250, 60],
    [400, 240],
    [690, 100],
  ];
  const click = (id: string) => fireEvent.click(screen.getByTestId(id));

  it('is signed with what the finger drew, between the frames too', async () => {
    const { onchange } = await opened();
    await draw(name);
    await click('signature-done');
    const { head, svg } = picture(onchange.mock.calls[0]?.[0] as string);
    expect(head).toBe('data:image/svg+xml;base64');
    expect(svg).toContain('d="M40 200L300 20 600 380 1180 100"');
  });

  it('takes one finger at a time, and what leaves it at its edge', async () => {
    const { onchange } = await opened();
    await draw(name, 1, '');
    await draw(
      [
        [300, 100],
        [310, 110],
      ],
      2,
    );
    await fireEvent(
      pad(),
      new PointerEvent('pointermove', { clientX: 5000, clientY: -50, pointerId: 1, bubbles: true }),
    );
    await fireEvent(pad(), new PointerEvent('pointerup', { pointerId: 1, bubbles: true }));
    await click('signature-done');
    const { svg } = picture(onchange.mock.calls[0]?.[0] as string);
    expect(svg.match(/<path/g)).toHaveLength(1);
    expect(svg).toContain('1200 0');
  });

  it('takes back the last stroke, or all', async () => {
    const { onchange } = await opened();
    await draw(name);
    await draw([
      [200, 100],
      [500, 100],
    ]);
    expect(screen.getByText('2 Striche gezeichnet')).toBeTruthy();
    await click('signature-undo');
    expect(screen.getByText('1 Strich gezeichnet')).toBeTruthy();
    await draw([
      [200, 60],
      [500, 60],
    ]);
    await click('signature-clear');
    expect(screen.getByText('Das Feld ist leer.')).toBeTruthy();
    await click('signature-done');
    expect(onchange).not.toHaveBeenCalled();
  });

  it('does not take a dot, and says so', async () => {
    const { onchange } = await opened();
    await draw([[200, 100]]);
    const done = screen.getByTestId('signature-done');
    expect(done.getAttribute('aria-disabled')).toBe('true');
    await fireEvent.click(done);
    expect(onchange).not.toHaveBeenCalled();
    expect(screen.getByText('Das ist noch keine Unterschrift. Schreib bitte deinen Namen.')).toBeTruthy();
    await draw(name);
    expect(screen.queryByText('Das ist noch keine Unterschrift. Schreib bitte deinen Namen.')).toBeNull();
    expect(done.getAttribute('aria-disabled')).toBe('false');
  });

  it('can be signed by whoever cannot draw', async () => {
    const { onchange } = await opened();
    await click('signature-other');
    await click('signature-done');
    expect(screen.getByText('Tipp bitte deinen ganzen Namen ein.')).toBeTruthy();
    const input = screen.getByLabelText<HTMLInputElement>(/Vor- und Nachname/);
    await fireEvent.input(input, { target: { value: 'İlkay Işık' } });
    await click('signature-done');
    expect(picture(onchange.mock.calls[0]?.[0] as string).svg).toContain('>İlkay Işık</text>');
  });

  it('shows what was signed, and lets it be done again', async () => {
    const { onchange, view } = await opened();
    await draw(name);
    await click('signature-done');
    const value = onchange.mock.calls[0]?.[0] as string;
    await view.rerender({ value });
    expect(screen.getByAltText<HTMLImageElement>('Bild deiner Unterschrift').src).toBe(value);
    expect(document.activeElement?.textContent).toContain('Unterschrieben');
    await click('signature-redo');
    expect(onchange).toHaveBeenLastCalledWith(null);
    await view.rerender({ value: null });
    await tick();
    expect(screen.getByText('Das Feld ist leer.')).toBeTruthy();
    // Nothing of the first one is left to be sent by mistake.
    expect(screen.getByTestId('signature-done').getAttribute('aria-disabled')).toBe('true');
    expect(document.activeElement).not.toBe(document.body);
  });
});
