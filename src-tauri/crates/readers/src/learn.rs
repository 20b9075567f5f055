//! Learning how a reader says a card's number, from one card whose number is known.
//!
//! Byte order, spelling and padding differ between batches of the same model, so nothing is assumed: every
//! conversion is applied to what was heard, by [`interpret`] itself, and the single one that gives the
//! known number is kept. Where nobody knows the number, [`candidates`] lists what it may be in the
//! vendor's forms, for the vendor to say which it knows.
//!
//! Not here: numbers that are printed short (10D, 8D, 3+5). They have lost bytes and are the same on
//! other people's cards, so a conversion that ends in one is never learned. One thing cannot be told: a
//! reader that itself sends ten digits may mean all of a 4-byte card or a part of a 5-byte one. It is
//! found out when the number of such a card is typed in whole.

use std::fmt;

use domain::{CardFormat, Identification, IdentificationKind, Uid};
use thiserror::Error;

use crate::scanned::{Aim, is_short_number};
use crate::{ByteOrder, Encoding, Frame, ReadingSettings, Slice, Unreadable, interpret, proto};

/// The number of a card as a person or the vendor knows it. Prints nothing of itself.
#[derive(Clone, PartialEq, Eq)]
pub struct KnownNumber {
    /// The forms it can be meant in, the likeliest first, spelled as [`Uid::to_form`] does.
    forms: Vec<(CardFormat, String)>,
    /// The short form, when it is typed as one: facility and number.
    short: Option<String>,
}

/// What was typed is not the number of a card.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("this is not the number of a card: it has digits and the letters A to F only")]
pub struct NotANumber;

impl KnownNumber {
    /// A number as a person typed it, from the vendor's record or the card itself. Blanks, colons and
    /// hyphens between the digits and `0x` before them do not count.
    ///
    /// Digits alone are taken for decimal, padded or not, as the vendor shows them and as 13D is printed;
    /// for hexadecimal only if nothing comes of that. One 4-byte number in 43 has no letter in it.
    /// Hexadecimal digits are taken for `HEX_MSB`.
    ///
    /// # Errors
    ///
    /// Anything else than digits, and more of them than a number has.
    pub fn typed(text: &str) -> Result<Self, NotANumber> {
        let text = text.trim();
        if is_short_number(text) {
            let short = text.rsplit(' ').next().unwrap_or(text).to_owned();
            return Ok(Self { forms: Vec::new(), short: Some(short) });
        }
        let digits: String = text.chars().filter(|char| !matches!(char, ' ' | ':' | '-')).collect();
        let digits = digits.to_ascii_lowercase();
        let (hex_only, digits) = digits.strip_prefix("0x").map_or((false, &*digits), |rest| (true, rest));
        let mut forms = Vec::new();
        if let Some(value) = from_decimal(digits).filter(|_| !hex_only) {
            forms.push((CardFormat::Decimal, value.to_string()));
        }
        if proto::from_hex(digits.as_bytes()).is_some_and(|raw| (1..=Uid::MAX).contains(&raw.len())) {
            forms.push((CardFormat::HexMsb, digits.to_owned()));
        }
        if forms.is_empty() { Err(NotANumber) } else { Ok(Self { forms, short: None }) }
    }

    /// The number in the form in which the vendor knows it, such as one of the [`candidates`].
    ///
    /// # Errors
    ///
    /// What is no card number cannot be learned from.
    pub fn confirmed(identification: &Identification) -> Result<Self, NotANumber> {
        match identification {
            Identification::Number { value, format } => {
                Ok(Self { forms: vec![(*format, value.clone())], short: None })
            }
            Identification::QrCode(_)
            | Identification::Barcode(_)
            | Identification::Pin(_)
            | Identification::WalletPass(_) => Err(NotANumber),
        }
    }

    fn is(&self, found: &Identification, form: usize) -> bool {
        match (found, self.forms.get(form)) {
            (Identification::Number { value, format }, Some((known, text))) => {
                format == known && value == text
            }
            (
                Identification::Number { .. }
                | Identification::QrCode(_)
                | Identification::Barcode(_)
                | Identification::Pin(_)
                | Identification::WalletPass(_),
                _,
            ) => false,
        }
    }

    /// The integers it may be.
    fn values(&self) -> impl Iterator<Item = u128> {
        self.forms.iter().filter_map(|(format, text)| match format {
            CardFormat::Decimal => from_decimal(text),
            CardFormat::HexMsb => proto::from_hex(text.as_bytes()).map(|raw| value(raw.iter())),
            CardFormat::HexLsb => proto::from_hex(text.as_bytes()).map(|raw| value(raw.iter().rev())),
        })
    }
}

impl fmt::Debug for KnownNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KnownNumber(<redacted>)")
    }
}

/// What came of one card whose number is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lesson {
    /// With these settings the reader gives the known number, and with no others.
    Learned(ReadingSettings),
    /// Several settings do, as with a number that reads the same from both ends: take another card.
    Ambiguous(Vec<ReadingSettings>),
    /// None do.
    NoMatch(NoMatch),
}

/// Why nothing could be learned, for the sentence that says what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoMatch {
    /// What was heard is no number that anybody could be found by.
    Unreadable(Unreadable),
    /// The known number is the short one printed on this very card: type in the whole one (13 digits or
    /// 10 hexadecimal ones), or let the vendor say what it knows the card by.
    ShortNumberTyped(Printed),
    /// The reader sends a short form of the known number: set it to the whole one.
    ReaderShortens(Printed),
    /// The reader spells numbers in decimal, without the zeros in front of this one: type it in decimal.
    ZerosLost,
    /// It is the number of another card.
    OtherCard,
}

/// The short forms of the number of an EM4100 card, which has five bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Printed {
    /// 10D or 8H10D: the last four bytes, in ten digits.
    TenDigits,
    /// 8D: the last three bytes, in eight digits.
    EightDigits,
    /// 3+5: the last three bytes, in three digits and five, as in `176,42493`.
    ThreeAndFive,
}

/// Finds the settings with which a reader that said `frame` gives the number that is `known`.
///
/// What is set already stays, apart from what is learned: that it is a number, its form, spelling, byte
/// order and the part that counts. A part of a number is learned only where the whole of it is not
/// known, and in decimal only where what is left out cannot be part of a card's number.
pub fn learn(frame: &Frame, known: &KnownNumber, as_set: &ReadingSettings) -> Lesson {
    let heard = Heard::of(frame, as_set);
    for part in [Part::Whole, Part::Slices] {
        for (form, (format, _)) in known.forms.iter().enumerate() {
            let mut found = heard.conversions(part, *format);
            found.retain(|way| interpret(frame, way).is_ok_and(|number| known.is(&number, form)));
            match found.len() {
                0 => {}
                1 => return Lesson::Learned(found.remove(0)),
                _ => return Lesson::Ambiguous(found),
            }
        }
    }
    Lesson::NoMatch(heard.no_match(frame, known))
}

/// What a reader that said `frame` may mean in the forms the vendor takes, the likeliest first, each
/// with the settings that give it. At most twelve; one if it is no number; none if it is unusable.
pub fn candidates(frame: &Frame, as_set: &ReadingSettings) -> Vec<(ReadingSettings, Identification)> {
    let heard = Heard::of(frame, as_set);
    let formats = [CardFormat::Decimal, CardFormat::HexMsb, CardFormat::HexLsb];
    let ways = heard.encodings.iter().flat_map(|encoding| {
        [ByteOrder::Msb, ByteOrder::Lsb]
            .into_iter()
            .flat_map(move |order| formats.map(|format| (*encoding, order, format)))
    });
    let mut found: Vec<(ReadingSettings, Identification)> = Vec::new();
    for (encoding, order, format) in ways {
        let way = heard.way(format, encoding, order, None);
        let Ok(number) = interpret(frame, &way) else { continue };
        if number.kind() == IdentificationKind::Number {
            if found.iter().all(|(_, other)| *other != number) {
                found.push((way, number));
            }
        } else {
            return vec![(as_set.clone(), number)];
        }
    }
    found
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Slices,
}

/// The lengths of chips' numbers, in bytes: EM4100 has 5, ISO 14443-3 4, 7 or 10, ISO 15693 8.
const LENGTHS: [usize; 5] = [4, 5, 7, 8, 10];

/// What a frame may be, as far as its form tells.
struct Heard<'a> {
    as_set: &'a ReadingSettings,
    encodings: &'static [Encoding],
    spelled: bool,
    /// The bytes as they came, if they came as bytes or as hexadecimal digits.
    raw: Option<Vec<u8>>,
    /// The integer, if it came as one.
    decimal: Option<u128>,
    short: bool,
}

impl<'a> Heard<'a> {
    fn of(frame: &Frame, as_set: &'a ReadingSettings) -> Self {
        let nothing = Self { as_set, encodings: &[], spelled: false, raw: None, decimal: None, short: false };
        match frame {
            Frame::Garbled(_) => nothing,
            Frame::Bytes(bytes) => Self { encodings: &[Encoding::Hex], raw: Some(bytes.clone()), ..nothing },
            Frame::Text(text) => {
                let text = if as_set.aim { Aim::strip(text).1 } else { text };
                let (raw, decimal) = (proto::from_hex(text.as_bytes()), from_decimal(text));
                let encodings: &[Encoding] = match (&decimal, &raw) {
                    (Some(_), Some(_)) => &[Encoding::Decimal, Encoding::Hex],
                    (Some(_), None) => &[Encoding::Decimal],
                    (None, Some(_) | None) => &[Encoding::Hex],
                };
                Self { encodings, spelled: true, raw, decimal, short: is_short_number(text), ..nothing }
            }
        }
    }

    /// Every way to read this that ends in `format`.
    fn conversions(&self, part: Part, format: CardFormat) -> Vec<ReadingSettings> {
        let slices = match part {
            Part::Whole => vec![None],
            Part::Slices => self.slices(format),
        };
        let mut ways = Vec::new();
        for encoding in self.encodings {
            // The bytes of an integer are counted from the end, which a slice cannot say.
            if (part, *encoding) == (Part::Slices, Encoding::Decimal) {
                continue;
            }
            for slice in &slices {
                for order in [ByteOrder::Msb, ByteOrder::Lsb] {
                    ways.push(self.way(format, *encoding, order, *slice));
                }
            }
        }
        ways
    }

    fn way(
        &self,
        format: CardFormat,
        encoding: Encoding,
        order: ByteOrder,
        slice: Option<Slice>,
    ) -> ReadingSettings {
        let identification = IdentificationKind::Number;
        let usual =
            ReadingSettings { identification, format, encoding: None, order, slice, ..self.as_set.clone() };
        let say_so = self.spelled && usual.encoding() != encoding;
        ReadingSettings { encoding: say_so.then_some(encoding), ..usual }
    }

    fn slices(&self, format: CardFormat) -> Vec<Option<Slice>> {
        let length = self.raw.as_ref().map_or(0, Vec::len);
        if length > Uid::MAX {
            return Vec::new();
        }
        let is_part_of_a_number = |kept: usize| match format {
            CardFormat::Decimal => LENGTHS.contains(&length) || !LENGTHS.contains(&kept),
            CardFormat::HexMsb | CardFormat::HexLsb => kept < LENGTHS[0],
        };
        (1..length)
            .filter(|kept| !is_part_of_a_number(*kept))
            .flat_map(|kept| (0..=length - kept).map(move |start| Slice::new(start, start + kept).ok()))
            .collect()
    }

    fn no_match(&self, frame: &Frame, known: &KnownNumber) -> NoMatch {
        if self.short {
            return NoMatch::ReaderShortens(Printed::ThreeAndFive);
        }
        if let Some(printed) = self.ends_in(known) {
            return NoMatch::ShortNumberTyped(printed);
        }
        let heard = self.values();
        for (printed, bits) in [(Printed::TenDigits, 32), (Printed::EightDigits, 24)] {
            if known.values().any(|known| known >> bits != 0 && heard.contains(&(known & ((1 << bits) - 1))))
            {
                return NoMatch::ReaderShortens(printed);
            }
        }
        if self.decimal.is_some_and(|heard| known.values().any(|known| known == heard)) {
            return NoMatch::ZerosLost;
        }
        let plain = self.conversions(Part::Whole, CardFormat::HexMsb);
        match plain.first().map_or(Err(Unreadable::Garbled), |way| interpret(frame, way)) {
            Ok(found) if found.kind() == IdentificationKind::Number => NoMatch::OtherCard,
            Ok(_) => NoMatch::Unreadable(Unreadable::WrongForm),
            Err(why) => NoMatch::Unreadable(why),
        }
    }

    /// The short form that the known number is of what was heard.
    fn ends_in(&self, known: &KnownNumber) -> Option<Printed> {
        let typed = known.forms.iter().find(|(format, _)| *format == CardFormat::Decimal);
        let typed = typed.and_then(|(_, digits)| from_decimal(digits));
        for value in self.values().into_iter().filter(|value| value >> 24 != 0) {
            let three_and_five = format!("{:03},{:05}", (value >> 16) & 0xff, value & 0xffff);
            if known.short.as_ref().is_some_and(|short| format!("{short:0>9}") == three_and_five) {
                return Some(Printed::ThreeAndFive);
            }
            if typed == Some(value & 0xff_ffff) {
                return Some(Printed::EightDigits);
            }
            if value >> 32 != 0 && typed == Some(value & 0xffff_ffff) {
                return Some(Printed::TenDigits);
            }
        }
        None
    }

    /// The integers it may be.
    fn values(&self) -> Vec<u128> {
        let raw = self.raw.as_deref().filter(|raw| (1..=Uid::MAX).contains(&raw.len()));
        let both = raw.map(|raw| [value(raw.iter()), value(raw.iter().rev())]);
        both.into_iter().flatten().chain(self.decimal).collect()
    }
}

fn value<'a>(bytes: impl Iterator<Item = &'a u8>) -> u128 {
    bytes.fold(0, |value, byte| (value << 8) | u128::from(*byte))
}

/// The integer that digits spell, if a card's number may be so long.
fn from_decimal(digits: &str) -> Option<u128> {
    // `parse` alone would also take "+1".
    let value: u128 = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())??;
    (value >> (8 * Uid::MAX) == 0).then_some(value)
}

#[cfg(test)]
mod tests;
