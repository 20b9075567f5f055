//! What a member comes back to a draft by.

use std::fmt;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::{Draft, WHOLE, is_there, of_row, tell};
use crate::directory::Hash;
use crate::ledger::Event;
use crate::queue::Context;
use crate::row::millis;
use crate::{Outbox, OutboxError, Result};

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
    /// Makes a resume code for a draft, which no other draft has. The one it had before is of no use any
    /// more. There are 22^6 of them: whoever lets people type them makes guessing slow.
    ///
    /// # Errors
    /// It was not written down. [`OutboxError::NoSuchDraft`].
    pub async fn new_code(&self, key: Uuid, now: Timestamp) -> Result<ResumeCode> {
        self.write(move |db, context| new_code(db, context, key, now)).await
    }

    /// The draft that has this resume code.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn draft_by_code(&self, code: ResumeCode) -> Result<Option<Draft>> {
        self.read(move |store| by_code(&store.db, &store.context, &code)).await
    }
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

/// The draft that has this resume code.
pub(crate) fn by_code(db: &Connection, context: &Context, code: &ResumeCode) -> Result<Option<Draft>> {
    Ok(db
        .prepare_cached(&format!("{WHOLE} WHERE code = ?1"))?
        .query_row([hash(context, code)], of_row)
        .optional()?)
}

fn hash(context: &Context, code: &ResumeCode) -> Hash {
    context.hasher.hash_text("draft", &code.0)
}
