//! One place that sells: which taps are its own, and where each effect of its sale goes.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use domain::{DeviceId, Identification, Language};
use outputs::{Machine, MachineEvent};
use tokio::sync::mpsc;
use uuid::Uuid;
use wire::HandOutBy;

use super::clerk::Clerk;
use super::entry::Entry;
use super::hand::Hand;
use super::{CatalogueOrder, CatalogueOrders, PlaceIndex, Shop, readers};
use crate::check_in::{Moment, ReaderIndex};
use crate::outputs::{Doors, place};
use crate::sale::{Counter, Effect, Fresh, Input, Terms};
use crate::settings::{Device, HandOut, Role, Settings, TimeDevice, Vending};
use crate::tasks::Tasks;

/// Nothing to choose from lasts for ever, although nothing at the vendor ends it.
const CHOOSING_MINUTES: Duration = Duration::from_mins(1);
/// Nobody reads an end in less.
const SHORTEST_END: Duration = Duration::from_secs(6);

/// A place that sells.
pub(super) struct Place {
    device: DeviceId,
    pub(super) counter: Counter,
    /// Its taps are this place's without anything being chosen.
    pub(super) own_reader: Option<ReaderIndex>,
    /// The readers whose taps are its own while it waits for a card.
    meant: Vec<ReaderIndex>,
    /// The reader that was tapped last.
    reader: Option<ReaderIndex>,
    pub(super) hand: Hand,
    clerk: Arc<Clerk>,
    entries: mpsc::Sender<Entry>,
    /// Questions to the vendor that are under way. End with the place.
    questions: Tasks,
    marks: CatalogueOrders,
}

impl Place {
    pub(super) fn open(
        shop: &Shop<'_>,
        at: PlaceIndex,
        device: &Device,
        ids: (u32, u32),
        tasks: &mut Tasks,
    ) -> Option<Self> {
        let settings = shop.settings;
        let (terms, hand) = match &device.role {
            Role::Vending(vending) => {
                (vending_terms(vending, settings), Hand::of_vending(shop, at, &vending.hand_out, tasks))
            }
            Role::Time(time) => (time_terms(time, settings), Hand::Device(place(settings, &time.switches)?)),
            Role::CheckIn(_) => return None,
        };
        let own = settings.device_of(&device.reader).is_some_and(|first| first.id == device.id);
        let reader = settings.readers.iter().position(|reader| reader.name == device.reader);
        let all = (0..settings.readers.len()).map(ReaderIndex);
        let meant = all.filter(|reader| readers::is_meant_by(settings, &device.reader, *reader)).collect();
        let clerk = Arc::new(Clerk {
            place: at,
            device: device.id,
            runner: hand.runner(settings),
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

    /// Whether it waits for a card at this reader.
    pub(super) fn waits_at(&self, reader: ReaderIndex) -> bool {
        self.counter.waits_for_card() && self.meant.contains(&reader)
    }

    /// A card was held up for it.
    pub(super) fn tap(&mut self, reader: ReaderIndex, who: Identification) -> Input {
        self.reader = Some(reader);
        let transaction = self.hand.gives_products().then(Uuid::new_v4);
        Input::Tap(who, Fresh { key: Uuid::now_v7(), transaction })
    }

    /// What its machine said, as an input.
    pub(super) fn heard(&mut self, event: MachineEvent) -> Option<Input> {
        self.hand.heard(event, self.counter.current())
    }

    /// Takes in what happened and does what follows. Returns the readers that have to show how it went.
    pub(super) fn handle(
        &mut self,
        at: PlaceIndex,
        input: Input,
        doors: &mut Doors,
        language: Language,
        now: Moment,
    ) -> Vec<(ReaderIndex, bool)> {
        let mut signals = Vec::new();
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            for effect in self.counter.handle(input, now) {
                if let Effect::Signal(good) = effect {
                    signals.extend(self.reader.map(|reader| (reader, good)));
                }
                inputs.extend(self.act(at, effect, doors, language, now));
            }
        }
        signals
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
            Effect::HandOut(sale, bought) => return self.hand.hand_out(at, sale, &bought, doors, now),
            Effect::MarkPrice(shelf, price) => {
                self.marks.tell(CatalogueOrder::PriceRefused(self.device, shelf, price));
            }
            Effect::Offer(credit) => self.hand.at_machine(|machine| machine.offer(credit)),
            Effect::Deny => self.hand.at_machine(Machine::deny),
            Effect::SwitchOff => self.hand.switch_off(doors, now),
            // The caller knows the reader.
            Effect::Signal(_) => {}
        }
        None
    }

    /// Says what is not written down because too much waits for the disk already.
    fn enter(&self, entry: Entry) -> Option<Input> {
        entry.give_to(&self.entries)
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
