//! Answers made up from a schema: all that it allows, and on request what it will allow one day.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::Union;
use serde_json::{Map, Value, json};

use crate::spec::Document;

/// How far answers go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Range {
    /// What the document allows today.
    Published,
    /// Also fields and constants that are not published yet, and `null` for what may be left out, which
    /// some servers write when a document says nothing about it.
    Grown,
}

/// Answers of this schema.
pub fn answers(document: &'static Document, schema: &Value, range: Range) -> BoxedStrategy<Value> {
    within(document, schema, range, &[])
}

/// Answers of this schema inside those with these names. What contains itself does so once.
fn within(
    document: &'static Document,
    schema: &Value,
    range: Range,
    around: &[&str],
) -> BoxedStrategy<Value> {
    let mut around = around.to_vec();
    around.extend(name_of(schema));
    let around = &around[..];
    let schema = document.resolve(schema);
    if let Some(constants) = schema["enum"].as_array() {
        return constant(constants, range);
    }
    let value = match schema["type"].as_str() {
        Some("array") => {
            let list = vec(within(document, &schema["items"], range, around), 0..4);
            let once = schema["uniqueItems"] == true;
            list.prop_map(move |list| Value::Array(if once { each_once(list) } else { list })).boxed()
        }
        Some("boolean") => any::<bool>().prop_map(Value::Bool).boxed(),
        Some("integer") => integer(schema["format"].as_str()),
        // Whole numbers are numbers too, and written without a point; most amounts have cents.
        Some("number") => prop_oneof![
            2 => (-20_000..100_000).prop_map(|cents| Value::from(f64::from(cents) / 100.0)),
            1 => any::<i32>().prop_map(Value::from),
            1 => (-1e9..1e9_f64).prop_map(Value::from),
        ]
        .boxed(),
        Some("string") => string(schema["format"].as_str()),
        Some("object") | None => object(document, schema, range, around),
        other => panic!("answers of the type {other:?} are not made up yet"),
    };
    if schema["nullable"] == true { prop_oneof![3 => value, 1 => Just(Value::Null)].boxed() } else { value }
}

fn name_of(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str().and_then(|target| target.rsplit('/').next())
}

fn each_once(list: Vec<Value>) -> Vec<Value> {
    let mut once: Vec<Value> = Vec::new();
    for value in list {
        if !once.contains(&value) {
            once.push(value);
        }
    }
    once
}

fn constant(constants: &[Value], range: Range) -> BoxedStrategy<Value> {
    let published = proptest::sample::select(constants.to_vec());
    match range {
        Range::Published => published.boxed(),
        Range::Grown => {
            prop_oneof![3 => published, 1 => Just(json!("NEWER_THAN_THIS_PROGRAM")), 1 => Just(json!(""))]
                .boxed()
        }
    }
}

fn integer(format: Option<&str>) -> BoxedStrategy<Value> {
    match format {
        Some("int64") => prop_oneof![
            4 => any::<i64>(),
            2 => 0..1000_i64,
            1 => Just(i64::MIN),
            1 => Just(i64::MAX),
            // Beyond what a floating-point number can hold exactly.
            1 => Just((1 << 53) + 1),
        ]
        .prop_map(Value::from)
        .boxed(),
        Some("int32") | None => prop_oneof![1 => any::<i32>(), 1 => 0..10_000].prop_map(Value::from).boxed(),
        other => panic!("whole numbers of the format {other:?} are not made up yet"),
    }
}

fn string(format: Option<&str>) -> BoxedStrategy<Value> {
    let text = match format {
        None => prop_oneof![
            4 => text(),
            1 => Just(String::new()),
            1 => Just("  \t ".to_owned()),
            1 => Just(" Ünal \u{202e}\u{1f469}\u{200d}\u{1f4bb} Çelik ".to_owned()),
            1 => Just("null".to_owned()),
            1 => "[a-zA-Z0-9._:/-]{1,110}",
        ]
        .boxed(),
        Some("date") => day().boxed(),
        Some("date-time") => (day(), 0..24, 0..60, 0..60)
            .prop_map(|(day, hour, minute, second)| format!("{day}T{hour:02}:{minute:02}:{second:02}+01:00"))
            .boxed(),
        Some("uuid") => "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}".boxed(),
        Some("ISO 639-1") => prop_oneof![
            proptest::sample::select(vec!["de", "en", "fr", "tr", "pt", "ja"]).prop_map(str::to_owned),
            "[a-z]{2}"
        ]
        .boxed(),
        Some("ISO 3166-1") => prop_oneof![
            proptest::sample::select(vec!["DE", "CH", "LI", "GB", "LU", "AT"]).prop_map(str::to_owned),
            "[A-Z]{2}"
        ]
        .boxed(),
        Some("ISO 4217") => prop_oneof![
            4 => proptest::sample::select(vec!["EUR", "CHF", "JPY", "KWD"]).prop_map(str::to_owned),
            1 => "[A-Z]{3}"
        ]
        .boxed(),
        other => panic!("texts of the format {other:?} are not made up yet"),
    };
    text.prop_map(Value::from).boxed()
}

/// Anything that fits into a JSON text, control characters included.
pub fn text() -> impl Strategy<Value = String> {
    vec(any::<char>(), 0..12).prop_map(String::from_iter)
}

fn day() -> impl Strategy<Value = String> {
    let length = |year: i32, month: i32| match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    };
    (1..=9999, 1..=12, 0..31).prop_map(move |(year, month, day)| {
        format!("{year:04}-{month:02}-{:02}", day % length(year, month) + 1)
    })
}

fn object(
    document: &'static Document,
    schema: &Value,
    range: Range,
    around: &[&str],
) -> BoxedStrategy<Value> {
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut whole = Just(Map::new()).boxed();
    for (name, of) in schema["properties"].as_object().into_iter().flatten() {
        let contained = name_of(of).map_or(0, |name| around.iter().filter(|one| **one == name).count());
        if contained > 1 {
            assert!(!required.contains(&name.as_str()), "{name} contains itself without end");
            continue;
        }
        let value = within(document, of, range, around).prop_map(Some);
        let maybe = if required.contains(&name.as_str()) {
            value.boxed()
        } else {
            let mut choices = vec![(3, value.boxed()), (2, Just(None).boxed())];
            if range == Range::Grown {
                choices.push((1, Just(Some(Value::Null)).boxed()));
            }
            Union::new_weighted(choices).boxed()
        };
        let name = name.clone();
        whole = (whole, maybe)
            .prop_map(move |(mut fields, value)| {
                if let Some(value) = value {
                    fields.insert(name.clone(), value);
                }
                fields
            })
            .boxed();
    }
    if range == Range::Grown {
        let stranger = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            text().prop_map(Value::from),
            Just(json!({"id": {"id": [null, {"errorMessage": 1}]}})),
        ];
        whole = (whole, vec(("not_yet_[a-z]{0,4}", stranger), 0..3))
            .prop_map(|(mut fields, strangers)| {
                fields.extend(strangers);
                fields
            })
            .boxed();
    }
    whole.prop_map(Value::Object).boxed()
}
