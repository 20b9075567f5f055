//! The queue: every change of an item, each inside a transaction of the caller.
//!
//! An attempt is counted and written down as `in_flight` by [`claim`] before it is made, and
//! [`conclude`] writes down how it ended. Whatever happens in between leaves a row that
//! [`recover`] finds. What to do is decided in [`crate::policy`]; this file only writes it down.

use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::directory::{self, Hasher, Lookup};
use crate::item::{Act, Asked, Family, ItemId, Job, Lane, NewItem, Reason, Report, State, TapEnd};
use crate::ledger::{self, Entry, Event};
use crate::policy::{self, FARTHEST, LaneNews, Rules, Step};
use crate::row::{self, COLUMNS, Item, later, millis, moment};
use crate::store::Trouble;
use crate::{OutboxError, Result, lane, sale};

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

/// Check-ins found too old at a time; more are found the next time.
const STALE_AT_ONCE: u32 = 500;

/// How an item enters the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entrance {
    /// It happened, and waits to be sent.
    Happened,
    /// The same, and it was this draft.
    Submitted(Uuid),
    /// The vendor is about to be asked, and nothing has been given yet.
    Asking,
}

impl Entrance {
    const fn draft(self) -> Option<Uuid> {
        match self {
            Self::Submitted(draft) => Some(draft),
            Self::Happened | Self::Asking => None,
        }
    }
}

/// Writes down that something happened, once: the same key again finds the item that is there.
pub(crate) fn enqueue(db: &Connection, context: &Context, new: &NewItem, now: Timestamp) -> Result<ItemId> {
    let subject = new.subject.as_ref().map(|subject| subject.expose().as_str());
    insert(db, context, new, Entrance::Happened, subject, now)
}

/// Writes down what a draft became.
pub(crate) fn submit(
    db: &Connection,
    context: &Context,
    new: &NewItem,
    draft: Uuid,
    now: Timestamp,
) -> Result<ItemId> {
    let subject = new.subject.as_ref().map(|subject| subject.expose().as_str());
    insert(db, context, new, Entrance::Submitted(draft), subject, now)
}

/// Writes down that the vendor is about to be asked about a tap, and tells what is known about whoever
/// tapped.
pub(crate) fn ask(db: &Connection, context: &Context, new: &NewItem, now: Timestamp) -> Result<Asked> {
    let known = match &new.order {
        Some(mark) => directory::find(db, &context.hasher, mark)?,
        None => Lookup::Nobody,
    };
    let behind = match &new.order {
        Some(mark) => waiting_of(db, &context.hasher.hash(mark))?,
        None => None,
    };
    let name = match &known {
        Lookup::One(known) => known.full_name(),
        Lookup::Nobody | Lookup::Several => None,
    };
    let given = new.subject.as_ref().map(|subject| subject.expose().as_str());
    let id = insert(db, context, new, Entrance::Asking, name.as_deref().or(given), now)?;
    Ok(Asked { id, behind, known, directory: directory::state(db)? })
}

fn insert(
    db: &Connection,
    context: &Context,
    new: &NewItem,
    entrance: Entrance,
    subject: Option<&str>,
    now: Timestamp,
) -> Result<ItemId> {
    if let Some(known) = row::find(db, new.key)? {
        return Ok(known);
    }
    let prerequisite = match new.after {
        None => None,
        Some(key) => Some(row::find(db, key)?.ok_or(OutboxError::NoSuchItem)?),
    };
    let order = new.order.as_ref().map(|mark| context.hasher.hash(mark));
    let (state, owed, attempts, due_at) = match entrance {
        Entrance::Happened | Entrance::Submitted(_) => {
            let held = match prerequisite {
                Some(id) => !row::read(db, id)?.state.is_over(),
                None => false,
            };
            let held = held || matches!(&order, Some(key) if open_of(db, key)?);
            (State::Ready, true, 0, (!held).then(|| millis(now)))
        }
        Entrance::Asking => (State::InFlight, false, 1, None),
    };
    let charge = new.charge.as_ref();
    db.prepare_cached(
        "INSERT INTO item (key, kind, lane, state, act, owed, happened_at, due_at, attempts, waits_for, order_key,
            minor, currency, reusable, transaction_id, lock_for, lock_until, credit_before, subject, body, draft)
         VALUES (?1, ?2, ?3, ?4, 'send', ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
    )?
    .execute(params![
        new.key.as_bytes(),
        new.kind,
        new.lane.name(),
        state,
        owed,
        millis(new.happened_at),
        due_at,
        attempts,
        prerequisite.map(|id| id.0),
        order,
        new.amount.map(|amount| amount.minor),
        new.amount.map(|amount| amount.currency.code()),
        charge.is_some_and(|charge| charge.reusable),
        charge.and_then(|charge| charge.transaction).map(Uuid::into_bytes),
        charge.map(|charge| sale::lock_millis(charge.lock_for)),
        charge.and_then(|charge| charge.lock_until).map(millis),
        charge.and_then(|charge| charge.credit_before),
        subject,
        new.body.expose(),
        entrance.draft().map(Uuid::into_bytes),
    ])?;
    let id = ItemId(db.last_insert_rowid());
    let event = match entrance {
        Entrance::Happened | Entrance::Submitted(_) => Event::Happened,
        Entrance::Asking => Event::Asked,
    };
    ledger::write(db, now, Entry::of(id, event).attempt(attempts).detail(new.kind.word()))?;
    lane::ensure(db, &new.lane)?;
    Ok(id)
}

/// It came to be known whom an item is about. What is over stays without a name.
pub(crate) fn name(db: &Connection, id: ItemId, subject: &str) -> Result<()> {
    db.prepare_cached("UPDATE item SET subject = ?2 WHERE id = ?1 AND state NOT IN ('delivered', 'closed')")?
        .execute(params![id.0, subject])?;
    Ok(())
}

/// An earlier item of this credential has not been settled by itself yet.
pub(crate) fn open_of(db: &Connection, order: &directory::Hash) -> Result<bool> {
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM item WHERE order_key = ?1 AND state IN ('ready', 'in_flight'))",
        )?
        .query_row([order], |row| row.get(0))?)
}

/// Why the first of the earlier check-ins of this credential waits to be reported, if any does. One that a person
/// has just sent on its way waits for the vendor.
fn waiting_of(db: &Connection, order: &directory::Hash) -> Result<Option<Reason>> {
    let first: Option<Option<Reason>> = db
        .prepare_cached(
            // What is not owed is another tap that the vendor is being asked about.
            "SELECT reason FROM item WHERE order_key = ?1 AND state IN ('ready', 'in_flight')
                AND kind = 'check_in' AND owed = 1 ORDER BY id LIMIT 1",
        )?
        .query_row([order], |row| row.get(0))
        .optional()?;
    Ok(first.map(|reason| reason.unwrap_or(Reason::VendorPause)))
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
    expire(db, &context.rules, now)?;
    let mut jobs = Vec::new();
    for lane in lane::all(db)? {
        if millis(now) < lane.opens_at(now) {
            continue;
        }
        let room = if lane.on_probation { most.min(jobs.len() + 1) } else { most };
        while jobs.len() < room {
            let due = due_in(db, &lane.name, room - jobs.len(), now)?;
            if due.is_empty() {
                break;
            }
            let mut moved = false;
            for item in due {
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

/// Writes down how the question about a tap ended.
pub(crate) fn tapped(
    db: &Connection,
    context: &mut Context,
    id: ItemId,
    end: &TapEnd,
    subject: Option<&str>,
    now: Timestamp,
) -> Result<()> {
    let item = row::read(db, id)?;
    // What is owed was let in before: the attempt under way is not the desk's question.
    if item.state != State::InFlight || item.owed {
        return Err(OutboxError::NotBeingSent);
    }
    if let Some(subject) = subject {
        db.prepare_cached("UPDATE item SET subject = ?2 WHERE id = ?1")?.execute(params![id.0, subject])?;
    }
    let entry = |event| Entry::of(id, event).attempt(item.attempts);
    let news = match end {
        TapEnd::CheckedIn => {
            over(db, id, State::Delivered, None, None)?;
            ledger::write(db, now, entry(Event::Delivered))?;
            Some(LaneNews::Answers)
        }
        TapEnd::Refused { trace_id } => {
            over(db, id, State::Closed, Some(Reason::TurnedAway), None)?;
            ledger::write(db, now, entry(Event::TurnedAway).trace(trace_id.as_deref()))?;
            Some(LaneNews::Answers)
        }
        TapEnd::TurnedAway(why) => {
            over(db, id, State::Closed, Some(Reason::TurnedAway), None)?;
            ledger::write(db, now, entry(Event::TurnedAway).detail(why.reason().word()))?;
            why.news()
        }
        TapEnd::LetIn(why) => {
            let held = earlier_open(db, &item)?;
            db.prepare_cached(
                "UPDATE item SET state = 'ready', owed = 1, reason = ?2, due_at = ?3 WHERE id = ?1",
            )?
            .execute(params![
                id.0,
                why.reason(),
                (!held).then(|| later(now, policy::FIRST_PAUSE))
            ])?;
            ledger::write(db, now, entry(Event::LetIn).detail(why.reason().word()))?;
            why.news()
        }
        TapEnd::Unknown(why) => {
            let reason = Reason::from(*why);
            db.prepare_cached("UPDATE item SET owed = 1 WHERE id = ?1")?.execute([id.0])?;
            need_person(db, id, State::Unknown, reason, true)?;
            ledger::write(db, now, entry(Event::Unknown).detail(reason.word()))?;
            None
        }
    };
    if let Some(news) = news {
        let chance = context.dice.chance();
        lane::tell(db, &item.lane, news, chance, now)?;
    }
    match end {
        TapEnd::LetIn(_) => Ok(()),
        TapEnd::CheckedIn | TapEnd::Refused { .. } | TapEnd::TurnedAway(_) | TapEnd::Unknown(_) => {
            release(db, &item, now)
        }
    }
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
    let sales = sale::recover(db, now)?;
    lane::open_all(db)?;
    Ok(cut.len() + sales)
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

/// When [`claim`] has something to do next, if ever.
pub(crate) fn next_due(db: &Connection, rules: &Rules, now: Timestamp) -> Result<Option<Timestamp>> {
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
        .prepare_cached(
            // The wider condition is what the index is for.
            "SELECT happened_at FROM item
             WHERE kind = 'check_in' AND state IN ('ready', 'in_flight') AND owed = 1
               AND state = 'ready' AND by_hand = 0
             ORDER BY happened_at LIMIT 1",
        )?
        .query_row([], |row| row.get(0))
        .optional()?;
    if let Some(oldest) = oldest {
        sooner(millis(policy::replay_ends(moment(oldest), rules)));
    }
    Ok(next.map(moment))
}

/// Check-ins that may not be reported any more, whatever their lane waits for.
fn expire(db: &Connection, rules: &Rules, now: Timestamp) -> Result<()> {
    let replay_for = i64::try_from(rules.replay_for.as_millis()).unwrap_or(i64::MAX);
    let stale = row::query(
        db,
        &format!(
            "SELECT {COLUMNS} FROM item
             WHERE kind = 'check_in' AND state IN ('ready', 'in_flight') AND owed = 1 AND happened_at <= ?1
               AND state = 'ready' AND by_hand = 0
             ORDER BY happened_at LIMIT {STALE_AT_ONCE}"
        ),
        [millis(now).saturating_sub(replay_for)],
    )?;
    for item in stale {
        settle(db, &item, &Step::Wedged(Reason::TooOld), item.maybe_sent, now)?;
    }
    Ok(())
}

fn settle(db: &Connection, item: &Item, step: &Step, maybe_sent: bool, now: Timestamp) -> Result<()> {
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

fn need_person(db: &Connection, id: ItemId, state: State, reason: Reason, maybe_sent: bool) -> Result<()> {
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
            &format!(
                "SELECT {COLUMNS} FROM item WHERE order_key = ?1 AND state IN ('ready', 'in_flight')
                 ORDER BY id LIMIT 1"
            ),
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
fn earlier_open(db: &Connection, item: &Item) -> Result<bool> {
    let Some(order) = &item.order else { return Ok(false) };
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM item
                            WHERE order_key = ?1 AND state IN ('ready', 'in_flight') AND id < ?2)",
        )?
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

/// What is due in a lane, the longest due first.
fn due_in(db: &Connection, lane: &str, most: usize, now: Timestamp) -> Result<Vec<Item>> {
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
