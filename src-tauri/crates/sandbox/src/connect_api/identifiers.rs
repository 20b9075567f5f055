//! National numbers and IBANs, with their check digits.

use jiff::civil::Date;

/// How a tax number fails to be the one of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mismatch {
    /// The number is none, whoever it is for.
    Number,
    /// It belongs to somebody born on another day.
    Birth,
    /// It belongs to somebody of another gender.
    Gender,
    /// It belongs to somebody of another name.
    Name,
}

/// Capitals, without what people put between the digits.
pub(crate) fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-'))
        .flat_map(char::to_uppercase)
        .collect()
}

/// A Spanish DNI or NIE. K, L and M numbers have the same letter.
pub(crate) fn is_dni_or_nie(text: &str) -> bool {
    let text = plain(text);
    let (Some(first), true) = (text.chars().next(), text.len() == 9 && text.is_ascii()) else { return false };
    let (body, letter) = text.split_at(8);
    let digits = match first {
        'X' | 'K' | 'L' | 'M' => format!("0{}", &body[1..]),
        'Y' => format!("1{}", &body[1..]),
        'Z' => format!("2{}", &body[1..]),
        _ => body.to_owned(),
    };
    let number = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<usize>().ok()).flatten();
    number.is_some_and(|number| "TRWAGMYFPDXBNJZSQVHLCKE".get(number % 23..=number % 23) == Some(letter))
}

/// A Turkish T.C. Kimlik number.
pub(crate) fn is_kimlik(text: &str) -> bool {
    let digits: Vec<i32> =
        plain(text).chars().filter_map(|c| c.to_digit(10)).filter_map(|d| i32::try_from(d).ok()).collect();
    let [first, .., tenth, eleventh] = digits[..] else { return false };
    if digits.len() != 11 || plain(text).chars().count() != 11 || first == 0 {
        return false;
    }
    let odd: i32 = digits.iter().take(9).step_by(2).sum();
    let even: i32 = digits.iter().take(8).skip(1).step_by(2).sum();
    let all: i32 = digits.iter().take(10).sum();
    (7 * odd - even).rem_euclid(10) == tenth && all.rem_euclid(10) == eleventh
}

/// What an Italian codice fiscale says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FiscalCode {
    pub(crate) code: String,
    /// Letters of surname and first name.
    names: String,
    year: i16,
    month: i8,
    day: i8,
    pub(crate) female: bool,
    /// The place, Z for abroad.
    pub(crate) place: String,
}

const ODD: [u32; 26] =
    [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
const DIGIT_PLACES: [usize; 7] = [6, 7, 9, 10, 12, 13, 14];

impl FiscalCode {
    pub(crate) fn read(text: &str) -> Option<Self> {
        let code = plain(text);
        let signs: Vec<char> = code.chars().collect();
        if signs.len() != 16 || !code.is_ascii() || check(&signs) != signs.last().copied() {
            return None;
        }
        let digit = |at: usize| {
            let sign = *signs.get(at)?;
            "LMNPQRSTUV"
                .chars()
                .position(|c| c == sign)
                .and_then(|n| u32::try_from(n).ok())
                .or(sign.to_digit(10))
        };
        let letter = |at: usize| signs.get(at).is_some_and(char::is_ascii_uppercase);
        let all = (0..16).all(|at| if DIGIT_PLACES.contains(&at) { digit(at).is_some() } else { letter(at) });
        let number = |at: usize| i16::try_from(digit(at)? * 10 + digit(at + 1)?).ok();
        let (year, marked) = (number(6)?, number(9)?);
        let (female, day) = if marked > 40 { (true, marked - 40) } else { (false, marked) };
        let month = i8::try_from("ABCDEHLMPRST".chars().position(|c| Some(&c) == signs.get(8))? + 1).ok()?;
        let day = i8::try_from(day).ok()?;
        // The century is not said, so a leap day is one if either century has it.
        let real = [1900, 2000].iter().any(|century| Date::new(century + year, month, day).is_ok());
        let place = signs.get(11)?.to_string()
            + &(12..15).filter_map(digit).map(|d| d.to_string()).collect::<String>();
        let names = signs.iter().take(6).collect();
        (all && real).then_some(Self { code, names, year, month, day, female, place })
    }

    pub(crate) fn is_abroad(&self) -> bool {
        self.place.starts_with('Z')
    }

    /// The date of birth, in the century in which this is nearest before `today`.
    pub(crate) fn born(&self, today: Date) -> Option<Date> {
        let dates = [2000, 1900].map(|century| Date::new(century + self.year, self.month, self.day));
        dates.into_iter().flatten().find(|date| *date <= today)
    }

    /// Whether this is the number of this person; what is not known is not compared.
    pub(crate) fn is_of(
        &self,
        born: Date,
        gender: Option<&str>,
        first: &str,
        last: &str,
    ) -> Result<(), Mismatch> {
        if (born.year().rem_euclid(100), born.month(), born.day()) != (self.year, self.month, self.day) {
            return Err(Mismatch::Birth);
        }
        if matches!((gender, self.female), (Some("MALE"), true) | (Some("FEMALE"), false)) {
            return Err(Mismatch::Gender);
        }
        let names = part_of_name(last, false) + &part_of_name(first, true);
        if names == self.names { Ok(()) } else { Err(Mismatch::Name) }
    }
}

/// The check letter of the first fifteen signs.
fn check(signs: &[char]) -> Option<char> {
    let value = |sign: char| sign.to_digit(10).or_else(|| u32::from(sign).checked_sub(u32::from('A')));
    let mut sum = 0;
    for (at, sign) in signs.iter().take(15).enumerate() {
        let value = value(*sign)?;
        sum += if at % 2 == 0 { *ODD.get(usize::try_from(value).ok()?)? } else { value };
    }
    char::from_u32(u32::from('A') + sum % 26)
}

/// Three letters of a name: consonants, vowels, X; of a first name with four or more consonants the
/// first, third and fourth.
fn part_of_name(name: &str, is_first: bool) -> String {
    let letters: Vec<char> = name.chars().flat_map(char::to_uppercase).filter_map(base).collect();
    let is_vowel = |c: &char| "AEIOU".contains(*c);
    let mut consonants: Vec<char> = letters.iter().copied().filter(|c| !is_vowel(c)).collect();
    if is_first && consonants.len() > 3 {
        consonants.remove(1);
    }
    let vowels = letters.iter().copied().filter(is_vowel);
    consonants.into_iter().chain(vowels).chain("XXX".chars()).take(3).collect()
}

/// A capital without its accent; nothing for what is no letter.
fn base(c: char) -> Option<char> {
    match c {
        'A'..='Z' => Some(c),
        'À' | 'Á' | 'Â' | 'Ã' | 'Ä' | 'Å' => Some('A'),
        'Ç' | 'Ć' | 'Č' => Some('C'),
        'È' | 'É' | 'Ê' | 'Ë' => Some('E'),
        'Ì' | 'Í' | 'Î' | 'Ï' | 'İ' => Some('I'),
        'Ñ' => Some('N'),
        'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ö' | 'Ø' => Some('O'),
        'Š' | 'Ş' => Some('S'),
        'Ù' | 'Ú' | 'Û' | 'Ü' => Some('U'),
        'Ý' => Some('Y'),
        'Ž' => Some('Z'),
        _ => None,
    }
}

/// Lengths of the IBANs of the countries whose banks our members have.
const LENGTHS: [(&str, usize); 36] = [
    ("AD", 24),
    ("AT", 20),
    ("BE", 16),
    ("BG", 22),
    ("CH", 21),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DK", 18),
    ("EE", 20),
    ("ES", 24),
    ("FI", 18),
    ("FR", 27),
    ("GB", 22),
    ("GR", 27),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IS", 26),
    ("IT", 27),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("MC", 27),
    ("MT", 31),
    ("NL", 18),
    ("NO", 15),
    ("PL", 28),
    ("PT", 25),
    ("RO", 24),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("TR", 26),
];

/// Whether this is an IBAN: length and both kinds of check digits, the second where we know them.
pub(crate) fn is_iban(text: &str) -> bool {
    let iban = plain(text);
    let right_length =
        |country: &str| LENGTHS.iter().any(|(code, length)| *code == country && *length == iban.len());
    if !iban.bytes().all(|b| b.is_ascii_alphanumeric()) || !iban.get(..2).is_some_and(right_length) {
        return false;
    }
    let digits = iban.get(2..4).is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
    let turned = iban.chars().skip(4).chain(iban.chars().take(4));
    let rest = turned
        .filter_map(|c| c.to_digit(36))
        .fold(0, |rest, value| (rest * if value > 9 { 100 } else { 10 } + value) % 97);
    digits && rest == 1 && (!iban.starts_with("ES") || has_spanish_digits(&iban))
}

/// The two domestic check digits of a Spanish account: one for bank and branch, one for the account.
fn has_spanish_digits(iban: &str) -> bool {
    let digits: Vec<u32> = iban.chars().skip(4).filter_map(|c| c.to_digit(10)).collect();
    if digits.len() != 20 {
        return false;
    }
    let check = |part: &[u32]| {
        let weights = [1, 2, 4, 8, 5, 10, 9, 7, 3, 6];
        let sum: u32 =
            part.iter().zip(&weights[10 - part.len()..]).map(|(digit, weight)| digit * weight).sum();
        match 11 - sum % 11 {
            11 => 0,
            10 => 1,
            digit => digit,
        }
    };
    digits[8..10] == [check(&digits[..8]), check(&digits[10..])]
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn spanish_numbers() {
        for good in ["00000014Z", "X0000001R", "Y0000002Q", "Z0000003P", "z-0000003 p"] {
            assert!(is_dni_or_nie(good), "{good}");
        }
        for bad in ["12345678A", "1234567Z", "I2345678Z", "", "ÑÑÑÑ5678Z", "00000014"] {
            assert!(!is_dni_or_nie(bad), "{bad}");
        }
    }

    #[test]
    fn turkish_numbers() {
        for good in ["12345678950", "98765432150", "99000000110", "19090909018"] {
            assert!(is_kimlik(good), "{good}");
        }
        for bad in
            ["12345678951", "02345678982", "12345678940", "", "1234567895", "1234567895A", "123456789500"]
        {
            assert!(!is_kimlik(bad), "{bad}");
        }
    }

    #[test]
    fn italian_numbers() {
        for good in ["PRVTST90A41H501W", "PRVTST90A41H50MO", "FOXLAX00B29F205E", "DSMMLC75L55Z112G"] {
            assert!(FiscalCode::read(good).is_some(), "{good}");
        }
        for bad in ["PRVTST90A41H501A", "PRVTST90F41H501I", "PRVTST90A32H501A", "", "PRVTST90A41H501"] {
            assert_eq!(FiscalCode::read(bad), None, "{bad}");
        }
        let read = |text| FiscalCode::read(text).unwrap();
        let (testa, today) = (read("prvtst 90a41 h501w"), date(2026, 3, 4));
        assert_eq!(
            (testa.born(today), testa.female, testa.place.as_str()),
            (Some(date(1990, 1, 1)), true, "H501")
        );
        assert_eq!(read("PRVTST90A41H50MO").place, "H501", "letters stand for digits");
        assert_eq!(read("FOXLAX00B29F205E").born(today), Some(date(2000, 2, 29)));
        assert!(read("DSMMLC75L55Z112G").is_abroad());
    }

    #[test]
    fn a_codice_fiscale_belongs_to_one_person() {
        let code = FiscalCode::read("PRVTST90A41H501W").unwrap();
        let born = date(1990, 1, 1);
        let table = [
            ((born, Some("FEMALE"), "Testa", "Prova"), Ok(())),
            ((born, None, "TESTA", "prova"), Ok(())),
            ((date(1990, 1, 2), None, "Testa", "Prova"), Err(Mismatch::Birth)),
            ((born, Some("MALE"), "Testa", "Prova"), Err(Mismatch::Gender)),
            ((born, None, "Prova", "Testa"), Err(Mismatch::Name)),
        ];
        for ((born, gender, first, last), expected) in table {
            assert_eq!(code.is_of(born, gender, first, last), expected, "{first} {last} {born}");
        }
        let name = |name, is_first| part_of_name(name, is_first);
        assert_eq!([name("Al", true), name("Fo", false), name("Gianfranco", true)], ["LAX", "FOX", "GFR"]);
        assert_eq!(name("D’Angelò", false), "DNG");
    }

    #[test]
    fn ibans() {
        for good in [
            "DE89370400440532013000",
            "AT611904300234573201",
            "CH9300762011623852957",
            "NL91ABNA0417164300",
            "ES9121000418450200051332",
            "IT60X0542811101000000123456",
            "FR1420041010050500013M02606",
            "TR330006100519786457841326",
            "PL61109010140000071219812874",
            "de89 3704 0044 0532 0130 00",
        ] {
            assert!(is_iban(good), "{good}");
        }
        for bad in [
            "DE89370400440532013001",
            "DE8937040044053201300",
            "ES2921000418460200051332",
            "",
            "XX89",
            "ÄÖ893704",
        ] {
            assert!(!is_iban(bad), "{bad}");
        }
    }
}
