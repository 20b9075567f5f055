//! Reading and writing the settings file, with a line number for everything that is wrong.

mod devices;
mod doors;
mod look;
mod machines;
mod reader;
mod screen;
mod selling;
mod sign_up;

use std::ops::Range;
use std::time::Duration;

use domain::{Currency, DeviceId, Language};
use magicline::{Endpoint, EndpointError, Tenant};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use toml::{Spanned, Table};
use toml_edit::{DocumentMut, TomlError};

use super::{Endpoints, Look, Offline, Settings, Updates};
use devices::{DeviceEntry, devices};
use doors::{described, outputs, used};
pub use look::{FileKind, LookEntry, LookProblem};
use machines::{machines, sold_from};
pub(super) use reader::ReaderEntry;
use reader::readers;
use screen::Screen;
pub use selling::SellingProblem;
use sign_up::SignUpEntry;
pub use sign_up::SignUpProblem;

/// Why a settings file cannot be used, and where.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("line {line}: {problem}")]
pub struct FileError {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong in a settings file.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum Problem {
    /// Not TOML, an unknown key, a missing key or a value of the wrong type.
    #[error("{0}")]
    Syntax(String),
    /// The tenant cannot be part of a host name.
    #[error("tenant: {0}")]
    Tenant(String),
    /// The vendor does not answer in this language.
    #[error("language: \"{0}\" is none of the languages the studio's system speaks (de, en, fr, it, …)")]
    Language(String),
    /// A language that is offered twice.
    #[error("languages: \"{0}\" is there twice")]
    LanguageTwice(Language),
    /// An address that must not be used.
    #[error("endpoints: {0}")]
    Endpoint(String),
    /// A verdict must be readable and must end.
    #[error("verdict-seconds: {0} is not between 1 and 30")]
    VerdictSeconds(u64),
    /// No screen has such a diagonal.
    #[error("diagonal-inches: {0} is not between 5 and 100")]
    DiagonalInches(String),
    /// Nobody reads from there.
    #[error("distance-cm: {0} is not between 20 and 500")]
    DistanceCm(String),
    /// Not as hours are written.
    #[error("awake: \"{0}\" is no hours (\"06:00-23:00\", \"dark\")")]
    AwakeHours(String),
    /// Not the name of a day.
    #[error("awake: \"{0}\" is no day (monday to sunday)")]
    AwakeDay(String),
    /// A check-in cannot be reported at once only, nor days later.
    #[error("replay-minutes: {0} is not between 1 and 1440")]
    ReplayMinutes(u64),
    /// A member list is never fresh, and no list is good for ever.
    #[error("directory-hours: {0} is not between 1 and 720")]
    DirectoryHours(u64),
    /// Readers are told apart by name.
    #[error("there is already a reader named \"{0}\"")]
    ReaderTwice(String),
    /// A port can be opened once.
    #[error("port {port} is already used by \"{other}\"")]
    PortTwice {
        /// The port.
        port: String,
        /// The reader or output that has it.
        other: String,
    },
    /// A reader without a name, or a serial one without a port or a framing.
    #[error("{0}")]
    Missing(&'static str),
    /// Two readers of the card service.
    #[error(
        "the reader \"{0}\" may be the same one at the card service; write reader = \"…\" at both, each with a part of its name that the other does not have"
    )]
    ContactlessTwice(String),
    /// Two readers that type.
    #[error(
        "the reader \"{0}\" types already, and a page cannot tell two keyboards apart; switch one of them to serial output"
    )]
    KeyboardTwice(String),
    /// Two cameras.
    #[error("the reader \"{0}\" is the camera already, and the web view offers one")]
    CameraTwice(String),
    /// Two PIN pads.
    #[error("the reader \"{0}\" is the PIN pad already, and there is one screen")]
    PinPadTwice(String),
    /// No serial port runs at this speed.
    #[error("baud: {0} is not a speed a serial port can have (300 to 3000000)")]
    Baud(u32),
    /// A slice that cannot be cut.
    #[error("slice: {0}")]
    Slice(String),
    /// A key that does nothing for this reader.
    #[error("{0}")]
    Pointless(&'static str),
    /// A device points at a reader that is not in the file.
    #[error("device {device}: there is no reader named \"{reader}\" in this file")]
    UnknownReader {
        /// The device.
        device: DeviceId,
        /// The name nobody has.
        reader: String,
    },
    /// A tap must have one meaning. What is sold is chosen on the screen first.
    #[error(
        "device {device}: members check in at the reader \"{reader}\" already, with device {other}; a second device of a reader must be one that sells"
    )]
    ReaderTaken {
        /// The second device.
        device: DeviceId,
        /// The reader both want.
        reader: String,
        /// The first device.
        other: DeviceId,
    },
    /// The taps of a reader go to its first device, so that nobody could check in.
    #[error(
        "device {device}: the taps of the reader \"{reader}\" go to device {other}, which is listed first and sells; list the one that members check in at before it"
    )]
    EntranceSecond {
        /// The device that members should check in at.
        device: DeviceId,
        /// The reader both want.
        reader: String,
        /// The device that has its taps.
        other: DeviceId,
    },
    /// The same device is listed twice.
    #[error("device {0} is listed twice")]
    DeviceTwice(DeviceId),
    /// An output that cannot be used as it is described.
    #[error("output: {0}")]
    Output(String),
    /// Outputs are told apart by name.
    #[error("there is already an output named \"{0}\"")]
    OutputTwice(String),
    /// A device opens an output that is not in the file.
    #[error("device {device}: there is no output named \"{output}\" in this file")]
    UnknownOutput {
        /// The device.
        device: DeviceId,
        /// The name nobody has.
        output: String,
    },
    /// An output that nothing opens.
    #[error(
        "no device uses the output \"{0}\"; write opens = \"{0}\" at the [[devices]] it belongs to, or name it at a device that sells"
    )]
    UnusedOutput(String),
    /// A device that sells, and is described so that it cannot.
    #[error("device {device}: {problem}")]
    Selling {
        /// The device.
        device: DeviceId,
        /// What is wrong.
        problem: SellingProblem,
    },
    /// Not a currency.
    #[error("currency: \"{0}\" is no currency (EUR, CHF, GBP, …)")]
    Currency(String),
    /// A vending machine that cannot be used as it is described.
    #[error("machine: {0}")]
    Machine(String),
    /// Machines are told apart by name.
    #[error("there is already a machine named \"{0}\"")]
    MachineTwice(String),
    /// A machine that nothing sells from.
    #[error(
        "no device sells from the machine \"{0}\"; write machine = \"{0}\" at the [devices.vending] it belongs to"
    )]
    UnusedMachine(String),
    /// Something about the look.
    #[error("look: {0}")]
    Look(LookProblem),
    /// Something about becoming a member.
    #[error("sign-up: {0}")]
    SignUp(SignUpProblem),
    /// A desk without a device can do nothing.
    #[error("no [[devices]]: name at least one device with its reader")]
    NoDevice,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Document {
    studio: Studio,
    #[serde(default, skip_serializing_if = "Addresses::is_empty")]
    endpoints: Addresses,
    #[serde(default, skip_serializing_if = "Screen::is_empty")]
    screen: Screen,
    #[serde(default, skip_serializing_if = "Disconnected::is_empty")]
    offline: Disconnected,
    #[serde(default)]
    readers: Vec<Spanned<ReaderEntry>>,
    #[serde(default)]
    devices: Vec<Spanned<DeviceEntry>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    outputs: Vec<Spanned<Table>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    machines: Vec<Spanned<Table>>,
    #[serde(default, rename = "sign-up", skip_serializing_if = "Option::is_none")]
    sign_up: Option<Spanned<SignUpEntry>>,
    #[serde(default, skip_serializing_if = "LookEntry::is_empty")]
    look: LookEntry,
    #[serde(default, skip_serializing_if = "Updates::is_usual")]
    updates: Updates,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Studio {
    tenant: Spanned<String>,
    #[serde(default = "german")]
    language: Spanned<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    languages: Vec<Spanned<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<Spanned<String>>,
}

fn german() -> Spanned<String> {
    Spanned::new(0..0, Language::DE.tag().to_owned())
}

#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Addresses {
    #[serde(skip_serializing_if = "Option::is_none")]
    open: Option<Spanned<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<Spanned<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    connect: Option<Spanned<String>>,
}

impl Addresses {
    fn is_empty(&self) -> bool {
        self.open.is_none() && self.device.is_none() && self.connect.is_none()
    }
}

#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Disconnected {
    #[serde(skip_serializing_if = "Option::is_none")]
    replay_minutes: Option<Spanned<u64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    directory_hours: Option<Spanned<u64>>,
}

impl Disconnected {
    fn is_empty(&self) -> bool {
        self.replay_minutes.is_none() && self.directory_hours.is_none()
    }
}

/// Reads a settings file and checks everything that can be checked without asking anybody.
///
/// # Errors
/// The first thing that is wrong, with its line.
pub fn parse(text: &str) -> Result<Settings, FileError> {
    let at = |span: Range<usize>, problem| FileError { line: line_of(text, span.start), problem };
    let document: Document = toml::from_str(text)
        .map_err(|error| at(error.span().unwrap_or_default(), Problem::Syntax(one_line(error.message()))))?;

    let tenant = Tenant::parse(document.studio.tenant.get_ref())
        .map_err(|error| at(document.studio.tenant.span(), Problem::Tenant(error.to_string())))?;
    let language = Language::exact(document.studio.language.get_ref()).ok_or_else(|| {
        at(document.studio.language.span(), Problem::Language(document.studio.language.get_ref().clone()))
    })?;

    let languages = languages(&document.studio.languages).map_err(|(span, problem)| at(span, problem))?;

    let mut endpoints = Endpoints::of_tenant(&tenant);
    for (given, endpoint) in [
        (&document.endpoints.open, &mut endpoints.open),
        (&document.endpoints.device, &mut endpoints.device),
        (&document.endpoints.connect, &mut endpoints.connect),
    ] {
        if let Some(address) = given {
            *endpoint = Endpoint::parse(address.get_ref())
                .map_err(|error: EndpointError| at(address.span(), Problem::Endpoint(error.to_string())))?;
        }
    }

    let verdict_for = document.screen.verdict_for().map_err(|(span, problem)| at(span, problem))?;
    let awake = document.screen.schedule().map_err(|(span, problem)| at(span, problem))?;
    let viewing = document.screen.viewing().map_err(|(span, problem)| at(span, problem))?;

    let offline = offline(&document.offline).map_err(|(span, problem)| at(span, problem))?;
    let readers = readers(&document.readers).map_err(|(span, problem)| at(span, problem))?;
    let outputs = outputs(&document.outputs, &readers).map_err(|(span, problem)| at(span, problem))?;
    let machines =
        machines(&document.machines, &readers, &outputs).map_err(|(span, problem)| at(span, problem))?;
    let currency =
        currency(document.studio.currency.as_ref()).map_err(|(span, problem)| at(span, problem))?;
    let known = devices::Known { readers: &readers, outputs: &outputs, machines: &machines, currency };
    let devices = devices(&document.devices, &known).map_err(|(span, problem)| at(span, problem))?;
    if devices.is_empty() {
        return Err(at(text.len()..text.len(), Problem::NoDevice));
    }
    used(&document.outputs, &outputs, &devices).map_err(|(span, problem)| at(span, problem))?;
    let sign_up = sign_up::sign_up(document.sign_up.as_ref()).map_err(|(span, problem)| at(span, problem))?;
    let look = document.look.read().map_err(|(span, problem)| at(span, problem))?;
    sold_from(&document.machines, &machines, &devices).map_err(|(span, problem)| at(span, problem))?;
    Ok(Settings {
        tenant,
        language,
        languages,
        endpoints,
        verdict_for,
        awake,
        viewing,
        offline,
        readers,
        devices,
        outputs,
        machines,
        currency,
        sign_up,
        look,
        updates: document.updates,
    })
}

fn currency(given: Option<&Spanned<String>>) -> Result<Currency, Located> {
    let Some(given) = given else { return Ok(Currency::EUR) };
    Currency::parse(given.get_ref()).ok_or_else(|| (given.span(), Problem::Currency(given.get_ref().clone())))
}

type Located = (Range<usize>, Problem);

fn offline(given: &Disconnected) -> Result<Offline, Located> {
    let mut offline = Offline::default();
    if let Some(minutes) = &given.replay_minutes {
        let number = *minutes.get_ref();
        if !(1..=1440).contains(&number) {
            return Err((minutes.span(), Problem::ReplayMinutes(number)));
        }
        offline.replay_for = Duration::from_mins(number);
    }
    if let Some(hours) = &given.directory_hours {
        let number = *hours.get_ref();
        if !(1..=720).contains(&number) {
            return Err((hours.span(), Problem::DirectoryHours(number)));
        }
        offline.directory_age = Duration::from_hours(number);
    }
    Ok(offline)
}

/// What members can choose: each once, and only what the vendor answers in.
fn languages(given: &[Spanned<String>]) -> Result<Vec<Language>, (Range<usize>, Problem)> {
    given.iter().try_fold(Vec::new(), |mut sofar, one| {
        let tag = one.get_ref();
        let language = Language::exact(tag).ok_or_else(|| (one.span(), Problem::Language(tag.clone())))?;
        if sofar.contains(&language) {
            return Err((one.span(), Problem::LanguageTwice(language)));
        }
        sofar.push(language);
        Ok(sofar)
    })
}

/// Writes settings in the form [`parse`] reads. Addresses are written only where they are not the
/// vendor's own.
pub fn to_toml(settings: &Settings) -> String {
    let plain = |text: String| Spanned::new(0..0, text);
    let own = Endpoints::of_tenant(&settings.tenant);
    let other = |given: &Endpoint, own: &Endpoint| (given != own).then(|| plain(given.to_string()));
    let document = Document {
        studio: Studio {
            tenant: plain(settings.tenant.as_str().to_owned()),
            language: plain(settings.language.tag().to_owned()),
            languages: settings.languages.iter().map(|one| plain(one.tag().to_owned())).collect(),
            currency: (settings.currency != Currency::EUR)
                .then(|| plain(settings.currency.code().to_owned())),
        },
        endpoints: Addresses {
            open: other(&settings.endpoints.open, &own.open),
            device: other(&settings.endpoints.device, &own.device),
            connect: other(&settings.endpoints.connect, &own.connect),
        },
        screen: Screen::of(settings),
        offline: disconnected(settings.offline),
        readers: settings.readers.iter().map(|reader| Spanned::new(0..0, ReaderEntry::of(reader))).collect(),
        devices: (settings.devices.iter())
            .map(|device| Spanned::new(0..0, DeviceEntry::of(device, settings.currency)))
            .collect(),
        outputs: settings.outputs.iter().map(|output| Spanned::new(0..0, described(output))).collect(),
        machines: (settings.machines.iter())
            .map(|machine| Spanned::new(0..0, machines::described(machine)))
            .collect(),
        sign_up: settings.sign_up.as_ref().map(|given| Spanned::new(0..0, sign_up::described(given))),
        look: LookEntry::described(&settings.look),
        updates: settings.updates,
    };
    toml::to_string_pretty(&document).unwrap_or_default()
}

/// The text with another `[look]`; whatever else is in it stays as it is written.
///
/// # Errors
/// The text is no settings file, or would be none with this look.
pub fn with_look(text: &str, look: &Look) -> Result<String, FileError> {
    parse(text)?;
    let odd = |error: String| FileError { line: 1, problem: Problem::Syntax(error) };
    let mut document: DocumentMut =
        text.parse().map_err(|error: TomlError| odd(one_line(error.message())))?;
    let described = toml::to_string(&LookEntry::described(look)).map_err(|error| odd(error.to_string()))?;
    let mut wanted: DocumentMut =
        described.parse().map_err(|error: TomlError| odd(one_line(error.message())))?;
    look::arrange(wanted.as_table_mut());
    if wanted.is_empty() {
        document.remove("look");
    } else {
        let table = document.entry("look").or_insert_with(look::section);
        if let Some(table) = table.as_table_like_mut() {
            look::replace(table, wanted.as_table());
        }
    }
    let changed = document.to_string();
    // What cannot be read back would end the desk at its next start.
    match parse(&changed)?.look == *look {
        true => Ok(changed),
        false => Err(odd("the look cannot be written into this file".to_owned())),
    }
}

fn disconnected(offline: Offline) -> Disconnected {
    let usual = Offline::default();
    let other = |given: Duration, usual: Duration, unit: Duration| {
        (given != usual).then(|| Spanned::new(0..0, given.as_secs() / unit.as_secs()))
    };
    Disconnected {
        replay_minutes: other(offline.replay_for, usual.replay_for, Duration::from_mins(1)),
        directory_hours: other(offline.directory_age, usual.directory_age, Duration::from_hours(1)),
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

fn one_line(message: &str) -> String {
    message.lines().map(str::trim).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests;
