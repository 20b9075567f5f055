//! The worker: hands results in, takes what is due and makes the attempts. What it sees on the way is
//! held against the rules that only show while things are going on.

use std::time::Duration;

use super::bugs::Bug;
use super::checker::Rule;
use super::desk::request_of;
use super::fact::Fact;
use super::wire::{Caller, Step};
use super::world::{Deed, Heard, World};
use crate::item::{Act, Family, Job, Report};
use crate::row::moment;
use crate::{OutboxError, due, inbox, queue, taps};

/// Attempts at the same time.
const AT_ONCE: usize = 4;

/// What answers about an earlier attempt can say.
pub(super) const PROOFS: [&str; 6] = [
    "nobody found",
    "one found",
    "several found",
    "credit unchanged",
    "credit changed",
    "credit never known",
];

impl World<'_> {
    fn room(&self) -> usize {
        let running = |call: &&super::wire::Call| matches!(call.caller, Caller::Worker(_));
        AT_ONCE.saturating_sub(self.calls.iter().filter(running).count())
    }

    /// When the worker has something to do next, by its own question.
    pub(super) fn next_due(&mut self) -> Option<i64> {
        let (rules, now) = (self.rules, self.clock());
        let due = due::next(self.db(), &rules, now).expect("when something is due");
        due.map(jiff::Timestamp::as_millisecond)
    }

    /// One round of the worker.
    pub(super) fn exchange(&mut self) {
        if !self.clock_is_watched() {
            return;
        }
        let room = match self.bug {
            Some(Bug::NoRoom) => 0,
            Some(_) | None => self.room(),
        };
        let most = if self.rng.odds(100) { self.rng.index(room + 1) } else { room };
        let ended = self.ended.clone();
        let (now, wall) = (self.clock(), self.wall());
        let must_move = ended.is_empty() && most > 0 && self.next_due().is_some_and(|due| due <= wall);
        let now = match self.bug {
            Some(Bug::OldClock) => moment(wall - 1000),
            Some(_) | None => now,
        };
        let sent = self.send_before_marking(most);
        let before = self.db().total_changes();
        let heard =
            self.transact(Deed::Exchange, |db, context| queue::exchange(db, context, &ended, most, now));
        match heard {
            Heard::Done(jobs) => {
                if must_move && self.db().total_changes() == before {
                    self.violate(Rule::Spin, || "something was due, and nothing was done".to_owned());
                }
                self.ended.clear();
                ended.iter().for_each(|(job, report)| self.told(job, report));
                self.past.extend(ended);
                self.nothing_left_lying(jobs.len() < most);
                jobs.into_iter().for_each(|job| self.attempt(job, &sent));
            }
            Heard::Refused if self.bug == Some(Bug::DropResults) => self.ended.clear(),
            Heard::Refused | Heard::Killed => {}
            Heard::Failed(error) => self.violate(Rule::Store, || format!("exchange: {error}")),
        }
    }

    /// Has what was waited for by a clock that was moved waited for anew; false when that failed.
    fn clock_is_watched(&mut self) -> bool {
        let (clock, steady) = (self.clock(), self.steady());
        self.watch.look(clock, steady);
        if !self.watch.in_doubt || self.bug == Some(Bug::TrustTheClock) {
            return true;
        }
        match self.transact(Deed::ClockMoved, |db, context| due::wait_anew(db, &context.rules, clock)) {
            Heard::Done(()) => {
                self.watch.in_doubt = false;
                true
            }
            Heard::Refused | Heard::Killed => false,
            Heard::Failed(error) => {
                self.violate(Rule::Store, || error.to_string());
                false
            }
        }
    }

    /// The planted mistake: what is due goes out, and is written down as being sent then.
    fn send_before_marking(&mut self, most: usize) -> Vec<i64> {
        if self.bug != Some(Bug::MarkAfterSend) || !self.ended.is_empty() {
            return Vec::new();
        }
        let now = self.clock();
        let jobs = self.undone(|db, context| queue::claim(db, context, most, now));
        let mut sent = Vec::new();
        for job in jobs.into_iter().flatten().filter(|job| job.act == Act::Send) {
            sent.push(job.id.0);
            self.begin_call(Caller::Worker(job.clone()), request_of(&job));
            let last = self.calls.len() - 1;
            self.calls[last].step = Step::PartSent;
            let (now, vendor) = (self.now, &mut self.vendor);
            self.calls[last].arrive(vendor, now);
        }
        sent
    }

    /// An attempt that was written down is begun.
    fn attempt(&mut self, job: Job, sent: &[i64]) {
        self.coverage.count("act", job.act.word());
        self.coverage.count("attempt at", job.kind.word());
        let request = request_of(&job);
        self.not_too_late(&job, request.fact);
        self.not_too_early(&job, request.fact);
        self.still_wanted(request.fact);
        let wall = self.wall();
        if self.shadow(job.lane.name()).rests_until.is_some_and(|until| wall < until) {
            let lane = job.lane.name().to_owned();
            self.violate(Rule::Impatient, || format!("{lane} wanted to be left alone"));
        }
        let early = self.bug == Some(Bug::MarkAfterSend) && sent.contains(&job.id.0);
        if !early {
            self.begin_call(Caller::Worker(job), request);
        }
    }

    /// A check-in is booked when it arrives, so it must not arrive late by itself.
    fn not_too_late(&mut self, job: &Job, fact: usize) {
        let age = self.now - self.facts[fact].happened;
        let old = age >= self.rules.replay_for.as_millis() as i64;
        let by_itself = self.facts[fact].sent_again() == 0 && !self.moved;
        if job.kind.family() == Family::CheckIn && old && by_itself {
            self.violate(Rule::TooLate, || format!("fact {fact} is sent {age} ms after it happened"));
        }
    }

    /// The vendor's records prove something only once it has stopped working on what they are about.
    fn not_too_early(&mut self, job: &Job, fact: usize) {
        let asks = match job.act {
            Act::LookUp | Act::ReadCredit => true,
            Act::Send => false,
        };
        if asks && self.vendor.may_still_do(fact) && self.facts[fact].sent_again() == 0 {
            self.violate(Rule::TooEarly, || format!("fact {fact} is looked up and may still be done"));
        }
    }

    /// Whoever cancelled a contract knows that its picture stays here.
    fn still_wanted(&mut self, fact: usize) {
        let is_for = |contract: &Fact| contract.after == Some(fact) && contract.is_cancelled();
        if self.facts.iter().any(is_for) {
            self.violate(Rule::Unwanted, || format!("fact {fact} is sent, and its contract was cancelled"));
        }
    }

    /// The outbox took in how an attempt ended.
    fn told(&mut self, job: &Job, report: &Report) {
        self.count_if_stale(job.lane.name(), request_of(job).fact);
        if let Some(proof) = self.proof(job, report) {
            self.coverage.count("proof", proof);
        }
        let shadow = self.shadow(job.lane.name());
        match report {
            Report::Delivered { .. }
            | Report::Refused { .. }
            | Report::Found(_)
            | Report::MayNotLook
            | Report::Credit(_) => shadow.healthy = true,
            Report::Unreadable => unreachable!("nobody answers that"),
            Report::NotSent
            | Report::Declined
            | Report::Unknown(_)
            | Report::Wait(None)
            | Report::AccessWithdrawn => {
                shadow.healthy = false;
            }
            Report::Wait(Some(wait)) => {
                shadow.healthy = false;
                self.rests(job.lane.name(), *wait);
            }
        }
    }

    /// The vendor wants to be left alone with this credential. The longest wait counts.
    pub(super) fn rests(&mut self, lane: &str, wait: Duration) {
        let until = self.wall() + wait.as_millis() as i64;
        let shadow = self.shadow(lane);
        shadow.rests_until = shadow.rests_until.max(Some(until));
    }

    /// What an answer says about whether it was done before.
    fn proof(&self, job: &Job, report: &Report) -> Option<&'static str> {
        let charge = self.facts[request_of(job).fact].new.charge.as_ref();
        match report {
            Report::Found(found) if found.is_empty() => Some("nobody found"),
            Report::Found(found) if found.len() == 1 => Some("one found"),
            Report::Found(_) => Some("several found"),
            Report::Credit(credit) => match charge.and_then(|charge| charge.credit_before) {
                Some(before) if Some(before) == *credit => Some("credit unchanged"),
                Some(_) => Some("credit changed"),
                None => Some("credit never known"),
            },
            Report::Delivered { .. }
            | Report::Refused { .. }
            | Report::NotSent
            | Report::Declined
            | Report::Wait(_)
            | Report::AccessWithdrawn
            | Report::Unknown(_)
            | Report::MayNotLook
            | Report::Unreadable => None,
        }
    }

    /// With room left, nothing is due any more of a credential that nothing is wrong with: no other
    /// credential, and no other item, holds it up.
    fn nothing_left_lying(&mut self, room_left: bool) {
        if !room_left {
            return;
        }
        // What became due in this very round is for the next.
        let wall = self.wall();
        let lying: Vec<String> = {
            let mut lanes = self
                .db()
                .prepare_cached("SELECT DISTINCT lane FROM item WHERE state = 'ready' AND due_at < ?1")
                .expect("a question");
            let lanes = lanes.query_map([wall], |row| row.get(0)).expect("an answer");
            lanes.collect::<rusqlite::Result<_>>().expect("lanes")
        };
        for lane in lying {
            let now = self.now;
            let shadow = self.shadow(&lane);
            let rests = shadow.rests_until.is_some_and(|until| wall < until + 2_000);
            if shadow.healthy && !rests && shadow.unsure_until < now {
                self.violate(Rule::HeldUp, || format!("{lane} works, and what is due in it is left lying"));
            }
        }
    }

    /// The answer to an attempt comes in once more.
    pub(super) fn answer_twice(&mut self) {
        if !self.past.is_empty() && self.rng.odds(600) {
            let (job, report) = self.rng.pick(&self.past).clone();
            let now = self.clock();
            let heard =
                self.transact(Deed::Exchange, |db, context| queue::conclude(db, context, &job, &report, now));
            self.second_changes_nothing(heard, || format!("{report:?} for item {}", job.id));
        } else if !self.past_taps.is_empty() {
            let (item, _) = self.rng.pick(&self.past_taps).clone();
            let end = self.rng.pick(&self.past_taps).1.clone();
            let now = self.clock();
            let heard =
                self.transact(Deed::Tapped, |db, context| taps::tapped(db, context, item, &end, None, now));
            self.second_changes_nothing(heard, || format!("{end:?} for the tap {item}"));
        }
    }

    fn second_changes_nothing(&mut self, heard: Heard<()>, what: impl FnOnce() -> String) {
        match heard {
            Heard::Failed(OutboxError::NotBeingSent) => self.coverage.count("vendor", "answered twice"),
            Heard::Refused | Heard::Killed => {}
            Heard::Done(()) => self.violate(Rule::AnsweredTwice, || format!("{} was taken again", what())),
            Heard::Failed(error) => self.violate(Rule::Store, || format!("{}: {error}", what())),
        }
    }

    /// The line on the screen counts right, at any time.
    pub(super) fn count_again(&mut self) {
        let (rules, now) = (self.rules, self.clock());
        let line = inbox::line(self.db(), &rules, now).expect("the line");
        let counted = super::checker::count(self.db());
        let shown = super::checker::Counted {
            waiting: line.waiting,
            person: line.person,
            amounts: line
                .amounts
                .into_iter()
                .map(|amount| (amount.currency.code().to_owned(), amount.minor))
                .collect(),
        };
        if shown != counted {
            self.violate(Rule::Tally, || format!("the line shows {shown:?}, there are {counted:?}"));
        }
    }
}
