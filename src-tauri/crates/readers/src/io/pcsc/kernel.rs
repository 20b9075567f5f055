//! Readers that the Linux kernel took for itself.
//!
//! Its driver `pn533_usb` claims the ACR122U (072F:2200) and other readers with an NXP chip as soon as
//! they are plugged in, and the card service does not get them any more.

use std::fs;
use std::path::Path;

use super::names::is_meant;

/// Where the kernel shows its devices.
pub(super) const SYSFS: &str = "/sys";

/// Whether the driver holds a reader that `wanted`, a part of a name, could mean.
pub(super) fn holds_one(sysfs: &Path, wanted: Option<&str>) -> bool {
    // Each device the driver holds is a link in its folder, named like `1-1.2:1.0`: bus, place and
    // interface. The device itself is the folder around that of the interface.
    let Ok(entries) = fs::read_dir(sysfs.join("bus/usb/drivers/pn533_usb")) else { return false };
    entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_string_lossy().contains(':'))
        .filter_map(|entry| entry.path().canonicalize().ok())
        .filter_map(|interface| interface.parent().map(name))
        .any(|name| is_meant(&name, wanted))
}

/// The name the card service would give it: maker and product.
fn name(device: &Path) -> String {
    let said = |file: &str| fs::read_to_string(device.join(file)).unwrap_or_default().trim().to_owned();
    format!("{} {}", said("manufacturer"), said("product"))
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_reader_in_the_hands_of_the_driver_is_found() {
        let sysfs = tempfile::tempdir().unwrap();
        let driver = sysfs.path().join("bus/usb/drivers/pn533_usb");
        let device = sysfs.path().join("devices/pci0/usb1/1-1.2");
        let interface = device.join("1-1.2:1.0");
        assert!(!holds_one(sysfs.path(), None), "the driver is not loaded");

        fs::create_dir_all(&driver).unwrap();
        fs::create_dir_all(&interface).unwrap();
        fs::write(device.join("manufacturer"), "ACS\n").unwrap();
        fs::write(device.join("product"), "ACR122U PICC Interface\n").unwrap();
        fs::write(driver.join("bind"), "").unwrap();
        let module = sysfs.path().join("module/pn533_usb");
        fs::create_dir_all(&module).unwrap();
        symlink(&module, driver.join("module")).unwrap();
        assert!(!holds_one(sysfs.path(), None), "the driver is loaded and holds nothing");

        symlink(&interface, driver.join("1-1.2:1.0")).unwrap();
        for (wanted, expected) in [
            (None, true),
            (Some("acr122u"), true),
            (Some("ACS ACR122U PICC"), true),
            (Some("OMNIKEY"), false),
        ] {
            assert_eq!(holds_one(sysfs.path(), wanted), expected, "{wanted:?}");
        }
        fs::remove_file(device.join("manufacturer")).unwrap();
        fs::remove_file(device.join("product")).unwrap();
        assert!(holds_one(sysfs.path(), None), "a device that says nothing about itself");
        assert!(!holds_one(sysfs.path(), Some("ACR122U")));
    }
}
