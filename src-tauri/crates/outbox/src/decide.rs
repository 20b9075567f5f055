//! What a person decides. Nothing in the inbox leaves it in any other way.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::item::{Act, Choice, Decision, Family, ItemId, Reason, State};
use crate::ledger::{self, Entry, Event};
use crate::queue::{lane_of, over, release};
use crate::row::{self, Item, millis};
use crate::{OutboxError, Result, lane, unwanted};

/// Does what a person decided, and writes down that they did.
pub(crate) fn decide(db: &Connection, id: ItemId, decision: &Decision, now: Timestamp) -> Result<()> {
    let item = row::read(db, id)?;
    if item.state == State::InFlight {
        return Err(OutboxError::BeingSent);
    }
    if !allowed(&item, decision.choice()) {
        return Err(OutboxError::NotPossible);
    }
    let (event, note) = match decision {
        Decision::TryNow => (Event::TryNow, None),
        Decision::SendAgain { note } => (Event::SendAgain, note.as_deref()),
        Decision::WithoutPicture { note } => (Event::WithoutPicture, note.as_deref()),
        Decision::Done { note } => (Event::SettledDone, note.as_deref()),
        Decision::Cancel { note } => (Event::Cancelled, Some(note.as_str())),
    };
    ledger::write(db, now, Entry::of(id, event).attempt(item.attempts).note(note))?;
    match decision {
        Decision::TryNow => again(db, &item, item.act, false, now),
        Decision::SendAgain { .. } => {
            let act = match item.kind.family() {
                // It was never sent, so it goes on as one that was handed out does: under its
                // transaction while the lock lives, under a new one otherwise.
                Family::Charge if item.reason == Some(Reason::HandOutUnknown) => Act::Send,
                // Only a new identification makes a new transaction.
                Family::Charge if item.transaction.is_some() => Act::ReadCredit,
                Family::Charge | Family::CheckIn | Family::SignUp | Family::Picture => Act::Send,
            };
            again(db, &item, act, true, now)
        }
        Decision::WithoutPicture { note } => match item.kind.family() {
            Family::Picture => settled(db, &item, Reason::LeftOut, note.as_deref(), now),
            Family::CheckIn | Family::Charge | Family::SignUp => {
                leave_picture_out(db, &item)?;
                again(db, &item, Act::Send, false, now)
            }
        },
        Decision::Done { note } => settled(db, &item, Reason::SettledDone, note.as_deref(), now),
        Decision::Cancel { note } => settled(db, &item, Reason::Cancelled, Some(note), now),
    }
}

fn again(db: &Connection, item: &Item, act: Act, by_hand: bool, now: Timestamp) -> Result<()> {
    let lane = lane_of(item, act);
    // While the vendor may still be working on it, its records prove nothing, and while a lock of an
    // earlier attempt may live it refuses another. Those are no pauses to be cut short.
    let late = item.due_at.filter(|_| {
        !by_hand && act != Act::Send && (item.maybe_sent || act == Act::ReadCredit && may_be_locked(item))
    });
    let due_at = millis(late.unwrap_or(now));
    db.prepare_cached(
        "UPDATE item SET state = 'ready', reason = NULL, act = ?2, lane = ?3, due_at = ?4,
            by_hand = max(by_hand, ?5), maybe_sent = iif(?5, 0, maybe_sent) WHERE id = ?1",
    )?
    .execute(params![item.id.0, act, lane.name(), due_at, by_hand])?;
    lane::open(db, &lane)
}

/// From now on a sign-up names no picture. It was certainly not done: the vendor said so, or its records did,
/// so the next attempt is in no doubt because of an earlier one.
fn leave_picture_out(db: &Connection, item: &Item) -> Result<()> {
    let shown_absent = item.reason == Some(Reason::VendorFault);
    db.prepare_cached("UPDATE item SET waits_for = NULL, maybe_sent = iif(?2, 0, maybe_sent) WHERE id = ?1")?
        .execute(params![item.id.0, shown_absent])?;
    Ok(())
}

/// The answer to an attempt was lost, so what it asked the vendor for may have been done; or a sale was refused,
/// and perhaps not because its lock was over.
fn may_be_locked(item: &Item) -> bool {
    matches!(
        item.reason,
        Some(
            Reason::NoAnswer
                | Reason::AnswerLost
                | Reason::VendorFault
                | Reason::Interrupted
                | Reason::Refused
        )
    )
}

fn settled(db: &Connection, item: &Item, reason: Reason, note: Option<&str>, now: Timestamp) -> Result<()> {
    over(db, item.id, State::Closed, Some(reason), note)?;
    unwanted::end(db, item, now)?;
    release(db, item, now)
}

/// Whether a person may decide this now.
pub(crate) fn allowed(item: &Item, choice: Choice) -> bool {
    let unreadable = item.reason == Some(Reason::Unreadable);
    let is_picture = item.kind.family() == Family::Picture;
    match (item.state, choice) {
        (State::InFlight | State::Delivered | State::Closed, _) => false,
        // However it ends, what waits for it goes without it, so that is what it is called.
        (_, Choice::WithoutPicture) if is_picture => true,
        (_, Choice::Done | Choice::Cancel) if is_picture => false,
        (State::Wedged, Choice::WithoutPicture) => {
            let is_refused = matches!(item.reason, Some(Reason::Refused | Reason::VendorFault));
            item.waits_for.is_some() && is_refused && item.kind.family() == Family::SignUp
        }
        (State::Ready | State::Unknown, Choice::WithoutPicture) => false,
        (State::Ready, Choice::TryNow) => item.due_at.is_some(),
        // A version that can read it may have come.
        (State::Wedged | State::Unknown, Choice::TryNow) if unreadable => true,
        (State::Unknown, Choice::SendAgain) if unreadable => false,
        (State::Wedged, Choice::TryNow) => match item.reason {
            Some(Reason::VendorFault) => item.kind.family() == Family::Charge,
            reason => reason == Some(Reason::Refused),
        },
        (State::Unknown, Choice::TryNow) => {
            matches!(item.reason, Some(Reason::MayNotLook | Reason::SeveralFound))
        }
        (State::Ready, Choice::SendAgain | Choice::Done) => false,
        (State::Wedged, Choice::SendAgain) => {
            matches!(item.reason, Some(Reason::TooOld | Reason::ClockMoved | Reason::HandOutUnknown))
        }
        (State::Unknown, Choice::SendAgain) => {
            item.kind.family() != Family::Charge || item.reusable || item.transaction.is_none()
        }
        (State::Wedged | State::Unknown, Choice::Done | Choice::Cancel) | (State::Ready, Choice::Cancel) => {
            true
        }
    }
}
