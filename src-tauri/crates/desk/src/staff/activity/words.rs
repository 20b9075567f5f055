//! The list as a spreadsheet: German where German is spoken, English for everybody else.

use domain::Language;
use jiff::tz::TimeZone;
use wire::{ActivityBy, ActivityKind, ActivityLine, Ms, StaffRole};

use super::super::export;

/// The lines as CSV, with times as `zone` shows them.
pub(super) fn to_csv(lines: &[ActivityLine], language: Language, zone: &TimeZone) -> Vec<u8> {
    let german = language.tag().starts_with("de");
    let header = match german {
        true => ["Zeitpunkt", "Wer", "Was", "Worum es ging", "Betrag", "Währung", "Notiz"],
        false => ["Time", "Who", "What", "About", "Amount", "Currency", "Note"],
    };
    let rows = lines.iter().map(|line| {
        let amount = line.amount.as_ref();
        [
            moment(line.at_ms, zone),
            export::text(&by(&line.by, german)),
            act(line.act, german).to_owned(),
            export::text(&about(line, language, german)),
            amount.map(|amount| export::amount_in(amount, language)).unwrap_or_default(),
            amount.map(|amount| export::text(&amount.currency)).unwrap_or_default(),
            line.note.as_deref().map(export::text).unwrap_or_default(),
        ]
    });
    export::csv_of(language, header, rows)
}

fn moment(at: Ms, zone: &TimeZone) -> String {
    zone.to_datetime(at.into()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

fn by(by: &ActivityBy, german: bool) -> String {
    match (by, german) {
        (ActivityBy::Person { name }, _) => name.clone(),
        (ActivityBy::Left { id }, true) => format!("jemand, der nicht mehr da ist (Nr. {id})"),
        (ActivityBy::Left { id }, false) => format!("somebody who left (no. {id})"),
        (ActivityBy::Nobody, true) => "nicht angemeldet".to_owned(),
        (ActivityBy::Nobody, false) => "not signed in".to_owned(),
    }
}

fn about(line: &ActivityLine, language: Language, german: bool) -> String {
    let times = (line.times > 0).then(|| match german {
        true => format!("{} in Folge", line.times),
        false => format!("{} in a row", line.times),
    });
    [
        line.item.map(|kind| export::kind_in(kind, language).to_owned()),
        line.whom.as_ref().map(|whom| by(whom, german)),
        line.role.map(|given| role(given, german).to_owned()),
        line.shelf.clone(),
        times,
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(", ")
}

const fn role(role: StaffRole, german: bool) -> &'static str {
    match (role, german) {
        (StaffRole::Reception, true) => "Empfang",
        (StaffRole::Reception, false) => "reception",
        (StaffRole::Manager, true) => "Leitung",
        (StaffRole::Manager, false) => "manager",
        (StaffRole::Technician, true) => "Technik",
        (StaffRole::Technician, false) => "technician",
    }
}

const fn act(act: ActivityKind, german: bool) -> &'static str {
    let (de, en) = match act {
        ActivityKind::SignedIn => ("angemeldet", "signed in"),
        ActivityKind::Locked => ("Fenster gesperrt", "locked the window"),
        ActivityKind::LockedItself => ("Fenster hat sich selbst gesperrt", "the window locked itself"),
        ActivityKind::WrongPin => ("falsche PIN", "wrong PIN"),
        ActivityKind::NotAllowed => ("nicht erlaubt", "not allowed"),
        ActivityKind::TryNow => ("jetzt versucht", "tried now"),
        ActivityKind::SendAgain => ("noch einmal gesendet", "sent again"),
        ActivityKind::SettledDone => ("als angekommen bestätigt", "settled as done"),
        ActivityKind::Cancelled => ("storniert", "cancelled"),
        ActivityKind::WithoutPicture => ("ohne Foto gesendet", "sent without the photo"),
        ActivityKind::Reopened => ("wieder als Entwurf geöffnet", "opened again as a draft"),
        ActivityKind::HandedOver => ("Verkauf ausgegeben", "handed over"),
        ActivityKind::NotHandedOut => ("Verkauf nicht ausgegeben", "not handed out"),
        ActivityKind::SaleEnded => ("Verkauf beendet", "ended a sale"),
        ActivityKind::TopUpBegun => ("Aufladung begonnen", "began a top-up"),
        ActivityKind::SwitchedOff => ("Gerät ausgeschaltet", "switched a device off"),
        ActivityKind::CashTaken => ("bar aufgeladen", "took cash"),
        ActivityKind::DrawerOpened => ("Kasse geöffnet", "opened the drawer"),
        ActivityKind::SignUpShown => ("Anmeldung angezeigt", "showed a sign-up"),
        ActivityKind::SignUpPutAside => ("Anmeldung beiseitegelegt", "put a sign-up aside"),
        ActivityKind::SignUpDiscarded => ("Anmeldung verworfen", "discarded a sign-up"),
        ActivityKind::MemberOpened => ("Mitglied geöffnet", "opened a member"),
        ActivityKind::MemberCheckedIn => ("Mitglied eingecheckt", "checked a member in"),
        ActivityKind::MemberCard => ("Karte verknüpft", "linked a card"),
        ActivityKind::SignUpBegun => ("Anmeldung begonnen", "began a sign-up"),
        ActivityKind::ProductAvailable => ("Verfügbarkeit geändert", "changed availability"),
        ActivityKind::ProductPrice => ("Preis geändert", "changed a price"),
        ActivityKind::ProductName => ("Produkt umbenannt", "renamed a product"),
        ActivityKind::CatalogueImported => ("Sortiment eingelesen", "imported a catalogue"),
        ActivityKind::KioskHandled => ("Bildschirme umgestellt", "changed what the screens show"),
        ActivityKind::Served => ("Betrieb wieder aufgenommen", "let the desk serve again"),
        ActivityKind::LookChanged => ("Aussehen geändert", "changed the look"),
        ActivityKind::LookFile => ("Datei für das Aussehen eingelesen", "took a file for the look"),
        ActivityKind::CatalogueExported => ("Sortiment gespeichert", "exported a catalogue"),
        ActivityKind::ItemsExported => ("Liste gespeichert", "exported the list"),
        ActivityKind::ActivityExported => ("Protokoll gespeichert", "exported the activity"),
        ActivityKind::AlarmSeen => ("Hinweis bestätigt", "dismissed a notice"),
        ActivityKind::PersonAdded => ("Person hinzugefügt", "added a person"),
        ActivityKind::PersonRenamed => ("Person umbenannt", "renamed a person"),
        ActivityKind::PersonRole => ("Rolle geändert", "changed a role"),
        ActivityKind::PersonPin => ("PIN einer Person geändert", "changed somebody's PIN"),
        ActivityKind::OwnPin => ("eigene PIN geändert", "changed their own PIN"),
        ActivityKind::PersonRemoved => ("Person entfernt", "removed a person"),
        ActivityKind::KioskLeft => ("Vollbild verlassen", "left the kiosk"),
        ActivityKind::SupportWritten => ("Datei für die Hilfe gespeichert", "wrote a file for whoever helps"),
        ActivityKind::Other => ("anderes", "something else"),
    };
    if german { de } else { en }
}
