//! How a member shows who they are: card numbers in three forms, codes, PINs and passes.

use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use crate::texts::Notice;

/// The written form of a card number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Form {
    #[default]
    Decimal,
    HexMsb,
    HexLsb,
}

impl Form {
    pub(crate) fn parse(name: &str) -> Option<Self> {
        match name {
            "DECIMAL" => Some(Self::Decimal),
            "HEX_MSB" => Some(Self::HexMsb),
            "HEX_LSB" => Some(Self::HexLsb),
            _ => None,
        }
    }

    /// The number behind a written card; leading zeros do not matter.
    pub(crate) fn read(self, text: &str) -> Option<u128> {
        let digits = |radix: u32| !text.is_empty() && text.chars().all(|c| c.is_digit(radix));
        match self {
            Self::Decimal => digits(10).then(|| text.parse().ok())?,
            Self::HexMsb => digits(16).then(|| u128::from_str_radix(text, 16).ok())?,
            Self::HexLsb if digits(16) && text.len().is_multiple_of(2) => {
                let pairs: Vec<&str> = (0..text.len()).step_by(2).rev().map(|at| &text[at..at + 2]).collect();
                u128::from_str_radix(&pairs.concat(), 16).ok()
            }
            Self::HexLsb => None,
        }
    }

    /// Writes a card's bytes, first byte of the chip first.
    pub(crate) fn write(self, bytes: &[u8]) -> String {
        let hex =
            |bytes: &mut dyn Iterator<Item = &u8>| bytes.map(|b| format!("{b:02x}")).collect::<String>();
        match self {
            Self::Decimal => number(bytes).to_string(),
            Self::HexMsb => hex(&mut bytes.iter()),
            Self::HexLsb => hex(&mut bytes.iter().rev()),
        }
    }
}

/// The number of a card's bytes.
pub(crate) fn number(bytes: &[u8]) -> u128 {
    bytes.iter().fold(0, |sum, byte| (sum << 8) | u128::from(*byte))
}

/// What the studio's system stores about a member's means of entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Medium {
    Card(Vec<u8>),
    Barcode(String),
    Pin(String),
    WalletPass(Uuid),
}

/// What was shown to a reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    Card(u128),
    QrCode(Uuid),
    Barcode(String),
    Pin(String),
    WalletPass(Uuid),
}

impl Shown {
    /// Reads the `identification` object of a request.
    pub(crate) fn read(value: &Value) -> Result<Self, Notice> {
        let text = |name: &str| value.get(name).and_then(Value::as_str).ok_or(Notice::Malformed);
        let shown = text("value")?;
        if shown.is_empty() {
            return Err(Notice::Malformed);
        }
        match text("type")? {
            "NUMBER" => {
                let form = match value.get("format") {
                    None | Some(Value::Null) => Form::Decimal,
                    Some(name) => name.as_str().and_then(Form::parse).ok_or(Notice::Malformed)?,
                };
                form.read(shown).map(Self::Card).ok_or(Notice::Malformed)
            }
            "QR_CODE" => qr_code(shown),
            "BARCODE" => Ok(Self::Barcode(shown.to_owned())),
            "PIN" => Ok(Self::Pin(shown.to_owned())),
            "WALLET_PASS" => uuid(shown).map(Self::WalletPass),
            _ => Err(Notice::Malformed),
        }
    }

    pub(crate) fn fits(&self, medium: &Medium) -> bool {
        match (self, medium) {
            (Self::Card(shown), Medium::Card(bytes)) => *shown == number(bytes),
            (Self::Barcode(shown), Medium::Barcode(known)) | (Self::Pin(shown), Medium::Pin(known)) => {
                shown == known
            }
            (Self::WalletPass(shown), Medium::WalletPass(known)) => shown == known,
            (
                Self::Card(_) | Self::QrCode(_) | Self::Barcode(_) | Self::Pin(_) | Self::WalletPass(_),
                Medium::Card(_) | Medium::Barcode(_) | Medium::Pin(_) | Medium::WalletPass(_),
            ) => false,
        }
    }
}

/// A QR code holds an object with the member's UUID, or a plain code, with or without quotation marks.
fn qr_code(shown: &str) -> Result<Shown, Notice> {
    match serde_json::from_str::<Value>(shown) {
        Ok(Value::Object(content)) => {
            let id = content.get("uuid").and_then(Value::as_str).ok_or(Notice::Malformed)?;
            uuid(id).map(Shown::QrCode)
        }
        Ok(Value::String(code)) => Ok(Shown::Barcode(code)),
        Ok(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_)) => {
            Ok(Shown::Barcode(shown.to_owned()))
        }
        Err(_) if shown.trim_start().starts_with('{') => Err(Notice::Malformed),
        Err(_) => Ok(Shown::Barcode(shown.to_owned())),
    }
}

/// A UUID in its 8-4-4-4-12 form, the only one the vendor takes.
pub(crate) fn uuid(text: &str) -> Result<Uuid, Notice> {
    if text.len() != 36 {
        return Err(Notice::Malformed);
    }
    Uuid::try_parse(text).map_err(|_| Notice::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const VECTORS: [(&str, &str, &str); 10] = [
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
    ];

    #[test]
    fn three_forms_are_one_number() {
        for (msb, decimal, lsb) in VECTORS {
            let number = Form::Decimal.read(decimal);
            assert!(number.is_some());
            assert_eq!(Form::HexMsb.read(msb), number, "{msb}");
            assert_eq!(Form::HexMsb.read(&msb.to_uppercase()), number, "{msb}");
            assert_eq!(Form::HexLsb.read(lsb), number, "{lsb}");
            assert_eq!(Form::HexMsb.read(&format!("000000{msb}")), number, "{msb}");
            assert_eq!(Form::HexLsb.read(&format!("{lsb}000000")), number, "{lsb}");
            assert_eq!(Form::Decimal.read(&format!("000{decimal}")), number, "{decimal}");
        }
        assert_eq!(Form::HexMsb.read("04112233445566778899"), Form::Decimal.read("19205524969286327044249"));
    }

    #[test]
    fn what_is_no_card_number_is_not_guessed() {
        for (form, text) in [
            (Form::Decimal, ""),
            (Form::Decimal, "+5"),
            (Form::Decimal, "1e5"),
            (Form::Decimal, "deadbeef"),
            (Form::Decimal, "999999999999999999999999999999999999999999"),
            (Form::HexMsb, "0xdead"),
            (Form::HexMsb, "de ad"),
            (Form::HexLsb, "abc"),
            (Form::HexLsb, "ä0"),
            (Form::HexLsb, ""),
        ] {
            assert_eq!(form.read(text), None, "{form:?} {text}");
        }
    }

    #[test]
    fn the_type_decides_how_a_value_is_read() {
        let id = Uuid::from_u128(7);
        let table = [
            (json!({"type": "NUMBER", "value": "00439041101"}), Ok(Shown::Card(0x1a2b_3c4d))),
            (
                json!({"type": "NUMBER", "value": "1a2b3c4d", "format": "HEX_MSB"}),
                Ok(Shown::Card(0x1a2b_3c4d)),
            ),
            (json!({"type": "NUMBER", "value": "1a2b3c4d"}), Err(Notice::Malformed)),
            (json!({"type": "NUMBER", "value": "12", "format": "OCTAL"}), Err(Notice::Malformed)),
            (json!({"type": "NUMBER", "value": 12}), Err(Notice::Malformed)),
            (json!({"type": "QR_CODE", "value": format!("{{\"uuid\":\"{id}\"}}")}), Ok(Shown::QrCode(id))),
            (json!({"type": "QR_CODE", "value": "{\"uuid\":\"7\"}"}), Err(Notice::Malformed)),
            (json!({"type": "QR_CODE", "value": "{\"customer_number\":\"1-1\"}"}), Err(Notice::Malformed)),
            (json!({"type": "QR_CODE", "value": "{\"uuid\""}), Err(Notice::Malformed)),
            (json!({"type": "QR_CODE", "value": "PSZEYAZ7"}), Ok(Shown::Barcode("PSZEYAZ7".into()))),
            (json!({"type": "QR_CODE", "value": "\"PSZEYAZ7\""}), Ok(Shown::Barcode("PSZEYAZ7".into()))),
            (json!({"type": "QR_CODE", "value": "0815"}), Ok(Shown::Barcode("0815".into()))),
            (json!({"type": "BARCODE", "value": "0815"}), Ok(Shown::Barcode("0815".into()))),
            (json!({"type": "PIN", "value": "0815"}), Ok(Shown::Pin("0815".into()))),
            (json!({"type": "PIN", "value": ""}), Err(Notice::Malformed)),
            (json!({"type": "WALLET_PASS", "value": id.to_string()}), Ok(Shown::WalletPass(id))),
            (json!({"type": "WALLET_PASS", "value": id.simple().to_string()}), Err(Notice::Malformed)),
            (json!({"type": "IRIS", "value": "x"}), Err(Notice::Malformed)),
            (json!({"value": "x"}), Err(Notice::Malformed)),
            (json!({"type": "PIN"}), Err(Notice::Malformed)),
            (json!("PIN"), Err(Notice::Malformed)),
        ];
        for (value, expected) in table {
            assert_eq!(Shown::read(&value), expected, "{value}");
        }
    }

    #[test]
    fn a_pin_is_never_taken_for_a_barcode() {
        assert!(!Shown::Barcode("0815".into()).fits(&Medium::Pin("0815".into())));
        assert!(Shown::Pin("0815".into()).fits(&Medium::Pin("0815".into())));
    }
}
