//! Newer versions of Portico: who brings them, and the way back.
//!
//! A package of the system is brought up to date by the system. An AppImage, a macOS application and
//! an installation of one Windows user do it themselves, when they were built to (`updates`): signed,
//! at night, while nobody is at the desk, and a part of all desks first.

pub mod back;
#[cfg(feature = "updates")]
mod itself;
#[cfg(any(test, feature = "updates"))]
mod rounds;
#[cfg(any(test, feature = "updates"))]
mod rule;
#[cfg(any(test, all(windows, feature = "updates")))]
mod setup;

#[cfg(feature = "updates")]
pub use itself::{Here, follow, plugin};

/// Who brings newer versions to this copy of Portico.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bringer {
    /// Portico itself.
    Itself,
    /// The package's system, or whoever manages this computer.
    System,
}

impl Bringer {
    /// Of this copy.
    pub fn here() -> Self {
        use tauri::utils::config::BundleType;

        match tauri::utils::platform::bundle_type() {
            Some(BundleType::AppImage | BundleType::App | BundleType::Nsis) if cfg!(feature = "updates") => {
                Self::Itself
            }
            Some(_) | None => Self::System,
        }
    }

    /// For the person who reads `portico doctor`.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Itself => "Brings itself up to date.",
            Self::System => "Is brought up to date by the system it was installed with.",
        }
    }
}
