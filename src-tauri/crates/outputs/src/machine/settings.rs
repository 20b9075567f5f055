//! How one machine is set up.

use serde::{Deserialize, Serialize};

use crate::SettingsError;
use crate::settings::{check_baud, check_port};

/// One vending machine, as it stands in a file:
///
/// ```toml
/// [[machines]]
/// name = "fridge"
/// port = "/dev/ttyACM0"      # may have baud, 115200 if not given
/// ```
///
/// Reading one checks it with [`MachineSettings::check`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Entry", into = "Entry")]
pub struct MachineSettings {
    /// What the staff call it. Not empty.
    pub name: String,
    /// `port`: where the adapter is: `/dev/ttyACM0`, `/dev/serial/by-id/…`, `COM5`. A symbolic link is
    /// followed anew at every attempt. What is on this port is written to.
    pub port: String,
    /// `baud`: bits per second, 300 to 3000000; 115200 if not given, which is the adapter's only speed.
    pub baud: u32,
}

const USUAL_BAUD: u32 = 115_200;

impl MachineSettings {
    /// Checks name and range.
    ///
    /// # Errors
    /// The name or the port is empty, or no port has this speed.
    pub fn check(&self) -> Result<(), SettingsError> {
        if self.name.trim().is_empty() {
            return Err(SettingsError::Name);
        }
        check_port(&self.port, "a machine", "port")?;
        check_baud(self.baud)
    }
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    port: String,
    #[serde(default = "usual_baud")]
    baud: u32,
}

const fn usual_baud() -> u32 {
    USUAL_BAUD
}

impl TryFrom<Entry> for MachineSettings {
    type Error = SettingsError;

    fn try_from(Entry { name, port, baud }: Entry) -> Result<Self, SettingsError> {
        let settings = Self { name, port, baud };
        settings.check()?;
        Ok(settings)
    }
}

impl From<MachineSettings> for Entry {
    fn from(MachineSettings { name, port, baud }: MachineSettings) -> Self {
        Self { name, port, baud }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<MachineSettings, String> {
        toml::from_str(text).map_err(|error| error.message().to_owned())
    }

    #[test]
    fn a_name_and_a_port_are_enough() {
        let settings = parsed("name = \"fridge\"\nport = \"COM5\"").unwrap();
        let MachineSettings { name, port, baud } = settings.clone();
        assert_eq!((name.as_str(), port.as_str(), baud), ("fridge", "COM5", 115_200));
        let written = toml::to_string(&settings).unwrap();
        assert_eq!(parsed(&written), Ok(settings));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, said) in [
            ("name = \" \"\nport = \"p\"", "an output needs a name"),
            ("name = \"x\"\nport = \"\"", "a machine needs port"),
            (
                "name = \"x\"\nport = \"p\"\nbaud = 1",
                "baud: 1 is not a speed a serial port can have (300 to 3000000)",
            ),
        ] {
            assert_eq!(parsed(text).unwrap_err(), said, "{text}");
        }
        assert!(parsed("name = \"x\"").is_err());
        assert!(parsed("name = \"x\"\nport = \"p\"\naddress = \"a\"").is_err());
    }
}
