//! The line that is always in sight, and what is wrong with the desk as a whole.

use domain::DeviceId;
use serde::Serialize;
use ts_rs::TS;

use crate::{AmountView, Id, Ms};

/// Always in sight.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LineView {
    /// Whether the studio's system answers.
    pub vendor: VendorState,
    /// Each reader.
    pub readers: Vec<ReaderLine>,
    /// Each door and drawer.
    pub outputs: Vec<OutputLine>,
    /// How many items wait to be sent.
    pub waiting: u32,
    /// How many items need a person.
    pub person: u32,
    /// What the items that are not settled are worth, one entry a currency.
    pub amounts: Vec<AmountView>,
    /// When the oldest item that is not settled happened, in milliseconds since 1970 UTC.
    pub oldest_ms: Option<Ms>,
    /// When the next try comes, in milliseconds since 1970 UTC; `None` when nothing waits or
    /// everything that waits is held up.
    pub next_try_ms: Option<Ms>,
    /// Why nothing can be written down, if so.
    pub store: Option<StoreTrouble>,
    /// The member list for times without a connection; `None` when the key may not read it.
    pub directory: Option<DirectoryLine>,
}

/// Whether the studio's system answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum VendorState {
    /// The last thing asked was answered, or nothing was asked yet.
    Reachable,
    /// It cannot be reached; coming back is noticed by itself.
    Unreachable,
}

/// One reader of this desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ReaderLine {
    /// What staff call it.
    pub name: String,
    /// Whether it works.
    pub state: ReaderCondition,
}

/// Whether a reader works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ReaderCondition {
    /// It works.
    Alive,
    /// The port is not there.
    Gone,
    /// Another program holds the port.
    InUse,
    /// This user may not open the port.
    Forbidden,
    /// The system's card service (pcscd) does not run.
    ServiceMissing,
    /// The Linux kernel's driver pn533_usb holds the reader.
    HeldByKernel,
    /// There is no camera, or the web view offers none.
    CameraMissing,
    /// The system does not let this program use the camera.
    CameraDenied,
    /// It types like a keyboard, so that it says nothing while nothing is held up to it.
    Unwatched,
}

/// One door or drawer of this desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct OutputLine {
    /// What staff call it.
    pub name: String,
    /// Whether it can be opened.
    pub state: OutputCondition,
}

/// Whether a door or drawer can be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum OutputCondition {
    /// It can.
    Alive,
    /// The port is not there, or nobody answers at the address.
    Gone,
    /// Another program holds the port.
    InUse,
    /// This user may not open the port.
    Forbidden,
    /// The device asks for a password.
    Locked,
    /// Something answers that cannot be switched.
    Unsuitable,
}

/// The member list for times without a connection.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DirectoryLine {
    /// How many members are in it.
    pub members: u32,
    /// When it was last complete, in milliseconds since 1970 UTC.
    pub complete_ms: Option<Ms>,
}

/// Why nothing can be written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum StoreTrouble {
    /// The keychain does not give the key of the store: locked, or waiting for its password.
    KeychainLocked,
    /// The keychain has no key for the store that is there.
    KeyMissing,
    /// The key in the keychain is not the one of this store.
    KeyWrong,
    /// The store is damaged. It was moved aside, or will be at the next start.
    Damaged,
    /// A newer Portico made the store.
    Newer,
    /// No room is left on the disk.
    DiskFull,
    /// The folder cannot be written.
    ReadOnly,
    /// Another program holds the store.
    InUse,
    /// The system reports another fault.
    Fault,
}

/// Something that is wrong with the desk as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "alarm", rename_all = "camelCase")]
pub enum Alarm {
    /// The vendor does not accept a key or token any more. What goes with it waits.
    #[serde(rename_all = "camelCase")]
    AccessWithdrawn {
        /// What it is for: the device's number, or nothing for the studio's key.
        device: Option<Id<DeviceId>>,
        /// Since when, in milliseconds since 1970 UTC.
        since_ms: Ms,
        /// How many items wait for it.
        held_up: u32,
    },
    /// A store that could not be read lies beside the new one. What was in it is not in the inbox.
    #[serde(rename_all = "camelCase")]
    StoreSetAside {
        /// The file's name in the data folder.
        file: String,
        /// Since when, in milliseconds since 1970 UTC.
        since_ms: Ms,
    },
    /// The member's screen has crashed too often within a minute. Stays until somebody has seen it.
    #[serde(rename_all = "camelCase")]
    Crashes {
        /// When that was last, in milliseconds since 1970 UTC.
        since_ms: Ms,
        /// How often within that minute.
        count: u32,
        /// Members are still not served.
        resting: bool,
    },
}
