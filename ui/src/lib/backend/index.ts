import type { Backend } from './backend';
import { tauriBackend } from './tauri';

export type { Backend, Spoken } from './backend';

/** The desk behind this window; in a plain browser under development, a played one. */
export async function connect(place: { search: string }): Promise<Backend> {
  // Decided at build time, so that a released interface cannot be talked into a played desk.
  if (import.meta.env.DEV || import.meta.env.MODE === 'fake') {
    if (!('__TAURI_INTERNALS__' in window)) {
      const { fakeBackend } = await import('./fake');
      return fakeBackend(new URLSearchParams(place.search));
    }
  }
  return tauriBackend;
}
