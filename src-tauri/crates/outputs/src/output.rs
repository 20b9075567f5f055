//! One output, as the desk holds it.

use std::convert::Infallible;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;

use crate::gate::Gate;
use crate::io::{Started, start};
use crate::{Kind, OutputEvent, OutputSettings, Pulse};

/// How long dropping an output may take.
const STOP_WAIT: Duration = Duration::from_millis(500);

/// An output that can be pulsed, until dropped.
///
/// Dropping it gives up an order that is under way, switches a relay off and closes the port, within
/// 500 ms and usually within 20 ms. Only when `on_event` or the driver itself hangs, the thread is
/// left behind rather than waited for; it ends as soon as it can, without another event. A relay
/// that was on when the program was killed, or ended without dropping its outputs, stays on until
/// the next start.
#[derive(Debug)]
pub struct Output {
    gate: Arc<Mutex<Gate>>,
    orders: Option<UnboundedSender<Instant>>,
    stop: Option<oneshot::Sender<Infallible>>,
    ended: Receiver<Infallible>,
    thread: Option<JoinHandle<()>>,
}

impl Output {
    /// Reaches for the output, and switches a serial relay off. `on_event` runs on the output's own
    /// thread: it must not wait, because while it does, nothing is switched on or off.
    ///
    /// An output that cannot be reached is no error: it is reported as a state and tried again. A
    /// port after 100 ms, then ever less often, up to every 2 s; a device in the network after 1 s,
    /// up to every 30 s. An order tries at once.
    pub fn open(settings: OutputSettings, on_event: impl Fn(OutputEvent) + Send + 'static) -> Self {
        let length = match &settings.kind {
            Kind::Shelly(shelly) => shelly.length,
            Kind::Lcus(lcus) => lcus.length,
            Kind::Drawer(_) => Duration::ZERO,
        };
        let gate = Arc::new(Mutex::new(Gate::new(length)));
        let Started { orders, stop, ended, thread } = start(settings, gate.clone(), on_event);
        Self { gate, orders: Some(orders), stop: Some(stop), ended, thread }
    }

    /// Orders one pulse, and returns at once. `now` is when the verdict fell: 3 s later the order is
    /// dropped ([`Failure::Late`](crate::Failure::Late)), and its event carries that time.
    pub fn pulse(&self, now: Instant) -> Pulse {
        let Some(orders) = self.orders.as_ref().filter(|orders| !orders.is_closed()) else {
            return Pulse::Dead;
        };
        let mut gate = self.gate.lock().unwrap_or_else(PoisonError::into_inner);
        let pulse = gate.ask(now);
        match pulse {
            Pulse::Ordered if orders.send(now).is_err() => Pulse::Dead,
            Pulse::Ordered | Pulse::Coalesced | Pulse::TooSoon | Pulse::Dead => pulse,
        }
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        self.orders = None;
        self.stop = None;
        let Some(thread) = self.thread.take() else { return };
        // Dropped from within `on_event`: the thread cannot wait for itself.
        if thread.thread().id() == thread::current().id() {
            return;
        }
        match self.ended.recv_timeout(STOP_WAIT) {
            Ok(never) => match never {},
            Err(RecvTimeoutError::Disconnected) => {
                if thread.join().is_err() {
                    tracing::error!("the output's thread panicked");
                }
            }
            Err(RecvTimeoutError::Timeout) => tracing::warn!("the output's thread hangs; left behind"),
        }
    }
}
