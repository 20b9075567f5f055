import type {
  AttentionReason,
  BoughtView,
  ChargeView,
  GoodsKind,
  HandOutBy,
  SaleEnd,
  SaleView,
} from '../backend/bindings';
import { clock, money, span } from '../i18n/format';
import { m } from '$/lib/i18n/messages.svelte';
import { attentionWords, type VerdictFace, type Words } from './verdict';

type Say = () => string;
type Tell = (given: { what: string; price: string }) => string;

// A code added to the contract is a type error here until someone has found words for it.
const handingOut = {
  team: [m.sale_out_team, m.sale_out_team_hint],
  shelf: [m.sale_out_shelf, ({ what }) => m.sale_out_shelf_hint({ what })],
  machine: [m.sale_out_machine, m.sale_out_machine_hint],
  device: [m.sale_out_device, m.sale_out_device_hint],
} satisfies Record<HandOutBy, [Say, Tell]>;

type Plain = Exclude<SaleEnd['end'], 'refused' | 'attention' | 'inUse'>;

/** What it says of products, of minutes, and what to do about it. */
const ends = {
  leftAlone: [m.sale_end_leftAlone, m.sale_end_leftAlone, m.sale_end_leftAlone_hint],
  givenUp: [m.sale_end_givenUp, m.sale_end_givenUp, m.sale_end_givenUp_hint],
  endedByTeam: [m.sale_end_endedByTeam, m.sale_end_endedByTeam, m.sale_end_endedByTeam_hint],
  priceRefused: [m.sale_end_priceRefused, m.sale_end_priceRefused, m.sale_end_priceRefused_hint],
  nothingForSale: [m.sale_end_nothingForSale, m.sale_end_nothingForSale, m.sale_end_nothingForSale_hint],
  notHandedOut: [m.sale_end_notHandedOut, m.sale_end_notHandedOut_minutes, m.sale_end_notHandedOut_hint],
  handOutUnknown: [
    m.sale_end_handOutUnknown,
    m.sale_end_handOutUnknown_minutes,
    m.sale_end_handOutUnknown_hint,
  ],
  noAnswer: [m.sale_end_noAnswer, m.sale_end_noAnswer, m.sale_end_noAnswer_hint],
} satisfies Record<Plain, [Say, Say, Say]>;

/** What an end looks and sounds like, in the faces of the verdicts. */
const endFaces = {
  leftAlone: 'already',
  givenUp: 'already',
  endedByTeam: 'already',
  refused: 'refused',
  priceRefused: 'attention',
  nothingForSale: 'unreadable',
  inUse: 'unreadable',
  notHandedOut: 'attention',
  handOutUnknown: 'unconfirmed',
  noAnswer: 'attention',
  attention: 'attention',
} satisfies Record<SaleEnd['end'], VerdictFace>;

const chargeFaces = {
  booked: 'welcome',
  waiting: 'letIn',
  unknown: 'unconfirmed',
  refused: 'unconfirmed',
} satisfies Record<ChargeView, VerdictFace>;

/** Said at the reader, these speak of checking in. */
const ownAttention: Partial<Record<AttentionReason, Say>> = {
  tooBusy: m.sale_attention_tooBusy,
  accessWithdrawn: m.sale_attention_accessWithdrawn,
  tokenMissing: m.sale_attention_tokenMissing,
  storeFault: m.sale_attention_storeFault,
};

export const receiptState = {
  booked: m.receipt_state_booked,
  waiting: m.receipt_state_waiting,
  unknown: m.receipt_state_unknown,
  refused: m.receipt_state_refused,
} satisfies Record<ChargeView, Say>;

const receipts = {
  booked: [m.receipt_done, m.receipt_done_hint],
  waiting: [m.receipt_waiting, () => m.receipt_waiting_hint()],
  unknown: [m.receipt_unknown, () => m.receipt_unknown_hint()],
  refused: [m.receipt_unknown, () => m.receipt_refused_hint()],
} satisfies Record<ChargeView, [Say, (given: { amount: string }) => string]>;

/** What is bought, by its name or by its length. */
export function whatOf(bought: BoughtView, tag: string): string {
  return bought.goods === 'minutes' ? lengthOf(bought.seconds, tag) : bought.name;
}

export function lengthOf(seconds: number, tag: string): string {
  return span(seconds * 1000, tag, 'long');
}

/** An end is shown like a verdict; everything before it is not. */
export function saleFace(sale: SaleView): VerdictFace | null {
  if (sale.step === 'done' || sale.step === 'receipt') return chargeFaces[sale.charge];
  return sale.step === 'over' ? endFaces[sale.end.end] : null;
}

/** What a step says. */
export function saleWords(sale: SaleView, tag: string): Words {
  const given = (bought: BoughtView) => ({ what: whatOf(bought, tag), price: money(bought.price, tag) });
  switch (sale.step) {
    case 'holdCard':
      return say(
        m.sale_hold(),
        sale.bought ? m.sale_hold_bought_hint(given(sale.bought)) : m.sale_hold_hint({ place: sale.place }),
      );
    case 'asking':
      return say(m.sale_asking(), m.sale_asking_hint());
    case 'chooseProduct':
      return say(m.sale_choose(), sale.place);
    case 'chooseMinutes':
      return say(m.sale_minutes(), m.sale_minutes_hint({ place: sale.place }));
    case 'chooseAtMachine':
      return say(m.sale_machine(), m.sale_machine_hint());
    case 'checking':
      return say(m.sale_checking(), m.sale_checking_hint(given(sale.bought)));
    case 'newPrice':
      return say(m.sale_price(), m.sale_price_hint({ what: whatOf(sale.bought, tag) }));
    case 'lowCredit': {
      const does = sale.topUp ? m.sale_low_hint() : m.sale_low_hint_ask();
      return say(sale.message?.trim() || m.sale_low(), does);
    }
    case 'handingOut': {
      const [title, hint] = handingOut[sale.by];
      return say(title(), hint(given(sale.bought)));
    }
    case 'charging': {
      const { price } = given(sale.bought);
      const minutes = sale.bought.goods === 'minutes';
      return say(
        m.sale_charging(),
        minutes ? m.sale_charging_hint_minutes({ price }) : m.sale_charging_hint({ price }),
      );
    }
    case 'done':
      return doneWords(sale.charge, sale.bought.goods === 'minutes', given(sale.bought));
    case 'topUp':
      return say(m.sale_topup(), m.sale_topup_hint());
    case 'topUpAtDesk':
      return say(
        sale.amount ? m.sale_topup_desk({ amount: money(sale.amount, tag) }) : m.sale_topup_desk_any(),
        m.sale_topup_desk_hint(),
      );
    case 'receipt': {
      const [title, hint] = receipts[sale.charge];
      return say(title(), hint({ amount: money(sale.amount, tag) }));
    }
    case 'over':
      return endWords(sale.end, sale.goods, tag);
  }
}

function doneWords(charge: ChargeView, minutes: boolean, given: { what: string; price: string }): Words {
  const title = minutes ? m.sale_done_minutes() : m.sale_done();
  switch (charge) {
    case 'booked':
      return say(title, m.sale_done_booked(given));
    case 'waiting':
      return say(title, m.sale_done_waiting(given));
    case 'unknown':
    case 'refused':
      return say(
        minutes ? m.sale_done_unknown_minutes() : m.sale_done_unknown(),
        (charge === 'unknown' ? m.sale_done_unknown_hint : m.sale_done_refused_hint)(given),
      );
  }
}

function endWords(end: SaleEnd, goods: GoodsKind, tag: string): Words {
  switch (end.end) {
    case 'inUse':
      return say(m.sale_end_inUse(), m.sale_end_inUse_hint({ time: clock(new Date(end.untilMs), tag) }));
    case 'refused':
      return say(end.message?.trim() || m.sale_end_refused(), m.sale_end_refused_hint());
    case 'attention': {
      const { message, staff } = attentionWords(end.reason);
      const passes = end.reason === 'tooBusy' || end.reason === 'pinPause';
      return {
        message: ownAttention[end.reason]?.() ?? message,
        hint: passes ? m.sale_attention_hint_wait() : m.sale_attention_hint(),
        staff: end.reason === 'notOnList' ? m.sale_attention_notOnList_staff() : staff,
      };
    }
    case 'leftAlone':
    case 'givenUp':
    case 'endedByTeam':
    case 'priceRefused':
    case 'nothingForSale':
    case 'notHandedOut':
    case 'handOutUnknown':
    case 'noAnswer': {
      const [product, minutes, hint] = ends[end.end];
      return say(goods === 'minutes' ? minutes() : product(), hint());
    }
  }
}

/** Which way out a step has. What is being handed out or charged has none: it is on its way. */
export type WayOut = 'giveUp' | 'back' | 'leave';

const waysOut = {
  holdCard: ['giveUp'],
  asking: [],
  chooseProduct: ['giveUp'],
  chooseMinutes: ['giveUp'],
  chooseAtMachine: ['giveUp'],
  checking: [],
  newPrice: ['giveUp', 'back'],
  lowCredit: ['giveUp', 'back'],
  handingOut: [],
  charging: [],
  done: ['leave'],
  topUp: ['giveUp', 'back'],
  topUpAtDesk: ['giveUp', 'back'],
  receipt: ['leave'],
  over: ['leave'],
} satisfies Record<SaleView['step'], WayOut[]>;

export const waysOutOf = (step: SaleView['step']): readonly WayOut[] => waysOut[step];

const captions = {
  holdCard: m.sale_left_waiting,
  asking: m.sale_left_reserved,
  chooseProduct: m.sale_left_reserved,
  chooseMinutes: m.sale_left_waiting,
  chooseAtMachine: m.sale_left_reserved,
  checking: m.sale_left_reserved,
  newPrice: m.sale_left_reserved,
  lowCredit: m.sale_left_reserved,
  handingOut: m.sale_left_reserved,
  charging: m.sale_left_reserved,
  done: m.sale_left_screen,
  topUp: m.sale_left_waiting,
  topUpAtDesk: m.sale_left_waiting,
  receipt: m.sale_left_screen,
  over: m.sale_left_screen,
} satisfies Record<SaleView['step'], Say>;

/** What the time that is left is for. */
export const captionOf = (step: SaleView['step']): string => captions[step]();

function say(message: string, hint: string): Words {
  return { message, hint, staff: null };
}
