//! A card service of one's own, with readers that do not exist.
//!
//! `pcscd` keeps its socket at a fixed place, where the one of this computer may be at work. So each
//! test starts itself once more, in a world where `/run` is empty and no USB device is plugged in.
#![allow(dead_code, reason = "the tests and the bench use a part each")]

use std::env;
use std::ffi::CString;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{self, Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering::Relaxed};
use std::time::{Duration, Instant};

use pcsc::{Context, ReaderState, Scope, State};
use tempfile::TempDir;

/// Long enough for a machine that is busy with something else.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Set in the world of one's own.
const INSIDE: &str = "PORTICO_CARD_SERVICE_OF_ITS_OWN";
const DRIVER: &str = "libifdvpcd.so";

/// What makes a world of one's own, for root and for everybody else.
const WAYS: [&[&str]; 2] = [&["--mount"], &["--user", "--map-root-user", "--mount"]];
const EMPTY: &str = "mount -t tmpfs run /run && { [ ! -d /dev/bus/usb ] || mount -t tmpfs usb /dev/bus/usb; } \
                     && exec \"$0\" \"$@\"";

/// Whether this is the world of one's own.
pub fn is_inside() -> bool {
    env::var_os(INSIDE).is_some()
}

/// This program once more, in a world of its own.
pub fn inside() -> Command {
    let works = |way: &&&[&str]| {
        let mut attempt = Command::new("unshare");
        attempt.args(**way).args(["sh", "-c", EMPTY, "true"]).stdout(Stdio::null()).stderr(Stdio::null());
        attempt.status().is_ok_and(|status| status.success())
    };
    let way = WAYS.iter().find(works).expect(
        "a card service of its own takes a mount namespace, and this system gives none: run the tests as root, \
         or allow unprivileged user namespaces",
    );
    let mut command = Command::new("unshare");
    command.args(*way).args(["--kill-child", "--fork", "sh", "-c", EMPTY]);
    command.arg(env::current_exe().unwrap()).env(INSIDE, "1");
    // Where Debian keeps its daemons, and does not look for those who are not root.
    command.env("PATH", format!("{}:/usr/sbin", env::var("PATH").unwrap()));
    command
}

/// Runs a test in a world of its own, where it is the only one.
pub fn alone(name: &str, test: impl FnOnce()) {
    if is_inside() {
        return test();
    }
    let output = inside().args(["--exact", name, "--nocapture"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{complained}");
    assert!(said.contains("1 passed"), "no test is called {name}: {said}");
}

/// The card service, with readers that can be plugged in and out. Ended when dropped.
pub struct Service {
    readers: TempDir,
    drivers: TempDir,
    daemon: Option<Child>,
}

impl Service {
    /// None yet, and no reader.
    pub fn new() -> Self {
        assert!(is_inside(), "nobody touches the card service of the computer");
        Self { readers: tempfile::tempdir().unwrap(), drivers: tempfile::tempdir().unwrap(), daemon: None }
    }

    /// One that runs, with these readers.
    pub fn with(readers: &[&VirtualReader]) -> Self {
        let mut service = Self::new();
        readers.iter().for_each(|reader| service.describe(reader));
        service.start();
        service
    }

    /// Starts it, and returns once it answers.
    pub fn start(&mut self) {
        fs::create_dir_all("/run/pcscd").unwrap();
        let mut daemon = Command::new("pcscd")
            .args(["--foreground", "--info", "--config"])
            .arg(self.readers.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the tests need pcscd: cargo xtask setup installs it");
        let mut lines = BufReader::new(daemon.stdout.take().unwrap()).lines().map_while(Result::ok);
        let ready = lines.by_ref().any(|line| line.contains("daemon ready"));
        assert!(ready, "pcscd gave up, which it does if another one is running");
        // It says so a moment before it listens.
        let started = Instant::now();
        while let Err(error) = Context::establish(Scope::User) {
            assert!(started.elapsed() < PATIENCE, "pcscd does not answer: {error}");
            std::thread::yield_now();
        }
        // Nobody reads on, but it must not choke.
        std::thread::spawn(move || lines.for_each(drop));
        self.daemon = Some(daemon);
    }

    /// Kills it, and its readers with it.
    pub fn kill(&mut self) {
        if let Some(mut daemon) = self.daemon.take() {
            daemon.kill().unwrap();
            daemon.wait().unwrap();
        }
        // A daemon that was killed leaves them behind, and the next one would believe them.
        let _ = fs::remove_file("/run/pcscd/pcscd.pid");
        let _ = fs::remove_file("/run/pcscd/pcscd.comm");
    }

    /// Sends it a signal of the system.
    pub fn signal(&self, signal: &str) {
        let pid = self.daemon.as_ref().unwrap().id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }

    /// Writes down a reader, for the service to find when it starts. One that runs does not look again.
    pub fn describe(&self, reader: &VirtualReader) {
        let VirtualReader { name, port } = reader;
        // The driver knows one reader only; to be several, it has to be several libraries.
        let driver = self.drivers.path().join(format!("{port}.so"));
        fs::copy(system_driver(), &driver).unwrap();
        let text = format!(
            "FRIENDLYNAME \"{name}\"\nDEVICENAME /dev/null:{port:#06X}\nLIBPATH {}\nCHANNELID {port:#06X}\n",
            driver.display()
        );
        fs::write(self.description(reader), text).unwrap();
    }

    /// Takes a reader away from where the service finds it when it starts.
    pub fn forget(&self, reader: &VirtualReader) {
        fs::remove_file(self.description(reader)).unwrap();
    }

    fn description(&self, reader: &VirtualReader) -> PathBuf {
        self.readers.path().join(reader.port.to_string())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Where distributions put the driver of readers that do not exist.
fn system_driver() -> PathBuf {
    ["/usr/lib/pcsc/drivers/serial", "/usr/lib64/pcsc/drivers/serial"]
        .iter()
        .map(|folder| Path::new(folder).join(DRIVER))
        .find(|path| path.exists())
        .expect("the tests need vsmartcard-vpcd: cargo xtask setup installs it")
}

/// A reader with two slots, each of which takes a card over TCP.
pub struct VirtualReader {
    name: String,
    port: u16,
}

impl VirtualReader {
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), port: two_free_ports() }
    }

    /// One of its slots, 0 or 1.
    pub fn slot(&self, number: u16) -> Slot {
        Slot { reader: self.name.clone(), number, port: self.port + number }
    }
}

/// Where a card can be put.
pub struct Slot {
    reader: String,
    number: u16,
    /// Where `vpcd` waits for it.
    pub port: u16,
}

impl Slot {
    /// What the service calls it.
    pub fn name(&self, context: &Context) -> CString {
        let place = format!(" {:02}", self.number);
        let is_this = |name: &CString| {
            let name = name.to_str().unwrap();
            name.starts_with(&self.reader) && name.ends_with(&place)
        };
        context.list_readers_owned().unwrap().into_iter().find(is_this).expect("the slot is plugged in")
    }

    /// Waits until the service sees no card in the slot. `vpcd` looks twice a second, and takes a card
    /// that was changed in between for the same one.
    pub fn becomes_empty(&self) {
        let context = Context::establish(Scope::User).unwrap();
        let mut state = [ReaderState::new(self.name(&context), State::UNAWARE)];
        while !state[0].event_state().contains(State::EMPTY) {
            state[0].sync_current_state();
            context.get_status_change(PATIENCE, &mut state).expect("the card to leave");
        }
    }
}

/// Below those that the system hands out by itself, and not where the neighbours begin to look, who
/// are other processes.
fn two_free_ports() -> u16 {
    static TAKEN: AtomicU16 = AtomicU16::new(0);
    let first = 16_000 + (process::id() % 1_000) as u16 * 16;
    let is_free = |port: u16| TcpListener::bind(("0.0.0.0", port)).is_ok();
    loop {
        let port = first + TAKEN.fetch_add(2, Relaxed);
        if is_free(port) && is_free(port + 1) {
            return port;
        }
    }
}
