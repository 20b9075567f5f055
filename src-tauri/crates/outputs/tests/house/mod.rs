//! Sockets to plug devices into, devices that note every byte, and somebody who listens.
#![allow(dead_code, unused_imports, reason = "every test file uses a part")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "this is test code")]

use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::{Duration, Instant};

use outputs::{Failure, Kind, Output, OutputEvent, OutputSettings, OutputState, Pulse};

#[cfg(unix)]
mod plug;
mod server;

#[cfg(unix)]
pub use plug::{BAUD, Plug};
pub use server::{Act, Server, ok, respond, shelly};

/// Long enough for a machine that is busy with something else.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// Holds one output and hears its events.
pub struct Desk {
    pub output: Output,
    events: Receiver<OutputEvent>,
}

impl Desk {
    pub fn open(kind: Kind) -> Self {
        let (send, events) = channel();
        let settings = OutputSettings { name: "turnstile".to_owned(), kind };
        let output = Output::open(settings, move |event| {
            let _ = send.send(event);
        });
        Self { output, events }
    }

    pub fn next(&self) -> OutputEvent {
        self.events.recv_timeout(PATIENCE).expect("an event")
    }

    pub fn expect_state(&self, state: OutputState) {
        assert_eq!(self.next(), OutputEvent::State(state));
    }

    /// Orders a pulse that must be taken.
    pub fn order(&self, now: Instant) {
        assert_eq!(self.output.pulse(now), Pulse::Ordered);
    }

    pub fn expect_done(&self, order: Instant) {
        assert_eq!(self.next(), OutputEvent::Done(order));
    }

    pub fn expect_failure(&self, order: Instant, failure: Failure) {
        assert_eq!(self.next(), OutputEvent::Failed(order, failure));
    }

    /// Drops the output and says how long that took. Its thread must be gone, not left behind.
    pub fn close(self) -> Duration {
        let started = Instant::now();
        drop(self.output);
        let taken = started.elapsed();
        match self.events.try_recv() {
            Ok(event) => panic!("an event nobody waited for: {event:?}"),
            Err(TryRecvError::Empty) => panic!("the thread still runs"),
            Err(TryRecvError::Disconnected) => taken,
        }
    }
}
