use super::*;

const PAGE: Beat = Beat { hidden: false, screen: ShownScreen::Idle };

/// A watchdog, its clock, and what it said since it was last asked.
struct Play {
    watchdog: Watchdog,
    now: Instant,
    /// The windows' thread answers at once.
    main: bool,
    /// The page beats once a second, like this.
    page: Option<Beat>,
    said: Vec<(Duration, Output)>,
    began: Instant,
}

impl Play {
    fn new() -> Self {
        Self::watched(None)
    }

    fn watched(outside: Option<Duration>) -> Self {
        let now = Instant::now();
        let watchdog = Watchdog::new(Patience::PRODUCT, outside, now);
        Self { watchdog, now, main: true, page: Some(PAGE), said: Vec::new(), began: now }
    }

    fn tell(&mut self, input: Input) {
        for output in self.watchdog.handle(input, self.now) {
            if output == Output::AskMain {
                if self.main {
                    assert!(self.watchdog.handle(Input::MainAnswers, self.now).is_empty());
                }
                continue;
            }
            self.said.push((self.now - self.began, output));
        }
    }

    /// Lets time pass in looks of a quarter of a second.
    fn passes(&mut self, time: Duration) -> &mut Self {
        for look in 0..time.as_millis() / 250 {
            self.now += Duration::from_millis(250);
            if let Some(beat) = self.page.filter(|_| look % 4 == 3) {
                self.tell(Input::Beat(beat));
            }
            self.tell(Input::Tick);
        }
        self
    }

    fn seconds(&mut self, seconds: u64) -> &mut Self {
        self.passes(Duration::from_secs(seconds))
    }

    fn said(&mut self) -> Vec<Output> {
        std::mem::take(&mut self.said).into_iter().map(|(_, output)| output).collect()
    }

    /// When the last thing was said, since the beginning.
    fn when(&self) -> Duration {
        self.said.last().map(|(at, _)| *at).unwrap()
    }

    /// A page that is there, with nothing left to say about it.
    fn running(mut self) -> Self {
        assert_eq!(self.seconds(5).said(), [Output::Ready]);
        self
    }
}

/// What a page needs to load and show itself, generously.
const LOADING: Duration = Duration::from_millis(1750);

#[test]
fn a_page_that_beats_is_left_alone() {
    let mut play = Play::new().running();
    assert_eq!(play.seconds(3600).said(), []);
}

#[test]
fn what_hangs_or_ends_is_helped_early_enough_for_idle_within_five_seconds() {
    // A page that hangs.
    let mut play = Play::new().running();
    let last_beat = play.now - play.began;
    play.page = None;
    play.seconds(4);
    assert!(play.when() - last_beat + LOADING <= Duration::from_secs(5), "{:?}", play.when());
    assert_eq!(play.said(), [Output::Reload]);

    // A page whose process ends.
    let mut play = Play::new().running();
    play.tell(Input::PageEnded);
    assert_eq!(play.when(), play.now - play.began, "at once");
    assert_eq!(play.said(), [Output::Reload]);

    // A thread that hangs, and with it every page: the program is to be started again.
    let mut play = Play::new().running();
    let hangs = play.now - play.began;
    (play.main, play.page) = (false, None);
    play.seconds(4);
    assert!(play.when() - hangs + LOADING <= Duration::from_secs(5), "{:?}", play.when());
    assert_eq!(play.said(), [Output::End], "the page cannot be helped by a thread that hangs");
}

#[test]
fn a_page_that_does_not_come_back_is_helped_with_ever_more_force() {
    let mut play = Play::new().running();
    play.page = None;
    assert_eq!(play.seconds(4).said(), [Output::Reload]);
    assert_eq!(play.seconds(6).said(), [Output::Rebuild]);
    assert_eq!(play.seconds(7).said(), []);
    assert_eq!(play.seconds(2).said(), [Output::End]);
    assert_eq!(play.seconds(60).said(), [], "that is said once");
    play.tell(Input::Beat(PAGE));
    assert_eq!(play.said(), [], "and not taken back");
}

#[test]
fn a_process_that_ends_while_it_loads_is_helped_with_more_force_at_once() {
    let mut play = Play::new().running();
    play.page = None;
    for _ in 0..3 {
        play.tell(Input::PageEnded);
    }
    assert_eq!(play.said(), [Output::Reload, Output::Rebuild, Output::End]);
}

#[test]
fn the_first_page_may_take_its_time() {
    let mut play = Play::new();
    play.page = None;
    assert_eq!(play.seconds(59).said(), []);
    assert_eq!(play.seconds(2).said(), [Output::Reload]);
}

#[test]
fn a_page_is_back_when_it_shows_something() {
    let mut play = Play::new().running();
    play.tell(Input::PageEnded);
    play.page = None;
    play.passes(Duration::from_millis(750));
    play.tell(Input::Beat(Beat { screen: ShownScreen::Starting, ..PAGE }));
    assert_eq!(play.said(), [Output::Reload]);
    play.page = Some(PAGE);
    play.seconds(1);
    assert_eq!(play.said(), [Output::Back(ShownScreen::Idle, Duration::from_millis(1750))]);
    assert_eq!(play.seconds(10).said(), []);
}

#[test]
fn three_crashes_in_a_minute_are_one_too_many() {
    let mut play = Play::new().running();
    let mut crash = |pause: u64| {
        play.seconds(pause).tell(Input::PageEnded);
        play.said().into_iter().filter(|output| !matches!(output, Output::Back(..))).collect::<Vec<_>>()
    };
    assert_eq!(crash(1), [Output::Reload]);
    assert_eq!(crash(20), [Output::Reload]);
    assert_eq!(crash(40), [Output::Reload], "the first is a minute ago");
    assert_eq!(crash(10), [Output::Rest(3), Output::Reload]);
    assert_eq!(crash(5), [Output::Rest(4), Output::Reload], "while it rests each counts");
    // Longer ago than a minute, but nobody is served yet.
    assert_eq!(crash(90), [Output::Rest(1), Output::Reload]);
    play.seconds(119);
    assert!(matches!(play.said()[..], [Output::Back(..)]));
    assert_eq!(play.seconds(2).said(), [Output::Serve]);
    assert_eq!(play.seconds(600).said(), []);
    play.tell(Input::PageEnded);
    assert_eq!(play.said(), [Output::Reload], "from the beginning");
}

#[test]
fn whoever_has_seen_it_crash_outside_can_have_it_rest() {
    let mut play = Play::new();
    assert_eq!(play.watchdog.rest(3, play.now), [Output::Rest(3)]);
    assert_eq!(play.seconds(119).said(), [Output::Ready]);
    assert_eq!(play.seconds(2).said(), [Output::Serve]);
}

#[test]
fn a_page_that_nobody_sees_may_be_slow() {
    let mut play = Play::new();
    play.page = Some(Beat { hidden: true, ..PAGE });
    play.seconds(5);
    play.page = None;
    play.said();
    assert_eq!(play.seconds(59).said(), []);
    assert_eq!(play.seconds(2).said(), [Output::Reload]);
}

#[test]
fn a_computer_that_slept_accuses_nobody() {
    for asleep in [2, 30, 8 * 3600] {
        let mut play = Play::new().running();
        play.now += Duration::from_secs(asleep);
        play.tell(Input::Tick);
        assert_eq!(play.said(), [], "{asleep} s");
        assert_eq!(play.seconds(60).said(), [], "{asleep} s");
        // It still looks.
        play.page = None;
        assert_eq!(play.seconds(4).said(), [Output::Reload], "{asleep} s");
    }
}

#[test]
fn outside_is_told_while_everything_answers_and_not_otherwise() {
    let every = Duration::from_secs(15);
    let told = |play: &mut Play| {
        let said = play.said();
        said.into_iter().filter(|output| *output == Output::Alive).count()
    };
    let mut play = Play::watched(Some(every));
    play.page = None;
    play.seconds(30);
    assert_eq!(told(&mut play), 0, "not before there is a page");
    play.page = Some(PAGE);
    play.seconds(60);
    assert_eq!(told(&mut play), 4);
    // Its page hangs, and comes back by no means.
    play.page = None;
    play.seconds(4);
    told(&mut play);
    play.seconds(60);
    assert_eq!(told(&mut play), 0);

    // The thread hangs while the page beats on.
    let mut play = Play::watched(Some(every)).running_outside();
    play.main = false;
    play.seconds(3);
    told(&mut play);
    play.seconds(60);
    assert_eq!(told(&mut play), 0);
}

impl Play {
    fn running_outside(mut self) -> Self {
        self.seconds(5).said();
        self
    }
}
