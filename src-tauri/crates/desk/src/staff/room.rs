//! The room behind the counter: a task of its own, so that nothing the team looks at keeps a member
//! waiting. It knows the PIN's state, what is listed, and when to lock.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use domain::{Language, Permission, PersonId};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use outbox::{Condition, ItemId, Kind, Listed, Outbox, OutboxError, Part, StaffAct, StaffEvent, Trouble};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::spawn_blocking;
use tokio::time::Instant;
use uuid::Uuid;
use wire::{
    Alarm, CatalogueView, Exported, InboxFilter, ItemAction, PersonAnswer, PinProblem, SignUpAction,
    StaffDesk, StaffView,
};

use super::activity::{self, Looked};
use super::look::Looks;
use super::people::{self, Me};
use super::pin::Pin;
use super::rights::Needs;
use super::seat::StaffSeat;
use super::team::Team;
use super::view::{self, Floor};
use super::{Attention, Front, NotTaken, Order, export};
use crate::counters::{CatalogueOrder, CatalogueOrders, TeamOrder};
use crate::message::{SignUpMessage, ask};
use crate::parts::until;
use crate::reception::{Ordered, ReceptionOrder};
use crate::rest::{Rest, Word};
use crate::sale::SaleId;
use crate::settings::Look;
use crate::tries::{self, Tries, Whose};
use crate::{Message, Parts, keeper};

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
    /// ISO 4217, of what is sold here.
    currency: &'static str,
    exports: PathBuf,
    catalogues: CatalogueOrders,
    /// Where what concerns one member goes.
    reception: Option<mpsc::Sender<Ordered>>,
    /// What the places sell.
    views: Vec<CatalogueView>,
    looks: Looks,
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
    /// Whoever signed in.
    me: Me,
    /// Everybody else, as they were when somebody last looked.
    team: Team,
    filter: InboxFilter,
    shown: usize,
    exported: Option<Exported>,
    activity: Option<Looked>,
    answer: PersonAnswer,
    /// What was wanted last and may not be done by whoever is signed in.
    refused: Option<Permission>,
    locks_at: Instant,
}

impl Opened {
    /// For somebody of the team. Locks after this long without a hand on it.
    fn by(me: Me, team: Team, pause: Duration) -> Box<Self> {
        Box::new(Self {
            me,
            team,
            filter: InboxFilter::default(),
            shown: PAGE,
            exported: None,
            activity: None,
            answer: PersonAnswer::default(),
            refused: None,
            locks_at: Instant::now() + pause,
        })
    }

    fn may(&self, permission: Permission) -> bool {
        self.me.role.may(permission)
    }
}

impl Room {
    pub(crate) fn new(
        parts: Arc<Parts>,
        outbox: Outbox,
        (language, currency): (Language, &'static str),
        catalogues: CatalogueOrders,
        look: Look,
    ) -> Self {
        let (exports, views) = (parts.exports.clone(), Vec::new());
        Self {
            parts,
            outbox,
            language,
            currency,
            exports,
            catalogues,
            reception: None,
            views,
            looks: Looks::new(look),
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
        self.looks.look_after(&self.parts).await;
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
                    // Whoever is told that it is locked can rely on it.
                    self.attend(&seat.attention);
                    // Fails only when the window does not wait any more.
                    let _ = reply.send(taken);
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
                    let unread = self.show(&floor).await;
                    // A store that is closed is said to be open again; one that fails only shows it.
                    if unread && *self.outbox.condition().borrow() == Condition::Open {
                        refresh = Some(Instant::now() + self.parts.pauses.store);
                    }
                }
                () = until(locks_at) => {
                    self.goes(Some(activity::BY_ITSELF)).await;
                    self.door = Door::Locked(None);
                    self.attend(&seat.attention);
                    refresh = Some(Instant::now());
                }
            }
        }
    }

    fn attend(&self, attention: &watch::Sender<Attention>) {
        let (open, members) = match &self.door {
            Door::Open(opened) => (true, opened.me.role.may(Permission::Members)),
            Door::Shut | Door::NoPin(_) | Door::Locked(_) => (false, false),
        };
        attention.send_replace(Attention { open, members, at: Instant::now() });
    }

    /// Does what is wanted, if whoever is signed in may have it, and writes down that they had it.
    async fn take(&mut self, order: Order) -> Result<(), NotTaken> {
        self.is_allowed(order.needs()).await?;
        let act = order.act(self.currency);
        self.serve(order).await?;
        if let (Some(act), Door::Open(opened)) = (act, &self.door) {
            people::note(&self.outbox, &self.parts, Some(opened.me.id), act).await;
        }
        Ok(())
    }

    async fn is_allowed(&mut self, needs: Needs) -> Result<(), NotTaken> {
        let permission = match needs {
            Needs::Nothing => return Ok(()),
            Needs::SignedIn => return self.opened().map(|_| ()),
            Needs::Right(permission) => permission,
        };
        let opened = self.opened()?;
        if opened.may(permission) {
            opened.refused = None;
            return Ok(());
        }
        opened.refused = Some(permission);
        let who = opened.me.id;
        tracing::warn!(person = %who, wanted = permission.word(), "not for this role");
        let act = StaffAct::about(StaffEvent::NotAllowed, permission.word());
        people::note(&self.outbox, &self.parts, Some(who), act).await;
        Err(NotTaken)
    }

    async fn serve(&mut self, order: Order) -> Result<(), NotTaken> {
        match order {
            Order::Attach(front) => {
                self.goes(None).await;
                self.front = Some(front);
                self.shut().await;
            }
            Order::Gone => {
                self.goes(None).await;
                self.front = None;
                self.door = Door::Shut;
            }
            Order::Lock => {
                self.goes(None).await;
                self.shut().await;
            }
            Order::ChoosePin(pin) => self.choose(pin).await,
            Order::Unlock(pin) => self.unlock(pin).await,
            Order::Filter(filter) => {
                let opened = self.opened()?;
                (opened.filter, opened.shown) = (filter, PAGE);
            }
            Order::More => self.opened()?.shown += PAGE,
            Order::Act { id, action, note } => {
                let who = self.opened()?.me.id;
                self.act(who, &id, action, &note).await?;
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
            Order::Serve => {
                self.opened()?;
                tracing::info!("the team has members served again after crashes");
                self.parts.messages.send(Message::Rest(Word::Seen)).await.map_err(|_| NotTaken)?;
            }
            Order::Seen => {
                self.opened()?;
            }
            Order::Kiosk(wish) => {
                self.opened()?;
                tracing::info!(?wish, "somebody of the team changes the kiosk");
            }
            Order::Support => {
                self.opened()?;
                tracing::info!("somebody of the team has a file written for whoever helps");
            }
            Order::Sale { sale, action } => self.team(TeamOrder::Sale(SaleId(sale), action)).await?,
            Order::TopUp { sale, minor } => self.team(TeamOrder::Cash(SaleId(sale), minor)).await?,
            Order::Drawer => self.team(TeamOrder::Drawer).await?,
            Order::SignUp { draft, action } => self.sign_up(&draft, action).await?,
            Order::Look(order) => {
                self.opened()?;
                self.looks.order(&self.parts, order).await;
            }
            Order::Reception(order) => self.reception(order).await?,
            Order::Product { place, shelf, change } => {
                self.catalogue(CatalogueOrder::Change(place, shelf, change)).await?;
            }
            Order::Import { place, file } => self.catalogue(CatalogueOrder::Import(place, file)).await?,
            Order::ExportCatalogue { place } => self.catalogue(CatalogueOrder::Export(place)).await?,
            Order::CatalogueSeen { place } => self.catalogue(CatalogueOrder::Seen(place)).await?,
            Order::OwnPin { old, new } => {
                let done = self.own_pin(old, new).await;
                self.answered(done).await?;
            }
            Order::Person(wish) => {
                let done = self.person(wish).await;
                self.answered(done).await?;
            }
            Order::Activity(wish) => self.look(wish).await?,
        }
        Ok(())
    }

    /// Has the desk do something about a sale.
    async fn team(&mut self, order: TeamOrder) -> Result<(), NotTaken> {
        self.opened()?;
        ask(&self.parts.messages, |possible| Message::Team(order, possible)).await
    }

    async fn sign_up(&mut self, draft: &str, action: SignUpAction) -> Result<(), NotTaken> {
        self.opened()?;
        let draft = Uuid::parse_str(draft).map_err(|_| NotTaken)?;
        let order = |possible| Message::SignUp(SignUpMessage::Team(draft, action, possible));
        ask(&self.parts.messages, order).await
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
        self.door = match people::read(&self.parts).await {
            Ok(team) if team.people().is_empty() => Door::NoPin(None),
            Ok(_) => Door::Locked(None),
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
        let chosen = people::choose(&self.parts, chosen).await.ok();
        let team = people::read(&self.parts).await.ok();
        let come = team.zip(chosen).and_then(|(team, id)| Me::of(&team, id).map(|me| (team, me)));
        match come {
            Some((team, me)) => self.comes(team, me).await,
            None => self.door = Door::NoPin(Some(PinProblem::Keychain)),
        }
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
        let (team, whose) = match people::of_pin(&self.parts, given).await {
            Ok((team, _)) if team.people().is_empty() => return self.door = Door::NoPin(None),
            Ok(found) => found,
            Err(_) => return self.door = Door::Locked(Some(PinProblem::Keychain)),
        };
        let now = self.parts.clock.wall();
        if let Some(me) = whose.and_then(|id| Me::of(&team, id)) {
            // With one PIN there is nobody to guess at others' with it.
            match team.people().len() {
                1 => tries.right(),
                _ => tries.right_of_many(now),
            }
            self.comes(team, me).await;
        } else {
            tries.wrong(now);
            people::note(&self.outbox, &self.parts, None, people::wrong_pin(&tries)).await;
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

    async fn act(&self, who: PersonId, id: &str, action: ItemAction, note: &str) -> Result<(), NotTaken> {
        let id = ItemId(id.parse().map_err(|_| NotTaken)?);
        if action == ItemAction::Reopen {
            let step = DETAILS.to_owned();
            let reopened = self.outbox.reopen_by(who, id, step, self.parts.clock.wall()).await;
            return reopened.map_err(|error| not_taken("opening again", &error));
        }
        let decision = view::decision(action, note).ok_or(NotTaken)?;
        let decided = self.outbox.decide_by(who, id, decision, self.parts.clock.wall()).await;
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

    /// Returns whether something could not be read. What is shown then says so, and not that nothing waits.
    async fn show(&mut self, floor: &Floor) -> bool {
        let now = self.parts.clock.wall();
        let mut unread = None;
        let (line, mut alarms) = or_unread(self.overview(now).await, &mut unread);
        alarms.extend(floor.rest.as_ref().map(Rest::alarm));
        let needed = line.person > 0 || floor.needs_team() || !alarms.is_empty() || unread.is_some();
        if std::mem::replace(&mut self.needed, needed) != needed {
            // Fails only when the desk has ended.
            let _ = self.parts.messages.send(Message::TeamNeeded(needed)).await;
        }
        let seen = match &self.door {
            Door::Shut => return unread.is_some(),
            Door::NoPin(problem) => StaffView::ChoosePin { problem: *problem },
            Door::Locked(problem) => {
                let problem = *problem;
                let until = self.tries().await.wait_until(now);
                let wait_until_ms = until.map(wire::Ms::from);
                StaffView::Locked { problem, wait_until_ms }
            }
            Door::Open(opened) => {
                let may = |permission| opened.may(permission);
                let directory = or_unread(self.outbox.directory().await, &mut unread);
                let (part, kind) = (view::part(opened.filter.tab), opened.filter.kind.map(view::asked_kind));
                let listed = match may(Permission::Inbox) {
                    true => {
                        let page = self.outbox.page(part, kind, None, opened.shown + 1, now);
                        or_unread(page.await, &mut unread)
                    }
                    false => Vec::new(),
                };
                let more = listed.len() > opened.shown;
                let activity = match &opened.activity {
                    Some(looked) if may(Permission::Activity) => {
                        let lines = or_unread(looked.lines(&self.outbox).await, &mut unread);
                        Some(looked.view(lines, &opened.team))
                    }
                    Some(_) | None => None,
                };
                let mut line = view::line(line, directory, floor);
                line.store = line.store.or(unread.map(keeper::trouble));
                if !may(Permission::Sales) {
                    line.amounts = Vec::new();
                }
                StaffView::Open(Box::new(StaffDesk {
                    line,
                    alarms,
                    filter: opened.filter,
                    items: listed.into_iter().take(opened.shown).map(view::item).collect(),
                    more,
                    taps: view::taps(&floor.taps, may(Permission::Members)),
                    exported: opened.exported.clone(),
                    look: self.looks.view(),
                    sales: given(may(Permission::Sales), &floor.sales),
                    catalogues: given(may(Permission::Catalogue), &self.views),
                    drawer: floor.drawer && may(Permission::Sales),
                    sign_ups: given(may(Permission::SignUps), &floor.sign_ups),
                    me: opened.me.view(),
                    people: match may(Permission::People) {
                        true => people::lines(&opened.team),
                        false => Vec::new(),
                    },
                    answer: opened.answer,
                    activity,
                    refused: opened.refused.map(people::right),
                }))
            }
        };
        if let Some(front) = &self.front {
            front(seen);
        }
        unread.is_some()
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

/// What was read; nothing, and why, where it could not be.
fn or_unread<T: Default>(read: Result<T, OutboxError>, unread: &mut Option<Trouble>) -> T {
    read.unwrap_or_else(|error| {
        tracing::debug!(%error, "the team does not see all there is");
        *unread = Some(error.trouble());
        T::default()
    })
}

/// What a role may see, or nothing of it.
fn given<T: Clone>(may: bool, what: &[T]) -> Vec<T> {
    if may { what.to_vec() } else { Vec::new() }
}

fn not_taken(what: &'static str, error: &OutboxError) -> NotTaken {
    tracing::warn!(%error, what, "not done");
    NotTaken
}

mod team;
#[cfg(test)]
mod tests;
