//! `[screen]`: what the member's screen does, and when it is lit.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

use domain::Viewing;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::Problem;
use crate::schedule::{Hours, Schedule};
use crate::settings::Settings;

/// As they are written in the file, Monday first.
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const WITHOUT_DIAGONAL: &str =
    "distance-cm: without diagonal-inches nobody knows how large the letters on the screen are";
/// Hours of a day on which the screen stays dark.
const DARK: &str = "dark";

#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Screen {
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict_seconds: Option<Spanned<u64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    diagonal_inches: Option<Spanned<f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    distance_cm: Option<Spanned<f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    awake: Option<Spanned<Awake>>,
}

#[derive(Deserialize, Serialize)]
#[serde(untagged)]
enum Awake {
    EveryDay(OfDay),
    Days(BTreeMap<String, OfDay>),
}

#[derive(Clone, Deserialize, PartialEq, Eq, Serialize)]
#[serde(untagged)]
enum OfDay {
    One(String),
    Several(Vec<String>),
}

impl Screen {
    pub(super) fn is_empty(&self) -> bool {
        let Self { verdict_seconds, diagonal_inches, distance_cm, awake } = self;
        verdict_seconds.is_none() && diagonal_inches.is_none() && distance_cm.is_none() && awake.is_none()
    }

    pub(super) fn of(settings: &Settings) -> Self {
        Self {
            verdict_seconds: (settings.verdict_for != Settings::VERDICT_FOR)
                .then(|| Spanned::new(0..0, settings.verdict_for.as_secs())),
            diagonal_inches: settings.viewing.map(|viewing| Spanned::new(0..0, viewing.diagonal_inches())),
            distance_cm: (settings.viewing.map(Viewing::distance_cm))
                .filter(|distance| *distance != Viewing::DISTANCE_CM)
                .map(|distance| Spanned::new(0..0, distance)),
            awake: settings.awake.as_ref().map(|schedule| Spanned::new(0..0, Awake::of(schedule))),
        }
    }

    pub(super) fn verdict_for(&self) -> Result<Duration, (Range<usize>, Problem)> {
        match &self.verdict_seconds {
            None => Ok(Settings::VERDICT_FOR),
            Some(seconds) if (1..=30).contains(seconds.get_ref()) => {
                Ok(Duration::from_secs(*seconds.get_ref()))
            }
            Some(seconds) => Err((seconds.span(), Problem::VerdictSeconds(*seconds.get_ref()))),
        }
    }

    pub(super) fn viewing(&self) -> Result<Option<Viewing>, (Range<usize>, Problem)> {
        let (diagonal, distance) = match (&self.diagonal_inches, &self.distance_cm) {
            (None, None) => return Ok(None),
            (None, Some(distance)) => return Err((distance.span(), Problem::Pointless(WITHOUT_DIAGONAL))),
            (Some(diagonal), distance) => (diagonal, distance),
        };
        if !Viewing::DIAGONALS.contains(diagonal.get_ref()) {
            return Err((diagonal.span(), Problem::DiagonalInches(diagonal.get_ref().to_string())));
        }
        match distance {
            None => Ok(Viewing::new(*diagonal.get_ref(), Viewing::DISTANCE_CM)),
            Some(distance) => match Viewing::new(*diagonal.get_ref(), *distance.get_ref()) {
                None => Err((distance.span(), Problem::DistanceCm(distance.get_ref().to_string()))),
                viewing @ Some(_) => Ok(viewing),
            },
        }
    }

    pub(super) fn schedule(&self) -> Result<Option<Schedule>, (Range<usize>, Problem)> {
        let Some(awake) = &self.awake else { return Ok(None) };
        let read = awake.get_ref().schedule();
        read.map(Some).map_err(|problem| (awake.span(), problem))
    }
}

impl Awake {
    fn of(schedule: &Schedule) -> Self {
        let days = schedule.days();
        if days.iter().all(|day| *day == days[0]) {
            return Self::EveryDay(OfDay::of(&days[0]));
        }
        Self::Days(DAYS.iter().zip(days).map(|(name, day)| ((*name).to_owned(), OfDay::of(day))).collect())
    }

    fn schedule(&self) -> Result<Schedule, Problem> {
        let mut days: [Vec<Hours>; 7] = std::array::from_fn(|_| Vec::new());
        match self {
            Self::EveryDay(every) => days.fill(every.hours()?),
            Self::Days(named) => {
                for (name, hours) in named {
                    let day = DAYS.iter().position(|day| day == name);
                    let day = day.ok_or_else(|| Problem::AwakeDay(name.clone()))?;
                    days[day] = hours.hours()?;
                }
            }
        }
        Ok(Schedule::new(days))
    }
}

impl OfDay {
    fn of(hours: &[Hours]) -> Self {
        match hours {
            [] => Self::One(DARK.to_owned()),
            [one] => Self::One(one.to_string()),
            several => Self::Several(several.iter().map(Hours::to_string).collect()),
        }
    }

    fn hours(&self) -> Result<Vec<Hours>, Problem> {
        let read = |text: &String| Hours::parse(text).ok_or_else(|| Problem::AwakeHours(text.clone()));
        match self {
            Self::One(text) if text == DARK => Ok(Vec::new()),
            Self::One(text) => Ok(vec![read(text)?]),
            Self::Several(texts) => texts.iter().map(read).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{parse, to_toml};

    const DESK: &str = "[studio]\ntenant = \"lindenhof\"\n\n[[readers]]\nname = \"in\"\nkind = \"serial\"\nport = \"/dev/ttyUSB0\"\nframing = \"rdm6300\"\nidentification = \"NUMBER\"\nformat = \"HEX_MSB\"\n\n[[devices]]\nid = 26\nreader = \"in\"\n\n";

    #[test]
    fn hours_come_back_as_they_were_written() {
        for (written, days) in [
            ("[screen]\nawake = \"06:00-23:00\"", [1, 1, 1, 1, 1, 1, 1]),
            ("[screen]\nawake = [\"06:00-12:00\", \"14:00-23:00\"]", [2; 7]),
            ("[screen]\nawake = \"dark\"", [0; 7]),
            (
                "[screen.awake]\nmonday = \"06:00-23:00\"\nsaturday = [\"09:00-13:00\", \"15:00-20:00\"]\nsunday = \"dark\"",
                [1, 0, 0, 0, 0, 2, 0],
            ),
        ] {
            let settings = parse(&format!("{DESK}{written}\n")).unwrap();
            let schedule = settings.awake.clone().unwrap();
            assert_eq!(schedule.days().each_ref().map(Vec::len), days, "{written}");
            assert_eq!(parse(&to_toml(&settings)).unwrap(), settings, "{written}");
        }
        assert_eq!(parse(DESK).unwrap().awake, None);
    }

    #[test]
    fn how_large_the_screen_is_comes_back_as_it_was_written() {
        for (written, expected) in [
            ("diagonal-inches = 24", (24.0, 60.0)),
            ("diagonal-inches = 15.6\ndistance-cm = 60", (15.6, 60.0)),
            ("diagonal-inches = 15.6\ndistance-cm = 45.5", (15.6, 45.5)),
            ("distance-cm = 200\ndiagonal-inches = 55", (55.0, 200.0)),
        ] {
            let settings = parse(&format!("{DESK}[screen]\n{written}\n")).unwrap();
            let viewing = settings.viewing.unwrap();
            assert_eq!((viewing.diagonal_inches(), viewing.distance_cm()), expected, "{written}");
            assert_eq!(parse(&to_toml(&settings)).unwrap(), settings, "{written}");
        }
        assert_eq!(parse(DESK).unwrap().viewing, None);
        assert!(!to_toml(&parse(DESK).unwrap()).contains("screen"));
    }

    #[test]
    fn what_no_screen_is_and_nobody_reads_from_is_said_with_its_line() {
        let line = DESK.lines().count();
        for (written, below, words) in [
            ("diagonal-inches = 4", 2, "diagonal-inches: 4 is not between 5 and 100"),
            ("diagonal-inches = -24", 2, "diagonal-inches: -24 is not between 5 and 100"),
            ("diagonal-inches = nan", 2, "diagonal-inches: NaN is not between 5 and 100"),
            ("diagonal-inches = 24\ndistance-cm = 0.6", 3, "distance-cm: 0.6 is not between 20 and 500"),
            ("distance-cm = 1000\ndiagonal-inches = 24", 2, "distance-cm: 1000 is not between 20 and 500"),
            ("distance-cm = 60", 2, "distance-cm: without diagonal-inches nobody knows"),
            ("diagonal-inches = \"24\"", 2, "24"),
            ("diagonal = 24", 2, "diagonal"),
        ] {
            let error = parse(&format!("{DESK}[screen]\n{written}\n")).unwrap_err();
            assert_eq!(error.line, line + below, "{written}: {error}");
            assert!(error.to_string().contains(words), "{error} should say {words}");
        }
    }

    #[test]
    fn what_is_no_time_is_said_with_its_line() {
        let line = DESK.lines().count();
        for (written, words) in [
            ("[screen]\nawake = \"6-23\"", "\"6-23\" is no hours"),
            ("[screen]\nawake = [\"06:00-23:00\", \"late\"]", "\"late\" is no hours"),
            ("[screen]\nawake = { montag = \"06:00-23:00\" }", "\"montag\" is no day"),
        ] {
            let error = parse(&format!("{DESK}{written}\n")).unwrap_err();
            assert_eq!(error.line, line + 2, "{written}");
            assert!(error.to_string().contains(words), "{error}");
        }
    }
}
