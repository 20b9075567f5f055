export interface Choice {
  value: string;
  label: string;
  /** A second line: what comes with it. */
  note?: string | undefined;
  /** What else it is looked for by: another language's word, a code. */
  words?: string | undefined;
}

/** As many as can be taken in at one glance, and stand side by side. */
export const FEW = 6;

/** Letters without what is above and below them, so that "osterreich" finds "Österreich". */
export const folded = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ıłøđß’']/g, (letter) => ({ ı: 'i', ł: 'l', ø: 'o', đ: 'd', ß: 'ss' })[letter] ?? '');

/** Those that begin with what was typed, then those with a word that does, then those that have it anywhere. */
export function found(choices: readonly Choice[], typed: string): Choice[] {
  const wanted = folded(typed.trim());
  if (wanted === '') return [...choices];
  const rank = ({ label, words }: Choice) => {
    const text = folded(label);
    if (text.startsWith(wanted)) return 0;
    const all = `${text} ${folded(words ?? '')}`;
    if (all.split(/[\s\-(/]+/).some((word) => word.startsWith(wanted))) return 1;
    return all.includes(wanted) ? 2 : 3;
  };
  const ranked = choices.map((choice) => ({ choice, rank: rank(choice) })).filter((one) => one.rank < 3);
  return ranked.sort((one, other) => one.rank - other.rank).map(({ choice }) => choice);
}
