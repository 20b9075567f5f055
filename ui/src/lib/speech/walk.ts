/** What somebody stops at who goes through a screen: controls, headings, pictures with a name, blocks of text. */
const CONTROL =
  'button, a[href], input, select, textarea, canvas, summary, [role="button"], [role="combobox"], [role="option"]';
const PICTURE = 'img[alt]:not([alt=""]), svg[role="img"], [role="img"]';
/** These say themselves when they change; whoever goes through a screen does not meet them twice. */
const TOLD = '[aria-live].unseen, [role="status"].unseen, [role="alert"].unseen';
const HEADING = 'h1, h2, h3, h4, h5, h6';

export const isControl = (element: Element) => element.matches(CONTROL);
export const isHeading = (element: Element) => element.matches(HEADING);

function gone(element: Element): boolean {
  if (element.matches('[hidden], [inert], [aria-hidden="true"], script, style, template, option'))
    return true;
  if (element.matches(TOLD)) return true;
  const { display, visibility } = getComputedStyle(element);
  return display === 'none' || visibility === 'hidden';
}

const ownText = (element: Element) =>
  [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());

function visit(element: Element, found: HTMLElement[]): void {
  if (gone(element)) return;
  const stop = () => found.push(element as HTMLElement);
  if (element.matches(CONTROL)) return void stop();
  if (element.matches(PICTURE)) return void stop();
  // A label is said with its field.
  if (element instanceof HTMLLabelElement && element.control && !element.contains(element.control)) return;
  const holds = element.querySelector(CONTROL) !== null;
  if (
    !holds &&
    (isHeading(element) || element.matches('dl > div, p, li, legend, label, dt, dd, figcaption'))
  ) {
    if (element.textContent?.trim() || element.querySelector(PICTURE)) stop();
    return;
  }
  if (!(element instanceof HTMLLabelElement) && ownText(element) && !holds) return void stop();
  for (const child of element.children) visit(child, found);
}

/** What is in front: a question before the screen behind it. */
export function roots(page: Document): Element[] {
  const bar = page.querySelector('[data-speech-bar]');
  const asked = [...page.querySelectorAll('dialog[open]')].at(-1);
  const front = asked ? [asked] : [...page.querySelectorAll('main, [data-testid="keyboard"]')];
  return bar ? [...front, bar] : front;
}

/** Everything there is to stop at, in the order it is read. */
export function stops(page: Document): HTMLElement[] {
  const found: HTMLElement[] = [];
  for (const root of roots(page)) visit(root, found);
  return found;
}

/** The stop that this is, or is part of, or that a label stands for. */
export function stopOf(element: Element | null, all: readonly HTMLElement[]): HTMLElement | null {
  const labelled = element?.closest('label')?.control ?? null;
  if (labelled && all.includes(labelled)) return labelled;
  for (let at = element; at; at = at.parentElement)
    if (all.includes(at as HTMLElement)) return at as HTMLElement;
  return null;
}

/** The next one from here in this direction; stays at both ends. From nowhere it is the first, or the last. */
export function step(
  all: readonly HTMLElement[],
  from: HTMLElement | null,
  by: 1 | -1,
): { stop: HTMLElement | null; end: boolean } {
  const at = from ? all.indexOf(from) : -1;
  if (at < 0) return { stop: (by === 1 ? all[0] : all.at(-1)) ?? null, end: false };
  const next = all[at + by];
  return next ? { stop: next, end: false } : { stop: from, end: true };
}

/** Which of how many this is among its likes: the keys of a pad, the tiles of a shelf. */
export function position(element: Element, all: readonly HTMLElement[]): { at: number; of: number } | null {
  const group = element.closest('[role="group"], [role="radiogroup"], fieldset, ul, ol');
  if (!group) return null;
  const likes = all.filter((one) => group.contains(one) && isControl(one));
  const at = likes.indexOf(element as HTMLElement);
  return at >= 0 && likes.length > 1 ? { at: at + 1, of: likes.length } : null;
}
