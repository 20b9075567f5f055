//! RDM6300, Seeed 125 kHz, ID-12LA and ID-20LA, 9600 8N1.
//!
//! `STX`, ten hexadecimal digits, two digits of checksum (the five bytes XORed), `ETX`; the ID
//! models put `CR LF` before `ETX` (RDM6300 and ID-12LA data sheets). Example with a valid checksum:
//! `02 36 32 45 33 30 38 36 43 45 44 30 38 03` is card 62E3086CED.

use super::marked::{Content, Marked};
use super::{Garbled, from_hex, xor};

const DIGITS: usize = 12;
const CR_LF: &[u8] = b"\r\n";

pub(super) type Rdm6300 = Marked<Card, { DIGITS + CR_LF.len() }>;

#[derive(Debug, Default)]
pub(super) struct Card;

impl Content for Card {
    const END: u8 = 0x03;

    fn has(byte: u8) -> bool {
        byte.is_ascii_hexdigit() || CR_LF.contains(&byte)
    }

    fn number(content: &[u8]) -> Result<Option<Vec<u8>>, Garbled> {
        let digits = content.strip_suffix(CR_LF).unwrap_or(content);
        if digits.len() != DIGITS {
            return Err(Garbled::Length);
        }
        let mut bytes = from_hex(digits).ok_or(Garbled::Characters)?;
        match bytes.pop() {
            Some(checksum) if xor(&bytes) == checksum => Ok(Some(bytes)),
            Some(_) | None => Err(Garbled::Checksum),
        }
    }
}

#[cfg(test)]
mod tests;
