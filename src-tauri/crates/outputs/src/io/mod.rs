//! The devices themselves: one thread each.

mod network;
mod port;
mod serial;
mod thread;
mod worker;

pub(crate) use port::{open as open_port, send};
pub(crate) use thread::{Started, start};
pub(crate) use worker::Worker;
