//! How far a sign-up is, and what each step is like.

use std::time::Instant;

use domain::Redacted;
use jiff::Timestamp;
use wire::{AttentionReason, CardLink, RefusedReason, SignUpPart};

use super::happened::Made;
use super::numbers::{PaymentWindow, QuestionId};

/// How far it is. What matters in one step only stands in that step.
pub(super) enum Step {
    Start(CodeSaid),
    /// A part of the path, and why the payment window that was wanted there could not be opened.
    Part {
        part: SignUpPart,
        no_session: Option<AttentionReason>,
    },
    Minor,
    /// The vendor is asked for a payment session.
    OpeningPayment(PaymentWindow),
    /// A payment window is open; until when its session is good, by the vendor's clock and by ours.
    Paying {
        window: PaymentWindow,
        session: Timestamp,
        until: Option<Instant>,
    },
    Submitting,
    PriceChanged,
    Waiting,
    Unknown,
    /// A check-in voucher is being redeemed.
    Redeeming(QuestionId),
    /// Nobody knows whether the check-in voucher was redeemed.
    MaybeRedeemed,
    Done {
        made: Box<Made>,
        access: Option<Redacted<String>>,
        card: CardLink,
    },
    Refused(RefusedReason),
    Parking {
        team: bool,
    },
    Parked {
        code: Redacted<String>,
        team: bool,
    },
}

/// What was said about a code to go on with.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum CodeSaid {
    Nothing,
    Unknown,
    MustWait(Timestamp),
    NotLookedUp,
}

/// What a step is like.
pub(super) struct Like {
    /// Something is still entered, and the draft is in the store and nothing else.
    pub(super) filling: bool,
    /// It was sent, and what became of it is still to be heard.
    pub(super) sent: bool,
    /// A person has to come.
    pub(super) calls: bool,
    /// A payment window stands beside the screen, or is about to.
    pub(super) window: bool,
    /// When it ends by itself.
    pub(super) until: Option<Instant>,
}

impl Step {
    /// A part in which nothing was tried yet.
    pub(super) const fn part(part: SignUpPart) -> Self {
        Self::Part { part, no_session: None }
    }

    /// What this step is like.
    #[rustfmt::skip]
    pub(super) const fn like(&self) -> Like {
        let (filling, sent, calls, window, until) = match self {
            Self::Start(_)             => (true,  false, false, false, None),
            Self::Part { .. }          => (true,  false, false, false, None),
            Self::Minor                => (true,  false, true,  false, None),
            Self::OpeningPayment(_)    => (true,  false, false, true,  None),
            Self::Paying { until, .. } => (true,  false, false, true,  *until),
            Self::Submitting           => (false, true,  false, false, None),
            Self::PriceChanged         => (true,  false, false, false, None),
            Self::Waiting              => (false, true,  false, false, None),
            Self::Unknown              => (false, true,  false, false, None),
            Self::Redeeming(_)         => (false, false, false, false, None),
            Self::MaybeRedeemed        => (false, false, true,  false, None),
            Self::Done { .. }          => (false, false, false, false, None),
            Self::Refused(_)           => (false, false, true,  false, None),
            Self::Parking { team }     => (false, false, *team, false, None),
            Self::Parked { team, .. }  => (false, false, *team, false, None),
        };
        Like { filling, sent, calls, window, until }
    }
}
