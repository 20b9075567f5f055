import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SaleChoice, SaleStep } from '$/lib/backend/bindings';
import { LOCALES, speak } from '$/lib/i18n/locale.svelte';
import * as sound from '$/lib/kiosk/sound';
import { MOMENT_MS, SETTLE_MS, STAY_EVERY_MS } from '$/lib/state/front.svelte';
import FrontWindow from '$/views/FrontWindow.svelte';
import { eur, saleSteps, shake, shelf } from './sales';
import { desk, idleView } from './support';

const now = new Date(2026, 10, 23, 14, 3, 6).getTime();

beforeEach(() => {
  vi.useFakeTimers({ now });
  speak('de');
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const text = (id: string) => screen.getByTestId(id).textContent?.replace(/\s+/g, ' ').trim();
const button = (id: string) => screen.getByTestId<HTMLButtonElement>(id);
const buttons = () => [...document.querySelectorAll<HTMLButtonElement>('main button')];
const step = <S extends SaleStep['step']>(name: S) =>
  saleSteps.find((one) => one.step === name) as SaleStep & { step: S };

async function opened() {
  const played = desk();
  render(FrontWindow, { backend: played.backend });
  played.says({});
  const sells = async (...given: Parameters<typeof played.sells>) => {
    played.sells(...given);
    await tick();
    await tick();
  };
  return { ...played, sells };
}

async function pressed(shown: SaleStep, id: string) {
  const played = await opened();
  await played.sells(shown, { sale: 7 });
  await fireEvent.click(button(id));
  return played.backend.frontSale.mock.calls as unknown as [number, SaleChoice][];
}

describe.each(LOCALES.filter((one) => !one.includes('-')))('every step in %s', (language) => {
  it.each(saleSteps)('$step', async (shown) => {
    const { says, sells } = await opened();
    says({ language });
    await sells(shown, { untilMs: now + 14_000 });
    await vi.advanceTimersByTimeAsync(MOMENT_MS);
    const main = screen.getByTestId('screen-sale');
    expect(main.dataset.step).toBe(shown.step);
    expect(text('sale-message')).not.toBe('');
    expect(text('announcement')).toContain(text('sale-message'));
    expect(main.textContent).not.toMatch(/undefined|NaN|\bnull\b|\[object/);
    expect(button('sale-countdown').dataset.left).toBe('14');
    // What can be pressed can be reached with the keyboard, and has a name.
    for (const one of buttons()) {
      expect(one.tabIndex, one.outerHTML).toBe(0);
      expect(one.getAttribute('aria-label') ?? one.textContent?.trim(), one.outerHTML).toBeTruthy();
    }
    expect(document.activeElement).toBe(screen.getByTestId('sale-message'));
  });
});

describe('what a member chooses', () => {
  it.each<[string, SaleStep, string, SaleChoice]>([
    ['a product', step('chooseProduct'), 'product-2', { choice: 'product', shelf: '2' }],
    ['minutes', step('chooseMinutes'), 'minutes-600', { choice: 'minutes', seconds: 600 }],
    ['the other price', step('newPrice'), 'sale-takePrice', { choice: 'takePrice' }],
    ['something else', step('newPrice'), 'sale-back', { choice: 'back' }],
    ['something cheaper', step('lowCredit'), 'sale-back', { choice: 'back' }],
    ['to top up', step('lowCredit'), 'sale-topUp', { choice: 'topUp' }],
    ['to top up first', step('chooseProduct'), 'sale-topUp', { choice: 'topUp' }],
    ['how much', step('topUp'), 'amount-2000', { choice: 'topUpBy', minor: 2000 }],
    ['to give up before the card', step('holdCard'), 'sale-giveUp', { choice: 'giveUp' }],
    ['to give up', step('chooseProduct'), 'sale-giveUp', { choice: 'giveUp' }],
    ['to give up at the desk', step('topUpAtDesk'), 'sale-giveUp', { choice: 'giveUp' }],
    ['to leave', step('done'), 'sale-leave', { choice: 'giveUp' }],
    ['to leave the receipt', step('receipt'), 'sale-leave', { choice: 'giveUp' }],
  ])('%s', async (_, shown, id, choice) => {
    expect(await pressed(shown, id)).toEqual([[7, choice]]);
  });

  it('is sent once, however often it is touched, until the screen changes', async () => {
    const { backend, sells } = await opened();
    await sells(step('newPrice'));
    await fireEvent.click(button('sale-takePrice'));
    await fireEvent.click(button('sale-takePrice'));
    await fireEvent.click(button('sale-giveUp'));
    expect(backend.frontSale).toHaveBeenCalledTimes(1);
    expect(button('sale-takePrice').getAttribute('aria-disabled')).toBe('true');
    await sells(step('newPrice'));
    await fireEvent.click(button('sale-giveUp'));
    expect(backend.frontSale).toHaveBeenCalledTimes(2);
  });

  it('keeps what goes by itself for whoever touches the screen, and nothing that the vendor holds', async () => {
    const { backend, sells } = await opened();
    const touch = () => fireEvent.pointerDown(screen.getByTestId('sale-message'));
    for (const name of ['holdCard', 'receipt'] as const) {
      await sells(step(name));
      await vi.advanceTimersByTimeAsync(STAY_EVERY_MS);
      backend.frontSale.mockClear();
      await touch();
      await touch();
      expect(backend.frontSale.mock.calls).toEqual([[1, { choice: 'stay' }]]);
      await vi.advanceTimersByTimeAsync(STAY_EVERY_MS);
      await fireEvent.keyDown(document.body, { key: 'F9' });
      expect(backend.frontSale).toHaveBeenCalledTimes(2);
    }
    await sells(step('newPrice'));
    await vi.advanceTimersByTimeAsync(STAY_EVERY_MS);
    backend.frontSale.mockClear();
    await touch();
    expect(backend.frontSale).not.toHaveBeenCalled();
  });

  it('can be touched again when nothing came of it', async () => {
    const { backend, sells } = await opened();
    await sells(step('chooseProduct'));
    await fireEvent.click(button('product-1'));
    await vi.advanceTimersByTimeAsync(SETTLE_MS + 1);
    await fireEvent.click(button('product-1'));
    expect(backend.frontSale).toHaveBeenCalledTimes(2);
  });

  it('is asked for again when the desk did not take it', async () => {
    const { backend, sells } = await opened();
    backend.frontSale.mockRejectedValueOnce(undefined);
    await sells(step('chooseProduct'));
    await fireEvent.click(button('product-1'));
    await vi.advanceTimersByTimeAsync(1);
    expect(screen.getByRole('alert').textContent).toContain('Tipp bitte noch einmal');
    await fireEvent.click(button('product-1'));
    await vi.advanceTimersByTimeAsync(1);
    expect(backend.frontSale).toHaveBeenCalledTimes(2);
    expect(screen.queryByTestId('sale-silent')).toBeNull();
  });

  it('has no way out of what is on its way', async () => {
    const { sells } = await opened();
    for (const name of ['handingOut', 'charging'] as const) {
      await sells(step(name));
      expect(buttons()).toEqual([]);
    }
  });

  it('is not to top up where the desk takes no money', async () => {
    const { sells } = await opened();
    await sells({ ...step('lowCredit'), topUp: false });
    expect(screen.queryByTestId('sale-topUp')).toBeNull();
    expect(text('sale-hint')).toContain('Frag am Empfang');
    await sells({ ...step('chooseProduct'), topUp: false });
    expect(screen.queryByTestId('sale-topUp')).toBeNull();
  });
});

describe('the shelf', () => {
  const choose = (change: Partial<SaleStep & { step: 'chooseProduct' }>) => ({
    ...step('chooseProduct'),
    ...change,
  });

  it('keeps the credit in sight, or says that it is not known', async () => {
    const { sells } = await opened();
    await sells(choose({}));
    expect(text('sale-credit')).toBe('Dein Guthaben 18,50 €');
    await sells(choose({ credit: null }));
    expect(text('sale-credit')).toBe('Dein Guthaben nicht bekannt');
  });

  it('says in words what is sold out, and does not sell it', async () => {
    const { backend, sells } = await opened();
    await sells(choose({ shelves: [shelf(1, { available: false }), shelf(2)] }));
    expect(text('product-1')).toContain('ausverkauft');
    expect(button('product-1').disabled).toBe(true);
    await fireEvent.click(button('product-1'));
    expect(backend.frontSale).not.toHaveBeenCalled();
    expect(text('product-2')).not.toContain('ausverkauft');
  });

  it('says what is missing for a product that is dearer than the credit, and lets it be chosen', async () => {
    const { backend, sells } = await opened();
    const shelves = [shelf(1, { price: eur(500) }), shelf(2, { price: { minor: 900, currency: 'CHF' } })];
    await sells(choose({ credit: eur(499), shelves }));
    expect(text('product-1')).toContain('es fehlen 0,01 €');
    // Of two currencies nobody can say which is more.
    expect(text('product-2')).not.toContain('es fehlen');
    await fireEvent.click(button('product-1'));
    expect(backend.frontSale).toHaveBeenCalledTimes(1);
    await sells(choose({ credit: eur(500), shelves }));
    expect(text('product-1')).not.toContain('es fehlen');
  });

  it.each([1, 4, 12, 40])('shows %i products, page by page and each once', async (count) => {
    const { sells } = await opened();
    const shelves = Array.from({ length: count }, (_, index) => shelf(index + 1));
    await sells(choose({ shelves }));
    const seen: string[] = [];
    for (let page = 0; page < 40; page += 1) {
      const here = [...screen.getByTestId('sale-shelf').querySelectorAll('[data-testid^="product-"]')];
      seen.push(...here.map((tile) => (tile as HTMLElement).dataset.testid ?? ''));
      const next = screen.queryByTestId('sale-page-next');
      if (!next || next.getAttribute('aria-disabled') === 'true') break;
      await fireEvent.click(next);
    }
    expect(seen).toEqual(shelves.map((one) => `product-${one.shelf}`));
    if (count < 8) expect(screen.queryByTestId('sale-page-next')).toBeNull();
    else expect(text('sale-page')).toMatch(/^Seite (\d+) von \1$/);
  });

  it('stays at its page when the same step is told again, and begins anew with another sale', async () => {
    const { sells } = await opened();
    const shelves = Array.from({ length: 40 }, (_, index) => shelf(index + 1));
    await sells(choose({ shelves }));
    await fireEvent.click(button('sale-page-next'));
    expect(text('sale-page')).toMatch(/^Seite 2/);
    await sells(choose({ shelves, credit: eur(1) }));
    expect(text('sale-page')).toMatch(/^Seite 2/);
    // A catalogue that shrank meanwhile leaves nobody on an empty page.
    await sells(choose({ shelves: shelves.slice(0, 2) }));
    expect(screen.getByTestId('product-1')).toBeTruthy();
    await sells(choose({ shelves }), { sale: 2 });
    expect(text('sale-page')).toMatch(/^Seite 1/);
  });

  it('shows pictures by their number, and a drawn letter where there is none', async () => {
    const { pictures, sells } = await opened();
    pictures([{ id: 'a', data: 'data:image/png;base64,AAAA' }]);
    await sells(
      choose({ shelves: [shelf(1, { picture: 'a' }), shelf(2, { picture: 'gone', name: 'Äpfel' })] }),
    );
    expect(button('product-1').querySelector('img')?.getAttribute('src')).toBe('data:image/png;base64,AAAA');
    expect(button('product-2').querySelector('img')).toBeNull();
    expect(button('product-2').querySelector('text')?.textContent).toBe('Ä');
  });
});

describe('the time that is left', () => {
  const left = () => screen.getByTestId('sale-countdown').dataset.left;

  it('counts down in whole seconds to the moment itself', async () => {
    const { sells } = await opened();
    await sells(step('chooseProduct'), { untilMs: now + 14_300 });
    expect(left()).toBe('15');
    expect(text('sale-countdown')).toContain('Noch 15 Sekunden');
    expect(text('sale-countdown')).toContain('so lange reserviert');
    await vi.advanceTimersByTimeAsync(310);
    expect(left()).toBe('14');
    await vi.advanceTimersByTimeAsync(13_000);
    expect(left()).toBe('1');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(left()).toBe('0');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(left()).toBe('0');
  });

  it('is a ring that empties, and no colour alone', async () => {
    const { sells } = await opened();
    await sells(step('chooseProduct'), { untilMs: now + 20_000 });
    const gone = () => Number(document.querySelector('.rest')?.getAttribute('stroke-dashoffset'));
    expect(gone()).toBe(0);
    await vi.advanceTimersByTimeAsync(10_010);
    expect(gone()).toBeCloseTo(0.5, 1);
  });

  it('follows a moment that is put off, and goes with it', async () => {
    const { sells } = await opened();
    await sells(step('chooseProduct'), { untilMs: now + 5_000 });
    await sells(step('chooseProduct'), { untilMs: now + 200_000 });
    expect(left()).toBe('200');
    expect(text('sale-countdown')).toContain('3:20');
    await sells(step('asking'));
    await vi.advanceTimersByTimeAsync(MOMENT_MS);
    expect(screen.queryByTestId('sale-countdown')).toBeNull();
  });

  it('of minutes says until when they run, and that they are over', async () => {
    const { sells } = await opened();
    const bought = { goods: 'minutes', seconds: 600, price: eur(550) } as const;
    await sells({ ...step('done'), bought, runsUntilMs: now + 74_000 }, { goods: 'minutes' });
    expect(text('sale-running')).toBe('Läuft bis 14:04 1:14');
    await vi.advanceTimersByTimeAsync(74_100);
    expect(text('sale-running')).toBe('Die Zeit ist um');
  });
});

describe('money', () => {
  it('is shown before it is spent: the old price struck out, the new one beside it', async () => {
    const { sells } = await opened();
    await sells(step('newPrice'));
    expect(document.querySelector('s')?.textContent).toMatch(/3,20/);
    expect(text('sale-figures')).toBe('vorher 3,20 €jetzt 3,50 €');
  });

  it('that is missing is worked out to the cent', async () => {
    const { sells } = await opened();
    await sells({ ...step('lowCredit'), credit: eur(349) });
    expect(text('sale-figures')).toBe('kostet 3,50 €Dein Guthaben 3,49 €es fehlen 0,01 €');
    await sells({ ...step('lowCredit'), credit: null });
    expect(text('sale-figures')).toBe('kostet 3,50 €Dein Guthaben nicht bekannt');
  });

  it('that was paid in has a receipt', async () => {
    const { sells } = await opened();
    await sells(step('receipt'));
    expect(text('sale-receipt')).toBe(
      'Beleg Studio Lindenhof Bar bezahlt 20,00 € Guthaben vorher 1,20 €Guthaben jetzt 21,20 €Wann 23.11.26, 09:02:11Nummer 2026-0042Stand gebucht',
    );
    await sells({ ...step('receipt'), charge: 'waiting', credit: null });
    expect(text('sale-receipt')).toMatch(/Guthaben jetzt nicht bekannt.*Stand wird nachgebucht$/);
    expect(text('sale-message')).toBe('Bezahlt, die Aufladung folgt');
  });
});

describe('an end', () => {
  const over = (lockedUntilMs: number | null) => ({ ...step('over'), lockedUntilMs });

  it('says until when the lock holds, while it does', async () => {
    const { sells } = await opened();
    await sells(over(now + 14_000));
    expect(text('sale-locked')).toBe(
      'Bis 14:03:20 hält das System des Studios deinen Kauf noch fest. Danach geht es auch an einem anderen Gerät.',
    );
    await sells(over(now - 1), { sale: 2 });
    expect(screen.queryByTestId('sale-locked')).toBeNull();
    await sells(over(null), { sale: 3 });
    expect(screen.queryByTestId('sale-locked')).toBeNull();
  });

  it('is heard once, and nothing before it is', async () => {
    const play = vi.spyOn(sound, 'play').mockImplementation(() => undefined);
    const { sells } = await opened();
    await sells(step('chooseProduct'));
    await sells(step('charging'));
    expect(play).not.toHaveBeenCalled();
    await sells(step('done'));
    await sells({ ...step('done'), credit: eur(1) });
    expect(play.mock.calls).toEqual([['welcome']]);
    await sells({ ...step('done'), charge: 'waiting' });
    expect(play.mock.calls.at(-1)).toEqual(['letIn']);
    await sells({ step: 'over', end: { end: 'handOutUnknown' }, lockedUntilMs: null }, { sale: 2 });
    expect(play.mock.calls.at(-1)).toEqual(['unconfirmed']);
  });

  it('shows the team what to do where something is wrong', async () => {
    const { sells } = await opened();
    await sells({
      step: 'over',
      end: { end: 'attention', reason: 'noConnection' },
      lockedUntilMs: null,
    });
    expect(screen.getByTestId('screen-sale').dataset.tone).toBe('attention');
    expect(screen.getByTestId('screen-sale').textContent).toContain('Für das Team:');
  });
});

describe('the idle screen', () => {
  it('offers what can be bought, and asks the desk for it once', async () => {
    const { backend, shows } = await opened();
    shows({ screen: 'idle', ...idleView });
    await tick();
    expect(document.querySelector('[data-testid^="buy-"]')).toBeNull();
    shows({
      screen: 'idle',
      ...idleView,
      choices: [
        { place: 3, name: 'Bar', goods: 'products' },
        { place: 5, name: 'Solarium', goods: 'minutes' },
      ],
    });
    await tick();
    expect([text('buy-3'), text('buy-5')]).toEqual(['Bar Etwas kaufen', 'Solarium Minuten nehmen']);
    await fireEvent.click(button('buy-5'));
    await fireEvent.click(button('buy-5'));
    expect(backend.frontBuy.mock.calls).toEqual([[5]]);
  });
});

it('leaves nothing of a member behind when the screen changes', async () => {
  const { sells, shows } = await opened();
  await sells(step('receipt'));
  shows({ screen: 'idle', ...idleView, choices: [{ place: 3, name: 'Bar', goods: 'products' }] });
  await tick();
  expect(document.documentElement.outerHTML).not.toMatch(/21,20|2026-0042|Vanille/);
  await sells({ step: 'holdCard', bought: null }, { sale: 2 });
  expect(document.documentElement.outerHTML).not.toMatch(/21,20|2026-0042|Vanille/);
});

it('says what was chosen at the machine while it asks for the card', async () => {
  const { sells } = await opened();
  await sells({ step: 'holdCard', bought: shake });
  expect(text('sale-hint')).toBe('Vanille-Shake für 3,50 €, bezahlt von deinem Guthaben.');
});
