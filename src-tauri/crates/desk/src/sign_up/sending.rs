//! The last press, and what becomes of it; putting aside, leaving, throwing away.

use domain::{Identification, Redacted};
use jiff::Timestamp;
use wire::{CardLink, RefusedReason, SignUpAim, SignUpPart};

use super::draft::Given;
use super::step::{CodeSaid, Step};
use super::{
    Answer, Effect, Made, NotRedeemed, QuestionId, Row, Sent, SignUp, Submission, Submitted, request,
};

impl SignUp {
    /// Sends what is there. Everything is.
    pub(super) fn send(&mut self, at: Timestamp) -> Vec<Effect> {
        let Some(what) = self.submitted() else { return self.redeem() };
        let picture = match self.draft.aim {
            SignUpAim::Contract | SignUpAim::RateVoucher => self.draft.picture.clone(),
            SignUpAim::Open | SignUpAim::CheckInVoucher | SignUpAim::Trial | SignUpAim::Lead => None,
        };
        let submission = Submission {
            what,
            picture,
            signed: self.signed(),
            draft: Redacted::new(self.draft.write_whole()),
            at,
            language: self.language,
            currency: self.currency(),
        };
        self.step = Step::Submitting;
        vec![Effect::Submit(Box::new(self.row()), Box::new(submission))]
    }

    /// The proof of what was agreed to, which stays when everything else is gone: the text's hash, its language,
    /// the term, the amounts and when.
    fn signed(&self) -> Vec<String> {
        let holds = self.draft.given.iter().filter(|given| self.is_given(given.what));
        holds.map(Given::proof).collect()
    }

    fn submitted(&self) -> Option<Submitted> {
        let sender = self.sender()?;
        match self.draft.aim {
            SignUpAim::Contract => {
                let request = request::contract(&self.draft, self.about()?, sender)?;
                Some(Submitted::Contract(Box::new(request), self.amounts()?))
            }
            SignUpAim::RateVoucher => {
                let (code, earliest) = (self.draft.voucher.as_deref()?, self.earliest());
                let start = self.draft.start.map_or(earliest, |start| start.max(earliest));
                let request = request::redemption(&self.draft, code, start, sender)?;
                Some(Submitted::RateVoucher(Box::new(request)))
            }
            SignUpAim::Lead => Some(Submitted::Lead(Box::new(request::lead(&self.draft, sender)))),
            SignUpAim::Trial => {
                let with_trainer = !self.facts.slots.as_ref().is_some_and(|slots| slots.trainer_optional);
                let request = request::trial(&self.draft, self.draft.slot.clone()?, with_trainer, sender);
                Some(Submitted::Trial(Box::new(request)))
            }
            SignUpAim::Open | SignUpAim::CheckInVoucher => None,
        }
    }

    /// A check-in voucher is good for a code at once or for nothing: it is not kept for later.
    fn redeem(&mut self) -> Vec<Effect> {
        let email = self.draft.field(wire::SignUpField::Email).map(str::to_owned);
        let (SignUpAim::CheckInVoucher, Some(code), Some(email)) =
            (self.draft.aim, self.draft.voucher.clone(), email)
        else {
            return Vec::new();
        };
        if self.may_be_redeemed() {
            return Vec::new();
        }
        let number = self.asked.next();
        self.step = Step::Redeeming(number);
        self.stored.give();
        let person = Redacted::new(request::person(&self.draft, self.rules.single_names));
        // What is on the disk says that it was sent, and is the team's until it is known what came of it.
        self.draft.redeeming = Some(code.clone());
        let row = Box::new(Row { for_team: true, ..self.row() });
        let (code, email) = (Redacted::new(code), Redacted::new(email));
        vec![Effect::Redeem { number, row, code, person, email }]
    }

    pub(super) fn redeemed(
        &mut self,
        number: QuestionId,
        answer: Answer<Result<Redacted<String>, NotRedeemed>>,
    ) -> Vec<Effect> {
        if !matches!(self.step, Step::Redeeming(asked) if asked == number) {
            return Vec::new();
        }
        match answer {
            Ok(Ok(code)) => {
                let made = Box::new(Made::default());
                self.step = Step::Done { made, access: Some(code), card: CardLink::NotPossible };
                return self.forget().into_iter().collect();
            }
            Ok(Err(why)) => self.not_redeemed(why),
            // It was not asked, for certain: whatever else may have been done is unknown.
            Err(reason @ (wire::AttentionReason::NoConnection | wire::AttentionReason::StoreFault)) => {
                self.draft.redeeming = None;
                self.show(SignUpPart::Summary);
                self.stored.said(reason != wire::AttentionReason::StoreFault);
            }
            Err(_) => self.step = Step::MaybeRedeemed,
        }
        Vec::new()
    }

    /// What became of what was sent. Nothing is sent from here but by another last press.
    pub(super) fn sent(&mut self, sent: Sent) -> Vec<Effect> {
        if !self.step.like().sent {
            return Vec::new();
        }
        match sent {
            Sent::Done(made) => {
                let links = self.rules.links_cards && made.customer.is_some();
                let card = if links { CardLink::HoldCard } else { CardLink::NotPossible };
                self.step = Step::Done { made, access: None, card };
            }
            Sent::Waiting => self.step = Step::Waiting,
            Sent::Unknown => self.step = Step::Unknown,
            Sent::PriceChanged => {
                self.step = Step::PriceChanged;
                self.price.anew();
                // It is a draft again, and no longer the team's while somebody stands here.
                self.changed = true;
            }
            Sent::Refused(refusal) => self.refused(refusal),
            Sent::NotWritten => {
                self.stored.said(false);
                self.show(SignUpPart::Summary);
            }
        }
        Vec::new()
    }

    /// The new price is agreed to. What was signed for another one is signed anew.
    pub(super) fn take_price(&mut self) {
        if !matches!(self.step, Step::PriceChanged) || !self.price.is_settled() {
            return;
        }
        self.on_to_what_is_missing();
    }

    /// A slot that was taken meanwhile, a picture that cannot be used: there is another one.
    pub(super) fn choose_another(&mut self) {
        let Step::Refused(reason) = self.step else { return };
        match reason {
            RefusedReason::SlotTaken => self.choose_another_slot(),
            RefusedReason::Picture => {
                self.draft.picture_was_refused();
                self.changed = true;
                self.show(SignUpPart::Picture);
            }
            RefusedReason::AlreadyMember
            | RefusedReason::Voucher
            | RefusedReason::TrialBefore
            | RefusedReason::Withdrawn
            | RefusedReason::OfferGone
            | RefusedReason::NotAccepted
            | RefusedReason::NotPossible => {}
        }
    }

    pub(super) fn park(&mut self, team: bool) -> Vec<Effect> {
        if !self.is_being_filled_in() || !self.draft.has_something() {
            return Vec::new();
        }
        let closes = self.close_window();
        self.step = Step::Parking { team };
        self.stored.for_team |= team;
        self.stored.give();
        let park = Effect::Park(Box::new(self.row()));
        [park].into_iter().chain(closes).collect()
    }

    /// Closes the payment window, if one stands beside this step.
    pub(super) fn close_window(&self) -> Option<Effect> {
        self.step.like().window.then_some(Effect::CloseWindow)
    }

    /// Writes the draft down.
    pub(super) fn keep(&mut self) -> Effect {
        self.stored.give();
        Effect::Keep(Box::new(self.row()))
    }

    /// Whether the draft is on the disk. Of what is a draft no more that says nothing.
    pub(super) fn kept(&mut self, kept: bool) -> Vec<Effect> {
        if self.is_being_filled_in() {
            self.stored.said(kept);
        }
        Vec::new()
    }

    pub(super) fn coded(&mut self, code: Option<Redacted<String>>) -> Vec<Effect> {
        let Step::Parking { team } = self.step else { return Vec::new() };
        match code {
            Some(code) => self.step = Step::Parked { code, team },
            None => {
                self.stored.said(false);
                match self.draft.part {
                    Some(part) => self.show(part),
                    None => self.step = Step::Start(CodeSaid::Nothing),
                }
            }
        }
        Vec::new()
    }

    pub(super) fn code_said(&mut self, said: CodeSaid) -> Vec<Effect> {
        if matches!(self.step, Step::Start(_)) {
            self.step = Step::Start(said);
        }
        Vec::new()
    }

    /// Nobody is there any more. What was begun is kept, and nothing of it shown.
    pub(super) fn leave(&mut self) -> Vec<Effect> {
        let mut effects: Vec<_> = self.close_window().into_iter().collect();
        if self.is_being_filled_in() {
            self.changed = false;
            // Whoever was refused something and goes has not mended it.
            self.stored.for_team |= self.refused.is_some();
            if self.draft.has_something() {
                effects.push(self.keep());
            } else {
                effects.extend(self.forget());
            }
        }
        effects.push(Effect::Over);
        effects
    }

    /// Throws it away, where it is nothing but a draft.
    pub(super) fn discard(&mut self) -> Vec<Effect> {
        let is_draft = self.is_being_filled_in() || matches!(self.step, Step::Parked { .. });
        if !is_draft {
            return Vec::new();
        }
        let mut effects: Vec<_> = self.close_window().into_iter().collect();
        self.changed = false;
        effects.extend(self.forget());
        effects.push(Effect::Over);
        effects
    }

    fn forget(&mut self) -> Option<Effect> {
        self.stored.forget().map(Effect::Drop)
    }

    pub(super) fn card(&mut self, identification: Identification) -> Vec<Effect> {
        if !self.wants_card() {
            return Vec::new();
        }
        let Step::Done { made, card, .. } = &mut self.step else { return Vec::new() };
        let Some(customer) = made.customer else { return Vec::new() };
        *card = CardLink::Linking;
        vec![Effect::Link(customer, identification)]
    }

    pub(super) fn linked(&mut self, link: CardLink) -> Vec<Effect> {
        if let Step::Done { card: card @ CardLink::Linking, .. } = &mut self.step {
            *card = link;
        }
        Vec::new()
    }

    pub(super) fn no_card(&mut self) {
        if let Step::Done { card, .. } = &mut self.step
            && *card != CardLink::Linking
        {
            *card = CardLink::NotPossible;
        }
    }
}
