//! Taps: the vendor is asked at the door, about an item that is already written down. Whoever was let in
//! without the vendor is reported later; then the item goes on in the queue.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use crate::directory::{self, Hash, Lookup};
use crate::entrance::{self, Entrance};
use crate::item::{Asked, ItemId, NewItem, Reason, State, TapEnd};
use crate::ledger::{self, Entry, Event};
use crate::policy::{self, LaneNews};
use crate::queue::{self, Context};
use crate::row::{self, WAITING, later};
use crate::{OutboxError, Result, lane};

/// Writes down that the vendor is about to be asked about a tap, and tells what is known about whoever
/// tapped.
pub(crate) fn ask(db: &Connection, context: &Context, new: &NewItem, now: Timestamp) -> Result<Asked> {
    let known = match &new.order {
        Some(mark) => directory::find(db, &context.hasher, mark)?,
        None => Lookup::Nobody,
    };
    let behind = match &new.order {
        Some(mark) => waiting_of(db, &context.hasher.hash(mark))?,
        None => None,
    };
    let name = match &known {
        Lookup::One(known) => known.full_name(),
        Lookup::Nobody | Lookup::Several => None,
    };
    let given = new.subject.as_ref().map(|subject| subject.expose().as_str());
    let id = entrance::insert(db, context, new, Entrance::Asking, name.as_deref().or(given), now)?;
    Ok(Asked { id, behind, known, directory: directory::state(db)? })
}

/// Why the first of the earlier check-ins of this credential waits to be reported, if any does. One that a person
/// has just sent on its way waits for the vendor.
fn waiting_of(db: &Connection, order: &Hash) -> Result<Option<Reason>> {
    let first: Option<Option<Reason>> = db
        // What is not owed is another tap that the vendor is being asked about.
        .prepare_cached(&format!(
            "SELECT reason FROM item WHERE order_key = ?1 AND kind = 'check_in' AND {WAITING} ORDER BY id LIMIT 1"
        ))?
        .query_row([order], |row| row.get(0))
        .optional()?;
    Ok(first.map(|reason| reason.unwrap_or(Reason::VendorPause)))
}

/// Writes down how the question about a tap ended.
pub(crate) fn tapped(
    db: &Connection,
    context: &mut Context,
    id: ItemId,
    end: &TapEnd,
    subject: Option<&str>,
    now: Timestamp,
) -> Result<()> {
    let item = row::read(db, id)?;
    // What is owed was let in before: the attempt under way is not the desk's question.
    if item.state != State::InFlight || item.owed {
        return Err(OutboxError::NotBeingSent);
    }
    if let Some(subject) = subject {
        db.prepare_cached("UPDATE item SET subject = ?2 WHERE id = ?1")?.execute(params![id.0, subject])?;
    }
    let entry = |event| Entry::of(id, event).attempt(item.attempts);
    let news = match end {
        TapEnd::CheckedIn => {
            queue::over(db, id, State::Delivered, None, None)?;
            ledger::write(db, now, entry(Event::Delivered))?;
            Some(LaneNews::Answers)
        }
        TapEnd::Refused { trace_id } => {
            queue::over(db, id, State::Closed, Some(Reason::TurnedAway), None)?;
            ledger::write(db, now, entry(Event::TurnedAway).trace(trace_id.as_deref()))?;
            Some(LaneNews::Answers)
        }
        TapEnd::TurnedAway(why) => {
            queue::over(db, id, State::Closed, Some(Reason::TurnedAway), None)?;
            ledger::write(db, now, entry(Event::TurnedAway).detail(why.reason().word()))?;
            why.news()
        }
        TapEnd::LetIn(why) => {
            let held = queue::earlier_open(db, &item)?;
            db.prepare_cached(
                "UPDATE item SET state = 'ready', owed = 1, reason = ?2, due_at = ?3 WHERE id = ?1",
            )?
            .execute(params![
                id.0,
                why.reason(),
                (!held).then(|| later(now, policy::FIRST_PAUSE))
            ])?;
            ledger::write(db, now, entry(Event::LetIn).detail(why.reason().word()))?;
            why.news()
        }
        TapEnd::Unknown(why) => {
            let reason = Reason::from(*why);
            db.prepare_cached("UPDATE item SET owed = 1 WHERE id = ?1")?.execute([id.0])?;
            queue::need_person(db, id, State::Unknown, reason, true)?;
            ledger::write(db, now, entry(Event::Unknown).detail(reason.word()))?;
            None
        }
    };
    if let Some(news) = news {
        let chance = context.dice.chance();
        lane::tell(db, &item.lane, news, chance, now)?;
    }
    match end {
        TapEnd::LetIn(_) => Ok(()),
        TapEnd::CheckedIn | TapEnd::Refused { .. } | TapEnd::TurnedAway(_) | TapEnd::Unknown(_) => {
            queue::release(db, &item, now)
        }
    }
}

/// It came to be known whom an item is about. What is over stays without a name.
pub(crate) fn name(db: &Connection, id: ItemId, subject: &str) -> Result<()> {
    db.prepare_cached("UPDATE item SET subject = ?2 WHERE id = ?1 AND state NOT IN ('delivered', 'closed')")?
        .execute(params![id.0, subject])?;
    Ok(())
}
