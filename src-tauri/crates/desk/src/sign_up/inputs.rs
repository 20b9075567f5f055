//! What somebody does at the member's screen.

use domain::{BlockId, ModuleId, Redacted, TermId};
use jiff::Timestamp;
use magicline::connect::PaymentSessionRequest;
use outbox::Picture;
use url::Url;
use wire::{Id, PayBy, SignUpAim, SignUpField, SignUpInput, SignUpPart};

use super::draft::What;
use super::step::{CodeSaid, Step};
use super::{Effect, PaymentWindow, Revision, SignUp, offers, price};
use crate::check_in::Moment;

/// Nobody types more into one field.
const LONGEST_ENTRY: usize = 2000;
/// No code is longer.
const LONGEST_CODE: usize = 100;
/// What a SEPA payment has room for.
const LONGEST_REFERENCE: usize = 140;

impl SignUp {
    pub(super) fn page(&mut self, revision: Revision, input: SignUpInput, now: Moment) -> Vec<Effect> {
        if revision <= self.revision {
            return Vec::new();
        }
        self.revision = revision;
        self.mend(&input);
        match input {
            SignUpInput::Leave => return self.leave(),
            SignUpInput::Discard => return self.discard(),
            SignUpInput::Park { team } => return self.park(team),
            SignUpInput::NoCard => {
                self.no_card();
                return Vec::new();
            }
            SignUpInput::TakePrice => {
                self.take_price();
                return Vec::new();
            }
            SignUpInput::Back => {
                let closes = self.close_window();
                self.back();
                self.choose_another();
                return closes.into_iter().collect();
            }
            SignUpInput::Aim { .. }
            | SignUpInput::Resume { .. }
            | SignUpInput::Go { .. }
            | SignUpInput::Next
            | SignUpInput::Term { .. }
            | SignUpInput::Modules { .. }
            | SignUpInput::Start { .. }
            | SignUpInput::Enter { .. }
            | SignUpInput::Voucher { .. }
            | SignUpInput::PayBy { .. }
            | SignUpInput::OpenPayment
            | SignUpInput::NoPicture
            | SignUpInput::Confirm { .. }
            | SignUpInput::Preferences { .. }
            | SignUpInput::Sign { .. }
            | SignUpInput::Unsign { .. }
            | SignUpInput::Read { .. }
            | SignUpInput::ReadLegal { .. }
            | SignUpInput::Slot { .. }
            | SignUpInput::SlotsFrom { .. }
            | SignUpInput::Submit => {}
        }
        match self.step {
            Step::Start(_) => self.at_start(input),
            Step::Minor => {
                if let SignUpInput::Aim { aim: aim @ (SignUpAim::Trial | SignUpAim::Lead) } = input {
                    self.aim(aim);
                }
                Vec::new()
            }
            Step::Part { part, .. } => self.at_part(part, input, now),
            Step::PriceChanged => {
                if let SignUpInput::Go { part } = input {
                    self.go(part);
                }
                Vec::new()
            }
            Step::OpeningPayment(_)
            | Step::Paying { .. }
            | Step::Submitting
            | Step::Waiting
            | Step::Unknown
            | Step::Redeeming(_)
            | Step::MaybeRedeemed
            | Step::Done { .. }
            | Step::Refused(_)
            | Step::Parking { .. }
            | Step::Parked { .. } => Vec::new(),
        }
    }

    fn at_start(&mut self, input: SignUpInput) -> Vec<Effect> {
        if let SignUpInput::Aim { aim } = input {
            self.aim(aim);
        } else if let SignUpInput::Resume { code } = input {
            return vec![Effect::Resume(Redacted::new(code))];
        } else if let SignUpInput::Voucher { code } = input {
            self.enter_voucher(&code);
        }
        Vec::new()
    }

    /// What it leads to. Names and addresses that were entered stay.
    pub(super) fn aim(&mut self, aim: SignUpAim) {
        let choices = self.choices();
        let possible = match aim {
            SignUpAim::Contract => choices.contract,
            SignUpAim::Trial => choices.trial,
            SignUpAim::Lead => choices.lead,
            SignUpAim::CheckInVoucher => self.draft.voucher.is_some() && self.takes_visits() == Some(true),
            SignUpAim::Open | SignUpAim::RateVoucher => false,
        };
        if possible {
            self.lead_to(aim);
        }
    }

    pub(super) fn lead_to(&mut self, aim: SignUpAim) {
        if self.draft.aim != aim {
            self.draft.aim = aim;
            self.draft.reached = None;
            // A contract has numbers of its own for where somebody heard of the studio.
            self.draft.fields.remove(&SignUpField::Campaign);
            if aim == SignUpAim::RateVoucher {
                self.draft.forget_offer();
                self.taken_back = false;
            }
            self.changed = true;
        }
        if let Some(first) = self.path().first() {
            self.show(*first);
        }
    }

    fn at_part(&mut self, part: SignUpPart, input: SignUpInput, now: Moment) -> Vec<Effect> {
        match input {
            SignUpInput::Aim { aim } => self.aim(aim),
            SignUpInput::Go { part } => self.go(part),
            SignUpInput::Next => self.next(),
            SignUpInput::Term { term } => self.choose_term(term.0),
            SignUpInput::Modules { modules } => self.choose_modules(&modules),
            SignUpInput::Start { date } => {
                if let Some(date) = super::judge::date(&date).filter(|date| *date >= self.earliest()) {
                    self.draft.start = Some(date);
                    self.changed = true;
                }
            }
            SignUpInput::Enter { field, text } => self.enter(field, text),
            SignUpInput::Voucher { code } => self.enter_voucher(&code),
            SignUpInput::PayBy { by } => self.pay_by(by),
            SignUpInput::OpenPayment => return self.open_payment(),
            SignUpInput::NoPicture => {
                (self.draft.picture, self.draft.picture_refused) = (None, false);
                self.changed = true;
                // The button that says so is the one that goes on.
                if part == SignUpPart::Picture {
                    self.next();
                }
            }
            SignUpInput::Confirm { block, yes } => self.confirm(block.0, yes, now.wall),
            SignUpInput::Preferences { categories } => self.prefer(&categories),
            SignUpInput::Sign { what, svg } => self.sign(What::of(what), &svg, now.wall),
            SignUpInput::Unsign { what } => {
                self.draft.take_back(What::of(what));
                self.changed = true;
            }
            SignUpInput::Read { block } => return self.read(block.0),
            SignUpInput::ReadLegal { kind } => return self.read_legal(kind).into_iter().collect(),
            SignUpInput::Slot { slot } => self.choose_slot(slot),
            SignUpInput::SlotsFrom { date } => {
                let date = super::judge::date(&date).filter(|date| *date >= self.today);
                self.slots_from = date.or(self.slots_from);
            }
            SignUpInput::Submit if part == SignUpPart::Summary => return self.submit(now.wall),
            SignUpInput::Submit
            | SignUpInput::Resume { .. }
            | SignUpInput::Back
            | SignUpInput::TakePrice
            | SignUpInput::NoCard
            | SignUpInput::Park { .. }
            | SignUpInput::Leave
            | SignUpInput::Discard => {}
        }
        Vec::new()
    }

    fn choose_term(&mut self, term: TermId) {
        let Some((offer, _)) = self.facts.term(term, self.today) else { return };
        if self.draft.term == Some(term) || !self.is_sold_here(offer) {
            return;
        }
        self.draft.term = Some(term);
        // The first day of another term may be another one.
        self.draft.start = None;
        self.changed = true;
        self.tidy();
    }

    fn choose_modules(&mut self, modules: &[Id<ModuleId>]) {
        let mut chosen: Vec<_> = modules.iter().map(|module| module.0).collect();
        chosen.sort_unstable();
        chosen.dedup();
        self.draft.modules = chosen;
        self.changed = true;
        self.tidy();
    }

    fn enter(&mut self, field: SignUpField, text: String) {
        if text.len() > LONGEST_ENTRY {
            return;
        }
        self.touched.insert(field);
        if text.is_empty() {
            self.draft.fields.remove(&field);
        } else {
            self.draft.fields.insert(field, text);
        }
        self.changed = true;
    }

    fn enter_voucher(&mut self, code: &str) {
        let code = code.trim();
        if code.len() > LONGEST_CODE || self.draft.voucher.as_deref() == Some(code) {
            return;
        }
        self.draft.voucher = (!code.is_empty()).then(|| code.to_owned());
        self.bad_voucher = None;
        self.asked.rate.forget();
        self.changed = true;
        if self.draft.aim == SignUpAim::RateVoucher {
            // Without its voucher it is paid for like any other contract.
            if self.rules.contracts {
                self.lead_to(SignUpAim::Contract);
            } else {
                self.draft.aim = SignUpAim::Open;
                self.step = Step::Start(CodeSaid::Nothing);
            }
        }
    }

    fn pay_by(&mut self, by: PayBy) {
        if self.ways_to_pay().contains(&by) {
            self.draft.pay_by = Some(by);
            if let Step::Part { no_session, .. } = &mut self.step {
                *no_session = None;
            }
            self.changed = true;
        }
    }

    fn open_payment(&mut self) -> Vec<Effect> {
        if self.draft.pay_by != Some(PayBy::Card) {
            return Vec::new();
        }
        let Some(studio) = self.studio() else { return Vec::new() };
        let window = PaymentWindow { sign_up: self.number, nth: self.asked.next().0 };
        (self.draft.card, self.draft.card_lapsed) = (None, false);
        self.step = Step::OpeningPayment(window);
        let request = PaymentSessionRequest {
            studio,
            // The contract is paid by the vendor's payment runs. What were paid here would be paid twice, and
            // by somebody who may not sign.
            amount: domain::Money::new(0, self.currency()),
            choices: vec![magicline::connect::PaymentChoice::Card],
            reference: Redacted::new(self.reference()),
            payer: Redacted::new(None),
        };
        vec![Effect::OpenSession(window, Box::new(request))]
    }

    /// What the bank statement says, in words that somebody knows again.
    fn reference(&self) -> String {
        let studio = self.facts.studio.as_ref().map(|details| details.studio.name.as_str());
        let offer = self.term().map(|(offer, _)| offer.name.as_str());
        let words: Vec<_> = studio.into_iter().chain(offer).map(super::words::plain).collect();
        words.join(", ").chars().take(LONGEST_REFERENCE).collect()
    }

    fn read(&self, block: BlockId) -> Vec<Effect> {
        let texts = self.texts();
        let block = texts.into_iter().find(|it| it.id == block);
        let attachment = block.and_then(|block| offers::attachment(block.attachment.as_ref()?));
        let document = attachment
            .and_then(|it| Some(Effect::ShowDocument { url: Url::parse(&it.link).ok()?, title: it.title }));
        document.into_iter().collect()
    }

    fn choose_slot(&mut self, slot: u32) {
        let slots = self.facts.slots.as_ref();
        let slot = usize::try_from(slot).ok().and_then(|at| slots?.list.get(at));
        if let Some(slot) = slot {
            self.draft.slot = Some(slot.start.clone());
            self.changed = true;
        }
    }

    pub(super) fn pictured(&mut self, picture: Picture) -> Vec<Effect> {
        if self.takes_pictures() {
            (self.draft.picture, self.draft.picture_refused) = (Some(picture), false);
            self.refused = None;
            self.changed = true;
        }
        Vec::new()
    }

    /// Nothing is sent to a studio that is not known.
    pub(super) fn sender(&self) -> Option<super::request::Sender<'_>> {
        let iban = self.draft.iban();
        let account = self.asked.account.answer(iban.as_ref().map(|iban| iban.electronic()));
        Some(super::request::Sender {
            studio: self.studio()?,
            country: self.country(),
            language: self.language,
            single_names: self.rules.single_names,
            bic: account.and_then(|said| said.bic.as_deref()),
        })
    }

    /// What a contract is about, as it is chosen now.
    pub(super) fn about(&self) -> Option<super::request::About> {
        let (offer, term) = self.term()?;
        let start = self.draft.start?;
        let (selected, optional) = price::split(offer, term, &self.draft.modules);
        let use_from = term.use_from.filter(|from| *from < start && *from >= self.earliest());
        Some(super::request::About {
            term: term.id,
            start,
            pre_use: use_from.filter(|_| offer.pre_use != magicline::connect::PreUse::None),
            selected,
            optional,
            voucher: self.voucher_in_use().map(str::to_owned),
        })
    }

    /// The voucher, unless it is known to be no good for this.
    pub(super) fn voucher_in_use(&self) -> Option<&str> {
        let code = self.draft.voucher.as_deref()?;
        let bad = self.bad_voucher.as_ref();
        let is_bad = bad.is_some_and(|bad| bad.code == code && bad.term == self.draft.term);
        (!is_bad).then_some(code)
    }

    /// A moment, for what is agreed to at it.
    pub(super) fn submit(&mut self, at: Timestamp) -> Vec<Effect> {
        if !self.is_ready() {
            // What was complete need not be any more: an answer came late, or something was changed here.
            self.on_to_what_is_missing();
            return Vec::new();
        }
        self.send(at)
    }
}
