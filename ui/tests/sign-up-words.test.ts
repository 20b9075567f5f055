import { beforeEach, describe, expect, it } from 'vitest';
import type {
  CompanyView,
  DueView,
  FrequencyView,
  PriceView,
  SignUpAim,
  SignUpPart,
  TermView,
  VoucherView,
} from '$/lib/backend/bindings';
import { eur, offers, period, term, terms } from '$/lib/backend/fake-sign-up-offers';
import { price } from '$/lib/backend/fake-sign-up-views';
import { speak } from '$/lib/i18n/locale.svelte';
import { signUpAction, signUpActions, signUpState } from '$/lib/words/counter';
import {
  aim,
  cardLink,
  channel,
  lastButton,
  legalName,
  partName,
  payBy,
  refused,
  stepWords,
  troubleWords,
} from '$/lib/words/sign-up';
import {
  choicesOf,
  dayWords,
  fieldLabel,
  fieldName,
  problem,
  problemWords,
  stuckWords,
  valueWords,
} from '$/lib/words/sign-up-fields';
import { agePriceWords, costs, fromPrice, leastTerm, mainCost, termFacts } from '$/lib/words/sign-up-price';
import { voucherProblem, voucherWords } from '$/lib/words/sign-up-voucher';
import type { SignUp } from '$/lib/state/sign-up.svelte';
import { essentials, sections } from '$/lib/words/sign-up-summary';
import { union } from './contract';
import { signUpAt, signUpSteps } from './sign-ups';

const plain = (text: string | null | undefined) => (text ?? '').replace(/\s/g, ' ');
const tag = 'de-DE';

describe.each(['de', 'en'] as const)('words of a sign-up in %s', (language) => {
  beforeEach(() => speak(language));

  it.each<[string, number, Record<string, unknown>]>([
    ['SignUpAim', 6, aim],
    ['SignUpAim', 6, lastButton],
    ['SignUpPart', 8, partName],
    ['RefusedReason', 9, refused],
    ['CardLink', 7, cardLink],
    ['PayBy', 5, payBy],
    ['Channel', 9, channel],
    ['LegalKind', 4, legalName],
    ['SignUpField', 37, fieldName],
    ['Problem', 21, problem],
    ['VoucherProblem', 5, voucherProblem],
    ['SignUpAction', 3, signUpAction],
  ])('cover every %s (%i)', (name, count, table) => {
    expect(Object.keys(table).sort()).toEqual(union(name).sort());
    expect(Object.keys(table)).toHaveLength(count);
  });

  it.each([
    ['problem', problem],
    ['refusal', refused],
    ['card', cardLink],
    ['channel', channel],
    ['legal text', legalName],
    ['field', fieldName],
    ['voucher', voucherProblem],
  ])('have a sentence of its own for each %s', (_, table: Record<string, () => string>) => {
    const said = Object.values(table).map((say) => say());
    expect(new Set(said).size).toBe(said.length);
  });

  it('have a heading and a sentence for every step', () => {
    const said = signUpSteps.map(([, view]) => stepWords(view));
    for (const { message, hint } of said) expect([message, hint]).not.toContain('');
    expect(new Set(said.map(({ message }) => message)).size).toBe(signUpSteps.length - 1);
  });

  it('promise whoever waits only what they came for', () => {
    const hint = (aim: SignUpAim) => stepWords(signUpAt({ step: 'waiting' }, {}, aim)).hint;
    const all = (['contract', 'trial', 'lead'] as const).map(hint);
    expect(new Set(all).size).toBe(3);
    for (const one of all) expect(one.startsWith(hint('lead'))).toBe(true);
    expect(hint('rateVoucher')).toBe(hint('contract'));
  });

  it('say how a team’s sign-up is, and what can be done', () => {
    const line = { draft: 'a', name: null, aim: 'open', begunMs: 0, touchedMs: 0, refused: null } as const;
    const states = [
      [true, false],
      [true, true],
      [false, true],
      [false, false],
    ].map(([onScreen = false, forTeam = false]) => signUpState({ ...line, onScreen, forTeam })[0]);
    expect([states[0] === states[1], new Set(states).size]).toEqual([true, 3]);
    expect(signUpActions({ ...line, onScreen: true, forTeam: false })).toEqual(['putAside', 'discard']);
    expect(signUpActions({ ...line, onScreen: false, forTeam: false })).toEqual(['show', 'discard']);
  });

  it('tell the team what keeps everything from going on', () => {
    expect(troubleWords({ trouble: 'loading' }).staff).toBeNull();
    expect(troubleWords({ trouble: 'notLoaded', reason: 'noConnection' }).staff).toBeTruthy();
    expect(troubleWords({ trouble: 'notKept' }).staff).toBeTruthy();
  });
});

describe('the last button', () => {
  it('says that it costs something, in the words of the law', () => {
    speak('de');
    expect(lastButton.contract()).toBe('Zahlungspflichtigen Vertrag schließen');
    for (const free of ['trial', 'lead', 'checkInVoucher'] as const)
      expect(lastButton[free]()).not.toContain('Zahlungspflichtig');
  });
});

describe('fields', () => {
  beforeEach(() => speak('de'));

  it('say that a doubt can be left', () => {
    const found = { field: 'zipCode', problem: 'notAPostCode' } as const;
    expect(problemWords({ ...found, doubt: true })).toContain('kannst du es so lassen');
    expect(problemWords({ ...found, doubt: false })).not.toContain('kannst');
  });

  it('name what keeps somebody from going on', () => {
    const missing = (field: 'email' | 'city') => ({ field, problem: 'missing', doubt: false }) as const;
    expect(stuckWords([missing('email')], 'DE', tag)).toBe('Eine Angabe stimmt noch nicht: E-Mail-Adresse.');
    expect(stuckWords([missing('email'), missing('city')], 'DE', tag)).toContain('2 Angaben');
    expect(stuckWords([], 'DE', tag)).not.toBe('');
  });

  it('call a number what the studio’s country calls it', () => {
    expect(['ES', 'IT', 'DE'].map((country) => fieldLabel('taxId', country))).toEqual([
      'DNI oder NIE',
      'Codice fiscale',
      'Steuernummer',
    ]);
    expect(fieldLabel('city', 'ES')).toBe(fieldLabel('city', 'DE'));
  });

  it('offer lands by their names in the language, in its order, and the vendor’s word where there is one', () => {
    const choices = ['TR', 'AT', 'XX', 'SI'].map((value) => ({
      value,
      name: value === 'SI' ? 'Slovenija' : null,
    }));
    const field = { field: 'country', required: true, line: 1, choices } as const;
    expect(choicesOf({ ...field, choices: [...choices] }, tag).map(({ label }) => label)).toEqual([
      'Österreich',
      'Slovenija',
      'Türkei',
      'XX',
    ]);
    expect(valueWords({ ...field, choices: [...choices] }, 'AT', tag)).toBe('Österreich');
  });

  it('write days as the language does, in no time zone', () => {
    expect(dayWords('2026-12-01', tag)).toBe('1. Dezember 2026');
    expect(dayWords('2026-1', tag)).toBe('2026-1');
  });
});

describe('what a term costs', () => {
  beforeEach(() => speak('de'));

  const facts = (one: TermView) =>
    Object.fromEntries(termFacts(one, tag).map(({ id, texts }) => [id, texts.map(plain)]));

  it('is said in full', () => {
    const [first, second, third, , fifth] = terms();
    expect(facts(first as TermView)).toEqual({
      fees: ['Startpaket: einmalig 49,00 €'],
      first: ['kostenlos'],
      age: ['Bis 25 Jahre: 10 % weniger'],
      bonus: ['1 Monat geschenkt am Anfang', 'Zählt zur Laufzeit: ohne den Bonus sind es 23 Monate.'],
      use: ['30. November 2026'],
      adjust: ['Der Beitrag steigt jedes Jahr am 1. Januar um 2,00 €.'],
      extension: ['Verlängert sich jeweils um einen Monat.'],
      later: ['44,90 € pro Monat'],
      cancel: ['Kündbar mit einer Frist von einem Monat zum Ende der Laufzeit.'],
      total: ['966,70 €'],
      month: ['40,28 €'],
      payment: ['39,90 €'],
    });
    expect(facts(second as TermView).age).toEqual([
      'Ab 60 Jahren: 44,90 €',
      'Von 18 bis 25 Jahren: 5,00 € weniger',
    ]);
    expect(facts(second as TermView).adjust).toEqual(['Steigt um 3 % (jährlich).']);
    expect(facts(second as TermView).fees?.[1]).toContain('zum ersten Mal nach 3 Monaten');
    expect(facts(third as TermView).extension).toEqual(['Endet nach der Laufzeit von selbst.']);
    expect(facts(fifth as TermView).cancel).toEqual(['Jederzeit kündbar mit einer Frist von 14 Tagen.']);
    expect(facts(fifth as TermView).total).toBeUndefined();
  });

  it('begins where the cheapest month does', () => {
    const [offer, single] = offers();
    expect(offer && leastTerm(offer)?.term).toBe('16');
    expect(plain(single && fromPrice(single, tag))).toBe('69,90 € pro Monat');
    const some = offer && { ...offer, terms: offer.terms.slice(0, 2) };
    expect(plain(some && fromPrice(some, tag))).toBe('ab 39,90 € pro Monat');
  });

  it('names ages from and to, each and both', () => {
    const percent = { by: 'percent', percent: '12.5' } as const;
    expect(plain(agePriceWords({ from: 18, to: null, ...percent }, tag))).toBe(
      'Ab 18 Jahren: 12,5 % weniger',
    );
    expect(plain(agePriceWords({ from: null, to: null, ...percent }, tag))).toBe(
      'Für jedes Alter: 12,5 % weniger',
    );
    expect(plain(agePriceWords({ from: 1, to: 2, by: 'amount', amount: eur(100) }, tag))).toContain(
      '1,00 € mehr',
    );
  });
});

describe('a price', () => {
  beforeEach(() => speak('de'));

  it('says what it was before something took from it, and only then', () => {
    expect(mainCost(price(), tag).before).toBeNull();
    const less = { ...price(), discounted: eur(4490), frequency: null };
    expect([plain(mainCost(less, tag).price), plain(mainCost(less, tag).before)]).toEqual([
      '44,90 €',
      '49,90 €',
    ]);
    expect(mainCost({ ...price(), forAge: eur(3990), frequency: null }, tag).name).toBe(
      'Preis für dein Alter',
    );
  });

  it('says one amount and its days apart where it is not divided among them', () => {
    const less = { ...price(39_800), discounted: eur(31_840), frequency: null };
    const days = [
      { month: 1, day: 15 },
      { month: 7, day: 15 },
    ];
    const said = (due: DueView) => plain(mainCost({ ...less, due }, tag).price);
    expect(said({ by: 'days', recurring: true, days })).toBe(
      '318,40 €, fällig jedes Jahr am 15. Januar und 15. Juli',
    );
    expect(said({ by: 'terms', recurring: false, terms: [period(1, 'month'), period(6, 'month')] })).toBe(
      '318,40 €, fällig nach einem Monat und nach 6 Monaten',
    );
    expect(plain(mainCost(less, tag).before)).toBe('398,00 €');
  });

  it('is the same in the summary and above the last button, whatever the offer says', () => {
    const [offer] = offers();
    const [term] = offer?.terms ?? [];
    const rows = (shown: PriceView | null) => {
      const view = { ...signUpAt({ step: 'part', part: 'summary' }), aim: 'contract' } as const;
      const signUp = {
        chosen: { ...view.chosen, term: term?.term ?? null },
        modules: new Set<number>(),
        price: shown,
      } as unknown as SignUp;
      const known = { signUp, view: { ...view, path: ['terms'] as SignUpPart[] }, slots: null, tag };
      const all = { ...known, offers: { offers: offers() } };
      return [...(sections(all)[0]?.rows ?? []), ...essentials(all)]
        .filter(({ id }) => id === 'price')
        .map(({ text }) => plain(text));
    };
    const monthly = { type: 'recurring', term: period(1, 'month'), price: eur(3192) } as const;
    const discounted = { ...price(3990), discounted: eur(3192), frequency: monthly };
    expect(rows(discounted)).toEqual(['31,92 € pro Monat', '31,92 € pro Monat']);
    expect(rows(null)).toEqual(['39,90 € pro Monat', '39,90 € pro Monat']);
  });

  it('has a line for everything', () => {
    expect(costs(price(), tag).map(({ id, price: said }) => [id, plain(said)])).toEqual([
      ['preUse', '1,61 €'],
      ['fee-0', 'einmalig 49,00 €'],
      ['module-0', '4,90 € pro Monat'],
    ]);
  });

  it('can be told of every frequency there is', () => {
    const types: FrequencyView['type'][] = ['nonRecurring', 'recurring', 'monthDay', 'termBased', 'free'];
    const kinds = terms().map((one) => one.price.type);
    expect(types.filter((type) => type !== 'nonRecurring').every((type) => kinds.includes(type))).toBe(true);
    for (const one of [...terms(), term(1, { price: { type: 'nonRecurring', price: eur(1) } })])
      expect(termFacts(one, tag).length).toBeGreaterThan(0);
  });
});

describe('a voucher', () => {
  beforeEach(() => speak('de'));

  const good = { voucher: 'good', bonus: null, company: null, remarks: null } as const;
  const firm = (part: CompanyView['part'], lasts: CompanyView['lasts']) => ({
    name: 'Nordwerk',
    part,
    lasts,
  });
  it.each<[VoucherView, string]>([
    [
      { ...good, effect: 'amount', amount: eur(500), period: null, unlimited: true, omitsStarter: false },
      '5,00 € weniger auf Dauer.',
    ],
    [
      {
        ...good,
        effect: 'percent',
        percent: '12.5',
        period: period(3, 'month'),
        unlimited: false,
        omitsStarter: true,
      },
      '12,5 % weniger für 3 Monate. Das Startpaket kostet nichts.',
    ],
    [
      { ...good, effect: 'percent', percent: '10', period: null, unlimited: false, omitsStarter: false },
      '10 % weniger in der ersten Laufzeit.',
    ],
    [{ ...good, effect: 'credit', amount: eur(2000) }, '20,00 € Guthaben auf deinem Konto im Studio.'],
    [
      { ...good, effect: 'rate', name: 'Flex', term: '1 Monat' },
      'Der Gutschein bezahlt einen ganzen Vertrag: Flex, 1 Monat.',
    ],
    [{ ...good, effect: 'rate', name: null, term: null }, 'Der Gutschein bezahlt einen ganzen Vertrag.'],
    [{ ...good, effect: 'other', remarks: 'Gruß' }, 'Der Gutschein ist gültig. Gruß'],
    [
      { ...good, effect: 'other', bonus: { period: period(1, 'month'), atStart: true } },
      'Der Gutschein ist gültig. 1 Monat geschenkt am Anfang.',
    ],
    [
      { ...good, effect: 'other', company: firm({ by: 'percent', percent: '40' }, { for: 'always' }) },
      'Nordwerk zahlt 40 % von deinem Beitrag. Das gilt auf Dauer.',
    ],
    [
      {
        ...good,
        effect: 'other',
        company: firm({ by: 'amount', amount: eur(1000) }, { for: 'for', period: period(3, 'month') }),
      },
      'Nordwerk zahlt 10,00 € von deinem Beitrag. Das gilt für 3 Monate.',
    ],
    [
      { ...good, effect: 'other', company: { ...firm(null, null), name: null } },
      'Die Firma zahlt einen Teil deines Beitrags.',
    ],
    [
      {
        ...good,
        effect: 'percent',
        percent: '10',
        period: null,
        unlimited: false,
        omitsStarter: false,
        company: firm({ by: 'percent', percent: '50' }, { for: 'firstTerm' }),
      },
      '10 % weniger in der ersten Laufzeit. Nordwerk zahlt 50 % von deinem Beitrag.',
    ],
    [{ voucher: 'bad', problem: 'outOfDate' }, 'Der Gutschein gilt nicht mehr oder noch nicht.'],
  ])('%j', (voucher, said) => expect(plain(voucherWords(voucher, tag))).toBe(said));

  it('that was not entered says nothing', () => {
    expect(voucherWords({ voucher: 'none' }, tag)).toBeNull();
  });
});

describe('what was put aside', () => {
  it('is kept for a day or for days', () => {
    speak('de');
    const hint = (days: number) => stepWords(signUpAt({ step: 'parked', code: 'A', days, team: false })).hint;
    expect([hint(1).includes('Einen Tag'), hint(7).includes('7 Tage')]).toEqual([true, true]);
  });
});
