import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import CheckField from '$/components/form/CheckField.svelte';
import ChoiceField from '$/components/form/ChoiceField.svelte';
import { FEW, found } from '$/components/form/choice';
import { isDay, joined, orderOf, partsOf } from '$/components/form/date';
import DateField from '$/components/form/DateField.svelte';
import MoneyText from '$/components/form/MoneyText.svelte';
import TextField from '$/components/form/TextField.svelte';
import { iban, phone, retyped } from '$/components/form/typing';
import { speak } from '$/lib/i18n/locale.svelte';

beforeEach(() => speak('de'));
afterEach(cleanup);

const field = (label: RegExp | string) => screen.getByLabelText<HTMLInputElement>(label);
const problem = () => document.querySelector('[aria-live="polite"] span')?.textContent;

/** What stands in a field, with the caret as `|`. */
function at(marked: string) {
  const caret = marked.indexOf('|');
  return { text: marked.replace('|', ''), caret: caret < 0 ? marked.length : caret };
}
const marked = ({ text, caret }: { text: string; caret: number }) =>
  `${text.slice(0, caret)}|${text.slice(caret)}`;

describe('an IBAN while it is typed', () => {
  it.each([
    ['at its end', 'DE893|', 'DE89 3|'],
    ['in small letters', 'de89|', 'DE89|'],
    ['in front', 'XD|E89 3704', 'XD|E8 9370 4'],
    ['in the middle', 'DE89 37X|04 0044', 'DE89 37X|0 4004 4'],
    ['up to a gap', 'DE8X|9 3704', 'DE8X| 9370 4'],
    ['pasted with other gaps', 'NL91-ABNA-0417.1643 00|', 'NL91 ABNA 0417 1643 00|'],
    ['with a sign it cannot have', 'DE89 37ü|04', 'DE89 37|04'],
  ])('%s', (_, typed, shown) => {
    expect(marked(retyped({ ...at(typed), deleted: null, before: '' }, iban))).toBe(shown);
  });

  it.each([
    ['back over a gap', 'DE89|3704', 'backward', 'DE83704', 'DE8|3 704'],
    ['on over a gap', 'DE89|3704', 'forward', 'DE89704', 'DE89| 704'],
    ['back over a letter', 'DE89 37|4', 'backward', 'DE89374', 'DE89 37|4'],
    ['at the beginning', '|DE89', 'backward', 'DE89', '|DE89'],
  ] as const)('a key that deletes goes %s', (_, typed, deleted, bare, shown) => {
    const before = deleted === 'backward' && typed.includes('37|4') ? 'DE893704' : typed.replace('|', '');
    const next = retyped({ ...at(typed), deleted, before }, iban);
    expect([next.bare, marked(next)]).toEqual([bare, shown]);
  });

  it('ends as it began, wherever it was begun', () => {
    for (const whole of ['DE89370400440532013000', 'IT60X0542811101000000123456', 'CH9300762011623852957']) {
      let [text, bare] = ['', ''];
      for (const letter of whole)
        ({ text, bare } = retyped(
          { text: text + letter, caret: text.length + 1, deleted: null, before: bare },
          iban,
        ));
      expect([bare, text]).toEqual([whole, whole.replace(/(.{4})(?=.)/g, '$1 ')]);
    }
  });
});

describe('a telephone number while it is typed', () => {
  it.each([
    ['DE', '+4917612345678', '+49 176 12345678'],
    ['DE', '03012345678', '030 12345678'],
    ['IT', '+390612345678', '+39 06 1234 5678'],
    ['FR', '0612345678', '06 12 34 56 78'],
  ])('%s %s', (country, bare, shown) => {
    expect(phone(country).shown(bare)).toBe(shown);
    expect(phone(country).bare(shown)).toBe(bare);
  });

  it('stays what it is when it is more than a number', () => {
    const free = '030 1234 ab 18 Uhr';
    expect(phone('DE').shown(phone('DE').bare(free))).toBe(free);
  });

  it('keeps the caret behind the same digit', () => {
    const next = retyped({ ...at('+49 176 9|12345'), deleted: null, before: '+4917612345' }, phone('DE'));
    expect(marked(next).replace(/ /g, '')).toBe('+491769|12345');
  });
});

describe('a field for words', () => {
  const given = { label: 'Nachname', value: '', problem: 'Bitte gib deinen Nachnamen an.' };

  it('has its name, its hint and nothing a browser adds', () => {
    render(TextField, { ...given, hint: 'Wie im Ausweis.', onchange: vi.fn() });
    const input = field('Nachname');
    expect(document.getElementById(input.getAttribute('aria-describedby') ?? '')?.textContent).toBe(
      'Wie im Ausweis.',
    );
    expect([input.autocomplete, input.getAttribute('spellcheck')]).toEqual(['off', 'false']);
    expect(input.getAttribute('aria-required')).toBe('true');
  });

  it('says what is wrong once it was left, and where', async () => {
    render(TextField, { ...given, onchange: vi.fn() });
    const input = field('Nachname');
    await fireEvent.focusIn(input);
    expect([problem(), input.getAttribute('aria-invalid')]).toEqual([undefined, 'false']);
    await fireEvent.focusOut(input);
    expect([problem(), input.getAttribute('aria-invalid')]).toEqual([given.problem, 'true']);
    const described = document.getElementById(input.getAttribute('aria-describedby') ?? '');
    expect(described?.textContent).toContain(given.problem);
  });

  it('is not left for the keys on the screen', async () => {
    const keys = document.body.appendChild(document.createElement('button'));
    keys.setAttribute('data-keyboard-keys', '');
    render(TextField, { ...given, onchange: vi.fn() });
    await fireEvent.focusOut(field('Nachname'), { relatedTarget: keys });
    expect(problem()).toBeUndefined();
    keys.remove();
  });

  it('says it at once when somebody wants to go on', () => {
    render(TextField, { ...given, showAll: true, onchange: vi.fn() });
    expect(problem()).toBe(given.problem);
  });

  it('hands on what was typed as it was typed', async () => {
    const onchange = vi.fn();
    render(TextField, { ...given, capitals: 'words', onchange });
    await fireEvent.input(field('Nachname'), { target: { value: ' de la O y Núñez-Ibáñez' } });
    expect(onchange.mock.calls).toEqual([[' de la O y Núñez-Ibáñez']]);
  });

  it('hands on an IBAN without the gaps that it shows', async () => {
    const onchange = vi.fn();
    render(TextField, { label: 'IBAN', kind: 'iban', value: 'DE89', onchange });
    const input = field('IBAN');
    await fireEvent.input(input, { target: { value: 'DE893' } });
    expect([input.value, onchange.mock.calls]).toEqual(['DE89 3', [['DE893']]]);
    expect(input.dataset.keyboard).toBe('iban');
  });

  it('says that it can be left empty', () => {
    render(TextField, { label: 'Telefon', optional: true, value: '', onchange: vi.fn() });
    const input = field('Telefon (freiwillig)');
    expect(input.getAttribute('aria-required')).toBe('false');
  });
});

describe('a date of birth', () => {
  it.each([
    [{ day: '5', month: '3', year: '1990' }, '1990-03-05'],
    [{ day: '29', month: '2', year: '2000' }, '2000-02-29'],
    [{ day: '29', month: '2', year: '1900' }, '1900-2-29'],
    [{ day: '31', month: '4', year: '1990' }, '1990-4-31'],
    [{ day: '5', month: '13', year: '1990' }, '1990-13-5'],
    [{ day: '5', month: '', year: '1990' }, '1990--5'],
    [{ day: '5', month: '3', year: '90' }, '90-3-5'],
    [{ day: '', month: '', year: '' }, ''],
  ])('%o is %s', (parts, value) => {
    expect(joined(parts)).toBe(value);
    const back = partsOf(value);
    expect(joined(back)).toBe(value);
  });

  it('is one of the calendar', () => {
    const days = (year: number, month: string) =>
      Array.from({ length: 33 }, (_, day) => `${year}-${month}-${String(day).padStart(2, '0')}`).filter(isDay)
        .length;
    const months = '01 02 03 04 05 06 07 08 09 10 11 12'.split(' ');
    expect(months.map((month) => days(2024, month))).toEqual([
      31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31,
    ]);
    expect(months.reduce((sum, month) => sum + days(2023, month), 0)).toBe(365);
    for (const other of ['', '1990-00-10', '1990-13-10', '1990-1-1', '0000-01-01', 'x1990-01-01'])
      expect(isDay(other)).toBe(false);
  });

  it.each([
    ['de-DE', 'day month year'],
    ['en-GB', 'day month year'],
    ['en-US', 'month day year'],
    ['en-CA', 'year month day'],
    ['hu-HU', 'year month day'],
  ])('is asked for in the order of %s', (tag, order) => {
    expect(orderOf(tag).join(' ')).toBe(order);
    render(DateField, { label: 'Geburtsdatum', value: '', tag, onchange: vi.fn() });
    const shown = [...document.querySelectorAll<HTMLInputElement>('input')].map(
      ({ dataset }) => dataset.part,
    );
    expect(shown.join(' ')).toBe(order);
  });

  it('shows what is typed while it is typed, and hands it on', async () => {
    let value = '';
    const onchange = (next: string) => {
      value = next;
      void view.rerender({ value });
    };
    const view = render(DateField, { label: 'Geburtsdatum', value, tag: 'de-DE', onchange });
    for (const [label, text] of [
      ['Jahr', '1990'],
      ['Monat', '3'],
      ['Tag', '1'],
      ['Tag', '1x2'],
    ] as const) {
      await fireEvent.input(field(label), { target: { value: text } });
      await tick();
      expect(field(label).value).toBe(text.replace('x', ''));
    }
    expect(value).toBe('1990-03-12');
    expect(field('Monat').value).toBe('3');
    // What comes from elsewhere is shown as it comes.
    await view.rerender({ value: '2001-09-08' });
    expect(['Tag', 'Monat', 'Jahr'].map((label) => field(label).value)).toEqual(['08', '09', '2001']);
  });

  it('is wrong once all three were left, and has a name for the group', async () => {
    render(DateField, {
      label: 'Geburtsdatum',
      value: '',
      tag: 'de-DE',
      problem: 'Bitte.',
      onchange: vi.fn(),
    });
    expect(screen.getByRole('group', { name: 'Geburtsdatum' })).toBeTruthy();
    await fireEvent.focusOut(field('Tag'), { relatedTarget: field('Monat') });
    expect(problem()).toBeUndefined();
    await fireEvent.focusOut(field('Jahr'));
    expect(problem()).toBe('Bitte.');
  });
});

const countries = [
  'Österreich',
  'Deutschland',
  'Polen',
  'Türkei',
  'Niederlande',
  'Vereinigtes Königreich',
  'Dänemark',
].map((label) => ({
  value: label.slice(0, 2),
  label,
  words: label === 'Deutschland' ? 'Germany' : undefined,
}));

describe('a choice of few', () => {
  const few = countries.slice(0, FEW);

  it('shows them all, each with its name', async () => {
    const onchange = vi.fn();
    render(ChoiceField, { label: 'Land', choices: few, value: 'Po', onchange });
    const group = screen.getByRole('radiogroup', { name: 'Land' });
    expect(group.querySelectorAll('input[type=radio]')).toHaveLength(FEW);
    expect(field('Polen').checked).toBe(true);
    await fireEvent.click(field('Deutschland'));
    expect(onchange.mock.calls).toEqual([['De']]);
  });

  it('says what is wrong at the group', async () => {
    render(ChoiceField, {
      label: 'Land',
      choices: few,
      value: null,
      problem: 'Bitte wähle.',
      onchange: vi.fn(),
    });
    const group = screen.getByRole('radiogroup');
    await fireEvent.focusOut(field('Polen'));
    expect(problem()).toBe('Bitte wähle.');
    expect(document.getElementById(group.getAttribute('aria-describedby') ?? '')?.textContent).toContain(
      'Bitte wähle.',
    );
  });
});

describe('a choice of many', () => {
  const options = () => screen.queryAllByRole('option').map((option) => option.textContent?.trim());
  const opened = async (value: string | null = null, optional = false) => {
    const onchange = vi.fn();
    render(ChoiceField, { label: 'Land', choices: countries, value, optional, onchange });
    const input = screen.getByRole<HTMLInputElement>('combobox');
    await fireEvent.focus(input);
    const type = (text: string) => fireEvent.input(input, { target: { value: text } });
    const press = (key: string) => fireEvent.keyDown(input, { key });
    return { input, onchange, type, press };
  };

  it.each([
    ['osterr', ['Österreich']],
    ['TURKEI', ['Türkei']],
    ['de', ['Deutschland']],
    ['konig', ['Vereinigtes Königreich']],
    ['germ', ['Deutschland']],
    ['reich', ['Österreich', 'Vereinigtes Königreich']],
    ['land', ['Deutschland', 'Niederlande']],
    ['xyz', []],
  ])('"%s" finds %o', (typed, labels) => {
    const all = found(countries, typed).map(({ label }) => label);
    if (typed === 'de') expect(all[0]).toBe('Deutschland');
    else expect(all).toEqual(labels);
  });

  it('is searched and chosen with the keyboard alone', async () => {
    const { input, onchange, type, press } = await opened();
    expect(options()).toHaveLength(countries.length);
    await type('n');
    const shown = options();
    expect(shown[0]).toBe('Niederlande');
    expect(document.getElementById(input.getAttribute('aria-activedescendant') ?? '')?.textContent).toContain(
      'Niederlande',
    );
    await type('land');
    await press('ArrowDown');
    await press('Enter');
    expect(onchange.mock.calls).toEqual([['Ni']]);
    expect(options()).toEqual([]);
  });

  it('is chosen by touch', async () => {
    const { onchange } = await opened();
    await fireEvent.click(screen.getByText('Polen'));
    expect(onchange.mock.calls).toEqual([['Po']]);
  });

  it('says how many there are, and when there are none', async () => {
    const { type } = await opened();
    await type('reich');
    expect(screen.getByRole('status').textContent?.trim()).toBe('2 Treffer');
    await type('xyz');
    expect(screen.getByRole('status').textContent).toContain('Dazu gibt es nichts.');
  });

  it('takes what was typed in full, and forgets what was not', async () => {
    const { input, onchange, type } = await opened('Po');
    await type('turkei');
    await fireEvent.blur(input);
    expect(onchange.mock.calls).toEqual([['Tü']]);
    await fireEvent.focus(input);
    await type('tur');
    await fireEvent.blur(input);
    expect(onchange).toHaveBeenCalledTimes(1);
    await tick();
    expect(input.value).toBe('Polen');
  });

  it('is emptied only where it may be left empty', async () => {
    const must = await opened('Po');
    await must.type('');
    await fireEvent.blur(must.input);
    expect(must.onchange).not.toHaveBeenCalled();
    cleanup();
    const may = await opened('Po', true);
    await may.type('');
    await fireEvent.blur(may.input);
    expect(may.onchange.mock.calls).toEqual([[null]]);
  });

  it('takes the keys on the screen for Enter', async () => {
    const { input, onchange, type } = await opened();
    await type('pol');
    await fireEvent(input, new CustomEvent('screenenter', { cancelable: true }));
    expect(onchange.mock.calls).toEqual([['Po']]);
  });
});

describe('something to tick', () => {
  it('has its words for a name, and says what is wrong at it', async () => {
    const onchange = vi.fn();
    render(CheckField, {
      label: 'Gelesen',
      value: false,
      problem: 'Ohne geht es nicht.',
      onchange,
      required: true,
    });
    const box = screen.getByRole<HTMLInputElement>('checkbox', { name: 'Gelesen' });
    await fireEvent.click(box);
    expect(onchange.mock.calls).toEqual([[true]]);
    expect(problem()).toBeUndefined();
    await fireEvent.focusOut(box);
    expect(problem()).toBe('Ohne geht es nicht.');
    expect(box.getAttribute('aria-required')).toBe('true');
  });
});

it('a price says what it was before, aloud too', () => {
  const [amount, before] = [
    { minor: 2990, currency: 'EUR' },
    { minor: 3990, currency: 'EUR' },
  ];
  render(MoneyText, { amount, before, per: 'pro Monat', tag: 'de-DE', testid: 'price' });
  expect(screen.getByTestId('price').textContent?.replace(/\s+/g, ' ').trim()).toBe(
    '29,90 € Vorher: 39,90 € pro Monat',
  );
});
