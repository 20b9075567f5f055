import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SignUpLine } from '$/lib/backend/bindings';
import { signUpLines } from '$/lib/backend/fake-sign-ups';
import { speak } from '$/lib/i18n/locale.svelte';
import { SETTLE_MS } from '$/lib/state/staff.svelte';
import StaffWindow from '$/views/staff/StaffWindow.svelte';
import { desk, staffItem } from './support';

const now = new Date(2026, 10, 29, 14, 3).getTime();

beforeEach(() => {
  vi.useFakeTimers({ now });
  vi.stubGlobal('navigator', { ...navigator, language: 'de-DE' });
  speak('de');
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function opened(signUps: SignUpLine[] = signUpLines(now, false)) {
  const played = desk();
  render(StaffWindow, { backend: played.backend });
  played.opens({ signUps });
  await tick();
  speak('de');
  await tick();
  return played;
}

const card = (draft: string) => document.querySelector<HTMLElement>(`[data-draft="${draft}"]`);
const button = (draft: string, action: string) =>
  card(draft)?.querySelector<HTMLElement>(`[data-action="${action}"]`) as HTMLElement;
const text = (draft: string) => card(draft)?.textContent?.replace(/\s+/g, ' ');

describe('sign-ups that are begun', () => {
  it('say who, what for, since when, and who waits for the team', async () => {
    await opened();
    expect(text('a1')).toContain('Auf dem Bildschirm');
    expect(text('b2')).toContain('Wartet auf das Team');
    expect(text('b2')).toContain('Mitgliedschaft mit Gutschein');
    expect(text('c3')).toContain('Noch ohne Namen');
    expect(text('a1')).toContain('begonnen 13:57');
    expect([text('b2')?.includes('VALIDATION_FAILED'), text('c3')?.includes('Abgelehnt')]).toEqual([
      true,
      false,
    ]);
  });

  it('are shown and put aside at once', async () => {
    const { backend } = await opened();
    await fireEvent.click(button('b2', 'show'));
    await fireEvent.click(button('b2', 'show'));
    await fireEvent.click(button('a1', 'putAside'));
    expect(backend.staffSignUp.mock.calls).toEqual([
      ['b2', 'show'],
      ['a1', 'putAside'],
    ]);
    await vi.advanceTimersByTimeAsync(SETTLE_MS);
    expect(button('b2', 'show').getAttribute('aria-disabled')).toBe('false');
  });

  it('are thrown away only after a question, which nothing answers by accident', async () => {
    const { backend, opens } = await opened();
    await fireEvent.click(button('c3', 'discard'));
    expect(backend.staffSignUp).not.toHaveBeenCalled();
    expect(document.activeElement).toBe(screen.getByTestId('staff-back'));
    await fireEvent.click(screen.getByTestId('staff-confirm'));
    expect(backend.staffSignUp.mock.calls).toEqual([['c3', 'discard']]);
    opens({ signUps: signUpLines(now, false).slice(0, 2) });
    await tick();
    expect(card('c3')).toBeNull();
  });

  it('that are gone meanwhile cannot be thrown away', async () => {
    const { backend, opens } = await opened();
    await fireEvent.click(button('c3', 'discard'));
    opens({ signUps: [] });
    await tick();
    expect(screen.getByTestId('staff-hindrance').textContent).toContain('nicht mehr');
    await fireEvent.click(screen.getByTestId('staff-confirm'));
    expect(backend.staffSignUp).not.toHaveBeenCalled();
  });

  it('take no room where there are none', async () => {
    await opened([]);
    expect(screen.getByTestId('staff-sign-ups').textContent?.trim()).toBe('');
  });
});

describe('what changed its price', () => {
  it('can be made a draft again, once it was asked', async () => {
    const { backend, opens } = await opened([]);
    opens({
      items: [
        {
          ...staffItem,
          kind: 'contract',
          state: 'stuck',
          reason: 'priceChanged',
          actions: ['reopen', 'cancel'],
        },
      ],
    });
    await tick();
    expect(document.body.textContent).toContain('Der Preis hat sich geändert, nachdem zugestimmt wurde.');
    await fireEvent.click(document.querySelector('[data-action="reopen"]') as HTMLElement);
    expect(backend.staffAct).not.toHaveBeenCalled();
    await fireEvent.click(screen.getByTestId('staff-confirm'));
    expect(backend.staffAct.mock.calls).toEqual([['7', 'reopen', '']]);
  });
});
