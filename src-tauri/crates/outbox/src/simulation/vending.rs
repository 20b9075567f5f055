//! The vending lane of the simulated desk: a member is identified, chooses, and the dry run passes; that
//! it is being handed out is written down, it is handed out, and what became of that is written down.
//!
//! What comes out of the shelf is out, whatever happens to the process afterwards. A sale under way is in
//! the memory of the process and dies with it; the kill can come between any two of its steps.

use domain::Redacted;

use super::bugs::Bug;
use super::checker::Rule;
use super::fact::{Handover, Said};
use super::vendor::{Live, Request};
use super::wire::{Call, Caller};
use super::world::{Deed, Heard, World};
use crate::item::{Act, ItemId, Kind, Report};
use crate::row::moment;
use crate::sale::{self, Sale, Stage};

/// A sale the desk is busy with. Gone with the process.
pub(super) struct Vend {
    pub(super) fact: usize,
    at: Step,
    /// The dry run passed, whatever is written down.
    cleared: bool,
    /// How often the vendor was asked once more.
    asked: u32,
    /// What the desk saw at the shelf.
    saw: Option<Said>,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// The vendor is asked, and nothing else happens.
    Waits,
    Identify,
    Write(Stage),
    DryRun,
    HandOut,
    End(Said),
}

/// How sales end that were not handed out, and the others.
pub(super) const ENDS: [&str; 9] = [
    "not identified",
    "walked away",
    "dry run failed",
    "timed out",
    "handed out",
    "jammed",
    "nobody knows, and it came out",
    "nobody knows, and it did not",
    "cut short",
];

impl World<'_> {
    /// A member comes to a shelf, or to a device that gives minutes.
    pub(super) fn begin_sale(&mut self) {
        let kind = *self.rng.pick(&[Kind::Sale, Kind::Sale, Kind::TimeUsage]);
        let fact = self.invent_at_the_shelf(kind);
        self.facts[fact].handover = Some(Handover::default());
        // In a storm hardly anybody would come as far as the shelf if every question went over the line.
        let at_once = self.bug != Some(Bug::SkipDryRun) && self.rng.odds(400) && self.cleared_at_once(fact);
        let at = if at_once { Step::Write(Stage::Chosen) } else { Step::Identify };
        self.vends.push(Vend { fact, at, cleared: at_once, asked: 0, saw: None });
    }

    /// Both questions are answered in a moment in which nothing goes wrong.
    fn cleared_at_once(&mut self, number: usize) -> bool {
        self.lock_until(number);
        let Some(transaction) = self.facts[number].new.charge.as_ref().and_then(|charge| charge.transaction)
        else {
            return true;
        };
        let (member, lane) = (self.vendor.member_of(number), self.facts[number].new.lane.clone());
        let Some(credit) = self.vendor.identify_live(member, lane.name(), transaction, self.now) else {
            return false;
        };
        if let Some(charge) = &mut self.facts[number].new.charge {
            charge.credit_before = Some(credit);
        }
        self.vendor.rehearse(number, transaction, self.now)
    }

    /// Sales under way go on by a few steps, in any order.
    pub(super) fn go_on_with_sales(&mut self) {
        for _ in 0..self.rng.between(1, 30) {
            if self.vends.is_empty() || self.dead || self.violation.is_some() {
                return;
            }
            let vend = self.rng.index(self.vends.len());
            self.step(vend);
            self.may_be_killed_at_the_shelf();
        }
    }

    /// The moments around the shelf are the ones that count, so the kill is likelier there.
    fn may_be_killed_at_the_shelf(&mut self) {
        let at_the_shelf =
            |vend: &Vend| matches!(vend.at, Step::Write(Stage::HandingOut) | Step::HandOut | Step::End(_));
        if !self.dead && self.vends.iter().any(at_the_shelf) && self.rng.odds(self.rough.kill * 6) {
            self.note(|| "KILLED at the shelf".to_owned());
            self.coverage.count("kills", "at the shelf");
            self.dead = true;
        }
    }

    fn step(&mut self, vend: usize) {
        let Vend { fact, at, .. } = self.vends[vend];
        match at {
            Step::Waits => {
                let shelf = |call: &Call| matches!(call.caller, Caller::Shelf) && call.request.fact == fact;
                if let Some(call) = self.calls.iter().position(shelf) {
                    self.go_on(call);
                }
            }
            Step::Identify => self.ask_vendor(vend, Live::Identify),
            Step::DryRun => self.ask_vendor(vend, Live::DryRun),
            Step::Write(Stage::HandingOut) if self.out_of_time(fact) => {
                self.coverage.count("sale", "timed out");
                self.vends[vend].at = Step::End(Said::In);
            }
            Step::Write(Stage::HandingOut)
                if self.bug == Some(Bug::HandOutFirst) && self.vends[vend].saw.is_none() =>
            {
                self.hand_out(vend);
            }
            Step::Write(stage) => self.write_stage(vend, stage),
            Step::HandOut => {
                self.hand_out(vend);
                let saw = self.vends[vend].saw.unwrap_or(Said::Unknown);
                self.vends[vend].at = Step::End(saw);
                let forgets = self.bug == Some(Bug::ForgetHandedOut) && saw == Said::Out;
                if forgets && self.rng.odds(300) {
                    self.vends.remove(vend);
                }
            }
            Step::End(said) => self.write_end(vend, said),
        }
    }

    /// The lock of the transaction cannot live any more, as far as the desk knows. Staff may be slower
    /// than the desk's clock.
    fn out_of_time(&mut self, fact: usize) -> bool {
        let until = self.facts[fact].new.charge.as_ref().and_then(|charge| charge.lock_until);
        until.is_some_and(|until| until <= self.clock()) && self.rng.odds(800)
    }

    fn ask_vendor(&mut self, vend: usize, live: Live) {
        let number = self.vends[vend].fact;
        self.vends[vend].at = Step::Waits;
        let new = &self.facts[number].new;
        let request = Request {
            fact: number,
            kind: new.kind,
            act: Act::ReadCredit,
            live: Some(live),
            lane: new.lane.name().to_owned(),
            transaction: new.charge.as_ref().and_then(|charge| charge.transaction),
            picture: None,
        };
        // Counted from before the vendor can have begun to count.
        self.lock_until(number);
        self.begin_call(Caller::Shelf, request);
    }

    /// The desk counts what is left of the time-out.
    fn lock_until(&mut self, number: usize) {
        let until = moment(self.wall() + self.lock_for);
        if let Some(charge) = &mut self.facts[number].new.charge {
            charge.lock_until = charge.transaction.map(|_| until);
        }
    }

    /// What the desk makes of an answer to somebody at the shelf.
    pub(super) fn shelf_answered(&mut self, number: usize, live: Live, report: &Report) {
        let Some(vend) = self.vends.iter().position(|vend| vend.fact == number) else { return };
        let fine = match report {
            Report::Credit(credit) => {
                if let Some(charge) = &mut self.facts[number].new.charge {
                    charge.credit_before = *credit;
                }
                true
            }
            Report::Delivered { .. } => true,
            Report::Refused { .. }
            | Report::NotSent
            | Report::Declined
            | Report::Wait(_)
            | Report::AccessWithdrawn
            | Report::Unknown(_)
            | Report::Found(_)
            | Report::MayNotLook
            | Report::Unreadable => false,
        };
        match live {
            Live::Identify if fine => self.vends[vend].at = Step::Write(Stage::Identified),
            // Nothing was begun, and a lock that was left behind goes by itself: whoever taps again does it
            // under a new transaction.
            Live::Identify if self.vends[vend].asked < 2 && self.rng.odds(500) => {
                self.vends[vend].asked += 1;
                self.vends[vend].at = Step::Identify;
                let anew = self.rng.uuid();
                if let Some(charge) = &mut self.facts[number].new.charge {
                    charge.transaction = charge.transaction.map(|_| anew);
                }
            }
            Live::Identify => {
                self.coverage.count("sale", "not identified");
                self.vends.remove(vend);
            }
            // Writing down that it passed is left out by those in a hurry.
            Live::DryRun if fine => {
                let stage = *self.rng.pick(&[Stage::Cleared, Stage::HandingOut]);
                self.vends[vend].at = Step::Write(stage);
            }
            Live::DryRun if self.vends[vend].asked < 2 && self.rng.odds(500) => {
                self.vends[vend].asked += 1;
                self.vends[vend].at = Step::DryRun;
            }
            Live::DryRun => {
                self.coverage.count("sale", "dry run failed");
                self.vends[vend].at = Step::End(Said::In);
            }
        }
    }

    fn sale(&self, number: usize, stage: Stage) -> Option<Sale> {
        let new = self.facts[number].new.clone();
        Some(Sale {
            key: new.key,
            kind: new.kind,
            lane: new.lane,
            stage,
            began_at: new.happened_at,
            order: new.order,
            amount: new.amount.filter(|_| stage != Stage::Identified),
            charge: new.charge?,
            subject: new.subject,
            body: Redacted::new(new.body.expose().clone()),
        })
    }

    fn write_stage(&mut self, vend: usize, stage: Stage) {
        let number = self.vends[vend].fact;
        let Some(sale) = self.sale(number, stage) else { return };
        let now = self.clock();
        // Whoever did not hear that it was done does it again; so does who did, now and then.
        for _ in 0..if self.rng.odds(100) { 2 } else { 1 } {
            match self.transact(Deed::Sale, |db, context| sale::put(db, context, &sale, now)) {
                Heard::Done(()) => {}
                Heard::Refused if self.rng.odds(300) => {
                    self.vends[vend].at = Step::End(self.vends[vend].saw.unwrap_or(Said::In));
                    return;
                }
                Heard::Refused | Heard::Killed => return,
                Heard::Failed(error) => {
                    self.vends.remove(vend);
                    return self.violate(Rule::Store, || format!("fact {number} at {stage:?}: {error}"));
                }
            }
        }
        self.note(|| format!("fact {number} is {stage:?}"));
        if let Some(handover) = &mut self.facts[number].handover {
            handover.stage = Some(stage);
        }
        self.vends[vend].at = match stage {
            Stage::Identified | Stage::Chosen | Stage::Cleared if self.rng.odds(80) => {
                self.coverage.count("sale", "walked away");
                Step::End(Said::In)
            }
            Stage::Identified => Step::Write(Stage::Chosen),
            Stage::Chosen if self.bug == Some(Bug::SkipDryRun) => Step::Write(Stage::HandingOut),
            Stage::Chosen if self.vends[vend].cleared => Step::Write(Stage::Cleared),
            Stage::Chosen => Step::DryRun,
            Stage::Cleared => Step::Write(Stage::HandingOut),
            Stage::HandingOut if self.bug == Some(Bug::ChargeFirst) => Step::End(Said::Out),
            Stage::HandingOut => self.vends[vend].saw.map_or(Step::HandOut, Step::End),
        };
    }

    /// Something physical: it cannot be undone, and nothing here is written down.
    fn hand_out(&mut self, vend: usize) {
        let number = self.vends[vend].fact;
        let (out, saw, word) = match self.rng.below(20) {
            0..13 => (true, Said::Out, "handed out"),
            13..16 => (false, Said::In, "jammed"),
            16..18 => (true, Said::Unknown, "nobody knows, and it came out"),
            _ => (false, Said::Unknown, "nobody knows, and it did not"),
        };
        self.note(|| format!("fact {number} at the shelf: {word}"));
        self.coverage.count("sale", word);
        self.vends[vend].saw = Some(saw);
        if let Some(handover) = &mut self.facts[number].handover {
            handover.out = out;
        }
    }

    fn write_end(&mut self, vend: usize, said: Said) {
        let number = self.vends[vend].fact;
        let behind = self.queued_before(number);
        if let Some(handover) = &mut self.facts[number].handover {
            handover.said = Some(said);
        }
        match self.say(number, said) {
            Heard::Done(id) => {
                self.note(|| format!("fact {number} is {said:?}: item {id:?}"));
                if let Some(handover) = &mut self.facts[number].handover {
                    handover.heard = true;
                }
                self.facts[number].written = id;
                if let Some(id) = id {
                    self.is_behind(number, id, behind);
                }
                let first = self.bug == Some(Bug::ChargeFirst) && self.vends[vend].saw.is_none();
                if first && said == Said::Out {
                    self.hand_out(vend);
                }
                self.vends.remove(vend);
            }
            Heard::Refused | Heard::Killed => {}
            Heard::Failed(error) => {
                self.vends.remove(vend);
                self.violate(Rule::Store, || format!("fact {number} ends as {said:?}: {error}"));
            }
        }
    }

    fn say(&mut self, number: usize, said: Said) -> Heard<Option<ItemId>> {
        let (key, now) = (self.facts[number].new.key, self.clock());
        self.transact(Deed::End, |db, _| match said {
            Said::Out => sale::handed_out(db, key, now).map(Some),
            Said::Unknown => sale::hand_out_unknown(db, key, now).map(Some),
            Said::In => sale::not_handed_out(db, key, now).map(|()| None),
        })
    }

    /// What was said about a sale is said once more, however long after.
    pub(super) fn say_again(&mut self) {
        let heard = |fact: &usize| self.facts[*fact].handover.as_ref().is_some_and(|said| said.heard);
        let heard: Vec<usize> = (0..self.facts.len()).filter(heard).collect();
        if heard.is_empty() {
            return;
        }
        let number = *self.rng.pick(&heard);
        let Some(said) = self.facts[number].handover.as_ref().and_then(|handover| handover.said) else {
            return;
        };
        let (before, known) = (self.db().total_changes(), self.facts[number].written);
        match self.say(number, said) {
            Heard::Done(id) => {
                let changed = self.db().total_changes() != before && self.bug.is_none();
                if id != known || changed {
                    self.violate(Rule::OneRow, || format!("fact {number} became {id:?}, not {known:?}"));
                }
            }
            Heard::Refused | Heard::Killed => {}
            Heard::Failed(error) => {
                self.violate(Rule::Store, || format!("fact {number} is {said:?} again: {error}"));
            }
        }
    }

    /// The process is gone, and its sales with it.
    pub(super) fn forget_sales(&mut self) {
        for _ in std::mem::take(&mut self.vends) {
            self.coverage.count("sale", "cut short");
        }
    }
}
