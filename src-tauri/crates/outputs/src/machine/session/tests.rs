use proptest::prelude::*;

use super::*;

const fn euro(cents: i64) -> Money {
    Money::new(cents, Currency::EUR)
}

/// Something that happens, and at which second where that matters.
#[derive(Clone, Debug)]
enum Happens {
    Opened,
    Lost,
    Ordered(Order),
    Heard(Said),
    Time(u64),
}
use Happens::{Heard, Lost, Opened, Ordered, Time};

/// What follows: the lines that are told, and the events.
type Follows = (&'static [Tell], &'static [Event]);

/// An event, without what would have to be allocated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    Chosen(i64, &'static str),
    Left,
    Dispensed,
    NotDispensed,
    Unknown,
}
use Event::{Chosen, Dispensed, Left, NotDispensed, Unknown};

fn same(event: &MachineEvent, expected: Event) -> bool {
    let expected = match expected {
        Chosen(cents, item) => MachineEvent::Chosen { price: euro(cents), item: item.to_owned() },
        Left => MachineEvent::Left,
        Dispensed => MachineEvent::Dispensed,
        NotDispensed => MachineEvent::NotDispensed,
        Unknown => MachineEvent::Unknown,
    };
    *event == expected
}

const NOTHING: Follows = (&[], &[]);
const STOPPED: Follows = (&[Tell::Stop], &[]);
const BEGUN: Follows = (&[Tell::Off, Tell::On], &[]);
const LEFT: Follows = (&[], &[Left]);
const STOPPED_AND_LEFT: Follows = (&[Tell::Stop], &[Left]);
const NOT: Follows = (&[], &[NotDispensed]);
const SHAKE: Follows = (&[], &[Chosen(250, "5")]);
const YES: Follows = (&[Tell::Approve(euro(250))], &[]);
const OFFERED: Follows = (&[Tell::Start(euro(1000))], &[]);

fn vend(cents: i64, item: &str) -> Happens {
    Heard(Said::Vend { price: euro(cents), item: item.to_owned() })
}

fn wants_shake() -> Happens {
    vend(250, "5")
}

fn enabled() -> Happens {
    Heard(Said::Enabled)
}

fn shown() -> Happens {
    Heard(Said::Idle { credit: true })
}

fn offer() -> Happens {
    Ordered(Order::Offer(euro(1000)))
}

fn approve() -> Happens {
    Ordered(Order::Approve(euro(250)))
}

fn deny() -> Happens {
    Ordered(Order::Deny)
}

fn happens(session: &mut Session, happens: Happens, now: &mut Instant, start: Instant) -> Step {
    match happens {
        Opened => session.opened(),
        Lost => session.lost(),
        Ordered(order) => session.ordered(order, *now),
        Heard(said) => session.heard(said, *now),
        Time(second) => {
            *now = start + Duration::from_secs(second);
            session.tick(*now)
        }
    }
}

fn play(name: &str, story: Vec<(Happens, Follows)>) {
    let start = Instant::now();
    let (mut session, mut now) = (Session::new(Currency::EUR), start);
    for (number, (what, (tell, events))) in story.into_iter().enumerate() {
        let said = format!("{name}, step {number}: {what:?}");
        let step = happens(&mut session, what, &mut now, start);
        assert_eq!(step.tell, tell, "{said}");
        assert_eq!(step.events.len(), events.len(), "{said}: {:?}", step.events);
        for (event, expected) in step.events.iter().zip(events) {
            assert!(same(event, *expected), "{said}: {event:?} is not {expected:?}");
        }
    }
}

/// A session up to the choice, and what follows.
fn chosen_then(name: &str, rest: Vec<(Happens, Follows)>) {
    let mut story = vec![(Opened, BEGUN), (enabled(), NOTHING), (wants_shake(), SHAKE)];
    story.extend(rest);
    play(name, story);
}

fn approved_then(name: &str, rest: Vec<(Happens, Follows)>) {
    let mut story = vec![(approve(), YES)];
    story.extend(rest);
    chosen_then(name, story);
}

#[test]
fn a_choice_first() {
    let (success, failed) = (|| Heard(Said::Success), || Heard(Said::Failed));
    let over = || Heard(Said::Idle { credit: false });
    approved_then(
        "it comes out",
        vec![(success(), (&[], &[Dispensed])), (over(), NOTHING), (enabled(), NOTHING)],
    );
    approved_then("it is told twice", vec![(success(), (&[], &[Dispensed])), (success(), NOTHING)]);
    approved_then("it jams", vec![(failed(), NOT), (failed(), NOTHING), (enabled(), NOTHING)]);
    approved_then("it jams and comes out", vec![(failed(), NOT), (success(), NOTHING)]);
    approved_then("the adapter refuses", vec![(Heard(Said::ApprovalRefused), NOT), (Time(99), NOTHING)]);
    approved_then("it was given up before the approval came", vec![(Heard(Said::Cancelled), NOT)]);
    approved_then(
        "another, right after",
        vec![
            (success(), (&[], &[Dispensed])),
            (over(), NOTHING),
            (enabled(), NOTHING),
            (wants_shake(), SHAKE),
            (approve(), YES),
            (success(), (&[], &[Dispensed])),
        ],
    );
    chosen_then("it is denied", vec![(deny(), STOPPED), (approve(), NOT), (enabled(), NOTHING)]);
    chosen_then("it is given up", vec![(Heard(Said::Cancelled), LEFT), (approve(), NOT)]);
    chosen_then("the machine ends it", vec![(enabled(), LEFT), (approve(), NOT)]);
    chosen_then("the machine is switched off", vec![(Heard(Said::Inactive), LEFT), (approve(), NOT)]);
    chosen_then("the cable goes", vec![(Lost, LEFT), (approve(), NOT), (deny(), NOTHING)]);
    chosen_then("the same line twice", vec![(wants_shake(), NOTHING), (approve(), YES)]);
    chosen_then(
        "another price",
        vec![(Ordered(Order::Approve(euro(249))), (&[Tell::Stop], &[NotDispensed])), (approve(), NOT)],
    );
    chosen_then("another choice instead", vec![(vend(250, "6"), STOPPED_AND_LEFT), (approve(), NOT)]);
    chosen_then("success without approval", vec![(success(), NOTHING), (approve(), YES)]);
    chosen_then(
        "a price nobody can read",
        vec![(Heard(Said::Unreadable), STOPPED_AND_LEFT), (approve(), NOT)],
    );
    play(
        "nothing is chosen",
        vec![(Opened, BEGUN), (enabled(), NOTHING), (approve(), NOT), (deny(), NOTHING)],
    );
    play("unreadable from the start", vec![(Opened, BEGUN), (Heard(Said::Unreadable), STOPPED)]);
}

#[test]
fn silence_after_the_approval_is_unknown() {
    let (unknown, success) = ((&[Tell::Stop] as &[Tell], &[Unknown] as &[Event]), || Heard(Said::Success));
    approved_then(
        "a minute of silence",
        vec![(Time(59), NOTHING), (Time(60), unknown), (Time(61), NOTHING), (success(), NOTHING)],
    );
    approved_then("late, and in time", vec![(Time(59), NOTHING), (success(), (&[], &[Dispensed]))]);
    approved_then(
        "the machine sells again",
        vec![(enabled(), NOTHING), (Time(2), NOTHING), (Time(3), unknown)],
    );
    approved_then(
        "said late, but said",
        vec![(enabled(), NOTHING), (Time(2), NOTHING), (success(), (&[], &[Dispensed]))],
    );
    approved_then(
        "the end is not put off",
        vec![(Time(58), NOTHING), (enabled(), NOTHING), (enabled(), NOTHING), (Time(60), unknown)],
    );
    approved_then(
        "still at it",
        vec![
            (Heard(Said::Idle { credit: true }), NOTHING),
            (Time(59), NOTHING),
            (success(), (&[], &[Dispensed])),
        ],
    );
    approved_then("the cable goes", vec![(Lost, (&[], &[Unknown])), (success(), NOTHING), (Opened, BEGUN)]);
    approved_then(
        "it sells something else",
        vec![
            (vend(100, "6"), (&[], &[Unknown, Chosen(100, "6")])),
            (approve(), (&[Tell::Stop], &[NotDispensed])),
        ],
    );
    approved_then(
        "orders that come too late",
        vec![
            (approve(), NOTHING),
            (deny(), NOTHING),
            (offer(), NOTHING),
            (wants_shake(), NOTHING),
            (Heard(Said::Unreadable), NOTHING),
            (success(), (&[], &[Dispensed])),
        ],
    );
}

#[test]
fn a_credit_first() {
    let begun = |rest: Vec<(Happens, Follows)>| {
        let mut story = vec![(Opened, BEGUN), (enabled(), NOTHING), (offer(), OFFERED)];
        story.extend(rest);
        story
    };
    play(
        "it is bought",
        begun(vec![
            (shown(), NOTHING),
            (wants_shake(), SHAKE),
            (approve(), YES),
            (Heard(Said::Success), (&[], &[Dispensed])),
            (Heard(Said::Idle { credit: false }), NOTHING),
            (enabled(), NOTHING),
            (offer(), OFFERED),
        ]),
    );
    play("no choice is made", begun(vec![(shown(), NOTHING), (enabled(), LEFT), (deny(), NOTHING)]));
    play("the desk takes it back", begun(vec![(shown(), NOTHING), (deny(), STOPPED), (enabled(), NOTHING)]));
    play("before it is shown", begun(vec![(deny(), STOPPED), (shown(), STOPPED), (shown(), NOTHING)]));
    play(
        "approved before a choice",
        begun(vec![(shown(), NOTHING), (approve(), NOT), (wants_shake(), SHAKE)]),
    );
    play("the adapter refuses", begun(vec![(Heard(Said::StartRefused), LEFT), (offer(), LEFT)]));
    play("an old status", begun(vec![(enabled(), NOTHING), (shown(), NOTHING), (wants_shake(), SHAKE)]));
    play("the machine goes", begun(vec![(Heard(Said::Disabled), LEFT), (offer(), LEFT)]));
    play("the cable goes", begun(vec![(Lost, LEFT), (offer(), LEFT)]));
    play("two at once", begun(vec![(offer(), STOPPED_AND_LEFT)]));
    play("two, one after the other", begun(vec![(shown(), NOTHING), (offer(), STOPPED_AND_LEFT)]));
    play(
        "a credit that is left after a denial",
        begun(vec![
            (shown(), NOTHING),
            (wants_shake(), SHAKE),
            (deny(), STOPPED),
            (shown(), STOPPED),
            (shown(), NOTHING),
            (enabled(), NOTHING),
            (offer(), OFFERED),
        ]),
    );
    play(
        "a choice given up, with the credit left",
        begun(vec![(shown(), NOTHING), (wants_shake(), SHAKE), (shown(), STOPPED_AND_LEFT)]),
    );
    play(
        "the member was quicker",
        vec![
            (Opened, BEGUN),
            (enabled(), NOTHING),
            (wants_shake(), SHAKE),
            (offer(), SHAKE),
            (approve(), YES),
        ],
    );
    play(
        "not yet",
        vec![(Opened, BEGUN), (offer(), LEFT), (Heard(Said::Disabled), NOTHING), (offer(), LEFT)],
    );
    let franc = Money::new(1000, Currency::parse("CHF").unwrap());
    for credit in [euro(-1), franc] {
        let odd = Ordered(Order::Offer(credit));
        play("a credit that is none", vec![(Opened, BEGUN), (enabled(), NOTHING), (odd, LEFT)]);
    }
}

fn anything() -> impl Strategy<Value = Happens> {
    prop_oneof![
        1 => Just(Opened),
        1 => Just(Lost),
        3 => Just(offer()),
        6 => (1..3_i64).prop_map(|cents| Ordered(Order::Approve(euro(cents)))),
        2 => Just(deny()),
        3 => Just(enabled()),
        1 => Just(Heard(Said::Disabled)),
        1 => Just(Heard(Said::Inactive)),
        2 => any::<bool>().prop_map(|credit| Heard(Said::Idle { credit })),
        6 => (1..3_i64, 1..3_u8).prop_map(|(cents, item)| vend(cents, &item.to_string())),
        1 => Just(Heard(Said::Unreadable)),
        4 => Just(Heard(Said::Success)),
        2 => Just(Heard(Said::Failed)),
        1 => Just(Heard(Said::Cancelled)),
        1 => Just(Heard(Said::ApprovalRefused)),
        1 => Just(Heard(Said::StartRefused)),
        2 => (0..200_u64).prop_map(Time),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    /// Whatever happens in whatever order: nothing is approved that was not chosen, at that price, and
    /// still waits; each approval ends once; something comes out only of an approval; and every order
    /// to approve is answered.
    #[test]
    fn every_approval_ends_exactly_once(story in prop::collection::vec(anything(), 0..60)) {
        let start = Instant::now();
        let (mut session, mut now) = (Session::new(Currency::EUR), start);
        let (mut waits, mut open): (Option<Money>, bool) = (None, false);
        for what in story {
            // Time never goes back.
            let what = match what {
                Time(second) => Time(now.duration_since(start).as_secs() + second),
                Opened | Lost | Ordered(_) | Heard(_) => what,
            };
            let (asked, was_open) = (matches!(what, Ordered(Order::Approve(_))), open);
            let step = happens(&mut session, what, &mut now, start);
            for tell in &step.tell {
                match *tell {
                    Tell::Approve(price) => {
                        prop_assert_eq!(waits.take(), Some(price), "approved blindly");
                        prop_assert!(!open, "approved twice");
                        open = true;
                    }
                    Tell::Stop => waits = None,
                    Tell::Off | Tell::On | Tell::Start(_) => {}
                }
            }
            let mut ended = 0;
            for event in &step.events {
                match event {
                    MachineEvent::Chosen { price, .. } => waits = Some(*price),
                    MachineEvent::Left => {
                        waits = None;
                        prop_assert!(!open, "left while something is handed out");
                    }
                    MachineEvent::Dispensed | MachineEvent::Unknown => {
                        prop_assert!(open, "{:?} of nothing", event);
                        (open, ended) = (false, ended + 1);
                    }
                    MachineEvent::NotDispensed => {
                        prop_assert!(open || asked, "not dispensed, and nobody had asked");
                        (open, ended) = (false, ended + 1);
                    }
                    MachineEvent::State(_) => prop_assert!(false, "that is the port's to say"),
                }
            }
            prop_assert!(ended <= 1);
            if asked && !was_open {
                prop_assert!(open || ended == 1, "an order without an answer");
            }
        }
        let end = happens(&mut session, Lost, &mut now, start);
        prop_assert_eq!(end.events.contains(&MachineEvent::Unknown), open);
        prop_assert_eq!(session.lost(), Step::default(), "said once");
    }
}
