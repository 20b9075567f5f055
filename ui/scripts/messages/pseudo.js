/** A language that nobody speaks, to see what longer words do to the screen: English with accents, and half as long again. */

/** @typedef {import('./format.js').Messages} Messages */

const ACCENTS = /** @type {Record<string, string>} */ ({
  a: 'å',
  c: 'ç',
  d: 'ð',
  e: 'é',
  g: 'ğ',
  i: 'î',
  l: 'ļ',
  n: 'ñ',
  o: 'ö',
  r: 'ř',
  s: 'š',
  u: 'û',
  y: 'ý',
  z: 'ž',
  A: 'Å',
  C: 'Ç',
  D: 'Ð',
  E: 'É',
  G: 'Ğ',
  I: 'Î',
  L: 'Ļ',
  N: 'Ñ',
  O: 'Ö',
  R: 'Ř',
  S: 'Š',
  U: 'Û',
  Y: 'Ý',
  Z: 'Ž',
});
const VOWELS = 'aeiou';

/**
 * One sentence: every second vowel is there twice, and words of a few letters more are put behind until it is 1.4 to
 * 1.6 times as long. What is in braces stays as it is.
 * @param {string} text
 */
export function stretched(text) {
  const letters = text.replace(/\{\w+\}/g, '').length;
  let vowels = 0;
  const longer = text
    .split(/(\{\w+\})/)
    .map((part) => (part.startsWith('{') ? part : [...part].map(twice).join('')))
    .join('');
  const missing = Math.round(letters * 1.5) - longer.replace(/\{\w+\}/g, '').length;
  return `⟦${longer}${filler(missing)}⟧`;

  function twice(/** @type {string} */ letter) {
    const accented = ACCENTS[letter] ?? letter;
    if (!VOWELS.includes(letter)) return accented;
    vowels += 1;
    return vowels % 2 === 0 ? accented + accented : accented;
  }
}

/** Letters that make the last word longer where few are missing, and a word of their own where many are. */
function filler(/** @type {number} */ missing) {
  if (missing <= 0) return '';
  if (missing <= 4) return 'ëñšÿ'.slice(0, missing);
  let text = '';
  while (text.length < missing) text += ' łöñğéř';
  return text.slice(0, missing);
}

/**
 * @param {Messages} english
 * @returns {Messages}
 */
export const pseudo = (english) =>
  Object.fromEntries(
    Object.entries(english).map(([key, message]) => [
      key,
      {
        ...message,
        sentences: Object.fromEntries(
          Object.entries(message.sentences).map(([when, text]) => [when, stretched(text)]),
        ),
      },
    ]),
  );
