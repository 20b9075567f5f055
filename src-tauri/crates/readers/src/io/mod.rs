//! The ports themselves: one thread each.

pub(crate) mod event;
pub(crate) mod list;
mod open;
pub(crate) mod pcsc;
pub(crate) mod serial;
mod thread;
