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

/// What a letter within the US can be sent to, by the two letters of its postal service (USPS publication 28,
/// appendix B): the states and Washington, the territories, and the armed forces abroad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    /// `provinceCode`.
    pub code: &'static str,
    /// `province`, as it is called there.
    pub name: &'static str,
}

/// All of them: states first, in the order of their names.
pub const STATES: [State; 59] = [
    State { code: "AL", name: "Alabama" },
    State { code: "AK", name: "Alaska" },
    State { code: "AZ", name: "Arizona" },
    State { code: "AR", name: "Arkansas" },
    State { code: "CA", name: "California" },
    State { code: "CO", name: "Colorado" },
    State { code: "CT", name: "Connecticut" },
    State { code: "DE", name: "Delaware" },
    State { code: "DC", name: "District of Columbia" },
    State { code: "FL", name: "Florida" },
    State { code: "GA", name: "Georgia" },
    State { code: "HI", name: "Hawaii" },
    State { code: "ID", name: "Idaho" },
    State { code: "IL", name: "Illinois" },
    State { code: "IN", name: "Indiana" },
    State { code: "IA", name: "Iowa" },
    State { code: "KS", name: "Kansas" },
    State { code: "KY", name: "Kentucky" },
    State { code: "LA", name: "Louisiana" },
    State { code: "ME", name: "Maine" },
    State { code: "MD", name: "Maryland" },
    State { code: "MA", name: "Massachusetts" },
    State { code: "MI", name: "Michigan" },
    State { code: "MN", name: "Minnesota" },
    State { code: "MS", name: "Mississippi" },
    State { code: "MO", name: "Missouri" },
    State { code: "MT", name: "Montana" },
    State { code: "NE", name: "Nebraska" },
    State { code: "NV", name: "Nevada" },
    State { code: "NH", name: "New Hampshire" },
    State { code: "NJ", name: "New Jersey" },
    State { code: "NM", name: "New Mexico" },
    State { code: "NY", name: "New York" },
    State { code: "NC", name: "North Carolina" },
    State { code: "ND", name: "North Dakota" },
    State { code: "OH", name: "Ohio" },
    State { code: "OK", name: "Oklahoma" },
    State { code: "OR", name: "Oregon" },
    State { code: "PA", name: "Pennsylvania" },
    State { code: "RI", name: "Rhode Island" },
    State { code: "SC", name: "South Carolina" },
    State { code: "SD", name: "South Dakota" },
    State { code: "TN", name: "Tennessee" },
    State { code: "TX", name: "Texas" },
    State { code: "UT", name: "Utah" },
    State { code: "VT", name: "Vermont" },
    State { code: "VA", name: "Virginia" },
    State { code: "WA", name: "Washington" },
    State { code: "WV", name: "West Virginia" },
    State { code: "WI", name: "Wisconsin" },
    State { code: "WY", name: "Wyoming" },
    State { code: "AS", name: "American Samoa" },
    State { code: "GU", name: "Guam" },
    State { code: "MP", name: "Northern Mariana Islands" },
    State { code: "PR", name: "Puerto Rico" },
    State { code: "VI", name: "U.S. Virgin Islands" },
    State { code: "AA", name: "Armed Forces Americas" },
    State { code: "AE", name: "Armed Forces Europe" },
    State { code: "AP", name: "Armed Forces Pacific" },
];

/// The state with these two letters, in any case.
pub fn state(code: &str) -> Option<State> {
    STATES.into_iter().find(|state| state.code.eq_ignore_ascii_case(code.trim()))
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
    fn a_state_has_two_letters_of_its_own() {
        let mut codes: Vec<_> = STATES.iter().map(|state| state.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), STATES.len());
        assert!(codes.iter().all(|code| code.len() == 2 && code.chars().all(|it| it.is_ascii_uppercase())));
        let name = |code| state(code).map(|state| state.name);
        assert_eq!(name(" ca"), Some("California"));
        assert_eq!(name("DC"), Some("District of Columbia"));
        assert_eq!((name("ON"), name("California"), name("")), (None, None, None));
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
