//! Time devices: what do minutes cost, may this member have them, charge them.

use domain::{Identification, Language, Money};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::said::{Amount, Said, executed};
use super::{Content, DeviceApi, Permit};
use crate::answer::Answer;
use crate::error::Error;

/// A time that can be had at a device, and its price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// How long.
    pub seconds: u32,
    /// What it costs.
    pub price: Money,
}

/// What the vendor says of a use that is not made yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageCheck {
    /// Whether the member may have this time.
    pub permit: Permit,
    /// What it would cost them, if the vendor says.
    pub price: Option<Money>,
}

impl DeviceApi {
    /// The times that can be had at this device, in the vendor's order
    /// (`GET /open-api/device/time/price`).
    ///
    /// What nobody could choose or be charged for is left out: no time at all, no price that can be
    /// read, or one time at two prices.
    pub async fn time_prices(&self, language: Language) -> Result<Vec<Interval>, Error> {
        self.get("time price", self.endpoint.at("/open-api/device/time/price"), language, intervals).await
    }

    /// Asks whether a member may use this device at all; changes nothing
    /// (`POST /open-api/device/time/identification`).
    pub async fn time_identify(&self, who: &Identification, language: Language) -> Result<Permit, Error> {
        let body = TimeReaderIdentification { identification: who.into() };
        let url = self.endpoint.at("/open-api/device/time/identification");
        let judge = |answer| Said::to_question(answer, None).map(|said| said.permit());
        self.post("time identification", url, &body, language, judge).await
    }

    /// Asks whether a member may have so many seconds; takes nothing
    /// (`POST /open-api/device/time/usage` with `shouldExecuteAction: false`).
    pub async fn check_usage(
        &self,
        who: &Identification,
        seconds: u32,
        language: Language,
    ) -> Result<UsageCheck, Error> {
        self.usage("time usage (dry run)", who, seconds, false, language, usage_check).await
    }

    /// Charges a member for so many seconds, by money or by what their contract gives them
    /// (`POST /open-api/device/time/usage` with `shouldExecuteAction: true`).
    ///
    /// The call has no identity of its own: one whose outcome is unknown
    /// ([`outcome`](crate::outcome)) must not be repeated.
    pub async fn charge_usage(
        &self,
        who: &Identification,
        seconds: u32,
        language: Language,
    ) -> Result<(), Error> {
        self.usage("time usage", who, seconds, true, language, |answer| executed(answer, None)).await
    }

    async fn usage<T>(
        &self,
        operation: &'static str,
        who: &Identification,
        seconds: u32,
        execute: bool,
        language: Language,
        judge: impl FnOnce(Answer) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let body = TimeReaderUsage { identification: who.into(), seconds, execute };
        self.post(operation, self.endpoint.at("/open-api/device/time/usage"), &body, language, judge).await
    }
}

fn usage_check(answer: Answer) -> Result<UsageCheck, Error> {
    let said = Said::to_question(answer, None)?;
    Ok(UsageCheck { permit: said.permit(), price: said.price_with_currency()? })
}

fn intervals(answer: Answer) -> Result<Vec<Interval>, Error> {
    let status = answer.status;
    let body = answer.success()?;
    let selection = Prices::read(&body).filter(|_| status == 200).ok_or(Error::Garbled { status })?;
    let read = |one: Box<RawValue>| serde_json::from_str::<Offer>(one.get()).ok()?.interval();
    let mut found: Vec<Interval> = Vec::new();
    let mut contradicted: Vec<u32> = Vec::new();
    for interval in selection.into_iter().filter_map(read) {
        match found.iter().find(|earlier| earlier.seconds == interval.seconds) {
            None => found.push(interval),
            Some(earlier) if *earlier == interval => {}
            Some(_) => contradicted.push(interval.seconds),
        }
    }
    found.retain(|interval| !contradicted.contains(&interval.seconds));
    Ok(found)
}

#[derive(Deserialize)]
struct Prices {
    selection: Option<Vec<Box<RawValue>>>,
}

impl Prices {
    /// The document has an object with the list in it, the vendor's words only the list: both are taken.
    fn read(body: &[u8]) -> Option<Vec<Box<RawValue>>> {
        match body.trim_ascii_start().first()? {
            b'{' => {
                serde_json::from_slice::<Self>(body).ok().map(|prices| prices.selection.unwrap_or_default())
            }
            b'[' => serde_json::from_slice(body).ok(),
            _ => None,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Offer {
    duration_in_seconds: Value,
    price: Amount,
}

impl Offer {
    fn interval(&self) -> Option<Interval> {
        let seconds =
            u32::try_from(self.duration_in_seconds.as_u64()?).ok().filter(|seconds| *seconds > 0)?;
        Some(Interval { seconds, price: self.price.price()? })
    }
}

#[derive(Serialize)]
struct TimeReaderIdentification<'a> {
    identification: Content<'a>,
}

#[derive(Serialize)]
struct TimeReaderUsage<'a> {
    identification: Content<'a>,
    #[serde(rename = "durationInSeconds")]
    seconds: u32,
    #[serde(rename = "shouldExecuteAction")]
    execute: bool,
}

#[cfg(test)]
mod tests {
    use domain::Currency;

    use super::super::said::tests::{answer, denied};
    use super::*;

    fn offer(seconds: &str, amount: &str, currency: &str) -> String {
        format!(r#"{{"durationInSeconds":{seconds},"price":{{"amount":{amount},"currency":"{currency}"}}}}"#)
    }

    fn read(offers: &[String]) -> Vec<(u32, i64, &'static str)> {
        let body = format!(r#"{{"selection":[{}]}}"#, offers.join(","));
        let intervals = intervals(answer(200, &body)).unwrap();
        intervals.iter().map(|one| (one.seconds, one.price.minor, one.price.currency.code())).collect()
    }

    #[test]
    fn what_cannot_be_chosen_or_charged_is_left_out() {
        let good = offer("300", "5", "EUR");
        for (one, kept) in [
            (offer("600", "9.5", "EUR"), Some((600, 950, "EUR"))),
            (offer("600", "0", "EUR"), Some((600, 0, "EUR"))),
            (offer("600", "9.5", "chf"), Some((600, 950, "CHF"))),
            (offer("600", "950", "JPY"), Some((600, 950, "JPY"))),
            (offer("4294967295", "1", "EUR"), Some((u32::MAX, 100, "EUR"))),
            (offer("4294967296", "1", "EUR"), None),
            (offer("0", "1", "EUR"), None),
            (offer("-300", "1", "EUR"), None),
            (offer("300.5", "1", "EUR"), None),
            (offer(r#""600""#, "1", "EUR"), None),
            (offer("null", "1", "EUR"), None),
            (offer("600", "1", "QQQ"), None),
            (offer("600", "1", ""), None),
            (offer("600", "1.005", "EUR"), None),
            (offer("600", "-1", "EUR"), None),
            (offer("600", r#""1""#, "EUR"), None),
            (r#"{"durationInSeconds":600}"#.to_owned(), None),
            (r#"{"durationInSeconds":600,"price":null}"#.to_owned(), None),
            (r#"{"durationInSeconds":600,"price":{"amount":1}}"#.to_owned(), None),
            ("null".to_owned(), None),
            ("[600]".to_owned(), None),
            (good.clone(), None),
        ] {
            let mut wanted = vec![(300, 500, "EUR")];
            wanted.extend(kept);
            assert_eq!(read(&[good.clone(), one.clone()]), wanted, "{one}");
        }
    }

    #[test]
    fn one_time_at_two_prices_has_none() {
        let (five, ten) = (offer("300", "5", "EUR"), offer("600", "9", "EUR"));
        let other = offer("300", "6", "EUR");
        let table: [(&[&String], &[u32]); 3] = [
            (&[&five, &ten, &other], &[600]),
            (&[&other, &five, &other], &[]),
            (&[&ten, &five], &[600, 300]),
        ];
        for (offers, kept) in table {
            let offers: Vec<String> = offers.iter().map(|one| (*one).clone()).collect();
            let seconds: Vec<u32> = read(&offers).iter().map(|one| one.0).collect();
            assert_eq!(seconds, kept);
        }
    }

    #[test]
    fn the_list_is_taken_bare_as_well() {
        let body = format!("[{},{}]", offer("300", "5", "EUR"), offer("0", "1", "EUR"));
        let five = Interval { seconds: 300, price: Money::new(500, Currency::EUR) };
        assert_eq!(intervals(answer(200, &body)), Ok(vec![five]));
    }

    #[test]
    fn a_list_that_is_none_is_an_error_and_an_empty_one_is_empty() {
        let garbled = |status| Err(Error::Garbled { status });
        for (status, body, result) in [
            (200, "{}", Ok(vec![])),
            (200, r#"{"selection":[]}"#, Ok(vec![])),
            (200, r#"{"selection":null}"#, Ok(vec![])),
            (200, r#"{"selection":{}}"#, garbled(200)),
            (200, "[]", Ok(vec![])),
            (200, "[", garbled(200)),
            (200, "7", garbled(200)),
            (200, "", garbled(200)),
            (204, "", garbled(204)),
            (206, r#"{"selection":[]}"#, garbled(206)),
        ] {
            assert_eq!(intervals(answer(status, body)), result, "{status} {body}");
        }
    }

    #[test]
    fn a_use_costs_what_the_vendor_says() {
        let nine = Money::new(900, Currency::EUR);
        let garbled = Err(Error::Garbled { status: 200 });
        for (body, check) in [
            (
                r#"{"authorized":true,"price":{"amount":9,"currency":"EUR"}}"#,
                Ok(UsageCheck { permit: Permit::Granted, price: Some(nine) }),
            ),
            (r#"{"authorized":true}"#, Ok(UsageCheck { permit: Permit::Granted, price: None })),
            (
                r#"{"authorized":false,"text":"Erst ab 18.","price":{"amount":9.00,"currency":"EUR"}}"#,
                Ok(UsageCheck { permit: denied("Erst ab 18."), price: Some(nine) }),
            ),
            (r#"{"authorized":true,"price":9}"#, garbled.clone()),
            (r#"{"authorized":true,"price":{"amount":9,"currency":"QQQ"}}"#, garbled.clone()),
            (r#"{"authorized":true,"price":{"amount":9.001,"currency":"EUR"}}"#, garbled),
        ] {
            assert_eq!(usage_check(answer(200, body)), check, "{body}");
        }
        assert_eq!(usage_check(answer(204, "")), Err(Error::Garbled { status: 204 }));
    }
}
