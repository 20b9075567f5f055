//! The actor: takes messages in order and gives each to whom it is for, the page, the [`Assistant`] or a desk that
//! serves members ([`Running`]). Nothing in here waits while members are served: whatever takes time runs in a task
//! and comes back as a message. Only opening a desk reads its tokens from the keychain first.

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Instant;

use domain::Language;
use tokio::sync::{Notify, mpsc, watch};
use vault::{Secrets, Slot};
use wire::Screen;

use crate::check_in::Moment;
use crate::look::{self, LookMessage};
use crate::message::{PageMessage, SetupMessage, SetupReply, answer};
use crate::page::Page;
use crate::running::Running;
use crate::settings::{Installation, Settings, Stored};
use crate::setup::{self, Assistant, Done, Job, Next, SetUp};
use crate::staff::NotTaken;
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
    state: State,
}

enum State {
    Setup(Box<Assistant>),
    Running(Box<Running>),
}

impl State {
    /// The desk, if it serves members.
    fn running(&mut self) -> Option<&mut Running> {
        match self {
            Self::Running(running) => Some(running),
            Self::Setup(_) => None,
        }
    }
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
        let viewing = settings.as_ref().and_then(|settings| settings.viewing);
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
        let page = Page::new(studio, shown, viewing, lit);
        let actor = Self { parts, stage, outside, seat, page, state };
        actor.announce();
        if let Some(job) = job {
            actor.work(job, None);
        }
        actor
    }

    fn announce(&self) {
        let stage = match &self.state {
            State::Setup(_) => Stage::Setup,
            State::Running(running) => running.stage(),
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
        let now = self.now();
        match message {
            Message::Page(message) => self.page(message, now),
            Message::Look(message) => self.look(message, now),
            Message::Setup(message) => self.set_up(message).await,
            Message::Member(message) => self.serve(|desk| desk.member(message, now)),
            Message::Pin(digits, reply) => {
                let looked = self.state.running().ok_or(NotTaken).and_then(|desk| desk.pin(digits, now));
                self.show(now);
                answer(reply, looked);
            }
            Message::Reader(reader, event) => self.serve(|desk| desk.reader(reader, event, now)),
            Message::Seen(codes, at) => self.serve(|desk| desk.seen(codes, at, now)),
            Message::Tap(tap, message) => self.serve(|desk| desk.tap(tap, message, now)),
            Message::ByHand(message) => self.serve(|desk| desk.by_hand(message, now)),
            Message::Sale(place, input) => self.serve(|desk| desk.sale(place, input, now)),
            Message::Machine(place, event) => self.serve(|desk| desk.machine(place, event, now)),
            Message::Output(output, event) => self.serve(|desk| desk.output(output, event, now)),
            Message::Team(order, reply) => {
                let done = self.state.running().ok_or(NotTaken).and_then(|desk| desk.team(order, now));
                self.show(now);
                answer(reply, done);
            }
            Message::TeamNeeded(needed) => self.serve(|desk| desk.team_needed(needed, now)),
            Message::SignUp(message) => self.serve(|desk| desk.sign_up(message, now)),
            Message::Reachable => self.serve(|desk| desk.watched(now)),
            Message::Unreachable => self.serve(|desk| desk.unreachable(now)),
            Message::Answers => self.serve(|desk| desk.answers(now)),
            Message::Store(trouble) => self.serve(|desk| desk.store(trouble)),
            Message::Rest(word) => self.serve(|desk| desk.rest(word, now)),
            Message::AtRest(reply) => self.serve(|desk| answer(reply, desk.is_at_rest(now))),
        }
        self.show(now);
    }

    /// Has a desk that serves members act on a message. Before it serves, none of these means anything: it is
    /// dropped, and its reply with it.
    fn serve(&mut self, act: impl FnOnce(&mut Running)) {
        match self.state.running() {
            Some(running) => act(running),
            None => tracing::debug!("dropped: nobody is served yet"),
        }
    }

    fn page(&mut self, message: PageMessage, now: Moment) {
        match message {
            PageMessage::Attach(front) => {
                let lost = self.page.attach(front, now.wall).then(|| self.page.home());
                if let Some(running) = self.state.running() {
                    running.attached(lost, now);
                }
            }
            PageMessage::Light(lit) => self.page.light(lit),
            PageMessage::Pictures(pictures) => self.page.pictures(pictures),
        }
    }

    fn look(&mut self, message: LookMessage, now: Moment) {
        match message {
            LookMessage::Changed(look) => {
                self.page.look(now.wall, |shown| shown.change(*look)).load(&self.parts);
            }
            LookMessage::Loaded(logo, pictures) => {
                self.page.look(now.wall, |shown| shown.loaded(pictures));
                // The assistant has the vendor's logo, and shows that.
                if self.state.running().is_some() {
                    self.page.logo(logo.as_ref());
                }
            }
            LookMessage::Today => {
                self.page.look(now.wall, |_| {});
            }
            LookMessage::Picture(id, reply) => look::hand_out(&self.parts, id, reply),
        }
    }

    /// Means nothing any more once members are served, and is dropped then.
    async fn set_up(&mut self, message: SetupMessage) {
        let State::Setup(assistant) = &mut self.state else { return };
        match message {
            SetupMessage::Answer(given, reply) => match assistant.answer(given) {
                Ok(Next::Show) => answer(reply, Ok(())),
                Ok(Next::Work(job)) => self.work(job, Some(reply)),
                Err(problem) => answer(reply, Err(problem)),
            },
            SetupMessage::Progress(kind, state) => assistant.progress(kind, state),
            SetupMessage::Done(done, reply) => self.set_up_done(*done, reply).await,
            SetupMessage::Heard(number, heard) => assistant.heard(number, heard),
        }
        if let State::Setup(assistant) = &mut self.state {
            let jobs = assistant.take_jobs();
            jobs.into_iter().for_each(|job| self.work(job, None));
        }
    }

    fn work(&self, job: Job, reply: Option<SetupReply>) {
        let messages = self.parts.messages.clone();
        tokio::spawn(async move {
            let done = job.run(messages.clone()).await;
            let done = SetupMessage::Done(Box::new(done), reply);
            let _ = messages.send(Message::Setup(done)).await;
        });
    }

    async fn set_up_done(&mut self, done: Done, reply: Option<SetupReply>) {
        let State::Setup(assistant) = &mut self.state else { return };
        let result = assistant.done(done);
        if let Some(studio) = assistant.view().studio.clone() {
            self.page.studio_is(studio);
        }
        let result = match result {
            Ok(Some(set_up)) => {
                self.start_serving(set_up).await;
                Ok(())
            }
            Ok(None) => Ok(()),
            Err(problem) => Err(problem),
        };
        if let Some(reply) = reply {
            answer(reply, result);
        }
    }

    async fn start_serving(&mut self, SetUp { installation, settings }: SetUp) {
        let (seat, outside) = (Arc::clone(&self.seat), self.outside.clone());
        let running = Running::open(&self.parts, &installation, &settings, seat, outside).await;
        self.state = State::Running(Box::new(running));
        self.page.speaks(settings.language, &settings.languages);
        self.announce();
    }

    fn tick(&mut self) {
        let now = self.now();
        self.serve(|desk| desk.tick(now));
        self.show(now);
    }

    fn now(&self) -> Moment {
        Moment { instant: Instant::now(), wall: self.parts.clock.wall() }
    }

    fn show(&mut self, now: Moment) {
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
}

pub(crate) fn micros(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX)
}
