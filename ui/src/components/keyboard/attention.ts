import { focusedField } from '$/lib/wedge/field';
import type { Written } from './write';

export interface Attention {
  /** The keys, which may have the focus while a field is written in. */
  keys: () => HTMLElement | undefined;
  /** This field is written in from now on, or none. */
  attend: (field: Written | null) => void;
  /** Somebody touched a field and wants keys for it. */
  touched: () => void;
  caretMoved: () => void;
}

/** Follows the focus through the fields in `root`. Returns how to stop. */
export function followFocus(root: HTMLElement, { keys, attend, touched, caretMoved }: Attention): () => void {
  const page = root.ownerDocument;
  let field: Written | null = null;
  let inputMode: string | null = null;
  let pressing = false;
  let leaving = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function take(next: Written | null) {
    leaving = false;
    if (next === field) return;
    if (field && inputMode) field.setAttribute('inputmode', inputMode);
    else field?.removeAttribute('inputmode');
    field = next;
    attend(next);
    if (!next) return;
    // The system's own keys would lie above ours.
    inputMode = next.getAttribute('inputmode');
    next.setAttribute('inputmode', 'none');
  }

  // What goes away with the keys moves what is below a finger, and its click would go astray: it is waited for.
  const leave = () => {
    leaving = true;
    if (!pressing) settle();
  };
  const settle = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (leaving) take(null);
    });
  };

  const came = () => {
    const focused = focusedField(page);
    if (isWritten(focused) && root.contains(focused)) take(focused);
    else leave();
  };
  const went = ({ relatedTarget: to }: FocusEvent) => {
    // The window lost the focus, not the field.
    const stays = to === null ? page.activeElement === field : to instanceof Node && keys()?.contains(to);
    if (!stays) leave();
  };
  const down = (event: Event) => {
    pressing = true;
    if (event.target instanceof HTMLElement && root.contains(event.target) && isWritten(event.target))
      touched();
  };
  const up = () => {
    pressing = false;
    if (leaving) settle();
  };
  const moved = () => {
    if (page.activeElement === field) caretMoved();
  };

  const focused = focusedField(page);
  if (isWritten(focused) && root.contains(focused)) take(focused);
  root.addEventListener('focusin', came);
  root.addEventListener('focusout', went);
  page.addEventListener('pointerdown', down, true);
  page.addEventListener('pointerup', up, true);
  page.addEventListener('pointercancel', up, true);
  page.addEventListener('selectionchange', moved);
  return () => {
    clearTimeout(timer);
    root.removeEventListener('focusin', came);
    root.removeEventListener('focusout', went);
    page.removeEventListener('pointerdown', down, true);
    page.removeEventListener('pointerup', up, true);
    page.removeEventListener('pointercancel', up, true);
    page.removeEventListener('selectionchange', moved);
    take(null);
  };
}

const isWritten = (element: HTMLElement | null): element is Written =>
  element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
