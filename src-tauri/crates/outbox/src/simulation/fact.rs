//! What physically happened, remembered outside the process that is killed.

use std::time::Duration;

use domain::{CredentialMark, Currency, DeviceId, Money, Redacted};
use uuid::Uuid;

use super::rng::Rng;
use crate::item::{Charge, Decision, ItemId, Kind, Lane, NewItem, TapEnd};
use crate::row::moment;
use crate::sale::Stage;

/// One thing that happened, and what the people at the desk know of it.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    pub(super) new: NewItem,
    /// The item's number, once the desk heard that it is written down.
    pub(super) written: Option<ItemId>,
    /// When it happened, in true time.
    pub(super) happened: i64,
    /// It began at a reader.
    pub(super) tap: bool,
    /// How the desk says the tap ended; whether it heard that this is written down.
    pub(super) end: Option<(TapEnd, bool)>,
    /// The member is inside, by the desk's own rules.
    pub(super) inside: bool,
    /// Staff had it made a draft again, or tried to.
    pub(super) reopened: bool,
    /// What staff decided.
    pub(super) decisions: Vec<Decided>,
    /// The facts of the same credential that had to reach the vendor first.
    pub(super) behind: Vec<usize>,
    /// When the vendor acted on the last request about it.
    pub(super) acted_at: i64,
    /// The fact that has to be over first.
    pub(super) after: Option<usize>,
    /// What became of it at the shelf, if it was to come out of one. What was not had come out before.
    pub(super) handover: Option<Handover>,
}

/// What became of a sale at the shelf, and what the desk knows of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Handover {
    /// It came out. No crash puts it back.
    pub(super) out: bool,
    /// How far it is on the disk, as far as the desk heard.
    pub(super) stage: Option<Stage>,
    /// What the desk wanted to have written down.
    pub(super) said: Option<Said>,
    /// It heard that it was.
    pub(super) heard: bool,
}

/// What the desk says became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Out,
    Unknown,
    In,
}

/// What staff decided.
#[derive(Clone, Debug)]
pub(super) struct Decided {
    pub(super) decision: Decision,
    /// The wall clock, in milliseconds.
    pub(super) at: i64,
    /// They heard that it was done; if not, it may have been.
    pub(super) heard: bool,
}

impl Fact {
    /// How often staff had it sent once more, at most.
    pub(super) fn sent_again(&self) -> u32 {
        let again = |decided: &&Decided| matches!(decided.decision, Decision::SendAgain { .. });
        self.decisions.iter().filter(again).count() as u32
    }

    /// How often it may be done, at most: once, if it is known to have happened, and whenever staff said so.
    pub(super) fn wanted(&self) -> u32 {
        let owed = self.handover.as_ref().is_none_or(|handover| handover.said == Some(Said::Out));
        u32::from(owed) + self.sent_again()
    }

    /// Staff may have settled it.
    pub(super) fn settled(&self) -> bool {
        self.decisions.iter().any(|decided| match decided.decision {
            Decision::Done { .. } | Decision::Cancel { .. } => true,
            Decision::WithoutPicture { .. } => self.new.kind == Kind::Picture,
            Decision::TryNow | Decision::SendAgain { .. } => false,
        })
    }

    /// Staff cancelled it, and heard that it was.
    pub(super) fn is_cancelled(&self) -> bool {
        let cancels =
            |decided: &Decided| decided.heard && matches!(decided.decision, Decision::Cancel { .. });
        self.decisions.iter().any(cancels)
    }

    /// Staff may have had it sent without its picture.
    pub(super) fn left_picture_out(&self) -> bool {
        let without = |decided: &Decided| matches!(decided.decision, Decision::WithoutPicture { .. });
        self.decisions.iter().any(without)
    }
}

/// Personal data that can be told from everything else, to search for.
pub(super) fn personal(fact: usize, what: &str) -> String {
    format!("§{fact}§{what}")
}

/// Which fact a body is about.
pub(super) fn fact_of(body: &str) -> usize {
    body.split('§').nth(1).and_then(|number| number.parse().ok()).expect("a body of this simulation")
}

/// What a member holds to a reader.
pub(super) fn credential(member: usize) -> Option<CredentialMark> {
    CredentialMark::of_card_number(&(4000 + member).to_string())
}

/// A fact about to be written down at the wall clock `wall`.
pub(super) fn new_item(number: usize, kind: Kind, lane: Lane, rng: &mut Rng, wall: i64) -> NewItem {
    NewItem {
        key: rng.uuid(),
        kind,
        lane,
        happened_at: moment(wall),
        after: None,
        order: None,
        amount: None,
        charge: None,
        subject: Some(Redacted::new(personal(number, "name"))),
        body: Redacted::new(personal(number, "body")),
    }
}

/// Money for the fact `number`. Powers of five: no sum of a few of them, taken twice at most, cancels
/// another out, so equal credit proves that nothing was charged. That is what the policy assumes.
pub(super) fn minor(number: usize, kind: Kind) -> i64 {
    let amount = 5i64.pow(number.min(20) as u32);
    if kind == Kind::TopUp { -amount } else { amount }
}

/// What the desk knows about a charge.
pub(super) fn charge(
    transaction: Option<Uuid>,
    lock_for: i64,
    wall: i64,
    credit_before: Option<i64>,
    reusable: bool,
) -> Charge {
    Charge {
        transaction,
        lock_for: Duration::from_millis(lock_for as u64),
        lock_until: credit_before.map(|_| moment(wall + lock_for)),
        credit_before,
        reusable,
    }
}

pub(super) fn amount(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

pub(super) fn device(number: usize) -> Lane {
    Lane::device(DeviceId(number as i64 + 1))
}
