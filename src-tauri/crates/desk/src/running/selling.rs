//! The places that sell, and what they set in motion, at a desk that serves.

use ::outputs::{MachineEvent, OutputEvent};
use ::readers::Signal;

use super::Running;
use crate::check_in::Moment;
use crate::counters::{PlaceIndex, TeamOrder};
use crate::outputs::{Ended, OutputIndex, Whom};
use crate::sale;
use crate::staff::NotTaken;

impl Running {
    /// Something happened at a place that sells.
    pub(crate) fn sale(&mut self, place: PlaceIndex, input: sale::Input, now: Moment) {
        for (reader, good) in self.counters.handle(place, input, &mut self.outputs, self.language, now) {
            self.readers.signal(reader, if good { Signal::Good } else { Signal::Bad });
        }
    }

    /// The same, if it was one that sells.
    pub(super) fn sell(&mut self, input: Option<(PlaceIndex, sale::Input)>, now: Moment) {
        if let Some((place, input)) = input {
            self.sale(place, input, now);
        }
    }

    /// A vending machine said something.
    pub(crate) fn machine(&mut self, place: PlaceIndex, event: MachineEvent, now: Moment) {
        let input = self.counters.machine(place, event);
        self.sell(input, now);
    }

    /// Does what the team wants about a sale, or opens the drawer, if that is possible.
    pub(crate) fn team(&mut self, order: TeamOrder, now: Moment) -> Result<(), NotTaken> {
        if let TeamOrder::Drawer = order {
            let opens = self.counters.open_drawer(&mut self.outputs, now);
            return opens.then_some(()).ok_or(NotTaken);
        }
        let (place, input) = self.counters.team(order).ok_or(NotTaken)?;
        self.sale(place, input, now);
        Ok(())
    }

    /// An output said something.
    pub(crate) fn output(&mut self, output: OutputIndex, event: OutputEvent, now: Moment) {
        let Some(Ended { whom, trouble }) = self.outputs.heard(output, event) else { return };
        for whom in whom {
            match (whom, trouble) {
                (Whom::Tap(tap), Some(trouble)) => self.taps.door(tap, trouble.into()),
                (Whom::Sale(place, sale), trouble) => {
                    self.sale(place, sale::Input::HandOut(sale, trouble.into()), now);
                }
                (Whom::Tap(_), None) | (Whom::Team, _) => {}
            }
        }
    }
}
