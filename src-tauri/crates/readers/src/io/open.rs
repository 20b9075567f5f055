//! Opening a port, and what it means when that fails.

use std::io::ErrorKind as Io;
use std::time::Duration;

use serialport::{ClearBuffer, DataBits, ErrorKind, FlowControl, Parity, SerialPort, StopBits};

use super::event::ReaderState;
use crate::Lines;

/// Opens a port for this program alone, 8N1 without flow control, and empties it: what arrived
/// while nobody listened belongs to nobody who stands there now.
pub(super) fn open(
    path: &str,
    baud: u32,
    lines: Lines,
    timeout: Duration,
) -> Result<Box<dyn SerialPort>, ReaderState> {
    let builder = serialport::new(path, baud)
        .data_bits(DataBits::Eight)
        .parity(Parity::None)
        .stop_bits(StopBits::One)
        .flow_control(FlowControl::None)
        .dtr_on_open(lines.dtr)
        .timeout(timeout);
    let mut port = builder.open().map_err(|error| {
        tracing::debug!(path, kind = ?error.kind, %error, "port not opened");
        state_after(error.kind)
    })?;
    // Pseudo-terminals and some USB drivers have no control lines; such readers do without.
    if let Err(error) = port.write_request_to_send(lines.rts) {
        tracing::debug!(path, %error, "port has no RTS");
    }
    port.clear(ClearBuffer::Input).map_err(|error| state_after(error.kind))?;
    Ok(port)
}

/// serialport reports "held by another program" as `NoDevice` on Unix (EBUSY, or the lock is
/// taken), and "missing" as `Io(NotFound)`. On Windows both are `NoDevice`: `Gone` there reads
/// "missing or in use".
fn state_after(kind: ErrorKind) -> ReaderState {
    match kind {
        ErrorKind::NoDevice if cfg!(unix) => ReaderState::InUse,
        ErrorKind::Io(Io::PermissionDenied) => ReaderState::Forbidden,
        ErrorKind::NoDevice | ErrorKind::InvalidInput | ErrorKind::Unknown | ErrorKind::Io(_) => {
            ReaderState::Gone
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_has_a_meaning() {
        let busy = if cfg!(unix) { ReaderState::InUse } else { ReaderState::Gone };
        for (kind, state) in [
            (ErrorKind::NoDevice, busy),
            (ErrorKind::Io(Io::PermissionDenied), ReaderState::Forbidden),
            (ErrorKind::Io(Io::NotFound), ReaderState::Gone),
            (ErrorKind::Io(Io::BrokenPipe), ReaderState::Gone),
            (ErrorKind::InvalidInput, ReaderState::Gone),
            (ErrorKind::Unknown, ReaderState::Gone),
        ] {
            assert_eq!(state_after(kind), state, "{kind:?}");
        }
    }
}
