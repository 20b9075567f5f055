use std::time::{Duration, Instant};

use super::*;
use crate::proto::asked::Asked;
use crate::proto::properties::{Step, run};
use crate::proto::{Frame, Framer};

const IDLE: &[u8] = &[0x03, 0x14, 0x01, 0x16];
/// An answer with card 1A2B3C4D in its bytes 10 to 13.
pub(super) const CARD: &[u8] =
    &[0x0e, 0x80, 0x00, 0x07, 0x04, 0x01, 0x00, 0x00, 0x04, 0x01, 0x1a, 0x2b, 0x3c, 0x4d, 0xc9];

fn frames(input: &[u8]) -> Vec<Frame> {
    let steps = [Step::Bytes(input.to_vec()), Step::Silence(Duration::from_millis(600))];
    run(&mut Asked::<Gat5250b>::default(), &steps)
}

#[test]
fn every_answer_means_what_the_table_says() {
    use Garbled::*;
    let mut wrong = CARD.to_vec();
    wrong[14] ^= 1;
    let number = Frame::Bytes(vec![0x1a, 0x2b, 0x3c, 0x4d]);
    let cases: &[(&str, &[u8], &[Frame])] = &[
        ("idle", IDLE, &[]),
        ("card", CARD, std::slice::from_ref(&number)),
        ("idle, then a card", &[IDLE, CARD].concat(), std::slice::from_ref(&number)),
        ("short answer", ASK, &[]),
        ("checksum", &wrong, &[Frame::Garbled(Checksum)]),
        ("never ends", &CARD[..9], &[Frame::Garbled(Incomplete)]),
        ("no count", &[0xff], &[Frame::Garbled(Noise)]),
    ];
    for (name, input, expected) in cases {
        assert_eq!(&frames(input), expected, "{name}");
    }
}

#[test]
fn every_frame_that_is_written_has_its_count_and_its_checksum() {
    for frame in [ASK, GREEN, IDLE, CARD] {
        let (last, body) = frame.split_last().unwrap();
        assert_eq!(usize::from(frame[0]), frame.len() - 1);
        assert_eq!(xor(body), *last);
    }
}

#[test]
fn it_has_a_light_for_good_and_nothing_for_bad() {
    let mut framer = Asked::<Gat5250b>::default();
    let now = Instant::now();
    for (signal, expected) in [(Signal::Good, GREEN), (Signal::Bad, ASK)] {
        framer.signal(signal);
        assert_eq!(framer.output(now).as_deref(), Some(expected), "{signal:?}");
        framer.input(IDLE, now, &mut |_| {});
    }
}
