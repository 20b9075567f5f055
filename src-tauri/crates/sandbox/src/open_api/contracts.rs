//! What a member has signed.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::shape::status;
use crate::answer::{Answer, Outcome};
use crate::books::{Contract, Paper};
use crate::connect_api::country;
use crate::connect_api::offers::{Frequency, Span, Unit};
use crate::journal::Effect;
use crate::member::{Member, Standing};
use crate::request::{Request, amount};
use crate::state::Studio;
use crate::texts::Notice;

const MONTHS: [&str; 12] = [
    "JANUARY",
    "FEBRUARY",
    "MARCH",
    "APRIL",
    "MAY",
    "JUNE",
    "JULY",
    "AUGUST",
    "SEPTEMBER",
    "OCTOBER",
    "NOVEMBER",
    "DECEMBER",
];

pub(crate) fn list(studio: &mut Studio, request: &Request) -> Outcome {
    let id = request.id()?;
    let wanted = match request.asked("status") {
        None => None,
        Some(wanted @ ("ACTIVE" | "INACTIVE")) => Some(wanted),
        Some(_) => return Err(Notice::Malformed.into()),
    };
    let member = studio.member(id).ok_or(Notice::UnknownCustomer)?;
    let today = studio.today(request.now);
    let signed = studio.books.contracts.iter().filter(|contract| contract.member == id).cloned();
    let mut contracts: Vec<Contract> = signed.collect();
    contracts.extend(seeded(studio, member, today).filter(|_| contracts.is_empty()));
    let shown: Vec<Value> = contracts
        .iter()
        .map(|contract| shown(contract, today, &studio.zone))
        .filter(|shown| wanted.is_none_or(|wanted| shown["contractStatus"] == wanted))
        .collect();
    Ok(Answer::json(&json!(shown), Effect::LookedUp { member: member.who() }))
}

/// The contract everybody has who was a member before the practice began.
fn seeded(studio: &Studio, member: &Member, today: Date) -> Option<Contract> {
    let start = match member.standing {
        Standing::NotStarted { start } => start,
        Standing::Fine
        | Standing::Blocked
        | Standing::Unpaid
        | Standing::Paused { .. }
        | Standing::Hours { .. } => studio.opened.saturating_sub(14.months()),
        Standing::Former | Standing::Trial => return None,
    };
    let (month, who) = (Span::new(1, Unit::Month), member.who());
    let created = start.min(today).to_zoned(studio.zone.clone()).map(|day| day.timestamp());
    (status(member) == "MEMBER").then(|| Contract {
        id: member.id * 10,
        member: member.id,
        customer_number: member.number(),
        name: who.name,
        offer: 2001,
        term: 2101,
        cents: 3990,
        start,
        preuse: None,
        end: start.saturating_add(24.months()).saturating_sub(1.day()),
        selected: Vec::new(),
        optional: Vec::new(),
        voucher: None,
        payment: Some("DIRECT_DEBIT"),
        card_token: None,
        picture: None,
        signed: true,
        mandate_signed: true,
        signed_texts: Vec::new(),
        time: created.unwrap_or_default(),
        paper: Paper {
            rate: "Nordlicht Komplett".to_owned(),
            span: Span::new(24, Unit::Month),
            extension: Some((month, month)),
            frequency: Frequency::Every(month, 3990),
            currency: country::facts(studio.settings.country).currency,
        },
    })
}

fn shown(contract: &Contract, today: Date, zone: &jiff::tz::TimeZone) -> Value {
    let Paper { rate, span, extension, frequency, currency } = &contract.paper;
    let (extension, notice) = extension.unwrap_or((*span, Span::new(0, Unit::Day)));
    let money = |cents: i64| json!({"amount": amount(cents), "currency": currency});
    let value = |span: Span| json!({"value": span.count, "unit": span.shown()["termUnit"]});
    let mut paid = json!({"type": frequency.name()});
    match frequency {
        Frequency::Every(interval, cents) => {
            paid["term"] = value(*interval);
            paid["price"] = money(*cents);
        }
        Frequency::MonthDays { days, .. } => {
            let priced = |(month, day, cents): &(i8, i8, i64)| {
                let name = usize::try_from(*month - 1).ok().and_then(|at| MONTHS.get(at));
                let day = json!({"month": name, "monthValue": month, "dayOfMonth": day});
                json!({"monthDay": day, "price": money(*cents)})
            };
            paid["monthDaysToPrices"] = json!(days.iter().map(priced).collect::<Vec<_>>());
        }
        Frequency::After { payments, .. } => {
            let priced = |(span, cents): &(Span, i64)| json!({"term": value(*span), "price": money(*cents)});
            paid["termsToPrices"] = json!(payments.iter().map(priced).collect::<Vec<_>>());
        }
        Frequency::Free | Frequency::Once(_) => {}
    }
    let first = contract.preuse.unwrap_or(contract.start);
    let active = today <= contract.end;
    json!({
        "id": contract.id,
        "createdDate": contract.time.to_zoned(zone.clone()).date().to_string(),
        "startDate": first.to_string(),
        "endDate": contract.end.to_string(),
        "rateName": rate,
        "contractStatus": if active { "ACTIVE" } else { "INACTIVE" },
        "cancellationPeriod": notice.in_open_api(),
        "cancelled": false,
        "price": amount(contract.cents),
        "priceDetails": {
            "basePrice": money(contract.cents), "currentPrice": money(contract.cents), "paymentFrequency": paid,
        },
        "lastPossibleCancellationDate": notice.before(contract.end).to_string(),
        "term": span.in_open_api(),
        "extensionTerm": extension.in_open_api(),
        "flatFeeContracts": [],
        "moduleContracts": [],
    })
}
