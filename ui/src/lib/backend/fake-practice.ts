import type {
  PracticeMachine,
  PracticeMachineWish,
  PracticeSignUps,
  PracticeSignUpWish,
  PracticeView,
} from './bindings';

const eur = (minor: number) => ({ minor, currency: 'EUR' });

export function practiceStart(): PracticeView {
  const now = Date.now();
  const card = (
    id: string,
    name: string,
    kind: string,
    minor: number,
    heldUntilMs: number | null = null,
  ) => ({
    id,
    name,
    case: kind,
    credit: eur(minor),
    heldUntilMs,
  });
  return {
    cards: [
      card('1', 'Anna Beispiel', 'fine', 2500, now + 42_000),
      card('2', 'Jonas Muster', 'birthday', 2500),
      card('3', 'Mira Probe', 'blocked', 1800),
      card('4', 'Maximiliane-Alexandrina Müller-Lüdenscheidt', 'longName', -350),
    ],
    fault: null,
    readerConnected: true,
    relays: [
      { switches: 'door', on: false, offAtMs: null },
      { switches: 'lamp', on: true, offAtMs: now + 543_000 },
      { switches: 'drawer', on: false, offAtMs: null },
    ],
    machine: {
      state: 'credit',
      credit: eur(2500),
      buttons: [
        { item: '1', name: 'Iso-Drink Zitrone', price: eur(250) },
        { item: '2', name: 'Eiweißdrink Schoko', price: eur(320) },
        { item: '3', name: 'Mineralwasser', price: eur(150) },
        { item: '4', name: 'Apfelschorle', price: eur(129) },
      ],
      pressed: null,
      tray: ['Mineralwasser'],
      jams: false,
      connected: true,
    },
    shelves: [
      { shelf: '1', name: 'Eiweißshake Vanille / Iso-Drink Zitrone', price: eur(250) },
      { shelf: '2', name: 'Nussriegel / Eiweißdrink Schoko', price: eur(320) },
    ],
    signUps: signUpsStart(),
    journal: [
      {
        atMs: String(new Date(2026, 10, 23, 9, 2, 11).getTime()),
        request: 'POST /open-api/device/cardreader/identification',
        status: 200,
        effect: 'Anna Beispiel checked in',
      },
      {
        atMs: String(new Date(2026, 10, 23, 9, 1, 40).getTime()),
        request: 'POST /open-api/device/cardreader/identification',
        status: null,
        effect: 'the connection was cut after Mira Probe was checked in',
      },
    ],
  };
}

function signUpsStart(): PracticeSignUps {
  return {
    vouchers: [
      { code: 'NORD10', case: 'percent' },
      { code: 'NORD20EUR', case: 'amount' },
      { code: 'GUTHABEN15', case: 'credit' },
      { code: 'RATE-NORD-2026', case: 'rate' },
      { code: 'CHVB1-NORD-0001', case: 'checkIn' },
      { code: 'SOMMER2024', case: 'expired' },
      { code: 'NURPREMIUM', case: 'otherOffer' },
      { code: 'SUEDLICHT5', case: 'elsewhere' },
    ],
    terms: [
      { term: '2101', offer: 'Nordlicht Basis', price: eur(1990) },
      { term: '2102', offer: 'Nordlicht Basis', price: eur(2490) },
      { term: '2201', offer: 'Nordlicht Premium mit Kursen und Sauna', price: eur(4990) },
      { term: '2301', offer: 'Zehnerkarte', price: eur(12900) },
    ],
    contracts: [
      {
        number: '1-1042',
        name: 'Maximiliane-Alexandrina Müller-Lüdenscheidt',
        offer: 'Nordlicht Premium mit Kursen und Sauna',
        price: eur(4990),
        start: '2026-12-01',
        payment: 'DIRECT_DEBIT',
        voucher: 'NORD10',
        picture: true,
        atMs: new Date(2026, 10, 29, 9, 14).getTime(),
      },
      {
        number: '1-1041',
        name: 'Anna Beispiel',
        offer: null,
        price: eur(12900),
        start: '2026-11-29',
        payment: null,
        voucher: null,
        picture: false,
        atMs: new Date(2026, 10, 29, 9, 2).getTime(),
      },
    ],
  };
}

/** What there is for practising sign-ups after the trainer did something to them. */
export function signUpWished(signUps: PracticeSignUps, wish: PracticeSignUpWish): PracticeSignUps {
  switch (wish.do) {
    case 'price':
      return {
        ...signUps,
        terms: signUps.terms.map((one) =>
          one.term === wish.term ? { ...one, price: eur(one.price.minor + wish.by) } : one,
        ),
      };
    case 'takeSlots':
    case 'lapsePayments':
      return signUps;
  }
}

/** The machine after somebody did something at it. */
export function wished(machine: PracticeMachine, wish: PracticeMachineWish): PracticeMachine {
  switch (wish.do) {
    case 'press':
      return { ...machine, state: 'asking', pressed: wish.item };
    case 'giveUp':
      return { ...machine, state: 'ready', credit: null, pressed: null };
    case 'jam':
      return { ...machine, jams: wish.next };
    case 'cable':
      return { ...machine, connected: wish.connected, state: 'off', credit: null, pressed: null };
    case 'empty':
      return { ...machine, tray: [] };
  }
}
