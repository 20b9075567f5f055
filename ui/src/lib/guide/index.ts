import type { Chapter } from '../../../scripts/guide';

export type { Chapter };

/** The language of the guide: German for whoever reads German, in whatever country, else English. */
export function guideLanguage(language: string): 'de' | 'en' {
  return language.split('-')[0] === 'de' ? 'de' : 'en';
}

/** The operator's guide for whoever reads this language. Loaded when it is opened. */
export async function guideIn(language: string): Promise<Chapter[]> {
  const { default: chapters } =
    guideLanguage(language) === 'de'
      ? await import('../../../guide/de.md')
      : await import('../../../guide/en.md');
  return chapters;
}

/** The chapters in which every word of a search occurs, in the guide's order. */
export function found(chapters: readonly Chapter[], search: string): Chapter[] {
  const wanted = search.toLowerCase().split(/\s+/).filter(Boolean);
  return chapters.filter(({ words }) => wanted.every((word) => words.includes(word)));
}
