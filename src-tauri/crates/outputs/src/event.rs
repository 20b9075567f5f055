//! What an output reports.

use std::time::Instant;

use thiserror::Error;

/// What an output reports. Each order that was taken ends in one `Done` or one `Failed`, unless the
/// output is dropped before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputEvent {
    /// The output came or went. The first one says how the first attempt to reach it went; after
    /// that only changes are reported.
    State(OutputState),
    /// The order of that time was carried out: a Shelly confirmed it; a serial relay and a drawer
    /// confirm nothing, so there it means that all bytes left this computer.
    Done(Instant),
    /// The order of that time was not carried out, or nobody knows. It is not repeated.
    Failed(Instant, Failure),
}

/// Whether an output can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutputState {
    /// The port is open, or the device answers.
    Alive,
    /// The port is not there, or nobody answers at the address. A port on Windows: missing or in
    /// use, which it does not tell apart.
    Gone,
    /// Another program holds the port. Never on Windows.
    InUse,
    /// This user may not open the port (on Linux: not in the group `dialout` or `uucp`).
    Forbidden,
    /// The Shelly asks for a password, which Portico does not have: switch it off in the device.
    Locked,
    /// Something answers, and it is not a Shelly of the second generation or later, or it has no
    /// switch of this number.
    Unsuitable,
}

/// Why an order was not carried out, or may not have been.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Failure {
    /// The output could not be reached. Nothing was sent.
    #[error("the output could not be reached; nothing was sent")]
    NotReached(OutputState),
    /// The order was older than 3 s when its turn came. Nothing was sent.
    #[error("the order was too old to be carried out; nothing was sent")]
    Late,
    /// The Shelly asks for a password (401). It did nothing.
    #[error("the device asks for a password; it did nothing")]
    PasswordNeeded,
    /// The Shelly said no. It did nothing.
    #[error("the device refused with error {code}; it did nothing")]
    Refused {
        /// The device's number for the reason: -103 wrong argument, -105 no such switch, -109 not
        /// in this state, -114 unavailable (Shelly, Common Errors).
        code: i64,
    },
    /// Something answered that is not a Shelly of the second generation or later.
    #[error("something else answered, with status {status}; it did nothing")]
    NotTheDevice {
        /// The HTTP status, 300 to 499.
        status: u16,
    },
    /// Nobody here can tell whether it was done.
    #[error("{0}; it may have been carried out")]
    Unknown(Unknown),
}

/// Why nobody can tell whether an order was carried out.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Unknown {
    /// No answer in time, after the order had gone out.
    #[error("no answer in time")]
    TimedOut,
    /// The connection broke after the order had gone out, or while it did.
    #[error("the connection broke")]
    Broken,
    /// The device reports a fault of its own (500 to 599).
    #[error("the device reports a fault")]
    DeviceFault,
    /// An answer that makes no sense.
    #[error("the answer makes no sense")]
    Garbled,
}

impl Failure {
    /// Whether the door may have opened all the same.
    pub const fn may_be_done(self) -> bool {
        match self {
            Self::Unknown(_) => true,
            Self::NotReached(_)
            | Self::Late
            | Self::PasswordNeeded
            | Self::Refused { .. }
            | Self::NotTheDevice { .. } => false,
        }
    }

    /// What the failure says about the output; `None` when it has to be looked at anew.
    pub(crate) const fn state(self) -> Option<OutputState> {
        match self {
            Self::NotReached(state) => Some(state),
            Self::PasswordNeeded => Some(OutputState::Locked),
            Self::Refused { .. } | Self::NotTheDevice { .. } => Some(OutputState::Unsuitable),
            Self::Late | Self::Unknown(_) => None,
        }
    }
}
