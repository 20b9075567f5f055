/** What a voucher does, and why one is no good. */

import type {
  CompanyView,
  Period,
  PriceView,
  TermView,
  VoucherEffect,
  VoucherProblem,
  VoucherView,
} from '../backend/bindings';
import { frequencyWords, termFor } from '../i18n/frequency';
import { money } from '../i18n/format';
import { m } from '$/lib/i18n/messages.svelte';
import { bonusWords, companyName, laterPrice, percentWords } from './sign-up-price';

type Say = () => string;

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

/** For how long it holds; no time at all is the first term. */
interface Lasts {
  period: Period | null;
  unlimited: boolean;
}

function lastsOf(voucher: VoucherView & { voucher: 'good' }): Lasts | null {
  if (voucher.effect === 'percent' || voucher.effect === 'amount') return voucher;
  const lasts = voucher.company?.lasts;
  if (!lasts) return null;
  return { period: lasts.for === 'for' ? lasts.period : null, unlimited: lasts.for === 'always' };
}

/** What a company pays, and for how long. */
function companyWords({ name, part }: CompanyView, lasts: Lasts | null, tag: string): string {
  const company = companyName(name);
  const share = part && (part.by === 'amount' ? money(part.amount, tag) : percentWords(part.percent, tag));
  const said = share ? m.join_voucher_company({ company, share }) : m.join_voucher_company_plain({ company });
  return lasts ? `${said} ${m.join_voucher_company_lasts({ period: lasting(lasts) })}` : said;
}

/** What a voucher that is good does: what is taken off, what a company pays, what comes on top. */
export function goodWords(voucher: VoucherView & { voucher: 'good' }, tag: string): string {
  const { company, bonus, effect, remarks } = voucher;
  const takesOff = effect === 'percent' || effect === 'amount';
  return [
    !(company && effect === 'other') && effectWords(voucher, tag),
    company && companyWords(company, takesOff ? null : lastsOf(voucher), tag),
    bonus && `${bonusWords(bonus)}.`,
    remarks,
  ]
    .filter(Boolean)
    .join(' ');
}

function lasting({ period, unlimited }: Lasts): string {
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
      return goodWords(voucher, tag);
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

/** What is paid once the voucher takes nothing off any more, where it does that for a while only. */
export function afterVoucher(
  { price, voucher, term }: { price: PriceView | null; voucher: VoucherView; term: TermView | null },
  tag: string,
): string | null {
  const full = price?.forAge ?? price?.base;
  if (!price || !full || !(price.discounted ?? price.company?.member)) return null;
  const lasts = voucher.voucher === 'good' ? lastsOf(voucher) : null;
  if (!lasts) return null;
  // Taken off in the first term only: what comes then is said with the term.
  const said = lasts.period === null && term !== null && laterPrice(term, tag) !== null;
  if (lasts.unlimited || said) return null;
  const { frequency, due } = price;
  if (frequency?.type === 'recurring') return frequencyWords({ ...frequency, price: full }, tag);
  const again =
    (frequency?.type === 'monthDay' || frequency?.type === 'termBased') && frequency.recurring
      ? true
      : due?.recurring;
  return again ? money(full, tag) : null;
}
