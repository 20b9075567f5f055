import type { Attachment } from 'svelte/attachments';

/**
 * Shrinks the text of an element until it fits its box, by the factor `--fit` its font size is multiplied
 * with. `text` is only named so that the measuring runs again when it changes.
 */
export const fit = (text: string, smallest = 0.4) => fitted('--fit', text, smallest, false);

/**
 * Shrinks whatever stands in a box whose size does not depend on it, by the factor `--squeeze` its unit is multiplied
 * with.
 */
export const squeeze = (text: string, smallest = 0.7) => fitted('--squeeze', text, smallest, true);

function fitted(factor: string, text: string, smallest: number, box: boolean): Attachment<HTMLElement> {
  return (element) => {
    void text;
    const tooBig = () => {
      const { maxHeight, fontSize } = getComputedStyle(element);
      const room = maxHeight.endsWith('px') ? parseFloat(maxHeight) : element.clientHeight;
      // A tight line height lets letters reach past their box; that much is not too big.
      const reach = box ? 1 : parseFloat(fontSize) * 0.2;
      return element.scrollHeight > room + reach || element.scrollWidth > element.clientWidth + 1;
    };
    const measure = () => {
      // Written only where it is something else: the first reading after a write costs a layout of the page,
      // and most texts fit as they are.
      const inherited = getComputedStyle(element).getPropertyValue(factor).trim();
      if (inherited !== '' && inherited !== '1') element.style.setProperty(factor, '1');
      if (!tooBig()) return;
      let low = smallest;
      let high = 1;
      for (let round = 0; round < 7; round += 1) {
        const middle = (low + high) / 2;
        element.style.setProperty(factor, middle.toFixed(3));
        if (tooBig()) high = middle;
        else low = middle;
      }
      element.style.setProperty(factor, low.toFixed(3));
    };
    measure();
    const fonts = element.ownerDocument.fonts;
    fonts?.addEventListener('loadingdone', measure);
    const view = element.ownerDocument.defaultView;
    view?.addEventListener('resize', measure);
    // What is around it may be laid out later than it is. The height of a text is what the measuring changes, so only
    // another width counts.
    const size = () => `${element.clientWidth} ${box ? element.clientHeight : ''}`;
    let known = size();
    const watch = view?.ResizeObserver
      ? new view.ResizeObserver(() => {
          if (size() === known) return;
          known = size();
          measure();
        })
      : undefined;
    watch?.observe(element);
    const changes = box && view ? new view.MutationObserver(measure) : undefined;
    changes?.observe(element, { childList: true, characterData: true, subtree: true });
    return () => {
      watch?.disconnect();
      changes?.disconnect();
      fonts?.removeEventListener('loadingdone', measure);
      view?.removeEventListener('resize', measure);
    };
  };
}
