//! Offers (`ConnectApiRateBundleDto`): what can be signed, for how long and for how much.
//!
//! What a member has to see before signing must not get lost on the way: a price, fee or text that
//! cannot be read takes the term, module or offer that it belongs to with it, and nothing else.

use domain::{ModuleId, Money, OfferId, TermId};
use jiff::civil::Date;

use super::frequency::{PaymentFrequency, Span};
use super::textblock::TextBlock;

/// An offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its number. What is signed is a *term*: see [`Term::id`].
    pub id: OfferId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub description: Option<String>,
    /// A second line about it (`subDescription`).
    pub sub_description: Option<String>,
    /// Legal remarks, to be shown below it.
    pub footnote: Option<String>,
    /// A picture. Valid for 24 hours, unchecked.
    pub image_url: Option<String>,
    /// The first and last day on which it is offered, where it is limited.
    pub offered: Option<(Date, Date)>,
    /// What it can be had for. At least one.
    pub terms: Vec<Term>,
    /// How many more terms there are that cannot be read, and so not shown or signed here.
    pub unreadable_terms: usize,
    /// Free modules that are always in.
    pub included: Vec<Module>,
    /// Free modules to choose from.
    pub selectable: Vec<Module>,
    /// At most so many of [`Offer::selectable`].
    pub most_selectable: u32,
    /// The texts of the contract, in its order.
    pub text_blocks: Vec<TextBlock>,
    /// How it may be paid, in the vendor's order. Anything else is refused.
    pub payment_choices: Vec<PaymentChoice>,
    /// The contract and, with direct debit, the mandate must be signed.
    pub signatures_required: bool,
    /// There is no access before a first payment, for which an e-mail follows.
    pub initial_payment_required: bool,
    /// Whether the time between the first use and the start of the contract costs something.
    pub pre_use: PreUse,
}

/// One of the forms an offer can be had in (`ConnectApiRateBundleTermDto`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Its number: the contract's `rateBundleTermId`.
    pub id: TermId,
    /// How long the contract runs at first.
    pub span: Span,
    /// The same without bonus periods.
    pub span_without_bonus: Option<Span>,
    /// What it costs.
    pub payment: PaymentFrequency,
    /// The price of the first period, which a bonus period at the start makes free.
    pub start_price: Option<Money>,
    /// Everything to pay besides, the starter package among it.
    pub fees: Vec<FlatFee>,
    /// How long before the end notice must be given.
    pub notice: Option<Span>,
    /// What that is counted from.
    pub notice_from: Option<NoticeFrom>,
    /// What happens if nobody gives notice.
    pub extension: Extension,
    /// The price after the first span, where it changes.
    pub price_after_extension: Option<Money>,
    /// The length after the first span, where it changes (`termValueAfterExtension`).
    pub span_after_extension: Option<Span>,
    /// How the price changes by itself. One that cannot be read has no words, and is there.
    pub adjustment_rules: Vec<AdjustmentRule>,
    /// Time on top.
    pub bonus_periods: Vec<BonusPeriod>,
    /// The start unless another is chosen. The vendor fills nothing in: send it.
    pub default_start: Option<Date>,
    /// The first day of use unless another is chosen (`contractStartDateOfUse`).
    pub use_from: Option<Date>,
    /// What it comes to, if the studio wants that shown. Counted by the vendor for a start today.
    pub volume: Option<Volume>,
    /// Modules that cost extra, in this term.
    pub optional: Vec<Module>,
}

/// What happens after a term if nobody gives notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extension {
    /// `NONE`: it ends.
    Ends,
    /// `TERM_EXTENSION`: it goes on.
    Prolongs {
        /// By how much each time; open-ended or not said if `None`.
        by: Option<Span>,
        /// How long before the end of that notice must be given.
        notice: Option<Span>,
    },
    /// `SUBSEQUENT_RATE_DETAIL`: another offer follows.
    Subsequent {
        /// Which one, if the vendor tells and it can be read.
        offer: Option<Box<Offer>>,
        /// How long before the end of that notice must be given.
        notice: Option<Span>,
    },
    /// The vendor does not say, or something published after this program was built.
    Unsaid,
}

/// What notice is counted from (`cancelationStrategy`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeFrom {
    /// `TERM`: the end of the term.
    EndOfTerm,
    /// `RECEIPT_DATE`: the day it arrives.
    Receipt,
}

/// A fee besides the price (`ConnectApiRateBundleTermFlatFeeDto`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlatFee {
    /// The vendor's constant for it.
    pub identifier: String,
    /// What it is for.
    pub name: String,
    /// What it costs.
    pub payment: PaymentFrequency,
    /// Whether it is the starter package, which a voucher may leave out.
    pub starter_package: bool,
    /// How long after the start it is due for the first time.
    pub delay: Option<Span>,
}

/// How a price changes by itself (`PublicApiTermAdjustmentRuleDto`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdjustmentRule {
    /// A whole sentence of the vendor's that says it all.
    pub description: Option<String>,
    /// Up, down, or a new price.
    pub direction: Option<Direction>,
    /// What [`AdjustmentRule::value`] is.
    pub kind: Option<ChangeKind>,
    /// The vendor's text of a number, in an unpublished form.
    pub value: Option<String>,
    /// The vendor's words for how often and when.
    pub recurrence: Option<String>,
}

/// Which way a price changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// `RAISE`
    Up,
    /// `REDUCTION`
    Down,
    /// `NEW_BASIC_AMOUNT`
    NewPrice,
}

/// What the value of an [`AdjustmentRule`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// `RELATIVE`: a percentage.
    Percent,
    /// `ABSOLUTE`: an amount more or less.
    Amount,
    /// `BASIC_AMOUNT`: the new price.
    NewPrice,
}

/// Time on top of a term (`ConnectApiRateBonusPeriodDto`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BonusPeriod {
    /// How long.
    pub span: Span,
    /// Whether it makes the term longer (`WITH_EXTENSION`); `None` if not said.
    pub extends_term: Option<bool>,
    /// Whether notice can be given later by it.
    pub extends_notice: bool,
    /// Whether to show it apart from the term.
    pub separate: bool,
    /// Where it lies, if that is known.
    pub place: Option<BonusPlace>,
}

/// Where a bonus period lies (`termStrategy`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BonusPlace {
    /// `CONTRACT_START`
    ContractStart,
    /// `FIXED`
    Fixed,
    /// `END_OF_CURRENT_TERM`
    EndOfTerm,
    /// `START_OF_NEXT_TERM`
    StartOfNextTerm,
}

/// What a contract comes to (`ContractVolumeDto`). Vouchers are not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Volume {
    /// All payments of the first runtime.
    pub total: Option<Money>,
    /// The average of 30 days.
    pub per_month: Option<Money>,
    /// The average of one payment frequency.
    pub per_payment: Option<Money>,
}

/// Something that goes with an offer (`ConnectApiRateBundleModuleDto`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// Its number.
    pub id: ModuleId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub description: Option<String>,
    /// A picture. Unchecked.
    pub image_url: Option<String>,
    /// What it costs. Always there for an optional module; the others are free whatever this says.
    pub payment: Option<PaymentFrequency>,
    /// A time in which it can be tried.
    pub trial: Option<Trial>,
    /// How long it runs, where that is its own.
    pub term: Option<ModuleTerm>,
    /// What the member has to agree to for it.
    pub consent: Option<TextBlock>,
}

/// A time in which a module can be tried (`PublicTrialPeriodDto`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// The vendor's words for it.
    pub description: Option<String>,
    /// How long.
    pub span: Option<Span>,
}

/// How long a module runs (`TermInformationDto`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleTerm {
    /// At first.
    pub span: Option<Span>,
    /// How long before the end notice must be given.
    pub notice: Option<Span>,
    /// What happens if nobody does.
    pub extension: Extension,
}

/// How a contract is paid (`paymentChoice`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaymentChoice {
    /// `CASH`
    Cash,
    /// `BANK_TRANSFER`
    BankTransfer,
    /// `DIRECT_DEBIT`
    DirectDebit,
    /// `CREDIT_CARD`
    Card,
    /// `TWINT`
    Twint,
}

/// Whether use before the start of the contract costs something (`preuseType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PreUse {
    /// `NONE`: there is none.
    None,
    /// `CHARGEABLE`: the preview tells the price.
    Chargeable,
    /// `FREE`
    Free,
    /// The vendor does not say, or something published after this program was built.
    Unsaid,
}

impl Offer {
    /// Whether it can be had on this day.
    pub fn is_offered(&self, day: Date) -> bool {
        self.offered.is_none_or(|(from, until)| (from..=until).contains(&day))
    }
}

impl PaymentChoice {
    const ALL: [Self; 5] = [Self::Cash, Self::BankTransfer, Self::DirectDebit, Self::Card, Self::Twint];

    /// The vendor's constant.
    pub const fn vendor(self) -> &'static str {
        match self {
            Self::Cash => "CASH",
            Self::BankTransfer => "BANK_TRANSFER",
            Self::DirectDebit => "DIRECT_DEBIT",
            Self::Card => "CREDIT_CARD",
            Self::Twint => "TWINT",
        }
    }

    pub(super) fn of(constant: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.vendor() == constant)
    }
}
