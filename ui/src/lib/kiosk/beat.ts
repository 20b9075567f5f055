import type { Beat, Screen, ShownScreen } from '../backend/bindings';

/** How often the page says that it is there. The desk loads it anew when it is silent for two and a half. */
export const BEAT_MS = 1_000;

/** What is shown, as far as that the page is back goes. */
export function shownScreen({ screen }: Screen): ShownScreen {
  return screen === 'starting' || screen === 'idle' || screen === 'outOfOrder' ? screen : 'other';
}

/**
 * Says that the page is there, from now on and whenever it comes into sight. Said from the page's own thread: a
 * page that hangs says nothing. Returns how to say it once more, and how to stop.
 */
export function keepBeating(
  page: Document,
  shown: () => ShownScreen,
  tell: (beat: Beat) => Promise<void>,
): { beat: () => void; stop: () => void } {
  // Whether it arrived is the desk's to find out.
  const beat = () => void tell({ hidden: page.hidden, screen: shown() }).catch(() => undefined);
  const timer = setInterval(beat, BEAT_MS);
  page.addEventListener('visibilitychange', beat);
  beat();
  return {
    beat,
    stop: () => {
      clearInterval(timer);
      page.removeEventListener('visibilitychange', beat);
    },
  };
}
