use serde::Serialize;
use ts_rs::TS;

use super::offer::{BonusView, FrequencyView, Period, VolumeView};
use crate::{AmountView, AttentionReason};

/// What it costs, as far as the studio's system has said.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "preview", rename_all = "camelCase")]
pub enum PreviewView {
    /// Nothing to ask about yet.
    None,
    /// It is asked; what was said last is still shown, and marked as being worked out.
    Asking {
        /// What was said last.
        before: Option<PriceView>,
    },
    /// This.
    Shown {
        /// What it costs.
        price: PriceView,
    },
    /// It could not be asked. The contract can still be made, and is sent later.
    Failed {
        /// Why.
        reason: AttentionReason,
    },
    /// The studio's system does not take it as it is.
    Refused,
}

/// What it costs.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PriceView {
    /// The price of the term.
    pub base: Option<AmountView>,
    /// The price for the member's age.
    pub for_age: Option<AmountView>,
    /// The price with the voucher.
    pub discounted: Option<AmountView>,
    /// How the price is shared with a company, where one pays a part of it.
    pub company: Option<CompanyShareView>,
    /// What is paid when, at the price that holds for this member. Nothing where the studio's system says
    /// one amount for several payments: how it is divided, it does not say.
    pub frequency: Option<FrequencyView>,
    /// When that amount is paid.
    pub due: Option<DueView>,
    /// For the days before the contract starts.
    pub pre_use: Option<PriceLine>,
    /// Fees.
    pub flat_fees: Vec<PriceLine>,
    /// Modules that cost something.
    pub modules: Vec<PriceLine>,
    /// What it comes to in the first runtime, without vouchers.
    pub volume: Option<VolumeView>,
}

/// What a company pays of the price, and what is left for the member.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CompanyShareView {
    /// Which company.
    pub name: Option<String>,
    /// What it pays.
    pub pays: Option<AmountView>,
    /// What it would pay if nothing were taken off besides.
    pub pays_before: Option<AmountView>,
    /// What the member pays.
    pub member: Option<AmountView>,
    /// What the member would pay if nothing were taken off besides.
    pub member_before: Option<AmountView>,
}

/// When something is paid in several payments of which each is not known.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "by", rename_all = "camelCase")]
pub enum DueView {
    /// On days of the year.
    Days {
        /// Every year.
        recurring: bool,
        /// Which days.
        days: Vec<YearDay>,
    },
    /// After times.
    Terms {
        /// Again and again.
        recurring: bool,
        /// Which.
        terms: Vec<Period>,
    },
}

/// A day of the year.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, TS)]
pub struct YearDay {
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
}

/// A line of what it costs.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PriceLine {
    /// Its name; nothing for the days before the start.
    pub name: Option<String>,
    /// The price without a voucher.
    pub price: Option<AmountView>,
    /// The price with it, where it differs.
    pub discounted: Option<AmountView>,
    /// What a company pays of it.
    pub company: Option<AmountView>,
    /// What is left of it for the member then.
    pub member: Option<AmountView>,
    /// What a credit voucher pays of it.
    pub credit: Option<AmountView>,
    /// Time on top, with a voucher.
    pub bonus: Option<BonusView>,
    /// What is paid when.
    pub frequency: Option<FrequencyView>,
}

/// How a voucher is.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "voucher", rename_all = "camelCase")]
pub enum VoucherView {
    /// None was entered.
    None,
    /// It is asked about.
    Checking,
    /// It is good.
    #[serde(rename_all = "camelCase")]
    Good {
        /// What it does.
        #[serde(flatten)]
        effect: VoucherEffect,
        /// Time on top.
        bonus: Option<BonusView>,
        /// What a company pays, where it is one that does.
        company: Option<CompanyView>,
        /// The vendor's words about it.
        remarks: Option<String>,
    },
    /// It is not.
    Bad {
        /// Why.
        problem: VoucherProblem,
    },
    /// It could not be asked about.
    Unasked {
        /// Why.
        reason: AttentionReason,
    },
    /// It is no contract by itself. What it is for is asked, and then chosen by [`SignUpInput::Aim`].
    ///
    /// [`SignUpInput::Aim`]: super::SignUpInput::Aim
    WhatFor {
        /// It may be for a contract.
        contract: bool,
        /// It may be for a visit.
        visit: bool,
    },
    /// Whether it is good is known with the price.
    WithPrice,
    /// Whether it is good is known once it is redeemed.
    AtRedeeming,
}

/// What a voucher does.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "effect", rename_all = "camelCase")]
pub enum VoucherEffect {
    /// The price is less by an amount.
    #[serde(rename_all = "camelCase")]
    Amount {
        /// How much less.
        amount: AmountView,
        /// For how long; nothing for the first runtime.
        period: Option<Period>,
        /// For good.
        unlimited: bool,
        /// The starter package costs nothing.
        omits_starter: bool,
    },
    /// The price is less by a part of it.
    #[serde(rename_all = "camelCase")]
    Percent {
        /// A decimal number: "12.5".
        percent: String,
        /// For how long; nothing for the first runtime.
        period: Option<Period>,
        /// For good.
        unlimited: bool,
        /// The starter package costs nothing.
        omits_starter: bool,
    },
    /// Credit in the member's account.
    Credit {
        /// How much.
        amount: AmountView,
    },
    /// It pays for a whole contract.
    Rate {
        /// The offer it is for.
        name: Option<String>,
        /// For how long, in the vendor's words.
        term: Option<String>,
    },
    /// Something else, in the vendor's words only.
    Other,
}

/// A company that pays a part of the price.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CompanyView {
    /// Which.
    pub name: Option<String>,
    /// Which part, where that is said.
    pub part: Option<CompanyPart>,
    /// For how long, where that is said.
    pub lasts: Option<LastingView>,
}

/// The part of a price that a company pays.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "by", rename_all = "camelCase")]
pub enum CompanyPart {
    /// An amount.
    Amount {
        /// Which.
        amount: AmountView,
    },
    /// A part of it.
    Percent {
        /// A decimal number: "12.5".
        percent: String,
    },
}

/// For how long something holds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "for", rename_all = "camelCase")]
pub enum LastingView {
    /// For good.
    Always,
    /// For the first runtime.
    FirstTerm,
    /// For a time.
    For {
        /// Which.
        period: Period,
    },
}

/// Why a voucher is not good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum VoucherProblem {
    /// There is no such code.
    UnknownCode,
    /// Not valid any more, or not yet.
    OutOfDate,
    /// Not for this offer.
    OtherOffer,
    /// Not in this studio.
    NotHere,
    /// Not valid, and nobody says why.
    NotValid,
}
