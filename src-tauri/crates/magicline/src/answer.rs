use std::time::{Duration, SystemTime};

use domain::Redacted;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, RETRY_AFTER};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::error::{Error, Refusal};

/// An answer, read as far as it came.
pub(crate) struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Body,
}

/// How much of a body arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    Whole(Vec<u8>),
    /// Longer than allowed; nothing of it was kept.
    TooLong,
    /// The connection broke before the end.
    Broken,
    /// The time ran out before the end.
    TimedOut,
}

/// A wait asked for beyond this is taken as this: nobody stands at a desk for longer.
const LONGEST_WAIT: Duration = Duration::from_secs(60 * 60);

impl Answer {
    /// A call that answers with nothing, or with JSON that is of no interest.
    pub fn done(self) -> Result<(), Error> {
        let status = self.status;
        let body = self.success()?;
        if body.trim_ascii().is_empty() || is_json(&body) { Ok(()) } else { Err(Error::Garbled { status }) }
    }

    /// A call that answers with a `T`.
    pub fn json<T: DeserializeOwned>(self) -> Result<T, Error> {
        let status = self.status;
        serde_json::from_slice(&self.success()?).map_err(|_| Error::Garbled { status })
    }

    /// Whether it has this status and says nothing else.
    pub fn is_bare(&self, status: u16) -> bool {
        let empty = matches!(&self.body, Body::Whole(body) if body.trim_ascii().is_empty());
        self.status == status && empty && !self.is_page()
    }

    /// The answer as a refusal, whatever it says.
    pub fn refused(&self) -> Error {
        Error::Status(self.refusal())
    }

    /// Whether this is a page for people, which the vendor's APIs never send. Many a framework labels as one
    /// whatever it sends, so the label counts for nothing where a success says nothing, or JSON.
    pub fn is_page(&self) -> bool {
        match &self.body {
            Body::Whole(body) if starts_like_a_page(body) => true,
            Body::Whole(body) if is_json(body) => false,
            Body::Whole(body) if body.trim_ascii().is_empty() && self.is_success() => false,
            Body::Whole(_) | Body::TooLong | Body::Broken | Body::TimedOut => self.is_labelled_page(),
        }
    }

    /// The server's clock when it answered, if it said.
    pub fn date(&self) -> Option<SystemTime> {
        httpdate::parse_http_date(self.headers.get(DATE)?.to_str().ok()?).ok()
    }

    /// The body of a success, or what the answer means instead.
    pub fn success(self) -> Result<Vec<u8>, Error> {
        let status = self.status;
        match status {
            // A page that broke off could be anything, so being whole is asked first.
            200..=299 if self.is_page() && !self.is_cut_off() => Err(Error::NotTheVendor { status }),
            200..=299 => self.whole(),
            // Both are answers of something on the way: a proxy, a network that wants a log-in.
            300..=399 | 407 | 511 => Err(Error::NotTheVendor { status }),
            // These say what they say whoever wrote the body.
            401 | 408 | 425 | 429 | 500..=599 => Err(Error::Status(self.refusal())),
            400..=499 if self.is_refusal() => Err(Error::Status(self.refusal())),
            400..=499 => Err(Error::NotTheVendor { status }),
            // Not a status of HTTP: it says nothing about whether the work was done.
            _ => Err(Error::Status(self.refusal())),
        }
    }

    /// The body, if all of it came.
    pub fn whole(self) -> Result<Vec<u8>, Error> {
        match self.body {
            Body::Whole(body) => Ok(body),
            Body::TooLong => Err(Error::Garbled { status: self.status }),
            Body::Broken => Err(Error::AnswerLost),
            Body::TimedOut => Err(Error::TimedOut),
        }
    }

    /// Whether it set out to be what the vendor refuses with. One that breaks off has refused all the same, and
    /// has lost its words.
    fn is_refusal(&self) -> bool {
        match &self.body {
            Body::Whole(body) => is_json(body) || starts_like_json(body) || self.is_labelled_json(),
            Body::TooLong | Body::Broken | Body::TimedOut => !self.is_labelled_page(),
        }
    }

    fn is_success(&self) -> bool {
        (200..=299).contains(&self.status)
    }

    const fn is_cut_off(&self) -> bool {
        matches!(self.body, Body::Broken | Body::TimedOut)
    }

    fn is_labelled_page(&self) -> bool {
        let kind = self.kind().unwrap_or_default();
        kind.eq_ignore_ascii_case("text/html") || kind.eq_ignore_ascii_case("application/xhtml+xml")
    }

    fn is_labelled_json(&self) -> bool {
        let kind = self.kind().unwrap_or_default().to_ascii_lowercase();
        kind == "application/json" || kind.ends_with("+json")
    }

    fn kind(&self) -> Option<&str> {
        Some(self.headers.get(CONTENT_TYPE)?.to_str().ok()?.split(';').next()?.trim())
    }

    fn refusal(&self) -> Refusal {
        let VendorError { message, codes, reference, trace_id } = self.vendor_error().unwrap_or_default();
        Refusal { status: self.status, message, codes, reference, trace_id, retry_after: self.retry_after() }
    }

    fn vendor_error(&self) -> Option<VendorError> {
        let Body::Whole(body) = &self.body else { return None };
        VendorError::read(body)
    }

    /// RFC 9110, 10.2.3: seconds, or a date. A date is held against the server's own clock if it
    /// gave one, because the desk's may be wrong.
    fn retry_after(&self) -> Option<Duration> {
        let value = self.headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
        let wait = if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
            value.parse().map_or(LONGEST_WAIT, Duration::from_secs)
        } else {
            let then = httpdate::parse_http_date(value).ok()?;
            let now = self.date().unwrap_or_else(SystemTime::now);
            then.duration_since(now).unwrap_or_default()
        };
        Some(wait.min(LONGEST_WAIT))
    }
}

/// The vendor's error body: Device API `ErrorResponse`, Open API the same with more fields, Connect API
/// `ConnectApiErrorResponseDto` or a list of those.
#[derive(Default)]
struct VendorError {
    message: Option<Redacted<String>>,
    codes: Vec<String>,
    reference: Option<String>,
    trace_id: Option<String>,
}

impl VendorError {
    /// `None` for anything but a JSON object: then somebody else wrote it. No field is required. A
    /// list is the vendor's if every entry is an object with codes.
    fn read(body: &[u8]) -> Option<Self> {
        match serde_json::from_slice(body).ok()? {
            Value::Object(fields) => Some(Self::of(&fields)),
            Value::Array(list) if !list.is_empty() => {
                let mut all = Self::default();
                for one in &list {
                    let fields = one.as_object().filter(|fields| fields.contains_key("errorCodes"))?;
                    let one = Self::of(fields);
                    all.codes.extend(one.codes);
                    all.reference = all.reference.or(one.reference);
                    all.trace_id = all.trace_id.or(one.trace_id);
                }
                Some(Self { codes: each_once(all.codes), ..all })
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => None,
        }
    }

    fn of(fields: &Map<String, Value>) -> Self {
        let text = |name: &str| fields.get(name).and_then(Value::as_str).map(str::trim);
        let (message, trace_id) = (text("errorMessage"), text("traceId"));
        let mut codes = Vec::from_iter(text("errorCode").and_then(constant));
        gather(fields.get("errorCodes"), &mut codes);
        Self {
            message: message.filter(|m| !m.is_empty()).map(|m| Redacted::new(m.to_owned())),
            codes: each_once(codes),
            reference: text("reference").and_then(constant),
            trace_id: trace_id.and_then(constant),
        }
    }
}

/// The constants in `errorCodes`: published as a list of texts, taken also as one, and as an object or
/// objects with the text in it.
fn gather(value: Option<&Value>, codes: &mut Vec<String>) {
    match value {
        Some(Value::String(code)) => codes.extend(constant(code.trim())),
        Some(Value::Array(list)) => list.iter().for_each(|one| gather(Some(one), codes)),
        Some(Value::Object(fields)) => {
            gather(["errorCode", "code"].iter().find_map(|name| fields.get(*name)), codes);
        }
        Some(Value::Null | Value::Bool(_) | Value::Number(_)) | None => {}
    }
}

fn each_once(list: Vec<String>) -> Vec<String> {
    let mut once = Vec::with_capacity(list.len());
    for one in list {
        if !once.contains(&one) {
            once.push(one);
        }
    }
    once
}

/// Codes and trace numbers go into the log, so only what looks like one is taken.
fn constant(text: &str) -> Option<String> {
    let fits = !text.is_empty()
        && text.len() <= 100
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-:/".contains(&b));
    fits.then(|| text.to_owned())
}

fn is_json(body: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok()
}

fn starts_like_json(body: &[u8]) -> bool {
    matches!(body.trim_ascii_start().first(), Some(b'{' | b'['))
}

fn starts_like_a_page(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    body.trim_ascii_start().starts_with(b"<")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(&'static str, &str)], body: Body) -> Answer {
        let headers = headers.iter().map(|(n, v)| (n.parse().unwrap(), v.parse().unwrap())).collect();
        Answer { status, headers, body }
    }

    fn wait(headers: &[(&'static str, &str)]) -> Option<u64> {
        match answer(429, headers, Body::Whole(vec![])).done() {
            Err(Error::Status(refusal)) => refusal.retry_after.map(|d| d.as_secs()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn waits_in_seconds_or_until_a_date() {
        let noon = ("date", "Tue, 15 Nov 1994 12:00:00 GMT");
        for (value, seconds) in [
            ("0", Some(0)),
            ("120", Some(120)),
            (" 7 ", Some(7)),
            ("99999", Some(3600)),
            ("99999999999999999999999", Some(3600)),
            ("Tue, 15 Nov 1994 12:00:30 GMT", Some(30)),
            ("Tue, 15 Nov 1994 11:00:00 GMT", Some(0)),
            ("Fri, 18 Nov 1994 12:00:00 GMT", Some(3600)),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(wait(&[noon, ("retry-after", value)]), seconds, "{value:?}");
        }
        assert_eq!(wait(&[noon]), None);
        let past = "Tue, 15 Nov 1994 12:00:30 GMT";
        assert_eq!(wait(&[("retry-after", past)]), Some(0), "held against this clock without a date");
    }

    #[test]
    fn only_what_looks_like_a_constant_may_be_logged() {
        for (text, kept) in [
            ("ACCESS.DENIED_1", true),
            ("4671fde7-bb07-4fe5-aa0e-947d9ccb842f", true),
            ("", false),
            ("Edgar Bullock", false),
            ("a\nb", false),
            ("edgar@example.com", false),
            ("ä", false),
            ("a".repeat(101).as_str(), false),
        ] {
            assert_eq!(constant(text).is_some(), kept, "{text:?}");
        }
    }

    #[test]
    fn a_failed_validation_names_what_it_is_about() {
        for (body, named) in [
            (r#"{"errorMessage":"for developers","reference":"customer.email"}"#, Some("customer.email")),
            (r#"{"errorMessage":"for developers","reference":"Edgar Bullock"}"#, None),
            (r#"{"errorMessage":"for developers"}"#, None),
        ] {
            let answer = answer(400, &[], Body::Whole(body.into()));
            assert_eq!(answer.refusal().reference.as_deref(), named, "{body}");
        }
    }

    #[test]
    fn a_status_that_is_none_says_nothing_about_the_work() {
        for status in [100, 101, 600, 999] {
            let error = answer(status, &[], Body::Whole(vec![])).done().unwrap_err();
            assert_eq!(error.retry(), crate::Retry::Unknown, "{status}");
        }
    }

    #[test]
    fn a_page_that_breaks_off_is_still_lost() {
        let html = ("content-type", "text/html");
        assert_eq!(answer(200, &[html], Body::Broken).done(), Err(Error::AnswerLost));
        assert_eq!(answer(200, &[html], Body::TimedOut).done(), Err(Error::TimedOut));
        assert_eq!(answer(200, &[html], Body::TooLong).done(), Err(Error::NotTheVendor { status: 200 }));
        assert_eq!(answer(200, &[], Body::TooLong).done(), Err(Error::Garbled { status: 200 }));
    }
}
