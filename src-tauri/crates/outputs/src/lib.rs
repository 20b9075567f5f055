//! What the desk sets in motion after a positive verdict: a door, a turnstile, a cash drawer, a device
//! that was paid for by the minute, a vending machine.
//!
//! - `gate` is the rule: one pulse at a time, at most one a second, and never a late one; and paid time,
//!   which nobody else's order lengthens or cuts short. No port and no clock: the time comes in as an
//!   argument.
//! - `proto/` is what goes over the wire, one file a device, without I/O.
//! - `io/` carries it there: one thread an output, which outlives the device being unplugged.
//! - `machine/` is the vending machine, which talks back.
//!
//! Nothing here repeats an order. Whoever stands before a door that did not open taps again; a door
//! that opens a second time opens for somebody else. The one exception is a serial relay that was
//! unplugged while somebody's paid time ran: it is switched on again for what is left of it.
//!
//! Not here: the decision that somebody may come in; feedback whether the door really moved, which
//! none of these devices gives; digest authentication; finding a relay that was plugged in
//! elsewhere, because a CH340 adapter has no serial number and the one that is found may be the
//! relay of another door.

#![warn(clippy::missing_errors_doc)]

mod event;
mod gate;
mod io;
mod machine;
mod order;
mod output;
mod proto;
mod settings;

pub use event::{Failure, OutputEvent, OutputState, Unknown};
pub use gate::Pulse;
pub use machine::{Machine, MachineEvent, MachineSettings};
pub use output::Output;
pub use settings::{Address, AddressError, Drawer, Kind, Lcus, OutputSettings, SettingsError, Shelly};
