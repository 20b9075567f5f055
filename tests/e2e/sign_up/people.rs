//! Who signs up in the window: what they type, and where that arrives.

use portico_tests::{Failure, Outcome, Window};
use sandbox::{Contract, Country};
use serde_json::Value;

use super::page;

/// The practice studio's widget takes it.
pub const GOOD_CARD: &str = "4111 1111 1111 1111";
/// The widget's bank does not.
pub const BAD_CARD: &str = "4000 0000 0000 0002";

/// A field, what is typed, where it stands in what is posted, and what has to stand there.
pub type Typed = (&'static str, &'static str, &'static str, &'static str);

/// Somebody, and what they want.
pub struct Person {
    pub country: Country,
    pub language: &'static str,
    pub offer: i64,
    pub term: i64,
    pub selected: &'static [i64],
    pub optional: &'static [i64],
    pub cents: i64,
    pub name: &'static str,
    pub typed: Vec<Typed>,
    /// Holder and number of an account; without one it is paid by card.
    pub account: Option<(&'static str, &'static str)>,
}

impl Person {
    /// Types everything about themselves.
    pub async fn details(&self, window: &Window) -> Outcome {
        page::at(window, "details").await?;
        for (field, text, ..) in &self.typed {
            page::enter(window, field, text).await?;
        }
        Ok(())
    }

    /// What arrived is what was typed and chosen.
    pub fn compare(&self, contract: &Contract, number: &str, post: &Value) -> Outcome {
        let mut wrong = Vec::new();
        let mut same = |what: &str, there: Option<String>, wanted: &str| {
            if there.as_deref() != Some(wanted) {
                wrong.push(format!("{what}: {there:?} arrived, and it was {wanted:?}"));
            }
        };
        let list = |of: &[i64]| Some(format!("{of:?}"));
        same("number", Some(contract.customer_number.clone()), number);
        same("name", Some(contract.name.clone()), self.name);
        same("term", Some(contract.term.to_string()), &self.term.to_string());
        same("price", Some(contract.cents.to_string()), &self.cents.to_string());
        same("free modules", list(&contract.selected), &format!("{:?}", self.selected));
        same("paid modules", list(&contract.optional), &format!("{:?}", self.optional));
        let payment = if self.account.is_some() { "DIRECT_DEBIT" } else { "CREDIT_CARD" };
        same("payment", contract.payment.map(str::to_owned), payment);
        same("mandate", Some(contract.mandate_signed.to_string()), &self.account.is_some().to_string());
        same("card", Some(contract.card_token.is_none().to_string()), &self.account.is_some().to_string());
        let at = |place: &str| {
            post.pointer(place).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        };
        for (field, _, place, wanted) in &self.typed {
            same(field, at(place), wanted);
        }
        if let Some((holder, iban)) = self.account {
            same("holder", at("/customer/bankAccount/accountHolder"), holder);
            same("iban", at("/customer/bankAccount/iban"), &iban.replace(' ', "").to_uppercase());
        }
        if wrong.is_empty() { Ok(()) } else { Err(Failure::new(format!("{}\n{post:#}", wrong.join("\n")))) }
    }
}

/// Kiel, with modules and by direct debit.
pub fn german() -> Person {
    Person {
        country: Country::DE,
        language: "de",
        offer: 2001,
        term: 2101,
        selected: &[3011, 3013],
        optional: &[3021],
        cents: 3990,
        name: "Łukasz van der Müller-Ćwikła",
        typed: vec![
            ("firstName", "Łukasz", "/customer/firstname", "Łukasz"),
            ("lastName", "van der Müller-Ćwikła", "/customer/lastname", "van der Müller-Ćwikła"),
            ("gender", "MALE", "/customer/gender", "MALE"),
            ("dateOfBirth", "1988-4-3", "/customer/dateOfBirth", "1988-04-03"),
            ("street", "Holtenauer Straße", "/customer/street", "Holtenauer Straße"),
            ("houseNumber", "7b", "/customer/houseNumber", "7b"),
            ("zipCode", "24105", "/customer/zipCode", "24105"),
            ("city", "Kiel", "/customer/city", "Kiel"),
            ("email", "lukasz@beispiel.example", "/customer/email", "lukasz@beispiel.example"),
            ("mobile", "0171 / 234 56 78", "/customer/telephone_mobile", "+491712345678"),
            ("documentType", "ID_CARD", "/customer/documentIdentification/documentType", "ID_CARD"),
            ("documentNumber", "L01X00T47", "/customer/documentIdentification/documentNumber", "L01X00T47"),
            ("note", "Bitte abends anrufen.", "/contract/notes", "Bitte abends anrufen."),
        ],
        account: Some(("Łukasz van der Müller-Ćwikła", "DE89 3704 0044 0532 0130 00")),
    }
}

/// Somebody else in Kiel, who types only what is demanded and wants the small offer.
pub fn sparing() -> Person {
    Person {
        country: Country::DE,
        language: "de",
        offer: 2002,
        term: 2111,
        selected: &[],
        optional: &[],
        cents: 749,
        name: "Zoë Ng",
        typed: vec![
            ("firstName", "Zoë", "/customer/firstname", "Zoë"),
            ("lastName", "Ng", "/customer/lastname", "Ng"),
            ("dateOfBirth", "1990-02-28", "/customer/dateOfBirth", "1990-02-28"),
            ("street", "Knooper Weg", "/customer/street", "Knooper Weg"),
            ("houseNumber", "12", "/customer/houseNumber", "12"),
            ("zipCode", "24103", "/customer/zipCode", "24103"),
            ("city", "Kiel", "/customer/city", "Kiel"),
            ("email", "zoe@beispiel.example", "/customer/email", "zoe@beispiel.example"),
        ],
        account: Some(("Zoë Ng", "de89370400440532013000")),
    }
}

/// Málaga, by direct debit.
pub fn spanish() -> Person {
    Person {
        country: Country::ES,
        name: "María José de la O y",
        typed: vec![
            ("firstName", "María José", "/customer/firstname", "María José"),
            ("lastName", "de la O y", "/customer/lastname", "de la O y"),
            ("secondLastName", "Núñez-Ibáñez", "/customer/secondLastName", "Núñez-Ibáñez"),
            ("gender", "FEMALE", "/customer/gender", "FEMALE"),
            ("dateOfBirth", "1979-12-31", "/customer/dateOfBirth", "1979-12-31"),
            ("streetType", "Calle", "/customer/streetType", "Calle"),
            ("street", "Larios", "/customer/street", "Larios"),
            ("houseNumber", "s/n", "/customer/houseNumber", "s/n"),
            ("streetBlock", "B", "/customer/streetBlock", "B"),
            ("portal", "2", "/customer/portal", "2"),
            ("stairway", "Izq.", "/customer/stairway", "Izq."),
            ("floor", "3", "/customer/floor", "3"),
            ("door", "A", "/customer/door", "A"),
            ("additionalAddress", "Timbre roto", "/customer/additionalAddressInformation", "Timbre roto"),
            ("zipCode", "29015", "/customer/zipCode", "29015"),
            ("city", "Málaga", "/customer/city", "Málaga"),
            ("province", "Málaga", "/customer/province", "Málaga"),
            ("country", "Spanien", "/customer/countryCode", "ES"),
            ("email", "mj@ejemplo.example", "/customer/email", "mj@ejemplo.example"),
            ("mobile", "612 34 56 78", "/customer/telephone_mobile", "+34612345678"),
            ("taxId", "0000 0014-z", "/customer/taxId", "00000014Z"),
        ],
        account: Some(("María José de la O y Núñez-Ibáñez", "ES91 2100 0418 4502 0005 1332")),
        ..sparing()
    }
}

/// Genova, by direct debit.
pub fn italian() -> Person {
    Person {
        country: Country::IT,
        name: "Testa Prova",
        typed: vec![
            ("firstName", "Testa", "/customer/firstname", "Testa"),
            ("lastName", "Prova", "/customer/lastname", "Prova"),
            ("gender", "FEMALE", "/customer/gender", "FEMALE"),
            ("dateOfBirth", "1990-01-01", "/customer/dateOfBirth", "1990-01-01"),
            ("placeOfBirth", "Roma", "/customer/placeOfBirth", "Roma"),
            ("countryOfBirth", "Italien", "/customer/countryOfBirth", "IT"),
            ("street", "Via Garibaldi", "/customer/street", "Via Garibaldi"),
            ("houseNumber", "SNC", "/customer/houseNumber", "SNC"),
            ("zipCode", "16124", "/customer/zipCode", "16124"),
            ("city", "Genova", "/customer/city", "Genova"),
            ("province", "Genova", "/customer/province", "Genova"),
            ("email", "testa@esempio.example", "/customer/email", "testa@esempio.example"),
            ("phone", "06 1234 5678", "/customer/telephone_mobile", "+390612345678"),
            ("taxId", "prvtst90a41h501w", "/customer/taxId", "PRVTST90A41H501W"),
        ],
        account: Some(("Testa Prova", "IT60 X054 2811 1010 0000 0123 456")),
        ..sparing()
    }
}

/// İstanbul, by card: no account there takes a SEPA debit.
pub fn turkish() -> Person {
    Person {
        country: Country::TR,
        cents: 749 * 25,
        name: "İlkay Işık",
        typed: vec![
            ("firstName", "İlkay", "/customer/firstname", "İlkay"),
            ("secondFirstName", "Çağrı", "/customer/secondFirstname", "Çağrı"),
            ("lastName", "Işık", "/customer/lastname", "Işık"),
            ("gender", "UNISEX", "/customer/gender", "UNISEX"),
            ("dateOfBirth", "2000-02-29", "/customer/dateOfBirth", "2000-02-29"),
            ("cityPart", "Caferağa Mahallesi", "/customer/cityPart", "Caferağa Mahallesi"),
            ("street", "Moda Caddesi", "/customer/street", "Moda Caddesi"),
            ("secondStreet", "Şair Nefi Sokak", "/customer/secondStreet", "Şair Nefi Sokak"),
            ("buildingName", "Gün Işığı Apt.", "/customer/buildingName", "Gün Işığı Apt."),
            ("houseNumber", "4", "/customer/houseNumber", "4"),
            ("district", "Kadıköy", "/customer/district", "Kadıköy"),
            ("city", "İstanbul", "/customer/city", "İstanbul"),
            ("zipCode", "34710", "/customer/zipCode", "34710"),
            ("email", "ilkay@ornek.example", "/customer/email", "ilkay@ornek.example"),
            ("mobile", "0532 123 45 67", "/customer/telephone_mobile", "+905321234567"),
            (
                "documentType",
                "NATIONAL_ID_NUMBER",
                "/customer/documentIdentification/documentType",
                "NATIONAL_ID_NUMBER",
            ),
            (
                "documentNumber",
                "12345678950",
                "/customer/documentIdentification/documentNumber",
                "12345678950",
            ),
        ],
        account: None,
        ..sparing()
    }
}

/// Santa Cruz, by card: nobody there has an IBAN.
pub fn american() -> Person {
    Person {
        country: Country::US,
        language: "en",
        name: "Kim Ng",
        typed: vec![
            ("firstName", "Kim", "/customer/firstname", "Kim"),
            ("lastName", "Ng", "/customer/lastname", "Ng"),
            ("dateOfBirth", "1995-07-04", "/customer/dateOfBirth", "1995-07-04"),
            ("houseNumber", "1200", "/customer/houseNumber", "1200"),
            ("street", "Ocean Street, Apt. 5", "/customer/street", "Ocean Street, Apt. 5"),
            ("city", "Santa Cruz", "/customer/city", "Santa Cruz"),
            ("provinceCode", "California", "/customer/provinceCode", "CA"),
            ("zipCode", "95060-1234", "/customer/zipCode", "95060-1234"),
            ("email", "kim@sample.example", "/customer/email", "kim@sample.example"),
            ("mobile", "(831) 454-2000", "/customer/telephone_mobile", "+18314542000"),
            (
                "documentType",
                "DRIVERS_LICENCE",
                "/customer/documentIdentification/documentType",
                "DRIVERS_LICENCE",
            ),
            ("documentNumber", "D1234567", "/customer/documentIdentification/documentNumber", "D1234567"),
        ],
        account: None,
        ..sparing()
    }
}
