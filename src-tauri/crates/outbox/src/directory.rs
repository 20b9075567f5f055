//! The studio's member list, for times without a connection.
//!
//! The list is read from the vendor in slices. Every sync has a generation; what it lists is marked
//! with it, and only its end removes what it did not list. Until then the old list answers, and a
//! sync that is interrupted has taken nothing away.
//!
//! The store is encrypted, and still holds no card number: a card is found by a keyed hash of it.

use std::fmt;

use domain::{CredentialMark, CustomerId, Language, Redacted, Standing};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use ring::hmac;
use rusqlite::types::Type;
use rusqlite::{Connection, Error, OptionalExtension, Result, Row};

#[cfg(test)]
mod tests;

/// How long a sync can be gone on with. The vendor's list moves on meanwhile, and an offset from
/// another day would skip whoever moved to a slice already read.
const RESUMABLE: SignedDuration = SignedDuration::from_hours(6);

/// A member as the vendor describes them.
#[derive(Clone)]
pub struct DirectoryEntry {
    /// The vendor's number for the member.
    pub id: CustomerId,
    /// The first name, if there is one.
    pub first_name: Redacted<Option<String>>,
    /// The last name, if there is one.
    pub last_name: Redacted<Option<String>>,
    /// The language the member is spoken to in.
    pub language: Option<Language>,
    /// The number the member goes by, if there is one.
    pub number: Redacted<Option<String>>,
    /// The date of birth, if it is known.
    pub born: Redacted<Option<Date>>,
    /// What decides whether the member may come in.
    pub standing: Standing,
    /// Everything the member can hold to a reader.
    pub marks: Vec<CredentialMark>,
}

impl DirectoryEntry {
    /// Whether the list says the same about this member already. Of credentials it only knows that the
    /// member was found by one.
    pub fn is(&self, known: &Lookup) -> bool {
        match known {
            Lookup::One(known) => {
                known.id == self.id
                    && known.standing == self.standing
                    && known.first_name == self.first_name
                    && known.last_name == self.last_name
                    && known.language == self.language
                    && known.number == self.number
                    && known.born == self.born
            }
            Lookup::Nobody | Lookup::Several => false,
        }
    }
}

impl fmt::Debug for DirectoryEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DirectoryEntry(<redacted>)")
    }
}

/// A member as the list remembers them.
#[derive(Clone, PartialEq, Eq)]
pub struct KnownMember {
    /// The vendor's number for the member.
    pub id: CustomerId,
    /// The first name, if there is one.
    pub first_name: Redacted<Option<String>>,
    /// The last name, if there is one.
    pub last_name: Redacted<Option<String>>,
    /// The language the member is spoken to in.
    pub language: Option<Language>,
    /// The number the member goes by, if there is one.
    pub number: Redacted<Option<String>>,
    /// The date of birth, if it is known.
    pub born: Redacted<Option<Date>>,
    /// What decides whether the member may come in.
    pub standing: Standing,
}

impl KnownMember {
    /// First and last name, as far as there are any.
    pub fn full_name(&self) -> Option<String> {
        let names = [self.first_name.expose().as_deref(), self.last_name.expose().as_deref()];
        let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
        (!name.is_empty()).then_some(name)
    }
}

impl fmt::Debug for KnownMember {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KnownMember(<redacted>)")
    }
}

/// Whose card it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// Nobody on the list holds it.
    Nobody,
    /// This member.
    One(KnownMember),
    /// More than one member holds it, so it says nothing about who is at the door. This happens
    /// for the length of a sync, too, when a card went from one member to another.
    Several,
}

/// What the list is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DirectoryState {
    /// How many members were on it when the last sync ended.
    pub members: u32,
    /// When the last sync ended; `None` when none ever did and the list may lack anybody.
    pub complete_at: Option<Timestamp>,
}

/// Where a sync goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The vendor's offset of the next slice; `None` for the first.
    pub after: Option<String>,
    /// When this sync began, which is in the past when it is resumed.
    pub begun_at: Timestamp,
}

pub(crate) type Hash = [u8; 16];

/// Makes the keyed hashes that stand for credentials.
///
/// A card number has so few possible values that a plain hash of it is as good as the number. The
/// key is derived from the store's, so that the hashes tell nothing to whoever lacks that, and a
/// weakness in one use of a key does not reach the other.
pub struct Hasher(hmac::Key);

impl Hasher {
    /// The hasher of the store that opens with `store_key`.
    pub fn new(store_key: &[u8; 32]) -> Self {
        let store_key = hmac::Key::new(hmac::HMAC_SHA256, store_key);
        let derived = hmac::sign(&store_key, b"portico directory credential 1");
        Self(hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref()))
    }

    /// The hash that stands for this credential, and for no other.
    ///
    /// Half of the whole is plenty against two cards having the same by chance, and halves the size
    /// of the tables of credentials.
    pub(crate) fn hash(&self, mark: &CredentialMark) -> Hash {
        self.hash_bytes(mark.as_bytes())
    }

    /// The hash that stands for something else that is as easily guessed, of a kind that no mark has.
    pub(crate) fn hash_text(&self, kind: &str, text: &str) -> Hash {
        self.hash_bytes(format!("{kind}:{text}").as_bytes())
    }

    fn hash_bytes(&self, bytes: &[u8]) -> Hash {
        let whole = hmac::sign(&self.0, bytes);
        let mut hash = Hash::default();
        for (to, from) in hash.iter_mut().zip(whole.as_ref()) {
            *to = *from;
        }
        hash
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hasher(<redacted>)")
    }
}

/// Goes on with the sync that was begun last, or begins a new one when that has ended or is too old.
pub(crate) fn begin_or_resume(tx: &Connection, now: Timestamp) -> Result<Progress> {
    let running = tx
        .prepare_cached("SELECT offset, started_at FROM directory WHERE started_at IS NOT NULL")?
        .query_row([], |row| Ok(Progress { after: row.get(0)?, begun_at: time(1, row.get(1)?)? }))
        .optional()?;
    match running {
        // A start in the future means that the clock was set back: its age cannot be told.
        Some(progress) if progress.begun_at <= now && now.duration_since(progress.begun_at) < RESUMABLE => {
            Ok(progress)
        }
        Some(_) | None => begin(tx, now),
    }
}

/// Begins a new sync. What an unfinished one listed stays until this one ends.
fn begin(tx: &Connection, now: Timestamp) -> Result<Progress> {
    tx.prepare_cached(
        "INSERT INTO directory (id, generation, started_at) VALUES (1, 1, ?1)
         ON CONFLICT (id) DO UPDATE SET generation = generation + 1, offset = NULL, started_at = ?1",
    )?
    .execute([now.as_millisecond()])?;
    Ok(Progress { after: None, begun_at: now })
}

/// Takes one slice of the running sync. `next` is the offset of the next one; `None` ends the sync,
/// and whoever it did not list is gone.
///
/// Without a running sync this is an error: a slice that was asked for before the list was
/// forgotten must not become a list of its own, complete with nobody else in it.
pub(crate) fn take_slice(
    tx: &Connection,
    hasher: &Hasher,
    slice: &[DirectoryEntry],
    next: Option<&str>,
    now: Timestamp,
) -> Result<()> {
    let generation = tx
        .prepare_cached("SELECT generation FROM directory WHERE started_at IS NOT NULL")?
        .query_row([], |row| row.get(0))?;
    for entry in slice {
        write(tx, hasher, entry, generation)?;
    }
    match next {
        Some(next) => tx.prepare_cached("UPDATE directory SET offset = ?1")?.execute([next])?,
        None => end(tx, generation, now)?,
    };
    Ok(())
}

fn end(tx: &Connection, generation: i64, now: Timestamp) -> Result<usize> {
    tx.prepare_cached(
        "DELETE FROM credential WHERE member IN (SELECT id FROM member WHERE generation < ?1)",
    )?
    .execute([generation])?;
    tx.prepare_cached("DELETE FROM member WHERE generation < ?1")?.execute([generation])?;
    tx.prepare_cached(
        "UPDATE directory SET offset = NULL, started_at = NULL, complete_at = ?1,
         members = (SELECT count(*) FROM member)",
    )?
    .execute([now.as_millisecond()])
}

/// Refreshes one member after a look-up. Counts as listed by the running sync, which may have
/// passed the member's place before they signed up.
pub(crate) fn put(tx: &Connection, hasher: &Hasher, entry: &DirectoryEntry) -> Result<()> {
    let generation = tx
        .prepare_cached("SELECT coalesce(max(generation), 0) FROM directory")?
        .query_row([], |row| row.get(0))?;
    write(tx, hasher, entry, generation)
}

fn write(tx: &Connection, hasher: &Hasher, entry: &DirectoryEntry, generation: i64) -> Result<()> {
    let standing = serde_json::to_string(&entry.standing)
        .map_err(|error| Error::ToSqlConversionFailure(Box::new(error)))?;
    tx.prepare_cached(
        "INSERT INTO member (id, first_name, last_name, language, standing, generation, number, born)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (id) DO UPDATE SET first_name = ?2, last_name = ?3, language = ?4, standing = ?5,
         generation = ?6, number = ?7, born = ?8",
    )?
    .execute((
        entry.id.0,
        entry.first_name.expose(),
        entry.last_name.expose(),
        entry.language.map(Language::tag),
        standing,
        generation,
        entry.number.expose(),
        entry.born.expose().map(|born| born.to_string()),
    ))?;
    write_credentials(tx, entry.id, &entry.marks.iter().map(|mark| hasher.hash(mark)).collect::<Vec<_>>())
}

/// Changes only what changed. Hashes lie scattered over the whole table: writing those of 500
/// members anew would write most of its pages, at every slice, for nothing.
fn write_credentials(tx: &Connection, member: CustomerId, wanted: &[Hash]) -> Result<()> {
    let had = tx
        .prepare_cached("SELECT hash FROM credential WHERE member = ?1")?
        .query_map([member.0], |row| row.get(0))?
        .collect::<Result<Vec<Hash>>>()?;
    for gone in had.iter().filter(|hash| !wanted.contains(hash)) {
        tx.prepare_cached("DELETE FROM credential WHERE hash = ?1 AND member = ?2")?
            .execute((gone, member.0))?;
    }
    for new in wanted.iter().filter(|hash| !had.contains(hash)) {
        // The vendor may list the same card twice.
        tx.prepare_cached("INSERT INTO credential (hash, member) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
            .execute((new, member.0))?;
    }
    Ok(())
}

/// Whose card this is, as far as the list knows.
pub(crate) fn find(conn: &Connection, hasher: &Hasher, mark: &CredentialMark) -> Result<Lookup> {
    let mut statement = conn.prepare_cached(
        "SELECT member.id, first_name, last_name, language, standing, number, born
         FROM credential JOIN member ON member.id = credential.member WHERE hash = ?1 LIMIT 2",
    )?;
    let mut rows = statement.query([hasher.hash(mark)])?;
    let Some(row) = rows.next()? else { return Ok(Lookup::Nobody) };
    let member = known(row)?;
    Ok(if rows.next()?.is_some() { Lookup::Several } else { Lookup::One(member) })
}

/// The members behind `after`, or the first ones, at most `most`, by the vendor's number.
pub(crate) fn list(conn: &Connection, after: Option<CustomerId>, most: usize) -> Result<Vec<KnownMember>> {
    conn.prepare_cached(
        "SELECT id, first_name, last_name, language, standing, number, born FROM member
         WHERE id > ?1 ORDER BY id LIMIT ?2",
    )?
    .query_map((after.map_or(i64::MIN, |after| after.0), i64::try_from(most).unwrap_or(i64::MAX)), known)?
    .collect()
}

fn known(row: &Row<'_>) -> Result<KnownMember> {
    // The reason why a text is not a standing quotes the text: it stays here.
    let standing = serde_json::from_str(row.get_ref(4)?.as_str()?)
        .map_err(|_| Error::InvalidColumnType(4, "standing".to_owned(), Type::Text))?;
    Ok(KnownMember {
        id: CustomerId(row.get(0)?),
        first_name: Redacted::new(row.get(1)?),
        last_name: Redacted::new(row.get(2)?),
        language: row.get_ref(3)?.as_str_or_null()?.and_then(Language::exact),
        number: Redacted::new(row.get(5)?),
        // One that cannot be read is none: it decides nothing.
        born: Redacted::new(row.get_ref(6)?.as_str_or_null()?.and_then(|born| born.parse().ok())),
        standing,
    })
}

/// What the list is worth now.
pub(crate) fn state(conn: &Connection) -> Result<DirectoryState> {
    let read = conn
        .prepare_cached("SELECT members, complete_at FROM directory")?
        .query_row([], |row| {
            let complete_at: Option<i64> = row.get(1)?;
            let complete_at = complete_at.map(|at| time(1, at)).transpose()?;
            Ok(DirectoryState { members: row.get(0)?, complete_at })
        })
        .optional()?;
    Ok(read.unwrap_or_default())
}

/// Empties the list and ends a running sync without a result.
pub(crate) fn forget(tx: &Connection) -> Result<()> {
    for table in ["credential", "member", "directory"] {
        tx.prepare_cached(&format!("DELETE FROM {table}"))?.execute([])?;
    }
    Ok(())
}

fn time(column: usize, milliseconds: i64) -> Result<Timestamp> {
    Timestamp::from_millisecond(milliseconds)
        .map_err(|_| Error::IntegralValueOutOfRange(column, milliseconds))
}
