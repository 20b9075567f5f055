//! Answers as they came, to be kept and read again while nobody can be asked.
//!
//! There is no second form of them: what is kept is what the vendor wrote, and it is read as it was the
//! first time.

use domain::{Currency, Language, StudioId};
use reqwest::header::HeaderMap;
use url::Url;

use super::{ConnectApi, LONGEST_ANSWER, LONGEST_LIST, MessageCategory, Offer, StudioDetails};
use super::{check, offer_answer, studio};
use crate::answer::{Answer, Body};
use crate::connect::Country;
use crate::error::Error;

/// What an answer says, and the answer as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard<T> {
    /// What it says.
    pub said: T,
    /// The body of the answer. Empty if it was no text.
    pub text: String,
}

impl ConnectApi {
    /// [`ConnectApi::studio`], to be kept.
    pub async fn hear_studio(&self, studio: StudioId) -> Result<Heard<StudioDetails>, Error> {
        let url = self.at(&format!("/connect/v2/studio/details/{studio}"));
        self.hear(LONGEST_ANSWER, "studio details", url, None, studio::details).await
    }

    /// [`ConnectApi::message_categories`], to be kept.
    pub async fn hear_message_categories(
        &self,
        studio: StudioId,
    ) -> Result<Heard<Vec<MessageCategory>>, Error> {
        let url = self.at(&format!("/connect/v1/studio/{studio}/communication-settings"));
        self.hear(LONGEST_ANSWER, "communication settings", url, None, studio::categories).await
    }

    /// [`ConnectApi::offers`], to be kept.
    pub async fn hear_offers(
        &self,
        studio: StudioId,
        currency: Currency,
        language: Language,
    ) -> Result<Heard<Vec<Offer>>, Error> {
        let mut url = self.at("/connect/v1/rate-bundle");
        url.query_pairs_mut().append_pair("studioId", &studio.to_string());
        let judge = |answer| offer_answer::offers(answer, currency);
        self.hear(LONGEST_LIST, "offers", url, Some(language), judge).await
    }

    /// [`ConnectApi::countries`], to be kept.
    pub async fn hear_countries(&self, language: Language) -> Result<Heard<Vec<Country>>, Error> {
        let mut url = self.at("/connect/v1/i18n/countries");
        url.query_pairs_mut().append_pair("locale", language.tag());
        self.hear(LONGEST_ANSWER, "countries", url, Some(language), check::countries).await
    }

    async fn hear<T>(
        &self,
        longest: usize,
        operation: &'static str,
        url: Url,
        language: Option<Language>,
        judge: impl FnOnce(Answer) -> Result<T, Error>,
    ) -> Result<Heard<T>, Error> {
        self.get_up_to(longest, operation, url, language, |answer| {
            let text = match &answer.body {
                Body::Whole(body) => String::from_utf8(body.clone()).unwrap_or_default(),
                Body::TooLong | Body::Broken | Body::TimedOut => String::new(),
            };
            Ok(Heard { said: judge(answer)?, text })
        })
        .await
    }
}

/// A studio that was kept; `None` if it cannot be read.
pub fn read_studio(text: &str) -> Option<StudioDetails> {
    studio::details(kept(text)).ok()
}

/// Message categories that were kept; `None` if they cannot be read.
pub fn read_message_categories(text: &str) -> Option<Vec<MessageCategory>> {
    studio::categories(kept(text)).ok()
}

/// Offers that were kept; `None` if they cannot be read.
pub fn read_offers(text: &str, currency: Currency) -> Option<Vec<Offer>> {
    offer_answer::offers(kept(text), currency).ok()
}

/// Countries that were kept; `None` if they cannot be read.
pub fn read_countries(text: &str) -> Option<Vec<Country>> {
    check::countries(kept(text)).ok()
}

fn kept(text: &str) -> Answer {
    Answer { status: 200, headers: HeaderMap::new(), body: Body::Whole(text.as_bytes().to_vec()) }
}
