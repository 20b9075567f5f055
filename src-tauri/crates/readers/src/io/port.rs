//! The life of one serial port: opened, read until it fails, and opened again when it comes back.

use std::io::{ErrorKind, Read};
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::{Duration, Instant};

use serialport::{ClearBuffer, SerialPort};

use super::event::ReaderState;
use super::list::UsbIdentity;
use super::open::open;
use crate::Lines;

/// The longest the thread waits for bytes, and so for an order.
pub(super) const READ_WAIT: Duration = Duration::from_millis(50);
/// How long a question may take to leave. The longest has 40 bytes, which is 42 ms at 9600 baud, and
/// drivers take them at once.
const WRITE_WAIT: Duration = READ_WAIT;
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// What the bytes of a port are told to.
pub(super) trait Ear {
    /// What the owner of the port may want of the reader.
    type Order;

    /// Bits per second. When it changes while the port is open, the port follows.
    fn baud(&self) -> u32;

    /// The control lines to raise.
    fn lines(&self) -> Lines;

    /// The port was opened, or set to another speed: what was heard before belongs to nobody.
    fn opened(&mut self);

    /// Takes bytes that were read at `now`.
    fn input(&mut self, bytes: &[u8], now: Instant);

    /// When [`Ear::timeout`] has to be called if no byte comes before.
    fn deadline(&self) -> Option<Instant>;

    /// Draws the conclusions from silence up to `now`.
    fn timeout(&mut self, now: Instant);

    /// What has to be written to the reader now. Nothing, ever, unless somebody said that a reader that
    /// has to be asked is on this port.
    fn output(&mut self, now: Instant) -> Option<Vec<u8>>;

    /// Takes an order.
    fn order(&mut self, order: Self::Order);

    /// The reader came or went.
    fn state(&mut self, state: ReaderState);
}

/// Linux shows 15 bytes of a thread's name.
pub(super) fn thread_name(port: &str) -> String {
    let name = port.rsplit(['/', '\\']).next().unwrap_or_default();
    format!("reader {}", name.replace('\0', ""))
}

/// The order to stop was given.
struct Stop;

/// A port and who listens to it.
pub(super) struct Port<E: Ear> {
    path: String,
    ear: E,
    orders: Receiver<E::Order>,
    state: Option<ReaderState>,
    /// Which device was open last, to follow it when it comes back under another name.
    usb: Option<UsbIdentity>,
}

impl<E: Ear> Port<E> {
    pub(super) const fn new(path: String, ear: E, orders: Receiver<E::Order>) -> Self {
        Self { path, ear, orders, state: None, usb: None }
    }

    /// Listens until told to stop.
    pub(super) fn run(mut self) {
        let mut pause = FIRST_PAUSE;
        loop {
            let path = self.usb.as_ref().and_then(UsbIdentity::find);
            let path = path.unwrap_or_else(|| self.path.clone());
            let outcome = match open(&path, self.ear.baud(), self.ear.lines(), READ_WAIT) {
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
    fn read_until_gone(&mut self, mut port: Box<dyn SerialPort>) -> Result<bool, Stop> {
        self.ear.opened();
        let mut buffer = [0; 4096];
        let mut heard = false;
        let (mut current_wait, mut baud) = (READ_WAIT, self.ear.baud());
        loop {
            match self.write(&mut *port, &mut current_wait) {
                Ok(()) => {}
                Err(error) => {
                    tracing::debug!(%error, port = self.path, "port takes nothing");
                    return Ok(heard);
                }
            }
            let wait = read_wait(self.ear.deadline(), Instant::now());
            if wait != current_wait {
                // A system call on Windows, hence only on change.
                if port.set_timeout(wait).is_err() {
                    return Ok(heard);
                }
                current_wait = wait;
            }
            let read = port.read(&mut buffer);
            let now = Instant::now();
            while let Some(order) = self.next_order()? {
                self.ear.order(order);
            }
            match read {
                Ok(0) => return Ok(heard),
                Ok(count) => {
                    heard = true;
                    self.ear.input(buffer.get(..count).unwrap_or_default(), now);
                }
                Err(error) if matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::Interrupted) => {
                    self.ear.timeout(now);
                }
                Err(error) => {
                    tracing::debug!(%error, port = self.path, "port failed");
                    return Ok(heard);
                }
            }
            if self.ear.baud() != baud {
                baud = self.ear.baud();
                if port.set_baud_rate(baud).and_then(|()| port.clear(ClearBuffer::Input)).is_err() {
                    return Ok(heard);
                }
                self.ear.opened();
            }
        }
    }

    fn write(&mut self, port: &mut dyn SerialPort, current_wait: &mut Duration) -> std::io::Result<()> {
        while let Some(bytes) = self.ear.output(Instant::now()) {
            if *current_wait != WRITE_WAIT {
                port.set_timeout(WRITE_WAIT)?;
                *current_wait = WRITE_WAIT;
            }
            port.write_all(&bytes)?;
        }
        Ok(())
    }

    fn report(&mut self, state: ReaderState) {
        if self.state.replace(state) != Some(state) {
            tracing::info!(port = self.path, ?state, "reader");
            self.ear.state(state);
        }
    }

    fn next_order(&self) -> Result<Option<E::Order>, Stop> {
        match self.orders.try_recv() {
            Ok(order) => Ok(Some(order)),
            Err(TryRecvError::Empty) => Ok(None),
            Err(TryRecvError::Disconnected) => Err(Stop),
        }
    }

    /// Orders that come while there is no port are for nobody.
    fn wait(&self, pause: Duration) -> Result<(), Stop> {
        let end = Instant::now() + pause;
        loop {
            match self.orders.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(_) => {}
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
