//! One attempt on the wire, byte by byte as far as it matters: between any two of its steps the
//! connection can break, the client can lose patience and the process can be killed.

use domain::{Redacted, Unknown};

use super::rng::Rng;
use super::vendor::{Answer, Request, Vendor};
use crate::item::{Job, Report};

/// How long the client waits for an answer, in milliseconds.
pub(super) const PATIENCE: i64 = 30_000;

/// How far an attempt is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Not a byte was sent.
    Nothing,
    /// Some of the request was sent; the vendor cannot read it yet.
    PartSent,
    /// The whole request was sent, and the vendor has not acted.
    Sent,
    /// The vendor acted, and not a byte of the answer is here.
    Acted,
    /// Some of the answer is here.
    PartAnswered,
    /// The whole answer is here and written down nowhere.
    Answered,
}

impl Step {
    pub(super) const ALL: [Self; 6] =
        [Self::Nothing, Self::PartSent, Self::Sent, Self::Acted, Self::PartAnswered, Self::Answered];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Nothing => "nothing sent",
            Self::PartSent => "part of the request sent",
            Self::Sent => "request sent",
            Self::Acted => "vendor acted",
            Self::PartAnswered => "part of the answer here",
            Self::Answered => "answer here",
        }
    }
}

/// Who waits for it.
#[derive(Clone, Debug)]
pub(super) enum Caller {
    /// The worker, for an item of the outbox.
    Worker(Job),
    /// The desk, for somebody at the reader.
    Reader,
    /// The desk, for somebody at the shelf.
    Shelf,
}

/// A request under way.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) id: u64,
    pub(super) caller: Caller,
    pub(super) request: Request,
    pub(super) step: Step,
    pub(super) began: i64,
    /// When the vendor acted on it.
    pub(super) acted_at: i64,
    answer: Option<Answer>,
}

/// What is wrong with the line, in parts of a thousand for each step.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Line {
    pub(super) breaks: u64,
    /// A name search is taken for a proof: the planted mistake of a transport.
    pub(super) takes_namesakes: bool,
}

impl Call {
    pub(super) fn new(id: u64, caller: Caller, request: Request, now: i64) -> Self {
        Self { id, caller, request, step: Step::Nothing, began: now, acted_at: now, answer: None }
    }

    /// The vendor acted on it, at `now`.
    pub(super) fn answered(&mut self, answer: Answer, now: i64) {
        self.answer = Some(answer);
        self.step = Step::Acted;
        self.acted_at = now;
    }

    /// The client waits no longer.
    pub(super) fn time_out(&self) -> Report {
        match self.step {
            Step::Nothing => Report::NotSent,
            Step::PartSent | Step::Sent | Step::Acted | Step::PartAnswered | Step::Answered => {
                Report::Unknown(Unknown::TimedOut)
            }
        }
    }

    /// Goes one step on; the report, when it is over for the client.
    pub(super) fn go_on(
        &mut self,
        vendor: &mut Vendor,
        line: Line,
        rng: &mut Rng,
        now: i64,
    ) -> Option<Report> {
        let broken = rng.odds(line.breaks);
        let lost = Some(Report::Unknown(Unknown::AnswerLost));
        match self.step {
            Step::Nothing if vendor.away || broken => Some(Report::NotSent),
            Step::Nothing => {
                self.step = Step::PartSent;
                None
            }
            Step::PartSent if vendor.away || broken => lost,
            Step::PartSent => {
                self.arrive(vendor, now);
                None
            }
            Step::Sent if broken => lost,
            Step::Sent => {
                if let Some(answer) = vendor.act_on(self.id, now) {
                    self.answered(answer, now);
                }
                None
            }
            Step::Acted | Step::PartAnswered if vendor.away || broken => lost,
            Step::Acted => {
                self.step = Step::PartAnswered;
                None
            }
            Step::PartAnswered | Step::Answered => {
                self.step = Step::Answered;
                let garbled = rng.odds(line.breaks / 4);
                Some(self.answer.take().map_or(Report::Unknown(Unknown::AnswerLost), |answer| {
                    report(&self.request, answer, garbled, line.takes_namesakes)
                }))
            }
        }
    }

    /// The rest of the request reaches the vendor.
    pub(super) fn arrive(&mut self, vendor: &mut Vendor, now: i64) {
        self.step = Step::Sent;
        vendor.receive(self.id, self.request.clone(), now);
    }
}

/// What a transport makes of an answer.
fn report(request: &Request, answer: Answer, garbled: bool, takes_namesakes: bool) -> Report {
    let trace_id = Some(format!("trace-{}", request.fact));
    match answer {
        // A success status with a body that makes no sense.
        Answer::Done(_) if garbled => Report::Unknown(Unknown::AnswerGarbled),
        Answer::Done(reference) => Report::Delivered { reference, trace_id },
        Answer::Refused => Report::Refused {
            words: Some(Redacted::new(super::fact::personal(request.fact, "words"))),
            code: Some("NO".to_owned()),
            trace_id,
        },
        Answer::NoAccess => Report::AccessWithdrawn,
        Answer::Wait(wait) => Report::Wait(wait),
        Answer::Fault => Report::Unknown(Unknown::VendorFault),
        Answer::Found { fitting, namesakes } => {
            Report::Found(if takes_namesakes { [fitting, namesakes].concat() } else { fitting })
        }
        Answer::MayNotLook => Report::MayNotLook,
        Answer::Credit(credit) => Report::Credit(Some(credit)),
    }
}

/// For traces and counts.
pub(super) const fn word(report: &Report) -> &'static str {
    match report {
        Report::Delivered { .. } => "delivered",
        Report::Refused { .. } => "refused",
        Report::NotSent => "not sent",
        Report::Declined => "declined",
        Report::Wait(Some(_)) => "wait so long",
        Report::Wait(None) => "wait",
        Report::AccessWithdrawn => "access withdrawn",
        Report::Unknown(_) => "unknown",
        Report::Found(_) => "found",
        Report::MayNotLook => "may not look",
        Report::Credit(_) => "credit",
        Report::Unreadable => "unreadable",
    }
}

/// Every word of [`word`].
pub(super) const REPORTS: [&str; 10] = [
    "delivered",
    "refused",
    "not sent",
    "wait so long",
    "wait",
    "access withdrawn",
    "unknown",
    "found",
    "may not look",
    "credit",
];
