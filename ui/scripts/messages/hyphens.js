/** Keeps "check-in" in one line: what is cut off of a short word is read as a word of its own. */

/** @typedef {import('./format.js').Messages} Messages */

/** Behind a hyphen: no line ends here. It has no width and no letter. */
export const JOIN = '\u2060';
/** A part of so many letters is too short to stand at the end of a line, or alone at its beginning. */
const SHORT = 3;
/** Two parts with more letters than this need the hyphen where a line is narrow. */
const LONGEST = 13;
/** A word with hyphens, and not a part of an address, a command or a file name. */
const WORD = /(?<![\p{L}\p{N}./@_-])\p{L}+(?:-\p{L}+)+(?![\p{N}/@_-]|\.\p{L})/gu;

/**
 * A sentence whose short parts of words stay where they belong.
 * @param {string} text
 */
export const kept = (text) => text.replace(WORD, joined);

/** @param {string} word */
function joined(word) {
  const parts = word.split('-');
  const last = parts.length - 1;
  /** Which way a short part belongs: the first to what follows, so does a single letter ("Kontakt-E-Mail"). */
  const leans = parts.map((part, at) => {
    if (part.length > SHORT) return null;
    return at < last && (at === 0 || part.length === 1) ? 'on' : 'back';
  });
  return parts.reduce((text, part, at) => {
    const before = parts[at - 1] ?? '';
    const belongs = leans[at - 1] === 'on' || leans[at] === 'back';
    const stays = belongs && before.length + part.length <= LONGEST;
    return `${text}-${stays ? JOIN : ''}${part}`;
  });
}

/**
 * All sentences of a language.
 * @param {Messages} messages
 * @returns {Messages}
 */
export const keptTogether = (messages) =>
  Object.fromEntries(
    Object.entries(messages).map(([key, message]) => [
      key,
      {
        ...message,
        sentences: Object.fromEntries(
          Object.entries(message.sentences).map(([when, text]) => [when, kept(text)]),
        ),
      },
    ]),
  );
