use std::time::Duration;

use super::*;
use crate::Frame;
use crate::proto::properties::{Step, run};

const GOOD: &[u8] = b"\x02R1D37FA4B02\x04";

fn number() -> Frame {
    Frame::Bytes(vec![0x1d, 0x37, 0xfa, 0x4b, 0x02])
}

#[test]
fn every_burst_gives_what_the_table_says() {
    use Garbled::*;
    let cases: &[(&str, &[u8], &[Frame])] = &[
        ("good", GOOD, &[number()]),
        ("lower case", b"\x02R1d37fa4b02\x04", &[number()]),
        ("two copies", &GOOD.repeat(2), &[number(), number()]),
        ("power on", b"\x02OK\x04", &[]),
        ("thanks", b"\x02\x06\x04", &[]),
        ("refused", b"\x02\x15\x04", &[]),
        ("master", b"\x02M37FA4B02AC\x04", &[]),
        ("power on, then a card", &[b"\x02OK\x04", GOOD].concat(), &[number()]),
        ("restart at STX", &[b"\x02R1D", GOOD].concat(), &[number()]),
        ("too short", b"\x02R1D37FA4B\x04", &[Frame::Garbled(Length)]),
        ("too long", b"\x02R1D37FA4B0203\x04", &[Frame::Garbled(Length)]),
        ("endless", b"\x02R1D37FA4B021D37FA4B02\x04", &[Frame::Garbled(Length)]),
        ("other letter", b"\x02Q1D37FA4B02\x04", &[Frame::Garbled(Characters)]),
        ("no letter", b"\x021D37FA4B02\x04", &[Frame::Garbled(Characters)]),
        ("not hexadecimal", b"\x02R1D37FA4B0G\x04", &[Frame::Garbled(Characters)]),
        ("empty", b"\x02\x04", &[Frame::Garbled(Characters)]),
        ("ETX does not end it", b"\x02R1D37FA4B02\x03", &[Frame::Garbled(Incomplete)]),
        ("noise", b"hello", &[Frame::Garbled(Noise)]),
    ];
    for (name, input, expected) in cases {
        let silence = Step::Silence(Duration::from_millis(600));
        let steps = [Step::Bytes(input.to_vec()), silence, Step::Bytes(GOOD.to_vec())];
        let found = run(&mut Codatex::default(), &steps[..2]);
        assert_eq!(&found, expected, "{name}");
        assert_eq!(run(&mut Codatex::default(), &steps).last(), Some(&number()), "after {name}");
    }
}
