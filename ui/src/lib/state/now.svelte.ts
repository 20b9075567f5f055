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
