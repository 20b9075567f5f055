import type {
  PracticeFaultKind,
  PracticeMachine,
  PracticeRelay,
  PracticeSwitched,
  PracticeVoucherCase,
} from '../backend/bindings';
import { money } from '../i18n/format';
import { m } from '$/lib/i18n/messages.svelte';

export const fault = {
  slow: m.practice_fault_slow,
  hang: m.practice_fault_hang,
  reset: m.practice_fault_reset,
  garbage: m.practice_fault_garbage,
  portal: m.practice_fault_portal,
  away: m.practice_fault_away,
  unauthorized: m.practice_fault_unauthorized,
  forbidden: m.practice_fault_forbidden,
  tooMany: m.practice_fault_tooMany,
  unavailable: m.practice_fault_unavailable,
  held: m.practice_fault_held,
  chargeAnswerLost: m.practice_fault_chargeAnswerLost,
  chargeLost: m.practice_fault_chargeLost,
} satisfies Record<PracticeFaultKind, () => string>;

export const FAULTS = Object.keys(fault) as PracticeFaultKind[];

export const switched = {
  door: m.practice_switched_door,
  lamp: m.practice_switched_lamp,
  drawer: m.practice_switched_drawer,
} satisfies Record<PracticeSwitched, () => string>;

export const voucher = {
  percent: m.practice_voucher_percent,
  amount: m.practice_voucher_amount,
  bonus: m.practice_voucher_bonus,
  company: m.practice_voucher_company,
  credit: m.practice_voucher_credit,
  rate: m.practice_voucher_rate,
  checkIn: m.practice_voucher_checkIn,
  expired: m.practice_voucher_expired,
  otherOffer: m.practice_voucher_otherOffer,
  elsewhere: m.practice_voucher_elsewhere,
} satisfies Record<PracticeVoucherCase, () => string>;

const payments: Record<string, () => string> = {
  DIRECT_DEBIT: m.practice_payment_directDebit,
  BANK_TRANSFER: m.practice_payment_bankTransfer,
  CASH: m.practice_payment_cash,
  CREDIT_CARD: m.practice_payment_card,
};

/** How a contract is paid; a way the vendor adds later shows its own word. */
export function payment(word: string): string {
  return payments[word]?.() ?? word;
}

/** A lamp is on or off, whatever moves is open or shut. */
export function position({ switches, on }: Pick<PracticeRelay, 'switches' | 'on'>): string {
  if (switches === 'lamp') return on ? m.practice_on() : m.practice_off();
  return on ? m.practice_open() : m.practice_shut();
}

/** What stands on the display of the vending machine. */
export function display(machine: PracticeMachine, tag: string): string {
  if (!machine.connected) return m.practice_machine_unplugged();
  const item = machine.pressed ?? '';
  switch (machine.state) {
    case 'off':
      return m.practice_machine_off();
    case 'ready':
      return m.practice_machine_ready();
    case 'credit':
      return machine.credit
        ? m.practice_machine_credit({ credit: money(machine.credit, tag) })
        : m.practice_machine_ready();
    case 'asking':
      return m.practice_machine_asking({ item });
    case 'handingOut':
      return m.practice_machine_handing_out({ item });
  }
}

/** What is left until a moment, as a kitchen clock shows it: "1:05". `now` is up to a second old. */
export function left(untilMs: number, now: number): string {
  const seconds = Math.max(0, Math.floor((untilMs - now) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

const cases: Record<string, () => string> = {
  fine: m.practice_case_fine,
  fine_four_bytes: m.practice_case_fine_four_bytes,
  fine_seven_bytes: m.practice_case_fine_seven_bytes,
  fine_eight_bytes: m.practice_case_fine_eight_bytes,
  fine_ten_bytes: m.practice_case_fine_ten_bytes,
  fine_em4100: m.practice_case_fine_em4100,
  blocked: m.practice_case_blocked,
  unpaid: m.practice_case_unpaid,
  paused: m.practice_case_paused,
  not_started: m.practice_case_not_started,
  outside_hours: m.practice_case_outside_hours,
  no_credit: m.practice_case_no_credit,
  little_credit: m.practice_case_little_credit,
  just_enough: m.practice_case_just_enough,
  in_debt: m.practice_case_in_debt,
  birthday: m.practice_case_birthday,
  french: m.practice_case_french,
  turkish: m.practice_case_turkish,
  long_name: m.practice_case_long_name,
  single_name: m.practice_case_single_name,
  minor: m.practice_case_minor,
  former: m.practice_case_former,
  askew: m.practice_case_askew,
  telephone: m.practice_case_telephone,
};

/** Cases are open-ended: one without a sentence shows its code, taken apart into words. */
export function caseName(code: string): string {
  return cases[code]?.() ?? code.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[_-]/g, ' ');
}
