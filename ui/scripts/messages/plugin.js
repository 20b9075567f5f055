import { fileURLToPath } from 'node:url';
import { compile } from './compile.js';

const FROM = fileURLToPath(new URL('../../messages/', import.meta.url));

/**
 * Compiles the messages at the start of every build, and again while developing whenever one changes. A build ends
 * when a sentence is missing. The made-up language is there while developing, and where PORTICO_PSEUDO says so.
 * @returns {import('vite').Plugin}
 */
export function messages() {
  let developing = false;
  const run = () => compile({ withPseudo: developing || process.env.PORTICO_PSEUDO === '1' });
  return {
    name: 'portico-messages',
    configResolved(config) {
      developing = config.command === 'serve';
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
