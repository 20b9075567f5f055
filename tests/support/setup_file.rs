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
}

/// A reader and the device its taps go to.
#[derive(Clone)]
pub struct Place {
    /// What the reader is called.
    pub name: String,
    /// Where it is.
    pub port: String,
    /// How it talks.
    pub framing: &'static str,
    /// The device.
    pub device: i64,
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
        }
    }

    /// With the entrance on a reader of the RDM6300 kind.
    #[must_use]
    pub fn entrance(self, port: &Path) -> Self {
        self.place("entrance", port, "rdm6300", Studio::ENTRANCE)
    }

    /// With one more reader.
    #[must_use]
    pub fn place(mut self, name: &str, port: &Path, framing: &'static str, device: i64) -> Self {
        let port = port.to_str().expect("a path in UTF-8").to_owned();
        self.places.push(Place { name: name.to_owned(), port, framing, device, offline: None });
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
        for place in self.places.iter_mut().filter(|place| place.device == device) {
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
        let Self { offline, replay_minutes, places, .. } = self;
        let mut text = format!(
            "[studio]\ntenant = \"{tenant}\"\nlanguage = \"{language}\"\n\
             [endpoints]\nopen = \"{open}\"\ndevice = \"{device}\"\nconnect = \"{connect}\"\n\
             [screen]\nverdict-seconds = {verdict_seconds}\n"
        );
        if let Some(minutes) = replay_minutes {
            text.push_str(&format!("[offline]\nreplay-minutes = {minutes}\n"));
        }
        for Place { name, port, framing, .. } in places {
            text.push_str(&format!(
                "[[readers]]\nname = \"{name}\"\nkind = \"serial\"\nport = \"{port}\"\nbaud = 9600\n\
                 framing = \"{framing}\"\nidentification = \"NUMBER\"\nformat = \"HEX_MSB\"\n"
            ));
        }
        for Place { name, device, offline: here, .. } in places {
            text.push_str(&format!("[[devices]]\nid = {device}\nreader = \"{name}\"\n"));
            if let Some(policy) = here.as_ref().or(offline.as_ref()) {
                text.push_str(&format!("offline = \"{policy}\"\n"));
            }
        }
        text
    }
}
