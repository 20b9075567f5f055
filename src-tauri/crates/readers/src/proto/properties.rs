//! What holds for every family and any input.

use std::time::{Duration, Instant};

use domain::IdentificationKind;
use proptest::prelude::*;

use super::*;
use crate::fuzzing::cut_up;
pub(super) use crate::fuzzing::{Step, run};

/// The same steps again and again.
pub(super) fn times(count: usize, steps: &[Step]) -> Vec<Step> {
    steps.iter().cycle().take(count * steps.len()).cloned().collect()
}

fn framer(framing: Framing, kind: IdentificationKind) -> Box<dyn Framer> {
    framing.framer(&ReadingSettings { identification: kind, ..ReadingSettings::default() })
}

fn any_family() -> impl Strategy<Value = (Framing, IdentificationKind)> {
    let kinds = vec![
        IdentificationKind::Number,
        IdentificationKind::QrCode,
        IdentificationKind::Barcode,
        IdentificationKind::Pin,
        IdentificationKind::WalletPass,
    ];
    (prop::sample::select(Framing::ALL), prop::sample::select(kinds))
}

/// Pieces of what readers say, whole, cut, mixed up and wrong.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            &b"\x0262E3086CED08\x03"[..],
            b"\x0262E3086CED08\r\n\x03",
            b"\x0262E3086CED09\x03",
            b"042b73321a3180\r\n",
            b"\x80\x31\x1a\x32\x73\x2b\x04",
            b"\x02R1D37FA4B02\x04",
            b"\x02OK\x04",
            b"176,42493\n",
            b"]Q1{\"uuid\":\"6ba7b810-9dad-11d1-80b4-00c04fd430c8\"}\t",
            b"0001803807042B73321A3180\r",
            b"0000\r",
            b"\x03\x14\x01\x16",
            b"\x0e\x80\0\x07\x04\x01\0\0\x04\x01\x1a\x2b\x3c\x4d\xc9",
            b"\x02\0\0\x03",
            b"\x02\x80\x06\0\0\0\0\x01\0\0\0\x1a\x2b\x3c\x4d\x90\0\x57\x03",
            b"\x02",
            b"\x03",
            b"\r",
        ]).prop_map(<[u8]>::to_vec),
        1 => prop::collection::vec(any::<u8>(), 0..8),
        1 => (0_usize..700).prop_map(|len| vec![b'7'; len]),
    ];
    let cut = (piece, 0_usize..16)
        .prop_map(|(bytes, cut)| bytes[..bytes.len().saturating_sub(cut.saturating_sub(8))].to_vec());
    prop::collection::vec(cut, 0..8).prop_map(|pieces| pieces.concat())
}

pub(crate) fn any_steps() -> impl Strategy<Value = Vec<Step>> {
    let silence = prop::sample::select(vec![0_u64, 10, 49, 50, 99, 100, 300, 499, 500, 1000]);
    let step = (any_bytes(), silence)
        .prop_map(|(bytes, ms)| vec![Step::Bytes(bytes), Step::Silence(Duration::from_millis(ms))]);
    prop::collection::vec(step, 0..8).prop_map(|steps| steps.concat())
}

/// The most bursts a script can have: no family takes less than 50 ms for the end of one.
fn bursts(framing: Framing, steps: &[Step]) -> u128 {
    let silences = steps.iter().filter_map(|step| match step {
        Step::Bytes(_) => None,
        Step::Silence(silence) => Some(silence.as_millis()),
    });
    if framing.asks() {
        // Answers without a card do not make a burst longer.
        1 + silences.sum::<u128>() / 50
    } else {
        1 + silences.filter(|silence| *silence >= 50).count() as u128
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cutting_the_input_changes_nothing((framing, kind) in any_family(), steps in any_steps(), size in 1_usize..20) {
        let whole = run(&mut *framer(framing, kind), &steps);
        let pieces = run(&mut *framer(framing, kind), &cut_up(&steps, size));
        prop_assert_eq!(whole, pieces);
    }

    #[test]
    fn waking_late_or_too_often_changes_nothing((framing, kind) in any_family(), steps in any_steps()) {
        let mut now = Instant::now();
        let (mut late, mut eager) = (framer(framing, kind), framer(framing, kind));
        let (mut from_late, mut from_eager) = (Vec::new(), Vec::new());
        for step in &steps {
            match step {
                Step::Bytes(bytes) => {
                    late.input(bytes, now, &mut |frame| from_late.push(frame));
                    eager.input(bytes, now, &mut |frame| from_eager.push(frame));
                }
                Step::Silence(silence) => {
                    for _ in 0..10 {
                        now += *silence / 10;
                        eager.timeout(now, &mut |frame| from_eager.push(frame));
                    }
                }
            }
        }
        now += Duration::from_secs(2);
        late.timeout(now, &mut |frame| from_late.push(frame));
        eager.timeout(now, &mut |frame| from_eager.push(frame));
        prop_assert_eq!(from_late, from_eager);
        if !framing.asks() {
            prop_assert_eq!(late.deadline(), None);
            prop_assert_eq!(late.output(now), None, "who only listens never writes");
        }
    }

    #[test]
    fn a_burst_is_garbled_at_most_once((framing, kind) in any_family(), steps in any_steps()) {
        let frames = run(&mut *framer(framing, kind), &steps);
        let garbled = frames.iter().filter(|frame| matches!(frame, Frame::Garbled(_))).count();
        let bursts = bursts(framing, &steps);
        prop_assert!(garbled as u128 <= bursts, "{} of {}", garbled, bursts);
    }

    #[test]
    fn after_anything_and_half_a_second_a_card_reads_well((framing, kind) in any_family(), steps in any_steps()) {
        let mut framer = framer(framing, kind);
        let before = run(&mut *framer, &steps).len();
        let mut all = steps.clone();
        all.push(Step::Silence(Duration::from_millis(500)));
        let (card, expected) = match framing {
            Framing::Rdm6300 => (&b"\x0262E3086CED08\x03"[..], Frame::Bytes(vec![0x62, 0xe3, 0x08, 0x6c, 0xed])),
            Framing::Line => (&b"62E3086CED\r"[..], Frame::Text("62E3086CED".to_owned())),
            Framing::Gap => (&b"62E3086CED"[..], Frame::Text("62E3086CED".to_owned())),
            Framing::Codatex => (&b"\x02R62E3086CED\x04"[..], Frame::Bytes(vec![0x62, 0xe3, 0x08, 0x6c, 0xed])),
            Framing::Twn4Simple => (&b"000140280562E3086CED\r"[..], Frame::Bytes(vec![0x62, 0xe3, 0x08, 0x6c, 0xed])),
            Framing::Acr1281s => (
                &b"\x02\x80\x06\0\0\0\0\x01\0\0\0\x1a\x2b\x3c\x4d\x90\0\x57\x03"[..],
                Frame::Bytes(vec![0x1a, 0x2b, 0x3c, 0x4d]),
            ),
            Framing::Gat5250b => (
                &b"\x0e\x80\0\x07\x04\x01\0\0\x04\x01\x1a\x2b\x3c\x4d\xc9"[..],
                Frame::Bytes(vec![0x1a, 0x2b, 0x3c, 0x4d]),
            ),
        };
        all.push(Step::Bytes(card.to_vec()));
        all.push(Step::Silence(Duration::from_millis(500)));
        let frames = run(&mut *self::framer(framing, kind), &all);
        prop_assert!(frames.len() > before);
        prop_assert_eq!(frames.last(), Some(&expected));
    }

    #[test]
    fn any_garbage_at_all(framing in any_family(), bytes in prop::collection::vec(any::<u8>(), 0..4096)) {
        let frames = run(&mut *framer(framing.0, framing.1), &[Step::Bytes(bytes), Step::Silence(Duration::from_secs(1))]);
        for frame in &frames {
            match frame {
                Frame::Bytes(bytes) => prop_assert!(bytes.len() <= MAX_TEXT),
                Frame::Text(text) => prop_assert!(text.len() <= MAX_TEXT && !text.is_empty()),
                Frame::Garbled(_) => {}
            }
        }
        let garbled = frames.iter().filter(|frame| matches!(frame, Frame::Garbled(_))).count();
        prop_assert!(garbled <= 1);
    }
}

#[test]
fn nothing_read_is_printed() {
    let frames =
        [Frame::Bytes(vec![0xde, 0xad]), Frame::Text("4711".to_owned()), Frame::Garbled(Garbled::Noise)];
    assert_eq!(format!("{frames:?}"), "[Bytes(2 bytes), Text(4 bytes), Garbled(Noise)]");
}

#[test]
fn only_who_has_to_be_asked_is_written_to() {
    let asked: Vec<_> = Framing::ALL.iter().filter(|framing| framing.asks()).collect();
    assert_eq!(asked, [&Framing::Twn4Simple, &Framing::Acr1281s, &Framing::Gat5250b]);
    for framing in Framing::ALL {
        let mut framer = framer(*framing, IdentificationKind::Number);
        framer.signal(Signal::Good);
        assert_eq!(framer.output(Instant::now()).is_some(), framing.asks(), "{framing:?}");
    }
}
