//! What is known of the studio: what is fetched for whoever signs up, when again, and what the page is told of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use domain::{Currency, Language};
use wire::{AttentionReason, FrontMessage};

use super::SignUps;
use super::clerk::Fetched;
use crate::check_in::Moment;
use crate::sign_up::{Input, Want, offers_view, slots_view};

/// How long what could not be fetched is left alone, unless the vendor is heard of before.
const REFETCH: Duration = Duration::from_secs(10);

impl SignUps {
    /// Fetches what is wanted and not known, and not being fetched.
    pub(super) fn fetch_all(&mut self, wants: BTreeSet<Want>) {
        let studio = self.facts.studio.as_ref().map(|details| details.studio.id);
        let currency = self.currency();
        for want in wants {
            let waits = want != Want::Studio && studio.is_none();
            let known = self.facts.known.contains(&want) || self.facts.failed.contains_key(&want);
            if !waits && !known && self.fetching.insert((self.language.tag(), want)) {
                self.questions.spawn(Arc::clone(&self.clerk).fetch(want, studio, (currency, self.language)));
            }
        }
    }

    /// What the vendor's prices are in: what the vendor says, else what is set for this desk.
    pub(super) fn currency(&self) -> Currency {
        let said = self.facts.studio.as_ref().and_then(|details| details.studio.currency);
        said.unwrap_or(self.rules.currency)
    }

    /// What could not be fetched is fetched again.
    pub(super) fn refetch(&mut self) {
        self.refetch_at = None;
        self.facts.failed.clear();
        let wants = match &self.current {
            Some(current) => current.wants(),
            None => BTreeSet::from([Want::Studio]),
        };
        self.fetch_all(wants);
    }

    pub(super) fn fetched(
        &mut self,
        language: Language,
        want: Want,
        fetched: Result<Box<Fetched>, AttentionReason>,
        now: Moment,
    ) {
        self.fetching.remove(&(language.tag(), want));
        if language != self.language {
            // Nobody reads that any more.
            return;
        }
        match fetched {
            Ok(fetched) => {
                self.facts.failed.remove(&want);
                self.facts.known.insert(want);
                self.take(*fetched, language);
            }
            Err(reason) => {
                self.facts.failed.insert(want, reason);
                self.refetch_at = Some(now.instant + REFETCH);
            }
        }
        let facts = Box::new(self.facts.clone());
        self.tell(Input::Facts(facts), now);
    }

    /// Never instead of what the vendor has said meanwhile. It stays to be asked for.
    pub(super) fn remembered(&mut self, said: Vec<Fetched>, now: Moment) {
        let language = self.facts.language;
        for said in said {
            let facts = &self.facts;
            let is_missing = match &said {
                Fetched::Studio(_) => facts.studio.is_none(),
                Fetched::Offers(_) => facts.offers.is_none(),
                Fetched::Categories(_) => facts.categories.is_none(),
                Fetched::Countries(_) => facts.countries.is_empty(),
                Fetched::Mandate(offer, _) => !facts.mandates.contains_key(offer),
                Fetched::Sources { .. } | Fetched::Trial(_) | Fetched::Slots(_) | Fetched::Visits(_) => false,
            };
            // Words of another language may be there by now.
            if is_missing && language == self.language {
                self.take(said, language);
            }
        }
        let facts = Box::new(self.facts.clone());
        self.tell(Input::Facts(facts), now);
    }

    fn take(&mut self, fetched: Fetched, language: Language) {
        let facts = &mut self.facts;
        match fetched {
            Fetched::Studio(details) => {
                let studio = details.studio.id;
                self.cancel_page = Some(format!(
                    "https://public.magicline.com/#/contractTermination?tenant={}&studio={studio}",
                    self.tenant
                ));
                facts.studio = Some(Arc::new(*details));
            }
            Fetched::Offers(offers) => {
                if facts.language != language {
                    facts.language = language;
                    facts.mandates = BTreeMap::new();
                    facts.known.retain(|want| !matches!(want, Want::Mandate(_)));
                }
                facts.offers = Some(Arc::new(offers));
                self.tell_facts();
            }
            Fetched::Categories(categories) => facts.categories = Some(Arc::new(categories)),
            Fetched::Countries(countries) => facts.countries = countries,
            Fetched::Sources { referrals, campaigns } => {
                facts.referrals = referrals;
                facts.campaigns = campaigns;
            }
            Fetched::Visits(takes) => facts.visits = Some(takes),
            Fetched::Trial(config) => facts.trial = Some(config),
            Fetched::Slots(slots) => {
                facts.slots = Some(Arc::new(slots));
                self.tell_facts();
            }
            Fetched::Mandate(offer, text) => {
                facts.mandates.insert(offer, text.into());
            }
        }
    }

    /// What is long, for the page, while somebody signs up.
    pub(super) fn tell_facts(&mut self) {
        if self.current.is_none() {
            return;
        }
        if self.facts.offers.is_some() {
            let today = self.facts.today(self.clerk.now());
            self.news.push(FrontMessage::Offers(offers_view(
                self.facts.offered(today),
                &self.pictures,
                self.rules.pays_by_card,
            )));
        }
        if let Some(slots) = &self.facts.slots {
            self.news.push(FrontMessage::Slots(slots_view(slots, &self.facts.zone())));
        }
    }
}
