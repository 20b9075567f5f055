//! The set-up assistant: which question is open, what an answer leads to, and what is kept on the
//! way so that it can be left and resumed.
//!
//! The order is the vendor's: account, studio, device (activated, its token into the keychain, the
//! integration confirmed), then what belongs to this computer: reader, tap, times without a connection;
//! the same again for every other device of this desk; and the language.

mod jobs;
mod reader;
mod trial;
mod view;
mod words;

use std::sync::Arc;

use domain::{DeviceId, DeviceModel, Language};
use magicline::{ApiKey, Tenant};
use readers::Stroke;
use secrecy::{ExposeSecret, SecretString};
use wire::{
    Check, CheckKind, CheckState, Connected, OfflineChoice, ReaderChoice, Right, SetupProblem, SetupStep,
    SetupView, TapProof,
};

use crate::Parts;
use crate::account::{Account, Trouble};
use crate::settings::{
    self, Draft, DraftStep, Endpoints, Installation, OfflinePolicy, Place, Settings, Source, Updates,
};

use jobs::{Checked, Equipped};
pub(crate) use jobs::{Done, Job, SetUp};
pub(crate) use reader::Listening;
use reader::Trying;
pub(crate) use trial::{Heard, Tried};
pub(crate) use view::{studio_view, tags};

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
    /// Look for readers again.
    Ports,
    /// Where the reader is.
    Reader(ReaderChoice),
    /// A reader that is tried out typed this into the window.
    Typed(Vec<Stroke>),
    /// The number of the card that was held to the reader, as typed.
    Number(SecretString),
    /// The tap was read, or another reader is to be tried.
    Tap {
        /// Go on with this reader.
        accepted: bool,
    },
    /// Who may come in without a connection.
    Offline(OfflineChoice),
    /// Does this desk play another device?
    More {
        /// It does.
        another: bool,
    },
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
    /// The device that is being set up.
    device: Option<DeviceId>,
    /// Its reader, once it is proven.
    reader: Option<Source>,
    /// The devices that are set up.
    places: Vec<Place>,
    equipped: Equipped,
    /// The reader that is tried out in the tap step.
    trial: Option<Trying>,
    /// Counts them, so that what an earlier one said is known as such.
    trials: u32,
    /// Work nobody waits for.
    jobs: Vec<Job>,
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
                connected: Connected::default(),
                tap: TapProof::NotAsked,
                list_readable: installation.may_look_members_up,
                places: Vec::new(),
            },
            device: draft.as_ref().and_then(|draft| draft.device),
            places: draft.as_ref().map(|draft| draft.places.clone()).unwrap_or_default(),
            parts,
            installation,
            tenant: tenant.clone(),
            key: key.clone(),
            account: None,
            reader: None,
            equipped: Equipped::default(),
            trial: None,
            trials: 0,
            jobs: Vec::new(),
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
            Answer::Ports => Ok(Next::Work(Job::look_around())),
            Answer::Reader(choice) => self.choose_reader(choice),
            Answer::Typed(strokes) => {
                self.heard(self.trials, Heard::Typed(strokes));
                Ok(Next::Show)
            }
            Answer::Number(typed) => {
                self.learn(&typed);
                Ok(Next::Show)
            }
            Answer::Tap { accepted } => Ok(self.tap(accepted)),
            Answer::Offline(OfflineChoice::Directory) if !self.view.list_readable => {
                Err(SetupProblem::RightMissing { rights: vec![Right::CustomerRead] })
            }
            Answer::Offline(choice) => self.finish_place(view::policy(choice)),
            Answer::More { another: true } => {
                self.step(SetupStep::Devices);
                Ok(self.keep(DraftStep::Devices))
            }
            Answer::More { another: false } => {
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

    /// What was begun meanwhile and comes back as [`Done`], without anybody waiting for it.
    pub(crate) fn take_jobs(&mut self) -> Vec<Job> {
        std::mem::take(&mut self.jobs)
    }

    /// Work is done. `Ok(Some(_))` means that the set-up is complete.
    pub(crate) fn done(&mut self, done: Done) -> Result<Option<SetUp>, SetupProblem> {
        let result = match done {
            // Both go on beside the questions.
            Done::Connected(equipped) => {
                self.equipped = equipped;
                self.list();
                return Ok(None);
            }
            Done::LookedUp { trial, tap, known } => {
                self.looked_up(trial, tap, known);
                return Ok(None);
            }
            Done::Account(outcome) => outcome.map(|checked| {
                self.checked(*checked);
                None
            }),
            Done::Device { id, outcome } => outcome.map(|installation| {
                self.installation = installation;
                self.device = Some(id);
                self.step(SetupStep::Reader);
                None
            }),
            Done::Kept(outcome) => outcome.map(|installation| {
                self.installation = installation;
                None
            }),
            Done::Finished(outcome) => outcome.map(|set_up| Some(*set_up)),
        };
        self.view.working = false;
        result.map_err(|trouble: Trouble| {
            tracing::warn!(trace_id = trouble.trace_id, problem = ?trouble.problem, "set-up step failed");
            self.view.problem = Some(trouble.problem.clone());
            trouble.problem
        })
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
        self.view.address = view::address(&account.studio);
        if !same {
            (self.device, self.reader) = (None, None);
            self.places.clear();
        }
        self.view.devices = account.devices.iter().map(view::device).collect();
        self.tenant = Some(tenant);
        self.key = Some(key);
        self.account = Some(account);
        self.step(match resume {
            None | Some(DraftStep::Studio) => SetupStep::Studio,
            Some(DraftStep::Devices) => SetupStep::Devices,
            Some(DraftStep::Reader) if self.device.is_none() => SetupStep::Devices,
            Some(DraftStep::Reader) => SetupStep::Reader,
            Some(DraftStep::More) if self.places.is_empty() => SetupStep::Devices,
            Some(DraftStep::More) => SetupStep::More,
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
        if self.places.iter().any(|place| place.device == id) {
            return Err(SetupProblem::DeviceTaken);
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

    /// The device has all it needs.
    fn finish_place(&mut self, offline: OfflinePolicy) -> Result<Next, SetupProblem> {
        let (Some(device), Some(source)) = (self.device, self.reader.clone()) else {
            return Err(SetupProblem::NotSaved);
        };
        let reader = settings::Reader { name: self.name_of(device), source };
        self.places.push(Place { device, offline, reader });
        (self.device, self.reader) = (None, None);
        self.step(SetupStep::More);
        Ok(self.keep(DraftStep::More))
    }

    /// What the studio calls the device, told apart from the others of this desk.
    fn name_of(&self, device: DeviceId) -> String {
        let listed =
            self.account.iter().flat_map(|account| &account.devices).find(|other| other.id == device);
        let name = listed.map(|device| device.name.trim()).filter(|name| !name.is_empty());
        let name = name.map_or_else(|| device.to_string(), str::to_owned);
        let taken: Vec<_> = self.places.iter().map(|place| place.reader.name.as_str()).collect();
        view::free_name(&name, &taken)
    }

    fn finish(&mut self, language: Language) -> Result<Next, SetupProblem> {
        let Some(tenant) = self.tenant.as_ref().filter(|_| !self.places.is_empty()) else {
            return Err(SetupProblem::NotSaved);
        };
        let device = |place: &Place| settings::Device {
            id: place.device,
            reader: place.reader.name.clone(),
            role: settings::Role::CheckIn(settings::Entrance { offline: place.offline, opens: None }),
        };
        let settings = Settings {
            tenant: tenant.clone(),
            language,
            languages: Vec::new(),
            endpoints: self.endpoints(tenant),
            verdict_for: Settings::VERDICT_FOR,
            awake: None,
            viewing: None,
            offline: settings::Offline::default(),
            readers: self.places.iter().map(|place| place.reader.clone()).collect(),
            devices: self.places.iter().map(device).collect(),
            outputs: Vec::new(),
            machines: Vec::new(),
            currency: domain::Currency::EUR,
            sign_up: None,
            look: settings::Look::default(),
            updates: Updates::default(),
        };
        self.view.working = true;
        Ok(Next::Work(Job::finish(Arc::clone(&self.parts), self.installation.clone(), settings)))
    }

    fn back(&mut self) -> Next {
        let step = match self.view.step {
            SetupStep::Account | SetupStep::Studio => SetupStep::Account,
            SetupStep::Devices if self.places.is_empty() => SetupStep::Studio,
            SetupStep::Devices | SetupStep::Language => SetupStep::More,
            SetupStep::Reader => SetupStep::Devices,
            SetupStep::Tap | SetupStep::Offline => SetupStep::Reader,
            SetupStep::More => self.reopen_place(),
        };
        self.step(step);
        Next::Show
    }

    /// The last device that was set up becomes the one that is being set up.
    fn reopen_place(&mut self) -> SetupStep {
        let Some(Place { device, reader, .. }) = self.places.pop() else { return SetupStep::Devices };
        (self.device, self.reader) = (Some(device), Some(reader.source));
        self.draft(DraftStep::Reader);
        SetupStep::Offline
    }

    fn keep(&mut self, step: DraftStep) -> Next {
        self.draft(step);
        self.view.working = true;
        Next::Work(Job::keep(Arc::clone(&self.parts), self.installation.clone()))
    }

    /// What is on disk when something is written next.
    fn draft(&mut self, step: DraftStep) {
        if let Some(draft) = &mut self.installation.draft {
            *draft = Draft {
                tenant: draft.tenant.clone(),
                step,
                device: self.device,
                places: self.places.clone(),
            };
        }
    }

    fn step(&mut self, step: SetupStep) {
        self.view.step = step;
        self.view.problem = None;
        // Closes its port, which may be wanted again at once.
        self.trial = None;
        self.view.tap = TapProof::NotAsked;
        if step == SetupStep::Devices && self.view.devices.is_empty() {
            self.view.problem = Some(SetupProblem::NoDevices);
        }
        if step == SetupStep::Reader {
            self.jobs.push(Job::look_around());
        }
        self.list();
    }

    /// Brings the lists of the view up to date.
    fn list(&mut self) {
        self.view.connected = view::connected(&self.equipped, &self.places);
        self.view.places = self.places.iter().map(view::place).collect();
        for device in &mut self.view.devices {
            let mut chosen = self.places.iter().map(|place| place.device).chain(self.device);
            device.activated = chosen.any(|id| device.id.0 == id);
        }
    }
}
