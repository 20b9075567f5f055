use super::*;

fn hours(days: &[(&str, &[&str])]) -> Hours {
    let mut hours = Hours::default();
    for (day, spans) in days {
        let spans = spans.iter().map(|span| Span::parse(span).unwrap()).collect();
        hours.set(Day::parse(day).unwrap(), spans).unwrap();
    }
    hours
}

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap()
}

/// The first stretches from then on, by the clock of Berlin.
fn ahead(hours: &Hours, now: &str, count: usize) -> Vec<String> {
    let zone = berlin();
    let now = zone.to_timestamp(now.parse().unwrap()).unwrap();
    let said = |at: Timestamp| zone.to_datetime(at).strftime("%m-%d %H:%M").to_string();
    let open = hours.ahead(now, &zone).into_iter().take(count);
    open.map(|open| format!("{} – {}", said(open.from), open.until.map_or("…".into(), said))).collect()
}

#[test]
fn spans_are_read_and_written() {
    for (text, written) in [
        ("06:00-22:00", Some("06:00-22:00")),
        ("6:00 – 22:00", Some("06:00-22:00")),
        ("14:00-02:00", Some("14:00-02:00")),
        ("00:00-24:00", Some("00:00-24:00")),
        ("18:00-00:00", Some("18:00-24:00")),
        ("24:00-02:00", None),
        ("06:00-06:00", None),
        ("06:00", None),
        ("6-22", None),
        ("06:60-07:00", None),
        ("06:00-24:01", None),
        ("+6:00-07:00", None),
        ("", None),
    ] {
        assert_eq!(Span::parse(text).map(|span| span.to_string()).as_deref(), written, "{text}");
    }
}

#[test]
fn days_are_read_and_written() {
    for text in ["monday", "sunday", "2026-12-24"] {
        assert_eq!(Day::parse(text).unwrap().to_string(), text);
    }
    for text in ["Monday", "mon", "24.12.2026", "2026-02-30", "2026-1-1", "2026-12-24T00:00", ""] {
        assert_eq!(Day::parse(text), None, "{text}");
    }
}

#[test]
fn two_spans_of_a_day_are_not_the_same_time() {
    let spans = |texts: [&str; 2]| texts.into_iter().map(|text| Span::parse(text).unwrap()).collect();
    let mut hours = Hours::default();
    let monday = Day::Of(Weekday::Monday);
    assert!(hours.set(monday, spans(["06:00-12:00", "11:00-14:00"])).is_err());
    assert!(hours.set(monday, spans(["12:00-14:00", "06:00-12:00"])).is_ok());
}

#[test]
fn several_spans_a_day_follow_each_other() {
    let hours = hours(&[("monday", &["06:00-12:00", "14:00-22:00"]), ("tuesday", &["07:00-22:00"])]);
    // 2026-11-23 is a Monday.
    let all = ["11-23 06:00 – 11-23 12:00", "11-23 14:00 – 11-23 22:00", "11-24 07:00 – 11-24 22:00"];
    assert_eq!(ahead(&hours, "2026-11-23T05:00", 3), all);
    assert_eq!(ahead(&hours, "2026-11-23T12:00", 2), all[1..]);
    assert_eq!(ahead(&hours, "2026-11-23T22:00", 1), all[2..]);
}

#[test]
fn a_span_over_midnight_is_still_open_after_it() {
    let hours = hours(&[("friday", &["14:00-02:00"]), ("saturday", &["01:00-12:00"])]);
    // It goes on without a pause.
    assert_eq!(ahead(&hours, "2026-11-28T00:30", 1), ["11-27 14:00 – 11-28 12:00"]);
}

#[test]
fn a_holiday_is_closed_and_the_night_before_ends_as_ever() {
    let week: Vec<(&str, &[&str])> = WEEK.iter().map(|(day, _)| (*day, &["06:00-01:00"][..])).collect();
    let mut hours = hours(&week);
    hours.set(Day::parse("2026-12-25").unwrap(), Vec::new()).unwrap();
    hours.set(Day::parse("2026-12-26").unwrap(), vec![Span::parse("10:00-12:00").unwrap()]).unwrap();
    let said = ["12-24 06:00 – 12-25 01:00", "12-26 10:00 – 12-26 12:00", "12-27 06:00 – 12-28 01:00"];
    assert_eq!(ahead(&hours, "2026-12-25T00:59", 3), said);
}

#[test]
fn around_the_clock_has_no_end() {
    let week: Vec<(&str, &[&str])> = WEEK.iter().map(|(day, _)| (*day, &["00:00-24:00"][..])).collect();
    assert_eq!(ahead(&hours(&week), "2026-11-23T12:00", 9), ["11-22 00:00 – …"]);
}

#[test]
fn a_studio_that_never_opens_says_nothing() {
    assert!(ahead(&hours(&[("monday", &[])]), "2026-11-23T12:00", 9).is_empty());
}

/// On 2026-03-29 it is 03:00 a minute after 01:59 in Berlin; on 2026-10-25 it is 02:30 twice.
#[test]
fn hours_are_those_of_the_clock_when_it_is_changed() {
    let night = hours(&[("saturday", &["20:00-03:30"]), ("sunday", &["06:00-10:00"])]);
    let length = |now: &str, index: usize| {
        let zone = berlin();
        let open = night.ahead(zone.to_timestamp(now.parse().unwrap()).unwrap(), &zone);
        open[index].until.unwrap().duration_since(open[index].from).as_mins()
    };
    assert_eq!(length("2026-03-28T21:00", 0), 390, "an hour is missing");
    assert_eq!(length("2026-10-24T21:00", 0), 510, "an hour comes twice");
    assert_eq!(length("2026-03-28T21:00", 1), 240);
}

#[test]
fn what_begins_in_an_hour_that_is_not_there_begins_after_it() {
    let early = hours(&[("sunday", &["02:30-06:00"])]);
    assert_eq!(ahead(&early, "2026-03-29T00:00", 1), ["03-29 03:30 – 03-29 06:00"]);
}
