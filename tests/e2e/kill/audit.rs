//! The vendor's journal against the desk's ledger.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use outbox::{Event, ItemId, Listed, Outbox, Part, State};
use portico_tests::{Failure, Outcome, Requests, by_card, card_of, moved, never_twice};
use sandbox::Entry;

use super::Counts;

const LINES_AT_ONCE: usize = 10_000;
/// The longest that an item is left alone after a failure, with a little for the vendor's own wishes.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_secs(5 * 60 + 5);

/// Everything the desk knows about what happened.
pub struct Books {
    items: BTreeMap<ItemId, Vec<Event>>,
    waiting: Vec<Listed>,
    person: Vec<Listed>,
    at: Timestamp,
    /// What was done when the store was opened for this.
    on_opening: Vec<Event>,
}

impl Books {
    pub async fn read(outbox: &Outbox, opened: Timestamp) -> Outcome<Self> {
        let now = Timestamp::now();
        let mut items: BTreeMap<ItemId, Vec<Event>> = BTreeMap::new();
        let (mut after, mut on_opening) = (0, Vec::new());
        loop {
            let lines = outbox.ledger(after, LINES_AT_ONCE).await?;
            let Some(last) = lines.last() else { break };
            after = last.id;
            for line in lines {
                if line.at.as_millisecond() >= opened.as_millisecond() {
                    on_opening.push(line.event);
                }
                if let Some(item) = line.item {
                    items.entry(item).or_default().push(line.event);
                }
            }
        }
        let waiting = outbox.page(Part::Waiting, None, None, usize::MAX, now).await?;
        let person = outbox.page(Part::Person, None, None, usize::MAX, now).await?;
        Ok(Self { items, waiting, person, at: now, on_opening })
    }

    pub fn count(&self, counts: &mut Counts, asked: &[Entry]) {
        let over =
            |event: Event| self.items.values().filter(|history| history.last() == Some(&event)).count();
        let reported = |history: &&Vec<Event>| {
            history.last() == Some(&Event::Delivered) && history.contains(&Event::LetIn)
        };
        counts.checked_in = asked.iter().filter(|entry| moved(entry)).count();
        counts.delivered = over(Event::Delivered);
        counts.reported = self.items.values().filter(reported).count();
        let events = self.items.values().flatten();
        counts.cut_short = events.filter(|event| **event == Event::Interrupted).count();
        counts.unknown = over(Event::Unknown);
        counts.turned_away = over(Event::TurnedAway);
    }

    /// Every difference between the two, in words.
    pub fn compare(&self, asked: &[Entry], let_in: &[ItemId], counts: &Counts) -> Outcome {
        let mut found = Vec::new();
        let requests = by_card(asked)?;
        never_twice(&requests, &mut found);
        self.is_calm(&mut found);
        self.everything_is_known(&requests, counts, &mut found)?;
        self.who_came_in_is_written_down(let_in, &mut found);
        self.is_not_about_nothing(counts, &mut found);
        if found.is_empty() { Ok(()) } else { Err(Failure::new(found.join("\n"))) }
    }

    fn is_calm(&self, found: &mut Vec<String>) {
        for item in &self.waiting {
            let next = item.due_at.map(|due| due.duration_since(self.at));
            if item.state != State::Ready || next.is_none_or(|next| next > LONGEST_PAUSE) {
                found.push(format!("item {} is {:?}; its next try is in {next:?}", item.id, item.state));
            }
        }
        if !self.on_opening.is_empty() {
            found.push(format!("something was left in the air by a calm program: {:?}", self.on_opening));
        }
        for (item, history) in &self.items {
            match history.last() {
                Some(Event::Delivered | Event::Unknown | Event::Wedged | Event::TurnedAway) => {}
                _ if self.waiting.iter().any(|waiting| waiting.id == *item) => {}
                last => found.push(format!("item {item} has no end: {last:?} of {history:?}")),
            }
        }
    }

    /// What the vendor did and what the desk believes it did are the same, except where the desk says that
    /// it does not know.
    fn everything_is_known(&self, requests: &Requests, counts: &Counts, found: &mut Vec<String>) -> Outcome {
        let mut open = BTreeMap::new();
        for item in self.waiting.iter().chain(&self.person) {
            if open.insert(card_of(item)?, item).is_some() {
                found.push(format!("item {} is about a card that another one is about", item.id));
            }
        }
        let in_there: BTreeSet<u16> = requests
            .iter()
            .filter(|(_, entries)| entries.iter().any(|entry| moved(entry)))
            .map(|(card, _)| *card)
            .collect();
        let unsettled = in_there.iter().filter(|card| open.contains_key(card)).count();
        // Each card came once. What is over has lost its card number, so the two can only be counted.
        if counts.delivered + unsettled != in_there.len() {
            found.push(format!(
                "{} cards were checked in, {unsettled} of them are open items, and {} items were delivered",
                in_there.len(),
                counts.delivered
            ));
        }
        for (card, item) in &open {
            let received = requests.get(card).map_or(0, Vec::len);
            let written = self.attempts(item.id);
            if item.attempts as usize != written || received > written {
                found.push(format!(
                    "item {}: {received} requests arrived, {written} attempts in the ledger, {} in the item",
                    item.id, item.attempts
                ));
            }
            if item.state == State::Wedged && in_there.contains(card) {
                found.push(format!("item {} is certainly not done, says the desk, and was done", item.id));
            }
        }
        let over = |item: &ItemId| !open.values().any(|listed| listed.id == *item);
        let attempts: usize =
            self.items.keys().filter(|item| over(item)).map(|item| self.attempts(*item)).sum();
        let received: usize =
            requests.iter().filter(|(card, _)| !open.contains_key(card)).map(|(_, all)| all.len()).sum();
        if received > attempts {
            found.push(format!(
                "{received} requests arrived for what is over, and {attempts} are in the ledger"
            ));
        }
        if self.items.len() > counts.cards as usize {
            found.push(format!("{} items for {} cards", self.items.len(), counts.cards));
        }
        let unknown = self.person.iter().filter(|item| item.state == State::Unknown).count();
        if unknown != counts.unknown {
            found.push(format!("{} items are unknown, and people see {unknown}", counts.unknown));
        }
        Ok(())
    }

    /// Whoever was told to come in by the desk's own rules was written down as let in before.
    fn who_came_in_is_written_down(&self, let_in: &[ItemId], found: &mut Vec<String>) {
        for item in let_in {
            match self.items.get(item) {
                None => found.push(format!("item {item} let somebody in and does not exist")),
                Some(history) if !history.contains(&Event::LetIn) => {
                    found.push(format!(
                        "somebody came in by item {item} before that was on the disk: {history:?}"
                    ));
                }
                Some(history) if history.last() == Some(&Event::TurnedAway) => {
                    found.push(format!("item {item} let somebody in, and nothing is owed: {history:?}"));
                }
                Some(_) => {}
            }
        }
    }

    /// A run in which nothing happened would hold, too.
    fn is_not_about_nothing(&self, counts: &Counts, found: &mut Vec<String>) {
        let few = counts.kills as usize / 10;
        for (what, count) in [
            ("checked in", counts.checked_in),
            ("let in", counts.let_in),
            ("reported", counts.reported),
            ("cut short", counts.cut_short),
            ("unknown", counts.unknown),
        ] {
            if count < few {
                found.push(format!("this run shows little: only {count} {what}"));
            }
        }
    }

    fn attempts(&self, item: ItemId) -> usize {
        let made = |event: &&Event| matches!(event, Event::Asked | Event::Sent);
        self.items.get(&item).map_or(0, |history| history.iter().filter(made).count())
    }
}
