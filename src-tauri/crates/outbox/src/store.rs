//! The encrypted file: opening it, bringing it up to date, and what to do when that fails.
//!
//! A store that cannot be opened is never emptied. One that is damaged is moved aside, as it is,
//! so that the desk can go on with a new one; any other is left where it is.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use ring::rand::{SecureRandom, SystemRandom};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, MAIN_DB, OpenFlags};
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};
use thiserror::Error;
use uuid::Uuid;

use crate::queue::{self, Context, Dice};
use crate::{Result, directory};

/// The file's name in the data folder.
pub const FILE: &str = "store.db";

/// One entry a version of the store, oldest first. Entries are added, never changed.
pub(crate) const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_outbox.sql"),
    include_str!("migrations/0002_directory.sql"),
    include_str!("migrations/0003_sales.sql"),
    include_str!("migrations/0004_drafts.sql"),
    include_str!("migrations/0005_draft_pictures.sql"),
    include_str!("migrations/0006_staff.sql"),
    include_str!("migrations/0007_members.sql"),
    include_str!("migrations/0008_running.sql"),
];

/// Counts what is open. Not a part of the file: every connection makes its own.
const TALLY: &str = include_str!("tally.sql");

/// SQLCipher's size of a page.
const PAGE: u64 = 4096;

/// The page that SQLite never writes: its bytes are where the locks are.
const LOCK_PAGE: u64 = 0x4000_0000 / PAGE + 1;

/// What a store consists of. The file comes last: without it, SQLite would remove the others.
const ENDINGS: [&str; 4] = ["-wal", "-shm", "-journal", ""];

/// Why the store cannot be used. Never shows what is in it.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Trouble {
    /// It is not open: the keychain has not given its key yet.
    #[error("the store is not open")]
    NotOpen,
    /// The key is not the one of this file.
    #[error("the key in the keychain is not the one of this store; the store was left as it is")]
    KeyWrong,
    /// The file is damaged.
    #[error("the store is damaged")]
    Damaged,
    /// A newer Portico made it.
    #[error("a newer Portico made this store; it was left as it is")]
    Newer,
    /// No room on the disk.
    #[error("the disk is full")]
    DiskFull,
    /// The folder or file cannot be written.
    #[error("the store cannot be written")]
    ReadOnly,
    /// Another program holds it.
    #[error("another program holds the store")]
    InUse,
    /// Anything else.
    #[error("the store reports a fault")]
    Fault,
}

impl Trouble {
    /// What SQLite's complaint means.
    pub(crate) fn of(error: &rusqlite::Error) -> Self {
        use ErrorCode::{
            CannotOpen, DatabaseBusy, DatabaseCorrupt, DatabaseLocked, DiskFull, NotADatabase,
            PermissionDenied, ReadOnly,
        };
        let is = |codes: &[ErrorCode]| error.sqlite_error_code().is_some_and(|code| codes.contains(&code));
        if is(&[NotADatabase]) {
            Self::KeyWrong
        } else if is(&[DatabaseCorrupt]) {
            Self::Damaged
        } else if is(&[DiskFull]) {
            Self::DiskFull
        } else if is(&[ReadOnly, PermissionDenied, CannotOpen]) {
            Self::ReadOnly
        } else if is(&[DatabaseBusy, DatabaseLocked]) {
            Self::InUse
        } else {
            Self::Fault
        }
    }

    fn of_io(error: &io::Error) -> Self {
        use io::ErrorKind::{PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
        let is = |kinds: &[io::ErrorKind]| kinds.contains(&error.kind());
        if is(&[StorageFull, QuotaExceeded]) {
            Self::DiskFull
        } else if is(&[ReadOnlyFilesystem, PermissionDenied]) {
            Self::ReadOnly
        } else {
            Self::Fault
        }
    }

    /// Whether the connection is of no use after this.
    pub(crate) const fn is_final(self) -> bool {
        match self {
            Self::Damaged | Self::KeyWrong | Self::NotOpen | Self::Newer => true,
            Self::DiskFull | Self::ReadOnly | Self::InUse | Self::Fault => false,
        }
    }
}

/// The key of the store: 32 bytes, written as 64 hexadecimal digits in the keychain.
#[derive(Clone)]
pub struct StoreKey(Zeroizing<[u8; 32]>);

impl std::fmt::Debug for StoreKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StoreKey(<redacted>)")
    }
}

impl StoreKey {
    /// A new one. `None` when the system has no randomness.
    pub fn generate() -> Option<Self> {
        let mut bytes = Zeroizing::new([0; 32]);
        SystemRandom::new().fill(bytes.as_mut_slice()).ok()?;
        Some(Self(bytes))
    }

    /// The one from the keychain.
    pub fn parse(text: &SecretString) -> Option<Self> {
        let text = text.expose_secret();
        let mut bytes = Zeroizing::new([0; 32]);
        if text.len() != 64 || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// For the keychain.
    pub fn to_secret(&self) -> SecretString {
        self.hex().as_str().into()
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn hex(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// As long as anybody may want the version before back.
const EARLIER_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// As long as somebody may want what can be saved of it.
const DAMAGED_KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// An open store.
pub(crate) struct Store {
    pub(crate) db: Connection,
    pub(crate) context: Context,
}

/// The store of a data folder.
pub(crate) fn open(
    folder: &Path,
    key: &StoreKey,
    rules: crate::Rules,
    dice: Box<dyn Dice>,
    now: Timestamp,
) -> std::result::Result<Store, Trouble> {
    let path = folder.join(FILE);
    let mut db = connect(&path, key)?;
    let version = version_of(&db)?;
    if version > MIGRATIONS.len() {
        return Err(Trouble::Newer);
    }
    if (1..MIGRATIONS.len()).contains(&version) {
        db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(failed)?;
        // Closed meanwhile: on Unix, closing the file that was copied gives up every lock that this
        // process has on it, and another program could open the store beside this one.
        drop(db);
        // As it was, encrypted as it was, in case the new version has to be taken back.
        fs::copy(&path, path.with_extension(format!("db.v{version}")))
            .map_err(|error| Trouble::of_io(&error))?;
        db = connect(&path, key)?;
    }
    if version < MIGRATIONS.len() {
        upgrade(&mut db, version).map_err(failed)?;
    }
    count(&db).map_err(failed)?;
    let mut store =
        Store { db, context: Context { rules, hasher: directory::Hasher::new(key.bytes()), dice } };
    let recovered =
        store.write(|db, context| queue::recover(db, context, now)).map_err(|error| error.trouble())?;
    if recovered > 0 {
        tracing::warn!(recovered, "attempts and sales that the last end of the program cut short");
    }
    store.write_on_closing(true).map_err(failed)?;
    Ok(store)
}

/// Whether the store that is in a data folder can be opened with this key. Changes nothing in it.
///
/// # Errors
/// Why it cannot.
pub fn examine(folder: &Path, key: &StoreKey) -> std::result::Result<(), Trouble> {
    let db = connect(&folder.join(FILE), key)?;
    if version_of(&db)? > MIGRATIONS.len() { Err(Trouble::Newer) } else { Ok(()) }
}

fn failed(error: rusqlite::Error) -> Trouble {
    Trouble::of(&error)
}

/// Makes SQLCipher ready. It does so at the first connection of a process, and a second one at the same
/// time does not wait for it, and finds no cipher or half of one.
pub(crate) fn ready() {
    static READY: Once = Once::new();
    READY.call_once(|| drop(Connection::open_in_memory()));
}

/// Opens the file without changing anything in it.
fn connect(path: &Path, key: &StoreKey) -> std::result::Result<Connection, Trouble> {
    ready();
    let size_of = |path: &Path| match fs::metadata(path) {
        Ok(metadata) => Ok(metadata.len()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(Trouble::of_io(&error)),
    };
    let size = size_of(path)?;
    let log = size_of(&beside(path, "-wal"))?;
    // SQLite removes the log of a file that was emptied (a single byte is empty to it) and takes half a
    // page for a whole one. Beside a log, half a page is a checkpoint that was cut short.
    let lost = size <= 1 && log > 0;
    let cut = size % PAGE != 0 && log == 0 && size_of(&beside(path, "-journal"))? == 0;
    if lost || cut {
        return Err(Trouble::Damaged);
    }
    let db = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
    .map_err(failed)?;
    // Then it was opened for reading only, and the lock for writing would fail in a way of its own.
    if db.is_readonly(MAIN_DB).map_err(failed)? {
        return Err(Trouble::ReadOnly);
    }
    let prepared = || -> rusqlite::Result<()> {
        // Until it is known that nothing is wrong with it, closing it must not write to it.
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        db.busy_timeout(Duration::from_secs(2))?;
        // What is wrong is said in our own words, and not to whoever reads standard error.
        db.execute_batch("PRAGMA cipher_log_level = NONE;")?;
        let key = Zeroizing::new(format!("PRAGMA key = \"x'{}'\";", key.hex().as_str()));
        db.execute_batch(&key)?;
        // One process holds the store, so the index of the log need not be shared with others.
        db.execute_batch("PRAGMA locking_mode = EXCLUSIVE;")?;
        db.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
    };
    prepared().map_err(failed)?;
    if !is_whole(&db, path)? {
        return Err(Trouble::Damaged);
    }
    prepare(&db).map_err(failed)?;
    Ok(db)
}

/// Whether every page is in the file or in the log. SQLite looks only while there is no log.
fn is_whole(db: &Connection, path: &Path) -> std::result::Result<bool, Trouble> {
    let pages: u32 = db.query_row("PRAGMA page_count", [], |row| row.get(0)).map_err(failed)?;
    let pages = u64::from(pages);
    // Asks for the size only: opening the file here would give up its locks on Unix.
    let in_file = fs::metadata(path).map_err(|error| Trouble::of_io(&error))?.len() / PAGE;
    if in_file >= pages {
        return Ok(true);
    }
    // How many pages of the log count.
    let logged: i64 = db.query_row("PRAGMA wal_checkpoint(NOOP)", [], |row| row.get(1)).map_err(failed)?;
    let logged = pages_in_log(&beside(path, "-wal"), usize::try_from(logged).unwrap_or_default())
        .map_err(|error| Trouble::of_io(&error))?;
    Ok((in_file + 1..=pages).all(|page| page == LOCK_PAGE || logged.contains(&page)))
}

/// The numbers of the first `count` pages in a log: a head of 32 bytes, then each page behind a head
/// of 24 that begins with its number (sqlite.org, "WAL-mode File Format").
fn pages_in_log(log: &Path, count: usize) -> io::Result<HashSet<u64>> {
    let mut found = HashSet::new();
    let mut log = io::BufReader::new(fs::File::open(log)?);
    log.seek_relative(32)?;
    for _ in 0..count {
        let mut number = [0; 4];
        log.read_exact(&mut number)?;
        found.insert(u32::from_be_bytes(number).into());
        log.seek_relative(20 + PAGE as i64)?;
    }
    Ok(found)
}

/// What SQLite keeps beside a file.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn version_of(db: &Connection) -> std::result::Result<usize, Trouble> {
    let version: u32 = db.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(failed)?;
    Ok(version as usize)
}

/// WAL and FULL: a commit that was reported survives a power cut. Deleted is overwritten, and not in
/// passing only: a signature fills pages of its own, which would stay as they are.
pub(crate) fn prepare(db: &Connection) -> rusqlite::Result<()> {
    db.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -8000;",
    )?;
    // Otherwise every statement with a `LIMIT ?` is prepared anew each time it is used.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    db.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// All missing versions in one transaction: the store is upgraded or as it was.
pub(crate) fn upgrade(db: &mut Connection, from: usize) -> rusqlite::Result<()> {
    let change = db.transaction()?;
    for migration in MIGRATIONS.iter().skip(from) {
        change.execute_batch(migration)?;
    }
    change.pragma_update(None, "user_version", MIGRATIONS.len() as u32)?;
    change.commit()
}

/// Counts what is open, and keeps count from now on.
pub(crate) fn count(db: &Connection) -> rusqlite::Result<()> {
    db.execute_batch(TALLY)
}

/// Moves a store that cannot be read out of the way, and says what it is called now.
pub(crate) fn set_aside(folder: &Path, now: Timestamp) -> io::Result<String> {
    // A name that is taken would replace what was moved aside before.
    let mut names = (0..60).map(|more| {
        let now = now.saturating_add(SignedDuration::from_secs(more)).unwrap_or(now);
        format!("store-{}.damaged", now.strftime("%Y%m%d-%H%M%S"))
    });
    let taken = |name: &String| ENDINGS.iter().any(|ending| folder.join(format!("{name}{ending}")).exists());
    let name = names.find(|name| !taken(name)).ok_or(io::ErrorKind::AlreadyExists)?;
    for ending in ENDINGS {
        let from = folder.join(format!("{FILE}{ending}"));
        if from.exists() {
            fs::rename(from, folder.join(format!("{name}{ending}")))?;
        }
    }
    Ok(name)
}

/// The stores that were moved aside, with the time in their name.
pub fn set_asides(folder: &Path) -> Vec<(String, Timestamp)> {
    let time = |path: PathBuf| {
        let name = path.file_name()?.to_str()?.to_owned();
        let stamp = name.strip_prefix("store-")?.strip_suffix(".damaged")?;
        let at = jiff::civil::DateTime::strptime("%Y%m%d-%H%M%S", stamp).ok()?;
        let at = at.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp();
        Some((name, at))
    };
    let Ok(files) = fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<_> = files.filter_map(|file| time(file.ok()?.path())).collect();
    found.sort();
    found
}

/// Removes copies of the store that hold personal data longer than they are of use: those of earlier versions, and
/// damaged ones. What cannot be removed is tried again the next time.
pub fn discard_old_copies(folder: &Path, now: Timestamp) {
    let Ok(files) = fs::read_dir(folder) else { return };
    for file in files.flatten() {
        let name = file.file_name();
        let Some(kept) = name.to_str().and_then(kept_for) else { continue };
        let made = file.metadata().and_then(|about| about.modified()).ok();
        let Some(made) = made.and_then(|made| Timestamp::try_from(made).ok()) else { continue };
        if now.duration_since(made) <= kept {
            continue;
        }
        match fs::remove_file(file.path()) {
            Ok(()) => tracing::info!(?name, "an old copy of the store is removed"),
            Err(error) => tracing::warn!(?name, %error, "an old copy of the store stays"),
        }
    }
}

fn kept_for(name: &str) -> Option<SignedDuration> {
    let version = name.strip_prefix(FILE).and_then(|rest| rest.strip_prefix(".v"));
    if version.is_some_and(|version| version.bytes().all(|byte| byte.is_ascii_digit())) {
        return Some(EARLIER_KEPT);
    }
    let damaged = ENDINGS.iter().any(|ending| name.ends_with(&format!(".damaged{ending}")));
    (name.starts_with("store-") && damaged).then_some(DAMAGED_KEPT)
}

impl Store {
    /// Closes it without writing to it: it is to be moved aside as it is.
    pub(crate) fn close_as_it_is(self) {
        // Fails when the connection is of no use at all, and then does not write either.
        let _ = self.write_on_closing(false);
    }

    /// Whether closing it moves the log into the file.
    fn write_on_closing(&self, writes: bool) -> rusqlite::Result<()> {
        self.db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !writes).map(|_| ())
    }

    /// Runs `work` in a transaction of its own.
    pub(crate) fn write<T>(
        &mut self,
        work: impl FnOnce(&Connection, &mut Context) -> Result<T>,
    ) -> Result<T> {
        let change = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let done = work(&change, &mut self.context)?;
        change.commit()?;
        Ok(done)
    }
}

/// The system's randomness.
pub(crate) struct SystemDice(SystemRandom);

impl SystemDice {
    pub(crate) fn new() -> Self {
        Self(SystemRandom::new())
    }
}

impl Dice for SystemDice {
    fn chance(&mut self) -> f64 {
        let mut bytes = [0; 4];
        // Without randomness the pauses are merely not spread.
        let _ = self.0.fill(&mut bytes);
        f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX)
    }

    fn transaction(&mut self) -> Uuid {
        Uuid::new_v4()
    }
}
