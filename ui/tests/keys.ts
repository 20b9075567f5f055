import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { expect, vi } from 'vitest';
import { HOLD_MS } from '$/components/keyboard/fingers';
import Keyboard from '$/components/keyboard/Keyboard.svelte';
import { speak } from '$/lib/i18n/locale.svelte';

/** What the keys belong to, and what its fields were told, in the order of telling. */
export let root: HTMLElement;
export let told: InputEvent[];

export function begin() {
  vi.useFakeTimers();
  speak('de');
  told = [];
  root = document.createElement('section');
  root.innerHTML = `
    <div data-field><input id="name" autocapitalize="words" /></div>
    <input id="any" /><input id="mail" inputmode="email" /><input id="iban" data-keyboard="iban" />
    <input id="zip" inputmode="numeric" maxlength="5" /><input id="phone" inputmode="tel" />
    <input id="money" inputmode="decimal" /><input id="pin" type="password" inputmode="numeric" />
    <input id="tick" type="checkbox" /><textarea id="long"></textarea><button id="go">Weiter</button>`;
  document.body.append(root);
  root.addEventListener('input', (event) => told.push(event as InputEvent));
}

export function end() {
  cleanup();
  root.remove();
  vi.useRealTimers();
}

export const field = (id: string) => document.getElementById(id) as HTMLInputElement;
export const settle = async () => {
  await vi.advanceTimersByTimeAsync(1);
  await tick();
};
export const shown = () => screen.queryByTestId('keyboard') !== null;
export const keys = () => [...document.querySelectorAll<HTMLButtonElement>('[data-does]')];
export const key = (text: string) => keys().find((one) => one.dataset.text === text);
export const command = (name: string) =>
  keys().find(({ dataset }) => dataset.does === name) as HTMLButtonElement;
export const choices = () => [...document.querySelectorAll<HTMLButtonElement>('[data-choice]')];

export async function at(id: string, language = 'de', more: { wanted?: boolean } = {}) {
  const view = render(Keyboard, { root, language, ...more });
  field(id).focus();
  await settle();
  return view;
}

/** A finger goes down on a key and is lifted. */
export async function touch(on: HTMLElement, heldMs = 0) {
  const pointer = { pointerId: 1, bubbles: true, cancelable: true, button: 0 };
  await fireEvent(on, new PointerEvent('pointerdown', pointer));
  await fireEvent(on, new MouseEvent('mousedown', pointer));
  if (heldMs > 0) await vi.advanceTimersByTimeAsync(heldMs);
  await fireEvent(on, new PointerEvent('pointerup', pointer));
  await fireEvent(on, new MouseEvent('click', { bubbles: true, detail: 1 }));
  await tick();
}

export const enough = HOLD_MS + 1;

/** Finds the way to a letter as somebody would: the key, its capital, what a key offers when it is held, signs. */
async function letter(wanted: string): Promise<boolean> {
  const layers = [[], ['shift'], ['symbols']] as const;
  for (const layer of layers) {
    if (command('letters')) await touch(command('letters'));
    while (command('shift')?.getAttribute('aria-pressed') === 'true') await touch(command('shift'));
    for (const change of layer) {
      if (!command(change)) return false;
      await touch(command(change));
    }
    const direct = key(wanted);
    if (direct) {
      await touch(direct);
      return true;
    }
    for (const holder of keys().filter(
      (one) => one.getAttribute('aria-haspopup') && one.dataset.does === 'type',
    )) {
      await touch(holder, enough);
      const choice = choices().find(({ textContent }) => textContent === wanted);
      if (choice) {
        await fireEvent.click(choice);
        return true;
      }
      await fireEvent.keyDown(choices()[0] as HTMLElement, { key: 'Escape' });
    }
  }
  return false;
}

export async function write(text: string) {
  for (const one of text) expect(await letter(one), `${one} of ${text}`).toBe(true);
}
