import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StaffView } from '$/lib/backend/bindings';
import { speak } from '$/lib/i18n/locale.svelte';
import { LONGEST, LONGEST_WAIT_MS, PinEntry, SHORTEST } from '$/lib/state/pin.svelte';
import StaffWindow from '$/views/staff/StaffWindow.svelte';
import { desk } from './support';

const now = new Date(2026, 10, 23, 9, 2).getTime();

beforeEach(() => {
  vi.useFakeTimers({ now });
  vi.spyOn(navigator, 'language', 'get').mockReturnValue('de-DE');
  speak('de');
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const LOCKED: StaffView = { staff: 'locked', problem: null, waitUntilMs: null };
const CHOOSE: StaffView = { staff: 'choosePin', problem: null };

async function at(view: StaffView) {
  const played = desk();
  render(StaffWindow, { backend: played.backend });
  await tick();
  played.tells(view);
  await tick();
  return played;
}

async function type(...keys: string[]) {
  for (const key of keys) await fireEvent.keyDown(document.body, { key });
}

const pin = (digits: string) => type(...digits, 'Enter');
const length = () => screen.getByTestId('pin-dots').dataset.length;
const problem = () => screen.queryByTestId('staff-problem')?.dataset.reason;
const title = () => screen.getByRole('heading').textContent;

/** Everything a page could give away: what is written, attributes, what fields hold. */
function everything(): string {
  const fields = [...document.querySelectorAll<HTMLInputElement>('input, textarea')];
  return document.documentElement.outerHTML + fields.map(({ value }) => value).join('');
}

describe('digits', () => {
  it('are kept until they are taken, and then gone', () => {
    const entry = new PinEntry(false);
    for (const digit of '258') entry.press(digit);
    expect(entry.take()).toBeNull();
    entry.press('0');
    expect(entry.take()).toBe('2580');
    expect(entry.length).toBe(0);
    expect(entry.take()).toBeNull();
  });

  it('are digits, and no more of them than a PIN has', () => {
    const entry = new PinEntry(false);
    for (const other of ['a', '', '12', '٣']) entry.press(other);
    expect(entry.length).toBe(0);
    for (let count = 0; count < LONGEST + 3; count += 1) entry.press('7');
    expect(entry.length).toBe(LONGEST);
    entry.back();
    expect(entry.take()).toBe('7'.repeat(LONGEST - 1));
    expect([SHORTEST, LONGEST]).toEqual([4, 12]);
  });

  it('are not what a page or a log would show of the entry', () => {
    const entry = new PinEntry(true);
    for (const digit of '2580') entry.press(digit);
    entry.take();
    for (const digit of '258') entry.press(digit);
    expect(JSON.stringify(entry)).not.toMatch(/2|5|8/);
    expect(Object.values(entry)).toEqual([]);
  });
});

describe('choosing a PIN', () => {
  it('asks twice and sends it once', async () => {
    const { backend } = await at(CHOOSE);
    expect(title()).toBe('Wählen Sie eine PIN für das Team');
    await pin('2580');
    expect(backend.staffChoosePin).not.toHaveBeenCalled();
    expect(title()).toBe('Und noch einmal dieselbe PIN');
    await pin('2580');
    expect(backend.staffChoosePin.mock.calls).toEqual([['2580']]);
  });

  it('starts again when the two are not the same', async () => {
    const { backend } = await at(CHOOSE);
    await pin('2580');
    await pin('2581');
    expect(problem()).toBe('mismatch');
    expect(title()).toBe('Wählen Sie eine PIN für das Team');
    expect(backend.staffChoosePin).not.toHaveBeenCalled();
    // The first of the two is forgotten with it.
    await pin('2581');
    expect([problem(), backend.staffChoosePin.mock.calls.length]).toEqual([undefined, 0]);
    await pin('2581');
    expect(backend.staffChoosePin.mock.calls).toEqual([['2581']]);
  });

  it('can be begun anew with Escape', async () => {
    const { backend } = await at(CHOOSE);
    await pin('2580');
    await type('Escape');
    expect(title()).toBe('Wählen Sie eine PIN für das Team');
    await pin('1379');
    await pin('1379');
    expect(backend.staffChoosePin).toHaveBeenLastCalledWith('1379');
  });

  it('says what is wrong with the one that was chosen', async () => {
    const { tells } = await at(CHOOSE);
    await pin('1234');
    await pin('1234');
    tells({ staff: 'choosePin', problem: 'tooEasy' });
    await tick();
    expect(screen.getByRole('alert').textContent).toContain('Diese PIN errät jeder zuerst.');
  });
});

describe('entering the PIN', () => {
  it('shows how many digits there are and never which', async () => {
    await at(LOCKED);
    const before = everything();
    expect(before).not.toContain('7391');
    await type('7', '3', '9', '1');
    expect(length()).toBe('4');
    expect(screen.getByTestId('pin-dots').childElementCount).toBe(4);
    expect(screen.getByText('Eingegebene Ziffern: 4')).toBeTruthy();
    expect(everything()).not.toMatch(/7\D{0,3}3\D{0,3}9\D{0,3}1/);
    await type('Enter');
    expect(everything()).not.toMatch(/7\D{0,3}3\D{0,3}9\D{0,3}1/);
  });

  it('works with the pad alone, and waits for four digits', async () => {
    const { backend } = await at(LOCKED);
    const enter = screen.getByTestId<HTMLButtonElement>('pin-enter');
    for (const digit of '2584') await fireEvent.click(screen.getByTestId(`pin-${digit}`));
    await fireEvent.click(screen.getByTestId('pin-back'));
    expect(enter.disabled).toBe(true);
    await fireEvent.click(screen.getByTestId('pin-0'));
    await fireEvent.click(enter);
    expect(backend.staffUnlock.mock.calls).toEqual([['2580']]);
    expect(length()).toBe('0');
  });

  it('takes Enter for a button under the focus, and for the PIN while digits are typed', async () => {
    const { backend } = await at(LOCKED);
    await type('2', '5', '8', '0');
    const english = screen.getByTestId('language-en');
    await fireEvent.keyDown(english, { key: 'Enter' });
    expect(backend.staffUnlock).not.toHaveBeenCalled();
    await fireEvent.keyDown(screen.getByTestId('pin-3'), { key: 'Enter' });
    expect(backend.staffUnlock).toHaveBeenCalledWith('2580');
  });

  it('counts a key that is held once', async () => {
    await at(LOCKED);
    await fireEvent.keyDown(document.body, { key: '1' });
    await fireEvent.keyDown(document.body, { key: '1', repeat: true });
    expect(length()).toBe('1');
  });

  it('sends one PIN at a time', async () => {
    const { backend, tells } = await at(LOCKED);
    await pin('2581');
    expect(screen.getByTestId('staff-status').textContent).toContain('Wird geprüft');
    await pin('2580');
    expect(backend.staffUnlock).toHaveBeenCalledTimes(1);
    tells({ ...LOCKED, problem: 'wrong' });
    await tick();
    await pin('2580');
    expect(backend.staffUnlock).toHaveBeenCalledTimes(2);
  });

  it('says that it was wrong until the next try, and not between that and its answer', async () => {
    const { tells } = await at(LOCKED);
    await pin('2581');
    tells({ ...LOCKED, problem: 'wrong' });
    await tick();
    expect(screen.getByRole('alert').textContent).toContain('Das ist nicht die PIN.');
    // A member taps, and the window hears of it: that is no new answer.
    const said = screen.getByRole('alert');
    tells({ ...LOCKED, problem: 'wrong' });
    await tick();
    expect(screen.getByRole('alert')).toBe(said);
    await type('2');
    expect(problem()).toBeUndefined();
    await type('5', '8', '2', 'Enter');
    expect(problem()).toBeUndefined();
    tells({ ...LOCKED, problem: 'wrong' });
    await tick();
    expect(problem()).toBe('wrong');
  });

  it('says so when the desk does not take it, and lets it be tried again', async () => {
    const { backend } = await at(LOCKED);
    backend.staffUnlock.mockRejectedValueOnce(undefined);
    await pin('2580');
    await tick();
    expect(problem()).toBe('silent');
    await pin('2580');
    expect(backend.staffUnlock).toHaveBeenCalledTimes(2);
  });

  it('waits as long as the desk says, aloud once, and forgets what was typed', async () => {
    const { backend, tells } = await at(LOCKED);
    await type('2', '5');
    tells({ ...LOCKED, problem: 'wrong', waitUntilMs: now + 5_000 });
    await tick();
    expect(problem()).toBe('wait');
    expect(length()).toBe('0');
    const wait = screen.getByRole('timer');
    expect(wait.textContent).toContain('Weiter geht es in 5 Sekunden.');
    await pin('2580');
    expect(backend.staffUnlock).not.toHaveBeenCalled();
    const said = screen.getByRole('alert');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(wait.textContent).toContain('2 Sekunden');
    expect(screen.getByRole('alert')).toBe(said);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(problem()).toBeUndefined();
    expect(screen.getByTestId('staff-status').textContent).toContain('jetzt wieder eingeben');
    await pin('2580');
    expect(backend.staffUnlock).toHaveBeenCalledTimes(1);
  });

  it('does not wait longer than any wait is, because then the clock was set back', async () => {
    const { backend } = await at({ ...LOCKED, waitUntilMs: now + LONGEST_WAIT_MS + 1_000 });
    await pin('2580');
    expect(backend.staffUnlock).toHaveBeenCalledTimes(1);
  });

  it('counts down from the time it is, not from when it last counted', async () => {
    const { tells } = await at({ ...LOCKED, waitUntilMs: now + 1_000 });
    tells(LOCKED);
    await vi.advanceTimersByTimeAsync(60 * 60_000);
    tells({ ...LOCKED, problem: 'wrong', waitUntilMs: Date.now() + 10_000 });
    await tick();
    expect(screen.getByRole('timer').textContent).toContain('10 Sekunden');
  });
});
