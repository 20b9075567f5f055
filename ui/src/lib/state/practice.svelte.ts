import type { Backend } from '../backend';
import type { PracticeFaultKind, PracticeView } from '../backend/bindings';

/** The trainer's panel. */
export class Practice {
  view = $state.raw<PracticeView>({ cards: [], fault: null, journal: [], readerConnected: true });
  #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  attach(): Promise<void> {
    return this.#backend.practiceAttach((view) => {
      this.view = view;
    });
  }

  tap(card: string): Promise<void> {
    return this.#backend.practiceTap(card);
  }

  /** Pressing the fault that is on switches it off. */
  toggleFault(kind: PracticeFaultKind | null): Promise<void> {
    return this.#backend.practiceFault(this.view.fault?.kind === kind ? null : kind);
  }

  cable(connected: boolean): Promise<void> {
    return this.#backend.practiceCable(connected);
  }
}
