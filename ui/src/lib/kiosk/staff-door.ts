import type { Attachment } from 'svelte/attachments';

export const HOLD_MS = 2_000;
/** A finger that rests wanders this far; one that wanders further is doing something else. */
const WANDER_PX = 30;

/** Somebody keeps a finger or the mouse on this for two seconds. Nothing shows that it could be done. */
export function held(open: () => void): Attachment<HTMLElement> {
  return (element) => {
    const page = element.ownerDocument;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let from: PointerEvent | undefined;
    const stop = () => {
      clearTimeout(timer);
      from = undefined;
    };
    const down = (event: PointerEvent) => {
      stop();
      if (event.isPrimary === false || event.button > 0) return;
      from = event;
      timer = setTimeout(() => {
        stop();
        open();
      }, HOLD_MS);
    };
    const move = (event: PointerEvent) => {
      if (from && Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > WANDER_PX) stop();
    };
    element.addEventListener('pointerdown', down);
    page.addEventListener('pointermove', move);
    page.addEventListener('pointerup', stop);
    page.addEventListener('pointercancel', stop);
    return () => {
      stop();
      element.removeEventListener('pointerdown', down);
      page.removeEventListener('pointermove', move);
      page.removeEventListener('pointerup', stop);
      page.removeEventListener('pointercancel', stop);
    };
  };
}

/** Ctrl+Alt+S. AltGr is Ctrl+Alt on Windows and writes letters there, so it does not count. */
export function isStaffKey(event: KeyboardEvent): boolean {
  if (!event.ctrlKey || !event.altKey || event.repeat || event.getModifierState('AltGraph')) return false;
  return event.key.toLowerCase() === 's' || event.code === 'KeyS';
}
