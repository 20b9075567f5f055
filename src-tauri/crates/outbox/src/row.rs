//! A row of the table `item`, as it is.

use std::time::Duration;

use domain::{Currency, Money};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

use crate::directory::Hash;
use crate::item::{Act, ItemId, Kind, Lane, Reason, State};
use crate::policy::{Facts, Rules};
use crate::{OutboxError, Result};

/// A moment as the store keeps it.
pub(crate) fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

pub(crate) fn moment(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// A later moment as the store keeps it.
pub(crate) fn later(at: Timestamp, pause: Duration) -> i64 {
    millis(at).saturating_add(i64::try_from(pause.as_millis()).unwrap_or(i64::MAX))
}

/// An amount as the store keeps it. A currency that is none is a fault of one row, which must not hide
/// the item it stands in, nor all the others: the item is shown, and sent, without an amount.
pub(crate) fn money(minor: i64, currency: &str) -> Option<Money> {
    let known = Currency::parse(currency);
    if known.is_none() {
        tracing::error!("an amount in the store has a currency that is none");
    }
    known.map(|currency| Money::new(minor, currency))
}

pub(crate) fn query(db: &Connection, sql: &str, parameters: impl rusqlite::Params) -> Result<Vec<Item>> {
    Ok(db.prepare_cached(sql)?.query_map(parameters, Item::of_row)?.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn find(db: &Connection, key: Uuid) -> Result<Option<ItemId>> {
    Ok(db
        .prepare_cached("SELECT id FROM item WHERE key = ?1")?
        .query_row([key.as_bytes()], |row| row.get(0).map(ItemId))
        .optional()?)
}

/// One item.
pub(crate) fn read(db: &Connection, id: ItemId) -> Result<Item> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM item WHERE id = ?1"))?
        .query_row([id.0], Item::of_row)
        .optional()?
        .ok_or(OutboxError::NoSuchItem)
}

macro_rules! columns {
    ($body:literal) => {
        concat!(
            "id, key, kind, lane, state, reason, act, owed, maybe_sent, by_hand, happened_at, due_at, attempts,
            waits_for, order_key, minor, currency, reusable, transaction_id, lock_for, lock_until, credit_before,
            credit_after, reference, trace_id, note, draft, code, subject, words, ",
            $body
        )
    };
}

pub(crate) const COLUMNS: &str = columns!("body");

/// For lists: a body can hold a picture.
pub(crate) const COLUMNS_WITHOUT_BODY: &str = columns!("NULL AS body");

macro_rules! open {
    () => {
        "state IN ('ready', 'in_flight')"
    };
}

/// Rows that something happens to by itself. In the words of the indexes, which are of use to no others.
pub(crate) const OPEN: &str = open!();

/// Rows that wait to be sent, or are being sent: those of [`OPEN`] that are owed to the vendor.
pub(crate) const WAITING: &str = concat!(open!(), " AND owed = 1");

/// A row of the table `item`.
#[derive(Clone)]
pub(crate) struct Item {
    pub(crate) id: ItemId,
    pub(crate) key: Uuid,
    pub(crate) kind: Kind,
    pub(crate) lane: Lane,
    pub(crate) state: State,
    pub(crate) reason: Option<Reason>,
    pub(crate) act: Act,
    pub(crate) owed: bool,
    pub(crate) maybe_sent: bool,
    pub(crate) by_hand: bool,
    pub(crate) happened_at: Timestamp,
    pub(crate) due_at: Option<Timestamp>,
    pub(crate) attempts: u32,
    pub(crate) waits_for: Option<ItemId>,
    pub(crate) order: Option<Hash>,
    pub(crate) minor: Option<i64>,
    pub(crate) currency: Option<String>,
    pub(crate) reusable: bool,
    pub(crate) transaction: Option<Uuid>,
    pub(crate) lock_for: Duration,
    pub(crate) lock_until: Option<Timestamp>,
    pub(crate) credit_before: Option<i64>,
    pub(crate) credit_after: Option<i64>,
    pub(crate) reference: Option<String>,
    pub(crate) trace_id: Option<String>,
    pub(crate) note: Option<String>,
    pub(crate) draft: Option<Uuid>,
    pub(crate) code: Option<String>,
    pub(crate) subject: Option<String>,
    pub(crate) words: Option<String>,
    pub(crate) body: Option<String>,
}

impl Item {
    pub(crate) fn of_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let time = |name| row.get::<_, Option<i64>>(name).map(|at| at.map(moment));
        Ok(Self {
            id: ItemId(row.get("id")?),
            key: Uuid::from_bytes(row.get("key")?),
            kind: row.get("kind")?,
            lane: Lane::of_name(row.get("lane")?),
            state: row.get("state")?,
            reason: row.get("reason")?,
            act: row.get("act")?,
            owed: row.get("owed")?,
            maybe_sent: row.get("maybe_sent")?,
            by_hand: row.get("by_hand")?,
            happened_at: moment(row.get("happened_at")?),
            due_at: time("due_at")?,
            attempts: row.get("attempts")?,
            waits_for: row.get::<_, Option<i64>>("waits_for")?.map(ItemId),
            order: row.get("order_key")?,
            minor: row.get("minor")?,
            currency: row.get("currency")?,
            reusable: row.get("reusable")?,
            transaction: row.get::<_, Option<[u8; 16]>>("transaction_id")?.map(Uuid::from_bytes),
            lock_for: Duration::from_millis(
                row.get::<_, Option<u32>>("lock_for")?.unwrap_or_default().into(),
            ),
            lock_until: time("lock_until")?,
            credit_before: row.get("credit_before")?,
            credit_after: row.get("credit_after")?,
            reference: row.get("reference")?,
            trace_id: row.get("trace_id")?,
            note: row.get("note")?,
            draft: row.get::<_, Option<[u8; 16]>>("draft")?.map(Uuid::from_bytes),
            code: row.get("code")?,
            subject: row.get("subject")?,
            words: row.get("words")?,
            body: row.get("body")?,
        })
    }

    /// It waits for another item.
    pub(crate) fn is_held(&self) -> bool {
        self.state == State::Ready && self.due_at.is_none()
    }

    /// What the policy looks at.
    pub(crate) fn facts(&self, rules: &Rules) -> Facts {
        Facts {
            kind: self.kind,
            happened_at: self.happened_at,
            attempts: self.attempts,
            maybe_sent: self.maybe_sent,
            by_hand: self.by_hand,
            has_transaction: self.transaction.is_some(),
            lock_for: self.lock_for,
            lock_until: self.lock_until,
            worth: self.minor,
            credit_before: self.credit_before,
            reusable: self.reusable,
            late: rules.late,
        }
    }
}

impl State {
    /// Nothing will happen to it any more.
    pub const fn is_over(self) -> bool {
        match self {
            Self::Delivered | Self::Closed => true,
            Self::Ready | Self::InFlight | Self::Wedged | Self::Unknown => false,
        }
    }
}
