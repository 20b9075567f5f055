use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::fuzzing::Step;
use crate::proto::properties::any_steps;
use crate::{ByteOrder, fuzzing, interpret};

const UUID: &str = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
const MEMBER: &str = r#"{"uuid":"6ba7b810-9dad-11d1-80b4-00c04fd430c8","customer_number":"1-1"}"#;
const CARD: &[u8] = b"\x0262E3086CED08\x03";

/// What is known when `bursts` have come one after the other, each followed by `silence` ms.
fn heard(baud: u32, bursts: &[&[u8]], silence: u64) -> Recogniser {
    let mut recogniser = Recogniser::new(baud);
    let mut now = Instant::now();
    for bytes in bursts {
        recogniser.input(bytes, now);
        let end = now + Duration::from_millis(silence);
        while let Some(at) = recogniser.deadline().filter(|at| *at <= end) {
            recogniser.timeout(at);
        }
        now = end;
    }
    recogniser
}

fn verdict(bursts: &[&[u8]]) -> Verdict {
    heard(9600, bursts, 1000).verdict
}

fn known(bursts: &[&[u8]]) -> Recognised {
    match verdict(bursts) {
        Verdict::Recognised(known) => known,
        other @ (Verdict::Silent | Verdict::Hearing | Verdict::Unclear(_) | Verdict::Noise { .. }) => {
            panic!("{other:?}")
        }
    }
}

const fn line(ending: Ending, content: Content) -> Seen {
    Seen::Line { ending, aim: None, content }
}

const fn burst(content: Content) -> Seen {
    Seen::Burst { aim: None, content }
}

#[test]
fn every_listening_family_is_told_by_one_tap() {
    use Content::*;
    let id_12 = b"\x024B00423C1520\r\n\x03";
    let json = format!("{MEMBER}\r\n");
    let pass = format!("{UUID}\n");
    let aim_code = format!("]Q1{MEMBER}\r");
    for (name, bytes, framing, seen) in [
        ("RDM6300", CARD, Framing::Rdm6300, Seen::Checked { digits: 10 }),
        ("repeated", &CARD.repeat(7), Framing::Rdm6300, Seen::Checked { digits: 10 }),
        ("ID-12LA", id_12, Framing::Rdm6300, Seen::Checked { digits: 10 }),
        (
            "cut, then whole",
            b"E3086CED08\x03\x0262E3086CED08\x03",
            Framing::Rdm6300,
            Seen::Checked { digits: 10 },
        ),
        ("Codatex", b"\x02R1D37FA4B02\x04", Framing::Codatex, Seen::Marked { digits: 10 }),
        ("CR", b"042b73321a3180\r", Framing::Line, line(Ending::Cr, Hex { digits: 14 })),
        ("LF", b"042b73321a3180\n", Framing::Line, line(Ending::Lf, Hex { digits: 14 })),
        ("CR LF", b"042B73321A3180\r\n", Framing::Line, line(Ending::CrLf, Hex { digits: 14 })),
        ("TAB", b"042b73321a3180\t", Framing::Line, line(Ending::Tab, Hex { digits: 14 })),
        ("10 digits", b"0016702650\r\n", Framing::Line, line(Ending::CrLf, Decimal { digits: 10 })),
        ("8 digits, 10 bytes", b"11223344\r\n", Framing::Line, line(Ending::CrLf, Decimal { digits: 8 })),
        ("3+5", b"176,42493\r", Framing::Line, line(Ending::Cr, ShortNumber)),
        ("member", json.as_bytes(), Framing::Line, line(Ending::CrLf, MemberCode)),
        ("cut member", b"{\"uuid\":\"6ba7\r", Framing::Line, line(Ending::Cr, BrokenCode)),
        ("pass", pass.as_bytes(), Framing::Line, line(Ending::Lf, Uuid)),
        ("text", "Zoë 4\r".as_bytes(), Framing::Line, line(Ending::Cr, Text { characters: 5 })),
        (
            "AIM",
            b"]E04006381333931\r",
            Framing::Line,
            Seen::Line { ending: Ending::Cr, aim: Some(Aim::Ean), content: Decimal { digits: 13 } },
        ),
        (
            "AIM member",
            aim_code.as_bytes(),
            Framing::Line,
            Seen::Line { ending: Ending::Cr, aim: Some(Aim::QrCode), content: MemberCode },
        ),
        ("MF7", b"\x80\x31\x1a\x32\x73\x2b\x04", Framing::Gap, burst(Bytes { bytes: 7 })),
        ("4 bytes", b"\x4d\x3c\x2b\x1a", Framing::Gap, burst(Bytes { bytes: 4 })),
        ("hex without end", b"E00401500A1B2C3D", Framing::Gap, burst(Hex { digits: 16 })),
        ("EAN without end", b"4006381333931", Framing::Gap, burst(Decimal { digits: 13 })),
        ("text without end", b"GYM-77", Framing::Gap, burst(Text { characters: 6 })),
        ("3+5 without end", b"176,42493", Framing::Gap, burst(ShortNumber)),
        ("member without end", MEMBER.as_bytes(), Framing::Gap, burst(MemberCode)),
    ] {
        let found = known(&[bytes]);
        assert_eq!((found.framing, found.seen, found.baud), (framing, seen, 9600), "{name}");
        assert_eq!(found.reading, seen.reading(), "{name}");
        let raw = matches!(seen, Seen::Burst { content: Bytes { .. }, .. });
        assert_eq!(found.seen.is_certain(), !raw, "{name}");
    }
}

#[test]
fn what_is_suggested_makes_a_credential_of_what_was_heard() {
    use IdentificationKind::{Barcode, Number, QrCode, WalletPass};
    let member = format!("{MEMBER}\r");
    let pass = format!("{UUID}\r");
    for (bytes, kind, value) in [
        (CARD, Number, "62e3086ced"),
        (b"\x02R1D37FA4B02\x04", Number, "1d37fa4b02"),
        (b"042b73321a3180\r", Number, "042b73321a3180"),
        (b"0016702650\r", Number, "16702650"),
        (b"\x1a\x2b\x3c\x4d", Number, "1a2b3c4d"),
        (member.as_bytes(), QrCode, MEMBER),
        (pass.as_bytes(), WalletPass, UUID),
        (b"GYM-77\r", Barcode, "GYM-77"),
        (b"]E04006381333931\r", Barcode, "4006381333931"),
        (b"]C0AB12\r", Barcode, "AB12"),
    ] {
        let Recognised { frame, reading, .. } = known(&[bytes]);
        let found = interpret(&frame, &reading).unwrap();
        assert_eq!((found.kind(), found.value()), (kind, value));
        assert_eq!(reading.order, ByteOrder::Msb);
    }
}

#[test]
fn what_nobody_says_is_noise_and_the_next_speed_is_tried() {
    for (name, bytes) in [
        ("a line at the wrong speed", &b"\xfe\x00\xe6\x80\xf8\r"[..]),
        ("characters in it", b"\x00\xfe12345678\r\x80"),
        ("a line in it", b"\x00\xfe\r12345678\r\x80"),
        ("zeros", &[0; 4]),
        ("ones", &[0xff; 7]),
        ("six bytes", b"\x80\x31\x1a\x32\x73\x2b"),
        ("one byte", b"\x80"),
        ("more than anything", &[0x80; 4096]),
    ] {
        let expected = Verdict::Noise { bytes: bytes.len().min(512), next: 19_200 };
        assert_eq!(verdict(&[bytes]), expected, "{name}");
    }
    assert_eq!(heard(19_200, &[b"\x80"], 1000).verdict, Verdict::Noise { bytes: 1, next: 115_200 });
    assert_eq!(heard(115_200, &[b"\x80"], 1000).verdict, Verdict::Noise { bytes: 1, next: 9600 });
    assert_eq!(heard(1200, &[b"\x80"], 1000).verdict, Verdict::Noise { bytes: 1, next: 9600 });
}

#[test]
fn a_frame_that_is_not_whole_is_no_other_speed() {
    use Garbled::*;
    for (name, bytes, why) in [
        ("wrong checksum", &b"\x0262E3086CED09\x03"[..], Checksum),
        ("half a frame", b"\x0262E3", Incomplete),
        ("half a frame of Codatex", b"\x02R1D37FA", Incomplete),
        ("a frame too short", b"\x02R1D37FA4B\x04", Length),
        ("the end of a frame", b"D08\x03", Incomplete),
        ("what a Codatex says at power-on", b"\x02OK\x04", Incomplete),
    ] {
        assert_eq!(verdict(&[bytes]), Verdict::Unclear(why), "{name}");
    }
}

#[test]
fn a_checksum_is_believed_at_once_and_a_line_when_it_is_over_or_came_twice() {
    let start = Instant::now();
    let mut recogniser = Recogniser::new(9600);
    assert_eq!(recogniser.verdict(), &Verdict::Silent);
    recogniser.input(&CARD[..5], start);
    assert_eq!(recogniser.verdict(), &Verdict::Hearing);
    recogniser.input(&CARD[5..], start);
    assert!(matches!(recogniser.verdict(), Verdict::Recognised(_)));

    let mut recogniser = Recogniser::new(9600);
    recogniser.input(b"042b73321a3180\r", start);
    assert_eq!(recogniser.verdict(), &Verdict::Hearing);
    recogniser.input(b"042b73321a3180\r", start + Duration::from_millis(60));
    assert!(matches!(recogniser.verdict(), Verdict::Recognised(_)));
}

#[test]
fn what_proves_more_replaces_what_proves_less_and_is_not_forgotten() {
    let raw: &[u8] = b"\x80\x31\x1a\x32\x73\x2b\x04";
    let noise: &[u8] = b"\x80\x81\x82";
    let line: &[u8] = b"1a2b3c4d\r";
    assert_eq!(known(&[raw, line]).framing, Framing::Line);
    assert_eq!(known(&[raw, line, raw]).framing, Framing::Line);
    assert_eq!(known(&[line, CARD, line]).framing, Framing::Rdm6300);
    assert_eq!(known(&[noise, CARD]).framing, Framing::Rdm6300);
    assert_eq!(known(&[CARD, noise]).framing, Framing::Rdm6300);
    assert_eq!(known(&[line, b"deadbeef\r"]).frame, Frame::Text("deadbeef".to_owned()), "the last card");
    assert_eq!(verdict(&[raw, noise]), Verdict::Noise { bytes: 3, next: 19_200 }, "it was chance");
}

#[test]
fn only_families_that_listen_are_tried() {
    let recogniser = Recogniser::new(9600);
    let tried: Vec<_> = recogniser.families.iter().map(|(framing, _)| *framing).collect();
    assert_eq!(tried, [Framing::Rdm6300, Framing::Line, Framing::Gap, Framing::Codatex]);
}

#[test]
fn nothing_read_is_printed() {
    let printed = format!("{:?}", verdict(&[b"deadbeef\r"]));
    assert!(!printed.contains("deadbeef") && printed.contains("digits: 8"), "{printed}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cutting_the_input_changes_nothing(steps in any_steps(), size in 1_usize..20) {
        let whole = fuzzing::heard(9600, &steps);
        prop_assert_eq!(fuzzing::heard(9600, &fuzzing::cut_up(&steps, size)), whole);
    }

    #[test]
    fn after_anything_and_silence_a_card_is_recognised(steps in any_steps()) {
        let silence = Step::Silence(Duration::from_millis(500));
        let all = [&steps[..], &[silence.clone(), Step::Bytes(CARD.to_vec()), silence]].concat();
        let verdict = fuzzing::heard(9600, &all);
        let recognised = matches!(&verdict, Verdict::Recognised(known) if known.framing == Framing::Rdm6300);
        prop_assert!(recognised, "{:?}", verdict);
    }
}
