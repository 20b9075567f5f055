//! The staff window: the line that is always in sight, and the inbox of things that need a person.
//!
//! This is the one window that gets members' names. It gets them after the PIN only, by a channel,
//! and nothing stays in it when it locks.

mod inbox;
mod line;

use domain::Money;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use inbox::{CreditView, InboxFilter, InboxItem, InboxTab, ItemAction, ItemKind, ItemReason, ItemState};
pub use line::{
    Alarm, DirectoryLine, LineView, OutputCondition, OutputLine, ReaderCondition, ReaderLine, StoreTrouble,
    VendorState,
};

use crate::{
    ActivityView, CatalogueView, LookDesk, MeView, Minor, Ms, PersonAnswer, PersonLine, SaleLine, SignUpAim,
    StaffRight,
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
    /// The vendor's constants for why it was last refused, if it was. Apart by blanks.
    pub refused: Option<String>,
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
