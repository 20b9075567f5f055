import type { InboxItem, ItemAction, ItemKind, ItemReason, ItemState } from '../backend/bindings';
import { m } from '$/lib/i18n/messages.svelte';
import type { SignKind } from './staff';

type Say = () => string;

// A code added to the contract is a type error here until someone has found words for it.
export const kind = {
  checkIn: m.team_kind_checkIn,
  sale: m.team_kind_sale,
  topUp: m.team_kind_topUp,
  timeUsage: m.team_kind_timeUsage,
  contract: m.team_kind_contract,
  rateVoucher: m.team_kind_rateVoucher,
  lead: m.team_kind_lead,
  trialBooking: m.team_kind_trialBooking,
  picture: m.team_kind_picture,
} satisfies Record<ItemKind, Say>;

export const KINDS = Object.keys(kind) as ItemKind[];

const states = {
  waiting: [m.team_state_waiting, 'later'],
  sending: [m.team_state_sending, 'later'],
  delivered: [m.team_state_delivered, 'good'],
  stuck: [m.team_state_stuck, 'bad'],
  unknown: [m.team_state_unknown, 'ask'],
  closed: [m.team_state_closed, 'over'],
} as const satisfies Record<ItemState, readonly [Say, SignKind]>;

const reasons = {
  noConnection: m.team_reason_noConnection,
  vendorPause: m.team_reason_vendorPause,
  accessWithdrawn: m.team_reason_accessWithdrawn,
  waitsForAnother: m.team_reason_waitsForAnother,
  refused: m.team_reason_refused,
  tooOld: m.team_reason_tooOld,
  clockMoved: m.team_reason_clockMoved,
  noAnswer: m.team_reason_noAnswer,
  answerLost: m.team_reason_answerLost,
  vendorFault: m.team_reason_vendorFault,
  interrupted: m.team_reason_interrupted,
  creditChanged: m.team_reason_creditChanged,
  onceOnly: m.team_reason_onceOnly,
  severalFound: m.team_reason_severalFound,
  mayNotLook: m.team_reason_mayNotLook,
  unreadable: m.team_reason_unreadable,
  handOutUnknown: m.team_reason_handOutUnknown,
  notHandedOut: m.team_reason_notHandedOut,
  turnedAway: m.team_reason_turnedAway,
  settledDone: m.team_reason_settledDone,
  cancelled: m.team_reason_cancelled,
  leftOut: m.team_reason_leftOut,
  priceChanged: m.team_reason_priceChanged,
  pictureUnusable: m.team_reason_pictureUnusable,
  reopened: m.team_reason_reopened,
} satisfies Record<ItemReason, Say>;

/** After these nobody knows what became of what was sent. */
const LOST: readonly ItemReason[] = ['noAnswer', 'answerLost', 'vendorFault', 'interrupted'];
/** A check-in for which no program may decide any more. */
const LATE: readonly ItemReason[] = ['tooOld', 'clockMoved'];

/** Minutes are not handed out, they run. */
const ran = {
  handOutUnknown: m.team_reason_handOutUnknown_time,
  notHandedOut: m.team_reason_notHandedOut_time,
} satisfies Partial<Record<ItemReason, Say>>;

type Told = Pick<InboxItem, 'kind' | 'state' | 'reason' | 'attempts'>;

const among = (some: readonly ItemReason[], reason: ItemReason | null) =>
  reason !== null && some.includes(reason);

/** It hangs on whether the member got it; at the vendor there is nothing to look up. */
const gotIt = ({ reason }: Pick<Told, 'reason'>) => reason === 'handOutUnknown';
const timed = ({ kind }: Pick<Told, 'kind'>) => kind === 'timeUsage';

/** How far an item is, in one word and one sign. */
export function stateOf({ state, reason }: Told): readonly [string, SignKind] {
  const [say, sign] = state === 'stuck' && reason === 'handOutUnknown' ? states.unknown : states[state];
  return [state === 'stuck' && among(LATE, reason) ? m.team_state_notReported() : say(), sign];
}

/** Why it is not further, and who does something about it. */
export function reasonOf({ kind, state, reason }: Told): string | null {
  if (reason === null) return null;
  if (reason === 'refused' && kind === 'checkIn') return m.team_reason_refused_checkIn();
  if (reason === 'refused' && kind === 'picture') return m.team_reason_refused_picture();
  if (kind === 'timeUsage' && (reason === 'handOutUnknown' || reason === 'notHandedOut'))
    return ran[reason]();
  if (reason === 'onceOnly' && state === 'stuck') return m.team_reason_onceOnly_stuck();
  if (reason === 'unreadable' && state === 'stuck') return m.team_reason_unreadable_stuck();
  if (reason === 'vendorFault' && state === 'stuck') return m.team_reason_vendorFault_stuck();
  if (!among(LOST, reason)) return reasons[reason]();
  return `${reasons[reason]()} ${state === 'unknown' ? m.team_look() : m.team_looks_itself()}`;
}

/** What is written on the button: the same decision means another thing about what was never sent. */
export function actionOf(action: ItemAction, item: Told): string {
  const { state } = item;
  if (gotIt(item)) {
    if (action === 'sendAgain') return timed(item) ? m.team_action_charge_time() : m.team_action_charge();
    if (action === 'cancel') return timed(item) ? m.team_action_notOut_time() : m.team_action_notOut();
  }
  switch (action) {
    case 'tryNow':
      if (state === 'unknown') return m.team_action_lookAgain();
      return state === 'stuck' ? m.team_action_tryAgain() : m.team_action_tryNow();
    case 'sendAgain':
      return state === 'stuck' ? m.team_action_sendLate() : m.team_action_sendAgain();
    case 'withoutPicture':
      return m.team_action_withoutPicture();
    case 'done':
      return state === 'stuck' ? m.team_action_byHand() : m.team_action_done();
    case 'cancel':
      return m.team_action_cancel();
    case 'reopen':
      return m.team_action_reopen();
  }
}

/** What cannot be taken back and is therefore asked about; trying what is safe is not. */
export type Irreversible = Exclude<ItemAction, 'tryNow'>;

export function questionOf(action: Irreversible, item: Told): string {
  const { state } = item;
  if (gotIt(item)) {
    if (action === 'sendAgain') return timed(item) ? m.team_ask_charge_time() : m.team_ask_charge();
    if (action === 'cancel') return timed(item) ? m.team_ask_notOut_time() : m.team_ask_notOut();
  }
  switch (action) {
    case 'sendAgain':
      return state === 'stuck' ? m.team_ask_sendLate() : m.team_ask_sendAgain();
    case 'withoutPicture':
      return m.team_ask_withoutPicture();
    case 'done':
      return state === 'stuck' ? m.team_ask_byHand() : m.team_ask_done();
    case 'cancel':
      return m.team_ask_cancel();
    case 'reopen':
      return m.team_ask_reopen();
  }
}

const againRisk = {
  checkIn: m.team_again_checkIn,
  sale: m.team_again_sale,
  topUp: m.team_again_topUp,
  timeUsage: m.team_again_timeUsage,
  contract: m.team_again_contract,
  rateVoucher: m.team_again_rateVoucher,
  lead: m.team_again_lead,
  trialBooking: m.team_again_trialBooking,
  picture: m.team_again_picture,
} satisfies Record<ItemKind, Say>;

const cancelMeans = {
  checkIn: m.team_cancel_checkIn,
  sale: m.team_cancel_sale,
  topUp: m.team_cancel_topUp,
  timeUsage: m.team_cancel_timeUsage,
  contract: m.team_cancel_contract,
  rateVoucher: m.team_cancel_rateVoucher,
  lead: m.team_cancel_lead,
  trialBooking: m.team_cancel_trialBooking,
  picture: m.team_cancel_picture,
} satisfies Record<ItemKind, Say>;

/**
 * Whether the vendor may have it already. The desk says so of what needs a person; of what still waits
 * it does not, so anything that was tried counts. A check-in that may have arrived never waits.
 */
export function mayHaveArrived({ kind, state, reason, attempts }: Told): boolean {
  if (state === 'unknown') return true;
  return state !== 'stuck' && kind !== 'checkIn' && (attempts > 0 || among(LOST, reason));
}

/** What will happen, said before it does. */
export function consequenceOf(action: Irreversible, item: Told): string {
  if (gotIt(item)) {
    if (action === 'sendAgain') return m.team_charge_means();
    if (action === 'cancel') return `${m.team_notOut_means()} ${m.team_cancel_final()}`;
  }
  switch (action) {
    case 'sendAgain':
      return item.state === 'stuck'
        ? m.team_late_means()
        : `${againRisk[item.kind]()} ${m.team_again_look()}`;
    case 'withoutPicture':
      return m.team_without_picture_means();
    case 'done':
      return item.state === 'stuck' ? m.team_byHand_means() : m.team_done_means();
    case 'reopen':
      return m.team_reopen_means();
    case 'cancel': {
      // What may have arrived is not undone by not sending it again.
      const means = mayHaveArrived(item) ? m.team_cancel_unknown() : cancelMeans[item.kind]();
      return `${means} ${m.team_cancel_final()}`;
    }
  }
}
