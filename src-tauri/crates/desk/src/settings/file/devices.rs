//! The `[[devices]]` of the settings file.

use std::collections::HashMap;

use domain::{Currency, DeviceId};
use outputs::{MachineSettings, OutputSettings};
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::super::{Device, Entrance, OfflinePolicy, Reader, Role};
use super::selling::{self, TimeEntry, VendingEntry};
use super::{Located, Problem};

/// A device as it stands in the file. Without a table of its own it is one that members check in at.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DeviceEntry {
    id: DeviceId,
    reader: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    offline: Option<Spanned<OfflinePolicy>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    opens: Option<Spanned<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vending: Option<VendingEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<TimeEntry>,
}

/// What a device can refer to.
pub(super) struct Known<'a> {
    pub(super) readers: &'a [Reader],
    pub(super) outputs: &'a [OutputSettings],
    pub(super) machines: &'a [MachineSettings],
    pub(super) currency: Currency,
}

impl Known<'_> {
    pub(super) fn output(&self, name: &str) -> Option<&OutputSettings> {
        self.outputs.iter().find(|output| output.name == name)
    }
}

pub(super) fn devices(entries: &[Spanned<DeviceEntry>], known: &Known<'_>) -> Result<Vec<Device>, Located> {
    let mut entrances: HashMap<&str, DeviceId> = HashMap::new();
    let mut devices: Vec<Device> = Vec::with_capacity(entries.len());
    for entry in entries {
        let given = entry.get_ref();
        let (id, reader) = (given.id, &given.reader);
        if devices.iter().any(|other| other.id == id) {
            return Err((entry.span(), Problem::DeviceTwice(id)));
        }
        if !known.readers.iter().any(|known| known.name == *reader) {
            return Err((entry.span(), Problem::UnknownReader { device: id, reader: reader.clone() }));
        }
        let role = given.role(known).map_err(|problem| match problem {
            Wrong::Here(span, problem) => (span, problem),
            Wrong::Selling(problem) => (entry.span(), Problem::Selling { device: id, problem }),
        })?;
        if matches!(role, Role::CheckIn(_))
            && let Some(other) = entrances.insert(reader, id)
        {
            return Err((entry.span(), Problem::ReaderTaken { device: id, reader: reader.clone(), other }));
        }
        if matches!(role, Role::CheckIn(_))
            && let Some(first) = devices.iter().find(|other| other.reader == *reader)
        {
            let (reader, other) = (reader.clone(), first.id);
            return Err((entry.span(), Problem::EntranceSecond { device: id, reader, other }));
        }
        devices.push(Device { id, reader: reader.clone(), role });
    }
    selling::each_by_itself(entries, &devices)?;
    Ok(devices)
}

/// What is wrong with a role, and whether it has a place of its own in the file.
pub(super) enum Wrong {
    Here(std::ops::Range<usize>, Problem),
    Selling(selling::SellingProblem),
}

impl DeviceEntry {
    fn role(&self, known: &Known<'_>) -> Result<Role, Wrong> {
        match (&self.vending, &self.time) {
            (None, None) => self.entrance(known).map(Role::CheckIn),
            (Some(_), Some(_)) => Err(Wrong::Selling(selling::SellingProblem::Both)),
            _ if self.offline.is_some() => Err(Wrong::Selling(selling::SellingProblem::Pointless("offline"))),
            _ if self.opens.is_some() => Err(Wrong::Selling(selling::SellingProblem::Pointless("opens"))),
            (Some(vending), None) => {
                vending.read(&self.reader, known).map(Role::Vending).map_err(Wrong::Selling)
            }
            (None, Some(time)) => time.read(&self.reader, known).map(Role::Time).map_err(Wrong::Selling),
        }
    }

    fn entrance(&self, known: &Known<'_>) -> Result<Entrance, Wrong> {
        if let Some(output) = &self.opens
            && known.output(output.get_ref()).is_none()
        {
            let problem = Problem::UnknownOutput { device: self.id, output: output.get_ref().clone() };
            return Err(Wrong::Here(output.span(), problem));
        }
        Ok(Entrance {
            offline: self.offline.as_ref().map(|offline| *offline.get_ref()).unwrap_or_default(),
            opens: self.opens.as_ref().map(|output| output.get_ref().clone()),
        })
    }

    /// Writes a device down.
    pub(super) fn of(device: &Device, currency: Currency) -> Self {
        let bare = Self {
            id: device.id,
            reader: device.reader.clone(),
            offline: None,
            opens: None,
            vending: None,
            time: None,
        };
        match &device.role {
            Role::CheckIn(Entrance { offline, opens }) => Self {
                offline: (*offline != OfflinePolicy::default()).then(|| Spanned::new(0..0, *offline)),
                opens: opens.clone().map(|output| Spanned::new(0..0, output)),
                ..bare
            },
            Role::Vending(vending) => {
                Self { vending: Some(VendingEntry::of(vending, &device.reader, currency)), ..bare }
            }
            Role::Time(time) => Self { time: Some(TimeEntry::of(time, &device.reader)), ..bare },
        }
    }
}
