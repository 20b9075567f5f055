use domain::{BlockId, ModuleId, OfferId, TermId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{AmountView, Id};

/// What the studio offers. Sent when a sign-up needs it and when it changes, not with every change of the
/// form: it may be long.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OffersView {
    /// The offers, in the vendor's order.
    pub offers: Vec<OfferView>,
}

/// An offer (rate bundle).
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OfferView {
    /// The vendor's number for it.
    pub offer: Id<OfferId>,
    /// Its name.
    pub name: String,
    /// One line below it.
    pub sub_description: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// To be shown below the offer.
    pub footnote: Option<String>,
    /// A `data:` URL.
    pub picture: Option<String>,
    /// The last day it is offered, `yyyy-MM-dd`, where that is limited.
    pub until: Option<String>,
    /// At least one.
    pub terms: Vec<TermView>,
    /// Always in, at no price.
    pub included: Vec<ModuleView>,
    /// At no price, some of which can be chosen.
    pub selectable: Vec<ModuleView>,
    /// How many of them.
    pub selectable_at_most: u32,
    /// How it can be paid.
    pub pay_by: Vec<PayBy>,
    /// Something has to be paid before the first visit.
    pub initial_payment: bool,
}

/// A term of an offer.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TermView {
    /// The vendor's number for it.
    pub term: Id<TermId>,
    /// How long the contract runs at first, time on top among it.
    pub runtime: Period,
    /// The same without time on top, where it is less.
    pub without_bonus: Option<Period>,
    /// What is paid when.
    pub price: FrequencyView,
    /// Other prices for some ages.
    pub age_prices: Vec<AgePriceView>,
    /// What comes on top, the starter package among it.
    pub flat_fees: Vec<FlatFeeView>,
    /// The first price, where it differs: a bonus period at the beginning.
    pub first_price: Option<AmountView>,
    /// What happens at the end of the runtime.
    pub extension: ExtensionView,
    /// How it is cancelled.
    pub cancellation: CancellationView,
    /// How the price changes by itself.
    pub adjustments: Vec<AdjustmentRuleView>,
    /// Time on top.
    pub bonuses: Vec<BonusView>,
    /// What it comes to, where the studio shows that.
    pub volume: Option<VolumeView>,
    /// Modules that can be had for a price.
    pub optional: Vec<ModuleView>,
    /// When it starts unless something else is chosen, `yyyy-MM-dd`.
    pub default_start: Option<String>,
    /// From when the studio can be used, `yyyy-MM-dd`.
    pub use_from: Option<String>,
}

/// A module.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ModuleView {
    /// The vendor's number for it.
    pub module: Id<ModuleId>,
    /// Its name.
    pub name: String,
    /// What it is.
    pub description: Option<String>,
    /// What it costs.
    pub price: FrequencyView,
    /// Which group it belongs to.
    pub group: ModuleGroup,
    /// How long it can be tried, in the vendor's words.
    pub trial: Option<String>,
    /// How long it runs by itself, where that is not the contract's.
    pub runs: Option<ModuleRunView>,
    /// It has a text of its own to agree to.
    pub consent: bool,
}

/// How long a module runs by itself.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ModuleRunView {
    /// At first.
    pub runtime: Option<Period>,
    /// What happens at its end, where that is said.
    pub extension: Option<ExtensionView>,
    /// How it is cancelled, where something is said of that.
    pub cancellation: Option<CancellationView>,
}

/// How a module can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ModuleGroup {
    /// Always in.
    Included,
    /// Free, up to a number.
    Selectable,
    /// For a price.
    Optional,
}

/// How something is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PayBy {
    /// Direct debit.
    DirectDebit,
    /// By card, in the vendor's payment window.
    Card,
    /// Cash.
    Cash,
    /// Bank transfer.
    Transfer,
    /// Twint.
    Twint,
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PeriodUnit {
    /// Days.
    Day,
    /// Weeks.
    Week,
    /// Months.
    Month,
    /// Years.
    Year,
}

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Period {
    /// How many.
    pub value: u32,
    /// Of what.
    pub unit: PeriodUnit,
}

/// What is paid when.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum FrequencyView {
    /// Once.
    NonRecurring {
        /// How much.
        price: AmountView,
    },
    /// Again and again.
    Recurring {
        /// How often.
        term: Period,
        /// How much each time.
        price: AmountView,
    },
    /// On days of the year.
    MonthDay {
        /// Every year.
        recurring: bool,
        /// Which days.
        days: Vec<PricedDay>,
    },
    /// After times.
    TermBased {
        /// Again and again.
        recurring: bool,
        /// After how long, and what it costs then.
        terms: Vec<PricedPeriod>,
    },
    /// Never anything.
    Free,
}

/// A day of the year and what is due on it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct PricedDay {
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
    /// How much.
    pub price: AmountView,
}

/// A time and what is due after it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct PricedPeriod {
    /// After how long.
    pub term: Period,
    /// How much.
    pub price: AmountView,
}

/// Another price for some ages.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AgePriceView {
    /// From this age on.
    pub from: Option<u32>,
    /// To this age, inclusive.
    pub to: Option<u32>,
    /// By how much the price changes.
    #[serde(flatten)]
    pub change: AdjustmentValue,
}

/// By how much a price changes.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "by", rename_all = "camelCase")]
pub enum AdjustmentValue {
    /// By an amount.
    Amount {
        /// Which.
        amount: AmountView,
    },
    /// By a part of it.
    Percent {
        /// A decimal number, as the vendor writes it: "12.5".
        percent: String,
    },
    /// To an amount.
    To {
        /// Which.
        amount: AmountView,
    },
}

/// A fee beside the price.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FlatFeeView {
    /// Its name.
    pub name: String,
    /// What is paid when.
    pub price: FrequencyView,
    /// It is the starter package.
    pub starter: bool,
    /// When it is booked first, counted from the start.
    pub after: Option<Period>,
}

/// What happens at the end of the runtime.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "extension", rename_all = "camelCase")]
pub enum ExtensionView {
    /// The contract ends.
    Ends,
    /// It goes on.
    Extends {
        /// Each time by this long; without one, open-ended.
        by: Option<Period>,
        /// The price then, where it differs.
        price: Option<AmountView>,
        /// How often the price is paid then, where it differs.
        every: Option<Period>,
    },
    /// Another offer follows.
    Follows {
        /// Its name.
        name: Option<String>,
        /// What it can be had for, as far as that is said. Which of several it will be, nobody says.
        terms: Vec<FollowingTerm>,
    },
}

/// A term of an offer that follows another one.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct FollowingTerm {
    /// How long it runs.
    pub runtime: Period,
    /// What is paid when.
    pub price: FrequencyView,
}

/// How a contract is cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CancellationView {
    /// How long before the end.
    pub before_end: Option<Period>,
    /// How long before the end of an extension.
    pub before_extension_end: Option<Period>,
    /// Counted from the day it is received, and not to the end of a term.
    pub from_receipt: bool,
}

/// How a price changes by itself.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AdjustmentRuleView {
    /// The vendor's whole sentence.
    pub sentence: Option<String>,
    /// Where to, as far as that is said.
    pub change: Option<PriceChange>,
    /// As the vendor writes it: "5", "2.50".
    pub value: Option<String>,
    /// The same as an amount, where it is one.
    pub amount: Option<AmountView>,
    /// The value is a part of the price.
    pub percent: bool,
    /// How often, in the vendor's words.
    pub recurrence: Option<String>,
}

/// Where a price goes to by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PriceChange {
    /// It goes up by the value.
    Up,
    /// It goes down by the value.
    Down,
    /// The value is the new price.
    To,
}

/// Time on top.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BonusView {
    /// How long.
    pub period: Period,
    /// At the beginning of the contract.
    pub at_start: bool,
}

/// What a contract comes to in its first runtime.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VolumeView {
    /// All of it.
    pub total: Option<AmountView>,
    /// A month on average.
    pub per_month: Option<AmountView>,
    /// A payment on average.
    pub per_payment: Option<AmountView>,
}

/// A text to read, agree to or sign.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TextBlockView {
    /// The vendor's number for it.
    pub block: Id<BlockId>,
    /// Its heading.
    pub title: String,
    /// Its text; paragraphs are apart by empty lines. No markup.
    pub text: String,
    /// It has to be agreed to: by a signature where it has one, else by a tick.
    pub required: bool,
    /// It has a place for a signature.
    pub signature: bool,
    /// The preferences for messages belong below it.
    pub preferences: bool,
    /// Something more to read.
    pub attachment: Option<Attachment>,
    /// The module it is about.
    pub module: Option<Id<ModuleId>>,
}

/// Something more to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Attachment {
    /// What it is called.
    pub title: String,
    /// Where it lies: for a QR code on the member's own telephone.
    pub link: String,
}
