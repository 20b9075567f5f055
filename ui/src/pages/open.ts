import '../styles/fonts.css';
import '../styles/tokens.css';
import '../styles/base.css';
import { mount, type Component } from 'svelte';
import { nearest, speak, type Locale } from '$/lib/i18n/locale.svelte';

const FACES = ['700 1em "Bricolage Grotesque"', '500 1em "Atkinson Hyperlegible Next"'];
const loaded = (letters: string) =>
  Promise.all(FACES.map((face) => document.fonts.load(face, letters))).catch(() => []);

/** How long a page waits for its letters, from its beginning. They lie beside it and are here in a tenth of that. */
export const LETTERS_MS = 1500;

/** The letters that every language has; without them once they have been waited for, until they come. */
const letters = Promise.race([loaded('Aa'), new Promise((late) => setTimeout(late, LETTERS_MS))]);
// Asked for before the first sentence needs them, so that no verdict is set in two faces.
void letters.then(() => loaded('ğż'));

declare global {
  /** What the desk speaks, said before the page begins: it then loads no other language first. */
  var porticoLanguage: string | undefined;
}

/** What a page speaks until it is told more. */
export function firstLanguage(): Locale {
  const told = new URLSearchParams(location.search).get('language') ?? globalThis.porticoLanguage;
  return nearest(told ?? navigator.language);
}

/**
 * Resolves when the words of a language and its letters are there. A text that is laid out before its letters are is
 * laid out twice, and the first time in faces that the system has to be asked for, which takes longer than these do.
 * A window without words, or in letters of the system, is still better than none.
 */
export async function sayable(language: Locale): Promise<void> {
  await Promise.all([speak(language).catch(() => undefined), letters]);
}

/** Shows a window in this page. */
export function show<Props extends Record<string, unknown>>(shown: Component<Props>, props: Props): void {
  const target = document.getElementById('app');
  if (target) mount(shown, { target, props });
}
