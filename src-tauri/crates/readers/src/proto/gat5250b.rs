//! Gantner GAT Writer 5250B, USB 0403:ED6B, 9600 8N1, DTR off and RTS on. Experimental: what is known
//! of its frames comes from one source.
//!
//! The first byte counts those that follow, the last is all before it XORed. `03 14 01 16` is an empty
//! field. The answer to the question for a number has it in its bytes 10 to 13, counted from 0.

use super::asked::{Dialect, Said};
use super::buffer::Buffer;
use super::{Garbled, Signal, xor};

const ASK: &[u8] = &[0x0a, 0x80, 0x00, 0x07, 0x04, 0x01, 0x00, 0x00, 0x04, 0x01, 0x8d];
const GREEN: &[u8] = &[0x06, 0x74, 0x00, 0x00, 0x00, 0x8a, 0xf8];
const NUMBER: std::ops::Range<usize> = 10..14;
/// A command and a checksum at least; no answer that is known comes near the end.
const COUNT: std::ops::RangeInclusive<u8> = 2..=63;
const MAX: usize = 64;

#[derive(Debug, Default)]
pub(super) struct Gat5250b {
    frame: Buffer<MAX>,
}

impl Dialect for Gat5250b {
    fn byte(&mut self, byte: u8) -> Said {
        if self.frame.is_empty() && !COUNT.contains(&byte) {
            return Said::Garbled(Garbled::Noise);
        }
        self.frame.push(byte);
        let frame = self.frame.as_slice();
        let [count, .., last] = frame else { return Said::Nothing };
        if frame.len() <= usize::from(*count) {
            return Said::Nothing;
        }
        let said = if xor(&frame[..frame.len() - 1]) != *last {
            Said::Garbled(Garbled::Checksum)
        } else if frame.len() > NUMBER.end {
            Said::Card(frame[NUMBER].to_vec())
        } else {
            Said::Answer
        };
        self.frame.clear();
        said
    }

    fn is_open(&self) -> bool {
        !self.frame.is_empty()
    }

    fn close(&mut self) {
        self.frame.clear();
    }

    fn ask(&mut self) -> Vec<u8> {
        ASK.to_vec()
    }

    fn tell(&mut self, signal: Signal) -> Option<Vec<u8>> {
        match signal {
            Signal::Good => Some(GREEN.to_vec()),
            Signal::Bad => None,
        }
    }
}

#[cfg(test)]
mod tests;
