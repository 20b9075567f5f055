import { readFileSync } from 'node:fs';

const read = (/** @type {string} */ name) =>
  /** @type {Record<string, string>} */ (
    JSON.parse(readFileSync(new URL(`../messages/${name}.json`, import.meta.url), 'utf8'))
  );
const parameters = (/** @type {string | undefined} */ text) =>
  [...(text ?? '').matchAll(/\{(\w+)\}/g)]
    .map(([, name]) => name)
    .sort()
    .join(' ');

const { locales } = JSON.parse(
  readFileSync(new URL('../project.inlang/settings.json', import.meta.url), 'utf8'),
);
const all = Object.fromEntries(locales.map((/** @type {string} */ name) => [name, read(name)]));
const keys = new Set(Object.values(all).flatMap((messages) => Object.keys(messages)));
const faults = [];

for (const key of keys) {
  for (const name of locales) {
    const text = all[name][key];
    if (typeof text !== 'string' || text.trim() === '') faults.push(`${name}: ${key} has no sentence`);
    else if (parameters(text) !== parameters(all[locales[0]][key]))
      faults.push(`${name}: ${key} has other parameters than ${locales[0]}`);
  }
}

if (faults.length > 0) {
  process.stderr.write(`${faults.join('\n')}\n`);
  process.exit(1);
}
