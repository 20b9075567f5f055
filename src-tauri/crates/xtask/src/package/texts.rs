//! The texts that packages are made of, with their blanks filled in.

use super::NAME;
use crate::failure::Failure;

/// Fills `@NAME@` in with what belongs there. A blank that is left is a mistake in the text.
pub fn filled(text: &str, blanks: &[(&str, &str)]) -> Result<String, Failure> {
    let mut filled = text.to_owned();
    for (name, value) in blanks {
        filled = filled.replace(&format!("@{name}@"), value);
    }
    let left = filled.split('@').skip(1).step_by(2).find(|word| {
        !word.is_empty() && word.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_')
    });
    match left {
        Some(blank) => Err(Failure::new(format!("nothing is known to fill in for @{blank}@"))),
        None => Ok(filled),
    }
}

/// `text` as the paragraphs of a Debian control file: indented, an empty line as a full stop.
pub fn paragraph(text: &str) -> String {
    let lines = text.trim_end().lines();
    let lines = lines.map(|line| match line.trim_end() {
        "" => " .".to_owned(),
        line => format!(" {line}"),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The one entry of a changelog: releases are described where the source is.
pub fn changelog(version: &str, maintainer: &str, date: &str) -> String {
    format!(
        "{NAME} ({version}) stable; urgency=medium\n\n  * Portico {version}.\n\n -- {maintainer}  {date}\n"
    )
}

/// 2026-11-29
pub fn day(epoch: u64) -> String {
    let Date { year, month, day, .. } = Date::of(epoch);
    format!("{year}-{month:02}-{day:02}")
}

/// 2026-11-29T10:00:00Z
pub fn instant(epoch: u64) -> String {
    format!("{}T{}Z", day(epoch), clock(epoch))
}

/// Sun, 29 Nov 2026 10:00:00 +0000
pub fn mail_date(epoch: u64) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let Date { since, year, month, day } = Date::of(epoch);
    let name = |names: &[&'static str], at: u64| {
        usize::try_from(at).ok().and_then(|at| names.get(at).copied()).unwrap_or_default()
    };
    let (weekday, month) = (name(&DAYS, since % 7), name(&MONTHS, month - 1));
    format!("{weekday}, {day:02} {month} {year} {} +0000", clock(epoch))
}

fn clock(epoch: u64) -> String {
    format!("{:02}:{:02}:{:02}", epoch / 3_600 % 24, epoch / 60 % 60, epoch % 60)
}

/// A day in Greenwich. The program `date` is another one on every system.
struct Date {
    /// Days since 1970, a Thursday.
    since: u64,
    year: u64,
    month: u64,
    day: u64,
}

impl Date {
    fn of(epoch: u64) -> Self {
        let since = epoch / 86_400;
        let leap =
            |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let (mut left, mut year, mut month) = (since, 1970, 1);
        loop {
            let days = if leap(year) { 366 } else { 365 };
            if left < days {
                break;
            }
            left -= days;
            year += 1;
        }
        loop {
            let days = match month {
                2 if leap(year) => 29,
                2 => 28,
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            if left < days {
                return Self { since, year, month, day: left + 1 };
            }
            left -= days;
            month += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{changelog, day, filled, instant, mail_date, paragraph};

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (epoch, date, mail) in [
            (0, "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 +0000"),
            (951_782_399, "2000-02-28T23:59:59Z", "Mon, 28 Feb 2000 23:59:59 +0000"),
            (951_782_400, "2000-02-29T00:00:00Z", "Tue, 29 Feb 2000 00:00:00 +0000"),
            (1_735_689_599, "2024-12-31T23:59:59Z", "Tue, 31 Dec 2024 23:59:59 +0000"),
            (1_795_946_400, "2026-11-29T10:00:00Z", "Sun, 29 Nov 2026 10:00:00 +0000"),
            (4_107_542_400, "2100-03-01T00:00:00Z", "Mon, 01 Mar 2100 00:00:00 +0000"),
        ] {
            assert_eq!((instant(epoch).as_str(), mail_date(epoch).as_str()), (date, mail));
            assert!(date.starts_with(&day(epoch)));
        }
    }

    #[test]
    fn blanks_are_filled_in_and_none_is_left() {
        let text = "<release version=\"@VERSION@\"/> by packages@portico.example, @VERSION@";
        let made = filled(text, &[("VERSION", "1.2.3")]).unwrap();
        assert_eq!(made, "<release version=\"1.2.3\"/> by packages@portico.example, 1.2.3");
        assert!(
            filled("@VERSION@ of @DATE@", &[("VERSION", "1")]).unwrap_err().to_string().contains("@DATE@")
        );
    }

    #[test]
    fn paragraphs_of_a_control_file() {
        assert_eq!(paragraph("one\ntwo  \n\nthree\n\n"), " one\n two\n .\n three");
    }

    #[test]
    fn a_changelog_has_the_form_that_debian_reads() {
        let text = changelog("0.1.0", "A <a@b.example>", "Sun, 29 Nov 2026 10:00:00 +0000");
        assert!(text.starts_with("portico (0.1.0) stable; urgency=medium\n\n  * "));
        assert!(text.ends_with("\n\n -- A <a@b.example>  Sun, 29 Nov 2026 10:00:00 +0000\n"));
    }
}
