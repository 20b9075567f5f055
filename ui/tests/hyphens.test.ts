// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { JOIN, kept } from '../scripts/messages/hyphens.js';

/** `*` is where no line may end. */
const table: [what: string, text: string][] = [
  ['a short word', 'Your check-*in was recorded.'],
  ['a short word behind a letter', 'by e-*mail, or Wi-*Fi'],
  ['a word behind an abbreviation', 'your QR-*Code and the API-*Schlüssel'],
  ['the short part of a long word, not all of it', 'E-*Mail-Adresse, Check-*in-Platz, Aktivierungs-E-*Mail'],
  ['what is asked with a letter, or bent with a syllable', 'könyvelték-*e, Magicline-*ban, s-*a, a-*t-*il'],
  ['nothing of long parts', 'Kartenleser-Dienst, kártyaolvasó-szolgáltatás, SEPA-Lastschriftmandat'],
  [
    'nothing of what is no word',
    '06-12, your-studio.open-api.magicline.com, gstreamer1.0-plugins-good, {name}-Code',
  ],
];

describe('what stays in a line', () => {
  it.each(table)('is %s', (_, marked) => {
    expect(kept(marked.replaceAll('*', ''))).toBe(marked.replaceAll('*', JOIN));
  });
});
