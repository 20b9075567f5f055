import { beforeEach, describe, expect, it } from 'vitest';
import type { Content } from '$/lib/backend/bindings';
import { speak } from '$/lib/i18n/locale.svelte';
import { FAMILIES } from '$/lib/state/reader-choice';
import { framing, numberSentence, refused, seenSentence, tapSentence } from '$/lib/words/reader';
import { bindings, union } from './contract';

beforeEach(() => speak('de'));

describe.each(['de', 'en'] as const)('words about readers in %s', (language) => {
  beforeEach(() => speak(language));

  it('cover every family, each with its own', () => {
    expect(Object.keys(framing).sort()).toEqual(union('ReaderFraming').sort());
    expect(Object.keys(FAMILIES).sort()).toEqual(union('ReaderFraming').sort());
    expect(Object.keys(refused).sort()).toEqual(union('RefusedReader').sort());
    for (const table of [framing, refused])
      for (const part of [0, 1]) {
        const said = Object.values(table).map((words) => words[part]?.());
        expect(new Set(said).size).toBe(said.length);
      }
  });

  it('cover every reason, each with its own sentence', () => {
    const garbled = union('UnreadableReason').map((reason) =>
      tapSentence({ state: 'garbled', reason: reason as never }),
    );
    expect(garbled).toHaveLength(7);
    expect(new Set(garbled).size).toBe(garbled.length);
    const numbers = [
      ...union('Assumption').map((why) => numberSentence({ state: 'assumed', why: why as never })),
      ...union('LessonProblem').map((why) => numberSentence({ state: 'notLearned', why: why as never })),
    ];
    expect(numbers).toHaveLength(10);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('describe everything a reader can say, in the singular, too', () => {
    const kinds = [...bindings.matchAll(/"is": "(\w+)"/g)].map(([, kind]) => kind);
    const contents = kinds.flatMap((is) =>
      [1, 10].map((count) => ({ is, digits: count, characters: count, bytes: count }) as unknown as Content),
    );
    const said = contents.map((content) => seenSentence({ kind: 'line', content }));
    expect(kinds).toHaveLength(8);
    expect(new Set(said).size).toBe(12);
  });
});

it('knows one from many', () => {
  expect(seenSentence({ kind: 'checked', digits: 1 })).toBe('1 Hexadezimalziffer mit richtiger Prüfsumme');
  const line = (digits: number) => seenSentence({ kind: 'line', content: { is: 'decimal', digits } });
  expect([line(1), line(13)]).toEqual([
    '1 Dezimalziffer, als eine Zeile',
    '13 Dezimalziffern, als eine Zeile',
  ]);
  speak('en');
  expect([line(1), line(13)]).toEqual([
    '1 decimal digit, sent as a line',
    '13 decimal digits, sent as a line',
  ]);
  expect(seenSentence({ kind: 'line', content: { is: 'memberCode' } })).toBe(
    'A member’s QR code, sent as a line',
  );
});
