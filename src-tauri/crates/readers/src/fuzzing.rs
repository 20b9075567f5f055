//! What must hold for any input at all, one function for each parser: the fuzz targets in `fuzz/` call
//! these, and a test calls the same over the inputs kept in `tests/fixtures/readers/corpus/`.
//!
//! Each takes bytes that a fuzzer made up and panics when something does not hold. Not part of the
//! application: compiled for tests and with the feature `fuzzing` only.

use std::time::{Duration, Instant};

use domain::{CardFormat, Identification, IdentificationKind};

use crate::camera::{Held, Picture, read_codes};
use crate::proto::MAX_TEXT;
use crate::recognise::{Recogniser, SPEEDS, Verdict};
use crate::scanned::Nature;
use crate::{
    ByteOrder, Encoding, Frame, Framer, Framing, KnownNumber, Layout, Lesson, ReadingSettings, Slice, Stroke,
    Unreadable, candidates, interpret, learn, read_typed,
};

/// A parser and what is asserted of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The framer of a family: any way of cutting the input gives the same frames.
    Family(Framing),
    /// The keys of a reader that types.
    Wedge,
    /// All listening families at once.
    Recognise,
    /// From a frame to a credential.
    Interpret,
    /// From a frame and a known number to settings.
    Learn,
    /// From a picture to the codes on it.
    Camera,
}

impl Target {
    /// Every target.
    pub fn all() -> Vec<Self> {
        let families = Framing::ALL.iter().map(|framing| Self::Family(*framing));
        let others = [Self::Wedge, Self::Recognise, Self::Interpret, Self::Learn, Self::Camera];
        families.chain(others).collect()
    }

    /// The name of the fuzz target and of the folder with its inputs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Family(framing) => framing.name(),
            Self::Wedge => "wedge",
            Self::Recognise => "recognise",
            Self::Interpret => "interpret",
            Self::Learn => "learn",
            Self::Camera => "camera",
        }
    }

    /// Asserts what must hold for `data`.
    pub fn run(self, data: &[u8]) {
        let mut data = Input(data);
        match self {
            Self::Family(framing) => family(framing, &mut data),
            Self::Wedge => wedge(&mut data),
            Self::Recognise => recognise(&mut data),
            Self::Interpret => interpreted(&mut data),
            Self::Learn => learned(&mut data),
            Self::Camera => camera(&mut data),
        }
    }
}

/// What a parser is fed.
#[derive(Clone, Debug)]
pub enum Step {
    /// These bytes arrive.
    Bytes(Vec<u8>),
    /// Nothing arrives for so long.
    Silence(Duration),
}

/// Feeds a framer, waking it at every deadline as the thread of a port would.
pub fn run(framer: &mut dyn Framer, steps: &[Step]) -> Vec<Frame> {
    let mut now = Instant::now();
    let mut frames = Vec::new();
    write(framer, now);
    for step in steps {
        match step {
            Step::Bytes(bytes) => {
                framer.input(bytes, now, &mut |frame| frames.push(frame));
                write(framer, now);
            }
            Step::Silence(silence) => {
                let end = now + *silence;
                while let Some(at) = framer.deadline().filter(|at| *at <= end) {
                    framer.timeout(at, &mut |frame| frames.push(frame));
                    write(framer, at);
                    assert_ne!(framer.deadline(), Some(at), "a deadline passed must not come again");
                }
                now = end;
            }
        }
    }
    frames
}

/// Takes what has to be written, as the thread of a port would; it ends.
fn write(framer: &mut dyn Framer, now: Instant) {
    let written = std::iter::from_fn(|| framer.output(now)).take(3).count();
    assert!(written <= 1, "one question at a time");
}

/// The same in smaller pieces: bytes in pieces of `size`, silences in halves.
pub fn cut_up(steps: &[Step], size: usize) -> Vec<Step> {
    let cut = |step: &Step| match step {
        Step::Bytes(bytes) => bytes.chunks(size).map(|part| Step::Bytes(part.to_vec())).collect(),
        Step::Silence(silence) => vec![Step::Silence(*silence / 2), Step::Silence(*silence - *silence / 2)],
    };
    steps.iter().flat_map(cut).collect()
}

/// Bytes that are left to be made something of. At the end come zeros.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn byte(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        *first
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::from(self.byte()) % from.len()]
    }

    fn take(&mut self, length: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(length.min(self.0.len()));
        self.0 = rest;
        taken
    }

    fn rest(&mut self) -> &'a [u8] {
        self.take(usize::MAX)
    }

    /// Pieces, each with its length before it and the silence after it behind it.
    fn steps(&mut self) -> Vec<Step> {
        const SILENCES: [u64; 10] = [0, 10, 49, 50, 99, 100, 300, 499, 500, 1000];
        let mut steps = Vec::new();
        while !self.0.is_empty() {
            let length = usize::from(self.byte());
            steps.push(Step::Bytes(self.take(length).to_vec()));
            steps.push(Step::Silence(Duration::from_millis(self.pick(&SILENCES))));
        }
        steps
    }

    fn settings(&mut self) -> ReadingSettings {
        const SLICES: [(usize, usize); 4] = [(0, 4), (1, 5), (1, 300), (2, 3)];
        let switches = self.byte();
        let on = |bit: u8| switches & (1 << bit) != 0;
        let (start, end) = self.pick(&SLICES);
        ReadingSettings {
            identification: self.pick(&[
                IdentificationKind::Number,
                IdentificationKind::QrCode,
                IdentificationKind::Barcode,
                IdentificationKind::Pin,
                IdentificationKind::WalletPass,
            ]),
            format: self.pick(&[CardFormat::HexMsb, CardFormat::HexLsb, CardFormat::Decimal]),
            encoding: self.pick(&[None, Some(Encoding::Hex), Some(Encoding::Decimal)]),
            order: if on(0) { ByteOrder::Lsb } else { ByteOrder::Msb },
            slice: if on(1) { Slice::new(start, end).ok() } else { None },
            aim: on(2),
            passes: on(3),
            ..ReadingSettings::default()
        }
    }

    fn frame(&mut self, length: usize) -> Frame {
        let as_bytes = self.byte().is_multiple_of(2);
        let content = self.take(length);
        if as_bytes {
            Frame::Bytes(content.to_vec())
        } else {
            Frame::Text(String::from_utf8_lossy(content).trim().to_owned())
        }
    }
}

fn family(framing: Framing, data: &mut Input<'_>) {
    let settings = data.settings();
    let size = usize::from(data.byte() % 32) + 1;
    let mut steps = data.steps();
    steps.push(Step::Silence(Duration::from_secs(1)));

    let mut framer = framing.framer(&settings);
    let frames = run(&mut *framer, &steps);
    for size in [1, size] {
        assert_eq!(
            run(&mut *framing.framer(&settings), &cut_up(&steps, size)),
            frames,
            "in pieces of {size}"
        );
    }
    for frame in &frames {
        match frame {
            Frame::Bytes(bytes) => assert!(!bytes.is_empty() && bytes.len() <= MAX_TEXT),
            Frame::Text(text) => {
                assert!(!text.is_empty() && text.len() <= MAX_TEXT && !text.chars().any(char::is_control));
            }
            Frame::Garbled(_) => {}
        }
        let _ = interpret(frame, &settings);
    }
    // No family holds anything on the heap: this is all the memory it ever has.
    assert!(size_of_val(&*framer) <= 2 * MAX_TEXT);
    if !framing.asks() {
        assert_eq!(framer.deadline(), None, "silence ends everything");
    }
}

fn wedge(data: &mut Input<'_>) {
    const CODES: [&str; 16] = [
        "KeyA",
        "KeyZ",
        "Digit1",
        "Digit0",
        "BracketLeft",
        "Quote",
        "Semicolon",
        "Minus",
        "Slash",
        "Numpad7",
        "NumpadDecimal",
        "Space",
        "Enter",
        "Tab",
        "NumpadEnter",
        "Key\u{e4}",
    ];
    let layout = data.pick(&[Layout::Us, Layout::Host]);
    let mut strokes = Vec::new();
    while !data.0.is_empty() {
        let (code, flags) = (data.pick(&CODES).to_owned(), data.byte());
        let key = match flags >> 2 {
            0 => "Dead".to_owned(),
            1 => "Shift".to_owned(),
            2 => String::new(),
            _ => char::from(data.byte()).to_string(),
        };
        strokes.push(Stroke { code, key, shift: flags & 1 != 0, alt_graph: flags & 2 != 0 });
    }
    let frame = read_typed(&strokes, layout);
    match &frame {
        Frame::Text(text) => {
            assert!(!text.trim().is_empty() && text.chars().count() <= MAX_TEXT);
            assert!(!text.chars().any(char::is_control));
        }
        Frame::Garbled(_) => {}
        Frame::Bytes(_) => panic!("keys are text"),
    }
    let enter = Stroke { code: "Enter".to_owned(), key: "Enter".to_owned(), shift: false, alt_graph: false };
    strokes.push(enter);
    assert_eq!(read_typed(&strokes, layout), frame, "with or without what ends it");
}

fn recognise(data: &mut Input<'_>) {
    let baud = data.pick(&SPEEDS);
    let mut steps = data.steps();
    steps.push(Step::Silence(Duration::from_secs(1)));
    let verdict = heard(baud, &steps);
    assert_eq!(heard(baud, &cut_up(&steps, 1)), verdict, "byte by byte");
    match verdict {
        Verdict::Silent => assert!(steps.iter().all(|step| match step {
            Step::Bytes(bytes) => bytes.is_empty(),
            Step::Silence(_) => true,
        })),
        Verdict::Hearing => panic!("silence ends everything"),
        Verdict::Recognised(known) => {
            assert!(!known.framing.asks() && known.baud == baud);
            assert_eq!(known.reading, known.seen.reading());
            let _ = interpret(&known.frame, &known.reading);
        }
        Verdict::Unclear(_) => {}
        Verdict::Noise { bytes, next } => {
            assert!(bytes <= MAX_TEXT && next != baud && SPEEDS.contains(&next))
        }
    }
}

/// What is known when all of this has arrived.
pub fn heard(baud: u32, steps: &[Step]) -> Verdict {
    let mut recogniser = Recogniser::new(baud);
    let mut now = Instant::now();
    for step in steps {
        match step {
            Step::Bytes(bytes) => recogniser.input(bytes, now),
            Step::Silence(silence) => {
                now += *silence;
                while let Some(at) = recogniser.deadline().filter(|at| *at <= now) {
                    recogniser.timeout(at);
                    assert_ne!(recogniser.deadline(), Some(at), "a deadline passed must not come again");
                }
            }
        }
    }
    recogniser.verdict().clone()
}

fn interpreted(data: &mut Input<'_>) {
    let settings = data.settings();
    let frame = data.frame(MAX_TEXT);
    let found = interpret(&frame, &settings);
    if let (Frame::Text(text), false) = (&frame, settings.aim) {
        match Nature::of(text) {
            Nature::MemberCode => assert_eq!(found, Ok(Identification::QrCode(text.clone()))),
            Nature::BrokenCode => assert_eq!(found, Err(Unreadable::BrokenCode)),
            Nature::Uuid | Nature::ShortNumber | Nature::Plain => {}
        }
    }
    let Ok(found) = found else { return };
    match &found {
        Identification::Number { value, format } => {
            assert_eq!(*format, settings.format);
            let digit = |byte: u8| match format {
                CardFormat::Decimal => byte.is_ascii_digit(),
                CardFormat::HexMsb | CardFormat::HexLsb => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
            };
            assert!(!value.is_empty() && value.len() <= 25 && value.bytes().all(digit));
        }
        Identification::QrCode(value)
        | Identification::Barcode(value)
        | Identification::Pin(value)
        | Identification::WalletPass(value) => {
            let Frame::Text(text) = &frame else { panic!("bytes are a number or nothing") };
            assert!(!value.is_empty() && text.contains(value.as_str()));
        }
    }
}

fn learned(data: &mut Input<'_>) {
    let as_set = data.settings();
    let length = usize::from(data.byte() % 32);
    let frame = data.frame(length);
    let found = candidates(&frame, &as_set);
    assert!(found.len() <= 12);
    for (way, number) in &found {
        assert_eq!(interpret(&frame, way).as_ref(), Ok(number), "the settings beside it give it");
        if let Ok(known) = KnownNumber::confirmed(number) {
            holds(&frame, learn(&frame, &known, &as_set), Some(number));
        }
    }
    if let Ok(known) = KnownNumber::typed(&String::from_utf8_lossy(data.rest())) {
        holds(&frame, learn(&frame, &known, &as_set), None);
    }
}

fn holds(frame: &Frame, lesson: Lesson, known: Option<&Identification>) {
    match lesson {
        Lesson::Learned(way) => {
            let number = interpret(frame, &way);
            assert!(number.is_ok() && known.is_none_or(|known| number.as_ref() == Ok(known)));
        }
        Lesson::Ambiguous(ways) => {
            assert!(ways.len() > 1);
            let numbers: Vec<_> = ways.iter().map(|way| interpret(frame, way)).collect();
            assert!(numbers.iter().all(|number| number.is_ok() && *number == numbers[0]));
            assert!(known.is_none_or(|known| numbers[0].as_ref() == Ok(known)));
        }
        Lesson::NoMatch(_) => assert_eq!(known, None, "what is confirmed is learned"),
    }
}

/// A bit a square, so that a whole code is a few bytes: the size of a square in pixels, squares across, and
/// the squares row by row.
fn camera(data: &mut Input<'_>) {
    let _ = Picture::parse(data.0);
    let square = usize::from(data.byte() % 6) + 1;
    let across = usize::from(data.byte() % (Picture::WIDEST / 6) as u8) + 1;
    let bits = data.rest();
    let dark = |at: usize| bits.get(at / 8).is_some_and(|byte| byte >> (at % 8) & 1 != 0);
    let down = (bits.len() * 8).div_ceil(across).clamp(1, Picture::HIGHEST / square);
    let size = [across * square, down * square].map(|pixels| (pixels as u16).to_le_bytes()).concat();
    let pixels = (0..down * square).flat_map(|y| {
        (0..across * square).map(move |x| if dark(y / square * across + x / square) { 0 } else { u8::MAX })
    });
    let picture = Picture::parse(&size.into_iter().chain(pixels).collect::<Vec<_>>());
    let Ok(picture) = picture else { panic!("it is within the limits: {picture:?}") };
    let codes = read_codes(&picture);
    for (index, code) in codes.iter().enumerate() {
        let Frame::Text(text) = code else { panic!("a code is text") };
        assert!(!text.is_empty() && text.len() <= MAX_TEXT && !text.chars().any(char::is_control));
        assert!(!codes[..index].contains(code), "each once");
    }
    let mut held = Held::default();
    let first = held.look(codes.clone());
    assert!(first.is_some() || codes.len() != 1);
    assert!(first.is_none() || held.look(first.into_iter().collect()).is_none(), "one that lies there");
}

#[cfg(test)]
mod tests;
