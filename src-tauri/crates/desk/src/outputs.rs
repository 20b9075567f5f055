//! The doors and drawers of a desk: which of them the device of a reader opens, and whose door it was
//! that did not.
//!
//! Whether somebody may come in is decided in [`check_in`](crate::check_in); here it is one order, once.
//! Dropping it switches every relay off.

use std::time::Instant;

use outputs::{Output, OutputEvent, OutputState, Pulse};
use tokio::sync::mpsc;
use wire::{DoorTrouble, OutputCondition, OutputLine};

use crate::check_in::{ReaderIndex, TapId};
use crate::settings::Settings;

/// An output, by its place in the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OutputIndex(usize);

/// See the module.
pub(crate) struct Doors {
    outputs: Vec<Output>,
    lines: Vec<OutputLine>,
    /// What the device of each reader opens.
    of_reader: Vec<Option<OutputIndex>>,
    orders: Orders,
}

/// What the outputs report, with the output that does.
pub(crate) type Reports = mpsc::UnboundedReceiver<(OutputIndex, OutputEvent)>;

impl Doors {
    /// Reaches for every output.
    pub(crate) fn open_all(settings: &Settings) -> (Self, Reports) {
        // Without a limit, because an output must not wait; its gate lets one order a second through.
        let (reports, heard) = mpsc::unbounded_channel();
        let open = |(index, output): (usize, &outputs::OutputSettings)| {
            let reports = reports.clone();
            Output::open(output.clone(), move |event| {
                // Fails only when the desk has ended.
                let _ = reports.send((OutputIndex(index), event));
            })
        };
        let of_reader = |reader: &crate::settings::Reader| {
            let name = settings.device_of(&reader.name)?.opens.as_ref()?;
            settings.outputs.iter().position(|output| output.name == *name).map(OutputIndex)
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
        let pulse = self.outputs.get(index.0)?.pulse(now);
        tracing::info!(tap = tap.0, output = index.0, ?pulse, "door");
        self.orders.given(index, tap, pulse, now)
    }

    /// An output said something. Returns the taps whose door did not open.
    pub(crate) fn heard(
        &mut self,
        index: OutputIndex,
        event: OutputEvent,
    ) -> Option<(Vec<TapId>, DoorTrouble)> {
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

const fn condition(state: OutputState) -> OutputCondition {
    match state {
        OutputState::Alive => OutputCondition::Alive,
        OutputState::Gone => OutputCondition::Gone,
        OutputState::InUse => OutputCondition::InUse,
        OutputState::Forbidden => OutputCondition::Forbidden,
        OutputState::Locked => OutputCondition::Locked,
        OutputState::Unsuitable => OutputCondition::Unsuitable,
    }
}

/// Orders that are under way, and the taps each of them is for.
#[derive(Debug, Default)]
struct Orders(Vec<Order>);

#[derive(Debug)]
struct Order {
    output: OutputIndex,
    at: Instant,
    taps: Vec<TapId>,
}

impl Orders {
    fn given(&mut self, output: OutputIndex, tap: TapId, pulse: Pulse, at: Instant) -> Option<DoorTrouble> {
        match pulse {
            Pulse::Ordered => {
                self.0.push(Order { output, at, taps: vec![tap] });
                None
            }
            // Open already, or about to be: then it is this tap's order, too.
            Pulse::Coalesced => {
                let order = self.0.iter_mut().rev().find(|order| order.output == output);
                order.into_iter().for_each(|order| order.taps.push(tap));
                None
            }
            // Somebody's paid time runs there, or it is no door at all.
            Pulse::Busy | Pulse::TooSoon | Pulse::Unsuitable | Pulse::Dead => Some(DoorTrouble::Shut),
        }
    }

    fn heard(&mut self, output: OutputIndex, event: OutputEvent) -> Option<(Vec<TapId>, DoorTrouble)> {
        let (at, trouble) = match event {
            OutputEvent::State(_) => return None,
            OutputEvent::Done(at) => (at, None),
            OutputEvent::Failed(at, failure) => {
                (at, Some(if failure.may_be_done() { DoorTrouble::Unknown } else { DoorTrouble::Shut }))
            }
        };
        let place = self.0.iter().position(|order| order.output == output && order.at == at)?;
        let order = self.0.remove(place);
        trouble.map(|trouble| (order.taps, trouble))
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
        assert_eq!(orders.given(DOOR, TapId(1), Pulse::Ordered, start), None);
        assert_eq!(orders.given(DOOR, TapId(2), Pulse::Coalesced, start + Duration::from_millis(5)), None);
        assert_eq!(orders.given(GATE, TapId(3), Pulse::Ordered, start), None);
        assert_eq!(orders.heard(DOOR, OutputEvent::State(OutputState::Gone)), None);
        let both = Some((vec![TapId(1), TapId(2)], DoorTrouble::Shut));
        assert_eq!(orders.heard(DOOR, OutputEvent::Failed(start, GONE)), both);
        assert_eq!(orders.heard(DOOR, OutputEvent::Failed(start, GONE)), None, "it has ended");
        assert_eq!(orders.heard(GATE, OutputEvent::Done(start)), None);
        assert!(orders.0.is_empty());
    }

    #[test]
    fn what_may_have_opened_is_not_called_shut() {
        let (mut orders, start) = (Orders::default(), Instant::now());
        let _ = orders.given(DOOR, TapId(1), Pulse::Ordered, start);
        let lost = OutputEvent::Failed(start, Failure::Unknown(Unknown::TimedOut));
        assert_eq!(orders.heard(DOOR, lost), Some((vec![TapId(1)], DoorTrouble::Unknown)));
    }

    #[test]
    fn what_was_not_ordered_is_known_at_once() {
        let (mut orders, start) = (Orders::default(), Instant::now());
        for pulse in [Pulse::TooSoon, Pulse::Busy, Pulse::Unsuitable, Pulse::Dead] {
            assert_eq!(orders.given(DOOR, TapId(1), pulse, start), Some(DoorTrouble::Shut), "{pulse:?}");
        }
        assert_eq!(orders.given(DOOR, TapId(2), Pulse::Coalesced, start), None, "it stands open");
        assert!(orders.0.is_empty());
    }
}
