//! Who somebody is: names as they are, what the vendor does not take, and who is too young.

use jiff::ToSpan;
use portico_tests::{Outcome, Page, Studio};
use sandbox::Country;
use wire::{
    FieldProblem, Problem, SignUpAim, SignUpField as F, SignUpInput, SignUpPart, SignUpStep, SignUpView,
};

use super::people::{self, Person};
use super::{Office, part};

/// First and last name as typed, and as they arrive: the same but for the way an accent is written.
const NAMES: [(&str, &str, &str, &str); 6] = [
    ("María José", "de la O y Núñez-Ibáñez", "María José", "de la O y Núñez-Ibáñez"),
    ("İlkay", "Işık", "İlkay", "Işık"),
    ("Zoe\u{308}", "d’Œuvre", "Zoë", "d’Œuvre"),
    ("-", "Ng", "-", "Ng"),
    ("Łukasz", "van der Müller-Ćwikła", "Łukasz", "van der Müller-Ćwikła"),
    ("  mc KENZIE ", " o'Neill", "mc KENZIE", "o'Neill"),
];

#[tokio::test(flavor = "multi_thread")]
async fn names_arrive_as_they_are() -> Outcome {
    let office = Office::open().await?;
    for (first, last, ..) in NAMES {
        let person = people::sparing().with(F::FirstName, first).with(F::LastName, last);
        let page = office.submitted(&person, 2151).await?;
        page.done().await?;
        page.leave().await?;
    }
    let arrived: Vec<(String, String)> = office
        .studio
        .contract_posts()
        .iter()
        .map(|post| {
            let text = |name: &str| post["customer"][name].as_str().unwrap_or_default().to_owned();
            (text("firstname"), text("lastname"))
        })
        .collect();
    let wanted: Vec<_> =
        NAMES.iter().map(|(.., first, last)| (first.to_string(), last.to_string())).collect();
    assert_eq!(arrived, wanted);
    let booked: Vec<_> = office.studio.contracts().into_iter().map(|contract| contract.name).collect();
    assert_eq!(booked, wanted.iter().map(|(first, last)| format!("{first} {last}")).collect::<Vec<_>>());
    office.nothing_left().await
}

/// Somebody who is at the payment, and pays by direct debit.
async fn at_payment<'a>(office: &'a Office, person: &Person) -> Outcome<Page<'a>> {
    let mut page = office.begin(SignUpAim::Contract).await?;
    page.choose(2101, &[]).await?;
    person.details(&mut page).await?;
    page.on_to(SignUpPart::Picture).await?;
    page.on_to(SignUpPart::Payment).await?;
    Ok(page)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_no_good_is_told_at_its_field_and_goes_no_further() -> Outcome {
    let office = Office::open().await?;
    let person = people::sparing();
    let mut page = at_payment(&office, &person).await?;
    for (holder, iban, field, wanted) in [
        ("Zoë Q", "", F::Iban, Problem::Missing),
        ("Zoë Q", "DE89370400440532013001", F::Iban, Problem::WrongCheckDigits),
        ("Zoë Q", "DE8937040044053201300", F::Iban, Problem::WrongLength),
        ("Zoë Q", "ES2921000418460200051332", F::Iban, Problem::WrongCheckDigits),
        ("", person.iban, F::AccountHolder, Problem::Missing),
        // Only the vendor knows.
        ("Zoë Q", "TR330006100519786457841326", F::Iban, Problem::NoDirectDebit),
        ("4711", person.iban, F::AccountHolder, Problem::HolderRefused),
        ("Zoë <Q>", person.iban, F::AccountHolder, Problem::HolderRefused),
    ] {
        page.enter(&[(F::AccountHolder, holder), (F::Iban, iban)]).await?;
        let told = |view: &SignUpView| {
            view.problems.contains(&FieldProblem { field, problem: wanted, doubt: false }).then_some(())
        };
        page.sees(&format!("{wanted:?} for {holder:?}, {iban:?}"), told).await?;
        let view = page.does(SignUpInput::Next).await?;
        assert_eq!(view.step, part(SignUpPart::Payment), "{holder:?}, {iban:?}");
    }
    page.enter(&person.account()).await?;
    let known = |view: &SignUpView| match &view.account {
        wire::AccountView::Kept { masked, bank, bic, checked: true } => {
            Some((masked.clone(), bank.clone(), bic.clone()))
        }
        _ => None,
    };
    let (masked, bank, bic) = page.sees("the bank", known).await?;
    assert_eq!(masked, "DE89 •••• 3000");
    assert_eq!((bank.as_deref(), bic.as_deref()), (Some("Commerzbank"), Some("COBADEFFXXX")));
    page.on_to(SignUpPart::Texts).await?;
    page.leave().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tax_number_that_the_vendor_does_not_take_is_told_at_its_field() -> Outcome {
    let spanish = [("12345678A", F::TaxId, Problem::NumberRefused), ("", F::TaxId, Problem::Missing)];
    let italian = [
        ("PRVTST90A41H501A", F::TaxId, Problem::NumberRefused),
        // Right in itself, and somebody else's.
        ("FOXLAX00B29F205E", F::TaxId, Problem::NumberRefused),
        ("", F::TaxId, Problem::Missing),
    ];
    for (country, person, table) in
        [(Country::ES, people::spanish(), &spanish[..]), (Country::IT, people::italian(), &italian[..])]
    {
        let studio = Studio::open().await;
        studio.set_country(country);
        let office = Office::at(studio, |file| file.sign_up("")).await?;
        let mut page = office.begin(SignUpAim::Contract).await?;
        page.choose(2101, &[]).await?;
        person.details(&mut page).await?;
        for (number, field, problem) in table {
            page.enter(&[(F::TaxId, number)]).await?;
            let told = |view: &SignUpView| {
                let wanted = FieldProblem { field: *field, problem: *problem, doubt: false };
                view.problems.contains(&wanted).then_some(())
            };
            page.sees(&format!("{problem:?} for {number:?}"), told).await?;
            let view = page.does(SignUpInput::Next).await?;
            assert_eq!(view.step, part(SignUpPart::Details), "{country:?}, {number:?}");
        }
        page.enter(&[(F::TaxId, person.typed(F::TaxId))]).await?;
        page.on_to(SignUpPart::Picture).await?;
        page.leave().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_codice_fiscale_tells_need_not_be_typed() -> Outcome {
    let studio = Studio::open().await;
    studio.set_country(Country::IT);
    let office = Office::at(studio, |file| file.sign_up("")).await?;
    let mut page = office.begin(SignUpAim::Contract).await?;
    page.choose(2101, &[]).await?;
    page.enter(&[(F::PlaceOfBirth, "Ostia"), (F::TaxId, "prvtst90a41h501w")]).await?;
    let told = |view: &SignUpView| {
        let told = [F::Gender, F::DateOfBirth, F::PlaceOfBirth];
        (!view.problems.iter().any(|problem| told.contains(&problem.field))).then_some(())
    };
    page.sees("the birth", told).await?;
    let entered = office.desk.entered();
    let has = |entered: &wire::Entered, field: F, text: &str| {
        entered.fields.iter().any(|it| it.field == field && it.text == text)
    };
    let filled = |entered: &wire::Entered| {
        let birth = [(F::DateOfBirth, "1990-01-01"), (F::Gender, "FEMALE"), (F::CountryOfBirth, "IT")];
        birth.into_iter().all(|(field, text)| has(entered, field, text))
    };
    let entered = entered.iter().find(|it| filled(it)).expect("the page is told what was not typed");
    assert!(has(entered, F::PlaceOfBirth, "Ostia"), "what was typed stays");
    page.leave().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_told_whole_or_not_at_all() -> Outcome {
    let office = Office::open().await?;
    let mut page = office.begin(SignUpAim::Contract).await?;
    page.choose(2151, &[]).await?;
    people::sparing().details(&mut page).await?;
    for (kind, number, wanted) in [
        ("PASSPORT", "", Some(F::DocumentNumber)),
        ("", "C01X00T47", Some(F::DocumentType)),
        ("PASSPORT", "C01X00T47", None),
    ] {
        let view = page.enter(&[(F::DocumentType, kind), (F::DocumentNumber, number)]).await?;
        let documents = [F::DocumentType, F::DocumentNumber];
        let told = view.problems.iter().map(|it| it.field).filter(|it| documents.contains(it));
        let told: Vec<_> = told.collect();
        assert_eq!(told, wanted.into_iter().collect::<Vec<_>>(), "{kind:?} {number:?}");
    }
    page.on_to(SignUpPart::Picture).await?;
    page.leave().await
}

/// Born so many years ago, and a day more or less.
fn born(years: i16, days: i64) -> &'static str {
    let today = jiff::Timestamp::now().in_tz("Europe/Berlin").expect("a time zone").date();
    let date = today.checked_sub(i64::from(years).years()).and_then(|it| it.checked_add(days.days()));
    date.expect("a date").to_string().leak()
}

fn minor(view: &SignUpView) -> Option<(bool, u32)> {
    match view.step {
        SignUpStep::Minor { trial, age } => Some((trial, age)),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_too_young_gets_no_contract_but_a_call_or_a_trial_session() -> Outcome {
    for (aim, first) in [(SignUpAim::Lead, SignUpPart::Details), (SignUpAim::Trial, SignUpPart::Slots)] {
        let office = Office::open().await?;
        let person = people::sparing().with(F::DateOfBirth, born(18, 1));
        let mut page = office.begin(SignUpAim::Contract).await?;
        page.choose(2101, &[]).await?;
        person.details(&mut page).await?;
        let view = page.does(SignUpInput::Next).await?;
        assert_eq!(minor(&view), Some((true, 18)));
        // It is no way round.
        for part in [SignUpPart::Payment, SignUpPart::Summary] {
            let view = page.does(SignUpInput::Go { part }).await?;
            assert_eq!(minor(&view), Some((true, 18)));
        }
        page.does(SignUpInput::Submit).await?;
        let for_team = |desk: &wire::StaffDesk| desk.sign_ups.iter().find(|it| it.for_team).cloned();
        office.team.sees("somebody who needs them", for_team).await?;

        let view = page.does(SignUpInput::Aim { aim }).await?;
        assert_eq!((view.aim, &view.step), (aim, &part(first)));
        if first == SignUpPart::Slots {
            page.sees("slots", |view| view.trouble.is_none().then_some(())).await?;
            page.does(SignUpInput::Slot { slot: 0 }).await?;
            page.on_to(SignUpPart::Details).await?;
        }
        // What was entered is still there.
        page.on_to(SignUpPart::Summary).await?;
        page.submit().await?;
        page.step("the end", |step| matches!(step, SignUpStep::Done { .. }).then_some(())).await?;
        let (leads, trials) = (office.studio.leads(), office.studio.trial_bookings());
        match aim {
            SignUpAim::Lead => assert_eq!((leads[0].name.clone(), trials.len()), (person.name(), 0)),
            _ => assert_eq!((trials[0].name.clone(), leads.len()), (person.name(), 0)),
        }
        assert!(office.studio.contract_posts().is_empty() && office.studio.contracts().is_empty());
        page.leave().await?;
        office.nothing_left().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_of_age_today_or_may_sign_here_gets_a_contract() -> Outcome {
    for (more, years, days, cents) in
        [("", 18, 0, 2990), ("minors = \"allow\"\n", 17, 0, 2990), ("minors = \"allow\"\n", 18, 1, 2990)]
    {
        let office = Office::at(Studio::open().await, |file| file.sign_up(more)).await?;
        let person = people::sparing().with(F::DateOfBirth, born(years, days));
        let page = office.submitted(&person, 2101).await?;
        page.done().await?;
        assert_eq!(office.contract()?.cents, cents, "{more}{years} years");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_picture_is_there_before_the_contract_and_only_if_there_is_one() -> Outcome {
    const JPEG: [u8; 6] = [0xff, 0xd8, 0xff, 0xe1, 9, 9];
    for takes_one in [true, false] {
        let office = Office::open().await?;
        let mut page = office.begin(SignUpAim::Contract).await?;
        page.choose(2101, &[]).await?;
        people::sparing().details(&mut page).await?;
        page.on_to(SignUpPart::Picture).await?;
        for wrong in [&b"\x89PNG\r\n\x1a\n"[..], b"", &vec![0xff; 500_000]] {
            assert!(page.picture(wrong).await.is_err(), "no picture is kept");
        }
        page.picture(&JPEG).await?;
        if !takes_one {
            page.does(SignUpInput::NoPicture).await?;
        }
        page.on_to(SignUpPart::Payment).await?;
        office.pay(&mut page, &people::sparing()).await?;
        page.on_to(SignUpPart::Texts).await?;
        page.agree(false).await?;
        page.on_to(SignUpPart::Summary).await?;
        page.submit().await?;
        page.done().await?;
        let uploads = office.studio.pictures();
        assert_eq!(uploads.len(), usize::from(takes_one));
        let contract = office.contract()?;
        assert_eq!(contract.picture, uploads.first().map(|it| it.key.clone()));
        assert_eq!(uploads.first().and_then(|it| it.member), takes_one.then_some(contract.member));
        page.leave().await?;
        office.nothing_left().await?;
    }
    Ok(())
}
