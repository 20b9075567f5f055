import type { Backend } from '../backend';
import type { MemberHits, MemberOrder, ReceptionView, SignUpAim } from '../backend/bindings';

/** What the reception shows: the desk's view, and what was found for what is typed. It goes with the lock. */
export class Reception {
  view = $state.raw<ReceptionView | null>(null);
  query = $state('');
  hits = $state.raw<MemberHits | null>(null);
  /** The hit that Enter opens. */
  at = $state(0);
  /** The desk did not take the last press. */
  silent = $state(false);
  picture = $state.raw<{ card: number; data: string } | null>(null);

  #backend: Backend;
  #asked = 0;
  #here = true;
  #knock: ReturnType<typeof setTimeout> | undefined;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  attach(): void {
    this.#backend
      .staffReception((view) => this.receive(view))
      .catch(() => {
        if (this.#here) this.#knock = setTimeout(() => this.attach(), 1_000);
      });
  }

  dispose(): void {
    this.#here = false;
    clearTimeout(this.#knock);
    [this.view, this.hits, this.picture, this.query] = [null, null, null, ''];
  }

  receive(view: ReceptionView): void {
    if (!this.#here) return;
    const before = this.view;
    this.view = view;
    const ready = (of: ReceptionView | null) => (of?.list.list === 'ready' ? of.list.completeMs : undefined);
    // Typed before the list was there, or it is another one by now.
    if (this.query !== '' && ready(before) !== ready(view)) void this.look(this.query);
    const open = view.open;
    if (open?.picture === 'here' && this.picture?.card !== open.card) void this.#fetch(open.card);
    if (!open || (this.picture && this.picture.card !== open.card)) this.picture = null;
  }

  /** Of answers that come out of turn, only that to what was typed last is shown. */
  async look(query: string): Promise<void> {
    this.query = query;
    const asked = ++this.#asked;
    if (query.trim() === '') return void ([this.hits, this.at] = [null, 0]);
    const hits = await this.#backend.staffLookUp(query).catch(() => null);
    if (asked === this.#asked && this.#here) [this.hits, this.at] = [hits, 0];
  }

  clear(): void {
    void this.look('');
  }

  open = (member: string) => this.#order({ want: 'open', member });
  close = () => this.#order({ want: 'close' });
  again = () => this.#ofCard((card) => ({ want: 'again', card }));
  askVendor = () => this.#order({ want: 'search', query: this.query });
  byNumber = () => this.#order({ want: 'cardNumber', number: this.query });
  awaitCard = () => this.#order({ want: 'awaitCard' });
  forgetCard = () => this.#order({ want: 'forget' });
  linkCard = () => this.#ofCard((card) => ({ want: 'linkCard', card }));
  checkIn = (card: number, entrance: number, reason: string) =>
    this.#order({ want: 'checkIn', card, entrance, reason });
  beginSignUp = (aim: SignUpAim, firstName: string, lastName: string) =>
    this.#order({ want: 'beginSignUp', aim, firstName, lastName });

  async #fetch(card: number): Promise<void> {
    const data = await this.#backend.staffMemberPicture(card).catch(() => null);
    if (data !== null && this.view?.open?.card === card) this.picture = { card, data };
  }

  async #ofCard(order: (card: number) => MemberOrder): Promise<boolean> {
    const card = this.view?.open?.card;
    return card === undefined ? false : this.#order(order(card));
  }

  async #order(order: MemberOrder): Promise<boolean> {
    this.silent = false;
    try {
      await this.#backend.staffMember(order);
      return true;
    } catch {
      this.silent = this.#here;
      return false;
    }
  }
}
