//! What the vendor said about the studio, kept in the store as it came, so that what was begun can be
//! finished when the desk was started anew and nobody can be asked. It is no more than that: whatever is
//! read here is asked for again as soon as the vendor can be reached.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use domain::{Currency, Language, OfferId};
use jiff::Timestamp;
use magicline::connect::{
    Attachment, Offer, TextBlock, read_countries, read_message_categories, read_offers, read_studio,
};
use outbox::Outbox;
use serde::{Deserialize, Serialize};

use super::clerk::{Fetched, choice};
use crate::sign_up::Want;

/// Nothing that is longer is kept.
const LONGEST: usize = 4 * 1024 * 1024;
/// For so long the links to files in texts are good (`ContractAttachment`).
const LINKS: Duration = Duration::from_hours(5);
/// What is said again is only written anew to have its time.
const AGAIN: Duration = Duration::from_hours(1);

/// Keeps what the vendor said about the studio, and reads it while nobody can be asked.
pub(super) struct Answers {
    outbox: Outbox,
    /// The studio's language, which the desk starts in. Nothing is kept in another.
    language: Language,
    /// Nothing older is believed.
    good_for: Duration,
    /// What is in the store, as far as it was written or read since the start.
    kept: Mutex<BTreeMap<&'static str, Kept>>,
}

/// An answer as the store has it. Names in it never change.
#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    at: Timestamp,
    language: String,
    text: String,
}

impl Answers {
    pub(super) fn new(outbox: Outbox, language: Language, good_for: Duration) -> Self {
        Self { outbox, language, good_for, kept: Mutex::new(BTreeMap::new()) }
    }

    /// Keeps an answer, where it is one that is kept.
    pub(super) async fn keep(&self, want: Want, language: Language, text: String, now: Timestamp) {
        let Some(name) = name(want).filter(|_| language == self.language && text.len() <= LONGEST) else {
            return;
        };
        let kept = Kept { at: now, language: language.tag().to_owned(), text };
        let kept = match want {
            Want::Mandate(offer) => self.with_the_others(offer, kept).await,
            Want::Studio
            | Want::Offers
            | Want::Categories
            | Want::Countries
            | Want::Sources
            | Want::Trial
            | Want::Slots(_)
            | Want::Visits => kept,
        };
        {
            let mut all = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            let before = all.get(name);
            if before.is_some_and(|it| it.text == kept.text && !is_older(it.at, now, AGAIN)) {
                return;
            }
            all.insert(name, kept.clone());
        }
        let Ok(written) = serde_json::to_string(&kept) else { return };
        let written = self.outbox.set_setting(name, written).await;
        written.inspect_err(|error| tracing::warn!(%error, name, "not kept for times without a vendor")).ok();
    }

    /// One setting has the mandates of all offers.
    async fn with_the_others(&self, offer: OfferId, kept: Kept) -> Kept {
        let mut mandates = match self.read("connect-mandates", kept.at).await {
            Some(before) => {
                serde_json::from_str::<BTreeMap<OfferId, String>>(&before.text).unwrap_or_default()
            }
            None => BTreeMap::new(),
        };
        mandates.insert(offer, kept.text);
        Kept { text: serde_json::to_string(&mandates).unwrap_or_default(), ..kept }
    }

    /// What was kept and can still be believed. `currency`: what prices are in where the studio does not say.
    pub(super) async fn remembered(&self, currency: Currency, now: Timestamp) -> Vec<Fetched> {
        let Some(studio) = self.read("connect-studio", now).await else { return Vec::new() };
        let Some(studio) = read_studio(&studio.text) else { return Vec::new() };
        let currency = studio.studio.currency.unwrap_or(currency);
        let mut found = vec![Fetched::Studio(Box::new(studio))];
        if let Some(kept) = self.read("connect-offers", now).await
            && let Some(mut offers) = read_offers(&kept.text, currency)
        {
            if is_older(kept.at, now, LINKS) {
                offers.iter_mut().for_each(without_files);
            }
            found.push(Fetched::Offers(offers));
        }
        if let Some(kept) = self.read("connect-categories", now).await {
            found.extend(read_message_categories(&kept.text).map(Fetched::Categories));
        }
        if let Some(kept) = self.read("connect-countries", now).await {
            let countries = read_countries(&kept.text);
            found.extend(countries.map(|all| Fetched::Countries(all.into_iter().map(choice).collect())));
        }
        if let Some(kept) = self.read("connect-mandates", now).await {
            let mandates: BTreeMap<OfferId, String> = serde_json::from_str(&kept.text).unwrap_or_default();
            found.extend(mandates.into_iter().map(|(offer, text)| Fetched::Mandate(offer, text)));
        }
        found
    }

    async fn read(&self, name: &'static str, now: Timestamp) -> Option<Kept> {
        let read = self.outbox.setting(name).await.ok().flatten()?;
        let kept: Kept = serde_json::from_str(&read).ok()?;
        let good = kept.language == self.language.tag() && !is_older(kept.at, now, self.good_for);
        good.then_some(kept)
    }
}

/// The name in the store, of what is kept.
const fn name(want: Want) -> Option<&'static str> {
    match want {
        Want::Studio => Some("connect-studio"),
        Want::Offers => Some("connect-offers"),
        Want::Categories => Some("connect-categories"),
        Want::Countries => Some("connect-countries"),
        Want::Mandate(_) => Some("connect-mandates"),
        Want::Sources | Want::Trial | Want::Slots(_) | Want::Visits => None,
    }
}

/// A clock that was set back makes nothing young again.
fn is_older(at: Timestamp, now: Timestamp, than: Duration) -> bool {
    now.duration_since(at).unsigned_abs() > than
}

/// Links to files lapse. One that cannot be opened is worse than none.
fn without_files(offer: &mut Offer) {
    let optional = offer.terms.iter_mut().flat_map(|term| &mut term.optional);
    let modules = offer.included.iter_mut().chain(&mut offer.selectable).chain(optional);
    let consents = modules.filter_map(|module| module.consent.as_mut());
    for block in offer.text_blocks.iter_mut().chain(consents) {
        without_file(block);
    }
}

fn without_file(block: &mut TextBlock) {
    block.attachment.take_if(|attachment| match attachment {
        Attachment::File { .. } => true,
        Attachment::Link { .. } | Attachment::ContractPreview => false,
    });
}
