//! How one output is set up.

use std::fmt;
use std::net::Ipv6Addr;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// One output, as it stands in a file:
///
/// ```toml
/// name = "turnstile"
/// kind = "shelly"            # needs address; may have channel (0 to 7) and seconds
/// address = "192.168.33.1"
///
/// name = "door"
/// kind = "lcus"              # needs port; may have channel (1 to 4), seconds and baud
/// port = "/dev/ttyUSB1"
///
/// name = "till"
/// kind = "drawer"            # needs port (may have baud) or address
/// address = "192.168.33.9"
/// ```
///
/// Reading one checks it with [`OutputSettings::check`]. A key that is unknown, or that does nothing
/// for this kind, is an error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Entry", into = "Entry")]
pub struct OutputSettings {
    /// What the staff call it. Not empty.
    pub name: String,
    /// Which device it is, and where.
    pub kind: Kind,
}

/// A device that can be set in motion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `shelly`: a Shelly relay of the second generation or later, in the house's network.
    Shelly(Shelly),
    /// `lcus`: an LCUS relay on a serial port.
    Lcus(Lcus),
    /// `drawer`: a cash drawer on a receipt printer.
    Drawer(Drawer),
}

/// A Shelly relay that asks for no password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelly {
    /// `address`: where it is; port 80 if not given.
    pub address: Address,
    /// `channel`: the number of the switch as the device counts, 0 to 7; 0 if not given.
    pub channel: u8,
    /// `seconds`: how long it is on, 0.2 to 30 s; 2 s if not given.
    pub length: Duration,
}

/// An LCUS relay, 8N1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lcus {
    /// `port`: `/dev/ttyUSB1`, `/dev/serial/by-path/…`, `COM4`. A symbolic link is followed anew at
    /// every attempt. What is on this port is written to.
    pub port: String,
    /// `baud`: bits per second, 300 to 3000000; 9600 if not given.
    pub baud: u32,
    /// `channel`: the number printed beside the relay, 1 to 4; 1 if not given.
    pub channel: u8,
    /// `seconds`: how long it is on, 0.2 to 30 s; 2 s if not given.
    pub length: Duration,
}

/// A cash drawer on a receipt printer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drawer {
    /// The printer is on a serial port, 8N1, held for this program alone.
    Serial {
        /// `port`: `/dev/ttyS0`, `COM1`.
        port: String,
        /// `baud`: bits per second, 300 to 3000000; 9600 if not given.
        baud: u32,
    },
    /// `address`: the printer is in the house's network; port 9100 if not given.
    Network(Address),
}

/// Why the settings of an output cannot be used.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SettingsError {
    /// The name is empty.
    #[error("an output needs a name")]
    Name,
    /// A key this kind cannot do without is missing or empty.
    #[error("{kind} needs {key}")]
    Missing {
        /// The kind, as in the file.
        kind: &'static str,
        /// The key, or the keys of which one is needed.
        key: &'static str,
    },
    /// A key that does nothing for this kind.
    #[error("{key} means nothing to {kind}")]
    Pointless {
        /// The kind, as in the file.
        kind: &'static str,
        /// The key.
        key: &'static str,
    },
    /// The address is none.
    #[error("address: {0}")]
    Address(#[from] AddressError),
    /// The device has no such channel.
    #[error("channel: {channel} is not between {first} and {last}")]
    Channel {
        /// What was asked for.
        channel: u8,
        /// The lowest channel.
        first: u8,
        /// The highest channel.
        last: u8,
    },
    /// Too short for a lock to notice, or so long that the next person walks through, too.
    #[error("seconds: a pulse lasts between 0.2 and 30 seconds")]
    Seconds,
    /// No serial port runs at this speed.
    #[error("baud: {0} is not a speed a serial port can have (300 to 3000000)")]
    Baud(u32),
}

const SHORTEST: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(30);
const USUAL_LENGTH: Duration = Duration::from_secs(2);
const USUAL_BAUD: u32 = 9600;

impl OutputSettings {
    /// Checks names and ranges.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), SettingsError> {
        if self.name.trim().is_empty() {
            return Err(SettingsError::Name);
        }
        match &self.kind {
            Kind::Shelly(shelly) => {
                check_channel(shelly.channel, 0, 7)?;
                check_length(shelly.length)
            }
            Kind::Lcus(lcus) => {
                check_port(&lcus.port, "lcus", "port")?;
                check_baud(lcus.baud)?;
                check_channel(lcus.channel, 1, 4)?;
                check_length(lcus.length)
            }
            Kind::Drawer(Drawer::Serial { port, baud }) => {
                check_port(port, "drawer", "port or address")?;
                check_baud(*baud)
            }
            Kind::Drawer(Drawer::Network(_)) => Ok(()),
        }
    }
}

pub(crate) fn check_port(port: &str, kind: &'static str, key: &'static str) -> Result<(), SettingsError> {
    if port.trim().is_empty() { Err(SettingsError::Missing { kind, key }) } else { Ok(()) }
}

pub(crate) fn check_baud(baud: u32) -> Result<(), SettingsError> {
    if (300..=3_000_000).contains(&baud) { Ok(()) } else { Err(SettingsError::Baud(baud)) }
}

fn check_channel(channel: u8, first: u8, last: u8) -> Result<(), SettingsError> {
    if (first..=last).contains(&channel) {
        Ok(())
    } else {
        Err(SettingsError::Channel { channel, first, last })
    }
}

fn check_length(length: Duration) -> Result<(), SettingsError> {
    if (SHORTEST..=LONGEST).contains(&length) { Ok(()) } else { Err(SettingsError::Seconds) }
}

/// All keys of all kinds, as they stand in the file.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Entry {
    name: String,
    kind: KindName,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    port: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baud: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds: Option<f64>,
}

#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum KindName {
    Shelly,
    Lcus,
    Drawer,
}

impl KindName {
    const fn name(self) -> &'static str {
        match self {
            Self::Shelly => "shelly",
            Self::Lcus => "lcus",
            Self::Drawer => "drawer",
        }
    }
}

impl TryFrom<Entry> for OutputSettings {
    type Error = SettingsError;

    fn try_from(entry: Entry) -> Result<Self, SettingsError> {
        let kind = entry.kind.name();
        let pointless = |given: bool, key| {
            if given { Err(SettingsError::Pointless { kind, key }) } else { Ok(()) }
        };
        let length = entry.seconds.map_or(Ok(USUAL_LENGTH), length)?;
        let baud = entry.baud.unwrap_or(USUAL_BAUD);
        let made = match entry.kind {
            KindName::Shelly => {
                pointless(entry.port.is_some(), "port")?;
                pointless(entry.baud.is_some(), "baud")?;
                let address = entry.address.ok_or(SettingsError::Missing { kind, key: "address" })?;
                Kind::Shelly(Shelly {
                    address: address.parse()?,
                    channel: entry.channel.unwrap_or(0),
                    length,
                })
            }
            KindName::Lcus => {
                pointless(entry.address.is_some(), "address")?;
                let port = entry.port.ok_or(SettingsError::Missing { kind, key: "port" })?;
                Kind::Lcus(Lcus { port, baud, channel: entry.channel.unwrap_or(1), length })
            }
            KindName::Drawer => {
                pointless(entry.channel.is_some(), "channel")?;
                pointless(entry.seconds.is_some(), "seconds")?;
                Kind::Drawer(match (entry.port, entry.address) {
                    (Some(_), Some(_)) => {
                        return Err(SettingsError::Pointless {
                            kind: "a drawer with a port",
                            key: "address",
                        });
                    }
                    (Some(port), None) => Drawer::Serial { port, baud },
                    (None, Some(address)) => {
                        pointless(entry.baud.is_some(), "baud")?;
                        Drawer::Network(address.parse()?)
                    }
                    (None, None) => return Err(SettingsError::Missing { kind, key: "port or address" }),
                })
            }
        };
        let settings = Self { name: entry.name, kind: made };
        settings.check()?;
        Ok(settings)
    }
}

/// In whole milliseconds; refuses what is no number.
fn length(seconds: f64) -> Result<Duration, SettingsError> {
    let millis = (seconds * 1000.0).round();
    Duration::try_from_secs_f64(millis / 1000.0).map_err(|_| SettingsError::Seconds)
}

impl From<OutputSettings> for Entry {
    fn from(settings: OutputSettings) -> Self {
        let OutputSettings { name, kind } = settings;
        let blank =
            |kind| Self { name, kind, address: None, port: None, baud: None, channel: None, seconds: None };
        match kind {
            Kind::Shelly(Shelly { address, channel, length }) => Self {
                address: Some(address.to_string()),
                channel: Some(channel),
                seconds: Some(length.as_secs_f64()),
                ..blank(KindName::Shelly)
            },
            Kind::Lcus(Lcus { port, baud, channel, length }) => Self {
                port: Some(port),
                baud: Some(baud),
                channel: Some(channel),
                seconds: Some(length.as_secs_f64()),
                ..blank(KindName::Lcus)
            },
            Kind::Drawer(Drawer::Serial { port, baud }) => {
                Self { port: Some(port), baud: Some(baud), ..blank(KindName::Drawer) }
            }
            Kind::Drawer(Drawer::Network(address)) => {
                Self { address: Some(address.to_string()), ..blank(KindName::Drawer) }
            }
        }
    }
}

/// Where a device is in the house's network: `192.168.33.1`, `turnstile.local:8080`, `[fe80::1]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    /// An IPv6 address without its brackets.
    host: String,
    port: Option<u16>,
}

/// Why a text is not the address of a device.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum AddressError {
    /// Something other than a host name or an IP address.
    #[error("write only a host name or an IP address, like 192.168.33.1; no http:// and no path")]
    Host,
    /// Something other than 1 to 65535 after the colon.
    #[error("the port after the colon is a number from 1 to 65535")]
    Port,
}

impl Address {
    /// Host and port as a socket takes them.
    pub fn socket(&self, usual_port: u16) -> (&str, u16) {
        (&self.host, self.port.unwrap_or(usual_port))
    }

    fn is_ipv6(&self) -> bool {
        self.host.contains(':')
    }

    /// The address as a part of a URL.
    pub(crate) fn authority(&self, usual_port: u16) -> String {
        Self { port: Some(self.port.unwrap_or(usual_port)), ..self.clone() }.to_string()
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        let (host, port) = if let Some(inside) = text.strip_prefix('[') {
            let (host, rest) = inside.split_once(']').ok_or(AddressError::Host)?;
            let _: Ipv6Addr = host.parse().map_err(|_| AddressError::Host)?;
            match rest.strip_prefix(':') {
                Some(port) => (host, Some(port)),
                None if rest.is_empty() => (host, None),
                None => return Err(AddressError::Host),
            }
        } else {
            let (host, port) = match text.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (text, None),
            };
            let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
            if host.is_empty() || host.len() > 253 || !host.bytes().all(fits) {
                return Err(AddressError::Host);
            }
            (host, port)
        };
        // What follows "http:" is no port either, but this is what went wrong.
        if port.is_some_and(|port| port.contains(['/', ':', '@'])) {
            return Err(AddressError::Host);
        }
        let port = port.map(number).transpose()?;
        Ok(Self { host: host.to_owned(), port })
    }
}

/// `parse` alone would also take "+1".
fn number(text: &str) -> Result<u16, AddressError> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(AddressError::Port);
    }
    text.parse().ok().filter(|port| *port != 0).ok_or(AddressError::Port)
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_ipv6() {
            write!(f, "[{}]", self.host)?
        } else {
            f.write_str(&self.host)?
        }
        match self.port {
            Some(port) => write!(f, ":{port}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
