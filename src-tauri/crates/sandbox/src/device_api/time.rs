//! Devices that run for a paid time, here a solarium.

use serde_json::{Value, json};

use super::{admitted, charge, identified, not_authorized};
use crate::answer::{Answer, Outcome, Refusal};
use crate::journal::Effect;
use crate::ledger::Goods;
use crate::member::Member;
use crate::request::{Request, amount, executes};
use crate::state::Studio;
use crate::texts::Notice;

fn money(cents: i64) -> Value {
    json!({"amount": amount(cents), "currency": "EUR"})
}

pub(crate) fn price(studio: &mut Studio, _request: &Request) -> Outcome {
    let offer =
        |(seconds, cents): (&i64, &i64)| json!({"durationInSeconds": seconds, "price": money(*cents)});
    let selection: Vec<Value> = studio.settings.offers.iter().map(offer).collect();
    Ok(Answer::json(&json!({"selection": selection}), Effect::Read))
}

pub(crate) fn identification(studio: &mut Studio, request: &Request) -> Outcome {
    let body = request.json()?;
    let member = identified(studio, &body)?;
    let shown = |text: String, authorized: bool| json!({"text": text, "authorized": authorized});
    if let Err(refusal) = allowed(studio, member, request) {
        return Ok(not_authorized(refusal, request, shown));
    }
    let effect = Effect::DryRun { member: member.who(), device: request.device };
    Ok(Answer::json(&shown(String::new(), true), effect))
}

pub(crate) fn usage(studio: &mut Studio, request: &Request) -> Outcome {
    let body = request.json()?;
    let execute = executes(&body)?;
    // The published schema requires no duration; without one there is nothing that was offered.
    let seconds = body.get("durationInSeconds").and_then(Value::as_i64);
    let member = identified(studio, &body)?.clone();
    let offer = seconds.and_then(|seconds| Some((seconds, *studio.settings.offers.get(&seconds)?)));
    let (seconds, cents) = offer.ok_or_else(|| Refusal::of(Notice::UnknownDuration, member.who()))?;
    let granted = allowed(studio, &member, request).and_then(|()| affordable(&member, cents));
    let asked = (member.id, request.device, seconds, cents);
    let goods = Goods::Time { seconds };
    if execute {
        granted?;
        let checked = studio.checked_uses.contains(&asked);
        let answer = charge(studio, member.id, (goods, cents), checked, request)?;
        studio.checked_uses.remove(&asked);
        return Ok(answer);
    }
    let shown = |text: String, authorized: bool| json!({"text": text, "authorized": authorized, "price": money(cents)});
    if let Err(refusal) = granted {
        return Ok(not_authorized(refusal, request, shown));
    }
    studio.checked_uses.insert(asked);
    let effect = Effect::SaleChecked { member: member.who(), goods, cents, device: request.device };
    Ok(Answer::json(&shown(String::new(), true), effect))
}

/// Besides the usual checks, a solarium is closed to minors by law.
fn allowed(studio: &Studio, member: &Member, request: &Request) -> Result<(), Refusal> {
    admitted(studio, member, request)?;
    if member.is_minor(studio.today(request.now)) {
        return Err(Refusal::of(Notice::TooYoung, member.who()));
    }
    Ok(())
}

fn affordable(member: &Member, cents: i64) -> Result<(), Refusal> {
    if member.cents < cents { Err(Refusal::of(Notice::NoCredit, member.who())) } else { Ok(()) }
}
