//! What is wrong with a request or an answer, by the published document. Nothing wrong is an empty list.

use reqwest::Url;
use sandbox::{Api, Recorded};
use serde_json::Value;

use crate::operations::LANGUAGES;
use crate::spec::{Operation, document};
use crate::unpublished;

/// Headers of HTTP itself, which no document lists.
const OF_HTTP: [&str; 5] = ["host", "accept", "user-agent", "content-length", "content-type"];

/// An answer as it came.
#[derive(Clone, Debug)]
pub struct Told {
    pub status: u16,
    pub content_type: Option<String>,
    pub body: Vec<u8>,
}

impl Told {
    /// The body, if it is JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// What is wrong with a request.
pub fn request(api: Api, method: &str, sent: &Recorded) -> Vec<String> {
    let Ok(url) = Url::parse("http://vendor.invalid").and_then(|base| base.join(&sent.uri)) else {
        return vec![format!("{} is no address", sent.uri)];
    };
    if api == Api::Connect && method == "POST" && url.path() == unpublished::SESSION {
        return unpublished::session_request(sent);
    }
    let Some(operation) = document(api).find(method, url.path()) else {
        return vec![format!("{method} {} is not published", url.path())];
    };
    let published: Vec<String> = operation
        .parameters("header")
        .iter()
        .filter_map(|p| p["name"].as_str())
        .map(str::to_lowercase)
        .collect();
    let mut faults = of_path(&operation);
    faults.extend(of_query(&operation, &url));
    faults.extend(of_headers(api, &published, operation.credential(), sent));
    faults.extend(of_body(&operation, sent));
    faults
}

fn of_path(operation: &Operation<'_>) -> Vec<String> {
    let published = operation.parameters("path");
    let mut faults = Vec::new();
    for (name, text) in &operation.filled {
        match published.iter().find(|parameter| parameter["name"] == **name) {
            Some(parameter) => faults.extend(of_parameter(operation, parameter, text)),
            None => faults.push(format!("{{{name}}} of {} is not published", operation.template)),
        }
    }
    faults
}

fn of_query(operation: &Operation<'_>, url: &Url) -> Vec<String> {
    let published = operation.parameters("query");
    let given: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let mut faults = Vec::new();
    for (at, (name, text)) in given.iter().enumerate() {
        if given[..at].iter().any(|(earlier, _)| earlier == name) {
            faults.push(format!("the query has {name} twice"));
        }
        match published.iter().find(|parameter| parameter["name"] == **name) {
            Some(parameter) => faults.extend(of_parameter(operation, parameter, text)),
            None => faults.push(format!("the query has {name}, which is not published")),
        }
    }
    let required = published.iter().filter(|parameter| parameter["required"] == true);
    let names = required.filter_map(|parameter| parameter["name"].as_str());
    faults.extend(
        names
            .filter(|name| !given.iter().any(|(n, _)| n == name))
            .map(|name| format!("the query lacks {name}")),
    );
    faults
}

/// Parameters are text on the wire, and are judged as what their schema takes them for.
fn of_parameter(operation: &Operation<'_>, parameter: &Value, text: &str) -> Vec<String> {
    let schema = &parameter["schema"];
    let whole = || text.parse::<i64>().map_or_else(|_| text.into(), Value::from);
    let value = match operation.document.resolve(schema)["type"].as_str() {
        Some("integer") => whole(),
        Some("array") => Value::Array(vec![text.into()]),
        Some("string") => text.into(),
        other => panic!("a parameter of the type {other:?} is not read yet"),
    };
    let name = &parameter["name"];
    let faults = operation.document.faults(schema, &value);
    faults.into_iter().map(|fault| format!("the parameter {name}: {fault}")).collect()
}

/// The Connect API's document has no headers at all. Its texts come in languages, though, and HTTP has one
/// way to ask for one.
fn asks_for_a_language(api: Api, name: &str, value: &str) -> bool {
    api == Api::Connect && name == "accept-language" && LANGUAGES.contains(&value)
}

/// What is wrong with the headers, if these are published and that one carries the credential.
pub fn of_headers(
    api: Api,
    published: &[String],
    credential: Option<(String, &'static str)>,
    sent: &Recorded,
) -> Vec<String> {
    let carrier = credential.as_ref().map(|(name, _)| name.as_str());
    let mut faults = Vec::new();
    for (at, (name, value)) in sent.headers.iter().enumerate() {
        let known = OF_HTTP.contains(&name.as_str())
            || published.contains(name)
            || carrier == Some(name)
            || asks_for_a_language(api, name, value);
        if !known {
            faults.push(format!("the header {name} is not published"));
        }
        if sent.headers[..at].iter().any(|(earlier, _)| earlier == name) {
            faults.push(format!("the header {name} is sent twice"));
        }
        if value.is_empty() {
            faults.push(format!("the header {name} is empty"));
        }
    }
    if let Some((name, start)) = &credential {
        let secret = sent.header(name).and_then(|value| value.strip_prefix(start));
        if secret.is_none_or(|secret| secret.trim().is_empty()) {
            faults.push(format!("no credential in {name}, after {start:?}"));
        }
    }
    if sent.header("accept") != Some("application/json") {
        faults.push(format!("accepts {:?} and not JSON", sent.header("accept")));
    }
    faults
}

fn of_body(operation: &Operation<'_>, sent: &Recorded) -> Vec<String> {
    let kind = sent.header("content-type");
    let Some(schema) = operation.request() else {
        let mut faults = Vec::new();
        if !sent.body.is_empty() {
            faults.push("a body, where none is published".to_owned());
        }
        if let Some(kind) = kind {
            faults.push(format!("says that its missing body is {kind}"));
        }
        return faults;
    };
    match json_of(sent) {
        Ok(mut body) => {
            let mut faults = unpublished::take_out(operation.template, &mut body);
            faults.extend(operation.document.faults(schema, &body));
            faults
        }
        Err(problem) => vec![problem],
    }
}

/// The body of a request, or why it is not JSON.
pub fn json_of(sent: &Recorded) -> Result<Value, String> {
    let kind = sent.header("content-type");
    if kind != Some("application/json") {
        return Err(format!("the body is called {kind:?} instead of JSON"));
    }
    serde_json::from_slice(&sent.body).map_err(|problem| format!("the body is not JSON: {problem}"))
}

/// What is wrong with an answer.
pub fn answer(api: Api, method: &str, path: &str, told: &Told) -> Vec<String> {
    if api == Api::Connect && method == "POST" && path == unpublished::SESSION {
        return unpublished::session_answer(told);
    }
    let Some(operation) = document(api).find(method, path) else {
        return vec![format!("{method} {path} is not published")];
    };
    match operation.answer(told.status) {
        None => vec![format!("the status {} is not published", told.status)],
        Some(_) if method == "HEAD" => without_body(told),
        Some(None) => without_body(told),
        Some(Some(schema)) => with_body(&operation, schema, told),
    }
}

/// What is wrong with an answer if it is read as one with another status. For what a fault plays that
/// the document has no answer for: it should at least look like the vendor's other errors.
pub fn answer_as(api: Api, method: &str, path: &str, told: &Told, status: u16) -> Vec<String> {
    answer(api, method, path, &Told { status, ..told.clone() })
}

fn without_body(told: &Told) -> Vec<String> {
    let mut faults = Vec::new();
    if !told.body.is_empty() {
        faults.push(format!("{} bytes of body, where none is published", told.body.len()));
    }
    if let Some(kind) = &told.content_type {
        faults.push(format!("says that its missing body is {kind}"));
    }
    faults
}

fn with_body(operation: &Operation<'_>, schema: &Value, told: &Told) -> Vec<String> {
    let kind = told.content_type.as_deref().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if kind != "application/json" {
        return vec![format!("the body is called {:?} instead of JSON", told.content_type)];
    }
    match serde_json::from_slice(&told.body) {
        Ok(body) => operation.document.faults(schema, &body),
        Err(problem) => vec![format!("the body is not JSON: {problem}")],
    }
}
