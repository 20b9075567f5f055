//! What people see of the outbox: the line, the inbox and the alarms.

use std::cmp::Reverse;
use std::collections::HashMap;

use domain::Money;
use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::Result;
use crate::item::{Choice, ItemId, Kind, Lane, Reason, State};
use crate::policy::Rules;
use crate::row::{self, COLUMNS_WITHOUT_BODY, Item, WAITING, millis, moment};
use crate::{decide, draft, due, lane};

/// The outbox in one line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Items that wait to be sent, or are being sent.
    pub waiting: u32,
    /// Items that need a person.
    pub person: u32,
    /// What those that are not settled are worth, one entry a currency.
    pub amounts: Vec<Money>,
    /// When the oldest of them happened.
    pub oldest: Option<Timestamp>,
    /// When the next attempt comes.
    pub next_try: Option<Timestamp>,
}

/// A part of the outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What needs a person.
    Person,
    /// What waits to be sent.
    Waiting,
    /// What is over.
    Over,
}

/// Where an item is in the order of a part. Unlike a number of items to skip, it stays where it is when
/// others come and go, and costs the same wherever it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    happened_at: Timestamp,
    id: ItemId,
}

/// One item, for people. Holds personal data; `Debug` does not show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its number.
    pub id: ItemId,
    /// What it is.
    pub kind: Kind,
    /// How far it is.
    pub state: State,
    /// Why it is no further, where there is a reason.
    pub reason: Option<Reason>,
    /// It waits for another item.
    pub held: bool,
    /// Whom it is about.
    pub subject: Option<domain::Redacted<String>>,
    /// The vendor's words.
    pub words: Option<domain::Redacted<String>>,
    /// What it is worth.
    pub amount: Option<Money>,
    /// When it happened.
    pub happened_at: Timestamp,
    /// Attempts so far.
    pub attempts: u32,
    /// When the next comes.
    pub due_at: Option<Timestamp>,
    /// The credit before, and when it was last read.
    pub credit: Option<(Option<i64>, Option<i64>)>,
    /// What the vendor calls it.
    pub reference: Option<String>,
    /// The vendor's number for the last call.
    pub trace_id: Option<String>,
    /// What staff wrote.
    pub note: Option<String>,
    /// Which decisions are open.
    pub open_to: Vec<Choice>,
    /// It can be [reopened](crate::Outbox::reopen).
    pub reopens: bool,
    /// The vendor's constant for its refusal.
    pub code: Option<String>,
}

impl Listed {
    /// Where it is in its part.
    pub const fn place(&self) -> Place {
        Place { happened_at: self.happened_at, id: self.id }
    }
}

/// A credential the vendor does not accept any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawn {
    /// The credential.
    pub lane: Lane,
    /// Since when.
    pub since: Timestamp,
    /// How many items wait for it.
    pub held_up: u32,
}

pub(crate) fn line(db: &Connection, rules: &Rules, now: Timestamp) -> Result<Line> {
    let mut line = Line { next_try: due::next(db, rules, now)?, ..Line::default() };
    let mut sums = db.prepare_cached(
        "SELECT currency, sum(minor), sum(iif(part = 'waiting', items, 0)), sum(iif(part = 'person', items, 0))
         FROM tally GROUP BY currency HAVING sum(items) > 0 ORDER BY currency",
    )?;
    let mut rows = sums.query([])?;
    while let Some(row) = rows.next()? {
        let currency: String = row.get(0)?;
        if !currency.is_empty() {
            line.amounts.extend(row::money(row.get(1)?, &currency));
        }
        line.waiting += row.get::<_, u32>(2)?;
        line.person += row.get::<_, u32>(3)?;
    }
    for part in [Part::Waiting, Part::Person] {
        for kind in Kind::ALL {
            let oldest: Option<i64> = db
                .prepare_cached(&format!(
                    "SELECT min(happened_at) FROM item WHERE kind = ?1 AND {}",
                    part.rows()
                ))?
                .query_row([kind], |row| row.get(0))?;
            line.oldest = line.oldest.into_iter().chain(oldest.map(moment)).min();
        }
    }
    Ok(line)
}

/// A page of a part: those that happened last first, from the one after `after` on.
pub(crate) fn page(
    db: &Connection,
    part: Part,
    kind: Option<Kind>,
    after: Option<Place>,
    most: usize,
    now: Timestamp,
) -> Result<Vec<Listed>> {
    let sql = format!(
        "SELECT {COLUMNS_WITHOUT_BODY} FROM item WHERE kind = ?1 AND {} AND (happened_at, id) < (?2, ?3)
         ORDER BY happened_at DESC, id DESC LIMIT ?4",
        part.rows()
    );
    let (before, id) = after.map_or((i64::MAX, i64::MAX), |place| (millis(place.happened_at), place.id.0));
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let mut found = Vec::new();
    for kind in kind.as_ref().map_or(Kind::ALL, std::slice::from_ref) {
        found.extend(row::query(db, &sql, params![kind, before, id, limit])?);
    }
    found.sort_by_key(|item| Reverse((item.happened_at, item.id)));
    let opens: HashMap<String, i64> =
        lane::all(db)?.into_iter().map(|lane| (lane.name.clone(), lane.opens_at(now))).collect();
    let listed = |item: Item| {
        let opens_at = opens.get(item.lane.name()).copied();
        listed(item, opens_at.map(moment))
    };
    Ok(found.into_iter().take(most).map(listed).collect())
}

impl Part {
    /// Which rows it has, as the index of the part says it.
    const fn rows(self) -> &'static str {
        match self {
            Self::Person => "state IN ('wedged', 'unknown')",
            Self::Waiting => WAITING,
            Self::Over => "state IN ('delivered', 'closed') AND owed = 1",
        }
    }
}

fn listed(item: Item, lane_opens_at: Option<Timestamp>) -> Listed {
    let open_to = Choice::ALL.into_iter().filter(|choice| decide::allowed(&item, *choice)).collect();
    let (reopens, held) = (draft::turning::reopens(&item), item.is_held());
    let amount = item.minor.zip(item.currency).and_then(|(minor, currency)| row::money(minor, &currency));
    let known = item.credit_before.is_some() || item.credit_after.is_some();
    Listed {
        id: item.id,
        kind: item.kind,
        state: item.state,
        reason: item.reason,
        held,
        subject: item.subject.map(domain::Redacted::new),
        words: item.words.map(domain::Redacted::new),
        amount,
        happened_at: item.happened_at,
        attempts: item.attempts,
        // Not before its lane.
        due_at: item.due_at.map(|due| lane_opens_at.map_or(due, |opens| due.max(opens))),
        credit: known.then_some((item.credit_before, item.credit_after)),
        reference: item.reference,
        trace_id: item.trace_id,
        note: item.note,
        open_to,
        reopens,
        code: item.code,
    }
}

/// The credentials that the vendor does not accept any more.
pub(crate) fn withdrawn(db: &Connection) -> Result<Vec<Withdrawn>> {
    let mut rows = db.prepare_cached(
        "SELECT name, withdrawn_at,
            (SELECT coalesce(sum(items), 0) FROM tally WHERE lane = name AND part = 'waiting')
         FROM lane WHERE withdrawn_at IS NOT NULL ORDER BY withdrawn_at",
    )?;
    let rows = rows.query_map([], |row| {
        Ok(Withdrawn { lane: Lane::of_name(row.get(0)?), since: moment(row.get(1)?), held_up: row.get(2)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A small thing that must survive.
pub(crate) fn setting(db: &Connection, name: &str) -> Result<Option<String>> {
    use rusqlite::OptionalExtension;
    Ok(db
        .prepare_cached("SELECT value FROM setting WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?)
}

/// Keeps a small thing.
pub(crate) fn set_setting(db: &Connection, name: &str, value: &str) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )?
    .execute([name, value])?;
    Ok(())
}
