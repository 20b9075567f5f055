//! Stores on disk: opening them, copying them as a crash would leave them, and looking into them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use tempfile::TempDir;

use super::support::*;
use crate::store::{self, Store};
use crate::*;

/// The key of every store in the tests, and of the fixtures.
pub(super) const KEY_DIGITS: &str = "5ca1ab1e5ca1ab1e5ca1ab1e5ca1ab1e5ca1ab1e5ca1ab1e5ca1ab1e5ca1ab1e";

pub(super) fn key() -> StoreKey {
    StoreKey::parse(&KEY_DIGITS.into()).unwrap()
}

pub(super) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/stores")
}

pub(super) fn folder() -> TempDir {
    // SQLCipher tells the terminal what it finds; these tests make it find much.
    let quiet = in_memory();
    quiet.query_row("PRAGMA cipher_log_level = NONE", [], |_| Ok(())).unwrap();
    tempfile::tempdir().unwrap()
}

pub(super) fn open_with(folder: &Path, key: &StoreKey) -> std::result::Result<Store, Trouble> {
    store::open(folder, key, Rules::default(), Box::new(Fixed::new(0.0)), at(0))
}

pub(super) fn open(folder: &Path) -> std::result::Result<Store, Trouble> {
    open_with(folder, &key())
}

/// An outbox that is over when it is dropped: its thread has closed the store by then. A process that
/// ended while a thread is still in SQLCipher would crash.
pub(super) struct Desk(Option<Outbox>);

impl Desk {
    /// Closed as yet.
    pub(super) fn new(folder: &Path) -> Self {
        Self::with(folder, Rules::default())
    }

    pub(super) fn with(folder: &Path, rules: Rules) -> Self {
        Self(Some(Outbox::new(folder, rules)))
    }

    /// Opened as the desk opens it.
    pub(super) async fn opened(folder: &Path) -> Self {
        let desk = Self::new(folder);
        desk.open(key(), at(0)).await.unwrap();
        desk
    }

    pub(super) fn is(&self) -> Condition {
        *self.condition().borrow()
    }

    /// What waits to be sent, in the order in which it was enqueued.
    pub(super) async fn waiting(&self) -> Vec<ItemId> {
        let page = self.page(Part::Waiting, None, None, usize::MAX, at(0)).await.unwrap();
        let mut ids: Vec<_> = page.iter().map(|listed| listed.id).collect();
        ids.sort();
        ids
    }
}

impl std::ops::Deref for Desk {
    type Target = Outbox;

    fn deref(&self) -> &Outbox {
        self.0.as_ref().unwrap()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let Some(outbox) = self.0.take() else { return };
        let condition = outbox.condition();
        drop(outbox);
        // Other handles may be left behind by a test that failed.
        while !std::thread::panicking() && condition.has_changed().is_ok() {
            std::thread::yield_now();
        }
    }
}

/// A store with items, closed properly.
pub(super) fn filled(count: u128) -> TempDir {
    let folder = folder();
    fill(&mut open(folder.path()).unwrap(), 1, count);
    folder
}

/// Items `from..=to`, each large enough to need a page of its own.
pub(super) fn fill(store: &mut Store, from: u128, to: u128) {
    let all = |db: &Connection, context: &mut queue::Context| {
        (from..=to).try_for_each(|number| entrance::enqueue(db, context, &large(number), at(0)).map(|_| ()))
    };
    store.write(all).unwrap();
}

pub(super) fn large(number: u128) -> NewItem {
    NewItem { body: domain::Redacted::new("body ".repeat(600)), ..new_item(Kind::Lead, number) }
}

/// What a crash would leave: the files as they are this moment, while the store is open.
pub(super) fn crash_image(of: &Path) -> TempDir {
    let image = folder();
    for name in fingerprints(of).keys() {
        fs::copy(of.join(name), image.path().join(name)).unwrap();
    }
    image
}

/// A store with items of which the last `logged` are in the log only.
pub(super) fn crashed(count: u128, logged: u128) -> TempDir {
    let folder = folder();
    let mut store = open(folder.path()).unwrap();
    fill(&mut store, 1, count - logged);
    store.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    fill(&mut store, count - logged + 1, count);
    let image = crash_image(folder.path());
    drop(store);
    image
}

/// The files of a folder, each with its length and a hash of its bytes. Empty ones do not count: SQLite
/// leaves them lying about.
pub(super) fn fingerprints(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for file in fs::read_dir(folder).unwrap() {
        let file = file.unwrap();
        let bytes = fs::read(file.path()).unwrap();
        let hash = ring::digest::digest(&ring::digest::SHA256, &bytes);
        if !bytes.is_empty() {
            let name = file.file_name().into_string().unwrap();
            found.insert(name, format!("{} bytes, {hash:?}", bytes.len()));
        }
    }
    found
}

/// A connection past everything the store does on opening.
pub(super) fn raw(path: &Path, digits: &str) -> Connection {
    let db = Connection::open(path).unwrap();
    db.execute_batch(&format!("PRAGMA key = \"x'{digits}'\"")).unwrap();
    db
}

/// A store of an earlier version, made by its migrations and nothing else.
pub(super) fn of_version(version: usize, folder: &Path) -> Connection {
    let db = raw(&folder.join(FILE), KEY_DIGITS);
    db.execute_batch("PRAGMA journal_mode = WAL").unwrap();
    for migration in &store::MIGRATIONS[..version] {
        db.execute_batch(migration).unwrap();
    }
    db.pragma_update(None, "user_version", u32::try_from(version).unwrap()).unwrap();
    db
}

/// The keys of all items, in order.
pub(super) fn keys(db: &Connection) -> Vec<u128> {
    let mut statement = db.prepare("SELECT key FROM item ORDER BY id").unwrap();
    let rows = statement.query_map([], |row| row.get::<_, [u8; 16]>(0)).unwrap();
    rows.map(|key| u128::from_be_bytes(key.unwrap())).collect()
}

/// Everything that is in a database besides rows: what its tables, indexes and triggers are.
pub(super) fn schema(db: &Connection) -> String {
    let lines = column(
        db,
        "SELECT type || ' ' || name || ' on ' || tbl_name || char(10) || ifnull(sql, '(made by SQLite)')
         FROM sqlite_schema ORDER BY type, name",
    );
    let version: u32 = db.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    format!("version {version}\n\n{}\n", lines.join("\n\n"))
}
