//! Who it is: a first name and perhaps a birthday for the welcome, the whole name for the team.

use domain::{Identification, Redacted};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use magicline::{Member, OpenApi};

use crate::Clock;
use crate::check_in::Greeting;

/// Looks the member up. Whatever goes wrong, the welcome is friendly without a name.
pub(crate) async fn look_up(open: &OpenApi, identification: &Identification) -> Option<Member> {
    open.member_by(identification)
        .await
        .inspect_err(|error| tracing::info!(%error, "no first name for this welcome"))
        .ok()?
}

/// What a welcome says about a member.
pub(crate) fn greeting(member: &Member, clock: &Clock) -> Greeting {
    let today = clock.wall().to_zoned(TimeZone::system()).date();
    Greeting {
        first_name: member.first_name.expose().clone().map(Redacted::new),
        birthday: member.date_of_birth.expose().is_some_and(|born| is_birthday(born, today)),
    }
}

/// First and last name, for the team.
pub(crate) fn full_name(member: &Member) -> Option<Redacted<String>> {
    let names = [member.first_name.expose().as_deref(), member.last_name.expose().as_deref()];
    let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    (!name.is_empty()).then(|| Redacted::new(name))
}

/// Whether `today` is the birthday of someone born on `born`. Who was born on 29 February is
/// greeted on 28 February in other years.
pub(crate) fn is_birthday(born: Date, today: Date) -> bool {
    let this_year = Date::new(today.year(), born.month(), born.day())
        .or_else(|_| Date::new(today.year(), born.month(), born.day() - 1));
    this_year.is_ok_and(|day| day == today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn birthdays() {
        for (born, today, is) in [
            (date(1990, 11, 22), date(2026, 11, 22), true),
            (date(1990, 11, 22), date(2026, 11, 21), false),
            (date(2000, 2, 29), date(2027, 2, 28), true),
            (date(2000, 2, 29), date(2028, 2, 28), false),
            (date(2000, 2, 29), date(2028, 2, 29), true),
        ] {
            assert_eq!(is_birthday(born, today), is, "{born} on {today}");
        }
    }
}
