//! The places of a desk that sell: whose taps they get, what follows from a sale, and where each of its
//! effects goes. What it means is decided in [`sale`](crate::sale); whatever takes time is done by a
//! [`Clerk`] and comes back as a message.

mod catalogues;
mod clerk;
mod readers;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::{DeviceId, Identification, Language};
use magicline::{DeviceApi, OpenApi};
use outbox::Outbox;
use outputs::{Machine, MachineEvent, OutputState};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;
use uuid::Uuid;
use wire::{ChoiceView, HandOutBy, OutputLine, SaleAction, SaleChoice, SaleLine, SaleView};

use crate::check_in::{Moment, ReaderIndex};
use crate::outputs::{Doors, Motion, OutputIndex, Whom, condition, place};
use crate::sale::{Bought, Counter, Effect, Fresh, Goods, HandOutEnd, Input, SaleId, Terms};
use crate::settings::{Device, HandOut, Role, Settings, TimeDevice, Vending};
use crate::tasks::Tasks;
use crate::{Message, Parts};

pub(crate) use catalogues::{CatalogueOrder, Catalogues, Orders as CatalogueOrders};
use clerk::{Clerk, Entry, Runner};
pub(crate) use readers::is_meant_by_sign_up;

/// A place, by its order among those that sell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct PlaceIndex(pub(crate) usize);

/// Something the team does about a sale.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TeamOrder {
    /// One of the buttons of a sale.
    Sale(SaleId, SaleAction),
    /// This much cash was taken, in the smallest unit.
    Cash(SaleId, u32),
    /// Open the drawer.
    Drawer,
}

/// Nothing to choose from lasts for ever, although nothing at the vendor ends it.
const CHOOSING_MINUTES: Duration = Duration::from_mins(1);
/// Nobody reads an end in less.
const SHORTEST_END: Duration = Duration::from_secs(6);
/// What a machine may report before the desk listens: it says what a person does at it, and whether it is there.
const EVENTS: usize = 64;

/// See the module.
pub(crate) struct Counters {
    places: Vec<Place>,
    /// The place that was touched last is the one on the screen.
    front: Option<PlaceIndex>,
    drawer: Option<OutputIndex>,
}

struct Place {
    device: DeviceId,
    counter: Counter,
    /// Its taps are this place's without anything being chosen.
    own_reader: Option<ReaderIndex>,
    /// The readers whose taps are its own while it waits for a card.
    meant: Vec<ReaderIndex>,
    /// The reader that was tapped last.
    reader: Option<ReaderIndex>,
    hand: Hand,
    clerk: Arc<Clerk>,
    entries: mpsc::Sender<Entry>,
    /// Questions to the vendor that are under way. End with the place.
    questions: Tasks,
    marks: CatalogueOrders,
}

/// What hands out.
enum Hand {
    Team,
    Shelves(BTreeMap<String, OutputIndex>),
    Machine { machine: Machine, line: OutputLine, items: BTreeMap<String, String> },
    Device(OutputIndex),
}

/// What the counters are opened with.
pub(crate) struct Shop<'a> {
    pub(crate) parts: &'a Arc<Parts>,
    pub(crate) settings: &'a Settings,
    pub(crate) devices: &'a HashMap<DeviceId, Arc<DeviceApi>>,
    pub(crate) outbox: &'a Outbox,
    pub(crate) members: Option<&'a Arc<OpenApi>>,
    pub(crate) catalogues: CatalogueOrders,
}

impl Counters {
    /// Opens every place that sells. What goes on beside it ends with `tasks`.
    pub(crate) fn open(shop: &Shop<'_>, tasks: &mut Tasks) -> Self {
        let selling: Vec<_> = selling(shop.settings).collect();
        let count = u32::try_from(selling.len()).unwrap_or(u32::MAX);
        let open = |(index, device): (usize, &Device)| {
            let first = u32::try_from(index + 1).unwrap_or(1);
            Place::open(shop, PlaceIndex(index), device, (first, count), tasks)
        };
        let drawer = selling.iter().find_map(|device| match &device.role {
            Role::Vending(vending) => place(shop.settings, vending.drawer.as_deref()?),
            Role::CheckIn(_) | Role::Time(_) => None,
        });
        let places = selling.iter().copied().enumerate().filter_map(open).collect();
        Self { places, front: None, drawer }
    }

    /// The place that a tap at this reader is for, if it is for one: a place that waits for a card there, the one
    /// on the screen first, or the place whose taps they are anyway.
    pub(crate) fn of_tap(&self, reader: ReaderIndex) -> Option<PlaceIndex> {
        let waits = |place: &Place| place.counter.waits_for_card() && place.meant.contains(&reader);
        let front = self.front.filter(|front| self.places.get(front.0).is_some_and(waits));
        let any = || self.places.iter().position(waits).map(PlaceIndex);
        let own = || self.places.iter().position(|place| place.own_reader == Some(reader)).map(PlaceIndex);
        front.or_else(any).or_else(own)
    }

    /// A card was held up for a place.
    pub(crate) fn tap(
        &mut self,
        at: PlaceIndex,
        reader: ReaderIndex,
        who: Identification,
    ) -> Option<(PlaceIndex, Input)> {
        let place = self.places.get_mut(at.0)?;
        place.reader = Some(reader);
        let transaction = (!matches!(place.hand, Hand::Device(_))).then(Uuid::new_v4);
        Some((at, Input::Tap(who, Fresh { key: Uuid::now_v7(), transaction })))
    }

    /// Somebody chose a place on the screen.
    pub(crate) fn wanted(&self, number: u32) -> Option<(PlaceIndex, Input)> {
        let index = usize::try_from(number).ok()?;
        let place = self.places.get(index)?;
        // What has a reader of its own is chosen there.
        place.own_reader.is_none().then_some((PlaceIndex(index), Input::Wanted))
    }

    /// Somebody touched the screen.
    pub(crate) fn choice(&self, sale: u32, choice: SaleChoice) -> Option<(PlaceIndex, Input)> {
        let sale = SaleId(sale);
        Some((self.of_sale(sale)?, Input::Choice(sale, choice)))
    }

    fn of_sale(&self, SaleId(number): SaleId) -> Option<PlaceIndex> {
        let count = u32::try_from(self.places.len()).ok().filter(|count| *count > 0)?;
        usize::try_from((number.checked_sub(1)?) % count).ok().map(PlaceIndex)
    }

    /// What the team wants, as an input; `None` for what is no sale's, or what is not possible.
    pub(crate) fn team(&self, order: TeamOrder) -> Option<(PlaceIndex, Input)> {
        let (sale, input) = match order {
            TeamOrder::Sale(sale, action) => (sale, Input::Team(sale, action)),
            TeamOrder::Cash(sale, minor) => (sale, Input::Cash(sale, minor)),
            TeamOrder::Drawer => return None,
        };
        let place = self.of_sale(sale)?;
        let possible = self.places.get(place.0)?.counter.lines().into_iter().any(|line| {
            line.sale == sale.0
                && match order {
                    TeamOrder::Sale(_, action) => line.actions.contains(&action),
                    TeamOrder::Cash(..) => line.actions.contains(&SaleAction::TopUp),
                    TeamOrder::Drawer => false,
                }
        });
        possible.then_some((place, input))
    }

    /// Opens the drawer; says whether there is one that takes the order.
    pub(crate) fn open_drawer(&self, doors: &mut Doors, now: Moment) -> bool {
        let Some(drawer) = self.drawer else { return false };
        doors.give(drawer, Whom::Team, Motion::Pulse, now.instant).is_none()
    }

    /// Whether there is a drawer.
    pub(crate) const fn has_drawer(&self) -> bool {
        self.drawer.is_some()
    }

    /// What a machine said, as an input.
    pub(crate) fn machine(&mut self, at: PlaceIndex, event: MachineEvent) -> Option<(PlaceIndex, Input)> {
        let place = self.places.get_mut(at.0)?;
        let Hand::Machine { line, items, .. } = &mut place.hand else { return None };
        let input = match event {
            MachineEvent::State(state) => {
                line.state = condition(state);
                Input::Ready(state == OutputState::Alive)
            }
            MachineEvent::Chosen { price, item } => {
                let shelf = items.get(&item).cloned().unwrap_or(item);
                Input::ChosenAtMachine(Bought { goods: Goods::Product(shelf), price })
            }
            MachineEvent::Left => Input::LeftMachine,
            MachineEvent::Dispensed => return place.handed_out(at, HandOutEnd::Out),
            MachineEvent::NotDispensed => return place.handed_out(at, HandOutEnd::NotOut),
            MachineEvent::Unknown => return place.handed_out(at, HandOutEnd::Unknown),
        };
        Some((at, input))
    }

    /// Takes in what happened at a place and does what follows. Returns the readers that have to show
    /// how it went.
    pub(crate) fn handle(
        &mut self,
        at: PlaceIndex,
        input: Input,
        doors: &mut Doors,
        language: Language,
        now: Moment,
    ) -> Vec<(ReaderIndex, bool)> {
        let mut signals = Vec::new();
        let Some(place) = self.places.get_mut(at.0) else { return signals };
        let before = place.counter.screen();
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            for effect in place.counter.handle(input, now) {
                if let Effect::Signal(good) = effect {
                    signals.extend(place.reader.map(|reader| (reader, good)));
                }
                inputs.extend(place.act(at, effect, doors, language, now));
            }
        }
        let after = place.counter.screen();
        if after.is_none() && self.front == Some(at) {
            self.front = None;
        } else if after.is_some() && after != before {
            self.front = Some(at);
        }
        signals
    }

    /// The page that showed what happens here is gone.
    pub(crate) fn page_lost(&mut self, doors: &mut Doors, language: Language, now: Moment) {
        for index in 0..self.places.len() {
            // A signal answers a tap, and this is none.
            let _ = self.handle(PlaceIndex(index), Input::PageLost, doors, language, now);
        }
    }

    /// Every place lets time pass.
    pub(crate) fn tick(&mut self, doors: &mut Doors, language: Language, now: Moment) {
        for index in 0..self.places.len() {
            // A signal answers a tap, and this is none.
            let _ = self.handle(PlaceIndex(index), Input::Tick, doors, language, now);
        }
    }

    /// When [`Self::tick`] is due, if ever.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.places.iter().filter_map(|place| place.counter.deadline()).min()
    }

    /// Whether no device runs and everything is written down.
    pub(crate) fn are_at_rest(&self) -> bool {
        self.places.iter().all(|place| place.counter.is_at_rest())
    }

    /// What the member's screen shows, if somebody buys something.
    pub(crate) fn screen(&self) -> Option<SaleView> {
        let front = self.front.and_then(|front| self.places.get(front.0)?.counter.screen());
        front.or_else(|| self.places.iter().find_map(|place| place.counter.screen()))
    }

    /// What can be chosen on the idle screen.
    pub(crate) fn choices(&self) -> Vec<ChoiceView> {
        let choice = |(index, place): (usize, &Place)| ChoiceView {
            place: u32::try_from(index).unwrap_or(u32::MAX),
            name: place.counter.name().to_owned(),
            goods: place.counter.goods(),
        };
        self.places.iter().enumerate().filter(|(_, place)| place.own_reader.is_none()).map(choice).collect()
    }

    /// What the team sees.
    pub(crate) fn lines(&self) -> Vec<SaleLine> {
        self.places.iter().flat_map(|place| place.counter.lines()).collect()
    }

    /// The machines, for the line that is always in sight.
    pub(crate) fn machines(&self) -> Vec<OutputLine> {
        let machine = |place: &Place| match &place.hand {
            Hand::Machine { line, .. } => Some(line.clone()),
            Hand::Team | Hand::Shelves(_) | Hand::Device(_) => None,
        };
        self.places.iter().filter_map(machine).collect()
    }
}

/// The devices that sell, in the order of their places.
pub(crate) fn selling(settings: &Settings) -> impl Iterator<Item = &Device> {
    settings.devices.iter().filter(|device| match device.role {
        Role::Vending(_) | Role::Time(_) => true,
        Role::CheckIn(_) => false,
    })
}

impl Place {
    fn open(
        shop: &Shop<'_>,
        at: PlaceIndex,
        device: &Device,
        ids: (u32, u32),
        tasks: &mut Tasks,
    ) -> Option<Self> {
        let settings = shop.settings;
        let (terms, hand) = match &device.role {
            Role::Vending(vending) => {
                (vending_terms(vending, settings), vending_hand(shop, at, &vending.hand_out, tasks))
            }
            Role::Time(time) => (time_terms(time, settings), Hand::Device(place(settings, &time.switches)?)),
            Role::CheckIn(_) => return None,
        };
        let own = settings.device_of(&device.reader).is_some_and(|first| first.id == device.id);
        let reader = settings.readers.iter().position(|reader| reader.name == device.reader);
        let all = (0..settings.readers.len()).map(ReaderIndex);
        let meant = all.filter(|reader| readers::is_meant_by(settings, &device.reader, *reader)).collect();
        let runner = match hand {
            Hand::Device(output) => {
                Some(Runner::new(settings.outputs.get(output.0).is_some_and(turns_itself_off)))
            }
            Hand::Team | Hand::Shelves(_) | Hand::Machine { .. } => None,
        };
        let clerk = Arc::new(Clerk {
            place: at,
            device: device.id,
            runner,
            api: shop.devices.get(&device.id).cloned(),
            currency: settings.currency,
            draw: terms.draw,
            outbox: shop.outbox.clone(),
            members: shop.members.cloned(),
            clock: shop.parts.clock.clone(),
            messages: shop.parts.messages.clone(),
        });
        let (entries, written) = mpsc::channel(Entry::MOST);
        tasks.spawn(Arc::clone(&clerk).write_down(written));
        tasks.spawn(Arc::clone(&clerk).recall());
        Some(Self {
            device: device.id,
            counter: Counter::new(terms, ids),
            own_reader: reader.filter(|_| own).map(ReaderIndex),
            meant,
            reader: None,
            hand,
            clerk,
            entries,
            questions: Tasks::default(),
            marks: shop.catalogues.clone(),
        })
    }

    /// Does what follows. Returns what is known about it at once.
    fn act(
        &mut self,
        at: PlaceIndex,
        effect: Effect,
        doors: &mut Doors,
        language: Language,
        now: Moment,
    ) -> Option<Input> {
        match effect {
            Effect::Ask(sale, who, transaction) => {
                self.questions.spawn(Arc::clone(&self.clerk).ask(sale, who, transaction, language));
            }
            Effect::Check(sale, who, transaction, bought) => {
                self.questions.spawn(Arc::clone(&self.clerk).check(sale, who, transaction, bought, language));
            }
            Effect::Write(stage, record) => return self.enter(Entry::Stage(stage, record, language)),
            Effect::Out(sale, key) => return self.enter(Entry::Out(sale, key)),
            Effect::OutUnknown(sale, key) => return self.enter(Entry::OutUnknown(sale, key)),
            Effect::NotOut(key) => return self.enter(Entry::NotOut(key)),
            Effect::TopUp(record) => return self.enter(Entry::TopUp(record, language)),
            Effect::Runs(until) => return self.enter(Entry::Runs(until)),
            Effect::HandOut(sale, bought) => return self.hand_out(at, sale, &bought, doors, now),
            Effect::MarkPrice(shelf, price) => {
                self.marks.tell(CatalogueOrder::PriceRefused(self.device, shelf, price));
            }
            Effect::Offer(credit) => self.with_machine(|machine| machine.offer(credit)),
            Effect::Deny => self.with_machine(Machine::deny),
            Effect::SwitchOff => {
                if let Hand::Device(output) = self.hand {
                    // Taken whatever came before; how it went is in the line of the team.
                    let _ = doors.give(output, Whom::Team, Motion::Off, now.instant);
                }
            }
            // The caller knows the reader.
            Effect::Signal(_) => {}
        }
        None
    }

    /// Says what is not written down because too much waits for the disk already.
    fn enter(&self, entry: Entry) -> Option<Input> {
        entry.give_to(&self.entries)
    }

    fn with_machine(&self, order: impl FnOnce(&Machine)) {
        if let Hand::Machine { machine, .. } = &self.hand {
            order(machine);
        }
    }

    fn hand_out(
        &self,
        at: PlaceIndex,
        sale: SaleId,
        bought: &Bought,
        doors: &mut Doors,
        now: Moment,
    ) -> Option<Input> {
        let (output, motion) = match (&self.hand, &bought.goods) {
            (Hand::Machine { machine, .. }, _) => {
                machine.approve(bought.price);
                return None;
            }
            (Hand::Shelves(shelves), Goods::Product(shelf)) => (shelves.get(shelf).copied(), Motion::Pulse),
            (Hand::Device(output), Goods::Minutes(seconds)) => {
                (Some(*output), Motion::Run(Duration::from_secs((*seconds).into())))
            }
            (Hand::Team, _)
            | (Hand::Shelves(_), Goods::Minutes(_))
            | (Hand::Device(_), Goods::Product(_)) => (None, Motion::Pulse),
        };
        let Some(output) = output else { return Some(Input::HandOut(sale, HandOutEnd::NotOut)) };
        let trouble = doors.give(output, Whom::Sale(at, sale), motion, now.instant);
        trouble.map(|trouble| Input::HandOut(sale, HandOutEnd::from(Some(trouble))))
    }

    fn handed_out(&self, at: PlaceIndex, end: HandOutEnd) -> Option<(PlaceIndex, Input)> {
        Some((at, Input::HandOut(self.counter.current()?, end)))
    }
}

/// A Shelly keeps the time by itself, also when this program has ended; a serial relay is switched off
/// when the program starts.
fn turns_itself_off(output: &outputs::OutputSettings) -> bool {
    match output.kind {
        outputs::Kind::Shelly(_) => true,
        outputs::Kind::Lcus(_) | outputs::Kind::Drawer(_) => false,
    }
}

fn vending_terms(vending: &Vending, settings: &Settings) -> Terms {
    Terms {
        name: vending.name.clone(),
        by: match vending.hand_out {
            HandOut::Team => HandOutBy::Team,
            HandOut::Shelves(_) => HandOutBy::Shelf,
            HandOut::Machine { .. } => HandOutBy::Machine,
        },
        idle: vending.idle,
        draw: vending.draw,
        top_up: vending.top_up.clone(),
        currency: settings.currency,
        shown_for: settings.verdict_for.max(SHORTEST_END),
    }
}

fn time_terms(time: &TimeDevice, settings: &Settings) -> Terms {
    Terms {
        name: time.name.clone(),
        by: HandOutBy::Device,
        idle: CHOOSING_MINUTES,
        draw: CHOOSING_MINUTES,
        top_up: Vec::new(),
        currency: settings.currency,
        shown_for: settings.verdict_for.max(SHORTEST_END),
    }
}

fn vending_hand(shop: &Shop<'_>, at: PlaceIndex, hand_out: &HandOut, tasks: &mut Tasks) -> Hand {
    let settings = shop.settings;
    match hand_out {
        HandOut::Team => Hand::Team,
        HandOut::Shelves(shelves) => {
            let output = |(shelf, name): (&String, &String)| Some((shelf.clone(), place(settings, name)?));
            Hand::Shelves(shelves.iter().filter_map(output).collect())
        }
        HandOut::Machine { machine: name, items } => {
            let Some(machine) = settings.machines.iter().find(|machine| machine.name == *name) else {
                // The settings were checked for it; nothing is handed out rather than by somebody else.
                return Hand::Shelves(BTreeMap::new());
            };
            let (reports, heard) = mpsc::channel(EVENTS);
            tasks.spawn(pass_on(at, heard, shop.parts.messages.clone()));
            let tell = move |event| {
                if let Err(TrySendError::Full(event)) = reports.try_send(event) {
                    tracing::error!(?event, "the desk does not listen; a sale will not know how it ended");
                }
            };
            Hand::Machine {
                machine: Machine::open(machine.clone(), settings.currency, tell),
                line: OutputLine { name: name.clone(), state: condition(OutputState::Alive) },
                items: items.clone(),
            }
        }
    }
}

async fn pass_on(at: PlaceIndex, mut heard: mpsc::Receiver<MachineEvent>, messages: mpsc::Sender<Message>) {
    while let Some(event) = heard.recv().await {
        // Fails only when the desk has ended.
        let _ = messages.send(Message::Machine(at, event)).await;
    }
}
