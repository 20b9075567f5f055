//! Signing up, from "I'd like to join" to what was sent: contracts, rate and check-in vouchers, trial
//! sessions, leads. No I/O and no clock.
//!
//! ```text
//! Start → parts of the path → Submitting → Done, Waiting, Unknown, Refused
//!            ↑    ↘ Minor        ↘ PriceChanged → agreed to anew
//!            ↑    ↘ Paying
//!            ↑    ↘ Parking → Parked
//! ```
//!
//! What is signed is tied to what it was signed for: text, language, term and amounts. A change of one of
//! them takes the signature away. A price is shown for exactly what is chosen, or not at all; what was
//! agreed to goes along with the contract and is compared before it is sent.

mod draft;
mod facts;
mod fields;
mod inputs;
mod italy;
mod judge;
mod legal;
mod numbers;
mod offers;
mod parts;
mod price;
mod request;
mod said;
mod sending;
mod signature;
#[cfg(test)]
mod tests;
mod texts;
mod view;
mod words;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::{Currency, CustomerId, Identification, Language, Redacted, StudioId, TermId};
use jiff::Timestamp;
use jiff::civil::Date;
use magicline::connect::{
    Birth, BirthInformation, ContractRequest, LeadRequest, PaymentSessionRequest, Person, Province,
    RedeemRequest, StudioEntry, TrialRequest, VoucherProblem,
};
use outbox::Picture;
use url::Url;
use uuid::Uuid;
use wire::{
    AttentionReason, CardLink, Entered, RefusedReason, SignUpAim, SignUpChoices, SignUpInput, SignUpPart,
};

use crate::check_in::Moment;
use crate::transport::Agreed;

pub(crate) use draft::Draft;
pub(crate) use facts::{Facts, FreeSlot, Slots, Want};
pub(crate) use numbers::QuestionId;
pub use numbers::{PaymentWindow, Revision, SignUpId};
pub(crate) use offers::{Pictures, offers as offers_view, slots as slots_view, ways_to_pay};
pub(crate) use price::Priced;

/// How this studio signs people up.
#[derive(Clone, Debug)]
pub(crate) struct House {
    pub(crate) contracts: bool,
    pub(crate) trial: bool,
    pub(crate) leads: bool,
    /// Somebody under 18 may sign.
    pub(crate) minors: bool,
    /// What the studio says about withdrawing from a contract is shown.
    pub(crate) withdrawal: bool,
    /// Whoever has one name only leaves the first one empty.
    pub(crate) single_names: bool,
    /// How long a draft is kept.
    pub(crate) days: u32,
    /// The country that fields go by, if not the studio's.
    pub(crate) country: Option<String>,
    pub(crate) currency: Currency,
    /// There is a window to enter a card's particulars in.
    pub(crate) pays_by_card: bool,
    /// There is a reader, and the right to link what it reads.
    pub(crate) links_cards: bool,
    /// Check-in vouchers can be redeemed here.
    pub(crate) check_in_vouchers: bool,
}

impl House {
    /// The ways in, as far as the studio has not switched off at the vendor's what they lead to.
    pub(crate) fn choices(&self, studio: Option<&StudioEntry>) -> SignUpChoices {
        SignUpChoices {
            contract: self.contracts && studio.and_then(|studio| studio.has_offers) != Some(false),
            trial: self.trial && studio.and_then(|studio| studio.trial_bookable) != Some(false),
            lead: self.leads,
        }
    }
}

/// Something that happened.
pub(crate) enum Input {
    /// Somebody did something at the member's screen; the number counts the page's changes.
    Page(Revision, Box<SignUpInput>),
    /// The member's picture, a JPEG, or something that is none.
    Picture(Option<Picture>),
    /// The screen speaks this language now.
    Language(Language),
    /// This is known now.
    Facts(Box<Facts>),
    /// The answer to a question about the price.
    Priced(QuestionId, Priced),
    /// What the vendor says about an account number.
    Account(QuestionId, Answer<AccountSaid>),
    /// Whether the vendor takes the account holder.
    Holder(QuestionId, Answer<bool>),
    /// What the vendor says about a tax number.
    TaxId(QuestionId, Answer<Vec<wire::Problem>>),
    /// What the vendor says about a rate voucher.
    Voucher(QuestionId, Answer<VoucherSaid>),
    /// The province of a postal code, if it has one.
    Province(QuestionId, Answer<Option<Province>>),
    /// What a codice fiscale tells of a birth.
    Birth(QuestionId, Answer<Redacted<Option<BirthInformation>>>),
    /// The draft is on the disk, or is not.
    Kept(bool),
    /// The draft was put aside under this code, or could not be.
    Coded(Option<Redacted<String>>),
    /// The code that was typed belongs to nothing here.
    NoSuchCode,
    /// The code that was typed was not looked at: after so many wrong ones, none is before then.
    CodeMustWait(Timestamp),
    /// The code that was typed was not looked at: the store cannot be read.
    CodeNotLookedUp,
    /// The vendor opened a payment session, or did not.
    Session(PaymentWindow, Answer<Session>),
    /// The payment window of this number ended: with the vendor's token, or without.
    Paid(PaymentWindow, Option<Redacted<String>>),
    /// What became of what was sent.
    Sent(Sent),
    /// A check-in voucher was redeemed, or not.
    Redeemed(QuestionId, Answer<Result<Redacted<String>, VoucherProblem>>),
    /// A card was held to a reader while one is waited for.
    Card(Identification),
    /// What became of linking a card.
    Linked(CardLink),
    /// The team takes it from the screen.
    PutAside,
    /// The team throws it away.
    Discard,
    /// The vendor can be reached again.
    Reachable,
    /// A deadline passed.
    Tick,
}

/// An answer of the vendor, or why there is none.
pub(crate) type Answer<T> = Result<T, AttentionReason>;

/// What the vendor says about an account number.
#[derive(Clone, PartialEq)]
pub(crate) struct AccountSaid {
    pub(crate) problem: Option<wire::Problem>,
    pub(crate) bank: Option<String>,
    pub(crate) bic: Option<String>,
}

/// What the vendor says about a code, asked whether it is a rate voucher.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum VoucherSaid {
    /// It is one.
    Rate { name: Option<String>, term: Option<String>, from: Option<Date>, to: Option<Date> },
    /// It is none, or none that is good.
    Not(VoucherProblem),
}

/// A session for entering a card's particulars.
pub(crate) struct Session {
    pub(crate) token: Redacted<String>,
    pub(crate) valid_until: Timestamp,
}

/// What became of what was sent.
#[derive(Clone, Debug)]
pub(crate) enum Sent {
    /// The vendor has it.
    Done(Box<Made>),
    /// It is written down, and waits for the vendor.
    Waiting,
    /// Nobody knows whether the vendor has it.
    Unknown,
    /// It costs something else by now. It is a draft again.
    PriceChanged,
    /// The vendor did not take it. It is a draft again, for the team.
    Refused(RefusedReason),
    /// It could not be written down, and is a draft as before.
    NotWritten,
}

/// What the vendor made of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Made {
    /// For linking a card.
    pub(crate) customer: Option<CustomerId>,
    pub(crate) number: Option<Redacted<String>>,
    pub(crate) registration: Option<Redacted<String>>,
    pub(crate) payment: Option<Redacted<String>>,
}

/// Something to do.
pub(crate) enum Effect {
    /// Ask what this costs, and come back with [`Input::Priced`].
    Price(QuestionId, Box<ContractRequest>),
    /// Ask about an account number, and come back with [`Input::Account`].
    Account(QuestionId, StudioId, Redacted<String>),
    /// Ask about an account holder, and come back with [`Input::Holder`].
    Holder(QuestionId, Redacted<String>),
    /// Ask about a tax number, and come back with [`Input::TaxId`].
    TaxId(QuestionId, StudioId, Redacted<Person>, Redacted<Birth>),
    /// Ask whether this is a rate voucher, and come back with [`Input::Voucher`].
    Voucher(QuestionId, StudioId, Redacted<String>),
    /// Ask for the province of a postal code in Italy, and come back with [`Input::Province`].
    Province(QuestionId, String),
    /// Ask what a codice fiscale tells, and come back with [`Input::Birth`].
    Birth(QuestionId, Redacted<String>),
    /// Tell the page what was entered: something of it was not entered there.
    Entered,
    /// Write the draft down, beside everything else, and come back with [`Input::Kept`].
    Keep(Box<Row>),
    /// Put the draft aside under a new code, and come back with [`Input::Coded`].
    Park(Box<Row>),
    /// Open the draft with this code instead, or come back with [`Input::NoSuchCode`].
    Resume(Redacted<String>),
    /// Forget the draft.
    Drop(Uuid),
    /// Open a payment session, and come back with [`Input::Session`].
    OpenSession(PaymentWindow, Box<PaymentSessionRequest>),
    /// Show the payment window of this number.
    ShowPayment { window: PaymentWindow, session: Redacted<String> },
    /// Show something to read.
    ShowDocument { url: Url, title: String },
    /// Close whatever window is open beside the screen.
    CloseWindow,
    /// Make the draft something that is sent, follow it, and come back with [`Input::Sent`].
    Submit(Box<Row>, Box<Submission>),
    /// Write the draft down, then redeem a check-in voucher, once, and come back with [`Input::Redeemed`].
    Redeem {
        number: QuestionId,
        row: Box<Row>,
        code: Redacted<String>,
        person: Redacted<Person>,
        email: Redacted<String>,
    },
    /// Link a card, once, and come back with [`Input::Linked`].
    Link(CustomerId, Identification),
    /// Nothing of it is shown any more.
    Over,
}

/// What is written down of a draft.
pub(crate) struct Row {
    pub(crate) key: Uuid,
    pub(crate) begun: Timestamp,
    pub(crate) name: Option<Redacted<String>>,
    /// Names no person.
    pub(crate) step: String,
    /// It was handed to the team.
    pub(crate) for_team: bool,
    pub(crate) body: Redacted<String>,
    pub(crate) picture: Option<Picture>,
}

/// What is sent.
pub(crate) struct Submission {
    pub(crate) what: Submitted,
    /// To be sent before the rest.
    pub(crate) picture: Option<Picture>,
    /// What was agreed to and signed, a line each: what for, and nothing of whom.
    pub(crate) signed: Vec<String>,
    /// The whole draft, for opening it again.
    pub(crate) draft: Redacted<String>,
    pub(crate) at: Timestamp,
    pub(crate) language: Language,
    pub(crate) currency: Currency,
}

/// What it is.
pub(crate) enum Submitted {
    Contract(Box<ContractRequest>, Agreed),
    RateVoucher(Box<RedeemRequest>),
    Lead(Box<LeadRequest>),
    Trial(Box<TrialRequest>),
}

/// How far it is.
enum Step {
    Start(CodeSaid),
    Part(SignUpPart),
    Minor,
    Paying { window: PaymentWindow, session: Option<Timestamp>, until: Option<Instant> },
    Submitting,
    PriceChanged,
    Done { made: Box<Made>, access: Option<Redacted<String>>, card: CardLink },
    Waiting,
    Unknown,
    Refused(RefusedReason),
    Parking { team: bool },
    Parked { code: Redacted<String>, team: bool },
}

/// What was said about a code to go on with.
#[derive(Clone, Copy, PartialEq)]
enum CodeSaid {
    Nothing,
    Unknown,
    MustWait(Timestamp),
    NotLookedUp,
}

/// Something the vendor was asked about a value, and what it said.
struct Asked<T> {
    value: String,
    number: QuestionId,
    said: Option<Answer<T>>,
}

/// A sign-up on the member's screen.
pub(crate) struct SignUp {
    number: SignUpId,
    key: Uuid,
    begun: Timestamp,
    revision: Revision,
    house: Arc<House>,
    facts: Facts,
    language: Language,
    draft: Draft,
    step: Step,
    price: price::Price,
    account: Option<Asked<AccountSaid>>,
    holder: Option<Asked<bool>>,
    tax_id: Option<Asked<Vec<wire::Problem>>>,
    rate: Option<Asked<VoucherSaid>>,
    province: Option<Asked<Option<Province>>>,
    birth: Option<Asked<Redacted<Option<BirthInformation>>>>,
    /// What somebody at the screen has said something about, if only that it is empty.
    touched: BTreeSet<wire::SignUpField>,
    /// A voucher that is no good, for this term.
    bad_voucher: Option<(String, Option<TermId>, VoucherProblem)>,
    unusable_picture: bool,
    /// Something that was agreed to is not any more, and has to be once more.
    taken_back: bool,
    /// Why the payment window could not be opened.
    no_session: Option<AttentionReason>,
    not_kept: bool,
    for_team: bool,
    /// Something changed since it was written down last.
    changed: bool,
    /// It has a row in the store, or may have one.
    has_row: bool,
    questions: QuestionId,
    /// The check-in voucher that is being redeemed.
    redeeming: Option<QuestionId>,
    slots_from: Option<Date>,
    again_at: Option<Instant>,
    /// When the card that was entered lapses.
    card_until: Option<Instant>,
    today: Date,
}

/// How often what could not be asked is asked again, beside being asked as soon as the vendor is back.
const AGAIN: Duration = Duration::from_secs(10);

impl SignUp {
    /// Somebody begins.
    pub(crate) fn begin(
        number: SignUpId,
        key: Uuid,
        house: Arc<House>,
        facts: Facts,
        aim: SignUpAim,
        now: Moment,
    ) -> (Self, Vec<Effect>) {
        let draft = Draft::default();
        let mut sign_up = Self::new(number, key, now.wall, house, facts, draft, now);
        sign_up.aim(aim);
        sign_up.changed = false;
        let effects = sign_up.follow(now);
        (sign_up, effects)
    }

    /// A draft is opened again.
    pub(crate) fn open(
        number: SignUpId,
        (key, begun): (Uuid, Timestamp),
        house: Arc<House>,
        facts: Facts,
        draft: Draft,
        now: Moment,
    ) -> (Self, Vec<Effect>) {
        let mut sign_up = Self::new(number, key, begun, house, facts, draft, now);
        sign_up.has_row = true;
        sign_up.step = match sign_up.draft.part {
            Some(part) if sign_up.path().contains(&part) => Step::Part(part),
            Some(_) | None => match sign_up.path().first() {
                Some(first) => Step::Part(*first),
                None => Step::Start(CodeSaid::Nothing),
            },
        };
        let effects = sign_up.follow(now);
        (sign_up, effects)
    }

    fn new(
        number: SignUpId,
        key: Uuid,
        begun: Timestamp,
        house: Arc<House>,
        facts: Facts,
        draft: Draft,
        now: Moment,
    ) -> Self {
        Self {
            number,
            key,
            begun,
            revision: Revision(0),
            house,
            language: facts.language,
            today: facts.today(now.wall),
            facts,
            draft,
            step: Step::Start(CodeSaid::Nothing),
            price: price::Price::default(),
            account: None,
            holder: None,
            tax_id: None,
            rate: None,
            province: None,
            birth: None,
            touched: BTreeSet::new(),
            bad_voucher: None,
            unusable_picture: false,
            taken_back: false,
            no_session: None,
            not_kept: false,
            for_team: false,
            changed: false,
            has_row: false,
            questions: QuestionId::default(),
            redeeming: None,
            slots_from: None,
            again_at: None,
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
            Input::Account(number, answer) => said(&mut self.account, number, answer),
            Input::Holder(number, answer) => said(&mut self.holder, number, answer),
            Input::TaxId(number, answer) => said(&mut self.tax_id, number, answer),
            Input::Voucher(number, answer) => self.voucher_said(number, answer),
            Input::Province(number, answer) => self.province_said(number, answer),
            Input::Birth(number, answer) => self.birth_said(number, answer),
            Input::Kept(kept) => {
                self.not_kept = !kept;
                Vec::new()
            }
            Input::Coded(code) => self.coded(code),
            Input::NoSuchCode => self.code_said(CodeSaid::Unknown),
            Input::CodeMustWait(until) => self.code_said(CodeSaid::MustWait(until)),
            Input::CodeNotLookedUp => self.code_said(CodeSaid::NotLookedUp),
            Input::Session(window, session) => self.session(window, session, now),
            Input::Paid(window, token) => self.paid(window, token),
            Input::Sent(sent) => self.sent(sent),
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
            self.take_back_what_changed();
        }
        let waits = self.price.failed().is_some() || self.has_unasked();
        self.again_at = if waits { self.again_at.or(Some(now.instant + AGAIN)) } else { None };
        if std::mem::take(&mut self.changed) && self.is_being_filled_in() && self.draft.has_something() {
            self.has_row = true;
            effects.push(Effect::Keep(Box::new(self.row())));
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
        let session = match &self.step {
            Step::Paying { until, .. } => *until,
            Step::Start(_)
            | Step::Part(_)
            | Step::Minor
            | Step::Submitting
            | Step::PriceChanged
            | Step::Done { .. }
            | Step::Waiting
            | Step::Unknown
            | Step::Refused(_)
            | Step::Parking { .. }
            | Step::Parked { .. } => None,
        };
        [session, self.again_at, self.card_until].into_iter().flatten().min()
    }

    /// Its number.
    pub(crate) const fn number(&self) -> SignUpId {
        self.number
    }

    /// Its key in the store.
    pub(crate) const fn key(&self) -> Uuid {
        self.key
    }

    /// When it was begun.
    pub(crate) const fn begun(&self) -> Timestamp {
        self.begun
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
        matches!(self.step, Step::Part(_))
    }

    /// Whether something is still entered, and the draft is in the store and nothing else.
    pub(crate) fn is_being_filled_in(&self) -> bool {
        match self.step {
            Step::Start(_) | Step::Part(_) | Step::Minor | Step::Paying { .. } | Step::PriceChanged => true,
            Step::Submitting
            | Step::Done { .. }
            | Step::Waiting
            | Step::Unknown
            | Step::Refused(_)
            | Step::Parking { .. }
            | Step::Parked { .. } => false,
        }
    }

    /// Whether a person has to come.
    pub(crate) fn calls_team(&self) -> bool {
        match &self.step {
            Step::Minor | Step::Refused(_) => true,
            Step::Parking { team } | Step::Parked { team, .. } => *team,
            Step::Start(_)
            | Step::Part(_)
            | Step::Paying { .. }
            | Step::Submitting
            | Step::PriceChanged
            | Step::Done { .. }
            | Step::Waiting
            | Step::Unknown => self.for_team,
        }
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
            key: self.key,
            begun: self.begun,
            name: self.draft.name().map(Redacted::new),
            step: aim_word(self.draft.aim).to_owned(),
            for_team: self.for_team || matches!(self.step, Step::Parking { team: true } | Step::Minor),
            body: Redacted::new(self.draft.write()),
            picture: self.draft.picture.clone(),
        }
    }

    fn next_question(&mut self) -> QuestionId {
        self.questions = self.questions.next();
        self.questions
    }
}

fn said<T>(asked: &mut Option<Asked<T>>, number: QuestionId, answer: Answer<T>) -> Vec<Effect> {
    if let Some(asked) = asked.as_mut().filter(|asked| asked.number == number && asked.said.is_none()) {
        asked.said = Some(answer);
    }
    Vec::new()
}

/// The word for an aim in the list of drafts.
pub(crate) const fn aim_word(aim: SignUpAim) -> &'static str {
    match aim {
        SignUpAim::Open => "open",
        SignUpAim::Contract => "contract",
        SignUpAim::RateVoucher => "rate-voucher",
        SignUpAim::CheckInVoucher => "check-in-voucher",
        SignUpAim::Trial => "trial",
        SignUpAim::Lead => "lead",
    }
}

/// The aim with this word.
pub(crate) fn aim_of(word: &str) -> SignUpAim {
    [
        SignUpAim::Contract,
        SignUpAim::RateVoucher,
        SignUpAim::CheckInVoucher,
        SignUpAim::Trial,
        SignUpAim::Lead,
    ]
    .into_iter()
    .find(|aim| aim_word(*aim) == word)
    .unwrap_or(SignUpAim::Open)
}
