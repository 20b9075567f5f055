import type { TypedBurst } from '../backend/bindings';
import { Capture, type Press, type Step } from './capture';
import { focusedField, remember, write, type Field } from './field';
import { pressOf } from './press';

export interface Listening {
  /** A reader has typed. */
  burst: (burst: TypedBurst) => void;
  /** The screen shows keys to enter something with, so that a person may also use those of a keyboard. */
  keypad: () => boolean;
}

/** Timers that come this late were held up by the page; keys that came meanwhile are still on their way. */
const LATE_MS = 25;
/** No system waits longer before it repeats a key that is held down. */
const REPEAT_MS = 1_500;

/**
 * Listens for readers that type, before anything else in the page does. What a person types reaches the page as
 * ever, in a field or on a keypad up to 80 ms later. Returns how to stop.
 *
 * One thing cannot be had: WebKitGTK gives a field's keys to the input method first and then says of an accent,
 * and of the key after it, nothing but that they were pressed. A burst with such a key (`{` on a French host) does
 * not land in the field either, but cannot be read; the member is asked to hold it up again.
 */
export function listen(view: Window, { burst, keypad }: Listening): () => void {
  const page = view.document;
  // What a keypad has taken cannot be taken back.
  const capture = new Capture<Field | Window>((place) => place !== view);
  let place: Field | Window | null = null;
  let undo: (() => void) | null = null;
  /** Undoes what has been written since a number was begun. */
  let takeBack: (() => void) | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastDown = { code: '', at: -Infinity };
  /** Presses that were held back and are now played to the page. */
  const replayed = new WeakSet<Event>();

  function replay(press: Press) {
    if (place === null) return;
    if (place !== view) return write(place as Field, press.key);
    const { code, key, shift: shiftKey } = press;
    const event = new KeyboardEvent('keydown', { code, key, shiftKey, bubbles: true, cancelable: true });
    replayed.add(event);
    (page.activeElement ?? page.body).dispatchEvent(event);
  }

  function follow(step: Step) {
    for (const press of step.release) replay(press);
    if (step.undo) undo?.();
    if (step.takeBack) takeBack?.();
    if (step.burst) burst(step.burst);
    clearTimeout(timer);
    if (capture.patience !== null) wait(capture.patience, true);
    else place = undo = null;
  }

  function wait(patience: number, again: boolean) {
    const due = performance.now() + patience;
    timer = setTimeout(() => {
      if (again && performance.now() > due + LATE_MS) wait(patience, false);
      else follow(capture.silence());
    }, patience);
  }

  function down(event: KeyboardEvent) {
    if (replayed.has(event)) return;
    const now = focusedField(page) ?? (keypad() ? view : null);
    // Not every web view says of a key that it is held down.
    const press = pressOf(event, now !== null);
    if (!press) return;
    const { code, at } = press;
    const held = code !== '' && code === lastDown.code && at - lastDown.at < REPEAT_MS;
    lastDown = { code, at };
    const step = capture.press(held ? { ...press, kind: 'person' } : press, now);
    follow(step);
    if (step.fresh) {
      place = now;
      undo = now !== null && now !== view ? remember(now as Field) : null;
    }
    if (step.begins) takeBack = now !== null && now !== view ? remember(now as Field) : null;
    if (!step.swallow) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  const up = (event: KeyboardEvent) => {
    if (event.code === lastDown.code) lastDown = { code: '', at: -Infinity };
  };
  /** Somebody goes elsewhere: what was typed here belongs here. */
  const leave = () => {
    if (!capture.sure && capture.patience !== null) follow(capture.silence());
  };
  const lost = () => {
    lastDown = { code: '', at: -Infinity };
    leave();
  };
  const writes = (event: InputEvent) => {
    if (!capture.sure) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  view.addEventListener('keydown', down, true);
  view.addEventListener('keyup', up, true);
  view.addEventListener('pointerdown', leave, true);
  view.addEventListener('blur', lost);
  view.addEventListener('beforeinput', writes, true);
  return () => {
    leave();
    clearTimeout(timer);
    view.removeEventListener('keydown', down, true);
    view.removeEventListener('keyup', up, true);
    view.removeEventListener('pointerdown', leave, true);
    view.removeEventListener('blur', lost);
    view.removeEventListener('beforeinput', writes, true);
  };
}
