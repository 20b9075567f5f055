import { beforeEach, describe, expect, it } from 'vitest';
import type {
  AdjustmentRuleView,
  CancellationView,
  FollowingTerm,
  FrequencyView,
  Period,
  PriceView,
  SignUpView,
  TermView,
  VoucherView,
} from '$/lib/backend/bindings';
import { eur, offers, period } from '$/lib/backend/fake-sign-up-offers';
import { line, price } from '$/lib/backend/fake-sign-up-views';
import { speak } from '$/lib/i18n/locale.svelte';
import { SignUp } from '$/lib/state/sign-up.svelte';
import { adjustmentWords, cancellationWords, moduleRuns } from '$/lib/words/sign-up-price';
import { accountWords, debits, essentials } from '$/lib/words/sign-up-summary';
import { part } from './sign-ups';
import { desk } from './support';

const tag = 'de-DE';
const plain = (text: string) => text.replace(/\s/g, ' ');

beforeEach(() => speak('de'));

/** What stands above the last button, by its row. */
function above(change: Partial<SignUpView> = {}, term: Partial<TermView> = {}): Record<string, string> {
  const view = part('summary', change);
  const signUp = new SignUp(1, desk().backend);
  signUp.receive(view);
  const all = offers().map((offer) => ({
    ...offer,
    terms: offer.terms.map((one) => (one.term === view.chosen.term ? { ...one, ...term } : one)),
  }));
  const rows = essentials({ signUp, view, offers: { offers: all }, slots: null, tag });
  return Object.fromEntries(rows.map(({ id, text }) => [id, plain(text)]));
}

const credited = (minor: number): VoucherView => ({
  voucher: 'good',
  bonus: null,
  company: null,
  effect: 'credit',
  amount: eur(minor),
  remarks: null,
});

const unasked = { preview: { preview: 'failed', reason: 'noConnection' } } as const;

describe('what stands above the last button', () => {
  it('is all that is paid, when it begins, how long it runs and how it ends', () => {
    expect(above()).toEqual({
      service: 'Lindenhof Komplett',
      total: '647,80 €',
      price: '49,90 € pro Monat',
      extra: 'Tage vor dem Beginn: 1,61 €, Startpaket: einmalig 49,00 €, Solarium: 4,90 € pro Monat',
      start: '1. Dezember 2026',
      runtime: '12 Monate. Läuft weiter, bis jemand kündigt.',
      notice: 'Kündbar mit einer Frist von einem Monat zum Ende der Laufzeit.',
    });
  });

  it('has the fees and extras of the offer while nobody can say what they come to', () => {
    const { total, extra } = above(unasked);
    // The sum of the offer is one without extras.
    expect(total).toBe('folgt aus Preis, Laufzeit und dem, was dazukommt');
    expect(extra).toBe(
      'Startpaket: einmalig 49,00 €, ' +
        'Trainingsplan: 15,00 € alle 6 Monate, zum ersten Mal nach 3 Monaten, Solarium: 4,90 € pro Monat',
    );
    const { chosen } = part('summary');
    const bare = above({ ...unasked, chosen: { ...chosen, modules: [] } }, { flatFees: [], volume: null });
    expect(bare).not.toHaveProperty('extra');
    expect(bare.total).toBe('folgt aus Preis und Laufzeit');
  });

  it('says that the sum is one without the voucher, and only then', () => {
    const good = credited(500);
    expect(above({ voucher: good }).total).toBe('647,80 € ohne Gutschein');
    expect(above({ voucher: good, preview: { preview: 'shown', price: { ...price(), volume: null } } }).total)
      // No sum is better than one for something else.
      .toBe('folgt aus Preis, Laufzeit und dem, was dazukommt');
  });

  it('says what is paid later where that is something else', () => {
    const by = period(1, 'month');
    const extension = { extension: 'extends', by, price: eur(5990), every: by } as const;
    expect(above({}, { extension }).later).toBe('59,90 € pro Monat');
    expect(above()).not.toHaveProperty('later');
  });
});

describe('what a voucher gives besides', () => {
  const good = { voucher: 'good', company: null, effect: 'other', remarks: null } as const;

  it('stands above the last button where it is time on top', () => {
    const bonus = { period: period(1, 'month'), atStart: true };
    expect(above({ voucher: { ...good, bonus } }).bonus).toBe('1 Monat geschenkt am Anfang');
    expect(above()).not.toHaveProperty('bonus');
  });

  it('is what a company pays, and what is left for the member', () => {
    const company = {
      name: 'Nordwerk',
      pays: eur(1996),
      paysBefore: null,
      member: eur(2994),
      memberBefore: null,
    };
    const shared = {
      ...price(),
      company,
      frequency: { type: 'recurring', term: period(1, 'month'), price: eur(2994) },
      preUse: { ...line(null, 1000, null), company: eur(400), member: eur(600) },
      flatFees: [{ ...line('Startpaket', 4900, null), company: eur(4900), member: eur(0) }],
      modules: [
        {
          ...line('Sauna', 990, null),
          credit: eur(200),
          bonus: { period: period(2, 'month'), atStart: false },
        },
      ],
    } as const;
    const lasts = { for: 'for', period: period(12, 'month') } as const;
    const rows = above({
      preview: { preview: 'shown', price: shared as unknown as PriceView },
      voucher: {
        ...good,
        bonus: null,
        company: { name: 'Nordwerk', part: { by: 'percent', percent: '40' }, lasts },
      },
    });
    expect([rows.price, rows.company, rows.then]).toEqual([
      '29,94 € pro Monat',
      '19,96 €',
      '49,90 € pro Monat',
    ]);
    expect(rows.extra).toBe(
      'Tage vor dem Beginn: 6,00 € (Nordwerk zahlt 4,00 €), Startpaket: 0,00 € (Nordwerk zahlt 49,00 €), ' +
        'Sauna: 9,90 € (davon 2,00 € aus dem Guthaben, 2 Monate geschenkt)',
    );
  });
});

describe('a voucher that takes something off', () => {
  const percent = {
    voucher: 'good',
    bonus: null,
    company: null,
    effect: 'percent',
    percent: '20',
    omitsStarter: false,
    remarks: null,
  } as const;
  const some = (period: Period | null, unlimited = false): VoucherView => ({ ...percent, period, unlimited });
  const shown = (change: Partial<PriceView>): Partial<SignUpView> => ({
    preview: { preview: 'shown', price: { ...price(), discounted: eur(3992), ...change } },
  });
  const every = (minor: number): FrequencyView => ({
    type: 'recurring',
    term: period(1, 'month'),
    price: eur(minor),
  });
  const then = (voucher: VoucherView, change: Partial<PriceView> = {}, term: Partial<TermView> = {}) =>
    above({ ...shown({ frequency: every(3992), ...change }), voucher }, term).then;

  it('for a while is not shown as if that were for good', () => {
    const rows = above({ ...shown({ frequency: every(3992) }), voucher: some(period(3, 'month')) });
    expect([rows.price, rows.then]).toEqual(['39,92 € pro Monat', '49,90 € pro Monat']);
  });

  it('leaves the price of an age', () => {
    expect(then(some(period(3, 'month')), { forAge: eur(4490) })).toBe('44,90 € pro Monat');
  });

  it('for good, or from what is paid once, leaves nothing to say', () => {
    expect(then(some(null, true))).toBeUndefined();
    expect(then(some(period(3, 'month')), { frequency: { type: 'nonRecurring', price: eur(3992) } })).toBe(
      undefined,
    );
    expect(then(some(period(3, 'month')), { discounted: null })).toBeUndefined();
    expect(then(credited(500))).toBeUndefined();
  });

  it('in the first term leaves what comes after it', () => {
    expect(then(some(null))).toBe('49,90 € pro Monat');
    const extension = { extension: 'extends', by: null, price: eur(5990), every: null } as const;
    expect(then(some(null), {}, { extension })).toBeUndefined();
  });

  it('is in what is taken from the account, too', () => {
    const view = part('texts', { ...shown({ frequency: every(3992) }) });
    const signUp = new SignUp(1, desk().backend);
    signUp.receive(view);
    const taken = debits({ signUp, voucher: some(period(3, 'month')), term: null, tag });
    expect(plain(taken)).toContain('39,92 € pro Monat, Danach ohne Gutschein: 49,90 € pro Monat, ');
  });
});

describe('what comes after the term', () => {
  const term = (terms: FollowingTerm[]) => ({
    extension: { extension: 'follows', name: 'Flex', terms } as const,
  });
  const flex = (months: number, minor: number): FollowingTerm => ({
    runtime: period(months, 'month'),
    price: { type: 'recurring', term: period(1, 'month'), price: eur(minor) },
  });

  it('is said with its price where another offer follows', () => {
    expect(above({}, term([flex(1, 5990)])).later).toBe('59,90 € pro Monat');
    expect(above({}, term([flex(1, 5990), flex(12, 4990)])).later).toBe(
      '1 Monat: 59,90 € pro Monat; 12 Monate: 49,90 € pro Monat',
    );
    expect(above({}, term([]))).not.toHaveProperty('later');
  });
});

describe('how a price changes by itself', () => {
  const rule = { sentence: null, change: null, value: null, amount: null, percent: false, recurrence: null };
  it.each<[string, Partial<AdjustmentRuleView>, string]>([
    ['up', { change: 'up', value: '2.50', amount: eur(250) }, 'Steigt um 2,50 €.'],
    ['down', { change: 'down', value: '5', percent: true }, 'Sinkt um 5 %.'],
    ['anew', { change: 'to', value: '44.9', amount: eur(4490) }, 'Neuer Preis: 44,90 €.'],
    ['in words', { change: 'to', value: '1', sentence: ' Wird teurer. ' }, 'Wird teurer.'],
    ['a number that is none', { change: 'up', value: '2,50 EUR' }, 'Steigt um 2,50 EUR.'],
    ['who knows', { value: '3' }, 'Der Preis kann sich ändern. Wie, steht im Vertrag.'],
    ['nobody says', {}, 'Der Preis kann sich ändern. Wie, steht im Vertrag.'],
  ])('%s', (_, change, wanted) => {
    expect(plain(adjustmentWords({ ...rule, ...change }, tag))).toBe(wanted);
  });
});

describe('a module that runs by itself', () => {
  const month = period(1, 'month');
  it('says how long, and how it ends', () => {
    const extension = { extension: 'extends', by: month, price: null, every: null } as const;
    const cancellation = { beforeEnd: month, beforeExtensionEnd: month, fromReceipt: false };
    const runs = { runtime: period(6, 'month'), extension, cancellation };
    expect(plain(moduleRuns(runs))).toBe(
      'Laufzeit: 6 Monate. Verlängert sich jeweils um einen Monat. ' +
        'Kündbar mit einer Frist von einem Monat zum Ende der Laufzeit.',
    );
    expect(moduleRuns({ runtime: null, extension: { extension: 'ends' }, cancellation: null })).toBe(
      'Endet nach der Laufzeit von selbst.',
    );
  });
});

describe('the mandate', () => {
  const none = { voucher: 'none' } as const;
  const kept = { account: 'kept', masked: 'DE89 •••• 3000', bank: null, bic: null, checked: true } as const;

  function typed(iban: string): SignUp {
    const signUp = new SignUp(1, desk().backend);
    signUp.receive(part('payment'));
    if (iban !== '') signUp.enter('iban', iban);
    signUp.receive(part('texts', { revision: 9, account: kept }));
    return signUp;
  }

  it('names the whole account while it is known here, and never another one', () => {
    const whole = 'DE89 3704 0044 0532 0130 00';
    expect(accountWords(typed('de89370400440532013000'), kept)).toBe(whole);
    expect(accountWords(typed(''), kept)).toBe(kept.masked);
    expect(accountWords(typed('DE02120300000000202051'), kept)).toBe(kept.masked);
    const left = typed(whole);
    left.forget();
    expect([left.iban, accountWords(left, { account: 'none' })]).toEqual(['', '–']);
  });

  it('says all that is taken', () => {
    expect(plain(debits({ signUp: typed(''), voucher: none, term: null, tag }))).toBe(
      '49,90 € pro Monat, Tage vor dem Beginn: 1,61 €, Startpaket: einmalig 49,00 €, Solarium: 4,90 € pro Monat',
    );
  });
});

describe('how it ends', () => {
  const month = period(1, 'month');
  it.each<[string, Partial<CancellationView>, string[]]>([
    ['nobody says', { beforeEnd: null }, ['Wie gekündigt wird, steht im Vertrag.']],
    ['nobody says', { beforeEnd: null, fromReceipt: true }, ['Wie gekündigt wird, steht im Vertrag.']],
    ['at once', { beforeEnd: period(0, 'month') }, ['Zum Ende der Laufzeit, ohne Frist.']],
    ['any day', { beforeEnd: period(0, 'day'), fromReceipt: true }, ['Jederzeit, ohne Frist.']],
    [
      'later only',
      { beforeEnd: null, beforeExtensionEnd: month },
      [
        'Wie gekündigt wird, steht im Vertrag.',
        'Nach der Verlängerung kündbar mit einer Frist von einem Monat.',
      ],
    ],
  ])('%s', (_, rules, wanted) => {
    const usual = { beforeEnd: month, beforeExtensionEnd: null, fromReceipt: false };
    expect(cancellationWords({ ...usual, ...rules }).map(plain)).toEqual(wanted);
  });
});
