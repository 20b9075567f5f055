//! How one reader is set up.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use domain::{CardFormat, IdentificationKind};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::Framing;

/// A serial port and how to understand what arrives on it.
///
/// Keys: `port`, `baud`, `framing` and those of [`ReadingSettings`], all on one level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SerialSettings {
    /// What to open: `/dev/ttyUSB0`, `/dev/serial/by-id/…`, `COM3`. A symbolic link is followed
    /// anew at every attempt.
    pub port: String,
    /// Bits per second; 9600 if not given. USB-CDC readers ignore it.
    #[serde(default = "usual_baud")]
    pub baud: u32,
    /// How the reader ends what it says.
    pub framing: Framing,
    /// What the frames mean.
    #[serde(flatten)]
    pub reading: ReadingSettings,
}

/// A contactless reader of the system's card service (PC/SC) and how to understand its cards.
///
/// Keys: `reader` and those of [`ReadingSettings`], all on one level. `encoding` changes nothing: the
/// service hands over bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct PcscSettings {
    /// A part of the reader's name, in either case, for a desk with several: `ACR122U`. Every
    /// contactless reader there is if not given.
    ///
    /// A reader that two settings fit is heard by both, and so every card on it twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reader: Option<String>,
    /// What the numbers mean.
    #[serde(flatten)]
    pub reading: ReadingSettings,
}

const fn usual_baud() -> u32 {
    9600
}

/// What the frames of one reader mean.
///
/// Byte order, spelling and padding differ between batches of the same model: nothing here can be
/// known from the name of the reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct ReadingSettings {
    /// What is held to this reader. `NUMBER` if not given.
    pub identification: IdentificationKind,
    /// The form in which a number is sent to the vendor. `HEX_MSB` if not given.
    pub format: CardFormat,
    /// How text spells a number; see [`ReadingSettings::encoding`] for the default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<Encoding>,
    /// Which byte of a number the reader sends first. `msb` if not given.
    pub order: ByteOrder,
    /// The part that counts: bytes of a number, after they were put in order, or characters of
    /// anything else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slice: Option<Slice>,
    /// A scanner that says which kind of code it read, in front of it; see [`Aim`](crate::Aim). Off if not
    /// given, and then nothing is taken off.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub aim: bool,
    /// A reader of wallet passes: a UUID is a pass, whatever else is held to this reader. Off if not given.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub passes: bool,
    /// The silence that ends a burst with [`Framing::Gap`]. Not in the settings file.
    #[serde(skip)]
    pub gap: Duration,
}

impl Default for ReadingSettings {
    fn default() -> Self {
        Self {
            identification: IdentificationKind::Number,
            format: CardFormat::HexMsb,
            encoding: None,
            order: ByteOrder::Msb,
            slice: None,
            aim: false,
            passes: false,
            gap: Self::GAP,
        }
    }
}

impl ReadingSettings {
    /// The usual silence after a burst. A USB adapter may hold bytes back for 16 ms, so much less
    /// would tear numbers apart.
    pub const GAP: Duration = Duration::from_millis(50);

    /// How text spells a number: as set, or like the form that is sent.
    pub fn encoding(&self) -> Encoding {
        self.encoding.unwrap_or(match self.format {
            CardFormat::Decimal => Encoding::Decimal,
            CardFormat::HexMsb | CardFormat::HexLsb => Encoding::Hex,
        })
    }
}

/// How text spells a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// Two hexadecimal digits a byte, either case.
    Hex,
    /// One decimal integer.
    Decimal,
}

/// Which byte of a number the reader sends first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ByteOrder {
    /// The first byte of the chip first.
    #[default]
    Msb,
    /// The last byte of the chip first.
    Lsb,
}

/// A part of a number or a text, written `1..5`: counted from 0, the end not included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slice {
    start: usize,
    end: usize,
}

/// Why a text is not a slice.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum SliceError {
    /// Not two numbers with two dots between them.
    #[error("a slice is written like 1..5: counted from 0, the end not included")]
    Form,
    /// Nothing would be left.
    #[error("the end of a slice must be greater than its start")]
    Empty,
}

impl Slice {
    /// The part from `start` up to but not including `end`.
    ///
    /// # Errors
    /// Nothing would be left.
    pub const fn new(start: usize, end: usize) -> Result<Self, SliceError> {
        if start < end { Ok(Self { start, end }) } else { Err(SliceError::Empty) }
    }

    /// The bytes in the slice; `None` when there are too few.
    pub(crate) fn bytes(self, bytes: &[u8]) -> Option<&[u8]> {
        bytes.get(self.start..self.end)
    }

    /// The characters in the slice; `None` when there are too few.
    pub(crate) fn chars(self, text: &str) -> Option<String> {
        let part: String = text.chars().skip(self.start).take(self.end - self.start).collect();
        (part.chars().count() == self.end - self.start).then_some(part)
    }
}

impl FromStr for Slice {
    type Err = SliceError;

    fn from_str(text: &str) -> Result<Self, SliceError> {
        // `parse` alone would also take "+1".
        let number =
            |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok()).flatten();
        let (start, end) = text.split_once("..").ok_or(SliceError::Form)?;
        match (number(start), number(end)) {
            (Some(start), Some(end)) => Self::new(start, end),
            (None, _) | (_, None) => Err(SliceError::Form),
        }
    }
}

impl TryFrom<String> for Slice {
    type Error = SliceError;

    fn try_from(text: String) -> Result<Self, SliceError> {
        text.parse()
    }
}

impl From<Slice> for String {
    fn from(slice: Slice) -> Self {
        slice.to_string()
    }
}

impl fmt::Display for Slice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

#[cfg(test)]
mod tests;
