import { LAYOUTS, type KeyboardLanguage } from './layouts';
import { capital, heldBy } from './letters';

/** What is written into the field that has the focus. */
export type Kind = 'text' | 'email' | 'digits' | 'phone' | 'decimal' | 'iban';
export type Layer = 'letters' | 'symbols';

export type Key =
  | { does: 'type'; text: string; held: string[]; wide: number; name?: 'space' }
  | { does: Command; wide: number };

export type Command =
  'shift' | 'back' | 'enter' | 'symbols' | 'letters' | 'language' | 'away' | 'caretBack' | 'caretOn';

/** How far a row reaches: the keys of one keyboard are all as wide as one another. */
export interface Board {
  columns: number;
  rows: Key[][];
}

export interface Shown {
  kind: Kind;
  layer: Layer;
  capitals: boolean;
  language: KeyboardLanguage;
  /** What the language writes before the cents. */
  decimal: string;
}

const does = (command: Command, wide = 1): Key => ({ does: command, wide });
const gap = (): Key => ({ does: 'type', text: ' ', held: [], wide: 0, name: 'space' });
const types = (text: string, wide = 1, held: string[] = []): Key => ({ does: 'type', text, held, wide });
const each = (texts: string) => [...texts].map((text) => types(text));

/** The keys for what is written, from the top. */
export function board(shown: Shown): Board {
  switch (shown.kind) {
    case 'digits':
    case 'phone':
    case 'decimal':
      return pad(shown.kind === 'phone' ? '+' : shown.kind === 'decimal' ? shown.decimal : null);
    case 'iban':
      return account(latin(shown.language));
    case 'text':
      return shown.layer === 'symbols' ? symbols(false) : letters(shown, bottom(shown));
    case 'email':
      return shown.layer === 'symbols'
        ? symbols(true)
        : letters({ ...shown, language: latin(shown.language) }, address());
  }
}

/** The same language's keys, or those of a language with Latin letters. */
const latin = (language: KeyboardLanguage): KeyboardLanguage =>
  LAYOUTS[language].latin === false ? 'en' : language;

function letters({ language, capitals }: Shown, last: Key[]): Board {
  const { rows } = LAYOUTS[language];
  const key = (small: string) =>
    types(capitals ? capital(small, language) : small, 1, heldBy(small, language, capitals));
  const all = rows.map((row) => [...row].map(key));
  const lowest = all.length - 1;
  const columns = Math.max(10, ...all.map((row, index) => row.length + (index === lowest ? 2 : 0)));
  const spare = Math.min(2, (columns - (all[lowest]?.length ?? 0)) / 2);
  all[lowest] = [does('shift', spare), ...(all[lowest] ?? []), does('back', spare)];
  return { columns, rows: [...all, fill(last, columns)] };
}

const sign = (text: string, language: KeyboardLanguage) => types(text, 1, heldBy(text, language, false));

const bottom = ({ language }: Shown): Key[] => [
  does('symbols', 1.5),
  does('language'),
  sign('-', language),
  gap(),
  sign('’', language),
  sign('.', language),
  does('away'),
  does('enter', 1.5),
];

const address = (): Key[] => [
  does('symbols', 1.5),
  types('@', 0),
  types('.'),
  types('-'),
  types('_'),
  does('away'),
  does('enter', 1.5),
];

/** A key without a width of its own takes what the others leave. */
function fill(row: Key[], columns: number): Key[] {
  const taken = row.reduce((sum, { wide }) => sum + wide, 0);
  return row.map((key) => (key.wide === 0 ? { ...key, wide: columns - taken } : key));
}

const symbols = (email: boolean): Board => ({
  columns: 10,
  rows: [
    each('1234567890'),
    each(email ? '@._-+%&=~#' : '@/:;()&+"€'),
    [...each(email ? "!?*/'^{}" : ",!?'’#*=_"), does('back', email ? 2 : 1)],
    fill(
      [
        does('letters', 1.5),
        does('caretBack'),
        does('caretOn'),
        ...(email ? [types('.', 0)] : [types('-'), gap(), types('.')]),
        does('away'),
        does('enter', 1.5),
      ],
      10,
    ),
  ],
});

const pad = (extra: string | null): Board => ({
  columns: 4,
  rows: [
    [...each('123'), does('back')],
    [...each('456'), does('away')],
    [...each('789'), does('caretBack')],
    extra === null ? [types('0', 3), does('enter')] : [types(extra), types('0', 2), does('enter')],
  ],
});

/** Capitals and digits, each a key of its own, where the language has them. */
function account(language: KeyboardLanguage): Board {
  const left = new Set('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
  const rows = LAYOUTS[language].rows
    .map((row) => [...row.toUpperCase()].filter((letter) => left.delete(letter)).join(''))
    .filter((row) => row !== '');
  const [top = '', middle = '', low = ''] = rows;
  return {
    columns: 10,
    rows: [
      each('1234567890'),
      each(top),
      each(middle),
      [...each(low), does('back', 8 - low.length), does('away'), does('enter')],
    ],
  };
}
