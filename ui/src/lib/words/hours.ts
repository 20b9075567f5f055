import { m } from '$/lib/i18n/messages.svelte';
import type { OpenView, WelcomeText } from '../backend/bindings';
import { clock } from '../i18n/format';
import { languageOf } from '../i18n/languages';
import { nearest, type Locale } from '../i18n/locale.svelte';
import { dateFormat } from '../i18n/formats';

const DAY_MS = 86_400_000;
/** From so long on nobody counts the days. */
const LONG_MS = 6 * DAY_MS;

const later = (at: Date, days: number) => new Date(at.getFullYear(), at.getMonth(), at.getDate() + days);
const sameDay = (one: Date, other: Date) => one.toDateString() === other.toDateString();

function dayOf(at: Date, now: Date, tag: string): string {
  const near = at.getTime() - now.getTime() < LONG_MS;
  const format = near
    ? ({ weekday: 'long' } as const)
    : ({ weekday: 'long', day: 'numeric', month: 'long' } as const);
  return dateFormat(tag, format).format(at);
}

/** Whether the studio is open and until when, or when it opens; `null` where nothing is said about it. */
export function hoursWords(
  open: OpenView[] | null,
  now: Date,
  tag: string,
): { open: boolean; words: string } | null {
  if (!open) return null;
  const at = now.getTime();
  const next = open.find(({ untilMs }) => untilMs === null || untilMs > at);
  if (!next) return { open: false, words: m.look_closed() };
  if (next.fromMs <= at) {
    if (next.untilMs === null || next.untilMs - at > LONG_MS)
      return { open: true, words: m.look_open_always() };
    const until = new Date(next.untilMs);
    const time = clock(until, tag);
    // Midnight is the end of today, and not a time of tomorrow.
    if (sameDay(until, now) || next.untilMs === later(now, 1).getTime())
      return { open: true, words: m.look_open_today({ time }) };
    if (next.untilMs - at < DAY_MS / 2) return { open: true, words: m.look_open_until({ time }) };
    return { open: true, words: m.look_open_day({ day: dayOf(until, now, tag), time }) };
  }
  const from = new Date(next.fromMs);
  const time = clock(from, tag);
  if (sameDay(from, now)) return { open: false, words: m.look_opens_today({ time }) };
  if (sameDay(from, later(now, 1))) return { open: false, words: m.look_opens_tomorrow({ time }) };
  return { open: false, words: m.look_opens_day({ day: dayOf(from, now, tag), time }) };
}

/** The welcome in the language that is shown: of the studio's own region, of the language, or none. */
export function welcomeIn(texts: WelcomeText[], shown: Locale, studioTag: string): string | null {
  const of = (tag: string) =>
    texts.find(({ language }) => language.toLowerCase() === tag.toLowerCase())?.text;
  const general = languageOf(shown);
  const regional = languageOf(nearest(studioTag)) === general ? of(studioTag) : undefined;
  const other = texts.find(({ language }) => language.toLowerCase().startsWith(`${general}-`))?.text;
  return regional ?? of(shown) ?? of(general) ?? other ?? null;
}
