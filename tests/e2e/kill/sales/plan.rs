//! What is to happen in one start while members buy, drawn from a seed.

use portico_tests::{Dice, Play, Studio};
use sandbox::{Api, Fault, FaultPlan};

use super::{CUSTOMERS, Seen};
use crate::kill::plan::Vendor;

/// What is to happen in one start.
#[derive(Clone, Debug)]
pub struct Plan {
    pub vendor: Vendor,
    pub moment: Moment,
    /// How often the test gives its turn away between that moment and the kill.
    pub jitter: u32,
    /// How many members come.
    pub customers: u32,
    /// What the machine does with what it may hand out. After these it dispenses.
    pub plays: Vec<Play>,
    /// What a machine does after the kill that was still at it.
    pub afterwards: Play,
}

/// When the program is ended: at the n-th of something that can be seen from outside.
#[derive(Clone, Copy, Debug)]
pub enum Moment {
    /// Before anything.
    AtOnce,
    /// A line of the log.
    Line(u32),
    /// A write to the store.
    Write(u32),
    /// A request that the vendor has dealt with.
    Request(u32),
    /// A member the vendor has identified, before the dry run.
    Identified(u32),
    /// The machine was told to hand out.
    Approved(u32),
    /// Something fell into the tray, and the machine said so.
    Fell(u32),
    /// Something was charged, and the desk may not know.
    Charged(u32),
    /// An attempt of the outbox that has ended.
    Sent(u32),
    /// Reader and machine listen, and so many attempts of the outbox came to a last end.
    Calm(u32),
}

impl Moment {
    pub fn has_come(self, seen: &Seen, plan: &Plan) -> bool {
        let reached = match self {
            Self::AtOnce => true,
            Self::Line(count) => seen.lines >= count,
            Self::Write(count) => seen.writes >= count,
            Self::Request(count) => seen.requests >= count,
            Self::Identified(count) => seen.identified >= count,
            Self::Approved(count) => seen.approved >= count,
            Self::Fell(count) => seen.fell >= count,
            Self::Charged(count) => seen.charged >= count,
            Self::Sent(count) => seen.sent >= count,
            Self::Calm(count) => return seen.is_open() && seen.settled >= count,
        };
        // What never comes is not waited for.
        reached || seen.is_through(plan)
    }
}

impl Plan {
    pub fn draw(dice: &mut Dice) -> Self {
        let vendor = match dice.below(10) {
            0..3 => Vendor::Faults(Vec::new()),
            3 => Vendor::Away,
            4 => Vendor::Back(dice.below(60)),
            5 => Vendor::Leaves(10 + dice.below(60)),
            _ => Vendor::Faults(faults(dice)),
        };
        let moment = match dice.below(20) {
            0 => Moment::AtOnce,
            1 | 2 => Moment::Line(dice.up_to(40)),
            3..6 => Moment::Write(4 + dice.below(60)),
            6..8 => Moment::Request(dice.up_to(20)),
            8 | 9 => Moment::Identified(dice.up_to(4)),
            10..13 => Moment::Approved(dice.up_to(3)),
            13..16 => Moment::Fell(dice.up_to(4)),
            16..19 => Moment::Charged(dice.up_to(4)),
            _ => Moment::Sent(dice.up_to(6)),
        };
        let mut plays: Vec<_> = (0..CUSTOMERS).map(|_| play(dice)).collect();
        // The machine is still at it when the program ends.
        if let Moment::Approved(count) = moment {
            plays.truncate(count as usize - 1);
            plays.push(Play::Wait);
        }
        let afterwards = if dice.below(2) == 0 { Play::Dispense } else { Play::Jam };
        // A start takes a thousand times as long as a step of a sale.
        let doublings = if matches!(moment, Moment::AtOnce) { 18 } else { 12 };
        let jitter = dice.of_any_size(doublings);
        Self { vendor, moment, jitter, customers: CUSTOMERS, plays, afterwards }
    }

    /// A start in which nobody comes and all is well.
    pub fn calm(waiting: u32) -> Self {
        Self {
            vendor: Vendor::Faults(Vec::new()),
            moment: Moment::Calm(waiting),
            jitter: 0,
            customers: 0,
            plays: Vec::new(),
            afterwards: Play::Jam,
        }
    }
}

fn play(dice: &mut Dice) -> Play {
    match dice.below(40) {
        0..4 => Play::Jam,
        4 => Play::Forget { falls: dice.below(2) == 0 },
        _ => Play::Dispense,
    }
}

/// Some things that go wrong one after another, most of them with the charge.
fn faults(dice: &mut Dice) -> Vec<FaultPlan> {
    let mut faults = Vec::new();
    for _ in 0..dice.up_to(4) {
        let at_charge = dice.below(4) > 0;
        let fault = match dice.below(8) {
            0 | 1 => Fault::Reset,
            2 => Fault::HalfAnswer,
            // What hangs before the hand-out keeps the next member waiting for nothing.
            3 if at_charge => Fault::Hang,
            3 | 4 => Fault::ServiceUnavailable,
            5 => Fault::TooManyRequests { retry_after_seconds: 1 },
            6 => Fault::InternalError,
            _ => Fault::Latency { millis: u64::from(dice.below(120)) },
        };
        // Whoever gets no answer, or one that means nothing, cannot know whether it was done.
        let says_nothing =
            matches!(fault, Fault::Reset | Fault::HalfAnswer | Fault::Hang | Fault::InternalError);
        let plan = FaultPlan::new(fault).on(Api::Device).times(dice.up_to(2));
        let plan = match (at_charge, dice.below(2)) {
            (true, _) => plan.at(Studio::SALE).executions(),
            (false, 0) => plan.at(Studio::SALE).dry_runs(),
            (false, _) => plan.at(Studio::VENDING_IDENTIFICATION),
        };
        faults.push(if says_nothing { plan.carry_out(dice.below(2) == 0) } else { plan });
    }
    faults
}
