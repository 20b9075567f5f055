/** How long nobody touches the screen before somebody is asked for. */
export const QUIET_MS = 60_000;
/** As long again as somebody reads in another window, where touches are not told here. */
export const READING_MS = 240_000;
/** Seconds in which any touch stops what comes next: what EN 301 549 (WCAG 2.2.1) asks for, for everybody. */
export const ASKED_SECONDS = 20;

/** Finds out that nobody is there any more: quiet first, then a question that counts down, then gone. */
export class Absence {
  /** Seconds that are left to answer; nothing while nobody is asked. */
  left = $state<number | null>(null);

  #gone: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watching = false;

  constructor(gone: () => void) {
    this.#gone = gone;
  }

  /** Whether absence means anything at the moment. */
  watch(wanted: boolean): void {
    if (wanted === this.#watching) return;
    this.#watching = wanted;
    if (wanted) this.touched();
    else this.#stop();
  }

  /** Somebody is there. */
  touched(quietMs = QUIET_MS): void {
    this.#stop();
    if (this.#watching) this.#timer = setTimeout(() => this.#ask(ASKED_SECONDS), quietMs);
  }

  #ask(seconds: number): void {
    this.left = seconds;
    this.#timer = setTimeout(() => {
      if (seconds > 1) return this.#ask(seconds - 1);
      this.#stop();
      this.#watching = false;
      this.#gone();
    }, 1000);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    if (this.left !== null) this.left = null;
  }
}
