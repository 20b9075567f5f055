//! A desk that serves members: its readers, doors and store, and the tasks that go on beside it. Each room of it
//! has a file of its own, which says what becomes of the messages for that room.

mod entrance;
mod keys;
mod member;
mod open;
mod readers;
mod selling;
mod signing;
mod vendor;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use domain::Language;
use magicline::Endpoint;
use outbox::Outbox;
use tokio::sync::watch;
use uuid::Uuid;
use wire::{FrontMessage, IdleView, OutOfOrderReason, Screen, StoreTrouble, VendorState};

use crate::check_in::{self, CheckIn, Moment, ReaderIndex, TapId};
use crate::counters::Counters;
use crate::outputs::Doors;
use crate::rest::{self, Rest};
use crate::sign_ups::SignUps;
use crate::staff::seat::StaffSeat;
use crate::staff::taps::Taps;
use crate::staff::view::Floor;
use crate::tap::EntranceLane;
use crate::tasks::Tasks;
use crate::tries::Tries;
use crate::{Parts, Stage};

use readers::Readers;

/// A desk that serves members, and everything it holds open meanwhile.
pub(crate) struct Running {
    parts: Arc<Parts>,
    seat: Arc<StaffSeat>,
    /// The language members are answered in; the window changes it and changes it back.
    language: Language,
    check_in: CheckIn,
    taps: Taps,
    readers: Readers,
    outputs: Doors,
    counters: Counters,
    /// Nothing where nobody signs up.
    sign_ups: Option<SignUps>,
    /// The readers a new member's card is held to.
    for_sign_up: Vec<ReaderIndex>,
    /// Where each reader's taps go; `None` when the device's token is not in the keychain.
    doors: Vec<Option<Arc<EntranceLane>>>,
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
    tasks: Tasks,
}

impl Running {
    /// Lets time pass.
    pub(crate) fn tick(&mut self, now: Moment) {
        self.counters.tick(&mut self.outputs, self.language, now);
        if let Some(sign_ups) = &mut self.sign_ups {
            sign_ups.tick(now);
        }
        self.enter(check_in::Input::Tick, now);
    }

    /// What the desk is for now.
    pub(crate) fn stage(&self) -> Stage {
        let takes_pictures = self.sign_ups.as_ref().is_some_and(SignUps::makes_contracts);
        Stage::Running { language: self.language, camera: self.readers.has_camera() || takes_pictures }
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
    fn is_idle(&self, now: Moment) -> bool {
        !self.sign_ups.as_ref().is_some_and(SignUps::is_busy) && self.is_free_for_sign_up(now)
    }

    /// Whether it can end without anybody noticing: nothing is shown, runs, or is still to be written down,
    /// and nobody is at the team's window.
    pub(crate) fn is_at_rest(&self, now: Moment) -> bool {
        self.is_idle(now) && self.counters.are_at_rest() && !self.seat.attention.borrow().open
    }

    /// Whether nobody who taps or buys has the member's screen.
    fn is_free_for_sign_up(&self, now: Moment) -> bool {
        self.counters.screen().is_none()
            && matches!(self.check_in.screen(now), Screen::Idle(_) | Screen::OutOfOrder { .. })
    }

    /// Something about crashes of the member's screen.
    pub(crate) fn rest(&mut self, word: rest::Word, now: Moment) {
        self.rest = Rest::after(self.rest, word, now.wall);
    }

    /// Nobody is served, because what serves them crashes.
    fn is_resting(&self) -> bool {
        self.rest.as_ref().is_some_and(Rest::is_resting)
    }

    /// What the page is to be told before the next screen.
    pub(crate) fn take_news(&mut self) -> Vec<FrontMessage> {
        self.sign_ups.as_mut().map(SignUps::take_news).unwrap_or_default()
    }

    /// Whether something waits for the team.
    pub(crate) fn team_needed(&mut self, needed: bool, now: Moment) {
        self.enter(check_in::Input::TeamNeeded(needed), now);
    }

    /// Whether something can be written down.
    pub(crate) fn store(&mut self, trouble: Option<StoreTrouble>) {
        self.store = trouble;
    }

    /// Tells the team's window.
    pub(crate) fn publish(&self) {
        let now = Floor {
            vendor: self.vendor,
            readers: self.readers.lines(),
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
