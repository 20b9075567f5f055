//! What a step is like.

use super::{Bought, Interval, Step};

impl Step {
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

    pub(super) fn take_intervals(&mut self) -> Vec<Interval> {
        match self {
            Self::Choosing { intervals, .. }
            | Self::Checking { intervals, .. }
            | Self::NewPrice { intervals, .. }
            | Self::LowCredit { intervals, .. } => std::mem::take(intervals),
            Self::Holding { .. }
            | Self::Asking { .. }
            | Self::Beginning { .. }
            | Self::HandingOut { .. }
            | Self::Charging { .. }
            | Self::Done { .. }
            | Self::TopUp { .. }
            | Self::AtDesk { .. }
            | Self::TakingCash { .. }
            | Self::Receipt { .. }
            | Self::Over { .. } => Vec::new(),
        }
    }

    /// The member, and nobody else, is waited for: it can be ended without a trace.
    pub(super) const fn is_waiting(&self) -> bool {
        match self {
            Self::Choosing { .. }
            | Self::NewPrice { .. }
            | Self::LowCredit { .. }
            | Self::TopUp { .. }
            | Self::AtDesk { .. } => true,
            Self::Holding { .. }
            | Self::Asking { .. }
            | Self::Checking { .. }
            | Self::Beginning { .. }
            | Self::HandingOut { .. }
            | Self::Charging { .. }
            | Self::Done { .. }
            | Self::TakingCash { .. }
            | Self::Receipt { .. }
            | Self::Over { .. } => false,
        }
    }

    /// Whether whoever stood there may be somebody else by now, once the page was gone: a choice is anybody's,
    /// what is being handed out is not. Nothing while an answer is on its way, which decides.
    pub(super) const fn is_anybodys(&self) -> Option<bool> {
        match self {
            Self::Holding { .. }
            | Self::Choosing { .. }
            | Self::NewPrice { .. }
            | Self::LowCredit { .. }
            | Self::TopUp { .. }
            | Self::AtDesk { .. }
            | Self::Receipt { .. }
            | Self::Over { .. } => Some(true),
            Self::Beginning { .. }
            | Self::HandingOut { .. }
            | Self::Charging { .. }
            | Self::Done { .. }
            | Self::TakingCash { .. } => Some(false),
            Self::Asking { .. } | Self::Checking { .. } => None,
        }
    }

    /// Something is under way that nobody may walk into.
    pub(super) const fn is_busy(&self) -> bool {
        match self {
            Self::Asking { .. }
            | Self::Checking { .. }
            | Self::Beginning { .. }
            | Self::HandingOut { .. }
            | Self::AtDesk { .. }
            | Self::TakingCash { .. } => true,
            Self::Holding { .. }
            | Self::Choosing { .. }
            | Self::NewPrice { .. }
            | Self::LowCredit { .. }
            | Self::TopUp { .. }
            | Self::Charging { .. }
            | Self::Done { .. }
            | Self::Receipt { .. }
            | Self::Over { .. } => false,
        }
    }

    /// Nothing physical has happened, and nothing has been written about an end.
    pub(super) const fn is_open(&self) -> bool {
        match self {
            Self::Charging { .. }
            | Self::Done { .. }
            | Self::TakingCash { .. }
            | Self::Receipt { .. }
            | Self::Over { .. } => false,
            Self::Holding { .. }
            | Self::Asking { .. }
            | Self::Choosing { .. }
            | Self::Checking { .. }
            | Self::NewPrice { .. }
            | Self::LowCredit { .. }
            | Self::Beginning { .. }
            | Self::HandingOut { .. }
            | Self::TopUp { .. }
            | Self::AtDesk { .. } => true,
        }
    }
}
