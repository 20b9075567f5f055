/** A picture without its colours, as `Picture::parse` of the crate `readers` takes it. */
export function pictureOf({ width, height, data }: Pick<ImageData, 'width' | 'height' | 'data'>): Uint8Array {
  const picture = new Uint8Array(4 + width * height);
  const size = new DataView(picture.buffer);
  size.setUint16(0, width, true);
  size.setUint16(2, height, true);
  // The brightness of a colour (ITU-R BT.601).
  for (let from = 0, to = 4; to < picture.length; from += 4, to += 1)
    picture[to] = 0.299 * (data[from] ?? 0) + 0.587 * (data[from + 1] ?? 0) + 0.114 * (data[from + 2] ?? 0);
  return picture;
}
