//! What must be true of the shelf: whatever came out of it is charged once, or waits to be, or is before a
//! person, and nobody pays for what did not come out.

use super::checker::{Evidence, Rule};
use super::fact::{Fact, Said};
use super::world::World;
use crate::item::{Reason, State};
use crate::row::Item;
use crate::sale::Stage;

impl World<'_> {
    /// What came out of the shelf, and what the vendor and the store say about it.
    pub(super) fn check_unit(&mut self, number: usize, fact: &Fact, item: Option<&Item>) {
        let deeds = self.vendor.deeds[number].clone();
        if deeds.unrehearsed {
            self.violate(Rule::DryRun, || format!("fact {number} was to be executed without a dry run"));
        }
        let Some(handover) = &fact.handover else { return };
        let by_a_person = fact.sent_again() > 0;
        if deeds.done > 0 && !handover.out && !by_a_person {
            self.violate(Rule::NeverGot, || format!("fact {number} is charged and never came out"));
        }
        if deeds.done > 0 && handover.said != Some(Said::Out) && !by_a_person {
            self.violate(Rule::ByItself, || format!("fact {number}: nobody said that it came out"));
        }
        if handover.out && paid(fact, deeds.done, item).is_none() {
            let state = item.map(|item| (item.state, item.reason));
            self.violate(Rule::Unpaid, || format!("fact {number} came out, and is {state:?}"));
        }
        // What was chosen when the process ended is shown to staff, and what they did not hear of is not
        // taken away.
        let begun = match handover.stage {
            Some(Stage::HandingOut) => true,
            Some(Stage::Chosen | Stage::Cleared) => handover.said.is_none(),
            Some(Stage::Identified) | None => false,
        };
        if begun && item.is_none() {
            self.violate(Rule::OneRow, || format!("fact {number} was {:?}, and is gone", handover.stage));
        }
    }

    /// What everything is worth that came out is what was charged for it, what will be and what people
    /// settled. Nothing is under way any more.
    pub(super) fn check_money(&mut self, facts: &[Fact], evidence: &Evidence) {
        let (mut came_out, mut accounted) = (0, 0);
        for (number, fact) in facts.iter().enumerate() {
            if fact.handover.as_ref().is_some_and(|handover| handover.out) {
                came_out += fact.new.amount.map_or(0, |amount| amount.minor);
                let item = evidence.rows[number].first();
                accounted += paid(fact, self.vendor.deeds[number].done, item).unwrap_or_default();
            }
        }
        if came_out != accounted {
            self.violate(Rule::Unpaid, || format!("{came_out} came out, and {accounted} is accounted for"));
        }
        let under_way: u32 =
            self.db().query_row("SELECT count(*) FROM sale", [], |row| row.get(0)).expect("an answer");
        if under_way > 0 {
            self.violate(Rule::Unpaid, || format!("{under_way} sales are under way, and nobody is busy"));
        }
    }
}

/// What is charged for something that came out, or will be, or was settled by a person. Nothing when it
/// is none of these.
fn paid(fact: &Fact, done: u32, item: Option<&Item>) -> Option<i64> {
    let item = item?;
    let settled = fact.settled()
        && matches!(item.reason, Some(Reason::SettledDone | Reason::Cancelled))
        && item.state == State::Closed;
    if done > 0 || !item.state.is_over() || settled { item.minor } else { None }
}
