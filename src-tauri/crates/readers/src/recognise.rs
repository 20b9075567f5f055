//! What kind of reader is on a port, told by what it says when a card or a code is held to it.
//!
//! All families that only listen hear the same bytes, and the one that understands them best wins: a
//! checksum proves more than two marks, those more than a line, and a burst that nothing marks proves
//! nothing. Whoever owns the port sets a speed, hands over what arrives and asks for the
//! [`Verdict`]; at noise it sets the next speed and begins anew with another [`Recogniser`].
//!
//! ```
//! # use std::time::Instant;
//! use readers::recognise::{Recogniser, Seen, Verdict};
//! use readers::{Framing, KnownNumber, Lesson, learn};
//!
//! let mut recogniser = Recogniser::new(9600);
//! recogniser.input(b"\x0262E3086CED08\x03", Instant::now());
//! let Verdict::Recognised(known) = recogniser.verdict() else { panic!("a whole frame came") };
//! assert_eq!(known.framing, Framing::Rdm6300);
//! assert_eq!(known.seen, Seen::Checked { digits: 10 }); // "10 hex digits with a valid checksum"
//!
//! let typed = KnownNumber::typed("0424715775213").expect("digits");
//! let Lesson::Learned(reading) = learn(&known.frame, &typed, &known.reading) else { panic!("it is this card") };
//! assert_eq!(reading.format, domain::CardFormat::Decimal);
//! ```
//!
//! Not here: anything to write. Readers that have to be asked stay silent, and a person names them.

use std::time::Instant;

use domain::{CardFormat, IdentificationKind};

use crate::proto::{Buffer, MAX_TEXT};
use crate::scanned::{Aim, Nature};
use crate::{Frame, Framer, Framing, Garbled, ReadingSettings};

/// The speeds to try, in bits per second, the usual one first. USB readers understand all of them.
pub const SPEEDS: [u32; 3] = [9600, 19_200, 115_200];

/// The speed to try after `baud`; after the last one, or one that is not among [`SPEEDS`], the first.
pub fn next_speed(baud: u32) -> u32 {
    let tried = SPEEDS.iter().position(|speed| *speed == baud);
    tried.and_then(|at| SPEEDS.get(at + 1)).copied().unwrap_or(SPEEDS[0])
}

/// What is known about a port so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing has arrived.
    Silent,
    /// Bytes are arriving; what they are is said when they pause.
    Hearing,
    /// A family of readers understands this.
    Recognised(Recognised),
    /// Characters at the right speed, but no whole frame: hold the card again, a little longer.
    Unclear(Garbled),
    /// Bytes that no reader means: another speed, most likely.
    Noise {
        /// How many in the last burst; 512 stands for that many or more.
        bytes: usize,
        /// The speed to try next.
        next: u32,
    },
}

/// A reader that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// How it marks where its words begin and end.
    pub framing: Framing,
    /// The speed it was understood at, in bits per second.
    pub baud: u32,
    /// What was seen, for a sentence that explains it.
    pub seen: Seen,
    /// What to set to begin with. How a number is spelled and sent is learned with a known card.
    pub reading: ReadingSettings,
    /// What was held to the reader, to learn from: see [`learn`](crate::learn).
    pub frame: Frame,
}

/// What a reader says, described without saying it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Seen {
    /// Hexadecimal digits between two marks, with a checksum that is right.
    Checked {
        /// Without those of the checksum.
        digits: usize,
    },
    /// Hexadecimal digits between two marks.
    Marked {
        /// How many.
        digits: usize,
    },
    /// A line.
    Line {
        /// How it ends.
        ending: Ending,
        /// The AIM identifier in front of it, if there is one.
        aim: Option<Aim>,
        /// What it is, apart from the identifier.
        content: Content,
    },
    /// A burst that only silence ends.
    Burst {
        /// The AIM identifier in front of it, if there is one.
        aim: Option<Aim>,
        /// What it is, apart from the identifier.
        content: Content,
    },
}

/// How a line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ending {
    /// Carriage return.
    Cr,
    /// Line feed.
    Lf,
    /// Both, in this order.
    CrLf,
    /// A tabulator.
    Tab,
}

/// What stands in a line or a burst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Content {
    /// Hexadecimal digits with a letter among them.
    Hex {
        /// How many.
        digits: usize,
    },
    /// Decimal digits. They may be hexadecimal ones without a letter, too: a known card tells.
    Decimal {
        /// How many.
        digits: usize,
    },
    /// The short number printed on EM4100 cards, `176,42493`, which is not enough.
    ShortNumber,
    /// The QR code of a member.
    MemberCode,
    /// A piece of the QR code of a member: the scanner cuts it off.
    BrokenCode,
    /// A UUID: a wallet pass.
    Uuid,
    /// Another text.
    Text {
        /// How many.
        characters: usize,
    },
    /// A number in bytes. Nothing marks or proves it; only a card whose number is known does.
    Bytes {
        /// How many.
        bytes: usize,
    },
}

impl Content {
    fn of(text: &str) -> Self {
        match Nature::of(text) {
            Nature::MemberCode => Self::MemberCode,
            Nature::BrokenCode => Self::BrokenCode,
            Nature::Uuid => Self::Uuid,
            Nature::ShortNumber => Self::ShortNumber,
            Nature::Plain if text.is_empty() => Self::Text { characters: 0 },
            Nature::Plain if text.bytes().all(|byte| byte.is_ascii_digit()) => {
                Self::Decimal { digits: text.len() }
            }
            Nature::Plain if text.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                Self::Hex { digits: text.len() }
            }
            Nature::Plain => Self::Text { characters: text.chars().count() },
        }
    }

    /// What a frame is, with the AIM identifier in front of it, if there is one.
    ///
    /// # Errors
    ///
    /// It is nothing, and why.
    pub fn of_frame(frame: &Frame) -> Result<(Option<Aim>, Self), Garbled> {
        match frame {
            Frame::Garbled(why) => Err(*why),
            Frame::Bytes(bytes) => Ok((None, Self::Bytes { bytes: bytes.len() })),
            Frame::Text(text) => {
                let (aim, text) = Aim::strip(text);
                Ok((aim, Self::of(text)))
            }
        }
    }

    /// What to set to begin with at a reader that says this.
    pub fn reading(self, aim: Option<Aim>) -> ReadingSettings {
        let with_aim = ReadingSettings { aim: aim.is_some(), ..ReadingSettings::default() };
        let scanner = ReadingSettings { identification: IdentificationKind::Barcode, ..with_aim.clone() };
        match self {
            Self::Decimal { .. } if aim.is_none() => {
                ReadingSettings { format: CardFormat::Decimal, ..with_aim }
            }
            Self::Hex { .. } if aim.is_none() => with_aim,
            Self::Bytes { .. } | Self::ShortNumber => with_aim,
            Self::Uuid => ReadingSettings { passes: true, ..with_aim },
            Self::Decimal { .. }
            | Self::Hex { .. }
            | Self::MemberCode
            | Self::BrokenCode
            | Self::Text { .. } => scanner,
        }
    }
}

impl Ending {
    const fn of(byte: u8) -> Option<Self> {
        match byte {
            b'\r' => Some(Self::Cr),
            b'\n' => Some(Self::Lf),
            b'\t' => Some(Self::Tab),
            _ => None,
        }
    }
}

impl Seen {
    /// Whether this cannot have come about by chance. Bytes without a mark can, at a wrong speed: they
    /// are certain once a card whose number is known was learned from.
    pub fn is_certain(self) -> bool {
        self.proof() > Proof::Bytes
    }

    const fn proof(self) -> Proof {
        match self {
            Self::Checked { .. } => Proof::Checksum,
            Self::Marked { .. } => Proof::Marks,
            Self::Line { .. } => Proof::Line,
            Self::Burst { content: Content::Bytes { .. }, .. } => Proof::Bytes,
            Self::Burst {
                content:
                    Content::Hex { .. }
                    | Content::Decimal { .. }
                    | Content::ShortNumber
                    | Content::MemberCode
                    | Content::BrokenCode
                    | Content::Uuid
                    | Content::Text { .. },
                ..
            } => Proof::Text,
        }
    }

    /// What to set to begin with at a reader that says this.
    pub fn reading(self) -> ReadingSettings {
        match self {
            Self::Checked { .. } | Self::Marked { .. } => ReadingSettings::default(),
            Self::Line { aim, content, .. } | Self::Burst { aim, content } => content.reading(aim),
        }
    }
}

/// How much it proves that a family understood something. The greater proves more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Proof {
    Bytes,
    Text,
    Line,
    Marks,
    Checksum,
}

struct Found {
    framing: Framing,
    seen: Seen,
    frame: Frame,
    /// The same came twice.
    again: bool,
}

/// Hears what arrives at one port at one speed.
///
/// Like a [`Framer`], it has neither port nor clock, and holds no more than a burst of 512 bytes.
pub struct Recogniser {
    baud: u32,
    families: Vec<(Framing, Box<dyn Framer>)>,
    burst: Buffer<MAX_TEXT>,
    last_byte: u8,
    found: Option<Found>,
    garbled: Option<Garbled>,
    verdict: Verdict,
}

impl Recogniser {
    /// One for a port that is open at `baud` bits per second.
    pub fn new(baud: u32) -> Self {
        let listening = Framing::ALL.iter().filter(|framing| !framing.asks());
        let families = listening.map(|framing| (*framing, framing.framer(&ReadingSettings::default())));
        Self {
            baud,
            families: families.collect(),
            burst: Buffer::default(),
            last_byte: 0,
            found: None,
            garbled: None,
            verdict: Verdict::Silent,
        }
    }

    /// Takes bytes that were read at `now`; any way of cutting them gives the same verdict.
    pub fn input(&mut self, bytes: &[u8], now: Instant) {
        self.timeout(now);
        for byte in bytes {
            self.burst.push(*byte);
            let understood = self.hear(Ending::of(*byte), |framer, out| framer.input(&[*byte], now, out));
            if let (b"\r\n", Some(Found { seen: Seen::Line { ending, .. }, .. })) =
                (&[self.last_byte, *byte], &mut self.found)
            {
                *ending = Ending::CrLf;
            }
            self.last_byte = *byte;
            // At the very byte, so that what comes with it in one piece does not count.
            if understood || self.verdict != Verdict::Hearing {
                self.judge(false);
            }
        }
    }

    /// When [`Recogniser::timeout`] has to be called if no byte comes before.
    pub fn deadline(&self) -> Option<Instant> {
        self.families.iter().filter_map(|(_, framer)| framer.deadline()).min()
    }

    /// Draws the conclusions from silence up to `now`.
    pub fn timeout(&mut self, now: Instant) {
        if self.deadline().is_none_or(|at| at > now) {
            return;
        }
        self.hear(None, |framer, out| framer.timeout(now, out));
        let over = self.deadline().is_none();
        self.judge(over);
        if over {
            self.burst.clear();
            self.last_byte = 0;
            self.found = None;
            self.garbled = None;
        }
    }

    /// What is known by now.
    pub const fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// Whether any family understood something.
    fn hear(
        &mut self,
        ending: Option<Ending>,
        mut step: impl FnMut(&mut dyn Framer, &mut dyn FnMut(Frame)),
    ) -> bool {
        let Self { families, found, garbled, .. } = self;
        let mut something = false;
        for (framing, framer) in families {
            step(&mut **framer, &mut |frame| match understood(*framing, frame, ending) {
                Ok((seen, frame)) => {
                    something = true;
                    if found.as_ref().is_none_or(|found| found.seen.proof() <= seen.proof()) {
                        let again = found.as_ref().is_some_and(|found| found.frame == frame);
                        *found = Some(Found { framing: *framing, seen, frame, again });
                    }
                }
                Err(why) => {
                    if garbled.is_none_or(|said| says_more(why, said)) {
                        *garbled = Some(why);
                    }
                }
            });
        }
        something
    }

    fn judge(&mut self, over: bool) {
        let clean = is_clean(self.burst.as_slice());
        let found = self.found.as_ref().filter(|found| match found.seen.proof() {
            Proof::Checksum | Proof::Marks => true,
            Proof::Line | Proof::Text => clean && (over || found.again),
            Proof::Bytes => over || found.again,
        });
        let known = match &self.verdict {
            Verdict::Recognised(known) => Some(known.seen.proof()),
            Verdict::Silent | Verdict::Hearing | Verdict::Unclear(_) | Verdict::Noise { .. } => None,
        };
        match found {
            Some(found) if known.is_none_or(|known| known <= found.seen.proof()) => {
                self.verdict = Verdict::Recognised(Recognised {
                    framing: found.framing,
                    baud: self.baud,
                    seen: found.seen,
                    reading: found.seen.reading(),
                    frame: found.frame.clone(),
                });
            }
            Some(_) => {}
            // What proved something stays known when a card is held badly later.
            None if known.is_some_and(|known| known > Proof::Bytes) => {}
            None if !over => {
                if known.is_none() {
                    self.verdict = Verdict::Hearing;
                }
            }
            None if self.burst.as_slice().iter().all(|byte| is_said(*byte)) => {
                self.verdict = Verdict::Unclear(self.garbled.unwrap_or(Garbled::Noise));
            }
            None => {
                let bytes = self.burst.as_slice().len();
                self.verdict = Verdict::Noise { bytes, next: next_speed(self.baud) };
            }
        }
    }
}

/// What a family made of its bytes, the last of which may end a line.
fn understood(framing: Framing, frame: Frame, ending: Option<Ending>) -> Result<(Seen, Frame), Garbled> {
    let seen = match (framing, &frame) {
        (_, Frame::Garbled(why)) => return Err(*why),
        (Framing::Rdm6300, Frame::Bytes(number)) => Seen::Checked { digits: 2 * number.len() },
        (Framing::Codatex, Frame::Bytes(number)) => Seen::Marked { digits: 2 * number.len() },
        (Framing::Line, Frame::Text(text)) => {
            let (aim, text) = Aim::strip(text);
            Seen::Line { ending: ending.ok_or(Garbled::Incomplete)?, aim, content: Content::of(text) }
        }
        (Framing::Gap, Frame::Text(text)) => burst(text),
        (Framing::Gap, Frame::Bytes(bytes)) => return unmarked(bytes),
        (Framing::Rdm6300 | Framing::Codatex, Frame::Text(_)) | (Framing::Line, Frame::Bytes(_)) => {
            return Err(Garbled::Characters);
        }
        (Framing::Twn4Simple | Framing::Acr1281s | Framing::Gat5250b, _) => return Err(Garbled::Noise),
    };
    Ok((seen, frame))
}

fn burst(text: &str) -> Seen {
    let (aim, text) = Aim::strip(text);
    Seen::Burst { aim, content: Content::of(text) }
}

/// A burst is a number in bytes only if it has the length of one: ISO 14443-3 has 4, 7 or 10 bytes,
/// EM4100 has 5, ISO 15693 has 8. The first half of a frame is none, nor are the zeros that a port at
/// the wrong speed hears.
fn unmarked(bytes: &[u8]) -> Result<(Seen, Frame), Garbled> {
    if bytes.len() > 4 && bytes.iter().all(|byte| matches!(byte, b' '..=b'~')) {
        let text: String = bytes.iter().copied().map(char::from).collect();
        return Ok((burst(&text), Frame::Text(text)));
    }
    let marked = bytes.iter().any(|byte| is_mark(*byte));
    let half_a_frame = marked && bytes.iter().all(|byte| is_said(*byte));
    let blank = [0x00, 0xff].iter().any(|blank| bytes.iter().all(|byte| byte == blank));
    if matches!(bytes.len(), 4 | 5 | 7 | 8 | 10) && !half_a_frame && !blank {
        let seen = Seen::Burst { aim: None, content: Content::Bytes { bytes: bytes.len() } };
        Ok((seen, Frame::Bytes(bytes.to_vec())))
    } else {
        Err(Garbled::Noise)
    }
}

/// STX, ETX, EOT, ACK or NAK.
const fn is_mark(byte: u8) -> bool {
    matches!(byte, 0x02 | 0x03 | 0x04 | 0x06 | 0x15)
}

/// Whether readers that say text or put it between marks ever say this byte.
const fn is_said(byte: u8) -> bool {
    is_mark(byte) || matches!(byte, b' '..=b'~' | b'\r' | b'\n' | b'\t')
}

/// Whether a burst is text from its first byte to its last. A line that happens to be in noise is none.
fn is_clean(burst: &[u8]) -> bool {
    let text = match std::str::from_utf8(burst) {
        Ok(text) => text,
        // The burst is longer than what is kept of it, and a letter was cut.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&burst[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !text.chars().any(|char| char.is_control() && !matches!(char, '\r' | '\n' | '\t'))
}

/// Whether one reason tells a person more than another. Every burst is noise to some family.
const fn says_more(why: Garbled, than: Garbled) -> bool {
    const fn weight(why: Garbled) -> u8 {
        match why {
            Garbled::Noise => 0,
            Garbled::Characters => 1,
            Garbled::Incomplete => 2,
            Garbled::Length => 3,
            Garbled::TooLong => 4,
            Garbled::Checksum => 5,
        }
    }
    weight(why) > weight(than)
}

#[cfg(test)]
mod tests;
