import { cs } from './cs';
import { de } from './de';
import { en } from './en';
import { es } from './es';
import { fr } from './fr';
import { hu } from './hu';
import { it } from './it';
import { nb } from './nb';
import { nl } from './nl';
import { pl } from './pl';
import { ro } from './ro';
import { ru } from './ru';
import { sl } from './sl';
import { sv } from './sv';
import { tr } from './tr';

export type { Layout } from './layout';

export const LAYOUTS = { cs, de, en, es, fr, hu, it, nb, nl, pl, ro, ru, sl, sv, tr };
export type KeyboardLanguage = keyof typeof LAYOUTS;
export const LANGUAGES = Object.keys(LAYOUTS) as KeyboardLanguage[];

/** The keys of a language; those of English where we have none. */
export function keysOf(tag: string): KeyboardLanguage {
  const language = tag.toLowerCase().split(/[-_]/)[0] ?? '';
  if (language === 'no' || language === 'nn') return 'nb';
  return LANGUAGES.find((known) => known === language) ?? 'en';
}
