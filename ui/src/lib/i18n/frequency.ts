/** What is paid when, and how long something lasts, in sentences. */
import type { FrequencyView, Period as Term, PricedDay } from '../backend/bindings';
import { money } from './format';
import { m } from '$/paraglide/messages';

/** A day of every year; both count from 1. */
export type MonthDay = Pick<PricedDay, 'month' | 'day'>;

const PLAIN = {
  day: [m.term_day_one, m.term_day_many],
  week: [m.term_week_one, m.term_week_many],
  month: [m.term_month_one, m.term_month_many],
  year: [m.term_year_one, m.term_year_many],
} as const;

const AFTER = {
  day: [m.term_day_after_one, m.term_day_after_many],
  week: [m.term_week_after_one, m.term_week_after_many],
  month: [m.term_month_after_one, m.term_month_after_many],
  year: [m.term_year_after_one, m.term_year_after_many],
} as const;

const EVERY = {
  day: m.price_every_day,
  week: m.price_every_week,
  month: m.price_every_month,
  year: m.price_every_year,
} as const;

/** "12 Monate". */
export function termWords({ value, unit }: Term, tag: string): string {
  const [one, many] = PLAIN[unit];
  return value === 1 ? one() : many({ count: new Intl.NumberFormat(tag).format(value) });
}

/** As it stands behind "after" and "of": "12 Monaten". */
export function termAfter({ value, unit }: Term, tag: string): string {
  const [one, many] = AFTER[unit];
  return value === 1 ? one() : many({ count: new Intl.NumberFormat(tag).format(value) });
}

/** "15. Januar". */
export function monthDayWords({ month, day }: MonthDay, tag: string): string {
  // A leap year has every day there is.
  const at = new Date(Date.UTC(2000, month - 1, day));
  return new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(at);
}

const list = (parts: string[], tag: string) =>
  new Intl.ListFormat(tag, { type: 'conjunction' }).format(parts);

/** What is paid and when, without a full stop. */
export function frequencyWords(frequency: FrequencyView, tag: string): string {
  switch (frequency.type) {
    case 'nonRecurring':
      return m.price_once({ price: money(frequency.price, tag) });
    case 'recurring':
      return every(frequency.term, money(frequency.price, tag), tag);
    case 'monthDay': {
      const say = frequency.recurring ? m.price_on_day : m.price_on_day_once;
      const parts = frequency.days.map((one) =>
        say({ date: monthDayWords(one, tag), price: money(one.price, tag) }),
      );
      return parts.length > 0 ? list(parts, tag) : m.price_unsaid();
    }
    case 'termBased':
      return afterTerms(frequency, tag);
    case 'free':
      return m.price_free();
  }
}

function every(term: Term, price: string, tag: string): string {
  return term.value === 1
    ? EVERY[term.unit]({ price })
    : m.price_every({ price, term: termWords(term, tag) });
}

function afterTerms({ recurring, terms }: FrequencyView & { type: 'termBased' }, tag: string): string {
  const say = (one: (typeof terms)[number], how: typeof m.price_after_once) =>
    how({ term: termAfter(one.term, tag), price: money(one.price, tag) });
  const [only] = terms;
  if (!only) return m.price_unsaid();
  if (!recurring)
    return list(
      terms.map((one) => say(one, m.price_after_once)),
      tag,
    );
  if (terms.length === 1) return say(only, m.price_after_again);
  return m.price_again({
    prices: list(
      terms.map((one) => say(one, m.price_after_first)),
      tag,
    ),
  });
}
