/**
 * The system's formats, each made once: a web view takes longer to make one than to draw a line of text, and a page
 * of prices needs hundreds. There are as many as there are languages, currencies and kinds of dates.
 */
const made = new Map<string, unknown>();

function once<Format>(kind: string, tag: string, options: object, make: () => Format): Format {
  const key = `${kind} ${tag} ${JSON.stringify(options)}`;
  const known = made.get(key) as Format | undefined;
  if (known) return known;
  const format = make();
  made.set(key, format);
  return format;
}

export const numberFormat = (tag: string, options: Intl.NumberFormatOptions = {}) =>
  once('number', tag, options, () => new Intl.NumberFormat(tag, options));

export const dateFormat = (tag: string, options: Intl.DateTimeFormatOptions = {}) =>
  once('date', tag, options, () => new Intl.DateTimeFormat(tag, options));

export const listFormat = (tag: string, options: Intl.ListFormatOptions = {}) =>
  once('list', tag, options, () => new Intl.ListFormat(tag, options));

export const relativeFormat = (tag: string, options: Intl.RelativeTimeFormatOptions = {}) =>
  once('relative', tag, options, () => new Intl.RelativeTimeFormat(tag, options));
