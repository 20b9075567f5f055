//! Which serial ports there are, and finding a reader again after it was plugged in elsewhere.

use std::path::Path;

use serialport::{SerialPortInfo, SerialPortType};

use crate::Known;

/// A serial port of this computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortInfo {
    /// What to open: `/dev/ttyUSB0`, `/dev/cu.usbserial-1410`, `COM3`.
    pub path: String,
    /// What a person would call it: `FT232R USB UART, FTDI`; the bare name of the port when the
    /// device says nothing about itself.
    pub label: String,
    /// Which USB device it belongs to. `None` for built-in ports and Bluetooth.
    pub usb: Option<UsbDevice>,
    /// What is known of what is on it.
    pub known: Known,
}

/// The USB device of a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UsbDevice {
    /// Whose it is: `0x0403` is FTDI.
    pub vendor: u16,
    /// Which of theirs.
    pub product: u16,
    /// It has a serial number, by which it is found again wherever it is plugged in. Without one it is
    /// only known by its port.
    pub has_serial_number: bool,
}

impl PortInfo {
    fn of(port: SerialPortInfo) -> Self {
        let known = match &port.port_type {
            SerialPortType::UsbPort(usb) => {
                let says = [usb.product.as_deref(), usb.manufacturer.as_deref()];
                let says: Vec<_> = says.into_iter().flatten().collect();
                Known::of(usb.vid, usb.pid, &says)
            }
            SerialPortType::BluetoothPort | SerialPortType::PciPort | SerialPortType::Unknown => {
                Known::Nothing
            }
        };
        let usb = match &port.port_type {
            SerialPortType::UsbPort(usb) => Some(UsbDevice {
                vendor: usb.vid,
                product: usb.pid,
                has_serial_number: UsbIdentity::of(&port).is_some(),
            }),
            SerialPortType::BluetoothPort | SerialPortType::PciPort | SerialPortType::Unknown => None,
        };
        Self { label: label(&port, known), path: port.port_name, usb, known }
    }
}

/// The serial ports of this computer, by path. Empty when the system cannot say.
///
/// Pseudo-terminals and, on Linux, the unused half of the built-in `ttyS` ports are not listed.
/// Listing never writes; on Linux it opens built-in ports of the 8250 driver for a moment to see
/// whether there is hardware behind them.
pub fn list_ports() -> Vec<PortInfo> {
    let mut ports: Vec<_> = available().into_iter().map(PortInfo::of).collect();
    ports.sort_by(|a, b| a.path.cmp(&b.path));
    ports
}

fn available() -> Vec<SerialPortInfo> {
    let mut ports = serialport::available_ports().unwrap_or_else(|error| {
        tracing::warn!(%error, "serial ports cannot be listed");
        Vec::new()
    });
    ports.retain(|port| is_call_out(&port.port_name));
    ports
}

/// macOS lists every port twice. Opening `/dev/tty.*` waits for a carrier, which readers do not
/// give; `/dev/cu.*` does not wait.
fn is_call_out(path: &str) -> bool {
    !path.starts_with("/dev/tty.")
}

/// A reader that does not say what it is may be known all the same. An adapter is not called by its chip:
/// that is no name anybody has for what is plugged into it.
fn label(port: &SerialPortInfo, known: Known) -> String {
    let said = |text: &Option<String>| {
        text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let parts = match &port.port_type {
        SerialPortType::UsbPort(usb) => {
            let name = match known {
                Known::Reader { name, .. } => Some(name.to_owned()),
                Known::Adapter { .. } | Known::Refused(_) | Known::Nothing => None,
            };
            [said(&usb.product).or(name), said(&usb.manufacturer)]
        }
        SerialPortType::BluetoothPort => [Some(format!("Bluetooth {}", name(&port.port_name))), None],
        SerialPortType::PciPort | SerialPortType::Unknown => [None, None],
    };
    match parts {
        [Some(product), Some(maker)] => format!("{product}, {maker}"),
        [Some(only), None] | [None, Some(only)] => only,
        [None, None] => name(&port.port_name).to_owned(),
    }
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Spares the listing, which on Linux touches built-in ports, where it could not tell anything.
fn may_be_usb(path: &str) -> bool {
    !cfg!(target_os = "linux") || path.starts_with("/dev/ttyUSB") || path.starts_with("/dev/ttyACM")
}

/// What tells one USB device from all others.
///
/// Only devices with a serial number have one: two adapters of the same model without it (CH340)
/// cannot be told apart, and the other one may be the relay of a door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UsbIdentity {
    vendor: u16,
    product: u16,
    serial: String,
}

impl UsbIdentity {
    /// Who is on the port `path` right now.
    pub(super) fn at(path: &str) -> Option<Self> {
        // Listed paths are real ones; settings may name a link such as /dev/serial/by-id/….
        let real = Path::new(path).canonicalize().ok();
        let real = real.as_deref().and_then(Path::to_str).unwrap_or(path);
        if !may_be_usb(real) {
            return None;
        }
        available().iter().find(|port| port.port_name == real).and_then(Self::of)
    }

    /// Where this device is now; `None` when it is not there or cannot be told apart.
    pub(super) fn find(&self) -> Option<String> {
        self.find_in(available())
    }

    fn find_in(&self, ports: Vec<SerialPortInfo>) -> Option<String> {
        let mut same = ports.into_iter().filter(|port| Self::of(port).as_ref() == Some(self));
        let found = same.next()?;
        same.next().is_none().then_some(found.port_name)
    }

    fn of(port: &SerialPortInfo) -> Option<Self> {
        match &port.port_type {
            SerialPortType::UsbPort(usb) => {
                let serial = usb.serial_number.clone().filter(|serial| !serial.trim().is_empty())?;
                Some(Self { vendor: usb.vid, product: usb.pid, serial })
            }
            SerialPortType::PciPort | SerialPortType::BluetoothPort | SerialPortType::Unknown => None,
        }
    }
}

#[cfg(test)]
mod tests;
