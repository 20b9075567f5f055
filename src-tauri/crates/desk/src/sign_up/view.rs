//! What the member sees. Never an account number, a signature or a picture.

use domain::birth::OF_AGE;
use domain::{BlockId, ModuleId};
use magicline::connect::{Channel, Extension, Offer, Payments, PreUse, Term, VoucherProblem as Refused};
use wire::{
    AccountView, AgreedView, ChosenView, CodeView, Id, MandateView, PictureState, PreviewView, PriceView,
    SignUpAim, SignUpPart, SignUpStep, SignUpTrouble, SignUpView, SignatureOf, VoucherEffect, VoucherProblem,
    VoucherView,
};

use super::draft::What;
use super::facts::optional;
use super::offers::text_block;
use super::step::{CodeSaid, Step};
use super::texts::categories;
use super::words::plain;
use super::{SignUp, VoucherSaid, Want};

impl SignUp {
    /// What the member's screen shows.
    pub(crate) fn view(&self) -> SignUpView {
        let texts = self.texts();
        let signed = [(What::Contract, SignatureOf::Contract), (What::Mandate, SignatureOf::Mandate)];
        SignUpView {
            sign_up: self.number.0,
            revision: self.revision.0,
            aim: self.draft.aim,
            path: self.path(),
            step: self.step_view(),
            country: self.country().to_owned(),
            fields: self.fields(),
            problems: self.problems(),
            chosen: self.chosen_view(),
            preview: self.preview_view(),
            voucher: self.voucher_view(),
            picture: match self.draft.picture {
                Some(_) => PictureState::Taken,
                None if self.draft.picture_refused => PictureState::Refused,
                None => PictureState::None,
            },
            account: self.account_view(),
            texts: texts
                .into_iter()
                .map(|block| AgreedView {
                    confirmed: self.has_tick(block.id),
                    signed: self.has_signature(What::Text(block.id)),
                    text: text_block(block),
                })
                .collect(),
            legal: self.legal(),
            mandate: self.mandate_view(),
            signed: signed
                .into_iter()
                .filter(|(what, _)| self.has_signature(*what))
                .map(|(_, of)| of)
                .collect(),
            signatures_required: self.term().is_some_and(|(offer, _)| offer.signatures_required),
            preferences: match self.facts.categories.as_deref() {
                Some(known) => categories(known, self.draft.preferences.as_deref()),
                None => Vec::new(),
            },
            preferences_said: self.draft.preferences.is_some(),
            trouble: self.trouble(),
        }
    }

    fn has_signature(&self, what: What) -> bool {
        self.draft.given(what).is_some_and(|given| given.svg.is_some()) && self.is_given(what)
    }

    fn has_tick(&self, block: BlockId) -> bool {
        let what = What::Text(block);
        self.draft.given(what).is_some_and(|given| given.svg.is_none()) && self.is_given(what)
    }

    fn step_view(&self) -> SignUpStep {
        match &self.step {
            Step::Start(said) => SignUpStep::Start {
                choices: self.choices(),
                code: match *said {
                    CodeSaid::Nothing | CodeSaid::NotLookedUp => CodeView::Unsaid,
                    CodeSaid::Unknown => CodeView::Unknown,
                    CodeSaid::MustWait(until) => CodeView::MustWait { until_ms: until.into() },
                },
            },
            Step::Part { part, .. } => SignUpStep::Part { part: *part },
            Step::Minor => {
                let choices = self.choices();
                SignUpStep::Minor {
                    trial: choices.trial,
                    lead: choices.lead,
                    age: u32::try_from(OF_AGE).unwrap_or_default(),
                }
            }
            Step::OpeningPayment(_) | Step::Paying { .. } => SignUpStep::Paying,
            Step::Submitting | Step::Redeeming(_) => SignUpStep::Submitting,
            Step::PriceChanged => SignUpStep::PriceChanged,
            Step::Done { made, access, card } => {
                let shown =
                    |text: &Option<domain::Redacted<String>>| text.as_ref().map(|it| it.expose().clone());
                SignUpStep::Done {
                    number: shown(&made.number),
                    registration: shown(&made.registration),
                    payment: shown(&made.payment),
                    access_code: shown(access),
                    card: *card,
                }
            }
            Step::Waiting => SignUpStep::Waiting,
            Step::Unknown | Step::MaybeRedeemed => SignUpStep::Unknown,
            Step::Refused(reason) => SignUpStep::Refused { reason: *reason },
            // The code comes in a moment.
            Step::Parking { team } => {
                SignUpStep::Parked { code: String::new(), days: self.rules.days, team: *team }
            }
            Step::Parked { code, team } => {
                SignUpStep::Parked { code: code.expose().clone(), days: self.rules.days, team: *team }
            }
        }
    }

    fn chosen_view(&self) -> ChosenView {
        let slots = self.facts.slots.as_ref();
        let slot = self.draft.slot.as_ref().and_then(|start| {
            slots?.list.iter().position(|slot| slot.start == *start).and_then(|at| u32::try_from(at).ok())
        });
        ChosenView {
            offer: self.term().map(|(offer, _)| offer.id.into()),
            term: self.draft.term.map(Id),
            modules: self.draft.modules.iter().copied().map(Id).collect(),
            start: self.draft.start.map(|date| date.to_string()),
            pay_by: self.draft.pay_by,
            slot,
            card_ready: self.draft.card.is_some(),
            card_lapsed: self.draft.card_lapsed,
            opening: self.facts.opening(self.today).map(|date| date.to_string()),
        }
    }

    /// The price, and when it is due for this member.
    fn preview_view(&self) -> PreviewView {
        let due = |price: PriceView| match self.term() {
            Some((_, term)) => super::price::with_due(price, term),
            None => price,
        };
        match self.price.view() {
            PreviewView::Shown { price } => PreviewView::Shown { price: due(price) },
            PreviewView::Asking { before } => PreviewView::Asking { before: before.map(due) },
            other @ (PreviewView::None | PreviewView::Failed { .. } | PreviewView::Refused) => other,
        }
    }

    fn voucher_view(&self) -> VoucherView {
        let Some(code) = self.draft.voucher.as_deref() else { return VoucherView::None };
        // It may still turn out to be of another kind.
        let may_be_rate = self.draft.aim == SignUpAim::Contract && self.rate_said().is_none();
        if self.voucher_in_use().is_none() && !may_be_rate {
            let problem = self.bad_voucher.as_ref().map_or(Refused::Other, |bad| bad.problem);
            return VoucherView::Bad { problem: problem_of(problem) };
        }
        if let Some(reason) = self.rate_failed() {
            return VoucherView::Unasked { reason };
        }
        match (self.rate_said(), self.draft.aim) {
            (Some(VoucherSaid::Rate { name, term, .. }), _) => VoucherView::Good {
                effect: VoucherEffect::Rate { name: name.clone(), term: term.clone() },
                bonus: None,
                company: None,
                remarks: None,
            },
            (_, SignUpAim::CheckInVoucher) => VoucherView::AtRedeeming,
            (Some(VoucherSaid::Not(problem)), SignUpAim::Open) => self.what_for(*problem),
            (Some(VoucherSaid::Not(_)), SignUpAim::Contract) => {
                if let Some(reason) = self.price.failed() {
                    return VoucherView::Unasked { reason };
                }
                let good = self.price.quote().and_then(|quote| quote.voucher.as_ref());
                match good {
                    Some(good) => VoucherView::Good {
                        effect: good.effect.clone(),
                        bonus: good.bonus,
                        company: good.company.clone(),
                        remarks: good.remarks.clone(),
                    },
                    None if matches!(self.price.view(), PreviewView::None) => VoucherView::WithPrice,
                    None => VoucherView::Checking,
                }
            }
            (Some(VoucherSaid::Not(problem)), _) if !code.is_empty() => {
                VoucherView::Bad { problem: problem_of(*problem) }
            }
            (Some(VoucherSaid::Not(_)) | None, _) => VoucherView::Checking,
        }
    }

    /// What a voucher can be for that is no contract by itself.
    fn what_for(&self, problem: Refused) -> VoucherView {
        match (self.choices().contract, self.takes_visits()) {
            (_, None) => VoucherView::Checking,
            (false, Some(false)) => VoucherView::Bad { problem: problem_of(problem) },
            (contract, Some(visit)) => VoucherView::WhatFor { contract, visit },
        }
    }

    fn mandate_view(&self) -> Option<MandateView> {
        let (offer, term) = self.term()?;
        let city = self.facts.studio.as_ref().and_then(|it| it.studio.address.city.clone());
        Some(MandateView {
            text: plain(self.mandate()?),
            recurring: !is_paid_once(offer, term, &self.draft.modules),
            place: city.filter(|city| !city.trim().is_empty()),
            date: self.today.to_string(),
        })
    }

    fn account_view(&self) -> AccountView {
        let Some(iban) = self.draft.iban() else { return AccountView::None };
        let said = self.asked.account.answer(Some(iban.electronic()));
        AccountView::Kept {
            masked: iban.masked(),
            bank: said.and_then(|said| said.bank.clone()),
            bic: said.and_then(|said| said.bic.clone()),
            checked: said.is_some_and(|said| said.problem.is_none()),
        }
    }

    fn trouble(&self) -> Option<SignUpTrouble> {
        let is_unkept = self.is_being_filled_in() && self.stored.is_unkept();
        if is_unkept || matches!(self.step, Step::Start(CodeSaid::NotLookedUp)) {
            return Some(SignUpTrouble::NotKept);
        }
        let Step::Part { part, no_session } = self.step else { return None };
        // Nothing is asked of a studio that is not known.
        let failed = |want: Want| self.facts.failed.get(&want).or(self.facts.failed.get(&Want::Studio));
        let missing = |want: Want| match failed(want) {
            Some(reason) => SignUpTrouble::NotLoaded { reason: *reason },
            None => SignUpTrouble::Loading,
        };
        if let Some(refused) = self.trouble_of_refusal(part) {
            return Some(refused);
        }
        let anew = self.taken_back.then_some(SignUpTrouble::SignAnew);
        match part {
            SignUpPart::Offers | SignUpPart::Terms => match self.facts.offers.is_some() {
                false => Some(missing(Want::Offers)),
                true => {
                    let nothing = self.facts.offered(self.today).next().is_none();
                    nothing.then_some(SignUpTrouble::NothingOffered)
                }
            },
            SignUpPart::Slots => {
                let wanted = self.slots_from.unwrap_or(self.today);
                self.facts.slots.is_none().then(|| missing(Want::Slots(wanted)))
            }
            SignUpPart::Texts => {
                let debit = self.draft.pay_by == Some(wire::PayBy::DirectDebit);
                let offer = self.term().map(|(offer, _)| offer.id)?;
                let waits = debit && self.mandate().is_none();
                if waits { Some(missing(Want::Mandate(offer))) } else { anew }
            }
            SignUpPart::Payment => no_session.map(|reason| SignUpTrouble::NotLoaded { reason }),
            // Nothing can be sent to a studio that is not known yet.
            SignUpPart::Summary if self.studio().is_none() => Some(missing(Want::Studio)),
            SignUpPart::Summary => match self.draft.aim {
                SignUpAim::CheckInVoucher => self.may_be_redeemed().then_some(SignUpTrouble::RedeemUnknown),
                SignUpAim::RateVoucher if self.voucher_in_use().is_some() && !self.rate_is_good() => {
                    Some(match self.rate_failed() {
                        Some(reason) => SignUpTrouble::NotLoaded { reason },
                        None => SignUpTrouble::Loading,
                    })
                }
                SignUpAim::Contract
                | SignUpAim::RateVoucher
                | SignUpAim::Open
                | SignUpAim::Trial
                | SignUpAim::Lead => anew,
            },
            SignUpPart::Details | SignUpPart::Picture => None,
        }
    }
}

/// Whether one payment is all there ever is. Only then is a mandate for one payment enough.
fn is_paid_once(offer: &Offer, term: &Term, modules: &[ModuleId]) -> bool {
    let one = match &term.payment.payments {
        Payments::Once(_) => true,
        Payments::OnDays { recurring, days } => !recurring && days.len() == 1,
        Payments::After { recurring, terms } => !recurring && terms.len() == 1,
        Payments::Every { .. } | Payments::Free => false,
    };
    let nothing_on_top = term.fees.is_empty() && !modules.iter().any(|id| optional(term, *id).is_some());
    let nothing_before = matches!(offer.pre_use, PreUse::None | PreUse::Free);
    one && nothing_on_top && nothing_before && term.extension == Extension::Ends
}

const fn problem_of(problem: Refused) -> VoucherProblem {
    match problem {
        Refused::Unknown => VoucherProblem::UnknownCode,
        Refused::NotHere => VoucherProblem::NotHere,
        Refused::NotNow => VoucherProblem::OutOfDate,
        Refused::NotForThisOffer => VoucherProblem::OtherOffer,
        Refused::Other => VoucherProblem::NotValid,
    }
}

pub(super) const fn channel(channel: Channel) -> wire::Channel {
    match channel {
        Channel::Letter => wire::Channel::Letter,
        Channel::Email => wire::Channel::Email,
        Channel::TextMessage => wire::Channel::TextMessage,
        Channel::Phone => wire::Channel::Phone,
        Channel::App => wire::Channel::App,
        Channel::Fax => wire::Channel::Fax,
        Channel::Conversation => wire::Channel::Conversation,
        Channel::Chat => wire::Channel::Chat,
        Channel::Other => wire::Channel::Other,
    }
}
