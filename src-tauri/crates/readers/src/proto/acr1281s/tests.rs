use std::time::{Duration, Instant};

use super::*;
use crate::proto::asked::Asked;
use crate::proto::properties::{Step, run};
use crate::proto::{Frame, Framer};

const ACK: &[u8] = &[0x02, 0x00, 0x00, 0x03];

fn block(kind: u8, data: &[u8]) -> Vec<u8> {
    let body = [&[kind, data.len() as u8, 0, 0, 0, 0, 1, 0, 0, 0][..], data].concat();
    [&[STX][..], &body, &[xor(&body), ETX]].concat()
}

fn frames(input: &[u8]) -> Vec<Frame> {
    let steps = [Step::Bytes(input.to_vec()), Step::Silence(Duration::from_millis(600))];
    run(&mut Asked::<Acr1281s>::default(), &steps)
}

#[test]
fn every_answer_means_what_the_table_says() {
    use Garbled::*;
    let seven = [0x04, 0x2b, 0x73, 0x32, 0x1a, 0x31, 0x80];
    let number = Frame::Bytes(seven.to_vec());
    let card = block(0x80, &[&seven[..], &[0x90, 0x00]].concat());
    let (mut checksum, mut end) = (card.clone(), card.clone());
    checksum[12] ^= 1;
    *end.last_mut().unwrap() = 4;
    let cases: &[(&str, &[u8], &[Frame])] = &[
        ("understood and a card", &[ACK, &card].concat(), std::slice::from_ref(&number)),
        ("a card alone", &card, std::slice::from_ref(&number)),
        ("nobody there", &[ACK, &block(0x80, &[0x63, 0x00])].concat(), &[]),
        ("no data", &block(0x80, &[]), &[]),
        ("five bytes", &block(0x80, &[1, 2, 3, 4, 5, 0x90, 0x00]), &[]),
        ("thanks for a beep", &block(0x83, &[0xe1, 0, 0, 0, 1, 5]), &[]),
        ("an escape is no card", &block(0x83, &[1, 2, 3, 4, 0x90, 0x00]), &[]),
        ("checksum refused", &[0x02, 0xff, 0xff, 0x03], &[]),
        ("length refused", &[0x02, 0xfe, 0xfe, 0x03], &[]),
        ("slot refused", &[0x02, 0xfb, 0xfb, 0x03], &[]),
        ("too slow", &[0x02, 0x99, 0x99, 0x03], &[]),
        ("a status that differs", &[0x02, 0xff, 0xfe, 0x03], &[Frame::Garbled(Checksum)]),
        ("an unknown beginning", &[0x02, 0x41], &[Frame::Garbled(Noise)]),
        ("bad checksum", &checksum, &[Frame::Garbled(Checksum)]),
        ("no end", &end, &[Frame::Garbled(Length)]),
        ("far too long", &[0x02, 0x80, 0x06, 0x01, 0, 0, 0, 1, 0, 0, 0], &[Frame::Garbled(Length)]),
        ("cut off", &card[..9], &[Frame::Garbled(Incomplete)]),
        ("noise", b"hello", &[Frame::Garbled(Noise)]),
    ];
    for (name, input, expected) in cases {
        assert_eq!(&frames(input), expected, "{name}");
    }
}

#[test]
fn the_longest_frame_ends() {
    assert_eq!(
        frames(&[&[STX, 0x80, 0x05, 0x01, 0, 0][..], &[0; 262], &[0x84, ETX], &[ETX]].concat()).len(),
        1
    );
}

#[test]
fn questions_are_written_as_in_the_manual_and_numbered() {
    let mut reader = Acr1281s::default();
    assert_eq!(reader.ask(), b"\x02\x6f\x05\0\0\0\0\x01\0\0\0\xff\xca\0\0\0\x5e\x03");
    assert_eq!(reader.ask()[7], 2);
    reader.sequence = 255;
    assert_eq!(
        reader.tell(Signal::Good).unwrap(),
        b"\x02\x6b\x06\0\0\0\x01\0\0\0\0\xe0\0\0\x28\x01\x05\xa0\x03",
        "50 ms"
    );
}

#[test]
fn the_answer_is_awaited_after_the_question_was_understood() {
    let mut framer = Asked::<Acr1281s>::default();
    let now = Instant::now();
    framer.output(now);
    framer.input(ACK, now, &mut |_| {});
    framer.signal(Signal::Good);
    assert_eq!(framer.output(now), None, "the reader hears nothing while it works");
    framer.input(&block(0x80, &[0x63, 0x00]), now, &mut |_| {});
    assert!(framer.output(now).is_some());
}
