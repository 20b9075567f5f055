//! The data folder, and that only one Portico uses it.

use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why the data folder cannot be used.
#[derive(Debug, Error)]
pub enum PlaceError {
    /// The system names no folder for application data.
    #[error("This user has no folder for application data. Name one with --data-dir.")]
    Nowhere,
    /// Another Portico uses it.
    #[error("Portico is already running with {0}.")]
    Running(PathBuf),
    /// It cannot be created or written.
    #[error("{path} cannot be used: {source}")]
    Io {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// The data folder: the one given, or the system's place for application data.
pub fn data_folder(given: Option<PathBuf>, practice: bool) -> Result<PathBuf, PlaceError> {
    let name = if practice { "portico-practice" } else { "portico" };
    let folder = given.or_else(|| dirs::data_local_dir().map(|folder| folder.join(name)));
    let folder = folder.ok_or(PlaceError::Nowhere)?;
    std::path::absolute(&folder).map_err(|source| PlaceError::Io { path: folder, source })
}

/// What is to be started: the AppImage that this runs from, where it does. What runs out of one lies in a
/// mount of that very file, and goes on being the old program after another one took the file's place.
///
/// # Errors
/// The system cannot say what runs here.
pub fn program() -> io::Result<PathBuf> {
    program_of(std::env::var_os("APPIMAGE"), std::env::current_exe)
}

/// The AppImage that this runs from.
pub fn image() -> Option<PathBuf> {
    image_of(std::env::var_os("APPIMAGE"))
}

fn program_of(image: Option<OsString>, itself: impl FnOnce() -> io::Result<PathBuf>) -> io::Result<PathBuf> {
    image_of(image).map_or_else(itself, Ok)
}

fn image_of(variable: Option<OsString>) -> Option<PathBuf> {
    variable.map(PathBuf::from).filter(|path| path.is_absolute())
}

/// Where the team's exports go: where people look for documents, unless everything was to be in one
/// folder.
pub fn exports_folder(data: &Path, given: bool) -> PathBuf {
    let documents = dirs::document_dir().filter(|_| !given);
    documents.map_or_else(|| data.join("exports"), |documents| documents.join("Portico"))
}

/// Holds the data folder until dropped or the process ends, however it ends.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "the lock is the open file")] File);

/// Takes the data folder for this process.
pub fn lock(folder: &Path) -> Result<Lock, PlaceError> {
    let failed = |source| PlaceError::Io { path: folder.to_owned(), source };
    std::fs::create_dir_all(folder).map_err(failed)?;
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(folder.join("running.lock"))
        .map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => Err(PlaceError::Running(folder.to_owned())),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_out_of_an_appimage_is_started_as_its_file() {
        let mounted = || Ok(PathBuf::from("/tmp/.mount_PortHk/usr/bin/portico"));
        for (variable, started) in [
            (Some("/home/desk/Portico.AppImage"), "/home/desk/Portico.AppImage"),
            (Some("Portico.AppImage"), "/tmp/.mount_PortHk/usr/bin/portico"),
            (Some(""), "/tmp/.mount_PortHk/usr/bin/portico"),
            (None, "/tmp/.mount_PortHk/usr/bin/portico"),
        ] {
            let program = program_of(variable.map(OsString::from), mounted).unwrap();
            assert_eq!(program, PathBuf::from(started), "{variable:?}");
        }
    }
}
