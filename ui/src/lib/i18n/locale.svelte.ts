import { SPOKEN, type Locale } from './languages';
import { isReady, show, shownLocale } from './messages.svelte';

export {
  ALL,
  LANGUAGES,
  NAMES,
  SPOKEN,
  languageOf,
  nameOf,
  nearest,
  offeredOf,
  spokenFor,
  type Language,
  type Locale,
} from './languages';

/** The languages there are messages for. */
export const LOCALES = SPOKEN;

export const locale = {
  get current(): Locale {
    return shownLocale();
  },
};

/** Whether a language can be shown at once. */
export const ready = isReady;

/** Shows a language; done when it is shown. */
export function speak(next: Locale): Promise<void> {
  return show(next);
}
