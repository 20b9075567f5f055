/**
 * How large the smallest text is where somebody has said from where it is read (EN 301 549, 5.1.4), measured with a ruler:
 * a capital of it in a picture, and the angle it fills for whoever stands there.
 * @typedef {{ what: string, diagonalInches: number, distanceCm: number, screen: [number, number], leastText: number,
 *   needed: number, normal: number, larger: number }} Viewing a row of `tests/fixtures/text-sizes.json`
 */

/** The angle that a capital has to fill, in degrees. */
const ANGLE = 0.7;
const CM_PER_INCH = 2.54;
/** Into how many rows of the picture a pixel of the page is parted. */
export const ROWS = 8;

/**
 * The angle that a capital fills, in degrees.
 * @param {number} capital how high it is, in pixels of the page
 * @param {Viewing} viewing
 * @returns {number}
 */
export function angleOf(capital, { diagonalInches, distanceCm, screen }) {
  const pixel = (diagonalInches * CM_PER_INCH) / Math.hypot(...screen);
  return ((capital * pixel) / distanceCm) * (180 / Math.PI);
}

/**
 * Why it cannot be read from there; nothing where it can. A row of the picture is as exact as it is measured.
 * @param {number} capital
 * @param {Viewing} viewing
 * @returns {string | null}
 */
export function tooFar(capital, viewing) {
  if (angleOf(capital + 1 / ROWS, viewing) >= ANGLE) return null;
  const { what, distanceCm, diagonalInches } = viewing;
  const found = angleOf(capital, viewing).toFixed(3);
  return `${what}: a capital of ${capital.toFixed(2)} pixels fills ${found}° of ${ANGLE}° on ${diagonalInches} inches from ${distanceCm} cm`;
}

/**
 * In which of its sizes the screen has to be read from there; nothing where it promises only as much as has room.
 * @param {Viewing} viewing
 * @returns {'normal' | 'larger' | null}
 */
export function promised({ needed, normal, larger }) {
  if (needed <= normal) return 'normal';
  return needed <= larger ? 'larger' : null;
}

/**
 * Where a capital with a flat head and foot of the smallest text stands that has one, and by how much that text is
 * larger than the smallest of all; run in the page, so it knows nothing but what is in it.
 * @returns {{ box: { x: number, y: number, width: number, height: number }, larger: number, letter: string }}
 */
export function smallestCapital() {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const element = node.parentElement;
    if (!element || !node.textContent?.trim() || element.closest('svg, .unseen, script, style, option'))
      continue;
    if (!element.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true })) continue;
    texts.push({ node, size: parseFloat(getComputedStyle(element).fontSize) });
  }
  texts.sort((one, other) => one.size - other.size);
  const least = texts[0]?.size ?? 0;
  for (const { node, size } of texts)
    for (const { index, 0: letter } of (node.textContent ?? '').matchAll(/[BDEFHIKLMNPRTXZ]/g)) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + 1);
      const { x, y, width, height } = range.getBoundingClientRect();
      if (width < 1 || x < 0 || y < 0 || x + width > innerWidth || y + height > innerHeight) continue;
      return { box: { x, y, width, height }, larger: size / least, letter };
    }
  throw new Error('there is no capital to be measured');
}

/**
 * From its first row to its last: how many rows of a picture of one letter are written on; run in the page.
 * @param {string} data a PNG, in base64
 * @returns {Promise<number>}
 */
export async function rowsWritten(data) {
  const picture = new Image();
  picture.src = `data:image/png;base64,${data}`;
  await picture.decode();
  const { width, height } = picture;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('there is no canvas');
  context.drawImage(picture, 0, 0);
  const { data: pixels } = context.getImageData(0, 0, width, height);
  /** How far each row is from the ground at its most. */
  const far = Array.from({ length: height }, (_, row) => {
    let most = 0;
    for (let at = row * width * 4; at < (row + 1) * width * 4; at += 4) {
      let apart = 0;
      for (const colour of [0, 1, 2]) apart += Math.abs((pixels[at + colour] ?? 0) - (pixels[colour] ?? 0));
      most = Math.max(most, apart);
    }
    return most;
  });
  // At its edge a letter is half ground.
  const half = Math.max(...far) / 2;
  const written = (/** @type {number} */ apart) => apart > half;
  return far.findLastIndex(written) - far.findIndex(written) + 1;
}
