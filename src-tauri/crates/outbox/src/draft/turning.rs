//! A draft turns into items, or an item into a draft again.
//!
//! A draft is in its table or it is items of the outbox, never both and never neither: each of the two is
//! one transaction. An item keeps the key of the draft that it was, so that a draft that is written down
//! late cannot begin anew what was submitted.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::{is_there, remove, tell};
use crate::item::{Family, ItemId, NewItem, Reason, State};
use crate::ledger::{self, Entry, Event};
use crate::queue::{self, Context};
use crate::row::{self, COLUMNS, Item, millis};
use crate::{Outbox, OutboxError, Result, entrance};

impl Outbox {
    /// A draft becomes these items, in this order and in one transaction: a picture first, then the contract
    /// that comes [after](NewItem::after) it. From now on they go on by themselves, and nothing is left of
    /// the draft. The same again changes nothing and tells the same items.
    ///
    /// # Errors
    /// Nothing was changed. [`OutboxError::NoSuchDraft`]: it was dropped, wiped, or became other items.
    /// [`OutboxError::NotPossible`]: there is no item, or one of a kind that is none of a sign-up, or a
    /// picture that nothing comes after, or one of their keys is taken: what was reopened is submitted as
    /// new items.
    pub async fn submit(&self, draft: Uuid, items: Vec<NewItem>, now: Timestamp) -> Result<Vec<ItemId>> {
        self.write(move |db, context| submit(db, context, draft, &items, now)).await
    }

    /// [`Self::submit`], and in the same transaction a line of the ledger for each agreement that was given for
    /// the last of them. They name nobody, and stay when whatever is personal is gone.
    ///
    /// # Errors
    /// Those of [`Self::submit`].
    pub async fn submit_signed(
        &self,
        draft: Uuid,
        items: Vec<NewItem>,
        signed: Vec<String>,
        now: Timestamp,
    ) -> Result<Vec<ItemId>> {
        self.write(move |db, context| submit_signed(db, context, draft, (&items, &signed), now)).await
    }

    /// A sign-up that was certainly not done becomes a draft again, in one transaction, and tells the draft's
    /// key: the one it had before, if it was one. It is handed to staff and has the item's subject and body.
    /// The item is closed, and with it what of the same draft waited for its result. The same again changes
    /// nothing.
    ///
    /// # Errors
    /// Nothing was changed. [`OutboxError::BeingSent`]; [`OutboxError::NotPossible`]: it may have been done,
    /// or was, or something of the same draft was reopened before.
    pub async fn reopen(&self, id: ItemId, step: String, now: Timestamp) -> Result<Uuid> {
        self.write(move |db, _| reopen(db, id, &step, now)).await
    }

    /// The vendor's constant for the refusal after which this became a draft again last, if it did.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn refusal_of(&self, draft: Uuid) -> Result<Option<String>> {
        self.read(move |store| refusal_of(&store.db, draft)).await
    }
}

/// The vendor's constant for the refusal after which this became a draft again last.
pub(crate) fn refusal_of(db: &Connection, draft: Uuid) -> Result<Option<String>> {
    let code = db
        .prepare_cached(
            // What was closed because it waited for it was never sent.
            "SELECT code FROM item WHERE draft = ?1 AND reason = 'reopened' AND attempts > 0
             ORDER BY id DESC LIMIT 1",
        )?
        .query_row([draft.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(code.flatten())
}

/// [`submit`], with what was agreed to. Said again, it writes nothing.
pub(crate) fn submit_signed(
    db: &Connection,
    context: &Context,
    key: Uuid,
    (items, signed): (&[NewItem], &[String]),
    now: Timestamp,
) -> Result<Vec<ItemId>> {
    let is_new = is_there(db, key)?;
    let submitted = submit(db, context, key, items, now)?;
    for (line, item) in signed.iter().zip(submitted.last().into_iter().cycle()).filter(|_| is_new) {
        ledger::write(db, now, Entry::of(*item, Event::Signed).detail(line))?;
    }
    Ok(submitted)
}

/// A draft becomes items, which from now on go on by themselves.
pub(crate) fn submit(
    db: &Connection,
    context: &Context,
    key: Uuid,
    items: &[NewItem],
    now: Timestamp,
) -> Result<Vec<ItemId>> {
    let known: Vec<Option<ItemId>> =
        items.iter().map(|item| row::find(db, item.key)).collect::<Result<_>>()?;
    if !is_there(db, key)? {
        return submitted_before(db, key, known);
    }
    // Whoever sends again what was reopened since would take it away from whoever is changing it.
    if known.iter().any(Option::is_some) || !can_be_submitted(items) {
        return Err(OutboxError::NotPossible);
    }
    let submitted = items
        .iter()
        .map(|item| entrance::submit(db, context, item, key, now))
        .collect::<Result<Vec<ItemId>>>()?;
    remove(db, key)?;
    tell(db, key, Event::DraftSubmitted, now)?;
    Ok(submitted)
}

/// The same again tells the same items.
fn submitted_before(db: &Connection, key: Uuid, known: Vec<Option<ItemId>>) -> Result<Vec<ItemId>> {
    let known: Vec<ItemId> = known.into_iter().collect::<Option<_>>().ok_or(OutboxError::NoSuchDraft)?;
    for id in &known {
        if row::read(db, *id)?.draft != Some(key) {
            return Err(OutboxError::NoSuchDraft);
        }
    }
    if known.is_empty() { Err(OutboxError::NoSuchDraft) } else { Ok(known) }
}

/// A picture that nothing waits for might arrive after the contract, where it is of no use.
fn can_be_submitted(items: &[NewItem]) -> bool {
    let fits = |item: &NewItem| match item.kind.family() {
        Family::SignUp => true,
        Family::Picture => items.iter().any(|other| other.after == Some(item.key)),
        Family::CheckIn | Family::Charge => false,
    };
    !items.is_empty() && items.iter().all(fits)
}

/// A sign-up that was certainly not done becomes a draft again, and tells the draft's key.
pub(crate) fn reopen(db: &Connection, id: ItemId, step: &str, now: Timestamp) -> Result<Uuid> {
    let item = row::read(db, id)?;
    let key = item.draft.unwrap_or(item.key);
    if item.state == State::Closed && item.reason == Some(Reason::Reopened) {
        return Ok(key);
    }
    if item.state == State::InFlight {
        return Err(OutboxError::BeingSent);
    }
    // Another sign-up of the same draft was reopened before.
    if !reopens(&item) || is_there(db, key)? {
        return Err(OutboxError::NotPossible);
    }
    db.prepare_cached(
        "INSERT INTO draft (key, begun_at, touched_at, parked, step, subject, body)
         SELECT ?2, happened_at, ?3, 1, ?4, subject, ifnull(body, '') FROM item WHERE id = ?1",
    )?
    .execute(params![id.0, key.as_bytes(), millis(now), step])?;
    close(db, &item, key, now)?;
    queue::release(db, &item, now)?;
    Ok(key)
}

/// Closes what is a part of a draft again, and what of the same draft waited for its result first.
fn close(db: &Connection, item: &Item, key: Uuid, now: Timestamp) -> Result<()> {
    let behind = row::query(
        db,
        &format!(
            "SELECT {COLUMNS} FROM item WHERE waits_for = ?1 AND draft = ?2 AND state = 'ready' AND due_at IS NULL"
        ),
        params![item.id.0, key.as_bytes()],
    )?;
    for behind in &behind {
        close(db, behind, key, now)?;
    }
    queue::over(db, item.id, State::Closed, Some(Reason::Reopened), None)?;
    db.prepare_cached("UPDATE item SET draft = ?2 WHERE id = ?1")?
        .execute(params![item.id.0, key.as_bytes()])?;
    let key = key.to_string();
    ledger::write(db, now, Entry::of(item.id, Event::Reopened).attempt(item.attempts).detail(&key))
}

/// Whether an item can become a draft again: the vendor refused it, and no attempt is in doubt. What a
/// person had sent again although it may have arrived stays in doubt, whatever the second answer was.
pub(crate) fn reopens(item: &Item) -> bool {
    let refused = item.state == State::Wedged && item.reason == Some(Reason::Refused);
    refused && item.kind.family() == Family::SignUp && !item.maybe_sent && !item.by_hand
}
