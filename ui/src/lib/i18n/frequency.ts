/** What a contract costs, how long it runs and how it ends, in sentences. */
import type { AmountView, FrequencyView, Period as Term, PricedDay } from '../backend/bindings';
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

/** How a term goes on: not at all, by so much each time, until somebody cancels, or with another plan. */
export type Extension =
  | { type: 'none' }
  | { type: 'termExtension'; term: Term | null }
  | { type: 'subsequentRate'; name: string | null };

export function extensionWords(term: Term, extension: Extension, tag: string): string {
  switch (extension.type) {
    case 'none':
      return m.term_ends({ term: termAfter(term, tag) });
    case 'termExtension':
      return extension.term
        ? m.term_extended({ term: termWords(extension.term, tag) })
        : m.term_extended_open();
    case 'subsequentRate':
      return extension.name === null ? m.term_follows() : m.term_follows_named({ name: extension.name });
  }
}

export interface Cancellation {
  /** Whether notice counts to the end of the term, or from the day it is received. */
  strategy: 'term' | 'receiptDate';
  /** The notice; nothing where none is needed. */
  period: Term | null;
  /** The notice once the contract was extended, where it is another one. */
  afterExtension: Term | null;
}

const none = (term: Term | null): term is null => term === null || term.value === 0;

export function cancellationWords({ strategy, period, afterExtension }: Cancellation, tag: string): string[] {
  const end = strategy === 'term';
  const first = none(period)
    ? (end ? m.term_cancel_end_now : m.term_cancel_any_now)()
    : (end ? m.term_cancel_end : m.term_cancel_any)({ term: termAfter(period, tag) });
  if (afterExtension === null) return [first];
  if (afterExtension.value === (period?.value ?? 0) && (none(period) || afterExtension.unit === period.unit))
    return [first];
  const later = none(afterExtension)
    ? m.term_cancel_later_now()
    : m.term_cancel_later({ term: termAfter(afterExtension, tag) });
  return [first, later];
}

/** What is paid once the first term is over, where it is something else. */
export function afterExtensionWords(
  price: AmountView,
  each: Term | null,
  firstTerm: Term | null,
  tag: string,
): string {
  const said = each ? every(each, money(price, tag), tag) : money(price, tag);
  return firstTerm
    ? m.price_after_first_term({ term: termAfter(firstTerm, tag), price: said })
    : m.price_after_extension({ price: said });
}

export interface AdjustmentRule {
  type: 'raise' | 'reduction' | 'newBasicAmount';
  /** The vendor's own sentence. */
  defaultDescription: string | null;
  /** An amount or a percentage, as the vendor writes it. */
  value: string | null;
  /** How often and when, as the vendor writes it. */
  recurrence: string | null;
}

/** The vendor's sentence where it has one; ours from its parts otherwise; nothing where there are none. */
export function adjustmentWords(rule: AdjustmentRule): string | null {
  const own = rule.defaultDescription?.trim();
  if (own) return own;
  const [value, when] = [rule.value?.trim(), rule.recurrence?.trim()];
  if (!value) return null;
  const [plain, timed] = {
    raise: [m.price_raise, m.price_raise_when] as const,
    reduction: [m.price_reduction, m.price_reduction_when] as const,
    newBasicAmount: [m.price_new_basic, m.price_new_basic_when] as const,
  }[rule.type];
  return when ? timed({ value, when }) : plain({ value });
}

export interface BonusPeriod {
  term: Term;
  /** Where in the contract it lies. */
  strategy: 'contractStart' | 'fixed' | 'endOfCurrentTerm' | 'startOfNextTerm';
  extendsRuntime: boolean;
  extendsCancellation: boolean;
}

const BONUS = {
  contractStart: m.price_bonus_start,
  fixed: m.price_bonus,
  endOfCurrentTerm: m.price_bonus_end,
  startOfNextTerm: m.price_bonus_next,
} as const;

export function bonusWords(bonus: BonusPeriod, tag: string): string[] {
  return [
    BONUS[bonus.strategy]({ term: termWords(bonus.term, tag) }),
    ...(bonus.extendsRuntime ? [m.price_bonus_longer()] : []),
    ...(bonus.extendsCancellation ? [m.price_bonus_notice()] : []),
  ];
}

/** Both ends belong to it, in years. */
export interface AgeRange {
  startAge: number | null;
  endAge: number | null;
}

export function ageWords({ startAge, endAge }: AgeRange): string {
  if (startAge !== null && endAge !== null)
    return startAge === endAge
      ? m.price_age_exactly({ age: String(startAge) })
      : m.price_age_between({ from: String(startAge), to: String(endAge) });
  if (startAge !== null) return m.price_age_from({ from: String(startAge) });
  return endAge !== null ? m.price_age_until({ to: String(endAge) }) : m.price_age_any();
}

export type AgeAdjustment = { ages: AgeRange } & (
  | { type: 'absolute'; price: AmountView }
  /** How much less, as a decimal with a point: "12.5". */
  | { type: 'percentage'; percent: string }
);

export function ageAdjustmentWords(adjustment: AgeAdjustment, tag: string): string {
  const ages = ageWords(adjustment.ages);
  switch (adjustment.type) {
    case 'absolute':
      return m.price_age_absolute({ ages, price: money(adjustment.price, tag) });
    case 'percentage': {
      const format = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 2 });
      return m.price_age_percent({ ages, percent: format.format(Number(adjustment.percent) / 100) });
    }
  }
}
