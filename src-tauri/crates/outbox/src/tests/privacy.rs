//! What is personal is nowhere in clear, and nowhere at all once it is over.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use rusqlite::Connection;

use super::folder::*;
use super::support::*;
use crate::*;

/// Words that occur nowhere else, one for each place where something personal can be.
const SUBJECT: &str = "Zwetschge Quittenbaum";
const BODY: &str = "Ysopblüte-in-the-body";
const WORDS: &str = "Pfauenauge says the vendor";
const NOTE: &str = "Wollgras, wrote the staff";
const FIRST_NAME: &str = "Xaverine-Kunigunde";
const LAST_NAME: &str = "von Mauerpfeffer";
const CARD: u64 = 9_081_726_354_091_827;

/// Everything that is looked for: each word in each spelling a program might give it.
fn needles() -> BTreeMap<String, Vec<u8>> {
    let mut needles = BTreeMap::new();
    let mut add = |name: &str, bytes: &[u8]| {
        needles.insert(format!("{name}, as it is"), bytes.to_vec());
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        needles.insert(format!("{name}, in hexadecimal"), hex.to_uppercase().into_bytes());
        needles.insert(format!("{name}, in small hexadecimal"), hex.into_bytes());
        for skip in 0..3 {
            // Without its ends, which depend on what stands before and behind.
            let bytes = &bytes[skip.min(bytes.len())..];
            let whole = &bytes[..bytes.len() / 3 * 3];
            needles.insert(format!("{name}, in base64 from {skip}"), base64(whole, b"+/"));
            needles.insert(format!("{name}, in base64url from {skip}"), base64(whole, b"-_"));
        }
    };
    let card = CARD.to_string();
    for text in [SUBJECT, BODY, WORDS, NOTE, FIRST_NAME, LAST_NAME, &card] {
        let wide: Vec<u16> = text.encode_utf16().collect();
        add(text, text.as_bytes());
        add(
            &format!("{text} (UTF-16)"),
            &wide.iter().flat_map(|unit| unit.to_le_bytes()).collect::<Vec<_>>(),
        );
        add(
            &format!("{text} (UTF-16 BE)"),
            &wide.iter().flat_map(|unit| unit.to_be_bytes()).collect::<Vec<_>>(),
        );
    }
    add("the number of the card", &CARD.to_be_bytes());
    add("the number of the card, reversed", &CARD.to_le_bytes());
    add("the key", key().bytes());
    needles
}

fn base64(bytes: &[u8], last: &[u8; 2]) -> Vec<u8> {
    let alphabet: Vec<u8> = (b'A'..=b'Z').chain(b'a'..=b'z').chain(b'0'..=b'9').chain(*last).collect();
    let digits = |three: &[u8]| {
        let number = u32::from(three[0]) << 16 | u32::from(three[1]) << 8 | u32::from(three[2]);
        [18, 12, 6, 0].map(|shift| alphabet[(number >> shift & 63) as usize])
    };
    bytes.chunks_exact(3).flat_map(digits).collect()
}

/// What is found in a file.
fn found_in(bytes: &[u8], needles: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    // By their first two bytes: hardly any place in a file begins one.
    let mut by_prefix = vec![Vec::new(); 1 << 16];
    for needle in needles {
        by_prefix[usize::from(needle.1[0]) << 8 | usize::from(needle.1[1])].push(needle);
    }
    let mut found = BTreeSet::new();
    let mut prefix = usize::from(*bytes.first().unwrap_or(&0));
    for (at, byte) in bytes.iter().enumerate().skip(1) {
        prefix = (prefix << 8 | usize::from(*byte)) & 0xffff;
        for (name, needle) in &by_prefix[prefix] {
            if bytes[at - 1..].starts_with(needle) {
                found.insert((*name).clone());
            }
        }
    }
    found.into_iter().collect()
}

/// Nothing is in any file of a folder, whatever it is called.
fn assert_clean(folder: &Path, when: &str) {
    let needles = needles();
    let mut looked_at = 0;
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        looked_at += bytes.len();
        let found = found_in(&bytes, &needles);
        assert!(found.is_empty(), "{when}: {} holds {found:?}", path.display());
        let name = path.file_name().unwrap().as_encoded_bytes().to_vec();
        assert!(found_in(&name, &needles).is_empty(), "{when}: {}", path.display());
    }
    assert!(looked_at > 0, "{when}: nothing to look at");
}

/// An item with something personal in every place, large enough for pages of its own.
fn personal(kind: Kind, number: u128) -> NewItem {
    NewItem {
        order: Some(mark(CARD)),
        subject: Some(domain::Redacted::new(SUBJECT.to_owned())),
        // Every length up to several pages occurs.
        body: domain::Redacted::new(BODY.repeat(usize::try_from(number * 37 % 250).unwrap() + 1)),
        ..new_item(kind, number)
    }
}

/// A sale under way, with the same in it.
fn sale(number: u128, stage: Stage) -> Sale {
    let NewItem { order, subject, body, .. } = personal(Kind::Sale, number);
    Sale { order, subject, body, ..new_sale(Kind::Sale, number, stage) }
}

/// A draft, with the same in it.
fn a_draft(number: u128) -> Draft {
    let NewItem { key, happened_at, subject, body, .. } = personal(Kind::Contract, number);
    Draft {
        key,
        begun_at: happened_at,
        subject,
        step: "details".to_owned(),
        parked: false,
        body,
        picture: None,
    }
}

/// The contract that it becomes.
fn contract_of(number: u128) -> NewItem {
    NewItem { key: uuid::Uuid::from_u128(number << 64), order: None, ..personal(Kind::Contract, number) }
}

fn member(id: i64) -> DirectoryEntry {
    DirectoryEntry {
        id: domain::CustomerId(id),
        first_name: domain::Redacted::new(Some(FIRST_NAME.to_owned())),
        last_name: domain::Redacted::new(Some(LAST_NAME.to_owned())),
        language: None,
        // Any text is a number to the vendor; this one is searched for.
        number: domain::Redacted::new(Some(format!("{LAST_NAME} {id}"))),
        born: domain::Redacted::new(None),
        standing: domain::Standing { member: true, blocked: false, closed: Vec::new() },
        marks: vec![mark(CARD), mark(CARD + id.unsigned_abs())],
    }
}

fn vendors_words() -> Report {
    let words = Some(domain::Redacted::new(WORDS.to_owned()));
    Report::Refused { words, code: Some("NO".to_owned()), trace_id: Some("t".to_owned()) }
}

/// Takes items of every kind through a step of their life.
struct Life {
    at: i64,
    items: Vec<ItemId>,
}

impl Life {
    async fn begin(desk: &Desk) -> Self {
        desk.begin_directory(at(0)).await.unwrap();
        desk.take_slice((1..=50).map(member).collect(), None, at(0)).await.unwrap();
        let mut items = Vec::new();
        for (number, kind) in (1..=90).zip(Kind::ALL.iter().cycle()) {
            // One in ten of the same card, which go one by one.
            let order = (number % 10 == 0).then(|| mark(CARD));
            let item = NewItem { order, ..personal(*kind, number) };
            items.push(desk.enqueue(item, at(0)).await.unwrap());
        }
        let tap = personal(Kind::CheckIn, 1000);
        let asked = desk.ask(tap, at(0)).await.unwrap();
        desk.tapped(asked.id, TapEnd::LetIn(NotRecorded::NoConnection), None, at(0)).await.unwrap();
        items.push(asked.id);
        for (number, stage) in (2000..2100).zip(Stage::ALL.iter().cycle()) {
            desk.sale(sale(number, *stage), at(0)).await.unwrap();
        }
        for number in (2003..2050).step_by(4) {
            items.push(desk.handed_out(uuid::Uuid::from_u128(number), at(0)).await.unwrap());
        }
        for number in 3000..3040 {
            let key = uuid::Uuid::from_u128(number);
            desk.put_draft(a_draft(number), at(0)).await.unwrap();
            desk.put_draft(Draft { parked: true, ..a_draft(number) }, at(0)).await.unwrap();
            desk.new_code(key, at(0)).await.unwrap();
            match number % 4 {
                0 => {}
                1 => desk.drop_draft(key, at(0)).await.unwrap(),
                _ => items.extend(desk.submit(key, vec![contract_of(number)], at(0)).await.unwrap()),
            }
        }
        Self { at: 0, items }
    }

    /// Every fourth of what can become a draft again does.
    async fn reopen(&self, desk: &Desk) {
        let mut reopened = 0;
        for id in self.items.iter().step_by(4) {
            reopened += u32::from(desk.reopen(*id, "details".to_owned(), at(self.at)).await.is_ok());
        }
        assert!(reopened > 0);
    }

    /// Everything that is due ends like this.
    async fn step(&mut self, desk: &Desk, report: &Report) {
        self.at += 5;
        let jobs = desk.exchange(Vec::new(), 999, at(self.at)).await.unwrap();
        assert!(!jobs.is_empty());
        let ended = jobs.into_iter().map(|job| (job, report.clone())).collect();
        desk.exchange(ended, 0, at(self.at)).await.unwrap();
    }

    /// Every third of what is not over yet is settled in another way by staff.
    async fn decide(&mut self, desk: &Desk) {
        for (index, id) in self.items.iter().enumerate() {
            let note = NOTE.to_owned();
            let decision = match index % 3 {
                0 => Decision::Done { note: Some(note) },
                1 => Decision::Cancel { note },
                _ => Decision::TryNow,
            };
            let _ = desk.decide(*id, decision, at(self.at)).await;
        }
    }
}

#[tokio::test]
async fn nothing_personal_is_in_clear_in_any_file_at_any_time() {
    let folder = folder();
    // A store of an earlier version, so that there is a copy of it, too.
    let db = of_version(1, folder.path());
    db.execute(
        "INSERT INTO item (key, kind, lane, state, act, owed, happened_at, due_at, subject, body)
         VALUES (randomblob(16), 'lead', 'public', 'ready', 'send', 1, 0, 0, ?1, ?2)",
        [SUBJECT, BODY],
    )
    .unwrap();
    db.close().unwrap();
    let desk = Desk::opened(folder.path()).await;
    assert!(folder.path().join("store.db.v1").exists());

    let mut life = Life::begin(&desk).await;
    assert_clean(folder.path(), "waiting");
    assert!(fs::metadata(folder.path().join("store.db-wal")).unwrap().len() > 0, "the log is looked at");
    life.step(&desk, &vendors_words()).await;
    assert_clean(folder.path(), "refused");
    life.reopen(&desk).await;
    assert_clean(folder.path(), "reopened");
    life.decide(&desk).await;
    assert_clean(folder.path(), "decided");
    life.step(&desk, &delivered()).await;
    assert_clean(folder.path(), "delivered");
    let crashed = crash_image(folder.path());
    drop(desk);
    assert_clean(folder.path(), "closed");

    // Moved aside, with its log.
    let damaged = crashed.path().join(FILE);
    let length = fs::metadata(&damaged).unwrap().len();
    fs::OpenOptions::new().write(true).open(&damaged).unwrap().set_len(length / 2 + 1).unwrap();
    drop(Desk::opened(crashed.path()).await);
    assert_eq!(set_asides(crashed.path()).len(), 1);
    assert_clean(crashed.path(), "moved aside");
}

/// The same queue, with the same settings, in a file that is not encrypted: what is in it is what is on
/// the pages of the real one behind the encryption.
fn unencrypted(folder: &Path) -> Queue {
    let real = super::folder::folder();
    let store = open(real.path()).unwrap();
    let setting = |name: &str| -> String {
        store.db.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i64>(0)).unwrap().to_string()
    };
    let plain = Connection::open(folder.join(FILE)).unwrap();
    let secure_delete = setting("secure_delete");
    plain
        .execute_batch(&format!(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA secure_delete = {secure_delete};"
        ))
        .unwrap();
    Queue::with(Rules::default(), plain)
}

fn on_its_pages(queue: &Queue, folder: &Path) -> Vec<String> {
    // Whatever is in the log goes to its page, and the log is emptied.
    queue.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    found_in(&fs::read(folder.join(FILE)).unwrap(), &needles())
}

#[test]
fn what_is_over_is_overwritten_on_every_page() {
    let folder = folder();
    let mut queue = unencrypted(folder.path());
    let mut ids = Vec::new();
    for (number, kind) in (1..=180).zip(Kind::ALL.iter().cycle()) {
        ids.push(queue.enqueue(&NewItem { order: None, ..personal(*kind, number) }));
    }
    for number in 3000..3060 {
        draft::put(&queue.db, &a_draft(number), queue.now).unwrap();
    }
    for number in 1000..1120 {
        queue.sale(&Sale { order: None, ..sale(number, Stage::HandingOut) });
    }
    let found = on_its_pages(&queue, folder.path());
    // The search finds what is there: otherwise all of this would prove nothing.
    for word in [SUBJECT, BODY] {
        assert!(found.contains(&format!("{word}, as it is")), "{found:?}");
    }
    for number in 1000..1120 {
        let key = uuid::Uuid::from_u128(number);
        match number % 3 {
            0 => ids.push(sale::handed_out(&queue.db, key, queue.now).unwrap()),
            1 => ids.push(sale::hand_out_unknown(&queue.db, key, queue.now).unwrap()),
            _ => sale::not_handed_out(&queue.db, key, queue.now).unwrap(),
        }
    }
    for number in 3000..3060 {
        let key = uuid::Uuid::from_u128(number);
        match number % 3 {
            0 => draft::drop_one(&queue.db, key, queue.now).unwrap(),
            1 => {}
            _ => {
                let contract = [contract_of(number)];
                ids.extend(
                    draft::turning::submit(&queue.db, &queue.context, key, &contract, queue.now).unwrap(),
                );
            }
        }
    }
    let jobs = queue.later(1).claim();
    for job in &jobs {
        queue.end(job, &if job.id.0 % 2 == 0 { delivered() } else { vendors_words() });
    }
    assert!(on_its_pages(&queue, folder.path()).contains(&format!("{WORDS}, as it is")));
    for id in &ids {
        let again = id.0 % 5 == 0 && draft::turning::reopen(&queue.db, *id, "details", queue.now).is_ok();
        if !again && queue.is(*id).0 == State::Wedged {
            let decision = match id.0 % 3 {
                _ if queue.item(*id).kind == Kind::Picture => {
                    Decision::WithoutPicture { note: Some(NOTE.to_owned()) }
                }
                0 => Decision::Done { note: None },
                _ => Decision::Cancel { note: NOTE.to_owned() },
            };
            queue.decide(*id, &decision).unwrap();
        }
    }
    assert!(ids.iter().all(|id| queue.is(*id).0.is_over()));
    assert!(draft::list(&queue.db).unwrap().iter().any(|draft| draft.parked), "some were reopened");
    let left = on_its_pages(&queue, folder.path());
    assert!(left.contains(&format!("{BODY}, as it is")), "what a draft holds is there");
    draft::wipe(&queue.db, at(DAY), queue.now).unwrap();
    let left = on_its_pages(&queue, folder.path());
    // What staff wrote stays in the ledger.
    assert_eq!(left, [format!("{NOTE}, as it is")]);
}

#[test]
fn a_list_that_is_forgotten_is_overwritten_on_every_page() {
    let folder = folder();
    let queue = unencrypted(folder.path());
    let hasher = &queue.context.hasher;
    let sync = |members: &[DirectoryEntry], now: i64| {
        directory::begin_or_resume(&queue.db, at(now)).unwrap();
        directory::take_slice(&queue.db, hasher, members, None, at(now)).unwrap();
    };
    for forget in [true, false] {
        sync(&(1..=500).map(member).collect::<Vec<_>>(), 0);
        let found = on_its_pages(&queue, folder.path());
        let names = [format!("{FIRST_NAME}, as it is"), format!("{LAST_NAME}, as it is")];
        assert_eq!(found, names, "the names, and of the card not even the number");
        if forget {
            directory::forget(&queue.db).unwrap();
        } else {
            // Nobody is on the list any more.
            sync(&[], DAY);
        }
        assert_eq!(on_its_pages(&queue, folder.path()), Vec::<String>::new(), "{forget}");
    }
}

#[tokio::test]
async fn nothing_personal_is_printed() {
    let folder = folder();
    let desk = Desk::opened(folder.path()).await;
    let new = personal(Kind::Sale, 1);
    let under_way = sale(77, Stage::HandingOut);
    let begun = a_draft(78);
    let mut printed =
        format!("{new:?} {under_way:?} {begun:?} {:?} {:?} {:?}", key(), member(1), vendors_words());
    desk.begin_directory(at(0)).await.unwrap();
    desk.take_slice(vec![member(1)], None, at(0)).await.unwrap();
    let tap = personal(Kind::CheckIn, 2);
    printed += &format!("{:?}", desk.ask(tap, at(0)).await.unwrap());
    printed += &format!("{:?}", desk.find_member(mark(CARD + 1)).await.unwrap());
    desk.put_draft(begun, at(0)).await.unwrap();
    let code = desk.new_code(a_draft(78).key, at(0)).await.unwrap();
    printed +=
        &format!("{code:?} {:?} {:?}", desk.drafts().await.unwrap(), desk.draft_by_code(code.clone()).await);
    assert!(!printed.contains(code.text()));
    desk.submit(a_draft(78).key, vec![contract_of(78)], at(0)).await.unwrap();
    desk.enqueue(new, at(0)).await.unwrap();
    let jobs = desk.exchange(Vec::new(), 9, at(0)).await.unwrap();
    printed += &format!("{jobs:?}");
    let ended = jobs.into_iter().map(|job| (job, vendors_words())).collect();
    desk.exchange(ended, 0, at(0)).await.unwrap();
    for part in [Part::Person, Part::Waiting, Part::Over] {
        printed += &format!("{:?}", desk.page(part, None, None, 9, at(0)).await.unwrap());
    }
    printed += &format!("{:?}", desk.became(contract_of(78).key).await.unwrap());
    printed += &format!("{:?}", desk.ledger(0, 999).await.unwrap());
    assert!(printed.len() > 1000 && printed.contains("redacted"));
    assert_eq!(found_in(printed.as_bytes(), &needles()), Vec::<String>::new());
}

#[test]
fn the_search_finds_every_spelling() {
    let needles = needles();
    for (name, needle) in &needles {
        let hay = [b"hay".as_slice(), needle, b"hay"].concat();
        assert!(found_in(&hay, &needles).contains(name), "{name}");
    }
    assert_eq!(base64(b"Man", b"+/"), b"TWFu");
    assert_eq!(base64(&[0xfb, 0xff, 0xbf], b"-_"), b"-_-_");
    assert_eq!(found_in(b"nothing of the kind", &needles), Vec::<String>::new());
}
