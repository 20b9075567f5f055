//! The reader step and the tap step of the assistant.

use readers::recognise::SPEEDS;
use readers::{Framing, Layout, Listener, PcscReader, PcscSettings, ReadingSettings, SerialSettings, Tuning};
use secrecy::{ExposeSecret, SecretString};
use wire::{Assumption, Hearing, ReaderChoice, SetupProblem, SetupStep, TapProof};

use super::trial::{Form, Heard, Trial, Tried};
use super::{Assistant, Job, Next, view, words};
use crate::settings::{CameraSettings, KeyboardSettings, Source};

/// A reader that is tried out, until dropped.
pub(super) struct Trying {
    trial: Trial,
    _listening: Option<Listening>,
}

/// Where it is listened to. Keys come from the window.
pub(crate) enum Listening {
    /// On a port.
    Port { _listener: Listener },
    /// At the card service.
    Contactless { _reader: PcscReader },
}

impl Assistant {
    pub(super) fn choose_reader(&mut self, choice: ReaderChoice) -> Result<Next, SetupProblem> {
        let tried = match choice {
            ReaderChoice::Camera => return self.untried(Source::Camera(CameraSettings::default())),
            ReaderChoice::PinPad => return self.untried(Source::PinPad),
            ReaderChoice::Serial { port, how } => {
                Tried::Serial { port: port.trim().to_owned(), tuning: tuning(how)? }
            }
            ReaderChoice::Contactless { name } => Tried::Contactless { name: name.trim().to_owned() },
            ReaderChoice::Keyboard => Tried::Keyboard,
        };
        self.free(&provisional(&tried)?)?;
        self.step(SetupStep::Tap);
        self.trials = self.trials.wrapping_add(1);
        let listening = self.parts.listen_for_set_up(self.trials, &tried);
        let trial = Trial::new(tried);
        self.view.tap = trial.proof();
        self.trial = Some(Trying { trial, _listening: listening });
        Ok(Next::Show)
    }

    /// Takes a part of the screen, about which there is nothing to try before members are served.
    fn untried(&mut self, source: Source) -> Result<Next, SetupProblem> {
        self.free(&source)?;
        self.reader = Some(source);
        self.step(SetupStep::Offline);
        Ok(Next::Show)
    }

    /// Whether no other device of this desk has this reader.
    fn free(&self, source: &Source) -> Result<(), SetupProblem> {
        let other = self.places.iter().find(|place| view::same_reader(&place.reader.source, source));
        match other {
            Some(other) => Err(SetupProblem::PortTaken { device: other.reader.name.clone() }),
            None => Ok(()),
        }
    }

    pub(super) fn tap(&mut self, accepted: bool) -> Next {
        let proven = self.trial.as_ref().and_then(|trying| trying.trial.source()).filter(|_| accepted);
        self.step(if proven.is_some() { SetupStep::Offline } else { SetupStep::Reader });
        self.reader = proven;
        Next::Show
    }

    /// The reader that is tried out said something.
    pub(crate) fn heard(&mut self, number: u32, heard: Heard) {
        let (Some(Trying { trial, .. }), true) = (&mut self.trial, number == self.trials) else { return };
        if let Some(state) = heard.state() {
            self.view.problem = words::problem(state);
            return;
        }
        let question = trial.heard(heard, self.view.list_readable);
        self.view.tap = trial.proof();
        if matches!(self.view.tap, TapProof::Read { .. }) {
            self.view.problem = None;
        }
        if let (Some(question), Some(tenant), Some(key)) = (question, &self.tenant, &self.key) {
            let endpoints = self.endpoints(tenant);
            self.jobs.push(Job::look_up(&self.parts, &endpoints, key.clone(), number, question));
        }
    }

    /// What the vendor says of a tap.
    pub(super) fn looked_up(&mut self, number: u32, tap: u32, known: Result<Vec<Form>, Assumption>) {
        if let (Some(Trying { trial, .. }), true) = (&mut self.trial, number == self.trials) {
            trial.answered(tap, known);
            self.view.tap = trial.proof();
        }
    }

    /// Somebody typed the number of the card that was read.
    pub(super) fn learn(&mut self, typed: &SecretString) {
        if let Some(Trying { trial, .. }) = &mut self.trial {
            trial.learn(typed.expose_secret());
            self.view.tap = trial.proof();
        }
    }
}

/// No port runs slower or faster than this, in bits per second; the settings file says the same.
const POSSIBLE_SPEEDS: std::ops::RangeInclusive<u32> = 300..=3_000_000;

fn tuning(how: Hearing) -> Result<Tuning, SetupProblem> {
    match how {
        Hearing::FindingOut => Ok(Tuning::FindingOut),
        Hearing::Family { framing, baud } if POSSIBLE_SPEEDS.contains(&baud) => {
            Ok(Tuning::Family { framing: words::framing(framing), baud })
        }
        // There is no port with this speed.
        Hearing::Family { .. } => Err(SetupProblem::PortMissing),
    }
}

/// The settings the reader has before anything was heard from it.
fn provisional(tried: &Tried) -> Result<Source, SetupProblem> {
    let reading = ReadingSettings::default();
    match tried {
        Tried::Serial { port, .. } if port.is_empty() => Err(SetupProblem::PortMissing),
        Tried::Contactless { name } if name.is_empty() => Err(SetupProblem::PortMissing),
        Tried::Serial { port, .. } => Ok(Source::Serial(SerialSettings {
            port: port.clone(),
            baud: SPEEDS[0],
            framing: Framing::Line,
            reading,
        })),
        Tried::Contactless { name } => Ok(Source::Pcsc(PcscSettings { reader: Some(name.clone()), reading })),
        Tried::Keyboard => Ok(Source::Keyboard(KeyboardSettings { layout: Layout::default(), reading })),
    }
}
