/** What every language owes: each sentence of the first one, with its parameters, in each of its plural categories. */
import { parametersOf } from './format.js';

/**
 * @typedef {import('./format.js').Message} Message
 * @typedef {import('./format.js').Messages} Messages
 */

/** Numbers that between them reach every category of the vendor's languages; French, Italian and Spanish have one for millions. */
const SAMPLES = [...Array(130).keys(), 1_000_000, 1.5];

/** Each language's categories, found once: asked for every sentence, they were most of the check's time. */
const KNOWN = /** @type {Map<string, Map<string, number[]>>} */ (new Map());

/**
 * The language's plural categories, each with the whole numbers up to 129 and the others that are in it.
 * @param {string} tag
 * @returns {Map<string, number[]>}
 */
export function categories(tag) {
  const known = KNOWN.get(tag);
  if (known) return known;
  const rules = new Intl.PluralRules(tag);
  /** @type {Map<string, number[]>} */
  const found = new Map(rules.resolvedOptions().pluralCategories.map((one) => [one, []]));
  for (const number of SAMPLES) found.get(rules.select(number))?.push(number);
  KNOWN.set(tag, found);
  return found;
}

/**
 * What is wrong with one sentence.
 * @param {string} tag
 * @param {string} key
 * @param {Message} message
 * @param {Message} base the same sentence in the first language
 * @returns {string[]}
 */
export function messageFaults(tag, key, message, base) {
  /** @type {string[]} */
  const faults = [];
  const say = (/** @type {string} */ what) => faults.push(`${tag}: ${key} ${what}`);
  const by = (/** @type {Message} */ one) =>
    one.selectors.map(({ name, by }) => `${name} (${by})`).join(', ');
  // A language without the number's categories may do without a choice, and one with them add one.
  if (message.inputs.join() !== base.inputs.join())
    say(
      `has the parameters ${message.inputs.join(', ') || 'none'} instead of ${base.inputs.join(', ') || 'none'}`,
    );
  if (by(message) !== by(base)) {
    say(`is chosen by ${by(message) || 'nothing'} instead of ${by(base) || 'nothing'}`);
    return faults;
  }
  const plural = categories(tag);
  const wanted = message.selectors.map(({ by }, at) =>
    by === 'plural'
      ? [...plural.keys()]
      : [...new Set(Object.keys(base.sentences).map((one) => one.split('|')[at] ?? ''))],
  );
  const all = wanted.reduce(
    (/** @type {string[][]} */ sofar, values) =>
      sofar.flatMap((one) => values.map((value) => [...one, value])),
    [[]],
  );
  for (const values of all) {
    const text = message.sentences[values.join('|')];
    const where = values.length > 0 ? ` (${values.join(', ')})` : '';
    if (typeof text !== 'string' || text.trim() === '') say(`has no sentence${where}`);
    else faults.push(...parameterFaults(tag, key, where, text, message, values));
  }
  for (const given of Object.keys(message.sentences))
    if (!all.some((values) => values.join('|') === given)) say(`has a sentence nobody can reach (${given})`);
  return faults;
}

/**
 * A sentence for one number alone may leave it out; one for several must say which.
 * @param {string} tag
 * @param {string} key
 * @param {string} where
 * @param {string} text
 * @param {Message} message
 * @param {string[]} values
 */
function parameterFaults(tag, key, where, text, message, values) {
  const used = parametersOf(text);
  const faults = used
    .filter((name) => !message.inputs.includes(name))
    .map((name) => `${tag}: ${key} knows no {${name}}${where}`);
  for (const name of message.inputs) {
    if (used.includes(name)) continue;
    const at = message.selectors.findIndex((one) => one.name === name);
    const selector = message.selectors[at];
    if (selector?.by === 'value') continue;
    const numbers = selector ? categories(tag).get(values[at] ?? '') : undefined;
    // French calls 0 one, too: "aucun" and "un" are two sentences, but nothing is ever counted to 0 without its number.
    if (numbers && numbers.length === 1) continue;
    faults.push(`${tag}: ${key} does not say {${name}}${where}`);
  }
  return faults;
}

/**
 * @param {string} tag
 * @param {Messages} messages
 * @param {Messages} base
 * @returns {string[]}
 */
export function languageFaults(tag, messages, base) {
  return [
    ...Object.keys(base)
      .filter((key) => !(key in messages))
      .map((key) => `${tag}: ${key} is missing`),
    ...extras(tag, messages, base),
    ...Object.entries(messages).flatMap(([key, message]) => {
      const first = base[key];
      return first ? messageFaults(tag, key, message, first) : [];
    }),
  ];
}

/**
 * A variant holds what differs from its language, and nothing else.
 * @param {string} tag
 * @param {Messages} messages
 * @param {Messages} own those of its language
 * @param {Messages} base
 * @returns {string[]}
 */
export function variantFaults(tag, messages, own, base) {
  return [
    ...extras(tag, messages, base),
    ...Object.entries(messages).flatMap(([key, message]) => {
      const first = base[key];
      if (!first) return [];
      const same = JSON.stringify(message.sentences) === JSON.stringify(own[key]?.sentences);
      return [
        ...(same ? [`${tag}: ${key} says what its language says anyway`] : []),
        ...messageFaults(tag, key, message, first),
      ];
    }),
  ];
}

/**
 * @param {string} tag
 * @param {Messages} messages
 * @param {Messages} base
 */
const extras = (tag, messages, base) =>
  Object.keys(messages)
    .filter((key) => !(key in base))
    .map((key) => `${tag}: ${key} is no sentence of Portico’s`);
