/**
 * What is scrolled, all of it in CSS pixels.
 * @typedef {{ shown: number, content: number, line: number, window: number }} Scrolled
 *   how high the part is that is seen, and all there is; how high a line of it is, and the whole window
 */

/** With fewer lines in sight than this, nobody reads on. */
const LINES = 3;
/** What is smaller than this part of a window, and still not all of it, is a slit to look through. */
const PART = 1 / 3;

/**
 * Why there is too little room for what is scrolled; nothing where all of it is seen, or enough.
 * @param {Scrolled} scrolled
 * @returns {string | null}
 */
export function tooLittleRoom({ shown, content, line, window }) {
  // Half a line may be padding, but never a line that nobody sees.
  if (content - shown < line / 2) return null;
  const seen = `${Math.round(shown)} of ${Math.round(content)}`;
  if (shown < LINES * line) return `is scrolled in ${seen}, less than ${LINES} lines`;
  if (shown < PART * window) return `is scrolled in ${seen}, less than a third of the window`;
  return null;
}

/**
 * The line that stands for all of them: half are higher, half are lower.
 * @param {readonly number[]} lines
 * @returns {number}
 */
export function usualLine(lines) {
  const sorted = [...lines].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/**
 * Everything on the page that can be scrolled up and down; run in the page, so it knows nothing but what is in it.
 * @returns {{ name: string, shown: number, content: number, lines: number[], window: number }[]}
 */
export function scrolledInPage() {
  const keys = document.querySelector('[data-testid="keyboard"]')?.getBoundingClientRect();
  const floor = Math.min(innerHeight, keys && keys.height > 0 ? keys.top : innerHeight);
  const front = document.querySelector('dialog:modal, [data-testid="dark"]') ?? document.body;
  return [front, ...front.querySelectorAll('*')].flatMap((element) => {
    if (element.matches('textarea, select') || element.closest('.unseen')) return [];
    if (!/auto|scroll/.test(getComputedStyle(element).overflowY)) return [];
    if (element.scrollHeight <= element.clientHeight + 1 || element.clientWidth < 2) return [];
    if (!element.checkVisibility({ contentVisibilityAuto: true })) return [];
    const { top } = element.getBoundingClientRect();
    const marked = element.closest('[data-testid]');
    const lines = [...element.querySelectorAll('*')].flatMap((one) => {
      if (one.closest('svg, .unseen, option')) return [];
      const writes = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim());
      const { fontSize, lineHeight } = getComputedStyle(one);
      return writes ? [parseFloat(lineHeight) || 1.3 * parseFloat(fontSize)] : [];
    });
    return [
      {
        name: `<${element.tagName.toLowerCase()} class="${element.className}"> in ${marked?.getAttribute('data-testid')}`,
        // What is scrolled out of another box is seen once that is scrolled; the keys stay where they are.
        shown: keys ? Math.min(element.clientHeight, Math.max(0, floor - top)) : element.clientHeight,
        content: element.scrollHeight,
        lines,
        window: innerHeight,
      },
    ];
  });
}
