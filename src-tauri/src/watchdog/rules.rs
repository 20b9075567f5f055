//! When the member's screen has to be helped, and how. No I/O and no clock.
//!
//! Three things show that somebody who stands in front of the screen is served: the page beats, its
//! process is there, and the thread that owns the windows answers. What does not come back is helped
//! with ever more force: load the page anew, build the window anew, end the program, which whoever
//! started it starts again.

use std::time::{Duration, Instant};

use wire::{Beat, ShownScreen};

use super::crashes::Crashes;

/// How long something may go without a sign before it is helped. Chosen so that finding out and loading
/// the page again take less than five seconds together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Between two looks.
    pub tick: Duration,
    /// Between two beats of a page that is in sight; it beats once a second.
    pub page: Duration,
    /// The same while nobody can see the page: systems slow such a page down.
    pub hidden: Duration,
    /// From loading a page to its first beat.
    pub load: Duration,
    /// The same for the first page, which a computer that has just started may take long for.
    pub start: Duration,
    /// How long the thread that owns the windows may take to answer.
    pub main: Duration,
}

impl Patience {
    /// What a studio gets.
    pub const PRODUCT: Self = Self {
        tick: Duration::from_millis(250),
        page: Duration::from_millis(2500),
        hidden: Duration::from_mins(1),
        load: Duration::from_secs(5),
        start: Duration::from_secs(60),
        main: Duration::from_millis(2500),
    };

    /// For a page that a test drives: its scripts hold the page up for longer than any page may.
    #[cfg(debug_assertions)]
    pub const DRIVEN: Self = Self {
        page: Duration::from_mins(2),
        hidden: Duration::from_mins(2),
        load: Duration::from_mins(2),
        start: Duration::from_mins(5),
        main: Duration::from_mins(2),
        ..Self::PRODUCT
    };
}

/// How often the thread that owns the windows is asked.
const ASKING: Duration = Duration::from_millis(500);
/// A look that comes later than this after the last one: this program did not run itself, so the silence
/// of others says nothing. A computer that slept, or has too much to do.
const OVERSLEPT: Duration = Duration::from_secs(1);
/// After this long without a crash members are served again.
pub const QUIET: Duration = Duration::from_mins(2);

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Input {
    /// The page says that it is there.
    Beat(Beat),
    /// The page's process has ended without being told to.
    #[cfg_attr(windows, allow(dead_code, reason = "see `Pulse::page_ended`"))]
    PageEnded,
    /// The thread that owns the windows answers.
    MainAnswers,
    /// Time has passed.
    Tick,
}

/// Something to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// Ask the thread that owns the windows for a sign, and come back with [`Input::MainAnswers`].
    AskMain,
    /// End the page's process, if there is one, and load the page.
    Reload,
    /// Close the window and build it anew.
    Rebuild,
    /// End the program with a code that has it started again.
    End,
    /// Serve nobody, and call the team: the screen has crashed this often within a minute.
    Rest(u32),
    /// It has been quiet for long enough: serve.
    Serve,
    /// The first page is there.
    Ready,
    /// Everything answers: tell whoever watches from outside.
    Alive,
    /// A page shows this again, so long after the one before was lost.
    Back(ShownScreen, Duration),
}

/// Takes the signs of the page and of the windows' thread, and says what to do about those that do not come.
#[derive(Debug)]
pub struct Watchdog {
    patience: Patience,
    page: Page,
    /// Since when the thread that owns the windows has not answered.
    asked: Option<Instant>,
    answered: Instant,
    crashes: Crashes,
    /// Since when there was no crash, while nobody is served.
    quiet_since: Option<Instant>,
    /// When the page was lost that is not back yet.
    lost: Option<Instant>,
    ready: bool,
    /// How often whoever watches from outside wants to hear, and when it last did.
    outside: Option<(Duration, Option<Instant>)>,
    looked: Instant,
}

#[derive(Clone, Copy, Debug)]
enum Page {
    Loading {
        since: Instant,
        load: Load,
    },
    Alive {
        beat: Instant,
        hidden: bool,
    },
    /// The program is about to end.
    GivenUp,
}

/// Why a page is being loaded: what comes next if it does not come.
#[derive(Clone, Copy, Debug)]
enum Load {
    First,
    Again,
    NewWindow,
}

impl Watchdog {
    /// Looks at a window that is opened now. `outside`: how often somebody outside wants to hear.
    pub fn new(patience: Patience, outside: Option<Duration>, now: Instant) -> Self {
        Self {
            patience,
            page: Page::Loading { since: now, load: Load::First },
            asked: None,
            answered: now,
            crashes: Crashes::default(),
            quiet_since: None,
            lost: None,
            ready: false,
            outside: outside.map(|every| (every, None)),
            looked: now,
        }
    }

    /// Whoever started the program has seen it crash too often: nobody is served for now.
    pub fn rest(&mut self, crashes: u32, now: Instant) -> Vec<Output> {
        self.quiet_since = Some(now);
        vec![Output::Rest(crashes)]
    }

    /// Takes in what happened and says what to do.
    pub fn handle(&mut self, input: Input, now: Instant) -> Vec<Output> {
        match input {
            Input::Beat(beat) => self.beat(beat, now),
            Input::PageEnded => self.page_is_lost(now),
            Input::MainAnswers => {
                self.asked = None;
                self.answered = now;
                Vec::new()
            }
            Input::Tick => self.tick(now),
        }
    }

    fn beat(&mut self, beat: Beat, now: Instant) -> Vec<Output> {
        if matches!(self.page, Page::GivenUp) {
            return Vec::new();
        }
        self.page = Page::Alive { beat: now, hidden: beat.hidden };
        let mut outputs = Vec::new();
        if !std::mem::replace(&mut self.ready, true) {
            outputs.push(Output::Ready);
        }
        // A page that is there and shows nothing yet helps nobody.
        if beat.screen != ShownScreen::Starting
            && let Some(lost) = self.lost.take()
        {
            outputs.push(Output::Back(beat.screen, now.saturating_duration_since(lost)));
        }
        outputs
    }

    fn tick(&mut self, now: Instant) -> Vec<Output> {
        let gap = now.saturating_duration_since(self.looked);
        self.looked = now;
        if gap > OVERSLEPT {
            self.forgive(gap, now);
        }
        if self.asked.is_some_and(|asked| now.saturating_duration_since(asked) > self.patience.main) {
            return self.end();
        }
        let mut outputs = self.page_in_time(now);
        if self.asked.is_none() && now.saturating_duration_since(self.answered) >= ASKING {
            self.asked = Some(now);
            outputs.push(Output::AskMain);
        }
        outputs.extend(self.quiet(now));
        outputs.extend(self.tell_outside(now));
        outputs
    }

    fn page_in_time(&mut self, now: Instant) -> Vec<Output> {
        // A page cannot be heard while the windows' thread does not answer, and not be helped either.
        if self.asked.is_some_and(|asked| now.saturating_duration_since(asked) > OVERSLEPT) {
            return Vec::new();
        }
        let (since, patience) = match self.page {
            Page::Loading { since, load: Load::First } => (since, self.patience.start),
            // A new window is the last try, and takes longer.
            Page::Loading { since, load: Load::NewWindow } => (since, 2 * self.patience.load),
            Page::Loading { since, load: Load::Again } => (since, self.patience.load),
            Page::Alive { beat, hidden: true } => (beat, self.patience.hidden),
            Page::Alive { beat, hidden: false } => (beat, self.patience.page),
            Page::GivenUp => return Vec::new(),
        };
        match now.saturating_duration_since(since) > patience {
            true => self.page_is_lost(now),
            false => Vec::new(),
        }
    }

    /// It ended, or it hangs.
    fn page_is_lost(&mut self, now: Instant) -> Vec<Output> {
        let (next, output) = match self.page {
            Page::Alive { .. } => (Load::Again, Output::Reload),
            Page::Loading { load: Load::First, .. } => (Load::Again, Output::Reload),
            Page::Loading { load: Load::Again, .. } => (Load::NewWindow, Output::Rebuild),
            Page::Loading { load: Load::NewWindow, .. } => return self.end(),
            Page::GivenUp => return Vec::new(),
        };
        self.page = Page::Loading { since: now, load: next };
        self.lost.get_or_insert(now);
        let crashes = self.crashes.note(now);
        let mut outputs = Vec::new();
        if self.quiet_since.is_some() || Crashes::are_many(crashes) {
            self.quiet_since = Some(now);
            outputs.push(Output::Rest(crashes));
        }
        outputs.push(output);
        outputs
    }

    fn end(&mut self) -> Vec<Output> {
        if matches!(self.page, Page::GivenUp) {
            return Vec::new();
        }
        self.page = Page::GivenUp;
        vec![Output::End]
    }

    fn quiet(&mut self, now: Instant) -> Option<Output> {
        let since = self.quiet_since?;
        let alive = matches!(self.page, Page::Alive { .. });
        (alive && now.saturating_duration_since(since) >= QUIET).then(|| {
            self.quiet_since = None;
            Output::Serve
        })
    }

    fn tell_outside(&mut self, now: Instant) -> Option<Output> {
        let (every, told) = self.outside?;
        let due = told.is_none_or(|told| now.saturating_duration_since(told) >= every);
        if !due || !matches!(self.page, Page::Alive { .. }) {
            return None;
        }
        self.outside = Some((every, Some(now)));
        Some(Output::Alive)
    }

    /// Nobody could be heard for so long.
    fn forgive(&mut self, gap: Duration, now: Instant) {
        let later = |at: Instant| (at + gap).min(now);
        self.page = match self.page {
            Page::Loading { since, load } => Page::Loading { since: later(since), load },
            Page::Alive { beat, hidden } => Page::Alive { beat: later(beat), hidden },
            Page::GivenUp => Page::GivenUp,
        };
        self.asked = self.asked.map(later);
    }
}

#[cfg(test)]
mod tests;
