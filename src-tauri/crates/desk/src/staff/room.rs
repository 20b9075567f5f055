//! The room behind the counter: a task of its own, so that nothing the team looks at keeps a member
//! waiting. It knows the PIN's state, what is listed, and when to lock.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use domain::Language;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use outbox::{ItemId, Kind, Listed, Outbox, OutboxError, Part};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::spawn_blocking;
use tokio::time::Instant;
use uuid::Uuid;
use vault::Slot;
use wire::{
    Alarm, CatalogueView, Exported, InboxFilter, ItemAction, PinProblem, SignUpAction, StaffDesk, StaffView,
};

use super::pin::{self, Pin};
use super::view::{self, Floor};
use super::{Attention, Front, NotTaken, Order, export};
use crate::actor::SignUpMessage;
use crate::actor::StaffSeat;
use crate::counters::{CatalogueOrder, CatalogueOrders, TeamOrder};
use crate::parts::until;
use crate::reception::{Ordered, ReceptionOrder};
use crate::sale::SaleId;
use crate::tries::{self, Tries, Whose};
use crate::{Message, Parts};

/// Where a sign-up goes on that was opened again: what was entered is to be corrected.
const DETAILS: &str = "details";

/// Items listed at first, and as many more each time.
const PAGE: usize = 50;
/// Items read at a time for an export.
const SLICE: usize = 500;
/// The outbox may change a thousand times a second; nobody reads faster than this.
const REFRESH: Duration = Duration::from_millis(200);
/// Set-aside stores that were seen, one name a line.
const SEEN_FILES: &str = "seen-set-aside";

pub(crate) type Orders = mpsc::Receiver<(Order, oneshot::Sender<Result<(), NotTaken>>)>;

/// See the module.
pub(crate) struct Room {
    parts: Arc<Parts>,
    outbox: Outbox,
    language: Language,
    exports: PathBuf,
    catalogues: CatalogueOrders,
    /// Where what concerns one member goes.
    reception: Option<mpsc::Sender<Ordered>>,
    /// What the places sell.
    views: Vec<CatalogueView>,
    front: Option<Front>,
    door: Door,
    tries: Option<Tries>,
    /// What the member's screen was told last.
    needed: bool,
}

/// Whether names may be seen.
enum Door {
    /// Nobody has looked whether there is a PIN.
    Shut,
    NoPin(Option<PinProblem>),
    Locked(Option<PinProblem>),
    Open(Box<Opened>),
}

struct Opened {
    filter: InboxFilter,
    shown: usize,
    exported: Option<Exported>,
    locks_at: Instant,
}

impl Opened {
    /// Locks after this long without a hand on it.
    fn locking_after(pause: Duration) -> Box<Self> {
        Box::new(Self {
            filter: InboxFilter::default(),
            shown: PAGE,
            exported: None,
            locks_at: Instant::now() + pause,
        })
    }
}

impl Room {
    pub(crate) fn new(
        parts: Arc<Parts>,
        outbox: Outbox,
        language: Language,
        catalogues: CatalogueOrders,
    ) -> Self {
        let (exports, views) = (parts.exports.clone(), Vec::new());
        Self {
            parts,
            outbox,
            language,
            exports,
            catalogues,
            reception: None,
            views,
            front: None,
            door: Door::Shut,
            tries: None,
            needed: false,
        }
    }

    /// With a reception beside it.
    pub(crate) fn with_reception(self, reception: mpsc::Sender<Ordered>) -> Self {
        Self { reception: Some(reception), ..self }
    }

    /// Serves the window, and tells the member's screen when the team is needed, for as long as the
    /// desk runs.
    pub(crate) async fn run(
        mut self,
        seat: Arc<StaffSeat>,
        mut floor: watch::Receiver<Floor>,
        mut catalogues: watch::Receiver<Vec<CatalogueView>>,
    ) {
        let mut orders = seat.orders.lock().await;
        let mut changes = self.outbox.changes();
        let mut refresh = Some(Instant::now());
        loop {
            let locks_at = match &self.door {
                Door::Open(opened) => Some(opened.locks_at),
                Door::Shut | Door::NoPin(_) | Door::Locked(_) => None,
            };
            tokio::select! {
                order = orders.recv() => {
                    let Some((order, reply)) = order else { return };
                    let taken = self.take(order).await;
                    // Fails only when the window does not wait any more.
                    let _ = reply.send(taken);
                    self.attend(&seat.attention);
                    refresh = Some(Instant::now());
                }
                changed = floor.changed() => {
                    if changed.is_err() { return }
                    refresh = refresh.or(Some(Instant::now() + REFRESH));
                }
                changed = changes.changed() => {
                    if changed.is_err() { return }
                    refresh = refresh.or(Some(Instant::now() + REFRESH));
                }
                changed = catalogues.changed() => {
                    if changed.is_err() { return }
                    self.views.clone_from(&catalogues.borrow_and_update());
                    refresh = Some(Instant::now());
                }
                () = until(refresh) => {
                    refresh = None;
                    let floor = floor.borrow_and_update().clone();
                    self.show(&floor).await;
                }
                () = until(locks_at) => {
                    self.door = Door::Locked(None);
                    self.attend(&seat.attention);
                    refresh = Some(Instant::now());
                }
            }
        }
    }

    fn attend(&self, attention: &watch::Sender<Attention>) {
        let open = matches!(self.door, Door::Open(_));
        attention.send_replace(Attention { open, at: Instant::now() });
    }

    async fn take(&mut self, order: Order) -> Result<(), NotTaken> {
        match order {
            Order::Attach(front) => {
                self.front = Some(front);
                self.shut().await;
            }
            Order::Gone => {
                self.front = None;
                self.door = Door::Shut;
            }
            Order::Lock => self.shut().await,
            Order::ChoosePin(pin) => self.choose(pin).await,
            Order::Unlock(pin) => self.unlock(pin).await,
            Order::Filter(filter) => {
                let opened = self.opened()?;
                (opened.filter, opened.shown) = (filter, PAGE);
            }
            Order::More => self.opened()?.shown += PAGE,
            Order::Act { id, action, note } => {
                self.opened()?;
                self.act(&id, action, &note).await?;
            }
            Order::Export => {
                let filter = self.opened()?.filter;
                let exported = self.export(filter).await;
                self.opened()?.exported = Some(exported);
            }
            Order::Dismiss { file } => {
                self.opened()?;
                self.dismiss(&file).await.map_err(|error| not_taken("a seen alarm", &error))?;
            }
            Order::Seen => {
                self.opened()?;
            }
            Order::Sale { sale, action } => self.team(TeamOrder::Sale(SaleId(sale), action)).await?,
            Order::TopUp { sale, minor } => self.team(TeamOrder::Cash(SaleId(sale), minor)).await?,
            Order::Drawer => self.team(TeamOrder::Drawer).await?,
            Order::SignUp { draft, action } => self.sign_up(&draft, action).await?,
            Order::Reception(order) => self.reception(order).await?,
            Order::Product { place, shelf, change } => {
                self.catalogue(CatalogueOrder::Change(place, shelf, change)).await?;
            }
            Order::Import { place, file } => self.catalogue(CatalogueOrder::Import(place, file)).await?,
            Order::ExportCatalogue { place } => self.catalogue(CatalogueOrder::Export(place)).await?,
            Order::CatalogueSeen { place } => self.catalogue(CatalogueOrder::Seen(place)).await?,
        }
        Ok(())
    }

    /// Has the desk do something about a sale.
    async fn team(&mut self, order: TeamOrder) -> Result<(), NotTaken> {
        self.opened()?;
        let (reply, possible) = oneshot::channel();
        self.parts.messages.send(Message::Team(order, reply)).await.map_err(|_| NotTaken)?;
        if possible.await.unwrap_or(false) { Ok(()) } else { Err(NotTaken) }
    }

    async fn sign_up(&mut self, draft: &str, action: SignUpAction) -> Result<(), NotTaken> {
        self.opened()?;
        let draft = Uuid::parse_str(draft).map_err(|_| NotTaken)?;
        let (reply, possible) = oneshot::channel();
        let message = Message::SignUp(SignUpMessage::Team(draft, action, reply));
        self.parts.messages.send(message).await.map_err(|_| NotTaken)?;
        if possible.await.unwrap_or(false) { Ok(()) } else { Err(NotTaken) }
    }

    async fn reception(&mut self, order: ReceptionOrder) -> Result<(), NotTaken> {
        self.opened()?;
        let (reply, taken) = oneshot::channel();
        let reception = self.reception.as_ref().ok_or(NotTaken)?;
        reception.send((order, reply)).await.map_err(|_| NotTaken)?;
        taken.await.unwrap_or(Err(NotTaken))
    }

    async fn catalogue(&mut self, order: CatalogueOrder) -> Result<(), NotTaken> {
        self.opened()?;
        self.catalogues.ask(order).await
    }

    /// Whoever does something here is here.
    fn opened(&mut self) -> Result<&mut Opened, NotTaken> {
        match &mut self.door {
            Door::Open(opened) => {
                opened.locks_at = Instant::now() + self.parts.pauses.staff;
                Ok(opened)
            }
            Door::Shut | Door::NoPin(_) | Door::Locked(_) => Err(NotTaken),
        }
    }

    async fn shut(&mut self) {
        self.door = match self.parts.get(Slot::StaffPin).await {
            Ok(Some(_)) => Door::Locked(None),
            Ok(None) => Door::NoPin(None),
            Err(error) => {
                tracing::error!(%error, "the keychain does not give the staff PIN");
                Door::Locked(Some(PinProblem::Keychain))
            }
        };
    }

    async fn choose(&mut self, chosen: SecretString) {
        if !matches!(self.door, Door::NoPin(_)) {
            return;
        }
        let chosen = match Pin::parse(chosen.expose_secret()) {
            Ok(chosen) => chosen,
            Err(problem) => return self.door = Door::NoPin(Some(problem)),
        };
        // Somebody may have set one from the terminal meanwhile.
        self.shut().await;
        if !matches!(self.door, Door::NoPin(_)) {
            return;
        }
        let hashed = spawn_blocking(move || pin::hash(&chosen)).await.ok().and_then(Result::ok);
        let kept = match hashed {
            Some(hash) => self.parts.put(Slot::StaffPin, hash).await.is_ok(),
            None => false,
        };
        self.door = match kept {
            true => Door::Open(Opened::locking_after(self.parts.pauses.staff)),
            false => Door::NoPin(Some(PinProblem::Keychain)),
        };
    }

    async fn unlock(&mut self, given: SecretString) {
        if !matches!(self.door, Door::Locked(_)) {
            return;
        }
        let now = self.parts.clock.wall();
        let mut tries = self.tries().await;
        if tries.wait_until(now).is_some() {
            return self.door = Door::Locked(Some(PinProblem::TooSoon));
        }
        let hash = match self.parts.get(Slot::StaffPin).await {
            Ok(Some(hash)) => hash,
            Ok(None) => return self.door = Door::NoPin(None),
            Err(_) => return self.door = Door::Locked(Some(PinProblem::Keychain)),
        };
        let fits = spawn_blocking(move || pin::matches(given.expose_secret(), &hash)).await.unwrap_or(false);
        if fits {
            tries.right();
            self.door = Door::Open(Opened::locking_after(self.parts.pauses.staff));
        } else {
            tries.wrong(self.parts.clock.wall());
            self.door = Door::Locked(Some(PinProblem::Wrong));
        }
        self.keep(tries).await;
    }

    /// As they are kept, or in memory while there is no store.
    async fn tries(&mut self) -> Tries {
        if self.tries.is_none() {
            self.tries = tries::kept(&self.outbox, Whose::Team).await;
        }
        self.tries.clone().unwrap_or_default()
    }

    async fn keep(&mut self, tries: Tries) {
        tries::keep(&self.outbox, Whose::Team, &tries).await;
        self.tries = Some(tries);
    }

    async fn act(&self, id: &str, action: ItemAction, note: &str) -> Result<(), NotTaken> {
        let id = ItemId(id.parse().map_err(|_| NotTaken)?);
        if action == ItemAction::Reopen {
            let step = DETAILS.to_owned();
            let reopened = self.outbox.reopen(id, step, self.parts.clock.wall()).await;
            return reopened.map(|_| ()).map_err(|error| not_taken("opening again", &error));
        }
        let decision = view::decision(action, note).ok_or(NotTaken)?;
        let decided = self.outbox.decide(id, decision, self.parts.clock.wall()).await;
        decided.map_err(|error| not_taken("a decision", &error))
    }

    /// Everything that is listed, not only what is shown of it.
    async fn export(&self, filter: InboxFilter) -> Exported {
        let now = self.parts.clock.wall();
        let (part, kind) = (view::part(filter.tab), filter.kind.map(view::asked_kind));
        let listed = match self.all_of(part, kind, now).await {
            Ok(listed) => listed,
            Err(error) => {
                tracing::error!(%error, "nothing to export");
                return Exported { file: None, items: 0 };
            }
        };
        let (folder, language) = (self.exports.clone(), self.language);
        let written = spawn_blocking(move || {
            let zone = TimeZone::system();
            let rows: Vec<_> = listed.into_iter().map(view::row).collect();
            let at = zone.to_datetime(now);
            export::write(&folder, "inbox", at, &export::to_csv(&rows, language, &zone))
                .map(|path| (path, rows.len()))
        });
        match written.await {
            Ok(Ok((path, items))) => Exported {
                file: Some(path.display().to_string()),
                items: u32::try_from(items).unwrap_or(u32::MAX),
            },
            Ok(Err(error)) => {
                tracing::error!(%error, "the export could not be written");
                Exported { file: None, items: 0 }
            }
            Err(_) => Exported { file: None, items: 0 },
        }
    }

    /// In slices, so that whoever has something to write down meanwhile does not wait for all of it.
    async fn all_of(
        &self,
        part: Part,
        kind: Option<Kind>,
        now: Timestamp,
    ) -> Result<Vec<Listed>, OutboxError> {
        let mut listed: Vec<Listed> = Vec::new();
        loop {
            let after = listed.last().map(Listed::place);
            let slice = self.outbox.page(part, kind, after, SLICE, now).await?;
            let last = slice.len() < SLICE;
            listed.extend(slice);
            if last {
                return Ok(listed);
            }
        }
    }

    async fn dismiss(&self, file: &str) -> Result<(), OutboxError> {
        let mut seen = self.outbox.setting(SEEN_FILES).await?.unwrap_or_default();
        if !seen.lines().any(|known| known == file) {
            seen.push_str(file);
            seen.push('\n');
        }
        self.outbox.set_setting(SEEN_FILES, seen).await
    }

    async fn show(&mut self, floor: &Floor) {
        let now = self.parts.clock.wall();
        let (line, alarms) = match self.overview(now).await {
            Ok(found) => found,
            Err(error) => {
                tracing::debug!(%error, "the team sees no outbox");
                Default::default()
            }
        };
        let needed = line.person > 0 || floor.needs_team() || !alarms.is_empty();
        if std::mem::replace(&mut self.needed, needed) != needed {
            // Fails only when the desk has ended.
            let _ = self.parts.messages.send(Message::TeamNeeded(needed)).await;
        }
        let seen = match &self.door {
            Door::Shut => return,
            Door::NoPin(problem) => StaffView::ChoosePin { problem: *problem },
            Door::Locked(problem) => {
                let problem = *problem;
                let until = self.tries().await.wait_until(now);
                let wait_until_ms = until.map(|until| until.as_millisecond() as f64);
                StaffView::Locked { problem, wait_until_ms }
            }
            Door::Open(opened) => {
                let directory = self.outbox.directory().await.unwrap_or_default();
                let (part, kind) = (view::part(opened.filter.tab), opened.filter.kind.map(view::asked_kind));
                let listed =
                    self.outbox.page(part, kind, None, opened.shown + 1, now).await.unwrap_or_default();
                let more = listed.len() > opened.shown;
                StaffView::Open(Box::new(StaffDesk {
                    line: view::line(line, directory, floor),
                    alarms,
                    filter: opened.filter,
                    items: listed.into_iter().take(opened.shown).map(view::item).collect(),
                    more,
                    taps: floor.taps.clone(),
                    exported: opened.exported.clone(),
                    sales: floor.sales.clone(),
                    catalogues: self.views.clone(),
                    drawer: floor.drawer,
                    sign_ups: floor.sign_ups.clone(),
                }))
            }
        };
        if let Some(front) = &self.front {
            front(seen);
        }
    }

    /// The line and the alarms: what the team needs to hear of.
    async fn overview(&self, now: Timestamp) -> Result<(outbox::Line, Vec<Alarm>), OutboxError> {
        let line = self.outbox.line(now).await?;
        let mut alarms: Vec<_> = self.outbox.withdrawn().await?.iter().map(view::withdrawn).collect();
        let seen = self.outbox.setting(SEEN_FILES).await?.unwrap_or_default();
        let folder = self.parts.stored.folder().to_owned();
        let aside = spawn_blocking(move || outbox::set_asides(&folder)).await.unwrap_or_default();
        let unseen = aside.into_iter().filter(|(file, _)| !seen.lines().any(|known| known == file));
        alarms.extend(unseen.map(view::set_aside));
        Ok((line, alarms))
    }
}

fn not_taken(what: &'static str, error: &OutboxError) -> NotTaken {
    tracing::warn!(%error, what, "not done");
    NotTaken
}

#[cfg(test)]
mod tests;
