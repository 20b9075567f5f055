import { fileURLToPath } from 'node:url';
import { compile } from './compile.js';

const FROM = fileURLToPath(new URL('../../messages/', import.meta.url));

/**
 * Compiles the messages at the start of every build, and again while developing whenever one changes. A build ends
 * when a sentence is missing. The made-up language is there while developing (`?fake=idle&language=qps`), and instead of
 * English in a build with PORTICO_PSEUDO=1, for the tests of the layout.
 * @returns {import('vite').Plugin}
 */
export function messages() {
  let developing = false;
  const run = () =>
    compile({ pseudo: process.env.PORTICO_PSEUDO === '1' ? 'instead' : developing ? 'beside' : 'none' });
  return {
    name: 'portico-messages',
    configResolved(config) {
      developing = (config.command === 'serve' || config.mode === 'fake') && !process.env.VITEST;
      const faults = run();
      if (faults.length > 0) throw new Error(`messages:\n${faults.join('\n')}`);
    },
    configureServer(server) {
      server.watcher.add(FROM);
      server.watcher.on('change', (file) => {
        if (!file.startsWith(FROM)) return;
        for (const fault of run()) server.config.logger.error(fault);
      });
    },
  };
}
