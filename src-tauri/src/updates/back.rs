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
        fs::write(&image, "two").unwrap();
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
        let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(left, [image]);
    }
}
