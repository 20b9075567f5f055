//! A serial reader made of a pseudo-terminal, with a cable that can be pulled.

use std::future::Future;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;
use tokio::time::MissedTickBehavior;

use crate::line::Line;

/// How often readers of the RDM6300 kind repeat the number while the card lies on them.
pub const REPEATS: Duration = Duration::from_millis(65);
/// How often a person holds a card up anew. A line that has begun is given up after half a second.
const AGAIN: Duration = Duration::from_secs(1);

/// The reader's end of the line.
///
/// Its path is a link: the number of a pseudo-terminal that was closed is given to the next one,
/// which may belong to another test.
pub struct VirtualReader {
    _folder: TempDir,
    path: PathBuf,
    line: Option<Line>,
}

impl VirtualReader {
    /// A reader whose cable is in.
    pub fn plugged_in() -> Self {
        let mut reader = Self::unplugged();
        reader.replug();
        reader
    }

    /// A reader whose cable is out: its port does not exist.
    pub fn unplugged() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { path: folder.path().join("reader"), _folder: folder, line: None }
    }

    /// The port to configure. Stays the same when the cable is pulled and put back.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Pulls the cable: the desk's end of the line breaks, and the port is gone.
    pub fn unplug(&mut self) {
        let _ = std::fs::remove_file(&self.path);
        self.line = None;
    }

    /// Puts the cable back.
    pub fn replug(&mut self) {
        self.unplug();
        let (line, name) = Line::new().expect("a pseudo-terminal");
        symlink(name, &self.path).expect("a link to the port");
        self.line = Some(line);
    }

    /// Says `bytes`. The line holds 4 KB; whoever sends more waits for the desk to read.
    ///
    /// # Panics
    ///
    /// When the cable is out.
    pub fn send(&mut self, bytes: &[u8]) {
        let line = self.line.as_mut().expect("the cable is in");
        line.device.write_all(bytes).expect("the line takes the bytes");
    }

    /// Says a great deal without keeping the test's own tasks waiting. Gives the reader back.
    pub async fn send_much(mut self, bytes: Vec<u8>) -> Self {
        tokio::task::spawn_blocking(move || {
            self.send(&bytes);
            self
        })
        .await
        .unwrap()
    }

    /// Holds a card to a reader of the RDM6300 kind for an instant.
    pub fn tap_rdm6300(&mut self, uid: [u8; 5]) {
        self.send(&frame_of(uid));
    }

    /// Lets a card lie on the reader, which repeats `bytes`, until `seen` is over.
    ///
    /// For the first card after the desk has started: the desk empties a port when it opens it, and
    /// nobody outside can tell when that was.
    pub async fn hold<T>(&mut self, bytes: &[u8], seen: impl Future<Output = T>) -> T {
        self.repeat(bytes, REPEATS, seen).await
    }

    /// Holds a card up anew again and again until `seen` is over: for readers whose words only silence
    /// ends, and for a card that was here a moment ago and may count as lying there still.
    pub async fn hold_again<T>(&mut self, bytes: &[u8], seen: impl Future<Output = T>) -> T {
        self.repeat(bytes, AGAIN, seen).await
    }

    async fn repeat<T>(&mut self, bytes: &[u8], every: Duration, seen: impl Future<Output = T>) -> T {
        let mut repeat = tokio::time::interval(every);
        repeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        tokio::pin!(seen);
        loop {
            tokio::select! {
                biased;
                value = &mut seen => return value,
                _ = repeat.tick() => self.send(bytes),
            }
        }
    }
}

/// What a reader of the RDM6300 kind says for a card: STX, ten digits, checksum, ETX.
pub fn frame_of(uid: [u8; 5]) -> Vec<u8> {
    let check = uid.iter().fold(0, |sum, byte| sum ^ byte);
    let digits: String = uid.iter().chain([&check]).map(|byte| format!("{byte:02X}")).collect();
    [&[0x02], digits.as_bytes(), &[0x03]].concat()
}

/// What a reader that ends its lines says for a number spelled in hexadecimal.
pub fn line_of(hex: &str) -> Vec<u8> {
    format!("{hex}\r").into_bytes()
}
