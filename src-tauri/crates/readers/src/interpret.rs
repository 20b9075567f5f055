//! From a frame to a credential.

use domain::{Identification, IdentificationKind, Uid, UidError};
use thiserror::Error;

use crate::scanned::{Aim, Nature};
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
    /// The short number that is printed on EM4100 cards (`176,42493`): two of its five bytes are missing,
    /// and with them the difference to other people's cards.
    #[error("the reader sends only the short number that is printed on the card")]
    Shortened,
    /// A part of a member's QR code.
    #[error("the code was read only in part")]
    BrokenCode,
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
/// What a text says about itself goes before what the reader is set to, in this order:
/// 1. With [`ReadingSettings::aim`], a known AIM identifier is taken off; an unknown one is text.
/// 2. A piece of a member's code is refused: it must not go out as somebody's bar code.
/// 3. A JSON object with a `uuid` is a QR code, and so is whatever was read from a `]Q`.
/// 4. With [`ReadingSettings::passes`], a UUID is a wallet pass.
/// 5. Anything else is what [`ReadingSettings::identification`] says. Only here the slice counts.
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
    match frame {
        Frame::Garbled(_) => Err(Unreadable::Garbled),
        Frame::Bytes(bytes) => match settings.identification {
            IdentificationKind::Number => number(bytes.clone(), true, settings),
            IdentificationKind::QrCode
            | IdentificationKind::Barcode
            | IdentificationKind::Pin
            | IdentificationKind::WalletPass => Err(Unreadable::WrongForm),
        },
        Frame::Text(text) => {
            let (aim, text) = if settings.aim { Aim::strip(text) } else { (None, text.as_str()) };
            said(aim, text, settings)
        }
    }
}

fn said(aim: Option<Aim>, text: &str, settings: &ReadingSettings) -> Result<Identification, Unreadable> {
    let nature = Nature::of(text);
    match (nature, aim) {
        (Nature::BrokenCode, _) => Err(Unreadable::BrokenCode),
        (Nature::MemberCode, _) | (_, Some(Aim::QrCode)) if !text.is_empty() => {
            Ok(Identification::QrCode(text.to_owned()))
        }
        (Nature::Uuid, _) if settings.passes => Ok(Identification::WalletPass(text.to_owned())),
        (Nature::MemberCode | Nature::Uuid | Nature::ShortNumber | Nature::Plain, _) => {
            as_set(nature, text, settings)
        }
    }
}

fn as_set(nature: Nature, text: &str, settings: &ReadingSettings) -> Result<Identification, Unreadable> {
    let make = match settings.identification {
        IdentificationKind::Number if nature == Nature::ShortNumber => return Err(Unreadable::Shortened),
        IdentificationKind::Number => return spelled(text, settings),
        IdentificationKind::QrCode => Identification::QrCode,
        IdentificationKind::Barcode => Identification::Barcode,
        IdentificationKind::Pin => Identification::Pin,
        IdentificationKind::WalletPass => Identification::WalletPass,
    };
    let part = match settings.slice {
        None => Some(text.to_owned()),
        Some(slice) => slice.chars(text),
    };
    part.filter(|part| !part.is_empty()).map(make).ok_or(Unreadable::WrongForm)
}

/// No chip has a shorter number (ISO 14443-3: 4, 7 or 10 bytes; EM4100: 5; ISO 15693: 8). What is
/// shorter is a glitch on the line, and must not become somebody's card.
const SHORTEST: usize = 4;

fn spelled(text: &str, settings: &ReadingSettings) -> Result<Identification, Unreadable> {
    match settings.encoding() {
        Encoding::Hex => number(from_hex(text).ok_or(Unreadable::WrongForm)?, true, settings),
        Encoding::Decimal => number(from_decimal(text).ok_or(Unreadable::WrongForm)?, false, settings),
    }
}

/// `whole`: the leading zeros of the number are there, too.
fn number(mut raw: Vec<u8>, whole: bool, settings: &ReadingSettings) -> Result<Identification, Unreadable> {
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
