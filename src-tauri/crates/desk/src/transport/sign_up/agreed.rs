//! The amounts that were shown when somebody agreed, and whether they still hold. Pure.

use domain::Money;
use magicline::connect::{Adjustment, Effect, Lasting, Preview, PreviewItem, Span, SpanUnit, Voucher};
use serde::{Deserialize, Serialize};

/// The amounts that were shown. Averages are left out: the vendor counts them from the day it is asked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Agreed {
    /// What the member pays for the term.
    term: Option<String>,
    /// Everything else that was said, in order of its names. `None`: nothing could be asked, and the price
    /// of the term was all that was shown.
    lines: Option<Vec<(String, String)>>,
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
        Self { term: of_the_term(preview).map(written), lines: Some(lines.0) }
    }

    /// No preview could be asked for: the price of the term was shown, as the offer has it.
    pub(crate) fn unasked(price: Option<Money>) -> Self {
        Self { term: price.map(written), lines: None }
    }

    /// Whether what was agreed to is what the vendor says now.
    pub(crate) fn holds(&self, now: &Preview) -> bool {
        match self.lines {
            Some(_) => *self == Self::of(now),
            None => self.term == of_the_term(now).map(written),
        }
    }
}

/// What the member pays for the term.
fn of_the_term(preview: &Preview) -> Option<Money> {
    let voucher = preview.voucher.as_ref().and_then(|voucher| voucher.as_ref().ok());
    let discounted = voucher.and_then(|voucher| voucher.discounted_price);
    discounted.or(preview.age_price).or(preview.base_price)
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
        self.amount(&format!("{what} {name} member"), item.member);
        self.amount(&format!("{what} {name} credit"), item.credit);
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
        if let Some(company) = &voucher.company {
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
