import type { Connected, Hearing, NumberProof, PortHint, ReaderFraming, TapProof } from '../backend/bindings';

/** What a family of readers is like, as far as choosing it goes. */
interface Family {
  /** Its usual speed, in bits per second. */
  baud: number;
  /** It understands every speed. */
  anySpeed: boolean;
  /** It is asked, and so its port is written to. */
  asked: boolean;
  experimental: boolean;
}

const heard = (baud: number): Family => ({ baud, anySpeed: false, asked: false, experimental: false });

export const FAMILIES = {
  rdm6300: heard(9600),
  line: heard(9600),
  gap: heard(19200),
  codatex: heard(9600),
  twn4Simple: { baud: 9600, anySpeed: true, asked: true, experimental: false },
  acr1281s: { baud: 9600, anySpeed: false, asked: true, experimental: false },
  gat5250b: { baud: 9600, anySpeed: false, asked: true, experimental: true },
} satisfies Record<ReaderFraming, Family>;

export const FRAMINGS = Object.keys(FAMILIES) as ReaderFraming[];

/** Speeds a person can choose, in bits per second. */
export const SPEEDS = [9600, 19200, 38400, 57600, 115200];

/** What is chosen in the list: an index into what is connected would not survive a new search. */
export type Picked =
  | { kind: 'serial'; port: string }
  | { kind: 'contactless'; name: string }
  | { kind: 'keyboard' }
  | { kind: 'camera' }
  | { kind: 'pinPad' }
  | { kind: 'otherPort' };

/**
 * What is meant before anybody has chosen: the only thing that is known to be a reader, or the only thing that
 * may be one. A reader that has to be switched over first is never meant.
 */
export function likeliest({ ports, contactless }: Connected): Picked | null {
  const free = ports.filter(({ takenBy, hint }) => takenBy === null && hint.kind !== 'refused');
  const slots = contactless.filter(({ takenBy }) => takenBy === null);
  const serial = (some: typeof free): Picked[] => some.map(({ path }) => ({ kind: 'serial', port: path }));
  const near = slots.map(({ name }): Picked => ({ kind: 'contactless', name }));
  const known = [...serial(free.filter(({ hint }) => hint.kind === 'reader')), ...near];
  const all = [...serial(free), ...near];
  return only(known) ?? only(all);
}

const only = <T>(some: T[]): T | null => (some.length === 1 ? (some[0] ?? null) : null);

/** Whether what was picked can still be had; ports come and go. */
export function possible(picked: Picked, connected: Connected): boolean {
  switch (picked.kind) {
    case 'serial':
      return connected.ports.some(({ path, takenBy }) => path === picked.port && takenBy === null);
    case 'contactless':
      return connected.contactless.some(({ name, takenBy }) => name === picked.name && takenBy === null);
    case 'keyboard':
      return connected.keyboard;
    case 'camera':
      return connected.camera;
    case 'pinPad':
      return connected.pinPad;
    case 'otherPort':
      return true;
  }
}

/** The family to talk to a port's reader as, when listening alone may not find it out. */
export const suggestion = (hint: PortHint | undefined): ReaderFraming | null =>
  hint?.kind === 'reader' ? hint.asked : null;

export const asFamily = (framing: ReaderFraming, baud: number): Hearing => ({ by: 'family', framing, baud });

/** The vendor or a typed number has said that the number's form is right. */
const isProven = ({ state }: NumberProof) => state === 'confirmed' || state === 'learned';

/** Whether the trial is good enough to go on. */
export function mayGoOn(tap: TapProof): boolean {
  if (tap.state !== 'read' || tap.number.state === 'asking') return false;
  return tap.certain || isProven(tap.number);
}

/** Whether a typed number could still tell something. */
export const mayLearn = (tap: TapProof): boolean =>
  tap.state === 'read' && (tap.number.state === 'assumed' || tap.number.state === 'notLearned');
