//! The doors, shelves, drawers and devices of a desk: which of them the device of a reader opens, and for
//! whom it was that one did not.
//!
//! Whether somebody may come in is decided in [`check_in`](crate::check_in), and what is handed out in
//! [`sale`](crate::sale); here it is one order, once. Dropping it switches every relay off.

use std::time::{Duration, Instant};

use outputs::{Output, OutputEvent, OutputState, Pulse};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;
use wire::{DoorTrouble, OutputCondition, OutputLine};

use crate::check_in::{ReaderIndex, TapId};
use crate::counters::PlaceIndex;
use crate::sale::{HandOutEnd, SaleId};
use crate::settings::Settings;

/// An output, by its place in the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OutputIndex(pub(crate) usize);

/// For whom something is set in motion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whom {
    /// Whoever tapped.
    Tap(TapId),
    /// Whoever bought.
    Sale(PlaceIndex, SaleId),
    /// The team.
    Team,
}

/// What is to be set in motion.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Motion {
    /// It opens for a moment.
    Pulse,
    /// It is on for this long.
    Run(Duration),
    /// It is off from now on.
    Off,
}

/// What an output did not do, or may not have done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// It did not.
    NotDone,
    /// Nobody knows.
    Unknown,
}

/// An order that came to an end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) whom: Vec<Whom>,
    pub(crate) trouble: Option<Trouble>,
}

impl From<Trouble> for DoorTrouble {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::NotDone => Self::Shut,
            Trouble::Unknown => Self::Unknown,
        }
    }
}

impl From<Option<Trouble>> for HandOutEnd {
    fn from(trouble: Option<Trouble>) -> Self {
        match trouble {
            None => Self::Out,
            Some(Trouble::NotDone) => Self::NotOut,
            Some(Trouble::Unknown) => Self::Unknown,
        }
    }
}

/// What the outputs may report before the desk listens. An output must not wait; each order ends once, its gate lets
/// one a second through, and one that comes and goes says so every 100 ms at most.
const EVENTS: usize = 256;

/// Gives every output the orders that follow from taps and sales, each once.
pub(crate) struct Doors {
    outputs: Vec<Output>,
    lines: Vec<OutputLine>,
    /// What the device of each reader opens.
    of_reader: Vec<Option<OutputIndex>>,
    orders: Orders,
}

/// What the outputs report, with the output that does.
pub(crate) type Reports = mpsc::Receiver<(OutputIndex, OutputEvent)>;

impl Doors {
    /// Reaches for every output.
    pub(crate) fn open_all(settings: &Settings) -> (Self, Reports) {
        let (reports, heard) = mpsc::channel(EVENTS);
        let open = |(index, output): (usize, &outputs::OutputSettings)| {
            let reports = reports.clone();
            Output::open(output.clone(), move |event| {
                if let Err(TrySendError::Full(_)) = reports.try_send((OutputIndex(index), event)) {
                    tracing::error!(?event, output = index, "the desk does not listen to its outputs");
                }
            })
        };
        let of_reader = |reader: &crate::settings::Reader| {
            let (_, entrance) = settings.entrance_of(&reader.name)?;
            place(settings, entrance.opens.as_deref()?)
        };
        // Reaching for it takes a moment; until that fails nothing is wrong.
        let line = |name: &String| OutputLine { name: name.clone(), state: OutputCondition::Alive };
        let doors = Self {
            outputs: settings.outputs.iter().enumerate().map(open).collect(),
            lines: settings.outputs.iter().map(|output| line(&output.name)).collect(),
            of_reader: settings.readers.iter().map(of_reader).collect(),
            orders: Orders::default(),
        };
        (doors, heard)
    }

    /// Opens what the device of this reader opens, if anything. Says what is wrong where it is known
    /// at once.
    pub(crate) fn open(
        &mut self,
        tap: TapId,
        ReaderIndex(reader): ReaderIndex,
        now: Instant,
    ) -> Option<DoorTrouble> {
        let index = self.of_reader.get(reader).copied().flatten()?;
        self.give(index, Whom::Tap(tap), Motion::Pulse, now).map(DoorTrouble::from)
    }

    /// Gives one order, once. Says what is wrong where it is known at once; else how it went comes from
    /// [`Self::heard`].
    pub(crate) fn give(
        &mut self,
        index: OutputIndex,
        whom: Whom,
        motion: Motion,
        now: Instant,
    ) -> Option<Trouble> {
        let Some(output) = self.outputs.get(index.0) else { return Some(Trouble::NotDone) };
        let pulse = match motion {
            Motion::Pulse => output.pulse(now),
            Motion::Run(length) => output.run(now, length),
            Motion::Off => output.off(now),
        };
        tracing::info!(?whom, output = index.0, ?motion, ?pulse, "output");
        self.orders.given(index, whom, pulse, now)
    }

    /// An output said something. Returns what came to an end with it.
    pub(crate) fn heard(&mut self, index: OutputIndex, event: OutputEvent) -> Option<Ended> {
        if let (OutputEvent::State(state), Some(line)) = (event, self.lines.get_mut(index.0)) {
            line.state = condition(state);
        }
        self.orders.heard(index, event)
    }

    /// For the team.
    pub(crate) fn lines(&self) -> &[OutputLine] {
        &self.lines
    }
}

/// Where an output stands in the settings.
pub(crate) fn place(settings: &Settings, name: &str) -> Option<OutputIndex> {
    settings.outputs.iter().position(|output| output.name == name).map(OutputIndex)
}

pub(crate) const fn condition(state: OutputState) -> OutputCondition {
    match state {
        OutputState::Alive => OutputCondition::Alive,
        OutputState::Gone => OutputCondition::Gone,
        OutputState::InUse => OutputCondition::InUse,
        OutputState::Forbidden => OutputCondition::Forbidden,
        OutputState::Locked => OutputCondition::Locked,
        OutputState::Unsuitable => OutputCondition::Unsuitable,
    }
}

/// Orders that are under way, and for whom each of them is.
#[derive(Debug, Default)]
struct Orders(Vec<Order>);

#[derive(Debug)]
struct Order {
    output: OutputIndex,
    at: Instant,
    whom: Vec<Whom>,
}

impl Orders {
    fn given(&mut self, output: OutputIndex, whom: Whom, pulse: Pulse, at: Instant) -> Option<Trouble> {
        match (pulse, whom) {
            (Pulse::Ordered, _) => {
                self.0.push(Order { output, at, whom: vec![whom] });
                None
            }
            // Open already, or about to be: then it is this tap's order, too.
            (Pulse::Coalesced, Whom::Tap(_) | Whom::Team) => {
                let order = self.0.iter_mut().rev().find(|order| order.output == output);
                order.into_iter().for_each(|order| order.whom.push(whom));
                None
            }
            // What is open for one buyer hands nothing out to the next.
            (Pulse::Coalesced, Whom::Sale(..))
            // Somebody's paid time runs there, or it is no door at all.
            | (Pulse::Busy | Pulse::TooSoon | Pulse::Unsuitable | Pulse::Dead, _) => Some(Trouble::NotDone),
        }
    }

    fn heard(&mut self, output: OutputIndex, event: OutputEvent) -> Option<Ended> {
        let (at, trouble) = match event {
            OutputEvent::State(_) => return None,
            OutputEvent::Done(at) => (at, None),
            OutputEvent::Failed(at, failure) => {
                (at, Some(if failure.may_be_done() { Trouble::Unknown } else { Trouble::NotDone }))
            }
        };
        let place = self.0.iter().position(|order| order.output == output && order.at == at)?;
        let order = self.0.remove(place);
        Some(Ended { whom: order.whom, trouble })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use outputs::{Failure, Unknown};

    use super::*;

    const DOOR: OutputIndex = OutputIndex(0);
    const GATE: OutputIndex = OutputIndex(1);
    const GONE: Failure = Failure::NotReached(OutputState::Gone);

    #[test]
    fn a_failed_order_is_every_tap_it_was_for() {
        let (mut orders, start) = (Orders::default(), Instant::now());
        assert_eq!(orders.given(DOOR, Whom::Tap(TapId(1)), Pulse::Ordered, start), None);
        assert_eq!(
            orders.given(DOOR, Whom::Tap(TapId(2)), Pulse::Coalesced, start + Duration::from_millis(5)),
            None
        );
        assert_eq!(orders.given(GATE, Whom::Tap(TapId(3)), Pulse::Ordered, start), None);
        assert_eq!(orders.heard(DOOR, OutputEvent::State(OutputState::Gone)), None);
        let whom = vec![Whom::Tap(TapId(1)), Whom::Tap(TapId(2))];
        let both = Some(Ended { whom, trouble: Some(Trouble::NotDone) });
        assert_eq!(orders.heard(DOOR, OutputEvent::Failed(start, GONE)), both);
        assert_eq!(orders.heard(DOOR, OutputEvent::Failed(start, GONE)), None, "it has ended");
        let opened = Some(Ended { whom: vec![Whom::Tap(TapId(3))], trouble: None });
        assert_eq!(orders.heard(GATE, OutputEvent::Done(start)), opened);
        assert!(orders.0.is_empty());
    }

    #[test]
    fn what_may_have_opened_is_not_called_shut() {
        let (mut orders, start) = (Orders::default(), Instant::now());
        let _ = orders.given(DOOR, Whom::Tap(TapId(1)), Pulse::Ordered, start);
        let lost = OutputEvent::Failed(start, Failure::Unknown(Unknown::TimedOut));
        let ended = Ended { whom: vec![Whom::Tap(TapId(1))], trouble: Some(Trouble::Unknown) };
        assert_eq!(orders.heard(DOOR, lost), Some(ended));
    }

    #[test]
    fn what_was_not_ordered_is_known_at_once() {
        let (mut orders, start) = (Orders::default(), Instant::now());
        for pulse in [Pulse::TooSoon, Pulse::Busy, Pulse::Unsuitable, Pulse::Dead] {
            let given = orders.given(DOOR, Whom::Tap(TapId(1)), pulse, start);
            assert_eq!(given, Some(Trouble::NotDone), "{pulse:?}");
        }
        assert_eq!(orders.given(DOOR, Whom::Tap(TapId(2)), Pulse::Coalesced, start), None, "it stands open");
        let buyer = Whom::Sale(PlaceIndex(0), SaleId(1));
        let nothing = Some(Trouble::NotDone);
        assert_eq!(orders.given(DOOR, buyer, Pulse::Coalesced, start), nothing, "it is open for another");
        assert!(orders.0.is_empty());
    }
}
