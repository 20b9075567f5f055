import { beforeEach, describe, expect, it } from 'vitest';
import type { FrequencyView, Period, PeriodUnit } from '$/lib/backend/bindings';
import {
  adjustmentWords,
  afterExtensionWords,
  ageAdjustmentWords,
  ageWords,
  bonusWords,
  cancellationWords,
  extensionWords,
  frequencyWords,
  monthDayWords,
  termAfter,
  termWords,
  type Cancellation,
  type Extension,
} from '$/lib/i18n/frequency';
import { LOCALES, speak, type Locale } from '$/lib/i18n/locale.svelte';

const TAGS: Record<Locale, string> = { de: 'de-DE', en: 'en-GB' };
const eur = (minor: number) => ({ minor, currency: 'EUR' });
const T = (value: number, unit: PeriodUnit): Period => ({ value, unit });

/** What a system's own tables decide, told as it is told everywhere: any blank is a blank. */
const plain = (text: string) => text.replace(/\s/g, ' ');

function inBoth(say: (tag: string) => string): string[] {
  return LOCALES.map((language) => {
    speak(language);
    return plain(say(TAGS[language]));
  });
}

beforeEach(() => speak('de'));

describe('what is paid and when', () => {
  const given: [FrequencyView, string, string][] = [
    [{ type: 'nonRecurring', price: eur(4900) }, 'einmalig 49,00 €', '€49.00 once'],
    [
      { type: 'recurring', term: T(2, 'week'), price: eur(1990) },
      '19,90 € alle 2 Wochen',
      '€19.90 every 2 weeks',
    ],
    [{ type: 'recurring', term: T(1, 'month'), price: eur(2990) }, '29,90 € pro Monat', '€29.90 every month'],
    [{ type: 'recurring', term: T(1, 'week'), price: eur(990) }, '9,90 € pro Woche', '€9.90 every week'],
    [{ type: 'recurring', term: T(1, 'year'), price: eur(29900) }, '299,00 € pro Jahr', '€299.00 every year'],
    [{ type: 'recurring', term: T(1, 'day'), price: eur(100) }, '1,00 € täglich', '€1.00 every day'],
    [
      { type: 'recurring', term: T(3, 'month'), price: eur(8970) },
      '89,70 € alle 3 Monate',
      '€89.70 every 3 months',
    ],
    [
      { type: 'monthDay', recurring: true, days: [{ month: 1, day: 15, price: eur(3000) }] },
      'jedes Jahr am 15. Januar 30,00 €',
      '€30.00 every year on 15 January',
    ],
    [
      { type: 'monthDay', recurring: false, days: [{ month: 2, day: 29, price: eur(3000) }] },
      'einmalig am 29. Februar 30,00 €',
      '€30.00 once, on 29 February',
    ],
    [
      {
        type: 'monthDay',
        recurring: true,
        days: [
          { month: 1, day: 1, price: eur(3000) },
          { month: 7, day: 1, price: eur(2000) },
        ],
      },
      'jedes Jahr am 1. Januar 30,00 € und jedes Jahr am 1. Juli 20,00 €',
      '€30.00 every year on 1 January and €20.00 every year on 1 July',
    ],
    [
      { type: 'termBased', recurring: false, terms: [{ term: T(6, 'month'), price: eur(2500) }] },
      'einmalig nach 6 Monaten 25,00 €',
      '€25.00 once, after 6 months',
    ],
    [
      { type: 'termBased', recurring: true, terms: [{ term: T(1, 'year'), price: eur(2500) }] },
      'immer wieder nach einem Jahr 25,00 €',
      '€25.00 after every 1 year',
    ],
    [
      {
        type: 'termBased',
        recurring: true,
        terms: [
          { term: T(3, 'month'), price: eur(1000) },
          { term: T(6, 'month'), price: eur(2000) },
        ],
      },
      'nach 3 Monaten 10,00 € und nach 6 Monaten 20,00 €, danach von vorn',
      '€10.00 after 3 months and €20.00 after 6 months, then from the start again',
    ],
    [{ type: 'free' }, 'kostenlos', 'free of charge'],
    // The vendor left out what there is to pay.
    [
      { type: 'monthDay', recurring: true, days: [] },
      'Den Preis nennt dir der Empfang.',
      'The team at the desk will tell you the price.',
    ],
    [
      { type: 'termBased', recurring: false, terms: [] },
      'Den Preis nennt dir der Empfang.',
      'The team at the desk will tell you the price.',
    ],
  ];

  it.each(given)('%j', (frequency, de, en) => {
    expect(inBoth((tag) => frequencyWords(frequency, tag))).toEqual([de, en]);
  });
});

describe('a term', () => {
  it.each([
    [T(1, 'day'), '1 Tag', '1 day', 'einem Tag'],
    [T(14, 'day'), '14 Tage', '14 days', '14 Tagen'],
    [T(1, 'week'), '1 Woche', '1 week', 'einer Woche'],
    [T(2, 'week'), '2 Wochen', '2 weeks', '2 Wochen'],
    [T(1, 'month'), '1 Monat', '1 month', 'einem Monat'],
    [T(12, 'month'), '12 Monate', '12 months', '12 Monaten'],
    [T(1, 'year'), '1 Jahr', '1 year', 'einem Jahr'],
    [T(2, 'year'), '2 Jahre', '2 years', '2 Jahren'],
    [T(0, 'month'), '0 Monate', '0 months', '0 Monaten'],
  ])('%o', (term, de, en, after) => {
    expect(inBoth((tag) => termWords(term, tag))).toEqual([de, en]);
    speak('de');
    expect(plain(termAfter(term, 'de-DE'))).toBe(after);
    // A number and what it counts stay on one line.
    expect(termWords(term, 'de-DE')).not.toContain(' ');
  });
});

it('a day of the year is the same day in every time zone', () => {
  for (const [month, day, words] of [
    [1, 1, '1. Januar'],
    [12, 31, '31. Dezember'],
    [2, 29, '29. Februar'],
  ] as const)
    expect(monthDayWords({ month, day }, 'de-DE')).toBe(words);
});

describe('how it goes on', () => {
  const given: [Extension, string, string][] = [
    [{ type: 'none' }, 'Endet nach 12 Monaten von selbst.', 'Ends by itself after 12 months.'],
    [
      { type: 'termExtension', term: T(1, 'month') },
      'Verlängert sich danach um jeweils 1 Monat, wenn niemand kündigt.',
      'Then goes on for 1 month at a time unless somebody cancels.',
    ],
    [
      { type: 'termExtension', term: null },
      'Läuft danach weiter, bis jemand kündigt.',
      'Then goes on until somebody cancels.',
    ],
    [
      { type: 'subsequentRate', name: 'Basis' },
      'Danach geht es mit „Basis“ weiter.',
      'Then it goes on with “Basis”.',
    ],
    [
      { type: 'subsequentRate', name: null },
      'Danach geht es mit einem anderen Tarif weiter.',
      'Then it goes on with another plan.',
    ],
  ];

  it.each(given)('%j', (extension, de, en) => {
    expect(inBoth((tag) => extensionWords(T(12, 'month'), extension, tag))).toEqual([de, en]);
  });
});

describe('how it ends', () => {
  const given: [Cancellation, string][] = [
    [
      { strategy: 'term', period: T(1, 'month'), afterExtension: null },
      'Kündbar mit einer Frist von einem Monat zum Ende der Laufzeit.',
    ],
    [
      { strategy: 'receiptDate', period: T(2, 'week'), afterExtension: null },
      'Jederzeit kündbar, mit einer Frist von 2 Wochen.',
    ],
    [{ strategy: 'term', period: null, afterExtension: null }, 'Kündbar bis zum letzten Tag der Laufzeit.'],
    [
      { strategy: 'receiptDate', period: T(0, 'day'), afterExtension: null },
      'Jederzeit kündbar, ohne Frist.',
    ],
    [
      { strategy: 'term', period: T(3, 'month'), afterExtension: T(1, 'month') },
      'Kündbar mit einer Frist von 3 Monaten zum Ende der Laufzeit. Nach der Verlängerung kündbar mit einer Frist von einem Monat.',
    ],
    [
      { strategy: 'term', period: T(1, 'month'), afterExtension: T(1, 'month') },
      'Kündbar mit einer Frist von einem Monat zum Ende der Laufzeit.',
    ],
    [
      { strategy: 'term', period: T(1, 'month'), afterExtension: T(1, 'week') },
      'Kündbar mit einer Frist von einem Monat zum Ende der Laufzeit. Nach der Verlängerung kündbar mit einer Frist von einer Woche.',
    ],
    [
      { strategy: 'term', period: T(1, 'month'), afterExtension: T(0, 'month') },
      'Kündbar mit einer Frist von einem Monat zum Ende der Laufzeit. Nach der Verlängerung jederzeit kündbar.',
    ],
    [
      { strategy: 'term', period: null, afterExtension: T(0, 'day') },
      'Kündbar bis zum letzten Tag der Laufzeit.',
    ],
  ];

  it.each(given)('%j', (cancellation, said) => {
    expect(plain(cancellationWords(cancellation, 'de-DE').join(' '))).toBe(said);
  });

  it('is said in English, too', () => {
    speak('en');
    const said = cancellationWords(
      { strategy: 'term', period: T(1, 'month'), afterExtension: null },
      'en-GB',
    );
    expect(said.map(plain)).toEqual([
      'Can be cancelled to the end of the term, with a notice period of 1 month.',
    ]);
  });
});

describe('what changes the price', () => {
  it('is said after the extension', () => {
    const said = (each: Period | null, first: Period | null) =>
      plain(afterExtensionWords(eur(3490), each, first, 'de-DE'));
    expect(said(T(1, 'month'), null)).toBe('Nach der Verlängerung 34,90 € pro Monat.');
    expect(said(T(1, 'month'), T(12, 'month'))).toBe('Nach 12 Monaten 34,90 € pro Monat.');
    expect(said(null, null)).toBe('Nach der Verlängerung 34,90 €.');
  });

  it('is told in the vendor’s words where it has any', () => {
    const rule = { type: 'raise', defaultDescription: null, value: '5 %', recurrence: null } as const;
    const own = 'Der Beitrag erhöht sich alle 6 Monate um 5 %.';
    expect(adjustmentWords({ ...rule, defaultDescription: own })).toBe(own);
    expect(adjustmentWords({ ...rule, defaultDescription: '  ' })).toBe('Der Preis steigt um 5 %.');
    expect(adjustmentWords({ ...rule, recurrence: 'alle 6 Monate' })).toBe(
      'Der Preis steigt um 5 % (alle 6 Monate).',
    );
    expect(adjustmentWords({ ...rule, type: 'reduction' })).toBe('Der Preis sinkt um 5 %.');
    expect(adjustmentWords({ ...rule, type: 'newBasicAmount', value: '30,00 €' })).toBe(
      'Der Grundpreis ist dann 30,00 €.',
    );
    expect(adjustmentWords({ ...rule, value: null })).toBeNull();
  });

  it('may be nothing for a while', () => {
    const bonus = { term: T(1, 'month'), extendsRuntime: false, extendsCancellation: false };
    const said = (['contractStart', 'fixed', 'endOfCurrentTerm', 'startOfNextTerm'] as const).map(
      (strategy) => plain(bonusWords({ ...bonus, strategy }, 'de-DE').join(' ')),
    );
    expect(said).toEqual([
      'Zu Beginn 1 Monat gratis.',
      '1 Monat gratis.',
      'Am Ende der Laufzeit 1 Monat gratis.',
      'Zu Beginn der nächsten Laufzeit 1 Monat gratis.',
    ]);
    const longer = bonusWords(
      { ...bonus, strategy: 'fixed', extendsRuntime: true, extendsCancellation: true },
      'de-DE',
    );
    expect(longer).toHaveLength(3);
  });

  it.each([
    [{ startAge: 18, endAge: 25 }, '18 bis 25 Jahre', 'ages 18 to 25'],
    [{ startAge: 18, endAge: 18 }, 'mit 18 Jahren', 'age 18'],
    [{ startAge: 65, endAge: null }, 'ab 65 Jahren', 'ages 65 and over'],
    [{ startAge: null, endAge: 17 }, 'bis 17 Jahre', 'up to age 17'],
    [{ startAge: 0, endAge: 6 }, '0 bis 6 Jahre', 'ages 0 to 6'],
    [{ startAge: null, endAge: null }, 'jedes Alter', 'any age'],
  ])('may be an age: %o', (ages, de, en) => {
    expect(inBoth(() => ageWords(ages))).toEqual([de, en]);
  });

  it('is a price or a part of it, by age', () => {
    const ages = { startAge: 18, endAge: 25 };
    const said = [
      ageAdjustmentWords({ type: 'absolute', ages, price: eur(1990) }, 'de-DE'),
      ageAdjustmentWords({ type: 'percentage', ages, percent: '12.5' }, 'de-DE'),
    ];
    expect(said.map(plain)).toEqual(['18 bis 25 Jahre: 19,90 €', '18 bis 25 Jahre: 12,5 % weniger']);
  });
});
