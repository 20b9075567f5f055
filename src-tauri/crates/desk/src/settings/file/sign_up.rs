//! The `[sign-up]` of the settings file.

#[cfg(test)]
mod tests;

use std::time::Duration;

use domain::StudioId;
use magicline::{Endpoint, EndpointError};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use toml::Spanned;
use url::Url;

use super::super::{CardPayment, Minors, SignUp};
use super::{Located, Problem};

/// What can be wrong with what is said about becoming a member.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum SignUpProblem {
    /// Nothing is left of it.
    #[error("offers, trial and leads are all false; leave [sign-up] out if nobody can sign up here")]
    Nothing,
    /// Not a number the vendor gives.
    #[error("studio: {0} is not the number of a studio")]
    Studio(i64),
    /// A draft must outlive the day and must not be kept for ever.
    #[error("draft-days: {0} is not between 1 and 90")]
    DraftDays(u64),
    /// Not a country.
    #[error("country: \"{0}\" is not a country in two capital letters (DE, AT, ES, …)")]
    Country(String),
    /// A script that must not be loaded.
    #[error("script: {0}")]
    Script(EndpointError),
    /// An origin that must not be gone to.
    #[error("origins: \"{origin}\": {problem}")]
    Origin {
        /// What was given.
        origin: String,
        /// What is wrong with it.
        problem: EndpointError,
    },
    /// A page is no origin.
    #[error("origins: \"{0}\" has a path; write only https:// and the name, such as \"https://pay.example\"")]
    OriginPath(String),
    /// A word the vendor cannot have given.
    #[error("environment: \"{0}\" is not a word such as \"live\" or \"test\"")]
    Environment(String),
}

const DAY: Duration = Duration::from_hours(24);

#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct SignUpEntry {
    #[serde(skip_serializing_if = "Option::is_none")]
    offers: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trial: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    leads: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    studio: Option<Spanned<i64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    minors: Option<Minors>,
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawal: Option<bool>,
    single_names: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    draft_days: Option<Spanned<u64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<Spanned<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<CardEntry>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct CardEntry {
    script: Spanned<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    origins: Vec<Spanned<String>>,
    environment: Spanned<String>,
}

/// `None` for a desk at which nobody signs up.
pub(super) fn sign_up(given: Option<&Spanned<SignUpEntry>>) -> Result<Option<SignUp>, Located> {
    let Some(given) = given else { return Ok(None) };
    let entry = given.get_ref();
    let sign_up = SignUp {
        offers: entry.offers.unwrap_or(true),
        trial: entry.trial.unwrap_or(true),
        leads: entry.leads.unwrap_or(true),
        studio: entry.studio.as_ref().map(|studio| checked(studio, studio_number)).transpose()?,
        minors: entry.minors.unwrap_or_default(),
        withdrawal: entry.withdrawal.unwrap_or(false),
        single_names: entry.single_names.unwrap_or_default(),
        draft_for: match &entry.draft_days {
            None => SignUp::DRAFT_FOR,
            Some(days) => checked(days, draft_days)?,
        },
        country: entry.country.as_ref().map(|country| written(country, a_country)).transpose()?,
        card: entry.card.as_ref().map(CardEntry::read).transpose()?,
    };
    if !(sign_up.offers || sign_up.trial || sign_up.leads) {
        return Err((given.span(), Problem::SignUp(SignUpProblem::Nothing)));
    }
    Ok(Some(sign_up))
}

impl CardEntry {
    fn read(&self) -> Result<CardPayment, Located> {
        let origins = self.origins.iter().map(|given| written(given, origin)).collect::<Result<_, _>>()?;
        Ok(CardPayment {
            script: written(&self.script, script)?,
            origins,
            environment: written(&self.environment, environment)?,
        })
    }
}

/// Writes down what is not as usual.
pub(super) fn described(sign_up: &SignUp) -> SignUpEntry {
    fn plain<T>(value: T) -> Spanned<T> {
        Spanned::new(0..0, value)
    }
    let refused = |allowed: bool| (!allowed).then_some(false);
    SignUpEntry {
        offers: refused(sign_up.offers),
        trial: refused(sign_up.trial),
        leads: refused(sign_up.leads),
        studio: sign_up.studio.map(|studio| plain(studio.0)),
        minors: (sign_up.minors != Minors::default()).then_some(sign_up.minors),
        withdrawal: sign_up.withdrawal.then_some(true),
        single_names: sign_up.single_names.then_some(true),
        draft_days: (sign_up.draft_for != SignUp::DRAFT_FOR)
            .then(|| plain(sign_up.draft_for.as_secs() / DAY.as_secs())),
        country: sign_up.country.clone().map(plain),
        card: sign_up.card.as_ref().map(|card| CardEntry {
            script: plain(card.script.to_string()),
            origins: card.origins.iter().cloned().map(plain).collect(),
            environment: plain(card.environment.clone()),
        }),
    }
}

fn checked<T, U>(
    given: &Spanned<T>,
    check: impl FnOnce(&T) -> Result<U, SignUpProblem>,
) -> Result<U, Located> {
    check(given.get_ref()).map_err(|problem| (given.span(), Problem::SignUp(problem)))
}

fn written<U>(
    given: &Spanned<String>,
    check: impl FnOnce(&str) -> Result<U, SignUpProblem>,
) -> Result<U, Located> {
    checked(given, |text| check(text))
}

fn studio_number(number: &i64) -> Result<StudioId, SignUpProblem> {
    if *number > 0 { Ok(StudioId(*number)) } else { Err(SignUpProblem::Studio(*number)) }
}

fn draft_days(days: &u64) -> Result<Duration, SignUpProblem> {
    match u32::try_from(*days) {
        Ok(number) if (1..=90).contains(&number) => Ok(DAY * number),
        Ok(_) | Err(_) => Err(SignUpProblem::DraftDays(*days)),
    }
}

fn a_country(text: &str) -> Result<String, SignUpProblem> {
    match text.len() == 2 && text.bytes().all(|letter| letter.is_ascii_uppercase()) {
        true => Ok(text.to_owned()),
        false => Err(SignUpProblem::Country(text.to_owned())),
    }
}

fn environment(text: &str) -> Result<String, SignUpProblem> {
    let word = |letter: u8| letter.is_ascii_alphanumeric() || matches!(letter, b'-' | b'_');
    match !text.is_empty() && text.bytes().all(word) {
        true => Ok(text.to_owned()),
        false => Err(SignUpProblem::Environment(text.to_owned())),
    }
}

fn script(text: &str) -> Result<Url, SignUpProblem> {
    let url = Url::parse(text.trim()).map_err(|_| SignUpProblem::Script(EndpointError::NotAnAddress))?;
    safe(&url).map_err(SignUpProblem::Script)?;
    Ok(url)
}

fn origin(text: &str) -> Result<String, SignUpProblem> {
    let wrong = |problem| SignUpProblem::Origin { origin: text.to_owned(), problem };
    let url = Url::parse(text.trim()).map_err(|_| wrong(EndpointError::NotAnAddress))?;
    safe(&url).map_err(wrong)?;
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(SignUpProblem::OriginPath(text.to_owned()));
    }
    Ok(url.origin().ascii_serialization())
}

/// Whatever is loaded into a window can read what is typed there: encrypted, or on this computer.
fn safe(url: &Url) -> Result<(), EndpointError> {
    if !url.username().is_empty() || url.password().is_some() {
        return Err(EndpointError::UserInfo);
    }
    let mut base = url.clone();
    base.set_query(None);
    base.set_fragment(None);
    Endpoint::parse(base.as_str())?;
    // A web address may also have a star or a semicolon in its host, which mean something else in what a
    // page is allowed.
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-._[]:".contains(letter);
    match url.host_str().is_some_and(|host| host.chars().all(plain)) {
        true => Ok(()),
        false => Err(EndpointError::NotAnAddress),
    }
}
