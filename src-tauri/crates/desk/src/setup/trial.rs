//! The reader that is tried out in the tap step: what it said, and how its numbers have to be sent.
//!
//! Decides without I/O. What was held to the reader stays in here; the screen is told its kind only.

use domain::{CardFormat, Identification, IdentificationKind};
use readers::recognise::{Content, Recognised, Verdict};
use readers::{
    Frame, Framing, KnownNumber, Layout, Lesson, PcscSettings, ReaderEvent, ReaderState, ReadingSettings,
    SerialSettings, Sound, Stroke, Tuning, Unreadable, candidates, interpret, learn, read_typed,
};
use wire::{Assumption, LessonProblem, NumberProof, Seen, TapProof, UnreadableReason};

use super::words;
use crate::check_in::unreadable;
use crate::settings::{KeyboardSettings, Source};

/// Where the reader is that is tried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tried {
    /// On a serial port.
    Serial {
        /// The port.
        port: String,
        /// How it is listened to.
        tuning: Tuning,
    },
    /// At the card service, by a part of its name.
    Contactless {
        /// That part of its name.
        name: String,
    },
    /// It types.
    Keyboard,
}

/// What came from where the reader is.
pub(crate) enum Heard {
    /// From a port.
    Port(Sound),
    /// From the card service.
    Contactless(ReaderEvent),
    /// Keys.
    Typed(Vec<Stroke>),
}

impl Heard {
    /// Whether the reader came or went, if that is what was heard.
    pub(super) const fn state(&self) -> Option<ReaderState> {
        match self {
            Self::Port(Sound::State(state)) | Self::Contactless(ReaderEvent::State(state)) => Some(*state),
            Self::Port(Sound::Verdict { .. } | Sound::Frame(_))
            | Self::Contactless(ReaderEvent::Credential(..) | ReaderEvent::Unreadable(_))
            | Self::Typed(_) => None,
        }
    }
}

/// Something the vendor is to be asked: in which of these forms does it know the card?
pub(crate) struct Question {
    /// The tap it is about.
    pub(crate) tap: u32,
    /// What the number may be, with the settings that give it.
    pub(crate) forms: Vec<Form>,
}

/// What a number may be, with the settings that give it.
pub(crate) type Form = (ReadingSettings, Identification);

/// A reader that is tried out.
pub(super) struct Trial {
    tried: Tried,
    state: State,
    /// Counts the taps, so that an answer about an older one is known as such.
    taps: u32,
}

enum State {
    Listening,
    Noise { baud: u32 },
    Garbled(UnreadableReason),
    Read(Tap),
}

/// Something that was held to the reader and read.
struct Tap {
    /// How it was understood, if it came from a port.
    serial: Option<(Framing, u32)>,
    seen: Seen,
    /// It cannot have come about by chance.
    certain: bool,
    frame: Frame,
    reading: ReadingSettings,
    number: NumberProof,
}

impl Tap {
    fn is_proven(&self) -> bool {
        self.certain || matches!(self.number, NumberProof::Confirmed | NumberProof::Learned)
    }
}

impl Trial {
    pub(super) const fn new(tried: Tried) -> Self {
        Self { tried, state: State::Listening, taps: 0 }
    }

    /// What the screen is told.
    pub(super) fn proof(&self) -> TapProof {
        match &self.state {
            State::Listening => TapProof::Listening,
            State::Noise { baud } => TapProof::Noise { baud: *baud },
            State::Garbled(reason) => TapProof::Garbled { reason: *reason },
            State::Read(tap) => {
                TapProof::Read { seen: tap.seen, certain: tap.is_proven(), number: tap.number }
            }
        }
    }

    /// The settings of the reader, once a tap was read.
    pub(super) fn source(&self) -> Option<Source> {
        let State::Read(tap) = &self.state else { return None };
        let reading = tap.reading.clone();
        match &self.tried {
            Tried::Serial { port, .. } => tap.serial.map(|(framing, baud)| {
                Source::Serial(SerialSettings { port: port.clone(), baud, framing, reading })
            }),
            Tried::Contactless { name } => {
                Some(Source::Pcsc(PcscSettings { reader: Some(name.clone()), reading }))
            }
            Tried::Keyboard => {
                Some(Source::Keyboard(KeyboardSettings { layout: Layout::default(), reading }))
            }
        }
    }

    /// Takes what the reader said. `may_ask`: the key may look members up.
    pub(super) fn heard(&mut self, heard: Heard, may_ask: bool) -> Option<Question> {
        match (heard, &self.tried) {
            (Heard::Port(Sound::Verdict { verdict, .. }), _) => self.verdict(verdict, may_ask),
            (
                Heard::Port(Sound::Frame(frame)),
                Tried::Serial { tuning: Tuning::Family { framing, baud }, .. },
            ) => {
                let (framing, baud) = (*framing, *baud);
                let serial = Some((framing, baud));
                self.frame(frame, serial, |content| words::seen_of(framing, content), may_ask)
            }
            (Heard::Contactless(ReaderEvent::Unreadable(why)), _) => {
                self.garbled(unreadable(why));
                None
            }
            (Heard::Contactless(ReaderEvent::Credential(number, _)), Tried::Contactless { .. }) => {
                let answer = |content| Seen::Answer { content: words::content(content) };
                bytes_of(&number).and_then(|bytes| self.frame(Frame::Bytes(bytes), None, answer, may_ask))
            }
            (Heard::Typed(strokes), Tried::Keyboard) => {
                let frame = read_typed(&strokes, Layout::default());
                let typed = |content| Seen::Typed { content: words::content(content) };
                self.frame(frame, None, typed, may_ask)
            }
            (
                Heard::Port(Sound::Frame(_) | Sound::State(_))
                | Heard::Contactless(ReaderEvent::Credential(..) | ReaderEvent::State(_))
                | Heard::Typed(_),
                Tried::Serial { .. } | Tried::Contactless { .. } | Tried::Keyboard,
            ) => None,
        }
    }

    fn verdict(&mut self, verdict: Verdict, may_ask: bool) -> Option<Question> {
        match verdict {
            Verdict::Silent | Verdict::Hearing => None,
            Verdict::Unclear(_) => {
                self.garbled(UnreadableReason::Garbled);
                None
            }
            Verdict::Noise { next, .. } => {
                let proven = matches!(&self.state, State::Read(tap) if tap.is_proven());
                if !proven {
                    self.state = State::Noise { baud: next };
                }
                None
            }
            Verdict::Recognised(known) => self.recognised(known, may_ask),
        }
    }

    /// What may have come about by chance, at a speed that was tried later, proves nothing against what is
    /// proven.
    fn recognised(&mut self, known: Recognised, may_ask: bool) -> Option<Question> {
        let Recognised { framing, baud, seen, reading, frame } = known;
        let certain = seen.is_certain();
        if let State::Read(tap) = &self.state
            && tap.is_proven()
            && !certain
            && tap.serial != Some((framing, baud))
        {
            return None;
        }
        self.read(frame, reading, Some((framing, baud)), (words::seen(seen), certain), may_ask)
    }

    fn frame(
        &mut self,
        frame: Frame,
        serial: Option<(Framing, u32)>,
        seen: impl Fn(Content) -> Seen,
        may_ask: bool,
    ) -> Option<Question> {
        let Ok((aim, content)) = Content::of_frame(&frame) else {
            self.garbled(UnreadableReason::Garbled);
            return None;
        };
        let unmarked = matches!((serial, content), (Some((Framing::Gap, _)), Content::Bytes { .. }));
        self.read(frame, content.reading(aim), serial, (seen(content), !unmarked), may_ask)
    }

    fn read(
        &mut self,
        frame: Frame,
        reading: ReadingSettings,
        serial: Option<(Framing, u32)>,
        (seen, certain): (Seen, bool),
        may_ask: bool,
    ) -> Option<Question> {
        // Readers repeat a number while its card lies there.
        if matches!(&self.state, State::Read(tap) if tap.frame == frame && tap.serial == serial) {
            return None;
        }
        let forms = match forms(&frame, &reading) {
            Ok(forms) => forms,
            Err(why) => {
                self.garbled(unreadable(why));
                return None;
            }
        };
        self.taps = self.taps.wrapping_add(1);
        let number = match (forms.is_empty(), may_ask) {
            (true, _) => NumberProof::NotANumber,
            (false, true) => NumberProof::Asking,
            (false, false) => NumberProof::Assumed { why: Assumption::MayNotAsk },
        };
        self.state = State::Read(Tap { serial, seen, certain, frame, reading, number });
        (number == NumberProof::Asking).then_some(Question { tap: self.taps, forms })
    }

    /// A card held badly takes nothing away from one that was read.
    fn garbled(&mut self, reason: UnreadableReason) {
        if !matches!(self.state, State::Read(_)) {
            self.state = State::Garbled(reason);
        }
    }

    /// The vendor knows the card in these forms, or nobody can tell.
    pub(super) fn answered(&mut self, about: u32, known: Result<Vec<Form>, Assumption>) {
        let State::Read(tap) = &mut self.state else { return };
        if about != self.taps {
            return;
        }
        let found = known.and_then(|known| the_one(&tap.frame, &tap.reading, &known));
        match (found, tap.number) {
            (Ok(reading), NumberProof::Asking | NumberProof::NotLearned { .. }) => {
                tap.reading = reading;
                tap.number = NumberProof::Confirmed;
            }
            (Err(why), NumberProof::Asking) => tap.number = NumberProof::Assumed { why },
            // Somebody has typed a number in the meantime.
            (Err(_), NumberProof::NotLearned { .. })
            | (
                Ok(_) | Err(_),
                NumberProof::NotANumber
                | NumberProof::Confirmed
                | NumberProof::Learned
                | NumberProof::Assumed { .. },
            ) => {}
        }
    }

    /// Somebody has typed the number of the card that was read.
    pub(super) fn learn(&mut self, typed: &str) {
        let State::Read(tap) = &mut self.state else { return };
        if tap.number == NumberProof::NotANumber {
            return;
        }
        let lesson = KnownNumber::typed(typed).map(|known| learn(&tap.frame, &known, &tap.reading));
        tap.number = match lesson {
            Ok(Lesson::Learned(reading)) => {
                tap.reading = reading;
                NumberProof::Learned
            }
            Ok(Lesson::Ambiguous(_)) => NumberProof::NotLearned { why: LessonProblem::Ambiguous },
            Ok(Lesson::NoMatch(why)) => NumberProof::NotLearned { why: words::lesson(why) },
            Err(readers::NotANumber) => NumberProof::NotLearned { why: LessonProblem::NotANumber },
        };
    }
}

/// In which forms what was read may have to be sent; none if it is no number.
///
/// What cannot be used the usual way round is not turned: a telephone, whose number is a new one at every
/// tap, would set the reader wrong.
fn forms(frame: &Frame, reading: &ReadingSettings) -> Result<Vec<Form>, Unreadable> {
    if interpret(frame, reading)?.kind() != IdentificationKind::Number {
        return Ok(Vec::new());
    }
    let mut forms = candidates(frame, reading);
    forms.extend(as_barcode(frame, reading));
    Ok(forms)
}

/// The digits of a bar code look like those of a card, and only the vendor knows which it is.
fn as_barcode(frame: &Frame, reading: &ReadingSettings) -> Option<Form> {
    let scanner = ReadingSettings {
        identification: IdentificationKind::Barcode,
        aim: reading.aim,
        ..ReadingSettings::default()
    };
    match frame {
        Frame::Text(_) => interpret(frame, &scanner).ok().map(|code| (scanner, code)),
        Frame::Bytes(_) | Frame::Garbled(_) => None,
    }
}

/// The settings that give the number the vendor knows. It may know one number by all three of its forms;
/// known by two numbers, it is two cards.
fn the_one(frame: &Frame, reading: &ReadingSettings, known: &[Form]) -> Result<ReadingSettings, Assumption> {
    let integer = |way: &ReadingSettings| {
        let encoding = Some(way.encoding());
        interpret(frame, &ReadingSettings { format: CardFormat::Decimal, encoding, ..way.clone() }).ok()
    };
    let is_usual =
        |way: &ReadingSettings| (way.identification, way.format) == (reading.identification, reading.format);
    let usual = known.iter().find(|(way, _)| is_usual(way));
    let (way, number) = usual.or(known.first()).ok_or(Assumption::UnknownCard)?;
    if known.iter().any(|(other, _)| integer(other) != integer(way)) {
        return Err(Assumption::SeveralForms);
    }
    let Ok(number) = KnownNumber::confirmed(number) else { return Ok(way.clone()) };
    match learn(frame, &number, reading) {
        Lesson::Learned(reading) => Ok(reading),
        Lesson::Ambiguous(_) | Lesson::NoMatch(_) => Err(Assumption::SeveralForms),
    }
}

/// The bytes of a number in the form `HEX_MSB`.
fn bytes_of(number: &Identification) -> Option<Vec<u8>> {
    match number {
        Identification::Number { value, format: CardFormat::HexMsb } => {
            let (pairs, _) = value.as_bytes().as_chunks::<2>();
            pairs.iter().map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
        }
        Identification::Number { format: CardFormat::HexLsb | CardFormat::Decimal, .. }
        | Identification::QrCode(_)
        | Identification::Barcode(_)
        | Identification::Pin(_)
        | Identification::WalletPass(_) => None,
    }
}

#[cfg(test)]
mod tests;
