use std::time::Instant;

use domain::Identification;

use crate::{Frame, Framer, Framing, ReadingSettings, Signal, Unreadable, interpret};

/// One attempt at a reader, and when its last byte was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The credential, or why there is none.
    pub result: Result<Identification, Unreadable>,
    /// When the last byte was read: where the wait of the person at the reader begins.
    pub at: Instant,
}

/// From bytes and the time to credentials: a framer and the settings of one reader.
pub struct Decoder {
    framer: Box<dyn Framer>,
    settings: ReadingSettings,
    last_byte: Option<Instant>,
}

impl Decoder {
    /// A decoder that has heard nothing yet.
    pub fn new(framing: Framing, settings: ReadingSettings) -> Self {
        Self { framer: framing.framer(&settings), settings, last_byte: None }
    }

    /// Takes bytes that were read at `now`.
    pub fn input(&mut self, bytes: &[u8], now: Instant, out: &mut dyn FnMut(Reading)) {
        // What silence already ended happened before these bytes, not with them.
        self.timeout(now, out);
        self.last_byte = Some(now);
        let settings = &self.settings;
        self.framer.input(bytes, now, &mut |frame| out(read(&frame, settings, now)));
    }

    /// When [`Decoder::timeout`] has to be called if no byte comes before.
    pub fn deadline(&self) -> Option<Instant> {
        self.framer.deadline()
    }

    /// Draws the conclusions from silence up to `now`.
    pub fn timeout(&mut self, now: Instant, out: &mut dyn FnMut(Reading)) {
        let settings = &self.settings;
        let at = self.last_byte.unwrap_or(now);
        self.framer.timeout(now, &mut |frame| out(read(&frame, settings, at)));
    }

    /// What has to be written to the reader now; see [`Framer::output`].
    pub fn output(&mut self, now: Instant) -> Option<Vec<u8>> {
        self.framer.output(now)
    }

    /// Lets the reader show what was decided; see [`Framer::signal`].
    pub fn signal(&mut self, signal: Signal) {
        self.framer.signal(signal);
    }
}

fn read(frame: &Frame, settings: &ReadingSettings, at: Instant) -> Reading {
    let result = interpret(frame, settings);
    if let Err(why) = result {
        tracing::debug!(?frame, ?why, "not a credential");
    }
    Reading { result, at }
}
