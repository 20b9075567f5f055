/**
 * inlang's message format, as far as Portico's sentences use it: plain text with `{parameters}`, or one entry with
 * `declarations`, `selectors` and `match`.
 */

/**
 * @typedef {{ name: string, by: 'plural' | 'value' }} Selector `plural`: the number's category; `value`: the text itself
 * @typedef {{ selectors: Selector[], inputs: string[], sentences: Record<string, string> }} Message
 *   `sentences` by the selectors' values, joined with `|`; a plain sentence is the one under the empty key
 * @typedef {Record<string, Message>} Messages
 */

/** @param {string} text */
export const parametersOf = (text) =>
  [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => /** @type {string} */ (name)))].sort();

/**
 * One entry of a file.
 * @param {unknown} given
 * @returns {Message}
 * @throws {Error} with what is wrong with it
 */
export function messageOf(given) {
  if (typeof given === 'string')
    return { selectors: [], inputs: parametersOf(given), sentences: { '': given } };
  if (!Array.isArray(given) || given.length !== 1)
    throw new Error('is neither a sentence nor a list of one entry with “match”');
  const { declarations = [], selectors = [], match = {} } = given[0];
  /** @type {Map<string, Selector>} */
  const known = new Map();
  for (const declaration of declarations) {
    const input = /^input (\w+)$/.exec(declaration);
    const plural = /^local (\w+) = (\w+): plural$/.exec(declaration);
    if (input) known.set(input[1] ?? '', { name: input[1] ?? '', by: 'value' });
    else if (plural && known.has(plural[2] ?? ''))
      known.set(plural[1] ?? '', { name: plural[2] ?? '', by: 'plural' });
    else throw new Error(`has a declaration Portico does not know: “${declaration}”`);
  }
  const inputs = declarations.flatMap((/** @type {string} */ one) => /^input (\w+)$/.exec(one)?.[1] ?? []);
  if (selectors.length === 0) throw new Error('has no selector');
  const chosen = selectors.map((/** @type {string} */ name) => {
    const selector = known.get(name);
    if (!selector) throw new Error(`selects by “${name}”, which is not declared`);
    return selector;
  });
  return { selectors: chosen, inputs: inputs.sort(), sentences: sentencesOf(match, selectors) };
}

/**
 * @param {Record<string, string>} match
 * @param {string[]} selectors
 */
function sentencesOf(match, selectors) {
  /** @type {Record<string, string>} */
  const sentences = {};
  for (const [when, text] of Object.entries(match)) {
    const given = new Map(
      when.split(',').map((part) => /** @type {[string, string]} */ (part.trim().split('='))),
    );
    const values = selectors.map((name) => given.get(name));
    if (given.size !== selectors.length || values.includes(undefined))
      throw new Error(`has “${when}”, which does not say each of ${selectors.join(', ')}`);
    sentences[values.join('|')] = text;
  }
  return sentences;
}

/**
 * A whole file.
 * @param {Record<string, unknown>} file
 * @returns {{ messages: Messages, faults: string[] }}
 */
export function read(file) {
  /** @type {Messages} */
  const messages = {};
  const faults = [];
  for (const [key, given] of Object.entries(file)) {
    if (key === '$schema') continue;
    try {
      messages[key] = messageOf(given);
    } catch (fault) {
      faults.push(`${key} ${fault instanceof Error ? fault.message : String(fault)}`);
    }
  }
  return { messages, faults };
}
