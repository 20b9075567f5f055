import { LAYOUTS, type KeyboardLanguage } from './layouts';

/** What every language's keys offer when they are held: names come from everywhere. */
const HELD: Readonly<Record<string, string>> = {
  a: 'äàáâãåāăąæ',
  c: 'çćčĉċ',
  d: 'ďđð',
  e: 'éèêëēėęě',
  g: 'ğģĝġ',
  h: 'ħĥ',
  i: 'íìîïīįı',
  j: 'ĵ',
  k: 'ķ',
  l: 'łľĺļŀ',
  n: 'ñńňņŋ',
  o: 'öóòôõøōőœ',
  r: 'řŕŗ',
  s: 'ßśšşșŝ',
  t: 'ťţțþŧ',
  u: 'üúùûũūůűųŭ',
  w: 'ŵẅ',
  y: 'ýÿŷ',
  z: 'žźż',
  ı: 'iîï',
  е: 'ё',
  и: 'іїй',
  г: 'ґ',
  ь: 'ъ',
  '.': ',:;!?',
  '-': '–/()',
  '’': '\'´`"',
  '@': '&#',
};

/** The capital of a letter as a language has it, whatever the system knows of the language. */
export function capital(letter: string, language: KeyboardLanguage): string {
  if (language === 'tr' && letter === 'i') return 'İ';
  if (letter === 'ß') return 'ẞ';
  return letter.toUpperCase();
}

/** What a key offers when it is held: the language's own first, nothing twice, and not what has a key. */
export function heldBy(letter: string, language: KeyboardLanguage, capitals: boolean): string[] {
  const { rows, held } = LAYOUTS[language];
  const keys = new Set(rows.join(''));
  const offered = [...(held?.[letter] ?? ''), ...(HELD[letter] ?? '')];
  const small = [...new Set(offered)].filter((one) => !keys.has(one) || one === 'ß');
  if (!capitals) return small.filter((one) => !keys.has(one));
  // Outside Turkish the capital of ı is an I like any other, and the İ of Turkish names has no small letter.
  const large = small.map((one) => (one === 'ı' && language !== 'tr' ? 'İ' : capital(one, language)));
  return [...new Set(large)].filter((one) => one !== capital(letter, language) && !isKey(one, language));
}

const isKey = (large: string, language: KeyboardLanguage) =>
  [...LAYOUTS[language].rows.join('')].some((small) => capital(small, language) === large);
