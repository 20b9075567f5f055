import type {
  AdjustmentRuleView,
  AdjustmentValue,
  AgePriceView,
  AmountView,
  BonusView,
  CancellationView,
  ExtensionView,
  FlatFeeView,
  FollowingTerm,
  FrequencyView,
  ModuleRunView,
  OfferView,
  Period,
  PriceChange,
  PriceLine,
  PriceView,
  TermView,
  VolumeView,
  VoucherEffect,
  VoucherProblem,
  VoucherView,
} from '../backend/bindings';
import {
  dueWords,
  frequencyWords,
  termAfter,
  termBy,
  termFor,
  termNotice,
  termWords,
} from '../i18n/frequency';
import { money } from '../i18n/format';
import { m } from '$/lib/i18n/messages.svelte';
import { dayWords } from './sign-up-fields';
import { numberFormat } from '../i18n/formats';

type Say = () => string;

/** What there is to know about a term, under its name. */
export interface Fact {
  id: string;
  name: string;
  texts: string[];
}

export function extensionWords(extension: ExtensionView): string {
  switch (extension.extension) {
    case 'ends':
      return m.join_term_ends();
    case 'extends':
      return extension.by ? m.join_term_extends({ by: termBy(extension.by) }) : m.join_term_same();
    case 'follows':
      return extension.name === null
        ? m.join_term_follows_unnamed()
        : m.join_term_follows({ name: extension.name });
  }
}

/** What the offer costs that follows; which of its terms it will be, nobody says. */
function followingPrice(terms: FollowingTerm[], tag: string): string | null {
  const [only, ...others] = terms;
  if (!only) return null;
  if (others.length === 0) return frequencyWords(only.price, tag);
  return terms.map(({ runtime, price }) => `${termWords(runtime)}: ${frequencyWords(price, tag)}`).join('; ');
}

/** What is paid once the first term is over, where it is something else. */
export function laterPrice(
  { extension, price }: Pick<TermView, 'extension' | 'price'>,
  tag: string,
): string | null {
  if (extension.extension === 'follows') return followingPrice(extension.terms, tag);
  if (extension.extension !== 'extends' || (extension.price === null && extension.every === null))
    return null;
  const every = extension.every ?? (price.type === 'recurring' ? price.term : null);
  const amount = extension.price ?? (price.type === 'recurring' ? price.price : null);
  if (amount === null) return null;
  return every ? frequencyWords({ type: 'recurring', term: every, price: amount }, tag) : money(amount, tag);
}

/** A notice that nobody names is not one of no length. */
function firstNotice({ beforeEnd, fromReceipt }: CancellationView): string {
  if (beforeEnd === null) return m.join_term_notice_unsaid();
  if (beforeEnd.value === 0)
    return (fromReceipt ? m.join_term_notice_none_receipt : m.join_term_notice_none)();
  return (fromReceipt ? m.join_term_notice_receipt : m.join_term_notice)({ notice: termNotice(beforeEnd) });
}

export function cancellationWords(rules: CancellationView): string[] {
  const { beforeEnd, beforeExtensionEnd } = rules;
  const first = firstNotice(rules);
  const same = JSON.stringify(beforeEnd) === JSON.stringify(beforeExtensionEnd);
  if (same || beforeExtensionEnd === null || beforeExtensionEnd.value === 0) return [first];
  return [first, m.join_term_notice_later({ notice: termNotice(beforeExtensionEnd) })];
}

const CHANGE = {
  up: m.join_term_raise,
  down: m.join_term_lower,
  to: m.join_term_new_price,
} satisfies Record<PriceChange, (given: { value: string; when: string }) => string>;

/** The vendor's sentence where it has one; ours from its parts otherwise; and else that there is something. */
export function adjustmentWords(rule: AdjustmentRuleView, tag: string): string {
  const own = rule.sentence?.trim();
  if (own) return own;
  const { amount, change, percent, recurrence, value } = rule;
  if (!value || !change) return m.join_term_changes();
  const said = amount ? money(amount, tag) : percent ? `${value} %` : value;
  return `${CHANGE[change]({ value: said, when: recurrence ? ` (${recurrence})` : '' })}.`;
}

/** How long a module runs and how it ends, where that is its own business. */
export const moduleRuns = ({ runtime, extension, cancellation }: ModuleRunView): string =>
  [
    runtime && `${m.join_sum_runtime()}: ${termWords(runtime)}.`,
    extension && extensionWords(extension),
    ...(cancellation ? cancellationWords(cancellation) : []),
  ]
    .filter(Boolean)
    .join(' ');

function ages({ from, to }: Pick<AgePriceView, 'from' | 'to'>): string {
  if (from !== null && to !== null) return m.join_age_between({ from, to });
  if (from !== null) return m.join_age_from({ from });
  return to !== null ? m.join_age_until({ to }) : m.join_age_any();
}

/** "12.5" → "12,5 %". */
export const percentWords = (percent: string, tag: string): string =>
  numberFormat(tag, { style: 'percent', maximumFractionDigits: 2 }).format(Number(percent) / 100);

/** By how much, and whether that is more or less. */
function change(
  value: AdjustmentValue,
  tag: string,
): [string, (given: { ages: string; amount: string }) => string] {
  switch (value.by) {
    case 'amount':
      return [
        money({ ...value.amount, minor: Math.abs(value.amount.minor) }, tag),
        value.amount.minor > 0 ? m.join_age_more : m.join_age_less,
      ];
    case 'percent':
      return [percentWords(value.percent.replace('-', ''), tag), m.join_age_less];
    case 'to':
      return [money(value.amount, tag), m.join_age_to];
  }
}

export function agePriceWords(price: AgePriceView, tag: string): string {
  const [amount, say] = change(price, tag);
  return say({ ages: ages(price), amount });
}

function feePrice(fee: FlatFeeView, tag: string): string {
  const price = frequencyWords(fee.price, tag);
  return fee.after ? m.join_term_fee_after({ price, after: termAfter(fee.after) }) : price;
}

export const feeWords = (fee: FlatFeeView, tag: string): string => `${fee.name}: ${feePrice(fee, tag)}`;

const facts = (rows: [id: string, say: Say, texts: (string | null)[]][]): Fact[] =>
  rows
    .map(([id, say, texts]) => ({
      id,
      name: say(),
      texts: texts.filter((text): text is string => text !== null),
    }))
    .filter(({ texts }) => texts.length > 0);

const firstWords = (price: AmountView, tag: string): string =>
  price.minor === 0 ? m.join_term_first_free() : money(price, tag);

const bonusWords = ({ period, atStart }: BonusView): string =>
  (atStart ? m.join_term_bonus_start : m.join_term_bonus_other)({ term: termWords(period) });

/** Everything a term says about itself beside its length and price. */
export function termFacts(term: TermView, tag: string): Fact[] {
  const { volume } = term;
  return facts([
    ['fees', m.join_term_fees, term.flatFees.map((fee) => feeWords(fee, tag))],
    ['first', m.join_term_first, [term.firstPrice && firstWords(term.firstPrice, tag)]],
    ['age', m.join_term_age, term.agePrices.map((price) => agePriceWords(price, tag))],
    [
      'bonus',
      m.join_term_bonus,
      [
        ...term.bonuses.map(bonusWords),
        term.bonuses.length > 0 && term.withoutBonus
          ? m.join_term_bonus_within({ term: termWords(term.withoutBonus) })
          : null,
      ],
    ],
    ['use', m.join_term_use, [term.useFrom && dayWords(term.useFrom, tag)]],
    ['adjust', m.join_term_adjust, term.adjustments.map((rule) => adjustmentWords(rule, tag))],
    ['extension', m.join_term_extension, [extensionWords(term.extension)]],
    ['later', m.join_term_price_after, [laterPrice(term, tag)]],
    ['cancel', m.join_term_cancel, cancellationWords(term.cancellation)],
    ['total', m.join_term_total, [volume?.total ? money(volume.total, tag) : null]],
    ['month', m.join_term_month, [volume?.perMonth ? money(volume.perMonth, tag) : null]],
    ['payment', m.join_term_payment, [volume?.perPayment ? money(volume.perPayment, tag) : null]],
  ]);
}

/** What one term of an offer costs in the first place; the least of them is where an offer begins. */
const once = (price: FrequencyView): number => {
  switch (price.type) {
    case 'free':
      return 0;
    case 'nonRecurring':
    case 'recurring':
      return price.price.minor;
    case 'monthDay':
      return Math.min(...price.days.map((one) => one.price.minor));
    case 'termBased':
      return Math.min(...price.terms.map((one) => one.price.minor));
  }
};

/** The term that is shown first: the one that is least a month, or else least at once. */
export function leastTerm(offer: OfferView): TermView | undefined {
  const cost = (term: TermView) => term.volume?.perMonth?.minor ?? once(term.price);
  return [...offer.terms].sort((one, other) => cost(one) - cost(other))[0];
}

export function fromPrice(offer: OfferView, tag: string): string | null {
  const least = leastTerm(offer);
  if (!least) return null;
  const price = frequencyWords(least.price, tag);
  return offer.terms.length > 1 && least.price.type !== 'free' ? m.join_offer_from({ price }) : price;
}

/** A price or line as it reads: once with what it was before something took from it. */
export interface Cost {
  id: string;
  name: string;
  price: string;
  before: string | null;
}

function line(id: string, name: string, { price, discounted, frequency }: PriceLine, tag: string): Cost {
  const now = discounted ?? price;
  const said = frequency && !discounted ? frequencyWords(frequency, tag) : now ? money(now, tag) : '';
  return { id, name, price: said, before: discounted && price ? money(price, tag) : null };
}

/** What is paid for the term itself, with what it would be otherwise. */
export function mainCost({ base, forAge, discounted, frequency, due }: PriceView, tag: string): Cost {
  const now = discounted ?? forAge ?? base;
  const amount = now ? money(now, tag) : '';
  const price = frequency ? frequencyWords(frequency, tag) : due ? dueWords(due, amount, tag) : amount;
  const before = base && now && base.minor !== now.minor ? money(base, tag) : null;
  const name = discounted ? m.join_price_voucher() : forAge ? m.join_price_age() : m.join_sum_price();
  return { id: 'main', name, price, before };
}

/** What is paid once the voucher takes nothing off any more, where it does that for a while only. */
export function afterVoucher(
  { price, voucher, term }: { price: PriceView | null; voucher: VoucherView; term: TermView | null },
  tag: string,
): string | null {
  const full = price?.forAge ?? price?.base;
  if (!price?.discounted || !full || voucher.voucher !== 'good') return null;
  if (voucher.effect !== 'percent' && voucher.effect !== 'amount') return null;
  // Taken off in the first term only: what comes then is said with the term.
  const said = voucher.period === null && term !== null && laterPrice(term, tag) !== null;
  if (voucher.unlimited || said) return null;
  const { frequency, due } = price;
  if (frequency?.type === 'recurring') return frequencyWords({ ...frequency, price: full }, tag);
  const again =
    (frequency?.type === 'monthDay' || frequency?.type === 'termBased') && frequency.recurring
      ? true
      : due?.recurring;
  return again ? money(full, tag) : null;
}

export function costs(price: PriceView, tag: string): Cost[] {
  return [
    ...(price.preUse ? [line('preUse', price.preUse.name ?? m.join_price_preuse(), price.preUse, tag)] : []),
    ...price.flatFees.map((one, at) => line(`fee-${at}`, one.name ?? '', one, tag)),
    ...price.modules.map((one, at) => line(`module-${at}`, one.name ?? '', one, tag)),
  ];
}

/** What was chosen: the vendor's price for it, or the offer while there is none. */
interface Chosen {
  price: PriceView | null;
  term: TermView | null;
  /** All modules that were chosen, those for free among them. */
  modules: ReadonlySet<string>;
}

const extrasOf = ({ term, modules }: Chosen) =>
  (term?.optional ?? []).filter(({ module }) => modules.has(module));

/** What is paid besides the price of the term. */
export function onTop(chosen: Chosen, tag: string): Cost[] {
  if (chosen.price) return costs(chosen.price, tag);
  const fees = (chosen.term?.flatFees ?? []).map((fee) => ({ name: fee.name, price: feePrice(fee, tag) }));
  const extras = extrasOf(chosen).map(({ name, price }) => ({ name, price: frequencyWords(price, tag) }));
  return [...fees, ...extras].map((one, at) => ({ id: String(at), before: null, ...one }));
}

/** What it comes to. The offer's own sum is one without extras, and so is none for anything with them. */
export function volumeOf(chosen: Chosen): VolumeView | null {
  if (chosen.price) return chosen.price.volume;
  return extrasOf(chosen).length === 0 ? (chosen.term?.volume ?? null) : null;
}

// A code added to the contract is a type error here until someone has found words for it.
export const voucherProblem = {
  unknownCode: m.join_voucher_unknownCode,
  outOfDate: m.join_voucher_outOfDate,
  otherOffer: m.join_voucher_otherOffer,
  notHere: m.join_voucher_notHere,
  notValid: m.join_voucher_notValid,
} satisfies Record<VoucherProblem, Say>;

export function effectWords(effect: VoucherEffect, tag: string): string {
  const starter = 'omitsStarter' in effect && effect.omitsStarter ? ` ${m.join_voucher_starter()}` : '';
  switch (effect.effect) {
    case 'amount':
      return m.join_voucher_amount({ amount: money(effect.amount, tag), period: lasting(effect) }) + starter;
    case 'percent':
      return (
        m.join_voucher_percent({ percent: percentWords(effect.percent, tag), period: lasting(effect) }) +
        starter
      );
    case 'credit':
      return m.join_voucher_credit({ amount: money(effect.amount, tag) });
    case 'rate': {
      const name = [effect.name, effect.term].filter(Boolean).join(', ');
      return name ? m.join_voucher_rate_named({ name }) : m.join_voucher_rate();
    }
    case 'other':
      return m.join_voucher_other();
  }
}

function lasting({ period, unlimited }: { period: Period | null; unlimited: boolean }): string {
  if (unlimited) return m.join_voucher_always();
  return period ? termFor(period) : m.join_voucher_first();
}

/** How a voucher is, in a sentence; nothing where none was entered. */
export function voucherWords(voucher: VoucherView, tag: string): string | null {
  switch (voucher.voucher) {
    case 'none':
      return null;
    case 'checking':
      return m.join_voucher_checking();
    case 'good':
      return [effectWords(voucher, tag), voucher.bonus && `${bonusWords(voucher.bonus)}.`, voucher.remarks]
        .filter(Boolean)
        .join(' ');
    case 'bad':
      return voucherProblem[voucher.problem]();
    case 'unasked':
      return m.join_voucher_unasked();
    case 'whatFor':
      return m.join_voucher_what();
    case 'withPrice':
      return m.join_voucher_withPrice();
    case 'atRedeeming':
      return m.join_voucher_atRedeeming();
  }
}
