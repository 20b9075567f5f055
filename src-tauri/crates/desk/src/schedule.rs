//! When the screen is lit: hours of the week, as the clock on the wall tells them. No I/O and no clock.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};

/// The minutes of a day.
const DAY: u16 = 24 * 60;

/// A stretch of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// Minutes since midnight, less than 1440.
    from: u16,
    /// Minutes since the same midnight; beyond 1440 it ends the next day. Later than `from`, and by a day
    /// at the most.
    until: u16,
}

/// The hours of each day of the week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule([Vec<Hours>; 7]);

impl Hours {
    /// `06:00-23:00`; `18:00-02:00` ends the next day, and `00:00-24:00` is all of one. Nothing for what is
    /// no such thing.
    pub fn parse(text: &str) -> Option<Self> {
        let (from, until) = text.split_once('-')?;
        let (from, until) = (minutes(from.trim())?, minutes(until.trim())?);
        if from == until || from == DAY {
            return None;
        }
        Some(Self { from, until: if until > from { until } else { until + DAY } })
    }

    fn on(self, day: Date, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
        Some((moment(day, self.from, zone)?, moment(day, self.until, zone)?))
    }
}

impl std::fmt::Display for Hours {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let until = if self.until > DAY { self.until - DAY } else { self.until };
        write!(f, "{:02}:{:02}-{:02}:{:02}", self.from / 60, self.from % 60, until / 60, until % 60)
    }
}

fn minutes(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let two = |text: &str| {
        let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u16>().ok().filter(|_| digits)
    };
    let (hour, minute) = (two(hour)?, two(minute)?);
    let of_day = hour * 60 + minute;
    (minute < 60 && of_day <= DAY).then_some(of_day)
}

/// What the wall clock shows then. Of an hour that is left out when clocks are set, the moment they are; of
/// one that comes twice, the first.
fn moment(day: Date, minutes: u16, zone: &TimeZone) -> Option<Timestamp> {
    let day = day.checked_add(i64::from(minutes / DAY).days()).ok()?;
    let of_day = minutes % DAY;
    let time = Time::new(i8::try_from(of_day / 60).ok()?, i8::try_from(of_day % 60).ok()?, 0, 0).ok()?;
    let there = day.to_datetime(time).to_zoned(zone.clone()).ok()?;
    Some(there.timestamp())
}

impl Schedule {
    /// Monday first.
    pub const fn new(days: [Vec<Hours>; 7]) -> Self {
        Self(days)
    }

    /// The hours of each day, Monday first.
    pub const fn days(&self) -> &[Vec<Hours>; 7] {
        &self.0
    }

    /// Whether the screen is lit now, and when that changes; nothing when it never does.
    pub fn at(&self, now: &Zoned) -> (bool, Option<Timestamp>) {
        let stretches = self.around(now);
        let lit = |at: Timestamp| stretches.iter().any(|(from, until)| *from <= at && at < *until);
        let state = lit(now.timestamp());
        let mut turns: Vec<_> = stretches.iter().flat_map(|(from, until)| [*from, *until]).collect();
        turns.sort_unstable();
        // Hours that touch are one stretch.
        let change = turns.into_iter().find(|turn| *turn > now.timestamp() && lit(*turn) != state);
        // What lasts beyond all that was looked at is looked at again before it ends.
        (state, change)
    }

    /// From yesterday, whose hours may reach into today, until the same day of the next week.
    fn around(&self, now: &Zoned) -> Vec<(Timestamp, Timestamp)> {
        let days = (-1..=8).filter_map(|offset: i64| now.date().checked_add(offset.days()).ok());
        let of = |day: Date| {
            let hours = &self.0[index(day.weekday())];
            hours.iter().filter_map(move |hours| hours.on(day, now.time_zone()))
        };
        days.flat_map(of).collect()
    }
}

fn index(day: Weekday) -> usize {
    usize::from(day.to_monday_zero_offset().unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(text: &str) -> Hours {
        Hours::parse(text).unwrap()
    }

    fn every_day(text: &str) -> Schedule {
        Schedule::new(std::array::from_fn(|_| vec![hours(text)]))
    }

    #[test]
    fn hours_are_read_as_people_write_them() {
        for text in ["06:00-23:00", "00:00-24:00", "18:00-02:00", "23:59-00:00", "12:00-24:00"] {
            let written = text.replace("23:59-00:00", "23:59-24:00");
            assert_eq!(hours(text).to_string(), written, "{text}");
        }
        assert_eq!(hours(" 06:00 - 23:00 ").to_string(), "06:00-23:00");
        for text in [
            "",
            "-",
            "06:00",
            "6:00-23:00",
            "06:00-23",
            "06:60-23:00",
            "24:00-06:00",
            "06:00-24:01",
            "06:00-06:00",
            "06:00-25:00",
            "+6:00-23:00",
            "06.00-23.00",
            "closed",
            "06:00–23:00",
        ] {
            assert_eq!(Hours::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn the_screen_is_lit_in_its_hours_and_dark_outside_of_them() {
        let week = |monday: &[&str], sunday: &[&str]| {
            let mut days: [Vec<Hours>; 7] = std::array::from_fn(|_| Vec::new());
            days[0] = monday.iter().map(|text| hours(text)).collect();
            days[6] = sunday.iter().map(|text| hours(text)).collect();
            Schedule::new(days)
        };
        // The 23rd of November 2026 is a Monday, the 29th of March and the 25th of October are when clocks change.
        for (schedule, now, lit, change) in [
            (every_day("06:00-23:00"), "2026-11-23T05:59", false, Some("2026-11-23T06:00")),
            (every_day("06:00-23:00"), "2026-11-23T06:00", true, Some("2026-11-23T23:00")),
            (every_day("06:00-23:00"), "2026-11-23T23:00", false, Some("2026-11-24T06:00")),
            (every_day("18:00-02:00"), "2026-11-23T01:59", true, Some("2026-11-23T02:00")),
            (every_day("18:00-02:00"), "2026-11-23T02:00", false, Some("2026-11-23T18:00")),
            (every_day("18:00-02:00"), "2026-11-23T23:30", true, Some("2026-11-24T02:00")),
            (every_day("00:00-24:00"), "2026-11-23T12:00", true, Some("2026-12-02T00:00")),
            // Several stretches of a day, and two that touch.
            (week(&["06:00-12:00", "14:00-20:00"], &[]), "2026-11-23T13:00", false, Some("2026-11-23T14:00")),
            (week(&["06:00-12:00", "12:00-20:00"], &[]), "2026-11-23T11:00", true, Some("2026-11-23T20:00")),
            (week(&["06:00-13:00", "12:00-20:00"], &[]), "2026-11-23T11:00", true, Some("2026-11-23T20:00")),
            // A week without, Sunday into Monday, and never.
            (week(&["06:00-12:00"], &[]), "2026-11-23T12:00", false, Some("2026-11-30T06:00")),
            (week(&[], &["20:00-04:00"]), "2026-11-23T03:00", true, Some("2026-11-23T04:00")),
            (week(&[], &[]), "2026-11-23T03:00", false, None),
            // An hour that does not come, and one that comes twice.
            (every_day("02:30-04:00"), "2026-03-29T01:59", false, Some("2026-03-29T03:30")),
            (every_day("01:00-02:30"), "2026-03-29T01:59", true, Some("2026-03-29T03:30")),
            (every_day("06:00-23:00"), "2026-03-29T01:00", false, Some("2026-03-29T06:00")),
            (every_day("06:00-23:00"), "2026-10-25T01:00", false, Some("2026-10-25T06:00")),
        ] {
            let zone = TimeZone::get("Europe/Berlin").unwrap();
            let there =
                |text: &str| text.parse::<jiff::civil::DateTime>().unwrap().to_zoned(zone.clone()).unwrap();
            let (is_lit, until) = schedule.at(&there(now));
            assert_eq!(is_lit, lit, "{schedule:?} at {now}");
            let expected = change.map(|text| there(text).timestamp());
            assert_eq!(until, expected, "{schedule:?} at {now}");
        }
    }

    #[test]
    fn the_hours_are_those_of_the_place() {
        let now: Timestamp = "2026-11-23T22:30:00Z".parse().unwrap();
        for (place, lit) in [("Europe/Berlin", false), ("Europe/London", true), ("America/New_York", true)] {
            let there = now.to_zoned(TimeZone::get(place).unwrap());
            assert_eq!(every_day("06:00-23:00").at(&there).0, lit, "{place}");
        }
    }
}
