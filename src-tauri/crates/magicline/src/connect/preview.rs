//! What a contract would cost this member (`POST /connect/v2/preview`). Changes nothing.

use domain::{Currency, Language, Money};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::ConnectApi;
use super::amount::{count, rounded, text};
use super::body;
use super::contract::ContractRequest;
use super::frequency::{Adjustment, FrequencyAnswer, PaymentFrequency, Span};
use super::offer::{BonusPeriod, Volume};
use super::offer_answer::{BonusAnswer, VolumeAnswer};
use super::textblock::{TextBlock, TextBlockAnswer, text_blocks};
use crate::error::{Error, Refusal};

/// What the vendor says of a contract that is not signed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PreviewAnswer {
    /// What it would cost. A voucher in it may have been refused all the same.
    Ready(Box<Preview>),
    /// The voucher was refused and nothing else was said (HTTP 400, as the vendor's text has it):
    /// ask again without it. No reason is promised; where none is given, the contract was tried without
    /// the voucher, and is good.
    VoucherRefused(VoucherProblem),
}

/// What a contract would cost. Amounts that the vendor calculated more finely than the smallest coin
/// are rounded half up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The price of the term.
    pub base_price: Option<Money>,
    /// The price at this member's age, where that makes a difference.
    pub age_price: Option<Money>,
    /// What the time before the start costs.
    pub pre_use_charge: Option<Money>,
    /// The fees, the voucher taken into account.
    pub fees: Vec<PreviewItem>,
    /// The optional modules that were chosen, the voucher taken into account.
    pub modules: Vec<PreviewItem>,
    /// What it comes to, if the studio wants that shown.
    pub volume: Option<Volume>,
    /// What the member has to agree to for modules.
    pub module_consents: Vec<TextBlock>,
    /// What became of the voucher, if there was one.
    pub voucher: Option<Result<Voucher, VoucherProblem>>,
}

/// A fee or module of a preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewItem {
    /// The vendor's constant, for a fee.
    pub identifier: Option<String>,
    /// What it is.
    pub name: String,
    /// Its price.
    pub price: Option<Money>,
    /// Its price with the voucher.
    pub discounted: Option<Money>,
    /// When it is due, if that can be read.
    pub payment: Option<PaymentFrequency>,
    /// What a company pays of it.
    pub company: Option<Money>,
    /// What is left for the member then.
    pub member: Option<Money>,
    /// What a credit voucher pays of it.
    pub credit: Option<Money>,
    /// Time on top.
    pub bonus: Option<BonusPeriod>,
}

/// A voucher that the vendor accepts for this contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voucher {
    /// What kind it is and what it does.
    pub effect: Effect,
    /// Which kind the vendor calls it.
    pub kind: VoucherKind,
    /// The price with it.
    pub discounted_price: Option<Money>,
    /// The price of the time before the start with it (`discountedPreUseCharge`, or
    /// `discountedPreviewCharge` in the vendor's text).
    pub discounted_pre_use: Option<Money>,
    /// Whether the starter package is free (`omitStarterPackage`, in the vendor's text only).
    pub omits_starter_package: bool,
    /// For how long it holds, if that is known.
    pub lasting: Option<Lasting>,
    /// Time on top.
    pub bonus: Option<BonusPeriod>,
    /// What a company pays.
    pub company: Option<CompanyShare>,
    /// The studio's remarks.
    pub remarks: Option<String>,
    /// The vendor's words for what it does.
    pub message: Option<String>,
    /// Texts of the contract that come with it.
    pub text_blocks: Vec<TextBlock>,
}

/// `voucherType`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoucherKind {
    /// `DISCOUNT`
    Discount,
    /// `CREDIT`
    Credit,
    /// `COMPANY_FEE_SPLIT`
    Company,
    /// `CONTRACT`: to be redeemed, not signed with.
    Rate,
    /// `CHECKIN`
    CheckIn,
    /// One published after this program was built, or none was named.
    Other,
}

/// What a voucher does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Takes something off the price.
    Discount(Adjustment),
    /// Is credited to the member's account.
    Credit(Money),
    /// What it does cannot be read here; [`Voucher::message`] may say it.
    Unsaid,
}

/// For how long a discount holds (`voucherEffectivePeriod`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasting {
    /// `UNLIMITED`
    Always,
    /// `INITIAL_TERM`
    FirstTerm,
    /// `TIME_BASED`
    For(Span),
}

/// What a company pays of a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompanyShare {
    /// Which company.
    pub name: Option<String>,
    /// Which part of the price it pays, where that can be read (`companyFeeSplitType`, `companyFeeSplitValue`).
    pub split: Option<Adjustment>,
    /// What it pays.
    pub company: Option<Money>,
    /// What is left for the member.
    pub member: Option<Money>,
    /// What it would pay if nothing were taken off besides.
    pub company_without_discount: Option<Money>,
    /// What would be left for the member then.
    pub member_without_discount: Option<Money>,
    /// What it pays for the time before the start.
    pub company_pre_use: Option<Money>,
    /// What is left of that for the member.
    pub member_pre_use: Option<Money>,
}

/// Why a voucher is not good (`errorCodes` and `voucherErrorCode`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoucherProblem {
    /// `VOUCHER_VALIDATION_FAILED_INVALID_CODE`, `ENTITY_NOT_FOUND`
    Unknown,
    /// `VOUCHER_VALIDATION_FAILED_NOT_REDEEMABLE_HERE`
    NotHere,
    /// `VOUCHER_VALIDATION_FAILED_NOT_IN_VALIDITY_PERIOD`
    NotNow,
    /// `VOUCHER_VALIDATION_FAILED_NOT_ALLOWED_FOR_RATE`
    NotForThisOffer,
    /// Another reason.
    Other,
}

impl ConnectApi {
    /// Asks what a contract would cost and whether its voucher is good (`POST /connect/v2/preview`).
    ///
    /// Signatures, the picture and the payment token are not sent. Where the vendor sends bare
    /// numbers, they are in `currency`; words are in `language`. Changes nothing and may be repeated.
    pub async fn preview(
        &self,
        request: &ContractRequest,
        currency: Currency,
        language: Language,
    ) -> Result<PreviewAnswer, Error> {
        let mut body = body::preview(request);
        let refusal = match self.ask_preview(&body, currency, language).await {
            Ok(preview) => return Ok(PreviewAnswer::Ready(Box::new(preview))),
            Err(Error::Status(refusal)) if body.remove("voucherCode").is_some() => refusal,
            Err(error) => return Err(error),
        };
        if let Some(problem) = VoucherProblem::in_refusal(&refusal) {
            return Ok(PreviewAnswer::VoucherRefused(problem));
        }
        if !matches!(refusal.status, 400 | 404 | 409 | 422) {
            return Err(Error::Status(refusal));
        }
        match self.ask_preview(&body, currency, language).await {
            Ok(_) if refusal.status == 404 || refusal.has("ENTITY_NOT_FOUND") => {
                Ok(PreviewAnswer::VoucherRefused(VoucherProblem::Unknown))
            }
            Ok(_) => Ok(PreviewAnswer::VoucherRefused(VoucherProblem::Other)),
            // It is not about the voucher, or not only.
            Err(error) => Err(error),
        }
    }

    async fn ask_preview(
        &self,
        body: &Map<String, Value>,
        currency: Currency,
        language: Language,
    ) -> Result<Preview, Error> {
        self.post("preview", self.at("/connect/v2/preview"), body, Some(language), |answer| {
            let garbled = Error::Garbled { status: answer.status };
            answer.json::<PreviewBody>()?.read(currency).ok_or(garbled)
        })
        .await
    }
}

impl VoucherProblem {
    pub(super) fn of(code: &str) -> Self {
        Self::named(code).unwrap_or(if code == "ENTITY_NOT_FOUND" { Self::Unknown } else { Self::Other })
    }

    /// What a refusal says of a voucher, if it is about one for certain.
    pub(super) fn in_refusal(refusal: &Refusal) -> Option<Self> {
        let client_error = (400..=499).contains(&refusal.status);
        client_error.then(|| refusal.codes.iter().find_map(|code| Self::named(code)))?
    }

    fn named(code: &str) -> Option<Self> {
        Some(match code.strip_prefix("VOUCHER_")? {
            "VALIDATION_FAILED_INVALID_CODE" => Self::Unknown,
            "VALIDATION_FAILED_NOT_REDEEMABLE_HERE" => Self::NotHere,
            "VALIDATION_FAILED_NOT_IN_VALIDITY_PERIOD" => Self::NotNow,
            "VALIDATION_FAILED_NOT_ALLOWED_FOR_RATE" => Self::NotForThisOffer,
            _ => Self::Other,
        })
    }
}

impl VoucherKind {
    fn of(constant: Option<&str>) -> Self {
        match constant {
            Some("DISCOUNT") => Self::Discount,
            Some("CREDIT") => Self::Credit,
            Some("COMPANY_FEE_SPLIT") => Self::Company,
            Some("CONTRACT") => Self::Rate,
            Some("CHECKIN") => Self::CheckIn,
            _ => Self::Other,
        }
    }
}

type Number = Box<RawValue>;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PreviewBody {
    base_price: Option<Number>,
    age_adjusted_price: Option<Number>,
    pre_use_charge: Option<Number>,
    flat_fee_previews: Option<Vec<ItemAnswer>>,
    selected_optional_modules_previews: Option<Vec<ItemAnswer>>,
    contract_volume_information: Option<VolumeAnswer>,
    module_consent_text_blocks: Option<Vec<TextBlockAnswer>>,
    voucher_type: Option<String>,
    voucher_error_code: Option<String>,
    voucher_remarks: Option<String>,
    voucher_success_message: Option<String>,
    voucher_text_blocks: Option<Vec<TextBlockAnswer>>,
    voucher_effective_period: Option<String>,
    #[serde(default, deserialize_with = "count")]
    effective_period_time_based_term: Option<u32>,
    effective_period_time_based_term_unit: Option<String>,
    voucher_bonus_period: Option<BonusAnswer>,
    discount_type: Option<String>,
    discount_value: Option<Number>,
    discounted_base_price: Option<Number>,
    discounted_pre_use_charge: Option<Number>,
    discounted_preview_charge: Option<Number>,
    omit_starter_package: Option<bool>,
    credit_value: Option<Number>,
    company_name: Option<String>,
    company_amount: Option<Number>,
    company_amount_pre_use_charge: Option<Number>,
    company_amount_without_discount: Option<Number>,
    company_fee_split_type: Option<String>,
    company_fee_split_value: Option<Number>,
    member_amount: Option<Number>,
    member_amount_pre_use_charge: Option<Number>,
    member_amount_without_discount: Option<Number>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ItemAnswer {
    identifier: Option<String>,
    name: Option<String>,
    price: Option<Number>,
    discounted_price: Option<Number>,
    payment_frequency_dto: Option<FrequencyAnswer>,
    company_amount: Option<Number>,
    member_amount: Option<Number>,
    credit_value: Option<Number>,
    voucher_bonus_period: Option<BonusAnswer>,
}

/// An amount that may be left out, but not be unreadable: the member would see a wrong price.
fn amount(written: Option<&RawValue>, currency: Currency) -> Option<Option<Money>> {
    match written {
        None => Some(None),
        Some(written) => rounded(written, currency).map(Some),
    }
}

impl PreviewBody {
    /// `None` if an amount cannot be read.
    fn read(mut self, currency: Currency) -> Option<Preview> {
        let voucher = self.voucher(currency)?;
        let items = |list: Option<Vec<ItemAnswer>>| {
            list.unwrap_or_default().into_iter().map(|one| one.read(currency)).collect::<Option<Vec<_>>>()
        };
        Some(Preview {
            base_price: amount(self.base_price.as_deref(), currency)?,
            age_price: amount(self.age_adjusted_price.as_deref(), currency)?,
            pre_use_charge: amount(self.pre_use_charge.as_deref(), currency)?,
            fees: items(self.flat_fee_previews)?,
            modules: items(self.selected_optional_modules_previews)?,
            volume: self.contract_volume_information.map(|volume| volume.read(currency)),
            module_consents: text_blocks(self.module_consent_text_blocks),
            voucher,
        })
    }

    fn voucher(&mut self, currency: Currency) -> Option<Option<Result<Voucher, VoucherProblem>>> {
        if let Some(code) = text(self.voucher_error_code.take()) {
            return Some(Some(Err(VoucherProblem::of(&code))));
        }
        let effect = self.effect(currency)?;
        let company = self.company(currency)?;
        if self.voucher_type.is_none() && effect == Effect::Unsaid && company.is_none() {
            return Some(None);
        }
        let pre_use = self.discounted_pre_use_charge.as_deref().or(self.discounted_preview_charge.as_deref());
        Some(Some(Ok(Voucher {
            kind: VoucherKind::of(self.voucher_type.as_deref()),
            effect,
            discounted_price: amount(self.discounted_base_price.as_deref(), currency)?,
            discounted_pre_use: amount(pre_use, currency)?,
            omits_starter_package: self.omit_starter_package.unwrap_or_default(),
            lasting: self.lasting(),
            bonus: self.voucher_bonus_period.take().and_then(|bonus| bonus.read()),
            company,
            remarks: text(self.voucher_remarks.take()),
            message: text(self.voucher_success_message.take()),
            text_blocks: text_blocks(self.voucher_text_blocks.take()),
        })))
    }

    fn effect(&self, currency: Currency) -> Option<Effect> {
        if let Some(credit) = amount(self.credit_value.as_deref(), currency)? {
            return Some(Effect::Credit(credit));
        }
        let (Some(kind), Some(value)) = (self.discount_type.as_deref(), self.discount_value.as_deref())
        else {
            return Some(Effect::Unsaid);
        };
        // A kind that is not known takes nothing from what the vendor says the price is with it.
        Some(Adjustment::read(kind, value, currency).map_or(Effect::Unsaid, Effect::Discount))
    }

    fn lasting(&self) -> Option<Lasting> {
        match self.voucher_effective_period.as_deref()? {
            "UNLIMITED" => Some(Lasting::Always),
            "INITIAL_TERM" => Some(Lasting::FirstTerm),
            "TIME_BASED" => {
                let unit = self.effective_period_time_based_term_unit.as_deref();
                Span::of(self.effective_period_time_based_term, unit).map(Lasting::For)
            }
            _ => None,
        }
    }

    fn company(&mut self, currency: Currency) -> Option<Option<CompanyShare>> {
        let name = text(self.company_name.take());
        let split = match (self.company_fee_split_type.as_deref(), self.company_fee_split_value.as_deref()) {
            (Some(kind), Some(value)) => Adjustment::read(kind, value, currency),
            (Some(_) | None, _) => None,
        };
        let company = amount(self.company_amount.as_deref(), currency)?;
        // Where no company is named, nothing of it says that one pays.
        if name.is_none() && split.is_none() && company.is_none_or(|company| company.minor == 0) {
            return Some(None);
        }
        Some(Some(CompanyShare {
            name,
            split,
            company_without_discount: amount(self.company_amount_without_discount.as_deref(), currency)?,
            member_without_discount: amount(self.member_amount_without_discount.as_deref(), currency)?,
            company,
            member: amount(self.member_amount.as_deref(), currency)?,
            company_pre_use: amount(self.company_amount_pre_use_charge.as_deref(), currency)?,
            member_pre_use: amount(self.member_amount_pre_use_charge.as_deref(), currency)?,
        }))
    }
}

impl ItemAnswer {
    fn read(self, currency: Currency) -> Option<PreviewItem> {
        Some(PreviewItem {
            identifier: text(self.identifier),
            name: text(self.name).unwrap_or_default(),
            price: amount(self.price.as_deref(), currency)?,
            discounted: amount(self.discounted_price.as_deref(), currency)?,
            payment: self.payment_frequency_dto.and_then(|frequency| frequency.read(currency)),
            company: amount(self.company_amount.as_deref(), currency)?,
            member: amount(self.member_amount.as_deref(), currency)?,
            credit: amount(self.credit_value.as_deref(), currency)?,
            bonus: self.voucher_bonus_period.and_then(|bonus| bonus.read()),
        })
    }
}
