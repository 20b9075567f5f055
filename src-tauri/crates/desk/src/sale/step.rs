//! What a step is like.

use super::{Bought, Interval, Step};
use crate::check_in::Moment;

/// What a step is like, but for what is bought in it.
struct Like {
    waiting: bool,
    anybodys: Option<bool>,
    busy: bool,
    open: bool,
    until: Option<Moment>,
}

impl Step {
    #[rustfmt::skip]
    const fn like(&self) -> Like {
        let (waiting, anybodys, busy, open, until) = match self {
            Self::Holding { until, .. }    => (false, Some(true),  false, true,  Some(*until)),
            Self::Asking { .. }            => (false, None,        true,  true,  None),
            Self::Choosing { until, .. }   => (true,  Some(true),  false, true,  Some(*until)),
            Self::Checking { .. }          => (false, None,        true,  true,  None),
            Self::NewPrice { until, .. }   => (true,  Some(true),  false, true,  Some(*until)),
            Self::LowCredit { until, .. }  => (true,  Some(true),  false, true,  Some(*until)),
            Self::Beginning { .. }         => (false, Some(false), true,  true,  None),
            Self::HandingOut { until, .. } => (false, Some(false), true,  true,  Some(*until)),
            Self::Charging { until, .. }   => (false, Some(false), false, false, Some(*until)),
            Self::Done { until, .. }       => (false, Some(false), false, false, Some(*until)),
            Self::TopUp { until }          => (true,  Some(true),  false, true,  Some(*until)),
            Self::AtDesk { until, .. }     => (true,  Some(true),  true,  true,  Some(*until)),
            Self::TakingCash { .. }        => (false, Some(false), true,  false, None),
            Self::Receipt { until, .. }    => (false, Some(true),  false, false, Some(*until)),
            Self::Over { until, .. }       => (false, Some(true),  false, false, Some(*until)),
        };
        Like { waiting, anybodys, busy, open, until }
    }

    /// The member, and nobody else, is waited for: it can be ended without a trace.
    pub(super) const fn is_waiting(&self) -> bool {
        self.like().waiting
    }

    /// Whether whoever stood there may be somebody else by now, once the page was gone: a choice is anybody's,
    /// what is being handed out is not. Nothing while an answer is on its way, which decides.
    pub(super) const fn is_anybodys(&self) -> Option<bool> {
        self.like().anybodys
    }

    /// Something is under way that nobody may walk into.
    pub(super) const fn is_busy(&self) -> bool {
        self.like().busy
    }

    /// Nothing physical has happened, and nothing has been written about an end.
    pub(super) const fn is_open(&self) -> bool {
        self.like().open
    }

    /// When it ends by itself.
    pub(super) const fn until(&self) -> Option<Moment> {
        self.like().until
    }

    /// What is being bought, once that is chosen.
    pub(super) const fn bought(&self) -> Option<&Bought> {
        match self {
            Self::Holding { bought, .. } | Self::Asking { bought, .. } => bought.as_ref(),
            Self::Checking { bought, .. }
            | Self::NewPrice { bought, .. }
            | Self::LowCredit { bought, .. }
            | Self::Beginning { bought }
            | Self::HandingOut { bought, .. }
            | Self::Charging { bought, .. }
            | Self::Done { bought, .. } => Some(bought),
            Self::Choosing { .. }
            | Self::TopUp { .. }
            | Self::AtDesk { .. }
            | Self::TakingCash { .. }
            | Self::Receipt { .. }
            | Self::Over { .. } => None,
        }
    }

    /// What there is to choose from, for the step after this one.
    pub(super) fn take_intervals(&mut self) -> Vec<Interval> {
        let (Self::Choosing { intervals, .. }
        | Self::Checking { intervals, .. }
        | Self::NewPrice { intervals, .. }
        | Self::LowCredit { intervals, .. }) = self
        else {
            return Vec::new();
        };
        std::mem::take(intervals)
    }
}
