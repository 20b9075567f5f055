//! What it costs, in the order it was asked. The newest question is the only one whose answer counts; there
//! is never more than one on its way, and what was chosen meanwhile is asked about when it has come back.

use domain::{ModuleId, TermId};
use jiff::civil::Date;
use magicline::connect::{
    Adjustment, CompanyShare, Effect, Lasting, MonthDay, Offer, Payments, Preview, PreviewItem, Term,
    TextBlock, Voucher, VoucherKind, VoucherProblem,
};
use wire::{
    AmountView, AttentionReason, BonusView, CompanyPart, CompanyShareView, CompanyView, DueView,
    FrequencyView, LastingView, Minor, PayBy, PreviewView, PriceLine, PriceView, PricedDay, PricedPeriod,
    VoucherEffect, YearDay,
};

use super::QuestionId;
use super::facts::optional;
use super::offers::{bonus, frequency, period, volume};
use crate::transport::Agreed;

/// What a price depends on. Two that are equal cost the same.
#[derive(Clone, PartialEq)]
pub(crate) struct Chosen {
    pub(crate) term: TermId,
    pub(crate) modules: Vec<ModuleId>,
    pub(crate) start: Date,
    pub(crate) born: Date,
    pub(crate) voucher: Option<String>,
    pub(crate) pay_by: Option<PayBy>,
    /// Everything else that the vendor demands is entered, too.
    pub(crate) complete: bool,
}

/// A price for exactly one choice.
#[derive(Clone)]
pub(crate) struct Quote {
    pub(crate) view: PriceView,
    pub(crate) agreed: Agreed,
    /// What more there is to agree to.
    pub(crate) texts: Vec<TextBlock>,
    /// What the voucher does, where one was asked with and is good.
    pub(crate) voucher: Option<VoucherGood>,
}

/// A voucher that is good for the contract.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct VoucherGood {
    pub(crate) kind: VoucherKind,
    pub(crate) effect: VoucherEffect,
    pub(crate) bonus: Option<BonusView>,
    pub(crate) company: Option<CompanyView>,
    pub(crate) remarks: Option<String>,
}

/// How a question ended.
pub(crate) enum Priced {
    /// This.
    Ready(Box<Preview>),
    /// The voucher is no good, and nothing else was said.
    VoucherRefused(VoucherProblem),
    /// The vendor does not take it.
    Refused,
    /// It could not be asked.
    Failed(AttentionReason),
}

#[derive(Default)]
pub(crate) struct Price {
    /// What is chosen now; nothing while there is nothing to ask about.
    chosen: Option<Chosen>,
    state: State,
    /// The question on its way, and what it is about.
    asked: Option<(QuestionId, Chosen)>,
    number: QuestionId,
    /// The last price there was, for whatever.
    last: Option<(Chosen, PriceView)>,
}

#[derive(Default)]
enum State {
    #[default]
    Nothing,
    Asking,
    Shown(Box<Quote>),
    Refused,
    Failed(AttentionReason),
}

/// What came of an answer.
pub(crate) enum News {
    /// It is about something that is not chosen any more.
    Old,
    /// The state has changed.
    Changed,
    /// The voucher is no good.
    BadVoucher(VoucherProblem),
}

impl Price {
    /// This is chosen now. Returns the number of the question to ask, if there is one to ask now.
    pub(crate) fn choose(&mut self, chosen: Option<Chosen>) -> Option<QuestionId> {
        if chosen != self.chosen {
            self.chosen = chosen;
            self.state = if self.chosen.is_some() { State::Asking } else { State::Nothing };
        }
        self.ask()
    }

    /// What could not be asked is to be asked again.
    pub(crate) fn try_again(&mut self) {
        if let State::Failed(_) = self.state {
            self.state = State::Asking;
        }
    }

    /// Whatever was said is to be asked again: it is known to have changed.
    pub(crate) fn anew(&mut self) {
        if self.chosen.is_some() {
            self.state = State::Asking;
            // What comes back of it is too old.
            self.asked = None;
        }
    }

    fn ask(&mut self) -> Option<QuestionId> {
        let (State::Asking, None, Some(chosen)) = (&self.state, &self.asked, &self.chosen) else {
            return None;
        };
        self.number = self.number.next();
        self.asked = Some((self.number, chosen.clone()));
        Some(self.number)
    }

    /// The answer to a question.
    pub(crate) fn said(&mut self, number: QuestionId, priced: Priced) -> News {
        let Some((_, about)) = self.asked.take_if(|(asked, _)| *asked == number) else { return News::Old };
        if self.chosen.as_ref() != Some(&about) || !matches!(self.state, State::Asking) {
            return News::Old;
        }
        self.state = match priced {
            Priced::Ready(preview) => {
                if let Some(Err(problem)) = preview.voucher {
                    return News::BadVoucher(problem);
                }
                let quote = Quote::of(&preview);
                self.last = Some((about, quote.view.clone()));
                State::Shown(Box::new(quote))
            }
            Priced::VoucherRefused(problem) => return News::BadVoucher(problem),
            // Something is still to be entered, and the vendor would not go without it.
            Priced::Refused if !about.complete => State::Nothing,
            Priced::Refused => State::Refused,
            Priced::Failed(reason) => State::Failed(reason),
        };
        News::Changed
    }

    /// The price for what is chosen, if the vendor has said it.
    pub(crate) fn quote(&self) -> Option<&Quote> {
        match &self.state {
            State::Shown(quote) => Some(quote),
            State::Nothing | State::Asking | State::Refused | State::Failed(_) => None,
        }
    }

    /// Nothing is on its way that could change what is shown.
    pub(crate) fn is_settled(&self) -> bool {
        !matches!(self.state, State::Asking)
    }

    /// A contract can be sent with what is shown: the vendor said it, or cannot be asked and need not be.
    pub(crate) fn can_be_signed(&self) -> bool {
        match &self.state {
            State::Shown(_) => true,
            // The vendor's token for a card lapses long before anybody knows when the vendor is back.
            State::Failed(_) => self.chosen.as_ref().is_none_or(|it| it.pay_by != Some(PayBy::Card)),
            State::Nothing | State::Asking | State::Refused => false,
        }
    }

    pub(crate) fn failed(&self) -> Option<AttentionReason> {
        match &self.state {
            State::Failed(reason) => Some(*reason),
            State::Nothing | State::Asking | State::Shown(_) | State::Refused => None,
        }
    }

    pub(crate) fn view(&self) -> PreviewView {
        match &self.state {
            State::Nothing => PreviewView::None,
            State::Asking => PreviewView::Asking { before: self.before() },
            State::Shown(quote) => PreviewView::Shown { price: quote.view.clone() },
            State::Refused => PreviewView::Refused,
            State::Failed(reason) => PreviewView::Failed { reason: *reason },
        }
    }

    /// The price before, as long as it is one for the same things: never that of something else.
    fn before(&self) -> Option<PriceView> {
        let ((before, price), now) = (self.last.as_ref()?, self.chosen.as_ref()?);
        let same = (before.term, &before.modules, before.start, before.born, &before.voucher)
            == (now.term, &now.modules, now.start, now.born, &now.voucher);
        same.then(|| price.clone())
    }
}

impl Quote {
    fn of(preview: &Preview) -> Self {
        let voucher = preview.voucher.as_ref().and_then(|voucher| voucher.as_ref().ok());
        let share = voucher.and_then(|voucher| voucher.company.as_ref());
        let texts =
            preview.module_consents.iter().chain(voucher.iter().flat_map(|voucher| &voucher.text_blocks));
        Self {
            view: PriceView {
                base: preview.base_price.map(AmountView::from),
                for_age: preview.age_price.map(AmountView::from),
                discounted: voucher.and_then(|voucher| voucher.discounted_price).map(AmountView::from),
                company: share.map(company_share),
                frequency: None,
                due: None,
                pre_use: preview.pre_use_charge.map(|charge| PriceLine {
                    name: None,
                    price: Some(charge.into()),
                    discounted: voucher.and_then(|voucher| voucher.discounted_pre_use).map(AmountView::from),
                    company: share.and_then(|share| share.company_pre_use).map(AmountView::from),
                    member: share.and_then(|share| share.member_pre_use).map(AmountView::from),
                    credit: None,
                    bonus: None,
                    frequency: None,
                }),
                flat_fees: preview.fees.iter().map(line).collect(),
                modules: preview.modules.iter().map(line).collect(),
                volume: preview.volume.map(volume),
            },
            agreed: Agreed::of(preview),
            texts: texts.cloned().collect(),
            voucher: voucher.map(VoucherGood::of),
        }
    }
}

fn line(item: &PreviewItem) -> PriceLine {
    PriceLine {
        name: Some(item.name.clone()),
        price: item.price.map(AmountView::from),
        discounted: item.discounted.map(AmountView::from),
        company: item.company.map(AmountView::from),
        member: item.member.map(AmountView::from),
        credit: item.credit.map(AmountView::from),
        bonus: item.bonus.as_ref().map(bonus),
        frequency: item.payment.as_ref().map(frequency),
    }
}

fn company_share(share: &CompanyShare) -> CompanyShareView {
    CompanyShareView {
        name: share.name.clone(),
        pays: share.company.map(AmountView::from),
        pays_before: share.company_without_discount.map(AmountView::from),
        member: share.member.map(AmountView::from),
        member_before: share.member_without_discount.map(AmountView::from),
    }
}

fn company(share: &CompanyShare, lasting: Option<Lasting>) -> CompanyView {
    CompanyView {
        name: share.name.clone(),
        part: share.split.as_ref().map(|split| match split {
            Adjustment::Amount(amount) => CompanyPart::Amount { amount: (*amount).into() },
            Adjustment::Percent(percent) => CompanyPart::Percent { percent: percent.as_str().to_owned() },
        }),
        lasts: lasting.map(|lasting| match lasting {
            Lasting::Always => LastingView::Always,
            Lasting::FirstTerm => LastingView::FirstTerm,
            Lasting::For(span) => LastingView::For { period: period(span) },
        }),
    }
}

impl VoucherGood {
    fn of(voucher: &Voucher) -> Self {
        let (span, unlimited) = match voucher.lasting {
            Some(Lasting::Always) => (None, true),
            Some(Lasting::For(span)) => (Some(period(span)), false),
            Some(Lasting::FirstTerm) | None => (None, false),
        };
        let omits_starter = voucher.omits_starter_package;
        let effect = match &voucher.effect {
            Effect::Discount(magicline::connect::Adjustment::Amount(off)) => {
                VoucherEffect::Amount { amount: (*off).into(), period: span, unlimited, omits_starter }
            }
            Effect::Discount(magicline::connect::Adjustment::Percent(percent)) => VoucherEffect::Percent {
                percent: percent.as_str().to_owned(),
                period: span,
                unlimited,
                omits_starter,
            },
            Effect::Credit(credit) => VoucherEffect::Credit { amount: (*credit).into() },
            Effect::Unsaid => VoucherEffect::Other,
        };
        let remarks = voucher.remarks.clone().or_else(|| voucher.message.clone());
        Self {
            kind: voucher.kind,
            effect,
            bonus: voucher.bonus.as_ref().map(bonus),
            company: voucher.company.as_ref().map(|share| company(share, voucher.lasting)),
            remarks: remarks.map(|words| super::words::plain(&words)),
        }
    }
}

/// A price as it is shown: with when it is paid. The vendor says one amount, whatever the payments; where
/// they are several and come to something else, how it is divided among them is not known.
pub(super) fn with_due(price: PriceView, term: &Term) -> PriceView {
    let of_member = price.company.as_ref().and_then(|share| share.member.as_ref());
    let whole = || price.discounted.as_ref().or(price.for_age.as_ref()).or(price.base.as_ref());
    let now = of_member.or_else(whole).cloned();
    let payments = &term.payment.payments;
    let (frequency, due) = match (payments, now) {
        (_, None) => (Some(frequency(&term.payment)), None),
        (Payments::Every { span, .. }, Some(price)) => {
            (Some(FrequencyView::Recurring { term: period(*span), price }), None)
        }
        (Payments::Once(_), Some(price)) => (Some(FrequencyView::NonRecurring { price }), None),
        (Payments::Free, Some(price)) => ((price.minor == Minor(0)).then_some(FrequencyView::Free), None),
        (Payments::OnDays { .. } | Payments::After { .. }, Some(price))
            if payments.round().map(AmountView::from).as_ref() == Some(&price) =>
        {
            (Some(frequency(&term.payment)), None)
        }
        (Payments::OnDays { recurring, days }, Some(price)) => {
            let day = |(MonthDay { month, day }, _): &(MonthDay, _)| YearDay {
                month: (*month).into(),
                day: (*day).into(),
            };
            match days.iter().map(day).collect::<Vec<_>>()[..] {
                [YearDay { month, day }] => {
                    let days = vec![PricedDay { month, day, price }];
                    (Some(FrequencyView::MonthDay { recurring: *recurring, days }), None)
                }
                ref days => (None, Some(DueView::Days { recurring: *recurring, days: days.to_vec() })),
            }
        }
        (Payments::After { recurring, terms }, Some(price)) => {
            match terms.iter().map(|(span, _)| period(*span)).collect::<Vec<_>>()[..] {
                [term] => {
                    let terms = vec![PricedPeriod { term, price }];
                    (Some(FrequencyView::TermBased { recurring: *recurring, terms }), None)
                }
                ref terms => (None, Some(DueView::Terms { recurring: *recurring, terms: terms.to_vec() })),
            }
        }
    };
    PriceView { frequency, due, ..price }
}

/// What the modules that were chosen cost and what is chosen for free, apart.
pub(crate) fn split(offer: &Offer, term: &Term, modules: &[ModuleId]) -> (Vec<ModuleId>, Vec<ModuleId>) {
    let (optional, selected): (Vec<_>, Vec<_>) =
        modules.iter().partition(|module| optional(term, **module).is_some());
    let known = |id: &ModuleId| offer.selectable.iter().any(|module| module.id == *id);
    (selected.into_iter().filter(known).collect(), optional)
}
