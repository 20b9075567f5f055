//! A desk that serves members: its readers, doors and store, and the tasks that go on beside it.

use std::collections::HashMap;
use std::sync::Arc;

use domain::{DeviceId, Identification, Language};
use magicline::{ApiKey, DeviceApi, Endpoint, OpenApi};
use outbox::{Lane, Outbox, Rules, Worker};
use readers::{ReaderState, SerialReader};
use secrecy::ExposeSecret;
use tokio::sync::watch;
use tokio::task::JoinSet;
use vault::Slot;
use wire::{ReaderCondition, ReaderLine, StoreTrouble, VendorState};

use crate::actor::StaffSeat;
use crate::check_in::{Answer, CheckIn, ReaderIndex, TapId};
use crate::settings::{Installation, OfflinePolicy, Settings};
use crate::staff::room::Room;
use crate::staff::taps::Taps;
use crate::staff::view::Floor;
use crate::tap::Door;
use crate::transport::Vendor;
use crate::{Message, Parts, connection, directory, keeper};

/// See the module.
pub(crate) struct Running {
    pub(crate) check_in: CheckIn,
    pub(crate) taps: Taps,
    readers: Vec<ReaderLine>,
    /// Where each reader's taps go; `None` when the device's token is not in the keychain.
    doors: Vec<Option<Arc<Door>>>,
    outbox: Outbox,
    store: Option<StoreTrouble>,
    vendor: VendorState,
    has_directory: bool,
    device_endpoint: Endpoint,
    watching_connection: bool,
    /// Changes when the vendor can be reached again.
    back: watch::Sender<u32>,
    /// What the team's window shows of all this.
    floor: watch::Sender<Floor>,
    /// Ends with the desk.
    tasks: JoinSet<()>,
    /// Dropping a reader closes its port.
    _ports: Vec<SerialReader>,
}

impl Running {
    pub(crate) async fn open(
        parts: &Arc<Parts>,
        installation: &Installation,
        settings: &Settings,
        seat: Arc<StaffSeat>,
    ) -> Self {
        let rules = Rules { replay_for: settings.offline.replay_for };
        let outbox = Outbox::new(parts.stored.folder(), rules);
        let store = keeper::open(parts, &outbox).await.err();
        let devices = devices(parts, settings).await;
        let members = if installation.may_look_members_up { members(parts, settings).await } else { None };
        let doors = doors(parts, settings, &devices, &outbox, members.as_ref());
        let (back, came_back) = watch::channel(0);
        let (floor, watched) = watch::channel(Floor::new(members.is_some()));

        let mut tasks = JoinSet::new();
        for device in devices.keys() {
            // Its token may be a new one.
            let renewed = outbox.renewed(Lane::device(*device)).await;
            renewed.inspect_err(|error| tracing::warn!(%error, "a lane stays as it is")).ok();
        }
        tasks.spawn(keeper::keep(Arc::clone(parts), outbox.clone(), store));
        let has_directory = members.is_some();
        if let Some(members) = members {
            tasks.spawn(directory::keep(outbox.clone(), members, parts.clock.clone(), came_back));
        }
        let vendor = Vendor { devices, messages: parts.messages.clone() };
        let clock = parts.clock.clone();
        tasks.spawn(Worker::default().run(outbox.clone(), Arc::new(vendor), move || clock.wall()));
        let room = Room::new(Arc::clone(parts), outbox.clone(), settings.language, parts.exports.clone());
        tasks.spawn(room.run(seat, watched));

        Self {
            check_in: CheckIn::new(settings.readers.len(), settings.verdict_for),
            taps: Taps::default(),
            readers: settings.readers.iter().map(|reader| line(&reader.name)).collect(),
            doors,
            outbox,
            store,
            vendor: VendorState::Reachable,
            has_directory,
            device_endpoint: settings.endpoints.device.clone(),
            watching_connection: false,
            back,
            floor,
            tasks,
            _ports: ports(parts, settings),
        }
    }

    /// Asks about a tap, once.
    pub(crate) fn ask(
        &mut self,
        parts: &Parts,
        tap: TapId,
        reader: ReaderIndex,
        identification: Identification,
        language: Language,
    ) {
        let name = self.readers.get(reader.0).map_or("", |reader| reader.name.as_str());
        self.taps.asked(tap, name, parts.clock.wall());
        match self.doors.get(reader.0).cloned().flatten() {
            Some(door) => {
                self.tasks.spawn(door.tap(tap, identification, language));
            }
            None => {
                let messages = parts.messages.clone();
                self.tasks.spawn(async move {
                    let _ = messages.send(Message::Answered(tap, Answer::NoToken)).await;
                });
            }
        }
        // What has ended need not be kept until the desk does.
        while self.tasks.try_join_next().is_some() {}
    }

    /// A reader came or went.
    pub(crate) fn reader(&mut self, ReaderIndex(index): ReaderIndex, state: ReaderState) {
        if let Some(reader) = self.readers.get_mut(index) {
            reader.state = match state {
                ReaderState::Alive => ReaderCondition::Alive,
                ReaderState::Gone => ReaderCondition::Gone,
                ReaderState::InUse => ReaderCondition::InUse,
                ReaderState::Forbidden => ReaderCondition::Forbidden,
                ReaderState::ServiceMissing => ReaderCondition::ServiceMissing,
                ReaderState::HeldByKernel => ReaderCondition::HeldByKernel,
            };
        }
    }

    /// Whether something can be written down.
    pub(crate) fn store(&mut self, trouble: Option<StoreTrouble>) {
        self.store = trouble;
    }

    /// Finds out when the vendor can be reached again.
    pub(crate) fn watch_connection(&mut self, parts: &Parts) {
        self.vendor = VendorState::Unreachable;
        if std::mem::replace(&mut self.watching_connection, true) {
            return;
        }
        let (messages, endpoint) = (parts.messages.clone(), self.device_endpoint.clone());
        self.tasks.spawn(async move {
            connection::until_reachable(&endpoint).await;
            let _ = messages.send(Message::Reachable).await;
        });
    }

    /// The watch came to its end: a connection can be opened.
    pub(crate) fn watched(&mut self) {
        self.watching_connection = false;
        self.reachable();
    }

    /// The vendor can be reached: what waited for that goes on.
    pub(crate) fn reachable(&mut self) {
        if std::mem::replace(&mut self.vendor, VendorState::Reachable) == VendorState::Reachable {
            return;
        }
        self.back.send_modify(|count| *count = count.wrapping_add(1));
        let outbox = self.outbox.clone();
        self.tasks.spawn(async move {
            let noted = outbox.reachable().await;
            noted.inspect_err(|error| tracing::warn!(%error, "what waits goes on later")).ok();
        });
    }

    /// Tells the team's window.
    pub(crate) fn publish(&self) {
        let now = Floor {
            vendor: self.vendor,
            readers: self.readers.clone(),
            store: self.store,
            taps: self.taps.lines(),
            has_directory: self.has_directory,
        };
        self.floor.send_if_modified(|floor| {
            let changed = *floor != now;
            *floor = now;
            changed
        });
    }
}

fn line(name: &str) -> ReaderLine {
    ReaderLine { name: name.to_owned(), state: ReaderCondition::Alive }
}

fn ports(parts: &Parts, settings: &Settings) -> Vec<SerialReader> {
    let port = |(index, reader): (usize, &crate::settings::Reader)| {
        let messages = parts.messages.clone();
        SerialReader::spawn(reader.serial.clone(), move |event| {
            // Fails only when the desk has ended.
            let _ = messages.blocking_send(Message::Reader(ReaderIndex(index), event));
        })
    };
    settings.readers.iter().enumerate().map(port).collect()
}

fn doors(
    parts: &Parts,
    settings: &Settings,
    devices: &HashMap<DeviceId, Arc<DeviceApi>>,
    outbox: &Outbox,
    members: Option<&Arc<OpenApi>>,
) -> Vec<Option<Arc<Door>>> {
    let policy = |device: DeviceId| {
        settings
            .devices
            .iter()
            .find(|known| known.id == device)
            .map_or(OfflinePolicy::Refuse, |known| known.offline)
    };
    let door = |reader: &crate::settings::Reader| {
        let device = settings.device_of(&reader.name)?;
        Some(Arc::new(Door {
            device,
            api: Arc::clone(devices.get(&device)?),
            policy: policy(device),
            rules: settings.offline,
            outbox: outbox.clone(),
            members: members.cloned(),
            clock: parts.clock.clone(),
            messages: parts.messages.clone(),
        }))
    };
    settings.readers.iter().map(door).collect()
}

async fn devices(parts: &Parts, settings: &Settings) -> HashMap<DeviceId, Arc<DeviceApi>> {
    let mut devices = HashMap::new();
    for device in &settings.devices {
        let id = device.id;
        match parts.get(Slot::DeviceToken(id)).await {
            Ok(Some(token)) => {
                let api = DeviceApi::new(&parts.http, settings.endpoints.device.clone(), token);
                devices.insert(id, Arc::new(api));
            }
            Ok(None) => {
                tracing::error!(device = %id, "the keychain holds no token for this device; set it up again");
            }
            Err(error) => tracing::error!(device = %id, %error, "no token for this device"),
        }
    }
    devices
}

async fn members(parts: &Parts, settings: &Settings) -> Option<Arc<OpenApi>> {
    let key = parts.get(Slot::ApiKey).await.ok().flatten()?;
    let key = ApiKey::parse(key.expose_secret()).ok()?;
    Some(Arc::new(OpenApi::new(&parts.http, settings.endpoints.open.clone(), key)))
}
