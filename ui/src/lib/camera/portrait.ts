/** Pictures of members: a square of what a camera sees or a file shows, as JPEG. */

/** The most the vendor is sent, in bytes. */
export const MOST_BYTES = 400 * 1024;
/** As wide and high as a picture gets, in pixels. */
const SIDE = 800;
/** From what is good to see to what is still a face. */
const QUALITIES = [0.92, 0.85, 0.75, 0.6, 0.4];

/** What of a picture is taken: how much larger than it must be, and where, from 0 to 1. */
export interface Crop {
  zoom: number;
  across: number;
  down: number;
}

export const WHOLE: Crop = { zoom: 1, across: 0.5, down: 0.5 };

/** The square that is taken of a picture of this size, in its pixels. */
export function squareOf(
  { width, height }: { width: number; height: number },
  { zoom, across, down }: Crop,
): { left: number; top: number; side: number } {
  const side = Math.min(width, height) / Math.max(1, zoom);
  return { left: (width - side) * across, top: (height - side) * down, side };
}

type Encode = (canvas: HTMLCanvasElement, quality: number) => Promise<Blob | null>;

const encode: Encode = (canvas, quality) =>
  new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));

/** The bytes of a canvas as JPEG, of the first quality that is small enough. */
export async function jpegOf(canvas: HTMLCanvasElement, by: Encode = encode): Promise<Uint8Array | null> {
  for (const quality of QUALITIES) {
    const blob = await by(canvas, quality);
    if (!blob || blob.type !== 'image/jpeg') return null;
    if (blob.size <= MOST_BYTES) return new Uint8Array(await blob.arrayBuffer());
  }
  return null;
}

/** Draws the square onto a canvas; as a mirror shows it only where it is asked for. */
export function drawSquare(
  canvas: HTMLCanvasElement,
  source: CanvasImageSource,
  size: { width: number; height: number },
  crop: Crop,
): boolean {
  const context = canvas.getContext('2d');
  const { left, top, side } = squareOf(size, crop);
  if (!context || side < 1) return false;
  const out = Math.min(SIDE, Math.round(side));
  Object.assign(canvas, { width: out, height: out });
  // Where a picture is see-through it would be black in a JPEG.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, out, out);
  context.drawImage(source, left, top, side, side, 0, 0, out, out);
  return true;
}

/** What a camera sees now; nothing while it has shown nothing yet, whatever the web view says of it. */
export function stillOf(video: HTMLVideoElement): HTMLCanvasElement | null {
  const { videoWidth: width, videoHeight: height } = video;
  if (width === 0 || height === 0) return null;
  const still = video.ownerDocument.createElement('canvas');
  Object.assign(still, { width, height });
  const context = still.getContext('2d');
  context?.drawImage(video, 0, 0);
  // WebKitGTK knows a size before there is a picture, and draws nothing then.
  const alpha = context?.getImageData(width >> 1, height >> 1, 1, 1).data[3];
  return alpha ? still : null;
}

/** Opens the camera, or rejects where there is none to be had. Whoever opens it stops its tracks. */
export async function portraitCamera(view: Window): Promise<MediaStream> {
  const devices = view.navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) throw new DOMException('there are no cameras here', 'NotFoundError');
  return devices.getUserMedia({
    audio: false,
    video: { facingMode: 'user', width: { ideal: 1280 }, height: { ideal: 960 } },
  });
}

/** A file as a picture. As a data URL: the content security policy knows no other address of a picture. */
export function pictureFrom(file: Blob, page: Document): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(new Error('the file could not be read'));
    reader.onload = () => {
      const picture = page.createElement('img');
      picture.onload = () => resolve(picture);
      picture.onerror = () => reject(new Error('this is no picture'));
      picture.src = String(reader.result);
    };
    reader.readAsDataURL(file);
  });
}
