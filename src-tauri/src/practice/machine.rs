//! A vending machine that is none, behind the adapter that the desk knows (see the crate `outputs`,
//! `machine`). `works` is what adapter and machine do, without a port and a clock; here is the cable.

#[cfg(unix)]
mod cable;
#[cfg_attr(not(unix), allow(dead_code, reason = "there is no cable"))]
mod works;

use domain::Money;

#[cfg(unix)]
pub use cable::SimulatedMachine;

/// A button and what lies behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(unix), allow(dead_code, reason = "there is no cable"))]
pub struct Button {
    /// What the machine calls it.
    pub item: String,
    /// What lies behind it.
    pub name: String,
    /// What the machine asks for it.
    pub price: Money,
}

/// Windows has no pseudo-terminals, and so no machine to practise with.
#[cfg(not(unix))]
pub enum SimulatedMachine {}
