import { describe, expect, it } from 'vitest';
import { digitsOf, MOST_MINOR, parseAmount, typedAmount, type Amount } from '$/lib/i18n/amount';

const minor = (value: number): Amount => ({ minor: value });
const wrong = (problem: 'empty' | 'form' | 'digits' | 'zero' | 'large'): Amount => ({ problem });

describe('an amount as it is typed', () => {
  it.each<[string, string, string, Amount]>([
    ['12,50', 'EUR', 'de-DE', minor(1250)],
    ['12,5', 'EUR', 'de-DE', minor(1250)],
    ['12', 'EUR', 'de-DE', minor(1200)],
    [' 12,50 € ', 'EUR', 'de-DE', minor(1250)],
    ['12,50 EUR', 'EUR', 'de-DE', minor(1250)],
    ['EUR 12,50', 'EUR', 'de-DE', minor(1250)],
    ['€12.50', 'EUR', 'en-GB', minor(1250)],
    ['0,29', 'EUR', 'de-DE', minor(29)],
    // What floating point makes 114.99999999999999 and 28.999999999999996 of.
    ['1,15', 'EUR', 'de-DE', minor(115)],
    ['0.29', 'EUR', 'en-GB', minor(29)],
    ['007,10', 'EUR', 'de-DE', minor(710)],
    ['1.250', 'EUR', 'de-DE', minor(125_000)],
    ['1.250,00', 'EUR', 'de-DE', minor(125_000)],
    ['1,250', 'EUR', 'en-GB', minor(125_000)],
    ['1,250.75', 'EUR', 'en-GB', minor(125_075)],
    // The mark of the other language, where it cannot part thousands.
    ['12.50', 'EUR', 'de-DE', minor(1250)],
    ['12,50', 'EUR', 'en-GB', minor(1250)],
    ['12.5', 'EUR', 'de-DE', minor(1250)],
    ["1'250.50", 'CHF', 'de-CH', minor(125_050)],
    ['1’250.50', 'CHF', 'de-CH', minor(125_050)],
    ['1500', 'JPY', 'en-GB', minor(1500)],
    ['1.250', 'KWD', 'en-GB', minor(1250)],
    ['42949672,95', 'EUR', 'de-DE', minor(MOST_MINOR)],
    ['', 'EUR', 'de-DE', wrong('empty')],
    ['  ', 'EUR', 'de-DE', wrong('empty')],
    ['€', 'EUR', 'de-DE', wrong('empty')],
    ['0', 'EUR', 'de-DE', wrong('zero')],
    ['0,00', 'EUR', 'de-DE', wrong('zero')],
    ['12,505', 'EUR', 'de-DE', wrong('digits')],
    ['12,5', 'JPY', 'de-DE', wrong('digits')],
    ['42949672,96', 'EUR', 'de-DE', wrong('large')],
    ['99999999999999999999', 'EUR', 'de-DE', wrong('large')],
    ['-5', 'EUR', 'de-DE', wrong('form')],
    ['5,', 'EUR', 'de-DE', wrong('form')],
    [',50', 'EUR', 'de-DE', wrong('form')],
    ['1,2,3', 'EUR', 'de-DE', wrong('form')],
    ['1.25.000', 'EUR', 'de-DE', wrong('form')],
    ['12.34.56', 'EUR', 'en-GB', wrong('form')],
    ['5e3', 'EUR', 'en-GB', wrong('form')],
    ['3,5O', 'EUR', 'de-DE', wrong('form')],
    ['zehn', 'EUR', 'de-DE', wrong('form')],
    ['12 $', 'EUR', 'de-DE', wrong('form')],
  ])('%j in %s, %s → %j', (text, currency, tag, amount) => {
    expect(parseAmount(text, currency, tag)).toEqual(amount);
  });

  it('comes back as it went, for every cent', () => {
    for (const tag of ['de-DE', 'de-CH', 'de-AT', 'en-GB'])
      for (let cents = 1; cents < 30_000; cents += 7)
        expect(parseAmount(typedAmount(cents, 'EUR', tag), 'EUR', tag)).toEqual(minor(cents));
  });

  it('is written with the digits of its currency', () => {
    expect(typedAmount(5, 'EUR', 'de-DE')).toBe('0,05');
    expect(typedAmount(1250, 'EUR', 'en-GB')).toBe('12.50');
    expect(typedAmount(1250, 'JPY', 'de-DE')).toBe('1250');
    expect(typedAmount(-1250, 'KWD', 'en-GB')).toBe('-1.250');
    expect(['EUR', 'JPY', 'KWD', '?'].map(digitsOf)).toEqual([2, 0, 3, 2]);
  });
});
