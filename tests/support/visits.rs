//! What the vendor's journal has of cards, of which each came once, and which card an open item is about.

use std::collections::BTreeMap;

use outbox::Listed;
use sandbox::{Effect, Ended, Entry};

use crate::{Failure, Outcome, Studio};

/// What the vendor knows about a card, told by the last two bytes of its number: how each request ended,
/// and what it did.
pub type Requests<'a> = BTreeMap<u16, Vec<&'a Entry>>;

/// An identification whose outcome the desk could not know, or that was done, is the last one of its card.
pub fn never_twice(requests: &Requests, found: &mut Vec<String>) {
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
pub fn moved(entry: &Entry) -> bool {
    matches!(entry.effect, Effect::CheckedIn { .. } | Effect::CheckedOut { .. })
}

/// Sorts identifications by their cards.
pub fn by_card(asked: &[Entry]) -> Outcome<Requests<'_>> {
    let mut requests = Requests::new();
    for entry in asked {
        let body: serde_json::Value = serde_json::from_slice(&entry.request.body)?;
        let value = body["identification"]["value"].as_str().unwrap_or_default();
        requests.entry(end_of(u64::from_str_radix(value, 16)?)).or_default().push(entry);
    }
    Ok(requests)
}

/// The last two bytes of a card's number. Of the cards in here no two have the same.
pub const fn end_of(number: u64) -> u16 {
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
