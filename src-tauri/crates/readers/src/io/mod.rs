//! The ports themselves: one thread each.

pub(crate) mod list;
mod open;
pub(crate) mod serial;
