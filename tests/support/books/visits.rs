//! Taps, of which the vendor's journal has the cards and the desk's ledger has what became of them. Each card comes
//! once.

use std::collections::{BTreeMap, BTreeSet};

use outbox::{Event, ItemId, Kind, Listed, State};
use sandbox::{Effect, Ended, Entry};

use super::{Books, attempts, is_waiting, needs_a_person};
use crate::{Failure, Outcome, Studio};

/// What the vendor knows about a card, told by the last two bytes of its number: how each request ended,
/// and what it did.
type Requests<'a> = BTreeMap<u16, Vec<&'a Entry>>;

/// Visits that wait or need a person, by their cards.
type Open<'a> = BTreeMap<u16, &'a Listed>;

impl Books {
    /// Every difference, in words, between what the vendor did about cards and what the desk believes it did, except
    /// where the desk says that it does not know. `asked` is every identification that arrived.
    pub fn compare_visits(&self, asked: &[Entry], found: &mut Vec<String>) -> Outcome {
        let requests = by_card(asked)?;
        let open = self.open_visits(found)?;
        never_twice(&requests, found);
        self.compare_ends(found);
        self.compare_open(&requests, &open, found);
        self.compare_over(&requests, &open, found);
        Ok(())
    }

    fn open_visits(&self, found: &mut Vec<String>) -> Outcome<Open<'_>> {
        let mut open = Open::new();
        for item in self.of(Kind::CheckIn).filter(|item| is_waiting(item) || needs_a_person(item)) {
            if open.insert(card_of(item)?, item).is_some() {
                found.push(format!("item {} is about a card that another one is about", item.id));
            }
        }
        Ok(open)
    }

    /// Every visit has an end, or is listed for what it waits for.
    fn compare_ends(&self, found: &mut Vec<String>) {
        let mut listed: BTreeMap<ItemId, State> =
            self.of(Kind::CheckIn).map(|item| (item.id, item.state)).collect();
        for (item, events) in self.histories(Kind::CheckIn) {
            let (state, last) = (listed.remove(&item), events.last().copied());
            if !is_so_listed(last, state) {
                found.push(format!("item {item} is listed as {state:?}, and this happened: {events:?}"));
            }
        }
        for (item, state) in listed {
            found.push(format!("item {item} is listed as {state:?}, and not in the ledger"));
        }
    }

    fn compare_open(&self, requests: &Requests<'_>, open: &Open<'_>, found: &mut Vec<String>) {
        for (card, item) in open {
            let entries = requests.get(card).map(Vec::as_slice).unwrap_or_default();
            self.compare_attempts(item, entries.len(), found);
            if item.state == State::Wedged && entries.iter().any(|entry| moved(entry)) {
                found.push(format!("item {} is certainly not done, says the desk, and was done", item.id));
            }
        }
    }

    /// What is over has lost its card number, so the two can only be counted.
    fn compare_over(&self, requests: &Requests<'_>, open: &Open<'_>, found: &mut Vec<String>) {
        let inside = who_moved(requests);
        let unsettled = inside.iter().filter(|card| open.contains_key(card)).count();
        let delivered = self.ended(Kind::CheckIn, Event::Delivered);
        if delivered + unsettled != inside.len() {
            found.push(format!(
                "{} cards were checked in, {unsettled} of them are open items, and {delivered} items were delivered",
                inside.len()
            ));
        }
        let listed: BTreeSet<ItemId> = open.values().map(|item| item.id).collect();
        let over = self.histories(Kind::CheckIn).filter(|(item, _)| !listed.contains(item));
        let written: usize = over.map(|(_, events)| attempts(events)).sum();
        let of_over = requests.iter().filter(|(card, _)| !open.contains_key(card));
        let arrived: usize = of_over.map(|(_, entries)| entries.len()).sum();
        if arrived > written {
            found.push(format!(
                "{arrived} requests arrived for what is over, and {written} are in the ledger"
            ));
        }
    }
}

/// Whether a visit with this as the last that happened is listed so. Nobody has decided anything yet.
fn is_so_listed(last: Option<Event>, state: Option<State>) -> bool {
    let ended = [Event::Delivered, Event::TurnedAway, Event::Unknown, Event::Wedged];
    match state {
        None => matches!(last, Some(Event::Delivered | Event::TurnedAway)),
        Some(State::Delivered) => last == Some(Event::Delivered),
        Some(State::Unknown) => last == Some(Event::Unknown),
        Some(State::Wedged) => last == Some(Event::Wedged),
        Some(State::Ready | State::InFlight) => last.is_some_and(|last| !ended.contains(&last)),
        Some(State::Closed) => false,
    }
}

/// An identification whose outcome the desk could not know, or that was done, is the last one of its card.
fn never_twice(requests: &Requests<'_>, found: &mut Vec<String>) {
    for (card, entries) in requests {
        let moves = entries.iter().filter(|entry| moved(entry)).count();
        if moves > 1 {
            found.push(format!("card {card} was moved {moves} times: {}", told(entries)));
        }
        let Some((_, before)) = entries.split_last() else { continue };
        if !before.iter().all(|entry| matches!(entry.ended, Ended::Answered { status: 429 | 503 })) {
            found.push(format!("card {card} was asked about again: {}", told(entries)));
        }
    }
}

fn told(entries: &[&Entry]) -> String {
    let told: Vec<_> =
        entries.iter().map(|entry| format!("#{} {}: {}", entry.number, entry.ended, entry.effect)).collect();
    told.join("; ")
}

/// Whether somebody came in or went out by it.
fn moved(entry: &Entry) -> bool {
    matches!(entry.effect, Effect::CheckedIn { .. } | Effect::CheckedOut { .. })
}

/// The cards of those who came in or went out.
pub fn inside(asked: &[Entry]) -> Outcome<BTreeSet<u16>> {
    Ok(who_moved(&by_card(asked)?))
}

fn who_moved(requests: &Requests<'_>) -> BTreeSet<u16> {
    let moves = requests.iter().filter(|(_, entries)| entries.iter().any(|entry| moved(entry)));
    moves.map(|(card, _)| *card).collect()
}

/// Sorts identifications by their cards.
fn by_card(asked: &[Entry]) -> Outcome<Requests<'_>> {
    let mut requests = Requests::new();
    for entry in asked {
        let body: serde_json::Value = serde_json::from_slice(&entry.request.body)?;
        let value = body["identification"]["value"].as_str().unwrap_or_default();
        requests.entry(end_of(u64::from_str_radix(value, 16)?)).or_default().push(entry);
    }
    Ok(requests)
}

/// The last two bytes of a card's number. Of the cards in here no two have the same.
const fn end_of(number: u64) -> u16 {
    (number & 0xffff) as u16
}

/// Which card an open item is about: "Gast17 Probe", or the end of the number of one that the list did not
/// know.
pub fn card_of(item: &Listed) -> Outcome<u16> {
    let subject = item.subject.as_ref().map(|subject| subject.expose().as_str()).unwrap_or_default();
    let named = subject.strip_prefix("Gast").and_then(|rest| rest.split(' ').next()?.parse().ok());
    let masked = || u16::from_str_radix(subject.strip_prefix("•••• ")?, 16).ok();
    named
        .map(|guest| end_of(Studio::guest_number(guest)))
        .or_else(masked)
        .ok_or_else(|| Failure::new(format!("item {} says nobody's name: {subject}", item.id)))
}
