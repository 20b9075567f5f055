import { AsYouType, type CountryCode } from 'libphonenumber-js/min';

/** How something is shown while it is typed. */
export interface Typing {
  /** What was typed without what only helps to read it. */
  bare: (text: string) => string;
  shown: (bare: string) => string;
}

export const plain: Typing = { bare: (text) => text, shown: (text) => text };

/** Groups of four, in capitals. */
export const iban: Typing = {
  bare: (text) => text.toUpperCase().replace(/[^A-Z0-9]/g, ''),
  shown: (bare) => bare.replace(/(.{4})(?=.)/g, '$1 '),
};

const DIALLED = /^[+\d][\d\s()/.\-\u2013]*$/;

/** As the country writes it. What is more than a number ("only after 6 pm") stays as it was typed. */
export function phone(country: string): Typing {
  return {
    bare: (text) => (DIALLED.test(text.trim()) ? text.replace(/[^+\d]/g, '') : text),
    shown: (bare) => (/^\+?\d+$/.test(bare) ? new AsYouType(country as CountryCode).input(bare) : bare),
  };
}

/** Which way a key that deletes goes. */
export type Deleted = 'backward' | 'forward' | null;

export const deletedBy = (inputType: string): Deleted =>
  inputType === 'deleteContentBackward'
    ? 'backward'
    : inputType === 'deleteContentForward'
      ? 'forward'
      : null;

/**
 * What a field shows after something was typed into it, and where the caret stands: behind the same letters as
 * before. A key that deleted nothing but a gap deletes the letter beyond it.
 */
export function retyped(
  { text, caret, deleted, before }: { text: string; caret: number; deleted: Deleted; before: string },
  typing: Typing,
): { bare: string; text: string; caret: number } {
  const { bare, shown } = typing;
  let [typed, at] = [text, caret];
  if (deleted !== null && bare(typed) === before) [typed, at] = beyond(typed, at, deleted, bare);
  const kept = bare(typed);
  const next = shown(kept);
  if (next === typed) return { bare: kept, text: next, caret: at };
  const letters = bare(typed.slice(0, at)).length;
  let behind = at >= typed.length ? next.length : 0;
  while (behind < next.length && bare(next.slice(0, behind)).length < letters) behind += 1;
  return { bare: kept, text: next, caret: behind };
}

function beyond(
  text: string,
  caret: number,
  way: 'backward' | 'forward',
  bare: Typing['bare'],
): [string, number] {
  const step = way === 'backward' ? -1 : 1;
  for (let at = way === 'backward' ? caret - 1 : caret; at >= 0 && at < text.length; at += step) {
    const without = text.slice(0, at) + text.slice(at + 1);
    if (bare(without) !== bare(text)) return [without, way === 'backward' ? at : caret];
  }
  return [text, caret];
}
