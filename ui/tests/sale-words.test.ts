import { beforeEach, describe, expect, it } from 'vitest';
import type {
  AttentionReason,
  BoughtView,
  ChargeView,
  SaleEnd,
  SaleStep,
  SaleView,
} from '$/lib/backend/bindings';
import { speak } from '$/lib/i18n/locale.svelte';
import {
  amountProblem,
  catalogueExportedSentence,
  catalogueProblem,
  currencyOf,
  importedSentence,
  problemSentence,
  saleAction,
  saleQuestion,
  saleSentence,
  stage,
} from '$/lib/words/counter';
import { captionOf, receiptState, saleFace, saleWords, waysOutOf } from '$/lib/words/sale';
import { bindings, union } from './contract';
import { saleLine, saleSteps } from './sales';

const view = (step: SaleStep, goods: SaleView['goods'] = 'products'): SaleView => ({
  sale: 1,
  place: 'Bar',
  goods,
  untilMs: null,
  ...step,
});
const over = (end: SaleEnd, goods: SaleView['goods'] = 'products') =>
  view({ step: 'over', end, lockedUntilMs: null }, goods);

/** The members of a tagged union, from the contract itself. */
const tagged = (name: string, tag: string) => {
  const found = new RegExp(`export type ${name} = ([\\s\\S]+?);\\n\\n`).exec(bindings)?.[1] ?? '';
  return [...found.matchAll(new RegExp(`"${tag}": "(\\w+)"`, 'g'))].flatMap(([, word]) =>
    word ? [word] : [],
  );
};
const plain = (text: string) => text.replace(/\s/g, ' ');

describe.each(['de', 'en'] as const)('the words of a sale in %s', (language) => {
  const tag = language === 'de' ? 'de-DE' : 'en-GB';
  beforeEach(() => speak(language));

  it('cover every step of the contract', () => {
    const steps = tagged('SaleStep', 'step');
    expect(steps).toHaveLength(15);
    expect(saleSteps.map(({ step }) => step).sort()).toEqual(steps.sort());
    for (const step of saleSteps) {
      const { message, hint } = saleWords(view(step), tag);
      expect([message.trim(), hint.trim()], step.step).not.toContain('');
      expect(`${message} ${hint}`, step.step).not.toMatch(/undefined|\{|null/);
      expect(captionOf(step.step)).not.toBe('');
    }
  });

  it('have a sentence of its own for every end, and say of each that nothing was charged', () => {
    const ends = tagged('SaleEnd', 'end') as SaleEnd['end'][];
    expect(ends).toHaveLength(11);
    const given = (end: SaleEnd['end']): SaleEnd =>
      end === 'refused'
        ? { end, message: null }
        : end === 'attention'
          ? { end, reason: 'noConnection' }
          : end === 'inUse'
            ? { end, untilMs: 1 }
            : { end };
    for (const goods of ['products', 'minutes'] as const) {
      const said = ends.map((end) => saleWords(over(given(end), goods), tag));
      expect(new Set(said.map(({ message }) => message)).size).toBe(ends.length);
      for (const [index, { hint }] of said.entries())
        if (ends[index] !== 'nothingForSale')
          expect(hint, ends[index]).toMatch(/nichts abgebucht|Abgebucht ist nichts|[Nn]othing was charged/);
    }
  });

  it('say of every reason what the team does, and nothing of checking in', () => {
    for (const reason of union('AttentionReason') as AttentionReason[]) {
      const { message, hint, staff } = saleWords(over({ end: 'attention', reason }), tag);
      expect(`${message} ${hint}`, reason).not.toMatch(/check-?in|eingecheckt|einchecken/i);
      expect(staff, reason).toBeTruthy();
    }
  });

  it('tell every way of handing out apart, and promise each time to charge only afterwards', () => {
    const step = saleSteps.find((one) => one.step === 'handingOut') as SaleStep & { step: 'handingOut' };
    const said = union('HandOutBy').map((by) => saleWords(view({ ...step, by: by as never }), tag));
    expect(new Set(said.map(({ message }) => message)).size).toBe(4);
    for (const { hint } of said) expect(hint).toMatch(/erst, wenn|only charged once/);
  });

  it('never promise a charge that is not known, nor a second one', () => {
    for (const step of ['done', 'receipt'] as const) {
      const sale = saleSteps.find((one) => one.step === step) as SaleStep & { step: 'done' };
      const said = union('ChargeView').map((charge) =>
        saleWords(view({ ...sale, charge: charge as ChargeView }), tag),
      );
      expect(new Set(said.map(({ hint }) => hint)).size).toBe(4);
      expect(said[2]?.hint).toMatch(/[Dd]oppelt|twice/);
      // What was refused is not promised to be booked by itself.
      expect(said[3]?.hint).toMatch(/Team|team/);
      expect(said[3]?.hint).not.toMatch(/sobald|as soon as/);
    }
    expect(Object.keys(receiptState).sort()).toEqual(union('ChargeView').sort());
  });

  it.each([
    ['SaleAction', saleAction],
    ['CatalogueProblem', catalogueProblem],
  ])('cover every %s, each with its own', (name, table: Record<string, () => string>) => {
    expect(Object.keys(table).sort()).toEqual(union(name).sort());
    const said = Object.values(table).map((say) => say());
    expect(new Set(said).size).toBe(said.length);
  });

  it('cover every stage, each with its own', () => {
    expect(Object.keys(stage).sort()).toEqual(tagged('SaleStage', 'stage').sort());
    expect(new Set(Object.values(stage).map(([say]) => say())).size).toBe(6);
  });

  it('say what will happen before it does', () => {
    for (const [ask, means] of Object.values(saleQuestion)) {
      expect(ask().endsWith('?')).toBe(true);
      expect(means().endsWith('.')).toBe(true);
    }
  });

  it('say how an import and an export went, in the singular, too', () => {
    const problem = { line: 7, problem: 'price', value: '3,5O €' } as const;
    expect(importedSentence({ products: 1, problems: [] })).toMatch(/^1 /);
    expect(importedSentence({ products: 12, problems: [] })).toMatch(/^12 /);
    expect(importedSentence({ products: 12, problems: [problem] })).not.toContain('12');
    expect(importedSentence({ products: 12, problems: [problem, problem] })).toContain('2');
    expect(problemSentence(problem)).toContain('3,5O €');
    expect(problemSentence({ ...problem, problem: 'empty', value: '' })).toBe(catalogueProblem.empty());
    expect(catalogueExportedSentence({ file: '/x.csv', items: 12 })).toMatch(/^12 .*\/x\.csv$/);
    expect(catalogueExportedSentence({ file: null, items: 0 })).not.toContain('0');
  });

  it('say what is wrong with an amount, with one that is right', () => {
    const said = (['empty', 'form', 'digits', 'zero', 'large'] as const).map((problem) =>
      amountProblem(problem, 'EUR', tag),
    );
    expect(new Set(said).size).toBe(5);
    expect(said[1]).toContain(language === 'de' ? '12,50' : '12.50');
  });
});

describe('a sale', () => {
  beforeEach(() => speak('de'));

  it('has a way out wherever nothing is on its way', () => {
    const onItsWay = ['asking', 'checking', 'handingOut', 'charging'];
    for (const { step } of saleSteps) expect(waysOutOf(step).length > 0, step).toBe(!onItsWay.includes(step));
    expect(waysOutOf('lowCredit')).toEqual(['giveUp', 'back']);
  });

  it('looks like a verdict when it ends, and like none before', () => {
    const faces = saleSteps.map((step) => [step.step, saleFace(view(step))] as const);
    expect(faces.filter(([, face]) => face !== null).map(([step]) => step)).toEqual([
      'done',
      'receipt',
      'over',
    ]);
    expect(saleFace(over({ end: 'handOutUnknown' }))).toBe('unconfirmed');
    expect(saleFace(over({ end: 'refused', message: null }))).toBe('refused');
  });

  it('names minutes by their length and what has no name by nothing made up', () => {
    const bought: BoughtView = { goods: 'minutes', seconds: 600, price: { minor: 550, currency: 'EUR' } };
    expect(plain(saleWords(view({ step: 'checking', bought }), 'de-DE').hint)).toBe(
      '10 Minuten für 5,50 €: Wir fragen kurz nach.',
    );
    expect(saleWords(over({ end: 'notHandedOut' }, 'minutes'), 'de-DE').message).toContain('Gerät');
    expect(saleWords(view({ step: 'topUpAtDesk', amount: null }), 'de-DE').message).not.toContain('€');
  });

  it('uses the vendor’s own words where there are some', () => {
    expect(saleWords(over({ end: 'refused', message: 'Gesperrt.' }), 'de-DE').message).toBe('Gesperrt.');
    expect(saleWords(over({ end: 'refused', message: '  ' }), 'de-DE').message).toContain('mit dieser Karte');
  });

  it('is said to the team with what and for how much', () => {
    expect(plain(saleSentence(saleLine, 'de-DE'))).toBe('Vanille-Shake · 3,50 €');
    const topUp = { ...saleLine, bought: null, stage: 'topUp', minor: 2000 } as const;
    expect(plain(saleSentence(topUp, 'de-DE'))).toBe('möchte 20,00 € aufladen');
    expect(saleSentence({ ...topUp, minor: null }, 'de-DE')).toBe('');
    expect(saleSentence({ ...saleLine, bought: null, stage: 'choosing' }, 'de-DE')).toBe(
      'noch nichts gewählt',
    );
    const poor = { ...topUp, credit: null };
    expect([currencyOf(saleLine), currencyOf(poor, [{ currency: 'CHF' }]), currencyOf(poor)]).toEqual([
      'EUR',
      'CHF',
      'EUR',
    ]);
  });
});
