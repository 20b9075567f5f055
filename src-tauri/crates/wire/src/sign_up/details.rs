use domain::CategoryId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Id;

/// A field of the form. The words are also the words of the draft in the store: they never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the names are those of the Connect API's customer")]
pub enum SignUpField {
    FirstName,
    SecondFirstName,
    LastName,
    SecondLastName,
    /// `MALE`, `FEMALE`, `UNISEX`.
    Gender,
    /// `yyyy-MM-dd`, or as much of it as there is.
    DateOfBirth,
    PlaceOfBirth,
    /// ISO 3166-1, two letters.
    CountryOfBirth,
    Email,
    Mobile,
    Phone,
    StreetType,
    Street,
    SecondStreet,
    HouseNumber,
    StreetBlock,
    Portal,
    Stairway,
    Floor,
    Door,
    BuildingName,
    AdditionalAddress,
    ZipCode,
    City,
    CityPart,
    District,
    Province,
    ProvinceCode,
    /// ISO 3166-1, two letters.
    Country,
    /// DNI or NIE, codice fiscale.
    TaxId,
    /// `ID_CARD`, `PASSPORT`, `DRIVERS_LICENCE`, `RESIDENCE_PERMIT`, `NATIONAL_ID_NUMBER`, `OTHERS`.
    DocumentType,
    DocumentNumber,
    ReferralCode,
    /// The campaign's number.
    Campaign,
    AccountHolder,
    Iban,
    /// What the studio is told besides.
    Note,
}

/// A field this sign-up has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FieldView {
    /// Which field it is.
    pub field: SignUpField,
    /// Nothing goes on without it.
    pub required: bool,
    /// Where only some things can be entered.
    pub choices: Vec<ChoiceOf>,
    /// Fields of one line share a number, and lines are in order of their numbers.
    pub line: u32,
}

/// One thing that can be entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ChoiceOf {
    /// What is entered.
    pub value: String,
    /// The vendor's word for it; ours where there is none.
    pub name: Option<String>,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FieldProblem {
    /// Which field.
    pub field: SignUpField,
    /// What is wrong with it.
    pub problem: Problem,
    /// It can be left as it is: a doubt and no refusal.
    pub doubt: bool,
}

/// What can be wrong with what was entered. Each has a sentence of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Problem {
    /// It is still empty.
    Missing,
    /// Longer than the studio's system takes.
    TooLong,
    /// There is no such day.
    NoSuchDate,
    /// In the future, or more than 100 years ago.
    DateOutOfRange,
    /// Younger than what was chosen allows.
    TooYoung,
    /// No e-mail address looks like this.
    NotAnEmail,
    /// No telephone number of the country looks like this.
    NotAPhoneNumber,
    /// No post code of the country looks like this.
    NotAPostCode,
    /// The length is wrong.
    WrongLength,
    /// A letter or digit stands where none can.
    WrongForm,
    /// The check digits do not fit the rest: mistyped, mostly.
    WrongCheckDigits,
    /// No account of this country is known.
    UnknownCountry,
    /// The bank takes no direct debits.
    NoDirectDebit,
    /// The studio's system does not take this account number.
    AccountRefused,
    /// The studio's system does not take this as an account holder.
    HolderRefused,
    /// The studio's system does not take this number.
    NumberRefused,
    /// The studio's system needs a man or a woman for this number.
    GenderNeeded,
    /// The studio's system needs the place or the country of birth for this number.
    BirthPlaceNeeded,
    /// The number belongs to another name, date of birth or gender.
    OtherPerson,
    /// A kind of document without a number, or the other way round.
    DocumentIncomplete,
    /// The studio's system did not accept it, and does not say why.
    NotAccepted,
}

/// What was entered in a draft that is opened again.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Entered {
    /// The sign-up it belongs to.
    pub sign_up: u32,
    /// Each field with something in it; never the account number.
    pub fields: Vec<EnteredField>,
    /// The voucher.
    pub voucher: Option<String>,
}

/// A field and what is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct EnteredField {
    /// Which field.
    pub field: SignUpField,
    /// As it was typed.
    pub text: String,
}

/// A category of messages, and by which channels they may be sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CategoryView {
    /// The vendor's number for it.
    pub category: Id<CategoryId>,
    /// The vendor's name for it.
    pub name: String,
    /// What the vendor says about it.
    pub description: Option<String>,
    /// The channels that there are for it.
    pub offered: Vec<Channel>,
    /// Those that are chosen, or fixed by the studio. What nobody has chosen is not among them, whatever the
    /// studio would like: a box that is ticked for somebody is no consent.
    pub active: Vec<Channel>,
    /// Those the member cannot change.
    pub fixed: Vec<Channel>,
}

/// A way to send somebody a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Channel {
    /// A letter.
    Letter,
    /// An e-mail.
    Email,
    /// A text message.
    TextMessage,
    /// A call.
    Phone,
    /// A message in the studio's app.
    App,
    /// A fax.
    Fax,
    /// Somebody of the team says it.
    Conversation,
    /// A chat.
    Chat,
    /// Some other way.
    Other,
}
