//! The thread that owns the store.
//!
//! Writes that arrive while one is being made durable are made durable together: one `fsync` for
//! all of them, and nobody is told before it is through.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::{mpsc, oneshot, watch};

use crate::outbox::Condition;
use crate::policy::Rules;
use crate::queue::Context;
use crate::store::{self, Store, StoreKey, SystemDice, Trouble};
use crate::{OutboxError, Result, inbox};

/// Writes made durable together, at most.
const BATCH: usize = 64;
/// What has to fit before a store that was full counts as open again, in bytes: more than a few members
/// at once need.
const PROBE: usize = 128 * 1024;

/// How it went with the store itself.
type Committed = std::result::Result<(), Trouble>;
pub(crate) type Read = Box<dyn FnOnce(std::result::Result<&Store, Trouble>) + Send>;

/// What the thread is asked for.
pub(crate) enum Order {
    Open(StoreKey, Timestamp, oneshot::Sender<Committed>),
    Write(Box<dyn Piece>),
    Read(Read),
}

/// A piece of work inside a transaction, and whoever waits for it.
pub(crate) trait Piece: Send {
    /// Does it. What fails is undone, alone.
    fn work(&mut self, db: &Connection, context: &mut Context) -> std::result::Result<(), Undone>;

    /// Tells whoever waits, once it is certain how the transaction ended.
    fn tell(self: Box<Self>, committed: Committed);
}

/// Why a piece of work has to be undone.
pub(crate) enum Undone {
    /// It is not possible.
    Refused,
    /// The store does not take it.
    Store(Trouble),
}

/// The piece of work that a closure does.
pub(crate) struct Write<W, T> {
    work: Option<W>,
    /// What came of it; nothing while it was not tried.
    done: Option<Result<T>>,
    reply: oneshot::Sender<Result<T>>,
}

impl<W, T> Write<W, T>
where
    W: FnOnce(&Connection, &mut Context) -> Result<T> + Send + 'static,
    T: Send + 'static,
{
    pub(crate) fn new(work: W, reply: oneshot::Sender<Result<T>>) -> Self {
        Self { work: Some(work), done: None, reply }
    }
}

impl<W, T> Piece for Write<W, T>
where
    W: FnOnce(&Connection, &mut Context) -> Result<T> + Send,
    T: Send,
{
    fn work(&mut self, db: &Connection, context: &mut Context) -> std::result::Result<(), Undone> {
        let done = self.work.take().map(|work| work(db, context));
        let undone = match &done {
            None | Some(Ok(_)) => Ok(()),
            Some(Err(OutboxError::Store(trouble))) => Err(Undone::Store(*trouble)),
            Some(Err(
                OutboxError::NoSuchItem
                | OutboxError::NoSuchDraft
                | OutboxError::BeingSent
                | OutboxError::NotBeingSent
                | OutboxError::NotPossible
                | OutboxError::Ended,
            )) => Err(Undone::Refused),
        };
        self.done = done;
        undone
    }

    fn tell(self: Box<Self>, committed: Committed) {
        let done = match committed {
            Ok(()) => self.done.unwrap_or(Err(OutboxError::Ended)),
            Err(trouble) => Err(trouble.into()),
        };
        // Fails when nobody waits for it any more.
        let _ = self.reply.send(done);
    }
}

/// What the thread has.
enum Held {
    /// No store, and why.
    Nothing(Trouble),
    /// A store; one that takes nothing at the moment can still be read.
    Store { store: Box<Store>, refuses: Option<Trouble> },
}

/// Owns the store, on its thread.
pub(crate) struct Owner {
    folder: PathBuf,
    rules: Rules,
    held: Held,
    condition: watch::Sender<Condition>,
    changes: watch::Sender<u64>,
}

impl Owner {
    pub(crate) fn new(
        folder: &Path,
        rules: Rules,
        condition: watch::Sender<Condition>,
        changes: watch::Sender<u64>,
    ) -> Self {
        Self { folder: folder.to_owned(), rules, held: Held::Nothing(Trouble::NotOpen), condition, changes }
    }

    /// Ends with the last handle.
    pub(crate) fn run(mut self, mut orders: mpsc::Receiver<Order>) {
        let mut kept = None;
        while let Some(order) = kept.take().or_else(|| orders.blocking_recv()) {
            match order {
                Order::Open(key, now, reply) => {
                    let opened = self.open(&key, now);
                    self.show();
                    // Fails when nobody waits for it any more.
                    let _ = reply.send(opened);
                }
                Order::Read(work) => work(match &self.held {
                    Held::Store { store, .. } => Ok(store),
                    Held::Nothing(trouble) => Err(*trouble),
                }),
                Order::Write(piece) => {
                    let mut batch = vec![piece];
                    while batch.len() < BATCH {
                        match orders.try_recv() {
                            Ok(Order::Write(piece)) => batch.push(piece),
                            Ok(other) => {
                                kept = Some(other);
                                break;
                            }
                            Err(_) => break,
                        }
                    }
                    self.write(batch);
                }
            }
        }
    }

    fn open(&mut self, key: &StoreKey, now: Timestamp) -> Committed {
        if let Held::Store { store, refuses } = &mut self.held {
            // It is open; whether it takes anything shows only when something is written. Room for this line
            // alone would be none for a tap, and the store would be open and shut by turns.
            let probe = format!("{now}{}", " ".repeat(PROBE));
            let written = store.write(|db, _| inbox::set_setting(db, "last-probe", &probe));
            *refuses = written.err().map(|error| error.trouble());
            match *refuses {
                None => return Ok(()),
                Some(trouble) if trouble.is_final() => self.close(trouble),
                Some(trouble) => return Err(trouble),
            }
        }
        let open = || store::open(&self.folder, key, self.rules, Box::new(SystemDice::new()), now);
        // What is damaged in the middle opens like any other.
        let opened =
            if let Held::Nothing(Trouble::Damaged) = self.held { Err(Trouble::Damaged) } else { open() };
        let opened = match opened {
            Err(Trouble::Damaged) => match store::set_aside(&self.folder, now) {
                Ok(name) => {
                    tracing::error!(name, "the store is damaged; it was moved aside and a new one begun");
                    open()
                }
                Err(_) => Err(Trouble::Damaged),
            },
            opened => opened,
        };
        match opened {
            Ok(store) => {
                self.held = Held::Store { store: Box::new(store), refuses: None };
                self.show();
                self.changed();
                Ok(())
            }
            Err(trouble) => {
                tracing::error!(%trouble, "no store");
                self.held = Held::Nothing(trouble);
                Err(trouble)
            }
        }
    }

    /// All of them in one transaction, each undone alone when it fails.
    fn write(&mut self, mut batch: Vec<Box<dyn Piece>>) {
        let (changed, committed) = match &mut self.held {
            Held::Nothing(trouble) => (false, Err(*trouble)),
            Held::Store { store, refuses } => {
                let before = store.db.total_changes();
                let committed = commit(store, &mut batch);
                let changed = committed.is_ok() && store.db.total_changes() != before;
                // That nothing is refused shows only where something was to be written.
                *refuses = committed.err().or(refuses.filter(|_| !changed));
                (changed, committed)
            }
        };
        if let Err(trouble) = committed
            && let Held::Store { .. } = self.held
        {
            tracing::error!(%trouble, "nothing was written down");
            if trouble.is_final() {
                self.close(trouble);
            }
        }
        self.show();
        if changed {
            self.changed();
        }
        // Whoever is told finds the condition as it is, and has seen the change that they made.
        batch.into_iter().for_each(|piece| piece.tell(committed));
    }

    /// The connection is of no use any more.
    fn close(&mut self, trouble: Trouble) {
        if let Held::Store { store, .. } = std::mem::replace(&mut self.held, Held::Nothing(trouble)) {
            store.close_as_it_is();
        }
    }

    fn changed(&self) {
        self.changes.send_modify(|count| *count = count.wrapping_add(1));
    }

    fn show(&self) {
        let now = match self.held {
            Held::Store { refuses: None, .. } => Condition::Open,
            Held::Store { refuses: Some(trouble), .. } | Held::Nothing(trouble) => Condition::Closed(trouble),
        };
        self.condition.send_if_modified(|known| std::mem::replace(known, now) != now);
    }
}

fn commit(store: &mut Store, batch: &mut [Box<dyn Piece>]) -> Committed {
    let Store { db, context } = store;
    let change =
        db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|error| Trouble::of(&error))?;
    match batch.iter_mut().try_for_each(|piece| one(&change, context, &mut **piece)) {
        Ok(()) => change.commit().map_err(|error| Trouble::of(&error)),
        Err(trouble) => {
            // Fails when SQLite has rolled back by itself.
            let _ = change.rollback();
            Err(trouble)
        }
    }
}

/// A fault of one piece of work is its own; a full disk or a damaged page takes all with it.
fn one(change: &Transaction<'_>, context: &mut Context, piece: &mut dyn Piece) -> Committed {
    let begun = change.execute_batch("SAVEPOINT one");
    let worked = piece.work(change, context);
    let ended = begun.and_then(|()| match worked {
        Ok(()) => change.execute_batch("RELEASE one"),
        Err(_) => change.execute_batch("ROLLBACK TO one; RELEASE one"),
    });
    match worked {
        Err(Undone::Store(trouble)) if trouble != Trouble::Fault => Err(trouble),
        Ok(()) | Err(Undone::Refused | Undone::Store(_)) => ended.map_err(|error| Trouble::of(&error)),
    }
}
