use domain::Redacted;
use proptest::prelude::*;

use super::*;

const SLOT: &CStr = c"A 00 00";
const OTHER: &CStr = c"B 00 00";

fn empty(count: u16) -> Seen {
    Seen { card: false, held: false, count }
}

fn card(count: u16) -> Seen {
    Seen { card: true, held: false, count }
}

fn held(seen: Seen) -> Seen {
    Seen { held: true, ..seen }
}

fn number() -> Answer {
    Answer::Number(Redacted::new(vec![1, 2, 3, 4]))
}

fn watching(names: &[&CStr]) -> Slots {
    let mut slots = Slots::default();
    slots.list(names.iter().map(|name| (*name).to_owned()).collect());
    slots
}

/// What comes of a look at a slot.
#[derive(Debug, PartialEq)]
enum Outcome {
    Nothing,
    Reads,
    Missed,
}
use Outcome::{Missed, Nothing, Reads};

/// Looks at a slot and reads what is to be read, at once and well.
fn look(slots: &mut Slots, name: &CStr, seen: Seen) -> Outcome {
    let missed = slots.see(name, seen);
    let to_read = slots.to_read();
    if to_read.is_empty() {
        return if missed { Missed } else { Nothing };
    }
    assert!(!missed, "one look has one outcome");
    assert_eq!(to_read, [name.to_owned()]);
    slots.answered(name, &number());
    Reads
}

#[test]
fn one_card_held_to_the_reader_is_one_tap() {
    for (what, looks) in [
        (
            "comes and goes",
            vec![(empty(7), Nothing), (card(8), Reads), (card(8), Nothing), (empty(9), Nothing)],
        ),
        ("lies there at the start", vec![(card(3), Reads), (card(3), Nothing), (empty(4), Nothing)]),
        ("again", vec![(card(3), Reads), (empty(4), Nothing), (card(5), Reads)]),
        ("again, between two looks", vec![(card(3), Reads), (card(5), Reads), (card(5), Nothing)]),
        ("the count wraps", vec![(card(65_535), Reads), (card(1), Reads), (empty(2), Nothing)]),
        ("came and went before the first look", vec![(empty(12), Nothing), (empty(12), Nothing)]),
        (
            "came and went between two looks",
            vec![(empty(1), Nothing), (empty(3), Missed), (empty(3), Nothing)],
        ),
        ("another came and went as it left", vec![(card(1), Reads), (empty(4), Missed)]),
        ("another came as one had gone", vec![(empty(1), Nothing), (card(4), Reads)]),
        (
            "nobody counts",
            vec![(empty(0), Nothing), (card(0), Reads), (card(0), Nothing), (empty(0), Nothing)],
        ),
        ("nobody counts, again", vec![(card(0), Reads), (empty(0), Nothing), (card(0), Reads)]),
    ] {
        let mut slots = watching(&[SLOT]);
        for (seen, expected) in looks {
            assert_eq!(look(&mut slots, SLOT, seen), expected, "{what}: {seen:?}");
        }
    }
}

#[test]
fn whatever_a_card_answers_it_is_asked_once() {
    for answer in [number(), Answer::Numberless, Answer::Lost] {
        let mut slots = watching(&[SLOT]);
        slots.see(SLOT, card(1));
        assert_eq!(slots.to_read(), [SLOT.to_owned()]);
        slots.answered(SLOT, &answer);
        assert!(slots.to_read().is_empty(), "{answer:?}");
        assert_eq!(slots.wait(), ROUND);
        assert!(!slots.see(SLOT, card(1)));
        assert!(slots.to_read().is_empty());
        assert!(!slots.see(SLOT, empty(2)), "the person knows already: {answer:?}");
    }
}

#[test]
fn a_card_another_program_is_busy_with_is_read_later_or_was_held_too_short() {
    let mut slots = watching(&[SLOT]);
    slots.see(SLOT, held(card(1)));
    assert!(slots.to_read().is_empty());
    assert_eq!(slots.wait(), ROUND, "the service tells when it is free");
    slots.see(SLOT, card(1));
    assert_eq!(slots.to_read(), [SLOT.to_owned()]);
    slots.answered(SLOT, &Answer::Later);
    assert_eq!(slots.wait(), SHORT_ROUND, "the end of a transaction is not told");
    assert_eq!(look(&mut slots, SLOT, card(1)), Reads);

    slots.see(SLOT, held(card(3)));
    assert_eq!(look(&mut slots, SLOT, held(empty(4))), Missed);
    slots.see(SLOT, held(card(5)));
    assert_eq!(look(&mut slots, SLOT, card(7)), Reads, "another card, which is read now");
}

#[test]
fn slots_come_and_go_without_each_other() {
    let mut slots = watching(&[SLOT]);
    assert_eq!(look(&mut slots, SLOT, card(1)), Reads);
    slots.list(vec![OTHER.to_owned(), SLOT.to_owned()]);
    assert_eq!(slots.names().collect::<Vec<_>>(), [OTHER, SLOT]);
    assert_eq!(look(&mut slots, SLOT, card(1)), Nothing, "it is known");
    assert_eq!(look(&mut slots, OTHER, card(1)), Reads);
    slots.list(vec![OTHER.to_owned()]);
    assert_eq!(look(&mut slots, SLOT, card(9)), Nothing, "nobody watches it");
    slots.answered(SLOT, &number());
    slots.list(vec![OTHER.to_owned(), SLOT.to_owned()]);
    assert_eq!(look(&mut slots, SLOT, card(9)), Reads, "plugged in again, with a card on it");
    assert_eq!(look(&mut slots, OTHER, card(1)), Nothing);
}

#[test]
fn a_card_that_outlasts_the_service_is_still_the_same_tap() {
    let mut slots = watching(&[SLOT, OTHER]);
    assert_eq!(look(&mut slots, SLOT, card(4)), Reads);
    slots.see(OTHER, card(4));
    slots.lose();
    assert_eq!(slots.names().count(), 0);
    slots.list(vec![]);
    slots.list(vec![SLOT.to_owned()]);
    assert_eq!(look(&mut slots, SLOT, card(0)), Nothing, "it lay there before");
    slots.list(vec![SLOT.to_owned(), OTHER.to_owned()]);
    assert_eq!(look(&mut slots, OTHER, card(0)), Reads, "the service went before it was read");
    assert_eq!(look(&mut slots, SLOT, empty(1)), Nothing);
    assert_eq!(look(&mut slots, SLOT, card(2)), Reads);

    slots.lose();
    slots.list(vec![SLOT.to_owned()]);
    assert_eq!(look(&mut slots, SLOT, empty(0)), Nothing, "taken away meanwhile");
    slots.list(vec![]);
    slots.list(vec![SLOT.to_owned()]);
    assert_eq!(look(&mut slots, SLOT, card(0)), Reads, "which is known once only");
}

#[test]
fn one_free_slot_is_enough_to_be_alive() {
    let slots = Slots::default();
    assert_eq!(slots.state(|| false), ReaderState::Gone);
    assert_eq!(slots.state(|| true), ReaderState::HeldByKernel);
    let mut slots = watching(&[SLOT, OTHER]);
    assert_eq!(slots.state(|| true), ReaderState::Alive, "one that is there counts for more");
    slots.see(SLOT, held(empty(0)));
    assert_eq!(slots.state(|| true), ReaderState::Alive);
    slots.see(OTHER, held(card(0)));
    assert_eq!(slots.state(|| true), ReaderState::InUse);
    slots.see(SLOT, empty(0));
    assert_eq!(slots.state(|| true), ReaderState::Alive);
}

proptest! {
    /// Cards come and go; the service is looked at now and then.
    #[test]
    fn no_tap_is_told_twice_and_none_is_passed_over_in_silence(
        start in any::<u16>(),
        lies_there in any::<bool>(),
        steps in prop::collection::vec(0_u16..6, 1..60),
    ) {
        let mut slots = watching(&[SLOT]);
        let (mut count, mut lies) = (start, lies_there);
        // Cards that lay there since the last look, the one that lies there now not among them.
        let first = look(&mut slots, SLOT, Seen { card: lies, held: false, count });
        prop_assert_eq!(first, if lies { Reads } else { Nothing });
        for changes in steps {
            let lay = lies;
            count = count.wrapping_add(changes);
            lies ^= changes % 2 == 1;
            let outcome = look(&mut slots, SLOT, Seen { card: lies, held: false, count });
            let cards_that_came = if lay { changes / 2 } else { changes.div_ceil(2) };
            let expected = match (cards_that_came, lies) {
                (0, _) => Nothing,
                (_, true) => Reads,
                (_, false) => Missed,
            };
            prop_assert_eq!(outcome, expected, "{} changes, card {} then {}", changes, lay, lies);
        }
    }
}
