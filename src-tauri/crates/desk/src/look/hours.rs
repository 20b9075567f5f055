//! When a studio is open. An information on the screen and nothing else: nobody is let in or turned away by it.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// How many days ahead are looked at: longer than a summer break.
const AHEAD: i32 = 60;
/// A day, in minutes.
const DAY: u16 = 24 * 60;

/// From when to when a studio is open, by the clock on its wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// In minutes since midnight.
    from: u16,
    /// In minutes since the same midnight; more than a day where it ends the day after.
    until: u16,
}

impl Span {
    /// Reads `14:00-02:00`. What ends before it begins ends the day after; `24:00` is the end of the day.
    pub fn parse(text: &str) -> Option<Self> {
        let (from, until) = text.split_once(['-', '–'])?;
        let (from, until) = (minutes(from.trim())?, minutes(until.trim())?);
        if from >= DAY || from == until {
            return None;
        }
        Some(Self { from, until: if until < from { until + DAY } else { until } })
    }

    fn meets(self, other: Self) -> bool {
        self.from < other.until && other.from < self.until
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let until = if self.until > DAY { self.until - DAY } else { self.until };
        write!(f, "{:02}:{:02}-{:02}:{:02}", self.from / 60, self.from % 60, until / 60, until % 60)
    }
}

fn minutes(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |text: &str| match text.bytes().all(|digit| digit.is_ascii_digit()) {
        true => text.parse::<u16>().ok(),
        false => None,
    };
    if hours.is_empty() || hours.len() > 2 || minutes.len() != 2 {
        return None;
    }
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let all = hours * 60 + minutes;
    (minutes < 60 && all <= DAY).then_some(all)
}

/// Which day something is said about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Day {
    /// Every week.
    Of(Weekday),
    /// Once: a holiday, or another exception.
    On(Date),
}

impl Day {
    /// Reads `monday` or `2026-12-24`.
    pub fn parse(text: &str) -> Option<Self> {
        let named = WEEK.iter().find(|(name, _)| *name == text).map(|(_, day)| Self::Of(*day));
        named.or_else(|| (text.len() == 10).then(|| text.parse().ok().map(Self::On))?)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Of(wanted) => {
                f.write_str(WEEK.iter().find(|(_, day)| day == wanted).map_or("", |(name, _)| name))
            }
            Self::On(date) => date.fmt(f),
        }
    }
}

const WEEK: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// When a studio is open: every week, and on days that are different.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hours {
    week: [Vec<Span>; 7],
    exceptions: BTreeMap<Date, Vec<Span>>,
}

/// A stretch of time in which the studio is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Open {
    /// When it opens.
    pub from: Timestamp,
    /// When it closes; `None`: not within the days that were looked at.
    pub until: Option<Timestamp>,
}

impl Hours {
    /// Says what holds on a day.
    ///
    /// # Errors
    /// Two spans of it are the same time: these.
    pub fn set(&mut self, day: Day, mut spans: Vec<Span>) -> Result<(), (Span, Span)> {
        spans.sort();
        if let Some([one, two]) =
            spans.windows(2).find(|pair| pair[0].meets(pair[1])).map(|pair| [pair[0], pair[1]])
        {
            return Err((one, two));
        }
        match day {
            Day::Of(weekday) => {
                if let Some(kept) =
                    self.week.get_mut(usize::from(weekday.to_monday_zero_offset().unsigned_abs()))
                {
                    *kept = spans;
                }
            }
            Day::On(date) => {
                self.exceptions.insert(date, spans);
            }
        }
        Ok(())
    }

    /// Everything that was said, weekdays first.
    pub fn days(&self) -> impl Iterator<Item = (Day, &[Span])> {
        let week = WEEK.iter().zip(&self.week).map(|((_, day), spans)| (Day::Of(*day), spans.as_slice()));
        week.chain(self.exceptions.iter().map(|(date, spans)| (Day::On(*date), spans.as_slice())))
    }

    /// When the studio is open from `now` on, for the next weeks, by the clocks of `zone`. What follows on without
    /// a pause is one.
    pub fn ahead(&self, now: Timestamp, zone: &TimeZone) -> Vec<Open> {
        let today = zone.to_datetime(now).date();
        let Ok(first) = today.yesterday() else { return Vec::new() };
        let dates = first.series(1.day()).take(usize::try_from(AHEAD).unwrap_or_default() + 2);
        let end = today.checked_add(AHEAD.days()).ok().and_then(|date| at(date, 0, zone));
        let mut open: Vec<(Timestamp, Timestamp)> = Vec::new();
        for date in dates {
            for span in self.on(date) {
                let (Some(from), Some(until)) = (at(date, span.from, zone), at(date, span.until, zone))
                else {
                    continue;
                };
                match open.last_mut() {
                    Some((_, last)) if from <= *last => *last = until.max(*last),
                    Some(_) | None => open.push((from, until)),
                }
            }
        }
        let bounded = |until: Timestamp| Some(until).filter(|until| end.is_none_or(|end| *until < end));
        open.into_iter()
            .filter(|(from, until)| *until > now && from < until)
            .map(|(from, until)| Open { from, until: bounded(until) })
            .collect()
    }

    fn on(&self, date: Date) -> &[Span] {
        let weekday = usize::from(date.weekday().to_monday_zero_offset().unsigned_abs());
        let usual = self.week.get(weekday).map_or(&[][..], Vec::as_slice);
        self.exceptions.get(&date).map_or(usual, Vec::as_slice)
    }
}

/// What the clock on the wall says then. An hour that is skipped in spring is the one after it, one that
/// comes twice in autumn is the first.
fn at(date: Date, minutes: u16, zone: &TimeZone) -> Option<Timestamp> {
    let (days, minutes) = (minutes / DAY, minutes % DAY);
    let date = date.checked_add(i64::from(days).days()).ok()?;
    let (hour, minute) = (i8::try_from(minutes / 60).ok()?, i8::try_from(minutes % 60).ok()?);
    zone.to_ambiguous_timestamp(date.at(hour, minute, 0, 0)).compatible().ok()
}

#[cfg(test)]
mod tests;
