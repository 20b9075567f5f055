use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::mark::hex;

/// The raw bytes of a card's number, first byte first, as read from the chip (1 to 10 bytes).
///
/// Raw bytes are the canonical form: every form the vendor takes can be made from them, whereas
/// printed short forms have lost bytes and must never be turned back.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Uid {
    bytes: [u8; Self::MAX],
    len: u8,
}

/// Why bytes are not a usable card number.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum UidError {
    /// None, or more than [`Uid::MAX`] bytes.
    #[error("a card number has 1 to 10 bytes, this has {0}")]
    Length(usize),
    /// A 4-byte number starting `08`: the chip makes up a new one at every tap (ISO 14443-3).
    #[error("this card shows a new random number at every tap")]
    Random,
    /// A 4-byte number starting `88` (cascade tag): a 7-byte number cut short by the reader.
    #[error("the reader cuts this card's number short")]
    Truncated,
    /// All `00` or all `FF`: an empty chip or a read error.
    #[error("this card has a blank number")]
    Blank,
}

impl Uid {
    /// The longest number of any supported chip, in bytes.
    pub const MAX: usize = 10;

    /// Checks raw bytes, first byte of the chip first.
    ///
    /// # Errors
    /// What is wrong with the number: its length, or that no chip is known by it.
    pub fn new(raw: &[u8]) -> Result<Self, UidError> {
        match raw {
            [0x08, _, _, _] => Err(UidError::Random),
            [0x88, _, _, _] => Err(UidError::Truncated),
            _ if raw.iter().all(|b| *b == 0xFF) && !raw.is_empty() => Err(UidError::Blank),
            _ => Self::of_lost_width(raw),
        }
    }

    /// Checks bytes whose leading zeros were lost on the way, as in a number spelled in decimal.
    /// What only a chip's whole number tells (random, cut short, all `FF`) cannot be told here:
    /// `0008A1B2C3` of a 5-byte chip would be taken for a random one and its owner turned away.
    ///
    /// # Errors
    /// What is wrong with the number, as far as these bytes tell.
    pub fn of_lost_width(raw: &[u8]) -> Result<Self, UidError> {
        if raw.is_empty() || raw.len() > Self::MAX {
            return Err(UidError::Length(raw.len()));
        }
        if raw.iter().all(|b| *b == 0x00) {
            return Err(UidError::Blank);
        }
        let mut bytes = [0; Self::MAX];
        bytes[..raw.len()].copy_from_slice(raw);
        Ok(Self { bytes, len: raw.len() as u8 })
    }

    /// The raw bytes, first byte of the chip first.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }

    /// The number in one of the forms the vendor takes.
    pub fn to_form(&self, format: CardFormat) -> String {
        let hex = |bytes: &mut dyn Iterator<Item = &u8>| bytes.map(|b| format!("{b:02x}")).collect();
        match format {
            CardFormat::HexMsb => hex(&mut self.as_bytes().iter()),
            CardFormat::HexLsb => hex(&mut self.as_bytes().iter().rev()),
            CardFormat::Decimal => {
                self.as_bytes().iter().fold(0_u128, |n, b| (n << 8) | u128::from(*b)).to_string()
            }
        }
    }
}

impl fmt::Debug for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Uid(<redacted>, {} bytes)", self.len)
    }
}

/// The form a card number is sent in (Device API, `CardNumberContent.format`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CardFormat {
    /// The number as an integer, first byte most significant, without padding.
    Decimal,
    /// The bytes as read, first byte first, in lower-case hexadecimal.
    HexMsb,
    /// The bytes in reverse order, in lower-case hexadecimal.
    HexLsb,
}

impl CardFormat {
    /// The vendor's constant.
    pub const fn vendor(self) -> &'static str {
        match self {
            Self::Decimal => "DECIMAL",
            Self::HexMsb => "HEX_MSB",
            Self::HexLsb => "HEX_LSB",
        }
    }
}

/// What kind of thing was held to the reader (Device API, discriminator `type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum IdentificationKind {
    /// A card or wristband number.
    Number,
    /// The content of a QR code.
    QrCode,
    /// The content of a bar code.
    Barcode,
    /// A personal identification number typed in.
    Pin,
    /// The identifier of a wallet pass.
    WalletPass,
}

/// A credential in the form the vendor takes. Prints its kind, never its value.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Identification {
    /// A card number in one of three forms.
    Number {
        /// The digits, in `format`.
        value: String,
        /// How to read them.
        format: CardFormat,
    },
    /// The content of a QR code, unchanged.
    QrCode(String),
    /// The content of a bar code, unchanged.
    Barcode(String),
    /// A personal identification number.
    Pin(String),
    /// The identifier of a wallet pass.
    WalletPass(String),
}

impl Identification {
    /// A card number in the form `format`.
    pub fn card(uid: &Uid, format: CardFormat) -> Self {
        Self::Number { value: uid.to_form(format), format }
    }

    /// The same with a card's number in decimal; as it is where there is none to be written so.
    pub fn in_decimal(self) -> Self {
        let number = match &self {
            Self::Number { value, format: CardFormat::HexMsb } => hex(value, false),
            Self::Number { value, format: CardFormat::HexLsb } => hex(value, true),
            Self::Number { format: CardFormat::Decimal, .. }
            | Self::QrCode(_)
            | Self::Barcode(_)
            | Self::Pin(_)
            | Self::WalletPass(_) => None,
        };
        match number {
            Some(number) => Self::Number { value: number.to_string(), format: CardFormat::Decimal },
            None => self,
        }
    }

    /// Which kind this is.
    pub const fn kind(&self) -> IdentificationKind {
        match self {
            Self::Number { .. } => IdentificationKind::Number,
            Self::QrCode(_) => IdentificationKind::QrCode,
            Self::Barcode(_) => IdentificationKind::Barcode,
            Self::Pin(_) => IdentificationKind::Pin,
            Self::WalletPass(_) => IdentificationKind::WalletPass,
        }
    }

    /// The value as it is sent. Personal data: not for logs.
    pub fn value(&self) -> &str {
        match self {
            Self::Number { value, .. }
            | Self::QrCode(value)
            | Self::Barcode(value)
            | Self::Pin(value)
            | Self::WalletPass(value) => value,
        }
    }
}

impl fmt::Debug for Identification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}(<redacted>)", self.kind())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_the_same_in_decimal_whatever_form_it_came_in() {
        let uid = Uid::new(&[0x62, 0xe3, 0x08, 0x6c, 0xed]).unwrap();
        let decimal = Identification::card(&uid, CardFormat::Decimal);
        for format in [CardFormat::Decimal, CardFormat::HexMsb, CardFormat::HexLsb] {
            assert_eq!(Identification::card(&uid, format).in_decimal(), decimal, "{format:?}");
        }
        let code = Identification::Barcode("12".into());
        assert_eq!(code.clone().in_decimal(), code);
    }

    fn bytes(hex: &str) -> Vec<u8> {
        (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect()
    }

    #[test]
    fn every_form_of_every_vector() {
        for (raw, decimal, lsb) in [
            ("042b73321a3180", "1173673668653440", "80311a32732b04"),
            ("04a1b2c3d4e580", "1303689068602752", "80e5d4c3b2a104"),
            ("8004c1529a7e04", "36034025380019716", "047e9a52c10480"),
            ("1a2b3c4d", "439041101", "4d3c2b1a"),
            ("00fedcba", "16702650", "badcfe00"),
            ("deadbeef", "3735928559", "efbeadde"),
            ("0102b0a5fd", "4340098557", "fda5b00201"),
            ("62e3086ced", "424715775213", "ed6c08e362"),
            ("4b00423c15", "322126887957", "153c42004b"),
            ("e00401500a1b2c3d", "16142028407681264701", "3d2c1b0a500104e0"),
        ] {
            let uid = Uid::new(&bytes(raw)).unwrap();
            assert_eq!(uid.to_form(CardFormat::HexMsb), raw);
            assert_eq!(uid.to_form(CardFormat::Decimal), decimal);
            assert_eq!(uid.to_form(CardFormat::HexLsb), lsb);
        }
    }

    #[test]
    fn numbers_nobody_can_be_found_by_are_refused_with_the_reason() {
        for (raw, error) in [
            ("08a1b2c3", UidError::Random),
            ("88a1b2c3", UidError::Truncated),
            ("00000000", UidError::Blank),
            ("ffffffffffffff", UidError::Blank),
            ("", UidError::Length(0)),
            ("0102030405060708090a0b", UidError::Length(11)),
        ] {
            assert_eq!(Uid::new(&bytes(raw)), Err(error), "{raw}");
        }
        assert!(Uid::new(&bytes("08a1b2c3d4e5f6")).is_ok(), "only 4-byte numbers are made up");
    }

    #[test]
    fn a_number_that_lost_its_zeros_is_not_taken_for_another_kind() {
        for raw in ["08a1b2c3", "88a1b2c3", "ff"] {
            assert!(Uid::of_lost_width(&bytes(raw)).is_ok(), "{raw}");
        }
        assert_eq!(Uid::of_lost_width(&[0]), Err(UidError::Blank));
    }

    #[test]
    fn no_number_is_printed() {
        let uid = Uid::new(&bytes("62e3086ced")).unwrap();
        let identification = Identification::card(&uid, CardFormat::HexMsb);
        assert_eq!(format!("{uid:?} {identification:?}"), "Uid(<redacted>, 5 bytes) Number(<redacted>)");
    }
}
