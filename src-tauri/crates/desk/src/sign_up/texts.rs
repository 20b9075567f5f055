//! Texts, ticks and signatures. Each is given for a text in a language, for a term and for amounts; with any
//! of them changed, it was not given.

use std::collections::BTreeSet;

use domain::{BlockId, ModuleId};
use jiff::Timestamp;
use magicline::connect::{Asks, ChannelDefault, MessageCategory, Preference, TextBlock};
use wire::{CategoryView, PayBy, SignUpAim};

use super::draft::{Basis, What, fingerprint};
use super::facts::module;
use super::signature::Drawing;
use super::view::channel;
use super::{SignUp, offers};
use crate::transport::Agreed;

impl SignUp {
    /// Everything to read, agree to and sign, in order: of the offer, of modules that were chosen, of the
    /// voucher.
    pub(super) fn texts(&self) -> Vec<&TextBlock> {
        let Some((offer, term)) = self.term().filter(|_| self.draft.aim == SignUpAim::Contract) else {
            return Vec::new();
        };
        let chosen =
            |id: ModuleId| self.draft.modules.contains(&id) || offer.included.iter().any(|it| it.id == id);
        let of_offer = offer.text_blocks.iter().filter(|block| block.module.is_none_or(chosen));
        let of_modules =
            self.draft.modules.iter().filter_map(|id| module(offer, term, *id)?.consent.as_ref());
        let of_included = offer.included.iter().filter_map(|module| module.consent.as_ref());
        let of_price = self.price.quote().into_iter().flat_map(|quote| &quote.texts);
        let mut seen = BTreeSet::new();
        let mut texts: Vec<_> = of_offer
            .chain(of_included)
            .chain(of_modules)
            .chain(of_price)
            .filter(|block| seen.insert(block.id))
            .collect();
        texts.sort_by_key(|block| block.order);
        texts
    }

    /// The text of the mandate, where one is given.
    pub(super) fn mandate(&self) -> Option<&str> {
        let (offer, _) = self.term().filter(|_| self.draft.pay_by == Some(PayBy::DirectDebit))?;
        self.facts.mandates.get(&offer.id).map(AsRef::as_ref)
    }

    /// What an agreement given now is for; nothing where there is nothing to agree to.
    pub(super) fn basis(&self, what: What) -> Option<Basis> {
        let text = match what {
            What::Text(id) => {
                let block = self.texts().into_iter().find(|block| block.id == id)?;
                format!("{}\n{}", block.title, block.text)
            }
            What::Mandate => self.mandate()?.to_owned(),
            What::Contract => self.contract_text()?,
        };
        Some(Basis {
            text: fingerprint(&text),
            whose: fingerprint(&self.whose(what)),
            language: self.facts.language.tag().to_owned(),
            term: self.draft.term,
            amounts: self.amounts()?,
        })
    }

    /// Who agrees to it, and what else of the form it is given for: how the contract is paid, and from which
    /// account of whom.
    fn whose(&self, what: What) -> String {
        use wire::SignUpField as F;
        let person = [F::FirstName, F::SecondFirstName, F::LastName, F::SecondLastName, F::DateOfBirth];
        let entered = |field: F| self.draft.field(field).unwrap_or_default().to_owned();
        let mut whose: Vec<_> = person.into_iter().map(entered).collect();
        match what {
            What::Text(_) => {}
            What::Contract => whose.push(format!("{:?}", self.draft.pay_by)),
            What::Mandate => {
                whose.push(entered(F::AccountHolder));
                whose.extend(self.draft.iban().map(|iban| iban.electronic().to_owned()));
            }
        }
        whose.join("\n")
    }

    /// Everything a contract says that the member can see.
    fn contract_text(&self) -> Option<String> {
        let (offer, term) = self.term()?;
        let shown = serde_json::to_string(&offers::term(term)).ok()?;
        let mut text = format!("{}\n{shown}\n{:?}\n{:?}\n", offer.name, self.draft.modules, self.draft.start);
        for block in self.texts() {
            text.push_str(&block.title);
            text.push('\n');
            text.push_str(&block.text);
            text.push('\n');
        }
        Some(text)
    }

    /// The amounts that are shown now: the vendor's where it has said them, else those of the offer.
    pub(super) fn amounts(&self) -> Option<Agreed> {
        let (_, term) = self.term()?;
        let said = self.price.quote().map(|quote| quote.agreed.clone());
        Some(said.unwrap_or_else(|| Agreed::offered(term, &self.draft.modules)))
    }

    /// A signature, for what is shown now. While the price is being worked out there is nothing to sign for.
    pub(super) fn sign(&mut self, what: What, svg: &str, at: Timestamp) {
        let signable = match what {
            What::Contract | What::Mandate => true,
            What::Text(id) => self.texts().iter().any(|block| block.id == id && has_signature(block.asks)),
        };
        if !signable || !self.price.is_settled() {
            return;
        }
        if let (Some(drawing), Some(basis)) = (Drawing::read(svg), self.basis(what)) {
            self.draft.give(what, Some(drawing), basis, at);
            self.changed = true;
        }
    }

    pub(super) fn confirm(&mut self, block: BlockId, yes: bool, at: Timestamp) {
        let what = What::Text(block);
        if !yes {
            self.draft.take_back(what);
        } else if let Some(basis) = self.basis(what)
            && self.texts().iter().any(|it| it.id == block && it.asks == Asks::Confirmation)
        {
            self.draft.give(what, None, basis, at);
        }
        self.changed = true;
    }

    /// What was agreed to and is not any more what is shown, is not agreed to. Amounts that are being asked
    /// about count as they were until the answer is there, and so do texts that are not fetched yet.
    pub(super) fn take_back_what_changed(&mut self) {
        let settled = self.price.is_settled() && self.facts.offers.is_some();
        let holds = |given: &super::draft::Given| match settled && self.is_fetched(given.what) {
            true => self.basis(given.what).is_some_and(|now| now == given.basis),
            false => {
                let language = self.facts.language.tag();
                given.basis.term == self.draft.term && given.basis.language == language
            }
        };
        let keeps: Vec<_> = self.draft.given.iter().map(holds).collect();
        if keeps.contains(&false) {
            let mut keep = keeps.into_iter();
            self.draft.given.retain(|_| keep.next().unwrap_or(false));
            self.changed = true;
            self.taken_back = true;
        }
        self.taken_back = self.taken_back && !self.texts_are_agreed_to();
    }

    /// The text is there, or there is none.
    fn is_fetched(&self, what: What) -> bool {
        match (what, self.term()) {
            (What::Mandate, Some((offer, _))) => {
                self.draft.pay_by != Some(PayBy::DirectDebit) || self.mandate().is_some() || {
                    self.facts.known.contains(&super::Want::Mandate(offer.id))
                }
            }
            (What::Contract | What::Text(_) | What::Mandate, _) => true,
        }
    }

    /// Everything that has to be is agreed to and signed, as it reads now.
    pub(super) fn texts_are_agreed_to(&self) -> bool {
        let Some((offer, _)) = self.term() else { return false };
        let given = |what: What| self.is_given(what);
        let texts = self.texts().into_iter().all(|block| match block.asks {
            Asks::Confirmation | Asks::Signature => given(What::Text(block.id)),
            Asks::Nothing | Asks::OptionalSignature => true,
        });
        let by_debit = self.draft.pay_by == Some(PayBy::DirectDebit);
        let contract = given(What::Contract);
        // "If not set, the same value as in contractSignature is used": nobody signs a mandate unasked.
        let mandate = !(by_debit && contract) || given(What::Mandate);
        texts && mandate && (contract || !offer.signatures_required)
    }

    /// It was agreed to, exactly as it is shown now.
    pub(super) fn is_given(&self, what: What) -> bool {
        match (self.draft.given(what), self.basis(what)) {
            (Some(given), Some(now)) => given.basis == now,
            (None, _) | (_, None) => false,
        }
    }

    /// Preferences for all categories, or none.
    pub(super) fn prefer(&mut self, chosen: &[CategoryView]) {
        let Some(categories) = self.facts.categories.as_deref() else { return };
        if chosen.is_empty() {
            self.draft.preferences = None;
        } else if let Some(preferences) = categories.iter().map(|known| preference(known, chosen)).collect() {
            self.draft.preferences = Some(preferences);
        }
        self.changed = true;
    }
}

const fn has_signature(asks: Asks) -> bool {
    match asks {
        Asks::Signature | Asks::OptionalSignature => true,
        Asks::Nothing | Asks::Confirmation => false,
    }
}

/// What is chosen of one category. What cannot be changed stays as the studio has it.
fn preference(known: &MessageCategory, chosen: &[CategoryView]) -> Option<Preference> {
    let of = chosen.iter().find(|category| category.category.0 == known.id)?;
    let channels = known.channels.iter().filter(|it| match it.overridable {
        true => of.active.contains(&channel(it.channel)),
        false => it.active,
    });
    Some(Preference { category: known.id, channels: channels.map(|it| it.channel).collect() })
}

/// The categories, and what is chosen of each. Nobody agreed yet to what they can still say no to.
pub(super) fn categories(known: &[MessageCategory], chosen: Option<&[Preference]>) -> Vec<CategoryView> {
    let one = |category: &MessageCategory| {
        let said = chosen.and_then(|chosen| chosen.iter().find(|it| it.category == category.id));
        let channels = category.channels.iter();
        let of = |which: fn(&ChannelDefault) -> bool| -> Vec<_> {
            channels.clone().filter(|it| which(it)).map(|it| channel(it.channel)).collect()
        };
        CategoryView {
            category: category.id.into(),
            name: category.name.clone(),
            description: category.description.clone(),
            offered: of(|_| true),
            active: match said {
                Some(said) => said.channels.iter().copied().map(channel).collect(),
                None => of(|it| it.active && !it.overridable),
            },
            fixed: of(|it| !it.overridable),
        }
    };
    known.iter().map(one).collect()
}
