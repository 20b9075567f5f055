//! Opens a desk that serves members: its keys, its store, and the tasks that go on beside it.

use std::collections::HashMap;
use std::sync::Arc;

use magicline::{ConnectApi, OpenApi};
use outbox::{Lane, Outbox, Rules, Worker};
use tokio::sync::{mpsc, watch};
use wire::VendorState;

use super::Running;
use super::keys::{self, Keys};
use super::readers::{self, Readers};
use crate::check_in::{CheckIn, ReaderIndex};
use crate::counters::{Catalogues, Counters, Shop, is_meant_by_sign_up};
use crate::outputs::{Doors, Reports};
use crate::reception::{self, Reception};
use crate::settings::{Installation, Settings, Stored};
use crate::sign_ups::SignUps;
use crate::staff::room::Room;
use crate::staff::seat::StaffSeat;
use crate::staff::taps::Taps;
use crate::staff::view::Floor;
use crate::tasks::Tasks;
use crate::transport::{Back, Vendor};
use crate::tries::{self, Tries, Whose};
use crate::{Message, Outside, Parts, directory, keeper, light};

/// Orders of the reception that may wait.
const RECEPTION_QUEUE: usize = 16;

impl Running {
    /// Opens everything. Waits for the keychain and for the store.
    pub(crate) async fn open(
        parts: &Arc<Parts>,
        installation: &Installation,
        settings: &Settings,
        seat: Arc<StaffSeat>,
        outside: watch::Sender<Option<Outside>>,
    ) -> Self {
        let rules = Rules { replay_for: settings.offline.replay_for, late: parts.pauses.late };
        let outbox = Outbox::new(parts.stored.folder(), rules);
        let store = keeper::open(parts, &outbox).await.err();
        let Keys { open, devices } = Keys::read(parts, settings).await;
        let members = open.clone().filter(|_| installation.may_look_members_up);
        let doors = keys::doors(parts, settings, &devices, &outbox, members.as_ref());
        let (devices_of_places, shop_members) = (devices.clone(), members.clone());
        let (back, came_back) = watch::channel(0);
        let (floor, watched) = watch::channel(Floor::new(members.is_some()));

        let mut tasks = Tasks::default();
        for device in devices.keys() {
            // Its token may be a new one.
            let renewed = outbox.renewed(Lane::device(*device)).await;
            renewed.inspect_err(|error| tracing::warn!(%error, "a lane stays as it is")).ok();
        }
        tasks.spawn(keeper::keep(Arc::clone(parts), outbox.clone(), store));
        if let (Some(open), None) = (&open, &members) {
            tasks.spawn(notice_the_right(Arc::clone(parts), Arc::clone(open)));
        }
        let has_directory = members.is_some();
        if let Some(members) = members {
            tasks.spawn(directory::keep(outbox.clone(), members, parts.clock.clone(), came_back));
        }
        let vendor = Vendor {
            devices,
            connect: Arc::new(ConnectApi::new(&parts.http, settings.endpoints.connect.clone())),
            members: shop_members.clone(),
            back: Back::new(settings.endpoints.connect.clone(), outbox.clone()),
            messages: parts.messages.clone(),
        };
        let clock = parts.clock.clone();
        tasks.spawn(Worker::default().run(outbox.clone(), Arc::new(vendor), move || clock.wall()));
        if let Some(schedule) = settings.awake.clone() {
            tasks.spawn(light::follow(schedule, parts.clock.clone(), parts.messages.clone()));
        }
        let (outputs, reports) = Doors::open_all(settings);
        tasks.spawn(pass_on(reports, parts.messages.clone()));
        let now = parts.clock.wall();
        let wrong = tries::kept(&outbox, Whose::Members, now).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "wrong PINs of members are counted without those of before");
            Tries::without_those_before(now)
        });
        let (tries, changed) = watch::channel(wrong.clone());
        tasks.spawn(remember(outbox.clone(), changed));
        let (catalogues, catalogue_views, keep_catalogues) = Catalogues::open(parts, settings);
        tasks.spawn(keep_catalogues);
        let shop = Shop {
            parts,
            settings,
            devices: &devices_of_places,
            outbox: &outbox,
            members: shop_members.as_ref(),
            catalogues: catalogues.clone(),
        };
        let counters = Counters::open(&shop, &mut tasks);
        let sign_ups = SignUps::open(parts, settings, &outbox, open.clone(), outside, &mut tasks);
        let reception = Reception::new(reception::Desk {
            parts,
            settings,
            outbox: &outbox,
            open,
            may_list: installation.may_look_members_up,
            api_of: &|device| devices_of_places.get(&device).cloned(),
            sign_up: sign_ups.as_ref().map(SignUps::choices),
            counter: seat.counter.clone(),
        });
        let (ask_reception, reception_asked) = mpsc::channel(RECEPTION_QUEUE);
        tasks.spawn(reception.run(reception_asked, seat.attention.subscribe()));
        let said = (settings.language, settings.currency);
        let room = Room::new(Arc::clone(parts), outbox.clone(), said, catalogues, settings.look.clone())
            .with_reception(ask_reception);
        tasks.spawn(room.run(Arc::clone(&seat), watched, catalogue_views));

        let all_readers = (0..settings.readers.len()).map(ReaderIndex);
        Self {
            parts: Arc::clone(parts),
            seat,
            language: settings.language,
            check_in: CheckIn::new(readers::equipment(settings), settings.verdict_for, wrong),
            taps: Taps::default(),
            readers: Readers::open(parts, settings),
            outputs,
            counters,
            sign_ups,
            for_sign_up: all_readers.filter(|reader| is_meant_by_sign_up(settings, *reader)).collect(),
            doors,
            outbox,
            store,
            vendor: VendorState::Reachable,
            has_directory,
            device_endpoint: settings.endpoints.device.clone(),
            watching_connection: false,
            back,
            rest: None,
            floor,
            tries,
            by_hand: HashMap::new(),
            hands: u32::MAX,
            tasks,
        }
    }
}

/// What the outputs report reaches the desk in turn with everything else.
async fn pass_on(mut reports: Reports, messages: mpsc::Sender<Message>) {
    while let Some((output, event)) = reports.recv().await {
        // Fails only when the desk has ended.
        let _ = messages.send(Message::Output(output, event)).await;
    }
}

/// A right to look members up that was granted after the set-up is noticed, and used from the next start on.
async fn notice_the_right(parts: Arc<Parts>, open: Arc<OpenApi>) {
    if open.may_look_members_up().await != Ok(true) {
        return;
    }
    let grant = |stored: &Stored| {
        let installation = stored.installation()?;
        stored.save_installation(&Installation { may_look_members_up: true, ..installation })
    };
    match parts.store(grant).await {
        Ok(()) => tracing::info!("the key may look members up now; that counts from the next start on"),
        Err(error) => tracing::warn!(%error, "that the key may look members up now is not kept"),
    }
}

async fn remember(outbox: Outbox, mut tries: watch::Receiver<Tries>) {
    while tries.changed().await.is_ok() {
        let now = tries.borrow_and_update().clone();
        tries::keep(&outbox, Whose::Members, &now).await;
    }
}
