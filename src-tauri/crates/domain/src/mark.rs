use std::fmt;

use serde_json::Value;

use crate::{CardFormat, Identification};

/// What a credential is known by, whatever reader and format read it.
///
/// One card is `1a2b3c4d` to one reader, `4d3c2b1a` to another and `439041101` in the vendor's record.
/// To tell that they are one, each is brought into one spelling. The kind is part of it, so that a PIN
/// is never taken for a bar code of the same digits. Prints nothing of itself.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CredentialMark(String);

/// The longest card number that is told apart, in bytes. No chip's comes near it.
const LONGEST_NUMBER: usize = 16;

impl CredentialMark {
    /// The mark of what was held to a reader; `None` if nobody could be known by it.
    pub fn of(identification: &Identification) -> Option<Self> {
        match identification {
            Identification::Number { value, format: CardFormat::Decimal } => Self::of_card_number(value),
            Identification::Number { value, format: CardFormat::HexMsb } => {
                Self::of_number(hex(value, false)?)
            }
            Identification::Number { value, format: CardFormat::HexLsb } => {
                Self::of_number(hex(value, true)?)
            }
            Identification::QrCode(content) => Self::of_uuid(&uuid_in_qr_code(content)?),
            Identification::Barcode(value) => Self::of_barcode(value),
            Identification::Pin(value) => Self::of_pin(value),
            Identification::WalletPass(value) => Self::of_wallet_pass(value),
        }
    }

    /// The mark by which what a credential is charged with is kept in order. Check-ins do not share it: one
    /// that cannot be reported must not keep a charge waiting.
    pub fn of_charges(identification: &Identification) -> Option<Self> {
        Self::of(identification).map(|Self(mark)| Self(format!("charge:{mark}")))
    }

    /// The mark of a card whose number is spelled in decimal, as the vendor does unless asked otherwise.
    pub fn of_card_number(decimal: &str) -> Option<Self> {
        let digits = decimal.trim();
        // `parse` alone would take a plus sign.
        let number = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())??;
        Self::of_number(number)
    }

    /// The mark of the QR code of the member with this `uuid`.
    pub fn of_uuid(uuid: &str) -> Option<Self> {
        let uuid = uuid.trim();
        is_uuid(uuid).then(|| Self(format!("qr:{}", uuid.to_ascii_lowercase())))
    }

    /// The mark of a bar code's content.
    pub fn of_barcode(content: &str) -> Option<Self> {
        text("barcode", content)
    }

    /// The mark of a personal identification number.
    pub fn of_pin(pin: &str) -> Option<Self> {
        text("pin", pin)
    }

    /// The mark of a wallet pass's identifier.
    pub fn of_wallet_pass(identifier: &str) -> Option<Self> {
        text("pass", &identifier.to_lowercase())
    }

    /// The bytes of the mark, for a keyed fingerprint of it. Personal data: not for logs or files.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Zero is what an empty chip or a failed read shows, and so it is nobody's.
    fn of_number(number: u128) -> Option<Self> {
        (number != 0).then(|| Self(format!("card:{number}")))
    }
}

impl fmt::Debug for CredentialMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

/// The `uuid` of a member's QR code (Device API, `QrCodeContent`), as it is written there; `None` for
/// the other codes, which hold no JSON object or no such text.
pub fn uuid_in_qr_code(content: &str) -> Option<String> {
    let content: Value = serde_json::from_str(content).ok()?;
    let uuid = content.get("uuid")?.as_str()?;
    is_uuid(uuid).then(|| uuid.to_owned())
}

/// Whether a text is a UUID as it is usually written: hexadecimal digits, 8-4-4-4-12, either case.
pub fn is_uuid(text: &str) -> bool {
    let parts = text.split('-').map(|p| p.bytes().all(|b| b.is_ascii_hexdigit()).then_some(p.len()));
    parts.eq([8, 4, 4, 4, 12].map(Some))
}

fn text(kind: &str, value: &str) -> Option<CredentialMark> {
    let value = value.trim();
    (!value.is_empty()).then(|| CredentialMark(format!("{kind}:{value}")))
}

/// The number that hexadecimal digits spell, the last byte first if `reversed`.
pub(crate) fn hex(digits: &str, reversed: bool) -> Option<u128> {
    let digits = digits.trim();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    // The zero that an odd number of digits lacks is the first: it is the one that gets lost.
    let even = if digits.len().is_multiple_of(2) { digits.to_owned() } else { format!("0{digits}") };
    let bytes: Option<Vec<u8>> =
        (0..even.len()).step_by(2).map(|at| u8::from_str_radix(even.get(at..at + 2)?, 16).ok()).collect();
    let mut bytes = bytes.filter(|bytes| bytes.len() <= LONGEST_NUMBER)?;
    if reversed {
        bytes.reverse();
    }
    Some(bytes.iter().fold(0, |number, byte| (number << 8) | u128::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Uid;
    use proptest::prelude::*;

    const UUID: &str = "f8017d3d-1ab6-467d-b57d-0328e7978906";

    fn number(value: &str, format: CardFormat) -> Option<String> {
        spelled(CredentialMark::of(&Identification::Number { value: value.to_owned(), format }))
    }

    fn spelled(mark: Option<CredentialMark>) -> Option<String> {
        mark.map(|mark| String::from_utf8(mark.as_bytes().to_vec()).unwrap())
    }

    #[test]
    fn card_numbers() {
        let (decimal, msb, lsb) = (CardFormat::Decimal, CardFormat::HexMsb, CardFormat::HexLsb);
        let (nines, ones) = ("9".repeat(40), "1".repeat(34));
        for (value, format, mark) in [
            ("439041101", decimal, Some("card:439041101")),
            ("000439041101", decimal, Some("card:439041101")),
            (" 439041101\n", decimal, Some("card:439041101")),
            ("1a2b3c4d", msb, Some("card:439041101")),
            ("1A2B3C4D", msb, Some("card:439041101")),
            ("00001a2b3c4d", msb, Some("card:439041101")),
            ("4d3c2b1a", lsb, Some("card:439041101")),
            ("4d3c2b1a0000", lsb, Some("card:439041101")),
            ("fedcba", msb, Some("card:16702650")),
            ("edcba", msb, Some("card:974010")),
            ("edcba", lsb, Some("card:12246030")),
            ("ffffffffffffffffffffffffffffffff", msb, Some("card:340282366920938463463374607431768211455")),
            (
                "340282366920938463463374607431768211455",
                decimal,
                Some("card:340282366920938463463374607431768211455"),
            ),
            ("340282366920938463463374607431768211456", decimal, None),
            (&nines, decimal, None),
            (&ones, msb, None),
            (&ones, lsb, None),
            ("", decimal, None),
            ("", msb, None),
            (" ", lsb, None),
            ("+5", decimal, None),
            ("+5", msb, None),
            ("-5", decimal, None),
            ("1e5", decimal, None),
            ("1a2b3c4d", decimal, None),
            ("0x1a", msb, None),
            ("1a 2b", msb, None),
            ("ä0", lsb, None),
            ("0", decimal, None),
            ("0000", msb, None),
        ] {
            assert_eq!(number(value, format).as_deref(), mark, "{format:?} {value:?}");
        }
        assert_eq!(spelled(CredentialMark::of_card_number(" 007 ")).as_deref(), Some("card:7"));
        assert_eq!(CredentialMark::of_card_number("7x"), None);
    }

    #[test]
    fn codes_pins_and_passes() {
        let qr = |content: &str| Identification::QrCode(content.to_owned());
        let (upper, mark) = (UUID.to_uppercase(), format!("qr:{UUID}"));
        for (identification, mark) in [
            (
                qr(&format!(r#"{{"uuid":"{UUID}","customer_number":"1-1","tenant":"t"}}"#)),
                Some(mark.as_str()),
            ),
            (qr(&format!(r#"{{"uuid":"{upper}"}}"#)), Some(&mark)),
            (qr(&format!(r#"{{"uuid":" {UUID}"}}"#)), None),
            (qr(&format!(r#"["{UUID}"]"#)), None),
            (qr(&format!(r#""{UUID}""#)), None),
            (qr(UUID), None),
            (qr(r#"{"uuid":"1"}"#), None),
            (qr(r#"{"uuid":7}"#), None),
            (qr("{}"), None),
            (qr("PSZEYAZ7"), None),
            (qr(""), None),
            (Identification::Barcode("NoRd7".to_owned()), Some("barcode:NoRd7")),
            (Identification::Barcode("007".to_owned()), Some("barcode:007")),
            (Identification::Barcode(" ".to_owned()), None),
            (Identification::Pin("0815".to_owned()), Some("pin:0815")),
            (Identification::Pin(String::new()), None),
            (Identification::WalletPass("DFDD-1".to_owned()), Some("pass:dfdd-1")),
            (Identification::WalletPass(String::new()), None),
        ] {
            let read = spelled(CredentialMark::of(&identification));
            assert_eq!(read.as_deref(), mark, "{:?} {}", identification.kind(), identification.value());
        }
    }

    #[test]
    fn a_record_and_a_reader_give_one_mark() {
        let qr = Identification::QrCode(format!(r#"{{"uuid":"{UUID}"}}"#));
        let pass = Identification::WalletPass(UUID.to_owned());
        for (record, shown) in [
            (CredentialMark::of_uuid(&format!(" {} ", UUID.to_uppercase())), qr),
            (CredentialMark::of_wallet_pass(&format!("{}\n", UUID.to_uppercase())), pass),
            (CredentialMark::of_barcode(" N1 "), Identification::Barcode("N1".to_owned())),
            (CredentialMark::of_pin(" 0815 "), Identification::Pin("0815".to_owned())),
        ] {
            assert!(record.is_some());
            assert_eq!(record, CredentialMark::of(&shown), "{shown:?}");
        }
        for nothing in
            [CredentialMark::of_uuid("7"), CredentialMark::of_uuid(""), CredentialMark::of_pin(" ")]
        {
            assert_eq!(nothing, None);
        }
        assert_ne!(CredentialMark::of_pin("7"), CredentialMark::of_barcode("7"));
        assert_ne!(CredentialMark::of_wallet_pass(UUID), CredentialMark::of_uuid(UUID));
    }

    #[test]
    fn no_mark_is_printed() {
        assert_eq!(format!("{:?}", CredentialMark::of_pin("0815")), "Some(<redacted>)");
    }

    #[test]
    fn what_is_charged_has_an_order_of_its_own() {
        let card = Identification::Number { value: "1a2b3c4d".into(), format: CardFormat::HexMsb };
        let other = Identification::Number { value: "4d3c2b1a".into(), format: CardFormat::HexLsb };
        assert_eq!(CredentialMark::of_charges(&card), CredentialMark::of_charges(&other));
        assert_ne!(CredentialMark::of_charges(&card), CredentialMark::of(&card));
        assert_eq!(CredentialMark::of_charges(&Identification::Barcode(String::new())), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// A card is one card in all formats, and two cards of one length are two.
        #[test]
        fn one_card_has_one_mark(raw in prop::collection::vec(any::<u8>(), 1..=Uid::MAX), other: u8) {
            let Ok(uid) = Uid::of_lost_width(&raw) else { return Ok(()) };
            let mark = |uid, format| CredentialMark::of(&Identification::card(uid, format));
            let decimal = mark(&uid, CardFormat::Decimal);
            prop_assert!(decimal.is_some());
            prop_assert_eq!(&mark(&uid, CardFormat::HexMsb), &decimal);
            prop_assert_eq!(&mark(&uid, CardFormat::HexLsb), &decimal);
            prop_assert_eq!(&CredentialMark::of_card_number(&uid.to_form(CardFormat::Decimal)), &decimal);

            let mut changed = raw.clone();
            changed[raw.len() / 2] = other;
            if let Ok(another) = Uid::of_lost_width(&changed) {
                prop_assert_eq!(mark(&another, CardFormat::HexMsb) == decimal, changed == raw);
            }
        }

        /// Whatever a reader makes up is a mark or none, and never a panic.
        #[test]
        fn nothing_that_is_read_breaks_it(value: String) {
            for format in [CardFormat::Decimal, CardFormat::HexMsb, CardFormat::HexLsb] {
                let _ = number(&value, format);
            }
            let _ = CredentialMark::of(&Identification::QrCode(value));
        }
    }
}
