//! DNI: eight digits and a letter. NIE: X, Y or Z, seven digits and a letter. The letter is the number
//! modulo 23 (ordenacionjuego.es). K, L and M are given to others, by rules that only the server knows.

use super::{Problem, Verdict, digits};

const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";

pub(super) fn verdict(id: &str) -> Verdict {
    let first = id.chars().next();
    if matches!(first, Some('K' | 'L' | 'M')) {
        return Verdict::CannotJudge;
    }
    if id.chars().count() != 9 {
        return Verdict::LooksWrong(Problem::Length);
    }
    let letter = id.chars().last();
    let body: String = match first {
        Some('X') => format!("0{}", middle(id)),
        Some('Y') => format!("1{}", middle(id)),
        Some('Z') => format!("2{}", middle(id)),
        Some(_) | None => id.chars().take(8).collect(),
    };
    let (Some(digits), Some(letter)) = (digits(&body), letter.filter(char::is_ascii_uppercase)) else {
        return Verdict::LooksWrong(Problem::Form);
    };
    let number = digits.into_iter().fold(0_usize, |number, digit| number * 10 + digit as usize);
    if char::from(LETTERS[number % LETTERS.len()]) == letter {
        Verdict::Valid
    } else {
        Verdict::LooksWrong(Problem::CheckDigits)
    }
}

/// Without its first character and its last.
fn middle(id: &str) -> String {
    id.chars().skip(1).take(7).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::verdict;
    use super::*;

    #[test]
    fn the_known_ones_are_told_apart() {
        use Problem::{CheckDigits, Form, Length};
        for (id, expected) in [
            ("00000014Z", Verdict::Valid),
            ("X0000001R", Verdict::Valid),
            ("Y0000002Q", Verdict::Valid),
            ("Z0000003P", Verdict::Valid),
            ("12345678Z", Verdict::Valid),
            ("12345678A", Verdict::LooksWrong(CheckDigits)),
            ("1234567Z", Verdict::LooksWrong(Length)),
            ("I2345678Z", Verdict::LooksWrong(Form)),
            ("123456789", Verdict::LooksWrong(Form)),
            ("X000000AR", Verdict::LooksWrong(Form)),
            ("X0000001Ñ", Verdict::LooksWrong(Form)),
            ("12345678ZZ", Verdict::LooksWrong(Length)),
            ("K1234567A", Verdict::CannotJudge),
            ("L1234567", Verdict::CannotJudge),
            ("M1234567A", Verdict::CannotJudge),
        ] {
            assert_eq!(verdict("ES", id), expected, "{id}");
        }
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_noticed(number in 0..100_000_000_usize, place in 0..8_usize, by in 1..10_u32) {
            let id = format!("{number:08}{}", char::from(LETTERS[number % 23]));
            prop_assert_eq!(verdict("ES", &id), Verdict::Valid);
            let mut wrong: Vec<char> = id.chars().collect();
            wrong[place] = char::from_digit((wrong[place].to_digit(10).unwrap() + by) % 10, 10).unwrap();
            let wrong: String = wrong.into_iter().collect();
            prop_assert_eq!(verdict("ES", &wrong), Verdict::LooksWrong(Problem::CheckDigits));
        }
    }
}
