import { vi } from 'vitest';
import type { Backend } from '$/lib/backend';
import type { FrontMessage, Screen, SetupView, StudioView } from '$/lib/backend/bindings';

export const studio: StudioView = { name: 'Studio Lindenhof', logo: null, language: 'de', practice: false };

export const setupView: SetupView = {
  step: 'account',
  tenant: '',
  keyStored: false,
  checks: [],
  problem: null,
  working: false,
  studio: null,
  address: null,
  devices: [],
  ports: [],
  tap: { state: 'notAsked' },
};

/** A desk a test speaks for. */
export function desk() {
  let send: (message: FrontMessage) => void = () => undefined;
  const done = () => vi.fn(async () => undefined);
  const backend = {
    frontAttach: vi.fn(async (listener: (message: FrontMessage) => void) => {
      send = listener;
    }),
    frontLanguage: done(),
    setupAccount: done(),
    setupStudio: done(),
    setupDevice: done(),
    setupPorts: done(),
    setupReader: done(),
    setupTap: done(),
    setupLanguage: done(),
    setupBack: done(),
    practiceAttach: done(),
    practiceTap: done(),
    practiceFault: done(),
    practiceCable: done(),
  } satisfies Backend;
  return {
    backend,
    says: (change: Partial<StudioView>) => send({ type: 'studio', ...studio, ...change }),
    shows: (screen: Screen) => send({ type: 'screen', ...screen }),
  };
}
