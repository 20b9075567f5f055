//! The handle that everyone has of the store. One thread owns it; see [`owner`](crate::owner).

use std::path::Path;
use std::thread;

use domain::{CustomerId, DeviceId};
use jiff::Timestamp;
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot, watch};
use uuid::Uuid;

use crate::directory::{self, DirectoryEntry, DirectoryState, Lookup, Progress};
use crate::inbox::{self, Line, Listed, Part, Place, Withdrawn};
use crate::item::{Asked, Decision, ItemId, Job, Kind, Lane, NewItem, Reason, Report, State, TapEnd};
use crate::ledger::{self, LedgerLine};
use crate::owner::{Order, Owner, Read, Write};
use crate::policy::{LaneNews, Rules};
use crate::queue::{self, Context};
use crate::sale::{self, Sale};
use crate::store::{Store, StoreKey, Trouble};
use crate::{OutboxError, Result, decide, due, entrance, lane, row, running, taps};

/// What may wait for the thread. It fills only while a disk hangs, and whoever wants something then waits for room as
/// they would wait for the answer.
const QUEUE: usize = 256;

/// Whether the store can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// It can.
    Open,
    /// It cannot.
    Closed(Trouble),
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
        let (orders, queue) = mpsc::channel(QUEUE);
        let (condition, watched) = watch::channel(Condition::Closed(Trouble::NotOpen));
        let (changes, changed) = watch::channel(0);
        let owner = Owner::new(folder, rules, condition, changes);
        let started = thread::Builder::new().name("outbox".to_owned()).spawn(move || owner.run(queue));
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
        self.orders.send(Order::Open(key, now, reply)).await.map_err(|_| Trouble::NotOpen)?;
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
        self.write(move |db, context| entrance::enqueue(db, context, &item, now)).await
    }

    /// Writes down that the vendor is about to be asked about a tap, and tells what is known about
    /// whoever tapped.
    ///
    /// # Errors
    /// It was not written down.
    pub async fn ask(&self, item: NewItem, now: Timestamp) -> Result<Asked> {
        self.write(move |db, context| taps::ask(db, context, &item, now)).await
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
            taps::tapped(db, context, id, &end, subject, now)
        })
        .await
    }

    /// Writes down whom an open item is about, when that came to be known. Changes nothing that is over.
    ///
    /// # Errors
    /// It was not written down.
    pub async fn named(&self, id: ItemId, subject: domain::Redacted<String>) -> Result<()> {
        self.write(move |db, _| taps::name(db, id, subject.expose())).await
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
    pub async fn card_linked(&self, customer: CustomerId, now: Timestamp) -> Result<()> {
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

    /// Writes down until when a time device runs; `None` when it does not any more.
    ///
    /// # Errors
    /// It was not written down.
    pub async fn runs(&self, device: DeviceId, until: Option<Timestamp>) -> Result<()> {
        self.write(move |db, _| running::put(db, device, until)).await
    }

    /// Until when a time device runs, or ran; `None` when nobody switched it on since it was off.
    ///
    /// # Errors
    /// The store cannot be read. Then the device may run.
    pub async fn runs_until(&self, device: DeviceId) -> Result<Option<Timestamp>> {
        self.read(move |store| running::until(&store.db, device)).await
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
        self.read(move |store| due::next(&store.db, &store.context.rules, now)).await
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
        self.write(move |db, context| due::wait_anew(db, &context.rules, now)).await
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
    pub async fn take_slice(
        &self,
        entries: Vec<DirectoryEntry>,
        next: Option<String>,
        now: Timestamp,
    ) -> Result<()> {
        self.write(move |db, context| {
            Ok(directory::take_slice(db, &context.hasher, &entries, next.as_deref(), now)?)
        })
        .await
    }

    /// Refreshes one member.
    ///
    /// # Errors
    /// It was not written down.
    pub async fn put_member(&self, entry: DirectoryEntry) -> Result<()> {
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

    /// The members of the directory behind `after`, or the first ones, at most `most`, by the vendor's number:
    /// all of them in slices, so that whoever has something to write down meanwhile does not wait for a long list.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn members(
        &self,
        after: Option<CustomerId>,
        most: usize,
    ) -> Result<Vec<directory::KnownMember>> {
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
        let order = Order::Write(Box::new(Write::new(work, reply)));
        self.orders.send(order).await.map_err(|_| OutboxError::Ended)?;
        answer.await.unwrap_or(Err(OutboxError::Ended))
    }

    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        let work: Read = Box::new(move |store| {
            // Fails when nobody waits for it any more.
            let _ = reply.send(store.map_err(OutboxError::from).and_then(work));
        });
        self.orders.send(Order::Read(work)).await.map_err(|_| OutboxError::Ended)?;
        answer.await.unwrap_or(Err(OutboxError::Ended))
    }
}
