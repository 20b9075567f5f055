import type {
  AttentionReason,
  BoughtView,
  ChargeView,
  ChoiceView,
  HandOutBy,
  IntervalView,
  PictureView,
  SaleChoice,
  SaleEnd,
  SaleStep,
  SaleView,
  ShelfView,
} from './bindings';

const eur = (minor: number) => ({ minor, currency: 'EUR' });

const NAMES = [
  'Vanille-Shake',
  'Schoko-Shake',
  'Mineralwasser',
  'Iso-Drink Zitrone',
  'Proteinriegel',
  'Espresso',
  'Handtuch',
  'Banane',
];
const LONG_NAMES = [
  'Erdbeer-Rhabarber-Eiweißshake mit Hafermilch',
  'Sojaprotein-Riegel Kokos-Mandel ohne Zuckerzusatz',
  'Donaudampfschifffahrtsgesellschaftswasser',
  'Kreatin',
];

const drawn = (hue: number) =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 100"><path d="M18 22h44l-7 74H25Z" fill="hsl(${hue} 65% 55%)"/><path d="M14 14h52v10H14Z" fill="hsl(${hue} 45% 35%)"/><path d="M42 14 52 0" stroke="#777" stroke-width="4"/></svg>`,
  )}`;

export const PICTURES: PictureView[] = [
  { id: 'a', data: drawn(40) },
  { id: 'b', data: drawn(20) },
  { id: 'c', data: drawn(200) },
];

export function shelves(count: number, long: boolean): ShelfView[] {
  const names = long ? LONG_NAMES : NAMES;
  return Array.from({ length: count }, (_, index): ShelfView => {
    const round = Math.floor(index / names.length);
    return {
      shelf: String(index + 1),
      name: `${names[index % names.length]}${round > 0 ? ` ${round + 1}` : ''}`,
      price: eur(long && index % 4 === 1 ? 1_234_567 : 250 + ((index * 70) % 900)),
      picture: ['a', 'b', 'c', null][index % 4] ?? null,
      available: index % 7 !== 3,
    };
  });
}

const intervals: IntervalView[] = [
  { seconds: 300, price: eur(300) },
  { seconds: 600, price: eur(550) },
  { seconds: 900, price: eur(780) },
  { seconds: 1200, price: eur(1000) },
  { seconds: 90, price: eur(100) },
];

export function choices(count: number, long: boolean): ChoiceView[] {
  const all: ChoiceView[] = [
    { place: 1, name: long ? 'Eiweiß- und Getränkebar im Erdgeschoss links' : 'Bar', goods: 'products' },
    { place: 2, name: 'Solarium', goods: 'minutes' },
    { place: 3, name: 'Snackautomat', goods: 'products' },
    { place: 4, name: long ? 'Hydrojet-Massageliege Obergeschoss' : 'Massagestuhl', goods: 'minutes' },
  ];
  return all.slice(0, count);
}

/** One step of a sale, filled in by a query: `products`, `long`, `poor`, `by`, `charge`, `end`, `locked`, `for`. */
export function saleStep(wanted: string, query: URLSearchParams): SaleStep {
  const long = query.has('long');
  const minutes = query.has('minutes');
  const credit = query.has('nocredit') ? null : eur(long ? 1_234_567 : query.has('poor') ? 120 : 1850);
  const bought: BoughtView = minutes
    ? { goods: 'minutes', seconds: 600, price: eur(550) }
    : {
        goods: 'product',
        shelf: '1',
        name: long ? (LONG_NAMES[0] ?? '') : 'Vanille-Shake',
        picture: 'a',
        price: eur(long ? 1_234_567 : 350),
      };
  const topUp = !query.has('notopup');
  const charge = (query.get('charge') ?? 'booked') as ChargeView;
  const left = query.has('nocredit') ? null : eur(1500);
  switch (wanted) {
    case 'asking':
      return { step: 'asking' };
    case 'choose':
      return {
        step: 'chooseProduct',
        credit,
        shelves: shelves(Number(query.get('products') ?? 12), long),
        topUp,
      };
    case 'minutes':
      return { step: 'chooseMinutes', intervals: intervals.slice(0, Number(query.get('products') ?? 4)) };
    case 'machine':
      return { step: 'chooseAtMachine', credit };
    case 'checking':
      return { step: 'checking', bought };
    case 'price':
      return { step: 'newPrice', bought, shownBefore: eur(long ? 1_134_567 : 320) };
    case 'low':
      return { step: 'lowCredit', bought, credit: eur(120), message: query.get('message'), topUp };
    case 'handing':
      return {
        step: 'handingOut',
        bought,
        by: (query.get('by') ?? (minutes ? 'device' : 'team')) as HandOutBy,
      };
    case 'charging':
      return { step: 'charging', bought };
    case 'done':
      return {
        step: 'done',
        bought,
        charge,
        credit: left,
        runsUntilMs: minutes ? Date.now() + 598_000 : null,
      };
    case 'topup':
      return { step: 'topUp', credit, amounts: [1000, 2000, 5000, long ? 10_000_000 : 10_000].map(eur) };
    case 'desk':
      return { step: 'topUpAtDesk', amount: query.has('typed') ? null : eur(2000) };
    case 'receipt':
      return {
        step: 'receipt',
        amount: eur(long ? 10_000_000 : 2000),
        charge,
        before: query.has('nocredit') ? null : eur(1850),
        credit: charge === 'booked' ? eur(long ? 10_001_850 : 3850) : null,
        atMs: Date.now(),
        number: '20261128-0042',
      };
    case 'over':
      return {
        step: 'over',
        end: endFrom(query),
        lockedUntilMs: query.has('locked') ? Date.now() + 14_000 : null,
      };
    default:
      return { step: 'holdCard', bought: query.has('bought') ? bought : null };
  }
}

function endFrom(query: URLSearchParams): SaleEnd {
  const end = (query.get('end') ?? 'leftAlone') as SaleEnd['end'];
  if (end === 'refused') return { end, message: query.get('message') };
  if (end === 'attention') return { end, reason: (query.get('reason') ?? 'noConnection') as AttentionReason };
  if (end === 'inUse') return { end, untilMs: Date.now() + 400_000 };
  return { end };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** Steps that end by themselves, and when; the others wait for the system or a machine. */
const LASTS: Partial<Record<SaleStep['step'], number>> = {
  holdCard: 20,
  chooseProduct: 45,
  chooseMinutes: 45,
  chooseAtMachine: 45,
  newPrice: 30,
  lowCredit: 30,
  handingOut: 40,
  topUp: 30,
  topUpAtDesk: 120,
  done: 8,
  receipt: 20,
  over: 8,
};

/**
 * Plays a sale: `?fake=sale-` and then `hold`, `asking`, `choose`, `minutes`, `machine`, `checking`, `price`,
 * `low`, `handing`, `charging`, `done`, `topup`, `desk`, `receipt` or `over`.
 */
export class FakeSale {
  #show: (sale: SaleView) => void;
  #idle: () => void;
  #query: URLSearchParams;
  #sale = 0;

  constructor(query: URLSearchParams, show: (sale: SaleView) => void, idle: () => void) {
    this.#query = query;
    this.#show = show;
    this.#idle = idle;
  }

  open(wanted: string) {
    this.#sale += 1;
    this.#step(wanted);
  }

  async buy(place: number) {
    if (place % 2 === 0) this.#query.set('minutes', '');
    else this.#query.delete('minutes');
    this.open('hold');
    await pause(1500);
    this.#step('asking');
    await pause(600);
    this.#step(place % 2 === 0 ? 'minutes' : 'choose');
  }

  async choose(sale: number, choice: SaleChoice) {
    if (sale !== this.#sale) return;
    switch (choice.choice) {
      case 'product':
      case 'minutes':
      case 'takePrice':
        for (const [step, ms] of [
          ['checking', 700],
          ['handing', 2500],
          ['charging', 700],
          ['done', 6000],
        ] as const) {
          this.#step(step);
          await pause(ms);
          if (this.#sale !== sale) return;
        }
        return this.#idle();
      case 'back':
        return this.#step(this.#query.has('minutes') ? 'minutes' : 'choose');
      case 'topUp':
        return this.#step('topup');
      case 'topUpBy':
        return this.#step('desk');
      case 'giveUp':
        this.#sale += 1;
        return this.#idle();
    }
  }

  #step(wanted: string) {
    const step = saleStep(wanted, this.#query);
    const seconds = Number(this.#query.get('for') ?? LASTS[step.step] ?? 0);
    this.#show({
      sale: this.#sale,
      place: this.#query.get('place') ?? (this.#query.has('minutes') ? 'Solarium' : 'Bar'),
      goods: this.#query.has('minutes') ? 'minutes' : 'products',
      untilMs: seconds > 0 ? Date.now() + seconds * 1000 : null,
      ...step,
    });
  }
}
