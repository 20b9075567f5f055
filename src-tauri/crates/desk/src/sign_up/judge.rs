//! What is wrong with what was typed, as far as this computer can tell. The vendor has the last word.

use jiff::civil::Date;
use wire::{Problem, SignUpField};

/// The longest name the vendor takes, in characters.
const LONGEST_NAME: usize = 100;
/// The longest text it takes anywhere else.
const LONGEST_TEXT: usize = 300;

/// A problem, and whether it is a doubt only.
pub(crate) type Judged = Option<(Problem, bool)>;

/// Who enters it, as far as that decides what is right.
#[derive(Clone, Copy, Debug)]
pub(crate) struct About<'a> {
    /// The studio's country.
    pub(crate) studio: &'a str,
    /// The country of the address.
    pub(crate) home: &'a str,
    pub(crate) today: Date,
    /// What kind of document its number is of.
    pub(crate) document: Option<&'a str>,
}

/// Judges one field with something in it.
pub(crate) fn judge(field: SignUpField, text: &str, about: About<'_>) -> Judged {
    let wrong = |problem: Option<Problem>| problem.map(|problem| (problem, false));
    let doubt = |problem: Option<Problem>| problem.map(|problem| (problem, true));
    match field {
        SignUpField::FirstName | SignUpField::LastName => wrong(longer(text, LONGEST_NAME)),
        SignUpField::DateOfBirth => wrong(birth(text, about.today)),
        SignUpField::Email => wrong(email(text)),
        SignUpField::Mobile | SignUpField::Phone => {
            wrong(longer(text, LONGEST_TEXT)).or_else(|| doubt(phone(text, about.home)))
        }
        SignUpField::ZipCode => wrong(longer(text, LONGEST_TEXT)).or_else(|| doubt(zip(text, about.home))),
        SignUpField::TaxId => wrong(longer(text, LONGEST_TEXT)).or_else(|| doubt(tax_id(text, about.studio))),
        SignUpField::DocumentNumber => wrong(longer(text, LONGEST_TEXT)).or_else(|| {
            let turkish = about.studio == "TR" && about.document == Some("NATIONAL_ID_NUMBER");
            doubt(turkish.then(|| kimlik(text)).flatten())
        }),
        SignUpField::Iban => wrong(iban(text)),
        SignUpField::SecondFirstName
        | SignUpField::SecondLastName
        | SignUpField::Gender
        | SignUpField::PlaceOfBirth
        | SignUpField::CountryOfBirth
        | SignUpField::StreetType
        | SignUpField::Street
        | SignUpField::SecondStreet
        | SignUpField::HouseNumber
        | SignUpField::StreetBlock
        | SignUpField::Portal
        | SignUpField::Stairway
        | SignUpField::Floor
        | SignUpField::Door
        | SignUpField::BuildingName
        | SignUpField::AdditionalAddress
        | SignUpField::City
        | SignUpField::CityPart
        | SignUpField::District
        | SignUpField::Province
        | SignUpField::ProvinceCode
        | SignUpField::Country
        | SignUpField::DocumentType
        | SignUpField::ReferralCode
        | SignUpField::Campaign
        | SignUpField::AccountHolder
        | SignUpField::Note => wrong(longer(text, LONGEST_TEXT)),
    }
}

fn longer(text: &str, than: usize) -> Option<Problem> {
    (text.chars().count() > than).then_some(Problem::TooLong)
}

/// A date of birth that was entered in full, whatever its year.
pub(crate) fn date(text: &str) -> Option<Date> {
    let whole = text.len() == 10 && text.split('-').map(str::len).eq([4, 2, 2]);
    whole.then(|| text.parse().ok()).flatten()
}

fn birth(text: &str, today: Date) -> Option<Problem> {
    let Some(born) = date(text) else { return Some(Problem::NoSuchDate) };
    match age(born, today) {
        Some(0..=100) => None,
        Some(_) | None => Some(Problem::DateOutOfRange),
    }
}

/// Whole years; nothing before birth.
pub(crate) fn age(born: Date, on: Date) -> Option<u32> {
    let had_birthday = (on.month(), on.day()) >= (born.month(), born.day());
    let years = i32::from(on.year()) - i32::from(born.year()) - i32::from(!had_birthday);
    u32::try_from(years).ok()
}

fn email(text: &str) -> Option<Problem> {
    if text.chars().count() > LONGEST_TEXT {
        return Some(Problem::TooLong);
    }
    let looks_like_one = text.rsplit_once('@').is_some_and(|(local, host)| {
        let host_is_one = host.contains('.')
            && host.split('.').all(|part| {
                !part.is_empty()
                    && !part.starts_with('-')
                    && !part.ends_with('-')
                    && part.chars().all(|c| c.is_alphanumeric() || c == '-')
            });
        !local.is_empty() && !local.contains(['@', ' ', ',', ';', '<', '>']) && host_is_one
    });
    (!looks_like_one).then_some(Problem::NotAnEmail)
}

fn phone(text: &str, _home: &str) -> Option<Problem> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let plain = text.chars().all(|c| c.is_ascii_digit() || " +-/().".contains(c));
    (!plain || !(5..=15).contains(&digits)).then_some(Problem::NotAPhoneNumber)
}

fn zip(text: &str, home: &str) -> Option<Problem> {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let fits = match home {
        "DE" | "ES" | "IT" | "TR" | "FR" => text.len() == 5 && digits(text),
        "AT" | "CH" | "LI" => text.len() == 4 && digits(text),
        "US" => {
            let (zip, more) = text.split_once('-').unwrap_or((text, "0000"));
            zip.len() == 5 && more.len() == 4 && digits(zip) && digits(more)
        }
        "PL" => {
            text.split_once('-').is_some_and(|(a, b)| a.len() == 2 && b.len() == 3 && digits(a) && digits(b))
        }
        _ => true,
    };
    (!fits).then_some(Problem::NotAPostCode)
}

fn tax_id(_text: &str, _studio: &str) -> Option<Problem> {
    None
}

fn kimlik(_text: &str) -> Option<Problem> {
    None
}

fn iban(text: &str) -> Option<Problem> {
    let iban = compact(text);
    let plain = iban.bytes().all(|b| b.is_ascii_alphanumeric());
    if !plain || !iban.bytes().take(2).all(|b| b.is_ascii_uppercase()) {
        return Some(Problem::WrongForm);
    }
    if !(15..=34).contains(&iban.len()) {
        return Some(Problem::WrongLength);
    }
    let (head, body) = iban.split_at(4);
    let remainder = body.bytes().chain(head.bytes()).fold(0_u32, |rest, byte| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        _ => (rest * 100 + u32::from(byte - b'A') + 10) % 97,
    });
    (remainder != 1).then_some(Problem::WrongCheckDigits)
}

/// An account number as it is sent: capitals and digits.
pub(crate) fn compact(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase()).collect()
}

/// `DE89 •••• 3000`.
pub(crate) fn masked(iban: &str) -> String {
    let iban = compact(iban);
    let (head, tail) =
        (iban.get(..4).unwrap_or_default(), iban.len().checked_sub(4).and_then(|at| iban.get(at..)));
    format!("{head} •••• {}", tail.unwrap_or_default())
}
