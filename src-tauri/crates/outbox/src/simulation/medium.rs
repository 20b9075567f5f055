//! Where the store of a simulated desk lies, and how it dies with the process.
//!
//! Most schedules run on a connection in memory, where a kill undoes the open transaction. Some run on
//! the real encrypted file: there a kill takes the bytes that are on the disk at that moment elsewhere
//! and opens them with the real [`store::open`]. A write that was not acknowledged may be there in part,
//! whichever part the disk came to write first.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior};
use tempfile::TempDir;

use super::rng::Rng;
use crate::directory::Hasher;
use crate::policy::Rules;
use crate::queue::Context;
use crate::store::{self, FILE, Store, StoreKey, Trouble};
use crate::{OutboxError, Result};

/// How a transaction goes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fate {
    /// It is committed, and whoever waits for it hears so.
    Commit,
    /// The store refuses after so many steps of SQLite's machine, and the process lives on.
    Refuse(u64),
    /// The process is killed after so many steps, or before the commit when there are fewer.
    KillInside(u64),
    /// The process is killed during or after the commit; nobody hears of it.
    KillAfter,
}

/// What became of a transaction.
pub(super) enum Outcome<T> {
    Done(T),
    Failed(OutboxError),
    Refused,
    Killed(Moment),
}

/// When in a transaction the process was killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// In the middle of a statement, or between two.
    Inside,
    BeforeCommit,
    AfterCommit,
}

impl Moment {
    pub(super) const ALL: [Self; 3] = [Self::Inside, Self::BeforeCommit, Self::AfterCommit];

    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Inside => "killed inside",
            Self::BeforeCommit => "killed before the commit",
            Self::AfterCommit => "killed after the commit",
        }
    }
}

pub(super) enum Medium {
    Memory(Box<Store>),
    Disk(Box<Disk>),
}

/// A store in a file. Every kill moves it to a new folder.
pub(super) struct Disk {
    root: TempDir,
    generation: u32,
    key: StoreKey,
    store: Option<Store>,
    /// Which parts of an unacknowledged write reach the disk.
    shears: Rng,
    /// What the kill left.
    left: Option<PathBuf>,
    /// How the last write was torn.
    torn: Option<&'static str>,
}

/// How a write that nobody heard of can be torn by a kill or a power cut.
pub(super) const TORN: [&str; 3] = ["log cut", "log with holes", "checkpoint"];

impl Medium {
    /// An empty store in memory, made by the real migrations.
    pub(super) fn memory() -> Self {
        let mut db = Connection::open_in_memory().unwrap();
        store::prepare(&db).unwrap();
        store::upgrade(&mut db, 0).unwrap();
        store::count(&db).unwrap();
        let context =
            Context { rules: Rules::default(), hasher: Hasher::new(&[7; 32]), dice: Box::new(Rng::new(0)) };
        Self::Memory(Box::new(Store { db, context }))
    }

    /// A place for stores on the disk.
    pub(super) fn disk() -> Self {
        let root = tempfile::tempdir().unwrap();
        let key = StoreKey::parse(&"5a".repeat(32).as_str().into()).unwrap();
        Self::Disk(Box::new(Disk {
            root,
            generation: 0,
            key,
            store: None,
            shears: Rng::new(0),
            left: None,
            torn: None,
        }))
    }

    /// An empty store for the next schedule.
    pub(super) fn empty(&mut self, rules: Rules, mut dice: Rng, now: Timestamp) {
        match self {
            Self::Memory(store) => {
                // What is cached takes no steps to prepare, and a replay must take as many as the
                // first run, so every schedule begins with nothing.
                store.db.flush_prepared_statement_cache();
                let emptied = store.db.execute_batch(
                    "BEGIN; DELETE FROM ledger; DELETE FROM item; DELETE FROM sale; DELETE FROM tally; DELETE FROM lane; COMMIT",
                );
                emptied.unwrap();
                store.context.rules = rules;
                store.context.dice = Box::new(dice);
            }
            Self::Disk(disk) => {
                disk.shears = dice.fork();
                disk.left = Some(disk.folder());
                disk.open(rules, dice, now).unwrap();
            }
        }
    }

    pub(super) fn store(&mut self) -> &mut Store {
        match self {
            Self::Memory(store) => store,
            Self::Disk(disk) => disk.store.as_mut().expect("the store is open"),
        }
    }

    /// The process is killed between two transactions.
    pub(super) fn kill(&mut self) {
        if let Self::Disk(disk) = self
            && disk.left.is_none()
        {
            let to = disk.folder();
            copy(&disk.files(), &to);
            disk.left = Some(to);
        }
    }

    /// The process starts again. A store on the disk recovers by itself; one in memory has yet to.
    pub(super) fn open(
        &mut self,
        rules: Rules,
        dice: Rng,
        now: Timestamp,
    ) -> std::result::Result<bool, Trouble> {
        match self {
            Self::Memory(store) => {
                store.context.dice = Box::new(dice);
                Ok(false)
            }
            Self::Disk(disk) => disk.open(rules, dice, now).map(|()| true),
        }
    }

    /// Runs `work` in a transaction that goes as `fate` says.
    pub(super) fn transact<T>(
        &mut self,
        fate: Fate,
        work: impl FnOnce(&Connection, &mut Context) -> Result<T>,
    ) -> Outcome<T> {
        match fate {
            Fate::Commit => run(self.store(), true, work),
            Fate::Refuse(steps) => {
                arm(&mut self.store().db, steps, || ());
                // Whether it came so far or not: the commit is refused, too.
                let outcome = run(self.store(), false, work);
                disarm(&mut self.store().db);
                match outcome {
                    Outcome::Done(_) | Outcome::Failed(OutboxError::Store(_)) => Outcome::Refused,
                    failed @ (Outcome::Failed(_) | Outcome::Refused | Outcome::Killed(_)) => failed,
                }
            }
            Fate::KillInside(steps) => {
                let taken = self.taken_at_the_kill();
                let fired = arm(&mut self.store().db, steps, taken);
                // What is dropped here is rolled back: in memory that is what a kill leaves.
                run(self.store(), false, work);
                disarm(&mut self.store().db);
                self.kill();
                let inside = fired.load(Ordering::Relaxed);
                Outcome::Killed(if inside { Moment::Inside } else { Moment::BeforeCommit })
            }
            Fate::KillAfter => {
                let before = self.bytes();
                run(self.store(), true, work);
                self.tear(before);
                Outcome::Killed(Moment::AfterCommit)
            }
        }
    }

    /// Runs `work` in a transaction that is rolled back.
    pub(super) fn undone<T>(
        &mut self,
        work: impl FnOnce(&Connection, &mut Context) -> Result<T>,
    ) -> Option<T> {
        match run(self.store(), false, work) {
            Outcome::Done(done) => Some(done),
            Outcome::Failed(_) | Outcome::Refused | Outcome::Killed(_) => None,
        }
    }

    /// Copies what is on the disk, from inside a statement.
    fn taken_at_the_kill(&mut self) -> impl FnMut() + Send + 'static {
        let copied = match self {
            Self::Memory(_) => None,
            Self::Disk(disk) => {
                let to = disk.folder();
                let from = disk.files();
                // When the transaction ends first, the files are as they are now: only commits write
                // what counts, and this one does not commit.
                copy(&from, &to);
                disk.left = Some(to.clone());
                Some((from, to))
            }
        };
        move || {
            if let Some((from, to)) = &copied {
                copy(from, to);
            }
        }
    }

    /// How the write that nobody heard of was torn, if it was.
    pub(super) fn torn(&mut self) -> Option<&'static str> {
        match self {
            Self::Memory(_) => None,
            Self::Disk(disk) => disk.torn.take(),
        }
    }

    fn bytes(&self) -> Option<Bytes> {
        match self {
            Self::Memory(_) => None,
            Self::Disk(disk) => Some(Bytes::read(&disk.files())),
        }
    }

    /// Some of what was written since `before` is on the disk, and some is not.
    fn tear(&mut self, before: Option<Bytes>) {
        let (Self::Disk(disk), Some(before)) = (self, before) else { return };
        let after = Bytes::read(&disk.files());
        let to = disk.folder();
        let rng = &mut disk.shears;
        let cut = rng.odds(500);
        let (torn, how) = if after.db != before.db && rng.odds(500) {
            // The log is safe before a page of it goes to the file.
            (Bytes { db: mix(&before.db, &after.db, cut, rng), wal: after.wal }, "checkpoint")
        } else {
            let wal = mix(&before.wal, &after.wal, cut, rng);
            (Bytes { db: before.db, wal }, if cut { "log cut" } else { "log with holes" })
        };
        disk.torn = Some(how);
        torn.write(&to);
        disk.left = Some(to);
    }
}

fn run<T>(
    store: &mut Store,
    commits: bool,
    work: impl FnOnce(&Connection, &mut Context) -> Result<T>,
) -> Outcome<T> {
    let change = match store.db.transaction_with_behavior(TransactionBehavior::Immediate) {
        Ok(change) => change,
        Err(error) => return Outcome::Failed(error.into()),
    };
    match work(&change, &mut store.context) {
        Ok(done) => {
            if commits {
                change.commit().unwrap();
            }
            Outcome::Done(done)
        }
        Err(error) => Outcome::Failed(error),
    }
}

/// Interrupts SQLite after so many steps of its machine, and tells whether it came so far.
fn arm(
    db: &mut Connection,
    steps: u64,
    mut at_that_moment: impl FnMut() + Send + 'static,
) -> Arc<AtomicBool> {
    let fired = Arc::new(AtomicBool::new(false));
    let (told, mut left) = (Arc::clone(&fired), steps);
    let handler = move || {
        if left > 0 {
            left -= 1;
            return false;
        }
        if !told.swap(true, Ordering::Relaxed) {
            at_that_moment();
        }
        true
    };
    db.progress_handler(1, Some(handler)).unwrap();
    fired
}

fn disarm(db: &mut Connection) {
    db.progress_handler(0, None::<fn() -> bool>).unwrap();
    // A transaction that was interrupted while it was rolled back.
    if !db.is_autocommit() {
        db.execute_batch("ROLLBACK").unwrap();
    }
}

impl Disk {
    /// A folder for the next life of the store.
    fn folder(&mut self) -> PathBuf {
        self.generation += 1;
        let folder = self.root.path().join(self.generation.to_string());
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn files(&self) -> PathBuf {
        let db = &self.store.as_ref().expect("the store is open").db;
        PathBuf::from(db.path().expect("a file")).parent().expect("a folder").to_owned()
    }

    fn open(&mut self, rules: Rules, dice: Rng, now: Timestamp) -> std::result::Result<(), Trouble> {
        let folder = self.left.take().expect("what the kill left");
        let old = self.store.is_some().then(|| self.files());
        self.store = None;
        if let Some(old) = old {
            fs::remove_dir_all(old).unwrap();
        }
        let store = store::open(&folder, &self.key, rules, Box::new(dice), now)?;
        // Far sooner than usual, now and then, so that short schedules see checkpoints.
        let pages = *self.shears.pick(&[10, 100, 1000]);
        store.db.pragma_update(None, "wal_autocheckpoint", pages).unwrap();
        self.store = Some(store);
        Ok(())
    }
}

/// The two files.
struct Bytes {
    db: Vec<u8>,
    wal: Vec<u8>,
}

impl Bytes {
    fn read(folder: &Path) -> Self {
        let read = |name: String| fs::read(folder.join(name)).unwrap_or_default();
        Self { db: read(FILE.to_owned()), wal: read(format!("{FILE}-wal")) }
    }

    fn write(&self, folder: &Path) {
        fs::write(folder.join(FILE), &self.db).unwrap();
        fs::write(folder.join(format!("{FILE}-wal")), &self.wal).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    Bytes::read(from).write(to);
}

/// What may be on the disk when `before` was there and `after` was being written: all up to some byte,
/// or any of the sectors.
fn mix(before: &[u8], after: &[u8], cut: bool, rng: &mut Rng) -> Vec<u8> {
    let mut mixed = before.to_vec();
    if cut {
        let changed = before.iter().zip(after).position(|(old, new)| old != new).unwrap_or(before.len());
        let end = changed.min(after.len()) + rng.index(after.len().saturating_sub(changed) + 1);
        mixed.resize(before.len().max(end), 0);
        mixed[..end].copy_from_slice(&after[..end]);
        return mixed;
    }
    for (number, sector) in after.chunks(512).enumerate() {
        let at = number * 512;
        if before.get(at..at + sector.len()) != Some(sector) && rng.odds(500) {
            mixed.resize(mixed.len().max(at + sector.len()), 0);
            mixed[at..at + sector.len()].copy_from_slice(sector);
        }
    }
    mixed
}
