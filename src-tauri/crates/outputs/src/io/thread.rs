//! What every output's thread has: orders that come in, events that go out, and the order to stop.

use std::convert::Infallible;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use tokio::runtime;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;

use super::network::{self, Device};
use super::serial::{self, Load};
use crate::gate::Gate;
use crate::{Drawer, Failure, Kind, OutputEvent, OutputSettings, OutputState, Unknown};

/// What the owner of a thread keeps. Dropping `orders` and `stop` ends it.
pub(crate) struct Started {
    pub(crate) orders: UnboundedSender<Instant>,
    pub(crate) stop: oneshot::Sender<Infallible>,
    pub(crate) ended: Receiver<Infallible>,
    pub(crate) thread: Option<JoinHandle<()>>,
}

/// The thread's side.
pub(super) struct Desk<F> {
    name: String,
    orders: UnboundedReceiver<Instant>,
    pub(super) stop: oneshot::Receiver<Infallible>,
    gate: Arc<Mutex<Gate>>,
    on_event: F,
    state: Option<OutputState>,
}

/// Starts the thread of one output.
pub(crate) fn start(
    settings: OutputSettings,
    gate: Arc<Mutex<Gate>>,
    on_event: impl Fn(OutputEvent) + Send + 'static,
) -> Started {
    let (orders, taken) = unbounded_channel();
    let (stop, stopped) = oneshot::channel();
    let (end, ended) = channel();
    let (hand_over, handed_over) = channel();
    let OutputSettings { name, kind } = settings;
    let started = thread::Builder::new().name(thread_name(&name)).spawn(move || {
        // Dropped when the thread ends, in whatever way.
        let _end: Sender<Infallible> = end;
        if let Ok(on_event) = handed_over.recv() {
            run(kind, Desk { name, orders: taken, stop: stopped, gate, on_event, state: None });
        }
    });
    let thread = match started {
        Ok(thread) => {
            // The thread waits for this, so it cannot be refused.
            let _ = hand_over.send(on_event);
            Some(thread)
        }
        Err(error) => {
            tracing::error!(%error, "no thread for the output");
            on_event(OutputEvent::State(OutputState::Gone));
            None
        }
    };
    Started { orders, stop, ended, thread }
}

/// Linux shows 15 bytes of a thread's name.
fn thread_name(output: &str) -> String {
    format!("output {}", output.replace('\0', ""))
}

fn run<F: Fn(OutputEvent)>(kind: Kind, mut desk: Desk<F>) {
    let runtime = match runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!(%error, "no timers for the output");
            desk.report(OutputState::Gone);
            return;
        }
    };
    runtime.block_on(async {
        match kind {
            Kind::Lcus(lcus) => {
                let load = Load::Relay { channel: lcus.channel, length: lcus.length };
                serial::run(lcus.port, lcus.baud, load, desk).await;
            }
            Kind::Drawer(Drawer::Serial { port, baud }) => {
                serial::run(port, baud, Load::Drawer, desk).await;
            }
            Kind::Drawer(Drawer::Network(address)) => network::run(Device::Printer(address), desk).await,
            Kind::Shelly(shelly) => match Device::shelly(&shelly) {
                Ok(device) => network::run(device, desk).await,
                Err(error) => {
                    tracing::error!(%error, "no client for the output");
                    desk.report(OutputState::Gone);
                }
            },
        }
    });
}

/// The order to stop was given.
pub(super) struct Stop;

impl<F: Fn(OutputEvent)> Desk<F> {
    /// The next order.
    pub(super) async fn order(&mut self) -> Result<Instant, Stop> {
        self.orders.recv().await.ok_or(Stop)
    }

    pub(super) fn report(&mut self, state: OutputState) {
        if self.state.replace(state) != Some(state) {
            tracing::info!(output = self.name, ?state, "output");
            self.tell(OutputEvent::State(state));
        }
    }

    /// The order was carried out, and the output is open from `at` on.
    pub(super) fn done(&self, order: Instant, at: Instant) {
        tracing::info!(output = self.name, "pulse done");
        self.gate(|gate| gate.opened(order, at));
        self.tell(OutputEvent::Done(order));
    }

    pub(super) fn failed(&self, order: Instant, failure: Failure) {
        tracing::warn!(output = self.name, %failure, "pulse failed");
        self.gate(|gate| gate.shut(order));
        self.tell(OutputEvent::Failed(order, failure));
    }

    /// The connection broke while the order went out.
    pub(super) fn broke(&self, order: Instant) {
        self.failed(order, Failure::Unknown(Unknown::Broken));
    }

    /// What the order opened is shut before its time.
    pub(super) fn shut(&self, order: Instant) {
        self.gate(|gate| gate.shut(order));
    }

    fn gate(&self, change: impl FnOnce(&mut Gate)) {
        change(&mut self.gate.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// No event after the end, even if the driver hung in between.
    fn tell(&self, event: OutputEvent) {
        if !self.orders.is_closed() {
            (self.on_event)(event);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_is_named_after_its_output() {
        for (output, expected) in [("turnstile", "output turnstile"), ("a\0b", "output ab")] {
            assert_eq!(thread_name(output), expected);
        }
    }
}
