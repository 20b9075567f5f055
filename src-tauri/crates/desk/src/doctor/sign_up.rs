//! Whether people can become members here, as far as that can be asked without anybody becoming one.

use domain::{CardFormat, CustomerId, Identification, StudioId, Uid};
use magicline::connect::{Offer, StudioEntry};
use magicline::{ApiKey, ConnectApi, Endpoint, Error, Http, OpenApi};

use super::Found;
use super::found::{Fault, Note};
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
) -> Found {
    let endpoint = &settings.endpoints.connect;
    let connect = ConnectApi::new(http, endpoint.clone());
    let trouble = |error: Error| account::Trouble::of(&error, endpoint.host());
    let studios = connect.studios().await.map_err(trouble)?;
    let number = sign_up.studio.or(own).ok_or(Fault::StudioUnknown)?;
    let studio = studios.iter().find(|studio| studio.id == number);
    let studio = studio.ok_or(Fault::StudioNotListed { number })?;
    let name = studio.name.clone();
    if !sign_up.offers {
        return Ok(Note::NoContractsHere { trials: trials(sign_up, studio)?, studio: name });
    }
    let offers = connect.offers(number, settings.currency, settings.language).await.map_err(trouble)?;
    if offers.is_empty() {
        return Err(Fault::NoOffers { studio: name });
    }
    Ok(Note::Offers {
        trials: trials(sign_up, studio)?,
        studio: name,
        count: offers.len(),
        unpaid: at_reception_only(&offers, sign_up),
        withdrawal: sign_up.withdrawal,
    })
}

/// Names the offers that nobody can take at this desk.
fn at_reception_only(offers: &[Offer], sign_up: &SignUp) -> Vec<String> {
    let unpaid = offers.iter().filter(|offer| ways_to_pay(offer, sign_up.card.is_some()).next().is_none());
    unpaid.map(|offer| format!("{:?}", offer.name)).collect()
}

/// Whether trial sessions can be booked at this desk.
fn trials(sign_up: &SignUp, studio: &StudioEntry) -> Result<bool, Fault> {
    match (sign_up.trial, studio.trial_bookable != Some(false)) {
        (true, false) => Err(Fault::TrialsOff { studio: studio.name.clone() }),
        (wanted, _) => Ok(wanted),
    }
}

/// The rights without which it works less well: for finding out whether a contract arrived, for linking a card
/// to a new member, and for vouchers that are good for a visit.
pub(super) async fn rights(http: &Http, endpoint: &Endpoint, key: ApiKey) -> Found {
    let open = OpenApi::new(http, endpoint.clone(), key);
    let looks = open.may_look_members_up().await;
    let trouble = |error: Error| account::Trouble::of(&error, endpoint.host());
    let looks = looks.map_err(trouble)?;
    let nobodys = Uid::new(&[1]).map(|uid| Identification::card(&uid, CardFormat::Decimal));
    // There is no such customer, so nothing can come of it but a word about the right.
    let links = match nobodys {
        Ok(card) => match open.link_card(NOBODY, &card).await {
            Ok(_) => true,
            Err(Error::Status(refusal)) => refusal.status != 403,
            Err(error) => return Err(trouble(error).into()),
        },
        Err(_) => true,
    };
    let visits = account::may_redeem_visits(&open).await;
    let visits = visits.map_err(trouble)?;
    let lacks: Vec<_> = [
        (looks, "CUSTOMER_READ", "a lost answer to a contract is left to the team"),
        (links, "CUSTOMER_ACCESS_MEDIUM_WRITE", "no card is linked to a new member"),
        (visits, "CHECKIN_VOUCHER_WRITE", "no voucher for a visit is redeemed"),
    ]
    .into_iter()
    .filter(|(has, ..)| !has)
    .map(|(_, right, without)| (right, without))
    .collect();
    if lacks.is_empty() { Ok(Note::RightsComplete) } else { Err(Fault::RightsMissing(lacks)) }
}

/// Whether the place that the payment widget comes from can be reached. The widget itself is not asked for.
pub(super) async fn card(card: &CardPayment) -> Found {
    let origin = card.script.origin().ascii_serialization();
    super::reachable(&Endpoint::parse(&origin).map_err(Fault::AddressWrong)?).await
}
