import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CatalogueProblem, CatalogueView, StaffDesk } from '$/lib/backend/bindings';
import { speak } from '$/lib/i18n/locale.svelte';
import StaffWindow from '$/views/staff/StaffWindow.svelte';
import { union } from './contract';
import { catalogue, eur, product } from './sales';
import { desk } from './support';

let language = 'de-DE';

beforeEach(() => {
  language = 'de-DE';
  vi.spyOn(navigator, 'language', 'get').mockImplementation(() => language);
  speak('de');
});
afterEach(() => cleanup());

const plain = (element: Element | null | undefined) => element?.textContent?.replace(/\s+/g, ' ').trim();
const text = (id: string) => plain(screen.getByTestId(id));
const input = (id: string) => screen.getByTestId<HTMLInputElement>(id);
const settled = async () => {
  await new Promise((resolve) => setTimeout(resolve, 0));
  await tick();
};
const type = async (id: string, value: string, key = 'Enter') => {
  await fireEvent.input(input(id), { target: { value } });
  await fireEvent.keyDown(input(id), { key });
  await settled();
};

const vending: CatalogueView = { ...catalogue, place: 3, name: 'Snackautomat', products: [] };

async function open(catalogues: CatalogueView[] = [catalogue], change: Partial<StaffDesk> = {}) {
  const played = desk();
  render(StaffWindow, { backend: played.backend });
  await tick();
  const opens = async (next: CatalogueView[]) => {
    played.opens({ ...change, catalogues: next });
    await settled();
  };
  await opens(catalogues);
  await fireEvent.click(screen.getByTestId('staff-catalogue-open'));
  return { ...played, opens };
}

describe('the catalogue', () => {
  it('is there only where something is sold, and one press away from the items and back', async () => {
    const played = desk();
    render(StaffWindow, { backend: played.backend });
    await tick();
    played.opens({});
    await settled();
    expect(screen.queryByTestId('staff-catalogue-open')).toBeNull();
    cleanup();
    await open();
    expect(screen.getByTestId('staff-catalogue')).toBeTruthy();
    expect(screen.queryByTestId('staff-kind')).toBeNull();
    await fireEvent.click(screen.getByTestId('staff-catalogue-open'));
    expect(screen.queryByTestId('staff-catalogue')).toBeNull();
    expect(screen.getByTestId('staff-kind')).toBeTruthy();
  });

  it.each(['de', 'en'] as const)('has a row for every product, in %s', async (shown) => {
    language = shown === 'de' ? 'de-DE' : 'en-GB';
    await open([
      {
        ...catalogue,
        products: [
          product(1, { picture: 'shake.jpg' }),
          product(2, { available: false, picture: 'weg.jpg', pictureMissing: true }),
        ],
      },
    ]);
    expect(input('product-name-1').value).toBe('Produkt 1');
    expect(input('product-price-1').value).toBe(shown === 'de' ? '3,50' : '3.50');
    expect(text('product-picture-1')).toBe('shake.jpg');
    expect(text('product-picture-2')).toMatch(/^weg\.jpg (fehlt|is missing)/);
    const available = ['1', '2'].map((shelf) =>
      screen.getByTestId(`product-available-${shelf}`).getAttribute('aria-checked'),
    );
    expect(available).toEqual(['true', 'false']);
    for (const one of screen.getByTestId('staff-catalogue').querySelectorAll('input:not([type=file])'))
      expect(one.getAttribute('aria-label')).toBeTruthy();
  });

  it('says how to begin where it is empty', async () => {
    await open([vending]);
    expect(text('catalogue-none')).toContain('shelf, name und price');
  });

  it('has a tab for every place, which the arrows change', async () => {
    await open([catalogue, vending]);
    const first = screen.getByTestId('catalogue-tab-1');
    expect(first.getAttribute('aria-selected')).toBe('true');
    await fireEvent.keyDown(first, { key: 'ArrowRight' });
    const second = screen.getByTestId('catalogue-tab-3');
    expect([second.getAttribute('aria-selected'), document.activeElement]).toEqual(['true', second]);
    expect(screen.getByTestId('catalogue-none')).toBeTruthy();
    await fireEvent.click(first);
    expect(input('product-name-1')).toBeTruthy();
  });
});

describe('what is changed in place', () => {
  it('is the name, as it is typed without spaces around it', async () => {
    const { backend } = await open();
    await type('product-name-2', '  Eiweißriegel ');
    expect(backend.staffProduct.mock.calls).toEqual([[1, '2', { change: 'name', name: 'Eiweißriegel' }]]);
    // Leaving the field is no second change.
    await fireEvent.blur(input('product-name-2'));
    await settled();
    expect(backend.staffProduct).toHaveBeenCalledTimes(1);
  });

  it('is the price, to the cent', async () => {
    const { backend } = await open();
    await type('product-price-1', '2,30');
    await type('product-price-2', '0,29');
    expect(backend.staffProduct.mock.calls).toEqual([
      [1, '1', { change: 'price', minor: 230 }],
      [1, '2', { change: 'price', minor: 29 }],
    ]);
  });

  it('is whether it can be had, at one press', async () => {
    const { backend } = await open();
    await fireEvent.click(screen.getByTestId('product-available-1'));
    expect(backend.staffProduct.mock.calls).toEqual([[1, '1', { change: 'available', available: false }]]);
  });

  it.each([
    ['product-name-1', '   ', 'Der Name darf nicht leer sein.'],
    ['product-price-1', 'drei', 'Das ist kein Betrag. So geht es: 12,50'],
    ['product-price-1', '0', 'Der Betrag muss größer als null sein.'],
  ])('is not sent when it makes no sense: %s %j', async (id, value, said) => {
    const { backend } = await open();
    await type(id, value);
    expect(screen.getByRole('alert').textContent).toBe(said);
    expect([input(id).value, input(id).getAttribute('aria-invalid')]).toEqual([value, 'true']);
    expect(backend.staffProduct).not.toHaveBeenCalled();
  });

  it('is left as it was with Escape, and unchanged is no change', async () => {
    const { backend } = await open();
    await type('product-name-1', 'Falsch', 'Escape');
    expect(input('product-name-1').value).toBe('Produkt 1');
    await type('product-price-1', '3,50');
    expect(backend.staffProduct).not.toHaveBeenCalled();
  });

  it('shows what the desk made of it, and is kept when the desk did not take it', async () => {
    const { backend, opens } = await open();
    await type('product-name-1', 'Neu');
    await opens([{ ...catalogue, products: [product(1, { name: 'Neu' })] }]);
    expect(input('product-name-1').value).toBe('Neu');
    backend.staffProduct.mockRejectedValueOnce(undefined);
    await type('product-name-1', 'Neuer');
    expect(input('product-name-1').value).toBe('Neuer');
    expect(screen.getByTestId('staff-silent')).toBeTruthy();
    await type('product-name-1', 'Neuer');
    expect(backend.staffProduct).toHaveBeenCalledTimes(3);
  });
});

describe('a price that the vendor refused', () => {
  const refused = (vendor: number | null) => ({
    ...catalogue,
    products: [
      product(1, { priceRefused: { vendor: vendor === null ? null : eur(vendor), atMs: Date.now() } }),
    ],
  });

  it('is taken over at one press where the vendor said which', async () => {
    const { backend } = await open([refused(380)]);
    expect(text('product-refused-1')).toContain('Magicline verlangt 3,80 €');
    await fireEvent.click(screen.getByTestId('product-take-1'));
    expect(backend.staffProduct.mock.calls).toEqual([[1, '1', { change: 'price', minor: 380 }]]);
  });

  it('says what to do where the vendor did not', async () => {
    await open([refused(null)]);
    expect(text('product-refused-1')).toContain('Sehen Sie dort nach und ändern Sie ihn hier.');
    expect(screen.queryByTestId('product-take-1')).toBeNull();
  });
});

describe('import and export', () => {
  const given = async (file: File) => {
    const picker = input('catalogue-file');
    Object.defineProperty(picker, 'files', { value: [file], configurable: true });
    await fireEvent.change(picker);
    await settled();
  };

  it('hands the file over byte by byte, to the place that is shown', async () => {
    const { backend } = await open([catalogue, vending]);
    await fireEvent.click(screen.getByTestId('catalogue-tab-3'));
    // Not UTF-8, and no business of this window.
    const bytes = new Uint8Array([0x4b, 0xe4, 0x73, 0x65, 0x0d, 0x0a, 0x00]);
    await given(new File([bytes], 'preise.csv'));
    const [[place, file] = []] = backend.staffImport.mock.calls as unknown as [number, Uint8Array][];
    expect([place, [...(file ?? [])]]).toEqual([3, [...bytes]]);
  });

  it('does not even begin with what cannot be a catalogue', async () => {
    const { backend } = await open();
    await given(new File([new Uint8Array(1_048_577)], 'film.mp4'));
    expect(text('catalogue-unread')).toContain('zu groß');
    expect(backend.staffImport).not.toHaveBeenCalled();
  });

  it('says when the file cannot be read', async () => {
    const { backend } = await open();
    const file = new File(['x'], 'weg.csv');
    file.arrayBuffer = () => Promise.reject(new Error('gone'));
    await given(file);
    expect(text('catalogue-unread')).toContain('ließ sich nicht öffnen');
    expect(backend.staffImport).not.toHaveBeenCalled();
  });

  it.each(['de', 'en'] as const)('says line by line what is wrong, in %s', async (shown) => {
    language = shown === 'de' ? 'de-DE' : 'en-GB';
    const problems = (union('CatalogueProblem') as CatalogueProblem[]).map((problem, index) => ({
      line: index + 2,
      problem,
      value: index === 0 ? '' : `<b>${index}</b>`,
    }));
    await open([{ ...catalogue, imported: { products: 0, problems } }]);
    expect(text('catalogue-imported')).toContain('13');
    const said = [...screen.getByTestId('catalogue-problems').querySelectorAll('li')].map((li) => plain(li));
    expect(said).toHaveLength(13);
    expect(new Set(said.map((one) => one?.replace(/^\S+ \d+ /, ''))).size).toBe(13);
    expect(said[0]).toMatch(shown === 'de' ? /^Zeile 2 / : /^Line 2 /);
    // What stands in a file is shown as it stands there.
    expect(said[5]).toContain('<b>5</b>');
    expect(screen.getByTestId('catalogue-problems').querySelector('b')).toBeNull();
  });

  it('says how it went, until somebody has read it', async () => {
    const { backend } = await open([{ ...catalogue, imported: { products: 12, problems: [] } }]);
    expect(text('catalogue-imported')).toBe('12 Produkte übernommen.');
    expect(screen.getByTestId('catalogue-news').getAttribute('role')).toBe('status');
    await fireEvent.click(screen.getByTestId('catalogue-seen'));
    expect(backend.staffCatalogueSeen.mock.calls).toEqual([[1]]);
  });

  it('writes what is shown, and says where to', async () => {
    const { backend, opens } = await open();
    await fireEvent.click(screen.getByTestId('catalogue-export'));
    expect(backend.staffCatalogue.mock.calls).toEqual([[1]]);
    await opens([{ ...catalogue, exported: { file: '/x/katalog.csv', items: 2 } }]);
    expect(text('catalogue-exported')).toBe('2 Produkte exportiert: /x/katalog.csv');
    await opens([{ ...catalogue, exported: { file: null, items: 0 } }]);
    expect(text('catalogue-exported')).toContain('Prüfen Sie, ob auf der Festplatte Platz ist.');
  });
});
