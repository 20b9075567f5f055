/**
 * What is said only after the member has asked for it (EN 301 549, 5.1.3.8 and 5.1.3.9): whatever is marked
 * `data-private`, everything that was typed or chosen in a form, and the digits of a PIN pad.
 *
 * `data-aloud` on it is what is said instead; without that it is said that there is something.
 */
const PRIVATE = '[data-private], [data-digit], input:not([type="button"], [type="submit"]), textarea, select';

export type Privacy = { is: 'open' } | { is: 'private'; instead: string | null };

export function privacyOf(element: Element): Privacy {
  // The words of a choice are the studio's; which one is chosen is the member's.
  if (element instanceof HTMLInputElement && ['radio', 'checkbox'].includes(element.type))
    return element.closest('[data-private]') ? { is: 'private', instead: null } : { is: 'open' };
  const place = element.closest<HTMLElement>(PRIVATE);
  return place ? { is: 'private', instead: place.dataset.aloud ?? null } : { is: 'open' };
}
