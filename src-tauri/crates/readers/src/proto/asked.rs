use std::time::Instant;

use super::burst::Burst;
use super::turns::Turns;
use super::{Frame, Framer, Garbled, Signal};

/// What one piece of an answer means.
pub(super) enum Said {
    /// More bytes are needed.
    Nothing,
    /// The question has arrived; the answer is still to come.
    Understood,
    /// A whole answer without a card in it: an empty field, a version, thanks for a beep.
    Answer,
    /// A whole answer with the number of a card.
    Card(Vec<u8>),
    /// Something that is no answer.
    Garbled(Garbled),
}

/// How the answers of one family are written, and what it is asked.
pub(super) trait Dialect: Send {
    /// Takes the next byte.
    fn byte(&mut self, byte: u8) -> Said;
    /// Whether an answer has begun and not ended.
    fn is_open(&self) -> bool;
    /// Forgets an answer that has begun.
    fn close(&mut self);
    /// The next question.
    fn ask(&mut self) -> Vec<u8>;
    /// What shows a signal; `None` when nothing does.
    fn tell(&mut self, signal: Signal) -> Option<Vec<u8>>;
}

/// A reader that says nothing unless asked, whatever its dialect.
///
/// Answers without a card are no part of a burst: they come all day long and would make it endless.
#[derive(Debug, Default)]
pub(super) struct Asked<D> {
    dialect: D,
    turns: Turns,
    /// When the last byte of an answer that has begun came.
    open_since: Option<Instant>,
    burst: Burst,
}

impl<D: Dialect> Asked<D> {
    /// When an open answer is given up.
    fn given_up(&self) -> Option<Instant> {
        self.open_since.map(|last| last + super::UNFINISHED)
    }
}

impl<D: Dialect> Framer for Asked<D> {
    fn input(&mut self, bytes: &[u8], now: Instant, out: &mut dyn FnMut(Frame)) {
        self.timeout(now, out);
        for byte in bytes {
            match self.dialect.byte(*byte) {
                Said::Nothing | Said::Understood => {}
                Said::Answer => self.turns.answered(now),
                Said::Card(number) => {
                    self.turns.answered(now);
                    self.burst.heard(now);
                    self.burst.good();
                    out(Frame::Bytes(number));
                }
                Said::Garbled(why) => {
                    self.burst.heard(now);
                    self.burst.garbage(why, now);
                }
            }
            self.open_since = self.dialect.is_open().then_some(now);
            // A burst may have waited for this answer alone.
            self.end_burst(now, out);
        }
    }

    fn deadline(&self) -> Option<Instant> {
        let burst = match self.given_up() {
            Some(given_up) => Some(self.burst.overdue_at().map_or(given_up, |at| at.min(given_up))),
            None => self.burst.deadline(Burst::silence(false)),
        };
        [burst, self.turns.deadline()].into_iter().flatten().min()
    }

    fn timeout(&mut self, now: Instant, out: &mut dyn FnMut(Frame)) {
        self.turns.timeout(now);
        if self.given_up().is_some_and(|at| at <= now) {
            self.dialect.close();
            self.open_since = None;
            self.burst.garbage(Garbled::Incomplete, now);
            return self.burst.end(out);
        }
        self.end_burst(now, out);
    }

    fn output(&mut self, now: Instant) -> Option<Vec<u8>> {
        let Self { dialect, turns, .. } = self;
        turns.output(now, dialect)
    }

    fn signal(&mut self, signal: Signal) {
        self.turns.signal(signal);
    }
}

impl<D: Dialect> Asked<D> {
    fn end_burst(&mut self, now: Instant, out: &mut dyn FnMut(Frame)) {
        if self.open_since.is_none() && self.burst.is_over(now, Burst::silence(false)) {
            self.burst.end(out);
        } else {
            self.burst.report_overdue(now, out);
        }
    }
}
