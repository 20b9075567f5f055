/**
 * Why something is said. What a member's hand asks for cuts off everything; news of the screen waits for what is
 * being said, and takes the place of news of the same kind that has not been said yet.
 */
export type Why = { by: 'hand' } | { by: 'news'; kind: string };

/** Sends one sentence at a time, so that what has become untrue meanwhile is never said. */
export class Queue {
  /** What was said last, whole or in part: what "repeat" means. */
  last = '';

  #say: (number: number, text: string) => void;
  #hush: () => void;
  #number = 0;
  /** What has been handed to the voice and is not over. */
  #now: number | null = null;
  #waiting: { kind: string; text: string }[] = [];

  constructor(say: (number: number, text: string) => void, hush: () => void) {
    this.#say = say;
    this.#hush = hush;
  }

  get speaking(): boolean {
    return this.#now !== null;
  }

  /** `keep`: it is what "repeat" means from now on. */
  say(text: string, why: Why, keep = true): void {
    if (text.trim() === '') return;
    if (why.by === 'hand') {
      this.stop();
      return this.#begin(text, keep);
    }
    if (this.#now === null) return this.#begin(text);
    this.#waiting = this.#waiting.filter(({ kind }) => kind !== why.kind);
    this.#waiting.push({ kind: why.kind, text });
  }

  /** Nothing more is said: a touch, or somebody has left. */
  stop(): void {
    this.#waiting = [];
    if (this.#now === null) return;
    this.#now = null;
    this.#hush();
  }

  /** The voice has come to the end of this. Ends of what was cut off come late and mean nothing. */
  ended(number: number): void {
    if (this.#now !== number) return;
    this.#now = null;
    const next = this.#waiting.shift();
    if (next) this.#begin(next.text);
  }

  #begin(text: string, keep = true): void {
    this.#number += 1;
    this.#now = this.#number;
    if (keep) this.last = text;
    this.#say(this.#number, text);
  }
}
