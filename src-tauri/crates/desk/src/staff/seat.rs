//! The team's window's end of the desk.

use domain::Identification;
use tokio::sync::{Mutex, watch};

use crate::reception::Counter;
use crate::staff::Attention;
use crate::staff::room::Orders;

/// For whoever serves the window.
pub(crate) struct StaffSeat {
    pub(crate) orders: Mutex<Orders>,
    pub(crate) attention: watch::Sender<Attention>,
    /// What the reception shares.
    pub(crate) counter: Counter,
}

impl StaffSeat {
    /// Lays a card where the reception waits for it; gives back what is none, and whatever comes while the
    /// window is locked. The reception hears of the lock a moment later.
    pub(crate) fn not_for_the_team(&self, identification: Identification) -> Option<Identification> {
        match self.attention.borrow().members {
            true => self.counter.tray.take(identification),
            false => Some(identification),
        }
    }
}
