//! `--practice`: a studio that is not real, on this computer, with a reader, relays and a vending machine
//! that are not real either. Everything between is the real thing: serial lines, desk, keychain, HTTP.
//!
//! - `reader`, `machine`, `relay` and `drawer` are the things that are not real, `line` the cable to them;
//! - `shop` is what is sold and switched, and the desk's settings for it;
//! - `sign_up` is what becoming a member needs;
//! - `panel` is what the trainer sees of all this.

mod drawer;
#[cfg(unix)]
mod line;
mod machine;
mod panel;
mod reader;
mod relay;
mod shop;
mod sign_up;

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use desk::provision::Provisioning;
use desk::settings::{Endpoints, Offline, Reader, Settings, Source, Stored, Updates};
use desk::{Clock, Practice};
use domain::{Currency, Language};
use magicline::{ApiKey, Endpoint, Http, Tenant};
use outputs::MachineSettings;
use readers::{Framing, ReadingSettings, SerialSettings};
use sandbox::{Api, Fault, FaultPlan, Sandbox, WrongPrice};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use vault::Secrets;
use wire::{PracticeFaultKind, PracticeMachineWish};

use self::drawer::SimulatedDrawer;
use self::machine::SimulatedMachine;
use self::reader::SimulatedReader;
use self::relay::SimulatedRelay;
use crate::Fatal;

const SLOW: Duration = Duration::from_secs(2);

/// The least that something costs.
const CHEAPEST: i64 = 10;
/// The calls that take money off somebody's credit, if they are executed, and the one that adds some.
const CHARGES: [&str; 2] = ["/open-api/device/vending/sale", "/open-api/device/time/usage"];
const TOP_UP: &str = "/open-api/device/vending/revalue";

/// The one reader, which all devices share.
const READER: &str = "practice";

/// A card that is no card: what the reader says when it is held askew.
const ASKEW: &str = "askew";
/// A telephone: a number that is another one at every tap.
const TELEPHONE: &str = "telephone";

/// The practice studio, and everything around this desk that is not real.
pub struct PracticeStudio {
    sandbox: Sandbox,
    practice: Practice,
    key: ApiKey,
    reader: Mutex<SimulatedReader>,
    door: SimulatedRelay,
    lamp: SimulatedRelay,
    till: SimulatedDrawer,
    machine: Option<SimulatedMachine>,
    /// Rings when a price of the vendor's has changed, or something else that no request tells of.
    prices: watch::Sender<()>,
    fault: watch::Sender<Option<PracticeFaultKind>>,
    cable: watch::Sender<bool>,
}

/// What somebody who drives the practice studio from outside needs to know.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Card {
    tenant: String,
    api_key: String,
    open: String,
    device: String,
    connect: String,
    control: String,
    #[serde(default)]
    reader: String,
}

impl Card {
    fn practice(&self) -> Result<Practice, Fatal> {
        Ok(Practice {
            tenant: Tenant::parse(&self.tenant)?,
            endpoints: Endpoints {
                open: Endpoint::parse(&self.open)?,
                device: Endpoint::parse(&self.device)?,
                connect: Endpoint::parse(&self.connect)?,
            },
        })
    }
}

/// The practice studio that a `practice.json` describes.
pub fn read_card(file: &Path) -> Result<Practice, Fatal> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let card: Card = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
    card.practice()
}

impl PracticeStudio {
    /// Starts the studio and plugs everything in. Says where they are in `practice.json`.
    pub async fn open(stored: &Stored) -> Result<Self, Fatal> {
        let sandbox = Sandbox::start(sandbox::Options::default()).await?;
        // Of the answers the specification allows, the one that shows more: the desk learns the price.
        sandbox.configure(|settings| settings.wrong_price = WrongPrice::Denied);
        let reader = SimulatedReader::plug_in(stored.folder())?;
        #[cfg(unix)]
        let machine = {
            let buttons = shop::buttons(&sandbox.settings().shelves);
            Some(SimulatedMachine::plug_in(stored.folder(), buttons)?)
        };
        #[cfg(not(unix))]
        let machine = None;
        let card = Card {
            tenant: "practice".to_owned(),
            api_key: sandbox.api_key().to_owned(),
            open: sandbox.open_url(),
            device: sandbox.device_url(),
            connect: sandbox.connect_url(),
            control: sandbox.control_url(),
            reader: reader.port().display().to_string(),
        };
        std::fs::write(stored.folder().join("practice.json"), serde_json::to_vec_pretty(&card)?)?;
        Ok(Self {
            practice: card.practice()?,
            key: ApiKey::parse(&card.api_key)?,
            sandbox,
            reader: Mutex::new(reader),
            door: SimulatedRelay::start().await?,
            lamp: SimulatedRelay::start().await?,
            till: SimulatedDrawer::start().await?,
            machine,
            prices: watch::Sender::new(()),
            fault: watch::Sender::new(None),
            cable: watch::Sender::new(true),
        })
    }

    /// Where the desk finds the studio.
    pub fn practice(&self) -> Practice {
        self.practice.clone()
    }

    /// Sets the desk up against this studio, as a file would.
    pub async fn set_up(&self, secrets: Arc<dyn Secrets>, stored: Stored, http: Http) -> Result<(), Fatal> {
        shop::stock(&stored, &self.sandbox.settings().shelves)?;
        let settings = Settings {
            tenant: self.practice.tenant.clone(),
            language: Language::DE,
            endpoints: self.practice.endpoints.clone(),
            languages: Vec::new(),
            verdict_for: Settings::VERDICT_FOR,
            awake: None,
            viewing: None,
            offline: Offline::default(),
            readers: vec![Reader {
                name: READER.to_owned(),
                source: Source::Serial(SerialSettings {
                    port: self.reader().port().display().to_string(),
                    baud: 9600,
                    framing: Framing::Line,
                    reading: ReadingSettings::default(),
                }),
            }],
            devices: shop::devices(READER, self.machine.is_some()),
            outputs: vec![
                shop::switched(shop::DOOR, self.door.address())?,
                shop::switched(shop::LAMP, self.lamp.address())?,
                shop::till(self.till.address())?,
            ],
            machines: self.machines(),
            currency: Currency::EUR,
            sign_up: Some(sign_up::settings(&self.sandbox.connect_url())?),
            look: desk::settings::Look::default(),
            updates: Updates::default(),
        };
        let provisioning = Provisioning { secrets, stored, http, clock: Clock::system(), staff_pin: None };
        provisioning.run(&settings, self.key.clone(), |line| tracing::info!("{line}")).await?;
        Ok(())
    }

    #[cfg(unix)]
    fn machines(&self) -> Vec<MachineSettings> {
        let settings = |machine: &SimulatedMachine| MachineSettings {
            name: shop::AUTOMAT.to_owned(),
            port: machine.port().display().to_string(),
            baud: 115_200,
        };
        self.machine.iter().map(settings).collect()
    }

    #[cfg(not(unix))]
    fn machines(&self) -> Vec<MachineSettings> {
        Vec::new()
    }

    /// Holds a card to the reader.
    pub fn tap(&self, card: &str) -> io::Result<()> {
        let line = match card {
            ASKEW => "\u{1}\u{2}\u{3}\r".to_owned(),
            TELEPHONE => "08c1a29f\r".to_owned(),
            id => {
                let mut members = self.sandbox.members().into_iter();
                let Some(member) = members.find(|member| member.id.to_string() == id) else {
                    return Ok(());
                };
                if *self.fault.borrow() == Some(PracticeFaultKind::Held) {
                    self.sandbox.hold_elsewhere(member.id);
                }
                let Some(number) = member.hex_msb else { return Ok(()) };
                format!("{number}\r")
            }
        };
        self.reader().say(line.as_bytes())
    }

    /// Switches one fault on, or all off.
    pub async fn fault(&self, kind: Option<PracticeFaultKind>) -> io::Result<()> {
        self.sandbox.clear_faults();
        self.sandbox.set_away(kind == Some(PracticeFaultKind::Away)).await?;
        for plan in kind.map(plans).unwrap_or_default() {
            self.sandbox.set_fault(plan);
        }
        self.fault.send_replace(kind);
        Ok(())
    }

    /// Puts the reader's cable in or pulls it out.
    pub fn cable(&self, connected: bool) -> io::Result<()> {
        self.reader().set_connected(connected)?;
        self.cable.send_replace(connected);
        Ok(())
    }

    /// Does something at the vending machine, if there is one.
    #[cfg(unix)]
    pub fn at_machine(&self, wish: PracticeMachineWish) {
        if let Some(machine) = &self.machine {
            machine.wish(wish);
        }
    }

    /// There is no machine.
    #[cfg(not(unix))]
    pub fn at_machine(&self, _: PracticeMachineWish) {}

    /// Lets the vendor ask so many cents more for a shelf, or less.
    pub fn change_price(&self, shelf: &str, by: i64) {
        let Some(cents) = self.sandbox.settings().shelves.get(shelf).copied() else { return };
        self.sandbox.set_shelf(shelf, Some(cents.saturating_add(by).max(CHEAPEST)));
        self.prices.send_replace(());
    }

    fn reader(&self) -> MutexGuard<'_, SimulatedReader> {
        self.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What goes wrong for the studio's clients. Being away is not a fault of an answer but a closed door, and
/// being held is one of the member who taps; see [`PracticeStudio::fault`] and [`PracticeStudio::tap`].
fn plans(kind: PracticeFaultKind) -> Vec<FaultPlan> {
    let everywhere = |fault| vec![FaultPlan::new(fault)];
    match kind {
        PracticeFaultKind::Slow => {
            everywhere(Fault::Latency { millis: u64::try_from(SLOW.as_millis()).unwrap_or(u64::MAX) })
        }
        PracticeFaultKind::Unauthorized => everywhere(Fault::Unauthorized),
        PracticeFaultKind::Forbidden => everywhere(Fault::Forbidden),
        PracticeFaultKind::TooMany => everywhere(Fault::TooManyRequests { retry_after_seconds: 60 }),
        PracticeFaultKind::Unavailable => everywhere(Fault::ServiceUnavailable),
        PracticeFaultKind::Hang => everywhere(Fault::Hang),
        PracticeFaultKind::Reset => everywhere(Fault::Reset),
        PracticeFaultKind::Garbage => everywhere(Fault::Garbage),
        PracticeFaultKind::Portal => everywhere(Fault::CaptivePortal),
        PracticeFaultKind::ChargeAnswerLost => lost_charges(true),
        PracticeFaultKind::ChargeLost => lost_charges(false),
        PracticeFaultKind::Away | PracticeFaultKind::Held => Vec::new(),
    }
}

/// The connection breaks when money moves, and only then.
fn lost_charges(carried_out: bool) -> Vec<FaultPlan> {
    let reset = || FaultPlan::new(Fault::Reset).on(Api::Device).carry_out(carried_out);
    let charges = CHARGES.into_iter().map(|path| reset().at(path).executions());
    charges.chain([reset().at(TOP_UP)]).collect()
}

#[cfg(test)]
mod tests;
