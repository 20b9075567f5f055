import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetModules();
});
afterEach(() => {
  vi.useRealTimers();
  Reflect.deleteProperty(document, 'fonts');
});

/** A page as it opens, whose words are there and whose letters come as they are told to. */
async function opening(load: () => Promise<unknown>) {
  Object.defineProperty(document, 'fonts', { configurable: true, value: { load } });
  const { prepare } = await import('$/lib/i18n/messages.svelte');
  await prepare('de');
  const { LETTERS_MS, sayable } = await import('../src/pages/open');
  let shown = false;
  void sayable('de').then(() => (shown = true));
  const after = async (ms: number) => {
    await vi.advanceTimersByTimeAsync(ms);
    return shown;
  };
  return { LETTERS_MS, after };
}

describe('a page that opens', () => {
  it('is shown once its words and letters are there', async () => {
    const { after } = await opening(async () => []);
    expect(await after(0)).toBe(true);
  });

  it('is shown without its letters where they cannot be had', async () => {
    const { after } = await opening(async () => Promise.reject(new Error('gone')));
    expect(await after(0)).toBe(true);
  });

  it('waits for its letters, and not for ever', async () => {
    const { LETTERS_MS, after } = await opening(() => new Promise(() => undefined));
    expect(await after(LETTERS_MS - 1)).toBe(false);
    expect(await after(1)).toBe(true);
  });
});
