//! The file for `portico provision`.

use std::path::Path;

use crate::Studio;

/// A provisioning file that points at a practice studio.
#[derive(Clone)]
pub struct SetupFile {
    /// The account.
    pub tenant: String,
    /// The language the screen starts in.
    pub language: String,
    /// How long a verdict stays.
    pub verdict_seconds: u32,
    /// Who is let in without the vendor, on every device; unless set, the file says nothing.
    pub offline: Option<String>,
    /// How late a check-in may be reported; unless set, the file says nothing.
    pub replay_minutes: Option<u32>,
    /// Open, Device and Connect API.
    pub endpoints: [String; 3],
    /// Readers, each with the device it serves.
    pub places: Vec<Place>,
    /// Doors, shelves, drawers and devices that are switched, each as it stands in the file.
    pub outputs: Vec<String>,
    /// Devices that sell, each as it stands in the file.
    pub selling: Vec<String>,
    /// Vending machines, each as it stands in the file.
    pub machines: Vec<String>,
    /// What is said about becoming a member; unless set, nobody can here.
    pub sign_up: Option<String>,
    /// What is said about the look; unless set, the file says nothing.
    pub look: Option<String>,
}

/// A reader and the device its taps go to.
#[derive(Clone)]
pub struct Place {
    /// What the reader is called.
    pub name: String,
    /// Everything else about the reader, as it stands in the file.
    pub reader: String,
    /// The device that members check in at with it; none for a reader of a place that sells.
    pub device: Option<i64>,
    /// The output that opens for it.
    pub opens: Option<String>,
    /// Who is let in there without the vendor; unless set, as on every device.
    pub offline: Option<String>,
}

impl SetupFile {
    /// A desk at `studio`, in German, whose verdicts stay as short as they may.
    pub fn new(studio: &Studio) -> Self {
        Self {
            tenant: "nordlicht".to_owned(),
            language: "de".to_owned(),
            verdict_seconds: 1,
            offline: None,
            replay_minutes: None,
            endpoints: [studio.open_url(), studio.device_url(), studio.connect_url()],
            places: Vec::new(),
            outputs: Vec::new(),
            selling: Vec::new(),
            machines: Vec::new(),
            sign_up: None,
            look: None,
        }
    }

    /// With people who become members here; `more` is what else the table says.
    #[must_use]
    pub fn sign_up(mut self, more: &str) -> Self {
        self.sign_up.get_or_insert_default().push_str(more);
        self
    }

    /// With a look of the studio's own; `look` is what its table says.
    #[must_use]
    pub fn look(mut self, look: &str) -> Self {
        self.look = Some(look.to_owned());
        self
    }

    /// With the practice studio's payment widget. Comes after everything else about becoming a member.
    #[must_use]
    pub fn card(self) -> Self {
        let widget = self.endpoints[2].clone();
        self.sign_up(&format!(
            "[sign-up.card]\nscript = \"{widget}/payment-widget.js\"\norigins = [\"{widget}\"]\n\
             environment = \"test\"\n"
        ))
    }

    /// With the entrance on a reader of the RDM6300 kind.
    #[must_use]
    pub fn entrance(self, port: &Path) -> Self {
        self.place("entrance", port, "rdm6300", Studio::ENTRANCE)
    }

    /// With one more reader.
    #[must_use]
    pub fn place(self, name: &str, port: &Path, framing: &'static str, device: i64) -> Self {
        let port = path_of(port);
        let reader = format!(
            "kind = \"serial\"\nport = \"{port}\"\nbaud = 9600\nframing = \"{framing}\"\n\
             identification = \"NUMBER\"\nformat = \"HEX_MSB\"\n"
        );
        self.reader(name, &reader, device)
    }

    /// With a reader that belongs to a place that sells, and to no entrance.
    #[must_use]
    pub fn counter_reader(self, name: &str, port: &Path) -> Self {
        let mut file = self.place(name, port, "rdm6300", 0);
        file.places.last_mut().into_iter().for_each(|place| place.device = None);
        file
    }

    /// With a connected keypad: a serial reader at which PINs are entered.
    #[must_use]
    pub fn keypad(self, name: &str, port: &Path, device: i64) -> Self {
        let port = path_of(port);
        let reader =
            format!("kind = \"serial\"\nport = \"{port}\"\nframing = \"line\"\nidentification = \"PIN\"\n");
        self.reader(name, &reader, device)
    }

    /// With a reader that types.
    #[must_use]
    pub fn keyboard(self, name: &str, identification: &str, device: i64) -> Self {
        self.reader(name, &format!("kind = \"keyboard\"\nidentification = \"{identification}\"\n"), device)
    }

    /// With a camera to hold QR codes up to.
    #[must_use]
    pub fn camera(self, name: &str, device: i64) -> Self {
        self.reader(name, "kind = \"camera\"\n", device)
    }

    /// With a camera to hold codes up to that are something else.
    #[must_use]
    pub fn camera_for(self, name: &str, identification: &str, device: i64) -> Self {
        self.reader(name, &format!("kind = \"camera\"\nidentification = \"{identification}\"\n"), device)
    }

    /// With the PIN pad on the screen.
    #[must_use]
    pub fn pin_pad(self, name: &str, device: i64) -> Self {
        self.reader(name, "kind = \"pin-pad\"\n", device)
    }

    fn reader(mut self, name: &str, reader: &str, device: i64) -> Self {
        let (name, reader) = (name.to_owned(), reader.to_owned());
        self.places.push(Place { name, reader, device: Some(device), opens: None, offline: None });
        self
    }

    /// With a relay on a serial port that opens for everybody who is let in, for 0.2 s.
    #[must_use]
    pub fn relay(self, port: &Path) -> Self {
        let port = path_of(port);
        self.door(&format!("kind = \"lcus\"\nport = \"{port}\"\nseconds = 0.2\n"))
    }

    /// With a relay in the network that opens for everybody who is let in.
    #[must_use]
    pub fn shelly(self, address: &str) -> Self {
        self.door(&format!("kind = \"shelly\"\naddress = \"{address}\"\n"))
    }

    fn door(mut self, output: &str) -> Self {
        self.outputs.push(format!("name = \"turnstile\"\n{output}"));
        for place in &mut self.places {
            place.opens = Some("turnstile".to_owned());
        }
        self
    }

    /// With the bar, whose products the team hands over, at this reader. `more` is what else its table
    /// says.
    #[must_use]
    pub fn bar(self, reader: &str, more: &str) -> Self {
        self.sells(
            Studio::BAR,
            reader,
            &format!("[devices.vending]\nname = \"Bar\"\nhand-out = \"team\"\n{more}"),
        )
    }

    /// With the bar, whose first shelf a relay on this port opens for 0.2 s.
    #[must_use]
    pub fn shelf(mut self, reader: &str, relay: &Path) -> Self {
        let port = path_of(relay);
        self.outputs.push(format!("name = \"shelf\"\nkind = \"lcus\"\nport = \"{port}\"\nseconds = 0.2\n"));
        let table =
            "[devices.vending]\nname = \"Bar\"\nhand-out = \"shelves\"\nshelves = { 1 = \"shelf\" }\n";
        self.sells(Studio::BAR, reader, table)
    }

    /// With the bar, which is a vending machine behind an adapter on this port. Its item 5 is shelf 1.
    #[must_use]
    pub fn machine(self, reader: &str, port: &Path) -> Self {
        self.machine_that(reader, port, "items = { 5 = \"1\" }\n")
    }

    /// With the bar, which is a vending machine behind an adapter on this port. `more` is what else its
    /// table says.
    #[must_use]
    pub fn machine_that(mut self, reader: &str, port: &Path, more: &str) -> Self {
        let port = path_of(port);
        self.machines.push(format!("name = \"fridge\"\nport = \"{port}\"\n"));
        let table = "[devices.vending]\nname = \"Bar\"\nhand-out = \"machine\"\nmachine = \"fridge\"\n";
        self.sells(Studio::BAR, reader, &format!("{table}{more}"))
    }

    /// With the solarium, which a relay on this port switches.
    #[must_use]
    pub fn solarium(mut self, reader: &str, relay: &Path) -> Self {
        let port = path_of(relay);
        self.outputs.push(format!("name = \"lamp\"\nkind = \"lcus\"\nport = \"{port}\"\n"));
        self.sells(Studio::SOLARIUM, reader, "[devices.time]\nname = \"Solarium\"\nswitches = \"lamp\"\n")
    }

    /// With the solarium, which a relay in the network switches.
    #[must_use]
    pub fn solarium_at(mut self, reader: &str, address: &str) -> Self {
        self.outputs.push(format!("name = \"lamp\"\nkind = \"shelly\"\naddress = \"{address}\"\n"));
        self.sells(Studio::SOLARIUM, reader, "[devices.time]\nname = \"Solarium\"\nswitches = \"lamp\"\n")
    }

    /// With a cash drawer on this port; name it in the table of a device.
    #[must_use]
    pub fn drawer(mut self, port: &Path) -> Self {
        let port = path_of(port);
        self.outputs.push(format!("name = \"till\"\nkind = \"drawer\"\nport = \"{port}\"\n"));
        self
    }

    fn sells(mut self, device: i64, reader: &str, table: &str) -> Self {
        self.selling.push(format!("id = {device}\nreader = \"{reader}\"\n{table}"));
        self
    }

    /// In another language.
    #[must_use]
    pub fn language(mut self, tag: &str) -> Self {
        tag.clone_into(&mut self.language);
        self
    }

    /// With verdicts that stay for so long.
    #[must_use]
    pub fn verdict_seconds(mut self, seconds: u32) -> Self {
        self.verdict_seconds = seconds;
        self
    }

    /// With devices that let these in without the vendor: `refuse`, `directory` or `everybody`.
    #[must_use]
    pub fn offline(mut self, policy: &str) -> Self {
        self.offline = Some(policy.to_owned());
        self
    }

    /// With a device that lets others in than the rest.
    #[must_use]
    pub fn offline_at(mut self, device: i64, policy: &str) -> Self {
        for place in self.places.iter_mut().filter(|place| place.device == Some(device)) {
            place.offline = Some(policy.to_owned());
        }
        self
    }

    /// With check-ins that are reported so late at most.
    #[must_use]
    pub fn replay_minutes(mut self, minutes: u32) -> Self {
        self.replay_minutes = Some(minutes);
        self
    }

    /// The file's text.
    pub fn text(&self) -> String {
        let Self { tenant, language, verdict_seconds, endpoints: [open, device, connect], .. } = self;
        let Self { offline, replay_minutes, places, outputs, selling, machines, sign_up, look, .. } = self;
        let mut text = format!(
            "[studio]\ntenant = \"{tenant}\"\nlanguage = \"{language}\"\n\
             [endpoints]\nopen = \"{open}\"\ndevice = \"{device}\"\nconnect = \"{connect}\"\n\
             [screen]\nverdict-seconds = {verdict_seconds}\n"
        );
        if let Some(sign_up) = sign_up {
            text.push_str(&format!("[sign-up]\n{sign_up}"));
        }
        if let Some(look) = look {
            text.push_str(&format!("# The studio's own.\n[look]\n{look}"));
        }
        if let Some(minutes) = replay_minutes {
            text.push_str(&format!("[offline]\nreplay-minutes = {minutes}\n"));
        }
        for Place { name, reader, .. } in places {
            text.push_str(&format!("[[readers]]\nname = \"{name}\"\n{reader}"));
        }
        for Place { name, device, offline: here, opens, .. } in places {
            let Some(device) = device else { continue };
            text.push_str(&format!("[[devices]]\nid = {device}\nreader = \"{name}\"\n"));
            if let Some(policy) = here.as_ref().or(offline.as_ref()) {
                text.push_str(&format!("offline = \"{policy}\"\n"));
            }
            if let Some(output) = opens {
                text.push_str(&format!("opens = \"{output}\"\n"));
            }
        }
        for (table, entries) in [("devices", selling), ("outputs", outputs), ("machines", machines)] {
            for entry in entries {
                text.push_str(&format!("[[{table}]]\n{entry}"));
            }
        }
        text
    }
}

fn path_of(port: &Path) -> &str {
    port.to_str().expect("a path in UTF-8")
}
