//! The assistant's questions without a window, above all where it is taken up again.

use std::os::unix::fs::symlink;

use desk::settings::{Entrance, OfflinePolicy, Role, Settings, Source};
use desk::setup::Answer;
use domain::{CardFormat, DeviceId, IdentificationKind, Language};
use portico_tests::{Outcome, Seat, Settled, Studio, VirtualReader, frame_of, line_of, strokes_of};
use readers::{ByteOrder, Framing, SerialSettings};
use sandbox::{Case, Fault, FaultPlan, Scope};
use secrecy::SecretString;
use vault::{Secrets, Slot};
use wire::{
    Assumption, CheckState, Content, Hearing, LessonProblem, NumberProof, OfflineChoice, PinPadView,
    ReaderChoice, ReaderFraming, ReaderPlace, Right, Screen, Seen, SetupProblem, SetupStep, TapProof,
    UnreadableReason, VerdictView,
};

use crate::{OSKAR, hex, hold};

mod found_out;

fn account(tenant: &str, key: &str) -> Answer {
    Answer::Account { tenant: tenant.to_owned(), key: SecretString::from(key) }
}

fn port(reader: &VirtualReader) -> Answer {
    listened(reader, Hearing::FindingOut)
}

fn listened(reader: &VirtualReader, how: Hearing) -> Answer {
    Answer::Reader(ReaderChoice::Serial { port: reader.path().display().to_string(), how })
}

fn typed(number: &str) -> Answer {
    Answer::Number(SecretString::from(number))
}

/// A desk whose assistant asks which reader belongs to the entrance.
async fn at_the_reader(studio: &Studio, seat: &Seat) -> Outcome<Settled> {
    let desk = seat.open_in_practice(studio).watch().await;
    desk.desk.setup(account("nordlicht", &studio.api_key())).await.expect("a good account");
    desk.desk.setup(Answer::Studio { confirmed: true }).await.expect("the studio");
    desk.desk.setup(Answer::Device(DeviceId(Studio::ENTRANCE))).await.expect("the device");
    desk.question(SetupStep::Reader).await?;
    Ok(desk)
}

/// Waits for a tap whose number is settled, one way or the other.
async fn settled(desk: &Settled) -> Outcome<TapProof> {
    desk.until("a tap that was looked into", |screen| match screen {
        Screen::Setup(view) => match view.tap {
            TapProof::Read { number: NumberProof::Asking, .. } => None,
            TapProof::Read { .. } => Some(view.tap),
            _ => None,
        },
        _ => None,
    })
    .await
}

fn number_of(tap: TapProof) -> NumberProof {
    match tap {
        TapProof::Read { number, .. } => number,
        other => panic!("nothing was read: {other:?}"),
    }
}

/// Waits until the tap is shown like this.
async fn shows(desk: &Settled, tap: TapProof) -> Outcome {
    desk.until(&format!("{tap:?}"), |screen| match screen {
        Screen::Setup(view) => (view.tap == tap).then_some(()),
        _ => None,
    })
    .await
}

/// Accepts the reader and answers what is left to answer about its device.
async fn accept(desk: &Settled) -> Outcome {
    desk.desk.setup(Answer::Tap { accepted: true }).await.expect("the tap");
    desk.question(SetupStep::Offline).await?;
    desk.desk.setup(Answer::Offline(OfflineChoice::Refuse)).await.expect("who may come in");
    desk.question(SetupStep::More).await?;
    Ok(())
}

/// Ends the set-up; gives the settings it made.
async fn finish(desk: &Settled, seat: &Seat) -> Outcome<Settings> {
    desk.desk.setup(Answer::More { another: false }).await.expect("no further device");
    desk.desk.setup(Answer::Language(Language::DE)).await.expect("the language");
    desk.idle().await?;
    Ok(seat.stored().settings()?.expect("a desk that is set up"))
}

fn serial(settings: &Settings, reader: usize) -> &SerialSettings {
    match &settings.readers[reader].source {
        Source::Serial(serial) => serial,
        other => panic!("no serial reader: {other:?}"),
    }
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
    assert!(view.devices.iter().any(|device| device.id.0.0 == 26 && device.activated), "{:?}", view.devices);
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
    assert_eq!(settings.devices[0].role, check_in(OfflinePolicy::Everybody));

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

#[tokio::test(flavor = "multi_thread")]
async fn two_devices_have_a_reader_each_and_outlive_a_power_cut_in_between() -> Outcome {
    let (studio, seat) = (Studio::open().await, Seat::default());
    let [mut first, mut second] = [VirtualReader::plugged_in(), VirtualReader::plugged_in()];
    let desk = at_the_reader(&studio, &seat).await?;
    desk.desk.setup(port(&first)).await.expect("the reader");
    listens(&desk, &mut first).await?;
    accept(&desk).await?;
    desk.kill().await;

    let desk = seat.open_in_practice(&studio).watch().await;
    let view = desk.question(SetupStep::More).await?;
    let [place] = &view.places[..] else { panic!("{:?}", view.places) };
    let path = first.path().display().to_string();
    assert_eq!(place.reader, ReaderPlace::Serial { port: path.clone() });
    desk.desk.setup(Answer::More { another: true }).await.expect("another device");
    let view = desk.question(SetupStep::Devices).await?;
    let activated: Vec<_> = view.devices.iter().filter(|device| device.activated).collect();
    assert_eq!(activated.iter().map(|device| device.id.0.0).collect::<Vec<_>>(), [26]);
    let entrance = desk.desk.setup(Answer::Device(DeviceId(Studio::ENTRANCE))).await;
    assert_eq!(entrance, Err(SetupProblem::DeviceTaken));
    desk.desk.setup(Answer::Device(DeviceId(Studio::SIDE))).await.expect("the device");
    desk.kill().await;

    let desk = seat.open_in_practice(&studio).watch().await;
    let view = desk.question(SetupStep::Reader).await?;
    assert_eq!(view.places.len(), 1);
    // The same port, by its own name and by another one.
    let taken = Err(SetupProblem::PortTaken { device: view.places[0].device.clone() });
    assert_eq!(desk.desk.setup(port(&first)).await, taken);
    let other_name = seat.data().join("other-name");
    symlink(std::fs::canonicalize(first.path())?, &other_name)?;
    let other_name = other_name.display().to_string();
    let how = Hearing::FindingOut;
    let choice = ReaderChoice::Serial { port: other_name, how };
    assert_eq!(desk.desk.setup(Answer::Reader(choice)).await, taken);
    desk.desk.setup(port(&second)).await.expect("the reader");
    listens(&desk, &mut second).await?;
    accept(&desk).await?;
    let settings = finish(&desk, &seat).await?;
    assert_eq!(settings.readers.len(), 2);
    assert_ne!(settings.readers[0].name, settings.readers[1].name);
    assert!(seat.stored().installation()?.draft.is_none());

    for (reader, guest, device) in [(&mut first, 1, Studio::ENTRANCE), (&mut second, 2, Studio::SIDE)] {
        let card = Studio::guest(guest);
        let verdict = hold(&desk, reader, &frame_of(card)).await?;
        assert!(matches!(verdict, VerdictView::Welcome { .. }), "{verdict:?}");
        let asked = studio.identifications_of(&hex(&card));
        assert!(
            matches!(asked[0].effect, sandbox::Effect::CheckedIn { device: at, .. } if at == device),
            "{}",
            asked[0]
        );
        desk.idle().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_types_and_a_pin_pad_share_a_desk() -> Outcome {
    let (studio, seat) = (Studio::open().await, Seat::default());
    let desk = at_the_reader(&studio, &seat).await?;
    desk.desk.setup(Answer::Reader(ReaderChoice::Keyboard)).await.expect("the reader");
    desk.question(SetupStep::Tap).await?;
    let keys = strokes_of(&hex(&OSKAR), |same| same)?;
    desk.desk.setup(Answer::Typed(keys.clone())).await.expect("a burst");
    let read = settled(&desk).await?;
    let seen = Seen::Typed { content: Content::Hex { digits: 10 } };
    assert_eq!(read, TapProof::Read { seen, certain: true, number: NumberProof::Confirmed });
    accept(&desk).await?;
    desk.desk.setup(Answer::More { another: true }).await.expect("another device");
    desk.desk.setup(Answer::Device(DeviceId(Studio::SIDE))).await.expect("the device");
    desk.desk.setup(Answer::Ports).await.expect("a look around");
    let view = desk.question(SetupStep::Reader).await?;
    assert_eq!((view.connected.keyboard, view.connected.pin_pad), (false, true));
    let taken = Err(SetupProblem::PortTaken { device: view.places[0].device.clone() });
    assert_eq!(desk.desk.setup(Answer::Reader(ReaderChoice::Keyboard)).await, taken);

    // Nothing has to be proven about keys on the screen.
    desk.desk.setup(Answer::Reader(ReaderChoice::PinPad)).await.expect("the PIN pad");
    desk.question(SetupStep::Offline).await?;
    desk.desk.setup(Answer::Back).await.expect("the question before");
    desk.question(SetupStep::Reader).await?;
    desk.desk.setup(Answer::Reader(ReaderChoice::PinPad)).await.expect("the PIN pad");
    desk.desk.setup(Answer::Offline(OfflineChoice::Everybody)).await.expect("who may come in");
    // Back to the last device and forth again changes what is said about it, and nothing else.
    desk.question(SetupStep::More).await?;
    desk.desk.setup(Answer::Back).await.expect("the question before");
    assert_eq!(desk.question(SetupStep::Offline).await?.places.len(), 1);
    desk.desk.setup(Answer::Offline(OfflineChoice::Refuse)).await.expect("who may come in");
    assert_eq!(desk.question(SetupStep::More).await?.places[1].reader, ReaderPlace::PinPad);
    let settings = finish(&desk, &seat).await?;
    let Source::Keyboard(keyboard) = &settings.readers[0].source else { panic!("{:?}", settings.readers) };
    assert_eq!(keyboard.reading.identification, IdentificationKind::Number);
    assert_eq!(settings.devices[1].role, check_in(OfflinePolicy::Refuse));
    let idle = desk.idle_view().await?;
    assert_eq!((idle.typed, idle.pin), (true, PinPadView::Ready));
    assert_eq!(desk.desk.setup(Answer::Typed(keys.clone())).await, Err(SetupProblem::Closed));
    let mark = desk.mark();
    desk.desk.typed(keys).await;
    let verdict = desk.verdict_after(mark).await?;
    assert!(matches!(verdict, VerdictView::Welcome { .. }), "{verdict:?}");
    Ok(())
}

fn check_in(offline: OfflinePolicy) -> Role {
    Role::CheckIn(Entrance { offline, opens: None })
}
