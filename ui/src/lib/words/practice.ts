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
  blocked: m.practice_case_blocked,
  birthday: m.practice_case_birthday,
};

/** Cases are open-ended: one without a sentence shows its code, taken apart into words. */
export function caseName(code: string): string {
  return cases[code]?.() ?? code.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[_-]/g, ' ');
}
