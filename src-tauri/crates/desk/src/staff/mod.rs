//! The team's window: its PIN, what it shows, and what a person can decide there.

pub mod export;
pub mod pin;
pub mod rights;
pub mod team;

mod activity;
mod look;
mod people;
pub(crate) mod room;
pub(crate) mod seat;
pub(crate) mod taps;
pub(crate) mod view;

use secrecy::SecretString;
use tokio::time::Instant;
use wire::{
    ActivityWish, InboxFilter, ItemAction, KioskWish, LookForm, PersonChange, ProductChange, SaleAction,
    SignUpAction, StaffView,
};

use crate::settings::FileKind;

use crate::reception::ReceptionOrder;

/// Where the team's window gets its view.
pub type Front = Box<dyn Fn(StaffView) + Send + Sync>;

/// What somebody at the team's window wants.
pub enum StaffOrder {
    /// To come in or to go: all that is done while the window is locked.
    Door(DoorOrder),
    /// Something that only whoever is signed in gets.
    Inside(Order),
}

impl From<DoorOrder> for StaffOrder {
    fn from(order: DoorOrder) -> Self {
        Self::Door(order)
    }
}

impl From<Order> for StaffOrder {
    fn from(order: Order) -> Self {
        Self::Inside(order)
    }
}

/// Coming in and going, for which nobody has to be signed in.
pub enum DoorOrder {
    /// A window was opened; it is locked.
    Attach(Front),
    /// The window was closed.
    Gone,
    /// The first PIN of this desk.
    ChoosePin(SecretString),
    /// The PIN of somebody who wants to come in.
    Unlock(SecretString),
    /// Lock the window.
    Lock,
}

/// What whoever is signed in wants. [`Order::needs`] says who may.
pub enum Order {
    /// List another part of the outbox.
    Filter(InboxFilter),
    /// List 50 more items.
    More,
    /// Settle an item.
    Act {
        /// Which, as it was given to the window.
        id: String,
        /// How it is settled.
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
    /// The crashes of the member's screen were seen: serve members again.
    Serve,
    /// Somebody is there.
    Seen,
    /// Do something about the kiosk as a whole. Taken means that it may be done; the program does it.
    Kiosk(KioskWish),
    /// Write a file for whoever helps. Taken means that it may be done; the program does it.
    Support,
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
        /// What is changed about it.
        change: ProductChange,
    },
    /// Something about the look.
    Look(LookOrder),
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
    /// Change the PIN of whoever is signed in.
    OwnPin {
        /// The PIN they have.
        old: SecretString,
        /// The PIN they want.
        new: SecretString,
    },
    /// Change the team.
    Person(PersonChange),
    /// See what the team did.
    Activity(ActivityWish),
}

/// What somebody wants about the look.
pub enum LookOrder {
    /// See what these colours (`#rrggbb`) make of the screen.
    Try {
        /// Of what is chosen and pressed.
        accent: Option<String>,
        /// Behind everything.
        background: Option<String>,
    },
    /// Keep it and show it.
    Save(LookForm),
    /// Put a file into the folder.
    File(LookFile),
}

/// A file for the look.
pub struct LookFile {
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub kind: FileKind,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Whether somebody is at the team's window.
#[derive(Clone, Copy, Debug)]
pub struct Attention {
    /// It is unlocked.
    pub open: bool,
    /// Whoever unlocked it may look members up.
    pub members: bool,
    /// When somebody last did something there, or it locked itself.
    pub at: Instant,
}

/// The desk did not do it. What is shown says why, where there is a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotTaken;
