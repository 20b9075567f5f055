// Written by `cargo xtask bindings` from the crate `wire`. Do not edit by hand.

export type FrontMessage = { "type": "studio" } & StudioView | { "type": "look" } & LookView | { "type": "pictures", 
/**
 * Each once.
 */
pictures: Array<PictureView>, } | { "type": "offers" } & OffersView | { "type": "slots" } & SlotsView | { "type": "light", 
/**
 * It is.
 */
awake: boolean, } | { "type": "viewing", 
/**
 * The least size of letters, as a part of the screen's diagonal.
 */
leastText: number, } | { "type": "entered" } & Entered | { "type": "screen" } & Screen | { "type": "change" } & SignUpChange;

export type StudioView = { 
/**
 * The studio's name, when it is known.
 */
name: string | null, 
/**
 * The logo as a `data:` URL. The web view fetches nothing itself.
 */
logo: string | null, 
/**
 * The language tag the screen starts in and returns to (`de`, `en-GB`).
 */
language: string, 
/**
 * The languages members can choose, the usual ones first; empty: all that the window speaks.
 */
languages: Array<string>, 
/**
 * True when this is the practice studio and nothing is real.
 */
practice: boolean, };

export type Screen = { "screen": "starting" } | { "screen": "setup" } & SetupView | { "screen": "idle" } & IdleView | { "screen": "busy", 
/**
 * Counts taps; a new number is a new tap.
 */
tap: number, } | { "screen": "verdict", 
/**
 * The tap this answers. The same number again is the same verdict with more detail.
 */
tap: number, 
/**
 * How long it stays, in milliseconds.
 */
shownForMs: number, 
/**
 * The member's own language, where the member list knows it and nobody has chosen one on the screen.
 */
language?: string, } & ({ "verdict": "welcome", 
/**
 * The member's first name, when the key may look members up and the answer came in time.
 */
firstName: string | null, 
/**
 * It is the member's birthday.
 */
birthday: boolean, } | { "verdict": "refused", 
/**
 * The vendor's message for the member, in the member's language; ours when there is none.
 */
message: string | null, } | { "verdict": "unconfirmed", 
/**
 * What happened.
 */
reason: UnconfirmedReason, 
/**
 * The first name, when the desk let the member in and its member list knows it.
 */
firstName: string | null, } | { "verdict": "unreadable", 
/**
 * What it was.
 */
reason: UnreadableReason, } | { "verdict": "already", 
/**
 * When the member was checked in, in milliseconds since 1970 UTC.
 */
atMs: number, } | { "verdict": "attention", 
/**
 * Why.
 */
reason: AttentionReason, }) | { "screen": "sale" } & SaleView | { "screen": "signUp" } & SignUpView | { "screen": "outOfOrder", 
/**
 * What is wrong, in terms of what to do about it.
 */
reason: OutOfOrderReason, };

export type IdleView = { 
/**
 * A strip at the edge when something is known to be wrong although taps are still tried.
 */
notice: AttentionReason | null, 
/**
 * Something waits for the team. Says nothing about what or whom.
 */
team: boolean, 
/**
 * The choice to enter a PIN instead of holding up a card.
 */
pin: PinPadView, 
/**
 * A reader that types is set up: what is typed too fast for a person is its tap. Holds until the
 * next idle screen says otherwise.
 */
typed: boolean, 
/**
 * QR codes are held to the camera of this screen: it looks through it. Holds like `typed`.
 */
camera: boolean, 
/**
 * What can be bought here.
 */
choices: Array<ChoiceView>, 
/**
 * How one becomes a member here.
 */
signUp: SignUpChoices, 
/**
 * The vendor's page on which contracts are cancelled, for a QR code.
 */
cancelPage: string | null, };

export type PinPadView = { "state": "none" } | { "state": "ready" } | { "state": "waiting", 
/**
 * How long from now, in seconds.
 */
seconds: number, };

export type TypedBurst = { 
/**
 * The keys in order, without the Enter or Tab that ended them; 3 to 512.
 */
strokes: Array<Stroke>, };

export type CameraState = "running" | "missing" | "inUse" | "denied";

export type Beat = { 
/**
 * Nobody can see the page, so it may be slow.
 */
hidden: boolean, 
/**
 * What it shows.
 */
screen: ShownScreen, };

export type ShownScreen = "starting" | "idle" | "outOfOrder" | "other";

export type SpeechNews = { "type": "ready" } | { "type": "missing" } | { "type": "ended", 
/**
 * The page's number of it.
 */
number: number, };

export type Stroke = { 
/**
 * The place of the key: `KeyboardEvent.code`.
 */
code: string, 
/**
 * What the system made of it: `KeyboardEvent.key`.
 */
key: string, 
/**
 * Shift was held.
 */
shift: boolean, 
/**
 * AltGr was held.
 */
altGraph: boolean, };

export type VerdictView = { "verdict": "welcome", 
/**
 * The member's first name, when the key may look members up and the answer came in time.
 */
firstName: string | null, 
/**
 * It is the member's birthday.
 */
birthday: boolean, } | { "verdict": "refused", 
/**
 * The vendor's message for the member, in the member's language; ours when there is none.
 */
message: string | null, } | { "verdict": "unconfirmed", 
/**
 * What happened.
 */
reason: UnconfirmedReason, 
/**
 * The first name, when the desk let the member in and its member list knows it.
 */
firstName: string | null, } | { "verdict": "unreadable", 
/**
 * What it was.
 */
reason: UnreadableReason, } | { "verdict": "already", 
/**
 * When the member was checked in, in milliseconds since 1970 UTC.
 */
atMs: number, } | { "verdict": "attention", 
/**
 * Why.
 */
reason: AttentionReason, };

export type UnconfirmedReason = "letIn" | "noAnswer" | "answerLost" | "vendorFault";

export type UnreadableReason = "garbled" | "random" | "truncated" | "blank" | "wrongForm" | "shortened" | "brokenCode";

export type AttentionReason = "noConnection" | "tooBusy" | "vendorPause" | "accessWithdrawn" | "notTheVendor" | "certificateWrong" | "tokenMissing" | "notOnList" | "storeFault" | "pinPause";

export type OutOfOrderReason = "readerGone" | "readerInUse" | "readerForbidden" | "cardServiceMissing" | "readerHeldByKernel" | "cameraMissing" | "cameraDenied" | "crashes";

export type SetupView = { 
/**
 * The question that is open.
 */
step: SetupStep, 
/**
 * The tenant as far as it was given; never the key.
 */
tenant: string, 
/**
 * True when a key is in the keychain already and need not be typed again.
 */
keyStored: boolean, 
/**
 * The four checks of the account step, in order; empty before the first try.
 */
checks: Array<Check>, 
/**
 * What went wrong with the last answer, until the next one.
 */
problem: SetupProblem | null, 
/**
 * True while an answer is being checked: buttons wait.
 */
working: boolean, 
/**
 * The studio the key belongs to, for confirmation.
 */
studio: StudioView | null, 
/**
 * The studio's street and town, to tell two branches of one name apart.
 */
address: string | null, 
/**
 * The vendor's devices.
 */
devices: Array<DeviceChoice>, 
/**
 * What this computer has that a reader may be.
 */
connected: Connected, 
/**
 * How the tap of the reader step went.
 */
tap: TapProof, 
/**
 * The key may read the member list, by which members can be let in without a connection.
 */
listReadable: boolean, 
/**
 * The devices that are set up, the first one first.
 */
places: Array<PlaceView>, };

export type SetupStep = "account" | "studio" | "devices" | "reader" | "tap" | "offline" | "more" | "language";

export type Check = { 
/**
 * What is checked.
 */
kind: CheckKind, 
/**
 * How far it is.
 */
state: CheckState, };

export type CheckKind = "address" | "key" | "rights" | "clock";

export type CheckState = "waiting" | "running" | "passed" | "failed";

export type DeviceChoice = { 
/**
 * The vendor's number.
 */
id: string, 
/**
 * The name the studio gave it.
 */
name: string, 
/**
 * What it is for.
 */
model: DeviceModelView, 
/**
 * It is already active somewhere; activating it here takes it over.
 */
active: boolean, 
/**
 * Chosen for this desk and activated.
 */
activated: boolean, };

export type DeviceModelView = "cardReader" | "vendingReader" | "timeReader" | "other";

export type PlaceView = { 
/**
 * The name of the device.
 */
device: string, 
/**
 * Where its reader is.
 */
reader: ReaderPlace, 
/**
 * Who may come in without a connection.
 */
offline: OfflineChoice, };

export type ReaderPlace = { "kind": "serial", 
/**
 * Which.
 */
port: string, } | { "kind": "contactless", 
/**
 * Its name.
 */
name: string, } | { "kind": "keyboard" } | { "kind": "camera" } | { "kind": "pinPad" };

export type OfflineChoice = "refuse" | "directory" | "everybody";

export type Connected = { 
/**
 * Serial ports, by path.
 */
ports: Array<PortChoice>, 
/**
 * Contactless readers of the system's card service, as a person knows them.
 */
contactless: Array<ContactlessChoice>, 
/**
 * False when the card service does not run, so that nobody knows which contactless readers there are.
 */
cardService: boolean, 
/**
 * A reader that types can be set up: no other device of this desk has it yet.
 */
keyboard: boolean, 
/**
 * The camera of the screen can be set up: no other device of this desk has it yet. Whether there is one
 * the page finds out.
 */
camera: boolean, 
/**
 * The PIN pad on the screen can be set up: no other device of this desk has it yet.
 */
pinPad: boolean, };

export type PortChoice = { 
/**
 * What to open: `/dev/ttyUSB0`, `COM3`.
 */
path: string, 
/**
 * What a person would call it: "FT232R USB UART, FTDI".
 */
label: string, 
/**
 * What is known about it.
 */
hint: PortHint, 
/**
 * The device of this desk whose reader it is already.
 */
takenBy: string | null, };

export type ContactlessChoice = { 
/**
 * Its name at the service.
 */
name: string, 
/**
 * The device of this desk whose reader it is already.
 */
takenBy: string | null, };

export type PortHint = { "kind": "nothing" } | { "kind": "reader", 
/**
 * As its maker calls it.
 */
name: string, 
/**
 * The family it may be set to that has to be asked, and so cannot be found out by listening.
 */
asked: ReaderFraming | null, } | { "kind": "adapter", 
/**
 * `FT232`.
 */
chip: string, } | { "kind": "relay", 
/**
 * `CH340`.
 */
chip: string, } | { "kind": "refused", 
/**
 * Which family of readers speaks it.
 */
family: RefusedReader, };

export type RefusedReader = "stidSscp" | "ufr" | "gatWriter6000F" | "deister";

export type ReaderChoice = { "kind": "serial", 
/**
 * A port from the list, or a path typed in.
 */
port: string, 
/**
 * How it is understood.
 */
how: Hearing, } | { "kind": "contactless", 
/**
 * A name from the list.
 */
name: string, } | { "kind": "keyboard" } | { "kind": "camera" } | { "kind": "pinPad" };

export type Hearing = { "by": "findingOut" } | { "by": "family", 
/**
 * The family.
 */
framing: ReaderFraming, 
/**
 * Bits per second.
 */
baud: number, };

export type ReaderFraming = "rdm6300" | "line" | "gap" | "codatex" | "twn4Simple" | "acr1281s" | "gat5250b";

export type TapProof = { "state": "notAsked" } | { "state": "listening" } | { "state": "noise", 
/**
 * Bits per second, from now on.
 */
baud: number, } | { "state": "garbled", 
/**
 * Why it could not be read.
 */
reason: UnreadableReason, } | { "state": "read", 
/**
 * What was seen, without saying it.
 */
seen: Seen, 
/**
 * It cannot have come about by chance. If it can, a card whose number is known has to prove it.
 */
certain: boolean, 
/**
 * In which form the number is sent.
 */
number: NumberProof, };

export type Seen = { "kind": "checked", 
/**
 * How many, without those of the checksum.
 */
digits: number, } | { "kind": "marked", 
/**
 * How many.
 */
digits: number, } | { "kind": "line", 
/**
 * What stands in it.
 */
content: Content, } | { "kind": "burst", 
/**
 * What it is.
 */
content: Content, } | { "kind": "answer", 
/**
 * What it is.
 */
content: Content, } | { "kind": "typed", 
/**
 * What it is.
 */
content: Content, };

export type Content = { "is": "hex", 
/**
 * How many.
 */
digits: number, } | { "is": "decimal", 
/**
 * How many.
 */
digits: number, } | { "is": "shortNumber" } | { "is": "memberCode" } | { "is": "brokenCode" } | { "is": "pass" } | { "is": "text", 
/**
 * How many.
 */
characters: number, } | { "is": "bytes", 
/**
 * How many.
 */
bytes: number, };

export type NumberProof = { "state": "notANumber" } | { "state": "asking" } | { "state": "confirmed" } | { "state": "learned" } | { "state": "assumed", 
/**
 * Why nobody has.
 */
why: Assumption, } | { "state": "notLearned", 
/**
 * Why it did not.
 */
why: LessonProblem, };

export type Assumption = "unknownCard" | "severalForms" | "mayNotAsk" | "noAnswer";

export type LessonProblem = "notANumber" | "shortNumberTyped" | "readerShortens" | "zerosLost" | "otherCard" | "ambiguous";

export type SetupProblem = { "code": "tenantInvalid" } | { "code": "keyInvalid" } | { "code": "addressUnreachable", 
/**
 * The host that was tried.
 */
host: string, } | { "code": "notTheVendor", 
/**
 * The host that was tried.
 */
host: string, } | { "code": "certificateWrong", 
/**
 * The host that was tried.
 */
host: string, } | { "code": "keyRefused" } | { "code": "rightMissing", 
/**
 * All rights that are missing.
 */
rights: Array<Right>, } | { "code": "clockWrong", 
/**
 * Minutes this computer is ahead; negative when it is behind.
 */
minutes_ahead: number, } | { "code": "vendorBusy" } | { "code": "vendorFault" } | { "code": "noDevices" } | { "code": "deviceGone" } | { "code": "deviceUnsuited" } | { "code": "deviceTaken" } | { "code": "activationRefused" } | { "code": "activationUnknown" } | { "code": "confirmationFailed" } | { "code": "keychainRefused" } | { "code": "portMissing" } | { "code": "portInUse" } | { "code": "portForbidden" } | { "code": "portTaken", 
/**
 * The name of its device.
 */
device: string, } | { "code": "cardServiceMissing" } | { "code": "readerHeldByKernel" } | { "code": "notSaved" } | { "code": "closed" };

export type Right = "DEVICE_READ" | "DEVICE_WRITE" | "STUDIO_READ" | "CUSTOMER_READ";

export type PracticeView = { 
/**
 * Cards to hold to the simulated reader.
 */
cards: Array<PracticeCard>, 
/**
 * The fault that is switched on.
 */
fault: PracticeFault | null, 
/**
 * What the practice studio received, newest first.
 */
journal: Array<PracticeJournalEntry>, 
/**
 * The reader's cable is in.
 */
readerConnected: boolean, 
/**
 * What is switched.
 */
relays: Array<PracticeRelay>, 
/**
 * The vending machine, where this system can have one.
 */
machine: PracticeMachine | null, 
/**
 * What the vendor asks for the shelves.
 */
shelves: Array<PracticeShelf>, 
/**
 * Becoming a member.
 */
signUps: PracticeSignUps, };

export type PracticeCard = { 
/**
 * Names the card in `practice_tap`.
 */
id: string, 
/**
 * The made-up member's name.
 */
name: string, 
/**
 * Which case this member is there for, a stable code (`fine`, `blocked`, `birthday` …).
 */
case: string, 
/**
 * What the member could buy for at this moment; none for a card that is no member's.
 */
credit: AmountView | null, 
/**
 * Until when a sale holds the member, in milliseconds since 1970 UTC, if one does.
 */
heldUntilMs: number | null, };

export type PracticeFault = { 
/**
 * What goes wrong.
 */
kind: PracticeFaultKind, };

export type PracticeFaultKind = "slow" | "unauthorized" | "forbidden" | "tooMany" | "unavailable" | "hang" | "reset" | "garbage" | "portal" | "away" | "held" | "chargeAnswerLost" | "chargeLost";

export type PracticeJournalEntry = { 
/**
 * Milliseconds since 1970 UTC, as text because it has 64 bits.
 */
atMs: string, 
/**
 * `POST /open-api/device/cardreader/identification`.
 */
request: string, 
/**
 * The status that was answered, if any.
 */
status: number | null, 
/**
 * What it did, in plain English for the trainer: "Anna Beispiel checked in".
 */
effect: string, };

export type PracticeRelay = { 
/**
 * What it switches.
 */
switches: PracticeSwitched, 
/**
 * It is on, unless its time has passed.
 */
on: boolean, 
/**
 * When it switches itself off, in milliseconds since 1970 UTC, if it will.
 */
offAtMs: number | null, };

export type PracticeSwitched = "door" | "lamp" | "drawer";

export type PracticeMachine = { 
/**
 * What stands on its display.
 */
state: PracticeMachineState, 
/**
 * The credit it shows.
 */
credit: AmountView | null, 
/**
 * Its buttons.
 */
buttons: Array<PracticeButton>, 
/**
 * The button of which it is asking or handing out.
 */
pressed: string | null, 
/**
 * The names of what lies in the tray, the last to fall last.
 */
tray: Array<string>, 
/**
 * The next product gets stuck.
 */
jams: boolean, 
/**
 * The cable of its adapter is in.
 */
connected: boolean, };

export type PracticeMachineState = "off" | "ready" | "credit" | "asking" | "handingOut";

export type PracticeButton = { 
/**
 * What the machine calls it.
 */
item: string, 
/**
 * What lies behind it.
 */
name: string, 
/**
 * What the machine asks for it.
 */
price: AmountView, };

export type PracticeMachineWish = { "do": "press", 
/**
 * Which one.
 */
item: string, } | { "do": "giveUp" } | { "do": "jam", 
/**
 * Whether it does.
 */
next: boolean, } | { "do": "cable", 
/**
 * Whether it is in.
 */
connected: boolean, } | { "do": "empty" };

export type PracticeShelf = { 
/**
 * The vendor's name of the shelf.
 */
shelf: string, 
/**
 * What the desk sells from it.
 */
name: string, 
/**
 * The vendor's price.
 */
price: AmountView, };

export type PracticeSignUps = { 
/**
 * Codes to type.
 */
vouchers: Array<PracticeVoucher>, 
/**
 * What can be signed.
 */
terms: Array<PracticeTerm>, 
/**
 * What the studio has received, newest first.
 */
contracts: Array<PracticeContract>, };

export type PracticeVoucher = { 
/**
 * Its code.
 */
code: string, 
/**
 * What it is there for.
 */
case: PracticeVoucherCase, };

export type PracticeVoucherCase = "percent" | "amount" | "bonus" | "company" | "credit" | "rate" | "checkIn" | "expired" | "otherOffer" | "elsewhere";

export type PracticeTerm = { 
/**
 * Names it in [`PracticeSignUpWish::Price`].
 */
term: string, 
/**
 * The name of the offer.
 */
offer: string, 
/**
 * What one payment is.
 */
price: AmountView, };

export type PracticeContract = { 
/**
 * The new member's number.
 */
number: string, 
/**
 * Who signed.
 */
name: string, 
/**
 * The name of the offer, while it can be signed.
 */
offer: string | null, 
/**
 * What one payment is.
 */
price: AmountView, 
/**
 * Its first day, `yyyy-MM-dd`.
 */
start: string, 
/**
 * How it is paid, in the vendor's word.
 */
payment: string | null, 
/**
 * The voucher it came with.
 */
voucher: string | null, 
/**
 * It came with a picture.
 */
picture: boolean, 
/**
 * When it arrived, in milliseconds since 1970 UTC.
 */
atMs: number, };

export type PracticeSignUpWish = { "do": "price", 
/**
 * [`PracticeTerm::term`].
 */
term: string, 
/**
 * How many more.
 */
by: number, } | { "do": "takeSlots" } | { "do": "lapsePayments" };

export type KioskView = { 
/**
 * Members and team have a screen each, which can change places.
 */
twoScreens: boolean, 
/**
 * Where the system's own desktop is.
 */
desktop: DesktopView, };

export type DesktopView = "none" | "behind" | "shown";

export type KioskWish = "leave" | "showDesktop" | "hideDesktop" | "swapScreens";

export type StaffView = { "staff": "choosePin", 
/**
 * What was wrong with the last try.
 */
problem: PinProblem | null, } | { "staff": "locked", 
/**
 * What was wrong with the last try.
 */
problem: PinProblem | null, 
/**
 * No try counts before this moment, in milliseconds since 1970 UTC.
 */
waitUntilMs: number | null, } | { "staff": "open" } & StaffDesk;

export type PinProblem = "wrong" | "notAPin" | "tooEasy" | "tooSoon" | "keychain";

export type StaffDesk = { 
/**
 * Always in sight.
 */
line: LineView, 
/**
 * What is wrong with the desk as a whole; each once, however many items it holds up.
 */
alarms: Array<Alarm>, 
/**
 * Which items are listed.
 */
filter: InboxFilter, 
/**
 * The items, those that happened last first.
 */
items: Array<InboxItem>, 
/**
 * There are more than are listed.
 */
more: boolean, 
/**
 * The last taps, newest first, at most 50. Forgotten when Portico ends.
 */
taps: Array<TapLine>, 
/**
 * Where the last export went, or that it failed.
 */
exported: Exported | null, 
/**
 * What is being bought and topped up right now, the oldest first.
 */
sales: Array<SaleLine>, 
/**
 * What each place sells.
 */
catalogues: Array<CatalogueView>, 
/**
 * There is a cash drawer to open.
 */
drawer: boolean, 
/**
 * Sign-ups that are begun, the one touched last first.
 */
signUps: Array<SignUpLine>, 
/**
 * How the member's screen looks.
 */
look: LookDesk, 
/**
 * Who is signed in, and what they may do.
 */
me: MeView, 
/**
 * Who is of the team; nobody for those who do not look after it.
 */
people: Array<PersonLine>, 
/**
 * What came of the last change of a person or PIN.
 */
answer: PersonAnswer, 
/**
 * What the team did, while somebody who may see it looks at it.
 */
activity: ActivityView | null, 
/**
 * What was wanted last, and may not be done by whoever is signed in.
 */
refused: StaffRight | null, };

export type LineView = { 
/**
 * Whether the studio's system answers.
 */
vendor: VendorState, 
/**
 * Each reader.
 */
readers: Array<ReaderLine>, 
/**
 * Each door and drawer.
 */
outputs: Array<OutputLine>, 
/**
 * How many items wait to be sent.
 */
waiting: number, 
/**
 * How many items need a person.
 */
person: number, 
/**
 * What the items that are not settled are worth, one entry a currency.
 */
amounts: Array<AmountView>, 
/**
 * When the oldest item that is not settled happened, in milliseconds since 1970 UTC.
 */
oldestMs: number | null, 
/**
 * When the next try comes, in milliseconds since 1970 UTC; `None` when nothing waits or
 * everything that waits is held up.
 */
nextTryMs: number | null, 
/**
 * Why nothing can be written down, if so.
 */
store: StoreTrouble | null, 
/**
 * The member list for times without a connection; `None` when the key may not read it.
 */
directory: DirectoryLine | null, };

export type VendorState = "reachable" | "unreachable";

export type ReaderLine = { 
/**
 * What staff call it.
 */
name: string, 
/**
 * Whether it works.
 */
state: ReaderCondition, };

export type ReaderCondition = "alive" | "gone" | "inUse" | "forbidden" | "serviceMissing" | "heldByKernel" | "cameraMissing" | "cameraDenied" | "unwatched";

export type OutputLine = { 
/**
 * What staff call it.
 */
name: string, 
/**
 * Whether it can be opened.
 */
state: OutputCondition, };

export type OutputCondition = "alive" | "gone" | "inUse" | "forbidden" | "locked" | "unsuitable";

export type DirectoryLine = { 
/**
 * How many members are in it.
 */
members: number, 
/**
 * When it was last complete, in milliseconds since 1970 UTC.
 */
completeMs: number | null, };

export type AmountView = { 
/**
 * In the smallest unit of the currency (cents). Negative for money that flows back.
 */
minor: number, 
/**
 * ISO 4217.
 */
currency: string, };

export type StoreTrouble = "keychainLocked" | "keyMissing" | "keyWrong" | "damaged" | "newer" | "diskFull" | "readOnly" | "inUse" | "fault";

export type Alarm = { "alarm": "accessWithdrawn", 
/**
 * What it is for: the device's number, or nothing for the studio's key.
 */
device: string | null, 
/**
 * Since when, in milliseconds since 1970 UTC.
 */
sinceMs: number, 
/**
 * How many items wait for it.
 */
heldUp: number, } | { "alarm": "storeSetAside", 
/**
 * The file's name in the data folder.
 */
file: string, 
/**
 * Since when, in milliseconds since 1970 UTC.
 */
sinceMs: number, } | { "alarm": "crashes", 
/**
 * When that was last, in milliseconds since 1970 UTC.
 */
sinceMs: number, 
/**
 * How often within that minute.
 */
count: number, 
/**
 * Members are still not served.
 */
resting: boolean, };

export type InboxFilter = { 
/**
 * Which part of the outbox.
 */
tab: InboxTab, 
/**
 * Only this kind.
 */
kind: ItemKind | null, };

export type InboxTab = "person" | "waiting" | "over";

export type ItemKind = "checkIn" | "sale" | "topUp" | "timeUsage" | "contract" | "rateVoucher" | "lead" | "trialBooking" | "picture";

export type InboxItem = { 
/**
 * Names it in the commands.
 */
id: string, 
/**
 * What happened.
 */
kind: ItemKind, 
/**
 * How far it is.
 */
state: ItemState, 
/**
 * Why it is not further, or how it ended.
 */
reason: ItemReason | null, 
/**
 * The vendor's own words about it.
 */
vendorWords: string | null, 
/**
 * Whom it is about, until it is settled.
 */
name: string | null, 
/**
 * What it is worth.
 */
amount: AmountView | null, 
/**
 * When it happened, in milliseconds since 1970 UTC.
 */
happenedMs: number, 
/**
 * How often it was sent or asked about.
 */
attempts: number, 
/**
 * When the next try comes, in milliseconds since 1970 UTC.
 */
nextTryMs: number | null, 
/**
 * The member's credit before it happened and when it was last read, in the smallest unit.
 */
credit: CreditView | null, 
/**
 * The vendor's constants for a refusal, apart by blanks. What it says beside them is for nobody here.
 */
codes: string | null, 
/**
 * The vendor's number for the last call.
 */
traceId: string | null, 
/**
 * What staff wrote when they settled it.
 */
note: string | null, 
/**
 * What a person can do about it now.
 */
actions: Array<ItemAction>, };

export type CreditView = { 
/**
 * Before it, if it was read.
 */
before: number | null, 
/**
 * When it was read afterwards.
 */
after: number | null, 
/**
 * ISO 4217.
 */
currency: string, };

export type ItemState = "waiting" | "sending" | "delivered" | "stuck" | "unknown" | "closed";

export type ItemReason = "noConnection" | "vendorPause" | "accessWithdrawn" | "waitsForAnother" | "refused" | "tooOld" | "clockMoved" | "noAnswer" | "answerLost" | "vendorFault" | "interrupted" | "creditChanged" | "onceOnly" | "severalFound" | "mayNotLook" | "unreadable" | "handOutUnknown" | "notHandedOut" | "turnedAway" | "settledDone" | "cancelled" | "leftOut" | "priceChanged" | "pictureUnusable" | "reopened";

export type ItemAction = "tryNow" | "sendAgain" | "withoutPicture" | "done" | "cancel" | "reopen";

export type TapLine = { 
/**
 * When, in milliseconds since 1970 UTC.
 */
atMs: number, 
/**
 * The reader's name.
 */
reader: string, 
/**
 * Who, where it is known.
 */
name: string | null, 
/**
 * The same code as on the member's screen.
 */
verdict: TapVerdict, 
/**
 * The vendor's words, in the language the member was answered in.
 */
words: string | null, 
/**
 * What went wrong with the door that was to open.
 */
door: DoorTrouble | null, };

export type TapVerdict = "welcome" | "refused" | "letIn" | "unknown" | "attention";

export type DoorTrouble = "shut" | "unknown";

export type Exported = { 
/**
 * The file, or nothing when it could not be written.
 */
file: string | null, 
/**
 * How many items are in it.
 */
items: number, };

export type ChoiceView = { 
/**
 * Names it in `front_buy`.
 */
place: number, 
/**
 * What staff call the place: "Bar", "Solarium".
 */
name: string, 
/**
 * What there is.
 */
goods: GoodsKind, };

export type GoodsKind = "products" | "minutes";

export type PictureView = { 
/**
 * What [`ShelfView::picture`] calls it.
 */
id: string, 
/**
 * A `data:` URL.
 */
data: string, };

export type SaleView = { 
/**
 * Counts sales: a new number is a new one. Names it in `front_sale`.
 */
sale: number, 
/**
 * What staff call the place.
 */
place: string, 
/**
 * What the place sells.
 */
goods: GoodsKind, 
/**
 * When this step ends by itself, in milliseconds since 1970 UTC; nothing while the studio's system
 * or a machine is waited for. It is the lock at the vendor where there is one, and real.
 */
untilMs: number | null, } & ({ "step": "holdCard", 
/**
 * What was chosen at the machine.
 */
bought: BoughtView | null, } | { "step": "asking" } | { "step": "chooseProduct", 
/**
 * The member's credit, if the studio's system told it.
 */
credit: AmountView | null, 
/**
 * What there is.
 */
shelves: Array<ShelfView>, 
/**
 * Credit can be topped up here.
 */
topUp: boolean, } | { "step": "chooseMinutes", 
/**
 * What there is.
 */
intervals: Array<IntervalView>, } | { "step": "chooseAtMachine", 
/**
 * The member's credit, if the studio's system told it.
 */
credit: AmountView | null, } | { "step": "checking", 
/**
 * What was chosen.
 */
bought: BoughtView, } | { "step": "newPrice", 
/**
 * What was chosen, at the price of the studio's system.
 */
bought: BoughtView, 
/**
 * The price that was shown before.
 */
shownBefore: AmountView, } | { "step": "lowCredit", 
/**
 * What was chosen.
 */
bought: BoughtView, 
/**
 * The member's credit, if the studio's system told it.
 */
credit: AmountView | null, 
/**
 * The vendor's words.
 */
message: string | null, 
/**
 * Credit can be topped up here.
 */
topUp: boolean, } | { "step": "handingOut", 
/**
 * What was chosen.
 */
bought: BoughtView, 
/**
 * Who or what hands it out.
 */
by: HandOutBy, } | { "step": "charging", 
/**
 * What was bought.
 */
bought: BoughtView, } | { "step": "done", 
/**
 * What was bought.
 */
bought: BoughtView, 
/**
 * How the charge stands.
 */
charge: ChargeView, 
/**
 * The credit that is left, where it is known.
 */
credit: AmountView | null, 
/**
 * Until when the device runs, in milliseconds since 1970 UTC; for minutes.
 */
runsUntilMs: number | null, } | { "step": "topUp", 
/**
 * The member's credit, if the studio's system told it.
 */
credit: AmountView | null, 
/**
 * What can be chosen.
 */
amounts: Array<AmountView>, } | { "step": "topUpAtDesk", 
/**
 * How much; nothing while the team types it.
 */
amount: AmountView | null, } | { "step": "receipt", 
/**
 * How much was paid in.
 */
amount: AmountView, 
/**
 * How the top-up stands.
 */
charge: ChargeView, 
/**
 * The credit before, where it is known.
 */
before: AmountView | null, 
/**
 * The credit now, where it is known.
 */
credit: AmountView | null, 
/**
 * When the money was taken, in milliseconds since 1970 UTC.
 */
atMs: number, 
/**
 * The number of the receipt, which staff find again.
 */
number: string, } | { "step": "over", 
/**
 * How it ended.
 */
end: SaleEnd, 
/**
 * Until when the studio's system may keep the member from buying elsewhere, in milliseconds since
 * 1970 UTC. It cannot be told that the sale is over.
 */
lockedUntilMs: number | null, });

export type SaleStep = { "step": "holdCard", 
/**
 * What was chosen at the machine.
 */
bought: BoughtView | null, } | { "step": "asking" } | { "step": "chooseProduct", 
/**
 * The member's credit, if the studio's system told it.
 */
credit: AmountView | null, 
/**
 * What there is.
 */
shelves: Array<ShelfView>, 
/**
 * Credit can be topped up here.
 */
topUp: boolean, } | { "step": "chooseMinutes", 
/**
 * What there is.
 */
intervals: Array<IntervalView>, } | { "step": "chooseAtMachine", 
/**
 * The member's credit, if the studio's system told it.
 */
credit: AmountView | null, } | { "step": "checking", 
/**
 * What was chosen.
 */
bought: BoughtView, } | { "step": "newPrice", 
/**
 * What was chosen, at the price of the studio's system.
 */
bought: BoughtView, 
/**
 * The price that was shown before.
 */
shownBefore: AmountView, } | { "step": "lowCredit", 
/**
 * What was chosen.
 */
bought: BoughtView, 
/**
 * The member's credit, if the studio's system told it.
 */
credit: AmountView | null, 
/**
 * The vendor's words.
 */
message: string | null, 
/**
 * Credit can be topped up here.
 */
topUp: boolean, } | { "step": "handingOut", 
/**
 * What was chosen.
 */
bought: BoughtView, 
/**
 * Who or what hands it out.
 */
by: HandOutBy, } | { "step": "charging", 
/**
 * What was bought.
 */
bought: BoughtView, } | { "step": "done", 
/**
 * What was bought.
 */
bought: BoughtView, 
/**
 * How the charge stands.
 */
charge: ChargeView, 
/**
 * The credit that is left, where it is known.
 */
credit: AmountView | null, 
/**
 * Until when the device runs, in milliseconds since 1970 UTC; for minutes.
 */
runsUntilMs: number | null, } | { "step": "topUp", 
/**
 * The member's credit, if the studio's system told it.
 */
credit: AmountView | null, 
/**
 * What can be chosen.
 */
amounts: Array<AmountView>, } | { "step": "topUpAtDesk", 
/**
 * How much; nothing while the team types it.
 */
amount: AmountView | null, } | { "step": "receipt", 
/**
 * How much was paid in.
 */
amount: AmountView, 
/**
 * How the top-up stands.
 */
charge: ChargeView, 
/**
 * The credit before, where it is known.
 */
before: AmountView | null, 
/**
 * The credit now, where it is known.
 */
credit: AmountView | null, 
/**
 * When the money was taken, in milliseconds since 1970 UTC.
 */
atMs: number, 
/**
 * The number of the receipt, which staff find again.
 */
number: string, } | { "step": "over", 
/**
 * How it ended.
 */
end: SaleEnd, 
/**
 * Until when the studio's system may keep the member from buying elsewhere, in milliseconds since
 * 1970 UTC. It cannot be told that the sale is over.
 */
lockedUntilMs: number | null, };

export type ShelfView = { 
/**
 * The shelf; names it in the choice.
 */
shelf: string, 
/**
 * What is in it.
 */
name: string, 
/**
 * What it costs.
 */
price: AmountView, 
/**
 * Which picture shows it.
 */
picture: string | null, 
/**
 * Sold out shelves are shown and cannot be chosen.
 */
available: boolean, };

export type IntervalView = { 
/**
 * How long.
 */
seconds: number, 
/**
 * What it costs.
 */
price: AmountView, };

export type BoughtView = { 
/**
 * For how much.
 */
price: AmountView, } & ({ "goods": "product", 
/**
 * The shelf.
 */
shelf: string, 
/**
 * The name; the shelf's number when the catalogue has none.
 */
name: string, 
/**
 * Which picture shows it.
 */
picture: string | null, } | { "goods": "minutes", 
/**
 * How long.
 */
seconds: number, });

export type GoodsView = { "goods": "product", 
/**
 * The shelf.
 */
shelf: string, 
/**
 * The name; the shelf's number when the catalogue has none.
 */
name: string, 
/**
 * Which picture shows it.
 */
picture: string | null, } | { "goods": "minutes", 
/**
 * How long.
 */
seconds: number, };

export type HandOutBy = "team" | "shelf" | "machine" | "device";

export type ChargeView = "booked" | "waiting" | "unknown" | "refused";

export type SaleEnd = { "end": "leftAlone" } | { "end": "givenUp" } | { "end": "endedByTeam" } | { "end": "refused", 
/**
 * The vendor's message for the member; ours when there is none.
 */
message: string | null, } | { "end": "priceRefused" } | { "end": "nothingForSale" } | { "end": "inUse", 
/**
 * Until when, in milliseconds since 1970 UTC.
 */
untilMs: number, } | { "end": "notHandedOut" } | { "end": "handOutUnknown" } | { "end": "noAnswer" } | { "end": "attention", 
/**
 * Why.
 */
reason: AttentionReason, };

export type SaleChoice = { "choice": "product", 
/**
 * Its shelf.
 */
shelf: string, } | { "choice": "minutes", 
/**
 * How long.
 */
seconds: number, } | { "choice": "takePrice" } | { "choice": "back" } | { "choice": "topUp" } | { "choice": "topUpBy", 
/**
 * One of the amounts that were offered.
 */
minor: number, } | { "choice": "stay" } | { "choice": "giveUp" };

export type SaleLine = { 
/**
 * Names it in `staff_sale`.
 */
sale: number, 
/**
 * What the team calls the place.
 */
place: string, 
/**
 * Who, where it is known.
 */
name: string | null, 
/**
 * What, once it is chosen.
 */
bought: BoughtView | null, 
/**
 * The member's credit, where it is known.
 */
credit: AmountView | null, 
/**
 * When that ends by itself, in milliseconds since 1970 UTC.
 */
untilMs: number | null, 
/**
 * What a person can do now.
 */
actions: Array<SaleAction>, } & ({ "stage": "choosing" } | { "stage": "handOver" } | { "stage": "handingOut" } | { "stage": "charging" } | { "stage": "topUp", 
/**
 * The amount the member chose, in the smallest unit of the credit.
 */
minor: number | null, } | { "stage": "running" });

export type SaleStage = { "stage": "choosing" } | { "stage": "handOver" } | { "stage": "handingOut" } | { "stage": "charging" } | { "stage": "topUp", 
/**
 * The amount the member chose, in the smallest unit of the credit.
 */
minor: number | null, } | { "stage": "running" };

export type SaleAction = "handedOver" | "notHandedOut" | "end" | "topUp" | "switchOff";

export type CatalogueView = { 
/**
 * Names the place in the commands.
 */
place: number, 
/**
 * What the team calls it.
 */
name: string, 
/**
 * Its currency (ISO 4217).
 */
currency: string, 
/**
 * Its products, in the order of the shelves.
 */
products: Array<ProductLine>, 
/**
 * How the last import of it went, until it is dismissed.
 */
imported: Imported | null, 
/**
 * Where the last export of it went, or nothing in it when it could not be written.
 */
exported: Exported | null, };

export type ProductLine = { 
/**
 * The shelf, as the studio's system calls it.
 */
shelf: string, 
/**
 * What is in it.
 */
name: string, 
/**
 * What it costs.
 */
price: AmountView, 
/**
 * Whether it can be bought.
 */
available: boolean, 
/**
 * The file of its picture.
 */
picture: string | null, 
/**
 * That file is not there or is no picture.
 */
pictureMissing: boolean, 
/**
 * The studio's system asks another price.
 */
priceRefused: PriceRefused | null, };

export type PriceRefused = { 
/**
 * The price of the studio's system, if it said so.
 */
vendor: AmountView | null, 
/**
 * When, in milliseconds since 1970 UTC.
 */
atMs: number, };

export type Imported = { 
/**
 * How many products the file has.
 */
products: number, 
/**
 * What is wrong, line by line; at most 50.
 */
problems: Array<LineProblem>, };

export type LineProblem = { 
/**
 * Counted from 1.
 */
line: number, 
/**
 * What is wrong with the line.
 */
problem: CatalogueProblem, 
/**
 * What stands there, shortened.
 */
value: string, };

export type CatalogueProblem = "columns" | "unknownColumn" | "fields" | "encoding" | "shelfMissing" | "shelfTwice" | "nameMissing" | "price" | "currency" | "available" | "picture" | "tooMany" | "empty";

export type ProductChange = { "change": "available", 
/**
 * Whether it can be bought.
 */
available: boolean, } | { "change": "price", 
/**
 * Above zero.
 */
minor: number, } | { "change": "name", 
/**
 * Not empty.
 */
name: string, };

export type SignUpChoices = { 
/**
 * Becoming a member is possible here.
 */
contract: boolean, 
/**
 * A trial session can be booked here.
 */
trial: boolean, 
/**
 * The studio can be asked to get in touch.
 */
lead: boolean, };

export type SignUpView = { 
/**
 * Counts sign-ups: a new number is a new one. Names it in `front_sign_up`.
 */
signUp: number, 
/**
 * The newest change that is dealt with; see [`SignUpInput`].
 */
revision: number, 
/**
 * What it leads to.
 */
aim: SignUpAim, 
/**
 * The steps of this sign-up in order, for the progress. Empty before there is anything to be done.
 */
path: Array<SignUpPart>, 
/**
 * The country that fields and checks go by: ISO 3166-1, two letters.
 */
country: string, 
/**
 * The fields that this studio, its country and what was chosen need, in order.
 */
fields: Array<FieldView>, 
/**
 * What is wrong with what was entered. Fields that are merely still empty are among them.
 */
problems: Array<FieldProblem>, 
/**
 * What was chosen.
 */
chosen: ChosenView, 
/**
 * What it costs, as the studio's system says.
 */
preview: PreviewView, 
/**
 * How a voucher is, if one was entered.
 */
voucher: VoucherView, 
/**
 * The picture.
 */
picture: PictureState, 
/**
 * How the account number is.
 */
account: AccountView, 
/**
 * The texts to agree to and to sign, in order, with what was done about each.
 */
texts: Array<AgreedView>, 
/**
 * What there is to read of the law, whatever it leads to.
 */
legal: Array<LegalView>, 
/**
 * The mandate, where a direct debit is chosen.
 */
mandate: MandateView | null, 
/**
 * What was signed apart from text blocks.
 */
signed: Array<SignatureOf>, 
/**
 * Whether a contract can be made without a signature.
 */
signaturesRequired: boolean, 
/**
 * Categories of messages and what may be sent how. Sent whole or not at all.
 */
preferences: Array<CategoryView>, 
/**
 * Something was said about them; otherwise none are sent, and the studio's own rules hold.
 */
preferencesSaid: boolean, 
/**
 * Why the whole of it cannot go on at the moment, if so.
 */
trouble: SignUpTrouble | null, } & ({ "step": "start", 
/**
 * What there is.
 */
choices: SignUpChoices, 
/**
 * What became of the code that was typed.
 */
code: CodeView, } | { "step": "part", 
/**
 * Which.
 */
part: SignUpPart, } | { "step": "minor", 
/**
 * A trial session can be booked instead.
 */
trial: boolean, 
/**
 * The studio can be asked to get in touch instead.
 */
lead: boolean, 
/**
 * The age that is needed.
 */
age: number, } | { "step": "paying" } | { "step": "submitting" } | { "step": "priceChanged" } | { "step": "done", 
/**
 * The member number, or whatever the vendor gave.
 */
number: string | null, 
/**
 * Where the member registers in the studio's app: shown as a QR code.
 */
registration: string | null, 
/**
 * Where something has to be paid first: shown as a QR code.
 */
payment: string | null, 
/**
 * The code a check-in voucher gave.
 */
accessCode: string | null, 
/**
 * Linking a card to the new member.
 */
card: CardLink, } | { "step": "waiting" } | { "step": "unknown" } | { "step": "refused", 
/**
 * Why.
 */
reason: RefusedReason, } | { "step": "parked", 
/**
 * Six characters.
 */
code: string, 
/**
 * Days it is kept.
 */
days: number, 
/**
 * The team was asked to come.
 */
team: boolean, });

export type SignUpChange = { 
/**
 * See [`SignUpView::sign_up`]; it is the same.
 */
signUp: number, 
/**
 * See [`SignUpView::revision`].
 */
revision: number, 
/**
 * See [`SignUpView::aim`].
 */
aim: SignUpAim, 
/**
 * See [`SignUpView::country`].
 */
country: string, 
/**
 * See [`SignUpView::voucher`].
 */
voucher: VoucherView, 
/**
 * See [`SignUpView::picture`].
 */
picture: PictureState, 
/**
 * See [`SignUpView::account`].
 */
account: AccountView, 
/**
 * See [`SignUpView::mandate`].
 */
mandate: MandateView | null, 
/**
 * See [`SignUpView::signed`].
 */
signed: Array<SignatureOf>, 
/**
 * See [`SignUpView::signatures_required`].
 */
signaturesRequired: boolean, 
/**
 * See [`SignUpView::preferences_said`].
 */
preferencesSaid: boolean, 
/**
 * See [`SignUpView::trouble`].
 */
trouble: SignUpTrouble | null, } & ({ "step": "start", 
/**
 * What there is.
 */
choices: SignUpChoices, 
/**
 * What became of the code that was typed.
 */
code: CodeView, } | { "step": "part", 
/**
 * Which.
 */
part: SignUpPart, } | { "step": "minor", 
/**
 * A trial session can be booked instead.
 */
trial: boolean, 
/**
 * The studio can be asked to get in touch instead.
 */
lead: boolean, 
/**
 * The age that is needed.
 */
age: number, } | { "step": "paying" } | { "step": "submitting" } | { "step": "priceChanged" } | { "step": "done", 
/**
 * The member number, or whatever the vendor gave.
 */
number: string | null, 
/**
 * Where the member registers in the studio's app: shown as a QR code.
 */
registration: string | null, 
/**
 * Where something has to be paid first: shown as a QR code.
 */
payment: string | null, 
/**
 * The code a check-in voucher gave.
 */
accessCode: string | null, 
/**
 * Linking a card to the new member.
 */
card: CardLink, } | { "step": "waiting" } | { "step": "unknown" } | { "step": "refused", 
/**
 * Why.
 */
reason: RefusedReason, } | { "step": "parked", 
/**
 * Six characters.
 */
code: string, 
/**
 * Days it is kept.
 */
days: number, 
/**
 * The team was asked to come.
 */
team: boolean, }) & { 
/**
 * See [`SignUpView::path`].
 */
path?: Array<SignUpPart>, 
/**
 * See [`SignUpView::fields`].
 */
fields?: Array<FieldView>, 
/**
 * See [`SignUpView::problems`].
 */
problems?: Array<FieldProblem>, 
/**
 * See [`SignUpView::chosen`].
 */
chosen?: ChosenView, 
/**
 * See [`SignUpView::preview`].
 */
preview?: PreviewView, 
/**
 * See [`SignUpView::texts`].
 */
texts?: Array<AgreedView>, 
/**
 * See [`SignUpView::legal`].
 */
legal?: Array<LegalView>, 
/**
 * See [`SignUpView::preferences`].
 */
preferences?: Array<CategoryView>, };

export type ChangedParts = { 
/**
 * See [`SignUpView::path`].
 */
path?: Array<SignUpPart>, 
/**
 * See [`SignUpView::fields`].
 */
fields?: Array<FieldView>, 
/**
 * See [`SignUpView::problems`].
 */
problems?: Array<FieldProblem>, 
/**
 * See [`SignUpView::chosen`].
 */
chosen?: ChosenView, 
/**
 * See [`SignUpView::preview`].
 */
preview?: PreviewView, 
/**
 * See [`SignUpView::texts`].
 */
texts?: Array<AgreedView>, 
/**
 * See [`SignUpView::legal`].
 */
legal?: Array<LegalView>, 
/**
 * See [`SignUpView::preferences`].
 */
preferences?: Array<CategoryView>, };

export type SignUpAim = "open" | "contract" | "rateVoucher" | "checkInVoucher" | "trial" | "lead";

export type SignUpPart = "offers" | "terms" | "slots" | "details" | "picture" | "payment" | "texts" | "summary";

export type SignUpStep = { "step": "start", 
/**
 * What there is.
 */
choices: SignUpChoices, 
/**
 * What became of the code that was typed.
 */
code: CodeView, } | { "step": "part", 
/**
 * Which.
 */
part: SignUpPart, } | { "step": "minor", 
/**
 * A trial session can be booked instead.
 */
trial: boolean, 
/**
 * The studio can be asked to get in touch instead.
 */
lead: boolean, 
/**
 * The age that is needed.
 */
age: number, } | { "step": "paying" } | { "step": "submitting" } | { "step": "priceChanged" } | { "step": "done", 
/**
 * The member number, or whatever the vendor gave.
 */
number: string | null, 
/**
 * Where the member registers in the studio's app: shown as a QR code.
 */
registration: string | null, 
/**
 * Where something has to be paid first: shown as a QR code.
 */
payment: string | null, 
/**
 * The code a check-in voucher gave.
 */
accessCode: string | null, 
/**
 * Linking a card to the new member.
 */
card: CardLink, } | { "step": "waiting" } | { "step": "unknown" } | { "step": "refused", 
/**
 * Why.
 */
reason: RefusedReason, } | { "step": "parked", 
/**
 * Six characters.
 */
code: string, 
/**
 * Days it is kept.
 */
days: number, 
/**
 * The team was asked to come.
 */
team: boolean, };

export type CodeView = { "code": "unsaid" } | { "code": "unknown" } | { "code": "mustWait", 
/**
 * Milliseconds since 1970.
 */
untilMs: number, };

export type RefusedReason = "alreadyMember" | "voucher" | "slotTaken" | "trialBefore" | "picture" | "withdrawn" | "offerGone" | "notAccepted" | "notPossible";

export type CardLink = "notPossible" | "holdCard" | "linking" | "linked" | "taken" | "failed" | "unknown";

export type SignUpTrouble = { "trouble": "loading" } | { "trouble": "notLoaded", 
/**
 * Why.
 */
reason: AttentionReason, } | { "trouble": "nothingOffered" } | { "trouble": "notKept" } | { "trouble": "signAnew" } | { "trouble": "redeemUnknown" } | { "trouble": "refused", 
/**
 * Why.
 */
reason: RefusedReason, 
/**
 * The part in which that is most likely mended; nothing where that is this one.
 */
mend: SignUpPart | null, };

export type ChosenView = { 
/**
 * The offer, by [`OfferView::offer`].
 */
offer: string | null, 
/**
 * The term, by [`TermView::term`].
 */
term: string | null, 
/**
 * Modules, by [`ModuleView::module`].
 */
modules: Array<string>, 
/**
 * When the contract starts, `yyyy-MM-dd`.
 */
start: string | null, 
/**
 * How it is paid.
 */
payBy: PayBy | null, 
/**
 * The slot, by [`SlotView::slot`].
 */
slot: number | null, 
/**
 * A card is known to the vendor for the payment.
 */
cardReady: boolean, 
/**
 * One was, and is not any more: its session is over.
 */
cardLapsed: boolean, 
/**
 * The day on which the studio opens, `yyyy-MM-dd`, where that is still to come: nothing begins before.
 */
opening: string | null, };

export type PictureState = "none" | "taken" | "refused";

export type AccountView = { "account": "none" } | { "account": "kept", 
/**
 * `DE89 •••• 3000`.
 */
masked: string, 
/**
 * The bank, where the vendor knows it.
 */
bank: string | null, 
/**
 * The bank's code.
 */
bic: string | null, 
/**
 * The vendor was asked and had no objection.
 */
checked: boolean, };

export type AgreedView = { 
/**
 * It was confirmed.
 */
confirmed: boolean, 
/**
 * It was signed, as it reads now.
 */
signed: boolean, 
/**
 * The vendor's number for it.
 */
block: string, 
/**
 * Its heading.
 */
title: string, 
/**
 * Its text; paragraphs are apart by empty lines. No markup.
 */
text: string, 
/**
 * It has to be agreed to: by a signature where it has one, else by a tick.
 */
required: boolean, 
/**
 * It has a place for a signature.
 */
signature: boolean, 
/**
 * The preferences for messages belong below it.
 */
preferences: boolean, 
/**
 * Something more to read.
 */
attachment: Attachment | null, 
/**
 * The module it is about.
 */
module: string | null, };

export type SignatureOf = { "of": "contract" } | { "of": "mandate" } | { "of": "text", 
/**
 * [`TextBlockView::block`].
 */
block: string, };

export type SignUpInput = { "input": "aim", 
/**
 * [`SignUpAim::Contract`], [`SignUpAim::Trial`], [`SignUpAim::Lead`], or with a voucher that may be for
 * a visit [`SignUpAim::CheckInVoucher`].
 */
aim: SignUpAim, } | { "input": "resume", 
/**
 * The code it was put aside with.
 */
code: string, } | { "input": "go", 
/**
 * Which.
 */
part: SignUpPart, } | { "input": "next" } | { "input": "back" } | { "input": "term", 
/**
 * [`TermView::term`].
 */
term: string, } | { "input": "modules", 
/**
 * [`ModuleView::module`].
 */
modules: Array<string>, } | { "input": "start", 
/**
 * `yyyy-MM-dd`.
 */
date: string, } | { "input": "enter", 
/**
 * Which.
 */
field: SignUpField, 
/**
 * What.
 */
text: string, } | { "input": "voucher", 
/**
 * The code as typed.
 */
code: string, } | { "input": "payBy", 
/**
 * How.
 */
by: PayBy, } | { "input": "openPayment" } | { "input": "noPicture" } | { "input": "confirm", 
/**
 * [`TextBlockView::block`].
 */
block: string, 
/**
 * Whether it is.
 */
yes: boolean, } | { "input": "preferences", 
/**
 * Every category, or nothing to leave it unsaid.
 */
categories: Array<CategoryView>, } | { "input": "sign", 
/**
 * At most 24 KiB.
 */
svg: string, } & ({ "of": "contract" } | { "of": "mandate" } | { "of": "text", 
/**
 * [`TextBlockView::block`].
 */
block: string, }) | { "input": "unsign", } & ({ "of": "contract" } | { "of": "mandate" } | { "of": "text", 
/**
 * [`TextBlockView::block`].
 */
block: string, }) | { "input": "read", 
/**
 * [`TextBlockView::block`].
 */
block: string, } | { "input": "readLegal", 
/**
 * Which.
 */
kind: LegalKind, } | { "input": "slot", 
/**
 * [`SlotView::slot`].
 */
slot: number, } | { "input": "slotsFrom", 
/**
 * `yyyy-MM-dd`.
 */
date: string, } | { "input": "submit" } | { "input": "takePrice" } | { "input": "noCard" } | { "input": "park", 
/**
 * Ask the team to come.
 */
team: boolean, } | { "input": "leave" } | { "input": "discard" };

export type SignUpField = "firstName" | "secondFirstName" | "lastName" | "secondLastName" | "gender" | "dateOfBirth" | "placeOfBirth" | "countryOfBirth" | "email" | "mobile" | "phone" | "streetType" | "street" | "secondStreet" | "houseNumber" | "streetBlock" | "portal" | "stairway" | "floor" | "door" | "buildingName" | "additionalAddress" | "zipCode" | "city" | "cityPart" | "district" | "province" | "provinceCode" | "country" | "taxId" | "documentType" | "documentNumber" | "referralCode" | "campaign" | "accountHolder" | "iban" | "note";

export type FieldView = { 
/**
 * Which field it is.
 */
field: SignUpField, 
/**
 * Nothing goes on without it.
 */
required: boolean, 
/**
 * Where only some things can be entered.
 */
choices: Array<ChoiceOf>, 
/**
 * Fields of one line share a number, and lines are in order of their numbers.
 */
line: number, };

export type ChoiceOf = { 
/**
 * What is entered.
 */
value: string, 
/**
 * The vendor's word for it; ours where there is none.
 */
name: string | null, };

export type FieldProblem = { 
/**
 * Which field.
 */
field: SignUpField, 
/**
 * What is wrong with it.
 */
problem: Problem, 
/**
 * It can be left as it is: a doubt and no refusal.
 */
doubt: boolean, };

export type Problem = "missing" | "tooLong" | "noSuchDate" | "dateOutOfRange" | "tooYoung" | "notAnEmail" | "notAPhoneNumber" | "notAPostCode" | "wrongLength" | "wrongForm" | "wrongCheckDigits" | "unknownCountry" | "noDirectDebit" | "accountRefused" | "holderRefused" | "numberRefused" | "genderNeeded" | "birthPlaceNeeded" | "otherPerson" | "documentIncomplete" | "notAccepted";

export type Entered = { 
/**
 * The sign-up it belongs to.
 */
signUp: number, 
/**
 * Each field with something in it; never the account number.
 */
fields: Array<EnteredField>, 
/**
 * The voucher.
 */
voucher: string | null, };

export type EnteredField = { 
/**
 * Which field.
 */
field: SignUpField, 
/**
 * As it was typed.
 */
text: string, };

export type MandateView = { 
/**
 * The vendor's text, unchanged but for its markup, in the member's language.
 */
text: string, 
/**
 * More than one payment is taken by it.
 */
recurring: boolean, 
/**
 * Where it is signed.
 */
place: string | null, 
/**
 * The day in the studio, `yyyy-MM-dd`.
 */
date: string, };

export type LegalView = { 
/**
 * Which. There is at most one of each.
 */
kind: LegalKind, } & ({ "content": "link", 
/**
 * Its address.
 */
link: string, } | { "content": "text", 
/**
 * All of it.
 */
text: string, });

export type LegalKind = "privacy" | "terms" | "imprint" | "withdrawal";

export type LegalContent = { "content": "link", 
/**
 * Its address.
 */
link: string, } | { "content": "text", 
/**
 * All of it.
 */
text: string, };

export type CategoryView = { 
/**
 * The vendor's number for it.
 */
category: string, 
/**
 * The vendor's name for it.
 */
name: string, 
/**
 * What the vendor says about it.
 */
description: string | null, 
/**
 * The channels that there are for it.
 */
offered: Array<Channel>, 
/**
 * Those that are chosen, or fixed by the studio. What nobody has chosen is not among them, whatever the
 * studio would like: a box that is ticked for somebody is no consent.
 */
active: Array<Channel>, 
/**
 * Those the member cannot change.
 */
fixed: Array<Channel>, };

export type Channel = "letter" | "email" | "textMessage" | "phone" | "app" | "fax" | "conversation" | "chat" | "other";

export type OffersView = { 
/**
 * The offers, in the vendor's order.
 */
offers: Array<OfferView>, };

export type OfferView = { 
/**
 * The vendor's number for it.
 */
offer: string, 
/**
 * Its name.
 */
name: string, 
/**
 * One line below it.
 */
subDescription: string | null, 
/**
 * What it is.
 */
description: string | null, 
/**
 * To be shown below the offer.
 */
footnote: string | null, 
/**
 * A `data:` URL.
 */
picture: string | null, 
/**
 * The last day it is offered, `yyyy-MM-dd`, where that is limited.
 */
until: string | null, 
/**
 * At least one.
 */
terms: Array<TermView>, 
/**
 * Always in, at no price.
 */
included: Array<ModuleView>, 
/**
 * At no price, some of which can be chosen.
 */
selectable: Array<ModuleView>, 
/**
 * How many of them.
 */
selectableAtMost: number, 
/**
 * How it can be paid.
 */
payBy: Array<PayBy>, 
/**
 * Something has to be paid before the first visit.
 */
initialPayment: boolean, };

export type TermView = { 
/**
 * The vendor's number for it.
 */
term: string, 
/**
 * How long the contract runs at first, time on top among it.
 */
runtime: Period, 
/**
 * The same without time on top, where it is less.
 */
withoutBonus: Period | null, 
/**
 * What is paid when.
 */
price: FrequencyView, 
/**
 * Other prices for some ages.
 */
agePrices: Array<AgePriceView>, 
/**
 * What comes on top, the starter package among it.
 */
flatFees: Array<FlatFeeView>, 
/**
 * The first price, where it differs: a bonus period at the beginning.
 */
firstPrice: AmountView | null, 
/**
 * What happens at the end of the runtime.
 */
extension: ExtensionView, 
/**
 * How it is cancelled.
 */
cancellation: CancellationView, 
/**
 * How the price changes by itself.
 */
adjustments: Array<AdjustmentRuleView>, 
/**
 * Time on top.
 */
bonuses: Array<BonusView>, 
/**
 * What it comes to, where the studio shows that.
 */
volume: VolumeView | null, 
/**
 * Modules that can be had for a price.
 */
optional: Array<ModuleView>, 
/**
 * When it starts unless something else is chosen, `yyyy-MM-dd`.
 */
defaultStart: string | null, 
/**
 * From when the studio can be used, `yyyy-MM-dd`.
 */
useFrom: string | null, };

export type ModuleRunView = { 
/**
 * At first.
 */
runtime: Period | null, 
/**
 * What happens at its end, where that is said.
 */
extension: ExtensionView | null, 
/**
 * How it is cancelled, where something is said of that.
 */
cancellation: CancellationView | null, };

export type ModuleView = { 
/**
 * The vendor's number for it.
 */
module: string, 
/**
 * Its name.
 */
name: string, 
/**
 * What it is.
 */
description: string | null, 
/**
 * What it costs.
 */
price: FrequencyView, 
/**
 * Which group it belongs to.
 */
group: ModuleGroup, 
/**
 * How long it can be tried, in the vendor's words.
 */
trial: string | null, 
/**
 * How long it runs by itself, where that is not the contract's.
 */
runs: ModuleRunView | null, 
/**
 * It has a text of its own to agree to.
 */
consent: boolean, };

export type ModuleGroup = "included" | "selectable" | "optional";

export type PayBy = "directDebit" | "card" | "cash" | "transfer" | "twint";

export type PeriodUnit = "day" | "week" | "month" | "year";

export type Period = { 
/**
 * How many.
 */
value: number, 
/**
 * Of what.
 */
unit: PeriodUnit, };

export type FrequencyView = { "type": "nonRecurring", 
/**
 * How much.
 */
price: AmountView, } | { "type": "recurring", 
/**
 * How often.
 */
term: Period, 
/**
 * How much each time.
 */
price: AmountView, } | { "type": "monthDay", 
/**
 * Every year.
 */
recurring: boolean, 
/**
 * Which days.
 */
days: Array<PricedDay>, } | { "type": "termBased", 
/**
 * Again and again.
 */
recurring: boolean, 
/**
 * After how long, and what it costs then.
 */
terms: Array<PricedPeriod>, } | { "type": "free" };

export type PricedDay = { 
/**
 * 1 to 12.
 */
month: number, 
/**
 * 1 to 31.
 */
day: number, 
/**
 * How much.
 */
price: AmountView, };

export type PricedPeriod = { 
/**
 * After how long.
 */
term: Period, 
/**
 * How much.
 */
price: AmountView, };

export type AgePriceView = { 
/**
 * From this age on.
 */
from: number | null, 
/**
 * To this age, inclusive.
 */
to: number | null, } & ({ "by": "amount", 
/**
 * Which.
 */
amount: AmountView, } | { "by": "percent", 
/**
 * A decimal number, as the vendor writes it: "12.5".
 */
percent: string, } | { "by": "to", 
/**
 * Which.
 */
amount: AmountView, });

export type AdjustmentValue = { "by": "amount", 
/**
 * Which.
 */
amount: AmountView, } | { "by": "percent", 
/**
 * A decimal number, as the vendor writes it: "12.5".
 */
percent: string, } | { "by": "to", 
/**
 * Which.
 */
amount: AmountView, };

export type FlatFeeView = { 
/**
 * Its name.
 */
name: string, 
/**
 * What is paid when.
 */
price: FrequencyView, 
/**
 * It is the starter package.
 */
starter: boolean, 
/**
 * When it is booked first, counted from the start.
 */
after: Period | null, };

export type ExtensionView = { "extension": "ends" } | { "extension": "extends", 
/**
 * Each time by this long; without one, open-ended.
 */
by: Period | null, 
/**
 * The price then, where it differs.
 */
price: AmountView | null, 
/**
 * How often the price is paid then, where it differs.
 */
every: Period | null, } | { "extension": "follows", 
/**
 * Its name.
 */
name: string | null, 
/**
 * What it can be had for, as far as that is said. Which of several it will be, nobody says.
 */
terms: Array<FollowingTerm>, };

export type CancellationView = { 
/**
 * How long before the end.
 */
beforeEnd: Period | null, 
/**
 * How long before the end of an extension.
 */
beforeExtensionEnd: Period | null, 
/**
 * Counted from the day it is received, and not to the end of a term.
 */
fromReceipt: boolean, };

export type PriceChange = "up" | "down" | "to";

export type AdjustmentRuleView = { 
/**
 * The vendor's whole sentence.
 */
sentence: string | null, 
/**
 * Where to, as far as that is said.
 */
change: PriceChange | null, 
/**
 * As the vendor writes it: "5", "2.50".
 */
value: string | null, 
/**
 * The same as an amount, where it is one.
 */
amount: AmountView | null, 
/**
 * The value is a part of the price.
 */
percent: boolean, 
/**
 * How often, in the vendor's words.
 */
recurrence: string | null, };

export type FollowingTerm = { 
/**
 * How long it runs.
 */
runtime: Period, 
/**
 * What is paid when.
 */
price: FrequencyView, };

export type BonusView = { 
/**
 * How long.
 */
period: Period, 
/**
 * At the beginning of the contract.
 */
atStart: boolean, };

export type VolumeView = { 
/**
 * All of it.
 */
total: AmountView | null, 
/**
 * A month on average.
 */
perMonth: AmountView | null, 
/**
 * A payment on average.
 */
perPayment: AmountView | null, };

export type TextBlockView = { 
/**
 * The vendor's number for it.
 */
block: string, 
/**
 * Its heading.
 */
title: string, 
/**
 * Its text; paragraphs are apart by empty lines. No markup.
 */
text: string, 
/**
 * It has to be agreed to: by a signature where it has one, else by a tick.
 */
required: boolean, 
/**
 * It has a place for a signature.
 */
signature: boolean, 
/**
 * The preferences for messages belong below it.
 */
preferences: boolean, 
/**
 * Something more to read.
 */
attachment: Attachment | null, 
/**
 * The module it is about.
 */
module: string | null, };

export type Attachment = { 
/**
 * What it is called.
 */
title: string, 
/**
 * Where it lies: for a QR code on the member's own telephone.
 */
link: string, };

export type PreviewView = { "preview": "none" } | { "preview": "asking", 
/**
 * What was said last.
 */
before: PriceView | null, } | { "preview": "shown", 
/**
 * What it costs.
 */
price: PriceView, } | { "preview": "failed", 
/**
 * Why.
 */
reason: AttentionReason, } | { "preview": "refused" };

export type DueView = { "by": "days", 
/**
 * Every year.
 */
recurring: boolean, 
/**
 * Which days.
 */
days: Array<YearDay>, } | { "by": "terms", 
/**
 * Again and again.
 */
recurring: boolean, 
/**
 * Which.
 */
terms: Array<Period>, };

export type YearDay = { 
/**
 * 1 to 12.
 */
month: number, 
/**
 * 1 to 31.
 */
day: number, };

export type PriceView = { 
/**
 * The price of the term.
 */
base: AmountView | null, 
/**
 * The price for the member's age.
 */
forAge: AmountView | null, 
/**
 * The price with the voucher.
 */
discounted: AmountView | null, 
/**
 * How the price is shared with a company, where one pays a part of it.
 */
company: CompanyShareView | null, 
/**
 * What is paid when, at the price that holds for this member. Nothing where the studio's system says
 * one amount for several payments: how it is divided, it does not say.
 */
frequency: FrequencyView | null, 
/**
 * When that amount is paid.
 */
due: DueView | null, 
/**
 * For the days before the contract starts.
 */
preUse: PriceLine | null, 
/**
 * Fees.
 */
flatFees: Array<PriceLine>, 
/**
 * Modules that cost something.
 */
modules: Array<PriceLine>, 
/**
 * What it comes to in the first runtime, without vouchers.
 */
volume: VolumeView | null, };

export type PriceLine = { 
/**
 * Its name; nothing for the days before the start.
 */
name: string | null, 
/**
 * The price without a voucher.
 */
price: AmountView | null, 
/**
 * The price with it, where it differs.
 */
discounted: AmountView | null, 
/**
 * What a company pays of it.
 */
company: AmountView | null, 
/**
 * What is left of it for the member then.
 */
member: AmountView | null, 
/**
 * What a credit voucher pays of it.
 */
credit: AmountView | null, 
/**
 * Time on top, with a voucher.
 */
bonus: BonusView | null, 
/**
 * What is paid when.
 */
frequency: FrequencyView | null, };

export type CompanyShareView = { 
/**
 * Which company.
 */
name: string | null, 
/**
 * What it pays.
 */
pays: AmountView | null, 
/**
 * What it would pay if nothing were taken off besides.
 */
paysBefore: AmountView | null, 
/**
 * What the member pays.
 */
member: AmountView | null, 
/**
 * What the member would pay if nothing were taken off besides.
 */
memberBefore: AmountView | null, };

export type CompanyView = { 
/**
 * Which.
 */
name: string | null, 
/**
 * Which part, where that is said.
 */
part: CompanyPart | null, 
/**
 * For how long, where that is said.
 */
lasts: LastingView | null, };

export type CompanyPart = { "by": "amount", 
/**
 * Which.
 */
amount: AmountView, } | { "by": "percent", 
/**
 * A decimal number: "12.5".
 */
percent: string, };

export type LastingView = { "for": "always" } | { "for": "firstTerm" } | { "for": "for", 
/**
 * Which.
 */
period: Period, };

export type VoucherView = { "voucher": "none" } | { "voucher": "checking" } | { "voucher": "good", 
/**
 * Time on top.
 */
bonus: BonusView | null, 
/**
 * What a company pays, where it is one that does.
 */
company: CompanyView | null, 
/**
 * The vendor's words about it.
 */
remarks: string | null, } & ({ "effect": "amount", 
/**
 * How much less.
 */
amount: AmountView, 
/**
 * For how long; nothing for the first runtime.
 */
period: Period | null, 
/**
 * For good.
 */
unlimited: boolean, 
/**
 * The starter package costs nothing.
 */
omitsStarter: boolean, } | { "effect": "percent", 
/**
 * A decimal number: "12.5".
 */
percent: string, 
/**
 * For how long; nothing for the first runtime.
 */
period: Period | null, 
/**
 * For good.
 */
unlimited: boolean, 
/**
 * The starter package costs nothing.
 */
omitsStarter: boolean, } | { "effect": "credit", 
/**
 * How much.
 */
amount: AmountView, } | { "effect": "rate", 
/**
 * The offer it is for.
 */
name: string | null, 
/**
 * For how long, in the vendor's words.
 */
term: string | null, } | { "effect": "other" }) | { "voucher": "bad", 
/**
 * Why.
 */
problem: VoucherProblem, } | { "voucher": "unasked", 
/**
 * Why.
 */
reason: AttentionReason, } | { "voucher": "whatFor", 
/**
 * It may be for a contract.
 */
contract: boolean, 
/**
 * It may be for a visit.
 */
visit: boolean, } | { "voucher": "withPrice" } | { "voucher": "atRedeeming" };

export type VoucherEffect = { "effect": "amount", 
/**
 * How much less.
 */
amount: AmountView, 
/**
 * For how long; nothing for the first runtime.
 */
period: Period | null, 
/**
 * For good.
 */
unlimited: boolean, 
/**
 * The starter package costs nothing.
 */
omitsStarter: boolean, } | { "effect": "percent", 
/**
 * A decimal number: "12.5".
 */
percent: string, 
/**
 * For how long; nothing for the first runtime.
 */
period: Period | null, 
/**
 * For good.
 */
unlimited: boolean, 
/**
 * The starter package costs nothing.
 */
omitsStarter: boolean, } | { "effect": "credit", 
/**
 * How much.
 */
amount: AmountView, } | { "effect": "rate", 
/**
 * The offer it is for.
 */
name: string | null, 
/**
 * For how long, in the vendor's words.
 */
term: string | null, } | { "effect": "other" };

export type VoucherProblem = "unknownCode" | "outOfDate" | "otherOffer" | "notHere" | "notValid";

export type SlotsView = { 
/**
 * What the studio calls a trial session.
 */
name: string | null, 
/**
 * What it is like.
 */
description: string | null, 
/**
 * The first day they were asked for, `yyyy-MM-dd`.
 */
from: string, 
/**
 * The last one.
 */
to: string, 
/**
 * The slots, in order.
 */
slots: Array<SlotView>, };

export type SlotView = { 
/**
 * Names it in the choice.
 */
slot: number, 
/**
 * The day in the studio, `yyyy-MM-dd`.
 */
day: string, 
/**
 * When it begins there, `HH:mm`.
 */
begins: string, 
/**
 * When it ends there, `HH:mm`.
 */
ends: string | null, };

export type SignUpLine = { 
/**
 * Names it in `staff_sign_up`.
 */
draft: string, 
/**
 * Who, as far as it was entered.
 */
name: string | null, 
/**
 * What it leads to.
 */
aim: SignUpAim, 
/**
 * When it was begun, in milliseconds since 1970 UTC.
 */
begunMs: number, 
/**
 * When something was last entered, in milliseconds since 1970 UTC.
 */
touchedMs: number, 
/**
 * It was put aside for the team.
 */
forTeam: boolean, 
/**
 * The vendor's constants for why it was last refused, if it was. Apart by blanks.
 */
refused: string | null, 
/**
 * It is on the member's screen at the moment.
 */
onScreen: boolean, };

export type SignUpAction = "show" | "putAside" | "discard";

export type LookView = { 
/**
 * The colours, if the studio has chosen any.
 */
palette: PaletteView | null, 
/**
 * What stands above the headline, at most one text a language.
 */
welcome: Array<WelcomeText>, 
/**
 * When the studio is open from now on, the next weeks; `None`: nothing is said about it.
 */
hours: Array<OpenView> | null, 
/**
 * There are pictures of today; room is kept for them before they are known.
 */
roomForPictures: boolean, 
/**
 * The pictures of today, as far as they can be shown.
 */
pictures: Array<LookPictureView>, };

export type PaletteView = { 
/**
 * While the system is set to light.
 */
light: TokensView, 
/**
 * While it is set to dark.
 */
dark: TokensView, 
/**
 * With more contrast, on black.
 */
moreAccent: string, 
/**
 * What is shown differently from what was chosen.
 */
corrections: Array<CorrectionView>, };

export type TokensView = { ground: string, panel: string, ink: string, quiet: string, line: string, accent: string, accentInk: string, ring1: string, ring2: string, ring3: string, way: string, sign: string, floor: string, floorInk: string, wrong: string, };

export type CorrectionView = { 
/**
 * Which colour.
 */
part: LookPart, 
/**
 * On which screen.
 */
screen: LookScreen, 
/**
 * It was too bright, and not too dark.
 */
tooBright: boolean, 
/**
 * As it was chosen.
 */
given: string, 
/**
 * As it is shown.
 */
shown: string, };

export type LookPart = "accent" | "background";

export type LookScreen = "light" | "dark" | "more";

export type OpenView = { 
/**
 * When it opens, in milliseconds since 1970 UTC.
 */
fromMs: number, 
/**
 * When it closes, in milliseconds since 1970 UTC; `None`: not in the next weeks.
 */
untilMs: number | null, };

export type LookPictureView = { 
/**
 * Another one where the picture is another.
 */
id: string, 
/**
 * What its bytes are (`image/png`).
 */
mediaType: string, 
/**
 * In pixels.
 */
width: number, 
/**
 * In pixels.
 */
height: number, };

export type WelcomeText = { 
/**
 * The tag of the language (`de`, `en-GB`).
 */
language: string, 
/**
 * One line.
 */
text: string, };

export type LookForm = { 
/**
 * A file of the folder `look`.
 */
logo: string | null, 
/**
 * `#rrggbb`.
 */
accent: string | null, 
/**
 * `#rrggbb`.
 */
background: string | null, 
/**
 * One text a language.
 */
welcome: Array<WelcomeText>, 
/**
 * When the studio is open; `None`: nothing is said about it.
 */
hours: Array<LookDay> | null, 
/**
 * What the idle screen shows.
 */
pictures: Array<LookPicture>, };

export type LookDay = { 
/**
 * `monday` to `sunday`, or a date (`2026-12-24`).
 */
day: string, 
/**
 * `06:00-22:00`, several; none: closed.
 */
spans: Array<string>, };

export type LookPicture = { 
/**
 * A file of the folder `look`.
 */
file: string, 
/**
 * The first day it is shown (`2026-12-01`).
 */
from: string | null, 
/**
 * The last day it is shown.
 */
until: string | null, };

export type LookDesk = { 
/**
 * Counts what was saved, so that a page knows that its form is the one that is kept.
 */
revision: number, 
/**
 * As it is set.
 */
form: LookForm, 
/**
 * What the colours that were tried last, or else the ones that are set, make of the screen.
 */
palette: PaletteView | null, 
/**
 * Files that are set and cannot be shown.
 */
missing: Array<LookFileView>, 
/**
 * What came of the last change.
 */
news: LookNews | null, };

export type LookFileView = { 
/**
 * Its name.
 */
file: string, 
/**
 * Why.
 */
trouble: LookFileTrouble, };

export type LookFileTrouble = "missing" | "unreadable" | "notAPicture" | "tooLarge" | "tooManyPixels" | "name";

export type LookNews = { "news": "saved" } | { "news": "wrong", 
/**
 * What.
 */
problem: LookProblemView, 
/**
 * As it was written.
 */
what: string, } | { "news": "notSaved", 
/**
 * Why, as it is said to whoever edits the file.
 */
why: string, } | { "news": "taken", 
/**
 * The name.
 */
file: string, } | { "news": "notTaken", 
/**
 * The file.
 */
file: string, 
/**
 * Why.
 */
trouble: LookFileTrouble, };

export type LookProblemView = "colour" | "file" | "language" | "welcome" | "day" | "span" | "overlap" | "exceptions" | "date" | "dates" | "twice" | "pictures";

export type MeView = { 
/**
 * Names them in the commands.
 */
id: number, 
/**
 * What the team calls them.
 */
name: string, 
/**
 * What they are there for.
 */
role: StaffRole, 
/**
 * What they may do. What is not in here is not shown.
 */
may: Array<StaffRight>, };

export type StaffRole = "reception" | "manager" | "technician";

export type StaffRight = "members" | "inbox" | "sales" | "signUps" | "catalogue" | "look" | "export" | "people" | "activity" | "leaveKiosk" | "support";

export type PersonLine = { 
/**
 * Names them in the commands.
 */
id: number, 
/**
 * What the team calls them.
 */
name: string, 
/**
 * What they are there for.
 */
role: StaffRole, 
/**
 * The only manager, who has to stay one.
 */
lastManager: boolean, };

export type PersonChange = { "change": "add", 
/**
 * What the team calls them.
 */
name: string, 
/**
 * What they are there for.
 */
role: StaffRole, 
/**
 * Their PIN.
 */
pin: string, } | { "change": "rename", 
/**
 * Who gets it.
 */
id: number, 
/**
 * The new one.
 */
name: string, } | { "change": "role", 
/**
 * Who gets it.
 */
id: number, 
/**
 * The new one.
 */
role: StaffRole, } | { "change": "pin", 
/**
 * Who gets it.
 */
id: number, 
/**
 * The new one.
 */
pin: string, } | { "change": "remove", 
/**
 * Who leaves.
 */
id: number, };

export type PersonAnswer = { 
/**
 * Counts the changes that were looked at since the window was unlocked.
 */
number: number, 
/**
 * Why it was not done; `None` when it was.
 */
problem: PersonProblem | null, };

export type PersonProblem = "nameMissing" | "nameTooLong" | "nameTaken" | "notAPin" | "pinTooEasy" | "pinTooShort" | "pinTaken" | "pinWrong" | "tooSoon" | "lastManager" | "tooMany" | "gone" | "keychain";

export type ActivityWish = { "wish": "show", 
/**
 * Of one person, or of all.
 */
person: number | null, } | { "wish": "more" } | { "wish": "export" } | { "wish": "hide" };

export type ActivityView = { 
/**
 * Of whom, or of all.
 */
person: number | null, 
/**
 * The last first.
 */
lines: Array<ActivityLine>, 
/**
 * There are more than are listed.
 */
more: boolean, 
/**
 * Where the last export went, or that it failed.
 */
exported: Exported | null, };

export type ActivityLine = { 
/**
 * Names the line in the list.
 */
id: string, 
/**
 * When, in milliseconds since 1970 UTC.
 */
atMs: number, 
/**
 * Who did it.
 */
by: ActivityBy, 
/**
 * What they did.
 */
act: ActivityKind, 
/**
 * The kind of the item that was settled.
 */
item: ItemKind | null, 
/**
 * Whom of the team it was about.
 */
whom: ActivityBy | null, 
/**
 * The role that was given.
 */
role: StaffRole | null, 
/**
 * The cash that was taken.
 */
amount: AmountView | null, 
/**
 * The shelf of a product.
 */
shelf: string | null, 
/**
 * Wrong PINs in a row.
 */
times: number, 
/**
 * What they wrote.
 */
note: string | null, };

export type ActivityBy = { "by": "person", 
/**
 * What the team calls them.
 */
name: string, } | { "by": "left", 
/**
 * Tells them from others who left.
 */
id: number, } | { "by": "nobody" };

export type ActivityKind = "signedIn" | "locked" | "lockedItself" | "wrongPin" | "notAllowed" | "tryNow" | "sendAgain" | "settledDone" | "cancelled" | "withoutPicture" | "reopened" | "handedOver" | "notHandedOut" | "saleEnded" | "topUpBegun" | "switchedOff" | "cashTaken" | "drawerOpened" | "signUpShown" | "signUpPutAside" | "signUpDiscarded" | "memberOpened" | "memberCheckedIn" | "memberCard" | "signUpBegun" | "productAvailable" | "productPrice" | "productName" | "catalogueImported" | "catalogueExported" | "lookChanged" | "lookFile" | "itemsExported" | "activityExported" | "alarmSeen" | "served" | "personAdded" | "personRenamed" | "personRole" | "personPin" | "ownPin" | "personRemoved" | "kioskHandled" | "kioskLeft" | "supportWritten" | "other";

export type ReceptionView = { 
/**
 * What members are looked up in.
 */
list: MemberList, 
/**
 * A card is waited for: the next one held to a reader of this desk checks nobody in.
 */
waits: CardWait | null, 
/**
 * What came of the last card that was looked up, if it led to nobody.
 */
cardProblem: CardProblem | null, 
/**
 * What the studio's system was asked for, and what it said.
 */
asked: VendorSearch | null, 
/**
 * Whoever was chosen.
 */
open: MemberCard | null, 
/**
 * Where members can be checked in by hand.
 */
entrances: Array<EntranceLine>, 
/**
 * What can be begun on the member's screen; `None` where nobody signs up.
 */
signUp: SignUpChoices | null, 
/**
 * What this desk plays at the vendor, with what belongs to it.
 */
devices: Array<DeviceLine>, };

export type MemberList = { "list": "preparing" } | { "list": "ready", 
/**
 * How many members are in it.
 */
members: number, 
/**
 * When it was last complete, in milliseconds since 1970 UTC; `None` while it is first filled.
 */
completeMs: number | null, } | { "list": "noRight", 
/**
 * The right that is missing.
 */
right: string, } | { "list": "unreadable" };

export type CardWait = "lookUp" | "link";

export type CardProblem = { "problem": "nobody" } | { "problem": "several" } | { "problem": "noCard" } | { "problem": "silent", 
/**
 * Why.
 */
reason: AttentionReason, };

export type MemberHits = { 
/**
 * The best, at most 20.
 */
hits: Array<MemberHit>, 
/**
 * How many there are in all.
 */
total: number, };

export type MemberHit = { 
/**
 * Names the member in `staff_member`.
 */
id: string, 
/**
 * First name, if there is one.
 */
firstName: string | null, 
/**
 * Surname, if there is one.
 */
lastName: string | null, 
/**
 * The number they go by.
 */
number: string | null, 
/**
 * Date of birth, as `2026-11-23`.
 */
born: string | null, };

export type VendorSearch = { 
/**
 * As it was typed.
 */
query: string, 
/**
 * Whom it found, at most 20.
 */
found: Part<Array<MemberHit>>, };

export type Part<T> = { "part": "asked" } | { "part": "here", 
/**
 * What it is.
 */
value: T, } | { "part": "noRight", 
/**
 * The right that is missing, as the vendor calls it.
 */
right: string, } | { "part": "nothing" } | { "part": "silent", 
/**
 * Why.
 */
reason: AttentionReason, };

export type MemberCard = { 
/**
 * Counts up with every member who is opened. What is asked about this one names it.
 */
card: number, 
/**
 * Who it is, as far as the list or the record says.
 */
member: MemberHit, 
/**
 * Today is the member's birthday.
 */
birthday: boolean, 
/**
 * What the member is and may.
 */
record: Part<RecordView>, 
/**
 * What the member has signed.
 */
contracts: Part<Array<MemberContract>>, 
/**
 * The last visits, newest first.
 */
visits: Part<Array<VisitView>>, 
/**
 * What the member has and owes.
 */
account: Part<AccountBalance>, 
/**
 * Whether there is a picture.
 */
picture: MemberPicture, 
/**
 * Checking in by hand.
 */
byHand: ByHand, 
/**
 * Giving the member a card.
 */
link: MemberLink, };

export type MemberPicture = "asked" | "here" | "nothing" | "silent";

export type MemberLink = { "link": "no" } | { "link": "holdCard" } | { "link": "linking" } | { "link": "linked" } | { "link": "taken" } | { "link": "notACard" } | { "link": "failed" } | { "link": "unknown" } | { "link": "noRight", 
/**
 * The right that is missing.
 */
right: string, };

export type RecordView = { 
/**
 * What they are to the studio.
 */
status: MemberStatus, 
/**
 * Access is blocked until somebody lifts it.
 */
blocked: boolean, 
/**
 * Today the record lets them in.
 */
mayEnter: boolean, 
/**
 * Restrictions and pauses, those of today first.
 */
closed: Array<ClosedView>, 
/**
 * They have a card, a code or a pass.
 */
hasKey: boolean, };

export type MemberStatus = "member" | "prospect" | "former" | "other";

export type ClosedView = { 
/**
 * The first day, as `2026-11-23`.
 */
from: string | null, 
/**
 * The last day.
 */
to: string | null, 
/**
 * Why, in the studio's words.
 */
reason: string | null, 
/**
 * A pause of the contract.
 */
idle: boolean, 
/**
 * Today is one of these days.
 */
today: boolean, };

export type MemberContract = { 
/**
 * What it is called.
 */
name: string | null, 
/**
 * Its first day, as `2026-11-23`.
 */
start: string | null, 
/**
 * Its last day, if there is one.
 */
end: string | null, 
/**
 * Whether it runs.
 */
active: boolean, };

export type VisitView = { 
/**
 * When it began, in milliseconds since 1970 UTC.
 */
fromMs: number, 
/**
 * When it ended.
 */
toMs: number | null, };

export type AccountBalance = { 
/**
 * What they can spend.
 */
credit: AmountView | null, 
/**
 * The account; negative when they owe.
 */
account: AmountView | null, 
/**
 * How far they are dunned, in the studio's words.
 */
dunning: string | null, 
/**
 * What they owe was given to an agency.
 */
inCollection: boolean, };

export type ByHand = { "byHand": "no" } | { "byHand": "asking" } | { "byHand": "done" } | { "byHand": "letIn" } | { "byHand": "refused", 
/**
 * Its words.
 */
words: string | null, } | { "byHand": "unknown" } | { "byHand": "noKey" } | { "byHand": "not", 
/**
 * Why.
 */
reason: AttentionReason, };

export type EntranceLine = { 
/**
 * Names it in `staff_member`.
 */
entrance: number, 
/**
 * What staff call it.
 */
name: string, 
/**
 * Its door opens for whoever is checked in here.
 */
door: boolean, };

export type DeviceLine = { 
/**
 * Its number at the vendor.
 */
id: string, 
/**
 * What staff call it.
 */
name: string, 
/**
 * What it is for.
 */
purpose: DevicePurpose, 
/**
 * The reader whose taps it has.
 */
reader: string, 
/**
 * The doors, drawers and relays that it uses, by name.
 */
outputs: Array<string>, 
/**
 * Whether its token is in the keychain.
 */
token: boolean, };

export type DevicePurpose = "checkIn" | "vending" | "time";

export type MemberOrder = { "want": "open", 
/**
 * Which, as it was given to the window.
 */
member: string, } | { "want": "close" } | { "want": "again", 
/**
 * Of which card.
 */
card: number, } | { "want": "search", 
/**
 * What is looked for.
 */
query: string, } | { "want": "cardNumber", 
/**
 * In decimal, as it is printed.
 */
number: string, } | { "want": "awaitCard" } | { "want": "linkCard", 
/**
 * Of which card.
 */
card: number, } | { "want": "forget" } | { "want": "checkIn", 
/**
 * Of which card.
 */
card: number, 
/**
 * At which entrance.
 */
entrance: number, 
/**
 * Why not by a card; not blank.
 */
reason: string, } | { "want": "beginSignUp", 
/**
 * What it is to lead to.
 */
aim: SignUpAim, 
/**
 * As typed, if it was.
 */
firstName: string, 
/**
 * As typed, if it was.
 */
lastName: string, };
