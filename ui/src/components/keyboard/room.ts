/** How far a page has to be scrolled so that a field stands in sight, above the keys. */
export function scrolled(
  field: { top: number; bottom: number },
  sight: { top: number; bottom: number },
  margin: number,
): number {
  const below = field.bottom + margin - sight.bottom;
  const above = field.top - margin - sight.top;
  if (above < 0) return above;
  // Of a field that is higher than what is in sight the beginning counts.
  return below > 0 ? Math.min(below, above) : 0;
}

const KINDS = { numeric: 'digits', tel: 'phone', decimal: 'decimal', email: 'email' } as const;

/** What is written into a field, by what it says of itself. */
export function kindOf(field: HTMLElement): 'text' | 'email' | 'digits' | 'phone' | 'decimal' | 'iban' {
  const own = field.dataset.keyboard;
  if (own === 'email' || own === 'digits' || own === 'phone' || own === 'decimal' || own === 'iban')
    return own;
  return KINDS[field.inputMode as keyof typeof KINDS] ?? 'text';
}
