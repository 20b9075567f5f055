import { cleanup, render } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import { shortcutOf } from '$/lib/kiosk/shortcuts';
import { FakeReception } from '$/lib/backend/fake-reception';
import { Seconds } from '$/lib/state/now.svelte';
import { Reception } from '$/lib/state/reception.svelte';
import type { MemberHits, ReceptionView } from '$/lib/backend/bindings';
import MemberFacts from '$/views/staff/reception/MemberFacts.svelte';
import { desk } from './support';

const press = (change: Partial<KeyboardEvent>) => ({
  altKey: false,
  code: '',
  ctrlKey: false,
  key: '',
  metaKey: false,
  repeat: false,
  ...change,
});

const hits = (id: string): MemberHits => ({
  hits: [{ id, firstName: id, lastName: null, number: null, born: null }],
  total: 1,
});

async function view(state: string): Promise<ReceptionView> {
  return new Promise((resolve) => void new FakeReception(state).attach(resolve));
}

describe('shortcuts', () => {
  it.each([
    [{ key: '/', code: 'Slash' }, false, 'lookUp'],
    [{ key: '/', code: 'Slash' }, true, null],
    [{ key: 'k', code: 'KeyK', ctrlKey: true }, true, 'lookUp'],
    [{ key: 'e', code: 'KeyE', altKey: true }, true, 'checkIn'],
    [{ key: '€', code: 'KeyE', altKey: true, ctrlKey: true }, true, null],
    [{ key: 'e', code: 'KeyE' }, false, null],
    [{ key: '?', code: 'Minus' }, false, 'help'],
    [{ key: '?', code: 'Minus' }, true, null],
    [{ key: '/', code: 'Slash', repeat: true }, false, null],
  ] as const)('%o in a field %s: %s', (change, inField, expected) => {
    expect(shortcutOf(press(change), inField)).toBe(expected);
  });

  it('does nothing for what a reader types', () => {
    for (const key of '0123456789abcdefABCDEF;:{}"-')
      expect(shortcutOf(press({ key, code: `Key${key.toUpperCase()}` }), false)).toBe(null);
    expect(shortcutOf(press({ key: 'Enter', code: 'Enter' }), false)).toBe(null);
  });
});

describe('the look-up', () => {
  it('shows only what was found for what was typed last', async () => {
    const played = desk();
    const answers: ((found: MemberHits) => void)[] = [];
    played.backend.staffLookUp.mockImplementation(() => new Promise((answer) => answers.push(answer)));
    const reception = new Reception(played.backend);
    const [first, second] = [reception.look('a'), reception.look('an')];
    answers[1]?.(hits('second'));
    await second;
    answers[0]?.(hits('first'));
    await first;
    expect(reception.hits?.hits[0]?.id).toBe('second');
  });

  it('asks again when the list is another one', async () => {
    const played = desk();
    const reception = new Reception(played.backend);
    reception.attach();
    await reception.look('anna');
    played.receives(await view('reception'));
    expect(played.backend.staffLookUp).toHaveBeenCalledTimes(2);
  });

  it('never shows the picture of somebody else, and keeps nothing', async () => {
    const played = desk();
    const reception = new Reception(played.backend);
    reception.attach();
    const open = await view('reception-member');
    let give: (data: string) => void = () => undefined;
    played.backend.staffMemberPicture.mockImplementation(() => new Promise((answer) => (give = answer)));
    played.receives(open);
    const other = open.open && { ...open, open: { ...open.open, card: 99, picture: 'nothing' as const } };
    if (other) played.receives(other);
    give('data:,first');
    await Promise.resolve();
    await Promise.resolve();
    expect(reception.picture).toBe(null);
    reception.dispose();
    expect([reception.view, reception.hits, reception.query]).toEqual([null, null, '']);
  });
});

describe('a member who is open', () => {
  afterEach(cleanup);

  it('has every part in its place before Magicline has told any', async () => {
    const { open } = await view('reception-member');
    if (!open) throw new Error('nobody is open');
    const places = () =>
      [...document.querySelectorAll<HTMLElement>('dl > div')].map((part) => part.dataset.testid);
    const props = { card: open, seconds: new Seconds(), tag: 'de-DE' };
    const { rerender } = render(MemberFacts, props);
    const known = places();
    const asked = { part: 'asked' } as const;
    await rerender({
      card: { ...open, record: asked, contracts: asked, account: asked, visits: asked },
    });
    expect(places()).toEqual(known);
    expect(known).toHaveLength(5);
  });
});
