//! A camera. Its pictures reach the desk from the member's screen.

use desk::staff::NotTaken;
use portico_tests::{
    Outcome, PATIENCE, Seat, Settled, SetupFile, Studio, Team, VirtualReader, frame_of, picture_of, sized,
};
use sandbox::{Case, Effect};
use tokio::sync::mpsc;
use tokio::time::timeout;
use wire::{
    CameraState, FrontMessage, IdleView, OutOfOrderReason, ReaderCondition, Screen, UnreadableReason,
    VerdictView,
};

use crate::hold;

/// A desk whose only reader is the camera.
async fn camera(adjust: impl FnOnce(SetupFile) -> SetupFile) -> Outcome<(Studio, Seat, Settled)> {
    let (studio, seat) = (Studio::open().await, Seat::default());
    let file = SetupFile::new(&studio).camera("camera", Studio::ENTRANCE);
    seat.provision(&studio, &adjust(file)).await?;
    let desk = seat.open().watch().await;
    assert!(desk.idle_view().await?.camera);
    Ok((studio, seat, desk))
}

fn member_code(studio: &Studio) -> String {
    studio.member(Case::ProspectQr).qr_code.expect("a QR code")
}

/// The camera sees this, and the desk its verdict.
async fn sees(desk: &Settled, code: &str) -> Outcome<VerdictView> {
    let mark = desk.mark();
    assert_eq!(desk.desk.picture(&picture_of(Some(code))).await, Ok(()));
    desk.verdict_after(mark).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_members_code_arrives_as_it_was_shown_and_is_one_tap_however_long_it_is_held_up() -> Outcome {
    let (studio, _seat, desk) = camera(|file| file).await?;
    let code = member_code(&studio);
    let verdict = sees(&desk, &code).await?;
    assert!(matches!(verdict, VerdictView::Welcome { .. }), "{verdict:?}");
    let asked = studio.identifications_of(&code);
    assert_eq!(asked.len(), 1, "{asked:#?}");
    assert!(matches!(asked[0].effect, Effect::CheckedIn { device: Studio::ENTRANCE, .. }), "{}", asked[0]);

    let mark = desk.mark();
    for look in 0..30 {
        // A hand that trembles shows nothing now and then.
        let code = (look % 3 != 0).then_some(code.as_str());
        assert_eq!(desk.desk.picture(&picture_of(code)).await, Ok(()));
    }
    desk.idle().await?;
    let more: Vec<_> =
        desk.since(mark).into_iter().filter(|shown| matches!(shown, Screen::Busy { .. })).collect();
    assert!(more.is_empty(), "{more:#?}");
    assert_eq!(studio.identifications().len(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_is_held_up_again_at_once_is_the_same_tap() -> Outcome {
    let (studio, _seat, desk) = camera(|file| file).await?;
    let code = member_code(&studio);
    sees(&desk, &code).await?;
    desk.idle().await?;
    for _ in 0..10 {
        assert_eq!(desk.desk.picture(&picture_of(None)).await, Ok(()));
    }
    let again = sees(&desk, &code).await?;
    assert!(matches!(again, VerdictView::Already { .. }), "{again:?}");
    assert_eq!(studio.identifications().len(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_what_the_camera_is_set_to() -> Outcome {
    let (studio, seat) = (Studio::open().await, Seat::default());
    let file = SetupFile::new(&studio).camera_for("camera", "NUMBER", Studio::ENTRANCE);
    seat.provision(&studio, &file).await?;
    let desk = seat.open().watch().await;
    desk.idle().await?;
    let number = crate::hex(&Studio::guest(1));
    assert!(matches!(sees(&desk, &number).await?, VerdictView::Welcome { .. }));
    assert_eq!(studio.identifications_of(&number).len(), 1);
    desk.idle().await?;
    let reason = UnreadableReason::WrongForm;
    assert_eq!(sees(&desk, "https://example.com/").await?, VerdictView::Unreadable { reason });
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_camera_takes_is_refused_and_the_next_tap_works() -> Outcome {
    let (studio, _seat, desk) = camera(|file| file).await?;
    for picture in [
        Vec::new(),
        vec![1, 2, 3],
        sized(640, 480, 640 * 480 - 1),
        sized(640, 480, 640 * 480 + 1),
        sized(0, 480, 0),
        sized(1281, 960, 1281 * 960),
        sized(u16::MAX, u16::MAX, 4),
    ] {
        assert_eq!(desk.desk.picture(&picture).await, Err(NotTaken), "{} bytes", picture.len());
    }
    assert_eq!(desk.desk.picture(&sized(1280, 960, 1280 * 960)).await, Ok(()), "the largest there is");
    let verdict = sees(&desk, &member_code(&studio)).await?;
    assert!(matches!(verdict, VerdictView::Welcome { .. }), "{verdict:?}");
    assert_eq!(studio.identifications().len(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_at_a_desk_without_a_camera_mean_nothing() -> Outcome {
    let (studio, seat) = (Studio::open().await, Seat::default());
    let mut reader = VirtualReader::plugged_in();
    seat.provision(&studio, &SetupFile::new(&studio).entrance(reader.path())).await?;
    let desk = seat.open().watch().await;
    assert_eq!(desk.idle_view().await?, IdleView::default());
    let mark = desk.mark();
    let picture = picture_of(Some(&member_code(&studio)));
    assert_eq!(desk.desk.picture(&picture).await, Err(NotTaken));
    desk.desk.camera(CameraState::Missing).await;
    hold(&desk, &mut reader, &frame_of(Studio::guest(1))).await?;
    let screens = desk.since(mark);
    let asked = screens.iter().filter(|screen| matches!(screen, Screen::Busy { .. })).count();
    assert_eq!((asked, studio.identifications().len()), (1, 1));
    assert!(!screens.iter().any(|screen| matches!(screen, Screen::OutOfOrder { .. })), "{screens:#?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_that_is_missing_is_said_so_and_comes_back() -> Outcome {
    let (studio, _seat, desk) = camera(|file| file).await?;
    for (state, reason) in [
        (CameraState::Missing, OutOfOrderReason::CameraMissing),
        (CameraState::Denied, OutOfOrderReason::CameraDenied),
        (CameraState::InUse, OutOfOrderReason::ReaderInUse),
    ] {
        desk.desk.camera(state).await;
        desk.until("out of order", |screen| (*screen == Screen::OutOfOrder { reason }).then_some(())).await?;
        desk.desk.camera(CameraState::Running).await;
        desk.idle().await?;
    }
    assert!(matches!(sees(&desk, &member_code(&studio)).await?, VerdictView::Welcome { .. }));
    Ok(())
}

/// The page that said so is gone, and the next one may find a camera; nobody would tell it to look.
#[tokio::test(flavor = "multi_thread")]
async fn a_new_page_looks_for_the_camera_anew() -> Outcome {
    let (_studio, _seat, desk) = camera(|file| file).await?;
    desk.desk.camera(CameraState::Missing).await;
    let missing = Screen::OutOfOrder { reason: OutOfOrderReason::CameraMissing };
    desk.until("out of order", |screen| (*screen == missing).then_some(())).await?;
    let (said, mut heard) = mpsc::unbounded_channel();
    desk.desk
        .attach(move |message| {
            let _ = said.send(message);
        })
        .await;
    let first = async {
        loop {
            match heard.recv().await {
                Some(FrontMessage::Screen(screen)) => return Some(screen),
                Some(
                    FrontMessage::Studio(_)
                    | FrontMessage::Pictures { .. }
                    | FrontMessage::Look(_)
                    | FrontMessage::Offers(_)
                    | FrontMessage::Slots(_)
                    | FrontMessage::Entered(_)
                    | FrontMessage::Change(_)
                    | FrontMessage::Light { .. }
                    | FrontMessage::Viewing { .. },
                ) => {}
                None => return None,
            }
        }
    };
    let first = timeout(PATIENCE, first).await?;
    assert!(matches!(first, Some(Screen::Idle(IdleView { camera: true, .. }))), "{first:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_that_is_missing_stands_in_the_way_of_no_other_reader() -> Outcome {
    let mut reader = VirtualReader::plugged_in();
    let path = reader.path().to_owned();
    let (studio, _seat, desk) = camera(|file| file.place("side", &path, "rdm6300", Studio::SIDE)).await?;
    let team = Team::inside(&desk).await?;
    desk.desk.camera(CameraState::Missing).await;
    let states = team.sees("the camera that is missing", |desk| {
        let states: Vec<_> = desk.line.readers.iter().map(|reader| reader.state).collect();
        states.contains(&ReaderCondition::CameraMissing).then_some(states)
    });
    assert_eq!(states.await?, [ReaderCondition::CameraMissing, ReaderCondition::Alive]);
    assert!(matches!(
        hold(&desk, &mut reader, &frame_of(Studio::guest(1))).await?,
        VerdictView::Welcome { .. }
    ));
    assert!(!desk.since(0).iter().any(|screen| matches!(screen, Screen::OutOfOrder { .. })));
    assert_eq!(studio.identifications().len(), 1);
    Ok(())
}
