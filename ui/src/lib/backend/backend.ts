import type { FrontMessage, PracticeFaultKind, PracticeView, ReaderChoice } from './bindings';

export interface AccountAnswer {
  tenant: string;
  /** Empty when the stored key stays. */
  apiKey: string;
}

/**
 * What the interface may ask of the desk. Every set-up answer rejects with a `SetupProblem`; the new state
 * comes over the listener either way.
 */
export interface Backend {
  frontAttach(listener: (message: FrontMessage) => void): Promise<void>;
  frontLanguage(language: string): Promise<void>;

  setupAccount(answer: AccountAnswer): Promise<void>;
  setupStudio(confirmed: boolean): Promise<void>;
  setupDevice(id: string): Promise<void>;
  setupPorts(): Promise<void>;
  setupReader(choice: ReaderChoice): Promise<void>;
  setupTap(accepted: boolean): Promise<void>;
  setupLanguage(language: string): Promise<void>;
  setupBack(): Promise<void>;

  practiceAttach(listener: (view: PracticeView) => void): Promise<void>;
  practiceTap(card: string): Promise<void>;
  practiceFault(kind: PracticeFaultKind | null): Promise<void>;
  practiceCable(connected: boolean): Promise<void>;
}
