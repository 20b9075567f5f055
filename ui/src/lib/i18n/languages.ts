/** The vendor's languages and their variants; those that have messages are in `PRESENT`. */
import { PRESENT } from '$/messages';

export const LANGUAGES = [
  'cs',
  'de',
  'en',
  'es',
  'fr',
  'hu',
  'it',
  'nb',
  'nl',
  'pl',
  'ro',
  'ru',
  'sl',
  'sv',
  'tr',
] as const;
export type Language = (typeof LANGUAGES)[number];

export const VARIANTS = ['de-CH', 'de-LI', 'en-CA', 'en-GB', 'en-US', 'fr-LU'] as const;
/** A language's regional form: its file holds only the sentences that differ. */
export type Variant = (typeof VARIANTS)[number];

/** What the screen can speak; `qps` is made up, for tests of the layout. */
export type Locale = Language | Variant | 'qps';

/** What is called here what it calls itself. */
export const NAMES: Record<Locale, string> = {
  cs: 'Čeština',
  de: 'Deutsch',
  en: 'English',
  es: 'Español',
  fr: 'Français',
  hu: 'Magyar',
  it: 'Italiano',
  nb: 'Norsk',
  nl: 'Nederlands',
  pl: 'Polski',
  ro: 'Română',
  ru: 'Русский',
  sl: 'Slovenščina',
  sv: 'Svenska',
  tr: 'Türkçe',
  'de-CH': 'Deutsch (Schweiz)',
  'de-LI': 'Deutsch (Liechtenstein)',
  'en-CA': 'English (Canada)',
  'en-GB': 'English (UK)',
  'en-US': 'English (US)',
  'fr-LU': 'Français (Luxembourg)',
  qps: '⟦Þšéûðö⟧',
};

/** Every language and variant with messages, each variant after its language. */
export const ALL: readonly Exclude<Locale, 'qps'>[] = [...LANGUAGES, ...VARIANTS]
  .filter((one) => (PRESENT as readonly string[]).includes(one))
  .sort();

/** The languages with messages, without their variants. */
export const SPOKEN: readonly Language[] = LANGUAGES.filter((one) =>
  (PRESENT as readonly string[]).includes(one),
);

const speaks = (tag: string): tag is Locale => (PRESENT as readonly string[]).includes(tag);

export function languageOf(locale: Locale): Language | 'qps' {
  return locale.split('-')[0] as Language | 'qps';
}

/** The interface's language nearest to a tag; English where we have none, as the vendor's messages do. */
export function nearest(tag: string): Locale {
  if (tag === 'qps' && speaks(tag)) return tag;
  const [language = '', region = ''] = tag.split(/[-_.@]/);
  const general = language.toLowerCase() === 'no' ? 'nb' : language.toLowerCase();
  const regional = `${general}-${region.toUpperCase()}`;
  return speaks(regional) ? regional : speaks(general) ? general : 'en';
}

/** The interface's language for a tag; nothing where we have none. */
export function spokenFor(tag: string): Locale | null {
  const found = nearest(tag);
  return tag.toLowerCase().split(/[-_]/)[0] === languageOf(found) ? found : null;
}

/**
 * What can be chosen, the studio's own first: the tags of a setting, or else every language, in the variant that the
 * studio itself speaks.
 */
export function offeredOf(home: string, tags: readonly string[]): Locale[] {
  const own = nearest(home);
  // After its own, the ones that most of the vendor's studios and their guests speak.
  const others = [...new Set<Language>(['en', 'de', ...SPOKEN])].filter((one) => one !== languageOf(own));
  const all = [own, ...(tags.length > 0 ? tags.map(nearest) : others)];
  return [...new Set(all)].filter((one) => one !== 'qps' || own === 'qps');
}

/** Its name, with the region only where more than one of its regions can be chosen. */
export function nameOf(locale: Locale, all: readonly Locale[]): string {
  const language = languageOf(locale);
  return all.filter((one) => languageOf(one) === language).length > 1 ? NAMES[locale] : NAMES[language];
}
