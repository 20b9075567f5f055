import { Marked } from 'marked';
import type { Plugin } from 'vite';

/** A chapter of the operator's guide, as `*.md` in `guide/` is imported. */
export interface Chapter {
  title: string;
  /** From our own text, made when the interface is built. */
  html: string;
  /** All words, in small letters, to be searched. */
  words: string;
}

/** The text before the first heading of the second rank goes with the title of the whole. */
export function chapters(markdown: string): Chapter[] {
  const marked = new Marked({ gfm: true });
  const made: { title: string; source: string }[] = [];
  for (const token of marked.lexer(markdown)) {
    if (token.type === 'heading' && token.depth <= 2) made.push({ title: token.text, source: '' });
    else {
      const last = made.at(-1);
      if (last) last.source += token.raw;
    }
  }
  return made.map(({ title, source }) => {
    const html = marked.parse(source, { async: false });
    const words = `${title} ${html.replace(/<[^>]*>/g, ' ')}`.replace(/\s+/g, ' ').toLowerCase();
    return { title, html, words };
  });
}

/** Makes chapters of the guide's texts. */
export function guide(): Plugin {
  return {
    name: 'guide',
    transform(code, id) {
      if (!/\/guide\/[a-z-]+\.md$/.test(id)) return null;
      return { code: `export default ${JSON.stringify(chapters(code))};`, map: null };
    },
  };
}
