//! Drafts: what is kept of them, how they become items, and items drafts again.

use domain::Redacted;
use proptest::prelude::*;
use uuid::Uuid;

use super::support::*;
use crate::ledger::Event;
use crate::*;

mod reopened;

const DRAFT: Uuid = Uuid::from_u128(0xd4a);
const PICTURE: u128 = 10;
const CONTRACT: u128 = 11;

fn draft(step: &str) -> Draft {
    Draft {
        key: DRAFT,
        begun_at: at(0),
        subject: Some(Redacted::new("Ana Bø".to_owned())),
        step: step.to_owned(),
        parked: false,
        body: Redacted::new(format!("entered up to {step}")),
        picture: None,
    }
}

/// A picture and the contract that comes after it.
fn items() -> Vec<NewItem> {
    let contract = NewItem { after: Some(Uuid::from_u128(PICTURE)), ..new_item(Kind::Contract, CONTRACT) };
    vec![new_item(Kind::Picture, PICTURE), contract]
}

impl Queue {
    fn put(&self, draft: &Draft) -> std::result::Result<(), OutboxError> {
        draft::put(&self.db, draft, self.now)
    }

    fn submit(&self, items: &[NewItem]) -> std::result::Result<Vec<ItemId>, OutboxError> {
        draft::turning::submit(&self.db, &self.context, DRAFT, items, self.now)
    }

    fn reopen(&self, id: ItemId) -> std::result::Result<Uuid, OutboxError> {
        draft::turning::reopen(&self.db, id, "details", self.now)
    }

    fn drafts(&self) -> usize {
        draft::list(&self.db).unwrap().len()
    }

    fn body_of_draft(&self) -> Option<String> {
        draft::open(&self.db, DRAFT).unwrap().map(|draft| draft.body.into_exposed())
    }

    /// A submitted contract without a picture.
    fn contract(&self) -> ItemId {
        self.put(&draft("signed")).unwrap();
        self.submit(&[new_item(Kind::Contract, CONTRACT)]).unwrap()[0]
    }

    fn of_draft(&self) -> Vec<Event> {
        let key = DRAFT.to_string();
        let of = |line: &LedgerLine| line.item.is_none() && line.detail.as_deref() == Some(&key);
        self.ledger().into_iter().filter(of).map(|line| line.event).collect()
    }
}

fn not_possible<T: std::fmt::Debug>(done: &std::result::Result<T, OutboxError>) -> bool {
    matches!(done, Err(OutboxError::NotPossible))
}

#[test]
fn a_draft_owes_nothing_and_is_there_as_it_was_written_down_last() {
    let mut queue = Queue::new();
    queue.put(&draft("offer")).unwrap();
    queue.later(5).put(&draft("details")).unwrap();
    queue.later(5).put(&Draft { parked: true, begun_at: at(9), ..draft("details") }).unwrap();
    queue.later(5).put(&Draft { parked: true, subject: None, ..draft("details") }).unwrap();
    queue.recover();
    assert_eq!((queue.next_due(), queue.claim().len()), (None, 0));
    assert_eq!(inbox::line(&queue.db, &Rules::default(), queue.now).unwrap(), Line::default());
    let listed = ListedDraft {
        key: DRAFT,
        begun_at: at(0),
        touched_at: at(15),
        subject: None,
        step: "details".to_owned(),
        parked: true,
        refused: None,
    };
    assert_eq!(draft::list(&queue.db).unwrap(), [listed]);
    let kept = draft::open(&queue.db, DRAFT).unwrap().unwrap();
    assert_eq!((kept.begun_at, kept.parked, kept.step.as_str()), (at(0), true, "details"));
    assert_eq!(queue.body_of_draft().as_deref(), Some("entered up to details"));
    assert_eq!(queue.of_draft(), [Event::DraftBegun, Event::DraftParked]);
    assert!(draft::open(&queue.db, Uuid::nil()).unwrap().is_none());
}

#[test]
fn codes_are_read_as_people_type_them() {
    for (typed, code) in [
        ("34CDFG", Some("34CDFG")),
        (" 34c-dfg ", Some("34CDFG")),
        ("3 4 C D F G", Some("34CDFG")),
        ("34CDF", None),
        ("34CDFGH", None),
        ("", None),
        ("34CDF0", None),
        ("34CDFO", None),
        ("34CDFÄ", None),
        ("３４CDFG", None),
    ] {
        assert_eq!(ResumeCode::parse(typed).as_ref().map(ResumeCode::text), code, "{typed}");
    }
}

#[test]
fn a_code_finds_its_draft_until_there_is_a_new_one_or_no_draft() {
    let mut queue = Queue::new();
    let new_code =
        |queue: &mut Queue, key| draft::code::new_code(&queue.db, &mut queue.context, key, queue.now);
    let found = |queue: &Queue, code: &ResumeCode| {
        draft::code::by_code(&queue.db, &queue.context, code).unwrap().map(|draft| draft.key)
    };
    assert!(matches!(new_code(&mut queue, DRAFT), Err(OutboxError::NoSuchDraft)));
    queue.put(&draft("offer")).unwrap();
    let other = Uuid::from_u128(2);
    queue.put(&Draft { key: other, ..draft("offer") }).unwrap();
    let first = new_code(&mut queue, DRAFT).unwrap();
    // The dice fall as they did before, and so the other draft must get the next one.
    queue.context.dice = Box::new(Fixed::new(0.0));
    let others = new_code(&mut queue, other).unwrap();
    assert!(first != others);
    assert_eq!((found(&queue, &first), found(&queue, &others)), (Some(DRAFT), Some(other)));
    let stored = column(&queue.db, "SELECT hex(code) FROM draft");
    assert!(stored.iter().all(|hash| hash.len() == 32));
    assert!(!dump(&queue.db).contains(first.text()), "a hash is kept and no code");

    queue.put(&draft("details")).unwrap();
    assert_eq!(found(&queue, &first), Some(DRAFT), "it is still its code");
    let second = new_code(&mut queue, DRAFT).unwrap();
    assert_eq!((found(&queue, &first), found(&queue, &second)), (None, Some(DRAFT)));
    draft::drop_one(&queue.db, DRAFT, queue.now).unwrap();
    assert_eq!(found(&queue, &second), None);
    assert_eq!(format!("{second:?}"), "ResumeCode(<redacted>)");
}

#[test]
fn what_was_dropped_or_not_touched_is_gone() {
    let mut queue = Queue::new();
    for (number, touched) in [(1, 0), (2, 10), (3, 20)] {
        queue.now = at(touched);
        queue.put(&Draft { key: Uuid::from_u128(number), ..draft("offer") }).unwrap();
    }
    assert_eq!(draft::wipe(&queue.db, at(0), at(30)).unwrap(), 0);
    assert_eq!(draft::wipe(&queue.db, at(11), at(30)).unwrap(), 2);
    assert_eq!(queue.drafts(), 1);
    for _ in 0..2 {
        draft::drop_one(&queue.db, Uuid::from_u128(3), at(30)).unwrap();
    }
    assert_eq!(queue.drafts(), 0);
    let events: Vec<Event> = queue.ledger().iter().skip(3).map(|line| line.event).collect();
    assert_eq!(events, [Event::DraftWiped, Event::DraftWiped, Event::DraftDropped]);
}

#[test]
fn a_draft_becomes_its_items_once() {
    let mut queue = Queue::new();
    queue.put(&draft("signed")).unwrap();
    let ids = queue.submit(&items()).unwrap();
    assert_eq!((queue.drafts(), queue.due(ids[0]), queue.due(ids[1])), (0, Some(0), None));
    assert_eq!(queue.of_draft(), [Event::DraftBegun, Event::DraftSubmitted]);
    assert_eq!(queue.events(ids[1]), [Event::Happened]);
    let text = dump(&queue.db);
    assert!(!text.contains("entered up to"), "what was entered is in the items only");
    // Again, and a draft that is written down late.
    queue.later(1);
    assert_eq!(queue.submit(&items()).unwrap(), ids);
    assert!(not_possible(&queue.put(&draft("signed"))));
    assert_eq!(dump(&queue.db), text);
    // The picture is first, and the contract goes with its key.
    assert_eq!(queue.take().id, ids[0]);
    queue.recover();
    assert_eq!(queue.later(2).run(&delivered()).id, ids[0]);
    let job = queue.run(&delivered());
    assert_eq!((job.id, job.reference_before.as_deref()), (ids[1], Some("R")));
    assert_eq!(queue.submit(&items()).unwrap(), ids);
    assert!(not_possible(&queue.put(&draft("signed"))), "not even when all is over");
}

/// When it begins to count, whatever was entered is gone, and the item tells the vendor's number beside it.
#[test]
fn what_was_signed_stays_in_the_ledger_for_good() {
    let mut queue = Queue::new();
    let lines = ["{\"what\":\"contract\"}".to_owned(), "{\"what\":\"mandate\"}".to_owned()];
    let submit = |queue: &Queue| {
        let signed = (&items()[..], &lines[..]);
        draft::turning::submit_signed(&queue.db, &queue.context, DRAFT, signed, queue.now)
    };
    assert!(submit(&queue).is_err());
    assert!(!dump(&queue.db).contains("mandate"), "nothing was submitted, so nothing was signed for it");
    queue.put(&draft("signed")).unwrap();
    let ids = submit(&queue).unwrap();
    assert_eq!(submit(&queue).unwrap(), ids, "once");
    (0..2).for_each(|_| drop(queue.run(&delivered())));
    let of_contract: Vec<_> = crate::ledger::read(&queue.db, 0, 100)
        .unwrap()
        .into_iter()
        .filter(|line| line.item == Some(ids[1]) && matches!(line.event, Event::Signed | Event::Delivered))
        .map(|line| (line.event, line.detail.unwrap()))
        .collect();
    let [contract, mandate] = lines.map(|line| (Event::Signed, line));
    assert_eq!(of_contract, [contract, mandate, (Event::Delivered, "R".to_owned())]);
}

#[test]
fn what_cannot_be_submitted_changes_nothing() {
    let contract = || new_item(Kind::Contract, CONTRACT);
    let picture = || new_item(Kind::Picture, PICTURE);
    let late = || NewItem { after: Some(Uuid::from_u128(PICTURE)), ..contract() };
    let never = || NewItem { after: Some(Uuid::from_u128(99)), ..contract() };
    for (what, items) in [
        ("nothing", vec![]),
        ("a sale", vec![new_item(Kind::Sale, 1)]),
        ("a check-in", vec![contract(), new_item(Kind::CheckIn, 1)]),
        ("a picture for nobody", vec![picture(), contract()]),
        ("a picture that comes too late", vec![late(), picture()]),
        ("a contract after what is not there", vec![never()]),
    ] {
        let folder = super::folder::folder();
        let mut store = super::folder::open(folder.path()).unwrap();
        store.write(|db, _| draft::put(db, &draft("signed"), at(0))).unwrap();
        let before = dump(&store.db);
        let done = store.write(|db, context| draft::turning::submit(db, context, DRAFT, &items, at(0)));
        assert!(matches!(done, Err(OutboxError::NotPossible | OutboxError::NoSuchItem)), "{what}: {done:?}");
        assert_eq!(dump(&store.db), before, "{what}");
    }
}

#[test]
fn without_its_draft_nothing_is_submitted() {
    let queue = Queue::new();
    assert!(matches!(queue.submit(&items()), Err(OutboxError::NoSuchDraft)));
    assert!(matches!(queue.submit(&[]), Err(OutboxError::NoSuchDraft)));
    queue.put(&draft("signed")).unwrap();
    draft::drop_one(&queue.db, DRAFT, queue.now).unwrap();
    assert!(matches!(queue.submit(&items()), Err(OutboxError::NoSuchDraft)), "dropped");
    // Items that were none of it.
    for item in &items() {
        queue.enqueue(item);
    }
    assert!(matches!(queue.submit(&items()), Err(OutboxError::NoSuchDraft)));
    queue.put(&draft("signed")).unwrap();
    assert!(not_possible(&queue.submit(&items())));
}

#[tokio::test]
async fn the_handle_takes_a_draft_with_a_picture_through_its_life() {
    let photo = Picture::new(b"a photograph.".repeat(400 * 1024 / 13));
    let folder = super::folder::folder();
    let desk = super::folder::Desk::opened(folder.path()).await;
    desk.put_draft(Draft { picture: Some(photo.clone()), ..draft("picture") }, at(0)).await.unwrap();
    let code = desk.new_code(DRAFT, at(1)).await.unwrap();
    // It is there after a crash.
    let image = super::folder::crash_image(folder.path());
    drop(desk);
    let desk = super::folder::Desk::opened(image.path()).await;
    assert_eq!(desk.drafts().await.unwrap().len(), 1);
    assert_eq!(desk.draft_by_code(code).await.unwrap().unwrap().picture, Some(photo.clone()));
    assert_eq!(desk.open_draft(DRAFT).await.unwrap().unwrap().step, "picture");

    let mut items = items();
    items[0].body = Redacted::new("the photograph".to_owned());
    let mut changes = desk.changes();
    changes.borrow_and_update();
    let ids = desk.submit(DRAFT, items, at(2)).await.unwrap();
    assert!(changes.has_changed().unwrap());
    let became = async |key| desk.became(Uuid::from_u128(key)).await.unwrap().unwrap();
    let contract = became(CONTRACT).await;
    assert_eq!((contract.id, contract.state, contract.held), (ids[1], State::Ready, true));
    for (act, reference) in [(PICTURE, "object"), (CONTRACT, "M-1")] {
        let jobs = desk.exchange(Vec::new(), 9, at(3)).await.unwrap();
        let [job] = jobs.as_slice() else { panic!("{} jobs", jobs.len()) };
        assert!(job.kind == Kind::Contract || job.body.expose() == "the photograph");
        let report = Report::Delivered { reference: Some(reference.to_owned()), trace_id: None };
        desk.exchange(vec![(job.clone(), report)], 0, at(3)).await.unwrap();
        let became = became(act).await;
        assert_eq!((became.state, became.reference.as_deref()), (State::Delivered, Some(reference)));
    }
    assert!(desk.became(Uuid::nil()).await.unwrap().is_none());
    assert!(matches!(desk.reopen(ids[1], String::new(), at(4)).await, Err(OutboxError::NotPossible)));
    desk.drop_draft(DRAFT, at(4)).await.unwrap();
    assert_eq!(desk.wipe_drafts(at(9), at(9)).await.unwrap(), 0);
}

#[test]
fn a_picture_is_written_once_and_goes_with_its_draft() {
    let picture = |name: &str| Some(Picture::new(name.as_bytes().to_vec()));
    let with = |picture| Draft { picture, ..draft("picture") };
    // What is done, the picture that is there afterwards, and whether one was written.
    let writes: [(Option<Picture>, Option<&str>, bool); 6] = [
        (picture("first"), Some("first"), true),
        (picture("first"), Some("first"), false),
        (picture("second"), Some("second"), true),
        (None, None, false),
        (None, None, false),
        (picture("first"), Some("first"), true),
    ];
    let ends: [fn(&mut Queue); 3] = [
        |queue| draft::drop_one(&queue.db, DRAFT, queue.now).unwrap(),
        |queue| assert_eq!(draft::wipe(&queue.db, at(99), queue.now).unwrap(), 1),
        |queue| queue.submit(&items()).map(drop).unwrap(),
    ];
    for end in ends {
        let mut queue = Queue::new();
        queue.db.execute_batch("CREATE TEMP TABLE written (n); CREATE TEMP TRIGGER writes AFTER INSERT ON draft_picture BEGIN INSERT INTO written VALUES (1); END; CREATE TEMP TRIGGER changes AFTER UPDATE ON draft_picture BEGIN INSERT INTO written VALUES (1); END").unwrap();
        let count =
            |queue: &Queue, sql: &str| queue.db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        let mut all = 0;
        for (put, there, written) in writes.clone() {
            queue.put(&with(put)).unwrap();
            all += i64::from(written);
            assert_eq!(count(&queue, "SELECT count(*) FROM written"), all);
            let kept = draft::open(&queue.db, DRAFT).unwrap().unwrap().picture;
            assert_eq!(kept.as_ref().map(Picture::jpeg), there.map(str::as_bytes));
        }
        end(&mut queue);
        assert_eq!(count(&queue, "SELECT count(*) FROM draft_picture"), 0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 256, ..ProptestConfig::default() })]

    /// Whatever is done in whatever order, with crashes between: what was entered is in the draft or in one
    /// open item, until it is delivered, dropped or settled; never in both, never in none.
    #[test]
    fn what_was_entered_is_in_one_place(calls in prop::collection::vec((0..8_u8, any::<bool>()), 1..30)) {
        let mut queue = Queue::new();
        let (mut signature, mut over) = (1, false);
        queue.put(&draft("begun")).unwrap();
        for (call, crash) in calls {
            let last = became::of_key(&queue.db, Uuid::from_u128(signature)).unwrap();
            match call {
                0 | 1 => drop(queue.put(&draft("again"))),
                2 | 3 => {
                    if last.as_ref().is_some_and(|item| item.reason == Some(Reason::Reopened)) {
                        signature += 1;
                    }
                    drop(queue.submit(&[new_item(Kind::Contract, signature)]));
                }
                4 => drop(last.map(|item| queue.reopen(item.id))),
                5 => queue.later(200).claim().iter().for_each(|job| queue.end(job, &match job.act {
                    Act::LookUp => Report::Found(Vec::new()),
                    Act::Send | Act::ReadCredit => refused(),
                })),
                6 => drop(queue.later(200).claim()),
                _ => for job in queue.later(200).claim() {
                    let done = job.act == Act::Send;
                    over |= done;
                    queue.end(&job, &if done { delivered() } else { Report::Found(Vec::new()) });
                },
            }
            if crash {
                queue.recover();
            }
            let sql = "SELECT count(*) FROM item WHERE state NOT IN ('delivered', 'closed')";
            let open: u32 = queue.db.query_row(sql, [], |row| row.get(0)).unwrap();
            prop_assert_eq!(queue.drafts() as u32 + open, u32::from(!over));
        }
    }
}
