//! What the team does, in the ledger: by whom, never by what name.

use domain::PersonId;
use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::item::{Decision, ItemId, Kind};
use crate::ledger::Event;
use crate::outbox::Outbox;
use crate::row::{millis, moment};
use crate::{Result, decide, draft};

mod act;

pub(crate) use act::{ActRow, StaffEvent};
pub use act::{KioskAct, MemberAct, ProductAct, SaleAct, SignUpAct, StaffAct};

/// What somebody did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Did {
    /// They decided about an item.
    Decision(Event),
    /// Anything else.
    Staff(StaffAct),
    /// Something that another version wrote in words that this one has not. It hides no other line.
    Unread,
}

impl Did {
    fn of_row(event: &str, attempt: u32, detail: Option<String>) -> Self {
        match StaffEvent::of_word(event) {
            Ok(event) => {
                StaffAct::from_row(&ActRow { event, attempt, detail }).map_or(Self::Unread, Self::Staff)
            }
            Err(_) => Event::of_word(event).map_or(Self::Unread, Self::Decision),
        }
    }
}

/// One line of what the team did.
#[derive(Clone, PartialEq, Eq)]
pub struct Activity {
    /// Counts up, with gaps.
    pub id: i64,
    /// When it was written.
    pub at: Timestamp,
    /// Who; `None` for somebody who did not sign in.
    pub person: Option<PersonId>,
    /// What.
    pub did: Did,
    /// The kind of the item it was about.
    pub kind: Option<Kind>,
    /// What they wrote.
    pub note: Option<String>,
}

/// Without the note: staff write names into notes.
impl std::fmt::Debug for Activity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Activity")
            .field("id", &self.id)
            .field("person", &self.person)
            .field("did", &self.did)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// What stands for somebody who did not sign in.
const NOBODY: u32 = 0;

impl Outbox {
    /// Writes down what somebody did; `person` is `None` for somebody who did not sign in.
    ///
    /// # Errors
    /// It was not written down.
    pub async fn note(&self, person: Option<PersonId>, act: StaffAct, now: Timestamp) -> Result<()> {
        self.write(move |db, _| note(db, person, &act, now)).await
    }

    /// Does what somebody decided, and writes down that it was they.
    ///
    /// # Errors
    /// It cannot be done now, or was not written down.
    pub async fn decide_by(
        &self,
        person: PersonId,
        id: ItemId,
        decision: Decision,
        now: Timestamp,
    ) -> Result<()> {
        self.write(move |db, _| signed(db, person, id, |db| decide::decide(db, id, &decision, now))).await
    }

    /// Makes a draft of a refused item again, and writes down who wanted that.
    ///
    /// # Errors
    /// As with [`Outbox::reopen`].
    pub async fn reopen_by(&self, person: PersonId, id: ItemId, step: String, now: Timestamp) -> Result<()> {
        self.write(move |db, _| {
            signed(db, person, id, |db| draft::turning::reopen(db, id, &step, now).map(|_| ()))
        })
        .await
    }

    /// What the team did, the last first: at most `most` lines from before the line `before`, of one person
    /// or of all.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn activity(
        &self,
        person: Option<PersonId>,
        before: Option<i64>,
        most: usize,
    ) -> Result<Vec<Activity>> {
        self.read(move |store| activity(&store.db, person, before, most)).await
    }
}

pub(crate) fn note(db: &Connection, person: Option<PersonId>, act: &StaffAct, now: Timestamp) -> Result<()> {
    let ActRow { event, attempt, detail } = act.to_row();
    db.prepare_cached("INSERT INTO ledger (at, event, attempt, detail, person) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![millis(now), event, attempt, detail, person.map_or(NOBODY, |person| person.0)])?;
    Ok(())
}

/// Whatever `work` writes about the item is by this person.
fn signed(
    db: &Connection,
    person: PersonId,
    item: ItemId,
    work: impl FnOnce(&Connection) -> Result<()>,
) -> Result<()> {
    let last: i64 =
        db.prepare_cached("SELECT coalesce(max(id), 0) FROM ledger")?.query_row([], |row| row.get(0))?;
    work(db)?;
    db.prepare_cached("UPDATE ledger SET person = ?1 WHERE id > ?2 AND item = ?3")?
        .execute(params![person.0, last, item.0])?;
    Ok(())
}

fn activity(
    db: &Connection,
    person: Option<PersonId>,
    before: Option<i64>,
    most: usize,
) -> Result<Vec<Activity>> {
    let whose = match person {
        Some(_) => "ledger.person = ?3",
        None => "ledger.person IS NOT NULL AND ?3 IS NULL",
    };
    let mut lines = db.prepare_cached(&format!(
        "SELECT ledger.id, ledger.at, ledger.person, ledger.event, ledger.attempt, ledger.detail, item.kind,
            ledger.note
         FROM ledger LEFT JOIN item ON item.id = ledger.item
         WHERE {whose} AND ledger.id < ?1 ORDER BY ledger.id DESC LIMIT ?2"
    ))?;
    let before = before.unwrap_or(i64::MAX);
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let lines = lines.query_map(params![before, most, person.map(|person| person.0)], |row| {
        Ok(Activity {
            id: row.get(0)?,
            at: moment(row.get(1)?),
            person: Some(row.get(2)?).filter(|person| *person != NOBODY).map(PersonId),
            did: Did::of_row(&row.get::<_, String>(3)?, row.get(4)?, row.get(5)?),
            kind: row.get(6)?,
            note: row.get(7)?,
        })
    })?;
    Ok(lines.collect::<rusqlite::Result<_>>()?)
}
