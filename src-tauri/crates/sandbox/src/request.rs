//! A request as the handlers see it, with the readings they share.

use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use crate::credential;
use crate::texts::{Language, Notice};

pub(crate) struct Request<'a> {
    pub(crate) now: Timestamp,
    pub(crate) language: Language,
    pub(crate) query: HashMap<String, String>,
    pub(crate) body: &'a [u8],
    /// The parts of the path that name something, in their order.
    pub(crate) parts: Vec<String>,
    /// The device whose token came with the request.
    pub(crate) device: i64,
    /// Where pictures can be fetched from.
    pub(crate) assets: &'a str,
    /// Base address of the Connect API.
    pub(crate) connect: &'a str,
}

impl Request<'_> {
    pub(crate) fn json(&self) -> Result<Value, Notice> {
        let value: Value = serde_json::from_slice(self.body).map_err(|_| Notice::Malformed)?;
        if value.is_object() { Ok(value) } else { Err(Notice::Malformed) }
    }

    pub(crate) fn id(&self) -> Result<i64, Notice> {
        self.parts.last().and_then(|id| id.parse().ok()).ok_or(Notice::Malformed)
    }

    /// A query parameter; one without a value counts as left out.
    pub(crate) fn asked(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// A query parameter of another type, within its published bounds.
    pub(crate) fn asked_number(&self, name: &str, default: i64, low: i64, high: i64) -> Result<i64, Notice> {
        let Some(text) = self.asked(name) else { return Ok(default) };
        text.parse().ok().filter(|number| (low..=high).contains(number)).ok_or(Notice::Malformed)
    }
}

/// Whether the action is to be carried out; it is unless the request says otherwise.
pub(crate) fn executes(body: &Value) -> Result<bool, Notice> {
    match body.get("shouldExecuteAction") {
        None | Some(Value::Null) => Ok(true),
        Some(flag) => flag.as_bool().ok_or(Notice::Malformed),
    }
}

pub(crate) fn transaction(body: &Value) -> Result<Uuid, Notice> {
    credential::uuid(body.get("transactionId").and_then(Value::as_str).ok_or(Notice::Malformed)?)
}

/// An amount in whole cents; nothing if it has fractions of a cent.
pub(crate) fn cents(value: Option<&Value>) -> Result<Option<i64>, Notice> {
    let amount = value.and_then(Value::as_f64).ok_or(Notice::Malformed)?;
    let hundredfold = amount * 100.0;
    let whole = hundredfold.round();
    let exact = (hundredfold - whole).abs() < 1e-6 && whole.abs() < 1e12;
    #[allow(clippy::cast_possible_truncation, reason = "bounded on the line above")]
    Ok(exact.then_some(whole as i64))
}

/// Cents as the amount that goes over the wire.
pub(crate) fn amount(cents: i64) -> Value {
    #[allow(clippy::cast_precision_loss, reason = "no credit comes near 2^52 cents")]
    Value::from(cents as f64 / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn amounts_are_whole_cents_or_nothing() {
        let table = [
            (json!(1.29), Ok(Some(129))),
            (json!(0.1), Ok(Some(10))),
            (json!(4.35), Ok(Some(435))),
            (json!(5), Ok(Some(500))),
            (json!(-1.5), Ok(Some(-150))),
            (json!(1.291), Ok(None)),
            (json!(1e300), Ok(None)),
            (json!("1.29"), Err(Notice::Malformed)),
        ];
        for (value, expected) in table {
            assert_eq!(cents(Some(&value)), expected, "{value}");
        }
        assert_eq!(cents(None), Err(Notice::Malformed));
        for cents_in in [0, 1, 129, 435, 2500] {
            assert_eq!(cents(Some(&amount(cents_in))), Ok(Some(cents_in)));
        }
    }
}
