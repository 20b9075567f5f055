//! What the assistant has to ask or write before it can go on. Runs away from the desk's actor.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use domain::{DeviceId, Language};
use magicline::{ApiKey, Logo, OpenApi, Tenant};
use secrecy::SecretString;
use tokio::sync::mpsc;
use vault::Slot;
use wire::{CheckKind, CheckState, SetupProblem, StudioView};

use super::studio_view;
use crate::account::{self, Account, Trouble};
use crate::settings::{Draft, DraftStep, Endpoints, Installation, Settings, StoreError};
use crate::{Message, Parts};

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
    /// The settings are on disk and the set-up is over.
    Finished(Result<Box<Settings>, Trouble>),
}

/// An account that passed, and what was kept of it.
pub(crate) struct Checked {
    pub(super) tenant: Tenant,
    pub(super) key: ApiKey,
    pub(super) account: Account,
    pub(super) installation: Installation,
    pub(super) studio: StudioView,
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
                let _ = messages.try_send(Message::SetupProgress(kind, state));
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

    pub(super) fn finish(parts: Arc<Parts>, installation: Installation, settings: Settings) -> Self {
        Self::new(move |_| async move {
            let outcome = parts
                .store(move |stored| {
                    stored.save_settings(&settings)?;
                    stored.save_installation(&Installation { draft: None, ..installation })?;
                    Ok(Box::new(settings))
                })
                .await;
            Done::Finished(outcome.map_err(|error| not_saved(&error)))
        })
    }
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
        Some(_) | None => Draft { tenant: tenant.as_str().to_owned(), step: DraftStep::Studio, device: None },
    };
    let installation = Installation {
        studio_name: account.studio.name.clone(),
        may_look_members_up: account.may_look_members_up,
        draft: Some(draft),
        ..installation
    };
    let name = installation.studio_name.clone();
    let studio = studio_view(name, logo.as_ref(), Language::DE, parts.practice.is_some());
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
