const FIELDS = 'input, textarea, [contenteditable]';
const SELECTABLE = `${FIELDS}, [data-selectable]`;

/** Keys that are on some keyboards only: back, home, search, the menu of the second mouse button. */
const OTHER_KEYS =
  /^(Browser|Launch|ContextMenu$|Print$|PrintScreen$|Find$|Help$|Open$|Save$|Close$|New$|Zoom)/;

const within = (target: EventTarget | null, what: string) => {
  const element = target instanceof Node && !(target instanceof Element) ? target.parentElement : target;
  return element instanceof Element && element.closest(what) !== null;
};
const inField = (target: EventTarget | null) => within(target, FIELDS);

/** Keys that would take the page somewhere, print it, save it, search it or scale it. */
export function isBrowserKey(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): boolean {
  const { key, ctrlKey, metaKey, altKey } = event;
  if (/^F([1-9]|1[0-9]|2[0-4])$/.test(key) || OTHER_KEYS.test(key)) return true;
  if (altKey && ['ArrowLeft', 'ArrowRight', 'Home'].includes(key)) return true;
  if (ctrlKey || metaKey)
    return ['+', '-', '=', '0', '_', 'Tab'].includes(key) || 'rpsfgujhdonwtqklie'.includes(key.toLowerCase());
  return false;
}

/** Takes from the page what a browser would offer. Returns how to give it back. */
export function lockDown(page: Document): () => void {
  const stop = (event: Event) => event.preventDefault();
  const stopUnselectable = (event: Event) => {
    if (!within(event.target, SELECTABLE)) event.preventDefault();
  };
  const stopZoomWheel = (event: WheelEvent) => {
    if (event.ctrlKey || event.metaKey) event.preventDefault();
  };
  const stopPinch = (event: TouchEvent) => {
    if (event.touches.length > 1) event.preventDefault();
  };
  const stopKeys = (event: KeyboardEvent) => {
    if (isBrowserKey(event)) event.preventDefault();
    // Backspace outside a field was "back" in more than one web view.
    if (event.key === 'Backspace' && !inField(event.target)) event.preventDefault();
  };

  const active: AddEventListenerOptions = { passive: false, capture: true };
  const rules: [string, (event: never) => void][] = [
    ['contextmenu', stop],
    // The middle button: a link in a new window, or whatever was selected last as an address.
    ['auxclick', stop],
    ['dragstart', stop],
    ['dragover', stop],
    ['drop', stop],
    ['gesturestart', stop],
    ['gesturechange', stop],
    ['selectstart', stopUnselectable],
    ['wheel', stopZoomWheel],
    ['touchmove', stopPinch],
    ['keydown', stopKeys],
  ];
  for (const [name, rule] of rules) page.addEventListener(name, rule as EventListener, active);
  return () => {
    for (const [name, rule] of rules) page.removeEventListener(name, rule as EventListener, active);
  };
}

/** Chords that people type with: what AltGr writes, and Shift alone. */
const writes = (event: KeyboardEvent) =>
  event.getModifierState('AltGraph') ||
  (event.altKey && !event.ctrlKey && !event.metaKey && event.key.length === 1);

/**
 * Takes from the member's screen what only somebody at a computer of their own needs: every other chord, and
 * the clipboard, in which the next member would find what the last one has left. Returns how to give it back.
 */
export function closeUp(page: Document): () => void {
  const stop = (event: Event) => event.preventDefault();
  const stopChords = (event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey || event.altKey) && !writes(event)) event.preventDefault();
  };
  const active: AddEventListenerOptions = { passive: false, capture: true };
  const clipboard = ['copy', 'cut', 'paste'];
  for (const name of clipboard) page.addEventListener(name, stop, active);
  page.addEventListener('keydown', stopChords, active);
  return () => {
    for (const name of clipboard) page.removeEventListener(name, stop, active);
    page.removeEventListener('keydown', stopChords, active);
  };
}

/** Whether the program holds this window as a kiosk: nothing opens that belongs to the computer. */
export const isHeld = (view: Window): boolean =>
  (view as Window & { portico?: { held?: boolean } }).portico?.held === true;

/** Hides the pointer once it rests; a touch screen never shows one. */
export function restlessPointer(page: Document, afterMs = 3000): () => void {
  const root = page.documentElement;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const rest = () => root.setAttribute('data-pointer', 'resting');
  const wake = (event: PointerEvent) => {
    if (event.pointerType === 'touch') return rest();
    root.removeAttribute('data-pointer');
    clearTimeout(timer);
    timer = setTimeout(rest, afterMs);
  };
  rest();
  page.addEventListener('pointermove', wake);
  page.addEventListener('pointerdown', wake);
  return () => {
    clearTimeout(timer);
    root.removeAttribute('data-pointer');
    page.removeEventListener('pointermove', wake);
    page.removeEventListener('pointerdown', wake);
  };
}
