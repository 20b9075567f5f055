//! A store for tests that opens and of which something then cannot be read or written, as after a page of it
//! went bad.

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use outbox::{Outbox, Rules, StoreKey};
use rusqlite::Connection;
use secrecy::ExposeSecret;

/// Counts of wrong tries cannot be read. They can be written.
pub(crate) const TRIES_UNREADABLE: &str = "
    DROP TABLE setting;
    CREATE TABLE setting (name TEXT PRIMARY KEY, value);
    INSERT INTO setting VALUES ('staff-tries', x'00'), ('member-tries', x'00'), ('draft-tries', x'00');";

/// No small thing can be written.
pub(crate) const SETTINGS_UNWRITABLE: &str = "
    CREATE TRIGGER no_setting BEFORE INSERT ON setting BEGIN SELECT RAISE(ABORT, 'no'); END;";

/// How a lane is cannot be read.
pub(crate) const LANES_UNREADABLE: &str = "
    DROP TABLE lane;
    CREATE TABLE lane (
        name TEXT PRIMARY KEY, not_before DEFAULT 'never', rests_until DEFAULT 0, failures DEFAULT 0, withdrawn_at
    );";

/// No item can be read.
pub(crate) const ITEMS_UNREADABLE: &str = "
    CREATE TRIGGER bad_item AFTER INSERT ON item BEGIN UPDATE item SET lock_for = -1 WHERE id = new.id; END;";

/// An outbox whose store is open and has this fault.
pub(crate) async fn open(folder: &Path, fault: &str) -> Outbox {
    let key = StoreKey::generate().unwrap();
    let opened = || async {
        let outbox = Outbox::new(folder, Rules::default());
        outbox.open(key.clone(), Timestamp::UNIX_EPOCH).await.map(|()| outbox)
    };
    drop(opened().await.unwrap());
    let db = Connection::open(folder.join(outbox::FILE)).unwrap();
    // Its thread lets go of the file once it has seen that nobody wants anything any more.
    db.busy_timeout(Duration::from_secs(30)).unwrap();
    db.execute_batch(&format!("PRAGMA key = \"x'{}'\";", key.to_secret().expose_secret())).unwrap();
    db.execute_batch(fault).unwrap();
    drop(db);
    opened().await.unwrap()
}
