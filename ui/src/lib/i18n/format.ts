import type { Locale } from './languages';
import { dateFormat, listFormat, numberFormat, relativeFormat } from './formats';

/** Where a language is spoken if nobody says where; the others are spoken where they come from. */
const PLAIN: Partial<Record<Locale, string>> = { de: 'de-DE', en: 'en-GB', qps: 'en-GB' };

/** The tag to format with: the studio's own region where it speaks the language that is shown. */
export function formatTag(shown: Locale, studioTag: string): string {
  if (shown.includes('-')) return shown;
  const regional = studioTag.replace('_', '-');
  const spoken = regional.split('-')[0]?.toLowerCase() === shown;
  return regional.includes('-') && spoken ? regional : (PLAIN[shown] ?? shown);
}

/** "09:02", and "9:02 AM" where the day has two times twelve hours; all of it stays in a line. */
export function clock(at: Date, tag: string): string {
  const { hour12 } = dateFormat(tag, { hour: 'numeric' }).resolvedOptions();
  const format = dateFormat(tag, { hour: hour12 ? 'numeric' : '2-digit', minute: '2-digit' });
  return format.format(at).replace(/\s/g, '\u00a0');
}

export function day(at: Date, tag: string): string {
  return dateFormat(tag, { weekday: 'long', day: 'numeric', month: 'long' }).format(at);
}

export function clockWithSeconds(at: Date, tag: string): string {
  return dateFormat(tag, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at);
}

/** "73" → "1 Stunde und 13 Minuten". */
export function minutesInWords(minutes: number, tag: string): string {
  const whole = Math.abs(Math.round(minutes));
  const parts = [
    { value: Math.floor(whole / 1440), unit: 'day' },
    { value: Math.floor((whole % 1440) / 60), unit: 'hour' },
    { value: whole % 60, unit: 'minute' },
  ].filter(({ value }) => value > 0);
  const shown = parts.length > 0 ? parts.slice(0, 2) : [{ value: 0, unit: 'minute' }];
  return listFormat(tag, { type: 'conjunction' }).format(
    shown.map(({ value, unit }) =>
      numberFormat(tag, { style: 'unit', unit, unitDisplay: 'long' }).format(value),
    ),
  );
}

/** "75" of EUR → "0,75 €". A currency the system does not know keeps its letters. */
export function money({ minor, currency }: { minor: number; currency: string }, tag: string): string {
  try {
    const format = numberFormat(tag, { style: 'currency', currency });
    return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
  } catch {
    return `${numberFormat(tag, { minimumFractionDigits: 2 }).format(minor / 100)} ${currency}`;
  }
}

export function count(value: number, tag: string): string {
  return numberFormat(tag).format(value);
}

type Unit = 'day' | 'hour' | 'minute' | 'second';

function units(ms: number): { value: number; unit: Unit }[] {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const parts: { value: number; unit: Unit }[] = [
    { value: Math.floor(minutes / 1440), unit: 'day' },
    { value: Math.floor((minutes % 1440) / 60), unit: 'hour' },
    { value: minutes % 60, unit: 'minute' },
    { value: seconds % 60, unit: 'second' },
  ];
  const first = parts.findIndex(({ value }) => value > 0);
  return first < 0 ? parts.slice(-1) : parts.slice(first);
}

const inUnits = (parts: { value: number; unit: Unit }[], tag: string, unitDisplay: 'short' | 'long') =>
  parts
    .filter(({ value }, index) => index === 0 || value > 0)
    .map(({ value, unit }) => numberFormat(tag, { style: 'unit', unit, unitDisplay }).format(value))
    .join(' ');

/** A stretch of time that ticks down, in its two largest units: "1 Min. 35 Sek.". */
export function span(ms: number, tag: string, length: 'short' | 'long' = 'short'): string {
  return inUnits(units(ms).slice(0, 2), tag, length);
}

/** How long ago, in its largest unit: "vor 2 Std.". */
export function ago(ms: number, tag: string): string {
  const { value, unit } = units(ms)[0] ?? { value: 0, unit: 'second' };
  return relativeFormat(tag, { style: 'short' }).format(-value, unit);
}

/** Moments of `today` (as `toDateString` says it) by the clock, others with their day. */
export function moment(at: Date, today: string, tag: string): string {
  if (at.toDateString() === today) return clock(at, tag);
  const day = dateFormat(tag, { weekday: 'short', day: 'numeric', month: 'short' });
  return `${day.format(at)}, ${clock(at, tag)}`;
}
