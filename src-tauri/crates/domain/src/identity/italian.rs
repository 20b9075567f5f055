//! Codice fiscale: sixteen characters made of surname, name, date of birth, gender, place of birth and a
//! check letter (icampanile.com). Of two people with the same one, the other gets letters in place of some
//! digits (omocodia), and a new check letter.

use std::fmt;

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization as _;

use super::{NationalId, Problem, Verdict};

const LENGTH: usize = 16;
/// Where a digit is, or a letter that stands for one.
const DIGITS: [usize; 7] = [6, 7, 9, 10, 12, 13, 14];
/// Letters that stand for the digits from 0 to 9.
const OMOCODIA: &[u8; 10] = b"LMNPQRSTUV";
const MONTHS: &[u8; 12] = b"ABCDEHLMPRST";
/// What A to Z count at odd places, the first being odd. The digits count as A to J do.
const ODD: [u32; 26] =
    [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
/// Added to the day of birth of women.
const WOMEN: i8 = 40;

pub(super) fn verdict(id: &str) -> Verdict {
    match CodiceFiscale::parse(id) {
        Ok(_) => Verdict::Valid,
        Err(problem) => Verdict::LooksWrong(problem),
    }
}

/// What a codice fiscale can say about somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gender {
    /// A woman.
    Female,
    /// A man.
    Male,
}

/// What somebody entered beside it.
#[derive(Clone)]
pub struct Particulars<'a> {
    /// All first names.
    pub first_name: &'a str,
    /// All surnames.
    pub last_name: &'a str,
    /// When they were born.
    pub born: Option<Date>,
    /// `None` also for those that the code knows nothing of.
    pub gender: Option<Gender>,
}

impl fmt::Debug for Particulars<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Particulars(<redacted>)")
    }
}

/// What the code says otherwise. A warning: names are spelled in many ways, and the authority has the last
/// word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// The surname.
    LastName,
    /// The first name.
    FirstName,
    /// The date of birth.
    Born,
    /// The gender.
    Gender,
}

/// A codice fiscale without anything wrong in it. Prints nothing of itself.
#[derive(Clone, PartialEq, Eq)]
pub struct CodiceFiscale {
    last_name: String,
    first_name: String,
    /// The last two digits.
    year: i16,
    month: i8,
    day: i8,
    gender: Gender,
    abroad: bool,
}

impl fmt::Debug for CodiceFiscale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodiceFiscale(<redacted>)")
    }
}

impl CodiceFiscale {
    /// What somebody typed.
    ///
    /// # Errors
    /// It is none.
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let id = NationalId::of(typed);
        if id.text().chars().count() != LENGTH {
            return Err(Problem::Length);
        }
        let bytes: [u8; LENGTH] = id.text().as_bytes().try_into().map_err(|_| Problem::Form)?;
        if !has_the_form(&bytes) {
            return Err(Problem::Form);
        }
        let number = |tens: usize, ones: usize| Some(digit(bytes[tens])? * 10 + digit(bytes[ones])?);
        let (Some(year), Some(day)) = (number(6, 7), number(9, 10)) else { return Err(Problem::Form) };
        let month = MONTHS.iter().position(|month| *month == bytes[8]).ok_or(Problem::Date)?;
        let month = i8::try_from(month + 1).map_err(|_| Problem::Date)?;
        let (day, gender) = match i8::try_from(day).map_err(|_| Problem::Date)? {
            day if day > WOMEN => (day - WOMEN, Gender::Female),
            day => (day, Gender::Male),
        };
        let year = i16::from(year);
        // The century is not in it: the 29th of February is there in one of the two.
        if Date::new(1900 + year, month, day).is_err() && Date::new(2000 + year, month, day).is_err() {
            return Err(Problem::Date);
        }
        if check(&bytes) != bytes[15] {
            return Err(Problem::CheckDigits);
        }
        let part = |from: usize| bytes[from..from + 3].iter().copied().map(char::from).collect();
        let abroad = bytes[11] == b'Z';
        Ok(Self { last_name: part(0), first_name: part(3), year, month, day, gender, abroad })
    }

    /// Born outside Italy.
    pub const fn born_abroad(&self) -> bool {
        self.abroad
    }

    /// What it says otherwise than somebody entered.
    pub fn mismatches(&self, entered: &Particulars<'_>) -> Vec<Mismatch> {
        let other_date = |born: Date| {
            (born.year().rem_euclid(100), born.month(), born.day()) != (self.year, self.month, self.day)
        };
        [
            (of_last_name(entered.last_name) != self.last_name, Mismatch::LastName),
            (of_first_name(entered.first_name) != self.first_name, Mismatch::FirstName),
            (entered.born.is_some_and(other_date), Mismatch::Born),
            (entered.gender.is_some_and(|gender| gender != self.gender), Mismatch::Gender),
        ]
        .into_iter()
        .filter_map(|(differs, what)| differs.then_some(what))
        .collect()
    }
}

/// Letters where letters belong, and digits, or what stands for them, where those do.
fn has_the_form(bytes: &[u8; LENGTH]) -> bool {
    bytes.iter().enumerate().all(|(place, byte)| match DIGITS.contains(&place) {
        true => digit(*byte).is_some(),
        false => byte.is_ascii_uppercase(),
    })
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        _ => OMOCODIA.iter().position(|letter| *letter == byte).and_then(|digit| u8::try_from(digit).ok()),
    }
}

/// The check letter of the fifteen characters before it.
fn check(bytes: &[u8; LENGTH]) -> u8 {
    let rank = |byte: u8| usize::from(if byte.is_ascii_digit() { byte - b'0' } else { byte - b'A' });
    let counts = bytes[..15].iter().enumerate().map(|(place, byte)| match place % 2 {
        0 => ODD[rank(*byte)],
        _ => u32::try_from(rank(*byte)).unwrap_or_default(),
    });
    b'A' + u8::try_from(counts.sum::<u32>() % 26).unwrap_or_default()
}

/// Consonants first, then vowels, then X.
fn of_last_name(name: &str) -> String {
    let (vowels, consonants): (Vec<char>, Vec<char>) = letters(name).partition(|letter| is_vowel(*letter));
    consonants.into_iter().chain(vowels).chain("XXX".chars()).take(3).collect()
}

/// The same, but of four and more consonants the second is left out.
fn of_first_name(name: &str) -> String {
    let consonants: Vec<char> = letters(name).filter(|letter| !is_vowel(*letter)).collect();
    match consonants.as_slice() {
        [first, _, third, fourth, ..] => [first, third, fourth].into_iter().collect(),
        _ => of_last_name(name),
    }
}

const fn is_vowel(letter: char) -> bool {
    matches!(letter, 'A' | 'E' | 'I' | 'O' | 'U')
}

/// The letters from A to Z that a name comes down to: without accents, apostrophes and blanks. What is no
/// letter with an accent is spelled as passports do.
fn letters(name: &str) -> impl Iterator<Item = char> {
    let upper = name.chars().flat_map(char::to_uppercase).collect::<String>();
    let spelled: String = upper.nfd().map(spelled).collect();
    spelled.chars().filter(char::is_ascii_uppercase).collect::<Vec<_>>().into_iter()
}

fn spelled(letter: char) -> String {
    match letter {
        'Æ' => "AE".to_owned(),
        'Œ' => "OE".to_owned(),
        'ẞ' => "SS".to_owned(),
        'Ø' => "O".to_owned(),
        'Ł' => "L".to_owned(),
        'Đ' | 'Ð' => "D".to_owned(),
        'Þ' => "TH".to_owned(),
        'Ħ' => "H".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::super::tests::verdict;
    use super::*;

    const TESTA: Particulars<'_> = Particulars {
        first_name: "Testa",
        last_name: "Prova",
        born: Some(date(1990, 1, 1)),
        gender: Some(Gender::Female),
    };

    #[test]
    fn the_known_ones_are_told_apart() {
        use Problem::{CheckDigits, Date, Form, Length};
        for (id, expected) in [
            ("PRVTST90A41H501W", Verdict::Valid),
            // The same with omocodia.
            ("PRVTST90A41H50MO", Verdict::Valid),
            ("FOXLAX00B29F205E", Verdict::Valid),
            ("DSMMLC75L55Z112G", Verdict::Valid),
            ("prv tst 90a41 h501w", Verdict::Valid),
            ("PRVTST90A41H501A", Verdict::LooksWrong(CheckDigits)),
            ("PRVTST90F41H501I", Verdict::LooksWrong(Date)),
            ("PRVTST90A32H501A", Verdict::LooksWrong(Date)),
            ("PRVTST90A00H501A", Verdict::LooksWrong(Date)),
            ("PRVTST90A99H501A", Verdict::LooksWrong(Date)),
            ("PRVTST90A40H501A", Verdict::LooksWrong(Date)),
            ("PRVTST90A72H501A", Verdict::LooksWrong(Date)),
            ("PRVTST90B30H501A", Verdict::LooksWrong(Date)),
            ("PRVTST01B29H501A", Verdict::LooksWrong(Date)),
            ("PRVTST90A41H501", Verdict::LooksWrong(Length)),
            ("PRVTST90A41H501WW", Verdict::LooksWrong(Length)),
            ("PRV1ST90A41H501W", Verdict::LooksWrong(Form)),
            ("PRVTST9AA41H501W", Verdict::LooksWrong(Form)),
            ("PRVTST90A41H5011", Verdict::LooksWrong(Form)),
            ("PRVTST90A41H50ÀW", Verdict::LooksWrong(Form)),
        ] {
            assert_eq!(verdict("IT", id), expected, "{id}");
        }
    }

    #[test]
    fn it_is_compared_with_what_was_entered() {
        use Mismatch::{Born, FirstName, LastName};
        let same: &[Mismatch] = &[];
        let of = |first_name, last_name, born: Option<(i16, i8, i8)>, gender| Particulars {
            first_name,
            last_name,
            born: born.map(|(year, month, day)| date(year, month, day)),
            gender,
        };
        let female = Some(Gender::Female);
        for (id, entered, differs) in [
            ("PRVTST90A41H501W", TESTA, same),
            ("PRVTST90A41H50MO", TESTA, same),
            ("PRVTST90A41H501W", of("tèsta", "PROVA", None, None), same),
            ("FOXLAX00B29F205E", of("Al", "Fo", Some((2000, 2, 29)), Some(Gender::Male)), same),
            ("PRVTST90A41H501W", of("Testa", "Rossi", Some((1990, 1, 1)), female), &[LastName]),
            ("PRVTST90A41H501W", of("Prova", "Testa", None, None), &[LastName, FirstName]),
            ("PRVTST90A41H501W", of("Testa", "Prova", Some((1990, 1, 2)), female), &[Born]),
            ("PRVTST90A41H501W", of("Testa", "Prova", None, Some(Gender::Male)), &[Mismatch::Gender]),
        ] {
            let code = CodiceFiscale::parse(id).unwrap();
            assert_eq!(code.mismatches(&entered), differs, "{id}");
        }
        assert!(CodiceFiscale::parse("DSMMLC75L55Z112G").unwrap().born_abroad());
        assert!(!CodiceFiscale::parse("PRVTST90A41H501W").unwrap().born_abroad());
    }

    #[test]
    fn names_come_down_to_three_letters() {
        for (name, first, last) in [
            ("Gianfranco", "GFR", "GNF"),
            ("Rossi", "RSS", "RSS"),
            ("Maria", "MRA", "MRA"),
            ("Anna", "NNA", "NNA"),
            ("Fo", "FOX", "FOX"),
            ("Al", "LAX", "LAX"),
            ("Ng", "NGX", "NGX"),
            ("D'Amìco", "DMC", "DMC"),
            ("De Luca", "DLC", "DLC"),
            ("Włost", "WST", "WLS"),
            ("Groß", "GSS", "GRS"),
            ("Ülkü", "LKU", "LKU"),
            ("", "XXX", "XXX"),
            ("李", "XXX", "XXX"),
        ] {
            assert_eq!((of_first_name(name).as_str(), of_last_name(name).as_str()), (first, last), "{name}");
        }
    }

    #[test]
    fn nothing_of_it_is_printed() {
        let code = CodiceFiscale::parse("PRVTST90A41H501W").unwrap();
        assert_eq!(format!("{code:?} {TESTA:?}"), "CodiceFiscale(<redacted>) Particulars(<redacted>)");
    }

    proptest! {
        /// Whatever of its digits become letters, it is the same person's.
        #[test]
        fn omocodia_changes_nothing_but_the_spelling(as_letters in prop::array::uniform7(any::<bool>())) {
            let mut bytes = *b"PRVTST90A41H501W";
            for (place, _) in DIGITS.iter().zip(as_letters).filter(|(_, letter)| *letter) {
                bytes[*place] = OMOCODIA[usize::from(digit(bytes[*place]).unwrap())];
            }
            bytes[15] = check(&bytes);
            let id = String::from_utf8(bytes.to_vec()).unwrap();
            let code = CodiceFiscale::parse(&id).unwrap();
            prop_assert_eq!(code.mismatches(&TESTA), Vec::new());
        }

        #[test]
        fn one_wrong_character_is_noticed(place in 0..16_usize, with in "[A-Z0-9]") {
            let id = "PRVTST90A41H501W";
            let mut wrong = id.to_owned();
            wrong.replace_range(place..=place, &with);
            prop_assert!(wrong == id || verdict("IT", &wrong) != Verdict::Valid, "{}", wrong);
        }
    }
}
