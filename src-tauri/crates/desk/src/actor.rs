//! The actor: takes messages in order, asks [`CheckIn`] or the [`Assistant`] what they mean, and
//! does it. Nothing in here waits while members are served: whatever takes time runs in a task and
//! comes back as a message. Only opening a desk reads its tokens from the keychain first.

use std::sync::Arc;
use std::time::Instant;

use ::outputs::OutputEvent;
use domain::{Identification, Language, NotDone, Outcome, Redacted};
use readers::camera::Picture;
use readers::{Frame, ReaderEvent, ReaderState, Stroke};
use tokio::sync::{Mutex, Notify, mpsc, oneshot, watch};
use vault::{Secrets, Slot};
use wire::{
    CameraState, CheckKind, CheckState, FrontMessage, Screen, SetupProblem, StoreTrouble, StudioView,
};

use crate::camera;
use crate::check_in::{self, Effect, Greeting, Moment, ReaderIndex, TapId};
use crate::outputs::OutputIndex;
use crate::running::Running;
use crate::settings::{Installation, Settings, Stored};
use crate::setup::{self, Assistant, Done, Job, Next};
use crate::staff::room::Orders;
use crate::staff::{Attention, NotTaken, Order};
use crate::{Clock, Opening, Parts, Practice};

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
    /// A reader typed this into the member's screen, which was told then.
    Typed(Vec<Stroke>, Instant),
    /// Somebody entered a PIN at the member's screen; the reply tells whether it is looked at.
    Pin(Redacted<String>, oneshot::Sender<bool>),
    /// The camera of the member's screen took this then; the reply tells whether it was looked at.
    Picture(Picture, Instant, oneshot::Sender<bool>),
    /// These codes were on a picture that was taken then.
    Seen(Vec<Frame>, Instant),
    /// How the member's screen got on with the camera.
    Camera(CameraState),
    Output(OutputIndex, OutputEvent),
    Answered(TapId, check_in::Answer),
    Greet(TapId, Greeting),
    /// Who tapped, for the team.
    Named(TapId, Option<Redacted<String>>),
    /// A connection to the vendor can be opened again.
    Reachable,
    /// A connection to the vendor could not be opened.
    Unreachable,
    /// The vendor answered something other than a tap.
    Answers,
    /// What is wrong with the store, if anything.
    Store(Option<StoreTrouble>),
    /// Something waits for the team.
    TeamNeeded(bool),
}

/// The team's window's end of the desk, for whoever serves it.
pub(crate) struct StaffSeat {
    pub(crate) orders: Mutex<Orders>,
    pub(crate) attention: watch::Sender<Attention>,
}

/// What the window is for at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The keychain is being opened.
    Starting,
    /// The assistant is asking.
    Setup,
    /// Members are served.
    Running {
        /// The language this desk was set up in.
        language: Language,
    },
}

/// A handle to the desk. Cheap to clone; commands go through it.
#[derive(Clone)]
pub struct Desk {
    messages: mpsc::Sender<Message>,
    staff: mpsc::Sender<(Order, oneshot::Sender<Result<(), NotTaken>>)>,
    attention: watch::Receiver<Attention>,
    stage: watch::Receiver<Stage>,
    close: Arc<Notify>,
}

/// A desk that takes messages but does not act on them yet.
pub struct Waiting {
    sender: mpsc::Sender<Message>,
    messages: mpsc::Receiver<Message>,
    seat: Arc<StaffSeat>,
    stage: watch::Sender<Stage>,
    close: Arc<Notify>,
}

impl Desk {
    /// Digits a PIN may have. How many it must have is the vendor's business.
    const LONGEST_PIN: usize = 12;
    /// Keys of the longest burst, and characters of the name of one: `NumpadMultiply`, and a few more.
    const LONGEST_BURST: usize = 512;
    const LONGEST_KEY: usize = 32;

    /// A desk whose keychain is still being opened. The window can attach to it already.
    pub fn new() -> (Self, Waiting) {
        let (sender, messages) = mpsc::channel(QUEUE);
        let (staff, orders) = mpsc::channel(QUEUE);
        let (stage, watched) = watch::channel(Stage::Starting);
        let (attention, attended) =
            watch::channel(Attention { open: false, at: tokio::time::Instant::now() });
        let seat = Arc::new(StaffSeat { orders: Mutex::new(orders), attention });
        let close = Arc::new(Notify::new());
        let desk = Self {
            messages: sender.clone(),
            staff,
            attention: attended,
            stage: watched,
            close: Arc::clone(&close),
        };
        (desk, Waiting { sender, messages, seat, stage, close })
    }

    /// Sends the whole screen to `front` now and at every change. A later front replaces it.
    pub async fn attach(&self, front: impl Fn(FrontMessage) + Send + 'static) {
        self.tell(Message::Attach(Box::new(front))).await;
    }

    /// The member wants the vendor's messages in this language from now on.
    pub async fn language(&self, language: Language) {
        self.tell(Message::Language(language)).await;
    }

    /// A reader typed this into the member's screen. What no reader types is dropped, and so is
    /// everything on a desk without a reader that types.
    pub async fn typed(&self, strokes: Vec<Stroke>) {
        let long = |stroke: &Stroke| stroke.code.len().max(stroke.key.len()) > Self::LONGEST_KEY;
        if strokes.is_empty() || strokes.len() > Self::LONGEST_BURST || strokes.iter().any(long) {
            tracing::warn!(strokes = strokes.len(), "the screen passed on what no reader types");
            return;
        }
        self.tell(Message::Typed(strokes, Instant::now())).await;
    }

    /// Somebody entered a PIN at the member's screen.
    ///
    /// # Errors
    /// It is not looked at: not 1 to 12 digits, no PIN pad on this desk, or too soon after wrong ones.
    pub async fn pin(&self, digits: Redacted<String>) -> Result<(), NotTaken> {
        let length = digits.expose().len();
        if !(1..=Self::LONGEST_PIN).contains(&length) || !digits.expose().bytes().all(|b| b.is_ascii_digit())
        {
            return Err(NotTaken);
        }
        let (reply, taken) = oneshot::channel();
        self.tell(Message::Pin(digits, reply)).await;
        match taken.await {
            Ok(true) => Ok(()),
            Ok(false) | Err(_) => Err(NotTaken),
        }
    }

    /// The camera of the member's screen took a picture, in the form of [`Picture::parse`]. Returns when it
    /// was looked at. It is kept nowhere.
    ///
    /// # Errors
    /// It was not looked at: not a picture of a sensible size, no camera on this desk, or the picture
    /// before is still being looked at.
    pub async fn picture(&self, picture: &[u8]) -> Result<(), NotTaken> {
        let picture = Picture::parse(picture).map_err(|error| {
            tracing::warn!(%error, "the screen passed on what no camera takes");
            NotTaken
        })?;
        let (reply, looked) = oneshot::channel();
        self.tell(Message::Picture(picture, Instant::now(), reply)).await;
        match looked.await {
            Ok(true) => Ok(()),
            Ok(false) | Err(_) => Err(NotTaken),
        }
    }

    /// The member's screen got on like this with its camera. Means nothing on a desk without one.
    pub async fn camera(&self, state: CameraState) {
        self.tell(Message::Camera(state)).await;
    }

    /// Ends the desk and returns when its readers are closed and its relays switched off. A desk whose
    /// keychain is still being opened ends as soon as it is open.
    pub async fn close(&self) {
        self.close.notify_one();
        self.messages.closed().await;
    }

    /// Gives an answer to the assistant and returns when it was dealt with.
    pub async fn setup(&self, answer: setup::Answer) -> Result<(), SetupProblem> {
        let (reply, result) = oneshot::channel();
        self.tell(Message::Setup(answer, reply)).await;
        result.await.unwrap_or(Err(SetupProblem::Closed))
    }

    /// Does what somebody at the team's window wants, and returns when it was dealt with.
    ///
    /// # Errors
    /// It was not done.
    pub async fn staff(&self, order: Order) -> Result<(), NotTaken> {
        let (reply, result) = oneshot::channel();
        self.staff.send((order, reply)).await.map_err(|_| NotTaken)?;
        result.await.unwrap_or(Err(NotTaken))
    }

    /// Tells whether somebody is at the team's window.
    pub fn attention(&self) -> watch::Receiver<Attention> {
        self.attention.clone()
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
    /// Opens the desk and serves until it is closed.
    pub async fn run(
        self,
        secrets: Arc<dyn Secrets>,
        stored: Stored,
        http: magicline::Http,
        clock: Clock,
        practice: Option<Practice>,
        opening: Opening,
    ) {
        // The actor goes before the end of the messages is seen from outside.
        let Self { sender, mut messages, seat, stage, close } = self;
        let Opening { installation, settings, exports, pauses } = opening;
        let parts =
            Arc::new(Parts { secrets, stored, http, clock, practice, exports, pauses, messages: sender });
        let mut actor = Actor::open(parts, stage, seat, installation, settings).await;
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
                () = close.notified() => return,
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
    seat: Arc<StaffSeat>,
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

impl Actor {
    async fn open(
        parts: Arc<Parts>,
        stage: watch::Sender<Stage>,
        seat: Arc<StaffSeat>,
        installation: Installation,
        settings: Option<Settings>,
    ) -> Self {
        let language = settings.as_ref().map_or(Language::DE, |settings| settings.language);
        let logo = parts.store(Stored::logo).await.unwrap_or_default();
        let studio = setup::studio_view(
            installation.studio_name.clone(),
            logo.and_then(magicline::Logo::recognise).as_ref(),
            language,
            parts.practice.is_some(),
        );
        let (state, job) = if let Some(settings) = settings {
            let running = Running::open(&parts, &installation, &settings, Arc::clone(&seat)).await;
            (State::Running(Box::new(running)), None)
        } else {
            let key = parts.get(Slot::ApiKey).await.unwrap_or_default();
            let (assistant, job) = Assistant::start(Arc::clone(&parts), installation, key);
            (State::Setup(Box::new(assistant)), job)
        };
        let actor = Self { parts, stage, seat, front: None, shown: None, studio, language, state };
        actor.announce();
        if let Some(job) = job {
            actor.work(job, None);
        }
        actor
    }

    fn announce(&self) {
        let stage = match self.state {
            State::Setup(_) => Stage::Setup,
            State::Running(_) => Stage::Running { language: self.language },
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
                // The page before may have been told that there is no camera; this one looks for itself.
                self.camera(ReaderState::Alive);
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
            Message::Typed(strokes, at) => {
                if let State::Running(running) = &self.state
                    && let Some((reader, event)) = running.typed(&strokes, at)
                {
                    self.reader(reader, event);
                }
            }
            Message::Pin(digits, reply) => {
                // Fails only when the page does not wait any more.
                let _ = reply.send(self.pin(digits));
            }
            Message::Picture(picture, at, reply) => match &mut self.state {
                State::Running(running) => running.look(&self.parts, picture, at, reply),
                State::Setup(_) => {
                    let _ = reply.send(false);
                }
            },
            Message::Seen(codes, at) => {
                if let State::Running(running) = &mut self.state
                    && let Some((reader, event)) = running.seen(codes, at)
                {
                    self.reader(reader, event);
                }
            }
            Message::Camera(state) => self.camera(camera::state_of(state)),
            Message::Output(output, event) => {
                if let State::Running(running) = &mut self.state {
                    running.output(output, event);
                }
            }
            Message::Answered(tap, answer) => {
                if let State::Running(running) = &mut self.state {
                    running.taps.answered(tap, &answer);
                    if proves_reachable(&answer) {
                        running.reachable();
                    }
                }
                self.check_in(check_in::Input::Answer(tap, answer));
            }
            Message::Greet(tap, greeting) => self.check_in(check_in::Input::Greeting(tap, greeting)),
            Message::Named(tap, name) => {
                if let State::Running(running) = &mut self.state {
                    running.taps.named(tap, name);
                }
            }
            Message::Reachable => {
                if let State::Running(running) = &mut self.state {
                    running.watched();
                }
                self.check_in(check_in::Input::Reachable);
            }
            Message::Answers => {
                if let State::Running(running) = &mut self.state {
                    running.reachable();
                }
                self.check_in(check_in::Input::Reachable);
            }
            Message::Unreachable => self.check_in(check_in::Input::Unreachable),
            Message::Store(trouble) => {
                if let State::Running(running) = &mut self.state {
                    running.store(trouble);
                }
            }
            Message::TeamNeeded(needed) => self.check_in(check_in::Input::TeamNeeded(needed)),
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
        let seat = Arc::clone(&self.seat);
        let running = Running::open(&self.parts, &installation, settings, seat).await;
        self.state = State::Running(Box::new(running));
        self.send_studio();
        self.announce();
    }

    fn reader(&mut self, reader: ReaderIndex, event: ReaderEvent) {
        let input = match event {
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
                if let State::Running(running) = &mut self.state {
                    running.reader(reader, state);
                }
                check_in::Input::Reader(reader, state)
            }
        };
        self.check_in(input);
    }

    fn camera(&mut self, state: ReaderState) {
        let State::Running(running) = &self.state else { return };
        if let Some(reader) = running.camera() {
            self.reader(reader, ReaderEvent::State(state));
        }
    }

    /// Says whether the PIN is looked at.
    fn pin(&mut self, digits: Redacted<String>) -> bool {
        let now = self.now();
        let State::Running(running) = &self.state else { return false };
        let Some(reader) = running.pin_pad().filter(|_| running.check_in.takes_pins(now)) else {
            return false;
        };
        let entered = Identification::Pin(digits.into_exposed());
        self.reader(reader, ReaderEvent::Credential(entered, now.instant));
        true
    }

    fn now(&self) -> Moment {
        Moment { instant: Instant::now(), wall: self.parts.clock.wall() }
    }

    fn check_in(&mut self, input: check_in::Input) {
        let now = self.now();
        let State::Running(running) = &mut self.state else { return };
        for effect in running.check_in.handle(input, now) {
            match effect {
                Effect::Ask(tap, reader, identification) => {
                    running.ask(&self.parts, tap, reader, identification, self.language);
                }
                Effect::WatchConnection => running.watch_connection(&self.parts),
                Effect::Open(tap, reader) => running.open_door(tap, reader, now.instant),
                Effect::Signal(reader, signal) => running.signal(reader, signal),
                Effect::KeepTries(tries) => running.keep_tries(tries),
            }
        }
        self.show();
    }

    fn show(&mut self) {
        let now = self.now();
        let screen = match &self.state {
            State::Setup(assistant) => Screen::Setup(Box::new(assistant.view().clone())),
            State::Running(running) => {
                running.publish();
                running.check_in.screen(now)
            }
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

/// Whether an answer can only have come from the vendor.
fn proves_reachable(answer: &check_in::Answer) -> bool {
    match answer {
        check_in::Answer::Vendor(Outcome::Done(()) | Outcome::NotDone(NotDone::Refused { .. })) => true,
        check_in::Answer::Vendor(Outcome::NotDone(_) | Outcome::Unknown(_))
        | check_in::Answer::NoToken
        | check_in::Answer::LetIn { .. }
        | check_in::Answer::NotOnList(_)
        | check_in::Answer::StoreFault(_) => false,
    }
}

pub(crate) fn micros(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX)
}
