//! Which of the things that happened is on the screen, and for how long.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use wire::{Screen, VerdictView};

use super::{Greeting, TapId};

/// When two members tap almost at once, each verdict stays at least this long before the next
/// verdict takes its place. A tap takes it at once: that member is standing there.
const AT_LEAST: Duration = Duration::from_secs(1);

/// The member's side of check-in.
#[derive(Debug)]
pub(super) struct Display {
    verdict_for: Duration,
    shown: Option<Shown>,
    /// Verdicts that wait for the one on the screen to have been seen.
    waiting: VecDeque<(TapId, VerdictView)>,
    /// Taps being asked about, oldest first, and who the member is where that is known already.
    asked: Vec<(TapId, Option<Greeting>)>,
}

#[derive(Debug)]
enum Shown {
    Busy(TapId),
    Verdict { tap: TapId, view: VerdictView, since: Instant },
}

impl Display {
    pub(super) fn new(verdict_for: Duration) -> Self {
        Self { verdict_for, shown: None, waiting: VecDeque::new(), asked: Vec::new() }
    }

    /// A tap is being asked about: "one moment", whatever was there before.
    pub(super) fn ask(&mut self, tap: TapId) {
        self.asked.push((tap, None));
        self.shown = Some(Shown::Busy(tap));
    }

    /// Who the member behind a tap is.
    pub(super) fn greet(&mut self, tap: TapId, greeting: Greeting) {
        if let Some((_, known)) = self.asked.iter_mut().find(|(asked, _)| *asked == tap) {
            *known = Some(greeting);
            return;
        }
        let shown = match &mut self.shown {
            Some(Shown::Verdict { tap: shown, view, .. }) if *shown == tap => Some(view),
            Some(Shown::Verdict { .. } | Shown::Busy(_)) | None => None,
        };
        let waiting = self.waiting.iter_mut().find(|(waiting, _)| *waiting == tap).map(|(_, view)| view);
        if let Some(view) = shown.or(waiting) {
            address(view, greeting);
        }
    }

    /// The answer to a tap.
    pub(super) fn answer(&mut self, tap: TapId, mut view: VerdictView, now: Instant) {
        let Some(place) = self.asked.iter().position(|(asked, _)| *asked == tap) else { return };
        if let (_, Some(greeting)) = self.asked.remove(place) {
            address(&mut view, greeting);
        }
        match &self.shown {
            Some(Shown::Verdict { since, .. }) if now < *since + AT_LEAST => {
                self.waiting.push_back((tap, view));
            }
            Some(Shown::Verdict { .. } | Shown::Busy(_)) | None => {
                self.shown = Some(Shown::Verdict { tap, view, since: now });
            }
        }
    }

    /// A verdict that needed no question.
    pub(super) fn show(&mut self, tap: TapId, view: VerdictView, now: Instant) {
        self.shown = Some(Shown::Verdict { tap, view, since: now });
    }

    /// Lets time pass: a verdict that was seen long enough makes room.
    pub(super) fn advance(&mut self, now: Instant) {
        while let Some(until) = self.deadline() {
            if now < until {
                return;
            }
            self.shown = match self.waiting.pop_front() {
                Some((tap, view)) => Some(Shown::Verdict { tap, view, since: until }),
                None => self.asked.last().map(|(tap, _)| Shown::Busy(*tap)),
            };
        }
    }

    /// When the screen changes by itself.
    pub(super) fn deadline(&self) -> Option<Instant> {
        match &self.shown {
            Some(Shown::Verdict { since, .. }) => {
                let stays = if self.waiting.is_empty() { self.verdict_for } else { AT_LEAST };
                Some(*since + stays)
            }
            Some(Shown::Busy(_)) | None => None,
        }
    }

    /// What is shown, or `None` when nobody is being served.
    pub(super) fn screen(&self) -> Option<Screen> {
        match self.shown.as_ref()? {
            Shown::Busy(tap) => Some(Screen::Busy { tap: tap.0 }),
            Shown::Verdict { tap, view, .. } => Some(Screen::Verdict {
                tap: tap.0,
                shown_for_ms: u32::try_from(self.verdict_for.as_millis()).unwrap_or(u32::MAX),
                verdict: view.clone(),
            }),
        }
    }
}

fn address(view: &mut VerdictView, greeting: Greeting) {
    if let VerdictView::Welcome { first_name, birthday } = view {
        *first_name = greeting.first_name.map(domain::Redacted::into_exposed);
        *birthday = greeting.birthday;
    }
}
