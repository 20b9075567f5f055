//! A thread that can be told to stop, and that nobody has to wait for.

use std::convert::Infallible;
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How long stopping a thread may take.
const STOP_WAIT: Duration = Duration::from_millis(100);
/// How often a thread that waits for something else than an order is nudged.
const NUDGE: Duration = Duration::from_millis(5);

/// A thread that takes orders until dropped.
///
/// Dropping it is the order to stop, which the thread sees as a closed channel. One that does not
/// end within 100 ms is left behind rather than waited for; it ends as soon as it can.
#[derive(Debug)]
pub(super) struct Thread<Order> {
    orders: Option<Sender<Order>>,
    ended: Receiver<Infallible>,
    handle: Option<JoinHandle<()>>,
}

impl<Order: Send + 'static> Thread<Order> {
    /// Starts a thread that does `run` with its orders and with `given`.
    ///
    /// # Errors
    ///
    /// When the system has no thread to give; `given` comes back.
    pub(super) fn spawn<G: Send + 'static>(
        name: String,
        given: G,
        run: impl FnOnce(Receiver<Order>, G) + Send + 'static,
    ) -> Result<Self, (io::Error, G)> {
        let (give, orders) = channel();
        let (end, ended) = channel();
        let (hand_over, handed_over) = channel();
        let started = thread::Builder::new().name(name).spawn(move || {
            // Dropped when the thread ends, in whatever way.
            let _end: Sender<Infallible> = end;
            if let Ok(given) = handed_over.recv() {
                run(orders, given);
            }
        });
        match started {
            Ok(handle) => {
                // The thread waits for this, so it cannot be refused.
                let _ = hand_over.send(given);
                Ok(Self { orders: Some(give), ended, handle: Some(handle) })
            }
            Err(error) => Err((error, given)),
        }
    }

    /// Does not wait. An order to a thread that has ended is lost.
    pub(super) fn order(&self, order: Order) {
        if let Some(orders) = &self.orders {
            let _ = orders.send(order);
        }
    }
}

impl<Order> Thread<Order> {
    /// Stops the thread. `nudge` is called until it ends, for one that waits for something else than
    /// orders.
    pub(super) fn stop(&mut self, mut nudge: impl FnMut()) {
        self.orders = None;
        let Some(handle) = self.handle.take() else { return };
        // Dropped by the thread itself: it cannot wait for itself.
        if handle.thread().id() == thread::current().id() {
            return;
        }
        let started = Instant::now();
        while started.elapsed() < STOP_WAIT {
            nudge();
            match self.ended.recv_timeout(NUDGE) {
                Ok(never) => match never {},
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    if handle.join().is_err() {
                        tracing::error!("a reader's thread panicked");
                    }
                    return;
                }
            }
        }
        tracing::warn!("a reader's thread hangs; left behind");
    }
}

impl<Order> Drop for Thread<Order> {
    fn drop(&mut self) {
        self.stop(|| {});
    }
}
