import type { Key } from './keys';

/** How long a key is held until it offers what else it has. */
export const HOLD_MS = 420;
/** How often a held key takes back. */
export const AGAIN_MS = 90;

/** What fingers on keys come to. */
export interface Hand {
  press: (key: Key) => void;
  offers: (key: Key) => boolean;
  hold: (key: Key, from: HTMLElement) => void;
  /** A finger that holds a key has slid to one of what it offers, or off them (-1). */
  point: (at: number) => void;
  pick: (at: number) => void;
}

/**
 * Fingers on keys. A key is pressed where the finger is lifted; when the next one comes down before, it was
 * pressed already, for fast writers overlap.
 */
export class Fingers {
  readonly #hand: Hand;
  #pending: { pointer: number; key: Key; from: HTMLElement } | null = null;
  /** The key is held and offers something, and the finger has not been lifted. */
  #holding: { pointer: number; at: number } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The click that follows was done already. */
  #done = false;

  constructor(hand: Hand) {
    this.#hand = hand;
  }

  down(event: PointerEvent & { currentTarget: HTMLElement }, key: Key): void {
    if (event.button > 0) return;
    this.#commit();
    this.#done = true;
    const from = event.currentTarget;
    // A mouse goes on to what lies above the key; a finger is kept as it is.
    from.setPointerCapture?.(event.pointerId);
    this.#pending = { pointer: event.pointerId, key, from };
    if (key.does === 'back') {
      this.#commit();
      this.#again(key, HOLD_MS);
    } else if (this.#hand.offers(key)) this.#timer = setTimeout(() => this.#held(), HOLD_MS);
  }

  move(event: PointerEvent): void {
    if (this.#holding?.pointer !== event.pointerId) return;
    const at = choiceAt(event);
    if (at === this.#holding.at) return;
    this.#holding.at = at;
    this.#hand.point(at);
  }

  up(event: PointerEvent): void {
    if (this.#holding?.pointer === event.pointerId) {
      const { at } = this.#holding;
      this.lift();
      if (at >= 0) this.#hand.pick(at);
      return;
    }
    if (this.#pending && this.#pending.pointer !== event.pointerId) return;
    this.#commit();
    clearTimeout(this.#timer);
  }

  /** Nothing is pressed any more, and nothing comes of what was. */
  lift(): void {
    clearTimeout(this.#timer);
    this.#pending = this.#holding = null;
  }

  /** A keyboard's Enter, or a screen reader's finger, which is no pointer. */
  click(event: MouseEvent, key: Key): void {
    const done = this.#done && event.detail !== 0;
    this.#done = false;
    if (!done) this.#hand.press(key);
  }

  #commit(): void {
    clearTimeout(this.#timer);
    const pending = this.#pending;
    this.#pending = null;
    if (pending) this.#hand.press(pending.key);
  }

  #held(): void {
    const pending = this.#pending;
    if (!pending) return;
    this.#pending = null;
    this.#holding = { pointer: pending.pointer, at: -1 };
    this.#hand.hold(pending.key, pending.from);
  }

  #again(key: Key, after: number): void {
    this.#timer = setTimeout(() => {
      this.#hand.press(key);
      this.#again(key, AGAIN_MS);
    }, after);
  }
}

function choiceAt({ clientX, clientY }: PointerEvent): number {
  const choice = document.elementFromPoint(clientX, clientY)?.closest<HTMLElement>('[data-choice]');
  return choice ? Number(choice.dataset.choice) : -1;
}
