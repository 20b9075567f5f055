//! What members and the team see of a screen that falls over and comes back.

use desk::staff::Order;
use portico_tests::{Outcome, Studio, Team};
use wire::{Alarm, OutOfOrderReason, Screen, StaffDesk, VerdictView};

use crate::{Entrance, hex};

fn resting(desk: &StaffDesk) -> Option<bool> {
    desk.alarms.iter().find_map(|alarm| match alarm {
        Alarm::Crashes { count: 3, resting, .. } => Some(*resting),
        _ => None,
    })
}

fn out_of_order(screen: &Screen) -> Option<()> {
    matches!(screen, Screen::OutOfOrder { reason: OutOfOrderReason::Crashes }).then_some(())
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_crashes_rest_until_the_team_has_seen_them() -> Outcome {
    let mut entrance = Entrance::open().await?;
    let team = Team::inside(&entrance.desk).await?;
    entrance.desk.idle().await?;
    entrance.desk.desk.rest(3).await;
    entrance.desk.until("out of order", out_of_order).await?;
    team.sees("the alarm", |desk| resting(desk).filter(|rests| *rests)).await?;

    team.order(Order::Serve).await?;
    entrance.desk.idle().await?;
    team.sees("no alarm", |desk| desk.alarms.is_empty().then_some(())).await?;
    let welcomed = entrance.tap(Studio::guest(2)).await?;
    assert!(matches!(welcomed, VerdictView::Welcome { .. }), "{welcomed:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn after_some_quiet_members_are_served_and_the_team_is_told_all_the_same() -> Outcome {
    let mut entrance = Entrance::open().await?;
    let team = Team::inside(&entrance.desk).await?;
    entrance.desk.idle().await?;
    entrance.desk.desk.rest(3).await;
    entrance.desk.until("out of order", out_of_order).await?;
    entrance.desk.desk.serve().await;
    let idle = |screen: &Screen| match screen {
        Screen::Idle(idle) => idle.team.then_some(()),
        _ => None,
    };
    entrance.desk.until("idle, with the sign for the team", idle).await?;
    team.sees("the alarm", |desk| resting(desk).filter(|rests| !rests)).await?;
    assert!(matches!(entrance.tap(Studio::guest(3)).await?, VerdictView::Welcome { .. }));
    team.order(Order::Serve).await?;
    team.sees("no alarm", |desk| desk.alarms.is_empty().then_some(())).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_loaded_again_speaks_the_studios_language() -> Outcome {
    let entrance = Entrance::open().await?;
    entrance.desk.desk.language(domain::Language::nearest("en")).await;
    let Entrance { studio, mut reader, desk, .. } = entrance;
    let desk = desk.watch().await;
    desk.idle().await?;
    let mark = desk.mark();
    reader.tap_rdm6300(Studio::guest(5));
    desk.verdict_after(mark).await?;
    let entry = &studio.identifications_of(&hex(&Studio::guest(5)))[0];
    assert_eq!(entry.request.header("accept-language"), Some("de"));
    Ok(())
}
