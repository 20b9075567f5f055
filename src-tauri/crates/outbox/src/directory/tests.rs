use domain::ClosedDays;
use jiff::civil::date;

use super::*;

mod syncs;

const KEY: [u8; 32] = [7; 32];

fn hasher() -> Hasher {
    Hasher::new(&KEY)
}

fn store() -> Connection {
    let conn = Connection::open_in_memory().unwrap();
    conn.execute_batch(include_str!("../migrations/0002_directory.sql")).unwrap();
    conn.execute_batch(include_str!("../migrations/0007_members.sql")).unwrap();
    conn
}

/// Does `work` in a transaction of its own, as the caller in the store does.
fn tx<T>(conn: &mut Connection, work: impl FnOnce(&Connection) -> T) -> T {
    let tx = conn.transaction().unwrap();
    let done = work(&tx);
    tx.commit().unwrap();
    done
}

fn at(hour: i64) -> Timestamp {
    Timestamp::from_second(1_772_600_000 + hour * 3600).unwrap()
}

fn mark(card: u64) -> CredentialMark {
    CredentialMark::of_card_number(&card.to_string()).unwrap()
}

fn entry(id: i64, cards: &[u64]) -> DirectoryEntry {
    DirectoryEntry {
        id: CustomerId(id),
        first_name: Redacted::new(Some(format!("First{id}"))),
        last_name: Redacted::new(Some(format!("Last{id}"))),
        language: Some(Language::DE),
        number: Redacted::new(Some(format!("1-{}", 9000_i64.wrapping_add(id)))),
        born: Redacted::new(Some(date(1990, 2, 28))),
        standing: Standing { member: true, blocked: false, closed: Vec::new() },
        marks: cards.iter().map(|card| mark(*card)).collect(),
    }
}

fn begin_at(conn: &mut Connection, hour: i64) -> Progress {
    tx(conn, |tx| begin_or_resume(tx, at(hour))).unwrap()
}

fn slice(conn: &mut Connection, entries: &[DirectoryEntry], next: Option<&str>, hour: i64) {
    tx(conn, |tx| take_slice(tx, &hasher(), entries, next, at(hour))).unwrap();
}

/// A whole sync of one slice.
fn sync(conn: &mut Connection, entries: &[DirectoryEntry], hour: i64) {
    begin_at(conn, hour);
    slice(conn, entries, None, hour);
}

/// The holder of a card: 0 for nobody, -1 for several.
fn holder(conn: &Connection, card: u64) -> i64 {
    match find(conn, &hasher(), &mark(card)).unwrap() {
        Lookup::Nobody => 0,
        Lookup::One(known) => known.id.0,
        Lookup::Several => -1,
    }
}

fn holders(conn: &Connection, cards: &[u64]) -> Vec<i64> {
    cards.iter().map(|card| holder(conn, *card)).collect()
}

fn count(conn: &Connection, table: &str) -> i64 {
    conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

#[test]
fn everything_about_a_member_comes_back() {
    let days = ClosedDays { from: Some(date(2026, 1, 31)), to: None };
    let open = Standing { member: true, blocked: false, closed: Vec::new() };
    let shut = Standing { member: false, blocked: true, closed: vec![days, days] };
    let long = "Ł".repeat(300);
    for (id, first, last, language, standing) in [
        (1, Some("Ana"), Some("Bø"), Some(Language::DE), &open),
        (i64::MAX, None, None, None, &shut),
        (-1, Some(""), None, Language::exact("fr-LU"), &open),
        (5, None, Some(long.as_str()), Some(Language::EN), &shut),
    ] {
        let mut conn = store();
        let member = DirectoryEntry {
            id: CustomerId(id),
            first_name: Redacted::new(first.map(str::to_owned)),
            last_name: Redacted::new(last.map(str::to_owned)),
            language,
            number: Redacted::new(first.map(|_| format!("1-{id}"))),
            born: Redacted::new(last.map(|_| date(2000, 2, 29))),
            standing: standing.clone(),
            marks: vec![mark(10), mark(11), mark(10)],
        };
        // Other details first: nothing of them may stay.
        sync(&mut conn, &[entry(id, &[10])], -24);
        sync(&mut conn, &[member], 0);
        for card in [10, 11] {
            let Lookup::One(known) = find(&conn, &hasher(), &mark(card)).unwrap() else { panic!("{id}") };
            assert_eq!(known.id, CustomerId(id));
            assert_eq!(known.first_name.expose().as_deref(), first);
            assert_eq!(known.last_name.expose().as_deref(), last);
            assert_eq!(known.language, language);
            assert_eq!(&known.standing, standing);
        }
        assert_eq!(holder(&conn, 12), 0);
    }
}

#[test]
fn the_last_word_on_a_member_counts() {
    // (before, then, cards asked, their holders); a list is the members' ids with their cards.
    type List<'a> = &'a [(i64, &'a [u64])];
    type Case<'a> = (&'a str, List<'a>, List<'a>, &'a [u64], &'a [i64]);
    let cases: [Case; 8] = [
        ("unchanged", &[(1, &[10])], &[(1, &[10])], &[10], &[1]),
        ("another card", &[(1, &[10, 11])], &[(1, &[11, 12])], &[10, 11, 12], &[0, 1, 1]),
        ("no card left", &[(1, &[10])], &[(1, &[])], &[10], &[0]),
        ("gone", &[(1, &[10]), (2, &[20])], &[(2, &[20])], &[10, 20], &[0, 2]),
        ("all gone", &[(1, &[10])], &[], &[10], &[0]),
        ("new", &[], &[(1, &[10])], &[10], &[1]),
        ("card handed on", &[(1, &[10]), (2, &[])], &[(1, &[]), (2, &[10])], &[10], &[2]),
        ("card shared", &[(1, &[10])], &[(1, &[10]), (2, &[10, 20])], &[10, 20], &[-1, 2]),
    ];
    let entries = |list: List| list.iter().map(|(id, cards)| entry(*id, cards)).collect::<Vec<_>>();
    for (name, before, then, cards, expected) in cases {
        let mut conn = store();
        sync(&mut conn, &entries(before), 0);
        sync(&mut conn, &entries(then), 24);
        assert_eq!(holders(&conn, cards), expected, "{name}");
        let held: usize = then.iter().map(|(_, cards)| cards.len()).sum();
        assert_eq!(count(&conn, "member"), then.len() as i64, "{name}");
        assert_eq!(count(&conn, "credential"), held as i64, "{name}");
        let state = state(&conn).unwrap();
        assert_eq!((state.members, state.complete_at), (then.len() as u32, Some(at(24))), "{name}");
    }
}

#[test]
fn a_sync_goes_on_where_it_stopped_for_six_hours() {
    let second = SignedDuration::from_secs(1);
    for (name, begun, now, resumed) in [
        ("at once", at(0), at(0), true),
        ("hours later", at(0), at(6) - second, true),
        ("too late", at(0), at(6), false),
        ("clock set back", at(0), at(0) - second, false),
    ] {
        let mut conn = store();
        sync(&mut conn, &[entry(1, &[10]), entry(9, &[90])], -30);
        tx(&mut conn, |tx| begin_or_resume(tx, begun)).unwrap();
        slice(&mut conn, &[entry(2, &[20])], Some("o1"), 0);

        let progress = tx(&mut conn, |tx| begin_or_resume(tx, now)).unwrap();
        let expected = if resumed { (Some("o1".to_owned()), begun) } else { (None, now) };
        assert_eq!((progress.after, progress.begun_at), expected, "{name}");

        // Only a resumed sync may count member 2 as listed.
        slice(&mut conn, &[entry(1, &[10])], None, 0);
        let expected = if resumed { [1, 2, 0] } else { [1, 0, 0] };
        assert_eq!(holders(&conn, &[10, 20, 90]), expected, "{name}");
    }
}

#[test]
fn a_sync_that_has_ended_is_not_resumed_and_one_without_a_slice_is() {
    let mut conn = store();
    let begun = begin_at(&mut conn, 0);
    assert_eq!(begin_at(&mut conn, 1), begun);
    slice(&mut conn, &[], Some("o1"), 1);
    slice(&mut conn, &[], None, 1);
    assert_eq!(begin_at(&mut conn, 2), Progress { after: None, begun_at: at(2) });
}

#[test]
fn the_old_list_answers_while_a_sync_runs_and_when_it_is_abandoned() {
    let mut conn = store();
    sync(&mut conn, &[entry(1, &[10]), entry(2, &[20]), entry(3, &[30])], 0);
    let before = state(&conn).unwrap();

    begin_at(&mut conn, 24);
    slice(&mut conn, &[entry(1, &[11]), entry(4, &[40])], Some("o1"), 24);
    let cards = [10, 11, 20, 30, 40];
    assert_eq!(holders(&conn, &cards), [0, 1, 2, 3, 4]);
    assert_eq!(state(&conn).unwrap(), before);

    begin_at(&mut conn, 48);
    assert_eq!(holders(&conn, &cards), [0, 1, 2, 3, 4], "beginning anew takes nothing away");
    assert_eq!(state(&conn).unwrap(), before);
    slice(&mut conn, &[entry(2, &[20])], None, 48);
    assert_eq!(holders(&conn, &cards), [0, 0, 2, 0, 0]);
}

#[test]
fn a_slice_that_was_not_committed_was_not_taken() {
    let mut conn = store();
    sync(&mut conn, &[entry(1, &[10]), entry(2, &[20])], 0);
    begin_at(&mut conn, 24);
    for next in [Some("o1"), None] {
        let tx = conn.transaction().unwrap();
        take_slice(&tx, &hasher(), &[entry(1, &[11]), entry(3, &[30])], next, at(24)).unwrap();
        drop(tx);
        assert_eq!(holders(&conn, &[10, 11, 20, 30]), [1, 0, 2, 0], "{next:?}");
        assert_eq!(state(&conn).unwrap(), DirectoryState { members: 2, complete_at: Some(at(0)) });
        assert_eq!(begin_at(&mut conn, 24).after, None, "{next:?}");
    }
}

#[test]
fn a_member_listed_twice_is_there_once() {
    let mut conn = store();
    begin_at(&mut conn, 0);
    slice(&mut conn, &[entry(1, &[10]), entry(1, &[11]), entry(2, &[20])], Some("o1"), 0);
    slice(&mut conn, &[entry(2, &[21])], None, 0);
    assert_eq!(holders(&conn, &[10, 11, 20, 21]), [0, 1, 0, 2]);
    assert_eq!(state(&conn).unwrap().members, 2);
}

#[test]
fn a_member_looked_up_survives_the_running_sync_but_not_the_next() {
    let look_up = |conn: &mut Connection, id, cards: &[u64]| {
        tx(conn, |tx| put(tx, &hasher(), &entry(id, cards))).unwrap();
    };
    let mut conn = store();
    look_up(&mut conn, 1, &[10]);
    assert_eq!(holder(&conn, 10), 1, "before any sync");
    assert_eq!(state(&conn).unwrap(), DirectoryState { members: 0, complete_at: None });

    begin_at(&mut conn, 0);
    look_up(&mut conn, 2, &[20]);
    slice(&mut conn, &[entry(3, &[30])], None, 0);
    assert_eq!(holders(&conn, &[10, 20, 30]), [0, 2, 3], "during one");
    assert_eq!(state(&conn).unwrap().members, 2);

    look_up(&mut conn, 3, &[31]);
    look_up(&mut conn, 4, &[40]);
    assert_eq!(holders(&conn, &[30, 31, 40]), [0, 3, 4], "after one");

    sync(&mut conn, &[entry(3, &[31])], 24);
    assert_eq!(holders(&conn, &[20, 31, 40]), [0, 3, 0], "after the next");
}

#[test]
fn a_forgotten_list_is_empty_and_a_late_slice_does_not_bring_it_back() {
    let mut conn = store();
    let refuses_late_slices = |conn: &mut Connection| {
        for next in [Some("o1"), None] {
            let late = tx(conn, |tx| take_slice(tx, &hasher(), &[entry(2, &[20])], next, at(24)));
            assert_eq!(late, Err(Error::QueryReturnedNoRows), "{next:?}");
        }
    };
    tx(&mut conn, forget).unwrap();
    sync(&mut conn, &[entry(1, &[10])], 0);
    refuses_late_slices(&mut conn);
    assert_eq!(holders(&conn, &[10, 20]), [1, 0], "after the end of a sync");

    begin_at(&mut conn, 24);
    tx(&mut conn, forget).unwrap();
    refuses_late_slices(&mut conn);
    for table in ["member", "credential", "directory"] {
        assert_eq!(count(&conn, table), 0, "{table}");
    }
    assert_eq!(state(&conn).unwrap(), DirectoryState { members: 0, complete_at: None });
    assert_eq!(begin_at(&mut conn, 25), Progress { after: None, begun_at: at(25) });
}

#[test]
fn a_standing_that_cannot_be_read_is_an_error_without_its_text() {
    for damaged in ["", "{}", "null", r#"{"member":"Geheim","blocked":false,"closed":[]}"#] {
        let mut conn = store();
        sync(&mut conn, &[entry(1, &[10])], 0);
        conn.execute("UPDATE member SET standing = ?1", [damaged]).unwrap();
        let error = find(&conn, &hasher(), &mark(10)).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("Geheim"), "{error:?}");
    }
}

#[test]
fn credentials_are_never_searched_one_by_one() {
    let conn = store();
    for sql in [
        "SELECT first_name FROM credential JOIN member ON member.id = credential.member WHERE hash = ?1",
        "SELECT hash FROM credential WHERE member = ?1",
        "DELETE FROM credential WHERE hash = ?1 AND member = ?2",
        "DELETE FROM credential WHERE member IN (SELECT id FROM member WHERE generation < ?1)",
    ] {
        let mut plan = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let steps: Vec<String> = plan.raw_query().mapped(|row| row.get(3)).collect::<Result<_>>().unwrap();
        assert!(!steps.iter().any(|step| step.contains("SCAN credential")), "{sql}: {steps:?}");
    }
}

#[test]
fn hashes_depend_on_the_key_and_the_mark_alone() {
    let other = Hasher::new(&[8; 32]);
    assert_eq!(hasher().hash(&mark(10)), hasher().hash(&mark(10)));
    assert_ne!(hasher().hash(&mark(10)), hasher().hash(&mark(11)));
    assert_ne!(hasher().hash(&mark(10)), other.hash(&mark(10)));
    // The store's key itself must not be the key of the hashes.
    let direct = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &KEY), mark(10).as_bytes());
    assert_ne!(hasher().hash(&mark(10)), direct.as_ref()[..16]);

    let mut conn = store();
    sync(&mut conn, &[entry(1, &[10])], 0);
    assert_eq!(find(&conn, &other, &mark(10)).unwrap(), Lookup::Nobody);
}

#[test]
fn nothing_personal_is_printed() {
    let mut conn = store();
    sync(&mut conn, &[entry(4711, &[10])], 0);
    let found = find(&conn, &hasher(), &mark(10)).unwrap();
    assert_eq!(
        format!("{:?} {found:?} {:?}", entry(4711, &[10]), hasher()),
        "DirectoryEntry(<redacted>) One(KnownMember(<redacted>)) Hasher(<redacted>)"
    );
}

#[test]
fn no_credential_is_in_the_store() {
    let (number, uuid) = (424_715_775_213_u64, "f8017d3d-1ab6-467d-b57d-0328e7978906");
    let member = DirectoryEntry {
        marks: vec![
            mark(number),
            CredentialMark::of_uuid(uuid).unwrap(),
            CredentialMark::of_pin("928374").unwrap(),
            CredentialMark::of_wallet_pass("walletpass-1").unwrap(),
        ],
        ..entry(4711, &[])
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    // Without a key, so that the file can be searched.
    let mut conn = Connection::open(&path).unwrap();
    conn.execute_batch(include_str!("../migrations/0002_directory.sql")).unwrap();
    conn.execute_batch(include_str!("../migrations/0007_members.sql")).unwrap();
    sync(&mut conn, std::slice::from_ref(&member), 0);
    // What was deleted lies in free pages and must not tell more than what is there.
    sync(&mut conn, &[entry(2, &[number])], 24);
    tx(&mut conn, |tx| put(tx, &hasher(), &member)).unwrap();

    // Every byte of every table, index and free page; SQLite writes numbers in big-endian order.
    conn.close().unwrap();
    let file = std::fs::read(&path).unwrap();
    let holds = |what: &[u8]| file.windows(what.len()).any(|window| window == what);
    let mut secrets: Vec<Vec<u8>> = member.marks.iter().map(|mark| mark.as_bytes().to_vec()).collect();
    secrets
        .extend(["424715775213", "62e3086ced", "ed6c08e362", "928374", "walletpass-1", uuid].map(Into::into));
    let numbers = [&number.to_be_bytes()[3..], &number.to_le_bytes()[..5], &928_374_u32.to_be_bytes()[1..]];
    secrets.extend(numbers.map(<[u8]>::to_vec));
    secrets.push(KEY.to_vec());
    for secret in &secrets {
        assert!(!holds(secret), "{}", String::from_utf8_lossy(secret));
    }
    assert!(holds(b"Last4711") && holds(&hasher().hash(&mark(number))), "the search finds what is there");
}

#[test]
fn a_hundred_thousand_members_fit_into_thirty_megabytes() {
    let mut conn = store();
    let entries: Vec<DirectoryEntry> = (0..20_000_u64)
        .map(|n| {
            let mut entry = entry(1_210_000_000 + n as i64, &[1_000_000 + n, 36_034_025_380_000_000 + n]);
            entry.first_name = Redacted::new(Some("Maximiliane".to_owned()));
            entry.last_name = Redacted::new(Some("Musterfrau-Example".to_owned()));
            if n % 10 == 0 {
                let days = ClosedDays { from: Some(date(2026, 7, 1)), to: Some(date(2026, 8, 31)) };
                entry.standing.closed.push(days);
            }
            entry
        })
        .collect();
    let mut size = |hour| {
        begin_at(&mut conn, hour);
        for (n, part) in entries.chunks(500).enumerate() {
            let next = (n + 1 < entries.len() / 500).then(|| n.to_string());
            slice(&mut conn, part, next.as_deref(), hour);
        }
        assert_eq!(state(&conn).unwrap(), DirectoryState { members: 20_000, complete_at: Some(at(hour)) });
        let pragma = |name| conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).unwrap();
        pragma("page_count") * pragma("page_size") * 5
    };
    let (first, second) = (size(0), size(24));
    assert!(first < 30_000_000, "{first}");
    assert!(second < first + first / 10, "{first} grew to {second}");
}

#[test]
fn everybody_is_listed_once_in_slices() {
    let mut conn = store();
    let entries: Vec<_> = (1..=7).map(|id| entry(id * 3, &[])).collect();
    sync(&mut conn, &entries, 0);
    let (mut listed, mut after) = (Vec::new(), None);
    loop {
        let slice = list(&conn, after, 3).unwrap();
        let Some(last) = slice.last() else { break };
        assert!(slice.len() <= 3);
        after = Some(last.id);
        listed.extend(slice);
    }
    assert_eq!(listed.iter().map(|known| known.id.0).collect::<Vec<_>>(), [3, 6, 9, 12, 15, 18, 21]);
    assert_eq!(listed[0].number.expose().as_deref(), Some("1-9003"));
    assert_eq!(*listed[0].born.expose(), Some(date(1990, 2, 28)));
    assert!(entries[0].is(&Lookup::One(listed[0].clone())));
    tx(&mut conn, forget).unwrap();
    assert_eq!(list(&conn, None, 10).unwrap(), []);
}

#[test]
fn a_date_of_birth_that_is_none_is_left_out() {
    let mut conn = store();
    sync(&mut conn, &[entry(1, &[])], 0);
    conn.execute("UPDATE member SET born = 'yesterday'", []).unwrap();
    assert_eq!(*list(&conn, None, 1).unwrap()[0].born.expose(), None);
}
