//! What people decide: what is open to them when, what follows, and that the ledger knows.

use super::support::*;
use crate::ledger::Event;
use crate::*;

fn decisions() -> [Decision; 5] {
    let note = || Some("they wrote this".to_owned());
    [
        Decision::TryNow,
        Decision::SendAgain { note: note() },
        Decision::WithoutPicture { note: note() },
        Decision::Done { note: note() },
        Decision::Cancel { note: "they wrote this".to_owned() },
    ]
}

/// Kinds that are decided about in the same way, with whether the credential can be used again.
const CASES: [(Kind, bool); 9] = [
    (Kind::CheckIn, false),
    (Kind::Sale, true),
    (Kind::Sale, false),
    (Kind::TopUp, true),
    (Kind::TimeUsage, false),
    (Kind::Contract, false),
    (Kind::RateVoucher, false),
    (Kind::TrialBooking, false),
    (Kind::Picture, false),
];

/// An item in this state, wherever it came from.
fn item_in(kind: Kind, reusable: bool, state: State, reason: Option<Reason>) -> (Queue, ItemId) {
    let queue = Queue::new();
    let id = put_in(&queue, kind, reusable, state, reason);
    (queue, id)
}

fn put_in(queue: &Queue, kind: Kind, reusable: bool, state: State, reason: Option<Reason>) -> ItemId {
    let new = match kind.family() {
        Family::Charge => new_charge(kind, 1, |charge| charge.reusable = reusable),
        Family::CheckIn | Family::SignUp | Family::Picture => new_item(kind, 1),
    };
    let id = queue.enqueue(&new);
    if state.is_over() {
        queue::over(&queue.db, id, state, reason, None).unwrap();
    } else {
        queue.set(id, "state", state);
        queue.set(id, "reason", reason);
        if state != State::Ready {
            queue.set(id, "due_at", None::<i64>);
        }
    }
    queue.set(id, "maybe_sent", state == State::Unknown);
    id
}

/// Which of try now, send again, without picture, done and cancel are open.
fn expected(kind: Kind, reusable: bool, state: State, reason: Option<Reason>) -> Vec<Choice> {
    // Time devices have no transaction: there is nothing to make anew.
    let is_picture = kind == Kind::Picture;
    let ends: &[Choice] =
        if is_picture { &[Choice::WithoutPicture] } else { &[Choice::Done, Choice::Cancel] };
    let once_only = matches!(kind, Kind::Sale | Kind::TopUp) && !reusable;
    let (now, again) = match state {
        State::Ready if is_picture => return vec![Choice::TryNow, Choice::WithoutPicture],
        State::Ready => return vec![Choice::TryNow, Choice::Cancel],
        State::InFlight | State::Delivered | State::Closed => return vec![],
        State::Wedged => {
            let late = matches!(reason, Some(Reason::TooOld | Reason::ClockMoved | Reason::HandOutUnknown));
            let no_lock = reason == Some(Reason::VendorFault) && kind.family() == Family::Charge;
            let may_go = matches!(reason, Some(Reason::Refused | Reason::Unreadable));
            (may_go || no_lock, late)
        }
        // Sent again, it would count as never sent, and nothing would go out.
        State::Unknown if reason == Some(Reason::Unreadable) => (true, false),
        State::Unknown => (matches!(reason, Some(Reason::MayNotLook | Reason::SeveralFound)), !once_only),
    };
    let some = [now.then_some(Choice::TryNow), again.then_some(Choice::SendAgain)];
    some.into_iter().flatten().chain(ends.iter().copied()).collect()
}

#[test]
fn each_state_is_open_to_what_makes_sense_in_it_and_to_nothing_else() {
    let reasons: Vec<_> = std::iter::once(None).chain(Reason::ALL.iter().copied().map(Some)).collect();
    let queue = Queue::new();
    for state in State::ALL {
        for reason in &reasons {
            for (kind, reusable) in CASES {
                let open = expected(kind, reusable, *state, *reason);
                for decision in &decisions() {
                    let open = open.contains(&decision.choice());
                    let name = format!("{state:?} {reason:?} {kind:?} {reusable} {decision:?}");
                    queue.db.execute_batch("BEGIN").unwrap();
                    let id = put_in(&queue, kind, reusable, *state, *reason);
                    let before = queue.db.total_changes();
                    match queue.decide(id, decision) {
                        Ok(()) => assert!(open, "{name}"),
                        Err(error) => {
                            assert!(!open, "{name}");
                            assert_eq!(queue.db.total_changes(), before, "{name}");
                            let being_sent = matches!(error, OutboxError::BeingSent);
                            assert_eq!(being_sent, *state == State::InFlight, "{name}");
                            assert!(being_sent || matches!(error, OutboxError::NotPossible), "{name}");
                        }
                    }
                    queue.db.execute_batch("ROLLBACK").unwrap();
                }
            }
        }
    }
}

#[test]
fn the_inbox_shows_what_is_open() {
    for (part, state, reason) in [
        (Part::Waiting, State::Ready, None),
        (Part::Waiting, State::InFlight, None),
        (Part::Person, State::Wedged, Some(Reason::Refused)),
        (Part::Person, State::Wedged, Some(Reason::TooOld)),
        (Part::Person, State::Wedged, Some(Reason::OnceOnly)),
        (Part::Person, State::Unknown, Some(Reason::Interrupted)),
        (Part::Person, State::Unknown, Some(Reason::SeveralFound)),
        (Part::Over, State::Delivered, None),
        (Part::Over, State::Closed, Some(Reason::Cancelled)),
    ] {
        for (kind, reusable) in CASES {
            let (queue, id) = item_in(kind, reusable, state, reason);
            let page = inbox::page(&queue.db, part, None, None, 10, queue.now).unwrap();
            let shown: Vec<_> = page.into_iter().map(|listed| (listed.id, listed.open_to)).collect();
            assert_eq!(shown, [(id, expected(kind, reusable, state, reason))], "{kind:?} {state:?}");
        }
    }
}

#[test]
fn what_waits_for_another_item_cannot_be_tried_now() {
    let queue = Queue::new();
    queue.enqueue(&NewItem { order: Some(mark(5)), ..new_item(Kind::CheckIn, 1) });
    let second = queue.enqueue(&NewItem { order: Some(mark(5)), ..new_item(Kind::CheckIn, 2) });
    assert!(matches!(queue.decide(second, &Decision::TryNow), Err(OutboxError::NotPossible)));
    queue.decide(second, &Decision::Cancel { note: String::new() }).unwrap();
}

#[test]
fn nothing_can_be_decided_about_what_does_not_exist() {
    let queue = Queue::new();
    for decision in decisions() {
        assert!(matches!(queue.decide(ItemId(7), &decision), Err(OutboxError::NoSuchItem)));
    }
}

#[test]
fn every_decision_is_in_the_ledger_with_time_and_note() {
    let note = |queue: &Queue| -> (String, i64, Option<String>, u32) {
        let sql = "SELECT event, at, note, attempt FROM ledger ORDER BY id DESC LIMIT 1";
        queue.db.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).unwrap()
    };
    for (decision, event) in decisions().iter().zip([
        Event::TryNow,
        Event::SendAgain,
        Event::WithoutPicture,
        Event::SettledDone,
        Event::Cancelled,
    ]) {
        let kind = if event == Event::WithoutPicture { Kind::Picture } else { Kind::Lead };
        let (mut queue, id) = item_in(kind, false, State::Unknown, Some(Reason::MayNotLook));
        queue.set(id, "attempts", 3);
        queue.later(77);
        queue.decide(id, decision).unwrap();
        let written = (event != Event::TryNow).then(|| "they wrote this".to_owned());
        assert_eq!(note(&queue), (event.word().to_owned(), at(77).as_millisecond(), written, 3));
    }
    let (queue, id) = item_in(Kind::Lead, false, State::Unknown, Some(Reason::Interrupted));
    queue.decide(id, &Decision::Done { note: None }).unwrap();
    assert_eq!(note(&queue).2, None);
}

#[test]
fn a_try_now_is_due_now_and_opens_its_lane() {
    // Waiting, whatever for: nothing is changed about what the attempt does.
    for trouble in [
        Report::NotSent,
        Report::AccessWithdrawn,
        Report::Wait(None),
        Report::Wait(Some(std::time::Duration::from_secs(3600))),
    ] {
        let mut queue = Queue::new();
        let id = queue.enqueue(&new_item(Kind::Contract, 1));
        queue.run(&trouble);
        assert_eq!(queue.claimed_ids(), [], "{trouble:?}");
        queue.decide(id, &Decision::TryNow).unwrap();
        assert_eq!(queue.is(id), (State::Ready, None));
        assert_eq!(queue.run(&delivered()).act, Act::Send, "{trouble:?}");
    }
    // Refused by the vendor's rules, which may have changed.
    let (mut queue, id) = item_in(Kind::Sale, true, State::Wedged, Some(Reason::Refused));
    queue.decide(id, &Decision::TryNow).unwrap();
    assert_eq!(queue.take().act, Act::Send);
    // Nobody knows: what is safe to try is the question, not the sending.
    let mut queue = Queue::new();
    let id = queue.enqueue(&new_item(Kind::Lead, 1));
    queue.run(&LOST);
    queue.later(120).run(&Report::MayNotLook);
    queue.decide(id, &Decision::TryNow).unwrap();
    let job = queue.run(&Report::Found(vec!["C1".to_owned()]));
    assert_eq!((job.act, job.lane), (Act::LookUp, Lane::studio_key()));
    assert_eq!(queue.is(id).0, State::Delivered);
}

#[test]
fn a_try_now_does_not_ask_before_the_vendor_can_know() {
    for (kind, act, shown_absent) in [
        (Kind::Lead, Act::LookUp, Report::Found(Vec::new())),
        (Kind::Sale, Act::ReadCredit, Report::Credit(Some(1000))),
    ] {
        let mut queue = Queue::new();
        let id = queue.enqueue(&new_item(kind, 1));
        queue.run(&LOST);
        queue.later(5).decide(id, &Decision::TryNow).unwrap();
        assert_eq!(queue.later(114).claimed_ids(), [], "{kind:?}: what was sent may still arrive");
        // From then on it may be tried now, also after a failure.
        assert_eq!(queue.later(1).run(&Report::Wait(None)).act, act);
        queue.decide(id, &Decision::SendAgain { note: None }).unwrap_err();
        queue.later(60).run(&shown_absent);
        assert_eq!(queue.take().act, Act::Send, "{kind:?}");
    }
}

#[test]
fn a_try_now_does_not_run_into_the_lock_that_a_lost_reading_left() {
    let certain = Report::Wait(None);
    for (lost, waits) in [(&LOST, 15), (&certain, 0)] {
        let mut queue = Queue::new();
        // Its lock is gone, and it was never sent: a reading is only the way to a new lock.
        let id = queue.enqueue(&new_charge(Kind::Sale, 1, |charge| charge.lock_until = None));
        assert_eq!(queue.run(lost).act, Act::ReadCredit);
        queue.decide(id, &Decision::TryNow).unwrap();
        assert_eq!(queue.due(id), Some(waits), "{lost:?}");
        assert_eq!(queue.later(waits).take().act, Act::ReadCredit);
    }
    // A program that ended during it does not know either.
    let mut queue = Queue::new();
    let id = queue.enqueue(&new_charge(Kind::Sale, 1, |charge| charge.lock_until = None));
    queue.take();
    queue.recover();
    queue.decide(id, &Decision::TryNow).unwrap();
    assert_eq!((queue.due(id), queue.item(id).maybe_sent), (Some(15), false));
}

#[test]
fn a_try_now_does_not_make_an_old_check_in_young() {
    let mut queue = Queue::new();
    let id = queue.enqueue(&new_item(Kind::CheckIn, 1));
    queue.run(&Report::NotSent);
    queue.decide(id, &Decision::TryNow).unwrap();
    queue.later(DAY);
    assert_eq!(queue.claimed_ids(), []);
    assert_eq!(queue.is(id), (State::Wedged, Some(Reason::TooOld)));
}

#[test]
fn sent_again_it_is_sent_whatever_its_age_and_a_charge_under_a_new_transaction() {
    for (kind, act, lane) in [
        (Kind::CheckIn, Act::Send, Lane::device(domain::DeviceId(7))),
        (Kind::Contract, Act::Send, Lane::public()),
        (Kind::Picture, Act::Send, Lane::public()),
        (Kind::Sale, Act::ReadCredit, Lane::device(domain::DeviceId(8))),
        (Kind::TopUp, Act::ReadCredit, Lane::device(domain::DeviceId(8))),
        (Kind::TimeUsage, Act::Send, Lane::device(domain::DeviceId(8))),
    ] {
        let (mut queue, id) = item_in(kind, true, State::Unknown, Some(Reason::Interrupted));
        queue.later(30 * DAY);
        queue.decide(id, &Decision::SendAgain { note: None }).unwrap();
        let item = queue.item(id);
        assert_eq!((item.act, &item.lane, item.by_hand, item.maybe_sent), (act, &lane, true, false));
        let job = queue.take();
        assert_eq!((job.act, &job.lane), (act, &lane), "{kind:?}");
        if act == Act::ReadCredit {
            // The person knows that it may have been charged: the reading is the way to a new lock only.
            queue.end(&job, &Report::Credit(Some(-1)));
            assert_eq!(queue.take().act, Act::Send, "{kind:?}");
        }
    }
}

#[test]
fn sent_again_and_lost_again_it_is_unknown_again() {
    let (mut queue, id) = item_in(Kind::CheckIn, false, State::Unknown, Some(Reason::Interrupted));
    queue.decide(id, &Decision::SendAgain { note: None }).unwrap();
    queue.run(&LOST);
    assert_eq!(queue.is(id), (State::Unknown, Some(Reason::AnswerLost)));
    assert!(queue.item(id).maybe_sent);
}

#[test]
fn settled_is_over_with_a_note_and_nothing_personal() {
    for (decision, reason, note) in [
        (Decision::Done { note: Some("seen".to_owned()) }, Reason::SettledDone, Some("seen")),
        (Decision::Done { note: None }, Reason::SettledDone, None),
        (Decision::Cancel { note: "no".to_owned() }, Reason::Cancelled, Some("no")),
    ] {
        for (kind, reusable) in CASES.into_iter().filter(|(kind, _)| *kind != Kind::Picture) {
            let mut queue = Queue::new();
            let new = match kind.family() {
                Family::Charge => new_charge(kind, 1, |charge| charge.reusable = reusable),
                Family::CheckIn | Family::SignUp | Family::Picture => new_item(kind, 1),
            };
            let id = queue.enqueue(&NewItem { order: Some(mark(5)), ..new });
            queue.run(&refused());
            assert!(queue.item(id).words.is_some());
            queue.decide(id, &decision).unwrap();
            let item = queue.item(id);
            assert_eq!((item.state, item.reason, item.note.as_deref()), (State::Closed, Some(reason), note));
            assert_eq!((item.subject, item.words, item.body, item.order), (None, None, None, None));
            assert_eq!(queue.next_due(), None);
            assert_eq!(queue.later(DAY).claimed_ids(), []);
        }
    }
}

#[test]
fn the_store_itself_refuses_to_end_an_item_that_holds_something_personal() {
    let queue = Queue::new();
    let id = queue.enqueue(&new_item(Kind::Lead, 1));
    for state in [State::Delivered, State::Closed] {
        let sql = "UPDATE item SET state = ?2 WHERE id = ?1";
        assert!(queue.db.execute(sql, rusqlite::params![id.0, state]).is_err());
    }
}
