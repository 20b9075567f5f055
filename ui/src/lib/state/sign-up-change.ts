import type { SignUpChange, SignUpView } from '../backend/bindings';

/** A sign-up after a change: of its long parts, what the change leaves out is as it was. */
export function changed(before: SignUpView, change: SignUpChange): SignUpView {
  const { path, fields, problems, chosen, preview, texts, legal, preferences } = before;
  return { path, fields, problems, chosen, preview, texts, legal, preferences, ...change };
}
