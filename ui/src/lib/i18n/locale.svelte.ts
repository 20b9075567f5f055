import { SPOKEN, type Locale } from './languages';
import { show, shownLocale } from './messages.svelte';

export { LANGUAGES, NAMES, SPOKEN, languageOf, nearest, type Language, type Locale } from './languages';

/** The languages there are messages for. */
export const LOCALES = SPOKEN;

export const locale = {
  get current(): Locale {
    return shownLocale();
  },
};

/** Shows a language; done when it is shown. */
export function speak(next: Locale): Promise<void> {
  return show(next);
}
