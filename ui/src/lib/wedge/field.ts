type TextField = HTMLInputElement | HTMLTextAreaElement;

/** Where writing goes on this page, if anywhere. */
export type Field = TextField | HTMLElement;

const WRITTEN_IN = new Set(
  'date datetime-local email month number password search tel text time url week'.split(' '),
);

const isTextField = (element: Element): element is TextField =>
  element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement;

/** The field that has the focus. */
export function focusedField(page: Document): Field | null {
  const focused = page.activeElement;
  if (!(focused instanceof HTMLElement)) return null;
  if (focused instanceof HTMLInputElement && !WRITTEN_IN.has(focused.type)) return null;
  if (isTextField(focused)) return focused.readOnly || focused.disabled ? null : focused;
  return focused.isContentEditable ? focused : null;
}

/** Writes where the caret is, as a key would. */
export function write(field: Field, text: string): void {
  const page = field.ownerDocument;
  // Knows the length a field may have, and can be undone by the person.
  if (page.activeElement === field && page.execCommand?.('insertText', false, text)) return;
  if (!isTextField(field)) return;
  const { selectionStart, selectionEnd, maxLength, value } = field;
  const room = maxLength < 0 ? text.length : maxLength - value.length;
  const part = text.slice(0, Math.max(0, room));
  if (selectionStart === null) field.value += part;
  else field.setRangeText(part, selectionStart, selectionEnd ?? selectionStart, 'end');
  tell(field);
}

/** Remembers what stands in a field; the answer puts it back and ends what an input method has begun. */
export function remember(field: Field): () => void {
  if (!isTextField(field)) {
    const before = field.textContent;
    return () => {
      if (field.textContent === before) return;
      field.textContent = before;
      tell(field);
    };
  }
  const { value, selectionStart, selectionEnd } = field;
  return () => {
    const focused = field.ownerDocument.activeElement === field;
    // An accent that waits for its letter stands in the field and is not let go of otherwise.
    if (focused) field.blur();
    if (field.value !== value) {
      field.value = value;
      tell(field);
    }
    if (focused) field.focus();
    if (selectionStart !== null) field.setSelectionRange(selectionStart, selectionEnd);
  };
}

function tell(field: Field): void {
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
