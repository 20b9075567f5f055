import { beforeEach, describe, expect, it } from 'vitest';
import type { FrequencyView, Period, PeriodUnit } from '$/lib/backend/bindings';
import { frequencyWords, monthDayWords, termAfter, termWords } from '$/lib/i18n/frequency';
import { speak } from '$/lib/i18n/locale.svelte';

const TAGS = { de: 'de-DE', en: 'en-GB' } as const;
const eur = (minor: number) => ({ minor, currency: 'EUR' });
const T = (value: number, unit: PeriodUnit): Period => ({ value, unit });

/** What a system's own tables decide, told as it is told everywhere: any blank is a blank. */
const plain = (text: string) => text.replace(/\s/g, ' ');

function inBoth(say: (tag: string) => string): string[] {
  return (['de', 'en'] as const).map((language) => {
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
      '€25.00 again and again after 1 year',
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
    expect(inBoth(() => termWords(term))).toEqual([de, en]);
    speak('de');
    expect(plain(termAfter(term))).toBe(`nach ${after}`);
    // A number and what it counts stay on one line.
    expect(termWords(term)).not.toContain(' ');
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
