//! What a request turns into before it becomes bytes.

use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderName, RETRY_AFTER};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::connect_api::reject::Reject;
use crate::journal::{Api, Effect, Who};
use crate::texts::{Language, Notice};

/// Status, headers and body.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(HeaderName, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }

    pub(crate) fn json(status: StatusCode, value: &Value) -> Self {
        let mut reply = Self::empty(status).with(CONTENT_TYPE, "application/json");
        reply.body = value.to_string().into_bytes();
        reply
    }

    pub(crate) fn bytes(content_type: &str, body: Vec<u8>) -> Self {
        let mut reply = Self::empty(StatusCode::OK).with(CONTENT_TYPE, content_type);
        reply.body = body;
        reply
    }

    /// Device and Open API write an error for the one who reads it, the Connect API for developers.
    pub(crate) fn error(api: Api, notice: Notice, language: Language) -> Self {
        let trace_id = Uuid::new_v4().simple().to_string();
        let body = match api {
            Api::Device | Api::Open => json!({
                "errorMessage": notice.text(language),
                "errorCode": notice.code(),
                "traceId": trace_id,
            }),
            Api::Connect => json!({
                "errorCodes": [category(notice.status())],
                "message": notice.code(),
                "traceId": trace_id,
            }),
        };
        Self::json(notice.status(), &body)
    }

    /// The same body as the only element of a list.
    pub(crate) fn listed(mut self) -> Self {
        self.body = [b"[", &self.body[..], b"]"].concat();
        self
    }

    pub(crate) fn with(mut self, name: HeaderName, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(crate) fn retry_after(self, seconds: u64) -> Self {
        self.with(RETRY_AFTER, &seconds.to_string())
    }
}

/// The generic categories of the Connect API.
fn category(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => "FORBIDDEN",
        StatusCode::NOT_FOUND => "ENTITY_NOT_FOUND",
        StatusCode::CONFLICT => "CONFLICT",
        status if status.is_client_error() => "BAD_REQUEST",
        _ => "SERVER_ERROR",
    }
}

/// A reply and what the request did.
pub(crate) struct Answer {
    pub(crate) reply: Reply,
    pub(crate) effect: Effect,
}

impl Answer {
    pub(crate) fn done(status: StatusCode, effect: Effect) -> Self {
        Self { reply: Reply::empty(status), effect }
    }

    pub(crate) fn json(value: &Value, effect: Effect) -> Self {
        Self { reply: Reply::json(StatusCode::OK, value), effect }
    }

    pub(crate) fn svg(image: String) -> Self {
        Self::file("image/svg+xml", image.into_bytes())
    }

    pub(crate) fn file(content_type: &str, bytes: Vec<u8>) -> Self {
        Self { reply: Reply::bytes(content_type, bytes), effect: Effect::Read }
    }
}

/// A request that is not granted; becomes an error body in the caller's language.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) notice: Notice,
    pub(crate) member: Option<Who>,
    pub(crate) retry_after: Option<u64>,
    /// What the Connect API says instead of the notice.
    pub(crate) rejected: Option<Reject>,
}

impl Refusal {
    pub(crate) fn of(notice: Notice, member: Who) -> Self {
        Self { notice, member: Some(member), retry_after: None, rejected: None }
    }

    pub(crate) fn answer(self, api: Api, language: Language) -> Answer {
        if let Some(reject) = self.rejected {
            return reject.answer();
        }
        let mut reply = Reply::error(api, self.notice, language);
        if let Some(seconds) = self.retry_after {
            reply = reply.retry_after(seconds);
        }
        Answer { reply, effect: Effect::Refused { member: self.member, code: self.notice.code().to_owned() } }
    }
}

impl From<Notice> for Refusal {
    fn from(notice: Notice) -> Self {
        Self { notice, member: None, retry_after: None, rejected: None }
    }
}

/// What every handler returns.
pub(crate) type Outcome = Result<Answer, Refusal>;
