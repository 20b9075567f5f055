import type { Attachment } from 'svelte/attachments';

/**
 * Shrinks the text of an element until it fits its box, by the factor `--fit` its font size is multiplied
 * with. `text` is only named so that the measuring runs again when it changes.
 */
export function fit(text: string, smallest = 0.4): Attachment<HTMLElement> {
  return (element) => {
    void text;
    const tooBig = () => {
      const { maxHeight, fontSize } = getComputedStyle(element);
      const room = maxHeight.endsWith('px') ? parseFloat(maxHeight) : element.clientHeight;
      // A tight line height lets letters reach past their box; that much is not too big.
      const reach = parseFloat(fontSize) * 0.2;
      return element.scrollHeight > room + reach || element.scrollWidth > element.clientWidth + 1;
    };
    const measure = () => {
      // Written only where it is something else: the first reading after a write costs a layout of the page,
      // and most texts fit as they are.
      const inherited = getComputedStyle(element).getPropertyValue('--fit').trim();
      if (inherited !== '' && inherited !== '1') element.style.setProperty('--fit', '1');
      if (!tooBig()) return;
      let low = smallest;
      let high = 1;
      for (let round = 0; round < 7; round += 1) {
        const middle = (low + high) / 2;
        element.style.setProperty('--fit', middle.toFixed(3));
        if (tooBig()) high = middle;
        else low = middle;
      }
      element.style.setProperty('--fit', low.toFixed(3));
    };
    measure();
    const fonts = element.ownerDocument.fonts;
    fonts?.addEventListener('loadingdone', measure);
    const view = element.ownerDocument.defaultView;
    view?.addEventListener('resize', measure);
    // What is around it may be laid out later than it is. Its height is what the measuring changes, so only
    // another width counts.
    let width = element.clientWidth;
    const watch = view?.ResizeObserver
      ? new view.ResizeObserver(() => {
          if (element.clientWidth === width) return;
          width = element.clientWidth;
          measure();
        })
      : undefined;
    watch?.observe(element);
    return () => {
      watch?.disconnect();
      fonts?.removeEventListener('loadingdone', measure);
      view?.removeEventListener('resize', measure);
    };
  };
}
