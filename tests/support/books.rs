//! What a desk has written down, to be held against what it cannot know: taps against the vendor's journal, sales
//! against that and against what fell out of the machine.

mod sales;
#[cfg(test)]
mod tests;
mod visits;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use outbox::{Event, ItemId, Kind, Line, Listed, Outbox, Part, State};

use crate::{Failure, Outcome};

pub use sales::{Execution, Goods, World, is_asked_about};
pub use visits::{card_of, inside};

const LINES_AT_ONCE: usize = 10_000;
/// The longest that an item is left alone after a failure, with a little for the vendor's own wishes.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_secs(5 * 60 + 5);

impl Failure {
    /// A failure with everything that was found, if anything was.
    pub fn if_any(found: &[String]) -> Outcome {
        if found.is_empty() { Ok(()) } else { Err(Self::new(found.join("\n"))) }
    }
}

/// Everything the desk knows.
#[derive(Default)]
pub struct Books {
    histories: BTreeMap<ItemId, History>,
    /// What people see, whatever became of it. A visit that nobody owed anything is in the ledger alone.
    pub items: Vec<Listed>,
    line: Line,
    /// When this was read.
    at: Timestamp,
    /// What was done when the store was opened for this: what the end of the program cut short.
    pub on_opening: Vec<(Event, Option<ItemId>)>,
}

/// What the ledger has of an item, oldest first.
struct History {
    kind: Kind,
    events: Vec<Event>,
}

impl Books {
    /// Reads a store that was opened then.
    pub async fn read(outbox: &Outbox, opened: Timestamp) -> Outcome<Self> {
        let now = Timestamp::now();
        let mut books = Self { line: outbox.line(now).await?, at: now, ..Self::default() };
        let mut after = 0;
        loop {
            let lines = outbox.ledger(after, LINES_AT_ONCE).await?;
            let Some(last) = lines.last() else { break };
            after = last.id;
            for line in lines {
                if line.at.as_millisecond() >= opened.as_millisecond() {
                    books.on_opening.push((line.event, line.item));
                }
                if let Some(item) = line.item {
                    books.write(item, line.event, line.detail.as_deref())?;
                }
            }
        }
        for part in [Part::Waiting, Part::Person, Part::Over] {
            books.items.extend(outbox.page(part, None, None, usize::MAX, now).await?);
        }
        Ok(books)
    }

    /// The first line of an item says of which kind it is.
    fn write(&mut self, item: ItemId, event: Event, detail: Option<&str>) -> Outcome {
        if let Some(history) = self.histories.get_mut(&item) {
            history.events.push(event);
            return Ok(());
        }
        let kind = Kind::ALL.iter().copied().find(|kind| detail == Some(kind.word()));
        let kind = kind.ok_or_else(|| Failure::new(format!("item {item} begins with {event:?}")))?;
        self.histories.insert(item, History { kind, events: vec![event] });
        Ok(())
    }

    /// What people see of this kind.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Listed> + Clone {
        self.items.iter().filter(move |item| item.kind == kind)
    }

    /// What the ledger has of this kind, oldest first.
    pub fn histories(&self, kind: Kind) -> impl Iterator<Item = (ItemId, &[Event])> + Clone {
        let of = self.histories.iter().filter(move |(_, history)| history.kind == kind);
        of.map(|(item, history)| (*item, history.events.as_slice()))
    }

    /// How many items of this kind are in the ledger.
    pub fn count(&self, kind: Kind) -> usize {
        self.histories(kind).count()
    }

    /// How many items are in the ledger.
    pub fn everything(&self) -> usize {
        self.histories.len()
    }

    /// How many of this kind have this as the last that happened.
    pub fn ended(&self, kind: Kind, event: Event) -> usize {
        self.histories(kind).filter(|(_, events)| events.last() == Some(&event)).count()
    }

    /// What happened to an item, oldest first.
    pub fn events(&self, item: ItemId) -> Option<&[Event]> {
        self.histories.get(&item).map(|history| history.events.as_slice())
    }

    /// What a program left that had nothing more to do: nothing in the air, and a next try for whatever waits.
    pub fn is_calm(&self, found: &mut Vec<String>) {
        if !self.on_opening.is_empty() {
            found.push(format!("something was left in the air by a calm program: {:?}", self.on_opening));
        }
        for item in self.items.iter().filter(|item| is_waiting(item)) {
            let next = item.due_at.map(|due| due.duration_since(self.at));
            if item.state != State::Ready || next.is_none_or(|next| next > LONGEST_PAUSE) {
                found.push(format!("item {} is {:?}; its next try is in {next:?}", item.id, item.state));
            }
        }
    }

    /// An attempt is written down before it is made, in the ledger and in the item: so many requests arrived.
    fn compare_attempts(&self, item: &Listed, arrived: usize, found: &mut Vec<String>) {
        let written = self.events(item.id).map_or(0, attempts);
        if item.attempts as usize != written || arrived > written {
            found.push(format!(
                "item {}: {arrived} requests arrived, {written} attempts in the ledger, {} in the item",
                item.id, item.attempts
            ));
        }
    }
}

/// How many attempts these are.
fn attempts(events: &[Event]) -> usize {
    events.iter().filter(|event| matches!(event, Event::Asked | Event::Sent)).count()
}

/// Whether it is on its way, or will be.
pub fn is_waiting(item: &Listed) -> bool {
    matches!(item.state, State::Ready | State::InFlight)
}

/// Whether a person has to look at it.
pub fn needs_a_person(item: &Listed) -> bool {
    matches!(item.state, State::Wedged | State::Unknown)
}
