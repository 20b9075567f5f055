//! ELATEC TWN4 with the Simple Protocol firmware, USB 09D8:0420; any speed.
//!
//! Questions and answers are bytes in hexadecimal up to `CR` (TWN4 Simple Protocol, by ELATEC). The
//! first byte of an answer is a status, `00` when all is well. `0500FF` looks for a card: `0000` is an
//! empty field, `0001803807042B73321A3180` a card of type `80`, `38` (56) bits in `07` bytes.
//!
//! No LEDs: they are set as general outputs, and on some boards these outputs open something else.

use super::asked::{Dialect, Said};
use super::buffer::Buffer;
use super::{Garbled, Signal};

const VERSION: &[u8] = b"0004FF\r";
const SEARCH: &[u8] = b"0500FF\r";
// Beep: volume in percent, then frequency in Hz, time on and time off in ms, low byte first. They are
// short because the reader looks for no card meanwhile, and one that lies there must not seem to
// have been taken away.
/// 2400 Hz for 60 ms.
const GOOD: &[u8] = b"04076460093C000000\r";
/// 600 Hz for 100 ms.
const BAD: &[u8] = b"040764580264000000\r";

/// Status, found, type, bits, length and the longest number, in digits; versions are shorter.
const MAX: usize = 128;

#[derive(Debug, Default)]
pub(super) struct Twn4 {
    line: Buffer<MAX>,
    greeted: bool,
}

impl Dialect for Twn4 {
    fn byte(&mut self, byte: u8) -> Said {
        if !matches!(byte, b'\r' | b'\n') {
            let fits = self.line.push(byte);
            return if fits { Said::Nothing } else { Said::Garbled(Garbled::TooLong) };
        }
        let said = if self.line.is_empty() || self.line.overflowed() {
            Said::Nothing
        } else {
            answer(self.line.as_slice())
        };
        self.line.clear();
        said
    }

    fn is_open(&self) -> bool {
        !self.line.is_empty()
    }

    fn close(&mut self) {
        self.line.clear();
    }

    fn ask(&mut self) -> Vec<u8> {
        // A reader in the middle of a question of somebody else takes the first one for its end.
        if std::mem::replace(&mut self.greeted, true) { SEARCH.to_vec() } else { VERSION.to_vec() }
    }

    fn tell(&mut self, signal: Signal) -> Option<Vec<u8>> {
        Some(match signal {
            Signal::Good => GOOD.to_vec(),
            Signal::Bad => BAD.to_vec(),
        })
    }
}

fn answer(line: &[u8]) -> Said {
    let Some(bytes) = super::from_hex(line) else { return Said::Garbled(Garbled::Characters) };
    match bytes.as_slice() {
        // A refused question (`01` unknown, `02`–`05` malformed) and thanks for a beep.
        [_] | [0, 0] | [1..=255, ..] => Said::Answer,
        [0, 1, _, bits, len, number @ ..]
            if number.len() == usize::from(*len)
                && !number.is_empty()
                && usize::from(*bits).div_ceil(8) == number.len() =>
        {
            Said::Card(number.to_vec())
        }
        // The version: its length and its text.
        [0, len, text @ ..] if text.len() == usize::from(*len) => Said::Answer,
        _ => Said::Garbled(Garbled::Length),
    }
}

#[cfg(test)]
mod tests;
