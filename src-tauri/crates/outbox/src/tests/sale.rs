//! Sales under way: what is written down when, what becomes of them, and what a crash leaves.

use proptest::prelude::*;
use uuid::Uuid;

use super::support::*;
use crate::ledger::Event;
use crate::*;

const ENDS: [(&str, State, Option<Reason>, Event); 3] = [
    ("handed out", State::Ready, None, Event::HandedOut),
    ("unknown", State::Wedged, Some(Reason::HandOutUnknown), Event::HandOutUnknown),
    ("not handed out", State::Closed, Some(Reason::NotHandedOut), Event::NotHandedOut),
];

fn key(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn end(queue: &Queue, number: u128, how: &str) -> std::result::Result<Option<ItemId>, OutboxError> {
    match how {
        "handed out" => sale::handed_out(&queue.db, key(number), queue.now).map(Some),
        "unknown" => sale::hand_out_unknown(&queue.db, key(number), queue.now).map(Some),
        "not handed out" => sale::not_handed_out(&queue.db, key(number), queue.now).map(|()| None),
        other => panic!("{other} is no end"),
    }
}

/// Up to being handed out.
fn handing_out(queue: &Queue, kind: Kind, number: u128) {
    queue.sale(&new_sale(kind, number, Stage::HandingOut));
}

fn id_of(queue: &Queue, number: u128) -> ItemId {
    row::find(&queue.db, key(number)).unwrap().unwrap()
}

fn under_way(queue: &Queue) -> i64 {
    queue.db.query_row("SELECT count(*) FROM sale", [], |row| row.get(0)).unwrap()
}

/// What the ledger says about a sale before it is an item.
fn begun(queue: &Queue, number: u128) -> Vec<Event> {
    let key = key(number).to_string();
    let of = |line: &LedgerLine| line.item.is_none() && line.detail.as_deref() == Some(&key);
    queue.ledger().into_iter().filter(of).map(|line| line.event).collect()
}

#[test]
fn every_stage_is_written_down_once_and_owes_nothing() {
    for kind in [Kind::Sale, Kind::TimeUsage] {
        let mut queue = Queue::new();
        for stage in Stage::ALL {
            queue.later(1).sale(&new_sale(kind, 1, *stage));
            let before = dump(&queue.db);
            queue.later(1).sale(&new_sale(kind, 1, *stage));
            assert_eq!(dump(&queue.db), before, "{stage:?} again");
        }
        assert_eq!(
            begun(&queue, 1),
            [Event::Identified, Event::Chosen, Event::Cleared, Event::HandingOut],
            "{kind:?}"
        );
        assert_eq!(under_way(&queue), 1);
        assert_eq!(inbox::line(&queue.db, &Rules::default(), queue.now).unwrap(), Line::default());
        assert_eq!((queue.next_due(), queue.claim().len()), (None, 0), "{kind:?}");
    }
}

#[test]
fn what_was_chosen_can_be_chosen_anew_until_it_is_being_handed_out() {
    for from in Stage::ALL {
        for to in Stage::ALL {
            let queue = Queue::new();
            queue.sale(&new_sale(Kind::Sale, 1, *from));
            let before = dump(&queue.db);
            let other =
                Sale { body: domain::Redacted::new("another".to_owned()), ..new_sale(Kind::Sale, 1, *to) };
            let back = *from == Stage::HandingOut && *to != Stage::HandingOut;
            match sale::put(&queue.db, &queue.context, &other, queue.now) {
                Ok(()) => {
                    assert!(!back, "{from:?} to {to:?}");
                    let sql = "SELECT stage || ' ' || body FROM sale";
                    assert_eq!(column(&queue.db, sql), [format!("{} another", to.word())]);
                }
                Err(OutboxError::NotPossible) => {
                    assert!(back, "{from:?} to {to:?}");
                    assert_eq!(dump(&queue.db), before, "{from:?} to {to:?}");
                }
                Err(error) => panic!("{from:?} to {to:?}: {error}"),
            }
        }
    }
}

#[test]
fn only_what_is_handed_out_can_be_a_sale_under_way() {
    let queue = Queue::new();
    for kind in Kind::ALL {
        let sale = Sale { kind: *kind, ..new_sale(Kind::Sale, 1, Stage::Identified) };
        let written = sale::put(&queue.db, &queue.context, &sale, queue.now);
        let handed_out = matches!(kind, Kind::Sale | Kind::TimeUsage);
        assert_eq!(written.is_ok(), handed_out, "{kind:?}");
    }
}

#[test]
fn an_end_makes_an_item_in_one_step_and_the_same_end_again_changes_nothing() {
    for kind in [Kind::Sale, Kind::TimeUsage] {
        for (how, state, reason, event) in ENDS {
            let mut queue = Queue::new();
            handing_out(&queue, kind, 1);
            let given = end(queue.later(9), 1, how).unwrap();
            let id = id_of(&queue, 1);
            assert!(given.is_none_or(|given| given == id));
            assert_eq!((queue.is(id), under_way(&queue)), ((state, reason), 0), "{kind:?} {how}");
            assert_eq!(queue.events(id), [event]);
            let item = queue.item(id);
            assert_eq!((item.kind, item.act, item.attempts, item.owed), (kind, Act::Send, 0, true), "{how}");
            assert_eq!((item.happened_at, item.maybe_sent, item.minor), (at(9), false, Some(250)));
            assert_eq!(item.due_at, (state == State::Ready).then(|| at(9)), "{how}");
            let personal = (item.subject.is_some(), item.body.is_some());
            assert_eq!(personal, (!state.is_over(), !state.is_over()), "{how}");

            let before = dump(&queue.db);
            let again = end(queue.later(9), 1, how).unwrap();
            assert_eq!((again, dump(&queue.db)), (given, before), "{kind:?} {how} again");
        }
    }
}

#[test]
fn an_item_knows_what_its_sale_knew() {
    let mut queue = Queue::new();
    handing_out(&queue, Kind::Sale, 1);
    end(&queue, 1, "handed out").unwrap();
    let job = queue.take();
    assert_eq!(
        (job.act, job.transaction, job.body.expose().as_str()),
        (Act::Send, Some(FIRST_TRANSACTION), "body 1")
    );
    assert_eq!(job.lane, Lane::device(domain::DeviceId(8)));
    // A lost answer is compared with the credit, as of any charge.
    queue.end(&job, &LOST);
    let job = queue.later(120).run(&Report::Credit(Some(1000)));
    assert_eq!((job.act, job.transaction), (Act::ReadCredit, Some(diced(1))));
    assert_eq!(queue.run(&delivered()).act, Act::Send);
}

#[test]
fn which_end_may_follow_which() {
    let possible = |first: &str, then: &str| match (first, then) {
        // What is known stays known, and whoever asks is told which item it is.
        ("handed out" | "unknown", "handed out" | "unknown") | ("not handed out", "not handed out") => true,
        ("handed out" | "unknown", _) | ("not handed out", _) => false,
        (other, _) => panic!("{other} is no end"),
    };
    for (first, ..) in ENDS {
        for (then, ..) in ENDS {
            let queue = Queue::new();
            handing_out(&queue, Kind::Sale, 1);
            end(&queue, 1, first).unwrap();
            let before = dump(&queue.db);
            match end(&queue, 1, then) {
                Ok(_) => assert!(possible(first, then), "{first}, {then}"),
                Err(OutboxError::NotPossible) => assert!(!possible(first, then), "{first}, {then}"),
                Err(error) => panic!("{first}, {then}: {error}"),
            }
            assert_eq!(dump(&queue.db), before, "{first}, {then}");
            // And it does not begin anew.
            for stage in Stage::ALL {
                let sale = new_sale(Kind::Sale, 1, *stage);
                let begun = sale::put(&queue.db, &queue.context, &sale, queue.now);
                assert!(matches!(begun, Err(OutboxError::NotPossible)), "{first}, {stage:?}");
            }
        }
    }
}

#[test]
fn before_it_is_being_handed_out_it_can_only_be_given_up_and_leaves_a_line() {
    for stage in [Stage::Identified, Stage::Chosen, Stage::Cleared] {
        let queue = Queue::new();
        queue.sale(&new_sale(Kind::Sale, 1, stage));
        for how in ["handed out", "unknown"] {
            assert!(matches!(end(&queue, 1, how), Err(OutboxError::NotPossible)), "{stage:?} {how}");
        }
        for _ in 0..2 {
            end(&queue, 1, "not handed out").unwrap();
            assert_eq!((under_way(&queue), row::find(&queue.db, key(1)).unwrap()), (0, None), "{stage:?}");
            assert_eq!(begun(&queue, 1).last(), Some(&Event::NotHandedOut));
            assert_eq!(begun(&queue, 1).len(), 2);
        }
    }
}

#[test]
fn nothing_ends_that_never_began() {
    let queue = Queue::new();
    for how in ["handed out", "unknown"] {
        assert!(matches!(end(&queue, 7, how), Err(OutboxError::NoSuchItem)), "{how}");
    }
    end(&queue, 7, "not handed out").unwrap();
    assert_eq!(queue.ledger(), []);
}

#[test]
fn a_start_shows_staff_what_the_end_cut_short_and_charges_none_of_it() {
    for kind in [Kind::Sale, Kind::TimeUsage] {
        for (stage, expected) in [
            (Stage::Identified, None),
            (Stage::Chosen, Some((State::Closed, Reason::NotHandedOut, Part::Over, Event::NotHandedOut))),
            (Stage::Cleared, Some((State::Closed, Reason::NotHandedOut, Part::Over, Event::NotHandedOut))),
            (
                Stage::HandingOut,
                Some((State::Wedged, Reason::HandOutUnknown, Part::Person, Event::HandOutUnknown)),
            ),
        ] {
            let mut queue = Queue::new();
            queue.sale(&new_sale(kind, 1, stage));
            assert_eq!(queue.later(50).recover(), 1, "{stage:?}");
            assert_eq!(under_way(&queue), 0, "{stage:?}");
            match expected {
                None => {
                    assert_eq!(row::find(&queue.db, key(1)).unwrap(), None);
                    assert_eq!(begun(&queue, 1), [Event::Identified, Event::NotHandedOut]);
                }
                Some((state, reason, part, event)) => {
                    let id = id_of(&queue, 1);
                    assert_eq!(queue.is(id), (state, Some(reason)), "{kind:?} {stage:?}");
                    assert_eq!(queue.events(id), [event]);
                    let page = inbox::page(&queue.db, part, None, None, 9, queue.now).unwrap();
                    let shown: Vec<_> = page.iter().map(|listed| (listed.id, listed.happened_at)).collect();
                    assert_eq!(shown, [(id, at(0))], "{kind:?} {stage:?}: when the sale began");
                }
            }
            assert_eq!(queue.recover(), 0, "once is enough");
            assert_eq!((queue.next_due(), queue.later(DAY).claim().len()), (None, 0), "{kind:?} {stage:?}");
        }
    }
}

#[test]
fn what_a_person_says_was_handed_out_is_charged_under_its_lock_or_a_new_one() {
    let reused = |kind, reusable| {
        let mut sale = new_sale(kind, 1, Stage::HandingOut);
        sale.charge.reusable = reusable;
        sale
    };
    for (kind, reusable, after, act, transaction) in [
        (Kind::Sale, true, 14, Some(Act::Send), Some(FIRST_TRANSACTION)),
        (Kind::Sale, true, 15, Some(Act::ReadCredit), Some(diced(1))),
        (Kind::Sale, true, DAY, Some(Act::ReadCredit), Some(diced(1))),
        (Kind::Sale, false, 14, Some(Act::Send), Some(FIRST_TRANSACTION)),
        // There is no way to a new lock.
        (Kind::Sale, false, 15, None, None),
        (Kind::TimeUsage, true, DAY, Some(Act::Send), None),
        (Kind::TimeUsage, false, DAY, Some(Act::Send), None),
    ] {
        let mut queue = Queue::new();
        queue.sale(&reused(kind, reusable));
        queue.recover();
        let id = id_of(&queue, 1);
        queue.later(after).decide(id, &Decision::SendAgain { note: None }).unwrap();
        let jobs = queue.claim();
        let done: Vec<_> = jobs.iter().map(|job| (job.act, job.transaction)).collect();
        assert_eq!(
            done,
            act.map(|act| (act, transaction)).into_iter().collect::<Vec<_>>(),
            "{kind:?} {after}"
        );
        if act.is_none() {
            assert_eq!(queue.is(id), (State::Wedged, Some(Reason::OnceOnly)));
        }
    }
}

#[test]
fn what_a_person_says_was_not_handed_out_is_over() {
    for decision in [Decision::Cancel { note: "it hung".to_owned() }, Decision::Done { note: None }] {
        let mut queue = Queue::new();
        handing_out(&queue, Kind::Sale, 1);
        let id = end(&queue, 1, "unknown").unwrap().unwrap();
        queue.decide(id, &decision).unwrap();
        assert!(queue.is(id).0.is_over());
        assert_eq!(queue.later(DAY).claim().len(), 0);
    }
}

#[test]
fn what_came_before_with_the_credential_is_sent_before() {
    let mut queue = Queue::new();
    let first = queue.enqueue(&NewItem { order: Some(mark(5)), ..new_item(Kind::TopUp, 1) });
    queue.sale(&Sale { order: Some(mark(5)), ..new_sale(Kind::Sale, 2, Stage::HandingOut) });
    let second = end(&queue, 2, "handed out").unwrap().unwrap();
    assert_eq!(queue.due(second), None);
    assert_eq!(queue.run(&delivered()).id, first);
    assert_eq!(queue.take().id, second);
}

#[tokio::test]
async fn the_handle_takes_a_sale_through_its_life() {
    let folder = super::folder::folder();
    let desk = super::folder::Desk::opened(folder.path()).await;
    for (number, how) in [(1, "handed out"), (2, "unknown"), (3, "not handed out")] {
        for stage in Stage::ALL {
            desk.sale(new_sale(Kind::Sale, number, *stage), at(0)).await.unwrap();
        }
        let id = match how {
            "handed out" => Some(desk.handed_out(key(number), at(1)).await.unwrap()),
            "unknown" => Some(desk.hand_out_unknown(key(number), at(1)).await.unwrap()),
            _ => {
                desk.not_handed_out(key(number), at(1)).await.unwrap();
                None
            }
        };
        let (_, state, reason, _) = ENDS[usize::try_from(number).unwrap() - 1];
        if let Some(id) = id {
            assert_eq!(desk.state_of(id).await.unwrap(), (state, reason));
        }
    }
    assert!(matches!(desk.state_of(ItemId(99)).await, Err(OutboxError::NoSuchItem)));
    // Both are there after a crash, and one that was cut short, too.
    desk.sale(new_sale(Kind::Sale, 4, Stage::HandingOut), at(2)).await.unwrap();
    let image = super::folder::crash_image(folder.path());
    let store = super::folder::open(image.path()).unwrap();
    let reasons = column(&store.db, "SELECT ifnull(reason, state) FROM item ORDER BY id");
    assert_eq!(reasons, ["ready", "hand_out_unknown", "not_handed_out", "hand_out_unknown"]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 256, ..ProptestConfig::default() })]

    /// Whatever is said in whatever order, with crashes between: a sale is under way, or an item, or
    /// gone, and it is sent only when somebody said that it was handed out.
    #[test]
    fn nothing_is_charged_that_nobody_said_was_handed_out(
        calls in prop::collection::vec((0..8_usize, any::<bool>()), 1..20),
    ) {
        let mut queue = Queue::new();
        let mut said = false;
        for (call, crash) in calls {
            match call {
                0..4 => {
                    let sale = new_sale(Kind::Sale, 1, Stage::ALL[call]);
                    let _ = sale::put(&queue.db, &queue.context, &sale, queue.now);
                }
                4 => said |= end(&queue, 1, "handed out").is_ok(),
                5 => drop(end(&queue, 1, "unknown")),
                6 => drop(end(&queue, 1, "not handed out")),
                _ => {
                    let jobs = queue.later(1).claim();
                    prop_assert!(said || jobs.is_empty());
                    for job in jobs {
                        queue.end(&job, &refused());
                    }
                }
            }
            if crash {
                queue.recover();
            }
            let items: i64 = queue.db.query_row("SELECT count(*) FROM item", [], |row| row.get(0)).unwrap();
            prop_assert!(items + under_way(&queue) <= 1);
        }
    }
}
