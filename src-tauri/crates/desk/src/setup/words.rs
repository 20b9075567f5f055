//! What is known of readers in the words of the screen. Nothing of what a reader said gets into them.

use readers::recognise;
use readers::{Framing, Known, NoMatch, ReaderState, RefusedFamily};
use wire::{Content, LessonProblem, PortHint, ReaderFraming, ReaderPlace, RefusedReader, Seen, SetupProblem};

use crate::settings::Source;

pub(super) fn seen(seen: recognise::Seen) -> Seen {
    match seen {
        recognise::Seen::Checked { digits } => Seen::Checked { digits: count(digits) },
        recognise::Seen::Marked { digits } => Seen::Marked { digits: count(digits) },
        recognise::Seen::Line { content: said, .. } => Seen::Line { content: content(said) },
        recognise::Seen::Burst { content: said, .. } => Seen::Burst { content: content(said) },
    }
}

/// What a reader of a family somebody named has said.
pub(super) fn seen_of(framing: Framing, said: recognise::Content) -> Seen {
    let content = content(said);
    match (framing, said) {
        (Framing::Rdm6300, recognise::Content::Bytes { bytes }) => Seen::Checked { digits: count(2 * bytes) },
        (Framing::Codatex, recognise::Content::Bytes { bytes }) => Seen::Marked { digits: count(2 * bytes) },
        (Framing::Line, _) => Seen::Line { content },
        (Framing::Gap, _) => Seen::Burst { content },
        (
            Framing::Rdm6300 | Framing::Codatex | Framing::Twn4Simple | Framing::Acr1281s | Framing::Gat5250b,
            _,
        ) => Seen::Answer { content },
    }
}

pub(super) fn content(content: recognise::Content) -> Content {
    match content {
        recognise::Content::Hex { digits } => Content::Hex { digits: count(digits) },
        recognise::Content::Decimal { digits } => Content::Decimal { digits: count(digits) },
        recognise::Content::ShortNumber => Content::ShortNumber,
        recognise::Content::MemberCode => Content::MemberCode,
        recognise::Content::BrokenCode => Content::BrokenCode,
        recognise::Content::Uuid => Content::Pass,
        recognise::Content::Text { characters } => Content::Text { characters: count(characters) },
        recognise::Content::Bytes { bytes } => Content::Bytes { bytes: count(bytes) },
    }
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

pub(super) const fn framing(framing: ReaderFraming) -> Framing {
    match framing {
        ReaderFraming::Rdm6300 => Framing::Rdm6300,
        ReaderFraming::Line => Framing::Line,
        ReaderFraming::Gap => Framing::Gap,
        ReaderFraming::Codatex => Framing::Codatex,
        ReaderFraming::Twn4Simple => Framing::Twn4Simple,
        ReaderFraming::Acr1281s => Framing::Acr1281s,
        ReaderFraming::Gat5250b => Framing::Gat5250b,
    }
}

const fn framing_view(framing: Framing) -> ReaderFraming {
    match framing {
        Framing::Rdm6300 => ReaderFraming::Rdm6300,
        Framing::Line => ReaderFraming::Line,
        Framing::Gap => ReaderFraming::Gap,
        Framing::Codatex => ReaderFraming::Codatex,
        Framing::Twn4Simple => ReaderFraming::Twn4Simple,
        Framing::Acr1281s => ReaderFraming::Acr1281s,
        Framing::Gat5250b => ReaderFraming::Gat5250b,
    }
}

pub(super) fn hint(known: Known) -> PortHint {
    match known {
        Known::Nothing => PortHint::Nothing,
        Known::Reader { name, framings } => PortHint::Reader {
            name: name.to_owned(),
            asked: framings.iter().find(|framing| framing.asks()).map(|framing| framing_view(*framing)),
        },
        Known::Adapter { chip, often_a_relay: false } => PortHint::Adapter { chip: chip.to_owned() },
        Known::Adapter { chip, often_a_relay: true } => PortHint::Relay { chip: chip.to_owned() },
        Known::Refused(family) => PortHint::Refused {
            family: match family {
                RefusedFamily::StidSscp => RefusedReader::StidSscp,
                RefusedFamily::Ufr => RefusedReader::Ufr,
                RefusedFamily::GatWriter6000F => RefusedReader::GatWriter6000F,
                RefusedFamily::Deister => RefusedReader::Deister,
            },
        },
    }
}

pub(super) const fn lesson(why: NoMatch) -> LessonProblem {
    match why {
        NoMatch::ShortNumberTyped(_) => LessonProblem::ShortNumberTyped,
        NoMatch::ReaderShortens(_) => LessonProblem::ReaderShortens,
        NoMatch::ZerosLost => LessonProblem::ZerosLost,
        NoMatch::OtherCard | NoMatch::Unreadable(_) => LessonProblem::OtherCard,
    }
}

/// What is wrong with a reader in this state, if anything.
pub(super) const fn problem(state: ReaderState) -> Option<SetupProblem> {
    match state {
        ReaderState::Alive => None,
        ReaderState::Gone => Some(SetupProblem::PortMissing),
        ReaderState::InUse => Some(SetupProblem::PortInUse),
        ReaderState::Forbidden => Some(SetupProblem::PortForbidden),
        ReaderState::ServiceMissing => Some(SetupProblem::CardServiceMissing),
        ReaderState::HeldByKernel => Some(SetupProblem::ReaderHeldByKernel),
    }
}

pub(super) fn place(source: &Source) -> ReaderPlace {
    match source {
        Source::Serial(serial) => ReaderPlace::Serial { port: serial.port.clone() },
        Source::Pcsc(pcsc) => ReaderPlace::Contactless { name: pcsc.reader.clone().unwrap_or_default() },
        Source::Keyboard(_) => ReaderPlace::Keyboard,
        Source::Camera(_) => ReaderPlace::Camera,
        Source::PinPad => ReaderPlace::PinPad,
    }
}
