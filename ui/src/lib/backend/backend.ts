import type {
  ActivityWish,
  Beat,
  CameraState,
  FrontMessage,
  InboxFilter,
  ItemAction,
  LookForm,
  KioskView,
  KioskWish,
  MemberHits,
  MemberOrder,
  OfflineChoice,
  PersonChange,
  PracticeFaultKind,
  PracticeMachineWish,
  PracticeSignUpWish,
  PracticeView,
  ProductChange,
  ReaderChoice,
  ReceptionView,
  SaleAction,
  SaleChoice,
  SignUpAction,
  SignUpAim,
  SignUpInput,
  SpeechNews,
  StaffView,
  TypedBurst,
} from './bindings';

/** Something to be read aloud. */
export interface Spoken {
  /** What its end is told by. */
  number: number;
  text: string;
  language: string;
  /** From 0 to 10, 5 as the system has it. */
  rate: number;
  volume: number;
}

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
  /** The page is there. */
  frontBeat(beat: Beat): Promise<void>;
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
  /** Another day has begun: what is shown of the look may be something else. */
  frontLook(): Promise<void>;
  /** The bytes of a picture of the idle screen. */
  frontLookPicture(id: string): Promise<Uint8Array>;
  /** Tells whether there is a voice, and the end of what it says. */
  frontSpeechAttach(listener: (news: SpeechNews) => void): Promise<void>;
  /** Says this after what was said before. */
  frontSpeak(spoken: Spoken): Promise<void>;
  /** Cuts off what is being said. */
  frontHush(): Promise<void>;
  /** A member wants to buy at one of the places of the idle screen. */
  frontBuy(place: number): Promise<void>;
  /** What the member does about the sale that is shown. */
  frontSale(sale: number, choice: SaleChoice): Promise<void>;
  /** Somebody wants to become a member, or a trial session. */
  frontBeginSignUp(aim: SignUpAim): Promise<void>;
  /** What somebody does about a sign-up. Revisions count up; one that is not the next is left out of account. */
  frontSignUp(signUp: number, revision: number, input: SignUpInput): Promise<void>;
  /** The member's picture. Rejects when it is not kept. */
  frontPortrait(signUp: number, jpeg: Uint8Array): Promise<void>;

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
  practiceMachine(wish: PracticeMachineWish): Promise<void>;
  practicePrice(shelf: string, by: number): Promise<void>;
  practiceSignUp(wish: PracticeSignUpWish): Promise<void>;

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
  /** The crashes were seen: members are served again. */
  staffServe(): Promise<void>;
  staffSale(sale: number, action: SaleAction): Promise<void>;
  /** The cash is taken: tops the member of this sale up by so much, in the smallest unit. */
  staffTopUp(sale: number, minor: number): Promise<void>;
  /** Opens the cash drawer. */
  staffDrawer(): Promise<void>;
  staffProduct(place: number, shelf: string, change: ProductChange): Promise<void>;
  /** Takes a CSV file, as it lies on the disk, as the catalogue of a place. */
  staffImport(place: number, file: Uint8Array): Promise<void>;
  /** Writes the catalogue of a place into a CSV file. */
  staffCatalogue(place: number): Promise<void>;
  /** What came of the last import and export was read. */
  staffCatalogueSeen(place: number): Promise<void>;
  /** One of the buttons of a sign-up that is begun. */
  staffSignUp(draft: string, action: SignUpAction): Promise<void>;
  /** See what these colours (`#rrggbb`) make of the screen. */
  staffLookTry(accent: string | null, background: string | null): Promise<void>;
  /** Keeps a look and shows it. */
  staffLookSave(form: LookForm): Promise<void>;
  /** Puts a file into the folder of the look. */
  staffLookFile(name: string, kind: 'logo' | 'picture', file: Uint8Array): Promise<void>;
  /** The bytes of a file of the look. */
  staffLookPicture(file: string): Promise<Uint8Array>;
  /** Another PIN for whoever is signed in. */
  staffOwnPin(old: string, next: string): Promise<void>;
  staffPerson(change: PersonChange): Promise<void>;
  staffActivity(wish: ActivityWish): Promise<void>;
  /** What can be done about the kiosk, now and at every change. */
  staffKioskAttach(listener: (view: KioskView) => void): Promise<void>;
  staffKiosk(wish: KioskWish): Promise<void>;
  /** Writes a file for whoever helps, and tells where it is. Takes some seconds. */
  staffSupport(): Promise<string>;
  /** What the reception shows comes over this listener until the window locks. */
  staffReception(listener: (view: ReceptionView) => void): Promise<void>;
  /** Looks members up, at every key press. Rejects while there is no list. */
  staffLookUp(query: string): Promise<MemberHits>;
  staffMember(order: MemberOrder): Promise<void>;
  /** The picture of the member who is open, as a data URL. */
  staffMemberPicture(card: number): Promise<string>;
  /** Somebody is there: keeps the window from locking itself. */
  staffSeen(): Promise<void>;
}
