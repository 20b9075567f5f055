//! The devices themselves: one thread each.

mod network;
mod port;
mod serial;
mod thread;

pub(crate) use thread::{Started, start};
