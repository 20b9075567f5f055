//! Ten card numbers as every family of readers sends them, in every form the vendor takes.

#![allow(clippy::unwrap_used, reason = "this is test code")]

use std::time::{Duration, Instant};

use domain::CardFormat;
use readers::{ByteOrder, Decoder, Encoding, Framing, ReadingSettings, Unreadable};

/// As read from the chip, which is `HEX_MSB`; `DECIMAL`; `HEX_LSB`. Real-looking, and nobody's.
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

/// What every one of the ten looks like on the wire: 4 bytes three times, 5 and 7 bytes three times each, 8 once.
const LENGTHS: [usize; 10] = [7, 7, 7, 4, 4, 4, 5, 5, 5, 8];

/// The lengths of card numbers, in bytes, that frames of a family have room for.
fn carries(framing: Framing) -> &'static [usize] {
    match framing {
        // Frames of one length: 125 kHz cards have 5 bytes, and the one answer known of a GAT has 4.
        Framing::Rdm6300 | Framing::Codatex => &[5],
        Framing::Gat5250b => &[4],
        // ISO 14443 and 15693 chips; it reads no 125 kHz cards.
        Framing::Acr1281s => &[4, 7, 8, 10],
        // These say how long a number is, or end it with something that is no part of it.
        Framing::Line | Framing::Gap | Framing::Twn4Simple => &[4, 5, 7, 8, 10],
    }
}

fn raw(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn xor(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |sum, byte| sum ^ byte)
}

/// Every way in which readers of a family spell a number, whether it fits or not.
fn spellings(framing: Framing, number: &[u8]) -> Vec<Vec<u8>> {
    let digits = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02X}")).collect::<String>();
    let hex = digits(number);
    match framing {
        Framing::Rdm6300 => ["", "\r\n"]
            .map(|id_12| format!("\u{2}{hex}{:02X}{id_12}\u{3}", xor(number)).into_bytes())
            .to_vec(),
        Framing::Codatex => vec![format!("\u{2}R{hex}\u{4}").into_bytes()],
        Framing::Line => ["\r", "\n", "\r\n", "\t"]
            .iter()
            .flat_map(|end| [&hex, &hex.to_lowercase()].map(|hex| format!("{hex}{end}").into_bytes()))
            .collect(),
        Framing::Gap => vec![hex.clone().into_bytes(), hex.to_lowercase().into_bytes(), number.to_vec()],
        Framing::Twn4Simple => {
            let [bits, bytes] = [number.len() * 8, number.len()];
            vec![format!("000180{bits:02X}{bytes:02X}{hex}\r").into_bytes()]
        }
        Framing::Acr1281s => {
            let header = [0x80, number.len() as u8 + 2, 0, 0, 0, 0, 1, 0, 0, 0];
            let body = [&header[..], number, &[0x90, 0x00]].concat();
            vec![[&[0x02][..], &body, &[xor(&body), 0x03]].concat()]
        }
        Framing::Gat5250b => {
            let body = [&[number.len() as u8 + 10, 0x80, 0, 7, 4, 1, 0, 0, 4, 1][..], number].concat();
            vec![[&body[..], &[xor(&body)]].concat()]
        }
    }
}

/// What one reader makes of `bytes` followed by silence, sent as the vendor would get it.
fn tap(framing: Framing, settings: &ReadingSettings, bytes: &[u8]) -> Vec<Result<String, Unreadable>> {
    let mut decoder = Decoder::new(framing, settings.clone());
    let mut found = Vec::new();
    let now = Instant::now();
    let mut out =
        |reading: readers::Reading| found.push(reading.result.map(|found| found.value().to_owned()));
    decoder.input(bytes, now, &mut out);
    decoder.timeout(now + Duration::from_secs(1), &mut out);
    found
}

fn number(format: CardFormat, encoding: Encoding, order: ByteOrder) -> ReadingSettings {
    ReadingSettings { format, encoding: Some(encoding), order, ..ReadingSettings::default() }
}

const FORMATS: [CardFormat; 3] = [CardFormat::HexMsb, CardFormat::Decimal, CardFormat::HexLsb];

#[test]
fn every_number_of_every_family_in_every_order_and_form() {
    let mut taps = 0;
    for ([msb, decimal, lsb], length) in VECTORS.into_iter().zip(LENGTHS) {
        assert_eq!(raw(msb).len(), length);
        for framing in Framing::ALL.iter().copied().filter(|framing| carries(*framing).contains(&length)) {
            for (order, sent) in [(ByteOrder::Msb, msb), (ByteOrder::Lsb, lsb)] {
                for (format, expected) in FORMATS.into_iter().zip([msb, decimal, lsb]) {
                    let settings = number(format, Encoding::Hex, order);
                    for bytes in spellings(framing, &raw(sent)) {
                        let found = tap(framing, &settings, &bytes);
                        assert_eq!(found, [Ok(expected.to_owned())], "{framing:?} {sent} {format:?}");
                        taps += 1;
                    }
                }
            }
        }
    }
    // In spellings: line 8, gap 3 and TWN4 1 for all ten; RDM6300 2 and Codatex 1 for the three of 5
    // bytes; GAT 1 for the three of 4; ACR1281S 1 for the seven that are no 125 kHz card.
    assert_eq!(taps, 6 * (10 * (8 + 3 + 1) + 3 * (2 + 1) + 3 + 7));
}

#[test]
fn a_number_that_does_not_fit_into_a_frame_is_no_credential() {
    for [msb, _, _] in VECTORS {
        for framing in [Framing::Rdm6300, Framing::Codatex, Framing::Acr1281s] {
            if carries(framing).contains(&raw(msb).len()) {
                continue;
            }
            for bytes in spellings(framing, &raw(msb)) {
                let found = tap(framing, &ReadingSettings::default(), &bytes);
                assert!(found.iter().all(|found| found == &Err(Unreadable::Garbled)), "{framing:?} {msb}");
            }
        }
    }
}

/// Readers that say text can spell a number as an integer, with or without leading zeros. What they
/// spell has the bytes that the value needs: of the ten, only `00fedcba` loses one.
#[test]
fn every_number_spelled_in_decimal_in_every_order_and_form() {
    for [msb, decimal, lsb] in VECTORS {
        let kept = |hex: &str| hex.strip_prefix("00").unwrap_or(hex).to_owned();
        let kept_lsb = if msb.starts_with("00") { lsb.strip_suffix("00").unwrap() } else { lsb };
        for zeros in ["", "0", "0000000000"] {
            for (framing, end) in [(Framing::Line, "\r"), (Framing::Gap, "")] {
                let bytes = format!("{zeros}{decimal}{end}").into_bytes();
                for (format, order, expected) in [
                    (CardFormat::Decimal, ByteOrder::Msb, decimal.to_owned()),
                    (CardFormat::HexMsb, ByteOrder::Msb, kept(msb)),
                    (CardFormat::HexLsb, ByteOrder::Msb, kept_lsb.to_owned()),
                    (CardFormat::HexMsb, ByteOrder::Lsb, kept_lsb.to_owned()),
                    (CardFormat::HexLsb, ByteOrder::Lsb, kept(msb)),
                ] {
                    let settings = number(format, Encoding::Decimal, order);
                    let found = tap(framing, &settings, &bytes);
                    assert_eq!(found, [Ok(expected)], "{decimal} {format:?} {order:?}");
                }
            }
        }
    }
}

/// The forms printed on EM4100 cards, of `0102b0a5fd`. Only 13D is whole. 8D and 10D look like the
/// decimal of a shorter card, so that a reader that sends them is found out when it is taught
/// (`learn`), not here; what they are never taken for is the card they were printed on.
#[test]
fn the_printed_forms_of_an_em4100_card() {
    const WHOLE: [&str; 3] = ["0102b0a5fd", "4340098557", "fda5b00201"];
    for (framing, end) in [(Framing::Line, "\r\n"), (Framing::Gap, "")] {
        for (format, whole) in FORMATS.into_iter().zip(WHOLE) {
            for (form, printed, expected) in [
                ("13D", "0004340098557", Some(Ok(whole.to_owned()))),
                ("10D", "0045131261", None),
                ("8D", "11576829", None),
                ("3+5", "176,42493", Some(Err(Unreadable::Shortened))),
                ("10D and 3+5", "0045131261 176,42493", Some(Err(Unreadable::Shortened))),
            ] {
                for order in [ByteOrder::Msb, ByteOrder::Lsb] {
                    if (form, order) == ("13D", ByteOrder::Lsb) {
                        continue;
                    }
                    let settings = number(format, Encoding::Decimal, order);
                    let found = tap(framing, &settings, format!("{printed}{end}").as_bytes());
                    match &expected {
                        Some(expected) => {
                            assert_eq!(found, std::slice::from_ref(expected), "{form} {format:?}")
                        }
                        None => {
                            let [Ok(value)] = &found[..] else { panic!("{form} {format:?}: {found:?}") };
                            assert!(!WHOLE.contains(&value.as_str()), "{form} {format:?}: {value}");
                        }
                    }
                }
            }
        }
    }
}
