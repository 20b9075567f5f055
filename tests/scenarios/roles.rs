//! The people of the team: who may do what, and what is written down of it.

use desk::staff::{DoorOrder, Order};
use portico_tests::{Outcome, Seat, Settled, SetupFile, Studio, Team, Traces, VirtualReader};
use secrecy::SecretString;
use wire::{
    ActivityBy, ActivityKind, ActivityLine, ActivityWish, InboxFilter, InboxTab, ItemAction, PersonChange,
    PersonProblem, PinProblem, StaffDesk, StaffRight, StaffRole, StaffView,
};

use crate::{OSKAR, hold};

const ANNA: &str = "Anna Quittenbaum";
const BEN: &str = "Ben Ysop";

async fn desk(studio: &Studio, reader: &mut VirtualReader, seat: &Seat) -> Outcome<Settled> {
    let file = SetupFile::new(studio).entrance(reader.path()).offline("everybody");
    seat.provision(studio, &file).await?;
    let desk = seat.open().watch().await;
    hold(&desk, reader, &portico_tests::frame_of(Studio::guest(200))).await?;
    Ok(desk)
}

/// Changes the team and tells what came of it.
async fn change(team: &Team, change: PersonChange) -> Outcome<Option<PersonProblem>> {
    let before = team.sees("the desk", |desk| Some(desk.answer.number)).await?;
    team.order(Order::Person(change)).await?;
    team.sees("an answer", |desk| (desk.answer.number > before).then_some(desk.answer.problem)).await
}

fn add(name: &str, role: StaffRole, pin: &str) -> PersonChange {
    PersonChange::Add { name: name.to_owned(), role, pin: pin.to_owned() }
}

async fn signs_in(team: &Team, pin: &str, name: &str) -> Outcome {
    team.order(DoorOrder::Lock).await?;
    team.enter(pin).await?;
    team.sees(name, |desk| (desk.me.name == name).then_some(())).await
}

async fn lines(team: &Team, enough: impl Fn(&[ActivityLine]) -> bool) -> Outcome<Vec<ActivityLine>> {
    team.order(Order::Activity(ActivityWish::Show { person: None })).await?;
    team.sees("what the team did", |desk| {
        desk.activity
            .as_ref()
            .filter(|activity| enough(&activity.lines))
            .map(|activity| activity.lines.clone())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_sees_and_does_its_own_and_all_of_it_is_written_down() -> Outcome {
    let (studio, mut reader, seat) = (Studio::open().await, VirtualReader::plugged_in(), Seat::default());
    let desk = desk(&studio, &mut reader, &seat).await?;
    studio.fault_at_check_in(sandbox::Fault::Reset);
    let mark = desk.mark();
    reader.tap_rdm6300(OSKAR);
    desk.verdict_after(mark).await?;
    studio.clear_faults();

    // Whoever chose the first PIN is a manager and takes the others in.
    let team = Team::inside(&desk).await?;
    let item = team.items(InboxTab::Person, 1).await?.remove(0);
    assert_eq!(change(&team, add(ANNA, StaffRole::Reception, "1470")).await?, None);
    assert_eq!(change(&team, add(BEN, StaffRole::Technician, "3690")).await?, None);
    assert_eq!(change(&team, PersonChange::Remove { id: 1 }).await?, Some(PersonProblem::LastManager));

    // A technician sees that it works, and nobody's name.
    signs_in(&team, "3690", BEN).await?;
    let seen = team.sees("a technician's desk", |desk: &StaffDesk| Some(desk.clone())).await?;
    assert!(seen.items.is_empty() && seen.people.is_empty() && seen.line.amounts.is_empty(), "{seen:#?}");
    assert!(!seen.taps.is_empty() && seen.taps.iter().all(|tap| tap.name.is_none()), "{:#?}", seen.taps);
    let act =
        |note: &str| Order::Act { id: item.id.clone(), action: ItemAction::Done, note: note.to_owned() };
    assert!(team.order(act("no")).await.is_err());
    team.sees("why not", |desk| (desk.refused == Some(StaffRight::Inbox)).then_some(())).await?;
    for order in [
        Order::Filter(InboxFilter::default()),
        Order::Drawer,
        Order::Export,
        Order::Activity(ActivityWish::Show { person: None }),
        Order::Person(PersonChange::Role { id: 3, role: StaffRole::Manager }),
    ] {
        assert!(team.order(order).await.is_err());
    }

    // At the reception the item is settled; the team is a manager's business.
    signs_in(&team, "1470", ANNA).await?;
    team.items(InboxTab::Person, 1).await?;
    assert!(team.order(Order::Export).await.is_err());
    team.order(act("stands in Magicline")).await?;
    team.items(InboxTab::Person, 0).await?;

    signs_in(&team, Team::PIN, "Team").await?;
    let found = lines(&team, |lines| lines.len() > 8).await?;
    let anna = ActivityBy::Person { name: ANNA.to_owned() };
    let settled = found.iter().find(|line| line.act == ActivityKind::SettledDone).unwrap();
    assert_eq!((&settled.by, settled.note.as_deref()), (&anna, Some("stands in Magicline")));
    let refused = found.iter().filter(|line| line.act == ActivityKind::NotAllowed).count();
    assert_eq!(refused, 7, "{found:#?}");
    let added: Vec<_> = found.iter().filter(|line| line.act == ActivityKind::PersonAdded).collect();
    assert_eq!(added[1].whom.as_ref(), Some(&anna));

    // Who leaves takes the name along; what they did stays.
    assert_eq!(change(&team, PersonChange::Remove { id: 2 }).await?, None);
    let left = lines(&team, |lines| lines.iter().any(|line| line.act == ActivityKind::PersonRemoved)).await?;
    let settled = left.iter().find(|line| line.act == ActivityKind::SettledDone).unwrap();
    assert_eq!(settled.by, ActivityBy::Left { id: 2 });
    team.order(Order::Activity(ActivityWish::Export)).await?;
    let file = team.sees("a file", |desk| desk.activity.as_ref()?.exported.as_ref()?.file.clone()).await?;
    let text = std::fs::read_to_string(file)?;
    assert!(
        text.contains("stands in Magicline") && text.contains("jemand, der nicht mehr da ist (Nr. 2)"),
        "{text}"
    );
    assert!(!text.contains(ANNA), "{text}");
    team.order(DoorOrder::Lock).await?;
    team.enter("1470").await?;
    team.until("no way in", |view| match view {
        StaffView::Locked { problem: Some(PinProblem::Wrong), .. } => Some(()),
        _ => None,
    })
    .await?;

    // Neither names nor PINs of the team are in a file but the one that was asked for.
    let mut traces = Traces::default();
    traces.add("a name of the team", BEN);
    desk.kill().await;
    let exports = seat.data().join("exports");
    std::fs::remove_dir_all(exports)?;
    assert_eq!(traces.found_in(seat.data()), Vec::<String>::new());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn ones_own_pin_is_changed_with_the_old_one_and_guessing_at_others_costs_waits() -> Outcome {
    let (studio, mut reader, seat) = (Studio::open().await, VirtualReader::plugged_in(), Seat::default());
    let desk = desk(&studio, &mut reader, &seat).await?;
    let team = Team::inside(&desk).await?;
    change(&team, add(ANNA, StaffRole::Reception, "1470")).await?;
    signs_in(&team, "1470", ANNA).await?;
    let own = async |old: &str, new: &str| -> Outcome<Option<PersonProblem>> {
        let before = team.sees("the desk", |desk| Some(desk.answer.number)).await?;
        let (old, new) = (SecretString::from(old), SecretString::from(new));
        team.order(Order::OwnPin { old, new }).await?;
        team.sees("an answer", |desk| (desk.answer.number > before).then_some(desk.answer.problem)).await
    };
    assert_eq!(own("1471", "3690").await?, Some(PersonProblem::PinWrong));
    assert_eq!(own(Team::PIN, "3690").await?, Some(PersonProblem::PinWrong), "it is not hers");
    assert_eq!(own("1470", "1234").await?, Some(PersonProblem::PinTooEasy));
    // That a PIN is somebody's is a guess that came true.
    assert_eq!(own("1470", Team::PIN).await?, Some(PersonProblem::PinTaken));
    assert_eq!(own("1471", "3690").await?, Some(PersonProblem::PinWrong));
    assert_eq!(own("1470", "3690").await?, Some(PersonProblem::TooSoon));
    seat.set_clock(jiff::SignedDuration::from_secs(60));
    assert_eq!(own("1470", "3690").await?, None);
    signs_in(&team, "3690", ANNA).await?;
    signs_in(&team, Team::PIN, "Team").await?;
    let found = lines(&team, |lines| lines.iter().any(|line| line.act == ActivityKind::OwnPin)).await?;
    let wrong: Vec<_> =
        found.iter().filter(|line| line.act == ActivityKind::WrongPin).map(|line| line.times).collect();
    assert_eq!(wrong, [4, 3, 2, 1]);
    Ok(())
}
