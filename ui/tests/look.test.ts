import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LookView, OpenView, PaletteView } from '$/lib/backend/bindings';
import { PALETTES } from '$/lib/backend/fake-look';
import { speak } from '$/lib/i18n/locale.svelte';
import { wear } from '$/lib/kiosk/look';
import { fitted, plainName } from '$/lib/kiosk/shrink';
import { LookEditor } from '$/lib/state/look-form.svelte';
import { Slides, SLIDE_MS } from '$/lib/state/slides.svelte';
import { hoursWords, welcomeIn } from '$/lib/words/hours';
import { correctionSentence } from '$/lib/words/look';
import FrontWindow from '$/views/FrontWindow.svelte';
import StaffWindow from '$/views/staff/StaffWindow.svelte';
import { desk, idleView, staffDesk } from './support';

/** A Monday. */
const monday = (hour: number, minute = 0) => new Date(2026, 10, 23, hour, minute);
const at = (day: number, hour: number) => new Date(2026, 10, 23 + day, hour).getTime();
const span = (fromMs: number, untilMs: number | null): OpenView => ({ fromMs, untilMs });

beforeEach(() => {
  vi.spyOn(navigator, 'language', 'get').mockReturnValue('de-DE');
  speak('de');
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  wear(document.documentElement, null);
});

describe('opening hours in words', () => {
  it.each([
    [[span(at(0, 6), at(0, 22))], monday(9), true, 'Heute bis 22:00 geöffnet'],
    [[span(at(0, 6), at(1, 0))], monday(9), true, 'Heute bis 00:00 geöffnet'],
    [[span(at(0, 14), at(1, 2))], monday(23), true, 'Geöffnet bis 02:00'],
    [[span(at(0, 14), at(1, 20))], monday(15), true, 'Geöffnet bis Dienstag, 20:00'],
    [[span(at(-1, 0), null)], monday(9), true, 'Rund um die Uhr geöffnet'],
    [[span(at(0, 6), at(0, 12)), span(at(0, 14), at(0, 22))], monday(13), false, 'öffnet um 14:00'],
    // What ends now is over.
    [[span(at(0, 6), at(0, 12)), span(at(0, 14), at(0, 22))], monday(12), false, 'öffnet um 14:00'],
    [[span(at(1, 7), at(1, 22))], monday(23), false, 'öffnet morgen um 07:00'],
    [[span(at(3, 7), at(3, 22))], monday(23), false, 'öffnet Donnerstag, 07:00'],
    [[span(at(9, 7), at(9, 22))], monday(23), false, 'öffnet Mittwoch, 2. Dezember, 07:00'],
    [[], monday(9), false, 'Zurzeit geschlossen'],
  ])('%o at %s', (open, now, isOpen, words) => {
    const said = hoursWords(open, now, 'de-DE');
    expect(said?.open).toBe(isOpen);
    expect(said?.words).toContain(words);
  });

  it('says nothing where nothing is known', () => expect(hoursWords(null, monday(9), 'de-DE')).toBeNull());
});

it('welcomes in the language that is shown', () => {
  const texts = [
    { language: 'de', text: 'Hallo' },
    { language: 'de-CH', text: 'Grüezi' },
    { language: 'en-GB', text: 'Hello' },
  ];
  expect(welcomeIn(texts, 'de', 'de-CH')).toBe('Grüezi');
  expect(welcomeIn(texts, 'de', 'de')).toBe('Hallo');
  expect(welcomeIn(texts, 'en', 'de-CH')).toBe('Hello');
  expect(welcomeIn(texts.slice(0, 1), 'en', 'de')).toBeNull();
});

it('wears only colours', () => {
  const element = document.createElement('div');
  wear(element, PALETTES.teal);
  expect(element.style.getPropertyValue('--look-accent')).toBe('#00695c');
  expect(element.hasAttribute('data-looks')).toBe(true);
  const light = { ...PALETTES.teal.light, accent: 'red; background: url(x)' };
  wear(element, { ...PALETTES.teal, light } as PaletteView);
  expect(element.style.getPropertyValue('--look-accent')).toBe('');
  wear(element, null);
  expect(element.style.length).toBe(0);
});

it('says every correction in a sentence of its own', () => {
  const all = (['light', 'dark', 'more'] as const).flatMap((screen) =>
    [true, false].map((tooBright) =>
      correctionSentence({ part: 'accent', screen, tooBright, given: '#ffee00', shown: '#998e00' }),
    ),
  );
  for (const one of all) expect(one).toMatch(/#ffee00.*#998e00/);
});

describe('pictures', () => {
  const picture = (id: string) => ({ id, mediaType: 'image/png', width: 16, height: 9 });

  it('have their turn after the reader and before it again', async () => {
    vi.useFakeTimers();
    const bytes = async (id: string) => {
      if (id === 'lost') throw new Error('gone');
      return new Uint8Array([1]);
    };
    const slides = new Slides(bytes, async () => 'data:,');
    const stop = slides.start([picture('one'), picture('lost'), picture('two')]);
    const turns = [];
    for (let turn = 0; turn < 5; turn += 1) {
      await vi.advanceTimersByTimeAsync(SLIDE_MS + 100);
      turns.push(slides.shown?.id ?? null);
    }
    // One that cannot be read leaves the one before.
    expect(turns).toEqual(['one', 'one', 'two', null, 'one']);
    slides.paused = true;
    await vi.advanceTimersByTimeAsync(SLIDE_MS * 3);
    expect(slides.shown?.id).toBe('one');
    stop();
    expect(slides.shown).toBeNull();
  });

  it('are made smaller, never larger', () => {
    expect(fitted(4000, 3000)).toEqual({ width: 1920, height: 1440 });
    expect(fitted(800, 600)).toEqual({ width: 800, height: 600 });
    expect(plainName('../Müller & Söhne (1).PNG')).toBe('Muller-Sohne-1-.PNG');
  });
});

describe('the screens', () => {
  const look: LookView = {
    palette: PALETTES.yellow,
    welcome: [{ language: 'de', text: 'Moin' }],
    hours: [span(0, null)],
    roomForPictures: false,
    pictures: [],
  };

  it('show the studio’s own look', async () => {
    const played = desk();
    render(FrontWindow, { backend: played.backend });
    await tick();
    played.says({});
    played.looks(look);
    played.shows({ screen: 'idle', ...idleView });
    await tick();
    expect(screen.getByTestId('look-welcome').textContent?.trim()).toBe('Moin');
    expect(screen.getByTestId('look-hours').textContent).toBe('Rund um die Uhr geöffnet');
    expect(document.documentElement.style.getPropertyValue('--look-accent')).toBe('#998e00');
  });

  it('let the team change it, and only what was changed is saved', async () => {
    const played = desk();
    render(StaffWindow, { backend: played.backend });
    await tick();
    const palette = PALETTES.yellow;
    played.opens({ look: { ...staffDesk.look, palette } });
    await tick();
    await fireEvent.click(screen.getByTestId('staff-look-open'));
    expect(screen.getByTestId('look-corrections').textContent).toContain('#998e00');
    expect(screen.getByTestId<HTMLButtonElement>('look-save').disabled).toBe(true);
    await fireEvent.input(screen.getByTestId('look-accent'), { target: { value: '#FFEE00' } });
    expect(played.backend.staffLookTry).toHaveBeenLastCalledWith('#ffee00', null);
    await fireEvent.click(screen.getByTestId('look-save'));
    expect(played.backend.staffLookSave).toHaveBeenCalledWith({ ...staffDesk.look.form, accent: '#ffee00' });
    const problem = { news: 'wrong', problem: 'span', what: '6-22' } as const;
    played.opens({ look: { ...staffDesk.look, news: problem } });
    await tick();
    expect(screen.getByTestId('look-news').textContent).toContain('„6-22“ ist keine Zeit von bis');
    // What was typed is still there.
    expect(screen.getByTestId<HTMLInputElement>('look-accent').value).toBe('#ffee00');
  });
});

it('a form says the same as it was filled with', () => {
  const editor = new LookEditor();
  const form = {
    ...staffDesk.look.form,
    hours: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday', '2026-12-24'].map(
      (day) => ({ day, spans: ['06:00-12:00', '14:00-02:00'] }),
    ),
    pictures: [{ file: 'a.png', from: '2026-12-01', until: null }],
  };
  editor.fill(form);
  expect(editor.form).toEqual(form);
  expect(editor.changed).toBe(false);
});
