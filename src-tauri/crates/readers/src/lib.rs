//! Card readers and scanners: from bytes on a wire, or keys they type, to a credential the vendor takes.
//!
//! - `proto/` finds frames in bytes. No port and no clock: bytes and the time come in as arguments.
//!   One file a family; a new family is one file, one row in `proto/mod.rs`, one transcript in
//!   `tests/fixtures/readers/` and one fuzz target.
//! - `wedge` finds a frame in the keys of a reader that types.
//! - `interpret` turns a frame into a credential, following the settings of that reader.
//! - `recognise` tells from what arrives which family of readers is on a port, and describes what it saw;
//!   `learn` finds the byte order, spelling and form from one card whose number is known.
//! - `camera` finds QR codes in pictures, and tells which one is newly held up.
//! - `known` says what the USB numbers of a port tell, and which readers are refused.
//! - `io/` owns the port: one thread each, which outlives the reader being unplugged. `io/listen.rs` is for
//!   one that somebody tries out. `io/pcsc/` asks
//!   the system's card service instead of a port.
//!
//! Not here: anything that writes to a port nobody has set up as a reader that is asked (a CH340
//! adapter may be a relay that opens a door, and a probe would open it); reconstruction of printed
//! short numbers (8D, 10D, 3+5), which have lost bytes; the rule that one card held to the reader is
//! one tap, which belongs to the desk.

#![warn(clippy::missing_errors_doc)]

pub mod camera;
mod decode;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
mod interpret;
mod io;
mod known;
mod learn;
mod proto;
pub mod recognise;
mod scanned;
mod settings;
mod wedge;

pub use decode::{Decoder, Reading};
pub use interpret::{Unreadable, interpret};
pub use io::event::{ReaderEvent, ReaderState};
pub use io::list::{PortInfo, UsbDevice, list_ports};
pub use io::listen::{Listener, Sound, Tuning};
pub use io::pcsc::{PcscReader, list_pcsc, probe_pcsc};
pub use io::serial::{SerialReader, probe};
pub use known::{Known, RefusedFamily};
pub use learn::{KnownNumber, Lesson, NoMatch, NotANumber, Printed, candidates, learn};
pub use proto::{Frame, Framer, Framing, Garbled, Lines, Signal};
pub use scanned::Aim;
pub use settings::{ByteOrder, Encoding, PcscSettings, ReadingSettings, SerialSettings, Slice, SliceError};
pub use wedge::{Layout, Stroke, read_typed};
