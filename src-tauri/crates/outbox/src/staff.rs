//! What the team does, in the ledger: by whom, never by what name.

use domain::PersonId;
use jiff::Timestamp;
use rusqlite::types::{FromSql, FromSqlResult, ValueRef};
use rusqlite::{Connection, params};

use crate::item::{Decision, ItemId, Kind, stored};
use crate::ledger::Event;
use crate::outbox::Outbox;
use crate::row::{millis, moment};
use crate::{Result, decide, draft};

stored! {
    /// Something that the team does and that is no decision about an item.
    StaffEvent {
        /// Somebody signed in.
        SignedIn = "signed_in",
        /// The window was locked; its detail says if by itself.
        Locked = "locked",
        /// A PIN that is nobody's was entered.
        WrongPin = "wrong_pin",
        /// Somebody wanted what their role may not do; its detail says what.
        NotAllowed = "not_allowed",
        /// Somebody pressed a button of a sale.
        SaleHandled = "sale_handled",
        /// Somebody took cash for a top-up.
        CashTaken = "cash_taken",
        /// Somebody opened the cash drawer.
        DrawerOpened = "drawer_opened",
        /// Somebody pressed a button of a sign-up that is begun.
        DraftHandled = "draft_handled",
        /// Somebody opened a member, or did something about one; its detail says what.
        MemberHandled = "member_handled",
        /// Somebody changed a product.
        ProductChanged = "product_changed",
        /// Somebody put a file in the place of a catalogue.
        CatalogueImported = "catalogue_imported",
        /// Somebody wrote a catalogue into a file.
        CatalogueExported = "catalogue_exported",
        /// Somebody changed how the member's screen looks.
        LookChanged = "look_changed",
        /// Somebody put a file into the folder of the look.
        LookFile = "look_file",
        /// Somebody wrote the items that are listed into a file.
        ItemsExported = "items_exported",
        /// Somebody wrote what the team did into a file.
        ActivityExported = "activity_exported",
        /// Somebody has seen that a store was set aside.
        AlarmSeen = "alarm_seen",
        /// Somebody let a desk that rested after crashes serve again.
        Served = "served",
        /// Somebody joined the team; its detail says who.
        PersonAdded = "person_added",
        /// Somebody of the team has another name.
        PersonRenamed = "person_renamed",
        /// Somebody of the team has another role.
        PersonRole = "person_role",
        /// Somebody of the team has another PIN.
        PersonPin = "person_pin",
        /// Somebody left the team.
        PersonRemoved = "person_removed",
        /// Somebody swapped the screens or showed the desktop; its detail says which.
        KioskHandled = "kiosk_handled",
        /// Somebody let the member's screen go.
        KioskLeft = "kiosk_left",
        /// Somebody wrote a file for whoever helps.
        SupportWritten = "support_written",
    }
}

/// What somebody did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Did {
    /// They decided about an item.
    Decision(Event),
    /// Anything else.
    Staff(StaffEvent),
}

impl FromSql for Did {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        StaffEvent::column_result(value)
            .map(Self::Staff)
            .or_else(|_| Event::column_result(value).map(Self::Decision))
    }
}

/// Something that somebody did at the team's window, and that is no decision about an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffAct {
    /// What.
    pub event: StaffEvent,
    /// How often in a row, where that counts; 0 otherwise.
    pub times: u32,
    /// Stable words, numbers and shelves. Nothing personal.
    pub detail: Option<String>,
}

impl StaffAct {
    /// Nothing but what happened.
    pub const fn of(event: StaffEvent) -> Self {
        Self { event, times: 0, detail: None }
    }

    /// With what it was about.
    pub fn about(event: StaffEvent, detail: impl Into<String>) -> Self {
        Self { event, times: 0, detail: Some(detail.into()) }
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
    /// How often in a row, or attempts made so far; 0 where neither counts.
    pub times: u32,
    /// What it was about.
    pub detail: Option<String>,
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
            .field("times", &self.times)
            .field("detail", &self.detail)
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
    db.prepare_cached("INSERT INTO ledger (at, event, attempt, detail, person) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![
            millis(now),
            act.event,
            act.times,
            act.detail,
            person.map_or(NOBODY, |person| person.0)
        ])?;
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
            did: row.get(3)?,
            times: row.get(4)?,
            detail: row.get(5)?,
            kind: row.get(6)?,
            note: row.get(7)?,
        })
    })?;
    Ok(lines.collect::<rusqlite::Result<_>>()?)
}
