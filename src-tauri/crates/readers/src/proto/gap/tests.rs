use super::*;
use crate::proto::properties::{Step, run, times};

fn frames(kind: IdentificationKind, steps: &[Step]) -> Vec<Frame> {
    run(&mut Gap::new(Duration::from_millis(50), kind), steps)
}

fn bytes(bytes: &[u8]) -> Step {
    Step::Bytes(bytes.to_vec())
}

fn silence(ms: u64) -> Step {
    Step::Silence(Duration::from_millis(ms))
}

#[test]
fn every_burst_gives_what_the_table_says() {
    use IdentificationKind::{Barcode, Number, QrCode};
    let raw = |bytes: &[u8]| [Frame::Bytes(bytes.to_vec())];
    let text = |text: &str| [Frame::Text(text.to_owned())];
    let garbled = |why| [Frame::Garbled(why)];
    let cases: &[(&str, IdentificationKind, &[u8], &[Frame])] = &[
        ("MF7", Number, b"\x80\x31\x1a\x32\x73\x2b\x04", &raw(b"\x80\x31\x1a\x32\x73\x2b\x04")),
        ("spelled", Number, b"62E3086ced", &text("62E3086ced")),
        ("five digits", Number, b"12345", &text("12345")),
        ("four digits are a chip", Number, b"1234", &raw(b"1234")),
        ("one byte that is no digit", Number, b"1234\r", &raw(b"1234\r")),
        ("QR code", QrCode, b"{\"uuid\": \"0\"}\r\n", &text("{\"uuid\": \"0\"}")),
        ("bar code, short", Barcode, b"12", &text("12")),
        ("only a line break", Barcode, b"\r\n", &[]),
        ("bar code, not text", Barcode, b"\xff\xfe", &garbled(Garbled::Characters)),
        ("longest", Number, &[0x80; 512], &raw(&[0x80; 512])),
        ("too long", Number, &[0x80; 513], &garbled(Garbled::TooLong)),
    ];
    for (name, kind, input, expected) in cases {
        assert_eq!(frames(*kind, &[bytes(input), silence(49)]), [], "{name}, early");
        assert_eq!(&frames(*kind, &[bytes(input), silence(50)]), expected, "{name}");
        let later = frames(*kind, &[bytes(input), silence(50), bytes(b"123456"), silence(50)]);
        assert_eq!(later.last(), text("123456").last(), "after {name}");
    }
}

#[test]
fn a_burst_holds_together_and_two_stay_apart() {
    let steps =
        [bytes(b"\x80\x31"), silence(49), bytes(b"\x1a\x32"), silence(50), bytes(b"\x73"), silence(50)];
    assert_eq!(
        frames(IdentificationKind::Number, &steps),
        [Frame::Bytes(vec![0x80, 0x31, 0x1a, 0x32]), Frame::Bytes(vec![0x73])]
    );
}

#[test]
fn a_burst_without_end_is_one_event() {
    let tenth = [bytes(&[0x80; 1 << 19]), silence(40)];
    let found = frames(IdentificationKind::Number, &[&times(26, &tenth)[..], &[silence(50)]].concat());
    assert_eq!(found, [Frame::Garbled(Garbled::TooLong)]);
    let endless = frames(IdentificationKind::Number, &times(26, &tenth));
    assert_eq!(endless, [Frame::Garbled(Garbled::TooLong)], "after a second, without silence");
    assert!(size_of::<Gap>() < 1024, "holds no more than one burst");
}
