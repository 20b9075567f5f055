//! Fields and what is wrong with them, country by country.

use domain::CategoryId;
use magicline::connect::{FieldMode, TaxIdProblem, TrialConfig};
use wire::{ChoiceOf, FieldProblem, Problem, SignUpAim, SignUpField as F, SignUpInput, SignUpPart};

use super::super::fields::{Form, details};
use super::super::*;
use super::world::*;

fn form(country: &str, aim: SignUpAim) -> Form<'_> {
    Form {
        aim,
        country,
        home: country,
        trial: None,
        countries: &[],
        sources: &[],
        referrals: false,
        single_names: false,
    }
}

#[test]
fn each_country_has_its_fields_in_its_order() {
    for (country, wanted) in [
        (
            "DE",
            "FirstName* | LastName* | Gender | DateOfBirth* | Street* HouseNumber* | ZipCode* City* | Country* | \
             Email* | Mobile | Phone | DocumentType DocumentNumber | Note",
        ),
        (
            "ES",
            "FirstName* | LastName* | SecondLastName | Gender | DateOfBirth* | StreetType Street* HouseNumber* | \
             StreetBlock Portal Stairway | Floor Door | AdditionalAddress | ZipCode* City* | Province | Country* | \
             Email* | Mobile | Phone | TaxId* | DocumentType DocumentNumber | Note",
        ),
        (
            "IT",
            "FirstName* | LastName* | TaxId* | Gender* | DateOfBirth* | PlaceOfBirth CountryOfBirth | \
             Street* HouseNumber* | ZipCode* City* Province | Country* | Email* | Mobile | Phone | \
             DocumentType DocumentNumber | \
             Note",
        ),
        (
            "TR",
            "FirstName* | SecondFirstName | LastName* | Gender | DateOfBirth* | CityPart | Street* SecondStreet | \
             BuildingName HouseNumber* | District City* | ZipCode* | Country* | Email* | Mobile | Phone | \
             DocumentType DocumentNumber | Note",
        ),
        (
            "US",
            "FirstName* | LastName* | Gender | DateOfBirth* | HouseNumber* Street* | City* ProvinceCode* ZipCode* | \
             Country* | Email* | Mobile | Phone | DocumentType DocumentNumber | Note",
        ),
        (
            "GB",
            "FirstName* | LastName* | Gender | DateOfBirth* | HouseNumber* Street* | City* ZipCode* | Country* | \
             Email* | Mobile | Phone | DocumentType DocumentNumber | Note",
        ),
        (
            "LU",
            "FirstName* | LastName* | Gender | DateOfBirth* | HouseNumber* Street* | ZipCode* City* | Country* | \
             Email* | Mobile | Phone | DocumentType DocumentNumber | Note",
        ),
    ] {
        let fields = details(form(country, SignUpAim::Contract));
        let mut written = String::new();
        let mut line = 1;
        for field in fields {
            if !written.is_empty() {
                written.push_str(if field.line == line { " " } else { " | " });
            }
            line = field.line;
            written.push_str(&format!("{:?}{}", field.field, if field.required { "*" } else { "" }));
        }
        assert_eq!(written, wanted, "{country}");
    }
}

#[test]
fn who_only_tries_is_asked_what_the_studio_wants() {
    let config = |address, zip, email, birth_date, minimum_age| TrialConfig {
        name: FieldMode::Hidden,
        email,
        phone: FieldMode::Hidden,
        birth_date,
        birth_place: FieldMode::Hidden,
        gender: FieldMode::Hidden,
        tax_id: FieldMode::Mandatory,
        address,
        zip,
        minimum_age,
    };
    use FieldMode::{Hidden, Mandatory, Optional};
    for (config, wanted) in [
        (config(Hidden, Hidden, Hidden, Hidden, None), "FirstName* LastName* Note"),
        (
            config(Hidden, Mandatory, Mandatory, Optional, None),
            "FirstName* LastName* DateOfBirth Email* ZipCode* Note",
        ),
        (config(Hidden, Hidden, Optional, Hidden, Some(16)), "FirstName* LastName* DateOfBirth* Email Note"),
        (
            config(Optional, Mandatory, Hidden, Hidden, None),
            "FirstName* LastName* Street HouseNumber ZipCode* City Country Note",
        ),
        (
            config(Mandatory, Hidden, Hidden, Hidden, None),
            "FirstName* LastName* Street* HouseNumber* ZipCode* City* Country* Note",
        ),
    ] {
        let fields = details(Form { trial: Some(&config), ..form("DE", SignUpAim::Trial) });
        let written: Vec<_> = fields
            .iter()
            .map(|field| format!("{:?}{}", field.field, if field.required { "*" } else { "" }))
            .collect();
        assert_eq!(written.join(" "), wanted);
    }
}

#[test]
fn what_was_typed_is_judged_before_it_is_sent() {
    let no = |problem| Some((problem, false));
    let doubt = |problem| Some((problem, true));
    for (country, field, text, wanted) in [
        ("DE", F::FirstName, "Zoe\u{308}", None),
        ("DE", F::FirstName, "-", None),
        ("DE", F::Street, "d’Œuvre", None),
        ("DE", F::DateOfBirth, "1990-02-29", no(Problem::NoSuchDate)),
        ("DE", F::DateOfBirth, "1990-02", no(Problem::NoSuchDate)),
        ("DE", F::DateOfBirth, "1992-02-29", None),
        ("DE", F::DateOfBirth, "2026-11-30", no(Problem::DateOutOfRange)),
        ("DE", F::DateOfBirth, "2026-11-29", None),
        ("DE", F::DateOfBirth, "1925-11-30", None),
        ("DE", F::DateOfBirth, "1925-11-29", no(Problem::DateOutOfRange)),
        ("DE", F::Email, "a@b.example", None),
        ("DE", F::Email, "ä.b+c@exämple.de", None),
        ("DE", F::Email, "a@b", no(Problem::NotAnEmail)),
        ("DE", F::Email, "a b@c.de", no(Problem::NotAnEmail)),
        ("DE", F::Email, "@c.de", no(Problem::NotAnEmail)),
        ("DE", F::Email, "a@.de", no(Problem::NotAnEmail)),
        ("DE", F::ZipCode, "20095", None),
        ("DE", F::ZipCode, "2009", doubt(Problem::NotAPostCode)),
        ("US", F::ZipCode, "90210-1234", None),
        ("US", F::ZipCode, "9021", doubt(Problem::NotAPostCode)),
        ("DE", F::Mobile, "0170 1234567", None),
        ("DE", F::Mobile, "call me", doubt(Problem::NotAPhoneNumber)),
        ("DE", F::Iban, "DE89 3704 0044 0532 0130 00", None),
        ("DE", F::Iban, "de89370400440532013000", None),
        ("DE", F::Iban, "DE89370400440532013001", no(Problem::WrongCheckDigits)),
        ("DE", F::Iban, "DE8937040044053201300", no(Problem::WrongLength)),
        ("ES", F::TaxId, "00000014Z", None),
        ("ES", F::TaxId, "X0000001R", None),
        ("ES", F::TaxId, "12345678A", doubt(Problem::WrongCheckDigits)),
        ("IT", F::TaxId, "PRVTST90A41H501W", None),
        ("IT", F::TaxId, "PRVTST90A41H501A", doubt(Problem::WrongCheckDigits)),
        ("DE", F::Note, &"x".repeat(301), no(Problem::TooLong)),
        ("DE", F::LastName, &"ü".repeat(100), None),
        ("DE", F::LastName, &"ü".repeat(101), no(Problem::TooLong)),
    ] {
        let about = judge::About {
            studio: country,
            home: country,
            today: jiff::civil::date(2026, 11, 29),
            document: None,
        };
        assert_eq!(judge::judge(field, text, about), wanted, "{country} {field:?} {text}");
    }
}

fn problems(world: &World) -> Vec<FieldProblem> {
    world.view().problems
}

fn problem_of(world: &World, field: F) -> Option<(Problem, bool)> {
    problems(world).into_iter().find(|it| it.field == field).map(|it| (it.problem, it.doubt))
}

#[test]
fn a_document_is_whole_or_not_there() {
    let mut world = World::new();
    world.go_to_details();
    world.enter(F::DocumentType, "PASSPORT");
    assert_eq!(problem_of(&world, F::DocumentNumber), Some((Problem::DocumentIncomplete, false)));
    world.enter(F::DocumentNumber, "X1");
    assert_eq!(problem_of(&world, F::DocumentNumber), None);
    world.enter(F::DocumentType, "");
    assert_eq!(problem_of(&world, F::DocumentType), Some((Problem::DocumentIncomplete, false)));
    world.enter(F::DocumentType, "LIBRARY_CARD");
    assert_eq!(problem_of(&world, F::DocumentType), Some((Problem::NotAccepted, false)));
}

#[test]
fn in_america_the_state_is_chosen_and_elsewhere_it_is_whatever_they_call_it() {
    let mut facts = facts("US");
    facts.countries = ["US", "CA"].map(|code| ChoiceOf { value: code.into(), name: None }).to_vec();
    let mut world = World::with(rules(), facts, SignUpAim::Contract);
    world.go_to_details();
    let state = |world: &World| {
        let view = world.view();
        let field = view.fields.iter().find(|it| it.field == F::ProvinceCode).unwrap();
        (field.required, field.choices.len(), field.choices.first().cloned())
    };
    let alabama = ChoiceOf { value: "AL".into(), name: Some("Alabama".into()) };
    world.enter(F::ProvinceCode, "");
    assert_eq!(state(&world), (true, 59, Some(alabama)));
    assert_eq!(problem_of(&world, F::ProvinceCode), Some((Problem::Missing, false)));
    // As a draft of an earlier version may have it.
    world.enter(F::ProvinceCode, "Calif.");
    assert_eq!(problem_of(&world, F::ProvinceCode), Some((Problem::NotAccepted, false)));
    world.enter(F::ProvinceCode, "WA");
    assert_eq!(problem_of(&world, F::ProvinceCode), None);
    world.enter(F::Country, "CA");
    world.enter(F::ProvinceCode, "");
    assert_eq!((state(&world), problem_of(&world, F::ProvinceCode)), ((false, 0, None), None));
    world.enter(F::ProvinceCode, "BC");
    assert_eq!(problem_of(&world, F::ProvinceCode), None);
}

#[test]
fn italy_needs_a_place_or_a_country_of_birth() {
    let mut facts = facts("IT");
    facts.countries = ["IT", "FR"].map(|code| ChoiceOf { value: code.into(), name: None }).to_vec();
    let mut world = World::with(rules(), facts, SignUpAim::Contract);
    world.go_to_details();
    assert_eq!(problem_of(&world, F::PlaceOfBirth), Some((Problem::Missing, false)));
    world.enter(F::CountryOfBirth, "FR");
    assert_eq!(problem_of(&world, F::PlaceOfBirth), None);
    world.enter(F::CountryOfBirth, "");
    world.enter(F::PlaceOfBirth, "Roma");
    assert_eq!(problem_of(&world, F::PlaceOfBirth), None);
}

#[test]
fn what_the_vendor_has_against_it_stands_at_the_field_until_that_changes() {
    let mut world = World::with(rules(), facts("ES"), SignUpAim::Contract);
    world.go_to_details();
    for (field, text) in [
        (F::FirstName, "Ana"),
        (F::LastName, "Núñez"),
        (F::DateOfBirth, "1990-01-01"),
        (F::TaxId, "00000014Z"),
    ] {
        world.enter(field, text);
    }
    let at = world.effects.iter().position(|effect| matches!(effect, Effect::TaxId(..))).expect("asked");
    let Some(Effect::TaxId(number, _, person, _)) = world.effects.remove(at) else { panic!("a tax number") };
    assert_eq!(person.expose().tax_id.as_deref(), Some("00000014Z"));
    world.enter(F::LastName, "Núñez-Ibáñez");
    assert!(!world.effects.iter().any(|it| matches!(it, Effect::TaxId(..))), "one question at a time");
    world.tell(Input::TaxId(number, Ok(vec![TaxIdProblem::Invalid])));
    assert_eq!(problem_of(&world, F::TaxId), None, "that was about another name");
    let at = world.effects.iter().position(|effect| matches!(effect, Effect::TaxId(..))).expect("asked anew");
    let Some(Effect::TaxId(number, ..)) = world.effects.remove(at) else { panic!("a tax number") };
    world.tell(Input::TaxId(number, Ok(vec![TaxIdProblem::Invalid, TaxIdProblem::GenderMissing])));
    assert_eq!(problem_of(&world, F::TaxId), Some((Problem::NumberRefused, false)));
    assert_eq!(problem_of(&world, F::Gender), Some((Problem::GenderNeeded, false)));
    world.enter(F::TaxId, "X0000001R");
    assert_eq!(problem_of(&world, F::TaxId), None);
}

#[test]
fn a_bank_that_takes_no_debits_stops_it_at_the_field() {
    for problem in [Problem::NoDirectDebit, Problem::AccountRefused] {
        let mut world = World::new();
        world.go_to_details();
        world.fill_in_details();
        world.answer_all();
        (0..2).for_each(|_| world.page(wire::SignUpInput::Next));
        world.page(wire::SignUpInput::PayBy { by: wire::PayBy::DirectDebit });
        world.enter(F::AccountHolder, "Zoë");
        world.enter(F::Iban, "DE89370400440532013000");
        while let Some(effect) = world.effects.pop_front() {
            if let Effect::Account(number, ..) = effect {
                let said = AccountSaid { problem: Some(problem), bank: None, bic: None };
                world.tell(Input::Account(number, Ok(said)));
            } else {
                world.answer(effect);
            }
        }
        assert_eq!(problem_of(&world, F::Iban), Some((problem, false)));
        world.page(wire::SignUpInput::Next);
        assert_eq!(world.part(), Some(SignUpPart::Payment));
    }
}

#[test]
fn no_box_is_ticked_for_somebody_and_what_was_said_is_said_when_a_draft_is_opened_again() {
    use magicline::connect::{Channel, ChannelDefault, MessageCategory, Preference};
    let category = |id, channels: &[(Channel, bool, bool)]| MessageCategory {
        id: CategoryId(id),
        name: format!("category {id}"),
        description: None,
        channels: channels
            .iter()
            .map(|(channel, active, overridable)| ChannelDefault {
                channel: *channel,
                active: *active,
                overridable: *overridable,
            })
            .collect(),
    };
    let contract =
        [(Channel::Email, true, false), (Channel::Letter, true, true), (Channel::Fax, false, false)];
    let news = [(Channel::TextMessage, true, true), (Channel::App, false, true)];
    let mut facts = facts("DE");
    facts.categories = Some(Arc::new(vec![category(1, &contract), category(2, &news)]));
    let mut world = World::with(rules(), facts.clone(), SignUpAim::Contract);
    let active = |world: &World| -> Vec<_> {
        world.view().preferences.into_iter().map(|category| category.active).collect()
    };
    assert_eq!(active(&world), [vec![wire::Channel::Email], vec![]], "what the studio fixed, and no more");
    assert!(!world.view().preferences_said);

    world.page(takes_term(11));
    let mut wanted = world.view().preferences;
    wanted[0].active = vec![wire::Channel::Fax];
    wanted[1].active = vec![wire::Channel::App, wire::Channel::Chat];
    world.page(SignUpInput::Preferences { categories: wanted });
    let said = [(1, vec![Channel::Email]), (2, vec![Channel::App])];
    let said = said.map(|(id, channels)| Preference { category: CategoryId(id), channels });
    let kept = Draft::read(&world.kept.clone().expect("it is kept")).expect("it can be read");
    assert!(kept.preferences.as_deref() == Some(&said[..]), "what is fixed or not there cannot be chosen");

    let (sign_up, _) = SignUp::open(
        SignUpId(2),
        (Uuid::from_u128(7), world.now.wall),
        Arc::new(rules()),
        facts,
        kept,
        world.now,
    );
    let again = sign_up.view();
    assert!(again.preferences_said);
    assert_eq!(again.preferences[1].active, [wire::Channel::App]);

    world.page(SignUpInput::Preferences { categories: Vec::new() });
    assert!(!world.view().preferences_said);
    assert_eq!(active(&world), [vec![wire::Channel::Email], vec![]]);
}

/// A strict vendor refuses one letter more, at night, with nobody there to shorten it.
#[test]
fn nothing_is_longer_than_the_vendor_takes() {
    let about = super::super::judge::About {
        studio: "DE",
        home: "DE",
        today: jiff::civil::date(2026, 11, 29),
        document: None,
    };
    for (field, longest) in [
        (F::FirstName, 100),
        (F::LastName, 100),
        (F::SecondFirstName, 100),
        (F::SecondLastName, 100),
        (F::HouseNumber, 100),
        (F::ZipCode, 100),
        (F::Street, 300),
        (F::City, 300),
        (F::Mobile, 300),
        (F::TaxId, 300),
        (F::PlaceOfBirth, 300),
        (F::ReferralCode, 300),
    ] {
        let too_long = |length: usize| {
            let judged = super::super::judge::judge(field, &"ä".repeat(length), about);
            judged == Some((Problem::TooLong, false))
        };
        assert_eq!((too_long(longest), too_long(longest + 1)), (false, true), "{field:?}");
    }
}
