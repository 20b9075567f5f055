import { cleanup, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CameraState } from '$/lib/backend/bindings';
import { AGAIN_MS, LOOK_MS, lookThrough, type Eye } from '$/lib/camera/look';
import { pictureOf } from '$/lib/camera/picture';
import { speak } from '$/lib/i18n/locale.svelte';
import FrontWindow from '$/views/FrontWindow.svelte';
import { desk, idleView } from './support';

beforeEach(() => {
  vi.useFakeTimers();
  speak('de');
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const refused = (name: string) => new DOMException('', name);

/** A camera somebody plugs in and out. Its pictures count up. */
function camera(trouble: DOMException | null = null) {
  const played = { trouble, opened: 0, open: 0, shots: 0, blind: false, lose: () => {}, plug: () => {} };
  const eye: Eye = {
    async open(lost) {
      if (played.trouble) throw played.trouble;
      played.opened += 1;
      played.open += 1;
      played.lose = lost;
      return {
        picture: () => (played.blind ? null : Uint8Array.of((played.shots += 1))),
        close: () => void (played.open -= 1),
      };
    },
    changed(tell) {
      played.plug = tell;
      return () => void (played.plug = () => {});
    },
  };
  return { played, eye };
}

/** Looks through it, for a desk that looks at every picture for as long as the test likes. */
function looking(trouble: DOMException | null = null) {
  const { played, eye } = camera(trouble);
  const asked = { wanted: true, at: [] as number[], answer: () => {} };
  const told: CameraState[] = [];
  const stop = lookThrough(eye, {
    hand: (picture) => {
      asked.at.push(picture[0] ?? 0);
      return new Promise((go) => (asked.answer = go));
    },
    tell: (state) => told.push(state),
    wanted: () => asked.wanted,
  });
  return { played, asked, told, stop };
}

describe('looking through a camera', () => {
  it('takes the next picture when the last was looked at, and a moment later', async () => {
    const { asked, told, stop } = looking();
    await pass(0);
    expect([asked.at, told]).toEqual([[1], ['running']]);
    await pass(60_000);
    expect(asked.at).toEqual([1]);
    asked.answer();
    await pass(LOOK_MS - 1);
    expect(asked.at).toEqual([1]);
    await pass(1);
    expect(asked.at).toEqual([1, 2]);
    stop();
  });

  it('takes about five a second of a desk that answers at once', async () => {
    const { eye } = camera();
    const hand = vi.fn(async () => undefined);
    const stop = lookThrough(eye, { hand, tell: () => undefined, wanted: () => true });
    await pass(10_000);
    expect(hand.mock.calls.length).toBeGreaterThan(45);
    expect(hand.mock.calls.length).toBeLessThan(60);
    stop();
  });

  it('goes on after a picture that the desk has not taken', async () => {
    const { eye } = camera();
    const hand = vi.fn(() => Promise.reject(new Error('not taken')));
    const stop = lookThrough(eye, { hand, tell: () => undefined, wanted: () => true });
    await pass(10 * LOOK_MS);
    expect(hand.mock.calls.length).toBeGreaterThan(5);
    stop();
  });

  it('takes none while nobody is asked to hold anything up, nor before it sees anything', async () => {
    const { asked, played, stop } = looking();
    asked.wanted = false;
    await pass(0);
    asked.answer();
    await pass(5_000);
    const before = played.shots;
    played.blind = asked.wanted = true;
    await pass(5_000);
    expect([played.shots, asked.at.length]).toEqual([before, before]);
    played.blind = false;
    await pass(LOOK_MS);
    expect(asked.at.length).toBe(before + 1);
    stop();
  });

  it.each([
    ['NotAllowedError', 'denied'],
    ['SecurityError', 'denied'],
    ['NotReadableError', 'inUse'],
    ['NotFoundError', 'missing'],
    ['OverconstrainedError', 'missing'],
  ] as const)('says of %s that it is %s, once, and tries again', async (name, state) => {
    const { played, told, stop } = looking(refused(name));
    await pass(5 * AGAIN_MS);
    expect(told).toEqual([state]);
    played.trouble = null;
    await pass(AGAIN_MS);
    expect(told).toEqual([state, 'running']);
    stop();
  });

  it('tries at once when a camera was plugged in, and has one open at a time', async () => {
    const { played, told, stop } = looking(refused('NotFoundError'));
    await pass(0);
    played.trouble = null;
    played.plug();
    played.plug();
    await pass(0);
    played.plug();
    await pass(10 * AGAIN_MS);
    expect([told, played.opened]).toEqual([['missing', 'running'], 1]);
    stop();
  });

  it('notices that it was unplugged and waits for it', async () => {
    const { played, told, stop } = looking();
    await pass(0);
    played.trouble = refused('NotFoundError');
    played.lose();
    await pass(3 * AGAIN_MS);
    expect([told, played.open]).toEqual([['running', 'missing'], 0]);
    played.trouble = null;
    await pass(AGAIN_MS);
    expect(told.at(-1)).toBe('running');
    stop();
  });

  it('lets go of the camera when it stops, also of one that opens only then', async () => {
    const { played, asked, told, stop } = looking();
    await pass(0);
    stop();
    asked.answer();
    await pass(10 * AGAIN_MS);
    expect([played.open, asked.at.length]).toEqual([0, 1]);
    const late = looking();
    late.stop();
    await pass(10 * AGAIN_MS);
    expect([late.played.opened, late.played.open, late.told]).toEqual([1, 0, []]);
    expect(told).toEqual(['running']);
  });
});

describe('a picture', () => {
  it('is its size, the lower byte first, and a byte of grey for every pixel', () => {
    const data = new Uint8ClampedArray(4 * 300);
    data.set([255, 255, 255, 255, 0, 0, 0, 255, 255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255]);
    const picture = pictureOf({ width: 300, height: 1, data });
    expect([...picture.subarray(0, 9)]).toEqual([44, 1, 1, 0, 255, 0, 76, 149, 29]);
    expect(picture.length).toBe(304);
  });
});

describe('the camera of the member’s screen', () => {
  const hint = () => document.querySelector('.hint')?.textContent;

  async function opened(trouble: DOMException | null = null) {
    const { played, eye } = camera(trouble);
    const front = desk();
    render(FrontWindow, { backend: front.backend, eye });
    front.says({});
    front.shows({ screen: 'idle', ...idleView });
    await tick();
    await pass(1_000);
    return { played, ...front };
  }

  it('is left alone until the desk says that there is one', async () => {
    const { played, shows, backend } = await opened();
    expect([played.opened, hint()]).toEqual([0, 'Kurz dranhalten genügt. Den Rest übernehmen wir.']);
    shows({ screen: 'idle', ...idleView, camera: true });
    await pass(1_000);
    expect([played.opened, backend.frontCamera.mock.calls]).toEqual([1, [['running']]]);
    expect(hint()).toContain('QR-Code');
    expect(backend.frontPicture.mock.calls.length).toBeGreaterThan(3);
  });

  it('is looked through at idle and beside a verdict, and at no other time', async () => {
    const { played, shows } = await opened();
    shows({ screen: 'idle', ...idleView, camera: true });
    const taken = async () => {
      await pass(LOOK_MS);
      const before = played.shots;
      await pass(2_000);
      return played.shots > before;
    };
    expect(await taken()).toBe(true);
    shows({ screen: 'busy', tap: 1 });
    expect(await taken()).toBe(false);
    shows({ screen: 'verdict', tap: 1, shownForMs: 1, verdict: 'refused', message: null });
    expect(await taken()).toBe(true);
    shows({ screen: 'outOfOrder', reason: 'cameraDenied' });
    expect(await taken()).toBe(false);
    expect([played.opened, played.open]).toEqual([1, 1]);
  });

  it('sends nobody to a camera that sees nothing, and looks for it while the desk is out of order', async () => {
    const { played, shows, backend } = await opened(refused('NotFoundError'));
    shows({ screen: 'idle', ...idleView, camera: true });
    await pass(1_000);
    expect(hint()).not.toContain('QR-Code');
    shows({ screen: 'outOfOrder', reason: 'cameraMissing' });
    await tick();
    expect(screen.getByTestId('screen-out-of-order').textContent).toContain('Kamera');
    played.trouble = null;
    await pass(AGAIN_MS);
    expect(backend.frontCamera.mock.calls).toEqual([['missing'], ['running']]);
  });

  it('is let go when the desk needs none any more', async () => {
    const { played, shows } = await opened();
    shows({ screen: 'idle', ...idleView, camera: true });
    await pass(1_000);
    shows({ screen: 'idle', ...idleView });
    await pass(1_000);
    expect(played.open).toBe(0);
  });
});
