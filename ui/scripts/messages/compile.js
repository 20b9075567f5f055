/** From the files in `messages` to what the program loads: one file a language, and the types of keys and parameters. */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { languageFaults, variantFaults } from './check.js';
import { read } from './format.js';
import { pseudo } from './pseudo.js';
import { spelled } from './spelling.js';
import { narrowed, setFaults } from './typography.js';

/** @typedef {import('./format.js').Messages} Messages */

/** The language the others are measured by. */
const BASE = 'de';
const FROM = fileURLToPath(new URL('../../messages/', import.meta.url));
const TO = fileURLToPath(new URL('../../src/messages/', import.meta.url));
/** The vendor's languages and their variants. */
const KNOWN = ['cs', 'de', 'en', 'es', 'fr', 'hu', 'it', 'nb', 'nl', 'pl', 'ro', 'ru', 'sl', 'sv', 'tr'];
const VARIANTS = ['de-CH', 'de-LI', 'en-CA', 'en-GB', 'en-US', 'fr-LU'];

/** @returns {{ all: Map<string, Messages>, faults: string[] }} every language there is, and what is wrong */
export function gather() {
  /** @type {Map<string, Messages>} */
  const all = new Map();
  const faults = [];
  for (const file of readdirSync(FROM)
    .filter((name) => name.endsWith('.json'))
    .sort()) {
    const tag = file.slice(0, -'.json'.length);
    if (!KNOWN.includes(tag) && !VARIANTS.includes(tag))
      faults.push(`${tag}: is no language of the vendor’s`);
    const text = readFileSync(`${FROM}${file}`, 'utf8');
    faults.push(...twice(text).map((key) => `${tag}: ${key} is there twice`));
    const found = read(JSON.parse(text));
    faults.push(...found.faults.map((fault) => `${tag}: ${fault}`));
    all.set(tag, found.messages);
  }
  const base = all.get(BASE) ?? {};
  for (const [tag, messages] of all) {
    const own = all.get(tag.split('-')[0] ?? '');
    faults.push(...setFaults(tag, messages));
    if (!VARIANTS.includes(tag)) faults.push(...languageFaults(tag, messages, base));
    else if (own) faults.push(...variantFaults(tag, messages, own, base));
    // Until its language is there nobody can choose it.
    else all.delete(tag);
  }
  return { all, faults };
}

/** Keys that a file has twice: the second one would win without a word. */
const twice = (/** @type {string} */ text) => {
  const keys = [...text.matchAll(/^ {2}"(\w+)":/gm)].map(([, key]) => key ?? '');
  return keys.filter((key, at) => keys.indexOf(key) !== at);
};

/**
 * Checks all languages and writes what the program loads.
 * @param {{ pseudo?: 'none' | 'beside' | 'instead' }} [how] the made-up language for tests: beside the others, or instead
 *   of English, so that every test in English looks at it
 * @returns {string[]} what is wrong; then nothing was written
 */
export function compile({ pseudo: how = 'none' } = {}) {
  const { all, faults } = gather();
  if (faults.length > 0) return faults;
  for (const tag of ['de-CH', 'de-LI']) all.set(tag, { ...spelled(all.get('de') ?? {}), ...all.get(tag) });
  for (const [tag, messages] of all) if (/^fr\b/.test(tag)) all.set(tag, narrowed(messages));
  if (how !== 'none') all.set(how === 'beside' ? 'qps' : 'en', pseudo(all.get('en') ?? {}));
  mkdirSync(TO, { recursive: true });
  for (const name of readdirSync(TO))
    if (!all.has(name.replace(/\.json$/, '')) && name.endsWith('.json')) rmSync(`${TO}${name}`);
  for (const [tag, messages] of all) write(`${tag}.json`, `${JSON.stringify(compact(messages))}\n`);
  write('index.ts', types(all.get(BASE) ?? {}, [...all.keys()]));
  return [];
}

/** Only what changed: whoever watches the folder is not woken for nothing. */
function write(/** @type {string} */ name, /** @type {string} */ text) {
  try {
    if (readFileSync(`${TO}${name}`, 'utf8') === text) return;
  } catch {
    // It is not there yet.
  }
  writeFileSync(`${TO}${name}`, text);
}

/** @param {Messages} messages */
const compact = (messages) =>
  Object.fromEntries(
    Object.entries(messages).map(([key, { selectors, sentences }]) => [
      key,
      selectors.length === 0
        ? sentences['']
        : [selectors.map(({ name, by }) => (by === 'plural' ? `#${name}` : name)), sentences],
    ]),
  );

/**
 * @param {Messages} base
 * @param {string[]} present
 */
function types(base, present) {
  const sayings = Object.entries(base).map(([key, { inputs, selectors, sentences }]) => {
    const given = inputs.map((name) => {
      const at = selectors.findIndex((one) => one.name === name);
      const values = [...new Set(Object.keys(sentences).map((one) => one.split('|')[at]))];
      if (at < 0) return `${name}: string | number`;
      return selectors[at]?.by === 'plural'
        ? `${name}: number`
        : `${name}: ${values.map((one) => `'${one}'`).join(' | ')}`;
    });
    return `  ${key}(${given.length > 0 ? `given: { ${given.join('; ')} }` : ''}): string;`;
  });
  return `// Written by scripts/messages; not to be edited.
export const PRESENT = [${present.map((tag) => `'${tag}'`).join(', ')}] as const;

export interface Sayings {
${sayings.join('\n')}
}
`;
}
