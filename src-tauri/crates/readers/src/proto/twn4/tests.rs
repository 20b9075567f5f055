use std::time::{Duration, Instant};

use super::*;
use crate::proto::asked::Asked;
use crate::proto::properties::{Step, run};
use crate::proto::{Frame, Framer};

const CARD: &[u8] = b"0001803807042B73321A3180\r";

fn frames(input: &[u8]) -> Vec<Frame> {
    let steps = [Step::Bytes(input.to_vec()), Step::Silence(Duration::from_millis(600))];
    run(&mut Asked::<Twn4>::default(), &steps)
}

fn number() -> Frame {
    Frame::Bytes(vec![0x04, 0x2b, 0x73, 0x32, 0x1a, 0x31, 0x80])
}

#[test]
fn every_answer_means_what_the_table_says() {
    use Garbled::*;
    let cases: &[(&str, &[u8], &[Frame])] = &[
        ("card", CARD, &[number()]),
        ("lower case, CR LF", b"0001803807042b73321a3180\r\n", &[number()]),
        ("EM4100", b"0001402805 0102B0A5FD\r", &[Frame::Garbled(Characters)]),
        ("5 bytes", b"00014028050102B0A5FD\r", &[Frame::Bytes(vec![1, 2, 0xb0, 0xa5, 0xfd])]),
        ("26 bits in 4 bytes", b"0001491A0401020304\r", &[Frame::Bytes(vec![1, 2, 3, 4])]),
        ("nothing there", b"0000\r", &[]),
        ("thanks for a beep", b"00\r", &[]),
        ("version", b"000454574E34\r", &[]),
        ("unknown question", b"01\r", &[]),
        ("malformed question", b"0500\r", &[]),
        ("number too short", b"0001803807042B73321A31\r", &[Frame::Garbled(Length)]),
        ("number too long", b"0001803807042B73321A318000\r", &[Frame::Garbled(Length)]),
        ("bits and bytes differ", b"0001802007042B73321A3180\r", &[Frame::Garbled(Length)]),
        ("no number", b"0001800000\r", &[Frame::Garbled(Length)]),
        ("half a byte", b"000\r", &[Frame::Garbled(Characters)]),
        ("not hexadecimal", b"hello\r", &[Frame::Garbled(Characters)]),
        ("never ends", b"0001", &[Frame::Garbled(Incomplete)]),
        ("far too long", &[b'0'; 300], &[Frame::Garbled(TooLong)]),
        ("bad then good", &[b"hello\r", CARD].concat(), &[number()]),
    ];
    for (name, input, expected) in cases {
        assert_eq!(&frames(input), expected, "{name}");
    }
}

#[test]
fn it_greets_asks_pauses_and_asks_again() {
    let mut framer = Asked::<Twn4>::default();
    let start = Instant::now();
    let at = |ms| start + Duration::from_millis(ms);
    let mut found = Vec::new();
    assert_eq!(framer.deadline(), None, "our turn at once");
    assert_eq!(framer.output(at(0)).as_deref(), Some(VERSION));
    assert_eq!(framer.output(at(0)), None, "one question at a time");
    assert_eq!(framer.deadline(), Some(at(1000)));
    framer.timeout(at(1000), &mut |frame| found.push(frame));
    assert_eq!(framer.output(at(1000)).as_deref(), Some(SEARCH), "no answer: asked again");
    framer.input(b"0000\r", at(1010), &mut |frame| found.push(frame));
    assert_eq!(framer.output(at(1010)), None, "a pause after the answer");
    assert_eq!(framer.deadline(), Some(at(1090)));
    framer.timeout(at(1090), &mut |frame| found.push(frame));
    assert_eq!(framer.output(at(1090)).as_deref(), Some(SEARCH));
    assert_eq!(found, [], "an empty field and no answer are no events");
    framer.input(CARD, at(1100), &mut |frame| found.push(frame));
    assert_eq!(found, [number()]);
}

#[test]
fn a_verdict_goes_before_the_next_question_and_the_newest_counts() {
    let mut framer = Asked::<Twn4>::default();
    let now = Instant::now();
    framer.output(now);
    framer.signal(Signal::Bad);
    assert_eq!(framer.output(now), None, "not into an answer that is still to come");
    framer.input(CARD, now, &mut |_| {});
    framer.signal(Signal::Good);
    assert_eq!(framer.output(now).as_deref(), Some(GOOD), "without the pause");
    framer.input(b"00\r", now, &mut |_| {});
    framer.signal(Signal::Bad);
    assert_eq!(framer.output(now).as_deref(), Some(BAD));
    framer.input(b"00\r", now, &mut |_| {});
    assert_eq!(framer.output(now), None, "once");
}

#[test]
fn copies_of_a_card_stay_together_in_spite_of_a_beep() {
    // The desk takes copies less than 250 ms apart for one tap.
    let mut framer = Asked::<Twn4>::default();
    let start = Instant::now();
    framer.output(start);
    framer.input(CARD, start, &mut |_| {});
    framer.signal(Signal::Bad);
    framer.output(start);
    let beeped = start + Duration::from_millis(100);
    framer.input(b"00\r", beeped, &mut |_| {});
    let next = framer.deadline().unwrap();
    assert_eq!(next, beeped + Duration::from_millis(80));
    framer.timeout(next, &mut |_| {});
    assert!(framer.output(next).is_some());
}
