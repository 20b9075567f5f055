//! Who signs up, with what they type and what has to arrive of it.

use portico_tests::{Outcome, Page};
use wire::{PayBy, SignUpField as F, SignUpPart};

/// The practice studio's widget takes it.
pub(super) const GOOD_CARD: &str = "4111 1111 1111 1111";
/// The widget's bank does not.
pub(super) const BAD_CARD: &str = "4000 0000 0000 0002";

/// Somebody who signs up.
#[derive(Clone)]
pub(super) struct Person {
    /// What is typed, and what arrives where that differs.
    pub(super) fields: Vec<(F, &'static str, Option<&'static str>)>,
    pub(super) pays: PayBy,
    pub(super) holder: &'static str,
    pub(super) iban: &'static str,
}

fn same(field: F, text: &'static str) -> (F, &'static str, Option<&'static str>) {
    (field, text, None)
}

fn becomes(field: F, text: &'static str, arrives: &'static str) -> (F, &'static str, Option<&'static str>) {
    (field, text, Some(arrives))
}

impl Person {
    pub(super) fn typed(&self, field: F) -> &'static str {
        self.fields.iter().find(|(known, ..)| *known == field).map_or("", |(_, text, _)| text)
    }

    /// With this in a field instead.
    pub(super) fn with(mut self, field: F, text: &'static str) -> Self {
        self.fields.retain(|(known, ..)| *known != field);
        self.fields.push(same(field, text));
        self
    }

    pub(super) fn paying(mut self, by: PayBy) -> Self {
        self.pays = by;
        self
    }

    /// Types everything about themselves.
    pub(super) async fn details(&self, page: &mut Page<'_>) -> Outcome {
        page.at(SignUpPart::Details).await?;
        let fields: Vec<_> = self.fields.iter().map(|(field, text, _)| (*field, *text)).collect();
        page.enter(&fields).await?;
        Ok(())
    }

    pub(super) fn account(&self) -> [(F, &'static str); 2] {
        [(F::AccountHolder, self.holder), (F::Iban, self.iban)]
    }

    /// As [`sandbox::Contract`] and others write it.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.typed(F::FirstName), self.typed(F::LastName))
    }
}

/// Kiel, direct debit.
pub(super) fn german() -> Person {
    Person {
        fields: vec![
            same(F::FirstName, "Łukasz"),
            same(F::LastName, "van der Müller-Ćwikła"),
            same(F::Gender, "MALE"),
            same(F::DateOfBirth, "1988-04-03"),
            same(F::Street, "Holtenauer Straße"),
            same(F::HouseNumber, "7b"),
            same(F::ZipCode, "24105"),
            same(F::City, "Kiel"),
            same(F::Country, "DE"),
            same(F::Email, "lukasz.mueller@beispiel.example"),
            becomes(F::Mobile, "0171 / 234 56 78", "+491712345678"),
            becomes(F::Phone, "0431 5550199", "+494315550199"),
            same(F::DocumentType, "ID_CARD"),
            same(F::DocumentNumber, "L01X00T47"),
            same(F::Campaign, "96"),
            same(F::Note, "Bitte abends anrufen, nach 18 Uhr."),
        ],
        pays: PayBy::DirectDebit,
        holder: "Łukasz van der Müller-Ćwikła",
        iban: "DE89 3704 0044 0532 0130 00",
    }
}

/// Somebody else in Kiel, who fills in only what is demanded.
pub(super) fn sparing() -> Person {
    Person {
        fields: vec![
            same(F::FirstName, "Zoë"),
            same(F::LastName, "Quastenflosser"),
            same(F::DateOfBirth, "1990-02-28"),
            same(F::Street, "Knorrpromenade"),
            same(F::HouseNumber, "12"),
            same(F::ZipCode, "24103"),
            same(F::City, "Kiel"),
            same(F::Email, "zoe.quastenflosser@beispiel.example"),
        ],
        pays: PayBy::DirectDebit,
        holder: "Zoë Quastenflosser",
        iban: "de89370400440532013000",
    }
}

/// Málaga, direct debit.
pub(super) fn spanish() -> Person {
    Person {
        fields: vec![
            same(F::FirstName, "María José"),
            same(F::LastName, "de la O y"),
            same(F::SecondLastName, "Núñez-Ibáñez"),
            same(F::Gender, "FEMALE"),
            same(F::DateOfBirth, "1979-12-31"),
            same(F::StreetType, "Calle"),
            same(F::Street, "Larios"),
            same(F::HouseNumber, "s/n"),
            same(F::StreetBlock, "B"),
            same(F::Portal, "2"),
            same(F::Stairway, "Izq."),
            same(F::Floor, "3"),
            same(F::Door, "A"),
            same(F::AdditionalAddress, "Timbre roto"),
            same(F::ZipCode, "29015"),
            same(F::City, "Málaga"),
            same(F::Province, "Málaga"),
            same(F::Country, "ES"),
            same(F::Email, "mj.nunez@ejemplo.example"),
            becomes(F::Mobile, "612 34 56 78", "+34612345678"),
            becomes(F::TaxId, "0000 0014-z", "00000014Z"),
        ],
        pays: PayBy::DirectDebit,
        holder: "María José de la O y Núñez-Ibáñez",
        iban: "ES91 2100 0418 4502 0005 1332",
    }
}

/// Genova, direct debit.
pub(super) fn italian() -> Person {
    Person {
        fields: vec![
            same(F::FirstName, "Testa"),
            same(F::LastName, "Prova"),
            same(F::Gender, "FEMALE"),
            same(F::DateOfBirth, "1990-01-01"),
            same(F::PlaceOfBirth, "Roma"),
            same(F::CountryOfBirth, "IT"),
            same(F::Street, "Via Garibaldi"),
            same(F::HouseNumber, "SNC"),
            same(F::ZipCode, "16124"),
            same(F::City, "Genova"),
            same(F::Province, "Genova"),
            same(F::Country, "IT"),
            same(F::Email, "testa.prova@esempio.example"),
            becomes(F::Mobile, "347 123 4567", "+393471234567"),
            becomes(F::Phone, "06 1234 5678", "+390612345678"),
            becomes(F::TaxId, "prvtst90a41h501w", "PRVTST90A41H501W"),
        ],
        pays: PayBy::DirectDebit,
        holder: "Testa Prova",
        iban: "IT60 X054 2811 1010 0000 0123 456",
    }
}

/// İstanbul, by card: no account there takes a SEPA debit.
pub(super) fn turkish() -> Person {
    Person {
        fields: vec![
            same(F::FirstName, "İlkay"),
            same(F::SecondFirstName, "Çağrı"),
            same(F::LastName, "Işık"),
            same(F::Gender, "UNISEX"),
            same(F::DateOfBirth, "2000-02-29"),
            same(F::CityPart, "Caferağa Mahallesi"),
            same(F::Street, "Moda Caddesi"),
            same(F::SecondStreet, "Şair Nefi Sokak"),
            same(F::BuildingName, "Gün Işığı Apt."),
            same(F::HouseNumber, "4"),
            same(F::District, "Kadıköy"),
            same(F::City, "İstanbul"),
            same(F::ZipCode, "34710"),
            same(F::Country, "TR"),
            same(F::Email, "ilkay@ornek.example"),
            becomes(F::Mobile, "0532 123 45 67", "+905321234567"),
            same(F::DocumentType, "NATIONAL_ID_NUMBER"),
            same(F::DocumentNumber, "12345678950"),
        ],
        pays: PayBy::Card,
        holder: "",
        iban: "",
    }
}

/// Santa Cruz, by card: nobody there has an IBAN.
pub(super) fn american() -> Person {
    Person {
        fields: vec![
            same(F::FirstName, "Kim"),
            same(F::LastName, "Ng"),
            same(F::DateOfBirth, "1995-07-04"),
            same(F::HouseNumber, "1200"),
            same(F::Street, "Ocean Street, Apt. 5"),
            same(F::City, "Santa Cruz"),
            same(F::ProvinceCode, "CA"),
            same(F::ZipCode, "95060-1234"),
            same(F::Country, "US"),
            same(F::Email, "kim@sample.example"),
            becomes(F::Mobile, "(831) 454-2000", "+18314542000"),
            same(F::DocumentType, "DRIVERS_LICENCE"),
            same(F::DocumentNumber, "D1234567"),
        ],
        pays: PayBy::Card,
        holder: "",
        iban: "",
    }
}
