//! The voucher codes of the practice studio, one for each thing that can come of one. Check-in vouchers,
//! which the Open API redeems, are [`CHECK_IN`].

/// 20 % off the fee in the first term; for every offer but the annual pass. Any number of times.
pub const PERCENT: &str = "NORD-PERCENT-20";
/// 5.00 off the fee for three months, and no starter package; for every offer but the annual pass.
pub const AMOUNT: &str = "NORD-AMOUNT-5";
/// 25.00 of credit, once.
pub const CREDIT: &str = "NORD-CREDIT-25";
/// 10 % off in the first term, and a month on top at its beginning. Any number of times.
pub const BONUS: &str = "NORD-BONUS-1M";
/// A company pays 40 % of the fee for a year. Any number of times.
pub const COMPANY: &str = "NORD-FIRMA-40";
/// A contract of four weeks for nothing, redeemed by itself, once.
pub const RATE: &str = "NORD-RATE-0001";
/// Two more of these.
pub const RATES: [&str; 2] = ["NORD-RATE-0002", "NORD-RATE-0003"];
/// Like [`RATE`], but its time is over.
pub const RATE_EXPIRED: &str = "NORD-RATE-OLD";
/// A discount whose time is over.
pub const EXPIRED: &str = "NORD-EXPIRED";
/// 15 % off, but only for the offer "Nordlicht Saison" (2005).
pub const OTHER_RATE: &str = "NORD-SAISON-15";
/// Good, but in another studio.
pub const ELSEWHERE: &str = "SUED-PERCENT-20";
/// Makes a guest with a code for the door, each once.
pub const CHECK_IN: [&str; 3] = crate::seed::VOUCHERS;
