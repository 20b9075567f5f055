import type {
  AttentionReason,
  OutOfOrderReason,
  UnconfirmedReason,
  UnreadableReason,
  VerdictView,
} from '../backend/bindings';
import { m } from '$/lib/i18n/messages.svelte';

type Say = () => string;

/** What a screen says: to the member in two sentences, to the team in at most one. */
export interface Words {
  message: string;
  hint: string;
  staff: string | null;
}

/** A greeting taken apart around the name, which has a line of its own. */
export interface Greeting {
  before: string;
  name: string;
  after: string;
}

/** What a verdict looks and sounds like. Being let in is a yes; not knowing is a question. */
export type VerdictFace = VerdictView['verdict'] | 'letIn';

export function faceOf(verdict: VerdictView): VerdictFace {
  return verdict.verdict === 'unconfirmed' && verdict.reason === 'letIn' ? 'letIn' : verdict.verdict;
}

// A code added to the contract is a type error here until someone has found words for it.
const unconfirmed = {
  noAnswer: m.unconfirmed_staff_noAnswer,
  answerLost: m.unconfirmed_staff_answerLost,
  vendorFault: m.unconfirmed_staff_vendorFault,
} satisfies Record<Exclude<UnconfirmedReason, 'letIn'>, Say>;

const unreadable = {
  garbled: [m.unreadable_garbled, m.unreadable_garbled_hint, null],
  random: [m.unreadable_random, m.unreadable_random_hint, null],
  truncated: [m.unreadable_truncated, m.unreadable_truncated_hint, m.unreadable_truncated_staff],
  blank: [m.unreadable_blank, m.unreadable_blank_hint, null],
  wrongForm: [m.unreadable_wrongForm, m.unreadable_wrongForm_hint, m.unreadable_wrongForm_staff],
  shortened: [m.unreadable_shortened, m.unreadable_shortened_hint, m.unreadable_shortened_staff],
  brokenCode: [m.unreadable_brokenCode, m.unreadable_brokenCode_hint, m.unreadable_brokenCode_staff],
} satisfies Record<UnreadableReason, [Say, Say, Say | null]>;

const attention = {
  noConnection: [m.attention_noConnection, m.attention_hint, m.attention_noConnection_staff],
  tooBusy: [m.attention_tooBusy, m.attention_hint_wait, m.attention_tooBusy_staff],
  vendorPause: [m.attention_vendorPause, m.attention_hint, m.attention_vendorPause_staff],
  accessWithdrawn: [m.attention_accessWithdrawn, m.attention_hint, m.attention_accessWithdrawn_staff],
  notTheVendor: [m.attention_notTheVendor, m.attention_hint, m.attention_notTheVendor_staff],
  certificateWrong: [m.attention_certificateWrong, m.attention_hint, m.attention_certificateWrong_staff],
  tokenMissing: [m.attention_tokenMissing, m.attention_hint, m.attention_tokenMissing_staff],
  notOnList: [m.attention_notOnList, m.attention_hint, m.attention_notOnList_staff],
  storeFault: [m.attention_storeFault, m.attention_hint, m.attention_storeFault_staff],
  pinPause: [m.attention_pinPause, m.attention_hint_wait, m.attention_pinPause_staff],
} satisfies Record<AttentionReason, [Say, Say, Say]>;

const outOfOrder = {
  readerGone: m.out_readerGone,
  readerInUse: m.out_readerInUse,
  readerForbidden: m.out_readerForbidden,
  cardServiceMissing: m.out_cardServiceMissing,
  readerHeldByKernel: m.out_readerHeldByKernel,
  cameraMissing: m.out_cameraMissing,
  cameraDenied: m.out_cameraDenied,
  crashes: m.crash_out_staff,
} satisfies Record<OutOfOrderReason, Say>;

export function greeting(firstName: string | null, hour: number): Greeting {
  const name = firstName?.trim() || m.welcome_stand_in();
  const say =
    hour >= 5 && hour < 11 ? m.welcome_morning : hour >= 18 && hour < 23 ? m.welcome_evening : m.welcome_day;
  return around(name, say);
}

function around(name: string, say: (given: { name: string }) => string): Greeting {
  // A character no name contains marks where the language puts the name.
  const mark = '\u0000';
  const [before = '', after = ''] = say({ name: mark }).split(mark);
  return { before, name, after };
}

/** How a verdict that lets somebody in addresses them; `null` for one that does not. */
export function greetingOf(verdict: VerdictView, hour: number): Greeting | null {
  if (verdict.verdict === 'welcome') return greeting(verdict.firstName, hour);
  if (verdict.verdict !== 'unconfirmed' || verdict.reason !== 'letIn') return null;
  const name = verdict.firstName?.trim();
  return name ? around(name, m.letin_greeting) : { before: '', name: m.letin_greeting_unnamed(), after: '' };
}

/** The same for whoever stands around: without the name, and without the vendor's reason to turn somebody away. */
export function nameless(verdict: VerdictView): VerdictView {
  if (verdict.verdict === 'refused') return { ...verdict, message: null };
  return 'firstName' in verdict ? { ...verdict, firstName: null } : verdict;
}

/** Whether it says something that is nobody else's business. */
export function isPersonal(verdict: VerdictView): boolean {
  if (verdict.verdict === 'refused') return (verdict.message?.trim() ?? '') !== '';
  return 'firstName' in verdict && (verdict.firstName?.trim() ?? '') !== '';
}

export function verdictWords(verdict: VerdictView, hour: number, time: (at: Date) => string): Words {
  const greeted = greetingOf(verdict, hour);
  const salute = greeted ? `${greeted.before}${greeted.name}${greeted.after}` : '';
  switch (verdict.verdict) {
    case 'welcome':
      return {
        message: salute,
        hint: verdict.birthday ? m.welcome_birthday() : m.welcome_hint(),
        staff: null,
      };
    case 'refused':
      return {
        message: verdict.message?.trim() || m.refused_fallback(),
        hint: m.refused_hint(),
        staff: null,
      };
    case 'unconfirmed':
      // What was let in reports itself; the team has nothing to do about it.
      if (verdict.reason === 'letIn') return { message: salute, hint: m.letin_hint(), staff: null };
      return {
        message: m.unconfirmed_headline(),
        hint: m.unconfirmed_hint(),
        staff: unconfirmed[verdict.reason](),
      };
    case 'unreadable':
      return said(unreadable[verdict.reason]);
    case 'already':
      return {
        message: m.already_headline({ time: time(new Date(verdict.atMs)) }),
        hint: m.already_hint(),
        staff: null,
      };
    case 'attention':
      return said(attention[verdict.reason]);
  }
}

export function outOfOrderWords(reason: OutOfOrderReason): Words {
  // It may be back before anybody has come: members may also wait.
  if (reason === 'crashes')
    return { message: m.out_headline(), hint: m.crash_out_hint(), staff: outOfOrder[reason]() };
  return { message: m.out_headline(), hint: m.out_hint(), staff: outOfOrder[reason]() };
}

/** The strip on the idle screen: what members notice, and what the team does about it. */
export function noticeWords(reason: AttentionReason): { message: string; staff: string } {
  const [message, , staff] = attention[reason];
  return { message: message(), staff: staff() };
}

/** Why a member needs a person, wherever it comes up. */
export function attentionWords(reason: AttentionReason): Words {
  return said(attention[reason]);
}

export function reasonOf(verdict: VerdictView): string | undefined {
  return 'reason' in verdict ? verdict.reason : undefined;
}

function said([message, hint, staff]: [Say, Say, Say | null]): Words {
  return { message: message(), hint: hint(), staff: staff?.() ?? null };
}
