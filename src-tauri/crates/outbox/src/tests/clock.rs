//! Age and clocks: check-ins that become too old, and a clock that jumps.

use std::time::Duration;

use super::support::*;
use crate::ledger::Event;
use crate::*;

const TOO_OLD: (State, Option<Reason>) = (State::Wedged, Some(Reason::TooOld));

#[test]
fn check_ins_become_too_old_whatever_their_lane_waits_for() {
    for (name, hold) in [
        ("nothing", None),
        ("the connection", Some(Report::NotSent)),
        ("the credential", Some(Report::AccessWithdrawn)),
        ("the vendor", Some(Report::Wait(Some(Duration::from_secs(3600))))),
        ("a doubt", Some(Report::Wait(None))),
    ] {
        let mut queue = Queue::new();
        let first = queue.enqueue(&NewItem { order: Some(mark(5)), ..new_item(Kind::CheckIn, 1) });
        let held = queue.enqueue(&NewItem { order: Some(mark(5)), ..new_item(Kind::CheckIn, 2) });
        if let Some(report) = hold {
            queue.run(&report);
        }
        queue.set(first, "due_at", at(HOUR).as_millisecond());
        queue.now = at(15 * MINUTE - 1);
        queue.db.execute("UPDATE lane SET not_before = ?1", [at(HOUR).as_millisecond()]).unwrap();
        assert_eq!(queue.next_due(), Some(15 * MINUTE), "{name}");
        assert_eq!(queue.claimed_ids(), [], "{name}");
        assert_eq!(queue.is(first).0, State::Ready, "{name}");
        queue.now = at(15 * MINUTE);
        assert_eq!(queue.claimed_ids(), [], "{name}");
        assert_eq!((queue.is(first), queue.is(held)), (TOO_OLD, TOO_OLD), "{name}");
        assert_eq!(queue.events(held), [Event::Happened, Event::Wedged], "{name}");
        assert_eq!(queue.next_due(), None, "{name}");
    }
}

#[test]
fn thousands_of_old_check_ins_are_settled_in_portions() {
    let mut queue = Queue::new();
    queue.db.execute_batch("BEGIN").unwrap();
    for number in 1..=1200 {
        queue.enqueue(&new_item(Kind::CheckIn, number));
    }
    // One of another kind: it is not old, and not held up by them.
    let sale = queue.enqueue(&new_item(Kind::Lead, 2000));
    queue.now = at(DAY);
    queue.db.execute("UPDATE lane SET not_before = ?1 WHERE name = 'device 7'", [i64::MAX / 2]).unwrap();
    let left = |queue: &Queue| -> i64 {
        let sql = "SELECT count(*) FROM item WHERE state = 'ready' AND kind = 'check_in'";
        queue.db.query_row(sql, [], |row| row.get(0)).unwrap()
    };
    let mut rounds = 0;
    let mut taken = Vec::new();
    while left(&queue) > 0 {
        // There is something to do now, so that nobody sleeps over the rest.
        assert!(queue.next_due().is_some_and(|due| due <= DAY));
        taken.extend(queue.claimed_ids());
        rounds += 1;
        assert!(rounds <= 3);
    }
    assert_eq!(taken, [sale]);
    queue.db.execute_batch("COMMIT").unwrap();
}

#[test]
fn the_replay_window_can_be_a_minute_or_a_day() {
    for minutes in [1, 15, 24 * 60] {
        let rules = Rules { replay_for: Duration::from_secs(minutes * 60), ..Rules::default() };
        let end = i64::try_from(minutes).unwrap() * MINUTE;
        for (now, expected) in [(end - 1, (State::InFlight, None)), (end, TOO_OLD)] {
            let mut queue = Queue::with(rules, in_memory());
            let id = queue.enqueue(&new_item(Kind::CheckIn, 1));
            queue.now = at(now);
            queue.claim();
            assert_eq!(queue.is(id), expected, "{minutes} {now}");
        }
    }
}

#[test]
fn age_counts_from_when_it_happened_and_not_from_when_it_was_written() {
    let mut queue = Queue::new();
    queue.now = at(15 * MINUTE);
    let id = queue.enqueue(&new_item(Kind::CheckIn, 1));
    assert_eq!(queue.claimed_ids(), []);
    assert_eq!(queue.is(id), TOO_OLD);
}

#[test]
fn only_check_ins_become_too_old() {
    for kind in Kind::ALL.iter().filter(|kind| **kind != Kind::CheckIn) {
        let mut queue = Queue::new();
        queue.now = at(-30 * DAY);
        let id = queue.enqueue(&new_charge_or(*kind));
        queue.now = at(30 * DAY);
        assert_eq!(queue.claimed_ids(), [id], "{kind:?}");
    }
}

fn new_charge_or(kind: Kind) -> NewItem {
    match kind.family() {
        // A lock long gone: the credit is asked for, which is an attempt, too.
        Family::Charge => new_charge(kind, 1, |charge| charge.lock_until = Some(at(-30 * DAY))),
        Family::CheckIn | Family::SignUp | Family::Picture => new_item(kind, 1),
    }
}

#[test]
fn what_staff_send_late_is_sent() {
    let mut queue = Queue::new();
    let id = queue.enqueue(&new_item(Kind::CheckIn, 1));
    queue.now = at(DAY);
    queue.claim();
    assert_eq!(queue.is(id), TOO_OLD);
    queue.decide(id, &Decision::SendAgain { note: None }).unwrap();
    queue.later(DAY);
    assert_eq!(queue.run(&Report::NotSent).id, id);
    // A second attempt is as late as the first, and as wanted.
    queue.later(DAY);
    assert_eq!(queue.run(&delivered()).id, id);
}

#[test]
fn a_clock_set_back_a_day_lets_nothing_wait_for_a_day() {
    // Everything that can lie in the future of the clock: retries, pauses of lanes, the vendor's rest.
    let troubles = [Report::NotSent, Report::Wait(None), Report::AccessWithdrawn, LOST];
    for trouble in &troubles {
        for kind in [Kind::Lead, Kind::Picture, Kind::Sale] {
            let mut queue = Queue::new();
            let id = queue.enqueue(&new_item(kind, 1));
            queue.run(trouble);
            queue.later(-DAY);
            assert!(queue.next_due().is_some_and(|due| due <= -DAY), "{trouble:?} {kind:?}");
            assert_eq!(queue.claimed_ids(), [id], "{trouble:?} {kind:?}");
        }
    }
}

#[test]
fn a_clock_set_back_ends_a_rest_of_another_day() {
    let mut queue = Queue::new();
    let id = queue.enqueue(&new_item(Kind::Lead, 1));
    queue.run(&Report::Wait(Some(Duration::from_secs(3600))));
    assert_eq!(queue.later(-MINUTE).claimed_ids(), [], "a minute is within what the vendor may ask for");
    assert_eq!(queue.later(-DAY).claimed_ids(), [id]);
}

#[test]
fn a_clock_set_back_makes_the_age_of_a_check_in_unknown() {
    for (back, expected) in [
        (30, (State::InFlight, None)),
        (2 * MINUTE, (State::Wedged, Some(Reason::ClockMoved))),
        (DAY, (State::Wedged, Some(Reason::ClockMoved))),
    ] {
        let mut queue = Queue::new();
        let id = queue.enqueue(&new_item(Kind::CheckIn, 1));
        // Due long ago as far as this clock knows, so that only its age is in question.
        queue.set(id, "due_at", at(-10 * DAY).as_millisecond());
        queue.later(-back);
        queue.claim();
        assert_eq!(queue.is(id), expected, "{back}");
    }
}

#[test]
fn a_clock_set_back_does_not_revive_a_lock() {
    let mut queue = Queue::new();
    queue.enqueue(&new_item(Kind::Sale, 1));
    queue.later(-DAY);
    let job = queue.take();
    // The transaction of tomorrow is dead: its sale would be refused.
    assert_eq!((job.act, job.transaction), (Act::ReadCredit, Some(diced(1))));
}

#[test]
fn a_clock_set_forward_a_day_makes_check_ins_too_old_and_sends_the_rest() {
    let mut queue = Queue::new();
    let tap = queue.enqueue(&new_item(Kind::CheckIn, 1));
    let lead = queue.enqueue(&new_item(Kind::Lead, 2));
    let sale = queue.enqueue(&new_item(Kind::Sale, 3));
    let jobs = queue.later(DAY).claim();
    assert_eq!(queue.is(tap), TOO_OLD);
    let acts: Vec<_> = jobs.iter().map(|job| (job.id, job.act)).collect();
    assert_eq!(acts, [(sale, Act::ReadCredit), (lead, Act::Send)]);
}

#[test]
fn a_clock_that_was_not_watched_makes_questions_wait_anew() {
    // (the item, when it is due before, when it is due then)
    let question = |kind| {
        let mut queue = Queue::new();
        let id = queue.enqueue(&new_item(kind, 1));
        queue.run(&LOST);
        (queue, id)
    };
    for kind in [Kind::Lead, Kind::Sale] {
        for (before, after) in [
            (-DAY, 120),
            (-1, 120),
            (0, 120),
            (119, 120),
            (120, 120),
            (200, 200),
            (300, 300),
            (301, 300),
            (DAY, 300),
        ] {
            let (queue, id) = question(kind);
            queue.set(id, "due_at", at(before).as_millisecond());
            let other = queue.enqueue(&new_item(kind, 2));
            crate::due::wait_anew(&queue.db, &Rules::default(), queue.now).unwrap();
            assert_eq!(queue.due(id), Some(after), "{kind:?} {before}");
            assert_eq!(queue.due(other), Some(0), "what was not sent is not asked about");
        }
        // Neither what is held nor what needs a person, nor a reading that is only the way to a lock.
        let (queue, id) = question(kind);
        for (column, value) in [("due_at", None), ("state", Some("unknown")), ("maybe_sent", Some("0"))] {
            queue.set(id, column, value);
            let before = dump(&queue.db);
            crate::due::wait_anew(&queue.db, &Rules::default(), queue.now).unwrap();
            assert_eq!(dump(&queue.db), before, "{column}");
            queue.set(id, "due_at", 0);
            queue.set(id, "state", State::Ready);
            queue.set(id, "maybe_sent", 1);
        }
    }
}

#[test]
fn the_next_step_is_known_without_taking_it() {
    let mut queue = Queue::new();
    assert_eq!(queue.next_due(), None);
    let lead = queue.enqueue(&new_item(Kind::Lead, 1));
    assert_eq!(queue.next_due(), Some(0));
    queue.run(&LOST);
    assert_eq!(queue.next_due(), Some(120), "the look-up");
    let tap = queue.enqueue(&new_item(Kind::CheckIn, 2));
    assert_eq!(queue.next_due(), Some(0));
    queue.set(tap, "due_at", None::<i64>);
    assert_eq!(queue.next_due(), Some(120));
    queue.decide(lead, &Decision::Cancel { note: String::new() }).unwrap();
    assert_eq!(queue.next_due(), Some(15 * MINUTE), "the check-in that waits becomes too old");
    queue.set(tap, "by_hand", 1);
    assert_eq!(queue.next_due(), None, "and does not when a person wants it");
}
