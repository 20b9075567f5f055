//! The file: its settings, its key, and what opening it does.

use std::fs;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::types::Value;

use super::folder::*;
use super::support::*;
use crate::store;
use crate::*;

#[test]
fn the_store_is_durable_and_overwrites_what_is_deleted() {
    let folder = folder();
    for round in ["new", "again"] {
        let store = open(folder.path()).unwrap();
        for (pragma, expected) in [
            ("journal_mode", Value::Text("wal".to_owned())),
            ("synchronous", Value::Integer(2)),
            ("foreign_keys", Value::Integer(1)),
            ("secure_delete", Value::Integer(1)),
            ("temp_store", Value::Integer(2)),
            ("locking_mode", Value::Text("exclusive".to_owned())),
            ("page_size", Value::Text("4096".to_owned())),
            ("auto_vacuum", Value::Integer(0)),
            ("cipher_use_hmac", Value::Text("1".to_owned())),
        ] {
            let value: Value = store.db.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get(0)).unwrap();
            assert_eq!(value, expected, "{pragma} {round}");
        }
    }
}

#[test]
fn references_between_rows_are_enforced() {
    let folder = folder();
    let store = open(folder.path()).unwrap();
    for sql in [
        "INSERT INTO ledger (at, item, event, attempt) VALUES (0, 99, 'sent', 1)",
        "INSERT INTO item (key, kind, lane, state, act, owed, happened_at, waits_for)
         VALUES (randomblob(16), 'lead', 'public', 'ready', 'send', 1, 0, 99)",
        "INSERT INTO item (key, kind, lane, state, act, owed, happened_at)
         VALUES (randomblob(16), 'lead', 'public', 'somewhere', 'send', 1, 0)",
        "INSERT INTO item (key, kind, lane, state, act, owed, happened_at)
         VALUES (randomblob(15), 'lead', 'public', 'ready', 'send', 1, 0)",
        "INSERT INTO item (key, kind, lane, state, act, owed, happened_at)
         VALUES (randomblob(16), 'lead', 'public', 'ready', 'send', 1, 'noon')",
    ] {
        assert!(store.db.execute(sql, []).is_err(), "{sql}");
    }
}

#[test]
fn what_was_written_is_there_when_it_is_opened_again() {
    let folder = filled(3);
    let store = open(folder.path()).unwrap();
    assert_eq!(keys(&store.db), [1, 2, 3]);
    // Closed properly it is one file, and a copy of that file is all there is to a backup.
    drop(store);
    assert_eq!(fingerprints(folder.path()).keys().collect::<Vec<_>>(), [FILE]);
}

#[test]
fn what_was_written_is_there_after_a_crash() {
    for logged in [0, 1, 40, 200] {
        let image = crashed(200, logged);
        let mut store = open(image.path()).unwrap();
        assert_eq!(keys(&store.db), (1..=200).collect::<Vec<_>>(), "{logged} in the log only");
        fill(&mut store, 201, 202);
    }
}

#[test]
fn opening_puts_what_was_cut_short_where_it_belongs() {
    let folder = folder();
    let mut store = open(folder.path()).unwrap();
    let lead = store.write(|db, context| entrance::enqueue(db, context, &large(1), at(0))).unwrap();
    let jobs = store.write(|db, context| queue::claim(db, context, 9, at(0))).unwrap();
    assert_eq!(jobs.len(), 1);
    drop(store);
    let store = open(folder.path()).unwrap();
    let item = row::read(&store.db, lead).unwrap();
    assert_eq!((item.state, item.act), (State::Ready, Act::LookUp));
}

#[test]
fn a_transaction_that_fails_leaves_nothing() {
    let folder = folder();
    let mut store = open(folder.path()).unwrap();
    let failed: Result<()> = store.write(|db, context| {
        entrance::enqueue(db, context, &large(1), at(0))?;
        Err(OutboxError::NotPossible)
    });
    assert!(matches!(failed, Err(OutboxError::NotPossible)));
    assert_eq!(keys(&store.db), Vec::<u128>::new());
}

#[test]
fn nothing_in_the_file_is_in_clear_not_even_that_it_is_a_database() {
    let folder = filled(1);
    let bytes = fs::read(folder.path().join(FILE)).unwrap();
    for word in ["SQLite format", "CREATE TABLE", "ready", "lead", "Subject", "body"] {
        assert!(!bytes.windows(word.len()).any(|window| window == word.as_bytes()), "{word}");
    }
    let plain = Connection::open(folder.path().join(FILE)).unwrap();
    assert!(plain.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).is_err());
}

#[test]
fn a_key_is_sixty_four_hexadecimal_digits() {
    let good = "0123456789abcdefABCDEF".repeat(3);
    for (text, is_key) in [
        (&good[..64], true),
        (&"0".repeat(64), true),
        ("", false),
        (&good[..63], false),
        (&good[..65], false),
        (&"g".repeat(64), false),
        (&"ß".repeat(32), false),
        (&format!("{} ", &good[..63]), false),
        (&format!("+{}", &good[..63]), false),
        (&format!("0x{}", &good[..62]), false),
    ] {
        assert_eq!(StoreKey::parse(&text.into()).is_some(), is_key, "{text}");
    }
    use secrecy::ExposeSecret;
    let key = StoreKey::generate().unwrap();
    let digits = key.to_secret().expose_secret().to_owned();
    assert_eq!(StoreKey::parse(&digits.as_str().into()).unwrap().bytes(), key.bytes());
    assert_ne!(StoreKey::generate().unwrap().bytes(), key.bytes());
    assert_eq!(format!("{key:?}"), "StoreKey(<redacted>)");
}

#[test]
fn complaints_of_sqlite_are_told_apart() {
    use rusqlite::ffi::*;
    let of = |code: i32| {
        let error = rusqlite::Error::SqliteFailure(Error::new(code), Some("a secret".to_owned()));
        let trouble = OutboxError::from(error).trouble();
        assert!(!trouble.to_string().contains("secret"));
        trouble
    };
    for (codes, trouble, is_final) in [
        (&[SQLITE_NOTADB][..], Trouble::KeyWrong, true),
        (&[SQLITE_CORRUPT, SQLITE_CORRUPT_INDEX], Trouble::Damaged, true),
        (&[SQLITE_FULL], Trouble::DiskFull, false),
        (&[SQLITE_READONLY, SQLITE_READONLY_DIRECTORY, SQLITE_PERM], Trouble::ReadOnly, false),
        (&[SQLITE_CANTOPEN], Trouble::ReadOnly, false),
        (&[SQLITE_BUSY, SQLITE_LOCKED, SQLITE_BUSY_SNAPSHOT], Trouble::InUse, false),
        (&[SQLITE_ERROR, SQLITE_IOERR, SQLITE_CONSTRAINT, SQLITE_NOMEM], Trouble::Fault, false),
    ] {
        for code in codes {
            assert_eq!(of(*code), trouble, "{code}");
            assert_eq!(trouble.is_final(), is_final);
        }
    }
    assert_eq!(OutboxError::from(rusqlite::Error::QueryReturnedNoRows).trouble(), Trouble::Fault);
    assert_eq!(OutboxError::Ended.trouble(), Trouble::NotOpen);
    assert!(Trouble::NotOpen.is_final() && Trouble::Newer.is_final());
}

/// A disk that is full, on any system: SQLite is told that the file must not grow.
#[test]
fn a_file_that_cannot_grow_is_a_full_disk_and_loses_nothing() {
    let folder = filled(3);
    let mut store = open(folder.path()).unwrap();
    store.db.execute_batch("PRAGMA max_page_count = 1").unwrap();
    let mut written = vec![1, 2, 3];
    let refused = (4..999).find_map(|number| {
        let done = store.write(|db, context| entrance::enqueue(db, context, &large(number), at(0)));
        done.inspect(|_| written.push(number)).err().map(|error| (number, error.trouble()))
    });
    let (number, trouble) = refused.unwrap();
    assert_eq!(trouble, Trouble::DiskFull);
    assert_eq!(keys(&store.db), written);
    store.db.execute_batch("PRAGMA max_page_count = 1000000").unwrap();
    fill(&mut store, number, number);
    drop(store);
    written.push(number);
    assert_eq!(keys(&open(folder.path()).unwrap().db), written);
}

#[test]
fn randomness_is_spread_over_its_whole_range() {
    use crate::queue::Dice;
    let mut dice = store::SystemDice::new();
    let chances: Vec<_> = (0..1000).map(|_| dice.chance()).collect();
    assert!(chances.iter().all(|chance| (0.0..=1.0).contains(chance)));
    let quarter = |quarter: u32| {
        let from = f64::from(quarter) / 4.0;
        chances.iter().filter(|chance| (from..from + 0.25).contains(*chance)).count()
    };
    // Each quarter would have to miss by twelve standard deviations.
    assert!((0..4).all(|number| (90..410).contains(&quarter(number))), "{:?}", (0..4).map(quarter));
    let transactions = [dice.transaction(), dice.transaction()];
    assert_ne!(transactions[0], transactions[1]);
    assert!(transactions.iter().all(|transaction| transaction.get_version_num() == 4));
}

#[test]
fn an_item_of_any_size_survives_the_store() {
    let folder = folder();
    let mut store = open(folder.path()).unwrap();
    let new = NewItem {
        body: domain::Redacted::new("€\0\n".repeat(100_000)),
        subject: Some(domain::Redacted::new(String::new())),
        ..new_charge(Kind::Sale, u128::MAX, |charge| {
            charge.credit_before = Some(i64::MIN);
            charge.lock_for = Duration::MAX;
            charge.lock_until = Some(at(100_000 * DAY));
        })
    };
    let id = store.write(|db, context| entrance::enqueue(db, context, &new, at(0))).unwrap();
    drop(store);
    let store = open(folder.path()).unwrap();
    let item = row::read(&store.db, id).unwrap();
    assert_eq!(item.body.as_ref(), Some(new.body.expose()));
    assert_eq!((item.subject.as_deref(), item.credit_before), (Some(""), Some(i64::MIN)));
    assert_eq!(item.lock_until, Some(at(100_000 * DAY)));
}
