//! What a run has shown, counted.

use outbox::{Event, Kind, Listed, State};
use portico_tests::{Books, Failure, Fallen, Goods, Outcome, World, is_asked_about};

use super::Counts;

/// Where this end of the program has met a sale. `fallen` is what was out then.
pub fn what_was_cut(books: &Books, counts: &mut Counts, fallen: &[Fallen]) -> Outcome {
    let out: Vec<_> = fallen.iter().map(|fallen| Goods::of_item(&fallen.item)).collect::<Outcome<_>>()?;
    for (event, id) in &books.on_opening {
        let item = books.of(Kind::Sale).find(|item| Some(item.id) == *id);
        let is_out = item.map(Goods::of_listed).transpose()?.is_some_and(|goods| out.contains(&goods));
        let met = |met: Event| usize::from(*event == met);
        counts.before_yes += met(Event::NotHandedOut);
        counts.before_success += if is_out { 0 } else { met(Event::HandOutUnknown) };
        counts.before_write += if is_out { met(Event::HandOutUnknown) } else { 0 };
        counts.during_charge += met(Event::Interrupted);
    }
    Ok(())
}

pub fn all(books: &Books, counts: &mut Counts, world: &World) {
    let all = |state: State| books.of(Kind::Sale).filter(|item| item.state == state).count();
    counts.fallen = world.fallen.len();
    counts.charged = world.charges.len();
    counts.delivered = all(State::Delivered);
    counts.waiting = all(State::Ready);
    counts.unknown = all(State::Unknown);
    counts.asked_about = books.of(Kind::Sale).filter(|item| is_asked_about(item)).count();
    let late = |item: &&Listed| item.state == State::Delivered && item.attempts > 1;
    counts.late = books.of(Kind::Sale).filter(late).count();
}

/// A program that nobody bought from any more left nothing in the air.
pub fn is_calm(books: &Books, counts: &Counts) -> Outcome {
    let mut found = Vec::new();
    books.is_calm(&mut found);
    // The machine is asked, and not the team, unless it could not be heard.
    let unheard = counts.before_write + counts.before_success + counts.forgotten;
    if counts.asked_about > unheard {
        found.push(format!("the team is asked about {}, of {unheard} at most", counts.asked_about));
    }
    Failure::if_any(&found)
}
