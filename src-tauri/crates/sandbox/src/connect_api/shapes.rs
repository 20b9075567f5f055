//! How the Connect API shows what the studio offers.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::offers::{
    AgePrice, Attachment, Bonus, Cut, Extension, FlatFee, Frequency, Module, Offer, Preuse, Span, Term,
    TextBlock, Tongue, Words, words,
};
use crate::request::amount;

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
    pub(crate) fn shown(&self) -> Value {
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

impl Frequency {
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

impl Term {
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
}
