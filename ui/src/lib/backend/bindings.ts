// Written by `cargo xtask bindings` from the crate `wire`. Do not edit by hand.

export type FrontMessage = { "type": "studio" } & StudioView | { "type": "pictures", 
/**
 * Each once.
 */
pictures: Array<PictureView>, } | { "type": "screen" } & Screen;

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
shownForMs: number, } & ({ "verdict": "welcome", 
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
reason: AttentionReason, }) | { "screen": "sale" } & SaleView | { "screen": "outOfOrder", 
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
choices: Array<ChoiceView>, };

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

export type OutOfOrderReason = "readerGone" | "readerInUse" | "readerForbidden" | "cardServiceMissing" | "readerHeldByKernel" | "cameraMissing" | "cameraDenied";

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
 * The vendor's number, as text because it has 64 bits.
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
 * Which.
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
 * Which.
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
 * Why.
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
 * Why.
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
shelves: Array<PracticeShelf>, };

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
drawer: boolean, };

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
sinceMs: number, };

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

export type ItemReason = "noConnection" | "vendorPause" | "accessWithdrawn" | "waitsForAnother" | "refused" | "tooOld" | "clockMoved" | "noAnswer" | "answerLost" | "vendorFault" | "interrupted" | "creditChanged" | "onceOnly" | "severalFound" | "mayNotLook" | "handOutUnknown" | "notHandedOut" | "turnedAway" | "settledDone" | "cancelled" | "reopened";

export type ItemAction = "tryNow" | "sendAgain" | "done" | "cancel";

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
 * Why.
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
 * Why.
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

export type ChargeView = "booked" | "waiting" | "unknown";

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
minor: number, } | { "choice": "giveUp" };

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
 * What.
 */
problem: CatalogueProblem, 
/**
 * What stands there, shortened.
 */
value: string, };

export type CatalogueProblem = "columns" | "unknownColumn" | "fields" | "encoding" | "shelfMissing" | "shelfTwice" | "nameMissing" | "price" | "currency" | "available" | "picture" | "tooMany" | "empty";

export type ProductChange = { "change": "available", 
/**
 * Whether.
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
