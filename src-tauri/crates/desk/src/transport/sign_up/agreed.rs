//! The amounts that were shown when somebody agreed, and whether they still hold. Pure.

use domain::{ModuleId, Money};
use magicline::connect::{
    Adjustment, BonusPeriod, BonusPlace, Effect, Lasting, PaymentFrequency, Payments, Preview, PreviewItem,
    Span, SpanUnit, Term, Voucher,
};
use serde::{Deserialize, Serialize};

/// The amounts that were shown. Averages are left out: the vendor counts them from the day it is asked.
/// Names in it never change: drafts and what waits to be sent have it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(untagged)]
pub(crate) enum Agreed {
    /// The vendor said them.
    Said {
        /// What the member pays for the term.
        term: Option<String>,
        /// Everything else that was said, in order of its names.
        lines: Vec<(String, String)>,
    },
    /// The vendor could not be asked, and the offer's were shown.
    Offered {
        /// What one round of payments for the term comes to; `None` where it is free.
        term: Option<String>,
        /// What is paid besides, in order. Earlier versions wrote none, and so agreed to nothing else.
        #[serde(default)]
        besides: Vec<Besides>,
    },
}

/// Something that is paid besides the term.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
pub(crate) struct Besides {
    what: What,
    amount: String,
    /// When, if that is said.
    due: Option<String>,
}

/// What it is paid for. Names are the studio's to change, and none is needed to tell what it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum What {
    Fee,
    Module,
    /// The time before the start.
    PreUse,
}

impl Agreed {
    /// Everything that a preview says.
    pub(crate) fn of(preview: &Preview) -> Self {
        let mut lines = Lines::default();
        lines.amount("base", preview.base_price);
        lines.amount("age", preview.age_price);
        lines.amount("pre-use", preview.pre_use_charge);
        for fee in &preview.fees {
            lines.item("fee", fee);
        }
        for module in &preview.modules {
            lines.item("module", module);
        }
        if let Some(Ok(voucher)) = &preview.voucher {
            lines.voucher(voucher);
        }
        lines.0.sort();
        Self::Said { term: of_the_term(preview).map(written), lines: lines.0 }
    }

    /// No preview could be asked for: what was shown is what the offer says of the term, its fees and
    /// the modules that were chosen. What only a preview tells, nobody agreed to.
    pub(crate) fn offered(term: &Term, modules: &[ModuleId]) -> Self {
        let fees = term.fees.iter().map(|fee| Besides::offered(What::Fee, &fee.payment));
        let chosen = term.optional.iter().filter(|module| modules.contains(&module.id));
        let modules =
            chosen.filter_map(|module| Some(Besides::offered(What::Module, module.payment.as_ref()?)));
        let mut besides: Vec<_> = fees.chain(modules).flatten().collect();
        besides.sort();
        Self::Offered { term: term.payment.payments.round().and_then(paid), besides }
    }

    /// Whether what was agreed to is what the vendor says now.
    pub(crate) fn holds(&self, now: &Preview) -> bool {
        match self {
            Self::Said { .. } => *self == Self::of(now),
            Self::Offered { term, besides } => {
                let mut said = Besides::said(now);
                said.sort();
                let same = besides.len() == said.len()
                    && besides.iter().zip(&said).all(|(agreed, said)| agreed.covers(said));
                same && *term == of_the_term(now).and_then(paid)
            }
        }
    }
}

impl Besides {
    fn offered(what: What, payment: &PaymentFrequency) -> Option<Self> {
        let amount = payment.payments.round().and_then(paid)?;
        Some(Self { what, amount, due: Some(when(&payment.payments)) })
    }

    /// What has to be paid besides by a preview. What costs nothing need not be agreed to.
    fn said(now: &Preview) -> Vec<Self> {
        let item = |what: What, item: &PreviewItem| {
            let payments = item.payment.as_ref().map(|payment| &payment.payments);
            let round = || payments.and_then(Payments::round);
            let amount = item.member.or(item.discounted).or(item.price).or_else(round).and_then(paid)?;
            Some(Self { what, amount, due: payments.map(when) })
        };
        let fees = now.fees.iter().filter_map(|fee| item(What::Fee, fee));
        let modules = now.modules.iter().filter_map(|module| item(What::Module, module));
        let voucher = now.voucher.as_ref().and_then(|voucher| voucher.as_ref().ok());
        let of_member = voucher.and_then(|voucher| voucher.company.as_ref()?.member_pre_use);
        let discounted = voucher.and_then(|voucher| voucher.discounted_pre_use);
        let charge = of_member.or(discounted).or(now.pre_use_charge);
        let charge = charge.and_then(paid).map(|amount| Self { what: What::PreUse, amount, due: None });
        fees.chain(modules).chain(charge).collect()
    }

    /// When a fee is due, a preview need not say.
    fn covers(&self, said: &Self) -> bool {
        (self.what, &self.amount) == (said.what, &said.amount) && (said.due.is_none() || said.due == self.due)
    }
}

/// An amount that has to be paid.
fn paid(amount: Money) -> Option<String> {
    (amount.minor != 0).then(|| written(amount))
}

/// When payments are due, for comparing.
fn when(payments: &Payments) -> String {
    match payments {
        Payments::Once(_) => "once".to_owned(),
        Payments::Every { span, .. } => format!("every {}", spelled(*span)),
        Payments::OnDays { recurring, days } => {
            let days =
                days.iter().map(|(day, price)| format!("{}-{}: {}", day.month, day.day, price.decimal()));
            format!("{recurring} {}", days.collect::<Vec<_>>().join(" "))
        }
        Payments::After { recurring, terms } => {
            let terms = terms.iter().map(|(span, price)| format!("{}: {}", spelled(*span), price.decimal()));
            format!("{recurring} {}", terms.collect::<Vec<_>>().join(" "))
        }
        Payments::Free => "free".to_owned(),
    }
}

/// What the member pays for the term.
fn of_the_term(preview: &Preview) -> Option<Money> {
    let voucher = preview.voucher.as_ref().and_then(|voucher| voucher.as_ref().ok());
    let discounted = voucher.and_then(|voucher| voucher.discounted_price);
    let of_member = voucher.and_then(|voucher| voucher.company.as_ref()?.member);
    of_member.or(discounted).or(preview.age_price).or(preview.base_price)
}

fn written(amount: Money) -> String {
    format!("{} {}", amount.decimal(), amount.currency.code())
}

#[derive(Default)]
struct Lines(Vec<(String, String)>);

impl Lines {
    fn text(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }

    fn amount(&mut self, name: &str, amount: Option<Money>) {
        if let Some(amount) = amount {
            self.text(name, written(amount));
        }
    }

    fn item(&mut self, what: &str, item: &PreviewItem) {
        let name = item.identifier.as_deref().unwrap_or(&item.name);
        self.text(format!("{what} {name}"), "");
        self.amount(&format!("{what} {name} price"), item.price);
        self.amount(&format!("{what} {name} discounted"), item.discounted);
        self.amount(&format!("{what} {name} company"), item.company);
        self.amount(&format!("{what} {name} member"), item.member);
        self.amount(&format!("{what} {name} credit"), item.credit);
        self.bonus(&format!("{what} {name} bonus"), item.bonus.as_ref());
    }

    /// Time on top, and whatever of it decides how long the contract binds.
    fn bonus(&mut self, name: &str, bonus: Option<&BonusPeriod>) {
        let Some(BonusPeriod { span, extends_term, extends_notice, separate: _, place }) = bonus else {
            return;
        };
        let place = match place {
            None => "",
            Some(BonusPlace::ContractStart) => "contract start",
            Some(BonusPlace::Fixed) => "fixed",
            Some(BonusPlace::EndOfTerm) => "end of term",
            Some(BonusPlace::StartOfNextTerm) => "start of next term",
        };
        let term = extends_term.map_or("", |extends| if extends { "longer" } else { "within" });
        let notice = if *extends_notice { "with notice" } else { "" };
        let parts = [spelled(*span).as_str(), place, term, notice].map(str::to_owned);
        let said: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        self.text(name, said.join(", "));
    }

    fn voucher(&mut self, voucher: &Voucher) {
        match &voucher.effect {
            Effect::Discount(Adjustment::Amount(amount)) => self.amount("discount", Some(*amount)),
            Effect::Discount(Adjustment::Percent(percent)) => {
                self.text("discount percent", percent.as_str());
            }
            Effect::Credit(amount) => self.amount("credit", Some(*amount)),
            Effect::Unsaid => self.text("voucher", ""),
        }
        self.amount("discounted", voucher.discounted_price);
        self.amount("pre-use discounted", voucher.discounted_pre_use);
        if voucher.omits_starter_package {
            self.text("starter package", "omitted");
        }
        match voucher.lasting {
            None => {}
            Some(Lasting::Always) => self.text("lasting", "always"),
            Some(Lasting::FirstTerm) => self.text("lasting", "first term"),
            Some(Lasting::For(span)) => self.text("lasting", spelled(span)),
        }
        self.bonus("bonus", voucher.bonus.as_ref());
        if let Some(company) = &voucher.company {
            match &company.split {
                None => {}
                Some(Adjustment::Amount(amount)) => self.amount("split", Some(*amount)),
                Some(Adjustment::Percent(percent)) => self.text("split percent", percent.as_str()),
            }
            self.amount("company", company.company);
            self.amount("member", company.member);
            self.amount("company pre-use", company.company_pre_use);
            self.amount("member pre-use", company.member_pre_use);
        }
    }
}

fn spelled(span: Span) -> String {
    let unit = match span.unit {
        SpanUnit::Day => "days",
        SpanUnit::Week => "weeks",
        SpanUnit::Month => "months",
        SpanUnit::Year => "years",
    };
    format!("{} {unit}", span.count)
}
