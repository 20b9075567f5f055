/** How each language sets quotation marks, dashes and the spaces beside its marks. */

/** @typedef {import('./format.js').Messages} Messages */

/** The pair a language quotes with; German Switzerland and Liechtenstein, too, have guillemets. */
const QUOTES = /** @type {Record<string, string>} */ ({
  cs: '„“',
  de: '„“',
  'de-CH': '«»',
  'de-LI': '«»',
  en: '“”',
  es: '«»',
  fr: '«»',
  hu: '„”',
  it: '«»',
  nb: '«»',
  nl: '“”',
  pl: '„”',
  ro: '„”',
  ru: '«»',
  sl: '„“',
  sv: '””',
  tr: '“”',
});
const EVERY_QUOTE = /[„“”«»"]/g;

/** What is wrong in whatever language. */
const EVERYWHERE = /** @type {[RegExp, string][]} */ ([
  [/'/, 'has a straight apostrophe'],
  [/\.\.\./, 'has three full stops instead of one ellipsis'],
  [/^\s|\s$|\s\s/, 'has a space too many'],
  [/ [–—](?!\S)/, 'may begin a line with a dash: a no-break space goes before it'],
  [/\d (?:[KM]B|[KM]o|[КМ]Б)(?!\p{L})/u, 'may part a number from its unit: a no-break space goes between'],
]);

/** And what is wrong in one alone. */
const IN = /** @type {Record<string, [RegExp, string][]>} */ ({
  fr: [
    [
      /[^\u00a0\u202f][;!?]|[^\u00a0]:(?=\s|$)/,
      'has no no-break space before a colon, semicolon or the like',
    ],
    [/«(?!\u00a0)|(?<!\u00a0)»/, 'has no no-break space within its guillemets'],
  ],
  ru: [[/\s–\s/, 'has a short dash instead of a long one']],
});

/**
 * @param {string} tag
 * @param {string} text
 * @returns {string[]} what is wrong with one sentence
 */
export function typographyFaults(tag, text) {
  const language = tag.split('-')[0] ?? '';
  const pair = QUOTES[tag] ?? QUOTES[language] ?? '';
  const foreign = (text.match(EVERY_QUOTE) ?? []).some((mark) => !pair.includes(mark));
  return [
    ...(foreign ? [`quotes otherwise than with ${pair}`] : []),
    ...[...EVERYWHERE, ...(IN[language] ?? [])].filter(([wrong]) => wrong.test(text)).map(([, what]) => what),
  ];
}

/**
 * @param {string} tag
 * @param {Messages} messages
 * @returns {string[]}
 */
export const setFaults = (tag, messages) =>
  Object.entries(messages).flatMap(([key, { sentences }]) =>
    Object.values(sentences).flatMap((text) =>
      typographyFaults(tag, text).map((what) => `${tag}: ${key} ${what}`),
    ),
  );

/**
 * French has a narrow space before a semicolon, an exclamation mark and a question mark. The files have the usual
 * no-break space there, which any editor can write.
 * @param {Messages} french
 * @returns {Messages}
 */
export const narrowed = (french) =>
  Object.fromEntries(
    Object.entries(french).map(([key, message]) => [
      key,
      {
        ...message,
        sentences: Object.fromEntries(
          Object.entries(message.sentences).map(([when, text]) => [
            when,
            text.replace(/\u00a0([;!?])/g, '\u202f$1'),
          ]),
        ),
      },
    ]),
  );
