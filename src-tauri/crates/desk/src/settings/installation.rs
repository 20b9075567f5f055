//! The data folder: who this installation is, how far its set-up came, and the files of the desk.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use domain::DeviceId;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;

use super::{FileError, Look, Place, Settings, parse, to_toml, with_look};
use crate::whole;

/// Why the data folder cannot be used. Nothing is deleted or emptied because of it.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Reading or writing failed.
    #[error("{path}: {source}", path = .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// `desk.toml` was edited and is not valid any more.
    #[error("{path}, {source}", path = .path.display())]
    Desk {
        /// The file.
        path: PathBuf,
        /// What is wrong, and in which line.
        source: FileError,
    },
    /// `installation.toml` cannot be read. It names the keychain entries, so it is not made anew.
    #[error("{path} is damaged. Put it back from a copy, or move it away and set the desk up again.", path = .0.display())]
    Installation(PathBuf),
}

/// Who this installation is, and how far its set-up came. Kept in `installation.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Installation {
    /// Names this installation's keychain entries.
    pub id: Uuid,
    /// The studio's name, as the vendor last said it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub studio_name: Option<String>,
    /// True when the key may look members up (`CUSTOMER_READ`).
    #[serde(default)]
    pub may_look_members_up: bool,
    /// A set-up that was left half way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draft: Option<Draft>,
}

/// A set-up that was left half way. The key, once accepted, is in the keychain, not here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Draft {
    /// The tenant that was accepted.
    pub tenant: String,
    /// The question to resume at.
    pub step: DraftStep,
    /// The device that was activated and has no reader yet; its token is in the keychain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// The devices that are set up, with their readers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
}

/// The questions a set-up can be resumed at. Reader and tap are asked together: a tap proves
/// a port only while the port is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DraftStep {
    /// Is this your studio?
    Studio,
    /// Which device?
    Devices,
    /// Which reader?
    Reader,
    /// Another device?
    More,
}

/// The data folder. Every byte Portico writes, logs apart, goes through here.
#[derive(Clone, Debug)]
pub struct Stored {
    folder: PathBuf,
}

impl Stored {
    /// Uses `folder`, creating it when it is missing.
    ///
    /// # Errors
    /// The folder is not there and cannot be made.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(folder).map_err(|source| StoreError::Io { path: folder.to_owned(), source })?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Who this installation is; a new one gets its identity on disk before it is used.
    ///
    /// # Errors
    /// The file cannot be read or is damaged, or a new one cannot be written.
    pub fn installation(&self) -> Result<Installation, StoreError> {
        let path = self.folder.join("installation.toml");
        if let Some(text) = read(&path)? {
            return toml::from_str(&text).map_err(|_| StoreError::Installation(path));
        }
        let new =
            Installation { id: Uuid::new_v4(), studio_name: None, may_look_members_up: false, draft: None };
        self.save_installation(&new)?;
        Ok(new)
    }

    /// Writes `installation.toml`.
    ///
    /// # Errors
    /// It could not be written; the old file is still there.
    pub fn save_installation(&self, installation: &Installation) -> Result<(), StoreError> {
        self.write("installation.toml", toml::to_string_pretty(installation).unwrap_or_default().as_bytes())
    }

    /// The desk's settings, or `None` when it is not set up.
    ///
    /// # Errors
    /// The file cannot be read, or was edited and is not valid any more.
    pub fn settings(&self) -> Result<Option<Settings>, StoreError> {
        let path = self.folder.join("desk.toml");
        match read(&path)? {
            None => Ok(None),
            Some(text) => parse(&text).map(Some).map_err(|source| StoreError::Desk { path, source }),
        }
    }

    /// Writes `desk.toml`.
    ///
    /// # Errors
    /// It could not be written; the old file is still there.
    pub fn save_settings(&self, settings: &Settings) -> Result<(), StoreError> {
        self.write("desk.toml", to_toml(settings).as_bytes())
    }

    /// Changes the `[look]` of `desk.toml` and nothing else in it: its comments and its order stay.
    ///
    /// # Errors
    /// The file is not there, cannot be read or written, or was edited and is not valid any more.
    pub fn save_look(&self, look: &Look) -> Result<(), StoreError> {
        let path = self.folder.join("desk.toml");
        let text =
            fs::read_to_string(&path).map_err(|source| StoreError::Io { path: path.clone(), source })?;
        let changed = with_look(&text, look).map_err(|source| StoreError::Desk { path, source })?;
        self.write("desk.toml", changed.as_bytes())
    }

    /// A file of the look, if there is one of this name.
    ///
    /// # Errors
    /// It is there and cannot be read.
    pub fn look_file(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        bytes(&self.folder.join(crate::look::FOLDER).join(name))
    }

    /// Keeps a file of the look, in the folder of its own.
    ///
    /// # Errors
    /// It could not be written; a file of that name is still there.
    pub fn save_look_file(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let folder = self.folder.join(crate::look::FOLDER);
        fs::create_dir_all(&folder).map_err(|source| StoreError::Io { path: folder.clone(), source })?;
        Self { folder }.write(name, bytes)
    }

    /// The studio's logo as it was fetched during set-up.
    ///
    /// # Errors
    /// It is there and cannot be read.
    pub fn logo(&self) -> Result<Option<Vec<u8>>, StoreError> {
        bytes(&self.folder.join("logo"))
    }

    /// Keeps the studio's logo.
    ///
    /// # Errors
    /// It could not be written; the old one is still there.
    pub fn save_logo(&self, bytes: &[u8]) -> Result<(), StoreError> {
        self.write("logo", bytes)
    }

    /// Whole or not at all: a power cut leaves the old file or the new one.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.folder.join(name);
        whole::write(&path, bytes).map_err(|source| StoreError::Io { path, source })
    }
}

/// The bytes of a file, or `None` where there is none.
pub(super) fn bytes(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(StoreError::Io { path: path.to_owned(), source }),
    }
}

/// The text of a file, or `None` where there is none.
pub(super) fn read(path: &Path) -> Result<Option<String>, StoreError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(StoreError::Io { path: path.to_owned(), source }),
    }
}

#[cfg(test)]
mod tests {
    use readers::{ByteOrder, Framing, PcscSettings, ReadingSettings, SerialSettings};

    use super::*;
    use crate::settings::{OfflinePolicy, Reader, Source};

    fn places() -> Vec<Place> {
        let reading = ReadingSettings { order: ByteOrder::Lsb, ..ReadingSettings::default() };
        let serial = SerialSettings {
            port: "/dev/ttyUSB0".into(),
            baud: 19_200,
            framing: Framing::Gap,
            reading: reading.clone(),
        };
        let pcsc = PcscSettings { reader: Some("ACR122U".into()), reading };
        let place = |device, offline, source| Place {
            device: DeviceId(device),
            offline,
            reader: Reader { name: format!("Door {device}"), source },
        };
        vec![
            place(27, OfflinePolicy::Everybody, Source::Serial(serial)),
            place(28, OfflinePolicy::Refuse, Source::Pcsc(pcsc)),
            place(29, OfflinePolicy::Directory, Source::PinPad),
        ]
    }

    #[test]
    fn an_installation_keeps_its_identity() {
        let folder = tempfile::tempdir().unwrap();
        let first = Stored::open(folder.path()).unwrap().installation().unwrap();
        let again = Stored::open(folder.path()).unwrap().installation().unwrap();
        assert_eq!(first, again);
    }

    #[test]
    fn a_damaged_identity_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("installation.toml"), "id = ").unwrap();
        let stored = Stored::open(folder.path()).unwrap();
        assert!(matches!(stored.installation(), Err(StoreError::Installation(_))));
        assert_eq!(fs::read_to_string(folder.path().join("installation.toml")).unwrap(), "id = ");
    }

    #[test]
    fn a_half_done_set_up_is_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let stored = Stored::open(folder.path()).unwrap();
        let mut installation = stored.installation().unwrap();
        installation.draft = Some(Draft {
            tenant: "example".into(),
            step: DraftStep::Reader,
            device: Some(DeviceId(26)),
            places: places(),
        });
        stored.save_installation(&installation).unwrap();
        assert_eq!(stored.installation().unwrap(), installation);
    }
}
