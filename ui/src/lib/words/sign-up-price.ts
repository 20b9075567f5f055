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
  PriceChange,
  PriceLine,
  PriceView,
  TermView,
  VolumeView,
} from '../backend/bindings';
import { dueWords, frequencyWords, termAfter, termBy, termNotice, termWords } from '../i18n/frequency';
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

export const bonusWords = ({ period, atStart }: BonusView): string =>
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

/** Who pays besides the member. */
export const companyName = (name: string | null | undefined): string =>
  name ?? m.join_price_company_unnamed();

/** A line and, in brackets, who else pays of it and what comes on top. */
function line(id: string, name: string, one: PriceLine, company: string, tag: string): Cost {
  const { price, frequency, bonus } = one;
  const less = one.member ?? one.discounted;
  const now = less ?? price;
  const said = frequency && !less ? frequencyWords(frequency, tag) : now ? money(now, tag) : '';
  const more = [
    one.company && m.join_price_company_pays({ company, amount: money(one.company, tag) }),
    one.credit && m.join_price_credit_pays({ amount: money(one.credit, tag) }),
    bonus && bonusWords(bonus),
  ].filter(Boolean);
  const all = more.length > 0 ? `${said} (${more.join(', ')})`.trim() : said;
  return { id, name, price: all, before: less && price ? money(price, tag) : null };
}

/** What a company pays of the price, where one does. */
export function companyCost({ company }: PriceView, tag: string): Cost | null {
  if (!company?.pays) return null;
  const { pays, paysBefore } = company;
  const before = paysBefore && paysBefore.minor !== pays.minor ? money(paysBefore, tag) : null;
  const name = m.join_price_company({ company: companyName(company.name) });
  return { id: 'company', name, price: money(pays, tag), before };
}

/** What is paid for the term itself, with what it would be otherwise. */
export function mainCost(
  { base, forAge, discounted, company, frequency, due }: PriceView,
  tag: string,
): Cost {
  const share = company?.member;
  const now = share ?? discounted ?? forAge ?? base;
  const amount = now ? money(now, tag) : '';
  const price = frequency ? frequencyWords(frequency, tag) : due ? dueWords(due, amount, tag) : amount;
  const more = company?.memberBefore;
  const full = more && more.minor !== now?.minor ? more : base;
  const before = full && now && full.minor !== now.minor ? money(full, tag) : null;
  const name = share
    ? m.join_price_share()
    : discounted
      ? m.join_price_voucher()
      : forAge
        ? m.join_price_age()
        : m.join_sum_price();
  return { id: 'main', name, price, before };
}

export function costs({ company, preUse, flatFees, modules }: PriceView, tag: string): Cost[] {
  const who = companyName(company?.name);
  return [
    ...(preUse ? [line('preUse', preUse.name ?? m.join_price_preuse(), preUse, who, tag)] : []),
    ...flatFees.map((one, at) => line(`fee-${at}`, one.name ?? '', one, who, tag)),
    ...modules.map((one, at) => line(`module-${at}`, one.name ?? '', one, who, tag)),
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
