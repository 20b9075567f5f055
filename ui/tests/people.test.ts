import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import axe from 'axe-core';
import { tick } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { StaffDesk } from '$/lib/backend/bindings';
import { activityAfter, teamOf } from '$/lib/backend/fake-people';
import { speak } from '$/lib/i18n/locale.svelte';
import StaffWindow from '$/views/staff/StaffWindow.svelte';
import { desk, staffDesk } from './support';

const now = new Date(2026, 10, 23, 9, 2).getTime();

beforeEach(() => {
  vi.spyOn(navigator, 'language', 'get').mockReturnValue('de-DE');
  speak('de');
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function () {
    this.open = false;
    this.dispatchEvent(new Event('close'));
  };
});
afterEach(cleanup);

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

const press = (id: string) => fireEvent.click(screen.getByTestId(id));
const type = (id: string, value: string) => fireEvent.input(screen.getByTestId(id), { target: { value } });
const confirm = () =>
  fireEvent.submit(screen.getByTestId('staff-dialog').querySelector('form') as HTMLElement);
const text = (id: string) => screen.getByTestId(id).textContent?.replace(/\s+/g, ' ').trim();

it('says who is signed in, and shows nobody what their role may not do', async () => {
  await open(teamOf('technician'));
  expect(screen.getByTestId('staff-me').getAttribute('aria-label')).toContain('Clara, Technik');
  expect(screen.queryByTestId('staff-tab-person')).toBeNull();
  expect(screen.queryByTestId('staff-export')).toBeNull();
  expect(text('staff-refused')).toBe('Einträge klärt nur, wer am Empfang arbeitet oder die Leitung hat.');
  await press('staff-me');
  expect(screen.queryByTestId('team-people')).toBeNull();
  expect(screen.getByTestId('own-pin')).toBeTruthy();
});

it('keeps the reception from the files and the team', async () => {
  await open(teamOf('reception'));
  expect(screen.getByTestId('staff-tab-person')).toBeTruthy();
  expect(screen.queryByTestId('staff-export')).toBeNull();
  expect(screen.queryByTestId('staff-refused')).toBeNull();
  await press('staff-me');
  expect(screen.queryByTestId('team-activity')).toBeNull();
});

it('takes somebody into the team once both PINs are the same, and says what the desk says', async () => {
  const { backend, opens } = await open(teamOf(''));
  await press('staff-me');
  await press('person-add');
  await type('person-name', 'Dora');
  await type('person-pin', '2468');
  await type('person-again', '2469');
  await confirm();
  expect(text('staff-hindrance')).toBe('Das waren zwei verschiedene PINs.');
  expect(backend.staffPerson).not.toHaveBeenCalled();
  await type('person-again', '2468');
  await confirm();
  expect(backend.staffPerson.mock.calls).toEqual([
    [{ change: 'add', name: 'Dora', role: 'reception', pin: '2468' }],
  ]);
  // A view that answers something else, such as a tap, is no answer.
  await opens(teamOf(''));
  expect(text('staff-hindrance')).toBe('');
  await opens({ ...teamOf(''), answer: { number: 1, problem: 'pinTaken' } });
  expect(text('staff-hindrance')).toBe('Diese PIN geht nicht. Nehmen Sie eine andere.');
  await confirm();
  await opens({ ...teamOf(''), answer: { number: 2, problem: null } });
  await vi.waitFor(() => expect(screen.queryByTestId('staff-dialog')).toBeNull());
});

it('does not offer what would leave nobody to manage the team', async () => {
  await open(teamOf(''));
  await press('staff-me');
  const of = (id: number) =>
    [...document.querySelectorAll<HTMLElement>(`[data-person="${id}"] [data-action]`)].map(
      ({ dataset }) => dataset.action,
    );
  expect(of(1)).toEqual(['rename']);
  expect(of(2)).toEqual(['rename', 'role', 'pin', 'remove']);
});

it('lists who did what, asks for more and for one person alone, and stops when it is left', async () => {
  const { backend, opens } = await open(teamOf(''));
  await press('staff-me');
  await press('team-activity');
  expect(backend.staffActivity.mock.calls).toEqual([[{ wish: 'show', person: null }]]);
  const known = { ...staffDesk, ...teamOf('') };
  await opens({ ...teamOf(''), activity: activityAfter(known, { wish: 'show', person: null }, now) });
  const lines = screen.getAllByTestId('activity-line');
  expect(lines[1]?.textContent).toMatch(/Anna.*hat Bargeld angenommen.*20,00/s);
  expect(lines[8]?.textContent).toContain('jemand, der nicht mehr da ist (Nr. 7)');
  await press('activity-more');
  await fireEvent.change(screen.getByTestId('activity-person'), { target: { value: '2' } });
  await press('activity-export');
  await press('team-people');
  expect(backend.staffActivity.mock.calls.slice(1)).toEqual([
    [{ wish: 'more' }],
    [{ wish: 'show', person: 2 }],
    [{ wish: 'export' }],
    [{ wish: 'hide' }],
  ]);
});

it('has names and roles for everything', async () => {
  const { opens } = await open(teamOf('people-long'));
  await press('staff-me');
  const violations = async () => {
    const { violations: found } = await axe.run(document.body, {
      rules: { 'color-contrast': { enabled: false }, 'target-size': { enabled: false } },
    });
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  };
  expect(await violations()).toEqual([]);
  await press('person-add');
  expect(await violations()).toEqual([]);
  await press('staff-back');
  await press('team-activity');
  const known = { ...staffDesk, ...teamOf('people-long') };
  await opens({
    ...teamOf('people-long'),
    activity: activityAfter(known, { wish: 'show', person: null }, now),
  });
  expect(await violations()).toEqual([]);
}, 60_000);
