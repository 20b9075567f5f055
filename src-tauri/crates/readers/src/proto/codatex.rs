//! Codatex and Conrad ("Leser 2plus"), 9600 8N1.
//!
//! `STX`, the letter `R`, ten hexadecimal digits, `EOT` (manual of the Leser 2plus, 10.9). Without a
//! checksum; what the reader says about itself (`OK` at power-on, `ACK`, `NAK`) stands between the
//! same marks and is no card, nor is `M` with the number of the master transponder.

use super::marked::{Content, Marked};
use super::{Garbled, from_hex};

const ACK: u8 = 0x06;
const NAK: u8 = 0x15;
const CARD: u8 = b'R';
const MASTER: u8 = b'M';
const DIGITS: usize = 10;
/// `R` and ten digits, and some room: the manual's own example of a master has one digit less.
const MAX: usize = 16;

pub(super) type Codatex = Marked<Said, MAX>;

#[derive(Debug, Default)]
pub(super) struct Said;

impl Content for Said {
    const END: u8 = 0x04;

    /// What does not belong there is told by the whole, which may be something else than a card.
    fn has(_byte: u8) -> bool {
        true
    }

    fn number(content: &[u8]) -> Result<Option<Vec<u8>>, Garbled> {
        match content {
            b"OK" | [ACK] | [NAK] | [MASTER, ..] => Ok(None),
            [CARD, digits @ ..] if digits.len() == DIGITS => {
                from_hex(digits).map(Some).ok_or(Garbled::Characters)
            }
            [CARD, ..] => Err(Garbled::Length),
            _ => Err(Garbled::Characters),
        }
    }
}

#[cfg(test)]
mod tests;
