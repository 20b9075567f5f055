use super::*;

fn home() -> KnownScreen {
    KnownScreen { name: Some("ELO".to_owned()), x: 1920, y: 0, width: 1366, height: 768 }
}

fn elsewhere() -> KnownScreen {
    KnownScreen { name: Some("DELL".to_owned()), x: 0, y: 0, width: 1920, height: 1080 }
}

fn well() -> Seen {
    Seen { minimised: false, focused: true, corner: Some((1920, 0)), size: (1366, 768), screen: Some(home()) }
}

const NOBODY: Others = Others { focused: false, in_front: false };
const TEAM_BESIDE: Others = Others { focused: true, in_front: false };
const PAYMENT: Others = Others { focused: true, in_front: true };
/// It has been opened and does not have the keys yet, or a member has touched beside it.
const PAYMENT_WITHOUT_KEYS: Others = Others { focused: false, in_front: true };

#[test]
fn the_members_window_comes_back_and_lets_ours_in_front() {
    use Act::{Fill, Focus, OnTop, Unminimise};
    let lost = Seen { focused: false, ..well() };
    for (what, seen, others, on_top, acts) in [
        ("all is well", well(), NOBODY, true, vec![]),
        ("it was just opened", well(), NOBODY, false, vec![OnTop(true)]),
        ("another program has the keys", lost.clone(), NOBODY, true, vec![Focus]),
        ("somebody works at the team's window", lost.clone(), TEAM_BESIDE, true, vec![]),
        ("a payment is made in front of it", lost.clone(), PAYMENT, true, vec![OnTop(false)]),
        ("and goes on", lost.clone(), PAYMENT, false, vec![]),
        ("it has no keys yet", lost.clone(), PAYMENT_WITHOUT_KEYS, false, vec![]),
        ("it is over", lost.clone(), NOBODY, false, vec![OnTop(true), Focus]),
        (
            "it was minimised",
            Seen { minimised: true, focused: false, ..well() },
            NOBODY,
            true,
            vec![Unminimise, Focus],
        ),
        ("it was made smaller", Seen { size: (1366, 700), ..well() }, NOBODY, true, vec![Fill]),
        ("it was moved", Seen { corner: Some((1900, 0)), ..well() }, NOBODY, true, vec![Fill]),
        (
            "its screen was unplugged and is back",
            Seen { corner: Some((0, 0)), size: (1920, 1080), screen: Some(elsewhere()), ..well() },
            NOBODY,
            true,
            vec![Fill],
        ),
        ("a pixel lost in scaling", Seen { size: (1365, 768), ..well() }, NOBODY, true, vec![]),
        ("no place is told", Seen { corner: None, ..well() }, NOBODY, true, vec![]),
        (
            "no place, the wrong screen",
            Seen { corner: None, screen: Some(elsewhere()), ..well() },
            NOBODY,
            true,
            vec![Fill],
        ),
        ("no place, no screen", Seen { corner: None, screen: None, ..well() }, NOBODY, true, vec![]),
        (
            "everything at once",
            Seen { minimised: true, focused: false, corner: Some((5, 5)), size: (10, 10), screen: None },
            NOBODY,
            false,
            vec![Unminimise, Fill, OnTop(true), Focus],
        ),
    ] {
        assert_eq!(needed(&seen, &home(), others, on_top), acts, "{what}");
    }
}

#[test]
fn what_was_done_is_not_done_again() {
    // Whatever was wrong: once it is as asked for, nothing is left to do, or windows would flicker for ever.
    for minimised in [false, true] {
        for focused in [false, true] {
            for (corner, size) in [((0, 0), (1920, 1080)), ((1920, 0), (1366, 768)), ((1920, 0), (1, 1))] {
                for others in [NOBODY, TEAM_BESIDE, PAYMENT, PAYMENT_WITHOUT_KEYS] {
                    for was_on_top in [false, true] {
                        let mut seen = Seen { minimised, focused, corner: Some(corner), size, screen: None };
                        let mut on_top = was_on_top;
                        for act in needed(&seen, &home(), others, on_top) {
                            match act {
                                Act::Unminimise => seen.minimised = false,
                                Act::Fill => (seen.corner, seen.size) = (Some((1920, 0)), (1366, 768)),
                                Act::OnTop(top) => on_top = top,
                                Act::Focus => seen.focused = true,
                            }
                        }
                        assert_eq!(needed(&seen, &home(), others, on_top), [], "{seen:?} {others:?}");
                    }
                }
            }
        }
    }
}
