import type {
  CardLink,
  Channel,
  LegalKind,
  PayBy,
  RefusedReason,
  SignUpAim,
  SignUpPart,
  SignUpTrouble,
  SignUpView,
} from '../backend/bindings';
import { m } from '$/lib/i18n/messages.svelte';
import { attentionWords } from './verdict';

type Say = () => string;

/** What a step says when it comes: one heading, one sentence. */
export interface StepWords {
  message: string;
  hint: string;
}

// A code added to the contract is a type error here until someone has found words for it.
export const aim = {
  open: m.join_aim_open,
  contract: m.join_aim_contract,
  rateVoucher: m.join_aim_rateVoucher,
  checkInVoucher: m.join_aim_checkInVoucher,
  trial: m.join_aim_trial,
  lead: m.join_aim_lead,
} satisfies Record<SignUpAim, Say>;

export const partName = {
  offers: m.join_part_offers,
  terms: m.join_part_terms,
  slots: m.join_part_slots,
  details: m.join_part_details,
  picture: m.join_part_picture,
  payment: m.join_part_payment,
  texts: m.join_part_texts,
  summary: m.join_part_summary,
} satisfies Record<SignUpPart, Say>;

const heads = {
  offers: [m.join_head_offers, m.join_hint_offers],
  terms: [m.join_head_terms, m.join_hint_terms],
  slots: [m.join_head_slots, m.join_hint_slots],
  details: [m.join_head_details, m.join_hint_details],
  picture: [m.join_head_picture, m.join_hint_picture],
  payment: [m.join_head_payment, m.join_hint_payment],
  texts: [m.join_head_texts, m.join_hint_texts],
  summary: [m.join_head_summary, m.join_hint_summary],
} satisfies Record<SignUpPart, readonly [Say, Say]>;

export const refused = {
  alreadyMember: m.join_refused_alreadyMember,
  voucher: m.join_refused_voucher,
  slotTaken: m.join_refused_slotTaken,
  trialBefore: m.join_refused_trialBefore,
  picture: m.join_refused_picture,
  withdrawn: m.join_refused_withdrawn,
  offerGone: m.join_refused_offerGone,
  notAccepted: m.join_refused_notAccepted,
  notPossible: m.join_refused_notPossible,
} satisfies Record<RefusedReason, Say>;

/** What follows where it is something else than that the team has everything that was entered. */
const refusedHint: Partial<Record<RefusedReason, Say>> = {
  picture: m.join_refused_picture_hint,
  withdrawn: m.join_refused_withdrawn_hint,
};

export const cardLink = {
  notPossible: m.join_card_notPossible,
  holdCard: m.join_card_holdCard,
  linking: m.join_card_linking,
  linked: m.join_card_linked,
  taken: m.join_card_taken,
  failed: m.join_card_failed,
  unknown: m.join_card_unknown,
} satisfies Record<CardLink, Say>;

export const payBy = {
  directDebit: [m.join_pay_directDebit, m.join_pay_directDebit_hint],
  card: [m.join_pay_card, m.join_pay_card_hint],
  cash: [m.join_pay_cash, m.join_pay_cash_hint],
  transfer: [m.join_pay_transfer, m.join_pay_transfer_hint],
  twint: [m.join_pay_twint, m.join_pay_twint_hint],
} satisfies Record<PayBy, readonly [Say, Say]>;

/** What one came for is there now. */
const done = {
  open: [m.join_done_lead, m.join_done_lead_hint],
  contract: [m.join_done_contract, m.join_done_contract_hint],
  rateVoucher: [m.join_done_contract, m.join_done_contract_hint],
  checkInVoucher: [m.join_done_visit, m.join_done_visit_hint],
  trial: [m.join_done_trial, m.join_done_trial_hint],
  lead: [m.join_done_lead, m.join_done_lead_hint],
} satisfies Record<SignUpAim, readonly [Say, Say]>;

/** What there is not before what waits has arrived. */
const waiting = {
  open: null,
  contract: m.join_waiting_contract,
  rateVoucher: m.join_waiting_contract,
  checkInVoucher: null,
  trial: m.join_waiting_trial,
  lead: null,
} satisfies Record<SignUpAim, Say | null>;

/**
 * What is written on the last button. A contract that costs something binds nobody in Germany unless it says so
 * in these words (§ 312j BGB).
 */
export const lastButton = {
  open: m.join_submit_lead,
  contract: m.join_submit_contract,
  rateVoucher: m.join_submit_rateVoucher,
  checkInVoucher: m.join_submit_checkInVoucher,
  trial: m.join_submit_trial,
  lead: m.join_submit_lead,
} satisfies Record<SignUpAim, Say>;

export const daysKept = (days: number): string => m.join_parked_hint({ days });

const said = ([message, hint]: readonly [Say, Say]): StepWords => ({ message: message(), hint: hint() });

export function stepWords(view: SignUpView): StepWords {
  switch (view.step) {
    case 'start':
      return said([m.join_start_title, m.join_start_hint]);
    case 'part':
      return said(heads[view.part]);
    case 'minor':
      return { message: m.join_minor_title({ age: view.age }), hint: m.join_minor_hint() };
    case 'paying':
      return said([m.join_paying_title, m.join_paying_hint]);
    case 'submitting':
      return said([m.join_submitting_title, m.join_submitting_hint]);
    case 'priceChanged':
      return said([m.join_changed_title, m.join_changed_hint]);
    case 'done':
      return said(done[view.aim]);
    case 'waiting': {
      const then = waiting[view.aim];
      const hint = m.join_waiting_hint();
      return { message: m.join_waiting_title(), hint: then ? `${hint} ${then()}` : hint };
    }
    case 'unknown':
      return said([m.join_unknown_title, m.join_unknown_hint]);
    case 'refused':
      return {
        message: refused[view.reason](),
        hint: (refusedHint[view.reason] ?? m.join_refused_hint)(),
      };
    case 'parked':
      return {
        message: m.join_parked_title(),
        hint: view.team ? `${m.join_parked_team()} ${daysKept(view.days)}` : daysKept(view.days),
      };
  }
}

/** Names a step: a new value is a new step, the same one is the same step with more detail. */
export const stepKey = (view: SignUpView): string =>
  `${view.signUp} ${view.step} ${view.step === 'part' ? view.part : ''}`;

/** What keeps everything from going on, what can be done about it here, and what the team does about it. */
export function troubleWords(trouble: SignUpTrouble): {
  message: string;
  hint?: string;
  staff: string | null;
} {
  switch (trouble.trouble) {
    case 'loading':
      return { message: m.join_loading(), staff: null };
    case 'notLoaded':
      return { message: m.join_not_loaded(), staff: attentionWords(trouble.reason).staff };
    case 'nothingOffered':
      return { message: m.join_nothing(), staff: null };
    case 'notKept':
      return { message: m.join_not_kept(), staff: attentionWords('storeFault').staff };
    case 'redeemUnknown':
      return { message: m.join_voucher_redeem_unknown(), staff: null };
    case 'signAnew':
      return { message: m.join_texts_anew(), staff: null };
    case 'refused': {
      const message = refused[trouble.reason]();
      return trouble.reason === 'slotTaken'
        ? { message, staff: null }
        : { message, hint: m.join_refused_mend(), staff: null };
    }
  }
}

export const channel = {
  letter: m.join_channel_letter,
  email: m.join_channel_email,
  textMessage: m.join_channel_textMessage,
  phone: m.join_channel_phone,
  app: m.join_channel_app,
  fax: m.join_channel_fax,
  conversation: m.join_channel_conversation,
  chat: m.join_channel_chat,
  other: m.join_channel_other,
} satisfies Record<Channel, Say>;

export const legalName = {
  privacy: m.join_legal_privacy,
  terms: m.join_legal_terms,
  imprint: m.join_legal_imprint,
  withdrawal: m.join_legal_withdrawal,
} satisfies Record<LegalKind, Say>;
