//! Drafts: sign-ups that are being filled in. A draft is a row of a table of its own, and nothing is owed
//! for it. [`turning`] makes items of the outbox of it, and of an item a draft again; [`code`] is what a
//! member comes back to it by.

use domain::Redacted;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use crate::ledger::{self, Entry, Event};
use crate::picture::{self, Picture};
use crate::row::{millis, moment};
use crate::{Outbox, OutboxError, Result};

pub(crate) mod code;
pub(crate) mod turning;

pub use code::ResumeCode;

/// A sign-up that is being filled in.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Made by whoever began it, once (version 7). It stays the same when the draft is reopened.
    pub key: Uuid,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// Whom it is about, for staff.
    pub subject: Option<Redacted<String>>,
    /// Where it is, in a word of the desk's. Not personal: it is listed.
    pub step: String,
    /// It was handed to staff.
    pub parked: bool,
    /// What was entered; only the desk reads it.
    pub body: Redacted<String>,
    /// The picture that was taken. Written down only when it is another one than before.
    pub picture: Option<Picture>,
}

/// A draft as staff see it in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedDraft {
    /// Its key.
    pub key: Uuid,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// When it was last written down.
    pub touched_at: Timestamp,
    /// Whom it is about.
    pub subject: Option<Redacted<String>>,
    /// Where it is.
    pub step: String,
    /// It was handed to staff.
    pub parked: bool,
    /// The vendor's constants for the refusal after which it became a draft again last, if it did.
    pub refused: Option<String>,
}

impl Outbox {
    /// Writes a draft down, new or changed. When this returns it survives a power cut.
    ///
    /// # Errors
    /// It was not written down. [`OutboxError::NotPossible`]: it was submitted.
    pub async fn put_draft(&self, draft: Draft, now: Timestamp) -> Result<()> {
        self.write(move |db, _| put(db, &draft, now)).await
    }

    /// The drafts there are, those touched last first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn drafts(&self) -> Result<Vec<ListedDraft>> {
        self.read(|store| list(&store.db)).await
    }

    /// One draft, with what was entered.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn open_draft(&self, key: Uuid) -> Result<Option<Draft>> {
        self.read(move |store| open(&store.db, key)).await
    }

    /// A draft was given up: nothing is left of it but a line in the ledger. A key that nothing is known of
    /// changes nothing.
    ///
    /// # Errors
    /// It was not written down.
    pub async fn drop_draft(&self, key: Uuid, now: Timestamp) -> Result<()> {
        self.write(move |db, _| drop_one(db, key, now)).await
    }

    /// Drops every draft that was not touched since `before`, and tells how many.
    ///
    /// # Errors
    /// None was dropped.
    pub async fn wipe_drafts(&self, before: Timestamp, now: Timestamp) -> Result<usize> {
        self.write(move |db, _| wipe(db, before, now)).await
    }
}

/// Writes a draft down, new or changed.
pub(crate) fn put(db: &Connection, draft: &Draft, now: Timestamp) -> Result<()> {
    let was_parked: Option<bool> = db
        .prepare_cached("SELECT parked FROM draft WHERE key = ?1")?
        .query_row([draft.key.as_bytes()], |row| row.get(0))
        .optional()?;
    if was_parked.is_none() && was_submitted(db, draft.key)? {
        return Err(OutboxError::NotPossible);
    }
    db.prepare_cached(
        "INSERT INTO draft (key, begun_at, touched_at, parked, step, subject, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (key) DO UPDATE SET touched_at = excluded.touched_at, parked = excluded.parked,
            step = excluded.step, subject = excluded.subject, body = excluded.body",
    )?
    .execute(params![
        draft.key.as_bytes(),
        millis(draft.begun_at),
        millis(now),
        draft.parked,
        draft.step,
        draft.subject.as_ref().map(|subject| subject.expose()),
        draft.body.expose(),
    ])?;
    picture::put(db, draft.key, draft.picture.as_ref())?;
    if was_parked.is_none() {
        tell(db, draft.key, Event::DraftBegun, now)?;
    }
    if draft.parked && was_parked != Some(true) {
        tell(db, draft.key, Event::DraftParked, now)?;
    }
    Ok(())
}

/// The drafts there are, those touched last first, without what was entered.
pub(crate) fn list(db: &Connection) -> Result<Vec<ListedDraft>> {
    let mut rows = db.prepare_cached(
        "SELECT key, begun_at, touched_at, subject, step, parked,
            (SELECT code FROM item WHERE item.draft = draft.key AND reason = 'reopened' AND attempts > 0
             ORDER BY id DESC LIMIT 1) AS refused
         FROM draft ORDER BY touched_at DESC, key DESC",
    )?;
    let rows = rows.query_map([], |row| {
        Ok(ListedDraft {
            key: Uuid::from_bytes(row.get("key")?),
            begun_at: moment(row.get("begun_at")?),
            touched_at: moment(row.get("touched_at")?),
            subject: row.get::<_, Option<String>>("subject")?.map(Redacted::new),
            step: row.get("step")?,
            parked: row.get("parked")?,
            refused: row.get("refused")?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

const WHOLE: &str = "SELECT key, begun_at, subject, step, parked, body, mark, jpeg
     FROM draft LEFT JOIN draft_picture ON draft_picture.draft = draft.key";

/// One draft, with what was entered.
pub(crate) fn open(db: &Connection, key: Uuid) -> Result<Option<Draft>> {
    Ok(db
        .prepare_cached(&format!("{WHOLE} WHERE key = ?1"))?
        .query_row([key.as_bytes()], of_row)
        .optional()?)
}

fn of_row(row: &Row<'_>) -> rusqlite::Result<Draft> {
    Ok(Draft {
        key: Uuid::from_bytes(row.get("key")?),
        begun_at: moment(row.get("begun_at")?),
        subject: row.get::<_, Option<String>>("subject")?.map(Redacted::new),
        step: row.get("step")?,
        parked: row.get("parked")?,
        body: Redacted::new(row.get("body")?),
        picture: Picture::of_row(row)?,
    })
}

/// It was given up.
pub(crate) fn drop_one(db: &Connection, key: Uuid, now: Timestamp) -> Result<()> {
    match remove(db, key)? {
        true => tell(db, key, Event::DraftDropped, now),
        false => Ok(()),
    }
}

/// Drops every draft that was not touched since `before`, and tells how many.
pub(crate) fn wipe(db: &Connection, before: Timestamp, now: Timestamp) -> Result<usize> {
    let mut rows =
        db.prepare_cached("SELECT key FROM draft WHERE touched_at < ?1 ORDER BY touched_at, key")?;
    let old: Vec<[u8; 16]> =
        rows.query_map([millis(before)], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for key in &old {
        let key = Uuid::from_bytes(*key);
        remove(db, key)?;
        tell(db, key, Event::DraftWiped, now)?;
    }
    Ok(old.len())
}

fn is_there(db: &Connection, key: Uuid) -> Result<bool> {
    Ok(db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM draft WHERE key = ?1)")?
        .query_row([key.as_bytes()], |row| row.get(0))?)
}

fn was_submitted(db: &Connection, key: Uuid) -> Result<bool> {
    Ok(db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM item WHERE draft = ?1)")?
        .query_row([key.as_bytes()], |row| row.get(0))?)
}

fn remove(db: &Connection, key: Uuid) -> Result<bool> {
    picture::remove(db, key)?;
    Ok(db.prepare_cached("DELETE FROM draft WHERE key = ?1")?.execute([key.as_bytes()])? > 0)
}

fn tell(db: &Connection, key: Uuid, event: Event, now: Timestamp) -> Result<()> {
    ledger::write(db, now, Entry::of_none(event).detail(&key.to_string()))
}
