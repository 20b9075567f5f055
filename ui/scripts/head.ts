import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const HEAD = fileURLToPath(new URL('../src/pages/head.html', import.meta.url));
/** Where a page says that it has the head of all pages. */
const HERE = '<!-- src/pages/head.html -->';

/** A page with what every page's head has; it still names nothing but its own files. */
export function withHead(page: string, head: string): string {
  if (!page.includes(HERE)) throw new Error(`the page has no ${HERE}`);
  return page.replace(HERE, () => head.trim());
}

/** Gives every page the same head, before the files it names are looked for. */
export function head(): Plugin {
  return {
    name: 'head',
    configureServer({ watcher, ws }) {
      watcher.add(HEAD);
      watcher.on('change', (file) => file === HEAD && ws.send({ type: 'full-reload' }));
    },
    transformIndexHtml: { order: 'pre', handler: (page) => withHead(page, readFileSync(HEAD, 'utf8')) },
  };
}
