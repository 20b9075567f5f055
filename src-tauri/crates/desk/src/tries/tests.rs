use super::*;
use crate::faulty;

fn second(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + second).unwrap()
}

/// Tries after so many wrong PINs, the last at second 0.
fn after(wrong: u32) -> Tries {
    let mut tries = Tries::default();
    (0..wrong).for_each(|_| tries.wrong(second(0)));
    tries
}

#[test]
fn each_wrong_pin_after_the_third_doubles_the_wait() {
    for (wrong, seconds) in [
        (0, None),
        (1, None),
        (3, None),
        (4, Some(5)),
        (5, Some(10)),
        (6, Some(20)),
        (7, Some(40)),
        (8, Some(80)),
        (9, Some(160)),
        (10, Some(300)),
        (11, Some(300)),
        (70, Some(300)),
    ] {
        assert_eq!(after(wrong).wait_until(second(0)), seconds.map(second), "after {wrong}");
    }
    let endless = Tries { wrong: u32::MAX, last: Some(second(0)), ..Tries::default() };
    let mut more = endless.clone();
    more.wrong(second(0));
    assert_eq!(more, endless);
    assert_eq!(more.wait_until(second(0)), Some(second(300)));
}

#[test]
fn a_wait_ends_and_a_right_pin_forgets_the_wrong_ones() {
    let mut tries = after(4);
    for (now, until) in [(0, Some(5)), (1, Some(5)), (4, Some(5)), (5, None), (6, None)] {
        assert_eq!(tries.wait_until(second(now)), until.map(second), "at {now}");
    }
    // A wait that is over is not forgotten: the next wrong one doubles it.
    tries.wrong(second(100));
    assert_eq!(tries.wait_until(second(100)), Some(second(110)));
    tries.right();
    assert_eq!(tries, Tries::default());
    tries.wrong(second(101));
    assert_eq!(tries.wait_until(second(101)), None);
}

#[test]
fn a_clock_that_was_changed_never_makes_a_wait_longer() {
    const YEAR: i64 = 31_536_000;
    let tries = after(12);
    for (now, left) in [(-YEAR, None), (-1, None), (0, Some(300)), (299, Some(1)), (300, None), (YEAR, None)]
    {
        let until = tries.wait_until(second(now));
        assert_eq!(until, left.map(|left| second(now + left)), "at {now}");
    }
    // Guessing goes on with waits all the same.
    let mut tries = tries;
    tries.wrong(second(-YEAR));
    assert_eq!(tries.wait_until(second(-YEAR)), Some(second(300 - YEAR)));
    let at_the_end_of_time = Tries { wrong: 4, last: Some(Timestamp::MAX), ..Tries::default() };
    assert_eq!(at_the_end_of_time.wait_until(Timestamp::MAX), None);
}

#[test]
fn tries_outlive_a_restart() {
    for tries in [Tries::default(), after(5)] {
        let text = toml::to_string(&tries).unwrap();
        assert_eq!(toml::from_str::<Tries>(&text).unwrap(), tries, "{text}");
    }
    assert_eq!(toml::from_str::<Tries>("").unwrap(), Tries::default());
}

#[test]
fn three_wrong_pins_are_free() {
    for (wrong, free) in [(0, 3), (1, 2), (3, 0), (4, 0), (u32::MAX, 0)] {
        assert_eq!(Tries { wrong, ..Tries::default() }.free(), free);
    }
}

#[test]
fn one_of_many_right_pins_makes_up_for_wrong_ones_once_an_hour() {
    let mut tries = after(3);
    tries.right_of_many(second(1));
    assert_eq!(tries.free(), 3, "somebody mistyped");
    // And now somebody guesses, with their own PIN in between.
    (0..3).for_each(|_| tries.wrong(second(2)));
    tries.right_of_many(second(3));
    assert_eq!((tries.free(), tries.in_a_row()), (0, 3));
    tries.wrong(second(4));
    assert_eq!(tries.wait_until(second(4)), Some(second(9)));
    tries.right_of_many(second(10));
    tries.wrong(second(11));
    assert_eq!(tries.wait_until(second(11)), Some(second(21)), "the waits grow on");
    tries.right_of_many(second(3601));
    assert_eq!((tries.free(), tries.wait_until(second(3601))), (3, None));
    // Without wrong ones there is nothing to make up for.
    let mut calm = Tries::default();
    calm.right_of_many(second(0));
    assert_eq!(calm, Tries::default());
}

#[test]
fn without_those_before_none_is_free_and_the_right_pin_still_is_looked_at() {
    let mut tries = Tries::without_those_before(second(0));
    assert_eq!((tries.free(), tries.in_a_row(), tries.wait_until(second(0))), (0, 0, None));
    for (wrong, wait) in [(1, 5), (2, 10), (3, 20)] {
        tries.wrong(second(1));
        assert_eq!(tries.wait_until(second(1)), Some(second(1 + wait)));
        assert_eq!(tries.in_a_row(), wrong, "what is told is what was seen");
    }
    tries.right_of_many(second(3599));
    assert_eq!((tries.free(), tries.in_a_row()), (0, 3), "perhaps one made up for wrong ones just before");
    tries.right_of_many(second(3601));
    assert_eq!(tries.free(), 3);
    let mut alone = Tries::without_those_before(second(0));
    alone.wrong(second(1));
    alone.right();
    assert_eq!(alone, Tries::default(), "there was nobody to guess at");
}

#[test]
fn once_those_before_can_be_read_all_count() {
    let mut since = Tries::without_those_before(second(50));
    for (before, wrong, free, until) in [
        (after(0), 0, 3, None),
        (after(2), 1, 0, None),
        (after(12), 1, 0, Some(second(400))),
        // The clock was set back meanwhile.
        (Tries { last: Some(second(9000)), ..after(12) }, 1, 0, Some(second(400))),
    ] {
        if wrong > since.in_a_row() {
            since.wrong(second(100));
        }
        let all = before.and_then(&since, second(200));
        assert_eq!(all.in_a_row(), before.in_a_row() + wrong, "{before:?}");
        assert_eq!((all.free(), all.wait_until(second(200))), (free, until), "{before:?}");
        assert!(!all.lacks_those_before());
        let mut all = all;
        all.right_of_many(second(3000));
        assert_eq!(all.in_a_row(), before.in_a_row() + wrong, "one may have made up for wrong ones at 50");
    }
}

#[tokio::test]
async fn a_count_that_cannot_be_read_is_not_none_and_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = faulty::open(folder.path(), faulty::TRIES_UNREADABLE).await;
    for whose in [Whose::Team, Whose::Members, Whose::Drafts] {
        kept(&outbox, whose, second(0)).await.expect_err("it cannot be read");
        let mut tries = Tries::without_those_before(second(0));
        tries.wrong(second(1));
        keep(&outbox, whose, &tries).await;
        kept(&outbox, whose, second(2)).await.expect_err("what is there is still there");
        tries.right();
        keep(&outbox, whose, &tries).await;
        assert_eq!(kept(&outbox, whose, second(3)).await.unwrap(), Tries::default(), "no count is left");
    }
    outbox.set_setting(Whose::Team.setting(), "?".to_owned()).await.unwrap();
    assert_eq!(kept(&outbox, Whose::Team, second(4)).await.unwrap().free(), 0, "nonsense is not none");
}
