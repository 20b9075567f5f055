//! Drafts: sign-ups that are being filled in, and the two steps by which they become items and items
//! become drafts again.
//!
//! A draft is a row of a table of its own, and nothing is owed for it. It is in that table or it is items
//! of the outbox, never both and never neither: each of the two steps is one transaction. An item keeps the
//! key of the draft that it was, so that a draft that is written down late cannot begin anew what was
//! submitted.

use std::fmt;

use domain::Redacted;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use crate::directory::Hash;
use crate::item::{Family, ItemId, Kind, Lane, NewItem, Reason, State};
use crate::ledger::{self, Entry, Event};
use crate::picture::{self, Picture};
use crate::queue::{self, Context};
use crate::row::{self, COLUMNS, Item, millis, moment};
use crate::{Outbox, OutboxError, Result, entrance};

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
}

/// What a member resumes a draft by: six characters of which none looks like another. The store keeps a
/// keyed hash of it only, so it can be shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct ResumeCode(String);

impl ResumeCode {
    /// Without vowels, so that it spells nothing, and without what looks like something else.
    const LETTERS: [char; 22] = [
        '3', '4', '6', '7', '9', 'C', 'D', 'F', 'G', 'H', 'J', 'K', 'M', 'N', 'P', 'Q', 'R', 'T', 'V', 'W',
        'X', 'Y',
    ];
    const LENGTH: usize = 6;

    /// What somebody typed, in any case and with blanks or hyphens; `None` for what is no code.
    pub fn parse(typed: &str) -> Option<Self> {
        let letters = typed.chars().filter(|letter| !letter.is_whitespace() && *letter != '-');
        let code: String = letters.map(|letter| letter.to_ascii_uppercase()).collect();
        let is_one =
            code.chars().count() == Self::LENGTH && code.chars().all(|it| Self::LETTERS.contains(&it));
        is_one.then_some(Self(code))
    }

    /// Six characters, for the screen.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// From the random bits of a UUID of version 4, which are its lowest 62.
    fn of_random(random: Uuid) -> Self {
        let mut bits = random.as_u64_pair().1 & (u64::MAX >> 2);
        let base = Self::LETTERS.len() as u64;
        let letter = |_| {
            let index = usize::try_from(bits % base).unwrap_or_default();
            bits /= base;
            Self::LETTERS[index]
        };
        Self((0..Self::LENGTH).map(letter).collect())
    }
}

impl fmt::Debug for ResumeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResumeCode(<redacted>)")
    }
}

/// How often another code is made when one is in use. Of a hundred million, hardly any is.
const CODES_TRIED: u32 = 32;

impl Outbox {
    /// What became of the item with this key. To wait for it, ask again at every [change](Self::changes).
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn became(&self, key: Uuid) -> Result<Option<Became>> {
        self.read(move |store| became(&store.db, key)).await
    }

    /// Writes a draft down, new or changed. When this returns it survives a power cut.
    ///
    /// # Errors
    /// It was not written down. [`OutboxError::NotPossible`]: it was submitted.
    pub async fn put_draft(&self, draft: Draft, now: Timestamp) -> Result<()> {
        self.write(move |db, _| put(db, &draft, now)).await
    }

    /// Makes a resume code for a draft, which no other draft has. The one it had before is of no use any
    /// more. There are 22^6 of them: whoever lets people type them makes guessing slow.
    ///
    /// # Errors
    /// It was not written down. [`OutboxError::NoSuchDraft`].
    pub async fn new_code(&self, key: Uuid, now: Timestamp) -> Result<ResumeCode> {
        self.write(move |db, context| new_code(db, context, key, now)).await
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

    /// The draft that has this resume code.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn draft_by_code(&self, code: ResumeCode) -> Result<Option<Draft>> {
        self.read(move |store| by_code(&store.db, &store.context, &code)).await
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

/// Makes a new resume code for a draft; the one before is of no use any more.
pub(crate) fn new_code(
    db: &Connection,
    context: &mut Context,
    key: Uuid,
    now: Timestamp,
) -> Result<ResumeCode> {
    if !is_there(db, key)? {
        return Err(OutboxError::NoSuchDraft);
    }
    for _ in 0..CODES_TRIED {
        let code = ResumeCode::of_random(context.dice.transaction());
        let hash = hash(context, &code);
        let in_use: bool = db
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM draft WHERE code = ?1)")?
            .query_row([hash], |row| row.get(0))?;
        if !in_use {
            db.prepare_cached("UPDATE draft SET code = ?2, touched_at = ?3 WHERE key = ?1")?
                .execute(params![key.as_bytes(), hash, millis(now)])?;
            tell(db, key, Event::DraftCode, now)?;
            return Ok(code);
        }
    }
    Err(OutboxError::NotPossible)
}

/// The drafts there are, those touched last first, without what was entered.
pub(crate) fn list(db: &Connection) -> Result<Vec<ListedDraft>> {
    let mut rows = db.prepare_cached(
        "SELECT key, begun_at, touched_at, subject, step, parked FROM draft ORDER BY touched_at DESC, key DESC",
    )?;
    let rows = rows.query_map([], |row| {
        Ok(ListedDraft {
            key: Uuid::from_bytes(row.get("key")?),
            begun_at: moment(row.get("begun_at")?),
            touched_at: moment(row.get("touched_at")?),
            subject: row.get::<_, Option<String>>("subject")?.map(Redacted::new),
            step: row.get("step")?,
            parked: row.get("parked")?,
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

/// The draft that has this resume code.
pub(crate) fn by_code(db: &Connection, context: &Context, code: &ResumeCode) -> Result<Option<Draft>> {
    Ok(db
        .prepare_cached(&format!("{WHOLE} WHERE code = ?1"))?
        .query_row([hash(context, code)], of_row)
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

fn hash(context: &Context, code: &ResumeCode) -> Hash {
    context.hasher.hash_text("draft", &code.0)
}

/// What became of an item; see [`crate::Outbox::became`].
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
    /// Why.
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
    /// It can be [reopened](crate::Outbox::reopen).
    pub reopens: bool,
}

/// What became of the item with this key.
pub(crate) fn became(db: &Connection, key: Uuid) -> Result<Option<Became>> {
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
        reopens: reopens(&item),
        reference: item.reference,
        code: item.code,
        words: item.words.map(Redacted::new),
        trace_id: item.trace_id,
    }))
}
