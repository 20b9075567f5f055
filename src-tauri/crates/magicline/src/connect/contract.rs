//! What a member fills in, in the desk's own form: it is kept in the outbox until it was sent.
//!
//! The parts that are somebody's own print nothing and cannot be printed: they have no `Debug`, and
//! stand in a [`Redacted`] wherever something that has one holds them.

use domain::{BlockId, CategoryId, ModuleId, Redacted, ReferralId, StudioId, TermId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::offer::PaymentChoice;

/// A contract and whose it is, for [`preview`](super::ConnectApi::preview) and
/// [`sign`](super::ConnectApi::sign).
///
/// Texts that are empty count as not filled in, which a preview may be asked with. `Serialize` writes
/// the desk's own form, in the open: only an encrypted store may hold it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractRequest {
    /// The studio (`studioId`).
    pub studio: StudioId,
    /// The term that was chosen (`rateBundleTermId`).
    pub term: TermId,
    /// The first day of the contract.
    pub start: Date,
    /// The first day of use, where it comes before.
    pub pre_use: Option<Date>,
    /// The free modules that were selected.
    pub selected_modules: Vec<ModuleId>,
    /// The paid modules that were chosen.
    pub optional_modules: Vec<ModuleId>,
    /// A voucher of the kinds credit or discount. Signing fails if it is not good: ask the preview.
    #[serde(with = "exposed")]
    pub voucher: Redacted<Option<String>>,
    /// Whose it is.
    pub applicant: Applicant,
    /// Paying how.
    #[serde(with = "exposed")]
    pub payment: Redacted<Payment>,
    /// What was signed. Never part of a preview.
    #[serde(with = "exposed")]
    pub signatures: Redacted<Signatures>,
    /// How they heard of the studio (`referralId`).
    pub referral: Option<ReferralId>,
    /// For the studio, at most 300 characters.
    #[serde(with = "exposed")]
    pub notes: Redacted<Option<String>>,
}

/// Somebody who becomes a member (`ConnectApiCreatePublicCustomerDto`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applicant {
    /// Who.
    #[serde(with = "exposed")]
    pub person: Redacted<Person>,
    /// Born when and where.
    #[serde(with = "exposed")]
    pub birth: Redacted<Birth>,
    /// Living where.
    #[serde(with = "exposed")]
    pub address: Redacted<Address>,
    /// Reached how.
    #[serde(with = "exposed")]
    pub contact: Redacted<Contact>,
    /// A document that says so.
    #[serde(with = "exposed")]
    pub document: Redacted<Option<Document>>,
    /// What the studio may write about, and how: one for every message category, or none at all.
    pub preferences: Vec<Preference>,
    /// The [`key`](super::PicturePlace::key) of a picture that was uploaded. Never part of a preview.
    #[serde(with = "exposed")]
    pub picture: Redacted<Option<String>>,
    /// The code of the member who brought them.
    #[serde(with = "exposed")]
    pub referral_code: Redacted<Option<String>>,
    /// Who they are already, as a lead or from a trial session (`identityToken`).
    #[serde(with = "exposed")]
    pub lead: Redacted<Option<Uuid>>,
    /// ISO 639-1: `de`.
    pub language: Option<String>,
    /// Language and country: `de_DE`.
    pub locale: Option<String>,
}

/// Somebody who might become a member. All but the name may be left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prospect {
    /// Who.
    #[serde(with = "exposed")]
    pub person: Redacted<Person>,
    /// Born when and where.
    #[serde(with = "exposed")]
    pub birth: Redacted<Option<Birth>>,
    /// Living where. For a postal code alone the rest stays empty.
    #[serde(with = "exposed")]
    pub address: Redacted<Option<Address>>,
    /// Reached how.
    #[serde(with = "exposed")]
    pub contact: Redacted<Contact>,
    /// What the studio may write about, and how: one for every message category, or none at all.
    pub preferences: Vec<Preference>,
}

/// A name and what goes with it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// At most 100 characters.
    pub first_name: String,
    /// In Turkey.
    pub second_first_name: Option<String>,
    /// At most 100 characters.
    pub last_name: String,
    /// In Spain.
    pub second_last_name: Option<String>,
    /// The vendor takes nothing for `UNISEX`.
    pub gender: Option<Gender>,
    /// DNI or NIE, codice fiscale. Demanded in Spain and Italy.
    pub tax_id: Option<String>,
}

/// `gender`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Gender {
    /// `MALE`
    Male,
    /// `FEMALE`
    Female,
    /// `UNISEX`
    Unisex,
}

/// A birth.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Birth {
    /// The day.
    pub date: Date,
    /// Where, for Italians in Italy.
    pub place: Option<String>,
    /// ISO 3166-1 alpha-2; for everybody else in Italy.
    pub country: Option<String>,
}

/// An address. Which parts are asked for depends on the country.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// ISO 3166-1 alpha-2: `DE`.
    pub country: String,
    /// Without the number.
    pub street: String,
    /// `-` or the country's own sign where there is none.
    pub house_number: String,
    /// Postal code.
    pub zip: String,
    /// Town.
    pub city: String,
    /// State or province.
    pub province: Option<String>,
    /// Its abbreviation: `CA`, `RM`.
    pub province_code: Option<String>,
    /// In Spain, `calle`.
    pub street_type: Option<String>,
    /// In Spain.
    pub block: Option<String>,
    /// In Spain.
    pub portal: Option<String>,
    /// In Spain.
    pub stairway: Option<String>,
    /// In Spain.
    pub floor: Option<String>,
    /// In Spain.
    pub door: Option<String>,
    /// In Spain (`additionalAddressInformation`).
    pub additional: Option<String>,
    /// In Turkey.
    pub city_part: Option<String>,
    /// In Turkey.
    pub district: Option<String>,
    /// In Turkey.
    pub second_street: Option<String>,
    /// In Turkey.
    pub building: Option<String>,
}

/// How somebody is reached.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Demanded for a contract.
    pub email: String,
    /// The only number goes here.
    pub mobile: Option<String>,
    /// Another one.
    pub private: Option<String>,
}

/// A document and its number, which go together.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// What kind of document it is.
    pub kind: DocumentKind,
    /// Its number.
    pub number: String,
}

/// `documentType`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DocumentKind {
    /// `ID_CARD`
    IdCard,
    /// `PASSPORT`
    Passport,
    /// `DRIVERS_LICENCE` in the specification, `DRIVERS_LICENSE` in the text.
    DriversLicence,
    /// `RESIDENCE_PERMIT`
    ResidencePermit,
    /// `NATIONAL_ID_NUMBER`: in Turkey the T.C. Kimlik number, which is checked.
    NationalId,
    /// `OTHERS`
    Other,
}

/// How the contract is paid.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Payment {
    /// From a bank account. A blank IBAN counts as not filled in.
    DirectDebit {
        /// Without blanks.
        iban: String,
        /// Whose account.
        holder: String,
        /// The vendor finds it by the IBAN.
        bic: Option<String>,
    },
    /// By card.
    Card {
        /// What the payment widget returned (`paymentRequestToken`). Good for one contract; blank
        /// counts as not there yet.
        token: String,
    },
    /// In cash.
    Cash,
    /// By transfer.
    BankTransfer,
    /// By TWINT.
    Twint,
}

/// What was signed, each an SVG document in Base64, with or without `data:image/svg+xml;base64,`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signatures {
    /// The contract's.
    pub contract: Option<String>,
    /// The mandate's. The vendor takes the contract's if there is none.
    pub sepa: Option<String>,
    /// The texts'.
    pub text_blocks: Vec<BlockSignature>,
}

/// The signature under one text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockSignature {
    /// [`TextBlock::id`](super::TextBlock::id).
    pub text_block: BlockId,
    /// SVG in Base64.
    pub svg: String,
}

/// What may be written about in one message category, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preference {
    /// [`MessageCategory::id`](super::MessageCategory::id).
    pub category: CategoryId,
    /// May be empty: then nothing may.
    pub channels: Vec<Channel>,
}

/// A way to reach somebody (`communicationChannel`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Channel {
    /// `LETTER`
    Letter,
    /// `EMAIL`
    Email,
    /// `TEXT_MESSAGE`
    TextMessage,
    /// `PHONE`
    Phone,
    /// `MYSPORTS_MESSAGE`
    App,
    /// `FAX`
    Fax,
    /// `CONVERSATION`
    Conversation,
    /// `CHAT`
    Chat,
    /// `OTHER`
    Other,
}

impl Payment {
    /// The choice that it is.
    pub const fn choice(&self) -> PaymentChoice {
        match self {
            Self::DirectDebit { .. } => PaymentChoice::DirectDebit,
            Self::Card { .. } => PaymentChoice::Card,
            Self::Cash => PaymentChoice::Cash,
            Self::BankTransfer => PaymentChoice::BankTransfer,
            Self::Twint => PaymentChoice::Twint,
        }
    }
}

/// How what is redacted is kept: as it is.
pub(super) mod exposed {
    use domain::Redacted;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<T: Serialize, S: Serializer>(value: &Redacted<T>, to: S) -> Result<S::Ok, S::Error> {
        value.expose().serialize(to)
    }

    pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Redacted<T>, D::Error> {
        T::deserialize(from).map(Redacted::new)
    }
}

impl Gender {
    pub(super) const fn vendor(self) -> &'static str {
        match self {
            Self::Male => "MALE",
            Self::Female => "FEMALE",
            Self::Unisex => "UNISEX",
        }
    }

    pub(super) fn of(constant: &str) -> Option<Self> {
        [Self::Male, Self::Female, Self::Unisex].into_iter().find(|one| one.vendor() == constant)
    }
}

impl DocumentKind {
    pub(super) const fn vendor(self) -> &'static str {
        match self {
            Self::IdCard => "ID_CARD",
            Self::Passport => "PASSPORT",
            Self::DriversLicence => "DRIVERS_LICENCE",
            Self::ResidencePermit => "RESIDENCE_PERMIT",
            Self::NationalId => "NATIONAL_ID_NUMBER",
            Self::Other => "OTHERS",
        }
    }
}

impl Channel {
    const ALL: [Self; 9] = [
        Self::Letter,
        Self::Email,
        Self::TextMessage,
        Self::Phone,
        Self::App,
        Self::Fax,
        Self::Conversation,
        Self::Chat,
        Self::Other,
    ];

    pub(super) const fn vendor(self) -> &'static str {
        match self {
            Self::Letter => "LETTER",
            Self::Email => "EMAIL",
            Self::TextMessage => "TEXT_MESSAGE",
            Self::Phone => "PHONE",
            Self::App => "MYSPORTS_MESSAGE",
            Self::Fax => "FAX",
            Self::Conversation => "CONVERSATION",
            Self::Chat => "CHAT",
            Self::Other => "OTHER",
        }
    }

    pub(super) fn of(constant: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.vendor() == constant)
    }
}
