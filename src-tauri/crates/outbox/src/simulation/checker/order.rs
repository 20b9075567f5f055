//! What arrives first, and what may wait for what.

use super::*;

impl World<'_> {
    /// What waited in the outbox when this one happened reached the vendor before it, unless a person
    /// was needed for one of the two.
    pub(super) fn check_order(&mut self, number: usize, facts: &[Fact], evidence: &Evidence) {
        let for_people = |fact: usize| {
            evidence.lines[fact].iter().any(|line| match line.event {
                Event::Wedged
                | Event::Unknown
                | Event::HandOutUnknown
                | Event::SendAgain
                | Event::SettledDone
                | Event::Cancelled
                | Event::WithoutPicture
                | Event::Reopened => true,
                Event::Happened
                | Event::Asked
                | Event::Sent
                | Event::Waits
                | Event::Delivered
                | Event::TurnedAway
                | Event::LetIn
                | Event::Interrupted
                | Event::AccessWithdrawn
                | Event::AccessBack
                | Event::TryNow
                | Event::Identified
                | Event::Chosen
                | Event::Cleared
                | Event::HandingOut
                | Event::HandedOut
                | Event::NotHandedOut
                | Event::DraftBegun
                | Event::DraftParked
                | Event::DraftCode
                | Event::DraftSubmitted
                | Event::DraftDropped
                | Event::DraftWiped
                | Event::ByHand
                | Event::CardLinked
                | Event::Signed => false,
            })
        };
        let done = |world: &Self, fact: usize| world.vendor.deeds[fact].first_done;
        for &earlier in &facts[number].behind {
            let (Some(first), Some(second)) = (done(self, earlier), done(self, number)) else { continue };
            if first > second && !for_people(earlier) && !for_people(number) {
                self.violate(Rule::OutOfOrder, || format!("fact {number} arrived before {earlier}"));
            }
        }
    }

    /// Whatever waits, waits for something that needs a person; at the end nothing does.
    pub(super) fn check_waiting(
        &mut self,
        number: usize,
        item: &Item,
        evidence: &Evidence,
        facts: &[Fact],
        settled: bool,
    ) {
        let waits = match item.state {
            State::Delivered | State::Closed => return,
            State::Wedged | State::Unknown => settled,
            State::InFlight => true,
            State::Ready => settled || !waits_for_people(number, evidence, facts, 0),
        };
        if waits {
            self.violate(Rule::Stuck, || {
                format!("fact {number} is {:?} because {:?}, due {:?}", item.state, item.reason, item.due_at)
            });
        }
    }
}

/// It waits for an item that needs a person, or for one that does.
fn waits_for_people(number: usize, evidence: &Evidence, facts: &[Fact], depth: usize) -> bool {
    let Some(item) = evidence.rows[number].first() else { return false };
    match item.state {
        State::Wedged | State::Unknown => depth > 0,
        State::InFlight | State::Delivered | State::Closed => false,
        State::Ready if item.due_at.is_some() || depth > facts.len() => false,
        State::Ready => {
            let before = facts[number].after;
            let earlier = (0..facts.len()).filter(|other| {
                evidence.rows[*other].first().is_some_and(|other| {
                    other.id < item.id && item.order.is_some() && other.order == item.order
                })
            });
            // An earlier one of the credential that needs a person holds nothing up itself.
            let mut ready = earlier
                .filter(|other| evidence.rows[*other].first().is_some_and(|o| o.state == State::Ready));
            before.is_some_and(|before| waits_for_people(before, evidence, facts, depth + 1))
                || ready.any(|other| waits_for_people(other, evidence, facts, depth + 1))
        }
    }
}
