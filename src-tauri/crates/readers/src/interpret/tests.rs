use std::time::{Duration, Instant};

use domain::CardFormat;

use super::*;
use crate::{Decoder, Framing, Garbled, Slice};

fn raw(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect()
}

/// What one reader makes of `bytes` followed by silence, sent as the vendor would get it.
fn tap(framing: Framing, settings: &ReadingSettings, bytes: &[u8]) -> Vec<Result<String, Unreadable>> {
    let mut decoder = Decoder::new(framing, settings.clone());
    let mut found = Vec::new();
    let now = Instant::now();
    let mut out = |reading: crate::Reading| {
        assert_eq!(reading.at, now, "the tap is when its last byte came");
        found.push(reading.result.map(|identification| identification.value().to_owned()));
    };
    decoder.input(bytes, now, &mut out);
    decoder.timeout(now + Duration::from_secs(1), &mut out);
    found
}

fn rdm6300(raw: &[u8]) -> Vec<u8> {
    let checksum = raw.iter().fold(0, |sum, byte| sum ^ byte);
    let digits: String = raw.iter().chain([&checksum]).map(|byte| format!("{byte:02X}")).collect();
    format!("\u{2}{digits}\u{3}").into_bytes()
}

fn number(format: CardFormat, encoding: Option<Encoding>, order: ByteOrder) -> ReadingSettings {
    ReadingSettings { format, encoding, order, ..ReadingSettings::default() }
}

#[test]
fn the_part_that_counts_is_cut_after_ordering() {
    for (order, slice, expected) in [
        (ByteOrder::Msb, (1, 5), Ok("e3086ced")),
        (ByteOrder::Lsb, (1, 5), Ok("6c08e362")),
        (ByteOrder::Msb, (0, 5), Ok("62e3086ced")),
        (ByteOrder::Msb, (2, 5), Ok("086ced")),
        (ByteOrder::Msb, (2, 6), Err(Unreadable::WrongForm)),
        (ByteOrder::Msb, (9, usize::MAX), Err(Unreadable::WrongForm)),
    ] {
        let slice = Slice::new(slice.0, slice.1).unwrap();
        let settings = ReadingSettings { order, slice: Some(slice), ..ReadingSettings::default() };
        let expected = [expected.map(str::to_owned)];
        assert_eq!(tap(Framing::Rdm6300, &settings, &rdm6300(&raw("62e3086ced"))), expected, "{slice}");
        assert_eq!(tap(Framing::Line, &settings, b"62E3086CED\r"), expected, "{slice}");
    }
}

#[test]
fn numbers_nobody_can_be_found_by_are_refused_with_the_reason() {
    use Unreadable::{Blank, Random, Shortened, Truncated, WrongForm};
    let plain = ReadingSettings::default();
    let decimal = number(CardFormat::Decimal, None, ByteOrder::Msb);
    let reversed = number(CardFormat::HexMsb, None, ByteOrder::Lsb);
    let sliced = ReadingSettings { slice: Some(Slice::new(1, 5).unwrap()), ..ReadingSettings::default() };
    for (settings, text, expected) in [
        (&plain, "08a1b2c3", Err(Random)),
        (&plain, "88a1b2c3", Err(Truncated)),
        (&plain, "00000000", Err(Blank)),
        (&plain, "ffffffffff", Err(Blank)),
        (&plain, "08a1b2c3d4e5f6", Ok("08a1b2c3d4e5f6")),
        (&reversed, "c3b2a108", Err(Random)),
        (&reversed, "08a1b2c3", Ok("c3b2a108")),
        (&sliced, "6208a1b2c3", Ok("08a1b2c3")),
        (&sliced, "6288a1b2c3", Ok("88a1b2c3")),
        (&plain, "62e308", Err(Unreadable::Garbled)),
        (&sliced, "6200000000", Err(Blank)),
        (&plain, "62e3086ce", Err(WrongForm)),
        (&plain, "62e3086ceg", Err(WrongForm)),
        (&plain, "62 e3 08", Err(WrongForm)),
        (&plain, "62é3", Err(WrongForm)),
        (&plain, "0102030405060708090a", Ok("0102030405060708090a")),
        (&plain, "0102030405060708090a0b", Err(WrongForm)),
        (&decimal, "00000", Err(Blank)),
        (&decimal, "144814787", Ok("144814787")),
        (&decimal, "255", Ok("255")),
        (&decimal, "-5", Err(WrongForm)),
        (&decimal, "+5", Err(WrongForm)),
        (&decimal, "62e3", Err(WrongForm)),
        (&decimal, "176,42493", Err(Shortened)),
        (&plain, "176,42493", Err(Shortened)),
        (&decimal, "0011576829 176,42493", Err(Shortened)),
        (&decimal, "1208925819614629174706174", Ok("1208925819614629174706174")),
        (&decimal, "1208925819614629174706176", Err(WrongForm)),
        (&decimal, "999999999999999999999999999999999999999", Err(WrongForm)),
    ] {
        let found = tap(Framing::Line, settings, format!("{text}\r").as_bytes());
        assert_eq!(found, [expected.map(str::to_owned)], "{text}");
    }
    assert_eq!(tap(Framing::Line, &plain, b"12\x0034\r"), [Err(Unreadable::Garbled)]);
    assert_eq!(tap(Framing::Gap, &plain, b"62e30"), [Err(WrongForm)], "one digit of the text is missing");
    assert_eq!(
        tap(Framing::Gap, &plain, b"176,42493"),
        [Err(Shortened)],
        "no chip says nine bytes like these"
    );
    assert_eq!(tap(Framing::Gap, &plain, b"a1b2"), [Ok("61316232".to_owned())], "a 4-byte chip");
}

#[test]
fn anything_but_a_number_goes_out_unchanged() {
    for kind in [
        IdentificationKind::QrCode,
        IdentificationKind::Barcode,
        IdentificationKind::Pin,
        IdentificationKind::WalletPass,
    ] {
        for text in ["6ba7b810-9dad-11d1-80b4-00c04fd430c8", "00012", "]Q1x", "Zoë", "176,42493"] {
            let settings = ReadingSettings {
                identification: kind,
                format: CardFormat::Decimal,
                order: ByteOrder::Lsb,
                ..ReadingSettings::default()
            };
            let frame = Frame::Text(text.to_owned());
            let found = interpret(&frame, &settings).unwrap();
            assert_eq!((found.kind(), found.value()), (kind, text));
            assert_eq!(tap(Framing::Gap, &settings, text.as_bytes()), [Ok(text.to_owned())]);
        }
        let cut = |start, end| ReadingSettings {
            identification: kind,
            slice: Some(Slice::new(start, end).unwrap()),
            ..ReadingSettings::default()
        };
        assert_eq!(tap(Framing::Line, &cut(1, 3), "Zoë4\r".as_bytes()), [Ok("oë".to_owned())]);
        assert_eq!(tap(Framing::Line, &cut(1, 5), "Zoë4\r".as_bytes()), [Err(Unreadable::WrongForm)]);
        assert_eq!(tap(Framing::Rdm6300, &cut(0, 1), &rdm6300(&[1; 5])), [Err(Unreadable::WrongForm)]);
        let garbled = Frame::Garbled(Garbled::Checksum);
        assert_eq!(interpret(&garbled, &cut(0, 1)), Err(Unreadable::Garbled));
    }
}

const UUID: &str = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
const MEMBER: &str = r#"{"uuid":"6ba7b810-9dad-11d1-80b4-00c04fd430c8", "customer_number":"00 1"}"#;

const KINDS: [IdentificationKind; 5] = [
    IdentificationKind::Number,
    IdentificationKind::QrCode,
    IdentificationKind::Barcode,
    IdentificationKind::Pin,
    IdentificationKind::WalletPass,
];

fn scanned(text: &str, settings: &ReadingSettings) -> Result<(IdentificationKind, String), Unreadable> {
    let found = interpret(&Frame::Text(text.to_owned()), settings);
    found.map(|identification| (identification.kind(), identification.value().to_owned()))
}

#[test]
fn a_code_that_says_what_it_is_is_that_whatever_the_reader_is_set_to() {
    use IdentificationKind::{QrCode, WalletPass};
    for kind in KINDS {
        for slice in [None, Some(Slice::new(1, 5).unwrap())] {
            let plain = ReadingSettings { identification: kind, slice, ..ReadingSettings::default() };
            let aim = ReadingSettings { aim: true, ..plain.clone() };
            let passes = ReadingSettings { passes: true, ..plain.clone() };
            let both = ReadingSettings { aim: true, ..passes.clone() };
            for (settings, text, expected, content) in [
                (&plain, MEMBER, QrCode, MEMBER),
                (&passes, MEMBER, QrCode, MEMBER),
                (&aim, MEMBER, QrCode, MEMBER),
                (&aim, &format!("]Q1{MEMBER}"), QrCode, MEMBER),
                (&aim, &format!("]d2{MEMBER}"), QrCode, MEMBER),
                (&aim, "]Q1 4711", QrCode, " 4711"),
                (&both, &format!("]Q1{UUID}"), QrCode, UUID),
                (&passes, UUID, WalletPass, UUID),
                (&both, UUID, WalletPass, UUID),
            ] {
                assert_eq!(scanned(text, settings), Ok((expected, content.to_owned())), "{text} as {kind:?}");
            }
        }
    }
}

#[test]
fn an_identifier_is_taken_off_only_where_it_is_switched_on_and_known() {
    use IdentificationKind::{Barcode, Number};
    let barcode = ReadingSettings { identification: Barcode, ..ReadingSettings::default() };
    let aim = ReadingSettings { aim: true, ..barcode.clone() };
    let numbers = ReadingSettings { identification: Number, format: CardFormat::Decimal, ..aim.clone() };
    for (settings, text, kind, content) in [
        (&aim, "]E04006381333931", Barcode, "4006381333931"),
        (&aim, "]C000012", Barcode, "00012"),
        (&aim, "]L20", Barcode, "0"),
        (&aim, "4006381333931", Barcode, "4006381333931"),
        (&aim, "]X04006381333931", Barcode, "]X04006381333931"),
        (&aim, "]Q9x", Barcode, "]Q9x"),
        (&barcode, "]Q1x", Barcode, "]Q1x"),
        (&barcode, "]E04006381333931", Barcode, "]E04006381333931"),
        (&barcode, UUID, Barcode, UUID),
        (&numbers, "]C016702650", Number, "16702650"),
    ] {
        assert_eq!(scanned(text, settings), Ok((kind, content.to_owned())), "{text}");
    }
    assert_eq!(scanned("]Q1", &aim), Err(Unreadable::WrongForm), "nothing was read");
    assert_eq!(scanned("]C1", &aim), Err(Unreadable::WrongForm), "nothing was read");
}

#[test]
fn a_piece_of_a_member_code_is_nobodys_bar_code() {
    for kind in KINDS {
        let plain = ReadingSettings { identification: kind, ..ReadingSettings::default() };
        let aim = ReadingSettings { aim: true, ..plain.clone() };
        for cut in 2..MEMBER.len() {
            assert_eq!(scanned(&MEMBER[..cut], &plain), Err(Unreadable::BrokenCode), "{}", &MEMBER[..cut]);
            let head = format!("]Q1{}", &MEMBER[..cut]);
            assert_eq!(scanned(&head, &aim), Err(Unreadable::BrokenCode), "{head}");
        }
        for cut in 1..MEMBER.len() - 2 {
            let tail = &MEMBER[cut..];
            assert_eq!(scanned(tail, &plain), Err(Unreadable::BrokenCode), "{tail}");
        }
    }
}

#[test]
fn a_code_is_known_by_a_reader_of_cards_without_a_terminator() {
    let cards = ReadingSettings { passes: true, ..ReadingSettings::default() };
    assert_eq!(tap(Framing::Gap, &cards, MEMBER.as_bytes()), [Ok(MEMBER.to_owned())]);
    assert_eq!(tap(Framing::Gap, &cards, UUID.as_bytes()), [Ok(UUID.to_owned())]);
    assert_eq!(tap(Framing::Gap, &cards, &MEMBER.as_bytes()[..40]), [Err(Unreadable::BrokenCode)]);
    assert_eq!(tap(Framing::Line, &cards, format!("{MEMBER}\r").as_bytes()), [Ok(MEMBER.to_owned())]);
}

#[test]
fn silence_that_ended_before_new_bytes_belongs_to_the_old_ones() {
    let mut decoder = Decoder::new(Framing::Gap, ReadingSettings::default());
    let first = Instant::now();
    let second = first + Duration::from_secs(5);
    let mut at = Vec::new();
    decoder.input(&[1, 2, 3, 4], first, &mut |reading| at.push(reading.at));
    decoder.input(&[5, 6, 7, 8], second, &mut |reading| at.push(reading.at));
    decoder.timeout(second + Duration::from_millis(50), &mut |reading| at.push(reading.at));
    assert_eq!(at, [first, second]);
}
