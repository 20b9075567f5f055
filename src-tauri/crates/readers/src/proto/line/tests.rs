use std::time::Duration;

use super::*;
use crate::proto::properties::{Step, run, times};

fn frames(steps: &[Step]) -> Vec<Frame> {
    run(&mut Line::default(), steps)
}

fn bytes(bytes: impl AsRef<[u8]>) -> Step {
    Step::Bytes(bytes.as_ref().to_vec())
}

fn silence(ms: u64) -> Step {
    Step::Silence(Duration::from_millis(ms))
}

fn text(text: &str) -> Frame {
    Frame::Text(text.to_owned())
}

#[test]
fn every_burst_gives_what_the_table_says() {
    use Garbled::*;
    let longest = "x".repeat(512);
    let (fits, too_long) = (format!("{longest}\r"), format!("{longest}x\r"));
    let too_long_then_good = format!("{too_long}12\r");
    let longest = [text(&longest)];
    let cases: &[(&str, &[u8], &[Frame])] = &[
        ("CR", b"1234\r", &[text("1234")]),
        ("LF", b"1234\n", &[text("1234")]),
        ("CR LF", b"1234\r\n", &[text("1234")]),
        ("TAB", b"1234\t", &[text("1234")]),
        ("two lines", b"12\r\n34\r\n", &[text("12"), text("34")]),
        ("blanks around", b"  12 34 \r", &[text("12 34")]),
        ("empty lines", b"\r\n\r\n \t\r", &[]),
        ("JSON", br#"{"uuid":"0", "customer_number":"\u00e9"}"#, &[Frame::Garbled(Incomplete)]),
        ("JSON with end", b"{\"uuid\": \"0\"}\n", &[text("{\"uuid\": \"0\"}")]),
        ("UTF-8", "Müller\r".as_bytes(), &[text("Müller")]),
        ("not UTF-8", b"12\xff34\r", &[Frame::Garbled(Characters)]),
        ("control character", b"12\x0034\r", &[Frame::Garbled(Characters)]),
        ("bad line then good", b"12\x0034\r5678\r", &[text("5678")]),
        ("longest", fits.as_bytes(), &longest),
        ("too long", too_long.as_bytes(), &[Frame::Garbled(TooLong)]),
        ("too long then good", too_long_then_good.as_bytes(), &[text("12")]),
        ("never ends", b"1234", &[Frame::Garbled(Incomplete)]),
    ];
    for (name, input, expected) in cases {
        assert_eq!(&frames(&[bytes(input), silence(600)]), expected, "{name}");
        let later = frames(&[bytes(input), silence(600), bytes("AB\r")]);
        assert_eq!(later.last(), Some(&text("AB")), "after {name}");
    }
}

#[test]
fn a_line_may_pause_but_never_joins_the_next_card() {
    assert_eq!(frames(&[bytes("12"), silence(499), bytes("34\r")]), [text("1234")]);
    assert_eq!(
        frames(&[bytes("12"), silence(500), bytes("34\r")]),
        [Frame::Garbled(Garbled::Incomplete), text("34")]
    );
}

#[test]
fn the_tail_of_a_line_too_long_is_no_card() {
    let too_long = bytes("x".repeat(600));
    assert_eq!(
        frames(&[too_long, silence(300), bytes("42\r"), silence(600)]),
        [Frame::Garbled(Garbled::TooLong)]
    );
}

#[test]
fn ten_megabytes_without_an_end_are_one_event() {
    let megabyte = [bytes(vec![b'x'; 1 << 20]), silence(400)];
    let found = frames(&[&times(10, &megabyte)[..], &[silence(600)]].concat());
    assert_eq!(found, [Frame::Garbled(Garbled::TooLong)]);
    assert!(size_of::<Line>() < 1024, "holds no more than one line");
}
