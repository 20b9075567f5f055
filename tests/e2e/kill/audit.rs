//! The vendor's journal against the desk's ledger.

use outbox::{Event, ItemId, Kind};
use portico_tests::{Books, Failure, Outcome, inside};
use sandbox::Entry;

use super::Counts;

/// What the desk and the vendor have, counted.
pub fn count(books: &Books, counts: &mut Counts, asked: &[Entry]) -> Outcome {
    let visits = books.histories(Kind::CheckIn);
    let reported =
        |events: &[Event]| events.last() == Some(&Event::Delivered) && events.contains(&Event::LetIn);
    let cut_short = |event: &&Event| **event == Event::Interrupted;
    counts.checked_in = inside(asked)?.len();
    counts.delivered = books.ended(Kind::CheckIn, Event::Delivered);
    counts.reported = visits.clone().filter(|(_, events)| reported(events)).count();
    counts.cut_short = visits.flat_map(|(_, events)| events).filter(cut_short).count();
    counts.unknown = books.ended(Kind::CheckIn, Event::Unknown);
    counts.turned_away = books.ended(Kind::CheckIn, Event::TurnedAway);
    Ok(())
}

/// Every difference between the two, in words.
pub fn compare(books: &Books, asked: &[Entry], let_in: &[ItemId], counts: &Counts) -> Outcome {
    let mut found = Vec::new();
    books.compare_visits(asked, &mut found)?;
    books.is_calm(&mut found);
    let (visits, cards) = (books.count(Kind::CheckIn), counts.cards);
    if visits > cards as usize || visits != books.everything() {
        let all = books.everything();
        found.push(format!("{all} items for {cards} cards, and {visits} of them are visits"));
    }
    who_came_in_is_written_down(books, let_in, &mut found);
    is_not_about_nothing(counts, &mut found);
    Failure::if_any(&found)
}

/// Whoever was told to come in by the desk's own rules was written down as let in before.
fn who_came_in_is_written_down(books: &Books, let_in: &[ItemId], found: &mut Vec<String>) {
    for item in let_in {
        match books.events(*item) {
            None => found.push(format!("item {item} let somebody in and does not exist")),
            Some(events) if !events.contains(&Event::LetIn) => {
                found
                    .push(format!("somebody came in by item {item} before that was on the disk: {events:?}"));
            }
            Some(events) if events.last() == Some(&Event::TurnedAway) => {
                found.push(format!("item {item} let somebody in, and nothing is owed: {events:?}"));
            }
            Some(_) => {}
        }
    }
}

/// A run in which nothing happened would hold, too.
fn is_not_about_nothing(counts: &Counts, found: &mut Vec<String>) {
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
