//! Items that become drafts again.

use super::*;

#[test]
fn a_refused_contract_becomes_a_draft_again() {
    let mut queue = Queue::new();
    let id = queue.contract();
    queue.run(&refused());
    let became = became::of_key(&queue.db, Uuid::from_u128(CONTRACT)).unwrap().unwrap();
    assert_eq!((became.state, became.reason), (State::Wedged, Some(Reason::Refused)));
    assert_eq!((became.code.as_deref(), became.reopens), (Some("NO"), true));
    assert!(inbox::page(&queue.db, Part::Person, None, None, 9, queue.now).unwrap()[0].reopens);

    queue.later(60);
    assert_eq!(queue.reopen(id).unwrap(), DRAFT);
    assert_eq!(queue.is(id), (State::Closed, Some(Reason::Reopened)));
    let item = queue.item(id);
    assert_eq!((item.body, item.subject, item.words), (None, None, None), "it is in the draft only");
    let listed = draft::list(&queue.db).unwrap();
    assert_eq!((listed[0].step.as_str(), listed[0].parked, listed[0].touched_at), ("details", true, at(60)));
    assert_eq!(listed[0].subject, Some(Redacted::new(format!("Subject {CONTRACT}"))));
    assert_eq!(queue.body_of_draft(), Some(format!("body {CONTRACT}")));
    assert_eq!(queue.events(id).last(), Some(&Event::Reopened));
    assert_eq!(inbox::line(&queue.db, &Rules::default(), queue.now).unwrap(), Line::default());

    let before = dump(&queue.db);
    assert_eq!(queue.later(1).reopen(id).unwrap(), DRAFT);
    assert!(not_possible(&queue.submit(&[new_item(Kind::Contract, CONTRACT)])), "the old signature");
    assert_eq!(dump(&queue.db), before);
    queue.put(&draft("corrected")).unwrap();
    let next = queue.submit(&[new_item(Kind::Contract, 12)]).unwrap();
    assert_eq!((queue.drafts(), queue.run(&delivered()).id), (0, next[0]));
    assert_eq!(queue.reopen(id).unwrap(), DRAFT, "and nothing comes of it");
    assert_eq!(queue.drafts(), 0);
}

#[test]
fn only_what_was_certainly_not_done_is_reopened() {
    let lost_then = |queue: &mut Queue, report: &Report| {
        queue.run(&LOST);
        queue.later(130).run(report);
    };
    type Way = (&'static str, fn(&mut Queue, ItemId), bool);
    let ways: [Way; 9] = [
        ("waiting", |_, _| {}, false),
        ("in flight", |queue, _| drop(queue.take()), false),
        ("delivered", |queue, _| drop(queue.run(&delivered())), false),
        ("refused", |queue, _| drop(queue.run(&refused())), true),
        ("waiting to be looked up", |queue, _| drop(queue.run(&LOST)), false),
        (
            "cut short",
            |queue, _| {
                queue.take();
                queue.recover();
            },
            false,
        ),
        (
            "cancelled",
            |queue, id| queue.decide(id, &Decision::Cancel { note: String::new() }).unwrap(),
            false,
        ),
        (
            "refused once nobody was found",
            |queue, _| {
                queue.run(&LOST);
                queue.later(130).run(&Report::Found(Vec::new()));
                queue.run(&refused());
            },
            true,
        ),
        (
            "sent again by hand, and refused",
            |queue, id| {
                queue.run(&LOST);
                queue.later(130).run(&Report::MayNotLook);
                queue.decide(id, &Decision::SendAgain { note: None }).unwrap();
                queue.run(&refused());
            },
            false,
        ),
    ];
    for (what, way, reopens) in ways {
        let mut queue = Queue::new();
        let id = queue.contract();
        way(&mut queue, id);
        let before = dump(&queue.db);
        let said = became::of_key(&queue.db, Uuid::from_u128(CONTRACT)).unwrap().unwrap().reopens;
        assert_eq!((queue.reopen(id).is_ok(), said), (reopens, reopens), "{what}");
        assert_eq!(dump(&queue.db) != before, reopens, "{what}");
    }
    for report in [Report::MayNotLook, Report::Found(vec!["1".to_owned(), "2".to_owned()]), refused()] {
        let mut queue = Queue::new();
        let id = queue.contract();
        lost_then(&mut queue, &report);
        assert_eq!(queue.is(id).0, State::Unknown, "{report:?}");
        assert!(not_possible(&queue.reopen(id)), "{report:?}");
        let became = became::of_key(&queue.db, Uuid::from_u128(CONTRACT)).unwrap().unwrap();
        assert_eq!(became.code, None, "the question was refused, not the contract");
    }
    let mut queue = Queue::new();
    let sale = queue.enqueue(&new_item(Kind::Sale, 1));
    queue.run(&refused());
    assert!(not_possible(&queue.reopen(sale)), "no sign-up");
}

#[test]
fn what_a_draft_was_refused_for_last_is_told() {
    let mut queue = Queue::new();
    let refusal = |queue: &Queue| draft::turning::refusal_of(&queue.db, DRAFT).unwrap();
    for (number, code) in [(20, Some("FIRST")), (22, None), (24, Some("LAST"))] {
        let before = refusal(&queue);
        queue.put(&draft("signed")).unwrap();
        let after = Some(Uuid::from_u128(number));
        let behind = NewItem { after, ..new_item(Kind::RateVoucher, number + 1) };
        let items = queue.submit(&[new_item(Kind::Contract, number), behind]).unwrap();
        assert_eq!(refusal(&queue), before, "not yet");
        let code = code.map(str::to_owned);
        queue.run(&Report::Refused { words: None, code: code.clone(), trace_id: None });
        queue.reopen(items[0]).unwrap();
        assert_eq!(refusal(&queue), code);
        let listed = draft::list(&queue.db).unwrap();
        assert_eq!(listed.into_iter().map(|it| it.refused).collect::<Vec<_>>(), [code], "and to the team");
    }
    assert_eq!(draft::turning::refusal_of(&queue.db, Uuid::from_u128(99)).unwrap(), None);
}

#[test]
fn what_waited_for_it_is_closed_with_it_and_what_else_waits_goes_on() {
    let mut queue = Queue::new();
    queue.put(&draft("signed")).unwrap();
    let after = |number, key: u128| NewItem {
        after: Some(Uuid::from_u128(key)),
        ..new_item(Kind::RateVoucher, number)
    };
    let [contract, voucher, last] = queue
        .submit(&[new_item(Kind::Contract, CONTRACT), after(20, CONTRACT), after(21, 20)])
        .unwrap()
        .try_into()
        .unwrap();
    let other = queue.enqueue(&after(22, CONTRACT));
    queue.run(&refused());
    queue.reopen(contract).unwrap();
    for id in [contract, voucher, last] {
        assert_eq!(queue.is(id), (State::Closed, Some(Reason::Reopened)));
        assert_eq!(queue.events(id).last(), Some(&Event::Reopened));
    }
    assert_eq!(queue.claimed_ids(), [other]);
}

#[test]
fn a_contract_that_was_no_draft_becomes_one_under_its_own_key() {
    let mut queue = Queue::new();
    let id = queue.enqueue(&new_item(Kind::Contract, CONTRACT));
    queue.run(&refused());
    let key = queue.reopen(id).unwrap();
    assert_eq!(key, Uuid::from_u128(CONTRACT));
    draft::drop_one(&queue.db, key, queue.now).unwrap();
    assert!(not_possible(&queue.put(&Draft { key, ..draft("late") })), "dropped is dropped");
}

#[test]
fn two_refused_of_one_draft_are_not_reopened_into_one() {
    let mut queue = Queue::new();
    queue.put(&draft("signed")).unwrap();
    let ids = queue.submit(&[new_item(Kind::Contract, 1), new_item(Kind::Lead, 2)]).unwrap();
    for job in queue.claim() {
        queue.end(&job, &refused());
    }
    queue.reopen(ids[0]).unwrap();
    assert!(not_possible(&queue.reopen(ids[1])));
    assert_eq!(queue.is(ids[1]).0, State::Wedged);
}
