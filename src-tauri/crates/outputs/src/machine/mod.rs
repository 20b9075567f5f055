//! A vending machine, as whose cashless device the desk stands in, through a Qibixx MDB-USB adapter.
//!
//! - `line` is the wire: bytes into what the adapter said, and what it is told. No port, no clock.
//! - `session` is the rule: what may be told when, and what an order that comes at the wrong moment
//!   means. The time comes in as an argument.
//! - `thread` carries both to a port and outlives the adapter being unplugged.
//!
//! Two orders of events are possible, and the machine's settings decide which. *The choice first*: the
//! member presses a button, the machine asks, the desk answers. *The credit first*: the desk opens a
//! session with a credit, the machine shows it, the member chooses, the machine asks.
//!
//! Nothing here is ever told twice. What came out is what the machine says came out: SUCCESS and
//! nothing else is [`MachineEvent::Dispensed`].

mod handle;
mod line;
mod session;
mod settings;
mod thread;

use domain::Money;

use crate::OutputState;

pub use handle::Machine;
pub use settings::MachineSettings;

/// What a machine reports.
///
/// A choice that was approved ends in exactly one of `Dispensed`, `NotDispensed` and `Unknown`, also
/// when the order could not be given any more, unless the machine is dropped before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MachineEvent {
    /// The adapter came or went. The first one says how the first attempt to reach it went; after that
    /// only changes are reported. Whether the machine behind it is switched on is another matter.
    State(OutputState),
    /// The machine wants to sell this and waits: [`Machine::approve`] or [`Machine::deny`].
    Chosen {
        /// What the machine asks for it.
        price: Money,
        /// What the machine calls it: a number, by which the desk knows the shelf.
        item: String,
    },
    /// The session ended before something was approved: the member went, the machine ended it, the
    /// adapter was unplugged, or no credit could be shown. Nothing comes out.
    Left,
    /// It came out.
    Dispensed,
    /// It certainly did not come out: the machine said so, or the approval was never given.
    NotDispensed,
    /// It was approved, and the cable, the adapter or the time went away: nobody knows.
    Unknown,
}
