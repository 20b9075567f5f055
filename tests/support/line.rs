//! A serial line made of a pseudo-terminal.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use rustix::io::{FdFlags, fcntl_setfd};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};

/// Both ends of the line.
///
/// No program that is started while it exists may inherit them: the line would outlive its cable.
/// That is why this is not `serialport`'s own pair, whose ends are inherited.
pub(crate) struct Line {
    /// The end of what is plugged in.
    pub(crate) device: File,
    // Without it the line would hang up whenever the desk is not listening.
    desk: File,
}

impl Line {
    /// A line, and the port at which the desk finds it.
    pub(crate) fn new() -> io::Result<(Self, PathBuf)> {
        let device = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY)?;
        fcntl_setfd(&device, FdFlags::CLOEXEC)?;
        grantpt(&device)?;
        unlockpt(&device)?;
        let name = ptsname(&device, Vec::new())?;
        let path = PathBuf::from(std::ffi::OsStr::from_bytes(name.as_bytes()));
        let desk = OpenOptions::new().read(true).write(true).open(&path)?;
        let mut raw = tcgetattr(&desk)?;
        raw.make_raw();
        tcsetattr(&desk, OptionalActions::Now, &raw)?;
        Ok((Self { device: File::from(device), desk }, path))
    }

    /// Says something from the desk's end, behind everything that was said there before.
    pub(crate) fn say_as_desk(&self, bytes: &[u8]) -> io::Result<()> {
        (&self.desk).write_all(bytes)
    }
}
