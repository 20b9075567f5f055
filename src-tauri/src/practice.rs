//! `--practice`: a studio that is not real, on this computer, with a reader that is not real
//! either. Everything between the two is the real thing: serial line, desk, keychain, HTTP.

mod reader;

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use desk::provision::{ProvisionError, Provisioning};
use desk::settings::{
    Device, Endpoints, Entrance, HandOut, Offline, OfflinePolicy, Reader, Role, Settings, Source, Stored,
    Vending,
};
use desk::{Clock, Practice};
use domain::{Currency, DeviceId, Language};
use magicline::{ApiKey, Endpoint, Http, Tenant};
use readers::{Framing, ReadingSettings, SerialSettings};
use sandbox::{Case, Ended, Entry, Fault, FaultPlan, Sandbox};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use vault::Secrets;
use wire::{PracticeCard, PracticeFault, PracticeFaultKind, PracticeJournalEntry, PracticeView};

use self::reader::SimulatedReader;
use crate::Fatal;

/// The practice studio's entrance (a card reader in its seed data).
const ENTRANCE: DeviceId = DeviceId(26);
/// Its bar (a vending device).
const BAR: DeviceId = DeviceId(31);
/// How many of the received requests the trainer sees.
const JOURNAL_SHOWN: usize = 30;
const SLOW: Duration = Duration::from_secs(2);

/// A card that is no card: what the reader says when it is held askew.
const ASKEW: &str = "askew";
/// A telephone: a number that is another one at every tap.
const TELEPHONE: &str = "telephone";

/// The practice studio and the simulated reader of this desk.
pub struct PracticeStudio {
    sandbox: Sandbox,
    practice: Practice,
    key: ApiKey,
    reader: Mutex<SimulatedReader>,
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
    /// Starts the studio and plugs the reader in. Says where they are in `practice.json`.
    pub async fn open(stored: &Stored) -> Result<Self, Fatal> {
        let sandbox = Sandbox::start(sandbox::Options::default()).await?;
        let reader = SimulatedReader::plug_in(stored.folder())?;
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
            fault: watch::Sender::new(None),
            cable: watch::Sender::new(true),
        })
    }

    /// Where the desk finds the studio.
    pub fn practice(&self) -> Practice {
        self.practice.clone()
    }

    /// Sets the desk up against this studio, as a file would.
    pub async fn set_up(
        &self,
        secrets: Arc<dyn Secrets>,
        stored: Stored,
        http: Http,
    ) -> Result<(), ProvisionError> {
        let settings = Settings {
            tenant: self.practice.tenant.clone(),
            language: Language::DE,
            endpoints: self.practice.endpoints.clone(),
            verdict_for: Settings::VERDICT_FOR,
            offline: Offline::default(),
            readers: vec![Reader {
                name: "practice".to_owned(),
                source: Source::Serial(SerialSettings {
                    port: self.reader().port().display().to_string(),
                    baud: 9600,
                    framing: Framing::Line,
                    reading: ReadingSettings::default(),
                }),
            }],
            devices: self.devices(),
            outputs: Vec::new(),
            machines: Vec::new(),
            currency: Currency::EUR,
        };
        let provisioning = Provisioning { secrets, stored, http, clock: Clock::system(), staff_pin: None };
        provisioning.run(&settings, self.key.clone(), |line| tracing::info!("{line}")).await
    }

    /// The entrance, and what can be bought with the same reader once it was chosen on the screen.
    fn devices(&self) -> Vec<Device> {
        let device = |id, role| Device { id, reader: "practice".to_owned(), role };
        // So that there is something to see when the studio goes away.
        let entrance = Entrance { offline: OfflinePolicy::Directory, opens: None };
        let bar = Vending {
            name: "Shake-Bar".to_owned(),
            hand_out: HandOut::Team,
            idle: Vending::IDLE,
            draw: Vending::DRAW,
            top_up: vec![1000, 2000, 5000],
            drawer: None,
        };
        vec![device(ENTRANCE, Role::CheckIn(entrance)), device(BAR, Role::Vending(bar))]
    }

    /// Holds a card to the reader.
    pub fn tap(&self, card: &str) -> io::Result<()> {
        let line = match card {
            ASKEW => "\u{1}\u{2}\u{3}\r".to_owned(),
            TELEPHONE => "08c1a29f\r".to_owned(),
            id => {
                let number = self
                    .sandbox
                    .members()
                    .into_iter()
                    .find(|member| member.id.to_string() == id)
                    .and_then(|member| member.hex_msb);
                match number {
                    Some(number) => format!("{number}\r"),
                    None => return Ok(()),
                }
            }
        };
        self.reader().say(line.as_bytes())
    }

    /// Switches one fault on, or all off.
    pub async fn fault(&self, kind: Option<PracticeFaultKind>) -> io::Result<()> {
        self.sandbox.clear_faults();
        self.sandbox.set_away(kind == Some(PracticeFaultKind::Away)).await?;
        if let Some(fault) = kind.and_then(sandbox_fault) {
            self.sandbox.set_fault(FaultPlan::new(fault));
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

    /// Calls `show` with what the panel shows, now and at every change, until it returns false.
    pub async fn watch(&self, mut show: impl FnMut(PracticeView) -> bool) {
        let (mut fault, mut cable) = (self.fault.subscribe(), self.cable.subscribe());
        let mut journal = self.sandbox.subscribe();
        while show(self.view()) {
            let ended = tokio::select! {
                changed = fault.changed() => changed.is_err(),
                changed = cable.changed() => changed.is_err(),
                changed = journal.changed() => changed.is_err(),
            };
            if ended {
                return;
            }
        }
    }

    fn view(&self) -> PracticeView {
        PracticeView {
            cards: self.cards(),
            fault: self.fault.borrow().map(|kind| PracticeFault { kind }),
            journal: self.sandbox.journal().iter().rev().take(JOURNAL_SHOWN).map(journal_entry).collect(),
            reader_connected: *self.cable.borrow(),
        }
    }

    fn cards(&self) -> Vec<PracticeCard> {
        let special = |id: &str| PracticeCard { id: id.to_owned(), name: String::new(), case: id.to_owned() };
        self.sandbox
            .members()
            .into_iter()
            .filter(|member| member.hex_msb.is_some())
            .map(|member| PracticeCard {
                id: member.id.to_string(),
                name: member.name,
                case: case_code(member.case),
            })
            .chain([special(ASKEW), special(TELEPHONE)])
            .collect()
    }

    fn reader(&self) -> MutexGuard<'_, SimulatedReader> {
        self.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Being away is not a fault of an answer but a closed door; see [`PracticeStudio::fault`].
fn sandbox_fault(kind: PracticeFaultKind) -> Option<Fault> {
    Some(match kind {
        PracticeFaultKind::Slow => {
            Fault::Latency { millis: u64::try_from(SLOW.as_millis()).unwrap_or(u64::MAX) }
        }
        PracticeFaultKind::Unauthorized => Fault::Unauthorized,
        PracticeFaultKind::Forbidden => Fault::Forbidden,
        PracticeFaultKind::TooMany => Fault::TooManyRequests { retry_after_seconds: 60 },
        PracticeFaultKind::Unavailable => Fault::ServiceUnavailable,
        PracticeFaultKind::Hang => Fault::Hang,
        PracticeFaultKind::Reset => Fault::Reset,
        PracticeFaultKind::Garbage => Fault::Garbage,
        PracticeFaultKind::Portal => Fault::CaptivePortal,
        PracticeFaultKind::Away => return None,
    })
}

fn journal_entry(entry: &Entry) -> PracticeJournalEntry {
    PracticeJournalEntry {
        at_ms: entry.time.as_millisecond().to_string(),
        request: format!("{} {}", entry.method, entry.path),
        status: match entry.ended {
            Ended::Answered { status } | Ended::Cut { status } => Some(status),
            Ended::Reset | Ended::Hung => None,
        },
        effect: entry.summary.clone(),
    }
}

/// The stable code of a case, as the practice studio spells it.
fn case_code(case: Case) -> String {
    serde_json::to_value(case).ok().and_then(|code| code.as_str().map(str::to_owned)).unwrap_or_default()
}
