//! Sales under way: what is neither handed out nor given up yet, and so is not owed yet.
//!
//! A sale is a row of a table of its own until it is known how it ended, and an item of the outbox from
//! then on, under the same key. That it is about to be handed out is on the disk before it is, so that a
//! crash leaves one of three things: it was certainly not handed out, nobody knows, or it was and is
//! owed. Only the last is ever charged by itself.

use std::time::Duration;

use domain::{CredentialMark, Money, Redacted};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::directory::Hash;
use crate::item::{Charge, ItemId, Kind, Lane, Reason, State, stored};
use crate::ledger::{self, Entry, Event};
use crate::policy::LONGEST_LOCK;
use crate::queue::{self, Context, SHORTEST_LOCK};
use crate::row::{self, millis, moment};
use crate::{OutboxError, Result, lane};

stored! {
    /// How far a sale is that is under way.
    Stage {
        /// The member is identified, and locked where the vendor locks.
        Identified = "identified",
        /// The member chose something.
        Chosen = "chosen",
        /// The dry run passed.
        Cleared = "cleared",
        /// It is about to be handed out, or is being handed out.
        HandingOut = "handing_out",
    }
}

impl Stage {
    const fn event(self) -> Event {
        match self {
            Self::Identified => Event::Identified,
            Self::Chosen => Event::Chosen,
            Self::Cleared => Event::Cleared,
            Self::HandingOut => Event::HandingOut,
        }
    }
}

/// A sale that is under way; see [`crate::Outbox::sale`].
#[derive(Clone, Debug)]
pub struct Sale {
    /// Made by whoever began it, once (version 7). Later the key of the item.
    pub key: Uuid,
    /// [`Kind::Sale`] or [`Kind::TimeUsage`].
    pub kind: Kind,
    /// What it will be charged with.
    pub lane: Lane,
    /// How far it is.
    pub stage: Stage,
    /// When the member was identified.
    pub began_at: Timestamp,
    /// Items of the same credential are sent one after another, in order.
    pub order: Option<CredentialMark>,
    /// What it is worth, once something was chosen.
    pub amount: Option<Money>,
    /// What is known about the charge besides its price.
    pub charge: Charge,
    /// Whom it is about, for staff.
    pub subject: Option<Redacted<String>>,
    /// What the transport needs to charge it; only the transport reads it.
    pub body: Redacted<String>,
}

/// What is asked about a row of the table `sale`.
struct Begun {
    key: Uuid,
    kind: Kind,
    stage: Stage,
    began_at: Timestamp,
    order: Option<Hash>,
}

const COLUMNS: &str = "key, kind, stage, began_at, order_key";

impl Begun {
    fn of_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            key: Uuid::from_bytes(row.get("key")?),
            kind: row.get("kind")?,
            stage: row.get("stage")?,
            began_at: moment(row.get("began_at")?),
            order: row.get("order_key")?,
        })
    }
}

fn find(db: &Connection, key: Uuid) -> Result<Option<Begun>> {
    Ok(db
        .prepare_cached(&format!("SELECT {COLUMNS} FROM sale WHERE key = ?1"))?
        .query_row([key.as_bytes()], Begun::of_row)
        .optional()?)
}

/// Writes down how far a sale is.
pub(crate) fn put(db: &Connection, context: &Context, sale: &Sale, now: Timestamp) -> Result<()> {
    match sale.kind {
        Kind::Sale | Kind::TimeUsage => {}
        Kind::CheckIn
        | Kind::TopUp
        | Kind::Contract
        | Kind::RateVoucher
        | Kind::Lead
        | Kind::TrialBooking
        | Kind::Picture => return Err(OutboxError::NotPossible),
    }
    // It is over, and what became of it is an item.
    if row::find(db, sale.key)?.is_some() {
        return Err(OutboxError::NotPossible);
    }
    let before = find(db, sale.key)?.map(|begun| begun.stage);
    // Perhaps it is in the member's hands.
    if before == Some(Stage::HandingOut) && sale.stage != Stage::HandingOut {
        return Err(OutboxError::NotPossible);
    }
    let charge = &sale.charge;
    db.prepare_cached(
        "INSERT INTO sale (key, kind, lane, stage, began_at, minor, currency, transaction_id, lock_for, lock_until,
            credit_before, reusable, order_key, subject, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
         ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, lane = excluded.lane, stage = excluded.stage,
            began_at = excluded.began_at, minor = excluded.minor, currency = excluded.currency,
            transaction_id = excluded.transaction_id, lock_for = excluded.lock_for,
            lock_until = excluded.lock_until, credit_before = excluded.credit_before,
            reusable = excluded.reusable, order_key = excluded.order_key, subject = excluded.subject,
            body = excluded.body",
    )?
    .execute(params![
        sale.key.as_bytes(),
        sale.kind,
        sale.lane.name(),
        sale.stage,
        millis(sale.began_at),
        sale.amount.map(|amount| amount.minor),
        sale.amount.map(|amount| amount.currency.code()),
        charge.transaction.map(Uuid::into_bytes),
        lock_millis(charge.lock_for),
        charge.lock_until.map(millis),
        charge.credit_before,
        charge.reusable,
        sale.order.as_ref().map(|mark| context.hasher.hash(mark)),
        sale.subject.as_ref().map(|subject| subject.expose()),
        sale.body.expose(),
    ])?;
    if before == Some(sale.stage) {
        return Ok(());
    }
    let key = sale.key.to_string();
    ledger::write(db, now, Entry::of_none(sale.stage.event()).detail(&key))
}

/// The time-out of a device as the store keeps it.
pub(crate) fn lock_millis(lock_for: Duration) -> u32 {
    u32::try_from(lock_for.clamp(SHORTEST_LOCK, LONGEST_LOCK).as_millis()).unwrap_or(u32::MAX)
}

/// It was handed out: from now on the charge is owed.
pub(crate) fn handed_out(db: &Connection, key: Uuid, now: Timestamp) -> Result<ItemId> {
    end(db, key, End::HandedOut, now)
}

/// Nobody knows whether it was handed out.
pub(crate) fn hand_out_unknown(db: &Connection, key: Uuid, now: Timestamp) -> Result<ItemId> {
    end(db, key, End::Unknown, now)
}

fn end(db: &Connection, key: Uuid, end: End, now: Timestamp) -> Result<ItemId> {
    match (find(db, key)?, row::find(db, key)?) {
        (Some(begun), _) if begun.stage == Stage::HandingOut => become_item(db, &begun, end, now, now),
        // What is about to be handed out is written down before it is.
        (Some(_), _) => Err(OutboxError::NotPossible),
        (None, Some(id)) => {
            // Heard of before, or a crash put it before a person: they decide. What is said to have
            // stayed where it was cannot have been handed out as well.
            match row::read(db, id)?.reason {
                Some(Reason::NotHandedOut) => Err(OutboxError::NotPossible),
                Some(_) | None => Ok(id),
            }
        }
        (None, None) => Err(OutboxError::NoSuchItem),
    }
}

/// It was not handed out; nothing is owed.
pub(crate) fn not_handed_out(db: &Connection, key: Uuid, now: Timestamp) -> Result<()> {
    match (find(db, key)?, row::find(db, key)?) {
        (Some(begun), _) => match begun.stage {
            Stage::HandingOut => become_item(db, &begun, End::NotHandedOut, now, now).map(|_| ()),
            Stage::Identified | Stage::Chosen | Stage::Cleared => give_up(db, &begun, now),
        },
        (None, Some(id)) => match row::read(db, id)?.reason {
            Some(Reason::NotHandedOut) => Ok(()),
            Some(_) | None => Err(OutboxError::NotPossible),
        },
        // Given up before: nothing is left of it but a line in the ledger.
        (None, None) => Ok(()),
    }
}

/// Puts every sale that the end of the program cut short where it belongs, and tells how many.
pub(crate) fn recover(db: &Connection, now: Timestamp) -> Result<usize> {
    let mut rows = db.prepare_cached(&format!("SELECT {COLUMNS} FROM sale ORDER BY began_at, key"))?;
    let cut: Vec<Begun> = rows.query_map([], Begun::of_row)?.collect::<rusqlite::Result<_>>()?;
    for begun in &cut {
        if row::find(db, begun.key)?.is_some() {
            // What became of it is written down already.
            remove(db, begun)?;
            continue;
        }
        match begun.stage {
            Stage::Identified => give_up(db, begun, now)?,
            Stage::Chosen | Stage::Cleared => {
                become_item(db, begun, End::NotHandedOut, begun.began_at, now)?;
            }
            Stage::HandingOut => {
                become_item(db, begun, End::Unknown, begun.began_at, now)?;
            }
        }
    }
    Ok(cut.len())
}

/// How a sale ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    HandedOut,
    Unknown,
    NotHandedOut,
}

/// Nothing was handed out and nobody has to see it.
fn give_up(db: &Connection, begun: &Begun, now: Timestamp) -> Result<()> {
    remove(db, begun)?;
    ledger::write(db, now, Entry::of_none(Event::NotHandedOut).detail(&begun.key.to_string()))
}

fn remove(db: &Connection, begun: &Begun) -> Result<()> {
    db.prepare_cached("DELETE FROM sale WHERE key = ?1")?.execute([begun.key.as_bytes()])?;
    Ok(())
}

fn become_item(
    db: &Connection,
    begun: &Begun,
    end: End,
    happened_at: Timestamp,
    now: Timestamp,
) -> Result<ItemId> {
    let (state, reason, event) = match end {
        End::HandedOut => (State::Ready, None, Event::HandedOut),
        End::Unknown => (State::Wedged, Some(Reason::HandOutUnknown), Event::HandOutUnknown),
        End::NotHandedOut => (State::Closed, Some(Reason::NotHandedOut), Event::NotHandedOut),
    };
    let held = match &begun.order {
        Some(order) => queue::open_of(db, order)?,
        None => false,
    };
    let due_at = (state == State::Ready && !held).then(|| millis(now));
    db.prepare_cached(
        "INSERT INTO item (key, kind, lane, state, reason, act, owed, happened_at, due_at, minor, currency, reusable,
            transaction_id, lock_for, lock_until, credit_before, order_key, subject, body)
         SELECT key, kind, lane, ?2, ?3, 'send', 1, ?4, ?5, minor, currency, reusable,
            transaction_id, lock_for, lock_until, credit_before,
            iif(?6, NULL, order_key), iif(?6, NULL, subject), iif(?6, NULL, body)
         FROM sale WHERE key = ?1",
    )?
    .execute(params![begun.key.as_bytes(), state, reason, millis(happened_at), due_at, state.is_over()])?;
    let id = ItemId(db.last_insert_rowid());
    remove(db, begun)?;
    ledger::write(db, now, Entry::of(id, event).detail(begun.kind.word()))?;
    let lane: String =
        db.prepare_cached("SELECT lane FROM item WHERE id = ?1")?.query_row([id.0], |row| row.get(0))?;
    lane::ensure(db, &Lane::of_name(lane))?;
    Ok(id)
}
