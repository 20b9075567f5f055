//! A port that somebody tries out: what is said on it is passed on as it was said.

use std::convert::Infallible;
use std::time::Instant;

use super::event::ReaderState;
use super::port::{Ear, Port, thread_name};
use super::thread::Thread;
use crate::recognise::{Recogniser, SPEEDS, Verdict};
use crate::{Frame, Framer, Framing, Lines, ReadingSettings};

/// How a port is listened to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tuning {
    /// To find out what is on it, at one speed after the other. Not a byte is ever written.
    FindingOut,
    /// As a reader of this family, which is asked if it has to be.
    Family {
        /// The family.
        framing: Framing,
        /// Bits per second.
        baud: u32,
    },
}

/// What was heard on a port. Prints nothing of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sound {
    /// The port came or went, as in [`ReaderEvent::State`](crate::ReaderEvent::State).
    State(ReaderState),
    /// Something else is known of the port than before. Only with [`Tuning::FindingOut`].
    Verdict {
        /// What is known.
        verdict: Verdict,
        /// The speed it was heard at, in bits per second. [`Verdict::Noise`] is told when the port is set
        /// to the next one.
        baud: u32,
    },
    /// A reader of the family said this. Only with [`Tuning::Family`].
    Frame(Frame),
}

/// A serial port that is tried out, until dropped; that closes it as with
/// [`SerialReader`](crate::SerialReader).
#[derive(Debug)]
pub struct Listener {
    /// `None` when the system had none to give.
    _thread: Option<Thread<Infallible>>,
}

impl Listener {
    /// Starts listening to `port`. `on_sound` runs on the thread that listens: it must not wait.
    ///
    /// A port that cannot be opened is no error: it is reported as a state and tried again.
    pub fn spawn(port: String, tuning: Tuning, on_sound: impl Fn(Sound) + Send + 'static) -> Self {
        let started = Thread::spawn(thread_name(&port), on_sound, move |orders, on_sound| match tuning {
            Tuning::FindingOut => Port::new(port, Finding::new(on_sound), orders).run(),
            Tuning::Family { framing, baud } => {
                Port::new(port, Family::new(framing, baud, on_sound), orders).run();
            }
        });
        let thread = started.map_err(|(error, on_sound)| {
            tracing::error!(%error, "no thread for the reader");
            on_sound(Sound::State(ReaderState::Gone));
        });
        Self { _thread: thread.ok() }
    }
}

/// Finds out what is on a port.
struct Finding<F> {
    baud: u32,
    recogniser: Recogniser,
    /// What was reported last.
    known: Verdict,
    /// To be told when the port is set to the next speed.
    noise: Option<Sound>,
    on_sound: F,
}

impl<F: Fn(Sound)> Finding<F> {
    fn new(on_sound: F) -> Self {
        let baud = SPEEDS[0];
        Self { baud, recogniser: Recogniser::new(baud), known: Verdict::Silent, noise: None, on_sound }
    }

    fn report(&mut self) {
        let verdict = self.recogniser.verdict();
        if *verdict == self.known {
            return;
        }
        let (verdict, baud) = (verdict.clone(), self.baud);
        self.known = verdict.clone();
        let next = match verdict {
            Verdict::Noise { next, .. } => Some(next),
            Verdict::Silent | Verdict::Hearing | Verdict::Recognised(_) | Verdict::Unclear(_) => None,
        };
        let sound = Sound::Verdict { verdict, baud };
        match next {
            Some(next) => (self.baud, self.noise) = (next, Some(sound)),
            None => (self.on_sound)(sound),
        }
    }
}

impl<F: Fn(Sound)> Ear for Finding<F> {
    type Order = Infallible;

    fn baud(&self) -> u32 {
        self.baud
    }

    fn lines(&self) -> Lines {
        Framing::Line.lines()
    }

    fn opened(&mut self) {
        self.recogniser = Recogniser::new(self.baud);
        self.known = Verdict::Silent;
        if let Some(noise) = self.noise.take() {
            (self.on_sound)(noise);
        }
    }

    fn input(&mut self, bytes: &[u8], now: Instant) {
        self.recogniser.input(bytes, now);
        self.report();
    }

    fn deadline(&self) -> Option<Instant> {
        self.recogniser.deadline()
    }

    fn timeout(&mut self, now: Instant) {
        self.recogniser.timeout(now);
        self.report();
    }

    fn output(&mut self, _now: Instant) -> Option<Vec<u8>> {
        None
    }

    fn order(&mut self, never: Infallible) {
        match never {}
    }

    fn state(&mut self, state: ReaderState) {
        (self.on_sound)(Sound::State(state));
    }
}

/// Hears what a reader of one family says.
struct Family<F> {
    framing: Framing,
    baud: u32,
    framer: Box<dyn Framer>,
    on_sound: F,
}

impl<F: Fn(Sound)> Family<F> {
    fn new(framing: Framing, baud: u32, on_sound: F) -> Self {
        Self { framing, baud, framer: framing.framer(&ReadingSettings::default()), on_sound }
    }
}

impl<F: Fn(Sound)> Ear for Family<F> {
    type Order = Infallible;

    fn baud(&self) -> u32 {
        self.baud
    }

    fn lines(&self) -> Lines {
        self.framing.lines()
    }

    fn opened(&mut self) {
        self.framer = self.framing.framer(&ReadingSettings::default());
    }

    fn input(&mut self, bytes: &[u8], now: Instant) {
        self.timeout(now);
        self.framer.input(bytes, now, &mut |frame| (self.on_sound)(Sound::Frame(frame)));
    }

    fn deadline(&self) -> Option<Instant> {
        self.framer.deadline()
    }

    fn timeout(&mut self, now: Instant) {
        self.framer.timeout(now, &mut |frame| (self.on_sound)(Sound::Frame(frame)));
    }

    fn output(&mut self, now: Instant) -> Option<Vec<u8>> {
        if self.framing.asks() { self.framer.output(now) } else { None }
    }

    fn order(&mut self, never: Infallible) {
        match never {}
    }

    fn state(&mut self, state: ReaderState) {
        (self.on_sound)(Sound::State(state));
    }
}
