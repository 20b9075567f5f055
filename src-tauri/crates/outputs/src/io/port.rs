//! Opening a port that is written to, and what it means when that fails.

use std::io::{self, ErrorKind as Io};
use std::time::Duration;

use serialport::{ClearBuffer, DataBits, ErrorKind, FlowControl, Parity, SerialPort, StopBits};

use crate::OutputState;

/// Five bytes take 6 ms at 9600 baud.
const WRITE_WAIT: Duration = Duration::from_millis(200);

/// Opens a port for this program alone, 8N1 without flow control, DTR and RTS on: some receipt
/// printers take nothing from a computer that does not seem to be there.
pub(crate) fn open(path: &str, baud: u32) -> Result<Box<dyn SerialPort>, OutputState> {
    let builder = serialport::new(path, baud)
        .data_bits(DataBits::Eight)
        .parity(Parity::None)
        .stop_bits(StopBits::One)
        .flow_control(FlowControl::None)
        .dtr_on_open(true)
        .timeout(WRITE_WAIT);
    let mut port = builder.open().map_err(|error| {
        tracing::debug!(path, kind = ?error.kind, %error, "port not opened");
        state_after(error.kind)
    })?;
    // Pseudo-terminals and some USB drivers have no control lines; such devices do without.
    if let Err(error) = port.write_request_to_send(true) {
        tracing::debug!(path, %error, "port has no RTS");
    }
    Ok(port)
}

/// Writes all of it and waits until it has left this computer.
pub(crate) fn send(port: &mut dyn SerialPort, bytes: &[u8]) -> io::Result<()> {
    port.write_all(bytes)?;
    port.flush()
}

/// Whether the port is still plugged in. Drops what the device says, which nobody reads.
pub(super) fn is_there(port: &dyn SerialPort) -> bool {
    match port.bytes_to_read() {
        Ok(0) => true,
        Ok(_) => port.clear(ClearBuffer::Input).is_ok(),
        Err(error) => {
            tracing::debug!(%error, "port failed");
            false
        }
    }
}

/// serialport reports "held by another program" as `NoDevice` on Unix (EBUSY, or the lock is
/// taken), and "missing" as `Io(NotFound)`. On Windows both are `NoDevice`: `Gone` there reads
/// "missing or in use".
fn state_after(kind: ErrorKind) -> OutputState {
    match kind {
        ErrorKind::NoDevice if cfg!(unix) => OutputState::InUse,
        ErrorKind::Io(Io::PermissionDenied) => OutputState::Forbidden,
        ErrorKind::NoDevice | ErrorKind::InvalidInput | ErrorKind::Unknown | ErrorKind::Io(_) => {
            OutputState::Gone
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_has_a_meaning() {
        let busy = if cfg!(unix) { OutputState::InUse } else { OutputState::Gone };
        for (kind, state) in [
            (ErrorKind::NoDevice, busy),
            (ErrorKind::Io(Io::PermissionDenied), OutputState::Forbidden),
            (ErrorKind::Io(Io::NotFound), OutputState::Gone),
            (ErrorKind::Io(Io::BrokenPipe), OutputState::Gone),
            (ErrorKind::InvalidInput, OutputState::Gone),
            (ErrorKind::Unknown, OutputState::Gone),
        ] {
            assert_eq!(state_after(kind), state, "{kind:?}");
        }
    }
}
