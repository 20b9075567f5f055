//! One machine, as the desk holds it.

use std::time::Duration;

use domain::{Currency, Money};
use tokio::sync::mpsc::{Sender, channel};

use super::session::{self, Order};
use super::thread::run;
use super::{MachineEvent, MachineSettings};
use crate::OutputState;
use crate::io::Worker;

/// Orders that the thread has not looked at. A sale gives three, so this is full only when the driver hangs; what is
/// approved then does not come out, and the desk hears nothing of it, as from a machine whose cable was pulled.
const ORDERS: usize = 16;

/// A vending machine, until dropped.
///
/// Dropping it switches the adapter off, so that the machine sells nothing for which nobody would be
/// charged, and closes the port, within 500 ms and usually within 20 ms. No event comes after that, also
/// not for a choice that was approved.
#[derive(Debug)]
pub struct Machine {
    // Dropped first, which ends the thread.
    orders: Sender<Order>,
    _thread: Option<Worker>,
}

impl Machine {
    /// How long after an approval the machine may be silent before nobody knows what came of it.
    pub const SILENCE: Duration = session::SILENCE;

    /// Reaches for the adapter, ends whatever session the machine still holds, and lets it sell.
    /// `on_event` runs on the machine's own thread: it must not wait.
    ///
    /// An adapter that cannot be reached is no error: it is reported as a state and tried again after
    /// 100 ms, then ever less often, up to every 2 s.
    pub fn open(
        settings: MachineSettings,
        currency: Currency,
        on_event: impl Fn(MachineEvent) + Send + 'static,
    ) -> Self {
        let (orders, taken) = channel(ORDERS);
        let name = settings.name.clone();
        let work = move |on_event| run(settings, currency, taken, on_event);
        let thread = match Worker::start(&name, on_event, work) {
            Ok(thread) => Some(thread),
            Err(on_event) => {
                on_event(MachineEvent::State(OutputState::Gone));
                None
            }
        };
        Self { orders, _thread: thread }
    }

    /// Opens a session and shows this credit on the machine. Then comes [`MachineEvent::Chosen`] or
    /// [`MachineEvent::Left`].
    ///
    /// `Left` comes at once when no session can be opened: the adapter or the machine is away, or a
    /// session stands open already, which is ended. When the member has chosen before the credit was
    /// shown, their choice is told again. While something is handed out this does nothing: what comes of
    /// that will be told.
    pub fn offer(&self, credit: Money) {
        self.give(Order::Offer(credit));
    }

    /// Lets the machine hand out what was chosen, for the price it asked. Then comes
    /// [`MachineEvent::Dispensed`], [`MachineEvent::NotDispensed`] or [`MachineEvent::Unknown`], the
    /// last after [`Machine::SILENCE`] at the latest.
    ///
    /// When nothing is chosen, no more or for another price, nothing is approved and `NotDispensed` comes
    /// at once.
    pub fn approve(&self, price: Money) {
        self.give(Order::Approve(price));
    }

    /// Ends a session, whether something was chosen or not; nothing comes out and no event follows. What
    /// is approved already is not stopped.
    pub fn deny(&self) {
        self.give(Order::Deny);
    }

    fn give(&self, order: Order) {
        if let Err(error) = self.orders.try_send(order) {
            tracing::error!(?order, %error, "the machine's thread has ended, or hangs");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_that_finds_no_room_is_not_carried_out_later() {
        let (orders, mut taken) = channel(ORDERS);
        let machine = Machine { orders, _thread: None };
        for _ in 0..ORDERS {
            machine.deny();
        }
        machine.approve(Money::new(150, Currency::EUR));
        for _ in 0..ORDERS {
            assert_eq!(taken.try_recv(), Ok(Order::Deny));
        }
        assert!(taken.try_recv().is_err(), "nothing comes out for whoever is next");
    }
}
