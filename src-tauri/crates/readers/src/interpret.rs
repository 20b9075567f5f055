//! From a frame to a credential.

use domain::{Identification, IdentificationKind, Uid, UidError};
use thiserror::Error;

use crate::{ByteOrder, Encoding, Frame, ReadingSettings, proto};

/// Why what a reader said is no credential.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Unreadable {
    /// A 4-byte number starting `08`: the chip makes up a new one at every tap.
    #[error("this card shows a new random number at every tap")]
    Random,
    /// A 4-byte number starting `88`: the reader passes on only the first half of a longer one.
    #[error("the reader cuts this card's number short")]
    Truncated,
    /// All `00` or all `FF`.
    #[error("this card has a blank number")]
    Blank,
    /// Read well, but not of the form the reader is set to.
    #[error("what was read is not of the form this reader is set to")]
    WrongForm,
    /// Bytes came, but no whole frame.
    #[error("nothing could be made of what the reader sent")]
    Garbled,
}

impl From<UidError> for Unreadable {
    fn from(error: UidError) -> Self {
        match error {
            UidError::Random => Self::Random,
            UidError::Truncated => Self::Truncated,
            UidError::Blank => Self::Blank,
            UidError::Length(_) => Self::WrongForm,
        }
    }
}

/// Makes a credential of one frame.
///
/// Numbers are put in order first and sliced then. The checks on a chip's number see the whole of it:
/// what a slice leaves of a 5-byte number may well start with `08`.
/// A number spelled in decimal has the bytes its value needs and no more: leading `00` bytes and the
/// true length of the number are not in a decimal. Everything else than a number goes out as it is,
/// apart from the slice.
///
/// # Errors
///
/// Says what to tell the person at the reader; never contains what was read.
pub fn interpret(frame: &Frame, settings: &ReadingSettings) -> Result<Identification, Unreadable> {
    let make = match settings.identification {
        IdentificationKind::Number => return number(frame, settings),
        IdentificationKind::QrCode => Identification::QrCode,
        IdentificationKind::Barcode => Identification::Barcode,
        IdentificationKind::Pin => Identification::Pin,
        IdentificationKind::WalletPass => Identification::WalletPass,
    };
    let text = match frame {
        Frame::Text(text) => text,
        Frame::Bytes(_) => return Err(Unreadable::WrongForm),
        Frame::Garbled(_) => return Err(Unreadable::Garbled),
    };
    match settings.slice {
        None => Ok(make(text.clone())),
        Some(slice) => slice.chars(text).map(make).ok_or(Unreadable::WrongForm),
    }
}

/// No chip has a shorter number (ISO 14443-3: 4, 7 or 10 bytes; EM4100: 5; ISO 15693: 8). What is
/// shorter is a glitch on the line, and must not become somebody's card.
const SHORTEST: usize = 4;

fn number(frame: &Frame, settings: &ReadingSettings) -> Result<Identification, Unreadable> {
    let (mut raw, whole) = match (frame, settings.encoding()) {
        (Frame::Bytes(bytes), _) => (bytes.clone(), true),
        (Frame::Text(text), Encoding::Hex) => (from_hex(text).ok_or(Unreadable::WrongForm)?, true),
        (Frame::Text(text), Encoding::Decimal) => (from_decimal(text).ok_or(Unreadable::WrongForm)?, false),
        (Frame::Garbled(_), _) => return Err(Unreadable::Garbled),
    };
    if whole && raw.len() < SHORTEST {
        return Err(Unreadable::Garbled);
    }
    match settings.order {
        ByteOrder::Msb => {}
        ByteOrder::Lsb => raw.reverse(),
    }
    let uid = if whole { Uid::new(&raw)? } else { Uid::of_lost_width(&raw)? };
    let uid = match settings.slice {
        None => uid,
        Some(slice) => Uid::of_lost_width(slice.bytes(&raw).ok_or(Unreadable::WrongForm)?)?,
    };
    Ok(Identification::card(&uid, settings.format))
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    if text.is_empty() { None } else { proto::from_hex(text.as_bytes()) }
}

fn from_decimal(text: &str) -> Option<Vec<u8>> {
    // `parse` alone would also take "+1".
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let bytes = text.parse::<u128>().ok()?.to_be_bytes();
    let first = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len() - 1);
    Some(bytes[first..].to_vec())
}

#[cfg(test)]
mod tests;
