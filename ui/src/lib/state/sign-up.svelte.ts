import { SvelteMap } from 'svelte/reactivity';
import type { Backend } from '../backend';
import type {
  CategoryView,
  ChosenView,
  Entered,
  FieldProblem,
  LegalKind,
  PriceView,
  SignatureOf,
  SignUpField,
  SignUpInput,
  SignUpPart,
  SignUpView,
} from '../backend/bindings';
import { Absence, READING_MS } from './absence.svelte';
import { Outgoing } from './outgoing';
import { settled, type Ahead } from './sign-up-change';
import { comesBack, leadsBack } from './sign-up-path';

/** How long a press that was taken may go without showing before the buttons come back. */
export const SETTLE_MS = 6_000;
/** Fields of the payment; all others are entered with the details. */
export const PAYMENT_FIELDS: readonly SignUpField[] = ['accountHolder', 'iban'];
/** What the price hangs on. */
const PRICED: readonly SignUpInput['input'][] = ['term', 'modules', 'start', 'voucher'];

/** What a signature is for, as a word. */
export const signatureKey = (what: SignatureOf) => (what.of === 'text' ? `text ${what.block}` : what.of);

/**
 * A sign-up on this screen. What is typed and chosen is here first and at the desk a moment later; what the
 * desk says counts for what it has seen. Nothing of it outlives this object.
 */
export class SignUp {
  readonly number: number;
  readonly absence: Absence;
  view = $state.raw<SignUpView | null>(null);
  /** What was chosen, here or before. Another one only where something else is: hundreds of rows look at it. */
  chosen = $state.raw<ChosenView | null>(null);
  /** The fields of a part show what is wrong although nobody has been there. */
  showAll = $state(false);
  /** Counts how often somebody could not go on, so that the first problem gets the focus. */
  stuck = $state(0);
  /** A press is on its way. */
  pressed = $state(false);
  /** The desk did not take the last one. */
  silent = $state(false);
  /** The picture is being handed over. */
  handing = $state(false);
  /** The account number that was typed here last, for the mandate that is signed with it. */
  iban = $state('');
  /** What was typed as a voucher. */
  voucher = $state('');
  /** The payment window was opened here. */
  paid = $state(false);
  /** The price as it was when the last button was pressed. */
  agreed = $state.raw<PriceView | null>(null);
  /** The last price that was shown. */
  lastPrice = $state.raw<PriceView | null>(null);

  #backend: Backend;
  #outgoing: Outgoing;
  #revision = 0;
  #values = new SvelteMap<SignUpField, string>();
  /** The change with which a field was last typed in. */
  #typed = new SvelteMap<SignUpField, number>();
  #ahead: Partial<{ [K in keyof ChosenView]: Ahead<ChosenView[K]> }> = {};
  #confirmed = new SvelteMap<string, Ahead<boolean>>();
  #signed = new SvelteMap<string, Ahead<boolean>>();
  /** The drawings that were signed with here; what was signed before is only known to be. */
  #drawings = new SvelteMap<string, string>();
  #preferences = $state.raw<Ahead<CategoryView[]> | null>(null);
  #preferencesSaid = $state.raw<Ahead<boolean> | null>(null);
  #priced = $state(0);
  #pressedAt = 0;
  /** What was to lead on, and from where; nothing where no part was shown. */
  #asked: { revision: number; part: SignUpPart | null } | null = null;
  #settle: ReturnType<typeof setTimeout> | undefined;

  constructor(number: number, backend: Backend) {
    this.number = number;
    this.#backend = backend;
    this.absence = new Absence(() => this.put({ input: 'leave' }));
    this.#outgoing = new Outgoing(
      (revision, input) => backend.frontSignUp(number, revision, input),
      () => this.#refused(),
    );
  }

  readonly part = $derived(this.view?.step === 'part' ? this.view.part : null);
  readonly #modules = $derived(JSON.stringify(this.chosen?.modules ?? []));
  /** Another set only where others are chosen. */
  readonly modules = $derived(new Set(JSON.parse(this.#modules) as string[]));
  /** The price on the screen is older than what it was chosen for. */
  readonly pricing = $derived(
    this.view !== null && (this.view.preview.preview === 'asking' || this.view.revision < this.#priced),
  );
  readonly price = $derived.by((): PriceView | null => {
    const preview = this.view?.preview;
    if (preview?.preview === 'shown') return preview.price;
    if (preview?.preview === 'asking') return preview.before ?? this.lastPrice;
    return null;
  });

  receive(view: SignUpView): void {
    const before = this.view;
    // What is older than what was shown knows less.
    if (before && view.revision < before.revision) return;
    this.#revision = Math.max(this.#revision, view.revision);
    this.view = {
      ...view,
      fields: settled(before?.fields, view.fields),
      texts: settled(before?.texts, view.texts),
      legal: settled(before?.legal, view.legal),
      preferences: settled(before?.preferences, view.preferences),
      path: settled(before?.path, view.path),
      chosen: settled(before?.chosen, view.chosen),
      preview: settled(before?.preview, view.preview),
    };
    this.#forgetAhead(view.revision);
    this.#settleChosen();
    if (view.preview.preview === 'shown') {
      this.lastPrice = view.preview.price;
      performance.clearMarks('preview');
      performance.mark('preview');
    }
    if (this.pressed && view.revision >= this.#pressedAt) this.#release();
    this.#moved(before, view);
    this.absence.watch(view.step !== 'paying' && view.step !== 'submitting');
  }

  /** What was entered before, in a draft that is opened again. */
  fill({ fields, voucher }: Entered): void {
    for (const { field, text } of fields) if (!this.#typed.has(field)) this.#values.set(field, text);
    if (this.voucher === '') this.voucher = voucher ?? '';
  }

  value(field: SignUpField): string {
    return this.#values.get(field) ?? '';
  }

  enter(field: SignUpField, text: string): void {
    if (this.value(field) === text) return;
    this.#values.set(field, text);
    this.#typed.set(field, this.put({ input: 'enter', field, text }));
    if (field === 'dateOfBirth') this.#priced = this.#revision;
  }

  /** Nothing is wrong with what has been typed since the desk last looked. */
  problem(field: SignUpField): FieldProblem | null {
    const view = this.view;
    if (!view || (this.#typed.get(field) ?? 0) > view.revision) return null;
    return view.problems.find((one) => one.field === field) ?? null;
  }

  /** What keeps a part from being left, in the order of its fields. */
  hindrances(part: SignUpPart): FieldProblem[] {
    const fields = this.fieldsOf(part).map(({ field }) => field);
    return fields
      .map((field) => this.problem(field))
      .filter((one) => one !== null && !one.doubt) as FieldProblem[];
  }

  fieldsOf(part: SignUpPart) {
    if (part !== 'details' && part !== 'payment') return [];
    return (this.view?.fields ?? []).filter(
      ({ field }) => PAYMENT_FIELDS.includes(field) === (part === 'payment'),
    );
  }

  choose<K extends keyof ChosenView>(name: K, value: ChosenView[K], input: SignUpInput): void {
    const revision = this.put(input);
    this.#ahead = { ...this.#ahead, [name]: { revision, value } };
    this.#settleChosen();
  }

  term(term: string): void {
    if (this.chosen?.term === term) return;
    this.choose('term', term, { input: 'term', term });
  }

  module(module: string, wanted: boolean): void {
    const others = (this.chosen?.modules ?? []).filter((one) => one !== module);
    const modules = wanted ? [...others, module] : others;
    this.choose('modules', modules, { input: 'modules', modules });
  }

  confirmed(block: string, told: boolean): boolean {
    return this.#confirmed.get(block)?.value ?? told;
  }

  confirm(block: string, yes: boolean): void {
    this.#confirmed.set(block, { revision: this.put({ input: 'confirm', block, yes }), value: yes });
  }

  signed(what: SignatureOf, told: boolean): boolean {
    return this.#signed.get(signatureKey(what))?.value ?? told;
  }

  /** The picture of a signature that was given here, as an address. */
  drawing(what: SignatureOf): string | null {
    return this.#drawings.get(signatureKey(what)) ?? null;
  }

  sign(what: SignatureOf, svg: string, drawing: string): void {
    this.#drawings.set(signatureKey(what), drawing);
    this.#signed.set(signatureKey(what), {
      revision: this.put({ input: 'sign', svg, ...what }),
      value: true,
    });
  }

  unsign(what: SignatureOf): void {
    this.#drawings.delete(signatureKey(what));
    this.#signed.set(signatureKey(what), { revision: this.put({ input: 'unsign', ...what }), value: false });
  }

  /** There is something that nobody would want to enter again; without it the desk puts nothing aside. */
  get begun(): boolean {
    const view = this.view;
    if (!view) return false;
    const typed = [...this.#values.values()].some((text) => text !== '');
    return typed || this.chosen?.term != null || view.voucher.voucher !== 'none' || view.picture !== 'none';
  }

  /** What is still to be agreed to or signed before it can go on. */
  readonly missing = $derived.by((): number => {
    const view = this.view;
    if (!view) return 0;
    const texts = view.texts.filter(({ block, required, signature, confirmed, signed }) =>
      !required
        ? false
        : signature
          ? !this.signed({ of: 'text', block }, signed)
          : !this.confirmed(block, confirmed),
    );
    const own = (['contract', 'mandate'] as const).filter((of) => this.demands(of) && !this.#signedApart(of));
    return texts.length + own.length;
  });

  #signedApart(of: 'contract' | 'mandate'): boolean {
    return this.signed({ of }, this.view?.signed.some((one) => one.of === of) ?? false);
  }

  /** Whether that has to be signed. A mandate has to be by whoever signs the contract: one is not the other. */
  demands(of: 'contract' | 'mandate'): boolean {
    if (!this.signs(of)) return false;
    return this.view?.signaturesRequired === true || (of === 'mandate' && this.#signedApart('contract'));
  }

  /** Whether there is a contract or a mandate to sign. */
  signs(of: 'contract' | 'mandate'): boolean {
    if (of === 'mandate') return this.view?.mandate !== null;
    return this.view?.aim === 'contract';
  }

  get preferences(): CategoryView[] {
    return this.#preferences?.value ?? this.view?.preferences ?? [];
  }

  /** Messages were chosen, here or before; otherwise nothing is said about them. */
  get preferencesSaid(): boolean {
    return this.#preferencesSaid?.value ?? this.view?.preferencesSaid ?? false;
  }

  prefer(categories: CategoryView[]): void {
    const said = categories.length > 0;
    const revision = this.put({ input: 'preferences', categories });
    this.#preferences = said ? { revision, value: categories } : null;
    this.#preferencesSaid = { revision, value: said };
  }

  /** Hands a change over, and returns its number. */
  put(input: SignUpInput): number {
    this.#revision += 1;
    if (PRICED.includes(input.input)) this.#priced = this.#revision;
    this.silent = false;
    this.#outgoing.put(this.#revision, input);
    return this.#revision;
  }

  /** One press at a time, until the screen says what came of it. */
  press(input: SignUpInput): void {
    if (this.pressed) return;
    if (input.input === 'submit' || input.input === 'takePrice') this.agreed = this.price;
    this.pressed = true;
    this.#pressedAt = this.put(input);
    this.#settle = setTimeout(() => this.#release(), SETTLE_MS);
    const leadsOn =
      (input.input === 'next' && this.part) || input.input === 'submit' || input.input === 'takePrice';
    this.#asked = leadsOn ? { revision: this.#pressedAt, part: this.part } : null;
  }

  /** An attachment opens in a window whose touches are not told here. */
  read(block: string): void {
    this.put({ input: 'read', block });
    this.reads();
  }

  /** A legal text that is a page opens in such a window, too. */
  readLegal(kind: LegalKind): void {
    this.put({ input: 'readLegal', kind });
    this.reads();
  }

  /** Somebody reads, and touches nothing meanwhile. */
  reads(): void {
    this.absence.touched(READING_MS);
  }

  /** Resolves to whether the picture is kept. */
  async portrait(jpeg: Uint8Array): Promise<boolean> {
    this.handing = true;
    const taken = await this.#backend.frontPortrait(this.number, jpeg).then(
      () => true,
      () => false,
    );
    this.handing = false;
    return taken;
  }

  /** Nobody finds anything of it here any more. */
  forget(): void {
    this.absence.watch(false);
    this.#outgoing.end();
    clearTimeout(this.#settle);
    this.view = null;
    this.chosen = null;
    this.#values.clear();
    this.#typed.clear();
    this.#ahead = {};
    this.#confirmed.clear();
    this.#signed.clear();
    this.#drawings.clear();
    this.#preferences = null;
    this.#preferencesSaid = null;
    this.iban = '';
    this.voucher = '';
    this.agreed = null;
    this.lastPrice = null;
  }

  #moved(before: SignUpView | null, view: SignUpView): void {
    const part = view.step === 'part' ? view.part : null;
    const from = before?.step === 'part' ? before.part : null;
    if (view.step === 'paying') this.paid = true;
    if (part !== from) {
      // Back at a part although it was to be sent: something is missing there.
      const back = this.#asked !== null && leadsBack(view.path, part, this.#asked.part);
      const missing = back || comesBack(before, view);
      this.showAll = missing;
      if (missing) this.stuck += 1;
      this.#asked = null;
      // An account number that is kept is shown by its end only from now on.
      if (from === 'payment' && view.account.account === 'kept') {
        this.iban = this.value('iban') || this.iban;
        this.#values.delete('iban');
      }
      return;
    }
    if (!this.#asked || view.revision < this.#asked.revision) return;
    this.#asked = null;
    this.showAll = true;
    this.stuck += 1;
  }

  #settleChosen(): void {
    if (!this.view) return;
    const ahead = Object.entries(this.#ahead).map(([name, one]) => [name, one?.value] as const);
    const now = { ...this.view.chosen, ...Object.fromEntries(ahead) };
    this.chosen = settled(this.chosen ?? undefined, now);
  }

  #forgetAhead(revision: number): void {
    const rest = Object.entries(this.#ahead).filter(
      ([, one]) => one !== undefined && one.revision > revision,
    );
    this.#ahead = Object.fromEntries(rest);
    for (const kept of [this.#confirmed, this.#signed] as SvelteMap<unknown, Ahead<boolean>>[])
      for (const [key, one] of [...kept]) if (one.revision <= revision) kept.delete(key);
    if (this.#preferences && this.#preferences.revision <= revision) this.#preferences = null;
    if (this.#preferencesSaid && this.#preferencesSaid.revision <= revision) this.#preferencesSaid = null;
  }

  #refused(): void {
    this.silent = true;
    this.#release();
  }

  #release(): void {
    clearTimeout(this.#settle);
    this.pressed = false;
  }
}
