//! The readers of a desk that serves members, as they are listened to and as they are shown.

use std::time::Instant;

use readers::{
    Frame, PcscReader, ReaderEvent, ReaderState, SerialReader, Signal, Stroke, interpret, read_typed,
};
use wire::{ReaderCondition, ReaderLine};

use crate::camera::Camera;
use crate::check_in::{Equipment, ReaderIndex};
use crate::settings::{KeyboardSettings, Reader, Settings, Source};
use crate::{Message, Parts};

/// The readers that are listened to, in the order of the settings.
pub(crate) struct Readers {
    lines: Vec<ReaderLine>,
    sources: Vec<Listening>,
}

/// Where a reader is listened to.
enum Listening {
    /// On a port, which is closed when this is dropped.
    Port(SerialReader),
    /// At the system's card service.
    Contactless(PcscReader),
    /// On the member's screen, where it types.
    Keys(KeyboardSettings),
    /// On the member's screen, which looks through it.
    Camera(Camera),
    /// On the member's screen, where its keys are.
    Pad,
}

impl Readers {
    pub(super) fn open(parts: &Parts, settings: &Settings) -> Self {
        Self { lines: settings.readers.iter().map(line).collect(), sources: listen(parts, settings) }
    }

    /// For the team's window.
    pub(super) fn lines(&self) -> Vec<ReaderLine> {
        self.lines.clone()
    }

    /// As the settings call it.
    pub(super) fn name(&self, ReaderIndex(index): ReaderIndex) -> &str {
        self.lines.get(index).map_or("", |reader| reader.name.as_str())
    }

    /// A reader came or went.
    pub(crate) fn changed(&mut self, ReaderIndex(index): ReaderIndex, state: ReaderState) {
        let camera = self.camera() == Some(ReaderIndex(index));
        if let Some(reader) = self.lines.get_mut(index) {
            reader.state = match state {
                ReaderState::Alive => ReaderCondition::Alive,
                ReaderState::Gone if camera => ReaderCondition::CameraMissing,
                ReaderState::Forbidden if camera => ReaderCondition::CameraDenied,
                ReaderState::Gone => ReaderCondition::Gone,
                ReaderState::InUse => ReaderCondition::InUse,
                ReaderState::Forbidden => ReaderCondition::Forbidden,
                ReaderState::ServiceMissing => ReaderCondition::ServiceMissing,
                ReaderState::HeldByKernel => ReaderCondition::HeldByKernel,
            };
        }
    }

    /// What a reader typed, if there is one that types.
    pub(crate) fn typed(&self, strokes: &[Stroke], at: Instant) -> Option<(ReaderIndex, ReaderEvent)> {
        let typing = |(index, source): (usize, &'_ Listening)| match source {
            Listening::Keys(keys) => Some((ReaderIndex(index), keys.clone())),
            Listening::Port(_) | Listening::Contactless(_) | Listening::Camera(_) | Listening::Pad => None,
        };
        let (reader, keys) = self.sources.iter().enumerate().find_map(typing)?;
        let event = match interpret(&read_typed(strokes, keys.layout), &keys.reading) {
            Ok(identification) => ReaderEvent::Credential(identification, at),
            Err(why) => ReaderEvent::Unreadable(why),
        };
        Some((reader, event))
    }

    /// The camera of the member's screen, if there is one.
    pub(crate) fn camera(&self) -> Option<ReaderIndex> {
        self.sources.iter().position(|source| matches!(source, Listening::Camera(_))).map(ReaderIndex)
    }

    /// Says whether a picture is to be looked at: not without a camera, nor while the last one still is.
    pub(super) fn begin_to_look(&mut self) -> bool {
        self.looking_through().is_some_and(|(_, camera)| camera.begins())
    }

    /// What was on the picture.
    pub(crate) fn seen(&mut self, codes: Vec<Frame>, at: Instant) -> Option<(ReaderIndex, ReaderEvent)> {
        let (reader, camera) = self.looking_through()?;
        Some((reader, camera.seen(codes, at)?))
    }

    /// Whether the member's screen looks through a camera.
    pub(crate) fn has_camera(&self) -> bool {
        self.sources.iter().any(|source| matches!(source, Listening::Camera(_)))
    }

    fn looking_through(&mut self) -> Option<(ReaderIndex, &mut Camera)> {
        self.sources.iter_mut().enumerate().find_map(|(index, source)| match source {
            Listening::Camera(camera) => Some((ReaderIndex(index), camera)),
            Listening::Port(_) | Listening::Contactless(_) | Listening::Keys(_) | Listening::Pad => None,
        })
    }

    /// The PIN pad on the member's screen, if there is one.
    pub(crate) fn pin_pad(&self) -> Option<ReaderIndex> {
        self.sources.iter().position(|source| matches!(source, Listening::Pad)).map(ReaderIndex)
    }

    /// Lets a reader beep or light up, if it can.
    pub(crate) fn signal(&self, ReaderIndex(index): ReaderIndex, signal: Signal) {
        match self.sources.get(index) {
            Some(Listening::Port(port)) => port.signal(signal),
            Some(Listening::Contactless(contactless)) => contactless.signal(signal),
            Some(Listening::Keys(_) | Listening::Camera(_) | Listening::Pad) | None => {}
        }
    }
}

fn line(reader: &Reader) -> ReaderLine {
    let state = match reader.source {
        Source::Serial(_) | Source::Pcsc(_) | Source::Camera(_) | Source::PinPad => ReaderCondition::Alive,
        Source::Keyboard(_) => ReaderCondition::Unwatched,
    };
    ReaderLine { name: reader.name.clone(), state }
}

/// What the members can identify themselves with.
pub(super) fn equipment(settings: &Settings) -> Equipment {
    let place =
        |wanted: fn(&Source) -> bool| settings.readers.iter().position(|reader| wanted(&reader.source));
    Equipment {
        readers: settings.readers.len(),
        typed: place(|source| matches!(source, Source::Keyboard(_))).is_some(),
        camera: place(|source| matches!(source, Source::Camera(_))).map(ReaderIndex),
        pin_pad: place(|source| matches!(source, Source::PinPad)).is_some(),
    }
}

fn listen(parts: &Parts, settings: &Settings) -> Vec<Listening> {
    let heard = |index: usize| {
        let messages = parts.messages.clone();
        move |event: ReaderEvent| {
            // Fails only when the desk has ended.
            let _ = messages.blocking_send(Message::Reader(ReaderIndex(index), event));
        }
    };
    let listening = |(index, reader): (usize, &Reader)| match &reader.source {
        Source::Serial(serial) => Listening::Port(SerialReader::spawn(serial.clone(), heard(index))),
        Source::Pcsc(pcsc) => Listening::Contactless(PcscReader::spawn(pcsc.clone(), heard(index))),
        Source::Keyboard(keys) => Listening::Keys(keys.clone()),
        Source::Camera(camera) => Listening::Camera(Camera::new(camera.reading.clone())),
        Source::PinPad => Listening::Pad,
    };
    settings.readers.iter().enumerate().map(listening).collect()
}
