//! A studio, a vendor that answers when it is told to, a disk and somebody who signs up.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::{BlockId, Currency, CustomerId, Language, ModuleId, Money, OfferId, Redacted, StudioId, TermId};
use jiff::civil::{Date, date};
use magicline::connect::{
    Asks, ContractRequest, Extension, Module, Offer, PaymentChoice, PaymentFrequency, Payments, PreUse,
    Preview, PreviewItem, Span, SpanUnit, StudioAddress, StudioDetails, StudioEntry, Term, TextBlock,
};
use uuid::Uuid;
use wire::{
    AttentionReason, PayBy, SignUpAim, SignUpField as F, SignUpInput, SignUpPart, SignUpStep, SignUpView,
    SignatureOf,
};

use super::super::*;
use crate::check_in::Moment;

pub(super) const EUR: Currency = Currency::EUR;
pub(super) const SVG: &str = "<svg viewBox=\"0 0 600 200\"><path d=\"M1 2L3 4\"/></svg>";

/// Whoever signs up takes this term.
pub(super) fn takes_term(term: i64) -> SignUpInput {
    SignUpInput::Term { term: TermId(term).into() }
}

/// Whoever signs up wants exactly these modules.
pub(super) fn takes_modules(modules: &[i64]) -> SignUpInput {
    SignUpInput::Modules { modules: modules.iter().map(|id| ModuleId(*id).into()).collect() }
}

pub(super) fn eur(minor: i64) -> Money {
    Money::new(minor, EUR)
}

fn every_month(minor: i64) -> PaymentFrequency {
    let span = Span { count: 1, unit: SpanUnit::Month };
    PaymentFrequency { payments: Payments::Every { span, price: eur(minor) }, by_age: Vec::new() }
}

pub(super) fn module(id: i64, minor: Option<i64>) -> Module {
    Module {
        id: ModuleId(id),
        name: format!("module {id}"),
        description: None,
        image_url: None,
        payment: minor.map(every_month),
        trial: None,
        term: None,
        consent: None,
    }
}

pub(super) fn term(id: i64, minor: i64) -> Term {
    Term {
        id: TermId(id),
        span: Span { count: 12, unit: SpanUnit::Month },
        span_without_bonus: None,
        payment: every_month(minor),
        start_price: None,
        fees: Vec::new(),
        notice: None,
        notice_from: None,
        extension: Extension::Ends,
        price_after_extension: None,
        span_after_extension: None,
        adjustment_rules: Vec::new(),
        bonus_periods: Vec::new(),
        default_start: None,
        use_from: None,
        volume: None,
        optional: vec![module(70, Some(500)), module(71, Some(700))],
    }
}

pub(super) fn text(id: i64, asks: Asks) -> TextBlock {
    TextBlock {
        id: BlockId(id),
        order: i32::try_from(id).unwrap(),
        title: format!("Title {id}"),
        text: format!("<p>Text {id}</p>"),
        asks,
        shows_preferences: false,
        attachment: None,
        module: None,
    }
}

pub(super) fn offer() -> Offer {
    Offer {
        id: OfferId(1),
        name: "Flex".into(),
        description: None,
        sub_description: None,
        footnote: None,
        image_url: None,
        offered: None,
        terms: vec![term(11, 2990), term(12, 1990)],
        unreadable_terms: 0,
        included: Vec::new(),
        selectable: vec![module(60, None), module(61, None)],
        most_selectable: 1,
        text_blocks: vec![
            text(1, Asks::Nothing),
            text(2, Asks::Confirmation),
            text(3, Asks::Signature),
            text(4, Asks::OptionalSignature),
        ],
        payment_choices: vec![PaymentChoice::DirectDebit, PaymentChoice::Cash, PaymentChoice::Card],
        signatures_required: true,
        initial_payment_required: false,
        pre_use: PreUse::None,
    }
}

pub(super) fn studio(country: &str) -> StudioDetails {
    StudioDetails {
        studio: StudioEntry {
            id: StudioId(4711),
            name: "Studio".into(),
            address: StudioAddress { country: Some(country.into()), ..StudioAddress::default() },
            currency: Some(EUR),
            zone: Some("Europe/Berlin".into()),
            opening: None,
            closing: None,
            has_offers: Some(true),
            trial_bookable: Some(true),
            trial_name: None,
        },
        locale: None,
        referral_program: false,
        email: None,
        phone: None,
        legal: Vec::new(),
    }
}

pub(super) fn facts(country: &str) -> Facts {
    let mut facts = Facts::new(Language::DE);
    facts.studio = Some(Arc::new(studio(country)));
    facts.offers = Some(Arc::new(vec![offer()]));
    facts.categories = Some(Arc::new(Vec::new()));
    facts.mandates.insert(OfferId(1), "The mandate".into());
    facts
}

pub(super) fn rules() -> SignUpRules {
    SignUpRules {
        contracts: true,
        trial: true,
        leads: true,
        minors: false,
        withdrawal: false,
        single_names: false,
        days: 7,
        country: None,
        currency: EUR,
        pays_by_card: true,
        links_cards: true,
        check_in_vouchers: true,
    }
}

/// What the vendor asks for a contract. Everything that decides it changes it.
pub(super) fn price_of(request: &ContractRequest) -> i64 {
    let term = if request.term == TermId(11) { 2990 } else { 1990 };
    let optional: i64 = request.optional_modules.iter().map(|id| id.0 * 10).sum();
    let age = i64::from(request.applicant.birth.expose().date.year()) % 100;
    let day = i64::from(request.start.day());
    let off = if request.voucher.expose().as_deref() == Some("TEN") { 1000 } else { 0 };
    term + optional + age + day * 100_000 - off
}

pub(super) fn preview_of(request: &ContractRequest) -> Preview {
    Preview {
        base_price: Some(eur(price_of(request))),
        age_price: None,
        pre_use_charge: None,
        fees: Vec::new(),
        modules: request
            .optional_modules
            .iter()
            .map(|id| PreviewItem {
                identifier: None,
                name: format!("module {id}"),
                price: Some(eur(id.0 * 10)),
                discounted: None,
                payment: None,
                company: None,
                member: None,
                credit: None,
                bonus: None,
            })
            .collect(),
        volume: None,
        module_consents: Vec::new(),
        voucher: None,
    }
}

/// Somebody at the screen, and everything that was ordered.
pub(super) struct World {
    pub(super) sign_up: SignUp,
    pub(super) effects: VecDeque<Effect>,
    pub(super) revision: Revision,
    pub(super) now: Moment,
    pub(super) over: bool,
    pub(super) kept: Option<String>,
}

pub(super) fn at(day: Date) -> Moment {
    Moment { instant: Instant::now(), wall: day.at(12, 0, 0, 0).in_tz("UTC").unwrap().timestamp() }
}

impl World {
    pub(super) fn with(rules: SignUpRules, facts: Facts, aim: SignUpAim) -> Self {
        let now = at(date(2026, 11, 29));
        let (sign_up, effects) =
            SignUp::begin(SignUpId(1), Uuid::from_u128(7), Arc::new(rules), facts, aim, now);
        let mut world =
            Self { sign_up, effects: VecDeque::new(), revision: Revision(0), now, over: false, kept: None };
        world.take(effects);
        world
    }

    pub(super) fn new() -> Self {
        Self::with(rules(), facts("DE"), SignUpAim::Contract)
    }

    fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Over => self.over = true,
                Effect::Keep(row) => self.kept = Some(row.body.into_exposed()),
                Effect::Drop(_) => self.kept = None,
                other @ (Effect::Price(..)
                | Effect::Account(..)
                | Effect::Holder(..)
                | Effect::TaxId(..)
                | Effect::Voucher(..)
                | Effect::Province(..)
                | Effect::Birth(..)
                | Effect::Entered
                | Effect::Park(_)
                | Effect::Resume(_)
                | Effect::OpenSession(..)
                | Effect::ShowPayment { .. }
                | Effect::ShowDocument { .. }
                | Effect::CloseWindow
                | Effect::Submit(..)
                | Effect::Redeem { .. }
                | Effect::Link(..)) => self.effects.push_back(other),
            }
        }
    }

    pub(super) fn tell(&mut self, input: Input) {
        let before = self.view();
        let effects = self.sign_up.handle(input, self.now);
        let now = self.view();
        assert_eq!(
            before.clone().after(now.since(&before)),
            now,
            "a page that is told changes sees the same"
        );
        self.take(effects);
    }

    pub(super) fn page(&mut self, input: SignUpInput) {
        self.revision.0 += 1;
        self.tell(Input::Page(self.revision, Box::new(input)));
    }

    pub(super) fn enter(&mut self, field: F, text: &str) {
        self.page(SignUpInput::Enter { field, text: text.into() });
    }

    pub(super) fn view(&self) -> SignUpView {
        self.sign_up.view()
    }

    pub(super) fn part(&self) -> Option<SignUpPart> {
        match self.view().step {
            SignUpStep::Part { part } => Some(part),
            SignUpStep::Start { .. }
            | SignUpStep::Minor { .. }
            | SignUpStep::Paying
            | SignUpStep::Submitting
            | SignUpStep::PriceChanged
            | SignUpStep::Done { .. }
            | SignUpStep::Waiting
            | SignUpStep::Unknown
            | SignUpStep::Refused { .. }
            | SignUpStep::Parked { .. } => None,
        }
    }

    pub(super) fn wait(&mut self, time: Duration) {
        let wall = self.now.wall.checked_add(time).unwrap();
        self.now = Moment { instant: self.now.instant + time, wall };
        self.tell(Input::Tick);
    }

    /// The vendor answers everything it was asked, and likes it.
    pub(super) fn answer_all(&mut self) {
        while let Some(at) = self.effects.iter().position(is_question) {
            let effect = self.effects.remove(at).unwrap();
            self.answer(effect);
        }
    }

    pub(super) fn answer(&mut self, effect: Effect) {
        if let Effect::Price(number, request) = effect {
            self.tell(Input::Priced(number, Priced::Ready(Box::new(preview_of(&request)))));
        } else if let Effect::Account(number, ..) = effect {
            let said =
                AccountSaid { problem: None, bank: Some("Bank".into()), bic: Some("COBADEFFXXX".into()) };
            self.tell(Input::Account(number, Ok(said)));
        } else if let Effect::Holder(number, _) = effect {
            self.tell(Input::Holder(number, Ok(true)));
        } else if let Effect::TaxId(number, ..) = effect {
            self.tell(Input::TaxId(number, Ok(Vec::new())));
        } else if let Effect::Voucher(number, ..) = effect {
            self.tell(Input::Voucher(number, Ok(VoucherSaid::Not(VoucherProblem::Unknown))));
        }
    }

    /// The vendor cannot be reached.
    pub(super) fn fail(&mut self, effect: Effect) {
        let why = AttentionReason::NoConnection;
        if let Effect::Price(number, _) = effect {
            self.tell(Input::Priced(number, Priced::Failed(why)));
        } else if let Effect::Account(number, ..) = effect {
            self.tell(Input::Account(number, Err(why)));
        } else if let Effect::Holder(number, _) = effect {
            self.tell(Input::Holder(number, Err(why)));
        } else if let Effect::TaxId(number, ..) = effect {
            self.tell(Input::TaxId(number, Err(why)));
        } else if let Effect::Voucher(number, ..) = effect {
            self.tell(Input::Voucher(number, Err(why)));
        }
    }

    pub(super) fn fail_all(&mut self) {
        while let Some(at) = self.effects.iter().position(is_question) {
            let effect = self.effects.remove(at).unwrap();
            self.fail(effect);
        }
    }

    /// Everything a German contract wants to know.
    pub(super) fn fill_in_details(&mut self) {
        for (field, text) in [
            (F::FirstName, "Zoë"),
            (F::LastName, "van der Müller-Ćwikła"),
            (F::DateOfBirth, "1990-01-01"),
            (F::Street, "Hauptstraße"),
            (F::HouseNumber, "1"),
            (F::ZipCode, "20095"),
            (F::City, "Hamburg"),
            (F::Email, "zoe@example.org"),
        ] {
            self.enter(field, text);
        }
    }

    pub(super) fn go_to_details(&mut self) {
        self.page(takes_term(11));
        self.page(SignUpInput::Next);
        self.page(SignUpInput::Next);
        assert_eq!(self.part(), Some(SignUpPart::Details));
    }

    pub(super) fn pay_by_debit(&mut self) {
        self.page(SignUpInput::PayBy { by: PayBy::DirectDebit });
        self.enter(F::AccountHolder, "Zoë Müller");
        self.enter(F::Iban, "de89 3704 0044 0532 0130 00");
        self.answer_all();
    }

    pub(super) fn agree(&mut self) {
        self.page(SignUpInput::Confirm { block: BlockId(2).into(), yes: true });
        self.sign(SignatureOf::Text { block: BlockId(3).into() });
        self.sign(SignatureOf::Contract);
        self.sign(SignatureOf::Mandate);
    }

    pub(super) fn sign(&mut self, what: SignatureOf) {
        self.page(SignUpInput::Sign { what, svg: SVG.into() });
    }

    pub(super) fn go_to_texts(&mut self) {
        self.go_to_details();
        self.fill_in_details();
        self.answer_all();
        self.page(SignUpInput::Next);
        self.page(SignUpInput::Next);
        assert_eq!(self.part(), Some(SignUpPart::Payment), "{:?}", self.view().problems);
        self.pay_by_debit();
        self.page(SignUpInput::Next);
        assert_eq!(self.part(), Some(SignUpPart::Texts), "{:?}", self.view().problems);
    }

    pub(super) fn go_to_summary(&mut self) {
        self.go_to_texts();
        self.agree();
        self.page(SignUpInput::Next);
        assert_eq!(self.part(), Some(SignUpPart::Summary));
    }

    /// What was ordered to be sent, if anything was.
    pub(super) fn submission(&mut self) -> Option<Submission> {
        let at = self.effects.iter().position(|effect| matches!(effect, Effect::Submit(..)))?;
        match self.effects.remove(at) {
            Some(Effect::Submit(_, submission)) => Some(*submission),
            Some(_) | None => None,
        }
    }
}

pub(super) fn is_question(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Price(..)
            | Effect::Account(..)
            | Effect::Holder(..)
            | Effect::TaxId(..)
            | Effect::Voucher(..)
    )
}

pub(super) fn made() -> Sent {
    Sent::Done(Box::new(Made {
        customer: Some(CustomerId(99)),
        number: Some(Redacted::new("M-1".into())),
        registration: None,
        payment: None,
    }))
}
