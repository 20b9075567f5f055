//! The set-up assistant: which question is open, what an answer leads to, and what is kept on the
//! way so that it can be left and resumed.
//!
//! The order is the vendor's: account, studio, device (activated, its token into the keychain, the
//! integration confirmed), then what belongs to this computer: reader, tap, times without a connection,
//! language.

mod jobs;

use std::sync::Arc;

use domain::{DeviceId, DeviceModel, Language};
use magicline::{ApiKey, Tenant};
use readers::{Framing, ReaderEvent, ReaderState, SerialReader, SerialSettings};
use secrecy::{ExposeSecret, SecretString};
use wire::{
    Check, CheckKind, CheckState, DeviceChoice, DeviceModelView, OfflineChoice, PortChoice, ReaderChoice,
    ReaderFraming, Right, SetupProblem, SetupStep, SetupView, StudioView, TapProof,
};

use crate::Parts;
use crate::account::{Account, Trouble};
use crate::settings::{self, Draft, DraftStep, Endpoints, Installation, OfflinePolicy, Settings};

use jobs::Checked;
pub(crate) use jobs::{Done, Job};

/// The name of the one reader the assistant sets up.
const READER: &str = "entrance";

/// An answer a person gave.
pub enum Answer {
    /// Tenant and key. An empty key means the one that is in the keychain already.
    Account {
        /// As typed.
        tenant: String,
        /// As typed.
        key: SecretString,
    },
    /// Is this your studio?
    Studio {
        /// No means: another account.
        confirmed: bool,
    },
    /// The device this desk is to be.
    Device(DeviceId),
    /// Look for ports again.
    Ports,
    /// Where the reader is.
    Reader(ReaderChoice),
    /// The tap was read, or another port is to be tried.
    Tap {
        /// Go on with this reader.
        accepted: bool,
    },
    /// Who may come in without a connection.
    Offline(OfflineChoice),
    /// The language the screen starts in; the last answer.
    Language(Language),
    /// The question before.
    Back,
}

/// What answering led to.
pub(crate) enum Next {
    /// The view changed, nothing else.
    Show,
    /// Something has to be asked or written first; its result comes back as [`Done`].
    Work(Job),
}

/// A set-up in progress.
pub(crate) struct Assistant {
    parts: Arc<Parts>,
    installation: Installation,
    view: SetupView,
    tenant: Option<Tenant>,
    key: Option<ApiKey>,
    account: Option<Account>,
    device: Option<DeviceId>,
    reader: Option<SerialSettings>,
    offline: OfflinePolicy,
    /// The port being listened to in the tap step. Dropped with the step.
    listening: Option<SerialReader>,
}

impl Assistant {
    /// Starts at the first question, or, when a draft and its key are there, checks the account
    /// again and resumes at the question that was open.
    pub(crate) fn start(
        parts: Arc<Parts>,
        installation: Installation,
        stored_key: Option<SecretString>,
    ) -> (Self, Option<Job>) {
        let key = stored_key.and_then(|key| ApiKey::parse(key.expose_secret()).ok());
        let draft = installation.draft.clone();
        let tenant = draft
            .as_ref()
            .and_then(|draft| Tenant::parse(&draft.tenant).ok())
            .or_else(|| parts.practice.as_ref().map(|practice| practice.tenant.clone()));
        let mut assistant = Self {
            view: SetupView {
                step: SetupStep::Account,
                tenant: tenant.as_ref().map(|tenant| tenant.as_str().to_owned()).unwrap_or_default(),
                key_stored: key.is_some(),
                checks: Vec::new(),
                problem: None,
                working: false,
                studio: None,
                address: None,
                devices: Vec::new(),
                ports: Vec::new(),
                tap: TapProof::NotAsked,
                list_readable: installation.may_look_members_up,
            },
            device: draft.as_ref().and_then(|draft| draft.device),
            parts,
            installation,
            tenant: tenant.clone(),
            key: key.clone(),
            account: None,
            reader: None,
            offline: OfflinePolicy::default(),
            listening: None,
        };
        let job = match (draft, tenant, key) {
            (Some(_), Some(tenant), Some(key)) => Some(assistant.check_account(tenant, key)),
            (Some(_) | None, _, _) => None,
        };
        (assistant, job)
    }

    /// What the window shows.
    pub(crate) fn view(&self) -> &SetupView {
        &self.view
    }

    /// Takes an answer. A rejected one leaves the question open and says what is wrong with it.
    pub(crate) fn answer(&mut self, answer: Answer) -> Result<Next, SetupProblem> {
        if self.view.working {
            return Ok(Next::Show);
        }
        self.view.problem = None;
        let next = match answer {
            Answer::Account { tenant, key } => self.account(&tenant, &key),
            Answer::Studio { confirmed: true } => {
                self.step(SetupStep::Devices);
                Ok(self.keep(DraftStep::Devices))
            }
            Answer::Studio { confirmed: false } | Answer::Back => Ok(self.back()),
            Answer::Device(id) => self.choose_device(id),
            Answer::Ports => {
                self.view.ports = ports();
                Ok(Next::Show)
            }
            Answer::Reader(choice) => self.choose_reader(choice),
            Answer::Tap { accepted } => Ok(self.tap(accepted)),
            Answer::Offline(OfflineChoice::Directory) if !self.view.list_readable => {
                Err(SetupProblem::RightMissing { rights: vec![Right::CustomerRead] })
            }
            Answer::Offline(choice) => {
                self.offline = policy(choice);
                self.step(SetupStep::Language);
                Ok(Next::Show)
            }
            Answer::Language(language) => self.finish(language),
        };
        if let Err(problem) = &next {
            self.view.problem = Some(problem.clone());
        }
        next
    }

    /// One of the account checks moved on.
    pub(crate) fn progress(&mut self, kind: CheckKind, state: CheckState) {
        if let Some(check) = self.view.checks.iter_mut().find(|check| check.kind == kind) {
            check.state = state;
        }
    }

    /// Work is done. `Ok(Some(settings))` means that the set-up is complete.
    pub(crate) fn done(&mut self, done: Done) -> Result<Option<Settings>, SetupProblem> {
        self.view.working = false;
        let result = match done {
            Done::Account(outcome) => outcome.map(|checked| {
                self.checked(*checked);
                None
            }),
            Done::Device { id, outcome } => outcome.map(|installation| {
                self.installation = installation;
                self.device = Some(id);
                self.view
                    .devices
                    .iter_mut()
                    .for_each(|device| device.activated = device.id == id.to_string());
                self.view.ports = ports();
                self.step(SetupStep::Reader);
                None
            }),
            Done::Kept(outcome) => outcome.map(|installation| {
                self.installation = installation;
                None
            }),
            Done::Finished(outcome) => outcome.map(|settings| Some(*settings)),
        };
        result.map_err(|trouble: Trouble| {
            tracing::warn!(trace_id = trouble.trace_id, problem = ?trouble.problem, "set-up step failed");
            self.view.problem = Some(trouble.problem.clone());
            trouble.problem
        })
    }

    /// The reader being tried said something.
    pub(crate) fn heard(&mut self, event: &ReaderEvent) {
        if self.view.step != SetupStep::Tap || self.listening.is_none() {
            return;
        }
        match event {
            ReaderEvent::Credential(identification, _) => {
                let length = identification.value().len();
                self.view.tap = TapProof::Read { length: u32::try_from(length).unwrap_or(u32::MAX) };
                self.view.problem = None;
            }
            ReaderEvent::Unreadable(_) => {
                if !matches!(self.view.tap, TapProof::Read { .. }) {
                    self.view.tap = TapProof::Garbled;
                }
            }
            ReaderEvent::State(state) => {
                self.view.problem = match state {
                    ReaderState::Alive => None,
                    ReaderState::Gone => Some(SetupProblem::PortMissing),
                    ReaderState::InUse => Some(SetupProblem::PortInUse),
                    ReaderState::Forbidden => Some(SetupProblem::PortForbidden),
                    ReaderState::ServiceMissing => Some(SetupProblem::CardServiceMissing),
                    ReaderState::HeldByKernel => Some(SetupProblem::ReaderHeldByKernel),
                };
            }
        }
    }

    fn endpoints(&self, tenant: &Tenant) -> Endpoints {
        match &self.parts.practice {
            Some(practice) => practice.endpoints.clone(),
            None => Endpoints::of_tenant(tenant),
        }
    }

    fn account(&mut self, tenant: &str, key: &SecretString) -> Result<Next, SetupProblem> {
        tenant.trim().clone_into(&mut self.view.tenant);
        let tenant = Tenant::parse(tenant.trim()).map_err(|_| SetupProblem::TenantInvalid)?;
        let key = match (key.expose_secret().trim(), &self.key) {
            ("", Some(stored)) => stored.clone(),
            (typed, _) => ApiKey::parse(typed).map_err(|_| SetupProblem::KeyInvalid)?,
        };
        Ok(Next::Work(self.check_account(tenant, key)))
    }

    fn check_account(&mut self, tenant: Tenant, key: ApiKey) -> Job {
        self.view.working = true;
        self.view.checks = [CheckKind::Address, CheckKind::Key, CheckKind::Rights, CheckKind::Clock]
            .map(|kind| Check { kind, state: CheckState::Waiting })
            .into();
        let endpoints = self.endpoints(&tenant);
        Job::check_account(Arc::clone(&self.parts), self.installation.clone(), tenant, endpoints, key)
    }

    fn checked(&mut self, checked: Checked) {
        let Checked { tenant, key, account, installation, studio } = checked;
        let same = self.installation.draft.as_ref().is_some_and(|draft| draft.tenant == tenant.as_str());
        let resume = self.installation.draft.as_ref().filter(|_| same).map(|draft| draft.step);
        self.installation = installation;
        self.view.key_stored = true;
        self.view.list_readable = self.installation.may_look_members_up;
        self.view.studio = Some(studio);
        self.view.address = address(&account.studio);
        self.view.devices = account
            .devices
            .iter()
            .map(|device| DeviceChoice {
                id: device.id.to_string(),
                name: device.name.clone(),
                model: match device.model {
                    DeviceModel::CardReader => DeviceModelView::CardReader,
                    DeviceModel::VendingReader => DeviceModelView::VendingReader,
                    DeviceModel::TimeReader => DeviceModelView::TimeReader,
                    DeviceModel::Other => DeviceModelView::Other,
                },
                active: device.active,
                activated: self.device == Some(device.id),
            })
            .collect();
        self.tenant = Some(tenant);
        self.key = Some(key);
        self.account = Some(account);
        self.view.ports = ports();
        self.step(match resume {
            None | Some(DraftStep::Studio) => SetupStep::Studio,
            Some(DraftStep::Devices) => SetupStep::Devices,
            Some(DraftStep::Reader) if self.device.is_none() => SetupStep::Devices,
            Some(DraftStep::Reader) => SetupStep::Reader,
        });
    }

    fn choose_device(&mut self, id: DeviceId) -> Result<Next, SetupProblem> {
        let (Some(tenant), Some(key), Some(account)) = (&self.tenant, &self.key, &self.account) else {
            return Err(SetupProblem::DeviceGone);
        };
        let listed = account.devices.iter().find(|device| device.id == id).ok_or(SetupProblem::DeviceGone)?;
        if listed.model != DeviceModel::CardReader {
            return Err(SetupProblem::DeviceUnsuited);
        }
        let job = Job::activate(
            Arc::clone(&self.parts),
            self.installation.clone(),
            self.endpoints(tenant),
            key.clone(),
            id,
        );
        self.view.working = true;
        Ok(Next::Work(job))
    }

    fn choose_reader(&mut self, choice: ReaderChoice) -> Result<Next, SetupProblem> {
        let port = choice.port.trim();
        if port.is_empty() {
            return Err(SetupProblem::PortMissing);
        }
        let serial = SerialSettings {
            port: port.to_owned(),
            baud: choice.baud,
            framing: match choice.framing {
                ReaderFraming::Rdm6300 => Framing::Rdm6300,
                ReaderFraming::Line => Framing::Line,
                ReaderFraming::Gap => Framing::Gap,
            },
            reading: settings::plain_reading(),
        };
        self.view.tap = TapProof::Listening;
        self.step(SetupStep::Tap);
        self.listening = Some(self.parts.listen_for_set_up(&serial));
        self.reader = Some(serial);
        Ok(Next::Show)
    }

    fn tap(&mut self, accepted: bool) -> Next {
        let proven = matches!(self.view.tap, TapProof::Read { .. });
        self.listening = None;
        self.view.tap = TapProof::NotAsked;
        self.step(if accepted && proven { SetupStep::Offline } else { SetupStep::Reader });
        Next::Show
    }

    fn finish(&mut self, language: Language) -> Result<Next, SetupProblem> {
        let (Some(tenant), Some(device), Some(serial)) = (&self.tenant, self.device, &self.reader) else {
            return Err(SetupProblem::NotSaved);
        };
        let settings = Settings {
            tenant: tenant.clone(),
            language,
            endpoints: self.endpoints(tenant),
            verdict_for: Settings::VERDICT_FOR,
            offline: settings::Offline::default(),
            readers: vec![settings::Reader {
                name: READER.to_owned(),
                source: settings::Source::Serial(serial.clone()),
            }],
            devices: vec![settings::Device {
                id: device,
                reader: READER.to_owned(),
                offline: self.offline,
                opens: None,
            }],
            outputs: Vec::new(),
        };
        self.view.working = true;
        Ok(Next::Work(Job::finish(Arc::clone(&self.parts), self.installation.clone(), settings)))
    }

    fn back(&mut self) -> Next {
        self.listening = None;
        self.view.tap = TapProof::NotAsked;
        self.step(match self.view.step {
            SetupStep::Account | SetupStep::Studio => SetupStep::Account,
            SetupStep::Devices => SetupStep::Studio,
            SetupStep::Reader => SetupStep::Devices,
            SetupStep::Tap | SetupStep::Offline => SetupStep::Reader,
            SetupStep::Language => SetupStep::Offline,
        });
        Next::Show
    }

    fn keep(&mut self, step: DraftStep) -> Next {
        if let Some(draft) = &mut self.installation.draft {
            *draft = Draft { step, ..draft.clone() };
        }
        Next::Work(Job::keep(Arc::clone(&self.parts), self.installation.clone()))
    }

    fn step(&mut self, step: SetupStep) {
        self.view.step = step;
        self.view.problem = None;
        if step == SetupStep::Devices && self.view.devices.is_empty() {
            self.view.problem = Some(SetupProblem::NoDevices);
        }
    }
}

const fn policy(choice: OfflineChoice) -> OfflinePolicy {
    match choice {
        OfflineChoice::Refuse => OfflinePolicy::Refuse,
        OfflineChoice::Directory => OfflinePolicy::Directory,
        OfflineChoice::Everybody => OfflinePolicy::Everybody,
    }
}

fn ports() -> Vec<PortChoice> {
    readers::list_ports().into_iter().map(|port| PortChoice { path: port.path, label: port.label }).collect()
}

fn address(studio: &magicline::Studio) -> Option<String> {
    let join = |parts: [&Option<String>; 2]| {
        parts.iter().filter_map(|part| part.as_deref()).collect::<Vec<_>>().join(" ")
    };
    let street = join([&studio.street, &studio.house_number]);
    let town = join([&studio.zip, &studio.city]);
    let lines: Vec<_> = [street, town].into_iter().filter(|line| !line.is_empty()).collect();
    (!lines.is_empty()).then(|| lines.join(", "))
}

/// The studio as the window shows it.
pub(crate) fn studio_view(
    name: Option<String>,
    logo: Option<&magicline::Logo>,
    language: Language,
    practice: bool,
) -> StudioView {
    StudioView { name, logo: logo.map(crate::logo::data_url), language: language.tag().to_owned(), practice }
}
