//! The ledger: what happened to every item, in order, for good.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::Result;
use crate::item::{ItemId, stored};
use crate::row::{millis, moment};

stored! {
    /// What happened.
    Event {
        /// It happened at the desk and waits to be sent.
        Happened = "happened",
        /// The vendor is about to be asked about a tap.
        Asked = "asked",
        /// An attempt is about to be made.
        Sent = "sent",
        /// It waits for its next attempt.
        Waits = "waits",
        /// The vendor has it.
        Delivered = "delivered",
        /// The member was turned away; nothing is owed.
        TurnedAway = "turned_away",
        /// The member was let in without the vendor.
        LetIn = "let_in",
        /// It cannot go on by itself.
        Wedged = "wedged",
        /// Nobody knows whether the vendor has it.
        Unknown = "unknown",
        /// The program ended during an attempt.
        Interrupted = "interrupted",
        /// The vendor does not accept a credential any more.
        AccessWithdrawn = "access_withdrawn",
        /// The vendor accepts it again.
        AccessBack = "access_back",
        /// A sale has begun: the member is identified.
        Identified = "identified",
        /// The member chose something.
        Chosen = "chosen",
        /// The dry run passed.
        Cleared = "cleared",
        /// It is about to be handed out.
        HandingOut = "handing_out",
        /// It was handed out; from now on it is owed.
        HandedOut = "handed_out",
        /// Nobody knows whether it was handed out.
        HandOutUnknown = "hand_out_unknown",
        /// It was not handed out; nothing is owed.
        NotHandedOut = "not_handed_out",
        /// Staff asked for a try.
        TryNow = "try_now",
        /// Staff had it sent once more.
        SendAgain = "send_again",
        /// Staff say that it did go through.
        SettledDone = "settled_done",
        /// Staff cancelled it.
        Cancelled = "cancelled",
        /// Staff had a sign-up sent without its picture.
        WithoutPicture = "without_picture",
        /// A draft was begun.
        DraftBegun = "draft_begun",
        /// A draft was handed to staff.
        DraftParked = "draft_parked",
        /// A draft got a new resume code.
        DraftCode = "draft_code",
        /// A draft became items.
        DraftSubmitted = "draft_submitted",
        /// Something was agreed to or signed for an item; the detail is what and for which text.
        Signed = "signed",
        /// A draft was given up.
        DraftDropped = "draft_dropped",
        /// A draft was not touched for too long.
        DraftWiped = "draft_wiped",
        /// It was not done, and is a draft again.
        Reopened = "reopened",
        /// The team brought it about, and wrote why.
        ByHand = "by_hand",
        /// The team gave a member a card; the detail is the vendor's number of the member.
        CardLinked = "card_linked",
    }
}

/// A line to write.
pub(crate) struct Entry<'a> {
    item: Option<ItemId>,
    event: Event,
    attempt: u32,
    detail: Option<&'a str>,
    trace_id: Option<&'a str>,
    note: Option<&'a str>,
}

impl<'a> Entry<'a> {
    pub(crate) const fn of(item: ItemId, event: Event) -> Self {
        Self { item: Some(item), event, attempt: 0, detail: None, trace_id: None, note: None }
    }

    /// About no item: a credential, or a sale or draft that is none yet.
    pub(crate) const fn of_none(event: Event) -> Self {
        Self { item: None, event, attempt: 0, detail: None, trace_id: None, note: None }
    }

    pub(crate) const fn attempt(self, attempt: u32) -> Self {
        Self { attempt, ..self }
    }

    pub(crate) const fn detail(self, detail: &'a str) -> Self {
        Self { detail: Some(detail), ..self }
    }

    pub(crate) const fn detail_opt(self, detail: Option<&'a str>) -> Self {
        Self { detail, ..self }
    }

    pub(crate) const fn trace(self, trace_id: Option<&'a str>) -> Self {
        Self { trace_id, ..self }
    }

    pub(crate) const fn note(self, note: Option<&'a str>) -> Self {
        Self { note, ..self }
    }
}

pub(crate) fn write(db: &Connection, now: Timestamp, entry: Entry<'_>) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO ledger (at, item, event, attempt, detail, trace_id, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        millis(now),
        entry.item.map(|id| id.0),
        entry.event,
        entry.attempt,
        entry.detail,
        entry.trace_id,
        entry.note
    ])?;
    Ok(())
}

/// A line of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerLine {
    /// Counts up.
    pub id: i64,
    /// When it was written.
    pub at: Timestamp,
    /// The item, unless it is about a credential, a sale under way or a draft.
    pub item: Option<ItemId>,
    /// What happened.
    pub event: Event,
    /// Attempts made so far.
    pub attempt: u32,
    /// A stable word: a reason, a kind, a credential's name, the key of a sale under way or of a draft. Of
    /// [`Event::Signed`], what the sign-up wrote.
    pub detail: Option<String>,
    /// The vendor's number for the call.
    pub trace_id: Option<String>,
}

/// Lines after `after`, oldest first, at most `most`. Leaves out what staff wrote, and what they did that was
/// no decision about an item.
pub(crate) fn read(db: &Connection, after: i64, most: usize) -> Result<Vec<LedgerLine>> {
    let mut lines = db.prepare_cached(
        "SELECT id, at, item, event, attempt, detail, trace_id FROM ledger
         WHERE id > ?1 AND (item IS NOT NULL OR person IS NULL) ORDER BY id LIMIT ?2",
    )?;
    let lines = lines.query_map(params![after, i64::try_from(most).unwrap_or(i64::MAX)], |row| {
        Ok(LedgerLine {
            id: row.get(0)?,
            at: moment(row.get(1)?),
            item: row.get::<_, Option<i64>>(2)?.map(ItemId),
            event: row.get(3)?,
            attempt: row.get(4)?,
            detail: row.get(5)?,
            trace_id: row.get(6)?,
        })
    })?;
    Ok(lines.collect::<rusqlite::Result<_>>()?)
}
