export const SHORTEST = 4;
export const LONGEST = 12;
/** The longest that the desk ever makes somebody wait after wrong PINs. */
export const LONGEST_WAIT_MS = 5 * 60_000;

/**
 * Digits on their way to the desk. They are never written into the page: it shows how many there are,
 * and they are gone from here with the press that sends them.
 */
export class PinEntry {
  #digits = '';
  #first: string | null = null;
  #twice: boolean;
  #shortest: number;
  length = $state(0);
  /** The same digits are asked for a second time. */
  repeating = $state(false);
  mismatch = $state(false);

  /**
   * `twice` for choosing: a slip of the finger would lock everybody out. How short a PIN may be is ours to say
   * for the team's alone; a member's is the vendor's.
   */
  constructor(twice: boolean, shortest = SHORTEST) {
    this.#twice = twice;
    this.#shortest = shortest;
  }

  get complete(): boolean {
    return this.length >= this.#shortest;
  }

  press(digit: string): void {
    if (!/^\d$/.test(digit) || this.length >= LONGEST) return;
    this.mismatch = false;
    this.#set(this.#digits + digit);
  }

  back(): void {
    this.#set(this.#digits.slice(0, -1));
  }

  clear(): void {
    this.#set('');
    this.#first = null;
    this.repeating = false;
  }

  /** The digits to send, or nothing while there is more to type. */
  take(): string | null {
    if (!this.complete) return null;
    const digits = this.#digits;
    if (this.#twice && this.#first === null) {
      this.#first = digits;
      this.repeating = true;
      this.#set('');
      return null;
    }
    this.mismatch = this.#twice && this.#first !== digits;
    this.clear();
    return this.mismatch ? null : digits;
  }

  #set(digits: string): void {
    this.#digits = digits;
    this.length = digits.length;
  }
}
