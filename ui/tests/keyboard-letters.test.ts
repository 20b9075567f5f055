import { cleanup, fireEvent, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LANGUAGES, type KeyboardLanguage } from '$/components/keyboard/layouts';
import { at, begin, choices, command, end, enough, field, key, keys, touch, write } from './keys';

beforeEach(begin);
afterEach(end);

const ALPHABETS: Record<KeyboardLanguage, string> = {
  de: 'abcdefghijklmnopqrstuvwxyzäöüß',
  en: 'abcdefghijklmnopqrstuvwxyz',
  es: 'abcdefghijklmnñopqrstuvwxyzáéíóúü',
  fr: 'abcdefghijklmnopqrstuvwxyzàâæçéèêëîïôœùûüÿ',
  it: 'abcdefghijklmnopqrstuvwxyzàèéìîòù',
  nl: 'abcdefghijklmnopqrstuvwxyzáäéëèêíïóöôúü',
  pl: 'aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż',
  cs: 'aábcčdďeéěfghiíjklmnňoópqrřsštťuúůvwxyýzž',
  hu: 'aábcdeéfghiíjklmnoóöőpqrstuúüűvwxyz',
  tr: 'abcçdefgğhıijklmnoöprsştuüvyzâîû',
  sv: 'abcdefghijklmnopqrstuvwxyzåäöé',
  nb: 'abcdefghijklmnopqrstuvwxyzæøåéèêóòôà',
  ro: 'aăâbcdefghiîjklmnopqrsștțuvwxyz',
  sl: 'abcčćdđefghijklmnopqrsštuvwxyzž',
  ru: 'абвгдеёжзийклмнопрстуфхцчшщъыьэюя',
};

const capital = (small: string, language: string) =>
  small === 'ß' ? 'ẞ' : small === 'i' && language === 'tr' ? 'İ' : small.toUpperCase();

describe.each(LANGUAGES)('the keys of %s', (language) => {
  it('write every letter there is, capitals too', async () => {
    await at('long', language);
    const offered = new Set<string>();
    for (const large of [false, true]) {
      if (large) {
        await touch(command('shift'));
        await touch(command('shift'));
      }
      for (const one of keys().filter(({ dataset }) => dataset.does === 'type')) {
        offered.add(one.dataset.text ?? '');
        if (!one.getAttribute('aria-haspopup')) continue;
        await touch(one, enough);
        for (const { textContent } of choices()) offered.add(textContent ?? '');
        await fireEvent.keyDown(choices()[0] as HTMLElement, { key: 'Escape' });
      }
    }
    const alphabet = [...ALPHABETS[language]];
    expect(alphabet.filter((small) => !offered.has(small))).toEqual([]);
    expect(alphabet.map((small) => capital(small, language)).filter((large) => !offered.has(large))).toEqual(
      [],
    );
    // Nothing that was held has been written.
    expect(field('long').value).toBe('');
  });

  it('have names, are of a width and leave no key without one', async () => {
    await at('any', language);
    for (const change of ['shift', 'symbols', 'letters'] as const) {
      for (const one of keys()) expect(one.getAttribute('aria-label')?.trim(), one.outerHTML).toBeTruthy();
      for (const row of document.querySelectorAll('.row')) {
        const widths = [...row.querySelectorAll('button')].map((one) =>
          Number(one.style.getPropertyValue('--wide')),
        );
        const columns = Number(screen.getByTestId('keyboard').style.getPropertyValue('--columns'));
        expect(Math.min(...widths)).toBeGreaterThanOrEqual(1);
        expect(widths.reduce((sum, wide) => sum + wide, 0)).toBeLessThanOrEqual(columns);
        // At 800 px, the narrowest screen there is, a key is as wide as a finger.
        expect(columns).toBeLessThanOrEqual(13);
      }
      await touch(command(change));
    }
  });
});

describe('names', () => {
  it.each([
    ['de', 'María José'],
    ['de', 'de la O y Núñez-Ibáñez'],
    ['de', 'İlkay Işık'],
    ['tr', 'İlkay Işık'],
    ['tr', 'Iğdır'],
    ['de', 'Zoë d’Œuvre'],
    ['fr', 'Zoë d’Œuvre'],
    ['en', 'Łukasz'],
    ['pl', 'Łukasz'],
    ['de', 'van der Müller-Ćwikła'],
    ['de', 'ňůřőűșțž'],
    ['es', 'María José Núñez-Ibáñez'],
    ['cs', 'Dvořáková-Šťastná'],
    ['hu', 'Őry Győző'],
    ['ro', 'Ștefan Țîrlea'],
    ['ru', 'Фёдор Йоханн'],
  ])('%s: %s', async (language, text) => {
    await at('any', language);
    await write(text);
    expect(field('any').value).toBe(text);
  });

  it('know which i is which in Turkish, and in no other language', async () => {
    await at('any', 'tr');
    const label = () => keys().map(({ dataset }) => dataset.text);
    expect(label()).toEqual(expect.arrayContaining(['i', 'ı']));
    await touch(command('shift'));
    expect(label()).toEqual(expect.arrayContaining(['İ', 'I']));
    cleanup();
    await at('any', 'de');
    await touch(command('shift'));
    expect(label()).toContain('I');
    expect(label()).not.toContain('İ');
  });

  it('begin with a capital where only words have one, and it can be taken back', async () => {
    await at('name');
    const large = () => command('shift').getAttribute('aria-pressed');
    expect(large()).toBe('true');
    await touch(key('A') as HTMLElement);
    expect(large()).toBe('false');
    await touch(key('-') as HTMLElement);
    expect(large()).toBe('true');
    await touch(command('shift'));
    await touch(key('o') as HTMLElement);
    expect(field('name').value).toBe('A-o');
    cleanup();
    await at('any');
    expect(large()).toBe('false');
  });

  it('stay capitals when they are asked for twice', async () => {
    await at('any');
    await touch(command('shift'));
    expect(command('shift').getAttribute('aria-label')).toBe('Großbuchstabe');
    await touch(command('shift'));
    expect(command('shift').getAttribute('aria-label')).toBe('Nur Großbuchstaben');
    for (const one of 'ABC') await touch(key(one) as HTMLElement);
    await touch(command('shift'));
    await touch(key('d') as HTMLElement);
    expect(field('any').value).toBe('ABCd');
  });
});
