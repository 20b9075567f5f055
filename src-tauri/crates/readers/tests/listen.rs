//! A port that is tried out.
#![cfg(target_os = "linux")]
// Outside `#[test]` functions the exception for tests does not reach.
#![allow(clippy::expect_used, reason = "this is test code")]

mod desk;

use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use desk::{CARD, PATIENCE, Plug, ReaderEnd};
use readers::recognise::{Content, Ending, Recognised, SPEEDS, Seen, Verdict};
use readers::{Frame, Framing, Garbled, Listener, ReaderState, Sound, Tuning};

struct Trial {
    _listener: Listener,
    sounds: Receiver<Sound>,
}

impl Trial {
    fn of(plug: &Plug, tuning: Tuning) -> Self {
        let (send, sounds) = channel();
        let listener = Listener::spawn(plug.path(), tuning, move |sound| {
            let _ = send.send(sound);
        });
        Self { _listener: listener, sounds }
    }

    /// A port with a reader on it, to be found out.
    fn open(plug: &Plug) -> (Self, ReaderEnd) {
        let end = plug.insert();
        let trial = Self::of(plug, Tuning::FindingOut);
        assert_eq!(trial.next(), Sound::State(ReaderState::Alive));
        (trial, end)
    }

    fn next(&self) -> Sound {
        self.sounds.recv_timeout(PATIENCE).expect("a sound")
    }

    /// The next verdict that says something.
    fn verdict(&self) -> (Verdict, u32) {
        loop {
            match self.next() {
                Sound::Verdict { verdict: Verdict::Hearing, .. } => {}
                Sound::Verdict { verdict, baud } => return (verdict, baud),
                other @ (Sound::State(_) | Sound::Frame(_)) => panic!("no verdict but {other:?}"),
            }
        }
    }

    fn recognised(&self) -> Recognised {
        match self.verdict() {
            (Verdict::Recognised(known), baud) => {
                assert_eq!(known.baud, baud);
                known
            }
            (other, _) => panic!("not recognised: {other:?}"),
        }
    }
}

#[test]
fn a_reader_is_found_out_and_not_a_byte_is_written() {
    let digits = Content::Decimal { digits: 10 };
    let line = |ending| Seen::Line { ending, aim: None, content: digits };
    let cases: [(&[u8], Framing, Seen); 5] = [
        (CARD, Framing::Rdm6300, Seen::Checked { digits: 10 }),
        (b"0045131261\r", Framing::Line, line(Ending::Cr)),
        (b"0045131261\n", Framing::Line, line(Ending::Lf)),
        (b"0045131261\t", Framing::Line, line(Ending::Tab)),
        (
            b"\x80\x31\x1a\x32\x73\x2b\x04",
            Framing::Gap,
            Seen::Burst { aim: None, content: Content::Bytes { bytes: 7 } },
        ),
    ];
    for (said, framing, seen) in cases {
        let plug = Plug::new("found");
        let (trial, mut end) = Trial::open(&plug);
        end.send(said);
        let known = trial.recognised();
        assert_eq!((known.framing, known.seen, known.baud), (framing, seen, SPEEDS[0]));
        assert_eq!(end.received(), b"", "{framing:?}");
    }
}

#[test]
fn noise_is_listened_to_at_the_next_speed_and_from_anew() {
    let plug = Plug::new("noise");
    let (trial, mut end) = Trial::open(&plug);
    for speed in SPEEDS {
        end.send(b"\x00\xf8\x80\xfe\x00\xe0\x9e\x06\xff\xc0\x1f");
        let (verdict, baud) = trial.verdict();
        assert!(matches!(verdict, Verdict::Noise { .. }), "{verdict:?}");
        assert_eq!(baud, speed);
    }
    // Round once, and on at the second one.
    end.send(b"\x00\xf8\x80\xfe\x00\xe0\x9e\x06\xff\xc0\x1f");
    assert!(matches!(trial.verdict(), (Verdict::Noise { .. }, 9600)));
    end.send(CARD);
    assert_eq!(trial.recognised().baud, SPEEDS[1]);
    assert_eq!(end.received(), b"");
}

#[test]
fn a_pulled_cable_is_told_and_half_a_card_forgotten() {
    let plug = Plug::new("pulled");
    let (trial, mut end) = Trial::open(&plug);
    end.send(&CARD[..6]);
    assert!(matches!(trial.next(), Sound::Verdict { verdict: Verdict::Hearing, .. }));
    plug.remove(end);
    assert_eq!(trial.next(), Sound::State(ReaderState::Gone));
    let mut end = plug.insert();
    assert_eq!(trial.next(), Sound::State(ReaderState::Alive));
    end.send(&CARD[6..]);
    assert!(!matches!(trial.verdict().0, Verdict::Recognised(Recognised { framing: Framing::Rdm6300, .. })));
    end.send(CARD);
    while !matches!(trial.verdict().0, Verdict::Recognised(Recognised { framing: Framing::Rdm6300, .. })) {}
}

#[test]
fn half_a_card_is_unclear_and_the_speed_stays() {
    let plug = Plug::new("half");
    let (trial, mut end) = Trial::open(&plug);
    end.send(&CARD[..6]);
    assert_eq!(trial.verdict(), (Verdict::Unclear(Garbled::Incomplete), SPEEDS[0]));
    end.send(CARD);
    assert_eq!(trial.recognised().baud, SPEEDS[0]);
}

#[test]
fn a_family_that_is_known_says_its_frames() {
    let plug = Plug::new("family");
    let mut end = plug.insert();
    for (framing, said, frame) in [
        (Framing::Line, &b"176,42493\r"[..], Frame::Text("176,42493".to_owned())),
        (Framing::Gap, b"\x80\x31\x1a\x32", Frame::Bytes(vec![0x80, 0x31, 0x1a, 0x32])),
        (Framing::Rdm6300, &CARD[..6], Frame::Garbled(Garbled::Incomplete)),
    ] {
        let trial = Trial::of(&plug, Tuning::Family { framing, baud: desk::BAUD });
        assert_eq!(trial.next(), Sound::State(ReaderState::Alive));
        end.send(said);
        assert_eq!(trial.next(), Sound::Frame(frame));
    }
    assert_eq!(end.received(), b"");

    let trial = Trial::of(&plug, Tuning::Family { framing: Framing::Twn4Simple, baud: desk::BAUD });
    assert_eq!(trial.next(), Sound::State(ReaderState::Alive));
    assert_eq!(end.question(), "0004FF");
    end.send(b"000454574E34\r");
    assert_eq!(end.question(), "0500FF");
    end.send(b"000140280562E3086CED\r");
    assert_eq!(trial.next(), Sound::Frame(Frame::Bytes(vec![0x62, 0xe3, 0x08, 0x6c, 0xed])));
    assert!(trial.sounds.recv_timeout(Duration::ZERO).is_err());
}
