/** What a finger meant, from where it was when. Pure: no timers, no page. */
export type Gesture =
  | { is: 'touch' }
  | { is: 'explore'; x: number; y: number }
  | { is: 'tap'; x: number; y: number }
  | { is: 'activate' }
  | { is: 'swipe'; to: 'left' | 'right' | 'up' | 'down' };

interface Point {
  x: number;
  y: number;
  /** Milliseconds. */
  at: number;
}

/** Further than a finger trembles. */
const WANDER_PX = 24;
/** A swipe is over by then; what lasts longer explores. */
const SWIPE_MS = 300;
const SWIPE_PX = 60;
/** Two taps within this are one double tap. Slow enough for slow hands. */
const DOUBLE_MS = 700;
/** A tap is over by then; slow hands are slow. */
const TAP_MS = 500;
/** A finger that rests this long explores where it rests. */
const REST_MS = 250;

export class Fingers {
  #from: Point | null = null;
  #exploring = false;
  #tapped = -Infinity;

  down(point: Point): Gesture {
    this.#from = point;
    this.#exploring = false;
    return { is: 'touch' };
  }

  move(point: Point): Gesture | null {
    const from = this.#from;
    if (!from) return null;
    const far = Math.hypot(point.x - from.x, point.y - from.y) > WANDER_PX;
    if (!this.#exploring && point.at - from.at > (far ? SWIPE_MS : REST_MS)) this.#exploring = true;
    return this.#exploring ? { is: 'explore', x: point.x, y: point.y } : null;
  }

  up(point: Point): Gesture | null {
    const from = this.#from;
    this.#from = null;
    if (!from) return null;
    if (this.#exploring) return null;
    const [right, down] = [point.x - from.x, point.y - from.y];
    if (Math.max(Math.abs(right), Math.abs(down)) >= SWIPE_PX) {
      this.#tapped = -Infinity;
      if (Math.abs(right) > Math.abs(down)) return { is: 'swipe', to: right > 0 ? 'right' : 'left' };
      return { is: 'swipe', to: down > 0 ? 'down' : 'up' };
    }
    // A finger that rested has listened, and is no half of a double tap.
    if (point.at - from.at > TAP_MS) {
      this.#tapped = -Infinity;
      return { is: 'tap', x: point.x, y: point.y };
    }
    // On lift, and only with the second tap: nothing happens by touching.
    const second = point.at - this.#tapped < DOUBLE_MS;
    this.#tapped = second ? -Infinity : point.at;
    return second ? { is: 'activate' } : { is: 'tap', x: point.x, y: point.y };
  }

  cancel(): void {
    this.#from = null;
    this.#exploring = false;
  }
}
