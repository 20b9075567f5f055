//! ACS ACR1281S, 9600 8N1 (ACR1281S Specification V1.01, "Serial communication protocol").
//!
//! `STX`, a CCID header of 10 bytes, data, all of them XORed, `ETX`. The reader first says that it
//! understood (`02 00 00 03`) or not (`FF` checksum, `FE` length, `FD` no `ETX`, `FB` slot, `99` too
//! slow, each twice between the same marks) and then answers. A card's number ends with `90 00`.

use super::asked::{Dialect, Said};
use super::buffer::Buffer;
use super::{Garbled, Signal, xor};

const STX: u8 = 0x02;
const ETX: u8 = 0x03;
const HEADER: usize = 10;
/// The manual's limit for the data of a frame.
const MAX_DATA: usize = 0x105;
const MAX: usize = HEADER + MAX_DATA + 2;
/// Status, the same again, `ETX`.
const STATUS: usize = 3;
const UNDERSTOOD: u8 = 0x00;
const REFUSALS: [u8; 5] = [0xff, 0xfe, 0xfd, 0xfb, 0x99];
/// A data block, a slot's status, an answer to an escape, a card put down or taken away.
const ANSWERS: [u8; 4] = [0x80, 0x81, 0x83, 0x50];
const DATA_BLOCK: u8 = 0x80;

const EXCHANGE: u8 = 0x6f;
const ESCAPE: u8 = 0x6b;
/// Where the contactless half of the reader is asked.
const CONTACTLESS: u8 = 0x00;
/// As in the manual's own example of the buzzer.
const BUZZER: u8 = 0x01;
const GET_UID: &[u8] = &[0xff, 0xca, 0x00, 0x00, 0x00];

#[derive(Debug, Default)]
pub(super) struct Acr1281s {
    open: bool,
    /// All after `STX`.
    frame: Buffer<MAX>,
    /// Counts the questions. An answer to an earlier one is a card all the same.
    sequence: u8,
}

impl Acr1281s {
    fn question(&mut self, kind: u8, slot: u8, data: &[u8]) -> Vec<u8> {
        self.sequence = self.sequence.wrapping_add(1);
        let length = (data.len() as u32).to_le_bytes();
        let body = [&[kind][..], &length, &[slot, self.sequence, 0, 0, 0], data].concat();
        [&[STX][..], &body, &[xor(&body), ETX]].concat()
    }
}

impl Dialect for Acr1281s {
    fn byte(&mut self, byte: u8) -> Said {
        if !self.open {
            self.open = byte == STX;
            return if self.open { Said::Nothing } else { Said::Garbled(Garbled::Noise) };
        }
        self.frame.push(byte);
        match whole(self.frame.as_slice()) {
            Said::Nothing => Said::Nothing,
            said @ (Said::Understood | Said::Answer | Said::Card(_) | Said::Garbled(_)) => {
                self.close();
                said
            }
        }
    }

    fn is_open(&self) -> bool {
        self.open
    }

    fn close(&mut self) {
        self.open = false;
        self.frame.clear();
    }

    fn ask(&mut self) -> Vec<u8> {
        self.question(EXCHANGE, CONTACTLESS, GET_UID)
    }

    fn tell(&mut self, signal: Signal) -> Option<Vec<u8>> {
        // In hundredths of a second.
        let duration = match signal {
            Signal::Good => 5,
            Signal::Bad => 10,
        };
        Some(self.question(ESCAPE, BUZZER, &[0xe0, 0x00, 0x00, 0x28, 0x01, duration]))
    }
}

fn whole(frame: &[u8]) -> Said {
    match frame {
        [kind, ..] if ANSWERS.contains(kind) => answer(frame),
        [UNDERSTOOD, UNDERSTOOD, ETX] => Said::Understood,
        [status, again, ETX] if REFUSALS.contains(status) && again == status => Said::Answer,
        [first, ..] if *first != UNDERSTOOD && !REFUSALS.contains(first) => Said::Garbled(Garbled::Noise),
        _ if frame.len() < STATUS => Said::Nothing,
        _ => Said::Garbled(Garbled::Checksum),
    }
}

fn answer(frame: &[u8]) -> Said {
    let [kind, l0, l1, l2, l3, _slot, _sequence, _status, _error, _chain, rest @ ..] = frame else {
        return Said::Nothing;
    };
    let length = u32::from_le_bytes([*l0, *l1, *l2, *l3]) as usize;
    if length > MAX_DATA {
        return Said::Garbled(Garbled::Length);
    }
    if rest.len() < length + 2 {
        return Said::Nothing;
    }
    let [body @ .., checksum, ETX] = frame else { return Said::Garbled(Garbled::Length) };
    if xor(body) != *checksum {
        return Said::Garbled(Garbled::Checksum);
    }
    match &rest[..length] {
        [number @ .., 0x90, 0x00] if *kind == DATA_BLOCK && matches!(number.len(), 4 | 7 | 8 | 10) => {
            Said::Card(number.to_vec())
        }
        _ => Said::Answer,
    }
}

#[cfg(test)]
mod tests;
