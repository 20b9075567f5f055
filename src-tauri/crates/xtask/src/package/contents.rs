//! Every file of a Linux package and where it goes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Lists, NAME, Release, read, texts, write};
use crate::failure::Failure;
use crate::steps;

/// Which family of distributions a tree is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Debian, Ubuntu and theirs.
    Debian,
    /// Fedora, openSUSE and theirs.
    Rpm,
}

/// Files that are copied as they are: from `src-tauri/package` or, with a slash in front, from the top.
const FILES: &[(&str, &str)] = &[
    ("linux/app.portico.desk.desktop", "usr/share/applications/app.portico.desk.desktop"),
    ("linux/app.portico.desk.practice.desktop", "usr/share/applications/app.portico.desk.practice.desktop"),
    ("linux/70-portico-readers.rules", "usr/lib/udev/rules.d/70-portico-readers.rules"),
    ("linux/portico-readers.conf", "usr/lib/modprobe.d/portico-readers.conf"),
    ("/icons/32x32.png", "usr/share/icons/hicolor/32x32/apps/app.portico.desk.png"),
    ("/icons/128x128.png", "usr/share/icons/hicolor/128x128/apps/app.portico.desk.png"),
    ("/icons/128x128@2x.png", "usr/share/icons/hicolor/256x256/apps/app.portico.desk.png"),
    ("/icons/portico.svg", "usr/share/icons/hicolor/scalable/apps/app.portico.desk.svg"),
];

/// What the kiosk session is made of is copied whole; units among it go where systemd looks for them.
const KIOSK: &str = "kiosk/linux";

/// The one setting that a kiosk session's script reads where it lies.
const OPENBOX: &str = "openbox.xml";

/// Lays the tree of a package out in a fresh folder.
pub fn lay_out(release: &Release, lists: &Lists, family: Family) -> Result<PathBuf, Failure> {
    let root = release.out.join(match family {
        Family::Debian => "deb",
        Family::Rpm => "rpm",
    });
    if root.exists() {
        fs::remove_dir_all(&root).map_err(Failure::of("remove the last package's files"))?;
    }
    if !release.program.exists() {
        return Err(Failure::new(format!(
            "{} is not there; `cargo xtask build --release` builds it",
            release.program.display()
        )));
    }
    copy(&release.program, &root.join("usr/bin").join(NAME), 0o755)?;
    for (from, to) in FILES {
        let from = match from.strip_prefix('/') {
            Some(from) => release.workspace.root().join(from),
            None => release.sources().join(from),
        };
        copy(&from, &root.join(to), 0o644)?;
    }
    kiosk(&release.sources().join(KIOSK), &root)?;
    written(release, &root, family)?;
    documents(release, lists, &root, family)?;
    Ok(root)
}

/// The kiosk session's files, for whoever sets one up. Nothing of it is switched on. Units and what they
/// start lie where they are used, the rest where their steps say to copy it from.
fn kiosk(from: &Path, root: &Path) -> Result<(), Failure> {
    for file in files_below(from)? {
        let name = file.strip_prefix(from).map_err(Failure::of("name a file"))?;
        let script = fs::read(&file).is_ok_and(|bytes| bytes.starts_with(b"#!"));
        let unit = file.extension().is_some_and(|end| end == "service" || end == "target");
        let to = match (unit, script || name.as_os_str() == OPENBOX) {
            (true, _) => root.join("usr/lib/systemd/system").join(name),
            (false, true) => root.join("usr/lib/portico").join(name),
            (false, false) => root.join("usr/share/portico/kiosk").join(name),
        };
        copy(&file, &to, if script { 0o755 } else { 0o644 })?;
    }
    let steps = from.with_file_name("README.md");
    match steps.exists() {
        true => copy(&steps, &root.join("usr/share/portico/kiosk/README.md"), 0o644),
        false => Ok(()),
    }
}

/// Files with the version in them.
fn written(release: &Release, root: &Path, family: Family) -> Result<(), Failure> {
    let day = texts::day(release.epoch);
    let blanks = [("VERSION", release.version.as_str()), ("DATE", day.as_str())];
    let fill = |name: &str| texts::filled(&read(&release.sources().join("linux").join(name))?, &blanks);
    let metainfo = "app.portico.desk.metainfo.xml";
    place(&root.join("usr/share/metainfo").join(metainfo), &fill(metainfo)?)?;
    let page = root.join("usr/share/man/man1/portico.1");
    place(&page, &fill("portico.1")?)?;
    pack(&page)?;
    match family {
        Family::Debian => copy(
            &release.sources().join("linux/debian/lintian-overrides"),
            &root.join("usr/share/lintian/overrides").join(NAME),
            0o644,
        ),
        Family::Rpm => Ok(()),
    }
}

/// Licences, ours and those of what is built in.
fn documents(release: &Release, lists: &Lists, root: &Path, family: Family) -> Result<(), Failure> {
    let folder = root.join("usr/share/doc").join(NAME);
    let ours = release.workspace.root().join("src-tauri");
    match family {
        Family::Debian => {
            let mit = read(&ours.join("LICENSE-MIT"))?;
            let blanks = [("MIT", texts::paragraph(body(&mit)))];
            let blanks = blanks.each_ref().map(|(name, text)| (*name, text.as_str()));
            let text = read(&release.sources().join("linux/debian/copyright"))?;
            place(&folder.join("copyright"), &texts::filled(&text, &blanks)?)?;
            let date = texts::mail_date(release.epoch);
            let changelog = texts::changelog(&release.version, &release.maintainer, &date);
            place(&folder.join("changelog"), &changelog)?;
            pack(&folder.join("changelog"))?;
        }
        Family::Rpm => {
            for name in ["LICENSE-MIT", "LICENSE-APACHE"] {
                copy(&ours.join(name), &root.join("usr/share/licenses").join(NAME).join(name), 0o644)?;
            }
        }
    }
    for list in [&lists.bill, &lists.licences] {
        let to = folder.join(list.file_name().unwrap_or_default());
        copy(list, &to, 0o644)?;
        pack(&to)?;
    }
    Ok(())
}

/// The MIT licence without its title and the line of the copyright, which Debian wants elsewhere.
fn body(mit: &str) -> &str {
    mit.find("Permission is hereby").map_or(mit, |at| &mit[at..])
}

/// What the tree will take on a disk, in bytes.
pub fn size(root: &Path) -> Result<u64, Failure> {
    let sizes = files_below(root)?.into_iter().map(|file| fs::metadata(&file).map(|it| it.len()));
    let total: std::io::Result<u64> = sizes.sum();
    total.map_err(Failure::of("measure the package"))
}

/// All files below a folder, in the order of their names; none when there is no such folder.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let entry = entry.map_err(Failure::of("look into a folder"))?;
            let kind = entry.file_type().map_err(Failure::of("look at a file"))?;
            if kind.is_dir() { folders.push(entry.path()) } else { files.push(entry.path()) }
        }
    }
    files.sort();
    Ok(files)
}

fn place(to: &Path, text: &str) -> Result<(), Failure> {
    make_folder_of(to)?;
    write(to, text)?;
    set_mode(to, 0o644)
}

fn copy(from: &Path, to: &Path, mode: u32) -> Result<(), Failure> {
    make_folder_of(to)?;
    fs::copy(from, to).map_err(Failure::of(format_args!("copy {}", from.display())))?;
    set_mode(to, mode)
}

/// Folders are made readable for everybody whatever the umask of whoever packages.
fn make_folder_of(file: &Path) -> Result<(), Failure> {
    let Some(folder) = file.parent() else { return Ok(()) };
    if folder.exists() {
        return Ok(());
    }
    make_folder_of(folder)?;
    fs::create_dir(folder).map_err(Failure::of(format_args!("make {}", folder.display())))?;
    set_mode(folder, 0o755)
}

/// Packed by `gzip` without name or date, which would make every package another one.
fn pack(file: &Path) -> Result<(), Failure> {
    let mut gzip = Command::new("gzip");
    gzip.args(["--force", "--best", "--no-name"]).arg(file);
    steps::outcome("gzip", gzip.status().map_err(Failure::of("start gzip"))?)
}

#[cfg(unix)]
pub fn set_mode(path: &Path, mode: u32) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt;

    fs::set_permissions(path, fs::Permissions::from_mode(mode))
        .map_err(Failure::of(format_args!("set the rights of {}", path.display())))
}

#[cfg(not(unix))]
pub fn set_mode(_: &Path, _: u32) -> Result<(), Failure> {
    Ok(())
}
