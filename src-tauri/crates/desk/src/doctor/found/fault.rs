//! What does not work, in the doctor's words, and what to do.

use std::fmt;
use std::path::PathBuf;

use domain::StudioId;
use magicline::{EndpointError, KeyError};
use outbox::Trouble;
use outputs::OutputState;
use readers::ReaderState;
use vault::VaultError;
use wire::SetupProblem;

use super::Code;
use crate::account;
use crate::settings::{CatalogueError, StoreError};

/// Something does not work, and what to do.
#[derive(Debug)]
pub(in crate::doctor) enum Fault {
    Stored(StoreError),
    Keychain(VaultError),
    NotSetUp,
    StoreKeyMissing,
    Store(Trouble),
    Port {
        port: String,
        state: ReaderState,
    },
    CardService {
        name: String,
        state: ReaderState,
    },
    CardServiceSilent,
    NoProducts,
    CatalogueWrong {
        path: PathBuf,
        line: u32,
    },
    LookIncomplete {
        said: Vec<String>,
    },
    Output {
        place: String,
        state: OutputState,
    },
    KeyMissing,
    KeyMalformed(KeyError),
    Account(account::Trouble),
    ClockNotCompared,
    TokenMissing,
    TokenRefused,
    Unreachable {
        host: String,
    },
    StudioUnknown,
    StudioNotListed {
        number: StudioId,
    },
    NoOffers {
        studio: String,
    },
    TrialsOff {
        studio: String,
    },
    /// Each right with what does not work without it.
    RightsMissing(Vec<(&'static str, &'static str)>),
    AddressWrong(EndpointError),
    Portico,
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Stored(error)
    }
}

impl From<VaultError> for Fault {
    fn from(error: VaultError) -> Self {
        Self::Keychain(error)
    }
}

impl From<account::Trouble> for Fault {
    fn from(trouble: account::Trouble) -> Self {
        Self::Account(trouble)
    }
}

impl From<CatalogueError> for Fault {
    fn from(error: CatalogueError) -> Self {
        match error {
            CatalogueError::Damaged { path, problems } => {
                let line = problems.first().map_or(1, |problem| problem.line);
                Self::CatalogueWrong { path, line }
            }
            CatalogueError::Store(error) => Self::Stored(error),
        }
    }
}

impl Fault {
    pub(in crate::doctor) const fn code(&self) -> Code {
        match self {
            Self::Stored(StoreError::Io { .. }) => Code::FolderUnusable,
            Self::Stored(StoreError::Desk { .. }) => Code::SettingsWrong,
            Self::Stored(StoreError::Installation(_)) => Code::InstallationDamaged,
            Self::Keychain(VaultError::Missing) => Code::KeychainMissing,
            Self::Keychain(VaultError::Locked) => Code::KeychainLocked,
            Self::Keychain(VaultError::Silent) => Code::KeychainSilent,
            Self::Keychain(VaultError::Unusable) => Code::KeychainUnusable,
            Self::NotSetUp => Code::NotSetUp,
            Self::StoreKeyMissing => Code::StoreKeyMissing,
            Self::Store(trouble) => match trouble {
                Trouble::KeyWrong => Code::StoreKeyWrong,
                Trouble::Damaged => Code::StoreDamaged,
                Trouble::Newer => Code::StoreNewer,
                Trouble::DiskFull => Code::DiskFull,
                Trouble::ReadOnly => Code::StoreReadOnly,
                Trouble::InUse => Code::StoreInUse,
                Trouble::NotOpen | Trouble::Fault => Code::StoreFault,
            },
            Self::Port { state, .. } | Self::CardService { state, .. } => match state {
                // What answers is no fault; see `of_port`.
                ReaderState::Gone | ReaderState::Alive => Code::Gone,
                ReaderState::InUse => Code::InUse,
                ReaderState::Forbidden => Code::Forbidden,
                ReaderState::ServiceMissing => Code::CardServiceMissing,
                ReaderState::HeldByKernel => Code::HeldByKernel,
            },
            Self::CardServiceSilent => Code::CardServiceSilent,
            Self::NoProducts => Code::NoProducts,
            Self::CatalogueWrong { .. } => Code::CatalogueWrong,
            Self::LookIncomplete { .. } => Code::LookIncomplete,
            Self::Output { state, .. } => match state {
                OutputState::Gone | OutputState::Alive => Code::Gone,
                OutputState::InUse => Code::InUse,
                OutputState::Forbidden => Code::Forbidden,
                OutputState::Locked => Code::WantsPassword,
                OutputState::Unsuitable => Code::Unsuitable,
            },
            Self::KeyMissing => Code::KeyMissing,
            Self::KeyMalformed(_) => Code::KeyMalformed,
            Self::Account(trouble) => of_account(&trouble.problem),
            Self::ClockNotCompared => Code::ClockNotCompared,
            Self::TokenMissing => Code::TokenMissing,
            Self::TokenRefused => Code::TokenRefused,
            Self::Unreachable { .. } => Code::Unreachable,
            Self::StudioUnknown => Code::StudioUnknown,
            Self::StudioNotListed { .. } => Code::StudioNotListed,
            Self::NoOffers { .. } => Code::NoOffers,
            Self::TrialsOff { .. } => Code::TrialsOff,
            Self::RightsMissing(_) => Code::RightMissing,
            Self::AddressWrong(_) => Code::AddressWrong,
            Self::Portico => Code::PorticoFault,
        }
    }
}

const fn of_account(problem: &SetupProblem) -> Code {
    match problem {
        SetupProblem::KeyInvalid => Code::KeyMalformed,
        SetupProblem::KeyRefused => Code::KeyRefused,
        SetupProblem::RightMissing { .. } => Code::RightMissing,
        SetupProblem::AddressUnreachable { .. } => Code::Unreachable,
        SetupProblem::NotTheVendor { .. } => Code::NotTheVendor,
        SetupProblem::CertificateWrong { .. } => Code::CertificateWrong,
        SetupProblem::ClockWrong { .. } => Code::ClockWrong,
        SetupProblem::VendorBusy => Code::VendorBusy,
        SetupProblem::VendorFault => Code::VendorFault,
        // Of a set-up. No account is found like that.
        SetupProblem::TenantInvalid
        | SetupProblem::NoDevices
        | SetupProblem::DeviceGone
        | SetupProblem::DeviceUnsuited
        | SetupProblem::DeviceTaken
        | SetupProblem::ActivationRefused
        | SetupProblem::ActivationUnknown
        | SetupProblem::ConfirmationFailed
        | SetupProblem::KeychainRefused
        | SetupProblem::PortMissing
        | SetupProblem::PortInUse
        | SetupProblem::PortForbidden
        | SetupProblem::PortTaken { .. }
        | SetupProblem::CardServiceMissing
        | SetupProblem::ReaderHeldByKernel
        | SetupProblem::NotSaved
        | SetupProblem::Closed => Code::PorticoFault,
    }
}

const SERVICE_MISSING: &str = "The system's card service does not run. Install and start it: on Debian and Ubuntu, \
                               the package pcscd.";
const HELD_BY_KERNEL: &str = "The kernel's driver pn533_usb holds the reader. Write \"blacklist pn533_usb\" to \
                              /etc/modprobe.d/portico.conf, unload it with \"modprobe -r pn533_usb\" and plug the \
                              reader in again.";

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stored(error) => error.fmt(f),
            Self::Keychain(error) => error.fmt(f),
            Self::NotSetUp => {
                f.write_str("This desk is not set up yet. Start Portico, or use `portico provision`.")
            }
            Self::StoreKeyMissing => f.write_str(
                "The keychain has no key for the store. Restore this user's keychain; nothing is written down before.",
            ),
            Self::Store(trouble) => f.write_str(of_store(*trouble)),
            Self::Port { state: ReaderState::ServiceMissing, .. }
            | Self::CardService { state: ReaderState::ServiceMissing, .. } => f.write_str(SERVICE_MISSING),
            Self::Port { state: ReaderState::HeldByKernel, .. }
            | Self::CardService { state: ReaderState::HeldByKernel, .. } => f.write_str(HELD_BY_KERNEL),
            Self::Port { port: name, state: ReaderState::Gone | ReaderState::Alive }
            | Self::CardService { name, state: ReaderState::Gone | ReaderState::Alive } => {
                write!(f, "{name} is not there. Check the reader's cable.")
            }
            Self::Port { port: place, state: ReaderState::InUse }
            | Self::CardService { name: place, state: ReaderState::InUse }
            | Self::Output { place, state: OutputState::InUse } => {
                write!(f, "{place} is used by another program. Close it.")
            }
            Self::CardService { state: ReaderState::Forbidden, .. } => {
                f.write_str("This user may not use the system's card service.")
            }
            Self::Port { port: place, state: ReaderState::Forbidden }
            | Self::Output { place, state: OutputState::Forbidden } => write!(
                f,
                "This user may not open {place}. On Linux, add the user to the group \"dialout\" and log in again."
            ),
            Self::CardServiceSilent => {
                f.write_str("The system's card service does not answer. Start it again.")
            }
            Self::NoProducts => f.write_str("It has no products yet. Import a file in the team's window."),
            Self::CatalogueWrong { path, line } => {
                write!(f, "{}, line {line} is wrong. Mend it, or import another.", path.display())
            }
            Self::LookIncomplete { said } => f.write_str(&said.join(" ")),
            Self::Output { place, state: OutputState::Gone | OutputState::Alive } => {
                write!(f, "{place} does not answer. Check its cable and its power.")
            }
            Self::Output { place, state: OutputState::Locked } => {
                write!(f, "{place} asks for a password. Switch that off in the device.")
            }
            Self::Output { place, state: OutputState::Unsuitable } => write!(
                f,
                "{place} answers, but not like a Shelly with this channel. Check the address and the channel."
            ),
            Self::KeyMissing => f.write_str("The keychain holds no API key. Set the desk up again."),
            Self::KeyMalformed(error) => error.fmt(f),
            Self::Account(trouble) => trouble.fmt(f),
            Self::ClockNotCompared => f.write_str("It could not be compared with the studio's system."),
            Self::TokenMissing => f.write_str("The keychain holds no token for it. Set the desk up again."),
            Self::TokenRefused => {
                f.write_str("Its token was refused. Activate the device again: set the desk up once more.")
            }
            Self::Unreachable { host } => {
                write!(f, "{host} cannot be reached. Check this computer's network.")
            }
            Self::StudioUnknown => {
                f.write_str("Which studio this is can only be asked with the API key. See above.")
            }
            Self::StudioNotListed { number } => write!(
                f,
                "The Connect API lists no studio {number}. Write the right number into desk.toml: [sign-up], studio = …"
            ),
            Self::NoOffers { studio } => write!(
                f,
                "{studio} publishes no offers. Release them for the website in the studio's system."
            ),
            Self::TrialsOff { studio } => write!(
                f,
                "{studio} lets nobody book a trial session. Switch that on in the studio's system, or write \
                 trial = false."
            ),
            Self::RightsMissing(rights) => {
                let all = |part: fn(&(&'static str, &'static str)) -> &'static str| {
                    rights.iter().map(part).collect::<Vec<_>>().join(" and ")
                };
                write!(
                    f,
                    "The key lacks {}: {}. Ask the studio's owner to grant it in the vendor's app store.",
                    all(|right| right.0),
                    all(|right| right.1)
                )
            }
            Self::AddressWrong(error) => error.fmt(f),
            Self::Portico => f.write_str("Portico cannot look at this, which is a fault of Portico."),
        }
    }
}

const fn of_store(trouble: Trouble) -> &'static str {
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
