import { m } from '$/lib/i18n/messages.svelte';
import type { CorrectionView, LookFileTrouble, LookNews, LookProblemView } from '../backend/bindings';

const troubles: Record<LookFileTrouble, (words: { file: string }) => string> = {
  missing: m.look_file_missing,
  unreadable: m.look_file_unreadable,
  notAPicture: m.look_file_not_a_picture,
  tooLarge: m.look_file_too_large,
  tooManyPixels: m.look_file_too_many_pixels,
  name: m.look_file_name,
};

const problems: Record<LookProblemView, (words: { what: string }) => string> = {
  colour: m.look_wrong_colour,
  file: m.look_wrong_file,
  language: m.look_wrong_language,
  welcome: m.look_wrong_welcome,
  day: m.look_wrong_day,
  span: m.look_wrong_span,
  overlap: m.look_wrong_overlap,
  exceptions: m.look_wrong_exceptions,
  date: m.look_wrong_date,
  dates: m.look_wrong_dates,
  twice: m.look_wrong_twice,
  pictures: m.look_wrong_pictures,
};

export const fileSentence = (file: string, trouble: LookFileTrouble) => troubles[trouble]({ file });

export function newsSentence(news: LookNews): string {
  switch (news.news) {
    case 'saved':
      return m.look_saved();
    case 'wrong':
      return problems[news.problem]({ what: news.what });
    case 'notSaved':
      return m.look_not_saved({ why: news.why });
    case 'taken':
      return m.look_taken({ file: news.file });
    case 'notTaken':
      return fileSentence(news.file, news.trouble);
  }
}

export function correctionSentence({ part, screen, tooBright, given, shown }: CorrectionView): string {
  const words = { given, shown };
  if (part === 'background')
    return tooBright ? m.look_background_bright(words) : m.look_background_dark(words);
  switch (screen) {
    case 'light':
      return tooBright ? m.look_bright_light(words) : m.look_dark_light(words);
    case 'dark':
      return tooBright ? m.look_bright_dark(words) : m.look_dark_dark(words);
    case 'more':
      return m.look_dark_more(words);
  }
}
