//! Which reader is meant by a screen that asks for a card. Pure. Whoever comes in somewhere else meanwhile must
//! neither pay for whoever waits nor stand before a door that stays shut.

use crate::check_in::ReaderIndex;
use crate::settings::{Role, Settings, Source};

/// Whether a place takes what is held to this reader while it waits for a card: it is the reader of the place, or
/// one on or at the screen itself, by which nobody comes in.
pub(super) fn is_meant_by(settings: &Settings, place: &str, ReaderIndex(reader): ReaderIndex) -> bool {
    settings.readers.get(reader).is_some_and(|reader| {
        let at_the_screen = match reader.source {
            Source::Keyboard(_) | Source::Camera(_) | Source::PinPad => true,
            Source::Serial(_) | Source::Pcsc(_) => false,
        };
        reader.name == place || at_the_screen && !has_a_door(settings, &reader.name)
    })
}

/// Whether a card that is held to this reader may be the one of a new member, who stands at the screen: not by
/// one that opens a door, unless something is bought with it, or there is no other.
pub(crate) fn is_meant_by_sign_up(settings: &Settings, ReaderIndex(reader): ReaderIndex) -> bool {
    let name_of = |index: usize| settings.readers.get(index).map(|reader| reader.name.as_str());
    let fits = |name: &str| !has_a_door(settings, name) || sells(settings, name);
    let reads_cards = |index: &usize| match settings.readers.get(*index).map(|reader| &reader.source) {
        Some(Source::Serial(_) | Source::Pcsc(_) | Source::Keyboard(_)) => true,
        Some(Source::Camera(_) | Source::PinPad) | None => false,
    };
    let any = (0..settings.readers.len()).filter(reads_cards).filter_map(name_of).any(fits);
    name_of(reader).is_some_and(|name| fits(name) || !any)
}

fn has_a_door(settings: &Settings, reader: &str) -> bool {
    settings.entrance_of(reader).is_some_and(|(_, entrance)| entrance.opens.is_some())
}

fn sells(settings: &Settings, reader: &str) -> bool {
    settings.devices.iter().any(|device| {
        device.reader == reader
            && match device.role {
                Role::Vending(_) | Role::Time(_) => true,
                Role::CheckIn(_) => false,
            }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const READERS: &str = r#"
        [studio]
        tenant = "example"
        [[readers]]
        name = "entrance"
        kind = "serial"
        port = "/dev/ttyUSB0"
        framing = "rdm6300"
        identification = "NUMBER"
        format = "HEX_MSB"
        [[readers]]
        name = "side door"
        kind = "pcsc"
        identification = "NUMBER"
        format = "HEX_MSB"
        [[readers]]
        name = "scanner"
        kind = "keyboard"
        identification = "QR_CODE"
        [[readers]]
        name = "camera"
        kind = "camera"
        [[readers]]
        name = "PIN pad"
        kind = "pin-pad"
    "#;

    /// A desk with these devices: number, reader and what else there is to say.
    fn desk(devices: &[(&str, &str)]) -> Settings {
        let mut file = READERS.to_owned();
        for (number, (reader, rest)) in devices.iter().enumerate() {
            file += &format!("[[devices]]\nid = {}\nreader = \"{reader}\"\n{rest}\n", number + 20);
        }
        for name in ["turnstile", "hatch"].into_iter().filter(|name| file.contains(name)).collect::<Vec<_>>()
        {
            file +=
                &format!("[[outputs]]\nname = \"{name}\"\nkind = \"shelly\"\naddress = \"{name}.example\"\n");
        }
        crate::settings::parse(&file).unwrap_or_else(|error| panic!("{error:?} in {file}"))
    }

    fn those(settings: &Settings, meant: impl Fn(ReaderIndex) -> bool) -> Vec<&str> {
        let all = settings.readers.iter().enumerate();
        all.filter(|(index, _)| meant(ReaderIndex(*index))).map(|(_, reader)| reader.name.as_str()).collect()
    }

    const DOOR: &str = "opens = \"turnstile\"";
    const BAR: &str = "[devices.vending]\nname = \"Bar\"\nhand-out = \"team\"";

    #[test]
    fn a_place_takes_the_cards_of_its_own_reader_and_those_held_to_the_screen() {
        let entrances =
            [("entrance", DOOR), ("side door", ""), ("scanner", ""), ("camera", ""), ("PIN pad", "")];
        let with_bar = |reader| desk(&[entrances.as_slice(), &[(reader, BAR)]].concat());
        for (place, expected) in [
            ("entrance", vec!["entrance", "scanner", "camera", "PIN pad"]),
            ("side door", vec!["side door", "scanner", "camera", "PIN pad"]),
        ] {
            let settings = with_bar(place);
            assert_eq!(those(&settings, |reader| is_meant_by(&settings, place, reader)), expected, "{place}");
        }
        let doors = [
            ("entrance", ""),
            ("side door", ""),
            ("scanner", "opens = \"hatch\""),
            ("camera", ""),
            ("PIN pad", DOOR),
        ];
        let settings = desk(&[doors.as_slice(), &[("entrance", BAR)]].concat());
        let expected = ["entrance", "camera"];
        assert_eq!(those(&settings, |reader| is_meant_by(&settings, "entrance", reader)), expected);
    }

    #[test]
    fn a_new_members_card_is_not_looked_for_at_doors() {
        let others = [("scanner", DOOR), ("camera", ""), ("PIN pad", "")];
        for (entrance, side_door, bar, expected) in [
            (DOOR, "", None, vec!["side door", "camera", "PIN pad"]),
            (DOOR, "", Some("entrance"), vec!["entrance", "side door", "camera", "PIN pad"]),
            ("", "", None, vec!["entrance", "side door", "camera", "PIN pad"]),
            // Where every card opens a door, the next one is taken wherever it is held up.
            (DOOR, "opens = \"hatch\"", None, vec!["entrance", "side door", "scanner", "camera", "PIN pad"]),
        ] {
            let mut devices = vec![("entrance", entrance), ("side door", side_door)];
            devices.extend(others);
            devices.extend(bar.map(|reader| (reader, BAR)));
            let settings = desk(&devices);
            let meant = those(&settings, |reader| is_meant_by_sign_up(&settings, reader));
            assert_eq!(meant, expected, "{entrance} {side_door} {bar:?}");
        }
    }
}
