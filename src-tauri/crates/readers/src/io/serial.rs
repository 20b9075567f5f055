//! A reader on a serial port: a thread that reads, and comes back after every unplugging.

use std::time::Instant;

use super::event::{ReaderEvent, ReaderState};
use super::open::open;
use super::port::{Ear, Port, READ_WAIT, thread_name};
use super::thread::Thread;
use crate::{Decoder, Framing, Lines, Reading, SerialSettings, Signal};

/// A serial port that is being read, until dropped.
///
/// Dropping closes the port within 100 ms. Only when `on_event` or the driver itself hangs, the
/// thread is left behind rather than waited for; it ends as soon as it can, without another event.
#[derive(Debug)]
pub struct SerialReader {
    /// Takes signals to show. `None` when the system had no thread to give.
    thread: Option<Thread<Signal>>,
}

impl SerialReader {
    /// Starts reading. `on_event` runs on the reader's own thread: it must not wait, because while
    /// it does, nobody listens to the port.
    ///
    /// A port that cannot be opened is no error: it is reported as a state and tried again after
    /// 100 ms, then ever less often, up to every 2 s.
    pub fn spawn(settings: SerialSettings, on_event: impl Fn(ReaderEvent) + Send + 'static) -> Self {
        let name = thread_name(&settings.port);
        let started = Thread::spawn(name, on_event, move |orders, on_event| {
            Port::new(settings.port.clone(), Credentials::new(settings, on_event), orders).run();
        });
        let thread = started.map_err(|(error, on_event)| {
            tracing::error!(%error, "no thread for the reader");
            on_event(ReaderEvent::State(ReaderState::Gone));
        });
        Self { thread: thread.ok() }
    }

    /// Lets the reader beep or light up: on its way within 50 ms, if the port is open and the reader
    /// is of a family that can. Does not wait.
    pub fn signal(&self, signal: Signal) {
        if let Some(thread) = &self.thread {
            thread.order(signal);
        }
    }
}

/// Opens a port and closes it again, for the doctor. Sends and reads nothing.
///
/// # Errors
///
/// The state a reader on this port would be in; [`ReaderState::InUse`] also when this program
/// itself is reading it.
pub fn probe(path: &str) -> Result<(), ReaderState> {
    open(path, 9600, Framing::Line.lines(), READ_WAIT).map(drop)
}

/// Makes credentials of what is heard.
struct Credentials<F> {
    settings: SerialSettings,
    decoder: Decoder,
    on_event: F,
}

impl<F: Fn(ReaderEvent)> Credentials<F> {
    fn new(settings: SerialSettings, on_event: F) -> Self {
        Self { decoder: Decoder::new(settings.framing, settings.reading.clone()), settings, on_event }
    }
}

fn event(reading: Reading) -> ReaderEvent {
    match reading.result {
        Ok(identification) => ReaderEvent::Credential(identification, reading.at),
        Err(why) => ReaderEvent::Unreadable(why),
    }
}

impl<F: Fn(ReaderEvent)> Ear for Credentials<F> {
    type Order = Signal;

    fn baud(&self) -> u32 {
        self.settings.baud
    }

    fn lines(&self) -> Lines {
        self.settings.framing.lines()
    }

    fn opened(&mut self) {
        self.decoder = Decoder::new(self.settings.framing, self.settings.reading.clone());
    }

    fn input(&mut self, bytes: &[u8], now: Instant) {
        self.decoder.input(bytes, now, &mut |reading| (self.on_event)(event(reading)));
    }

    fn deadline(&self) -> Option<Instant> {
        self.decoder.deadline()
    }

    fn timeout(&mut self, now: Instant) {
        self.decoder.timeout(now, &mut |reading| (self.on_event)(event(reading)));
    }

    fn output(&mut self, now: Instant) -> Option<Vec<u8>> {
        if self.settings.framing.asks() { self.decoder.output(now) } else { None }
    }

    fn order(&mut self, signal: Signal) {
        self.decoder.signal(signal);
    }

    fn state(&mut self, state: ReaderState) {
        (self.on_event)(ReaderEvent::State(state));
    }
}
