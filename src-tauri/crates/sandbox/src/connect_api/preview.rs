//! What a contract would cost, before it is signed.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::form::Form;
use super::offers::{Cut, FlatFee, Frequency, Module, Preuse, Tongue};
use super::order::Order;
use super::shapes::View;
use super::volume::{Payment, half_up};
use super::vouchers::{self, COMPANY, Gift, Lasts, Voucher};
use crate::answer::{Answer, Outcome, Reply};
use crate::journal::Effect;
use crate::request::{Request, amount};
use crate::settings::{BadVoucher, Settings, Spelling};
use crate::state::Studio;

pub(crate) fn preview(studio: &mut Studio, request: &Request) -> Outcome {
    let json = request.json()?;
    let body = Form::new(&json);
    let order = Order::read(studio, &body, request)?;
    let view = studio.view(request);
    let found =
        order.voucher.as_deref().map(|code| vouchers::for_contract(studio, code, order.offer.id, view.today));
    let mut fields = Map::new();
    let voucher = match found {
        Some(Err(reject)) if studio.settings.bad_voucher == BadVoucher::BadRequest => {
            return Err(reject.into());
        }
        Some(Err(reject)) => {
            fields.insert("voucherErrorCode".to_owned(), json!(reject.code.name()));
            fields.insert("voucherErrorMessage".to_owned(), json!(reject.message));
            None
        }
        Some(Ok(voucher)) => Some(voucher),
        None => None,
    };
    let quote = Quote { order: &order, voucher, view, settings: &studio.settings };
    quote.prices(&mut fields);
    quote.parts(&mut fields);
    if let Some(voucher) = voucher {
        quote.gift(voucher, &mut fields);
    }
    let code = voucher.map(|voucher| voucher.code.to_owned());
    let effect = Effect::Previewed { term: order.term.id, cents: order.cents(), voucher: code };
    Ok(Answer { reply: Reply::json(StatusCode::OK, &Value::Object(fields)), effect })
}

struct Quote<'a> {
    order: &'a Order,
    voucher: Option<&'static Voucher>,
    view: View<'a>,
    settings: &'a Settings,
}

impl Quote<'_> {
    fn prices(&self, fields: &mut Map<String, Value>) {
        let mut put = |name: &str, value: Value| drop(fields.insert(name.to_owned(), value));
        put("basePrice", amount(self.order.term.frequency.cents()));
        if let Some(cents) = self.order.term.price_at(self.order.age()) {
            put("ageAdjustedPrice", amount(cents));
        }
        if let Some(cents) = self.charge(self.order.cents()) {
            put("preUseCharge", amount(cents));
        }
        if self.settings.contract_volume {
            put("contractVolumeInformation", self.volume());
        }
    }

    /// The charge for the days before the start at this price; nothing if there are none.
    fn charge(&self, cents: i64) -> Option<i64> {
        let days = self.order.preuse_days();
        let interval = self.order.term.frequency.interval().unwrap_or(self.order.term.span);
        let share = half_up(i128::from(cents) * i128::from(days), i128::from(interval.days().max(1)));
        (days > 0).then_some(match self.order.offer.preuse {
            Preuse::Chargeable => share,
            Preuse::Free | Preuse::None => 0,
        })
    }

    /// Without any discount, as the text says.
    fn volume(&self) -> Value {
        let term = &self.order.term;
        let charge = self.charge(self.order.cents()).unwrap_or_default();
        let preuse_days = if charge > 0 { self.order.preuse_days() } else { 0 };
        let runtime = term.runtime(self.view.today, preuse_days);
        let own = match term.price_at(self.order.age()) {
            Some(cents) => term.frequency.map(|_| cents),
            None => term.frequency.clone(),
        };
        let modules = self.order.optional.iter().map(|module| {
            runtime.sum(&Payment { frequency: &module.frequency, delay: None, waived: module.trial })
        });
        let total = term.total(runtime, &own) + modules.sum::<i64>() + charge;
        runtime.volume(total, term.frequency.interval()).shown()
    }

    fn parts(&self, fields: &mut Map<String, Value>) {
        let fees: Vec<Value> = self.order.term.fees.iter().map(|fee| self.fee(fee)).collect();
        let modules: Vec<Value> = self.order.optional.iter().map(|module| self.module(module)).collect();
        let chosen = self.order.offer.modules.iter().chain(&self.order.selected).chain(&self.order.optional);
        let consents: Vec<Value> =
            chosen.zip(1..).filter_map(|(module, order)| module.consent_shown(self.view, order)).collect();
        fields.insert("flatFeePreviews".to_owned(), json!(fees));
        fields.insert("selectedOptionalModulesPreviews".to_owned(), json!(modules));
        fields.insert("moduleConsentTextBlocks".to_owned(), json!(consents));
    }

    fn fee(&self, fee: &FlatFee) -> Value {
        let mut shown = self.part(fee.name.pick(self.view.tongue), &fee.frequency);
        shown["identifier"] = json!(fee.identifier);
        if fee.starter_package && self.voucher.is_some_and(|voucher| voucher.omits_starter_package) {
            shown["discountedPrice"] = amount(0);
        }
        shown
    }

    fn module(&self, module: &Module) -> Value {
        self.part(module.name.pick(self.view.tongue), &module.frequency)
    }

    fn part(&self, name: &str, frequency: &Frequency) -> Value {
        let mut fields = Map::new();
        frequency.put_outdated(&mut fields);
        fields.insert("name".to_owned(), json!(name));
        fields.insert("paidTimePeriodCalculationType".to_owned(), json!("REFERENCE_DATE"));
        fields.insert("paymentFrequencyDto".to_owned(), frequency.shown(self.view.currency, &[]));
        Value::Object(fields)
    }

    /// What a voucher that is good changes.
    fn gift(&self, voucher: &Voucher, fields: &mut Map<String, Value>) {
        let mut put = |name: &str, value: Value| drop(fields.insert(name.to_owned(), value));
        put("voucherRemarks", json!(voucher.remarks.pick(self.view.tongue)));
        put("voucherSuccessMessage", json!(self.success()));
        let blocks = self.order.offer.blocks.iter().filter(|block| block.with_voucher);
        let blocks = blocks.zip(1..).map(|(block, order)| block.shown(self.view, order, None));
        put("voucherTextBlocks", json!(blocks.collect::<Vec<_>>()));
        if let Some(bonus) = &voucher.bonus {
            put("voucherBonusPeriod", bonus.shown());
        }
        let base = self.order.term.frequency.cents();
        match voucher.gift {
            Gift::Company(points) => self.company(voucher, points, fields),
            Gift::Credit(cents) => {
                put("voucherType", json!("CREDIT"));
                put("creditValue", amount(cents));
            }
            Gift::Percent(points) => {
                self.discount(voucher, "PERCENTAGE", points, Cut::Percent(points), fields)
            }
            Gift::Amount(cents) => {
                let name = match self.settings.discount_type {
                    Spelling::Specification => "ABSOLUTE",
                    Spelling::Workflow => "AMOUNT",
                };
                self.discount(voucher, name, cents, Cut::To((base - cents).max(0)), fields);
            }
            // Not for contracts, so it never gets here.
            Gift::Rate(_) => {}
        }
    }

    fn discount(&self, voucher: &Voucher, kind: &str, value: i64, cut: Cut, fields: &mut Map<String, Value>) {
        let discounted = cut.of(self.order.term.frequency.cents());
        let mut put = |name: &str, value: Value| drop(fields.insert(name.to_owned(), value));
        put("voucherType", json!("DISCOUNT"));
        put("discountType", json!(kind));
        put("discountValue", amount(value));
        put("discountedBasePrice", amount(discounted));
        let (name, workflow) = match self.settings.discounted_charge {
            Spelling::Specification => ("discountedPreUseCharge", false),
            Spelling::Workflow => ("discountedPreviewCharge", true),
        };
        if let Some(cents) = self.charge(discounted) {
            put(name, amount(cents));
        }
        if workflow {
            put("omitStarterPackage", json!(voucher.omits_starter_package));
        }
        Self::lasts(voucher, fields);
    }

    /// A company pays a part of the price at this age, and of the charge before the start.
    fn company(&self, voucher: &Voucher, points: i64, fields: &mut Map<String, Value>) {
        let mut put = |name: &str, value: Value| drop(fields.insert(name.to_owned(), value));
        let share = |cents: i64| half_up(i128::from(cents) * i128::from(points), 10_000);
        let mut split = |company: &str, member: &str, cents: i64| {
            put(company, amount(share(cents)));
            put(member, amount(cents - share(cents)));
        };
        split("companyAmount", "memberAmount", self.order.cents());
        split("companyAmountWithoutDiscount", "memberAmountWithoutDiscount", self.order.cents());
        if let Some(cents) = self.charge(self.order.cents()) {
            split("companyAmountPreUseCharge", "memberAmountPreUseCharge", cents);
        }
        put("voucherType", json!("COMPANY_FEE_SPLIT"));
        put("companyName", json!(COMPANY));
        put("companyFeeSplitType", json!("PERCENTAGE"));
        put("companyFeeSplitValue", amount(points));
        Self::lasts(voucher, fields);
    }

    fn lasts(voucher: &Voucher, fields: &mut Map<String, Value>) {
        let mut put = |name: &str, value: Value| drop(fields.insert(name.to_owned(), value));
        match voucher.lasts {
            Lasts::Unlimited => put("voucherEffectivePeriod", json!("UNLIMITED")),
            Lasts::FirstTerm => put("voucherEffectivePeriod", json!("INITIAL_TERM")),
            Lasts::For(span) => {
                let shown = span.shown();
                put("voucherEffectivePeriod", json!("TIME_BASED"));
                put("effectivePeriodTimeBasedTerm", shown["term"].clone());
                put("effectivePeriodTimeBasedTermUnit", shown["termUnit"].clone());
            }
        }
    }

    fn success(&self) -> &'static str {
        match self.view.tongue {
            Tongue::German => "Der Gutschein wird mit dem Vertrag eingelöst.",
            Tongue::English => "The voucher is redeemed with the contract.",
        }
    }
}
