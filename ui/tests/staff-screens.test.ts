import { cleanup, fireEvent, render, screen, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { InboxItem, StaffDesk } from '$/lib/backend/bindings';
import { speak } from '$/lib/i18n/locale.svelte';
import StaffWindow from '$/views/staff/StaffWindow.svelte';
import { desk, staffDesk, staffItem } from './support';

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

const plain = (element: Element | null | undefined) => element?.textContent?.replace(/\s+/g, ' ').trim();
const text = (id: string) => plain(screen.getByTestId(id));
const row = (id: string) => document.querySelector<HTMLElement>(`[data-item="${id}"]`) as HTMLElement;
const button = (id: string, action: string) =>
  row(id)?.querySelector<HTMLElement>(`[data-action="${action}"]`) as HTMLElement;
const line = (change: Partial<StaffDesk['line']>) => ({ line: { ...staffDesk.line, ...change } });

async function open(change: Partial<StaffDesk>) {
  const played = desk();
  render(StaffWindow, { backend: played.backend });
  await tick();
  const opens = async (next: Partial<StaffDesk>) => {
    played.opens(next);
    await tick();
    await tick();
  };
  await opens(change);
  return { ...played, opens };
}

const three: InboxItem[] = ['1', '2', '3'].map((id) => ({ ...staffItem, id, name: `Mitglied ${id}` }));

describe('the line', () => {
  it('is one calm word when there is nothing to do', async () => {
    await open({});
    expect(text('line-calm')).toBe('Offen nichts');
    expect(screen.queryByTestId('line-waiting')).toBeNull();
    expect(text('line-vendor')).toBe('Magicline erreichbar');
    expect(text('line-directory')).toMatch(/^Mitgliederliste 1\.204 vor /);
  });

  it('does not call empty what it cannot read', async () => {
    await open(line({ store: 'keychainLocked' }));
    expect(text('line-calm')).toBe('Offen unbekannt');
    expect(text('staff-none')).toBe('Wegen der Störung oben fehlt hier vielleicht etwas.');
  });

  it('says how many wait, what they are worth, how old the oldest is and when the next try comes', async () => {
    await open(
      line({
        waiting: 2,
        person: 1,
        amounts: [
          { minor: 65_330, currency: 'EUR' },
          { minor: 500, currency: 'CHF' },
        ],
        oldestMs: now - 130 * 60_000,
        nextTryMs: now + 38_000,
      }),
    );
    expect(text('line-waiting')).toBe('Zu senden 2 in 38 Sek.');
    expect(text('line-amounts')).toBe('Offener Wert 653,30 €5,00 CHF');
    expect(text('line-oldest')).toBe('Ältester Eintrag vor 2 Std.');
    await vi.advanceTimersByTimeAsync(37_000);
    expect(text('line-next')).toBe('in 1 Sek.');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(text('line-next')).toBe('jetzt');
  });

  it('says when everything that waits is held up', async () => {
    await open(line({ waiting: 2 }));
    expect(text('line-next')).toBe('angehalten');
  });

  it('says aloud what changes, and not what counts down', async () => {
    const { opens } = await open(line({ waiting: 2, person: 1, nextTryMs: now + 60_000 }));
    const counts = screen.getByTestId('staff-counts');
    expect([counts.getAttribute('role'), plain(counts)]).toEqual(['status', 'Für Sie: 1. Zu senden: 2.']);
    const before = counts.firstChild;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(counts.firstChild).toBe(before);
    expect(screen.getByTestId('staff-line').closest('[aria-live]')).toBeNull();
    await opens(line({ waiting: 0, person: 3 }));
    expect(plain(counts)).toBe('Für Sie: 3. Zu senden: 0.');
  });

  it('says what is wrong with a reader, there and below with what to do', async () => {
    const readers = [
      { name: 'Eingang', state: 'alive' },
      { name: 'Eingang', state: 'gone' },
    ] as const;
    await open(line({ readers: [...readers] }));
    const [good, bad] = screen.getAllByTestId('line-reader');
    expect([plain(good), plain(bad)]).toEqual(['Eingang: bereit', 'Eingang: antwortet nicht']);
    expect(text('staff-reader')).toBe(
      'Der Leser „Eingang“ antwortet nicht. Kabel prüfen; er startet von selbst wieder.',
    );
  });

  it('does not call a reader that types broken, nor ready', async () => {
    await open(line({ readers: [{ name: 'Scanner', state: 'unwatched' }] }));
    expect(plain(screen.getByTestId('line-reader'))).toBe('Scanner: tippt wie eine Tastatur, nicht prüfbar');
    expect(screen.queryByTestId('staff-reader')).toBeNull();
  });

  it('says what is wrong with a door, there and below with what to do, and nothing where there is none', async () => {
    await open(line({ outputs: [{ name: 'Drehkreuz', state: 'gone' }] }));
    expect(plain(screen.getByTestId('line-output'))).toBe('Drehkreuz: antwortet nicht');
    expect(text('staff-output')).toContain('Bis dahin von Hand öffnen.');
  });

  it('locks', async () => {
    const { backend, tells } = await open({ items: three });
    await fireEvent.click(screen.getByTestId('staff-lock'));
    expect(backend.staffLock).toHaveBeenCalledTimes(1);
    tells({ staff: 'locked', problem: null, waitUntilMs: null });
    await tick();
    expect(document.body.innerHTML).not.toMatch(/Mitglied|Magicline/);
  });
});

describe('alarms', () => {
  it('stand in a place that is listened to before there are any', async () => {
    const { opens, backend } = await open({});
    const place = screen.getByTestId('staff-alarms');
    expect(place.getAttribute('aria-live')).toBe('polite');
    expect(place.childElementCount).toBe(0);
    await opens({
      ...line({ store: 'diskFull' }),
      alarms: [
        { alarm: 'accessWithdrawn', device: null, sinceMs: now - 60_000, heldUp: 1 },
        { alarm: 'storeSetAside', file: 'outbox.damaged', sinceMs: now },
      ],
    });
    expect(within(place).getByRole('alert').textContent).toContain('Die Festplatte ist voll');
    const [withdrawn, aside] = screen.getAllByTestId('staff-alarm');
    expect(plain(withdrawn)).toContain('seit 09:01 nicht mehr an.');
    expect(plain(withdrawn)).toContain('Ein Eintrag wartet darauf.');
    await fireEvent.click(within(aside as HTMLElement).getByRole('button', { name: 'Verstanden' }));
    expect(backend.staffDismiss).toHaveBeenCalledWith('outbox.damaged');
  });

  it('include that the desk did not take a press', async () => {
    const { backend } = await open({});
    backend.staffExport.mockRejectedValueOnce(undefined);
    await fireEvent.click(screen.getByTestId('staff-export'));
    await tick();
    expect(text('staff-silent')).toContain('Portico hat das nicht angenommen.');
  });
});

describe('the tabs', () => {
  it('are tabs, with what the desk counts', async () => {
    const { backend } = await open({ ...line({ person: 3, waiting: 2 }), items: three });
    const tabs = screen.getAllByRole('tab');
    expect(tabs.map((tab) => [plain(tab), tab.getAttribute('aria-selected'), tab.tabIndex])).toEqual([
      ['Für Sie3', 'true', 0],
      ['Wartet2', 'false', -1],
      ['Erledigt', 'false', -1],
    ]);
    const panel = screen.getByRole('tabpanel');
    expect(panel.getAttribute('aria-labelledby')).toBe(tabs[0]?.id);
    expect(tabs[0]?.getAttribute('aria-controls')).toBe(panel.id);
    await fireEvent.keyDown(tabs[0] as HTMLElement, { key: 'ArrowLeft' });
    expect(backend.staffFilter).toHaveBeenLastCalledWith({ tab: 'over', kind: null });
    expect(document.activeElement).toBe(tabs[2]);
    await fireEvent.click(tabs[1] as HTMLElement);
    expect(backend.staffFilter).toHaveBeenLastCalledWith({ tab: 'waiting', kind: null });
  });

  it('keep the kind that is listed, and show the one that is', async () => {
    const { backend, opens } = await open({});
    const select = screen.getByTestId<HTMLSelectElement>('staff-kind');
    await fireEvent.change(select, { target: { value: 'sale' } });
    expect(backend.staffFilter).toHaveBeenLastCalledWith({ tab: 'person', kind: 'sale' });
    await opens({ filter: { tab: 'person', kind: 'sale' } });
    expect(text('staff-none')).toBe('Von dieser Art ist hier nichts.');
    await fireEvent.click(screen.getByTestId('staff-tab-over'));
    expect(backend.staffFilter).toHaveBeenLastCalledWith({ tab: 'over', kind: 'sale' });
    backend.staffFilter.mockRejectedValueOnce(undefined);
    await fireEvent.change(select, { target: { value: 'lead' } });
    await tick();
    expect(select.value).toBe('sale');
  });

  it('say when there is nothing in them', async () => {
    const { opens } = await open({});
    const said = [text('staff-none')];
    for (const tab of ['waiting', 'over'] as const) {
      await opens({ filter: { tab, kind: null } });
      said.push(text('staff-none'));
    }
    expect(said).toEqual([
      'Für Sie ist nichts zu tun.',
      'Alles ist gesendet.',
      'Hier steht bald, was erledigt ist.',
    ]);
  });

  it('ask for more and say where an export went', async () => {
    const { backend, opens } = await open({ items: three, more: true });
    await fireEvent.click(screen.getByTestId('staff-more'));
    expect(backend.staffMore).toHaveBeenCalledTimes(1);
    await fireEvent.click(screen.getByTestId('staff-export'));
    await opens({ items: three, exported: { file: '/x.csv', items: 3 } });
    expect(screen.getByTestId('staff-exported').closest('[role="status"]')).toBeTruthy();
    expect(text('staff-exported')).toBe('3 Einträge exportiert: /x.csv');
  });
});

describe('an item', () => {
  it('says who, what, when, why and how much', async () => {
    await open({
      items: [
        {
          ...staffItem,
          happenedMs: now - 60_000,
          attempts: 2,
          vendorWords: 'Gesperrt.',
          credit: { before: 2000, after: null, currency: 'EUR' },
          traceId: 'ab12',
          note: 'Angerufen.',
        },
      ],
    });
    expect(plain(row('7'))).toContain('Anna Beispiel 4,50 €');
    expect(plain(row('7')?.querySelector('.facts'))).toBe('Ungewiss Verkauf 09:01 2 Versuche Vorgang ab12');
    const told = [...(row('7')?.querySelectorAll('.told') ?? [])].map(plain);
    expect(told).toEqual([
      'Magicline hat nicht rechtzeitig geantwortet. Sehen Sie in Magicline nach, ob es angekommen ist.',
      'Magicline: „Gesperrt.“',
      'Guthaben vorher 20,00 €, nachher unbekannt',
      'Notiz: Angerufen.',
    ]);
  });

  it('offers what the desk offers, no more, in its order', async () => {
    const { opens } = await open({ items: [{ ...staffItem, actions: ['cancel', 'tryNow'] }] });
    const offered = () => [...row('7').querySelectorAll<HTMLElement>('button')].map((b) => b.dataset.action);
    expect(offered()).toEqual(['cancel', 'tryNow']);
    expect(within(row('7')).getByRole('group', { name: 'Was tun: Anna Beispiel' })).toBeTruthy();
    await opens({ items: [{ ...staffItem, actions: [] }] });
    expect(offered()).toEqual([]);
    await opens({ items: [{ ...staffItem, state: 'sending', actions: [] }] });
    expect(plain(row('7'))).toContain('Wird gerade gesendet …');
  });

  it('tries at once what is safe to try, and only once', async () => {
    const { backend } = await open({ items: [{ ...staffItem, state: 'waiting', actions: ['tryNow'] }] });
    await fireEvent.click(button('7', 'tryNow'));
    await fireEvent.click(button('7', 'tryNow'));
    expect(backend.staffAct.mock.calls).toEqual([['7', 'tryNow', '']]);
    expect(button('7', 'tryNow').getAttribute('aria-disabled')).toBe('true');
    expect(screen.queryByTestId('staff-dialog')).toBeNull();
  });
});

describe('the keyboard', () => {
  const focused = () => (document.activeElement as HTMLElement).dataset;
  const press = (key: string) => fireEvent.keyDown(document.activeElement as HTMLElement, { key });

  it('goes from item to item and into one', async () => {
    await open({ items: three });
    row('1').focus();
    for (const key of ['ArrowUp', 'ArrowDown', 'End', 'ArrowDown']) await press(key);
    expect(focused().item).toBe('3');
    expect([row('1').tabIndex, row('3').tabIndex, button('3', 'done').tabIndex]).toEqual([-1, 0, 0]);
    expect(button('1', 'done').tabIndex).toBe(-1);
    for (const key of ['Enter', 'ArrowRight']) await press(key);
    expect(focused().action).toBe('done');
    for (const key of ['ArrowLeft', 'ArrowLeft']) await press(key);
    expect(focused().item).toBe('3');
    await press('Home');
    expect(focused().item).toBe('1');
  });

  it('finds the next item where one has gone, and the tab after the last', async () => {
    const { opens } = await open({ items: three });
    button('2', 'done').focus();
    await opens({ items: three.filter(({ id }) => id !== '2') });
    expect(focused().item).toBe('3');
    await opens({ items: [] });
    expect(focused().tab).toBe('person');
  });

  it('is left where it is when something else goes', async () => {
    const { opens } = await open({ items: three });
    screen.getByTestId('staff-export').focus();
    await opens({ items: three.slice(1) });
    expect(focused().testid).toBe('staff-export');
    (document.activeElement as HTMLElement).blur();
    await opens({ items: three.slice(2) });
    expect(document.activeElement).toBe(document.body);
  });

  it('stays at an item whose buttons go away while it is sent', async () => {
    const waiting: InboxItem = { ...staffItem, state: 'waiting', actions: ['tryNow', 'cancel'] };
    const { opens } = await open({ items: [waiting] });
    button('7', 'tryNow').focus();
    await opens({ items: [{ ...waiting, state: 'sending', actions: [] }] });
    expect(focused().item).toBe('7');
  });
});

describe('the last cards', () => {
  it('say who, how, where and when, with the vendor’s words', async () => {
    await open({
      taps: [
        {
          atMs: now,
          reader: 'Eingang',
          name: 'Anna',
          verdict: 'refused',
          words: 'Vertrag ruht.',
          door: null,
        },
        { atMs: now, reader: 'Kurse', name: null, verdict: 'letIn', words: null, door: 'unknown' },
      ],
    });
    const [refused, letIn] = screen.getAllByTestId('staff-tap');
    expect(plain(refused)).toBe('Anna 09:02 abgewiesenEingang Vertrag ruht.');
    expect(plain(letIn)).toBe(
      'Ohne Namen 09:02 vorläufig eingelassenKurse Die Tür ist vielleicht nicht aufgegangen.',
    );
  });

  it('say that there were none', async () => {
    await open({});
    expect(screen.getByText('Noch keine, seit Portico läuft.')).toBeTruthy();
  });
});

describe('somebody who is there', () => {
  const move = (screenX: number) => {
    const event = new Event('pointermove', { bubbles: true });
    document.body.dispatchEvent(Object.assign(event, { screenX, screenY: 5 }));
  };

  it.each(['keyDown', 'pointerDown', 'wheel'] as const)('is noticed by %s', async (kind) => {
    const { backend } = await open({});
    await fireEvent[kind](document.body);
    expect(backend.staffSeen).toHaveBeenCalledTimes(1);
  });

  it('is noticed by a mouse that moves, and not by one that lies still', async () => {
    const { backend } = await open({});
    move(1);
    await vi.advanceTimersByTimeAsync(60_000);
    move(1);
    expect(backend.staffSeen).toHaveBeenCalledTimes(1);
    move(2);
    expect(backend.staffSeen).toHaveBeenCalledTimes(2);
  });
});
