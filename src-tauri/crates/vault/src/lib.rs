//! The system's keychain: Secret Service, macOS Keychain or Windows Credential Manager.
//!
//! Secrets live there and nowhere else. There is no fall-back to a file: a desk without a keychain
//! says so and stops. All calls block, and a keychain may be waiting for a person to unlock it:
//! callers run them away from the window and the async workers, with a time limit.

#![warn(clippy::missing_errors_doc)]

use std::fmt;

use domain::{DeviceId, PersonId};
use keyring::{Entry, Error as KeyringError};
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use uuid::Uuid;

const SERVICE: &str = "portico";

/// What a secret is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// The studio's Open API key.
    ApiKey,
    /// The bearer token of one device.
    DeviceToken(DeviceId),
    /// The key of the encrypted store: what is on the disk is worth nothing without this keychain.
    StoreKey,
    /// The argon2 hash of the staff PIN. The PIN itself is kept nowhere; its hash is here because so
    /// few digits are soon guessed by whoever has the hash in a file. It is the PIN of the first manager.
    StaffPin,
    /// Who is of the team, by number.
    Team,
    /// Somebody of the team: name, role and, but for the first manager, the hash of the PIN.
    Person(PersonId),
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ApiKey => f.write_str("api-key"),
            Self::DeviceToken(id) => write!(f, "device-{id}"),
            Self::StoreKey => f.write_str("store-key"),
            Self::StaffPin => f.write_str("staff-pin"),
            Self::Team => f.write_str("team"),
            Self::Person(id) => write!(f, "person-{id}"),
        }
    }
}

/// Why the keychain did not do what it was asked. Never carries a secret.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum VaultError {
    /// No keychain runs in this session.
    #[error(
        "This computer offers no keychain to this session, and Portico keeps keys nowhere else. \
         Log in to a desktop session, or start a Secret Service such as gnome-keyring, and start Portico again."
    )]
    Missing,
    /// The keychain is there but locked, or it refuses access.
    #[error(
        "The keychain is locked or refuses access. Unlock it (log in with the password) and start Portico again."
    )]
    Locked,
    /// The keychain did not answer in time.
    #[error("The keychain does not answer. It may be waiting for its password in another window.")]
    Silent,
    /// The entry is there but cannot be used.
    #[error("The keychain holds an entry for Portico that cannot be read. Set the device up again.")]
    Unusable,
}

impl From<KeyringError> for VaultError {
    fn from(error: KeyringError) -> Self {
        match error {
            // A Mac always has one. What its errors have no name for is that nobody may be asked, that somebody
            // said no, and a wrong password.
            KeyringError::PlatformFailure(_) if cfg!(target_os = "macos") => Self::Locked,
            KeyringError::NoDefaultStore
            | KeyringError::NotSupportedByStore(_)
            | KeyringError::PlatformFailure(_) => Self::Missing,
            KeyringError::BadEncoding(_)
            | KeyringError::BadDataFormat(..)
            | KeyringError::BadStoreFormat(_)
            | KeyringError::Ambiguous(_)
            | KeyringError::TooLong(..)
            | KeyringError::Invalid(..) => Self::Unusable,
            // The enum is not ours and may grow.
            KeyringError::NoStorageAccess(_) | KeyringError::NoEntry | _ => Self::Locked,
        }
    }
}

/// Where secrets are kept. The desk is written against this; [`Keychain`] is the real one.
pub trait Secrets: Send + Sync + 'static {
    /// The secret in `slot`, or `None` when nothing was ever put there.
    ///
    /// # Errors
    /// The keychain does not say. Then nobody knows whether there is one.
    fn get(&self, slot: Slot) -> Result<Option<SecretString>, VaultError>;

    /// Puts a secret into `slot`, replacing what was there.
    ///
    /// # Errors
    /// The keychain did not take it; what was there before may still be.
    fn set(&self, slot: Slot, secret: &SecretString) -> Result<(), VaultError>;

    /// Empties `slot`. One that is empty stays so.
    ///
    /// # Errors
    /// The keychain did not remove it. That there was none is no error.
    fn remove(&self, slot: Slot) -> Result<(), VaultError>;
}

/// The keychain entries of one installation.
///
/// Entries are named after the installation, so that two data folders on one computer (a real desk
/// and a practice one) never see each other's keys.
#[derive(Clone, Debug)]
pub struct Keychain {
    installation: Uuid,
}

impl Keychain {
    /// Opens the keychain and proves with a write that it is unlocked: a locked Secret Service
    /// answers reads with "no such entry", which must not be mistaken for a lost token.
    ///
    /// # Errors
    /// There is no keychain, or it is locked, silent or unusable.
    pub fn open(installation: Uuid) -> Result<Self, VaultError> {
        let keychain = Self { installation };
        keychain.prove_unlocked()?;
        Ok(keychain)
    }

    fn prove_unlocked(&self) -> Result<(), VaultError> {
        let probe = self.entry("probe")?;
        probe.set_password("unlocked")?;
        Ok(probe.delete_credential()?)
    }

    fn entry(&self, name: impl fmt::Display) -> Result<Entry, VaultError> {
        Ok(Entry::new(SERVICE, &format!("{}/{name}", self.installation))?)
    }
}

impl Secrets for Keychain {
    fn get(&self, slot: Slot) -> Result<Option<SecretString>, VaultError> {
        match self.entry(slot)?.get_password() {
            Ok(secret) => Ok(Some(secret.into())),
            // It may have been locked since it was opened.
            Err(KeyringError::NoEntry) => self.prove_unlocked().map(|()| None),
            Err(error) => Err(error.into()),
        }
    }

    fn set(&self, slot: Slot, secret: &SecretString) -> Result<(), VaultError> {
        Ok(self.entry(slot)?.set_password(secret.expose_secret())?)
    }

    fn remove(&self, slot: Slot) -> Result<(), VaultError> {
        match self.entry(slot)?.delete_credential() {
            Ok(()) => Ok(()),
            Err(KeyringError::NoEntry) => self.prove_unlocked(),
            Err(error) => Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keychain_that_does_not_open_is_missing_only_where_there_may_be_none() {
        let fails = || Box::new(std::io::Error::other("-25308"));
        let nameless = if cfg!(target_os = "macos") { VaultError::Locked } else { VaultError::Missing };
        for (error, meaning) in [
            (KeyringError::NoDefaultStore, VaultError::Missing),
            (KeyringError::PlatformFailure(fails()), nameless),
            (KeyringError::NoStorageAccess(fails()), VaultError::Locked),
            (KeyringError::BadEncoding(Vec::new()), VaultError::Unusable),
        ] {
            assert_eq!(VaultError::from(error), meaning);
        }
    }

    /// A name that changed would be a secret that is lost on every desk.
    #[test]
    fn every_slot_keeps_its_name() {
        for (slot, name) in [
            (Slot::ApiKey, "api-key"),
            (Slot::DeviceToken(DeviceId(26)), "device-26"),
            (Slot::StoreKey, "store-key"),
            (Slot::StaffPin, "staff-pin"),
            (Slot::Team, "team"),
            (Slot::Person(PersonId(7)), "person-7"),
        ] {
            assert_eq!(slot.to_string(), name);
        }
    }
}
