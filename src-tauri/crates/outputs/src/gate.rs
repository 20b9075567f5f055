//! Which orders are taken, and until when they may be carried out. Pure: the time comes in.

use std::time::{Duration, Instant};

/// What became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use]
pub enum Pulse {
    /// Taken. An event with the time of this order follows.
    Ordered,
    /// Not sent: one before it is under way, or the output is still open from it. It lengthens
    /// nothing.
    Coalesced,
    /// Not sent: less than a second after the one before it.
    TooSoon,
    /// Not sent: the output's thread could not be started or has ended.
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
    /// How long the output stays open; zero for one that is only knocked at.
    length: Duration,
    last: Option<Instant>,
    phase: Phase,
}

#[derive(Clone, Copy, Debug)]
enum Phase {
    Idle,
    UnderWay,
    Open { until: Instant },
}

impl Gate {
    pub(crate) const fn new(length: Duration) -> Self {
        Self { length, last: None, phase: Phase::Idle }
    }

    /// Somebody wants a pulse.
    pub(crate) fn ask(&mut self, now: Instant) -> Pulse {
        let busy_until = match (self.phase, self.last) {
            (Phase::UnderWay, Some(last)) => Some(last + LONGEST_WAY),
            (Phase::Open { until }, _) => Some(until),
            (Phase::Idle, _) | (Phase::UnderWay, None) => None,
        };
        if busy_until.is_some_and(|until| now < until) {
            return Pulse::Coalesced;
        }
        if self.last.is_some_and(|last| now < last + APART) {
            return Pulse::TooSoon;
        }
        self.last = Some(now);
        self.phase = Phase::UnderWay;
        Pulse::Ordered
    }

    /// The order was carried out at `at`: the output is open from then on.
    pub(crate) fn opened(&mut self, order: Instant, at: Instant) {
        if self.last == Some(order) {
            self.phase = Phase::Open { until: at + self.length };
        }
    }

    /// The order failed, or what it opened is shut. Also when nobody knows: whoever stands before
    /// a shut door must be able to tap again.
    pub(crate) fn shut(&mut self, order: Instant) {
        if self.last == Some(order) {
            self.phase = Phase::Idle;
        }
    }
}

/// How much longer an order may be carried out; `None` when it is too late.
pub(crate) fn time_left(order: Instant, now: Instant) -> Option<Duration> {
    LONGEST_AGE.checked_sub(now.saturating_duration_since(order)).filter(|left| !left.is_zero())
}

#[cfg(test)]
mod tests;
