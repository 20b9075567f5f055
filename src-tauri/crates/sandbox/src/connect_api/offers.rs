//! Offers as the studio has set them up, and how the Connect API shows them.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::volume::{Payment, Runtime, Volume, half_up};
use crate::request::amount;

/// A text in the two languages the studio writes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words {
    pub(crate) de: &'static str,
    pub(crate) en: &'static str,
}

/// Which of its two languages the studio answers in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tongue {
    German,
    English,
}

impl Words {
    pub(crate) const fn pick(self, tongue: Tongue) -> &'static str {
        match tongue {
            Tongue::German => self.de,
            Tongue::English => self.en,
        }
    }
}

/// German and English.
pub(crate) const fn words(de: &'static str, en: &'static str) -> Words {
    Words { de, en }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Day,
    Week,
    Month,
    Year,
}

impl Unit {
    const fn name(self) -> &'static str {
        match self {
            Self::Day => "DAY",
            Self::Week => "WEEK",
            Self::Month => "MONTH",
            Self::Year => "YEAR",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) count: i32,
    pub(crate) unit: Unit,
}

impl Span {
    pub(crate) const fn new(count: i32, unit: Unit) -> Self {
        Self { count, unit }
    }

    /// Its length where a month has 30 days and a year 365, as averages count.
    pub(crate) fn days(self) -> i64 {
        i64::from(self.count)
            * match self.unit {
                Unit::Day => 1,
                Unit::Week => 7,
                Unit::Month => 30,
                Unit::Year => 365,
            }
    }

    /// The day so much later; the last of a month where the day is missing.
    pub(crate) fn after(self, day: Date) -> Date {
        day.saturating_add(self.in_calendar())
    }

    /// The day so much earlier.
    pub(crate) fn before(self, day: Date) -> Date {
        day.saturating_sub(self.in_calendar())
    }

    fn in_calendar(self) -> jiff::Span {
        let count = i64::from(self.count);
        match self.unit {
            Unit::Day => count.days(),
            Unit::Week => count.weeks(),
            Unit::Month => count.months(),
            Unit::Year => count.years(),
        }
    }

    pub(crate) fn shown(self) -> Value {
        json!({"term": self.count, "termUnit": self.unit.name()})
    }

    pub(crate) fn in_open_api(self) -> Value {
        json!({"periodValue": self.count, "periodUnit": self.unit.name()})
    }
}

/// When something is paid for, and how much in cents.
#[derive(Clone, Debug)]
pub(crate) enum Frequency {
    Free,
    Once(i64),
    Every(Span, i64),
    /// Month, day and cents.
    MonthDays {
        recurring: bool,
        days: Vec<(i8, i8, i64)>,
    },
    After {
        recurring: bool,
        payments: Vec<(Span, i64)>,
    },
}

impl Frequency {
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Free => "FREE",
            Self::Once(_) => "NON_RECURRING",
            Self::Every(..) => "RECURRING",
            Self::MonthDays { .. } => "MONTH_DAY",
            Self::After { .. } => "TERM_BASED",
        }
    }

    /// The price of one payment, or of a whole cycle where the payments differ.
    pub(crate) fn cents(&self) -> i64 {
        match self {
            Self::Free => 0,
            Self::Once(cents) | Self::Every(_, cents) => *cents,
            Self::MonthDays { days, .. } => days.iter().map(|(_, _, cents)| cents).sum(),
            Self::After { payments, .. } => payments.iter().map(|(_, cents)| cents).sum(),
        }
    }

    pub(crate) const fn interval(&self) -> Option<Span> {
        match self {
            Self::Every(span, _) => Some(*span),
            Self::Free | Self::Once(_) | Self::MonthDays { .. } | Self::After { .. } => None,
        }
    }

    /// The same with every payment changed.
    pub(crate) fn map(&self, change: impl Fn(i64) -> i64) -> Self {
        match self {
            Self::Free => Self::Free,
            Self::Once(cents) => Self::Once(change(*cents)),
            Self::Every(span, cents) => Self::Every(*span, change(*cents)),
            Self::MonthDays { recurring, days } => {
                let days = days.iter().map(|(month, day, cents)| (*month, *day, change(*cents))).collect();
                Self::MonthDays { recurring: *recurring, days }
            }
            Self::After { recurring, payments } => {
                let payments = payments.iter().map(|(span, cents)| (*span, change(*cents))).collect();
                Self::After { recurring: *recurring, payments }
            }
        }
    }

    pub(crate) fn shown(&self, currency: &str, ages: &[AgePrice]) -> Value {
        let money = |cents: i64| json!({"amount": amount(cents), "currencyCode": currency});
        let (recurring, name) = match self {
            Self::Free | Self::Once(_) => (false, None),
            Self::Every(..) => (true, None),
            Self::MonthDays { recurring, days } => {
                let priced = |(month, day, cents): &(i8, i8, i64)| json!({"monthDay": format!("--{month:02}-{day:02}"), "price": money(*cents)});
                (*recurring, Some(("monthDayWithPrices", json!(days.iter().map(priced).collect::<Vec<_>>()))))
            }
            Self::After { recurring, payments } => {
                let priced =
                    |(span, cents): &(Span, i64)| json!({"term": span.shown(), "price": money(*cents)});
                (*recurring, Some(("termWithPrices", json!(payments.iter().map(priced).collect::<Vec<_>>()))))
            }
        };
        let mut shown = json!({"type": self.name(), "recurring": recurring});
        if let Some((name, prices)) = name {
            shown[name] = prices;
        }
        if let Self::Once(cents) | Self::Every(_, cents) = self {
            shown["money"] = money(*cents);
        }
        if let Some(span) = self.interval() {
            shown["term"] = span.shown();
        }
        if !ages.is_empty() {
            shown["ageBasedAdjustmentDtos"] = json!(ages.iter().map(AgePrice::shown).collect::<Vec<_>>());
        }
        shown
    }

    /// The outdated fields beside `paymentFrequencyDto`.
    pub(crate) fn put_outdated(&self, fields: &mut Map<String, Value>) {
        fields.insert("paymentFrequencyType".to_owned(), json!(self.name()));
        if let Some(span) = self.interval() {
            fields.insert("paymentFrequencyUnit".to_owned(), json!(span.unit.name()));
            fields.insert("paymentFrequencyValue".to_owned(), json!(span.count));
        }
        fields.insert("price".to_owned(), amount(self.cents()));
    }
}

/// A price for an age, both ends included.
#[derive(Clone, Debug)]
pub(crate) struct AgePrice {
    pub(crate) ages: (i16, i16),
    pub(crate) price: Cut,
}

/// How a price is changed: to an amount or by a percentage of it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cut {
    To(i64),
    /// Hundredths of a percent that are taken off.
    Percent(i64),
}

impl Cut {
    pub(crate) fn of(self, cents: i64) -> i64 {
        match self {
            Self::To(cents) => cents,
            Self::Percent(points) => half_up(i128::from(cents) * i128::from(10_000 - points), 10_000),
        }
    }
}

impl AgePrice {
    fn shown(&self) -> Value {
        let (kind, value) = match self.price {
            Cut::To(cents) => ("ABSOLUTE", amount(cents)),
            Cut::Percent(points) => ("PERCENTAGE", amount(points)),
        };
        json!({
            "ageBasedAdjustmentType": kind, "value": value,
            "ageRangeDto": {"startAge": self.ages.0, "endAge": self.ages.1},
        })
    }
}

#[derive(Clone, Debug)]
pub(crate) struct FlatFee {
    pub(crate) identifier: &'static str,
    pub(crate) name: Words,
    pub(crate) frequency: Frequency,
    pub(crate) starter_package: bool,
    pub(crate) delay: Option<Span>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attachment {
    Nothing,
    /// Name of a document of the studio.
    File(&'static str),
    Url(&'static str),
}

#[derive(Clone, Debug)]
pub(crate) struct TextBlock {
    pub(crate) id: i64,
    pub(crate) title: Words,
    pub(crate) text: Words,
    pub(crate) confirm: bool,
    pub(crate) sign: bool,
    pub(crate) channels: bool,
    pub(crate) attachment: Attachment,
    /// Shown only when a voucher is redeemed.
    pub(crate) with_voucher: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Module {
    pub(crate) id: i64,
    pub(crate) name: Words,
    pub(crate) description: Words,
    pub(crate) frequency: Frequency,
    pub(crate) picture: Option<&'static str>,
    pub(crate) consent: Option<TextBlock>,
    /// Runs and ends on its own: term and notice.
    pub(crate) own_term: Option<(Span, Span)>,
    pub(crate) trial: Option<Span>,
}

#[derive(Clone, Debug)]
pub(crate) struct Bonus {
    pub(crate) span: Span,
    /// CONTRACT_START is free at once, END_OF_CURRENT_TERM at the end.
    pub(crate) at_start: bool,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Extension {
    Ends,
    /// By this span, with this notice; at another price if one is given.
    By {
        span: Span,
        notice: Span,
        cents: Option<i64>,
    },
}

#[derive(Clone, Debug)]
pub(crate) struct Term {
    pub(crate) id: i64,
    /// The initial runtime, bonus included.
    pub(crate) span: Span,
    pub(crate) frequency: Frequency,
    pub(crate) fees: Vec<FlatFee>,
    pub(crate) optional: Vec<Module>,
    pub(crate) ages: Vec<AgePrice>,
    pub(crate) notice: Option<Span>,
    pub(crate) extension: Extension,
    /// Percent by which it is raised every year after the first runtime.
    pub(crate) yearly_raise: Option<&'static str>,
    pub(crate) bonus: Option<Bonus>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Preuse {
    None,
    Free,
    Chargeable,
}

#[derive(Clone, Debug)]
pub(crate) struct Offer {
    pub(crate) id: i64,
    pub(crate) name: Words,
    pub(crate) subtitle: Words,
    pub(crate) description: Words,
    pub(crate) footnote: Option<Words>,
    pub(crate) picture: &'static str,
    pub(crate) code: (&'static str, &'static str),
    pub(crate) period: Option<(Date, Date)>,
    pub(crate) payments: Vec<&'static str>,
    pub(crate) signatures: bool,
    pub(crate) preuse: Preuse,
    pub(crate) modules: Vec<Module>,
    pub(crate) selectable: Vec<Module>,
    pub(crate) most_selectable: i32,
    pub(crate) blocks: Vec<TextBlock>,
    pub(crate) terms: Vec<Term>,
}

/// Who looks at an offer, and when.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) tongue: Tongue,
    pub(crate) currency: &'static str,
    pub(crate) today: Date,
    /// The first day a contract may start.
    pub(crate) start: Date,
    pub(crate) volume: bool,
    /// Base address of the Connect API, which has the pictures and documents.
    pub(crate) base: &'a str,
}

impl Offer {
    pub(crate) fn is_on(&self, day: Date) -> bool {
        self.period.is_none_or(|(from, to)| (from..=to).contains(&day))
    }

    pub(crate) fn shown(&self, view: View) -> Value {
        let said = |words: Words| words.pick(view.tongue);
        let all = |modules: &[Module]| modules.iter().map(|module| module.shown(view)).collect::<Vec<_>>();
        let blocks = self.blocks.iter().filter(|block| !block.with_voucher);
        let mut shown = json!({
            "id": self.id,
            "name": said(self.name),
            "subDescription": said(self.subtitle),
            "description": said(self.description),
            "imageUrl": format!("{}/assets/offers/{}", view.base, self.picture),
            "rateCodeDto": [{"identifier": self.code.0, "name": self.code.1}],
            "allowedPaymentChoices": self.payments,
            "contractSignaturesRequired": self.signatures,
            "initialPaymentRequired": false,
            "onlinePaymentType": "NONE",
            "preuseType": match self.preuse {
                Preuse::None => "NONE",
                Preuse::Free => "FREE",
                Preuse::Chargeable => "CHARGEABLE",
            },
            "modules": all(&self.modules),
            "selectableModules": all(&self.selectable),
            "maximumNumberOfSelectableModules": self.most_selectable,
            "contractTextBlocks": blocks.zip(1..).map(|(block, order)| block.shown(view, order, None)).collect::<Vec<_>>(),
            "terms": self.terms.iter().map(|term| term.shown(view)).collect::<Vec<_>>(),
        });
        if let Some(footnote) = self.footnote {
            shown["footnote"] = json!(said(footnote));
        }
        if let Some((from, to)) = self.period {
            shown["limitedOfferingPeriod"] =
                json!({"startDate": from.to_string(), "endDate": to.to_string()});
        }
        shown
    }
}

impl TextBlock {
    pub(crate) fn shown(&self, view: View, order: i32, module: Option<i64>) -> Value {
        let mut shown = json!({
            "id": self.id,
            "title": self.title.pick(view.tongue),
            "text": self.text.pick(view.tongue),
            "order": order,
            "isConfirmationRequired": self.confirm,
            "hasSignature": self.sign,
            "showCommunicationPrivacyOptions": self.channels,
        });
        let kind = match self.attachment {
            Attachment::Nothing => "NONE",
            Attachment::File(name) => {
                let url = format!("{}/assets/documents/{name}", view.base);
                shown["attachedDocument"] = json!({"fileName": name, "url": url});
                "FILE"
            }
            Attachment::Url(link) => {
                shown["attachedExternalUrlDto"] =
                    json!({"title": self.title.pick(view.tongue), "link": link});
                "URL"
            }
        };
        shown["attachmentType"] = json!(kind);
        if let Some(module) = module {
            shown["rateBundleModuleId"] = json!(module);
        }
        shown
    }
}

impl Module {
    pub(crate) fn shown(&self, view: View) -> Value {
        let mut fields = Map::new();
        self.frequency.put_outdated(&mut fields);
        let mut put = |name: &str, value: Value| drop(fields.insert(name.to_owned(), value));
        put("id", json!(self.id));
        put("name", json!(self.name.pick(view.tongue)));
        put("description", json!(self.description.pick(view.tongue)));
        put("paymentFrequencyId", json!(self.id + 50_000));
        put("paymentFrequencyDto", self.frequency.shown(view.currency, &[]));
        if let Some(picture) = self.picture {
            put("imageUrl", json!(format!("{}/assets/offers/{picture}", view.base)));
        }
        if let Some(block) = &self.consent {
            put("consentTextBlock", block.shown(view, 1, Some(self.id)));
        }
        if let Some(trial) = self.trial {
            let description = words("kostenlos testen", "free trial").pick(view.tongue);
            put("publicTrialPeriodDto", json!({"description": description, "trialPeriod": trial.shown()}));
        }
        if let Some((term, notice)) = self.own_term {
            let (term, notice) = (term.shown(), notice.shown());
            put(
                "term",
                json!({
                    "term": term, "termExtension": term, "extensionType": "TERM_EXTENSION",
                    "cancelationPeriod": notice, "extensionCancelationPeriod": notice,
                }),
            );
        }
        Value::Object(fields)
    }

    /// The consent text, which names its module.
    pub(crate) fn consent_shown(&self, view: View, order: i32) -> Option<Value> {
        self.consent.as_ref().map(|block| block.shown(view, order, Some(self.id)))
    }
}

impl FlatFee {
    fn shown(&self, view: View, id: i64) -> Value {
        let mut fields = Map::new();
        self.frequency.put_outdated(&mut fields);
        let mut put = |name: &str, value: Value| drop(fields.insert(name.to_owned(), value));
        put("identifier", json!(self.identifier));
        put("name", json!(self.name.pick(view.tongue)));
        put("isStarterPackage", json!(self.starter_package));
        put("paidTimePeriodCalculationType", json!("REFERENCE_DATE"));
        put("paymentFrequencyId", json!(id));
        put("paymentFrequencyDto", self.frequency.shown(view.currency, &[]));
        if let Some(delay) = self.delay {
            put("firstBookingDelayValue", json!(delay.count));
            put("firstBookingDelayUnit", json!(delay.unit.name()));
        }
        Value::Object(fields)
    }
}

impl Bonus {
    fn shown(&self) -> Value {
        json!({
            "displaySeparately": true,
            "extendsCancellationPeriod": false,
            "runtimeExtensionType": "WITH_EXTENSION",
            "termStrategy": if self.at_start { "CONTRACT_START" } else { "END_OF_CURRENT_TERM" },
            "termValue": self.span.count,
            "termUnit": self.span.unit.name(),
        })
    }
}

impl Term {
    /// The price for this age, where it differs.
    pub(crate) fn price_at(&self, age: i16) -> Option<i64> {
        let fits = |price: &&AgePrice| (price.ages.0..=price.ages.1).contains(&age);
        self.ages.iter().find(fits).map(|price| price.price.of(self.frequency.cents()))
    }

    pub(crate) fn runtime(&self, today: Date, preuse_days: i64) -> Runtime {
        Runtime { today, term: self.span, preuse_days }
    }

    /// What is due for the term itself and its fees within the first runtime, in cents.
    pub(crate) fn total(&self, runtime: Runtime, frequency: &Frequency) -> i64 {
        let waived = self.bonus.as_ref().filter(|bonus| bonus.at_start).map(|bonus| bonus.span);
        let base = runtime.sum(&Payment { frequency, delay: None, waived });
        let fees = self
            .fees
            .iter()
            .map(|fee| runtime.sum(&Payment { frequency: &fee.frequency, delay: fee.delay, waived: None }));
        base + fees.sum::<i64>()
    }

    fn volume(&self, today: Date) -> Volume {
        let runtime = self.runtime(today, 0);
        runtime.volume(self.total(runtime, &self.frequency), self.frequency.interval())
    }

    fn shown(&self, view: View) -> Value {
        let mut fields = Map::new();
        self.frequency.put_outdated(&mut fields);
        let mut put = |name: &str, value: Value| drop(fields.insert(name.to_owned(), value));
        let bonus = self.bonus.as_ref();
        let without_bonus = self.span.count - bonus.map_or(0, |bonus| bonus.span.count);
        let free_at_first = bonus.is_some_and(|bonus| bonus.at_start);
        let first_price = if free_at_first { 0 } else { self.frequency.cents() };
        put("id", json!(self.id));
        put("term", self.span.shown());
        put("termValue", json!(self.span.count));
        put("termUnit", json!(self.span.unit.name()));
        put("termValueWithoutBonusPeriod", json!(without_bonus));
        put("paymentFrequencyDto", self.frequency.shown(view.currency, &self.ages));
        put("ageBasedAdjustmentDtos", json!(self.ages.iter().map(AgePrice::shown).collect::<Vec<_>>()));
        put("rateStartPrice", amount(first_price));
        put("rateBonusPeriods", json!(bonus.map(Bonus::shown).into_iter().collect::<Vec<_>>()));
        let fees = self.fees.iter().zip(self.id * 10..);
        put("flatFees", json!(fees.map(|(fee, id)| fee.shown(view, id)).collect::<Vec<_>>()));
        let optional = self.optional.iter().map(|module| module.shown(view));
        put("optionalModules", json!(optional.collect::<Vec<_>>()));
        put("priceAdjustmentRules", json!(self.raise(view.tongue).into_iter().collect::<Vec<_>>()));
        put("defaultContractStartDate", json!(view.start.to_string()));
        put("contractStartDateOfUse", json!(view.start.to_string()));
        put("cancelationStrategy", json!("TERM"));
        if let Some(notice) = self.notice {
            put("cancellationPeriod", json!(notice.count));
            put("cancellationPeriodUnit", json!(notice.unit.name()));
        }
        match self.extension {
            Extension::Ends => put("extensionType", json!("NONE")),
            Extension::By { span, notice, cents } => {
                put("extensionType", json!("TERM_EXTENSION"));
                put("extensionFixedTerm", json!(span.count));
                put("extensionFixedTermUnit", json!(span.unit.name()));
                put("extensionCancellationPeriod", json!(notice.count));
                put("extensionCancellationPeriodUnit", json!(notice.unit.name()));
                if let Some(cents) = cents {
                    put("priceAfterExtension", amount(cents));
                    put("termValueAfterExtension", json!(span.count));
                    put("termUnitAfterExtension", json!(span.unit.name()));
                }
            }
        }
        if view.volume {
            put("contractVolumeInformation", self.volume(view.today).shown());
        }
        Value::Object(fields)
    }

    fn raise(&self, tongue: Tongue) -> Option<Value> {
        let percent = self.yearly_raise?;
        let (sentence, every) = match tongue {
            Tongue::German => (
                format!("Nach der Erstlaufzeit steigt der Preis alle 12 Monate um {percent} %."),
                "alle 12 Monate",
            ),
            Tongue::English => (
                format!("After the first term the price rises by {percent} % every 12 months."),
                "every 12 months",
            ),
        };
        Some(json!({
            "type": "RAISE", "chargeAdjustmentType": "RELATIVE", "value": percent,
            "recurrenceFrequency": every, "defaultDescription": sentence,
        }))
    }

    /// The last day of the first runtime of a contract that starts then.
    pub(crate) fn end(&self, start: Date) -> Date {
        self.span.after(start).saturating_sub(1.day())
    }
}
