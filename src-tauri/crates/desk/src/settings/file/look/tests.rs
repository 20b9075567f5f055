use domain::{Colour, Language};
use jiff::civil::date;

use super::super::{parse, to_toml, with_look};
use crate::settings::{Advertisement, Look};

const DESK: &str = "[studio]\ntenant = \"example\"\n[[readers]]\nname = \"pad\"\nkind = \"pin-pad\"\n\
                    [[devices]]\nid = 1\nreader = \"pad\"\n";

const FULL: &str = r##"[look]
logo = "logo.svg"                  # from the agency
accent = "#00695c"
background = "#fff8e7"
pictures = ["summer.jpg", { file = "winter.webp", from = 2026-12-01, until = "2027-02-28" }]
welcome = { de = "Schön, dass Du da bist", en-GB = "Good to see you" }

[look.opening-hours]
monday = ["06:00-22:00"]
friday = ["06:00-12:00", "14:00-02:00"]
2026-12-24 = ["08:00-12:00"]
2026-12-25 = []
"##;

fn full() -> Look {
    parse(&format!("{DESK}{FULL}")).unwrap().look
}

#[test]
fn a_look_is_read() {
    let look = full();
    assert_eq!(look.logo.as_deref(), Some("logo.svg"));
    assert_eq!((look.accent, look.background), (Colour::parse("#00695c"), Colour::parse("#fff8e7")));
    assert_eq!(look.welcome[0], (Language::DE, "Schön, dass Du da bist".to_owned()));
    let winter = Advertisement {
        file: "winter.webp".into(),
        from: Some(date(2026, 12, 1)),
        until: Some(date(2027, 2, 28)),
    };
    assert_eq!(look.pictures[1], winter);
    for (day, on) in [(date(2026, 11, 30), false), (date(2026, 12, 1), true), (date(2027, 2, 28), true)] {
        assert_eq!(winter.on(day), on, "{day}");
    }
    assert!(!winter.on(date(2027, 3, 1)) && look.pictures[0].on(date(2027, 3, 1)));
    let hours = look.hours.unwrap();
    let days: Vec<_> =
        hours.days().filter(|(_, spans)| !spans.is_empty()).map(|(day, _)| day.to_string()).collect();
    assert_eq!(days, ["monday", "friday", "2026-12-24"]);
}

#[test]
fn a_look_is_written_as_it_is_read() {
    let settings = parse(&format!("{DESK}{FULL}")).unwrap();
    assert_eq!(parse(&to_toml(&settings)).unwrap(), settings, "{}", to_toml(&settings));
    let plain = parse(DESK).unwrap();
    assert_eq!(plain.look, Look::default());
    assert!(!to_toml(&plain).contains("look"));
}

#[test]
fn whatever_is_wrong_is_said_with_its_line() {
    let long = "x".repeat(161);
    let many = (1..=25).map(|number| format!("\"{number}.png\"")).collect::<Vec<_>>().join(", ");
    for (look, said) in [
        ("accent = \"red\"", "look: \"red\" is no colour; write it as #rrggbb"),
        ("background = \"#fff\"", "look: \"#fff\" is no colour; write it as #rrggbb"),
        (
            "logo = \"logo.gif\"",
            "look: \"logo.gif\" is not the name of a logo (.svg, .png, .webp, .jpg) in the folder \"look\"",
        ),
        ("logo = \"../logo.svg\"", "look: \"../logo.svg\" is not the name of a logo"),
        ("pictures = [\"a.svg\"]", "look: \"a.svg\" is not the name of a picture (.png, .jpg, .webp)"),
        ("pictures = [\"a.png\", \"a.png\"]", "look: pictures: \"a.png\" is listed twice"),
        ("pictures = [{ file = \"a.png\", from = \"1.12.\" }]", "look: pictures: \"1.12.\" is no date"),
        (
            "pictures = [{ file = \"a.png\", from = 2026-12-02, until = 2026-12-01 }]",
            "look: pictures: \"a.png\" ends before it begins",
        ),
        (&format!("pictures = [{many}]"), "look: pictures: more than 24"),
        ("welcome = { pt = \"Olá\" }", "look: welcome: \"pt\" is none of the languages"),
        ("welcome = { de = \" \" }", "look: welcome: the text in \"de\" is empty"),
        (
            &format!("welcome = {{ de = \"{long}\" }}"),
            "look: welcome: the text in \"de\" is empty, goes over lines or has more than 160",
        ),
        ("opening-hours = { mon = [] }", "look: opening-hours: \"mon\" is neither a weekday"),
        ("opening-hours = { 2026-02-30 = [] }", "look: opening-hours: \"2026-02-30\" is neither"),
        ("opening-hours = { monday = [\"6-22\"] }", "look: opening-hours: \"6-22\" is not from when to when"),
        (
            "opening-hours = { monday = [\"06:00-12:00\", \"11:00-13:00\"] }",
            "look: opening-hours: 06:00-12:00 and 11:00-13:00 are partly the same time",
        ),
        ("colour = \"#000000\"", "unknown field"),
    ] {
        let error = parse(&format!("{DESK}[look]\n{look}\n")).unwrap_err();
        assert_eq!(error.line, 10, "{look}: {error}");
        assert!(error.to_string().contains(said), "{look}: {error}");
    }
}

#[test]
fn another_look_leaves_everything_else_as_somebody_wrote_it() {
    let text =
        format!("# Mine.\n{DESK}\n# The agency's colours.\n{FULL}[screen]\nverdict-seconds = 5 # long\n");
    let mut look = full();
    look.accent = Colour::parse("#123456");
    look.background = None;
    look.hours = None;
    let changed = with_look(&text, &look).unwrap();
    assert_eq!(parse(&changed).unwrap().look, look);
    for kept in [
        "# Mine.\n",
        "# The agency's colours.\n",
        "# from the agency\n",
        "verdict-seconds = 5 # long\n",
        "accent = \"#123456\"\n",
    ] {
        assert!(changed.contains(kept), "{kept}: {changed}");
    }
    assert!(!changed.contains("opening-hours") && !changed.contains("background"));
}

#[test]
fn a_look_comes_into_a_file_without_one_and_goes_again() {
    let with = with_look(DESK, &full()).unwrap();
    assert_eq!(parse(&with).unwrap().look, full());
    assert!(with.starts_with(DESK), "{with}");
    let without = with_look(&with, &Look::default()).unwrap();
    assert_eq!(parse(&without).unwrap(), parse(DESK).unwrap());
}

#[test]
fn a_file_that_is_not_valid_any_more_is_not_touched() {
    assert_eq!(with_look("[studio]\ntenant = 5\n", &full()).unwrap_err().line, 2);
}
