//! Which fields a sign-up has: what this studio's country needs, and no more.

use domain::{address, identity};
use magicline::connect::{FieldMode, TrialConfig};
use wire::{ChoiceOf, FieldView, SignUpAim, SignUpField as F};

/// What decides which fields there are.
#[derive(Clone, Copy)]
pub(crate) struct Form<'a> {
    pub(crate) aim: SignUpAim,
    /// The studio's country.
    pub(crate) country: &'a str,
    /// The country of the address.
    pub(crate) home: &'a str,
    /// What the studio wants to know of somebody who only tries, where it is known.
    pub(crate) trial: Option<&'a TrialConfig>,
    /// Countries, in the member's language.
    pub(crate) countries: &'a [ChoiceOf],
    /// How somebody can have heard of the studio.
    pub(crate) sources: &'a [ChoiceOf],
    /// Members who bring others get something for it.
    pub(crate) referrals: bool,
    /// Whoever has one name only leaves the first one empty.
    pub(crate) single_names: bool,
}

/// The fields of the part that asks who somebody is, in order.
pub(crate) fn details(form: Form<'_>) -> Vec<FieldView> {
    match form.aim {
        SignUpAim::Open => Vec::new(),
        SignUpAim::CheckInVoucher => visitor(form),
        SignUpAim::Contract | SignUpAim::RateVoucher => member(form),
        SignUpAim::Trial | SignUpAim::Lead => prospect(form),
    }
}

/// What a check-in voucher is redeemed with.
fn visitor(form: Form<'_>) -> Vec<FieldView> {
    let mut lines = Lines::default();
    lines.line(&[(F::FirstName, !form.single_names)]);
    for field in [F::LastName, F::Email] {
        lines.line(&[(field, true)]);
    }
    lines.fields
}

/// The fields of a direct debit.
pub(crate) fn debit() -> Vec<FieldView> {
    let mut lines = Lines::default();
    lines.line(&[(F::AccountHolder, true)]);
    lines.line(&[(F::Iban, true)]);
    lines.fields
}

#[derive(Default)]
struct Lines {
    fields: Vec<FieldView>,
    line: u32,
}

impl Lines {
    /// Fields beside each other, and whether each is demanded.
    fn line(&mut self, fields: &[(F, bool)]) {
        self.line += 1;
        let line = self.line;
        self.fields.extend(fields.iter().map(|(field, required)| FieldView {
            field: *field,
            required: *required,
            choices: Vec::new(),
            line,
        }));
    }

    fn choices(&mut self, field: F, choices: &[ChoiceOf]) {
        for known in self.fields.iter_mut().filter(|known| known.field == field) {
            known.choices = choices.to_vec();
        }
    }
}

fn member(form: Form<'_>) -> Vec<FieldView> {
    let mut lines = Lines::default();
    let italian = form.country == "IT";
    lines.line(&[(F::FirstName, !form.single_names)]);
    if form.country == "TR" {
        lines.line(&[(F::SecondFirstName, false)]);
    }
    lines.line(&[(F::LastName, true)]);
    if form.country == "ES" {
        lines.line(&[(F::SecondLastName, false)]);
    }
    if italian {
        // It tells what is asked next.
        lines.line(&[(F::TaxId, true)]);
    }
    // A codice fiscale says whether somebody is a man or a woman.
    lines.line(&[(F::Gender, italian)]);
    lines.line(&[(F::DateOfBirth, true)]);
    if identity::needed(form.country).place_of_birth {
        lines.line(&[(F::PlaceOfBirth, false), (F::CountryOfBirth, false)]);
    }
    address(&mut lines, form, true);
    lines.line(&[(F::Email, true)]);
    lines.line(&[(F::Mobile, false)]);
    lines.line(&[(F::Phone, false)]);
    if needs_tax_id(form.country) && !italian {
        lines.line(&[(F::TaxId, true)]);
    }
    lines.line(&[(F::DocumentType, false), (F::DocumentNumber, false)]);
    extras(&mut lines, form);
    lines.line(&[(F::Note, false)]);
    fill_choices(&mut lines, form);
    lines.fields
}

/// Whether the vendor demands a tax number here.
pub(crate) const fn needs_tax_id(country: &str) -> bool {
    identity::needed(country).identifier
}

/// How somebody came here.
fn extras(lines: &mut Lines, form: Form<'_>) {
    if form.referrals && form.aim != SignUpAim::Lead {
        lines.line(&[(F::ReferralCode, false)]);
    }
    if !form.sources.is_empty() && form.aim != SignUpAim::RateVoucher {
        lines.line(&[(F::Campaign, false)]);
    }
}

fn prospect(form: Form<'_>) -> Vec<FieldView> {
    let mode = |of: fn(&TrialConfig) -> FieldMode| form.trial.map_or(FieldMode::Optional, of);
    let mut lines = Lines::default();
    let mut some = |mode: FieldMode, fields: &[F]| {
        let required = match mode {
            FieldMode::Hidden => return,
            FieldMode::Optional => false,
            FieldMode::Mandatory => true,
        };
        lines.line(&fields.iter().map(|field| (*field, required)).collect::<Vec<_>>());
    };
    // The vendor takes nobody without a name, whatever the studio wants.
    some(if form.single_names { FieldMode::Optional } else { FieldMode::Mandatory }, &[F::FirstName]);
    some(FieldMode::Mandatory, &[F::LastName]);
    some(mode(|config| config.gender), &[F::Gender]);
    let has_minimum = form.trial.is_some_and(|config| config.minimum_age.is_some());
    let birth = if has_minimum { FieldMode::Mandatory } else { mode(|config| config.birth_date) };
    some(birth, &[F::DateOfBirth]);
    if form.aim == SignUpAim::Trial {
        some(mode(|config| config.birth_place), &[F::PlaceOfBirth]);
    }
    // Somebody who wants to be called needs a way to be reached: with both hidden, or while nobody knows, this one.
    let (email, phone) = (mode(|config| config.email), mode(|config| config.phone));
    let neither = form.trial.is_none() || (email, phone) == (FieldMode::Hidden, FieldMode::Hidden);
    let email = if form.aim == SignUpAim::Lead && neither { FieldMode::Mandatory } else { email };
    some(email, &[F::Email]);
    some(phone, &[F::Mobile]);
    if needs_tax_id(form.country) {
        some(mode(|config| config.tax_id), &[F::TaxId]);
    }
    let (whole, zip) = (mode(|config| config.address), mode(|config| config.zip));
    match whole {
        FieldMode::Hidden => some(zip, &[F::ZipCode]),
        FieldMode::Optional if zip == FieldMode::Mandatory => {
            address(&mut lines, form, false);
            for field in lines.fields.iter_mut().filter(|field| field.field == F::ZipCode) {
                field.required = true;
            }
        }
        FieldMode::Optional => address(&mut lines, form, false),
        FieldMode::Mandatory => address(&mut lines, form, true),
    }
    extras(&mut lines, form);
    lines.line(&[(F::Note, false)]);
    fill_choices(&mut lines, form);
    lines.fields
}

/// The parts of an address, as they are written in the studio's country.
fn address(lines: &mut Lines, form: Form<'_>, required: bool) {
    for line in address::lines(form.country) {
        // Whoever lives in another country may live in no state.
        let is_needed = |field: address::Field| {
            field.is_required() && (field != address::Field::ProvinceCode || form.home == "US")
        };
        let fields = line.iter().map(|field| (field_of(*field), required && is_needed(*field)));
        lines.line(&fields.collect::<Vec<_>>());
    }
    lines.line(&[(F::Country, required)]);
}

const fn field_of(field: address::Field) -> F {
    match field {
        address::Field::Street => F::Street,
        address::Field::HouseNumber => F::HouseNumber,
        address::Field::PostCode => F::ZipCode,
        address::Field::City => F::City,
        address::Field::Province => F::Province,
        address::Field::ProvinceCode => F::ProvinceCode,
        address::Field::StreetType => F::StreetType,
        address::Field::StreetBlock => F::StreetBlock,
        address::Field::Portal => F::Portal,
        address::Field::Stairway => F::Stairway,
        address::Field::Floor => F::Floor,
        address::Field::Door => F::Door,
        address::Field::Additional => F::AdditionalAddress,
        address::Field::CityPart => F::CityPart,
        address::Field::SecondStreet => F::SecondStreet,
        address::Field::BuildingName => F::BuildingName,
        address::Field::District => F::District,
    }
}

fn fill_choices(lines: &mut Lines, form: Form<'_>) {
    let own = |values: &[&str]| -> Vec<ChoiceOf> {
        values.iter().map(|value| ChoiceOf { value: (*value).to_owned(), name: None }).collect()
    };
    // The vendor's lists of men and women have nothing third in Italy: the tax number knows none.
    let genders: &[&str] =
        if form.country == "IT" { &["MALE", "FEMALE"] } else { &["MALE", "FEMALE", "UNISEX"] };
    lines.choices(F::Gender, &own(genders));
    lines.choices(
        F::DocumentType,
        &own(&["ID_CARD", "PASSPORT", "DRIVERS_LICENCE", "RESIDENCE_PERMIT", "NATIONAL_ID_NUMBER", "OTHERS"]),
    );
    if form.home == "US" {
        let state =
            |it: address::State| ChoiceOf { value: it.code.to_owned(), name: Some(it.name.to_owned()) };
        lines.choices(F::ProvinceCode, &address::STATES.map(state));
    }
    lines.choices(F::Country, form.countries);
    lines.choices(F::CountryOfBirth, form.countries);
    lines.choices(F::Campaign, form.sources);
}
