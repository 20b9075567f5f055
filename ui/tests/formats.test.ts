import { describe, expect, it } from 'vitest';
import { ago, clock, count, day, formatTag, money, span } from '$/lib/i18n/format';
import { LANGUAGES, type Locale } from '$/lib/i18n/locale.svelte';

/** Any blank is a blank; which one is the system's own affair. */
const plain = (text: string) => text.replace(/\s/gu, ' ').replace(/’/g, "'");
const at = new Date(2026, 2, 9, 14, 5);

// Written down by hand from how each language writes them, not taken from what came out.
const LANGUAGE: [Locale, string, string, string][] = [
  ['cs', '1 234,50 €', '12 345', 'pondělí 9. března'],
  ['de', '1.234,50 €', '12.345', 'Montag, 9. März'],
  ['en', '€1,234.50', '12,345', 'Monday 9 March'],
  ['es', '1234,50 €', '12.345', 'lunes, 9 de marzo'],
  ['fr', '1 234,50 €', '12 345', 'lundi 9 mars'],
  ['hu', '1234,50 EUR', '12 345', 'március 9., hétfő'],
  ['it', '1234,50 €', '12.345', 'lunedì 9 marzo'],
  ['nb', '1 234,50 €', '12 345', 'mandag 9. mars'],
  ['nl', '€ 1.234,50', '12.345', 'maandag 9 maart'],
  ['pl', '1234,50 €', '12 345', 'poniedziałek, 9 marca'],
  ['ro', '1.234,50 EUR', '12.345', 'luni, 9 martie'],
  ['ru', '1 234,50 €', '12 345', 'понедельник, 9 марта'],
  ['sl', '1234,50 €', '12.345', 'ponedeljek, 9. marec'],
  ['sv', '1 234,50 €', '12 345', 'måndag 9 mars'],
  ['tr', '€1.234,50', '12.345', '9 Mart Pazartesi'],
  ['de-CH', "EUR 1'234.50", "12'345", 'Montag, 9. März'],
  ['de-LI', "EUR 1'234.50", "12'345", 'Montag, 9. März'],
  ['en-CA', '€1,234.50', '12,345', 'Monday, March 9'],
  ['en-GB', '€1,234.50', '12,345', 'Monday 9 March'],
  ['en-US', '€1,234.50', '12,345', 'Monday, March 9'],
  ['fr-LU', '1.234,50 €', '12.345', 'lundi 9 mars'],
];

describe.each(LANGUAGE)('%s', (locale, price, number, date) => {
  const tag = formatTag(locale, 'de');

  it('writes amounts, numbers and days as it does', () => {
    expect(plain(money({ minor: 123_450, currency: 'EUR' }, tag))).toBe(price);
    expect(plain(count(12_345, tag))).toBe(number);
    expect(plain(day(at, tag))).toBe(date);
  });

  it('says how long, and how long ago', () => {
    expect(span(95_000, tag)).toMatch(/1\D+35/);
    expect(ago(2 * 3_600_000, tag)).toMatch(/2/);
  });
});

it.each([
  ['de-DE', '09:02', '21:30'],
  ['en-GB', '09:02', '21:30'],
  ['en-US', '9:02\u00a0AM', '9:30\u00a0PM'],
  ['en-CA', '9:02\u00a0a.m.', '9:30\u00a0p.m.'],
  ['fr-FR', '09:02', '21:30'],
])('in %s a time is %s or %s, in one line', (tag, morning, evening) => {
  expect(clock(new Date(2026, 2, 9, 9, 2), tag)).toBe(morning);
  expect(clock(new Date(2026, 2, 9, 21, 30), tag)).toBe(evening);
});

it('every language of the vendor is looked at', () => {
  expect(LANGUAGE.map(([tag]) => tag)).toEqual(expect.arrayContaining([...LANGUAGES]));
});

it.each<[Locale, string, string]>([
  ['de', 'de-AT', 'de-AT'],
  ['de', 'de-CH', 'de-CH'],
  ['de-CH', 'de-CH', 'de-CH'],
  ['en', 'de-CH', 'en-GB'],
  ['en-US', 'en-GB', 'en-US'],
  ['fr', 'fr-LU', 'fr-LU'],
  ['pl', 'de', 'pl'],
])('%s in a studio that speaks %s is written as in %s', (shown, studio, tag) => {
  expect(formatTag(shown, studio)).toBe(tag);
});
