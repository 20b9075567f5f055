//! The studio, its devices and its pictures.

use http::StatusCode;
use serde_json::{Value, json};

use crate::answer::{Answer, Outcome};
use crate::connect_api::country;
use crate::journal::Effect;
use crate::request::Request;
use crate::state::{STUDIO_ID, STUDIO_NAME, Studio};
use crate::texts::Notice;

const LOGO: &str = include_str!("logo.svg");

pub(crate) fn information(studio: &mut Studio, request: &Request) -> Outcome {
    let clock = |hour: i32| json!({"hour": hour, "minute": 0, "second": 0, "nano": 0});
    let hours = |from: &str, to: &str, opens, closes| json!({"dayOfWeekFrom": from, "dayOfWeekTo": to, "timeFrom": clock(opens), "timeTo": clock(closes)});
    let opening = json!([hours("MONDAY", "FRIDAY", 6, 23), hours("SATURDAY", "SUNDAY", 8, 21)]);
    let place = country::facts(studio.settings.country);
    let body = json!({
        "name": STUDIO_NAME,
        "description": "Das Übungsstudio: alle Namen und Karten sind erfunden.",
        "country": place.name,
        "countryCode": place.code,
        "studioId": STUDIO_ID,
        "openingDate": "2019-09-01",
        "email": "team@nordlicht.example",
        "logoUrl": format!("{}/assets/logo.svg", request.assets),
        "telephone": place.phone,
        "website": "https://nordlicht.example",
        "openingHours": opening,
        "publicOpeningHours": opening,
        "closingHours": [],
        "street": place.street,
        "houseNumber": place.house_number,
        "zip": place.zip,
        "city": place.city,
        "accessCodeConfiguration": {"enabled": true},
        "location": {"longitude": place.place.1, "latitude": place.place.0},
        "studioTags": [],
    });
    Ok(Answer::json(&body, Effect::Read))
}

pub(crate) fn confirm(studio: &mut Studio, _request: &Request) -> Outcome {
    studio.confirmed = true;
    Ok(Answer::done(StatusCode::OK, Effect::Confirmed))
}

pub(crate) fn devices(studio: &mut Studio, _request: &Request) -> Outcome {
    let list: Vec<Value> = studio
        .devices
        .iter()
        .map(|device| {
            json!({"id": device.id, "name": device.name, "active": device.active, "model": device.model})
        })
        .collect();
    Ok(Answer::json(&json!(list), Effect::Listed { count: list.len() }))
}

pub(crate) fn activate(studio: &mut Studio, request: &Request) -> Outcome {
    let device = request.id()?;
    let token = studio.activate(device).ok_or(Notice::UnknownDevice)?;
    Ok(Answer::json(&json!({"id": device, "accessToken": token}), Effect::Activated { device }))
}

pub(crate) fn logo(_studio: &mut Studio, _request: &Request) -> Outcome {
    Ok(Answer::svg(LOGO.to_owned()))
}

/// Initials on a colour of the member's own, so that no picture of a real person is needed.
pub(crate) fn picture(studio: &mut Studio, request: &Request) -> Outcome {
    let member = studio.member(request.id()?).ok_or(Notice::UnknownCustomer)?;
    if let Some((content_type, bytes)) = &member.picture {
        return Ok(Answer::file(content_type, bytes.clone()));
    }
    let initial = |name: &str| name.chars().find(|c| c.is_alphabetic()).map(String::from).unwrap_or_default();
    let initials = initial(&member.first) + &initial(member.last.as_deref().unwrap_or_default());
    let hue = member.id.wrapping_mul(47).rem_euclid(360);
    Ok(Answer::svg(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 96 96\" width=\"384\" height=\"384\">\
         <rect width=\"96\" height=\"96\" fill=\"hsl({hue} 38% 34%)\"/>\
         <text x=\"48\" y=\"50\" fill=\"#f4f1ea\" font-family=\"sans-serif\" font-size=\"38\" \
         text-anchor=\"middle\" dominant-baseline=\"middle\">{initials}</text></svg>"
    )))
}
