import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { InboxItem, ItemAction } from '$/lib/backend/bindings';
import { speak } from '$/lib/i18n/locale.svelte';
import StaffWindow from '$/views/staff/StaffWindow.svelte';
import { desk, staffItem } from './support';

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(navigator, 'language', 'get').mockReturnValue('de-DE');
  speak('de');
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const waiting: InboxItem = {
  ...staffItem,
  kind: 'checkIn',
  state: 'waiting',
  reason: 'noConnection',
  actions: ['tryNow', 'cancel'],
};

const button = (action: ItemAction) =>
  document.querySelector<HTMLElement>(`[data-item] [data-action="${action}"]`) as HTMLElement;
const dialog = () => screen.queryByTestId<HTMLDialogElement>('staff-dialog');
const field = () => screen.getByTestId<HTMLTextAreaElement>('staff-note');
const told = (attribute: string) =>
  document.getElementById(dialog()?.getAttribute(attribute) ?? '')?.textContent?.trim();
const settled = async () => {
  for (let turn = 0; turn < 5; turn += 1) await tick();
};

async function ask(action: ItemAction, item: InboxItem = staffItem) {
  const played = desk();
  render(StaffWindow, { backend: played.backend });
  await tick();
  const opens = async (items: InboxItem[]) => {
    played.opens({ items });
    await settled();
  };
  await opens([item]);
  button(action).focus();
  await fireEvent.click(button(action));
  await settled();
  return { ...played, opens };
}

const confirm = async () => {
  await fireEvent.submit(dialog()?.querySelector('form') as HTMLFormElement);
  await settled();
};

describe('what cannot be taken back', () => {
  it.each([
    ['sendAgain', 'Wirklich noch einmal senden?', 'Kam der Verkauf doch an, zahlt das Mitglied zweimal.'],
    ['done', 'Ist es wirklich angekommen?', 'Portico sendet es dann nie mehr.'],
    ['cancel', 'Wirklich verwerfen?', 'Zurücknehmen lässt es sich nicht.'],
  ] as const)('is asked about before it is done: %s', async (action, question, means) => {
    const { backend } = await ask(action);
    expect(dialog()?.open).toBe(true);
    expect(told('aria-labelledby')).toBe(question);
    expect(told('aria-describedby')).toContain(means);
    expect(dialog()?.textContent).toContain('Verkauf · Anna Beispiel · 4,50');
    expect(backend.staffAct).not.toHaveBeenCalled();
  });

  it('is not under the Enter key', async () => {
    await ask('done');
    expect(document.activeElement).toBe(screen.getByTestId('staff-back'));
    const held = new KeyboardEvent('keydown', {
      key: 'Enter',
      repeat: true,
      bubbles: true,
      cancelable: true,
    });
    screen.getByTestId('staff-back').dispatchEvent(held);
    expect(held.defaultPrevented).toBe(true);
  });

  it('is done with the note, once, and gives the focus back', async () => {
    const { backend } = await ask('done');
    await fireEvent.input(field(), { target: { value: ' steht in Magicline ' } });
    await fireEvent.submit(dialog()?.querySelector('form') as HTMLFormElement);
    await fireEvent.submit(dialog()?.querySelector('form') as HTMLFormElement);
    await settled();
    expect(backend.staffAct.mock.calls).toEqual([['7', 'done', 'steht in Magicline']]);
    expect(dialog()).toBeNull();
    expect((document.activeElement as HTMLElement).closest('[data-item]')).toBeTruthy();
  });

  it.each(['sendAgain', 'done'] as const)('needs no note to %s', async (action) => {
    const { backend } = await ask(action);
    expect(screen.getByLabelText('Notiz (freiwillig)')).toBe(field());
    await confirm();
    expect(backend.staffAct.mock.calls).toEqual([['7', action, '']]);
  });

  it('needs a note to be thrown away', async () => {
    const { backend } = await ask('cancel');
    expect(document.activeElement).toBe(screen.getByLabelText('Notiz'));
    expect(field().getAttribute('aria-required')).toBe('true');
    await fireEvent.input(field(), { target: { value: '   ' } });
    await confirm();
    expect(backend.staffAct).not.toHaveBeenCalled();
    expect([dialog()?.open, field().getAttribute('aria-invalid')]).toEqual([true, 'true']);
    const help = document.getElementById(field().getAttribute('aria-describedby') ?? '');
    expect(help?.textContent).toContain('Ohne Notiz lässt sich nichts verwerfen.');
    expect(help?.getAttribute('aria-live')).toBe('assertive');
    await fireEvent.input(field(), { target: { value: 'Doppelt gebucht' } });
    expect(field().getAttribute('aria-invalid')).toBe('false');
    await confirm();
    expect(backend.staffAct.mock.calls).toEqual([['7', 'cancel', 'Doppelt gebucht']]);
  });

  it('can be left, and nothing has happened', async () => {
    const { backend } = await ask('cancel');
    await fireEvent.click(screen.getByTestId('staff-back'));
    await settled();
    expect([dialog(), backend.staffAct.mock.calls.length]).toEqual([null, 0]);
    expect(document.activeElement).toBe(button('cancel'));
  });

  it('keeps the question and the note when the desk does not take it', async () => {
    const { backend } = await ask('cancel');
    backend.staffAct.mockRejectedValueOnce(undefined);
    await fireEvent.input(field(), { target: { value: 'Doppelt' } });
    await confirm();
    expect(dialog()?.open).toBe(true);
    expect(field().value).toBe('Doppelt');
    expect(screen.getByTestId('staff-hindrance').textContent).toContain('Portico hat das nicht angenommen.');
    await confirm();
    expect(backend.staffAct).toHaveBeenCalledTimes(2);
    expect(dialog()).toBeNull();
  });

  it('keeps Tab inside', async () => {
    await ask('cancel');
    const last = screen.getByTestId('staff-confirm');
    last.focus();
    await fireEvent.keyDown(last, { key: 'Tab' });
    expect(document.activeElement).toBe(field());
    await fireEvent.keyDown(field(), { key: 'Tab', shiftKey: true });
    expect(document.activeElement).toBe(last);
  });
});

describe('an item that moves on while it is asked about', () => {
  it('waits while it is being sent, and keeps the note', async () => {
    const { backend, opens } = await ask('cancel', waiting);
    await fireEvent.input(field(), { target: { value: 'Doppelt' } });
    await opens([{ ...waiting, state: 'sending', actions: [] }]);
    expect(screen.getByTestId('staff-hindrance').textContent).toBe('Wird gerade gesendet, einen Moment.');
    expect(told('aria-labelledby')).toBe('Wirklich verwerfen?');
    await confirm();
    expect(backend.staffAct).not.toHaveBeenCalled();
    await opens([{ ...waiting, attempts: 2 }]);
    expect(screen.getByTestId('staff-hindrance').textContent).toBe('');
    await confirm();
    expect(backend.staffAct.mock.calls).toEqual([['7', 'cancel', 'Doppelt']]);
  });

  it('says what it has become, when that changes what would happen', async () => {
    const { opens } = await ask('cancel', waiting);
    expect(told('aria-describedby')).toContain('Der Besuch wird nie gemeldet');
    await opens([{ ...waiting, state: 'unknown', reason: 'answerLost', actions: ['done', 'cancel'] }]);
    expect(told('aria-describedby')).toContain('Was vielleicht schon angekommen ist');
  });

  it('says so when it is over', async () => {
    const { backend, opens } = await ask('cancel', waiting);
    await fireEvent.input(field(), { target: { value: 'Doppelt' } });
    await opens([]);
    expect(screen.getByTestId('staff-hindrance').textContent).toContain('hat sich inzwischen geändert');
    expect(screen.getByTestId('staff-confirm').getAttribute('aria-disabled')).toBe('true');
    await confirm();
    expect(backend.staffAct).not.toHaveBeenCalled();
    await fireEvent.click(screen.getByTestId('staff-back'));
    await settled();
    expect(dialog()).toBeNull();
  });
});

it('goes with the names when the window locks', async () => {
  const { tells } = await ask('cancel');
  await fireEvent.input(field(), { target: { value: 'Anna rief an' } });
  tells({ staff: 'locked', problem: null, waitUntilMs: null });
  await settled();
  expect(dialog()).toBeNull();
  expect(document.documentElement.outerHTML).not.toContain('Anna');
});
