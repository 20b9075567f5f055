//! The .deb in a Debian where nobody has been yet: installed, started, looked at, taken out again.
//!
//! It takes root, the Debian archive and a few minutes, so it is no part of `cargo xtask test` but of
//! the tests of a release.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{NAME, Release, said};
use crate::failure::Failure;
use crate::packages::on_path;
use crate::session;
use crate::steps;
use crate::studio::{self, Profile};

/// Where in the fresh system this check's own things lie.
const DROP: &str = "check";

/// What the tour takes, and no desk needs.
const TOOLS: &str =
    "xvfb x11-xkb-utils webkit2gtk-driver dbus dbus-x11 gnome-keyring libglib2.0-bin desktop-file-utils";

/// Where a user of the fresh system keeps what Portico has stored.
const DATA: &str = "/home/desk/.local/share/portico";

/// Shell scripts, run as root in the fresh system one after the other, each with what it proves.
const BEFORE: &[(&str, &str)] = &[
    (
        "a technician's installation brings a keychain, a card service and a voice along",
        "apt-get update -q; apt-get install --simulate --install-recommends /check/portico.deb > /check/plan.txt
         for name in gnome-keyring pcscd speech-dispatcher speech-dispatcher-espeak-ng; do
             grep -q \"^Inst $name \" /check/plan.txt
         done",
    ),
    (
        "it installs without a question and brings every library",
        "apt-get update -q; apt-get install -q -y --no-install-recommends /check/portico.deb;
         ! ldd /usr/bin/portico | grep 'not found'",
    ),
    ("what dpkg has written down is what is there", "test -z \"$(dpkg --verify portico)\""),
    (
        "the rules, entries and lists are where the system looks for them",
        "test -f /usr/lib/udev/rules.d/70-portico-readers.rules
         grep -q pn533_usb /usr/lib/modprobe.d/portico-readers.conf
         test -f /usr/share/applications/app.portico.desk.desktop
         test -f /usr/share/icons/hicolor/256x256/apps/app.portico.desk.png
         zcat /usr/share/doc/portico/sbom.cdx.json.gz | grep -q '\"pkg:cargo/tauri@'
         zcat /usr/share/doc/portico/THIRD-PARTY.txt.gz | grep -q 'Permission is hereby granted'
         grep -q 'Apache License' /usr/share/doc/portico/copyright",
    ),
    (
        "it takes its own installation a second time",
        "apt-get install -q -y --reinstall --no-install-recommends /check/portico.deb",
    ),
    ("a user for the desk", "useradd --create-home --shell /bin/sh desk; chown desk /check/pictures"),
    (
        "without a keychain it says so, and nothing falls over",
        "runuser -u desk -- portico --version | grep -qF \"portico $VERSION\"
         runuser -u desk -- portico doctor > /check/doctor.txt && exit 1
         grep -i '^FAIL *keychain' /check/doctor.txt",
    ),
    (
        "without a voice it says so",
        "grep 'speech  *.*speech-dispatcher' /check/doctor.txt",
    ),
    (
        "it starts with the session when it is told to, and no more when it is told so",
        "runuser -u desk -- env HOME=/home/desk portico autostart on
         grep -qx 'Exec=portico --guard' /home/desk/.config/autostart/app.portico.desk.desktop
         runuser -u desk -- env HOME=/home/desk portico autostart off
         test ! -e /home/desk/.config/autostart/app.portico.desk.desktop",
    ),
    (
        "the tools of the tour",
        "DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $TOOLS
         desktop-file-validate /usr/share/applications/app.portico.desk*.desktop",
    ),
];

const AFTER: &[(&str, &str)] = &[
    (
        "a newer package takes its place, the one before takes it back, and the data stays",
        "mkdir -p $DATA; echo store > $DATA/store.db; chown -R desk /home/desk
         dpkg-deb --raw-extract /check/portico.deb /tmp/newer
         sed -i \"s/^Version: .*/Version: $VERSION+1/\" /tmp/newer/DEBIAN/control
         dpkg-deb --build /tmp/newer /check/newer.deb
         apt-get install -q -y --no-install-recommends /check/newer.deb
         dpkg-query --show --showformat '${Version}' portico | grep -qxF \"$VERSION+1\"
         apt-get install -q -y --no-install-recommends --allow-downgrades /check/portico.deb
         dpkg-query --show --showformat '${Version}' portico | grep -qxF \"$VERSION\"
         test -f $DATA/store.db; test -z \"$(dpkg --verify portico)\"",
    ),
    (
        "a removal leaves the data",
        "mkdir -p $DATA; echo store > $DATA/store.db; chown -R desk /home/desk
         apt-get remove -q -y portico; test ! -e /usr/bin/portico; test -f $DATA/store.db",
    ),
    (
        "a purge that nobody is asked about leaves the data",
        "apt-get purge -q -y portico; test -f $DATA/store.db
         test ! -e /var/lib/dpkg/info/portico.list",
    ),
    (
        "a purge deletes the data for whoever said so, and nothing a link leads to",
        "apt-get install -q -y --no-install-recommends /check/portico.deb
         mkdir -p /srv/other; echo precious > /srv/other/file; useradd --create-home linked
         mkdir -p /home/linked/.local/share; ln -s /srv/other /home/linked/.local/share/portico
         echo 'portico portico/remove-data boolean true' | debconf-set-selections
         DEBIAN_FRONTEND=noninteractive apt-get purge -q -y portico
         test ! -e $DATA; test -d /home/desk/.local/share; test -f /srv/other/file",
    ),
];

/// Everything, in a system of its own in the target folder.
pub fn run(release: &Release) -> Result<(), Failure> {
    let package = package(release)?;
    let fresh = fresh(release, &package)?;
    let system = Fresh { root: fresh, version: release.version.clone() };
    for (what, script) in BEFORE {
        system.prove(what, script)?;
    }
    system.tour()?;
    for (what, script) in AFTER {
        system.prove(what, script)?;
    }
    println!("\n{} passed, 0 failed", BEFORE.len() + AFTER.len() + 1);
    println!("pictures of the installed program: {}", system.root.join(DROP).join("pictures").display());
    Ok(())
}

fn package(release: &Release) -> Result<PathBuf, Failure> {
    if !session::AVAILABLE || !on_path("mmdebstrap") || !on_path("unshare") {
        return Err(Failure::new(
            "a fresh Debian is made by mmdebstrap (Debian: mmdebstrap, util-linux), which is not here",
        ));
    }
    let mut dpkg = Command::new("dpkg");
    dpkg.arg("--print-architecture");
    let architecture = said(dpkg)?;
    let package = release.out.join(format!("{NAME}_{}_{}.deb", release.version, architecture.trim()));
    match package.exists() {
        true => Ok(package),
        false => Err(Failure::new("there is no .deb yet; `cargo xtask package` makes it")),
    }
}

/// A minimal system of the release that this computer has, which is the one the package was built on.
fn fresh(release: &Release, package: &Path) -> Result<PathBuf, Failure> {
    studio::companion(release.workspace, Profile::Debug, "tour")?;
    let root = release.out.join("fresh");
    if root.exists() {
        fs::remove_dir_all(&root).map_err(Failure::of("remove the last fresh system"))?;
    }
    let system = super::read(Path::new("/etc/os-release"))?;
    let codename = system.lines().find_map(|line| line.strip_prefix("VERSION_CODENAME="));
    let codename = codename.ok_or_else(|| Failure::new("/etc/os-release names no release of Debian"))?;
    let mut make = Command::new("mmdebstrap");
    make.args(["--variant=minbase", "--mode=root", "--quiet", codename.trim_matches('"')]).arg(&root);
    steps::run("a fresh Debian (mmdebstrap)", make)?;

    let drop = root.join(DROP);
    fs::create_dir_all(drop.join("pictures")).map_err(Failure::of("make a folder in the fresh system"))?;
    let copy = |from: &Path, name: &str| {
        let copied = fs::copy(from, drop.join(name));
        copied.map(|_| ()).map_err(Failure::of(format_args!("copy {}", from.display())))
    };
    copy(package, "portico.deb")?;
    copy(&release.workspace.program(Profile::Debug.folder(), "tour"), "tour")?;
    copy(&std::env::current_exe().map_err(Failure::of("find this program"))?, "xtask")?;
    Ok(root)
}

struct Fresh {
    root: PathBuf,
    version: String,
}

impl Fresh {
    /// Runs a script in it, as root, until something in it fails.
    fn prove(&self, what: &str, script: &str) -> Result<(), Failure> {
        let mut inside = self.inside("exec sh -euxc \"$SCRIPT\"");
        inside.env("SCRIPT", script).env("TOOLS", TOOLS).env("DATA", DATA).env("VERSION", &self.version);
        inside.stdin(Stdio::null());
        steps::run(what, inside)
    }

    /// Plays the tour with the installed program and no other, as the user of the desk, under a display
    /// of its own. It takes a picture of each screen, and stops at the first that does not come.
    fn tour(&self) -> Result<(), Failure> {
        let script = "exec runuser -u desk -- env HOME=/home/desk/session \
             XDG_RUNTIME_DIR=/home/desk/session/run LC_ALL=C.UTF-8 GDK_BACKEND=x11 GSETTINGS_BACKEND=memory \
             LIBGL_ALWAYS_SOFTWARE=1 NO_AT_BRIDGE=1 TAURI_WEBVIEW_AUTOMATION=true \
             PORTICO_BIN=/usr/bin/portico \
             dbus-run-session -- /check/xtask session-inner /home/desk/session /check/tour /check/pictures --released";
        self.prove(
            "a session for the desk",
            "runuser -u desk -- mkdir -p -m 700 /home/desk/session/run /home/desk/session/.local/share/keyrings",
        )?;
        let what = "the installed program plays the tour";
        steps::announce(what);
        let mut inside = self.inside(script);
        // Its end is how the session learns that this program is gone.
        inside.stdin(Stdio::piped());
        let status = steps::execute(inside, None, |_| {}).map_err(Failure::of("start the tour"))?;
        steps::outcome(what, status)?;
        let taken = fs::read_dir(self.root.join(DROP).join("pictures"));
        match taken.map_err(Failure::of("look for the pictures"))?.count() {
            0 => Err(Failure::new("the tour has left no picture")),
            _ => Ok(()),
        }
    }

    /// A command in it, in a name space of processes and mounts that ends with it.
    fn inside(&self, command: &str) -> Command {
        let script = format!(
            "mount -t proc proc \"$ROOT/proc\" && mount --rbind /dev \"$ROOT/dev\" && \
             exec chroot \"$ROOT\" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive \
             SCRIPT=\"$SCRIPT\" TOOLS=\"$TOOLS\" DATA=\"$DATA\" VERSION=\"$VERSION\" sh -c '{command}'"
        );
        let mut unshare = Command::new("unshare");
        unshare.args(["--mount", "--pid", "--fork", "--kill-child", "sh", "-ec", &script]);
        unshare.env("ROOT", &self.root);
        unshare
    }
}
