import { numberFormat } from './formats';
/** Amounts as people type them. Worked on as text throughout: no amount is ever a fraction in here. */

/** The desk counts amounts in 32 bits. */
export const MOST_MINOR = 4_294_967_295;

export type AmountProblem = 'empty' | 'form' | 'digits' | 'zero' | 'large';
export type Amount = { minor: number } | { problem: AmountProblem };

/** Digits behind the decimal point: 2 for the euro, 0 for the yen. */
export function digitsOf(currency: string): number {
  try {
    return numberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

function marks(tag: string): { decimal: string; group: string } {
  const parts = numberFormat(tag, { useGrouping: true }).formatToParts(1_234_567.8);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return { decimal: of('decimal') || '.', group: of('group').trim() };
}

/** "12,5" → 1250. Point and comma as the language has them; the other one where it can mean one thing only. */
export function parseAmount(text: string, currency: string, tag: string): Amount {
  const typed = bare(text, currency, tag);
  if (typed === '') return { problem: 'empty' };
  const { decimal, group } = marks(tag);
  const split = apart(typed, decimal, group);
  if (!split) return { problem: 'form' };
  const digits = digitsOf(currency);
  if (split.rest.length > digits) return { problem: 'digits' };
  const minor = (split.whole + split.rest.padEnd(digits, '0')).replace(/^0+(?=\d)/, '');
  if (minor.length > 10 || Number(minor) > MOST_MINOR) return { problem: 'large' };
  return minor === '0' ? { problem: 'zero' } : { minor: Number(minor) };
}

/** 1250 → "12,50", to be edited. */
export function typedAmount(minor: number, currency: string, tag: string): string {
  const digits = digitsOf(currency);
  const text = String(Math.abs(Math.trunc(minor))).padStart(digits + 1, '0');
  const sign = minor < 0 ? '-' : '';
  if (digits === 0) return sign + text;
  return `${sign}${text.slice(0, -digits)}${marks(tag).decimal}${text.slice(-digits)}`;
}

/** Without spaces and without what names the currency. */
function bare(text: string, currency: string, tag: string): string {
  let rest = text.replace(/\s/g, '');
  for (const name of [currency, symbol(currency, tag)]) {
    if (name === '') continue;
    if (rest.toUpperCase().startsWith(name.toUpperCase())) rest = rest.slice(name.length);
    else if (rest.toUpperCase().endsWith(name.toUpperCase())) rest = rest.slice(0, -name.length);
  }
  return rest;
}

function symbol(currency: string, tag: string): string {
  try {
    const parts = numberFormat(tag, { style: 'currency', currency }).formatToParts(1);
    return parts.find(({ type }) => type === 'currency')?.value ?? '';
  } catch {
    return '';
  }
}

/** The digits before and behind the decimal point; nothing where the text is no number. */
function apart(typed: string, decimal: string, group: string): { whole: string; rest: string } | null {
  const pieces = typed.split(decimal);
  if (pieces.length > 2) return null;
  const [whole = '', rest] = pieces;
  if (rest !== undefined) {
    const plain = ungrouped(whole, group);
    return plain !== null && /^\d+$/.test(rest) ? { whole: plain, rest } : null;
  }
  const plain = ungrouped(whole, group);
  if (plain !== null) return { whole: plain, rest: '' };
  // One mark and not three digits behind it: it cannot part thousands.
  const other = /^(\d+)[.,](\d{1,2})$/.exec(whole);
  return other ? { whole: other[1] ?? '', rest: other[2] ?? '' } : null;
}

function ungrouped(whole: string, group: string): string | null {
  if (/^\d+$/.test(whole)) return whole;
  if (group === '') return null;
  const [first = '', ...others] = whole.replace(/[’']/g, "'").split(group === '’' ? "'" : group);
  const fits = others.length > 0 && /^\d{1,3}$/.test(first) && others.every((part) => /^\d{3}$/.test(part));
  return fits ? [first, ...others].join('') : null;
}
