//! What the system itself has to have, on Linux: the web view, some libraries, a virtual desktop.

use std::io::IsTerminal;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::failure::Failure;
use crate::setup::Purpose;
use crate::steps;

/// One thing the system needs, under the names of three families of distributions.
struct Need {
    why: &'static str,
    purpose: Purpose,
    /// Several names where the package has been renamed between releases: any of them will do.
    debian: &'static [&'static str],
    fedora: &'static str,
    arch: &'static str,
    proof: Proof,
}

/// How to see on any distribution that it is there.
enum Proof {
    Library(&'static str),
    Program(&'static str),
    /// In any of these places.
    File(&'static [&'static str]),
}

#[rustfmt::skip]
const NEEDS: &[Need] = &[
    Need { why: "C compiler and linker", purpose: Purpose::Build, debian: &["build-essential"], fedora: "gcc", arch: "base-devel", proof: Proof::Program("cc") },
    Need { why: "finds the libraries below", purpose: Purpose::Build, debian: &["pkg-config"], fedora: "pkgconf-pkg-config", arch: "pkgconf", proof: Proof::Program("pkg-config") },
    Need { why: "the web view the screens are drawn with", purpose: Purpose::Build, debian: &["libwebkit2gtk-4.1-dev"], fedora: "webkit2gtk4.1-devel", arch: "webkit2gtk-4.1", proof: Proof::Library("webkit2gtk-4.1") },
    Need { why: "lists the serial ports", purpose: Purpose::Build, debian: &["libudev-dev"], fedora: "systemd-devel", arch: "systemd-libs", proof: Proof::Library("libudev") },
    Need { why: "reaches contactless readers", purpose: Purpose::Build, debian: &["libpcsclite-dev"], fedora: "pcsc-lite-devel", arch: "pcsclite", proof: Proof::Library("libpcsclite") },
    Need { why: "the window system talks over it", purpose: Purpose::Build, debian: &["libdbus-1-dev"], fedora: "dbus-devel", arch: "dbus", proof: Proof::Library("dbus-1") },
    Need { why: "whom to trust on the network", purpose: Purpose::Build, debian: &["ca-certificates"], fedora: "ca-certificates", arch: "ca-certificates", proof: Proof::File(&["/etc/ssl/certs"]) },
    Need { why: "hosts with other keyboards", purpose: Purpose::Test, debian: &["x11-xkb-utils"], fedora: "setxkbmap", arch: "xorg-setxkbmap", proof: Proof::Program("setxkbmap") },
    Need { why: "a virtual display", purpose: Purpose::Test, debian: &["xvfb"], fedora: "xorg-x11-server-Xvfb", arch: "xorg-server-xvfb", proof: Proof::Program("Xvfb") },
    Need { why: "operates the window like a person", purpose: Purpose::Test, debian: &["webkit2gtk-driver", "webkitgtk-webdriver"], fedora: "webkitgtk6.0", arch: "webkitgtk-6.0", proof: Proof::Program("WebKitWebDriver") },
    Need { why: "a session bus of its own", purpose: Purpose::Test, debian: &["dbus"], fedora: "dbus-daemon", arch: "dbus", proof: Proof::Program("dbus-run-session") },
    // Without it apt satisfies the keychain's wish for a bus with one that brings systemd along.
    Need { why: "the same, without a log-in manager", purpose: Purpose::Test, debian: &["dbus-x11"], fedora: "dbus-x11", arch: "dbus", proof: Proof::Program("dbus-launch") },
    Need { why: "a real keychain", purpose: Purpose::Test, debian: &["gnome-keyring"], fedora: "gnome-keyring", arch: "gnome-keyring", proof: Proof::Program("gnome-keyring-daemon") },
    Need { why: "asks whether the keychain is open", purpose: Purpose::Test, debian: &["libglib2.0-bin"], fedora: "glib2", arch: "glib2", proof: Proof::Program("gdbus") },
    Need { why: "reads the screen aloud", purpose: Purpose::Test, debian: &["speech-dispatcher"], fedora: "speech-dispatcher", arch: "speech-dispatcher", proof: Proof::Program("speech-dispatcher") },
    Need { why: "the card service, for contactless readers", purpose: Purpose::Test, debian: &["pcscd"], fedora: "pcsc-lite", arch: "pcsclite", proof: Proof::Program("pcscd") },
    Need { why: "contactless readers that are not there (github.com/frankmorgner/vsmartcard)", purpose: Purpose::Test, debian: &["vsmartcard-vpcd"], fedora: "vsmartcard-vpcd", arch: "vsmartcard", proof: Proof::File(&["/usr/lib/pcsc/drivers/serial/libifdvpcd.so", "/usr/lib64/pcsc/drivers/serial/libifdvpcd.so"]) },
];

/// Installs what is missing where that is possible, and says what is missing elsewhere.
pub fn ensure(purpose: Purpose) -> Result<(), Failure> {
    if cfg!(target_os = "macos") {
        println!("  macOS needs only Apple's command line tools: xcode-select --install");
        return Ok(());
    }
    if cfg!(windows) {
        println!("  Windows needs the Visual Studio build tools (C++) and the WebView2 runtime;");
        println!("  Windows 11 has the latter already.");
        return Ok(());
    }
    let needs: Vec<&Need> = NEEDS.iter().filter(|need| purpose.includes(need.purpose)).collect();
    if on_path("apt-get") && on_path("dpkg-query") { debian(&needs) } else { other_linux(&needs) }
}

/// Whether a program of this name would be found.
pub fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn debian(needs: &[&Need]) -> Result<(), Failure> {
    let installed = installed(needs)?;
    let missing: Vec<&Need> = needs
        .iter()
        .filter(|need| !need.debian.iter().any(|name| installed.iter().any(|have| have == name)))
        .copied()
        .collect();
    if missing.is_empty() {
        println!("  system packages: all {} are there", needs.len());
        return Ok(());
    }

    println!("  This machine lacks {} of the packages Portico is built and tested with:", missing.len());
    for need in &missing {
        println!("    {:<24}{}", need.debian[0], need.why);
    }
    let mut updated = false;
    if !missing.iter().all(|need| need.debian.iter().any(|name| apt_knows(name))) {
        apt("refreshing the list of packages (apt-get update)", &["update"], &missing)?;
        updated = true;
    }
    let names: Vec<&str> = missing.iter().map(|need| name_for_apt(need)).collect();
    let install = || {
        let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
        arguments.extend(&names);
        apt("installing them (apt-get install)", &arguments, &missing)
    };
    if let Err(failure) = install() {
        if updated {
            return Err(failure);
        }
        // An old list names versions that the archive no longer has.
        apt("refreshing the list of packages (apt-get update)", &["update"], &missing)?;
        install()?;
    }
    Ok(())
}

fn installed(needs: &[&Need]) -> Result<Vec<String>, Failure> {
    let names = needs.iter().flat_map(|need| need.debian);
    let output = Command::new("dpkg-query")
        .args(["--show", "--showformat", "${db:Status-Status} ${Package}\n"])
        .args(names)
        .stderr(Stdio::null())
        .output()
        .map_err(Failure::of("run dpkg-query"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().filter_map(|line| line.strip_prefix("installed ")).map(str::to_owned).collect())
}

fn name_for_apt(need: &Need) -> &'static str {
    need.debian.iter().find(|name| apt_knows(name)).unwrap_or(&need.debian[0])
}

fn apt_knows(name: &str) -> bool {
    succeeds("apt-cache", &["show", "--no-all-versions", name])
}

fn succeeds(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// apt-get with the rights it needs, or a failure with the line to type.
fn apt(what: &str, arguments: &[&str], missing: &[&Need]) -> Result<(), Failure> {
    let by_hand = || {
        let names: Vec<&str> = missing.iter().map(|need| need.debian[0]).collect();
        format!("apt-get update && apt-get install --no-install-recommends {}", names.join(" "))
    };
    let mut command = if is_root() {
        Command::new("env")
    } else if on_path("sudo") {
        let mut sudo = Command::new("sudo");
        if std::io::stdin().is_terminal() {
            println!("  sudo may ask for your password, for apt-get and nothing else.");
        } else {
            sudo.arg("--non-interactive");
        }
        sudo.arg("env");
        sudo
    } else {
        return Err(Failure::new(format!(
            "installing packages takes the rights of root, and there is no sudo. Have this typed as root:\n  {}",
            by_hand()
        )));
    };
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet"]);
    // Another installation may be running on a machine that has just been switched on.
    command.args(["-o", "DPkg::Lock::Timeout=300"]).args(arguments);
    steps::run(what, command).map_err(|failure| {
        Failure::new(format!("{failure}\nTo do it by hand, type as root:\n  {}", by_hand()))
    })
}

#[cfg(unix)]
fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

fn other_linux(needs: &[&Need]) -> Result<(), Failure> {
    let missing: Vec<&&Need> = needs.iter().filter(|need| !is_there(&need.proof)).collect();
    if missing.is_empty() {
        println!("  system packages: everything is there");
        return Ok(());
    }
    let mut words =
        String::from("this machine lacks (only on Debian and Ubuntu are they installed for you):\n");
    for need in &missing {
        words.push_str(&format!("  {}: {}\n", describe(&need.proof), need.why));
    }
    let list = |name: fn(&Need) -> &'static str| {
        let mut names: Vec<&str> = missing.iter().map(|need| name(need)).collect();
        names.dedup();
        names.join(" ")
    };
    words.push_str(&format!("On Fedora: sudo dnf install {}\n", list(|need| need.fedora)));
    words.push_str(&format!("On Arch: sudo pacman -S --needed {}\n", list(|need| need.arch)));
    words.push_str(&format!("Their names on Debian: {}", list(|need| need.debian[0])));
    Err(Failure::new(words))
}

fn is_there(proof: &Proof) -> bool {
    match proof {
        Proof::Program(name) => on_path(name),
        Proof::File(places) => places.iter().any(|path| Path::new(path).exists()),
        Proof::Library(name) => succeeds("pkg-config", &["--exists", name]),
    }
}

fn describe(proof: &Proof) -> String {
    match proof {
        Proof::Program(name) => format!("the program {name}"),
        Proof::File(places) => places.join(" or "),
        Proof::Library(name) => format!("the library {name} with its headers"),
    }
}
