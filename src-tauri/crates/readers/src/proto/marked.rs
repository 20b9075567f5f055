use std::time::Instant;

use super::buffer::Buffer;
use super::burst::Burst;
use super::{Frame, Framer, Garbled};

const STX: u8 = 0x02;

/// What stands between the marks of one family's frames.
pub(super) trait Content: Send {
    /// The mark at the end.
    const END: u8;

    /// Whether a byte can stand between the marks at all.
    fn has(byte: u8) -> bool;

    /// The number in a whole frame; `None` when the reader says something else in it.
    fn number(content: &[u8]) -> Result<Option<Vec<u8>>, Garbled>;
}

/// A reader that begins every frame with `STX` and ends it with a mark, whatever stands between; at
/// most `MAX` bytes do.
#[derive(Debug, Default)]
pub(super) struct Marked<C, const MAX: usize> {
    open: bool,
    content: Buffer<MAX>,
    burst: Burst,
    of: std::marker::PhantomData<C>,
}

impl<C: Content, const MAX: usize> Marked<C, MAX> {
    fn byte(&mut self, byte: u8, now: Instant, out: &mut dyn FnMut(Frame)) {
        if byte == STX {
            if self.open {
                self.burst.garbage(Garbled::Incomplete, now);
            }
            self.open = true;
            self.content.clear();
            return;
        }
        if !self.open {
            self.burst.garbage(Garbled::Noise, now);
            return;
        }
        let said = if byte == C::END {
            self.open = false;
            C::number(self.content.as_slice())
        } else if !C::has(byte) {
            Err(Garbled::Characters)
        } else if !self.content.push(byte) {
            Err(Garbled::Length)
        } else {
            Ok(None)
        };
        match said {
            Ok(None) => {}
            Ok(Some(number)) => {
                self.burst.good();
                out(Frame::Bytes(number));
            }
            Err(why) => {
                self.open = false;
                self.burst.garbage(why, now);
            }
        }
    }
}

impl<C: Content, const MAX: usize> Framer for Marked<C, MAX> {
    fn input(&mut self, bytes: &[u8], now: Instant, out: &mut dyn FnMut(Frame)) {
        self.timeout(now, out);
        for byte in bytes {
            self.burst.heard(now);
            self.byte(*byte, now, out);
        }
    }

    fn deadline(&self) -> Option<Instant> {
        self.burst.deadline(Burst::silence(self.open))
    }

    fn timeout(&mut self, now: Instant, out: &mut dyn FnMut(Frame)) {
        if !self.burst.is_over(now, Burst::silence(self.open)) {
            return self.burst.report_overdue(now, out);
        }
        if std::mem::take(&mut self.open) {
            self.burst.garbage(Garbled::Incomplete, now);
        }
        self.burst.end(out);
    }
}
