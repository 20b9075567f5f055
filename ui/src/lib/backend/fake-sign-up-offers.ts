import type {
  AmountView,
  FrequencyView,
  ModuleGroup,
  ModuleView,
  OfferView,
  Period,
  SlotsView,
  TermView,
} from './bindings';

export const eur = (minor: number): AmountView => ({ minor, currency: 'EUR' });
export const period = (value: number, unit: Period['unit']): Period => ({ value, unit });
const monthly = (minor: number): FrequencyView => ({
  type: 'recurring',
  term: period(1, 'month'),
  price: eur(minor),
});

const drawn = (hue: number) =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200"><path fill="hsl(${hue} 45% 82%)" d="M0 0h320v200H0z"/><path fill="hsl(${hue} 45% 62%)" d="M60 200v-80a100 100 0 0 1 200 0v80z"/><path fill="hsl(${hue} 55% 42%)" d="M110 200v-72a50 50 0 0 1 100 0v72z"/></svg>`,
  )}`;

function module(number: number, name: string, group: ModuleGroup, price: FrequencyView): ModuleView {
  const told = number % 2 === 0;
  return {
    module: String(number),
    name,
    description: told ? 'So oft du magst, während der Öffnungszeiten.' : null,
    price,
    group,
    trial: group === 'optional' && number % 3 === 0 ? '2 Wochen' : null,
    runs:
      group === 'optional' && number % 4 === 0
        ? {
            runtime: period(6, 'month'),
            extension: { extension: 'extends', by: period(1, 'month'), price: null, every: null },
            cancellation: {
              beforeEnd: period(1, 'month'),
              beforeExtensionEnd: period(1, 'month'),
              fromReceipt: false,
            },
          }
        : null,
    consent: number % 5 === 0,
  };
}

const free: FrequencyView = { type: 'free' };

export function term(number: number, change: Partial<TermView> = {}): TermView {
  return {
    term: String(number),
    runtime: period(12, 'month'),
    withoutBonus: null,
    price: monthly(4990),
    agePrices: [],
    flatFees: [
      { name: 'Startpaket', price: { type: 'nonRecurring', price: eur(4900) }, starter: true, after: null },
    ],
    firstPrice: null,
    extension: { extension: 'extends', by: null, price: null, every: null },
    cancellation: {
      beforeEnd: period(1, 'month'),
      beforeExtensionEnd: period(1, 'month'),
      fromReceipt: false,
    },
    adjustments: [],
    bonuses: [],
    volume: { total: eur(64_780), perMonth: eur(5398), perPayment: eur(4990) },
    optional: [],
    defaultStart: '2026-12-01',
    useFrom: null,
    ...change,
  };
}

/** A term of each kind of payment, with everything that can be said about a term somewhere among them. */
export function terms(): TermView[] {
  return [
    term(11, {
      runtime: period(24, 'month'),
      withoutBonus: period(23, 'month'),
      price: monthly(3990),
      agePrices: [{ from: null, to: 25, by: 'percent', percent: '10' }],
      firstPrice: eur(0),
      bonuses: [{ period: period(1, 'month'), atStart: true }],
      extension: {
        extension: 'extends',
        by: period(1, 'month'),
        price: eur(4490),
        every: period(1, 'month'),
      },
      adjustments: [
        {
          sentence: 'Der Beitrag steigt jedes Jahr am 1. Januar um 2,00 €.',
          change: 'up',
          value: '2.00',
          amount: eur(200),
          percent: false,
          recurrence: null,
        },
      ],
      volume: { total: eur(96_670), perMonth: eur(4028), perPayment: eur(3990) },
      useFrom: '2026-11-30',
    }),
    term(12, {
      agePrices: [
        { from: 60, to: null, by: 'to', amount: eur(4490) },
        { from: 18, to: 25, by: 'amount', amount: eur(-500) },
      ],
      adjustments: [
        { sentence: null, change: 'up', value: '3', amount: null, percent: true, recurrence: 'jährlich' },
      ],
      flatFees: [
        { name: 'Startpaket', price: { type: 'nonRecurring', price: eur(4900) }, starter: true, after: null },
        {
          name: 'Trainingsplan',
          price: { type: 'recurring', term: period(6, 'month'), price: eur(1500) },
          starter: false,
          after: period(3, 'month'),
        },
      ],
    }),
    term(13, {
      runtime: period(4, 'week'),
      price: { type: 'recurring', term: period(2, 'week'), price: eur(2490) },
      extension: { extension: 'ends' },
      flatFees: [],
      volume: { total: eur(4980), perMonth: eur(5414), perPayment: eur(2490) },
    }),
    term(14, {
      runtime: period(1, 'year'),
      price: {
        type: 'monthDay',
        recurring: true,
        days: [
          { month: 1, day: 15, price: eur(30_000) },
          { month: 7, day: 15, price: eur(24_000) },
        ],
      },
      extension: {
        extension: 'follows',
        name: 'Flex monatlich',
        terms: [{ runtime: period(1, 'month'), price: monthly(5990) }],
      },
      volume: { total: eur(54_000), perMonth: eur(4500), perPayment: eur(27_000) },
    }),
    term(15, {
      runtime: period(6, 'month'),
      price: {
        type: 'termBased',
        recurring: false,
        terms: [
          { term: period(0, 'month'), price: eur(9900) },
          { term: period(3, 'month'), price: eur(9900) },
        ],
      },
      cancellation: { beforeEnd: period(14, 'day'), beforeExtensionEnd: null, fromReceipt: true },
      volume: null,
    }),
    term(16, {
      runtime: period(10, 'day'),
      price: free,
      flatFees: [],
      extension: { extension: 'ends' },
      volume: null,
    }),
  ];
}

const optional = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    module(
      500 + index,
      `${['Solarium', 'Getränke-Flat', 'Parkplatz', 'Wellness', 'Massageliege'][index % 5]}${
        index > 4 ? ` ${Math.floor(index / 5) + 1}` : ''
      }`,
      'optional',
      monthly(490 + (index % 20) * 50),
    ),
  );

/** As large as an offer gets: 60 terms and 200 modules. */
export function largestOffer(): OfferView {
  const many = optional(160);
  const units = ['month', 'week', 'month', 'year'] as const;
  return {
    ...complete(),
    offer: '9',
    name: 'Alles auf einmal',
    terms: Array.from({ length: 60 }, (_, index) =>
      term(9000 + index, {
        runtime: period(1 + (index % 24), units[index % 4] ?? 'month'),
        price: monthly(2990 + index * 50),
        optional: many,
      }),
    ),
    selectable: Array.from({ length: 40 }, (_, index) =>
      module(700 + index, `Kurs ${index + 1}`, 'selectable', free),
    ),
    selectableAtMost: 5,
  };
}

function complete(): OfferView {
  return {
    offer: '1',
    name: 'Lindenhof Komplett',
    subDescription: 'Geräte, Kurse und Sauna',
    description: 'Trainieren, so oft du magst, mit Einweisung und einem Plan, der zu dir passt.',
    footnote: 'Die Sauna ist montags den Frauen vorbehalten.',
    picture: drawn(210),
    until: '2026-12-31',
    terms: terms().map((one) => ({ ...one, optional: optional(5) })),
    included: [module(301, 'Gerätetraining', 'included', free), module(302, 'Sauna', 'included', free)],
    selectable: ['Yoga', 'Spinning', 'Pilates', 'Rückenschule'].map((name, index) =>
      module(401 + index, name, 'selectable', free),
    ),
    selectableAtMost: 3,
    payBy: ['directDebit', 'card', 'cash'],
    initialPayment: false,
  };
}

export function offers(): OfferView[] {
  return [
    complete(),
    {
      offer: '2',
      name: 'Flex',
      subDescription: null,
      description: 'Monat für Monat, ohne lange Bindung.',
      footnote: null,
      picture: null,
      until: null,
      terms: [term(21, { runtime: period(1, 'month'), price: monthly(6990), flatFees: [] })],
      included: [module(301, 'Gerätetraining', 'included', free)],
      selectable: [],
      selectableAtMost: 0,
      payBy: ['directDebit'],
      initialPayment: true,
    },
    {
      offer: '3',
      name: 'Zehnerkarte für Geräte, Kurse und Wellnessbereich',
      subDescription: 'Zehn Besuche, ein Jahr lang',
      description: null,
      footnote: null,
      picture: drawn(140),
      until: null,
      terms: [
        term(31, {
          runtime: period(12, 'month'),
          price: { type: 'nonRecurring', price: eur(12_900) },
          flatFees: [],
          extension: { extension: 'ends' },
          volume: { total: eur(12_900), perMonth: null, perPayment: null },
        }),
      ],
      included: [],
      selectable: [],
      selectableAtMost: 0,
      payBy: ['cash', 'transfer', 'twint'],
      initialPayment: false,
    },
  ];
}

/** Two weeks of free slots; none on Sundays. */
export function slots(from = '2026-11-30'): SlotsView {
  const days = Array.from({ length: 14 }, (_, index) => {
    const at = new Date(`${from}T12:00:00Z`);
    at.setUTCDate(at.getUTCDate() + index);
    return at;
  });
  const hours = ['09:00', '10:00', '11:30', '14:00', '16:00', '17:30', '19:00'];
  return {
    name: 'Probetraining mit Einweisung',
    description: 'Eine Stunde mit einer Trainerin an den Geräten. Bring Sportschuhe und ein Handtuch mit.',
    from,
    to: days.at(-1)?.toISOString().slice(0, 10) ?? from,
    slots: days.flatMap((at, day) =>
      at.getUTCDay() === 0
        ? []
        : hours
            .filter((_, index) => (index + day) % 3 !== 0)
            .map((begins, index) => ({
              slot: day * 10 + index,
              day: at.toISOString().slice(0, 10),
              begins,
              ends: index % 2 === 0 ? null : begins.replace(/^\d\d/, (hour) => String(Number(hour) + 1)),
            })),
    ),
  };
}
