//! What became of an item, for whoever follows it by its key.

use domain::Redacted;
use jiff::Timestamp;
use rusqlite::Connection;
use uuid::Uuid;

use crate::item::{ItemId, Kind, Lane, Reason, State};
use crate::{Outbox, Result, draft, row};

/// What became of an item; see [`Outbox::became`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Became {
    /// Its number.
    pub id: ItemId,
    /// What it is.
    pub kind: Kind,
    /// The credential it goes with.
    pub lane: Lane,
    /// How far it is.
    pub state: State,
    /// Why it is no further, where there is a reason.
    pub reason: Option<Reason>,
    /// It waits for another item.
    pub held: bool,
    /// When the next attempt comes, unless its credential has to wait longer.
    pub due_at: Option<Timestamp>,
    /// What the vendor calls it, once it has it: a customer number, an object key.
    pub reference: Option<String>,
    /// The vendor's constant for its refusal.
    pub code: Option<String>,
    /// The vendor's words for it, until it is over.
    pub words: Option<Redacted<String>>,
    /// The vendor's number for the last call.
    pub trace_id: Option<String>,
    /// It can be [reopened](Outbox::reopen).
    pub reopens: bool,
}

impl Outbox {
    /// What became of the item with this key. To wait for it, ask again at every [change](Self::changes).
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn became(&self, key: Uuid) -> Result<Option<Became>> {
        self.read(move |store| of_key(&store.db, key)).await
    }
}

/// What became of the item with this key.
pub(crate) fn of_key(db: &Connection, key: Uuid) -> Result<Option<Became>> {
    let sql = format!("SELECT {} FROM item WHERE key = ?1", row::COLUMNS_WITHOUT_BODY);
    let item = row::query(db, &sql, [key.as_bytes()])?.pop();
    Ok(item.map(|item| Became {
        id: item.id,
        kind: item.kind,
        lane: item.lane.clone(),
        state: item.state,
        reason: item.reason,
        held: item.is_held(),
        due_at: item.due_at,
        reopens: draft::turning::reopens(&item),
        reference: item.reference,
        code: item.code,
        words: item.words.map(Redacted::new),
        trace_id: item.trace_id,
    }))
}
