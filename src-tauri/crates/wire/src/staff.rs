//! The staff window: the line that is always in sight, and the inbox of things that need a person.
//!
//! This is the one window that gets members' names. It gets them after the PIN only, by a channel,
//! and nothing stays in it when it locks.

use domain::{DeviceId, Money};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    ActivityView, CatalogueView, Id, LookDesk, MeView, Minor, Ms, PersonAnswer, PersonLine, SaleLine,
    SignUpAim, StaffRight,
};

/// What the staff window shows, in full.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "staff", rename_all = "camelCase")]
pub enum StaffView {
    /// Nobody has chosen a PIN on this desk yet.
    ChoosePin {
        /// What was wrong with the last try.
        problem: Option<PinProblem>,
    },
    /// A PIN is asked for.
    #[serde(rename_all = "camelCase")]
    Locked {
        /// What was wrong with the last try.
        problem: Option<PinProblem>,
        /// No try counts before this moment, in milliseconds since 1970 UTC.
        wait_until_ms: Option<Ms>,
    },
    /// Unlocked.
    Open(Box<StaffDesk>),
}

/// What is wrong with a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PinProblem {
    /// Not the PIN.
    Wrong,
    /// A PIN has 4 to 12 digits and nothing else.
    NotAPin,
    /// All the same digit, or digits in a row: the first that anybody would try.
    TooEasy,
    /// Tried again before the wait was over; it was not looked at.
    TooSoon,
    /// The keychain did not give or take the PIN.
    Keychain,
}

/// The unlocked staff window.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StaffDesk {
    /// Always in sight.
    pub line: LineView,
    /// What is wrong with the desk as a whole; each once, however many items it holds up.
    pub alarms: Vec<Alarm>,
    /// Which items are listed.
    pub filter: InboxFilter,
    /// The items, those that happened last first.
    pub items: Vec<InboxItem>,
    /// There are more than are listed.
    pub more: bool,
    /// The last taps, newest first, at most 50. Forgotten when Portico ends.
    pub taps: Vec<TapLine>,
    /// Where the last export went, or that it failed.
    pub exported: Option<Exported>,
    /// What is being bought and topped up right now, the oldest first.
    pub sales: Vec<SaleLine>,
    /// What each place sells.
    pub catalogues: Vec<CatalogueView>,
    /// There is a cash drawer to open.
    pub drawer: bool,
    /// Sign-ups that are begun, the one touched last first.
    pub sign_ups: Vec<SignUpLine>,
    /// How the member's screen looks.
    pub look: LookDesk,
    /// Who is signed in, and what they may do.
    pub me: MeView,
    /// Who is of the team; nobody for those who do not look after it.
    pub people: Vec<PersonLine>,
    /// What came of the last change of a person or PIN.
    pub answer: PersonAnswer,
    /// What the team did, while somebody who may see it looks at it.
    pub activity: Option<ActivityView>,
    /// What was wanted last, and may not be done by whoever is signed in.
    pub refused: Option<StaffRight>,
}

/// A sign-up that is begun and not sent.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SignUpLine {
    /// Names it in `staff_sign_up`.
    pub draft: String,
    /// Who, as far as it was entered.
    pub name: Option<String>,
    /// What it leads to.
    pub aim: SignUpAim,
    /// When it was begun, in milliseconds since 1970 UTC.
    pub begun_ms: Ms,
    /// When something was last entered, in milliseconds since 1970 UTC.
    pub touched_ms: Ms,
    /// It was put aside for the team.
    pub for_team: bool,
    /// It is on the member's screen at the moment.
    pub on_screen: bool,
}

/// What a person can do about a sign-up that is begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SignUpAction {
    /// Show it on the member's screen. Not while somebody else is there.
    Show,
    /// Take it from the member's screen.
    PutAside,
    /// Throw it away.
    Discard,
}

/// Always in sight.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LineView {
    /// Whether the studio's system answers.
    pub vendor: VendorState,
    /// Each reader.
    pub readers: Vec<ReaderLine>,
    /// Each door and drawer.
    pub outputs: Vec<OutputLine>,
    /// How many items wait to be sent.
    pub waiting: u32,
    /// How many items need a person.
    pub person: u32,
    /// What the items that are not settled are worth, one entry a currency.
    pub amounts: Vec<AmountView>,
    /// When the oldest item that is not settled happened, in milliseconds since 1970 UTC.
    pub oldest_ms: Option<Ms>,
    /// When the next try comes, in milliseconds since 1970 UTC; `None` when nothing waits or
    /// everything that waits is held up.
    pub next_try_ms: Option<Ms>,
    /// Why nothing can be written down, if so.
    pub store: Option<StoreTrouble>,
    /// The member list for times without a connection; `None` when the key may not read it.
    pub directory: Option<DirectoryLine>,
}

/// Whether the studio's system answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum VendorState {
    /// The last thing asked was answered, or nothing was asked yet.
    Reachable,
    /// It cannot be reached; coming back is noticed by itself.
    Unreachable,
}

/// One reader of this desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ReaderLine {
    /// What staff call it.
    pub name: String,
    /// Whether it works.
    pub state: ReaderCondition,
}

/// Whether a reader works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ReaderCondition {
    /// It works.
    Alive,
    /// The port is not there.
    Gone,
    /// Another program holds the port.
    InUse,
    /// This user may not open the port.
    Forbidden,
    /// The system's card service (pcscd) does not run.
    ServiceMissing,
    /// The Linux kernel's driver pn533_usb holds the reader.
    HeldByKernel,
    /// There is no camera, or the web view offers none.
    CameraMissing,
    /// The system does not let this program use the camera.
    CameraDenied,
    /// It types like a keyboard, so that it says nothing while nothing is held up to it.
    Unwatched,
}

/// One door or drawer of this desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct OutputLine {
    /// What staff call it.
    pub name: String,
    /// Whether it can be opened.
    pub state: OutputCondition,
}

/// Whether a door or drawer can be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum OutputCondition {
    /// It can.
    Alive,
    /// The port is not there, or nobody answers at the address.
    Gone,
    /// Another program holds the port.
    InUse,
    /// This user may not open the port.
    Forbidden,
    /// The device asks for a password.
    Locked,
    /// Something answers that cannot be switched.
    Unsuitable,
}

/// The member list for times without a connection.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DirectoryLine {
    /// How many members are in it.
    pub members: u32,
    /// When it was last complete, in milliseconds since 1970 UTC.
    pub complete_ms: Option<Ms>,
}

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AmountView {
    /// In the smallest unit of the currency (cents). Negative for money that flows back.
    pub minor: Minor,
    /// ISO 4217.
    pub currency: String,
}

impl From<Money> for AmountView {
    fn from(Money { minor, currency }: Money) -> Self {
        Self { minor: Minor(minor), currency: currency.code().to_owned() }
    }
}

/// Why nothing can be written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum StoreTrouble {
    /// The keychain does not give the key of the store: locked, or waiting for its password.
    KeychainLocked,
    /// The keychain has no key for the store that is there.
    KeyMissing,
    /// The key in the keychain is not the one of this store.
    KeyWrong,
    /// The store is damaged. It was moved aside, or will be at the next start.
    Damaged,
    /// A newer Portico made the store.
    Newer,
    /// No room is left on the disk.
    DiskFull,
    /// The folder cannot be written.
    ReadOnly,
    /// Another program holds the store.
    InUse,
    /// The system reports another fault.
    Fault,
}

/// Something that is wrong with the desk as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "alarm", rename_all = "camelCase")]
pub enum Alarm {
    /// The vendor does not accept a key or token any more. What goes with it waits.
    #[serde(rename_all = "camelCase")]
    AccessWithdrawn {
        /// What it is for: the device's number, or nothing for the studio's key.
        device: Option<Id<DeviceId>>,
        /// Since when, in milliseconds since 1970 UTC.
        since_ms: Ms,
        /// How many items wait for it.
        held_up: u32,
    },
    /// A store that could not be read lies beside the new one. What was in it is not in the inbox.
    #[serde(rename_all = "camelCase")]
    StoreSetAside {
        /// The file's name in the data folder.
        file: String,
        /// Since when, in milliseconds since 1970 UTC.
        since_ms: Ms,
    },
    /// The member's screen has crashed too often within a minute. Stays until somebody has seen it.
    #[serde(rename_all = "camelCase")]
    Crashes {
        /// When that was last, in milliseconds since 1970 UTC.
        since_ms: Ms,
        /// How often within that minute.
        count: u32,
        /// Members are still not served.
        resting: bool,
    },
}

/// Which items are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InboxFilter {
    /// Which part of the outbox.
    pub tab: InboxTab,
    /// Only this kind.
    pub kind: Option<ItemKind>,
}

/// A part of the outbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum InboxTab {
    /// What needs a person.
    #[default]
    Person,
    /// What waits to be sent.
    Waiting,
    /// What is over: delivered, settled, cancelled.
    Over,
}

/// What happened at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ItemKind {
    /// A member came to the reader.
    CheckIn,
    /// A product was handed out.
    Sale,
    /// Credit was topped up.
    TopUp,
    /// Minutes were used.
    TimeUsage,
    /// A contract was signed.
    Contract,
    /// A rate voucher was redeemed.
    RateVoucher,
    /// Somebody left their address.
    Lead,
    /// A trial session was booked.
    TrialBooking,
    /// A picture was taken for a contract.
    Picture,
}

/// One item of the outbox.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InboxItem {
    /// Names it in the commands.
    pub id: String,
    /// What happened.
    pub kind: ItemKind,
    /// How far it is.
    pub state: ItemState,
    /// Why it is not further, or how it ended.
    pub reason: Option<ItemReason>,
    /// The vendor's own words about it.
    pub vendor_words: Option<String>,
    /// Whom it is about, until it is settled.
    pub name: Option<String>,
    /// What it is worth.
    pub amount: Option<AmountView>,
    /// When it happened, in milliseconds since 1970 UTC.
    pub happened_ms: Ms,
    /// How often it was sent or asked about.
    pub attempts: u32,
    /// When the next try comes, in milliseconds since 1970 UTC.
    pub next_try_ms: Option<Ms>,
    /// The member's credit before it happened and when it was last read, in the smallest unit.
    pub credit: Option<CreditView>,
    /// The vendor's number for the last call.
    pub trace_id: Option<String>,
    /// What staff wrote when they settled it.
    pub note: Option<String>,
    /// What a person can do about it now.
    pub actions: Vec<ItemAction>,
}

/// A member's credit around a charge.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct CreditView {
    /// Before it, if it was read.
    pub before: Option<Minor>,
    /// When it was read afterwards.
    pub after: Option<Minor>,
    /// ISO 4217.
    pub currency: String,
}

/// How far an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ItemState {
    /// Waits for its next try.
    Waiting,
    /// Being sent.
    Sending,
    /// The vendor has it.
    Delivered,
    /// It cannot go on by itself.
    Stuck,
    /// Nobody here knows whether the vendor has it.
    Unknown,
    /// A person decided, or nothing was owed.
    Closed,
}

/// Why an item is where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ItemReason {
    /// No connection; nothing was sent.
    NoConnection,
    /// The vendor asks to wait.
    VendorPause,
    /// The key or token is not accepted any more.
    AccessWithdrawn,
    /// It waits for another item (the picture before the contract).
    WaitsForAnother,
    /// The vendor's rules say no.
    Refused,
    /// It is older than a check-in may be reported afterwards.
    TooOld,
    /// This computer's clock was changed, so its age cannot be told.
    ClockMoved,
    /// No answer in time.
    NoAnswer,
    /// The answer broke off or made no sense.
    AnswerLost,
    /// The vendor's system failed while working on it.
    VendorFault,
    /// Portico ended while it was being sent.
    Interrupted,
    /// The credit changed, or could not be compared.
    CreditChanged,
    /// The credential can be used once only, so the credit cannot be read again.
    OnceOnly,
    /// Several customers look like this one.
    SeveralFound,
    /// The key may not look customers up.
    MayNotLook,
    /// What was written down cannot be read back: a fault of Portico, and not of the vendor.
    Unreadable,
    /// Nobody here knows whether it was handed out; nothing was charged.
    HandOutUnknown,
    /// It was not handed out; nothing was charged.
    NotHandedOut,
    /// Nothing was owed: the member was turned away.
    TurnedAway,
    /// Staff say that it did go through.
    SettledDone,
    /// Staff cancelled it.
    Cancelled,
    /// Staff had what waited for this picture sent without it.
    LeftOut,
    /// The price changed after it was agreed to; nothing was sent.
    PriceChanged,
    /// The vendor cannot use the picture it names; nothing was done.
    PictureUnusable,
    /// It was not done, and is a draft again.
    Reopened,
}

/// What a person can do about an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ItemAction {
    /// Try now what is safe to try.
    TryNow,
    /// Send once more although it may have arrived: says what that could do, and asks.
    SendAgain,
    /// Whatever is signed goes without its picture.
    WithoutPicture,
    /// It did go through.
    Done,
    /// It will not be sent; a note says why.
    Cancel,
    /// Make a draft of it again, to correct it and send it anew.
    Reopen,
}

/// One tap, as staff see it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TapLine {
    /// When, in milliseconds since 1970 UTC.
    pub at_ms: Ms,
    /// The reader's name.
    pub reader: String,
    /// Who, where it is known.
    pub name: Option<String>,
    /// The same code as on the member's screen.
    pub verdict: TapVerdict,
    /// The vendor's words, in the language the member was answered in.
    pub words: Option<String>,
    /// What went wrong with the door that was to open.
    pub door: Option<DoorTrouble>,
}

/// What went wrong with a door that was to open. It is not tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DoorTrouble {
    /// It did not open.
    Shut,
    /// It may have opened, or not.
    Unknown,
}

/// How a tap ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TapVerdict {
    /// Let in, and recorded by the vendor.
    Welcome,
    /// The vendor's rules say no.
    Refused,
    /// Let in without the vendor; it waits to be reported.
    LetIn,
    /// Whether the vendor recorded it is not known.
    Unknown,
    /// Not recorded; the member was sent to the desk.
    Attention,
}

/// Where an export went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Exported {
    /// The file, or nothing when it could not be written.
    pub file: Option<String>,
    /// How many items are in it.
    pub items: u32,
}
