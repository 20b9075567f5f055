import { computeAccessibleDescription, computeAccessibleName } from 'dom-accessibility-api';
import { m } from '$/lib/i18n/messages.svelte';
import { privacyOf } from './private';
import { isControl, isHeading } from './walk';

interface Asked {
  /** The member has asked for personal things to be said. */
  aloud: boolean;
  position: { at: number; of: number } | null;
}

const tidy = (text: string) => text.replace(/\s+/g, ' ').trim();

const HIDDEN = {
  display: 'none',
  visibility: 'hidden',
  getPropertyValue: () => 'none',
} as unknown as CSSStyleDeclaration;

/** Its name, without what in it is nobody else's business. */
function nameOf(element: Element, aloud: boolean): string {
  if (aloud || !element.querySelector('[data-private]')) return computeAccessibleName(element);
  const style = (of: Element, pseudo?: string | null) =>
    of !== element && of.closest('[data-private]') ? HIDDEN : getComputedStyle(of, pseudo);
  return computeAccessibleName(element, { getComputedStyle: style });
}

/** Its text with a pause between its parts, without what nobody sees. */
function textOf(element: Element, aloud: boolean): string {
  const parts: string[] = [];
  const visit = (node: Node) => {
    if (node.nodeType === Node.TEXT_NODE) return void parts.push(node.textContent ?? '');
    if (!(node instanceof Element) || node.matches('[aria-hidden="true"], [hidden]')) return;
    if (!aloud && node.matches('[data-private]'))
      return void parts.push(` ${(node as HTMLElement).dataset.aloud ?? ''} `);
    if (node.matches('img[alt], svg[role="img"], [aria-label]'))
      return void parts.push(computeAccessibleName(node));
    const apart = node.matches('dt, dd, p, li, div, h1, h2, h3, strong, small');
    if (apart) parts.push(' ');
    node.childNodes.forEach(visit);
    if (node.matches('dt')) parts.push(': ');
    else if (apart) parts.push(' ');
  };
  element.childNodes.forEach(visit);
  return tidy(parts.join('')).replace(/ ([:,.])/g, '$1');
}

function roleOf(element: Element): string {
  const role = element.getAttribute('role');
  if (isHeading(element)) return m.speech_heading();
  if (element instanceof HTMLInputElement) {
    if (element.type === 'radio') return m.speech_choice();
    if (element.type === 'checkbox') return m.speech_tick();
    return role === 'combobox' ? m.speech_list() : m.speech_field();
  }
  if (element.matches('select, [role="combobox"]')) return m.speech_list();
  if (element.matches('textarea')) return m.speech_field();
  if (role === 'option') return m.speech_choice();
  if (element.matches('canvas')) return m.speech_signature();
  if (element.matches('a[href]')) return m.speech_link();
  if (element.matches('[aria-pressed]')) return m.speech_switch();
  if (element.matches('button, summary, [role="button"]')) return m.speech_button();
  return '';
}

function statesOf(element: Element, aloud: boolean): string[] {
  const is = (name: string, value = 'true') => element.getAttribute(`aria-${name}`) === value;
  const said: string[] = [];
  if (element instanceof HTMLInputElement && ['radio', 'checkbox'].includes(element.type)) {
    if (aloud || !element.closest('[data-private]'))
      said.push(element.checked ? m.speech_chosen() : m.speech_not_chosen());
  } else if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) {
    const { value } = element;
    if (value === '') said.push(m.speech_empty());
    // A password is never said, whoever asks.
    else if (aloud && element.type !== 'password') said.push(value);
    else said.push(m.speech_filled({ count: String(value.length) }));
  }
  if (element.hasAttribute('aria-pressed')) said.push(is('pressed') ? m.speech_on() : m.speech_off());
  if (is('selected')) said.push(m.speech_chosen());
  if (is('expanded')) said.push(m.speech_open());
  if (is('required') || (element as HTMLInputElement).required) said.push(m.speech_required());
  if (is('invalid')) said.push(m.speech_wrong());
  if (is('disabled') || (element as HTMLButtonElement).disabled) said.push(m.speech_disabled());
  return said;
}

/** A digit of a PIN, while nobody may hear which. */
const isDigit = (element: Element) => element.matches('[data-digit]');

/** What is said at a stop: name, role, state, description, position. */
export function sayStop(element: Element, { aloud, position }: Asked): string {
  const privacy = privacyOf(element);
  const hidden = privacy.is === 'private' && !aloud;
  const control = isControl(element);
  const field = element.matches('input, textarea, select');
  let name =
    control || element.matches('img, svg, [role="img"]') ? nameOf(element, aloud) : textOf(element, aloud);
  // What a field is called is the form's; what stands in it is the member's.
  if (hidden && !field) {
    const instead = privacy.instead;
    name = isDigit(element) ? m.speech_digit() : (instead ?? m.speech_private());
  }
  const described =
    control && !hidden
      ? computeAccessibleDescription(element)
      : field
        ? computeAccessibleDescription(element)
        : '';
  const place =
    position && !(hidden && isDigit(element))
      ? m.speech_position({ at: String(position.at), of: String(position.of) })
      : '';
  const parts = [tidy(name), roleOf(element), ...statesOf(element, aloud), tidy(described), place];
  return parts.filter((part) => part !== '').join(', ');
}

/** The words of something that has changed by itself. */
export function sayChange(element: HTMLElement, aloud: boolean): string {
  const privacy = privacyOf(element);
  if (privacy.is === 'private' && !aloud) return privacy.instead ?? '';
  return textOf(element, aloud);
}
