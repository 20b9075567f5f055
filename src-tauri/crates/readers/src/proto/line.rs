//! Text up to CR, LF, CR LF or TAB: TWN4 and most USB-CDC readers, VTAP, and all scanners.
//!
//! A line that went wrong is skipped up to its terminator, not cut: its tail alone could pass for
//! the number of somebody else's card.

use std::time::Instant;

use super::buffer::Buffer;
use super::burst::Burst;
use super::{Frame, Framer, Garbled, MAX_TEXT, clean_text};

#[derive(Debug, Default)]
pub(super) struct Line {
    line: Buffer<MAX_TEXT>,
    burst: Burst,
}

impl Line {
    fn byte(&mut self, byte: u8, now: Instant, out: &mut dyn FnMut(Frame)) {
        if !matches!(byte, b'\r' | b'\n' | b'\t') {
            if !self.line.push(byte) {
                self.burst.garbage(Garbled::TooLong, now);
            }
            return;
        }
        if !self.line.overflowed() {
            match clean_text(self.line.as_slice()) {
                Some("") => {}
                Some(text) => {
                    self.burst.good();
                    out(Frame::Text(text.to_owned()));
                }
                None => self.burst.garbage(Garbled::Characters, now),
            }
        }
        self.line.clear();
    }
}

impl Framer for Line {
    fn input(&mut self, bytes: &[u8], now: Instant, out: &mut dyn FnMut(Frame)) {
        self.timeout(now, out);
        for byte in bytes {
            self.burst.heard(now);
            self.byte(*byte, now, out);
        }
    }

    fn deadline(&self) -> Option<Instant> {
        self.burst.deadline(Burst::silence(!self.line.is_empty()))
    }

    fn timeout(&mut self, now: Instant, out: &mut dyn FnMut(Frame)) {
        if !self.burst.is_over(now, Burst::silence(!self.line.is_empty())) {
            return self.burst.report_overdue(now, out);
        }
        if !self.line.is_empty() {
            self.burst.garbage(Garbled::Incomplete, now);
            self.line.clear();
        }
        self.burst.end(out);
    }
}

#[cfg(test)]
mod tests;
