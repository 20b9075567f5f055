//! Check-in vouchers: one makes a guest with a code for the door.

use serde_json::{Value, json};

use crate::answer::{Answer, Outcome};
use crate::credential::Medium;
use crate::journal::Effect;
use crate::member::{Case, Member, Standing};
use crate::request::Request;
use crate::seed;
use crate::state::Studio;
use crate::texts::Notice;

pub(crate) fn redeem(studio: &mut Studio, request: &Request) -> Outcome {
    let body = request.json()?;
    let text = |name: &str| {
        let value = body.get(name).and_then(Value::as_str).map(str::trim);
        value.filter(|value| !value.is_empty()).map(str::to_owned).ok_or(Notice::Malformed)
    };
    let (code, first, last, email) =
        (text("voucherCode")?, text("firstname")?, text("lastname")?, text("email")?);
    let used = studio.vouchers.get_mut(&code).ok_or(Notice::UnknownVoucher)?;
    if std::mem::replace(used, true) {
        return Err(Notice::UsedVoucher.into());
    }
    let (id, medium) = (studio.new_id(), studio.new_id());
    let door = format!("GAST{id}");
    let guest = Member {
        id,
        case: Case::VoucherGuest,
        note: "Came with a check-in voucher.".to_owned(),
        first,
        last: Some(last),
        birth: None,
        gender: None,
        language: "de",
        email,
        uuid: seed::uuid_of(id),
        shows_qr: false,
        standing: Standing::Trial,
        cents: 0,
        mediums: vec![(medium, Medium::Barcode(door.clone()))],
        home: None,
        picture: None,
    };
    let effect = Effect::Redeemed { member: guest.who() };
    studio.members.push(guest);
    Ok(Answer::json(&json!({"studioAccessCode": door}), effect))
}
