//! The `[devices.vending]` and `[devices.time]` of the settings file.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use domain::{Currency, Money};
use outputs::Kind;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use toml::Spanned;

use super::super::{Device, HandOut, Role, TimeDevice, Vending};
use super::devices::{DeviceEntry, Known};
use super::{Located, Problem};

/// What can be wrong with a device that sells.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum SellingProblem {
    /// It cannot be two things.
    #[error(
        "it has both [devices.vending] and [devices.time]; it is one of the vendor's devices, so one of them"
    )]
    Both,
    /// A key that does nothing for this device.
    #[error("{0} means nothing to it")]
    Pointless(&'static str),
    /// A key it cannot do without.
    #[error("it needs {0}")]
    Missing(&'static str),
    /// Refers to an output that is not in the file.
    #[error("there is no output named \"{0}\" in this file")]
    UnknownOutput(String),
    /// A drawer cannot stay on, and a door is no till.
    #[error("the output \"{output}\" is not one that {needed}")]
    UnsuitedOutput {
        /// The output.
        output: String,
        /// What it would have to do.
        needed: &'static str,
    },
    /// Refers to a machine that is not in the file.
    #[error("there is no machine named \"{0}\" in this file")]
    UnknownMachine(String),
    /// An output that another device needs for itself.
    #[error("the output \"{output}\" is already used by device {other}")]
    OutputTaken {
        /// The output.
        output: String,
        /// The device that has it.
        other: domain::DeviceId,
    },
    /// A machine has one owner.
    #[error("the machine \"{machine}\" is already used by device {other}")]
    MachineTaken {
        /// The machine.
        machine: String,
        /// The device that has it.
        other: domain::DeviceId,
    },
    /// The vendor's time-outs are neither shorter nor longer.
    #[error("{key}: {seconds} is not between 5 and 300")]
    Seconds {
        /// The key.
        key: &'static str,
        /// What was given.
        seconds: u64,
    },
    /// Not an amount to top up by.
    #[error("top-up: \"{0}\" is not an amount above zero, such as \"20\" or \"7.50\"")]
    TopUp(String),
    /// More than fit on a screen.
    #[error("top-up: more than six amounts do not fit on the screen")]
    TopUps,
}

/// The most amounts a member chooses among.
const MOST_TOP_UPS: usize = 6;

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct VendingEntry {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    hand_out: HandOutName,
    #[serde(skip_serializing_if = "Option::is_none")]
    shelves: Option<BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    machine: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    idle_seconds: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    draw_seconds: Option<u64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    top_up: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    drawer: Option<String>,
}

#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum HandOutName {
    Team,
    Shelves,
    Machine,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct TimeEntry {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    switches: String,
}

impl VendingEntry {
    pub(super) fn read(&self, reader: &str, known: &Known<'_>) -> Result<Vending, SellingProblem> {
        if self.drawer.is_some() && self.top_up.is_empty() {
            return Err(SellingProblem::Missing("top-up, with a drawer"));
        }
        if let Some(drawer) = &self.drawer {
            let output = known.output(drawer);
            let output = output.ok_or_else(|| SellingProblem::UnknownOutput(drawer.clone()))?;
            if !matches!(output.kind, Kind::Drawer(_)) {
                let output = drawer.clone();
                return Err(SellingProblem::UnsuitedOutput { output, needed: "is a cash drawer" });
            }
        }
        Ok(Vending {
            name: called(self.name.as_deref(), reader)?,
            hand_out: self.hand_out(known)?,
            idle: seconds("idle-seconds", self.idle_seconds, Vending::IDLE)?,
            draw: seconds("draw-seconds", self.draw_seconds, Vending::DRAW)?,
            top_up: self.top_ups(known.currency)?,
            drawer: self.drawer.clone(),
        })
    }

    fn hand_out(&self, known: &Known<'_>) -> Result<HandOut, SellingProblem> {
        let pointless = |given: bool, key| if given { Err(SellingProblem::Pointless(key)) } else { Ok(()) };
        if !matches!(self.hand_out, HandOutName::Shelves) {
            pointless(self.shelves.is_some(), "shelves")?;
        }
        if !matches!(self.hand_out, HandOutName::Machine) {
            pointless(self.machine.is_some(), "machine")?;
            pointless(self.items.is_some(), "items")?;
        }
        match self.hand_out {
            HandOutName::Team => Ok(HandOut::Team),
            HandOutName::Shelves => {
                let shelves = self.shelves.clone().filter(|shelves| !shelves.is_empty());
                let shelves = shelves.ok_or(SellingProblem::Missing("shelves"))?;
                for output in shelves.values() {
                    switchable(output, known)?;
                }
                Ok(HandOut::Shelves(shelves))
            }
            HandOutName::Machine => {
                let machine = self.machine.clone().ok_or(SellingProblem::Missing("machine"))?;
                if !known.machines.iter().any(|known| known.name == machine) {
                    return Err(SellingProblem::UnknownMachine(machine));
                }
                Ok(HandOut::Machine { machine, items: self.items.clone().unwrap_or_default() })
            }
        }
    }

    fn top_ups(&self, currency: Currency) -> Result<Vec<u32>, SellingProblem> {
        if self.top_up.len() > MOST_TOP_UPS {
            return Err(SellingProblem::TopUps);
        }
        let amount = |text: &String| {
            let money = Money::parse(text.trim(), currency).ok()?;
            u32::try_from(money.minor).ok().filter(|minor| *minor > 0)
        };
        let read = |text: &String| amount(text).ok_or_else(|| SellingProblem::TopUp(text.clone()));
        self.top_up.iter().map(read).collect()
    }

    pub(super) fn of(vending: &Vending, reader: &str, currency: Currency) -> Self {
        let other = |given: Duration, usual: Duration| (given != usual).then_some(given.as_secs());
        let (hand_out, shelves, machine, items) = match &vending.hand_out {
            HandOut::Team => (HandOutName::Team, None, None, None),
            HandOut::Shelves(shelves) => (HandOutName::Shelves, Some(shelves.clone()), None, None),
            HandOut::Machine { machine, items } => {
                let items = Some(items.clone()).filter(|items| !items.is_empty());
                (HandOutName::Machine, None, Some(machine.clone()), items)
            }
        };
        let amount = |minor: &u32| Money::new(i64::from(*minor), currency).decimal();
        Self {
            name: (vending.name != reader).then(|| vending.name.clone()),
            hand_out,
            shelves,
            machine,
            items,
            idle_seconds: other(vending.idle, Vending::IDLE),
            draw_seconds: other(vending.draw, Vending::DRAW),
            top_up: vending.top_up.iter().map(amount).collect(),
            drawer: vending.drawer.clone(),
        }
    }
}

impl TimeEntry {
    pub(super) fn read(&self, reader: &str, known: &Known<'_>) -> Result<TimeDevice, SellingProblem> {
        switchable(&self.switches, known)?;
        Ok(TimeDevice { name: called(self.name.as_deref(), reader)?, switches: self.switches.clone() })
    }

    pub(super) fn of(time: &TimeDevice, reader: &str) -> Self {
        Self { name: (time.name != reader).then(|| time.name.clone()), switches: time.switches.clone() }
    }
}

/// It stands on a button.
fn called(name: Option<&str>, reader: &str) -> Result<String, SellingProblem> {
    match name {
        None => Ok(reader.to_owned()),
        Some(name) if name.trim().is_empty() => {
            Err(SellingProblem::Missing("a name that is not empty, or none"))
        }
        Some(name) => Ok(name.to_owned()),
    }
}

fn seconds(key: &'static str, given: Option<u64>, usual: Duration) -> Result<Duration, SellingProblem> {
    match given {
        None => Ok(usual),
        Some(seconds) if (5..=300).contains(&seconds) => Ok(Duration::from_secs(seconds)),
        Some(seconds) => Err(SellingProblem::Seconds { key, seconds }),
    }
}

fn switchable(output: &str, known: &Known<'_>) -> Result<(), SellingProblem> {
    match known.output(output).map(|output| &output.kind) {
        None => Err(SellingProblem::UnknownOutput(output.to_owned())),
        Some(Kind::Shelly(_) | Kind::Lcus(_)) => Ok(()),
        Some(Kind::Drawer(_)) => {
            Err(SellingProblem::UnsuitedOutput { output: output.to_owned(), needed: "switches on and off" })
        }
    }
}

/// Two devices that move one output would hand out each other's goods; a till may be shared.
pub(super) fn each_by_itself(entries: &[Spanned<DeviceEntry>], devices: &[Device]) -> Result<(), Located> {
    let (mut outputs, mut machines) = (HashMap::new(), HashMap::new());
    for (entry, device) in entries.iter().zip(devices) {
        let selling = |problem| (entry.span(), Problem::Selling { device: device.id, problem });
        let drawer = match &device.role {
            Role::Vending(vending) => vending.drawer.as_deref(),
            Role::CheckIn(_) | Role::Time(_) => None,
        };
        for output in device.role.outputs().filter(|output| Some(*output) != drawer) {
            let other = *outputs.entry(output).or_insert((device.id, sells(device)));
            // Two entrances may open one door; whatever sells has its outputs to itself.
            if other.0 != device.id && (other.1 || sells(device)) {
                let output = output.to_owned();
                return Err(selling(SellingProblem::OutputTaken { output, other: other.0 }));
            }
        }
        if let Role::Vending(Vending { hand_out: HandOut::Machine { machine, .. }, .. }) = &device.role {
            let other = *machines.entry(machine.as_str()).or_insert(device.id);
            if other != device.id {
                let machine = machine.clone();
                return Err(selling(SellingProblem::MachineTaken { machine, other }));
            }
        }
    }
    Ok(())
}

fn sells(device: &Device) -> bool {
    match device.role {
        Role::Vending(_) | Role::Time(_) => true,
        Role::CheckIn(_) => false,
    }
}
