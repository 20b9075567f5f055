const FIELDS = 'input, textarea, [contenteditable]';
const SELECTABLE = `${FIELDS}, [data-selectable]`;

const within = (target: EventTarget | null, what: string) => {
  const element = target instanceof Node && !(target instanceof Element) ? target.parentElement : target;
  return element instanceof Element && element.closest(what) !== null;
};
const inField = (target: EventTarget | null) => within(target, FIELDS);

/** Keys that would take the page somewhere, print it, save it, search it or scale it. */
export function isBrowserKey(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): boolean {
  const { key, ctrlKey, metaKey, altKey } = event;
  if (/^F([1-9]|1[0-2])$/.test(key) || key.startsWith('Browser')) return true;
  if (altKey && ['ArrowLeft', 'ArrowRight', 'Home'].includes(key)) return true;
  if (ctrlKey || metaKey)
    return ['+', '-', '=', '0', '_'].includes(key) || 'rpsfgujhdonwt'.includes(key.toLowerCase());
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
    ['dragstart', stop],
    ['dragover', stop],
    ['drop', stop],
    ['gesturestart', stop],
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
