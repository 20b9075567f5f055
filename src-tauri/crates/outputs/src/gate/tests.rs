use super::*;

/// What happens, and at which millisecond.
enum Step {
    Ask(u64, Pulse),
    /// Somebody bought a minute.
    Run(u64, Pulse),
    /// Switching off is asked for, and is always sent.
    Off(u64),
    /// The order to switch off was carried out; its time.
    IsOff(u64),
    /// The order of the first time was carried out at the second.
    Opened(u64, u64),
    Shut(u64),
}
use Step::{Ask, IsOff, Off, Opened, Run, Shut};

#[test]
fn one_pulse_at_a_time_and_one_a_second() {
    use Pulse::{Coalesced, Ordered, TooSoon};
    let stories: [(&str, u64, &[Step]); 10] = [
        ("the first one goes", 2000, &[Ask(0, Ordered)]),
        (
            "under way",
            2000,
            &[Ask(0, Ordered), Ask(0, Coalesced), Ask(2999, Coalesced), Ask(4999, Coalesced)],
        ),
        ("lost on the way", 2000, &[Ask(0, Ordered), Ask(5000, Ordered), Ask(5001, Coalesced)]),
        (
            "open",
            2000,
            &[Ask(0, Ordered), Opened(0, 300), Ask(301, Coalesced), Ask(2299, Coalesced), Ask(2300, Ordered)],
        ),
        (
            "asking lengthens nothing",
            2000,
            &[Ask(0, Ordered), Opened(0, 0), Ask(1900, Coalesced), Ask(2000, Ordered), Ask(2001, Coalesced)],
        ),
        (
            "open for less than a second",
            200,
            &[
                Ask(0, Ordered),
                Opened(0, 10),
                Ask(209, Coalesced),
                Ask(210, TooSoon),
                Ask(999, TooSoon),
                Ask(1000, Ordered),
            ],
        ),
        (
            "knocked at",
            0,
            &[Ask(0, Ordered), Opened(0, 10), Ask(11, TooSoon), Ask(999, TooSoon), Ask(1000, Ordered)],
        ),
        (
            "failed or unknown: try again, but not at once",
            30_000,
            &[Ask(0, Ordered), Shut(0), Ask(10, TooSoon), Ask(999, TooSoon), Ask(1000, Ordered)],
        ),
        (
            "a refused order starts no second of its own",
            200,
            &[Ask(0, Ordered), Shut(0), Ask(900, TooSoon), Ask(1000, Ordered)],
        ),
        (
            "word of an older order changes nothing",
            2000,
            &[
                Ask(0, Ordered),
                Ask(5000, Ordered),
                Shut(0),
                Ask(6500, Coalesced),
                Opened(0, 6500),
                Ask(9999, Coalesced),
                Ask(10_000, Ordered),
            ],
        ),
    ];
    for (story, length, steps) in stories {
        play(story, length, steps);
    }
}

#[test]
fn paid_time_is_nobody_elses() {
    use Pulse::{Busy, Coalesced, Ordered, TooSoon};
    let stories: [(&str, &[Step]); 10] = [
        (
            "a run lasts as long as it was bought, not as long as a pulse",
            &[Run(0, Ordered), Opened(0, 300), Run(5000, Busy), Run(60_299, Busy), Run(60_300, Ordered)],
        ),
        ("a run under way", &[Run(0, Ordered), Run(1, Busy), Ask(4999, Busy), Run(5000, Ordered)]),
        (
            "a door pulse while it runs",
            &[Run(0, Ordered), Opened(0, 0), Ask(30_000, Busy), Ask(59_999, Busy), Ask(60_000, Ordered)],
        ),
        (
            "a run while a door is open",
            &[
                Ask(0, Ordered),
                Run(1, Busy),
                Opened(0, 10),
                Run(1999, Busy),
                Ask(2000, Coalesced),
                Run(2010, Ordered),
                Opened(2010, 2010),
                Ask(62_009, Busy),
            ],
        ),
        ("it failed: not at once again", &[Run(0, Ordered), Shut(0), Run(999, TooSoon), Run(1000, Ordered)]),
        (
            "off before its time",
            &[Run(0, Ordered), Opened(0, 0), Off(9000), Run(9001, Busy), IsOff(9000), Run(9002, Ordered)],
        ),
        (
            "off, and nobody knows whether it is: the time goes on",
            &[Run(0, Ordered), Opened(0, 0), Off(9000), Run(9500, Busy), Run(60_000, Ordered)],
        ),
        (
            "off of what is off",
            &[Off(0), IsOff(0), Run(1, Ordered), Off(2), Off(2), IsOff(2), Run(1001, Ordered)],
        ),
        (
            "word of an older switching off changes nothing",
            &[
                Off(0),
                Run(10, Ordered),
                IsOff(0),
                Run(2000, Busy),
                Opened(10, 2000),
                IsOff(0),
                Run(5000, Busy),
            ],
        ),
        (
            "off before anybody heard that it is on",
            &[Run(0, Ordered), Off(10), IsOff(10), Opened(0, 20), Run(1000, Ordered)],
        ),
    ];
    for (story, steps) in stories {
        play(story, 2000, steps);
    }
}

fn play(story: &str, length: u64, steps: &[Step]) {
    let start = Instant::now();
    let at = |millis: u64| start + Duration::from_millis(millis);
    let minute = What::Run(Duration::from_secs(60));
    let mut gate = Gate::new(Duration::from_millis(length));
    for step in steps {
        match *step {
            Ask(now, expected) => assert_eq!(gate.ask(What::Pulse, at(now)), expected, "{story}, at {now}"),
            Run(now, expected) => assert_eq!(gate.ask(minute, at(now)), expected, "{story}, at {now}"),
            Off(now) => assert_eq!(gate.ask(What::Off, at(now)), Pulse::Ordered, "{story}, at {now}"),
            IsOff(order) => gate.switched_off(at(order)),
            Opened(order, now) => gate.opened(at(order), at(now)),
            Shut(order) => gate.shut(at(order)),
        }
    }
}

#[test]
fn an_order_is_good_for_three_seconds() {
    let start = Instant::now();
    let ms = Duration::from_millis;
    let order = Order { at: start, what: What::Run(ms(60_000)) };
    for (age, left) in
        [(0, Some(3000)), (1, Some(2999)), (2999, Some(1)), (3000, None), (3001, None), (60_000, None)]
    {
        assert_eq!(time_left(order, start + ms(age)), left.map(ms), "{age} ms old");
    }
    let later = Order { at: start + ms(5), what: What::Pulse };
    assert_eq!(time_left(later, start), Some(ms(3000)), "clocks of two threads");
    let off = Order { at: start, what: What::Off };
    assert!(time_left(off, start + ms(60_000)).is_some(), "it is never too late to switch off");
}
