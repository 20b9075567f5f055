//! What the desk sets in motion after a positive verdict: a door, a turnstile, a cash drawer.
//!
//! - `gate` is the rule: one pulse at a time, at most one a second, and never a late one. No port and
//!   no clock: the time comes in as an argument.
//! - `proto/` is what goes over the wire, one file a device, without I/O.
//! - `io/` carries it there: one thread an output, which outlives the device being unplugged.
//!
//! Nothing here repeats an order. Whoever stands before a door that did not open taps again; a door
//! that opens a second time opens for somebody else.
//!
//! Not here: the decision that somebody may come in; feedback whether the door really moved, which
//! none of these devices gives; digest authentication; finding a relay that was plugged in
//! elsewhere, because a CH340 adapter has no serial number and the one that is found may be the
//! relay of another door.

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
pub use machine::{Machine, MachineEvent, MachineSettings, SILENCE};
pub use output::Output;
pub use settings::{Address, AddressError, Drawer, Kind, Lcus, OutputSettings, SettingsError, Shelly};
