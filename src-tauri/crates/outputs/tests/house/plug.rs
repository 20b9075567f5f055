use std::io::{Read, Write};
use std::os::unix::fs::symlink;
use std::time::Duration;

use outputs::{Drawer, Kind, Lcus};
use serialport::{SerialPort, TTYPort};
use tempfile::TempDir;

use super::PATIENCE;

/// macOS cannot set a speed on a pseudo-terminal.
pub const BAUD: u32 = if cfg!(target_os = "macos") { 0 } else { 9600 };

/// Where the device is plugged in. A link, because the number of a pseudo-terminal that is closed
/// is given to the next one, which may belong to another test.
pub struct Plug {
    folder: TempDir,
}

/// The device's end of the cable.
pub struct DeviceEnd {
    master: TTYPort,
    // Without it the other end hangs up whenever nobody listens.
    _slave: TTYPort,
}

impl Plug {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self) -> String {
        self.folder.path().join("plug").to_str().unwrap().to_owned()
    }

    pub fn relay(&self, channel: u8, length: Duration) -> Kind {
        Kind::Lcus(Lcus { port: self.path(), baud: BAUD, channel, length })
    }

    pub fn drawer(&self) -> Kind {
        Kind::Drawer(Drawer::Serial { port: self.path(), baud: BAUD })
    }

    pub fn insert(&self) -> DeviceEnd {
        let (mut master, slave) = TTYPort::pair().unwrap();
        master.set_timeout(PATIENCE).unwrap();
        symlink(slave.name().unwrap(), self.path()).unwrap();
        DeviceEnd { master, _slave: slave }
    }

    pub fn remove(&self, end: DeviceEnd) {
        std::fs::remove_file(self.path()).unwrap();
        drop(end);
    }
}

impl DeviceEnd {
    /// The next bytes must be these; waits for them.
    pub fn expect(&mut self, bytes: &[u8]) {
        let mut got = vec![0; bytes.len()];
        self.master.read_exact(&mut got).unwrap();
        assert_eq!(got, bytes);
    }

    /// Nothing more has been sent.
    pub fn expect_silence(&mut self) {
        assert_eq!(self.master.bytes_to_read().unwrap(), 0);
    }

    /// The device says something, which nobody must mind.
    pub fn say(&mut self, bytes: &[u8]) {
        self.master.write_all(bytes).unwrap();
    }
}
