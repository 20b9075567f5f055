import { readFileSync } from 'node:fs';

const root = new URL('../', `file://${process.cwd()}/tests/`);
export const bindings = readFileSync(new URL('src/lib/backend/bindings.ts', root), 'utf8');

/** The members of a union, from the contract itself, so that the tables are not tested against themselves. */
export function union(name: string): string[] {
  const found = new RegExp(`export type ${name} = ([^;]+);`).exec(bindings)?.[1] ?? '';
  return [...found.matchAll(/"(\w+)"/g)].flatMap(([, word]) => (word ? [word] : []));
}
