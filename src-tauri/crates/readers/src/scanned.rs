//! What a text says about itself, whatever the reader it came from is set to.

use domain::is_uuid;

/// What kind of code a scanner says it read: its AIM identifier (ISO/IEC 15424), which is put in front of
/// the content as `]`, a letter for the code and a modifier for how it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Aim {
    /// `]Q0` to `]Q6`; a plain QR code is `]Q1`.
    QrCode,
    /// `]C0`, and `]C1` for GS1-128.
    Code128,
    /// `]E0`: EAN-13, UPC-A, UPC-E.
    Ean,
    /// `]d0` to `]d6`.
    DataMatrix,
    /// `]z0` to `]zC`.
    Aztec,
    /// `]L0` to `]L5`.
    Pdf417,
}

impl Aim {
    /// The identifier in front of a text and what follows it. An identifier that is not known is no
    /// identifier: the text stays whole.
    pub(crate) fn strip(text: &str) -> (Option<Self>, &str) {
        let known = match text.as_bytes() {
            [b']', b'Q', b'0'..=b'6', ..] => Self::QrCode,
            [b']', b'C', b'0' | b'1', ..] => Self::Code128,
            [b']', b'E', b'0', ..] => Self::Ean,
            [b']', b'd', b'0'..=b'6', ..] => Self::DataMatrix,
            [b']', b'z', b'0'..=b'9' | b'A'..=b'C', ..] => Self::Aztec,
            [b']', b'L', b'0'..=b'5', ..] => Self::Pdf417,
            _ => return (None, text),
        };
        (Some(known), &text[3..])
    }
}

/// What a text is by its form alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nature {
    /// A JSON object with a `uuid`: the QR code of a member.
    MemberCode,
    /// Part of such an object. The rest was not read, so it is nobody's.
    BrokenCode,
    /// A UUID by itself: what readers of wallet passes say.
    Uuid,
    /// The facility and the number of an EM4100 card as they are printed on it, like `176,42493`, with or
    /// without the ten digits that may stand before: three of its five bytes.
    ShortNumber,
    /// Anything else.
    Plain,
}

impl Nature {
    pub(crate) fn of(text: &str) -> Self {
        if is_member_code(text) {
            Self::MemberCode
        } else if is_broken_code(text) {
            Self::BrokenCode
        } else if is_uuid(text) {
            Self::Uuid
        } else if is_short_number(text) {
            Self::ShortNumber
        } else {
            Self::Plain
        }
    }
}

/// Whether a text is a JSON object with a text `uuid`, well-formed or not: the vendor judges that.
pub(crate) fn is_member_code(text: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(text)
        .is_ok_and(|value| value.get("uuid").is_some_and(serde_json::Value::is_string))
}

/// Whether a text that is no member's code is a piece of one: it mentions the `uuid`, or it has one of
/// the braces and is no JSON.
fn is_broken_code(text: &str) -> bool {
    let opens = text.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with('"'));
    let closes = text.ends_with('}') && text.contains('"');
    text.contains("\"uuid\"")
        || ((opens || closes) && serde_json::from_str::<serde::de::IgnoredAny>(text).is_err())
}

/// Whether a text is [`Nature::ShortNumber`].
pub(crate) fn is_short_number(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (before, last) = text.rsplit_once(' ').unwrap_or(("", text));
    let before = before.trim();
    last.split_once(',').is_some_and(|(facility, number)| {
        digits(facility) && facility.len() <= 3 && digits(number) && number.len() == 5
    }) && (before.is_empty() || digits(before))
}

#[cfg(test)]
mod tests {
    use super::*;

    const UUID: &str = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";

    #[test]
    fn only_known_identifiers_are_taken_off() {
        for (text, aim, rest) in [
            ("]Q0x", Some(Aim::QrCode), "x"),
            ("]Q6x", Some(Aim::QrCode), "x"),
            ("]C012", Some(Aim::Code128), "12"),
            ("]C112", Some(Aim::Code128), "12"),
            ("]E04006381333931", Some(Aim::Ean), "4006381333931"),
            ("]d2ä", Some(Aim::DataMatrix), "ä"),
            ("]zCx", Some(Aim::Aztec), "x"),
            ("]L2x", Some(Aim::Pdf417), "x"),
            ("]Q1", Some(Aim::QrCode), ""),
            ("]Q7x", None, "]Q7x"),
            ("]C2x", None, "]C2x"),
            ("]E4x", None, "]E4x"),
            ("]q1x", None, "]q1x"),
            ("]D1x", None, "]D1x"),
            ("]Qäx", None, "]Qäx"),
            ("]Q", None, "]Q"),
            ("x]Q1", None, "x]Q1"),
            ("", None, ""),
        ] {
            assert_eq!(Aim::strip(text), (aim, rest), "{text}");
        }
    }

    #[test]
    fn a_text_is_told_by_its_form() {
        use Nature::*;
        let member = format!(r#"{{"uuid":"{UUID}","customer_number":"1-1"}}"#);
        for (text, nature) in [
            (member.as_str(), MemberCode),
            (r#"{ "uuid" : "x" }"#, MemberCode),
            (&member[..20], BrokenCode),
            (&member[..member.len() - 1], BrokenCode),
            (&member[1..], BrokenCode),
            (&member[30..], BrokenCode),
            (&member[..2], BrokenCode),
            (r#"{"uuid":7}"#, BrokenCode),
            (r#"{"customer_number":"1-1"}"#, Plain),
            ("{1}", Plain),
            ("{", Plain),
            ("1}", Plain),
            (UUID, Uuid),
            (&UUID[1..], Plain),
            ("176,42493", ShortNumber),
            ("1,00007", ShortNumber),
            ("0011576829 176,42493", ShortNumber),
            ("1760,42493", Plain),
            ("176,4249", Plain),
            ("176,424930", Plain),
            ("176.42493", Plain),
            (",42493", Plain),
            ("a 176,42493", Plain),
            ("0011576829", Plain),
            ("", Plain),
        ] {
            assert_eq!(Nature::of(text), nature, "{text}");
        }
    }
}
