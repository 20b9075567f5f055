//! A member of the practice studio, and the card a trainer hands out for one.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde::Serialize;
use uuid::Uuid;

use crate::credential::{Form, Medium};
use crate::journal::Who;
use crate::texts::Notice;

/// What a member of the seed data is there for. The code of a case never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the note on each member's card says it in a sentence")]
pub enum Case {
    FineSevenBytes,
    Fine,
    FineFourBytes,
    FineEightBytes,
    FineTenBytes,
    FineEm4100,
    Blocked,
    Unpaid,
    Paused,
    NotStarted,
    OutsideHours,
    NoCredit,
    LittleCredit,
    /// Has exactly the price of the first shelf.
    JustEnough,
    /// Owes the studio money.
    InDebt,
    Birthday,
    French,
    Turkish,
    LongName,
    SingleName,
    Minor,
    Former,
    ProspectQr,
    WalletPass,
    Pin,
    Barcode,
    /// A guest made by redeeming a check-in voucher.
    VoucherGuest,
    /// One of the many that only make lists long.
    Crowd,
    /// Signed a contract, left an address or booked a trial session here.
    SignedUp,
}

/// When a member was born.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Birth {
    On(Date),
    /// Has a birthday on whatever day it is.
    Today {
        age: i16,
    },
}

/// Whether a member may come in.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Standing {
    Fine,
    Blocked,
    Unpaid,
    Paused { from: Date, to: Date },
    NotStarted { start: Date },
    Hours { from: Time, to: Time },
    Former,
    Trial,
}

#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) id: i64,
    pub(crate) case: Case,
    pub(crate) note: String,
    pub(crate) first: String,
    pub(crate) last: Option<String>,
    pub(crate) birth: Option<Birth>,
    pub(crate) gender: Option<&'static str>,
    pub(crate) language: &'static str,
    pub(crate) email: String,
    pub(crate) uuid: Uuid,
    pub(crate) shows_qr: bool,
    pub(crate) standing: Standing,
    pub(crate) cents: i64,
    pub(crate) mediums: Vec<(i64, Medium)>,
    /// Where the member lives, if that was said when signing up.
    pub(crate) home: Option<Home>,
    /// The picture that came with the contract: its type and its bytes.
    pub(crate) picture: Option<(&'static str, Vec<u8>)>,
}

/// An address, as far as the Open API tells it.
#[derive(Clone, Debug)]
pub(crate) struct Home {
    pub(crate) street: String,
    pub(crate) house_number: String,
    pub(crate) zip: String,
    pub(crate) city: String,
    pub(crate) country: String,
}

impl Member {
    pub(crate) fn name(&self) -> String {
        self.last.as_ref().map_or_else(|| self.first.clone(), |last| format!("{} {last}", self.first))
    }

    pub(crate) fn number(&self) -> String {
        format!("1-{}", 9000 + self.id)
    }

    /// What the member's app shows as a QR code: as many digits as the vendor's example has.
    pub(crate) fn access_code(&self) -> String {
        format!("{:019}", 49_267_681_211_940_000 + self.id)
    }

    pub(crate) fn who(&self) -> Who {
        Who { id: self.id, name: self.name() }
    }

    pub(crate) fn born(&self, today: Date) -> Option<Date> {
        match self.birth? {
            Birth::On(date) => Some(date),
            // The 29th of February of a year that has none becomes the 28th.
            Birth::Today { age } => {
                let year = today.year().saturating_sub(age);
                Date::new(year, today.month(), today.day()).or_else(|_| Date::new(year, 2, 28)).ok()
            }
        }
    }

    pub(crate) fn is_minor(&self, today: Date) -> bool {
        let years = |born: Date| {
            let had_birthday = (today.month(), today.day()) >= (born.month(), born.day());
            today.year() - born.year() - i16::from(!had_birthday)
        };
        self.born(today).is_some_and(|born| years(born) < 18)
    }

    /// Why the member may not come in now, if so.
    pub(crate) fn refusal(&self, now: &Zoned) -> Option<Notice> {
        let (day, time) = (now.date(), now.time());
        match self.standing {
            Standing::Fine | Standing::Trial => None,
            Standing::Blocked => Some(Notice::Blocked),
            Standing::Unpaid => Some(Notice::Unpaid),
            Standing::Paused { from, to } => (from..=to).contains(&day).then_some(Notice::Paused),
            Standing::NotStarted { start } => (day < start).then_some(Notice::NotStarted),
            Standing::Hours { from, to } if from <= to => {
                (!(from..to).contains(&time)).then_some(Notice::OutsideHours)
            }
            Standing::Hours { from, to } => (to..from).contains(&time).then_some(Notice::OutsideHours),
            Standing::Former => Some(Notice::FormerMember),
        }
    }

    pub(crate) fn card(&self, now: Timestamp, zone: &TimeZone) -> MemberCard {
        let bytes = self.mediums.iter().find_map(|(_, medium)| match medium {
            Medium::Card(bytes) => Some(bytes.clone()),
            Medium::Barcode(_) | Medium::Pin(_) | Medium::WalletPass(_) => None,
        });
        let qr_code = self.shows_qr.then(|| {
            serde_json::json!({"uuid": self.uuid, "customer_number": self.number(), "tenant": "nordlicht"}).to_string()
        });
        MemberCard {
            id: self.id,
            customer_number: self.number(),
            name: self.name(),
            case: self.case,
            note: self.note.clone(),
            born: self.born(now.to_zoned(zone.clone()).date()).map(|date| date.to_string()),
            credit_cents: self.cents,
            decimal: bytes.as_deref().map(|bytes| Form::Decimal.write(bytes)),
            hex_msb: bytes.as_deref().map(|bytes| Form::HexMsb.write(bytes)),
            hex_lsb: bytes.as_deref().map(|bytes| Form::HexLsb.write(bytes)),
            frame: bytes.as_deref().and_then(frame),
            qr_code,
            barcode: self
                .text_of(|medium| if let Medium::Barcode(code) = medium { Some(code.clone()) } else { None }),
            pin: self
                .text_of(|medium| if let Medium::Pin(code) = medium { Some(code.clone()) } else { None }),
            wallet_pass: self.text_of(|medium| {
                if let Medium::WalletPass(id) = medium { Some(id.to_string()) } else { None }
            }),
        }
    }

    fn text_of(&self, pick: impl Fn(&Medium) -> Option<String>) -> Option<String> {
        self.mediums.iter().find_map(|(_, medium)| pick(medium))
    }
}

/// What a 125 kHz reader of the RDM6300 kind sends for a card of five bytes.
fn frame(bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.len() != 5 {
        return None;
    }
    let check = bytes.iter().fold(0, |sum, byte| sum ^ byte);
    let digits = bytes.iter().chain([&check]).map(|byte| format!("{byte:02X}")).collect::<String>();
    Some([&[0x02], digits.as_bytes(), &[0x03]].concat())
}

/// Everything needed to play a member at a reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MemberCard {
    /// Number of the member in the studio's system.
    pub id: i64,
    /// The number printed on letters and cards.
    pub customer_number: String,
    /// Full name.
    pub name: String,
    /// What this member is there for.
    pub case: Case,
    /// The case in a sentence, for trainers.
    pub note: String,
    /// Date of birth, if known.
    pub born: Option<String>,
    /// Credit at this moment, in cents.
    pub credit_cents: i64,
    /// Card number as a decimal number.
    pub decimal: Option<String>,
    /// Card number in hex digits, first byte of the chip first.
    pub hex_msb: Option<String>,
    /// Card number in hex digits, last byte of the chip first.
    pub hex_lsb: Option<String>,
    /// What a serial 125 kHz reader sends for a card of five bytes.
    pub frame: Option<Vec<u8>>,
    /// Content of the member's QR code.
    pub qr_code: Option<String>,
    /// Content of the member's barcode.
    pub barcode: Option<String>,
    /// The member's PIN.
    pub pin: Option<String>,
    /// The member's wallet pass.
    pub wallet_pass: Option<String>,
}

impl MemberCard {
    /// The `identification` object for the card, or for whatever else this member has.
    #[must_use]
    pub fn identification(&self) -> serde_json::Value {
        let other = [
            ("QR_CODE", &self.qr_code),
            ("BARCODE", &self.barcode),
            ("PIN", &self.pin),
            ("WALLET_PASS", &self.wallet_pass),
        ];
        if let Some(number) = &self.decimal {
            return serde_json::json!({"type": "NUMBER", "value": number, "format": "DECIMAL"});
        }
        let found = other.into_iter().find_map(|(kind, value)| value.as_ref().map(|value| (kind, value)));
        found.map_or(
            serde_json::Value::Null,
            |(kind, value)| serde_json::json!({"type": kind, "value": value}),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_serial_frame_is_the_one_of_the_manual() {
        let expected = [0x02, 0x36, 0x32, 0x45, 0x33, 0x30, 0x38, 0x36, 0x43, 0x45, 0x44, 0x30, 0x38, 0x03];
        assert_eq!(frame(&[0x62, 0xe3, 0x08, 0x6c, 0xed]).as_deref(), Some(&expected[..]));
        assert_eq!(frame(&[0x1a, 0x2b, 0x3c, 0x4d]), None);
    }
}
