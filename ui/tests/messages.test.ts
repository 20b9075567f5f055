// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '$/lib/i18n/locale.svelte';
import { categories, languageFaults, variantFaults } from '../scripts/messages/check.js';
import { gather } from '../scripts/messages/compile.js';
import { messageOf, parametersOf, read } from '../scripts/messages/format.js';
import { pseudo, stretched } from '../scripts/messages/pseudo.js';

const counted = (match: Record<string, string>, inputs = ['count']) => [
  {
    declarations: [...inputs.map((name) => `input ${name}`), 'local countPlural = count: plural'],
    selectors: ['countPlural'],
    match: Object.fromEntries(Object.entries(match).map(([when, text]) => [`countPlural=${when}`, text])),
  },
];
const { messages: base } = read({
  plain: 'Karte von {name}',
  days: counted({ one: '1 Tag', other: '{count} Tage' }),
});

/** Read once: there is much to read. */
const { all, faults } = gather();

describe('the message files', () => {
  it('are complete in every language there is', () => {
    expect(faults).toEqual([]);
    expect([...all.keys()]).toEqual(expect.arrayContaining(['de', 'en']));
  });

  it('say what happened instead of that something did', () => {
    const lazy = /something went wrong|administrator|etwas ist schief|unbekannter fehler|unexpected/i;
    for (const messages of all.values())
      for (const [key, { sentences }] of Object.entries(messages))
        for (const text of Object.values(sentences)) expect(text, key).not.toMatch(lazy);
  });

  it('are told apart: no sentence of more than two words is the same in German and English', () => {
    const text = (tag: string, key: string) => all.get(tag)?.[key]?.sentences[''] ?? tag;
    const same = Object.keys(all.get('de') ?? {}).filter(
      (key) => text('de', key) === text('en', key) && /\s\S+\s/.test(text('de', key)),
    );
    expect(same).toEqual(['setup_framing_gat5250b', 'setup_refused_gatWriter6000F']);
  });
});

describe('what is wrong with a language', () => {
  const polish = { one: '{count} dzień', few: '{count} dni', many: '{count} dni', other: '{count} dnia' };
  const given: [string, string, Record<string, unknown>, string[]][] = [
    ['nothing', 'pl', { plain: 'Karta: {name}', days: counted(polish) }, []],
    [
      'the word for one alone',
      'en',
      { plain: '{name}’s card', days: counted({ one: 'a day', other: '{count} days' }) },
      [],
    ],
    ['a sentence is missing', 'pl', { days: counted(polish) }, ['pl: plain is missing']],
    [
      'one too many',
      'pl',
      { plain: '{name}', days: counted(polish), more: 'x' },
      ['pl: more is no sentence of Portico’s'],
    ],
    [
      'an empty one',
      'pl',
      { plain: ' ', days: counted(polish) },
      ['pl: plain has the parameters none instead of name', 'pl: plain has no sentence'],
    ],
    [
      'another parameter',
      'pl',
      { plain: '{who}', days: counted(polish) },
      ['pl: plain has the parameters who instead of name'],
    ],
    [
      'the categories of German',
      'pl',
      { plain: '{name}', days: counted({ one: '{count} dzień', other: '{count} dni' }) },
      ['pl: days has no sentence (few)', 'pl: days has no sentence (many)'],
    ],
    [
      'a category that the language does not have',
      'tr',
      { plain: '{name}', days: counted({ one: '{count} gün', other: '{count} gün', few: '{count} gün' }) },
      ['tr: days has a sentence nobody can reach (few)'],
    ],
    [
      'a category of several numbers that does not say which',
      'ru',
      {
        plain: '{name}',
        days: counted({ one: 'день', few: '{count} дня', many: '{count} дней', other: '{count} дня' }),
      },
      ['ru: days does not say {count} (one)'],
    ],
    [
      'no choice',
      'hu',
      { plain: '{name}', days: '{count} nap' },
      ['hu: days is chosen by nothing instead of count (plural)'],
    ],
  ];

  it.each(given)('%s', (_, tag, file, wrong) => {
    const { messages, faults } = read(file);
    expect([...faults, ...languageFaults(tag, messages, base)]).toEqual(wrong);
  });

  it('is said of what nobody can read, too', () => {
    expect(
      read({ a: ['x', 'y'], b: counted({ one: 'a' }).map((one) => ({ ...one, selectors: ['other'] })) })
        .faults,
    ).toEqual([
      'a is neither a sentence nor a list of one entry with “match”',
      'b selects by “other”, which is not declared',
    ]);
  });
});

describe('a variant', () => {
  const { messages: own } = read({
    plain: 'Karte von {name}',
    days: counted({ one: 'ein Tag', other: '{count} Tage' }),
  });

  it.each([
    [{}, []],
    [{ plain: 'Billett von {name}' }, []],
    [{ plain: 'Karte von {name}' }, ['de-CH: plain says what its language says anyway']],
    [{ plain: 'Karte' }, ['de-CH: plain has the parameters none instead of name']],
    [{ more: 'x' }, ['de-CH: more is no sentence of Portico’s']],
  ])('%o', (file, wrong) => {
    expect(variantFaults('de-CH', read(file).messages, own, base)).toEqual(wrong);
  });
});

it.each(LANGUAGES)('every plural category of %s is reached', (tag) => {
  for (const [category, numbers] of categories(tag)) expect(numbers, category).not.toEqual([]);
});

describe('the made-up language', () => {
  it.each([
    'Back',
    'Hold your card to the reader',
    '{name}',
    'Welcome, {name}!',
    'In {seconds} seconds we put everything aside.',
  ])('%s', (text) => {
    const made = stretched(text);
    const letters = (one: string) => one.replace(/\{\w+\}/g, '').length;
    expect(made).toMatch(/^⟦.*⟧$/);
    expect(parametersOf(made)).toEqual(parametersOf(text));
    if (letters(text) >= 8) {
      expect(letters(made)).toBeGreaterThanOrEqual(letters(text) * 1.4);
      expect(letters(made)).toBeLessThanOrEqual(letters(text) * 1.6 + 3);
    }
  });

  it('has every sentence of English', () => {
    const english = all.get('en') ?? {};
    expect(languageFaults('en', pseudo(english), english)).toEqual([]);
  });
});

it('a sentence can be chosen by what is given, too', () => {
  expect(
    messageOf([
      { declarations: ['input who'], selectors: ['who'], match: { 'who=you': 'du', 'who=team': 'das Team' } },
    ]),
  ).toEqual({
    selectors: [{ name: 'who', by: 'value' }],
    inputs: ['who'],
    sentences: { you: 'du', team: 'das Team' },
  });
});
