//! The thread that watches the slots and reads the cards on them.

use std::convert::Infallible;
use std::ffi::CStr;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::{Duration, Instant};

use pcsc::{Context, Error, State};

use super::board::Board;
use super::card::{self, Answer, ServiceLost};
use super::kernel::{self, SYSFS};
use super::service;
use super::slots::{ROUND, Seen, Slots};
use crate::{Frame, PcscSettings, ReaderEvent, ReaderState, Unreadable, interpret};

/// The pause after the service or a reader has just gone.
const SHORT_PAUSE: Duration = Duration::from_millis(100);

/// Why watching ended.
enum End {
    /// The order to stop was given.
    Stop,
    /// The service went away.
    Lost,
}

impl From<ServiceLost> for End {
    fn from(ServiceLost: ServiceLost) -> Self {
        Self::Lost
    }
}

pub(super) struct Watch<F> {
    pub(super) settings: PcscSettings,
    /// Closed when it is time to stop. Nothing is ever sent.
    pub(super) orders: Receiver<Infallible>,
    pub(super) board: Board,
    pub(super) on_event: F,
    pub(super) state: Option<ReaderState>,
    pub(super) slots: Slots,
}

impl<F: Fn(ReaderEvent)> Watch<F> {
    /// Watches until told to stop, whether the service is there or not.
    pub(super) fn run(mut self) {
        while self.attempt().is_ok() {}
    }

    /// One life of the service, or the wait for it.
    fn attempt(&mut self) -> Result<(), End> {
        let context = match service::establish() {
            Ok(context) => context,
            Err(state) => {
                self.report(state)?;
                return self.pause(ROUND);
            }
        };
        self.board.waits_with(Some(context.clone()));
        let end = self.watch(&context);
        self.board.waits_with(None);
        self.slots.lose();
        match end {
            Ok(never) => match never {},
            Err(End::Stop) => Err(End::Stop),
            Err(End::Lost) => self.pause(SHORT_PAUSE),
        }
    }

    /// Watches for as long as the service is there.
    fn watch(&mut self, context: &Context) -> Result<Infallible, End> {
        let mut states = Vec::new();
        loop {
            self.list(context, &mut states)?;
            if states.is_empty() {
                self.report_slots()?;
                self.pause(ROUND)?;
                continue;
            }
            self.look(context, &mut states)?;
            self.report_slots()?;
            for slot in self.slots.to_read() {
                let answer = card::ask(context, &slot)?;
                let now = Instant::now();
                self.slots.answered(&slot, &answer);
                self.report_answer(&slot, answer, now)?;
            }
        }
    }

    /// Brings the slots that are watched in line with those that are there.
    fn list(&mut self, context: &Context, states: &mut Vec<pcsc::ReaderState>) -> Result<(), End> {
        let names = service::slots(context, self.settings.reader.as_deref()).map_err(|error| {
            tracing::debug!(%error, "readers cannot be listed");
            End::Lost
        })?;
        self.slots.list(names);
        states.retain(|state| self.slots.names().any(|name| name == state.name()));
        for name in self.slots.names() {
            if !states.iter().any(|state| state.name() == name) {
                states.push(pcsc::ReaderState::new(name, State::UNAWARE));
            }
        }
        Ok(())
    }

    /// Waits until something happens on a slot, but no longer than a round.
    fn look(&mut self, context: &Context, states: &mut [pcsc::ReaderState]) -> Result<(), End> {
        self.go_on()?;
        match context.get_status_change(self.slots.wait(), states) {
            Ok(()) => {}
            Err(Error::Timeout | Error::Cancelled) => return self.go_on(),
            // One was unplugged since they were listed.
            Err(Error::UnknownReader | Error::ReaderUnavailable) => return self.pause(SHORT_PAUSE),
            Err(error) => {
                tracing::debug!(%error, "readers cannot be watched");
                return Err(End::Lost);
            }
        }
        for state in states {
            if !state.event_state().contains(State::CHANGED) {
                continue;
            }
            state.sync_current_state();
            let Some(seen) = seen(state) else { continue };
            if self.slots.see(state.name(), seen) {
                self.report_answer(state.name(), Answer::Lost, Instant::now())?;
            }
        }
        Ok(())
    }

    fn report_answer(&mut self, slot: &CStr, answer: Answer, now: Instant) -> Result<(), End> {
        let result = match answer {
            Answer::Number(number) => interpret(&Frame::Bytes(number.into_exposed()), &self.settings.reading),
            Answer::Numberless => Err(Unreadable::WrongForm),
            Answer::Lost => Err(Unreadable::Garbled),
            Answer::Later => return Ok(()),
        };
        self.board.tapped(slot);
        self.tell(match result {
            Ok(identification) => ReaderEvent::Credential(identification, now),
            Err(why) => ReaderEvent::Unreadable(why),
        })
    }

    fn report_slots(&mut self) -> Result<(), End> {
        let wanted = self.settings.reader.as_deref();
        let state = self.slots.state(|| kernel::holds_one(Path::new(SYSFS), wanted));
        self.report(state)
    }

    fn report(&mut self, state: ReaderState) -> Result<(), End> {
        if self.state.replace(state) == Some(state) {
            return Ok(());
        }
        tracing::info!(reader = self.settings.reader, ?state, "card service");
        self.tell(ReaderEvent::State(state))
    }

    /// Tells nothing any more once the order to stop was given.
    fn tell(&self, event: ReaderEvent) -> Result<(), End> {
        self.go_on()?;
        (self.on_event)(event);
        Ok(())
    }

    fn go_on(&self) -> Result<(), End> {
        match self.orders.try_recv() {
            Ok(never) => match never {},
            Err(TryRecvError::Empty) => Ok(()),
            Err(TryRecvError::Disconnected) => Err(End::Stop),
        }
    }

    fn pause(&self, pause: Duration) -> Result<(), End> {
        match self.orders.recv_timeout(pause) {
            Ok(never) => match never {},
            Err(RecvTimeoutError::Timeout) => Ok(()),
            Err(RecvTimeoutError::Disconnected) => Err(End::Stop),
        }
    }
}

/// What the service says about a slot; nothing about one that has just gone.
fn seen(state: &pcsc::ReaderState) -> Option<Seen> {
    let flags = state.event_state();
    if flags.intersects(State::UNKNOWN | State::UNAVAILABLE | State::IGNORE) {
        return None;
    }
    Some(Seen {
        card: flags.contains(State::PRESENT),
        held: flags.contains(State::EXCLUSIVE),
        count: state.event_count() as u16,
    })
}
