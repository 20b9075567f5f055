// Written by `cargo xtask bindings` from the crate `wire`. Do not edit by hand.

export type FrontMessage = { "type": "studio" } & StudioView | { "type": "screen" } & Screen;

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
reason: UnconfirmedReason, } | { "verdict": "unreadable", 
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
reason: AttentionReason, }) | { "screen": "outOfOrder", 
/**
 * What is wrong, in terms of what to do about it.
 */
reason: OutOfOrderReason, };

export type IdleView = { 
/**
 * A strip at the edge when something is known to be wrong although taps are still tried.
 */
notice: AttentionReason | null, };

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
reason: UnconfirmedReason, } | { "verdict": "unreadable", 
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

export type UnconfirmedReason = "noAnswer" | "answerLost" | "vendorFault";

export type UnreadableReason = "garbled" | "random" | "truncated" | "blank" | "wrongForm";

export type AttentionReason = "noConnection" | "tooBusy" | "vendorPause" | "accessWithdrawn" | "notTheVendor" | "certificateWrong" | "tokenMissing";

export type OutOfOrderReason = "readerGone" | "readerInUse" | "readerForbidden";

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
 * The ports of this computer.
 */
ports: Array<PortChoice>, 
/**
 * How the tap of the reader step went.
 */
tap: TapProof, };

export type SetupStep = "account" | "studio" | "devices" | "reader" | "tap" | "language";

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

export type PortChoice = { 
/**
 * What to open: `/dev/ttyUSB0`, `COM3`.
 */
path: string, 
/**
 * What a person would call it: "FT232R USB UART, FTDI".
 */
label: string, };

export type ReaderChoice = { 
/**
 * A port from the list, or a path typed in.
 */
port: string, 
/**
 * Bits per second.
 */
baud: number, 
/**
 * How the reader ends what it says.
 */
framing: ReaderFraming, };

export type ReaderFraming = "rdm6300" | "line" | "gap";

export type TapProof = { "state": "notAsked" } | { "state": "listening" } | { "state": "garbled" } | { "state": "read", 
/**
 * How many bytes or characters it has. Never the number itself.
 */
length: number, };

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
minutes_ahead: number, } | { "code": "vendorBusy" } | { "code": "vendorFault" } | { "code": "noDevices" } | { "code": "deviceGone" } | { "code": "deviceUnsuited" } | { "code": "activationRefused" } | { "code": "activationUnknown" } | { "code": "confirmationFailed" } | { "code": "keychainRefused" } | { "code": "portMissing" } | { "code": "portInUse" } | { "code": "portForbidden" } | { "code": "notSaved" } | { "code": "closed" };

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
readerConnected: boolean, };

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
case: string, };

export type PracticeFault = { 
/**
 * What goes wrong.
 */
kind: PracticeFaultKind, };

export type PracticeFaultKind = "slow" | "unauthorized" | "forbidden" | "tooMany" | "unavailable" | "hang" | "reset" | "garbage" | "portal" | "away";

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
