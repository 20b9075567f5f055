import { Fingers } from './gesture';
import { SPEECH_KEY, wishOf } from './keys';
import type { Speech } from './speech.svelte';
import { stopOf, stops } from './walk';

/** How long a finger rests in a lower corner to start or end speech. */
export const CORNER_MS = 3_000;
/** As far from a lower corner as a hand finds it by the frame of the screen. */
const CORNER_PX = 140;
const WANDER_PX = 30;
const TEXT = 'input:not([type="radio"], [type="checkbox"], [type="range"]), textarea';

/** Takes hands and keys for speech. `touched`: somebody is there. Returns how to stop. */
export function listen(view: Window, speech: Speech, touched: () => void): () => void {
  const page = view.document;
  const fingers = new Fingers();
  let corner: ReturnType<typeof setTimeout> | undefined;
  let from: PointerEvent | null = null;
  /** A hand started or ended speech; the rest of its touch means nothing. */
  let spent = false;
  /** The last key was a digit, outside of fields. */
  let typed = false;

  const inCorner = ({ clientX, clientY }: PointerEvent) =>
    clientY > view.innerHeight - CORNER_PX && (clientX < CORNER_PX || clientX > view.innerWidth - CORNER_PX);
  const point = (event: PointerEvent) => ({ x: event.clientX, y: event.clientY, at: event.timeStamp });
  const keep = (event: Event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  /** Strokes of a signature reach its pad. */
  const drawn = (event: Event) => speech.drawing !== null && event.target === speech.drawing;

  function explore(x: number, y: number, again: boolean) {
    const all = stops(page);
    const stop = stopOf(page.elementFromPoint(x, y), all);
    if (stop && (again || stop !== speech.cursor)) speech.visit(stop, all);
  }

  function down(event: PointerEvent) {
    from = event;
    spent = false;
    clearTimeout(corner);
    if (event.isPrimary !== false && inCorner(event)) {
      corner = setTimeout(() => {
        spent = true;
        fingers.cancel();
        speech.toggle();
        touched();
      }, CORNER_MS);
    }
    if (!speech.on) return;
    touched();
    if (drawn(event)) return;
    speech.drawing = null;
    speech.stop();
    fingers.down(point(event));
    keep(event);
  }

  function move(event: PointerEvent) {
    if (from && Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > WANDER_PX)
      clearTimeout(corner);
    if (!speech.on || drawn(event)) return;
    const meant = fingers.move(point(event));
    if (meant?.is === 'explore') explore(meant.x, meant.y, false);
    keep(event);
  }

  function up(event: PointerEvent) {
    clearTimeout(corner);
    from = null;
    if (!speech.on || drawn(event)) return;
    keep(event);
    if (spent) return;
    const meant = fingers.up(point(event));
    if (meant?.is === 'tap') explore(meant.x, meant.y, true);
    else if (meant?.is === 'activate') speech.do('activate');
    else if (meant?.is === 'swipe')
      speech.do(({ right: 'next', left: 'previous', up: 'repeat', down: 'all' } as const)[meant.to]);
  }

  /** A press of the hand is no press of the button: the second tap is, and comes from here. */
  function pressed(event: MouseEvent) {
    if ((!speech.on && !spent) || !event.isTrusted || drawn(event)) return;
    keep(event);
  }

  function keyed(event: KeyboardEvent) {
    if (event.key === SPEECH_KEY && !event.repeat) {
      keep(event);
      speech.toggle();
      return touched();
    }
    if (!speech.on) return;
    const writing = page.activeElement?.matches(TEXT) === true;
    const wish = wishOf(event, writing);
    // Digits on a keypad are ended by its Enter, wherever the member is.
    if (!wish || (typed && event.key === 'Enter')) {
      typed = !writing && /^\d$/.test(event.key);
      return speech.stop();
    }
    typed = false;
    touched();
    // Enter and space are said to the page by a press, the rest moves nobody's focus.
    keep(event);
    if (writing) (page.activeElement as HTMLElement).blur();
    speech.do(wish);
  }

  /** Tab goes through the controls alone. */
  function focused(event: FocusEvent) {
    if (!speech.on || !(event.target instanceof HTMLElement) || event.target === speech.cursor) return;
    const all = stops(page);
    if (event.target.matches(':focus-visible') && event.target.tabIndex >= 0 && all.includes(event.target))
      speech.visit(event.target, all);
  }

  const active: AddEventListenerOptions = { capture: true, passive: false };
  view.addEventListener('pointerdown', down, active);
  view.addEventListener('pointermove', move, active);
  view.addEventListener('pointerup', up, active);
  view.addEventListener('pointercancel', up, active);
  for (const press of ['mousedown', 'mouseup', 'click', 'dblclick'] as const)
    view.addEventListener(press, pressed, active);
  // After the readers that type, which take what is theirs.
  page.addEventListener('keydown', keyed, active);
  page.addEventListener('focusin', focused);
  return () => {
    clearTimeout(corner);
    view.removeEventListener('pointerdown', down, active);
    view.removeEventListener('pointermove', move, active);
    view.removeEventListener('pointerup', up, active);
    view.removeEventListener('pointercancel', up, active);
    for (const press of ['mousedown', 'mouseup', 'click', 'dblclick'] as const)
      view.removeEventListener(press, pressed, active);
    page.removeEventListener('keydown', keyed, active);
    page.removeEventListener('focusin', focused);
  };
}
