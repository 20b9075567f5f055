//! The store of a desk that does not run, read with the key from the real keychain.

use std::path::Path;

use desk::settings::Stored;
use jiff::Timestamp;
use outbox::{Outbox, Rules, StoreKey};
use rusqlite::Connection;
use secrecy::ExposeSecret;
use tempfile::TempDir;
use tokio::task::spawn_blocking;
use vault::{Keychain, Secrets, Slot};

use crate::{Failure, Outcome};

/// Opens the store in `folder`, which belongs to the desk in `data` or is a copy of its store.
pub async fn open_store(folder: &Path, data: &Path) -> Outcome<Outbox> {
    let installation = Stored::open(data)?.installation()?.id;
    let key = spawn_blocking(move || Keychain::open(installation)?.get(Slot::StoreKey)).await??;
    let key = key.as_ref().and_then(StoreKey::parse);
    let key = key.ok_or_else(|| Failure::new("the keychain has no key for the store"))?;
    let outbox = Outbox::new(folder, Rules::default());
    outbox.open(key, Timestamp::now()).await?;
    Ok(outbox)
}

/// Says that the store of a desk that does not run is of another version, as a later Portico does. Gives back of
/// which it was.
pub async fn set_schema(data: &Path, version: u32) -> Outcome<u32> {
    let installation = Stored::open(data)?.installation()?.id;
    let key = spawn_blocking(move || Keychain::open(installation)?.get(Slot::StoreKey)).await??;
    let key = key.ok_or_else(|| Failure::new("the keychain has no key for the store"))?;
    let db = Connection::open(data.join(outbox::FILE))?;
    db.execute_batch(&format!("PRAGMA key = \"x'{}'\"", key.expose_secret()))?;
    let before = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    db.pragma_update(None, "user_version", version)?;
    Ok(before)
}

/// Copies the store of a desk that has ended, so that it can be looked at and is left as it is.
pub fn copy_store(data: &Path) -> Outcome<TempDir> {
    let copy = tempfile::tempdir()?;
    for file in std::fs::read_dir(data)? {
        let file = file?;
        if file.file_name().to_string_lossy().starts_with(outbox::FILE) {
            std::fs::copy(file.path(), copy.path().join(file.file_name()))?;
        }
    }
    Ok(copy)
}
