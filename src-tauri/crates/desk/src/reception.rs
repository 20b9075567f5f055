//! The reception: a task beside the room, for what goes on about one member after another. It holds the
//! search index and whatever is known of the member who is open while the team's window is unlocked, and
//! drops both with the lock.
//!
//! Orders come by way of the room, which refuses them while the window is locked. A search does not: it
//! has to answer at every key press, reads nothing but the index, and finds none while it is locked.

mod by_hand;
mod inside;
mod questions;

use std::sync::Arc;
use std::time::Duration;

use domain::{CustomerId, DeviceId, Identification, Language, Redacted};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use magicline::{DeviceApi, OpenApi};
use outbox::{DirectoryState, Outbox, OutboxError};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;
use wire::{
    CardProblem, CardWait, DeviceLine, DevicePurpose, EntranceLine, MemberHit, MemberLink, MemberList,
    MemberOrder, Part, ReceptionView, SignUpChoices, VendorSearch,
};

use crate::check_in::ReaderIndex;
use crate::members::card::{Arrived, CUSTOMER_READ, Card};
use crate::members::index::{Found, Index};
use crate::message::{SignUpMessage, Taken, ask};
use crate::parts::until;
use crate::settings::{Entrance, HandOut, Role, Settings};
use crate::staff::{Attention, NotTaken};
use crate::{Message, Parts};

use by_hand::Attempt;
pub(crate) use by_hand::HandMessage;
pub(crate) use inside::{CardTray, Inside};
use questions::CardFound;

/// How long a card is waited for.
const CARD_PATIENCE: Duration = Duration::from_secs(30);
/// The store may change a thousand times a second; the member list does so once an hour.
const REFRESH: Duration = Duration::from_secs(1);

/// Where the reception gets its view.
pub type ReceptionFront = Box<dyn Fn(ReceptionView) + Send + Sync>;

/// What somebody at the reception wants.
pub enum ReceptionOrder {
    /// The window was unlocked and shows this from now on.
    Attach(ReceptionFront),
    /// Something about a member.
    Member(MemberOrder),
}

/// An order, and where it is said whether it was taken.
pub(crate) type Ordered = (ReceptionOrder, Taken);

/// What the reception shares with the rest of the desk.
#[derive(Clone, Default)]
pub(crate) struct Counter {
    /// What may be read while the window is unlocked.
    pub(crate) inside: Arc<Inside>,
    /// Where a card goes that is waited for.
    pub(crate) tray: Arc<CardTray>,
}

/// A place where members check in.
struct Gate {
    reader: ReaderIndex,
    name: String,
    device: DeviceId,
    /// `None` when the device's token is not in the keychain.
    api: Option<Arc<DeviceApi>>,
    door: bool,
}

/// What the reception is opened with.
pub(crate) struct Desk<'a> {
    pub(crate) parts: &'a Arc<Parts>,
    pub(crate) settings: &'a Settings,
    pub(crate) outbox: &'a Outbox,
    /// The studio's key, whatever it may do.
    pub(crate) open: Option<Arc<OpenApi>>,
    /// The key may read the member list, as far as is known.
    pub(crate) may_list: bool,
    pub(crate) api_of: &'a dyn Fn(DeviceId) -> Option<Arc<DeviceApi>>,
    pub(crate) sign_up: Option<SignUpChoices>,
    pub(crate) counter: Counter,
}

/// See the module.
pub(crate) struct Reception {
    parts: Arc<Parts>,
    outbox: Outbox,
    open: Option<Arc<OpenApi>>,
    may_list: bool,
    language: Language,
    counter: Counter,
    gates: Vec<Gate>,
    entrances: Vec<EntranceLine>,
    devices: Vec<DeviceLine>,
    sign_up: Option<SignUpChoices>,
    session: Option<Session>,
    /// Counts the times that the window was unlocked.
    sessions: u32,
    cards: u32,
    events: mpsc::UnboundedSender<(u32, Event)>,
    heard: mpsc::UnboundedReceiver<(u32, Event)>,
    /// What was begun is brought to its end and written down, locked or not.
    deeds: JoinSet<()>,
}

/// What goes on while the window is unlocked.
struct Session {
    number: u32,
    front: Option<ReceptionFront>,
    list: MemberList,
    /// What the index was made from.
    made_from: Option<DirectoryState>,
    waits: Option<(CardWait, Instant)>,
    card_problem: Option<CardProblem>,
    asked: Option<VendorSearch>,
    /// Counts what was looked for outside the list: only the newest counts.
    looking: u32,
    card: Option<Card>,
    /// Ends with the lock.
    tasks: JoinSet<()>,
}

/// Something that came back.
enum Event {
    /// The index was made, or the store cannot be read.
    List(Result<(Index, DirectoryState), OutboxError>),
    /// Something came about the member of this card.
    Card(u32, Arrived),
    /// The card that was waited for.
    Tapped(Identification),
    /// Whose card it is.
    Owner(u32, CardFound),
    /// What the studio's system found.
    Found(u32, Part<Vec<MemberHit>>),
}

impl Reception {
    pub(crate) fn new(desk: Desk<'_>) -> Self {
        let Desk { parts, settings, outbox, open, may_list, api_of, sign_up, counter } = desk;
        let gates = gates(settings, api_of);
        let entrance = |(index, gate): (usize, &Gate)| EntranceLine {
            entrance: u32::try_from(index).unwrap_or(u32::MAX),
            name: gate.name.clone(),
            door: gate.door,
        };
        let (events, heard) = mpsc::unbounded_channel();
        Self {
            parts: Arc::clone(parts),
            outbox: outbox.clone(),
            open,
            may_list,
            language: settings.language,
            counter,
            entrances: gates.iter().enumerate().map(entrance).collect(),
            gates,
            devices: devices(settings, api_of),
            sign_up,
            session: None,
            sessions: 0,
            cards: 0,
            events,
            heard,
            deeds: JoinSet::new(),
        }
    }

    /// Serves the reception for as long as the desk runs.
    pub(crate) async fn run(
        mut self,
        mut orders: mpsc::Receiver<Ordered>,
        mut attention: watch::Receiver<Attention>,
    ) {
        let mut changes = self.outbox.changes();
        let mut refresh = None;
        loop {
            let gives_up = self.session.as_ref().and_then(|session| session.waits).map(|(_, at)| at);
            tokio::select! {
                biased;
                changed = attention.changed() => {
                    if changed.is_err() { return }
                    if !attention.borrow_and_update().members {
                        self.lock();
                    }
                }
                order = orders.recv() => {
                    let Some((order, reply)) = order else { return };
                    // The window may have locked since the room let this pass.
                    let taken = if attention.borrow().members { self.take(order).await } else { Err(NotTaken) };
                    // Fails only when the window does not wait any more.
                    let _ = reply.send(taken);
                    self.show();
                }
                event = self.heard.recv() => {
                    let Some((session, event)) = event else { return };
                    if self.session.as_ref().is_some_and(|now| now.number == session) {
                        self.came(event);
                        self.show();
                    }
                }
                changed = changes.changed() => {
                    if changed.is_err() { return }
                    refresh = refresh.or(Some(Instant::now() + REFRESH));
                }
                () = until(refresh) => {
                    refresh = None;
                    self.refresh().await;
                }
                () = until(gives_up) => {
                    self.forget_card();
                    if let Some(session) = &mut self.session {
                        session.card_problem = Some(CardProblem::NoCard);
                    }
                    self.show();
                }
            }
        }
    }

    fn lock(&mut self) {
        self.counter.inside.empty();
        self.counter.tray.forget();
        self.session = None;
    }

    fn show(&self) {
        let Some(session) = &self.session else { return };
        let Some(front) = &session.front else { return };
        front(ReceptionView {
            list: session.list.clone(),
            waits: session.waits.map(|(what, _)| what),
            card_problem: session.card_problem,
            asked: session.asked.clone(),
            open: session.card.as_ref().map(|card| Box::new(card.view().clone())),
            entrances: self.entrances.clone(),
            sign_up: self.sign_up,
            devices: self.devices.clone(),
        });
    }

    fn unlocked(&mut self) -> &mut Session {
        let number = self.sessions;
        let list = match self.may_list {
            true => MemberList::Preparing,
            false => MemberList::NoRight { right: CUSTOMER_READ.to_owned() },
        };
        self.session.get_or_insert_with(|| Session {
            number,
            front: None,
            list,
            made_from: None,
            waits: None,
            card_problem: None,
            asked: None,
            looking: 0,
            card: None,
            tasks: JoinSet::new(),
        })
    }

    async fn take(&mut self, order: ReceptionOrder) -> Result<(), NotTaken> {
        match order {
            ReceptionOrder::Attach(front) => {
                if self.session.is_none() {
                    self.sessions = self.sessions.wrapping_add(1);
                }
                self.unlocked().front = Some(front);
                self.refresh().await;
            }
            ReceptionOrder::Member(order) => self.member(order).await?,
        }
        Ok(())
    }

    async fn member(&mut self, order: MemberOrder) -> Result<(), NotTaken> {
        self.session.as_ref().ok_or(NotTaken)?;
        while self.deeds.try_join_next().is_some() {}
        match order {
            MemberOrder::Open { member } => {
                let found = self.known(member.0).ok_or(NotTaken)?;
                self.open_member(found);
            }
            MemberOrder::Close => {
                self.forget_card();
                self.counter.inside.picture(None);
                if let Some(session) = &mut self.session {
                    (session.card, session.card_problem) = (None, None);
                }
            }
            MemberOrder::Again { card } => {
                let questions = self.card(card)?.again();
                questions.into_iter().for_each(|question| self.ask(question));
            }
            MemberOrder::Search { query } => self.search(query),
            MemberOrder::CardNumber { number } => {
                let digits: String = number.chars().filter(|c| !c.is_whitespace()).collect();
                if digits.is_empty() || digits.len() > 40 || !digits.bytes().all(|byte| byte.is_ascii_digit())
                {
                    return Err(NotTaken);
                }
                self.owner(Identification::Number { value: digits, format: domain::CardFormat::Decimal });
            }
            MemberOrder::AwaitCard => self.await_card(CardWait::LookUp)?,
            MemberOrder::LinkCard { card } => {
                self.card(card)?.take(Arrived::Link(MemberLink::HoldCard));
                self.await_card(CardWait::Link)?;
            }
            MemberOrder::Forget => self.forget_card(),
            MemberOrder::CheckIn { card, entrance, reason } => self.check_in(card, entrance, &reason)?,
            MemberOrder::BeginSignUp { aim, first_name, last_name } => {
                let names = (Redacted::new(first_name), Redacted::new(last_name));
                let start = |possible| Message::SignUp(SignUpMessage::Start(aim, names, possible));
                ask(&self.parts.messages, start).await?;
            }
        }
        Ok(())
    }

    fn came(&mut self, event: Event) {
        match event {
            Event::List(Ok((index, made_from))) => {
                let members = u32::try_from(index.len()).unwrap_or(u32::MAX);
                self.counter.inside.index(index);
                if let Some(session) = &mut self.session {
                    let complete_ms = made_from.complete_at.map(wire::Ms::from);
                    session.list = MemberList::Ready { members, complete_ms };
                }
            }
            Event::List(Err(error)) => {
                tracing::warn!(%error, "the reception has no member list");
                if let Some(session) = &mut self.session {
                    (session.list, session.made_from) = (MemberList::Unreadable, None);
                }
            }
            Event::Card(number, arrived) => self.arrived(number, arrived),
            Event::Tapped(card) => self.tapped(card),
            Event::Owner(looking, owner) => self.owned(looking, owner),
            Event::Found(looking, found) => {
                if let Some(session) = &mut self.session
                    && session.looking == looking
                    && let Some(asked) = &mut session.asked
                {
                    asked.found = found;
                }
            }
        }
    }

    fn arrived(&mut self, number: u32, arrived: Arrived) {
        let Ok(card) = self.card(number) else { return };
        let question = card.take(arrived);
        let picture = card.picture().cloned();
        if let Some(question) = question {
            self.ask(question);
        }
        self.counter.inside.picture(picture.map(|picture| (number, picture)));
    }

    /// The member who is open, if it is still this one.
    fn card(&mut self, number: u32) -> Result<&mut Card, NotTaken> {
        let card = self.session.as_mut().and_then(|session| session.card.as_mut());
        card.filter(|card| card.number == number).ok_or(NotTaken)
    }

    /// A member that the window can have been told of.
    fn known(&self, id: CustomerId) -> Option<Found> {
        let asked = self.session.as_ref()?.asked.as_ref();
        let hits = asked.and_then(|asked| match &asked.found {
            Part::Here { value } => Some(value),
            Part::Asked | Part::NoRight { .. } | Part::Nothing | Part::Silent { .. } => None,
        });
        let hit = hits.and_then(|hits| hits.iter().find(|hit| hit.id.0 == id));
        let of_hit = |hit: &MemberHit| Found {
            id,
            first_name: hit.first_name.clone(),
            last_name: hit.last_name.clone(),
            number: hit.number.clone(),
            born: hit.born.as_deref().and_then(|born| born.parse().ok()),
        };
        self.counter.inside.member(id).or_else(|| hit.map(of_hit))
    }

    fn open_member(&mut self, found: Found) {
        self.forget_card();
        self.cards = self.cards.wrapping_add(1);
        let (card, questions) = Card::open(self.cards, found, self.today());
        self.counter.inside.picture(None);
        if let Some(session) = &mut self.session {
            (session.card, session.card_problem) = (Some(card), None);
        }
        questions.into_iter().for_each(|question| self.ask(question));
    }

    fn await_card(&mut self, what: CardWait) -> Result<(), NotTaken> {
        let session = self.session.as_mut().ok_or(NotTaken)?;
        session.card_problem = None;
        session.waits = Some((what, Instant::now() + CARD_PATIENCE));
        let (events, number) = (self.events.clone(), session.number);
        // Fails only when the desk has ended.
        self.counter.tray.wait(move |card| drop(events.send((number, Event::Tapped(card)))));
        Ok(())
    }

    /// No card is waited for any more; the member who was to get one has none.
    fn forget_card(&mut self) {
        self.counter.tray.forget();
        let Some(session) = &mut self.session else { return };
        if let Some((CardWait::Link, _)) = session.waits.take()
            && let Some(card) = &mut session.card
        {
            card.take(Arrived::Link(MemberLink::No));
        }
    }

    fn tapped(&mut self, identification: Identification) {
        let Some(session) = &mut self.session else { return };
        match session.waits.take() {
            Some((CardWait::LookUp, _)) => self.owner(identification),
            Some((CardWait::Link, _)) => self.link(identification),
            None => {}
        }
    }

    fn owned(&mut self, looking: u32, owner: CardFound) {
        let Some(session) = &mut self.session else { return };
        if session.looking != looking {
            return;
        }
        match owner {
            CardFound::Member(found) => self.open_member(found),
            CardFound::Not(problem) => session.card_problem = Some(problem),
        }
    }

    /// Checks the member in, once, as somebody of the team says and why.
    fn check_in(&mut self, number: u32, entrance: u32, reason: &str) -> Result<(), NotTaken> {
        let reason = reason.trim().to_owned();
        let open = self.open.clone();
        let gate = self.gates.get(entrance as usize).ok_or(NotTaken)?;
        let api = gate.api.clone().ok_or(NotTaken)?;
        let (device, reader, place) = (gate.device, gate.reader, gate.name.clone());
        let card = self.card(number)?;
        if reason.is_empty() || !card.may_check_in() {
            return Err(NotTaken);
        }
        card.take(Arrived::ByHand(wire::ByHand::Asking));
        let attempt = Attempt {
            customer: card.id,
            name: card.name(),
            key: card.key(),
            has_record: card.has_record(),
            device,
            api,
            open,
            reader,
            place,
            reason,
            language: self.language,
            outbox: self.outbox.clone(),
            clock: self.parts.clock.clone(),
            messages: self.parts.messages.clone(),
        };
        let (events, session) = (self.events.clone(), self.sessions);
        self.deeds.spawn(async move {
            let ended = attempt.make().await;
            // Nobody looks any more when the desk has ended or the window is locked.
            let _ = events.send((session, Event::Card(number, Arrived::ByHand(ended))));
        });
        Ok(())
    }

    fn today(&self) -> Date {
        self.parts.clock.wall().to_zoned(TimeZone::system()).date()
    }
}

fn gates(settings: &Settings, api_of: &dyn Fn(DeviceId) -> Option<Arc<DeviceApi>>) -> Vec<Gate> {
    let gate = |(index, reader): (usize, &crate::settings::Reader)| {
        let (device, Entrance { opens, .. }) = settings.entrance_of(&reader.name)?;
        Some(Gate {
            reader: ReaderIndex(index),
            name: reader.name.clone(),
            device,
            api: api_of(device),
            door: opens.is_some(),
        })
    };
    settings.readers.iter().enumerate().filter_map(gate).collect()
}

fn devices(settings: &Settings, api_of: &dyn Fn(DeviceId) -> Option<Arc<DeviceApi>>) -> Vec<DeviceLine> {
    let line = |device: &crate::settings::Device| {
        let (purpose, name) = match &device.role {
            Role::CheckIn(_) => (DevicePurpose::CheckIn, device.reader.clone()),
            Role::Vending(vending) => (DevicePurpose::Vending, vending.name.clone()),
            Role::Time(time) => (DevicePurpose::Time, time.name.clone()),
        };
        let mut outputs: Vec<String> = device.role.outputs().map(str::to_owned).collect();
        if let Role::Vending(vending) = &device.role
            && let HandOut::Machine { machine, .. } = &vending.hand_out
        {
            outputs.push(machine.clone());
        }
        outputs.dedup();
        DeviceLine {
            id: device.id.into(),
            name,
            purpose,
            reader: device.reader.clone(),
            outputs,
            token: api_of(device.id).is_some(),
        }
    };
    settings.devices.iter().map(line).collect()
}
