//! The actor: takes messages in order, asks [`CheckIn`] or the [`Assistant`] what they mean, and
//! does it. Nothing in here waits while members are served: whatever takes time runs in a task and
//! comes back as a message. Only opening a desk reads its tokens from the keychain first.

use std::sync::Arc;
use std::time::Instant;

use domain::{Language, Outcome};
use magicline::{ApiKey, DeviceApi, Endpoint, OpenApi};
use readers::{ReaderEvent, SerialReader};
use secrecy::ExposeSecret;
use tokio::sync::{mpsc, oneshot, watch};
use vault::{Secrets, Slot};
use wire::{CheckKind, CheckState, FrontMessage, Screen, SetupProblem, StudioView};

use crate::check_in::{self, CheckIn, Effect, Greeting, Moment, ReaderIndex, TapId};
use crate::settings::{Installation, Settings, Stored};
use crate::setup::{self, Assistant, Done, Job, Next};
use crate::{Clock, Opening, Parts, Practice, connection, greeting};

/// Messages that may wait. Readers are the only ones that could fill it, and a reader that is
/// noisier than this has to wait.
const QUEUE: usize = 64;

/// Where a window's messages go.
pub(crate) type Front = Box<dyn Fn(FrontMessage) + Send>;

/// What the actor is told.
pub(crate) enum Message {
    Attach(Front),
    Language(Language),
    Setup(setup::Answer, oneshot::Sender<Result<(), SetupProblem>>),
    SetupProgress(CheckKind, CheckState),
    SetupDone(Box<Done>, Option<oneshot::Sender<Result<(), SetupProblem>>>),
    SetupHeard(ReaderEvent),
    Reader(ReaderIndex, ReaderEvent),
    Answered(TapId, check_in::Answer),
    Greet(TapId, Greeting),
    Reachable,
}

/// What the window is for at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The keychain is being opened.
    Starting,
    /// The assistant is asking.
    Setup,
    /// Members are served.
    Running,
}

/// A handle to the desk. Cheap to clone; commands go through it.
#[derive(Clone)]
pub struct Desk {
    messages: mpsc::Sender<Message>,
    stage: watch::Receiver<Stage>,
}

/// A desk that takes messages but does not act on them yet.
pub struct Waiting {
    sender: mpsc::Sender<Message>,
    messages: mpsc::Receiver<Message>,
    stage: watch::Sender<Stage>,
}

impl Desk {
    /// A desk whose keychain is still being opened. The window can attach to it already.
    pub fn new() -> (Self, Waiting) {
        let (sender, messages) = mpsc::channel(QUEUE);
        let (stage, watched) = watch::channel(Stage::Starting);
        (Self { messages: sender.clone(), stage: watched }, Waiting { sender, messages, stage })
    }

    /// Sends the whole screen to `front` now and at every change. A later front replaces it.
    pub async fn attach(&self, front: impl Fn(FrontMessage) + Send + 'static) {
        self.tell(Message::Attach(Box::new(front))).await;
    }

    /// The member wants the vendor's messages in this language from now on.
    pub async fn language(&self, language: Language) {
        self.tell(Message::Language(language)).await;
    }

    /// Gives an answer to the assistant and returns when it was dealt with.
    pub async fn setup(&self, answer: setup::Answer) -> Result<(), SetupProblem> {
        let (reply, result) = oneshot::channel();
        self.tell(Message::Setup(answer, reply)).await;
        result.await.unwrap_or(Err(SetupProblem::Closed))
    }

    /// Tells what the window is for.
    pub fn stage(&self) -> watch::Receiver<Stage> {
        self.stage.clone()
    }

    async fn tell(&self, message: Message) {
        // Fails only when the desk has ended, and the window with it.
        let _ = self.messages.send(message).await;
    }
}

impl Waiting {
    /// Opens the desk and serves for as long as the program runs.
    pub async fn run(
        self,
        secrets: Arc<dyn Secrets>,
        stored: Stored,
        http: magicline::Http,
        clock: Clock,
        practice: Option<Practice>,
        opening: Opening,
    ) {
        let Self { sender, mut messages, stage } = self;
        let parts = Arc::new(Parts { secrets, stored, http, clock, practice, messages: sender });
        let mut actor = Actor::open(parts, stage, opening).await;
        loop {
            let deadline = actor.deadline();
            let due = async {
                match deadline {
                    Some(at) => tokio::time::sleep_until(at.into()).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                message = messages.recv() => match message {
                    Some(message) => actor.handle(message).await,
                    None => return,
                },
                () = due => actor.check_in(check_in::Input::Tick),
            }
        }
    }
}

struct Actor {
    parts: Arc<Parts>,
    stage: watch::Sender<Stage>,
    front: Option<Front>,
    shown: Option<Screen>,
    studio: StudioView,
    /// The language members are answered in; the window changes it and changes it back.
    language: Language,
    state: State,
}

enum State {
    Setup(Box<Assistant>),
    Running(Box<Running>),
}

/// A desk that serves members.
struct Running {
    check_in: CheckIn,
    /// The device each reader's taps go to; `None` when its token is not in the keychain.
    devices: Vec<Option<Arc<DeviceApi>>>,
    /// Where members are looked up, when the key may do that.
    members: Option<Arc<OpenApi>>,
    device_endpoint: Endpoint,
    watching_connection: bool,
    /// Dropping a reader closes its port.
    _readers: Vec<SerialReader>,
}

impl Actor {
    async fn open(parts: Arc<Parts>, stage: watch::Sender<Stage>, opening: Opening) -> Self {
        let Opening { installation, settings } = opening;
        let language = settings.as_ref().map_or(Language::DE, |settings| settings.language);
        let logo = parts.store(Stored::logo).await.unwrap_or_default();
        let studio = setup::studio_view(
            installation.studio_name.clone(),
            logo.and_then(magicline::Logo::recognise).as_ref(),
            language,
            parts.practice.is_some(),
        );
        let (state, job) = if let Some(settings) = settings {
            (State::Running(Box::new(Running::open(&parts, &installation, &settings).await)), None)
        } else {
            let key = parts.get(Slot::ApiKey).await.unwrap_or_default();
            let (assistant, job) = Assistant::start(Arc::clone(&parts), installation, key);
            (State::Setup(Box::new(assistant)), job)
        };
        let actor = Self { parts, stage, front: None, shown: None, studio, language, state };
        actor.announce();
        if let Some(job) = job {
            actor.work(job, None);
        }
        actor
    }

    fn announce(&self) {
        let stage = match self.state {
            State::Setup(_) => Stage::Setup,
            State::Running(_) => Stage::Running,
        };
        self.stage.send_replace(stage);
    }

    fn deadline(&self) -> Option<Instant> {
        match &self.state {
            State::Setup(_) => None,
            State::Running(running) => running.check_in.deadline(),
        }
    }

    async fn handle(&mut self, message: Message) {
        match message {
            Message::Attach(front) => {
                self.front = Some(front);
                self.shown = None;
                self.send_studio();
            }
            Message::Language(language) => self.language = language,
            Message::Setup(answer, reply) => self.setup(answer, reply),
            Message::SetupProgress(kind, state) => {
                if let State::Setup(assistant) = &mut self.state {
                    assistant.progress(kind, state);
                }
            }
            Message::SetupDone(done, reply) => self.setup_done(*done, reply).await,
            Message::SetupHeard(event) => {
                if let State::Setup(assistant) = &mut self.state {
                    assistant.heard(&event);
                }
            }
            Message::Reader(reader, event) => self.reader(reader, event),
            Message::Answered(tap, answer) => self.check_in(check_in::Input::Answer(tap, answer)),
            Message::Greet(tap, greeting) => self.check_in(check_in::Input::Greeting(tap, greeting)),
            Message::Reachable => {
                if let State::Running(running) = &mut self.state {
                    running.watching_connection = false;
                }
                self.check_in(check_in::Input::Reachable);
            }
        }
        self.show();
    }

    fn setup(&mut self, answer: setup::Answer, reply: oneshot::Sender<Result<(), SetupProblem>>) {
        let State::Setup(assistant) = &mut self.state else {
            let _ = reply.send(Err(SetupProblem::Closed));
            return;
        };
        match assistant.answer(answer) {
            Ok(Next::Show) => {
                let _ = reply.send(Ok(()));
            }
            Ok(Next::Work(job)) => self.work(job, Some(reply)),
            Err(problem) => {
                let _ = reply.send(Err(problem));
            }
        }
    }

    fn work(&self, job: Job, reply: Option<oneshot::Sender<Result<(), SetupProblem>>>) {
        let messages = self.parts.messages.clone();
        tokio::spawn(async move {
            let done = job.run(messages.clone()).await;
            let _ = messages.send(Message::SetupDone(Box::new(done), reply)).await;
        });
    }

    async fn setup_done(&mut self, done: Done, reply: Option<oneshot::Sender<Result<(), SetupProblem>>>) {
        let State::Setup(assistant) = &mut self.state else { return };
        let result = assistant.done(done);
        if let Some(studio) = assistant.view().studio.clone() {
            self.studio = studio;
        }
        let result = match result {
            Ok(Some(settings)) => {
                self.start_serving(&settings).await;
                Ok(())
            }
            Ok(None) => Ok(()),
            Err(problem) => Err(problem),
        };
        if let Some(reply) = reply {
            let _ = reply.send(result);
        }
    }

    async fn start_serving(&mut self, settings: &Settings) {
        let Ok(installation) = self.parts.store(Stored::installation).await else { return };
        self.language = settings.language;
        settings.language.tag().clone_into(&mut self.studio.language);
        self.state = State::Running(Box::new(Running::open(&self.parts, &installation, settings).await));
        self.send_studio();
        self.announce();
    }

    fn reader(&mut self, reader: ReaderIndex, event: ReaderEvent) {
        self.check_in(match event {
            ReaderEvent::Credential(identification, read_at) => {
                tracing::info!(reader = reader.0, line_us = micros(read_at), "card read");
                check_in::Input::Tap(reader, identification)
            }
            ReaderEvent::Unreadable(why) => {
                tracing::info!(reader = reader.0, ?why, "not a usable card");
                check_in::Input::Unreadable(reader, why)
            }
            ReaderEvent::State(state) => {
                tracing::info!(reader = reader.0, ?state, "reader");
                check_in::Input::Reader(reader, state)
            }
        });
    }

    fn check_in(&mut self, input: check_in::Input) {
        let now = Moment { instant: Instant::now(), wall: self.parts.clock.wall() };
        let State::Running(running) = &mut self.state else { return };
        match running.check_in.handle(input, now) {
            None => {}
            Some(Effect::Ask(tap, reader, identification)) => {
                running.ask(&self.parts, tap, reader, identification, self.language);
            }
            Some(Effect::WatchConnection) => running.watch_connection(&self.parts),
        }
        self.show();
    }

    fn show(&mut self) {
        let screen = match &self.state {
            State::Setup(assistant) => Screen::Setup(Box::new(assistant.view().clone())),
            State::Running(running) => running.check_in.screen(),
        };
        let Some(front) = &self.front else { return };
        if self.shown.as_ref() != Some(&screen) {
            front(FrontMessage::Screen(screen.clone()));
            self.shown = Some(screen);
        }
    }

    fn send_studio(&self) {
        if let Some(front) = &self.front {
            front(FrontMessage::Studio(self.studio.clone()));
        }
    }
}

impl Running {
    async fn open(parts: &Arc<Parts>, installation: &Installation, settings: &Settings) -> Self {
        let mut devices = Vec::new();
        for reader in &settings.readers {
            devices.push(device(parts, settings, &reader.name).await);
        }
        let members = if installation.may_look_members_up { members(parts, settings).await } else { None };
        let readers = settings
            .readers
            .iter()
            .enumerate()
            .map(|(index, reader)| {
                let messages = parts.messages.clone();
                SerialReader::spawn(reader.serial.clone(), move |event| {
                    // Fails only when the desk has ended.
                    let _ = messages.blocking_send(Message::Reader(ReaderIndex(index), event));
                })
            })
            .collect();
        Self {
            check_in: CheckIn::new(settings.readers.len(), settings.verdict_for),
            devices,
            members,
            device_endpoint: settings.endpoints.device.clone(),
            watching_connection: false,
            _readers: readers,
        }
    }

    /// Asks about a tap, once. The name is looked up at the same time and never waited for.
    fn ask(
        &self,
        parts: &Arc<Parts>,
        tap: TapId,
        ReaderIndex(reader): ReaderIndex,
        identification: domain::Identification,
        language: Language,
    ) {
        let messages = parts.messages.clone();
        let Some(device) = self.devices.get(reader).cloned().flatten() else {
            tokio::spawn(async move {
                let _ = messages.send(Message::Answered(tap, check_in::Answer::NoToken)).await;
            });
            return;
        };
        if let Some(members) = self.members.clone() {
            let (messages, identification) = (messages.clone(), identification.clone());
            let clock = parts.clock.clone();
            tokio::spawn(async move {
                if let Some(greeting) = greeting::look_up(&members, &identification, &clock).await {
                    let _ = messages.send(Message::Greet(tap, greeting)).await;
                }
            });
        }
        tokio::spawn(async move {
            let asked = Instant::now();
            let outcome = magicline::outcome(device.identify(&identification, true, language).await);
            log(tap, reader, &outcome, asked);
            let _ = messages.send(Message::Answered(tap, check_in::Answer::Vendor(outcome))).await;
        });
    }

    fn watch_connection(&mut self, parts: &Arc<Parts>) {
        if std::mem::replace(&mut self.watching_connection, true) {
            return;
        }
        let (messages, endpoint) = (parts.messages.clone(), self.device_endpoint.clone());
        tokio::spawn(async move {
            connection::until_reachable(&endpoint).await;
            let _ = messages.send(Message::Reachable).await;
        });
    }
}

async fn device(parts: &Parts, settings: &Settings, reader: &str) -> Option<Arc<DeviceApi>> {
    let id = settings.device_of(reader)?;
    match parts.get(Slot::DeviceToken(id)).await {
        Ok(Some(token)) => {
            Some(Arc::new(DeviceApi::new(&parts.http, settings.endpoints.device.clone(), token)))
        }
        Ok(None) => {
            tracing::error!(device = %id, "the keychain holds no token for this device; set it up again");
            None
        }
        Err(error) => {
            tracing::error!(device = %id, %error, "no token for this device");
            None
        }
    }
}

async fn members(parts: &Parts, settings: &Settings) -> Option<Arc<OpenApi>> {
    let key = parts.get(Slot::ApiKey).await.ok().flatten()?;
    let key = ApiKey::parse(key.expose_secret()).ok()?;
    Some(Arc::new(OpenApi::new(&parts.http, settings.endpoints.open.clone(), key)))
}

fn log(tap: TapId, reader: usize, outcome: &Outcome<()>, asked: Instant) {
    let http_us = micros(asked);
    match outcome {
        Outcome::Done(()) => tracing::info!(tap = tap.0, reader, http_us, "checked in"),
        Outcome::NotDone(why) => {
            tracing::info!(tap = tap.0, reader, http_us, ?why, "not checked in");
        }
        Outcome::Unknown(why) => {
            tracing::warn!(
                tap = tap.0,
                reader,
                http_us,
                ?why,
                "whether this check-in was recorded is not known"
            );
        }
    }
}

fn micros(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX)
}
