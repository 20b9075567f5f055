import { describe, expect, it, vi } from 'vitest';
import { tauriBackend } from '$/lib/backend/tauri';

const { invoke } = vi.hoisted(() => ({ invoke: vi.fn(async () => undefined) }));
vi.mock('@tauri-apps/api/core', () => ({ invoke, Channel: vi.fn() }));

/** What the commands are called and what their arguments are, as the other side spells them. */
describe('what crosses to the desk', () => {
  const file = new Uint8Array([1, 2]);

  it.each<[string, () => Promise<void>, unknown[]]>([
    ['buy', () => tauriBackend.frontBuy(3), ['front_buy', { place: 3 }]],
    [
      'sale',
      () => tauriBackend.frontSale(7, { choice: 'product', shelf: '2' }),
      ['front_sale', { sale: 7, choice: { choice: 'product', shelf: '2' } }],
    ],
    ['act', () => tauriBackend.staffSale(7, 'handedOver'), ['staff_sale', { sale: 7, action: 'handedOver' }]],
    ['top up', () => tauriBackend.staffTopUp(7, 2000), ['staff_top_up', { sale: 7, minor: 2000 }]],
    ['drawer', () => tauriBackend.staffDrawer(), ['staff_drawer']],
    [
      'product',
      () => tauriBackend.staffProduct(1, '2', { change: 'price', minor: 350 }),
      ['staff_product', { place: 1, shelf: '2', change: { change: 'price', minor: 350 } }],
    ],
    ['import', () => tauriBackend.staffImport(3, file), ['staff_import', file, { headers: { place: '3' } }]],
    ['export', () => tauriBackend.staffCatalogue(1), ['staff_catalogue', { place: 1 }]],
    ['sign-up', () => tauriBackend.frontBeginSignUp('trial'), ['front_begin_sign_up', { aim: 'trial' }]],
    [
      'change',
      () => tauriBackend.frontSignUp(7, 3, { input: 'next' }),
      ['front_sign_up', { signUp: 7, revision: 3, input: { input: 'next' } }],
    ],
    [
      'portrait',
      () => tauriBackend.frontPortrait(7, file),
      ['front_portrait', file, { headers: { 'sign-up': '7' } }],
    ],
    ['draft', () => tauriBackend.staffSignUp('a', 'show'), ['staff_sign_up', { draft: 'a', action: 'show' }]],
    ['seen', () => tauriBackend.staffCatalogueSeen(1), ['staff_catalogue_seen', { place: 1 }]],
    ['own PIN', () => tauriBackend.staffOwnPin('1', '2'), ['staff_own_pin', { old: '1', new: '2' }]],
    [
      'person',
      () => tauriBackend.staffPerson({ change: 'remove', id: 2 }),
      ['staff_person', { change: { change: 'remove', id: 2 } }],
    ],
    [
      'activity',
      () => tauriBackend.staffActivity({ wish: 'more' }),
      ['staff_activity', { wish: { wish: 'more' } }],
    ],
  ])('%s', async (_, call, sent) => {
    await call();
    expect(invoke.mock.lastCall).toEqual(sent);
  });
});
