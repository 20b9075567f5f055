//! What happens to an item next. Pure: facts in, step out.
//!
//! The one rule behind all of it: an attempt that may have arrived is never repeated unless the
//! vendor's own records show that it did not. Where they cannot be asked, a person decides.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::item::{Act, Family, Kind, Reason, Report};

/// How long after a lost answer the vendor may still be working on the request. Its records are
/// not asked before. No document states it; the vendor's own long tasks are cancelled far sooner (503).
pub const LATE: Duration = Duration::from_secs(120);

/// The first pause after a failed attempt; doubled up to [`LONGEST_PAUSE`].
pub const FIRST_PAUSE: Duration = Duration::from_secs(2);
/// The longest pause between attempts, unless the vendor asks for a longer one.
pub const LONGEST_PAUSE: Duration = Duration::from_secs(5 * 60);
/// The longest pause of a lane that fails for a reason which may lie in a single item.
const DOUBT_PAUSE: Duration = Duration::from_secs(16);
/// The longest pause the vendor can ask for.
const LONGEST_REST: Duration = Duration::from_secs(60 * 60);
/// What is due later than this after now was written down under another clock.
pub const FARTHEST: Duration = Duration::from_secs(61 * 60);
/// How often a credential that was withdrawn is tried again, with a single item.
pub const WITHDRAWN_PAUSE: Duration = LONGEST_PAUSE;
/// Attempts, look-ups among them, after which a sign-up whose answer is lost every time is a person's. Each
/// two of them take [`LATE`] at least, so this is ten minutes.
const LOOKED_UP_OFTEN: u32 = 10;
/// Attempts after which what cannot be made sense of is no passing trouble: eight minutes at least.
const TRIED_OFTEN: u32 = 10;
/// Attempts after which a charge that cannot get a new lock is a person's.
const READ_OFTEN: u32 = 20;
/// The longest that a lock lives, as far as anybody here believes.
pub const LONGEST_LOCK: Duration = Duration::from_secs(5 * 60);
/// How far in the future something may have happened before the clock must have been moved.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_secs(60);

/// What a studio may set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// How long after it happened a check-in is still reported; it is booked at the time it arrives.
    pub replay_for: Duration,
    /// How long after a lost answer the vendor's records are not asked: [`LATE`], and shorter in tests.
    pub late: Duration,
}

impl Default for Rules {
    fn default() -> Self {
        Self { replay_for: Duration::from_secs(15 * 60), late: LATE }
    }
}

/// What is known about an item.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// What it is.
    pub kind: Kind,
    /// When it happened.
    pub happened_at: Timestamp,
    /// Attempts so far, this one included.
    pub attempts: u32,
    /// An earlier attempt to send may have arrived.
    pub maybe_sent: bool,
    /// A person wants it sent whatever its age.
    pub by_hand: bool,
    /// It belongs to a transaction, which a lock goes with. Time devices have none.
    pub has_transaction: bool,
    /// How long an identification locks the member.
    pub lock_for: Duration,
    /// Until when the transaction's lock can live.
    pub lock_until: Option<Timestamp>,
    /// What it is worth, in the smallest unit: what is sold is positive, what is paid in negative.
    pub worth: Option<i64>,
    /// The credit before it was sent.
    pub credit_before: Option<i64>,
    /// The credential can be used again without the member.
    pub reusable: bool,
    /// [`Rules::late`].
    pub late: Duration,
}

/// Where an item goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Another attempt.
    Again {
        /// What it does.
        act: Act,
        /// After this long.
        pause: Duration,
        /// Why not at once.
        reason: Option<Reason>,
    },
    /// The vendor has it.
    Delivered(Option<String>),
    /// A person is needed; it was certainly not done.
    Wedged(Reason),
    /// A person is needed; it may have been done.
    Unknown(Reason),
}

/// What the lane of an attempt learns from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LaneNews {
    /// The vendor answered.
    Answers,
    /// It cannot be used for a while; the pause grows, up to this.
    Fails {
        /// The longest pause.
        longest: Duration,
    },
    /// The vendor wants to be left alone for this long.
    Rests(Duration),
    /// The vendor does not accept the credential.
    Withdrawn,
}

/// What to do about an item whose attempt is due, before it is made. `None`: make it.
pub fn before(act: Act, facts: &Facts, rules: &Rules, now: Timestamp) -> Option<Step> {
    match (facts.kind.family(), act) {
        (Family::CheckIn, _) => stale(facts, rules, now).map(Step::Wedged),
        // Nothing to be compared, and no lock to be renewed.
        (Family::Charge, _) if !facts.has_transaction && facts.maybe_sent => {
            Some(Step::Unknown(Reason::CreditChanged))
        }
        (Family::Charge, Act::Send) if !facts.has_transaction => None,
        (Family::Charge, Act::LookUp | Act::ReadCredit) if !facts.has_transaction => {
            Some(Step::Again { act: Act::Send, pause: Duration::ZERO, reason: None })
        }
        // The vendor refuses a sale whose lock is gone; only a new identification makes a new one.
        (Family::Charge, Act::Send) if !lock_lives(facts, now) => Some(ask_for_credit(facts, now)),
        (Family::Charge | Family::SignUp | Family::Picture, _) => None,
    }
}

/// What follows from how an attempt ended. `chance`, from 0 to 1, spreads the pauses.
pub fn after(act: Act, report: &Report, facts: &Facts, now: Timestamp, chance: f64) -> Step {
    let again = |reason| Step::Again { act, pause: pause(facts.attempts, chance), reason: Some(reason) };
    match report {
        Report::Delivered { reference, .. } => Step::Delivered(reference.clone()),
        Report::Refused { .. } => refused(act, facts, now),
        // The lane waits, and not the item: it is next when the vendor is back, behind those that
        // were due before.
        Report::NotSent => Step::Again { act, pause: Duration::ZERO, reason: Some(Reason::NoConnection) },
        Report::Declined if facts.attempts >= TRIED_OFTEN => refused(act, facts, now),
        Report::Declined => again(Reason::NoConnection),
        Report::Wait(Some(_)) => {
            Step::Again { act, pause: Duration::ZERO, reason: Some(Reason::VendorPause) }
        }
        Report::Wait(None) => again(Reason::VendorPause),
        Report::AccessWithdrawn => {
            Step::Again { act, pause: Duration::ZERO, reason: Some(Reason::AccessWithdrawn) }
        }
        Report::Unknown(why) => lost(act, (*why).into(), facts, now, chance),
        // What became of an earlier attempt is as unknown as before.
        Report::Unreadable if facts.maybe_sent => Step::Unknown(Reason::Unreadable),
        Report::Unreadable => Step::Wedged(Reason::Unreadable),
        Report::Found(customers) => match customers.as_slice() {
            // It is certain that it was not done, again and again: what is wrong lies in it.
            [] if facts.attempts >= LOOKED_UP_OFTEN => Step::Wedged(Reason::VendorFault),
            [] => Step::Again { act: Act::Send, pause: Duration::ZERO, reason: None },
            [one] => Step::Delivered(Some(one.clone())),
            [_, _, ..] => Step::Unknown(Reason::SeveralFound),
        },
        Report::MayNotLook => Step::Unknown(Reason::MayNotLook),
        Report::Credit(credit) => {
            // Without an attempt that may have arrived, the reading is only the way to a new lock.
            if !facts.maybe_sent || credit.is_some() && *credit == telling_credit(facts) {
                Step::Again { act: Act::Send, pause: Duration::ZERO, reason: None }
            } else {
                Step::Unknown(Reason::CreditChanged)
            }
        }
    }
}

/// What the lane learns from how an attempt ended; `None`: nobody was asked.
pub fn news(report: &Report) -> Option<LaneNews> {
    match report {
        Report::Delivered { .. }
        | Report::Refused { .. }
        | Report::Found(_)
        | Report::MayNotLook
        | Report::Credit(_) => Some(LaneNews::Answers),
        Report::NotSent => Some(LaneNews::Fails { longest: LONGEST_PAUSE }),
        // Perhaps it was the item and not the vendor; others must not wait for long because of it.
        Report::Unknown(_) | Report::Declined | Report::Wait(None) => {
            Some(LaneNews::Fails { longest: DOUBT_PAUSE })
        }
        Report::Wait(Some(wait)) => Some(LaneNews::Rests(*wait)),
        Report::AccessWithdrawn => Some(LaneNews::Withdrawn),
        Report::Unreadable => None,
    }
}

/// The program ended during an attempt: nobody saw how it went.
pub fn interrupted(act: Act, facts: &Facts, now: Timestamp) -> Step {
    lost(act, Reason::Interrupted, facts, now, 0.5)
}

/// Whether an attempt that ended like this may have arrived.
pub fn may_have_arrived(act: Act, report: &Report) -> bool {
    act == Act::Send && matches!(report, Report::Unknown(_))
}

fn lost(act: Act, reason: Reason, facts: &Facts, now: Timestamp, chance: f64) -> Step {
    let again = Step::Again { act, pause: pause(facts.attempts, chance), reason: Some(reason) };
    match (act, facts.kind.family()) {
        // They change nothing at the vendor, or nothing that a repetition could double.
        (Act::LookUp, _) | (Act::Send, Family::Picture) => again,
        // Each of them locks the member anew, who can buy nothing meanwhile.
        (Act::ReadCredit, _) if facts.attempts >= READ_OFTEN => match facts.maybe_sent {
            true => Step::Unknown(reason),
            false => Step::Wedged(Reason::VendorFault),
        },
        // It may have left a lock behind, under a transaction that nothing else will use, and the vendor
        // may refuse to lock the member once more before that is gone.
        (Act::ReadCredit, _) => Step::Again {
            act,
            pause: pause(facts.attempts, chance).max(facts.lock_for),
            reason: Some(reason),
        },
        (Act::Send, Family::CheckIn) => Step::Unknown(reason),
        (Act::Send, Family::SignUp) => {
            Step::Again { act: Act::LookUp, pause: facts.late, reason: Some(reason) }
        }
        (Act::Send, Family::Charge) if !facts.has_transaction => Step::Unknown(reason),
        (Act::Send, Family::Charge) => {
            let sent = Facts { maybe_sent: true, ..*facts };
            match ask_for_credit(&sent, now) {
                Step::Again { act, pause, .. } => Step::Again { act, pause, reason: Some(reason) },
                step @ (Step::Delivered(_) | Step::Wedged(_) | Step::Unknown(_)) => step,
            }
        }
    }
}

/// The way on for a charge that cannot be sent under its transaction any more.
fn ask_for_credit(facts: &Facts, now: Timestamp) -> Step {
    if !facts.maybe_sent {
        return match facts.reusable {
            true => Step::Again { act: Act::ReadCredit, pause: Duration::ZERO, reason: None },
            false => Step::Wedged(Reason::OnceOnly),
        };
    }
    if !facts.reusable {
        return Step::Unknown(Reason::OnceOnly);
    }
    if telling_credit(facts).is_none() {
        return Step::Unknown(Reason::CreditChanged);
    }
    // While the lock lives, or the vendor may still be working, the credit proves nothing.
    let lock = facts.lock_until.map_or(Duration::ZERO, |until| left(until, now));
    Step::Again { act: Act::ReadCredit, pause: lock.max(facts.late), reason: None }
}

/// The credit before, if it being the same afterwards shows that nothing was done. What is paid in raises it.
/// What is sold lowers it only where it is paid out of it, and what costs more than there is cannot be: the
/// vendor lets members pay otherwise as well, which leaves the credit as it is.
fn telling_credit(facts: &Facts) -> Option<i64> {
    let before = facts.credit_before?;
    let worth = facts.worth?;
    (worth < 0 || worth > 0 && worth <= before).then_some(before)
}

fn refused(act: Act, facts: &Facts, now: Timestamp) -> Step {
    match act {
        Act::Send if may_be_over(facts, now) => {
            // While it lives after all, it refuses another.
            let pause = facts.lock_until.map_or(Duration::ZERO, |until| left(until, now));
            Step::Again { act: Act::ReadCredit, pause, reason: Some(Reason::Refused) }
        }
        Act::Send => Step::Wedged(Reason::Refused),
        // The question was refused; what it was about is as unknown as before.
        Act::LookUp => Step::Unknown(Reason::MayNotLook),
        Act::ReadCredit if facts.maybe_sent => Step::Unknown(Reason::CreditChanged),
        Act::ReadCredit => Step::Wedged(Reason::Refused),
    }
}

/// Why a check-in must not be reported by a program any more, if so.
fn stale(facts: &Facts, rules: &Rules, now: Timestamp) -> Option<Reason> {
    let age = now.duration_since(facts.happened_at);
    if facts.by_hand {
        None
    } else if age < -CLOCK_TOLERANCE {
        Some(Reason::ClockMoved)
    } else if age >= SignedDuration::try_from(rules.replay_for).unwrap_or(SignedDuration::MAX) {
        Some(Reason::TooOld)
    } else {
        None
    }
}

fn lock_lives(facts: &Facts, now: Timestamp) -> bool {
    // A lock that ends later than any lock can was written down under another clock.
    let left = facts.lock_until.and_then(|until| Duration::try_from(until.duration_since(now)).ok());
    left.is_some_and(|left| !left.is_zero() && left <= LONGEST_LOCK)
}

/// Whether a sale may be refused because its lock is over. What the desk knows of the vendor's time-outs is a
/// setting, so the lock may have been shorter than it believes: over half of it has passed.
fn may_be_over(facts: &Facts, now: Timestamp) -> bool {
    let left = facts.lock_until.map_or(Duration::ZERO, |until| left(until, now));
    facts.kind == Kind::Sale
        && facts.has_transaction
        && facts.reusable
        && !facts.maybe_sent
        && left <= facts.lock_for / 2
}

fn left(until: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(until.duration_since(now)).unwrap_or_default().min(LONGEST_LOCK)
}

/// Twice as long after every attempt, spread from half of that to all of it, so that the desks of a
/// chain do not all come back in the same second.
pub fn pause(attempts: u32, chance: f64) -> Duration {
    let doublings = attempts.saturating_sub(1).min(16);
    FIRST_PAUSE.saturating_mul(1 << doublings).min(LONGEST_PAUSE).mul_f64(0.5 + chance / 2.0)
}

/// Not before the vendor said, and not all at once then.
pub fn spread_after(wait: Duration, chance: f64) -> Duration {
    wait.min(LONGEST_REST) + Duration::from_secs(2).mul_f64(chance)
}

/// When a check-in becomes too old to be reported.
pub fn replay_ends(happened_at: Timestamp, rules: &Rules) -> Timestamp {
    happened_at.checked_add(rules.replay_for).unwrap_or(Timestamp::MAX)
}
