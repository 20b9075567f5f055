use std::time::{Duration, Instant};

use super::Signal;
use super::asked::Dialect;

/// The pause between an answer and the next question. With the answer and the longest beep in
/// between, copies of one card stay less than 250 ms apart, so that the desk takes them for one tap.
const PAUSE: Duration = Duration::from_millis(80);
/// How long an answer may take before the question counts as lost.
const PATIENCE: Duration = Duration::from_secs(1);

/// Whose turn it is with a reader that says nothing unless asked.
///
/// Only decides when to write: what the reader says is taken apart whoever's turn it is.
#[derive(Debug)]
pub(super) struct Turns {
    turn: Turn,
    signal: Option<Signal>,
}

#[derive(Debug)]
enum Turn {
    /// Ours from then on.
    From(Instant),
    /// Ours now.
    Ours,
    /// The reader's, until then.
    Theirs(Instant),
}

impl Default for Turns {
    fn default() -> Self {
        Self { turn: Turn::Ours, signal: None }
    }
}

impl Turns {
    pub(super) const fn deadline(&self) -> Option<Instant> {
        match self.turn {
            Turn::Ours => None,
            Turn::From(at) | Turn::Theirs(at) => Some(at),
        }
    }

    pub(super) fn timeout(&mut self, now: Instant) {
        if self.deadline().is_some_and(|at| at <= now) {
            self.turn = Turn::Ours;
        }
    }

    /// The reader said something whole.
    pub(super) fn answered(&mut self, now: Instant) {
        self.turn = Turn::From(now + PAUSE);
    }

    /// The newest signal wins: an older one is about somebody who has gone.
    pub(super) const fn signal(&mut self, signal: Signal) {
        self.signal = Some(signal);
    }

    /// The bytes to write now, if it is our turn: a signal first, else the next question.
    pub(super) fn output(&mut self, now: Instant, dialect: &mut impl Dialect) -> Option<Vec<u8>> {
        match self.turn {
            Turn::Theirs(until) if now < until => return None,
            // A verdict does not wait for the next question.
            Turn::From(at) if now < at && self.signal.is_none() => return None,
            Turn::From(_) | Turn::Ours | Turn::Theirs(_) => {}
        }
        let signal = self.signal.take().and_then(|signal| dialect.tell(signal));
        self.turn = Turn::Theirs(now + PATIENCE);
        Some(signal.unwrap_or_else(|| dialect.ask()))
    }
}
