use std::time::Duration;

use super::*;
use crate::Frame;
use crate::proto::properties::{Step, run, times};

const GOOD: &[u8] = b"\x0262E3086CED08\x03";

fn number() -> Frame {
    Frame::Bytes(vec![0x62, 0xe3, 0x08, 0x6c, 0xed])
}

fn frames(steps: &[Step]) -> Vec<Frame> {
    run(&mut Rdm6300::default(), steps)
}

fn bytes(bytes: &[u8]) -> Step {
    Step::Bytes(bytes.to_vec())
}

fn silence(ms: u64) -> Step {
    Step::Silence(Duration::from_millis(ms))
}

#[test]
fn every_burst_gives_what_the_table_says() {
    use Garbled::*;
    let cases: &[(&str, &[u8], &[Frame])] = &[
        ("good", GOOD, &[number()]),
        ("lower case", b"\x0262e3086ced08\x03", &[number()]),
        ("ID-12LA", b"\x0262E3086CED08\r\n\x03", &[number()]),
        ("three copies", &GOOD.repeat(3), &[number(), number(), number()]),
        ("noise before", &[b"zz", GOOD].concat(), &[number()]),
        ("noise after", &[GOOD, b"\0\0"].concat(), &[number()]),
        ("truncated copy first", &[b"\x0262E30", GOOD].concat(), &[number()]),
        ("restart at STX", b"\x02\x02\x0262E3086CED08\x03", &[number()]),
        ("checksum", b"\x0262E3086CED09\x03", &[Frame::Garbled(Checksum)]),
        ("bad copy then good", &[b"\x0262E3086CED09\x03", GOOD].concat(), &[number()]),
        ("good copy then bad", &[GOOD, b"\x0262E3086CED09\x03"].concat(), &[number()]),
        ("too short", b"\x0262E3086C08\x03", &[Frame::Garbled(Length)]),
        ("too long", b"\x0262E3086CED0808080808\x03", &[Frame::Garbled(Length)]),
        ("CR without LF", b"\x0262E3086CED08\r\x03", &[Frame::Garbled(Length)]),
        ("CR LF too early", b"\x0262E3086CED\r\n08\x03", &[Frame::Garbled(Length)]),
        ("CR LF among twelve", b"\x0262E3086CED\r\n\x03", &[Frame::Garbled(Length)]),
        ("line breaks as digits", b"\x02\r\n\r\n\r\n\r\n\r\n\r\n\x03", &[Frame::Garbled(Length)]),
        ("not hexadecimal", b"\x0262E3086CEG08\x03", &[Frame::Garbled(Characters)]),
        ("empty", b"\x02\x03", &[Frame::Garbled(Length)]),
        ("only noise", b"hello", &[Frame::Garbled(Noise)]),
        ("never ends", b"\x0262E308", &[Frame::Garbled(Incomplete)]),
        ("good, then taken away", &[GOOD, b"\x0262E3"].concat(), &[number()]),
    ];
    for (name, input, expected) in cases {
        assert_eq!(&frames(&[bytes(input), silence(600)]), expected, "{name}");
        assert_eq!(
            frames(&[bytes(input), silence(600), bytes(GOOD)]).last(),
            Some(&number()),
            "after {name}"
        );
    }
}

#[test]
fn a_frame_may_pause_but_never_joins_the_next_card() {
    let (half, rest) = GOOD.split_at(6);
    assert_eq!(frames(&[bytes(half), silence(499), bytes(rest)]), [number()]);
    let incomplete = Frame::Garbled(Garbled::Incomplete);
    assert_eq!(frames(&[bytes(half), silence(500)]), std::slice::from_ref(&incomplete));
    assert_eq!(
        frames(&[bytes(half), silence(500), bytes(rest), silence(100)]),
        [incomplete, Frame::Garbled(Garbled::Noise)],
        "the second half alone is nothing"
    );
}

#[test]
fn garbage_is_reported_when_the_burst_ends() {
    assert_eq!(frames(&[bytes(b"zz"), silence(99)]), []);
    assert_eq!(frames(&[bytes(b"zz"), silence(99), bytes(GOOD), silence(600)]), [number()]);
    let noise = Frame::Garbled(Garbled::Noise);
    assert_eq!(frames(&[bytes(b"zz"), silence(100)]), std::slice::from_ref(&noise));
    assert_eq!(frames(&[bytes(b"zz"), silence(100), bytes(b"zz"), silence(100)]), [noise.clone(), noise]);
}

#[test]
fn garbage_without_end_is_reported_once_until_silence() {
    let second = times(20, &[bytes(b"zz"), silence(50)]);
    let noise = Frame::Garbled(Garbled::Noise);
    assert_eq!(frames(&second[..39]), [], "not before a second has passed");
    assert_eq!(frames(&second), std::slice::from_ref(&noise));
    let minute = times(60, &second);
    assert_eq!(frames(&minute), std::slice::from_ref(&noise));
    let (card, pause) = (bytes(GOOD), silence(100));
    assert_eq!(frames(&[&minute[..], &[card]].concat()), [noise.clone(), number()]);
    assert_eq!(frames(&[&minute[..], &[pause], &second[..]].concat()), [noise.clone(), noise]);
}

#[test]
fn ten_megabytes_of_noise_cost_nothing() {
    let noise: Vec<u8> = (0..10_u32 << 20).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let found = frames(&[Step::Bytes(noise), silence(600)]);
    assert_eq!(found.len(), 1, "one event: {found:?}");
    assert!(size_of::<Rdm6300>() < 256, "holds no more than one frame");
}
