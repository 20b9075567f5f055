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
