//! A sale at one device, from the card to the charge: products, minutes and topping up. No I/O and no
//! clock.
//!
//! ```text
//! Holding → Asking → Choosing → Checking → Beginning → HandingOut → Charging → Done
//!                       ↑  ↘ TopUp…      ↘ NewPrice, LowCredit   ↘ nobody knows: the inbox
//! ```
//!
//! Nothing is handed out before the vendor has said yes to exactly this (`Checking`) and before it is on
//! the disk that it will be (`Beginning`); nothing is charged before it is out and that is on the disk.
//! What cannot be told to be either is neither charged nor forgotten: a person finds out. The vendor
//! cannot be told that a sale is given up, so its lock is waited out, and whoever comes back within it
//! goes on under the same transaction.

mod after;
mod step;
mod steps;
#[cfg(test)]
mod tests;
mod view;

use std::time::{Duration, Instant};

use domain::{Identification, Money, NotDone, Redacted, Unknown};
use outbox::{ItemId, Stage};
use uuid::Uuid;
use wire::{ChargeView, HandOutBy, SaleAction, SaleChoice, SaleEnd};

use crate::check_in::Moment;

/// A sale of one place, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SaleId(pub u32);

/// How one place sells.
#[derive(Clone, Debug)]
pub struct Terms {
    /// What members and the team call it.
    pub name: String,
    /// Who or what hands out.
    pub by: HandOutBy,
    /// How long an identification holds the member; for minutes, which nothing holds, how long a member
    /// may take to choose.
    pub idle: Duration,
    /// How long a dry run holds the member.
    pub draw: Duration,
    /// What a member can top up by, in the smallest unit of `currency`.
    pub top_up: Vec<u32>,
    /// What prices and credits are in.
    pub currency: domain::Currency,
    /// How long an end stays on the screen, unless it has more to say.
    pub shown_for: Duration,
}

/// One shelf, as far as a sale needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelf {
    /// The vendor's name of it.
    pub shelf: String,
    /// What is in it.
    pub name: String,
    /// What it costs.
    pub price: Money,
    /// It can be bought.
    pub available: bool,
    /// What the picture is called.
    pub picture: Option<String>,
}

/// One length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// How long.
    pub seconds: u32,
    /// What it costs.
    pub price: Money,
}

/// What is being bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bought {
    /// The product or the minutes.
    pub goods: Goods,
    /// For how much.
    pub price: Money,
}

/// What it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goods {
    /// A product, by its shelf.
    Product(String),
    /// Minutes, in seconds.
    Minutes(u32),
}

/// What is new about a sale that begins.
#[derive(Clone, Copy, Debug)]
pub struct Fresh {
    /// What its item will be called.
    pub key: Uuid,
    /// The vendor's transaction, where the device has one.
    pub transaction: Option<Uuid>,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Input {
    /// Somebody chose this place on the screen.
    Wanted,
    /// A card was held up for this place.
    Tap(Identification, Fresh),
    /// Somebody touched the screen.
    Choice(SaleId, SaleChoice),
    /// The vendor's answer to the identification.
    Told(SaleId, Told),
    /// Who it is.
    Named(SaleId, Redacted<String>),
    /// The vendor's answer to the dry run.
    Checked(SaleId, Checked),
    /// What was to be written is on the disk, or is not.
    Written(SaleId, Kept),
    /// How handing out went.
    HandOut(SaleId, HandOutEnd),
    /// The charge or top-up of a sale stands like this now.
    Charge(SaleId, ChargeView),
    /// The vendor holds a member whose top-up it has to this transaction, until then.
    Held(Identification, Uuid, Moment),
    /// The team did something about a sale.
    Team(SaleId, SaleAction),
    /// The team took this much cash, in the smallest unit.
    Cash(SaleId, u32),
    /// The catalogue is this now.
    Shelves(Vec<Shelf>),
    /// A member chose at the machine.
    ChosenAtMachine(Bought),
    /// Whoever chose at the machine left it.
    LeftMachine,
    /// Whether there is something to hand out with.
    Ready(bool),
    /// The device runs until then, as it was before the program started.
    Runs(Moment),
    /// The page that showed it is gone, and whoever looks at the next one may be somebody else.
    PageLost,
    /// A deadline passed.
    Tick,
}

/// The vendor's answer to an identification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// The member may go on.
    Granted {
        /// The member's credit, where the vendor tells it.
        credit: Option<Money>,
        /// What lengths of time there are.
        intervals: Vec<Interval>,
    },
    /// The vendor's rules say no, in these words.
    Denied(Option<Redacted<String>>),
    /// The vendor was not asked: the device has no token here.
    NoToken,
    /// Nothing was locked.
    NotDone(NotDone),
    /// Nobody knows, and it changes nothing but a lock.
    Unknown(Unknown),
}

/// The vendor's answer to a dry run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// It may be handed out.
    Cleared {
        /// The member's credit, where the vendor tells it.
        credit: Option<Money>,
    },
    /// The vendor has another price, which it says or not.
    OtherPrice(Option<Money>),
    /// The vendor's rules say no, in these words.
    Denied {
        /// The words.
        words: Option<Redacted<String>>,
        /// The member's credit, where the vendor tells it.
        credit: Option<Money>,
    },
    /// Nothing was done.
    NotDone(NotDone),
    /// Nobody knows, and it changes nothing but a lock.
    Unknown(Unknown),
}

/// What became of something that was to be written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// That it will be handed out is on the disk, or is not.
    Beginning(bool),
    /// That it was handed out, or that nobody knows, is on the disk as this item, or is not.
    End(Option<ItemId>),
    /// The top-up is on the disk as this item, or is not.
    TopUp(Option<ItemId>),
}

/// How handing out went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandOutEnd {
    /// It is out, or it is on.
    Out,
    /// It is not, for certain.
    NotOut,
    /// Nobody knows.
    Unknown,
}

/// Something to do. What is to be written is written in the order of the effects.
#[derive(Debug, PartialEq, Eq)]
pub enum Effect {
    /// Ask the vendor who this is, and come back with [`Input::Told`].
    Ask(SaleId, Identification, Option<Uuid>),
    /// Ask the vendor whether this may be bought, and come back with [`Input::Checked`].
    Check(SaleId, Identification, Option<Uuid>, Bought),
    /// Write down how far a sale is. [`Stage::HandingOut`] comes back with [`Kept::Beginning`].
    Write(Stage, Box<Record>),
    /// Set the hand-out in motion, and come back with [`Input::HandOut`].
    HandOut(SaleId, Bought),
    /// Write down that it was handed out, and come back with [`Kept::End`]; then follow the charge.
    Out(SaleId, Uuid),
    /// Write down that nobody knows whether it was handed out, and come back with [`Kept::End`].
    OutUnknown(SaleId, Uuid),
    /// Write down that nothing was handed out.
    NotOut(Uuid),
    /// Write down that cash was taken, and come back with [`Kept::TopUp`]; then follow it.
    TopUp(Box<Record>),
    /// The vendor has another price than the catalogue.
    MarkPrice(String, Option<Money>),
    /// Show this credit at the machine, for a choice.
    Offer(Money),
    /// The machine may not hand out what was chosen.
    Deny,
    /// Switch the device off.
    SwitchOff,
    /// Remember until when the device runs; nothing when it does not any more.
    Runs(Option<Moment>),
    /// Let the reader show that it went on, or not.
    Signal(bool),
}

/// What is written down about a sale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The sale.
    pub sale: SaleId,
    /// What its item is or will be called.
    pub key: Uuid,
    /// What the member identified themselves by.
    pub who: Identification,
    /// Their name, where it is known.
    pub name: Option<Redacted<String>>,
    /// The vendor's transaction.
    pub transaction: Option<Uuid>,
    /// What; nothing for a top-up, and before it is chosen.
    pub bought: Option<Bought>,
    /// How much is paid or paid in.
    pub amount: Option<Money>,
    /// The credit before.
    pub credit: Option<Money>,
    /// When it began.
    pub began: Moment,
    /// Until when the vendor's lock can live.
    pub lock_until: Option<Moment>,
}

/// The state of one place.
#[derive(Debug)]
pub struct Counter {
    terms: Terms,
    shelves: Vec<Shelf>,
    sale: Option<Sale>,
    /// Ends that are not on the disk yet.
    unwritten: Vec<Unwritten>,
    /// The locks of those who gave up, which live on at the vendor.
    left: Vec<Left>,
    running: Option<Run>,
    ready: bool,
    next: u32,
    apart: u32,
}

#[derive(Debug)]
struct Sale {
    id: SaleId,
    key: Uuid,
    began: Moment,
    transaction: Option<Uuid>,
    /// Nobody yet while a card is waited for.
    who: Option<Identification>,
    name: Option<Redacted<String>>,
    credit: Option<Money>,
    lock_until: Option<Moment>,
    /// A row of it is in the store.
    written: bool,
    /// A top-up was given to the disk under its key and transaction, which are good for nothing else now.
    paid_in: bool,
    /// The page that showed it is gone: it ends as soon as it would show something of a member.
    unseen: bool,
    step: Step,
}

/// How far a sale is.
#[derive(Debug)]
enum Step {
    Holding { bought: Option<Bought>, until: Moment },
    Asking { bought: Option<Bought>, since: Moment },
    Choosing { intervals: Vec<Interval>, until: Moment },
    Checking { bought: Bought, intervals: Vec<Interval>, since: Moment },
    NewPrice { bought: Bought, before: Money, intervals: Vec<Interval>, until: Moment },
    LowCredit { bought: Bought, message: Option<String>, intervals: Vec<Interval>, until: Moment },
    Beginning { bought: Bought },
    HandingOut { bought: Bought, until: Moment },
    Charging { bought: Bought, until: Moment },
    Done { bought: Bought, charge: ChargeView, until: Moment },
    TopUp { until: Moment },
    AtDesk { minor: Option<u32>, until: Moment },
    TakingCash { amount: Money, at: Moment },
    Receipt { amount: Money, item: ItemId, charge: ChargeView, at: Moment, until: Moment },
    Over { end: SaleEnd, until: Moment },
}

#[derive(Debug)]
struct Unwritten {
    sale: SaleId,
    key: Uuid,
    out: bool,
    /// When to try again; nothing while it is being written.
    again: Option<Instant>,
}

#[derive(Debug)]
struct Left {
    who: Identification,
    transaction: Uuid,
    until: Moment,
}

/// A device that runs.
#[derive(Clone, Copy, Debug)]
struct Run {
    sale: SaleId,
    until: Moment,
}

/// How long a card is waited for after a place was chosen.
const HOLD: Duration = Duration::from_secs(30);
/// How long a member is shown that a charge is under way before the screen goes on without it.
const CHARGING: Duration = Duration::from_secs(8);
/// The team may need this long for cash.
const CASH: Duration = Duration::from_mins(3);
/// How long a receipt stays.
const RECEIPT: Duration = Duration::from_secs(20);
/// How long something is waited for that should have said how it went by itself.
const MOTION: Duration = Duration::from_mins(3);
/// How often the disk is tried again.
const DISK: Duration = Duration::from_secs(2);

impl Counter {
    /// A place that nobody stands at. Its sales are numbered from the first number on, in steps of the
    /// second, so that no two places of a desk share one.
    pub fn new(terms: Terms, (first, step): (u32, u32)) -> Self {
        Self {
            terms,
            shelves: Vec::new(),
            sale: None,
            unwritten: Vec::new(),
            left: Vec::new(),
            running: None,
            ready: true,
            next: first,
            apart: step.max(1),
        }
    }

    /// Whoever holds up a card now does it for this place.
    pub fn waits_for_card(&self) -> bool {
        self.sale.as_ref().is_some_and(|sale| matches!(sale.step, Step::Holding { .. }))
    }

    /// Whether nothing is sold, runs, or is still to be written down.
    pub fn is_at_rest(&self) -> bool {
        self.sale.is_none() && self.running.is_none() && self.unwritten.is_empty()
    }

    /// The sale that is under way.
    pub fn current(&self) -> Option<SaleId> {
        self.sale.as_ref().map(|sale| sale.id)
    }

    /// When [`Input::Tick`] is due, if ever.
    pub fn deadline(&self) -> Option<Instant> {
        let sale = self.sale.as_ref().and_then(|sale| sale.step.until()).map(|until| until.instant);
        let running = self.running.map(|run| run.until.instant);
        let disk = self.unwritten.iter().filter_map(|unwritten| unwritten.again);
        sale.into_iter().chain(running).chain(disk).min()
    }

    /// Takes in what happened and says what to do.
    pub fn handle(&mut self, input: Input, now: Moment) -> Vec<Effect> {
        let mut effects = self.advance(now);
        effects.extend(match input {
            Input::Wanted => self.wanted(now),
            Input::Tap(who, fresh) => self.tap(who, fresh, now),
            Input::Choice(sale, choice) if self.is_current(sale) => self.choice(choice, now),
            Input::Told(sale, told) if self.is_current(sale) => self.told(told, now),
            Input::Named(sale, name) if self.is_current(sale) => self.named(name),
            Input::Checked(sale, checked) if self.is_current(sale) => self.checked(checked, now),
            Input::Written(sale, kept) => self.kept(sale, kept, now),
            Input::HandOut(sale, end) if self.is_current(sale) => self.hand_out_ended(end, now),
            Input::Charge(sale, charge) if self.is_current(sale) => self.charged(charge, now),
            Input::Held(who, transaction, until) => {
                self.remember(Left { who, transaction, until }, now);
                Vec::new()
            }
            Input::Team(sale, action) => self.team(sale, action, now),
            Input::Cash(sale, minor) if self.is_current(sale) => self.cash(minor, now),
            Input::Shelves(shelves) => {
                self.shelves = shelves;
                Vec::new()
            }
            Input::ChosenAtMachine(bought) => self.chosen_at_machine(bought, now),
            Input::LeftMachine => self.left_machine(now),
            Input::Ready(ready) => {
                self.ready = ready;
                Vec::new()
            }
            Input::Runs(until) => {
                // What was switched on since then is newer than what was remembered.
                if self.running.is_none() {
                    self.running = Some(Run { sale: self.number(), until });
                }
                Vec::new()
            }
            Input::PageLost => {
                if let Some(sale) = &mut self.sale {
                    sale.unseen = true;
                }
                Vec::new()
            }
            // Somebody else stands there by now.
            Input::Choice(..)
            | Input::Told(..)
            | Input::Named(..)
            | Input::Checked(..)
            | Input::HandOut(..)
            | Input::Charge(..)
            | Input::Cash(..)
            | Input::Tick => Vec::new(),
        });
        // An answer may have been so slow that what it allows is over.
        effects.extend(self.advance(now));
        effects.extend(self.end_unseen(now));
        effects
    }

    fn number(&mut self) -> SaleId {
        let number = SaleId(self.next);
        // A desk that sells once a second gets there in a hundred years.
        self.next = self.next.saturating_add(self.apart);
        number
    }

    fn is_current(&self, id: SaleId) -> bool {
        self.sale.as_ref().is_some_and(|sale| sale.id == id)
    }
}

impl Moment {
    pub(crate) fn after(self, pause: Duration) -> Self {
        let wall = self.wall.checked_add(pause).unwrap_or(self.wall);
        Self { instant: self.instant + pause, wall }
    }
}
