//! What waits for what: items of one credential in their order, and a contract for its picture.

use super::support::*;
use crate::ledger::Event;
use crate::*;

fn tap(number: u128, card: u64) -> NewItem {
    NewItem { order: Some(mark(card)), ..new_item(Kind::CheckIn, number) }
}

fn note() -> Option<String> {
    Some("seen".to_owned())
}

/// A way in which nothing happens to an item by itself any more.
type Settle = fn(&mut Queue, ItemId);

#[test]
fn the_second_of_a_credential_waits_until_the_first_is_settled() {
    let cases: [(&str, State, Settle); 7] = [
        ("delivered", State::Delivered, |queue, _| {
            queue.run(&delivered());
        }),
        ("refused", State::Wedged, |queue, _| {
            queue.run(&refused());
        }),
        ("too old", State::Wedged, |queue, id| {
            queue.set(id, "happened_at", 0);
            assert_eq!(queue.claimed_ids().len(), 1, "what was released is taken at once");
            queue.recover();
        }),
        ("unknown", State::Unknown, |queue, _| {
            queue.run(&LOST);
        }),
        ("killed", State::Unknown, |queue, _| {
            queue.take();
            queue.recover();
        }),
        ("cancelled", State::Closed, |queue, id| {
            queue.decide(id, &Decision::Cancel { note: "no".to_owned() }).unwrap();
        }),
        ("settled after it was refused", State::Closed, |queue, id| {
            queue.run(&refused());
            queue.decide(id, &Decision::Done { note: note() }).unwrap();
        }),
    ];
    for (name, state, settle) in cases {
        let mut queue = Queue::new();
        let first = queue.enqueue(&tap(1, 5));
        let second = queue.later(3).enqueue(&tap(2, 5));
        let other = queue.enqueue(&tap(3, 6));
        assert_eq!((queue.due(first), queue.due(second), queue.due(other)), (Some(0), None, Some(3)));
        queue.decide(other, &Decision::Cancel { note: String::new() }).unwrap();

        // Waiting, trying and failing is not the end of it.
        queue.run(&Report::NotSent);
        queue.later(10);
        assert_eq!(queue.due(second), None, "{name}");

        settle(&mut queue, first);
        assert_eq!(queue.is(first).0, state, "{name}");
        let item = queue.item(second);
        if name == "too old" {
            assert_eq!(item.attempts, 1);
        } else {
            assert_eq!((item.state, item.due_at), (State::Ready, Some(queue.now)), "{name}");
            // A lost answer makes the lane pause, and not the item.
            assert_eq!(queue.later(10).claimed_ids(), [second], "{name}");
        }
    }
}

#[test]
fn a_whole_queue_of_one_credential_goes_one_by_one() {
    let mut queue = Queue::new();
    let ids: Vec<_> = (1..=5).map(|number| queue.enqueue(&tap(number, 5))).collect();
    for (index, id) in ids.iter().enumerate() {
        let waiting = ids.iter().filter(|id| queue.is(**id).0 == State::Ready).count();
        assert_eq!(waiting, ids.len() - index);
        let report = [delivered(), refused(), LOST][index % 3].clone();
        assert_eq!(queue.later(10).run(&report).id, *id);
    }
    assert_eq!(queue.later(10).claimed_ids(), []);
}

#[test]
fn what_is_sent_again_by_hand_does_not_lose_its_place_to_what_came_later() {
    let mut queue = Queue::new();
    let first = queue.enqueue(&tap(1, 5));
    queue.run(&LOST);
    queue.decide(first, &Decision::SendAgain { note: None }).unwrap();
    let second = queue.enqueue(&tap(2, 5));
    assert_eq!(queue.due(second), None);
    assert_eq!(queue.run(&delivered()).id, first);
    assert_eq!(queue.run(&delivered()).id, second);
}

#[test]
fn a_third_waits_for_the_first_although_the_second_is_over() {
    // The first is sent by hand after the second had been released.
    let mut queue = Queue::new();
    let first = queue.enqueue(&tap(1, 5));
    let second = queue.enqueue(&tap(2, 5));
    queue.run(&LOST);
    let sending = queue.later(10).take();
    assert_eq!(sending.id, second);
    queue.decide(first, &Decision::SendAgain { note: None }).unwrap();
    let third = queue.enqueue(&tap(3, 5));
    queue.end(&sending, &delivered());
    assert_eq!(queue.due(third), None);
    assert_eq!(queue.run(&refused()).id, first);
    assert_eq!(queue.run(&delivered()).id, third);
}

#[test]
fn items_without_a_credential_or_of_different_ones_do_not_wait() {
    let mut queue = Queue::new();
    let ids = [
        queue.enqueue(&tap(1, 5)),
        queue.enqueue(&tap(2, 6)),
        queue.enqueue(&new_item(Kind::CheckIn, 3)),
        queue.enqueue(&new_item(Kind::CheckIn, 4)),
    ];
    assert_eq!(queue.claimed_ids(), ids);
}

/// A contract that waits for its picture.
fn picture_and_contract(queue: &Queue) -> (ItemId, ItemId) {
    let picture = new_item(Kind::Picture, 1);
    let contract = NewItem { after: Some(picture.key), ..new_item(Kind::Contract, 2) };
    (queue.enqueue(&picture), queue.enqueue(&contract))
}

#[test]
fn a_contract_waits_for_its_picture_and_gets_its_reference() {
    let mut queue = Queue::new();
    let (picture, contract) = picture_and_contract(&queue);
    assert_eq!(queue.due(contract), None);
    for trouble in [Report::NotSent, LOST, Report::AccessWithdrawn] {
        assert_eq!(queue.run(&trouble).id, picture);
        assert_eq!(queue.due(contract), None, "{trouble:?}");
        queue.later(HOUR);
    }
    queue.run(&delivered());
    let job = queue.run(&LOST);
    assert_eq!((job.id, job.reference_before.as_deref()), (contract, Some("R")));
    // And again after the look-up, although the picture is long over.
    queue.later(120).run(&Report::Found(Vec::new()));
    assert_eq!(queue.take().reference_before.as_deref(), Some("R"));
}

fn without_picture() -> Decision {
    Decision::WithoutPicture { note: note() }
}

#[test]
fn a_contract_whose_picture_is_wedged_goes_once_when_staff_have_it_sent_without() {
    let mut queue = Queue::new();
    let (picture, contract) = picture_and_contract(&queue);
    queue.run(&refused());
    assert_eq!(queue.is(picture).0, State::Wedged);
    assert_eq!(queue.later(DAY).claimed_ids(), []);
    queue.decide(picture, &without_picture()).unwrap();
    assert_eq!(queue.is(picture), (State::Closed, Some(Reason::LeftOut)));
    assert_eq!(queue.events(picture).last(), Some(&Event::WithoutPicture));
    assert!(matches!(queue.decide(picture, &without_picture()), Err(OutboxError::NotPossible)));
    let job = queue.take();
    assert_eq!((job.id, job.reference_before.as_deref()), (contract, None));
    queue.end(&job, &delivered());
    assert_eq!(queue.later(DAY).claimed_ids(), []);
}

#[test]
fn a_contract_goes_without_a_picture_that_is_still_tried() {
    let mut queue = Queue::new();
    let (picture, contract) = picture_and_contract(&queue);
    let trying = queue.take();
    assert!(matches!(queue.decide(picture, &without_picture()), Err(OutboxError::BeingSent)));
    queue.end(&trying, &Report::Wait(None));
    queue.decide(picture, &without_picture()).unwrap();
    let job = queue.later(HOUR).run(&delivered());
    assert_eq!((job.id, job.reference_before), (contract, None));
    assert_eq!(queue.later(DAY).claimed_ids(), [], "the picture is not sent any more");
}

/// The vendor took the picture, and has something against it when the contract comes.
#[test]
fn a_contract_that_is_not_done_because_of_its_picture_goes_without_it() {
    type Fails = fn(&mut Queue);
    let ways: [(Reason, Fails); 2] = [
        (Reason::Refused, |queue| drop(queue.run(&refused()))),
        (Reason::VendorFault, |queue| {
            for _ in 0..5 {
                assert_eq!(queue.later(HOUR).run(&LOST).reference_before.as_deref(), Some("R"));
                queue.later(120).run(&Report::Found(Vec::new()));
            }
        }),
    ];
    for (reason, fails) in ways {
        let mut queue = Queue::new();
        let (picture, contract) = picture_and_contract(&queue);
        assert_eq!(queue.run(&delivered()).id, picture);
        fails(&mut queue);
        assert_eq!(queue.is(contract), (State::Wedged, Some(reason)));
        assert_eq!(queue.later(DAY).claimed_ids(), []);
        queue.decide(contract, &without_picture()).unwrap();
        assert_eq!(queue.events(contract).last(), Some(&Event::WithoutPicture));
        assert!(!queue.item(contract).maybe_sent, "{reason:?}: nobody has it");
        let job = queue.run(&LOST);
        assert_eq!((job.id, job.act, job.reference_before.as_deref()), (contract, Act::Send, None));
        // As in doubt as any other, and looked up before anything is sent.
        let job = queue.later(120).run(&Report::Found(vec!["C1".to_owned()]));
        assert_eq!((job.act, queue.is(contract).0), (Act::LookUp, State::Delivered));
        assert_eq!(queue.later(DAY).claimed_ids(), []);
    }
}

#[test]
fn a_contract_that_may_be_there_is_not_sent_without_its_picture() {
    let mut queue = Queue::new();
    let (_, contract) = picture_and_contract(&queue);
    queue.run(&delivered());
    let sending = queue.take();
    assert!(matches!(queue.decide(contract, &without_picture()), Err(OutboxError::BeingSent)));
    queue.end(&sending, &LOST);
    assert!(matches!(queue.decide(contract, &without_picture()), Err(OutboxError::NotPossible)));
    queue.later(120).run(&Report::MayNotLook);
    assert_eq!(queue.is(contract).0, State::Unknown);
    assert!(matches!(queue.decide(contract, &without_picture()), Err(OutboxError::NotPossible)));
}

fn cancel() -> Decision {
    Decision::Cancel { note: "changed their mind".to_owned() }
}

/// Nothing is left of a picture, and nothing of it goes out any more.
fn ended_with_its_contract(queue: &mut Queue, picture: ItemId, name: &str) {
    assert_eq!(queue.is(picture), (State::Closed, Some(Reason::Cancelled)), "{name}");
    assert_eq!(queue.item(picture).body, None, "{name}");
    assert_eq!(queue.events(picture).last(), Some(&Event::Cancelled), "{name}");
    assert_eq!((queue.next_due(), queue.later(DAY).claimed_ids()), (None, vec![]), "{name}");
}

#[test]
fn a_picture_ends_with_the_contract_that_waits_for_it() {
    let ways: [(&str, Settle); 4] = [
        ("not tried yet", |_, _| {}),
        ("waits for its next attempt", |queue, _| drop(queue.run(&Report::NotSent))),
        ("needs a person", |queue, _| drop(queue.run(&refused()))),
        ("cannot be read back", |queue, _| drop(queue.run(&Report::Unreadable))),
    ];
    for (name, before) in ways {
        let mut queue = Queue::new();
        let (picture, contract) = picture_and_contract(&queue);
        before(&mut queue, picture);
        queue.decide(contract, &cancel()).unwrap();
        assert_eq!(queue.is(contract), (State::Closed, Some(Reason::Cancelled)), "{name}");
        ended_with_its_contract(&mut queue, picture, name);
    }
}

/// What is under way cannot be called back, but it is not begun once more.
#[test]
fn a_picture_that_is_being_sent_when_its_contract_is_cancelled_is_not_sent_again() {
    type End = fn(&mut Queue, &Job);
    let ends: [(&str, End); 5] = [
        ("no connection", |queue, job| queue.end(job, &Report::NotSent)),
        ("lost", |queue, job| queue.end(job, &LOST)),
        ("refused", |queue, job| queue.end(job, &refused())),
        ("no access", |queue, job| queue.end(job, &Report::AccessWithdrawn)),
        ("killed", |queue, _| {
            queue.recover();
        }),
    ];
    for (name, end) in ends {
        let mut queue = Queue::new();
        let (picture, contract) = picture_and_contract(&queue);
        let sending = queue.take();
        queue.decide(contract, &cancel()).unwrap();
        assert_eq!(queue.is(picture).0, State::InFlight, "{name}");
        end(&mut queue, &sending);
        ended_with_its_contract(&mut queue, picture, name);
    }
    let mut queue = Queue::new();
    let (picture, contract) = picture_and_contract(&queue);
    let sending = queue.take();
    queue.decide(contract, &cancel()).unwrap();
    queue.end(&sending, &delivered());
    assert_eq!(queue.is(picture), (State::Delivered, None), "it is there, and that is told as it is");
    assert_eq!(queue.later(DAY).claimed_ids(), []);
}

#[test]
fn a_picture_that_something_else_waits_for_does_not_end() {
    let mut queue = Queue::new();
    let (picture, contract) = picture_and_contract(&queue);
    let after = Some(new_item(Kind::Picture, 1).key);
    let other = queue.enqueue(&NewItem { after, ..new_item(Kind::Contract, 3) });
    queue.decide(contract, &cancel()).unwrap();
    assert_eq!(queue.is(picture).0, State::Ready);
    queue.decide(other, &cancel()).unwrap();
    ended_with_its_contract(&mut queue, picture, "nothing waits any more");
}

/// An earlier version cancelled the contract alone.
#[test]
fn a_picture_that_was_left_behind_ends_at_the_next_start() {
    let mut queue = Queue::new();
    let (picture, contract) = picture_and_contract(&queue);
    let alone = queue.enqueue(&new_item(Kind::Picture, 9));
    queue::over(&queue.db, contract, State::Closed, Some(Reason::Cancelled), None).unwrap();
    queue.recover();
    assert_eq!(queue.take().id, alone, "nothing says that nobody needs it");
    queue.decide(alone, &without_picture()).unwrap_err();
    assert_eq!(queue.is(picture), (State::Closed, Some(Reason::Cancelled)));
    assert_eq!(queue.events(picture).last(), Some(&Event::Cancelled));
}

#[test]
fn what_has_no_picture_cannot_go_without_it() {
    for kind in [Kind::Contract, Kind::Lead, Kind::Sale, Kind::CheckIn] {
        let mut queue = Queue::new();
        let new = match kind.family() {
            Family::Charge => new_charge(kind, 1, |_| {}),
            Family::CheckIn | Family::SignUp | Family::Picture => new_item(kind, 1),
        };
        let id = queue.enqueue(&new);
        queue.run(&refused());
        assert!(matches!(queue.decide(id, &without_picture()), Err(OutboxError::NotPossible)), "{kind:?}");
    }
}

#[test]
fn a_contract_whose_picture_is_there_already_does_not_wait() {
    let mut queue = Queue::new();
    let picture = new_item(Kind::Picture, 1);
    queue.enqueue(&picture);
    queue.run(&delivered());
    let contract = queue.enqueue(&NewItem { after: Some(picture.key), ..new_item(Kind::Contract, 2) });
    let job = queue.take();
    assert_eq!((job.id, job.reference_before.as_deref()), (contract, Some("R")));
}

#[test]
fn what_should_wait_for_something_unheard_of_is_not_taken() {
    let queue = Queue::new();
    let orphan = NewItem { after: Some(uuid::Uuid::from_u128(9)), ..new_item(Kind::Contract, 2) };
    let before = dump(&queue.db);
    let refused = crate::entrance::enqueue(&queue.db, &queue.context, &orphan, queue.now);
    assert!(matches!(refused, Err(OutboxError::NoSuchItem)), "{refused:?}");
    assert_eq!(dump(&queue.db), before);
}

#[test]
fn who_waits_for_a_picture_and_for_an_earlier_item_waits_for_both() {
    let contract = |queue: &mut Queue| {
        let picture = new_item(Kind::Picture, 1);
        let earlier = NewItem { order: Some(mark(5)), ..new_item(Kind::Lead, 2) };
        let contract =
            NewItem { after: Some(picture.key), order: Some(mark(5)), ..new_item(Kind::Contract, 3) };
        queue.enqueue(&picture);
        queue.enqueue(&earlier);
        let contract = queue.enqueue(&contract);
        (contract, queue.claim())
    };
    for last in [0, 1] {
        let mut queue = Queue::new();
        let (contract, jobs) = contract(&mut queue);
        assert_eq!(jobs.len(), 2);
        queue.end(&jobs[1 - last], &delivered());
        assert_eq!(queue.due(contract), None, "{last}");
        queue.end(&jobs[last], &delivered());
        assert_eq!(queue.claimed_ids(), [contract], "{last}");
    }
}

#[test]
fn being_released_is_the_end_of_waiting_and_nothing_else() {
    let mut queue = Queue::new();
    queue.enqueue(&tap(1, 5));
    let second = queue.enqueue(&tap(2, 5));
    queue.run(&delivered());
    assert_eq!(queue.events(second), [Event::Happened]);
    assert_eq!(queue.item(second).attempts, 0);
}
