//! What somebody has entered so far. It is what the store keeps, in JSON: names in it never change.

use std::collections::BTreeMap;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use domain::iban::Iban;
use domain::{BlockId, ModuleId, TermId};
use jiff::Timestamp;
use jiff::civil::Date;
use magicline::connect::Preference;
use outbox::Picture;
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use wire::{PayBy, SignUpAim, SignUpField, SignUpPart, SignatureOf};

use super::signature::Drawing;
use crate::transport::Agreed;

/// A sign-up that is being filled in. Personal through and through, so it has no `Debug`.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Draft {
    /// What it leads to.
    pub(crate) aim: SignUpAim,
    /// The part that is shown.
    pub(crate) part: Option<SignUpPart>,
    /// The farthest part that was shown.
    pub(crate) reached: Option<SignUpPart>,
    /// As typed.
    pub(crate) fields: BTreeMap<SignUpField, String>,
    pub(crate) term: Option<TermId>,
    pub(crate) modules: Vec<ModuleId>,
    pub(crate) start: Option<Date>,
    pub(crate) voucher: Option<String>,
    pub(crate) pay_by: Option<PayBy>,
    /// The card that was entered, while the vendor takes it. Under `card` earlier versions kept a token of
    /// which nobody knows when it lapses.
    #[serde(rename = "entered_card")]
    pub(crate) card: Option<Card>,
    /// One was, and lapsed with its session.
    pub(crate) card_lapsed: bool,
    /// The store keeps it apart; see [`Whole`].
    #[serde(skip)]
    pub(crate) picture: Option<Picture>,
    /// The vendor could not use the picture there was, and there is none since.
    pub(crate) picture_refused: bool,
    /// What was agreed to and signed.
    pub(crate) given: Vec<Given>,
    /// For every category, or unsaid.
    pub(crate) preferences: Option<Vec<Preference>>,
    /// The slot, as the vendor writes when it begins.
    pub(crate) slot: Option<String>,
    /// The check-in voucher that was sent to be redeemed, while nobody knows what became of it.
    pub(crate) redeeming: Option<String>,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            aim: SignUpAim::Open,
            part: None,
            reached: None,
            fields: BTreeMap::new(),
            term: None,
            modules: Vec::new(),
            start: None,
            voucher: None,
            pay_by: None,
            card: None,
            card_lapsed: false,
            picture: None,
            picture_refused: false,
            given: Vec::new(),
            preferences: None,
            slot: None,
            redeeming: None,
        }
    }
}

/// A card that was entered in the vendor's window.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Card {
    /// The vendor's token for it.
    pub(crate) token: String,
    /// When it lapses with its session.
    pub(crate) until: Timestamp,
}

/// A draft and its picture in one text: what was submitted, and what earlier versions kept.
#[derive(Serialize, Deserialize)]
struct Whole<D> {
    #[serde(flatten)]
    draft: D,
    /// JPEG in Base64.
    #[serde(default)]
    picture: Option<String>,
}

/// A tick or a signature, and all that it was given for.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Given {
    pub(crate) what: What,
    /// The drawing; nothing for a tick.
    pub(crate) svg: Option<String>,
    pub(crate) basis: Basis,
    pub(crate) at: Timestamp,
}

/// What was agreed to or signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum What {
    Contract,
    Mandate,
    Text(BlockId),
}

/// What an agreement was given for. With anything else it is none.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Basis {
    /// SHA-256 of the text, in hexadecimal digits.
    pub(crate) text: String,
    /// The same of who gives it, and of how it is paid. Apart from the text, which names nobody.
    #[serde(default)]
    pub(crate) whose: String,
    pub(crate) language: String,
    pub(crate) term: Option<TermId>,
    pub(crate) amounts: Agreed,
}

/// What stays of an agreement for good. Whose it is, and the drawing, are not in it.
#[derive(Serialize)]
struct Proof<'a> {
    what: What,
    drawn: bool,
    text: &'a str,
    language: &'a str,
    term: Option<TermId>,
    amounts: &'a Agreed,
    at: Timestamp,
}

impl Given {
    /// A line that proves it and names nobody.
    pub(crate) fn proof(&self) -> String {
        let Basis { text, whose: _, language, term, amounts } = &self.basis;
        let (what, drawn, at) = (self.what, self.svg.is_some(), self.at);
        serde_json::to_string(&Proof { what, drawn, text, language, term: *term, amounts, at })
            .unwrap_or_default()
    }
}

impl What {
    pub(crate) fn of(of: SignatureOf) -> Self {
        match of {
            SignatureOf::Contract => Self::Contract,
            SignatureOf::Mandate => Self::Mandate,
            SignatureOf::Text { block } => Self::Text(block.0),
        }
    }
}

impl Draft {
    /// What is in a field; nothing where it is blank.
    pub(crate) fn field(&self, field: SignUpField) -> Option<&str> {
        self.fields.get(&field).map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    /// The account number, once it is one.
    pub(crate) fn iban(&self) -> Option<Iban> {
        Iban::parse(self.field(SignUpField::Iban)?).ok()
    }

    /// Whether there is anything that somebody would not want to enter again.
    pub(crate) fn has_something(&self) -> bool {
        !self.fields.is_empty() || self.voucher.is_some() || self.picture.is_some() || self.term.is_some()
    }

    /// Whom it is about.
    pub(crate) fn name(&self) -> Option<String> {
        let parts = [SignUpField::FirstName, SignUpField::LastName].map(|field| self.field(field));
        let name: Vec<_> = parts.into_iter().flatten().collect();
        (!name.is_empty()).then(|| name.join(" "))
    }

    /// Nothing that was chosen among offers, or agreed to and signed for it.
    pub(crate) fn forget_offer(&mut self) {
        (self.term, self.start, self.pay_by, self.card) = (None, None, None, None);
        self.card_lapsed = false;
        self.modules.clear();
        self.given.clear();
    }

    /// It goes on with another picture, or with none.
    pub(crate) fn picture_was_refused(&mut self) {
        (self.picture, self.picture_refused) = (None, true);
        self.part = Some(SignUpPart::Picture);
    }

    pub(crate) fn given(&self, what: What) -> Option<&Given> {
        self.given.iter().find(|given| given.what == what)
    }

    /// Agreed to, or signed.
    pub(crate) fn give(&mut self, what: What, drawing: Option<Drawing>, basis: Basis, at: Timestamp) {
        self.take_back(what);
        let svg = drawing.map(|drawing| drawing.svg().to_owned());
        self.given.push(Given { what, svg, basis, at });
    }

    pub(crate) fn take_back(&mut self, what: What) {
        self.given.retain(|given| given.what != what);
    }

    /// For the store, without the picture.
    pub(crate) fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// All of it, for what a draft becomes.
    pub(crate) fn write_whole(&self) -> String {
        let picture = self.picture.as_ref().map(|picture| BASE64_STANDARD.encode(picture.jpeg()));
        serde_json::to_string(&Whole { draft: self, picture }).unwrap_or_default()
    }

    /// From the store, with or without the picture.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let Whole { draft, picture } = serde_json::from_str::<Whole<Self>>(text).ok()?;
        let jpeg = picture.and_then(|text| BASE64_STANDARD.decode(text).ok());
        Some(Self { picture: jpeg.map(Picture::new), ..draft })
    }
}

/// SHA-256 of a text, in hexadecimal digits.
pub(crate) fn fingerprint(text: &str) -> String {
    digest(&SHA256, text.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
