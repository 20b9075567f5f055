use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;

use outbox::Trouble;
use wire::{LineProblem, Right, SetupProblem};

use super::found::{Fault, Note};
use super::*;
use crate::settings::CatalogueError;

/// How text is on a screen of so many inches, from so many centimetres.
fn text(inches: f64, distance: f64, known: bool) -> Text {
    let pixels = known.then_some(Pixels { width: 1920.0, height: 1080.0 });
    Text::of(domain::Viewing::new(inches, distance).unwrap(), pixels)
}

/// One of everything that works.
fn notes() -> Vec<Note> {
    let place = || PathBuf::from("/data");
    let port = || "/dev/ttyUSB0".to_owned();
    let studio = || "Studio".to_owned();
    vec![
        Note::Versions("Portico 1.0".to_owned()),
        Note::FolderUsable { place: place() },
        Note::StoreHeld { place: place() },
        Note::StoreOpens { place: place() },
        Note::KeychainUnlocked,
        Note::Held { place: port() },
        Note::PortOpens { port: port() },
        Note::PortAnswers { port: port() },
        Note::ReaderThere { name: "ACR122U".to_owned() },
        Note::ReaderTypes,
        Note::CameraInWindow,
        Note::PinPad,
        Note::Products { count: 2 },
        Note::LookAsSet,
        Note::LookCorrected { said: vec!["One.".to_owned(), "Two.".to_owned()] },
        Note::Text(text(24.0, 30.0, true)),
        Note::Text(text(24.0, 50.0, true)),
        Note::Text(text(24.0, 60.0, true)),
        Note::Text(text(15.6, 90.0, true)),
        Note::Text(text(24.0, 60.0, false)),
        Note::OutputReached { place: port() },
        Note::KeyAccepted { looks_members_up: false },
        Note::ClockAgrees,
        Note::TokenWorks,
        Note::HostReached { host: "a.example".to_owned() },
        Note::Offers {
            studio: studio(),
            count: 2,
            unpaid: vec!["\"Flex\"".to_owned()],
            trials: true,
            withdrawal: false,
        },
        Note::NoContractsHere { studio: studio(), trials: false },
        Note::RightsComplete,
    ]
}

/// One of everything that does not, with the code it has.
fn faults() -> Vec<(Fault, &'static str)> {
    let path = || PathBuf::from("/data/desk.toml");
    let place = || "/dev/ttyUSB0".to_owned();
    let host = || "a.example".to_owned();
    let studio = || "Studio".to_owned();
    let settings = crate::settings::parse("[studio").expect_err("half a line");
    let line = LineProblem { line: 3, problem: wire::CatalogueProblem::Price, value: String::new() };
    let account = |problem| Fault::from(account::Trouble::plain(problem));
    vec![
        (
            StoreError::Io { path: path(), source: io::ErrorKind::PermissionDenied.into() }.into(),
            "folder-unusable",
        ),
        (StoreError::Desk { path: path(), source: settings }.into(), "settings-wrong"),
        (StoreError::Installation(path()).into(), "installation-damaged"),
        (VaultError::Missing.into(), "keychain-missing"),
        (VaultError::Locked.into(), "keychain-locked"),
        (VaultError::Silent.into(), "keychain-silent"),
        (VaultError::Unusable.into(), "keychain-unusable"),
        (Fault::NotSetUp, "not-set-up"),
        (Fault::StoreKeyMissing, "store-key-missing"),
        (Fault::Store(Trouble::KeyWrong), "store-key-wrong"),
        (Fault::Store(Trouble::Damaged), "store-damaged"),
        (Fault::Store(Trouble::Newer), "store-newer"),
        (Fault::Store(Trouble::DiskFull), "disk-full"),
        (Fault::Store(Trouble::ReadOnly), "store-read-only"),
        (Fault::Store(Trouble::InUse), "store-in-use"),
        (Fault::Store(Trouble::Fault), "store-fault"),
        (Fault::Port { port: place(), state: ReaderState::Gone }, "gone"),
        (Fault::Port { port: place(), state: ReaderState::InUse }, "in-use"),
        (Fault::Port { port: place(), state: ReaderState::Forbidden }, "forbidden"),
        (Fault::CardService { name: "ACR".to_owned(), state: ReaderState::Gone }, "gone"),
        (Fault::CardService { name: "ACR".to_owned(), state: ReaderState::Forbidden }, "forbidden"),
        (
            Fault::CardService { name: "ACR".to_owned(), state: ReaderState::ServiceMissing },
            "card-service-missing",
        ),
        (Fault::CardService { name: "ACR".to_owned(), state: ReaderState::HeldByKernel }, "held-by-kernel"),
        (Fault::CardServiceSilent, "card-service-silent"),
        (Fault::NoProducts, "no-products"),
        (CatalogueError::Damaged { path: path(), problems: vec![line] }.into(), "catalogue-wrong"),
        (CatalogueError::Store(StoreError::Installation(path())).into(), "installation-damaged"),
        (Fault::LookIncomplete { said: vec!["The file a.png is missing.".to_owned()] }, "look-incomplete"),
        (Fault::Output { place: place(), state: OutputState::Gone }, "gone"),
        (Fault::Output { place: place(), state: OutputState::InUse }, "in-use"),
        (Fault::Output { place: place(), state: OutputState::Forbidden }, "forbidden"),
        (Fault::Output { place: place(), state: OutputState::Locked }, "wants-password"),
        (Fault::Output { place: place(), state: OutputState::Unsuitable }, "unsuitable"),
        (Fault::KeyMissing, "key-missing"),
        (Fault::KeyMalformed(ApiKey::parse("a b").expect_err("a blank")), "key-malformed"),
        (account(SetupProblem::KeyRefused), "key-refused"),
        (account(SetupProblem::RightMissing { rights: vec![Right::StudioRead] }), "right-missing"),
        (account(SetupProblem::AddressUnreachable { host: host() }), "unreachable"),
        (account(SetupProblem::NotTheVendor { host: host() }), "not-the-vendor"),
        (account(SetupProblem::CertificateWrong { host: host() }), "certificate-wrong"),
        (account(SetupProblem::ClockWrong { minutes_ahead: -120 }), "clock-wrong"),
        (account(SetupProblem::VendorBusy), "vendor-busy"),
        (account(SetupProblem::VendorFault), "vendor-fault"),
        (Fault::ClockNotCompared, "clock-not-compared"),
        (Fault::TokenMissing, "token-missing"),
        (Fault::TokenRefused, "token-refused"),
        (Fault::Unreachable { host: host() }, "unreachable"),
        (Fault::StudioUnknown, "studio-unknown"),
        (Fault::StudioNotListed { number: domain::StudioId(7) }, "studio-not-listed"),
        (Fault::NoOffers { studio: studio() }, "no-offers"),
        (Fault::TrialsOff { studio: studio() }, "trials-off"),
        (Fault::RightsMissing(vec![("A_READ", "no a"), ("B_WRITE", "no b")]), "right-missing"),
        (Fault::AddressWrong(Endpoint::parse("ftp://a").expect_err("no such thing")), "address-wrong"),
        (Fault::Portico, "portico-fault"),
    ]
}

#[test]
fn every_fault_has_its_code_and_a_sentence_that_ends() {
    for (fault, code) in faults() {
        assert_eq!(fault.code().text(), code, "{fault:?}");
        let sentence = fault.to_string();
        assert!(sentence.len() > 10 && !sentence.contains('\n'), "{code}: {sentence}");
    }
    let of = |wanted: &str| {
        let found = faults().into_iter().filter(|(_, code)| *code == wanted);
        found.map(|(fault, _)| fault.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(
        of("right-missing")[1],
        "The key lacks A_READ and B_WRITE: no a and no b. Ask the studio's owner to grant it in the vendor's app \
         store."
    );
    assert_eq!(of("catalogue-wrong"), ["/data/desk.toml, line 3 is wrong. Mend it, or import another."]);
    assert_eq!(
        of("gone"),
        [
            "/dev/ttyUSB0 is not there. Check the reader's cable.",
            "ACR is not there. Check the reader's cable.",
            "/dev/ttyUSB0 does not answer. Check its cable and its power.",
        ]
    );
}

#[test]
fn every_note_has_its_code_and_a_sentence_that_ends() {
    let said: Vec<_> = notes().iter().map(|note| format!("{} {note}", note.code().text())).collect();
    assert_eq!(
        said,
        [
            "versions Portico 1.0",
            "usable /data can be read and written.",
            "held-by-portico /data can be read and written; the store in it is held by the running Portico.",
            "opens /data can be read and written, and the store in it opens.",
            "unlocked It is there and unlocked.",
            "held-by-portico /dev/ttyUSB0 is held by the running Portico.",
            "opens /dev/ttyUSB0 can be opened.",
            "there /dev/ttyUSB0 answers.",
            "there ACR122U is there.",
            "not-checked It types like a keyboard, so it cannot be checked from here. Hold something up to it while \
             the desk is open.",
            "not-checked It is the web view's camera, which is looked for while the desk is open; the team's window \
             says how it is.",
            "on-screen It is on the member's screen.",
            "products Products: 2.",
            "as-set It is shown as it is set.",
            "corrected One. Two.",
            "text-legible The smallest text can be read from 30 cm.",
            "text-enlarged The smallest text would be too small from 50 cm, so everything is shown at 127 %.",
            "text-legible-very-large The smallest text is too small from 60 cm. Everything is shown at 140 %, which can \
             be read from 54 cm, and at 196 % for members who choose \"very large\".",
            "text-too-small The smallest text is too small from 90 cm. Everything is shown at 140 %, which can be read \
             from 35 cm, and in \"very large\" from 61 cm. Have members stand nearer, or use a larger screen.",
            "text-unmeasured Whether the smallest text can be read from 60 cm is known once Portico has been open on \
             this screen.",
            "reached /dev/ttyUSB0 can be reached. It was not opened.",
            "key-accepted The key is accepted and carries its rights. It may not look members up.",
            "clock-agrees It agrees with the studio's system.",
            "token-works Its token works.",
            "reached a.example can be reached.",
            "offers Studio: 2 offers. At the reception only, because this desk takes none of their ways to pay: \
             \"Flex\". Trial sessions can be booked. What it says about withdrawal is not shown.",
            "no-contracts-here Studio: no contracts at this desk.",
            "rights-complete The key may look for new members, link cards to them and redeem vouchers for a visit.",
        ]
    );
}

/// A code that nothing has would be promised for nothing, and one twice would tell nothing apart.
#[test]
fn every_code_is_told_by_something() {
    let elsewhere = [Code::Speaks, Code::NoVoice, Code::NoSpeech];
    let found = notes()
        .into_iter()
        .map(|note| note.code())
        .chain(faults().into_iter().map(|(fault, _)| fault.code()));
    let found: BTreeSet<_> = found.chain(elsewhere).collect();
    assert_eq!(found, Code::ALL.iter().copied().collect());
    let texts: BTreeSet<_> = Code::ALL.iter().map(|code| code.text()).collect();
    assert_eq!(texts.len(), Code::ALL.len());
    assert!(texts.iter().all(|text| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')));
}

#[test]
fn the_page_has_the_code_beside_the_sentence() {
    let mut page = Page::default();
    page.add("clock", Ok(Note::ClockAgrees));
    page.add("open api", Err(Fault::KeyMissing));
    let json = serde_json::to_value(page.report()).unwrap();
    assert_eq!(json["ok"], false);
    assert_eq!(
        json["checks"],
        serde_json::json!([
            { "name": "clock", "ok": true, "code": "clock-agrees", "detail": "It agrees with the studio's system." },
            {
                "name": "open api",
                "ok": false,
                "code": "key-missing",
                "detail": "The keychain holds no API key. Set the desk up again.",
            },
        ])
    );
}
