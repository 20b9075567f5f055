//! A reader on a serial port: a thread that reads, and comes back after every unplugging.

use std::io::{ErrorKind, Read};
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::{Duration, Instant};

use serialport::SerialPort;

use super::event::{ReaderEvent, ReaderState};
use super::list::UsbIdentity;
use super::open::open;
use super::thread::Thread;
use crate::{Decoder, Framing, Reading, SerialSettings, Signal};

/// The longest the thread waits for bytes, and so for an order.
const READ_WAIT: Duration = Duration::from_millis(50);
/// How long a question may take to leave. The longest has 40 bytes, which is 42 ms at 9600 baud, and
/// drivers take them at once.
const WRITE_WAIT: Duration = READ_WAIT;
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

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
            Port { settings, orders, on_event, state: None, usb: None }.run();
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

/// Linux shows 15 bytes of a thread's name.
fn thread_name(port: &str) -> String {
    let name = port.rsplit(['/', '\\']).next().unwrap_or_default();
    format!("reader {}", name.replace('\0', ""))
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

/// The order to stop was given.
struct Stop;

struct Port<F> {
    settings: SerialSettings,
    orders: Receiver<Signal>,
    on_event: F,
    state: Option<ReaderState>,
    /// Which device was open last, to follow it when it comes back under another name.
    usb: Option<UsbIdentity>,
}

impl<F: Fn(ReaderEvent)> Port<F> {
    fn run(mut self) {
        let mut pause = FIRST_PAUSE;
        loop {
            let path = self.usb.as_ref().and_then(UsbIdentity::find);
            let path = path.unwrap_or_else(|| self.settings.port.clone());
            let SerialSettings { baud, framing, .. } = self.settings;
            let outcome = match open(&path, baud, framing.lines(), READ_WAIT) {
                Ok(port) => {
                    if self.next_order().is_err() {
                        return;
                    }
                    self.report(ReaderState::Alive);
                    self.usb = UsbIdentity::at(&path);
                    self.read_until_gone(port).map(|heard| (ReaderState::Gone, heard))
                }
                Err(state) => self.next_order().map(|_| (state, false)),
            };
            let Ok((state, heard)) = outcome else { return };
            self.report(state);
            // A loose plug opens and fails by turns; only a reader that said something gets the
            // short pause back.
            if heard {
                pause = FIRST_PAUSE;
            }
            if self.wait(pause).is_err() {
                return;
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Reads until the port fails; says whether anything was heard.
    fn read_until_gone(&self, mut port: Box<dyn SerialPort>) -> Result<bool, Stop> {
        let mut decoder = Decoder::new(self.settings.framing, self.settings.reading.clone());
        let mut buffer = [0; 4096];
        let mut heard = false;
        let mut current_wait = READ_WAIT;
        loop {
            match self.write(&mut decoder, &mut *port, &mut current_wait) {
                Ok(()) => {}
                Err(error) => {
                    tracing::debug!(%error, port = self.settings.port, "port takes nothing");
                    return Ok(heard);
                }
            }
            let wait = read_wait(decoder.deadline(), Instant::now());
            if wait != current_wait {
                // A system call on Windows, hence only on change.
                if port.set_timeout(wait).is_err() {
                    return Ok(heard);
                }
                current_wait = wait;
            }
            let read = port.read(&mut buffer);
            let now = Instant::now();
            while let Some(signal) = self.next_order()? {
                decoder.signal(signal);
            }
            let mut out = |reading| self.report_reading(reading);
            match read {
                Ok(0) => return Ok(heard),
                Ok(count) => {
                    heard = true;
                    decoder.input(buffer.get(..count).unwrap_or_default(), now, &mut out);
                }
                Err(error) if matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::Interrupted) => {
                    decoder.timeout(now, &mut out);
                }
                Err(error) => {
                    tracing::debug!(%error, port = self.settings.port, "port failed");
                    return Ok(heard);
                }
            }
        }
    }

    /// Writes what a reader of this family has to be asked or told. Nothing to any other.
    fn write(
        &self,
        decoder: &mut Decoder,
        port: &mut dyn SerialPort,
        current_wait: &mut Duration,
    ) -> std::io::Result<()> {
        if !self.settings.framing.asks() {
            return Ok(());
        }
        while let Some(bytes) = decoder.output(Instant::now()) {
            if *current_wait != WRITE_WAIT {
                port.set_timeout(WRITE_WAIT)?;
                *current_wait = WRITE_WAIT;
            }
            port.write_all(&bytes)?;
        }
        Ok(())
    }

    fn report_reading(&self, reading: Reading) {
        (self.on_event)(match reading.result {
            Ok(identification) => ReaderEvent::Credential(identification, reading.at),
            Err(why) => ReaderEvent::Unreadable(why),
        });
    }

    fn report(&mut self, state: ReaderState) {
        if self.state.replace(state) != Some(state) {
            tracing::info!(port = self.settings.port, ?state, "reader");
            (self.on_event)(ReaderEvent::State(state));
        }
    }

    fn next_order(&self) -> Result<Option<Signal>, Stop> {
        match self.orders.try_recv() {
            Ok(signal) => Ok(Some(signal)),
            Err(TryRecvError::Empty) => Ok(None),
            Err(TryRecvError::Disconnected) => Err(Stop),
        }
    }

    /// Signals that come while there is no port are for nobody.
    fn wait(&self, pause: Duration) -> Result<(), Stop> {
        let end = Instant::now() + pause;
        loop {
            match self.orders.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(Signal::Good | Signal::Bad) => {}
                Err(RecvTimeoutError::Timeout) => return Ok(()),
                Err(RecvTimeoutError::Disconnected) => return Err(Stop),
            }
        }
    }
}

/// How long to wait for bytes. In whole milliseconds, rounded up: outside Linux serialport cuts off
/// fractions, and a wait of zero would spin.
fn read_wait(deadline: Option<Instant>, now: Instant) -> Duration {
    let Some(deadline) = deadline else { return READ_WAIT };
    let left = deadline.saturating_duration_since(now).as_micros().div_ceil(1000).max(1);
    u64::try_from(left).map_or(READ_WAIT, Duration::from_millis).min(READ_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_never_zero_never_long_and_ends_after_the_deadline() {
        let now = Instant::now();
        let us = Duration::from_micros;
        assert_eq!(read_wait(None, now), READ_WAIT);
        for (left, expected) in
            [(0, 1), (1, 1), (1000, 1), (1001, 2), (49_000, 49), (50_001, 50), (500_000, 50)]
        {
            assert_eq!(
                read_wait(Some(now + us(left)), now),
                Duration::from_millis(expected),
                "{left} µs left"
            );
        }
        assert_eq!(read_wait(Some(now), now + us(5)), Duration::from_millis(1), "already over");
    }

    #[test]
    fn a_thread_is_named_after_its_port() {
        for (port, expected) in [
            ("/dev/ttyUSB0", "reader ttyUSB0"),
            (r"\\.\COM3", "reader COM3"),
            ("a\0b", "reader ab"),
            ("", "reader "),
        ] {
            assert_eq!(thread_name(port), expected);
        }
    }
}
