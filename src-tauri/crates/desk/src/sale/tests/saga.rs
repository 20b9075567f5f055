//! Whole sales against a small model of the world: the vendor, the disk, the shelf and the people. At every
//! step a fault of every kind is put in, everything that was said before is said again, and the clock jumps.
//! What must hold whatever happens is kept by the [`Books`](books::Books).

mod books;
mod world;

use proptest::prelude::*;

use super::*;
use books::Books;
use world::World;

/// What is done to a run before one of its turns.
#[derive(Clone, Copy, Debug)]
enum Meddling {
    Nothing,
    /// The turn goes another way than the usual one.
    OtherWay(usize),
    /// Something that was said before is said again.
    Again(usize),
    /// Everything is.
    AllAgain,
    /// So many seconds pass, and then the turn comes.
    Late(u64),
}

/// Two members buy one after the other, and before one turn something is done.
fn run(by: HandOutBy, before: usize, meddling: Meddling) -> World {
    let mut world = World::of(by, &["anna", "berta"]);
    for turn in 0.. {
        assert!(turn < 200, "{by:?}: it never ends with {meddling:?} before {before}");
        let mut way = 0;
        if turn == before {
            match meddling {
                Meddling::Nothing => {}
                Meddling::OtherWay(other) => way = other,
                Meddling::Again(number) => world.repeat(number),
                Meddling::AllAgain => (0..world.given.len()).for_each(|number| world.repeat(number)),
                Meddling::Late(seconds) => world.wait(Duration::from_secs(seconds)),
            }
        }
        if !world.turn(way) {
            break;
        }
    }
    world.leave_alone();
    world
}

fn turns(by: HandOutBy) -> usize {
    run(by, 0, Meddling::Nothing).turns
}

#[test]
fn without_a_fault_everything_handed_out_is_charged() {
    for by in EVERYTHING {
        let world = run(by, 0, Meddling::Nothing);
        assert_eq!(world.books.tally(), (2, 2, 0), "{by:?}: units, charges, unknown");
        assert!(world.turns > 14, "{by:?}: {} turns are a whole sale and another", world.turns);
    }
}

#[test]
fn a_fault_of_every_kind_at_every_step_costs_nobody_anything() {
    for by in EVERYTHING {
        let (mut odd, mut lost) = (0, 0);
        for before in 0..turns(by) {
            for way in 1..World::WAYS {
                let (units, charges, unknown) = run(by, before, Meddling::OtherWay(way)).books.tally();
                odd += usize::from((units, charges) != (2, 2));
                lost += unknown;
            }
        }
        assert!(odd > 20 && lost > 1, "{by:?}: the faults are felt: {odd}, {lost}");
    }
}

#[test]
fn what_is_said_again_or_late_changes_nothing() {
    for by in EVERYTHING {
        for before in 0..turns(by) {
            for number in 0..before {
                let world = run(by, before, Meddling::Again(number));
                let (units, charges, unknown) = world.books.tally();
                assert_eq!((units, unknown), (charges, 0), "{by:?}: {number} again before {before}");
            }
            let (units, charges, unknown) = run(by, before, Meddling::AllAgain).books.tally();
            assert_eq!((units, unknown), (charges, 0), "{by:?}: everything again before {before}");
        }
    }
}

#[test]
fn a_clock_that_jumps_past_every_deadline_costs_nobody_anything() {
    for by in EVERYTHING {
        for before in 0..turns(by) {
            for seconds in [3, 6, 14, 15, 16, 59, 60, 61, 179, 180, 181, 600, 86_400] {
                let (units, charges, unknown) = run(by, before, Meddling::Late(seconds)).books.tally();
                assert!(
                    units <= charges + unknown && charges <= units,
                    "{by:?}: {seconds} s before {before}"
                );
            }
        }
    }
}

/// One thing that happens, whatever the state.
#[derive(Clone, Copy, Debug)]
enum Happening {
    Turn(usize),
    Again(usize),
    Wait(u64),
    Tap(usize),
    Anything { kind: u8, off: i8, what: u8 },
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        10 => Just(Happening::Turn(0)),
        4 => (0..World::WAYS).prop_map(Happening::Turn),
        2 => (0_usize..100).prop_map(Happening::Again),
        2 => prop_oneof![Just(1_u64), Just(2), Just(6), Just(15), Just(60), Just(180), 0_u64..700]
            .prop_map(Happening::Wait),
        1 => (0_usize..3).prop_map(Happening::Tap),
        4 => (any::<u8>(), -2_i8..=2, any::<u8>())
            .prop_map(|(kind, off, what)| Happening::Anything { kind, off, what }),
    ]
}

fn by() -> impl Strategy<Value = HandOutBy> {
    prop::sample::select(EVERYTHING.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    /// Nothing that happens, in whatever order and about whichever sale, breaks a rule of the books; and
    /// whatever happened, a place that is left alone comes to rest.
    #[test]
    fn whatever_happens_the_books_are_right(
        by in by(),
        happenings in prop::collection::vec(happening(), 0..60),
    ) {
        let mut world = World::of(by, &["anna", "berta", "anna", "carl"]);
        for happening in happenings {
            match happening {
                Happening::Turn(way) => drop(world.turn(way)),
                Happening::Again(number) => world.repeat(number),
                Happening::Wait(seconds) => world.wait(Duration::from_secs(seconds)),
                Happening::Tap(who) => world.tap(["anna", "berta", "carl"][who % 3]),
                Happening::Anything { kind, off, what } => world.anything(kind, off, what),
            }
        }
        world.leave_alone();
    }
}
