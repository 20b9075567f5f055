import type { MemberCard, MemberHit, MemberHits, MemberOrder, ReceptionView } from './bindings';

const LISTED = 20;
const first = ['Anna', 'Jörg', 'Bärbel', 'Łukasz', 'Zoë', 'Anneliese', 'Björn', 'Şebnem'];
const last = ['Beispiel', 'Müller', 'Groß', 'von der Tann', 'Özdemir', 'Andersen', 'Brandt', 'Kühn'];
const longest = {
  firstName: 'Maximiliane-Friederike Wilhelmina',
  lastName: 'Donaudampfschifffahrtsgesellschaftskapitän',
};

const member = (id: number): MemberHit => ({
  id: String(1000 + id),
  ...(id % 17 === 3
    ? longest
    : { firstName: first[id % first.length] ?? null, lastName: last[(id >> 3) % last.length] ?? null }),
  number: `1-${9000 + id}`,
  born: `19${60 + (id % 40)}-0${1 + (id % 9)}-1${id % 10}`,
});

const members = Array.from({ length: 240 }, (_, id) => member(id));
const plain = (text: string) =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').replace(/ß/g, 'ss').replace(/ł/gi, 'l').toLowerCase();

/** A picture that shows nobody. */
const picture =
  'data:image/svg+xml;base64,' +
  btoa(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 84 100"><rect width="84" height="100" fill="#3a5f7d"/></svg>',
  );

/**
 * Plays the reception. `?fake=staff-reception` opens it with the list, `staff-reception-member` with somebody open,
 * `-rights` with everything refused, `-away` with nothing that comes, `-hand` and `-nokey` with what came of a
 * check-in, `-devices` and anything else without a word.
 */
export class FakeReception {
  #tell: (view: ReceptionView) => void = () => undefined;
  #view: ReceptionView;
  #cards = 0;
  readonly #state: string;

  constructor(state: string) {
    this.#state = state;
    this.#view = {
      list: { list: 'ready', members: members.length, completeMs: Date.now() - 1_200_000 },
      waits: null,
      cardProblem: null,
      asked: null,
      open: null,
      entrances: [
        { entrance: 0, name: 'Eingang', door: true },
        { entrance: 1, name: 'Seiteneingang', door: false },
      ],
      signUp: { contract: true, trial: true, lead: true },
      devices: [
        {
          id: '26',
          name: 'Eingang',
          purpose: 'checkIn',
          reader: 'Eingang',
          outputs: ['Drehkreuz'],
          token: true,
        },
        { id: '31', name: 'Bar', purpose: 'vending', reader: 'Eingang', outputs: ['Kasse'], token: true },
        { id: '41', name: 'Solarium', purpose: 'time', reader: 'Eingang', outputs: ['Lampe'], token: false },
      ],
    };
  }

  async attach(listener: (view: ReceptionView) => void) {
    this.#tell = listener;
    if (/^reception-(member|rights|away|hand|nokey|long)/.test(this.#state))
      this.#open(members[this.#state.includes('long') ? 3 : 1]);
    else this.#show({});
  }

  async lookUp(query: string): Promise<MemberHits> {
    const words = plain(query)
      .split(/[\s-]+/)
      .filter(Boolean);
    const fits = (hit: MemberHit) => {
      const has = plain(`${hit.lastName} ${hit.firstName} ${hit.number?.replace('-', ' ')}`).split(/[\s-]+/);
      return words.length > 0 && words.every((word) => has.some((one) => one.startsWith(word)));
    };
    const found = members.filter(fits);
    return { hits: found.slice(0, LISTED), total: found.length };
  }

  async member(order: MemberOrder): Promise<void> {
    if (this.#state.includes('silent')) throw new Error('not taken');
    switch (order.want) {
      case 'open':
        return this.#open(members.find(({ id }) => id === order.member));
      case 'close':
        return this.#show({ open: null, cardProblem: null, waits: null });
      case 'search':
        return this.#show({
          asked: { query: order.query, found: { part: 'here', value: members.slice(3, 5) } },
        });
      case 'cardNumber':
        return this.#show({ cardProblem: { problem: 'nobody' } });
      case 'awaitCard':
        return this.#show({ waits: 'lookUp', cardProblem: null });
      case 'linkCard':
        return this.#change({ link: { link: 'holdCard' } }, 'link');
      case 'forget':
        return this.#change({ link: { link: 'no' } }, null);
      case 'checkIn':
        this.#change({ byHand: { byHand: 'asking' } }, null);
        setTimeout(() => this.#change({ byHand: { byHand: 'done' } }, null), 600);
        return;
      case 'again':
        return this.#open(this.#view.open?.member);
      case 'beginSignUp':
        return;
    }
  }

  picture(): Promise<string> {
    return Promise.resolve(picture);
  }

  #change(change: Partial<MemberCard>, waits: ReceptionView['waits']) {
    const { open } = this.#view;
    this.#show({ open: open && { ...open, ...change }, waits });
  }

  #open(hit: MemberHit | undefined) {
    if (!hit) return;
    const now = Date.now();
    const card: MemberCard = {
      card: ++this.#cards,
      member: hit,
      birthday: true,
      record: {
        part: 'here',
        value: {
          status: 'member',
          blocked: false,
          mayEnter: true,
          closed: [{ from: '2026-12-20', to: '2027-01-06', reason: 'Reha', idle: true, today: false }],
          hasKey: true,
        },
      },
      contracts: {
        part: 'here',
        value: [
          { name: 'Nordlicht Komplett', start: '2025-01-01', end: '2026-12-31', active: true },
          { name: 'Probemonat', start: '2024-11-01', end: '2024-11-30', active: false },
        ],
      },
      visits: {
        part: 'here',
        value: [1, 26, 50, 99].map((hours) => ({
          fromMs: now - hours * 3_600_000,
          toMs: now - (hours - 1) * 3_600_000,
        })),
      },
      account: {
        part: 'here',
        value: {
          credit: { minor: 2450, currency: 'EUR' },
          account: { minor: -7980, currency: 'EUR' },
          dunning: 'Mahnstufe 2',
          inCollection: false,
        },
      },
      picture: 'here',
      byHand: { byHand: 'no' },
      link: { link: 'no' },
    };
    const right = (name: string) => ({ part: 'noRight', right: name }) as const;
    const silent = { part: 'silent', reason: 'noConnection' } as const;
    const changes: Record<string, Partial<MemberCard>> = {
      rights: {
        record: right('CUSTOMER_READ'),
        contracts: right('CUSTOMER_CONTRACT_READ'),
        visits: right('CHECKIN_READ'),
        account: right('CUSTOMER_ACCOUNT_READ'),
        picture: 'nothing',
      },
      away: {
        record: silent,
        contracts: silent,
        visits: { part: 'asked' },
        account: silent,
        picture: 'nothing',
      },
      hand: { byHand: { byHand: 'unknown' }, link: { link: 'taken' } },
      nokey: { byHand: { byHand: 'noKey' } },
    };
    this.#show({
      open: { ...card, ...changes[this.#state.split('-').at(-1) ?? ''] },
      cardProblem: null,
      waits: null,
    });
  }

  #show(change: Partial<ReceptionView>) {
    this.#view = { ...this.#view, ...change };
    this.#tell(this.#view);
  }
}
