//! What the comparison has to find: books that agree with the world, spoilt in one way after another.

use domain::{Currency, Money, Redacted};
use jiff::{SignedDuration, Timestamp};
use outbox::{Event, ItemId, Kind, Line, Listed, Reason, State};
use sandbox::{Api, Charge, Effect, Ended, Entry, Recorded, Who};

use super::sales::{Execution, Goods, World};
use super::{Books, History};
use crate::{Fallen, Studio};

/// Everything that is compared.
struct Day {
    books: Books,
    asked: Vec<Entry>,
    world: World,
}

/// How it is spoilt, and what has to be found then.
type Spoilt = (&'static str, fn(&mut Day), &'static str);

const ANSWERED: Ended = Ended::Answered { status: 200 };
const AWAY: Ended = Ended::Answered { status: 503 };

fn item(id: i64, kind: Kind, state: State, attempts: u32) -> Listed {
    Listed {
        id: ItemId(id),
        kind,
        state,
        reason: None,
        held: false,
        subject: None,
        words: None,
        amount: None,
        happened_at: Timestamp::UNIX_EPOCH,
        attempts,
        due_at: (state == State::Ready).then_some(Timestamp::UNIX_EPOCH),
        credit: None,
        reference: None,
        trace_id: None,
        note: None,
        open_to: Vec::new(),
        reopens: false,
        code: None,
    }
}

fn asked(guest: u32, ended: Ended, effect: Effect) -> Entry {
    let number = Studio::guest_number(guest);
    let body = serde_json::json!({ "identification": { "value": format!("{number:x}") } });
    Entry {
        number: 1,
        time: Timestamp::UNIX_EPOCH,
        api: Api::Device,
        method: "POST".to_owned(),
        path: Studio::IDENTIFICATION.to_owned(),
        ended,
        effect,
        summary: String::new(),
        faults: Vec::new(),
        request: Recorded { body: body.to_string().into_bytes(), ..Recorded::default() },
    }
}

fn comes_in() -> Effect {
    Effect::CheckedIn { member: Who { id: 1, name: String::new() }, device: Studio::ENTRANCE }
}

fn refused() -> Effect {
    Effect::Refused { member: None, code: String::new() }
}

fn charge(goods: u32) -> Charge {
    let transaction = format!("t{goods}");
    Charge {
        member: 1,
        goods: sandbox::Goods::Product { shelf: Goods(goods).item(), transaction },
        cents: Goods(goods).cents(),
        device: Studio::BAR,
        time: Timestamp::UNIX_EPOCH,
        checked: true,
    }
}

fn execution(goods: u32) -> Execution {
    let body = serde_json::json!({ "productId": Goods(goods).item(), "transactionId": format!("t{goods}") });
    let request = Recorded { body: body.to_string().into_bytes(), ..Recorded::default() };
    let entry = Entry { path: Studio::SALE.to_owned(), request, ..asked(1, ANSWERED, Effect::None) };
    Execution::of(&entry).unwrap().unwrap()
}

fn fallen(goods: u32) -> Fallen {
    Fallen { price: Goods(goods).price(), item: Goods(goods).item() }
}

impl Day {
    /// One of each that may be.
    fn good() -> Self {
        let world = World { fallen: Vec::new(), charges: Vec::new(), executions: Vec::new() };
        let books = Books { at: Timestamp::UNIX_EPOCH, ..Books::default() };
        let mut day = Self { books, asked: Vec::new(), world };
        for (guest, events, listed) in [
            (1, &[Event::Asked, Event::Delivered][..], None),
            (2, &[Event::Asked, Event::TurnedAway], None),
            (3, &[Event::Asked, Event::Unknown], Some((State::Unknown, 1))),
            (4, &[Event::Asked, Event::LetIn, Event::Sent, Event::Delivered], Some((State::Delivered, 2))),
            (5, &[Event::Asked, Event::LetIn, Event::Sent, Event::Wedged], Some((State::Wedged, 2))),
            (6, &[Event::Asked, Event::LetIn], Some((State::Ready, 1))),
        ] {
            day.write(i64::from(guest), Kind::CheckIn, events);
            if let Some((state, attempts)) = listed {
                let subject = Some(Redacted::new(format!("Gast{guest} Probe")));
                let item = item(i64::from(guest), Kind::CheckIn, state, attempts);
                day.books.items.push(Listed { subject, ..item });
            }
        }
        day.asked = vec![
            asked(1, ANSWERED, comes_in()),
            asked(2, ANSWERED, refused()),
            asked(3, Ended::Reset, comes_in()),
            asked(4, AWAY, Effect::None),
            asked(4, ANSWERED, comes_in()),
            asked(5, AWAY, Effect::None),
            asked(5, ANSWERED, refused()),
            asked(6, AWAY, Effect::None),
        ];
        for (goods, events, state, reason, attempts) in [
            (1, &[Event::HandedOut, Event::Sent, Event::Delivered][..], State::Delivered, None, 1),
            (2, &[Event::HandedOut], State::Ready, None, 0),
            (3, &[Event::HandedOut, Event::Sent, Event::Unknown], State::Unknown, None, 1),
            (4, &[Event::NotHandedOut], State::Closed, Some(Reason::NotHandedOut), 0),
            (5, &[Event::HandOutUnknown], State::Wedged, Some(Reason::HandOutUnknown), 0),
        ] {
            let id = 100 + i64::from(goods);
            day.write(id, Kind::Sale, events);
            let amount = Some(Money { minor: Goods(goods).cents(), currency: Currency::EUR });
            day.books.items.push(Listed { amount, reason, ..item(id, Kind::Sale, state, attempts) });
        }
        let amounts = vec![Money { minor: 2 + 3 + 5, currency: Currency::EUR }];
        day.books.line = Line { waiting: 1, person: 2, amounts, ..Line::default() };
        day.world.fallen = [1, 2, 3].map(fallen).into();
        day.world.charges = [1, 3].map(charge).into();
        day.world.executions = [1, 3].map(execution).into();
        day
    }

    fn write(&mut self, id: i64, kind: Kind, events: &[Event]) {
        self.books.histories.insert(ItemId(id), History { kind, events: events.to_vec() });
    }

    fn listed(&mut self, id: i64) -> &mut Listed {
        self.books.items.iter_mut().find(|item| item.id == ItemId(id)).unwrap()
    }

    fn forget(&mut self, id: i64) {
        self.books.items.retain(|item| item.id != ItemId(id));
    }

    fn events(&mut self, id: i64) -> &mut Vec<Event> {
        &mut self.books.histories.get_mut(&ItemId(id)).unwrap().events
    }
}

/// Spoils a good day in each of these ways.
fn finds(compare: impl Fn(&Day, &mut Vec<String>), ways: &[Spoilt]) {
    let mut found = Vec::new();
    compare(&Day::good(), &mut found);
    assert_eq!(found, Vec::<String>::new());
    for (way, spoil, wanted) in ways {
        let (mut day, mut found) = (Day::good(), Vec::new());
        spoil(&mut day);
        compare(&day, &mut found);
        assert!(found.iter().any(|found| found.contains(wanted)), "{way}: {found:#?}");
    }
}

#[test]
fn a_visit_that_only_one_side_has_is_found() {
    let compare = |day: &Day, found: &mut Vec<String>| day.books.compare_visits(&day.asked, found).unwrap();
    finds(
        compare,
        &[
            ("a tap is lost", |day| drop(day.books.histories.remove(&ItemId(1))), "cards were checked in"),
            ("a tap that waits is lost", |day| day.forget(6), "item 6 is listed as None"),
            ("one that needs a person is lost", |day| day.forget(3), "item 3 is listed as None"),
            (
                "one is listed and was never written down",
                |day| drop(day.books.histories.remove(&ItemId(6))),
                "item 6 is listed as Ready, and not in the ledger",
            ),
            ("one has no end", |day| day.events(1).truncate(1), "item 1 is listed as None"),
            ("one is over and waits", |day| day.listed(4).state = State::Ready, "item 4 is listed as"),
            (
                "one is listed for something else",
                |day| day.listed(5).state = State::Unknown,
                "item 5 is listed as",
            ),
            (
                "somebody decided",
                |day| day.listed(4).state = State::Closed,
                "item 4 is listed as Some(Closed)",
            ),
            (
                "somebody came in twice",
                |day| day.asked.push(asked(1, ANSWERED, comes_in())),
                "was moved 2 times",
            ),
            (
                "what is not known was asked again",
                |day| day.asked.push(asked(3, ANSWERED, refused())),
                "was asked about again",
            ),
            ("nobody came in", |day| drop(day.asked.remove(0)), "2 items were delivered"),
            ("one is done after all", |day| day.asked[6].effect = comes_in(), "item 5 is certainly not done"),
            (
                "an attempt at what is over was not written down",
                |day| day.asked.insert(0, asked(1, AWAY, Effect::None)),
                "5 requests arrived for what is over, and 4",
            ),
            (
                "an attempt at what waits was not written down",
                |day| day.asked.push(asked(6, AWAY, Effect::None)),
                "item 6: 2 requests arrived, 1 attempts",
            ),
            (
                "an attempt was not counted",
                |day| day.listed(5).attempts = 1,
                "2 attempts in the ledger, 1 in",
            ),
            (
                "two are about a card",
                |day| day.listed(5).subject = Some(Redacted::new("Gast3 Probe".to_owned())),
                "is about a card that another one is about",
            ),
        ],
    );
}

#[tokio::test]
async fn a_unit_that_is_not_in_all_books_is_found() {
    let studio = Studio::open().await;
    let compare = |day: &Day, found: &mut Vec<String>| {
        day.books.compare_sales(&day.world, &studio, found).unwrap();
    };
    finds(
        compare,
        &[
            ("charged twice", |day| day.world.charges.push(charge(1)), "Goods(1): more than once"),
            ("fell twice", |day| day.world.fallen.push(fallen(1)), "Goods(1): more than once"),
            ("at another price", |day| day.world.charges[0].cents = 7, "charged at another price"),
            ("fell unseen", |day| day.world.fallen.push(fallen(6)), "out, and the desk does not say so"),
            ("a sale is lost", |day| day.forget(102), "Goods(2): out, and the desk does not say so"),
            ("charged, not out", |day| day.world.charges.push(charge(4)), "Goods(4): charged, and not out"),
            (
                "not charged",
                |day| drop(day.world.charges.remove(0)),
                "Goods(1): not charged, and the desk believes that it is",
            ),
            (
                "charged, and owed",
                |day| day.world.charges.push(charge(2)),
                "Goods(2): charged, and the desk believes that it is not",
            ),
            (
                "not out",
                |day| day.world.fallen.retain(|fallen| fallen.item != "g2"),
                "Goods(2): not out, and the desk believes that it is",
            ),
            ("still on its way", |day| day.listed(102).state = State::InFlight, "nobody has decided"),
            ("more fell than is known", |day| day.world.fallen.push(fallen(6)), "12 cents fell"),
            ("more is charged than is known", |day| day.world.charges.push(charge(1)), "5 cents charged"),
            (
                "charged again, whatever became of it",
                |day| day.world.executions.push(execution(1)),
                "Goods(1) was to be charged again",
            ),
            (
                "a charge was not written down",
                |day| day.world.executions.push(execution(2)),
                "item 102: 1 requests arrived, 0 attempts",
            ),
            (
                "a charge was not counted",
                |day| day.listed(103).attempts = 0,
                "1 attempts in the ledger, 0 in",
            ),
        ],
    );
}

#[test]
fn what_the_team_is_shown_in_one_line_is_what_there_is() {
    let compare = |day: &Day, found: &mut Vec<String>| {
        found.extend(day.books.compare_line().err().map(|failure| failure.to_string()));
    };
    finds(
        compare,
        &[
            ("one too few waits", |day| day.books.line.waiting = 0, "and the line says"),
            ("one too many needs a person", |day| day.books.line.person = 3, "and the line says"),
            ("another sum", |day| day.books.line.amounts[0].minor = 9, "and the line says"),
        ],
    );
}

#[test]
fn what_a_calm_program_left_in_the_air_is_found() {
    finds(
        |day, found| day.books.is_calm(found),
        &[
            (
                "something was cut short",
                |day| day.books.on_opening.push((Event::Interrupted, Some(ItemId(1)))),
                "left in the air",
            ),
            ("it is still on its way", |day| day.listed(6).state = State::InFlight, "item 6 is InFlight"),
            (
                "it has no next try",
                |day| day.listed(6).due_at = None,
                "item 6 is Ready; its next try is in None",
            ),
            (
                "its next try is far away",
                |day| day.listed(102).due_at = Some(Timestamp::UNIX_EPOCH + SignedDuration::from_mins(6)),
                "item 102 is Ready; its next try",
            ),
        ],
    );
}

#[test]
fn an_item_without_its_first_line_is_no_item() {
    let mut books = Books::default();
    books.write(ItemId(1), Event::Asked, Some(Kind::CheckIn.word())).unwrap();
    books.write(ItemId(1), Event::Delivered, None).unwrap();
    assert_eq!(books.events(ItemId(1)), Some(&[Event::Asked, Event::Delivered][..]));
    assert!(books.write(ItemId(2), Event::Delivered, None).is_err());
}
