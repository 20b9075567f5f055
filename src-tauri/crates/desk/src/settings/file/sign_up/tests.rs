use domain::StudioId;

use super::super::*;
use super::*;

const DESK: &str = r#"
[studio]
tenant = "example"
[[readers]]
name = "entrance"
kind = "pin-pad"
[[devices]]
id = 26
reader = "entrance"
"#;

/// The section with these lines; its heading is line 10.
fn with(lines: &str) -> String {
    format!("{DESK}[sign-up]\n{lines}\n")
}

fn read(lines: &str) -> SignUp {
    let text = with(lines);
    let settings = parse(&text).unwrap_or_else(|error| panic!("{lines}: {error}"));
    assert_eq!(parse(&to_toml(&settings)).unwrap(), settings, "{lines} is written back");
    settings.sign_up.unwrap()
}

#[test]
fn without_the_section_nobody_signs_up() {
    let settings = parse(DESK).unwrap();
    assert_eq!(settings.sign_up, None);
    assert!(!to_toml(&settings).contains("sign-up"));
}

#[test]
fn an_empty_section_switches_it_on_as_it_usually_is() {
    let sign_up = read("");
    assert_eq!(sign_up, SignUp::default());
    assert_eq!((sign_up.minors, sign_up.draft_for), (Minors::Lead, Duration::from_hours(168)));
    assert!(sign_up.offers && sign_up.trial && sign_up.leads && sign_up.card.is_none());
}

#[test]
fn each_setting_is_read_and_written_back() {
    let usual = SignUp::default;
    for (lines, expected) in [
        ("offers = false", SignUp { offers: false, ..usual() }),
        ("trial = false", SignUp { trial: false, ..usual() }),
        ("leads = false\ntrial = true", SignUp { leads: false, ..usual() }),
        ("studio = 4711", SignUp { studio: Some(StudioId(4711)), ..usual() }),
        ("minors = \"lead\"", usual()),
        ("minors = \"allow\"", SignUp { minors: Minors::Allow, ..usual() }),
        ("withdrawal = false", usual()),
        ("withdrawal = true", SignUp { withdrawal: true, ..usual() }),
        ("single-names = true", SignUp { single_names: true, ..usual() }),
        ("draft-days = 1", SignUp { draft_for: Duration::from_hours(24), ..usual() }),
        ("draft-days = 90", SignUp { draft_for: Duration::from_hours(90 * 24), ..usual() }),
        ("country = \"ES\"", SignUp { country: Some("ES".to_owned()), ..usual() }),
    ] {
        assert_eq!(read(lines), expected, "{lines}");
    }
}

#[test]
fn the_payment_widget_is_read_and_written_back() {
    let lines = "[sign-up.card]\nscript = \"https://pay.example/v1/widget.js?v=2\"\n\
                 origins = [\"https://Bank.example/\", \"https://acs.example:8443\"]\nenvironment = \"live\"";
    let card = read(lines).card.unwrap();
    assert_eq!(card.script.as_str(), "https://pay.example/v1/widget.js?v=2");
    assert_eq!(card.origins, ["https://bank.example", "https://acs.example:8443"]);
    assert_eq!(card.environment, "live");
    let local = "[sign-up.card]\nscript = \"http://127.0.0.1:4011/widget.js\"\nenvironment = \"test\"";
    assert!(read(local).card.unwrap().origins.is_empty());
}

#[test]
fn everything_wrong_has_a_line_and_a_sentence() {
    let card = |script: &str, origin: &str, environment: &str| {
        format!(
            "[sign-up.card]\nscript = \"{script}\"\norigins = [\"{origin}\"]\nenvironment = \"{environment}\""
        )
    };
    let (script, origin) = ("https://a.example/w.js", "https://a.example");
    for (lines, line, sentence) in [
        ("offers = false\ntrial = false\nleads = false".to_owned(), 10, "all false"),
        ("ofers = true".to_owned(), 11, "unknown field `ofers`"),
        ("studio = 0".to_owned(), 11, "0 is not the number of a studio"),
        ("trial = true\nminors = \"no\"".to_owned(), 12, "unknown variant `no`"),
        ("draft-days = 0".to_owned(), 11, "0 is not between 1 and 90"),
        ("draft-days = 91".to_owned(), 11, "91 is not between 1 and 90"),
        ("draft-days = 4294967297".to_owned(), 11, "4294967297 is not between"),
        ("country = \"de\"".to_owned(), 11, "\"de\" is not a country"),
        ("country = \"DEU\"".to_owned(), 11, "\"DEU\" is not a country"),
        (card("http://a.example/w.js", origin, "live"), 12, "script: The address must start with https://"),
        (card("widget.js", origin, "live"), 12, "not a complete web address"),
        (card("file:///tmp/w.js", origin, "live"), 12, "must start with https://"),
        (card("https://me:secret@a.example/w.js", origin, "live"), 12, "user name"),
        (card(script, "http://b.example", "live"), 13, "must start with https://"),
        (card(script, "https://b.example/pay", "live"), 13, "has a path"),
        (card(script, "https://*.example", "live"), 13, "not a complete web address"),
        (card(script, "https://a.example;script-src", "live"), 13, "not a complete web address"),
        (card("https://*/w.js", origin, "live"), 12, "not a complete web address"),
        (card(script, origin, ""), 14, "environment:"),
        (card(script, origin, "li ve"), 14, "\"li ve\" is not a word"),
        ("[sign-up.card]\nenvironment = \"live\"".to_owned(), 11, "missing field `script`"),
    ] {
        let error = parse(&with(&lines)).expect_err(&lines);
        assert_eq!(error.line, line, "{lines}: {error}");
        assert!(error.to_string().contains(sentence), "{error} should say {sentence}");
    }
}
