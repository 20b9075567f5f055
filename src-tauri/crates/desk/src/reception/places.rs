//! Where members check in, and what devices there are, as the reception knows them.

use std::sync::Arc;

use domain::DeviceId;
use magicline::DeviceApi;
use wire::{DeviceLine, DevicePurpose, EntranceLine};

use crate::check_in::ReaderIndex;
use crate::settings::{Entrance, HandOut, Role, Settings};

/// A place where members check in.
pub(super) struct Gate {
    pub(super) reader: ReaderIndex,
    pub(super) name: String,
    pub(super) device: DeviceId,
    /// `None` when the device's token is not in the keychain.
    pub(super) api: Option<Arc<DeviceApi>>,
    pub(super) door: bool,
}

impl Gate {
    /// In the window's words, by its place among all.
    pub(super) fn line((index, gate): (usize, &Self)) -> EntranceLine {
        EntranceLine {
            entrance: u32::try_from(index).unwrap_or(u32::MAX),
            name: gate.name.clone(),
            door: gate.door,
        }
    }
}

pub(super) fn gates(settings: &Settings, api_of: &dyn Fn(DeviceId) -> Option<Arc<DeviceApi>>) -> Vec<Gate> {
    let gate = |(index, reader): (usize, &crate::settings::Reader)| {
        let (device, Entrance { opens, .. }) = settings.entrance_of(&reader.name)?;
        Some(Gate {
            reader: ReaderIndex(index),
            name: reader.name.clone(),
            device,
            api: api_of(device),
            door: opens.is_some(),
        })
    };
    settings.readers.iter().enumerate().filter_map(gate).collect()
}

pub(super) fn devices(
    settings: &Settings,
    api_of: &dyn Fn(DeviceId) -> Option<Arc<DeviceApi>>,
) -> Vec<DeviceLine> {
    let line = |device: &crate::settings::Device| {
        let (purpose, name) = match &device.role {
            Role::CheckIn(_) => (DevicePurpose::CheckIn, device.reader.clone()),
            Role::Vending(vending) => (DevicePurpose::Vending, vending.name.clone()),
            Role::Time(time) => (DevicePurpose::Time, time.name.clone()),
        };
        let mut outputs: Vec<String> = device.role.outputs().map(str::to_owned).collect();
        if let Role::Vending(vending) = &device.role
            && let HandOut::Machine { machine, .. } = &vending.hand_out
        {
            outputs.push(machine.clone());
        }
        outputs.dedup();
        DeviceLine {
            id: device.id.into(),
            name,
            purpose,
            reader: device.reader.clone(),
            outputs,
            token: api_of(device.id).is_some(),
        }
    };
    settings.devices.iter().map(line).collect()
}
