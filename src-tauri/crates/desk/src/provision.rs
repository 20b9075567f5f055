//! Setting a desk up from a file: the same checks and the same order as the assistant, for fifty
//! desks at a time.

use std::sync::Arc;

use domain::DeviceModel;
use magicline::{ApiKey, Http, OpenApi};
use secrecy::ExposeSecret;
use thiserror::Error;
use tokio::task::spawn_blocking;
use vault::{Secrets, Slot, VaultError};
use wire::{CheckKind, CheckState};

use crate::Clock;
use crate::account::{self, Confirmation, Trouble};
use crate::look;
use crate::settings::{Device, Installation, Settings, StoreError, Stored};
use crate::staff::pin::{HashError, Pin};
use crate::staff::team::{Team, TeamError};

/// Why a desk was not provisioned. What was done before stays done; running it again is safe.
#[derive(Debug, Error)]
pub enum ProvisionError {
    /// The account, a right or a device.
    #[error("{0}")]
    Trouble(Trouble),
    /// A device of the file is not one of the studio's.
    #[error("device {id}: the studio has no such device. It has {known}.")]
    UnknownDevice {
        /// The device of the file.
        id: domain::DeviceId,
        /// The devices the studio has.
        known: String,
    },
    /// A device of the file is something else at the studio.
    #[error("device {id} is {is} in the studio's system, and the file makes it {meant}")]
    Unsuited {
        /// The device of the file.
        id: domain::DeviceId,
        /// What it is.
        is: &'static str,
        /// What the file takes it for.
        meant: &'static str,
    },
    /// A device could not be activated.
    #[error("device {id}: {trouble}")]
    Device {
        /// The device.
        id: domain::DeviceId,
        /// What went wrong with it.
        trouble: Trouble,
    },
    /// The keychain did not take the key or a token.
    #[error("{0}")]
    Keychain(#[from] VaultError),
    /// The data folder cannot be written.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// The staff PIN was not set; everything else was done.
    #[error("The desk is set up, but not its staff PIN. {0}")]
    Pin(#[from] TeamError),
}

impl From<Trouble> for ProvisionError {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

/// What provisioning works with.
pub struct Provisioning {
    /// The keychain.
    pub secrets: Arc<dyn Secrets>,
    /// The data folder.
    pub stored: Stored,
    /// The connection pool.
    pub http: Http,
    /// The time of day.
    pub clock: Clock,
    /// The staff PIN, of a manager. Without one, whoever opens the staff window first chooses it; one that was
    /// chosen before stays.
    pub staff_pin: Option<Pin>,
}

impl Provisioning {
    /// Checks the account, activates the devices of `settings`, keeps key, tokens and PIN in the
    /// keychain and the settings in the data folder. `say` gets one line for each thing done.
    ///
    /// # Errors
    /// The first thing that did not work. What was done before it stays: devices that are active, secrets in the
    /// keychain.
    pub async fn run(
        &self,
        settings: &Settings,
        key: ApiKey,
        mut say: impl FnMut(String),
    ) -> Result<(), ProvisionError> {
        let installation = self.stored.installation()?;
        let checked =
            account::check(&self.http, &settings.endpoints, key.clone(), self.clock.wall(), |kind, state| {
                if state == CheckState::Passed {
                    say(passed(kind).to_owned());
                }
            })
            .await?;
        let name = checked.studio.name.clone().unwrap_or_else(|| settings.tenant.as_str().to_owned());
        say(format!("This is {name}."));

        for device in &settings.devices {
            suited(device, &checked.devices)?;
        }

        self.secrets.set(Slot::ApiKey, &key.secret().expose_secret().into())?;
        let open = OpenApi::new(&self.http, settings.endpoints.open.clone(), key);
        for device in &settings.devices {
            let token = account::activate(&open, &settings.endpoints.open, device.id)
                .await
                .map_err(|trouble| ProvisionError::Device { id: device.id, trouble })?;
            self.secrets.set(Slot::DeviceToken(device.id), &token)?;
            say(format!("Device {} is active; its token is in the keychain.", device.id));
        }
        say(match account::confirm(&open, &settings.endpoints.open).await? {
            Confirmation::Taken => "The integration is confirmed.".to_owned(),
            Confirmation::Declined => {
                "The studio's system declined the confirmation; it may have been confirmed before.".to_owned()
            }
        });

        self.keep(settings, installation, &checked, &open).await?;
        say(format!("Stored in {}.", self.stored.folder().display()));
        if !checked.may_look_members_up {
            say("The key may not look members up (CUSTOMER_READ): the welcome will be friendly, without a name."
                .to_owned());
        }
        for line in look::said(&self.stored, &settings.look) {
            say(line);
        }
        if let Some(chosen) = self.staff_pin.clone() {
            let secrets = Arc::clone(&self.secrets);
            let set = move || Team::read(&*secrets)?.set_manager_pin(&*secrets, &chosen);
            spawn_blocking(set).await.unwrap_or(Err(TeamError::Hash(HashError::Hash)))?;
            say("The staff PIN is set.".to_owned());
        }
        Ok(())
    }

    async fn keep(
        &self,
        settings: &Settings,
        installation: Installation,
        account: &account::Account,
        open: &OpenApi,
    ) -> Result<(), ProvisionError> {
        if let Some(url) = &account.studio.logo_url {
            match open.logo(url).await {
                Ok(logo) => self.stored.save_logo(&logo.bytes)?,
                Err(error) => tracing::info!(%error, "the studio's logo could not be fetched"),
            }
        }
        self.stored.save_installation(&Installation {
            studio_name: account.studio.name.clone(),
            may_look_members_up: account.may_look_members_up,
            draft: None,
            ..installation
        })?;
        self.stored.save_settings(settings)?;
        Ok(())
    }
}

fn suited(wanted: &Device, known: &[magicline::Device]) -> Result<(), ProvisionError> {
    let (id, meant) = (wanted.id, wanted.role.model());
    match known.iter().find(|device| device.id == id) {
        Some(device) if device.model == meant => Ok(()),
        Some(device) => Err(ProvisionError::Unsuited { id, is: model(device.model), meant: model(meant) }),
        None if known.is_empty() => Err(ProvisionError::UnknownDevice { id, known: "none".to_owned() }),
        None => {
            let names: Vec<_> =
                known.iter().map(|device| format!("{} ({})", device.id, device.name)).collect();
            Err(ProvisionError::UnknownDevice { id, known: names.join(", ") })
        }
    }
}

const fn model(model: DeviceModel) -> &'static str {
    match model {
        DeviceModel::CardReader => "a card reader",
        DeviceModel::VendingReader => "a vending device",
        DeviceModel::TimeReader => "a time device",
        DeviceModel::Other => "of a kind that is not known here",
    }
}

const fn passed(kind: CheckKind) -> &'static str {
    match kind {
        CheckKind::Address => "The studio's address answers.",
        CheckKind::Key => "The API key is accepted.",
        CheckKind::Rights => "The API key carries the rights the desk needs.",
        CheckKind::Clock => "This computer's clock is right.",
    }
}
