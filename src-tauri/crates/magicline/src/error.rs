use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::time::Duration;

use domain::{NotDone, Outcome, Redacted, Unknown};

/// Why a call did not end in an answer that can be used.
///
/// Safe to log: neither `Debug` nor `Display` shows an address, a body, a key, a token or the
/// vendor's words for the member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// No connection came about: refused, unknown host, no route, no answer to the greeting, or a
    /// proxy that would not connect. Nothing was sent.
    NoConnection,
    /// The server's certificate is not one this system trusts. Nothing was sent.
    CertificateWrong,
    /// The key or token holds characters that no header can carry. Nothing was sent.
    CredentialUnusable,
    /// The address or the content cannot be made into a request. Nothing was sent.
    Unsendable,
    /// The time allowed ran out after the request may have gone out.
    TimedOut,
    /// The connection broke after the request may have gone out, or the answer stopped half way.
    AnswerLost,
    /// The vendor answered with something other than success, or with success and a body that says no.
    Status(Refusal),
    /// Something answered that is not the vendor: a captive portal, a proxy, a redirect.
    NotTheVendor {
        /// The HTTP status it answered with.
        status: u16,
    },
    /// A success status with a body that makes no sense, or "see other" after a POST, which may be one.
    Garbled {
        /// The HTTP status of the answer.
        status: u16,
    },
}

/// What the vendor said instead of doing what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status: 400 to 599, or 200 where the body says that the member is not authorized.
    pub status: u16,
    /// `errorMessage` or `text`, trimmed: words for the member in the language asked for (Device API).
    pub message: Option<Redacted<String>>,
    /// `errorCode`, or the Connect API's `errorCodes`: the vendor's constants for the reasons, each once. The Connect
    /// API has no words for the member; what it calls `message` is for developers and not kept.
    pub codes: Vec<String>,
    /// `reference`: what a failed validation is about, as a path of names with dots between them (Open API,
    /// `ErrorResponse.reference`: "Reference to validation error", "parent.child").
    pub reference: Option<String>,
    /// `traceId`: the vendor's number for this call.
    pub trace_id: Option<String>,
    /// `Retry-After`: how long to wait from now on, at most an hour.
    pub retry_after: Option<Duration>,
}

impl Refusal {
    /// One of which nothing is known but its status.
    pub const fn of(status: u16) -> Self {
        Self { status, message: None, codes: Vec::new(), reference: None, trace_id: None, retry_after: None }
    }

    /// The first of the reasons.
    pub fn code(&self) -> Option<&str> {
        self.codes.first().map(String::as_str)
    }

    /// Whether `code` is among the reasons.
    pub fn has(&self, code: &str) -> bool {
        self.codes.iter().any(|one| one == code)
    }
}

/// Whether a program may send the same request again by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// Nothing was done, and the next try may fare better.
    Safe,
    /// Nothing was done, and the vendor wants to be left alone for this long.
    After(Duration),
    /// Nothing was done, and the same request will fail the same way until somebody has changed
    /// something: a key, a membership. Not a reason to throw the request away.
    Never,
    /// It may have been done. Only a call that changes nothing may be repeated.
    Unknown,
}

/// The Open API's limit counts by the minute (429).
const BUSY: Duration = Duration::from_secs(60);
/// 503 is a database task that took too long; the vendor says "within a few minutes".
const PAUSE: Duration = Duration::from_secs(30);

/// The status of an answer that came through all right and says no.
pub(crate) const SAID_NO: u16 = 200;

impl Error {
    /// Whether a program may send the same request again by itself.
    pub fn retry(&self) -> Retry {
        match self {
            Self::NoConnection | Self::CertificateWrong | Self::NotTheVendor { .. } => Retry::Safe,
            Self::CredentialUnusable | Self::Unsendable => Retry::Never,
            Self::TimedOut | Self::AnswerLost | Self::Garbled { .. } => Retry::Unknown,
            Self::Status(refusal) => match (refusal.status, refusal.retry_after) {
                (408 | 425 | 429 | 503, Some(wait)) => Retry::After(wait),
                (408 | 425, None) => Retry::Safe,
                (429, None) => Retry::After(BUSY),
                (503, None) => Retry::After(PAUSE),
                (SAID_NO | 400..=499, _) => Retry::Never,
                (_, _) => Retry::Unknown,
            },
        }
    }

    /// The HTTP status, if an answer came.
    pub const fn status(&self) -> Option<u16> {
        match self {
            Self::Status(refusal) => Some(refusal.status),
            Self::NotTheVendor { status } | Self::Garbled { status } => Some(*status),
            Self::NoConnection
            | Self::CertificateWrong
            | Self::CredentialUnusable
            | Self::Unsendable
            | Self::TimedOut
            | Self::AnswerLost => None,
        }
    }

    /// The HTTP status that the vendor said no with, as in [`Error::refusal`].
    pub fn refused_with(&self) -> Option<u16> {
        self.refusal().map(|refusal| refusal.status)
    }

    /// What the vendor said no with. `None` for a page of something on the way (a web filter, a proxy): it has a
    /// status as well, and says nothing about a right, a device or a member.
    pub const fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Status(refusal) => Some(refusal),
            Self::NotTheVendor { .. }
            | Self::Garbled { .. }
            | Self::NoConnection
            | Self::CertificateWrong
            | Self::CredentialUnusable
            | Self::Unsendable
            | Self::TimedOut
            | Self::AnswerLost => None,
        }
    }

    /// What the client's own error means. It is looked at and dropped, never kept or printed: its
    /// text holds the address, and the address of a look-up holds the card number.
    pub(crate) fn of_sending(error: &reqwest::Error) -> Self {
        if error.is_builder() {
            Self::Unsendable
        } else if error.is_connect() {
            // Asked before `is_timeout`, because time running out while connecting is both.
            if is_about_the_certificate(error) { Self::CertificateWrong } else { Self::NoConnection }
        } else if error.is_timeout() {
            Self::TimedOut
        } else {
            Self::AnswerLost
        }
    }
}

fn is_about_the_certificate(error: &(dyn StdError + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(tls) = error.downcast_ref::<rustls::Error>() {
            return matches!(
                tls,
                rustls::Error::InvalidCertificate(_)
                    | rustls::Error::InvalidCertRevocationList(_)
                    | rustls::Error::NoCertificatesPresented
            );
        }
        // The source of an I/O error is the source of what it wraps, so the wrapped error itself
        // would be passed over.
        next = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    false
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoConnection => f.write_str("no connection; nothing was sent"),
            Self::CertificateWrong => {
                f.write_str("the server's certificate is not trusted; nothing was sent")
            }
            Self::CredentialUnusable => {
                f.write_str("the key or token has characters that cannot be sent; nothing was sent")
            }
            Self::Unsendable => f.write_str("no request can be made of this; nothing was sent"),
            Self::TimedOut => f.write_str("no answer in time; the request may have arrived"),
            Self::AnswerLost => f.write_str("the connection broke; the request may have arrived"),
            Self::Status(refusal) if refusal.status == SAID_NO => {
                f.write_str("the vendor answered that the member is not authorized")
            }
            Self::Status(refusal) => write!(f, "the vendor answered with status {}", refusal.status),
            Self::NotTheVendor { status } => {
                write!(f, "something other than the vendor answered, with status {status}")
            }
            Self::Garbled { status } => {
                write!(f, "status {status} with a body that makes no sense")
            }
        }
    }
}

impl StdError for Error {}

/// How a call that changes something ended, in the domain's words.
pub fn outcome<T>(result: Result<T, Error>) -> Outcome<T> {
    let error = match result {
        Ok(value) => return Outcome::Done(value),
        Err(error) => error,
    };
    match error {
        Error::NoConnection | Error::Unsendable => Outcome::NotDone(NotDone::NoConnection),
        Error::CertificateWrong => Outcome::NotDone(NotDone::CertificateWrong),
        // Such a token can never have been handed out: it needs replacing like a revoked one.
        Error::CredentialUnusable => Outcome::NotDone(NotDone::AccessWithdrawn),
        Error::TimedOut => Outcome::Unknown(Unknown::TimedOut),
        Error::AnswerLost => Outcome::Unknown(Unknown::AnswerLost),
        Error::NotTheVendor { .. } => Outcome::NotDone(NotDone::NotTheVendor),
        Error::Garbled { .. } => Outcome::Unknown(Unknown::AnswerGarbled),
        Error::Status(Refusal { status, message, codes, trace_id, .. }) => match status {
            401 => Outcome::NotDone(NotDone::AccessWithdrawn),
            429 => Outcome::NotDone(NotDone::TooBusy),
            408 | 425 | 503 => Outcome::NotDone(NotDone::VendorPause),
            SAID_NO | 400..=499 => {
                let code = codes.into_iter().next();
                Outcome::NotDone(NotDone::Refused { message, code, trace_id })
            }
            _ => Outcome::Unknown(Unknown::VendorFault),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(status: u16, retry_after: Option<u64>) -> Error {
        Error::Status(Refusal {
            message: Some(Redacted::new("Hallo Edgar".to_owned())),
            codes: vec!["E1".to_owned()],
            trace_id: Some("t1".to_owned()),
            retry_after: retry_after.map(Duration::from_secs),
            ..Refusal::of(status)
        })
    }

    #[test]
    fn only_what_was_certainly_not_done_may_be_repeated() {
        let errors = [
            (Error::NoConnection, Retry::Safe),
            (Error::CertificateWrong, Retry::Safe),
            (Error::NotTheVendor { status: 200 }, Retry::Safe),
            (Error::CredentialUnusable, Retry::Never),
            (Error::Unsendable, Retry::Never),
            (Error::TimedOut, Retry::Unknown),
            (Error::AnswerLost, Retry::Unknown),
            (Error::Garbled { status: 200 }, Retry::Unknown),
            (status(200, None), Retry::Never),
            (status(200, Some(5)), Retry::Never),
            (status(202, None), Retry::Unknown),
            (status(400, None), Retry::Never),
            (status(400, Some(5)), Retry::Never),
            (status(401, None), Retry::Never),
            (status(403, None), Retry::Never),
            (status(409, None), Retry::Never),
            (status(408, None), Retry::Safe),
            (status(425, Some(2)), Retry::After(Duration::from_secs(2))),
            (status(429, None), Retry::After(BUSY)),
            (status(429, Some(7)), Retry::After(Duration::from_secs(7))),
            (status(503, None), Retry::After(PAUSE)),
            (status(503, Some(9)), Retry::After(Duration::from_secs(9))),
            (status(500, None), Retry::Unknown),
            (status(500, Some(9)), Retry::Unknown),
            (status(504, None), Retry::Unknown),
        ];
        for (error, retry) in errors {
            assert_eq!(error.retry(), retry, "{error:?}");
            let unknown = matches!(outcome::<()>(Err(error.clone())), Outcome::Unknown(_));
            assert_eq!(unknown, retry == Retry::Unknown, "{error:?}: outcome and retry class disagree");
        }
    }

    #[test]
    fn the_vendors_words_reach_the_member_but_no_log() {
        let error = status(403, None);
        assert_eq!(error.to_string(), "the vendor answered with status 403");
        assert!(!format!("{error:?}").contains("Edgar"));
        let Outcome::NotDone(NotDone::Refused { message, code, trace_id }) = outcome::<()>(Err(error)) else {
            panic!("a refusal");
        };
        assert_eq!(message.unwrap().expose(), "Hallo Edgar");
        assert_eq!((code.as_deref(), trace_id.as_deref()), (Some("E1"), Some("t1")));
    }

    #[test]
    fn a_certificate_error_is_found_inside_io_errors() {
        let wrong = rustls::Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer);
        let twice = io::Error::other(io::Error::other(wrong));
        assert!(is_about_the_certificate(&twice));
        let other = io::Error::other(rustls::Error::DecryptError);
        assert!(!is_about_the_certificate(&other));
        assert!(!is_about_the_certificate(&io::Error::other("certificate")));
    }
}
