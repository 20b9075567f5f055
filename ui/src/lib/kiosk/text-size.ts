/** How large everything that is written is, and what it is written in. */
export const TEXT_SIZES = ['normal', 'large', 'larger'] as const;
export type TextSize = (typeof TEXT_SIZES)[number];

interface Size {
  width: number;
  height: number;
}

/** The smallest that is written on the member's screens, in units; the desk's `domain::Viewing` has the same. */
export const SMALLEST = 2.4;
/** Nothing is written smaller than this, in pixels. */
const FLOOR = 20;
/** By how much everything grows by itself at the most: with more, too little of a screen is in sight at once. */
const NORMAL_MOST = 1.4;
/** By how much everything grows for whoever chooses the largest, in any case and where it is needed. */
const LARGER = 1.4;
const LARGER_MOST = 2.4;

export function nextSize(size: TextSize): TextSize {
  return TEXT_SIZES[(TEXT_SIZES.indexOf(size) + 1) % TEXT_SIZES.length] ?? 'normal';
}

/** One unit (`--u`) before anything has grown, in pixels; the style sheet has the same. */
const unitOf = ({ width, height }: Size) => Math.max(Math.min(width, height) / 100, 5.9);

/**
 * By how much everything grows, so that it can be read from where members stand (EN 301 549, 5.1.4).
 * `leastText` is how large letters have to be, as a part of the screen's diagonal; null: nobody has said so.
 */
export function textScales(leastText: number | null, screen: Size, window: Size): Record<TextSize, number> {
  const least = (leastText ?? 0) * Math.hypot(screen.width, screen.height);
  const needed = least <= FLOOR ? 1 : Math.max(1, least / (SMALLEST * unitOf(window)));
  const normal = Math.min(needed, NORMAL_MOST);
  const larger = Math.max(normal * LARGER, Math.min(needed, LARGER_MOST));
  return { normal, large: (normal + larger) / 2, larger };
}

let shown = 1;

/** One unit (`--u`) as it is shown, in pixels. */
export const shownUnit = () => unitOf({ width: innerWidth, height: innerHeight }) * shown;

/** Shows text in a size, also when the window gets another one. Returns how to stop. */
export function showTextSize(size: TextSize, leastText: number | null): () => void {
  const { dataset, style } = document.documentElement;
  const show = () => {
    const scale = textScales(leastText, screen, { width: innerWidth, height: innerHeight })[size];
    if (scale === shown) return;
    shown = scale;
    if (scale === 1) delete dataset.textSize;
    else dataset.textSize = size;
    style.setProperty('--text-scale', String(scale));
    // Whatever fits itself into its box does so by the size of the window.
    window.dispatchEvent(new Event('resize'));
  };
  show();
  window.addEventListener('resize', show);
  return () => window.removeEventListener('resize', show);
}
