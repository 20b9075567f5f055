import type {
  CameraState,
  FrontMessage,
  InboxFilter,
  ItemAction,
  OfflineChoice,
  PracticeFaultKind,
  PracticeView,
  ReaderChoice,
  StaffView,
  TypedBurst,
} from './bindings';

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
  /** Opens the team's window. */
  frontStaff(): Promise<void>;
  /** A reader has typed. What it was is the desk's to find out. */
  frontTyped(burst: TypedBurst): Promise<void>;
  /** A member has entered a PIN. */
  frontPin(digits: string): Promise<void>;
  /** The camera has taken a picture. Resolves when it was looked at. */
  frontPicture(picture: Uint8Array): Promise<void>;
  /** How the camera is. */
  frontCamera(state: CameraState): Promise<void>;

  setupAccount(answer: AccountAnswer): Promise<void>;
  setupStudio(confirmed: boolean): Promise<void>;
  setupDevice(id: string): Promise<void>;
  setupPorts(): Promise<void>;
  setupReader(choice: ReaderChoice): Promise<void>;
  /** A reader that types was tried. */
  setupTyped(burst: TypedBurst): Promise<void>;
  /** The number of the card that was held up last, as a person knows it. */
  setupNumber(number: string): Promise<void>;
  setupTap(accepted: boolean): Promise<void>;
  setupOffline(choice: OfflineChoice): Promise<void>;
  /** Whether this desk plays another device. */
  setupMore(another: boolean): Promise<void>;
  setupLanguage(language: string): Promise<void>;
  setupBack(): Promise<void>;

  practiceAttach(listener: (view: PracticeView) => void): Promise<void>;
  practiceTap(card: string): Promise<void>;
  practiceFault(kind: PracticeFaultKind | null): Promise<void>;
  practiceCable(connected: boolean): Promise<void>;

  /** What came of every call below comes over this listener; a rejection says that the desk did not take it. */
  staffAttach(listener: (view: StaffView) => void): Promise<void>;
  staffChoosePin(pin: string): Promise<void>;
  staffUnlock(pin: string): Promise<void>;
  staffLock(): Promise<void>;
  staffFilter(filter: InboxFilter): Promise<void>;
  staffMore(): Promise<void>;
  staffAct(id: string, action: ItemAction, note: string): Promise<void>;
  staffExport(): Promise<void>;
  staffDismiss(file: string): Promise<void>;
  /** Somebody is there: keeps the window from locking itself. */
  staffSeen(): Promise<void>;
}
