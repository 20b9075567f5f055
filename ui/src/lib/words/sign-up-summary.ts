import type {
  AccountView,
  AmountView,
  OffersView,
  SignUpPart,
  SignUpView,
  SlotsView,
  TermView,
  OfferView,
  VoucherView,
} from '../backend/bindings';
import { frequencyWords, termWords } from '../i18n/frequency';
import { money } from '../i18n/format';
import type { SignUp } from '../state/sign-up.svelte';
import { m } from '$/lib/i18n/messages.svelte';
import { payBy, partName } from './sign-up';
import { dayWords, fieldLabel, fieldName, valueWords } from './sign-up-fields';
import {
  bonusWords,
  cancellationWords,
  companyCost,
  extensionWords,
  laterPrice,
  mainCost,
  onTop,
  volumeOf,
} from './sign-up-price';
import { afterVoucher } from './sign-up-voucher';

export interface Row {
  id: string;
  name: string;
  text: string;
}

/** A part of the way, as it was filled in. */
export interface Section {
  part: SignUpPart;
  name: string;
  rows: Row[];
}

interface Known {
  signUp: SignUp;
  view: SignUpView;
  offers: OffersView;
  slots: SlotsView | null;
  tag: string;
}

export function chosenTerm({ signUp, offers }: Pick<Known, 'signUp' | 'offers'>): {
  offer: OfferView | null;
  term: TermView | null;
} {
  const wanted = signUp.chosen?.term ?? null;
  const offer = offers.offers.find(({ terms }) => terms.some(({ term }) => term === wanted)) ?? null;
  return { offer, term: offer?.terms.find(({ term }) => term === wanted) ?? null };
}

/** Whose account it is: whoever was named, or else the member. */
export function debtorOf(signUp: SignUp): string {
  const named = signUp.value('accountHolder').trim();
  return named || [signUp.value('firstName'), signUp.value('lastName')].join(' ').trim() || '–';
}

/** The account: whole where its number was typed on this screen, and else by its end. */
export function accountWords(signUp: SignUp, account: AccountView): string {
  if (account.account !== 'kept') return '–';
  const typed = signUp.iban.replace(/[^\dA-Za-z]/g, '').toUpperCase();
  const same = typed !== '' && typed.slice(-4) === account.masked.slice(-4);
  return same ? (typed.match(/.{1,4}/g) ?? []).join(' ') : account.masked;
}

/** Everything that is taken from an account. */
export function debits({
  signUp,
  voucher,
  term,
  tag,
}: Pick<Known, 'signUp' | 'tag'> & { voucher: VoucherView; term: TermView | null }): string {
  const { price, modules } = signUp;
  const main = price ? mainCost(price, tag).price : term && frequencyWords(term.price, tag);
  const then = afterVoucher({ price, voucher, term }, tag);
  const more = onTop({ price, term, modules }, tag).map((one) => `${one.name}: ${one.price}`);
  return [main, then && `${m.join_sum_then()}: ${then}`, ...more].filter(Boolean).join(', ') || '–';
}

export function slotWords({ signUp, slots, tag }: Pick<Known, 'signUp' | 'slots' | 'tag'>): string {
  const slot = slots?.slots.find((one) => one.slot === signUp.chosen?.slot);
  return slot ? `${dayWords(slot.day, tag)}, ${slot.begins}` : '–';
}

const row = (id: string, name: string, text: string | null | undefined): Row[] =>
  text ? [{ id, name, text }] : [];

/** The price that is agreed to: what the studio's system said, or else the offer's. */
const priceOf = ({ price }: SignUp, term: TermView, tag: string): string =>
  price ? mainCost(price, tag).price : frequencyWords(term.price, tag);

function rowsOf(part: SignUpPart, known: Known): Row[] {
  const { signUp, view, tag } = known;
  const { offer, term } = chosenTerm(known);
  switch (part) {
    case 'offers':
      return row('offer', partName.offers(), offer?.name);
    case 'terms': {
      const modules = [...(offer?.selectable ?? []), ...(term?.optional ?? [])].filter(({ module }) =>
        signUp.modules.has(module),
      );
      return [
        ...row('runtime', m.join_sum_runtime(), term && termWords(term.runtime)),
        ...row('price', m.join_sum_price(), term && priceOf(signUp, term, tag)),
        ...row('start', m.join_sum_start(), signUp.chosen?.start && dayWords(signUp.chosen.start, tag)),
        ...row(
          'extras',
          m.join_sum_extras(),
          modules.map(({ name }) => name).join(', ') || m.join_sum_no_extras(),
        ),
      ];
    }
    case 'slots':
      return row('slot', m.join_sum_when(), slotWords(known));
    case 'details':
      return signUp
        .fieldsOf('details')
        .flatMap((field) =>
          row(
            field.field,
            fieldLabel(field.field, view.country),
            valueWords(field, signUp.value(field.field), tag),
          ),
        );
    case 'picture':
      return row(
        'picture',
        partName.picture(),
        view.picture === 'taken' ? m.join_sum_picture_yes() : m.join_sum_picture_no(),
      );
    case 'payment': {
      const by = signUp.chosen?.payBy;
      const { account } = view;
      return [
        ...row('payBy', partName.payment(), by && payBy[by][0]()),
        ...row(
          'iban',
          fieldName.iban(),
          by === 'directDebit' && account.account === 'kept' ? account.masked : null,
        ),
        ...row('holder', fieldName.accountHolder(), by === 'directDebit' ? debtorOf(signUp) : null),
        ...row(
          'card',
          m.join_pay_card(),
          by === 'card' && view.chosen.cardReady ? m.join_sum_card_ready() : null,
        ),
      ];
    }
    case 'texts': {
      const agreed = view.texts.filter(
        ({ block, confirmed, signed }) =>
          signUp.confirmed(block, confirmed) || signUp.signed({ of: 'text', block }, signed),
      );
      const own = (['contract', 'mandate'] as const).filter((of) =>
        signUp.signed(
          { of },
          view.signed.some((one) => one.of === of),
        ),
      );
      const names = { contract: m.join_contract_sign_title, mandate: m.join_mandate };
      const all = [...agreed.map(({ title }) => title), ...own.map((of) => names[of]())];
      return [
        ...row('texts', m.join_sum_texts(), all.join(', ')),
        ...row('missing', m.join_sum_missing(), signUp.missing > 0 ? m.join_stuck_here() : null),
      ];
    }
    case 'summary':
      return [];
  }
}

/** Everything that was entered and chosen, part by part. */
export function sections(known: Known): Section[] {
  return known.view.path
    .filter((part) => part !== 'summary')
    .map((part) => ({ part, name: partName[part](), rows: rowsOf(part, known) }));
}

/** The same of a contract that a voucher pays for, as far as the vendor tells. */
function ofVoucher(voucher: VoucherView): Row[] {
  if (voucher.voucher !== 'good' || voucher.effect !== 'rate') return [];
  return [
    ...row('service', m.join_sum_service(), voucher.name ?? m.join_aim_rateVoucher()),
    ...row('total', m.join_sum_total(), m.join_rate_total()),
    ...row('runtime', m.join_sum_runtime(), voucher.term),
    ...row('notice', m.join_sum_notice(), m.join_rate_notice()),
  ];
}

/** The sum, which is one without vouchers, or what it follows from. */
function totalWords(total: AmountView | null, { view, tag }: Known, more: boolean): string {
  if (!total) return more ? m.join_sum_total_open_more() : m.join_sum_total_open();
  const said = money(total, tag);
  return view.voucher.voucher === 'good' ? m.join_sum_total_without({ total: said }) : said;
}

/**
 * What has to stand directly above the last button: what it is, what it costs altogether and in parts, when it
 * begins, how long it runs and how it ends (§ 312j Abs. 2 BGB).
 */
export function essentials(known: Known): Row[] {
  const { signUp, view, slots, tag } = known;
  if (view.aim === 'trial') return row('when', m.join_sum_when(), slotWords({ signUp, slots, tag }));
  if (view.aim === 'rateVoucher') return ofVoucher(view.voucher);
  const { offer, term } = chosenTerm(known);
  // What was chosen for a contract is still there in a sign-up that became something else.
  if (view.aim !== 'contract' || !offer || !term) return [];
  const { price, modules } = signUp;
  const chosen = { price, term, modules };
  const more = onTop(chosen, tag);
  const total = volumeOf(chosen)?.total ?? null;
  const start = signUp.chosen?.start;
  const said = priceOf(signUp, term, tag);
  const { voucher } = view;
  const company = price && companyCost(price, tag);
  const bonus = voucher.voucher === 'good' && voucher.bonus;
  return [
    ...row('service', m.join_sum_service(), offer.name),
    ...row('total', m.join_sum_total(), totalWords(total, known, more.length > 0)),
    ...row('price', m.join_sum_price(), said),
    ...row('company', company?.name ?? '', company?.price),
    ...row('then', m.join_sum_then(), afterVoucher({ price, voucher, term }, tag)),
    ...row('bonus', m.join_term_bonus(), bonus ? bonusWords(bonus) : null),
    ...row('extra', m.join_sum_more(), more.map((one) => `${one.name}: ${one.price}`).join(', ')),
    ...row('later', m.join_term_price_after(), laterPrice(term, tag)),
    ...row('start', m.join_sum_start(), start && dayWords(start, tag)),
    ...row('runtime', m.join_sum_runtime(), `${termWords(term.runtime)}. ${extensionWords(term.extension)}`),
    ...row('notice', m.join_sum_notice(), cancellationWords(term.cancellation).join(' ')),
  ];
}
