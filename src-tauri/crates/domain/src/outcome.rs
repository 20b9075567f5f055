use crate::Redacted;

/// How a request that changes something in the vendor's system ended.
///
/// The three cases are kept apart because they allow different next steps: what is done must not be
/// repeated, what is not done may be, and what is [`Unknown`] must never be repeated by a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<T> {
    /// The vendor did it and said so.
    Done(T),
    /// The vendor did not do it, for certain.
    NotDone(NotDone),
    /// Nobody here can tell whether the vendor did it.
    Unknown(Unknown),
}

/// Why something was certainly not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotDone {
    /// The vendor's rules say no (400, 403 or 404 with an error body). The message is meant for
    /// the member and is in the language that was asked for; it may be missing.
    Refused {
        /// The vendor's words for the member.
        message: Option<Redacted<String>>,
        /// The vendor's constant for the reason, safe to log.
        code: Option<String>,
        /// The vendor's number for this call, safe to log.
        trace_id: Option<String>,
    },
    /// 401: the token or key is wrong or was revoked.
    AccessWithdrawn,
    /// 429: more than the allowed requests in a minute.
    TooBusy,
    /// 503: the vendor cancelled a long database task; a later try is safe.
    VendorPause,
    /// Not a byte was sent: refused connection, unknown host, no route.
    NoConnection,
    /// The server's certificate is not one this system trusts; nothing was sent.
    CertificateWrong,
    /// Something answered that is not the vendor: a captive portal, a proxy, a redirect.
    NotTheVendor,
}

/// Why the outcome is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// No answer within the time allowed, after the request had gone out.
    TimedOut,
    /// The connection broke after the request had gone out, or the answer stopped half way.
    AnswerLost,
    /// 500, 502, 504 or another status that does not say whether the work was done.
    VendorFault,
    /// A success status with a body that is not the vendor's.
    AnswerGarbled,
}
