//! The Open API, as far as a front desk needs it: one key, and scopes that may be missing.

pub(crate) mod contracts;
pub(crate) mod customers;
pub(crate) mod shape;
pub(crate) mod studio;
pub(crate) mod vouchers;

use http::StatusCode;

use crate::answer::{Answer, Outcome, Refusal};
use crate::endpoint::{Endpoint, Scope};
use crate::journal::{Effect, Recorded};
use crate::request::Request;
use crate::state::Studio;
use crate::texts::Notice;

/// Checks key, rate and scope (any of `scopes`), in this order, and only then looks at the request.
pub(crate) fn answer(
    studio: &mut Studio,
    endpoint: &Endpoint,
    scopes: &[Scope],
    recorded: &Recorded,
    method: &str,
    request: &Request,
) -> Outcome {
    if recorded.header("x-api-key") != Some(studio.key.as_str()) {
        return Err(Notice::Unauthorized.into());
    }
    if let Err(seconds) = studio.count(endpoint.method, endpoint.path, request.now) {
        return Err(Refusal {
            notice: Notice::TooManyRequests,
            member: None,
            retry_after: Some(seconds),
            rejected: None,
        });
    }
    if !scopes.is_empty() && !scopes.iter().any(|scope| studio.scopes.contains(scope)) {
        return Err(Notice::Forbidden.into());
    }
    if method == "HEAD" {
        return Ok(Answer::done(StatusCode::OK, Effect::None));
    }
    (endpoint.handler)(studio, request)
}
