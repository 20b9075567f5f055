//! What was refused, and is mended where whoever signs stands: led to, said there, and gone once something changes.

use magicline::connect::VoucherProblem;
use wire::{
    PayBy, Problem, RefusedReason, SignUpAim, SignUpField as F, SignUpInput, SignUpPart, SignUpTrouble,
};

use super::SignUp;
use super::refusal::{Mend, NotRedeemed, Refusal};
use super::step::Step;

/// What was refused and not mended yet.
pub(super) enum Refused {
    /// Something that was sent.
    Sent(Refusal),
    /// What was in this field.
    Field(F, String),
}

impl SignUp {
    /// The vendor did not take it. It is a draft again, with all that was entered.
    pub(super) fn refused(&mut self, refusal: Refusal) {
        match refusal.mend {
            Mend::Slot | Mend::Picture | Mend::Team => self.step = Step::Refused(refusal.reason),
            Mend::Voucher(_) | Mend::Part(_) => self.lead_to_mend(refusal),
        }
    }

    /// It was refused before it was put aside, and not changed since.
    pub(super) fn refused_before(&mut self, refusal: Refusal) {
        match refusal.mend {
            Mend::Slot => self.choose_another_slot(),
            Mend::Voucher(_) | Mend::Part(_) => self.lead_to_mend(refusal),
            Mend::Picture | Mend::Team => {}
        }
    }

    pub(super) fn choose_another_slot(&mut self) {
        self.draft.slot = None;
        self.show(SignUpPart::Slots);
        let refusal = Refusal { reason: RefusedReason::SlotTaken, mend: Mend::Slot };
        self.refused = Some(Refused::Sent(refusal));
    }

    fn lead_to_mend(&mut self, refusal: Refusal) {
        self.show(SignUpPart::Summary);
        match refusal.mend {
            Mend::Voucher(problem) => self.refuse_voucher(problem),
            // Those of the vendor's checks that name fields may say something else by now.
            Mend::Part(_) => self.asked.check_again(),
            Mend::Slot | Mend::Picture | Mend::Team => {}
        }
        self.refused = Some(Refused::Sent(refusal));
    }

    /// A check-in voucher was certainly not redeemed.
    pub(super) fn not_redeemed(&mut self, why: NotRedeemed) {
        self.draft.redeeming = None;
        match why {
            NotRedeemed::Field(field) if self.details().iter().any(|known| known.field == field) => {
                let text = self.draft.field(field).unwrap_or_default().to_owned();
                self.refused = Some(Refused::Field(field, text));
                self.show(SignUpPart::Details);
            }
            NotRedeemed::Field(_) => self.refuse_at_summary(VoucherProblem::Other),
            NotRedeemed::Voucher(problem) => self.refuse_at_summary(problem),
        }
    }

    fn refuse_at_summary(&mut self, problem: VoucherProblem) {
        self.show(SignUpPart::Summary);
        self.refuse_voucher(problem);
    }

    /// Everything was complete when it was sent. What is not any more, by a check that was made again or by what the
    /// studio asks for now, has named a field: that is where it is mended.
    pub(super) fn lead_to_named_field(&mut self) {
        let Some(Refused::Sent(Refusal { mend: Mend::Part(_), .. })) = self.refused else { return };
        let at_the_end = matches!(self.step, Step::Part { part: SignUpPart::Summary, .. });
        if let Some(part) = self.incomplete().filter(|_| at_the_end) {
            self.show(part);
        }
    }

    /// The first part with fields in which something is missing or wrong. An offer may only be not fetched yet, and what
    /// has to be signed anew is signed once everything else is right.
    fn incomplete(&self) -> Option<SignUpPart> {
        let has_fields =
            |part: &SignUpPart| matches!(part, SignUpPart::Details | SignUpPart::Payment | SignUpPart::Slots);
        self.path().into_iter().filter(has_fields).find(|part| !self.is_complete(*part))
    }

    /// Something is done about what was refused, so it is said no more.
    pub(super) fn mend(&mut self, input: &SignUpInput) {
        let mends = match input {
            SignUpInput::Aim { .. }
            | SignUpInput::Term { .. }
            | SignUpInput::Modules { .. }
            | SignUpInput::Start { .. }
            | SignUpInput::Enter { .. }
            | SignUpInput::Voucher { .. }
            | SignUpInput::PayBy { .. }
            | SignUpInput::OpenPayment
            | SignUpInput::NoPicture
            | SignUpInput::Slot { .. }
            | SignUpInput::Submit => true,
            SignUpInput::Resume { .. }
            | SignUpInput::Go { .. }
            | SignUpInput::Next
            | SignUpInput::Back
            | SignUpInput::Confirm { .. }
            | SignUpInput::Preferences { .. }
            | SignUpInput::Sign { .. }
            | SignUpInput::Unsign { .. }
            | SignUpInput::Read { .. }
            | SignUpInput::ReadLegal { .. }
            | SignUpInput::SlotsFrom { .. }
            | SignUpInput::TakePrice
            | SignUpInput::NoCard
            | SignUpInput::Park { .. }
            | SignUpInput::Leave
            | SignUpInput::Discard => false,
        };
        if mends {
            self.refused = None;
        }
    }

    /// What is still in the field that the vendor did not take.
    pub(super) fn refused_field(&self) -> Option<(F, Problem)> {
        match &self.refused {
            Some(Refused::Field(field, text)) if self.draft.field(*field).unwrap_or_default() == text => {
                Some((*field, Problem::NotAccepted))
            }
            Some(Refused::Field(..) | Refused::Sent(_)) | None => None,
        }
    }

    /// What is said of a refusal while this part is shown.
    pub(super) fn trouble_of_refusal(&self, shown: SignUpPart) -> Option<SignUpTrouble> {
        let Some(Refused::Sent(Refusal { reason, mend })) = self.refused else { return None };
        let said = |mend| Some(SignUpTrouble::Refused { reason, mend });
        match mend {
            Mend::Slot if shown == SignUpPart::Slots => said(None),
            Mend::Part(likely) => {
                let at = self.incomplete().unwrap_or_else(|| self.likeliest(likely));
                if shown == SignUpPart::Summary {
                    return said(Some(at));
                }
                if shown == at { said(None) } else { None }
            }
            Mend::Slot | Mend::Voucher(_) | Mend::Picture | Mend::Team => None,
        }
    }

    /// All that was entered was checked before it was sent, but for a card: its token "lapses with the session".
    fn likeliest(&self, likely: SignUpPart) -> SignUpPart {
        let by_card = self.draft.aim == SignUpAim::Contract && self.draft.pay_by == Some(PayBy::Card);
        if likely == SignUpPart::Details && by_card { SignUpPart::Payment } else { likely }
    }
}
