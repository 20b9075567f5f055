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
        id: device.id.to_string(),
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
    practice: bool,
) -> StudioView {
    StudioView { name, logo: logo.map(crate::logo::data_url), language: language.tag().to_owned(), practice }
}
