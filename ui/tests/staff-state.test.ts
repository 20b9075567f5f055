import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { saleKey, SEEN_EVERY_MS, SETTLE_MS, Staff } from '$/lib/state/staff.svelte';
import { saleLine } from './sales';
import { desk, staffItem } from './support';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const other = { ...staffItem, id: '8' };

function opened() {
  const played = desk();
  const staff = new Staff(played.backend);
  staff.attach();
  played.opens({ items: [staffItem, other] });
  return { ...played, staff };
}

describe('a sale', () => {
  it('is charged and topped up once, and its number is no item’s', async () => {
    const { staff, backend, opens } = opened();
    const sale = { ...saleLine, sale: 7 };
    opens({ items: [staffItem], sales: [sale] });
    const first = staff.sale(7, 'handedOver');
    expect(await staff.sale(7, 'handedOver')).toBe(false);
    expect(await staff.topUp(7, 2000)).toBe(false);
    expect(await first).toBe(true);
    expect(await staff.act('7', 'done')).toBe(true);
    expect(backend.staffSale.mock.calls).toEqual([[7, 'handedOver']]);
    expect(backend.staffTopUp).not.toHaveBeenCalled();
    opens({ items: [staffItem], sales: [{ ...sale, untilMs: 1 }] });
    expect([...staff.sending]).toEqual(['7']);
    await staff.topUp(7, 2000);
    expect(backend.staffTopUp.mock.calls).toEqual([[7, 2000]]);
    // It has gone, and with it what was pressed.
    opens({ items: [staffItem], sales: [] });
    expect(staff.sending.has(saleKey(7))).toBe(false);
  });
});

describe('an item', () => {
  it('is acted on once, however often the button is pressed', async () => {
    const { staff, backend } = opened();
    const first = staff.act('7', 'sendAgain');
    expect(await staff.act('7', 'sendAgain')).toBe(false);
    expect(await first).toBe(true);
    // The desk has it, but the window has not heard of it: still the same press.
    expect(await staff.act('7', 'cancel', 'x')).toBe(false);
    expect(backend.staffAct.mock.calls).toEqual([['7', 'sendAgain', '']]);
    expect([...staff.sending]).toEqual(['7']);
  });

  it('can be acted on again once the desk has shown what came of it', async () => {
    const { staff, backend, opens } = opened();
    await staff.act('7', 'tryNow');
    opens({ items: [staffItem, other], taps: [] });
    expect(staff.sending.has('7')).toBe(true);
    opens({ items: [{ ...staffItem, attempts: 2 }, other] });
    expect(staff.sending.has('7')).toBe(false);
    await staff.act('7', 'tryNow');
    opens({ items: [other] });
    expect(staff.sending.size).toBe(0);
    expect(backend.staffAct).toHaveBeenCalledTimes(2);
  });

  it('does not hold up another', async () => {
    const { staff, backend } = opened();
    void staff.act('7', 'done', ' gesehen ');
    await staff.act('8', 'done');
    expect(backend.staffAct.mock.calls).toEqual([
      ['7', 'done', 'gesehen'],
      ['8', 'done', ''],
    ]);
  });

  it('has its buttons back when the desk refuses, or shows nothing for long', async () => {
    const { staff, backend } = opened();
    backend.staffAct.mockRejectedValueOnce(undefined);
    expect(await staff.act('7', 'done')).toBe(false);
    expect([staff.silent, staff.sending.size]).toEqual([true, 0]);
    await staff.act('7', 'done');
    vi.advanceTimersByTime(SETTLE_MS - 1);
    expect(staff.sending.size).toBe(1);
    vi.advanceTimersByTime(1);
    expect(staff.sending.size).toBe(0);
  });

  it('is not given back by the clock of an earlier press', async () => {
    const { staff, opens } = opened();
    await staff.act('7', 'tryNow');
    opens({ items: [{ ...staffItem, attempts: 2 }] });
    vi.advanceTimersByTime(SETTLE_MS - 1);
    await staff.act('7', 'tryNow');
    vi.advanceTimersByTime(1);
    expect(staff.sending.has('7')).toBe(true);
  });
});

describe('a desk that does not take something', () => {
  it('is noticed with every kind of press, and forgotten with the next that is taken', async () => {
    const { staff, backend } = opened();
    const presses = [
      [backend.staffChoosePin, () => staff.choosePin('2580')],
      [backend.staffUnlock, () => staff.unlock('2580')],
      [backend.staffLock, () => staff.lock()],
      [backend.staffFilter, () => staff.show('over', null)],
      [backend.staffMore, () => staff.more()],
      [backend.staffExport, () => staff.export()],
      [backend.staffDismiss, () => staff.dismiss('x')],
    ] as const;
    for (const [command, press] of presses) {
      command.mockRejectedValueOnce(undefined);
      expect(await press()).toBe(false);
      expect(staff.silent).toBe(true);
      expect(await press()).toBe(true);
      expect(staff.silent).toBe(false);
    }
  });

  it('is not excused by a view that comes because a member tapped', async () => {
    const { staff, backend, opens, tells } = opened();
    backend.staffExport.mockRejectedValueOnce(undefined);
    await staff.export();
    opens({});
    expect(staff.silent).toBe(true);
    tells({ staff: 'locked', problem: null, waitUntilMs: null });
    expect(staff.silent).toBe(false);
  });

  it('is knocked at until it answers, and not after the window has gone', async () => {
    const { backend } = desk();
    backend.staffAttach.mockRejectedValue(new Error('not yet'));
    const staff = new Staff(backend);
    staff.attach();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(backend.staffAttach).toHaveBeenCalledTimes(2);
    staff.dispose();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(backend.staffAttach).toHaveBeenCalledTimes(2);
  });
});

describe('a hand on the mouse', () => {
  it('is told to the desk at once and then every 20 seconds', () => {
    const { staff, backend } = opened();
    for (const at of [0, 1, SEEN_EVERY_MS - 1, SEEN_EVERY_MS, SEEN_EVERY_MS + 5, 2 * SEEN_EVERY_MS])
      staff.seen(at);
    expect(backend.staffSeen).toHaveBeenCalledTimes(3);
    expect(SEEN_EVERY_MS).toBe(20_000);
  });

  it('is told although the clock was set back', () => {
    const { staff, backend } = opened();
    staff.seen(10_000_000);
    staff.seen(5_000);
    expect(backend.staffSeen).toHaveBeenCalledTimes(2);
  });

  it('means nothing while the window is locked', () => {
    const { staff, backend, tells } = opened();
    tells({ staff: 'locked', problem: null, waitUntilMs: null });
    staff.seen(0);
    expect(backend.staffSeen).not.toHaveBeenCalled();
  });

  it('does no harm when the desk does not hear it', async () => {
    const { staff, backend } = opened();
    backend.staffSeen.mockRejectedValueOnce(undefined);
    staff.seen(0);
    await Promise.resolve();
    expect(staff.silent).toBe(false);
  });
});
