//! The simulated desk, its vendor and what really happened, under one seed and one clock of their own.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::Connection;

use super::bugs::{self, Bug};
use super::checker::{Rule, Violation};
use super::coverage::Coverage;
use super::fact::{self, Fact};
use super::medium::{Fate, Medium, Outcome};
use super::rng::Rng;
use super::signing::Signing;
use super::vending::Vend;
use super::vendor::{LONGEST_WISH, Vendor};
use super::weather::{self, Roughness, Weather};
use super::wire::{Call, Caller, Line, Step};
use crate::item::{ItemId, Job, Lane, Report, TapEnd};
use crate::policy::Rules;
use crate::queue::{self, Context};
use crate::row::moment;
use crate::worker::Watch;
use crate::{OutboxError, Result};

/// When every simulation begins, in milliseconds since 1970.
const BEGIN: i64 = 1_795_000_000_000;
pub(super) const MINUTE: i64 = 60_000;

/// What is done to the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Enqueue,
    Ask,
    Tapped,
    Exchange,
    Decide,
    Reachable,
    Renewed,
    ClockMoved,
    Recover,
    Sale,
    End,
    Draft,
    Submit,
    Reopen,
}

impl Deed {
    pub(super) const ALL: [Self; 14] = [
        Self::Enqueue,
        Self::Ask,
        Self::Tapped,
        Self::Exchange,
        Self::Decide,
        Self::Reachable,
        Self::Renewed,
        Self::ClockMoved,
        Self::Recover,
        Self::Sale,
        Self::End,
        Self::Draft,
        Self::Submit,
        Self::Reopen,
    ];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Enqueue => "enqueue",
            Self::Ask => "ask",
            Self::Tapped => "tapped",
            Self::Exchange => "exchange",
            Self::Decide => "decide",
            Self::Reachable => "reachable",
            Self::Renewed => "renewed",
            Self::ClockMoved => "clock moved",
            Self::Recover => "recover",
            Self::Sale => "sale",
            Self::End => "end of a sale",
            Self::Draft => "draft",
            Self::Submit => "submit",
            Self::Reopen => "reopen",
        }
    }
}

/// What whoever wanted something of the store gets to hear.
pub(super) enum Heard<T> {
    Done(T),
    /// The store took it, and the answer is no.
    Failed(OutboxError),
    /// The store takes nothing at the moment.
    Refused,
    /// Nothing, ever.
    Killed,
}

/// A tap the desk is busy with. Gone with the process.
pub(super) struct Tap {
    pub(super) fact: usize,
    pub(super) item: ItemId,
}

/// What the desk heard about a credential, to judge the outbox by.
#[derive(Clone, Debug)]
pub(super) struct Shadow {
    /// Nothing but answers since the last one.
    pub(super) healthy: bool,
    /// The wall clock until which the vendor wants to be left alone.
    pub(super) rests_until: Option<i64>,
    /// Until when it is not known whether it rests, in true time.
    pub(super) unsure_until: i64,
    /// Answers from before the credential was withdrawn or given back that were told after.
    pub(super) stale: u32,
}

pub(super) struct World<'m> {
    pub(super) rng: Rng,
    /// True time, in milliseconds.
    pub(super) now: i64,
    /// What the desk's clock shows more than that.
    pub(super) skew: i64,
    /// The clock was moved at some time.
    pub(super) moved: bool,
    pub(super) rules: Rules,
    pub(super) lanes: Vec<Lane>,
    pub(super) members: usize,
    /// How much happens, at most.
    pub(super) busy: usize,
    /// What the desk believes to be the device's time-out, in milliseconds.
    pub(super) lock_for: i64,
    pub(super) weather: Weather,
    pub(super) rough: Roughness,
    pub(super) line: Line,
    pub(super) vendor: Vendor,
    medium: &'m mut Medium,
    /// What happened, known to nobody but the checker.
    pub(super) facts: Vec<Fact>,
    pub(super) shadows: BTreeMap<String, Shadow>,
    /// What people know of drafts.
    pub(super) signings: Vec<Signing>,
    pub(super) elsewhere: u32,
    // In the memory of the process.
    pub(super) taps: Vec<Tap>,
    pub(super) vends: Vec<Vend>,
    pub(super) calls: Vec<Call>,
    pub(super) ended: Vec<(Job, Report)>,
    pub(super) past: Vec<(Job, Report)>,
    pub(super) past_taps: Vec<(ItemId, TapEnd)>,
    pub(super) next_call: u64,
    pub(super) watch: Watch,
    /// Facts whose writing down nobody heard of, to be repeated.
    pub(super) unheard: Vec<usize>,
    pub(super) dead: bool,
    pub(super) bug: Option<Bug>,
    pub(super) coverage: Coverage,
    pub(super) trace: Option<Vec<String>>,
    pub(super) violation: Option<Violation>,
}

impl<'m> World<'m> {
    pub(super) fn new(seed: u64, medium: &'m mut Medium, bug: Option<Bug>, weather: Weather) -> Self {
        let mut rng = Rng::new(seed);
        let weather = weather.of(&mut rng);
        let rules =
            Rules { replay_for: Duration::from_secs(*rng.pick(&[60, 900, 900, 3600])), ..Rules::default() };
        medium.empty(rules, rng.fork(), moment(BEGIN));
        let lanes: Vec<Lane> = (0..rng.between(1, 3)).map(|device| fact::device(device as usize)).collect();
        let mut credentials: Vec<String> = lanes.iter().map(|lane| lane.name().to_owned()).collect();
        credentials.push(Lane::studio_key().name().to_owned());
        let locks: &[i64] =
            if weather == Weather::Fog { &[240_000] } else { &[5_000, 15_000, 60_000, 240_000] };
        let lock_for = *rng.pick(locks);
        let real_lock = lock_for * *rng.pick(&[50, 100, 100, 100, 200]) / 100;
        let members = *rng.pick(&[1, 2, 4, 10]);
        let (moods, breaks) = weather::moods(&mut rng, weather);
        let mut vendor = Vendor::new(rng.fork(), members, &credentials, moods, real_lock);
        vendor.reads_only = bug == Some(Bug::ReadOnly);
        Self {
            now: BEGIN,
            skew: 0,
            moved: false,
            rules,
            lanes,
            members,
            busy: rng.between(3, 16) as usize,
            lock_for,
            weather,
            rough: weather::roughness(&mut rng, weather),
            line: Line { breaks, takes_namesakes: bug == Some(Bug::TakeNamesakes) },
            vendor,
            medium,
            facts: Vec::new(),
            shadows: BTreeMap::new(),
            signings: Vec::new(),
            elsewhere: 0,
            taps: Vec::new(),
            vends: Vec::new(),
            calls: Vec::new(),
            ended: Vec::new(),
            past: Vec::new(),
            past_taps: Vec::new(),
            next_call: 0,
            watch: Watch::default(),
            unheard: Vec::new(),
            dead: false,
            bug,
            coverage: Coverage::default(),
            trace: None,
            violation: None,
            rng,
        }
    }

    /// The desk's clock, in milliseconds.
    pub(super) fn wall(&self) -> i64 {
        self.now + self.skew
    }

    /// A clock that nobody moves.
    pub(super) fn steady(&self) -> Duration {
        Duration::from_millis((self.now - BEGIN) as u64)
    }

    pub(super) fn clock(&self) -> Timestamp {
        moment(self.wall())
    }

    pub(super) fn db(&mut self) -> &Connection {
        &self.medium.store().db
    }

    pub(super) fn note(&mut self, line: impl FnOnce() -> String) {
        let (now, skew) = (self.now - BEGIN, self.skew);
        if let Some(trace) = &mut self.trace {
            trace.push(format!("{:>9}.{:03} {skew:+} {}", now / 1000, now % 1000, line()));
        }
    }

    pub(super) fn violate(&mut self, rule: Rule, what: impl FnOnce() -> String) {
        if self.violation.is_none() {
            let what = what();
            self.note(|| format!("VIOLATION {rule:?}: {what}"));
            self.dump();
            self.violation = Some(Violation { rule, what });
        }
    }

    /// An answer from before a credential was withdrawn or given back is told after.
    pub(super) fn count_if_stale(&mut self, lane: &str, fact: usize) {
        let changed_at = self.vendor.access.get(lane).map_or(0, |access| access.changed_at);
        if self.facts[fact].acted_at <= changed_at {
            self.shadow(lane).stale += 1;
        }
    }

    /// The store as it is, into the trace.
    fn dump(&mut self) {
        if self.trace.is_none() {
            return;
        }
        for sql in [
            "SELECT concat_ws(' ', 'item', id, kind, lane, state, reason, act, 'owed', owed, 'due', due_at,
                'attempts', attempts, 'sent', maybe_sent, 'lock', lock_until, 'after', waits_for, body,
                hex(order_key)) FROM item",
            "SELECT concat_ws(' ', 'lane', name, not_before, rests_until, failures, withdrawn_at) FROM lane",
        ] {
            let lines: Vec<String> = {
                let mut rows = self.db().prepare(sql).expect("a question");
                let rows = rows.query_map([], |row| row.get(0)).expect("an answer");
                rows.collect::<rusqlite::Result<_>>().expect("lines")
            };
            lines.into_iter().for_each(|line| self.note(|| line));
        }
        let wall = self.wall();
        self.note(|| format!("the clock shows {wall}"));
    }

    pub(super) fn shadow(&mut self, lane: &str) -> &mut Shadow {
        let fresh = Shadow { healthy: true, rests_until: None, unsure_until: 0, stale: 0 };
        self.shadows.entry(lane.to_owned()).or_insert(fresh)
    }

    /// Has the store do something, in one transaction, unless the process dies of it.
    pub(super) fn transact<T>(
        &mut self,
        deed: Deed,
        work: impl FnOnce(&Connection, &mut Context) -> Result<T>,
    ) -> Heard<T> {
        assert!(!self.dead, "a dead process did something");
        let fate = self.fate();
        let (bug, wall) = (self.bug, self.wall());
        let told = matches!(deed, Deed::Enqueue | Deed::Tapped) && matches!(fate, Fate::KillInside(_));
        if bug == Some(Bug::TellFirst) && told {
            self.dead = true;
            return self.medium.undone(work).map_or(Heard::Killed, Heard::Done);
        }
        let outcome = self.medium.transact(fate, |db, context| {
            let done = work(db, context)?;
            bugs::spoil(bug, deed, db, wall)?;
            Ok(done)
        });
        self.coverage.count("transaction", deed.word());
        if let Some(torn) = self.medium.torn() {
            self.coverage.count("torn", torn);
        }
        match outcome {
            Outcome::Done(done) => Heard::Done(done),
            Outcome::Failed(error) => Heard::Failed(error),
            Outcome::Refused => {
                self.note(|| format!("the store refuses: {deed:?}"));
                self.coverage.count("refused", deed.word());
                Heard::Refused
            }
            Outcome::Killed(moment) => {
                self.note(|| format!("KILLED {moment:?}: {deed:?}"));
                self.coverage.count(moment.words(), deed.word());
                self.dead = true;
                Heard::Killed
            }
        }
    }

    /// What `work` would do, if it were committed.
    pub(super) fn undone<T>(
        &mut self,
        work: impl FnOnce(&Connection, &mut Context) -> Result<T>,
    ) -> Option<T> {
        self.medium.undone(work)
    }

    fn fate(&mut self) -> Fate {
        let dice = self.rng.below(1000);
        let Roughness { kill_inside, kill_after, refuse, .. } = self.rough;
        let steps = self.rng.spread(6000);
        if dice < kill_inside {
            Fate::KillInside(steps)
        } else if dice < kill_inside + kill_after {
            Fate::KillAfter
        } else if dice < kill_inside + kill_after + refuse {
            Fate::Refuse(steps)
        } else {
            Fate::Commit
        }
    }

    /// The process is killed now, and starts again some time later.
    pub(super) fn restart(&mut self) {
        self.medium.kill();
        self.forget();
        let downtime = match self.rng.below(3) {
            0 => 0,
            1 => self.rng.between(0, 5_000),
            _ => self.rng.between(0, 20 * MINUTE),
        };
        self.pass(downtime);
        if self.rng.odds(self.rough.clock) {
            self.move_clock();
        }
        // A start can be killed, too.
        loop {
            self.dead = false;
            let (rules, dice, clock) = (self.rules, self.rng.fork(), self.clock());
            let recovered = self.medium.open(rules, dice, clock);
            if recovered.expect("a store that opens again") {
                break;
            }
            match self.transact(Deed::Recover, |db, context| queue::recover(db, context, clock)) {
                Heard::Done(_) => break,
                Heard::Killed | Heard::Refused => self.coverage.count("kills", "while starting"),
                Heard::Failed(error) => panic!("a store that does not recover: {error}"),
            }
        }
        self.note(|| "started".to_owned());
        self.check_drafts();
        let unheard = std::mem::take(&mut self.unheard);
        self.unheard = unheard.into_iter().filter(|_| self.rng.odds(700)).collect();
    }

    /// What a kill takes away, counted by how far it was.
    fn forget(&mut self) {
        self.coverage.count("kills", "all");
        let calls = std::mem::take(&mut self.calls);
        for mut call in calls {
            self.coverage.count("killed on the wire", call.step.word());
            // The rest may lie in the system's buffers and go out by itself.
            if call.step == Step::PartSent && !self.vendor.away && self.rng.odds(300) {
                call.arrive(&mut self.vendor, self.now);
            }
        }
        let mut unsure: Vec<String> = Vec::new();
        for (job, _) in std::mem::take(&mut self.ended) {
            self.coverage.count("killed on the wire", Step::Answered.word());
            self.count_if_stale(job.lane.name(), super::desk::request_of(&job).fact);
            unsure.push(job.lane.name().to_owned());
        }
        for tap in std::mem::take(&mut self.taps) {
            if self.facts[tap.fact].end.is_some() {
                self.coverage.count("killed on the wire", Step::Answered.word());
            }
            let lane = self.facts[tap.fact].new.lane.name().to_owned();
            self.count_if_stale(&lane, tap.fact);
            unsure.push(lane);
        }
        // Whether the outbox knows what these answers said is not known.
        let unsure_until = self.now + LONGEST_WISH + MINUTE;
        for lane in unsure {
            let stale = self.shadow(&lane).stale;
            *self.shadow(&lane) = Shadow { healthy: false, rests_until: None, unsure_until, stale };
        }
        self.forget_sales();
        self.past.clear();
        self.past_taps.clear();
        self.watch = Watch::default();
    }

    /// Sets the desk's clock, for good.
    pub(super) fn move_clock(&mut self) {
        let by = match self.rng.below(4) {
            0 => -24 * 60 * MINUTE,
            1 => -self.rng.between(10_000, 90 * MINUTE),
            2 => self.rng.between(10_000, 90 * MINUTE),
            _ => 24 * 60 * MINUTE,
        };
        self.skew += by;
        self.moved = true;
        self.unsure_of_rests(2 * 60 * MINUTE);
        self.note(|| format!("the clock is moved by {by} ms"));
        self.coverage.count("clock", if by < 0 { "set back" } else { "set forward" });
    }

    /// Whether the outbox leaves a credential alone cannot be foretold for a while.
    pub(super) fn unsure_of_rests(&mut self, millis: i64) {
        let unsure_until = self.now + millis;
        for shadow in self.shadows.values_mut() {
            *shadow = Shadow { rests_until: None, unsure_until, ..shadow.clone() };
        }
    }

    /// Lets true time pass: the vendor acts on what lies around, and clients lose patience.
    pub(super) fn pass(&mut self, millis: i64) {
        let end = self.now + millis;
        loop {
            let patience = self.calls.iter().map(|call| call.began + super::wire::PATIENCE).min();
            let next = [self.vendor.acts_next(), patience].into_iter().flatten().min();
            let Some(next) = next.filter(|next| *next <= end) else { break };
            self.now = self.now.max(next);
            self.events();
        }
        self.now = end;
    }

    fn events(&mut self) {
        for (id, answer) in self.vendor.act_until(self.now) {
            let now = self.now;
            self.note(|| format!("the vendor acts on call {id}: {answer:?}"));
            match self.calls.iter_mut().find(|call| call.id == id) {
                Some(call) => call.answered(answer, now),
                None => self.coverage.count("vendor", "acted after the client had gone"),
            }
        }
        while let Some(late) =
            self.calls.iter().position(|call| call.began + super::wire::PATIENCE <= self.now)
        {
            let report = self.calls[late].time_out();
            self.coverage.count("timed out", self.calls[late].step.word());
            self.call_ended(late, report);
        }
    }

    /// A call goes one step on.
    pub(super) fn go_on(&mut self, index: usize) {
        let report = self.calls[index].go_on(&mut self.vendor, self.line, &mut self.rng, self.now);
        if let Some(report) = report {
            self.call_ended(index, report);
        }
    }

    fn call_ended(&mut self, index: usize, report: Report) {
        let call = self.calls.remove(index);
        self.note(|| format!("call {} of fact {}: {report:?}", call.id, call.request.fact));
        self.coverage.count("report", super::wire::word(&report));
        self.facts[call.request.fact].acted_at = call.acted_at;
        match call.caller {
            Caller::Worker(job) => self.ended.push((job, report)),
            Caller::Reader => self.tap_answered(call.request.fact, report),
            Caller::Shelf => {
                if let Some(live) = call.request.live {
                    self.shelf_answered(call.request.fact, live, &report);
                }
            }
        }
    }
}
