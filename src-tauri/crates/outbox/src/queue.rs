//! The queue: attempts, how they end, and what follows, each inside a transaction of the caller.
//!
//! An attempt is counted and written down as `in_flight` by [`claim`] before it is made, and
//! [`conclude`] writes down how it ended. Whatever happens in between leaves a row that
//! [`recover`] finds. What to do is decided in [`crate::policy`]; this file only writes it down.
//! How items get in is in [`crate::entrance`], what of them is due when in [`crate::due`].

use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::directory::{Hash, Hasher};
use crate::item::{Act, Family, ItemId, Job, Lane, Reason, Report, State};
use crate::ledger::{self, Entry, Event};
use crate::policy::{self, Rules, Step};
use crate::row::{self, COLUMNS, Item, OPEN, later, millis};
use crate::store::Trouble;
use crate::{OutboxError, Result, due, lane, sale, unwanted};

/// Where randomness comes from; replaced in simulations.
pub(crate) trait Dice: Send {
    /// A number from 0 to 1.
    fn chance(&mut self) -> f64;
    /// A new transaction number (version 4, as the vendor wants them).
    fn transaction(&mut self) -> Uuid;
}

/// What the queue needs besides the connection.
pub(crate) struct Context {
    pub(crate) rules: Rules,
    pub(crate) hasher: Hasher,
    pub(crate) dice: Box<dyn Dice>,
}

/// A lock shorter than this would be gone before it could be used.
pub(crate) const SHORTEST_LOCK: Duration = Duration::from_secs(5);

/// An earlier item of this credential has not been settled by itself yet.
pub(crate) fn open_of(db: &Connection, order: &Hash) -> Result<bool> {
    Ok(db
        .prepare_cached(&format!("SELECT EXISTS (SELECT 1 FROM item WHERE order_key = ?1 AND {OPEN})"))?
        .query_row([order], |row| row.get(0))?)
}

/// Writes down how attempts ended, each by itself, and takes what is due now, at most `most` items.
pub(crate) fn exchange(
    db: &Connection,
    context: &mut Context,
    ended: &[(Job, Report)],
    most: usize,
    now: Timestamp,
) -> Result<Vec<Job>> {
    for (job, report) in ended {
        db.execute_batch("SAVEPOINT ended")?;
        match conclude(db, context, job, report, now) {
            Ok(()) => db.execute_batch("RELEASE ended")?,
            Err(OutboxError::Store(trouble)) if trouble != Trouble::Fault => return Err(trouble.into()),
            Err(error) => {
                // The store was replaced meanwhile, or a person was told otherwise. Holding on to the
                // result would keep every other one from being written down.
                db.execute_batch("ROLLBACK TO ended; RELEASE ended")?;
                tracing::error!(item = %job.id, %error, "the end of an attempt cannot be written down");
            }
        }
    }
    claim(db, context, most, now)
}

/// Takes what is due, at most `most` items, and writes down that their attempts are being made.
pub(crate) fn claim(db: &Connection, context: &mut Context, most: usize, now: Timestamp) -> Result<Vec<Job>> {
    for item in due::stale(db, &context.rules, now)? {
        settle(db, &item, &Step::Wedged(Reason::TooOld), item.maybe_sent, now)?;
    }
    let mut jobs = Vec::new();
    for lane in lane::all(db)? {
        if millis(now) < lane.opens_at(now) {
            continue;
        }
        let room = if lane.on_probation { most.min(jobs.len() + 1) } else { most };
        while jobs.len() < room {
            let found = due::in_lane(db, &lane.name, room - jobs.len(), now)?;
            if found.is_empty() {
                break;
            }
            let mut moved = false;
            for item in found {
                match policy::before(item.act, &item.facts(&context.rules), &context.rules, now) {
                    None => jobs.push(take(db, context, &item, now)?),
                    Some(step) => {
                        moved = true;
                        settle(db, &item, &step, item.maybe_sent, now)?;
                    }
                }
            }
            // What was moved instead of taken made room, or became due in another way.
            if !moved {
                break;
            }
        }
        if lane.on_probation && jobs.last().is_some_and(|job: &Job| job.lane.name() == lane.name) {
            lane::probe(db, &lane.name, now)?;
        }
    }
    Ok(jobs)
}

fn take(db: &Connection, context: &mut Context, item: &Item, now: Timestamp) -> Result<Job> {
    let (transaction, lock_until) = match item.act {
        Act::ReadCredit => {
            let transaction = item.transaction.map(|_| context.dice.transaction());
            (transaction, Some(later(now, item.lock_for)))
        }
        Act::Send | Act::LookUp => (item.transaction, item.lock_until.map(millis)),
    };
    let attempt = item.attempts + 1;
    db.prepare_cached(
        "UPDATE item SET state = 'in_flight', attempts = ?2, transaction_id = ?3, lock_until = ?4, due_at = NULL
         WHERE id = ?1",
    )?
    .execute(params![item.id.0, attempt, transaction.map(Uuid::into_bytes), lock_until])?;
    ledger::write(db, now, Entry::of(item.id, Event::Sent).attempt(attempt).detail(item.act.word()))?;
    let reference_before = match item.waits_for {
        None => None,
        Some(before) => row::read(db, before)?.reference,
    };
    Ok(Job {
        id: item.id,
        kind: item.kind,
        act: item.act,
        lane: item.lane.clone(),
        attempt,
        transaction,
        reference_before,
        body: domain::Redacted::new(item.body.clone().unwrap_or_default()),
    })
}

/// Writes down how an attempt ended, and what follows.
pub(crate) fn conclude(
    db: &Connection,
    context: &mut Context,
    job: &Job,
    report: &Report,
    now: Timestamp,
) -> Result<()> {
    let item = row::read(db, job.id)?;
    if item.state != State::InFlight || item.attempts != job.attempt {
        return Err(OutboxError::NotBeingSent);
    }
    let chance = context.dice.chance();
    let step = policy::after(item.act, report, &item.facts(&context.rules), now, chance);
    let shown_absent = item.act != Act::Send && matches!(step, Step::Again { act: Act::Send, .. });
    let maybe_sent = !shown_absent && (item.maybe_sent || policy::may_have_arrived(item.act, report));
    let (words, code, trace_id, credit) = match report {
        Report::Refused { words, code, trace_id } => {
            // What a question about it was refused for says nothing about the item.
            let code = code.as_deref().filter(|_| item.act == Act::Send);
            (words.as_ref().map(domain::Redacted::expose), code, trace_id.as_deref(), None)
        }
        Report::Delivered { trace_id, .. } => (None, None, trace_id.as_deref(), None),
        Report::Credit(credit) => (None, None, None, *credit),
        Report::NotSent
        | Report::Declined
        | Report::Wait(_)
        | Report::AccessWithdrawn
        | Report::Unknown(_)
        | Report::Unreadable
        | Report::Found(_)
        | Report::MayNotLook => (None, None, None, None),
    };
    if words.is_some() || code.is_some() || trace_id.is_some() || credit.is_some() {
        db.prepare_cached(
            "UPDATE item SET words = coalesce(?2, words), trace_id = coalesce(?3, trace_id),
                credit_after = coalesce(?4, credit_after), code = coalesce(?5, code) WHERE id = ?1",
        )?
        .execute(params![item.id.0, words, trace_id, credit, code])?;
    }
    if let Report::Credit(credit) = report
        && !item.maybe_sent
    {
        // What is sent next is held against this, and not against what was left minutes or hours ago.
        db.prepare_cached("UPDATE item SET credit_before = ?2 WHERE id = ?1")?
            .execute(params![item.id.0, credit])?;
    }
    match policy::news(report) {
        Some(news) => lane::tell(db, &item.lane, news, chance, now)?,
        None => lane::not_probed(db, &item.lane)?,
    }
    let item = Item { trace_id: trace_id.map(str::to_owned), ..item };
    settle(db, &item, &step, maybe_sent, now)
}

/// Puts every attempt and every sale that the end of the program cut short where it belongs, and tells
/// how many.
pub(crate) fn recover(db: &Connection, context: &Context, now: Timestamp) -> Result<usize> {
    let cut = row::query(db, &format!("SELECT {COLUMNS} FROM item WHERE state = 'in_flight'"), [])?;
    for item in &cut {
        let step = policy::interrupted(item.act, &item.facts(&context.rules), now);
        let maybe_sent = item.maybe_sent || item.act == Act::Send;
        ledger::write(db, now, Entry::of(item.id, Event::Interrupted).attempt(item.attempts))?;
        // Nobody knows any more whether the member was let in: a person has to look.
        db.execute("UPDATE item SET owed = 1 WHERE id = ?1", [item.id.0])?;
        settle(db, item, &step, maybe_sent, now)?;
    }
    unwanted::end_all(db, now)?;
    let sales = sale::recover(db, now)?;
    lane::open_all(db)?;
    Ok(cut.len() + sales)
}

fn settle(db: &Connection, item: &Item, step: &Step, maybe_sent: bool, now: Timestamp) -> Result<()> {
    let arrived = match step {
        Step::Delivered(_) => true,
        Step::Again { .. } | Step::Wedged(_) | Step::Unknown(_) => false,
    };
    if !arrived && unwanted::is_unwanted(db, item)? {
        return unwanted::close(db, item, now);
    }
    let entry = |event| Entry::of(item.id, event).attempt(item.attempts).trace(item.trace_id.as_deref());
    match step {
        Step::Again { act, pause, reason } => {
            let lane = lane_of(item, *act);
            db.prepare_cached(
                "UPDATE item SET state = 'ready', act = ?2, lane = ?3, due_at = ?4, reason = ?5, maybe_sent = ?6
                 WHERE id = ?1",
            )?
            .execute(params![item.id.0, act, lane.name(), later(now, *pause), reason, maybe_sent])?;
            lane::ensure(db, &lane)?;
            let detail = reason.map_or(act.word(), Reason::word);
            ledger::write(db, now, entry(Event::Waits).detail(detail))
        }
        Step::Delivered(reference) => {
            over(db, item.id, State::Delivered, None, None)?;
            db.prepare_cached("UPDATE item SET reference = ?2, code = NULL WHERE id = ?1")?
                .execute(params![item.id.0, reference])?;
            ledger::write(db, now, entry(Event::Delivered).detail_opt(reference.as_deref()))?;
            release(db, item, now)
        }
        Step::Wedged(reason) => {
            need_person(db, item.id, State::Wedged, *reason, maybe_sent)?;
            ledger::write(db, now, entry(Event::Wedged).detail(reason.word()))?;
            release(db, item, now)
        }
        Step::Unknown(reason) => {
            need_person(db, item.id, State::Unknown, *reason, maybe_sent)?;
            ledger::write(db, now, entry(Event::Unknown).detail(reason.word()))?;
            release(db, item, now)
        }
    }
}

/// It does not go on by itself: a person decides.
pub(crate) fn need_person(
    db: &Connection,
    id: ItemId,
    state: State,
    reason: Reason,
    maybe_sent: bool,
) -> Result<()> {
    db.prepare_cached(
        "UPDATE item SET state = ?2, reason = ?3, due_at = NULL, maybe_sent = ?4 WHERE id = ?1",
    )?
    .execute(params![id.0, state, reason, maybe_sent])?;
    Ok(())
}

/// The last step: whatever is personal leaves the row.
pub(crate) fn over(
    db: &Connection,
    id: ItemId,
    state: State,
    reason: Option<Reason>,
    note: Option<&str>,
) -> Result<()> {
    db.prepare_cached(
        "UPDATE item SET state = ?2, reason = ?3, note = ?4, due_at = NULL,
            subject = NULL, words = NULL, body = NULL, order_key = NULL WHERE id = ?1",
    )?
    .execute(params![id.0, state, reason, note])?;
    Ok(())
}

/// What waited for `item`, as it was before, need not wait any longer: what needs its result when it
/// is over, what came after it from the same credential when nothing will happen to it by itself.
pub(crate) fn release(db: &Connection, item: &Item, now: Timestamp) -> Result<()> {
    let mut freed = row::query(
        db,
        &format!("SELECT {COLUMNS} FROM item WHERE waits_for = ?1 AND state = 'ready' AND due_at IS NULL"),
        [item.id.0],
    )?;
    if let Some(order) = &item.order {
        freed.extend(row::query(
            db,
            &format!("SELECT {COLUMNS} FROM item WHERE order_key = ?1 AND {OPEN} ORDER BY id LIMIT 1"),
            [order],
        )?);
    }
    for freed in freed {
        let result_missing = match freed.waits_for {
            Some(before) => !row::read(db, before)?.state.is_over(),
            None => false,
        };
        if freed.state == State::Ready
            && freed.due_at.is_none()
            && !result_missing
            && !earlier_open(db, &freed)?
        {
            db.prepare_cached("UPDATE item SET due_at = ?2 WHERE id = ?1")?
                .execute(params![freed.id.0, millis(now)])?;
        }
    }
    Ok(())
}

/// An earlier item of the same credential has not been settled by itself yet.
pub(crate) fn earlier_open(db: &Connection, item: &Item) -> Result<bool> {
    let Some(order) = &item.order else { return Ok(false) };
    Ok(db
        .prepare_cached(&format!(
            "SELECT EXISTS (SELECT 1 FROM item WHERE order_key = ?1 AND {OPEN} AND id < ?2)"
        ))?
        .query_row(params![order, item.id.0], |row| row.get(0))?)
}

/// The credential an act is made with.
pub(crate) fn lane_of(item: &Item, act: Act) -> Lane {
    match act {
        Act::LookUp => Lane::studio_key(),
        // Sign-ups are sent to the public API, whatever they were looked up with.
        Act::Send if item.kind.family() == Family::SignUp => Lane::public(),
        Act::Send | Act::ReadCredit => item.lane.clone(),
    }
}
