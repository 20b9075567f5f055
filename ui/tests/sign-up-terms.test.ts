import { cleanup, fireEvent, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChosenView } from '$/lib/backend/bindings';
import { speak } from '$/lib/i18n/locale.svelte';
import { at, opened } from './sign-up-window';
import { part } from './sign-ups';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(2026, 10, 29, 14, 3) });
  speak('de');
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const box = (of: string) =>
  screen.getByTestId('join-start-day').querySelector(`[data-part="${of}"]`) as HTMLInputElement;
const day = () => ['day', 'month', 'year'].map((of) => box(of).value).join('.');
const told = () =>
  screen.getByTestId('join-start-day').querySelector('p[aria-live] span')?.textContent?.trim();

async function type(of: string, text: string) {
  await fireEvent.input(box(of), { target: { value: text } });
}

/** The terms, and what the desk says of the first day next. */
async function terms() {
  const { shows, inputs } = await opened();
  const { chosen } = part('terms');
  let revision = 0;
  const says = (change: Partial<ChosenView>, answered = 9) =>
    shows(part('terms', { revision: (revision += answered), chosen: { ...chosen, ...change } }));
  await says({}, 0);
  return { says, inputs };
}

describe('the day on which a contract begins', () => {
  it('is the one that the desk has, once it has answered', async () => {
    const { says } = await terms();
    expect(day()).toBe('01.12.2026');
    await type('day', '15');
    expect(day()).toBe('15.12.2026');
    await says({ start: '2026-12-15' });
    expect([day(), told()]).toEqual(['15.12.2026', undefined]);
  });

  it('is that of another term where one is chosen', async () => {
    const { says } = await terms();
    await type('day', '15');
    await says({ start: '2026-12-15' });
    await fireEvent.click(at('join-term-11'));
    await says({ term: '11', start: '2027-01-01' });
    expect(day()).toBe('01.01.2027');
  });

  it.each<[string, string, string]>([
    ['a day that is over', 'year', '2025'],
    ['a day that there is not', 'day', '32'],
    ['half a day', 'day', ''],
  ])('is said where the field has %s', async (_, of, text) => {
    const { says } = await terms();
    await type(of, text);
    expect(told()).toBeUndefined();
    await fireEvent.focusOut(box(of));
    await says({});
    expect(told()).toBe('Das geht nicht. Der Vertrag beginnt am 1. Dezember 2026.');
    await type('day', '20');
    await type('year', '2026');
    await says({ start: '2026-12-20' });
    expect([day(), told()]).toEqual(['20.12.2026', undefined]);
  });
});
