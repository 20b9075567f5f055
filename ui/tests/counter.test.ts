import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SaleLine, StaffDesk } from '$/lib/backend/bindings';
import { speak } from '$/lib/i18n/locale.svelte';
import StaffWindow from '$/views/staff/StaffWindow.svelte';
import { eur, saleLine } from './sales';
import { desk } from './support';

const now = new Date(2026, 10, 23, 9, 2).getTime();
let language = 'de-DE';

beforeEach(() => {
  vi.useFakeTimers({ now });
  language = 'de-DE';
  vi.spyOn(navigator, 'language', 'get').mockImplementation(() => language);
  speak('de');
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const plain = (element: Element | null | undefined) => element?.textContent?.replace(/\s+/g, ' ').trim();
const card = (sale: number) => document.querySelector<HTMLElement>(`[data-sale="${sale}"]`);
const button = (sale: number, action: string) =>
  card(sale)?.querySelector<HTMLElement>(`[data-action="${action}"]`) as HTMLElement;
const dialog = () => screen.queryByTestId<HTMLDialogElement>('staff-dialog');
const field = () => screen.getByTestId<HTMLInputElement>('topup-amount');
const means = () => plain(document.getElementById('means'));
const settled = async () => {
  await vi.advanceTimersByTimeAsync(1);
  await tick();
};
const confirm = async () => {
  await fireEvent.submit(dialog()?.querySelector('form') as HTMLFormElement);
  await settled();
};

const topUp: SaleLine = {
  ...saleLine,
  sale: 42,
  name: 'Zoë Dupont',
  bought: null,
  credit: eur(120),
  ...{ stage: 'topUp', minor: 2000 },
  actions: ['topUp', 'end'],
};
const running: SaleLine = {
  ...saleLine,
  sale: 43,
  place: 'Solarium',
  name: null,
  bought: { goods: 'minutes', seconds: 600, price: eur(550) },
  credit: null,
  stage: 'running',
  untilMs: now + 431_000,
  actions: ['switchOff'],
};

async function open(sales: SaleLine[], change: Partial<StaffDesk> = {}) {
  const played = desk();
  render(StaffWindow, { backend: played.backend });
  await tick();
  const opens = async (next: SaleLine[]) => {
    played.opens({ ...change, sales: next });
    await settled();
  };
  await opens(sales);
  return { ...played, opens };
}

describe('at the counter', () => {
  it('is nothing while nobody buys', async () => {
    await open([]);
    expect(plain(screen.getByTestId('staff-sales'))).toBe('');
  });

  it.each(['de', 'en'] as const)('says who, what, how far, where and how long, in %s', async (shown) => {
    language = shown === 'de' ? 'de-DE' : 'en-GB';
    await open([{ ...saleLine, untilMs: now + 52_000 }, topUp, running]);
    const said = [41, 42, 43].map((sale) => plain(card(sale)) ?? '');
    for (const [index, words] of [
      ['Anna Beispiel', 'Vanille-Shake · ', 'Bar', '52'],
      ['Zoë Dupont', '20', 'Bar'],
      ['Solarium', '10', '7'],
    ].entries())
      for (const word of words) expect(said[index]).toContain(word);
    expect(said.join()).not.toMatch(/undefined|null|NaN/);
    expect(plain(button(41, 'handedOver'))).toBe(shown === 'de' ? 'Herausgegeben' : 'Handed over');
  });

  it('counts down', async () => {
    await open([{ ...saleLine, untilMs: now + 2_000 }]);
    const left = () => plain(screen.getByTestId('staff-sale-left'));
    expect(left()).toBe('noch 2 Sek.');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(left()).toBe('noch 1 Sek.');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(left()).toBe('gleich vorbei');
  });

  it('hands over and ends at one press, and once however often it is pressed', async () => {
    const { backend, opens } = await open([saleLine, topUp]);
    await fireEvent.click(button(41, 'handedOver'));
    await fireEvent.click(button(41, 'handedOver'));
    await settled();
    expect(button(41, 'handedOver').getAttribute('aria-disabled')).toBe('true');
    await fireEvent.click(button(41, 'notHandedOut'));
    await settled();
    expect(dialog()).toBeNull();
    await fireEvent.click(button(42, 'end'));
    await settled();
    expect(backend.staffSale.mock.calls).toEqual([
      [41, 'handedOver'],
      [42, 'end'],
    ]);
    await opens([{ ...saleLine, ...{ stage: 'charging' }, actions: [] }]);
    expect(plain(card(41))).toContain('Wird gebucht');
    expect(card(41)?.querySelector('button')).toBeNull();
  });

  it('lets the other sale be pressed while one is on its way', async () => {
    const { backend } = await open([saleLine, { ...saleLine, sale: 44 }]);
    await fireEvent.click(button(41, 'handedOver'));
    await fireEvent.click(button(44, 'handedOver'));
    await settled();
    expect(backend.staffSale).toHaveBeenCalledTimes(2);
  });

  it('says so when the desk did not take it, and gives the button back', async () => {
    const { backend } = await open([saleLine]);
    backend.staffSale.mockRejectedValueOnce(undefined);
    await fireEvent.click(button(41, 'handedOver'));
    await settled();
    expect(screen.getByTestId('staff-silent').textContent).toContain('Portico hat das nicht angenommen.');
    await fireEvent.click(button(41, 'handedOver'));
    await settled();
    expect(backend.staffSale).toHaveBeenCalledTimes(2);
  });

  it('reaches every button with the keyboard, and goes with the lock', async () => {
    const { tells } = await open([saleLine, topUp, running]);
    for (const one of screen.getByTestId('staff-sales').querySelectorAll('button'))
      expect((one as HTMLButtonElement).tabIndex).toBe(0);
    tells({ staff: 'locked', problem: null, waitUntilMs: null });
    await settled();
    expect(document.documentElement.outerHTML).not.toMatch(/Anna|Zoë|Solarium/);
  });
});

describe('what somebody pays for or loses', () => {
  it.each([
    [saleLine, 'notHandedOut', 'Wirklich nicht herausgegeben?', 'Dann wird nichts gebucht.'],
    [running, 'switchOff', 'Jetzt ausschalten?', 'bleibt bezahlt'],
  ] as const)('is asked about once: %#', async (line, action, question, will) => {
    const { backend } = await open([line]);
    await fireEvent.click(button(line.sale, action));
    await settled();
    expect([dialog()?.open, plain(document.getElementById('ask'))]).toEqual([true, question]);
    expect(means()).toContain(will);
    expect(backend.staffSale).not.toHaveBeenCalled();
    // What cannot be taken back is not under the Enter key.
    expect(document.activeElement).toBe(screen.getByTestId('staff-back'));
    await confirm();
    expect(backend.staffSale.mock.calls).toEqual([[line.sale, action]]);
    expect(dialog()).toBeNull();
  });

  it('can be left, and nothing has happened', async () => {
    const { backend } = await open([running]);
    await fireEvent.click(button(43, 'switchOff'));
    await settled();
    await fireEvent.click(screen.getByTestId('staff-back'));
    await settled();
    expect([dialog(), backend.staffSale.mock.calls.length]).toEqual([null, 0]);
  });

  it('cannot be done any more when the sale has gone on', async () => {
    const { backend, opens } = await open([saleLine]);
    await fireEvent.click(button(41, 'notHandedOut'));
    await settled();
    await opens([{ ...saleLine, ...{ stage: 'charging' }, actions: [] }]);
    expect(screen.getByTestId('staff-hindrance').textContent).toContain('hat sich inzwischen geändert');
    await confirm();
    expect(backend.staffSale).not.toHaveBeenCalled();
  });
});

describe('topping up in cash', () => {
  const ask = async (line: SaleLine = topUp, change: Partial<StaffDesk> = {}) => {
    const played = await open([line], change);
    await fireEvent.click(button(line.sale, 'topUp'));
    await settled();
    return played;
  };

  it('begins with what the member chose, and says what will happen', async () => {
    const { backend } = await ask();
    expect(field().value).toBe('20,00');
    expect(document.activeElement).toBe(field());
    expect(means()).toMatch(/^Nehmen Sie 20,00 € in bar\. .*Zoë Dupont sofort um 20,00 €/);
    expect(backend.staffTopUp).not.toHaveBeenCalled();
    await confirm();
    expect(backend.staffTopUp.mock.calls).toEqual([[42, 2000]]);
    expect(dialog()).toBeNull();
  });

  it.each([
    ['de-DE', '12,50', 1250],
    ['de-DE', '0,29', 29],
    ['de-DE', '1.250', 125_000],
    ['en-GB', '12.50', 1250],
    ['en-GB', '1,250', 125_000],
  ])('takes what is typed in %s to the cent: %s', async (tag, text, minor) => {
    language = tag;
    const { backend } = await ask();
    await fireEvent.input(field(), { target: { value: text } });
    await confirm();
    expect(backend.staffTopUp.mock.calls).toEqual([[42, minor]]);
  });

  it('says what is wrong with an amount, and sends nothing', async () => {
    const { backend } = await ask({ ...topUp, minor: null });
    expect(field().value).toBe('');
    for (const [text, said] of [
      ['', 'Geben Sie einen Betrag ein.'],
      ['zehn', 'Das ist kein Betrag. So geht es: 12,50'],
      ['0', 'Der Betrag muss größer als null sein.'],
      ['1,234', 'Zu viele Stellen hinter dem Komma.'],
    ] as const) {
      await fireEvent.input(field(), { target: { value: text } });
      expect(field().getAttribute('aria-invalid')).toBe('false');
      await confirm();
      expect(field().getAttribute('aria-invalid')).toBe('true');
      expect(plain(document.getElementById('amount-help'))).toContain(said);
    }
    expect(means()).toContain('Tippen Sie ein');
    expect(backend.staffTopUp).not.toHaveBeenCalled();
  });

  it('is sent once, and asked again when the desk did not take it', async () => {
    const { backend } = await ask();
    await fireEvent.submit(dialog()?.querySelector('form') as HTMLFormElement);
    await fireEvent.submit(dialog()?.querySelector('form') as HTMLFormElement);
    await settled();
    expect(backend.staffTopUp).toHaveBeenCalledTimes(1);
    cleanup();
    const again = await ask();
    again.backend.staffTopUp.mockRejectedValueOnce(undefined);
    await confirm();
    expect(dialog()?.open).toBe(true);
    expect(screen.getByTestId('staff-hindrance').textContent).toContain('Portico hat das nicht angenommen.');
  });

  it('opens the drawer where there is one, and does nothing else with it', async () => {
    await ask();
    expect(screen.queryByTestId('staff-drawer')).toBeNull();
    cleanup();
    const { backend } = await ask(topUp, { drawer: true });
    await fireEvent.click(screen.getByTestId('staff-drawer'));
    await settled();
    expect(backend.staffDrawer).toHaveBeenCalledTimes(1);
    expect([dialog()?.open, backend.staffTopUp.mock.calls.length]).toEqual([true, 0]);
  });

  it('cannot be done when the member has left meanwhile', async () => {
    const { backend, opens } = await ask();
    await opens([]);
    expect(screen.getByTestId('staff-hindrance').textContent).toContain('hat sich inzwischen geändert');
    await confirm();
    expect(backend.staffTopUp).not.toHaveBeenCalled();
  });

  it('keeps Tab inside', async () => {
    await ask(topUp, { drawer: true });
    const last = screen.getByTestId('staff-confirm');
    last.focus();
    await fireEvent.keyDown(last, { key: 'Tab' });
    expect(document.activeElement).toBe(field());
  });
});
