//! The queue: enqueueing, attempts and their ends, and what a crash leaves.

use std::time::Duration;

use domain::Redacted;
use proptest::prelude::*;
use rusqlite::params;
use uuid::Uuid;

use super::support::*;
use crate::ledger::Event;
use crate::policy::{LATE, may_have_arrived};
use crate::*;

#[test]
fn the_same_key_again_changes_nothing() {
    for kind in Kind::ALL {
        let mut queue = Queue::new();
        let id = queue.enqueue(&new_item(*kind, 1));
        let before = dump(&queue.db);
        let another = NewItem {
            body: Redacted::new("another".to_owned()),
            subject: None,
            happened_at: at(HOUR),
            amount: None,
            ..new_item(*kind, 1)
        };
        queue.later(5);
        assert_eq!(queue.enqueue(&another), id);
        assert_eq!(queue.ask(&another).id, id);
        assert_eq!(dump(&queue.db), before, "{kind:?}");

        // However far it is, down to the day when nothing but the key is left of it.
        let job = queue.take();
        assert_eq!(queue.enqueue(&another), id);
        assert_eq!(queue.item(id).attempts, 1);
        queue.end(&job, &delivered());
        let before = dump(&queue.db);
        assert_eq!(queue.enqueue(&another), id);
        assert_eq!(dump(&queue.db), before, "{kind:?}");
        assert_eq!(queue.events(id), [Event::Happened, Event::Sent, Event::Delivered]);
    }
}

#[test]
fn an_attempt_is_counted_and_in_flight_before_it_is_handed_out() {
    for kind in Kind::ALL {
        let mut queue = Queue::new();
        let new = new_item(*kind, 1);
        let id = queue.enqueue(&new);
        queue.later(1);
        for attempt in 1..=3 {
            let job = queue.take();
            let item = queue.item(id);
            assert_eq!((item.state, item.attempts, item.due_at), (State::InFlight, attempt, None));
            assert_eq!((job.id, job.kind, job.act, job.attempt), (id, *kind, Act::Send, attempt));
            assert_eq!((&job.lane, job.body.expose()), (&new.lane, new.body.expose()));
            assert_eq!(job.transaction, new.charge.as_ref().and_then(|charge| charge.transaction));
            assert_eq!(job.reference_before, None);
            let sent = queue.ledger().pop().unwrap();
            assert_eq!((sent.item, sent.event, sent.attempt), (Some(id), Event::Sent, attempt));
            assert_eq!((sent.at, sent.detail.as_deref()), (queue.now, Some("send")));
            // Nobody else gets it meanwhile.
            assert_eq!(queue.claimed_ids(), []);
            queue.end(&job, &Report::NotSent);
            queue.later(3);
        }
    }
}

#[test]
fn what_is_due_longest_is_taken_first_and_no_more_than_asked_for() {
    let mut queue = Queue::new();
    let ids: Vec<_> = (1..=5)
        .map(|number| {
            // The later their numbers, the earlier they are due.
            queue.now = at(100 - number);
            queue.enqueue(&new_item(Kind::Lead, number.unsigned_abs().into()))
        })
        .collect();
    queue.now = at(96);
    let taken = crate::queue::claim(&queue.db, &mut queue.context, 1, queue.now).unwrap();
    assert_eq!(taken.iter().map(|job| job.id).collect::<Vec<_>>(), [ids[4]]);
    assert_eq!(queue.claimed_ids(), [ids[3]]);
    queue.now = at(100);
    let taken = crate::queue::claim(&queue.db, &mut queue.context, 0, queue.now).unwrap();
    assert_eq!(taken.len(), 0);
    assert_eq!(queue.claimed_ids(), [ids[2], ids[1], ids[0]]);
    assert_eq!(queue.claimed_ids(), []);
}

#[test]
fn the_end_of_another_attempt_changes_nothing() {
    // The item as it is when the end of an attempt comes in that is not the one being made.
    type Prepare = fn(&mut Queue, &Job) -> Job;
    let cases: [(&str, Prepare); 6] = [
        ("an earlier attempt", |queue, job| {
            queue.end(job, &Report::NotSent);
            queue.later(10);
            queue.take();
            job.clone()
        }),
        ("a later attempt", |_, job| Job { attempt: job.attempt + 1, ..job.clone() }),
        ("it waits", |queue, job| {
            queue.end(job, &Report::Wait(None));
            job.clone()
        }),
        ("it was delivered", |queue, job| {
            queue.end(job, &delivered());
            job.clone()
        }),
        ("it is wedged", |queue, job| {
            queue.end(job, &refused());
            job.clone()
        }),
        ("it was cut short", |queue, job| {
            queue.recover();
            job.clone()
        }),
    ];
    for (name, prepare) in cases {
        for kind in [Kind::CheckIn, Kind::Sale, Kind::Lead, Kind::Picture] {
            let mut queue = Queue::new();
            queue.enqueue(&new_item(kind, 1));
            let job = queue.take();
            let job = prepare(&mut queue, &job);
            let before = dump(&queue.db);
            for (_, report) in reports() {
                let ended = crate::queue::conclude(&queue.db, &mut queue.context, &job, &report, queue.now);
                assert!(matches!(ended, Err(OutboxError::NotBeingSent)), "{name} {kind:?} {ended:?}");
            }
            assert_eq!(dump(&queue.db), before, "{name} {kind:?}");
        }
    }
}

#[test]
fn what_a_report_says_is_kept_with_the_item() {
    type Kept<'a> = (Option<&'a str>, Option<&'a str>, Option<i64>);
    // (the end, words and trace id and the credit that was read)
    let cases: [(Report, Kept); 4] = [
        (refused(), (Some("No."), Some("trace"), None)),
        (delivered(), (None, Some("trace"), None)),
        (Report::Credit(Some(-5)), (None, None, Some(-5))),
        (Report::Wait(None), (None, None, None)),
    ];
    for (report, (words, trace_id, credit)) in cases {
        let mut queue = Queue::new();
        let id = queue.enqueue(&new_item(Kind::Sale, 1));
        queue.run(&report);
        let item = queue.item(id);
        assert_eq!((item.words.as_deref(), item.trace_id.as_deref()), (words, trace_id), "{report:?}");
        assert_eq!(item.credit_after, credit, "{report:?}");
        assert_eq!(queue.ledger().pop().unwrap().trace_id.as_deref(), trace_id, "{report:?}");
    }
}

#[test]
fn delivered_is_over_with_a_reference_and_nothing_personal() {
    for kind in Kind::ALL {
        let mut queue = Queue::new();
        let id = queue.enqueue(&NewItem { order: Some(mark(5)), ..new_item(*kind, 1) });
        queue.later(7).run(&delivered());
        let item = queue.item(id);
        assert_eq!((item.state, item.reason), (State::Delivered, None));
        assert_eq!((item.subject, item.words, item.body, item.order), (None, None, None, None));
        assert_eq!((item.reference.as_deref(), item.trace_id.as_deref()), (Some("R"), Some("trace")));
        let last = queue.ledger().pop().unwrap();
        assert_eq!((last.event, last.at, last.detail.as_deref()), (Event::Delivered, at(7), Some("R")));
        assert_eq!(queue.next_due(), None);
        assert_eq!(queue.later(DAY).claimed_ids(), []);
    }
}

#[test]
fn a_crash_during_an_attempt_leaves_every_kind_where_it_belongs() {
    let ready = |act, after: i64| (State::Ready, act, Some(after));
    let unknown = (State::Unknown, Act::Send, None);
    let late = i64::try_from(LATE.as_secs()).unwrap();
    let once = |kind| new_charge(kind, 1, |charge| charge.reusable = false);
    let no_credit = |kind| new_charge(kind, 1, |charge| charge.credit_before = None);
    for (name, new, reason, expected) in [
        ("check-in", new_item(Kind::CheckIn, 1), Reason::Interrupted, unknown),
        ("sale", new_item(Kind::Sale, 1), Reason::Interrupted, ready(Act::ReadCredit, late)),
        ("top-up", new_item(Kind::TopUp, 1), Reason::Interrupted, ready(Act::ReadCredit, late)),
        ("minutes", new_item(Kind::TimeUsage, 1), Reason::Interrupted, unknown),
        ("sale, card used up", once(Kind::Sale), Reason::OnceOnly, unknown),
        ("sale, credit not known", no_credit(Kind::Sale), Reason::CreditChanged, unknown),
        ("contract", new_item(Kind::Contract, 1), Reason::Interrupted, ready(Act::LookUp, late)),
        ("voucher", new_item(Kind::RateVoucher, 1), Reason::Interrupted, ready(Act::LookUp, late)),
        ("lead", new_item(Kind::Lead, 1), Reason::Interrupted, ready(Act::LookUp, late)),
        ("trial", new_item(Kind::TrialBooking, 1), Reason::Interrupted, ready(Act::LookUp, late)),
        // Half way between the shortest and the longest pause: a crash has no dice.
        ("picture", new_item(Kind::Picture, 1), Reason::Interrupted, ready(Act::Send, 1)),
    ] {
        let mut queue = Queue::new();
        let id = queue.enqueue(&new);
        queue.take();
        assert_eq!(queue.recover(), 1, "{name}");
        let item = queue.item(id);
        assert_eq!((item.state, item.act, item.due_at.map(seconds)), expected, "{name}");
        assert_eq!((item.reason, item.maybe_sent, item.attempts), (Some(reason), true, 1), "{name}");
        let events = queue.events(id);
        assert_eq!(events[..3], [Event::Happened, Event::Sent, Event::Interrupted], "{name}");
        assert_eq!(queue.recover(), 0, "{name}: once is enough");
    }
}

#[test]
fn a_crash_during_a_question_leaves_the_question() {
    for (kind, act) in [(Kind::Lead, Act::LookUp), (Kind::Sale, Act::ReadCredit)] {
        let mut queue = Queue::new();
        let id = queue.enqueue(&new_item(kind, 1));
        queue.run(&LOST);
        queue.later(120);
        assert_eq!(queue.take().act, act);
        queue.recover();
        let item = queue.item(id);
        assert_eq!((item.state, item.act, item.maybe_sent), (State::Ready, act, true), "{kind:?}");
    }
}

#[test]
fn a_crash_lets_every_lane_try_at_once() {
    let mut queue = Queue::new();
    queue.enqueue(&new_item(Kind::Lead, 1));
    queue.run(&Report::NotSent);
    assert_eq!(queue.next_due(), Some(1));
    queue.recover();
    assert_eq!(queue.next_due(), Some(0));
    assert_eq!(queue.claim().len(), 1);
}

#[test]
fn one_bad_report_does_not_keep_the_others_from_being_written() {
    let mut queue = Queue::new();
    let ids: Vec<_> = (1..=4).map(|number| queue.enqueue(&new_item(Kind::Lead, number))).collect();
    let jobs = queue.claim();
    let waiting = queue.enqueue(&new_item(Kind::Lead, 5));
    let stale = Job { attempt: 9, ..jobs[1].clone() };
    let nobody = Job { id: ItemId(999), ..jobs[1].clone() };
    let ended = [
        (jobs[0].clone(), delivered()),
        (nobody, delivered()),
        (stale, delivered()),
        (jobs[0].clone(), refused()),
        (jobs[2].clone(), refused()),
        (jobs[3].clone(), delivered()),
    ];
    let taken = crate::queue::exchange(&queue.db, &mut queue.context, &ended, 10, queue.now).unwrap();
    assert_eq!(queue.is(ids[0]).0, State::Delivered);
    assert_eq!(queue.is(ids[1]).0, State::InFlight, "its own end has not come yet");
    assert_eq!(queue.is(ids[2]), (State::Wedged, Some(Reason::Refused)));
    assert_eq!(queue.is(ids[3]).0, State::Delivered);
    assert_eq!(taken.iter().map(|job| job.id).collect::<Vec<_>>(), [waiting], "and work goes on");
}

#[test]
fn an_end_that_cannot_be_written_is_undone_as_a_whole() {
    let mut queue = Queue::new();
    let bad = queue.enqueue(&new_item(Kind::Lead, 1));
    let good = queue.enqueue(&new_item(Kind::Lead, 2));
    let jobs = queue.claim();
    // The ledger takes nothing more about this item, after its row was changed already.
    queue
        .db
        .execute_batch(&format!(
            "CREATE TRIGGER fault BEFORE INSERT ON ledger WHEN new.item = {bad} AND new.event = 'delivered'
             BEGIN SELECT raise(ABORT, 'no'); END"
        ))
        .unwrap();
    let ended: Vec<_> = jobs.iter().map(|job| (job.clone(), delivered())).collect();
    crate::queue::exchange(&queue.db, &mut queue.context, &ended, 10, queue.now).unwrap();
    let left = queue.item(bad);
    assert_eq!((left.state, left.body.is_some()), (State::InFlight, true));
    assert_eq!(queue.is(good).0, State::Delivered);
}

#[test]
fn a_charge_that_was_not_made_is_sent_under_the_transaction_of_the_reading() {
    let (first, then) = (Some(FIRST_TRANSACTION), Some(diced(1)));
    for kind in [Kind::Sale, Kind::TopUp] {
        for lock_for in [0, 15, 300, 7200] {
            let mut queue = Queue::new();
            let id =
                queue.enqueue(&new_charge(kind, 1, |charge| charge.lock_for = Duration::from_secs(lock_for)));
            let job = queue.run(&LOST);
            assert_eq!((job.act, job.transaction), (Act::Send, first));
            queue.later(120);
            let job = queue.run(&Report::Credit(Some(1000)));
            assert_eq!((job.act, job.transaction), (Act::ReadCredit, then));
            assert!(!queue.item(id).maybe_sent, "the vendor showed that it had not arrived");
            // However long or short the device's lock is said to be, it lives long enough to be used.
            let job = queue.run(&delivered());
            assert_eq!((job.act, job.transaction, job.attempt), (Act::Send, then, 3));
            assert_eq!(queue.is(id).0, State::Delivered);
        }
    }
}

#[test]
fn a_charge_whose_credit_changed_is_shown_with_both_readings() {
    let mut queue = Queue::new();
    let id = queue.enqueue(&new_item(Kind::Sale, 1));
    queue.run(&LOST);
    queue.later(120).run(&Report::Credit(Some(750)));
    assert_eq!(queue.is(id), (State::Unknown, Some(Reason::CreditChanged)));
    let item = queue.item(id);
    assert_eq!((item.credit_before, item.credit_after, item.maybe_sent), (Some(1000), Some(750), true));
}

#[test]
fn a_renewed_charge_is_held_against_the_credit_of_then() {
    // (the credit when the lock was renewed, the credit after the answer was lost, what follows)
    let (again, person) = ((State::Ready, None), (State::Unknown, Some(Reason::CreditChanged)));
    for (renewed, read, expected) in [
        (Some(1250), Some(1250), again),
        // The member paid 2.50 in meanwhile, and the sale of 2.50 took it again.
        (Some(1250), Some(1000), person),
        (None, Some(1000), person),
    ] {
        let mut queue = Queue::new();
        let id = queue.enqueue(&new_item(Kind::Sale, 1));
        queue.later(60).run(&Report::Credit(renewed));
        assert_eq!(queue.is(id).0, State::Ready);
        assert_eq!(queue.run(&LOST).act, Act::Send);
        if renewed.is_some() {
            assert_eq!(queue.later(120).run(&Report::Credit(read)).act, Act::ReadCredit);
        }
        assert_eq!(queue.is(id), expected, "{renewed:?} {read:?}");
    }
}

#[test]
fn questions_are_asked_with_the_studios_key_and_answers_lead_back() {
    let mut queue = Queue::new();
    let id = queue.enqueue(&new_item(Kind::Contract, 1));
    queue.run(&LOST);
    let job = queue.later(120).run(&Report::Found(Vec::new()));
    assert_eq!((job.act, job.lane), (Act::LookUp, Lane::studio_key()));
    let job = queue.run(&LOST);
    assert_eq!((job.act, job.lane, job.attempt), (Act::Send, Lane::public(), 3));
    queue.later(120).run(&Report::Found(vec!["C7".to_owned()]));
    assert_eq!(queue.is(id).0, State::Delivered);
    assert_eq!(queue.item(id).reference.as_deref(), Some("C7"));
}

#[test]
fn an_unknown_word_in_the_store_is_a_fault_and_not_a_panic() {
    let mut queue = Queue::new();
    let id = queue.enqueue(&new_item(Kind::Lead, 1));
    queue.set(id, "kind", "séance");
    let error = crate::queue::claim(&queue.db, &mut queue.context, 1, queue.now).unwrap_err();
    assert!(matches!(error, OutboxError::Store(Trouble::Fault)), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("séance"));
}

#[test]
fn words_in_the_store_never_change() {
    // An older store must stay readable: words are added here, never changed.
    let words = |words: &[&'static str]| words.join(" ");
    let kinds: Vec<_> = Kind::ALL.iter().map(|kind| kind.word()).collect();
    assert_eq!(
        words(&kinds),
        "check_in sale top_up time_usage contract rate_voucher lead trial_booking picture"
    );
    let states: Vec<_> = State::ALL.iter().map(|state| state.word()).collect();
    assert_eq!(words(&states), "ready in_flight delivered wedged unknown closed");
    let acts: Vec<_> = Act::ALL.iter().map(|act| act.word()).collect();
    assert_eq!(words(&acts), "send look_up read_credit");
    let reasons: Vec<_> = Reason::ALL.iter().map(|reason| reason.word()).collect();
    assert_eq!(
        words(&reasons),
        "no_connection vendor_pause access_withdrawn refused too_old clock_moved no_answer answer_lost \
         vendor_fault interrupted credit_changed once_only several_found may_not_look unreadable turned_away \
         hand_out_unknown not_handed_out settled_done cancelled left_out reopened"
    );
    let stages: Vec<_> = Stage::ALL.iter().map(|stage| stage.word()).collect();
    assert_eq!(words(&stages), "identified chosen cleared handing_out");
    let events: Vec<_> = Event::ALL.iter().map(|event| event.word()).collect();
    assert_eq!(
        words(&events),
        "happened asked sent waits delivered turned_away let_in wedged unknown interrupted \
         access_withdrawn access_back identified chosen cleared handing_out handed_out hand_out_unknown \
         not_handed_out try_now send_again settled_done cancelled without_picture draft_begun draft_parked \
         draft_code draft_submitted signed draft_dropped draft_wiped reopened by_hand card_linked"
    );
    for (lane, name) in [
        (Lane::device(domain::DeviceId(26)), "device 26"),
        (Lane::studio_key(), "studio key"),
        (Lane::public(), "public"),
    ] {
        assert_eq!(lane.name(), name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 128, ..ProptestConfig::default() })]

    /// The same rule as in the policy's own test, through every statement of the queue: whatever ends
    /// come, and wherever the program is killed.
    #[test]
    fn nothing_that_may_have_arrived_is_sent_again(
        kind in prop::sample::select(Kind::ALL),
        (reusable, credit_known) in any::<(bool, bool)>(),
        ends in prop::collection::vec((0..100_usize, prop::bool::weighted(0.2)), 1..12),
    ) {
        let mut queue = Queue::new();
        let new = match kind.family() {
            Family::Charge => new_charge(kind, 1, |charge| {
                charge.reusable = reusable;
                charge.credit_before = credit_known.then_some(1000);
            }),
            Family::CheckIn | Family::SignUp | Family::Picture => new_item(kind, 1),
        };
        let id = queue.enqueue(&new);
        let (mut maybe_there, mut attempts) = (false, 0);
        // What the vendor last said is left while nothing was on its way.
        let mut credit = new.charge.as_ref().and_then(|charge| charge.credit_before);
        for (choice, killed) in ends {
            let Some(due) = queue.next_due() else { break };
            queue.now = queue.now.max(at(due));
            let Some(job) = queue.claim().pop() else { continue };
            attempts += 1;
            prop_assert_eq!(job.attempt, attempts);
            if job.act == Act::Send && kind.family() != Family::Picture {
                prop_assert!(!maybe_there, "sent once more");
            }
            let possible: Vec<_> =
                reports().into_iter().filter(|(_, report)| can_end(job.act, report)).collect();
            let (_, report) = &possible[choice % possible.len()];
            if killed {
                maybe_there |= job.act == Act::Send;
                queue.recover();
                continue;
            }
            match report {
                report if may_have_arrived(job.act, report) => maybe_there = true,
                Report::Found(customers) if customers.is_empty() => maybe_there = false,
                Report::Credit(told) if maybe_there => maybe_there = told.is_none() || *told != credit,
                Report::Credit(told) => credit = *told,
                Report::Delivered { .. }
                | Report::Refused { .. }
                | Report::NotSent
                | Report::Declined
                | Report::Wait(_)
                | Report::AccessWithdrawn
                | Report::Unknown(_)
                | Report::Unreadable
                | Report::Found(_)
                | Report::MayNotLook => {}
            }
            queue.end(&job, report);
        }
        // And it is never lost: it is over, or has a next step, or waits for a person.
        let item = queue.item(id);
        prop_assert!(item.state != State::InFlight);
        prop_assert_eq!(item.state == State::Ready, item.due_at.is_some());
        if maybe_there && kind.family() != Family::Picture {
            prop_assert!(item.maybe_sent || item.state == State::Delivered);
        }
        let key: i64 = queue.db.query_row(
            "SELECT count(*) FROM item WHERE key = ?1",
            params![Uuid::from_u128(1).as_bytes()],
            |row| row.get(0),
        ).unwrap();
        prop_assert_eq!(key, 1);
    }
}
