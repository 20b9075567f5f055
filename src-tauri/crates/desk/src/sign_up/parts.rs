//! The parts of the way: which there are, what is missing in each, and where one can go from it.

use domain::birth::{OF_AGE, age, is_minor};
use domain::identity::{CodiceFiscale, Gender, Particulars};
use domain::{Currency, ModuleId, StudioId};
use jiff::civil::Date;
use magicline::connect::{Offer, Term};
use wire::{
    ChoiceOf, FieldProblem, FieldView, PayBy, Problem, SignUpAim, SignUpChoices, SignUpField as F, SignUpPart,
};

use super::SignUp;
use super::facts::{optional, selectable};
use super::fields::{self, Form};
use super::judge::{self, About, date};
use super::step::{CodeSaid, Step};

impl SignUp {
    /// The parts of this sign-up, in order.
    pub(super) fn path(&self) -> Vec<SignUpPart> {
        use SignUpPart::{Details, Offers, Payment, Picture, Slots, Summary, Terms, Texts};
        match self.draft.aim {
            SignUpAim::Open => Vec::new(),
            SignUpAim::Contract => vec![Offers, Terms, Details, Picture, Payment, Texts, Summary],
            SignUpAim::RateVoucher => vec![Details, Picture, Summary],
            SignUpAim::CheckInVoucher | SignUpAim::Lead => vec![Details, Summary],
            SignUpAim::Trial => vec![Slots, Details, Summary],
        }
    }

    /// Nothing is missing in this part.
    pub(super) fn is_complete(&self, part: SignUpPart) -> bool {
        match part {
            SignUpPart::Offers => self.term().is_some(),
            SignUpPart::Terms => self.terms_are_complete(),
            SignUpPart::Slots => self.draft.slot.is_some(),
            SignUpPart::Details => self.has_no_problem_in(&self.details()),
            SignUpPart::Picture => true,
            SignUpPart::Payment => match self.draft.pay_by {
                None => false,
                Some(PayBy::DirectDebit) => self.has_no_problem_in(&fields::debit()),
                Some(PayBy::Card) => self.draft.card.is_some(),
                Some(PayBy::Cash | PayBy::Transfer | PayBy::Twint) => true,
            },
            SignUpPart::Texts => self.texts_are_agreed_to(),
            SignUpPart::Summary => match self.draft.aim {
                SignUpAim::Contract => self.price.can_be_signed(),
                SignUpAim::RateVoucher => self.rate_is_good(),
                SignUpAim::CheckInVoucher => !self.may_be_redeemed(),
                SignUpAim::Open | SignUpAim::Trial | SignUpAim::Lead => true,
            },
        }
    }

    /// Everything is there that is sent.
    pub(super) fn is_ready(&self) -> bool {
        let path = self.path();
        // Nobody could say where it is meant to go.
        self.studio().is_some()
            && !path.is_empty()
            && path.into_iter().all(|part| self.is_complete(part))
            && !self.is_too_young()
    }

    fn terms_are_complete(&self) -> bool {
        let (Some((offer, _)), Some(start)) = (self.term(), self.draft.start) else { return false };
        start >= self.earliest()
            && self.selected().len() <= usize::try_from(offer.most_selectable).unwrap_or(usize::MAX)
    }

    fn selected(&self) -> Vec<ModuleId> {
        let Some((offer, _)) = self.term() else { return Vec::new() };
        self.draft.modules.iter().copied().filter(|id| selectable(offer, *id).is_some()).collect()
    }

    /// The ways in.
    pub(super) fn choices(&self) -> SignUpChoices {
        self.rules.choices(self.facts.studio.as_ref().map(|details| &details.studio))
    }

    /// It can be paid for at this desk.
    pub(super) fn is_sold_here(&self, offer: &Offer) -> bool {
        super::offers::ways_to_pay(offer, self.rules.pays_by_card).next().is_some()
    }

    /// The term that was chosen, and its offer.
    pub(super) fn term(&self) -> Option<(&Offer, &Term)> {
        self.facts.term(self.draft.term?, self.today)
    }

    /// The first day that a contract can have.
    pub(super) fn earliest(&self) -> Date {
        self.facts.opening(self.today).unwrap_or(self.today)
    }

    /// The Connect API's number of the studio.
    pub(super) fn studio(&self) -> Option<StudioId> {
        self.facts.studio.as_ref().map(|details| details.studio.id)
    }

    /// What the vendor's prices are in: what the vendor says, else what is set for this desk.
    pub(super) fn currency(&self) -> Currency {
        self.facts.studio.as_ref().and_then(|details| details.studio.currency).unwrap_or(self.rules.currency)
    }

    /// The country that fields go by.
    pub(super) fn country(&self) -> &str {
        let of_studio = || self.facts.studio.as_ref()?.studio.address.country.as_deref();
        self.rules.country.as_deref().or_else(of_studio).unwrap_or("DE")
    }

    /// The fields of the part that asks who somebody is.
    pub(super) fn details(&self) -> Vec<FieldView> {
        let sources = match self.draft.aim {
            SignUpAim::Contract => &self.facts.referrals,
            SignUpAim::Open
            | SignUpAim::RateVoucher
            | SignUpAim::CheckInVoucher
            | SignUpAim::Trial
            | SignUpAim::Lead => &self.facts.campaigns,
        };
        let countries = self.countries();
        fields::details(Form {
            aim: self.draft.aim,
            country: self.country(),
            home: self.draft.field(F::Country).unwrap_or_else(|| self.country()),
            trial: self.facts.trial.as_ref(),
            countries: &countries,
            sources,
            single_names: self.rules.single_names,
            referrals: self.facts.studio.as_ref().is_some_and(|studio| studio.referral_program),
        })
    }

    /// All countries, or the one of the studio while nobody has said which there are.
    fn countries(&self) -> Vec<ChoiceOf> {
        if self.facts.countries.is_empty() {
            return vec![ChoiceOf { value: self.country().to_owned(), name: None }];
        }
        self.facts.countries.clone()
    }

    /// All fields of this sign-up.
    pub(super) fn fields(&self) -> Vec<FieldView> {
        let mut all = self.details();
        if self.draft.aim == SignUpAim::Contract && self.draft.pay_by == Some(PayBy::DirectDebit) {
            let last = all.last().map_or(0, |field| field.line);
            all.extend(
                fields::debit().into_iter().map(|field| FieldView { line: field.line + last, ..field }),
            );
        }
        all
    }

    fn has_no_problem_in(&self, fields: &[FieldView]) -> bool {
        let problems = self.problems();
        let is_one = |problem: &FieldProblem| fields.iter().any(|field| field.field == problem.field);
        !problems.iter().any(|problem| !problem.doubt && is_one(problem))
    }

    /// What is wrong with what was entered, what is missing among it.
    pub(super) fn problems(&self) -> Vec<FieldProblem> {
        let fields = self.fields();
        let mut problems: Vec<_> = fields.iter().filter_map(|field| self.problem(field)).collect();
        let has = |field: F| fields.iter().any(|known| known.field == field);
        let mut add = |field: F, problem: Problem, doubt: bool| {
            if has(field) && !problems.iter().any(|known| known.field == field && !known.doubt) {
                problems.push(FieldProblem { field, problem, doubt });
            }
        };
        let empty = |field: F| self.draft.field(field).is_none();
        if has(F::CountryOfBirth) && empty(F::PlaceOfBirth) && empty(F::CountryOfBirth) {
            add(F::PlaceOfBirth, Problem::Missing, false);
        }
        match (empty(F::DocumentType), empty(F::DocumentNumber)) {
            (true, false) => add(F::DocumentType, Problem::DocumentIncomplete, false),
            (false, true) => add(F::DocumentNumber, Problem::DocumentIncomplete, false),
            (true, true) | (false, false) => {}
        }
        // Somebody who wants to be called needs a way to be reached, whatever the studio demands.
        if self.draft.aim == SignUpAim::Lead && empty(F::Email) && empty(F::Mobile) {
            add(if has(F::Email) { F::Email } else { F::Mobile }, Problem::Missing, false);
        }
        if self.is_too_young_for_a_trial() {
            add(F::DateOfBirth, Problem::TooYoung, false);
        }
        if self.has_id_of_somebody_else() {
            add(F::TaxId, Problem::OtherPerson, true);
        }
        for (field, problem) in self.vendor_problems() {
            add(field, problem, false);
        }
        for (field, problem) in self.problems_of_tax_id() {
            // A number that is no good for want of what this form does not ask is no good.
            let (field, problem) =
                if has(field) { (field, problem) } else { (F::TaxId, Problem::NumberRefused) };
            add(field, problem, false);
        }
        problems
    }

    /// A codice fiscale says who it belongs to. Names are spelled in many ways, so it is a doubt only.
    fn has_id_of_somebody_else(&self) -> bool {
        let code = self.draft.field(F::TaxId).filter(|_| self.country() == "IT");
        let (Some(code), Some(first), Some(last)) =
            (code, self.draft.field(F::FirstName), self.draft.field(F::LastName))
        else {
            return false;
        };
        let gender = match self.draft.field(F::Gender) {
            Some("MALE") => Some(Gender::Male),
            Some("FEMALE") => Some(Gender::Female),
            Some(_) | None => None,
        };
        let entered = Particulars { first_name: first, last_name: last, born: self.born(), gender };
        CodiceFiscale::parse(code).is_ok_and(|code| !code.mismatches(&entered).is_empty())
    }

    fn problem(&self, field: &FieldView) -> Option<FieldProblem> {
        let found = |problem, doubt| FieldProblem { field: field.field, problem, doubt };
        let Some(text) = self.draft.field(field.field).or_else(|| self.filled_in(field.field)) else {
            return field.required.then(|| found(Problem::Missing, false));
        };
        let is_offered = field.choices.is_empty() || field.choices.iter().any(|choice| choice.value == text);
        if !is_offered {
            return Some(found(Problem::NotAccepted, false));
        }
        let about = About {
            studio: self.country(),
            home: self.draft.field(F::Country).unwrap_or_else(|| self.country()),
            today: self.today,
            document: self.draft.field(F::DocumentType),
        };
        judge::judge(field.field, text, about).map(|(problem, doubt)| found(problem, doubt))
    }

    /// Whoever signs up here lives in this country, unless they say otherwise.
    fn filled_in(&self, field: F) -> Option<&str> {
        (field == F::Country).then(|| self.country())
    }

    /// The date of birth, once it is one.
    pub(super) fn born(&self) -> Option<Date> {
        date(self.draft.field(F::DateOfBirth)?)
    }

    /// Too young for a contract here: what counts is the day of signing, whenever the contract starts.
    pub(super) fn is_too_young(&self) -> bool {
        let for_a_contract = matches!(self.draft.aim, SignUpAim::Contract | SignUpAim::RateVoucher);
        let minor = self.born().is_some_and(|born| is_minor(born, self.today, OF_AGE));
        for_a_contract && !self.rules.minors && minor
    }

    fn is_too_young_for_a_trial(&self) -> bool {
        let least = self.facts.trial.as_ref().and_then(|config| config.minimum_age);
        let age = self.born().map(|born| age(born, self.slot_day().unwrap_or(self.today)));
        self.draft.aim == SignUpAim::Trial
            && matches!((age, least), (Some(age), Some(least)) if i64::from(age) < i64::from(least))
    }

    fn slot_day(&self) -> Option<Date> {
        let start = self.draft.slot.as_deref()?;
        let slot = self.facts.slots.as_ref()?.list.iter().find(|slot| slot.start == start)?;
        Some(slot.starts_at.to_zoned(self.facts.zone()).date())
    }

    /// Shows a part.
    pub(super) fn show(&mut self, part: SignUpPart) {
        let path = self.path();
        let at = |part| path.iter().position(|known| *known == part);
        if at(part) > self.draft.reached.and_then(at) {
            self.draft.reached = Some(part);
        }
        self.draft.part = Some(part);
        self.step = Step::part(part);
        self.changed = true;
    }

    /// On to the next part, if nothing is missing in this one.
    pub(super) fn next(&mut self) {
        let Step::Part { part, .. } = self.step else { return };
        let path = self.path();
        let next = path.iter().position(|known| *known == part).and_then(|at| path.get(at + 1));
        let Some(next) = next.copied().filter(|_| self.is_complete(part)) else { return };
        self.forward(next);
    }

    /// A part that was shown before.
    pub(super) fn go(&mut self, part: SignUpPart) {
        let path = self.path();
        let at = |part| path.iter().position(|known| *known == part);
        let (Some(wanted), Some(reached)) = (at(part), self.draft.reached.and_then(at)) else { return };
        if wanted <= reached {
            self.forward(part);
        }
    }

    /// On to the first part in which something is missing, or else to the last one.
    pub(super) fn on_to_what_is_missing(&mut self) {
        let missing = self.path().into_iter().find(|part| !self.is_complete(*part));
        self.forward(missing.unwrap_or(SignUpPart::Summary));
    }

    fn forward(&mut self, part: SignUpPart) {
        let path = self.path();
        let at = |part| path.iter().position(|known| *known == part);
        if at(part) > at(SignUpPart::Details) && self.is_too_young() {
            self.step = Step::Minor;
            self.changed = true;
        } else {
            self.show(part);
        }
    }

    /// Back to the part before; from the first one, to what it is to lead to.
    pub(super) fn back(&mut self) {
        match self.step {
            Step::Part { part, .. } => {
                let path = self.path();
                let before = path.iter().position(|known| *known == part).and_then(|at| at.checked_sub(1));
                match before.and_then(|at| path.get(at)) {
                    Some(before) => self.show(*before),
                    None => {
                        self.step = Step::Start(CodeSaid::Nothing);
                        self.draft.part = None;
                    }
                }
            }
            Step::Minor => self.show(SignUpPart::Details),
            Step::PriceChanged => self.show(SignUpPart::Summary),
            Step::OpeningPayment(_) | Step::Paying { .. } => self.show(SignUpPart::Payment),
            Step::Start(_)
            | Step::Submitting
            | Step::Waiting
            | Step::Unknown
            | Step::Redeeming(_)
            | Step::MaybeRedeemed
            | Step::Done { .. }
            | Step::Refused(_)
            | Step::Parking { .. }
            | Step::Parked { .. } => {}
        }
    }

    /// What cannot be chosen any more is chosen no more, and what can only be one way is that.
    pub(super) fn tidy(&mut self) {
        let is_sold = self.term().is_some_and(|(offer, _)| self.is_sold_here(offer));
        if self.facts.offers.is_some() && self.draft.term.is_some() && !is_sold {
            self.draft.term = None;
            self.draft.modules.clear();
            self.changed = true;
            if let Step::Part { part, .. } = self.step
                && part > SignUpPart::Offers
                && self.draft.aim == SignUpAim::Contract
            {
                self.show(SignUpPart::Offers);
            }
        }
        let Some((offer, term)) = self.term() else { return };
        let known = |id: &ModuleId| selectable(offer, *id).is_some() || optional(term, *id).is_some();
        let modules: Vec<_> = self.draft.modules.iter().copied().filter(|id| known(id)).collect();
        let earliest = self.earliest();
        let start = self.draft.start.or(term.default_start).map_or(earliest, |start| start.max(earliest));
        self.draft.modules = modules;
        self.draft.start = Some(start);
        let allowed = self.ways_to_pay();
        if self.draft.pay_by.is_some_and(|by| !allowed.contains(&by)) {
            self.draft.pay_by = None;
        }
        if let [only] = allowed[..] {
            self.draft.pay_by = Some(only);
        }
    }

    /// How the offer that was chosen can be paid for at this desk.
    pub(super) fn ways_to_pay(&self) -> Vec<PayBy> {
        let Some((offer, _)) = self.term() else { return Vec::new() };
        super::offers::ways_to_pay(offer, self.rules.pays_by_card).collect()
    }
}
