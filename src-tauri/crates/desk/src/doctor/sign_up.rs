//! Whether people can become members here, as far as that can be asked without anybody becoming one.

use domain::{CardFormat, CustomerId, Identification, StudioId, Uid};
use magicline::connect::{Offer, StudioEntry};
use magicline::{ApiKey, ConnectApi, Endpoint, Error, Http, OpenApi};

use crate::account;
use crate::settings::{CardPayment, Settings, SignUp};
use crate::sign_up::ways_to_pay;

/// Nobody's number: the vendor counts from above.
const NOBODY: CustomerId = CustomerId(0);

/// Asks for the studio and its offers. `own` is the number of the studio that the key belongs to.
pub(super) async fn offers(
    http: &Http,
    settings: &Settings,
    sign_up: &SignUp,
    own: Option<StudioId>,
) -> Result<String, String> {
    let endpoint = &settings.endpoints.connect;
    let connect = ConnectApi::new(http, endpoint.clone());
    let trouble = |error: Error| account::Trouble::of(&error, endpoint.host()).to_string();
    let studios = connect.studios().await.map_err(trouble)?;
    let Some(number) = sign_up.studio.or(own) else {
        return Err("Which studio this is can only be asked with the API key. See above.".into());
    };
    let Some(studio) = studios.iter().find(|studio| studio.id == number) else {
        return Err(format!(
            "The Connect API lists no studio {number}. Write the right number into desk.toml: [sign-up], studio = …"
        ));
    };
    let name = &studio.name;
    if !sign_up.offers {
        return trials(sign_up, studio).map(|trials| format!("{name}: no contracts at this desk.{trials}"));
    }
    let withdrawal = match sign_up.withdrawal {
        true => " What it says about withdrawal is shown.",
        false => " What it says about withdrawal is not shown.",
    };
    let offers = connect.offers(number, settings.currency, settings.language).await.map_err(trouble)?;
    match offers.len() {
        0 => Err(format!("{name} publishes no offers. Release them for the website in the studio's system.")),
        count => {
            let unpaid = at_reception_only(&offers, sign_up);
            let trials = trials(sign_up, studio)?;
            Ok(format!("{name}: {count} offers.{unpaid}{trials}{withdrawal}"))
        }
    }
}

/// Names the offers that nobody can take at this desk.
fn at_reception_only(offers: &[Offer], sign_up: &SignUp) -> String {
    let unpaid = offers.iter().filter(|offer| ways_to_pay(offer, sign_up.card.is_some()).next().is_none());
    let names: Vec<_> = unpaid.map(|offer| format!("{:?}", offer.name)).collect();
    if names.is_empty() {
        return String::new();
    }
    format!(
        " At the reception only, because this desk takes none of their ways to pay: {}.",
        names.join(", ")
    )
}

fn trials(sign_up: &SignUp, studio: &StudioEntry) -> Result<&'static str, String> {
    match (sign_up.trial, studio.trial_bookable != Some(false)) {
        (true, true) => Ok(" Trial sessions can be booked."),
        (false, _) => Ok(""),
        (true, false) => Err(format!(
            "{} lets nobody book a trial session. Switch that on in the studio's system, or write trial = false.",
            studio.name
        )),
    }
}

/// The rights without which it works less well: for finding out whether a contract arrived, for linking a card
/// to a new member, and for vouchers that are good for a visit.
pub(super) async fn rights(http: &Http, endpoint: &Endpoint, key: ApiKey) -> Result<String, String> {
    let open = OpenApi::new(http, endpoint.clone(), key);
    let looks = open.may_look_members_up().await;
    let looks = looks.map_err(|error| account::Trouble::of(&error, endpoint.host()).to_string())?;
    let nobodys = Uid::new(&[1]).map(|uid| Identification::card(&uid, CardFormat::Decimal));
    // There is no such customer, so nothing can come of it but a word about the right.
    let links = match nobodys {
        Ok(card) => match open.link_card(NOBODY, &card).await {
            Ok(_) => true,
            Err(Error::Status(refusal)) => refusal.status != 403,
            Err(error) => return Err(account::Trouble::of(&error, endpoint.host()).to_string()),
        },
        Err(_) => true,
    };
    let visits = account::may_redeem_visits(&open).await;
    let visits = visits.map_err(|error| account::Trouble::of(&error, endpoint.host()).to_string())?;
    let lacks: Vec<_> = [
        (looks, "CUSTOMER_READ", "a lost answer to a contract is left to the team"),
        (links, "CUSTOMER_ACCESS_MEDIUM_WRITE", "no card is linked to a new member"),
        (visits, "CHECKIN_VOUCHER_WRITE", "no voucher for a visit is redeemed"),
    ]
    .into_iter()
    .filter(|(has, ..)| !has)
    .collect();
    if lacks.is_empty() {
        return Ok(
            "The key may look for new members, link cards to them and redeem vouchers for a visit.".into()
        );
    }
    let all = |one: fn(&(bool, &'static str, &'static str)) -> &'static str| {
        lacks.iter().map(one).collect::<Vec<_>>().join(" and ")
    };
    Ok(missing(&all(|lack| lack.1), &all(|lack| lack.2)))
}

fn missing(rights: &str, without: &str) -> String {
    format!(
        "The key lacks {rights}: {without}. Ask the studio's owner to grant it in the vendor's app store."
    )
}

/// Whether the place that the payment widget comes from can be reached. The widget itself is not asked for.
pub(super) async fn card(card: &CardPayment) -> Result<String, String> {
    let origin = card.script.origin().ascii_serialization();
    match Endpoint::parse(&origin) {
        Ok(endpoint) => super::reachable(&endpoint).await,
        Err(error) => Err(error.to_string()),
    }
}
