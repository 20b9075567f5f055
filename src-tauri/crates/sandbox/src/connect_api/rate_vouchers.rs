//! Vouchers that are a whole contract: looked at, and redeemed by somebody who becomes a member.

use serde_json::{Value, json};

use super::checks;
use super::contract::{Person, made, redeem};
use super::form::Form;
use super::order::{Order, age};
use super::reject::{Code, Reject};
use super::vouchers::for_rate;
use super::{asked_studio, known_studio};
use crate::answer::{Answer, Outcome};
use crate::journal::{Effect, Who};
use crate::request::Request;
use crate::state::Studio;

pub(crate) fn validate(studio: &mut Studio, request: &Request) -> Outcome {
    asked_studio(request, "organizationUnitId")?;
    let view = studio.view(request);
    let (voucher, term) = for_rate(studio, code(request), view.today)?;
    let offers = studio.offers();
    let found = offers.iter().find_map(|offer| {
        offer
            .terms
            .iter()
            .find(|known| known.id == term)
            .map(|term| (offer.name.pick(view.tongue), term.span))
    });
    let (name, span) = found.ok_or_else(gone)?;
    let (from, to) = voucher.period(studio.opened);
    let body = json!({
        "rateName": name,
        "rateDetailTerm": format!("{} {}", span.count, span.shown()["termUnit"].as_str().unwrap_or_default()),
        "validityPeriod": {"startDate": from.to_string(), "endDate": to.to_string()},
    });
    Ok(Answer::json(&body, Effect::Read))
}

pub(crate) fn redeem_code(studio: &mut Studio, request: &Request) -> Outcome {
    let json = request.json()?;
    let body = Form::new(&json);
    known_studio(Some(body.required_number("organizationUnitId")?))?;
    let view = studio.view(request);
    let (voucher, term) = for_rate(studio, code(request), view.today)?;
    let customer = body.required_object("customerDto")?;
    checks::customer(studio, &customer)?;
    let born = customer.required_date("dateOfBirth")?;
    if !(0..=100).contains(&age(born, view.today)) {
        return Err(customer
            .invalid("dateOfBirth", "gives an age that is not between 0 and 100 years")
            .into());
    }
    if customer.text("paymentChoice", 300)? != Some("CASH") {
        return Err(customer.invalid("paymentChoice", "must be CASH to redeem a voucher").into());
    }
    let start = body.date("contractStartDate")?.unwrap_or(view.start);
    let preuse = body.date("contractStartPreuseDate")?.filter(|preuse| *preuse != start);
    if start < view.start || preuse.is_some_and(|preuse| preuse < view.start || preuse > start) {
        return Err(body.invalid("contractStartDate", "is in the past or before the studio opens").into());
    }
    let person = Person::read(&customer, born)?;
    if person.is_member(studio) {
        return Err(Reject::new(Code::Conflict, "this customer is a member already").into());
    }
    let with_term = |offer: super::offers::Offer| {
        offer.terms.iter().find(|known| known.id == term).cloned().map(|term| (offer.clone(), term))
    };
    let (offer, term) = studio.offers().into_iter().find_map(with_term).ok_or_else(gone)?;
    let nothing = || (Vec::new(), Vec::new());
    let (selected, optional) = nothing();
    let order = Order { offer, term, start, preuse, born, selected, optional, voucher: None };
    let member = person.join(studio, preuse.unwrap_or(start));
    let mut contract = made(studio, &order, member, request);
    contract.payment = Some("CASH");
    contract.voucher = Some(voucher.code.to_owned());
    redeem(studio, voucher, &contract, request);
    let effect = Effect::Signed {
        member: Who { id: member, name: contract.name.clone() },
        contract: contract.id,
        offer: contract.offer,
        term: contract.term,
        cents: contract.cents,
        voucher: contract.voucher.clone(),
    };
    let body: Value = json!({"customerNumber": contract.customer_number});
    studio.books.contracts.push(contract);
    Ok(Answer::json(&body, effect))
}

fn code<'a>(request: &'a Request) -> &'a str {
    request.parts.last().map_or("", |code| code.trim())
}

fn gone() -> Reject {
    Reject::new(Code::VoucherOtherRate, "the rate of the voucher is no longer offered")
}
