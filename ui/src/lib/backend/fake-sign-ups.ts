import type { SignUpAction, SignUpLine } from './bindings';

const MINUTE = 60_000;

/** Sign-ups that are begun, as the team's window sees them. */
export function signUpLines(now: number, long: boolean): SignUpLine[] {
  return [
    {
      draft: 'a1',
      name: long ? 'Maximiliane-Alexandrina von Müller-Lüdenscheidt-Oberhausen' : 'Anna Beispiel',
      aim: 'contract',
      begunMs: now - 6 * MINUTE,
      touchedMs: now - 20_000,
      forTeam: false,
      refused: null,
      onScreen: true,
    },
    {
      draft: 'b2',
      name: long ? 'Karl-Theodor Freiherr von Donaudampfschifffahrt' : 'Kemal Yıldız',
      aim: 'rateVoucher',
      begunMs: now - 52 * MINUTE,
      touchedMs: now - 40 * MINUTE,
      forTeam: true,
      refused: 'VALIDATION_FAILED',
      onScreen: false,
    },
    {
      draft: 'c3',
      name: null,
      aim: 'trial',
      begunMs: now - 1600 * MINUTE,
      touchedMs: now - 1590 * MINUTE,
      forTeam: false,
      refused: null,
      onScreen: false,
    },
  ];
}

export function signUpsAfter(lines: SignUpLine[], draft: string, action: SignUpAction): SignUpLine[] {
  switch (action) {
    case 'show':
      return lines.map((line) => ({ ...line, onScreen: line.draft === draft }));
    case 'putAside':
      return lines.map((line) => (line.draft === draft ? { ...line, onScreen: false } : line));
    case 'discard':
      return lines.filter((line) => line.draft !== draft);
  }
}
