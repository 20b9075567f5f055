import type { Screen } from '../backend/bindings';

/** How long a screen that was woken stays lit without another hand or card. */
export const LIT_MS = 60_000;

/** Whether the screen is dark: outside of its hours, nobody there, and nothing to be told. */
export class Dimming {
  /** The screen's hours; lit while nobody has said otherwise. */
  #hours = $state(true);
  /** Somebody was here a moment ago. */
  #woken = $state(false);
  #quiet = $state(true);
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly dark = $derived(!this.#hours && !this.#woken && this.#quiet);

  /** The desk says whether the screen is to be lit. */
  hours(awake: boolean): void {
    this.#hours = awake;
  }

  /** What is shown: whatever is not at rest is somebody's, and lights the screen. */
  shows({ screen }: Screen): void {
    const quiet = screen === 'idle' || screen === 'outOfOrder';
    // Whoever was just served may want something else.
    if (quiet && !this.#quiet) this.touched();
    this.#quiet = quiet;
  }

  /** A hand is at the screen. */
  touched(): void {
    this.#woken = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#woken = false), LIT_MS);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}

/**
 * Where the clock stands on a dark screen, in parts of the room that there is. It moves every minute and takes long
 * to come back to where it was, so that it burns itself in nowhere.
 */
export function clockPlace(at: Date): { x: number; y: number } {
  const minute = Math.floor(at.getTime() / 60_000);
  const part = (step: number) => (minute * step) % 1;
  return { x: part(Math.SQRT2 - 1), y: part((Math.sqrt(5) - 1) / 2) };
}
