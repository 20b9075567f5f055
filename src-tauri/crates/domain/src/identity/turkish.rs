//! T.C. Kimlik: eleven digits, the first not zero, the last two computed from those before (adalet.tv).

use super::{Problem, Verdict, digits};

pub(super) fn verdict(id: &str) -> Verdict {
    let Some(digits) = digits(id) else { return Verdict::LooksWrong(Problem::Form) };
    let Ok(digits): Result<[u32; 11], _> = digits.try_into() else {
        return Verdict::LooksWrong(Problem::Length);
    };
    if digits[0] == 0 {
        return Verdict::LooksWrong(Problem::LeadingZero);
    }
    match check(&digits) == [digits[9], digits[10]] {
        true => Verdict::Valid,
        false => Verdict::LooksWrong(Problem::CheckDigits),
    }
}

/// What the last two digits have to be. The tenth is counted as it should be, not as it is.
fn check(digits: &[u32; 11]) -> [u32; 2] {
    let sum = |from: usize| digits[from..9].iter().step_by(2).sum::<u32>() as i32;
    let tenth = (7 * sum(0) - sum(1)).rem_euclid(10) as u32;
    let eleventh = (digits[..9].iter().sum::<u32>() + tenth) % 10;
    [tenth, eleventh]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::verdict;
    use super::*;

    #[test]
    fn the_known_ones_are_told_apart() {
        use Problem::{CheckDigits, Form, LeadingZero, Length};
        for (id, expected) in [
            ("12345678950", Verdict::Valid),
            ("98765432150", Verdict::Valid),
            ("99000000110", Verdict::Valid),
            // The difference is negative.
            ("19090909018", Verdict::Valid),
            ("12345678951", Verdict::LooksWrong(CheckDigits)),
            ("12345678940", Verdict::LooksWrong(CheckDigits)),
            ("02345678982", Verdict::LooksWrong(LeadingZero)),
            ("1234567895", Verdict::LooksWrong(Length)),
            ("123456789500", Verdict::LooksWrong(Length)),
            ("1234567895A", Verdict::LooksWrong(Form)),
        ] {
            assert_eq!(verdict("TR", id), expected, "{id}");
        }
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_noticed(
            first in 1..10_u32,
            others in prop::array::uniform8(0..10_u32),
            place in 0..11_usize,
            by in 1..10_u32,
        ) {
            let mut digits = [0; 11];
            digits[0] = first;
            digits[1..9].copy_from_slice(&others);
            [digits[9], digits[10]] = check(&digits);
            let text = |digits: &[u32]| digits.iter().map(u32::to_string).collect::<String>();
            prop_assert_eq!(verdict("TR", &text(&digits)), Verdict::Valid);
            digits[place] = (digits[place] + by) % 10;
            prop_assert!(verdict("TR", &text(&digits)) != Verdict::Valid);
        }
    }
}
