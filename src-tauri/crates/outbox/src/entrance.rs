//! How items enter the store. The same key again finds the item that is there.

use jiff::Timestamp;
use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::item::{ItemId, NewItem, State};
use crate::ledger::{self, Entry, Event};
use crate::queue::{self, Context};
use crate::row::{self, millis};
use crate::{OutboxError, Result, lane, sale};

/// How an item enters the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entrance {
    /// It happened, and waits to be sent.
    Happened,
    /// The same, and it was this draft.
    Submitted(Uuid),
    /// The vendor is about to be asked, and nothing has been given yet.
    Asking,
}

impl Entrance {
    const fn draft(self) -> Option<Uuid> {
        match self {
            Self::Submitted(draft) => Some(draft),
            Self::Happened | Self::Asking => None,
        }
    }
}

/// Writes down that something happened, once: the same key again finds the item that is there.
pub(crate) fn enqueue(db: &Connection, context: &Context, new: &NewItem, now: Timestamp) -> Result<ItemId> {
    let subject = new.subject.as_ref().map(|subject| subject.expose().as_str());
    insert(db, context, new, Entrance::Happened, subject, now)
}

/// Writes down what a draft became.
pub(crate) fn submit(
    db: &Connection,
    context: &Context,
    new: &NewItem,
    draft: Uuid,
    now: Timestamp,
) -> Result<ItemId> {
    let subject = new.subject.as_ref().map(|subject| subject.expose().as_str());
    insert(db, context, new, Entrance::Submitted(draft), subject, now)
}

/// Writes an item down as it comes in, about whoever `subject` names.
pub(crate) fn insert(
    db: &Connection,
    context: &Context,
    new: &NewItem,
    entrance: Entrance,
    subject: Option<&str>,
    now: Timestamp,
) -> Result<ItemId> {
    if let Some(known) = row::find(db, new.key)? {
        return Ok(known);
    }
    let prerequisite = match new.after {
        None => None,
        Some(key) => Some(row::find(db, key)?.ok_or(OutboxError::NoSuchItem)?),
    };
    let order = new.order.as_ref().map(|mark| context.hasher.hash(mark));
    let (state, owed, attempts, due_at) = match entrance {
        Entrance::Happened | Entrance::Submitted(_) => {
            let held = match prerequisite {
                Some(id) => !row::read(db, id)?.state.is_over(),
                None => false,
            };
            let held = held || matches!(&order, Some(key) if queue::open_of(db, key)?);
            (State::Ready, true, 0, (!held).then(|| millis(now)))
        }
        Entrance::Asking => (State::InFlight, false, 1, None),
    };
    let charge = new.charge.as_ref();
    db.prepare_cached(
        "INSERT INTO item (key, kind, lane, state, act, owed, happened_at, due_at, attempts, waits_for, order_key,
            minor, currency, reusable, transaction_id, lock_for, lock_until, credit_before, subject, body, draft)
         VALUES (?1, ?2, ?3, ?4, 'send', ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
    )?
    .execute(params![
        new.key.as_bytes(),
        new.kind,
        new.lane.name(),
        state,
        owed,
        millis(new.happened_at),
        due_at,
        attempts,
        prerequisite.map(|id| id.0),
        order,
        new.amount.map(|amount| amount.minor),
        new.amount.map(|amount| amount.currency.code()),
        charge.is_some_and(|charge| charge.reusable),
        charge.and_then(|charge| charge.transaction).map(Uuid::into_bytes),
        charge.map(|charge| sale::lock_millis(charge.lock_for)),
        charge.and_then(|charge| charge.lock_until).map(millis),
        charge.and_then(|charge| charge.credit_before),
        subject,
        new.body.expose(),
        entrance.draft().map(Uuid::into_bytes),
    ])?;
    let id = ItemId(db.last_insert_rowid());
    let event = match entrance {
        Entrance::Happened | Entrance::Submitted(_) => Event::Happened,
        Entrance::Asking => Event::Asked,
    };
    ledger::write(db, now, Entry::of(id, event).attempt(attempts).detail(new.kind.word()))?;
    lane::ensure(db, &new.lane)?;
    Ok(id)
}
