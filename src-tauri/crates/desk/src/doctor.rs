//! One page about what works and what does not, for the person who stands in front of it.

mod found;
mod sign_up;
mod text;

use std::sync::Arc;
use std::time::Duration;

use domain::{CardFormat, Currency, DeviceId, Identification, Language, Pixels, StudioId, Uid};
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
use crate::settings::{Device, Endpoints, Installation, Look, Role, Settings, Source, StoreError, Stored};

pub use found::Code;
use found::{Fault, Note};
use text::Text;

type Found = Result<Note, Fault>;

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
    /// What was found, in a word that stays the same.
    pub code: Code,
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
        let Self { stored, keychain, http, clock, versions, pixels, running } = self;
        let mut page = Page::default();
        page.add("versions", Ok(Note::Versions(versions)));
        let opened = stored.and_then(|stored| {
            let (installation, settings) = read(&stored)?;
            Ok((Rooms { stored, http, clock, pixels, running }, installation, settings))
        });
        match opened {
            Ok((rooms, installation, settings)) => {
                rooms.examine(keychain(installation.id), settings, &mut page).await;
            }
            Err(error) => page.add("store", Err(error.into())),
        }
        page.report()
    }
}

fn read(stored: &Stored) -> Result<(Installation, Option<Settings>), StoreError> {
    let installation = stored.installation()?;
    // Writing it back proves that the folder can be written, which reading does not.
    stored.save_installation(&installation)?;
    Ok((installation, stored.settings()?))
}

/// What is looked at once there is a data folder.
struct Rooms {
    stored: Stored,
    http: Http,
    clock: Clock,
    pixels: Option<Pixels>,
    running: bool,
}

impl Rooms {
    async fn examine(
        &self,
        keychain: Result<Arc<dyn Secrets>, VaultError>,
        settings: Option<Settings>,
        page: &mut Page,
    ) {
        let secrets = match keychain {
            Ok(secrets) => {
                page.add("store", self.store(secrets.as_ref()));
                page.add("keychain", Ok(Note::KeychainUnlocked));
                Some(secrets)
            }
            Err(error) => {
                page.add("store", Ok(Note::FolderUsable { place: self.stored.folder().to_owned() }));
                page.add("keychain", Err(error.into()));
                None
            }
        };
        let Some(settings) = settings else { return page.add("set-up", Err(Fault::NotSetUp)) };
        self.equipment(&settings, page).await;
        let mut studio = None;
        if let Some(secrets) = secrets {
            studio = self.open_api(&settings.endpoints, secrets.as_ref(), page).await;
            if settings.sign_up.is_some() {
                self.rights(&settings.endpoints.open, secrets.as_ref(), page).await;
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
    }

    /// What stands at this desk, and what it shows.
    async fn equipment(&self, settings: &Settings, page: &mut Page) {
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
            page.add("text", Ok(Note::Text(Text::of(viewing, self.pixels))));
        }
    }

    /// What waits for the vendor is in it, so it is opened and left as it is.
    fn store(&self, secrets: &dyn Secrets) -> Found {
        let folder = self.stored.folder();
        let place = folder.to_owned();
        if self.running {
            return Ok(Note::StoreHeld { place });
        }
        if !folder.join(outbox::FILE).exists() {
            return Ok(Note::FolderUsable { place });
        }
        let key = secrets.get(Slot::StoreKey)?.ok_or(Fault::StoreKeyMissing)?;
        let key = StoreKey::parse(&key).ok_or(Trouble::KeyWrong);
        key.and_then(|key| outbox::examine(folder, &key)).map_err(Fault::Store)?;
        Ok(Note::StoreOpens { place })
    }

    async fn reader(&self, source: &Source) -> Found {
        match source {
            Source::Serial(serial) => self.port(&serial.port),
            Source::Pcsc(pcsc) => contactless(pcsc.reader.clone()).await,
            Source::Keyboard(_) => Ok(Note::ReaderTypes),
            Source::Camera(_) => Ok(Note::CameraInWindow),
            Source::PinPad => Ok(Note::PinPad),
        }
    }

    fn port(&self, port: &str) -> Found {
        let port = port.to_owned();
        if self.running {
            return Ok(Note::Held { place: port });
        }
        match readers::probe(&port) {
            Ok(()) => Ok(Note::PortOpens { port }),
            Err(ReaderState::Alive) => Ok(Note::PortAnswers { port }),
            Err(state) => Err(Fault::Port { port, state }),
        }
    }

    /// What a place sells. Whether those are the vendor's prices shows only when something is bought.
    fn catalogue(&self, device: DeviceId, currency: Currency) -> Found {
        let catalogue = self.stored.catalogue(device, currency)?.ok_or(Fault::NoProducts)?;
        Ok(Note::Products { count: catalogue.products().len() })
    }

    /// A corrected colour is no fault; a picture that is not there is one.
    fn look(&self, look: &Look) -> Found {
        let said = crate::look::said(&self.stored, look);
        match (crate::look::missing(&self.stored, look).is_empty(), said.is_empty()) {
            (false, _) => Err(Fault::LookIncomplete { said }),
            (true, true) => Ok(Note::LookAsSet),
            (true, false) => Ok(Note::LookCorrected { said }),
        }
    }

    /// Reaches for the output as the desk does and sets nothing in motion: a relay is told to be off.
    async fn output(&self, settings: &OutputSettings) -> Found {
        let place = place(settings);
        if let (true, Kind::Lcus(_) | Kind::Drawer(Drawer::Serial { .. })) = (self.running, &settings.kind) {
            return Ok(Note::Held { place });
        }
        let (said, mut heard) = mpsc::channel(1);
        let output = Output::open(settings.clone(), move |event| {
            // Only the first is looked at.
            let _ = said.try_send(event);
        });
        let first = timeout(OUTPUT_PATIENCE, heard.recv()).await;
        drop(output);
        match first {
            Ok(Some(OutputEvent::State(OutputState::Alive))) => Ok(Note::OutputReached { place }),
            Ok(Some(OutputEvent::State(state))) => Err(Fault::Output { place, state }),
            Ok(Some(OutputEvent::Done(_) | OutputEvent::Failed(..)) | None) | Err(_) => {
                Err(Fault::Output { place, state: OutputState::Gone })
            }
        }
    }

    /// Says which studio the key belongs to.
    async fn open_api(
        &self,
        endpoints: &Endpoints,
        secrets: &dyn Secrets,
        page: &mut Page,
    ) -> Option<StudioId> {
        let key = match key(secrets) {
            Ok(key) => key,
            Err(fault) => {
                page.add("open api", Err(fault));
                return None;
            }
        };
        match account::check(&self.http, endpoints, key, self.clock.wall(), |_, _| {}).await {
            Ok(account) => {
                let looks_members_up = account.may_look_members_up;
                page.add("open api", Ok(Note::KeyAccepted { looks_members_up }));
                page.add("clock", Ok(Note::ClockAgrees));
                return Some(account.studio.studio_id);
            }
            Err(trouble) if matches!(trouble.problem, wire::SetupProblem::ClockWrong { .. }) => {
                page.add("open api", Ok(Note::KeyAccepted { looks_members_up: true }));
                page.add("clock", Err(trouble.into()));
            }
            Err(trouble) => {
                page.add("open api", Err(trouble.into()));
                page.add("clock", Err(Fault::ClockNotCompared));
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
    async fn device(&self, endpoint: &Endpoint, device: &Device, secrets: &dyn Secrets) -> Found {
        let token = secrets.get(Slot::DeviceToken(device.id))?.ok_or(Fault::TokenMissing)?;
        let api = DeviceApi::new(&self.http, endpoint.clone(), token);
        let nobody = Uid::new(&[1]).map_err(|_| Fault::Portico)?;
        let nobody = Identification::card(&nobody, CardFormat::Decimal);
        // Also at a device that sells: this changes nothing, whereas its own question would lock somebody.
        match api.identify(&nobody, false, Language::EN).await {
            Ok(()) => Ok(Note::TokenWorks),
            Err(error) if error.status() == Some(401) => Err(Fault::TokenRefused),
            Err(Error::Status(_)) => Ok(Note::TokenWorks),
            Err(error) => Err(account::Trouble::of(&error, endpoint.host()).into()),
        }
    }
}

fn key(secrets: &dyn Secrets) -> Result<ApiKey, Fault> {
    let key = secrets.get(Slot::ApiKey)?.ok_or(Fault::KeyMissing)?;
    ApiKey::parse(key.expose_secret()).map_err(Fault::KeyMalformed)
}

/// The card service shares its readers, so a running Portico is not in the way.
async fn contactless(reader: Option<String>) -> Found {
    let name = reader.clone().unwrap_or_else(|| "A contactless reader".into());
    // The service may hang, and then the rest of the page is wanted all the more.
    let asked = spawn_blocking(move || readers::probe_pcsc(reader.as_deref()));
    match timeout(SERVICE_PATIENCE, asked).await {
        Ok(Ok(Ok(()) | Err(ReaderState::Alive))) => Ok(Note::ReaderThere { name }),
        Ok(Ok(Err(state))) => Err(Fault::CardService { name, state }),
        Ok(Err(_)) | Err(_) => Err(Fault::CardServiceSilent),
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

async fn reachable(endpoint: &Endpoint) -> Found {
    let host = endpoint.host().to_owned();
    match timeout(Duration::from_secs(3), TcpStream::connect(endpoint.socket())).await {
        Ok(Ok(_)) => Ok(Note::HostReached { host }),
        Ok(Err(_)) | Err(_) => Err(Fault::Unreachable { host }),
    }
}

#[derive(Default)]
struct Page(Vec<Finding>);

impl Page {
    fn add(&mut self, name: impl Into<String>, found: Found) {
        let name = name.into();
        self.0.push(match found {
            Ok(note) => Finding { name, ok: true, code: note.code(), detail: note.to_string() },
            Err(fault) => Finding { name, ok: false, code: fault.code(), detail: fault.to_string() },
        });
    }

    fn report(self) -> Report {
        Report { ok: self.0.iter().all(|finding| finding.ok), checks: self.0 }
    }
}

#[cfg(test)]
mod tests;
