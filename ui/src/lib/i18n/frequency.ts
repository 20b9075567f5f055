/** What is paid when, and how long something lasts, in sentences. */
import type { DueView, FrequencyView, Period as Term, PricedDay } from '../backend/bindings';
import { money } from './format';
import { m } from '$/lib/i18n/messages.svelte';
import { dateFormat, listFormat } from './formats';

/** A day of every year; both count from 1. */
export type MonthDay = Pick<PricedDay, 'month' | 'day'>;

/** A length by itself, or with the words around it that change with the number: no language puts them together alike. */
type Counted = Record<Term['unit'], (given: { count: number }) => string>;

/** "12 Monate". */
const PLAIN = {
  day: m.term_day,
  week: m.term_week,
  month: m.term_month,
  year: m.term_year,
} satisfies Counted;

/** "nach 12 Monaten". */
const AFTER = {
  day: m.term_day_after,
  week: m.term_week_after,
  month: m.term_month_after,
  year: m.term_year_after,
} satisfies Counted;

/** "alle 12 Monate". */
const EACH = {
  day: m.term_day_every,
  week: m.term_week_every,
  month: m.term_month_every,
  year: m.term_year_every,
} satisfies Counted;

/** "um 12 Monate". */
const BY = {
  day: m.term_day_by,
  week: m.term_week_by,
  month: m.term_month_by,
  year: m.term_year_by,
} satisfies Counted;

/** "für 12 Monate". */
const FOR = {
  day: m.term_day_for,
  week: m.term_week_for,
  month: m.term_month_for,
  year: m.term_year_for,
} satisfies Counted;

/** "mit einer Frist von 12 Monaten". */
const NOTICE = {
  day: m.term_day_notice,
  week: m.term_week_notice,
  month: m.term_month_notice,
  year: m.term_year_notice,
} satisfies Counted;

/** What comes so often that languages have a word of their own for it. */
const EVERY = {
  day: m.price_every_day,
  week: m.price_every_week,
  month: m.price_every_month,
  year: m.price_every_year,
} as const;

const counted =
  (words: Counted) =>
  ({ value, unit }: Term): string =>
    words[unit]({ count: value });

/** "12 Monate". */
export const termWords = counted(PLAIN);
/** "nach 12 Monaten". */
export const termAfter = counted(AFTER);
/** "um 12 Monate". */
export const termBy = counted(BY);
/** "für 12 Monate". */
export const termFor = counted(FOR);
/** "mit einer Frist von 12 Monaten". */
export const termNotice = counted(NOTICE);
const termEvery = counted(EACH);

/** "15. Januar". */
export function monthDayWords({ month, day }: MonthDay, tag: string): string {
  // A leap year has every day there is.
  const at = new Date(Date.UTC(2000, month - 1, day));
  return dateFormat(tag, { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(at);
}

const list = (parts: string[], tag: string) => listFormat(tag, { type: 'conjunction' }).format(parts);

/** What is paid and when, without a full stop. */
export function frequencyWords(frequency: FrequencyView, tag: string): string {
  switch (frequency.type) {
    case 'nonRecurring':
      return m.price_once({ price: money(frequency.price, tag) });
    case 'recurring':
      return every(frequency.term, money(frequency.price, tag));
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

/** One amount and when it is paid, where nobody knows how it is divided among the payments. */
export function dueWords(due: DueView, price: string, tag: string): string {
  if (due.by === 'days') {
    const days = list(
      due.days.map((one) => monthDayWords(one, tag)),
      tag,
    );
    return (due.recurring ? m.price_due_days : m.price_due_days_once)({ price, days });
  }
  const terms = list(due.terms.map(termAfter), tag);
  return (due.recurring ? m.price_due_terms : m.price_due_terms_once)({ price, terms });
}

function every(term: Term, price: string): string {
  return term.value === 1 ? EVERY[term.unit]({ price }) : m.price_every({ price, every: termEvery(term) });
}

function afterTerms({ recurring, terms }: FrequencyView & { type: 'termBased' }, tag: string): string {
  const say = (one: (typeof terms)[number], how: typeof m.price_after_once) =>
    how({ after: termAfter(one.term), price: money(one.price, tag) });
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
