//! The places of a desk that sell: which of them a tap is for, and which is on the screen. What a sale means
//! is decided in [`sale`](crate::sale); `place` has its effects done, by its [`Hand`](hand::Hand) or by a
//! [`Clerk`](clerk::Clerk), which does whatever takes time and comes back as a message.

mod catalogues;
mod clerk;
mod entry;
mod hand;
mod place;
mod readers;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use domain::{DeviceId, Identification, Language};
use magicline::{DeviceApi, OpenApi};
use outbox::Outbox;
use outputs::MachineEvent;
use wire::{ChoiceView, OutputLine, SaleAction, SaleChoice, SaleLine, SaleView};

use crate::Parts;
use crate::check_in::{Moment, ReaderIndex};
use crate::outputs::{Doors, Motion, OutputIndex, Whom, place};
use crate::sale::{Input, SaleId};
use crate::settings::{Device, Role, Settings};
use crate::tasks::Tasks;

pub(crate) use catalogues::{CatalogueOrder, Catalogues, Orders as CatalogueOrders};
use place::Place;
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

/// All of them.
pub(crate) struct Counters {
    places: Vec<Place>,
    /// The place that was touched last is the one on the screen.
    front: Option<PlaceIndex>,
    drawer: Option<OutputIndex>,
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
        let waits = |place: &Place| place.waits_at(reader);
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
        Some((at, place.tap(reader, who)))
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
        Some((at, place.heard(event)?))
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
        let Some(place) = self.places.get_mut(at.0) else { return Vec::new() };
        let before = place.counter.screen();
        let signals = place.handle(at, input, doors, language, now);
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
        self.places.iter().filter_map(|place| place.hand.line().cloned()).collect()
    }
}

/// The devices that sell, in the order of their places.
pub(crate) fn selling(settings: &Settings) -> impl Iterator<Item = &Device> {
    settings.devices.iter().filter(|device| match device.role {
        Role::Vending(_) | Role::Time(_) => true,
        Role::CheckIn(_) => false,
    })
}
