//! What was asked of the practice studio, and what came of it.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use uuid::Uuid;

use crate::ledger::Goods;

/// Beyond this many entries the oldest are dropped, so that a studio left on for weeks stays small.
const KEPT: usize = 20_000;

/// The interface a request arrived at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Api {
    /// The devices' interface.
    Device,
    /// The studio's interface.
    Open,
    /// The public interface.
    Connect,
}

impl fmt::Display for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Device => "Device API",
            Self::Open => "Open API",
            Self::Connect => "Connect API",
        })
    }
}

/// A member, as the journal names one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Who {
    /// Number of the member in the studio's system.
    pub id: i64,
    /// Full name.
    pub name: String,
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name, self.id)
    }
}

/// What a request changed or found out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
#[allow(missing_docs, reason = "the fields are named for what they hold")]
pub enum Effect {
    /// Nothing happened in the studio.
    None,
    /// The member came in.
    CheckedIn { member: Who, device: i64 },
    /// The member went out.
    CheckedOut { member: Who, device: i64 },
    /// Everything was checked, nothing was done.
    DryRun { member: Who, device: i64 },
    /// A sale or a use was checked and granted; nothing was taken.
    SaleChecked { member: Who, goods: Goods, cents: i64, device: i64 },
    /// The member may not, or the request was not understood.
    Refused { member: Option<Who>, code: String },
    /// The member is held by a vending transaction.
    Locked { member: Who, transaction: String, until: Timestamp },
    /// Credit was taken off.
    Charged { member: Who, goods: Goods, cents: i64, device: i64 },
    /// A sale that had been made before was answered, but not made again.
    RepeatIgnored { member: Who, transaction: String },
    /// Credit was added.
    ToppedUp { member: Who, cents: i64, transaction: String },
    /// A device received a new token.
    Activated { device: i64 },
    /// The studio confirmed the integration.
    Confirmed,
    /// A member was looked at.
    LookedUp { member: Who },
    /// A list was handed out.
    Listed { count: usize },
    /// A member received a new card, code or pass.
    Linked { member: Who },
    /// A check-in voucher became a guest.
    Redeemed { member: Who },
    /// Facts about the studio were read.
    Read,
    /// The Connect API turned a request down.
    Rejected { code: &'static str, reason: String },
    /// What a contract would cost was computed; nothing was signed.
    Previewed { term: i64, cents: i64, voucher: Option<String> },
    /// Somebody became a member.
    Signed { member: Who, contract: i64, offer: i64, term: i64, cents: i64, voucher: Option<String> },
    /// Somebody wants to hear from the studio.
    Interested { member: Who, lead: Uuid },
    /// A trial session was booked.
    TrialBooked { member: Who, booking: i64, slot: Timestamp },
    /// A place for a picture was handed out.
    PictureExpected { key: String },
    /// A picture arrived.
    PictureStored { key: String, bytes: usize },
    /// A payment session was opened.
    PaymentOpened { session: String, until: Timestamp },
    /// A card was entered in the payment widget and accepted.
    CardAccepted { session: String },
}

impl Effect {
    /// The member the request was about, where there was one.
    #[must_use]
    pub fn member(&self) -> Option<&Who> {
        match self {
            Self::CheckedIn { member, .. }
            | Self::CheckedOut { member, .. }
            | Self::DryRun { member, .. }
            | Self::SaleChecked { member, .. }
            | Self::Locked { member, .. }
            | Self::Charged { member, .. }
            | Self::RepeatIgnored { member, .. }
            | Self::ToppedUp { member, .. }
            | Self::LookedUp { member }
            | Self::Linked { member }
            | Self::Signed { member, .. }
            | Self::Interested { member, .. }
            | Self::TrialBooked { member, .. }
            | Self::Redeemed { member } => Some(member),
            Self::Refused { member, .. } => member.as_ref(),
            Self::None
            | Self::Activated { .. }
            | Self::Confirmed
            | Self::Listed { .. }
            | Self::Read
            | Self::Rejected { .. }
            | Self::Previewed { .. }
            | Self::PictureExpected { .. }
            | Self::PictureStored { .. }
            | Self::PaymentOpened { .. }
            | Self::CardAccepted { .. } => None,
        }
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("nothing happened"),
            Self::CheckedIn { member, device } => write!(f, "{member} was checked in at device {device}"),
            Self::CheckedOut { member, device } => write!(f, "{member} was checked out at device {device}"),
            Self::DryRun { member, device } => {
                write!(f, "{member} was only checked at device {device}, nothing was done")
            }
            Self::Refused { member: Some(member), code } => write!(f, "{member} was refused: {code}"),
            Self::Refused { member: None, code } => write!(f, "the request was refused: {code}"),
            Self::SaleChecked { member, goods, cents, device } => {
                let euros = Euros(*cents);
                write!(f, "{member} may have {goods} for {euros} EUR at device {device}, nothing was taken")
            }
            Self::Locked { member, transaction, until } => {
                write!(f, "{member} is held by the vending transaction {transaction} until {until}")
            }
            Self::Charged { member, goods, cents, device } => {
                write!(f, "{member} was charged {} EUR at device {device} for {goods}", Euros(*cents))
            }
            Self::RepeatIgnored { member, transaction } => {
                write!(f, "{member} had been charged in transaction {transaction} already, not charged again")
            }
            Self::ToppedUp { member, cents, transaction } => {
                let euros = Euros(*cents);
                write!(f, "the credit of {member} was raised by {euros} EUR in transaction {transaction}")
            }
            Self::Activated { device } => write!(f, "device {device} was activated and has a new token"),
            Self::Confirmed => f.write_str("the integration was confirmed"),
            Self::LookedUp { member } => write!(f, "{member} was looked up"),
            Self::Listed { count } => write!(f, "a list of {count} was handed out"),
            Self::Linked { member } => write!(f, "{member} has a new card, code or pass"),
            Self::Redeemed { member } => write!(f, "a check-in voucher was redeemed for {member}"),
            Self::Read => f.write_str("facts about the studio were read"),
            Self::Rejected { .. }
            | Self::Previewed { .. }
            | Self::Signed { .. }
            | Self::Interested { .. }
            | Self::TrialBooked { .. }
            | Self::PictureExpected { .. }
            | Self::PictureStored { .. }
            | Self::PaymentOpened { .. }
            | Self::CardAccepted { .. } => self.sign_up(f),
        }
    }
}

impl Effect {
    /// What came of the way from a visitor to a member.
    fn sign_up(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let with = |voucher: &Option<String>| {
            voucher.as_ref().map_or(String::new(), |code| format!(" with voucher {code}"))
        };
        match self {
            Self::Rejected { code, reason } => write!(f, "the request was turned down: {code}, {reason}"),
            Self::Previewed { term, cents, voucher } => {
                write!(f, "term {term} was previewed at {}{}", Euros(*cents), with(voucher))
            }
            Self::Signed { member, contract, offer, term, cents, voucher } => {
                let price = Euros(*cents);
                write!(f, "{member} signed contract {contract} for offer {offer}, term {term} at {price}")?;
                f.write_str(&with(voucher))
            }
            Self::Interested { member, lead } => write!(f, "{member} became lead {lead}"),
            Self::TrialBooked { member, booking, slot } => {
                write!(f, "{member} booked trial session {booking} at {slot}")
            }
            Self::PictureExpected { key } => write!(f, "a place for picture {key} was handed out"),
            Self::PictureStored { key, bytes } => write!(f, "picture {key} of {bytes} bytes was stored"),
            Self::PaymentOpened { session, until } => {
                write!(f, "payment session {session} is open until {until}")
            }
            Self::CardAccepted { session } => write!(f, "a card was accepted in payment session {session}"),
            Self::None
            | Self::CheckedIn { .. }
            | Self::CheckedOut { .. }
            | Self::DryRun { .. }
            | Self::SaleChecked { .. }
            | Self::Refused { .. }
            | Self::Locked { .. }
            | Self::Charged { .. }
            | Self::RepeatIgnored { .. }
            | Self::ToppedUp { .. }
            | Self::Activated { .. }
            | Self::Confirmed
            | Self::LookedUp { .. }
            | Self::Listed { .. }
            | Self::Linked { .. }
            | Self::Redeemed { .. }
            | Self::Read => Ok(()),
        }
    }
}

struct Euros(i64);

impl fmt::Display for Euros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, cents) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        write!(f, "{sign}{}.{:02}", cents / 100, cents % 100)
    }
}

/// How the request ended for the one who asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "how", rename_all = "snake_case")]
#[allow(missing_docs, reason = "the fields are named for what they hold")]
pub enum Ended {
    /// A whole answer with this status.
    Answered { status: u16 },
    /// An answer with this status that breaks off.
    Cut { status: u16 },
    /// The connection was reset instead of an answer.
    Reset,
    /// No answer ever comes.
    Hung,
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered { status } => write!(f, "{status}"),
            Self::Cut { status } => write!(f, "{status}, broken off in the middle"),
            Self::Reset => f.write_str("connection reset without an answer"),
            Self::Hung => f.write_str("never answered"),
        }
    }
}

/// The request as it came over the wire; for tests, never shown or sent anywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Path with its query.
    pub uri: String,
    /// Header names in small letters, with their values.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

impl Recorded {
    /// The value of a header, asked for in small letters.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// One request in the journal.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// Counts from 1 and is never used twice until a reset.
    pub number: u64,
    /// When it arrived, by the practice studio's clock.
    pub time: Timestamp,
    /// Where it arrived.
    pub api: Api,
    /// HTTP method.
    pub method: String,
    /// Path with the names of query parameters, but without their values.
    pub path: String,
    /// How it ended.
    pub ended: Ended,
    /// What it changed.
    pub effect: Effect,
    /// The effect in plain English.
    pub summary: String,
    /// Names of the faults that were played on it.
    pub faults: Vec<String>,
    /// The request itself.
    #[serde(skip)]
    pub request: Recorded,
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} {} {} → {}: {}",
            self.time, self.api, self.method, self.path, self.ended, self.summary
        )?;
        if self.faults.is_empty() { Ok(()) } else { write!(f, " [fault: {}]", self.faults.join(", ")) }
    }
}

pub(crate) struct Journal {
    entries: Mutex<VecDeque<Entry>>,
    newest: watch::Sender<u64>,
}

impl Journal {
    pub(crate) fn new() -> Self {
        Self { entries: Mutex::new(VecDeque::new()), newest: watch::Sender::new(0) }
    }

    pub(crate) fn add(&self, mut entry: Entry) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entry.number = entries.back().map_or(1, |last| last.number + 1);
        let number = entry.number;
        entries.push_back(entry);
        if entries.len() > KEPT {
            entries.pop_front();
        }
        // Under the lock, so that the newest number never runs backwards.
        self.newest.send_replace(number);
    }

    pub(crate) fn after(&self, number: u64) -> Vec<Entry> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.iter().filter(|entry| entry.number > number).cloned().collect()
    }

    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.newest.subscribe()
    }

    pub(crate) fn clear(&self) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.clear();
        self.newest.send_replace(0);
    }
}

/// The path for the journal: parameter names stay, values go, since they are cards, codes and names.
pub(crate) fn redacted(path: &str, query: Option<&str>) -> String {
    let Some(query) = query else { return path.to_owned() };
    let names: Vec<String> =
        query.split('&').map(|pair| format!("{}=…", pair.split('=').next().unwrap_or_default())).collect();
    format!("{path}?{}", names.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_a_query_never_reach_the_journal() {
        assert_eq!(redacted("/v1/customers", None), "/v1/customers");
        assert_eq!(
            redacted("/v1/customers/by", Some("cardNumber=439041101&cardNumberFormat=DECIMAL")),
            "/v1/customers/by?cardNumber=…&cardNumberFormat=…"
        );
    }

    #[test]
    fn an_effect_reads_as_a_sentence() {
        let member = Who { id: 1001, name: "Lena Brandt".into() };
        let goods = Goods::Time { seconds: 300 };
        assert_eq!(
            Effect::Charged { member, goods, cents: 305, device: 41 }.to_string(),
            "Lena Brandt (1001) was charged 3.05 EUR at device 41 for 300 seconds"
        );
        assert_eq!(Euros(-5).to_string(), "-0.05");
    }
}
