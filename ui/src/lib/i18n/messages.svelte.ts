/** The sentences of the language that is shown; only this one, and what was shown before, is loaded. */
import type { Sayings } from '$/messages';
import { languageOf, type Locale } from './languages';

/** A sentence, or what it is chosen by (`#` a number's plural category) and the sentences by these values. */
type Sentence = string | [by: string[], sentences: Record<string, string>];
type Table = Record<string, Sentence>;
type Given = Record<string, string | number>;

interface Shown {
  locale: Locale;
  /** The variant's own sentences first, then its language's. */
  tables: Table[];
  plural: Intl.PluralRules;
  number: Intl.NumberFormat;
}

const files = import.meta.glob<Table>('../../messages/*.json', { import: 'default' });
const loaded = new Map<string, Table>();

const NEUTRAL = 'en';
let shown = $state.raw<Shown>(showing('de'));
/** The newest wish: a language that arrives after a later choice is not shown any more. */
let wish = 0;

function showing(locale: Locale): Shown {
  const system = locale === 'qps' ? NEUTRAL : locale;
  return {
    locale,
    tables: parts(locale).map((tag) => loaded.get(tag) ?? {}),
    plural: new Intl.PluralRules(system),
    number: new Intl.NumberFormat(system),
  };
}

function parts(locale: Locale): string[] {
  return [...new Set([locale, languageOf(locale)])];
}

async function load(tag: string): Promise<void> {
  const table = await files[`../../messages/${tag}.json`]?.();
  if (table) loaded.set(tag, table);
}

/** Whether all that a language says is here. */
export const isReady = (locale: Locale): boolean => parts(locale).every((tag) => loaded.has(tag));

export const shownLocale = (): Locale => shown.locale;

/** Fetches what a language says, without showing it. */
export async function prepare(locale: Locale): Promise<void> {
  await Promise.all(
    parts(locale)
      .filter((tag) => !loaded.has(tag))
      .map(load),
  );
}

/** Shows a language: at once where it is loaded, as soon as it is otherwise. All sentences change together. */
export function show(locale: Locale): Promise<void> {
  wish += 1;
  if (isReady(locale)) {
    shown = showing(locale);
    return Promise.resolve();
  }
  const mine = wish;
  return prepare(locale).then(() => {
    if (mine === wish) shown = showing(locale);
  });
}

function say(key: string, given: Given): string {
  const { tables, plural, number } = shown;
  const sentence = tables.find((table) => key in table)?.[key];
  if (sentence === undefined) return '';
  return text(sentence, given, plural).replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = given[name];
    return typeof value === 'number' ? number.format(value) : (value ?? '');
  });
}

function text(sentence: Sentence, given: Given, plural: Intl.PluralRules): string {
  if (typeof sentence === 'string') return sentence;
  const [by, sentences] = sentence;
  const values = by.map((one) =>
    one.startsWith('#') ? plural.select(Number(given[one.slice(1)])) : String(given[one]),
  );
  // An older system may know fewer categories than the file, or more.
  const other = by.map((one, at) => (one.startsWith('#') ? 'other' : values[at]));
  return sentences[values.join('|')] ?? sentences[other.join('|')] ?? '';
}

const said = new Map<string, (given?: Given) => string>();

/** Every sentence by its key. Each is read from a rune where it is asked for, so it follows the language by itself. */
export const m = new Proxy({} as Sayings, {
  get(_, key: string) {
    const known = said.get(key);
    if (known) return known;
    const made = (given: Given = {}) => say(key, given);
    said.set(key, made);
    return made;
  },
});
