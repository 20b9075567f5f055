//! A serial reader made of a pseudo-terminal. Its cable can be pulled.

use std::io;
#[cfg(unix)]
use std::io::Write;
use std::path::{Path, PathBuf};

#[cfg(unix)]
use super::line::{self, Line};

/// The reader's end of the line, and the name the desk opens.
pub struct SimulatedReader {
    port: PathBuf,
    #[cfg(unix)]
    line: Option<Line>,
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
            Some(line) => line.device.write_all(bytes),
            None => Ok(()),
        }
    }

    /// Puts the cable in or pulls it out.
    pub fn set_connected(&mut self, connected: bool) -> io::Result<()> {
        self.line = None;
        line::pull(&self.port)?;
        if connected {
            self.line = Some(Line::at(&self.port)?);
        }
        Ok(())
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
