//! The assistant's questions about a reader: what is connected, what was heard from it, and in which form
//! it gives the number of a card.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::UnreadableReason;

/// What this computer has that a reader may be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Connected {
    /// Serial ports, by path.
    pub ports: Vec<PortChoice>,
    /// Contactless readers of the system's card service, as a person knows them.
    pub contactless: Vec<ContactlessChoice>,
    /// False when the card service does not run, so that nobody knows which contactless readers there are.
    pub card_service: bool,
    /// A reader that types can be set up: no other device of this desk has it yet.
    pub keyboard: bool,
    /// The camera of the screen can be set up: no other device of this desk has it yet. Whether there is one
    /// the page finds out.
    pub camera: bool,
    /// The PIN pad on the screen can be set up: no other device of this desk has it yet.
    pub pin_pad: bool,
}

/// A serial port that exists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PortChoice {
    /// What to open: `/dev/ttyUSB0`, `COM3`.
    pub path: String,
    /// What a person would call it: "FT232R USB UART, FTDI".
    pub label: String,
    /// What is known about it.
    pub hint: PortHint,
    /// The device of this desk whose reader it is already.
    pub taken_by: Option<String>,
}

/// A contactless reader of the system's card service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ContactlessChoice {
    /// Its name at the service.
    pub name: String,
    /// The device of this desk whose reader it is already.
    pub taken_by: Option<String>,
}

/// What the USB numbers of a port tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum PortHint {
    /// The numbers say nothing about the device.
    Nothing,
    /// A reader or scanner.
    #[serde(rename_all = "camelCase")]
    Reader {
        /// As its maker calls it.
        name: String,
        /// The family it may be set to that has to be asked, and so cannot be found out by listening.
        asked: Option<ReaderFraming>,
    },
    /// An adapter; behind it may be anything.
    Adapter {
        /// `FT232`.
        chip: String,
    },
    /// An adapter with which relays of doors are sold, too.
    Relay {
        /// `CH340`.
        chip: String,
    },
    /// A reader that speaks a protocol of its own, unless somebody has switched it over.
    Refused {
        /// Which family of readers speaks it.
        family: RefusedReader,
    },
}

/// Readers that are not spoken to: each has to be switched to keyboard or line output first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RefusedReader {
    /// STid with SSCP.
    StidSscp,
    /// D-Logic uFR.
    Ufr,
    /// Gantner GAT Writer 6000F.
    GatWriter6000F,
    /// deister electronic.
    Deister,
}

/// The answer to the reader step.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum ReaderChoice {
    /// On a serial port.
    Serial {
        /// A port from the list, or a path typed in.
        port: String,
        /// How it is understood.
        how: Hearing,
    },
    /// Behind the system's card service.
    Contactless {
        /// A name from the list.
        name: String,
    },
    /// It types like a keyboard.
    Keyboard,
    /// The camera of the screen. Once members are served, the screen says whether it sees.
    Camera,
    /// The PIN pad on the screen. There is nothing to prove about it.
    PinPad,
}

/// How a serial reader is understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "by", rename_all = "camelCase")]
pub enum Hearing {
    /// By what it says: it is listened to and never written to.
    FindingOut,
    /// By its family, which somebody knows.
    Family {
        /// The family.
        framing: ReaderFraming,
        /// Bits per second.
        baud: u32,
    },
}

/// A family of serial readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ReaderFraming {
    /// STX, ten hexadecimal digits, checksum, ETX: RDM6300, ID-12LA, ID-20LA.
    Rdm6300,
    /// Text up to CR, LF or TAB: most USB readers and all scanners.
    Line,
    /// A burst ended by silence: Promag.
    Gap,
    /// Codatex, Conrad.
    Codatex,
    /// ELATEC TWN4 with the Simple Protocol; it is asked.
    Twn4Simple,
    /// ACS ACR1281S; it is asked.
    Acr1281s,
    /// Gantner GAT Writer 5250B; it is asked. Experimental.
    Gat5250b,
}

/// How the tap of the reader step went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "camelCase")]
pub enum TapProof {
    /// No tap was asked for yet.
    #[default]
    NotAsked,
    /// Listening.
    Listening,
    /// Bytes came that no reader means at this speed; now another one is listened at. Hold the card up
    /// once more.
    Noise {
        /// Bits per second, from now on.
        baud: u32,
    },
    /// Something was held up, and nothing came of it.
    Garbled {
        /// Why it could not be read.
        reason: UnreadableReason,
    },
    /// A credential was read.
    Read {
        /// What was seen, without saying it.
        seen: Seen,
        /// It cannot have come about by chance. If it can, a card whose number is known has to prove it.
        certain: bool,
        /// In which form the number is sent.
        number: NumberProof,
    },
}

/// What a reader said, described without saying it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Seen {
    /// Hexadecimal digits with a checksum that is right.
    Checked {
        /// How many, without those of the checksum.
        digits: u32,
    },
    /// Hexadecimal digits between two marks.
    Marked {
        /// How many.
        digits: u32,
    },
    /// A line.
    Line {
        /// What stands in it.
        content: Content,
    },
    /// Something that only silence ends.
    Burst {
        /// What it is.
        content: Content,
    },
    /// Said by a reader that was asked, or by the card service.
    Answer {
        /// What it is.
        content: Content,
    },
    /// Typed.
    Typed {
        /// What it is.
        content: Content,
    },
}

/// What it is that a reader said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "is", rename_all = "camelCase")]
pub enum Content {
    /// Hexadecimal digits, a letter among them.
    Hex {
        /// How many.
        digits: u32,
    },
    /// Decimal digits.
    Decimal {
        /// How many.
        digits: u32,
    },
    /// The short number printed on a card, which is not enough.
    ShortNumber,
    /// A member's QR code.
    MemberCode,
    /// A piece of a member's QR code: the scanner cuts it off.
    BrokenCode,
    /// A wallet pass.
    Pass,
    /// Another text, a barcode mostly.
    Text {
        /// How many.
        characters: u32,
    },
    /// The number of a card.
    Bytes {
        /// How many.
        bytes: u32,
    },
}

/// In which form a card's number is sent, and how sure that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "camelCase")]
pub enum NumberProof {
    /// It is no card number; codes and passes are sent as they are.
    NotANumber,
    /// The vendor is being asked in which form it knows the card.
    Asking,
    /// The vendor knows the card in one form, and that one is set.
    Confirmed,
    /// The typed number is the card's, and its form is set.
    Learned,
    /// Nobody has said which form is right; the usual one is set.
    Assumed {
        /// Why nobody has.
        why: Assumption,
    },
    /// The typed number did not help.
    NotLearned {
        /// Why it did not.
        why: LessonProblem,
    },
}

/// Why nobody has said in which form a number is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Assumption {
    /// The vendor knows this card in no form.
    UnknownCard,
    /// The vendor knows this card in several forms, as with a number that reads the same from both ends.
    SeveralForms,
    /// The key may not look members up.
    MayNotAsk,
    /// The vendor did not answer.
    NoAnswer,
}

/// Why nothing was learned from a typed number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LessonProblem {
    /// Not a number of a card.
    NotANumber,
    /// It is the short number printed on this very card; the whole one is needed.
    ShortNumberTyped,
    /// The reader sends a short form of it: set the reader to the whole one.
    ReaderShortens,
    /// The reader leaves zeros out: type the number in decimal.
    ZerosLost,
    /// It is the number of another card.
    OtherCard,
    /// Several settings give this number: take another card.
    Ambiguous,
}
