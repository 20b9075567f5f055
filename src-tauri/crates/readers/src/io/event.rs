//! What any reader reports, whatever it is plugged into.

use std::time::Instant;

use domain::Identification;

use crate::Unreadable;

/// Whether a reader can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReaderState {
    /// The reader is there and heard.
    Alive,
    /// The port or reader is not there. For a serial port on Windows: missing or in use, which it
    /// does not tell apart.
    Gone,
    /// Another program holds it. Never for a serial port on Windows.
    InUse,
    /// This user may not use it: on Linux the port belongs to the group `dialout` or `uucp`, and the
    /// card service may have rules of its own.
    Forbidden,
    /// The system's card service (on Linux `pcscd`) does not run. Only for PC/SC, never on Windows.
    ServiceMissing,
    /// The driver `pn533_usb` of the Linux kernel took the reader before the card service could.
    /// Only for PC/SC.
    HeldByKernel,
}

/// What a reader reports. Prints no card number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReaderEvent {
    /// A credential, and when its last byte was read. Serial readers repeat it while the card lies
    /// there.
    Credential(Identification, Instant),
    /// Something was held to the reader, and no credential came of it.
    Unreadable(Unreadable),
    /// The reader came or went. The first one says how the first attempt to open it went; after
    /// that only changes are reported.
    State(ReaderState),
}
