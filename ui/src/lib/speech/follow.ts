import { m } from '$/lib/i18n/messages.svelte';
import type { Speech } from './speech.svelte';
import { isHeading, roots, stops } from './walk';
import { sayChange, sayStop } from './words';

const LIVE = '[aria-live]:not([aria-live="off"]), [role="status"], [role="alert"]';
/** Seconds at which a time that runs out is told; more often it would drown everything else. */
const TOLD_AT = [60, 30, 20, 10];

/** Says what the screen shows by itself: a new screen, a question, an answer, a time that runs out. */
export function follow(page: Document, speech: Speech): () => void {
  let shown: Element | null = null;
  const before = new WeakMap<Element, string>();
  const toldAt = new WeakMap<Element, number>();

  /** What there is to say about a screen or a question that has just come. */
  function title(root: Element): string {
    const announced = page.querySelector<HTMLElement>('[data-testid="announcement"]');
    const words = announced && root.matches('main') ? sayChange(announced, speech.aloud) : '';
    if (announced) before.set(announced, words);
    if (words !== '') return words;
    const all = stops(page);
    const heading = all.find((stop) => root.contains(stop) && isHeading(stop));
    const text = heading ? sayStop(heading, { aloud: speech.aloud, position: null }) : '';
    const more = root.matches('dialog')
      ? all.find((stop) => root.contains(stop) && stop.matches('p'))
      : undefined;
    const hint = more ? sayStop(more, { aloud: speech.aloud, position: null }) : '';
    return [text, hint].filter((part) => part !== '').join('. ');
  }

  function look() {
    if (!speech.on) {
      shown = null;
      return;
    }
    const [root = null] = roots(page);
    const fresh = root !== shown;
    if (root && fresh) {
      shown = root;
      speech.arrive();
      // Of one kind each: what became of a card is said although the next screen has come.
      speech.tell(title(root), (root as HTMLElement).dataset.testid ?? 'screen');
    }
    for (const live of page.querySelectorAll<HTMLElement>(LIVE)) {
      if (live.closest('[data-speech-bar]')) continue;
      const words = sayChange(live, speech.aloud);
      if (before.get(live) === words) continue;
      const known = before.has(live);
      before.set(live, words);
      // What a screen comes with is read with it; an alarm is not.
      if (fresh && !known && !live.matches('[role="alert"]')) continue;
      speech.tell(words, live.dataset.testid ?? live.id);
    }
    for (const timer of page.querySelectorAll<HTMLElement>('[role="timer"][data-left], dialog[data-left]')) {
      const left = Number(timer.dataset.left);
      const mark = TOLD_AT.filter((at) => left <= at).at(-1) ?? Infinity;
      const last = toldAt.get(timer);
      toldAt.set(timer, mark);
      if (last !== undefined && mark < last) speech.tell(m.speech_left({ seconds: String(left) }), 'time');
    }
  }

  const observer = new MutationObserver(look);
  observer.observe(page.body, {
    subtree: true,
    childList: true,
    characterData: true,
    attributeFilter: ['open', 'data-left', 'data-aloud', 'hidden'],
  });
  look();
  return () => observer.disconnect();
}
