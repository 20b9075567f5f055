//! Which orders are taken, and until when they may be carried out. Pure: the time comes in.

use std::time::{Duration, Instant};

use crate::order::{Order, What};

/// What became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use]
pub enum Pulse {
    /// Taken. An event with the time of this order follows.
    Ordered,
    /// Not sent: a pulse before it is under way, or the output is still open from it. It lengthens
    /// nothing.
    Coalesced,
    /// Not sent: somebody's run is under way or lasts, or this is a run and the output is open from a
    /// pulse. What was bought is neither lengthened nor cut short, and nobody gets another's time.
    Busy,
    /// Not sent: less than a second after the one before it.
    TooSoon,
    /// Not sent: such an output never does this. A drawer is neither run nor switched off, and a run
    /// lasts between 1 s and 4 h.
    Unsuitable,
    /// Not sent: the output's thread could not be started or has ended, or its driver has hung for minutes.
    Dead,
}

/// Turnstiles count pulses; two at once may let two persons in.
const APART: Duration = Duration::from_secs(1);
/// An older order is dropped: a door that opens late opens for somebody else.
const LONGEST_AGE: Duration = Duration::from_secs(3);
/// After this an order counts as lost. Longer than any is under way, unless a driver hangs.
const LONGEST_WAY: Duration = Duration::from_secs(5);

/// Lets one order through at a time.
#[derive(Debug)]
pub(crate) struct Gate {
    /// How long a pulse keeps the output open; zero for one that is only knocked at.
    length: Duration,
    last: Option<Instant>,
    phase: Phase,
}

#[derive(Clone, Copy, Debug)]
enum Phase {
    Idle,
    UnderWay(On),
    Open { until: Instant, on: On },
}

/// What an output was or is to be on for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum On {
    Pulse,
    Run(Duration),
}

impl Gate {
    pub(crate) const fn new(length: Duration) -> Self {
        Self { length, last: None, phase: Phase::Idle }
    }

    /// Somebody wants that.
    pub(crate) fn ask(&mut self, what: What, now: Instant) -> Pulse {
        let wanted = match what {
            What::Pulse => On::Pulse,
            What::Run(length) => On::Run(length),
            // Always, because switching off what is off harms nobody. What is on stays on for this
            // gate until it is known to be off.
            What::Off => return Pulse::Ordered,
        };
        let busy = match (self.phase, self.last) {
            (Phase::UnderWay(on), Some(last)) => Some((on, last + LONGEST_WAY)),
            (Phase::Open { until, on }, _) => Some((on, until)),
            (Phase::Idle, _) | (Phase::UnderWay(_), None) => None,
        };
        if let Some((on, until)) = busy
            && now < until
        {
            return match (on, wanted) {
                (On::Pulse, On::Pulse) => Pulse::Coalesced,
                (On::Pulse | On::Run(_), On::Run(_)) | (On::Run(_), On::Pulse) => Pulse::Busy,
            };
        }
        if self.last.is_some_and(|last| now < last + APART) {
            return Pulse::TooSoon;
        }
        self.last = Some(now);
        self.phase = Phase::UnderWay(wanted);
        Pulse::Ordered
    }

    /// The order was carried out at `at`: the output is open from then on.
    pub(crate) fn opened(&mut self, order: Instant, at: Instant) {
        if self.last == Some(order)
            && let Phase::UnderWay(on) = self.phase
        {
            let length = match on {
                On::Pulse => self.length,
                On::Run(length) => length,
            };
            self.phase = Phase::Open { until: at + length, on };
        }
    }

    /// The order failed, or what it opened is shut. Also when nobody knows: whoever stands before
    /// a shut door must be able to tap again.
    pub(crate) fn shut(&mut self, order: Instant) {
        if self.last == Some(order) {
            self.phase = Phase::Idle;
        }
    }

    /// The output was switched off by an order of that time, or will be before it is on again. An
    /// order that is younger is none of its business.
    pub(crate) fn switched_off(&mut self, order: Instant) {
        if self.last.is_none_or(|last| last <= order) {
            self.phase = Phase::Idle;
        }
    }
}

/// How much longer an order may be carried out; `None` when it is too late. It is never too late to
/// switch off.
pub(crate) fn time_left(order: Order, now: Instant) -> Option<Duration> {
    match order.what {
        What::Pulse | What::Run(_) => {
            let age = now.saturating_duration_since(order.at);
            LONGEST_AGE.checked_sub(age).filter(|left| !left.is_zero())
        }
        What::Off => Some(LONGEST_AGE),
    }
}

#[cfg(test)]
mod tests;
