//! Files that are whole at any moment: a power cut, a full disk or an end in the middle leaves the old one or the
//! new one.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes a file. When this returns the new one survives a power cut.
///
/// # Errors
/// The old file is there, unchanged; only where the folder could not be brought to the disk it may be the new one.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    put(path, |file| file.write_all(bytes))
}

/// Writes a file in the place of another one, with the rights that that one has.
///
/// # Errors
/// As with [`write`]; and when there is no other one.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let rights = fs::metadata(path)?.permissions();
    put(path, |file| {
        file.write_all(bytes)?;
        file.set_permissions(rights)
    })
}

/// Copies a file over another one, with the rights that it has.
///
/// # Errors
/// As with [`write`].
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let mut source = File::open(from)?;
    let rights = source.metadata()?.permissions();
    put(to, |file| {
        io::copy(&mut source, file)?;
        file.set_permissions(rights)
    })
}

/// Beside its place, onto the disk, and then one step into it.
fn put(path: &Path, fill: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let beside = beside(path);
    let filled = File::create(&beside).and_then(|mut file| {
        fill(&mut file)?;
        file.sync_all()
    });
    if let Err(error) = filled.and_then(|()| fs::rename(&beside, path)) {
        // It may be what the disk is full of. It is the first error that matters.
        let _ = fs::remove_file(&beside);
        return Err(error);
    }
    sync_folder(path.parent().unwrap_or(Path::new(".")))
}

fn beside(path: &Path) -> PathBuf {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    beside.into()
}

/// Without it the step may be lost, though not the file.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    // The folder of a bare name is called by an empty one.
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    File::open(folder)?.sync_all()
}

/// Windows makes a rename durable by itself and cannot open a folder as a file.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is in a folder: names and texts.
    fn files(folder: &Path) -> Vec<(String, String)> {
        let mut files: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|entry| {
                let text = fs::read_to_string(entry.path()).unwrap_or_else(|_| "no file".to_owned());
                (entry.file_name().into_string().unwrap(), text)
            })
            .collect();
        files.sort();
        files
    }

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.toml");
        for text in ["a long first one", "two", ""] {
            // What an end in the middle left is in nobody's way.
            fs::write(beside(&file), "half of something long").unwrap();
            write(&file, text.as_bytes()).unwrap();
            assert_eq!(files(folder.path()), [("a.toml".to_owned(), text.to_owned())]);
        }
    }

    #[test]
    fn what_cannot_be_put_in_its_place_leaves_what_is_there_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let (file, taken) = (folder.path().join("a"), folder.path().join("taken"));
        fs::write(&file, "one").unwrap();
        fs::create_dir(&taken).unwrap();
        let before = files(folder.path());
        for result in [
            write(&taken, b"two"),
            copy(&file, &taken),
            copy(&taken, &file),
            copy(&folder.path().join("nothing"), &file),
            replace(&folder.path().join("nothing"), b"two"),
            replace(&taken, b"two"),
            write(&folder.path().join("nowhere").join("a"), b"two"),
            put(&file, |half| {
                half.write_all(b"tw")?;
                Err(io::ErrorKind::StorageFull.into())
            }),
        ] {
            assert!(result.is_err());
            assert_eq!(files(folder.path()), before);
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_takes_the_place_of_a_program_can_be_started() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("one");
        fs::write(&program, "1").unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        replace(&program, b"2").unwrap();
        assert_eq!(files(folder.path()), [("one".to_owned(), "2".to_owned())]);
        assert_eq!(fs::metadata(&program).unwrap().permissions().mode() & 0o777, 0o755);
    }

    #[cfg(unix)]
    #[test]
    fn a_copy_can_be_started_where_the_file_could() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("one"), folder.path().join("two"));
        fs::write(&one, "1").unwrap();
        fs::write(&two, "2").unwrap();
        fs::set_permissions(&one, fs::Permissions::from_mode(0o555)).unwrap();
        copy(&one, &two).unwrap();
        assert_eq!(fs::read_to_string(&two).unwrap(), "1");
        assert_eq!(fs::metadata(&two).unwrap().permissions().mode() & 0o777, 0o555);
    }
}
