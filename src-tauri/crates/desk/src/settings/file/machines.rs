//! The `[[machines]]` of the settings file. What one may say is the business of [`MachineSettings`].

use outputs::{MachineSettings, OutputSettings};
use toml::{Spanned, Table};

use super::super::{Device, HandOut, Reader, Role, Vending};
use super::doors::port;
use super::{Located, Problem, one_line};

pub(super) fn machines(
    entries: &[Spanned<Table>],
    readers: &[Reader],
    outputs: &[OutputSettings],
) -> Result<Vec<MachineSettings>, Located> {
    let mut machines: Vec<MachineSettings> = Vec::with_capacity(entries.len());
    for entry in entries {
        let machine: MachineSettings =
            entry.get_ref().clone().try_into().map_err(|error: toml::de::Error| {
                (entry.span(), Problem::Machine(one_line(error.message())))
            })?;
        if machines.iter().any(|other| other.name == machine.name) {
            return Err((entry.span(), Problem::MachineTwice(machine.name)));
        }
        if let Some(other) = holder(&machine.port, readers, outputs, &machines) {
            let problem = Problem::PortTwice { port: machine.port.clone(), other: other.to_owned() };
            return Err((entry.span(), problem));
        }
        machines.push(machine);
    }
    Ok(machines)
}

fn holder<'a>(
    wanted: &str,
    readers: &'a [Reader],
    outputs: &'a [OutputSettings],
    machines: &'a [MachineSettings],
) -> Option<&'a str> {
    let reader = readers.iter().find(|reader| reader.source.port() == Some(wanted));
    let output = || outputs.iter().find(|output| port(output) == Some(wanted)).map(|output| &output.name);
    let machine = || machines.iter().find(|machine| machine.port == wanted).map(|machine| &machine.name);
    reader.map(|reader| &reader.name).or_else(output).or_else(machine).map(String::as_str)
}

/// Whoever describes a machine wants something sold from it.
pub(super) fn sold_from(
    entries: &[Spanned<Table>],
    machines: &[MachineSettings],
    devices: &[Device],
) -> Result<(), Located> {
    let used = |name: &str| {
        devices.iter().any(|device| match &device.role {
            Role::Vending(Vending { hand_out: HandOut::Machine { machine, .. }, .. }) => machine == name,
            Role::Vending(_) | Role::CheckIn(_) | Role::Time(_) => false,
        })
    };
    match entries.iter().zip(machines).find(|(_, machine)| !used(&machine.name)) {
        None => Ok(()),
        Some((entry, machine)) => Err((entry.span(), Problem::UnusedMachine(machine.name.clone()))),
    }
}

/// Writes a machine down.
pub(super) fn described(machine: &MachineSettings) -> Table {
    Table::try_from(machine).unwrap_or_default()
}
