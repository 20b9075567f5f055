//! A serial line made of a pseudo-terminal: one end is a device that is not real, the other a port that
//! the desk opens like any other.

use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use rustix::io::{FdFlags, fcntl_setfd};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};

/// Both ends of the line. The web view's processes must not inherit them, or the line would outlive its
/// cable; `serialport`'s own pair is inherited.
pub struct Line {
    /// The device's end.
    pub device: File,
    // Without it the line would hang up whenever the desk is not listening.
    _desk: File,
}

impl Line {
    /// A line whose other end is found under this name, until [`pull`].
    pub fn at(port: &Path) -> io::Result<Self> {
        let (line, name) = Self::new()?;
        pull(port)?;
        symlink(name, port)?;
        Ok(line)
    }

    fn new() -> io::Result<(Self, PathBuf)> {
        let device = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY)?;
        // Not a flag of opening it: macOS has none.
        fcntl_setfd(&device, FdFlags::CLOEXEC)?;
        grantpt(&device)?;
        unlockpt(&device)?;
        let name = PathBuf::from(OsStr::from_bytes(ptsname(&device, Vec::new())?.as_bytes()));
        let desk = OpenOptions::new().read(true).write(true).open(&name)?;
        let mut raw = tcgetattr(&desk)?;
        raw.make_raw();
        tcsetattr(&desk, OptionalActions::Now, &raw)?;
        Ok((Self { device: File::from(device), _desk: desk }, name))
    }
}

/// Takes the name away by which the desk finds a line.
pub fn pull(port: &Path) -> io::Result<()> {
    match std::fs::remove_file(port) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}
