import { cleanup, fireEvent } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { speak } from '$/lib/i18n/locale.svelte';
import { at, opened, text } from './sign-up-window';
import { part, signUpAt } from './sign-ups';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(2026, 10, 29, 14, 3) });
  speak('de');
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe('the last button', () => {
  it('has directly above it what the law wants there, and says that it costs something', async () => {
    const { shows, inputs } = await opened();
    await shows(part('summary'));
    expect(text('join-submit')).toBe('Zahlungspflichtigen Vertrag schließen');
    expect(at('join-submit').previousElementSibling).toBe(at('join-essentials'));
    const rows = [...at('join-essentials').querySelectorAll<HTMLElement>('[data-row]')].map(
      (row) => row.dataset.row,
    );
    expect(rows).toEqual(['service', 'total', 'price', 'extra', 'start', 'runtime', 'notice']);
    expect(text('join-essentials')).toContain('647,80 €');
    await fireEvent.click(at('join-submit'));
    await fireEvent.click(at('join-submit'));
    expect(await inputs()).toEqual([{ input: 'submit' }]);
  });

  it('waits while the price is being worked out', async () => {
    const { shows, inputs } = await opened();
    await shows(part('summary', { preview: { preview: 'asking', before: null } }));
    await fireEvent.click(at('join-submit'));
    expect(await inputs()).toEqual([]);
  });

  it('is beside a way back to every part', async () => {
    const { shows, inputs } = await opened();
    await shows(part('summary'));
    await fireEvent.click(at('join-change-details'));
    expect(await inputs()).toEqual([{ input: 'go', part: 'details' }]);
  });

  it('asks again where the price changed, with both prices', async () => {
    const { shows, inputs } = await opened();
    await shows(part('summary'));
    await fireEvent.click(at('join-submit'));
    const { preview } = part('summary');
    const price =
      preview.preview === 'shown'
        ? { ...preview.price, frequency: null, base: { minor: 5990, currency: 'EUR' } }
        : null;
    if (price)
      await shows(signUpAt({ step: 'priceChanged' }, { revision: 1, preview: { preview: 'shown', price } }));
    expect(text('join-changed')).toContain('49,90 € pro Monat');
    expect(text('join-changed')).toContain('59,90 €');
    // It concludes nothing, and does not say so either (§ 312j BGB).
    expect(text('join-submit')).toBe('Zum neuen Preis weitermachen');
    await fireEvent.click(at('join-submit'));
    expect((await inputs()).at(-1)).toEqual({ input: 'takePrice' });
  });
});
