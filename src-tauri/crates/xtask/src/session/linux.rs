//! The session on Linux: Xvfb, `dbus-run-session`, GNOME Keyring.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus, Stdio};
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustix::process::{Pid, Signal, kill_process_group};

use crate::failure::Failure;
use crate::session::SCREEN;
use crate::steps;

/// Held by the thread that ends the session.
static LEAVING: Mutex<()> = Mutex::new(());

/// Whether a session of its own is to be had here.
pub const AVAILABLE: bool = true;

/// Pixels of the screen, unless [`SCREEN`] says others: room for a portrait and a landscape window of full HD.
const ROOM: &str = "1920x1920";

/// How long the display and the keychain may take to answer. Both take milliseconds; a slow
/// machine under load gets its time, a broken one an error instead of a hang.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the collection is unlocked with. It guards nothing: it lives as long as the session.
const KEYRING_PASSWORD: &str = "practice";

/// Runs the command to its end inside a session of its own. The listener gets its lines, as in
/// [`steps::execute`].
pub fn run(command: Command, listener: Option<&mut dyn FnMut(&str)>) -> Result<ExitStatus, Failure> {
    let home = TemporaryHome::new().map_err(Failure::of("make a folder for the virtual session"))?;
    let status = steps::execute(wrap(&command, &home.0), listener, end_group)
        .map_err(Failure::of("start the virtual session (dbus-run-session)"))?;
    Ok(status)
}

fn wrap(command: &Command, home: &Path) -> Command {
    // The running program may be replaced while it runs, by the very build it has started; its
    // path would then lead to a file that is gone. This link leads to it until it ends.
    let myself = format!("/proc/{}/exe", std::process::id());
    let mut session = Command::new("dbus-run-session");
    session.args(["--", &myself, "session-inner"]).arg(home);
    session.arg(command.get_program()).args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        session.current_dir(folder);
    }

    // Cargo and rustup live in the real home folder unless told otherwise.
    for (variable, folder) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
        if let (None, Some(real)) = (std::env::var_os(variable), std::env::home_dir()) {
            session.env(variable, real.join(folder));
        }
    }
    session
        .env("HOME", home)
        .env("XDG_CONFIG_HOME", home.join(".config"))
        .env("XDG_CACHE_HOME", home.join(".cache"))
        .env("XDG_DATA_HOME", home.join(".local/share"))
        .env("XDG_STATE_HOME", home.join(".local/state"))
        .env("XDG_RUNTIME_DIR", home.join("run"))
        .env("LC_ALL", "C.UTF-8")
        .env("GDK_BACKEND", "x11")
        .env("GSETTINGS_BACKEND", "memory")
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
        .env("NO_AT_BRIDGE", "1")
        .env("TAURI_WEBVIEW_AUTOMATION", "true");
    for traitor in ["WAYLAND_DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS", "GNOME_KEYRING_CONTROL"] {
        session.env_remove(traitor);
    }
    for (variable, value) in command.get_envs() {
        match value {
            Some(value) => session.env(variable, value),
            None => session.env_remove(variable),
        };
    }
    session.process_group(0).stdin(Stdio::piped());
    session
}

/// The second program of a session: everything but the bus is started here. Prints nothing unless
/// something is wrong.
pub fn inner(home: &Path, command: &[&str]) -> ExitCode {
    match play(home, command) {
        Ok(status) => match status.code() {
            Some(code) => ExitCode::from(u8::try_from(code).unwrap_or(1)),
            // What a shell would say of a command that a signal has ended.
            None => ExitCode::from(u8::try_from(128 + status.signal().unwrap_or(0)).unwrap_or(1)),
        },
        Err(failure) => {
            eprintln!("error: in the virtual session: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn play(home: &Path, command: &[&str]) -> Result<ExitStatus, Failure> {
    let [program, arguments @ ..] = command else { return Err(Failure::new("no command was given")) };
    let (group, display) = start_display(home)?;
    end_with_first_program(home.to_path_buf(), group.leader);

    start_keychain(home, &group)?;
    let mut child = Command::new(program);
    child.args(arguments).env("DISPLAY", display).stdin(Stdio::null()).process_group(group.id());
    let status = child.status().map_err(Failure::of(format_args!("run {program}")));
    // Whoever is ending everything also tidies up and ends this process; it must not end before.
    let _turn = LEAVING.lock();
    status
}

/// Xvfb picks a free display number itself and says which, once it takes connections. It leads the
/// process group of everything that is to be gone afterwards.
fn start_display(home: &Path) -> Result<(Group, String), Failure> {
    let log = fs::File::create(home.join("xvfb.log")).map_err(Failure::of("open a log for the display"))?;
    let screen = std::env::var(SCREEN).unwrap_or_else(|_| ROOM.to_owned());
    let mut server = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", &format!("{screen}x24"), "-nolisten", "tcp", "-noreset"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log)
        .process_group(0)
        .spawn()
        .map_err(Failure::of("start Xvfb"))?;
    let group = Group { leader: server.id() };
    let output = server.stdout.take();
    let (sender, answer) = mpsc::channel();
    thread::spawn(move || {
        let mut number = String::new();
        if let Some(output) = output {
            let _ = BufReader::new(output).read_line(&mut number);
        }
        let _ = sender.send(number);
    });
    let number = answer.recv_timeout(PATIENCE).unwrap_or_default();
    if number.trim().is_empty() {
        let words = fs::read_to_string(home.join("xvfb.log")).unwrap_or_default();
        return Err(Failure::new(format!("the virtual display did not start. Xvfb says: {}", words.trim())));
    }
    Ok((group, format!(":{}", number.trim())))
}

/// A real Secret Service whose default collection is open.
fn start_keychain(home: &Path, group: &Group) -> Result<(), Failure> {
    let log =
        fs::File::create(home.join("keyring.log")).map_err(Failure::of("open a log for the keychain"))?;
    let mut daemon = Command::new("gnome-keyring-daemon")
        .args(["--foreground", "--unlock", "--components=secrets"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(log)
        .process_group(group.id())
        .spawn()
        .map_err(Failure::of("start gnome-keyring-daemon"))?;
    if let Some(mut input) = daemon.stdin.take() {
        input.write_all(KEYRING_PASSWORD.as_bytes()).map_err(Failure::of("unlock the keychain"))?;
    }
    let mut wait = Command::new("gdbus");
    wait.args(["wait", "--session", "--timeout", &PATIENCE.as_secs().to_string(), "org.freedesktop.secrets"]);
    if !wait.status().map_err(Failure::of("run gdbus"))?.success() {
        let words = fs::read_to_string(home.join("keyring.log")).unwrap_or_default();
        return Err(Failure::new(format!("the keychain does not answer. It says: {}", words.trim())));
    }

    let mut locked = Command::new("gdbus");
    locked.args(["call", "--session", "--dest", "org.freedesktop.secrets"]);
    locked.args(["--object-path", "/org/freedesktop/secrets/aliases/default"]);
    locked.args(["--method", "org.freedesktop.DBus.Properties.Get"]);
    locked.args(["org.freedesktop.Secret.Collection", "Locked"]);
    let answer = locked.output().map_err(Failure::of("run gdbus"))?;
    if String::from_utf8_lossy(&answer.stdout).trim() != "(<false>,)" {
        let words = String::from_utf8_lossy(&answer.stderr).trim().to_owned();
        return Err(Failure::new(format!("the keychain runs but did not unlock. {words}")));
    }
    Ok(())
}

/// Standard input is held open by the first program for as long as it lives. Nothing is ever
/// written to it.
fn end_with_first_program(home: PathBuf, group: u32) {
    thread::spawn(move || {
        let _ = std::io::stdin().read(&mut [0]);
        let _turn = LEAVING.lock();
        end_group(group);
        let _ = fs::remove_dir_all(&home);
        std::process::exit(130);
    });
}

/// A process group, all of which ends when this goes out of scope.
struct Group {
    leader: u32,
}

impl Group {
    fn id(&self) -> i32 {
        // Process ids are positive `i32`s to the kernel; 0 would mean a group of its own.
        i32::try_from(self.leader).unwrap_or(0)
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        end_group(self.leader);
    }
}

fn end_group(leader: u32) {
    let Some(group) = i32::try_from(leader).ok().and_then(Pid::from_raw) else { return };
    // That nobody is left to end is the usual case.
    let _ = kill_process_group(group, Signal::KILL);
}

/// A folder nobody else can look into, removed with everything in it.
struct TemporaryHome(PathBuf);

impl TemporaryHome {
    fn new() -> std::io::Result<Self> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let name = format!("portico-{}-{}", std::process::id(), now.subsec_nanos());
        let home = Self(std::env::temp_dir().join(name));
        let mut private = fs::DirBuilder::new();
        private.mode(0o700);
        private.create(&home.0)?;
        private.create(home.0.join("run"))?;
        private.recursive(true).create(home.0.join(".local/share/keyrings"))?;
        Ok(home)
    }
}

impl Drop for TemporaryHome {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::{TemporaryHome, wrap};

    #[test]
    fn the_session_changes_the_home_but_not_the_toolchain() {
        let home = TemporaryHome::new().unwrap();
        let mut command = Command::new("cargo");
        command.arg("test").env("PORTICO_BIN", "somewhere").env("HOME", "overruled");
        let session = wrap(&command, &home.0);
        let arguments: Vec<_> = session.get_args().map(|a| a.to_string_lossy().into_owned()).collect();
        assert_eq!(arguments[0], "--");
        assert_eq!(arguments[2], "session-inner");
        assert_eq!(arguments[4..], ["cargo", "test"]);
        let value = |name: &str| {
            session.get_envs().find(|(n, _)| *n == name).and_then(|(_, v)| v).map(|v| v.to_owned())
        };
        assert_eq!(value("HOME").unwrap(), "overruled");
        assert_eq!(value("PORTICO_BIN").unwrap(), "somewhere");
        assert!(std::env::var_os("CARGO_HOME").is_some() || value("CARGO_HOME").is_some());
    }

    #[test]
    fn the_folder_of_a_session_is_private_and_goes_away() {
        use std::os::unix::fs::PermissionsExt;
        let home = TemporaryHome::new().unwrap();
        let path = home.0.clone();
        assert_eq!(std::fs::metadata(path.join("run")).unwrap().permissions().mode() & 0o777, 0o700);
        drop(home);
        assert!(!path.exists());
    }
}
