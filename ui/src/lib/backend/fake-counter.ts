import type {
  CatalogueProblem,
  CatalogueView,
  Imported,
  ProductLine,
  SaleAction,
  SaleLine,
} from './bindings';
import { shelves } from './fake-sale';

const LONG_NAME = 'Maximiliane-Alexandrina von Müller-Lüdenscheidt-Oberhausen';
const eur = (minor: number) => ({ minor, currency: 'EUR' });

export function sales(now: number, long: boolean): SaleLine[] {
  const [shake, bar] = shelves(2, long);
  const product = (shelf = shake) =>
    shelf
      ? ({
          goods: 'product',
          shelf: shelf.shelf,
          name: shelf.name,
          picture: null,
          price: shelf.price,
        } as const)
      : null;
  return [
    {
      sale: 41,
      place: 'Bar',
      name: long ? LONG_NAME : 'Anna Beispiel',
      bought: product(),
      credit: eur(1850),
      stage: 'handOver',
      untilMs: now + 52_000,
      actions: ['handedOver', 'notHandedOut'],
    },
    {
      sale: 42,
      place: long ? 'Eiweiß- und Getränkebar im Erdgeschoss links' : 'Bar',
      name: long ? LONG_NAME : 'Zoë Dupont',
      bought: null,
      credit: eur(120),
      stage: 'topUp',
      minor: 2000,
      untilMs: now + 110_000,
      actions: ['topUp', 'end'],
    },
    {
      sale: 43,
      place: 'Solarium',
      name: null,
      bought: { goods: 'minutes', seconds: 600, price: eur(550) },
      credit: null,
      stage: 'running',
      untilMs: now + 431_000,
      actions: ['switchOff'],
    },
    {
      sale: 44,
      place: 'Snackautomat',
      name: 'Kemal Yıldız',
      bought: product(bar),
      credit: eur(990),
      stage: 'handingOut',
      untilMs: null,
      actions: [],
    },
    {
      sale: 45,
      place: 'Snackautomat',
      name: 'Jo Li',
      bought: null,
      credit: eur(20_000),
      stage: 'choosing',
      untilMs: now + 14_000,
      actions: ['end'],
    },
  ];
}

/** What is left of the sales after a press. */
export function acted(list: SaleLine[], sale: number, action: SaleAction): SaleLine[] {
  switch (action) {
    case 'handedOver':
      return list.map((line) =>
        line.sale === sale ? { ...line, stage: 'charging', untilMs: null, actions: [] } : line,
      );
    case 'notHandedOut':
    case 'end':
    case 'topUp':
    case 'switchOff':
      return list.filter((line) => line.sale !== sale);
  }
}

const lines = (count: number, now: number, long: boolean): ProductLine[] =>
  shelves(count, long).map((shelf, index) => ({
    shelf: shelf.shelf,
    name: shelf.name,
    price: shelf.price,
    available: shelf.available,
    picture: index % 4 === 3 ? null : `${shelf.name.toLowerCase().replace(/\W+/g, '-')}.jpg`,
    pictureMissing: index % 5 === 2,
    priceRefused:
      index % 6 === 1
        ? { vendor: index % 12 === 1 ? eur(shelf.price.minor + 30) : null, atMs: now - 30 * 60_000 }
        : null,
  }));

export function catalogues(now: number, long: boolean): CatalogueView[] {
  const blank = { currency: 'EUR', imported: null, exported: null };
  return [
    {
      ...blank,
      place: 1,
      name: long ? 'Eiweiß- und Getränkebar im Erdgeschoss links' : 'Bar',
      products: lines(long ? 40 : 12, now, long),
    },
    { ...blank, place: 3, name: 'Snackautomat', products: [] },
  ];
}

const PROBLEMS: CatalogueProblem[] = [
  'price',
  'shelfTwice',
  'available',
  'fields',
  'nameMissing',
  'picture',
  'currency',
];

/** A file that begins with "!" is wrong in many places. */
export function imported(file: Uint8Array): Imported {
  if (file[0] !== 33) return { products: 12, problems: [] };
  return {
    products: 12,
    problems: PROBLEMS.map((problem, index) => ({ line: index + 2, problem, value: '3,5O €' })),
  };
}
