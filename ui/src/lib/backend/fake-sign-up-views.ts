import type {
  AgreedView,
  CategoryView,
  FieldView,
  LegalView,
  FrequencyView,
  MandateView,
  PriceLine,
  PriceView,
  SignUpAim,
  SignUpField,
  SignUpPart,
  SignUpView,
  VoucherView,
} from './bindings';
import { eur, period } from './fake-sign-up-offers';

export const PATHS: Record<SignUpAim, SignUpPart[]> = {
  open: [],
  contract: ['offers', 'terms', 'details', 'picture', 'payment', 'texts', 'summary'],
  rateVoucher: ['details', 'picture', 'summary'],
  checkInVoucher: ['details', 'summary'],
  trial: ['slots', 'details', 'summary'],
  lead: ['details', 'summary'],
};

const field = (name: SignUpField, line: number, required = true, choices: string[] = []): FieldView => ({
  field: name,
  required,
  choices: choices.map((value) => ({ value, name: null })),
  line,
});

/** As many as there are, with names of all lengths. */
const STATES = Array.from({ length: 59 }, (_, at) => {
  const names = ['California', 'District of Columbia', 'Maine', 'Northern Mariana Islands', 'Utah'];
  return { value: `S${at}`, name: `${names[at % names.length]} ${at}` };
});
const GENDERS = ['FEMALE', 'MALE', 'UNISEX'];
const DOCUMENTS = [
  'ID_CARD',
  'PASSPORT',
  'DRIVERS_LICENCE',
  'RESIDENCE_PERMIT',
  'NATIONAL_ID_NUMBER',
  'OTHERS',
];
const COUNTRIES = 'DE AT CH LI FR ES IT PL CZ NL TR US GB SE NO RO SI HU DK BE'.split(' ');
const PROVINCES = 'AG AL AN AO AP AQ AR AT AV BA BG BI BL BN BO BR BS BT BZ'.split(' ');

const name = [field('firstName', 1), field('lastName', 1)];
const reach = [field('email', 20), field('mobile', 21), field('phone', 21, false)];
const pay = [field('accountHolder', 40), field('iban', 41)];
const document = [field('documentType', 30, false, DOCUMENTS), field('documentNumber', 30, false)];

/** What each country asks for, much as the desk has it. */
export const FIELDS: Record<string, FieldView[]> = {
  DE: [
    ...name,
    field('gender', 2, true, GENDERS),
    field('dateOfBirth', 3),
    field('street', 10),
    field('houseNumber', 10),
    field('zipCode', 11),
    field('city', 11),
    field('country', 12, true, COUNTRIES),
    ...reach,
    field('referralCode', 31, false),
    ...pay,
  ],
  ES: [
    field('firstName', 1),
    field('lastName', 2),
    field('secondLastName', 2, false),
    field('gender', 3, true, GENDERS),
    field('dateOfBirth', 4),
    field('taxId', 5),
    ...document,
    field('streetType', 10, true, ['CALLE', 'AVENIDA', 'PLAZA', 'PASEO', 'CAMINO', 'RONDA', 'TRAVESIA']),
    field('street', 10),
    field('houseNumber', 10),
    ...(['streetBlock', 'portal', 'stairway', 'floor', 'door'] as const).map((one) => field(one, 11, false)),
    field('additionalAddress', 12, false),
    field('zipCode', 13),
    field('city', 13),
    field('province', 14),
    ...reach,
    ...pay,
  ],
  IT: [
    ...name,
    field('gender', 2, true, GENDERS.slice(0, 2)),
    field('dateOfBirth', 3),
    field('placeOfBirth', 4, false),
    field('countryOfBirth', 4, false, COUNTRIES),
    field('taxId', 5),
    field('street', 10),
    field('houseNumber', 10),
    field('zipCode', 11),
    field('city', 11),
    field('province', 12, true, PROVINCES),
    ...reach,
    ...pay,
  ],
  TR: [
    field('firstName', 1),
    field('secondFirstName', 1, false),
    field('lastName', 2),
    field('gender', 3, true, GENDERS),
    field('dateOfBirth', 4),
    field('taxId', 5),
    field('cityPart', 10),
    field('street', 10),
    field('secondStreet', 11, false),
    field('buildingName', 11, false),
    field('houseNumber', 11),
    field('district', 12),
    field('city', 12),
    field('zipCode', 13),
    ...reach,
    ...pay,
  ],
  US: [
    ...name,
    field('gender', 2, true, GENDERS),
    field('dateOfBirth', 3),
    field('houseNumber', 10),
    field('street', 10),
    field('city', 11),
    { ...field('provinceCode', 11), choices: STATES },
    field('zipCode', 11),
    ...reach,
    ...document,
    ...pay,
  ],
};

const CATEGORIES: CategoryView[] = [
  {
    category: '1',
    name: 'Vertrag',
    description: 'Rechnungen und Fristen',
    offered: ['email', 'letter'],
    active: ['email'],
    fixed: ['email'],
  },
  {
    category: '2',
    name: 'Neues aus dem Studio',
    description: null,
    offered: ['email', 'textMessage', 'app', 'phone'],
    active: [],
    fixed: [],
  },
  {
    category: '3',
    name: 'Kurse und Termine',
    description: 'Wenn sich ein Kurs ändert',
    offered: ['letter', 'email', 'textMessage', 'phone', 'app', 'fax', 'conversation', 'chat', 'other'],
    active: [],
    fixed: [],
  },
];

const LONG = Array.from(
  { length: 6 },
  (_, at) =>
    `§ ${at + 1} Die Anlage ist während der Öffnungszeiten nutzbar. Wer trainiert, trägt saubere Schuhe, legt ein Handtuch unter und räumt Gewichte weg. Das Hausrecht übt das Team aus; wer andere gefährdet, kann verwiesen werden.`,
).join('\n\n');

function text(block: string, change: Partial<AgreedView>): AgreedView {
  return {
    block,
    title: 'Allgemeine Geschäftsbedingungen',
    text: LONG,
    required: false,
    signature: false,
    preferences: false,
    attachment: null,
    module: null,
    confirmed: false,
    signed: false,
    ...change,
  };
}

/** All four combinations of what can be asked for. */
const TEXTS: AgreedView[] = [
  text('1', {
    required: true,
    attachment: { title: 'AGB (PDF)', link: 'https://lindenhof.example/agb.pdf' },
  }),
  text('2', {
    title: 'Gesundheit',
    text: 'Ich fühle mich gesund und sage Bescheid, wenn sich das ändert.',
    required: true,
    signature: true,
  }),
  text('3', {
    title: 'Neues aus dem Studio',
    text: 'Das Studio darf mir Neuigkeiten senden.',
    preferences: true,
  }),
  text('4', {
    title: 'Bilder',
    text: 'Bilder aus dem Studio, auf denen ich zu sehen bin, dürfen gezeigt werden.',
    signature: true,
  }),
];

const LEGAL: LegalView[] = [
  { kind: 'privacy', content: 'link', link: 'https://lindenhof.example/datenschutz' },
  { kind: 'terms', content: 'text', text: LONG },
  { kind: 'imprint', content: 'text', text: 'Lindenhof Sport GmbH\n\nLindenweg 1, 12345 Musterstadt' },
  { kind: 'withdrawal', content: 'link', link: 'https://lindenhof.example/widerruf' },
];

const MANDATE: MandateView = {
  text: 'Ich ermächtige die Lindenhof Sport GmbH, Lindenweg 1, 12345 Musterstadt (Gläubiger-ID DE98ZZZ09999999999), Zahlungen von meinem Konto mittels Lastschrift einzuziehen. Zugleich weise ich mein Kreditinstitut an, die Lastschriften einzulösen.\n\nIch kann innerhalb von acht Wochen, beginnend mit dem Belastungsdatum, die Erstattung des belasteten Betrages verlangen.',
  recurring: true,
  place: 'Musterstadt',
  date: '2026-11-29',
};

/** A line of a price without anything taken off it. */
export const line = (name: string | null, minor: number, frequency: FrequencyView | null): PriceLine => ({
  name,
  price: eur(minor),
  discounted: null,
  company: null,
  member: null,
  credit: null,
  bonus: null,
  frequency,
});

export function price(minor = 4990): PriceView {
  return {
    base: eur(minor),
    forAge: null,
    discounted: null,
    company: null,
    frequency: { type: 'recurring', term: period(1, 'month'), price: eur(minor) },
    due: null,
    preUse: line(null, 161, null),
    flatFees: [line('Startpaket', 4900, { type: 'nonRecurring', price: eur(4900) })],
    modules: [line('Solarium', 490, { type: 'recurring', term: period(1, 'month'), price: eur(490) })],
    volume: { total: eur(12 * minor + 4900), perMonth: eur(minor + 408), perPayment: eur(minor) },
  };
}

/** A price of which a company pays a part. */
export function shared(): PriceView {
  const whole = price();
  return {
    ...whole,
    company: { name: 'Nordwerk', pays: eur(1996), paysBefore: null, member: eur(2994), memberBefore: null },
    frequency: { type: 'recurring', term: period(1, 'month'), price: eur(2994) },
    flatFees: [{ ...line('Startpaket', 4900, null), company: eur(4900), member: eur(0) }],
  };
}

/** A voucher that is a contract by itself. */
const RATE: VoucherView = {
  voucher: 'good',
  bonus: null,
  company: null,
  effect: 'rate',
  name: 'Jahresgutschein',
  term: '12 Monate',
  remarks: null,
};

/** A sign-up half way through. */
export function signUpView(aim: SignUpAim, country = 'DE'): SignUpView {
  const contract = aim === 'contract';
  const member = contract || aim === 'rateVoucher';
  const fields = FIELDS[country] ?? FIELDS.DE ?? [];
  const plain: SignUpField[] = ['firstName', 'lastName', 'email', 'mobile'];
  return {
    signUp: 1,
    revision: 0,
    aim,
    path: PATHS[aim],
    step: 'start',
    choices: { contract: true, trial: true, lead: true },
    code: { code: 'unsaid' },
    fields: member
      ? fields
      : [...fields.filter((one) => plain.includes(one.field)), field('note', 50, false)],
    country,
    problems: [],
    chosen: {
      offer: contract ? '1' : null,
      term: contract ? '12' : null,
      modules: contract ? ['401', '500'] : [],
      start: contract ? '2026-12-01' : null,
      payBy: contract ? 'directDebit' : null,
      slot: null,
      cardReady: false,
      cardLapsed: false,
      opening: null,
    },
    preview: contract ? { preview: 'shown', price: price() } : { preview: 'none' },
    voucher: aim === 'rateVoucher' ? RATE : { voucher: 'none' },
    picture: 'none',
    account: { account: 'none' },
    texts: contract ? TEXTS : [],
    legal: LEGAL,
    mandate: contract ? MANDATE : null,
    signed: [],
    signaturesRequired: true,
    preferences: contract ? CATEGORIES : [],
    preferencesSaid: false,
    trouble: null,
  };
}
