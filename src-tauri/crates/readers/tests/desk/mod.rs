//! A port that can be unplugged, and somebody who listens to its reader.
#![allow(dead_code, reason = "every test file uses a part")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "this is test code")]

use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::symlink;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError, channel};
use std::time::{Duration, Instant};

use domain::{CardFormat, Identification};
use readers::{Framing, ReaderEvent, ReaderState, ReadingSettings, SerialReader, SerialSettings, Signal};
use serialport::{SerialPort, TTYPort};
use tempfile::TempDir;

/// Long enough for a machine that is busy with something else.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// macOS cannot set a speed on a pseudo-terminal.
pub const BAUD: u32 = if cfg!(target_os = "macos") { 0 } else { 9600 };

pub const CARD: &[u8] = b"\x0262E3086CED08\x03";

pub fn credential() -> Identification {
    Identification::Number { value: "62e3086ced".to_owned(), format: CardFormat::HexMsb }
}

/// Where the reader is plugged in. A link, because the number of a pseudo-terminal that is closed
/// is given to the next one, which may belong to another test.
pub struct Plug {
    folder: TempDir,
    name: &'static str,
}

/// The reader's end of the cable.
pub struct ReaderEnd {
    master: TTYPort,
    // Without it the other end hangs up whenever nobody listens.
    _slave: TTYPort,
}

impl Plug {
    pub fn new(name: &'static str) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), name }
    }

    pub fn path(&self) -> String {
        self.folder.path().join(self.name).to_str().unwrap().to_owned()
    }

    pub fn settings(&self, framing: Framing) -> SerialSettings {
        SerialSettings { port: self.path(), baud: BAUD, framing, reading: ReadingSettings::default() }
    }

    pub fn insert(&self) -> ReaderEnd {
        let (master, slave) = TTYPort::pair().unwrap();
        symlink(slave.name().unwrap(), self.path()).unwrap();
        ReaderEnd { master, _slave: slave }
    }

    pub fn remove(&self, end: ReaderEnd) {
        std::fs::remove_file(self.path()).unwrap();
        drop(end);
    }
}

impl ReaderEnd {
    pub fn send(&mut self, bytes: &[u8]) {
        self.master.write_all(bytes).unwrap();
    }

    /// The next line that is sent to the reader, without its CR.
    pub fn question(&mut self) -> String {
        let started = Instant::now();
        let mut line = Vec::new();
        let mut byte = [0];
        loop {
            match self.master.read(&mut byte) {
                Ok(_) if byte == *b"\r" => return String::from_utf8(line).unwrap(),
                Ok(_) => line.extend_from_slice(&byte),
                Err(error) if error.kind() == ErrorKind::TimedOut && started.elapsed() < PATIENCE => {}
                Err(error) => panic!("{error}"),
            }
        }
    }

    /// Everything that was sent to the reader.
    pub fn received(&mut self) -> Vec<u8> {
        let mut all = Vec::new();
        let mut buffer = [0; 64];
        loop {
            match self.master.read(&mut buffer) {
                Ok(0) => return all,
                Ok(count) => all.extend_from_slice(&buffer[..count]),
                Err(error) if error.kind() == ErrorKind::TimedOut => return all,
                Err(error) => panic!("{error}"),
            }
        }
    }
}

/// Listens to one reader.
pub struct Desk {
    reader: SerialReader,
    events: Receiver<ReaderEvent>,
}

impl Desk {
    pub fn open(settings: SerialSettings) -> Self {
        let (send, events) = channel();
        let reader = SerialReader::spawn(settings, move |event| {
            let _ = send.send(event);
        });
        Self { reader, events }
    }

    pub fn next(&self) -> ReaderEvent {
        self.events.recv_timeout(PATIENCE).expect("an event")
    }

    pub fn signal(&self, signal: Signal) {
        self.reader.signal(signal);
    }

    pub fn expect_state(&self, state: ReaderState) {
        assert_eq!(self.next(), ReaderEvent::State(state));
    }

    pub fn expect_card(&self) {
        let event = self.next();
        let ReaderEvent::Credential(found, _) = event else { panic!("no card but {event:?}") };
        assert_eq!(found, credential());
    }

    pub fn expect_nothing_for(&self, time: Duration) {
        assert_eq!(self.events.recv_timeout(time), Err(RecvTimeoutError::Timeout));
    }

    /// Stops the reader and says how long that took. Its thread must be gone, not left behind.
    pub fn close(self) -> Duration {
        let started = Instant::now();
        drop(self.reader);
        let taken = started.elapsed();
        while self.events.try_recv() != Err(TryRecvError::Disconnected) {
            assert_ne!(self.events.try_recv(), Err(TryRecvError::Empty), "the thread still runs");
        }
        taken
    }
}
