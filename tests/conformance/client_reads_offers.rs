//! Document → client: offers. What a member has to see before signing takes whatever it belongs to with
//! it if it cannot be read; nothing else is lost, and never the whole answer.

use std::cell::RefCell;

use domain::{Currency, Language, Money, StudioId};
use magicline::connect::{MonthDay, Offer, Term};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use sandbox::Api;
use serde_json::{Value, json};

use crate::client_reads::each;
use crate::client_reads_connect::{list, success};

/// Counts are not negative.
fn counts(value: &Value) -> bool {
    value.is_null() || value.as_u64().is_some_and(|count| u32::try_from(count).is_ok())
}

fn exact(amount: &Value, currency: Currency) -> bool {
    amount.is_number() && Money::parse(&amount.to_string(), currency).is_ok()
}

fn money(told: &Value) -> bool {
    let currency = match told["currencyCode"].as_str() {
        None | Some("UNDEFINED") => Some(Currency::EUR),
        Some(code) => Currency::parse(code),
    };
    currency.is_some_and(|currency| exact(&told["amount"], currency))
}

fn span(told: &Value) -> bool {
    let unit = ["DAY", "WEEK", "MONTH", "YEAR"].iter().any(|unit| told["termUnit"] == *unit);
    unit && told["term"].is_number() && counts(&told["term"])
}

fn day(told: &Value) -> bool {
    let (month, day) =
        told.as_str().and_then(|text| text.strip_prefix("--")?.split_once('-')).unwrap_or_default();
    month.parse().ok().zip(day.parse().ok()).is_some_and(|(month, day)| MonthDay::new(month, day).is_some())
}

fn frequency(told: &Value) -> bool {
    let all = |name: &str, fits: &dyn Fn(&Value) -> bool| {
        let listed = list(&told[name]);
        !listed.is_empty() && listed.iter().all(|one| fits(one) && money(&one["price"]))
    };
    match told["type"].as_str() {
        Some("FREE") => true,
        Some("NON_RECURRING") => money(&told["money"]),
        Some("RECURRING") => money(&told["money"]) && span(&told["term"]),
        Some("MONTH_DAY") => all("monthDayWithPrices", &|one| day(&one["monthDay"])),
        Some("TERM_BASED") => all("termWithPrices", &|one| span(&one["term"])),
        Some(_) | None => false,
    }
}

fn priced(told: &Value) -> bool {
    counts(&told["paymentFrequencyValue"]) && frequency(&told["paymentFrequencyDto"])
}

fn readable_term(told: &Value) -> bool {
    let numbers = [
        "termValue",
        "termValueWithoutBonusPeriod",
        "cancellationPeriod",
        "extensionFixedTerm",
        "extensionCancellationPeriod",
        "termValueAfterExtension",
    ];
    let fee = |fee: &Value| counts(&fee["firstBookingDelayValue"]) && priced(fee);
    let after = &told["priceAfterExtension"];
    numbers.iter().all(|name| counts(&told[*name]))
        && span(&told["term"])
        && priced(told)
        && list(&told["flatFees"]).iter().all(fee)
        && (after.is_null() || exact(after, Currency::EUR))
}

fn readable(told: &Value) -> bool {
    counts(&told["maximumNumberOfSelectableModules"]) && list(&told["terms"]).iter().any(readable_term)
}

/// The same with numbers, money and days as a vendor means them. What is made up hardly ever has them.
fn usable(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(usable),
        Value::Object(fields) => {
            for (name, value) in fields {
                match name.as_str() {
                    "id" => {}
                    "amount" | "priceAfterExtension" if value.is_number() => *value = json!(39.9),
                    "currencyCode" => *value = json!("EUR"),
                    "monthDay" => *value = json!("--01-15"),
                    _ => usable(value),
                }
            }
        }
        Value::Number(number) => {
            if let Some(negative) = number.as_i64().filter(|number| *number < 0) {
                *value = negative.checked_neg().unwrap_or(i64::MAX).into();
            }
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

fn is_term(term: &Term, told: &Value) -> TestCaseResult {
    prop_assert_eq!(Some(term.id.0), told["id"].as_i64());
    prop_assert_eq!(Some(u64::from(term.span.count)), told["term"]["term"].as_u64());
    prop_assert_eq!(term.fees.len(), list(&told["flatFees"]).len());
    prop_assert_eq!(term.adjustment_rules.len(), list(&told["priceAdjustmentRules"]).len());
    prop_assert_eq!(term.price_after_extension.is_some(), told["priceAfterExtension"].is_number());
    let offered = list(&told["optionalModules"]).into_iter().filter(priced).count();
    prop_assert_eq!(term.optional.len(), offered);
    let start = term.default_start.map(|day| day.to_string());
    prop_assert_eq!(start.as_deref(), told["defaultContractStartDate"].as_str());
    Ok(())
}

/// How many terms were read.
fn is_offer(offer: &Offer, told: &Value) -> Result<usize, TestCaseError> {
    prop_assert_eq!(
        (Some(offer.id.0), Some(offer.name.as_str())),
        (told["id"].as_i64(), told["name"].as_str())
    );
    prop_assert_eq!(offer.included.len(), list(&told["modules"]).len());
    prop_assert_eq!(offer.selectable.len(), list(&told["selectableModules"]).len());
    prop_assert_eq!(offer.text_blocks.len(), list(&told["contractTextBlocks"]).len());
    prop_assert!(offer.text_blocks.windows(2).all(|pair| pair[0].order <= pair[1].order));
    prop_assert_eq!(offer.signatures_required, told["contractSignaturesRequired"] == true);
    prop_assert_eq!(offer.offered.is_some(), told["limitedOfferingPeriod"].is_object());
    let terms: Vec<Value> = list(&told["terms"]);
    let expected: Vec<&Value> = terms.iter().filter(|term| readable_term(term)).collect();
    prop_assert_eq!(offer.terms.len(), expected.len(), "{}", told);
    prop_assert_eq!(offer.unreadable_terms, terms.len() - expected.len());
    for (term, told) in offer.terms.iter().zip(expected) {
        is_term(term, told)?;
    }
    Ok(offer.terms.len())
}

#[test]
fn offers_are_read() {
    let (read, left_out) = (RefCell::new(0), RefCell::new(0));
    each(Api::Connect, success(Api::Connect, "GET", "/connect/v1/rate-bundle"), |desk, answer| {
        let mut meant = answer.clone();
        usable(&mut meant);
        for answer in [answer, &meant] {
            desk.server.answers(200, Some(answer));
            let offers = desk.wait(desk.connect.offers(StudioId(1), Currency::EUR, Language::DE));
            prop_assert!(offers.is_ok(), "{:?} of {}", offers, answer);
            let (offers, all) = (offers.unwrap(), list(answer));
            let expected: Vec<&Value> = all.iter().filter(|offer| readable(offer)).collect();
            prop_assert_eq!(offers.len(), expected.len(), "{}", answer);
            *left_out.borrow_mut() += all.len() - expected.len();
            for (offer, told) in offers.iter().zip(expected) {
                *read.borrow_mut() += is_offer(offer, told)?;
            }
        }
        Ok(())
    });
    assert!(
        *read.borrow() > 50 && *left_out.borrow() > 50,
        "{read:?} terms read, {left_out:?} offers left out"
    );
}
