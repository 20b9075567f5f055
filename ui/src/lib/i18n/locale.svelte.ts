import { baseLocale, overwriteGetLocale, overwriteSetLocale, setLocale } from '$/paraglide/runtime';

export type Locale = 'de' | 'en';
export const LOCALES = ['de', 'en'] as const satisfies readonly Locale[];

let current = $state<Locale>(baseLocale);

// Messages ask for the locale where they are called; read from a rune, every sentence follows by itself.
overwriteGetLocale(() => current);
overwriteSetLocale((next) => {
  current = next;
});

export const locale = {
  get current(): Locale {
    return current;
  },
};

export function speak(next: Locale): void {
  void setLocale(next, { reload: false });
}

/** The interface's language nearest to a tag; English where we have none, as the vendor's messages do. */
export function nearest(tag: string): Locale {
  const language = tag.toLowerCase().split(/[-_]/)[0];
  return LOCALES.find((known) => known === language) ?? 'en';
}
