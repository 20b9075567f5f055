import jsQR from 'jsqr';

/** The colours that a code is drawn in, as the page says. */
export interface Drawn {
  /** Modules from one edge to the other, what is free around the code included. */
  size: number;
  /** Row by row, whether a module is dark. */
  dark: boolean[][];
  ground: string;
  ink: string;
}

const attribute = (of: Element | null, name: string): string => of?.getAttribute(name) ?? '';

/** What an SVG of a code shows, from nothing but its shapes. */
export function drawn(svg: Element): Drawn {
  const [left, top, width, height] = attribute(svg, 'viewBox').split(' ').map(Number);
  if (left !== 0 || top !== 0 || !width || width !== height) throw new Error('this is no square');
  const ground = svg.querySelector('rect');
  if (Number(attribute(ground, 'width')) !== width || Number(attribute(ground, 'height')) !== width)
    throw new Error('the ground does not reach the edges');
  const shapes = [...svg.querySelectorAll('path')];
  if (shapes.length !== 1 || svg.querySelectorAll('rect').length !== 1)
    throw new Error('there is more than a ground and a code');
  const dark = Array.from({ length: width }, () => Array.from({ length: width }, () => false));
  const [path] = shapes;
  const steps = attribute(path ?? null, 'd').matchAll(/([MhvHVLZ])([-\d. ]*)/g);
  let [x, y] = [0, 0];
  let corners: [number, number][] = [];
  for (const [, step, numbers] of steps) {
    const [first = NaN, second = NaN] = (numbers ?? '').trim().split(/\s+/).map(Number);
    if (step === 'M') [x, y] = [first, second];
    else if (step === 'L') [x, y] = [first, second];
    else if (step === 'h') x += first;
    else if (step === 'H') x = first;
    else if (step === 'v') y += first;
    else if (step === 'V') y = first;
    if (step === 'M') corners = [];
    if (step !== 'Z') {
      corners.push([x, y]);
      continue;
    }
    const [xs, ys] = [corners.map(([at]) => at), corners.map(([, at]) => at)];
    for (let row = Math.min(...ys); row < Math.max(...ys); row += 1)
      for (let column = Math.min(...xs); column < Math.max(...xs); column += 1) {
        const line = dark[row];
        if (line === undefined || line[column] === undefined) throw new Error('drawn beyond the edge');
        line[column] = true;
      }
  }
  return { size: width, dark, ground: attribute(ground, 'fill'), ink: attribute(path ?? null, 'fill') };
}

function rgb(colour: string): [number, number, number] {
  const [, digits] = /^#([\da-f]{6})$/i.exec(colour) ?? [];
  if (digits === undefined) throw new Error(`${colour} is no colour that is the same everywhere`);
  return [0, 2, 4].map((at) => parseInt(digits.slice(at, at + 2), 16)) as [number, number, number];
}

/** The contrast of two colours, as WCAG counts it. */
export function contrast(one: string, other: string): number {
  const light = (colour: string) => {
    const [r, g, b] = rgb(colour).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    }) as [number, number, number];
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [dim, bright] = [light(one), light(other)].sort((a, b) => a - b) as [number, number];
  return (bright + 0.05) / (dim + 0.05);
}

/** Modules that are free on every side. */
export function free({ dark, size }: Drawn): number {
  const is = (x: number, y: number) => dark[y]?.[x] === true;
  for (let edge = 0; edge < size / 2; edge += 1)
    for (let at = 0; at < size; at += 1)
      if ([is(at, edge), is(at, size - 1 - edge), is(edge, at), is(size - 1 - edge, at)].includes(true))
        return edge;
  return size;
}

/** What a telephone reads that is held in front of a code on a screen of this colour, some pixels a module. */
export function read(code: Drawn, around: string, pixels = 3): string | null {
  const margin = 6;
  const side = (code.size + 2 * margin) * pixels;
  const seen = new Uint8ClampedArray(side * side * 4);
  const [ground, ink, wall] = [rgb(code.ground), rgb(code.ink), rgb(around)];
  for (let y = 0; y < side; y += 1)
    for (let x = 0; x < side; x += 1) {
      const line = code.dark[Math.floor(y / pixels) - margin];
      const module = line?.[Math.floor(x / pixels) - margin];
      const colour = module === undefined ? wall : module ? ink : ground;
      seen.set([...colour, 255], (y * side + x) * 4);
    }
  return jsQR(seen, side, side, { inversionAttempts: 'dontInvert' })?.data ?? null;
}
