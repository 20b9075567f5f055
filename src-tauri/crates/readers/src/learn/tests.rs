use domain::CardFormat::{Decimal, HexLsb, HexMsb};
use proptest::prelude::*;

use super::*;
use crate::Garbled;

const VECTORS: [[&str; 3]; 10] = [
    ["042b73321a3180", "1173673668653440", "80311a32732b04"],
    ["04a1b2c3d4e580", "1303689068602752", "80e5d4c3b2a104"],
    ["8004c1529a7e04", "36034025380019716", "047e9a52c10480"],
    ["1a2b3c4d", "439041101", "4d3c2b1a"],
    ["00fedcba", "16702650", "badcfe00"],
    ["deadbeef", "3735928559", "efbeadde"],
    ["0102b0a5fd", "4340098557", "fda5b00201"],
    ["62e3086ced", "424715775213", "ed6c08e362"],
    ["4b00423c15", "322126887957", "153c42004b"],
    ["e00401500a1b2c3d", "16142028407681264701", "3d2c1b0a500104e0"],
];

fn raw(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn text(text: impl Into<String>) -> Frame {
    Frame::Text(text.into())
}

fn taught(frame: &Frame, typed: &str) -> Lesson {
    learn(frame, &KnownNumber::typed(typed).unwrap(), &ReadingSettings::default())
}

/// What is learned must give the known number when it is applied to the same frame.
fn learned(frame: &Frame, known: &KnownNumber, expected: (CardFormat, &str)) -> ReadingSettings {
    let Lesson::Learned(settings) = learn(frame, known, &ReadingSettings::default()) else {
        panic!("{expected:?} of {frame:?}: {:?}", learn(frame, known, &ReadingSettings::default()))
    };
    let number = interpret(frame, &settings).unwrap();
    assert_eq!(number, Identification::Number { value: expected.1.to_owned(), format: expected.0 });
    settings
}

#[test]
fn every_number_is_learned_in_every_form_however_it_is_spelled() {
    for [msb, decimal, lsb] in VECTORS {
        for (order, sent) in [(ByteOrder::Msb, msb), (ByteOrder::Lsb, lsb)] {
            let integer = value(raw(sent).iter());
            for (frame, encoding) in [
                (Frame::Bytes(raw(sent)), None),
                (text(sent), Some(Encoding::Hex)),
                (text(sent.to_uppercase()), Some(Encoding::Hex)),
                (text(integer.to_string()), Some(Encoding::Decimal)),
                (text(format!("{integer:020}")), Some(Encoding::Decimal)),
            ] {
                for (format, value) in [(HexMsb, msb), (Decimal, decimal), (HexLsb, lsb)] {
                    let confirmed = Identification::Number { value: value.to_owned(), format };
                    let mut knowns = vec![KnownNumber::confirmed(&confirmed).unwrap()];
                    let typed = |text: String| KnownNumber::typed(&text).unwrap();
                    match format {
                        HexMsb => knowns.extend([
                            typed(value.to_owned()),
                            typed(format!(" 0x{} ", value.to_uppercase())),
                            typed(raw(value).iter().map(|byte| format!("{byte:02X}:")).collect()),
                        ]),
                        Decimal => knowns.extend([typed(value.to_owned()), typed(format!("{value:0>13}"))]),
                        HexLsb => {}
                    }
                    for known in knowns {
                        if encoding == Some(Encoding::Decimal)
                            && order == ByteOrder::Msb
                            && msb == "00fedcba"
                            && format != Decimal
                        {
                            let lesson = learn(&frame, &known, &ReadingSettings::default());
                            assert_eq!(lesson, Lesson::NoMatch(NoMatch::ZerosLost), "{format:?}");
                            continue;
                        }
                        let settings = learned(&frame, &known, (format, value));
                        assert_eq!((settings.order, settings.slice), (order, None), "{sent} {format:?}");
                        if let Some(encoding) = encoding {
                            assert_eq!(settings.encoding(), encoding, "{sent} {format:?}");
                        }
                        let says_so = settings.encoding.is_some();
                        let usual = ReadingSettings { encoding: None, ..settings.clone() }.encoding();
                        assert_eq!(says_so, encoding.is_some_and(|encoding| encoding != usual));
                    }
                }
            }
        }
    }
}

#[test]
fn only_what_is_learned_is_changed() {
    let as_set = ReadingSettings {
        identification: IdentificationKind::Barcode,
        aim: true,
        passes: true,
        slice: Some(Slice::new(3, 4).unwrap()),
        ..ReadingSettings::default()
    };
    let known = KnownNumber::typed("62e3086ced").unwrap();
    let identification = IdentificationKind::Number;
    let expected = ReadingSettings { identification, slice: None, ..as_set.clone() };
    assert_eq!(learn(&text("]C062E3086CED"), &known, &as_set), Lesson::Learned(expected));
}

#[test]
fn a_part_of_a_number_is_learned_where_it_is_one() {
    for (heard, typed, order, slice, format) in [
        ("62e3086ced", "e3086ced", ByteOrder::Msb, (1, 5), HexMsb),
        ("ed6c08e362", "e3086ced", ByteOrder::Lsb, (1, 5), HexMsb),
        ("0a62e3086ced", "62e3086ced", ByteOrder::Msb, (1, 6), HexMsb),
        ("0a62e3086ced", "424715775213", ByteOrder::Msb, (1, 6), Decimal),
        ("62e3086ced77", "424715775213", ByteOrder::Msb, (0, 5), Decimal),
        ("0a42b73321a31800", "42b73321a318", ByteOrder::Msb, (1, 7), HexMsb),
    ] {
        for frame in [text(heard), Frame::Bytes(raw(heard))] {
            let settings = learned(&frame, &KnownNumber::typed(typed).unwrap(), (format, typed));
            let slice = Slice::new(slice.0, slice.1).ok();
            assert_eq!((settings.order, settings.slice), (order, slice), "{typed} of {heard}");
        }
    }
}

#[test]
fn a_number_that_reads_the_same_from_both_ends_teaches_no_order() {
    for (frame, typed) in [
        (Frame::Bytes(raw("1a2b2b1a")), "1a2b2b1a"),
        (Frame::Bytes(raw("1a2b2b1a")), "439036698"),
        (text("1a2b2b1a"), "1A 2B 2B 1A"),
        (text("439036698"), "439036698"),
    ] {
        let Lesson::Ambiguous(ways) = taught(&frame, typed) else {
            panic!("{typed}: {:?}", taught(&frame, typed))
        };
        let orders: Vec<_> = ways.iter().map(|way| way.order).collect();
        assert_eq!(orders, [ByteOrder::Msb, ByteOrder::Lsb]);
        for way in ways {
            assert!(interpret(&frame, &way).is_ok());
        }
    }
    let Lesson::Ambiguous(ways) = taught(&text("aaaaaaaaaa"), "aaaaaaaa") else { panic!("two places") };
    assert_eq!(ways.len(), 4, "two places in two orders");
}

#[test]
fn digits_alone_are_decimal_first() {
    let known = |typed| KnownNumber::typed(typed).unwrap();
    let as_decimal = learned(&text("11223344"), &known("11223344"), (Decimal, "11223344"));
    assert_eq!(as_decimal.encoding(), Encoding::Decimal);
    learned(&text("11223344"), &known("0x11223344"), (HexMsb, "11223344"));
    learned(&text("11223344"), &known("287454020"), (Decimal, "287454020"));
    learned(&Frame::Bytes(raw("11223344")), &known("11223344"), (HexMsb, "11223344"));
}

/// Forms of `0102b0a5fd` that are printed on the card. 13D is whole and is learned.
#[test]
fn short_printed_numbers_are_found_out_and_never_learned() {
    use NoMatch::{ReaderShortens, ShortNumberTyped};
    use Printed::{EightDigits, TenDigits, ThreeAndFive};
    const LSB: &str = "fda5b00201";
    for heard in [text("0102B0A5FD"), Frame::Bytes(raw("0102b0a5fd")), text(LSB), text("0004340098557")] {
        for (typed, printed) in [
            ("0045131261", TenDigits),
            ("45131261", TenDigits),
            ("11576829", EightDigits),
            ("176,42493", ThreeAndFive),
            ("0011576829 176,42493", ThreeAndFive),
        ] {
            let lesson = taught(&heard, typed);
            assert_eq!(lesson, Lesson::NoMatch(ShortNumberTyped(printed)), "{typed} of {heard:?}");
        }
        let known = KnownNumber::typed("0004340098557").unwrap();
        learned(&heard, &known, (Decimal, "4340098557"));
    }
    for typed in ["0004340098557", "0102b0a5fd", "01:02:B0:A5:FD"] {
        for (heard, printed) in [
            (text("0045131261"), TenDigits),
            (text("45131261"), TenDigits),
            (text("02B0A5FD"), TenDigits),
            (Frame::Bytes(raw("02b0a5fd")), TenDigits),
            (Frame::Bytes(raw("fda5b002")), TenDigits),
            (text("11576829"), EightDigits),
            (text("B0A5FD"), EightDigits),
            (text("176,42493"), ThreeAndFive),
        ] {
            let lesson = taught(&heard, typed);
            assert_eq!(lesson, Lesson::NoMatch(ReaderShortens(printed)), "{typed} of {heard:?}");
        }
    }
}

#[test]
fn what_cannot_be_learned_from_says_why() {
    use NoMatch::{OtherCard, Unreadable as Bad};
    for (frame, typed, why) in [
        (Frame::Bytes(raw("1a2b3c4d")), "deadbeef", OtherCard),
        (text("439041101"), "439041102", OtherCard),
        (text("176,42493"), "176,42493", NoMatch::ReaderShortens(Printed::ThreeAndFive)),
        (Frame::Bytes(raw("0102b0a5fd")), "176,42494", OtherCard),
        (Frame::Bytes(raw("08a1b2c3")), "1a2b3c4d", Bad(Unreadable::Random)),
        (Frame::Bytes(raw("08a1b2c3")), "144814787", Bad(Unreadable::Random)),
        (Frame::Bytes(raw("88042b73")), "042b73321a3180", Bad(Unreadable::Truncated)),
        (Frame::Bytes(raw("00000000")), "1a2b3c4d", Bad(Unreadable::Blank)),
        (Frame::Bytes(raw("1a2b")), "1a2b3c4d", Bad(Unreadable::Garbled)),
        (Frame::Bytes(vec![7; 11]), "1a2b3c4d", Bad(Unreadable::WrongForm)),
        (Frame::Garbled(Garbled::Checksum), "1a2b3c4d", Bad(Unreadable::Garbled)),
        (text("GYM-77"), "1a2b3c4d", Bad(Unreadable::WrongForm)),
        (text(r#"{"uuid":"x"}"#), "1a2b3c4d", Bad(Unreadable::WrongForm)),
        (text(r#"{"uuid":"x"#), "1a2b3c4d", Bad(Unreadable::BrokenCode)),
    ] {
        assert_eq!(taught(&frame, typed), Lesson::NoMatch(why), "{typed} of {frame:?}");
    }
    assert!(
        matches!(taught(&Frame::Bytes(raw("c3b2a108")), "08a1b2c3"), Lesson::NoMatch(_)),
        "never a random one"
    );
    assert!(
        matches!(taught(&Frame::Bytes(raw("08a1b2c3")), "c3b2a108"), Lesson::Learned(_)),
        "last byte first"
    );
}

#[test]
fn only_numbers_can_be_typed() {
    for text in ["", " ", "x", "62e3086ceg", "62e3086ce", "-", "0x", "+12", "1.2", "9".repeat(30).as_str()] {
        assert_eq!(KnownNumber::typed(text), Err(NotANumber), "{text}");
    }
    let code = Identification::QrCode("4711".to_owned());
    assert_eq!(KnownNumber::confirmed(&code), Err(NotANumber));
    assert_eq!(format!("{:?}", KnownNumber::typed("4711")), "Ok(KnownNumber(<redacted>))");
}

#[test]
fn the_vendor_is_asked_for_every_form_once_the_likeliest_first() {
    let values = |frame: &Frame| -> Vec<(CardFormat, String)> {
        candidates(frame, &ReadingSettings::default())
            .into_iter()
            .map(|(way, found)| {
                assert_eq!(interpret(frame, &way).as_ref(), Ok(&found));
                (way.format, found.value().to_owned())
            })
            .collect()
    };
    let own = |list: &[(CardFormat, &str)]| -> Vec<(CardFormat, String)> {
        list.iter().map(|(format, value)| (*format, (*value).to_owned())).collect()
    };
    let hex = own(&[
        (Decimal, "439041101"),
        (HexMsb, "1a2b3c4d"),
        (HexLsb, "4d3c2b1a"),
        (Decimal, "1295788826"),
        (HexMsb, "4d3c2b1a"),
        (HexLsb, "1a2b3c4d"),
    ]);
    assert_eq!(values(&Frame::Bytes(raw("1a2b3c4d"))), hex);
    assert_eq!(values(&text("1A2B3C4D")), hex);
    assert_eq!(values(&Frame::Bytes(raw("1a2b2b1a"))).len(), 3, "the same from both ends");
    let digits = values(&text("0016702650"));
    assert_eq!((digits.len(), &digits[0]), (12, &(Decimal, "16702650".to_owned())));
    assert_eq!(values(&text("08a1b2c3")).len(), 3, "random in one order only");
    for frame in [Frame::Garbled(Garbled::Noise), Frame::Bytes(vec![0; 4]), text("GYM-77"), text("176,42493")]
    {
        assert_eq!(values(&frame), [], "{frame:?}");
    }
    let code = text(r#"{"uuid":"x"}"#);
    let found = candidates(&code, &ReadingSettings::default());
    assert_eq!(found, [(ReadingSettings::default(), Identification::QrCode(r#"{"uuid":"x"}"#.to_owned()))]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the vendor confirms of what a reader said is learned, or told to be ambiguous.
    #[test]
    fn every_candidate_can_be_learned(bytes in prop::collection::vec(any::<u8>(), 4..=10), shape in 0..3) {
        let frame = match shape {
            0 => Frame::Bytes(bytes),
            1 => text(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()),
            _ => text(value(bytes.iter()).to_string()),
        };
        let as_set = ReadingSettings::default();
        for (_, number) in candidates(&frame, &as_set) {
            match learn(&frame, &KnownNumber::confirmed(&number).unwrap(), &as_set) {
                Lesson::Learned(way) => prop_assert_eq!(interpret(&frame, &way), Ok(number)),
                Lesson::Ambiguous(ways) => for way in ways {
                    prop_assert_eq!(interpret(&frame, &way), Ok(number.clone()));
                },
                Lesson::NoMatch(why) => prop_assert!(false, "{:?}", why),
            }
        }
    }

    /// A known number is learned in the order it was sent in, or found to be the same in both.
    #[test]
    fn a_number_is_learned_as_it_is_sent(bytes in prop::collection::vec(any::<u8>(), 5..=10), lsb in any::<bool>()) {
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        prop_assume!(Uid::new(&bytes).is_ok() && hex.bytes().any(|digit| digit.is_ascii_lowercase()));
        let mut sent = bytes.clone();
        if lsb {
            sent.reverse();
        }
        let palindrome = bytes.iter().eq(bytes.iter().rev());
        match taught(&Frame::Bytes(sent), &hex) {
            Lesson::Learned(way) => {
                prop_assert_eq!(way.order, if lsb { ByteOrder::Lsb } else { ByteOrder::Msb });
                prop_assert_eq!((way.format, way.slice), (HexMsb, None));
            }
            Lesson::Ambiguous(_) => prop_assert!(palindrome),
            Lesson::NoMatch(why) => prop_assert!(false, "{:?}", why),
        }
    }
}
