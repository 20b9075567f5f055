//! One page about what works and what does not, for the person who stands in front of it.

use std::sync::Arc;
use std::time::Duration;

use domain::{CardFormat, Identification, Language, Uid};
use magicline::{ApiKey, DeviceApi, Endpoint, Error, Http};
use readers::ReaderState;
use secrecy::ExposeSecret;
use serde::Serialize;
use tokio::net::TcpStream;
use tokio::time::timeout;
use vault::{Secrets, Slot, VaultError};

use crate::Clock;
use crate::account;
use crate::settings::{Device, Endpoints, Settings, StoreError, Stored};

/// What was found.
#[derive(Debug, Serialize)]
pub struct Report {
    /// True when nothing failed.
    pub ok: bool,
    /// One entry a thing, in the order a person would look.
    pub checks: Vec<Finding>,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
pub struct Finding {
    /// A stable name: `keychain`, `store`, `reader entrance`, `open api`, `device 26`, `clock`, `versions`.
    pub name: String,
    /// Whether it works.
    pub ok: bool,
    /// A sentence about it, and what to do when it does not work.
    pub detail: String,
}

/// What the doctor looks at.
pub struct Doctor {
    /// The data folder, if it could be opened.
    pub stored: Result<Stored, StoreError>,
    /// Opens the keychain of an installation.
    pub keychain: fn(uuid::Uuid) -> Result<Arc<dyn Secrets>, VaultError>,
    /// The connection pool.
    pub http: Http,
    /// The time of day.
    pub clock: Clock,
    /// Portico itself and what it runs on.
    pub versions: String,
    /// True when Portico is running with this data folder and therefore holds the readers.
    pub running: bool,
}

impl Doctor {
    /// Looks at everything. Nobody is checked in: the device API is asked with a dry run.
    pub async fn examine(self) -> Report {
        let mut page = Page::default();
        page.add("versions", Ok(self.versions.clone()));
        let Some((installation, settings)) = self.store(&mut page) else { return page.report() };

        let secrets = match (self.keychain)(installation.id) {
            Ok(secrets) => {
                page.add("keychain", Ok("It is there and unlocked.".into()));
                Some(secrets)
            }
            Err(error) => {
                page.add("keychain", Err(error.to_string()));
                None
            }
        };
        let Some(settings) = settings else {
            page.add(
                "set-up",
                Err("This desk is not set up yet. Start Portico, or use `portico provision`.".into()),
            );
            return page.report();
        };
        for reader in &settings.readers {
            page.add(format!("reader {}", reader.name), self.reader(&reader.serial.port));
        }
        if let Some(secrets) = secrets {
            self.open_api(&settings.endpoints, secrets.as_ref(), &mut page).await;
            for device in &settings.devices {
                let finding = self.device(&settings.endpoints.device, device, secrets.as_ref()).await;
                page.add(format!("device {}", device.id), finding);
            }
        }
        page.add("connect api", reachable(&settings.endpoints.connect).await);
        page.report()
    }

    fn store(&self, page: &mut Page) -> Option<(crate::settings::Installation, Option<Settings>)> {
        let found = self.stored.as_ref().map_err(ToString::to_string).and_then(|stored| {
            let installation = stored.installation().map_err(|error| error.to_string())?;
            // Writing it back proves that the folder can be written, which reading does not.
            stored.save_installation(&installation).map_err(|error| error.to_string())?;
            let settings = stored.settings().map_err(|error| error.to_string())?;
            Ok((stored.folder().display().to_string(), installation, settings))
        });
        match found {
            Ok((folder, installation, settings)) => {
                page.add("store", Ok(format!("{folder} can be read and written.")));
                Some((installation, settings))
            }
            Err(sentence) => {
                page.add("store", Err(sentence));
                None
            }
        }
    }

    fn reader(&self, port: &str) -> Result<String, String> {
        if self.running {
            return Ok(format!("{port} is held by the running Portico."));
        }
        match readers::probe(port) {
            Ok(()) => Ok(format!("{port} can be opened.")),
            Err(ReaderState::Gone) => Err(format!("{port} is not there. Check the reader's cable.")),
            Err(ReaderState::InUse) => Err(format!("{port} is used by another program. Close it.")),
            Err(ReaderState::Forbidden) => Err(format!(
                "This user may not open {port}. On Linux, add the user to the group \"dialout\" and log in again."
            )),
            Err(ReaderState::Alive) => Ok(format!("{port} answers.")),
        }
    }

    async fn open_api(&self, endpoints: &Endpoints, secrets: &dyn Secrets, page: &mut Page) {
        let key = match secrets.get(Slot::ApiKey) {
            Ok(Some(key)) => ApiKey::parse(key.expose_secret()).map_err(|error| error.to_string()),
            Ok(None) => Err("The keychain holds no API key. Set the desk up again.".into()),
            Err(error) => Err(error.to_string()),
        };
        let key = match key {
            Ok(key) => key,
            Err(sentence) => return page.add("open api", Err(sentence)),
        };
        match account::check(&self.http, endpoints, key, self.clock.wall(), |_, _| {}).await {
            Ok(account) => {
                let names = if account.may_look_members_up { "" } else { " It may not look members up." };
                page.add("open api", Ok(format!("The key is accepted and carries its rights.{names}")));
                page.add("clock", Ok("It agrees with the studio's system.".into()));
            }
            Err(trouble) if matches!(trouble.problem, wire::SetupProblem::ClockWrong { .. }) => {
                page.add("open api", Ok("The key is accepted and carries its rights.".into()));
                page.add("clock", Err(trouble.to_string()));
            }
            Err(trouble) => {
                page.add("open api", Err(trouble.to_string()));
                page.add("clock", Err("It could not be compared with the studio's system.".into()));
            }
        }
    }

    /// A dry run with a number nobody has: it says whether the token works, and changes nothing.
    async fn device(
        &self,
        endpoint: &Endpoint,
        device: &Device,
        secrets: &dyn Secrets,
    ) -> Result<String, String> {
        let token = match secrets.get(Slot::DeviceToken(device.id)) {
            Ok(Some(token)) => token,
            Ok(None) => return Err("The keychain holds no token for it. Set the desk up again.".into()),
            Err(error) => return Err(error.to_string()),
        };
        let api = DeviceApi::new(&self.http, endpoint.clone(), token);
        let Ok(nobody) = Uid::new(&[1]) else { return Err("no number to ask with".into()) };
        let nobody = Identification::card(&nobody, CardFormat::Decimal);
        match api.identify(&nobody, false, Language::EN).await {
            Ok(()) => Ok("Its token works.".into()),
            Err(error) if error.status() == Some(401) => {
                Err("Its token was refused. Activate the device again: set the desk up once more.".into())
            }
            Err(Error::Status(_)) => Ok("Its token works.".into()),
            Err(error) => Err(account::Trouble::of(&error, endpoint.host()).to_string()),
        }
    }
}

async fn reachable(endpoint: &Endpoint) -> Result<String, String> {
    match timeout(Duration::from_secs(3), TcpStream::connect(endpoint.socket())).await {
        Ok(Ok(_)) => Ok(format!("{} can be reached.", endpoint.host())),
        Ok(Err(_)) | Err(_) => {
            Err(format!("{} cannot be reached. Check this computer's network.", endpoint.host()))
        }
    }
}

#[derive(Default)]
struct Page(Vec<Finding>);

impl Page {
    fn add(&mut self, name: impl Into<String>, found: Result<String, String>) {
        let (ok, detail) = match found {
            Ok(detail) => (true, detail),
            Err(detail) => (false, detail),
        };
        self.0.push(Finding { name: name.into(), ok, detail });
    }

    fn report(self) -> Report {
        Report { ok: self.0.iter().all(|finding| finding.ok), checks: self.0 }
    }
}
