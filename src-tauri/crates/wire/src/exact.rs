//! Numbers that cross to a page and back without losing a digit. A page's numbers are whole up to 2^53-1
//! only, and the vendor's ids are not bound by that: ids cross as text.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use domain::Money;
use jiff::Timestamp;
use serde::de::Visitor;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use ts_rs::{Config, TS};

/// A number that the vendor gave to something, in decimal text: a page passes it back as it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id<T>(pub T);

impl<T> From<T> for Id<T> {
    fn from(id: T) -> Self {
        Self(id)
    }
}

impl<T: fmt::Display> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de, T: FromStr<Err: fmt::Display>> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text<T>(PhantomData<T>);

        impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for Text<T> {
            type Value = Id<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an id as text, digits only")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Id<T>, E> {
                text.parse().map(Id).map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Text(PhantomData))
    }
}

/// A page has text for it.
impl<T> TS for Id<T> {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;

    fn name(_: &Config) -> String {
        "string".to_owned()
    }

    fn inline(config: &Config) -> String {
        Self::name(config)
    }
}

/// An amount in the smallest unit of its currency. One that a page's numbers cannot hold is not written: what
/// it stands in is not sent, instead of with another amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Minor(pub i64);

impl Serialize for Minor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if (-Money::MOST..=Money::MOST).contains(&self.0) {
            return serializer.serialize_i64(self.0);
        }
        Err(S::Error::custom("an amount beyond 2^53-1 would lose digits on a page"))
    }
}

/// A moment, in milliseconds since 1970 UTC. All that there are lie far within what a page's numbers hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ms(i64);

impl From<Timestamp> for Ms {
    fn from(at: Timestamp) -> Self {
        Self(at.as_millisecond())
    }
}

impl From<Ms> for Timestamp {
    fn from(Ms(at): Ms) -> Self {
        // It was made of one.
        Self::from_millisecond(at).unwrap_or_default()
    }
}

impl Serialize for Ms {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}

macro_rules! number {
    ($($name:ident),+) => {$(
        impl TS for $name {
            type WithoutGenerics = Self;
            type OptionInnerType = Self;

            fn name(_: &Config) -> String {
                "number".to_owned()
            }

            fn inline(config: &Config) -> String {
                Self::name(config)
            }
        }
    )+};
}

number!(Minor, Ms);

#[cfg(test)]
mod tests {
    use domain::{BlockId, Currency, ModuleId, TermId};
    use serde_json::{Value, json};

    use super::*;
    use crate::{AmountView, CreditView, SignUpInput, SignatureOf};

    /// The largest that a page counts to, and the next two: the second of them it cannot tell from the first.
    const PAGE: i64 = 9_007_199_254_740_991;

    fn input(input: Value) -> Result<SignUpInput, String> {
        serde_json::from_value(input).map_err(|error| error.to_string())
    }

    #[test]
    fn an_id_comes_back_as_it_went() {
        for id in [0, 1, 11, PAGE, PAGE + 1, PAGE + 2, i64::MAX] {
            let text = serde_json::to_value(Id(TermId(id))).unwrap();
            assert_eq!(text, json!(id.to_string()));
            let term = Id(TermId(id));
            assert_eq!(input(json!({"input": "term", "term": text})), Ok(SignUpInput::Term { term }));
        }
        let modules = vec![Id(ModuleId(PAGE + 1)), Id(ModuleId(PAGE + 2))];
        let sent = json!({"input": "modules", "modules": ["9007199254740992", "9007199254740993"]});
        assert_eq!(input(sent), Ok(SignUpInput::Modules { modules }));
        let block = Id(BlockId(PAGE + 2));
        let sent = json!({"input": "unsign", "of": "text", "block": "9007199254740993"});
        assert_eq!(input(sent), Ok(SignUpInput::Unsign { what: SignatureOf::Text { block } }));
    }

    #[test]
    fn what_is_no_id_is_refused_with_a_sentence_and_never_rounded() {
        let text = "not a number as the studio's system gives them";
        for (sent, why) in [
            (json!(11), "invalid type: integer `11`, expected an id as text, digits only"),
            (json!(9_007_199_254_740_992_i64), "expected an id as text, digits only"),
            (json!(1e300), "expected an id as text, digits only"),
            (json!(1.5), "invalid type: floating point `1.5`, expected an id as text, digits only"),
            (json!(-1), "expected an id as text, digits only"),
            (json!(null), "expected an id as text, digits only"),
            (json!("1.5"), text),
            (json!("NaN"), text),
            (json!("Infinity"), text),
            (json!("-1"), text),
            (json!("1e3"), text),
            (json!("9223372036854775808"), text),
            (json!(""), text),
        ] {
            for asked in [
                json!({"input": "term", "term": sent}),
                json!({"input": "modules", "modules": ["70", sent]}),
                json!({"input": "confirm", "block": sent, "yes": true}),
                json!({"input": "read", "block": sent}),
                json!({"input": "sign", "of": "text", "block": sent, "svg": ""}),
            ] {
                let refused = input(asked.clone()).unwrap_err();
                assert!(refused.contains(why), "{asked}: {refused}");
            }
        }
    }

    #[test]
    fn an_amount_is_exact_or_is_not_sent() {
        let amount = |minor| serde_json::to_string(&AmountView::from(Money::new(minor, Currency::EUR)));
        for minor in [0, 1, -250, PAGE, -PAGE] {
            assert_eq!(amount(minor).unwrap(), format!(r#"{{"minor":{minor},"currency":"EUR"}}"#));
        }
        for minor in [PAGE + 1, -PAGE - 1, PAGE + 2, i64::MAX, i64::MIN] {
            let refused = amount(minor).unwrap_err().to_string();
            assert_eq!(refused, "an amount beyond 2^53-1 would lose digits on a page", "{minor}");
            let credit = CreditView { before: None, after: Some(Minor(minor)), currency: "EUR".to_owned() };
            assert!(serde_json::to_string(&credit).is_err(), "{minor}");
        }
    }

    #[test]
    fn every_moment_is_a_number_that_a_page_holds() {
        for at in [Timestamp::MIN, Timestamp::UNIX_EPOCH, Timestamp::MAX] {
            let number: i64 = serde_json::from_value(serde_json::to_value(Ms::from(at)).unwrap()).unwrap();
            assert_eq!(number, at.as_millisecond());
            assert!((-PAGE..=PAGE).contains(&number), "{at}");
        }
    }
}
