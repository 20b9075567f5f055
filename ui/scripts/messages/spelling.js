/** What Switzerland and Liechtenstein spell otherwise in every sentence: no ß, and guillemets. Words are in their files. */

/** @typedef {import('./format.js').Messages} Messages */

/** @param {string} text */
const swiss = (text) =>
  text.replace(/ß/g, 'ss').replace(/„/g, '«').replace(/“/g, '»').replace(/‚/g, '‹').replace(/‘/g, '›');

/**
 * The sentences that are spelled otherwise there.
 * @param {Messages} german
 * @returns {Messages}
 */
export function spelled(german) {
  const all = Object.entries(german).map(
    ([key, message]) =>
      /** @type {const} */ ([
        key,
        {
          ...message,
          sentences: Object.fromEntries(
            Object.entries(message.sentences).map(([when, text]) => [when, swiss(text)]),
          ),
        },
      ]),
  );
  return Object.fromEntries(
    all.filter(
      ([key, { sentences }]) => JSON.stringify(sentences) !== JSON.stringify(german[key]?.sentences),
    ),
  );
}
