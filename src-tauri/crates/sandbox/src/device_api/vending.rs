//! Vending: a transaction holds the member until the sale is made or the time is over.

use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{admitted, charge, identified, not_authorized};
use crate::answer::{Answer, Outcome, Refusal};
use crate::journal::Effect;
use crate::ledger::{Goods, TopUp};
use crate::member::Member;
use crate::request::{Request, amount, cents, executes, transaction};
use crate::settings::{RepeatedSale, WrongPrice};
use crate::state::{Lock, Studio};
use crate::texts::Notice;

/// A sale that is asked for, at the studio's own price.
struct Sale<'a> {
    member: &'a Member,
    transaction: Uuid,
    shelf: &'a str,
    price: i64,
}

impl Sale<'_> {
    fn goods(&self) -> Goods {
        Goods::product(self.shelf, self.transaction)
    }

    fn shown(&self, text: String, authorized: bool) -> Value {
        json!({
            "text": text,
            "authorized": authorized,
            "consumptionCredit": amount(self.member.cents),
            "transactionId": self.transaction.to_string(),
            "price": amount(self.price),
        })
    }

    fn refusal(&self, notice: Notice) -> Refusal {
        Refusal::of(notice, self.member.who())
    }
}

pub(crate) fn identification(studio: &mut Studio, request: &Request) -> Outcome {
    let body = request.json()?;
    let transaction = transaction(&body)?;
    let member = identified(studio, &body)?.clone();
    unless_held_by_another(studio, &member, transaction, request)?;
    let shown = |text: String, authorized: bool| {
        json!({
            "text": text,
            "authorized": authorized,
            "consumptionCredit": amount(member.cents),
            "transactionId": transaction.to_string(),
        })
    };
    if let Err(refusal) = admitted(studio, &member, request) {
        return Ok(not_authorized(refusal, request, shown));
    }
    let until = match studio.lock(member.id, request.now) {
        Some(lock) if !studio.settings.identification_renews => lock.until,
        Some(_) | None => {
            hold(studio, &member, (transaction, None), studio.settings.idle_timeout_seconds, request)
        }
    };
    let effect = Effect::Locked { member: member.who(), transaction: transaction.to_string(), until };
    Ok(Answer::json(&shown(String::new(), true), effect))
}

pub(crate) fn sale(studio: &mut Studio, request: &Request) -> Outcome {
    let body = request.json()?;
    let (transaction, execute) = (transaction(&body)?, executes(&body)?);
    let offered = cents(body.get("price"))?;
    let shelf = body.get("productId").and_then(Value::as_str).ok_or(Notice::Malformed)?;
    let member = identified(studio, &body)?.clone();
    unless_held_by_another(studio, &member, transaction, request)?;
    let price = studio.settings.shelves.get(shelf).copied();
    let price = price.ok_or_else(|| Refusal::of(Notice::UnknownProduct, member.who()))?;
    let sale = Sale { member: &member, transaction, shelf, price };
    if offered != Some(price) {
        let refusal = sale.refusal(Notice::PriceMismatch);
        return match studio.settings.wrong_price {
            WrongPrice::Refused => Err(refusal),
            WrongPrice::Denied => Ok(not_authorized(refusal, request, |text, may| sale.shown(text, may))),
        };
    }
    if studio.lock(member.id, request.now).is_none() {
        return repeated(studio, &sale, execute, request);
    }
    if execute { complete(studio, &sale, request) } else { dry_run(studio, &sale, request) }
}

/// Top-ups need no identification before them, but respect a transaction that is under way.
pub(crate) fn revalue(studio: &mut Studio, request: &Request) -> Outcome {
    let body = request.json()?;
    let transaction = transaction(&body)?;
    let raise = cents(body.get("amount"))?.filter(|cents| *cents > 0);
    let member = identified(studio, &body)?.clone();
    unless_held_by_another(studio, &member, transaction, request)?;
    let cents = raise.ok_or_else(|| Refusal::of(Notice::BadAmount, member.who()))?;
    let purse = studio.member_mut(member.id)?;
    purse.cents = purse.cents.saturating_add(cents);
    if studio.settings.top_up_ends_transaction {
        studio.locks.remove(&member.id);
    }
    let (device, time, id) = (request.device, request.now, transaction.to_string());
    let top_up = TopUp { member: member.id, cents, transaction: id.clone(), device, time };
    studio.ledger.top_ups.push(top_up);
    let effect = Effect::ToppedUp { member: member.who(), cents, transaction: id };
    Ok(Answer::done(StatusCode::NO_CONTENT, effect))
}

fn dry_run(studio: &mut Studio, sale: &Sale, request: &Request) -> Outcome {
    let affordable = sale.member.cents >= sale.price;
    let checked = affordable.then(|| (sale.shelf.to_owned(), sale.price));
    hold(studio, sale.member, (sale.transaction, checked), studio.settings.draw_timeout_seconds, request);
    if !affordable {
        let refusal = sale.refusal(Notice::NoCredit);
        return Ok(not_authorized(refusal, request, |text, may| sale.shown(text, may)));
    }
    let effect = Effect::SaleChecked {
        member: sale.member.who(),
        goods: sale.goods(),
        cents: sale.price,
        device: request.device,
    };
    Ok(Answer::json(&sale.shown(String::new(), true), effect))
}

fn complete(studio: &mut Studio, sale: &Sale, request: &Request) -> Outcome {
    let lock = studio.lock(sale.member.id, request.now);
    let checked = lock.and_then(|lock| lock.checked.as_ref());
    let checked = checked.is_some_and(|(shelf, price)| shelf == sale.shelf && *price == sale.price);
    let answer = charge(studio, sale.member.id, (sale.goods(), sale.price), checked, request)?;
    studio.locks.remove(&sale.member.id);
    studio.completed.insert(sale.transaction, sale.member.id);
    Ok(answer)
}

/// A sale that no live transaction covers: too late, or sent a second time.
fn repeated(studio: &mut Studio, sale: &Sale, execute: bool, request: &Request) -> Outcome {
    let expired = || Err(sale.refusal(Notice::NoTransaction));
    let again = execute && studio.completed.get(&sale.transaction) == Some(&sale.member.id);
    if !again {
        return expired();
    }
    match studio.settings.repeated_sale {
        RepeatedSale::Refused => expired(),
        RepeatedSale::Deduplicated => {
            let transaction = sale.transaction.to_string();
            let effect = Effect::RepeatIgnored { member: sale.member.who(), transaction };
            Ok(Answer::done(StatusCode::NO_CONTENT, effect))
        }
        RepeatedSale::ChargedAgain => complete(studio, sale, request),
    }
}

fn unless_held_by_another(
    studio: &Studio,
    member: &Member,
    transaction: Uuid,
    request: &Request,
) -> Result<(), Refusal> {
    match studio.lock(member.id, request.now) {
        Some(lock) if lock.transaction != transaction => Err(Refusal::of(Notice::Locked, member.who())),
        Some(_) | None => Ok(()),
    }
}

/// Holds a member from now on, and tells until when.
fn hold(
    studio: &mut Studio,
    member: &Member,
    (transaction, checked): (Uuid, Option<(String, i64)>),
    seconds: i64,
    request: &Request,
) -> Timestamp {
    let until = request.now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX);
    studio.locks.insert(member.id, Lock { transaction, until, checked });
    until
}
