import type {
  AccountView,
  AttentionReason,
  CardLink,
  FieldProblem,
  FrontMessage,
  RefusedReason,
  SignUpAim,
  SignUpInput,
  SignUpPart,
  SignUpStep,
  SignUpView,
  VoucherView,
} from './bindings';
import { eur, largestOffer, offers, slots } from './fake-sign-up-offers';
import { price, shared, signUpView } from './fake-sign-up-views';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const PARTS = ['offers', 'terms', 'slots', 'details', 'picture', 'payment', 'texts', 'summary'];

/** A step by its name, filled in by a query: `reason`, `card`, `team`, `trial`. */
export function signUpStep(wanted: string, query: URLSearchParams): SignUpStep {
  if (PARTS.includes(wanted)) return { step: 'part', part: wanted as SignUpPart };
  switch (wanted) {
    case 'minor':
      return { step: 'minor', trial: !query.has('notrial'), lead: !query.has('nolead'), age: 18 };
    case 'paying':
    case 'submitting':
    case 'priceChanged':
    case 'waiting':
    case 'unknown':
      return { step: wanted };
    case 'done':
      return {
        step: 'done',
        number: query.has('bare') ? null : 'M-20417',
        registration: query.has('bare') ? null : 'https://app.example/register?token=abc123',
        payment: query.has('pay') ? 'https://pay.example/p/4711' : null,
        accessCode: query.has('access') ? '4 711 08' : null,
        card: (query.get('card') ?? 'holdCard') as CardLink,
      };
    case 'refused':
      return { step: 'refused', reason: (query.get('reason') ?? 'notAccepted') as RefusedReason };
    case 'parked':
      return { step: 'parked', code: 'K7M2PX', days: 7, team: query.has('team') };
    default:
      return {
        step: 'start',
        choices: { contract: true, trial: true, lead: true },
        code: query.has('unknown') ? { code: 'unknown' } : { code: 'unsaid' },
      };
  }
}

const VOUCHERS: Record<string, VoucherView> = {
  ZEHN: {
    voucher: 'good',
    bonus: null,
    company: null,
    effect: 'percent',
    percent: '10',
    period: { value: 3, unit: 'month' },
    unlimited: false,
    omitsStarter: true,
    remarks: null,
  },
  FUENF: {
    voucher: 'good',
    bonus: { period: { value: 1, unit: 'month' }, atStart: true },
    company: null,
    effect: 'amount',
    amount: eur(500),
    period: null,
    unlimited: true,
    omitsStarter: false,
    remarks: 'Freunde werben Freunde',
  },
  FIRMA: {
    voucher: 'good',
    bonus: null,
    company: {
      name: 'Nordwerk',
      part: { by: 'percent', percent: '40' },
      lasts: { for: 'for', period: { value: 12, unit: 'month' } },
    },
    effect: 'other',
    remarks: null,
  },
  KREDIT: { voucher: 'good', bonus: null, company: null, effect: 'credit', amount: eur(2000), remarks: null },
  ALT: { voucher: 'bad', problem: 'outOfDate' },
  ANDERS: { voucher: 'bad', problem: 'otherOffer' },
  STUMM: { voucher: 'unasked', reason: 'noConnection' },
};

const KEPT: AccountView = {
  account: 'kept',
  masked: 'DE89 •••• 3000',
  bank: 'Commerzbank',
  bic: 'COBADEFFXXX',
  checked: true,
};

/** What one came for, where a query does not say so. */
const aimOf = (wanted: string, query: URLSearchParams): SignUpAim =>
  (query.get('aim') as SignUpAim | null) ??
  (wanted === 'slots' ? 'trial' : wanted === 'start' ? 'open' : 'contract');

/**
 * Plays a sign-up: `?fake=sign-up-` and then `start`, a part of the way (`offers`, `terms`, …), `minor`, `paying`,
 * `submitting`, `priceChanged`, `done`, `waiting`, `unknown`, `refused` or `parked`. Further switches: `aim`,
 * `country` (DE, ES, IT, TR, US), `big` (60 terms, 200 modules), `entered`, `long`, `preview` (none, asking,
 * failed, refused, company), `trouble`, `masked`.
 */
export class FakeSignUp {
  #send: (message: FrontMessage) => void;
  #idle: () => void;
  #query: URLSearchParams;
  #view: SignUpView = signUpView('open');
  #values = new Map<string, string>();
  #number = 0;

  constructor(query: URLSearchParams, send: (message: FrontMessage) => void, idle: () => void) {
    this.#query = query;
    this.#send = send;
    this.#idle = idle;
  }

  open(wanted: string, aim: SignUpAim = aimOf(wanted, this.#query)) {
    const query = this.#query;
    this.#number += 1;
    const trouble = query.get('trouble');
    this.#view = signUpView(aim, query.get('country') ?? 'DE');
    Object.assign(this.#view, { signUp: this.#number }, this.#preview());
    if (query.has('masked')) this.#view.account = KEPT;
    if (trouble === 'notLoaded')
      this.#view.trouble = { trouble, reason: (query.get('reason') ?? 'noConnection') as AttentionReason };
    else if (trouble === 'refused')
      this.#view.trouble = {
        trouble,
        reason: (query.get('reason') ?? 'notAccepted') as RefusedReason,
        mend: query.get('mend') as SignUpPart | null,
      };
    else if (trouble) this.#view.trouble = { trouble } as SignUpView['trouble'];
    this.#send({ type: 'offers', offers: query.has('big') ? [largestOffer(), ...offers()] : offers() });
    this.#send({ type: 'slots', ...slots() });
    this.#values.clear();
    if (query.has('entered') || query.has('long') || wanted === 'summary') this.#entered();
    if (query.has('big')) this.#view.chosen = { ...this.#view.chosen, offer: '9', term: '9000', modules: [] };
    this.#show(signUpStep(wanted, query));
  }

  begin(aim: SignUpAim) {
    this.open(this.#view.path[0] ?? 'start', aim);
    this.#aim(aim);
  }

  async input(signUp: number, revision: number, input: SignUpInput) {
    if (signUp !== this.#number) return;
    await pause(Number(this.#query.get('delay') ?? 30));
    this.#view = { ...this.#view, revision };
    switch (input.input) {
      case 'aim':
        return this.#aim(input.aim);
      case 'resume':
        return this.#show(
          input.code.toUpperCase() === 'K7M2PX'
            ? { step: 'part', part: 'details' }
            : {
                step: 'start',
                choices: { contract: true, trial: true, lead: true },
                code: { code: 'unknown' },
              },
        );
      case 'go':
        return this.#show({ step: 'part', part: input.part });
      case 'next':
        return this.#next();
      case 'back':
        return this.#by(-1);
      case 'term':
      case 'modules':
      case 'start':
        return this.#priced(input);
      case 'enter':
        this.#values.set(input.field, input.text);
        return this.#tell();
      case 'voucher':
        this.#view.voucher = { voucher: 'checking' };
        this.#tell();
        await pause(600);
        if (this.#view.aim === 'open') {
          this.#view.voucher = { voucher: 'whatFor', contract: true, visit: true };
          return this.#tell();
        }
        this.#view.voucher = VOUCHERS[input.code.trim().toUpperCase()] ?? {
          voucher: 'bad',
          problem: 'unknownCode',
        };
        return this.#tell();
      case 'payBy':
        this.#view.chosen = { ...this.#view.chosen, payBy: input.by };
        return this.#tell();
      case 'openPayment':
        this.#show({ step: 'paying' });
        await pause(2500);
        this.#view.chosen = { ...this.#view.chosen, cardReady: true };
        return this.#show({ step: 'part', part: 'payment' });
      case 'noPicture':
        this.#view.picture = 'none';
        return this.#by(1);
      case 'confirm':
        this.#view.texts = this.#view.texts.map((one) =>
          one.block === input.block ? { ...one, confirmed: input.yes } : one,
        );
        return this.#tell();
      case 'preferences':
        this.#view.preferencesSaid = input.categories.length > 0;
        this.#view.preferences = this.#view.preferencesSaid
          ? input.categories
          : signUpView(this.#view.aim).preferences;
        return this.#tell();
      case 'sign':
      case 'unsign':
        return this.#signed(input);
      case 'slot':
        this.#view.chosen = { ...this.#view.chosen, slot: input.slot };
        return this.#tell();
      case 'slotsFrom':
        this.#send({ type: 'slots', ...slots(input.date) });
        return this.#tell();
      case 'submit':
      case 'takePrice':
        this.#show({ step: 'submitting' });
        await pause(1500);
        return this.#show(
          this.#query.has('dearer') && input.input === 'submit'
            ? { step: 'priceChanged' }
            : signUpStep(this.#query.get('end') ?? 'done', this.#query),
        );
      case 'park':
        return this.#show({ step: 'parked', code: 'K7M2PX', days: 7, team: input.team });
      case 'noCard':
      case 'leave':
      case 'discard':
        this.#number += 1;
        return this.#idle();
      case 'read':
      case 'readLegal':
        return this.#tell();
    }
  }

  portrait() {
    this.#view.picture = 'taken';
    this.#tell();
  }

  #aim(aim: SignUpAim) {
    const view = signUpView(aim, this.#query.get('country') ?? 'DE');
    this.#view = { ...view, signUp: this.#number, revision: this.#view.revision };
    const first = view.path[0];
    this.#show(first ? { step: 'part', part: first } : signUpStep('start', this.#query));
  }

  #preview(): Partial<SignUpView> {
    switch (this.#query.get('preview')) {
      case 'none':
        return { preview: { preview: 'none' } };
      case 'asking':
        return { preview: { preview: 'asking', before: price() } };
      case 'failed':
        return { preview: { preview: 'failed', reason: 'noConnection' } };
      case 'refused':
        return { preview: { preview: 'refused' } };
      case 'company':
        return {
          preview: { preview: 'shown', price: shared() },
          voucher: VOUCHERS.FIRMA ?? { voucher: 'none' },
        };
      default:
        return {};
    }
  }

  async #priced(input: SignUpInput & { input: 'term' | 'modules' | 'start' }) {
    const { chosen } = this.#view;
    const all = this.#query.has('big') ? [largestOffer(), ...offers()] : offers();
    if (input.input === 'term') {
      const offer = all.find(({ terms }) => terms.some(({ term }) => term === input.term));
      this.#view.chosen = { ...chosen, offer: offer?.offer ?? null, term: input.term, modules: [] };
    } else if (input.input === 'modules') this.#view.chosen = { ...chosen, modules: input.modules };
    else this.#view.chosen = { ...chosen, start: input.date };
    const before = this.#view.preview.preview === 'shown' ? this.#view.preview.price : null;
    this.#view.preview = { preview: 'asking', before };
    this.#tell();
    await pause(500);
    const cost =
      3990 + (Number(this.#view.chosen.term ?? 0) % 7) * 500 + this.#view.chosen.modules.length * 490;
    this.#view.preview = { preview: 'shown', price: price(cost) };
    this.#tell();
  }

  #signed(input: SignUpInput & { input: 'sign' | 'unsign' }) {
    const yes = input.input === 'sign';
    if (input.of === 'text')
      this.#view.texts = this.#view.texts.map((one) =>
        one.block === input.block ? { ...one, signed: yes } : one,
      );
    else {
      const rest = this.#view.signed.filter(({ of }) => of !== input.of);
      this.#view.signed = yes ? [...rest, { of: input.of }] : rest;
    }
    this.#tell();
  }

  #next() {
    const part = this.#view.step === 'part' ? this.#view.part : null;
    const blocked = this.#problems().some(
      ({ field, doubt }) =>
        !doubt && (field === 'iban' || field === 'accountHolder') === (part === 'payment'),
    );
    if ((part === 'details' || part === 'payment') && blocked) return this.#tell();
    this.#by(1);
  }

  #by(steps: number) {
    const { path } = this.#view;
    const part = this.#view.step === 'part' ? this.#view.part : null;
    const next = path[(part ? path.indexOf(part) : -1) + steps];
    if (next) this.#show({ step: 'part', part: next });
    else this.#show(signUpStep('start', this.#query));
  }

  #problems(): FieldProblem[] {
    return this.#view.fields.flatMap(({ field, required }): FieldProblem[] => {
      const text = this.#values.get(field) ?? '';
      if (text === '')
        return required && !(field === 'iban' && this.#query.has('masked'))
          ? [{ field, problem: 'missing', doubt: false }]
          : [];
      if (field === 'email' && !/^\S+@\S+\.\S+$/.test(text))
        return [{ field, problem: 'notAnEmail', doubt: false }];
      if (field === 'zipCode' && !/^\d{5}$/.test(text))
        return [{ field, problem: 'notAPostCode', doubt: true }];
      if (field === 'iban' && text.length < 22) return [{ field, problem: 'wrongLength', doubt: false }];
      return [];
    });
  }

  #entered() {
    const long = this.#query.has('long');
    const values: Record<string, string> = {
      firstName: long ? 'Maximiliane-Alexandrina Wilhelmine-Luise' : 'Anna',
      lastName: long ? 'von Müller-Lüdenscheidt zu Donaudampfers' : 'Beispiel',
      gender: 'FEMALE',
      dateOfBirth: '1991-03-05',
      street: long ? 'Straße der Vereinigten Freiwilligen Feuerwehren' : 'Lindenweg',
      houseNumber: '7a',
      zipCode: '12345',
      city: long ? 'Michaelskirchen-Oberhausen am Unterlauf' : 'Musterstadt',
      country: 'DE',
      email: 'anna@beispiel.example',
      mobile: '+4915112345678',
      accountHolder: 'Anna Beispiel',
    };
    for (const [name, text] of Object.entries(values)) this.#values.set(name, text);
    const fields = this.#view.fields.map(({ field }) => field);
    this.#send({
      type: 'entered',
      signUp: this.#number,
      fields: fields.flatMap((field) => (values[field] ? [{ field, text: values[field] }] : [])),
      voucher: null,
    });
  }

  #show(step: SignUpStep) {
    this.#view = { ...this.#view, ...step } as SignUpView;
    this.#tell();
  }

  #tell() {
    this.#view = { ...this.#view, problems: this.#problems() };
    this.#send({ type: 'screen', screen: 'signUp', ...this.#view });
  }
}
