//! Versions of the store: a new one, every earlier one brought up to date, and the stores that earlier
//! programs really wrote, which are kept as fixtures.

use std::fs;

use super::folder::*;
use super::support::*;
use crate::store::MIGRATIONS;
use crate::*;

const RENEW: &str = "PORTICO_RENEW";

#[test]
fn a_new_store_has_the_schema_that_is_on_file() {
    let folder = folder();
    let found = schema(&open(folder.path()).unwrap().db);
    let file = fixtures().join("schema.txt");
    if std::env::var_os(RENEW).is_some() {
        fs::write(&file, &found).unwrap();
    }
    let agreed = fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        found == agreed,
        "The schema is not the one in tests/fixtures/stores/schema.txt. A migration that was released \
         must not change: add one. If that is what happened, look at the difference after \
         `{RENEW}=1 cargo test -p outbox tests::schema` and commit it.\n\n{found}"
    );
}

#[test]
fn a_store_of_every_earlier_version_becomes_what_a_new_one_is() {
    let fresh = schema(&open(folder().path()).unwrap().db);
    for version in 0..=MIGRATIONS.len() {
        let folder = folder();
        drop(of_version(version, folder.path()));
        let before = fs::read(folder.path().join(FILE)).unwrap();
        let store = open(folder.path()).unwrap();
        assert_eq!(schema(&store.db), fresh, "from version {version}");
        drop(store);
        // What was there is there still, under the version's name, unless it was nothing.
        let copy = folder.path().join(format!("store.db.v{version}"));
        assert_eq!(copy.exists(), (1..MIGRATIONS.len()).contains(&version), "{version}");
        if copy.exists() {
            assert!(fs::read(&copy).unwrap() == before, "byte by byte, and so as encrypted as it was");
            let copied: u32 =
                raw(&copy, KEY_DIGITS).query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
            assert_eq!(copied, u32::try_from(version).unwrap());
        }
    }
}

/// What there was in version 1, with the columns it had then.
const VERSION_1: [(&str, &[&str]); 4] = [
    (
        "item",
        &[
            "id",
            "hex(key)",
            "kind",
            "lane",
            "state",
            "reason",
            "act",
            "owed",
            "maybe_sent",
            "by_hand",
            "happened_at",
            "due_at",
            "attempts",
            "waits_for",
            "hex(order_key)",
            "minor",
            "currency",
            "reusable",
            "hex(transaction_id)",
            "lock_for",
            "lock_until",
            "credit_before",
            "credit_after",
            "reference",
            "trace_id",
            "note",
            "subject",
            "words",
            "body",
        ],
    ),
    ("ledger", &["id", "at", "item", "event", "attempt", "detail", "trace_id", "note"]),
    ("lane", &["name", "rests_until", "failures", "withdrawn_at"]),
    ("setting", &["name", "value"]),
];

fn rows_of_version_1(db: &rusqlite::Connection) -> String {
    VERSION_1.map(|(table, columns)| dump_of(db, table, columns)).concat()
}

/// What version 2 added, with the columns it had then.
const VERSION_2: [(&str, &[&str]); 3] = [
    ("member", &["id", "first_name", "last_name", "language", "standing", "generation"]),
    ("credential", &["hex(hash)", "member"]),
    ("directory", &["id", "generation", "offset", "started_at", "complete_at", "members"]),
];

fn rows_of_version_2(db: &rusqlite::Connection) -> String {
    VERSION_2.map(|(table, columns)| dump_of(db, table, columns)).concat()
}

#[test]
fn a_store_written_by_version_1_is_upgraded_with_every_row() {
    let folder = folder();
    let file = folder.path().join(FILE);
    fs::copy(fixtures().join("v1.db"), &file).unwrap();
    let before = rows_of_version_1(&raw(&file, KEY_DIGITS));
    let bytes = fs::read(&file).unwrap();

    let store = open(folder.path()).unwrap();
    let fresh = self::folder();
    assert!(
        schema(&store.db) == schema(&open(fresh.path()).unwrap().db),
        "Upgraded, a store of version 1 is not what a new one is: its migration was changed. Only as long \
         as nobody has such a store, remove tests/fixtures/stores/v1.db and make it again with \
         `cargo test -p outbox tests::schema::write -- --ignored`."
    );
    assert_eq!(rows_of_version_1(&store.db), before);
    let kinds = column(&store.db, "SELECT DISTINCT kind FROM item");
    let states = column(&store.db, "SELECT DISTINCT state FROM item");
    assert_eq!((kinds.len(), states.len()), (9, 5), "a few rows of every kind, in all states of rest");
    drop(store);
    assert!(fs::read(folder.path().join("store.db.v1")).unwrap() == bytes);

    // And today's code can work with what it finds.
    let mut store = open(folder.path()).unwrap();
    let line = inbox::line(&store.db, &Rules::default(), at(0)).unwrap();
    assert_eq!((line.waiting, line.person), (9, 18));
    for (part, count) in [(Part::Waiting, 9), (Part::Person, 18), (Part::Over, 18)] {
        assert_eq!(inbox::page(&store.db, part, None, None, 99, at(0)).unwrap().len(), count);
    }
    let jobs = store.write(|db, context| queue::claim(db, context, 99, at(1))).unwrap();
    // The contract waits for its picture, and one of two lanes is on probation with two charges behind.
    assert_eq!(jobs.len(), 9 - 1 - 2);
}

#[test]
fn a_store_written_by_version_2_is_upgraded_with_every_row() {
    let folder = folder();
    let file = folder.path().join(FILE);
    fs::copy(fixtures().join("v2.db"), &file).unwrap();
    let rows = |db: &rusqlite::Connection| rows_of_version_1(db) + &rows_of_version_2(db);
    let before = rows(&raw(&file, KEY_DIGITS));
    let bytes = fs::read(&file).unwrap();

    let store = open(folder.path()).unwrap();
    assert_eq!(schema(&store.db), schema(&open(self::folder().path()).unwrap().db));
    assert_eq!(rows(&store.db), before, "and no sale is under way");
    assert!(before.contains("member:") && before.contains("directory:"), "the member list is in it");
    assert_eq!(directory::state(&store.db).unwrap().members, 2);
    drop(store);
    assert!(fs::read(folder.path().join("store.db.v2")).unwrap() == bytes);
}

#[test]
fn a_store_written_by_version_3_is_upgraded_with_every_row() {
    let folder = folder();
    let file = folder.path().join(FILE);
    fs::copy(fixtures().join("v3.db"), &file).unwrap();
    let before = rows_of_version_1(&raw(&file, KEY_DIGITS));
    let bytes = fs::read(&file).unwrap();

    let store = open(folder.path()).unwrap();
    assert_eq!(schema(&store.db), schema(&open(self::folder().path()).unwrap().db));
    let after = rows_of_version_1(&store.db);
    for line in before.lines() {
        assert!(after.contains(line), "{line}");
    }
    // The sale that was being handed out is before a person.
    assert_eq!(after.lines().count(), before.lines().count() + 2, "an item and its line in the ledger");
    assert_eq!(column(&store.db, "SELECT key FROM draft"), Vec::<String>::new());
    assert_eq!(column(&store.db, "SELECT kind FROM item WHERE draft IS NOT NULL"), Vec::<String>::new());
    drop(store);
    assert!(fs::read(folder.path().join("store.db.v3")).unwrap() == bytes);
}

#[test]
fn a_store_written_by_version_4_is_upgraded_with_every_row() {
    let folder = folder();
    let file = folder.path().join(FILE);
    fs::copy(fixtures().join("v4.db"), &file).unwrap();
    let bytes = fs::read(&file).unwrap();
    let whole = "SELECT hex(key) || step || subject || body FROM draft";
    let before = column(&raw(&file, KEY_DIGITS), whole);
    assert_eq!(before.len(), 1);

    let store = open(folder.path()).unwrap();
    assert_eq!(schema(&store.db), schema(&open(self::folder().path()).unwrap().db));
    assert_eq!(column(&store.db, whole), before);
    let submitted = "SELECT code FROM item WHERE draft IS NOT NULL";
    assert_eq!(column(&store.db, submitted), ["CONFLICT"], "what it was is known of it");
    let draft = draft::open(&store.db, uuid::Uuid::from_u128(11)).unwrap().unwrap();
    assert_eq!(draft.picture, None, "the one in its body is whoever reads that one's");
    let unknown = "SELECT hex(id) FROM member WHERE number IS NULL AND born IS NULL";
    assert_eq!(column(&store.db, unknown).len(), 2, "until the next sync says more");
    drop(store);
    assert!(fs::read(folder.path().join("store.db.v4")).unwrap() == bytes);
}

#[test]
fn devices_that_ran_in_an_earlier_version_still_run() {
    // (what the setting held, what of it is a device and a time)
    for (kept, devices) in [
        (None, vec![]),
        (Some(""), vec![]),
        (Some("41 1772600600000"), vec![(41, 600)]),
        (Some("41 1772600600000\n42 1772600060000"), vec![(41, 600), (42, 60)]),
        (
            Some("41 soon\n\nlamp 1772600600000\n42 1772600060000 x\n1 2 3\n43 1772600001000\n44"),
            vec![(43, 1)],
        ),
    ] {
        let folder = folder();
        let db = of_version(7, folder.path());
        db.execute_batch("INSERT INTO setting VALUES ('currency', 'EUR')").unwrap();
        if let Some(kept) = kept {
            db.execute("INSERT INTO setting VALUES ('running-devices', ?1)", [kept]).unwrap();
        }
        db.close().unwrap();
        let store = open(folder.path()).unwrap();
        for device in 1..50 {
            let until = running::until(&store.db, domain::DeviceId(device)).unwrap().map(seconds);
            let expected = devices.iter().find(|(id, _)| *id == device).map(|(_, until)| *until);
            assert_eq!(until, expected, "{kept:?} {device}");
        }
        // They moved: nothing else of the settings did.
        assert_eq!(column(&store.db, "SELECT name FROM setting"), ["currency"], "{kept:?}");
    }
}

/// Makes the fixtures of earlier versions, each once. They are not made again: they stand for the stores
/// that are out there, and those do not change.
#[test]
#[ignore = "writes what is missing of tests/fixtures/stores"]
fn write_the_fixtures_of_earlier_versions() {
    for version in [1, 2, 3, 4] {
        let target = fixtures().join(format!("v{version}.db"));
        if !target.exists() {
            write_the_fixture_of(version, &target);
        }
    }
}

fn write_the_fixture_of(version: usize, target: &std::path::Path) {
    let folder = folder();
    let db = of_version(version, folder.path());
    db.execute_batch("BEGIN").unwrap();
    let mut id = 0;
    for (lane, rests_until, failures, withdrawn_at) in [
        ("device 7", 0, 0, None),
        ("device 8", 0, 2, None),
        ("public", 1_772_600_000_000_i64, 0, None),
        ("studio key", 0, 0, Some(1_772_600_000_000_i64)),
    ] {
        db.execute(
            "INSERT INTO lane (name, rests_until, failures, withdrawn_at) VALUES (?1, ?2, ?3, ?4)",
            rusqlite::params![lane, rests_until, failures, withdrawn_at],
        )
        .unwrap();
    }
    for (kind, lane) in [
        ("check_in", "device 7"),
        ("sale", "device 8"),
        ("top_up", "device 8"),
        ("time_usage", "device 8"),
        ("contract", "public"),
        ("rate_voucher", "public"),
        ("lead", "public"),
        ("trial_booking", "public"),
        ("picture", "public"),
    ] {
        for (state, reason) in [
            ("ready", Some("no_connection")),
            ("wedged", Some("refused")),
            ("unknown", Some("no_answer")),
            ("delivered", None),
            ("closed", Some("cancelled")),
        ] {
            id += 1;
            let over = matches!(state, "delivered" | "closed");
            let charge = matches!(kind, "sale" | "top_up");
            db.execute(
                "INSERT INTO item (id, key, kind, lane, state, reason, act, owed, maybe_sent, happened_at,
                    due_at, attempts, minor, currency, reusable, transaction_id, lock_for, lock_until,
                    credit_before, reference, trace_id, note, subject, words, body)
                 VALUES (?1, randomblob(16), ?2, ?3, ?4, ?5, 'send', 1, ?4 = 'unknown', 1772600000000,
                    iif(?4 = 'ready', 1772600000000, NULL), 1, iif(?7, 250, NULL), iif(?7, 'EUR', NULL), ?7,
                    iif(?7, randomblob(16), NULL), iif(?7, 15000, NULL), iif(?7, 1772600015000, NULL),
                    iif(?7, 1000, NULL), iif(?4 = 'delivered', 'R', NULL), iif(?4 = 'wedged', 't1', NULL),
                    iif(?4 = 'closed', 'a note', NULL), iif(?6, NULL, 'Ana Bø'),
                    iif(?4 = 'wedged', 'Nein.', NULL), iif(?6, NULL, '{\"of\": 1}'))",
                rusqlite::params![id, kind, lane, state, reason, over, charge],
            )
            .unwrap();
            for (event, detail) in [("happened", Some(kind)), ("sent", Some("send")), ("waits", reason)] {
                db.execute(
                    "INSERT INTO ledger (at, item, event, attempt, detail) VALUES (1772600000000, ?1, ?2, 1, ?3)",
                    rusqlite::params![id, event, detail],
                )
                .unwrap();
            }
        }
    }
    // A check-in behind another of the same card, and a contract that waits for its picture.
    db.execute_batch(
        "UPDATE item SET order_key = x'000102030405060708090a0b0c0d0e0f' WHERE id = 1;
         UPDATE item SET waits_for = 41, due_at = NULL WHERE id = 21;
         UPDATE item SET by_hand = 1 WHERE kind = 'check_in';
         INSERT INTO ledger (at, event, attempt, detail, note)
            VALUES (1772600000000, 'access_withdrawn', 0, 'studio key', NULL);
         INSERT INTO setting VALUES ('last-probe', '2026-03-04'), ('empty', '');
         COMMIT;",
    )
    .unwrap();
    if version >= 2 {
        db.execute_batch(
            "INSERT INTO member VALUES (1, 'Ana', 'Bø', 'de', '{}', 3), (2, NULL, NULL, NULL, '{}', 3);
             INSERT INTO credential VALUES (x'000102030405060708090a0b0c0d0e0f', 1),
                (x'000102030405060708090a0b0c0d0e0f', 2);
             INSERT INTO directory VALUES (1, 3, NULL, NULL, 1772600000000, 2);",
        )
        .unwrap();
    }
    if version >= 3 {
        db.execute_batch(
            "INSERT INTO sale (key, kind, lane, stage, began_at, lock_for, reusable, order_key, subject, body)
             VALUES (x'0000000000000000000000000000000a', 'sale', 'device 8', 'handing_out', 1772600000000, 15000,
                1, x'000102030405060708090a0b0c0d0e0f', 'Ana Bø', '{\"of\": 1}');",
        )
        .unwrap();
    }
    if version >= 4 {
        db.execute_batch(
            "INSERT INTO draft (key, code, begun_at, touched_at, parked, step, subject, body)
             VALUES (x'0000000000000000000000000000000b', x'000102030405060708090a0b0c0d0e0f', 1772600000000,
                1772600009000, 1, 'contract', 'Ana Bø', '{\"of\": 1, \"picture\": \"/9j/\"}');
             UPDATE item SET draft = x'0000000000000000000000000000000c', code = 'CONFLICT' WHERE id = 22;",
        )
        .unwrap();
    }
    db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    db.close().unwrap();
    fs::copy(folder.path().join(FILE), target).unwrap();
}

#[test]
fn an_upgrade_after_a_crash_takes_the_log_with_it() {
    // The old program was killed: its last rows are in the log, beside the file.
    let old = folder();
    let db = of_version(1, old.path());
    db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    db.execute("INSERT INTO setting VALUES ('in the log', 'yes')", []).unwrap();
    let image = crash_image(old.path());
    drop(db);
    assert!(image.path().join("store.db-wal").exists());
    let store = open(image.path()).unwrap();
    assert_eq!(inbox::setting(&store.db, "in the log").unwrap().as_deref(), Some("yes"));
    drop(store);
    let copy = raw(&image.path().join("store.db.v1"), KEY_DIGITS);
    assert_eq!(inbox::setting(&copy, "in the log").unwrap().as_deref(), Some("yes"));
}

#[test]
fn an_upgrade_that_fails_at_any_statement_leaves_the_store_as_it_was() {
    // Something is in the way of each thing that the later migrations make.
    let obstacles = [
        "member",
        "credential",
        "credential_member",
        "directory",
        "sale",
        "draft",
        "item_draft",
        "draft_picture",
        "running",
    ];
    let made = column(
        &open(folder().path()).unwrap().db,
        "SELECT name FROM sqlite_schema
         WHERE (tbl_name IN ('member', 'credential', 'directory', 'sale', 'draft', 'draft_picture', 'running')
            OR name = 'item_draft')
         AND name NOT LIKE 'sqlite_%' ORDER BY name",
    );
    assert_eq!(made.len(), obstacles.len(), "{made:?}");
    for obstacle in obstacles {
        let folder = folder();
        fs::copy(fixtures().join("v1.db"), folder.path().join(FILE)).unwrap();
        let db = raw(&folder.path().join(FILE), KEY_DIGITS);
        db.execute_batch(&format!("CREATE TABLE {obstacle} (other TEXT)")).unwrap();
        let (rows, tables) = (dump(&db), schema(&db));
        db.close().unwrap();
        let before = fingerprints(folder.path());

        assert_eq!(open(folder.path()).err(), Some(Trouble::Fault), "{obstacle}");
        let after = fingerprints(folder.path());
        assert_eq!(after.get(FILE), before.get(FILE), "{obstacle}");
        assert_eq!(after.get("store.db.v1"), before.get(FILE), "{obstacle}: the copy was made before");

        let db = raw(&folder.path().join(FILE), KEY_DIGITS);
        assert_eq!((dump(&db), schema(&db)), (rows, tables), "{obstacle}");
        db.execute_batch(&format!("DROP TABLE {obstacle}")).unwrap();
        db.close().unwrap();
        assert_eq!(keys(&open(folder.path()).unwrap().db).len(), 45, "{obstacle}: next time");
    }
}

#[test]
fn a_store_of_a_newer_portico_is_left_as_it_is() {
    for version in [MIGRATIONS.len() + 1, 99, u32::MAX as usize / 2] {
        let folder = folder();
        let db = of_version(MIGRATIONS.len(), folder.path());
        db.execute_batch("CREATE TABLE tomorrow (x TEXT) STRICT; PRAGMA wal_checkpoint(TRUNCATE);").unwrap();
        db.pragma_update(None, "user_version", u32::try_from(version).unwrap()).unwrap();
        let crashed = crash_image(folder.path());
        db.close().unwrap();
        for folder in [&folder, &crashed] {
            let before = fingerprints(folder.path());
            assert_eq!(open(folder.path()).err(), Some(Trouble::Newer), "{version}");
            assert_eq!(fingerprints(folder.path()), before, "{version}");
        }
    }
}

#[test]
fn every_table_is_strict() {
    let folder = folder();
    let store = open(folder.path()).unwrap();
    let tables = |strict: u8| {
        let sql = format!(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
             AND name NOT LIKE 'sqlite_%' AND strict = {strict} ORDER BY name"
        );
        column(&store.db, &sql)
    };
    assert_eq!(tables(0), Vec::<String>::new());
    assert_eq!(
        tables(1),
        [
            "credential",
            "directory",
            "draft",
            "draft_picture",
            "item",
            "lane",
            "ledger",
            "member",
            "running",
            "sale",
            "setting"
        ]
    );
}
