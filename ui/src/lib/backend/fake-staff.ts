import type {
  ActivityWish,
  CatalogueView,
  InboxFilter,
  InboxItem,
  ItemAction,
  LookForm,
  LookNews,
  PersonChange,
  PinProblem,
  ProductChange,
  ProductLine,
  SaleAction,
  SignUpAction,
  StaffDesk,
  StaffView,
} from './bindings';
import { acted, catalogues, imported, sales } from './fake-counter';
import { PALETTES, lookDesk } from './fake-look';
import { activityAfter, ownPinChanged, personChanged, teamOf } from './fake-people';
import { signUpLines, signUpsAfter } from './fake-sign-ups';
import { alarms, allItems, fewItems, line, manyItems, taps } from './fake-staff-desk';

const PIN = '2580';
const PAGE = 20;

/**
 * Plays the team's window well enough to work in it with mouse and keys. The PIN is 2580. `?fake=staff-` and
 * then `choose`, `locked`, `wait`, `empty`, `long`, `all`, `trouble`, `silent` (takes no press), `counter` and
 * `counter-long` (sales and catalogues), `sign-ups` and `sign-ups-long` (begun at the member's screen), `technician`, `reception` and
 * `people-long` (who is signed in, and a large team), or nothing.
 */
export class FakeStaff {
  #tell: (view: StaffView) => void = () => undefined;
  #items: InboxItem[];
  #shown = PAGE;
  #tries = 0;
  #desk: StaffDesk;
  readonly #state: string;

  constructor(state: string) {
    const now = Date.now();
    const counter = state.startsWith('counter');
    const long = state.endsWith('long');
    this.#state = state;
    const kept: Record<string, InboxItem[]> = {
      empty: [],
      long: manyItems(now),
      'counter-long': manyItems(now),
      all: allItems(now),
    };
    this.#items = kept[state] ?? fewItems(now);
    this.#desk = {
      line: line(state, now, this.#items),
      alarms: state === 'trouble' ? alarms(now) : [],
      filter: { tab: 'person', kind: null },
      items: [],
      more: false,
      taps: state === 'empty' ? [] : taps(now, long),
      exported: null,
      sales: counter ? sales(now, long) : [],
      catalogues: counter ? catalogues(now, long) : [],
      drawer: counter,
      look: lookDesk(),
      signUps: state.startsWith('sign-ups') ? signUpLines(now, long) : [],
      ...teamOf(state),
      ...(state === 'technician' && {
        taps: taps(now, false).map((tap) => ({ ...tap, name: null, words: null })),
        line: { ...line(state, now, this.#items), amounts: [] },
      }),
    };
  }

  async attach(listener: (view: StaffView) => void) {
    this.#tell = listener;
    if (this.#state === 'choose') listener({ staff: 'choosePin', problem: null });
    else if (this.#state === 'wait') this.#closed('wrong', Date.now() + 42_000);
    else if (this.#state === 'locked') this.#closed(null);
    else this.#open();
  }

  async choosePin(pin: string) {
    if (/^(\d)\1+$/.test(pin) || '01234567890'.includes(pin) || '9876543210'.includes(pin))
      this.#tell({ staff: 'choosePin', problem: 'tooEasy' });
    else this.#open();
  }

  async unlock(pin: string) {
    if (pin === PIN) return this.#open();
    this.#tries += 1;
    this.#closed('wrong', this.#tries % 3 === 0 ? Date.now() + 30_000 : null);
  }

  async lock() {
    this.#closed(null);
  }

  async filter(filter: InboxFilter) {
    this.#shown = PAGE;
    this.#open({ filter });
  }

  async more() {
    this.#shown += PAGE;
    this.#open();
  }

  async act(id: string, action: ItemAction, note: string) {
    if (this.#state === 'silent') throw new Error('not taken');
    const settle: Record<ItemAction, Partial<InboxItem>> = {
      tryNow: { state: 'sending', reason: null, actions: [] },
      sendAgain: { state: 'sending', reason: null, actions: [], note },
      withoutPicture: { state: 'closed', reason: 'leftOut', actions: [], name: null, note },
      done: { state: 'closed', reason: 'settledDone', actions: [], name: null, note },
      cancel: { state: 'closed', reason: 'cancelled', actions: [], name: null, note },
      reopen: { state: 'closed', reason: 'reopened', actions: [], name: null, note },
    };
    const before = this.#items.find((item) => item.id === id);
    this.#change(id, settle[action]);
    if (!before || settle[action].state !== 'sending') return;
    setTimeout(() => {
      const again = { ...before, attempts: before.attempts + 1, nextTryMs: Date.now() + 20_000 };
      this.#change(id, action === 'tryNow' && before.state === 'waiting' ? again : { state: 'delivered' });
    }, 1500);
  }

  async export() {
    const file =
      this.#state === 'trouble' ? null : '/home/empfang/Dokumente/portico-inbox-2026-11-23-0902.csv';
    this.#open({ exported: { file, items: file ? this.#items.length : 0 } });
  }

  async dismiss(file: string) {
    this.#open({ alarms: this.#desk.alarms.filter((a) => a.alarm !== 'storeSetAside' || a.file !== file) });
  }

  async serve() {
    this.#open({ alarms: this.#desk.alarms.filter((a) => a.alarm !== 'crashes') });
  }

  async sale(sale: number, action: SaleAction) {
    if (this.#state === 'silent') throw new Error('not taken');
    this.#open({ sales: acted(this.#desk.sales, sale, action) });
    if (action === 'handedOver')
      setTimeout(() => this.#open({ sales: this.#desk.sales.filter((line) => line.sale !== sale) }), 1500);
  }

  async person(change: PersonChange) {
    this.#open(personChanged(this.#desk, change));
  }

  async ownPin(old: string, next: string) {
    this.#open(ownPinChanged(this.#desk, old === PIN, next));
  }

  async activity(wish: ActivityWish) {
    this.#open({ activity: activityAfter(this.#desk, wish, Date.now()) });
  }

  async signUp(draft: string, action: SignUpAction) {
    if (this.#state === 'silent') throw new Error('not taken');
    this.#open({ signUps: signUpsAfter(this.#desk.signUps, draft, action) });
  }

  async lookTry(accent: string | null, background: string | null) {
    this.#open({ look: { ...this.#desk.look, palette: accent || background ? PALETTES.yellow : null } });
  }

  async lookSave(form: LookForm) {
    const { revision } = this.#desk.look;
    this.#open({ look: { ...this.#desk.look, form, revision: revision + 1, news: { news: 'saved' } } });
  }

  async lookFile(name: string, kind: 'logo' | 'picture', file: Uint8Array) {
    const svg = String.fromCharCode(...file.slice(0, 4)) === '<svg';
    const news: LookNews =
      svg === (kind === 'logo')
        ? { news: 'taken', file: name }
        : { news: 'notTaken', file: name, trouble: 'notAPicture' };
    this.#open({ look: { ...this.#desk.look, news } });
  }

  async product(place: number, shelf: string, change: ProductChange) {
    const changed = (line: ProductLine): ProductLine => {
      switch (change.change) {
        case 'available':
          return { ...line, available: change.available };
        case 'name':
          return { ...line, name: change.name };
        case 'price':
          return { ...line, price: { ...line.price, minor: change.minor }, priceRefused: null };
      }
    };
    this.#place(place, ({ products }) => ({
      products: products.map((line) => (line.shelf === shelf ? changed(line) : line)),
    }));
  }

  async import(place: number, file: Uint8Array) {
    this.#place(place, () => ({ imported: imported(file), exported: null }));
  }

  async catalogue(place: number) {
    const file = `/home/empfang/Dokumente/portico-katalog-${place}-2026-11-23-0902.csv`;
    this.#place(place, ({ products }) => ({ exported: { file, items: products.length }, imported: null }));
  }

  async catalogueSeen(place: number) {
    this.#place(place, () => ({ imported: null, exported: null }));
  }

  #place(place: number, change: (known: CatalogueView) => Partial<CatalogueView>) {
    this.#open({
      catalogues: this.#desk.catalogues.map((one) =>
        one.place === place ? { ...one, ...change(one) } : one,
      ),
    });
  }

  #change(id: string, change: Partial<InboxItem>) {
    this.#items = this.#items.map((item) => (item.id === id ? { ...item, ...change } : item));
    this.#open();
  }

  #closed(problem: PinProblem | null, waitUntilMs: number | null = null) {
    this.#tell({ staff: 'locked', problem, waitUntilMs });
  }

  #open(change: Partial<StaffDesk> = {}) {
    this.#desk = { ...this.#desk, ...change };
    const { filter } = this.#desk;
    const part = (tab: InboxFilter['tab']) => this.#items.filter((item) => tabOf(item) === tab);
    const listed = part(filter.tab).filter(({ kind }) => filter.kind === null || kind === filter.kind);
    this.#desk = {
      ...this.#desk,
      line: { ...this.#desk.line, person: part('person').length, waiting: part('waiting').length },
      items: listed.slice(0, this.#shown),
      more: listed.length > this.#shown,
    };
    this.#tell({ staff: 'open', ...this.#desk });
  }
}

function tabOf({ state }: InboxItem): InboxFilter['tab'] {
  if (state === 'stuck' || state === 'unknown') return 'person';
  return state === 'waiting' || state === 'sending' ? 'waiting' : 'over';
}
