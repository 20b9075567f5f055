//! The way back to the version before.
//!
//! Only an AppImage keeps the version before by itself. Whatever else Portico was installed by installs
//! an earlier version over this one. The data folder stays as it is in either case: an earlier version
//! opens the store, or says on every screen that a newer one made it and leaves it alone.

use std::fs;
use std::io;
use std::path::Path;

use desk::whole;

/// The version before, in the data folder.
const PREVIOUS: &str = "previous.AppImage";

/// The version that somebody went back from, so that it is not put in again the next night.
const REFUSED: &str = "refused-version";

/// Keeps a copy of this version before the next one replaces it.
///
/// # Errors
/// When it cannot be copied; then it must not be replaced.
#[cfg(any(test, feature = "updates"))]
pub fn keep(image: &Path, folder: &Path) -> io::Result<()> {
    whole::copy(image, &folder.join(PREVIOUS))
}

/// Puts the next version in the place of this one, in one step: a power cut leaves the one or the other.
///
/// # Errors
/// When it is no program or cannot be written; this version is in its place then, whole.
#[cfg(any(test, all(target_os = "linux", feature = "updates")))]
pub fn put_in(image: &Path, next: &[u8]) -> io::Result<()> {
    if !next.starts_with(b"\x7fELF") {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "what was fetched is no AppImage"));
    }
    whole::replace(image, next)
}

/// Whether this user may put something else in the place of a file or an application.
///
/// # Errors
/// When not, with what the system said.
#[cfg(any(all(test, unix), all(unix, feature = "updates")))]
pub fn may_be_replaced(what: &Path) -> io::Result<()> {
    use rustix::fs::{Access, access};

    let folder = what.parent().ok_or(io::ErrorKind::NotFound)?;
    access(folder, Access::WRITE_OK)?;
    // An application of macOS is a folder, which has to be written to be moved.
    if what.is_dir() {
        access(what, Access::WRITE_OK)?;
    }
    Ok(())
}

/// Puts the version before in the place of this one. False when there is none.
///
/// # Errors
/// When it cannot be written; this version is in its place then, whole.
pub fn put_back(image: &Path, folder: &Path, version: &str) -> io::Result<bool> {
    let previous = folder.join(PREVIOUS);
    if !previous.exists() {
        return Ok(false);
    }
    whole::write(&folder.join(REFUSED), version.as_bytes())?;
    whole::copy(&previous, image)?;
    fs::remove_file(previous)?;
    Ok(true)
}

/// Whether somebody went back from this version.
#[cfg(any(test, feature = "updates"))]
pub fn is_refused(folder: &Path, version: &str) -> bool {
    fs::read_to_string(folder.join(REFUSED)).is_ok_and(|refused| refused.trim() == version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_before_comes_back_and_the_one_it_replaced_is_not_put_in_again() {
        let folder = tempfile::tempdir().unwrap();
        let image = folder.path().join("Portico.AppImage");
        fs::write(&image, "one").unwrap();
        assert!(!put_back(&image, folder.path(), "1.0.0").unwrap(), "there is none before the first");
        assert!(!is_refused(folder.path(), "1.0.0"));

        keep(&image, folder.path()).unwrap();
        put_in(&image, b"\x7fELF two").unwrap();
        assert_eq!(fs::read(&image).unwrap(), b"\x7fELF two");
        assert!(put_back(&image, folder.path(), "2.0.0").unwrap());
        assert_eq!(fs::read_to_string(&image).unwrap(), "one");
        assert!(is_refused(folder.path(), "2.0.0") && !is_refused(folder.path(), "2.0.1"));
        assert!(!put_back(&image, folder.path(), "1.0.0").unwrap(), "once");
    }

    #[test]
    fn what_cannot_be_copied_leaves_what_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let image = folder.path().join("Portico.AppImage");
        fs::write(&image, "one").unwrap();
        assert!(keep(&image, &folder.path().join("missing")).is_err());
        assert!(keep(&folder.path().join("missing"), folder.path()).is_err());
        assert!(put_in(&image, b"<!doctype html>").is_err());
        assert!(put_in(&folder.path().join("missing"), b"\x7fELF two").is_err());
        assert_eq!(fs::read_to_string(&image).unwrap(), "one");
        let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(left, [image]);
    }

    #[cfg(unix)]
    #[test]
    fn what_lies_in_a_folder_of_this_users_may_be_replaced() {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};

        let folder = tempfile::tempdir().unwrap();
        let application = folder.path().join("Portico.app");
        fs::create_dir(&application).unwrap();
        assert!(may_be_replaced(&application).is_ok());
        assert!(may_be_replaced(&folder.path().join("Portico.AppImage")).is_ok());
        assert!(may_be_replaced(&folder.path().join("missing/Portico.AppImage")).is_err());
        assert!(may_be_replaced(Path::new("/")).is_err());
        // Whoever is root may write everywhere.
        if fs::metadata(folder.path()).unwrap().uid() != 0 {
            fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
            assert!(may_be_replaced(&application).is_err());
        }
    }
}
