//! The `[[outputs]]` of the settings file. What one may say is the business of [`OutputSettings`].

use outputs::{Drawer, Kind, OutputSettings};
use toml::{Spanned, Table};

use super::super::{Device, Reader};
use super::{Located, Problem, one_line};

pub(super) fn outputs(
    entries: &[Spanned<Table>],
    readers: &[Reader],
) -> Result<Vec<OutputSettings>, Located> {
    let mut outputs: Vec<OutputSettings> = Vec::with_capacity(entries.len());
    for entry in entries {
        // Read only here, because a list of them would have one place for all that is wrong in any.
        let output: OutputSettings =
            entry.get_ref().clone().try_into().map_err(|error: toml::de::Error| {
                (entry.span(), Problem::Output(one_line(error.message())))
            })?;
        if outputs.iter().any(|other| other.name == output.name) {
            return Err((entry.span(), Problem::OutputTwice(output.name)));
        }
        if let Some(port) = port(&output)
            && let Some(other) = holder(port, readers, &outputs)
        {
            let problem = Problem::PortTwice { port: port.to_owned(), other: other.to_owned() };
            return Err((entry.span(), problem));
        }
        outputs.push(output);
    }
    Ok(outputs)
}

/// Who has a port already. Two channels of one relay would be two openings of its port as well.
fn holder<'a>(wanted: &str, readers: &'a [Reader], outputs: &'a [OutputSettings]) -> Option<&'a str> {
    let reader = readers.iter().find(|reader| reader.source.port() == Some(wanted));
    let output = || outputs.iter().find(|output| port(output) == Some(wanted));
    reader.map(|reader| reader.name.as_str()).or_else(|| output().map(|output| output.name.as_str()))
}

/// Whoever describes an output wants it used.
pub(super) fn used(
    entries: &[Spanned<Table>],
    outputs: &[OutputSettings],
    devices: &[Device],
) -> Result<(), Located> {
    let used = |name: &str| devices.iter().any(|device| device.role.outputs().any(|output| output == name));
    match entries.iter().zip(outputs).find(|(_, output)| !used(&output.name)) {
        None => Ok(()),
        Some((entry, output)) => Err((entry.span(), Problem::UnusedOutput(output.name.clone()))),
    }
}

pub(super) fn port(output: &OutputSettings) -> Option<&str> {
    match &output.kind {
        Kind::Lcus(lcus) => Some(&lcus.port),
        Kind::Drawer(Drawer::Serial { port, .. }) => Some(port),
        Kind::Drawer(Drawer::Network(_)) | Kind::Shelly(_) => None,
    }
}

/// Writes an output down.
pub(super) fn described(output: &OutputSettings) -> Table {
    Table::try_from(output).unwrap_or_default()
}
