//! Pictures that nobody needs any more: what they were taken for was cancelled before they were sent. They end with it,
//! in its transaction. Personal data does not leave when the reason for it has gone.

use jiff::Timestamp;
use rusqlite::Connection;

use crate::item::{Family, ItemId, Reason, State};
use crate::ledger::{self, Entry, Event};
use crate::queue::over;
use crate::row::{self, COLUMNS_WITHOUT_BODY, Item};
use crate::{Outbox, Result};

impl Outbox {
    /// Whether nobody needs an item any more that is being sent: it is a picture, and what it was taken for is over.
    /// Asked right before it leaves; however the attempt ends then, the item is over with it.
    ///
    /// # Errors
    /// The store cannot be read, or there is no such item.
    pub async fn is_unwanted(&self, id: ItemId) -> Result<bool> {
        self.read(move |store| is_unwanted(&store.db, &row::read(&store.db, id)?)).await
    }
}

/// Ends the picture that `ended` waited for, unless something else waits for it, too. One that is being sent ends
/// when that attempt does: see [`is_unwanted`].
pub(crate) fn end(db: &Connection, ended: &Item, now: Timestamp) -> Result<()> {
    let Some(picture) = ended.waits_for else { return Ok(()) };
    let picture = row::read(db, picture)?;
    let may_end = match picture.state {
        State::Ready | State::Wedged | State::Unknown => true,
        State::InFlight | State::Delivered | State::Closed => false,
    };
    if may_end && is_unwanted(db, &picture)? { close(db, &picture, now) } else { Ok(()) }
}

/// The same for all that there are. An earlier version left them to be sent.
pub(crate) fn end_all(db: &Connection, now: Timestamp) -> Result<()> {
    let open = row::query(
        db,
        &format!(
            "SELECT {COLUMNS_WITHOUT_BODY} FROM item WHERE kind = 'picture' AND state IN ('ready', 'wedged', 'unknown')
                AND id IN (SELECT waits_for FROM item WHERE waits_for IS NOT NULL AND state = 'closed')"
        ),
        [],
    )?;
    for picture in &open {
        if is_unwanted(db, picture)? {
            close(db, picture, now)?;
        }
    }
    Ok(())
}

/// Whether an item is a picture, and whatever waited for it is over.
pub(crate) fn is_unwanted(db: &Connection, item: &Item) -> Result<bool> {
    if item.kind.family() != Family::Picture {
        return Ok(false);
    }
    let waiting = row::query(
        db,
        &format!("SELECT {COLUMNS_WITHOUT_BODY} FROM item WHERE waits_for = ?1"),
        [item.id.0],
    )?;
    Ok(!waiting.is_empty() && waiting.iter().all(|item| item.state.is_over()))
}

/// It was cancelled with what it was for.
pub(crate) fn close(db: &Connection, picture: &Item, now: Timestamp) -> Result<()> {
    over(db, picture.id, State::Closed, Some(Reason::Cancelled), None)?;
    ledger::write(db, now, Entry::of(picture.id, Event::Cancelled).attempt(picture.attempts))
}
