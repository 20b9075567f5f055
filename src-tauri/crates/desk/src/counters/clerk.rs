//! The part of a place that waits: for the vendor, for the disk, for what becomes of a charge. One clerk a
//! place. Everything comes back as a message; nothing in here decides.

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::{
    CredentialMark, Currency, DeviceId, Identification, Language, Money, NotDone, Outcome, Redacted,
};
use jiff::Timestamp;
use magicline::{DeviceApi, Error, OpenApi, Permit};
use outbox::{Charge, ItemId, Kind, Lane, Lookup, NewItem, Outbox, OutboxError, Reason, Sale, Stage, State};
use tokio::sync::{OnceCell, mpsc};
use tokio::time::timeout;
use uuid::Uuid;
use wire::ChargeView;

use super::PlaceIndex;
use super::entry::Entry;
use crate::actor::micros;
use crate::check_in::Moment;
use crate::sale::{Bought, Checked, Goods, Input, Interval, Kept, Record, SaleId, Told};
use crate::tasks::Tasks;
use crate::transport::{ChargeBody, What, noticed, worth_repeating};
use crate::{Clock, Message, directory, greeting};

/// How long what becomes of a charge is followed for the screen. The team sees it after that, too.
const FOLLOWED: Duration = Duration::from_mins(2);

/// Waits for the vendor, the disk and the charges of one place.
pub(super) struct Clerk {
    pub(super) place: PlaceIndex,
    pub(super) device: DeviceId,
    /// Where minutes are sold.
    pub(super) runner: Option<Runner>,
    /// `None` when the device's token is not in the keychain.
    pub(super) api: Option<Arc<DeviceApi>>,
    pub(super) currency: Currency,
    /// How long a dry run holds a member.
    pub(super) draw: Duration,
    pub(super) outbox: Outbox,
    pub(super) members: Option<Arc<OpenApi>>,
    pub(super) clock: Clock,
    pub(super) messages: mpsc::Sender<Message>,
}

/// A device that runs for the minutes that were bought.
pub(super) struct Runner {
    turns_itself_off: bool,
    /// Whether it runs since before the start is known, and was told.
    found: OnceCell<()>,
}

impl Runner {
    /// One that turns itself off goes on when the program ends; any other is switched off at the start.
    pub(super) const fn new(turns_itself_off: bool) -> Self {
        Self { turns_itself_off, found: OnceCell::const_new() }
    }
}

impl Clerk {
    /// Asks the vendor who this is and what there is to buy; looks the name up beside it.
    pub(super) async fn ask(
        self: Arc<Self>,
        sale: SaleId,
        who: Identification,
        transaction: Option<Uuid>,
        language: Language,
    ) {
        tokio::join!(self.identify(sale, &who, transaction, language), self.name(sale, &who));
    }

    async fn identify(
        &self,
        sale: SaleId,
        who: &Identification,
        transaction: Option<Uuid>,
        language: Language,
    ) {
        let Some(api) = self.api.clone() else { return self.tell(Input::Told(sale, Told::NoToken)).await };
        let sent = Instant::now();
        let told = match transaction {
            Some(transaction) => {
                let asked = api.vending_identify(who, transaction, self.currency, language).await;
                self.notice(&asked).await;
                told(asked.map(|member| (member.permit, member.credit, Vec::new())))
            }
            None => {
                let (asked, prices) =
                    tokio::join!(api.time_identify(who, language), api.time_prices(language));
                self.notice(&asked).await;
                let interval = |interval: magicline::Interval| Interval {
                    seconds: interval.seconds,
                    price: interval.price,
                };
                let all = asked.and_then(|permit| Ok((permit, prices?)));
                told(all.map(|(permit, prices)| (permit, None, prices.into_iter().map(interval).collect())))
            }
        };
        let (sale_number, device, http_us) = (sale.0, self.device, micros(sent));
        let granted = matches!(told, Told::Granted { .. });
        tracing::info!(sale = sale_number, %device, http_us, granted, "identified for a sale");
        self.tell(Input::Told(sale, told)).await;
    }

    /// Asks the vendor whether this may be bought. It changes nothing but a lock, so one answer that was
    /// lost, or one "later", is asked for once more.
    pub(super) async fn check(
        self: Arc<Self>,
        sale: SaleId,
        who: Identification,
        transaction: Option<Uuid>,
        bought: Bought,
        language: Language,
    ) {
        let Some(api) = self.api.clone() else {
            let why = Checked::NotDone(NotDone::AccessWithdrawn);
            return self.tell(Input::Checked(sale, why)).await;
        };
        let sent = Instant::now();
        let mut answer = dry_run(&api, &who, transaction, &bought, language).await;
        if answer.as_ref().is_err_and(worth_repeating) {
            answer = dry_run(&api, &who, transaction, &bought, language).await;
        }
        self.notice(&answer).await;
        let checked = checked(answer, &bought);
        let (sale_number, device, http_us) = (sale.0, self.device, micros(sent));
        let cleared = matches!(checked, Checked::Cleared { .. });
        tracing::info!(sale = sale_number, %device, http_us, cleared, "dry run");
        self.tell(Input::Checked(sale, checked)).await;
    }

    /// Looks the name up, for the team.
    async fn name(&self, sale: SaleId, who: &Identification) {
        if self.api.is_none() {
            return;
        }
        let known = match CredentialMark::of(who) {
            Some(mark) => self.outbox.find_member(mark).await.unwrap_or(Lookup::Nobody),
            None => Lookup::Nobody,
        };
        let known = match &known {
            Lookup::One(known) => known.full_name().map(Redacted::new),
            Lookup::Nobody | Lookup::Several => None,
        };
        if let Some(name) = known {
            return self.tell(Input::Named(sale, name)).await;
        }
        let Some(members) = &self.members else { return };
        let Some(member) = greeting::look_up(members, who).await else { return };
        if let Some(name) = greeting::full_name(&member) {
            self.tell(Input::Named(sale, name)).await;
        }
        let kept = self.outbox.put_member(directory::entry(member)).await;
        kept.inspect_err(|error| tracing::warn!(%error, "the member list is not refreshed")).ok();
    }

    /// Writes down what there is to write, in order, until the desk ends.
    pub(super) async fn write_down(self: Arc<Self>, mut entries: mpsc::Receiver<Entry>) {
        // Ends with this.
        let mut followed = Tasks::default();
        // Until when the device runs, while the disk has not taken it.
        let mut unkept = None;
        while let Some(entry) = entries.recv().await {
            let now = self.clock.wall();
            match entry {
                Entry::Stage(stage, record, language) => self.stage(stage, *record, language, now).await,
                Entry::Out(sale, key) => {
                    let item = self.outbox.handed_out(key, now).await;
                    let item = self.ended(sale, item, "that a product is out").await;
                    followed.spawn(Arc::clone(&self).follow(sale, item));
                }
                Entry::OutUnknown(sale, key) => {
                    let item = self.outbox.hand_out_unknown(key, now).await;
                    let item = self.ended(sale, item, "that nobody knows whether a product is out").await;
                    followed.spawn(Arc::clone(&self).follow(sale, item));
                }
                Entry::NotOut(key) => {
                    let written = self.outbox.not_handed_out(key, now).await;
                    written
                        .inspect_err(|error| tracing::error!(%error, "the end of a sale is not written"))
                        .ok();
                }
                Entry::TopUp(record, language) => {
                    let (sale, who) = (record.sale, record.who.clone());
                    let item = match self.top_up(&record, language) {
                        Some(item) => self.outbox.enqueue(item, now).await,
                        None => Err(OutboxError::NotPossible),
                    };
                    let item =
                        item.inspect_err(|error| tracing::error!(%error, "a top-up is not written down"));
                    let item = item.ok();
                    self.tell(Input::Written(sale, Kept::TopUp(item))).await;
                    followed.spawn(Arc::clone(&self).follow_top_up(sale, item, who));
                }
                Entry::Runs(until) => unkept = Some(until),
            }
            if let Some(until) = unkept
                && self.remember(until).await
            {
                unkept = None;
            }
        }
    }

    async fn stage(&self, stage: Stage, record: Record, language: Language, now: Timestamp) {
        let sale = record.sale;
        if stage == Stage::HandingOut
            && let Err(error) = self.find().await
        {
            tracing::error!(%error, "a device that may run is not sold");
            return self.tell(Input::Written(sale, Kept::Beginning(false))).await;
        }
        let written = self.outbox.sale(self.row(stage, record, language), now).await;
        let kept = written.inspect_err(|error| tracing::error!(%error, ?stage, "a sale is not written down"));
        if stage == Stage::HandingOut {
            self.tell(Input::Written(sale, Kept::Beginning(kept.is_ok()))).await;
        }
    }

    fn row(&self, stage: Stage, record: Record, language: Language) -> Sale {
        let what = match &record.bought {
            None => What::Nothing,
            Some(Bought { goods: Goods::Product(shelf), price }) => What::product(shelf.clone(), *price),
            Some(Bought { goods: Goods::Minutes(seconds), .. }) => What::Minutes { seconds: *seconds },
        };
        Sale {
            key: record.key,
            kind: if record.transaction.is_some() { Kind::Sale } else { Kind::TimeUsage },
            lane: Lane::device(self.device),
            stage,
            began_at: record.began.wall,
            order: CredentialMark::of_charges(&record.who),
            amount: record.amount,
            charge: self.charge(&record),
            body: ChargeBody::new(&record.who, language, what).write(),
            subject: record.name,
        }
    }

    fn top_up(&self, record: &Record, language: Language) -> Option<NewItem> {
        let amount = record.amount?;
        Some(NewItem {
            key: of_top_up(record.key),
            kind: Kind::TopUp,
            lane: Lane::device(self.device),
            happened_at: self.clock.wall(),
            after: None,
            order: CredentialMark::of_charges(&record.who),
            // Money that flows back: a sale is positive.
            amount: Some(Money::new(-amount.minor, amount.currency)),
            charge: Some(self.charge(record)),
            subject: record.name.clone(),
            body: ChargeBody::new(&record.who, language, What::top_up(amount)).write(),
        })
    }

    fn charge(&self, record: &Record) -> Charge {
        Charge {
            transaction: record.transaction,
            lock_for: self.draw,
            lock_until: record.lock_until.map(|until| until.wall),
            credit_before: record.credit.map(|credit| credit.minor),
            reusable: is_reusable(&record.who),
        }
    }

    async fn ended(&self, sale: SaleId, item: Result<ItemId, OutboxError>, what: &str) -> Option<ItemId> {
        let item =
            item.inspect_err(|error| tracing::error!(%error, what, "not written down; tried again")).ok();
        self.tell(Input::Written(sale, Kept::End(item))).await;
        item
    }

    /// Tells what becomes of a charge, until that is certain or nobody stands there any more.
    async fn follow(self: Arc<Self>, sale: SaleId, item: Option<ItemId>) {
        let Some(item) = item else { return };
        // Too long a wait is no failure: the team sees what becomes of it.
        let _in_time = timeout(FOLLOWED, self.tell_changes(sale, item)).await;
    }

    /// The same; and what is paid in does not end the transaction, so the vendor holds the member to it still.
    async fn follow_top_up(self: Arc<Self>, sale: SaleId, item: Option<ItemId>, who: Identification) {
        Arc::clone(&self).follow(sale, item).await;
        let Some(item) = item else { return };
        if !matches!(self.outbox.state_of(item).await, Ok((State::Delivered, _))) {
            return;
        }
        let Ok(Some((transaction, until))) = self.outbox.lock_of(item).await else { return };
        if let Some(until) = self.in_time(until) {
            self.tell(Input::Held(who, transaction, until)).await;
        }
    }

    /// A moment that the store knows, if it is still to come.
    fn in_time(&self, wall: Timestamp) -> Option<Moment> {
        let left = Duration::try_from(wall.duration_since(self.clock.wall())).ok()?;
        (!left.is_zero()).then(|| Moment { instant: Instant::now() + left, wall })
    }

    async fn tell_changes(&self, sale: SaleId, item: ItemId) {
        let mut changes = self.outbox.changes();
        let mut told = None;
        loop {
            // Looked at before it is asked, so that no change is missed.
            changes.mark_unchanged();
            let Ok((state, reason)) = self.outbox.state_of(item).await else { return };
            let stands = stands(state, reason);
            if stands != told {
                told = stands;
                if let Some(charge) = stands {
                    self.tell(Input::Charge(sale, charge)).await;
                }
            }
            // What needs a person may be settled by one while the member still stands there.
            let is_final = match state {
                State::Delivered | State::Closed => true,
                State::Ready | State::InFlight | State::Wedged | State::Unknown => false,
            };
            if is_final || changes.changed().await.is_err() {
                return;
            }
        }
    }

    /// Remembers until when the device runs, for the next start; says whether it is on the disk.
    async fn remember(&self, until: Option<Moment>) -> bool {
        let kept = self.outbox.runs(self.device, until.map(|until| until.wall)).await;
        kept.inspect_err(|error| tracing::warn!(%error, "whether a device runs is written down later"))
            .is_ok()
    }

    /// Finds out at the start whether the device runs, as soon as the store says so.
    pub(super) async fn recall(self: Arc<Self>) {
        let mut condition = self.outbox.condition();
        loop {
            if condition.wait_for(|now| *now == outbox::Condition::Open).await.is_err() {
                return;
            }
            match self.find().await {
                Ok(()) => return,
                Err(error) => tracing::error!(%error, "whether a device runs is not known yet"),
            }
            // And whoever buys minutes meanwhile has it looked at again.
            if condition.changed().await.is_err() {
                return;
            }
        }
    }

    /// Tells until when the device runs since before the start, once. Only one that turns itself off can.
    async fn find(&self) -> Result<(), OutboxError> {
        let Some(runner) = &self.runner else { return Ok(()) };
        let found = async || {
            if !runner.turns_itself_off {
                return self.outbox.runs(self.device, None).await;
            }
            let until = self.outbox.runs_until(self.device).await?;
            if let Some(until) = until.and_then(|until| self.in_time(until)) {
                self.tell(Input::Runs(until)).await;
            }
            Ok(())
        };
        runner.found.get_or_try_init(found).await.copied()
    }

    /// What an answer tells about the connection.
    async fn notice<T>(&self, answer: &Result<T, Error>) {
        let Some(noticed) = noticed(answer) else { return };
        // Fails only when the desk has ended.
        let _ = self.messages.send(noticed).await;
    }

    async fn tell(&self, input: Input) {
        // Fails only when the desk has ended.
        let _ = self.messages.send(Message::Sale(self.place, input)).await;
    }
}

type Identified = (Permit, Option<Money>, Vec<Interval>);

fn told(answer: Result<Identified, Error>) -> Told {
    match magicline::outcome(answer) {
        Outcome::Done((Permit::Granted, credit, intervals)) => Told::Granted { credit, intervals },
        Outcome::Done((Permit::Denied(words), _, _)) => Told::Denied(words),
        Outcome::NotDone(why) => Told::NotDone(why),
        Outcome::Unknown(why) => Told::Unknown(why),
    }
}

/// What a dry run says: permit, credit, price.
type Dry = (Permit, Option<Money>, Option<Money>);

async fn dry_run(
    api: &DeviceApi,
    who: &Identification,
    transaction: Option<Uuid>,
    bought: &Bought,
    language: Language,
) -> Result<Dry, Error> {
    match (&bought.goods, transaction) {
        (Goods::Product(shelf), Some(transaction)) => {
            let check = api.check_sale(who, transaction, shelf, bought.price, language).await?;
            Ok((check.permit, check.credit, check.price))
        }
        (Goods::Minutes(seconds), _) => {
            let check = api.check_usage(who, *seconds, language).await?;
            Ok((check.permit, None, check.price))
        }
        // A product without a transaction has never been asked for.
        (Goods::Product(_), None) => Err(Error::Unsendable),
    }
}

fn checked(answer: Result<Dry, Error>, bought: &Bought) -> Checked {
    match magicline::outcome(answer) {
        Outcome::Done((_, _, Some(price))) if price != bought.price => Checked::OtherPrice(Some(price)),
        Outcome::Done((Permit::Granted, credit, _)) => Checked::Cleared { credit },
        Outcome::Done((Permit::Denied(words), credit, _)) => Checked::Denied { words, credit },
        Outcome::NotDone(NotDone::Refused { code, .. }) if is_about_the_price(code.as_deref()) => {
            Checked::OtherPrice(None)
        }
        Outcome::NotDone(why) => Checked::NotDone(why),
        Outcome::Unknown(why) => Checked::Unknown(why),
    }
}

/// The vendor publishes no constants for it. One that speaks of a price can mean nothing else here.
fn is_about_the_price(code: Option<&str>) -> bool {
    code.is_some_and(|code| code.to_ascii_uppercase().contains("PRICE"))
}

/// A QR code in a member's app may be good for a minute only; what is on a card, in a head or in a wallet
/// stays.
const fn is_reusable(who: &Identification) -> bool {
    match who {
        Identification::Number { .. }
        | Identification::Barcode(_)
        | Identification::Pin(_)
        | Identification::WalletPass(_) => true,
        Identification::QrCode(_) => false,
    }
}

/// The key of the top-up within a sale: always the same one, so that it is written down once, and never
/// the one under which the sale stands in the store.
fn of_top_up(sale: Uuid) -> Uuid {
    Uuid::from_u128(sale.as_u128() ^ 1)
}

/// What the member is told of a charge; nothing while it is on its way for the first time.
const fn stands(state: State, reason: Option<Reason>) -> Option<ChargeView> {
    match (state, reason) {
        (State::Ready | State::InFlight, None) => None,
        (State::Delivered, _) | (State::Closed, Some(Reason::SettledDone)) => Some(ChargeView::Booked),
        // The team called it off: nothing was booked, and what was said before stands.
        (State::Closed, _) => None,
        (State::Unknown, _)
        | (
            State::Ready | State::InFlight,
            Some(
                Reason::NoAnswer
                | Reason::AnswerLost
                | Reason::VendorFault
                | Reason::Interrupted
                | Reason::CreditChanged,
            ),
        ) => Some(ChargeView::Unknown),
        (State::Ready | State::InFlight, Some(_)) => Some(ChargeView::Waiting),
        (State::Wedged, _) => Some(ChargeView::Refused),
    }
}

#[cfg(test)]
mod tests;
