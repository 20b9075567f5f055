import type { SignUpChange, SignUpView } from '../backend/bindings';

/** Something chosen here that the desk has not answered yet. */
export interface Ahead<T> {
  revision: number;
  value: T;
}

/** A sign-up after a change: of its long parts, what the change leaves out is as it was. */
export function changed(before: SignUpView, change: SignUpChange): SignUpView {
  const { path, fields, problems, chosen, preview, texts, legal, preferences } = before;
  return { path, fields, problems, chosen, preview, texts, legal, preferences, ...change };
}

/** The same in content is the same: what has not changed is not drawn anew with each key. */
export function settled<T>(before: T | undefined, now: T): T {
  if (before === undefined || before === now) return now;
  return JSON.stringify(before) === JSON.stringify(now) ? before : now;
}
