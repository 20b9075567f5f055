import { beforeEach, describe, expect, it } from 'vitest';
import type { CancellationView, SignUpView, TermView } from '$/lib/backend/bindings';
import { eur, offers, period } from '$/lib/backend/fake-sign-up-offers';
import { price } from '$/lib/backend/fake-sign-up-views';
import { speak } from '$/lib/i18n/locale.svelte';
import { SignUp } from '$/lib/state/sign-up.svelte';
import { cancellationWords } from '$/lib/words/sign-up-price';
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
    const good = { voucher: 'good', effect: 'credit', amount: eur(500), remarks: null } as const;
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

describe('the mandate', () => {
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
    expect(plain(debits({ signUp: typed(''), term: null, tag }))).toBe(
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
