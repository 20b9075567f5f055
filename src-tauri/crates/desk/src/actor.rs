//! The actor: takes messages in order, asks [`CheckIn`] or the [`Assistant`] what they mean, and
//! does it. Nothing in here waits while members are served: whatever takes time runs in a task and
//! comes back as a message. Only opening a desk reads its tokens from the keychain first.

use std::sync::Arc;
use std::time::Instant;

use domain::{Identification, Language, NotDone, Outcome, Redacted};
use readers::{ReaderEvent, ReaderState, Signal};
use tokio::sync::{Notify, mpsc, oneshot, watch};
use vault::{Secrets, Slot};
use wire::{Screen, SetupProblem};

use crate::camera;
use crate::check_in::{self, Effect, Moment, ReaderIndex};
use crate::counters::{Counters, PlaceIndex, TeamOrder};
use crate::look::{self, LookMessage};
use crate::page::Page;
use crate::running::Running;
use crate::sale;
use crate::settings::{Installation, Settings, Stored};
use crate::setup::{self, Assistant, Done, Job, Next};
use crate::staff::seat::StaffSeat;
use crate::{Clock, Message, Opening, Outside, Parts, Practice, Stage};

/// A desk that takes messages but does not act on them yet.
pub struct Waiting {
    pub(crate) sender: mpsc::Sender<Message>,
    pub(crate) messages: mpsc::Receiver<Message>,
    pub(crate) seat: Arc<StaffSeat>,
    pub(crate) stage: watch::Sender<Stage>,
    pub(crate) lit: watch::Sender<bool>,
    pub(crate) outside: watch::Sender<Option<Outside>>,
    pub(crate) close: Arc<Notify>,
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
        let Self { sender, mut messages, seat, stage, lit, outside, close } = self;
        let Opening { installation, settings, exports, pauses } = opening;
        let parts =
            Arc::new(Parts { secrets, stored, http, clock, practice, exports, pauses, messages: sender });
        let mut actor = Actor::open(parts, (stage, lit, outside), seat, installation, settings).await;
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
                () = due => actor.tick(),
            }
        }
    }
}

struct Actor {
    parts: Arc<Parts>,
    stage: watch::Sender<Stage>,
    /// The window of somebody else's pages.
    outside: watch::Sender<Option<Outside>>,
    seat: Arc<StaffSeat>,
    page: Page,
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
        (stage, lit, outside): (watch::Sender<Stage>, watch::Sender<bool>, watch::Sender<Option<Outside>>),
        seat: Arc<StaffSeat>,
        installation: Installation,
        settings: Option<Settings>,
    ) -> Self {
        let language = settings.as_ref().map_or(Language::DE, |settings| settings.language);
        let languages = settings.as_ref().map_or(&[][..], |settings| &settings.languages);
        let look = settings.as_ref().map(|settings| settings.look.clone()).unwrap_or_default();
        let shown = look::Shown::new(look.clone());
        let logo = parts.store(move |stored| look::logo(stored, &look)).await.unwrap_or_default();
        let studio = setup::studio_view(
            installation.studio_name.clone(),
            logo.as_ref(),
            language,
            languages,
            parts.practice.is_some(),
        );
        let (state, job) = if let Some(settings) = settings {
            let running =
                Running::open(&parts, &installation, &settings, Arc::clone(&seat), outside.clone()).await;
            (State::Running(Box::new(running)), None)
        } else {
            let key = parts.get(Slot::ApiKey).await;
            let key =
                key.inspect_err(|error| tracing::warn!(%error, "the key is asked for anew")).ok().flatten();
            let (assistant, job) = Assistant::start(Arc::clone(&parts), installation, key);
            (State::Setup(Box::new(assistant)), job)
        };
        shown.load(&parts);
        let page = Page::new(studio, shown, lit);
        let actor = Self { parts, stage, outside, seat, page, language, state };
        actor.announce();
        if let Some(job) = job {
            actor.work(job, None);
        }
        actor
    }

    fn announce(&self) {
        let stage = match &self.state {
            State::Setup(_) => Stage::Setup,
            State::Running(running) => {
                Stage::Running { language: self.language, camera: running.readers.has_camera() }
            }
        };
        self.stage.send_replace(stage);
    }

    fn deadline(&self) -> Option<Instant> {
        match &self.state {
            State::Setup(_) => None,
            State::Running(running) => running.deadline(),
        }
    }

    async fn handle(&mut self, message: Message) {
        match message {
            Message::Attach(front) => {
                let lost = self.page.attach(front, self.parts.clock.wall());
                // The page before may have been told that there is no camera; this one looks for itself.
                self.camera(ReaderState::Alive);
                if lost {
                    self.page_lost();
                }
                if let State::Running(running) = &mut self.state {
                    running.attached();
                }
            }
            Message::Language(language) => self.speak(language),
            Message::Setup(answer, reply) => self.setup(answer, reply),
            Message::SetupProgress(kind, state) => {
                if let State::Setup(assistant) = &mut self.state {
                    assistant.progress(kind, state);
                }
            }
            Message::SetupDone(done, reply) => self.setup_done(*done, reply).await,
            Message::SetupHeard(number, heard) => {
                if let State::Setup(assistant) = &mut self.state {
                    assistant.heard(number, heard);
                }
            }
            Message::Reader(reader, event) => self.reader(reader, event),
            Message::Typed(strokes, at) => {
                if let State::Running(running) = &self.state
                    && let Some((reader, event)) = running.readers.typed(&strokes, at)
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
                    && let Some((reader, event)) = running.readers.seen(codes, at)
                {
                    self.reader(reader, event);
                }
            }
            Message::Camera(state) => self.camera(camera::state_of(state)),
            Message::Output(output, event) => {
                let now = self.now();
                if let State::Running(running) = &mut self.state {
                    running.output(output, event, self.language, now);
                }
            }
            Message::Sale(place, input) => self.sale(Some((place, input))),
            Message::Machine(place, event) => {
                let input = self.counters().and_then(|counters| counters.machine(place, event));
                self.sale(input);
            }
            Message::Buy(place) => {
                let input = self.counters().and_then(|counters| counters.wanted(place));
                self.sale(input);
            }
            Message::Choice(sale, choice) => {
                let input = self.counters().and_then(|counters| counters.choice(sale, choice));
                self.sale(input);
            }
            Message::Team(order, reply) => {
                // Fails only when nobody waits any more.
                let _ = reply.send(self.team(order));
            }
            Message::SignUp(message) => {
                let now = self.now();
                if let State::Running(running) = &mut self.state {
                    running.sign_up(message, now);
                }
            }
            Message::Look(message) => self.look(message),
            Message::ByHand(message) => {
                let now = self.now();
                if let State::Running(running) = &mut self.state {
                    running.by_hand(message, now);
                }
            }
            Message::Pictures(pictures) => self.page.pictures(pictures),
            Message::Answered(tap, answer) => {
                let now = self.now();
                if let State::Running(running) = &mut self.state {
                    running.taps.answered(tap, &answer);
                    if proves_reachable(&answer) {
                        running.reachable(now);
                    }
                }
                self.check_in(check_in::Input::Answer(tap, answer));
            }
            Message::Speaks(tap, language) => self.check_in(check_in::Input::Speaks(tap, language)),
            Message::Greet(tap, greeting) => self.check_in(check_in::Input::Greeting(tap, greeting)),
            Message::Named(tap, name) => {
                if let State::Running(running) = &mut self.state {
                    running.taps.named(tap, name);
                }
            }
            Message::Reachable => {
                let now = self.now();
                if let State::Running(running) = &mut self.state {
                    running.watched(now);
                }
                self.check_in(check_in::Input::Reachable);
            }
            Message::Answers => {
                let now = self.now();
                if let State::Running(running) = &mut self.state {
                    running.reachable(now);
                }
                self.check_in(check_in::Input::Reachable);
            }
            Message::Unreachable => self.check_in(check_in::Input::Unreachable),
            Message::Store(trouble) => {
                if let State::Running(running) = &mut self.state {
                    running.store(trouble);
                }
            }
            Message::AtRest(reply) => {
                let idle = match &self.state {
                    State::Running(running) => {
                        running.is_at_rest(self.now()) && !self.seat.attention.borrow().open
                    }
                    State::Setup(_) => false,
                };
                // Fails only when nobody waits any more.
                let _ = reply.send(idle);
            }
            Message::TeamNeeded(needed) => self.check_in(check_in::Input::TeamNeeded(needed)),
            Message::Light(lit) => self.page.light(lit),
            Message::Rest(word) => {
                let now = self.now();
                if let State::Running(running) = &mut self.state {
                    running.rest(word, now);
                }
            }
        }
        if let State::Setup(assistant) = &mut self.state {
            let jobs = assistant.take_jobs();
            jobs.into_iter().for_each(|job| self.work(job, None));
        }
        self.show();
    }

    fn speak(&mut self, language: Language) {
        self.language = language;
        let now = self.now();
        if let State::Running(running) = &mut self.state {
            running.language(language, now);
        }
    }

    /// The page before this one is gone, and with it perhaps whoever stood there: the next one begins
    /// where nobody is, in the studio's language.
    fn page_lost(&mut self) {
        let now = self.now();
        if let State::Running(running) = &mut self.state {
            running.page_lost(self.language, now);
        }
        self.speak(self.page.home());
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
            self.page.studio_is(studio);
        }
        let result = match result {
            Ok(Some(settings)) => self.start_serving(&settings).await,
            Ok(None) => Ok(()),
            Err(problem) => Err(problem),
        };
        if let Some(reply) = reply {
            let _ = reply.send(result);
        }
    }

    async fn start_serving(&mut self, settings: &Settings) -> Result<(), SetupProblem> {
        let installation = self.parts.store(Stored::installation).await.map_err(|error| {
            tracing::error!(%error, "the desk does not open: its installation cannot be read");
            SetupProblem::NotSaved
        })?;
        self.language = settings.language;
        let (seat, outside) = (Arc::clone(&self.seat), self.outside.clone());
        let running = Running::open(&self.parts, &installation, settings, seat, outside).await;
        self.state = State::Running(Box::new(running));
        self.page.speaks(settings.language, &settings.languages);
        self.announce();
        Ok(())
    }

    fn reader(&mut self, reader: ReaderIndex, event: ReaderEvent) {
        let input = match event {
            ReaderEvent::Credential(identification, read_at) => {
                tracing::info!(reader = reader.0, line_us = micros(read_at), "card read");
                let now = self.now();
                if let State::Running(running) = &self.state
                    && running.is_resting()
                {
                    return running.readers.signal(reader, Signal::Bad);
                }
                if let State::Running(running) = &mut self.state
                    && running.is_card_for_sign_up(reader, now)
                {
                    running.card(identification, now);
                    return self.show();
                }
                // The team wants to know whose it is, or to give it to somebody: nobody comes in by it.
                let Some(identification) = self.seat.not_for_the_team(identification) else { return };
                if let Some(counters) = self.counters()
                    && let Some(place) = counters.of_tap(reader)
                {
                    let input = counters.tap(place, reader, identification);
                    return self.sale(input);
                }
                check_in::Input::Tap(reader, identification)
            }
            ReaderEvent::Unreadable(why) => {
                tracing::info!(reader = reader.0, ?why, "not a usable card");
                check_in::Input::Unreadable(reader, why)
            }
            ReaderEvent::State(state) => {
                tracing::info!(reader = reader.0, ?state, "reader");
                if let State::Running(running) = &mut self.state {
                    running.readers.changed(reader, state);
                }
                check_in::Input::Reader(reader, state)
            }
        };
        self.check_in(input);
    }

    fn camera(&mut self, state: ReaderState) {
        let State::Running(running) = &self.state else { return };
        if let Some(reader) = running.readers.camera() {
            self.reader(reader, ReaderEvent::State(state));
        }
    }

    /// Says whether the PIN is looked at.
    fn pin(&mut self, digits: Redacted<String>) -> bool {
        let now = self.now();
        let State::Running(running) = &self.state else { return false };
        let Some(reader) = running.readers.pin_pad().filter(|_| running.check_in.takes_pins(now)) else {
            return false;
        };
        let entered = Identification::Pin(digits.into_exposed());
        self.reader(reader, ReaderEvent::Credential(entered, now.instant));
        true
    }

    fn counters(&mut self) -> Option<&mut Counters> {
        match &mut self.state {
            State::Setup(_) => None,
            State::Running(running) => Some(&mut running.counters),
        }
    }

    fn sale(&mut self, input: Option<(PlaceIndex, sale::Input)>) {
        let now = self.now();
        let (State::Running(running), Some((place, input))) = (&mut self.state, input) else { return };
        running.sale(place, input, self.language, now);
        self.show();
    }

    /// Says whether it was possible.
    fn team(&mut self, order: TeamOrder) -> bool {
        let now = self.now();
        let State::Running(running) = &mut self.state else { return false };
        if let TeamOrder::Drawer = order {
            return running.open_drawer(now);
        }
        let input = running.counters.team(order);
        let possible = input.is_some();
        self.sale(input);
        possible
    }

    fn tick(&mut self) {
        let now = self.now();
        if let State::Running(running) = &mut self.state {
            running.tick(self.language, now);
        }
        self.check_in(check_in::Input::Tick);
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
                Effect::Signal(reader, signal) => running.readers.signal(reader, signal),
                Effect::KeepTries(tries) => running.keep_tries(tries),
            }
        }
        self.show();
    }

    fn show(&mut self) {
        let now = self.now();
        let mut news = Vec::new();
        let screen = match &mut self.state {
            State::Setup(assistant) => Screen::Setup(Box::new(assistant.view().clone())),
            State::Running(running) => {
                running.publish();
                news = running.take_news();
                running.screen(now)
            }
        };
        self.page.show(news, screen);
    }

    fn look(&mut self, message: LookMessage) {
        let now = self.parts.clock.wall();
        match message {
            LookMessage::Changed(look) => {
                self.page.look(now, |shown| shown.change(*look)).load(&self.parts);
            }
            LookMessage::Loaded(logo, pictures) => {
                self.page.look(now, |shown| shown.loaded(pictures));
                // The assistant has the vendor's logo, and shows that.
                if let State::Running(_) = self.state {
                    self.page.logo(logo.as_ref());
                }
            }
            LookMessage::Today => {
                self.page.look(now, |_| {});
            }
            LookMessage::Picture(id, reply) => look::hand_out(&self.parts, id, reply),
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
