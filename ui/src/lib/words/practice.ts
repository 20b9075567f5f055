import type { PracticeFaultKind } from '../backend/bindings';
import { m } from '$/paraglide/messages';

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
} satisfies Record<PracticeFaultKind, () => string>;

export const FAULTS = Object.keys(fault) as PracticeFaultKind[];

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
