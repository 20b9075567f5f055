//! RDM6300, Seeed 125 kHz, ID-12LA and ID-20LA, 9600 8N1.
//!
//! `STX`, ten hexadecimal digits, two digits of checksum (the five bytes XORed), `ETX`; the ID
//! models put `CR LF` before `ETX` (RDM6300 and ID-12LA data sheets). Example with a valid checksum:
//! `02 36 32 45 33 30 38 36 43 45 44 30 38 03` is card 62E3086CED.

use std::time::Instant;

use super::buffer::Buffer;
use super::burst::Burst;
use super::{Frame, Framer, Garbled};

const STX: u8 = 0x02;
const ETX: u8 = 0x03;
const DIGITS: usize = 12;
const CR_LF: &[u8] = b"\r\n";
const MAX: usize = DIGITS + CR_LF.len();

#[derive(Debug, Default)]
pub(super) struct Rdm6300 {
    open: bool,
    content: Buffer<MAX>,
    burst: Burst,
}

impl Rdm6300 {
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
        let verdict = if byte == ETX {
            card(self.content.as_slice()).map(Some)
        } else if !(byte.is_ascii_hexdigit() || CR_LF.contains(&byte)) {
            Err(Garbled::Characters)
        } else if !self.content.push(byte) {
            Err(Garbled::Length)
        } else {
            Ok(None)
        };
        match verdict {
            Ok(None) => {}
            Ok(Some(number)) => {
                self.open = false;
                self.burst.good();
                out(Frame::Bytes(number.to_vec()));
            }
            Err(why) => {
                self.open = false;
                self.burst.garbage(why, now);
            }
        }
    }
}

fn card(content: &[u8]) -> Result<[u8; 5], Garbled> {
    let digits = content.strip_suffix(CR_LF).unwrap_or(content);
    if digits.len() != DIGITS {
        return Err(Garbled::Length);
    }
    let mut bytes = [0; DIGITS / 2];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        for digit in pair {
            let value = char::from(*digit).to_digit(16).ok_or(Garbled::Characters)?;
            *byte = (*byte << 4) | value as u8;
        }
    }
    let [number @ .., checksum] = bytes;
    if number.iter().fold(0, |sum, byte| sum ^ byte) != checksum {
        return Err(Garbled::Checksum);
    }
    Ok(number)
}

impl Framer for Rdm6300 {
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
