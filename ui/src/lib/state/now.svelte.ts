/** The wall clock, told at every full minute so that a resting screen repaints once a minute. */
export class Now {
  at = $state.raw(new Date());
  #timer: ReturnType<typeof setTimeout> | undefined;

  start(): () => void {
    const tick = () => {
      this.at = new Date();
      this.#timer = setTimeout(tick, 60_000 - (Date.now() % 60_000) + 20);
    };
    tick();
    return () => clearTimeout(this.#timer);
  }
}

/** The wall clock told every second, for what counts down before somebody's eyes. */
export class Seconds {
  at = $state(Date.now());
  /** The day it is, new only once a day. */
  readonly today = $derived(new Date(this.at).toDateString());

  start(): () => void {
    this.at = Date.now();
    const timer = setInterval(() => (this.at = Date.now()), 1000);
    return () => clearInterval(timer);
  }
}

/** What is left of a time, in whole seconds, told as each of them ends. */
export class Countdown {
  left = $state(0);

  /** Runs until that moment, in milliseconds since 1970. Returns how to stop. */
  start(untilMs: number): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tick = () => {
      const ms = untilMs - Date.now();
      this.left = Math.max(0, Math.ceil(ms / 1000));
      // Never longer than a second, so that a clock that is set right is followed.
      if (ms > 0) timer = setTimeout(tick, (ms % 1000 || 1000) + 2);
    };
    tick();
    return () => clearTimeout(timer);
  }
}
