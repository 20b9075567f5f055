// Run in the page, behind `smallest`: the sides of targets and the height of text that are too small, in CSS pixels.
const found = new Set();
const root = document.documentElement;
if (root.scrollWidth > innerWidth) found.add(`the page is ${root.scrollWidth} wide of ${innerWidth}`);
if (root.scrollHeight > innerHeight) found.add(`the page is ${root.scrollHeight} high of ${innerHeight}`);
const name = (element) => {
  const marked = element.closest('[data-testid]');
  const words = element.textContent.trim().replace(/\s+/g, ' ').slice(0, 40);
  return `<${element.tagName.toLowerCase()}> in ${marked?.dataset.testid}: "${words}"`;
};
const lines = [];
// What lies behind the keys on the screen comes back when they are put away.
const keys = document.querySelector('[data-testid="keyboard"]');
const behind = (element) => keys !== null && !keys.contains(element) && !element.contains(keys)
  && element.getBoundingClientRect().bottom > keys.getBoundingClientRect().top;
// What lies behind a dialog cannot be touched and need not be read.
const front = document.querySelector('dialog:modal, [data-testid="dark"]') ?? document.body;
for (const element of front.querySelectorAll('*')) {
  if (element.closest('svg, .unseen, script, style, option, [data-picture]') || behind(element)) continue;
  // What is far off is not laid out before somebody comes near it.
  if (!element.checkVisibility({ contentVisibilityAuto: true })) continue;
  const style = getComputedStyle(element);
  if (style.visibility === 'hidden' || style.display === 'none') continue;
  if (element.matches('button, input, select, label:has(input)')) {
    const { width, height } = element.getBoundingClientRect();
    const part = element.closest('label') !== null && element.tagName === 'INPUT';
    if (!part && width > 0 && (height < smallest.target || width < smallest.target)) {
      found.add(`${name(element)} is only ${Math.round(width)}×${Math.round(height)}`);
    }
    const { left, top, right, bottom } = element.getBoundingClientRect();
    let scrolls = false;
    for (let box = element.parentElement; box; box = box.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(box);
      scrolls ||= /auto|scroll/.test(overflowX + overflowY);
    }
    if (!part && !scrolls && (left < 0 || top < 0 || right > innerWidth + 0.5 || bottom > innerHeight + 0.5)) {
      found.add(`${name(element)} leaves the screen`);
    }
    const hit = width > 0 && !part && !scrolls && document.elementFromPoint(left + width / 2, top + height / 2);
    if (hit && !element.contains(hit) && !hit.contains(element)) {
      found.add(`${name(element)} is covered by <${hit.tagName.toLowerCase()} class="${hit.className}">`);
    }
  }
  const own = [...element.childNodes].filter((node) => node.nodeType === 3 && node.data.trim());
  if (own.length === 0) continue;
  if (parseFloat(style.fontSize) < smallest.text) found.add(`${name(element)} is written in ${style.fontSize}`);
  if (style.display !== 'inline' && element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1) {
    found.add(`${name(element)} needs ${element.scrollWidth} of ${element.clientWidth} in width`);
  }
  for (const node of own) {
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const { left, right, top, bottom } of range.getClientRects()) {
      if (right - left < 1) continue;
      // Of a line's box the letters fill the middle.
      const spare = (bottom - top) * 0.2;
      const line = { left, right, top: top + spare, bottom: bottom - spare, element };
      let scrolls = false;
      for (let box = element; box && box !== document.body; box = box.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(box);
        if (overflowX === 'visible' && overflowY === 'visible') continue;
        if (/auto|scroll/.test(overflowX + overflowY)) { scrolls = true; break; }
        const frame = box.getBoundingClientRect();
        if (line.left < frame.left - 1 || line.right > frame.right + 1 || line.top < frame.top - 1
          || line.bottom > frame.bottom + 1) found.add(`${name(element)} is cut off by ${name(box)}`);
      }
      if (scrolls) continue;
      if (line.left < -1 || line.right > innerWidth + 1 || line.top < -1 || line.bottom > innerHeight + 1) {
        found.add(`${name(element)} leaves the screen`);
      }
      lines.push(line);
    }
  }
}
for (const [index, one] of lines.entries()) {
  for (const other of lines.slice(index + 1)) {
    if (one.element === other.element) continue;
    const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
    const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
    if (across > 2 && down > 2) found.add(`${name(one.element)} lies on ${name(other.element)}`);
  }
}
return [...found];
