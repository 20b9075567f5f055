//! Ages.

use jiff::civil::Date;

/// The oldest somebody can be to sign up, in years.
pub const OLDEST: i16 = 100;

/// The age from which somebody signs for themselves, unless the studio sets another.
pub const OF_AGE: i16 = 18;

/// How many years somebody has completed on a day: negative before their birth. Whoever was born on the
/// 29th of February is a year older on the 1st of March of other years.
pub fn age(born: Date, on: Date) -> i16 {
    let birthday_was = (on.month(), on.day()) >= (born.month(), born.day());
    on.year() - born.year() - i16::from(!birthday_was)
}

/// Whether somebody is younger than `of_age` years on a day.
pub fn is_minor(born: Date, on: Date, of_age: i16) -> bool {
    age(born, on) < of_age
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const TODAY: Date = date(2026, 11, 29);

    #[test]
    fn a_birthday_makes_a_year_older() {
        for (born, on, years) in [
            (date(2008, 11, 29), TODAY, 18),
            (date(2008, 11, 30), TODAY, 17),
            (date(2026, 11, 29), TODAY, 0),
            (date(2026, 11, 30), TODAY, -1),
            (date(2008, 2, 29), date(2026, 2, 28), 17),
            (date(2008, 2, 29), date(2026, 3, 1), 18),
            (date(2008, 2, 29), date(2028, 2, 29), 20),
            (date(1926, 11, 29), TODAY, 100),
        ] {
            assert_eq!(age(born, on), years, "{born} {on}");
            assert_eq!(is_minor(born, on, OF_AGE), years < 18);
        }
    }

    proptest! {
        #[test]
        fn nobody_becomes_younger(born in 0..40_000_i64, days in 0..36_000_i64) {
            let born = date(1900, 1, 1).checked_add(born.days()).unwrap();
            let on = born.checked_add(days.days()).unwrap();
            let next = on.tomorrow().unwrap();
            prop_assert!((age(born, on)..=age(born, on) + 1).contains(&age(born, next)));
        }
    }
}
