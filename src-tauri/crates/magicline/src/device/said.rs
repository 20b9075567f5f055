//! What the vendor says to a question about a member: may they, what does it cost, what have they left.

use domain::{Currency, Money, Redacted};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::answer::Answer;
use crate::error::{Error, Refusal, SAID_NO};

/// Whether the vendor lets a member go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Permit {
    /// The member may.
    Granted,
    /// The member may not: the vendor's words for them, in the language asked for, if there are any.
    Denied(Option<Redacted<String>>),
}

/// The answers of vending and time devices, which are one form with different parts left out. Amounts
/// are kept as they were written, so that they can be read exactly.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Said {
    text: Option<Value>,
    authorized: Option<bool>,
    consumption_credit: Option<Box<RawValue>>,
    transaction_id: Option<Value>,
    price: Option<Box<RawValue>>,
}

/// Money that says what it is in.
#[derive(Deserialize)]
pub(super) struct Amount {
    amount: Box<RawValue>,
    currency: String,
}

impl Said {
    /// The answer to a question. `transaction` is the one the question was asked in, if any.
    ///
    /// Only a 200 answers a question: a 204 says that something was *done*, which nobody asked for.
    pub fn to_question(answer: Answer, transaction: Option<Uuid>) -> Result<Self, Error> {
        let status = answer.status;
        let said: Self = object(answer)?;
        if status == 200 && said.is_about(transaction) { Ok(said) } else { Err(Error::Garbled { status }) }
    }

    /// Whether the member may go on. Only a plain yes is one.
    pub fn permit(&self) -> Permit {
        if self.authorized == Some(true) { Permit::Granted } else { Permit::Denied(self.words()) }
    }

    /// What the member has left. One that cannot be read is not worth failing for: it is only shown.
    pub fn credit(&self, currency: Currency) -> Option<Money> {
        Money::parse(self.consumption_credit.as_ref()?.get(), currency).ok()
    }

    /// The price, where it is a bare number.
    pub fn price(&self, currency: Currency) -> Result<Option<Money>, Error> {
        self.read_price(|price| price_of(price, currency))
    }

    /// The price, where it says what it is in.
    pub fn price_with_currency(&self) -> Result<Option<Money>, Error> {
        self.read_price(|price| serde_json::from_str::<Amount>(price.get()).ok()?.price())
    }

    fn read_price(&self, read: impl FnOnce(&RawValue) -> Option<Money>) -> Result<Option<Money>, Error> {
        match &self.price {
            None => Ok(None),
            Some(price) => read(price).map(Some).ok_or(Error::Garbled { status: 200 }),
        }
    }

    /// An answer about another transaction is about another member.
    fn is_about(&self, transaction: Option<Uuid>) -> bool {
        match (&self.transaction_id, transaction) {
            (Some(said), Some(transaction)) => {
                said.as_str().and_then(|said| Uuid::parse_str(said.trim()).ok()) == Some(transaction)
            }
            (None, _) | (_, None) => true,
        }
    }

    fn words(&self) -> Option<Redacted<String>> {
        let text = self.text.as_ref()?.as_str()?.trim();
        (!text.is_empty()).then(|| Redacted::new(text.to_owned()))
    }
}

impl Amount {
    pub fn price(&self) -> Option<Money> {
        price_of(&self.amount, Currency::parse(&self.currency)?)
    }
}

/// A price as it was written. Nobody is paid for taking something, so there is none below nothing.
fn price_of(written: &RawValue, currency: Currency) -> Option<Money> {
    Money::parse(written.get(), currency).ok().filter(|price| price.minor >= 0)
}

/// An amount as it is to be written: a number with all its digits.
pub(crate) fn written(amount: Money) -> Result<Box<RawValue>, Error> {
    RawValue::from_string(amount.decimal()).map_err(|_| Error::Unsendable)
}

/// Reads the answer to a request that takes money or gives credit.
///
/// It is done if the vendor says so with a 204, and certainly not done if the vendor says no: with an
/// error, or with a body that says the member is not authorized. Whatever else a success may say,
/// nobody knows what it did.
pub(super) fn executed(answer: Answer, transaction: Option<Uuid>) -> Result<(), Error> {
    let status = answer.status;
    // It has no content (RFC 9110, 15.3.5), so nothing that is said about its content means anything.
    if status == 204 {
        return Ok(());
    }
    let said: Said = object(answer)?;
    if status == SAID_NO && said.authorized == Some(false) && said.is_about(transaction) {
        return Err(Error::Status(Refusal { message: said.words(), ..Refusal::of(status) }));
    }
    Err(Error::Garbled { status })
}

/// A body that is an object. The derived reading would take a list of the same values as well.
pub(super) fn object<T: DeserializeOwned>(answer: Answer) -> Result<T, Error> {
    let status = answer.status;
    let body = answer.success()?;
    let is_object = body.trim_ascii_start().starts_with(b"{");
    let read = || serde_json::from_slice(&body).ok();
    is_object.then(read).flatten().ok_or(Error::Garbled { status })
}

#[cfg(test)]
pub(super) mod tests {
    use reqwest::header::{CONTENT_TYPE, HeaderMap};

    use super::*;
    use crate::answer::Body;

    pub fn answer(status: u16, body: &str) -> Answer {
        Answer { status, headers: HeaderMap::new(), body: Body::Whole(body.as_bytes().to_vec()) }
    }

    pub fn denied(words: &str) -> Permit {
        Permit::Denied(Some(Redacted::new(words.to_owned())))
    }

    pub fn transaction() -> Uuid {
        Uuid::parse_str("4671fde7-bb07-4fe5-aa0e-947d9ccb842f").unwrap()
    }

    fn said_no(words: Option<&str>) -> Result<(), Error> {
        let message = words.map(|words| Redacted::new(words.to_owned()));
        Err(Error::Status(Refusal { message, ..Refusal::of(200) }))
    }

    #[test]
    fn only_a_plain_yes_lets_a_member_go_on() {
        for (body, permit) in [
            (r#"{"authorized":true}"#, Ok(Permit::Granted)),
            (r#"{"authorized":true,"text":"Hallo Edgar","more":[1]}"#, Ok(Permit::Granted)),
            (r#"{"authorized":false}"#, Ok(Permit::Denied(None))),
            (r#"{"authorized":false,"text":" Kein Guthaben. "}"#, Ok(denied("Kein Guthaben."))),
            (r#"{"authorized":false,"text":"  "}"#, Ok(Permit::Denied(None))),
            (r#"{"authorized":false,"text":7}"#, Ok(Permit::Denied(None))),
            (r#"{"authorized":false,"text":null}"#, Ok(Permit::Denied(None))),
            (r#"{"text":"Gesperrt."}"#, Ok(denied("Gesperrt."))),
            (r#"{"authorized":null}"#, Ok(Permit::Denied(None))),
            ("{}", Ok(Permit::Denied(None))),
            (r#"{"authorized":"true"}"#, Err(Error::Garbled { status: 200 })),
            (r#"{"authorized":1}"#, Err(Error::Garbled { status: 200 })),
            (r#"{"authorized":false,"authorized":true}"#, Err(Error::Garbled { status: 200 })),
            (r#"["",true,null,null,null]"#, Err(Error::Garbled { status: 200 })),
            ("true", Err(Error::Garbled { status: 200 })),
            ("null", Err(Error::Garbled { status: 200 })),
            ("", Err(Error::Garbled { status: 200 })),
            (r#"{"authorized":true"#, Err(Error::Garbled { status: 200 })),
        ] {
            let said = Said::to_question(answer(200, body), None).map(|said| said.permit());
            assert_eq!(said, permit, "{body}");
        }
    }

    #[test]
    fn only_a_200_answers_a_question() {
        for status in [201, 202, 203, 206, 299] {
            let said = Said::to_question(answer(status, r#"{"authorized":true}"#), None);
            assert_eq!(said.map(|said| said.permit()), Err(Error::Garbled { status }));
        }
        let said = Said::to_question(answer(204, ""), None);
        assert_eq!(said.map(|said| said.permit()), Err(Error::Garbled { status: 204 }));
    }

    #[test]
    fn an_answer_about_another_transaction_is_none() {
        for (id, fits) in [
            (r#""4671fde7-bb07-4fe5-aa0e-947d9ccb842f""#, true),
            (r#""4671FDE7-BB07-4FE5-AA0E-947D9CCB842F""#, true),
            ("null", true),
            (r#""4671fde7-bb07-4fe5-aa0e-947d9ccb8420""#, false),
            (r#""""#, false),
            (r#""shake""#, false),
            ("7", false),
        ] {
            let body = format!(r#"{{"authorized":true,"transactionId":{id}}}"#);
            let question = Said::to_question(answer(200, &body), Some(transaction()));
            assert_eq!(question.is_ok(), fits, "{id}");
            let no = format!(r#"{{"authorized":false,"transactionId":{id}}}"#);
            let wanted = if fits { said_no(None) } else { Err(Error::Garbled { status: 200 }) };
            assert_eq!(executed(answer(200, &no), Some(transaction())), wanted, "{id}");
        }
    }

    #[test]
    fn money_is_taken_only_with_a_204() {
        let garbled = |status| Err(Error::Garbled { status });
        for (status, body, result) in [
            (204, "", Ok(())),
            (200, r#"{"authorized":false,"text":"Kein Guthaben."}"#, said_no(Some("Kein Guthaben."))),
            (200, r#"{"authorized":false}"#, said_no(None)),
            (200, r#"{"authorized":true}"#, garbled(200)),
            (200, r#"{"text":"Kein Guthaben."}"#, garbled(200)),
            (200, "{}", garbled(200)),
            (200, "", garbled(200)),
            (200, "ok", garbled(200)),
            (200, "<html>", Err(Error::NotTheVendor { status: 200 })),
            (201, r#"{"authorized":false}"#, garbled(201)),
            (202, "", garbled(202)),
            (302, "", Err(Error::NotTheVendor { status: 302 })),
            (404, "", Err(Error::NotTheVendor { status: 404 })),
        ] {
            assert_eq!(executed(answer(status, body), None), result, "{status} {body}");
        }
        for (status, retry) in [
            (400, crate::Retry::Never),
            (401, crate::Retry::Never),
            (500, crate::Retry::Unknown),
            (503, crate::Retry::After(std::time::Duration::from_secs(30))),
        ] {
            assert_eq!(executed(answer(status, "{}"), None).unwrap_err().retry(), retry, "{status}");
        }
        for (body, error) in [(Body::Broken, Error::AnswerLost), (Body::TimedOut, Error::TimedOut)] {
            let answer = Answer { status: 200, headers: HeaderMap::new(), body };
            assert_eq!(executed(answer, None), Err(error));
        }
    }

    #[test]
    fn what_says_nothing_is_no_page_whatever_its_label() {
        let labelled = |status, body| {
            let mut answer = answer(status, body);
            answer.headers.insert(CONTENT_TYPE, "text/html; charset=utf-8".parse().unwrap());
            executed(answer, None)
        };
        assert_eq!(labelled(204, ""), Ok(()));
        // Nobody is asked for money again because of a label.
        assert_eq!(labelled(200, ""), Err(Error::Garbled { status: 200 }));
        assert_eq!(labelled(200, r#"{"authorized":false}"#), said_no(None));
        assert_eq!(labelled(200, "Log in"), Err(Error::NotTheVendor { status: 200 }));
    }

    #[test]
    fn a_no_is_certain_and_its_words_are_for_the_member_alone() {
        let error = executed(answer(200, r#"{"authorized":false,"text":"Edgar"}"#), None).unwrap_err();
        assert_eq!(error.retry(), crate::Retry::Never);
        assert_eq!(error.to_string(), "the vendor answered that the member is not authorized");
        assert!(!format!("{error:?} {:?}", denied("Edgar")).contains("Edgar"));
        let domain::Outcome::NotDone(domain::NotDone::Refused { message, .. }) =
            crate::outcome::<()>(Err(error))
        else {
            panic!("a refusal");
        };
        assert_eq!(message.unwrap().expose(), "Edgar");
    }

    #[test]
    fn an_amount_is_written_with_all_its_digits() {
        for (minor, code, text) in
            [(250, "EUR", "2.50"), (0, "EUR", "0.00"), (9_007_199_254_740_993, "EUR", "90071992547409.93")]
        {
            let amount = Money::new(minor, Currency::parse(code).unwrap());
            assert_eq!(serde_json::to_string(&written(amount).unwrap()).unwrap(), text);
        }
    }
}
