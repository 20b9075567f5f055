//! Sales, top-ups and minutes as they are written down, and how they are charged.

use domain::{Currency, Identification, Language, Money, NotDone, Redacted};
use magicline::{DeviceApi, Error, Permit};
use outbox::{Act, Job, Kind, Report};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Ended, Who};

/// What is charged, as it is written down. Amounts are decimal numbers in text, never floating-point.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(tag = "charge", rename_all = "snake_case")]
pub(crate) enum What {
    /// A product.
    Product { shelf: String, price: String, currency: String },
    /// Minutes.
    Minutes { seconds: u32 },
    /// Credit that was paid in.
    TopUp { amount: String, currency: String },
    /// Nothing is chosen yet.
    Nothing,
}

impl What {
    pub(crate) fn product(shelf: String, price: Money) -> Self {
        Self::Product { shelf, price: price.decimal(), currency: price.currency.code().to_owned() }
    }

    pub(crate) fn top_up(amount: Money) -> Self {
        Self::TopUp { amount: amount.decimal(), currency: amount.currency.code().to_owned() }
    }
}

/// Who is charged what.
#[derive(Deserialize, Serialize)]
pub(crate) struct ChargeBody {
    #[serde(flatten)]
    who: Who,
    #[serde(flatten)]
    what: What,
}

impl ChargeBody {
    pub(crate) fn new(who: &Identification, language: Language, what: What) -> Self {
        Self { who: Who::new(who, language), what }
    }

    pub(crate) fn write(&self) -> Redacted<String> {
        Redacted::new(serde_json::to_string(self).unwrap_or_default())
    }

    fn read(body: &Redacted<String>) -> Option<(Identification, Language, What)> {
        let Self { who, what } = serde_json::from_str(body.expose()).ok()?;
        let (who, language) = who.read()?;
        Some((who, language, what))
    }
}

/// An attempt that cannot be made of what was written down: a fault of this program, and not the
/// member's.
pub(super) struct Unreadable;

/// A member that is to be charged, at the vendor.
struct Till<'a> {
    device: &'a DeviceApi,
    who: Identification,
    language: Language,
}

/// Makes one attempt.
pub(super) async fn perform(device: &DeviceApi, job: &Job) -> Result<Ended, Unreadable> {
    let (who, language, what) = ChargeBody::read(&job.body).ok_or(Unreadable)?;
    let till = Till { device, who, language };
    match (job.act, what, job.transaction) {
        (Act::Send, What::Product { shelf, price, currency }, Some(transaction)) => {
            let price = money(&price, &currency)?;
            Ok(Ended::of(till.device.charge_sale(&till.who, transaction, &shelf, price, language).await))
        }
        (Act::Send, What::TopUp { amount, currency }, Some(transaction)) => {
            let amount = money(&amount, &currency)?;
            Ok(Ended::of(till.device.revalue(&till.who, transaction, amount, language).await))
        }
        (Act::Send, What::Minutes { seconds }, _) => {
            Ok(Ended::of(till.device.charge_usage(&till.who, seconds, language).await))
        }
        (Act::ReadCredit, What::Product { shelf, price, currency }, Some(transaction)) => {
            let price = money(&price, &currency)?;
            Ok(till.clear_anew(transaction, &shelf, price).await)
        }
        (Act::ReadCredit, What::TopUp { currency, .. }, Some(transaction)) => {
            let currency = Currency::parse(&currency).ok_or(Unreadable)?;
            Ok(till.credit(transaction, currency).await)
        }
        (Act::Send | Act::ReadCredit | Act::LookUp, _, _) => Err(Unreadable),
    }
}

impl Till<'_> {
    /// Holds the member to a new transaction, and reads their credit where the vendor tells it.
    async fn credit(&self, transaction: Uuid, currency: Currency) -> Ended {
        let told = self.device.vending_identify(&self.who, transaction, currency, self.language).await;
        match told {
            Ok(member) => match (member.permit, member.credit) {
                (Permit::Denied(words), _) => refused(words),
                (Permit::Granted, credit) => {
                    Ended::answered(Report::Credit(credit.map(|credit| credit.minor)))
                }
            },
            Err(error) => Ended::of(Err(error)),
        }
    }

    /// The same, and a dry run: no sale is executed that was not cleared under its transaction.
    async fn clear_anew(&self, transaction: Uuid, shelf: &str, price: Money) -> Ended {
        let credit = self.credit(transaction, price.currency).await;
        if !matches!(credit.report, Report::Credit(_)) {
            return credit;
        }
        let checked = self.device.check_sale(&self.who, transaction, shelf, price, self.language).await;
        match checked {
            Ok(check) => match check.permit {
                Permit::Granted if check.price.is_none_or(|asked| asked == price) => credit,
                Permit::Granted => refused(None),
                Permit::Denied(words) => refused(words),
            },
            Err(error) => Ended::of(Err(error)),
        }
    }
}

fn refused(words: Option<Redacted<String>>) -> Ended {
    Ended::answered(Report::Refused { words, code: None, trace_id: None })
}

fn money(text: &str, currency: &str) -> Result<Money, Unreadable> {
    let currency = Currency::parse(currency).ok_or(Unreadable)?;
    Money::parse(text, currency).map_err(|_| Unreadable)
}

/// The kinds that are charges.
pub(super) const fn is_charge(kind: Kind) -> bool {
    match kind {
        Kind::Sale | Kind::TopUp | Kind::TimeUsage => true,
        Kind::CheckIn
        | Kind::Contract
        | Kind::RateVoucher
        | Kind::Lead
        | Kind::TrialBooking
        | Kind::Picture => false,
    }
}

/// Whether something that changes nothing may be asked once more at once.
pub(crate) fn worth_repeating(error: &Error) -> bool {
    match magicline::outcome::<()>(Err(error.clone())) {
        domain::Outcome::Unknown(_) => true,
        domain::Outcome::NotDone(why) => matches!(why, NotDone::VendorPause),
        domain::Outcome::Done(()) => false,
    }
}

#[cfg(test)]
mod tests {
    use domain::CardFormat;

    use super::*;

    #[test]
    fn a_charge_is_read_back_as_it_was_written() {
        let who = Identification::Number { value: "62e3086ced".into(), format: CardFormat::HexMsb };
        let price = Money::new(250, Currency::EUR);
        for what in [
            What::product("A 1".into(), price),
            What::Minutes { seconds: 600 },
            What::top_up(price),
            What::Nothing,
        ] {
            let body = ChargeBody::new(&who, Language::DE, what.clone()).write();
            assert_eq!(ChargeBody::read(&body), Some((who.clone(), Language::DE, what)));
        }
    }

    #[test]
    fn an_amount_is_written_as_people_count_it() {
        let who = Identification::Pin("1234".into());
        let body =
            ChargeBody::new(&who, Language::DE, What::product("1".into(), Money::new(5, Currency::EUR)));
        assert!(body.write().expose().contains(r#""price":"0.05""#), "not a floating-point number");
    }
}
