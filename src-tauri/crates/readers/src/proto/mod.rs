//! Finding frames in bytes, without a port and without a clock.

mod acr1281s;
mod asked;
mod buffer;
mod burst;
mod codatex;
mod gap;
mod gat5250b;
mod line;
mod marked;
mod rdm6300;
mod turns;
mod twn4;

use std::fmt;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

pub(crate) use buffer::Buffer;

use crate::ReadingSettings;

/// What one family of readers says, taken apart.
///
/// Bytes that do not make a whole frame yet are *incomplete*, which is no event; they become
/// [`Garbled::Incomplete`] only when silence proves that the rest will not come. The memory a
/// framer holds does not depend on what it is fed.
pub trait Framer: Send {
    /// Takes bytes that were read at `now`; any way of cutting them gives the same frames.
    fn input(&mut self, bytes: &[u8], now: Instant, out: &mut dyn FnMut(Frame));

    /// When [`Framer::timeout`] has to be called if no byte comes before. `None`: not at all.
    fn deadline(&self) -> Option<Instant>;

    /// Draws the conclusions from silence up to `now`. Does nothing before the deadline.
    fn timeout(&mut self, now: Instant, out: &mut dyn FnMut(Frame));

    /// What has to be written to the reader now; asked for until there is nothing, once the port is
    /// open and after every input and time-out. Families that only listen never have anything.
    fn output(&mut self, _now: Instant) -> Option<Vec<u8>> {
        None
    }

    /// Lets the reader beep or light up, with the next [`Framer::output`]. A reader that cannot, or
    /// is not asked anything, does nothing.
    fn signal(&mut self, _signal: Signal) {}
}

/// What was decided about a tap, for the reader to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Signal {
    /// Come in.
    Good,
    /// Not this time: turned away, or nothing could be made of what was read.
    Bad,
}

/// What a reader said. Prints its kind and length, never its content.
#[derive(Clone, PartialEq, Eq)]
pub enum Frame {
    /// A card number as bytes, in the order they were sent.
    Bytes(Vec<u8>),
    /// Text without its terminator and without blanks around it.
    Text(String),
    /// Bytes came, but nothing that can be used. At most one a burst.
    Garbled(Garbled),
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "Bytes({} bytes)", bytes.len()),
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Garbled(why) => write!(f, "Garbled({why:?})"),
        }
    }
}

/// What was wrong first in a burst of unusable bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Garbled {
    /// Bytes outside any frame.
    Noise,
    /// A frame that began and never ended.
    Incomplete,
    /// A frame with too many or too few characters for its family.
    Length,
    /// More than the 512 bytes any card or code may have.
    TooLong,
    /// A character the family does not use, a control character or invalid UTF-8.
    Characters,
    /// The checksum does not match.
    Checksum,
}

/// Which control lines a family wants raised once its port is open.
///
/// Systems disagree (Windows opens with both off, Linux raises DTR), so both are always set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lines {
    /// "Data terminal ready". Many USB readers send nothing before it is raised.
    pub dtr: bool,
    /// "Request to send". Some RS-232 adapters draw their power from it.
    pub rts: bool,
}

macro_rules! families {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $asks:expr, $says_text:expr, $lines:expr, $new:expr;)+) => {
        /// How a reader marks where its words begin and end.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Framing {
            $($(#[doc = $doc])+ #[serde(rename = $name)] $variant,)+
        }

        impl Framing {
            /// Every family, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name in the settings file; also the name of the family's transcript.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The control lines this family wants.
            pub const fn lines(self) -> Lines {
                match self { $(Self::$variant => $lines,)+ }
            }

            /// Whether readers of this family are written to. A port is never written to unless
            /// somebody said that such a reader is on it: it may be a relay that opens a door.
            pub const fn asks(self) -> bool {
                match self { $(Self::$variant => $asks,)+ }
            }

            /// Whether readers of this family may say text. The frames of the others are numbers in
            /// bytes, so that neither a spelling nor a code means anything to them.
            pub const fn says_text(self) -> bool {
                match self { $(Self::$variant => $says_text,)+ }
            }

            /// A framer that has heard nothing yet.
            pub fn framer(self, reading: &ReadingSettings) -> Box<dyn Framer> {
                let new: fn(&ReadingSettings) -> Box<dyn Framer> = match self {
                    $(Self::$variant => $new,)+
                };
                new(reading)
            }
        }
    };
}

const BOTH_UP: Lines = Lines { dtr: true, rts: true };
const ONLY_RTS: Lines = Lines { dtr: false, rts: true };
const LISTENS: bool = false;
const ASKS: bool = true;
const TEXT: bool = true;
const BYTES: bool = false;

// The table of families: variant = name in the settings file, whether it is written to, whether it may
// say text, control lines, framer. Promag MF7 is no family but `gap` with `order = "lsb"` at 19200 baud.
families! {
    /// STX, ten hexadecimal digits, checksum, ETX: RDM6300, Seeed, ID-12LA, ID-20LA.
    Rdm6300 = "rdm6300", LISTENS, BYTES, BOTH_UP, |_| Box::new(rdm6300::Rdm6300::default());
    /// Text up to CR, LF, CR LF or TAB: most USB readers and all scanners.
    Line = "line", LISTENS, TEXT, BOTH_UP, |_| Box::new(line::Line::default());
    /// A burst ended by silence.
    Gap = "gap", LISTENS, TEXT, BOTH_UP, |reading| Box::new(gap::Gap::new(reading.gap, reading.identification));
    /// STX, a letter, ten hexadecimal digits, EOT: Codatex and Conrad.
    Codatex = "codatex", LISTENS, BYTES, BOTH_UP, |_| Box::new(codatex::Codatex::default());
    /// ELATEC TWN4 with the Simple Protocol firmware.
    Twn4Simple = "twn4-simple", ASKS, BYTES, BOTH_UP, |_| Box::new(asked::Asked::<twn4::Twn4>::default());
    /// ACS ACR1281S on RS-232.
    Acr1281s = "acr1281s", ASKS, BYTES, BOTH_UP, |_| Box::new(asked::Asked::<acr1281s::Acr1281s>::default());
    /// Gantner GAT Writer 5250B. Experimental: its frames are known from one source only.
    Gat5250b = "gat-5250b", ASKS, BYTES, ONLY_RTS, |_| Box::new(asked::Asked::<gat5250b::Gat5250b>::default());
}

/// The most bytes a line or a burst may have. QR codes of members have well below 300.
pub(crate) const MAX_TEXT: usize = 512;

/// How long a frame that has begun may pause before the rest of it is given up.
///
/// At 9600 baud a byte takes 1 ms and USB adapters hold bytes back for up to 16 ms, so nothing
/// that still comes after this belongs to the same card.
const UNFINISHED: Duration = Duration::from_millis(500);

/// The silence that ends a burst when no frame is open. RDM6300 readers repeat about every 65 ms
/// while the card lies there, so that copies of one card fall into one burst.
const BURST_END: Duration = Duration::from_millis(100);

/// Cleans text that a reader typed: whole, valid and without control characters, or `None`.
pub(crate) fn clean_text(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?.trim();
    (!text.chars().any(char::is_control)).then_some(text)
}

/// The bytes that pairs of hexadecimal digits spell, either case.
pub(crate) fn from_hex(digits: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).map(|value| value as u8);
    let (pairs, rest) = digits.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|[high, low]| Some((digit(high)? << 4) | digit(low)?)).collect()
}

/// All bytes XORed, the checksum of most readers.
fn xor(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |sum, byte| sum ^ byte)
}

#[cfg(test)]
pub(crate) mod properties;
