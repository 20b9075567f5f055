//! Vouchers: what they give, and why they may not be redeemed.

use jiff::ToSpan;
use jiff::civil::Date;

use super::offers::{Bonus, Span, Unit, Words, words};
use super::reject::{Code, Reject};
use crate::codes;
use crate::seed;
use crate::state::Studio;

/// What a voucher is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gift {
    /// Hundredths of a percent off the price.
    Percent(i64),
    /// Cents off the price.
    Amount(i64),
    /// Cents on the member's account.
    Credit(i64),
    /// Hundredths of a percent of the price that a company pays.
    Company(i64),
    /// A contract with this term.
    Rate(i64),
}

/// How long a discount lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lasts {
    Unlimited,
    FirstTerm,
    For(Span),
}

#[derive(Clone, Debug)]
pub(crate) struct Voucher {
    pub(crate) code: &'static str,
    pub(crate) gift: Gift,
    /// First and last day, counted from the day the practice began.
    days: (i32, i32),
    /// The offers it is for; all but the annual pass if none is named.
    offers: &'static [i64],
    pub(crate) once: bool,
    pub(crate) lasts: Lasts,
    pub(crate) omits_starter_package: bool,
    /// Time on top.
    pub(crate) bonus: Option<Bonus>,
    pub(crate) remarks: Words,
}

const ANNUAL_PASS: i64 = 2003;

const fn voucher(code: &'static str, gift: Gift, remarks: Words) -> Voucher {
    let (once, lasts, bonus) = (false, Lasts::FirstTerm, None);
    let (days, omits_starter_package) = ((-30, 365), false);
    Voucher { code, gift, days, offers: &[], once, lasts, omits_starter_package, bonus, remarks }
}

const fn rate(code: &'static str) -> Voucher {
    Voucher { once: true, ..voucher(code, Gift::Rate(2151), words("Geschenkgutschein", "Gift voucher")) }
}

/// Who pays with a voucher of a company.
pub(crate) const COMPANY: &str = "Nordwerk GmbH";

static KNOWN: [Voucher; 11] = [
    voucher(
        codes::PERCENT,
        Gift::Percent(2000),
        words("20 % auf den Beitrag in der Erstlaufzeit.", "20 % off the fee in the first term."),
    ),
    Voucher {
        lasts: Lasts::For(Span::new(3, Unit::Month)),
        omits_starter_package: true,
        ..voucher(
            codes::AMOUNT,
            Gift::Amount(500),
            words(
                "5,00 weniger in den ersten drei Monaten, ohne Startpaket.",
                "5.00 less in the first three months, without the starter package.",
            ),
        )
    },
    Voucher {
        once: true,
        ..voucher(codes::CREDIT, Gift::Credit(2500), words("25,00 Guthaben.", "25.00 credit."))
    },
    Voucher {
        bonus: Some(Bonus { span: Span::new(1, Unit::Month), at_start: true }),
        ..voucher(
            codes::BONUS,
            Gift::Percent(1000),
            words("Ein Monat geschenkt, dazu 10 % Nachlass.", "A month for free, and 10 % off."),
        )
    },
    Voucher {
        lasts: Lasts::For(Span::new(1, Unit::Year)),
        ..voucher(codes::COMPANY, Gift::Company(4000), words("Firmenfitness.", "Corporate fitness."))
    },
    rate(codes::RATE),
    rate(codes::RATES[0]),
    rate(codes::RATES[1]),
    Voucher {
        days: (-60, -1),
        ..voucher(codes::EXPIRED, Gift::Percent(1000), words("Frühlingsaktion.", "Spring campaign."))
    },
    Voucher {
        offers: &[2005],
        lasts: Lasts::Unlimited,
        ..voucher(codes::OTHER_RATE, Gift::Percent(1500), words("Nur für Saison.", "Season only."))
    },
    Voucher { days: (-60, -1), ..rate(codes::RATE_EXPIRED) },
];

impl Voucher {
    pub(crate) fn period(&self, opened: Date) -> (Date, Date) {
        (opened.saturating_add(self.days.0.days()), opened.saturating_add(self.days.1.days()))
    }

    fn is_for(&self, offer: i64) -> bool {
        if self.offers.is_empty() { offer != ANNUAL_PASS } else { self.offers.contains(&offer) }
    }
}

fn find(studio: &Studio, code: &str) -> Result<&'static Voucher, Reject> {
    let known = |known: &&str| known.eq_ignore_ascii_case(code);
    let elsewhere = || known(&codes::ELSEWHERE);
    let found = KNOWN.iter().find(|voucher| known(&voucher.code));
    let used = |voucher: &&Voucher| {
        voucher.once && studio.books.voucher_uses.iter().any(|used| used.code == voucher.code)
    };
    match found {
        Some(voucher) if used(&voucher) => {
            Err(Reject::new(Code::VoucherUnknown, "the voucher has been redeemed"))
        }
        Some(voucher) => Ok(voucher),
        // A voucher for the door is one, but not one for a contract.
        None if elsewhere() || seed::VOUCHERS.iter().any(known) => {
            Err(Reject::new(Code::VoucherElsewhere, "the voucher cannot be redeemed here"))
        }
        None => Err(Reject::new(Code::VoucherUnknown, "there is no such voucher")),
    }
}

fn in_time(studio: &Studio, voucher: &'static Voucher, today: Date) -> Result<&'static Voucher, Reject> {
    let (from, to) = voucher.period(studio.opened);
    if (from..=to).contains(&today) {
        Ok(voucher)
    } else {
        Err(Reject::new(Code::VoucherExpired, "the voucher is not valid at this time"))
    }
}

/// The voucher with this code, if it can go with a contract for this offer.
pub(crate) fn for_contract(
    studio: &Studio,
    code: &str,
    offer: i64,
    today: Date,
) -> Result<&'static Voucher, Reject> {
    let voucher = find(studio, code)?;
    if matches!(voucher.gift, Gift::Rate(_)) {
        return Err(Reject::new(
            Code::VoucherElsewhere,
            "only vouchers of type CREDIT or DISCOUNT go with a contract",
        ));
    }
    let voucher = in_time(studio, voucher, today)?;
    if voucher.is_for(offer) {
        Ok(voucher)
    } else {
        Err(Reject::new(Code::VoucherOtherRate, "the voucher is for another rate"))
    }
}

/// The voucher with this code and the term it is for, if it is one for a whole contract.
pub(crate) fn for_rate(studio: &Studio, code: &str, today: Date) -> Result<(&'static Voucher, i64), Reject> {
    let voucher = find(studio, code)?;
    let Gift::Rate(term) = voucher.gift else {
        return Err(Reject::new(Code::VoucherElsewhere, "only vouchers of type RATE are redeemed like this"));
    };
    Ok((in_time(studio, voucher, today)?, term))
}
