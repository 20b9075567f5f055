//! The outbox: whatever has happened at the desk and has to reach the vendor, in an encrypted
//! SQLite store that survives crashes, and the rules by which it is sent.
//!
//! An item is `ready`, `in_flight`, `delivered`, `wedged`, `unknown` or `closed`, and is written
//! down as such before anything follows from it. `policy` decides what happens next and is pure;
//! `queue` writes it down; a thread owns the connection; a [`Worker`] makes the attempts through a
//! [`Transport`]. Nothing in here knows HTTP, and nothing in here deletes a store.

#![warn(clippy::missing_errors_doc)]

mod became;
mod decide;
mod directory;
mod draft;
mod due;
mod entrance;
mod inbox;
mod item;
mod lane;
mod ledger;
mod outbox;
mod owner;
mod picture;
mod policy;
mod queue;
mod row;
mod running;
mod sale;
mod staff;
mod store;
mod taps;
mod unwanted;
mod worker;

#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tests;

use thiserror::Error;

pub use became::Became;
pub use directory::{DirectoryEntry, DirectoryState, KnownMember, Lookup, Progress};
pub use draft::{Draft, ListedDraft, ResumeCode};
pub use inbox::{Line, Listed, Part, Place, Withdrawn};
pub use item::{
    Act, Asked, Charge, Choice, Decision, Family, ItemId, Job, Kind, Lane, NewItem, NotRecorded, Reason,
    Report, State, TapEnd,
};
pub use ledger::{Event, LedgerLine};
pub use outbox::{Condition, Outbox};
pub use picture::Picture;
pub use policy::{LATE, Rules};
pub use sale::{Sale, Stage};
pub use staff::{Activity, Did, KioskAct, MemberAct, ProductAct, SaleAct, SignUpAct, StaffAct};
pub use store::{FILE, StoreKey, Trouble, discard_old_copies, examine, set_asides};
pub use worker::{Transport, Worker};

/// Why something could not be done.
#[derive(Debug, Error)]
pub enum OutboxError {
    /// The store cannot be used.
    #[error("{0}")]
    Store(#[from] Trouble),
    /// There is no such item.
    #[error("there is no such item in the outbox")]
    NoSuchItem,
    /// There is no such draft.
    #[error("there is no such draft")]
    NoSuchDraft,
    /// An attempt is being made; what becomes of it decides.
    #[error("the item is being sent")]
    BeingSent,
    /// No attempt is being made.
    #[error("the item is not being sent")]
    NotBeingSent,
    /// The state of the item does not allow it.
    #[error("this cannot be done with the item as it is")]
    NotPossible,
    /// The thread that owns the store has ended.
    #[error("the store is closed")]
    Ended,
}

impl OutboxError {
    /// What is wrong with the store, when it is the store.
    pub const fn trouble(&self) -> Trouble {
        match self {
            Self::Store(trouble) => *trouble,
            Self::NoSuchItem
            | Self::NoSuchDraft
            | Self::BeingSent
            | Self::NotBeingSent
            | Self::NotPossible => Trouble::Fault,
            Self::Ended => Trouble::NotOpen,
        }
    }
}

impl From<rusqlite::Error> for OutboxError {
    fn from(error: rusqlite::Error) -> Self {
        // SQLite's text can hold values; its code cannot.
        tracing::error!(code = ?error.sqlite_error(), "the store complains");
        Self::Store(Trouble::of(&error))
    }
}

pub(crate) type Result<T> = std::result::Result<T, OutboxError>;
