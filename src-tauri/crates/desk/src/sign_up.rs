//! Signing up, from "I'd like to join" to what was sent: contracts, rate and check-in vouchers, trial
//! sessions, leads. No I/O and no clock.
//!
//! ```text
//! Start → parts of the path → Submitting → Done, Waiting, Unknown, Refused
//!            ↑    ↘ Minor        ↘ PriceChanged → agreed to anew
//!            ↑    ↘ Paying
//!            ↑    ↘ Redeeming → Done, MaybeRedeemed
//!            ↑    ↘ Parking → Parked
//! ```
//!
//! What is signed is tied to what it was signed for: text, language, term and amounts. A change of one of
//! them takes the signature away. A price is shown for exactly what is chosen, or not at all; what was
//! agreed to goes along with the contract and is compared before it is sent.
//!
//! `happened` is all that can come in, `effects` all that can go out. `step` is how far it is, with a table of what
//! each step is like; `inputs`, `parts`, `said` and `sending` go from one to the next.

mod draft;
mod effects;
mod facts;
mod fields;
mod happened;
mod inputs;
mod italy;
mod judge;
mod legal;
mod mending;
mod numbers;
mod offers;
mod parts;
mod price;
mod questions;
mod refusal;
mod request;
mod rules;
mod said;
mod sending;
mod signature;
mod step;
mod stored;
#[cfg(test)]
mod tests;
mod texts;
mod view;
mod words;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::{Language, Redacted, TermId};
use jiff::Timestamp;
use jiff::civil::Date;
use magicline::connect::VoucherProblem;
use uuid::Uuid;
use wire::{CardLink, Entered, SignUpAim};

use crate::check_in::Moment;
use questions::Questions;
use step::{CodeSaid, Step};
use stored::Stored;

pub(crate) use draft::Draft;
pub(crate) use effects::{Effect, Row, Submission, Submitted, aim_of, aim_word};
pub(crate) use facts::{Facts, FreeSlot, Slots, Want};
pub(crate) use happened::{AccountSaid, Answer, Input, Made, Sent, Session, VoucherSaid};
pub(crate) use numbers::QuestionId;
pub use numbers::{PaymentWindow, Revision, SignUpId};
pub(crate) use offers::{Pictures, offers as offers_view, slots as slots_view, ways_to_pay};
pub(crate) use price::Priced;
pub(crate) use refusal::{Mend, NotRedeemed, Refusal, not_redeemed};
pub(crate) use rules::SignUpRules;

/// A sign-up on the member's screen.
pub(crate) struct SignUp {
    number: SignUpId,
    revision: Revision,
    rules: Arc<SignUpRules>,
    facts: Facts,
    language: Language,
    today: Date,
    step: Step,
    draft: Draft,
    /// Something of the draft changed since it was written down last.
    changed: bool,
    stored: Stored,
    price: price::Price,
    asked: Questions,
    /// When what could not be asked is asked again.
    again_at: Option<Instant>,
    bad_voucher: Option<BadVoucher>,
    /// What the vendor did not take, until something is done about it.
    refused: Option<mending::Refused>,
    /// What somebody at the screen has said something about, if only that it is empty.
    touched: BTreeSet<wire::SignUpField>,
    /// Something that was agreed to is not any more, and has to be once more.
    taken_back: bool,
    /// The day from which on free slots are wanted, if not from today.
    slots_from: Option<Date>,
    /// When the card that was entered lapses.
    card_until: Option<Instant>,
}

/// A voucher that is no good, for this term.
struct BadVoucher {
    code: String,
    term: Option<TermId>,
    problem: VoucherProblem,
}

/// How often what could not be asked is asked again, beside being asked as soon as the vendor is back.
const AGAIN: Duration = Duration::from_secs(10);

impl SignUp {
    /// Somebody begins.
    pub(crate) fn begin(
        number: SignUpId,
        key: Uuid,
        rules: Arc<SignUpRules>,
        facts: Facts,
        aim: SignUpAim,
        now: Moment,
    ) -> (Self, Vec<Effect>) {
        let stored = Stored::new(key, now.wall);
        let mut sign_up = Self::new(number, stored, rules, facts, Draft::default(), now);
        sign_up.aim(aim);
        sign_up.changed = false;
        let effects = sign_up.follow(now);
        (sign_up, effects)
    }

    /// A draft is opened again.
    pub(crate) fn open(
        number: SignUpId,
        (key, begun): (Uuid, Timestamp),
        rules: Arc<SignUpRules>,
        facts: Facts,
        draft: Draft,
        now: Moment,
    ) -> (Self, Vec<Effect>) {
        let stored = Stored::found(key, begun);
        let mut sign_up = Self::new(number, stored, rules, facts, draft, now);
        let path = sign_up.path();
        let part = sign_up.draft.part.filter(|part| path.contains(part)).or(path.first().copied());
        sign_up.step = part.map_or(Step::Start(CodeSaid::Nothing), Step::part);
        let effects = sign_up.follow(now);
        (sign_up, effects)
    }

    fn new(
        number: SignUpId,
        stored: Stored,
        rules: Arc<SignUpRules>,
        facts: Facts,
        draft: Draft,
        now: Moment,
    ) -> Self {
        Self {
            number,
            revision: Revision(0),
            rules,
            language: facts.language,
            today: facts.today(now.wall),
            facts,
            step: Step::Start(CodeSaid::Nothing),
            draft,
            changed: false,
            stored,
            price: price::Price::default(),
            asked: Questions::default(),
            again_at: None,
            bad_voucher: None,
            refused: None,
            touched: BTreeSet::new(),
            taken_back: false,
            slots_from: None,
            card_until: None,
        }
    }

    /// Takes in what happened and says what to do.
    pub(crate) fn handle(&mut self, input: Input, now: Moment) -> Vec<Effect> {
        self.lapse_card(now);
        let mut effects = match input {
            Input::Page(revision, input) => self.page(revision, *input, now),
            Input::Picture(picture) => self.pictured(picture),
            Input::Language(language) => {
                self.language = language;
                Vec::new()
            }
            Input::Facts(facts) => self.facts(*facts, now),
            Input::Priced(number, priced) => self.priced(number, priced, now),
            Input::Account(number, answer) => {
                self.asked.account.said(number, answer);
                Vec::new()
            }
            Input::Holder(number, answer) => {
                self.asked.holder.said(number, answer);
                Vec::new()
            }
            Input::TaxId(number, answer) => {
                self.asked.tax_id.said(number, answer);
                Vec::new()
            }
            Input::Voucher(number, answer) => self.voucher_said(number, answer),
            Input::Province(number, answer) => self.province_said(number, answer),
            Input::Birth(number, answer) => self.birth_said(number, answer),
            Input::Kept(kept) => self.kept(kept),
            Input::Coded(code) => self.coded(code),
            Input::NoSuchCode => self.code_said(CodeSaid::Unknown),
            Input::CodeMustWait(until) => self.code_said(CodeSaid::MustWait(until)),
            Input::CodeNotLookedUp => self.code_said(CodeSaid::NotLookedUp),
            Input::Session(window, session) => self.session(window, session, now),
            Input::Paid(window, token) => self.paid(window, token),
            Input::Sent(sent) => self.sent(sent),
            Input::RefusedBefore(refusal) => {
                self.refused_before(refusal);
                Vec::new()
            }
            Input::Redeemed(number, answer) => self.redeemed(number, answer),
            Input::Card(card) => self.card(card),
            Input::Linked(link) => self.linked(link),
            Input::PutAside => self.leave(),
            Input::Discard => self.discard(),
            Input::Reachable => self.ask_again(),
            Input::Tick => self.tick(now),
        };
        effects.extend(self.follow(now));
        effects
    }

    /// What follows from what is entered now: questions, what is signed no more, what is to be written.
    fn follow(&mut self, now: Moment) -> Vec<Effect> {
        self.today = self.facts.today(now.wall);
        self.lapse_card(now);
        let mut effects = Vec::new();
        if self.is_being_filled_in() {
            self.tidy();
            effects.extend(self.ask_price());
            effects.extend(self.ask_about_entries());
            effects.extend(self.ask_italy());
            self.lead_to_named_field();
            self.take_back_what_changed();
        }
        let waits = self.is_being_filled_in() && (self.price.failed().is_some() || self.asked.have_failed());
        self.again_at = if waits { self.again_at.or(Some(now.instant + AGAIN)) } else { None };
        if std::mem::take(&mut self.changed) && self.is_being_filled_in() && self.draft.has_something() {
            effects.push(self.keep());
        }
        effects
    }

    /// A card is none any more once its session is over, whoever has it.
    fn lapse_card(&mut self, now: Moment) {
        let lapsed = self.draft.card.take_if(|card| card.until <= now.wall).is_some();
        self.draft.card_lapsed |= lapsed;
        self.changed |= lapsed;
        let left = self.draft.card.as_ref().map(|card| card.until.duration_since(now.wall));
        let left = left.and_then(|left| Duration::try_from(left).ok());
        self.card_until = left.and_then(|left| now.instant.checked_add(left));
    }

    /// When [`Input::Tick`] is due, if ever.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        [self.step.like().until, self.again_at, self.card_until].into_iter().flatten().min()
    }

    /// Its number.
    pub(crate) const fn number(&self) -> SignUpId {
        self.number
    }

    /// Its key in the store.
    pub(crate) const fn key(&self) -> Uuid {
        self.stored.key
    }

    /// When it was begun.
    pub(crate) const fn begun(&self) -> Timestamp {
        self.stored.begun
    }

    /// What it leads to.
    pub(crate) const fn aims_at(&self) -> SignUpAim {
        self.draft.aim
    }

    /// Whom it is about.
    pub(crate) fn name(&self) -> Option<String> {
        self.draft.name()
    }

    /// Whether a card that is held to a reader is the new member's.
    pub(crate) fn wants_card(&self) -> bool {
        matches!(self.step, Step::Done { card: CardLink::HoldCard | CardLink::Taken | CardLink::Failed, .. })
    }

    /// Whether a picture that comes now is kept.
    pub(crate) const fn takes_pictures(&self) -> bool {
        matches!(self.step, Step::Part { .. })
    }

    /// Whether something is still entered, and the draft is in the store and nothing else.
    pub(crate) const fn is_being_filled_in(&self) -> bool {
        self.step.like().filling
    }

    /// Whether a person has to come.
    pub(crate) const fn calls_team(&self) -> bool {
        self.step.like().calls || self.stored.for_team
    }

    /// What was entered, for a page that does not know it.
    pub(crate) fn entered(&self) -> Entered {
        let hidden = |field: wire::SignUpField| field == wire::SignUpField::Iban;
        let fields = self.draft.fields.iter().filter(|(field, _)| !hidden(**field));
        Entered {
            sign_up: self.number.0,
            fields: fields
                .map(|(field, text)| wire::EnteredField { field: *field, text: text.clone() })
                .collect(),
            voucher: self.draft.voucher.clone(),
        }
    }

    /// What the team knows of the name already.
    pub(crate) fn name_by_team(&mut self, first_name: &str, last_name: &str) {
        let names = [(wire::SignUpField::FirstName, first_name), (wire::SignUpField::LastName, last_name)];
        for (field, name) in names.into_iter().filter(|(_, name)| !name.trim().is_empty()) {
            self.draft.fields.insert(field, name.trim().to_owned());
            self.changed = true;
        }
    }

    fn row(&self) -> Row {
        Row {
            key: self.stored.key,
            begun: self.stored.begun,
            name: self.draft.name().map(Redacted::new),
            step: aim_word(self.draft.aim).to_owned(),
            for_team: self.calls_team(),
            body: Redacted::new(self.draft.write()),
            picture: self.draft.picture.clone(),
        }
    }
}
