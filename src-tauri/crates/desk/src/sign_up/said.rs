//! What the vendor is asked while somebody enters something, and what it says.

use std::collections::BTreeSet;

use domain::Redacted;
use jiff::Timestamp;
use magicline::connect::{VoucherKind, VoucherProblem};
use wire::{AttentionReason, PayBy, Problem, SignUpAim, SignUpField as F, SignUpPart};

use super::draft::Card;
use super::price::{Chosen, News, Priced};
use super::step::Step;
use super::{
    Answer, BadVoucher, Effect, Facts, PaymentWindow, QuestionId, Session, SignUp, VoucherSaid, Want, judge,
    refusal, request,
};
use crate::check_in::Moment;

impl SignUp {
    /// What has to be known for this.
    pub(crate) fn wants(&self) -> BTreeSet<Want> {
        let mut wants = BTreeSet::from([Want::Studio]);
        match self.draft.aim {
            SignUpAim::Open => {
                let visits = self.rules.check_in_vouchers && self.facts.visits.is_none();
                wants.extend((visits && self.draft.voucher.is_some()).then_some(Want::Visits));
            }
            SignUpAim::Contract => {
                wants.extend([Want::Offers, Want::Categories, Want::Countries, Want::Sources]);
                if self.draft.pay_by == Some(PayBy::DirectDebit)
                    && let Some((offer, _)) = self.term()
                {
                    wants.insert(Want::Mandate(offer.id));
                }
            }
            SignUpAim::RateVoucher => wants.extend([Want::Countries]),
            SignUpAim::CheckInVoucher => {}
            SignUpAim::Trial => {
                wants.extend([Want::Trial, Want::Countries, Want::Sources]);
                wants.insert(Want::Slots(self.slots_from.unwrap_or(self.today)));
            }
            SignUpAim::Lead => wants.extend([Want::Trial, Want::Countries, Want::Sources]),
        }
        wants
    }

    pub(super) fn facts(&mut self, facts: Facts, now: Moment) -> Vec<Effect> {
        self.facts = facts;
        self.today = self.facts.today(now.wall);
        let (slots, zone) = (self.facts.slots.clone(), self.facts.zone());
        if let (Some(slots), Some(start)) = (slots, &self.draft.slot) {
            let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
            let is_free = slots.list.iter().any(|slot| slot.start == *start);
            let at = start.split('[').next().and_then(|at| at.parse::<Timestamp>().ok());
            let among = at.is_none_or(|at| (slots.from..=slots.to).contains(&day(at)));
            if !is_free && among {
                self.draft.slot = None;
                self.changed = true;
            }
        }
        Vec::new()
    }

    /// Asks what this costs, if that is not known and there is enough to ask with.
    pub(super) fn ask_price(&mut self) -> Option<Effect> {
        let number = self.price.choose(self.chosen())?;
        let mut request = request::contract(&self.draft, self.about()?, self.sender()?)?;
        // No price depends on them.
        request.signatures = Redacted::new(magicline::connect::Signatures::default());
        Some(Effect::Price(number, Box::new(request)))
    }

    /// What is to be paid for; nothing before there is a date of birth, which no question goes without.
    fn chosen(&self) -> Option<Chosen> {
        if self.draft.aim != SignUpAim::Contract {
            return None;
        }
        let about = self.about()?;
        self.studio()?;
        Some(Chosen {
            term: about.term,
            modules: self.draft.modules.clone(),
            start: about.start,
            born: self.born().filter(|born| *born <= self.today)?,
            voucher: about.voucher,
            pay_by: self.draft.pay_by,
            complete: self.is_complete(SignUpPart::Details),
        })
    }

    pub(super) fn priced(&mut self, number: QuestionId, priced: Priced, now: Moment) -> Vec<Effect> {
        match self.price.said(number, priced) {
            News::Old => {}
            News::Changed => {
                if self.price.failed().is_some() {
                    self.again_at = Some(now.instant + super::AGAIN);
                }
                let kind = self.price.quote().and_then(|quote| Some(quote.voucher.as_ref()?.kind));
                match kind {
                    // To be redeemed, and not signed with.
                    Some(VoucherKind::Rate | VoucherKind::CheckIn) => {
                        self.refuse_voucher(VoucherProblem::NotForThisOffer);
                    }
                    Some(
                        VoucherKind::Discount
                        | VoucherKind::Credit
                        | VoucherKind::Company
                        | VoucherKind::Other,
                    )
                    | None => {}
                }
            }
            News::BadVoucher(problem) => {
                // A rate voucher whose time is over is no voucher of another kind, whatever is said of that.
                let is_old = matches!(self.rate_said(), Some(VoucherSaid::Not(VoucherProblem::NotNow)));
                self.refuse_voucher(if is_old { VoucherProblem::NotNow } else { problem });
            }
        }
        Vec::new()
    }

    /// The voucher is no good for the term that is chosen.
    pub(super) fn refuse_voucher(&mut self, problem: VoucherProblem) {
        if let Some(code) = self.draft.voucher.clone() {
            self.bad_voucher = Some(BadVoucher { code, term: self.draft.term, problem });
        }
    }

    /// Asks about what was entered.
    pub(super) fn ask_about_entries(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        // Every question but one names the studio.
        let Some(studio) = self.studio() else { return effects };
        let debit = self.draft.aim == SignUpAim::Contract && self.draft.pay_by == Some(PayBy::DirectDebit);
        let iban = self.draft.iban().map(|iban| iban.electronic().to_owned()).filter(|_| debit);
        if let Some(number) = self.asked.account.ask(iban.clone(), &mut self.asked.last) {
            effects.extend(iban.map(|iban| Effect::Account(number, studio, Redacted::new(iban))));
        }
        let holder = self.draft.field(F::AccountHolder).map(str::to_owned).filter(|_| debit);
        if let Some(number) = self.asked.holder.ask(holder.clone(), &mut self.asked.last) {
            effects.extend(holder.map(|holder| Effect::Holder(number, Redacted::new(holder))));
        }
        let whose = self.tax_id_and_whose();
        if let Some(number) = self.asked.tax_id.ask(whose, &mut self.asked.last)
            && let Some(birth) = request::birth(&self.draft)
        {
            let person = Redacted::new(request::person(&self.draft, self.rules.single_names));
            effects.push(Effect::TaxId(number, studio, person, Redacted::new(birth)));
        }
        let code = self.draft.voucher.clone();
        if let Some(number) = self.asked.rate.ask(code.clone(), &mut self.asked.last) {
            effects.extend(code.map(|code| Effect::Voucher(number, studio, Redacted::new(code))));
        }
        effects
    }

    fn is_whole(&self, field: F) -> bool {
        let Some(text) = self.draft.field(field) else { return false };
        let country = self.country();
        let about = judge::About { studio: country, home: country, today: self.today, document: None };
        judge::judge(field, text, about).is_none_or(|(_, doubt)| doubt)
    }

    /// Everything a tax number is checked against; nothing while some of it is missing.
    fn tax_id_and_whose(&self) -> Option<String> {
        if !super::fields::needs_tax_id(self.country()) {
            return None;
        }
        let mut demanded = vec![F::TaxId, F::LastName, F::DateOfBirth];
        let is_single = self.rules.single_names && self.draft.field(F::FirstName).is_none();
        demanded.extend((!is_single).then_some(F::FirstName));
        let mut whose = Vec::new();
        for field in demanded {
            whose.push(self.draft.field(field).filter(|_| self.is_whole(field))?);
        }
        let more = [F::Gender, F::PlaceOfBirth, F::CountryOfBirth];
        whose.extend(more.map(|field| self.draft.field(field).unwrap_or_default()));
        Some(whose.join("\n"))
    }

    /// What the vendor has against what is entered now.
    pub(super) fn vendor_problems(&self) -> Vec<(F, Problem)> {
        let mut problems = Vec::new();
        let iban = self.draft.iban().map(|iban| iban.electronic().to_owned());
        if let Some(said) = self.asked.account.answer(iban.as_deref()) {
            problems.extend(said.problem.map(|problem| (F::Iban, problem)));
        }
        if self.asked.holder.answer(self.draft.field(F::AccountHolder)) == Some(&false) {
            problems.push((F::AccountHolder, Problem::HolderRefused));
        }
        problems.extend(self.refused_field());
        problems
    }

    /// What the vendor has against the tax number as it is entered now, at the fields that are meant.
    pub(super) fn problems_of_tax_id(&self) -> Vec<(F, Problem)> {
        let said = self.asked.tax_id.answer(self.tax_id_and_whose().as_deref());
        let is_empty = |field: F| self.draft.field(field).is_none();
        said.into_iter().flatten().map(|it| refusal::of_tax_id(*it, is_empty)).collect()
    }

    pub(super) fn voucher_said(&mut self, number: QuestionId, answer: Answer<VoucherSaid>) -> Vec<Effect> {
        self.asked.rate.said(number, answer);
        let of_now = self.rate_said().cloned();
        let Some(said) = of_now.filter(|_| self.is_being_filled_in()) else { return Vec::new() };
        match said {
            VoucherSaid::Rate { from, to, .. } => {
                // Whatever the price said about it: it is none of its kinds.
                self.bad_voucher = None;
                let today = self.today;
                if from.is_some_and(|from| today < from) || to.is_some_and(|to| today > to) {
                    self.refuse_voucher(VoucherProblem::NotNow);
                } else if matches!(self.draft.aim, SignUpAim::Open | SignUpAim::Contract) {
                    self.lead_to(SignUpAim::RateVoucher);
                }
            }
            VoucherSaid::Not(problem) => match self.draft.aim {
                // It may be one of another kind: which, is for whoever has it to say.
                SignUpAim::Open if problem != VoucherProblem::NotNow => {}
                SignUpAim::Open | SignUpAim::RateVoucher => self.refuse_voucher(problem),
                SignUpAim::Contract if problem == VoucherProblem::NotNow && self.bad_voucher.is_some() => {
                    self.refuse_voucher(problem);
                }
                SignUpAim::Contract | SignUpAim::CheckInVoucher | SignUpAim::Trial | SignUpAim::Lead => {}
            },
        }
        Vec::new()
    }

    /// What could not be asked is asked again.
    pub(super) fn ask_again(&mut self) -> Vec<Effect> {
        self.again_at = None;
        self.asked.try_again();
        self.price.try_again();
        Vec::new()
    }

    pub(super) fn tick(&mut self, now: Moment) -> Vec<Effect> {
        if self.again_at.is_some_and(|at| at <= now.instant) {
            self.ask_again();
        }
        if let Step::Paying { until: Some(until), .. } = self.step
            && until <= now.instant
        {
            self.show(SignUpPart::Payment);
            return vec![Effect::CloseWindow];
        }
        Vec::new()
    }

    pub(super) fn session(&mut self, of: PaymentWindow, answer: Answer<Session>, now: Moment) -> Vec<Effect> {
        let Step::OpeningPayment(window) = self.step else { return Vec::new() };
        if window != of {
            return Vec::new();
        }
        match answer {
            Ok(opened) => {
                let left = opened.valid_until.duration_since(now.wall);
                let left = std::time::Duration::try_from(left).unwrap_or_default();
                let until = now.instant.checked_add(left);
                self.step = Step::Paying { window, session: opened.valid_until, until };
                vec![Effect::ShowPayment { window, session: opened.token }]
            }
            Err(reason) => {
                self.show(SignUpPart::Payment);
                self.step = Step::Part { part: SignUpPart::Payment, no_session: Some(reason) };
                Vec::new()
            }
        }
    }

    pub(super) fn paid(&mut self, of: PaymentWindow, token: Option<Redacted<String>>) -> Vec<Effect> {
        let Step::Paying { window, session: until, .. } = self.step else { return Vec::new() };
        if window != of {
            return Vec::new();
        }
        self.draft.card = token.map(|token| Card { token: token.into_exposed(), until });
        self.show(SignUpPart::Payment);
        vec![Effect::CloseWindow]
    }

    pub(super) fn rate_failed(&self) -> Option<AttentionReason> {
        self.asked.rate.failure(self.draft.voucher.as_deref())
    }

    /// Whether vouchers for a visit can be redeemed here; nothing while that is being asked.
    pub(super) fn takes_visits(&self) -> Option<bool> {
        match self.facts.visits {
            _ if !self.rules.check_in_vouchers => Some(false),
            Some(takes) => Some(takes),
            // What could not be asked may be so: redeeming it tells.
            None => self.facts.failed.contains_key(&Want::Visits).then_some(true),
        }
    }

    /// It is a rate voucher that is good today, and known what for.
    pub(super) fn rate_is_good(&self) -> bool {
        self.voucher_in_use().is_some() && matches!(self.rate_said(), Some(VoucherSaid::Rate { .. }))
    }

    /// The check-in voucher may have been redeemed already.
    pub(super) fn may_be_redeemed(&self) -> bool {
        self.draft.redeeming.is_some() && self.draft.redeeming == self.draft.voucher
    }

    pub(super) fn rate_said(&self) -> Option<&VoucherSaid> {
        self.asked.rate.answer(self.draft.voucher.as_deref())
    }
}
