use serialport::UsbPortInfo;

use super::*;

fn usb(path: &str, serial: Option<&str>, product: Option<&str>, maker: Option<&str>) -> SerialPortInfo {
    let own = |text: Option<&str>| text.map(str::to_owned);
    SerialPortInfo {
        port_name: path.to_owned(),
        port_type: SerialPortType::UsbPort(UsbPortInfo {
            vid: 0x0403,
            pid: 0x6001,
            serial_number: own(serial),
            manufacturer: own(maker),
            product: own(product),
        }),
    }
}

#[test]
fn ports_are_called_what_a_person_would_call_them() {
    let plain = |path: &str, port_type| SerialPortInfo { port_name: path.to_owned(), port_type };
    for (port, expected) in [
        (usb("/dev/ttyUSB0", None, Some("FT232R USB UART"), Some("FTDI")), "FT232R USB UART, FTDI"),
        (usb("/dev/ttyUSB0", None, Some("TWN4"), None), "TWN4"),
        (usb("/dev/ttyUSB0", None, Some(" "), Some("FTDI ")), "FTDI"),
        (usb("/dev/ttyUSB0", None, None, None), "ttyUSB0"),
        (plain("/dev/ttyS0", SerialPortType::PciPort), "ttyS0"),
        (plain("COM3", SerialPortType::Unknown), "COM3"),
        (plain("/dev/rfcomm0", SerialPortType::BluetoothPort), "Bluetooth rfcomm0"),
    ] {
        assert_eq!(PortInfo::of(port).label, expected);
    }
}

#[test]
fn a_port_says_which_device_it_is_and_what_is_known_of_it() {
    let port = PortInfo::of(usb("/dev/ttyUSB0", Some("A1"), Some("FT232R USB UART"), Some("FTDI")));
    assert_eq!(port.path, "/dev/ttyUSB0");
    assert_eq!(port.usb, Some(UsbDevice { vendor: 0x0403, product: 0x6001, has_serial_number: true }));
    assert_eq!(port.known, Known::Adapter { chip: "FT232", often_a_relay: false });
    for without in [None, Some(" ")] {
        let port = PortInfo::of(usb("/dev/ttyUSB0", without, Some("uFR"), None));
        assert_eq!(port.usb.map(|usb| usb.has_serial_number), Some(false));
        assert_eq!(port.known, Known::Refused(crate::RefusedFamily::Ufr));
    }

    let mut twn4 = usb("/dev/ttyACM0", None, None, Some("Elatec"));
    if let SerialPortType::UsbPort(usb) = &mut twn4.port_type {
        (usb.vid, usb.pid) = (0x09d8, 0x0420);
    }
    assert_eq!(PortInfo::of(twn4).label, "TWN4, Elatec", "it does not say so itself");

    let built_in = SerialPortInfo { port_name: "COM1".to_owned(), port_type: SerialPortType::PciPort };
    let built_in = PortInfo::of(built_in);
    assert_eq!((built_in.usb, built_in.known), (None, Known::Nothing));
}

#[test]
fn a_port_is_listed_once_and_pseudo_terminals_never() {
    assert!(is_call_out("/dev/cu.usbserial-1410"));
    assert!(is_call_out("/dev/ttyUSB0"));
    assert!(!is_call_out("/dev/tty.usbserial-1410"));
    assert!(list_ports().iter().all(|port| !port.path.starts_with("/dev/pts/")));
}

#[test]
fn a_reader_is_followed_only_when_it_cannot_be_mistaken() {
    let known = UsbIdentity::of(&usb("/dev/ttyUSB0", Some("A1"), None, None)).unwrap();
    let at = |path: &str, serial| usb(path, serial, None, None);
    for (ports, expected) in [
        (vec![], None),
        (vec![at("/dev/ttyUSB1", Some("A1"))], Some("/dev/ttyUSB1")),
        (vec![at("/dev/ttyUSB0", Some("B2")), at("/dev/ttyUSB1", Some("A1"))], Some("/dev/ttyUSB1")),
        (vec![at("/dev/ttyUSB1", Some("B2"))], None),
        (vec![at("/dev/ttyUSB1", None)], None),
        (vec![at("/dev/ttyUSB1", Some("A1")), at("/dev/ttyUSB2", Some("A1"))], None),
    ] {
        assert_eq!(known.find_in(ports).as_deref(), expected);
    }
    for without in [None, Some(""), Some(" ")] {
        assert_eq!(UsbIdentity::of(&at("/dev/ttyUSB0", without)), None, "two CH340 are the same to us");
    }
}
