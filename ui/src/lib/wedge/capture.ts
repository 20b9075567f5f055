import type { Stroke, TypedBurst } from '../backend/bindings';

/** No card and no code has more keys. */
export const LONGEST = 512;
/** This much silence ends a burst that no Enter or Tab has ended. */
export const PAUSE_MS = 120;
/** How long a key is kept from a field while the next one may still show that a reader types. */
export const HOLD_MS = 80;

// Where nobody can type anything, what is this fast is a reader; whoever drums on the keys is told that it
// was not readable.
const ANYWHERE = { keys: 3, gap: 100 };
// In a field a person may be typing. The fastest typists reach 20 keys a second for a moment: two or three
// keys that roll off the fingers ("the", "ing") come within 50 ms of one another, six in a row do not, for
// that would be 240 words a minute. Readers send a key every 2 to 30 ms, and no card or code they read has
// less than six.
const IN_A_FIELD = { keys: 6, gap: 50 };
// A slow reader (a radio link, a pause set between keys) types a key every 50 to 100 ms, as quick people do. Known
// it is only by its end: a number of so many digits, as evenly as no hand types, and Enter or Tab right after it.
// Until then it stands in the field and is taken back. What is no number, or has no end, stays there.
const SLOW = { keys: 8, gap: 100, spread: 15, number: /^[0-9A-F]$/i };
// Once it is known that a reader types, a slow link between two keys changes nothing.
const SURE_GAP = ANYWHERE.gap;

/** A key that went down, as far as it matters who pressed it. */
export interface Press {
  code: string;
  key: string;
  shift: boolean;
  altGraph: boolean;
  /** When it went down, in milliseconds of any clock that does not stop. */
  at: number;
  /** It writes something; it may end a burst (Enter, Tab); no reader presses it. */
  kind: 'text' | 'end' | 'person';
  /** An input method is at work on it, so it cannot be kept from the field. */
  composing: boolean;
}

/** What follows from a press or from silence. */
export interface Step {
  /** Type these where they were held back: a person pressed them. They come before the press itself. */
  release: Press[];
  /** What the page already got of a burst has to be taken back. */
  undo: boolean;
  /** The press begins something new, in the place it was pressed in. */
  fresh: boolean;
  /** The press begins what may turn out to be a slow reader's number. */
  begins: boolean;
  /** It did: what has been written since has to be taken back. */
  takeBack: boolean;
  /** The page must not see the press. */
  swallow: boolean;
  /** What a reader typed. It is not kept here. */
  burst: TypedBurst | null;
}

/**
 * Tells a reader that types from a person, by time alone. Time comes in with the presses; `silence` has to be
 * called `patience` milliseconds after the last one. A place is where a person could be typing: a field, a
 * keypad on the screen, or `null`.
 */
export class Capture<Place> {
  #strokes: Stroke[] = [];
  /** What of them the field has not got yet. */
  #held: Press[] = [];
  #place: Place | null = null;
  #last = -Infinity;
  #ended = -Infinity;
  #sure = false;
  /** An input method has written into the field. */
  #written = false;
  #tooLong = false;
  /** What may be a slow reader's number. */
  #number: Digits | null = null;
  #takesBack: (place: Place) => boolean;

  /** `takesBack`: whether what was written in a place can be taken back. */
  constructor(takesBack: (place: Place) => boolean = () => true) {
    this.#takesBack = takesBack;
  }

  /** It is a reader that types, and it has not ended. */
  get sure(): boolean {
    return this.#sure;
  }

  /** How long after the last press silence means something; `null` when it means nothing. */
  get patience(): number | null {
    if (!this.#running) return null;
    return this.#sure || this.#place === null ? PAUSE_MS : HOLD_MS;
  }

  press(press: Press, place: Place | null): Step {
    const gap = press.at - this.#last;
    this.#last = press.at;
    const slow = this.#slow(press, place, gap);
    const torn = gap < 0 || gap > (this.#sure ? SURE_GAP : this.#rule.gap);
    const moved = !this.#sure && place !== this.#place;
    // What the silence before this press has ended is over, however late a timer is.
    const step = this.#running && (torn || moved) ? this.silence() : nothing();
    if (press.kind === 'text') return { ...this.#text(press, place, step), begins: slow === 'begins' };
    if (slow !== null && slow !== 'begins' && !this.#sure) return this.#ends(slow);
    const reader = press.kind === 'end' && (this.#sure || press.at - this.#ended <= SURE_GAP);
    const over = this.#running ? this.silence() : step;
    // Some readers end with Enter and Tab, or with Enter twice.
    this.#ended = reader ? press.at : -Infinity;
    return { ...over, swallow: reader };
  }

  /** Nothing was pressed for `patience` milliseconds, or nothing can be waited for. */
  silence(): Step {
    const step = nothing();
    if (this.#sure) {
      step.undo = this.#written;
      step.burst = this.#tooLong ? null : { strokes: this.#strokes };
      this.#ended = this.#last;
    } else step.release = this.#held;
    this.#strokes = [];
    this.#held = [];
    this.#place = null;
    this.#sure = this.#written = this.#tooLong = false;
    return step;
  }

  get #running(): boolean {
    return this.#sure || this.#strokes.length > 0;
  }

  get #rule() {
    return this.#place === null ? ANYWHERE : IN_A_FIELD;
  }

  /** Whether the press begins a number, or ends the one that it returns. */
  #slow({ kind, code, key, shift, altGraph, composing }: Press, place: Place | null, gap: number) {
    const before = this.#number?.place === place ? this.#number : null;
    if (kind === 'end') {
      this.#number = null;
      return before && gap <= PAUSE_MS && before.strokes.length >= SLOW.keys ? before.strokes : null;
    }
    const taken = place !== null && this.#takesBack(place) && !composing && SLOW.number.test(key);
    if (kind !== 'text' || !taken) {
      this.#number = null;
      return null;
    }
    const stroke = { code, key, shift, altGraph };
    if (before && gap >= 0 && gap <= SLOW.gap && before.strokes.length < LONGEST) {
      const [least, most] = [Math.min(before.least, gap), Math.max(before.most, gap)];
      if (most - least <= SLOW.spread) {
        this.#number = { place: before.place, strokes: [...before.strokes, stroke], least, most };
        return null;
      }
    }
    this.#number = { place, strokes: [stroke], least: Infinity, most: -Infinity };
    return 'begins';
  }

  /** A slow reader has ended: nothing of it stays, neither what is written nor what is held back. */
  #ends(strokes: Stroke[]): Step {
    this.silence();
    this.#ended = this.#last;
    return { ...nothing(), takeBack: true, swallow: true, burst: { strokes } };
  }

  #text(press: Press, place: Place | null, step: Step): Step {
    if (!this.#running) {
      step.fresh = true;
      this.#ended = -Infinity;
      this.#place = place;
    }
    const { code, key, shift, altGraph } = press;
    if (this.#strokes.length === LONGEST) {
      this.#tooLong = true;
      this.#strokes = [];
    }
    if (!this.#tooLong) this.#strokes.push({ code, key, shift, altGraph });
    if (!this.#sure && this.#strokes.length >= this.#rule.keys) {
      this.#sure = true;
      this.#held = [];
      step.undo = this.#written;
    }
    const field = this.#place !== null;
    step.swallow = this.#sure || (field && !press.composing);
    if (field && press.composing) {
      this.#written = true;
      // An input method writes at once, so what was pressed before it must be there already.
      step.release = [...step.release, ...this.#held.splice(0)];
    } else if (field && !this.#sure) this.#held.push(press);
    return step;
  }
}

/** Digits at an even pace. */
interface Digits {
  place: unknown;
  strokes: Stroke[];
  /** The shortest and the longest time between two of them, in milliseconds. */
  least: number;
  most: number;
}

const nothing = (): Step => ({
  release: [],
  undo: false,
  fresh: false,
  begins: false,
  takeBack: false,
  swallow: false,
  burst: null,
});
