//! The lanes: what is wrong with one credential holds nobody else up, and is said once.

use std::time::Duration;

use domain::DeviceId;
use jiff::Timestamp;

use super::support::*;
use crate::ledger::Event;
use crate::*;

/// A lead that goes through the lane of a device, so that lanes and kinds vary independently.
fn through(device: i64, number: u128) -> NewItem {
    NewItem { lane: Lane::device(DeviceId(device)), ..new_item(Kind::Picture, number) }
}

/// When a lane opens: its own pause, and the vendor's.
fn pauses(queue: &Queue, device: i64) -> (i64, i64) {
    let sql = "SELECT not_before, rests_until FROM lane WHERE name = ?1";
    let moment = |at| if at == 0 { 0 } else { seconds(Timestamp::from_millisecond(at).unwrap()) };
    let lane = Lane::device(DeviceId(device));
    queue.db.query_row(sql, [lane.name()], |row| Ok((moment(row.get(0)?), moment(row.get(1)?)))).unwrap()
}

fn open_failed(queue: &Queue) {
    lane::open_failed(&queue.db).unwrap();
}

#[test]
fn a_withdrawn_credential_is_one_alarm_for_a_thousand_items_and_stops_nobody_else() {
    let mut queue = Queue::new();
    queue.db.execute_batch("BEGIN").unwrap();
    for number in 1..=1000 {
        queue.enqueue(&through(1, number));
    }
    let other = queue.enqueue(&through(2, 2000));
    // A thousand attempts are under way when the first 401 comes.
    let jobs = queue.claim();
    assert_eq!(jobs.len(), 1001);
    for job in jobs.iter().filter(|job| job.id != other) {
        queue.end(job, &Report::AccessWithdrawn);
    }
    queue.end(jobs.iter().find(|job| job.id == other).unwrap(), &delivered());
    let alarms = |queue: &Queue| queue.events(None);
    assert_eq!(alarms(&queue), [Event::AccessWithdrawn]);
    let withdrawn = inbox::withdrawn(&queue.db).unwrap();
    let expected = Withdrawn { lane: Lane::device(DeviceId(1)), since: at(0), held_up: 1000 };
    assert_eq!(withdrawn, std::slice::from_ref(&expected));

    // It is tried with a single item every five minutes, and that is no new alarm.
    for round in 1..=3 {
        assert_eq!(queue.claimed_ids(), [], "{round}");
        let next = queue.next_due().unwrap();
        assert_eq!(next, round * 300);
        queue.now = at(next);
        queue.run(&Report::AccessWithdrawn);
    }
    assert_eq!(alarms(&queue), [Event::AccessWithdrawn]);
    assert_eq!(inbox::withdrawn(&queue.db).unwrap(), [expected]);

    // The others go on all the while.
    let another = queue.enqueue(&through(2, 2001));
    assert_eq!(queue.claimed_ids(), [another]);

    // The first that is taken again opens the lane for all, and says so once.
    queue.later(300);
    queue.run(&delivered());
    assert_eq!(alarms(&queue), [Event::AccessWithdrawn, Event::AccessBack]);
    assert_eq!(inbox::withdrawn(&queue.db).unwrap(), []);
    assert_eq!(queue.claim().len(), 999);
    let line = queue.ledger().into_iter().find(|line| line.event == Event::AccessBack).unwrap();
    assert_eq!((line.detail.as_deref(), line.item), (Some("device 1"), None));
}

#[test]
fn every_credential_has_its_own_alarm() {
    let mut queue = Queue::new();
    for device in 1..=3 {
        queue.enqueue(&through(device, device.unsigned_abs().into()));
    }
    for job in queue.claim() {
        queue.end(&job, &Report::AccessWithdrawn);
        queue.later(1);
    }
    let withdrawn = inbox::withdrawn(&queue.db).unwrap();
    let known: Vec<_> = withdrawn.iter().map(|lane| (lane.lane.device_id(), seconds(lane.since))).collect();
    assert_eq!(known, [1, 2, 3].map(|id| (Some(DeviceId(id)), id - 1)));
}

#[test]
fn a_lane_that_failed_gets_one_attempt_at_a_time() {
    for (name, trouble) in [
        ("no connection", Report::NotSent),
        ("a lost answer", LOST),
        ("a wait without a time", Report::Wait(None)),
        ("a withdrawn credential", Report::AccessWithdrawn),
    ] {
        let mut queue = Queue::new();
        for number in 1..=5 {
            queue.enqueue(&through(1, number));
        }
        let jobs = queue.claim();
        assert_eq!(jobs.len(), 5);
        for job in &jobs {
            queue.end(job, &trouble);
        }
        queue.later(HOUR);
        let probe = queue.take();
        // While it is being made there is no second one, for a minute at least.
        assert_eq!(queue.later(59).claimed_ids(), [], "{name}");
        // If nothing comes of it, the next is tried.
        let second = queue.later(1).take();
        assert_ne!(probe.id, second.id, "{name}");
        queue.end(&second, &Report::NotSent);
        assert_eq!(queue.claimed_ids(), [], "{name}");
        // Any answer opens it, also a refusal.
        queue.end(&probe, &refused());
        assert_eq!(queue.claim().len(), 4, "{name}");
    }
}

#[test]
fn a_lane_learns_nothing_from_what_cannot_be_read_back() {
    let health =
        |queue: &Queue| dump_of(&queue.db, "lane", &["name", "rests_until", "failures", "withdrawn_at"]);
    for trouble in [Report::NotSent, LOST, Report::AccessWithdrawn] {
        let mut queue = Queue::new();
        let before = queue.enqueue(&through(1, 1));
        queue.run(&trouble);
        queue.decide(before, &Decision::WithoutPicture { note: None }).unwrap();
        let broken: Vec<_> = (2..=4).map(|number| queue.enqueue(&through(1, number))).collect();
        let known = health(&queue);
        queue.later(HOUR);
        for id in broken {
            // One at a time still, and the next need not wait: nobody was asked.
            assert_eq!(queue.run(&Report::Unreadable).id, id, "{trouble:?}");
            assert_eq!(queue.is(id), (State::Wedged, Some(Reason::Unreadable)), "{trouble:?}");
        }
        assert_eq!(health(&queue), known, "{trouble:?}");
    }
}

#[test]
fn probation_of_one_lane_takes_no_room_from_the_others() {
    let mut queue = Queue::new();
    for device in [1_i64, 2, 3] {
        for number in 1..=3 {
            let key = u128::from(device.unsigned_abs()) * 10 + number;
            queue.enqueue(&through(device, key));
        }
    }
    for job in queue.claim() {
        queue.end(
            &job,
            &if job.lane.device_id() == Some(DeviceId(2)) { delivered() } else { Report::NotSent },
        );
    }
    queue.later(10);
    for number in 0..3 {
        queue.enqueue(&through(2, 50 + number));
    }
    let devices = |jobs: Vec<Job>| -> Vec<i64> {
        jobs.iter().filter_map(|job| job.lane.device_id()).map(|id| id.0).collect()
    };
    assert_eq!(devices(queue.claim()), [1, 2, 2, 2, 3]);
}

#[test]
fn the_pause_of_a_lane_grows_and_is_capped_by_what_it_says_about_the_lane() {
    for (trouble, expected) in [
        // The dice fall on the shortest: half of the pause.
        (Report::NotSent, vec![1, 2, 4, 8, 16, 32, 64, 128, 150, 150]),
        // It may be the item and not the vendor.
        (LOST, vec![1, 2, 4, 8, 16, 16, 16, 16]),
        (Report::Wait(None), vec![1, 2, 4, 8, 16, 16, 16, 16]),
    ] {
        let mut queue = Queue::new();
        queue.db.execute_batch("BEGIN").unwrap();
        for number in 1..=20 {
            queue.enqueue(&through(1, number));
        }
        let mut grown = Vec::new();
        for _ in 0..expected.len() {
            let job = queue.claim_one();
            queue.end(&job, &trouble);
            let (until, _) = pauses(&queue, 1);
            grown.push(until - seconds(queue.now));
            queue.now = at(until);
        }
        assert_eq!(grown, expected, "{trouble:?}");
        let job = queue.claim_one();
        queue.end(&job, &delivered());
        assert_eq!(pauses(&queue, 1), (0, 0), "an answer ends it");
    }
}

#[test]
fn a_rest_the_vendor_asked_for_is_ended_by_time_alone() {
    let rest = || Report::Wait(Some(Duration::from_secs(120)));
    type Event = fn(&mut Queue, &Job);
    let cases: [(&str, Event); 5] = [
        ("another answer", |queue, other| queue.end(other, &delivered())),
        ("the connection is back", |queue, _| open_failed(queue)),
        ("another failure and then an answer", |queue, other| {
            queue.end(other, &Report::NotSent);
            let id = queue.ask(&NewItem { lane: Lane::device(DeviceId(1)), ..new_item(Kind::CheckIn, 9) }).id;
            queue.tapped(id, &TapEnd::CheckedIn);
        }),
        ("a restart", |queue, _| {
            queue.recover();
        }),
        ("a shorter rest", |queue, other| {
            queue.end(other, &Report::Wait(Some(Duration::from_secs(10))));
        }),
    ];
    for (name, event) in cases {
        let mut queue = Queue::new();
        for number in 1..=3 {
            queue.enqueue(&through(1, number));
        }
        let jobs = queue.claim();
        queue.end(&jobs[0], &rest());
        event(&mut queue, &jobs[1]);
        assert_eq!(queue.later(119).claimed_ids(), [], "{name}");
        assert!(!queue.later(30).claimed_ids().is_empty(), "{name}");
    }
}

#[test]
fn a_rest_is_the_lanes_and_not_the_items() {
    let mut queue = Queue::new();
    let first = queue.enqueue(&through(1, 1));
    queue.run(&Report::Wait(Some(Duration::from_secs(90))));
    let second = queue.enqueue(&through(1, 2));
    assert_eq!(queue.later(89).claimed_ids(), []);
    assert_eq!(queue.next_due(), Some(90));
    // All at once then: the vendor said when, so nobody has to find out.
    assert_eq!(queue.later(1).claimed_ids(), [first, second]);
}

#[test]
fn a_rest_of_another_clock_does_not_outlive_the_next() {
    let mut queue = Queue::new();
    let id = queue.enqueue(&through(1, 1));
    queue.run(&Report::Wait(Some(Duration::from_secs(3600))));
    queue.later(-DAY).run(&Report::Wait(Some(Duration::from_secs(60))));
    assert_eq!(queue.later(60).claimed_ids(), [id]);
}

#[test]
fn a_rest_of_days_is_cut_to_an_hour() {
    let mut queue = Queue::new();
    let id = queue.enqueue(&through(1, 1));
    queue.run(&Report::Wait(Some(Duration::from_secs(7 * 86_400))));
    assert_eq!(queue.next_due(), Some(HOUR));
    assert_eq!(queue.later(HOUR).claimed_ids(), [id]);
}

#[test]
fn a_connection_that_is_back_opens_what_failed_and_nothing_else() {
    // (how the lane came to wait, whether it opens)
    for (name, trouble, opens) in [
        ("failed", Report::NotSent, true),
        ("in doubt", LOST, true),
        ("withdrawn", Report::AccessWithdrawn, false),
        ("resting", Report::Wait(Some(Duration::from_secs(60))), false),
    ] {
        let mut queue = Queue::new();
        for number in 1..=3 {
            queue.enqueue(&through(1, number));
        }
        for job in queue.claim() {
            queue.end(&job, &trouble);
        }
        // Long enough for a picture's own pause after a lost answer, too short for any lane.
        queue.db.execute("UPDATE item SET due_at = 0", []).unwrap();
        open_failed(&queue);
        // One at first: whether it is true shows with the first answer.
        assert_eq!(queue.claim().len(), usize::from(opens), "{name}");
    }
}

#[test]
fn a_connection_that_is_back_only_seemingly_makes_the_pause_start_small() {
    let mut queue = Queue::new();
    for number in 1..=10 {
        queue.enqueue(&through(1, number));
    }
    for job in queue.claim() {
        queue.end(&job, &Report::NotSent);
    }
    assert_eq!(pauses(&queue, 1).0, 150, "ten failures");
    open_failed(&queue);
    queue.run(&Report::NotSent);
    assert_eq!(pauses(&queue, 1).0, 2);
}

#[test]
fn a_credential_that_was_replaced_is_tried_at_once_with_one_item() {
    for trouble in [Report::AccessWithdrawn, Report::NotSent, Report::Wait(Some(Duration::from_secs(60)))] {
        let mut queue = Queue::new();
        for device in [1_i64, 2] {
            for number in 1..=3 {
                let key = u128::from(device.unsigned_abs()) * 10 + number;
                queue.enqueue(&through(device, key));
            }
        }
        for job in queue.claim() {
            queue.end(&job, &trouble);
        }
        lane::open(&queue.db, &Lane::device(DeviceId(1))).unwrap();
        let jobs = queue.claim();
        let rested = matches!(trouble, Report::Wait(_));
        assert_eq!(jobs.len(), if rested { 3 } else { 1 }, "{trouble:?}");
        assert!(jobs.iter().all(|job| job.lane.device_id() == Some(DeviceId(1))), "{trouble:?}");
        // It counts as withdrawn until the vendor has shown otherwise.
        let withdrawn = inbox::withdrawn(&queue.db).unwrap().len();
        assert_eq!(withdrawn, if trouble == Report::AccessWithdrawn { 2 } else { 0 }, "{trouble:?}");
        queue.end(&jobs[0], &delivered());
        if trouble == Report::AccessWithdrawn {
            assert_eq!(inbox::withdrawn(&queue.db).unwrap().len(), 1);
        }
    }
    // A credential nobody has used yet is no trouble.
    let queue = Queue::new();
    lane::open(&queue.db, &Lane::studio_key()).unwrap();
    assert_eq!(queue.next_due(), None);
}

#[test]
fn a_failure_while_withdrawn_is_still_withdrawn() {
    let mut queue = Queue::new();
    queue.enqueue(&through(1, 1));
    queue.run(&Report::AccessWithdrawn);
    queue.later(300).run(&Report::NotSent);
    assert_eq!(inbox::withdrawn(&queue.db).unwrap().len(), 1);
    assert_eq!(queue.events(None), [Event::AccessWithdrawn]);
    queue.later(300).run(&delivered());
    assert_eq!(queue.events(None), [Event::AccessWithdrawn, Event::AccessBack]);
}

#[test]
fn a_question_in_another_lane_waits_for_that_lane() {
    let mut queue = Queue::new();
    let lead = queue.enqueue(&new_item(Kind::Lead, 1));
    let other = queue.enqueue(&new_item(Kind::Contract, 2));
    for job in queue.claim() {
        queue.end(&job, &LOST);
    }
    // Both are looked up with the studio's key, which is not accepted any more.
    queue.later(120);
    let jobs = queue.claim();
    assert_eq!(jobs.len(), 2);
    for job in &jobs {
        queue.end(job, &Report::AccessWithdrawn);
    }
    let withdrawn = inbox::withdrawn(&queue.db).unwrap();
    let expected = Withdrawn { lane: Lane::studio_key(), since: at(120), held_up: 2 };
    assert_eq!(withdrawn, [expected]);
    // New ones are sent meanwhile: their own lane is open, if on probation.
    let new = queue.enqueue(&new_item(Kind::Lead, 3));
    assert_eq!(queue.claimed_ids(), [new]);
    assert!([lead, other].iter().all(|id| queue.is(*id) == (State::Ready, Some(Reason::AccessWithdrawn))));
}
