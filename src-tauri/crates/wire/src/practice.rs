//! The trainer's panel of the practice studio.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
}

/// A made-up member's card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeCard {
    /// Names the card in `practice_tap`.
    pub id: String,
    /// The made-up member's name.
    pub name: String,
    /// Which case this member is there for, a stable code (`fine`, `blocked`, `birthday` …).
    pub case: String,
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
