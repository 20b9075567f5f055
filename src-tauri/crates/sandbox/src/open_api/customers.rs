//! Finding members, their visits, and giving them a new card.

use jiff::civil::Date;
use jiff::{ToSpan, Unit};
use serde_json::{Value, json};

use super::shape;
use crate::answer::{Answer, Outcome};
use crate::connect_api::country;
use crate::credential::{Form, Medium, Shown, uuid};
use crate::journal::Effect;
use crate::member::{Member, Standing};
use crate::request::{Request, amount};
use crate::state::Studio;
use crate::texts::Notice;

pub(crate) fn by(studio: &mut Studio, request: &Request) -> Outcome {
    let form = asked_form(request.asked("cardNumberFormat"))?;
    let member = if let Some(card) = request.asked("cardNumber") {
        studio.shown(&Shown::Card(form.read(card).ok_or(Notice::Malformed)?))?
    } else if let Some(id) = request.asked("qrCodeUuid") {
        studio.shown(&Shown::QrCode(uuid(id)?))?
    } else if let Some(code) = request.asked("barcode") {
        studio.shown(&Shown::Barcode(code.to_owned()))?
    } else if let Some(number) = request.asked("customerNumber") {
        studio.members.iter().find(|member| member.number() == number).ok_or(Notice::UnknownCustomer)?
    } else if request.asked("debtorId").is_some() {
        // Nobody here pays through somebody else.
        return Err(Notice::UnknownCustomer.into());
    } else {
        return Err(Notice::Malformed.into());
    };
    let body = shape::customer(member, form, studio.today(request.now), request.assets);
    Ok(Answer::json(&body, Effect::LookedUp { member: member.who() }))
}

pub(crate) fn one(studio: &mut Studio, request: &Request) -> Outcome {
    let form = asked_form(request.asked("cardNumberFormat"))?;
    let member = studio.member(request.id()?).ok_or(Notice::UnknownCustomer)?;
    let body = shape::customer(member, form, studio.today(request.now), request.assets);
    Ok(Answer::json(&body, Effect::LookedUp { member: member.who() }))
}

/// What a member can spend, and what is open: nobody here owes more than is missing of their credit, but
/// those who have not paid.
pub(crate) fn balances(studio: &mut Studio, request: &Request) -> Outcome {
    let member = studio.member(request.id()?).ok_or(Notice::UnknownCustomer)?;
    let currency = country::facts(studio.settings.country).currency;
    let money = |cents: i64| json!({"amount": amount(cents), "currency": currency});
    let owes = if matches!(member.standing, Standing::Unpaid) { -7980 } else { member.cents.min(0) };
    let mut body = json!({
        "accountBalance": money(owes),
        "consumptionCredit": money(member.cents),
        "inDebtCollection": false,
    });
    if matches!(member.standing, Standing::Unpaid) {
        body["dunningLevel"] = json!("Mahnstufe 2");
    }
    Ok(Answer::json(&body, Effect::LookedUp { member: member.who() }))
}

/// A code that the member can show instead of a card.
pub(crate) fn access_code(studio: &mut Studio, request: &Request) -> Outcome {
    let member = studio.member(request.id()?).ok_or(Notice::UnknownCustomer)?;
    let body = json!({
        "format": "QR_CODE",
        "expiresAt": request.now.saturating_add(15.minutes()).map_err(|_| Notice::Malformed)?.to_string(),
        "content": member.access_code(),
    });
    Ok(Answer::json(&body, Effect::LookedUp { member: member.who() }))
}

pub(crate) fn list(studio: &mut Studio, request: &Request) -> Outcome {
    let form = asked_form(request.asked("cardNumberFormat"))?;
    let size = request.asked_number("sliceSize", 100, 50, 500)?;
    let old_offset = request.asked_number("lastOffsetId", 0, 0, i64::MAX)?;
    let after = request.asked_number("offset", old_offset, 0, i64::MAX)?;
    let wanted = match request.asked("customerStatus") {
        None => "MEMBER",
        Some(status @ ("MEMBER" | "PROSPECT")) => status,
        Some(_) => return Err(Notice::Malformed.into()),
    };
    let today = studio.today(request.now);
    let mut rest =
        studio.members.iter().filter(|member| member.id > after && shape::status(member) == wanted);
    let slice: Vec<&Member> = rest.by_ref().take(usize::try_from(size).unwrap_or_default()).collect();
    let offset = slice.last().map_or(after, |member| member.id);
    let result: Vec<Value> =
        slice.into_iter().map(|member| shape::customer(member, form, today, request.assets)).collect();
    let count = result.len();
    let body = json!({"result": result, "hasNext": rest.next().is_some(), "offset": offset.to_string()});
    Ok(Answer::json(&body, Effect::Listed { count }))
}

pub(crate) fn search(studio: &mut Studio, request: &Request) -> Outcome {
    let wish = request.json()?;
    let today = studio.today(request.now);
    let form = asked_form(text(&wish, "cardNumberFormat")?)?;
    let born: Option<Date> =
        text(&wish, "dateOfBirth")?.map(str::parse).transpose().map_err(|_| Notice::Malformed)?;
    let (first, last, email) = (text(&wish, "firstName")?, text(&wish, "lastName")?, text(&wish, "email")?);
    let starts = |value: &str, prefix: Option<&str>| {
        prefix.is_none_or(|prefix| value.to_lowercase().starts_with(&prefix.to_lowercase()))
    };
    let fits = |member: &&Member| {
        starts(&member.first, first)
            && starts(member.last.as_deref().unwrap_or_default(), last)
            && email.is_none_or(|email| member.email.eq_ignore_ascii_case(email))
            && born.is_none_or(|born| member.born(today) == Some(born))
    };
    let found: Vec<Value> = studio
        .members
        .iter()
        .filter(fits)
        .map(|member| shape::customer(member, form, today, request.assets))
        .collect();
    Ok(Answer::json(&json!(found), Effect::Listed { count: found.len() }))
}

/// Newest visit first; the default time span is the last month.
pub(crate) fn checkins(studio: &mut Studio, request: &Request) -> Outcome {
    let member = studio.member(request.id()?).ok_or(Notice::UnknownCustomer)?.who();
    let day = |name| request.asked(name).map(str::parse::<Date>).transpose().map_err(|_| Notice::Malformed);
    let to = day("toDate")?.unwrap_or_else(|| studio.today(request.now));
    let from = day("fromDate")?.unwrap_or_else(|| to.saturating_sub(1.month()));
    let span = from.until((Unit::Day, to)).map_err(|_| Notice::Malformed)?;
    let size = request.asked_number("sliceSize", 10, 1, 50)?;
    let start = request.asked_number("offset", 0, 0, i64::from(u32::MAX))?;
    if !(0..=365).contains(&span.get_days()) {
        return Err(Notice::Malformed.into());
    }
    let in_span = |visit: &&crate::state::Visit| {
        visit.member == member.id && (from..=to).contains(&visit.from.to_zoned(studio.zone.clone()).date())
    };
    let skip = usize::try_from(start).unwrap_or(usize::MAX);
    let mut rest = studio.visits.iter().rev().filter(in_span).skip(skip);
    let take = usize::try_from(size).unwrap_or_default();
    let result: Vec<Value> =
        rest.by_ref().take(take).map(|visit| shape::visit(visit, &studio.zone)).collect();
    let offset = skip + result.len();
    let body = json!({"result": result, "hasNext": rest.next().is_some(), "offset": offset.to_string()});
    Ok(Answer::json(&body, Effect::LookedUp { member }))
}

/// Gives a member another card, code or pass. A card's number is taken as a decimal one, the only form
/// the request can mean, since it names none.
pub(crate) fn link(studio: &mut Studio, request: &Request) -> Outcome {
    let id = request.id()?;
    let wish = request.json()?;
    let value = text(&wish, "value")?.filter(|value| !value.is_empty()).ok_or(Notice::Malformed)?;
    let (medium, shown) = match text(&wish, "type")? {
        Some("CARD_NUMBER") => {
            let number = Form::Decimal.read(value).ok_or(Notice::Malformed)?;
            let bytes = number.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
            (Medium::Card(bytes), Shown::Card(number))
        }
        Some("BARCODE") => (Medium::Barcode(value.to_owned()), Shown::Barcode(value.to_owned())),
        Some("PIN") => (Medium::Pin(value.to_owned()), Shown::Pin(value.to_owned())),
        Some("WALLET_PASS") => (Medium::WalletPass(uuid(value)?), Shown::WalletPass(uuid(value)?)),
        None | Some(_) => return Err(Notice::Malformed.into()),
    };
    studio.member(id).ok_or(Notice::UnknownCustomer)?;
    if studio.shown(&shown).is_ok() {
        return Err(Notice::MediumTaken.into());
    }
    let medium_id = studio.new_id();
    let body = shape::medium(medium_id, &medium, Form::Decimal);
    let member = studio.member_mut(id)?;
    member.mediums.push((medium_id, medium));
    Ok(Answer::json(&body, Effect::Linked { member: member.who() }))
}

fn asked_form(name: Option<&str>) -> Result<Form, Notice> {
    name.map_or(Some(Form::Decimal), Form::parse).ok_or(Notice::Malformed)
}

fn text<'a>(body: &'a Value, name: &str) -> Result<Option<&'a str>, Notice> {
    match body.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value.as_str().map(Some).ok_or(Notice::Malformed),
    }
}
