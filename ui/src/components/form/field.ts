/** What every field of a form is given. */
export interface FieldProps<Value> {
  label: string;
  value: Value;
  onchange: (value: Value) => void;
  /** What is wrong with the value, in words. Shown once the field was left. */
  problem?: string | undefined;
  hint?: string | undefined;
  /** Show what is wrong although nobody has been here: somebody wants to go on. */
  showAll?: boolean;
  /** The form can be sent without it. */
  optional?: boolean;
  testid?: string | undefined;
}

/** Marks the keys of the on-screen keyboard: who goes there is still writing in the field. */
export const KEYS = 'data-keyboard-keys';

/** Somebody goes from a field to elsewhere, and not only to the keys on the screen or to another part of it. */
export function leaves(event: FocusEvent, field: HTMLElement): boolean {
  const to = event.relatedTarget;
  return !(to instanceof Element && (field.contains(to) || to.closest(`[${KEYS}]`)));
}

/** For `aria-describedby`: those that are there. */
export const described = (...ids: (string | false | undefined)[]) =>
  ids.filter(Boolean).join(' ') || undefined;
