//! Client → document, for the Connect API and what the Open API has for new members.

use domain::{Currency, CustomerId, Identification, Language, Money, OfferId, Redacted, StudioId};
use jiff::civil::{Date, date};
use magicline::connect::{
    Address, Birth, Contact, ContractRequest, LeadRequest, Payment, PaymentChoice, PaymentSessionRequest,
    Person, RedeemRequest, TrialRequest,
};
use magicline::{CheckInVoucher, ConnectApi, OpenApi, Search};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sandbox::{Api, Country, Entry};
use serde_json::Value;
use uuid::Uuid;

use crate::client_sends::{Call, Desk, path};
use crate::generate::text;
use crate::operations::LANGUAGES;
use crate::people::{self, BASIC, COMPLETE, STUDIO};
use crate::spec::document;
use crate::{judge, unpublished};

mod typed;

/// One call of the client to the Connect API. Most people in it print nothing of themselves.
#[derive(Clone, Debug)]
pub enum Visit {
    Studios,
    Studio(StudioId),
    MessageCategories(StudioId),
    Offers(StudioId, Language),
    Preview(Box<ContractRequest>, Language),
    Sign(Box<ContractRequest>, Language),
    MandateText(Option<OfferId>, Language),
    BankAccount(String),
    AccountHolder(String),
    TaxId(Redacted<Person>, Redacted<Birth>),
    BirthInformation(String),
    Province(String),
    Countries(Language),
    Referrals,
    Campaigns,
    PicturePlace,
    UploadPicture,
    PaymentSession(PaymentSessionRequest),
    RateVoucher(String),
    RedeemRateVoucher(Box<RedeemRequest>),
    Lead(Box<LeadRequest>),
    TrialSlots(Date, Date, Language),
    TrialConfig,
    Trial(Box<TrialRequest>),
}

/// One call to the Open API about a new member.
#[derive(Clone, Debug)]
pub enum Newcomer {
    Search(Search),
    Contracts(CustomerId),
    LinkCard(CustomerId, Identification),
    RedeemCheckIn(CheckInVoucher),
    Person(CustomerId),
    PersonByNumber(Redacted<String>),
    Visits(CustomerId, (Date, Date), Option<&'static str>),
    Balance(CustomerId),
    AccessCode(CustomerId),
}

/// The beginning of a JPEG picture.
pub const JPEG: &[u8] = &[0xff, 0xd8, 0xff, 0xe0, 0, 16, b'J', b'F', b'I', b'F', 0];

impl Visit {
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Studios => "studios",
            Self::Studio(_) => "studio",
            Self::MessageCategories(_) => "message_categories",
            Self::Offers(..) => "offers",
            Self::Preview(..) => "preview",
            Self::Sign(..) => "sign",
            Self::MandateText(..) => "mandate_text",
            Self::BankAccount(_) => "bank_account",
            Self::AccountHolder(_) => "account_holder_valid",
            Self::TaxId(..) => "check_tax_id",
            Self::BirthInformation(_) => "birth_information",
            Self::Province(_) => "province",
            Self::Countries(_) => "countries",
            Self::Referrals => "referrals",
            Self::Campaigns => "campaigns",
            Self::PicturePlace => "picture_place",
            Self::UploadPicture => "upload_picture",
            Self::PaymentSession(_) => "payment_session",
            Self::RateVoucher(_) => "rate_voucher",
            Self::RedeemRateVoucher(_) => "redeem_rate_voucher",
            Self::Lead(_) => "create_lead",
            Self::TrialSlots(..) => "trial_slots",
            Self::TrialConfig => "trial_config",
            Self::Trial(_) => "book_trial",
        }
    }

    /// Whether it goes to an address of the API, and how many requests it takes.
    const fn requests(&self) -> usize {
        // The place of a picture is asked for first.
        if matches!(self, Self::UploadPicture) { 2 } else { 1 }
    }

    /// The language that is asked for.
    const fn language(&self) -> Option<Language> {
        match self {
            Self::Offers(_, language)
            | Self::Preview(_, language)
            | Self::Sign(_, language)
            | Self::MandateText(_, language)
            | Self::Countries(language)
            | Self::TrialSlots(_, _, language) => Some(*language),
            Self::Studios
            | Self::Studio(_)
            | Self::MessageCategories(_)
            | Self::BankAccount(_)
            | Self::AccountHolder(_)
            | Self::TaxId(..)
            | Self::BirthInformation(_)
            | Self::Province(_)
            | Self::Referrals
            | Self::Campaigns
            | Self::PicturePlace
            | Self::UploadPicture
            | Self::PaymentSession(_)
            | Self::RateVoucher(_)
            | Self::RedeemRateVoucher(_)
            | Self::Lead(_)
            | Self::TrialConfig
            | Self::Trial(_) => None,
        }
    }

    /// Makes the call. What comes back is tested elsewhere.
    pub async fn pay(&self, api: &ConnectApi) {
        let hidden = |text: &String| Redacted::new(text.clone());
        match self {
            Self::Studios => drop(api.studios().await),
            Self::Studio(id) => drop(api.studio(*id).await),
            Self::MessageCategories(id) => drop(api.message_categories(*id).await),
            Self::Offers(id, language) => drop(api.offers(*id, Currency::EUR, *language).await),
            Self::Preview(request, language) => drop(api.preview(request, Currency::EUR, *language).await),
            Self::Sign(request, language) => drop(api.sign(request, *language).await),
            Self::MandateText(offer, language) => drop(api.mandate_text(STUDIO, *offer, *language).await),
            Self::BankAccount(iban) => drop(api.bank_account(STUDIO, &hidden(iban)).await),
            Self::AccountHolder(holder) => drop(api.account_holder_valid(&hidden(holder)).await),
            Self::TaxId(person, birth) => drop(api.check_tax_id(STUDIO, person, birth).await),
            Self::BirthInformation(code) => drop(api.birth_information(&hidden(code)).await),
            Self::Province(zip) => drop(api.province(zip).await),
            Self::Countries(language) => drop(api.countries(*language).await),
            Self::Referrals => drop(api.referrals(STUDIO).await),
            Self::Campaigns => drop(api.campaigns(STUDIO).await),
            Self::PicturePlace => drop(api.picture_place().await),
            Self::UploadPicture => {
                let place = api.picture_place().await.unwrap();
                drop(api.upload_picture(&place, JPEG.to_vec()).await);
            }
            Self::PaymentSession(request) => drop(api.payment_session(request).await),
            Self::RateVoucher(code) => drop(api.rate_voucher(&hidden(code), STUDIO).await),
            Self::RedeemRateVoucher(request) => drop(api.redeem_rate_voucher(request).await),
            Self::Lead(request) => drop(api.create_lead(request).await),
            Self::TrialSlots(from, to, language) => {
                drop(api.trial_slots(STUDIO, *from, *to, *language).await);
            }
            Self::TrialConfig => drop(api.trial_config(STUDIO).await),
            Self::Trial(request) => drop(api.book_trial(request).await),
        }
    }
}

impl Newcomer {
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Search(_) => "search",
            Self::Contracts(_) => "contracts",
            Self::LinkCard(..) => "link_card",
            Self::RedeemCheckIn(_) => "redeem_check_in_voucher",
            Self::Person(_) => "person",
            Self::PersonByNumber(_) => "person_by_number",
            Self::Visits(..) => "visits",
            Self::Balance(_) => "balance",
            Self::AccessCode(_) => "access_code",
        }
    }

    pub async fn come(&self, api: &OpenApi) {
        match self {
            Self::Search(search) => drop(api.search(search).await),
            Self::Contracts(customer) => drop(api.contracts(*customer).await),
            Self::LinkCard(customer, card) => drop(api.link_card(*customer, card).await),
            Self::RedeemCheckIn(voucher) => drop(api.redeem_check_in_voucher(voucher).await),
            Self::Person(customer) => drop(api.person(*customer).await),
            Self::PersonByNumber(number) => drop(api.person_by_number(number).await),
            Self::Visits(customer, days, after) => drop(api.visits(*customer, *days, *after).await),
            Self::Balance(customer) => drop(api.balance(*customer).await),
            Self::AccessCode(customer) => drop(api.access_code(*customer).await),
        }
    }

    /// Whether anything goes out: only the number of a card can be linked.
    pub const fn is_sent(&self) -> bool {
        !matches!(
            self,
            Self::LinkCard(
                _,
                Identification::QrCode(_)
                    | Identification::Barcode(_)
                    | Identification::Pin(_)
                    | Identification::WalletPass(_)
            )
        )
    }
}

/// Every way of paying.
fn payments(country: Country) -> [Payment; 6] {
    let without_bic = |payment| match payment {
        Payment::DirectDebit { iban, holder, .. } => Payment::DirectDebit { iban, holder, bic: None },
        other @ (Payment::Card { .. } | Payment::Cash | Payment::BankTransfer | Payment::Twint) => other,
    };
    [
        people::direct_debit(country),
        without_bic(people::direct_debit(country)),
        Payment::Card { token: "prt_1".to_owned() },
        Payment::Cash,
        Payment::BankTransfer,
        Payment::Twint,
    ]
}

/// Every call, with everything that shapes its request.
pub fn visits() -> Vec<Visit> {
    let mut all = vec![
        Visit::Studios,
        Visit::Referrals,
        Visit::Campaigns,
        Visit::PicturePlace,
        Visit::UploadPicture,
        Visit::TrialConfig,
    ];
    for id in [STUDIO.0, 0, -1, i64::MAX, i64::MIN] {
        let studio = StudioId(id);
        all.extend([Visit::Studio(studio), Visit::MessageCategories(studio)]);
        all.extend([
            Visit::Offers(studio, Language::DE),
            Visit::MandateText(Some(OfferId(id)), Language::DE),
        ]);
    }
    for tag in LANGUAGES {
        let language = Language::exact(tag).unwrap();
        all.extend([Visit::Offers(STUDIO, language), Visit::MandateText(Some(OfferId(2001)), language)]);
        all.extend([Visit::MandateText(None, language), Visit::Countries(language)]);
        all.push(Visit::TrialSlots(date(2026, 3, 4), date(2026, 12, 31), language));
        let request = people::contract(BASIC, people::plain(Country::DE), Payment::Cash);
        all.push(Visit::Preview(Box::new(request.clone()), language));
        all.push(Visit::Sign(Box::new(request), language));
    }
    for country in Country::ALL {
        all.extend(of_country(country));
    }
    for text in
        ["DE89370400440532013000", "", "a b+c&d=e%f#g?h", "ÄÖ\u{1f469}\u{200d}\u{1f4bb}\"\\\n\u{0}/.."]
    {
        let text = || text.to_owned();
        all.extend([Visit::BankAccount(text()), Visit::AccountHolder(text()), Visit::Province(text())]);
        all.push(Visit::BirthInformation(text()));
        all.extend((!text().is_empty()).then(|| Visit::RateVoucher(text())));
    }
    for (choices, payer) in [
        (vec![], None),
        (vec![PaymentChoice::Card], Some(Uuid::from_u128(7))),
        (
            vec![
                PaymentChoice::Cash,
                PaymentChoice::BankTransfer,
                PaymentChoice::DirectDebit,
                PaymentChoice::Card,
                PaymentChoice::Twint,
            ],
            None,
        ),
    ] {
        all.extend([0, 1999].map(|cents| {
            let (reference, payer) = (Redacted::new("Nordlicht".to_owned()), Redacted::new(payer));
            let (studio, amount, choices) = (STUDIO, Money::new(cents, Currency::EUR), choices.clone());
            Visit::PaymentSession(PaymentSessionRequest { studio, amount, choices, reference, payer })
        }));
    }
    all
}

/// What people of a country ask and sign, with nothing and with everything that may be left out.
fn of_country(country: Country) -> Vec<Visit> {
    let mut all = Vec::new();
    let language = people::language(country);
    for payment in payments(country) {
        let full = people::full_contract(country, payment.clone());
        let plain = people::contract(COMPLETE, people::plain(country), payment);
        for request in [full, plain].map(Box::new) {
            all.push(Visit::Preview(request.clone(), language));
            all.push(Visit::Sign(request, language));
        }
    }
    let with_picture = || {
        let mut applicant = people::full(country);
        applicant.picture = Redacted::new(Some("pictures/1".to_owned()));
        applicant
    };
    let request = people::contract(BASIC, with_picture(), people::direct_debit(country));
    all.push(Visit::Sign(Box::new(request), language));
    for applicant in [people::plain(country), people::full(country)] {
        all.push(Visit::TaxId(applicant.person.clone(), applicant.birth.clone()));
    }
    for applicant in [people::plain(country), with_picture()] {
        let mut request = people::redemption(applicant, "NORD-RATE-0001");
        request.pre_use = Some(date(2026, 3, 20));
        all.push(Visit::RedeemRateVoucher(Box::new(request)));
    }
    for prospect in [people::bare_prospect(country), people::prospect(people::full(country))] {
        let bare = LeadRequest {
            notes: Redacted::new(None),
            campaign: None,
            locale: None,
            ..people::lead(prospect.clone())
        };
        all.extend([bare, people::lead(prospect.clone())].map(|lead| Visit::Lead(Box::new(lead))));
        let trial = people::trial(prospect, "2026-03-05T09:00:00.000Z");
        let bare = TrialRequest {
            with_trainer: false,
            lead: Redacted::new(None),
            note: Redacted::new(None),
            participants: None,
            referral: None,
            campaign: None,
            referral_code: Redacted::new(None),
            ..trial.clone()
        };
        all.extend([bare, trial].map(|trial| Visit::Trial(Box::new(trial))));
    }
    all
}

/// Every call about a new member.
pub fn newcomers() -> Vec<Newcomer> {
    let hidden = |text: &str| Redacted::new(text.to_owned());
    let some = |text: &str| Redacted::new(Some(text.to_owned()));
    let nothing = || Redacted::new(None);
    let search = |first_name, last_name, email, born| {
        Newcomer::Search(Search { first_name, last_name, email, date_of_birth: Redacted::new(born) })
    };
    let number =
        |value: &str| Identification::Number { value: value.to_owned(), format: domain::CardFormat::Decimal };
    let mut all = vec![
        search(nothing(), nothing(), nothing(), None),
        search(some("İ"), some("d’Œuvre"), some("a+b@example.com"), Some(date(1990, 2, 28))),
        search(some(" "), some(""), nothing(), None),
        Newcomer::LinkCard(CustomerId(1001), Identification::Barcode("NORD1001".to_owned())),
        Newcomer::LinkCard(CustomerId(1001), Identification::Pin("4711".to_owned())),
        Newcomer::LinkCard(CustomerId(1001), Identification::QrCode("{}".to_owned())),
        Newcomer::LinkCard(CustomerId(1001), Identification::WalletPass("1".to_owned())),
        Newcomer::RedeemCheckIn(CheckInVoucher {
            code: hidden(" CHVB1-NORD-0003 "),
            first_name: hidden("Ünal"),
            last_name: hidden("Ö"),
            email: hidden("gast@nordlicht.example"),
        }),
    ];
    for id in [1001, 0, -1, i64::MAX, i64::MIN].map(CustomerId) {
        all.extend([Newcomer::Contracts(id), Newcomer::LinkCard(id, number("7700112233"))]);
        all.extend([Newcomer::Person(id), Newcomer::Balance(id), Newcomer::AccessCode(id)]);
        all.push(Newcomer::Visits(id, (date(2023, 3, 1), date(2024, 2, 29)), None));
    }
    all.extend(["1-9001", " 1 & 2=ß/../?#", "0"].map(|number| Newcomer::PersonByNumber(hidden(number))));
    let days = (date(2026, 12, 1), date(2026, 12, 31));
    all.extend(["50", "a&b=#"].map(|after| Newcomer::Visits(CustomerId(1001), days, Some(after))));
    all
}

#[tokio::test]
async fn a_picture_goes_out_without_anything_about_the_desk() {
    let desk = Desk::open().await;
    let sent = desk.sent(&Call::Connect(Visit::UploadPicture)).await;
    let [place, picture] = &sent[..] else { panic!("a place, then the picture") };
    assert!(judge::request(place.api, &place.method, &place.request).is_empty());
    assert!(document(Api::Connect).find(&picture.method, path(picture)).is_none(), "no address of the API");
    assert_eq!((picture.method.as_str(), &picture.request.body[..]), ("PUT", JPEG));
    for (name, value) in &picture.request.headers {
        let known = ["accept", "host", "user-agent", "content-length", "content-type"];
        assert!(known.contains(&name.as_str()), "{name}: {value}");
    }
}

/// The judge of one entry of the journal.
pub fn faults(entry: &Entry) -> Vec<String> {
    judge::request(entry.api, &entry.method, &entry.request)
}

#[tokio::test]
async fn the_language_is_sent_where_there_are_texts_and_nowhere_else() {
    let desk = Desk::open().await;
    for visit in visits() {
        let sent = desk.sent(&Call::Connect(visit.clone())).await;
        // One that is refused with a voucher is asked for once more without it.
        let again = matches!(visit, Visit::Preview(..)) && sent.len() == 2;
        assert_eq!(sent.len() - usize::from(again), visit.requests(), "{visit:?}");
        let asked = visit.language().map(Language::tag);
        assert_eq!(sent[0].request.header("accept-language"), asked, "{visit:?}");
    }
}

/// What only the texts have is let through in its own place alone.
#[tokio::test]
async fn what_is_not_published_is_sent_where_the_texts_have_it() {
    let desk = Desk::open().await;
    let request = Box::new(people::full_contract(Country::US, Payment::Card { token: "prt_1".to_owned() }));
    for (visit, names) in [
        (Visit::Sign(request.clone(), Language::DE), &["paymentRequestToken", "referralId"][..]),
        (Visit::Preview(request, Language::DE), &["referralId"][..]),
    ] {
        let sent = desk.sent(&Call::Connect(visit)).await;
        let body: Value = serde_json::from_slice(&sent[0].request.body).unwrap();
        for name in ["paymentRequestToken", "referralId"] {
            assert_eq!(body.get(name).is_some(), names.contains(&name), "{name}");
        }
        let mut rest = body;
        assert!(unpublished::take_out(path(&sent[0]), &mut rest).is_empty());
        let operation = document(Api::Connect).find("POST", path(&sent[0])).unwrap();
        assert_eq!(operation.document.faults(operation.request().unwrap(), &rest), Vec::<String>::new());
    }
}
