import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchCameras } from '$/lib/camera/eye';
import { speak } from '$/lib/i18n/locale.svelte';
import FrontWindow from '$/views/FrontWindow.svelte';
import { desk, setupView } from './support';

beforeEach(() => speak('de'));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const card = () => screen.queryByTestId('setup-reader-camera');

/** What the web view says it has, and how that changes. */
function cameras() {
  const devices = Object.assign(new EventTarget(), { enumerateDevices: vi.fn(async () => [] as unknown) });
  vi.stubGlobal('navigator', { ...navigator, language: 'de-DE', mediaDevices: devices });
  const plug = (...kinds: string[]) => {
    devices.enumerateDevices.mockResolvedValue(kinds.map((kind) => ({ kind })));
    devices.dispatchEvent(new Event('devicechange'));
  };
  return { plug, lists: devices.enumerateDevices };
}

async function asked() {
  const played = desk();
  render(FrontWindow, { backend: played.backend });
  played.says({});
  const connected = (camera: boolean) => ({ ...setupView.connected, camera });
  const shows = async (camera: boolean) => {
    played.shows({ screen: 'setup', ...setupView, step: 'reader', connected: connected(camera) });
    await tick();
  };
  await shows(true);
  return { ...played, next: shows };
}

it('offers a camera only while the web view has one', async () => {
  const { plug } = cameras();
  const { backend, next } = await asked();
  expect(card()).toBeNull();
  plug('audioinput', 'videoinput');
  await vi.waitFor(() => expect(card()).not.toBeNull());
  await next(false);
  await fireEvent.click(screen.getByTestId('setup-reader-camera'));
  expect(card()?.getAttribute('aria-pressed')).toBe('false');
  await next(true);
  await fireEvent.click(screen.getByTestId('setup-reader-camera'));
  await fireEvent.click(screen.getByTestId('setup-next'));
  expect(backend.setupReader).toHaveBeenCalledWith({ kind: 'camera' });
  plug('audioinput');
  await vi.waitFor(() => expect(card()).toBeNull());
});

it('offers none where the web view knows no cameras, or keeps them to itself', async () => {
  await asked();
  expect(card()).toBeNull();
  cleanup();
  const devices = Object.assign(new EventTarget(), { enumerateDevices: () => Promise.reject(new Error()) });
  vi.stubGlobal('navigator', { ...navigator, language: 'de-DE', mediaDevices: devices });
  await asked();
  await tick();
  expect(card()).toBeNull();
});

it('asks for a list of devices once, and again only at a change', async () => {
  const { plug, lists } = cameras();
  const told: boolean[] = [];
  const join = () => watchCameras(window, (some) => told.push(some));
  join()();
  await tick();
  const leave = join();
  expect([lists.mock.calls.length, told]).toEqual([1, [false]]);
  plug('videoinput');
  await vi.waitFor(() => expect(told).toEqual([false, true]));
  leave();
  plug();
  await tick();
  join();
  expect([lists.mock.calls.length, told]).toEqual([3, [false, true, false]]);
});

it('asks again where it was not told', async () => {
  const { lists } = cameras();
  lists.mockRejectedValueOnce(new Error());
  lists.mockResolvedValueOnce([{ kind: 'videoinput' }]);
  const told: boolean[] = [];
  const join = () => watchCameras(window, (some) => told.push(some));
  join();
  await vi.waitFor(() => expect(told).toEqual([false]));
  join();
  await vi.waitFor(() => expect(told).toEqual([false, true, true]));
});
