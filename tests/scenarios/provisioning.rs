//! Setting up from a file: each thing that can be wrong, in a sentence, with nothing half done.

use desk::provision::ProvisionError;
use portico_tests::{Outcome, PATIENCE, Seat, SetupFile, Studio, VirtualReader};
use sandbox::{Effect, Fault, Scope};
use vault::{Secrets, Slot};

async fn refused(seat: &Seat, studio: &Studio, file: &SetupFile) -> String {
    seat.provision(studio, file).await.expect_err("it was to be refused").to_string()
}

fn activations(studio: &Studio) -> usize {
    studio.journal().iter().filter(|entry| matches!(entry.effect, Effect::Activated { .. })).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_and_nothing_is_kept() -> Outcome {
    let studio = Studio::open().await;
    let reader = VirtualReader::plugged_in();
    let file = SetupFile::new(&studio).entrance(reader.path());
    let seat = Seat::default();
    let without = |scope| Scope::ALL.into_iter().filter(move |other| *other != scope);

    studio.set_scopes(without(Scope::StudioRead));
    assert!(refused(&seat, &studio, &file).await.contains("lacks the right STUDIO_READ"));
    studio.set_scopes([Scope::CustomerRead]);
    assert!(refused(&seat, &studio, &file).await.contains("STUDIO_READ and DEVICE_READ"));
    studio.set_scopes(Scope::ALL);

    for (fault, words) in [
        (Fault::CaptivePortal, "not like the studio's system"),
        (Fault::PortalRedirect, "not like the studio's system"),
        (Fault::WebFilter, "not like the studio's system"),
        (Fault::TooManyRequests { retry_after_seconds: 60 }, "is busy"),
        (Fault::ServiceUnavailable, "is busy"),
        (Fault::WrongClock { seconds: 7_200 }, "120 minutes slow"),
        (Fault::WrongClock { seconds: -7_200 }, "120 minutes fast"),
    ] {
        studio.set_fault(fault.clone());
        let said = refused(&seat, &studio, &file).await;
        assert!(said.contains(words), "{fault:?}: {said}");
        studio.clear_faults();
    }
    // No right is missing where a page on the way has the status of a missing right.
    studio.set_fault(sandbox::FaultPlan::new(Fault::WebFilter).at("/v1/devices"));
    let said = refused(&seat, &studio, &file).await;
    assert!(said.contains("not like the studio's system"), "{said}");
    studio.clear_faults();
    studio.set_away(true).await?;
    assert!(refused(&seat, &studio, &file).await.contains("127.0.0.1 cannot be reached"));
    studio.set_away(false).await?;
    let wrong_key = seat.provision_with("another-key", &file).await.unwrap_err().to_string();
    assert!(wrong_key.contains("The API key was refused"), "{wrong_key}");
    assert!(!wrong_key.contains("another-key"));

    let mut unknown = file.clone();
    unknown.places[0].device = Some(99);
    let said = refused(&seat, &studio, &unknown).await;
    assert!(said.contains("device 99") && said.contains("26 (Eingang)"), "{said}");

    assert_eq!(activations(&studio), 0, "no device was taken over on the way");
    assert!(!studio.is_confirmed());
    assert!(seat.stored().settings()?.is_none());
    assert!(seat.secrets.get(Slot::ApiKey)?.is_none(), "a key that was not accepted is not kept");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_activation_can_be_run_again() -> Outcome {
    let studio = Studio::open().await;
    let (entrance, side) = (VirtualReader::plugged_in(), VirtualReader::plugged_in());
    let file =
        SetupFile::new(&studio).entrance(entrance.path()).place("side", side.path(), "line", Studio::SIDE);
    let seat = Seat::default();
    let path = "/v1/devices/{deviceId}/activate";
    let without = Scope::ALL.into_iter().filter(|scope| *scope != Scope::DeviceWrite);
    studio.set_scopes(without);
    let said = refused(&seat, &studio, &file).await;
    assert!(said.contains("device 26") && said.contains("DEVICE_WRITE"), "{said}");
    studio.set_scopes(Scope::ALL);
    for (fault, words) in [
        (Fault::Reset, "Activating again is safe"),
        (Fault::HalfAnswer, "Activating again is safe"),
        (Fault::Garbage, "Activating again is safe"),
        (Fault::InternalError, "Activating again is safe"),
        (Fault::WebFilter, "not like the studio's system"),
    ] {
        studio.set_fault(sandbox::FaultPlan::new(fault.clone()).at(path).times(1));
        let said = refused(&seat, &studio, &file).await;
        assert!(said.contains("device 26") && said.contains(words), "{fault:?}: {said}");
    }
    seat.secrets.set_locked(true);
    let error = seat.provision(&studio, &file).await.unwrap_err();
    assert!(matches!(error, ProvisionError::Keychain(_)), "{error}");
    seat.secrets.set_locked(false);
    assert!(seat.stored().settings()?.is_none());

    let said = seat.provision(&studio, &file).await?;
    assert_eq!(
        said.iter().filter(|line| line.contains("is active; its token is in the keychain")).count(),
        2
    );
    assert!(studio.is_confirmed());
    let kept = seat.stored().settings()?.expect("settings");
    assert_eq!((kept.readers.len(), kept.devices.len()), (2, 2));
    // Twice is as good as once.
    seat.provision(&studio, &file).await?;
    assert_eq!(seat.stored().settings()?.as_ref(), Some(&kept));
    Ok(())
}

/// Only a "no" is one, and it is not for ever.
#[tokio::test(flavor = "multi_thread")]
async fn a_right_that_could_not_be_asked_about_or_comes_later_is_used() -> Outcome {
    let studio = Studio::open().await;
    let reader = VirtualReader::plugged_in();
    let file = SetupFile::new(&studio).entrance(reader.path());
    for fault in
        [Fault::TooManyRequests { retry_after_seconds: 60 }, Fault::InternalError, Fault::CaptivePortal]
    {
        let seat = Seat::default();
        studio.fault_at_look_up(fault.clone());
        seat.provision(&studio, &file).await?;
        studio.clear_faults();
        assert!(seat.stored().installation()?.may_look_members_up, "{fault:?}");
    }
    let seat = Seat::default();
    studio.set_scopes(Scope::ALL.into_iter().filter(|scope| *scope != Scope::CustomerRead));
    seat.provision(&studio, &file).await?;
    assert!(!seat.stored().installation()?.may_look_members_up);
    studio.set_scopes(Scope::ALL);
    let _desk = seat.open();
    let noticed = async {
        while seat.stored().installation().is_ok_and(|installation| !installation.may_look_members_up) {
            tokio::task::yield_now().await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, noticed).await.is_ok(), "the right is not noticed");
    Ok(())
}
