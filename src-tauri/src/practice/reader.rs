//! A serial reader made of a pseudo-terminal. Its cable can be pulled.

use std::io;
use std::path::{Path, PathBuf};

/// The reader's end of the line, and the name the desk opens.
pub struct SimulatedReader {
    port: PathBuf,
    #[cfg(unix)]
    line: Option<line::Line>,
}

#[cfg(unix)]
impl SimulatedReader {
    /// Makes a line. Its name in `folder` stays the same when the cable is pulled and put back.
    pub fn plug_in(folder: &Path) -> io::Result<Self> {
        let mut reader = Self { port: folder.join("practice-reader"), line: None };
        reader.set_connected(true)?;
        Ok(reader)
    }

    /// What the desk opens.
    pub fn port(&self) -> &Path {
        &self.port
    }

    /// Says something, if the cable is in.
    pub fn say(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.line {
            Some(line) => line.say(bytes),
            None => Ok(()),
        }
    }

    /// Puts the cable in or pulls it out.
    pub fn set_connected(&mut self, connected: bool) -> io::Result<()> {
        self.line = None;
        match std::fs::remove_file(&self.port) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        if connected {
            let (line, name) = line::Line::new()?;
            std::os::unix::fs::symlink(name, &self.port)?;
            self.line = Some(line);
        }
        Ok(())
    }
}

#[cfg(unix)]
mod line {
    use std::ffi::OsStr;
    use std::fs::{File, OpenOptions};
    use std::io::{self, Write};
    use std::os::unix::ffi::OsStrExt;
    use std::path::PathBuf;

    use rustix::io::{FdFlags, fcntl_setfd};
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};

    /// Both ends of the line. The web view's processes must not inherit them, or the line would
    /// outlive its cable; `serialport`'s own pair is inherited.
    pub struct Line {
        reader: File,
        // Without it the line would hang up whenever the desk is not listening.
        _desk: File,
    }

    impl Line {
        /// A line, and what it is called.
        pub fn new() -> io::Result<(Self, PathBuf)> {
            let reader = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY)?;
            // Not a flag of opening it: macOS has none.
            fcntl_setfd(&reader, FdFlags::CLOEXEC)?;
            grantpt(&reader)?;
            unlockpt(&reader)?;
            let name = PathBuf::from(OsStr::from_bytes(ptsname(&reader, Vec::new())?.as_bytes()));
            let desk = OpenOptions::new().read(true).write(true).open(&name)?;
            let mut raw = tcgetattr(&desk)?;
            raw.make_raw();
            tcsetattr(&desk, OptionalActions::Now, &raw)?;
            Ok((Self { reader: File::from(reader), _desk: desk }, name))
        }

        /// Writes to the desk's end.
        pub fn say(&mut self, bytes: &[u8]) -> io::Result<()> {
            self.reader.write_all(bytes)
        }
    }
}

/// Windows has no pseudo-terminals: practising there takes a reader of one's own.
#[cfg(not(unix))]
impl SimulatedReader {
    /// The name of a port that is not there.
    pub fn plug_in(_: &Path) -> io::Result<Self> {
        Ok(Self { port: PathBuf::from("COM256") })
    }

    /// What the desk opens.
    pub fn port(&self) -> &Path {
        &self.port
    }

    /// Says nothing.
    pub fn say(&mut self, _: &[u8]) -> io::Result<()> {
        Err(io::Error::from(io::ErrorKind::Unsupported))
    }

    /// Has no cable.
    pub fn set_connected(&mut self, _: bool) -> io::Result<()> {
        Err(io::Error::from(io::ErrorKind::Unsupported))
    }
}
