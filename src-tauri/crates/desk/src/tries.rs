//! Wrong PINs, of the team and of members, and the waits that make guessing slow.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use outbox::{Outbox, OutboxError};
use serde::{Deserialize, Serialize};

/// How many wrong PINs cost nothing: people mistype, and somebody waits behind them.
const FREE: u32 = 3;
const FIRST_WAIT: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// Where many have a PIN, a right one makes up for wrong ones this often: whoever has one could otherwise guess
/// at the others' for as long as they like, with their own in between.
const FORGIVES_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// What wrong PINs lead to: three are free, after the fourth comes a wait of 5 s, and each further
/// one doubles it up to 5 min. Nobody is ever locked out for good, and ten thousand PINs take a month.
///
/// It is kept across restarts, or a restart would be three free tries. So it goes by the wall clock,
/// and that can be changed: set forward, a wait ends early. That is accepted, because whoever may
/// set the clock of this computer is not kept from its files by a PIN, and because the other way
/// round a clock that was put right would lock staff out of their own desk. For the same reason
/// what happened in the future does not count: a clock set back to before the last wrong PIN ends
/// the wait, and never is more left than the wait itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tries {
    /// Wrong PINs since the last right one.
    #[serde(default)]
    wrong: u32,
    /// When the last of them was entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last: Option<Timestamp>,
    /// When a right one made up for wrong ones last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    forgave: Option<Timestamp>,
    /// How many came before these could not be read: none is free. Such a count is never written over the
    /// one that could not be read.
    #[serde(skip)]
    without_those_before: bool,
}

impl Tries {
    /// Counts from here on, because how many came before cannot be read. Whoever makes the store fail gains no
    /// free try by it, and waits an hour until one of many right PINs makes up for wrong ones. The right PIN
    /// is looked at all the same: somebody has to get in to see what is wrong.
    pub fn without_those_before(now: Timestamp) -> Self {
        Self { forgave: Some(now), without_those_before: true, ..Self::default() }
    }

    /// Whether those before could not be read.
    pub fn lacks_those_before(&self) -> bool {
        self.without_those_before
    }

    /// These, and then those that were counted while these could not be read.
    pub fn and_then(&self, since: &Self, now: Timestamp) -> Self {
        // What happened in the future does not count, and would hide what did happen.
        let later =
            |a: Option<Timestamp>, b: Option<Timestamp>| a.max(b).filter(|at| *at <= now).or(a.min(b));
        Self {
            wrong: self.wrong.saturating_add(since.wrong),
            last: later(self.last, since.last),
            forgave: later(self.forgave, since.forgave),
            without_those_before: false,
        }
    }

    /// A wrong PIN was entered. Not for one that came before the wait was over: it was not looked at.
    pub fn wrong(&mut self, now: Timestamp) {
        self.wrong = self.wrong.saturating_add(1);
        self.last = Some(now);
    }

    /// The right PIN was entered.
    pub fn right(&mut self) {
        *self = Self::default();
    }

    /// One of many right PINs was entered. It makes up for wrong ones once an hour.
    pub fn right_of_many(&mut self, now: Timestamp) {
        let lately = |then: &Timestamp| *then <= now && now.duration_since(*then) < FORGIVES_EVERY;
        if self.wrong > 0 && !self.forgave.as_ref().is_some_and(lately) {
            *self = Self { forgave: Some(now), ..Self::default() };
        }
    }

    /// Wrong PINs in a row.
    pub fn in_a_row(&self) -> u32 {
        self.wrong
    }

    /// Wrong PINs as far as they cost waits.
    fn counted(&self) -> u32 {
        if self.without_those_before { self.wrong.saturating_add(FREE) } else { self.wrong }
    }

    /// How many more wrong PINs cost nothing.
    pub fn free(&self) -> u32 {
        FREE.saturating_sub(self.counted())
    }

    /// When the next PIN is looked at; `None` when it is now.
    pub fn wait_until(&self, now: Timestamp) -> Option<Timestamp> {
        let doublings = self.counted().checked_sub(FREE + 1)?;
        let wait = 2_u32
            .checked_pow(doublings)
            .and_then(|times| FIRST_WAIT.checked_mul(times))
            .map_or(LONGEST_WAIT, |wait| wait.min(LONGEST_WAIT));
        let last = self.last.filter(|last| *last <= now)?;
        last.checked_add(wait).ok().filter(|until| *until > now)
    }
}

/// Where the store keeps them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// Of the staff PIN.
    Team,
    /// Of members, at whatever reader.
    Members,
    /// Not PINs: the codes that drafts are put aside with.
    Drafts,
}

impl Whose {
    const fn setting(self) -> &'static str {
        match self {
            Self::Team => "staff-tries",
            Self::Members => "member-tries",
            Self::Drafts => "draft-tries",
        }
    }
}

/// What the store remembers, so that a restart is no way round a wait.
///
/// # Errors
/// The store cannot be read. Then nobody knows how many there were, which is not to say that there were none.
pub(crate) async fn kept(outbox: &Outbox, whose: Whose, now: Timestamp) -> Result<Tries, OutboxError> {
    let Some(kept) = outbox.setting(whose.setting()).await? else { return Ok(Tries::default()) };
    Ok(serde_json::from_str(&kept).unwrap_or_else(|_| {
        tracing::error!(?whose, "what is kept of wrong PINs makes no sense; none is free now");
        Tries { wrong: FREE, forgave: Some(now), ..Tries::default() }
    }))
}

/// Has the store remember it.
///
/// # Errors
/// It is not remembered.
pub(crate) async fn write(outbox: &Outbox, whose: Whose, tries: &Tries) -> Result<(), OutboxError> {
    let text = serde_json::to_string(tries).unwrap_or_default();
    outbox.set_setting(whose.setting(), text).await
}

/// Has the store remember it, unless that would be the end of a count that could not be read.
pub(crate) async fn keep(outbox: &Outbox, whose: Whose, tries: &Tries) {
    if tries.lacks_those_before() {
        return;
    }
    if let Err(error) = write(outbox, whose, tries).await {
        tracing::warn!(%error, ?whose, "wrong PINs are only remembered until Portico ends");
    }
}

#[cfg(test)]
mod tests;
