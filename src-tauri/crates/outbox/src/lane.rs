//! The lanes: one a credential, so that what is wrong with one holds nobody else up.
//!
//! A lane that failed, or whose credential was withdrawn, is on probation: it gets one attempt at a
//! time until the vendor answers. A key that was revoked is one alarm, and a vendor that hangs costs
//! one item an attempt and not all of them.

use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::item::Lane;
use crate::ledger::{self, Entry, Event};
use crate::policy::{self, FARTHEST, LaneNews, WITHDRAWN_PAUSE};
use crate::row::{later, millis};
use crate::{Outbox, Result};

/// The one attempt of a lane on probation has this long before another is made.
const PROBE: Duration = Duration::from_secs(60);

/// A row of the table `lane`.
pub(crate) struct LaneRow {
    pub(crate) name: String,
    not_before: i64,
    rests_until: i64,
    /// One attempt at a time.
    pub(crate) on_probation: bool,
}

impl LaneRow {
    /// When the lane can be used again. Later than any pause can be was written under another
    /// clock and does not count.
    pub(crate) fn opens_at(&self, now: Timestamp) -> i64 {
        let farthest = later(now, FARTHEST);
        let counts = |at: i64| if at <= farthest { at } else { i64::MIN };
        counts(self.not_before).max(counts(self.rests_until))
    }
}

const ALL: &str = "SELECT name, not_before, rests_until, failures > 0 OR withdrawn_at IS NOT NULL AS on_probation FROM lane";

pub(crate) fn all(db: &Connection) -> Result<Vec<LaneRow>> {
    Ok(db.prepare_cached(ALL)?.query_map([], of_row)?.collect::<rusqlite::Result<_>>()?)
}

fn of_row(row: &Row<'_>) -> rusqlite::Result<LaneRow> {
    Ok(LaneRow {
        name: row.get("name")?,
        not_before: row.get("not_before")?,
        rests_until: row.get("rests_until")?,
        on_probation: row.get("on_probation")?,
    })
}

impl Outbox {
    /// Whether nothing of a lane goes out for now: it rests, or waits for what becomes of another attempt.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn is_shut(&self, lane: Lane, now: Timestamp) -> Result<bool> {
        self.read(move |store| is_shut(&store.db, &lane, now)).await
    }
}

pub(crate) fn is_shut(db: &Connection, lane: &Lane, now: Timestamp) -> Result<bool> {
    let row =
        db.prepare_cached(&format!("{ALL} WHERE name = ?1"))?.query_row([lane.name()], of_row).optional()?;
    Ok(row.is_some_and(|row| row.opens_at(now) > millis(now)))
}

/// There is something for this lane.
pub(crate) fn ensure(db: &Connection, lane: &Lane) -> Result<()> {
    db.prepare_cached("INSERT INTO lane (name) VALUES (?1) ON CONFLICT DO NOTHING")?
        .execute([lane.name()])?;
    Ok(())
}

/// The one attempt of a lane on probation is being made.
pub(crate) fn probe(db: &Connection, name: &str, now: Timestamp) -> Result<()> {
    db.prepare_cached("UPDATE lane SET not_before = ?2 WHERE name = ?1")?
        .execute(params![name, later(now, PROBE)])?;
    Ok(())
}

/// The one attempt of a lane on probation was none: nobody was asked, and the next need not wait for it.
pub(crate) fn not_probed(db: &Connection, lane: &Lane) -> Result<()> {
    db.prepare_cached(
        "UPDATE lane SET not_before = 0 WHERE name = ?1 AND (failures > 0 OR withdrawn_at IS NOT NULL)",
    )?
    .execute([lane.name()])?;
    Ok(())
}

/// Somebody wants it tried now, whatever it waits for.
pub(crate) fn open(db: &Connection, lane: &Lane) -> Result<()> {
    ensure(db, lane)?;
    db.prepare_cached("UPDATE lane SET not_before = 0, rests_until = 0 WHERE name = ?1")?
        .execute([lane.name()])?;
    Ok(())
}

/// The vendor can be reached again, which says nothing about credentials it did not accept.
pub(crate) fn open_failed(db: &Connection) -> Result<()> {
    db.prepare_cached(
        "UPDATE lane SET not_before = 0, failures = min(failures, 1) WHERE withdrawn_at IS NULL",
    )?
    .execute([])?;
    Ok(())
}

/// The program starts anew; nothing is under way.
pub(crate) fn open_all(db: &Connection) -> Result<()> {
    db.execute("UPDATE lane SET not_before = 0", [])?;
    Ok(())
}

/// Takes in what an attempt says about its lane.
pub(crate) fn tell(db: &Connection, lane: &Lane, news: LaneNews, chance: f64, now: Timestamp) -> Result<()> {
    ensure(db, lane)?;
    let (failures, withdrawn): (u32, Option<i64>) = db
        .prepare_cached("SELECT failures, withdrawn_at FROM lane WHERE name = ?1")?
        .query_row([lane.name()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .unwrap_or_default();
    let write = |not_before: i64, failures: u32, withdrawn: Option<i64>| -> Result<()> {
        db.prepare_cached(
            "UPDATE lane SET not_before = ?2, failures = ?3, withdrawn_at = ?4 WHERE name = ?1",
        )?
        .execute(params![lane.name(), not_before, failures, withdrawn])?;
        Ok(())
    };
    match news {
        LaneNews::Answers if failures == 0 && withdrawn.is_none() => Ok(()),
        LaneNews::Answers => {
            if withdrawn.is_some() {
                ledger::write(db, now, Entry::of_none(Event::AccessBack).detail(lane.name()))?;
            }
            write(0, 0, None)
        }
        LaneNews::Fails { longest } => {
            let failures = failures.saturating_add(1);
            write(later(now, policy::pause(failures, chance).min(longest)), failures, withdrawn)
        }
        LaneNews::Rests(wait) => {
            // The longest counts: an answer that was under way meanwhile may ask for less.
            db.prepare_cached(
                "UPDATE lane SET rests_until = max(?2, iif(rests_until <= ?3, rests_until, 0)) WHERE name = ?1",
            )?
            .execute(params![
                lane.name(),
                later(now, policy::spread_after(wait, chance)),
                later(now, FARTHEST)
            ])?;
            Ok(())
        }
        LaneNews::Withdrawn => {
            if withdrawn.is_none() {
                ledger::write(db, now, Entry::of_none(Event::AccessWithdrawn).detail(lane.name()))?;
            }
            write(later(now, WITHDRAWN_PAUSE), failures, withdrawn.or(Some(millis(now))))
        }
    }
}
