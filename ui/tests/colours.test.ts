import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TUNES } from '$/lib/kiosk/sound';

const read = (name: string) =>
  readFileSync(new URL(`../src/${name}`, `file://${process.cwd()}/tests/`), 'utf8');

/** The colours that a rule of the sheet sets, by name. */
function colours(sheet: string, selector: string): Record<string, string> {
  const from = sheet.indexOf(`${selector} {`);
  const rule = from < 0 ? '' : sheet.slice(from, sheet.indexOf('}', from));
  return Object.fromEntries(
    [...rule.matchAll(/--([\w-]+): (#[\da-f]{3,6});/g)].map(([, name, hex]) => [name, hex]),
  );
}

function light(hex: string): number {
  const digits = hex.length === 4 ? [...hex.slice(1)].map((one) => one + one) : hex.slice(1).match(/../g);
  const [red = 0, green = 0, blue = 0] = (digits ?? []).map((pair) => {
    const part = parseInt(pair, 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one = '#000', other = '#000'): number {
  const [dark = 0, bright = 0] = [light(one), light(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

const tokens = read('styles/tokens.css');
const [day = '', night = ''] = tokens.split('@media (prefers-color-scheme: dark)');
const rest = colours(day, '[data-tone]');
const verdicts = Object.keys(TUNES).map((face) => [face, colours(day, `[data-tone='${face}']`)] as const);

describe('every verdict', () => {
  it.each(verdicts)('%s can be read', (_, own) => {
    const tone = { ...rest, ...own };
    expect(contrast(tone.ink, tone.ground)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tone.quiet, tone.ground)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tone.sign, tone.way)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tone['floor-ink'], tone.floor)).toBeGreaterThanOrEqual(4.5);
  });

  it('has a colour of its own', () => {
    expect(new Set(verdicts.map(([, { ground }]) => ground)).size).toBe(verdicts.length);
  });

  it('being let in is told from the welcome in black and white, too', () => {
    const ground = Object.fromEntries(verdicts.map(([face, own]) => [face, own.ground]));
    for (const other of ['welcome', 'refused', 'attention'])
      expect(contrast(ground.letIn, ground[other]), other).toBeGreaterThanOrEqual(4.5);
  });
});

describe('the team’s window', () => {
  const own = read('views/staff/StaffWindow.svelte');
  const [bright = '', dark = ''] = own.split('@media (prefers-color-scheme: dark)');
  const lit = { ...rest, ...colours(bright, '.staff') };
  const dim = { ...lit, ...colours(night, "[data-tone='rest']"), ...colours(dark, '.staff') };

  it.each([
    ['light', lit],
    ['dark', dim],
  ])('can be read when it is %s', (_, set: Record<string, string>) => {
    for (const ground of [set.ground, set.panel])
      for (const ink of [set.ink, set.quiet, set.bad])
        expect(contrast(ink, ground), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    for (const sign of ['good', 'in', 'no', 'desk', 'later', 'bad'])
      expect(contrast(set[`${sign}-ink`], set[sign]), sign).toBeGreaterThanOrEqual(4.5);
    expect(contrast(set['accent-ink'], set.accent)).toBeGreaterThanOrEqual(4.5);
  });
});
