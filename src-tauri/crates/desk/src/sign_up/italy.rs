//! What Italy's numbers tell: a postal code its province, a codice fiscale its owner's birth. The vendor
//! knows both lists. What it says saves typing and is no more than that: it goes into fields that nobody
//! has touched, can be changed there, and where it is not said nothing is missing.

use domain::Redacted;
use domain::identity::CodiceFiscale;
use magicline::connect::{BirthInformation, Gender, Province};
use wire::SignUpField as F;

use super::{Answer, Effect, QuestionId, SignUp, judge};

impl SignUp {
    /// Asks about what is entered now, where there is anything to fill in.
    pub(super) fn ask_italy(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.country() != "IT" {
            return effects;
        }
        let zip = self.italian_zip().filter(|_| self.is_open(F::Province));
        if let Some(number) = self.asked.province.ask(zip.clone(), &mut self.asked.last) {
            effects.extend(zip.map(|zip| Effect::Province(number, zip)));
        }
        let births = [F::Gender, F::DateOfBirth, F::PlaceOfBirth, F::CountryOfBirth];
        let code = self.codice_fiscale().filter(|_| births.into_iter().any(|field| self.is_open(field)));
        if let Some(number) = self.asked.birth.ask(code.clone(), &mut self.asked.last) {
            effects.extend(code.map(|code| Effect::Birth(number, Redacted::new(code))));
        }
        effects
    }

    pub(super) fn province_said(
        &mut self,
        number: QuestionId,
        answer: Answer<Option<Province>>,
    ) -> Vec<Effect> {
        self.asked.province.said(number, answer);
        let zip = self.italian_zip();
        let said = self.asked.province.answer(zip.as_deref()).cloned().flatten();
        self.fill([(F::Province, said.map(|province| province.name))])
    }

    pub(super) fn birth_said(
        &mut self,
        number: QuestionId,
        answer: Answer<Redacted<Option<BirthInformation>>>,
    ) -> Vec<Effect> {
        self.asked.birth.said(number, answer);
        let code = self.codice_fiscale();
        let said = self.asked.birth.answer(code.as_deref()).cloned();
        let Some(birth) = said.and_then(Redacted::into_exposed) else { return Vec::new() };
        let gender = birth.gender.and_then(|gender| match gender {
            Gender::Male => Some("MALE".to_owned()),
            Gender::Female => Some("FEMALE".to_owned()),
            // The number knows two.
            Gender::Unisex => None,
        });
        self.fill([
            (F::Gender, gender),
            (F::DateOfBirth, birth.date.map(|date| date.to_string())),
            (F::PlaceOfBirth, birth.place),
            (F::CountryOfBirth, birth.country),
        ])
    }

    /// The postal code, where it can be an Italian one.
    fn italian_zip(&self) -> Option<String> {
        let home = self.draft.field(F::Country).unwrap_or_else(|| self.country());
        let about = judge::About { studio: "IT", home, today: self.today, document: None };
        let zip = self.draft.field(F::ZipCode).filter(|_| home == "IT")?;
        judge::judge(F::ZipCode, zip, about).is_none().then(|| zip.to_owned())
    }

    fn codice_fiscale(&self) -> Option<String> {
        let code = self.draft.field(F::TaxId)?;
        CodiceFiscale::parse(code).is_ok().then(|| code.to_owned())
    }

    /// It is asked for, and nobody has said anything about it.
    fn is_open(&self, field: F) -> bool {
        let is_asked = self.details().iter().any(|known| known.field == field);
        is_asked && self.draft.field(field).is_none() && !self.touched.contains(&field)
    }

    fn fill<const N: usize>(&mut self, said: [(F, Option<String>); N]) -> Vec<Effect> {
        let mut filled = Vec::new();
        for (field, text) in said {
            if let Some(text) = text.filter(|_| self.is_being_filled_in() && self.is_open(field)) {
                self.draft.fields.insert(field, text);
                self.changed = true;
                filled = vec![Effect::Entered];
            }
        }
        filled
    }
}
