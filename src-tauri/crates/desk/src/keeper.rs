//! Opens the store, and goes on trying while it cannot be opened.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use outbox::{Condition, Outbox, StoreKey, Trouble};
use tokio::task::spawn_blocking;
use tokio::time::sleep;
use vault::Slot;
use wire::StoreTrouble;

use crate::{Message, Parts};

const A_DAY: Duration = Duration::from_hours(24);

/// Opens the store with the key from the keychain. A new store gets its key there first: a store
/// whose key was lost could never be read.
pub(crate) async fn open(parts: &Parts, outbox: &Outbox) -> Result<(), StoreTrouble> {
    let key = parts.get(Slot::StoreKey).await.map_err(|error| {
        tracing::error!(%error, "the keychain does not give the key of the store");
        StoreTrouble::KeychainLocked
    })?;
    let key = match key {
        Some(key) => StoreKey::parse(&key).ok_or(StoreTrouble::KeyWrong)?,
        None if parts.stored.folder().join(outbox::FILE).exists() => return Err(StoreTrouble::KeyMissing),
        None => {
            let key = StoreKey::generate().ok_or(StoreTrouble::Fault)?;
            let kept = parts.put(Slot::StoreKey, key.to_secret()).await;
            kept.map_err(|_| StoreTrouble::KeychainLocked)?;
            key
        }
    };
    outbox.open(key, parts.clock.wall()).await.map_err(trouble)
}

/// Says what is wrong with the store, now and at every change, and tries again while it is.
pub(crate) async fn keep(parts: Arc<Parts>, outbox: Outbox, mut found: Option<StoreTrouble>) {
    let mut condition = outbox.condition();
    loop {
        if parts.messages.send(Message::Store(found)).await.is_err() {
            return;
        }
        if found.is_none() {
            let broken = tokio::select! {
                broken = condition.wait_for(|condition| *condition != Condition::Open) => broken.map(|now| *now),
                never = discard(&parts) => match never {},
            };
            let Ok(broken) = broken else { return };
            found = match broken {
                Condition::Closed(why) => Some(trouble(why)),
                Condition::Open => None,
            };
            continue;
        }
        // Writing something shows, too, that it works again.
        let opened = tokio::select! {
            () = sleep(parts.pauses.store) => None,
            opened = condition.wait_for(|condition| *condition == Condition::Open) => Some(opened.is_ok()),
        };
        found = match opened {
            None => open(&parts, &outbox).await.err(),
            Some(true) => None,
            Some(false) => return,
        };
    }
}

/// Discards old copies of the store, now and every day.
async fn discard(parts: &Parts) -> Infallible {
    loop {
        let (folder, now) = (parts.stored.folder().to_owned(), parts.clock.wall());
        // Fails only when it panics, and is tried again tomorrow.
        let _ = spawn_blocking(move || outbox::discard_old_copies(&folder, now)).await;
        sleep(A_DAY).await;
    }
}

/// The same trouble in the screen's words.
pub(crate) const fn trouble(trouble: Trouble) -> StoreTrouble {
    match trouble {
        Trouble::NotOpen | Trouble::Fault => StoreTrouble::Fault,
        Trouble::KeyWrong => StoreTrouble::KeyWrong,
        Trouble::Damaged => StoreTrouble::Damaged,
        Trouble::Newer => StoreTrouble::Newer,
        Trouble::DiskFull => StoreTrouble::DiskFull,
        Trouble::ReadOnly => StoreTrouble::ReadOnly,
        Trouble::InUse => StoreTrouble::InUse,
    }
}
