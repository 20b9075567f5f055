/** How large everything that is written is, and what it is written in. */
export const TEXT_SIZES = ['normal', 'large', 'larger'] as const;
export type TextSize = (typeof TEXT_SIZES)[number];

/** By how much the unit of the screens grows; the style sheet has the same. */
export const TEXT_SCALE = { normal: 1, large: 1.2, larger: 1.4 } satisfies Record<TextSize, number>;

export function nextSize(size: TextSize): TextSize {
  return TEXT_SIZES[(TEXT_SIZES.indexOf(size) + 1) % TEXT_SIZES.length] ?? 'normal';
}

export function showTextSize(size: TextSize): void {
  const { dataset } = document.documentElement;
  if ((dataset.textSize ?? 'normal') === size) return;
  if (size === 'normal') delete dataset.textSize;
  else dataset.textSize = size;
  // Whatever fits itself into its box does so by the size of the window.
  window.dispatchEvent(new Event('resize'));
}
