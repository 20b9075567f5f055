//! What the practice studio sells and switches: the catalogues, the vendor's devices and the desk's
//! settings for them.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use desk::catalogue::Catalogue;
use desk::settings::{
    Device, Entrance, HandOut, OfflinePolicy, Role, StoreError, Stored, TimeDevice, Vending,
};
use domain::{Currency, DeviceId, Money};
use outputs::{AddressError, Drawer, Kind, OutputSettings, Shelly};

use super::machine::Button;

/// The practice studio's entrance (a card reader in its seed data).
const ENTRANCE: DeviceId = DeviceId(26);
/// Its bar, its vending machine (both vending devices) and its solarium (a time device).
const BAR: DeviceId = DeviceId(31);
const MACHINE: DeviceId = DeviceId(32);
const SOLARIUM: DeviceId = DeviceId(41);

/// What the outputs are called.
pub const DOOR: &str = "Drehkreuz";
pub const LAMP: &str = "Solarium";
pub const TILL: &str = "Kassenlade";
/// What the machine is called.
pub const AUTOMAT: &str = "Getränkeautomat";

/// What lies on a shelf: the shelf, its name and its picture.
type Product = (&'static str, &'static str, &'static str);

const AT_THE_BAR: [Product; 4] = [
    ("1", "Eiweißshake Vanille", "shake.png"),
    ("2", "Nussriegel", "bar.png"),
    ("3", "Mineralwasser", "water.png"),
    ("4", "Apfel", "apple.png"),
];

const IN_THE_MACHINE: [Product; 4] = [
    ("1", "Iso-Drink Zitrone", "iso.png"),
    ("2", "Eiweißdrink Schoko", "shake.png"),
    ("3", "Mineralwasser", "water.png"),
    ("4", "Apfelschorle", "apple.png"),
];

const PICTURES: [(&str, &[u8]); 5] = [
    ("shake.png", include_bytes!("pictures/shake.png")),
    ("bar.png", include_bytes!("pictures/bar.png")),
    ("water.png", include_bytes!("pictures/water.png")),
    ("apple.png", include_bytes!("pictures/apple.png")),
    ("iso.png", include_bytes!("pictures/iso.png")),
];

/// The vendor's prices, in cents.
pub type Prices = BTreeMap<String, i64>;

/// The devices this desk plays, all with one reader: the entrance has its taps, the others those of members
/// who chose them on the screen.
pub fn devices(reader: &str, machine: bool) -> Vec<Device> {
    let device = |id, role| Device { id, reader: reader.to_owned(), role };
    let vending = |name: &str, hand_out| Vending {
        name: name.to_owned(),
        hand_out,
        idle: Vending::IDLE,
        draw: Vending::DRAW,
        top_up: vec![1000, 2000, 5000],
        drawer: Some(TILL.to_owned()),
    };
    // So that there is something to see when the studio goes away.
    let entrance = Entrance { offline: OfflinePolicy::Directory, opens: Some(DOOR.to_owned()) };
    let automat = HandOut::Machine { machine: AUTOMAT.to_owned(), items: BTreeMap::new() };
    let solarium = TimeDevice { name: "Solarium".to_owned(), switches: LAMP.to_owned() };
    [
        Some(device(ENTRANCE, Role::CheckIn(entrance))),
        Some(device(BAR, Role::Vending(vending("Shake-Bar", HandOut::Team)))),
        machine.then(|| device(MACHINE, Role::Vending(vending(AUTOMAT, automat)))),
        Some(device(SOLARIUM, Role::Time(solarium))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A relay of the house's network that switches something.
pub fn switched(name: &str, at: SocketAddr) -> Result<OutputSettings, AddressError> {
    let shelly = Shelly { address: at.to_string().parse()?, channel: 0, length: Duration::from_secs(2) };
    Ok(OutputSettings { name: name.to_owned(), kind: Kind::Shelly(shelly) })
}

/// The drawer on the printer of the house's network.
pub fn till(at: SocketAddr) -> Result<OutputSettings, AddressError> {
    let drawer = Drawer::Network(at.to_string().parse()?);
    Ok(OutputSettings { name: TILL.to_owned(), kind: Kind::Drawer(drawer) })
}

/// The machine's buttons. Its prices were set by whoever filled it, and stay.
#[cfg_attr(not(unix), allow(dead_code, reason = "there is no machine"))]
pub fn buttons(prices: &Prices) -> Vec<Button> {
    let button = |(shelf, name, _): Product| {
        let price = Money::new(*prices.get(shelf)?, Currency::EUR);
        Some(Button { item: shelf.to_owned(), name: name.to_owned(), price })
    };
    IN_THE_MACHINE.into_iter().filter_map(button).collect()
}

/// What lies on a shelf of the vendor's, here and there.
pub fn names(shelf: &str) -> String {
    let on = |products: [Product; 4]| products.into_iter().find(|product| product.0 == shelf);
    let names: Vec<_> =
        [AT_THE_BAR, IN_THE_MACHINE].into_iter().filter_map(on).map(|(_, name, _)| name).collect();
    match names.as_slice() {
        [one, two] if one == two => (*one).to_owned(),
        names => names.join(" / "),
    }
}

/// Puts both catalogues and their pictures into the data folder, at the vendor's prices.
pub fn stock(stored: &Stored, prices: &Prices) -> Result<(), StoreError> {
    for (device, products) in [(BAR, AT_THE_BAR), (MACHINE, IN_THE_MACHINE)] {
        match Catalogue::parse(csv(&products, prices).as_bytes(), Currency::EUR) {
            Ok(catalogue) => stored.save_catalogue(device, &catalogue)?,
            Err(problems) => tracing::error!(?problems, "the practice catalogue cannot be read"),
        }
    }
    if let Err(error) = hang_pictures(stored) {
        tracing::warn!(%error, "the practice studio has no pictures");
    }
    Ok(())
}

fn csv(products: &[Product], prices: &Prices) -> String {
    let line = |(shelf, name, picture): &Product| {
        let price = Money::new(*prices.get(*shelf)?, Currency::EUR).decimal();
        Some(format!("{shelf},{name},{price},{picture}\n"))
    };
    std::iter::once("shelf,name,price,picture\n".to_owned()).chain(products.iter().filter_map(line)).collect()
}

fn hang_pictures(stored: &Stored) -> io::Result<()> {
    let folder = stored.pictures_folder();
    std::fs::create_dir_all(&folder)?;
    PICTURES.into_iter().try_for_each(|(file, bytes)| std::fs::write(folder.join(file), bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_sold_has_a_price_and_a_picture() {
        let folder = tempfile::tempdir().unwrap();
        let stored = Stored::open(folder.path()).unwrap();
        let prices = sandbox::Settings::default().shelves;
        stock(&stored, &prices).unwrap();
        for device in [BAR, MACHINE] {
            let catalogue = stored.catalogue(device, Currency::EUR).unwrap().expect("a catalogue");
            let asked: Prices = catalogue
                .products()
                .iter()
                .map(|product| (product.shelf.clone(), product.price.minor))
                .collect();
            assert_eq!(asked, prices);
            assert_eq!(stored.pictures([&catalogue]).missing(), [""; 0]);
        }
        assert_eq!(buttons(&prices).len(), prices.len());
        for shelf in prices.keys() {
            assert!(!names(shelf).is_empty());
        }
    }

    #[test]
    fn what_is_switched_is_there() {
        for machine in [true, false] {
            let devices = devices("practice", machine);
            assert_eq!(devices.len(), if machine { 4 } else { 3 });
            for output in devices.iter().flat_map(|device| device.role.outputs()) {
                assert!([DOOR, LAMP, TILL].contains(&output), "{output}");
            }
        }
    }
}
