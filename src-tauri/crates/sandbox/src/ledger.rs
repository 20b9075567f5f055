//! What was sold and topped up, as the studio's books have it. Unlike the journal it forgets nothing, and
//! it only says what has happened, not what was asked.

use std::fmt;

use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use crate::{Sandbox, settings};

/// What a member can be charged for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[allow(missing_docs, reason = "the fields are named for what they hold")]
pub enum Goods {
    /// What lies on a shelf of a vending device.
    Product { shelf: String, transaction: String },
    /// Time at a device.
    Time { seconds: i64 },
}

impl Goods {
    pub(crate) fn product(shelf: &str, transaction: Uuid) -> Self {
        Self::Product { shelf: shelf.to_owned(), transaction: transaction.to_string() }
    }

    /// The transaction it is sold in; time is sold without one.
    #[must_use]
    pub fn transaction(&self) -> Option<&str> {
        match self {
            Self::Product { transaction, .. } => Some(transaction),
            Self::Time { .. } => None,
        }
    }
}

impl fmt::Display for Goods {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Product { shelf, transaction } => write!(f, "shelf {shelf} in transaction {transaction}"),
            Self::Time { seconds } => write!(f, "{seconds} seconds"),
        }
    }
}

/// Credit that was taken off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Charge {
    /// Number of the member.
    pub member: i64,
    /// For what.
    pub goods: Goods,
    /// How much.
    pub cents: i64,
    /// Number of the device.
    pub device: i64,
    /// When, by the practice studio's clock.
    pub time: Timestamp,
    /// Whether the same thing at the same price had been checked for the member before, and granted.
    pub checked: bool,
}

/// Credit that was added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TopUp {
    /// Number of the member.
    pub member: i64,
    /// How much.
    pub cents: i64,
    /// In which transaction.
    pub transaction: String,
    /// Number of the device.
    pub device: i64,
    /// When, by the practice studio's clock.
    pub time: Timestamp,
}

/// A member whom a vending transaction holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Held {
    /// Number of the member.
    pub member: i64,
    /// The only transaction the member may use.
    pub transaction: String,
    /// The first moment at which another one may have the member.
    pub until: Timestamp,
}

#[derive(Default)]
pub(crate) struct Ledger {
    pub(crate) charges: Vec<Charge>,
    pub(crate) top_ups: Vec<TopUp>,
}

/// What is sold and topped up, for whoever looks into the books or does business somewhere else.
impl Sandbox {
    /// A member's credit in cents.
    #[must_use]
    pub fn credit(&self, member: i64) -> Option<i64> {
        self.core.shared.studio().member(member).map(|member| member.cents)
    }

    /// Everything that was taken off anybody's credit, oldest first.
    #[must_use]
    pub fn charges(&self) -> Vec<Charge> {
        self.core.shared.studio().ledger.charges.clone()
    }

    /// What was taken off a member's credit, oldest first.
    #[must_use]
    pub fn charges_of(&self, member: i64) -> Vec<Charge> {
        self.charges().into_iter().filter(|charge| charge.member == member).collect()
    }

    /// What was taken off in a transaction; more than one entry is one too many.
    #[must_use]
    pub fn charges_in(&self, transaction: &str) -> Vec<Charge> {
        let is = |charge: &Charge| charge.goods.transaction().is_some_and(|id| same(id, transaction));
        self.charges().into_iter().filter(is).collect()
    }

    /// Everything that was added to anybody's credit, oldest first.
    #[must_use]
    pub fn top_ups(&self) -> Vec<TopUp> {
        self.core.shared.studio().ledger.top_ups.clone()
    }

    /// What was added in a transaction; more than one entry is one too many.
    #[must_use]
    pub fn top_ups_in(&self, transaction: &str) -> Vec<TopUp> {
        self.top_ups().into_iter().filter(|top_up| same(&top_up.transaction, transaction)).collect()
    }

    /// Everybody whom a vending transaction holds at this moment.
    #[must_use]
    pub fn held(&self) -> Vec<Held> {
        let now = self.now();
        self.core.shared.studio().held(now)
    }

    /// The vending transaction that holds a member at this moment.
    #[must_use]
    pub fn holder(&self, member: i64) -> Option<Held> {
        self.held().into_iter().find(|held| held.member == member)
    }

    /// Lets a member begin to buy somewhere else, which holds them as long as a product may be drawn.
    pub fn hold_elsewhere(&self, member: i64) {
        let now = self.now();
        self.core.shared.studio().hold_elsewhere(member, now);
    }

    /// Gives a shelf of the vending device another price in cents, or takes it out of the catalogue.
    pub fn set_shelf(&self, shelf: &str, cents: Option<i64>) {
        self.configure(|settings| settings::set(&mut settings.shelves, shelf.to_owned(), cents));
    }

    /// Gives a time at the time device another price in cents, or offers it no more.
    pub fn set_offer(&self, seconds: i64, cents: Option<i64>) {
        self.configure(|settings| settings::set(&mut settings.offers, seconds, cents));
    }
}

/// Transactions are UUIDs, which may be written in capitals.
fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}
