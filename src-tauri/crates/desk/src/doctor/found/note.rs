//! What works, in the doctor's words.

use std::fmt;
use std::path::PathBuf;

use super::Code;
use crate::doctor::text::Text;

/// Something works.
#[derive(Debug)]
pub(in crate::doctor) enum Note {
    Versions(String),
    FolderUsable { place: PathBuf },
    StoreHeld { place: PathBuf },
    StoreOpens { place: PathBuf },
    KeychainUnlocked,
    Held { place: String },
    PortOpens { port: String },
    PortAnswers { port: String },
    ReaderThere { name: String },
    ReaderTypes,
    CameraInWindow,
    PinPad,
    Products { count: usize },
    LookAsSet,
    LookCorrected { said: Vec<String> },
    Text(Text),
    OutputReached { place: String },
    KeyAccepted { looks_members_up: bool },
    ClockAgrees,
    TokenWorks,
    HostReached { host: String },
    Offers { studio: String, count: usize, unpaid: Vec<String>, trials: bool, withdrawal: bool },
    NoContractsHere { studio: String, trials: bool },
    RightsComplete,
}

impl Note {
    pub(in crate::doctor) const fn code(&self) -> Code {
        match self {
            Self::Versions(_) => Code::Versions,
            Self::FolderUsable { .. } => Code::Usable,
            Self::StoreHeld { .. } | Self::Held { .. } => Code::HeldByPortico,
            Self::StoreOpens { .. } | Self::PortOpens { .. } => Code::Opens,
            Self::KeychainUnlocked => Code::Unlocked,
            Self::PortAnswers { .. } | Self::ReaderThere { .. } => Code::There,
            Self::ReaderTypes | Self::CameraInWindow => Code::NotChecked,
            Self::PinPad => Code::OnScreen,
            Self::Products { .. } => Code::Products,
            Self::LookAsSet => Code::AsSet,
            Self::LookCorrected { .. } => Code::Corrected,
            Self::Text(text) => text.code(),
            Self::OutputReached { .. } | Self::HostReached { .. } => Code::Reached,
            Self::KeyAccepted { .. } => Code::KeyAccepted,
            Self::ClockAgrees => Code::ClockAgrees,
            Self::TokenWorks => Code::TokenWorks,
            Self::Offers { .. } => Code::Offers,
            Self::NoContractsHere { .. } => Code::NoContractsHere,
            Self::RightsComplete => Code::RightsComplete,
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const TRIALS: &str = " Trial sessions can be booked.";
        match self {
            Self::Versions(versions) => f.write_str(versions),
            Self::FolderUsable { place } => write!(f, "{} can be read and written.", place.display()),
            Self::StoreHeld { place } => write!(
                f,
                "{} can be read and written; the store in it is held by the running Portico.",
                place.display()
            ),
            Self::StoreOpens { place } => {
                write!(f, "{} can be read and written, and the store in it opens.", place.display())
            }
            Self::KeychainUnlocked => f.write_str("It is there and unlocked."),
            Self::Held { place } => write!(f, "{place} is held by the running Portico."),
            Self::PortOpens { port } => write!(f, "{port} can be opened."),
            Self::PortAnswers { port } => write!(f, "{port} answers."),
            Self::ReaderThere { name } => write!(f, "{name} is there."),
            Self::ReaderTypes => f.write_str(
                "It types like a keyboard, so it cannot be checked from here. Hold something up to it while the desk \
                 is open.",
            ),
            Self::CameraInWindow => f.write_str(
                "It is the web view's camera, which is looked for while the desk is open; the team's window says how \
                 it is.",
            ),
            Self::PinPad => f.write_str("It is on the member's screen."),
            Self::Products { count } => write!(f, "Products: {count}."),
            Self::LookAsSet => f.write_str("It is shown as it is set."),
            Self::LookCorrected { said } => f.write_str(&said.join(" ")),
            Self::Text(text) => text.fmt(f),
            Self::OutputReached { place } => write!(f, "{place} can be reached. It was not opened."),
            Self::KeyAccepted { looks_members_up } => {
                let names = if *looks_members_up { "" } else { " It may not look members up." };
                write!(f, "The key is accepted and carries its rights.{names}")
            }
            Self::ClockAgrees => f.write_str("It agrees with the studio's system."),
            Self::TokenWorks => f.write_str("Its token works."),
            Self::HostReached { host } => write!(f, "{host} can be reached."),
            Self::Offers { studio, count, unpaid, trials, withdrawal } => {
                write!(f, "{studio}: {count} offers.")?;
                if !unpaid.is_empty() {
                    let names = unpaid.join(", ");
                    write!(
                        f,
                        " At the reception only, because this desk takes none of their ways to pay: {names}."
                    )?;
                }
                f.write_str(if *trials { TRIALS } else { "" })?;
                let shown = if *withdrawal { "is shown" } else { "is not shown" };
                write!(f, " What it says about withdrawal {shown}.")
            }
            Self::NoContractsHere { studio, trials } => {
                write!(f, "{studio}: no contracts at this desk.{}", if *trials { TRIALS } else { "" })
            }
            Self::RightsComplete => f.write_str(
                "The key may look for new members, link cards to them and redeem vouchers for a visit.",
            ),
        }
    }
}
