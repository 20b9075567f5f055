//! One durable enqueue against one bare insert, and a full store against an empty one.

use std::path::Path;
use std::time::Instant;

use domain::{CredentialMark, DeviceId, Redacted};
use jiff::Timestamp;
use outbox::{FILE, Kind, Lane, NewItem, Outbox, Part, Rules, StoreKey};
use portico_tests::Outcome;
use rusqlite::Connection;
use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::table::{Table, quantile, sorted};

const PAIRS: usize = 1500;
const WARM_UP: usize = 100;
const LEDGER: u32 = 1_000_000;
const WAITING: u32 = 100_000;

/// Microseconds of both sides of a comparison.
#[derive(Default)]
struct Pairs {
    ours: Vec<f64>,
    theirs: Vec<f64>,
}

impl Pairs {
    fn add_to(&self, table: &mut Table, what: &str, aim: &str) {
        let (ours, theirs) = (sorted(&self.ours), sorted(&self.theirs));
        let (ours, theirs) = (quantile(&ours, 0.5), quantile(&theirs, 0.5));
        let note = format!("median {ours:.0} µs against {theirs:.0} µs, {} pairs", self.ours.len());
        table.add(what, ours / theirs, Some(aim), &note);
    }
}

/// Adds the rows about the store.
pub async fn measure(table: &mut Table) -> Outcome {
    enqueue(table).await?;
    full_and_empty(table).await
}

fn item(number: u32) -> NewItem {
    NewItem {
        key: Uuid::now_v7(),
        kind: Kind::CheckIn,
        lane: Lane::device(DeviceId(26)),
        happened_at: Timestamp::now(),
        after: None,
        order: CredentialMark::of_card_number(&(1_000_000_000_u64 + u64::from(number)).to_string()),
        amount: None,
        charge: None,
        subject: Some(Redacted::new("Anna Beispiel".to_owned())),
        body: Redacted::new(BODY.to_owned()),
    }
}

const BODY: &str = r#"{"kind":"NUMBER","value":"62e3086ced","format":"HEX_MSB","language":"de"}"#;

/// A connection in the mode of the store.
pub fn connect(path: &Path, key: &StoreKey) -> rusqlite::Result<Connection> {
    let db = Connection::open(path)?;
    db.execute_batch(&format!("PRAGMA key = \"x'{}'\";", key.to_secret().expose_secret()))?;
    db.execute_batch(
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000;",
    )?;
    Ok(db)
}

async fn enqueue(table: &mut Table) -> Outcome {
    let (ours, theirs, same) = (tempfile::tempdir()?, tempfile::tempdir()?, tempfile::tempdir()?);
    let key = StoreKey::generate().expect("randomness");
    let made = Outbox::new(same.path(), Rules::default());
    made.open(key.clone(), Timestamp::now()).await?;
    closed(made).await;
    let outbox = Outbox::new(ours.path(), Rules::default());
    outbox.open(key.clone(), Timestamp::now()).await?;
    let bare = connect(&theirs.path().join("bare.db"), &key)?;
    bare.execute_batch(
        "CREATE TABLE item (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL) STRICT",
    )?;
    let mut insert = bare.prepare("INSERT INTO item (at, body) VALUES (?1, ?2)")?;
    let table_of_ours = connect(&same.path().join(FILE), &key)?;
    let mut insert_row = table_of_ours.prepare(
        "INSERT INTO item (key, kind, lane, state, act, owed, happened_at, due_at, order_key, subject, body)
         VALUES (?1, 'check_in', 'device 26', 'ready', 'send', 1, ?2, ?2, randomblob(32), 'Anna Beispiel', ?3)",
    )?;
    let (mut pairs, mut rows) = (Pairs::default(), Pairs::default());
    for number in 0..PAIRS + WARM_UP {
        let began = Instant::now();
        insert.execute((Timestamp::now().as_millisecond(), BODY))?;
        let their = micros(began);
        let began = Instant::now();
        insert_row.execute((Uuid::now_v7().as_bytes(), Timestamp::now().as_millisecond(), BODY))?;
        let same_row = micros(began);
        let new = item(u32::try_from(number)?);
        let began = Instant::now();
        outbox.enqueue(new, Timestamp::now()).await?;
        let our = micros(began);
        if number >= WARM_UP {
            pairs.ours.push(our);
            pairs.theirs.push(their);
            rows.ours.push(our);
            rows.theirs.push(same_row);
        }
    }
    pairs.add_to(table, "one durable enqueue / one bare INSERT of its body, nothing indexed", "≤ 1.3");
    rows.add_to(table, "one durable enqueue / one bare INSERT of the same row, same indexes", "≤ 1.3");
    Ok(())
}

async fn full_and_empty(table: &mut Table) -> Outcome {
    let (large, small) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let key = StoreKey::generate().expect("randomness");
    // The real schema first; then a year of work at once.
    let made = Outbox::new(large.path(), Rules::default());
    made.open(key.clone(), Timestamp::now()).await?;
    let seed = made.enqueue(item(0), Timestamp::now()).await?;
    closed(made).await;
    fill(&large.path().join(FILE), &key, seed.0)?;

    let full = Outbox::new(large.path(), Rules::default());
    let began = Instant::now();
    full.open(key.clone(), Timestamp::now()).await?;
    let full_open = micros(began) / 1000.0;
    let empty = Outbox::new(small.path(), Rules::default());
    empty.open(key.clone(), Timestamp::now()).await?;
    closed(empty).await;
    let empty = Outbox::new(small.path(), Rules::default());
    let began = Instant::now();
    empty.open(key, Timestamp::now()).await?;
    let empty_open = micros(began) / 1000.0;
    let (mut enqueues, mut dues, mut pages, mut lines) =
        (Pairs::default(), Pairs::default(), Pairs::default(), Pairs::default());
    for number in 0..PAIRS {
        let number = 10_000_000 + u32::try_from(number)?;
        for (outbox, times) in [(&full, true), (&empty, false)] {
            let side = |pairs: &mut Pairs, micros: f64| match times {
                true => pairs.ours.push(micros),
                false => pairs.theirs.push(micros),
            };
            let new = item(number);
            let began = Instant::now();
            outbox.enqueue(new, Timestamp::now()).await?;
            side(&mut enqueues, micros(began));
            let began = Instant::now();
            outbox.next_due(Timestamp::now()).await?;
            side(&mut dues, micros(began));
            let began = Instant::now();
            let page = outbox.page(Part::Waiting, None, None, 50, Timestamp::now()).await?;
            if page.len() == 50 {
                side(&mut pages, micros(began));
            }
            let began = Instant::now();
            outbox.line(Timestamp::now()).await?;
            side(&mut lines, micros(began));
        }
    }
    let note = format!("{full_open:.0} ms against {empty_open:.0} ms, once");
    let full = format!("{LEDGER} ledger rows and {WAITING} waiting / empty store");
    table.add(&format!("opening, {full}"), full_open / empty_open, None, &note);
    enqueues.add_to(table, &format!("enqueue, {full}"), "≤ 1.5");
    dues.add_to(table, &format!("next due, {full}"), "≤ 1.5");
    pages.add_to(table, &format!("inbox page of 50, {full}"), "≤ 1.5");
    lines.add_to(table, &format!("the line, {full}"), "≤ 1.5");
    Ok(())
}

/// Returns when the file is nobody's any more.
async fn closed(outbox: Outbox) {
    let mut gone = outbox.changes();
    drop(outbox);
    while gone.changed().await.is_ok() {}
}

/// Many rows like the one that is there.
fn fill(path: &Path, key: &StoreKey, seed: i64) -> Outcome {
    let db = connect(path, key)?;
    let columns = "kind, lane, state, act, owed, due_at, attempts, subject, body";
    db.execute_batch(&format!(
        "BEGIN;
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {WAITING})
         INSERT INTO item (key, happened_at, order_key, {columns})
         SELECT randomblob(16), happened_at - i, randomblob(16), {columns} FROM item, n WHERE id = {seed};
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {LEDGER})
         INSERT INTO ledger (at, item, event, attempt, detail)
         SELECT at, item, event, attempt, detail FROM ledger, n WHERE item = {seed};
         COMMIT;"
    ))?;
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

fn micros(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1e6
}
