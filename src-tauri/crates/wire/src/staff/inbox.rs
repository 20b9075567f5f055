//! The inbox: what happened at the desk, how far it is, and what a person can do about it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{AmountView, Minor, Ms};

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
    /// The vendor's constants for a refusal, apart by blanks. What it says beside them is for nobody here.
    pub codes: Option<String>,
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
