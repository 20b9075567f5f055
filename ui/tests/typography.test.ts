// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { gather } from '../scripts/messages/compile.js';
import { read } from '../scripts/messages/format.js';
import { spelled } from '../scripts/messages/spelling.js';
import { narrowed, typographyFaults } from '../scripts/messages/typography.js';

const BROKEN = 'may begin a line with a dash: a no-break space goes before it';
const UNIT = 'may part a number from its unit: a no-break space goes between';
const SPACE = 'has no no-break space before a colon, semicolon or the like';
const WITHIN = 'has no no-break space within its guillemets';

describe('how a sentence is set', () => {
  const given: [string, string, string[]][] = [
    ['de', '„{name}“ ist bereit\u00a0– du kannst durchgehen.', []],
    ['de', '“{name}”', ['quotes otherwise than with „“']],
    ['de', '"{name}"', ['quotes otherwise than with „“']],
    ['de-CH', '«{name}»', []],
    ['pl', '„{name}”', []],
    ['cs', '„{name}”', ['quotes otherwise than with „“']],
    ['sv', '”{name}”', []],
    ['nl', '“{name}” is er al in de foto’s.', []],
    ['it', "l'ingresso", ['has a straight apostrophe']],
    ['en', 'Checking...', ['has three full stops instead of one ellipsis']],
    ['en', ' Back', ['has a space too many']],
    ['en', 'All set – go right through.', [BROKEN]],
    ['en', '06:00–22:00, 14:00-02:00', []],
    ['ru', 'Всё хорошо\u00a0— проходите.', []],
    ['ru', 'Всё хорошо\u00a0– проходите.', ['has a short dash instead of a long one']],
    ['ru', 'до 512 КБ', [UNIT]],
    ['es', 'hasta 3 MB.', [UNIT]],
    ['es', 'de 4 bytes', []],
    ['fr', 'Prêt\u00a0? Voici\u00a0: «\u00a0{name}\u00a0».', []],
    ['fr', 'Prêt\u202f! Et après\u202f; voilà.', []],
    ['fr', 'Prêt ?', [SPACE]],
    ['fr', 'Prêt!', [SPACE]],
    ['fr', 'Voici : ça', [SPACE]],
    ['fr', 'Voici: ça', [SPACE]],
    ['fr', 'https://beispiel.example à 06:00', []],
    ['fr', '« {name} »', [WITHIN]],
  ];

  it.each(given)('%s: %s', (tag, text, wrong) => {
    expect(typographyFaults(tag, text)).toEqual(wrong);
  });
});

it('French has a narrow space before a semicolon, an exclamation mark and a question mark', () => {
  const { messages } = read({ one: 'Prêt\u00a0? Oui\u00a0; voici\u00a0: «\u00a0{name}\u00a0»\u00a0!' });
  expect(narrowed(messages).one?.sentences['']).toBe(
    'Prêt\u202f? Oui\u202f; voici\u00a0: «\u00a0{name}\u00a0»\u202f!',
  );
  for (const [key, { sentences }] of Object.entries(narrowed(gather().all.get('fr') ?? {})))
    for (const text of Object.values(sentences)) expect(text, key).not.toMatch(/[^\u202f][;!?]/);
});

it('German Switzerland quotes with guillemets, whatever the sentence', () => {
  for (const [key, { sentences }] of Object.entries(spelled(gather().all.get('de') ?? {})))
    for (const text of Object.values(sentences)) expect(typographyFaults('de-CH', text), key).toEqual([]);
});
