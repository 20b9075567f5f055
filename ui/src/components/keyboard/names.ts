import { m } from '$/lib/i18n/messages.svelte';
import type { Command, Key } from './keys';
import type { Shift } from './typist.svelte';

const SIGNS: Readonly<Record<string, () => string>> = {
  ' ': m.keyboard_space,
  '-': m.keyboard_hyphen,
  '–': m.keyboard_dash,
  _: m.keyboard_underscore,
  '.': m.keyboard_dot,
  ',': m.keyboard_comma,
  ':': m.keyboard_colon,
  ';': m.keyboard_semicolon,
  '!': m.keyboard_exclamation,
  '?': m.keyboard_question,
  '’': m.keyboard_apostrophe,
  "'": m.keyboard_apostrophe_straight,
  '´': m.keyboard_acute,
  '`': m.keyboard_grave,
  '^': m.keyboard_caret,
  '"': m.keyboard_quote,
  '@': m.keyboard_at,
  '&': m.keyboard_and,
  '#': m.keyboard_hash,
  '/': m.keyboard_slash,
  '(': m.keyboard_open,
  ')': m.keyboard_close,
  '{': m.keyboard_brace_open,
  '}': m.keyboard_brace_close,
  '+': m.keyboard_plus,
  '*': m.keyboard_star,
  '=': m.keyboard_equals,
  '%': m.keyboard_percent,
  '~': m.keyboard_tilde,
  '€': m.keyboard_euro,
};

const COMMANDS = {
  shift: m.keyboard_shift,
  back: m.keyboard_back,
  enter: m.keyboard_enter,
  symbols: m.keyboard_symbols,
  letters: m.keyboard_letters,
  language: m.keyboard_language,
  away: m.keyboard_away,
  caretBack: m.keyboard_caret_back,
  caretOn: m.keyboard_caret_on,
} satisfies Record<Command, () => string>;

/** What a screen reader says of what a key writes: a capital sounds like the small letter otherwise. */
export function signName(text: string): string {
  const sign = SIGNS[text];
  if (sign) return sign();
  return text !== text.toLowerCase() ? m.keyboard_capital({ letter: text }) : text;
}

export function keyName(key: Key, shift: Shift): string {
  if (key.does === 'type') return signName(key.text);
  return key.does === 'shift' && shift === 'always' ? m.keyboard_shift_always() : COMMANDS[key.does]();
}
