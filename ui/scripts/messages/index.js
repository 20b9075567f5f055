import { compile } from './compile.js';

const faults = compile({ withPseudo: process.argv.includes('--pseudo') });
if (faults.length > 0) {
  process.stderr.write(`${faults.join('\n')}\n`);
  process.exit(1);
}
