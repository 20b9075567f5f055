//! What a desk is set up to be, in one file that people can read, copy and write by hand.
//!
//! `desk.toml` in the data folder and the file given to `portico provision` are the same format:
//! what the assistant writes for one desk provisions the next fifty. It never holds a secret.

mod catalogues;
mod file;
mod installation;

use std::time::Duration;

use domain::{DeviceId, IdentificationKind, Language};
use magicline::{Api, Endpoint, Tenant};
use outputs::OutputSettings;
use readers::{Layout, PcscSettings, ReadingSettings, SerialSettings};
use serde::{Deserialize, Serialize};

pub use catalogues::CatalogueError;
pub use file::{FileError, Problem, parse, to_toml};
pub use installation::{Draft, DraftStep, Installation, StoreError, Stored};

/// Everything a desk needs to know that is not a secret.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The studio's account at the vendor.
    pub tenant: Tenant,
    /// The language the screen starts in.
    pub language: Language,
    /// Where the three APIs are.
    pub endpoints: Endpoints,
    /// How long a verdict stays on the screen; 3 s unless set, 1 to 30 s.
    pub verdict_for: Duration,
    /// What holds for times without a connection.
    pub offline: Offline,
    /// The readers of this desk.
    pub readers: Vec<Reader>,
    /// The vendor's devices this desk plays, each on one reader.
    pub devices: Vec<Device>,
    /// Doors and drawers that open after a positive verdict.
    pub outputs: Vec<OutputSettings>,
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
    /// The name of the reader whose taps go to this device.
    pub reader: String,
    /// Who is let in while the vendor cannot be reached.
    pub offline: OfflinePolicy,
    /// The name of the output that opens for whoever is let in here.
    pub opens: Option<String>,
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

    /// The device a reader's taps go to.
    pub fn device_of(&self, reader: &str) -> Option<&Device> {
        self.devices.iter().find(|device| device.reader == reader)
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
