//! Addresses: which fields a country has, in which order people there write them, and what is required.
//!
//! The fields are the vendor's (`ConnectApiCreatePublicCustomerDto`); what each means in a country is said in
//! its language on the screen.

/// A field of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// `street`: Straße, via, cadde.
    Street,
    /// `houseNumber`: Nr., civico.
    HouseNumber,
    /// `zipCode`: PLZ, CAP, C.P., ZIP.
    PostCode,
    /// `city`: Ort, comune, il.
    City,
    /// `province`: provincia, state.
    Province,
    /// `provinceCode`: two letters, for the states of the US.
    ProvinceCode,
    /// `streetType`: tipo de vía.
    StreetType,
    /// `streetBlock`: bloque.
    StreetBlock,
    /// `portal`: portal.
    Portal,
    /// `stairway`: escalera.
    Stairway,
    /// `floor`: piso.
    Floor,
    /// `door`: puerta.
    Door,
    /// `additionalAddressInformation`.
    Additional,
    /// `cityPart`: mahalle.
    CityPart,
    /// `secondStreet`: sokak.
    SecondStreet,
    /// `buildingName`: bina.
    BuildingName,
    /// `district`: ilçe.
    District,
}

impl Field {
    /// Every one of them.
    pub const ALL: [Self; 17] = [
        Self::Street,
        Self::HouseNumber,
        Self::PostCode,
        Self::City,
        Self::Province,
        Self::ProvinceCode,
        Self::StreetType,
        Self::StreetBlock,
        Self::Portal,
        Self::Stairway,
        Self::Floor,
        Self::Door,
        Self::Additional,
        Self::CityPart,
        Self::SecondStreet,
        Self::BuildingName,
        Self::District,
    ];

    /// No address is one without it. The vendor requires street, number, post code and city in every country,
    /// and the country itself; a letter in the US needs its state.
    pub const fn is_required(self) -> bool {
        match self {
            Self::Street | Self::HouseNumber | Self::PostCode | Self::City | Self::ProvinceCode => true,
            Self::Province
            | Self::StreetType
            | Self::StreetBlock
            | Self::Portal
            | Self::Stairway
            | Self::Floor
            | Self::Door
            | Self::Additional
            | Self::CityPart
            | Self::SecondStreet
            | Self::BuildingName
            | Self::District => false,
        }
    }
}

/// The fields of an address in a country (ISO 3166, two letters), line by line as people there write them.
/// Turkey's are unproven.
pub const fn lines(country: &str) -> &'static [&'static [Field]] {
    use Field::{
        Additional, BuildingName, City, CityPart, District, Door, Floor, HouseNumber, Portal, PostCode,
        Province, ProvinceCode, SecondStreet, Stairway, Street, StreetBlock, StreetType,
    };
    match country.as_bytes() {
        b"FR" | b"LU" => &[&[HouseNumber, Street], &[PostCode, City]],
        b"GB" | b"IE" => &[&[HouseNumber, Street], &[City, PostCode]],
        // The state once: its two letters say which it is.
        b"US" => &[&[HouseNumber, Street], &[City, ProvinceCode, PostCode]],
        b"ES" => &[
            &[StreetType, Street, HouseNumber],
            &[StreetBlock, Portal, Stairway],
            &[Floor, Door],
            &[Additional],
            &[PostCode, City],
            &[Province],
        ],
        b"IT" => &[&[Street, HouseNumber], &[PostCode, City, Province]],
        b"TR" => &[
            &[CityPart],
            &[Street, SecondStreet],
            &[BuildingName, HouseNumber],
            &[District, City],
            &[PostCode],
        ],
        _ => &[&[Street, HouseNumber], &[PostCode, City]],
    }
}

/// Whether a post code looks like those of a country. A hint: there are exceptions everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostCode {
    /// It does.
    Usual,
    /// It does not.
    Unusual,
    /// Nobody here knows how they look.
    CannotJudge,
}

/// What a look at a post code tells.
pub fn post_code(typed: &str, country: &str) -> PostCode {
    let shapes: &[&str] = match country {
        "DE" | "ES" | "IT" | "TR" | "FR" => &["99999"],
        "AT" | "CH" | "LI" => &["9999"],
        "US" => &["99999", "99999-9999"],
        "PL" => &["99-999"],
        _ => return PostCode::CannotJudge,
    };
    let shape: String = typed.trim().chars().map(|it| if it.is_ascii_digit() { '9' } else { it }).collect();
    if shapes.contains(&shape.as_str()) { PostCode::Usual } else { PostCode::Unusual }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_what_is_required_and_nothing_twice() {
        for country in ["DE", "AT", "CH", "FR", "LU", "GB", "IE", "US", "ES", "IT", "TR", "XX", ""] {
            let fields: Vec<_> = lines(country).concat();
            for field in Field::ALL {
                let times = fields.iter().filter(|known| **known == field).count();
                let elsewhere = !field.is_required() || field == Field::ProvinceCode && country != "US";
                assert!(times == 1 || times == 0 && elsewhere, "{country}: {field:?}");
            }
        }
    }

    #[test]
    fn the_order_is_the_one_people_know() {
        use Field::{City, HouseNumber, PostCode, ProvinceCode, Street};
        assert_eq!(lines("DE").concat(), [Street, HouseNumber, PostCode, City]);
        assert_eq!(lines("FR").concat(), [HouseNumber, Street, PostCode, City]);
        assert_eq!(lines("LU"), lines("FR"));
        assert_eq!(lines("GB").concat(), [HouseNumber, Street, City, PostCode]);
        assert_eq!(lines("IE"), lines("GB"));
        assert_eq!(lines("US").concat(), [HouseNumber, Street, City, ProvinceCode, PostCode]);
        let spain = lines("ES").concat();
        assert_eq!((spain.len(), spain[0], spain[11]), (12, Field::StreetType, Field::Province));
        assert_eq!(lines("IT").concat().last(), Some(&Field::Province));
        let turkey = lines("TR").concat();
        assert_eq!((turkey[0], turkey[7]), (Field::CityPart, PostCode));
    }

    #[test]
    fn post_codes_are_hinted_at() {
        use PostCode::{CannotJudge, Unusual, Usual};
        for (typed, country, expected) in [
            (" 20095 ", "DE", Usual),
            ("2009", "DE", Unusual),
            ("D-20095", "DE", Unusual),
            ("1010", "AT", Usual),
            ("01010", "AT", Unusual),
            ("10001", "US", Usual),
            ("10001-1234", "US", Usual),
            ("10001-12", "US", Unusual),
            ("00-950", "PL", Usual),
            ("00950", "PL", Unusual),
            ("٢٠٠٩٥", "DE", Unusual),
            ("SW1A 1AA", "GB", CannotJudge),
        ] {
            assert_eq!(post_code(typed, country), expected, "{typed} {country}");
        }
    }
}
