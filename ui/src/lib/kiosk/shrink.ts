import { pictureFrom } from '../camera/portrait';

/** As wide or high as a picture of the idle screen gets, in pixels. */
const SIDE = 1920;
/** What the desk takes, in bytes. */
const MOST_BYTES = 3 * 1024 * 1024;

/** The size a picture gets: never larger than it is. */
export function fitted(width: number, height: number, side = SIDE): { width: number; height: number } {
  const scale = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** A name that every system and every message can carry. */
export function plainName(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^\w.-]+/g, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[.-]+/, '')
    .slice(-80);
}

/** A picture as the desk takes it: what is small enough as it is, what is larger as a smaller JPEG. */
export async function shrunk(file: File, page: Document): Promise<{ name: string; bytes: Uint8Array }> {
  const name = plainName(file.name);
  const asIs = async () => ({ name, bytes: new Uint8Array(await file.arrayBuffer()) });
  const picture = await pictureFrom(file, page).catch(() => null);
  if (!picture) return asIs();
  const { naturalWidth, naturalHeight } = picture;
  const size = fitted(naturalWidth, naturalHeight);
  if (size.width === naturalWidth && size.height === naturalHeight && file.size <= MOST_BYTES) return asIs();
  const canvas = page.createElement('canvas');
  Object.assign(canvas, size);
  const context = canvas.getContext('2d');
  if (!context) return asIs();
  // Where a picture is see-through it would be black in a JPEG.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, size.width, size.height);
  context.drawImage(picture, 0, 0, size.width, size.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.88));
  if (!blob) return asIs();
  return { name: name.replace(/\.[^.]*$/, '') + '.jpg', bytes: new Uint8Array(await blob.arrayBuffer()) };
}
