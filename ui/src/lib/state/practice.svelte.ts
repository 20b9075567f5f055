import type { Backend } from '../backend';
import type {
  PracticeFaultKind,
  PracticeMachineWish,
  PracticeSignUpWish,
  PracticeView,
} from '../backend/bindings';

/** The trainer's panel. */
export class Practice {
  view = $state.raw<PracticeView>({
    cards: [],
    fault: null,
    journal: [],
    readerConnected: true,
    relays: [],
    machine: null,
    shelves: [],
    signUps: { vouchers: [], terms: [], contracts: [] },
  });
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

  machine(wish: PracticeMachineWish): Promise<void> {
    return this.#backend.practiceMachine(wish);
  }

  /** Lets the vendor ask so many cents more for a shelf, or less. */
  price(shelf: string, by: number): Promise<void> {
    return this.#backend.practicePrice(shelf, by);
  }

  signUp(wish: PracticeSignUpWish): Promise<void> {
    return this.#backend.practiceSignUp(wish);
  }
}
