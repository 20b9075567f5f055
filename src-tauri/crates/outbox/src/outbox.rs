//! The thread that owns the connection, and the handle everyone else has.
//!
//! Writes that arrive while one is being made durable are made durable together: one `fsync` for
//! all of them, and nobody is told before it is through.

use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;

use jiff::Timestamp;
use rusqlite::Connection;
use tokio::sync::{oneshot, watch};
use uuid::Uuid;

use crate::directory::{self, DirectoryState, Entry, Lookup, Progress};
use crate::inbox::{self, Line, Listed, Part, Place, Withdrawn};
use crate::item::{Asked, Decision, ItemId, Job, Kind, Lane, NewItem, Reason, Report, State, TapEnd};
use crate::ledger::{self, LedgerLine};
use crate::policy::{LaneNews, Rules};
use crate::queue::{self, Context};
use crate::sale::{self, Sale};
use crate::store::{self, Store, StoreKey, SystemDice, Trouble};
use crate::{OutboxError, Result, decide, lane, row};

/// Writes made durable together, at most.
const BATCH: usize = 64;
/// What has to fit before a store that was full counts as open again, in bytes: more than a few members
/// at once need.
const PROBE: usize = 128 * 1024;

/// Whether the store can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// It can.
    Open,
    /// It cannot.
    Closed(Trouble),
}

type Answer = Box<dyn FnOnce(std::result::Result<(), Trouble>) + Send>;
type Write = Box<dyn FnOnce(&Connection, &mut Context) -> (Option<Failed>, Answer) + Send>;
type Refuse = Box<dyn FnOnce(Trouble) + Send>;
type Read = Box<dyn FnOnce(std::result::Result<&Store, Trouble>) + Send>;

/// A piece of work that has to be undone, and what is wrong with the store if it is the store.
struct Failed(Option<Trouble>);

enum Order {
    Open(StoreKey, Timestamp, oneshot::Sender<std::result::Result<(), Trouble>>),
    Write(Write, Refuse),
    Read(Read),
}

/// A handle to the outbox. Cheap to clone; the thread ends with the last handle.
#[derive(Clone)]
pub struct Outbox {
    orders: mpsc::Sender<Order>,
    condition: watch::Receiver<Condition>,
    changes: watch::Receiver<u64>,
}

impl Outbox {
    /// The outbox of a data folder, closed until [`Self::open`]. Where the system starts no thread,
    /// it never opens.
    pub fn new(folder: &Path, rules: Rules) -> Self {
        let (orders, queue) = mpsc::channel();
        let (condition, watched) = watch::channel(Condition::Closed(Trouble::NotOpen));
        let (changes, changed) = watch::channel(0);
        let owner =
            Owner { folder: folder.to_owned(), rules, store: None, damaged: false, condition, changes };
        let started = thread::Builder::new().name("outbox".to_owned()).spawn(move || owner.run(&queue));
        started.inspect_err(|error| tracing::error!(%error, "no thread for the store")).ok();
        Self { orders, condition: watched, changes: changed }
    }

    /// Opens the store, or tries again. One that is damaged is moved aside and a new one begun; any
    /// other that cannot be opened is left as it is.
    ///
    /// # Errors
    /// Why there is no store now.
    pub async fn open(&self, key: StoreKey, now: Timestamp) -> std::result::Result<(), Trouble> {
        let (reply, answer) = oneshot::channel();
        self.orders.send(Order::Open(key, now, reply)).map_err(|_| Trouble::NotOpen)?;
        answer.await.unwrap_or(Err(Trouble::NotOpen))
    }

    /// Whether the store can be used, now and at every change.
    pub fn condition(&self) -> watch::Receiver<Condition> {
        self.condition.clone()
    }

    /// Changes whenever something was written.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.clone()
    }

    /// Writes down that something happened. When this returns it survives a power cut, and the
    /// same key again changes nothing.
    ///
    /// # Errors
    /// It was not written down.
    pub async fn enqueue(&self, item: NewItem, now: Timestamp) -> Result<ItemId> {
        self.write(move |db, context| queue::enqueue(db, context, &item, now)).await
    }

    /// Writes down that the vendor is about to be asked about a tap, and tells what is known about
    /// whoever tapped.
    ///
    /// # Errors
    /// It was not written down.
    pub async fn ask(&self, item: NewItem, now: Timestamp) -> Result<Asked> {
        self.write(move |db, context| queue::ask(db, context, &item, now)).await
    }

    /// Writes down how the question about a tap ended. `subject` is whom it is about, if that came
    /// to be known since.
    ///
    /// # Errors
    /// It was not written down.
    pub async fn tapped(
        &self,
        id: ItemId,
        end: TapEnd,
        subject: Option<domain::Redacted<String>>,
        now: Timestamp,
    ) -> Result<()> {
        self.write(move |db, context| {
            let subject = subject.as_ref().map(|subject| subject.expose().as_str());
            queue::tapped(db, context, id, &end, subject, now)
        })
        .await
    }

    /// Writes down whom an open item is about, when that came to be known. Changes nothing that is over.
    ///
    /// # Errors
    /// It was not written down.
    pub async fn named(&self, id: ItemId, subject: domain::Redacted<String>) -> Result<()> {
        self.write(move |db, _| queue::name(db, id, subject.expose())).await
    }

    /// Writes down that the team, and not a card, brought an item about, and why. It stays in the ledger.
    ///
    /// # Errors
    /// It was not written down.
    pub async fn by_hand(&self, id: ItemId, note: String, now: Timestamp) -> Result<()> {
        self.write(move |db, _| {
            ledger::write(db, now, ledger::Entry::of(id, ledger::Event::ByHand).note(Some(&note)))
        })
        .await
    }

    /// Writes down that the team gave a member a card.
    ///
    /// # Errors
    /// It was not written down.
    pub async fn card_linked(&self, customer: i64, now: Timestamp) -> Result<()> {
        self.write(move |db, _| {
            let detail = customer.to_string();
            ledger::write(db, now, ledger::Entry::of_none(ledger::Event::CardLinked).detail(&detail))
        })
        .await
    }

    /// Writes down how far a sale is; the same key again replaces what was written down before. When this
    /// returns it survives a power cut.
    ///
    /// # Errors
    /// It was not written down. [`OutboxError::NotPossible`]: it is over, or a sale that was being handed
    /// out was to go back, or the kind is none that is handed out.
    pub async fn sale(&self, sale: Sale, now: Timestamp) -> Result<()> {
        self.write(move |db, context| sale::put(db, context, &sale, now)).await
    }

    /// Writes down that a sale was handed out: from now on the charge is owed, and goes on by itself. The
    /// same key again changes nothing and tells the same item.
    ///
    /// # Errors
    /// It was not written down. [`OutboxError::NotPossible`]: that it is about to be handed out was not
    /// written down, or that it was not handed out was.
    pub async fn handed_out(&self, key: Uuid, now: Timestamp) -> Result<ItemId> {
        self.write(move |db, _| sale::handed_out(db, key, now)).await
    }

    /// Writes down that nobody knows whether a sale was handed out: a person decides. The same key again,
    /// or one of which it is known, changes nothing and tells the item.
    ///
    /// # Errors
    /// It was not written down, as with [`Self::handed_out`].
    pub async fn hand_out_unknown(&self, key: Uuid, now: Timestamp) -> Result<ItemId> {
        self.write(move |db, _| sale::hand_out_unknown(db, key, now)).await
    }

    /// Writes down that a sale was not handed out: nothing is owed. When it was about to be, staff find it
    /// among what is over. A key that nothing is known of changes nothing.
    ///
    /// # Errors
    /// It was not written down. [`OutboxError::NotPossible`]: it was handed out, or a person has to say.
    pub async fn not_handed_out(&self, key: Uuid, now: Timestamp) -> Result<()> {
        self.write(move |db, _| sale::not_handed_out(db, key, now)).await
    }

    /// How far an item is, and why: for following a charge on the screen.
    ///
    /// # Errors
    /// The store cannot be read, or there is no such item.
    pub async fn state_of(&self, id: ItemId) -> Result<(State, Option<Reason>)> {
        self.read(move |store| row::read(&store.db, id).map(|item| (item.state, item.reason))).await
    }

    /// The transaction that an item was sent under, and until when the vendor may hold the member to it. `None`
    /// for what has no transaction.
    ///
    /// # Errors
    /// The store cannot be read, or there is no such item.
    pub async fn lock_of(&self, id: ItemId) -> Result<Option<(Uuid, Timestamp)>> {
        self.read(move |store| row::read(&store.db, id).map(|item| item.transaction.zip(item.lock_until)))
            .await
    }

    /// Writes down how attempts ended, and takes what is due now, at most `most` items.
    ///
    /// # Errors
    /// Nothing was written down and nothing was taken.
    pub async fn exchange(&self, ended: Vec<(Job, Report)>, most: usize, now: Timestamp) -> Result<Vec<Job>> {
        self.write(move |db, context| queue::exchange(db, context, &ended, most, now)).await
    }

    /// When there is something to send next, if ever.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn next_due(&self, now: Timestamp) -> Result<Option<Timestamp>> {
        self.read(move |store| queue::next_due(&store.db, &store.context.rules, now)).await
    }

    /// Does what a person decided.
    ///
    /// # Errors
    /// It cannot be done now, or was not written down.
    pub async fn decide(&self, id: ItemId, decision: Decision, now: Timestamp) -> Result<()> {
        self.write(move |db, _| decide::decide(db, id, &decision, now)).await
    }

    /// The clock was moved, or was not watched: what waits until the vendor must have given up working
    /// on a request waits anew.
    ///
    /// # Errors
    /// It was not written down.
    pub async fn clock_moved(&self, now: Timestamp) -> Result<()> {
        self.write(move |db, context| queue::wait_anew(db, &context.rules, now)).await
    }

    /// The vendor can be reached again: what waited for that is due now.
    ///
    /// # Errors
    /// It was not written down.
    pub async fn reachable(&self) -> Result<()> {
        self.write(|db, _| lane::open_failed(db)).await
    }

    /// Whether the vendor accepts a credential, as something other than an attempt found out.
    ///
    /// # Errors
    /// It was not written down.
    pub async fn heard(&self, lane: Lane, accepted: bool, now: Timestamp) -> Result<()> {
        let news = if accepted { LaneNews::Answers } else { LaneNews::Withdrawn };
        self.write(move |db, context| {
            let chance = context.dice.chance();
            lane::tell(db, &lane, news, chance, now)
        })
        .await
    }

    /// A credential was replaced.
    ///
    /// # Errors
    /// It was not written down.
    pub async fn renewed(&self, lane: Lane) -> Result<()> {
        self.write(move |db, _| lane::open(db, &lane)).await
    }

    /// The outbox in one line.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn line(&self, now: Timestamp) -> Result<Line> {
        self.read(move |store| inbox::line(&store.db, &store.context.rules, now)).await
    }

    /// A page of a part of the outbox: those that happened last first, from the one after `after` on.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn page(
        &self,
        part: Part,
        kind: Option<Kind>,
        after: Option<Place>,
        most: usize,
        now: Timestamp,
    ) -> Result<Vec<Listed>> {
        self.read(move |store| inbox::page(&store.db, part, kind, after, most, now)).await
    }

    /// The credentials that the vendor does not accept any more.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn withdrawn(&self) -> Result<Vec<Withdrawn>> {
        self.read(|store| inbox::withdrawn(&store.db)).await
    }

    /// Lines of the ledger after `after`, oldest first, but for what is in [`Self::activity`] alone.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn ledger(&self, after: i64, most: usize) -> Result<Vec<LedgerLine>> {
        self.read(move |store| ledger::read(&store.db, after, most)).await
    }

    /// A small thing that was kept.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn setting(&self, name: &'static str) -> Result<Option<String>> {
        self.read(move |store| inbox::setting(&store.db, name)).await
    }

    /// Keeps a small thing.
    ///
    /// # Errors
    /// It was not written down.
    pub async fn set_setting(&self, name: &'static str, value: String) -> Result<()> {
        self.write(move |db, _| inbox::set_setting(db, name, &value)).await
    }

    /// Begins to fill the directory, or goes on where the last try stopped.
    ///
    /// # Errors
    /// It was not written down.
    pub async fn begin_directory(&self, now: Timestamp) -> Result<Progress> {
        self.write(move |db, _| Ok(directory::begin_or_resume(db, now)?)).await
    }

    /// Takes a slice of the member list; without `next` the list is complete.
    ///
    /// # Errors
    /// It was not written down.
    pub async fn take_slice(&self, entries: Vec<Entry>, next: Option<String>, now: Timestamp) -> Result<()> {
        self.write(move |db, context| {
            Ok(directory::take_slice(db, &context.hasher, &entries, next.as_deref(), now)?)
        })
        .await
    }

    /// Refreshes one member.
    ///
    /// # Errors
    /// It was not written down.
    pub async fn put_member(&self, entry: Entry) -> Result<()> {
        self.write(move |db, context| Ok(directory::put(db, &context.hasher, &entry)?)).await
    }

    /// Empties the directory: the key may not read it any more.
    ///
    /// # Errors
    /// It was not written down.
    pub async fn forget_directory(&self) -> Result<()> {
        self.write(|db, _| Ok(directory::forget(db)?)).await
    }

    /// Whom a credential belongs to, as far as the directory knows.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn find_member(&self, mark: domain::CredentialMark) -> Result<Lookup> {
        self.read(move |store| Ok(directory::find(&store.db, &store.context.hasher, &mark)?)).await
    }

    /// The members of the directory behind `after`, at most `most`, by the vendor's number: all of them
    /// in slices, so that whoever has something to write down meanwhile does not wait for a long list.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn members(&self, after: i64, most: usize) -> Result<Vec<directory::Known>> {
        self.read(move |store| Ok(directory::list(&store.db, after, most)?)).await
    }

    /// How complete the directory is.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn directory(&self) -> Result<DirectoryState> {
        self.read(|store| Ok(directory::state(&store.db)?)).await
    }

    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection, &mut Context) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        let reply = std::sync::Arc::new(std::sync::Mutex::new(Some(reply)));
        let take = |reply: &std::sync::Mutex<Option<oneshot::Sender<Result<T>>>>| {
            reply.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take()
        };
        let refused = std::sync::Arc::clone(&reply);
        let work: Write = Box::new(move |db, context| {
            let done = work(db, context);
            let failed = done.as_ref().err().map(|error| match error {
                OutboxError::Store(trouble) => Failed(Some(*trouble)),
                OutboxError::NoSuchItem
                | OutboxError::NoSuchDraft
                | OutboxError::BeingSent
                | OutboxError::NotBeingSent
                | OutboxError::NotPossible
                | OutboxError::Ended => Failed(None),
            });
            let answer: Answer = Box::new(move |committed| {
                if let Some(reply) = take(&reply) {
                    // Fails when nobody waits for it any more.
                    let _ = reply.send(match committed {
                        Ok(()) => done,
                        Err(trouble) => Err(trouble.into()),
                    });
                }
            });
            (failed, answer)
        });
        let refuse = Box::new(move |trouble: Trouble| {
            if let Some(reply) = take(&refused) {
                let _ = reply.send(Err(trouble.into()));
            }
        });
        self.orders.send(Order::Write(work, refuse)).map_err(|_| OutboxError::Ended)?;
        answer.await.unwrap_or(Err(OutboxError::Ended))
    }

    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        let work: Read = Box::new(move |store| {
            let _ = reply.send(store.map_err(OutboxError::from).and_then(work));
        });
        self.orders.send(Order::Read(work)).map_err(|_| OutboxError::Ended)?;
        answer.await.unwrap_or(Err(OutboxError::Ended))
    }
}

struct Owner {
    folder: PathBuf,
    rules: Rules,
    store: Option<Store>,
    /// The file that was open last is damaged.
    damaged: bool,
    condition: watch::Sender<Condition>,
    changes: watch::Sender<u64>,
}

impl Owner {
    fn run(mut self, orders: &mpsc::Receiver<Order>) {
        let mut kept = None;
        while let Some(order) = kept.take().or_else(|| orders.recv().ok()) {
            match order {
                Order::Open(key, now, reply) => {
                    let _ = reply.send(self.open(&key, now));
                }
                Order::Read(work) => match (&self.store, *self.condition.borrow()) {
                    (Some(store), _) => work(Ok(store)),
                    (None, Condition::Closed(trouble)) => work(Err(trouble)),
                    (None, Condition::Open) => work(Err(Trouble::NotOpen)),
                },
                Order::Write(work, refuse) => {
                    let mut batch = vec![(work, refuse)];
                    while batch.len() < BATCH {
                        match orders.try_recv() {
                            Ok(Order::Write(work, refuse)) => batch.push((work, refuse)),
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

    fn open(&mut self, key: &StoreKey, now: Timestamp) -> std::result::Result<(), Trouble> {
        if let Some(store) = &mut self.store {
            // It is open; whether it takes anything shows only when something is written. Room for this line
            // alone would be none for a tap, and the store would be open and shut by turns.
            let probe = format!("{now}{}", " ".repeat(PROBE));
            let written = store.write(|db, _| inbox::set_setting(db, "last-probe", &probe));
            match written.err().map(|error| error.trouble()) {
                None => {
                    self.set(Condition::Open);
                    return Ok(());
                }
                Some(trouble) if trouble.is_final() => self.close(trouble),
                Some(trouble) => {
                    self.set(Condition::Closed(trouble));
                    return Err(trouble);
                }
            }
        }
        let open = || store::open(&self.folder, key, self.rules, Box::new(SystemDice::new()), now);
        // What is damaged in the middle opens like any other.
        let opened = if self.damaged { Err(Trouble::Damaged) } else { open() };
        let opened = match opened {
            Err(Trouble::Damaged) => match store::set_aside(&self.folder, now) {
                Ok(name) => {
                    tracing::error!(name, "the store is damaged; it was moved aside and a new one begun");
                    self.damaged = false;
                    open()
                }
                Err(_) => Err(Trouble::Damaged),
            },
            opened => opened,
        };
        match opened {
            Ok(store) => {
                self.store = Some(store);
                self.set(Condition::Open);
                self.changes.send_modify(|count| *count = count.wrapping_add(1));
                Ok(())
            }
            Err(trouble) => {
                tracing::error!(%trouble, "no store");
                self.set(Condition::Closed(trouble));
                Err(trouble)
            }
        }
    }

    /// All of them in one transaction, each undone alone when it fails.
    fn write(&mut self, batch: Vec<(Write, Refuse)>) {
        let Some(store) = &mut self.store else {
            let trouble = match *self.condition.borrow() {
                Condition::Closed(trouble) => trouble,
                Condition::Open => Trouble::NotOpen,
            };
            batch.into_iter().for_each(|(_, refuse)| refuse(trouble));
            return;
        };
        let before = store.db.total_changes();
        let (answers, committed) = commit(store, batch);
        let changed = store.db.total_changes() != before;
        match committed {
            Ok(()) if changed => {
                self.set(Condition::Open);
                self.changes.send_modify(|count| *count = count.wrapping_add(1));
            }
            Ok(()) => {}
            Err(trouble) => {
                tracing::error!(%trouble, "nothing was written down");
                if trouble.is_final() {
                    self.close(trouble);
                }
                self.set(Condition::Closed(trouble));
            }
        }
        // Whoever is told finds the condition as it is, and has seen the change that they made.
        answers.into_iter().for_each(|answer| answer(committed));
    }

    /// The connection is of no use any more.
    fn close(&mut self, trouble: Trouble) {
        self.damaged |= trouble == Trouble::Damaged;
        if let Some(store) = self.store.take() {
            store.close_as_it_is();
        }
    }

    fn set(&self, condition: Condition) {
        self.condition.send_if_modified(|known| std::mem::replace(known, condition) != condition);
    }
}

fn commit(store: &mut Store, batch: Vec<(Write, Refuse)>) -> (Vec<Answer>, std::result::Result<(), Trouble>) {
    let Store { db, context } = store;
    let change = match db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate) {
        Ok(change) => change,
        Err(error) => {
            let trouble = Trouble::of(&error);
            let refuse = |(_, refuse): (Write, Refuse)| -> Answer { Box::new(move |_| refuse(trouble)) };
            return (batch.into_iter().map(refuse).collect(), Err(trouble));
        }
    };
    let mut answers = Vec::with_capacity(batch.len());
    let mut broken = None;
    let mut batch = batch.into_iter();
    for (work, _) in batch.by_ref() {
        let begun = change.execute_batch("SAVEPOINT one");
        let (failed, answer) = work(&change, context);
        answers.push(answer);
        let ended = begun.and_then(|()| match &failed {
            None => change.execute_batch("RELEASE one"),
            Some(_) => change.execute_batch("ROLLBACK TO one; RELEASE one"),
        });
        // A fault of one piece of work is its own; a full disk or a damaged page takes all with it.
        let trouble = failed.and_then(|Failed(trouble)| trouble).filter(|trouble| *trouble != Trouble::Fault);
        broken = trouble.or(ended.err().map(|error| Trouble::of(&error)));
        if broken.is_some() {
            break;
        }
    }
    match broken {
        Some(trouble) => {
            // Fails when SQLite has rolled back by itself.
            let _ = change.rollback();
            answers.extend(batch.map(|(_, refuse)| -> Answer { Box::new(move |_| refuse(trouble)) }));
            (answers, Err(trouble))
        }
        None => (answers, change.commit().map_err(|error| Trouble::of(&error))),
    }
}
