import { nearest, type Locale } from './locale.svelte';

const PLAIN: Record<Locale, string> = { de: 'de-DE', en: 'en-GB' };

/** The tag to format with: the studio's own region where it speaks the language that is shown. */
export function formatTag(shown: Locale, studioTag: string): string {
  const regional = studioTag.replace('_', '-');
  return regional.includes('-') && nearest(regional) === shown && regional.toLowerCase().startsWith(shown)
    ? regional
    : PLAIN[shown];
}

export function clock(at: Date, tag: string): string {
  return new Intl.DateTimeFormat(tag, { hour: '2-digit', minute: '2-digit' }).format(at);
}

export function day(at: Date, tag: string): string {
  return new Intl.DateTimeFormat(tag, { weekday: 'long', day: 'numeric', month: 'long' }).format(at);
}

export function clockWithSeconds(at: Date, tag: string): string {
  return new Intl.DateTimeFormat(tag, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at);
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
  return new Intl.ListFormat(tag, { type: 'conjunction' }).format(
    shown.map(({ value, unit }) =>
      new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'long' }).format(value),
    ),
  );
}
