//! What the assistant knows, as the window shows it.

use std::path::Path;

use domain::{DeviceModel, Language};
use wire::{
    Connected, ContactlessChoice, DeviceChoice, DeviceModelView, OfflineChoice, PlaceView, PortChoice,
    StudioView,
};

use super::jobs::Equipped;
use super::words;
use crate::settings::{OfflinePolicy, Place, Source};

/// What this computer has that a reader may be, and which of it is somebody's already.
pub(super) fn connected(equipped: &Equipped, places: &[Place]) -> Connected {
    let taken_by = |is_it: &dyn Fn(&Source) -> bool| {
        places.iter().find(|place| is_it(&place.reader.source)).map(|place| place.reader.name.clone())
    };
    let port = |port: &readers::PortInfo| PortChoice {
        path: port.path.clone(),
        label: port.label.clone(),
        hint: words::hint(port.known),
        taken_by: taken_by(&|source| source.port().is_some_and(|taken| same_port(taken, &port.path))),
    };
    let contactless = |name: &String| ContactlessChoice {
        name: name.clone(),
        taken_by: taken_by(
            &|source| matches!(source, Source::Pcsc(pcsc) if pcsc.reader.as_ref().is_none_or(|taken| taken == name)),
        ),
    };
    Connected {
        ports: equipped.ports.iter().map(port).collect(),
        contactless: equipped.contactless.iter().flatten().map(contactless).collect(),
        card_service: equipped.contactless.is_some(),
        keyboard: taken_by(&|source| matches!(source, Source::Keyboard(_))).is_none(),
        camera: taken_by(&|source| matches!(source, Source::Camera(_))).is_none(),
        pin_pad: taken_by(&|source| matches!(source, Source::PinPad)).is_none(),
    }
}

/// Whether one reader is meant by both, even where one port has two names.
pub(super) fn same_reader(one: &Source, two: &Source) -> bool {
    let ports = one.port().zip(two.port());
    one.clashes(two) || ports.is_some_and(|(one, two)| same_port(one, two))
}

fn same_port(one: &str, two: &str) -> bool {
    let real = |path: &str| Path::new(path).canonicalize().ok();
    one == two || real(one).is_some_and(|one| Some(one) == real(two))
}

/// The name itself, or with the first number that tells it apart from those that are taken.
pub(super) fn free_name(name: &str, taken: &[&str]) -> String {
    let numbered = (2_u64..).map(|number| format!("{name} {number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    names.find(|name| !taken.contains(&name.as_str())).unwrap_or_default()
}

/// A device that is set up.
pub(super) fn place(place: &Place) -> PlaceView {
    PlaceView {
        device: place.reader.name.clone(),
        reader: words::place(&place.reader.source),
        offline: match place.offline {
            OfflinePolicy::Refuse => OfflineChoice::Refuse,
            OfflinePolicy::Directory => OfflineChoice::Directory,
            OfflinePolicy::Everybody => OfflineChoice::Everybody,
        },
    }
}

pub(super) const fn policy(choice: OfflineChoice) -> OfflinePolicy {
    match choice {
        OfflineChoice::Refuse => OfflinePolicy::Refuse,
        OfflineChoice::Directory => OfflinePolicy::Directory,
        OfflineChoice::Everybody => OfflinePolicy::Everybody,
    }
}

/// One of the vendor's devices, before anybody has chosen it.
pub(super) fn device(device: &magicline::Device) -> DeviceChoice {
    DeviceChoice {
        id: device.id.into(),
        name: device.name.clone(),
        model: match device.model {
            DeviceModel::CardReader => DeviceModelView::CardReader,
            DeviceModel::VendingReader => DeviceModelView::VendingReader,
            DeviceModel::TimeReader => DeviceModelView::TimeReader,
            DeviceModel::Other => DeviceModelView::Other,
        },
        active: device.active,
        activated: false,
    }
}

pub(super) fn address(studio: &magicline::Studio) -> Option<String> {
    let join = |parts: [&Option<String>; 2]| {
        parts.iter().filter_map(|part| part.as_deref()).collect::<Vec<_>>().join(" ")
    };
    let street = join([&studio.street, &studio.house_number]);
    let town = join([&studio.zip, &studio.city]);
    let lines: Vec<_> = [street, town].into_iter().filter(|line| !line.is_empty()).collect();
    (!lines.is_empty()).then(|| lines.join(", "))
}

/// The studio as the window shows it.
pub(crate) fn studio_view(
    name: Option<String>,
    logo: Option<&magicline::Logo>,
    language: Language,
    languages: &[Language],
    practice: bool,
) -> StudioView {
    StudioView {
        name,
        logo: logo.map(crate::logo::data_url),
        language: language.tag().to_owned(),
        languages: tags(languages),
        practice,
    }
}

/// Languages as the window calls them.
pub(crate) fn tags(languages: &[Language]) -> Vec<String> {
    languages.iter().map(|language| language.tag().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use domain::DeviceId;
    use readers::{Framing, Known, PcscSettings, PortInfo, ReadingSettings, RefusedFamily, SerialSettings};
    use wire::{PortHint, ReaderFraming, RefusedReader};

    use super::*;
    use crate::settings::{CameraSettings, KeyboardSettings, Reader};

    fn place_of(name: &str, source: Source) -> Place {
        let reader = Reader { name: name.to_owned(), source };
        Place { device: DeviceId(1), offline: OfflinePolicy::Refuse, reader }
    }

    fn serial(port: &str) -> Source {
        let reading = ReadingSettings::default();
        Source::Serial(SerialSettings { port: port.into(), baud: 9600, framing: Framing::Line, reading })
    }

    fn port(path: &str, known: Known) -> PortInfo {
        PortInfo { path: path.into(), label: path.into(), usb: None, known }
    }

    #[test]
    fn what_is_connected_says_what_it_is_and_whose() {
        let framings = &[Framing::Line, Framing::Twn4Simple];
        let equipped = Equipped {
            ports: vec![
                port("/dev/ttyACM0", Known::Reader { name: "TWN4", framings }),
                port("/dev/ttyUSB0", Known::Adapter { chip: "FT232", often_a_relay: false }),
                port("/dev/ttyUSB1", Known::Adapter { chip: "CH340", often_a_relay: true }),
                port("/dev/ttyUSB2", Known::Refused(RefusedFamily::Ufr)),
                port("/dev/ttyS0", Known::Nothing),
            ],
            contactless: Some(vec!["ACS ACR122U PICC Interface".into(), "OMNIKEY 5022 CL".into()]),
        };
        let free = connected(&equipped, &[]);
        let hints: Vec<_> = free.ports.iter().map(|port| port.hint.clone()).collect();
        let chip = |chip: &str| chip.to_owned();
        assert_eq!(
            hints,
            [
                PortHint::Reader { name: "TWN4".into(), asked: Some(ReaderFraming::Twn4Simple) },
                PortHint::Adapter { chip: chip("FT232") },
                PortHint::Relay { chip: chip("CH340") },
                PortHint::Refused { family: RefusedReader::Ufr },
                PortHint::Nothing,
            ]
        );
        assert!(free.ports.iter().all(|port| port.taken_by.is_none()));
        assert!(free.keyboard && free.camera && free.pin_pad && free.card_service);

        let pcsc = PcscSettings { reader: Some("OMNIKEY 5022 CL".into()), ..PcscSettings::default() };
        let keyboard =
            KeyboardSettings { layout: readers::Layout::default(), reading: ReadingSettings::default() };
        let places = [
            place_of("Entrance", serial("/dev/ttyUSB0")),
            place_of("Side door", Source::Pcsc(pcsc)),
            place_of("Desk", Source::Keyboard(keyboard)),
            place_of("Gate", Source::Camera(CameraSettings::default())),
        ];
        let taken = connected(&equipped, &places);
        let who: Vec<_> = taken.ports.iter().map(|port| port.taken_by.as_deref()).collect();
        assert_eq!(who, [None, Some("Entrance"), None, None, None]);
        let who: Vec<_> = taken.contactless.iter().map(|reader| reader.taken_by.as_deref()).collect();
        assert_eq!(who, [None, Some("Side door")]);
        assert_eq!((taken.keyboard, taken.camera, taken.pin_pad), (false, false, true));

        let silent = connected(&Equipped::default(), &[]);
        assert!(!silent.card_service && silent.contactless.is_empty());
    }

    #[test]
    fn a_port_is_the_same_under_another_name() {
        let folder = tempfile::tempdir().unwrap();
        let name = |name: &str| folder.path().join(name).display().to_string();
        std::fs::write(name("ttyUSB0"), "").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(name("ttyUSB0"), name("by-id")).unwrap();
        #[cfg(unix)]
        assert!(same_reader(&serial(&name("ttyUSB0")), &serial(&name("by-id"))));
        assert!(same_reader(&serial(&name("gone")), &serial(&name("gone"))));
        assert!(!same_reader(&serial(&name("gone")), &serial(&name("gone too"))));
        assert!(!same_reader(&serial(&name("ttyUSB0")), &Source::PinPad));
        assert!(same_reader(&Source::PinPad, &Source::PinPad));
    }

    #[test]
    fn two_devices_of_one_name_are_told_apart() {
        assert_eq!(free_name("Door", &[]), "Door");
        assert_eq!(free_name("Door", &["Door"]), "Door 2");
        assert_eq!(free_name("Door", &["Door", "Door 2", "Desk"]), "Door 3");
        assert_eq!(free_name("Door 2", &["Door"]), "Door 2");
    }
}
