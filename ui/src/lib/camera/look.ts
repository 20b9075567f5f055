import type { CameraState } from '../backend/bindings';

/** A camera, before it is opened. */
export interface Eye {
  /** Rejects when there is none, or none that may be used; calls `lost` when it goes away afterwards. */
  open(lost: () => void): Promise<Sight>;
  /** Calls back when a camera was plugged in or out. Returns how to stop. */
  changed(tell: () => void): () => void;
}

/** A camera that is open. */
export interface Sight {
  /** What it sees now, as the desk takes it; `null` while it sees nothing yet. */
  picture(): Uint8Array | null;
  close(): void;
}

export interface Looking {
  /** Hands a picture to the desk. The next one is taken when it was looked at, so that none pile up. */
  hand: (picture: Uint8Array) => Promise<void>;
  /** Tells how the camera is, when that changes. */
  tell: (state: CameraState) => void;
  /** Whether somebody may hold something up now. */
  wanted: () => boolean;
}

/** About five pictures a second. */
export const LOOK_MS = 180;
/** Not every system says when a camera comes, or comes free. */
export const AGAIN_MS = 10_000;

/** Looks through a camera for as long as there is one, and waits for one while there is none. Returns how to stop. */
export function lookThrough(eye: Eye, { hand, tell, wanted }: Looking): () => void {
  let sight: Sight | null = null;
  let told: CameraState | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let opening = false;
  let over = false;

  function is(state: CameraState) {
    if (state !== told) tell((told = state));
  }

  function later(what: () => Promise<void>, ms: number) {
    clearTimeout(timer);
    timer = setTimeout(() => void what(), ms);
  }

  async function open() {
    if (opening || sight || over) return;
    opening = true;
    clearTimeout(timer);
    try {
      const opened = await eye.open(lost);
      if (over) return opened.close();
      sight = opened;
      is('running');
      void look();
    } catch (error) {
      if (over) return;
      is(stateOf(error));
      later(open, AGAIN_MS);
    } finally {
      opening = false;
    }
  }

  async function look() {
    const picture = wanted() ? sight?.picture() : null;
    if (picture) await hand(picture).catch(() => undefined);
    if (sight && !over) later(look, LOOK_MS);
  }

  function lost() {
    sight?.close();
    sight = null;
    if (over) return;
    is('missing');
    later(open, AGAIN_MS);
  }

  const unfollow = eye.changed(() => void open());
  void open();
  return () => {
    over = true;
    unfollow();
    clearTimeout(timer);
    sight?.close();
    sight = null;
  };
}

/** The names are those of `getUserMedia` (W3C Media Capture and Streams, 10.2). */
function stateOf(error: unknown): CameraState {
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotReadableError':
    case 'AbortError':
      return 'inUse';
    default:
      return 'missing';
  }
}
