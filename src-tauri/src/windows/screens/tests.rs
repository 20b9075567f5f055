use super::*;

fn at(name: &str, x: i32, y: i32, width: u32, height: u32) -> KnownScreen {
    let name = (!name.is_empty()).then(|| name.to_owned());
    KnownScreen { name, x, y, width, height }
}

fn chosen(members: &KnownScreen, team: &KnownScreen) -> Chosen {
    Chosen { members: Some(members.clone()), team: Some(team.clone()) }
}

#[test]
fn each_window_gets_its_screen_whatever_is_plugged_in_or_out() {
    let touch = at("ELO 1502", 0, 0, 1366, 768);
    let office = at("DELL P24", 1366, 0, 1920, 1080);
    // What the office screen is when the other is gone, and the touch screen, too.
    let office_alone = at("DELL P24", 0, 0, 1920, 1080);
    let touch_moved = at("ELO 1502", 1920, 0, 1366, 768);
    let (left, right) = (at("DELL P24", 0, 0, 1920, 1080), at("DELL P24", 1920, 0, 1920, 1080));
    let (nameless_left, nameless_right) = (at("", 0, 0, 1920, 1080), at("", 1920, 0, 1920, 1080));
    let beamer = at("EPSON", 3286, 0, 1280, 800);
    let nothing = Chosen::default();
    let as_bought = chosen(&touch, &office);
    let other_way = chosen(&office, &touch);

    for (what, there, main, chosen, members, team) in [
        ("one screen", vec![&touch], Some(&touch), &nothing, &touch, None),
        ("one screen, chosen for the team", vec![&office_alone], None, &as_bought, &office_alone, None),
        ("never chosen", vec![&touch, &office], Some(&office), &nothing, &office, Some(&touch)),
        ("never chosen, no main screen", vec![&touch, &office], None, &nothing, &touch, Some(&office)),
        ("as chosen", vec![&touch, &office], Some(&office), &as_bought, &touch, Some(&office)),
        ("listed otherwise", vec![&office, &touch], Some(&office), &as_bought, &touch, Some(&office)),
        ("swapped", vec![&touch, &office], Some(&touch), &other_way, &office, Some(&touch)),
        (
            "back in other places",
            vec![&office_alone, &touch_moved],
            Some(&office_alone),
            &as_bought,
            &touch_moved,
            Some(&office_alone),
        ),
        (
            "twins by their places",
            vec![&left, &right],
            Some(&left),
            &chosen(&right, &left),
            &right,
            Some(&left),
        ),
        (
            "nameless ones by their places",
            vec![&nameless_left, &nameless_right],
            Some(&nameless_left),
            &chosen(&nameless_right, &nameless_left),
            &nameless_right,
            Some(&nameless_left),
        ),
        (
            "the members' was replaced: the team keeps its own",
            vec![&office, &beamer],
            Some(&office),
            &as_bought,
            &beamer,
            Some(&office),
        ),
        ("the team's was replaced", vec![&touch, &beamer], Some(&beamer), &as_bought, &touch, Some(&beamer)),
        (
            "a third one belongs to nobody",
            vec![&beamer, &touch, &office],
            Some(&beamer),
            &as_bought,
            &touch,
            Some(&office),
        ),
    ] {
        let there: Vec<_> = there.into_iter().cloned().collect();
        let seats = Seats::among(&there, main, chosen);
        assert_eq!(seats, Some(Seats { members: members.clone(), team: team.cloned() }), "{what}");
    }
    assert_eq!(Seats::among(&[], None, &as_bought), None);
}

#[test]
fn two_screens_that_show_the_same_are_one() {
    let mirror = at("DELL P24", 0, 0, 1920, 1080);
    let seats = Seats::among(&[mirror.clone(), mirror.clone()], Some(&mirror), &Chosen::default());
    assert_eq!(seats, Some(Seats { members: mirror, team: None }));
}

#[test]
fn one_screen_alone_is_no_choice() {
    let (touch, office) = (at("ELO", 0, 0, 1366, 768), at("DELL", 1366, 0, 1920, 1080));
    let alone = Seats { members: touch.clone(), team: None };
    assert_eq!((alone.chosen(), alone.swapped(), alone.with_team_on(&office)), (None, None, None));
    let two = Seats { members: touch.clone(), team: Some(office.clone()) };
    assert_eq!(two.chosen(), Some(chosen(&touch, &office)));
    let swapped = two.swapped().unwrap();
    assert_eq!(swapped, Seats { members: office.clone(), team: Some(touch.clone()) });
    assert_eq!(swapped.swapped(), Some(two));
}

#[test]
fn the_team_may_move_its_window_but_not_in_front_of_the_members() {
    let (touch, office) = (at("ELO", 0, 0, 1366, 768), at("DELL", 1366, 0, 1920, 1080));
    let beamer = at("EPSON", 3286, 0, 1280, 800);
    let two = Seats { members: touch.clone(), team: Some(office.clone()) };
    assert_eq!(two.with_team_on(&touch), None);
    assert_eq!(two.with_team_on(&office), None);
    assert_eq!(two.with_team_on(&beamer), Some(Seats { members: touch, team: Some(beamer) }));
}

#[test]
fn what_is_chosen_survives_any_unplugging_in_between() {
    let (touch, office) = (at("ELO", 0, 0, 1366, 768), at("DELL", 1366, 0, 1920, 1080));
    let both = [touch.clone(), office.clone()];
    let choice = Seats { members: office.clone(), team: Some(touch.clone()) }.chosen().unwrap();
    for gone in [&touch, &office] {
        let left: Vec<_> = both.iter().filter(|screen| *screen != gone).cloned().collect();
        let alone = Seats::among(&left, None, &choice).unwrap();
        let remembered = alone.chosen().unwrap_or_else(|| choice.clone());
        let again = Seats::among(&both, Some(&touch), &remembered).unwrap();
        assert_eq!((&again.members, again.team.as_ref()), (&office, Some(&touch)), "without {gone:?}");
    }
}
