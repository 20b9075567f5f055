/** The letters of a language's keys, as the rows of its keyboards have them. */
export interface Layout {
  /** What the language calls itself. */
  name: string;
  /** Small letters, from the top; the first of four rows is one of accented letters. The last has room for two keys more. */
  rows: readonly [string, string, string] | readonly [string, string, string, string];
  /** What a key held down offers first, before what every language has. */
  held?: Readonly<Record<string, string>>;
  /** Letters of another script, which e-mail addresses and foreign names cannot do without. */
  latin?: boolean;
}
