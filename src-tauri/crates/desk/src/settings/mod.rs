//! What a desk is set up to be, in one file that people can read, copy and write by hand.
//!
//! `desk.toml` in the data folder and the file given to `portico provision` are the same format:
//! what the assistant writes for one desk provisions the next fifty. It never holds a secret.

mod catalogues;
mod file;
mod installation;
mod look;
mod sign_up;
mod updates;

use std::collections::BTreeMap;
use std::time::Duration;

use domain::{Currency, DeviceId, DeviceModel, IdentificationKind, Language, Viewing};
use magicline::{Api, Endpoint, Tenant};
use outputs::{MachineSettings, OutputSettings};
use readers::{Layout, PcscSettings, ReadingSettings, SerialSettings};
use serde::{Deserialize, Serialize};

use crate::schedule::Schedule;
pub use catalogues::CatalogueError;
pub use file::{FileError, FileKind, LookEntry, LookProblem, Problem, parse, to_toml, with_look};
pub use installation::{Draft, DraftStep, Installation, StoreError, Stored};
pub use look::{Advertisement, Look};
pub use sign_up::{CardPayment, Minors, SignUp};
pub use updates::{Channel, Updates};

/// Everything a desk needs to know that is not a secret.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The studio's account at the vendor.
    pub tenant: Tenant,
    /// The language the screen starts in.
    pub language: Language,
    /// The languages members can choose, the usual ones first; empty: all there are.
    pub languages: Vec<Language>,
    /// Where the three APIs are.
    pub endpoints: Endpoints,
    /// How long a verdict stays on the screen; 3 s unless set, 1 to 30 s.
    pub verdict_for: Duration,
    /// When the screen is lit; always, if nothing is said.
    pub awake: Option<Schedule>,
    /// How large the member's screen is and from where it is read; `None`: nobody has said so.
    pub viewing: Option<Viewing>,
    /// What holds for times without a connection.
    pub offline: Offline,
    /// The readers of this desk.
    pub readers: Vec<Reader>,
    /// The vendor's devices this desk plays.
    pub devices: Vec<Device>,
    /// Doors, shelves, drawers and devices that are switched.
    pub outputs: Vec<OutputSettings>,
    /// Vending machines.
    pub machines: Vec<MachineSettings>,
    /// What prices and credits are in.
    pub currency: Currency,
    /// Becoming a member; `None`: not at this desk.
    pub sign_up: Option<SignUp>,
    /// How the member's screen looks.
    pub look: Look,
    /// Newer versions of Portico.
    pub updates: Updates,
}

/// Base addresses of the three APIs.
#[derive(Clone, Debug, PartialEq)]
pub struct Endpoints {
    /// Open API.
    pub open: Endpoint,
    /// Device API.
    pub device: Endpoint,
    /// Connect API.
    pub connect: Endpoint,
}

impl Endpoints {
    /// The vendor's own addresses for a tenant.
    pub fn of_tenant(tenant: &Tenant) -> Self {
        Self {
            open: Endpoint::of_tenant(tenant, Api::Open),
            device: Endpoint::of_tenant(tenant, Api::Device),
            connect: Endpoint::of_tenant(tenant, Api::Connect),
        }
    }
}

/// A reader and the name people gave it. On disk it is an entry of `[[readers]]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "file::ReaderEntry", into = "file::ReaderEntry")]
pub struct Reader {
    /// Unique on this desk; shown to staff, never sent.
    pub name: String,
    /// Where what it reads comes from, and how to understand it.
    pub source: Source,
}

/// Where what a reader reads comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// `serial`: a port of this computer.
    Serial(SerialSettings),
    /// `pcsc`: contactless readers of the system's card service. No reader may be meant by two.
    Pcsc(PcscSettings),
    /// `keyboard`: it types into the member's screen. At most one: a page cannot tell two keyboards
    /// apart.
    Keyboard(KeyboardSettings),
    /// `camera`: QR codes are held to the camera of the member's screen. At most one: the web view chooses
    /// which.
    Camera(CameraSettings),
    /// `pin-pad`: the keys on the member's screen. At most one, for there is one screen.
    PinPad,
}

/// A reader that pretends to be a keyboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyboardSettings {
    /// Which keyboard it pretends to be, where what it types makes sense either way.
    pub layout: Layout,
    /// What it types means.
    pub reading: ReadingSettings,
}

/// The camera that the web view or the system offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CameraSettings {
    /// What the QR codes mean; [`IdentificationKind::QrCode`] if not given.
    pub reading: ReadingSettings,
}

impl Default for CameraSettings {
    fn default() -> Self {
        let identification = IdentificationKind::QrCode;
        Self { reading: ReadingSettings { identification, ..ReadingSettings::default() } }
    }
}

/// What holds for times without a connection, whatever the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offline {
    /// How long after it happened a check-in may still be reported by itself; 15 min unless set,
    /// 1 min to 24 h. The vendor books it at the time it arrives, so a late one would be a wrong one.
    pub replay_for: Duration,
    /// How old the member list may be to let anybody in by; 24 h unless set, 1 h to 30 days.
    pub directory_age: Duration,
}

impl Default for Offline {
    fn default() -> Self {
        Self { replay_for: Duration::from_mins(15), directory_age: Duration::from_hours(24) }
    }
}

/// Who is let in while the vendor cannot be reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OfflinePolicy {
    /// Nobody; they are sent to the desk. The default: an open door is to be asked for.
    #[default]
    Refuse,
    /// Whoever is in the member list, while the list is fresh enough.
    Directory,
    /// Everybody whose card can be read.
    Everybody,
}

/// A device of the vendor that this desk plays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// The vendor's number.
    pub id: DeviceId,
    /// The name of the reader whose taps go to this device. The first device of a reader has them;
    /// the others have those of members who chose them on the screen.
    pub reader: String,
    /// What it is.
    pub role: Role,
}

/// What a device is. Each is one of the vendor's models.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// `GENERIC_CARD_READER`.
    CheckIn(Entrance),
    /// `GENERIC_VENDING_READER`.
    Vending(Vending),
    /// `GENERIC_TIME_READER`.
    Time(TimeDevice),
}

impl Role {
    /// The vendor's word for it.
    pub const fn model(&self) -> DeviceModel {
        match self {
            Self::CheckIn(_) => DeviceModel::CardReader,
            Self::Vending(_) => DeviceModel::VendingReader,
            Self::Time(_) => DeviceModel::TimeReader,
        }
    }

    /// The names of the outputs it uses.
    pub fn outputs(&self) -> impl Iterator<Item = &str> {
        let (one, shelves) = match self {
            Self::CheckIn(entrance) => (entrance.opens.as_ref(), None),
            Self::Vending(Vending { hand_out: HandOut::Shelves(shelves), drawer, .. }) => {
                (drawer.as_ref(), Some(shelves))
            }
            Self::Vending(Vending { hand_out: HandOut::Team | HandOut::Machine { .. }, drawer, .. }) => {
                (drawer.as_ref(), None)
            }
            Self::Time(time) => (Some(&time.switches), None),
        };
        one.into_iter().chain(shelves.into_iter().flat_map(BTreeMap::values)).map(String::as_str)
    }
}

/// A device that members check in at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entrance {
    /// Who is let in while the vendor cannot be reached.
    pub offline: OfflinePolicy,
    /// The name of the output that opens for whoever is let in here.
    pub opens: Option<String>,
}

/// A device that sells from shelves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vending {
    /// What members and the team call it.
    pub name: String,
    /// Who or what hands out.
    pub hand_out: HandOut,
    /// The vendor's idle time-out of this device, which only the vendor's own screens tell; 15 s unless
    /// set, 5 s to 5 min.
    pub idle: Duration,
    /// The vendor's product-draw time-out of this device; 60 s unless set, 5 s to 5 min.
    pub draw: Duration,
    /// The amounts that a member can choose to top up by, in the smallest unit; none: no top-up here.
    pub top_up: Vec<u32>,
    /// The name of the cash drawer that opens for a top-up.
    pub drawer: Option<String>,
}

impl Vending {
    /// The idle time-out unless the file says otherwise (the vendor's own default).
    pub const IDLE: Duration = Duration::from_secs(15);
    /// The product-draw time-out unless the file says otherwise.
    pub const DRAW: Duration = Duration::from_mins(1);
}

/// Who or what hands a product out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandOut {
    /// Somebody of the team.
    Team,
    /// Each shelf has an output that opens it; one that is not named here cannot be bought from.
    Shelves(BTreeMap<String, String>),
    /// A vending machine. What it calls an item is a shelf, by this list or else by the same name.
    Machine {
        /// The name of the machine.
        machine: String,
        /// Item at the machine to shelf at the vendor.
        items: BTreeMap<String, String>,
    },
}

/// A device that runs for the time that was bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeDevice {
    /// What members and the team call it.
    pub name: String,
    /// The name of the output that switches it on.
    pub switches: String,
}

/// A device with its reader, as the set-up makes them one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Place {
    /// The vendor's number of the device.
    pub device: DeviceId,
    /// Who is let in while the vendor cannot be reached.
    pub offline: OfflinePolicy,
    /// Its reader, which has the name of the device.
    pub reader: Reader,
}

impl Settings {
    /// How long a verdict stays unless the file says otherwise.
    pub const VERDICT_FOR: Duration = Duration::from_secs(3);

    /// Whether the member's screen has to look through a camera.
    pub fn has_camera(&self) -> bool {
        self.readers.iter().any(|reader| matches!(reader.source, Source::Camera(_)))
    }

    /// Whether the member's screen may use a camera: for codes, or for pictures of new members.
    pub fn may_use_camera(&self) -> bool {
        self.has_camera() || self.sign_up.as_ref().is_some_and(|sign_up| sign_up.offers)
    }

    /// The device a reader's taps go to, unless the member chose another.
    pub fn device_of(&self, reader: &str) -> Option<&Device> {
        self.devices.iter().find(|device| device.reader == reader)
    }

    /// What members check in at with a reader, if that is what its taps mean.
    pub fn entrance_of(&self, reader: &str) -> Option<(DeviceId, &Entrance)> {
        let device = self.device_of(reader)?;
        match &device.role {
            Role::CheckIn(entrance) => Some((device.id, entrance)),
            Role::Vending(_) | Role::Time(_) => None,
        }
    }
}

impl Source {
    /// The port that is opened for it, if any.
    pub fn port(&self) -> Option<&str> {
        match self {
            Self::Serial(serial) => Some(&serial.port),
            Self::Pcsc(_) | Self::Keyboard(_) | Self::Camera(_) | Self::PinPad => None,
        }
    }

    /// Whether one desk cannot have both: what is held to one would be heard by the other, too.
    pub fn clashes(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Serial(one), Self::Serial(two)) => one.port == two.port,
            (Self::Pcsc(one), Self::Pcsc(two)) => may_mean_the_same(one, two),
            (Self::Keyboard(_), Self::Keyboard(_))
            | (Self::Camera(_), Self::Camera(_))
            | (Self::PinPad, Self::PinPad) => true,
            (
                Self::Serial(_) | Self::Pcsc(_) | Self::Keyboard(_) | Self::Camera(_) | Self::PinPad,
                Self::Serial(_) | Self::Pcsc(_) | Self::Keyboard(_) | Self::Camera(_) | Self::PinPad,
            ) => false,
        }
    }
}

/// Of two parts of a name one of which holds the other, every reader of the longer one has both.
fn may_mean_the_same(one: &PcscSettings, two: &PcscSettings) -> bool {
    let part = |settings: &PcscSettings| settings.reader.as_deref().unwrap_or("").trim().to_lowercase();
    let (one, two) = (part(one), part(two));
    one.contains(&two) || two.contains(&one)
}
