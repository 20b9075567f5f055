//! One page about what works and what does not, for the person who stands in front of it.

mod sign_up;
mod text;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use domain::{CardFormat, Currency, DeviceId, Identification, Language, Pixels, Uid};
use magicline::{ApiKey, DeviceApi, Endpoint, Error, Http};
use outbox::{StoreKey, Trouble};
use outputs::{Drawer, Kind, Output, OutputEvent, OutputSettings, OutputState};
use readers::ReaderState;
use secrecy::ExposeSecret;
use serde::Serialize;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use vault::{Secrets, Slot, VaultError};

use crate::Clock;
use crate::account;
use crate::settings::{
    CatalogueError, Device, Endpoints, Installation, Look, Role, Settings, Source, StoreError, Stored,
};

/// Longer than the card service needs to say which readers there are.
const SERVICE_PATIENCE: Duration = Duration::from_secs(5);
/// Longer than an output needs to find out how it is.
const OUTPUT_PATIENCE: Duration = Duration::from_secs(5);

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
    /// A stable name: `keychain`, `store`, `reader entrance`, `output turnstile`, `open api`, `device 26`, `clock`, `look`, `text`, `sign-up`, `versions`.
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
    /// Of the member's screen, once Portico has been open on it.
    pub pixels: Option<Pixels>,
    /// True when Portico is running with this data folder and therefore holds the readers.
    pub running: bool,
}

impl Doctor {
    /// Looks at everything. Nobody is checked in: the device API is asked with a dry run.
    pub async fn examine(self) -> Report {
        let mut page = Page::default();
        page.add("versions", Ok(self.versions.clone()));
        let (folder, installation, settings) = match self.folder() {
            Ok(found) => found,
            Err(sentence) => {
                page.add("store", Err(sentence));
                return page.report();
            }
        };
        let secrets = match (self.keychain)(installation.id) {
            Ok(secrets) => {
                page.add("store", self.store(&folder, secrets.as_ref()));
                page.add("keychain", Ok("It is there and unlocked.".into()));
                Some(secrets)
            }
            Err(error) => {
                page.add("store", Ok(format!("{} can be read and written.", folder.display())));
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
            page.add(format!("reader {}", reader.name), self.reader(&reader.source).await);
        }
        for output in &settings.outputs {
            page.add(format!("output {}", output.name), self.output(output).await);
        }
        for machine in &settings.machines {
            page.add(format!("machine {}", machine.name), self.port(&machine.port));
        }
        for device in &settings.devices {
            if let Role::Vending(vending) = &device.role {
                page.add(format!("catalogue {}", vending.name), self.catalogue(device.id, settings.currency));
            }
        }
        if settings.look != Look::default() {
            page.add("look", self.look(&settings.look));
        }
        // Too small for some is not out of order, so it is told and does not fail the desk.
        if let Some(viewing) = settings.viewing {
            page.add("text", Ok(text::said(viewing, self.pixels)));
        }
        let mut studio = None;
        if let Some(secrets) = secrets {
            studio = self.open_api(&settings.endpoints, secrets.as_ref(), &mut page).await;
            if settings.sign_up.is_some() {
                self.rights(&settings.endpoints.open, secrets.as_ref(), &mut page).await;
            }
            for device in &settings.devices {
                let finding = self.device(&settings.endpoints.device, device, secrets.as_ref()).await;
                page.add(format!("device {}", device.id), finding);
            }
        }
        page.add("connect api", reachable(&settings.endpoints.connect).await);
        if let Some(wanted) = &settings.sign_up {
            page.add("sign-up", sign_up::offers(&self.http, &settings, wanted, studio).await);
            if let Some(card) = &wanted.card {
                page.add("card payment", sign_up::card(card).await);
            }
        }
        page.report()
    }

    fn folder(&self) -> Result<(PathBuf, Installation, Option<Settings>), String> {
        let stored = self.stored.as_ref().map_err(ToString::to_string)?;
        let installation = stored.installation().map_err(|error| error.to_string())?;
        // Writing it back proves that the folder can be written, which reading does not.
        stored.save_installation(&installation).map_err(|error| error.to_string())?;
        let settings = stored.settings().map_err(|error| error.to_string())?;
        Ok((stored.folder().to_owned(), installation, settings))
    }

    /// What waits for the vendor is in it, so it is opened and left as it is.
    fn store(&self, folder: &Path, secrets: &dyn Secrets) -> Result<String, String> {
        let place = folder.display();
        if self.running {
            return Ok(format!(
                "{place} can be read and written; the store in it is held by the running Portico."
            ));
        }
        if !folder.join(outbox::FILE).exists() {
            return Ok(format!("{place} can be read and written."));
        }
        let key = secrets.get(Slot::StoreKey).map_err(|error| error.to_string())?;
        let Some(key) = key else {
            return Err("The keychain has no key for the store. Restore this user's keychain; nothing is \
                        written down before."
                .into());
        };
        let key = StoreKey::parse(&key).ok_or(Trouble::KeyWrong);
        match key.and_then(|key| outbox::examine(folder, &key)) {
            Ok(()) => Ok(format!("{place} can be read and written, and the store in it opens.")),
            Err(trouble) => Err(sentence(trouble).into()),
        }
    }

    async fn reader(&self, source: &Source) -> Result<String, String> {
        match source {
            Source::Serial(serial) => self.port(&serial.port),
            Source::Pcsc(pcsc) => contactless(pcsc.reader.clone()).await,
            Source::Keyboard(_) => {
                Ok("It types like a keyboard, so it cannot be checked from here. Hold something up \
                                       to it while the desk is open."
                    .into())
            }
            Source::Camera(_) => Ok(
                "It is the web view's camera, which is looked for while the desk is open; the team's window \
                    says how it is."
                    .into(),
            ),
            Source::PinPad => Ok("It is on the member's screen.".into()),
        }
    }

    fn port(&self, port: &str) -> Result<String, String> {
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
            Err(ReaderState::ServiceMissing) => Err(SERVICE_MISSING.into()),
            Err(ReaderState::HeldByKernel) => Err(HELD_BY_KERNEL.into()),
            Err(ReaderState::Alive) => Ok(format!("{port} answers.")),
        }
    }

    /// What a place sells. Whether those are the vendor's prices shows only when something is bought.
    fn catalogue(&self, device: DeviceId, currency: Currency) -> Result<String, String> {
        let stored = self.stored.as_ref().map_err(ToString::to_string)?;
        match stored.catalogue(device, currency) {
            Ok(Some(catalogue)) => Ok(format!("Products: {}.", catalogue.products().len())),
            Ok(None) => Err("It has no products yet. Import a file in the team's window.".into()),
            Err(CatalogueError::Damaged { path, problems }) => {
                let line = problems.first().map_or(1, |problem| problem.line);
                Err(format!("{}, line {line} is wrong. Mend it, or import another.", path.display()))
            }
            Err(error @ CatalogueError::Store(_)) => Err(error.to_string()),
        }
    }

    /// A corrected colour is no fault; a picture that is not there is one.
    fn look(&self, look: &Look) -> Result<String, String> {
        let stored = self.stored.as_ref().map_err(ToString::to_string)?;
        let said = crate::look::said(stored, look);
        match (crate::look::missing(stored, look).is_empty(), said.is_empty()) {
            (false, _) => Err(said.join(" ")),
            (true, true) => Ok("It is shown as it is set.".into()),
            (true, false) => Ok(said.join(" ")),
        }
    }

    /// Reaches for the output as the desk does and sets nothing in motion: a relay is told to be off.
    async fn output(&self, settings: &OutputSettings) -> Result<String, String> {
        let place = place(settings);
        if let (true, Kind::Lcus(_) | Kind::Drawer(Drawer::Serial { .. })) = (self.running, &settings.kind) {
            return Ok(format!("{place} is held by the running Portico."));
        }
        let (said, mut heard) = mpsc::unbounded_channel();
        let output = Output::open(settings.clone(), move |event| {
            // Fails only when nobody waits for it any more.
            let _ = said.send(event);
        });
        let first = timeout(OUTPUT_PATIENCE, heard.recv()).await;
        drop(output);
        let Ok(Some(OutputEvent::State(state))) = first else {
            return Err(format!("{place} does not answer. Check its cable and its power."));
        };
        match state {
            OutputState::Alive => Ok(format!("{place} can be reached. It was not opened.")),
            OutputState::Gone => Err(format!("{place} does not answer. Check its cable and its power.")),
            OutputState::InUse => Err(format!("{place} is used by another program. Close it.")),
            OutputState::Forbidden => Err(format!(
                "This user may not open {place}. On Linux, add the user to the group \"dialout\" and log in again."
            )),
            OutputState::Locked => {
                Err(format!("{place} asks for a password. Switch that off in the device."))
            }
            OutputState::Unsuitable => Err(format!(
                "{place} answers, but not like a Shelly with this channel. Check the address and the channel."
            )),
        }
    }

    /// Says which studio the key belongs to.
    async fn open_api(&self, endpoints: &Endpoints, secrets: &dyn Secrets, page: &mut Page) -> Option<i64> {
        let key = match key(secrets) {
            Ok(key) => key,
            Err(sentence) => {
                page.add("open api", Err(sentence));
                return None;
            }
        };
        match account::check(&self.http, endpoints, key, self.clock.wall(), |_, _| {}).await {
            Ok(account) => {
                let names = if account.may_look_members_up { "" } else { " It may not look members up." };
                page.add("open api", Ok(format!("The key is accepted and carries its rights.{names}")));
                page.add("clock", Ok("It agrees with the studio's system.".into()));
                return Some(account.studio.studio_id);
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
        None
    }

    /// Nothing to say without a key, which was said already.
    async fn rights(&self, endpoint: &Endpoint, secrets: &dyn Secrets, page: &mut Page) {
        if let Ok(key) = key(secrets) {
            page.add("sign-up rights", sign_up::rights(&self.http, endpoint, key).await);
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
        // Also at a device that sells: this changes nothing, whereas its own question would lock somebody.
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

fn key(secrets: &dyn Secrets) -> Result<ApiKey, String> {
    match secrets.get(Slot::ApiKey) {
        Ok(Some(key)) => ApiKey::parse(key.expose_secret()).map_err(|error| error.to_string()),
        Ok(None) => Err("The keychain holds no API key. Set the desk up again.".into()),
        Err(error) => Err(error.to_string()),
    }
}

const SERVICE_MISSING: &str = "The system's card service does not run. Install and start it: on Debian and Ubuntu, \
                               the package pcscd.";
const HELD_BY_KERNEL: &str = "The kernel's driver pn533_usb holds the reader. Write \"blacklist pn533_usb\" to \
                              /etc/modprobe.d/portico.conf, unload it with \"modprobe -r pn533_usb\" and plug the \
                              reader in again.";

/// The card service shares its readers, so a running Portico is not in the way.
async fn contactless(reader: Option<String>) -> Result<String, String> {
    let name = reader.clone().unwrap_or_else(|| "A contactless reader".into());
    // The service may hang, and then the rest of the page is wanted all the more.
    let asked = spawn_blocking(move || readers::probe_pcsc(reader.as_deref()));
    let Ok(Ok(state)) = timeout(SERVICE_PATIENCE, asked).await else {
        return Err("The system's card service does not answer. Start it again.".into());
    };
    match state {
        Ok(()) | Err(ReaderState::Alive) => Ok(format!("{name} is there.")),
        Err(ReaderState::Gone) => Err(format!("{name} is not there. Check the reader's cable.")),
        Err(ReaderState::InUse) => Err(format!("{name} is used by another program. Close it.")),
        Err(ReaderState::Forbidden) => Err("This user may not use the system's card service.".into()),
        Err(ReaderState::ServiceMissing) => Err(SERVICE_MISSING.into()),
        Err(ReaderState::HeldByKernel) => Err(HELD_BY_KERNEL.into()),
    }
}

const fn sentence(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::KeyWrong => {
            "The key in the keychain belongs to another store, or the file is not one. Restore the old keychain, \
             or the data folder that goes with it."
        }
        Trouble::Damaged => "The store is damaged. Portico moves it aside when it starts, and keeps it.",
        Trouble::Newer => "A newer Portico made the store. Install the same or a newer version here.",
        Trouble::DiskFull => "The disk is full. Make room.",
        Trouble::ReadOnly => "The store cannot be written. Give this user the right to do so.",
        Trouble::InUse => "Another program holds the store, perhaps a backup. Close that.",
        Trouble::NotOpen | Trouble::Fault => {
            "The system reports a fault. Restart the computer; if it stays like this, have the disk looked at."
        }
    }
}

fn place(output: &OutputSettings) -> String {
    match &output.kind {
        Kind::Shelly(shelly) => shelly.address.to_string(),
        Kind::Lcus(lcus) => lcus.port.clone(),
        Kind::Drawer(Drawer::Serial { port, .. }) => port.clone(),
        Kind::Drawer(Drawer::Network(address)) => address.to_string(),
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
