//! What is to happen in one start of the program, drawn from a seed.

use sandbox::{Api, Fault, FaultPlan};

use portico_tests::{Dice, Studio};

use super::Seen;

/// What is to happen in one start.
#[derive(Clone, Debug)]
pub struct Plan {
    pub vendor: Vendor,
    pub moment: Moment,
    /// How often the test gives its turn away between that moment and the kill.
    pub jitter: u32,
    /// Members at the door at the same time.
    pub hands: u32,
}

/// What the vendor does. Numbers are events of any kind since the start.
#[derive(Clone, Debug)]
pub enum Vendor {
    /// Answers, and does these wrong; none of them: it is well.
    Faults(Vec<FaultPlan>),
    /// Cannot be reached.
    Away,
    /// Cannot be reached, and then it can.
    Back(u32),
    /// Can be reached, and then it cannot.
    Leaves(u32),
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
    /// A card that was held to a reader.
    Card(u32),
    /// A member who was let in without the vendor.
    LetIn(u32),
    /// An attempt of the outbox that has ended.
    Sent(u32),
    /// The member list is complete.
    Listed,
    /// Both readers listen, and so many attempts of the outbox came to a last end.
    Calm(u32),
}

impl Moment {
    pub fn has_come(self, seen: &Seen) -> bool {
        let reached = match self {
            Self::AtOnce => true,
            Self::Line(count) => seen.lines >= count,
            Self::Write(count) => seen.writes >= count,
            Self::Request(count) => seen.requests >= count,
            Self::Card(count) => seen.tapped >= count,
            Self::LetIn(count) => seen.let_in >= count,
            Self::Sent(count) => seen.sent >= count,
            Self::Listed => return seen.listed,
            Self::Calm(count) => return seen.alive == [true, true] && seen.settled >= count,
        };
        // What never comes is not waited for.
        reached || seen.is_through()
    }
}

impl Plan {
    pub fn draw(dice: &mut Dice) -> Self {
        let hands = dice.up_to(6);
        let vendor = match dice.below(10) {
            0..2 => Vendor::Faults(Vec::new()),
            2 => Vendor::Away,
            3 => Vendor::Back(dice.below(60)),
            4 => Vendor::Leaves(dice.below(40)),
            _ => Vendor::Faults(faults(dice, hands)),
        };
        let moment = match dice.below(20) {
            0 => Moment::AtOnce,
            1..3 => Moment::Line(dice.up_to(6)),
            3 => Moment::Write(dice.up_to(12)),
            4..8 => Moment::Write(12 + dice.below(150)),
            8..11 => Moment::Line(6 + dice.below(60)),
            11..15 => Moment::Request(dice.up_to(30)),
            15..17 => Moment::Card(dice.up_to(12)),
            17 => Moment::LetIn(dice.up_to(8)),
            _ => Moment::Sent(dice.up_to(12)),
        };
        // A start takes a thousand times as long as the way of a tap.
        let doublings = if matches!(moment, Moment::AtOnce) { 18 } else { 12 };
        Self { vendor, moment, jitter: dice.of_any_size(doublings), hands }
    }

    /// A start in which the member list becomes complete.
    pub fn until_listed() -> Self {
        Self { vendor: Vendor::Faults(Vec::new()), moment: Moment::Listed, jitter: 0, hands: 0 }
    }
}

/// Some things that go wrong one after another, or one that goes wrong all the time.
fn faults(dice: &mut Dice, hands: u32) -> Vec<FaultPlan> {
    let always = dice.below(3) == 0;
    let mut hangs = 0;
    let mut faults = Vec::new();
    for _ in 0..if always { 1 } else { dice.up_to(5) } {
        let fault = match dice.below(8) {
            0..2 => Fault::Reset,
            2 => Fault::HalfAnswer,
            3 => Fault::Hang,
            4 => Fault::ServiceUnavailable,
            5 => Fault::TooManyRequests { retry_after_seconds: 1 },
            6 => Fault::InternalError,
            _ => Fault::Latency { millis: u64::from(dice.below(120)) },
        };
        let hangs_now = fault == Fault::Hang;
        // Whoever hangs holds one of the hands for eight seconds. One has to stay free.
        if hangs_now && hangs + 1 >= hands {
            continue;
        }
        hangs += u32::from(hangs_now);
        // Whoever gets no answer, or one that means nothing, cannot know whether it was done. The others
        // say that it was not.
        let says_nothing =
            matches!(fault, Fault::Reset | Fault::HalfAnswer | Fault::Hang | Fault::InternalError);
        let mut plan = FaultPlan::new(fault).on(Api::Device).at(Studio::IDENTIFICATION);
        if hangs_now || !always {
            plan = plan.times(if hangs_now { 1 } else { dice.up_to(3) });
        }
        if says_nothing {
            plan = plan.carry_out(dice.below(2) == 0);
        }
        faults.push(plan);
    }
    faults
}
