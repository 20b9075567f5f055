import type { Backend } from '../backend';
import type { SpeechNews } from '../backend/bindings';
import { locale } from '../i18n/locale.svelte';
import { m } from '$/lib/i18n/messages.svelte';
import { Absence } from '../state/absence.svelte';
import { Queue } from './queue';
import { sayStop } from './words';
import { isControl, isHeading, position, step, stops } from './walk';
import type { Wish } from './keys';

/** Speech is at most 65 dB(A) here for everybody who begins (5.1.3.13); the installer sets the amplifier. */
export const NORMAL = 5;
const LOUDEST = 10;

/** Reads the screen aloud for one member, and is silent again for the next. */
export class Speech {
  on = $state(false);
  /** Whether there is a voice; unknown until it was asked. */
  voice = $state<'unknown' | 'there' | 'missing'>('unknown');
  /** The member wants personal things said aloud. */
  aloud = $state(false);
  rate = $state(NORMAL);
  volume = $state(NORMAL);
  /** What is being said, for eyes (5.1.5). */
  caption = $state('');
  /** Where the member is. */
  cursor = $state.raw<HTMLElement | null>(null);
  /** The next strokes are the signature's. */
  drawing = $state.raw<HTMLElement | null>(null);
  readonly absence: Absence;

  #backend: Backend;
  #queue: Queue;
  #page: Document;

  constructor(backend: Backend, left: () => void, page = document) {
    this.#backend = backend;
    this.#page = page;
    this.absence = new Absence(left);
    this.#queue = new Queue(
      (number, text) => {
        this.caption = text;
        // It can still be read, and what follows it, too.
        if (this.voice === 'missing') return queueMicrotask(() => this.#queue.ended(number));
        backend
          .frontSpeak({ number, text, language: locale.current, rate: this.rate, volume: this.volume })
          .catch(() => this.#queue.ended(number));
      },
      () => void backend.frontHush().catch(() => undefined),
    );
  }

  hear(news: SpeechNews): void {
    if (news.type === 'ended') return this.#queue.ended(news.number);
    this.voice = news.type === 'ready' ? 'there' : 'missing';
    if (this.voice === 'missing') this.#queue.stop();
  }

  toggle(): void {
    if (this.on) return this.end(true);
    this.on = true;
    this.#backend.frontSpeechAttach((news) => this.hear(news)).catch(() => (this.voice = 'missing'));
    this.#queue.say(m.speech_begins(), { by: 'hand' });
  }

  /** Everything one member set is gone with it. */
  end(said = false): void {
    if (!this.on) return;
    this.#queue.stop();
    if (said) this.#queue.say(m.speech_ends(), { by: 'hand' });
    this.on = this.aloud = false;
    this.rate = this.volume = NORMAL;
    this.caption = '';
    this.cursor = this.drawing = null;
    this.absence.watch(false);
  }

  /** News of the screen. */
  tell(text: string, kind: string): void {
    if (this.on) this.#queue.say(text, { by: 'news', kind });
  }

  /** A touch: silence, and somebody is there. */
  stop(): void {
    this.#queue.stop();
    this.absence.touched();
  }

  /** A new screen has come: nobody is anywhere in it yet. */
  arrive(): void {
    this.cursor = this.drawing = null;
  }

  /** Goes there and says what it is. */
  visit(stop: HTMLElement | null, all = stops(this.#page)): void {
    if (!stop) return;
    this.cursor = stop;
    stop.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
    // "Repeat" on the bar means what was said before somebody went there.
    this.#hand(this.#said(stop, all), !stop.closest('[data-speech-bar]'));
  }

  do(wish: Wish): void {
    this.absence.touched();
    switch (wish) {
      case 'next':
        return this.#go(1);
      case 'previous':
        return this.#go(-1);
      case 'activate':
        return this.#activate();
      case 'repeat':
        return this.#hand(this.#queue.last);
      case 'where':
        return this.#where();
      case 'all':
        return this.#all();
      case 'heading':
        return this.#heading();
      case 'stop':
        return this.#queue.stop();
      case 'aloud':
        this.aloud = !this.aloud;
        return this.#hand(this.aloud ? m.speech_aloud_on() : m.speech_aloud_off(), false);
      case 'louder':
      case 'quieter':
        this.volume = level(this.volume + (wish === 'louder' ? 1 : -1), 1);
        return this.#hand(m.speech_volume({ level: String(this.volume) }), false);
      case 'faster':
      case 'slower':
        this.rate = level(this.rate + (wish === 'faster' ? 1 : -1), 0);
        return this.#hand(m.speech_rate({ level: String(this.rate) }), false);
    }
  }

  #hand(text: string, keep = true): void {
    this.#queue.say(text, { by: 'hand' }, keep);
  }

  #said(stop: HTMLElement, all: readonly HTMLElement[]): string {
    return sayStop(stop, { aloud: this.aloud, position: position(stop, all) });
  }

  #go(by: 1 | -1): void {
    const all = stops(this.#page);
    const { stop, end } = step(all, this.#here(all), by);
    if (!end) return this.visit(stop, all);
    this.#hand(by === 1 ? m.speech_last() : m.speech_first());
  }

  /** What has left the screen is no place to go on from. */
  #here(all: readonly HTMLElement[]): HTMLElement | null {
    return this.cursor && all.includes(this.cursor) ? this.cursor : null;
  }

  #activate(): void {
    const here = this.#here(stops(this.#page));
    if (!here || !isControl(here)) return this.#hand(here ? m.speech_nothing_here() : m.speech_nowhere());
    if (here.matches(':disabled, [aria-disabled="true"]')) return this.#hand(m.speech_disabled());
    here.focus({ preventScroll: true });
    if (here instanceof HTMLCanvasElement) {
      this.drawing = here;
      return this.#hand(m.speech_draw());
    }
    if (here.matches('input:not([type="radio"], [type="checkbox"]), textarea')) this.#hand(m.speech_write());
    here.click();
    // What has changed about it is said; what it leads to says itself.
    if (here.closest('[data-speech-bar]')) return;
    if (!here.matches('[aria-pressed], [aria-expanded], input[type="radio"], input[type="checkbox"]')) return;
    queueMicrotask(() => {
      if (here.isConnected && this.on) this.#hand(this.#said(here, stops(this.#page)));
    });
  }

  #where(): void {
    const all = stops(this.#page);
    const here = this.#here(all);
    const title = all.find(isHeading);
    const screen = title ? this.#said(title, all) : '';
    const count = m.speech_count({ count: String(all.length) });
    this.#hand([screen, count, here ? this.#said(here, all) : m.speech_nowhere()].join('. '));
  }

  #all(): void {
    const all = stops(this.#page).filter((stop) => !stop.closest('[data-speech-bar]'));
    this.#hand(all.map((stop) => this.#said(stop, all)).join('. '));
  }

  #heading(): void {
    const all = stops(this.#page);
    const here = this.#here(all);
    const from = here ? all.indexOf(here) : -1;
    this.visit(all.slice(from + 1).find(isHeading) ?? all.find(isHeading) ?? null, all);
  }
}

const level = (wanted: number, least: number) => Math.max(least, Math.min(LOUDEST, wanted));
