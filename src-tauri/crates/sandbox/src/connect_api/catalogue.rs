//! What the studio offers: six offers that together have every kind of payment, fee, module and text.

use jiff::ToSpan;
use jiff::civil::Date;

use super::offers::{
    AgePrice, Bonus, Cut, Extension, FlatFee, Frequency, Module, Offer, Preuse, Span, Term, Unit, Words,
    words,
};
use super::{blocks, country, large};
use crate::settings::{Country, Settings};

pub(super) const fn months(count: i32) -> Span {
    Span::new(count, Unit::Month)
}

const fn weeks(count: i32) -> Span {
    Span::new(count, Unit::Week)
}

/// All offers, whether they are on or not, at the prices of now. `opened` is the day the practice began.
pub(crate) fn offers(settings: &Settings, opened: Date) -> Vec<Offer> {
    let mut offers = vec![complete(), basic(), annual(opened), semester(), season(), taster()];
    if settings.large_offer {
        offers.push(large::offer());
    }
    for offer in &mut offers {
        if settings.country == Country::US {
            // Nobody there has an IBAN.
            offer.payments = vec!["CREDIT_CARD"];
        }
        price(offer, settings);
    }
    offers
}

/// Prices are written in euros; elsewhere they are what such a studio would ask.
fn price(offer: &mut Offer, settings: &Settings) {
    let factor = country::facts(settings.country).price_factor;
    let local = |frequency: &mut Frequency| *frequency = frequency.map(|cents| cents * factor);
    let modules = offer.modules.iter_mut().chain(&mut offer.selectable);
    modules.for_each(|module| local(&mut module.frequency));
    for term in &mut offer.terms {
        local(&mut term.frequency);
        term.fees.iter_mut().for_each(|fee| local(&mut fee.frequency));
        term.optional.iter_mut().for_each(|module| local(&mut module.frequency));
        for age in &mut term.ages {
            if let Cut::To(cents) = &mut age.price {
                *cents *= factor;
            }
        }
        if let Extension::By { cents: Some(cents), .. } = &mut term.extension {
            *cents *= factor;
        }
        if let Some(set) = settings.term_prices.get(&term.id) {
            term.frequency = term.frequency.map(|_| *set);
        }
    }
}

fn term(id: i64, span: Span, frequency: Frequency) -> Term {
    Term {
        id,
        span,
        frequency,
        fees: Vec::new(),
        optional: Vec::new(),
        ages: Vec::new(),
        notice: None,
        extension: Extension::Ends,
        yearly_raise: None,
        bonus: None,
    }
}

fn offer(id: i64, name: Words, subtitle: Words, description: Words, picture: &'static str) -> Offer {
    Offer {
        id,
        name,
        subtitle,
        description,
        footnote: None,
        picture,
        code: ("NORD", "Nordlicht"),
        period: None,
        payments: vec!["DIRECT_DEBIT"],
        signatures: false,
        preuse: Preuse::None,
        modules: Vec::new(),
        selectable: Vec::new(),
        most_selectable: 0,
        blocks: vec![blocks::conditions(), blocks::privacy()],
        terms: Vec::new(),
    }
}

pub(super) fn module(id: i64, name: Words, description: Words, frequency: Frequency) -> Module {
    Module { id, name, description, frequency, picture: None, consent: None, own_term: None, trial: None }
}

fn starter_package(cents: i64) -> FlatFee {
    FlatFee {
        identifier: "STARTER",
        name: words("Startpaket mit Einweisung", "Starter package with induction"),
        frequency: Frequency::Once(cents),
        starter_package: true,
        delay: None,
    }
}

fn service_fee(delay: Span) -> FlatFee {
    FlatFee {
        identifier: "SERVICE",
        name: words("Servicepauschale", "Service fee"),
        frequency: Frequency::Every(months(6), 1990),
        starter_package: false,
        delay: Some(delay),
    }
}

fn drinks() -> Module {
    let mut module = module(
        3021,
        words("Getränke-Flatrate", "Drinks flat rate"),
        words(
            "Wasser und isotonische Getränke, so viel du magst.",
            "Water and sports drinks, as much as you like.",
        ),
        Frequency::Every(months(1), 990),
    );
    module.trial = Some(Span::new(14, Unit::Day));
    module.own_term = Some((months(1), weeks(2)));
    module.picture = Some("drinks.svg");
    module
}

fn coaching() -> Module {
    let mut module = module(
        3022,
        words("Persönliches Training, vier Stunden", "Personal training, four hours"),
        words(
            "Vier Termine mit einer Trainerin oder einem Trainer deiner Wahl.",
            "Four sessions with a coach of your choice.",
        ),
        Frequency::Once(19900),
    );
    module.consent = Some(blocks::coaching());
    module
}

fn solarium() -> Module {
    let mut module = module(
        3023,
        words("Solarium", "Solarium"),
        words("Zehn Minuten in der Woche.", "Ten minutes a week."),
        Frequency::Every(months(1), 790),
    );
    module.consent = Some(blocks::solarium());
    module
}

fn towels() -> Module {
    module(
        3024,
        words("Handtuchservice", "Towel service"),
        words("Ein frisches Handtuch bei jedem Besuch.", "A fresh towel with every visit."),
        Frequency::Every(weeks(4), 490),
    )
}

fn complete() -> Offer {
    let mut offer = offer(
        2001,
        words("Nordlicht Komplett", "Nordlicht Complete"),
        words("Alles drin: Geräte, Kurse, Sauna", "Everything included: gym, classes, sauna"),
        words(
            "Trainiere, wann du willst, nimm an allen Kursen teil und wärme dich danach in der Sauna mit Blick auf \
             die Förde auf. Zwei Extras suchst du dir aus.",
            "Train whenever you like, join every class and warm up in the sauna with a view of the fjord afterwards. \
             Choose two extras.",
        ),
        "complete.svg",
    );
    offer.footnote = Some(words(
        "Alle Preise inklusive Mehrwertsteuer. Unter 25 und ab 65 Jahren günstiger; maßgeblich ist das Alter bei \
         Vertragsbeginn.",
        "All prices include VAT. Cheaper below 25 and from 65; what counts is the age at the start of the contract.",
    ));
    offer.signatures = true;
    offer.preuse = Preuse::Chargeable;
    offer.modules = vec![
        module(
            3001,
            words("Sauna", "Sauna"),
            words("Finnische Sauna und Ruheraum.", "Finnish sauna and a room to rest."),
            Frequency::Free,
        ),
        module(
            3002,
            words("Alle Kurse", "All classes"),
            words("Mehr als 40 Kurse in der Woche.", "More than 40 classes a week."),
            Frequency::Free,
        ),
    ];
    let extra = |id, name, description| module(id, name, description, Frequency::Free);
    offer.selectable = vec![
        extra(3011, words("Körperanalyse", "Body analysis"), words("Viermal im Jahr.", "Four times a year.")),
        extra(
            3012,
            words("Gästepass", "Guest pass"),
            words("Bring einmal im Monat jemanden mit.", "Bring somebody along once a month."),
        ),
        extra(
            3013,
            words("Stellplatz", "Parking space"),
            words("Kostenlos parken im Hof.", "Free parking in the yard."),
        ),
        extra(
            3014,
            words("Schwimmhalle", "Swimming pool"),
            words("Eintritt in die Schwimmhalle nebenan.", "Admission to the pool next door."),
        ),
    ];
    offer.most_selectable = 2;
    offer.blocks = vec![
        blocks::conditions(),
        blocks::health(),
        blocks::photographs(),
        blocks::house_rules(),
        blocks::privacy(),
        blocks::voucher(),
    ];
    offer.terms = complete_terms();
    offer
}

fn complete_terms() -> Vec<Term> {
    let monthly = |id, span, cents| term(id, span, Frequency::Every(months(1), cents));
    let ages = |young: i64| {
        vec![
            AgePrice { ages: (0, 24), price: Cut::To(young) },
            AgePrice { ages: (65, 100), price: Cut::Percent(1000) },
        ]
    };
    let one_month = Extension::By { span: months(1), notice: months(1), cents: None };
    let year = Term {
        fees: vec![starter_package(4900), service_fee(months(3))],
        optional: vec![drinks(), coaching(), solarium()],
        ages: ages(2990),
        notice: Some(months(1)),
        extension: Extension::By { span: months(1), notice: months(1), cents: Some(4490) },
        yearly_raise: Some("3"),
        ..monthly(2101, months(12), 3990)
    };
    let two_years = Term {
        fees: vec![starter_package(2900), service_fee(months(3))],
        optional: vec![drinks(), towels()],
        ages: ages(2690),
        notice: Some(months(1)),
        extension: one_month,
        bonus: Some(Bonus { span: months(1), at_start: true }),
        ..monthly(2102, months(24), 3490)
    };
    let flexible = Term {
        fees: vec![starter_package(4900)],
        optional: vec![drinks()],
        notice: Some(weeks(2)),
        extension: Extension::By { span: months(1), notice: weeks(2), cents: None },
        ..monthly(2103, months(1), 5490)
    };
    vec![year, two_years, flexible]
}

fn basic() -> Offer {
    let mut offer = offer(
        2002,
        words("Nordlicht Basis", "Nordlicht Basic"),
        words("Geräte und Freihanteln", "Machines and free weights"),
        words(
            "Das ganze Gerätetraining zum kleinen Wochenpreis. Zahlbar per Lastschrift oder mit Karte.",
            "All the machines at a small weekly price. Pay by direct debit or by card.",
        ),
        "basic.svg",
    );
    offer.payments = vec!["DIRECT_DEBIT", "CREDIT_CARD"];
    offer.preuse = Preuse::Free;
    offer.blocks.push(blocks::voucher());
    let weekly = |id, count, cents| Term {
        fees: vec![starter_package(1900)],
        optional: vec![drinks(), towels()],
        notice: Some(weeks(4)),
        extension: Extension::By { span: weeks(4), notice: weeks(4), cents: None },
        ..term(id, weeks(count), Frequency::Every(weeks(1), cents))
    };
    offer.terms = vec![weekly(2111, 52, 749), weekly(2112, 26, 999)];
    offer
}

fn annual(opened: Date) -> Offer {
    let mut offer = offer(
        2003,
        words("Jahreskarte", "Annual pass"),
        words("Einmal zahlen, zwölf Monate trainieren", "Pay once, train for twelve months"),
        words(
            "Nur für kurze Zeit: ein Jahr Nordlicht zum Festpreis. Endet von selbst.",
            "For a short time only: a year of Nordlicht at a fixed price. Ends by itself.",
        ),
        "annual.svg",
    );
    offer.footnote = Some(words(
        "Solange das Angebot gilt. Nicht mit Gutscheinen kombinierbar.",
        "While the offer lasts. Not with vouchers.",
    ));
    offer.period = Some((opened.saturating_sub(14.days()), opened.saturating_add(30.days())));
    offer.blocks.push(blocks::no_refund());
    offer.terms = vec![term(2121, Span::new(1, Unit::Year), Frequency::Once(39900))];
    offer
}

fn semester() -> Offer {
    let mut offer = offer(
        2004,
        words("Semesterkarte", "Semester pass"),
        words("Für alle in Ausbildung", "For everybody in education"),
        words(
            "Ein halbes Jahr trainieren, in zwei Raten nach einem und nach vier Monaten bezahlt.",
            "Half a year of training, paid in two instalments after one and after four months.",
        ),
        "semester.svg",
    );
    offer.blocks.push(blocks::students());
    let instalments = vec![(months(1), 8900), (months(4), 8900)];
    let half_year = term(2131, months(6), Frequency::After { recurring: false, payments: instalments });
    offer.terms = vec![Term {
        notice: Some(months(1)),
        bonus: Some(Bonus { span: months(1), at_start: false }),
        ..half_year
    }];
    offer
}

fn season() -> Offer {
    let mut offer = offer(
        2005,
        words("Nordlicht Saison", "Nordlicht Season"),
        words("Zweimal im Jahr zahlen", "Pay twice a year"),
        words(
            "Ein Beitrag im Januar, einer im Juli, dazwischen Ruhe. Mit Sauna.",
            "One payment in January, one in July, and peace in between. With sauna.",
        ),
        "season.svg",
    );
    offer.modules = vec![module(
        3001,
        words("Sauna", "Sauna"),
        words("Finnische Sauna und Ruheraum.", "Finnish sauna and a room to rest."),
        Frequency::Free,
    )];
    let halves = Frequency::MonthDays { recurring: true, days: vec![(1, 15, 19900), (7, 15, 19900)] };
    offer.terms = vec![Term {
        optional: vec![coaching()],
        notice: Some(months(1)),
        extension: Extension::By { span: months(6), notice: months(1), cents: Some(18900) },
        ..term(2141, months(12), halves)
    }];
    offer
}

fn taster() -> Offer {
    let mut offer = offer(
        2006,
        words("Vier Wochen zum Kennenlernen", "Four weeks to get to know us"),
        words("Kostenlos, endet von selbst", "Free of charge, ends by itself"),
        words(
            "Lern uns kennen: vier Wochen Training ohne Beitrag und ohne Kündigung.",
            "Get to know us: four weeks of training without a fee and without giving notice.",
        ),
        "taster.svg",
    );
    offer.blocks = vec![blocks::health(), blocks::house_rules(), blocks::privacy()];
    offer.terms = vec![term(2151, weeks(4), Frequency::Free)];
    offer
}
