//! An offer as large as they come, for benches.

use super::blocks;
use super::catalogue::{module, months};
use super::offers::{Extension, Frequency, Module, Offer, Preuse, Term, Words, words};

const NAMES: [Words; 12] = [
    words("Yoga am Morgen", "Morning yoga"),
    words("Rückenschule", "Back training"),
    words("Spinning", "Indoor cycling"),
    words("Boxen", "Boxing"),
    words("Pilates", "Pilates"),
    words("Klettern", "Climbing"),
    words("Aqua-Fitness", "Aqua fitness"),
    words("Massage", "Massage"),
    words("Ernährungsberatung", "Nutrition advice"),
    words("Kinderbetreuung", "Child care"),
    words("Schließfach", "Locker"),
    words("Leihfahrrad", "Hire bicycle"),
];

fn modules(ids: std::ops::Range<i64>, cents: i64) -> Vec<Module> {
    let monthly = |id: i64| {
        if cents == 0 { Frequency::Free } else { Frequency::Every(months(1), cents + id % 10 * 100) }
    };
    let text = words(
        "Jederzeit nutzbar, solange der Vertrag läuft.",
        "To be used at any time while the contract runs.",
    );
    ids.zip(NAMES.into_iter().cycle()).map(|(id, name)| module(id, name, text, monthly(id))).collect()
}

/// 60 terms; 20 modules included, 60 to choose from, 120 with the first term and some of them with each other.
pub(super) fn offer() -> Offer {
    let terms = (0..60).map(|n: i32| Term {
        id: 2901 + i64::from(n),
        span: months(n + 1),
        frequency: Frequency::Every(months(1), 7990 - i64::from(n) * 50),
        fees: Vec::new(),
        optional: if n == 0 { modules(4080..4200, 390) } else { modules(4080..4092, 390) },
        ages: Vec::new(),
        notice: Some(months(1)),
        extension: Extension::By { span: months(1), notice: months(1), cents: None },
        yearly_raise: None,
        bonus: None,
    });
    Offer {
        id: 2900,
        name: words("Nordlicht Baukasten", "Nordlicht Modular"),
        subtitle: words("Sechzig Laufzeiten, zweihundert Bausteine", "Sixty terms, two hundred modules"),
        description: words(
            "Stell dir dein Training selbst zusammen.",
            "Put your training together yourself.",
        ),
        footnote: None,
        picture: "modular.svg",
        code: ("NORD-XL", "Baukasten"),
        period: None,
        payments: vec!["DIRECT_DEBIT", "CREDIT_CARD"],
        signatures: false,
        preuse: Preuse::Free,
        modules: modules(4000..4020, 0),
        selectable: modules(4020..4080, 0),
        most_selectable: 30,
        blocks: vec![blocks::conditions(), blocks::house_rules(), blocks::privacy()],
        terms: terms.collect(),
    }
}
