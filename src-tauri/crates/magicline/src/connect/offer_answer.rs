//! Reading of offers (`GET /connect/v1/rate-bundle`).

use domain::{Currency, Language, ModuleId, OfferId, StudioId, TermId};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::ConnectApi;
use super::amount::{count, date, each, if_any, money, rounded, text};
use super::frequency::{FlatAnswer, Span, SpanAnswer, by_age};
use super::offer::{
    AdjustmentRule, BonusPeriod, BonusPlace, ChangeKind, Direction, Extension, FlatFee, Module, ModuleTerm,
    NoticeFrom, Offer, PaymentChoice, PreUse, Term, Trial, Volume,
};
use super::textblock::{TextBlockAnswer, text_blocks};
use crate::answer::Answer;
use crate::error::Error;

type Raw = Box<RawValue>;

impl ConnectApi {
    /// The studio's offers, in the vendor's order (`GET /connect/v1/rate-bundle`). Where the vendor
    /// sends bare numbers, they are in `currency`; words are in `language`.
    ///
    /// An offer that cannot be read whole is left out, and a term likewise: see
    /// [`Offer::unreadable_terms`].
    pub async fn offers(
        &self,
        studio: StudioId,
        currency: Currency,
        language: Language,
    ) -> Result<Vec<Offer>, Error> {
        self.hear_offers(studio, currency, language).await.map(|heard| heard.said)
    }
}

pub(super) fn offers(answer: Answer, currency: Currency) -> Result<Vec<Offer>, Error> {
    let list: Vec<Raw> = answer.json()?;
    Ok(each(Some(&list)).filter_map(|offer: OfferAnswer| offer.read(currency)).collect())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OfferAnswer {
    id: OfferId,
    name: String,
    description: Option<String>,
    sub_description: Option<String>,
    footnote: Option<String>,
    image_url: Option<String>,
    limited_offering_period: Option<PeriodAnswer>,
    terms: Vec<Raw>,
    // Both lists are demanded whole: what is always in, and what must be read.
    modules: Option<Vec<Raw>>,
    contract_text_blocks: Option<Vec<TextBlockAnswer>>,
    selectable_modules: Option<Vec<Raw>>,
    maximum_number_of_selectable_modules: Option<u32>,
    allowed_payment_choices: Option<Vec<String>>,
    contract_signatures_required: Option<bool>,
    initial_payment_required: Option<bool>,
    preuse_type: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PeriodAnswer {
    start_date: String,
    end_date: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TermAnswer {
    id: TermId,
    term: Option<SpanAnswer>,
    term_value: Option<u32>,
    term_unit: Option<String>,
    term_value_without_bonus_period: Option<u32>,
    rate_start_price: Option<Raw>,
    // Demanded whole: each is something to pay.
    flat_fees: Option<Vec<Raw>>,
    price_adjustment_rules: Option<Vec<Raw>>,
    cancellation_period: Option<u32>,
    cancellation_period_unit: Option<String>,
    cancelation_strategy: Option<String>,
    extension_type: Option<String>,
    extension_fixed_term: Option<u32>,
    extension_fixed_term_unit: Option<String>,
    extension_cancellation_period: Option<u32>,
    extension_cancellation_period_unit: Option<String>,
    price_after_extension: Option<Raw>,
    term_value_after_extension: Option<u32>,
    term_unit_after_extension: Option<String>,
    rate_bonus_periods: Option<Vec<Raw>>,
    age_based_adjustment_dtos: Option<Vec<Raw>>,
    default_contract_start_date: Option<String>,
    contract_start_date_of_use: Option<String>,
    contract_volume_information: Option<VolumeAnswer>,
    optional_modules: Option<Vec<Raw>>,
    subsequent_rate_dto: Option<Raw>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FeeAnswer {
    identifier: Option<String>,
    name: Option<String>,
    is_starter_package: Option<bool>,
    first_booking_delay_value: Option<u32>,
    first_booking_delay_unit: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RuleAnswer {
    default_description: Option<String>,
    #[serde(rename = "type")]
    direction: Option<String>,
    charge_adjustment_type: Option<String>,
    value: Option<String>,
    recurrence_frequency: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BonusAnswer {
    #[serde(default, deserialize_with = "count")]
    term_value: Option<u32>,
    term_unit: Option<String>,
    runtime_extension_type: Option<String>,
    extends_cancellation_period: Option<bool>,
    display_separately: Option<bool>,
    term_strategy: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct VolumeAnswer {
    total_contract_volume: Option<Raw>,
    average_payment_volume_per_month: Option<Raw>,
    average_payment_volume_per_payment_frequency_term: Option<Raw>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ModuleAnswer {
    id: ModuleId,
    name: String,
    description: Option<String>,
    image_url: Option<String>,
    public_trial_period_dto: Option<TrialAnswer>,
    term: Option<ModuleTermAnswer>,
    consent_text_block: Option<TextBlockAnswer>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TrialAnswer {
    description: Option<String>,
    trial_period: Option<SpanAnswer>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ModuleTermAnswer {
    term: Option<SpanAnswer>,
    cancelation_period: Option<SpanAnswer>,
    extension_type: Option<String>,
    term_extension: Option<SpanAnswer>,
    extension_cancelation_period: Option<SpanAnswer>,
}

impl OfferAnswer {
    fn read(self, currency: Currency) -> Option<Offer> {
        let all = self.terms.len();
        let terms: Vec<Term> = self.terms.iter().filter_map(|term| read_term(term, currency)).collect();
        let included = self.modules.unwrap_or_default();
        Some(Offer {
            id: self.id,
            name: self.name,
            description: text(self.description),
            sub_description: text(self.sub_description),
            footnote: text(self.footnote),
            image_url: text(self.image_url),
            offered: match self.limited_offering_period {
                None => None,
                Some(period) => Some((date(Some(&period.start_date))?, date(Some(&period.end_date))?)),
            },
            unreadable_terms: all - terms.len(),
            terms: (!terms.is_empty()).then_some(terms)?,
            included: included.iter().map(|one| read_module(one, currency)).collect::<Option<_>>()?,
            selectable: modules(self.selectable_modules.as_deref(), currency).collect(),
            most_selectable: self.maximum_number_of_selectable_modules.unwrap_or_default(),
            text_blocks: text_blocks(self.contract_text_blocks),
            payment_choices: choices(self.allowed_payment_choices.as_deref()),
            signatures_required: self.contract_signatures_required.unwrap_or_default(),
            initial_payment_required: self.initial_payment_required.unwrap_or_default(),
            pre_use: match self.preuse_type.as_deref() {
                Some("NONE") => PreUse::None,
                Some("CHARGEABLE") => PreUse::Chargeable,
                Some("FREE") => PreUse::Free,
                _ => PreUse::Unsaid,
            },
        })
    }
}

/// `None` if the length, or anything to be paid, cannot be read.
fn read_term(raw: &RawValue, currency: Currency) -> Option<Term> {
    let answer: TermAnswer = serde_json::from_str(raw.get()).ok()?;
    let mut payment = serde_json::from_str::<FlatAnswer>(raw.get()).ok()?.read(currency)?;
    if payment.by_age.is_empty() {
        payment.by_age = by_age(answer.age_based_adjustment_dtos.as_deref(), currency);
    }
    let span = answer.span()?;
    let fees = answer.flat_fees.as_deref().unwrap_or_default();
    let rules = answer.price_adjustment_rules.as_deref().unwrap_or_default();
    let after = if_any(answer.price_after_extension.as_deref(), currency);
    Some(Term {
        id: answer.id,
        span,
        span_without_bonus: answer.term_value_without_bonus_period.map(|count| Span { count, ..span }),
        payment,
        start_price: answer.rate_start_price.as_deref().and_then(|price| money(price, currency)),
        fees: fees.iter().map(|fee| read_fee(fee, currency)).collect::<Option<_>>()?,
        notice: Span::of(answer.cancellation_period, answer.cancellation_period_unit.as_deref()),
        notice_from: notice_from(answer.cancelation_strategy.as_deref()),
        extension: answer.extension(currency),
        price_after_extension: match after {
            None => None,
            Some(price) => Some(price?),
        },
        span_after_extension: Span::of(
            answer.term_value_after_extension,
            answer.term_unit_after_extension.as_deref(),
        ),
        adjustment_rules: rules.iter().map(|rule| read_rule(rule)).collect(),
        bonus_periods: each(answer.rate_bonus_periods.as_deref())
            .filter_map(|bonus: BonusAnswer| bonus.read())
            .collect(),
        default_start: date(answer.default_contract_start_date.as_deref()),
        use_from: date(answer.contract_start_date_of_use.as_deref()),
        volume: answer.contract_volume_information.as_ref().map(|volume| volume.read(currency)),
        optional: modules(answer.optional_modules.as_deref(), currency)
            .filter(|module| module.payment.is_some())
            .collect(),
    })
}

impl TermAnswer {
    fn span(&self) -> Option<Span> {
        match &self.term {
            Some(term) => term.span(),
            None => Span::of(self.term_value, self.term_unit.as_deref()),
        }
    }

    fn extension(&self, currency: Currency) -> Extension {
        let notice =
            Span::of(self.extension_cancellation_period, self.extension_cancellation_period_unit.as_deref());
        match self.extension_type.as_deref() {
            Some("NONE") => Extension::Ends,
            Some("TERM_EXTENSION") => Extension::Prolongs {
                by: Span::of(self.extension_fixed_term, self.extension_fixed_term_unit.as_deref()),
                notice,
            },
            Some("SUBSEQUENT_RATE_DETAIL") => {
                let read = |raw: &Raw| serde_json::from_str::<OfferAnswer>(raw.get()).ok()?.read(currency);
                let offer = self.subsequent_rate_dto.as_ref().and_then(read).map(Box::new);
                Extension::Subsequent { offer, notice }
            }
            _ => Extension::Unsaid,
        }
    }
}

fn read_fee(raw: &RawValue, currency: Currency) -> Option<FlatFee> {
    let answer: FeeAnswer = serde_json::from_str(raw.get()).ok()?;
    Some(FlatFee {
        identifier: text(answer.identifier).unwrap_or_default(),
        name: text(answer.name).unwrap_or_default(),
        payment: serde_json::from_str::<FlatAnswer>(raw.get()).ok()?.read(currency)?,
        starter_package: answer.is_starter_package.unwrap_or_default(),
        delay: Span::of(answer.first_booking_delay_value, answer.first_booking_delay_unit.as_deref()),
    })
}

/// That there is a rule is said even if nothing of it can be read.
fn read_rule(raw: &RawValue) -> AdjustmentRule {
    let answer = serde_json::from_str::<RuleAnswer>(raw.get()).ok();
    let Some(answer) = answer else {
        return AdjustmentRule {
            description: None,
            direction: None,
            kind: None,
            value: None,
            recurrence: None,
        };
    };
    AdjustmentRule {
        description: text(answer.default_description),
        direction: match answer.direction.as_deref() {
            Some("RAISE") => Some(Direction::Up),
            Some("REDUCTION") => Some(Direction::Down),
            Some("NEW_BASIC_AMOUNT") => Some(Direction::NewPrice),
            _ => None,
        },
        kind: match answer.charge_adjustment_type.as_deref() {
            Some("RELATIVE") => Some(ChangeKind::Percent),
            Some("ABSOLUTE") => Some(ChangeKind::Amount),
            Some("BASIC_AMOUNT") => Some(ChangeKind::NewPrice),
            _ => None,
        },
        value: text(answer.value),
        recurrence: text(answer.recurrence_frequency),
    }
}

impl BonusAnswer {
    pub fn read(&self) -> Option<BonusPeriod> {
        Some(BonusPeriod {
            span: Span::of(self.term_value, self.term_unit.as_deref())?,
            extends_term: match self.runtime_extension_type.as_deref() {
                Some("WITH_EXTENSION") => Some(true),
                Some("WITHOUT_EXTENSION") => Some(false),
                _ => None,
            },
            extends_notice: self.extends_cancellation_period.unwrap_or_default(),
            separate: self.display_separately.unwrap_or_default(),
            place: match self.term_strategy.as_deref() {
                Some("CONTRACT_START") => Some(BonusPlace::ContractStart),
                Some("FIXED") => Some(BonusPlace::Fixed),
                Some("END_OF_CURRENT_TERM") => Some(BonusPlace::EndOfTerm),
                Some("START_OF_NEXT_TERM") => Some(BonusPlace::StartOfNextTerm),
                _ => None,
            },
        })
    }
}

impl VolumeAnswer {
    /// Averages may be finer than the smallest coin.
    pub fn read(&self, currency: Currency) -> Volume {
        let amount = |raw: &Option<Raw>| rounded(raw.as_deref()?, currency);
        Volume {
            total: amount(&self.total_contract_volume),
            per_month: amount(&self.average_payment_volume_per_month),
            per_payment: amount(&self.average_payment_volume_per_payment_frequency_term),
        }
    }
}

/// The modules that can be read. Nobody has to have one of these.
fn modules(list: Option<&[Raw]>, currency: Currency) -> impl Iterator<Item = Module> {
    list.unwrap_or_default().iter().filter_map(move |raw| read_module(raw, currency))
}

fn read_module(raw: &RawValue, currency: Currency) -> Option<Module> {
    let answer: ModuleAnswer = serde_json::from_str(raw.get()).ok()?;
    let payment = serde_json::from_str::<FlatAnswer>(raw.get()).ok();
    Some(Module {
        id: answer.id,
        name: answer.name,
        description: text(answer.description),
        image_url: text(answer.image_url),
        payment: payment.and_then(|payment| payment.read(currency)),
        trial: answer.public_trial_period_dto.map(|trial| Trial {
            description: text(trial.description),
            span: trial.trial_period.and_then(|span| span.span()),
        }),
        term: answer.term.map(ModuleTermAnswer::read),
        consent: answer.consent_text_block.map(TextBlockAnswer::read),
    })
}

impl ModuleTermAnswer {
    fn read(self) -> ModuleTerm {
        let span = |answer: &Option<SpanAnswer>| answer.as_ref().and_then(SpanAnswer::span);
        let notice = span(&self.extension_cancelation_period);
        ModuleTerm {
            span: span(&self.term),
            notice: span(&self.cancelation_period),
            extension: match self.extension_type.as_deref() {
                Some("NONE") => Extension::Ends,
                Some("TERM_EXTENSION") => Extension::Prolongs { by: span(&self.term_extension), notice },
                Some("SUBSEQUENT_RATE_DETAIL") => Extension::Subsequent { offer: None, notice },
                _ => Extension::Unsaid,
            },
        }
    }
}

fn notice_from(constant: Option<&str>) -> Option<NoticeFrom> {
    match constant? {
        "TERM" => Some(NoticeFrom::EndOfTerm),
        "RECEIPT_DATE" => Some(NoticeFrom::Receipt),
        _ => None,
    }
}

fn choices(constants: Option<&[String]>) -> Vec<PaymentChoice> {
    constants.unwrap_or_default().iter().filter_map(|constant| PaymentChoice::of(constant)).collect()
}
