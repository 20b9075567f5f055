//! What goes on at the reception while the window is unlocked.

use std::time::Duration;

use domain::{CardFormat, CustomerId, Identification, Redacted};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use outbox::{DirectoryState, OutboxError};
use tokio::sync::mpsc;
use tokio::time::Instant;
use wire::{
    ByHand, CardProblem, CardWait, MemberHit, MemberLink, MemberList, MemberOrder, Part, ReceptionView,
    VendorSearch,
};

use super::by_hand::Attempt;
use super::questions::CardFound;
use super::{Around, ReceptionFront};
use crate::Message;
use crate::members::card::{Arrived, CUSTOMER_READ, Card};
use crate::members::index::{Found, Index};
use crate::message::{SignUpMessage, ask};
use crate::staff::NotTaken;
use crate::tasks::Tasks;

/// How long a card is waited for.
const CARD_PATIENCE: Duration = Duration::from_secs(30);
/// The longest number of a card that somebody may type.
const LONGEST_NUMBER: usize = 40;

/// Something that came back.
pub(super) enum Event {
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

/// What there is from one unlocking to the next lock.
pub(super) struct Session {
    pub(super) number: u32,
    pub(super) front: Option<ReceptionFront>,
    list: MemberList,
    /// What the index was made from.
    pub(super) made_from: Option<DirectoryState>,
    waits: Option<(CardWait, Instant)>,
    pub(super) card_problem: Option<CardProblem>,
    pub(super) asked: Option<VendorSearch>,
    /// Counts what was looked for outside the list: only the newest counts.
    looking: u32,
    pub(super) card: Option<Card>,
    /// Ends with the lock.
    pub(super) tasks: Tasks,
}

impl Session {
    pub(super) fn new(number: u32, may_list: bool) -> Self {
        Self {
            number,
            front: None,
            list: match may_list {
                true => MemberList::Preparing,
                false => MemberList::NoRight { right: CUSTOMER_READ.to_owned() },
            },
            made_from: None,
            waits: None,
            card_problem: None,
            asked: None,
            looking: 0,
            card: None,
            tasks: Tasks::default(),
        }
    }

    /// When no card is waited for any more, if one is.
    pub(super) fn gives_up_at(&self) -> Option<Instant> {
        self.waits.map(|(_, at)| at)
    }

    /// What is looked for from now on makes whatever was looked for before of no interest.
    pub(super) fn looks(&mut self) -> u32 {
        self.looking = self.looking.wrapping_add(1);
        self.looking
    }

    pub(super) fn view(&self, around: &Around) -> ReceptionView {
        ReceptionView {
            list: self.list.clone(),
            waits: self.waits.map(|(what, _)| what),
            card_problem: self.card_problem,
            asked: self.asked.clone(),
            open: self.card.as_ref().map(|card| Box::new(card.view().clone())),
            entrances: around.entrances.clone(),
            sign_up: around.sign_up,
            devices: around.devices.clone(),
        }
    }

    /// The member who is open, if it is still this one.
    fn card(&mut self, number: u32) -> Result<&mut Card, NotTaken> {
        self.card.as_mut().filter(|card| card.number == number).ok_or(NotTaken)
    }

    /// Somebody that the studio's system found.
    fn hit(&self, id: CustomerId) -> Option<Found> {
        let hits = match &self.asked.as_ref()?.found {
            Part::Here { value } => value,
            Part::Asked | Part::NoRight { .. } | Part::Nothing | Part::Silent { .. } => return None,
        };
        let hit: &MemberHit = hits.iter().find(|hit| hit.id.0 == id)?;
        Some(Found {
            id,
            first_name: hit.first_name.clone(),
            last_name: hit.last_name.clone(),
            number: hit.number.clone(),
            born: hit.born.as_deref().and_then(|born| born.parse().ok()),
        })
    }
}

/// Where a task says what came back to the session that it was begun in.
pub(super) struct Back {
    session: u32,
    events: mpsc::Sender<(u32, Event)>,
}

impl Back {
    pub(super) async fn say(self, event: Event) {
        // Nobody looks any more when the desk has ended or the window is locked.
        let _ = self.events.send((self.session, event)).await;
    }

    /// The same, where nobody may wait for it.
    fn say_at_once(&self, event: Event) {
        // Fails, too, when so much has come back that this is not heard of.
        let _ = self.events.try_send((self.session, event));
    }
}

/// The session, and what can be reached from it.
pub(super) struct Serving<'a> {
    pub(super) session: &'a mut Session,
    pub(super) around: &'a Around,
    /// Counts the members that were opened.
    pub(super) cards: &'a mut u32,
    /// What goes on when the window locks.
    pub(super) deeds: &'a mut Tasks,
}

impl Serving<'_> {
    pub(super) fn back(&self) -> Back {
        Back { session: self.session.number, events: self.around.events.clone() }
    }

    pub(super) async fn member(&mut self, order: MemberOrder) -> Result<(), NotTaken> {
        match order {
            MemberOrder::Open { member } => {
                let found = self.known(member.0).ok_or(NotTaken)?;
                self.open(found);
            }
            MemberOrder::Close => {
                self.forget_card();
                self.around.counter.inside.picture(None);
                (self.session.card, self.session.card_problem) = (None, None);
            }
            MemberOrder::Again { card } => {
                let questions = self.session.card(card)?.again();
                questions.into_iter().for_each(|question| self.ask(question));
            }
            MemberOrder::Search { query } => self.search(query),
            MemberOrder::CardNumber { number } => self.owner(typed(&number).ok_or(NotTaken)?),
            MemberOrder::AwaitCard => self.await_card(CardWait::LookUp),
            MemberOrder::LinkCard { card } => {
                self.session.card(card)?.take(Arrived::Link(MemberLink::HoldCard));
                self.await_card(CardWait::Link);
            }
            MemberOrder::Forget => self.forget_card(),
            MemberOrder::CheckIn { card, entrance, reason } => self.check_in(card, entrance, &reason)?,
            MemberOrder::BeginSignUp { aim, first_name, last_name } => {
                let names = (Redacted::new(first_name), Redacted::new(last_name));
                let start = |possible| Message::SignUp(SignUpMessage::Start(aim, names, possible));
                ask(&self.around.parts.messages, start).await?;
            }
        }
        Ok(())
    }

    pub(super) fn came(&mut self, event: Event) {
        match event {
            Event::List(Ok((index, made_from))) => {
                let members = u32::try_from(index.len()).unwrap_or(u32::MAX);
                self.around.counter.inside.index(index);
                let complete_ms = made_from.complete_at.map(wire::Ms::from);
                self.session.list = MemberList::Ready { members, complete_ms };
            }
            Event::List(Err(error)) => {
                tracing::warn!(%error, "the reception has no member list");
                (self.session.list, self.session.made_from) = (MemberList::Unreadable, None);
            }
            Event::Card(number, arrived) => self.arrived(number, arrived),
            Event::Tapped(card) => self.tapped(card),
            Event::Owner(looking, owner) => self.owned(looking, owner),
            Event::Found(looking, found) => {
                if self.session.looking == looking
                    && let Some(asked) = &mut self.session.asked
                {
                    asked.found = found;
                }
            }
        }
    }

    /// The card that was waited for did not come.
    pub(super) fn no_card_came(&mut self) {
        self.forget_card();
        self.session.card_problem = Some(CardProblem::NoCard);
    }

    fn arrived(&mut self, number: u32, arrived: Arrived) {
        let Ok(card) = self.session.card(number) else { return };
        let question = card.take(arrived);
        let picture = card.picture().cloned();
        if let Some(question) = question {
            self.ask(question);
        }
        self.around.counter.inside.picture(picture.map(|picture| (number, picture)));
    }

    /// A member that the window can have been told of.
    fn known(&self, id: CustomerId) -> Option<Found> {
        self.around.counter.inside.member(id).or_else(|| self.session.hit(id))
    }

    fn open(&mut self, found: Found) {
        self.forget_card();
        *self.cards = self.cards.wrapping_add(1);
        let (card, questions) = Card::open(*self.cards, found, self.today());
        self.around.counter.inside.picture(None);
        (self.session.card, self.session.card_problem) = (Some(card), None);
        questions.into_iter().for_each(|question| self.ask(question));
    }

    fn await_card(&mut self, what: CardWait) {
        self.session.card_problem = None;
        self.session.waits = Some((what, Instant::now() + CARD_PATIENCE));
        let back = self.back();
        self.around.counter.tray.wait(move |card| back.say_at_once(Event::Tapped(card)));
    }

    /// No card is waited for any more; the member who was to get one has none.
    fn forget_card(&mut self) {
        self.around.counter.tray.forget();
        if let Some((CardWait::Link, _)) = self.session.waits.take()
            && let Some(card) = &mut self.session.card
        {
            card.take(Arrived::Link(MemberLink::No));
        }
    }

    fn tapped(&mut self, identification: Identification) {
        match self.session.waits.take() {
            Some((CardWait::LookUp, _)) => self.owner(identification),
            Some((CardWait::Link, _)) => self.link(identification),
            None => {}
        }
    }

    fn owned(&mut self, looking: u32, owner: CardFound) {
        if self.session.looking != looking {
            return;
        }
        match owner {
            CardFound::Member(found) => self.open(found),
            CardFound::Not(problem) => self.session.card_problem = Some(problem),
        }
    }

    /// Checks the member in, once, as somebody of the team says and why.
    fn check_in(&mut self, number: u32, entrance: u32, reason: &str) -> Result<(), NotTaken> {
        let reason = reason.trim().to_owned();
        let gate = self.around.gates.get(entrance as usize).ok_or(NotTaken)?;
        let api = gate.api.clone().ok_or(NotTaken)?;
        let card = self.session.card(number)?;
        if reason.is_empty() || !card.may_check_in() {
            return Err(NotTaken);
        }
        card.take(Arrived::ByHand(ByHand::Asking));
        let attempt = Attempt {
            customer: card.id,
            name: card.name(),
            key: card.key(),
            has_record: card.has_record(),
            device: gate.device,
            api,
            open: self.around.open.clone(),
            reader: gate.reader,
            place: gate.name.clone(),
            reason,
            language: self.around.language,
            outbox: self.around.outbox.clone(),
            clock: self.around.parts.clock.clone(),
            messages: self.around.parts.messages.clone(),
        };
        let back = self.back();
        self.deeds.spawn(async move {
            let ended = attempt.make().await;
            back.say(Event::Card(number, Arrived::ByHand(ended))).await;
        });
        Ok(())
    }

    pub(super) fn today(&self) -> Date {
        self.around.parts.clock.wall().to_zoned(TimeZone::system()).date()
    }
}

/// The number of a card as it is printed on it, with blanks or without; `None` for what is none.
fn typed(number: &str) -> Option<Identification> {
    let digits: String = number.chars().filter(|c| !c.is_whitespace()).collect();
    let is_one =
        (1..=LONGEST_NUMBER).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_one.then_some(Identification::Number { value: digits, format: CardFormat::Decimal })
}
