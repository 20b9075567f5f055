import type { CatalogueView, ProductLine, SaleLine, SaleStep, ShelfView } from '$/lib/backend/bindings';

export const eur = (minor: number) => ({ minor, currency: 'EUR' });

export const shake = {
  goods: 'product',
  shelf: '1',
  name: 'Vanille-Shake',
  picture: null,
  price: eur(350),
} as const;

export const shelf = (id: number, change: Partial<ShelfView> = {}): ShelfView => ({
  shelf: String(id),
  name: `Produkt ${id}`,
  price: eur(100 * id),
  picture: null,
  available: true,
  ...change,
});

/** Every step, once. */
export const saleSteps: SaleStep[] = [
  { step: 'holdCard', bought: null },
  { step: 'asking' },
  { step: 'chooseProduct', credit: eur(1850), shelves: [shelf(1), shelf(2)], topUp: true },
  { step: 'chooseMinutes', intervals: [{ seconds: 600, price: eur(550) }] },
  { step: 'chooseAtMachine', credit: eur(1850) },
  { step: 'checking', bought: shake },
  { step: 'newPrice', bought: shake, shownBefore: eur(320) },
  { step: 'lowCredit', bought: shake, credit: eur(120), message: null, topUp: true },
  { step: 'handingOut', bought: shake, by: 'team' },
  { step: 'charging', bought: shake },
  { step: 'done', bought: shake, charge: 'booked', credit: eur(1500), runsUntilMs: null },
  { step: 'topUp', credit: eur(120), amounts: [eur(1000), eur(2000)] },
  { step: 'topUpAtDesk', amount: eur(2000) },
  {
    step: 'receipt',
    amount: eur(2000),
    charge: 'booked',
    before: eur(120),
    credit: eur(2120),
    atMs: new Date(2026, 10, 23, 9, 2, 11).getTime(),
    number: '2026-0042',
  },
  { step: 'over', end: { end: 'leftAlone' }, lockedUntilMs: null },
];

export const saleLine: SaleLine = {
  sale: 41,
  place: 'Bar',
  name: 'Anna Beispiel',
  bought: shake,
  credit: eur(1850),
  stage: 'handOver',
  untilMs: null,
  actions: ['handedOver', 'notHandedOut'],
};

export const product = (id: number, change: Partial<ProductLine> = {}): ProductLine => ({
  shelf: String(id),
  name: `Produkt ${id}`,
  price: eur(350),
  available: true,
  picture: null,
  pictureMissing: false,
  priceRefused: null,
  ...change,
});

export const catalogue: CatalogueView = {
  place: 1,
  name: 'Bar',
  currency: 'EUR',
  products: [product(1), product(2)],
  imported: null,
  exported: null,
};
