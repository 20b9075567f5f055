//! What differs between the countries the studio can stand in.

use serde_json::{Value, json};

use crate::settings::Country;

pub(crate) struct Facts {
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    pub(crate) currency: &'static str,
    pub(crate) zone: &'static str,
    pub(crate) locale: &'static str,
    pub(crate) language: &'static str,
    pub(crate) street: &'static str,
    pub(crate) house_number: &'static str,
    pub(crate) zip: &'static str,
    pub(crate) city: &'static str,
    pub(crate) phone: &'static str,
    /// Latitude and longitude.
    pub(crate) place: (f64, f64),
    /// What an amount in euros is multiplied by.
    pub(crate) price_factor: i64,
    /// Fields of the address that only this country has.
    extra: &'static [(&'static str, &'static str)],
}

impl Facts {
    pub(crate) fn address(&self) -> Value {
        let mut address = json!({
            "street": self.street, "houseNumber": self.house_number, "zipCode": self.zip, "city": self.city,
            "countryCode": self.code, "countryCodeAlpha2": self.code,
            "latitude": self.place.0, "longitude": self.place.1,
        });
        for (name, value) in self.extra {
            address[*name] = json!(value);
        }
        address
    }

    /// The address on one line, as a mandate has it.
    pub(crate) fn line(&self) -> String {
        format!("{} {}, {} {}", self.street, self.house_number, self.zip, self.city)
    }
}

const GERMANY: Facts = Facts {
    code: "DE",
    name: "Deutschland",
    currency: "EUR",
    zone: "Europe/Berlin",
    locale: "de_DE",
    language: "de",
    street: "Fördestraße",
    house_number: "12",
    zip: "24103",
    city: "Kiel",
    phone: "+49 431 5550100",
    place: (54.3233, 10.1394),
    price_factor: 1,
    extra: &[],
};

const SPAIN: Facts = Facts {
    code: "ES",
    name: "España",
    currency: "EUR",
    zone: "Europe/Madrid",
    locale: "es_ES",
    language: "es",
    street: "del Faro",
    house_number: "12",
    zip: "29016",
    city: "Málaga",
    phone: "+34 951 550 100",
    place: (36.7141, -4.4136),
    price_factor: 1,
    extra: &[
        ("streetType", "Calle"),
        ("streetBlock", "B"),
        ("portal", "2"),
        ("stairway", "1"),
        ("floor", "0"),
        ("door", "A"),
        ("province", "Málaga"),
    ],
};

const ITALY: Facts = Facts {
    code: "IT",
    name: "Italia",
    currency: "EUR",
    zone: "Europe/Rome",
    locale: "it_IT",
    language: "it",
    street: "Via del Faro",
    house_number: "12",
    zip: "16126",
    city: "Genova",
    phone: "+39 010 555 0100",
    place: (44.4045, 8.9048),
    price_factor: 1,
    extra: &[("province", "Genova"), ("provinceCode", "GE")],
};

const TURKEY: Facts = Facts {
    code: "TR",
    name: "Türkiye",
    currency: "TRY",
    zone: "Europe/Istanbul",
    locale: "tr_TR",
    language: "tr",
    street: "Fener Caddesi",
    house_number: "12",
    zip: "34726",
    city: "İstanbul",
    phone: "+90 216 555 01 00",
    place: (40.9697, 29.0365),
    price_factor: 25,
    extra: &[
        ("district", "Kadıköy"),
        ("cityPart", "Fenerbahçe Mahallesi"),
        ("secondStreet", "Deniz Sokak"),
        ("buildingName", "Kuzey Işığı"),
    ],
};

const UNITED_STATES: Facts = Facts {
    code: "US",
    name: "United States",
    currency: "USD",
    zone: "America/Los_Angeles",
    locale: "en_US",
    language: "en-US",
    street: "Lighthouse Avenue",
    house_number: "12",
    zip: "95060",
    city: "Santa Cruz",
    phone: "+1 831 555 0100",
    place: (36.9514, -122.0263),
    price_factor: 1,
    extra: &[("province", "California"), ("provinceCode", "CA")],
};

pub(crate) const fn facts(country: Country) -> &'static Facts {
    match country {
        Country::DE => &GERMANY,
        Country::ES => &SPAIN,
        Country::IT => &ITALY,
        Country::TR => &TURKEY,
        Country::US => &UNITED_STATES,
    }
}
