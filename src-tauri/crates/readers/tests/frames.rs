//! Every frame that the manuals and public drivers show, byte for byte: what a reader says is understood
//! and stands in the transcript of its family, what it is asked is what it is sent.

#![allow(clippy::unwrap_used, reason = "this is test code")]

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use readers::{ByteOrder, Decoder, Framing, ReadingSettings, Signal};

fn bytes(hex: &str) -> Vec<u8> {
    hex.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect()
}

/// Everything a family's transcript has arriving, in one piece.
fn transcript(framing: Framing) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/readers");
    let text = fs::read_to_string(folder.join(format!("{}.txt", framing.name()))).unwrap();
    text.lines().filter_map(|line| line.strip_prefix("> ")).flat_map(bytes).collect()
}

fn hear(decoder: &mut Decoder, frame: &[u8]) -> Vec<String> {
    let mut heard = Vec::new();
    let now = Instant::now();
    let mut out = |reading: readers::Reading| {
        heard.push(reading.result.map_or_else(|why| format!("{why:?}"), |found| found.value().to_owned()));
    };
    decoder.input(frame, now, &mut out);
    decoder.timeout(now + Duration::from_secs(1), &mut out);
    heard
}

#[test]
fn what_readers_say_is_understood_and_in_the_transcripts() {
    let text = |text: &str| text.bytes().map(|byte| format!("{byte:02x} ")).collect::<String>();
    let lsb = ReadingSettings { order: ByteOrder::Lsb, ..ReadingSettings::default() };
    for (name, framing, settings, frame, expected) in [
        (
            "RDM6300",
            Framing::Rdm6300,
            ReadingSettings::default(),
            "02 36 32 45 33 30 38 36 43 45 44 30 38 03".to_owned(),
            Some("62e3086ced"),
        ),
        (
            "ID-12LA",
            Framing::Rdm6300,
            ReadingSettings::default(),
            "02 34 42 30 30 34 32 33 43 31 35 32 30 0d 0a 03".to_owned(),
            Some("4b00423c15"),
        ),
        ("Promag MF7", Framing::Gap, lsb, "80 31 1a 32 73 2b 04".to_owned(), Some("042b73321a3180")),
        (
            "Codatex",
            Framing::Codatex,
            ReadingSettings::default(),
            text("\u{2}R1D37FA4B02\u{4}"),
            Some("1d37fa4b02"),
        ),
        (
            "TWN4, found",
            Framing::Twn4Simple,
            ReadingSettings::default(),
            text("0001803807042B73321A3180\r"),
            Some("042b73321a3180"),
        ),
        (
            "GAT Writer 5250B, idle",
            Framing::Gat5250b,
            ReadingSettings::default(),
            "03 14 01 16".to_owned(),
            None,
        ),
    ] {
        let frame = bytes(&frame);
        let heard = hear(&mut Decoder::new(framing, settings), &frame);
        assert_eq!(heard, Vec::from_iter(expected), "{name}");
        let transcript = transcript(framing);
        assert!(transcript.windows(frame.len()).any(|part| part == frame), "{name} is in no transcript");
    }
}

#[test]
fn what_readers_are_asked_is_what_the_manuals_ask() {
    let now = Instant::now();
    let asked = |framing: Framing| {
        let mut decoder = Decoder::new(framing, ReadingSettings::default());
        let first = decoder.output(now).unwrap();
        (decoder, first)
    };

    let (mut twn4, version) = asked(Framing::Twn4Simple);
    assert_eq!(version, b"0004FF\r");
    assert_eq!(hear(&mut twn4, b"000454574E34\r"), [""; 0], "the version is no card");
    let later = now + Duration::from_secs(2);
    assert_eq!(twn4.output(later).unwrap(), b"0500FF\r");
    // The manual's beep of half a second would keep the reader from looking: the same volume and pitch,
    // for a shorter time.
    twn4.signal(Signal::Good);
    hear(&mut twn4, b"0000\r");
    let beep = twn4.output(later + Duration::from_secs(2)).unwrap();
    let manual = b"0407646009F401F401\r";
    assert_eq!((beep.len(), &beep[..10]), (manual.len(), &manual[..10]));

    let (_, get_uid) = asked(Framing::Acr1281s);
    assert_eq!(get_uid, bytes("02 6f 05 00 00 00 00 01 00 00 00 ff ca 00 00 00 5e 03"));

    let (mut gat, number) = asked(Framing::Gat5250b);
    assert_eq!(number, bytes("0a 80 00 07 04 01 00 00 04 01 8d"));
    gat.signal(Signal::Good);
    hear(&mut gat, &bytes("03 14 01 16"));
    assert_eq!(gat.output(later).unwrap(), bytes("06 74 00 00 00 8a f8"));
}
