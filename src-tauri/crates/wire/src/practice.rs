//! The trainer's panel of the practice studio.

use domain::TermId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{AmountView, Id, Ms};

/// What the panel shows.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeView {
    /// Cards to hold to the simulated reader.
    pub cards: Vec<PracticeCard>,
    /// The fault that is switched on.
    pub fault: Option<PracticeFault>,
    /// What the practice studio received, newest first.
    pub journal: Vec<PracticeJournalEntry>,
    /// The reader's cable is in.
    pub reader_connected: bool,
    /// What is switched.
    pub relays: Vec<PracticeRelay>,
    /// The vending machine, where this system can have one.
    pub machine: Option<PracticeMachine>,
    /// What the vendor asks for the shelves.
    pub shelves: Vec<PracticeShelf>,
    /// Becoming a member.
    pub sign_ups: PracticeSignUps,
}

/// A made-up member's card.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeCard {
    /// Names the card in `practice_tap`.
    pub id: String,
    /// The made-up member's name.
    pub name: String,
    /// Which case this member is there for, a stable code (`fine`, `blocked`, `birthday` …).
    pub case: String,
    /// What the member could buy for at this moment; none for a card that is no member's.
    pub credit: Option<AmountView>,
    /// Until when a sale holds the member, in milliseconds since 1970 UTC, if one does.
    pub held_until_ms: Option<Ms>,
}

/// A fault of the vendor, until it is switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeFault {
    /// What goes wrong.
    pub kind: PracticeFaultKind,
}

/// What can go wrong at the vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PracticeFaultKind {
    /// Every answer takes two seconds.
    Slow,
    /// 401.
    Unauthorized,
    /// 403.
    Forbidden,
    /// 429.
    TooMany,
    /// 503.
    Unavailable,
    /// No answer at all.
    Hang,
    /// The connection breaks after the request was carried out.
    Reset,
    /// An answer that makes no sense.
    Garbage,
    /// A captive portal answers.
    Portal,
    /// Nothing listens any more.
    Away,
    /// Whoever taps is buying at another device already.
    Held,
    /// A charge, or a top-up, is carried out and its answer gets lost.
    ChargeAnswerLost,
    /// A charge, or a top-up, gets lost on its way: nothing is carried out, and there is no answer.
    ChargeLost,
}

/// One request the practice studio received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeJournalEntry {
    /// Milliseconds since 1970 UTC, as text because it has 64 bits.
    pub at_ms: String,
    /// `POST /open-api/device/cardreader/identification`.
    pub request: String,
    /// The status that was answered, if any.
    pub status: Option<u16>,
    /// What it did, in plain English for the trainer: "Anna Beispiel checked in".
    pub effect: String,
}

/// A relay in the house's network.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeRelay {
    /// What it switches.
    pub switches: PracticeSwitched,
    /// It is on, unless its time has passed.
    pub on: bool,
    /// When it switches itself off, in milliseconds since 1970 UTC, if it will.
    pub off_at_ms: Option<Ms>,
}

/// What a relay switches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PracticeSwitched {
    /// A door: open while it is on.
    Door,
    /// A lamp.
    Lamp,
    /// A cash drawer: open while it is on.
    Drawer,
}

/// A vending machine.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeMachine {
    /// What stands on its display.
    pub state: PracticeMachineState,
    /// The credit it shows.
    pub credit: Option<AmountView>,
    /// Its buttons.
    pub buttons: Vec<PracticeButton>,
    /// The button of which it is asking or handing out.
    pub pressed: Option<String>,
    /// The names of what lies in the tray, the last to fall last.
    pub tray: Vec<String>,
    /// The next product gets stuck.
    pub jams: bool,
    /// The cable of its adapter is in.
    pub connected: bool,
}

/// What a vending machine is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PracticeMachineState {
    /// It takes no card: nobody has switched the adapter on.
    Off,
    /// It would sell.
    Ready,
    /// It shows a credit.
    Credit,
    /// A button was pressed, and it waits for an answer.
    Asking,
    /// It hands out.
    HandingOut,
}

/// A button of a vending machine.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeButton {
    /// What the machine calls it.
    pub item: String,
    /// What lies behind it.
    pub name: String,
    /// What the machine asks for it.
    pub price: AmountView,
}

/// What the trainer does at the vending machine.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "do", rename_all = "camelCase")]
pub enum PracticeMachineWish {
    /// Presses a button.
    Press {
        /// Which one.
        item: String,
    },
    /// Gives back what was chosen, or the credit.
    GiveUp,
    /// Lets the next product get stuck, or no more.
    Jam {
        /// Whether it does.
        next: bool,
    },
    /// Puts the adapter's cable in or pulls it out.
    Cable {
        /// Whether it is in.
        connected: bool,
    },
    /// Takes out what lies in the tray.
    Empty,
}

/// What the vendor asks for a shelf.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeShelf {
    /// The vendor's name of the shelf.
    pub shelf: String,
    /// What the desk sells from it.
    pub name: String,
    /// The vendor's price.
    pub price: AmountView,
}

/// What the trainer has for practising how people become members.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeSignUps {
    /// Codes to type.
    pub vouchers: Vec<PracticeVoucher>,
    /// What can be signed.
    pub terms: Vec<PracticeTerm>,
    /// What the studio has received, newest first.
    pub contracts: Vec<PracticeContract>,
}

/// A voucher to type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeVoucher {
    /// Its code.
    pub code: String,
    /// What it is there for.
    pub case: PracticeVoucherCase,
}

/// What a voucher is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PracticeVoucherCase {
    /// A part off the price.
    Percent,
    /// An amount off the price.
    Amount,
    /// Time on top.
    Bonus,
    /// A company pays a part.
    Company,
    /// Credit.
    Credit,
    /// A whole contract.
    Rate,
    /// A single visit.
    CheckIn,
    /// Its time is over.
    Expired,
    /// Good for another offer only.
    OtherOffer,
    /// Good in another studio only.
    Elsewhere,
}

/// A term that can be signed, and what the vendor asks for it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeTerm {
    /// Names it in [`PracticeSignUpWish::Price`].
    pub term: Id<TermId>,
    /// The name of the offer.
    pub offer: String,
    /// What one payment is.
    pub price: AmountView,
}

/// A contract that the studio received.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeContract {
    /// The new member's number.
    pub number: String,
    /// Who signed.
    pub name: String,
    /// The name of the offer, while it can be signed.
    pub offer: Option<String>,
    /// What one payment is.
    pub price: AmountView,
    /// Its first day, `yyyy-MM-dd`.
    pub start: String,
    /// How it is paid, in the vendor's word.
    pub payment: Option<String>,
    /// The voucher it came with.
    pub voucher: Option<String>,
    /// It came with a picture.
    pub picture: bool,
    /// When it arrived, in milliseconds since 1970 UTC.
    pub at_ms: Ms,
}

/// What the trainer does to whoever is signing up.
#[derive(Clone, Debug, PartialEq, Deserialize, TS)]
#[serde(tag = "do", rename_all = "camelCase")]
pub enum PracticeSignUpWish {
    /// Lets the vendor ask so many cents more for a term, or less.
    Price {
        /// [`PracticeTerm::term`].
        term: Id<TermId>,
        /// How many more.
        by: i32,
    },
    /// Somebody else takes every slot of the next two weeks.
    TakeSlots,
    /// The payment sessions that are open lapse.
    LapsePayments,
}
