import type { Eye, Sight } from './look';
import { pictureOf } from './picture';

/** Enough for the code on a telephone an arm's length away, and little to look through. */
const WIDTH = 640;
const HEIGHT = 480;

/** The camera the web view offers, if it offers one. Nothing of it is ever on the page. */
export function webEye(view: Window): Eye {
  // Missing where the web view has no cameras at all.
  const devices = view.navigator.mediaDevices as MediaDevices | undefined;
  return {
    async open(lost) {
      if (!devices) throw new DOMException('there are no cameras here', 'NotFoundError');
      const video = { width: { ideal: WIDTH }, height: { ideal: HEIGHT } };
      return sightOf(view.document, await devices.getUserMedia({ audio: false, video }), lost);
    },
    changed(tell) {
      devices?.addEventListener('devicechange', tell);
      return () => devices?.removeEventListener('devicechange', tell);
    },
  };
}

/** Tells whether the web view has a camera to offer, now and at every change. Returns how to stop. */
export function watchCameras(view: Window, tell: (some: boolean) => void): () => void {
  const devices = view.navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) {
    tell(false);
    return () => undefined;
  }
  const watch = watches.get(devices) ?? new CameraWatch(devices);
  watches.set(devices, watch);
  return watch.join(tell);
}

/**
 * One for all who want to know, for as long as the page lives: WebKitGTK connects to the sound server anew for
 * every list of devices, and where there is none it never lets go of what it opened for that.
 */
class CameraWatch {
  readonly #devices: MediaDevices;
  readonly #tells = new Set<(some: boolean) => void>();
  #some: boolean | null = null;

  constructor(devices: MediaDevices) {
    this.#devices = devices;
    devices.addEventListener('devicechange', () => void this.#look());
  }

  join(tell: (some: boolean) => void): () => void {
    this.#tells.add(tell);
    if (this.#some === null) void this.#look();
    else tell(this.#some);
    return () => this.#tells.delete(tell);
  }

  async #look() {
    // Rejects where the page may not know: then there is none for it, and the next to join asks again.
    const all = await this.#devices.enumerateDevices().catch(() => null);
    this.#some = all && all.some(({ kind }) => kind === 'videoinput');
    for (const tell of this.#tells) tell(this.#some ?? false);
  }
}

const watches = new WeakMap<MediaDevices, CameraWatch>();

function sightOf(page: Document, stream: MediaStream, lost: () => void): Sight {
  const video = page.createElement('video');
  const context = page.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const tracks = stream.getTracks();
  const close = () => {
    for (const track of tracks) {
      track.removeEventListener('ended', lost);
      track.stop();
    }
    video.srcObject = null;
  };
  for (const track of tracks) track.addEventListener('ended', lost);
  video.muted = true;
  video.playsInline = true;
  video.srcObject = stream;
  // Not waited for: a camera may open and show nothing, or go before it does.
  video.play().catch(lost);
  return {
    picture() {
      const { videoWidth, videoHeight } = video;
      if (!context || videoWidth === 0 || videoHeight === 0) return null;
      const scale = Math.min(1, WIDTH / videoWidth, HEIGHT / videoHeight);
      const width = Math.max(1, Math.round(videoWidth * scale));
      const height = Math.max(1, Math.round(videoHeight * scale));
      Object.assign(context.canvas, { width, height });
      context.drawImage(video, 0, 0, width, height);
      return pictureOf(context.getImageData(0, 0, width, height));
    },
    close,
  };
}
