//! `[screen]`: what the member's screen does, and when it is lit.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::Problem;
use crate::schedule::{Hours, Schedule};
use crate::settings::Settings;

/// As they are written in the file, Monday first.
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// Hours of a day on which the screen stays dark.
const DARK: &str = "dark";

#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Screen {
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict_seconds: Option<Spanned<u64>>,
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
        self.verdict_seconds.is_none() && self.awake.is_none()
    }

    pub(super) fn of(settings: &Settings) -> Self {
        Self {
            verdict_seconds: (settings.verdict_for != Settings::VERDICT_FOR)
                .then(|| Spanned::new(0..0, settings.verdict_for.as_secs())),
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
