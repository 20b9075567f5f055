//! What every output's thread has: orders that come in, events that go out, and the order to stop.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use tokio::runtime;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::oneshot;

use super::network::{self, Device};
use super::serial::{self, Load};
use super::worker::Worker;
use crate::gate::Gate;
use crate::order::{Order, What};
use crate::{Drawer, Failure, Kind, OutputEvent, OutputSettings, OutputState, Unknown};

/// Orders that a thread has not looked at. While it works one at most waits, and those to switch off that somebody
/// presses meanwhile; a driver that hangs is given one in five seconds, and no more than this.
const ORDERS: usize = 64;

/// What the owner of a thread keeps. Dropping `orders` and `stop` ends it.
pub(crate) struct Started {
    pub(crate) orders: Sender<Order>,
    pub(crate) stop: oneshot::Sender<Infallible>,
    pub(crate) thread: Option<Worker>,
}

/// The thread's side.
pub(super) struct Desk<F> {
    name: String,
    orders: Receiver<Order>,
    /// Orders that came a moment before the one before them was over.
    put_by: VecDeque<Order>,
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
    let (orders, taken) = channel(ORDERS);
    let (stop, stopped) = oneshot::channel();
    let OutputSettings { name, kind } = settings;
    let work = {
        let name = name.clone();
        let put_by = VecDeque::new();
        move |on_event| {
            run(kind, Desk { name, orders: taken, put_by, stop: stopped, gate, on_event, state: None });
        }
    };
    let thread = match Worker::start(&name, on_event, work) {
        Ok(thread) => Some(thread),
        Err(on_event) => {
            on_event(OutputEvent::State(OutputState::Gone));
            None
        }
    };
    Started { orders, stop, thread }
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
    pub(super) async fn order(&mut self) -> Result<Order, Stop> {
        match self.put_by.pop_front() {
            Some(order) => Ok(order),
            None => self.orders.recv().await.ok_or(Stop),
        }
    }

    /// The next order to switch off. Others wait for [`Desk::order`].
    pub(super) async fn off_order(&mut self) -> Result<Order, Stop> {
        loop {
            let order = self.orders.recv().await.ok_or(Stop)?;
            match order.what {
                What::Off => return Ok(order),
                What::Pulse | What::Run(_) => self.put_by.push_back(order),
            }
        }
    }

    pub(super) fn report(&mut self, state: OutputState) {
        if self.state.replace(state) != Some(state) {
            tracing::info!(output = self.name, ?state, "output");
            self.tell(OutputEvent::State(state));
        }
    }

    /// The order was carried out at `at`: the output is open from then on, or off.
    pub(super) fn done(&self, order: Order, at: Instant) {
        tracing::info!(output = self.name, what = ?order.what, "order done");
        self.gate(|gate| match order.what {
            What::Pulse | What::Run(_) => gate.opened(order.at, at),
            What::Off => gate.switched_off(order.at),
        });
        self.tell(OutputEvent::Done(order.at));
    }

    /// The order was not carried out. One to switch off that failed leaves what was on as it was.
    pub(super) fn failed(&self, order: Order, failure: Failure) {
        tracing::warn!(output = self.name, what = ?order.what, %failure, "order failed");
        match order.what {
            What::Pulse | What::Run(_) => self.shut(order.at),
            What::Off => {}
        }
        self.tell(OutputEvent::Failed(order.at, failure));
    }

    /// The connection broke while the order went out.
    pub(super) fn broke(&self, order: Order) {
        self.failed(order, Failure::Unknown(Unknown::Broken));
    }

    /// What the order of that time opened is shut before its time.
    pub(super) fn shut(&self, order: Instant) {
        self.gate(|gate| gate.shut(order));
    }

    /// Nothing that was on at that time is on, or ever goes on again.
    pub(super) fn ended_by(&self, order: Instant) {
        self.gate(|gate| gate.switched_off(order));
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
