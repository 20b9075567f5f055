//! The inbox as a file for a spreadsheet, in the form the spreadsheet of that language opens with a
//! double click.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use csv::{Terminator, WriterBuilder};
use domain::Language;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use tokio::task::spawn_blocking;
use wire::{AmountView, Exported, ItemKind, ItemReason, ItemState};

/// One item, as staff get it.
#[derive(Clone, PartialEq, Eq)]
pub struct ExportRow {
    /// When it happened.
    pub happened: Timestamp,
    /// What happened.
    pub kind: ItemKind,
    /// How far it is.
    pub state: ItemState,
    /// Why it is not further, or how it ended.
    pub reason: Option<ItemReason>,
    /// Whom it is about, until it is settled.
    pub name: Option<String>,
    /// What it is worth: in the smallest unit of the currency, and the currency (ISO 4217).
    pub amount: Option<(i64, String)>,
    /// How often it was sent or asked about.
    pub attempts: u32,
    /// The vendor's number for the last call.
    pub trace_id: Option<String>,
    /// What staff wrote when they settled it.
    pub note: Option<String>,
}

/// Without the name and the note: staff write names into notes.
impl fmt::Debug for ExportRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExportRow")
            .field("happened", &self.happened)
            .field("kind", &self.kind)
            .field("state", &self.state)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

/// `rows` as CSV, in the words of `language` where this file has them, with times as `zone` shows
/// them.
///
/// The byte order mark and the separator are for Excel, which takes a file without them for the
/// computer's old code page, and for one single column.
pub fn to_csv(rows: &[ExportRow], language: Language, zone: &TimeZone) -> Vec<u8> {
    let words = Words::of(language);
    csv_of(language, words.header, rows.iter().map(|row| words.cells(row, zone)))
}

/// The same for any table.
pub(super) fn csv_of<const N: usize>(
    language: Language,
    header: [&str; N],
    mut rows: impl Iterator<Item = [String; N]>,
) -> Vec<u8> {
    let mut writer = WriterBuilder::new()
        .delimiter(Words::of(language).separator)
        .terminator(Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let mut write = || -> csv::Result<()> {
        writer.write_record(header)?;
        rows.try_for_each(|row| writer.write_record(row))
    };
    // Memory takes every byte and all rows are equally long: there is nothing that can go wrong.
    if let Err(error) = write() {
        tracing::error!(%error, "an export is incomplete");
    }
    writer.into_inner().unwrap_or_default()
}

/// An export that could not be written.
pub(super) const NOTHING: Exported = Exported { file: None, items: 0 };

/// Writes so many rows, which are made into bytes away from the async workers, and tells the window where
/// they are. `what` is a part of the file's name.
pub(super) async fn export(
    folder: PathBuf,
    what: &'static str,
    now: Timestamp,
    make: impl FnOnce(&TimeZone) -> (usize, Vec<u8>) + Send + 'static,
) -> Exported {
    let written = spawn_blocking(move || {
        let zone = TimeZone::system();
        let (rows, bytes) = make(&zone);
        write(&folder, what, zone.to_datetime(now), &bytes).map(|path| (path, rows))
    });
    match written.await {
        Ok(Ok((path, rows))) => Exported {
            file: Some(path.display().to_string()),
            items: u32::try_from(rows).unwrap_or(u32::MAX),
        },
        Ok(Err(error)) => {
            tracing::error!(%error, "the export could not be written");
            NOTHING
        }
        Err(_) => NOTHING,
    }
}

/// Writes an export to `folder` under a name made of `now`, the time the computer shows, and tells
/// where it is. Never writes over a file: somebody may have worked in it.
///
/// On Unix only this user can read it, because it holds members' names.
///
/// # Errors
/// The folder or the file cannot be written; half a file does not stay.
pub fn write(folder: &Path, what: &str, now: DateTime, bytes: &[u8]) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let name = format!("portico-{what}-{}", now.strftime("%Y-%m-%d-%H%M"));
    let (path, mut file) = create(folder, &name)?;
    if let Err(error) = file.write_all(bytes).and_then(|()| file.sync_all()) {
        // Half an export looks like a whole one. If it cannot be removed either, the error says enough.
        drop(file);
        let _ = fs::remove_file(&path);
        return Err(error);
    }
    Ok(path)
}

fn create(folder: &Path, name: &str) -> io::Result<(PathBuf, File)> {
    let mut path = folder.join(format!("{name}.csv"));
    for next in 2..=1000 {
        match new_file().open(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                path = folder.join(format!("{name}-{next}.csv"));
            }
            opened => return opened.map(|file| (path, file)),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

#[cfg(unix)]
fn new_file() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;

    let mut options = File::options();
    options.write(true).create_new(true).mode(0o600);
    options
}

/// Elsewhere the folder decides who may read it.
#[cfg(not(unix))]
fn new_file() -> OpenOptions {
    let mut options = File::options();
    options.write(true).create_new(true);
    options
}

/// Text that came from somewhere else. A spreadsheet calculates what starts like a formula, and a
/// formula can send the sheet away; after an apostrophe it is text.
pub(super) fn text(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

/// What a kind is called in a language.
pub(super) fn kind_in(kind: ItemKind, language: Language) -> &'static str {
    (Words::of(language).kind)(kind)
}

/// An amount as the spreadsheets of a language write it.
pub(super) fn amount_in(amount: &AmountView, language: Language) -> String {
    decimal(amount.minor.0, &amount.currency, Words::of(language).point)
}

/// An amount as a plain number, so that the sheet can add it up.
fn decimal(minor: i64, currency: &str, point: char) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let digits = decimals(currency);
    let unit = 10_u64.pow(digits);
    let (whole, rest) = (minor.unsigned_abs() / unit, minor.unsigned_abs() % unit);
    match digits {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}{point}{rest:0width$}", width = digits as usize),
    }
}

/// How many decimals the smallest unit of a currency is away (ISO 4217).
fn decimals(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI"
        | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

const COLUMNS: usize = 10;

/// How a spreadsheet of one language wants it, and what things are called there.
struct Words {
    separator: u8,
    point: char,
    header: [&'static str; COLUMNS],
    kind: fn(ItemKind) -> &'static str,
    state: fn(ItemState) -> &'static str,
    reason: fn(ItemReason) -> &'static str,
}

impl Words {
    /// German where German is spoken, English for everybody else.
    fn of(language: Language) -> Self {
        match language.tag() {
            // Money has a point in Switzerland and Liechtenstein, and so have their spreadsheets.
            "de-CH" | "de-LI" => Self { point: '.', ..Self::german() },
            tag if tag.starts_with("de") => Self::german(),
            _ => Self::english(),
        }
    }

    const fn german() -> Self {
        Self {
            separator: b';',
            point: ',',
            header: [
                "Zeitpunkt",
                "Art",
                "Stand",
                "Grund",
                "Name",
                "Betrag",
                "Währung",
                "Versuche",
                "Vorgangsnummer",
                "Notiz",
            ],
            kind: german::kind,
            state: german::state,
            reason: german::reason,
        }
    }

    const fn english() -> Self {
        Self {
            separator: b',',
            point: '.',
            header: [
                "Time", "Kind", "State", "Reason", "Name", "Amount", "Currency", "Attempts", "Trace ID",
                "Note",
            ],
            kind: english::kind,
            state: english::state,
            reason: english::reason,
        }
    }

    fn cells(&self, row: &ExportRow, zone: &TimeZone) -> [String; COLUMNS] {
        let given = |cell: &Option<String>| cell.as_deref().map(text).unwrap_or_default();
        let (amount, currency) = match &row.amount {
            Some((minor, currency)) => (decimal(*minor, currency, self.point), text(currency)),
            None => Default::default(),
        };
        [
            zone.to_datetime(row.happened).strftime("%Y-%m-%d %H:%M:%S").to_string(),
            (self.kind)(row.kind).to_owned(),
            (self.state)(row.state).to_owned(),
            row.reason.map(self.reason).unwrap_or_default().to_owned(),
            given(&row.name),
            amount,
            currency,
            row.attempts.to_string(),
            given(&row.trace_id),
            given(&row.note),
        ]
    }
}

mod german {
    use super::{ItemKind, ItemReason, ItemState};

    pub(super) fn kind(kind: ItemKind) -> &'static str {
        match kind {
            ItemKind::CheckIn => "Check-in",
            ItemKind::Sale => "Verkauf",
            ItemKind::TopUp => "Aufladung",
            ItemKind::TimeUsage => "Zeitnutzung",
            ItemKind::Contract => "Vertrag",
            ItemKind::RateVoucher => "Gutschein",
            ItemKind::Lead => "Interessent",
            ItemKind::TrialBooking => "Probetraining",
            ItemKind::Picture => "Bild",
        }
    }

    pub(super) fn state(state: ItemState) -> &'static str {
        match state {
            ItemState::Waiting => "wartet",
            ItemState::Sending => "wird gesendet",
            ItemState::Delivered => "angekommen",
            ItemState::Stuck => "geht nicht weiter",
            ItemState::Unknown => "ungewiss",
            ItemState::Closed => "erledigt",
        }
    }

    pub(super) fn reason(reason: ItemReason) -> &'static str {
        match reason {
            ItemReason::NoConnection => "keine Verbindung",
            ItemReason::VendorPause => "Magicline bittet um Geduld",
            ItemReason::AccessWithdrawn => "Zugang wird nicht mehr angenommen",
            ItemReason::WaitsForAnother => "wartet auf einen anderen Eintrag",
            ItemReason::Refused => "abgelehnt",
            ItemReason::TooOld => "zu alt, um nachgemeldet zu werden",
            ItemReason::ClockMoved => "Uhr dieses Computers wurde verstellt",
            ItemReason::NoAnswer => "keine Antwort",
            ItemReason::AnswerLost => "Antwort kam nicht vollständig an",
            ItemReason::VendorFault => "Fehler bei Magicline",
            ItemReason::Interrupted => "Portico wurde beim Senden beendet",
            ItemReason::CreditChanged => "Guthaben hat sich geändert oder ist nicht vergleichbar",
            ItemReason::OnceOnly => "Medium gilt nur einmal",
            ItemReason::SeveralFound => "mehrere Personen passen",
            ItemReason::MayNotLook => "Schlüssel darf keine Personen suchen",
            ItemReason::Unreadable => "Portico kann den Eintrag nicht mehr lesen",
            ItemReason::HandOutUnknown => "ob ausgegeben, ist ungewiss",
            ItemReason::NotHandedOut => "nicht ausgegeben",
            ItemReason::TurnedAway => "wurde abgewiesen, nichts offen",
            ItemReason::SettledDone => "laut Team angekommen",
            ItemReason::Cancelled => "vom Team storniert",
            ItemReason::LeftOut => "vom Team weggelassen",
            ItemReason::PriceChanged => "Preis hat sich nach der Unterschrift geändert",
            ItemReason::PictureUnusable => "Foto nicht verwendbar",
            ItemReason::Reopened => "wieder ein Entwurf",
        }
    }
}

mod english {
    use super::{ItemKind, ItemReason, ItemState};

    pub(super) fn kind(kind: ItemKind) -> &'static str {
        match kind {
            ItemKind::CheckIn => "Check-in",
            ItemKind::Sale => "Sale",
            ItemKind::TopUp => "Top-up",
            ItemKind::TimeUsage => "Time used",
            ItemKind::Contract => "Contract",
            ItemKind::RateVoucher => "Voucher",
            ItemKind::Lead => "Lead",
            ItemKind::TrialBooking => "Trial session",
            ItemKind::Picture => "Picture",
        }
    }

    pub(super) fn state(state: ItemState) -> &'static str {
        match state {
            ItemState::Waiting => "waiting",
            ItemState::Sending => "being sent",
            ItemState::Delivered => "delivered",
            ItemState::Stuck => "stuck",
            ItemState::Unknown => "unknown",
            ItemState::Closed => "closed",
        }
    }

    pub(super) fn reason(reason: ItemReason) -> &'static str {
        match reason {
            ItemReason::NoConnection => "no connection",
            ItemReason::VendorPause => "Magicline asks to wait",
            ItemReason::AccessWithdrawn => "access is not accepted any more",
            ItemReason::WaitsForAnother => "waits for another item",
            ItemReason::Refused => "refused",
            ItemReason::TooOld => "too old to be reported",
            ItemReason::ClockMoved => "this computer's clock was changed",
            ItemReason::NoAnswer => "no answer",
            ItemReason::AnswerLost => "the answer did not arrive whole",
            ItemReason::VendorFault => "fault at Magicline",
            ItemReason::Interrupted => "Portico ended while sending",
            ItemReason::CreditChanged => "credit changed or cannot be compared",
            ItemReason::OnceOnly => "credential works once only",
            ItemReason::SeveralFound => "several customers fit",
            ItemReason::MayNotLook => "the key may not look customers up",
            ItemReason::Unreadable => "Portico cannot read the item back",
            ItemReason::HandOutUnknown => "handed out or not, nobody knows",
            ItemReason::NotHandedOut => "not handed out",
            ItemReason::TurnedAway => "turned away, nothing owed",
            ItemReason::SettledDone => "done, according to staff",
            ItemReason::Cancelled => "cancelled by staff",
            ItemReason::LeftOut => "left out by staff",
            ItemReason::PriceChanged => "the price changed after it was signed",
            ItemReason::PictureUnusable => "the photo cannot be used",
            ItemReason::Reopened => "a draft again",
        }
    }
}

#[cfg(test)]
mod tests;
