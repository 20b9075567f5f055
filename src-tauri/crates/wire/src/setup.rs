//! The set-up assistant: a conversation that checks each answer before the next question.

use domain::DeviceId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Connected, Id, StudioView, TapProof};

/// Everything the assistant shows, in full.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SetupView {
    /// The question that is open.
    pub step: SetupStep,
    /// The tenant as far as it was given; never the key.
    pub tenant: String,
    /// True when a key is in the keychain already and need not be typed again.
    pub key_stored: bool,
    /// The four checks of the account step, in order; empty before the first try.
    pub checks: Vec<Check>,
    /// What went wrong with the last answer, until the next one.
    pub problem: Option<SetupProblem>,
    /// True while an answer is being checked: buttons wait.
    pub working: bool,
    /// The studio the key belongs to, for confirmation.
    pub studio: Option<StudioView>,
    /// The studio's street and town, to tell two branches of one name apart.
    pub address: Option<String>,
    /// The vendor's devices.
    pub devices: Vec<DeviceChoice>,
    /// What this computer has that a reader may be.
    pub connected: Connected,
    /// How the tap of the reader step went.
    pub tap: TapProof,
    /// The key may read the member list, by which members can be let in without a connection.
    pub list_readable: bool,
    /// The devices that are set up, the first one first.
    pub places: Vec<PlaceView>,
}

/// A device that is set up, with its reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlaceView {
    /// The name of the device.
    pub device: String,
    /// Where its reader is.
    pub reader: ReaderPlace,
    /// Who may come in without a connection.
    pub offline: OfflineChoice,
}

/// Where a reader is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum ReaderPlace {
    /// On a serial port.
    Serial {
        /// Which.
        port: String,
    },
    /// Behind the system's card service.
    Contactless {
        /// Its name.
        name: String,
    },
    /// It types.
    Keyboard,
    /// The camera of the member's screen.
    Camera,
    /// On the screen.
    PinPad,
}

/// The questions, in order. Also the value of `data-step` at `setup-step`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SetupStep {
    /// Tenant and API key.
    Account,
    /// Is this your studio?
    Studio,
    /// Which device is this desk? It is activated, its token stored and the integration confirmed.
    Devices,
    /// Which reader is it?
    Reader,
    /// Prove the reader with one tap.
    Tap,
    /// Who may come in while the studio's system cannot be reached?
    Offline,
    /// Does this desk play another device?
    More,
    /// Which language does the screen start in?
    Language,
}

/// One line of the account check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// What is checked.
    pub kind: CheckKind,
    /// How far it is.
    pub state: CheckState,
}

/// What the account step checks, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CheckKind {
    /// Does the address answer, with a certificate we trust?
    Address,
    /// Is the key accepted?
    Key,
    /// Does it carry the rights the desk needs?
    Rights,
    /// Is this computer's clock right?
    Clock,
}

/// How far a check is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CheckState {
    /// Not yet its turn.
    Waiting,
    /// Being checked.
    Running,
    /// Fine.
    Passed,
    /// Not fine; the problem says why.
    Failed,
}

/// One of the vendor's devices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeviceChoice {
    /// The vendor's number.
    pub id: Id<DeviceId>,
    /// The name the studio gave it.
    pub name: String,
    /// What it is for.
    pub model: DeviceModelView,
    /// It is already active somewhere; activating it here takes it over.
    pub active: bool,
    /// Chosen for this desk and activated.
    pub activated: bool,
}

/// What a device is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DeviceModelView {
    /// Entrance, exit, car park or room.
    CardReader,
    /// Sells from shelves.
    VendingReader,
    /// Solarium, massage chair.
    TimeReader,
    /// Newer than this program.
    Other,
}

/// Who may come in while the studio's system cannot be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum OfflineChoice {
    /// Nobody: members are sent to the desk.
    Refuse,
    /// Whoever the member list knows as allowed.
    Directory,
    /// Everybody whose card can be read.
    Everybody,
}

/// What is wrong with an answer, and what the sentence about it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "code", rename_all = "camelCase")]
pub enum SetupProblem {
    /// The tenant is empty or has characters no host name can have.
    TenantInvalid,
    /// The key is empty, or has a blank or a line break inside.
    KeyInvalid,
    /// No such host, connection refused, no route.
    AddressUnreachable {
        /// The host that was tried.
        host: String,
    },
    /// It answers, but not like the vendor.
    NotTheVendor {
        /// The host that was tried.
        host: String,
    },
    /// The server's certificate is not trusted.
    CertificateWrong {
        /// The host that was tried.
        host: String,
    },
    /// 401.
    KeyRefused,
    /// 403 on something the desk needs.
    RightMissing {
        /// All rights that are missing.
        rights: Vec<Right>,
    },
    /// This computer's clock differs from the vendor's.
    ClockWrong {
        /// Minutes this computer is ahead; negative when it is behind.
        minutes_ahead: i32,
    },
    /// 429 or 503, or no answer in time: try again in a moment.
    VendorBusy,
    /// 5xx or an answer nobody can read.
    VendorFault,
    /// The vendor lists no device, so there is none to choose.
    NoDevices,
    /// The device is not in the list any more.
    DeviceGone,
    /// The device is not a card reader, and this program plays no other yet.
    DeviceUnsuited,
    /// The device is set up on this desk already, with a reader of its own.
    DeviceTaken,
    /// The vendor refused to activate the device.
    ActivationRefused,
    /// The vendor may or may not have activated it; its token is lost. Activating again is safe.
    ActivationUnknown,
    /// The vendor did not accept the confirmation of the integration.
    ConfirmationFailed,
    /// The keychain is locked or did not take the secret.
    KeychainRefused,
    /// The port is not there.
    PortMissing,
    /// Another program holds the port.
    PortInUse,
    /// This user may not open the port.
    PortForbidden,
    /// Another reader of this desk is there.
    PortTaken {
        /// The name of its device.
        device: String,
    },
    /// The system's card service (pcscd) does not run.
    CardServiceMissing,
    /// The Linux kernel's driver pn533_usb holds the reader.
    ReaderHeldByKernel,
    /// What was set up could not be written to disk.
    NotSaved,
    /// The set-up is over: this window may not change it any more.
    Closed,
}

/// A right an API key can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Right {
    /// List devices.
    DeviceRead,
    /// Activate devices.
    DeviceWrite,
    /// Know the studio's name.
    StudioRead,
    /// Look members up, for the first name in the welcome.
    CustomerRead,
}
