import type { SignUpPart, SignUpView } from '../backend/bindings';

/** Whether a part comes before the one that was asked to go on, or to send it all (`null`). */
export function leadsBack(path: SignUpPart[], part: SignUpPart | null, asked: SignUpPart | null): boolean {
  if (!part || part === 'summary') return false;
  return asked === null || path.indexOf(part) < path.indexOf(asked);
}

const SENT: readonly SignUpView['step'][] = ['submitting', 'waiting', 'unknown'];

/** Whether something that was sent has come back to be mended here. */
export const comesBack = (before: SignUpView | null, view: SignUpView): boolean =>
  view.step === 'part' &&
  (view.trouble?.trouble === 'refused' || (before !== null && SENT.includes(before.step)));
