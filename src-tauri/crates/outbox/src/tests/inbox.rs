//! What people see: the line, the pages, the alarms. The line is counted by triggers, so it is compared
//! with a count of everything after every kind of change.

use std::time::Duration;

use domain::{Currency, Money};
use proptest::prelude::*;

use super::support::*;
use crate::*;

fn line(queue: &Queue) -> Line {
    inbox::line(&queue.db, &queue.context.rules, queue.now).unwrap()
}

fn page(queue: &Queue, part: Part, kind: Option<Kind>, most: usize) -> Vec<ItemId> {
    let page = inbox::page(&queue.db, part, kind, None, most, queue.now).unwrap();
    page.iter().map(|listed| listed.id).collect()
}

fn amount(minor: i64, currency: &str) -> Money {
    Money::new(minor, Currency::parse(currency).unwrap())
}

fn worth(kind: Kind, number: u128, minor: i64, currency: &str) -> NewItem {
    NewItem { amount: Some(amount(minor, currency)), ..new_item(kind, number) }
}

#[test]
fn nothing_waiting_is_an_empty_line() {
    let mut queue = Queue::new();
    assert_eq!(line(&queue), Line::default());
    queue.enqueue(&new_item(Kind::Sale, 1));
    queue.run(&delivered());
    assert_eq!(line(&queue), Line::default());
}

#[test]
fn the_line_says_how_many_how_much_how_old_and_when() {
    let mut queue = Queue::new();
    queue.now = at(100);
    queue.enqueue(&NewItem { happened_at: at(40), ..worth(Kind::Sale, 1, 250, "EUR") });
    queue.enqueue(&NewItem { happened_at: at(20), ..worth(Kind::TopUp, 2, -1000, "EUR") });
    queue.enqueue(&NewItem { happened_at: at(30), ..worth(Kind::Sale, 3, 700, "CHF") });
    queue.enqueue(&NewItem { happened_at: at(90), ..new_item(Kind::Lead, 4) });
    let waiting = Line {
        waiting: 4,
        person: 0,
        amounts: vec![amount(700, "CHF"), amount(-750, "EUR")],
        oldest: Some(at(20)),
        next_try: Some(at(100)),
    };
    assert_eq!(line(&queue), waiting);

    // Being sent is still waiting, and what needs a person still counts as money that is not settled.
    let jobs = queue.claim();
    assert_eq!(line(&queue), Line { next_try: None, ..waiting.clone() });
    for job in &jobs {
        queue.end(job, &if job.kind == Kind::Sale { refused() } else { delivered() });
    }
    let person = Line {
        waiting: 0,
        person: 2,
        amounts: vec![amount(700, "CHF"), amount(250, "EUR")],
        oldest: Some(at(30)),
        next_try: None,
    };
    assert_eq!(line(&queue), person);
}

#[test]
fn a_currency_that_is_none_hides_neither_its_item_nor_the_others() {
    let mut queue = Queue::new();
    let odd = queue.enqueue(&new_item(Kind::Sale, 1));
    queue.enqueue(&worth(Kind::Sale, 2, 300, "CHF"));
    for currency in ["XXX", "€", "EURO", " "] {
        queue.set(odd, "currency", currency);
        queue
            .db
            .execute_batch("DROP TRIGGER item_counted; DROP TRIGGER item_recounted; DROP TABLE tally")
            .unwrap();
        store::count(&queue.db).unwrap();
        assert_eq!(line(&queue).amounts, [amount(300, "CHF")], "{currency}");
        assert_eq!(line(&queue).waiting, 2);
        let listed = inbox::page(&queue.db, Part::Waiting, None, None, 10, queue.now).unwrap();
        let amounts: Vec<_> = listed.iter().map(|listed| listed.amount).collect();
        assert_eq!(amounts, [Some(amount(300, "CHF")), None], "{currency}");
    }
    // And it is sent like any other.
    assert_eq!(queue.claim().len(), 2);
}

#[test]
fn a_currency_of_nothing_is_named_while_there_is_an_item_in_it() {
    let mut queue = Queue::new();
    queue.enqueue(&worth(Kind::Sale, 1, 500, "EUR"));
    queue.enqueue(&worth(Kind::TopUp, 2, -500, "EUR"));
    assert_eq!(line(&queue).amounts, [amount(0, "EUR")]);
    for job in queue.claim() {
        queue.end(&job, &delivered());
    }
    assert_eq!(line(&queue).amounts, []);
}

#[test]
fn the_next_try_is_not_before_the_lane_opens() {
    let mut queue = Queue::new();
    queue.enqueue(&new_item(Kind::Lead, 1));
    queue.run(&Report::Wait(Some(Duration::from_secs(90))));
    assert_eq!(line(&queue).next_try, Some(at(90)));
    let listed = inbox::page(&queue.db, Part::Waiting, None, None, 10, queue.now).unwrap();
    assert_eq!(listed[0].due_at, Some(at(90)), "and the page says the same");
}

/// Three of every kind, one of them delivered, one refused and one that waits.
fn full() -> Queue {
    let mut queue = Queue::new();
    let mut number = 0;
    for kind in Kind::ALL {
        for _ in 0..3 {
            number += 1;
            let happened_at = at(i64::try_from(number).unwrap());
            queue.now = happened_at;
            let lock_for = |charge: &mut Charge| charge.lock_until = Some(at(200));
            let new = match kind.family() {
                Family::Charge => new_charge(*kind, number, lock_for),
                Family::CheckIn | Family::SignUp | Family::Picture => new_item(*kind, number),
            };
            queue.enqueue(&NewItem { happened_at, ..new });
        }
    }
    for job in queue.claim() {
        match job.id.0 % 3 {
            0 => queue.end(&job, &delivered()),
            1 => queue.end(&job, &refused()),
            _ => {}
        }
    }
    queue
}

#[test]
fn every_item_is_on_one_page_the_latest_first() {
    let queue = full();
    let ids = |rest: i64| (1..=27).rev().filter(|id| id % 3 == rest).map(ItemId).collect::<Vec<_>>();
    for (part, expected) in [(Part::Over, ids(0)), (Part::Person, ids(1)), (Part::Waiting, ids(2))] {
        assert_eq!(page(&queue, part, None, 100), expected, "{part:?}");
        // In slices it is the same, and nothing comes after the end.
        for size in [1, 2, 4, 9] {
            let mut slices = Vec::new();
            loop {
                let after = slices.last().map(Listed::place);
                let slice = inbox::page(&queue.db, part, None, after, size, queue.now).unwrap();
                if slice.is_empty() {
                    break;
                }
                assert!(slice.len() <= size);
                slices.extend(slice);
            }
            let slices: Vec<_> = slices.iter().map(|listed| listed.id).collect();
            assert_eq!(slices, expected, "{part:?} {size}");
        }
        assert_eq!(page(&queue, part, None, 0), []);
        // Filtered, it is the part of it.
        for (index, kind) in Kind::ALL.iter().enumerate() {
            let index = i64::try_from(index).unwrap();
            let of_kind: Vec<_> = expected.iter().copied().filter(|id| (id.0 - 1) / 3 == index).collect();
            assert_eq!(of_kind.len(), 1);
            assert_eq!(page(&queue, part, Some(*kind), 100), of_kind, "{part:?} {kind:?}");
        }
    }
}

#[test]
fn what_happened_last_comes_first_whenever_it_was_written() {
    let queue = Queue::new();
    let ids: Vec<_> = [(1, 50), (2, 70), (3, 60), (4, 70)]
        .map(|(number, happened)| {
            queue.enqueue(&NewItem { happened_at: at(happened), ..new_item(Kind::Lead, number) })
        })
        .into();
    assert_eq!(page(&queue, Part::Waiting, None, 9), [ids[3], ids[1], ids[2], ids[0]]);
}

#[test]
fn a_page_tells_everything_about_an_item() {
    let mut queue = Queue::new();
    let id = queue.enqueue(&new_item(Kind::Sale, 1));
    queue.run(&LOST);
    queue.later(120).run(&Report::Credit(Some(750)));
    queue.set(id, "words", "Nein.");
    queue.set(id, "trace_id", "t1");
    let page = inbox::page(&queue.db, Part::Person, None, None, 9, queue.now).unwrap();
    let [listed] = page.as_slice() else { panic!("{page:?}") };
    let expected = Listed {
        id,
        kind: Kind::Sale,
        state: State::Unknown,
        reason: Some(Reason::CreditChanged),
        held: false,
        subject: Some(domain::Redacted::new("Subject 1".to_owned())),
        words: Some(domain::Redacted::new("Nein.".to_owned())),
        amount: Some(amount(250, "EUR")),
        happened_at: at(0),
        attempts: 2,
        due_at: None,
        credit: Some((Some(1000), Some(750))),
        reference: None,
        trace_id: Some("t1".to_owned()),
        note: None,
        open_to: vec![Choice::SendAgain, Choice::Done, Choice::Cancel],
        reopens: false,
        code: None,
    };
    assert_eq!(*listed, expected);
    queue.decide(id, &Decision::Done { note: Some("seen".to_owned()) }).unwrap();
    let page = inbox::page(&queue.db, Part::Over, None, None, 9, queue.now).unwrap();
    let over = Listed {
        state: State::Closed,
        reason: Some(Reason::SettledDone),
        subject: None,
        words: None,
        note: Some("seen".to_owned()),
        open_to: vec![],
        ..expected
    };
    assert_eq!(page, [over]);
}

#[test]
fn what_waits_for_another_item_says_so() {
    let queue = Queue::new();
    let picture = new_item(Kind::Picture, 1);
    queue.enqueue(&picture);
    queue.enqueue(&NewItem { after: Some(picture.key), ..new_item(Kind::Contract, 2) });
    queue.enqueue(&NewItem { order: Some(mark(5)), ..new_item(Kind::CheckIn, 3) });
    queue.enqueue(&NewItem { order: Some(mark(5)), ..new_item(Kind::CheckIn, 4) });
    let mut page = inbox::page(&queue.db, Part::Waiting, None, None, 9, queue.now).unwrap();
    page.sort_by_key(|listed| listed.id);
    let held: Vec<_> = page.iter().map(|listed| (listed.held, listed.due_at.is_some())).collect();
    assert_eq!(held, [(false, true), (true, false), (false, true), (true, false)]);
}

#[test]
fn settings_are_kept_by_name() {
    let queue = Queue::new();
    let read = |name| inbox::setting(&queue.db, name).unwrap();
    assert_eq!(read("a"), None);
    for value in ["1", "", "ü 2"] {
        inbox::set_setting(&queue.db, "a", value).unwrap();
        assert_eq!((read("a").as_deref(), read("b")), (Some(value), None));
    }
}

#[test]
fn the_ledger_is_read_in_slices() {
    let queue = full();
    let all = queue.ledger();
    assert!(all.len() > 60);
    let mut read = Vec::new();
    while let slice = ledger::read(&queue.db, read.last().map_or(0, |line: &LedgerLine| line.id), 7).unwrap()
        && !slice.is_empty()
    {
        assert!(slice.len() <= 7);
        read.extend(slice);
    }
    assert_eq!(read, all);
}

/// The tally as it should be, counted anew.
fn recount(queue: &Queue) -> Vec<String> {
    column(
        &queue.db,
        "SELECT lane || '/' || part || '/' || currency || '/' || count(*) || '/' || sum(minor)
         FROM (SELECT lane, iif(state IN ('wedged', 'unknown'), 'person', 'waiting') AS part,
                      ifnull(currency, '') AS currency, ifnull(minor, 0) AS minor
               FROM item WHERE owed = 1 AND state NOT IN ('delivered', 'closed'))
         GROUP BY lane, part, currency ORDER BY 1",
    )
}

fn tally(queue: &Queue) -> Vec<String> {
    column(
        &queue.db,
        "SELECT lane || '/' || part || '/' || currency || '/' || items || '/' || minor
         FROM tally WHERE items <> 0 OR minor <> 0 ORDER BY 1",
    )
}

/// Something that changes the queue.
#[derive(Clone, Debug)]
enum Change {
    Enqueue(Kind, i64, &'static str, Option<u64>),
    Ask(u64),
    Tapped(usize),
    Claim(usize),
    End(usize, usize),
    Decide(usize, usize),
    Recover,
    Later(i64),
}

fn any_change() -> impl Strategy<Value = Change> {
    let currency = prop::sample::select(vec!["EUR", "CHF", "EUR"]);
    let card = prop::option::of(1..4_u64);
    prop_oneof![
        4 => (prop::sample::select(Kind::ALL), -500..500_i64, currency, card)
            .prop_map(|(kind, minor, currency, card)| Change::Enqueue(kind, minor, currency, card)),
        2 => (1..4_u64).prop_map(Change::Ask),
        2 => (0..12_usize).prop_map(Change::Tapped),
        3 => (1..5_usize).prop_map(Change::Claim),
        6 => (0..99_usize, 0..99_usize).prop_map(|(job, report)| Change::End(job, report)),
        3 => (0..99_usize, 0..5_usize).prop_map(|(item, decision)| Change::Decide(item, decision)),
        1 => Just(Change::Recover),
        2 => prop::sample::select(vec![1, 130, 400, HOUR, -HOUR, DAY]).prop_map(Change::Later),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn the_line_is_what_a_recount_finds(changes in prop::collection::vec(any_change(), 1..60)) {
        use domain::Unknown;
        let mut queue = Queue::new();
        let (mut number, mut jobs, mut taps) = (0, Vec::new(), Vec::new());
        for change in changes {
            match change {
                Change::Enqueue(kind, minor, currency, card) => {
                    number += 1;
                    let happened_at = queue.now;
                    let amount = (kind.family() == Family::Charge).then(|| amount(minor, currency));
                    queue.enqueue(&NewItem { amount, happened_at, order: card.map(mark), ..new_item(kind, number) });
                }
                Change::Ask(card) => {
                    number += 1;
                    let happened_at = queue.now;
                    let tap = NewItem { order: Some(mark(card)), happened_at, ..new_item(Kind::CheckIn, number) };
                    taps.push(queue.ask(&tap).id);
                }
                Change::Tapped(end) => {
                    let Some(id) = taps.pop() else { continue };
                    let why = [NotRecorded::NoConnection, NotRecorded::VendorPause(None), NotRecorded::AccessWithdrawn];
                    let end = match end {
                        0..3 => TapEnd::LetIn(why[end]),
                        3..6 => TapEnd::TurnedAway(why[end - 3]),
                        6 | 7 => TapEnd::Unknown(Unknown::TimedOut),
                        8 | 9 => TapEnd::Refused { trace_id: None },
                        _ => TapEnd::CheckedIn,
                    };
                    queue.tapped(id, &end);
                }
                Change::Claim(most) => {
                    jobs.extend(crate::queue::claim(&queue.db, &mut queue.context, most, queue.now).unwrap());
                }
                Change::End(job, report) => {
                    if jobs.is_empty() { continue }
                    let job: Job = jobs.swap_remove(job % jobs.len());
                    let possible: Vec<_> =
                        reports().into_iter().filter(|(_, report)| can_end(job.act, report)).collect();
                    queue.end(&job, &possible[report % possible.len()].1);
                }
                Change::Decide(item, decision) => {
                    if number == 0 { continue }
                    let id = ItemId(i64::try_from(item).unwrap() % i64::try_from(number).unwrap() + 1);
                    let decision = [
                        Decision::TryNow,
                        Decision::SendAgain { note: None },
                        Decision::WithoutPicture { note: None },
                        Decision::Done { note: None },
                        Decision::Cancel { note: String::new() },
                    ][decision].clone();
                    // Most of them are not open, which is as good a test.
                    let _ = queue.decide(id, &decision);
                }
                Change::Recover => {
                    queue.recover();
                    jobs.clear();
                    taps.clear();
                }
                Change::Later(seconds) => {
                    queue.later(seconds);
                }
            }
            prop_assert_eq!(tally(&queue), recount(&queue));
        }
        // And nothing is stuck: what waits is due, or waits for something that is not over.
        let stuck = column(
            &queue.db,
            "SELECT key FROM (SELECT hex(key) AS key FROM item WHERE state = 'ready' AND due_at IS NULL
                AND NOT EXISTS (SELECT 1 FROM item AS earlier WHERE earlier.order_key = item.order_key
                                AND earlier.id < item.id AND earlier.state IN ('ready', 'in_flight')))",
        );
        prop_assert_eq!(stuck, Vec::<String>::new());
    }
}
