//! The ports themselves: one thread each.

pub(crate) mod event;
pub(crate) mod list;
pub(crate) mod listen;
mod open;
pub(crate) mod pcsc;
mod port;
pub(crate) mod serial;
mod thread;
