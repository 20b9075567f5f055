//! The `[[readers]]` of the settings file: all keys of all kinds, and which of them a kind has.

use std::ops::Range;

use domain::{CardFormat, IdentificationKind};
use readers::{ByteOrder, Encoding, Framing, Layout, PcscSettings, ReadingSettings, SerialSettings, Slice};
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::super::{CameraSettings, KeyboardSettings, Reader, Source};
use super::{Located, Problem};

#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::settings) struct ReaderEntry {
    name: String,
    kind: ReaderKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    port: Option<Spanned<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baud: Option<Spanned<u32>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    framing: Option<Spanned<Framing>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reader: Option<Spanned<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    layout: Option<Spanned<Layout>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    identification: Option<Spanned<IdentificationKind>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<Spanned<CardFormat>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<Spanned<Encoding>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<Spanned<ByteOrder>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    slice: Option<Spanned<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    aim: Option<Spanned<bool>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    passes: Option<Spanned<bool>>,
}

#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum ReaderKind {
    Serial,
    Pcsc,
    Keyboard,
    Camera,
    PinPad,
}

/// Without a place of its own the problem is the whole entry's.
type Wrong = (Option<Range<usize>>, Problem);

const USUAL_BAUD: u32 = 9600;

pub(super) fn readers(entries: &[Spanned<ReaderEntry>]) -> Result<Vec<Reader>, Located> {
    let mut readers: Vec<Reader> = Vec::with_capacity(entries.len());
    for entry in entries {
        let reader = entry.get_ref().read();
        let reader = reader.map_err(|(span, problem)| (span.unwrap_or(entry.span()), problem))?;
        if let Some(problem) = readers.iter().find_map(|other| clash(other, &reader)) {
            return Err((entry.span(), problem));
        }
        readers.push(reader);
    }
    Ok(readers)
}

/// Why two readers cannot be on one desk.
fn clash(other: &Reader, new: &Reader) -> Option<Problem> {
    if other.name == new.name {
        return Some(Problem::ReaderTwice(new.name.clone()));
    }
    new.source.clashes(&other.source).then(|| match &new.source {
        Source::Serial(serial) => Problem::PortTwice { port: serial.port.clone(), other: other.name.clone() },
        Source::Pcsc(_) => Problem::ContactlessTwice(other.name.clone()),
        Source::Keyboard(_) => Problem::KeyboardTwice(other.name.clone()),
        Source::Camera(_) => Problem::CameraTwice(other.name.clone()),
        Source::PinPad => Problem::PinPadTwice(other.name.clone()),
    })
}

impl ReaderEntry {
    fn read(&self) -> Result<Reader, Wrong> {
        if self.name.trim().is_empty() {
            return Err((None, Problem::Missing("a reader needs a name")));
        }
        let source = match self.kind {
            ReaderKind::Serial => Source::Serial(self.serial()?),
            ReaderKind::Pcsc => Source::Pcsc(self.pcsc()?),
            ReaderKind::Keyboard => Source::Keyboard(self.keyboard()?),
            ReaderKind::Camera => Source::Camera(self.camera()?),
            ReaderKind::PinPad => self.pin_pad().map(|()| Source::PinPad)?,
        };
        Ok(Reader { name: self.name.clone(), source })
    }

    fn serial(&self) -> Result<SerialSettings, Wrong> {
        pointless(&self.layout, "layout is for readers that type; this one is on a serial port")?;
        pointless(&self.reader, "reader is for kind \"pcsc\"; this one is on a serial port")?;
        let given = self.port.as_ref().filter(|port| !port.get_ref().trim().is_empty());
        let port = given.ok_or((None, Problem::Missing("a reader of kind \"serial\" needs a port")))?;
        let framing = self.framing.as_ref();
        let framing =
            framing.ok_or((None, Problem::Missing("a reader of kind \"serial\" needs a framing")))?;
        let baud = self.baud.as_ref().map_or(USUAL_BAUD, |baud| *baud.get_ref());
        if !(300..=3_000_000).contains(&baud) {
            return Err((self.baud.as_ref().map(Spanned::span), Problem::Baud(baud)));
        }
        let framing = *framing.get_ref();
        let reading = self.reading(framing.says_text())?;
        Ok(SerialSettings { port: port.get_ref().clone(), baud, framing, reading })
    }

    fn pcsc(&self) -> Result<PcscSettings, Wrong> {
        self.no_port("the card service knows where this reader is")?;
        pointless(&self.layout, "layout is for readers that type; this one reads cards")?;
        let blank = |part: &&Spanned<String>| part.get_ref().trim().is_empty();
        if let Some(part) = self.reader.as_ref().filter(blank) {
            return Err((
                Some(part.span()),
                Problem::Missing("reader is a part of the reader's name, or left out"),
            ));
        }
        if let Some(kind) =
            self.identification.as_ref().filter(|kind| *kind.get_ref() != IdentificationKind::Number)
        {
            return Err((
                Some(kind.span()),
                Problem::Pointless("a contactless reader gives the numbers of cards and nothing else"),
            ));
        }
        let reader = self.reader.as_ref().map(|part| part.get_ref().clone());
        Ok(PcscSettings { reader, reading: self.reading(false)? })
    }

    fn keyboard(&self) -> Result<KeyboardSettings, Wrong> {
        self.no_port("this reader types and has none")?;
        pointless(&self.reader, "reader is for kind \"pcsc\"; this one types")?;
        let layout = self.layout.as_ref().map(|layout| *layout.get_ref()).unwrap_or_default();
        Ok(KeyboardSettings { layout, reading: self.reading(true)? })
    }

    fn camera(&self) -> Result<CameraSettings, Wrong> {
        self.no_port("the web view finds the camera by itself")?;
        pointless(&self.reader, "reader is for kind \"pcsc\"; this one is a camera")?;
        pointless(&self.layout, "layout is for readers that type; this one is a camera")?;
        pointless(&self.aim, "aim is for scanners; a camera sees what kind of code it is")?;
        let usual = CameraSettings::default().reading;
        Ok(CameraSettings { reading: self.reading_from(usual, true)? })
    }

    fn pin_pad(&self) -> Result<(), Wrong> {
        self.no_port("the PIN pad is on the screen and has none")?;
        pointless(&self.reader, "reader is for kind \"pcsc\"; the PIN pad is on the screen")?;
        pointless(&self.layout, "layout is for readers that type; the PIN pad is on the screen")?;
        let what = "the PIN pad gives PINs as they are entered; leave this out";
        pointless(&self.format, what)?;
        pointless(&self.encoding, what)?;
        pointless(&self.order, what)?;
        pointless(&self.slice, what)?;
        pointless(&self.aim, what)?;
        pointless(&self.passes, what)?;
        match &self.identification {
            Some(kind) if *kind.get_ref() != IdentificationKind::Pin => {
                Err((Some(kind.span()), Problem::Pointless("the PIN pad gives PINs and nothing else")))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn no_port(&self, why: &'static str) -> Result<(), Wrong> {
        pointless(&self.port, why)?;
        pointless(&self.baud, why)?;
        pointless(&self.framing, why)
    }

    /// What the frames mean; a reader that says text may spell a number in one way or another, or say
    /// something else.
    fn reading(&self, says_text: bool) -> Result<ReadingSettings, Wrong> {
        self.reading_from(ReadingSettings::default(), says_text)
    }

    fn reading_from(&self, usual: ReadingSettings, says_text: bool) -> Result<ReadingSettings, Wrong> {
        let identification =
            self.identification.as_ref().map_or(usual.identification, |kind| *kind.get_ref());
        let number = identification == IdentificationKind::Number;
        if !number || !says_text {
            pointless(&self.encoding, "encoding says how text spells a card number; this reader sends none")?;
        }
        if !number {
            pointless(&self.order, "order is for card numbers; this reader is set to something else")?;
        }
        if !says_text {
            pointless(&self.aim, "aim is for scanners; this reader sends no text")?;
            pointless(&self.passes, "passes is for readers that send text; this reader sends none")?;
        }
        if identification == IdentificationKind::WalletPass {
            let what = "passes is for readers of something else as well; here everything is a pass";
            pointless(&self.passes, what)?;
        }
        let slice = match &self.slice {
            None => None,
            Some(text) => Some(
                text.get_ref()
                    .parse::<Slice>()
                    .map_err(|error| (Some(text.span()), Problem::Slice(error.to_string())))?,
            ),
        };
        Ok(ReadingSettings {
            identification,
            format: self.format.as_ref().map_or(usual.format, |format| *format.get_ref()),
            encoding: self.encoding.as_ref().map(|encoding| *encoding.get_ref()),
            order: self.order.as_ref().map(|order| *order.get_ref()).unwrap_or_default(),
            slice,
            aim: self.aim.as_ref().is_some_and(|aim| *aim.get_ref()),
            passes: self.passes.as_ref().is_some_and(|passes| *passes.get_ref()),
            ..usual
        })
    }

    /// Writes a reader down.
    pub(super) fn of(reader: &Reader) -> Self {
        let blank = |kind| Self {
            name: reader.name.clone(),
            kind,
            port: None,
            baud: None,
            framing: None,
            reader: None,
            layout: None,
            identification: None,
            format: None,
            encoding: None,
            order: None,
            slice: None,
            aim: None,
            passes: None,
        };
        match &reader.source {
            Source::Serial(SerialSettings { port, baud, framing, reading }) => Self {
                port: written(port.clone()),
                baud: written(*baud),
                framing: written(*framing),
                ..blank(ReaderKind::Serial).with(reading)
            },
            Source::Pcsc(PcscSettings { reader: part, reading }) => {
                Self { reader: part.clone().and_then(written), ..blank(ReaderKind::Pcsc).with(reading) }
            }
            Source::Keyboard(KeyboardSettings { layout, reading }) => Self {
                layout: (*layout != Layout::default()).then(|| Spanned::new(0..0, *layout)),
                ..blank(ReaderKind::Keyboard).with(reading)
            },
            Source::Camera(CameraSettings { reading }) => blank(ReaderKind::Camera).with(reading),
            Source::PinPad => blank(ReaderKind::PinPad),
        }
    }

    fn with(self, reading: &ReadingSettings) -> Self {
        Self {
            identification: written(reading.identification),
            format: written(reading.format),
            encoding: reading.encoding.and_then(written),
            order: written(reading.order).filter(|order| *order.get_ref() != ByteOrder::default()),
            slice: reading.slice.as_ref().and_then(|slice| written(slice.to_string())),
            aim: reading.aim.then(|| Spanned::new(0..0, true)),
            passes: reading.passes.then(|| Spanned::new(0..0, true)),
            ..self
        }
    }
}

impl TryFrom<ReaderEntry> for Reader {
    type Error = Problem;

    fn try_from(entry: ReaderEntry) -> Result<Self, Problem> {
        entry.read().map_err(|(_, problem)| problem)
    }
}

impl From<Reader> for ReaderEntry {
    fn from(reader: Reader) -> Self {
        Self::of(&reader)
    }
}

fn written<T>(value: T) -> Option<Spanned<T>> {
    Some(Spanned::new(0..0, value))
}

/// Refuses a key that does nothing for this reader.
fn pointless<T>(key: &Option<Spanned<T>>, why: &'static str) -> Result<(), Wrong> {
    match key {
        Some(key) => Err((Some(key.span()), Problem::Pointless(why))),
        None => Ok(()),
    }
}
