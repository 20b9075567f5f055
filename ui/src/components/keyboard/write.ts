/** Writing into a field from keys on the screen. Told as `input`, as a keyboard's would be. */

export type Written = HTMLInputElement | HTMLTextAreaElement;

/**
 * Puts text where the caret is, in place of what is selected. Not by way of `execCommand`: what that writes is
 * held back while a reader types, and these keys are a person's.
 */
export function put(field: Written, text: string): void {
  const { from, to } = selected(field);
  const room = field.maxLength < 0 ? Infinity : field.maxLength - (field.value.length - (to - from));
  if (text.length > room) return;
  replace(field, from, to, text, 'insertText');
}

/** Takes away what is selected, or the letter before the caret with everything above and below it. */
export function takeBack(field: Written): void {
  const { from, to } = selected(field);
  if (from !== to) return replace(field, from, to, '', 'deleteContentBackward');
  if (from === 0) return;
  const before = field.value.slice(0, from);
  const last = [...new Intl.Segmenter().segment(before)].at(-1);
  replace(field, last?.index ?? from - 1, from, '', 'deleteContentBackward');
}

export function moveCaret(field: Written, by: -1 | 1): void {
  const { from, to } = selected(field);
  const at = from !== to ? (by < 0 ? from : to) : Math.max(0, Math.min(from + by, field.value.length));
  field.setSelectionRange(at, at);
}

/** A word begins where the caret stands. */
export function beginsWord(field: Written): boolean {
  const { from } = selected(field);
  return from === 0 || /[\s\-(]$/.test(field.value.slice(0, from));
}

function selected(field: Written): { from: number; to: number } {
  const from = field.selectionStart ?? field.value.length;
  return { from, to: field.selectionEnd ?? from };
}

function replace(field: Written, from: number, to: number, text: string, inputType: string): void {
  const at = from + text.length;
  if (field.selectionStart === null) field.value = field.value.slice(0, from) + text + field.value.slice(to);
  else {
    field.setRangeText(text, from, to, 'end');
    field.setSelectionRange(at, at);
  }
  const data = inputType === 'insertText' ? text : null;
  field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType, data }));
}
