//! What is due, and when: in a lane, of all, and what is too late.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use crate::policy::{self, FARTHEST, Rules};
use crate::row::{self, COLUMNS, Item, WAITING, later, millis, moment};
use crate::{Result, lane};

/// Check-ins found too old at a time; more are found the next time.
const STALE_AT_ONCE: u32 = 500;

/// Check-ins that may be reported for so long only. [`WAITING`] is wider, and is what their index is for.
const PERISHABLE: &str = "kind = 'check_in' AND state = 'ready' AND by_hand = 0";

/// When [`claim`](crate::queue::claim) has something to do next, if ever.
pub(crate) fn next(db: &Connection, rules: &Rules, now: Timestamp) -> Result<Option<Timestamp>> {
    let mut next: Option<i64> = None;
    let mut sooner = |at: i64| next = Some(next.map_or(at, |next| next.min(at)));
    for lane in lane::all(db)? {
        let due: Option<i64> = db
            .prepare_cached(
                "SELECT min(due_at) FROM item WHERE state = 'ready' AND lane = ?1 AND due_at IS NOT NULL",
            )?
            .query_row([&lane.name], |row| row.get(0))?;
        if let Some(due) = due {
            // Later than any pause: written down under another clock, so it is due.
            let due = if due > later(now, FARTHEST) { millis(now) } else { due };
            sooner(due.max(lane.opens_at(now)));
        }
    }
    let oldest: Option<i64> = db
        .prepare_cached(&format!(
            "SELECT happened_at FROM item WHERE {WAITING} AND {PERISHABLE} ORDER BY happened_at LIMIT 1"
        ))?
        .query_row([], |row| row.get(0))
        .optional()?;
    if let Some(oldest) = oldest {
        sooner(millis(policy::replay_ends(moment(oldest), rules)));
    }
    Ok(next.map(moment))
}

/// What is due in a lane, the longest due first.
pub(crate) fn in_lane(db: &Connection, lane: &str, most: usize, now: Timestamp) -> Result<Vec<Item>> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let sql = |range: &str| {
        format!(
            "SELECT {COLUMNS} FROM item WHERE state = 'ready' AND lane = ?1 AND {range}
             ORDER BY due_at, id LIMIT ?3"
        )
    };
    let due = row::query(db, &sql("due_at <= ?2"), params![lane, millis(now), most])?;
    if !due.is_empty() {
        return Ok(due);
    }
    // Due later than any pause is long: the clock was set back. Waiting for it could take days.
    row::query(db, &sql("due_at > ?2"), params![lane, later(now, FARTHEST), most])
}

/// Check-ins that may not be reported any more, whatever their lane waits for.
pub(crate) fn stale(db: &Connection, rules: &Rules, now: Timestamp) -> Result<Vec<Item>> {
    let replay_for = i64::try_from(rules.replay_for.as_millis()).unwrap_or(i64::MAX);
    let sql = format!(
        "SELECT {COLUMNS} FROM item WHERE {WAITING} AND {PERISHABLE} AND happened_at <= ?1
         ORDER BY happened_at LIMIT {STALE_AT_ONCE}"
    );
    row::query(db, &sql, [millis(now).saturating_sub(replay_for)])
}

/// The clock did not count what was waited for, so whatever waits until the vendor must have given up
/// working on a request waits anew. Its records would prove nothing before.
pub(crate) fn wait_anew(db: &Connection, rules: &Rules, now: Timestamp) -> Result<()> {
    db.prepare_cached(
        "UPDATE item SET due_at = min(max(due_at, ?1), ?2)
         WHERE state = 'ready' AND due_at IS NOT NULL AND maybe_sent = 1 AND act IN ('look_up', 'read_credit')
           AND due_at IS NOT min(max(due_at, ?1), ?2)",
    )?
    .execute([later(now, rules.late), later(now, policy::LONGEST_PAUSE)])?;
    Ok(())
}
