//! Stores that cannot be opened: left as they are or moved aside as they are, byte for byte.

use std::fs;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;

use super::folder::*;
use super::support::*;
use crate::store;
use crate::*;

/// Opens the store of a folder as the desk does.
async fn desk(folder: &Path) -> (Desk, std::result::Result<(), Trouble>) {
    let desk = Desk::new(folder);
    let opened = desk.open(key(), at(0)).await;
    (desk, opened)
}

const ASIDE: &str = "store-20260304-045320.damaged";

/// What was moved aside is as it was, with its log, and a new store works in its place.
async fn assert_aside(folder: &Path, before: &std::collections::BTreeMap<String, String>, name: &str) {
    let (desk, opened) = desk(folder).await;
    assert_eq!((opened, desk.is()), (Ok(()), Condition::Open), "{name}");
    desk.enqueue(large(1), at(0)).await.unwrap();
    assert_eq!(desk.line(at(0)).await.unwrap().waiting, 1, "{name}: a new store");
    let aside: Vec<_> = store::set_asides(folder);
    assert_eq!(aside, [(ASIDE.to_owned(), at(0))], "{name}");
    let mut after = fingerprints(folder);
    after.retain(|file, _| file.starts_with(ASIDE));
    let expected: std::collections::BTreeMap<_, _> =
        before.iter().map(|(file, print)| (file.replace(FILE, ASIDE), print.clone())).collect();
    assert_eq!(after, expected, "{name}");
}

#[test]
fn another_key_changes_nothing() {
    let other = StoreKey::generate().unwrap();
    for (name, folder) in [("closed", filled(20)), ("crashed", crashed(40, 20))] {
        let before = fingerprints(folder.path());
        // A key that was lost and made anew is another key, too.
        assert_eq!(open_with(folder.path(), &other).err(), Some(Trouble::KeyWrong), "{name}");
        assert_eq!(fingerprints(folder.path()), before, "{name}");
        assert_eq!(store::set_asides(folder.path()), []);
        assert!(keys(&open(folder.path()).unwrap().db).len() >= 20, "{name}: with its own it opens");
    }
}

#[test]
fn old_copies_go_when_they_are_of_no_use_any_more() {
    let folder = tempfile::tempdir().unwrap();
    let files = [
        (FILE, None),
        ("store.db-wal", None),
        ("store.db.v6", Some(30)),
        ("store.db.v12", Some(30)),
        (ASIDE, Some(90)),
        ("store-20260304-045320.damaged-wal", Some(90)),
        ("store.db.vault", None),
        ("store.toml", None),
        ("other.damaged", None),
    ];
    for (name, _) in files {
        fs::write(folder.path().join(name), name).unwrap();
    }
    let made = Timestamp::now();
    let day = |days: i64| made + SignedDuration::from_hours(24 * days) + SignedDuration::from_mins(-5);
    for days in [0, 30, 31, 90, 91, 4000] {
        store::discard_old_copies(folder.path(), day(days));
        for (name, kept) in files {
            let there = folder.path().join(name).exists();
            assert_eq!(there, kept.is_none_or(|kept| days <= kept), "{name} after {days} days");
        }
    }
}

#[tokio::test]
async fn the_desk_can_try_another_key_after_a_wrong_one() {
    let folder = filled(20);
    let desk = Desk::new(folder.path());
    assert_eq!(desk.is(), Condition::Closed(Trouble::NotOpen));
    for _ in 0..2 {
        let opened = desk.open(StoreKey::generate().unwrap(), at(0)).await;
        assert_eq!(opened, Err(Trouble::KeyWrong));
        assert_eq!(desk.is(), Condition::Closed(Trouble::KeyWrong));
        let refused = desk.enqueue(large(99), at(0)).await.unwrap_err();
        assert_eq!(refused.trouble(), Trouble::KeyWrong);
        assert_eq!(desk.line(at(0)).await.unwrap_err().trouble(), Trouble::KeyWrong);
    }
    desk.open(key(), at(0)).await.unwrap();
    assert_eq!(desk.is(), Condition::Open);
    assert_eq!(desk.line(at(0)).await.unwrap().waiting, 20);
}

/// The file without its end.
fn cut(folder: &TempDir, length: u64) {
    fs::OpenOptions::new().write(true).open(folder.path().join(FILE)).unwrap().set_len(length).unwrap();
}

#[tokio::test]
async fn a_file_cut_anywhere_is_moved_aside_as_it_is() {
    for make in [|| filled(60), || crashed(60, 10)] {
        let length = fs::metadata(make().path().join(FILE)).unwrap().len();
        assert!(length > 40 * 4096);
        for at in [1, 100, 4095, 4096, 4097, 8192, 5 * 4096, length / 2 + 1, length / 2 / 4096 * 4096] {
            let folder = make();
            cut(&folder, at);
            let before = fingerprints(folder.path());
            assert_aside(folder.path(), &before, &format!("cut to {at} of {length}")).await;
        }
        // One byte less, or one page less, is as damaged as half of it, unless the log has the page.
        for at in [length - 1, length - 4095, length - 4096] {
            let folder = make();
            cut(&folder, at);
            let before = fingerprints(folder.path());
            if before.len() == 1 {
                assert_aside(folder.path(), &before, &format!("cut to {at} of {length}")).await;
            }
        }
    }
}

#[tokio::test]
async fn a_file_that_was_emptied_or_removed_takes_its_log_with_it() {
    for empty in [true, false] {
        let folder = crashed(60, 10);
        if empty {
            cut(&folder, 0);
        } else {
            fs::remove_file(folder.path().join(FILE)).unwrap();
        }
        let before = fingerprints(folder.path());
        assert_eq!(before.keys().collect::<Vec<_>>(), ["store.db-wal"], "SQLite would remove it");
        let (desk, opened) = desk(folder.path()).await;
        assert_eq!((opened, desk.is()), (Ok(()), Condition::Open));
        let after = fingerprints(folder.path());
        assert_eq!(after.get(&format!("{ASIDE}-wal")), before.get("store.db-wal"));
    }
}

#[test]
fn a_file_that_lacks_what_is_in_its_log_is_whole() {
    // Everything but the first page was written since the last checkpoint.
    let folder = folder();
    let mut store = open(folder.path()).unwrap();
    fill(&mut store, 1, 50);
    let image = crash_image(folder.path());
    let length = fs::metadata(image.path().join(FILE)).unwrap().len();
    assert!(length < 10 * 4096, "{length}");
    assert_eq!(keys(&open(image.path()).unwrap().db).len(), 50);

    // A checkpoint that was cut short in the middle of a page: the log has the page.
    for more in [1, 2048, 4095, 4096, 3 * 4096 + 5] {
        let image = crash_image(folder.path());
        cut(&image, length + more);
        assert_eq!(keys(&open(image.path()).unwrap().db).len(), 50, "{more} more bytes");
        assert_eq!(store::set_asides(image.path()), []);
    }
}

#[test]
fn a_log_cut_anywhere_costs_what_was_not_acknowledged_and_never_the_store() {
    // The end of a log that a power cut tore: SQLite goes back to the last whole transaction.
    let folder = folder();
    let mut store = open(folder.path()).unwrap();
    let log = folder.path().join("store.db-wal");
    let lengths: Vec<_> = (1..=5)
        .map(|number| {
            fill(&mut store, number, number);
            fs::metadata(&log).unwrap().len()
        })
        .collect();
    for (whole, length) in (1..).zip(&lengths) {
        for more in [0, 1, 24, 4096] {
            let image = crash_image(folder.path());
            let file = fs::OpenOptions::new().write(true).open(image.path().join("store.db-wal")).unwrap();
            file.set_len(length + more).unwrap();
            let found = keys(&open(image.path()).unwrap().db);
            assert_eq!(found, (1..=whole).collect::<Vec<_>>(), "{length} and {more}");
        }
    }
}

/// Overwrites the first page of a table.
fn overwrite(folder: &TempDir, table: &str) {
    let file = folder.path().join(FILE);
    let db = raw(&file, KEY_DIGITS);
    let sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?1";
    let page: u32 = db.query_row(sql, [table], |row| row.get(0)).unwrap();
    db.close().unwrap();
    let mut bytes = fs::read(&file).unwrap();
    bytes[(page as usize - 1) * 4096..][..100].fill(0x55);
    fs::write(&file, bytes).unwrap();
}

#[tokio::test]
async fn garbage_in_the_middle_is_noticed_when_it_is_met_and_moved_aside_then() {
    for work in ["read", "write"] {
        let folder = filled(60);
        overwrite(&folder, "ledger");
        let before = fingerprints(folder.path());
        let (desk, opened) = desk(folder.path()).await;
        assert_eq!(opened, Ok(()), "nobody reads a whole store to open it");
        if work == "read" {
            let error = desk.ledger(0, 99).await.unwrap_err();
            assert_eq!(error.trouble(), Trouble::Damaged);
        }
        // Whatever is written goes where the garbage is.
        let error = desk.enqueue(large(99), at(0)).await.unwrap_err();
        assert_eq!(error.trouble(), Trouble::Damaged, "{work}");
        assert_eq!(desk.is(), Condition::Closed(Trouble::Damaged), "{work}");
        let error = desk.enqueue(large(99), at(0)).await.unwrap_err();
        assert_eq!(error.trouble(), Trouble::Damaged, "until it is opened again");
        assert_eq!(store::set_asides(folder.path()), [], "and nothing is done before that");

        desk.open(key(), at(0)).await.unwrap();
        assert_eq!(desk.is(), Condition::Open, "{work}");
        assert_eq!(desk.line(at(0)).await.unwrap(), Line::default(), "a new store");
        desk.enqueue(large(99), at(0)).await.unwrap();
        assert_eq!(store::set_asides(folder.path()), [(ASIDE.to_owned(), at(0))]);
        assert_eq!(fingerprints(folder.path()).get(ASIDE), before.get(FILE), "{work}: as it was found");
        // Opened once more it is the new one.
        desk.open(key(), at(1)).await.unwrap();
        assert_eq!(store::set_asides(folder.path()).len(), 1);
    }
}

#[tokio::test]
async fn garbage_among_what_is_open_is_noticed_at_once() {
    let folder = filled(60);
    overwrite(&folder, "item");
    let before = fingerprints(folder.path());
    let (desk, opened) = desk(folder.path()).await;
    assert_eq!(opened, Ok(()), "a new store");
    assert_eq!(desk.line(at(0)).await.unwrap(), Line::default());
    assert_eq!(fingerprints(folder.path()).get(ASIDE), before.get(FILE), "as it was found");
}

#[tokio::test]
async fn garbage_that_only_the_probe_meets_is_moved_aside_at_once() {
    let folder = filled(60);
    overwrite(&folder, "setting");
    let (desk, opened) = desk(folder.path()).await;
    assert_eq!((opened, store::set_asides(folder.path())), (Ok(()), Vec::new()));
    assert_eq!(desk.open(key(), at(0)).await, Ok(()));
    assert_eq!(desk.is(), Condition::Open);
    assert_eq!(store::set_asides(folder.path()), [(ASIDE.to_owned(), at(0))]);
    assert_eq!(desk.line(at(0)).await.unwrap(), Line::default());
}

#[test]
fn garbage_where_the_key_is_checked_looks_like_a_wrong_key_and_is_left() {
    let folder = filled(60);
    let file = folder.path().join(FILE);
    let mut bytes = fs::read(&file).unwrap();
    bytes[500..600].fill(0x55);
    fs::write(&file, &bytes).unwrap();
    let before = fingerprints(folder.path());
    assert_eq!(open(folder.path()).err(), Some(Trouble::KeyWrong));
    assert_eq!(fingerprints(folder.path()), before);
}

#[test]
fn a_file_that_is_no_store_is_left() {
    let plain = folder();
    let db = rusqlite::Connection::open(plain.path().join(FILE)).unwrap();
    db.execute_batch("CREATE TABLE somebody_elses (x)").unwrap();
    db.close().unwrap();
    let before = fingerprints(plain.path());
    assert_eq!(open(plain.path()).err(), Some(Trouble::KeyWrong));
    assert_eq!(fingerprints(plain.path()), before);
}

#[tokio::test]
async fn two_that_are_damaged_in_one_second_are_both_kept() {
    let folder = filled(10);
    let mut contents = Vec::new();
    for round in 0..3_usize {
        let file = folder.path().join(FILE);
        cut(&folder, 4097 + u64::try_from(round).unwrap());
        contents.push(fs::read(&file).unwrap());
        let (desk, opened) = desk(folder.path()).await;
        assert_eq!(opened, Ok(()));
        desk.enqueue(large(1), at(0)).await.unwrap();
        drop(desk);
        assert_eq!(store::set_asides(folder.path()).len(), round + 1);
    }
    let kept: Vec<_> = store::set_asides(folder.path())
        .iter()
        .map(|(name, _)| fs::read(folder.path().join(name)).unwrap())
        .collect();
    assert!(kept == contents);
}

#[test]
fn examining_a_store_changes_nothing_whatever_is_wrong_with_it() {
    let old = folder();
    drop(of_version(1, old.path()));
    let newer = folder();
    of_version(2, newer.path()).pragma_update(None, "user_version", 99).unwrap();
    let being_sent = filled(9);
    let mut store = open(being_sent.path()).unwrap();
    store.write(|db, context| queue::claim(db, context, 5, at(0))).unwrap();
    let killed = crash_image(being_sent.path());
    drop(store);
    let (odd, even, emptied) = (filled(60), crashed(60, 10), crashed(60, 10));
    cut(&odd, 8193);
    cut(&even, 5 * 4096);
    cut(&emptied, 0);
    for (name, folder, expected) in [
        ("sound", filled(9), Ok(())),
        ("with attempts to recover", being_sent, Ok(())),
        ("killed", killed, Ok(())),
        ("of an earlier version", old, Ok(())),
        ("of a later version", newer, Err(Trouble::Newer)),
        ("cut", odd, Err(Trouble::Damaged)),
        ("cut beside its log", even, Err(Trouble::Damaged)),
        ("emptied", emptied, Err(Trouble::Damaged)),
    ] {
        let before = fingerprints(folder.path());
        assert_eq!(examine(folder.path(), &key()), expected, "{name}");
        assert_eq!(fingerprints(folder.path()), before, "{name}");
        if expected.is_ok() {
            let another = StoreKey::generate().unwrap();
            assert_eq!(examine(folder.path(), &another), Err(Trouble::KeyWrong), "{name}");
            assert_eq!(fingerprints(folder.path()), before, "{name}");
        }
    }
    let folder = filled(9);
    let held = open(folder.path()).unwrap();
    assert_eq!(examine(folder.path(), &key()), Err(Trouble::InUse));
    drop(held);
}

#[test]
fn only_what_was_moved_aside_is_listed_the_oldest_first() {
    let folder = folder();
    for name in [
        "store-20270101-000000.damaged",
        "store-20260304-045320.damaged",
        "store-20260304-045320.damaged-wal",
        "store.db",
        "store.db.v1",
        "store-yesterday.damaged",
        "store-20260304-045320",
        "store-20261304-044640.damaged",
        "other-20260304-044640.damaged",
    ] {
        fs::write(folder.path().join(name), "x").unwrap();
    }
    let listed: Vec<_> = store::set_asides(folder.path()).into_iter().map(|(name, _)| name).collect();
    assert_eq!(listed, [ASIDE, "store-20270101-000000.damaged"]);
    assert_eq!(store::set_asides(&folder.path().join("nowhere")), []);
}

#[tokio::test]
async fn a_folder_that_does_not_exist_cannot_be_written() {
    let folder = folder();
    let (desk, opened) = desk(&folder.path().join("nowhere")).await;
    assert_eq!(opened, Err(Trouble::ReadOnly));
    assert_eq!(desk.is(), Condition::Closed(Trouble::ReadOnly));
    assert_eq!(desk.enqueue(large(1), at(0)).await.unwrap_err().trouble(), Trouble::ReadOnly);
    // Made later, it is used without a restart.
    fs::create_dir(folder.path().join("nowhere")).unwrap();
    desk.open(key(), at(0)).await.unwrap();
    desk.enqueue(large(1), at(0)).await.unwrap();
}
