//! A burst ended by silence: readers that mark neither beginning nor end, such as Promag MF7.
//!
//! Such a burst does not say whether it is a number in binary or spelled in text. It is text when
//! it has at least five bytes and all of them are ASCII hexadecimal digits. A raw number looks like
//! that by chance with (22/256)^n: once in 213 000 cards of 5 bytes, once in 29 million of 7. With 4
//! bytes it would be once in 18 000, which a large studio meets, and four digits of text would be a
//! number of two bytes, which no chip has: four bytes are always raw. No chip's number has more than ten
//! bytes, so longer bursts are text as well if they can be, and so is the short number printed on a
//! card: a code held to a reader of cards must be known as one.

use std::time::{Duration, Instant};

use domain::{IdentificationKind, Uid};

use super::buffer::Buffer;
use super::burst::Burst;
use super::{Frame, Framer, Garbled, MAX_TEXT, clean_text};
use crate::scanned::is_short_number;

const SHORTEST_TEXT: usize = 5;

#[derive(Debug)]
pub(super) struct Gap {
    silence: Duration,
    kind: IdentificationKind,
    bytes: Buffer<MAX_TEXT>,
    burst: Burst,
}

impl Gap {
    pub(super) fn new(silence: Duration, kind: IdentificationKind) -> Self {
        Self { silence, kind, bytes: Buffer::default(), burst: Burst::default() }
    }

    fn frame(&self) -> Result<Option<Frame>, Garbled> {
        let bytes = self.bytes.as_slice();
        match self.kind {
            IdentificationKind::Number => Ok(Some(number(bytes))),
            IdentificationKind::QrCode
            | IdentificationKind::Barcode
            | IdentificationKind::Pin
            | IdentificationKind::WalletPass => {
                let text = clean_text(bytes).ok_or(Garbled::Characters)?;
                Ok((!text.is_empty()).then(|| Frame::Text(text.to_owned())))
            }
        }
    }
}

fn number(bytes: &[u8]) -> Frame {
    let spelled = bytes.len() >= SHORTEST_TEXT && bytes.iter().all(u8::is_ascii_hexdigit);
    match clean_text(bytes) {
        Some(text) if spelled || is_short_number(text) || text.len() > Uid::MAX => {
            Frame::Text(text.to_owned())
        }
        Some(_) | None => Frame::Bytes(bytes.to_vec()),
    }
}

impl Framer for Gap {
    fn input(&mut self, bytes: &[u8], now: Instant, out: &mut dyn FnMut(Frame)) {
        self.timeout(now, out);
        for byte in bytes {
            self.burst.heard(now);
            if !self.bytes.push(*byte) {
                self.burst.garbage(Garbled::TooLong, now);
            }
        }
    }

    fn deadline(&self) -> Option<Instant> {
        self.burst.deadline(self.silence)
    }

    fn timeout(&mut self, now: Instant, out: &mut dyn FnMut(Frame)) {
        if !self.burst.is_over(now, self.silence) {
            return self.burst.report_overdue(now, out);
        }
        if !self.bytes.overflowed() {
            match self.frame() {
                Ok(Some(frame)) => out(frame),
                Ok(None) => {}
                Err(why) => self.burst.garbage(why, now),
            }
        }
        self.bytes.clear();
        self.burst.end(out);
    }
}

#[cfg(test)]
mod tests;
