//! What was sold and topped up, as the studio's books have it. Unlike the journal it forgets nothing, and
//! it only says what has happened, not what was asked.

use std::fmt;

use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

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
