//! A relay on a serial port made of a pseudo-terminal, with a cable that can be pulled.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use tempfile::TempDir;
use tokio::io::AsyncReadExt;
use tokio::net::unix::pipe::Receiver;
use tokio::time::timeout;

use crate::line::Line;
use crate::{Failure, Outcome, PATIENCE};

/// Bytes of one order.
const LENGTH: usize = 4;

/// The relay's end of the line: it hears what it is told and answers nothing, as the real one does.
pub struct VirtualRelay {
    _folder: TempDir,
    path: PathBuf,
    line: Option<(Line, Receiver)>,
}

/// What a relay is told (LCUS, 9600 baud, first channel).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switched {
    /// `A0 01 01 A2`
    On,
    /// `A0 01 00 A1`
    Off,
}

impl VirtualRelay {
    /// A relay whose cable is in.
    pub fn plugged_in() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut relay = Self { path: folder.path().join("relay"), _folder: folder, line: None };
        relay.replug();
        relay
    }

    /// The port to configure. Stays the same when the cable is pulled and put back.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Pulls the cable.
    pub fn unplug(&mut self) {
        let _ = std::fs::remove_file(&self.path);
        self.line = None;
    }

    /// Puts the cable back.
    pub fn replug(&mut self) {
        self.unplug();
        let (line, name) = Line::new().expect("a pseudo-terminal");
        let heard = line.device.try_clone().expect("another handle to the line");
        let flags = fcntl_getfl(&heard).expect("the line's flags");
        fcntl_setfl(&heard, flags | OFlags::NONBLOCK).expect("the line's flags");
        symlink(name, &self.path).expect("a link to the port");
        // No pipe, but as good as one for waiting until there is something to read.
        let heard = Receiver::from_file_unchecked(heard).expect("a line that can be waited for");
        self.line = Some((line, heard));
    }

    /// Waits for the next order.
    pub async fn order(&mut self) -> Outcome<Switched> {
        let heard = timeout(PATIENCE, self.four_bytes()).await;
        match heard.map_err(|_| Failure::new("the relay is told nothing"))?? {
            [0xa0, 1, 1, 0xa2] => Ok(Switched::On),
            [0xa0, 1, 0, 0xa1] => Ok(Switched::Off),
            other => Err(Failure::new(format!("the relay is told {other:02x?}"))),
        }
    }

    /// Everything that was told and not looked at yet.
    pub fn rest(&self) -> Vec<u8> {
        let (mut rest, mut buffer) = (Vec::new(), [0; 64]);
        if let Some((_, heard)) = &self.line {
            while let Ok(count @ 1..) = heard.try_read(&mut buffer) {
                rest.extend_from_slice(&buffer[..count]);
            }
        }
        rest
    }

    async fn four_bytes(&mut self) -> Outcome<[u8; LENGTH]> {
        let (_, heard) = self.line.as_mut().expect("the cable is in");
        let mut bytes = [0; LENGTH];
        heard.read_exact(&mut bytes).await?;
        Ok(bytes)
    }
}
