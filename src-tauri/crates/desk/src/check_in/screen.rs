//! Which of the things that happened is on the screen, and for how long.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use domain::Language;
use wire::{Screen, VerdictView};

use super::{Greeting, TapId};

/// When two members tap almost at once, each verdict stays at least this long before the next
/// verdict takes its place. A tap takes it at once: that member is standing there.
const AT_LEAST: Duration = Duration::from_secs(1);

/// How long a verdict may wait for its turn. Whoever it is for has gone on by then, and at a busy entrance it
/// would be taken for that of whoever stands there instead. The door and the reader have said it at once.
const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// The member's side of check-in.
#[derive(Debug)]
pub(super) struct Display {
    verdict_for: Duration,
    shown: Option<Shown>,
    /// Verdicts that wait for the one on the screen to have been seen, and since when.
    waiting: VecDeque<(Instant, Told)>,
    /// Taps being asked about, oldest first.
    asked: Vec<Asked>,
}

/// A tap that is being asked about, and what is known of the member already.
#[derive(Debug)]
struct Asked {
    tap: TapId,
    greeting: Option<Greeting>,
    language: Option<Language>,
}

/// A verdict, in the member's language where it is known.
#[derive(Debug)]
struct Told {
    tap: TapId,
    view: VerdictView,
    language: Option<Language>,
}

#[derive(Debug)]
enum Shown {
    Busy(TapId),
    Verdict { told: Told, since: Instant },
}

impl Display {
    pub(super) fn new(verdict_for: Duration) -> Self {
        Self { verdict_for, shown: None, waiting: VecDeque::new(), asked: Vec::new() }
    }

    /// A tap is being asked about: "one moment", whatever was there before.
    pub(super) fn ask(&mut self, tap: TapId) {
        self.asked.push(Asked { tap, greeting: None, language: None });
        self.shown = Some(Shown::Busy(tap));
    }

    /// Who the member behind a tap is.
    pub(super) fn greet(&mut self, tap: TapId, greeting: Greeting) {
        if let Some(asked) = self.asked.iter_mut().find(|asked| asked.tap == tap) {
            asked.greeting = Some(greeting);
            return;
        }
        let shown = match &mut self.shown {
            Some(Shown::Verdict { told, .. }) if told.tap == tap => Some(told),
            Some(Shown::Verdict { .. } | Shown::Busy(_)) | None => None,
        };
        let waiting = self.waiting.iter_mut().map(|(_, told)| told).find(|told| told.tap == tap);
        if let Some(told) = shown.or(waiting) {
            address(&mut told.view, greeting);
        }
    }

    /// What language the member behind a tap speaks.
    pub(super) fn speaks(&mut self, tap: TapId, language: Language) {
        if let Some(asked) = self.asked.iter_mut().find(|asked| asked.tap == tap) {
            asked.language = Some(language);
        }
    }

    /// The answer to a tap.
    pub(super) fn answer(&mut self, tap: TapId, mut view: VerdictView, now: Instant) {
        let Some(place) = self.asked.iter().position(|asked| asked.tap == tap) else { return };
        let Asked { greeting, language, .. } = self.asked.remove(place);
        if let Some(greeting) = greeting {
            address(&mut view, greeting);
        }
        let told = Told { tap, view, language };
        match &self.shown {
            Some(Shown::Verdict { since, .. }) if now < *since + AT_LEAST => {
                self.waiting.retain(|(waits, _)| is_worth_showing(*waits, now));
                self.waiting.push_back((now, told));
            }
            Some(Shown::Verdict { .. } | Shown::Busy(_)) | None => {
                self.shown = Some(Shown::Verdict { told, since: now });
            }
        }
    }

    /// A verdict that needed no question.
    pub(super) fn show(&mut self, tap: TapId, view: VerdictView, now: Instant) {
        self.shown = Some(Shown::Verdict { told: Told { tap, view, language: None }, since: now });
    }

    /// Lets time pass: a verdict that was seen long enough makes room.
    pub(super) fn advance(&mut self, now: Instant) {
        while let Some(until) = self.deadline() {
            if now < until {
                return;
            }
            self.shown = match self.next(until) {
                Some(told) => Some(Shown::Verdict { told, since: until }),
                None => self.asked.last().map(|asked| Shown::Busy(asked.tap)),
            };
        }
    }

    /// The first verdict that somebody still waits for.
    fn next(&mut self, now: Instant) -> Option<Told> {
        while let Some((waits, told)) = self.waiting.pop_front() {
            if is_worth_showing(waits, now) {
                return Some(told);
            }
        }
        None
    }

    /// When the screen changes by itself.
    pub(super) fn deadline(&self) -> Option<Instant> {
        match &self.shown {
            Some(Shown::Verdict { since, .. }) => {
                let seen = *since + AT_LEAST;
                let another = self.waiting.iter().any(|(waits, _)| is_worth_showing(*waits, seen));
                Some(if another { seen } else { *since + self.verdict_for })
            }
            Some(Shown::Busy(_)) | None => None,
        }
    }

    /// What is shown, or `None` when nobody is being served.
    pub(super) fn screen(&self) -> Option<Screen> {
        match self.shown.as_ref()? {
            Shown::Busy(tap) => Some(Screen::Busy { tap: tap.0 }),
            Shown::Verdict { told: Told { tap, view, language }, .. } => Some(Screen::Verdict {
                tap: tap.0,
                shown_for_ms: u32::try_from(self.verdict_for.as_millis()).unwrap_or(u32::MAX),
                language: language.map(|language| language.tag().to_owned()),
                verdict: view.clone(),
            }),
        }
    }
}

fn is_worth_showing(waits: Instant, now: Instant) -> bool {
    now <= waits + LONGEST_WAIT
}

fn address(view: &mut VerdictView, greeting: Greeting) {
    if let VerdictView::Welcome { first_name, birthday } = view {
        *first_name = greeting.first_name.map(domain::Redacted::into_exposed);
        *birthday = greeting.birthday;
    }
}
