//! What must be true after every schedule, whatever happened in it.
//!
//! The checker compares the store with what physically happened and with what the vendor did, neither
//! of which the outbox can see. Each rule can be broken: `bugs.rs` shows it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::fact::Fact;
use super::world::World;
use crate::inbox::{self, Listed, Part};
use crate::item::{Choice, Decision, Family, Reason, State, TapEnd};
use crate::ledger::Event;
use crate::row::{self, COLUMNS, Item};

mod order;

macro_rules! rules {
    ($($(#[$doc:meta])+ $rule:ident),+ $(,)?) => {
        /// What must hold.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(super) enum Rule { $($(#[$doc])+ $rule),+ }

        impl Rule {
            pub(super) const ALL: &'static [Self] = &[$(Self::$rule),+];
        }
    };
}

rules! {
    /// What was acknowledged is there, once.
    OneRow,
    /// What happened is delivered, closed by a person, or shown to one.
    Lost,
    /// What counts as delivered is at the vendor.
    FalselyDelivered,
    /// What is said to be certainly not done is not done.
    FalselyCertain,
    /// Nobody is charged for what did not come out, unless a person said that it did.
    NeverGot,
    /// Nothing is charged by itself that the desk did not see come out.
    ByItself,
    /// What came out is charged, or waits to be, or is before a person, or was settled by one.
    Unpaid,
    /// No sale is executed under a transaction without a dry run.
    DryRun,
    /// Nothing is checked in, charged or signed more often than people wanted.
    Twice,
    /// The vendor saw no more requests than are counted, and the ledger counts as many as the row.
    Uncounted,
    /// What happened first with a credential arrives first.
    OutOfOrder,
    /// A contract comes after its picture and names it.
    Picture,
    /// A picture ends with the contract it was taken for: no attempt at it begins after that was cancelled.
    Unwanted,
    /// A one-time credential is not used a second time.
    Reused,
    /// A check-in is not reported late by itself.
    TooLate,
    /// The vendor's records are not asked while it may still be working.
    TooEarly,
    /// Nothing waits without something to wait for.
    Stuck,
    /// It comes to rest.
    Restless,
    /// When something is said to be due, something is done.
    Spin,
    /// Whatever is due some time is said to be due.
    Stalled,
    /// What one credential waits for holds up no other.
    HeldUp,
    /// The vendor's wish to be left alone is respected.
    Impatient,
    /// A withdrawn credential is one alarm.
    Alarms,
    /// A second answer changes nothing.
    AnsweredTwice,
    /// What the inbox offers can be done, and nothing else can.
    Inbox,
    /// Every change and every decision is in the ledger, with its time.
    Ledger,
    /// A draft is a draft or its items, with what was entered, until it is given up.
    Draft,
    /// Nothing personal is left of what is over.
    Personal,
    /// The line counts right.
    Tally,
    /// The store takes what it should take.
    Store,
}

#[derive(Clone, Debug)]
pub(super) struct Violation {
    pub(super) rule: Rule,
    pub(super) what: String,
}

/// A line of the ledger, with what staff wrote.
struct Line {
    at: i64,
    event: Event,
    detail: Option<String>,
    note: Option<String>,
}

/// What the line on the screen should show.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) waiting: u32,
    pub(super) person: u32,
    pub(super) amounts: BTreeMap<String, i64>,
}

/// Counts the rows themselves.
pub(super) fn count(db: &Connection) -> Counted {
    let mut rows = db
        .prepare_cached(
            "SELECT state IN ('ready', 'in_flight'), ifnull(minor, 0), ifnull(currency, '') FROM item
             WHERE owed = 1 AND state NOT IN ('delivered', 'closed')",
        )
        .expect("a question");
    let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).expect("an answer");
    let mut counted = Counted { waiting: 0, person: 0, amounts: BTreeMap::new() };
    for row in rows {
        let (waits, minor, currency): (bool, i64, String) = row.expect("a row");
        if waits {
            counted.waiting += 1;
        } else {
            counted.person += 1;
        }
        if !currency.is_empty() {
            *counted.amounts.entry(currency).or_default() += minor;
        }
    }
    counted
}

/// Everything in the store, by fact.
pub(super) struct Evidence {
    /// The rows of each fact.
    pub(super) rows: Vec<Vec<Item>>,
    /// The lines of each fact.
    lines: Vec<Vec<Line>>,
    /// How often each credential was said to be withdrawn.
    alarms: BTreeMap<String, u32>,
    /// What happened to credentials.
    of_lanes: Vec<Event>,
    /// What staff see.
    inbox: Vec<Listed>,
}

impl Evidence {
    fn gather(db: &Connection, facts: &[Fact], now: Timestamp) -> Self {
        let number_of: BTreeMap<Uuid, usize> =
            facts.iter().enumerate().map(|(number, fact)| (fact.new.key, number)).collect();
        let mut evidence = Self {
            rows: facts.iter().map(|_| Vec::new()).collect(),
            lines: facts.iter().map(|_| Vec::new()).collect(),
            alarms: BTreeMap::new(),
            of_lanes: Vec::new(),
            inbox: inbox::page(db, Part::Person, None, None, 1000, now).expect("a page"),
        };
        let mut of_item = BTreeMap::new();
        let mut keys = db.prepare_cached("SELECT key, id FROM item").expect("a question");
        let keys = keys.query_map([], |row| Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, i64>(1)?)));
        for key in keys.expect("an answer") {
            let (key, id) = key.expect("a key");
            of_item.insert(id, number_of[&Uuid::from_bytes(key)]);
        }
        for item in row::query(db, &format!("SELECT {COLUMNS} FROM item ORDER BY id"), []).expect("rows") {
            evidence.rows[of_item[&item.id.0]].push(item);
        }
        evidence.read_ledger(db, &of_item);
        evidence
    }

    fn read_ledger(&mut self, db: &Connection, of_item: &BTreeMap<i64, usize>) {
        let mut lines = db
            .prepare_cached("SELECT item, at, event, detail, note FROM ledger ORDER BY id")
            .expect("a question");
        let lines = lines.query_map([], |row| {
            let line = Line { at: row.get(1)?, event: row.get(2)?, detail: row.get(3)?, note: row.get(4)? };
            Ok((row.get::<_, Option<i64>>(0)?, line))
        });
        for line in lines.expect("an answer") {
            let (item, line) = line.expect("a line");
            match item {
                Some(item) => self.lines[of_item[&item]].push(line),
                None => {
                    if line.event == Event::AccessWithdrawn {
                        *self.alarms.entry(line.detail.expect("a credential")).or_default() += 1;
                    }
                    self.of_lanes.push(line.event);
                }
            }
        }
    }
}

impl World<'_> {
    /// The rules that hold once nothing is due any more. `settled`: staff have decided everything.
    pub(super) fn check(&mut self, settled: bool) {
        let facts = std::mem::take(&mut self.facts);
        let now = self.clock();
        let evidence = Evidence::gather(self.db(), &facts, now);
        for (number, fact) in facts.iter().enumerate() {
            self.cover(&evidence, number);
            let rows = &evidence.rows[number];
            if rows.len() > 1 || (rows.is_empty() && fact.written.is_some()) {
                self.violate(Rule::OneRow, || format!("fact {number} has {} rows", rows.len()));
            }
            self.check_unit(number, fact, rows.first());
            if rows.is_empty() && fact.inside {
                self.violate(Rule::Lost, || format!("fact {number} is inside, and nothing is written down"));
            }
            if let Some(item) = rows.first() {
                self.check_place(number, &facts, item, &evidence);
                self.check_vendor(number, fact, item, &evidence);
                self.check_ledger(number, fact, item, &evidence.lines[number]);
                self.check_order(number, &facts, &evidence);
                self.check_waiting(number, item, &evidence, &facts, settled);
            }
        }
        evidence.of_lanes.iter().for_each(|event| self.coverage.count("event", event.word()));
        self.check_alarms(&evidence);
        self.check_pages(&evidence);
        self.check_money(&facts, &evidence);
        self.check_signatures(&facts);
        self.check_personal();
        self.facts = facts;
        self.check_drafts();
        self.count_again();
    }

    fn cover(&mut self, evidence: &Evidence, number: usize) {
        for item in &evidence.rows[number] {
            self.coverage.count("state", item.state.word());
            if let Some(reason) = item.reason {
                self.coverage.count("reason", reason.word());
            }
        }
        for line in &evidence.lines[number] {
            self.coverage.count("event", line.event.word());
            let reason = line.detail.as_deref().and_then(|detail| Reason::of_word(detail).ok());
            if let Some(reason) = reason {
                self.coverage.count("reason", reason.word());
            }
        }
    }

    /// The item is where what happened to it puts it.
    fn check_place(&mut self, number: usize, facts: &[Fact], item: &Item, evidence: &Evidence) {
        let fact = &facts[number];
        let contract = facts.iter().find(|other| other.after == Some(number));
        if !item.state.is_over() && contract.is_some_and(Fact::is_cancelled) {
            self.violate(Rule::Unwanted, || {
                format!("fact {number} is {:?} without its contract", item.state)
            });
        }
        let settled = fact.settled() || contract.is_some_and(Fact::settled);
        let deeds = self.vendor.deeds[number].clone();
        let there = match item.kind.family() {
            Family::Picture => !deeds.references.is_empty(),
            Family::CheckIn | Family::Charge | Family::SignUp => deeds.done > 0,
        };
        match item.state {
            State::Delivered if !there => {
                self.violate(Rule::FalselyDelivered, || format!("fact {number}, {:?}", item.kind));
            }
            State::Delivered
                if !item.reference.as_ref().is_none_or(|named| deeds.references.contains(named)) =>
            {
                self.violate(Rule::FalselyDelivered, || {
                    format!("fact {number} is said to be {:?}, not {:?}", item.reference, deeds.references)
                });
            }
            State::Closed if item.reason == Some(Reason::TurnedAway) => {
                let turned_away =
                    matches!(fact.end, Some((TapEnd::Refused { .. } | TapEnd::TurnedAway(_), _)));
                if !turned_away || fact.inside {
                    self.violate(Rule::Lost, || format!("fact {number} was not turned away: {:?}", fact.end));
                }
                if there {
                    self.violate(Rule::FalselyCertain, || format!("fact {number} was turned away"));
                }
            }
            State::Closed if item.reason == Some(Reason::NotHandedOut) && fact.handover.is_some() => {
                if there {
                    self.violate(Rule::FalselyCertain, || format!("fact {number} was not handed out"));
                }
            }
            State::Closed if item.reason == Some(Reason::Reopened) => {
                if !fact.reopened {
                    self.violate(Rule::Lost, || format!("fact {number} was reopened by nobody"));
                }
                if there {
                    self.violate(Rule::FalselyCertain, || format!("fact {number} was reopened"));
                }
            }
            State::Closed if !settled => {
                self.violate(Rule::Lost, || format!("fact {number} was closed by nobody"));
            }
            State::Wedged if there && fact.sent_again() == 0 && item.kind.family() != Family::Picture => {
                self.violate(Rule::FalselyCertain, || format!("fact {number}: {:?}", item.reason));
            }
            State::Wedged | State::Unknown => {
                let shown = evidence.inbox.iter().find(|listed| listed.id == item.id);
                let may_charge = item.reason != Some(Reason::HandOutUnknown)
                    || shown.is_some_and(|listed| listed.open_to.contains(&Choice::SendAgain));
                let ends: &[Choice] = match item.kind.family() {
                    Family::Picture => &[Choice::WithoutPicture],
                    Family::CheckIn | Family::Charge | Family::SignUp => &[Choice::Done, Choice::Cancel],
                };
                let may_end = |listed: &Listed| ends.iter().all(|choice| listed.open_to.contains(choice));
                if !may_charge || !shown.is_some_and(may_end) {
                    self.violate(Rule::Lost, || format!("fact {number} needs a person, and none can see it"));
                }
            }
            State::Ready | State::InFlight | State::Delivered | State::Closed => {}
        }
    }

    fn check_vendor(&mut self, number: usize, fact: &Fact, item: &Item, evidence: &Evidence) {
        let deeds = self.vendor.deeds[number].clone();
        let wanted = fact.wanted();
        if deeds.done > wanted {
            self.violate(Rule::Twice, || {
                format!("fact {number}, {:?}: done {} times, wanted {wanted}", item.kind, deeds.done)
            });
        }
        if deeds.reused {
            self.violate(Rule::Reused, || format!("fact {number}"));
        }
        if deeds.seen > item.attempts {
            self.violate(Rule::Uncounted, || {
                format!("fact {number}: the vendor saw {}, the row counts {}", deeds.seen, item.attempts)
            });
        }
        if let Some(picture) = fact.after {
            let keys = self.vendor.deeds[picture].references.clone();
            // Staff closed the picture, so there is none to name, or had the contract name none.
            let closed = evidence.rows[picture].first().is_some_and(|item| item.state == State::Closed);
            let given_up = closed || fact.left_picture_out();
            let named = deeds.pictures.iter().all(|named| match named {
                Some(key) => keys.contains(key),
                None => given_up,
            });
            if !named {
                self.violate(Rule::Picture, || format!("fact {number} has {:?} of {keys:?}", deeds.pictures));
            }
        }
    }

    fn check_ledger(&mut self, number: usize, fact: &Fact, item: &Item, lines: &[Line]) {
        let of = |events: &[Event]| lines.iter().filter(|line| events.contains(&line.event)).count();
        let attempts = of(&[Event::Sent, Event::Asked]);
        if attempts != item.attempts as usize {
            self.violate(Rule::Uncounted, || {
                format!("fact {number}: the ledger counts {attempts}, the row {}", item.attempts)
            });
        }
        let first = lines.first().map(|line| line.event);
        // What was agreed to stands beside the course of an item, and is no step of it.
        let last = lines.iter().map(|line| line.event).rfind(|event| *event != Event::Signed);
        let begun = match fact.handover {
            None => matches!(first, Some(Event::Happened | Event::Asked)),
            Some(_) => {
                matches!(first, Some(Event::HandedOut | Event::HandOutUnknown | Event::NotHandedOut))
            }
        };
        if !begun || !last.is_some_and(|last| explains(last, item)) {
            self.violate(Rule::Ledger, || format!("fact {number} is {:?} after {last:?}", item.state));
        }
        for decided in fact.decisions.iter().filter(|decided| decided.heard) {
            let (event, note) = match &decided.decision {
                Decision::TryNow => (Event::TryNow, &None),
                Decision::SendAgain { note } => (Event::SendAgain, note),
                Decision::WithoutPicture { note } => (Event::WithoutPicture, note),
                Decision::Done { note } => (Event::SettledDone, note),
                Decision::Cancel { note } => (Event::Cancelled, &Some(note.clone())),
            };
            let written = |line: &Line| line.event == event && line.at == decided.at && line.note == *note;
            if !lines.iter().any(written) {
                self.violate(Rule::Ledger, || format!("fact {number}: {event:?} is not written down"));
            }
        }
    }

    /// One alarm each time a credential is withdrawn; an answer from before that comes in late may make
    /// it look well again once.
    fn check_alarms(&mut self, evidence: &Evidence) {
        for (lane, alarms) in &evidence.alarms {
            let stale = self.shadow(lane).stale;
            let episodes = self.vendor.access.get(lane).map_or(0, |access| access.episodes);
            if *alarms > episodes + stale {
                self.violate(Rule::Alarms, || format!("{lane}: {alarms} alarms for {episodes} times"));
            }
        }
    }

    /// Staff can see everything that is open.
    fn check_pages(&mut self, evidence: &Evidence) {
        let now = self.clock();
        let waiting = inbox::page(self.db(), Part::Waiting, None, None, 1000, now).expect("a page");
        let rows = evidence.rows.iter().flatten();
        let open = rows.filter(|item| !item.state.is_over()).count();
        let seen = waiting.len() + evidence.inbox.len();
        if open != seen {
            self.violate(Rule::Inbox, || format!("{open} items are open, and {seen} can be seen"));
        }
    }

    fn check_personal(&mut self) {
        let kept: Option<String> = self
            .db()
            .prepare_cached(
                "SELECT concat(detail, trace_id, note) AS kept FROM ledger WHERE instr(kept, '§')
                 UNION ALL
                 SELECT concat(reference, trace_id, note, subject, words, body, hex(order_key)) AS kept FROM item
                 WHERE state IN ('delivered', 'closed') AND (instr(kept, '§') OR order_key IS NOT NULL)
                 LIMIT 1",
            )
            .expect("a question")
            .query_row([], |row| row.get(0))
            .optional()
            .expect("an answer");
        if let Some(kept) = kept {
            self.violate(Rule::Personal, || format!("still there: {kept}"));
        }
    }
}

/// Whether a line of the ledger is the last of an item in this state.
fn explains(event: Event, item: &Item) -> bool {
    match item.state {
        State::Ready => {
            matches!(
                event,
                Event::Happened
                    | Event::HandedOut
                    | Event::Waits
                    | Event::LetIn
                    | Event::TryNow
                    | Event::SendAgain
                    | Event::WithoutPicture
            )
        }
        State::InFlight => matches!(event, Event::Sent | Event::Asked),
        State::Delivered => event == Event::Delivered,
        State::Wedged if item.reason == Some(Reason::HandOutUnknown) => event == Event::HandOutUnknown,
        State::Wedged => event == Event::Wedged,
        State::Unknown => event == Event::Unknown,
        State::Closed => match item.reason {
            Some(Reason::TurnedAway) => event == Event::TurnedAway,
            Some(Reason::NotHandedOut) => event == Event::NotHandedOut,
            Some(Reason::SettledDone) => event == Event::SettledDone,
            Some(Reason::Cancelled) => event == Event::Cancelled,
            Some(Reason::LeftOut) => event == Event::WithoutPicture,
            Some(Reason::Reopened) => event == Event::Reopened,
            Some(_) | None => false,
        },
    }
}
