//! Opens the store, and goes on trying while it cannot be opened.

use std::sync::Arc;

use outbox::{Condition, Outbox, StoreKey, Trouble};
use tokio::time::sleep;
use vault::Slot;
use wire::StoreTrouble;

use crate::{Message, Parts};

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
            let Ok(broken) =
                condition.wait_for(|condition| *condition != Condition::Open).await.map(|now| *now)
            else {
                return;
            };
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
