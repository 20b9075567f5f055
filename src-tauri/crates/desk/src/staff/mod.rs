//! The team's window: its PIN, what it shows, and what a person can decide there.

pub mod export;
pub mod pin;

pub(crate) mod room;
pub(crate) mod taps;
pub(crate) mod view;

use secrecy::SecretString;
use tokio::time::Instant;
use wire::{InboxFilter, ItemAction, ProductChange, SaleAction, SignUpAction, StaffView};

use crate::reception::ReceptionOrder;

/// Where the team's window gets its view.
pub type Front = Box<dyn Fn(StaffView) + Send + Sync>;

/// What somebody at the team's window wants.
pub enum Order {
    /// A window was opened; it is locked.
    Attach(Front),
    /// The window was closed.
    Gone,
    /// The first PIN of this desk.
    ChoosePin(SecretString),
    /// The PIN.
    Unlock(SecretString),
    /// Lock it.
    Lock,
    /// Show another part of the outbox.
    Filter(InboxFilter),
    /// Show more of it.
    More,
    /// Settle an item.
    Act {
        /// Which, as it was given to the window.
        id: String,
        /// How.
        action: ItemAction,
        /// What they wrote.
        note: String,
    },
    /// Write what is listed into a file.
    Export,
    /// The set-aside store has been seen.
    Dismiss {
        /// The file's name.
        file: String,
    },
    /// Somebody is there.
    Seen,
    /// One of the buttons of a sale.
    Sale {
        /// Which sale.
        sale: u32,
        /// Which button.
        action: SaleAction,
    },
    /// Cash was taken for a top-up.
    TopUp {
        /// Which sale it belongs to.
        sale: u32,
        /// How much, in the smallest unit of the desk's currency; above zero.
        minor: u32,
    },
    /// Open the cash drawer.
    Drawer,
    /// One of the buttons of a sign-up that is begun.
    SignUp {
        /// Which, as it was given to the window.
        draft: String,
        /// Which button.
        action: SignUpAction,
    },
    /// Something at the reception.
    Reception(ReceptionOrder),
    /// Change a product.
    Product {
        /// Of which place.
        place: u32,
        /// In which shelf.
        shelf: String,
        /// How.
        change: ProductChange,
    },
    /// Put the products of a file in the place of a catalogue.
    Import {
        /// Of which place.
        place: u32,
        /// The file.
        file: Vec<u8>,
    },
    /// Write a catalogue into a file.
    ExportCatalogue {
        /// Of which place.
        place: u32,
    },
    /// What came of an import or export was seen.
    CatalogueSeen {
        /// Of which place.
        place: u32,
    },
}

/// Whether somebody is at the team's window.
#[derive(Clone, Copy, Debug)]
pub struct Attention {
    /// It is unlocked.
    pub open: bool,
    /// When somebody last did something there, or it locked itself.
    pub at: Instant,
}

/// The desk did not do it. What is shown says why, where there is a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotTaken;
