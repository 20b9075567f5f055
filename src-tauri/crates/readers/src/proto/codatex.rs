//! Codatex and Conrad ("Leser 2plus"), 9600 8N1.
//!
//! `STX`, the letter `R`, ten hexadecimal digits, `EOT` (manual of the Leser 2plus, 10.9). Without a
//! checksum; what the reader says about itself (`OK` at power-on, `ACK`, `NAK`) stands between the
//! same marks and is no card, nor is `M` with the number of the master transponder.

use std::time::Instant;

use super::buffer::Buffer;
use super::burst::Burst;
use super::{Frame, Framer, Garbled};

const STX: u8 = 0x02;
const EOT: u8 = 0x04;
const ACK: u8 = 0x06;
const NAK: u8 = 0x15;
const CARD: u8 = b'R';
const MASTER: u8 = b'M';
const DIGITS: usize = 10;
/// `R` and ten digits, and some room: the manual's own example of a master has one digit less.
const MAX: usize = 16;

#[derive(Debug, Default)]
pub(super) struct Codatex {
    open: bool,
    content: Buffer<MAX>,
    burst: Burst,
}

impl Codatex {
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
        if byte == EOT {
            self.open = false;
            match content(self.content.as_slice()) {
                Ok(None) => {}
                Ok(Some(number)) => {
                    self.burst.good();
                    out(Frame::Bytes(number));
                }
                Err(why) => self.burst.garbage(why, now),
            }
        } else if !self.content.push(byte) {
            self.open = false;
            self.burst.garbage(Garbled::Length, now);
        }
    }
}

fn content(content: &[u8]) -> Result<Option<Vec<u8>>, Garbled> {
    match content {
        b"OK" | [ACK] | [NAK] | [MASTER, ..] => Ok(None),
        [CARD, digits @ ..] if digits.len() == DIGITS => {
            super::from_hex(digits).map(Some).ok_or(Garbled::Characters)
        }
        [CARD, ..] => Err(Garbled::Length),
        _ => Err(Garbled::Characters),
    }
}

impl Framer for Codatex {
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

#[cfg(test)]
mod tests;
