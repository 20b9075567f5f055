//! The Connect API: what anybody may ask of the studio on the way to becoming a member. Written from the
//! published document and the workflow text; where they disagree, a setting plays either.

pub(crate) mod assets;
mod blocks;
mod catalogue;
mod checks;
pub(crate) mod contract;
pub(crate) mod country;
mod form;
mod identifiers;
mod large;
pub(crate) mod leads;
pub(crate) mod lookup;
pub(crate) mod offers;
mod order;
pub(crate) mod payment;
pub(crate) mod pictures;
mod preferences;
pub(crate) mod preview;
pub(crate) mod rate_vouchers;
pub(crate) mod reject;
mod shapes;
pub(crate) mod studio;
pub(crate) mod trial;
mod volume;
pub(crate) mod vouchers;

use offers::{Offer, Tongue};
use reject::{Code, Reject};
use shapes::View;

use crate::request::Request;
use crate::state::{STUDIO_ID, Studio};

/// The language a text is answered in: the caller's if the studio writes it, else the studio's own.
fn tongue(studio: &Studio, request: &Request) -> Tongue {
    let of = |tag: &str| match tag.split('-').next() {
        Some("de") => Some(Tongue::German),
        Some("en") => Some(Tongue::English),
        None | Some(_) => None,
    };
    of(request.language.tag()).or_else(|| of(studio.settings.language().tag())).unwrap_or(Tongue::English)
}

/// There is one studio.
fn known_studio(id: Option<i64>) -> Result<(), Reject> {
    if id == Some(STUDIO_ID) { Ok(()) } else { Err(Reject::new(Code::NotFound, "there is no such studio")) }
}

/// A query parameter that has to be there.
fn asked<'a>(request: &'a Request, name: &str) -> Result<&'a str, Reject> {
    request.asked(name).ok_or_else(|| Reject::missing(name))
}

/// The studio a query names.
fn asked_studio(request: &Request, name: &str) -> Result<(), Reject> {
    let id = asked(request, name)?
        .parse()
        .map_err(|_| Reject::new(Code::BadRequest, format!("{name} is no number")))?;
    known_studio(Some(id))
}

impl Studio {
    /// All offers, on or not, at the prices of now.
    pub(crate) fn offers(&self) -> Vec<Offer> {
        catalogue::offers(&self.settings, self.opened)
    }

    fn view<'a>(&self, request: &'a Request) -> View<'a> {
        let today = self.today(request.now);
        View {
            tongue: tongue(self, request),
            currency: country::facts(self.settings.country).currency,
            today,
            start: self.settings.opening_date.map_or(today, |opening| opening.max(today)),
            volume: self.settings.contract_volume,
            base: request.connect,
        }
    }
}
