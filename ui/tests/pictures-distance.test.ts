import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ROWS, angleOf, promised, smallestCapital, tooFar } from '../scripts/pictures/distance.js';

const viewings = JSON.parse(readFileSync('../tests/fixtures/text-sizes.json', 'utf8')) as Parameters<
  typeof tooFar
>[1][];
/** As high as the standard says: 0.0122 of the distance. */
const justEnough = ({ distanceCm, diagonalInches, screen }: (typeof viewings)[number]) =>
  (0.01222 * distanceCm) / ((diagonalInches * 2.54) / Math.hypot(...screen));

describe('a capital that is measured in a picture', () => {
  it.each(viewings)('can be read by $what from the height on that the standard says', (viewing) => {
    const capital = justEnough(viewing);
    expect(angleOf(capital, viewing)).toBeCloseTo(0.7, 3);
    expect(tooFar(capital, viewing)).toBeNull();
    expect(tooFar(capital * 0.98 - 1 / ROWS, viewing)).toContain('of 0.7°');
  });

  it('is measured in the size in which it is promised to be large enough, and in none where it is not', () => {
    expect(viewings.map(promised)).toEqual([
      'larger',
      null,
      'larger',
      'normal',
      'normal',
      'larger',
      'larger',
      'larger',
      'larger',
      'larger',
      'normal',
    ]);
  });
});

describe('the smallest capital of a page', () => {
  afterEach(() => {
    document.body.replaceChildren();
    vi.restoreAllMocks();
  });

  const page = (...texts: [size: number, text: string][]) => {
    for (const [size, text] of texts) {
      const line = document.createElement('p');
      line.style.fontSize = `${size}px`;
      line.textContent = text;
      document.body.append(line);
    }
    Element.prototype.checkVisibility ??= () => true;
    vi.spyOn(Range.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(1, 2, 3, 4));
  };

  it('stands in the smallest text that has one, which may be larger than the smallest', () => {
    page([40, 'Welcome, Hanna'], [20, 'all in small letters, and a Ü'], [25, 'until 9, at the Exit']);
    expect(smallestCapital()).toEqual({
      box: { x: 1, y: 2, width: 3, height: 4 },
      larger: 1.25,
      letter: 'E',
    });
  });

  it('is missed where there is none', () => {
    page([20, 'nothing but small letters']);
    expect(() => smallestCapital()).toThrow('no capital');
  });
});
