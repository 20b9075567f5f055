import type { Backend } from '../backend';
import type {
  ActivityWish,
  InboxTab,
  ItemAction,
  ItemKind,
  LookForm,
  PersonChange,
  KioskView,
  KioskWish,
  ProductChange,
  SaleAction,
  SignUpAction,
  StaffView,
} from '../backend/bindings';

/** How often the desk hears that somebody is there, at most. */
export const SEEN_EVERY_MS = 20_000;
/** How long a press that was taken may go without showing before the buttons come back. */
export const SETTLE_MS = 5_000;

/** Names a sale among the items: they count on their own. */
export const saleKey = (sale: number) => `sale ${sale}`;
/** Names a sign-up that is begun among them. */
export const signUpKey = (draft: string) => `sign-up ${draft}`;

/** What the team's window shows, as the desk told it. Nothing of it outlives the lock. */
export class Staff {
  view = $state.raw<StaffView | null>(null);
  /** The desk did not take the last press. */
  silent = $state(false);
  /** The items and sales whose press has not shown yet. */
  sending = $state.raw<ReadonlySet<string>>(new Set());

  #backend: Backend;
  #seen = -Infinity;
  #knock: ReturnType<typeof setTimeout> | undefined;
  /** Each item or sale with a press on its way, as it was when it was pressed. */
  #pressed = new Map<string, string>();

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  attach(): void {
    this.#backend
      .staffAttach((view) => this.receive(view))
      .catch(() => {
        this.#knock = setTimeout(() => this.attach(), 2_000);
      });
  }

  receive(view: StaffView): void {
    // Only a change of rooms answers for the desk; a view may come because a member tapped.
    if (view.staff !== this.view?.staff) this.silent = false;
    this.view = view;
    for (const [id, before] of this.#pressed) if (this.#like(id) !== before) this.#release(id);
  }

  dispose(): void {
    clearTimeout(this.#knock);
  }

  choosePin = (pin: string) => this.#ask(this.#backend.staffChoosePin(pin));
  unlock = (pin: string) => this.#ask(this.#backend.staffUnlock(pin));
  /** Tells what can be done about the kiosk, now and at every change. */
  kiosk = (listener: (view: KioskView) => void): void =>
    void this.#backend.staffKioskAttach(listener).catch(() => undefined);
  wish = (wish: KioskWish) => this.#ask(this.#backend.staffKiosk(wish));
  /** Where the file for whoever helps is; nothing when it could not be written. */
  support = (): Promise<string | null> => this.#backend.staffSupport().catch(() => null);
  lock = () => this.#ask(this.#backend.staffLock());
  more = () => this.#ask(this.#backend.staffMore());
  export = () => this.#ask(this.#backend.staffExport());
  serve = () => this.#ask(this.#backend.staffServe());
  dismiss = (file: string) => this.#ask(this.#backend.staffDismiss(file));
  drawer = () => this.#ask(this.#backend.staffDrawer());
  exportCatalogue = (place: number) => this.#ask(this.#backend.staffCatalogue(place));
  catalogueSeen = (place: number) => this.#ask(this.#backend.staffCatalogueSeen(place));
  product = (place: number, shelf: string, change: ProductChange) =>
    this.#ask(this.#backend.staffProduct(place, shelf, change));
  importCatalogue = (place: number, file: Uint8Array) => this.#ask(this.#backend.staffImport(place, file));

  lookTry = (accent: string | null, background: string | null) =>
    this.#ask(this.#backend.staffLookTry(accent, background));
  lookSave = (form: LookForm) => this.#ask(this.#backend.staffLookSave(form));
  lookFile = (name: string, kind: 'logo' | 'picture', file: Uint8Array) =>
    this.#ask(this.#backend.staffLookFile(name, kind, file));
  lookPicture = (file: string): Promise<Uint8Array> => this.#backend.staffLookPicture(file);
  person = (change: PersonChange) => this.#ask(this.#backend.staffPerson(change));
  ownPin = (old: string, next: string) => this.#ask(this.#backend.staffOwnPin(old, next));
  activity = (wish: ActivityWish) => this.#ask(this.#backend.staffActivity(wish));

  show(tab: InboxTab, kind: ItemKind | null): Promise<boolean> {
    return this.#ask(this.#backend.staffFilter({ tab, kind }));
  }

  /**
   * One press at a time for each item, until the desk shows what came of it: what cannot be taken back
   * is not sent twice by a double click.
   */
  act(id: string, action: ItemAction, note = ''): Promise<boolean> {
    return this.#once(id, () => this.#backend.staffAct(id, action, note.trim()));
  }

  /** Like `act`: what is handed over is charged once, however often somebody presses. */
  sale(sale: number, action: SaleAction): Promise<boolean> {
    return this.#once(saleKey(sale), () => this.#backend.staffSale(sale, action));
  }

  signUp(draft: string, action: SignUpAction): Promise<boolean> {
    return this.#once(signUpKey(draft), () => this.#backend.staffSignUp(draft, action));
  }

  topUp(sale: number, minor: number): Promise<boolean> {
    return this.#once(saleKey(sale), () => this.#backend.staffTopUp(sale, minor));
  }

  /** Somebody is there: the desk keeps the window open. */
  seen(now = Date.now()): void {
    // A clock set back must not silence the window until it has caught up.
    const since = now - this.#seen;
    if (this.view?.staff !== 'open' || (since >= 0 && since < SEEN_EVERY_MS)) return;
    this.#seen = now;
    this.#backend.staffSeen().catch(() => undefined);
  }

  async #once(id: string, press: () => Promise<void>): Promise<boolean> {
    if (this.#pressed.has(id)) return false;
    const before = this.#like(id);
    this.#pressed.set(id, before);
    this.sending = new Set(this.#pressed.keys());
    const taken = await this.#ask(press());
    if (!taken) this.#release(id);
    else
      setTimeout(() => {
        if (this.#pressed.get(id) === before) this.#release(id);
      }, SETTLE_MS);
    return taken;
  }

  /** An item or sale as the desk last told it, to see whether it has changed. */
  #like(id: string): string {
    if (this.view?.staff !== 'open') return 'null';
    const { items, sales, signUps } = this.view;
    const found =
      items.find((item) => item.id === id) ??
      sales.find(({ sale }) => saleKey(sale) === id) ??
      signUps.find(({ draft }) => signUpKey(draft) === id);
    return JSON.stringify(found ?? null);
  }

  #release(id: string): void {
    this.#pressed.delete(id);
    this.sending = new Set(this.#pressed.keys());
  }

  async #ask(answer: Promise<void>): Promise<boolean> {
    this.silent = false;
    try {
      await answer;
      return true;
    } catch {
      this.silent = true;
      return false;
    }
  }
}
