import { describe, expect, it } from 'vitest';
import { jpegOf, MOST_BYTES, squareOf, WHOLE } from '$/lib/camera/portrait';

describe('the square of a picture', () => {
  it.each([
    [{ width: 1280, height: 960 }, WHOLE, { left: 160, top: 0, side: 960 }],
    [{ width: 600, height: 900 }, WHOLE, { left: 0, top: 150, side: 600 }],
    [
      { width: 600, height: 900 },
      { zoom: 1, across: 0, down: 1 },
      { left: 0, top: 300, side: 600 },
    ],
    [
      { width: 800, height: 800 },
      { zoom: 2, across: 0.5, down: 0 },
      { left: 200, top: 0, side: 400 },
    ],
    [
      { width: 800, height: 800 },
      { zoom: 0.2, across: 1, down: 1 },
      { left: 0, top: 0, side: 800 },
    ],
  ])('%j %j', (size, crop, square) => expect(squareOf(size, crop)).toEqual(square));

  it('never reaches beyond the picture', () => {
    for (let at = 0; at < 200; at += 1) {
      const size = { width: 1 + ((at * 37) % 400), height: 1 + ((at * 53) % 300) };
      const crop = { zoom: 1 + (at % 20) / 10, across: (at % 11) / 10, down: (at % 7) / 6 };
      const { left, top, side } = squareOf(size, crop);
      expect(left >= 0 && top >= 0).toBe(true);
      expect(left + side).toBeLessThanOrEqual(size.width + 1e-9);
      expect(top + side).toBeLessThanOrEqual(size.height + 1e-9);
    }
  });
});

describe('a picture as it is sent', () => {
  const canvas = {} as HTMLCanvasElement;
  const of = (size: number, type = 'image/jpeg') => new Blob([new Uint8Array(size)], { type });

  it('is of the best quality that is small enough', async () => {
    const tried: number[] = [];
    const jpeg = await jpegOf(canvas, async (_, quality) => {
      tried.push(quality);
      return of(quality > 0.8 ? MOST_BYTES + 1 : MOST_BYTES);
    });
    expect([jpeg?.length, tried]).toEqual([MOST_BYTES, [0.92, 0.85, 0.75]]);
  });

  it('is none where it never gets small enough, or is no JPEG', async () => {
    expect(await jpegOf(canvas, async () => of(MOST_BYTES + 1))).toBeNull();
    expect(await jpegOf(canvas, async () => of(10, 'image/png'))).toBeNull();
    expect(await jpegOf(canvas, async () => null)).toBeNull();
  });
});
