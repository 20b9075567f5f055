//! Sign-ups for the client: what visitors of each country fill in, with everything that can be filled in.

use domain::{BlockId, CampaignId, CategoryId, Language, ModuleId, Redacted, ReferralId, StudioId, TermId};
use jiff::civil::{Date, date};
use magicline::connect::{
    Address, Applicant, Birth, BlockSignature, Channel, Contact, ContractRequest, Document, DocumentKind,
    Gender, LeadRequest, Payment, Person, Preference, Prospect, RedeemRequest, Signatures, TrialRequest,
};
use sandbox::Country;
use uuid::Uuid;

/// The practice studio.
pub const STUDIO: StudioId = StudioId(4711);

/// Terms of the practice studio: one that has to be signed, one that is paid by direct debit or card.
pub const COMPLETE: TermId = TermId(2101);
pub const BASIC: TermId = TermId(2111);

/// The text of [`COMPLETE`] that has to be signed.
const HEALTH: BlockId = BlockId(5002);

/// `<svg/>` with its name space.
pub const SIGNATURE: &str =
    "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciPjwvc3ZnPg==";

/// The day the practice studio's clock stands at in these tests.
pub const TODAY: Date = date(2026, 3, 4);

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// The language that is spoken in a country.
pub fn language(country: Country) -> Language {
    let tag = match country {
        Country::DE => "de",
        Country::ES => "es",
        Country::IT => "it",
        Country::TR => "tr",
        Country::US => "en-US",
    };
    Language::exact(tag).unwrap()
}

/// An account in the country, or next to it where there are no IBANs.
pub const fn iban(country: Country) -> &'static str {
    match country {
        Country::DE | Country::US => "DE89370400440532013000",
        Country::ES => "ES9121000418450200051332",
        Country::IT => "IT60X0542811101000000123456",
        Country::TR => "TR330006100519786457841326",
    }
}

/// Only what a contract demands of everybody.
pub fn plain(country: Country) -> Applicant {
    let address = Address {
        country: code(country).to_owned(),
        street: "Raboisen".to_owned(),
        house_number: "3-4".to_owned(),
        zip: "22099".to_owned(),
        city: "Hamburg".to_owned(),
        ..Address::default()
    };
    Applicant {
        person: Redacted::new(person(country)),
        birth: Redacted::new(birth(country)),
        address: Redacted::new(address),
        contact: Redacted::new(Contact { email: "testa@example.com".to_owned(), ..Contact::default() }),
        document: Redacted::new(None),
        preferences: vec![],
        picture: Redacted::new(None),
        referral_code: Redacted::new(None),
        lead: Redacted::new(None),
        language: None,
        locale: None,
    }
}

/// Everything that can be filled in, whatever the country makes of it.
pub fn full(country: Country) -> Applicant {
    let mut applicant = plain(country);
    let person = Person {
        second_first_name: some("Çiğdem"),
        second_last_name: some("d’Œuvre"),
        gender: Some(Gender::Female),
        ..applicant.person.expose().clone()
    };
    let address = Address {
        province: some("Genova"),
        province_code: some("GE"),
        street_type: some("calle"),
        block: some("B"),
        portal: some("2"),
        stairway: some("izq."),
        floor: some("3"),
        door: some("C"),
        additional: some("Hinterhaus"),
        city_part: some("Fenerbahçe"),
        district: some("Kadıköy"),
        second_street: some("Deniz Sokak"),
        building: some("Kuzey Işığı"),
        ..applicant.address.expose().clone()
    };
    let contact = Contact {
        mobile: some("+49 170 123"),
        private: some("+49 431 123"),
        ..applicant.contact.expose().clone()
    };
    let (kind, number) = match country {
        Country::DE => (DocumentKind::IdCard, "L01X00T47"),
        Country::ES => (DocumentKind::Passport, "AAA000000"),
        Country::IT => (DocumentKind::DriversLicence, "U1H00A000B"),
        Country::TR => (DocumentKind::NationalId, "12345678950"),
        Country::US => (DocumentKind::ResidencePermit, "SRC0000000773"),
    };
    applicant.person = Redacted::new(person);
    applicant.birth = Redacted::new(Birth { place: some("Roma"), country: some("IT"), ..birth(country) });
    applicant.address = Redacted::new(address);
    applicant.contact = Redacted::new(contact);
    applicant.document = Redacted::new(Some(Document { kind, number: number.to_owned() }));
    applicant.preferences = preferences();
    applicant.referral_code = Redacted::new(some("FRIEND"));
    applicant.lead = Redacted::new(Some(Uuid::from_u128(0x4671_fde7_bb07_4fe5_aa0e_947d_9ccb_842f)));
    applicant.language = some(language(country).tag());
    applicant.locale = some("de_DE");
    applicant
}

pub const fn code(country: Country) -> &'static str {
    match country {
        Country::DE => "DE",
        Country::ES => "ES",
        Country::IT => "IT",
        Country::TR => "TR",
        Country::US => "US",
    }
}

fn person(country: Country) -> Person {
    let tax_id = match country {
        Country::ES => some("00000014Z"),
        Country::IT => some("PRVTST90A41H501W"),
        Country::DE | Country::TR | Country::US => None,
    };
    let gender = (country == Country::IT).then_some(Gender::Female);
    Person {
        first_name: "Testa".to_owned(),
        last_name: "Prova".to_owned(),
        tax_id,
        gender,
        ..Person::default()
    }
}

fn birth(country: Country) -> Birth {
    let place = (country == Country::IT).then(|| "Roma".to_owned());
    Birth { date: date(1990, 1, 1), place, country: None }
}

/// Every channel there is, spread over the practice studio's categories.
pub fn preferences() -> Vec<Preference> {
    use Channel::{App, Chat, Conversation, Email, Fax, Letter, Other, Phone, TextMessage};
    let of = |id, channels: &[Channel]| Preference { category: CategoryId(id), channels: channels.to_vec() };
    vec![
        of(71, &[Letter, Email, TextMessage, Phone]),
        of(72, &[App, Fax, Conversation, Chat, Other]),
        of(73, &[]),
    ]
}

/// Payment by direct debit from an account in the country.
pub fn direct_debit(country: Country) -> Payment {
    let bic = some("COBADEFFXXX");
    Payment::DirectDebit { iban: iban(country).to_owned(), holder: "Testa Prova".to_owned(), bic }
}

/// A contract without anything that may be left out.
pub fn contract(term: TermId, applicant: Applicant, payment: Payment) -> ContractRequest {
    ContractRequest {
        studio: STUDIO,
        term,
        start: TODAY,
        pre_use: None,
        selected_modules: vec![],
        optional_modules: vec![],
        voucher: Redacted::new(None),
        applicant,
        payment: Redacted::new(payment),
        signatures: Redacted::new(Signatures::default()),
        referral: None,
        notes: Redacted::new(None),
    }
}

/// A contract with everything: modules, use before the start, a voucher, all signatures.
pub fn full_contract(country: Country, payment: Payment) -> ContractRequest {
    let text_blocks = vec![BlockSignature { text_block: HEALTH, svg: SIGNATURE.to_owned() }];
    let (contract_svg, sepa) = (some(SIGNATURE), some(SIGNATURE));
    ContractRequest {
        start: date(2026, 4, 1),
        pre_use: Some(date(2026, 3, 20)),
        selected_modules: vec![ModuleId(3011), ModuleId(3014)],
        optional_modules: vec![ModuleId(3021)],
        voucher: Redacted::new(some(sandbox::codes::PERCENT)),
        signatures: Redacted::new(Signatures { contract: contract_svg, sepa, text_blocks }),
        referral: Some(ReferralId(95)),
        notes: Redacted::new(some("by the window")),
        ..contract(COMPLETE, full(country), payment)
    }
}

/// Somebody who wants to hear from the studio, or to come for a trial.
pub fn prospect(applicant: Applicant) -> Prospect {
    Prospect {
        person: applicant.person,
        birth: Redacted::new(Some(applicant.birth.expose().clone())),
        address: Redacted::new(Some(applicant.address.expose().clone())),
        contact: applicant.contact,
        preferences: applicant.preferences,
    }
}

/// The same without anything that may be left out.
pub fn bare_prospect(country: Country) -> Prospect {
    Prospect { birth: Redacted::new(None), address: Redacted::new(None), ..prospect(plain(country)) }
}

/// A lead.
pub fn lead(prospect: Prospect) -> LeadRequest {
    let (notes, locale) = (Redacted::new(some("mornings")), some("de_DE"));
    LeadRequest { studio: STUDIO, prospect, notes, campaign: Some(CampaignId(91)), locale }
}

/// A trial session.
pub fn trial(prospect: Prospect, start: &str) -> TrialRequest {
    TrialRequest {
        studio: STUDIO,
        start: start.to_owned(),
        with_trainer: true,
        prospect,
        lead: Redacted::new(Some(Uuid::from_u128(7))),
        note: Redacted::new(some("my knee")),
        participants: Some(2),
        referral: Some(ReferralId(95)),
        campaign: Some(CampaignId(91)),
        referral_code: Redacted::new(some("FRIEND")),
    }
}

/// A voucher that is a whole contract.
pub fn redemption(applicant: Applicant, code: &str) -> RedeemRequest {
    let code = Redacted::new(code.to_owned());
    RedeemRequest { studio: STUDIO, code, start: date(2026, 4, 1), pre_use: None, applicant }
}
