//! A desk that serves members: its readers, doors and store, and the tasks that go on beside it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use ::outputs::OutputEvent;
use domain::{DeviceId, Identification, Language, Outcome};
use magicline::{ApiKey, ConnectApi, DeviceApi, Endpoint, OpenApi};
use outbox::{Lane, Outbox, Rules, Worker};
use readers::camera::{Picture, read_codes};
use readers::{
    Frame, PcscReader, ReaderEvent, ReaderState, SerialReader, Signal, Stroke, interpret, read_typed,
};
use secrecy::ExposeSecret;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::{JoinSet, spawn_blocking};
use uuid::Uuid;
use vault::Slot;
use wire::{
    FrontMessage, IdleView, OutOfOrderReason, ReaderCondition, ReaderLine, Screen, StoreTrouble, VendorState,
};

use crate::camera::Camera;
use crate::check_in::{Answer, CheckIn, Equipment, Moment, ReaderIndex, TapId};
use crate::counters::{Catalogues, Counters, PlaceIndex, Shop};
use crate::message::SignUpMessage;
use crate::outputs::{Doors, Ended, OutputIndex, Reports, Whom};
use crate::reception::{self, HandMessage, Reception};
use crate::rest::{self, Rest};
use crate::settings::{Installation, KeyboardSettings, Reader, Settings, Source};
use crate::sign_ups::{Office, SignUps};
use crate::staff::room::Room;
use crate::staff::seat::StaffSeat;
use crate::staff::taps::Taps;
use crate::staff::view::Floor;
use crate::tap::Door;
use crate::transport::{Back, Vendor};
use crate::tries::{self, Tries, Whose};
use crate::{Message, Outside, Parts, connection, directory, keeper, light, sale};

/// Orders of the reception that may wait.
const RECEPTION_QUEUE: usize = 16;

/// See the module.
pub(crate) struct Running {
    pub(crate) check_in: CheckIn,
    pub(crate) taps: Taps,
    readers: Vec<ReaderLine>,
    sources: Vec<Listening>,
    outputs: Doors,
    pub(crate) counters: Counters,
    /// Nothing where nobody signs up.
    sign_ups: Option<SignUps>,
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
    /// The member's screen has crashed too often.
    rest: Option<Rest>,
    /// What the team's window shows of all this.
    floor: watch::Sender<Floor>,
    /// Wrong PINs of members, for the store.
    tries: watch::Sender<Tries>,
    /// Check-ins by hand that are being asked about, and the number of the last one.
    by_hand: HashMap<Uuid, TapId>,
    hands: u32,
    /// Ends with the desk.
    tasks: JoinSet<()>,
}

/// Where a reader is listened to.
enum Listening {
    /// On a port, which is closed when this is dropped.
    Port(SerialReader),
    /// At the system's card service.
    Contactless(PcscReader),
    /// On the member's screen, where it types.
    Keys(KeyboardSettings),
    /// On the member's screen, which looks through it.
    Camera(Camera),
    /// On the member's screen, where its keys are.
    Pad,
}

impl Running {
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
        let devices = devices(parts, settings).await;
        let open_api = if settings.sign_up.is_some() { members(parts, settings).await } else { None };
        let members = if installation.may_look_members_up { members(parts, settings).await } else { None };
        let doors = doors(parts, settings, &devices, &outbox, members.as_ref());
        let (devices_of_places, shop_members) = (devices.clone(), members.clone());
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
        let wrong = tries::kept(&outbox, Whose::Members).await.unwrap_or_default();
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
        let office = Office { parts, settings, outbox: &outbox, open: open_api, outside };
        let sign_ups = SignUps::open(office, &mut tasks);
        let key = parts.get(Slot::ApiKey).await.ok().flatten();
        let key = key.and_then(|key| ApiKey::parse(key.expose_secret()).ok());
        let reception = Reception::new(reception::Desk {
            parts,
            settings,
            outbox: &outbox,
            open: key.map(|key| Arc::new(OpenApi::new(&parts.http, settings.endpoints.open.clone(), key))),
            may_list: installation.may_look_members_up,
            api_of: &|device| devices_of_places.get(&device).cloned(),
            sign_up: sign_ups.as_ref().map(SignUps::choices),
            counter: seat.counter.clone(),
        });
        let (ask_reception, reception_asked) = mpsc::channel(RECEPTION_QUEUE);
        tasks.spawn(reception.run(reception_asked, seat.attention.subscribe()));
        let said = (settings.language, settings.currency.code());
        let room = Room::new(Arc::clone(parts), outbox.clone(), said, catalogues, settings.look.clone())
            .with_reception(ask_reception);
        tasks.spawn(room.run(seat, watched, catalogue_views));

        Self {
            check_in: CheckIn::new(equipment(settings), settings.verdict_for, wrong),
            taps: Taps::default(),
            readers: settings.readers.iter().map(line).collect(),
            sources: listen(parts, settings),
            outputs,
            counters,
            sign_ups,
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
        let camera = self.camera() == Some(ReaderIndex(index));
        if let Some(reader) = self.readers.get_mut(index) {
            reader.state = match state {
                ReaderState::Alive => ReaderCondition::Alive,
                ReaderState::Gone if camera => ReaderCondition::CameraMissing,
                ReaderState::Forbidden if camera => ReaderCondition::CameraDenied,
                ReaderState::Gone => ReaderCondition::Gone,
                ReaderState::InUse => ReaderCondition::InUse,
                ReaderState::Forbidden => ReaderCondition::Forbidden,
                ReaderState::ServiceMissing => ReaderCondition::ServiceMissing,
                ReaderState::HeldByKernel => ReaderCondition::HeldByKernel,
            };
        }
    }

    /// What a reader typed, if there is one that types.
    pub(crate) fn typed(&self, strokes: &[Stroke], at: Instant) -> Option<(ReaderIndex, ReaderEvent)> {
        let typing = |(index, source): (usize, &'_ Listening)| match source {
            Listening::Keys(keys) => Some((ReaderIndex(index), keys.clone())),
            Listening::Port(_) | Listening::Contactless(_) | Listening::Camera(_) | Listening::Pad => None,
        };
        let (reader, keys) = self.sources.iter().enumerate().find_map(typing)?;
        let event = match interpret(&read_typed(strokes, keys.layout), &keys.reading) {
            Ok(identification) => ReaderEvent::Credential(identification, at),
            Err(why) => ReaderEvent::Unreadable(why),
        };
        Some((reader, event))
    }

    /// The camera of the member's screen, if there is one.
    pub(crate) fn camera(&self) -> Option<ReaderIndex> {
        self.sources.iter().position(|source| matches!(source, Listening::Camera(_))).map(ReaderIndex)
    }

    /// Has a picture looked at, beside everything else, and comes back with [`Message::Seen`] before
    /// `reply` says so. A desk without a camera, or one that still looks at the last picture, says no.
    pub(crate) fn look(
        &mut self,
        parts: &Parts,
        picture: Picture,
        at: Instant,
        reply: oneshot::Sender<bool>,
    ) {
        if !self.looking_through().is_some_and(|(_, camera)| camera.begins()) {
            // Fails only when the page does not wait any more.
            let _ = reply.send(false);
            return;
        }
        let messages = parts.messages.clone();
        self.tasks.spawn(async move {
            let looked = spawn_blocking(move || read_codes(&picture)).await;
            let codes = looked.inspect_err(|_| tracing::error!("a picture could not be looked at"));
            let _ = messages.send(Message::Seen(codes.unwrap_or_default(), at)).await;
            let _ = reply.send(true);
        });
    }

    /// What was on the picture.
    pub(crate) fn seen(&mut self, codes: Vec<Frame>, at: Instant) -> Option<(ReaderIndex, ReaderEvent)> {
        let (reader, camera) = self.looking_through()?;
        Some((reader, camera.seen(codes, at)?))
    }

    /// Whether the member's screen looks through a camera.
    pub(crate) fn has_camera(&self) -> bool {
        self.sources.iter().any(|source| matches!(source, Listening::Camera(_)))
    }

    fn looking_through(&mut self) -> Option<(ReaderIndex, &mut Camera)> {
        self.sources.iter_mut().enumerate().find_map(|(index, source)| match source {
            Listening::Camera(camera) => Some((ReaderIndex(index), camera)),
            Listening::Port(_) | Listening::Contactless(_) | Listening::Keys(_) | Listening::Pad => None,
        })
    }

    /// The PIN pad on the member's screen, if there is one.
    pub(crate) fn pin_pad(&self) -> Option<ReaderIndex> {
        self.sources.iter().position(|source| matches!(source, Listening::Pad)).map(ReaderIndex)
    }

    /// Lets a reader beep or light up, if it can.
    pub(crate) fn signal(&self, ReaderIndex(index): ReaderIndex, signal: Signal) {
        match self.sources.get(index) {
            Some(Listening::Port(port)) => port.signal(signal),
            Some(Listening::Contactless(contactless)) => contactless.signal(signal),
            Some(Listening::Keys(_) | Listening::Camera(_) | Listening::Pad) | None => {}
        }
    }

    /// Opens what belongs to a reader, for somebody who is let in.
    pub(crate) fn open_door(&mut self, tap: TapId, reader: ReaderIndex, now: Instant) {
        if let Some(trouble) = self.outputs.open(tap, reader, now) {
            self.taps.door(tap, trouble);
        }
    }

    /// An output said something.
    pub(crate) fn output(
        &mut self,
        output: OutputIndex,
        event: OutputEvent,
        language: Language,
        now: Moment,
    ) {
        let Some(Ended { whom, trouble }) = self.outputs.heard(output, event) else { return };
        for whom in whom {
            match (whom, trouble) {
                (Whom::Tap(tap), Some(trouble)) => self.taps.door(tap, trouble.into()),
                (Whom::Sale(place, sale), trouble) => {
                    self.sale(place, sale::Input::HandOut(sale, trouble.into()), language, now);
                }
                (Whom::Tap(_), None) | (Whom::Team, _) => {}
            }
        }
    }

    /// Something happened at a place that sells.
    pub(crate) fn sale(&mut self, place: PlaceIndex, input: sale::Input, language: Language, now: Moment) {
        for (reader, good) in self.counters.handle(place, input, &mut self.outputs, language, now) {
            self.signal(reader, if good { Signal::Good } else { Signal::Bad });
        }
    }

    /// Every place lets time pass.
    pub(crate) fn tick(&mut self, language: Language, now: Moment) {
        self.counters.tick(&mut self.outputs, language, now);
        if let Some(sign_ups) = &mut self.sign_ups {
            sign_ups.tick(now);
        }
    }

    /// Opens the cash drawer; says whether there is one that takes the order.
    pub(crate) fn open_drawer(&mut self, now: Moment) -> bool {
        self.counters.open_drawer(&mut self.outputs, now)
    }

    /// When time has to pass, if ever.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        let sign_ups = self.sign_ups.as_ref().and_then(SignUps::deadline);
        [self.check_in.deadline(), self.counters.deadline(), sign_ups].into_iter().flatten().min()
    }

    /// What the member's screen shows: whoever taps has it first, then whoever buys, then whoever signs up.
    pub(crate) fn screen(&self, now: Moment) -> Screen {
        if self.is_resting() {
            return Screen::OutOfOrder { reason: OutOfOrderReason::Crashes };
        }
        let tapped = self.check_in.screen(now);
        if !matches!(tapped, Screen::Idle(_) | Screen::OutOfOrder { .. }) {
            return tapped;
        }
        if let Some(sale) = self.counters.screen() {
            return Screen::Sale(Box::new(sale));
        }
        if let Some(sign_up) = self.sign_ups.as_ref().and_then(SignUps::screen) {
            return Screen::SignUp(Box::new(sign_up));
        }
        if let Screen::Idle(idle) = tapped { Screen::Idle(self.idle(idle)) } else { tapped }
    }

    fn idle(&self, idle: IdleView) -> IdleView {
        let choices = self.counters.choices();
        let Some(sign_ups) = &self.sign_ups else { return IdleView { choices, ..idle } };
        IdleView {
            choices,
            team: idle.team || sign_ups.calls_team(),
            sign_up: sign_ups.choices(),
            cancel_page: sign_ups.cancel_page(),
            ..idle
        }
    }

    /// Whether nobody has anything on the member's screen.
    pub(crate) fn is_idle(&self, now: Moment) -> bool {
        !self.sign_ups.as_ref().is_some_and(SignUps::is_busy) && self.is_free_for_sign_up(now)
    }

    /// Whether nobody who taps or buys has the member's screen.
    fn is_free_for_sign_up(&self, now: Moment) -> bool {
        self.counters.screen().is_none()
            && matches!(self.check_in.screen(now), Screen::Idle(_) | Screen::OutOfOrder { .. })
    }

    /// Something about signing up.
    pub(crate) fn sign_up(&mut self, message: SignUpMessage, now: Moment) {
        let idle = self.is_idle(now);
        match &mut self.sign_ups {
            Some(sign_ups) => sign_ups.handle(message, idle, now),
            None => not_here(message),
        }
    }

    /// Somebody of the team checks a member in: a line among the taps, and the door, once, for whoever is
    /// let in.
    pub(crate) fn by_hand(&mut self, message: HandMessage, now: Moment) {
        match message {
            HandMessage::Asked { key, place, name } => {
                // Those of readers count up from nothing.
                self.hands = self.hands.wrapping_sub(1);
                let tap = TapId(self.hands);
                self.taps.asked(tap, &place, now.wall);
                self.taps.named(tap, name);
                self.by_hand.insert(key, tap);
            }
            HandMessage::Answered { key, reader, answer } => {
                let Some(tap) = self.by_hand.remove(&key) else { return };
                self.taps.answered(tap, &answer);
                match answer {
                    Answer::Vendor(Outcome::Done(())) | Answer::LetIn { .. } => {
                        self.open_door(tap, reader, now.instant);
                    }
                    Answer::Vendor(Outcome::NotDone(_) | Outcome::Unknown(_))
                    | Answer::NoToken
                    | Answer::NotOnList(_)
                    | Answer::StoreFault(_) => {}
                }
            }
        }
    }

    /// The screen speaks this language now.
    pub(crate) fn language(&mut self, language: Language, now: Moment) {
        if let Some(sign_ups) = &mut self.sign_ups {
            sign_ups.language(language, now);
        }
    }

    /// Something about crashes of the member's screen.
    pub(crate) fn rest(&mut self, word: rest::Word, now: Moment) {
        self.rest = Rest::after(self.rest, word, now.wall);
    }

    /// Nobody is served, because what serves them crashes.
    pub(crate) fn is_resting(&self) -> bool {
        self.rest.as_ref().is_some_and(Rest::is_resting)
    }

    /// The page is gone, and whoever looks at the next one may be somebody else. A sign-up is kept as a
    /// draft, a sale that is not being handed out ends.
    pub(crate) fn page_lost(&mut self, language: Language, now: Moment) {
        self.counters.page_lost(&mut self.outputs, language, now);
        if let Some(sign_ups) = &mut self.sign_ups {
            sign_ups.page_lost(now);
        }
    }

    /// A page that knows nothing yet shows the member's screen.
    pub(crate) fn attached(&mut self) {
        if let Some(sign_ups) = &mut self.sign_ups {
            sign_ups.attached();
        }
    }

    /// What the page is to be told before the next screen.
    pub(crate) fn take_news(&mut self) -> Vec<FrontMessage> {
        self.sign_ups.as_mut().map(SignUps::take_news).unwrap_or_default()
    }

    /// Whether a card that is held to a reader now is a new member's: the screen asks for it.
    pub(crate) fn is_card_for_sign_up(&self, now: Moment) -> bool {
        self.sign_ups.as_ref().is_some_and(SignUps::wants_card) && self.is_free_for_sign_up(now)
    }

    /// A card was held to a reader while a new member's is waited for.
    pub(crate) fn card(&mut self, card: Identification, now: Moment) {
        if let Some(sign_ups) = &mut self.sign_ups {
            sign_ups.card(card, now);
        }
    }

    /// Has the store remember members' wrong PINs.
    pub(crate) fn keep_tries(&self, tries: Tries) {
        self.tries.send_replace(tries);
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
    pub(crate) fn watched(&mut self, now: Moment) {
        self.watching_connection = false;
        self.reachable(now);
    }

    /// The vendor can be reached: what waited for that goes on.
    pub(crate) fn reachable(&mut self, now: Moment) {
        if std::mem::replace(&mut self.vendor, VendorState::Reachable) == VendorState::Reachable {
            return;
        }
        self.back.send_modify(|count| *count = count.wrapping_add(1));
        if let Some(sign_ups) = &mut self.sign_ups {
            sign_ups.reachable(now);
        }
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
            outputs: [self.outputs.lines(), &self.counters.machines()].concat(),
            sales: self.counters.lines(),
            drawer: self.counters.has_drawer(),
            sign_ups: self.sign_ups.as_ref().map(SignUps::lines).unwrap_or_default(),
            store: self.store,
            rest: self.rest,
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

/// Nobody signs up at this desk, and whoever asked is told so.
fn not_here(message: SignUpMessage) {
    // Fails only when nobody waits any more.
    let _ = match message {
        SignUpMessage::Picture(_, _, reply)
        | SignUpMessage::Team(_, _, reply)
        | SignUpMessage::Start(_, _, reply) => reply.send(false),
        SignUpMessage::Begin(_)
        | SignUpMessage::Input(..)
        | SignUpMessage::Paid(..)
        | SignUpMessage::Result(..)
        | SignUpMessage::Delivered(..)
        | SignUpMessage::Told(..)
        | SignUpMessage::Fetched(..)
        | SignUpMessage::Remembered(_)
        | SignUpMessage::OfferPictures(_)
        | SignUpMessage::Opened(..)
        | SignUpMessage::Drafts(_) => Ok(()),
    };
}

fn line(reader: &Reader) -> ReaderLine {
    let state = match reader.source {
        Source::Serial(_) | Source::Pcsc(_) | Source::Camera(_) | Source::PinPad => ReaderCondition::Alive,
        Source::Keyboard(_) => ReaderCondition::Unwatched,
    };
    ReaderLine { name: reader.name.clone(), state }
}

fn equipment(settings: &Settings) -> Equipment {
    let place =
        |wanted: fn(&Source) -> bool| settings.readers.iter().position(|reader| wanted(&reader.source));
    Equipment {
        readers: settings.readers.len(),
        typed: place(|source| matches!(source, Source::Keyboard(_))).is_some(),
        camera: place(|source| matches!(source, Source::Camera(_))).map(ReaderIndex),
        pin_pad: place(|source| matches!(source, Source::PinPad)).is_some(),
    }
}

fn listen(parts: &Parts, settings: &Settings) -> Vec<Listening> {
    let heard = |index: usize| {
        let messages = parts.messages.clone();
        move |event: ReaderEvent| {
            // Fails only when the desk has ended.
            let _ = messages.blocking_send(Message::Reader(ReaderIndex(index), event));
        }
    };
    let listening = |(index, reader): (usize, &Reader)| match &reader.source {
        Source::Serial(serial) => Listening::Port(SerialReader::spawn(serial.clone(), heard(index))),
        Source::Pcsc(pcsc) => Listening::Contactless(PcscReader::spawn(pcsc.clone(), heard(index))),
        Source::Keyboard(keys) => Listening::Keys(keys.clone()),
        Source::Camera(camera) => Listening::Camera(Camera::new(camera.reading.clone())),
        Source::PinPad => Listening::Pad,
    };
    settings.readers.iter().enumerate().map(listening).collect()
}

/// What the outputs report reaches the desk in turn with everything else.
async fn pass_on(mut reports: Reports, messages: mpsc::Sender<Message>) {
    while let Some((output, event)) = reports.recv().await {
        // Fails only when the desk has ended.
        let _ = messages.send(Message::Output(output, event)).await;
    }
}

async fn remember(outbox: Outbox, mut tries: watch::Receiver<Tries>) {
    while tries.changed().await.is_ok() {
        let now = tries.borrow_and_update().clone();
        tries::keep(&outbox, Whose::Members, &now).await;
    }
}

fn doors(
    parts: &Parts,
    settings: &Settings,
    devices: &HashMap<DeviceId, Arc<DeviceApi>>,
    outbox: &Outbox,
    members: Option<&Arc<OpenApi>>,
) -> Vec<Option<Arc<Door>>> {
    let door = |reader: &Reader| {
        let (id, entrance) = settings.entrance_of(&reader.name)?;
        Some(Arc::new(Door {
            device: id,
            api: Arc::clone(devices.get(&id)?),
            policy: entrance.offline,
            rules: settings.offline,
            home: settings.language,
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
