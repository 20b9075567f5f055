//! What the assistant has to ask or write before it can go on. Runs away from the desk's actor.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use domain::{DeviceId, Language};
use magicline::{ApiKey, Error, Logo, OpenApi, Tenant};
use readers::{PortInfo, ReaderState, list_pcsc, list_ports};
use secrecy::SecretString;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use vault::Slot;
use wire::{Assumption, CheckKind, CheckState, SetupProblem, StudioView};

use super::studio_view;
use super::trial::{Form, Question};
use crate::Parts;
use crate::account::{self, Account, Trouble};
use crate::message::{Message, SetupMessage};
use crate::settings::{Draft, DraftStep, Endpoints, Installation, Settings, StoreError};

/// How long the vendor may think about one form of a number: somebody stands there with a card.
const LOOK_UP_PATIENCE: Duration = Duration::from_secs(3);
/// How long ports and the card service may take to say what there is. The service may hang.
const LISTING_PATIENCE: Duration = Duration::from_secs(3);

/// Work that was started for an answer.
pub(crate) struct Job(Work);

type Work = Box<dyn FnOnce(mpsc::Sender<Message>) -> Running + Send>;
type Running = Pin<Box<dyn Future<Output = Done> + Send>>;

/// How the work ended.
pub(crate) enum Done {
    /// The account was checked; on success its key is in the keychain.
    Account(Result<Box<Checked>, Trouble>),
    /// A device was activated; its token is in the keychain and the integration confirmed.
    Device { id: DeviceId, outcome: Result<Installation, Trouble> },
    /// The draft is on disk.
    Kept(Result<Installation, Trouble>),
    /// What this computer has that a reader may be.
    Connected(Equipped),
    /// In which of the forms of the question the vendor knows the card of a tap, or why nobody can tell.
    LookedUp { trial: u32, tap: u32, known: Result<Vec<Form>, Assumption> },
    /// The set-up is over, and this is on the disk.
    Finished(Result<Box<SetUp>, Trouble>),
}

/// What a desk is opened with when its set-up is over.
pub(crate) struct SetUp {
    pub(crate) installation: Installation,
    pub(crate) settings: Settings,
}

/// An account that passed, and what was kept of it.
pub(crate) struct Checked {
    pub(super) tenant: Tenant,
    pub(super) key: ApiKey,
    pub(super) account: Account,
    pub(super) installation: Installation,
    pub(super) studio: StudioView,
}

/// What this computer has that a reader may be.
#[derive(Default)]
pub(crate) struct Equipped {
    pub(super) ports: Vec<PortInfo>,
    /// `None` when the card service does not run.
    pub(super) contactless: Option<Vec<String>>,
}

impl Job {
    fn new<F>(work: impl FnOnce(mpsc::Sender<Message>) -> F + Send + 'static) -> Self
    where
        F: Future<Output = Done> + Send + 'static,
    {
        Self(Box::new(|messages| Box::pin(work(messages))))
    }

    /// Does the work. Progress goes to `messages`.
    pub(crate) async fn run(self, messages: mpsc::Sender<Message>) -> Done {
        (self.0)(messages).await
    }

    pub(super) fn check_account(
        parts: Arc<Parts>,
        installation: Installation,
        tenant: Tenant,
        endpoints: Endpoints,
        key: ApiKey,
    ) -> Self {
        Self::new(move |messages| async move {
            let progress = |kind: CheckKind, state: CheckState| {
                // A full queue costs a line of progress, not the check.
                let _ = messages.try_send(Message::Setup(SetupMessage::Progress(kind, state)));
            };
            let now = parts.clock.wall();
            let checked = account::check(&parts.http, &endpoints, key.clone(), now, progress).await;
            Done::Account(match checked {
                Ok(account) => keep_account(&parts, installation, tenant, &endpoints, key, account).await,
                Err(trouble) => Err(trouble),
            })
        })
    }

    pub(super) fn activate(
        parts: Arc<Parts>,
        installation: Installation,
        endpoints: Endpoints,
        key: ApiKey,
        id: DeviceId,
    ) -> Self {
        Self::new(move |_| async move {
            let outcome = activate(&parts, installation, &endpoints, key, id).await;
            Done::Device { id, outcome }
        })
    }

    pub(super) fn keep(parts: Arc<Parts>, installation: Installation) -> Self {
        Self::new(move |_| async move { Done::Kept(keep(&parts, installation).await) })
    }

    /// Looks what this computer has that a reader may be.
    pub(super) fn look_around() -> Self {
        Self::new(|_| async {
            let looked = spawn_blocking(|| Equipped { ports: list_ports(), contactless: contactless() });
            Done::Connected(match timeout(LISTING_PATIENCE, looked).await {
                Ok(Ok(equipped)) => equipped,
                Ok(Err(_)) | Err(_) => {
                    tracing::warn!("ports and card service do not say what there is");
                    Equipped::default()
                }
            })
        })
    }

    /// Asks the vendor in which forms it knows a card. Nobody is checked in.
    pub(super) fn look_up(
        parts: &Parts,
        endpoints: &Endpoints,
        key: ApiKey,
        trial: u32,
        question: Question,
    ) -> Self {
        let open = OpenApi::new(&parts.http, endpoints.open.clone(), key);
        let Question { tap, forms } = question;
        Self::new(
            move |_| async move { Done::LookedUp { trial, tap, known: known_forms(&open, forms).await } },
        )
    }

    pub(super) fn finish(parts: Arc<Parts>, installation: Installation, settings: Settings) -> Self {
        Self::new(move |_| async move {
            let outcome = parts
                .store(move |stored| {
                    let installation = Installation { draft: None, ..installation };
                    stored.save_settings(&settings)?;
                    stored.save_installation(&installation)?;
                    Ok(Box::new(SetUp { installation, settings }))
                })
                .await;
            Done::Finished(outcome.map_err(|error| not_saved(&error)))
        })
    }
}

/// `None` when the card service does not run.
fn contactless() -> Option<Vec<String>> {
    match list_pcsc() {
        Ok(names) => Some(names),
        Err(ReaderState::ServiceMissing) => None,
        Err(
            ReaderState::Alive
            | ReaderState::Gone
            | ReaderState::InUse
            | ReaderState::Forbidden
            | ReaderState::HeldByKernel,
        ) => Some(Vec::new()),
    }
}

/// One form after the other: a card that is known in two of them tells nothing, so all are asked about.
async fn known_forms(open: &OpenApi, forms: Vec<Form>) -> Result<Vec<Form>, Assumption> {
    let mut known = Vec::new();
    for form in forms {
        match timeout(LOOK_UP_PATIENCE, open.member_by(&form.1)).await {
            Ok(Ok(Some(_))) => known.push(form),
            Ok(Ok(None)) => {}
            Ok(Err(error)) => {
                tracing::info!(%error, "the vendor was not able to say whose card this is");
                return Err(why(&error));
            }
            Err(_) => return Err(Assumption::NoAnswer),
        }
    }
    Ok(known)
}

fn why(error: &Error) -> Assumption {
    if error.refused_with() == Some(403) { Assumption::MayNotAsk } else { Assumption::NoAnswer }
}

async fn keep_account(
    parts: &Arc<Parts>,
    installation: Installation,
    tenant: Tenant,
    endpoints: &Endpoints,
    key: ApiKey,
    account: Account,
) -> Result<Box<Checked>, Trouble> {
    parts.put(Slot::ApiKey, key.secret().clone()).await?;
    let logo = crate::logo::fetch(parts, endpoints, &key, account.studio.logo_url.as_deref()).await;
    let draft = match &installation.draft {
        Some(draft) if draft.tenant == tenant.as_str() => draft.clone(),
        Some(_) | None => Draft {
            tenant: tenant.as_str().to_owned(),
            step: DraftStep::Studio,
            device: None,
            places: Vec::new(),
        },
    };
    let installation = Installation {
        studio_name: account.studio.name.clone(),
        may_look_members_up: account.may_look_members_up,
        draft: Some(draft),
        ..installation
    };
    let name = installation.studio_name.clone();
    let studio = studio_view(name, logo.as_ref(), Language::DE, &[], parts.practice.is_some());
    keep_logo(parts, logo).await?;
    let installation = keep(parts, installation).await?;
    Ok(Box::new(Checked { tenant, key, account, installation, studio }))
}

async fn keep_logo(parts: &Arc<Parts>, logo: Option<Logo>) -> Result<(), Trouble> {
    let Some(logo) = logo else { return Ok(()) };
    parts.store(move |stored| stored.save_logo(&logo.bytes)).await.map_err(|error| not_saved(&error))
}

async fn activate(
    parts: &Arc<Parts>,
    installation: Installation,
    endpoints: &Endpoints,
    key: ApiKey,
    id: DeviceId,
) -> Result<Installation, Trouble> {
    let open = OpenApi::new(&parts.http, endpoints.open.clone(), key);
    let token: SecretString = account::activate(&open, &endpoints.open, id).await?;
    parts.put(Slot::DeviceToken(id), token).await?;
    account::confirm(&open, &endpoints.open).await?;
    let draft =
        installation.draft.clone().map(|draft| Draft { step: DraftStep::Reader, device: Some(id), ..draft });
    keep(parts, Installation { draft, ..installation }).await
}

async fn keep(parts: &Arc<Parts>, installation: Installation) -> Result<Installation, Trouble> {
    parts
        .store(move |stored| stored.save_installation(&installation).map(|()| installation))
        .await
        .map_err(|error| not_saved(&error))
}

fn not_saved(error: &StoreError) -> Trouble {
    tracing::error!(%error, "the data folder cannot be written");
    Trouble::plain(SetupProblem::NotSaved)
}
