import { describe, expect, it } from 'vitest';
import { tooLittleRoom, usualLine } from '../scripts/pictures/room.js';

interface Row {
  what: string;
  shown: number;
  content: number;
  line?: number;
  window?: number;
  fault: RegExp | null;
}

const table: Row[] = [
  { what: 'all of it is seen', shown: 40, content: 40, fault: null },
  { what: 'a little padding is all that is hidden', shown: 40, content: 51, fault: null },
  { what: 'half a line is hidden of two', shown: 40, content: 52, fault: /40 of 52, less than 3 lines/ },
  {
    what: 'a strip of a summary is left',
    shown: 70,
    content: 1400,
    line: 34,
    fault: /70 of 1400, less than 3 lines/,
  },
  {
    what: 'three lines are seen, but they are a slit',
    shown: 110,
    content: 900,
    fault: /less than a third of the window/,
  },
  { what: 'it is a pixel less than a third', shown: 199, content: 900, fault: /third/ },
  { what: 'it is a third of the window', shown: 200, content: 900, fault: null },
  {
    what: 'a third of a low window holds less than three large lines',
    shown: 210,
    content: 900,
    line: 90,
    fault: /less than 3 lines/,
  },
  {
    what: 'the same height is less of a tall window',
    shown: 250,
    content: 900,
    window: 1280,
    fault: /third/,
  },
];

describe('room for what is scrolled', () => {
  it.each(table)('$what', ({ shown, content, line = 24, window = 600, fault }) => {
    const found = tooLittleRoom({ shown, content, line, window });
    if (fault) expect(found).toMatch(fault);
    else expect(found).toBeNull();
  });

  it('never gets worse with more of it', () => {
    for (let shown = 0; shown < 900; shown += 7) {
      const one = tooLittleRoom({ shown, content: 900, line: 24, window: 600 });
      const other = tooLittleRoom({ shown: shown + 7, content: 900, line: 24, window: 600 });
      if (one === null) expect(other).toBeNull();
    }
  });
});

describe('a usual line', () => {
  it.each([
    [[24], 24],
    [[24, 24, 70], 24],
    [[70, 30, 24], 30],
    [[], 0],
  ])('of %j is %d', (lines, usual) => {
    expect(usualLine(lines)).toBe(usual);
  });
});
