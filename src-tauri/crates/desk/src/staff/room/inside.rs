//! What whoever is signed in gets done, if their role lets them.

use std::time::Duration;

use domain::Permission;
use outbox::StaffAct;
use tokio::sync::oneshot;
use tokio::time::Instant;
use uuid::Uuid;
use wire::{Exported, InboxFilter, PersonAnswer, SignUpAction};

use super::door::Guesses;
use super::{Around, not_taken};
use crate::Message;
use crate::counters::{CatalogueOrder, TeamOrder};
use crate::message::{SignUpMessage, ask};
use crate::reception::ReceptionOrder;
use crate::rest::Word;
use crate::sale::SaleId;
use crate::staff::activity::Looked;
use crate::staff::look::Looks;
use crate::staff::people::Me;
use crate::staff::rights::Needs;
use crate::staff::team::Team;
use crate::staff::{NotTaken, Order};

/// Items listed at first, and as many more each time.
const PAGE: usize = 50;

/// What there is while somebody is signed in.
pub(super) struct Opened {
    /// Whoever signed in.
    pub(super) me: Me,
    /// Everybody else, as they were when somebody last looked.
    pub(super) team: Team,
    pub(super) filter: InboxFilter,
    pub(super) shown: usize,
    pub(super) exported: Option<Exported>,
    pub(super) activity: Option<Looked>,
    pub(super) answer: PersonAnswer,
    /// What was wanted last and may not be done by whoever is signed in.
    pub(super) refused: Option<Permission>,
    pub(super) locks_at: Instant,
}

impl Opened {
    /// For somebody of the team. Locks after this long without a hand on it.
    pub(super) fn by(me: Me, team: Team, pause: Duration) -> Box<Self> {
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

    pub(super) fn may(&self, permission: Permission) -> bool {
        self.me.role.may(permission)
    }
}

/// Whoever is signed in, and what they can reach. There is none while the window is locked.
pub(super) struct SignedIn<'a> {
    pub(super) opened: &'a mut Opened,
    pub(super) around: &'a Around,
    pub(super) looks: &'a mut Looks,
    pub(super) guesses: &'a mut Guesses,
}

/// Whether whoever was served is of the team afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stays {
    In,
    Out,
}

impl SignedIn<'_> {
    /// Whoever does something here is here: puts off the lock.
    pub(super) fn is_here(&mut self) {
        self.opened.locks_at = Instant::now() + self.around.parts.pauses.staff;
    }

    pub(super) async fn note(&self, act: StaffAct) {
        self.around.note(Some(self.opened.me.id), act).await;
    }

    pub(super) async fn is_allowed(&mut self, needs: Needs) -> Result<(), NotTaken> {
        let permission = match needs {
            Needs::SignedIn => return Ok(()),
            Needs::Right(permission) => permission,
        };
        if self.opened.may(permission) {
            self.opened.refused = None;
            return Ok(());
        }
        self.opened.refused = Some(permission);
        tracing::warn!(person = %self.opened.me.id, wanted = permission.word(), "not for this role");
        self.note(StaffAct::NotAllowed(permission)).await;
        Err(NotTaken)
    }

    pub(super) async fn serve(&mut self, order: Order) -> Result<Stays, NotTaken> {
        match order {
            Order::Seen => {}
            Order::Filter(filter) => (self.opened.filter, self.opened.shown) = (filter, PAGE),
            Order::More => self.opened.shown += PAGE,
            Order::Act { id, action, note } => self.act(&id, action, &note).await?,
            Order::Export => self.opened.exported = Some(self.around.export(self.opened.filter).await),
            Order::Dismiss { file } => {
                self.around.dismiss(&file).await.map_err(|error| not_taken("a seen alarm", &error))?;
            }
            Order::Serve => self.serve_members().await?,
            Order::Kiosk(wish) => tracing::info!(?wish, "somebody of the team changes the kiosk"),
            Order::Support => tracing::info!("somebody of the team has a file written for whoever helps"),
            Order::Sale { sale, action } => self.team(TeamOrder::Sale(SaleId(sale), action)).await?,
            Order::TopUp { sale, minor } => self.team(TeamOrder::Cash(SaleId(sale), minor)).await?,
            Order::Drawer => self.team(TeamOrder::Drawer).await?,
            Order::SignUp { draft, action } => self.sign_up(&draft, action).await?,
            Order::Look(order) => self.looks.order(&self.around.parts, order).await,
            Order::Reception(order) => self.reception(order).await?,
            Order::Product { place, shelf, change } => {
                self.catalogue(CatalogueOrder::Change(place, shelf, change)).await?;
            }
            Order::Import { place, file } => self.catalogue(CatalogueOrder::Import(place, file)).await?,
            Order::ExportCatalogue { place } => self.catalogue(CatalogueOrder::Export(place)).await?,
            Order::CatalogueSeen { place } => self.catalogue(CatalogueOrder::Seen(place)).await?,
            Order::OwnPin { old, new } => {
                let done = self.own_pin(old, new).await;
                return Ok(self.answered(done).await);
            }
            Order::Person(wish) => {
                let done = self.person(wish).await;
                return Ok(self.answered(done).await);
            }
            Order::Activity(wish) => self.activity(wish).await?,
        }
        Ok(Stays::In)
    }

    async fn serve_members(&self) -> Result<(), NotTaken> {
        tracing::info!("the team has members served again after crashes");
        self.around.parts.messages.send(Message::Rest(Word::Seen)).await.map_err(|_| NotTaken)
    }

    /// Has the desk do something about a sale.
    async fn team(&self, order: TeamOrder) -> Result<(), NotTaken> {
        ask(&self.around.parts.messages, |possible| Message::Team(order, possible)).await
    }

    async fn sign_up(&self, draft: &str, action: SignUpAction) -> Result<(), NotTaken> {
        let draft = Uuid::parse_str(draft).map_err(|_| NotTaken)?;
        let order = |possible| Message::SignUp(SignUpMessage::Team(draft, action, possible));
        ask(&self.around.parts.messages, order).await
    }

    async fn reception(&self, order: ReceptionOrder) -> Result<(), NotTaken> {
        let (reply, taken) = oneshot::channel();
        let reception = self.around.reception.as_ref().ok_or(NotTaken)?;
        reception.send((order, reply)).await.map_err(|_| NotTaken)?;
        taken.await.unwrap_or(Err(NotTaken))
    }

    async fn catalogue(&self, order: CatalogueOrder) -> Result<(), NotTaken> {
        self.around.catalogues.ask(order).await
    }
}
