//! Why a request to the Connect API is turned down: published categories, and a message for developers.

use std::fmt;

use http::StatusCode;
use serde_json::json;
use uuid::Uuid;

use crate::answer::{Answer, Refusal, Reply};
use crate::journal::Effect;
use crate::texts::Notice;

/// The published categories that the practice studio has an occasion for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    Missing,
    Invalid,
    BadRequest,
    NotFound,
    Conflict,
    VoucherUnknown,
    VoucherElsewhere,
    VoucherExpired,
    VoucherOtherRate,
    TrialAlreadyBooked,
    TrialForMembers,
}

impl Code {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Missing => "REQUIRED_PARAMETER_MISSING",
            Self::Invalid => "VALIDATION_FAILED",
            Self::BadRequest => "BAD_REQUEST",
            Self::NotFound => "ENTITY_NOT_FOUND",
            Self::Conflict => "CONFLICT",
            Self::VoucherUnknown => "VOUCHER_VALIDATION_FAILED_INVALID_CODE",
            Self::VoucherElsewhere => "VOUCHER_VALIDATION_FAILED_NOT_REDEEMABLE_HERE",
            Self::VoucherExpired => "VOUCHER_VALIDATION_FAILED_NOT_IN_VALIDITY_PERIOD",
            Self::VoucherOtherRate => "VOUCHER_VALIDATION_FAILED_NOT_ALLOWED_FOR_RATE",
            Self::TrialAlreadyBooked => "TRIALSESSION_ALREADY_BOOKED",
            Self::TrialForMembers => "ACTIVE_MEMBER_CANNOT_BOOK_TRIAL_SESSION",
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Conflict => StatusCode::CONFLICT,
            Self::Missing
            | Self::Invalid
            | Self::BadRequest
            | Self::VoucherUnknown
            | Self::VoucherElsewhere
            | Self::VoucherExpired
            | Self::VoucherOtherRate
            | Self::TrialAlreadyBooked
            | Self::TrialForMembers => StatusCode::BAD_REQUEST,
        }
    }
}

/// A request that is turned down. The message names fields, never what was in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reject {
    pub(crate) code: Code,
    pub(crate) message: String,
    status: StatusCode,
}

impl Reject {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), status: code.status() }
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(Code::Invalid, message)
    }

    pub(crate) fn missing(field: impl fmt::Display) -> Self {
        Self::new(Code::Missing, format!("{field} must not be null"))
    }

    /// The published answer to a picture that is not there.
    pub(crate) fn no_picture() -> Self {
        let message = "Invalid image format".to_owned();
        Self { code: Code::Invalid, message, status: StatusCode::INTERNAL_SERVER_ERROR }
    }

    /// A 404 is published without a body, unlike all other errors.
    pub(crate) fn answer(self) -> Answer {
        if self.status == StatusCode::NOT_FOUND {
            return Answer::done(
                self.status,
                Effect::Rejected { code: self.code.name(), reason: self.message },
            );
        }
        let body = json!({
            "errorCodes": [self.code.name()],
            "message": self.message,
            "traceId": Uuid::new_v4().simple().to_string(),
        });
        let effect = Effect::Rejected { code: self.code.name(), reason: self.message };
        Answer { reply: Reply::json(self.status, &body), effect }
    }
}

impl From<Reject> for Refusal {
    fn from(reject: Reject) -> Self {
        Self { rejected: Some(reject), ..Self::from(Notice::Malformed) }
    }
}
