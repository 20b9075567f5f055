import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { KioskView } from '$/lib/backend/bindings';
import { speak } from '$/lib/i18n/locale.svelte';
import { closeUp, isBrowserKey, isHeld } from '$/lib/kiosk/lockdown';
import StaffWindow from '$/views/staff/StaffWindow.svelte';
import { desk } from './support';

afterEach(cleanup);

const pressed = (key: string, held: KeyboardEventInit = {}) => {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...held });
  // This page takes every Alt for AltGr.
  vi.spyOn(event, 'getModifierState').mockReturnValue(held.modifierAltGraph === true);
  document.body.dispatchEvent(event);
  return event.defaultPrevented;
};
const stopped = (name: string) => {
  const event = new Event(name, { bubbles: true, cancelable: true });
  document.body.dispatchEvent(event);
  return event.defaultPrevented;
};

describe('what the member’s screen takes', () => {
  it.each([
    ['F1', {}],
    ['F24', {}],
    ['ContextMenu', {}],
    ['BrowserBack', {}],
    ['LaunchMail', {}],
    ['Tab', { ctrlKey: true }],
    ['q', { ctrlKey: true }],
    ['I', { ctrlKey: true, shiftKey: true }],
  ] as const)('knows %s as a key of a browser', (key, held) => {
    expect(isBrowserKey(new KeyboardEvent('keydown', { key, ...held }))).toBe(true);
  });

  it('is every chord and the clipboard, until it is given back', () => {
    const free = closeUp(document);
    expect(pressed('c', { ctrlKey: true })).toBe(true);
    expect(pressed('b', { metaKey: true })).toBe(true);
    expect(pressed('ArrowUp', { altKey: true })).toBe(true);
    expect(pressed('Delete', { ctrlKey: true, altKey: true })).toBe(true);
    for (const name of ['copy', 'cut', 'paste']) expect(stopped(name), name).toBe(true);
    // What people write with: on a Mac with the option key, elsewhere with AltGr.
    expect(pressed('a')).toBe(false);
    expect(pressed('A', { shiftKey: true })).toBe(false);
    expect(pressed('@', { altKey: true })).toBe(false);
    expect(pressed('€', { ctrlKey: true, altKey: true, modifierAltGraph: true })).toBe(false);
    free();
    expect(pressed('c', { ctrlKey: true })).toBe(false);
    expect(stopped('paste')).toBe(false);
  });

  it('knows a window that is held', () => {
    expect(isHeld({} as Window)).toBe(false);
    expect(isHeld({ portico: { held: true } } as unknown as Window)).toBe(true);
  });
});

describe('the kiosk in the team’s window', () => {
  beforeEach(() => {
    vi.spyOn(navigator, 'language', 'get').mockReturnValue('de-DE');
    speak('de');
  });

  async function open(view: KioskView) {
    const played = desk();
    played.backend.staffKioskAttach.mockImplementation(async (listener: (view: KioskView) => void) =>
      listener(view),
    );
    render(StaffWindow, { backend: played.backend });
    await tick();
    played.opens({});
    await tick();
    await fireEvent.click(screen.getByTestId('staff-kiosk'));
    return played.backend;
  }
  const offered = () =>
    [...document.querySelectorAll('#kiosk-choices button')].map((one) => one.textContent?.trim());

  it.each([
    [{ twoScreens: false, desktop: 'none' }, ['Kiosk verlassen']],
    [{ twoScreens: true, desktop: 'none' }, ['Bildschirme tauschen', 'Kiosk verlassen']],
    [{ twoScreens: false, desktop: 'behind' }, ['Desktop zeigen', 'Kiosk verlassen']],
    [{ twoScreens: false, desktop: 'shown' }, ['Zurück zum Kiosk', 'Kiosk verlassen']],
  ] as const)('offers what there is: %j', async (view, choices) => {
    await open(view);
    expect(offered()).toEqual(choices);
    expect(screen.getByTestId('staff-kiosk').getAttribute('aria-expanded')).toBe('true');
  });

  it('swaps at once and closes', async () => {
    const backend = await open({ twoScreens: true, desktop: 'none' });
    await fireEvent.click(screen.getByTestId('kiosk-swap'));
    expect(backend.staffKiosk).toHaveBeenCalledWith('swapScreens');
    expect(screen.getByTestId('staff-kiosk').getAttribute('aria-expanded')).toBe('false');
    expect(document.activeElement).toBe(screen.getByTestId('staff-kiosk'));
  });

  it.each([
    ['behind', 'showDesktop'],
    ['shown', 'hideDesktop'],
  ] as const)('with the desktop %s asks for %s', async (desktop, wish) => {
    const backend = await open({ twoScreens: false, desktop });
    await fireEvent.click(screen.getByTestId('kiosk-desktop'));
    expect(backend.staffKiosk).toHaveBeenCalledWith(wish);
  });

  it('says what leaving means, and leaves only then', async () => {
    const backend = await open({ twoScreens: false, desktop: 'none' });
    await fireEvent.click(screen.getByTestId('kiosk-leave'));
    await tick();
    expect(backend.staffKiosk).not.toHaveBeenCalled();
    const dialog = screen.getByTestId('staff-dialog');
    expect(dialog.textContent).toContain('Kein Leser liest mehr');
    expect(document.activeElement).toBe(screen.getByTestId('staff-back'));
    backend.staffKiosk.mockRejectedValueOnce(undefined);
    await fireEvent.submit(dialog.querySelector('form') as HTMLFormElement);
    await vi.waitFor(() =>
      expect(screen.getByTestId('staff-hindrance').textContent).toContain('nicht angenommen'),
    );
    await fireEvent.submit(dialog.querySelector('form') as HTMLFormElement);
    expect(backend.staffKiosk).toHaveBeenLastCalledWith('leave');
  });

  it('closes with Escape and with a press elsewhere', async () => {
    await open({ twoScreens: true, desktop: 'none' });
    await fireEvent.keyDown(screen.getByTestId('kiosk-swap'), { key: 'Escape' });
    expect(screen.getByTestId('staff-kiosk').getAttribute('aria-expanded')).toBe('false');
    await fireEvent.click(screen.getByTestId('staff-kiosk'));
    await fireEvent.pointerDown(document.body);
    expect(screen.getByTestId('staff-kiosk').getAttribute('aria-expanded')).toBe('false');
  });
});
