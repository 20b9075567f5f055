import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import LanguageChoice from '$/components/LanguageChoice.svelte';
import { LOCALES, nameOf, nearest, offeredOf, speak, type Locale } from '$/lib/i18n/locale.svelte';

beforeEach(() => speak('de'));
afterEach(cleanup);

describe('what can be chosen', () => {
  it.each<[string, string[], Locale[]]>([
    ['de', ['de', 'en'], ['de', 'en']],
    ['de', ['en', 'de'], ['de', 'en']],
    ['de', ['en-US'], ['de', 'en-US']],
    ['de-CH', ['de-CH', 'en'], ['de-CH', 'en']],
    ['de', ['de-AT', 'en'], ['de', 'en']],
    ['en-GB', ['de'], ['en-GB', 'de']],
  ])('in a studio that speaks %s and offers %j', (home, tags, shown) => {
    expect(offeredOf(home, tags)).toEqual(shown);
  });

  it('is everything there is, unless the studio says otherwise; never the made-up language', () => {
    expect(offeredOf('de', [])).toEqual([
      'de',
      'en',
      ...LOCALES.filter((one) => one !== 'de' && one !== 'en'),
    ]);
    expect(offeredOf('de-CH', [])[0]).toBe('de-CH');
    expect(offeredOf('de-CH', [])).not.toContain('de');
    expect(offeredOf('de', [])).not.toContain('qps');
  });

  it('has its region in its name only where two of them stand side by side', () => {
    expect(nameOf('de-CH', ['de-CH', 'en'])).toBe('Deutsch');
    expect(nameOf('de-CH', ['de-CH', 'de'])).toBe('Deutsch (Schweiz)');
  });

  it.each([
    ['de', 'de'],
    ['de_AT.UTF-8', 'de'],
    ['DE-ch', 'de-CH'],
    ['en-AU', 'en'],
    ['pt-BR', 'en'],
    ['', 'en'],
    ['C', 'en'],
  ])('is nearest to %j: %s', (tag, shown) => {
    expect(nearest(tag)).toBe(shown);
  });
});

describe('the buttons', () => {
  const shown = () => screen.getAllByRole('button').map((button) => button.dataset.testid);

  it('are one a language where there are few', async () => {
    const choose = vi.fn();
    render(LanguageChoice, { choose, home: 'de', offered: ['de', 'en', 'en-US'] });
    expect(shown()).toEqual(['language-de', 'language-en', 'language-en-US']);
    await fireEvent.click(screen.getByTestId('language-en-US'));
    expect(choose).toHaveBeenCalledWith('en-US');
  });

  it('are the usual ones and all others one tap further', async () => {
    const choose = vi.fn();
    render(LanguageChoice, { choose, home: 'de', offered: ['de', 'en', 'en-US', 'en-CA'] });
    expect(shown()).toEqual(['language-de', 'language-en', 'language-more']);
    await fireEvent.click(screen.getByTestId('language-more'));
    expect(screen.getByTestId('languages-en-CA').textContent).toBe('English (Canada)');
    await fireEvent.click(screen.getByTestId('languages-en-CA'));
    expect(choose).toHaveBeenCalledWith('en-CA');
    expect(screen.queryByTestId('languages')).toBeNull();
  });

  it('show what was chosen, and the way back', async () => {
    await speak('en-CA');
    render(LanguageChoice, { choose: vi.fn(), home: 'de', offered: ['de', 'en', 'en-US', 'en-CA'] });
    expect(shown()).toEqual(['language-de', 'language-en-CA', 'language-more']);
    expect(screen.getByTestId('language-en-CA').getAttribute('aria-pressed')).toBe('true');
  });
});

it('where there is little room what is shown already has no button', async () => {
  render(LanguageChoice, { choose: vi.fn(), home: 'de', offered: ['de', 'en', 'en-US'], narrow: true });
  expect(screen.getAllByRole('button').map((button) => button.dataset.testid)).toEqual([
    'language-en',
    'language-more',
  ]);
});
