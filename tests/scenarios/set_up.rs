//! The assistant's questions without a window, above all where it is taken up again.

use desk::settings::OfflinePolicy;
use desk::setup::Answer;
use domain::{DeviceId, Language};
use portico_tests::{Outcome, Seat, Settled, Studio, VirtualReader, frame_of};
use sandbox::{Fault, FaultPlan, Scope};
use secrecy::SecretString;
use vault::{Secrets, Slot};
use wire::{
    CheckState, Hearing, OfflineChoice, ReaderChoice, Right, Screen, SetupProblem, SetupStep, TapProof,
    VerdictView,
};

use crate::{OSKAR, hold};

fn account(tenant: &str, key: &str) -> Answer {
    Answer::Account { tenant: tenant.to_owned(), key: SecretString::from(key) }
}

fn port(reader: &VirtualReader) -> Answer {
    let port = reader.path().display().to_string();
    Answer::Reader(ReaderChoice::Serial { port, how: Hearing::FindingOut })
}

async fn listens(desk: &Settled, reader: &mut VirtualReader) -> Outcome {
    let read = desk.until("a tap", |screen| match screen {
        Screen::Setup(view) => matches!(view.tap, TapProof::Read { .. }).then_some(()),
        _ => None,
    });
    reader.hold(&frame_of(OSKAR), read).await
}

#[tokio::test(flavor = "multi_thread")]
async fn six_questions_lead_to_a_desk() -> Outcome {
    let (studio, seat) = (Studio::open().await, Seat::default());
    let mut reader = VirtualReader::plugged_in();
    let desk = seat.open_in_practice(&studio).watch().await;
    let key = studio.api_key();

    assert_eq!(desk.desk.setup(account("a/b", &key)).await, Err(SetupProblem::TenantInvalid));
    assert_eq!(desk.desk.setup(account("", &key)).await, Err(SetupProblem::TenantInvalid));
    assert_eq!(desk.desk.setup(account("nordlicht", "")).await, Err(SetupProblem::KeyInvalid));
    assert_eq!(desk.desk.setup(account("nordlicht", "a b")).await, Err(SetupProblem::KeyInvalid));
    assert_eq!(desk.desk.setup(account("nordlicht", "wrong")).await, Err(SetupProblem::KeyRefused));
    studio.set_scopes([Scope::DeviceWrite]);
    let rights = vec![Right::StudioRead, Right::DeviceRead];
    assert_eq!(desk.desk.setup(account("nordlicht", &key)).await, Err(SetupProblem::RightMissing { rights }));
    studio.set_scopes(Scope::ALL);
    assert!(seat.secrets.get(Slot::ApiKey)?.is_none(), "only a key that was accepted is kept");

    // Pasted with its line break.
    desk.desk.setup(account(" Nordlicht ", &format!("{key}\n"))).await.expect("a good account");
    let view = desk.question(SetupStep::Studio).await?;
    assert!(view.checks.iter().all(|check| check.state == CheckState::Passed), "{:?}", view.checks);
    assert_eq!(view.studio.and_then(|studio| studio.name).as_deref(), Some("Studio Nordlicht"));
    desk.desk.setup(Answer::Studio { confirmed: true }).await.expect("the studio");
    let view = desk.question(SetupStep::Devices).await?;
    assert_eq!(view.devices.len(), studio.devices().len());

    // Not one this program can be, then one whose answer is lost on the way, then again.
    let shakes = desk.desk.setup(Answer::Device(DeviceId(31))).await;
    assert!(shakes.is_err(), "a vending machine is no check-in");
    assert_eq!(desk.desk.setup(Answer::Device(DeviceId(99))).await, Err(SetupProblem::DeviceGone));
    studio.set_fault(FaultPlan::new(Fault::Reset).at("/v1/devices/{deviceId}/activate").times(1));
    assert_eq!(desk.desk.setup(Answer::Device(DeviceId(26))).await, Err(SetupProblem::ActivationUnknown));
    studio.set_fault(FaultPlan::new(Fault::ServiceUnavailable).at("/v1/studios/confirmActivation").times(1));
    assert_eq!(desk.desk.setup(Answer::Device(DeviceId(26))).await, Err(SetupProblem::ConfirmationFailed));
    desk.desk.setup(Answer::Device(DeviceId(26))).await.expect("the device");
    desk.question(SetupStep::Reader).await?;
    assert!(studio.is_confirmed());

    desk.desk.setup(port(&reader)).await.expect("the reader");
    desk.question(SetupStep::Tap).await?;
    // Accepting before anything was read leads back to the reader.
    desk.desk.setup(Answer::Tap { accepted: true }).await.expect("an answer");
    desk.question(SetupStep::Reader).await?;
    desk.desk.setup(port(&reader)).await.expect("the reader");
    listens(&desk, &mut reader).await?;
    desk.desk.setup(Answer::Tap { accepted: true }).await.expect("the tap");
    desk.question(SetupStep::Offline).await?;
    desk.desk.setup(Answer::Offline(OfflineChoice::Directory)).await.expect("who may come in");
    desk.question(SetupStep::More).await?;
    desk.desk.setup(Answer::More { another: false }).await.expect("one device is enough");
    desk.question(SetupStep::Language).await?;
    desk.desk.setup(Answer::Language(Language::nearest("en-GB"))).await.expect("the language");
    desk.idle().await?;
    assert_eq!(desk.studio().map(|studio| studio.language).as_deref(), Some("en-GB"));
    assert_eq!(desk.desk.setup(Answer::Back).await, Err(SetupProblem::Closed));
    assert_eq!(studio.identifications().len(), 0);

    let verdict = hold(&desk, &mut reader, &frame_of(OSKAR)).await?;
    assert!(matches!(verdict, VerdictView::Welcome { .. }), "{verdict:?}");
    let asked = &studio.identifications()[0].request;
    assert_eq!(asked.header("accept-language"), Some("en-GB"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_set_up_that_was_left_is_taken_up_where_it_was() -> Outcome {
    let (studio, seat) = (Studio::open().await, Seat::default());
    let mut reader = VirtualReader::plugged_in();
    let key = studio.api_key();

    let desk = seat.open_in_practice(&studio).watch().await;
    desk.desk.setup(account("nordlicht", &key)).await.expect("a good account");
    desk.question(SetupStep::Studio).await?;
    desk.kill().await;
    let desk = seat.open_in_practice(&studio).watch().await;
    let view = desk.question(SetupStep::Studio).await?;
    assert_eq!((view.tenant.as_str(), view.key_stored), ("nordlicht", true));
    desk.desk.setup(Answer::Studio { confirmed: true }).await.expect("the studio");
    desk.question(SetupStep::Devices).await?;
    desk.kill().await;

    let desk = seat.open_in_practice(&studio).watch().await;
    desk.question(SetupStep::Devices).await?;
    desk.desk.setup(Answer::Device(DeviceId(26))).await.expect("the device");
    desk.question(SetupStep::Reader).await?;
    desk.kill().await;

    let desk = seat.open_in_practice(&studio).watch().await;
    let view = desk.question(SetupStep::Reader).await?;
    assert!(view.devices.iter().any(|device| device.id == "26" && device.activated), "{:?}", view.devices);
    desk.desk.setup(port(&reader)).await.expect("the reader");
    listens(&desk, &mut reader).await?;
    desk.desk.setup(Answer::Tap { accepted: true }).await.expect("the tap");
    desk.question(SetupStep::Offline).await?;
    desk.kill().await;

    // A tap proves a port only while it is open, so reader and tap are asked again.
    let desk = seat.open_in_practice(&studio).watch().await;
    desk.question(SetupStep::Reader).await?;
    desk.desk.setup(port(&reader)).await.expect("the reader");
    listens(&desk, &mut reader).await?;
    desk.desk.setup(Answer::Tap { accepted: true }).await.expect("the tap");
    desk.desk.setup(Answer::Offline(OfflineChoice::Everybody)).await.expect("who may come in");
    desk.desk.setup(Answer::More { another: false }).await.expect("one device is enough");
    desk.desk.setup(Answer::Language(Language::DE)).await.expect("the language");
    desk.idle().await?;
    desk.kill().await;
    assert!(seat.stored().installation()?.draft.is_none());
    let settings = seat.stored().settings()?.expect("a desk that is set up");
    assert_eq!(settings.devices[0].offline, OfflinePolicy::Everybody);

    let desk = seat.open().watch().await;
    desk.idle().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_was_withdrawn_meanwhile_is_asked_for_again() -> Outcome {
    let (studio, seat) = (Studio::open().await, Seat::default());
    let desk = seat.open_in_practice(&studio).watch().await;
    desk.desk.setup(account("nordlicht", &studio.api_key())).await.expect("a good account");
    desk.desk.setup(Answer::Studio { confirmed: true }).await.expect("the studio");
    desk.question(SetupStep::Devices).await?;
    desk.kill().await;

    studio.set_fault(Fault::Unauthorized);
    let desk = seat.open_in_practice(&studio).watch().await;
    let view = desk.question(SetupStep::Account).await?;
    let view = if view.problem.is_some() { view } else { desk.question(SetupStep::Account).await? };
    assert_eq!(view.problem, Some(SetupProblem::KeyRefused));
    studio.clear_faults();
    // The stored key will do, and the open question is still the same.
    desk.desk.setup(account("nordlicht", "")).await.expect("the stored key");
    desk.question(SetupStep::Devices).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_keychain_keeps_the_account_question_open() -> Outcome {
    let (studio, seat) = (Studio::open().await, Seat::default());
    let desk = seat.open_in_practice(&studio).watch().await;
    desk.question(SetupStep::Account).await?;
    seat.secrets.set_locked(true);
    let refused = desk.desk.setup(account("nordlicht", &studio.api_key())).await;
    assert_eq!(refused, Err(SetupProblem::KeychainRefused));
    desk.question(SetupStep::Account).await?;
    seat.secrets.set_locked(false);
    desk.desk.setup(account("nordlicht", &studio.api_key())).await.expect("a good account");
    desk.question(SetupStep::Studio).await?;
    Ok(())
}
