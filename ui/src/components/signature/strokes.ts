/** Where a pen went, in whole units of a pad that is `WIDTH` × `HEIGHT`. Neither how fast nor how hard. */

export interface Point {
  x: number;
  y: number;
}

export type Stroke = readonly Point[];

/** The pad's own measure, whatever size it has on the screen. */
export const WIDTH = 1200;
export const HEIGHT = 400;

/** The longest a picture may get, as the address that is sent; the vendor keeps it with the contract. */
export const MOST_BYTES = 32 * 1024;
/** Less ink than this, in units, is a dot or a slip of the hand. */
const LEAST_INK = 160;
/** Ink that never leaves a spot this small is scribbled over one place. */
const LEAST_REACH = 60;

/** Long enough, and far enough from one end to the other, to be somebody's name. */
export function isSignature(strokes: readonly Stroke[]): boolean {
  let ink = 0;
  for (const stroke of strokes)
    for (let at = 1; at < stroke.length; at += 1) ink += apart(stroke[at - 1], stroke[at]);
  const points = strokes.flat();
  const reach = (of: (point: Point) => number) =>
    points.reduce((most, point) => Math.max(most, of(point)), -Infinity) -
    points.reduce((least, point) => Math.min(least, of(point)), Infinity);
  return (
    ink >= LEAST_INK &&
    Math.max(
      reach(({ x }) => x),
      reach(({ y }) => y),
    ) >= LEAST_REACH
  );
}

const apart = (one: Point | undefined, other: Point | undefined) =>
  one && other ? Math.hypot(one.x - other.x, one.y - other.y) : 0;

/**
 * The strokes as an SVG picture, one path for each, in at most `MOST_BYTES` once it is in Base64: points that a
 * line drawn between their neighbours would not miss by more than a little are left out, the more of them the
 * more there are.
 */
export function toSvg(strokes: readonly Stroke[]): string {
  let kept = strokes;
  for (let off = 0.8; off <= WIDTH; off *= 1.6) {
    // From what was kept before: what it is off by adds up to less than three times the last of them.
    kept = kept.map((stroke) => simplified(stroke, off));
    const svg = drawn(kept);
    if (sizeOf(svg) <= MOST_BYTES) return svg;
  }
  // Strokes without end, each of them a dot: the first of them until it is full.
  let most = strokes.length;
  let svg = drawn(strokes.map((stroke) => stroke.slice(0, 1)));
  while (sizeOf(svg) > MOST_BYTES) {
    most = Math.floor(most * 0.8);
    svg = drawn(strokes.slice(0, most).map((stroke) => stroke.slice(0, 1)));
  }
  return svg;
}

const HEAD = 'data:image/svg+xml;base64,';
/** How long the address of a picture is that has no letters but those of ASCII. */
const sizeOf = (svg: string) => HEAD.length + Math.ceil(svg.length / 3) * 4;

function drawn(strokes: readonly Stroke[]): string {
  const paths = strokes
    .filter((stroke) => stroke.length > 0)
    .map((stroke) => `<path d="${pathOf(stroke)}"/>`);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">` +
    `<g fill="none" stroke="#000" stroke-width="6" stroke-linecap="round" stroke-linejoin="round">${paths.join('')}</g></svg>`
  );
}

function pathOf([first, ...rest]: Stroke): string {
  if (!first) return '';
  const start = `M${whole(first.x)} ${whole(first.y)}`;
  // A dot is a line of no length, which its round ends make visible.
  if (rest.length === 0) return `${start}L${whole(first.x)} ${whole(first.y)}`;
  return `${start}L${rest.map(({ x, y }) => `${whole(x)} ${whole(y)}`).join(' ')}`;
}

const whole = Math.round;

/** Douglas and Peucker: what is nearer than `off` to the line between two points that stay is left out. */
export function simplified(stroke: Stroke, off: number): Stroke {
  if (stroke.length <= 2) return stroke;
  const stays = new Uint8Array(stroke.length);
  stays[0] = stays[stroke.length - 1] = 1;
  const spans: [number, number][] = [[0, stroke.length - 1]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [from, to] = span;
    let [worst, at] = [off * off, -1];
    for (let between = from + 1; between < to; between += 1) {
      const far = distance(stroke[between], stroke[from], stroke[to]);
      if (far > worst) [worst, at] = [far, between];
    }
    if (at < 0) continue;
    stays[at] = 1;
    spans.push([from, at], [at, to]);
  }
  return stroke.filter((_, index) => stays[index] === 1);
}

/** From a point to the line between two others, and no further than that reaches; squared. */
function distance(point: Point | undefined, from: Point | undefined, to: Point | undefined): number {
  if (!point || !from || !to) return 0;
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / length;
  const at = Math.max(0, Math.min(1, along));
  const [offX, offY] = [point.x - from.x - at * dx, point.y - from.y - at * dy];
  return offX * offX + offY * offY;
}

const escaped = (text: string) =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`).replace(/\p{Cc}/gu, '');

/** A name that was typed instead, as a picture of the same size. */
export function nameToSvg(name: string): string {
  const text = name.trim().normalize('NFC');
  // Wide letters are about two thirds as wide as they are high.
  const size = Math.max(36, Math.min(150, Math.floor((WIDTH - 80) / (Math.max(1, [...text].length) * 0.62))));
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">` +
    `<text x="${WIDTH / 2}" y="${HEIGHT / 2 + Math.round(size * 0.33)}" font-family="cursive, serif" font-style="italic" font-size="${size}" text-anchor="middle" fill="#000">${escaped(text)}</text></svg>`
  );
}

/** A name. There are some of a single letter. */
export const isTypedName = (name: string) => /\p{L}/u.test(name);

/** The picture as the vendor takes it: `data:image/svg+xml;base64,…`. */
export function addressOf(svg: string): string {
  const bytes = new TextEncoder().encode(svg);
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return HEAD + btoa(text);
}

/** The drawing in an address that `addressOf` has made. */
export function svgOf(address: string): string {
  const bytes = Uint8Array.from(atob(address.slice(address.indexOf(',') + 1)), (sign) => sign.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}
