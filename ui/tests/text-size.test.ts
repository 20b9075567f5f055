import { readFileSync, readdirSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { SMALLEST, showTextSize, textScales } from '$/lib/kiosk/text-size';

interface Row {
  what: string;
  screen: [number, number];
  leastText: number;
  normal: number;
  larger: number;
}

/** The desk's own rule is tested with the same table. */
const table = JSON.parse(readFileSync('../tests/fixtures/text-sizes.json', 'utf8')) as Row[];

describe('how large text is', () => {
  it.each(table)('$what', ({ screen: [width, height], leastText, normal, larger }) => {
    const scales = textScales(leastText, { width, height }, { width, height });
    expect(scales.normal).toBeCloseTo(normal, 2);
    expect(scales.larger).toBeCloseTo(larger, 2);
    expect(scales.large).toBeGreaterThan(scales.normal);
    expect(scales.large).toBeLessThan(scales.larger);
  });

  it('is as it ever was where nobody has said from where it is read', () => {
    const size = { width: 1920, height: 1080 };
    expect(textScales(null, size, size)).toEqual({ normal: 1, large: 1.2, larger: 1.4 });
  });

  it('grows in a window that does not fill the screen', () => {
    const screen = { width: 1920, height: 1080 };
    const window = { width: 960, height: 900 };
    expect(textScales(0.015, screen, window).normal).toBe(1.4);
    expect(textScales(0.015, screen, screen).normal).toBeCloseTo(1.275, 2);
  });
});

describe('a page', () => {
  const { documentElement: root } = document;
  const scale = () => root.style.getPropertyValue('--text-scale');
  let stop: () => void = () => undefined;

  afterEach(() => {
    stop();
    showTextSize('normal', null)();
  });

  it('shows a size, says so to whatever fits itself, and goes back', () => {
    let told = 0;
    const listener = () => (told += 1);
    window.addEventListener('resize', listener);
    stop = showTextSize('larger', null);
    expect([scale(), root.dataset.textSize, told]).toEqual(['1.4', 'larger', 1]);
    stop();
    stop = showTextSize('normal', null);
    expect([scale(), root.dataset.textSize, told]).toEqual(['1', undefined, 2]);
    window.removeEventListener('resize', listener);
  });

  it('is larger by itself where it is read from far', () => {
    stop = showTextSize('normal', 1);
    expect([scale(), root.dataset.textSize]).toEqual(['1.4', 'normal']);
  });
});

describe('the member’s screens', () => {
  const files = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? files(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
    );
  // Whoever sets the desk up sits in front of it, as the team does.
  const members = [...files('src/components'), ...files('src/views'), ...files('src/styles')].filter(
    (file) => /\.(svelte|css)$/.test(file) && !/views\/(staff|setup|practice)/.test(file),
  );

  it('have no text that is smaller than the smallest, and none that does not grow', () => {
    const small: string[] = [];
    for (const file of members)
      for (const [, selector = '', body = ''] of readFileSync(file, 'utf8').matchAll(
        /([^{}]*)\{([^{}]*)\}/g,
      )) {
        const size = /font-size:\s*([^;]*);/.exec(body)?.[1];
        // What is written in a drawing grows with it; compact are the languages of windows that are no member's.
        if (!size || /\btext\b|\.long|\.compact/.test(selector)) continue;
        const units = /([\d.]+) \* var\(--u(?:nit)?\)/.exec(size)?.[1];
        if (Number(units ?? SMALLEST) < SMALLEST || /^\d+px$/.test(size)) small.push(`${file}: ${size}`);
      }
    expect(small).toEqual([]);
  });
});
