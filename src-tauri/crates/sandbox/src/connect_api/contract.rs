//! Offers, and the contracts that are signed for them.

use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};
use uuid::Uuid;

use super::checks::{self, GENDERS, Pays, Signed};
use super::form::Form;
use super::offers::Extension;
use super::order::{NAME, Order, TEXT};
use super::reject::{Code, Reject};
use super::vouchers::{self, Gift, Voucher};
use super::{asked_studio, pictures};
use crate::answer::{Answer, Outcome, Reply};
use crate::books::{Contract, Paper, VoucherUse};
use crate::journal::{Effect, Who};
use crate::member::{Birth, Case, Home, Member, Standing};
use crate::request::Request;
use crate::seed;
use crate::state::Studio;

/// The offers that can be had today.
pub(crate) fn offers(studio: &mut Studio, request: &Request) -> Outcome {
    asked_studio(request, "studioId")?;
    let view = studio.view(request);
    let offers = studio.offers();
    let shown: Vec<Value> =
        offers.iter().filter(|offer| offer.is_on(view.today)).map(|offer| offer.shown(view)).collect();
    Ok(Answer::json(&json!(shown), Effect::Listed { count: shown.len() }))
}

/// Everything a contract needs, checked.
struct Draft<'a> {
    order: Order,
    customer: Form<'a>,
    pays: Pays,
    signed: Signed,
    voucher: Option<&'static Voucher>,
    picture: Option<&'a str>,
}

pub(crate) fn sign(studio: &mut Studio, request: &Request) -> Outcome {
    let json = request.json()?;
    let body = Form::new(&json);
    let draft = draft(studio, &body, request)?;
    let person = Person::read(&draft.customer, draft.order.born)?;
    if person.is_member(studio) {
        return Err(Reject::new(Code::Conflict, "this customer is a member already").into());
    }
    let contract = enter(studio, &draft, &person, request)?;
    let valid_until = request.now.checked_add(SignedDuration::from_hours(1)).unwrap_or(request.now);
    let effect = Effect::Signed {
        member: Who { id: contract.member, name: contract.name.clone() },
        contract: contract.id,
        offer: contract.offer,
        term: contract.term,
        cents: contract.cents,
        voucher: contract.voucher.clone(),
    };
    // The names are the published ones, blanks included.
    let body = json!({
        "id": contract.id,
        " customer id": contract.member,
        " customer member number": contract.customer_number,
        " customer member name": contract.name,
        " token for additional requests after member creation": {
            "token": Uuid::new_v4().to_string(), "tokenValidUntil": valid_until.to_string(),
        },
        "Quick registration url for MySports":
            format!("https://mysports.example/register?customer={}", contract.customer_number),
    });
    studio.books.contracts.push(contract);
    Ok(Answer { reply: Reply::json(StatusCode::OK, &body), effect })
}

fn draft<'a>(studio: &Studio, body: &Form<'a>, request: &Request) -> Result<Draft<'a>, Reject> {
    let (contract, customer) = (body.required_object("contract")?, body.required_object("customer")?);
    let order = Order::read(studio, body, request)?;
    contract.text("notes", TEXT)?;
    checks::customer(studio, &customer)?;
    let pays = checks::payment(studio, body, &customer, &order.offer, request)?;
    let signed = checks::signatures(&order, &contract, &pays)?;
    let today = studio.today(request.now);
    let voucher =
        order.voucher.as_deref().map(|code| vouchers::for_contract(studio, code, order.offer.id, today));
    let voucher = voucher.transpose()?;
    let picture = customer.text("imageObjectKey", TEXT)?;
    if picture.is_some_and(|key| !pictures::is_there(studio, key)) {
        return Err(Reject::no_picture());
    }
    Ok(Draft { order, customer, pays, signed, voucher, picture })
}

/// Who signs, as far as the studio's system keeps it.
pub(crate) struct Person {
    first: String,
    last: String,
    email: String,
    born: jiff::civil::Date,
    gender: Option<&'static str>,
    home: Home,
    language: &'static str,
    known_as: Option<Uuid>,
}

impl Person {
    pub(crate) fn read(customer: &Form, born: jiff::civil::Date) -> Result<Self, Reject> {
        let text = |name, most| customer.filled(name, most).map(|text: &str| text.trim().to_owned());
        let language = customer.text("language", TEXT)?.or(customer.text("locale", TEXT)?).unwrap_or("de");
        let known =
            ["de", "en", "es", "it", "tr", "fr"].into_iter().find(|known| language.starts_with(known));
        Ok(Self {
            first: text("firstname", NAME)?,
            last: text("lastname", NAME)?,
            email: text("email", TEXT)?,
            born,
            gender: customer.one_of("gender", &GENDERS)?,
            home: Home {
                street: text("street", TEXT)?,
                house_number: text("houseNumber", NAME)?,
                zip: text("zipCode", NAME)?,
                city: text("city", TEXT)?,
                country: text("countryCode", TEXT)?,
            },
            language: known.unwrap_or("en"),
            known_as: customer.uuid("identityToken")?,
        })
    }

    /// Whether somebody of this name, birth and e-mail has a contract already.
    pub(crate) fn is_member(&self, studio: &Studio) -> bool {
        studio.members.iter().any(|member| {
            crate::open_api::shape::status(member) == "MEMBER"
                && same(&member.first, &self.first)
                && same(member.last.as_deref().unwrap_or_default(), &self.last)
                && matches!(member.birth, Some(Birth::On(born)) if born == self.born)
                && same(&member.email, &self.email)
        })
    }

    /// Makes the person a member: the lead who is named by the identity token, or somebody new.
    pub(crate) fn join(&self, studio: &mut Studio, from: jiff::civil::Date) -> i64 {
        let lead = |member: &&Member| {
            Some(member.uuid) == self.known_as && matches!(member.standing, Standing::Trial)
        };
        let known = studio.members.iter().find(lead).cloned();
        let taken = studio.members.iter().any(|member| Some(member.uuid) == self.known_as);
        let wished = self.known_as.filter(|_| !taken);
        let id = known.as_ref().map_or_else(|| studio.new_id(), |known| known.id);
        let member = Member {
            id,
            case: Case::SignedUp,
            note: "Signed a contract here.".to_owned(),
            first: self.first.clone(),
            last: Some(self.last.clone()),
            birth: Some(Birth::On(self.born)),
            gender: Some(self.gender.unwrap_or("UNISEX")),
            language: self.language,
            email: self.email.clone(),
            uuid: known.as_ref().map(|known| known.uuid).or(wished).unwrap_or_else(|| seed::uuid_of(id)),
            shows_qr: true,
            standing: Standing::NotStarted { start: from },
            cents: 0,
            mediums: known.map(|known| known.mediums).unwrap_or_default(),
            home: Some(self.home.clone()),
            picture: None,
        };
        studio.members.retain(|member| member.id != id);
        studio.members.push(member);
        studio.members.sort_by_key(|member| member.id);
        id
    }
}

pub(crate) fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// Enters a checked contract with everything that comes with it.
fn enter(studio: &mut Studio, draft: &Draft, person: &Person, request: &Request) -> Result<Contract, Reject> {
    let order = &draft.order;
    let member = person.join(studio, order.preuse.unwrap_or(order.start));
    let mut contract = made(studio, order, member, request);
    contract.payment = draft.pays.choice;
    contract.card_token.clone_from(&draft.pays.card);
    contract.signed = draft.signed.contract;
    contract.mandate_signed = draft.signed.mandate;
    contract.signed_texts.clone_from(&draft.signed.texts);
    contract.picture = draft.picture.map(str::to_owned);
    if let Some(key) = draft.picture {
        pictures::give(studio, key, member);
    }
    if let Some(token) = &draft.pays.card {
        super::payment::spend(studio, token, contract.id);
    }
    if let Some(voucher) = draft.voucher {
        contract.voucher = Some(voucher.code.to_owned());
        redeem(studio, voucher, &contract, request);
    }
    Ok(contract)
}

/// Notes that a voucher was used, and books its credit.
pub(crate) fn redeem(studio: &mut Studio, voucher: &Voucher, contract: &Contract, request: &Request) {
    let code = voucher.code.to_owned();
    let used = VoucherUse { code, member: contract.member, contract: contract.id, time: request.now };
    studio.books.voucher_uses.push(used);
    if let (Gift::Credit(cents), Ok(member)) = (voucher.gift, studio.member_mut(contract.member)) {
        member.cents += cents;
    }
}

/// A contract for an order, before anything is said about payment and signatures.
pub(crate) fn made(studio: &mut Studio, order: &Order, member: i64, request: &Request) -> Contract {
    let (offer, term) = (&order.offer, &order.term);
    let who = studio.member(member).map(|member| (member.number(), member.name())).unwrap_or_default();
    let extension = match term.extension {
        Extension::Ends => None,
        Extension::By { span, notice, .. } => Some((span, notice)),
    };
    let view = studio.view(request);
    Contract {
        id: studio.new_id(),
        member,
        customer_number: who.0,
        name: who.1,
        offer: offer.id,
        term: term.id,
        cents: order.cents(),
        start: order.start,
        preuse: order.preuse,
        end: term.end(order.start),
        selected: order.selected.iter().map(|module| module.id).collect(),
        optional: order.optional.iter().map(|module| module.id).collect(),
        voucher: None,
        payment: None,
        card_token: None,
        picture: None,
        signed: false,
        mandate_signed: false,
        signed_texts: Vec::new(),
        time: request.now,
        paper: Paper {
            rate: offer.name.pick(view.tongue).to_owned(),
            span: term.span,
            extension,
            frequency: term.frequency.clone(),
            currency: view.currency,
        },
    }
}
