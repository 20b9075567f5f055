//! What goes over the wire, one file a device; no I/O.

pub(crate) mod drawer;
pub(crate) mod lcus;
pub(crate) mod shelly;
