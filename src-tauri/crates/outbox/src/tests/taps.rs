//! Taps: the vendor is asked at the door, with an item already written down.

use domain::{CustomerId, Language, Redacted, Standing, Unknown};

use super::support::*;
use crate::directory;
use crate::ledger::Event;
use crate::*;

fn tap(number: u128) -> NewItem {
    NewItem { order: Some(mark(5)), ..new_item(Kind::CheckIn, number) }
}

fn member(id: i64, names: (Option<&str>, Option<&str>), cards: &[u64]) -> DirectoryEntry {
    DirectoryEntry {
        id: CustomerId(id),
        first_name: Redacted::new(names.0.map(str::to_owned)),
        last_name: Redacted::new(names.1.map(str::to_owned)),
        language: Some(Language::DE),
        number: Redacted::new(None),
        born: Redacted::new(None),
        standing: Standing { member: true, blocked: false, closed: Vec::new() },
        marks: cards.iter().map(|card| mark(*card)).collect(),
    }
}

fn sync(queue: &Queue, members: &[DirectoryEntry]) {
    directory::begin_or_resume(&queue.db, queue.now).unwrap();
    directory::take_slice(&queue.db, &queue.context.hasher, members, None, queue.now).unwrap();
}

#[test]
fn a_tap_is_in_flight_and_owes_nothing_before_the_vendor_is_asked() {
    let mut queue = Queue::new();
    let asked = queue.ask(&tap(1));
    let item = queue.item(asked.id);
    assert_eq!((item.state, item.attempts, item.due_at), (State::InFlight, 1, None));
    assert_eq!(queue.events(asked.id), [Event::Asked]);
    assert_eq!(queue.claimed_ids(), [], "the worker has no part in it");
    let line = inbox::line(&queue.db, &queue.context.rules, queue.now).unwrap();
    assert_eq!(line, Line::default());
    assert_eq!((asked.behind, asked.known), (None, Lookup::Nobody));
    assert_eq!(asked.directory, DirectoryState { members: 0, complete_at: None });
}

#[test]
fn every_end_of_a_tap_is_written_down() {
    use NotRecorded::{AccessWithdrawn, NoConnection, VendorPause};
    let closed = (State::Closed, Some(Reason::TurnedAway));
    let ready = |reason| (State::Ready, Some(reason));
    let unknown = |reason| (State::Unknown, Some(reason));
    let trace = || Some("trace".to_owned());
    type Place = (State, Option<Reason>);
    // (the end, where the item is, the ledger's event and detail, whether something is owed)
    let cases: [(TapEnd, Place, Event, &str, bool); 12] = [
        (TapEnd::CheckedIn, (State::Delivered, None), Event::Delivered, "", false),
        (TapEnd::Refused { trace_id: trace() }, closed, Event::TurnedAway, "", false),
        (TapEnd::TurnedAway(NoConnection), closed, Event::TurnedAway, "no_connection", false),
        (TapEnd::TurnedAway(VendorPause(None)), closed, Event::TurnedAway, "vendor_pause", false),
        (TapEnd::TurnedAway(AccessWithdrawn), closed, Event::TurnedAway, "access_withdrawn", false),
        (TapEnd::LetIn(NoConnection), ready(Reason::NoConnection), Event::LetIn, "no_connection", true),
        (TapEnd::LetIn(VendorPause(None)), ready(Reason::VendorPause), Event::LetIn, "vendor_pause", true),
        (
            TapEnd::LetIn(AccessWithdrawn),
            ready(Reason::AccessWithdrawn),
            Event::LetIn,
            "access_withdrawn",
            true,
        ),
        (TapEnd::Unknown(Unknown::TimedOut), unknown(Reason::NoAnswer), Event::Unknown, "no_answer", true),
        (
            TapEnd::Unknown(Unknown::AnswerLost),
            unknown(Reason::AnswerLost),
            Event::Unknown,
            "answer_lost",
            true,
        ),
        (
            TapEnd::Unknown(Unknown::AnswerGarbled),
            unknown(Reason::AnswerLost),
            Event::Unknown,
            "answer_lost",
            true,
        ),
        (
            TapEnd::Unknown(Unknown::VendorFault),
            unknown(Reason::VendorFault),
            Event::Unknown,
            "vendor_fault",
            true,
        ),
    ];
    for (end, expected, event, detail, owed) in cases {
        let mut queue = Queue::new();
        let id = queue.ask(&tap(1)).id;
        queue.later(1).tapped(id, &end);
        assert_eq!(queue.is(id), expected, "{end:?}");
        let line = queue.ledger().into_iter().rfind(|line| line.item == Some(id)).unwrap();
        assert_eq!((line.event, line.detail.unwrap_or_default(), line.at), (event, detail.to_owned(), at(1)));
        let is_refused = matches!(end, TapEnd::Refused { .. });
        assert_eq!(line.trace_id.is_some(), is_refused, "{end:?}");
        // Only what is owed is shown, and only what is over holds nothing personal.
        let line = inbox::line(&queue.db, &queue.context.rules, queue.now).unwrap();
        assert_eq!(line.waiting + line.person, u32::from(owed), "{end:?}");
        let item = queue.item(id);
        assert_eq!(item.body.is_some() && item.subject.is_some(), owed, "{end:?}");
        assert_eq!(item.order.is_some(), owed, "{end:?}");
        assert_eq!(item.maybe_sent, matches!(end, TapEnd::Unknown(_)), "{end:?}");
        let withdrawn = inbox::withdrawn(&queue.db).unwrap().len();
        let is_withdrawn =
            matches!(end, TapEnd::LetIn(AccessWithdrawn) | TapEnd::TurnedAway(AccessWithdrawn));
        assert_eq!(withdrawn, usize::from(is_withdrawn), "{end:?}");
        // It ends once.
        let again = crate::taps::tapped(&queue.db, &mut queue.context, id, &end, None, queue.now);
        assert!(matches!(again, Err(OutboxError::NotBeingSent)), "{end:?}");
    }
}

#[test]
fn what_the_vendor_asks_for_at_the_door_is_kept_to_behind_it() {
    let wait = |seconds| NotRecorded::VendorPause(Some(std::time::Duration::from_secs(seconds)));
    // Two seconds of grace at most are spread over the desks of a chain.
    for (end, earliest) in [
        (TapEnd::LetIn(wait(60)), 60),
        (TapEnd::TurnedAway(wait(60)), 60),
        (TapEnd::LetIn(NotRecorded::VendorPause(None)), 0),
    ] {
        let mut queue = Queue::new();
        queue.enqueue(&new_item(Kind::CheckIn, 8));
        let id = queue.ask(&tap(1)).id;
        queue.tapped(id, &end);
        let due = queue.next_due().unwrap();
        assert!((earliest..=earliest + 2).contains(&due), "{end:?} {due}");
    }
}

#[test]
fn an_answer_at_the_door_opens_the_lane_and_silence_does_not_close_it() {
    for (end, failed_before, next) in [
        (TapEnd::CheckedIn, true, Some(5)),
        (TapEnd::Refused { trace_id: None }, true, Some(5)),
        (TapEnd::TurnedAway(NotRecorded::NoConnection), false, Some(5)),
        (TapEnd::LetIn(NotRecorded::VendorPause(None)), false, Some(5)),
        (TapEnd::Unknown(Unknown::TimedOut), false, Some(5)),
    ] {
        let mut queue = Queue::new();
        if failed_before {
            queue.enqueue(&new_item(Kind::CheckIn, 8));
            queue.run(&Report::NotSent);
            queue.db.execute("UPDATE lane SET not_before = ?1", [at(300).as_millisecond()]).unwrap();
        }
        let id = queue.ask(&tap(1)).id;
        queue.later(5).enqueue(&new_item(Kind::CheckIn, 9));
        queue.tapped(id, &end);
        assert_eq!(queue.next_due(), next.map(|next| if failed_before { 0 } else { next }), "{end:?}");
        assert_eq!(queue.claim().len(), 1 + usize::from(failed_before), "{end:?}");
    }
}

#[test]
fn who_was_let_in_is_reported_after_a_moment() {
    let mut queue = Queue::new();
    let id = queue.ask(&tap(1)).id;
    queue.tapped(id, &TapEnd::LetIn(NotRecorded::NoConnection));
    assert_eq!(queue.due(id), Some(2));
    let job = queue.later(2).run(&delivered());
    assert_eq!((job.id, job.attempt, job.body.expose().as_str()), (id, 2, "body 1"));
    assert_eq!(
        queue.events(id),
        [Event::Asked, Event::LetIn, Event::Sent, Event::Delivered],
        "the whole story is in the ledger"
    );
}

#[test]
fn who_was_let_in_behind_an_earlier_check_in_waits_for_it() {
    let mut queue = Queue::new();
    let first = queue.enqueue(&tap(1));
    let asked = queue.ask(&tap(2));
    assert_eq!(asked.behind, Some(Reason::VendorPause));
    queue.tapped(asked.id, &TapEnd::LetIn(NotRecorded::NoConnection));
    assert_eq!(queue.due(asked.id), None);
    assert_eq!(queue.run(&delivered()).id, first);
    assert_eq!(queue.take().id, asked.id);
}

#[test]
fn a_check_in_after_an_open_question_waits_for_its_answer() {
    for (end, due) in [
        (TapEnd::CheckedIn, Some(4)),
        (TapEnd::TurnedAway(NotRecorded::NoConnection), Some(4)),
        (TapEnd::Unknown(Unknown::TimedOut), Some(4)),
        // Let in, it is the first that waits to be sent.
        (TapEnd::LetIn(NotRecorded::NoConnection), None),
    ] {
        let mut queue = Queue::new();
        let asked = queue.ask(&tap(1));
        let second = queue.enqueue(&tap(2));
        assert_eq!(queue.due(second), None);
        queue.later(4).tapped(asked.id, &end);
        assert_eq!(queue.due(second), due, "{end:?}");
    }
}

#[test]
fn a_tap_is_behind_only_a_check_in_that_is_still_to_be_reported() {
    type Prepare = fn(&mut Queue);
    let cases: [(&str, Prepare, bool); 10] = [
        ("nothing", |_| {}, false),
        (
            "one that waits",
            |queue| {
                queue.enqueue(&tap(1));
            },
            true,
        ),
        (
            "one that is held",
            |queue| {
                queue.enqueue(&tap(1));
                queue.take();
                queue.enqueue(&tap(3));
            },
            true,
        ),
        (
            "one that is being sent",
            |queue| {
                queue.enqueue(&tap(1));
                queue.take();
            },
            true,
        ),
        (
            "one that was let in",
            |queue| {
                let id = queue.ask(&tap(1)).id;
                queue.tapped(id, &TapEnd::LetIn(NotRecorded::NoConnection));
            },
            true,
        ),
        (
            "one that the vendor is being asked about",
            |queue| {
                queue.ask(&tap(1));
            },
            false,
        ),
        (
            "something else of the same card",
            |queue| {
                queue.enqueue(&NewItem { order: Some(mark(5)), ..new_item(Kind::Sale, 1) });
            },
            false,
        ),
        (
            "one that needs a person",
            |queue| {
                queue.enqueue(&tap(1));
                queue.run(&LOST);
            },
            false,
        ),
        (
            "one that is over",
            |queue| {
                queue.enqueue(&tap(1));
                queue.run(&delivered());
            },
            false,
        ),
        (
            "one of another card",
            |queue| {
                queue.enqueue(&NewItem { order: Some(mark(6)), ..new_item(Kind::CheckIn, 1) });
            },
            false,
        ),
    ];
    for (name, prepare, behind) in cases {
        let mut queue = Queue::new();
        prepare(&mut queue);
        assert_eq!(queue.ask(&tap(9)).behind.is_some(), behind, "{name}");
        // A card nobody can be known by is behind nothing.
        assert_eq!(queue.ask(&NewItem { order: None, ..tap(10) }).behind, None, "{name}");
    }
}

#[test]
fn a_tap_behind_another_knows_what_that_one_waits_for() {
    use NotRecorded::{AccessWithdrawn, NoConnection, VendorPause};
    for why in [NoConnection, VendorPause(None), AccessWithdrawn] {
        let mut queue = Queue::new();
        let first = queue.ask(&tap(1)).id;
        queue.tapped(first, &TapEnd::LetIn(why));
        let second = queue.ask(&tap(2));
        assert_eq!(second.behind, Some(why.reason()));
        queue.tapped(second.id, &TapEnd::LetIn(NoConnection));
        assert_eq!(queue.ask(&tap(3)).behind, Some(why.reason()), "the first one counts");
    }
}

#[test]
fn whoever_the_member_list_knows_is_called_by_name() {
    let name = |first, last| member(1, (first, last), &[5]);
    type Subject<'a> = Option<&'a str>;
    // (the list, what the desk says, whom the item is about)
    let cases: [(&str, Vec<DirectoryEntry>, Subject, Subject); 7] = [
        ("known", vec![name(Some("Ana"), Some("Bø"))], Some("card"), Some("Ana Bø")),
        ("first name only", vec![name(Some("Ana"), None)], Some("card"), Some("Ana")),
        ("known without a name", vec![name(None, None)], Some("card"), Some("card")),
        ("nobody", vec![member(1, (Some("Ana"), None), &[6])], Some("card"), Some("card")),
        (
            "shared",
            vec![name(Some("Ana"), None), member(2, (Some("Ben"), None), &[5])],
            Some("card"),
            Some("card"),
        ),
        ("nothing to say", Vec::new(), None, None),
        ("known, nothing said", vec![name(Some("Ana"), None)], None, Some("Ana")),
    ];
    for (case, list, given, expected) in cases {
        let mut queue = Queue::new();
        sync(&queue, &list);
        queue.later(60);
        let given = given.map(|given| Redacted::new(given.to_owned()));
        let asked = queue.ask(&NewItem { subject: given, ..tap(1) });
        assert_eq!(queue.item(asked.id).subject.as_deref(), expected, "{case}");
        assert_eq!(asked.directory.complete_at, Some(at(0)), "{case}");
        assert_eq!(asked.directory.members, u32::try_from(list.len()).unwrap(), "{case}");
    }
}

#[test]
fn a_name_that_comes_to_be_known_later_replaces_the_first() {
    for (subject, expected) in [(Some("Ana Bø"), "Ana Bø"), (None, "Subject 1")] {
        let mut queue = Queue::new();
        let id = queue.ask(&tap(1)).id;
        let end = TapEnd::LetIn(NotRecorded::NoConnection);
        crate::taps::tapped(&queue.db, &mut queue.context, id, &end, subject, queue.now).unwrap();
        assert_eq!(queue.item(id).subject.as_deref(), Some(expected));
    }
}

#[test]
fn a_name_that_comes_after_the_end_is_given_to_what_is_open_and_to_nothing_else() {
    for (end, expected) in [
        (None, Some("Ana Bø")),
        (Some(TapEnd::Unknown(domain::Unknown::TimedOut)), Some("Ana Bø")),
        (Some(TapEnd::LetIn(NotRecorded::NoConnection)), Some("Ana Bø")),
        (Some(TapEnd::CheckedIn), None),
        (Some(TapEnd::TurnedAway(NotRecorded::NoConnection)), None),
    ] {
        let mut queue = Queue::new();
        let id = queue.ask(&tap(1)).id;
        if let Some(end) = &end {
            queue.tapped(id, end);
        }
        crate::taps::name(&queue.db, id, "Ana Bø").unwrap();
        assert_eq!(queue.item(id).subject.as_deref(), expected, "{end:?}");
    }
}

#[test]
fn a_crash_between_question_and_answer_is_for_a_person_to_look_at() {
    let mut queue = Queue::new();
    let id = queue.ask(&tap(1)).id;
    queue.recover();
    assert_eq!(queue.is(id), (State::Unknown, Some(Reason::Interrupted)));
    let page = inbox::page(&queue.db, Part::Person, None, None, 10, queue.now).unwrap();
    assert_eq!(page.iter().map(|listed| listed.id).collect::<Vec<_>>(), [id]);
    let line = inbox::line(&queue.db, &queue.context.rules, queue.now).unwrap();
    assert_eq!((line.waiting, line.person), (0, 1));
}

#[test]
fn a_tap_that_does_not_exist_cannot_end() {
    let mut queue = Queue::new();
    let ended =
        crate::taps::tapped(&queue.db, &mut queue.context, ItemId(1), &TapEnd::CheckedIn, None, queue.now);
    assert!(matches!(ended, Err(OutboxError::NoSuchItem)), "{ended:?}");
}
