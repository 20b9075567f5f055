//! What becoming a member at the practice studio needs, and what the trainer can do about it.

use std::collections::HashMap;

use desk::settings::{CardPayment, SignUp};
use domain::TermId;
use jiff::{SignedDuration, Timestamp};
use sandbox::{Contract, codes};
use wire::{
    PracticeContract, PracticeSignUpWish, PracticeSignUps, PracticeTerm, PracticeVoucher, PracticeVoucherCase,
};

use super::panel::euros;
use super::{CHEAPEST, PracticeStudio};
use crate::Fatal;

/// How far ahead every slot is taken.
const TAKEN_HOURS: i64 = 14 * 24;

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// Everything is switched on. The studio serves a payment widget of its own.
pub(super) fn settings(connect: &str) -> Result<SignUp, Fatal> {
    let card = CardPayment {
        script: format!("{connect}/payment-widget.js").parse()?,
        origins: Vec::new(),
        environment: "test".to_owned(),
    };
    Ok(SignUp { card: Some(card), ..SignUp::default() })
}

impl PracticeStudio {
    /// Does something to whoever is signing up.
    pub fn at_sign_up(&self, wish: &PracticeSignUpWish) {
        match *wish {
            PracticeSignUpWish::Price { term, by } => {
                let known = self.sandbox.terms().into_iter().find(|known| known.term == term.0.0);
                let Some(known) = known else { return };
                let cents = known.cents.saturating_add(by.into()).max(CHEAPEST);
                self.sandbox.set_price(known.term, cents);
            }
            PracticeSignUpWish::TakeSlots => {
                whole_hours(self.sandbox.now()).for_each(|start| self.sandbox.lose_slot(start));
            }
            PracticeSignUpWish::LapsePayments => self.sandbox.lapse_payment_sessions(),
        }
        self.prices.send_replace(());
    }

    pub(super) fn sign_ups(&self) -> PracticeSignUps {
        let terms = self.sandbox.terms();
        let offers: HashMap<_, _> = terms.iter().map(|term| (term.term, term.offer)).collect();
        let contract = |contract: Contract| PracticeContract {
            offer: offers.get(&contract.term).map(|&offer| offer.to_owned()),
            number: contract.customer_number,
            name: contract.name,
            price: euros(contract.cents),
            start: contract.start.to_string(),
            payment: contract.payment.map(str::to_owned),
            voucher: contract.voucher,
            picture: contract.picture.is_some(),
            at_ms: contract.time.into(),
        };
        let term = |term: &sandbox::TermOnOffer| PracticeTerm {
            term: TermId(term.term).into(),
            offer: term.offer.to_owned(),
            price: euros(term.cents),
        };
        PracticeSignUps {
            vouchers: vouchers(),
            terms: terms.iter().map(term).collect(),
            contracts: self.sandbox.contracts().into_iter().rev().map(contract).collect(),
        }
    }
}

fn vouchers() -> Vec<PracticeVoucher> {
    use PracticeVoucherCase::{
        Amount, Bonus, CheckIn, Company, Credit, Elsewhere, Expired, OtherOffer, Percent, Rate,
    };

    let [visit, ..] = codes::CHECK_IN;
    let all = [
        (codes::PERCENT, Percent),
        (codes::AMOUNT, Amount),
        (codes::BONUS, Bonus),
        (codes::COMPANY, Company),
        (codes::CREDIT, Credit),
        (codes::RATE, Rate),
        (visit, CheckIn),
        (codes::EXPIRED, Expired),
        (codes::OTHER_RATE, OtherOffer),
        (codes::ELSEWHERE, Elsewhere),
    ];
    all.into_iter().map(|(code, case)| PracticeVoucher { code: code.to_owned(), case }).collect()
}

/// The practice studio's sessions begin on the hour.
fn whole_hours(now: Timestamp) -> impl Iterator<Item = Timestamp> {
    let hour = now.as_second() - now.as_second().rem_euclid(HOUR.as_secs());
    (0..=TAKEN_HOURS).filter_map(move |hours| Timestamp::from_second(hour + hours * HOUR.as_secs()).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_studio_s_own_widget_is_one_that_may_be_loaded() {
        let card = settings("http://127.0.0.1:4011").unwrap().card.unwrap();
        assert_eq!(card.script.as_str(), "http://127.0.0.1:4011/payment-widget.js");
    }

    #[test]
    fn every_session_of_the_next_two_weeks_is_taken() {
        let now: Timestamp = "2026-11-29T18:42:10Z".parse().unwrap();
        let taken: Vec<_> = whole_hours(now).collect();
        assert_eq!(taken.first().unwrap().to_string(), "2026-11-29T18:00:00Z");
        assert_eq!(taken.last().unwrap().to_string(), "2026-12-13T18:00:00Z");
    }
}
