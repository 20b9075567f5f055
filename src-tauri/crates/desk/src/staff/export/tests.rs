use jiff::civil::date;

use super::*;

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap()
}

fn plain(happened: &str) -> ExportRow {
    ExportRow {
        happened: happened.parse().unwrap(),
        kind: ItemKind::CheckIn,
        state: ItemState::Waiting,
        reason: None,
        name: None,
        amount: None,
        attempts: 0,
        trace_id: None,
        note: None,
    }
}

fn rows() -> Vec<ExportRow> {
    vec![
        ExportRow {
            kind: ItemKind::Sale,
            state: ItemState::Unknown,
            reason: Some(ItemReason::NoAnswer),
            name: Some("Zoë Groß; \"Zo\"".into()),
            amount: Some((1_250, "EUR".into())),
            attempts: 2,
            trace_id: Some("4bf92f35".into()),
            ..plain("2026-11-24T17:02:33Z")
        },
        ExportRow {
            kind: ItemKind::TopUp,
            state: ItemState::Closed,
            reason: Some(ItemReason::Cancelled),
            amount: Some((-5, "EUR".into())),
            attempts: 1,
            note: Some("bar bezahlt, 0,05 zurück".into()),
            ..plain("2026-07-01T22:30:00Z")
        },
        plain("2026-01-01T00:00:00.999Z"),
    ]
}

#[test]
fn in_german_it_opens_in_a_german_spreadsheet() {
    let text = String::from_utf8(to_csv(&rows(), Language::DE, &berlin())).unwrap();
    assert_eq!(
        text,
        "\u{feff}Zeitpunkt;Art;Stand;Grund;Name;Betrag;Währung;Versuche;Vorgangsnummer;Notiz\r\n\
         2026-11-24 18:02:33;Verkauf;ungewiss;keine Antwort;\"Zoë Groß; \"\"Zo\"\"\";12,50;EUR;2;4bf92f35;\r\n\
         2026-07-02 00:30:00;Aufladung;erledigt;vom Team storniert;;-0,05;EUR;1;;bar bezahlt, 0,05 zurück\r\n\
         2026-01-01 01:00:00;Check-in;wartet;;;;;0;;\r\n"
    );
}

#[test]
fn in_every_other_language_it_is_english() {
    let expected = "\u{feff}Time,Kind,State,Reason,Name,Amount,Currency,Attempts,Trace ID,Note\r\n\
         2026-11-24 18:02:33,Sale,unknown,no answer,\"Zoë Groß; \"\"Zo\"\"\",12.50,EUR,2,4bf92f35,\r\n\
         2026-07-02 00:30:00,Top-up,closed,cancelled by staff,,-0.05,EUR,1,,\"bar bezahlt, 0,05 zurück\"\r\n\
         2026-01-01 01:00:00,Check-in,waiting,,,,,0,,\r\n";
    for tag in ["en", "en-GB", "fr", "tr"] {
        let bytes = to_csv(&rows(), Language::exact(tag).unwrap(), &berlin());
        assert_eq!(String::from_utf8(bytes).unwrap(), expected, "{tag}");
    }
}

#[test]
fn nothing_to_export_is_a_header() {
    let text = String::from_utf8(to_csv(&[], Language::EN, &TimeZone::UTC)).unwrap();
    assert_eq!(text.lines().count(), 1);
    assert!(text.starts_with("\u{feff}Time,"));
}

#[test]
fn amounts_are_numbers_with_the_decimals_of_their_currency() {
    for (tag, minor, currency, amount) in [
        ("de", 0, "EUR", "0,00"),
        ("de", 7, "EUR", "0,07"),
        ("de", -123_456, "EUR", "-1234,56"),
        ("de-CH", 1_250, "CHF", "12.50"),
        ("de-LI", 1_250, "CHF", "12.50"),
        ("en", 1_250, "JPY", "1250"),
        ("en", 1_250, "KWD", "1.250"),
        ("en", i64::MIN, "EUR", "-92233720368547758.08"),
    ] {
        let words = Words::of(Language::exact(tag).unwrap());
        let row = ExportRow { amount: Some((minor, currency.into())), ..plain("2026-11-24T17:02:33Z") };
        let cells = words.cells(&row, &TimeZone::UTC);
        assert_eq!((cells[5].as_str(), cells[6].as_str()), (amount, currency), "{tag} {minor}");
    }
}

#[test]
fn no_text_becomes_a_formula() {
    for (given, written) in [
        ("=1+1", "'=1+1"),
        ("+49 40", "'+49 40"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("a=b", "a=b"),
        ("", ""),
        ("'", "'"),
        ("Anna-Lena", "Anna-Lena"),
    ] {
        let row = ExportRow {
            name: Some(given.into()),
            amount: Some((1, given.into())),
            trace_id: Some(given.into()),
            note: Some(given.into()),
            ..plain("2026-11-24T17:02:33Z")
        };
        let cells = Words::of(Language::EN).cells(&row, &TimeZone::UTC);
        for column in [4, 6, 8, 9] {
            assert_eq!(cells[column], written, "column {column}");
        }
    }
}

#[test]
fn who_it_is_about_is_not_printed() {
    let row = ExportRow {
        name: Some("Anna".into()),
        note: Some("Anna was here".into()),
        ..plain("2026-11-24T17:02:33Z")
    };
    let printed = format!("{row:?}");
    assert!(printed.contains("CheckIn") && !printed.contains("Anna"), "{printed}");
}

#[test]
fn an_export_is_a_new_file_that_only_this_user_reads() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("exports");
    let now = date(2026, 11, 24).at(18, 2, 33, 0);
    for (what, name, bytes) in [
        ("inbox", "portico-inbox-2026-11-24-1802.csv", b"one".as_slice()),
        ("inbox", "portico-inbox-2026-11-24-1802-2.csv", b"two"),
        ("catalogue", "portico-catalogue-2026-11-24-1802.csv", b"another"),
        ("inbox", "portico-inbox-2026-11-24-1802-3.csv", b"three"),
    ] {
        let path = write(&folder, what, now, bytes).unwrap();
        assert_eq!(path, folder.join(name));
        assert_eq!(fs::read(&path).unwrap(), bytes);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
    assert_eq!(fs::read(folder.join("portico-inbox-2026-11-24-1802.csv")).unwrap(), b"one");
}

#[test]
fn a_folder_that_cannot_be_used_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    assert!(write(&file, "inbox", date(2026, 11, 24).at(18, 2, 0, 0), b"one").is_err());
}
