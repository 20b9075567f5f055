//! The Debian package, by dpkg's own tools.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::contents::{files_below, set_mode, size};
use super::{NAME, Release, contents, said, write};
use crate::failure::Failure;
use crate::steps;

/// What the studio's computer needs besides the libraries, which are found in the program itself.
///
/// Without a keychain a desk does not start. It is recommended and not demanded, because which one is
/// the choice of the desktop. Without a voice nobody who cannot see the screen would be told that there
/// is none.
const RECOMMENDS: &str = "pcscd, libccid, gnome-keyring | keepassxc | kwalletmanager, \
                          dbus-user-session | dbus-x11, gstreamer1.0-plugins-good, \
                          speech-dispatcher, speech-dispatcher-espeak-ng";

const SUGGESTS: &str = "cage, greetd";

const DESCRIPTION: &str = "\
front desk of a fitness studio
 A member holds a card to the reader and is welcomed or turned away; staff see
 what happened and settle what a program cannot. Portico talks to the Magicline
 ERP and keeps its keys in the keychain of the system.
 .
 It sells products and minutes, lets people become members, checks in without a
 connection, and has a practice studio to try it all.";

/// Builds the package out of a tree that is laid out.
pub fn build(release: &Release, root: &Path) -> Result<PathBuf, Failure> {
    let mut dpkg = Command::new("dpkg");
    dpkg.arg("--print-architecture");
    let architecture = said(dpkg)?.trim().to_owned();
    let libraries = libraries(release)?;
    let folder = root.join("DEBIAN");
    let control = control(&Control {
        version: &release.version,
        maintainer: &release.maintainer,
        architecture: &architecture,
        libraries: &libraries,
        kibibytes: size(root)?.div_ceil(1024),
    });
    let sums = sums(root)?;
    fs::create_dir(&folder).map_err(Failure::of("make the control folder"))?;
    set_mode(&folder, 0o755)?;
    write(&folder.join("control"), &control)?;
    write(&folder.join("md5sums"), &sums)?;
    for (name, mode) in [("templates", 0o644), ("postinst", 0o755), ("prerm", 0o755), ("postrm", 0o755)] {
        let to = folder.join(name);
        fs::copy(release.sources().join("linux/debian").join(name), &to)
            .map_err(Failure::of(format_args!("copy {name}")))?;
        set_mode(&to, mode)?;
    }
    let package = release.out.join(format!("{NAME}_{}_{architecture}.deb", release.version));
    let mut build = Command::new("dpkg-deb");
    build.env("SOURCE_DATE_EPOCH", release.epoch.to_string());
    build.args(["--build", "--root-owner-group", "-Zxz", "-z9"]).arg(root).arg(&package);
    steps::run("the .deb (dpkg-deb)", build)?;
    Ok(package)
}

struct Control<'a> {
    version: &'a str,
    maintainer: &'a str,
    architecture: &'a str,
    libraries: &'a str,
    kibibytes: u64,
}

fn control(it: &Control) -> String {
    let Control { version, maintainer, architecture, libraries, kibibytes } = it;
    format!(
        "Package: {NAME}\nVersion: {version}\nArchitecture: {architecture}\nMaintainer: {maintainer}\n\
         Installed-Size: {kibibytes}\nDepends: {libraries}, ca-certificates, debconf (>= 0.5) | debconf-2.0\n\
         Recommends: {RECOMMENDS}\nSuggests: {SUGGESTS}\nSection: misc\nPriority: optional\n\
         Description: {DESCRIPTION}\n"
    )
}

/// The libraries that the program is linked with, as packages of this distribution, with the versions
/// whose symbols it uses.
fn libraries(release: &Release) -> Result<String, Failure> {
    // The tool wants a source package around it.
    let folder = release.out.join("shlibdeps");
    fs::create_dir_all(folder.join("debian")).map_err(Failure::of("make a folder for dpkg-shlibdeps"))?;
    write(
        &folder.join("debian/control"),
        &format!("Source: {NAME}\n\nPackage: {NAME}\nArchitecture: any\n"),
    )?;
    let mut tool = Command::new("dpkg-shlibdeps");
    tool.current_dir(&folder).args(["-O", "--warnings=0", "-e"]).arg(&release.program);
    dependencies(&said(tool)?)
}

fn dependencies(said: &str) -> Result<String, Failure> {
    let line = said.lines().find_map(|line| line.strip_prefix("shlibs:Depends="));
    let found = line.filter(|found| found.contains("libwebkit2gtk"));
    found.map(str::to_owned).ok_or_else(|| Failure::new(format!("dpkg-shlibdeps says no web view:\n{said}")))
}

/// The checksums that dpkg verifies an installation by.
fn sums(root: &Path) -> Result<String, Failure> {
    let mut tool = Command::new("md5sum");
    tool.current_dir(root);
    for file in files_below(root)? {
        tool.arg(file.strip_prefix(root).map_err(Failure::of("name a file"))?);
    }
    said(tool)
}

/// What Debian's own checks say, where they are installed.
pub fn lint(package: &Path) -> Result<(), Failure> {
    if !crate::packages::on_path("lintian") {
        println!("  lintian is not installed; the package was not looked at by it");
        return Ok(());
    }
    let mut lintian = Command::new("lintian");
    lintian.args([
        "--allow-root",
        "--fail-on",
        "error,warning",
        "--suppress-tags",
        "bogus-mail-host-in-debian-changelog",
    ]);
    lintian.arg(package);
    steps::run("Debian's own checks (lintian)", lintian)
}

/// Lays out and builds.
pub fn package(release: &Release, lists: &super::Lists) -> Result<(PathBuf, u64), Failure> {
    let root = contents::lay_out(release, lists, contents::Family::Debian)?;
    let installed = size(&root)?;
    Ok((build(release, &root)?, installed))
}

#[cfg(test)]
mod tests {
    use super::{Control, control, dependencies};

    #[test]
    fn a_control_file_has_what_debian_demands() {
        let text = control(&Control {
            version: "0.1.0",
            maintainer: "A <a@b.example>",
            architecture: "amd64",
            libraries: "libc6 (>= 2.34), libwebkit2gtk-4.1-0",
            kibibytes: 2048,
        });
        for field in [
            "Package: portico\n",
            "Version: 0.1.0\n",
            "Architecture: amd64\n",
            "Maintainer: A <a@b.example>\n",
            "Installed-Size: 2048\n",
            "Depends: libc6 (>= 2.34), libwebkit2gtk-4.1-0, ca-certificates, debconf",
            "gnome-keyring",
            "Recommends: pcscd",
            "speech-dispatcher, speech-dispatcher-espeak-ng",
        ] {
            assert!(text.contains(field), "{field}: {text}");
        }
        let description = text.split_once("Description: ").unwrap().1;
        assert!(description.lines().skip(1).all(|line| line.starts_with(' ') && line.len() <= 80), "{text}");
        assert!(text.ends_with(".\n") && !text.contains("\n\n"));
    }

    #[test]
    fn a_program_without_the_web_view_is_not_ours() {
        let good = "shlibs:Depends=libc6 (>= 2.34), libwebkit2gtk-4.1-0 (>= 2.37)\n";
        assert_eq!(dependencies(good).unwrap(), "libc6 (>= 2.34), libwebkit2gtk-4.1-0 (>= 2.37)");
        assert!(dependencies("shlibs:Depends=libc6\n").is_err());
        assert!(dependencies("").is_err());
    }
}
