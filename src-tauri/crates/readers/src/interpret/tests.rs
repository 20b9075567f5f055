use std::time::{Duration, Instant};

use domain::CardFormat;

use super::*;
use crate::{Decoder, Framing, Garbled, Slice};

/// Raw, decimal and reversed forms of real-looking card numbers, as in the vendor's examples.
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
fn every_vector_in_every_framing_order_and_form() {
    for (msb, decimal, lsb) in VECTORS {
        for (format, expected) in
            [(CardFormat::HexMsb, msb), (CardFormat::HexLsb, lsb), (CardFormat::Decimal, decimal)]
        {
            for (order, sent) in [(ByteOrder::Msb, msb), (ByteOrder::Lsb, lsb)] {
                let settings = number(format, Some(Encoding::Hex), order);
                let expected = [Ok(expected.to_owned())];
                let check = |framing, bytes: &[u8]| {
                    assert_eq!(tap(framing, &settings, bytes), expected, "{framing:?} {sent} as {format:?}");
                };
                check(Framing::Line, format!("{sent}\r\n").as_bytes());
                check(Framing::Line, format!("{}\t", sent.to_uppercase()).as_bytes());
                check(Framing::Gap, sent.as_bytes());
                check(Framing::Gap, &raw(sent));
                if msb.len() == 10 {
                    check(Framing::Rdm6300, &rdm6300(&raw(sent)));
                }
            }
        }
    }
}

#[test]
fn every_vector_in_decimal_goes_out_as_it_was_spelled() {
    let settings = number(CardFormat::Decimal, None, ByteOrder::Msb);
    for (_, decimal, _) in VECTORS {
        for zeros in ["", "0", "0000000000"] {
            let text = format!("{zeros}{decimal}");
            for (framing, bytes) in [(Framing::Line, format!("{text}\r")), (Framing::Gap, text.clone())] {
                assert_eq!(tap(framing, &settings, bytes.as_bytes()), [Ok(decimal.to_owned())], "{text}");
            }
        }
    }
}

#[test]
fn a_decimal_becomes_the_bytes_its_value_needs() {
    for (msb, decimal, _) in VECTORS {
        let settings = number(CardFormat::HexMsb, Some(Encoding::Decimal), ByteOrder::Msb);
        let bytes = msb.strip_prefix("00").unwrap_or(msb);
        assert_eq!(tap(Framing::Line, &settings, format!("{decimal}\r").as_bytes()), [Ok(bytes.to_owned())]);
        let settings = number(CardFormat::HexLsb, Some(Encoding::Decimal), ByteOrder::Lsb);
        assert_eq!(tap(Framing::Line, &settings, format!("{decimal}\r").as_bytes()), [Ok(bytes.to_owned())]);
    }
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
    use Unreadable::{Blank, Random, Truncated, WrongForm};
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
        (&decimal, "176,42493", Err(WrongForm)),
        (&decimal, "1208925819614629174706174", Ok("1208925819614629174706174")),
        (&decimal, "1208925819614629174706176", Err(WrongForm)),
        (&decimal, "999999999999999999999999999999999999999", Err(WrongForm)),
    ] {
        let found = tap(Framing::Line, settings, format!("{text}\r").as_bytes());
        assert_eq!(found, [expected.map(str::to_owned)], "{text}");
    }
    assert_eq!(tap(Framing::Line, &plain, b"12\x0034\r"), [Err(Unreadable::Garbled)]);
    assert_eq!(tap(Framing::Gap, &plain, b"62e30"), [Err(WrongForm)], "one digit of the text is missing");
    assert_eq!(tap(Framing::Gap, &plain, b"a1b2"), [Ok("61316232".to_owned())], "a 4-byte chip");
}

#[test]
fn anything_but_a_number_goes_out_unchanged() {
    let json = r#"{"uuid":"6ba7b810-9dad-11d1-80b4-00c04fd430c8", "customer_number":"00 1"}"#;
    for kind in [
        IdentificationKind::QrCode,
        IdentificationKind::Barcode,
        IdentificationKind::Pin,
        IdentificationKind::WalletPass,
    ] {
        for text in [json, "00012", "]Q1x", "Zoë"] {
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
