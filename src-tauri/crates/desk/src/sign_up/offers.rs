//! What the studio offers, as it crosses to a page.

use std::collections::BTreeMap;

use domain::{Currency, Money};
use jiff::tz::TimeZone;
use magicline::connect::{
    Adjustment, AdjustmentRule, AgePrice, Asks, Attachment, BonusPeriod, BonusPlace, ChangeKind, Direction,
    Extension, FlatFee, Module, ModuleTerm, MonthDay, NoticeFrom, Offer, PaymentChoice, PaymentFrequency,
    Payments, Span, SpanUnit, Term, TextBlock, Volume,
};
use wire::{
    AdjustmentRuleView, AdjustmentValue, AgePriceView, AmountView, BonusView, CancellationView,
    ExtensionView, FlatFeeView, FollowingTerm, FrequencyView, Id, ModuleGroup, ModuleRunView, ModuleView,
    OfferView, OffersView, PayBy, Period, PeriodUnit, PriceChange, PricedDay, PricedPeriod, SlotView,
    SlotsView, TermView, TextBlockView, VolumeView,
};

use super::facts::Slots;
use super::words::plain;

/// Pictures as `data:` URLs, by the address the vendor has them at.
pub(crate) type Pictures = BTreeMap<String, String>;

/// `cards`: there is a window here to enter a card's particulars in.
pub(crate) fn offers<'a>(
    offers: impl Iterator<Item = &'a Offer>,
    pictures: &Pictures,
    cards: bool,
) -> OffersView {
    OffersView { offers: offers.map(|it| offer(it, pictures, cards)).collect() }
}

fn offer(offer: &Offer, pictures: &Pictures, cards: bool) -> OfferView {
    let words = |text: &Option<String>| text.as_deref().map(plain).filter(|text| !text.is_empty());
    let modules = |list: &[Module], group| list.iter().map(|it| module(it, group)).collect();
    OfferView {
        offer: offer.id.into(),
        name: offer.name.clone(),
        sub_description: words(&offer.sub_description),
        description: words(&offer.description),
        footnote: words(&offer.footnote),
        picture: offer.image_url.as_ref().and_then(|url| pictures.get(url).cloned()),
        until: offer.offered.map(|(_, until)| until.to_string()),
        terms: offer.terms.iter().map(term).collect(),
        included: modules(&offer.included, ModuleGroup::Included),
        selectable: modules(&offer.selectable, ModuleGroup::Selectable),
        selectable_at_most: offer.most_selectable,
        pay_by: ways_to_pay(offer, cards).collect(),
        initial_payment: offer.initial_payment_required,
    }
}

/// How an offer can be paid for at this desk.
pub(crate) fn ways_to_pay(offer: &Offer, cards: bool) -> impl Iterator<Item = PayBy> {
    offer.payment_choices.iter().copied().map(pay_by).filter(move |by| *by != PayBy::Card || cards)
}

const fn pay_by(choice: PaymentChoice) -> PayBy {
    match choice {
        PaymentChoice::Cash => PayBy::Cash,
        PaymentChoice::BankTransfer => PayBy::Transfer,
        PaymentChoice::DirectDebit => PayBy::DirectDebit,
        PaymentChoice::Card => PayBy::Card,
        PaymentChoice::Twint => PayBy::Twint,
    }
}

pub(crate) fn term(term: &Term) -> TermView {
    let currency = term.payment.payments.round().map(|price| price.currency);
    TermView {
        term: term.id.into(),
        runtime: period(term.span),
        without_bonus: term.span_without_bonus.filter(|without| without.count < term.span.count).map(period),
        price: frequency(&term.payment),
        age_prices: term.payment.by_age.iter().map(age_price).collect(),
        flat_fees: term.fees.iter().map(flat_fee).collect(),
        first_price: first_price(term).map(AmountView::from),
        extension: extension(term),
        cancellation: CancellationView {
            before_end: term.notice.map(period),
            before_extension_end: match &term.extension {
                Extension::Prolongs { notice, .. } | Extension::Subsequent { notice, .. } => {
                    notice.map(period)
                }
                Extension::Ends | Extension::Unsaid => None,
            },
            from_receipt: term.notice_from == Some(NoticeFrom::Receipt),
        },
        adjustments: term.adjustment_rules.iter().map(|rule| adjustment(rule, currency)).collect(),
        bonuses: term.bonus_periods.iter().map(bonus).collect(),
        volume: term.volume.map(volume),
        optional: term.optional.iter().map(|it| module(it, ModuleGroup::Optional)).collect(),
        default_start: term.default_start.map(|date| date.to_string()),
        use_from: term.use_from.map(|date| date.to_string()),
    }
}

pub(crate) fn bonus(bonus: &BonusPeriod) -> BonusView {
    BonusView { period: period(bonus.span), at_start: bonus.place == Some(BonusPlace::ContractStart) }
}

/// The first price where it is another one: the vendor repeats that of the term where there is none.
fn first_price(term: &Term) -> Option<Money> {
    let first = term.start_price?;
    let is_usual = match &term.payment.payments {
        Payments::Once(price) | Payments::Every { price, .. } => *price == first,
        Payments::OnDays { days, .. } => days.iter().any(|(_, price)| *price == first),
        Payments::After { terms, .. } => terms.iter().any(|(_, price)| *price == first),
        Payments::Free => true,
    };
    (!is_usual).then_some(first)
}

fn extension(term: &Term) -> ExtensionView {
    match &term.extension {
        Extension::Ends => ExtensionView::Ends,
        Extension::Prolongs { by, .. } => ExtensionView::Extends {
            by: by.map(period),
            price: term.price_after_extension.map(AmountView::from),
            every: term.span_after_extension.map(period),
        },
        Extension::Subsequent { offer, .. } => {
            let following =
                |term: &Term| FollowingTerm { runtime: period(term.span), price: frequency(&term.payment) };
            ExtensionView::Follows {
                name: offer.as_ref().map(|offer| offer.name.clone()),
                terms: offer.iter().flat_map(|offer| &offer.terms).map(following).collect(),
            }
        }
        // A contract of which nobody says that it ends goes on.
        Extension::Unsaid => ExtensionView::Extends {
            by: None,
            price: term.price_after_extension.map(AmountView::from),
            every: term.span_after_extension.map(period),
        },
    }
}

fn flat_fee(fee: &FlatFee) -> FlatFeeView {
    FlatFeeView {
        name: fee.name.clone(),
        price: frequency(&fee.payment),
        starter: fee.starter_package,
        after: fee.delay.map(period),
    }
}

fn age_price(price: &AgePrice) -> AgePriceView {
    AgePriceView { from: price.from, to: price.to, change: adjustment_value(&price.adjustment) }
}

pub(crate) fn adjustment_value(adjustment: &Adjustment) -> AdjustmentValue {
    match adjustment {
        // "An absolute price", as the Connect API has it, and no difference.
        Adjustment::Amount(money) => AdjustmentValue::To { amount: (*money).into() },
        Adjustment::Percent(percent) => AdjustmentValue::Percent { percent: percent.as_str().to_owned() },
    }
}

fn adjustment(rule: &AdjustmentRule, currency: Option<Currency>) -> AdjustmentRuleView {
    let is_amount = match rule.kind {
        Some(ChangeKind::Amount | ChangeKind::NewPrice) => true,
        Some(ChangeKind::Percent) | None => false,
    };
    let value = rule.value.as_deref().filter(|_| is_amount);
    let amount = value.zip(currency).and_then(|(value, currency)| Money::parse(value, currency).ok());
    AdjustmentRuleView {
        sentence: rule.description.as_deref().map(plain),
        change: match (rule.direction, rule.kind) {
            // "New absolute base amount", wherever the old one is.
            (Some(Direction::NewPrice), _) | (_, Some(ChangeKind::NewPrice)) => Some(PriceChange::To),
            (Some(Direction::Up), _) => Some(PriceChange::Up),
            (Some(Direction::Down), _) => Some(PriceChange::Down),
            (None, Some(ChangeKind::Percent | ChangeKind::Amount) | None) => None,
        },
        value: rule.value.clone(),
        amount: amount.map(AmountView::from),
        percent: rule.kind == Some(ChangeKind::Percent),
        recurrence: rule.recurrence.clone(),
    }
}

fn module(module: &Module, group: ModuleGroup) -> ModuleView {
    let free = || FrequencyView::Free;
    ModuleView {
        module: module.id.into(),
        name: module.name.clone(),
        description: module.description.as_deref().map(plain),
        price: module.payment.as_ref().map_or_else(free, frequency),
        group,
        trial: module.trial.as_ref().and_then(|trial| trial.description.clone()),
        runs: module.term.as_ref().and_then(runs),
        consent: module.consent.is_some(),
    }
}

/// Nothing where nothing is said of it: it runs as long as the contract then.
fn runs(term: &ModuleTerm) -> Option<ModuleRunView> {
    let (extension, later) = match &term.extension {
        Extension::Ends => (Some(ExtensionView::Ends), None),
        Extension::Prolongs { by, notice } => {
            (Some(ExtensionView::Extends { by: by.map(period), price: None, every: None }), *notice)
        }
        Extension::Subsequent { notice, .. } => {
            (Some(ExtensionView::Follows { name: None, terms: Vec::new() }), *notice)
        }
        Extension::Unsaid => (None, None),
    };
    let cancellation = term.notice.or(later).map(|_| CancellationView {
        before_end: term.notice.map(period),
        before_extension_end: later.map(period),
        from_receipt: false,
    });
    let runs = ModuleRunView { runtime: term.span.map(period), extension, cancellation };
    let says_something = runs.runtime.is_some() || runs.extension.is_some() || runs.cancellation.is_some();
    says_something.then_some(runs)
}

pub(crate) fn volume(volume: Volume) -> VolumeView {
    VolumeView {
        total: volume.total.map(AmountView::from),
        per_month: volume.per_month.map(AmountView::from),
        per_payment: volume.per_payment.map(AmountView::from),
    }
}

pub(crate) const fn period(span: Span) -> Period {
    let unit = match span.unit {
        SpanUnit::Day => PeriodUnit::Day,
        SpanUnit::Week => PeriodUnit::Week,
        SpanUnit::Month => PeriodUnit::Month,
        SpanUnit::Year => PeriodUnit::Year,
    };
    Period { value: span.count, unit }
}

pub(crate) fn frequency(frequency: &PaymentFrequency) -> FrequencyView {
    match &frequency.payments {
        Payments::Once(price) => FrequencyView::NonRecurring { price: (*price).into() },
        Payments::Every { span, price } => {
            FrequencyView::Recurring { term: period(*span), price: (*price).into() }
        }
        Payments::OnDays { recurring, days } => {
            let day = |(MonthDay { month, day }, price): &(MonthDay, Money)| PricedDay {
                month: (*month).into(),
                day: (*day).into(),
                price: (*price).into(),
            };
            FrequencyView::MonthDay { recurring: *recurring, days: days.iter().map(day).collect() }
        }
        Payments::After { recurring, terms } => {
            let term =
                |(span, price): &(Span, Money)| PricedPeriod { term: period(*span), price: (*price).into() };
            FrequencyView::TermBased { recurring: *recurring, terms: terms.iter().map(term).collect() }
        }
        Payments::Free => FrequencyView::Free,
    }
}

pub(crate) fn text_block(block: &TextBlock) -> TextBlockView {
    let (required, signature) = match block.asks {
        Asks::Nothing => (false, false),
        Asks::Confirmation => (true, false),
        Asks::Signature => (true, true),
        Asks::OptionalSignature => (false, true),
    };
    TextBlockView {
        block: block.id.into(),
        title: plain(&block.title),
        text: plain(&block.text),
        required,
        signature,
        preferences: block.shows_preferences,
        attachment: block.attachment.as_ref().and_then(attachment),
        module: block.module.map(Id),
    }
}

/// Only what a browser opens by itself over the network.
pub(crate) fn attachment(attachment: &Attachment) -> Option<wire::Attachment> {
    let (title, link) = match attachment {
        Attachment::File { name, url } => (name, url),
        Attachment::Link { title, url } => (title, url),
        Attachment::ContractPreview => return None,
    };
    is_web(link).then(|| wire::Attachment { title: title.clone(), link: link.clone() })
}

pub(crate) fn is_web(link: &str) -> bool {
    link.starts_with("https://") || link.starts_with("http://127.0.0.1")
}

/// Slots are named by their order.
pub(crate) fn slots(slots: &Slots, zone: &TimeZone) -> SlotsView {
    let time = |at: jiff::Timestamp| at.to_zoned(zone.clone()).strftime("%H:%M").to_string();
    let slot = |(index, slot): (usize, &super::facts::FreeSlot)| SlotView {
        slot: u32::try_from(index).unwrap_or(u32::MAX),
        day: slot.starts_at.to_zoned(zone.clone()).date().to_string(),
        begins: time(slot.starts_at),
        ends: slot.ends_at.map(time),
    };
    SlotsView {
        name: slots.name.clone(),
        description: slots.description.as_deref().map(plain),
        from: slots.from.to_string(),
        to: slots.to.to_string(),
        slots: slots.list.iter().enumerate().map(slot).collect(),
    }
}
