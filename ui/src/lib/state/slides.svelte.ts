import type { LookPictureView } from '../backend/bindings';

/** How long a picture stays. */
export const SLIDE_MS = 12_000;

/** A picture that is shown. */
export interface Slide {
  id: string;
  url: string;
  /** Its width by its height. */
  ratio: number;
}

/** Bytes as the only address of a picture that the content security policy knows. */
export function dataUrl(bytes: Uint8Array, mediaType: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(new Error('the picture could not be read'));
    reader.onload = () => resolve(String(reader.result));
    reader.readAsDataURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: mediaType }));
  });
}

/**
 * The pictures of the idle screen in turn. What shows how to check in has its turn, too, and the first one.
 * There are never more than two in memory: the one that comes and the one that goes.
 */
export class Slides {
  shown = $state.raw<Slide | null>(null);
  before = $state.raw<Slide | null>(null);
  paused = $state(false);

  #fetch: (id: string) => Promise<Uint8Array>;
  #address: typeof dataUrl;

  constructor(fetch: (id: string) => Promise<Uint8Array>, address = dataUrl) {
    this.#fetch = fetch;
    this.#address = address;
  }

  /** Shows one after the other. Returns how to stop. */
  start(pictures: LookPictureView[]): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    let turn = 0;
    const next = async () => {
      if (!this.paused) {
        turn = (turn + 1) % (pictures.length + 1);
        const slide = await this.#read(pictures[turn - 1]);
        if (over) return;
        if (slide !== undefined) [this.before, this.shown] = [this.shown, slide];
      }
      timer = setTimeout(next, SLIDE_MS);
    };
    if (pictures.length > 0) timer = setTimeout(next, SLIDE_MS);
    return () => {
      over = true;
      clearTimeout(timer);
      this.shown = this.before = null;
    };
  }

  /** Nothing for a picture that cannot be shown: the next one has its turn later. */
  async #read(picture: LookPictureView | undefined): Promise<Slide | null | undefined> {
    if (!picture) return null;
    try {
      const url = await this.#address(await this.#fetch(picture.id), picture.mediaType);
      return { id: picture.id, url, ratio: picture.width / picture.height };
    } catch {
      return undefined;
    }
  }
}
